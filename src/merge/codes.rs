//! The kinds of findings of the merge.

use crate::finding::Code;

/// 重複: a file with the same bytes as another.
pub const DUPLICATE: Code = Code("merge.duplicate");
/// 差替え: a form replaced by a later one.
pub const SUPERSEDED: Code = Code("merge.superseded");
/// Cells that a replaced form has filled in and the form in force leaves empty.
pub const EMPTIED: Code = Code("merge.emptied");
/// Forms that the resubmission rule cannot tell apart.
pub const TIE: Code = Code("merge.tie");
/// 提出日 and 版 of two forms contradict each other.
pub const ORDER: Code = Code("merge.order-contradicts");
/// A 提出日 that is not to be relied on: out of the period, in the future, given by a formula.
pub const DAY_IN_DOUBT: Code = Code("merge.day-in-doubt");
/// A file left out by the office's word.
pub const EXCLUDED: Code = Code("merge.excluded");
/// A form of another year.
pub const OTHER_YEAR: Code = Code("merge.other-year");
/// A form of a department that the plan does not know.
pub const UNKNOWN_DEPARTMENT: Code = Code("merge.unknown-department");
/// A row on an action item that the plan does not have.
pub const UNKNOWN_ACTION: Code = Code("merge.unknown-action");
/// Two rows of one form on one action item.
pub const REPEATED_ROW: Code = Code("merge.repeated-row");
/// A row by a department that is not responsible.
pub const OUTSIDE: Code = Code("merge.not-responsible");
/// Departments give different grades.
pub const GRADE_CONFLICT: Code = Code("merge.grade-conflict");
/// Departments give different effects.
pub const EFFECT_CONFLICT: Code = Code("merge.effect-conflict");
/// Departments give different results of an indicator.
pub const INDICATOR_CONFLICT: Code = Code("merge.indicator-conflict");
/// An effect or grade given on an item that is listed again (再掲).
pub const ON_REPEAT: Code = Code("merge.on-repeat");
/// The midyear row stands in for the year-end row.
pub const MIDYEAR_STANDS_IN: Code = Code("merge.midyear-stands-in");
/// A form under the name of before (or after) a reorganization.
pub const OLD_NAME: Code = Code("merge.old-name");
/// The lead of an item was split and the plan does not say who leads it now.
pub const SPLIT_LEAD: Code = Code("merge.split-lead");
/// The lead of an item was abolished without a successor.
pub const ABOLISHED_LEAD: Code = Code("merge.abolished-lead");
/// A grade that was typed where the plan computes it.
pub const COMPUTED_GRADE: Code = Code("merge.grade-is-computed");
/// A row on an item that ended in an earlier year.
pub const AFTER_END: Code = Code("merge.row-after-end");
/// A file of which nothing was read may be the form of a department that has handed in none.
pub const MAY_BE_FORM: Code = Code("merge.may-be-a-form");
/// An override of the office in use.
pub const OVERRIDE: Code = Code("merge.override");
/// An entry of office.toml that nothing answers to.
pub const OFFICE_UNUSED: Code = Code("merge.office-unused");
/// An opinion that was given at last year's council and has no answer.
pub const UNANSWERED: Code = Code("merge.opinion-unanswered");
/// An answer that cannot be attached to an opinion.
pub const STRAY_ANSWER: Code = Code("merge.answer-without-opinion");
/// Opinions whose ids are not yet fixed in office.toml.
pub const OPINION_NOT_PINNED: Code = Code("merge.opinion-not-pinned");
/// Points outside 1 to 5.
pub const POINTS_RANGE: Code = Code("merge.points-out-of-range");
/// Several rating forms bear the number of one member.
pub const MEMBER_TWICE: Code = Code("merge.member-twice");
/// Two forms of a body give one item different grades.
pub const GRADINGS_DIFFER: Code = Code("merge.gradings-differ");
/// Two forms of a body give different reasons for one grade.
pub const REASONS_DIFFER: Code = Code("merge.grading-reasons-differ");
/// A body gives a reason for a grade that it does not give.
pub const REASON_ALONE: Code = Code("merge.grading-reason-alone");
/// A body has not graded every item.
pub const GRADING_MISSING: Code = Code("merge.grading-missing");
/// A body's grade that needs a reason has none.
pub const GRADING_REASON: Code = Code("merge.grading-without-reason");
/// The ledger does not add up.
pub const LEDGER: Code = Code("merge.ledger");

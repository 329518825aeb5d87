//! What the merge yields: one record a year, per initiative and action item, with every value's origin.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::ledger::Ledger;
use crate::contract::Field;
use crate::finding::{Finding, Origin, Sourced};
use crate::vocabulary::{
    ActionId, Amount, DepartmentId, EffectKind, EffectTerm, FiscalYear, GradeId, InitiativeNo, Period, Stage, Yen,
};

/// All that was handed in for a year, merged (統合).
#[derive(Debug, Clone)]
pub struct YearRecord {
    /// The year.
    pub year: FiscalYear,
    /// Every action item of the plan, in order, reported or not.
    pub actions: BTreeMap<ActionId, ActionRecord>,
    /// Overrides and council results per initiative; every initiative of the plan is present.
    pub initiatives: BTreeMap<InitiativeNo, InitiativeRecord>,
    /// Who has handed in, in the plan's order of departments as of the end of the year.
    pub statuses: Vec<DepartmentStatus>,
    /// The council's opinions that this year's forms were to answer, with the answers that they give (対応): those of the years
    /// before that had none yet, then last year's.
    pub last_opinions: BTreeMap<InitiativeNo, Vec<Opinion>>,
    /// 内部メモ, 記入者 and 内線 of every form, superseded ones included: what no public output may hold.
    pub internal: Vec<InternalText>,
    /// Account of every file and cell.
    pub ledger: Ledger,
    /// What there is to say: the intake's findings and the merge's, sorted.
    pub findings: Vec<Finding>,
}

impl YearRecord {
    /// The opinions on an initiative that the next year's forms are to answer: those that this year's should have answered and did
    /// not, then this year's own.
    pub fn opinions_to_answer(&self, initiative: InitiativeNo) -> Vec<&Opinion> {
        let left = self.last_opinions.get(&initiative).into_iter().flatten();
        let own = self.initiatives.get(&initiative).and_then(|record| record.council.as_ref());
        let own = own.into_iter().flat_map(|council| &council.opinions);
        left.filter(|opinion| opinion.responses.is_empty()).chain(own).collect()
    }
}

/// An action item in a year.
#[derive(Debug, Clone)]
pub struct ActionRecord {
    /// Id.
    pub id: ActionId,
    /// The lead's grade or the office's override; `None` where there is neither.
    pub grade: Option<Decision<GradeId>>,
    /// 区分の理由 of the lead.
    pub grade_reason: Option<Sourced<String>>,
    /// Actual stages of the lead.
    pub actual_stages: Option<Sourced<Vec<Stage>>>,
    /// Effects of the lead; a blank is absent.
    pub effects: BTreeMap<(EffectKind, EffectTerm), Sourced<Amount<Yen>>>,
    /// Indicators' results by number; a blank is absent.
    pub indicators: BTreeMap<u8, Sourced<Amount<Decimal>>>,
    /// Texts by department: lead first, then partners and others in the plan's order.
    pub contributions: Vec<Contribution>,
    /// Whether the lead has reported on it (a row that is not empty).
    pub reported: bool,
}

/// A value that was decided on, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision<T> {
    /// The value in force, with its origin.
    pub value: Sourced<T>,
    /// Where the office overrode the department's value: that value and the reason, printed wherever it is used.
    pub overridden: Option<Override<T>>,
}

/// What an override replaced and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override<T> {
    /// What stood before, if anything.
    pub before: Option<Sourced<T>>,
    /// 理由.
    pub reason: String,
}

/// One department's texts on an action item.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// The department, by the name it has in the year reported on.
    pub department: DepartmentId,
    /// Whether it is the lead.
    pub is_lead: bool,
    /// Whether it is not responsible for the item: its texts stand in the committee's edition only, with a finding.
    pub is_outside: bool,
    /// The name under which it handed in, where that is not its name in the year reported on (機構改正).
    pub reported_as: Option<DepartmentId>,
    /// Where the row's No. stands.
    pub row: Origin,
    /// Which period's form the texts come from.
    pub period: Period,
    /// 実績.
    pub result: Option<Sourced<String>>,
    /// 課題.
    pub issues: Option<Sourced<String>>,
    /// 次年度の取組.
    pub next_steps: Option<Sourced<String>>,
    /// 内部メモ; never published.
    pub memo: Option<Sourced<String>>,
    /// The grade it gave, to show where departments differ.
    pub grade: Option<Sourced<GradeId>>,
    /// 区分の理由 that it gave.
    pub grade_reason: Option<Sourced<String>>,
    /// Actual stages that it gave.
    pub actual_stages: Option<Sourced<Vec<Stage>>>,
    /// Effects that it gave; only the lead's count.
    pub effects: BTreeMap<(EffectKind, EffectTerm), Sourced<Amount<Yen>>>,
    /// Indicators' results that it gave; only the lead's count.
    pub indicators: BTreeMap<u8, Sourced<Amount<Decimal>>>,
    /// 対応 to the council's opinions.
    pub response: Option<Sourced<String>>,
    /// Fields in which something stood that could not be used: not blank, and each has a finding.
    pub rejected: Vec<Field>,
    /// What the locked cells of the plan say in its form, whole (計画（工程）, 指標と目標値); empty for a form of another make.
    pub shown_plan: BTreeMap<Field, Sourced<String>>,
}

/// A text that must never reach a public output, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InternalText {
    /// What kind of text it is.
    pub kind: InternalKind,
    /// The text and where it was typed.
    pub text: Sourced<String>,
}

/// The fields that are internal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InternalKind {
    /// 内部メモ.
    Memo,
    /// 記入者.
    Author,
    /// 内線.
    Extension,
}

impl InternalKind {
    /// 内部メモ, 記入者, 内線.
    pub fn label(self) -> &'static str {
        match self {
            InternalKind::Memo => "内部メモ",
            InternalKind::Author => "記入者",
            InternalKind::Extension => "内線",
        }
    }
}

/// An initiative in a year.
#[derive(Debug, Clone)]
pub struct InitiativeRecord {
    /// No.
    pub no: InitiativeNo,
    /// An office's override of the grade that the rule gives, with its reason.
    pub override_grade: Option<Decision<GradeId>>,
    /// The council's rating and opinions.
    pub council: Option<CouncilResult>,
}

/// The council's word on an initiative in a year (審議会).
#[derive(Debug, Clone)]
pub struct CouncilResult {
    /// Sum of the points given; the mean is printed to one decimal, half up.
    pub points: Decimal,
    /// How many members rated.
    pub raters: u32,
    /// Opinions with ids that last.
    pub opinions: Vec<Opinion>,
}

/// An opinion (審議会意見). Never carries a member's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// `R2-8-1`: year, initiative, number.
    pub id: String,
    /// Its text, with its origin.
    pub text: Sourced<String>,
    /// Whether `office.toml` holds its number, so that no further form can change it.
    pub pinned: bool,
    /// Departments' answers (対応).
    pub responses: Vec<(DepartmentId, Sourced<String>)>,
}

impl Opinion {
    /// The year whose forms the council had before it; `None` where the id names none.
    pub fn year(&self) -> Option<FiscalYear> {
        FiscalYear::parse(self.id.split('-').next()?)
    }
}

/// Where a department stands with its form (提出状況).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubmissionState {
    /// 提出.
    Submitted,
    /// 提出, but it has errors to mend (差戻し).
    Returned,
    /// 未提出.
    Missing,
    /// Owes nothing: no action item of the year.
    NotRequired,
}

impl SubmissionState {
    /// 提出, 差戻し, 未提出, 対象外.
    pub fn label(self) -> &'static str {
        match self {
            SubmissionState::Submitted => "提出",
            SubmissionState::Returned => "差戻し",
            SubmissionState::Missing => "未提出",
            SubmissionState::NotRequired => "対象外",
        }
    }
}

impl DepartmentStatus {
    /// All files in force, the principal one first.
    pub fn files(&self) -> impl Iterator<Item = &Arc<str>> {
        self.file.iter().chain(&self.other_files)
    }
}

/// A department's status.
#[derive(Debug, Clone)]
pub struct DepartmentStatus {
    /// The department.
    pub department: DepartmentId,
    /// The period asked about: the latest that has input.
    pub period: Period,
    /// State.
    pub state: SubmissionState,
    /// The file in force; of several (after a merger, or a form in parts) the one under its own name or the greatest.
    pub file: Option<Arc<str>>,
    /// The other files in force for it, sorted.
    pub other_files: Vec<Arc<str>>,
    /// 提出日.
    pub submitted_on: Option<Date>,
    /// Handed in after the deadline (後日提出).
    pub late: bool,
    /// Files that it replaced (差替え).
    pub superseded: Vec<Arc<str>>,
    /// How many action items it owes.
    pub owed: u32,
    /// On how many of them it has reported.
    pub reported: u32,
}

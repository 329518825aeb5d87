//! Which grade of an action item is in force, and how it came about.
//!
//! In this order: of an item that is listed again (再掲), the grade of its original; the office's; the grade with which the item ended
//! in an earlier year; the lead's, where it is one that only a person gives (完了, 対象外 of a plan that computes the others) or the
//! plan computes none for this item; the one that the indicators give.

use std::collections::BTreeMap;

use super::codes;
use super::contributions::{Circumstances, grade_name};
use super::office::GradeOverride;
use super::record::{ActionRecord, Contribution, Decision, Override, YearRecord};
use crate::contract::{Entry, Field};
use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::plan::{ActionItem, ComputedGrade, Plan};
use crate::vocabulary::{ActionId, Amount, FiscalYear, GradeId, Period};

/// How the grade of an action item came about before the office set another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum GradeBasis {
    /// The department chose it, or there is none.
    #[default]
    Stated,
    /// The plan computes it from the indicators.
    Computed(ComputedGrade),
    /// The item ended with it in that year, and nothing more is asked of it.
    Ended(FiscalYear),
}

impl GradeBasis {
    /// The year in which the item ended, where that is before the year of the record.
    pub fn ended(&self) -> Option<FiscalYear> {
        match self {
            GradeBasis::Ended(year) => Some(*year),
            GradeBasis::Stated | GradeBasis::Computed(_) => None,
        }
    }

    /// The computation, where the grade is computed.
    pub fn computed(&self) -> Option<&ComputedGrade> {
        match self {
            GradeBasis::Computed(computed) => Some(computed),
            GradeBasis::Stated | GradeBasis::Ended(_) => None,
        }
    }

    /// 記入, 計算, 完了: how data name it.
    pub fn label(&self) -> &'static str {
        match self {
            GradeBasis::Stated => "記入",
            GradeBasis::Computed(_) => "計算",
            GradeBasis::Ended(_) => "完了",
        }
    }
}

/// The grade with which an item ended, and in which year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The year in which it ended.
    pub year: FiscalYear,
    /// The grade that ended it.
    pub grade: Sourced<GradeId>,
}

/// How an item had ended by the end of a record's year; `last` is the latest record before the year asked about.
pub fn end_of(plan: &Plan, last: Option<&YearRecord>, action: ActionId) -> Option<End> {
    let last = last?;
    let record = last.actions.get(&action)?;
    let grade = record.grade.as_ref()?;
    let carried = record.basis.ended().filter(|_| grade.overridden.is_none());
    let year = carried.or_else(|| plan.grades.is_ending(grade.value.value).then_some(last.year))?;
    Some(End { year, grade: grade.value.clone() })
}

/// The items that had ended by the end of the latest record before a year, with their grades.
pub(super) fn ended(plan: &Plan, last: Option<&YearRecord>) -> BTreeMap<ActionId, End> {
    let items = plan.actions().map(|(_, action)| action.id);
    items.filter_map(|id| Some((id, end_of(plan, last, id)?))).collect()
}

/// The grade of an item that is in force, and how it came about before the office set another.
pub(super) struct Graded {
    pub(super) grade: Option<Decision<GradeId>>,
    pub(super) basis: GradeBasis,
}

/// The grade of an item, by its lead's row and, of an item that is listed again, by its original. Says what the lead typed although
/// nobody asked for it.
pub(super) fn in_force(
    case: &Circumstances<'_>,
    action: &ActionItem,
    lead: Option<&Contribution>,
    original: Option<&ActionRecord>,
    findings: &mut Vec<Finding>,
) -> Graded {
    let row = lead.map(|lead| (&*lead.entry, lead.period));
    let (given, basis) = given(case.plan, case.year, action, row, case.ended.get(&action.id));
    if let Some(lead) = lead {
        report_unasked(case, action, lead, &basis, findings);
    }
    let grade = match case.office.and_then(|office| office.action_grades.get(&action.id)) {
        Some(set) => Some(overridden(case.plan, action, given, set, findings)),
        None => given.map(|value| Decision { value, overridden: None }),
    };
    let Some(original) = original else { return Graded { grade, basis } };
    if let (Some(own), Some(shared)) = (grade, &original.grade)
        && own.value.value != shared.value.value
    {
        findings.push(
            Finding::new(Severity::Warning, codes::ON_REPEAT, "再掲の項目の進捗区分が、掲載元の区分と異なります。")
                .at(own.value.origin)
                .found(grade_name(case.plan, own.value.value))
                .expected(grade_name(case.plan, shared.value.value))
                .remedy("掲載元の区分を採りました。"),
        );
    }
    Graded { grade: original.grade.clone(), basis: original.basis.clone() }
}

/// The grade that the office sets in the place of the one given.
fn overridden(
    plan: &Plan,
    action: &ActionItem,
    given: Option<Sourced<GradeId>>,
    set: &GradeOverride,
    findings: &mut Vec<Finding>,
) -> Decision<GradeId> {
    let stood = given.as_ref().map_or_else(|| "未記入".to_owned(), |grade| grade_name(plan, grade.value));
    let message = format!("{}の進捗区分を{}の指定に改めました。", plan.number(action.id), plan.words.office);
    findings.push(
        Finding::new(Severity::Note, codes::OVERRIDE, message)
            .at(set.grade.origin.clone())
            .found(stood)
            .expected(grade_name(plan, set.grade.value))
            .remedy(format!("理由：{}", set.reason)),
    );
    Decision { value: set.grade.clone(), overridden: Some(Override { before: given, reason: set.reason.clone() }) }
}

/// The grade of an item that its lead's row and the plan give, and how it came about.
fn given(
    plan: &Plan,
    year: FiscalYear,
    action: &ActionItem,
    row: Option<(&Entry, Period)>,
    end: Option<&End>,
) -> (Option<Sourced<GradeId>>, GradeBasis) {
    if let Some(end) = end {
        return (Some(end.grade.clone()), GradeBasis::Ended(end.year));
    }
    let lead = row.map(|(entry, _)| entry);
    let typed = lead.and_then(Entry::grade);
    let basis = basis(plan, year, action, row);
    let grade = match &basis {
        GradeBasis::Computed(computed) => {
            computed_from(lead, computed).map(|origin| Sourced::new(computed.grade, origin))
        }
        _ if plan.computes_grade(action, year) => typed.filter(|typed| is_stated(plan, typed.value)).cloned(),
        _ => typed.cloned(),
    };
    (grade, basis)
}

/// How the grade of an item that has not ended came about, by its lead's row and the period of that row.
pub(crate) fn basis(plan: &Plan, year: FiscalYear, action: &ActionItem, row: Option<(&Entry, Period)>) -> GradeBasis {
    let lead = row.map(|(entry, _)| entry);
    let period = row.map_or_else(|| plan.settings.periods.last(), |(_, period)| period);
    let stated = lead.and_then(Entry::grade).is_some_and(|typed| is_stated(plan, typed.value));
    let result = |number: u8| lead.and_then(|lead| lead.indicator(number)).map_or(Amount::Blank, |at| at.value);
    match plan.computed_grade(action, (year, period), result).filter(|_| !stated) {
        Some(computed) => GradeBasis::Computed(computed),
        None => GradeBasis::Stated,
    }
}

/// Whether only a person gives a grade.
fn is_stated(plan: &Plan, grade: GradeId) -> bool {
    plan.grades.stated().any(|stated| stated.id == grade)
}

/// The cell that decides a computed grade: that of the lowest rate, the first of equals.
fn computed_from(lead: Option<&Entry>, computed: &ComputedGrade) -> Option<Origin> {
    let (number, _) = computed.rates.iter().min_by_key(|(_, rate)| **rate)?;
    lead?.indicator(*number).map(|at| at.origin.clone())
}

/// What a department typed although the plan asks it of nobody: a grade where it is computed, a row on an item that has ended.
fn report_unasked(
    case: &Circumstances<'_>,
    action: &ActionItem,
    lead: &Contribution,
    basis: &GradeBasis,
    findings: &mut Vec<Finding>,
) {
    let Circumstances { plan, year, .. } = *case;
    let warn = |code, origin: &Origin, message: String| {
        Finding::new(Severity::Warning, code, message).at(origin.clone()).of(lead.department.clone())
    };
    if let Some(ended) = basis.ended() {
        // Opinions on it may wait for an answer all the same.
        if !lead.entry.cells().any(|(field, _)| field.is_open() && field != Field::Response) {
            return;
        }
        let message = format!("{}は{ended}に完了していますが、記入があります。", action.printed);
        findings.push(warn(codes::AFTER_END, &lead.entry.action.origin, message).remedy(format!(
            "区分は完了したときのままとし、記入された実績と金額は採りました。取組が続いているときは、{ended}の区分を改めてください。"
        )));
        return;
    }
    let Some(typed) = lead.entry.grade().filter(|_| plan.computes_grade(action, year)) else { return };
    if is_stated(plan, typed.value) {
        return;
    }
    let computed = basis.computed().map(|computed| computed.grade);
    if computed == Some(typed.value) {
        return;
    }
    let message = format!("{}の進捗区分は指標から計算しますが、別の区分が記入されています。", action.printed);
    let finding = warn(codes::COMPUTED_GRADE, &typed.origin, message).found(grade_name(plan, typed.value));
    findings.push(match computed {
        Some(computed) => {
            finding.expected(grade_name(plan, computed)).remedy("計算した区分を採りました。区分の記入は要りません。")
        }
        None => finding.remedy("指標の実績値がそろわないため、区分なしとしました。実績値を記入してください。"),
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::intake::fixture::{EntryDraft, form, intake};
    use crate::merge::merge;
    use crate::merge::office;
    use crate::merge::record::SubmissionState;
    use crate::plan::fixture::{self, YEAR};

    fn plan() -> Plan {
        fixture::computing([110, 100, 50, 0])
    }

    fn item() -> ActionId {
        ActionId::new(1, 1)
    }

    fn year(
        plan: &Plan,
        year: FiscalYear,
        office: &str,
        last: &[Arc<YearRecord>],
        fill: impl FnOnce(&mut EntryDraft),
    ) -> Arc<YearRecord> {
        let office = office::read("office.toml", office, plan).expect("an office file").0;
        let form = form("一課", "a.xlsx").year(year).row((1, 1), fill).build();
        Arc::new(merge(plan, year, intake(vec![form], vec![]), Some(&office), last))
    }

    fn first(plan: &Plan, fill: impl FnOnce(&mut EntryDraft)) -> Arc<YearRecord> {
        year(plan, YEAR, "", &[], fill)
    }

    fn grade(record: &YearRecord) -> Option<u8> {
        record.actions[&item()].grade.as_ref().map(|grade| grade.value.value.0)
    }

    fn has(record: &YearRecord, code: crate::finding::Code) -> bool {
        record.findings.iter().any(|finding| finding.code == code)
    }

    #[test]
    fn the_indicators_give_the_grade_whatever_is_typed_beside_them() {
        let plan = plan();
        let record = first(&plan, |row| {
            row.indicator(99).result("実施した。");
        });
        assert_eq!(grade(&record), Some(2));
        assert!(!has(&record, codes::COMPUTED_GRADE));
        let set = record.actions[&item()].grade.as_ref().expect("a grade");
        assert_eq!(set.value.origin, record.actions[&item()].indicator(1).expect("a result").origin);
        let typed = first(&plan, |row| {
            row.indicator(100).grade(0);
        });
        assert_eq!((grade(&typed), has(&typed, codes::COMPUTED_GRADE)), (Some(1), true));
        let same = first(&plan, |row| {
            row.indicator(100).grade(1);
        });
        assert_eq!((grade(&same), has(&same, codes::COMPUTED_GRADE)), (Some(1), false));
    }

    #[test]
    fn without_a_result_there_is_no_grade_and_a_typed_one_does_not_stand_in() {
        let record = first(&plan(), |row| {
            row.grade(0).result("実施した。");
        });
        assert_eq!((grade(&record), has(&record, codes::COMPUTED_GRADE)), (None, true));
    }

    #[test]
    fn a_grade_that_only_a_person_gives_comes_before_the_computed_one_and_the_offices_word_before_both() {
        let plan = plan();
        let stated = |row: &mut EntryDraft| {
            row.indicator(120).grade(4);
        };
        let record = first(&plan, stated);
        assert_eq!((grade(&record), &record.actions[&item()].basis), (Some(4), &GradeBasis::Stated));
        assert!(!has(&record, codes::COMPUTED_GRADE), "it was asked for");
        let office = "[[grade]]\naction = \"1-1\"\nvalue = \"△\"\nreason = \"協議した。\"\n";
        let set = year(&plan, YEAR, office, &[], stated);
        assert_eq!(grade(&set), Some(2));
    }

    #[test]
    fn other_items_are_graded_by_their_departments() {
        let plan = plan();
        let form = form("二課", "b.xlsx").row((1, 2), |row| {
            row.grade(0).result("実施した。");
        });
        let record = merge(&plan, YEAR, intake(vec![form.build()], vec![]), None, &[]);
        let grade = record.actions[&ActionId::new(1, 2)].grade.as_ref().map(|grade| grade.value.value.0);
        assert_eq!(grade, Some(0));
        assert!(!has(&record, codes::COMPUTED_GRADE));
    }

    #[test]
    fn what_has_ended_is_carried_on_and_asked_of_nobody() {
        let plan = plan();
        let end = first(&plan, |row| {
            row.grade(4).result("終えた。");
        });
        let years = [YEAR.next(), YEAR.next().next()];
        let mut records = vec![end];
        for next in years {
            let record = Arc::new(merge(&plan, next, intake(vec![], vec![]), None, &records));
            assert_eq!(grade(&record), Some(4));
            assert_eq!(record.actions[&item()].basis, GradeBasis::Ended(YEAR));
            let status = &record.statuses[0];
            assert_eq!((status.state, status.owed), (SubmissionState::NotRequired, 0), "一課 has no other item");
            // The item listed again stands with it.
            assert_eq!(record.actions[&ActionId::new(2, 2)].basis, GradeBasis::Ended(YEAR));
            records.push(record);
        }
    }

    #[test]
    fn an_item_listed_again_has_the_grade_of_its_original_and_how_it_came_about() {
        let plan = plan();
        let again = ActionId::new(2, 2);
        let with = |office: &str| {
            year(&plan, YEAR, office, &[], |row| {
                row.indicator(100).result("実施した。");
            })
        };
        let shares = |record: &YearRecord| {
            let [original, again] = [item(), again].map(|id| &record.actions[&id]);
            assert_eq!((&again.grade, &again.basis), (&original.grade, &original.basis));
            assert!(original.reported && again.reported);
        };
        let record = with("");
        shares(&record);
        assert!(record.actions[&again].basis.computed().is_some());
        let set = with("[[grade]]\naction = \"1-1\"\nvalue = \"△\"\nreason = \"協議した。\"\n");
        shares(&set);
        assert!(set.actions[&again].grade.as_ref().is_some_and(|grade| grade.overridden.is_some()));
        // The office's word on the item itself does not count.
        let own = with("[[grade]]\naction = \"2-2\"\nvalue = \"△\"\nreason = \"協議した。\"\n");
        shares(&own);
        assert_eq!(grade(&own), Some(1));
        assert!(has(&own, codes::ON_REPEAT));
        // Nobody has reported on either.
        let none = merge(&plan, YEAR, intake(vec![], vec![]), None, &[]);
        assert!(!none.actions[&again].reported);
    }

    #[test]
    fn a_row_after_the_end_is_told_and_its_grade_does_not_count() {
        let plan = plan();
        let end = first(&plan, |row| {
            row.grade(4);
        });
        let after = year(&plan, YEAR.next(), "", &[end], |row| {
            row.indicator(100).saving(5).result("続けた。");
        });
        assert_eq!((grade(&after), has(&after, codes::AFTER_END)), (Some(4), true));
        assert_eq!(after.actions[&item()].effects().count(), 1);
        // An answer to an opinion is no report on the item.
        let end = first(&plan, |row| {
            row.grade(4);
        });
        let answered = year(&plan, YEAR.next(), "", &[end], |row| {
            row.response("広報で周知した。");
        });
        assert!(!has(&answered, codes::AFTER_END));
    }

    #[test]
    fn the_cell_of_a_computed_grade_is_that_of_the_lowest_rate_the_first_of_equals() {
        let draft = form("一課", "a.xlsx").row((1, 1), |row| {
            for field in [Field::Indicator1, Field::Indicator2, Field::Indicator3] {
                row.any(field);
            }
        });
        let form = draft.build();
        let cell = |rates: [i64; 3]| {
            let rates = (1..).zip(rates.map(rust_decimal::Decimal::from)).collect();
            let computed = ComputedGrade { rates, rate: 0.into(), grade: GradeId(0) };
            computed_from(Some(&form.entries[0]), &computed)
        };
        let of = |number: u8| form.entries[0].indicator(number).map(|at| at.origin.clone());
        assert_eq!(cell([90, 60, 70]), of(2));
        assert_eq!(cell([90, 60, 60]), of(2));
        assert_eq!(cell([50, 60, 60]), of(1));
    }

    #[test]
    fn an_end_that_the_office_takes_back_is_none() {
        let plan = plan();
        let office = "[[grade]]\naction = \"1-1\"\nvalue = \"○\"\nreason = \"続いている。\"\n";
        let not_ended = year(&plan, YEAR, office, &[], |row| {
            row.grade(4);
        });
        let next = merge(&plan, YEAR.next(), intake(vec![], vec![]), None, &[not_ended]);
        assert_eq!((next.actions[&item()].basis.ended(), next.statuses[0].owed), (None, 1));
        // Taken up again by the office's word in a later year.
        let end = first(&plan, |row| {
            row.grade(4);
        });
        let again = year(&plan, YEAR.next(), office, std::slice::from_ref(&end), |row| {
            row.indicator(100);
        });
        let later = merge(&plan, YEAR.next().next(), intake(vec![], vec![]), None, &[end, again]);
        assert_eq!(later.actions[&item()].basis.ended(), None);
    }
}

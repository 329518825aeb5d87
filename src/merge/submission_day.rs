//! Which 提出日 can be relied on: one that a person typed and that lies in the time in which forms of its year and period come in.
//!
//! A day in doubt decides nothing: not which form is the later one, not whether it came in late, not the date of a paper. It is reported.

use jiff::ToSpan;
use jiff::civil::Date;

use super::codes;
use super::record::YearRecord;
use crate::finding::{Finding, Origin, Severity};
use crate::intake::submission::{DayDoubt, Submission, SubmissionKey};
use crate::plan::Plan;
use crate::vocabulary::japanese_date;

/// Months before and after a deadline in which a form may come in. A day with the wrong year is a year off.
const MONTHS: i64 = 6;

/// The first and the last day on which a form may come in: half a year around its deadline; where the plan sets none, the
/// year reported on, and for the period that closes it from its middle to the end of the year after it.
pub(super) fn period_of(plan: &Plan, key: &SubmissionKey) -> (Date, Date) {
    let (first, last) = (key.year.first_day(), key.year.last_day());
    match (plan.settings.due(key.year, key.period), key.period) {
        (Some(due), _) => (due.saturating_sub(MONTHS.months()), due.saturating_add(MONTHS.months())),
        (None, period) if !period.closes_year() => (first, last),
        (None, _) => (first.saturating_add(MONTHS.months()), last.saturating_add(1.years())),
    }
}

/// Marks a 提出日 that is out of its period, and says of any that is in doubt why.
pub(super) fn judge(plan: &Plan, submission: &mut Submission) -> Option<Finding> {
    let day = submission.submitted_on.clone()?;
    let (first, last) = period_of(plan, &submission.key);
    if submission.day_in_doubt.is_none() && !(first..=last).contains(&day.value) {
        submission.day_in_doubt = Some(DayDoubt::OutOfPeriod);
    }
    let finding = match submission.day_in_doubt? {
        DayDoubt::Formula => {
            let message = "提出日が計算式で入っています。開く日によって変わることがあるため、提出日として用いません。";
            Finding::new(Severity::Warning, codes::DAY_IN_DOUBT, message).expected("日付の直接の入力")
        }
        DayDoubt::OutOfPeriod => {
            let SubmissionKey { year, period, .. } = &submission.key;
            let message =
                format!("提出日が、{year}の{period}の様式を提出する時期から外れています。提出日として用いません。");
            let expected = format!("{}から{}まで", japanese_date(first), japanese_date(last));
            Finding::new(Severity::Warning, codes::DAY_IN_DOUBT, message).expected(expected)
        }
    };
    let remedy = "年月日の打ち間違いがないか確かめ、正しい提出日を入力し直してください。";
    let finding = finding.at(day.origin).of(submission.key.department.clone()).found(japanese_date(day.value));
    Some(finding.remedy(remedy))
}

/// What is doubtful of the date that the papers of a year are to state: `given` by the office, else that of the last form.
pub fn of_papers(record: &YearRecord, given: Option<Date>) -> Vec<Finding> {
    match given {
        Some(date) => in_the_future(record, date),
        None => undated(record).into_iter().collect(),
    }
}

/// What to say where nothing says on which day the forms of a year came in: its papers then state the last day of the year.
fn undated(record: &YearRecord) -> Option<Finding> {
    let file = record.statuses.iter().find_map(|status| status.file.clone())?;
    let is_dated = record.stated.date.is_some() || record.statuses.iter().any(|status| status.submitted_on.is_some());
    let message = format!(
        "どの様式の提出日も分からないため、資料の日付を年度の末日（{}）にします。",
        japanese_date(record.year.last_day())
    );
    (!is_dated).then(|| {
        Finding::new(Severity::Warning, codes::DAY_IN_DOUBT, message)
            .at(Origin::file(file))
            .remedy("office.tomlの[report]のdateに資料の日付を書くか、--dateで指定してください。")
    })
}

/// Forms that were handed in after the date that papers are to state: that date or theirs is mistyped.
fn in_the_future(record: &YearRecord, date: Date) -> Vec<Finding> {
    let later = record.statuses.iter().filter_map(|status| {
        let day = status.submitted_on.filter(|day| *day > date)?;
        let file = status.file.clone()?;
        let message = "提出日が、資料に記す日付より後の日になっています。";
        let finding = Finding::new(Severity::Warning, codes::DAY_IN_DOUBT, message)
            .at(Origin::file(file))
            .of(status.department.clone())
            .found(japanese_date(day))
            .expected(format!("{}まで", japanese_date(date)))
            .remedy("提出日か、--date の指定を確かめてください。");
        Some(finding)
    });
    later.collect()
}

#[cfg(test)]
mod tests {
    use super::super::record::SubmissionState;
    use super::super::{merge, office};
    use super::*;
    use crate::finding::Code;
    use crate::intake::fixture::{FormDraft, form, intake};
    use crate::plan::fixture::{self, YEAR, unit};
    use crate::vocabulary::ActionId;
    use crate::vocabulary::Period;

    const FIRST: ActionId = ActionId { initiative: crate::vocabulary::InitiativeNo(1), number: 1 };

    fn graded(file: &str, value: u8) -> FormDraft {
        form("一課", file).row((1, 1), |row| {
            row.grade(value).result("実施した。");
        })
    }

    fn merged(forms: Vec<FormDraft>, office: &str) -> YearRecord {
        let plan = fixture::small();
        let office = office::read("office.toml", office, &plan).expect("well-formed").0;
        let read = intake(forms.into_iter().map(FormDraft::build).collect(), vec![]);
        let record = merge(&plan, YEAR, read, Some(&office), &[]);
        assert_eq!(record.ledger.prove(), []);
        record
    }

    /// The grade that is in force, and the findings of the merge on days and order.
    fn said(forms: Vec<FormDraft>) -> (Option<u8>, Vec<(Code, Severity)>) {
        let record = merged(forms, "");
        let codes = [codes::ORDER, codes::TIE, codes::DAY_IN_DOUBT];
        let found = record.findings.iter().filter(|finding| codes.contains(&finding.code));
        let found = found.map(|finding| (finding.code, finding.severity)).collect();
        (record.actions[&FIRST].grade.as_ref().map(|grade| grade.value.value.0), found)
    }

    const ORDER: (Code, Severity) = (codes::ORDER, Severity::Error);
    const TIE: (Code, Severity) = (codes::TIE, Severity::Warning);
    const DOUBT: (Code, Severity) = (codes::DAY_IN_DOUBT, Severity::Warning);
    /// The doubt about a form that was replaced.
    const OLD_DOUBT: (Code, Severity) = (codes::DAY_IN_DOUBT, Severity::Note);

    const fn day(year: i16, month: i8, day: i8) -> Date {
        Date::constant(year, month, day)
    }

    #[test]
    fn a_mistyped_day_never_makes_the_older_form_win() {
        // 版2 with the year before: it is in force, the department is asked.
        let first = || graded("a.xlsx", 1).on(5, 8).version(1);
        let second = || graded("b.xlsx", 2).dated(day(2020, 5, 9)).version(2);
        assert_eq!(said(vec![first(), second()]), (Some(2), vec![ORDER, DOUBT]));
        let record = merged(vec![first(), second()], "");
        assert_eq!((record.statuses[0].state, record.statuses[0].submitted_on), (SubmissionState::Returned, None));
        let asked = record.findings.iter().find(|finding| finding.code == codes::ORDER).expect("asked");
        assert_eq!(asked.origin.as_ref().map(|origin| &*origin.file), Some("b.xlsx"));
        assert!(
            asked.found.as_ref().is_some_and(|found| found.contains("a.xlsx（版1") && found.contains("b.xlsx（版2"))
        );
        // What it asks for ends the matter: a third form with day and 版 of its own, or the office's word.
        let third = graded("c.xlsx", 3).on(5, 10).version(3);
        assert_eq!(said(vec![first(), second(), third]), (Some(3), vec![OLD_DOUBT]));
        for (file, value) in [("a.xlsx", 1), ("b.xlsx", 2)] {
            let record = merged(
                vec![first(), second()],
                &format!("[[accept]]\nfile = \"{file}\"\nreason = \"課に確かめた。\"\n"),
            );
            assert_eq!(record.actions[&FIRST].grade.as_ref().map(|grade| grade.value.value.0), Some(value));
            assert!(record.findings.iter().all(|finding| finding.code != codes::ORDER), "{file}");
        }
    }

    #[test]
    fn day_and_version_that_contradict_each_other_go_back() {
        let later = || graded("b.xlsx", 2).on(5, 9).version(1);
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 8).version(2), later()]), (Some(2), vec![ORDER]));
        // On the same day the 版 decides; with the same 版 the day does.
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 9).version(2), later()]), (Some(1), vec![]));
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 8).version(1), later()]), (Some(2), vec![]));
        // A form without 版 is the first.
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 8).version(2), graded("b.xlsx", 2).on(5, 9)]).1, [ORDER]);
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 8).version(2), graded("b.xlsx", 1).on(5, 9)]).1, []);
    }

    #[test]
    fn a_version_that_cannot_be_read_may_be_the_higher_one() {
        let last = || graded("b.xlsx", 2).on(5, 8).version_unread();
        // 最終版 of an earlier day: the later first form is in force, and the office is asked.
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 9).version(1), last()]), (Some(1), vec![TIE]));
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 9), last()]).1, [TIE]);
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 8).version(2), last()]).1, [TIE]);
        // A later day and a 版 of its own settle it.
        assert_eq!(said(vec![graded("a.xlsx", 1).on(5, 9).version(2), last()]), (Some(1), vec![]));
        let record = merged(vec![graded("a.xlsx", 1).on(5, 8).version(1), last()], "");
        let asked = record.findings.iter().find(|finding| finding.code == codes::TIE).expect("asked");
        assert!(asked.found.as_ref().is_some_and(|found| found.contains("b.xlsx（版は読めない、")), "{asked}");
        assert!(!asked.message.contains("同じ"), "{asked}");
    }

    #[test]
    fn forms_without_a_day_are_ordered_by_their_version() {
        let dated = || graded("a.xlsx", 1).on(5, 8);
        assert_eq!(said(vec![dated(), graded("b.xlsx", 2).version(2)]), (Some(2), vec![]));
        assert_eq!(said(vec![dated().version(2), graded("b.xlsx", 2)]), (Some(1), vec![]));
        assert_eq!(said(vec![dated(), graded("b.xlsx", 2)]), (Some(1), vec![TIE]));
        // One that has a higher 版 than the form in force is asked about, though its own day is unknown.
        let three = vec![dated().version(5), graded("b.xlsx", 2).on(5, 9), graded("c.xlsx", 3).version(2)];
        assert_eq!(said(three), (Some(3), vec![ORDER]));
    }

    #[test]
    fn a_day_that_a_formula_gives_decides_nothing() {
        let today = || graded("a.xlsx", 1).on(5, 9).by_formula();
        assert_eq!(said(vec![today()]), (Some(1), vec![DOUBT]));
        assert_eq!(said(vec![today(), graded("b.xlsx", 2).on(5, 8)]), (Some(2), vec![TIE, OLD_DOUBT]));
        assert_eq!(said(vec![today().version(2), graded("b.xlsx", 2).on(5, 8)]), (Some(1), vec![DOUBT]));
        assert_eq!(merged(vec![today()], "").statuses[0].submitted_on, None);
    }

    #[test]
    fn a_day_is_believed_within_half_a_year_of_the_deadline() {
        let doubts = |date| said(vec![graded("a.xlsx", 1).dated(date)]).1;
        let edges = [day(2020, 11, 9), day(2020, 11, 10), day(2021, 11, 10), day(2021, 11, 11)];
        assert_eq!(edges.map(doubts), [vec![DOUBT], vec![], vec![], vec![DOUBT]]);
        // A day in doubt is not late either.
        let late = |date| merged(vec![graded("a.xlsx", 1).dated(date)], "").statuses[0].late;
        assert_eq!([day(2021, 5, 11), day(2022, 5, 11)].map(late), [true, false]);
        // Without a deadline.
        let mut plan = fixture::small();
        plan.settings.deadlines.clear();
        let key = |period| SubmissionKey { department: unit("一課"), year: YEAR, period };
        let periods = [Period::MIDYEAR, Period::YEAR_END].map(|period| period_of(&plan, &key(period)));
        assert_eq!(periods, [(day(2020, 4, 1), day(2021, 3, 31)), (day(2020, 10, 1), day(2022, 3, 31))]);
    }

    #[test]
    fn the_future_begins_after_the_date_of_the_papers() {
        let record = merged(vec![graded("a.xlsx", 1).on(5, 9)], "");
        let found = |date| in_the_future(&record, date).len();
        assert_eq!([day(2021, 5, 8), day(2021, 5, 9)].map(found), [1, 0]);
    }

    #[test]
    fn findings_on_a_replaced_form_become_notes() {
        let wrong = |file: &str| {
            Finding::new(Severity::Error, Code("intake.sample"), "読めません。")
                .at(Origin::file(file))
                .remedy("直してください。")
        };
        let mut read = intake(vec![graded("a.xlsx", 1).on(5, 8).build(), graded("b.xlsx", 2).on(5, 9).build()], vec![]);
        read.findings = vec![wrong("a.xlsx"), wrong("b.xlsx")];
        let record = merge(&fixture::small(), YEAR, read, None, &[]);
        let of = |file: &str| {
            let found = record.findings.iter().filter(|finding| finding.code == Code("intake.sample"));
            let found = found.filter(|finding| finding.origin.as_ref().is_some_and(|origin| &*origin.file == file));
            found.map(|finding| (finding.severity, finding.remedy.clone().unwrap_or_default())).collect::<Vec<_>>()
        };
        assert_eq!(of("b.xlsx"), [(Severity::Error, "直してください。".to_owned())]);
        assert!(matches!(of("a.xlsx").as_slice(), [(Severity::Note, remedy)] if remedy.contains("差し替えられた")));
    }

    /// The office's day is a day for the papers though no form states its own.
    #[test]
    fn only_papers_that_no_day_is_known_for_are_told() {
        let told = |form: FormDraft, office: &str| of_papers(&merged(vec![form], office), None).len();
        assert_eq!(told(graded("a.xlsx", 1), ""), 1);
        assert_eq!(told(graded("a.xlsx", 1).on(5, 8), ""), 0);
        assert_eq!(told(graded("a.xlsx", 1), "[report]\ndate = 2021-08-31\n"), 0);
    }
}

//! The merge's rules, one test a rule, on the small plan of the fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::ledger::{Destinations, FateReason, FileFate, LedgerFile};
use super::record::{Standing, SubmissionState, YearRecord};
use super::{codes, merge, office, resubmission};
use crate::contract::{Audience, Field, FieldKind, Visibility};
use crate::finding::{Code, Finding, Origin, Severity};
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::fixture::{self as forms, form, intake};
use crate::intake::submission::Submission;
use crate::plan::fixture::{self, YEAR, unit};
use crate::plan::{Department, Plan, Reorganization};
use crate::vocabulary::{ActionId, Amount, EffectKind, EffectTerm, GradeId, Period, Yen};

const FIRST: ActionId = ActionId { initiative: crate::vocabulary::InitiativeNo(1), number: 1 };

fn merged_in(plan: &Plan, forms: Vec<Submission>, office: Option<&str>) -> YearRecord {
    let office = office.map(|text| office::read("office.toml", text, plan).expect("well-formed").0);
    let record = merge(plan, YEAR, intake(forms, vec![]), office.as_ref(), &[]);
    assert_eq!(record.ledger.prove(), []);
    record
}

fn merged(forms: Vec<Submission>) -> YearRecord {
    merged_in(&fixture::small(), forms, None)
}

fn fate<'a>(record: &'a YearRecord, file: &str) -> &'a FileFate {
    &record.ledger.files.iter().find(|held| &*held.file == file).expect("in the ledger").fate
}

fn grade(record: &YearRecord, id: ActionId) -> Option<u8> {
    record.actions[&id].grade.as_ref().map(|grade| grade.value.value.0)
}

fn has(record: &YearRecord, code: Code) -> usize {
    record.findings.iter().filter(|finding| finding.code == code).count()
}

fn graded(file: &str, value: u8) -> forms::FormDraft {
    form("一課", file).row((1, 1), |row| {
        row.grade(value).result("実施した。");
    })
}

#[test]
fn the_later_form_wins_then_the_higher_version() {
    let record = merged(vec![graded("b.xlsx", 2).on(5, 9).build(), graded("a.xlsx", 1).on(5, 8).version(9).build()]);
    assert_eq!(grade(&record, FIRST), Some(2));
    assert_eq!(fate(&record, "a.xlsx"), &FileFate::Superseded("b.xlsx".into()));
    assert_eq!(record.statuses[0].superseded, [Arc::from("a.xlsx")]);
    let record = merged(vec![
        graded("a.xlsx", 1).on(5, 8).version(2).build(),
        graded("b.xlsx", 2).on(5, 8).version(1).build(),
        graded("c.xlsx", 3).build(),
    ]);
    assert_eq!((grade(&record, FIRST), has(&record, codes::TIE)), (Some(1), 0));
    let cells = |file: &str| &record.ledger.files.iter().find(|held| &*held.file == file).expect("held").cells;
    assert!(cells("b.xlsx").iter().all(|cell| *cell.disposition != Disposition::Used));
    assert!(cells("a.xlsx").iter().any(|cell| *cell.disposition == Disposition::Used));
}

#[test]
fn a_tie_is_found_and_decided_by_content() {
    let forms = || [graded("a.xlsx", 1).on(5, 8).build(), graded("b.xlsx", 2).on(5, 8).build()];
    let [a, b] = forms();
    let record = merged(vec![a.clone(), b.clone()]);
    assert_eq!(has(&record, codes::TIE), 1);
    let tie = record.findings.iter().find(|finding| finding.code == codes::TIE).expect("a tie");
    assert!(tie.message.contains("様式が2件あります"), "{}", tie.message);
    // Other names for the same contents change nothing.
    let renamed = [Submission { file: "z.xlsx".into(), ..a }, Submission { file: "y.xlsx".into(), ..b }];
    assert_eq!(grade(&merged(renamed.into()), FIRST), grade(&record, FIRST));
    // Only the office's word can turn it.
    let loser = if grade(&record, FIRST) == Some(1) { ("b.xlsx", 2) } else { ("a.xlsx", 1) };
    let office = format!("[[accept]]\nfile = \"{}\"\nreason = \"課に確かめた。\"\n", loser.0);
    let record = merged_in(&fixture::small(), forms().into(), Some(&office));
    assert_eq!((grade(&record, FIRST), has(&record, codes::TIE)), (Some(loser.1), 0));
}

#[test]
fn a_form_saved_again_is_no_tie() {
    let record = merged(vec![graded("a.xlsx", 1).on(5, 8).build(), graded("b.xlsx", 1).on(5, 8).build()]);
    assert_eq!((has(&record, codes::TIE), has(&record, codes::SUPERSEDED)), (0, 1));
}

#[test]
fn identical_bytes_are_one() {
    let a = graded("a.xlsx", 1).build();
    let copy = Submission { file: "z/a のコピー.xlsx".into(), ..a.clone() };
    // What Excel leaves of a save that failed.
    let left = Submission { file: "8A3F2C10".into(), ..a.clone() };
    let record = merged(vec![copy, a, left]);
    assert_eq!(fate(&record, "z/a のコピー.xlsx"), &FileFate::Duplicate("a.xlsx".into()));
    assert_eq!(fate(&record, "8A3F2C10"), &FileFate::Duplicate("a.xlsx".into()));
    assert_eq!((has(&record, codes::DUPLICATE), has(&record, codes::SUPERSEDED)), (2, 0));
}

/// Of two files with the same bytes the office leaves out one: the other counts, whichever name comes first, and that is said.
#[test]
fn a_copy_that_is_not_left_out_counts() {
    for (left_out, kept) in [("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")] {
        let form = graded(left_out, 1).build();
        let copy = Submission { hash: form.hash, ..graded(kept, 1).build() };
        let office = format!("[[exclude]]\nfile = \"{left_out}\"\nreason = \"重複\"\n");
        let record = merged_in(&fixture::small(), vec![form, copy], Some(&office));
        assert_eq!(fate(&record, left_out), &FileFate::Ignored(FateReason::Excluded("重複".into())));
        assert_eq!((fate(&record, kept), grade(&record, FIRST)), (&FileFate::Used, Some(1)), "{left_out}");
        let told = record.findings.iter().find(|finding| finding.code == codes::EXCLUDED).expect("told");
        assert!(told.severity == Severity::Warning && told.message.contains(kept), "{told}");
        assert_eq!(told.department, None, "nothing that the department has to look at");
    }
}

/// What was said of a ballot that the office leaves out is settled; what was said of others is not.
#[test]
fn findings_on_a_ballot_that_is_left_out_ask_for_nothing() {
    let wrong = |file: &str| {
        let finding = Finding::new(Severity::Error, codes::UNKNOWN_ACTION, "読めません。");
        finding.at(Origin::file(file)).for_office("直してください。")
    };
    let excluded = FileFate::Ignored(FateReason::Excluded("取下げ".into()));
    let fates = BTreeMap::from([(Arc::from("a.xlsx"), excluded), (Arc::from("c.xlsx"), FileFate::Used)]);
    let told = Finding::new(Severity::Warning, codes::EXCLUDED, "除外しました。").at(Origin::file("a.xlsx"));
    let mut findings = vec![wrong("a.xlsx"), told, wrong("b.xlsx"), wrong("c.xlsx")];
    resubmission::lower_findings_of_excluded(&fates, &mut findings);
    let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Note, Severity::Warning, Severity::Error, Severity::Error]);
    assert_eq!(findings[0].for_office, None);
}

/// The office accepts a form by the name of either of two files with its bytes.
#[test]
fn a_form_is_accepted_by_the_name_of_its_copy() {
    for accepted in ["a.xlsx", "b.xlsx"] {
        let form = graded("a.xlsx", 1).on(5, 8).build();
        let copy = Submission { hash: form.hash, ..graded("b.xlsx", 1).on(5, 8).build() };
        let later = graded("c.xlsx", 2).on(5, 9).build();
        let office = format!("[[accept]]\nfile = \"{accepted}\"\nreason = \"課に確かめた。\"\n");
        let record = merged_in(&fixture::small(), vec![form, copy, later], Some(&office));
        assert_eq!((fate(&record, accepted), grade(&record, FIRST)), (&FileFate::Used, Some(1)), "{accepted}");
    }
}

#[test]
fn midyear_stands_in_only_where_the_year_end_row_is_empty() {
    let midyear = form("二課", "中間.xlsx")
        .midyear()
        .row((1, 2), |row| {
            row.grade(2).result("中間の実績");
        })
        .row((2, 1), |row| {
            row.grade(2).result("中間の実績");
        });
    let year_end = form("二課", "年度末.xlsx")
        .row((1, 2), |row| {
            row.grade(1).result("年度末の実績");
        })
        .row((2, 1), |_| {});
    let record = merged(vec![midyear.build(), year_end.build()]);
    let filled = &record.actions[&ActionId::new(1, 2)].contributions;
    assert_eq!((filled.len(), filled[0].period, grade(&record, ActionId::new(1, 2))), (1, Period::YEAR_END, Some(1)));
    let empty = &record.actions[&ActionId::new(2, 1)].contributions;
    assert_eq!((empty.len(), empty[0].period, grade(&record, ActionId::new(2, 1))), (1, Period::MIDYEAR, Some(2)));
    assert_eq!(has(&record, codes::MIDYEAR_STANDS_IN), 1);
    let status = record.statuses.iter().find(|status| status.department == unit("二課")).expect("listed");
    // 1-1 as partner, 1-2 and 2-1 as lead; only one year-end row.
    assert_eq!((status.period, status.owed, status.reported), (Period::YEAR_END, 3, 1));
    let midyear = record.ledger.files.iter().find(|file| &*file.file == "中間.xlsx").expect("held");
    assert_eq!(midyear.fate, FileFate::Used);
    assert!(midyear.cells.by_disposition()[Disposition::Superseded.position()] > 0);
}

#[test]
fn the_leads_grade_and_effect_count_and_differences_are_found() {
    let lead = form("一課", "a.xlsx").row((1, 1), |row| {
        row.grade(1).saving(100).result("主担当の実績").indicator(90);
    });
    let partner = form("二課", "b.xlsx").row((1, 1), |row| {
        row.grade(2).saving(30).revenue(7).result("副担当の実績").indicator(80);
    });
    let record = merged(vec![partner.build(), lead.build()]);
    let action = &record.actions[&FIRST];
    assert_eq!(grade(&record, FIRST), Some(1));
    let effects: Vec<_> = action.effects().map(|(key, amount)| (key, amount.value)).collect();
    assert_eq!(effects, [((EffectKind::Saving, EffectTerm::Recurring), Amount::Value(Yen(100_000)))]);
    let names: Vec<_> = action.contributions.iter().map(|row| (row.department.name(), row.is_lead())).collect();
    assert_eq!(names, [("一課", true), ("二課", false)]);
    assert_eq!(
        [codes::GRADE_CONFLICT, codes::EFFECT_CONFLICT, codes::INDICATOR_CONFLICT].map(|code| has(&record, code)),
        [1, 2, 1]
    );
}

/// The cells of a file that are not used as they were typed, by row and reason.
fn reasons(record: &YearRecord, file: &str) -> Vec<(u32, String)> {
    let file = record.ledger.files.iter().find(|held| &*held.file == file).expect("held");
    let cells = file.cells.iter().filter(|cell| matches!(cell.disposition, Disposition::Ignored(_)));
    cells.filter_map(|cell| Some((cell.cell.row, file.reason(&cell)?))).collect()
}

#[test]
fn values_that_do_not_count_are_recorded_with_the_reason() {
    let fill = |row: &mut forms::EntryDraft, grade: u8| {
        row.grade(grade).saving(30).result("実績").reason("理由").indicator(80);
    };
    let lead = form("一課", "a.xlsx").row((1, 1), |row| fill(row, 1));
    let partner = form("二課", "b.xlsx").row((1, 1), |row| fill(row, 1));
    let record = merged(vec![partner.build(), lead.build()]);
    assert!(record.ledger.prove().is_empty());
    assert_eq!(reasons(&record, "a.xlsx"), []);
    // Grade, its reason, amount and indicator; the result is printed with the department's name. They do not differ: no finding.
    let of_partner = reasons(&record, "b.xlsx");
    assert_eq!(of_partner.len(), 4, "{of_partner:?}");
    assert!(of_partner.iter().all(|(_, reason)| reason.contains("主担当の記入だけを採る欄")), "{of_partner:?}");
    assert_eq!(has(&record, codes::EFFECT_CONFLICT), 0);
    // A partner alone: what it typed counts no more than beside its lead, and the finding does not say that the lead left it blank.
    let record = merged(vec![form("二課", "b.xlsx").row((1, 1), |row| fill(row, 1)).build()]);
    assert!(record.ledger.prove().is_empty());
    assert_eq!((grade(&record, FIRST), reasons(&record, "b.xlsx").len()), (None, 4));
    let finding = record.findings.iter().find(|finding| finding.code == codes::EFFECT_CONFLICT).expect("told");
    assert_eq!(finding.expected.as_deref(), Some("主担当の記入はまだありません"));
    assert!(finding.remedy.as_deref().is_some_and(|remedy| remedy.contains("主担当のものだけを計上")), "{finding:?}");
}

#[test]
fn amounts_on_an_item_listed_again_are_recorded_as_not_counted() {
    let mut plan = fixture::small();
    plan.initiatives[0].actions[0].repeats = Some(ActionId::new(2, 1));
    let lead = form("一課", "a.xlsx").row((1, 1), |row| {
        row.grade(1).saving(30).result("実績").indicator(80);
    });
    let record = merged_in(&plan, vec![lead.build()], None);
    assert!(record.ledger.prove().is_empty());
    let reasons = reasons(&record, "a.xlsx");
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.iter().all(|(_, reason)| reason.contains("再掲")), "{reasons:?}");
}

#[test]
fn who_is_not_responsible_is_found_and_kept() {
    let row = |row: &mut forms::EntryDraft| {
        row.result("三課の実績").memo("三課のメモ");
    };
    let record = merged(vec![form("三課", "c.xlsx").row((2, 1), row).row((1, 2), row).build()]);
    assert_eq!(has(&record, codes::OUTSIDE), 1);
    assert_eq!(record.actions[&ActionId::new(2, 1)].contributions[0].standing, Standing::Outside);
    // 1-2 is open to any department.
    assert_eq!(record.actions[&ActionId::new(1, 2)].contributions[0].standing, Standing::Partner);
    assert_eq!(record.internal.len(), 2);
}

#[test]
fn items_listed_again_share_the_grade_and_have_no_effect() {
    let lead = form("一課", "a.xlsx")
        .row((1, 1), |row| {
            row.grade(1).saving(100);
        })
        .row((2, 2), |row| {
            row.grade(3).saving(100);
        });
    let record = merged(vec![lead.build()]);
    let repeat = &record.actions[&ActionId::new(2, 2)];
    assert_eq!((grade(&record, ActionId::new(2, 2)), repeat.effects().count(), repeat.reported), (Some(1), 0, true));
    assert_eq!(has(&record, codes::ON_REPEAT), 2);
    // The same grade and an effect of 0 are no finding.
    let lead = form("一課", "a.xlsx").row((1, 1), |row| {
        row.grade(1).saving(100);
    });
    let lead = lead.row((2, 2), |row| {
        row.grade(1).saving(0);
    });
    assert_eq!(has(&merged(vec![lead.build()]), codes::ON_REPEAT), 0);
}

#[test]
fn an_item_listed_again_has_no_costs() {
    let lead = form("一課", "a.xlsx").row((2, 2), |row| _ = row.put(Field::CostTotal, Amount::Value(Yen(5))));
    let repeat = &merged(vec![lead.build()]).actions[&ActionId::new(2, 2)];
    assert_eq!((repeat.lead().map(|row| row.entry.costs().count()), repeat.costs().count()), (Some(1), 0));
}

#[test]
fn a_row_on_an_unknown_item_is_rejected() {
    let record = merged(vec![
        form("一課", "a.xlsx")
            .row((9, 9), |row| {
                row.result("幻の実績");
            })
            .build(),
    ]);
    assert_eq!(has(&record, codes::UNKNOWN_ACTION), 1);
    let rejected = Disposition::Rejected(Reason::UnknownAction).position();
    assert_eq!(record.ledger.files[0].cells.by_disposition()[rejected], 2);
    assert_eq!(record.statuses[0].state, SubmissionState::Returned);
}

#[test]
fn forms_of_other_years_and_unknown_departments_are_rejected() {
    let other = graded("a.xlsx", 1).year(YEAR.next()).build();
    let mut unknown = graded("b.xlsx", 1).build();
    unknown.key.department = unit("幻課");
    let record = merged(vec![other, unknown]);
    assert_eq!(fate(&record, "a.xlsx"), &FileFate::Rejected(FateReason::OtherYear(YEAR.next())));
    assert_eq!(fate(&record, "b.xlsx"), &FileFate::Rejected(FateReason::UnknownDepartment));
    assert_eq!([codes::OTHER_YEAR, codes::UNKNOWN_DEPARTMENT].map(|code| has(&record, code)), [1, 1]);
    assert_eq!((grade(&record, FIRST), record.statuses[0].state), (None, SubmissionState::Missing));
}

#[test]
fn the_office_overrides_with_a_reason_and_excludes() {
    let office = "[[grade]]\naction = \"1-1\"\nvalue = \"△\"\nreason = \"協議の結果\"\n[[exclude]]\nfile = \"b.xlsx\"\nreason = \"取下げ\"\n[[exclude]]\nfile = \"無い.xlsx\"\nreason = \"取下げ\"\n";
    let forms = vec![graded("a.xlsx", 1).build(), graded("b.xlsx", 3).on(6, 1).build()];
    let record = merged_in(&fixture::small(), forms, Some(office));
    let decision = record.actions[&FIRST].grade.clone().expect("graded");
    let overridden = decision.overridden.expect("overridden");
    assert_eq!((decision.value.value, overridden.reason.as_str()), (GradeId(2), "協議の結果"));
    assert_eq!(overridden.before.map(|before| before.value), Some(GradeId(1)));
    assert_eq!(fate(&record, "b.xlsx"), &FileFate::Ignored(FateReason::Excluded("取下げ".into())));
    assert_eq!([codes::OFFICE_UNUSED, codes::OVERRIDE].map(|code| has(&record, code)), [1, 1]);
}

/// Two words of the office on one department that cannot both hold are told.
#[test]
fn words_of_the_office_that_contradict_each_other_are_told() {
    let accept = |file: &str| format!("[[accept]]\nfile = \"{file}\"\nreason = \"確かめた\"\n");
    let told = |office: String, second: u8| {
        let forms = vec![graded("a.xlsx", 1).build(), graded("b.xlsx", second).on(6, 1).build()];
        let record = merged_in(&fixture::small(), forms, Some(&office));
        has(&record, codes::OFFICE_UNUSED)
    };
    assert_eq!(told(accept("a.xlsx"), 3), 0);
    assert_eq!(told(accept("a.xlsx") + &accept("b.xlsx"), 3), 1);
    // Which of two that say the same is of no matter.
    assert_eq!(told(accept("a.xlsx") + &accept("b.xlsx"), 1), 0);
    let excluded = "[[exclude]]\nfile = \"a.xlsx\"\nreason = \"取下げ\"\n";
    assert_eq!(told(accept("a.xlsx") + excluded, 3), 1);
}

#[test]
fn late_and_missing_departments_have_their_status() {
    let record = merged(vec![graded("a.xlsx", 1).on(5, 11).build()]);
    let states: Vec<_> =
        record.statuses.iter().map(|status| (status.department.name(), status.state, status.late)).collect();
    assert_eq!(
        states,
        [
            ("一課", SubmissionState::Submitted, true),
            ("二課", SubmissionState::Missing, false),
            ("三課", SubmissionState::NotRequired, false),
        ]
    );
}

fn reorganized(from: &[&str], to: &[&str]) -> Plan {
    let mut plan = fixture::small();
    let date = Date::constant(2020, 10, 1);
    for name in to.iter().filter(|name| !from.contains(name)) {
        plan.departments.push(Department { id: unit(name), since: Some(date), until: None });
    }
    for name in from.iter().filter(|name| !to.contains(name)) {
        let department = plan.departments.iter_mut().find(|department| department.id == unit(name));
        department.expect("known").until = Some(Date::constant(2020, 9, 30));
    }
    let units = |names: &[&str]| names.iter().map(|name| unit(name)).collect();
    plan.reorganizations = vec![Reorganization { date, from: units(from), to: units(to), note: None }].into();
    plan
}

#[test]
fn a_form_under_the_old_name_is_the_new_units() {
    let plan = reorganized(&["一課"], &["新課"]);
    let record = merged_in(&plan, vec![graded("a.xlsx", 1).build()], None);
    let row = &record.actions[&FIRST].contributions[0];
    assert_eq!((row.department.name(), row.is_lead(), row.reported_as.clone()), ("新課", true, Some(unit("一課"))));
    assert_eq!((grade(&record, FIRST), has(&record, codes::OLD_NAME)), (Some(1), 1));
    let names: Vec<_> = record.statuses.iter().map(|status| (status.department.name(), status.state)).collect();
    assert_eq!(names[0], ("新課", SubmissionState::Submitted));
    assert!(names.iter().all(|(name, _)| *name != "一課"));
    // Old and new name in two forms: a resubmission like any other.
    let new = form("新課", "b.xlsx").on(5, 9).row((1, 1), |row| {
        row.grade(2);
    });
    let record = merged_in(&plan, vec![graded("a.xlsx", 1).on(5, 8).build(), new.build()], None);
    assert_eq!((grade(&record, FIRST), has(&record, codes::SUPERSEDED)), (Some(2), 1));
}

#[test]
fn forms_of_merged_units_complete_each_other() {
    let plan = reorganized(&["一課", "二課"], &["合同課"]);
    let second = form("二課", "b.xlsx").row((2, 1), |row| {
        row.grade(3);
    });
    let record = merged_in(&plan, vec![graded("a.xlsx", 1).build(), second.build()], None);
    assert_eq!((grade(&record, FIRST), grade(&record, ActionId::new(2, 1))), (Some(1), Some(3)));
    assert_eq!(has(&record, codes::SUPERSEDED), 0);
    let of = |record: &YearRecord| {
        let status = record.statuses.iter().find(|status| status.department == unit("合同課")).expect("listed");
        let others: Vec<String> = status.other_files.iter().map(|file| file.to_string()).collect();
        (status.file.as_deref().map(str::to_owned), others)
    };
    assert_eq!(of(&record).1.len(), 1);
    assert!(!of(&record).1.contains(&of(&record).0.expect("a file")));
    // The form under its own name stands for it, however little is in it.
    let own = form("合同課", "c.xlsx").build();
    let forms = vec![graded("a.xlsx", 1).build(), own];
    assert_eq!(of(&merged_in(&plan, forms, None)), (Some("c.xlsx".to_owned()), vec!["a.xlsx".to_owned()]));
    assert_eq!(record.statuses.iter().filter(|status| status.state == SubmissionState::Submitted).count(), 1);
}

#[test]
fn an_abolished_lead_is_found() {
    let record = merged_in(&reorganized(&["一課"], &[]), vec![graded("a.xlsx", 1).build()], None);
    assert_eq!((grade(&record, FIRST), has(&record, codes::ABOLISHED_LEAD)), (Some(1), 2));
}

#[test]
fn among_rows_that_merged_units_share_the_name_of_the_plan_then_the_day_decides() {
    let row = |unit: &str, file: &str, value: u8, day: i8| {
        let form = form(unit, file).on(5, day).row((1, 1), |row| {
            row.grade(value);
        });
        form.build()
    };
    let names = |record: &YearRecord| -> Vec<Option<String>> {
        let rows = &record.actions[&FIRST].contributions;
        rows.iter().map(|row| row.reported_as.as_ref().map(|unit| unit.name().to_owned())).collect()
    };
    // The plan's lead is 一課: its row counts, though it is the earlier one.
    let plan = reorganized(&["一課", "二課", "三課"], &["合同課"]);
    let forms = || vec![row("二課", "b.xlsx", 2, 9), row("一課", "a.xlsx", 1, 5), row("三課", "c.xlsx", 3, 8)];
    let record = merged_in(&plan, forms(), None);
    assert_eq!(grade(&record, FIRST), Some(1));
    // The others follow, the later first; only one row is the lead's.
    assert_eq!(names(&record), ["一課", "二課", "三課"].map(|name| Some(name.to_owned())));
    assert_eq!(record.actions[&FIRST].contributions.iter().filter(|row| row.is_lead()).count(), 1);
    // Without a row of the plan's lead the later one counts.
    let others = forms().into_iter().filter(|form| &*form.file != "a.xlsx").collect();
    assert_eq!(grade(&merged_in(&plan, others, None), FIRST), Some(2));
    // A form under the present name is before all of them.
    let mut forms = forms();
    forms.push(row("合同課", "d.xlsx", 0, 1));
    assert_eq!(grade(&merged_in(&plan, forms, None), FIRST), Some(0));
}

#[test]
fn a_row_after_a_split_is_the_partners_where_the_lead_is_another() {
    let mut plan = reorganized(&["三課"], &["東課", "西課"]);
    let action = &mut plan.initiatives[0].actions[0];
    action.partners = vec![unit("西課")];
    let row = form("三課", "c.xlsx").row((1, 1), |row| {
        row.grade(2).result("分かれる前の実績");
    });
    let record = merged_in(&plan, vec![graded("a.xlsx", 1).build(), row.build()], None);
    let rows: Vec<_> =
        record.actions[&FIRST].contributions.iter().map(|row| (row.department.name(), row.standing)).collect();
    assert_eq!(rows, [("一課", Standing::Lead), ("西課", Standing::Partner)]);
    assert_eq!(grade(&record, FIRST), Some(1));
}

#[test]
fn the_lead_counts_though_partner_and_outsider_hand_in_later() {
    let later = |unit: &str, file: &str| {
        let form = form(unit, file).on(5, 10).version(9).row((1, 1), |row| {
            row.grade(3).saving(1).result("後から出した実績").reason("後から").indicator(1);
        });
        form.build()
    };
    let lead = graded("z.xlsx", 1).on(5, 1).build();
    let record = merged(vec![later("三課", "a.xlsx"), later("二課", "b.xlsx"), lead]);
    let action = &record.actions[&FIRST];
    let standings: Vec<_> = action.contributions.iter().map(|row| row.standing).collect();
    assert_eq!(standings, [Standing::Lead, Standing::Partner, Standing::Outside]);
    assert_eq!((grade(&record, FIRST), action.effects().count(), action.indicators().count()), (Some(1), 0, 0));
    assert_eq!(action.grade_reason(), None);
}

/// The order of departments in the plan says nothing on who leads an item.
#[test]
fn the_lead_is_first_though_the_plan_lists_its_partner_before_it() {
    let mut plan = fixture::small();
    let action = &mut plan.initiatives[0].actions[0];
    (action.lead, action.partners) = (unit("二課"), vec![unit("一課")]);
    let forms = vec![
        graded("a.xlsx", 2).build(),
        form("二課", "b.xlsx")
            .row((1, 1), |row| {
                row.grade(1).result("主担当の実績");
            })
            .build(),
    ];
    let record = merged_in(&plan, forms, None);
    let rows = record.actions[&FIRST].contributions.iter();
    let rows: Vec<_> = rows.map(|row| (row.department.name(), row.standing)).collect();
    assert_eq!(rows, [("二課", Standing::Lead), ("一課", Standing::Partner)]);
    assert_eq!((grade(&record, FIRST), has(&record, codes::GRADE_CONFLICT)), (Some(1), 1));
    // Nor who helps: of the others, the item's partner is before a department that the initiative alone names.
    plan.initiatives[0].actions[0].partners = vec![unit("三課")];
    let row = |unit: &str, file: &str| {
        let form = form(unit, file).row((1, 1), |row| {
            row.result("実施した。");
        });
        form.build()
    };
    let record = merged_in(&plan, vec![row("一課", "a.xlsx"), row("三課", "c.xlsx"), row("二課", "b.xlsx")], None);
    let rows = record.actions[&FIRST].contributions.iter();
    assert_eq!(rows.map(|row| row.department.name()).collect::<Vec<_>>(), ["二課", "三課", "一課"]);
}

/// A row of a department that is not responsible stays within the office, whatever its field: by the row itself, not only by who asks.
#[test]
fn no_text_of_an_outsiders_row_is_for_readers_outside() {
    let row = form("三課", "c.xlsx").row((2, 1), |row| {
        let texts = Field::ALL.iter().filter(|field| field.is_open() && field.kind() == FieldKind::Text);
        texts.for_each(|field| {
            row.any(*field);
        });
    });
    let record = merged(vec![row.build()]);
    let [row] = record.actions[&ActionId::new(2, 1)].contributions.as_slice() else { panic!("one row") };
    let visibility = Visibility::default();
    let seen = |readers| Field::ALL.iter().filter(|field| row.text(**field, readers, &visibility).is_some()).count();
    let typed = row.entry.texts().count();
    assert!(typed > 4, "{typed}");
    assert_eq!(Audience::ALL.map(seen), [0, 0, typed]);
    // All of it stands in the papers for the office, each text with what it is.
    let labels: BTreeSet<String> = row.office_texts().map(|(field, _)| row.office_label(field, "三課")).collect();
    assert_eq!((row.office_texts().count(), labels.len()), (typed, typed), "{labels:?}");
    assert!(labels.contains("三課（担当外からの意見への対応）") && labels.contains("三課"), "{labels:?}");
}

/// Its answer to an opinion stays within the office, too, and the opinion still waits.
#[test]
fn an_outsiders_answer_answers_no_opinion() {
    let plan = fixture::small();
    let ratings = vec![forms::rating("委員1.xlsx", &[(2, None, Some("急いで。"))])];
    let last = Arc::new(merge(&plan, YEAR, intake(vec![], ratings), None, &[]));
    let answered = |department: &str| {
        let answer = form(department, "a.xlsx").year(YEAR.next()).row((2, 1), |row| {
            row.response("急いだ。");
        });
        let record = merge(&plan, YEAR.next(), intake(vec![answer.build()], vec![]), None, std::slice::from_ref(&last));
        assert_eq!(record.ledger.prove(), []);
        let [opinion] = &record.last_opinions[&crate::vocabulary::InitiativeNo(2)][..] else { panic!("one opinion") };
        (opinion.responses.len(), has(&record, codes::UNANSWERED), has(&record, codes::STRAY_ANSWER))
    };
    assert_eq!(answered("二課"), (1, 0, 0));
    assert_eq!(answered("三課"), (0, 1, 0));
}

#[test]
fn the_last_day_is_not_late() {
    let late = |day: i8| merged(vec![graded("a.xlsx", 1).on(5, day).build()]).statuses[0].late;
    assert_eq!([9, 10, 11].map(late), [false, false, true]);
}

#[test]
fn the_same_answer_in_two_rows_is_one() {
    let plan = fixture::small();
    let ratings = vec![forms::rating("委員1.xlsx", &[(1, None, Some("周知を。"))])];
    let last = Arc::new(merge(&plan, YEAR, intake(vec![], ratings), None, &[]));
    let answers = |first: &str, second: &str| {
        let rows = form("一課", "a.xlsx").year(YEAR.next()).row((1, 1), |row| {
            row.response(first);
        });
        let rows = rows.row((1, 2), |row| {
            row.response(second);
        });
        let read = intake(vec![rows.build()], vec![]);
        let record = merge(&plan, YEAR.next(), read, None, std::slice::from_ref(&last));
        let opinion = record.last_opinions[&crate::vocabulary::InitiativeNo(1)][0].clone();
        opinion.responses.into_iter().map(|(_, text)| text.value).collect::<Vec<_>>()
    };
    // White space and width are no other words.
    assert_eq!(answers("広報で 周知した。", "広報で周知した。"), ["広報で 周知した。"]);
    assert_eq!(answers("広報で周知した。", "【R2-1-1】説明会を開いた。"), ["広報で周知した。", "説明会を開いた。"]);
}

#[test]
fn the_same_answer_of_two_departments_is_that_of_both() {
    let plan = fixture::small();
    let ratings = vec![forms::rating("委員1.xlsx", &[(1, None, Some("周知を。"))])];
    let last = Arc::new(merge(&plan, YEAR, intake(vec![], ratings), None, &[]));
    let answer = |department: &str, number: u16| {
        let form = form(department, &format!("{department}.xlsx")).year(YEAR.next()).row((1, number), |row| {
            row.response("広報で周知した。");
        });
        form.build()
    };
    let read = intake(vec![answer("一課", 1), answer("二課", 2)], vec![]);
    let record = merge(&plan, YEAR.next(), read, None, &[last]);
    let by = record.last_opinions[&crate::vocabulary::InitiativeNo(1)][0].responses.iter();
    assert_eq!(by.map(|(department, _)| department.clone()).collect::<Vec<_>>(), [unit("一課"), unit("二課")]);
}

#[test]
fn an_unanswered_opinion_is_said_to_be_last_years_or_of_which_year_it_is() {
    let plan = fixture::small();
    let ratings = vec![forms::rating("委員1.xlsx", &[(1, None, Some("周知を。"))])];
    let mut records = vec![Arc::new(merge(&plan, YEAR, intake(vec![], ratings), None, &[]))];
    let years = [YEAR.next(), YEAR.next().next()];
    let said = years.map(|year| {
        let record = merge(&plan, year, intake(vec![], vec![]), None, &records);
        let waiting =
            record.findings.iter().find(|finding| finding.code == codes::UNANSWERED).map(|of| of.message.clone());
        records.push(Arc::new(record));
        waiting.expect("it waits")
    });
    let of_year = format!("{YEAR}からの審議会意見に対応が記入されていません。");
    assert_eq!(said, ["前年度の審議会意見に対応が記入されていません。".to_owned(), of_year]);
}

/// An opinion of pages fills pages wherever it is repeated.
#[test]
fn of_a_long_opinion_the_finding_that_nobody_answered_has_the_beginning() {
    let plan = fixture::small();
    let found = |opinion: &str| {
        let ratings = vec![forms::rating("委員1.xlsx", &[(1, None, Some(opinion))])];
        let last = Arc::new(merge(&plan, YEAR, intake(vec![], ratings), None, &[]));
        let record = merge(&plan, YEAR.next(), intake(vec![], vec![]), None, &[last]);
        let finding = record.findings.into_iter().find(|finding| finding.code == codes::UNANSWERED);
        finding.expect("it waits").found.expect("the opinion")
    };
    assert!(found("周知を。").ends_with("周知を。"));
    let long = found(&"周知を急いでほしい。".repeat(300));
    assert!(long.ends_with("周知を急いでほしい。…") && long.chars().count() < 200, "{long}");
}

#[test]
fn answers_reach_last_years_opinions() {
    let plan = fixture::small();
    let ratings = vec![forms::rating("委員1.xlsx", &[(1, Some(4), Some("周知を。")), (2, None, Some("急いで。"))])];
    let last = merge(&plan, YEAR, intake(vec![], ratings), None, &[]);
    assert_eq!(last.ledger.prove(), []);
    let answer = form("一課", "a.xlsx").year(YEAR.next()).row((1, 1), |row| {
        row.response("【R2-1-1】広報で周知した。");
    });
    let read = intake(vec![answer.build()], vec![]);
    let record = merge(&plan, YEAR.next(), read, None, &[Arc::new(last)]);
    let opinion = &record.last_opinions[&crate::vocabulary::InitiativeNo(1)][0];
    assert_eq!(opinion.responses.iter().map(|(_, text)| text.value.as_str()).collect::<Vec<_>>(), ["広報で周知した。"]);
    assert_eq!((has(&record, codes::UNANSWERED), has(&record, codes::STRAY_ANSWER)), (1, 0));
    assert_eq!(record.ledger.prove(), []);
}

/// An answer to a number that no opinion has answers none and is asked about.
#[test]
fn an_answer_to_an_unknown_number_is_asked_about() {
    let plan = fixture::small();
    let ratings = vec![forms::rating("委員1.xlsx", &[(1, Some(4), Some("周知を。"))])];
    let last = merge(&plan, YEAR, intake(vec![], ratings), None, &[]);
    let last = Arc::new(last);
    let asked = |text: &str| {
        let answer = form("一課", "a.xlsx").year(YEAR.next()).row((1, 1), |row| {
            row.response(text);
        });
        let read = intake(vec![answer.build()], vec![]);
        let record = merge(&plan, YEAR.next(), read, None, std::slice::from_ref(&last));
        (has(&record, codes::UNANSWERED), has(&record, codes::STRAY_ANSWER))
    };
    assert_eq!(asked("【R2-1-9】広報で周知した。"), (1, 1));
    // A slip in the number of the initiative: the text counts as one without a number, and is asked about.
    assert_eq!(asked("【R2-1の2-1】広報で周知した。"), (0, 1));
    assert_eq!(asked("広報で周知した。"), (0, 0));
}

#[test]
fn a_ledger_that_does_not_add_up_says_so() {
    let record = merged(vec![graded("a.xlsx", 1).build()]);
    let broken = |alter: &dyn Fn(&mut LedgerFile)| {
        let mut ledger = record.ledger.clone();
        alter(&mut ledger.files[0]);
        let found = ledger.prove();
        assert!(found.iter().all(|finding| finding.code == codes::LEDGER));
        found.into_iter().map(|finding| (finding.severity, finding.message)).collect::<Vec<_>>()
    };
    let fatal = |message: &str| vec![(Severity::Fatal, message.to_owned())];
    assert_eq!(broken(&|_| ()), []);
    // The same cell twice.
    let twice = |file: &mut LedgerFile| {
        let (sheet, cell, disposition) = {
            let first = file.cells.iter().next().expect("a cell");
            (first.sheet.clone(), first.cell, first.disposition.clone())
        };
        file.cells.push(&sheet, cell, "", &disposition);
    };
    assert_eq!(broken(&twice), fatal("処理別のセル数の合計が、空でないセルの数と合いません。"));
    assert_eq!(
        broken(&|file| file.destinations = Destinations::default()),
        fatal("採用したセルの行き先がありません。")
    );
    assert_eq!(
        broken(&|file| file.fate = FileFate::Rejected(FateReason::UnreadableForm)),
        fatal("採用していないファイルに採用のセルがあります。")
    );
    let unused = |file: &mut LedgerFile| {
        file.cells.decide_again(|cell| (*cell.disposition == Disposition::Used).then_some(Disposition::Reference));
    };
    let warned = vec![(Severity::Warning, "統合した値のあるセルが、採用と記録されていません。".to_owned())];
    assert_eq!(broken(&unused), warned);
}

/// A file that somebody has open may be anybody's form: nobody is called missing, until the office leaves it out.
#[test]
fn a_file_that_cannot_be_opened_is_a_state_of_its_own() {
    let plan = fixture::small();
    let locked = |office: &str| {
        let office = office::read("office.toml", office, &plan).expect("well-formed").0;
        let mut read = intake(vec![graded("a.xlsx", 1).build()], vec![]);
        let file = |name: &str| crate::intake::file_account::FileAccount {
            file: name.into(),
            hash: None,
            size: 1,
            kind: "開けないファイル".into(),
            unopened: Some(crate::intake::file_account::Unopened::Barred),
            is_partial: false,
            form: None,
            cells: Default::default(),
        };
        read.files.push(file("課/開いている.xlsx"));
        read.findings.push(
            crate::finding::Finding::new(Severity::Error, crate::intake::codes::UNREADABLE, "ファイルを開けません。")
                .at(crate::finding::Origin::file("課/開いている.xlsx")),
        );
        merge(&plan, YEAR, read, Some(&office), &[])
    };
    // Another file that could not be opened does not make up for one that is not there.
    assert_eq!(has(&locked("[[exclude]]\nfile = \"無い.xlsx\"\nreason = \"取下げ\"\n"), codes::OFFICE_UNUSED), 1);
    let fates = |unopened, kind: &str| {
        let mut read = intake(vec![graded("a.xlsx", 1).build()], vec![]);
        read.files.push(crate::intake::file_account::FileAccount {
            file: "令和2年度/office.toml".into(),
            hash: None,
            size: 1,
            kind: kind.into(),
            unopened: Some(unopened),
            is_partial: false,
            form: None,
            cells: Default::default(),
        });
        let record = merge(&plan, YEAR, read, None, &[]);
        record.ledger.files.into_iter().find(|file| file.hash.is_none()).expect("the file").fate
    };
    use crate::intake::file_account::Unopened;
    assert_eq!(fates(Unopened::Settings, "事務局の設定"), FileFate::Used);
    assert_eq!(fates(Unopened::NothingHandedIn, "システムのファイル").label(), "対象外");
    assert_eq!(fates(Unopened::Barred, "シンボリックリンク").label(), "不採用");
    let states = |record: &YearRecord| record.statuses.iter().map(|status| status.state).collect::<Vec<_>>();
    let record = locked("");
    assert_eq!(states(&record)[..2], [SubmissionState::Submitted, SubmissionState::Unread]);
    assert_eq!(record.unread, [Arc::from("課/開いている.xlsx")]);
    let record = locked("[[exclude]]\nfile = \"開いている.xlsx\"\nreason = \"写真であることを確かめた。\"\n");
    assert_eq!(states(&record)[..2], [SubmissionState::Submitted, SubmissionState::Missing]);
    assert_eq!((record.unread.len(), has(&record, codes::OFFICE_UNUSED)), (0, 0));
    assert!(record.findings.iter().all(|finding| finding.severity < Severity::Error), "{:?}", record.findings);
}

/// Points of 0 and 6 are no ratings: they are findings and left out of the mean; 1 and 5 count.
#[test]
fn points_beyond_the_scale_are_left_out_of_the_mean() {
    let mean = |points: &[i64]| {
        let files: Vec<String> = (0..points.len()).map(|at| format!("委員{at}.xlsx")).collect();
        let ratings = files.iter().zip(points).map(|(file, points)| forms::rating(file, &[(1, Some(*points), None)]));
        let record = merge(&fixture::small(), YEAR, intake(vec![], ratings.collect()), None, &[]);
        let council = record.initiatives[&crate::vocabulary::InitiativeNo(1)].council.as_ref();
        let mean = council.and_then(|council| council.given.mean()).map(|mean| mean.to_string());
        (mean, has(&record, codes::POINTS_RANGE))
    };
    assert_eq!(mean(&[1, 5]), (Some("3.0".to_owned()), 0));
    assert_eq!(mean(&[0, 4]), (Some("4.0".to_owned()), 1));
    assert_eq!(mean(&[6, 4, 5]), (Some("4.5".to_owned()), 1));
    assert_eq!(mean(&[0]), (None, 1));
}

/// Day and 版 do not order them: what has to be mended does not take the place of what is sound, whatever the hashes.
#[test]
fn of_equal_forms_the_one_with_nothing_to_mend_is_in_force() {
    let plan = fixture::small();
    let used = |faulty: &str| {
        let forms = ["a.xlsx", "b.xlsx"].map(|file| graded(file, 1).on(5, 8).build());
        let mut read = intake(forms.into(), vec![]);
        read.findings.push(Finding::new(Severity::Error, codes::REPEATED_ROW, "？").at(Origin::file(faulty)));
        merge(&plan, YEAR, read, None, &[]).statuses[0].file.as_deref().map(str::to_owned)
    };
    assert_eq!(["a.xlsx", "b.xlsx"].map(used), [Some("b.xlsx".to_owned()), Some("a.xlsx".to_owned())]);
}

//! Properties of merge and assessment over random plans and random submissions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use kaikaku::assess::assess;
use kaikaku::contract::Field;
use kaikaku::merge::ledger::FileFate;
use kaikaku::merge::merge;
use kaikaku::merge::record::YearRecord;
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{ActionId, DepartmentId, Yen};
use proptest::prelude::*;

use crate::generate::{self, FormSpec, RatingSpec, RowSpec, YEAR};

fn merged(plan: &Plan, forms: &[FormSpec], ratings: &[RatingSpec], name: impl Fn(usize) -> String) -> YearRecord {
    merge(plan, YEAR, generate::intake(plan, forms, ratings, name), None, &[])
}

/// Everything that a record says but for the names of files.
fn said(record: &YearRecord) -> String {
    let mut out = String::new();
    for action in record.actions.values() {
        let grade = action.grade.as_ref().map(|grade| grade.value.value);
        let effects: Vec<_> = action.effects().map(|(key, amount)| (key, amount.value)).collect();
        let _ = writeln!(out, "{} {grade:?} {effects:?} {}", action.id.key(), action.reported);
        for row in &action.contributions {
            let result = row.entry.text(Field::Result).map(|text| &text.value);
            let memo = row.entry.text(Field::Memo).map(|text| &text.value);
            let grade = row.entry.grade().map(|grade| grade.value);
            let effects: Vec<_> = row.entry.effects().map(|(key, amount)| (key, amount.value)).collect();
            let _ = writeln!(
                out,
                "  {} {:?} {} {result:?} {memo:?} {grade:?} {effects:?}",
                row.department, row.standing, row.period
            );
        }
    }
    for initiative in record.initiatives.values() {
        let council = initiative.council.as_ref().map(|council| {
            let opinions: Vec<_> = council.opinions.iter().map(|opinion| (&opinion.id, &opinion.text.value)).collect();
            format!("{:?} {opinions:?}", council.given)
        });
        let _ = writeln!(out, "{} {council:?}", initiative.no.key());
    }
    for ((body, item), grading) in &record.gradings {
        let reason = grading.reason.as_ref().map(|reason| &reason.value);
        let _ = writeln!(out, "{body} {} {:?} {reason:?}", item.key(), grading.grade.value);
    }
    for status in &record.statuses {
        let _ = writeln!(
            out,
            "{} {} {:?} {:?} {} {} {}",
            status.department,
            status.period,
            status.state,
            status.submitted_on,
            status.late,
            status.owed,
            status.reported
        );
    }
    let mut codes: Vec<_> =
        record.findings.iter().map(|finding| (finding.code, finding.severity, &finding.department)).collect();
    codes.sort();
    let _ = writeln!(out, "{codes:?}");
    let _ = writeln!(out, "{:?}", record.ledger.totals());
    out
}

/// The rows in force by (department, action), found from the specs alone.
fn in_force<'a>(plan: &Plan, forms: &'a [FormSpec]) -> BTreeMap<(DepartmentId, ActionId), &'a RowSpec> {
    let mut rows = BTreeMap::new();
    for midyear in [true, false] {
        let mut latest: BTreeMap<DepartmentId, &FormSpec> = BTreeMap::new();
        for form in forms.iter().filter(|form| form.midyear == midyear) {
            // Among forms that say when: the latest, then the highest 版. One that does not say counts where its 版 is higher than theirs.
            let rivals: Vec<&FormSpec> = forms
                .iter()
                .filter(|other| {
                    other.midyear == midyear
                        && generate::department_on(plan, other) == generate::department_on(plan, form)
                })
                .collect();
            let claim = |form: &FormSpec| (form.day, form.version.unwrap_or(1), generate::hash_on(plan, form));
            let dated = rivals.iter().filter(|form| form.day.is_some()).max_by_key(|form| claim(form));
            let undated = rivals.iter().filter(|form| form.day.is_none()).max_by_key(|form| claim(form));
            let winner = match (dated, undated) {
                (Some(dated), Some(undated)) if claim(undated).1 > claim(dated).1 => undated,
                (Some(form), _) | (None, Some(form)) => form,
                (None, None) => continue,
            };
            latest.insert(generate::department_on(plan, form), winner);
        }
        // The year-end forms come second and write over the midyear rows where they are filled.
        for (department, form) in latest {
            for (id, row) in generate::rows_on(plan, form) {
                if !row.is_empty() {
                    rows.insert((department.clone(), id), row);
                }
            }
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..crate::properties::cheap(96) })]

    #[test]
    fn order_and_names_of_files_change_nothing(
        plan in generate::plan(),
        forms in generate::forms(),
        ratings in generate::ratings(),
        turn in any::<prop::sample::Index>(),
    ) {
        let first = merged(&plan, &forms, &ratings, |at| format!("{at:02}.xlsx"));
        let mut turned = forms.clone();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
            turned.reverse();
        }
        let mut reversed = ratings.clone();
        reversed.reverse();
        let second = merged(&plan, &turned, &reversed, |at| format!("課/{:02}のコピー.xlsx", 99 - at));
        prop_assert_eq!(said(&first), said(&second));
    }

    #[test]
    fn the_ledger_adds_up_and_loses_no_file(
        plan in generate::plan(),
        forms in generate::forms(),
        ratings in generate::ratings(),
    ) {
        let intake = generate::intake(&plan, &forms, &ratings, |at| format!("{at:02}.xlsx"));
        let given: BTreeMap<_, _> = intake.files.iter().map(|file| (file.file.clone(), file.cells.len())).collect();
        let record = merge(&plan, YEAR, intake, None, &[]);
        prop_assert_eq!(record.ledger.prove(), []);
        let held: BTreeMap<_, _> = record.ledger.files.iter().map(|file| (file.file.clone(), file.cells.len())).collect();
        prop_assert_eq!(&given, &held);
        let cells: usize = given.values().sum();
        prop_assert_eq!(record.ledger.totals().iter().sum::<usize>(), cells);
        // What replaced a file or equals it is itself in force, so no chain of replacements ends in nothing.
        let used: BTreeSet<_> = record.ledger.files.iter().filter(|file| file.fate == FileFate::Used).map(|file| file.file.clone()).collect();
        for file in &record.ledger.files {
            match &file.fate {
                FileFate::Superseded(by) => prop_assert!(used.contains(by)),
                FileFate::Duplicate(of) => prop_assert!(held.contains_key(of) && *of != file.file),
                FileFate::Rejected(_) => prop_assert!(false, "{} rejected", file.file),
                FileFate::Used | FileFate::Ignored(_) => {}
            }
            let has_used = !file.used().is_empty();
            prop_assert!(!has_used || file.fate == FileFate::Used);
        }
    }

    #[test]
    fn reorganizations_lose_nothing_and_count_nothing_twice(
        plan in generate::reorganized(),
        forms in generate::forms(),
        ratings in generate::ratings(),
    ) {
        let record = merged(&plan, &forms, &ratings, |at| format!("{at:02}.xlsx"));
        prop_assert_eq!(record.ledger.prove(), []);
        let mut turned = forms.clone();
        turned.reverse();
        let again = merged(&plan, &turned, &ratings, |at| format!("課/{:02}.xlsx", 99 - at));
        prop_assert_eq!(said(&record), said(&again));
        // Each row counts for one unit of the year's end, and each amount once.
        let day = YEAR.last_day();
        let mut total = Yen(0);
        for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
            let held = &record.actions[&action.id];
            prop_assert!(held.contributions.iter().filter(|row| row.is_lead()).count() <= 1);
            // A merged unit may have a row of each unit it was made of.
            let rows: BTreeSet<_> =
                held.contributions.iter().map(|row| (&row.department, &row.reported_as, row.period)).collect();
            prop_assert_eq!(rows.len(), held.contributions.len());
            let names: BTreeSet<_> = held.contributions.iter().map(|row| &row.department).collect();
            let gone = |id: &&DepartmentId| plan.department(id).is_some_and(|unit| !unit.exists_on(day));
            for department in names.into_iter().filter(gone) {
                // Only a unit without a successor is printed by its old name.
                prop_assert!(plan.units_on(department, day).is_empty(), "{}", department);
            }
            total = held.effects().fold(total, |sum, (_, amount)| match amount.value {
                kaikaku::vocabulary::Amount::Value(yen) => Yen(sum.0 + yen.0),
                _ => sum,
            });
        }
        let assessment = assess(Arc::new(plan.clone()), Arc::new(record), vec![]).expect("cross-footed");
        prop_assert_eq!(assessment.effects.total(), total);
    }

    #[test]
    fn totals_equal_the_sum_of_the_rows_in_force(
        plan in generate::plan(),
        forms in generate::forms(),
        ratings in generate::ratings(),
    ) {
        let record = merged(&plan, &forms, &ratings, |at| format!("{at:02}.xlsx"));
        let assessment = assess(Arc::new(plan.clone()), Arc::new(record), vec![]).expect("cross-footed");
        let rows = in_force(&plan, &forms);
        let mut total = 0;
        let mut graded = [0_u32; 5];
        let mut counted = 0;
        for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
            counted += 1;
            let Some(row) = rows.get(&(action.lead.clone(), action.id)) else { continue };
            total += row.saving.unwrap_or(0) + row.revenue.unwrap_or(0);
            if let Some(grade) = row.grade {
                graded[usize::from(grade)] += 1;
            }
        }
        prop_assert_eq!(assessment.effects.total(), Yen(total));
        prop_assert_eq!(assessment.action_counts.distinct, counted);
        let counts: Vec<u32> = assessment.action_counts.by_grade.values().copied().collect();
        prop_assert_eq!(counts.as_slice(), graded.as_slice());
        let rated: u32 = graded.iter().take(4).sum();
        prop_assert_eq!((assessment.action_counts.rated, assessment.action_counts.on_track), (rated, graded[0] + graded[1]));
        let by_initiative: Yen = assessment.initiatives.values().map(|initiative| initiative.effects.total()).sum();
        prop_assert_eq!(by_initiative, Yen(total));
        // Every text of every row in force is in the record.
        for ((department, id), row) in &rows {
            let held = &assessment.record.actions[id].contributions;
            let kept = held.iter().find(|held| held.department == *department).and_then(|held| held.entry.text(Field::Result));
            prop_assert_eq!(kept.map(|text| text.value.clone()), row.result.clone());
        }
    }
}

//! The whole way from files to totals, on random plans and random submissions as real workbooks: renamed, in another order, handed in
//! twice, damaged. What comes out is reckoned here from what was typed, by a path of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use kaikaku::assess::assess;
use kaikaku::assess::assessment::Assessment;
use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::intake::{Options, read_year};
use kaikaku::merge::ledger::FileFate;
use kaikaku::merge::merge;
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{ActionId, DepartmentId, EffectKind, EffectTerm, Period, Yen};
use proptest::prelude::*;

use crate::generate::{self, FormSpec, RowSpec, YEAR, department_on, rows_on};

/// A form as a file, and what becomes of the file on its way.
struct Delivery<'a> {
    spec: &'a FormSpec,
    day: i8,
    bytes: Vec<u8>,
    damaged: bool,
    twice: bool,
}

fn period(spec: &FormSpec) -> Period {
    if spec.midyear { Period::MIDYEAR } else { Period::YEAR_END }
}

/// Amounts are typed in 千円.
fn thousands(yen: Option<i64>) -> Option<i64> {
    yen.map(|yen| yen / 1000)
}

fn typed(plan: &Plan, spec: &FormSpec, day: i8) -> Option<Vec<u8>> {
    let mut entries = Entries::new();
    let date = if spec.midyear { Date::constant(2020, 10, day) } else { Date::constant(2021, 5, day) };
    entries.set_cover(CoverField::SubmittedOn, date);
    entries.set_cover(CoverField::Version, 1.0);
    for (id, row) in rows_on(plan, spec) {
        if let Some(grade) = row.grade.and_then(|grade| plan.grades.grades.get(usize::from(grade))) {
            entries.set_row(id, Field::Grade, grade.name.as_str());
        }
        for (field, text) in [(Field::Result, &row.result), (Field::Memo, &row.memo)] {
            if let Some(text) = text {
                entries.set_row(id, field, text.as_str());
            }
        }
        for (field, yen) in [(Field::SavingRecurring, row.saving), (Field::RevenueOnce, row.revenue)] {
            if let Some(amount) = thousands(yen) {
                entries.set_row(id, field, amount as f64);
            }
        }
    }
    // A department that has nothing to report on gets no form.
    progress::write_filled(plan, YEAR, period(spec), &department_on(plan, spec), None, &entries).ok()
}

/// The sums that the year must have: of each item the row of its lead's latest form, the year-end one where it is filled in.
fn expected(plan: &Plan, deliveries: &[Delivery<'_>]) -> BTreeMap<(EffectKind, EffectTerm), Yen> {
    let mut latest: BTreeMap<(DepartmentId, bool), &Delivery<'_>> = BTreeMap::new();
    for delivery in deliveries.iter().filter(|delivery| !delivery.damaged) {
        let held = latest.entry((department_on(plan, delivery.spec), delivery.spec.midyear)).or_insert(delivery);
        if delivery.day > held.day {
            *held = delivery;
        }
    }
    let row = |lead: &DepartmentId, midyear: bool, id: ActionId| -> Option<&RowSpec> {
        let form = latest.get(&(lead.clone(), midyear))?;
        rows_on(plan, form.spec).into_iter().find(|(at, row)| *at == id && !row.is_empty()).map(|(_, row)| row)
    };
    let mut sums: BTreeMap<(EffectKind, EffectTerm), Yen> = BTreeMap::new();
    for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        let Some(row) = row(&action.lead, false, action.id).or_else(|| row(&action.lead, true, action.id)) else {
            continue;
        };
        for (key, yen) in [
            ((EffectKind::Saving, EffectTerm::Recurring), row.saving),
            ((EffectKind::Revenue, EffectTerm::Once), row.revenue),
        ] {
            if let Some(amount) = thousands(yen) {
                let sum = sums.entry(key).or_insert(Yen::ZERO);
                *sum = Yen(sum.0 + amount * 1000);
            }
        }
    }
    sums
}

/// Writes the files under these names, reads, merges and assesses them, and checks the ledger.
fn assessed(plan: &Arc<Plan>, deliveries: &[Delivery<'_>], name: impl Fn(usize) -> String) -> Assessment {
    let root = tempfile::tempdir().expect("a folder");
    let write = |path: String, bytes: &[u8]| {
        let path = root.path().join("令和2年度").join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("made");
        std::fs::write(path, bytes).expect("written");
    };
    let mut damaged = 0;
    for (at, delivery) in deliveries.iter().enumerate() {
        let bytes = if delivery.damaged { &delivery.bytes[..delivery.bytes.len() / 2] } else { &delivery.bytes };
        damaged += usize::from(delivery.damaged) * (1 + usize::from(delivery.twice));
        write(name(at), bytes);
        if delivery.twice {
            write(format!("写し/{}", name(at + 100)), bytes);
        }
    }
    write("連絡.txt".to_owned(), "よろしくお願いします。".as_bytes());
    let intake = read_year(plan, root.path(), YEAR, &Options { workers: 2, ..Options::default() }).expect("readable");
    let cells: usize = intake.files.iter().map(|file| file.cells.len()).sum();
    let files = intake.files.len();
    let record = merge(plan, YEAR, intake, None, &[]);
    assert_eq!(record.ledger.prove(), []);
    assert_eq!(record.ledger.totals().iter().sum::<usize>(), cells);
    assert_eq!(record.ledger.files.len(), files);
    let rejected =
        record.ledger.files.iter().filter(|file| matches!(file.fate, FileFate::Rejected(_)) && file.cells.is_empty());
    assert!(rejected.count() >= damaged, "each damaged file is named");
    assess(plan.clone(), Arc::new(record), vec![]).expect("cross-footed")
}

/// What a year says, but for the names of files.
fn said(assessment: &Assessment) -> String {
    let actions: Vec<String> = assessment
        .record
        .actions
        .values()
        .map(|action| {
            let texts: Vec<_> = action
                .contributions
                .iter()
                .map(|at| (&at.department, at.period, at.entry.text(Field::Result).map(|text| &text.value)))
                .collect();
            format!("{} {:?} {texts:?}", action.id.key(), action.grade.as_ref().map(|grade| grade.value.value))
        })
        .collect();
    format!(
        "{actions:?} {:?} {:?} {:?}",
        assessment.effects,
        assessment.action_counts,
        assessment.record.ledger.totals()
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..crate::properties::dear(16) })]

    #[test]
    fn totals_are_those_of_what_was_typed_whatever_files_are_called_and_suffer(
        plan in generate::plan(),
        specs in generate::forms(),
        fates in prop::collection::vec((prop::bool::weighted(0.25), prop::bool::weighted(0.3)), 12),
    ) {
        let plan = Arc::new(plan);
        // Each form has a day of its own: which of two is the later is then no question of names.
        let deliveries: Vec<Delivery<'_>> = (1..)
            .zip(&specs)
            .zip(&fates)
            .filter_map(|((day, spec), (damaged, twice))| {
                Some(Delivery { spec, day, bytes: typed(&plan, spec, day)?, damaged: *damaged, twice: *twice })
            })
            .collect();
        let first = assessed(&plan, &deliveries, |at| format!("{at:03}.xlsx"));
        let second = assessed(&plan, &deliveries, |at| format!("課{}/{:03} のコピー.XLS", at % 3, 999 - at));
        prop_assert_eq!(said(&first), said(&second));
        let zero = |sums: &BTreeMap<(EffectKind, EffectTerm), Yen>| -> BTreeMap<_, _> {
            sums.iter().filter(|(_, yen)| **yen != Yen::ZERO).map(|(key, yen)| (*key, *yen)).collect()
        };
        prop_assert_eq!(zero(&first.effects.sums), zero(&expected(&plan, &deliveries)));
    }
}

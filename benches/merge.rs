//! Merging and assessing a year of the sample plan: every department's form, all rows filled.

use std::sync::Arc;

use jiff::civil::Date;
use kaikaku::assess::assess;
use kaikaku::contract::{Field, FormKind};
use kaikaku::finding::{Origin, Sourced};
use kaikaku::intake::submission::{
    CellAccount, Disposition, Entry, FileAccount, FileHash, Intake, Recognition, Submission, SubmissionKey,
};
use kaikaku::merge::merge;
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{
    Amount, CellAddress, DepartmentId, EffectKind, EffectTerm, FiscalYear, GradeId, Period, Yen,
};

fn main() {
    divan::main();
}

const YEAR: FiscalYear = FiscalYear(2020);

fn plan() -> Plan {
    let text = include_str!("../input/plan.toml");
    kaikaku::plan::read("plan.toml", text).expect("the sample plan is valid").0
}

/// A form of every department, `copies` times with different days.
fn intake(plan: &Plan, copies: u8) -> Intake {
    let mut read = Intake::default();
    let departments: Vec<&DepartmentId> =
        plan.departments_on(YEAR.last_day()).map(|department| &department.id).collect();
    for copy in 0..copies {
        for (at, department) in departments.iter().enumerate() {
            let file: Arc<str> = format!("{copy}/{}.xlsx", department.full_name()).into();
            let mut hash = [copy; 32];
            hash[..8].copy_from_slice(&(at as u64).to_be_bytes());
            let mut cells = Vec::new();
            let mut put = |row: u32, field: Field| {
                let cell = CellAddress::new(row, field as u32);
                cells.push(CellAccount {
                    sheet: "入力".into(),
                    cell,
                    excerpt: "…".into(),
                    disposition: Disposition::Used,
                });
                Origin::cell(file.clone(), "入力", cell)
            };
            let mut entries = Vec::new();
            for (row, (action, _)) in (10..).zip(plan.actions_of(department, YEAR.last_day())) {
                let mut entry = Entry::empty(Sourced::new(action.id, put(row, Field::Action)));
                entry.grade = Some(Sourced::new(GradeId(1), put(row, Field::Grade)));
                entry.result =
                    Some(Sourced::new("窓口の案内を見直し、利用を増やした。".repeat(6), put(row, Field::Result)));
                entry.memo = Some(Sourced::new("関係課との協議が続いている。".into(), put(row, Field::Memo)));
                let effect = Sourced::new(Amount::Value(Yen(1_234_567)), put(row, Field::SavingRecurring));
                entry.effects.insert((EffectKind::Saving, EffectTerm::Recurring), effect);
                entries.push(entry);
            }
            let origin = Origin::cell(file.clone(), "入力", CellAddress::new(0, 1));
            let submission = Submission {
                key: SubmissionKey { department: (*department).clone(), year: YEAR, period: Period::YearEnd },
                file: file.clone(),
                hash: FileHash(hash),
                recognition: Recognition::HiddenSheet,
                submitted_on: Some(Sourced::new(
                    Date::constant(2021, 5, i8::try_from(copy % 28).unwrap_or(0) + 1),
                    origin,
                )),
                version: None,
                author: None,
                extension: None,
                entries,
            };
            read.add_submission(submission).expect("put aside");
            let (hash, kind) = (Some(FileHash(hash)), "進捗管理表（xlsx）".to_owned());
            let account = FileAccount { file, hash, size: 1, kind, form: Some(FormKind::Progress), cells };
            read.add_file(account).expect("put aside");
        }
    }
    read
}

/// One year: once, and with every form handed in twenty times.
#[divan::bench(args = [1, 20])]
fn merge_year(bencher: divan::Bencher, copies: u8) {
    let plan = plan();
    bencher.with_inputs(|| intake(&plan, copies)).bench_values(|read| merge(&plan, YEAR, read, None, &[]));
}

/// Roll-ups, cross-footing, the ledger's proof and the reviewer's warnings.
#[divan::bench]
fn assess_year(bencher: divan::Bencher) {
    let plan = Arc::new(plan());
    let record = Arc::new(merge(&plan, YEAR, intake(&plan, 1), None, &[]).expect("merged"));
    bencher.bench(|| assess(plan.clone(), record.clone(), vec![]));
}

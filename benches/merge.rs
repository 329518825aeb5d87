//! Merging and assessing a year of the sample plan: every department's form, all rows filled.

use std::sync::Arc;

use jiff::civil::Date;
use kaikaku::assess::assess;
use kaikaku::contract::{Entry, Field, FormKind};
use kaikaku::finding::{Origin, Sourced};
use kaikaku::intake::file_account::{CellAccounts, Disposition, FileAccount};
use kaikaku::intake::submission::{FileHash, Intake, Recognition, Submission, SubmissionKey};
use kaikaku::merge::merge;
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{Amount, CellAddress, DepartmentId, FiscalYear, GradeId, Period, Yen};

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
            let (sheet, mut cells) = (Arc::from("入力"), CellAccounts::default());
            let mut put = |row: u32, field: Field| {
                let cell = CellAddress::new(row, field as u32);
                cells.push(&sheet, cell, "…", &Disposition::Used);
                Origin::cell(file.clone(), "入力", cell)
            };
            let mut entries = Vec::new();
            for (row, (action, _)) in (10..).zip(plan.actions_of(department, YEAR.last_day())) {
                let mut entry = Entry::empty(Sourced::new(action.id, put(row, Field::Action)));
                entry.set(Field::Grade, Sourced::new(GradeId(1), put(row, Field::Grade)));
                let result = "窓口の案内を見直し、利用を増やした。".repeat(6);
                entry.set(Field::Result, Sourced::new(result, put(row, Field::Result)));
                let memo = "関係課との協議が続いている。".to_owned();
                entry.set(Field::Memo, Sourced::new(memo, put(row, Field::Memo)));
                let effect = Sourced::new(Amount::Value(Yen(1_234_567)), put(row, Field::SavingRecurring));
                entry.set(Field::SavingRecurring, effect);
                entries.push(Arc::new(entry));
            }
            let origin = Origin::cell(file.clone(), "入力", CellAddress::new(0, 1));
            let submission = Submission {
                key: SubmissionKey { department: (*department).clone(), year: YEAR, period: Period::YEAR_END },
                file: file.clone(),
                hash: FileHash(hash),
                recognition: Recognition::HiddenSheet,
                submitted_on: Some(Sourced::new(
                    Date::constant(2021, 5, i8::try_from(copy % 28).unwrap_or(0) + 1),
                    origin,
                )),
                day_in_doubt: None,
                version: None,
                version_in_doubt: false,
                author: None,
                extension: None,
                entries,
            };
            read.submissions.push(submission);
            let (hash, kind) = (Some(FileHash(hash)), "進捗管理表（xlsx）".to_owned());
            read.files.push(FileAccount {
                file,
                hash,
                size: 1,
                kind,
                form: Some(FormKind::Progress),
                cells,
                unopened: None,
                is_partial: false,
            });
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
    let record = Arc::new(merge(&plan, YEAR, intake(&plan, 1), None, &[]));
    bencher.bench(|| assess(plan.clone(), record.clone(), vec![]));
}

//! Reading a year's forms. 45 departments' forms must take less than 0.3 s of wall time on 2 cores.

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::intake::{Options, read_year};
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{FiscalYear, Period};

fn main() {
    divan::main();
}

/// A folder with the filled forms of `count` departments (the plan's, over and over).
fn workspace(plan: &Plan, count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let year = folder.path().join("令和2年度");
    std::fs::create_dir(&year).expect("a folder");
    let departments = kaikaku::forms::departments(plan, FiscalYear(2020), None);
    for (number, department) in departments.iter().cycle().take(count).enumerate() {
        let mut entries = Entries::new();
        entries.set_cover(CoverField::SubmittedOn, "令和3年5月10日");
        for action in plan.actions().map(|(_, action)| action).filter(|action| action.lead == *department) {
            entries.set_row(action.id, Field::ActualStage, "準備・実施");
            entries.set_row(action.id, Field::Result, "窓口の手順を見直し、待ち時間を短くした。".repeat(6).as_str());
            entries.set_row(action.id, Field::Grade, "○ 計画どおり");
            entries.set_row(action.id, Field::RevenueOnce, 1200.0);
            entries.set_row(action.id, Field::Issues, "周知が足りない。".repeat(4).as_str());
        }
        let bytes = progress::write_filled(plan, FiscalYear(2020), Period::YEAR_END, department, None, &entries);
        std::fs::write(year.join(format!("{number}.xlsx")), bytes.expect("a form")).expect("written");
    }
    folder
}

#[divan::bench(args = [45, 450], sample_count = 10)]
fn forms(bencher: divan::Bencher<'_, '_>, count: usize) {
    let plan = kaikaku::plan::read("plan.toml", include_str!("../input/plan.toml")).expect("the sample plan").0;
    let folder = workspace(&plan, count);
    let options = Options { workers: 2, ..Options::default() };
    bencher
        .bench(|| read_year(&plan, folder.path(), FiscalYear(2020), &options).map(|intake| intake.submissions.len()));
}

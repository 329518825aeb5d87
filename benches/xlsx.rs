//! Writing the workbooks, the web page and the open data of the sample workspace's latest year.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, date};
use kaikaku::assess::assessment::Assessment;
use kaikaku::export::{data, html, xlsx};
use kaikaku::merge::record::YearRecord;
use kaikaku::report::{self, Edition};

fn main() {
    divan::main();
}

const DATE: Date = date(2022, 6, 1);

/// The sample's years, read and assessed once: only the writing is measured.
static YEAR: LazyLock<(Arc<YearRecord>, Assessment)> = LazyLock::new(|| {
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let bytes = std::fs::read(input.join("plan.toml")).expect("the sample plan");
    let plan = Arc::new(kaikaku::plan::read_bytes("plan.toml", &bytes).expect("a valid plan").0);
    let mut records: Vec<Arc<YearRecord>> = Vec::new();
    for (year, _) in kaikaku::intake::years_with_input(&input) {
        let read = kaikaku::intake::read_year(&plan, &input, year, &kaikaku::intake::Options::default());
        let record = kaikaku::merge::merge(&plan, year, read.expect("readable"), None, &records);
        records.push(Arc::new(record));
    }
    let last = records.pop().expect("the sample has a year");
    (last.clone(), kaikaku::assess::assess(plan, last, records).expect("the sample adds up"))
});

/// 進捗状況.xlsx.
#[divan::bench]
fn progress() -> usize {
    xlsx::progress(&YEAR.1, DATE).expect("a workbook").len()
}

/// 統合記録.xlsx: a row a cell that was read.
#[divan::bench]
fn ledger() -> usize {
    xlsx::ledger(&YEAR.1.plan, &YEAR.0, DATE).expect("a workbook").len()
}

/// 公表版.html.
#[divan::bench]
fn web_page(bencher: divan::Bencher<'_, '_>) {
    let document = report::document(&YEAR.1, Edition::Public, DATE);
    bencher.bench(|| html::write(&document).len());
}

/// データ.csv and データ.json.
#[divan::bench]
fn open_data() -> usize {
    data::csv(&YEAR.1).len() + data::json(&YEAR.1, DATE).len()
}

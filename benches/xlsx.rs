//! Writing the workbooks, the web page and the open data of the sample workspace's latest year.

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/behaviour/sample_year.rs"]
mod sample_year;

use kaikaku::export::{html, xlsx};
use kaikaku::open_data;
use kaikaku::report::{self, Edition};
use sample_year::{DATE, assessment};

fn main() {
    // Read and assessed before: only the writing is measured.
    assessment();
    divan::main();
}

/// 進捗状況.xlsx.
#[divan::bench]
fn progress() -> usize {
    xlsx::progress(assessment(), DATE).expect("a workbook").len()
}

/// 統合記録.xlsx: a row a cell that was read.
#[divan::bench]
fn ledger() -> usize {
    xlsx::ledger(&assessment().plan, &assessment().record, DATE).expect("a workbook").len()
}

/// 公表版.html.
#[divan::bench]
fn web_page(bencher: divan::Bencher<'_, '_>) {
    let document = report::document(assessment(), Edition::Public, DATE);
    let fonts = std::sync::Arc::new(kaikaku::typeset::font::FontBook::shipped());
    bencher.bench(|| html::write(&document, &fonts, &html::Surroundings::default()).len());
}

/// The CSV files, data.json and their descriptions.
#[divan::bench]
fn open_data() -> usize {
    let about = open_data::About::new(assessment(), DATE);
    open_data::files(&open_data::tables(assessment(), DATE), &about).iter().map(|(_, bytes)| bytes.len()).sum()
}

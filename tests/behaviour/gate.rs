//! The gate before publication, seen to close: an internal text that an output happens to hold stops the run, whatever kind of
//! file it is in, and nothing is written.
//!
//! What the program itself prints serves as internal memo, because no public paper holds a real one: a sentence that stands
//! in one kind of file only.

use std::path::Path;
use std::process::{Command, Output};

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::plan;
use kaikaku::vocabulary::{DepartmentId, FiscalYear, Period};

use crate::collection_cycle::{copy, sample};

/// Printed under a table of the public edition, in PDF and HTML.
const ON_PAGES: &str = "構成比は、計（実質の件数）に対する割合である。小数第2位を四捨五入";
/// At the head of a sheet of 進捗状況.xlsx.
const IN_WORKBOOK: &str = "計は端数処理前の額によるため、内訳の計と一致しないことがあります。";
/// Within data.json.
const IN_DATA: &str = "金額の単位は円で、端数処理をしていない。";

const YEAR: FiscalYear = FiscalYear(2021);

/// The report of the sample with a form of 納税課 that has `memo` as its internal memo.
fn report(root: &Path, memo: &str, arguments: &[&str]) -> Output {
    let plan = plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0;
    copy(&sample(), &root.join("input"));
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和4年6月1日");
    entries.set_cover(CoverField::Version, 9.0);
    let department = DepartmentId::new(Some("財政部"), "納税課");
    for action in plan.actions().map(|(_, action)| action).filter(|action| action.lead == department) {
        entries.set_row(action.id, Field::Result, "口座振替の案内を改め、利用を増やした。");
        entries.set_row(action.id, Field::Grade, "○ 計画どおり");
        entries.set_row(action.id, Field::Memo, memo);
    }
    let form = progress::write_filled(&plan, YEAR, Period::YearEnd, &department, None, &entries).expect("a form");
    std::fs::write(root.join("input/令和3年度/財政部/納税課（最終）.xlsx"), form).expect("written");
    Command::new(env!("CARGO_BIN_EXE_kaikaku"))
        .args(["report", "--color", "never", "--year", "R3", "--edition", "public"])
        .args(arguments)
        .arg("--input")
        .arg(root.join("input"))
        .arg("--output")
        .arg(root.join("output"))
        .output()
        .expect("it runs")
}

/// Whether the run stopped because `file` holds the memo; a run that did not must have succeeded.
fn is_stopped_by(memo: &str, arguments: &[&str], file: &str) -> bool {
    let root = tempfile::tempdir().expect("a folder");
    let done = report(root.path(), memo, arguments);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let written = root.path().join("output/令和3年度").exists();
    if done.status.code() == Some(2) {
        assert!(!written, "{arguments:?}: stopped, but something was written");
        assert!(said.contains("公表を止めました"), "{said}");
        assert!(said.contains("納税課（最終）.xlsx"), "where the memo was typed: {said}");
        assert!(said.contains(file), "{arguments:?} {file}: {said}");
        assert!(!said.contains(memo), "the memo itself is not repeated: {said}");
        return true;
    }
    assert!(written, "{said}");
    false
}

#[test]
fn a_memo_on_the_pages_of_a_pdf_or_in_html_stops_the_report() {
    assert!(is_stopped_by(ON_PAGES, &["--format", "pdf"], "公表版.pdf"));
    assert!(is_stopped_by(ON_PAGES, &["--format", "html"], "公表版.html"));
    assert!(!is_stopped_by(ON_PAGES, &["--format", "data"], ""), "the data do not hold it");
}

#[test]
fn a_memo_in_a_workbook_stops_the_report() {
    assert!(is_stopped_by(IN_WORKBOOK, &["--format", "xlsx"], "進捗状況.xlsx"));
}

#[test]
fn a_memo_in_data_stops_the_report_beside_the_pdf_and_attached_to_it() {
    assert!(is_stopped_by(IN_DATA, &["--format", "data"], "データ/data.json"));
    assert!(is_stopped_by(IN_DATA, &["--format", "pdf", "--attach-data"], "公表版.pdf"));
    assert!(!is_stopped_by(IN_DATA, &["--format", "pdf"], ""), "without the data nothing holds it");
}

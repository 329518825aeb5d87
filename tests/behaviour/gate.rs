//! The gate before publication on the built program: a memo that says what the program prints in its own right stops nothing, in
//! whatever kind of file the sentence stands, and the run says what was checked. That the gate closes where an internal text
//! gets out is held where a text can be made to get out: `src/engine/gate.rs` and `src/engine/outputs.rs`.

use std::path::Path;
use std::process::Output;

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::plan;
use kaikaku::vocabulary::{DepartmentId, FiscalYear, Period};

use crate::collection_cycle::{copy, sample};
use crate::program;

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
    let form = progress::write_filled(&plan, YEAR, Period::YEAR_END, &department, None, &entries).expect("a form");
    std::fs::write(root.join("input/令和3年度/財政部/納税課（最終）.xlsx"), form).expect("written");
    let words = [&["report", "--color", "never", "--year", "R3", "--edition", "public"], arguments].concat();
    program::run(&words, &root.join("input"), &root.join("output"))
}

/// The run is made and says what was checked, the two ways apart; the memo stands in no finding.
fn assert_made(memo: &str, arguments: &[&str]) {
    let root = tempfile::tempdir().expect("a folder");
    let done = report(root.path(), memo, arguments);
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(matches!(done.status.code(), Some(0)), "{arguments:?}: {said}");
    assert!(root.path().join("output/令和3年度").exists(), "{said}");
    assert!(said.contains("出典　公表する") || said.contains("出典による確認の対象なし"), "{said}");
    assert!(said.contains("検索　庁内限りの文章"), "{said}");
}

#[test]
fn a_sentence_that_the_program_prints_itself_stops_no_file() {
    for memo in [ON_PAGES, IN_WORKBOOK, IN_DATA] {
        assert_made(memo, &["--format", "pdf,xlsx,html,data", "--attach-data"]);
    }
    assert_made(IN_DATA, &["--format", "data"]);
    assert_made(IN_WORKBOOK, &["--format", "xlsx"]);
}

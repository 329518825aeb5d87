//! Reading what comes back: our own forms, cell by cell; forms that were moved about; files that are no forms at all.

mod altered_forms;
mod altered_looks;
pub(crate) mod cases;
mod container;
mod folders;
mod foreign_forms;
mod moved_forms;
mod mutated;
mod odd_files;
mod ods_values;
mod old_formats;
mod over_the_cells;
mod own_forms;
mod printed_lists;
mod random_cells;
mod ratings;
mod recognition;
mod resaved;
mod shown_numbers;
mod weight;
mod xlsb;

pub(crate) use container::{retyped, xlsx_with};
use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::finding::Finding;
use kaikaku::forms::progress;
use kaikaku::intake::file_account::Disposition;
use kaikaku::intake::submission::Submission;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{ActionId, DepartmentId, FiscalYear, Period};

/// The plan of the sample workspace.
pub(crate) fn plan() -> Plan {
    kaikaku::plan::read("plan.toml", include_str!("../../../input/plan.toml")).expect("the sample plan is valid").0
}

/// 総務部行政監理室.
pub(crate) fn unit() -> DepartmentId {
    DepartmentId::new(Some("総務部"), "行政監理室")
}

/// The action items that a department leads, in the plan's order.
pub(crate) fn led_by(plan: &Plan, department: &DepartmentId) -> Vec<ActionId> {
    plan.actions()
        .map(|(_, action)| action)
        .filter(|action| action.lead == *department)
        .map(|action| action.id)
        .collect()
}

/// A form of 総務部行政監理室 for 令和2年度 年度末 with a few entries, and what was typed.
pub(crate) fn filled(plan: &Plan) -> (Vec<u8>, ActionId) {
    let action = led_by(plan, &unit())[0];
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和3年5月10日");
    entries.set_cover(CoverField::Version, 1.0);
    entries.set_row(action, Field::ActualStage, "準備・実施");
    entries.set_row(action, Field::Result, "窓口を改めた。\n利用は2,130件。");
    entries.set_row(action, Field::Grade, "○ 計画どおり");
    entries.set_row(action, Field::RevenueOnce, 1200.0);
    entries.set_row(action, Field::Issues, "特になし");
    (form(plan, &entries), action)
}

/// A form of 総務部行政監理室 for 令和2年度 年度末.
pub(crate) fn form(plan: &Plan, entries: &Entries) -> Vec<u8> {
    progress::write_filled(plan, FiscalYear(2020), Period::YEAR_END, &unit(), None, entries).expect("a form")
}

/// Reads a file without a child process.
pub(crate) fn read(plan: &Plan, bytes: &[u8]) -> FileReading {
    read_bytes(plan, "提出.xlsx", bytes, &Options::default())
}

/// The one submission of a reading.
pub(crate) fn only(reading: &FileReading) -> &Submission {
    assert_eq!(reading.submissions.len(), 1, "{}", lines(&reading.findings));
    &reading.submissions[0]
}

/// Findings for a failure message.
pub(crate) fn lines(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{} {finding}\n", finding.code)).collect()
}

/// The codes of findings, without the room's name.
pub(crate) fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.0.trim_start_matches("intake.")).collect()
}

/// Number of cells by disposition.
pub(crate) fn count(reading: &FileReading, label: &str) -> usize {
    reading.account.cells.iter().filter(|cell| cell.disposition.label() == label).count()
}

/// The dispositions of cells that were left out, for a failure message.
pub(crate) fn left_out(reading: &FileReading) -> Vec<String> {
    let left_out =
        |disposition: &Disposition| matches!(disposition, Disposition::Ignored(_) | Disposition::Rejected(_));
    reading
        .account
        .cells
        .iter()
        .filter(|cell| left_out(cell.disposition))
        .map(|cell| format!("{}!{} {} {:?}", cell.sheet, cell.cell, cell.excerpt, cell.disposition))
        .collect()
}

/// A sheet of texts.
pub(crate) fn laid(rows: &[&[&str]]) -> container::Laid {
    let cells = (0..).zip(rows).flat_map(|(row, texts)| (0..).zip(*texts).map(move |(col, text)| (row, col, *text)));
    cells.fold(container::Laid::default(), |laid, (row, col, text)| laid.text(row, col, text))
}

/// A workbook of so many sheets, each with a word.
pub(crate) fn many_sheets(count: usize) -> Vec<u8> {
    let sheet = container::Laid::default().text(0, 0, "控え").xml();
    let sheets: Vec<(String, bool, Vec<u8>)> =
        (1..=count).map(|at| (format!("控え{at}"), true, sheet.clone())).collect();
    moved_forms::book(&sheets)
}

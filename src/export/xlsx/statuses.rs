//! 提出状況.xlsx: who has handed in, for the office that chases what is missing.

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::book::{Book, Content, Lie, text};
use super::internal_sheet;
use super::look::{self, Style};
use crate::merge::record::{DepartmentStatus, SubmissionState, YearRecord};
use crate::plan::{Plan, japanese_date, names};

/// The states in the order of their counts.
const STATES: [SubmissionState; 4] =
    [SubmissionState::Submitted, SubmissionState::Returned, SubmissionState::Missing, SubmissionState::NotRequired];

/// Makes the workbook.
pub(crate) fn write(plan: &Plan, record: &YearRecord, date: Date) -> Result<Vec<u8>, XlsxError> {
    let title = format!("{} 提出状況（{}）", plan.short_title, record.year);
    let mut book = Book::new(plan, title, true, date)?;
    by_department(&mut book, plan, record)?;
    by_action(&mut book, plan, record)?;
    internal_sheet::findings(&mut book, plan, &record.findings)?;
    book.finish()
}

fn by_department(book: &mut Book<'_>, plan: &Plan, record: &YearRecord) -> Result<(), XlsxError> {
    let widths = [34.0, 10.0, 12.0, 20.0, 12.0, 10.0, 10.0, 50.0, 40.0];
    let mut sheet = book.sheet("提出状況", &format!("{}の提出状況", record.year), Lie::Landscape, &widths)?;
    let (head, body, center, amount, amount_total, label) = (
        book.format(Style::Head),
        book.format(Style::Text),
        book.format(Style::Center),
        book.format(Style::Amount),
        book.format(Style::Total),
        book.format(Style::TotalLabel),
    );
    let first = 4 + STATES.len() as u32 + 3;
    let last = first + (record.statuses.len() as u32).max(1) - 1;
    sheet.row(3, &[(text("状況"), head.clone()), (text("部署数"), head.clone())])?;
    for (row, state) in (4..).zip(STATES) {
        let count = record.statuses.iter().filter(|status| status.state == state).count();
        let formula = format!("=COUNTIF($C${}:$C${},A{})", first + 1, last + 1, row + 1);
        sheet.row(
            row,
            &[(text(state.label()), body.clone()), (Content::Formula(formula, count.to_string()), amount.clone())],
        )?;
    }
    let sum = Content::Formula(format!("=SUM(B5:B{})", 4 + STATES.len()), record.statuses.len().to_string());
    sheet.row(4 + STATES.len() as u32, &[(text("計"), label), (sum, amount_total)])?;
    let heads = [
        "担当部署",
        "時期",
        "状況",
        "提出日",
        "期限後",
        "対象項目",
        "報告済み",
        "採用したファイル",
        "差し替えたファイル",
    ];
    sheet.row(first - 1, &heads.map(|name| (text(name), head.clone())))?;
    let mut row = first;
    for status in &record.statuses {
        row = sheet.row(row, &department_cells(plan, status, &body, &center, &amount))?;
    }
    if row > first {
        sheet.sheet.autofilter(first - 1, 0, row - 1, widths.len() as u16 - 1)?;
    }
    sheet.sheet.set_repeat_rows(first - 1, first - 1)?;
    book.push(sheet);
    Ok(())
}

fn department_cells(
    plan: &Plan,
    status: &DepartmentStatus,
    body: &rust_xlsxwriter::Format,
    center: &rust_xlsxwriter::Format,
    amount: &rust_xlsxwriter::Format,
) -> Vec<(Content, rust_xlsxwriter::Format)> {
    let superseded: Vec<&str> = status.superseded.iter().map(AsRef::as_ref).collect();
    vec![
        (text(names::print_department(plan, &status.department)), body.clone()),
        (text(status.period.label()), center.clone()),
        (text(status.state.label()), center.clone()),
        (text(status.submitted_on.map(japanese_date).unwrap_or_default()), center.clone()),
        (text(if status.late { "後日提出" } else { "" }), center.clone()),
        (Content::Number(status.owed.into()), amount.clone()),
        (Content::Number(status.reported.into()), amount.clone()),
        (text(status.file.as_deref().unwrap_or_default()), body.clone()),
        (text(superseded.join("\n")), body.clone()),
    ]
}

/// Which action items have been reported on.
fn by_action(book: &mut Book<'_>, plan: &Plan, record: &YearRecord) -> Result<(), XlsxError> {
    let widths = [10.0, 40.0, 40.0, 30.0, 14.0];
    let mut sheet = book.sheet("実践項目別", "実践項目別の提出状況", Lie::Portrait, &widths)?;
    let (head, body, center) = (book.format(Style::Head), book.format(Style::Text), book.format(Style::Center));
    let heads = ["No.", "取組項目", "実践項目", "主担当", "状況"];
    let mut row = sheet.row(3, &heads.map(|name| (text(name), head.clone())))?;
    for (initiative, action) in plan.actions() {
        let reported = record.actions.get(&action.id).is_some_and(|record| record.reported);
        let state = match (action.repeats, reported, crate::merge::status::is_due(action, record.year)) {
            (Some(original), ..) => format!("再掲（{original}）"),
            (None, true, _) => SubmissionState::Submitted.label().to_owned(),
            (None, false, true) => SubmissionState::Missing.label().to_owned(),
            (None, false, false) => SubmissionState::NotRequired.label().to_owned(),
        };
        let lead = plan.lead_on(action, record.year.last_day()).unwrap_or_else(|| action.lead.clone());
        let cells = [
            (text(action.id.to_string()), center.clone()),
            (text(initiative.name.clone()), body.clone()),
            (text(action.name.clone()), body.clone()),
            (text(names::print_department(plan, &lead)), body.clone()),
            (text(state), center.clone()),
        ];
        row = sheet.row(row, &cells)?;
    }
    if row > 4 {
        sheet.sheet.autofilter(3, 0, row - 1, widths.len() as u16 - 1)?;
    }
    sheet.sheet.set_freeze_panes(4, 0)?.set_repeat_rows(3, 3)?.set_row_height(3, look::height(1))?;
    book.push(sheet);
    Ok(())
}

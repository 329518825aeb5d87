//! 提出状況.xlsx: who has handed in, for the office that chases what is missing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::{internal_sheet, sheet_names};
use crate::assess::assessment::Assessment;
use crate::check::overview::{DepartmentLine, ItemLine, Mark, Overview, overview};
use crate::contract::Audience;
use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::look::{self, Style};
use crate::plan::{Plan, names};
use crate::vocabulary::{ActionId, every_variant, japanese_date};

/// The states in the order of their counts.
const STATES: [Mark; 6] =
    every_variant!(Mark: Submitted, Replaced, Returned, Missing, Unread, NotRequired; except Midyear, Unfinished);

/// Makes the workbook.
pub(crate) fn write(assessment: &Assessment, date: Date) -> Result<Vec<u8>, XlsxError> {
    let (plan, record) = (&*assessment.plan, &*assessment.record);
    let title = format!("{} 提出状況（{}）", plan.short_title, record.year);
    let mut book = Book::new(plan, title, Audience::Office, date)?;
    let overview = overview(plan, record, &assessment.findings);
    by_department(&mut book, plan, &overview)?;
    by_action(&mut book, plan, &overview)?;
    internal_sheet::findings(&mut book, plan, &assessment.findings)?;
    book.finish()
}

fn by_department(book: &mut Book<'_>, plan: &Plan, overview: &Overview) -> Result<(), XlsxError> {
    let widths = [24.0, 8.0, 9.0, 18.0, 9.0, 9.0, 9.0, 36.0, 26.0];
    let mut sheet = book.sheet("提出状況", &format!("{}の提出状況", overview.year), Orientation::Landscape, &widths)?;
    let (head, body, center, amount, amount_total, label) = (
        book.format(Style::Head),
        book.format(Style::Middle),
        book.format(Style::Center),
        book.format(Style::Amount),
        book.format(Style::Total),
        book.format(Style::TotalLabel),
    );
    let first = 4 + STATES.len() as u32 + 3;
    let last = first + (overview.departments.len() as u32).max(1) - 1;
    sheet.row(3, &[(text("状況"), head.clone()), (text("部署数"), head.clone())])?;
    for (row, state) in (4..).zip(STATES) {
        let count = overview.departments.iter().filter(|line| line.mark == state).count();
        let formula = format!("=COUNTIF($C${}:$C${},A{})", first + 1, last + 1, row + 1);
        sheet.row(
            row,
            &[(text(state.label()), body.clone()), (Content::Formula(formula, count.to_string()), amount.clone())],
        )?;
    }
    let sum = Content::Formula(format!("=SUM(B5:B{})", 4 + STATES.len()), overview.departments.len().to_string());
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
    for line in &overview.departments {
        row = sheet.row(row, &department_cells(plan, line, &body, &center, &amount))?;
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
    line: &DepartmentLine,
    body: &rust_xlsxwriter::Format,
    center: &rust_xlsxwriter::Format,
    amount: &rust_xlsxwriter::Format,
) -> Vec<(Content, rust_xlsxwriter::Format)> {
    let status = &line.status;
    let superseded: Vec<&str> = status.superseded.iter().map(AsRef::as_ref).collect();
    vec![
        (text(names::print_department(plan, &status.department)), body.clone()),
        (text(status.period.label()), center.clone()),
        (text(line.mark.label()), center.clone()),
        (text(status.submitted_on.map(japanese_date).unwrap_or_default()), center.clone()),
        (text(if status.late { "後日提出" } else { "" }), center.clone()),
        (Content::Number(status.owed.into()), amount.clone()),
        (Content::Number(status.reported.into()), amount.clone()),
        (text(status.files().map(AsRef::as_ref).collect::<Vec<_>>().join("\n")), body.clone()),
        (text(superseded.join("\n")), body.clone()),
    ]
}

/// Which department has reported on which action item.
fn by_action(book: &mut Book<'_>, plan: &Plan, overview: &Overview) -> Result<(), XlsxError> {
    let widths = [7.0, 26.0, 28.0, 20.0, 8.0, 13.0];
    let name = sheet_names::usable(&plan.wording().say("実践項目別"));
    let mut sheet = book.sheet(&name, "実践項目別の提出状況", Orientation::Portrait, &widths)?;
    let (head, body, center) = (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Center));
    let heads = ["No.", "取組項目", "実践項目", "担当部署", "担当", "状況"];
    let mut row = sheet.row(3, &heads.map(|name| (text(name), head.clone())))?;
    let mut by_action: BTreeMap<ActionId, Vec<&ItemLine>> = BTreeMap::new();
    for line in &overview.items {
        by_action.entry(line.action).or_default().push(line);
    }
    for (initiative, action) in plan.actions() {
        let mut lines: Vec<(String, &str, String)> = by_action
            .get(&action.id)
            .into_iter()
            .flatten()
            .map(|line| {
                let part = if line.is_lead { "主担当" } else { "副担当" };
                (names::print_department(plan, &line.department), part, line.mark.label().to_owned())
            })
            .collect();
        if lines.is_empty() {
            let lead = plan.lead_on(action, overview.year.last_day()).unwrap_or_else(|| action.lead.clone());
            let state = match action.repeats {
                Some(original) => format!("再掲（{}）", plan.number(original)),
                None => Mark::NotRequired.label().to_owned(),
            };
            lines.push((names::print_department(plan, &lead), "主担当", state));
        }
        for (department, part, state) in lines {
            let cells = [
                (text(action.printed.clone()), center.clone()),
                (text(initiative.name.clone()), body.clone()),
                (text(action.name.clone()), body.clone()),
                (text(department), body.clone()),
                (text(part), center.clone()),
                (text(state), center.clone()),
            ];
            row = sheet.row(row, &cells)?;
        }
    }
    if row > 4 {
        sheet.sheet.autofilter(3, 0, row - 1, widths.len() as u16 - 1)?;
    }
    sheet.sheet.set_freeze_panes(4, 0)?.set_repeat_rows(3, 3)?.set_row_height(3, look::height(1))?;
    book.push(sheet);
    Ok(())
}

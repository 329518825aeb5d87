//! What only the office's workbook holds: 内部メモ and 指摘. Never called for the public workbook.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;

use crate::assess::assessment::Assessment;
use crate::excel::book::{Book, Orientation, text};
use crate::excel::look::Style;
use crate::finding::Finding;
use crate::plan::{Plan, names};
use crate::vocabulary::DepartmentId;

/// Adds the internal sheets.
pub(crate) fn write(book: &mut Book<'_>, assessment: &Assessment) -> Result<(), XlsxError> {
    memos(book, assessment)?;
    findings(book, &assessment.plan, &assessment.findings)
}

fn memos(book: &mut Book<'_>, assessment: &Assessment) -> Result<(), XlsxError> {
    let mut sheet =
        book.sheet("内部メモ", "内部メモ（庁内限り）", Orientation::Landscape, &[8.0, 28.0, 20.0, 56.0, 36.0])?;
    let (head, body, center) = (book.format(Style::Head), book.format(Style::Text), book.format(Style::Center));
    let heads = ["No.", "実践項目", "担当部署", "内部メモ", "出典"].map(|name| (text(name), head.clone()));
    let first = sheet.row(3, &heads)?;
    let mut row = first;
    sheet.sheet.set_freeze_panes(row, 0)?.set_repeat_rows(3, 3)?;
    for (_, action) in assessment.plan.actions() {
        let contributions = assessment.record.actions.get(&action.id).map(|record| record.contributions.as_slice());
        for contribution in contributions.unwrap_or_default() {
            let department = names::print_department(&assessment.plan, &contribution.department);
            for (field, memo) in contribution.office_texts() {
                let label = contribution.office_label(field, &department);
                let cells = [
                    (text(action.printed.clone()), center.clone()),
                    (text(action.name.clone()), body.clone()),
                    (text(assessment.plan.wording().say(&label).into_owned()), body.clone()),
                    (text(memo.value.clone()), body.clone()),
                    (text(memo.origin.to_string()), body.clone()),
                ];
                row = sheet.row(row, &cells)?;
            }
        }
    }
    if row == first {
        let none = ["", "", "", "内部メモはありません。", ""].map(|cell| (text(cell), body.clone()));
        sheet.row(row, &none)?;
    }
    book.push(sheet);
    Ok(())
}

/// 指摘, sorted by department.
pub(crate) fn findings(book: &mut Book<'_>, plan: &Plan, findings: &[Finding]) -> Result<(), XlsxError> {
    // The last column, the kind of finding, is for filtering on the screen and is not printed.
    let widths = [18.0, 8.0, 28.0, 30.0, 18.0, 20.0, 28.0, 28.0];
    let mut sheet = book.sheet("指摘", "指摘一覧", Orientation::Landscape, &widths)?;
    let (head, body, center) = (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Center));
    let names_of_heads = ["担当部署", "区分", "場所", "内容", "入力", "正しい形", "対応方法", "種別"];
    let mut row = sheet.row(3, &names_of_heads.map(|name| (text(name), head.clone())))?;
    sheet.sheet.set_freeze_panes(row, 0)?.set_repeat_rows(3, 3)?;
    for finding in sorted(plan, findings) {
        let department = finding.department.as_ref().map(|id| names::print_department(plan, id));
        let or_blank = |value: &Option<String>| text(value.clone().unwrap_or_default());
        let cells = [
            (text(department.unwrap_or_else(|| "（全体）".to_owned())), body.clone()),
            (text(finding.severity.label()), center.clone()),
            (text(finding.origin.as_ref().map(ToString::to_string).unwrap_or_default()), body.clone()),
            (text(finding.message.clone()), body.clone()),
            (or_blank(&finding.found), body.clone()),
            (or_blank(&finding.expected), body.clone()),
            (or_blank(&finding.remedies()), body.clone()),
            (text(finding.code.to_string()), body.clone()),
        ];
        row = sheet.row(row, &cells)?;
    }
    if findings.is_empty() {
        sheet.sheet.write_string_with_format(row, 0, "指摘はありません。", &book.format(Style::Note))?;
    } else {
        sheet.sheet.autofilter(3, 0, row - 1, widths.len() as u16 - 1)?;
        sheet.sheet.set_print_area(0, 0, row - 1, widths.len() as u16 - 2)?;
    }
    book.push(sheet);
    Ok(())
}

/// In the plan's order of departments, the gravest first; those of no department at the end.
fn sorted<'a>(plan: &Plan, findings: &'a [Finding]) -> Vec<&'a Finding> {
    let places: BTreeMap<&DepartmentId, usize> =
        plan.departments.iter().enumerate().rev().map(|(at, unit)| (&unit.id, at)).collect();
    let place =
        |finding: &Finding| finding.department.as_ref().and_then(|id| places.get(id)).copied().unwrap_or(usize::MAX);
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by(|a, b| {
        (place(a), std::cmp::Reverse(a.severity), &a.origin, a.code).cmp(&(
            place(b),
            std::cmp::Reverse(b.severity),
            &b.origin,
            b.code,
        ))
    });
    sorted
}

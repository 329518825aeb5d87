//! What only 庁内資料 holds: internal notes, who has not handed in, what was replaced, findings.
//!
//! The one section that sees the whole [`Assessment`]; [`super::document`] calls it for the internal edition alone.

use super::alike_findings::{self, AlikeFindings};
use super::blocks::{column_head, figure, fixed, heading, paragraph, part, quoting, row, row_head, shared, typed};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, ParagraphKind, Part, Row, Table, TableStyle, plain,
};
use super::figures::NONE;
use super::naming;
use super::number_column::NumberColumns;
use crate::assess::assessment::Assessment;
use crate::finding::{Finding, Severity};
use crate::merge::ledger::FileFate;
use crate::merge::record::SubmissionState;
use crate::vocabulary::japanese_date;

/// All internal parts.
pub(crate) fn parts(assessment: &Assessment) -> Vec<Part> {
    vec![
        part(
            "提出状況",
            vec![
                heading(1, "提出状況（部署別）"),
                statuses(assessment),
                heading(2, "ファイルの扱い"),
                files(assessment),
            ],
        ),
        // The notes are few: they go on below the findings.
        part("指摘・内部メモ", [findings(assessment), memos(assessment)].concat()),
    ]
}

fn table(caption: Option<&str>, columns: Vec<Column>, head: &[&str], rows: Vec<Row>) -> Block {
    Block::Table(Table {
        caption: caption.map(plain),
        ..Table::of_rows(
            TableStyle::Ruled,
            columns,
            vec![row(head.iter().map(|text| column_head(*text, 1, 1)).collect())],
            rows,
        )
    })
}

fn share(share: u32) -> Column {
    Column { width: ColumnWidth::Share(share), align: Alignment::Start }
}

/// Every department that owes a form; those missing first, then those returned, then those with rows that are empty.
fn statuses(assessment: &Assessment) -> Block {
    let mut statuses: Vec<_> =
        assessment.record.statuses.iter().filter(|status| status.state != SubmissionState::NotRequired).collect();
    statuses.sort_by_key(|status| match status.state {
        SubmissionState::Missing | SubmissionState::Unread => 0,
        SubmissionState::Returned => 1,
        _ if status.reported < status.owed => 2,
        _ => 3,
    });
    let rows = statuses
        .into_iter()
        .map(|status| {
            let mut state = status.state.label().to_owned();
            if status.late {
                state.push_str("（後日提出）");
            }
            let cells = vec![
                row_head(naming::department(&assessment.plan, &status.department)),
                Cell::text(status.period.label()).aligned(Alignment::Center),
                Cell::text(state).aligned(Alignment::Center),
                Cell::text(status.submitted_on.map_or_else(|| NONE.to_owned(), japanese_date)),
                figure(format!("{}/{}", status.reported, status.owed)),
                figure(status.superseded.len().to_string()),
            ];
            row(cells)
        })
        .collect();
    let columns = vec![
        share(1),
        fixed(140, Alignment::Center),
        fixed(330, Alignment::Center),
        fixed(310, Alignment::Start),
        fixed(180, Alignment::End),
        fixed(140, Alignment::End),
    ];
    table(None, columns, &["担当部署", "時期", "状況", "提出日", "報告/対象", "差替え"], rows)
}

/// Files that are not simply in force.
fn files(assessment: &Assessment) -> Block {
    let rows: Vec<Row> = assessment
        .record
        .ledger
        .files
        .iter()
        .filter_map(|file| {
            let (word, reason) = match &file.fate {
                FileFate::Used => return None,
                FileFate::Superseded(by) => ("差替え", format!("{by} による")),
                FileFate::Duplicate(of) => ("重複", format!("{of} と同じ内容")),
                FileFate::Rejected(reason) => ("不採用", reason.to_string()),
                FileFate::Ignored(reason) => ("対象外", reason.to_string()),
            };
            let cells = vec![row_head(&*file.file), Cell::text(word).aligned(Alignment::Center), Cell::text(reason)];
            Some(Row { may_split: true, ..row(cells) })
        })
        .collect();
    if rows.is_empty() {
        return paragraph(ParagraphKind::Body, "提出されたファイルは、すべて採用した。");
    }
    table(None, vec![share(1), fixed(160, Alignment::Center), share(1)], &["ファイル", "扱い", "理由"], rows)
}

/// 指摘 by severity, gravest first.
fn findings(assessment: &Assessment) -> Vec<Block> {
    let mut blocks = vec![heading(1, "指摘")];
    let all = &assessment.findings;
    if all.is_empty() {
        blocks.push(paragraph(ParagraphKind::Body, "指摘はない。"));
        return blocks;
    }
    let count = |severity: Severity| all.iter().filter(|finding| finding.severity == severity).count();
    let severities = || Severity::ALL.into_iter().filter(|severity| count(*severity) > 0);
    let counts: Vec<String> =
        severities().map(|severity| format!("{}{}件", severity.label(), count(severity))).collect();
    blocks.push(paragraph(ParagraphKind::Body, format!("指摘は{}件（{}）である。", all.len(), counts.join("、"))));
    let order = assessment.plan.units_in_order(assessment.year.last_day());
    for severity in severities() {
        let mut of: Vec<&Finding> = all.iter().filter(|finding| finding.severity == severity).collect();
        of.sort_by_cached_key(|finding| naming::place(&order, finding.department.as_ref()));
        blocks.push(heading(2, format!("{}（{}件）", severity.label(), of.len())));
        let rows = alike_findings::together(&assessment.plan, &of);
        if rows.len() < of.len() {
            let text = "※ 一つの部署について同じことをいう指摘は、番号と場所を並べて一つの行に掲げた。";
            blocks.push(paragraph(ParagraphKind::Note, text));
        }
        let rows = rows.iter().filter_map(|alike| finding_row(assessment, alike)).collect();
        let columns = vec![fixed(300, Alignment::Start), share(2), shared(3)];
        blocks.push(table(None, columns, &["担当部署", "場所", "内容と対応方法"], rows));
    }
    blocks
}

/// A row of what one department has to know: once, with all its places.
fn finding_row(assessment: &Assessment, alike: &AlikeFindings<'_>) -> Option<Row> {
    let finding = alike.first()?;
    let department = finding.department.as_ref().map(|id| naming::department(&assessment.plan, id));
    let mut text = alike.message(&assessment.plan);
    match (&finding.found, alike.expected()) {
        (Some(found), Some(expected)) => text.push_str(&format!("（入力：{found}／正：{expected}）")),
        (Some(found), None) => text.push_str(&format!("（入力：{found}）")),
        (None, Some(expected)) => text.push_str(&format!("（正：{expected}）")),
        (None, None) => {}
    }
    text.push_str(&finding.remedies().unwrap_or_default());
    let place = alike.places().unwrap_or_else(|| NONE.to_owned());
    let department = row_head(department.unwrap_or_else(|| "（全体）".to_owned()));
    let cells = vec![department, Cell::text(place), quoting(&text, finding.origin.as_ref())];
    // Places and numbers of many items may fill more than a page.
    Some(Row { may_split: alike.is_several(), ..row(cells) })
}

/// 内部メモ by action item, and what a department that is not responsible wrote.
fn memos(assessment: &Assessment) -> Vec<Block> {
    let mut rows = Vec::new();
    for (_, action) in assessment.plan.actions() {
        let record = assessment.record.actions.get(&action.id);
        for contribution in record.map(|record| record.contributions.as_slice()).unwrap_or_default() {
            let department = naming::department(&assessment.plan, &contribution.department);
            for (field, text) in contribution.office_texts() {
                let label = contribution.office_label(field, &department);
                rows.push(memo_row(action.printed.clone(), label, typed(ParagraphKind::Small, text)));
            }
        }
    }
    let mut blocks = vec![heading(1, "内部メモ")];
    if rows.is_empty() {
        blocks.push(paragraph(ParagraphKind::Body, "内部メモはない。"));
    } else {
        let columns = vec![NumberColumns::of(&assessment.plan).of_actions(110), fixed(400, Alignment::Start), share(1)];
        blocks.push(table(None, columns, &["No.", "担当部署", "内部メモ"], rows));
    }
    blocks
}

fn memo_row(number: String, department: String, content: Vec<Block>) -> Row {
    let cells =
        vec![row_head(number).aligned(Alignment::Center), Cell::text(department), Cell { content, ..Cell::default() }];
    Row { may_split: true, ..row(cells) }
}

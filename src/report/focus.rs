//! 重点: what a reader has to know of the year before anything else: what fell, what rose, what is behind, what is not in, and what was
//! promised for next year.

use super::blocks::{column_head, figure, fixed, paragraph, row, row_head, shared, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Emphasis, Inline, Inlines, Paragraph, ParagraphKind, Row, Table, TableStyle, emphasised,
    plain,
};
use super::grading;
use super::sentences;
use super::view::{ActionView, InitiativeView, YearView};
use crate::contract::Field;
use crate::vocabulary::ActionId;

/// How many of the items that fell are named; of other kinds fewer are. The others are counted.
const NAMED_FALLS: usize = 5;
const NAMED: usize = 3;

/// The table of the overview: a line a kind, the items with their numbers, which lead to their sheets.
pub(crate) fn table(view: &YearView<'_>) -> Table {
    let moves = view.movements;
    let scale = &view.plan.grades;
    let with_change = |action: &ActionView<'_>| {
        format!(
            "（{}→{}）",
            grading::sign_or_none(scale, action.last_grade),
            grading::sign_or_none(scale, action.grade)
        )
    };
    let with_grade = |action: &ActionView<'_>| format!("（{}）", grading::sign_or_none(scale, action.grade));
    let bare = |_: &ActionView<'_>| String::new();
    let mut rows = Vec::new();
    if view.has_last_year() {
        rows.push(line(view, "前年度より下がったもの", &worst_first(view, &moves.fell), NAMED_FALLS, &with_change));
        rows.push(line(view, "前年度より上がったもの", &moves.rose, NAMED, &with_change));
    }
    rows.push(line(view, "計画に届いていないもの", &worst_first(view, &moves.behind), NAMED, &with_grade));
    // Right under what it is part of.
    rows.extend(promised(view));
    rows.push(line(view, "進捗区分がないもの", &moves.ungraded, NAMED, &bare));
    Table::of_rows(
        TableStyle::Ruled,
        vec![fixed(400, Alignment::Start), fixed(120, Alignment::End), shared(1)],
        vec![row(["重点", "件数", "実践項目"].map(|text| column_head(text, 1, 1)).into())],
        rows,
    )
}

/// Items with the lowest grades first, then in the plan's order.
fn worst_first(view: &YearView<'_>, items: &[ActionId]) -> Vec<ActionId> {
    let mut items = items.to_vec();
    let grade = |id: &ActionId| view.action(*id).and_then(|(_, action)| action.grade);
    items.sort_by_key(|id| std::cmp::Reverse(grade(id)));
    items
}

fn line(
    view: &YearView<'_>,
    label: &str,
    items: &[ActionId],
    most: usize,
    after: &dyn Fn(&ActionView<'_>) -> String,
) -> Row {
    let mut text = Inlines::new();
    let named: Vec<_> = items.iter().filter_map(|id| view.action(*id)).take(most).collect();
    for (initiative, action) in &named {
        if !text.is_empty() {
            text.push(emphasised("、", Emphasis::None));
        }
        text.push(reference(initiative, action));
        text.push(emphasised(after(action), Emphasis::None));
    }
    let rest = items.len().saturating_sub(named.len());
    if rest > 0 {
        text.push(emphasised(format!("　ほか{rest}件"), Emphasis::Quiet));
    }
    if text.is_empty() {
        text = plain("なし");
    }
    let items = figure(format!("{}件", items.len()));
    row(vec![row_head(label), items, Cell::inlines(text).aligned(Alignment::Start)])
}

fn name(action: &ActionView<'_>) -> String {
    format!("{} {}", action.action.printed, action.action.name)
}

/// `8-2 支払方法の多様化`, leading to the sheet.
pub(crate) fn reference(initiative: &InitiativeView<'_>, action: &ActionView<'_>) -> Inline {
    Inline::Reference { target: sheet_anchor(initiative.initiative.no), text: Some(name(action)) }
}

/// What the leads of the items that are behind promised for next year; nothing in the plan's last year, which promises no further report.
fn promised(view: &YearView<'_>) -> Option<Row> {
    if view.year >= view.plan.last_year || !view.shows(Field::NextSteps) {
        return None;
    }
    let behind = worst_first(view, &view.movements.behind);
    let promising: Vec<ActionId> =
        behind.into_iter().filter(|id| view.action(*id).is_some_and(|(_, action)| has_next_steps(action))).collect();
    let label = format!("うち{}の取組を示したもの", view.year.next());
    Some(line(view, &label, &promising, NAMED, &|_| String::new()))
}

/// Whether the lead wrote 次年度の取組.
fn has_next_steps(action: &ActionView<'_>) -> bool {
    action.contributions.iter().any(|row| row.is_lead && row.text(Field::NextSteps).is_some())
}

/// What fell and why: each item that fell (or, in a first year, is behind plan) with its grades and the first sentence of the lead's
/// reason, the lowest grades first; at most so many rows, the others counted in a note. For a paper without sheets: nothing is linked.
pub(crate) fn reasons(view: &YearView<'_>, most: usize) -> Vec<Block> {
    let (items, what) = match view.has_last_year() {
        true => (&view.movements.fell, "進捗区分が前年度より下がった実践項目"),
        false => (&view.movements.behind, "計画に届いていない実践項目"),
    };
    if items.is_empty() {
        return vec![paragraph(ParagraphKind::Small, format!("{what}はない。"))];
    }
    let ordered = worst_first(view, items);
    let shown = ordered.iter().filter_map(|id| view.action(*id)).take(most);
    let rows = shown.map(|(_, action)| reason_row(view, action)).collect();
    let rest = items.len().saturating_sub(most);
    let with_reasons = view.shows(Field::GradeReason);
    let grade = grading::short_head(&view.plan.words);
    let order = match with_reasons {
        true => format!("※ {grade}の低いものから並べ、理由は、担当部署が記載した最初の一文である。"),
        false => format!("※ {grade}の低いものから並べた。"),
    };
    let mut notes = vec![plain(order)];
    if rest > 0 {
        let text = format!("※ {what}は{}件である。ほか{rest}件は、報告書の個票に示している。", items.len());
        notes.push(plain(text));
    }
    let mut columns = vec![shared(5), fixed(300, Alignment::Start)];
    let mut heads = vec!["実践項目", "進捗区分"];
    if with_reasons {
        columns.push(shared(6));
        heads.push("理由");
    }
    let head = vec![row(heads.into_iter().map(|text| column_head(text, 1, 1)).collect())];
    vec![Block::Table(Table { notes, ..Table::of_rows(TableStyle::Ruled, columns, head, rows) })]
}

fn reason_row(view: &YearView<'_>, action: &ActionView<'_>) -> Row {
    let scale = &view.plan.grades;
    let mut change = Inlines::new();
    if view.has_last_year() && action.action.is_in(view.year.previous()) {
        change.push(emphasised(format!("{} →", grading::label(scale, action.last_grade)), Emphasis::None));
        change.push(Inline::Break);
    }
    change.push(emphasised(grading::label(scale, action.grade), Emphasis::None));
    let reason = match action.grade_reason {
        Some(reason) => super::blocks::typed_text(sentences::first(&reason.value), &reason.origin),
        None => vec![plain("（理由の記載はない。）")],
    };
    let reason = reason.into_iter().map(|line| Block::Paragraph(Paragraph::new(ParagraphKind::Small, line)));
    let mut cells = vec![row_head(name(action)), Cell::inlines(change).aligned(Alignment::Start)];
    if view.shows(Field::GradeReason) {
        cells.push(Cell { content: reason.collect(), ..Cell::default() });
    }
    row(cells)
}

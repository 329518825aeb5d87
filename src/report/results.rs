//! This year's results (実績) of an initiative by action item and department, with grade and effect.

use super::against_plan::{effect_cell, effect_verdict};
use super::blocks::{action_anchor, column_head, fixed, number_column, row, sheet_anchor, typed};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Emphasis, HeaderScope, Heading, Inline, Paragraph, ParagraphKind, Row,
    RowGroup, Table, TableStyle, VerticalAlign, emphasised, plain,
};
use super::figures::{NONE, thousands};
use super::grading::{self};
use super::naming;
use super::view::{ActionView, ContributionView, InitiativeView, YearView};
use crate::assess::counts::NOT_HANDED_IN;
use crate::contract::Field;
use crate::merge::status::is_due;

/// The table of results, and the effects against their plan where there are any.
pub(crate) fn blocks(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Table(result_table(view, initiative))];
    blocks.extend(effect_line(view, initiative));
    blocks
}

fn result_table(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Table {
    let head = ["No.", "担当部署", "実績", "区分", "効果額"];
    let columns = vec![
        number_column(view.plan, 110),
        fixed(380, Alignment::Start),
        Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
        fixed(220, Alignment::Center),
        fixed(180, Alignment::End),
    ];
    let groups = initiative
        .actions
        .iter()
        .map(|action| RowGroup { rows: rows_of(view, action), ..RowGroup::default() })
        .collect();
    let total = row(vec![
        Cell::header("計", HeaderScope::Row).spanning(4, 1).aligned(Alignment::End),
        effect_cell(initiative.against_plan, view.plan.settings.rounding),
    ]);
    Table {
        caption: None,
        unit: Some("（効果額の単位：千円）".into()),
        columns,
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups,
        foot: vec![total],
        style: TableStyle::Ruled,
        notes: notes(view, initiative),
    }
}

/// One row a department; number, grade and effect stand beside all rows of the item.
fn rows_of(view: &YearView<'_>, action: &ActionView<'_>) -> Vec<Row> {
    let written: Vec<_> = action.contributions.iter().filter(|c| c.text(Field::Result).is_some()).collect();
    let rows = written.len().max(1) as u32;
    let number =
        Heading { level: 4, text: plain(action.action.printed.clone()), anchor: Some(action_anchor(action.action.id)) };
    let number = Cell {
        content: vec![Block::Heading(number)],
        header: Some(HeaderScope::Row),
        align: Some(Alignment::Center),
        ..Cell::default()
    };
    let (department, text) = match written.first() {
        Some(first) => (department_cell(view, first), result_cell(first)),
        None => (lead_cell(view, action), no_result_cell(view, action)),
    };
    let effect = effect_cell(action.against_plan, view.plan.settings.rounding);
    let first = Row {
        cells: vec![
            number.spanning(1, rows),
            department,
            text,
            grade_cell(view, action).spanning(1, rows),
            effect.spanning(1, rows),
        ],
        may_split: true,
        ..Row::default()
    };
    let others = written.iter().skip(1).map(|contribution| Row {
        cells: vec![department_cell(view, contribution), result_cell(contribution)],
        may_split: true,
        ..Row::default()
    });
    std::iter::once(first).chain(others).collect()
}

fn department_cell(view: &YearView<'_>, contribution: &ContributionView<'_>) -> Cell {
    Cell::text(naming::department(view.plan, contribution.department)).aligned(Alignment::Start)
}

fn lead_cell(view: &YearView<'_>, action: &ActionView<'_>) -> Cell {
    Cell::text(naming::lead(view.plan, action.action, view.year)).aligned(Alignment::Start)
}

fn result_cell(contribution: &ContributionView<'_>) -> Cell {
    let content =
        contribution.text(Field::Result).map(|result| typed(ParagraphKind::Small, result)).unwrap_or_default();
    Cell { content, vertical_align: VerticalAlign::Middle, ..Cell::default() }
}

/// What stands where no department wrote a result: 再掲, nothing handed in, or a form without a text.
fn no_result_cell(view: &YearView<'_>, action: &ActionView<'_>) -> Cell {
    if let Some(original) = action.action.repeats {
        let target = sheet_anchor(original.initiative);
        return Cell::inlines(vec![
            emphasised(
                format!("再掲。実績及び効果額は、{}に記載している（", view.plan.number(original)),
                Emphasis::None,
            ),
            Inline::Reference {
                target,
                text: Some(format!("取組項目{}", view.plan.initiative_number(original.initiative))),
            },
            emphasised("）。", Emphasis::None),
        ]);
    }
    if !action.reported && !is_due(action.action, view.year) {
        return Cell::text("この年度の計画はない。");
    }
    Cell::text(if action.reported { NONE } else { NOT_HANDED_IN })
}

fn grade_cell(view: &YearView<'_>, action: &ActionView<'_>) -> Cell {
    if action.action.repeats.is_some() && action.grade.is_none() {
        return Cell::text("再掲").aligned(Alignment::Center);
    }
    let mut cell = grading::cell(&view.plan.grades, action.grade);
    if let Some(Block::Paragraph(paragraph)) = cell.content.first_mut().filter(|_| action.overridden.is_some()) {
        paragraph.text.push(emphasised("※", Emphasis::None));
    }
    cell
}

/// Reasons of grades behind plan, and of overrides.
fn notes(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Vec<Inline>> {
    let mut notes = Vec::new();
    for action in &initiative.actions {
        let id = &action.action.printed;
        if let Some(overridden) = action.overridden {
            let before = grading::label(&view.plan.grades, overridden.before.as_ref().map(|before| before.value));
            notes.push(plain(format!(
                "※ {id}の区分は、担当部署によれば「{before}」であるが、次の理由により変更した。理由：{}",
                overridden.reason
            )));
        }
        for (i, mut line) in
            action.grade_reason.map(super::blocks::typed_lines).unwrap_or_default().into_iter().enumerate()
        {
            if i == 0 {
                line.insert(0, emphasised(format!("※ {id}の区分の理由："), Emphasis::None));
            }
            notes.push(line);
        }
    }
    notes
}

/// The effects against their plan, by kind and term, in one line; nothing where nothing was planned or given.
fn effect_line(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<Block> {
    let effect = initiative.against_plan;
    if effect.is_blank() {
        return None;
    }
    let rounding = view.plan.settings.rounding;
    let parts: Vec<String> = initiative
        .effects
        .sums
        .iter()
        .map(|((kind, term), yen)| format!("{}（{}）{}千円", kind.label(), term.label(), thousands(*yen, rounding)))
        .collect();
    let parts = if parts.is_empty() { String::new() } else { format!("。実績の内訳は、{}", parts.join("、")) };
    let text = vec![
        emphasised("効果額", Emphasis::Label),
        emphasised(format!(" {}{parts}。", effect_verdict(effect, rounding)), Emphasis::None),
    ];
    Some(Block::Paragraph(Paragraph::new(ParagraphKind::Small, text)))
}

//! This year's results (実績) of an initiative by action item and department, with grade and effect.

use super::blocks::{action_anchor, column_head, figure, fixed, number_column, row, sheet_anchor, typed};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Emphasis, HeaderScope, Heading, Inline, ParagraphKind, Row, RowGroup,
    Table, TableStyle, VerticalAlign, emphasised, plain,
};
use super::figures::{NONE, thousands, thousands_or_none};
use super::grading::{self};
use super::naming;
use super::view::{ActionView, ContributionView, InitiativeView, YearView};
use crate::assess::counts::NOT_HANDED_IN;
use crate::contract::Field;
use crate::merge::status::is_due;
use crate::vocabulary::{EffectKind, EffectTerm};

/// The table of results, and the effects by kind and term where there are any.
pub(crate) fn blocks(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Table(result_table(view, initiative))];
    blocks.extend(effect_table(view, initiative).map(|table| Block::Together(vec![Block::Table(table)])));
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
    let total = (!initiative.effects.sums.is_empty()).then(|| initiative.effects.total());
    let total = row(vec![
        Cell::header("計", HeaderScope::Row).spanning(4, 1).aligned(Alignment::End),
        figure(thousands_or_none(total, view.plan.settings.rounding)),
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
    let effect = thousands_or_none(action.effect, view.plan.settings.rounding);
    let first = Row {
        cells: vec![
            number.spanning(1, rows),
            department,
            text,
            grade_cell(view, action).spanning(1, rows),
            figure(effect).spanning(1, rows),
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

/// Effects by kind and term; nothing where none was given.
fn effect_table(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<Table> {
    let effects = initiative.effects;
    if effects.sums.is_empty() {
        return None;
    }
    let rounding = view.plan.settings.rounding;
    let terms = [EffectTerm::Once, EffectTerm::Recurring];
    let rows = [EffectKind::Revenue, EffectKind::Saving]
        .into_iter()
        .map(|kind| {
            let mut cells = vec![super::blocks::row_head(kind.label())];
            cells.extend(
                terms.map(|term| figure(thousands_or_none(effects.sums.get(&(kind, term)).copied(), rounding))),
            );
            cells.push(figure(thousands(effects.of_kind(kind), rounding)));
            row(cells)
        })
        .collect();
    let mut foot = vec![super::blocks::row_head("計")];
    foot.extend(terms.map(|term| figure(thousands(effects.of_term(term), rounding))));
    foot.push(figure(thousands(effects.total(), rounding)));
    let head = ["効果額の内訳", "単年度", "継続", "計"].map(|text| column_head(text, 1, 1));
    let mut columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    columns.extend(std::iter::repeat_n(fixed(250, Alignment::End), 3));
    Some(Table {
        caption: None,
        unit: Some("（単位：千円）".into()),
        columns,
        head: vec![row(head.into())],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: vec![row(foot)],
        style: TableStyle::Ruled,
        notes: Vec::new(),
    })
}

//! This year's results (実績) of an initiative by action item and department, with grade and the effect planned and actual.

use super::blocks::{action_anchor, column_head, figure, row, sheet_anchor, typed};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Division, Emphasis, HeaderScope, Heading, Inline, Inlines, Paragraph,
    ParagraphKind, Row, RowGroup, Table, TableStyle, VerticalAlign, emphasised, plain,
};
use super::figures::{NONE, amount_or_none};
use super::grading::{self};
use super::naming;
use super::unreported;
use super::view::{ActionView, ContributionView, InitiativeView, YearView};
use crate::contract::Field;
use crate::merge::status::is_planned;
use crate::vocabulary::{FiscalYear, Yen};

/// What stands over the table, with the unit of its amounts.
pub(crate) fn label(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Inlines {
    let mut label = vec![emphasised(format!("{}の実績", view.year), Emphasis::None)];
    let effects = match (has_effects(initiative), view.plan.has_effects()) {
        (true, _) => format!("　効果額の単位：{}", view.plan.settings.money.unit.label()),
        (false, true) => "　効果額は、計画、実績ともない。".to_owned(),
        (false, false) => String::new(),
    };
    if !effects.is_empty() {
        label.push(emphasised(effects, Emphasis::Quiet));
    }
    label
}

/// The table of results.
pub(crate) fn blocks(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    vec![Block::Table(result_table(view, initiative))]
}

fn result_table(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Table {
    let has_effects = has_effects(initiative);
    let mut head = vec!["No.", "実績", grading::short_head(&view.plan.words)];
    let mut columns = vec![
        view.number_columns.of_actions(110),
        Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
        grading::word_column(&view.plan.grades, 220, 330),
    ];
    if has_effects {
        head.extend(["計画額", "実績額"]);
        let amount = || Column { width: ColumnWidth::Fit(300), align: Alignment::End };
        columns.extend([amount(), amount()]);
    }
    let row_of = |action| RowGroup { rows: vec![row_of(view, action, has_effects)], ..RowGroup::default() };
    Table {
        caption: None,
        unit: None,
        columns,
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups: initiative.actions.iter().map(row_of).collect(),
        foot: if has_effects { vec![total_row(view, initiative)] } else { Vec::new() },
        style: TableStyle::Ruled,
        notes: notes(view, initiative),
    }
}

/// Whether any of its items has an effect, planned or reported.
fn has_effects(initiative: &InitiativeView<'_>) -> bool {
    initiative.actions.iter().any(|action| !action.against_plan.is_blank())
}

/// The totals, and in the same line the effects by kind and term as far as there are any.
fn total_row(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Row {
    let money = view.plan.settings.money;
    let sums = &initiative.effects.sums;
    let effects = &view.plan.settings.effects;
    let kinds = effects.parts().into_iter().filter_map(|(kind, term)| {
        let sum = sums.get(&(kind, term)).filter(|sum| **sum != Yen::ZERO)?;
        Some(format!("{}{}", effects.head(kind, term), money.amount(*sum)))
    });
    let kinds: Vec<String> = kinds.collect();
    let kinds = match kinds.is_empty() {
        true => Vec::new(),
        // Each sum with its name in one line.
        false => vec![Block::Paragraph(Paragraph {
            align: Alignment::End,
            division: Division::Commas,
            ..Paragraph::new(
                ParagraphKind::Small,
                vec![emphasised(format!("実績の内訳：{}", kinds.join("、")), Emphasis::Quiet)],
            )
        })],
    };
    row(vec![
        Cell::header("計", HeaderScope::Row).aligned(Alignment::Center),
        Cell { content: kinds, ..Cell::default() }.spanning(2, 1).aligned(Alignment::End),
        figure(amount_or_none(initiative.against_plan.planned, money)),
        figure(amount_or_none(initiative.against_plan.actual, money)),
    ])
}

/// One row an item: its number, what its departments did, each text begun with the department's name so that no page parts
/// the two, and its grade and effect.
fn row_of(view: &YearView<'_>, action: &ActionView<'_>, has_effects: bool) -> Row {
    let number =
        Heading { level: 4, text: plain(action.action.printed.clone()), anchor: Some(action_anchor(action.action.id)) };
    let number = Cell {
        content: vec![Block::Heading(number)],
        header: Some(HeaderScope::Row),
        align: Some(Alignment::Center),
        ..Cell::default()
    };
    let texts: Vec<Block> = action.contributions.iter().flat_map(|row| result(view, row)).collect();
    let texts = match texts.is_empty() {
        true => no_result_cell(view, action),
        false => Cell { content: texts, vertical_align: VerticalAlign::Middle, ..Cell::default() },
    };
    let mut cells = vec![number, texts, grade_cell(view, action)];
    if has_effects {
        let amount = |yen| figure(amount_or_none(yen, view.plan.settings.money));
        cells.extend([amount(action.against_plan.planned), amount(action.against_plan.actual)]);
    }
    Row { may_split: true, ..row(cells) }
}

/// What a department wrote, after its name.
fn result(view: &YearView<'_>, contribution: &ContributionView<'_>) -> Vec<Block> {
    let mut content =
        contribution.text(Field::Result).map(|result| typed(ParagraphKind::Small, result)).unwrap_or_default();
    if let Some(Block::Paragraph(first)) = content.first_mut() {
        first.text.splice(0..0, department(naming::department(view.plan, contribution.department)));
    }
    content
}

/// The name of a department before its text.
pub(crate) fn department(name: String) -> [Inline; 2] {
    [emphasised(name, Emphasis::Label), emphasised("　", Emphasis::None)]
}

/// What stands where no department wrote a result: 再掲, nothing handed in, or a form without a text.
fn no_result_cell(view: &YearView<'_>, action: &ActionView<'_>) -> Cell {
    if let Some(original) = action.action.repeats {
        let target = sheet_anchor(original.initiative);
        let what = if view.plan.has_effects() { "実績及び効果額" } else { "実績" };
        return Cell::inlines(vec![
            emphasised(format!("再掲。{what}は、{}に記載している（", view.plan.number(original)), Emphasis::None),
            Inline::Reference {
                target,
                text: Some(format!("取組項目{}", view.plan.initiative_number(original.initiative))),
            },
            emphasised("）。", Emphasis::None),
        ]);
    }
    let text = match (action.ended, action.reported) {
        (Some(ended), _) => ended_text(view, action, ended),
        (None, false) if !is_planned(action.action, view.year) => "この年度の計画はない。".to_owned(),
        (None, false) => unreported::result(view.readers).to_owned(),
        (None, true) => NONE.to_owned(),
    };
    let mut inlines = department(naming::lead(view.plan, action.action, view.year)).to_vec();
    inlines.push(emphasised(text, Emphasis::None));
    Cell::inlines(inlines)
}

/// What stands in place of results of an item that ended in an earlier year.
pub(crate) fn ended_text(view: &YearView<'_>, action: &ActionView<'_>, ended: FiscalYear) -> String {
    let name = action.grade.and_then(|id| view.plan.grades.get(id)).map_or("完了", |grade| grade.name.as_str());
    format!("{ended}に「{name}」となり、以後の報告は求めていない。")
}

fn grade_cell(view: &YearView<'_>, action: &ActionView<'_>) -> Cell {
    if action.action.repeats.is_some() && action.grade.is_none() {
        return Cell::text("再掲").aligned(Alignment::Center);
    }
    let mut cell = grading::cell(&view.plan.grades, action.grade);
    if let Some(Block::Paragraph(paragraph)) = cell.content.first_mut().filter(|_| action.overridden.is_some()) {
        paragraph.text.push(emphasised("※", Emphasis::None));
    }
    if let (Some(Block::Paragraph(paragraph)), Some(ended)) = (cell.content.first_mut(), action.ended) {
        paragraph.text.extend([Inline::Break, emphasised(format!("（{ended}）"), Emphasis::Quiet)]);
    }
    cell
}

/// Reasons of grades behind plan, and of overrides.
fn notes(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Vec<Inline>> {
    let mut notes = Vec::new();
    let grade = grading::short_head(&view.plan.words);
    notes.extend(grading::computed_note(view, &initiative.actions).map(plain));
    for action in &initiative.actions {
        let id = &action.action.printed;
        if let Some(overridden) = action.overridden {
            let before = grading::label(&view.plan.grades, overridden.before.as_ref().map(|before| before.value));
            notes.push(plain(format!(
                "※ {id}の{grade}は、担当部署によれば「{before}」であるが、次の理由により変更した。理由：{}",
                overridden.reason
            )));
        }
        for (i, mut line) in
            action.grade_reason.map(super::blocks::typed_lines).unwrap_or_default().into_iter().enumerate()
        {
            if i == 0 {
                line.insert(0, emphasised(format!("※ {id}の{grade}の理由："), Emphasis::None));
            }
            notes.push(line);
        }
    }
    notes
}

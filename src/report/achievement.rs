//! 成果: what each initiative came to over the period: its grade, its effect against the plan, and what its departments report last.

use super::against_plan::effect_cell;
use super::blocks::{column_head, fixed, heading, paragraph, part, row, shared, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Column, Emphasis, HeaderScope, Heading, Inline, List, ListItem, Paragraph, ParagraphKind,
    Part, Row, Table, TableStyle, Text, emphasised, plain,
};
use super::figures::NONE;
use super::grading;
use super::sentences;
use super::view::{InitiativeView, YearView};
use crate::contract::Field;

/// How many results an initiative has here; the reports of the years hold all.
const RESULTS: usize = 3;
/// Column of the effects, where the plan has any.
const EFFECT: usize = 2;

/// What was achieved, a row an initiative.
pub(crate) fn part_of(view: &YearView<'_>) -> Part {
    let title = "取組項目別の成果";
    let text = format!(
        "{}の実績のうち、進捗が{}である実践項目のものを、{}の良いものから{RESULTS}件まで、最初の一文により示す。",
        view.year,
        view.plan.grades.on_track_phrase(),
        grading::short_head(&view.plan.words)
    );
    let rows = view.initiatives.iter().map(|initiative| achievement_row(view, initiative)).collect();
    let mut head = ["取組項目", "進捗区分", "効果額の累計", "成果"].map(|text| column_head(text, 1, 1)).to_vec();
    // Lines of one length would leave gaps in so narrow a column.
    let results = Column { align: Alignment::Start, ..shared(12) };
    let mut columns =
        vec![shared(5), grading::word_column(&view.plan.grades, 190, 310), fixed(210, Alignment::End), results];
    if !view.plan.has_effects() {
        head.remove(EFFECT);
        columns.remove(EFFECT);
    }
    let table = Table {
        unit: view.plan.has_effects().then(|| format!("（効果額の単位：{}）", view.plan.settings.money.unit.label())),
        ..Table::of_rows(TableStyle::Ruled, columns, vec![row(head)], rows)
    };
    part(title, vec![heading(1, title), paragraph(ParagraphKind::Body, text), Block::Table(table)])
}

fn achievement_row(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Row {
    let no = initiative.initiative.no;
    let name = Heading {
        level: 4,
        text: plain(format!("{} {}", initiative.initiative.printed, initiative.initiative.name)),
        anchor: Some(sheet_anchor(no)),
    };
    let name = Cell {
        content: vec![Block::Heading(name)],
        header: Some(HeaderScope::Row),
        align: Some(Alignment::Start),
        ..Cell::default()
    };
    let items = results(view, initiative);
    let content = match items.is_empty() {
        true => vec![paragraph(ParagraphKind::Small, NONE)],
        false => vec![Block::List(List { items })],
    };
    let mut cells = vec![
        name,
        grading::cell(&view.plan.grades, initiative.grade),
        effect_cell(initiative.cumulative, view.plan.settings.money),
        Cell { content, ..Cell::default() },
    ];
    if !view.plan.has_effects() {
        cells.remove(EFFECT);
    }
    Row { cells, ..Row::default() }
}

/// The leads' results of its items that are on track, the best grade first.
fn results(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<ListItem> {
    let scale = &view.plan.grades;
    let mut on_track: Vec<_> = initiative
        .actions
        .iter()
        .filter(|action| action.action.repeats.is_none())
        .filter_map(|action| Some((scale.get(action.grade?).filter(|grade| grade.on_track)?, action)))
        .collect();
    on_track.sort_by_key(|(grade, _)| grade.id);
    let written = on_track.into_iter().filter_map(|(grade, action)| {
        let result = action.contributions.iter().find(|row| row.is_lead)?.text(Field::Result)?;
        Some((grade, action, result))
    });
    let item = |(grade, action, result): (
        &crate::vocabulary::Grade,
        &super::view::ActionView<'_>,
        &crate::finding::Sourced<String>,
    )| {
        let text = Text {
            text: sentences::first(&result.value).to_owned(),
            emphasis: Emphasis::None,
            origin: Some(std::sync::Arc::new(result.origin.clone())),
        };
        let line = vec![emphasised(format!("{}　", grade.sign()), Emphasis::Strong), Inline::Text(text)];
        let body = vec![Block::Paragraph(Paragraph::new(ParagraphKind::Small, line))];
        ListItem { label: action.action.printed.clone(), body }
    };
    written.take(RESULTS).map(item).collect()
}

//! The schedule of an initiative: action items × years, what was planned over what was done.
//!
//! Equal stages in consecutive years are one bar. Every bar carries its word; what was planned is an outline, what was done is
//! solid, or hatched where it is behind plan, and a key under the table says so. Nothing depends on colour.

use std::collections::BTreeMap;

use super::blocks::{action_anchor, column_head, fixed, number_column, row};
use super::document::{
    Alignment, Cell, Column, ColumnWidth, Emphasis, HeaderScope, Inline, Inlines, Row, RowGroup, Table, TableStyle,
    Tone, emphasised,
};
use super::grading::is_behind;
use super::view::{ActionView, InitiativeView, YearView};
use crate::assess::counts::NOT_HANDED_IN;
use crate::merge::status::is_planned;
use crate::vocabulary::{FiscalYear, Stage};

/// The schedule table of an initiative.
pub(crate) fn table(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Table {
    let years: Vec<FiscalYear> = view.plan.years().collect();
    let mut columns = vec![
        number_column(view.plan, 110),
        Column { width: ColumnWidth::Share(1), align: Alignment::Start },
        fixed(100, Alignment::Center),
    ];
    columns.extend(years.iter().map(|_| fixed(178, Alignment::Center)));
    let mut head = vec![column_head("No.", 1, 1), column_head("実践項目", 1, 1), column_head("区分", 1, 1)];
    head.extend(years.iter().map(|year| year_head(view, *year)));
    let groups = initiative
        .actions
        .iter()
        .map(|action| RowGroup { rows: rows_of(view, action, &years).into(), ..RowGroup::default() })
        .collect();
    Table {
        caption: None,
        unit: None,
        columns,
        head: vec![row(head)],
        groups,
        foot: Vec::new(),
        style: TableStyle::Schedule,
        notes: Vec::new(),
    }
}

fn year_head(view: &YearView<'_>, year: FiscalYear) -> Cell {
    let mut text = vec![emphasised(year.short(), Emphasis::None)];
    if Some(year) == view.plan.review_year {
        text.push(emphasised(" 見直し", Emphasis::Quiet));
    }
    Cell { header: Some(HeaderScope::Column), align: Some(Alignment::Center), ..Cell::inlines(text) }
}

/// What stands over the table, with its key.
pub(crate) fn label(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Inlines {
    let behind = initiative
        .actions
        .iter()
        .any(|action| action.actual.values().any(|actual| is_behind(&view.plan.grades, actual.grade)));
    let badge = |label: &str, tone| Inline::Badge { label: label.to_owned(), tone };
    let mut label = vec![
        emphasised("実践項目の工程　", Emphasis::None),
        badge("枠", Tone::Outline),
        emphasised(" 計画　", Emphasis::Quiet),
        badge("塗り", Tone::BarAccent),
        emphasised(" 実績", Emphasis::Quiet),
    ];
    if behind {
        label.push(emphasised("　", Emphasis::Quiet));
        label.push(badge("斜線", Tone::BarHatched));
        label.push(emphasised(" 計画より遅れた年度の実績", Emphasis::Quiet));
    }
    label
}

fn rows_of(view: &YearView<'_>, action: &ActionView<'_>, years: &[FiscalYear]) -> [Row; 2] {
    let id = action.action.id;
    let mut name = vec![Inline::Reference { target: action_anchor(id), text: Some(action.action.name.clone()) }];
    if let Some(original) = action.action.repeats {
        name.push(emphasised(format!("（再掲：{}）", view.plan.number(original)), Emphasis::Quiet));
    }
    let planned_label = Cell::header("計画", HeaderScope::Row).aligned(Alignment::Center);
    let actual_label = Cell::header("実績", HeaderScope::Row).aligned(Alignment::Center);
    let mut planned = vec![
        Cell::header(action.action.printed.clone(), HeaderScope::Row).spanning(1, 2).aligned(Alignment::Center),
        Cell { header: Some(HeaderScope::Row), align: Some(Alignment::Start), ..Cell::inlines(name) }.spanning(1, 2),
        planned_label,
    ];
    planned.extend(bars(years, |year| planned_bar(&action.action.schedule, year)));
    let mut actual = vec![actual_label];
    actual.extend(bars(years, |year| actual_bar(view, action, year)));
    [Row { keep_with_next: true, ..row(planned) }, row(actual)]
}

/// A bar's word and tone.
type Bar = (String, Tone);

fn planned_bar(schedule: &BTreeMap<FiscalYear, Vec<Stage>>, year: FiscalYear) -> Option<Bar> {
    let stages = schedule.get(&year).filter(|stages| !stages.is_empty())?;
    Some((stage_words(stages), Tone::Outline))
}

fn actual_bar(view: &YearView<'_>, action: &ActionView<'_>, year: FiscalYear) -> Option<Bar> {
    let actual = action.actual.get(&year)?;
    if actual.stages.is_empty() {
        if actual.ended {
            let grade = actual.grade.and_then(|id| view.plan.grades.get(id));
            return grade.map(|grade| (grade.name.clone(), Tone::None));
        }
        let owed = is_planned(action.action, year);
        return match (actual.reported, owed) {
            (true, _) => Some((super::figures::NONE.to_owned(), Tone::None)),
            (false, true) => Some((NOT_HANDED_IN.to_owned(), Tone::None)),
            (false, false) => None,
        };
    }
    let tone = if is_behind(&view.plan.grades, actual.grade) { Tone::BarHatched } else { Tone::BarAccent };
    Some((stage_words(actual.stages), tone))
}

/// 準備・実施.
pub(crate) fn stage_words(stages: &[Stage]) -> String {
    stages.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・")
}

/// One cell a bar, equal neighbours merged; years without a bar are empty cells.
fn bars(years: &[FiscalYear], bar: impl Fn(FiscalYear) -> Option<Bar>) -> Vec<Cell> {
    let mut runs: Vec<(Option<Bar>, u32)> = Vec::new();
    for year in years {
        let next = bar(*year);
        match runs.last_mut() {
            Some((last, length)) if last.is_some() && *last == next => *length += 1,
            _ => runs.push((next, 1)),
        }
    }
    let cell = |(bar, length): (Option<Bar>, u32)| match bar {
        Some((word, tone)) => Cell::text(word).spanning(length, 1).toned(tone).aligned(Alignment::Center),
        None => Cell::text("").spanning(length, 1),
    };
    runs.into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_are_one_bar() {
        let years: Vec<FiscalYear> = FiscalYear(2020).through(FiscalYear(2024)).collect();
        let schedule = BTreeMap::from([
            (FiscalYear(2020), vec![Stage::STUDY]),
            (FiscalYear(2021), vec![Stage::PREPARE, Stage::IMPLEMENT]),
            (FiscalYear(2023), vec![Stage::IMPLEMENT]),
            (FiscalYear(2024), vec![Stage::IMPLEMENT]),
        ]);
        let cells = bars(&years, |year| planned_bar(&schedule, year));
        let shape: Vec<_> = cells.iter().map(|cell| (cell.col_span, cell.tone)).collect();
        assert_eq!(shape, [(1, Tone::Outline), (1, Tone::Outline), (1, Tone::None), (2, Tone::Outline)]);
        assert_eq!(cells[1], Cell::text("準備・実施").toned(Tone::Outline).aligned(Alignment::Center));
    }
}

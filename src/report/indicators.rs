//! Indicators (指標) of an initiative: targets, results, 達成率, and a small chart where there is a course to show.

use super::against_plan::{indicator_verdict, verdict_or_none};
use super::blocks::{column_head, figure, fixed, number_column, row, row_head};
use super::document::{
    Alignment, Block, Cell, Chart, ChartKind, Column, ColumnWidth, Columns, RowGroup, Series, Table, TableStyle, plain,
};
use super::figures::{amount, decimal_or_none, for_drawing, percent_or_none};
use super::view::{ActionView, InitiativeView, YearView};
use crate::plan::{Direction, Indicator};
use crate::vocabulary::{FiscalYear, grouped_decimal};

/// Table and charts of an initiative's indicators; nothing where it has none.
pub(crate) fn blocks(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    let indicators: Vec<_> = initiative
        .actions
        .iter()
        .filter(|action| action.action.repeats.is_none())
        .flat_map(|action| action.action.indicators.iter().map(move |indicator| (action, indicator)))
        .collect();
    if indicators.is_empty() {
        return Vec::new();
    }
    // A short table is not broken: a row alone under its heads is hard to read.
    let whole = indicators.len() <= 6;
    let table = Block::Table(table(view, &indicators));
    let mut blocks = vec![if whole { Block::Together(vec![table]) } else { table }];
    let charts: Vec<Chart> =
        indicators.iter().filter_map(|(action, indicator)| trend(view, action, indicator)).collect();
    for pair in charts.chunks(2) {
        let mut columns: Vec<(u32, Vec<Block>)> =
            pair.iter().map(|chart| (1, vec![Block::Chart(chart.clone())])).collect();
        columns.resize(2, (1, Vec::new()));
        blocks.push(Block::Columns(Columns { columns }));
    }
    blocks
}

fn table(view: &YearView<'_>, indicators: &[(&ActionView<'_>, &Indicator)]) -> Table {
    let head = ["No.", "指標", "基準値", "目標値", "実績値", "達成率(%)", "結果"];
    let mut columns =
        vec![number_column(view.plan, 110), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    columns.extend(std::iter::repeat_n(fixed(180, Alignment::End), 4));
    columns.push(fixed(130, Alignment::Center));
    let rows = indicators
        .iter()
        .map(|(action, indicator)| {
            let assessed = action.indicators.get(&indicator.id.number);
            let typed = action.indicator_sources.get(&indicator.id.number).map(|source| source.value);
            row(vec![
                row_head(action.action.printed.clone()).aligned(Alignment::Center),
                row_head(name(indicator)),
                figure(decimal_or_none(indicator.baseline)),
                figure(decimal_or_none(assessed.and_then(|a| a.target))),
                figure(amount(typed)),
                figure(percent_or_none(assessed.and_then(|a| a.achievement))),
                Cell::text(verdict_or_none(assessed.and_then(|a| a.verdict))).aligned(Alignment::Center),
            ])
        })
        .collect();
    let mut notes = Vec::new();
    if indicators.iter().any(|(_, indicator)| indicator.direction == Direction::Lower) {
        notes.push(plain("※ （減）は、減少が望ましい指標である。"));
    }
    Table {
        caption: None,
        unit: Some(format!("（{}）", view.year)),
        columns,
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes,
    }
}

/// Name with unit and, where less is better, a mark.
pub(crate) fn name(indicator: &Indicator) -> String {
    let lower = if indicator.direction == Direction::Lower { "（減）" } else { "" };
    if indicator.unit.is_empty() {
        format!("{}{lower}", indicator.name)
    } else {
        format!("{}（{}）{lower}", indicator.name, indicator.unit)
    }
}

/// A chart of results against targets where there are at least two results to join.
fn trend(view: &YearView<'_>, action: &ActionView<'_>, indicator: &Indicator) -> Option<Chart> {
    let assessed = action.indicators.get(&indicator.id.number)?;
    let reached: Vec<FiscalYear> = assessed.results_by_year.keys().copied().collect();
    if reached.len() < 2 {
        return None;
    }
    let years: Vec<FiscalYear> = view.plan.years().collect();
    let series_of = |name: &str, planned, value: &dyn Fn(FiscalYear) -> Option<rust_decimal::Decimal>| Series {
        name: name.to_owned(),
        planned,
        values: years.iter().map(|year| value(*year).map(for_drawing)).collect(),
        labels: years.iter().map(|year| value(*year).map_or_else(String::new, grouped_decimal)).collect(),
    };
    let result = |year: FiscalYear| assessed.results_by_year.get(&year).copied();
    let target = |year: FiscalYear| indicator.targets.get(&year).copied();
    let mut series = Vec::new();
    if !indicator.targets.is_empty() {
        series.push(series_of("目標", true, &target));
    }
    series.push(series_of("実績", false, &result));
    let alt = years
        .iter()
        .filter(|year| result(**year).is_some() || target(**year).is_some())
        .map(|year| format!("{year}は目標{}、実績{}。", decimal_or_none(target(*year)), decimal_or_none(result(*year))))
        .collect();
    Some(Chart {
        title: format!("{} {}：{}", action.action.printed, indicator.name, indicator_verdict(indicator, assessed)),
        unit: format!("（単位：{}）", indicator.unit),
        source: None,
        alt,
        height: 34.0,
        kind: ChartKind::Trend { categories: years.iter().map(|year| year.short()).collect(), series },
    })
}

//! What the plan promised and what came of it: effects by initiative, and every indicator with its results by year. Where the plan has
//! been revised and its first version is known, the first promise stands beside the one in force.

use rust_decimal::Decimal;

use super::against_plan::verdict_or_none;
use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Column, HeaderScope, Inline, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, plain,
};
use super::figures::{amount_or_none, percent_or_none};
use super::indicators::{LATER_TARGET, decimals, direction_note, has_later_target, later_target, with_decimals};
use super::view::{ActionView, InitiativeView, YearView};
use crate::assess::against_plan::EffectComparison;
use crate::plan::Indicator;
use crate::vocabulary::Yen;

/// Promises against results.
pub(crate) fn part_of(view: &YearView<'_>) -> Part {
    let title = "計画に対する結果";
    let mut blocks = vec![heading(1, title)];
    if view.plan.has_effects() {
        blocks.extend([heading(2, "効果額"), Block::Table(effects(view))]);
    }
    if let Some(costs) = super::costs::over_years(view) {
        blocks.extend([heading(2, "事業費"), costs]);
    }
    blocks.extend(indicators(view).into_iter().flat_map(|table| [heading(2, "指標"), table]));
    if blocks.len() == 1 {
        blocks.push(paragraph(ParagraphKind::Body, "計画に、数値の目標を定めていない。"));
    }
    part(title, blocks)
}

/// Cumulative effects of each initiative against the plan.
fn effects(view: &YearView<'_>) -> Table {
    let money = view.plan.settings.money;
    let revised = view.original.is_some();
    let mut head = vec![column_head("No.", 1, 1), column_head("取組項目", 1, 1)];
    if revised {
        head.push(column_head("当初の計画", 1, 1));
    }
    let planned = if revised { "見直し後の計画" } else { "計画" };
    head.extend([planned, "実績", "達成率(%)"].map(|text| column_head(text, 1, 1)));
    let line = |mut cells: Vec<Cell>, original: Option<Yen>, effect: EffectComparison| {
        if revised {
            cells.push(figure(amount_or_none(original, money)));
        }
        cells.push(figure(amount_or_none(effect.planned, money)));
        cells.push(figure(amount_or_none(effect.actual, money)));
        cells.push(figure(percent_or_none(effect.rate())));
        row(cells)
    };
    let rows: Vec<Row> = view
        .initiatives
        .iter()
        .filter(|initiative| !initiative.cumulative.is_blank() || initiative.original_plan.is_some())
        .map(|initiative| {
            let number = row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center);
            line(vec![number, linked(initiative)], initiative.original_plan, initiative.cumulative)
        })
        .collect();
    let total = Cell::header("計", HeaderScope::Row).spanning(2, 1);
    let mut columns = vec![view.number_columns.of_initiatives(110), shared(1)];
    columns.extend(std::iter::repeat_n(fixed(240, Alignment::End), head.len() - 2));
    Table {
        caption: None,
        unit: Some(format!("（累計、単位：{}）", money.unit.label())),
        columns,
        head: vec![row(head)],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: vec![line(vec![total], view.original.and_then(|original| original.effect), view.against_plan.cumulative)],
        style: TableStyle::Ruled,
        notes: vec![plain("※ 計画も実績もない取組項目を除く。計画は、実績のある年度の計画の合計である。")],
    }
}

fn linked(initiative: &InitiativeView<'_>) -> Cell {
    let target = sheet_anchor(initiative.initiative.no);
    let name = Inline::Reference { target, text: Some(initiative.initiative.name.clone()) };
    Cell { header: Some(HeaderScope::Row), ..Cell::inlines(vec![name]) }
}

/// Every indicator: the value before the plan, results by year, target of the last year reported on, and whether it was reached;
/// nothing where the plan has none.
fn indicators(view: &YearView<'_>) -> Option<Block> {
    let mut rows = Vec::new();
    for (initiative, action) in view.actions().filter(|(_, action)| action.action.repeats.is_none()) {
        rows.extend(
            action.action.indicators.iter().map(|indicator| indicator_row(view, initiative, action, indicator)),
        );
    }
    if rows.is_empty() {
        return None;
    }
    let (columns, head) = indicator_columns(view);
    let mut notes = Vec::new();
    let mut all = view.actions().filter(|(_, action)| action.action.repeats.is_none());
    if all.any(|(_, action)| action.action.indicators.iter().any(|indicator| has_later_target(view, action, indicator)))
    {
        notes.push(plain(format!("※ {LATER_TARGET}")));
    }
    notes.extend(direction_note(view.plan.actions().flat_map(|(_, action)| &action.indicators)));
    Some(Block::Table(Table { notes, ..Table::of_rows(TableStyle::Ruled, columns, head, rows) }))
}

/// The columns of the indicators and their heads; where the plan was revised, the target's is over both targets.
fn indicator_columns(view: &YearView<'_>) -> (Vec<Column>, Vec<Row>) {
    let high = if view.original.is_some() { 2 } else { 1 };
    let mut head: Vec<Cell> = ["No.", "指標", "計画前"].map(|text| column_head(text, 1, high)).into();
    head.extend(view.reported_years.iter().map(|year| column_head(year.short(), 1, high)));
    head.push(column_head(format!("{}目標", view.year.short()), high, 1));
    head.extend(["達成率(%)", "判定"].map(|text| column_head(text, 1, high)));
    let mut heads = vec![row(head)];
    let mut columns = vec![view.number_columns.of_actions(105), shared(1)];
    // Each kind of column by its own width: where names need room, years give up more than columns of longer heads can.
    columns.push(fixed(134, Alignment::End));
    columns.extend(view.reported_years.iter().map(|_| fixed(131, Alignment::End)));
    match view.original {
        Some(_) => {
            heads.push(row(["当初", "見直し後"].map(|text| column_head(text, 1, 1)).into()));
            columns.extend([fixed(133, Alignment::End), fixed(148, Alignment::End)]);
        }
        None => columns.push(fixed(133, Alignment::End)),
    }
    columns.extend([fixed(135, Alignment::End), fixed(100, Alignment::Center)]);
    (columns, heads)
}

fn indicator_row(
    view: &YearView<'_>,
    initiative: &InitiativeView<'_>,
    action: &ActionView<'_>,
    indicator: &Indicator,
) -> Row {
    let assessed = action.indicators.get(&indicator.id.number);
    let name = Inline::Reference {
        target: sheet_anchor(initiative.initiative.no),
        text: Some(super::indicators::name(indicator)),
    };
    let mut cells = vec![
        row_head(action.action.printed.clone()).aligned(Alignment::Center),
        Cell { header: Some(HeaderScope::Row), ..Cell::inlines(vec![name]) },
    ];
    let of_year = |year| assessed.and_then(|assessed| assessed.results_by_year.get(year).copied());
    let results: Vec<Option<Decimal>> = view.reported_years.iter().map(of_year).collect();
    let first = view.original.map(|original| original.target(indicator.id, view.year));
    let target = assessed.and_then(|assessed| assessed.target);
    let later = indicator.aim(view.year).filter(|_| target.is_none());
    let aims = [indicator.baseline, first.flatten(), target.or(later.map(|(_, later)| later))];
    let scale = decimals(aims.into_iter().chain(results.iter().copied()));
    let shown = |value| with_decimals(value, scale);
    cells.extend([indicator.baseline].into_iter().chain(results).map(|value| figure(shown(value))));
    cells.extend(first.map(|target| figure(shown(target))));
    cells.push(match later {
        Some((year, later)) => later_target(shown(Some(later)), year),
        None => figure(shown(target)),
    });
    cells.push(figure(percent_or_none(assessed.and_then(|assessed| assessed.achievement))));
    let verdict = verdict_or_none(assessed.and_then(|assessed| assessed.verdict));
    cells.push(Cell::text(verdict).aligned(Alignment::Center));
    row(cells)
}

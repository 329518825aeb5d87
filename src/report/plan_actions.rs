//! 実践項目一覧: the action items of the plan with schedule, indicators, targets and planned effects, by initiative.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::blocks::{column_head, figure, fixed, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Emphasis, HeaderScope, Inline, Row, RowGroup, Table, TableStyle, Tone, emphasised, plain,
};
use super::figures::NONE;
use super::indicators::{decimals, with_decimals};
use super::number_column::NumberColumns;
use crate::plan::write::{CostValue, cost_lines};
use crate::plan::{ActionItem, Costs, Direction, Indicator, Initiative, Plan, names, stage_text};
use crate::vocabulary::{CostPart, FiscalYear};

/// All years together take so many tenths of a millimetre, and each no less and no more than these.
const YEARS_WIDTH: u32 = 1000;
const YEAR_WIDTH: (u32, u32) = (105, 190);

/// The table; `None` where the plan has no action items.
pub(super) fn table(plan: &Plan) -> Option<Block> {
    plan.actions().next()?;
    let years: Vec<FiscalYear> = plan.years().collect();
    let width = (YEARS_WIDTH / years.len().max(1) as u32).clamp(YEAR_WIDTH.0, YEAR_WIDTH.1);
    let before = BaselineColumn::of(plan);
    let mut columns = vec![NumberColumns::of(plan).of_actions(110), shared(5), shared(4)];
    columns.extend(before.has(fixed(160, Alignment::End)));
    columns.extend(years.iter().map(|_| fixed(width, Alignment::Center)));
    let heads = ["No.", "実践項目（主担当）", "内容"].into_iter().chain(before.has("計画前"));
    let mut head: Vec<Cell> = heads.map(|text| column_head(text, 1, 1)).collect();
    head.extend(years.iter().map(|year| column_head(year.short(), 1, 1)));
    let groups = plan.initiatives.iter().filter(|initiative| !initiative.actions.is_empty());
    let groups = groups.map(|initiative| RowGroup {
        heading: Some(heading(initiative, columns.len() as u32)),
        rows: initiative.actions.iter().flat_map(|action| rows(plan, action, (before, &years))).collect(),
        page_break_before: false,
    });
    Some(Block::Table(Table {
        caption: None,
        unit: None,
        groups: groups.collect(),
        columns,
        head: vec![row(head)],
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    }))
}

/// Whether the table has a column for the values before the plan: a plan without indicators has none.
#[derive(Clone, Copy)]
struct BaselineColumn(bool);

impl BaselineColumn {
    fn of(plan: &Plan) -> BaselineColumn {
        BaselineColumn(plan.actions().any(|(_, action)| !action.indicators.is_empty()))
    }

    /// What stands in that column, if there is one.
    fn has<T>(self, content: T) -> Option<T> {
        self.0.then_some(content)
    }

    /// The columns of the values: those of the years, and that one.
    fn and(self, years: &[FiscalYear]) -> u32 {
        u32::from(self.0) + years.len() as u32
    }
}

fn heading(initiative: &Initiative, columns: u32) -> Row {
    let name = emphasised(format!("{} {}", initiative.printed, initiative.name), Emphasis::Strong);
    let cell = Cell { header: Some(HeaderScope::Row), ..Cell::inlines(vec![name]) };
    row(vec![cell.aligned(Alignment::Start).toned(Tone::Tint).spanning(columns, 1)])
}

/// A row for the schedule, one for each indicator and one for the effects, as far as the item has them.
fn rows(plan: &Plan, action: &ActionItem, (before, years): (BaselineColumn, &[FiscalYear])) -> Vec<Row> {
    let mut lines: Vec<Vec<Cell>> = Vec::new();
    if let Some(original) = action.repeats {
        let text = format!("{}の再掲", plan.number(original));
        lines.push(vec![Cell::text(text).aligned(Alignment::Start).spanning(1 + before.and(years), 1)]);
    } else {
        if !action.schedule.is_empty() {
            lines.extend(stages(plan, action, (before, years)));
        }
        lines.extend(action.indicators.iter().map(|indicator| targets(indicator, years)));
        if !action.planned_effect.is_empty() {
            let money = plan.settings.money;
            let effect = |year| action.planned_effect.get(year).map_or_else(|| NONE.into(), |e| money.amount(*e));
            let mut cells = vec![row_head(format!("効果額（{}）", money.unit.label())).aligned(Alignment::Start)];
            cells.extend(before.has(Cell::default()));
            cells.extend(years.iter().map(|year| figure(effect(year))));
            lines.push(cells);
        }
        lines.extend(plan.costs().into_iter().flat_map(|costs| planned_costs(plan, costs, action, (before, years))));
    }
    if lines.is_empty() {
        lines.push(vec![Cell::text(NONE).aligned(Alignment::Start).spanning(1 + before.and(years), 1)]);
    }
    let count = lines.len() as u32;
    let number = row_head(action.printed.clone()).aligned(Alignment::Center).spanning(1, count);
    // By the names of one day all over the plan, as the list of initiatives has them.
    let lead = plan.lead_on(action, plan.departments_as_of).unwrap_or_else(|| action.lead.clone());
    let lead = names::print_department(plan, &lead);
    let name = vec![emphasised(action.name.clone(), Emphasis::None), Inline::Break, emphasised(lead, Emphasis::Quiet)];
    let name = Cell { header: Some(HeaderScope::Row), ..Cell::inlines(name) }.aligned(Alignment::Start);
    let mut first = Some([number, name.spanning(1, count)]);
    let last = lines.len() - 1;
    let row_of = |(at, cells): (usize, Vec<Cell>)| {
        let cells = first.take().into_iter().flatten().chain(cells).collect();
        Row { keep_with_next: at < last, ..row(cells) }
    };
    lines.into_iter().enumerate().map(row_of).collect()
}

/// A line for the year's stages, or for those of each part of it that the item uses; a year that is not divided spans them all.
fn stages(plan: &Plan, action: &ActionItem, (before, years): (BaselineColumn, &[FiscalYear])) -> Vec<Vec<Cell>> {
    let divided = action.schedule.values().any(|stages| !stages.parts().is_whole());
    let parts = if divided { plan.schedule_by.names() } else { &["工程"] };
    let heads = parts.iter().map(|part| if divided { format!("工程　{part}") } else { (*part).to_owned() });
    let begun =
        |head| std::iter::once(row_head(head).aligned(Alignment::Start)).chain(before.has(Cell::default())).collect();
    let mut lines: Vec<Vec<Cell>> = heads.map(begun).collect();
    for year in years {
        let planned = action.schedule.get(year);
        let shown = |text: String| Cell::text(if text.is_empty() { NONE.to_owned() } else { text });
        let is_whole = planned.is_none_or(|stages| stages.parts().is_whole());
        for (part, line) in lines.iter_mut().enumerate() {
            let text = planned.map(|stages| stage_text(stages.in_part(part))).unwrap_or_default();
            match is_whole {
                true if part > 0 => {}
                true => line.push(shown(text).spanning(1, parts.len() as u32).aligned(Alignment::Center)),
                false => line.push(shown(text).aligned(Alignment::Center)),
            }
        }
    }
    lines
}

/// The planned costs, a line each: 事業費, its sources, 人工.
fn planned_costs(
    plan: &Plan,
    costs: &Costs,
    action: &ActionItem,
    (before, years): (BaselineColumn, &[FiscalYear]),
) -> Vec<Vec<Cell>> {
    let money = plan.settings.money;
    let line = |(of, values): (String, BTreeMap<FiscalYear, CostValue>)| {
        let head = match values.values().next() {
            Some(CostValue::Staff(_)) => of,
            _ if of == CostPart::Total.label() => format!("{of}（{}）", money.unit.label()),
            _ => format!("　うち{of}"),
        };
        let shown = |year| match values.get(year) {
            None => NONE.to_owned(),
            Some(CostValue::Money(yen)) => money.amount(*yen),
            Some(CostValue::Staff(staff)) => costs.staff_shown(*staff),
        };
        let mut cells = vec![row_head(head).aligned(Alignment::Start)];
        cells.extend(before.has(Cell::default()));
        cells.extend(years.iter().map(|year| figure(shown(year))));
        cells
    };
    cost_lines(costs, action).into_iter().map(line).collect()
}

/// An indicator with its direction, the value before the plan, and a target a year.
fn targets(indicator: &Indicator, years: &[FiscalYear]) -> Vec<Cell> {
    let unit = if indicator.unit.is_empty() { String::new() } else { format!("（{}）", indicator.unit) };
    let direction = match indicator.direction {
        Direction::Higher => "増やす",
        Direction::Lower => "減らす",
        Direction::Keep => "保つ",
    };
    let name = plain(format!("指標　{}{unit}［{direction}］", indicator.name));
    let scale = decimals(std::iter::once(indicator.baseline).chain(indicator.targets.values().copied().map(Some)));
    let shown = |value: Option<&Decimal>| figure(with_decimals(value.copied(), scale));
    let mut cells = vec![
        Cell { header: Some(HeaderScope::Row), ..Cell::inlines(name) }.aligned(Alignment::Start),
        shown(indicator.baseline.as_ref()),
    ];
    cells.extend(years.iter().map(|year| shown(indicator.targets.get(year))));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn a_plan_without_indicators_has_no_column_for_values_before_it() {
        let mut plan = fixture::sample();
        let width = |plan: &Plan| {
            let Some(Block::Table(table)) = table(plan) else { panic!("a table") };
            let is_whole = |row: &Row| row.cells.iter().map(|cell| cell.col_span as usize).sum::<usize>();
            assert_eq!(is_whole(&table.head[0]), table.columns.len());
            let heads = table.groups.iter().filter_map(|group| group.heading.as_ref());
            assert!(heads.map(is_whole).all(|width| width == table.columns.len()));
            table.columns.len()
        };
        let with = width(&plan);
        for initiative in &mut plan.initiatives {
            initiative.actions.iter_mut().for_each(|action| action.indicators.clear());
        }
        assert_eq!(width(&plan), with - 1);
    }

    #[test]
    fn every_item_stands_in_it_with_what_the_plan_says() {
        let plan = fixture::sample();
        let Some(Block::Table(table)) = table(&plan) else { panic!("a table") };
        let rows: usize = table.groups.iter().map(|group| group.rows.len()).sum();
        let expected: usize = plan
            .actions()
            .map(|(_, action)| match action.repeats {
                Some(_) => 1,
                None => (usize::from(!action.schedule.is_empty())
                    + action.indicators.len()
                    + usize::from(!action.planned_effect.is_empty()))
                .max(1),
            })
            .sum();
        assert_eq!((table.groups.len(), rows), (plan.initiatives.len(), expected));
    }
}

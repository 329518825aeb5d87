//! 事業費の状況: costs planned beside actual, by source and with the work of staff: of the year and over the years, by group, by initiative,
//! by action item on each sheet.

use std::collections::BTreeMap;

use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Column, Emphasis, HeaderScope, Inline, Inlines, KeyFigure, ParagraphKind, Part, Row,
    RowGroup, Table, TableStyle, emphasised, plain,
};
use super::figures::{NONE, amount_or_none, percent, percent_or_none};
use super::view::{InitiativeView, YearView};
use crate::assess::against_plan::EffectComparison;
use crate::assess::costs::{CostComparison, CostFigure, CostLine, CostsAgainstPlan};
use crate::assess::counts::NO_BUREAU;
use crate::plan::{Costs, Theme};
use crate::vocabulary::{CostPart, InitiativeNo, MoneyStyle, Yen};

/// The whole cost of a plan without 人工, of which it has the sources beside it.
const TOTAL: CostLine = CostLine::Part(CostPart::Total);

/// The part of a year's report; `None` where the plan has no costs.
pub(crate) fn part_of(view: &YearView<'_>) -> Option<Part> {
    let (costs, against) = (view.plan.costs()?, view.costs?);
    let mut blocks = vec![
        heading(1, "事業費の状況"),
        paragraph(ParagraphKind::Lead, verdict(view, costs, against)),
        Block::Table(lines_table(view, costs, &sides(view, against))),
    ];
    for (level, of) in view.plan.levels.iter().enumerate() {
        let groups = view.plan.groups().filter(|(id, _)| id.level == level);
        let rows = groups.filter_map(|(id, group)| Some((vec![row_head(group.label())], against.by_group.get(&id)?)));
        let rows: Vec<(Vec<Cell>, &CostComparison)> = rows.collect();
        blocks.extend(divided(view, costs, &of.name, rows, (Some(&against.of(view.year)), Vec::new())));
    }
    blocks.extend(by_theme(view, costs, against));
    blocks.extend(by_bureau(view, costs, against));
    blocks.push(heading(2, "取組項目別の事業費"));
    let rows = by_initiative(view, &against.by_initiative);
    if rows.is_empty() {
        blocks.push(paragraph(ParagraphKind::Small, "事業費は、計画、実績ともない。"));
    } else {
        let heads = initiatives_heads(view);
        blocks.push(Block::Table(without_notes(rows_table(view, costs, heads, rows, Some(&against.of(view.year))))));
    }
    Some(part("事業費の状況", blocks))
}

/// The costs divided `by` something with one name a row, over their sum where they have one; `notes` are the table's own.
fn divided(
    view: &YearView<'_>,
    costs: &Costs,
    by: &str,
    rows: Vec<(Vec<Cell>, &CostComparison)>,
    (sum, notes): (Option<&CostComparison>, Vec<Inlines>),
) -> [Block; 2] {
    let heads = Heads { columns: vec![shared(1)], heads: vec![column_head(by, 1, 2)] };
    let table = Table { notes, ..rows_table(view, costs, heads, rows, sum) };
    [heading(2, format!("{by}別の事業費")), Block::Table(table)]
}

/// What the notes under the part's first table say is not repeated under the others.
fn without_notes(table: Table) -> Table {
    Table { notes: Vec::new(), ..table }
}

/// The costs of each initiative over the years with input: for a report on the whole period.
pub(crate) fn over_years(view: &YearView<'_>) -> Option<Block> {
    let (costs, against) = (view.plan.costs()?, view.costs?);
    let rows = by_initiative(view, &against.initiatives_over_years);
    if rows.is_empty() {
        return None;
    }
    let mut table = rows_table(view, costs, initiatives_heads(view), rows, Some(&against.cumulative));
    let unit = unit(costs, view.plan.settings.money).replacen('（', "（累計、", 1);
    table.unit = Some(unit);
    table.notes = vec![plain("※ 計画も実績もない取組項目を除く。計画は、実績のある年度の計画の合計である。")];
    Some(Block::Table(table))
}

fn initiatives_heads(view: &YearView<'_>) -> Heads {
    let columns = vec![view.number_columns.of_initiatives(90), shared(1)];
    Heads { columns, heads: ["No.", "取組項目"].map(|head| column_head(head, 1, 2)).into() }
}

/// The initiatives that have any cost, each with a link to its sheet.
fn by_initiative<'c>(
    view: &YearView<'_>,
    compared: &'c BTreeMap<InitiativeNo, CostComparison>,
) -> Vec<(Vec<Cell>, &'c CostComparison)> {
    let rows = view.initiatives.iter().filter_map(|initiative| {
        let compared = compared.get(&initiative.initiative.no).filter(|compared| !compared.is_blank())?;
        let target = sheet_anchor(initiative.initiative.no);
        let name = Inline::Reference { target, text: Some(initiative.initiative.name.clone()) };
        let name = Cell { header: Some(HeaderScope::Row), ..Cell::inlines(vec![name]) };
        let number = row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center);
        Some((vec![number, name.aligned(Alignment::Start)], compared))
    });
    rows.collect()
}

/// The costs of each theme, of which an item may serve several: they have no sum.
fn by_theme(view: &YearView<'_>, costs: &Costs, against: &CostsAgainstPlan) -> Vec<Block> {
    let of = |theme: &Theme| {
        let compared = against.by_theme.get(&theme.id).filter(|compared| !compared.is_blank())?;
        Some((vec![row_head(format!("{} {}", theme.id.0, theme.title))], compared))
    };
    let rows: Vec<(Vec<Cell>, &CostComparison)> = view.plan.themes.iter().filter_map(of).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let note = plain("※ 複数のテーマに関連する実践項目の事業費は、それぞれのテーマに計上している。");
    let notes = if view.plan.themes.len() > 1 { vec![note] } else { Vec::new() };
    divided(view, costs, "テーマ", rows, (None, notes)).into()
}

/// The costs of each bureau by the leads.
fn by_bureau(view: &YearView<'_>, costs: &Costs, against: &CostsAgainstPlan) -> Vec<Block> {
    if view.plan.bureaus.is_empty() {
        return Vec::new();
    }
    let named = |bureau: &Option<String>| row_head(bureau.clone().unwrap_or_else(|| NO_BUREAU.to_owned()));
    let rows = against.by_bureau.iter().filter(|(_, compared)| !compared.is_blank());
    let rows: Vec<(Vec<Cell>, &CostComparison)> =
        rows.map(|(bureau, compared)| (vec![named(bureau)], compared)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let note = plain("※ 部別では、実践項目の事業費を、主たる担当部署の部に計上している。");
    divided(view, costs, "部", rows, (Some(&against.of(view.year)), vec![note])).into()
}

/// What the groups of a level have cost, and all: the name of the line and the amounts.
pub(crate) fn spent_by_group<'v>(
    view: &YearView<'v>,
    level: usize,
) -> Option<(&'v str, Vec<Option<Yen>>, Option<Yen>)> {
    let (costs, against) = (view.plan.costs()?, view.costs?);
    let line = whole(costs);
    let groups = view.plan.groups_in_use().filter(|(id, _)| id.level == level);
    let of_groups = groups.map(|(id, _)| against.by_group.get(&id).and_then(|of| of.actual.money(line))).collect();
    Some((line.name(costs), of_groups, against.of(view.year).actual.money(line)))
}

/// What the year has cost, as one of the figures that stand first; `None` where the plan has no costs.
pub(crate) fn key_figure(view: &YearView<'_>) -> Option<KeyFigure> {
    let (costs, against) = (view.plan.costs()?, view.costs?);
    let label = format!("{}（{}）", whole(costs).name(costs), view.year);
    Some(spent(view, costs, label, &against.of(view.year)))
}

/// The same of all years with input.
pub(crate) fn key_figure_over_years(view: &YearView<'_>) -> Option<KeyFigure> {
    let (costs, against) = (view.plan.costs()?, view.costs?);
    Some(spent(view, costs, format!("{}の累計", whole(costs).name(costs)), &against.cumulative))
}

fn spent(view: &YearView<'_>, costs: &Costs, label: String, year: &CostComparison) -> KeyFigure {
    let (money, line) = (view.plan.settings.money, whole(costs));
    let planned = year.planned.money(line).map(|planned| {
        let rate = year.rate(line).map(|rate| format!("、執行率{}%", percent(rate))).unwrap_or_default();
        format!("計画 {}{rate}", money.with_unit(planned))
    });
    KeyFigure {
        label,
        value: amount_or_none(year.actual.money(line), money),
        unit: money.unit.label().into(),
        note: Some(planned.unwrap_or_else(|| "計画額の定めなし".to_owned())),
    }
}

/// The years with input, a row each, and their sums: for a report on the whole period.
pub(crate) fn years_table(view: &YearView<'_>) -> Option<Block> {
    let (costs, against) = (view.plan.costs()?, view.costs?);
    let rows = against.by_year.iter().map(|(year, compared)| (vec![row_head(year.to_string())], compared)).collect();
    let heads = Heads { columns: vec![shared(1)], heads: vec![column_head("年度", 1, 2)] };
    let foot = (view.reported_years.len() > 1).then_some(&against.cumulative);
    let mut table = rows_table(view, costs, heads, rows, foot);
    table.foot.iter_mut().flat_map(|row| row.cells.first_mut()).for_each(|cell| *cell = row_head("累計"));
    Some(Block::Table(table))
}

/// What stands over the costs of a sheet, with the unit of the amounts.
pub(crate) fn label(view: &YearView<'_>) -> Inlines {
    let unit = format!("　金額の単位：{}", view.plan.settings.money.unit.label());
    vec![emphasised("事業費", Emphasis::None), emphasised(unit, Emphasis::Quiet)]
}

/// The costs of an initiative on its sheet: line by line, and by action item where several have costs.
pub(crate) fn of_initiative(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    let (Some(costs), Some(against)) = (view.plan.costs(), view.costs) else { return Vec::new() };
    let no = initiative.initiative.no;
    let (of_year, over_years) = (against.by_initiative.get(&no), against.initiatives_over_years.get(&no));
    let mut sides: Vec<(String, CostComparison)> = Vec::new();
    sides.extend(of_year.map(|of| (view.year.to_string(), of.clone())));
    if view.reported_years.len() > 1 {
        sides.extend(over_years.map(|of| ("累計".to_owned(), of.clone())));
    }
    if sides.iter().all(|(_, compared)| compared.is_blank()) {
        return Vec::new();
    }
    let mut blocks = vec![Block::Table(Table { unit: None, notes: Vec::new(), ..lines_table(view, costs, &sides) })];
    let by_action: Vec<(Vec<Cell>, &CostComparison)> = initiative
        .actions
        .iter()
        .filter_map(|action| {
            let compared = against.by_action.get(&action.action.id)?;
            Some((vec![row_head(action.action.printed.clone()).aligned(Alignment::Center)], compared))
        })
        .collect();
    if by_action.len() > 1 {
        let heads = Heads { columns: vec![view.number_columns.of_actions(110)], heads: vec![column_head("No.", 1, 2)] };
        let table = rows_table(view, costs, heads, by_action, of_year);
        blocks.push(Block::Table(Table { unit: None, notes: Vec::new(), ..table }));
    }
    blocks
}

/// The head of the costs in 取組項目一覧, which has room for them where the plan has no effects or no themes.
pub(crate) fn list_head<'v>(view: &YearView<'v>) -> Option<&'v str> {
    let costs = view.plan.costs()?;
    (!view.plan.has_effects() || view.plan.themes.is_empty()).then(|| whole(costs).name(costs))
}

/// What stands under it of an initiative.
pub(crate) fn list_amounts(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<EffectComparison> {
    list_head(view)?;
    let line = whole(view.plan.costs()?);
    let compared = view.costs?.by_initiative.get(&initiative.initiative.no);
    let of = |compared: &CostComparison| EffectComparison {
        planned: compared.planned.money(line),
        actual: compared.actual.money(line),
    };
    Some(compared.map(of).unwrap_or_default())
}

/// 総事業費, or 事業費 where there are no 人工.
pub(super) fn whole(costs: &Costs) -> CostLine {
    if costs.asks_staff() { CostLine::Whole } else { TOTAL }
}

/// Last year, this year and all years so far.
fn sides(view: &YearView<'_>, against: &CostsAgainstPlan) -> Vec<(String, CostComparison)> {
    let years = [Some(view.year.previous()).filter(|_| view.has_last_year()), Some(view.year)];
    let mut sides: Vec<(String, CostComparison)> =
        years.into_iter().flatten().map(|year| (year.to_string(), against.of(year))).collect();
    if view.reported_years.len() > 1 {
        sides.push(("累計".to_owned(), against.cumulative.clone()));
    }
    sides
}

/// The year in a sentence: the whole cost against the plan, and what of it is staff.
fn verdict(view: &YearView<'_>, costs: &Costs, against: &CostsAgainstPlan) -> String {
    let (money, year) = (view.plan.settings.money, against.of(view.year));
    let line = whole(costs);
    let name = line.name(costs);
    let text = match (year.planned.money(line), year.actual.money(line)) {
        (None, None) => format!("{}の{name}は、計画、実績ともない。", view.year),
        (None, Some(actual)) => {
            format!("{}の{name}は{}である（計画額の定めなし）。", view.year, money.with_unit(actual))
        }
        (Some(planned), None) => {
            format!("{}の{name}は、計画{}に対し、実績の報告がない。", view.year, money.with_unit(planned))
        }
        (Some(planned), Some(actual)) => {
            let rate = year.rate(line).map(|rate| format!("（執行率{}%）", percent(rate))).unwrap_or_default();
            let (planned, actual) = (money.with_unit(planned), money.with_unit(actual));
            format!("{}の{name}は、計画{planned}に対し、実績{actual}{rate}である。", view.year)
        }
    };
    let staff = year.actual.staff_cost.filter(|_| line == CostLine::Whole).zip(year.actual.figures.staff);
    let staff = staff.map(|(cost, staff)| {
        format!("このうち人件費は{}（{}人工）である。", money.with_unit(cost), costs.staff_shown(staff))
    });
    text + &staff.unwrap_or_default()
}

fn shown(costs: &Costs, figure: Option<CostFigure>, money: MoneyStyle) -> String {
    match figure {
        None => NONE.to_owned(),
        Some(CostFigure::Money(yen)) => money.amount(yen),
        Some(CostFigure::Staff(staff)) => costs.staff_shown(staff),
    }
}

/// Lines downwards; for each side what was planned, what was spent, and the rate.
fn lines_table(view: &YearView<'_>, costs: &Costs, sides: &[(String, CostComparison)]) -> Table {
    let money = view.plan.settings.money;
    let mut upper = vec![column_head("区分", 1, 2)];
    upper.extend(sides.iter().map(|(label, _)| column_head(label.clone(), 3, 1)));
    let heads = ["計画", "実績", "執行率(%)"];
    let lower = sides.iter().flat_map(|_| heads.map(|head| column_head(head, 1, 1))).collect();
    let rows = CostLine::of(costs).into_iter().map(|line| {
        let name = line.name(costs);
        let mut cells = vec![row_head(if line.is_source() { format!("　うち{name}") } else { name.to_owned() })];
        for (_, compared) in sides {
            cells.push(figure(shown(costs, compared.planned.get(line), money)));
            cells.push(figure(shown(costs, compared.actual.get(line), money)));
            cells.push(figure(percent_or_none(compared.rate(line))));
        }
        row(cells)
    });
    let mut columns = vec![Column { align: Alignment::Start, ..shared(1) }];
    let width = if sides.len() > 2 { 145 } else { 190 };
    columns.extend(sides.iter().flat_map(|_| [width, width, 120]).map(|width| fixed(width, Alignment::End)));
    let rows = rows.collect();
    Table {
        unit: Some(unit(costs, money)),
        notes: notes(costs, money),
        ..Table::of_rows(TableStyle::Ruled, columns, vec![row(upper), row(lower)], rows)
    }
}

/// The first columns of a table of rows.
struct Heads {
    columns: Vec<Column>,
    heads: Vec<Cell>,
}

/// Things downwards, lines across: the whole amounts planned beside actual, or, where there are no 人工, the cost and what each source paid.
fn rows_table(
    view: &YearView<'_>,
    costs: &Costs,
    heads: Heads,
    rows: Vec<(Vec<Cell>, &CostComparison)>,
    foot: Option<&CostComparison>,
) -> Table {
    let money = view.plan.settings.money;
    let Heads { mut columns, heads: mut upper } = heads;
    let first = columns.len() as u32;
    let (lines, last, of_actual): (&[CostLine], CostLine, Vec<CostLine>) = match costs.asks_staff() {
        true => (&[TOTAL, CostLine::Staff, CostLine::StaffCost, CostLine::Whole], CostLine::Whole, Vec::new()),
        false => (&[TOTAL], TOTAL, costs.sources().map(|(source, _)| CostLine::Part(source)).collect()),
    };
    upper.extend(lines.iter().map(|line| column_head(line.name(costs), 2, 1)));
    upper.push(column_head("執行率(%)", 1, 2));
    if !of_actual.is_empty() {
        upper.push(column_head("実績の財源", of_actual.len() as u32, 1));
    }
    let mut lower: Vec<Cell> =
        lines.iter().flat_map(|_| ["計画", "実績"].map(|head| column_head(head, 1, 1))).collect();
    lower.extend(of_actual.iter().map(|line| column_head(line.name(costs), 1, 1)));
    let width = |line: &CostLine| if *line == CostLine::Staff { 85 } else { 135 };
    columns.extend(lines.iter().flat_map(|line| [width(line); 2]).map(|width| fixed(width, Alignment::End)));
    columns.push(fixed(110, Alignment::End));
    columns.extend(of_actual.iter().map(|_| fixed(if of_actual.len() > 4 { 120 } else { 135 }, Alignment::End)));
    let of_row = |mut cells: Vec<Cell>, compared: &CostComparison| -> Row {
        for line in lines {
            cells.push(figure(shown(costs, compared.planned.get(*line), money)));
            cells.push(figure(shown(costs, compared.actual.get(*line), money)));
        }
        cells.push(figure(percent_or_none(compared.rate(last))));
        cells.extend(of_actual.iter().map(|line| figure(amount_or_none(compared.actual.money(*line), money))));
        row(cells)
    };
    let foot = foot.map(|all| of_row(vec![row_head("計").spanning(first, 1)], all));
    Table {
        caption: None,
        unit: Some(unit(costs, money)),
        columns,
        head: vec![row(upper), row(lower)],
        groups: vec![RowGroup {
            rows: rows.into_iter().map(|(cells, compared)| of_row(cells, compared)).collect(),
            ..RowGroup::default()
        }],
        foot: foot.into_iter().collect(),
        style: TableStyle::Ruled,
        notes: notes(costs, money),
    }
}

fn unit(costs: &Costs, money: MoneyStyle) -> String {
    let staff = if costs.asks_staff() { "、人工は人" } else { "" };
    format!("（単位：{}{staff}）", money.unit.label())
}

fn notes(costs: &Costs, money: MoneyStyle) -> Vec<Inlines> {
    let mut notes: Vec<Inlines> = Vec::new();
    if let Some(below) = money.below() {
        let rounding = money.rounding.label();
        notes.push(plain(format!(
            "※ {below}は{rounding}により表示している。計は端数処理前の額によるため、内訳の計と一致しないことがある。"
        )));
    }
    if costs.asks_staff() {
        notes.push(plain("※ 総事業費は、事業費と人件費（人工に年度の単価を乗じた額）の計である。"));
    }
    notes
}

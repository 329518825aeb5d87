//! Indicators (指標) of an initiative: targets, results, 達成率, the verdict, and a small course over the plan's years.

use rust_decimal::Decimal;

use super::against_plan::{indicator_verdict, verdict_or_none};
use super::blocks::{column_head, fixed, row, row_head, whole};
use super::document::{
    Alignment, Block, Cell, Chart, ChartKind, Column, ColumnWidth, Emphasis, Inlines, Row, Series, Table, TableStyle,
    emphasised, plain,
};
use super::figures::{NONE, decimal_or_none, for_drawing, percent_or_none};
use super::view::{ActionView, InitiativeView, YearView};
use crate::plan::{Direction, Indicator};
use crate::vocabulary::{FiscalYear, grouped_decimal};

/// The table of an initiative's indicators; nothing where it has none.
pub(crate) fn blocks(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    let indicators: Vec<_> = initiative
        .actions
        .iter()
        .filter(|action| action.action.repeats.is_none())
        .flat_map(|action| action.action.indicators.iter().map(move |indicator| (action, indicator)))
        .collect();
    if indicators.is_empty() { Vec::new() } else { vec![Block::Table(table(view, &indicators))] }
}

/// What stands over the table, with the key of the courses.
pub(crate) fn label(view: &YearView<'_>) -> Inlines {
    let years = view.plan.first_year.up_to(view.plan.last_year, FiscalYear::short);
    vec![
        emphasised(format!("{}の指標", view.year), Emphasis::None),
        emphasised(format!("　推移（{years}）：破線は目標、点と実線は実績"), Emphasis::Quiet),
    ]
}

fn table(view: &YearView<'_>, indicators: &[(&ActionView<'_>, &Indicator)]) -> Table {
    let head = ["No.", "指標", "計画前", "目標値", "実績値", "達成率(%)", "判定", "推移"];
    let mut columns =
        vec![view.number_columns.of_actions(110), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    // A target with its year stands in one line.
    let is_later = |(action, indicator): &(&ActionView<'_>, &Indicator)| has_later_target(view, action, indicator);
    let target_width = if indicators.iter().any(is_later) { 215 } else { 150 };
    // Wide enough for 20,000 over 60.0 with their units digits one under the other.
    columns.extend([150, target_width, 150, 150].map(|width| whole(width, Alignment::Decimal)));
    columns.extend([fixed(110, Alignment::Center), fixed(260, Alignment::Center)]);
    let notes = direction_note(indicators.iter().map(|(_, indicator)| *indicator)).into_iter().collect();
    let courses: Vec<_> = indicators.iter().map(|(action, indicator)| trend(view, action, indicator)).collect();
    let rows = indicators
        .iter()
        .zip(courses)
        .map(|((action, indicator), course)| indicator_row(view, action, indicator, course));
    let head = vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())];
    Table { notes, ..Table::of_rows(TableStyle::Ruled, columns, head, rows.collect()) }
}

/// Why a target stands with a year, and has neither rate nor verdict.
pub(crate) const LATER_TARGET: &str = "その年度に目標値のない指標には、次の目標値（ないときは最後の目標値）をその年度とともに示し、達成率と判定を「―」とする。";

/// Whether an indicator has no target in the year reported on, and one in another.
pub(crate) fn has_later_target(view: &YearView<'_>, action: &ActionView<'_>, indicator: &Indicator) -> bool {
    let assessed = action.indicators.get(&indicator.id.number);
    assessed.and_then(|assessed| assessed.target).is_none() && indicator.aim(view.year).is_some()
}

/// A target of another year with its year.
pub(crate) fn later_target(target: String, year: FiscalYear) -> Cell {
    let year = emphasised(format!("（{}）", year.short()), Emphasis::Quiet);
    Cell::inlines(vec![emphasised(target, Emphasis::None), year]).aligned(Alignment::End)
}

fn indicator_row(view: &YearView<'_>, action: &ActionView<'_>, indicator: &Indicator, course: Option<Chart>) -> Row {
    let assessed = action.indicators.get(&indicator.id.number);
    let typed = action.indicator_sources.get(&indicator.id.number).and_then(|source| source.value.value());
    let target = assessed.and_then(|a| a.target);
    // The figures of one indicator have one number of decimals, so that they can be compared at sight.
    let aim = indicator.aim(view.year);
    let scale = decimals([indicator.baseline, target.or(aim.map(|(_, target)| target)), typed]);
    let value = |value: Option<Decimal>| Cell::text(with_decimals(value, scale));
    let verdict = verdict_or_none(assessed.and_then(|a| a.verdict));
    row(vec![
        row_head(action.action.printed.clone()).aligned(Alignment::Center),
        row_head(name(indicator)),
        value(indicator.baseline),
        match (target, aim) {
            (None, Some((year, later))) => later_target(with_decimals(Some(later), scale), year),
            _ => value(target),
        },
        value(typed),
        Cell::text(percent_or_none(assessed.and_then(|a| a.achievement))),
        Cell::text(verdict).aligned(Alignment::Center),
        course.map_or_else(|| Cell::text(NONE), |chart| Cell { content: vec![Block::Chart(chart)], ..Cell::default() }),
    ])
}

/// How many decimals the figures of one indicator need beside each other.
pub(crate) fn decimals(values: impl IntoIterator<Item = Option<Decimal>>) -> u32 {
    values.into_iter().flatten().map(|value| value.normalize().scale()).max().unwrap_or(0)
}

/// A number with so many decimals, or ―.
pub(crate) fn with_decimals(value: Option<Decimal>, scale: u32) -> String {
    value.map_or_else(
        || NONE.to_owned(),
        |mut value| {
            value.rescale(scale);
            grouped_decimal(value)
        },
    )
}

/// What the marks of these indicators' directions say, where any has one.
pub(crate) fn direction_note<'a>(indicators: impl Iterator<Item = &'a Indicator>) -> Option<Inlines> {
    let directions: Vec<Direction> = indicators.map(|indicator| indicator.direction).collect();
    let said = match (directions.contains(&Direction::Lower), directions.contains(&Direction::Keep)) {
        (true, true) => "（減）は減少が望ましい指標、（維持）は目標値の維持が望ましい指標である。",
        (true, false) => "（減）は、減少が望ましい指標である。",
        (false, true) => "（維持）は、目標値の維持が望ましい指標である。",
        (false, false) => return None,
    };
    Some(plain(format!("※ {said}")))
}

/// Name with unit and, where more is not better, a mark.
pub(crate) fn name(indicator: &Indicator) -> String {
    let mark = match indicator.direction {
        Direction::Higher => "",
        Direction::Lower => "（減）",
        Direction::Keep => "（維持）",
    };
    if indicator.unit.is_empty() {
        format!("{}{mark}", indicator.name)
    } else {
        format!("{}（{}）{mark}", indicator.name, indicator.unit)
    }
}

/// The course of results beside targets, where there is a result and more than one value to join.
fn trend(view: &YearView<'_>, action: &ActionView<'_>, indicator: &Indicator) -> Option<Chart> {
    let assessed = action.indicators.get(&indicator.id.number)?;
    let reached = assessed.results_by_year.len();
    if reached == 0 || reached + indicator.targets.len() < 2 {
        return None;
    }
    let years: Vec<FiscalYear> = view.plan.years().collect();
    let series_of = |name: &str, planned, value: &dyn Fn(FiscalYear) -> Option<rust_decimal::Decimal>| Series {
        name: name.to_owned(),
        planned,
        place: None,
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
        height: 4.5,
        kind: ChartKind::SmallTrend { categories: years.iter().map(|year| year.short()).collect(), series },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Edition, fixture};

    /// An indicator whose only target is that of the plan's last year: the target stands with its year.
    #[test]
    fn a_target_of_the_last_year_is_printed_with_its_year() {
        let mut plan = fixture::plan();
        plan.initiatives[0].actions[0].indicators[0].targets = [(FiscalYear(2024), Decimal::from(60))].into();
        let assessment = fixture::assessment_of(plan);
        let document = crate::report::document(&assessment, Edition::Public, fixture::DATE);
        let mut lines = Vec::new();
        document.parts.iter().for_each(|part| crate::report::text::of_blocks(&part.blocks, &mut lines));
        let text = lines.join("\n");
        assert!(text.contains("60\n（R6）") || text.contains("60（R6）"), "{text}");
        assert!(text.contains("33件（目標60件は令和6年度のもの）"), "{text}");
        let own = fixture::assessment();
        let document = crate::report::document(&own, Edition::Public, fixture::DATE);
        let mut lines = Vec::new();
        document.parts.iter().for_each(|part| crate::report::text::of_blocks(&part.blocks, &mut lines));
        assert!(!lines.join("\n").contains("（R6）"));
    }

    /// 20,000 over 60.0 asks for more than the usual width.
    #[test]
    fn columns_of_figures_are_as_wide_as_their_figures_one_under_another_ask_for() {
        let assessment = fixture::assessment();
        let view = YearView::new(&assessment, crate::contract::Audience::Public);
        let blocks = blocks(&view, &view.initiatives[0]);
        let [Block::Table(table)] = &blocks[..] else { panic!("{blocks:?}") };
        let figures: Vec<_> = table.columns.iter().filter(|of| of.align == Alignment::Decimal).collect();
        assert!(
            figures.len() == 4 && figures.iter().all(|of| matches!(of.width, ColumnWidth::Whole(_))),
            "{figures:?}"
        );
    }

    #[test]
    fn figures_of_one_indicator_have_one_number_of_decimals() {
        let printed = |text: &str, scale| with_decimals(text.parse().ok(), scale);
        assert_eq!([printed("48.6", 1), printed("47", 1), printed("1234.50", 1)], ["48.6", "47.0", "1,234.5"]);
        assert_eq!(with_decimals(None, 1), "―");
    }

    #[test]
    fn what_is_not_to_be_raised_bears_a_mark_and_the_note_says_what_it_means() {
        let plan = crate::report::fixture::plan();
        let with = |direction| {
            let own = plan.actions().find_map(|(_, action)| action.indicators.first()).expect("an indicator");
            Indicator { direction, ..own.clone() }
        };
        let [higher, lower, keep] = [Direction::Higher, Direction::Lower, Direction::Keep].map(with);
        assert_eq!(
            [&higher, &lower, &keep].map(name),
            ["広告の件数（件）", "広告の件数（件）（減）", "広告の件数（件）（維持）"]
        );
        let said = |of: &[&Indicator]| direction_note(of.iter().copied());
        assert_eq!(said(&[&higher]), None);
        assert_eq!(said(&[&higher, &lower]), Some(plain("※ （減）は、減少が望ましい指標である。")));
        assert_eq!(said(&[&keep]), Some(plain("※ （維持）は、目標値の維持が望ましい指標である。")));
        let both = "※ （減）は減少が望ましい指標、（維持）は目標値の維持が望ましい指標である。";
        assert_eq!(said(&[&keep, &lower]), Some(plain(both)));
    }
}

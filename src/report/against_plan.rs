//! How what was planned and what came about are worded, set beside each other in cells, and charted (計画と実績).

use rust_decimal::Decimal;

use super::blocks::{column_head, figure, fixed, row, row_head};
use super::document::{
    Alignment, Block, Cell, Chart, ChartKind, Column, ColumnWidth, Emphasis, Inline, Inlines, KeyFigure, RowGroup,
    Series, Table, TableStyle, emphasised, plain,
};
use super::figures::{NONE, amount_or_none, percent, percent_or_none};
use super::view::YearView;
use super::wording::Clause;
use crate::assess::against_plan::{EffectComparison, IndicatorTally};
use crate::assess::assessment::{AssessedIndicator, EffectSummary};
use crate::assess::indicators::Verdict;
use crate::plan::{Direction, Indicator};
use crate::vocabulary::{FiscalYear, MoneyStyle, grouped, grouped_decimal};

/// What an effect came to against its plan: `計画3,400千円に対し1,870千円、未達（55.0%）`; without a plan what was reported alone.
/// Until the year `is_closed`, how far it has come: `計画3,400千円に対し1,870千円（55.0%）`.
pub fn effect_verdict(effect: EffectComparison, is_closed: bool, money: MoneyStyle) -> String {
    let (stem, predicate) = verdict_stem(effect, is_closed, money);
    match predicate {
        Predicate::Noun => stem,
        Predicate::Absent => stem + "ない",
    }
}

/// How a verdict ends as a sentence: a noun with である, or with ない.
#[derive(Clone, Copy)]
enum Predicate {
    Noun,
    Absent,
}

fn verdict_stem(effect: EffectComparison, is_closed: bool, money: MoneyStyle) -> (String, Predicate) {
    let amount = |yen| money.with_unit(yen);
    match (effect.planned, effect.actual) {
        (Some(planned), Some(actual)) => {
            let verdict = if actual >= planned { Verdict::Met } else { Verdict::Missed };
            let verdict = if is_closed { format!("、{}", verdict.label()) } else { String::new() };
            let rate = effect.rate().map(|rate| format!("（{}%）", percent(rate))).unwrap_or_default();
            (format!("計画{}に対し{}{verdict}{rate}", amount(planned), amount(actual)), Predicate::Noun)
        }
        (Some(planned), None) => (format!("計画{}に対し、実績の報告が", amount(planned)), Predicate::Absent),
        (None, Some(actual)) => (format!("{}（計画額の定めなし）", amount(actual)), Predicate::Noun),
        (None, None) => ("計画額の定めも実績の報告も".to_owned(), Predicate::Absent),
    }
}

/// What an effect came to, as a clause of a sentence.
pub(crate) fn effect_clause(effect: EffectComparison, is_closed: bool, money: MoneyStyle) -> Clause {
    // What ends in ない goes on with なく; a verdict that is a noun stands before 、 as it is.
    match verdict_stem(effect, is_closed, money) {
        (stem, Predicate::Absent) => Clause { stem, going_on: "なく", ending: "ない" },
        (stem, Predicate::Noun) => Clause { stem, going_on: "", ending: "である" },
    }
}

/// The note under a figure of an effect: `計画 3,400千円、達成率55.0%`; `None` where nothing was planned.
pub fn effect_note(effect: EffectComparison, money: MoneyStyle) -> Option<String> {
    let planned = format!("計画 {}", money.with_unit(effect.planned?));
    Some(match effect.rate() {
        Some(rate) => format!("{planned}、達成率{}%", percent(rate)),
        None => planned,
    })
}

/// How many indicators reached their targets, among the figures of a first page; nothing where none was due.
pub(crate) fn tally_figure(tally: IndicatorTally) -> Option<KeyFigure> {
    (tally.due > 0).then(|| KeyFigure {
        label: "目標に達した指標".into(),
        value: grouped(tally.met.into()),
        unit: format!("/ {}件", grouped(tally.due.into())),
        note: Some(tally_note(tally)),
    })
}

/// How many indicators did not, and why: `未達10件、実績値なし3件`.
fn tally_note(tally: IndicatorTally) -> String {
    let parts = [("未達", tally.missed), ("実績値なし", tally.without_result())];
    let parts: Vec<String> =
        parts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word}{count}件")).collect();
    if parts.is_empty() { "すべて達成".to_owned() } else { parts.join("、") }
}

/// What an indicator came to against its target, by its direction: `目標3,400人に対し1,870人、未達（55.0%）`.
pub fn indicator_verdict(indicator: &Indicator, assessed: &AssessedIndicator) -> String {
    let value = |value: Decimal| format!("{}{}", grouped_decimal(value), indicator.unit);
    let aim = |target: Decimal| match indicator.direction {
        Direction::Higher => format!("目標{}", value(target)),
        Direction::Lower => format!("目標{}以下", value(target)),
        Direction::Keep => format!("目標{}の維持", value(target)),
    };
    match (assessed.target, assessed.result, assessed.verdict) {
        (Some(target), Some(result), verdict) => {
            let rate = assessed.achievement.map(|rate| format!("（{}%）", percent(rate))).unwrap_or_default();
            let (aim, value) = (aim(target), value(result));
            match verdict {
                Some(verdict) => format!("{aim}に対し{value}、{}{rate}", verdict.label()),
                // Before the year's end.
                None => format!("年度の{aim}に対し{value}{rate}"),
            }
        }
        (Some(target), None, _) => format!("{}に対し、実績値がない", aim(target)),
        (None, Some(result), _) => {
            match assessed.results_by_year.keys().next_back().and_then(|year| indicator.aim(*year)) {
                Some((year, target)) => format!("{}（{}は{year}のもの）", value(result), aim(target)),
                None => format!("{}（目標値はない）", value(result)),
            }
        }
        (None, None, _) => "目標値も実績値もない".to_owned(),
    }
}

/// 達成, 未達 or ―.
pub fn verdict_or_none(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or(NONE, Verdict::label)
}

/// A cell with what came about over what was planned: `1,870` and, small, `計画 3,400`.
pub(crate) fn effect_cell(effect: EffectComparison, money: MoneyStyle) -> Cell {
    let mut text = plain(amount_or_none(effect.actual, money));
    if let Some(planned) = effect.planned {
        text.push(Inline::Break);
        text.push(emphasised(format!("計画 {}", money.amount(planned)), Emphasis::Quiet));
    }
    Cell::inlines(text).aligned(Alignment::End)
}

/// Effects of each year with input beside their plan, with the actual ones by kind and term, and their sums.
pub(crate) fn effect_table(view: &YearView<'_>) -> Table {
    let money = view.plan.settings.money;
    let effects = &view.plan.settings.effects;
    let mut upper = vec![column_head("年度", 1, 2)];
    upper.extend(["計画", "実績", "達成率(%)"].map(|text| column_head(text, 1, 2)));
    upper.extend(effects.names().map(|name| column_head(format!("実績のうち{name}"), 2, 1)));
    let parts = effects.parts();
    let lower = parts.iter().map(|(_, term)| column_head(term.label(), 1, 1)).collect();
    let line = |label: String, effect: EffectComparison, effects: Option<&EffectSummary>| {
        let mut cells = vec![
            row_head(label),
            figure(amount_or_none(effect.planned, money)),
            figure(amount_or_none(effect.actual, money)),
            figure(percent_or_none(effect.rate())),
        ];
        cells.extend(parts.iter().map(|part| {
            let sum = effects.and_then(|effects| effects.sums.get(part).copied());
            figure(amount_or_none(sum, money))
        }));
        row(cells)
    };
    // Beside many kinds there is no room for a whole year's name.
    let name = |year: &FiscalYear| if parts.len() > 6 { year.short() } else { year.to_string() };
    let rows = view
        .reported_years
        .iter()
        .map(|year| line(name(year), view.against_plan.of(*year), view.effects_by_year.get(year)))
        .collect();
    let mut columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    let (whole, part) = if parts.len() > 4 { (170, 130) } else { (210, 180) };
    columns.extend(std::iter::repeat_n(fixed(whole, Alignment::End), 3));
    columns.extend(std::iter::repeat_n(fixed(part, Alignment::End), parts.len()));
    Table {
        caption: None,
        unit: Some(money.caption()),
        columns,
        head: vec![row(upper), row(lower)],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: (view.reported_years.len() > 1)
            .then(|| line("累計".into(), view.against_plan.cumulative, Some(view.effects_cumulative)))
            .into_iter()
            .collect(),
        style: TableStyle::Ruled,
        notes: rounding_note(money, "計は端数処理前の額によるため、内訳の計と一致しないことがある。"),
    }
}

/// How what is below the last printed digit is treated, and what follows from it; nothing where every yen is printed.
fn rounding_note(money: MoneyStyle, more: &str) -> Vec<Inlines> {
    let below = money.below().map(|below| format!("※ {below}は{}により表示している。{more}", money.rounding.label()));
    below.map(plain).into_iter().collect()
}

/// Last year, this year and all years so far side by side, downwards what was planned, what came about, the rate, and the parts.
pub(crate) fn years_table(view: &YearView<'_>) -> Table {
    let money = view.plan.settings.money;
    let mut sides: Vec<(String, EffectComparison, Option<&EffectSummary>)> = Vec::new();
    let years = [Some(view.year.previous()).filter(|_| view.has_last_year()), Some(view.year)];
    for year in years.into_iter().flatten() {
        sides.push((year.to_string(), view.against_plan.of(year), view.effects_by_year.get(&year)));
    }
    let mut notes = rounding_note(money, "");
    if let [first, _, ..] = view.reported_years[..] {
        // Where the years beside it do not add up to it, it says of which it is the sum.
        if view.reported_years.len() > sides.len() {
            notes.push(plain(format!("※ 累計は、{first}からの合計である。")));
        }
        sides.push(("累計".into(), view.against_plan.cumulative, Some(view.effects_cumulative)));
    }
    let line = |label: String, print: &dyn Fn(&EffectComparison, Option<&EffectSummary>) -> String| {
        let cells = sides.iter().map(|(_, effect, effects)| figure(print(effect, *effects)));
        row(std::iter::once(row_head(label)).chain(cells).collect())
    };
    let mut rows = vec![
        line("計画".into(), &|effect, _| amount_or_none(effect.planned, money)),
        line("実績".into(), &|effect, _| amount_or_none(effect.actual, money)),
        line("達成率(%)".into(), &|effect, _| percent_or_none(effect.rate())),
    ];
    for (kind, term) in view.plan.settings.effects.parts() {
        let sum = |effects: Option<&EffectSummary>| effects.and_then(|of| of.sums.get(&(kind, term)).copied());
        let label = format!("うち{}", view.plan.settings.effects.head(kind, term));
        rows.push(line(label, &|_, effects| amount_or_none(sum(effects), money)));
    }
    let mut head = vec![column_head("効果額", 1, 1)];
    head.extend(sides.iter().map(|(label, ..)| column_head(label.clone(), 1, 1)));
    let mut columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    // 令和10年度 on one line.
    let width = if sides.iter().any(|(label, ..)| label.chars().count() > 5) { 185 } else { 165 };
    columns.extend(std::iter::repeat_n(fixed(width, Alignment::End), sides.len()));
    Table { unit: Some(money.caption()), notes, ..Table::of_rows(TableStyle::Ruled, columns, vec![row(head)], rows) }
}

/// Planned beside actual, a pair of bars a year with input, under a verdict on the year's `subject`; nothing where there is neither.
pub(crate) fn effect_chart(view: &YearView<'_>, subject: &str, height: f64) -> Option<Block> {
    let money = view.plan.settings.money;
    let years: Vec<_> = view.reported_years.iter().map(|year| (*year, view.against_plan.of(*year))).collect();
    if years.iter().all(|(_, effect)| effect.is_blank()) {
        return None;
    }
    type Pick = fn(&EffectComparison) -> Option<crate::vocabulary::Yen>;
    let series_of = |name: &str, planned: bool, pick: Pick| Series {
        planned,
        place: None,
        name: name.to_owned(),
        values: years.iter().map(|(_, e)| pick(e).map(|yen| money.round(yen).as_f64())).collect(),
        labels: years.iter().map(|(_, e)| pick(e).map_or_else(String::new, |yen| money.amount(yen))).collect(),
    };
    let mut series = Vec::new();
    if years.iter().any(|(_, effect)| effect.planned.is_some()) {
        series.push(series_of("計画", true, |effect| effect.planned));
    }
    series.push(series_of("実績", false, |effect| effect.actual));
    let alt = years
        .iter()
        .map(|(year, effect)| {
            let amount = |yen| money.with_unit(yen);
            let or_none = |yen: Option<_>| yen.map_or_else(|| NONE.to_owned(), amount);
            format!("{year}は計画{}、実績{}。", or_none(effect.planned), or_none(effect.actual))
        })
        .collect();
    // Under many bars there is room for short names only.
    let crowded = years.len() > 4;
    Some(Block::Chart(Chart {
        title: format!(
            "{subject}は、{}",
            effect_verdict(view.against_plan.of(view.year), view.period.closes_year(), money)
        ),
        unit: money.caption(),
        source: None,
        alt,
        height,
        kind: ChartKind::Bars {
            categories: years.iter().map(|(year, _)| if crowded { year.short() } else { year.to_string() }).collect(),
            series,
            horizontal: false,
        },
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::assess::indicators::verdict;
    use crate::plan::achievement;
    use crate::vocabulary::{ActionId, IndicatorId, Period, Yen};

    fn indicator(direction: Direction, target: Option<i64>, result: Option<i64>) -> String {
        let indicator = Indicator {
            id: IndicatorId { action: ActionId::new(1, 1), number: 1 },
            name: "利用者数".into(),
            unit: "人".into(),
            direction,
            baseline: None,
            targets: BTreeMap::new(),
        };
        let (target, result) = (target.map(Decimal::from), result.map(Decimal::from));
        let assessed = AssessedIndicator {
            target,
            result,
            results_by_year: BTreeMap::new(),
            achievement: achievement(direction, target, result),
            verdict: verdict(direction, target, result),
        };
        indicator_verdict(&indicator, &assessed)
    }

    /// The title of an indicator whose only target is of a later year.
    fn later(direction: Direction, target: i64, result: i64) -> String {
        let indicator = Indicator {
            id: IndicatorId { action: ActionId::new(1, 1), number: 1 },
            name: "定員".into(),
            unit: "人".into(),
            direction,
            baseline: None,
            targets: [(FiscalYear(2035), Decimal::from(target))].into(),
        };
        let result = Some(Decimal::from(result));
        let results_by_year = result.map(|result| (FiscalYear(2025), result)).into_iter().collect();
        let assessed = AssessedIndicator { target: None, result, results_by_year, achievement: None, verdict: None };
        indicator_verdict(&indicator, &assessed)
    }

    #[test]
    fn titles_say_the_verdict_by_direction() {
        assert_eq!(indicator(Direction::Higher, Some(3400), Some(1870)), "目標3,400人に対し1,870人、未達（55.0%）");
        assert_eq!(indicator(Direction::Lower, Some(100), Some(120)), "目標100人以下に対し120人、未達（80.0%）");
        assert_eq!(indicator(Direction::Lower, Some(100), Some(80)), "目標100人以下に対し80人、達成（120.0%）");
        assert_eq!(indicator(Direction::Keep, Some(100), Some(100)), "目標100人の維持に対し100人、達成（100.0%）");
        assert_eq!(indicator(Direction::Lower, Some(0), Some(0)), "目標0人以下に対し0人、達成");
        assert_eq!(indicator(Direction::Higher, Some(5), None), "目標5人に対し、実績値がない");
        assert_eq!(indicator(Direction::Higher, None, Some(5)), "5人（目標値はない）");
        assert_eq!(later(Direction::Higher, 200, 130), "130人（目標200人は令和17年度のもの）");
        assert_eq!(later(Direction::Lower, 0, 14), "14人（目標0人以下は令和17年度のもの）");
    }

    /// What a report at half-year says of its indicators: how far they have come, and no verdict.
    #[test]
    fn nothing_has_missed_its_target_before_the_years_end() {
        let mut plan = crate::report::fixture::plan();
        let own = &mut plan.initiatives[0].actions[0].indicators[0];
        own.targets = [(FiscalYear(2021), Decimal::from(60))].into();
        let own = own.id.action;
        let said = |periods: &dyn Fn(ActionId) -> Period| {
            let assessment = crate::report::fixture::assessment_of(plan.clone());
            let mut record = (*assessment.record).clone();
            for (id, of) in &mut record.actions {
                of.contributions.iter_mut().for_each(|row| row.period = periods(*id));
            }
            let assessment = crate::assess::assess(assessment.plan.clone(), record.into(), assessment.earlier.clone());
            let assessment = assessment.expect("the fixture adds up");
            let tally = assessment.indicator_tally;
            let document =
                crate::report::document(&assessment, crate::report::Edition::Public, crate::report::fixture::DATE);
            (tally, crate::report::text::of_document(&document))
        };
        let (tally, text) = said(&|_| Period::YEAR_END);
        assert!((tally.due, tally.missed) == (1, 1) && text.contains("目標60件に対し33件、未達（55.0%）"), "{text}");
        let (tally, text) = said(&|_| Period::MIDYEAR);
        assert_eq!(tally, IndicatorTally::default());
        assert!(text.contains("年度の目標60件に対し33件（55.0%）"), "{text}");
        assert!(text.contains("年度の途中の報告では、達成と未達を判定せず「―」とする。"), "{text}");
        let judged = text.lines().filter(|line| *line == "未達" || line.contains("、未達") || line.contains("指標は"));
        assert_eq!(judged.filter(|line| !line.starts_with("指標の達成は")).collect::<Vec<_>>(), [""; 0]);
        // One of which the report of the whole year is missing beside others that have theirs.
        let (tally, text) = said(&|id| if id == own { Period::MIDYEAR } else { Period::YEAR_END });
        assert_eq!((tally.due, tally.met, tally.missed), (1, 0, 0));
        assert!(!text.contains("33件、未達"), "{text}");
    }

    #[test]
    fn effects_say_their_verdict() {
        let of = |planned: Option<i64>, actual: Option<i64>| {
            let effect =
                EffectComparison { planned: planned.map(Yen::from_thousands), actual: actual.map(Yen::from_thousands) };
            effect_verdict(effect, true, MoneyStyle::default())
        };
        assert_eq!(of(Some(3400), Some(1870)), "計画3,400千円に対し1,870千円、未達（55.0%）");
        assert_eq!(of(Some(0), Some(0)), "計画0千円に対し0千円、達成");
        let early = |planned, actual| {
            let of = |thousands| Some(Yen::from_thousands(thousands));
            effect_verdict(EffectComparison { planned: of(planned), actual: of(actual) }, false, MoneyStyle::default())
        };
        assert_eq!(early(3400, 1870), "計画3,400千円に対し1,870千円（55.0%）");
        assert_eq!(early(0, 0), "計画0千円に対し0千円");
        assert_eq!(of(Some(5), None), "計画5千円に対し、実績の報告がない");
        assert_eq!(of(None, Some(-2)), "▲2千円（計画額の定めなし）");
        assert_eq!(tally_note(IndicatorTally { due: 5, met: 5, missed: 0 }), "すべて達成");
        assert_eq!(tally_note(IndicatorTally { due: 5, met: 1, missed: 3 }), "未達3件、実績値なし1件");
    }
}

//! Actual against planned (計画と実績): effects of an item, an initiative, a year and the years so far, and how many
//! indicators reached their targets.
//!
//! Only items that are not listed again (再掲) count. A cumulative comparison sets the plan of the years with input beside their
//! results, so that a year that is still to come counts on neither side.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::{AssessedAction, EffectSummary};
use super::indicators::Verdict;
use crate::merge::record::YearRecord;
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{ActionId, FiscalYear, Yen, rate};

/// The rule for the rate, for the legend of every report that prints one.
pub const RATE_LEGEND: &str = "効果額の達成率は、実績÷計画である（小数第2位を四捨五入し、100%に届かないものは99.9%までとする。）。計画がないか0以下のとき、又は実績の報告がないときは「―」とする。累計の計画は、実績のある年度の計画の合計である。";

/// The rule for the count of indicators, for the same legend.
pub const INDICATOR_LEGEND: &str = "指標の達成は、その年度の目標値がある指標について、増加が望ましい指標では実績値が目標値以上、減少が望ましい指標では目標値以下、維持する指標では目標値と同じであることをいう。";

/// An effect planned and what came of it. `None` is a blank: nothing planned, nothing reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EffectComparison {
    /// 計画.
    pub planned: Option<Yen>,
    /// 実績.
    pub actual: Option<Yen>,
}

impl EffectComparison {
    /// 達成率 in percent to one decimal, half up, 100.0 only of what is reached; `None` where nothing above zero was planned or nothing was reported.
    pub fn rate(&self) -> Option<Decimal> {
        let planned = self.planned.filter(|planned| *planned > Yen::ZERO)?;
        rate(Decimal::from(self.actual?.0), Decimal::from(planned.0))
    }

    /// Whether there is anything to print.
    pub fn is_blank(&self) -> bool {
        self.planned.is_none() && self.actual.is_none()
    }

    fn add(&mut self, other: EffectComparison) {
        let sum = |left: Option<Yen>, right: Option<Yen>| match (left, right) {
            (None, None) => None,
            (left, right) => Some(left.unwrap_or_default() + right.unwrap_or_default()),
        };
        self.planned = sum(self.planned, other.planned);
        self.actual = sum(self.actual, other.actual);
    }
}

/// The effects of a plan, year by year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EffectsAgainstPlan {
    /// Each year of the plan; the actual side of a year without input is blank.
    pub by_year: BTreeMap<FiscalYear, EffectComparison>,
    /// Over the years with input.
    pub cumulative: EffectComparison,
    /// What the whole plan promises, all its years together.
    pub whole_plan: Option<Yen>,
}

impl EffectsAgainstPlan {
    /// The comparison of a year; blank on both sides where the plan does not have it.
    pub fn of(&self, year: FiscalYear) -> EffectComparison {
        self.by_year.get(&year).copied().unwrap_or_default()
    }
}

/// What is planned for some items in a year; `None` where none of them has a plan.
pub(super) fn planned<'a>(actions: impl IntoIterator<Item = &'a ActionItem>, year: FiscalYear) -> Option<Yen> {
    let counted = actions.into_iter().filter(|action| action.repeats.is_none());
    counted.filter_map(|action| action.planned_effect.get(&year).copied()).reduce(|sum, yen| sum + yen)
}

/// What was planned for some items in a year beside their effects.
pub(super) fn compare<'a>(
    actions: impl IntoIterator<Item = &'a ActionItem>,
    year: FiscalYear,
    effects: &EffectSummary,
) -> EffectComparison {
    EffectComparison { planned: planned(actions, year), actual: (!effects.is_empty()).then(|| effects.total()) }
}

/// An initiative over the years with input.
pub(super) fn over_years(initiative: &Initiative, records: &[&YearRecord]) -> EffectComparison {
    let mut sum = EffectComparison::default();
    for record in records {
        let effects = super::effects::of_initiative(record, initiative);
        sum.add(compare(&initiative.actions, record.year, &effects));
    }
    sum
}

/// All years of the plan, and those with input together.
pub(super) fn by_year(plan: &Plan, effects: &BTreeMap<FiscalYear, EffectSummary>) -> EffectsAgainstPlan {
    let none = EffectSummary::default();
    let mut against = EffectsAgainstPlan::default();
    for year in plan.years() {
        let actions = plan.actions().map(|(_, action)| action);
        let compared = compare(actions, year, effects.get(&year).unwrap_or(&none));
        against.whole_plan =
            compared.planned.map(|planned| against.whole_plan.unwrap_or_default() + planned).or(against.whole_plan);
        if effects.contains_key(&year) {
            against.cumulative.add(compared);
        }
        against.by_year.insert(year, compared);
    }
    against
}

/// How many indicators have a target for the year, and what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndicatorTally {
    /// With a target for the year: the denominator.
    pub due: u32,
    /// Of these, those that reached it.
    pub met: u32,
    /// Of these, those that missed it.
    pub missed: u32,
}

impl IndicatorTally {
    /// Of those due, those without a result.
    pub fn without_result(&self) -> u32 {
        self.due - self.met - self.missed
    }

    /// Met of those due, in percent to one decimal, half up; `None` where none is due.
    pub fn percent(&self) -> Option<Decimal> {
        rate(Decimal::from(self.met), Decimal::from(self.due))
    }
}

/// The tally of some items of the year; nothing is due before the year's end.
pub(super) fn tally<'a>(
    record: &YearRecord,
    actions: impl IntoIterator<Item = &'a ActionItem>,
    assessed: &BTreeMap<ActionId, AssessedAction>,
) -> IndicatorTally {
    let mut tally = IndicatorTally::default();
    if !record.is_closed() {
        return tally;
    }
    let counted = actions.into_iter().filter(|action| action.repeats.is_none());
    let goes_on = |action: &&AssessedAction| action.ended.is_none();
    let counted = counted.filter_map(|action| assessed.get(&action.id)).filter(goes_on);
    for indicator in counted.flat_map(|action| action.indicators.values()) {
        if indicator.target.is_none() {
            continue;
        }
        tally.due += 1;
        match indicator.verdict {
            Some(Verdict::Met) => tally.met += 1,
            Some(Verdict::Missed) => tally.missed += 1,
            None => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(planned: Option<i64>, actual: Option<i64>) -> Option<String> {
        let comparison = EffectComparison { planned: planned.map(Yen), actual: actual.map(Yen) };
        comparison.rate().map(|rate| rate.to_string())
    }

    #[test]
    fn a_rate_needs_a_plan_and_a_result() {
        assert_eq!(percent(Some(3_400), Some(1_870)).as_deref(), Some("55.0"));
        assert_eq!(percent(Some(800), Some(1)).as_deref(), Some("0.1"));
        assert_eq!(percent(Some(100), Some(-20)).as_deref(), Some("-20.0"));
        assert_eq!(percent(Some(10_000_000), Some(9_999_000)).as_deref(), Some("99.9"));
        assert_eq!(percent(Some(10_000_000), Some(10_000_000)).as_deref(), Some("100.0"));
        assert_eq!(percent(Some(100), None), None);
        assert_eq!([percent(None, Some(5)), percent(Some(0), Some(5)), percent(Some(-3), Some(5))], [None, None, None]);
    }

    #[test]
    fn blanks_stay_blank_and_add_nothing() {
        let mut sum = EffectComparison::default();
        sum.add(EffectComparison::default());
        assert!(sum.is_blank());
        sum.add(EffectComparison { planned: Some(Yen(5)), actual: None });
        sum.add(EffectComparison { planned: None, actual: Some(Yen(-2)) });
        assert_eq!(sum, EffectComparison { planned: Some(Yen(5)), actual: Some(Yen(-2)) });
    }
}

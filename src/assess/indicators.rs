//! Indicators (指標): results by year, and how far the target was reached by the indicator's direction.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::AssessedIndicator;
use crate::merge::record::YearRecord;
use crate::plan::{Direction, Indicator, achievement};
use crate::vocabulary::FiscalYear;

/// The rule for 達成率, for the legend of every report that prints one.
pub const ACHIEVEMENT_LEGEND: &str = "達成率は、増加が望ましい指標では実績値÷目標値、減少が望ましい指標では（目標値×2－実績値）÷目標値、維持する指標では1－（実績値と目標値の差）÷目標値による（小数第2位を四捨五入し、100%に届かないものは99.9%までとし、0を下回るときは0とする。）。目標値がないか0であるときは「―」とする。";

/// Whether a result reached its target (達成, 未達).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 達成.
    Met,
    /// 未達.
    Missed,
}

impl Verdict {
    /// 達成, 未達.
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Met => "達成",
            Verdict::Missed => "未達",
        }
    }
}

/// The verdict on a result by the indicator's direction: at the target or beyond it where more is better, at it or under it where
/// less is better, at it where the value is to be kept. `None` where target or result is missing.
pub fn verdict(direction: Direction, target: Option<Decimal>, result: Option<Decimal>) -> Option<Verdict> {
    let (target, result) = (target?, result?);
    let met = match direction {
        Direction::Higher => result >= target,
        Direction::Lower => result <= target,
        Direction::Keep => result == target,
    };
    Some(if met { Verdict::Met } else { Verdict::Missed })
}

/// The result of an indicator in a year's record.
pub(super) fn result(record: &YearRecord, indicator: &Indicator) -> Option<Decimal> {
    record.actions.get(&indicator.id.action)?.indicator(indicator.id.number)?.value.value()
}

/// An indicator over the years up to `year`.
pub(super) fn assess(indicator: &Indicator, year: FiscalYear, records: &[&YearRecord]) -> AssessedIndicator {
    let results_by_year: BTreeMap<FiscalYear, Decimal> =
        records.iter().filter_map(|record| result(record, indicator).map(|value| (record.year, value))).collect();
    let target = indicator.targets.get(&year).copied();
    let result = results_by_year.get(&year).copied();
    let is_due =
        records.iter().rfind(|record| record.year == year).is_none_or(|record| record.has_closed(indicator.id.action));
    AssessedIndicator {
        target,
        result,
        achievement: achievement(indicator.direction, target, result),
        verdict: verdict(indicator.direction, target, result).filter(|_| is_due),
        results_by_year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_understands_the_direction() {
        let of =
            |direction, target, result| verdict(direction, Some(Decimal::from(target)), Some(Decimal::from(result)));
        assert_eq!(of(Direction::Higher, 100, 100), Some(Verdict::Met));
        assert_eq!(of(Direction::Higher, 100, 99), Some(Verdict::Missed));
        assert_eq!(of(Direction::Lower, 100, 99), Some(Verdict::Met));
        assert_eq!(of(Direction::Lower, 100, 101), Some(Verdict::Missed));
        assert_eq!(of(Direction::Keep, 100, 100), Some(Verdict::Met));
        assert_eq!(of(Direction::Keep, 100, 101), Some(Verdict::Missed));
        // A target of 0 has no rate, and still a verdict.
        assert_eq!(of(Direction::Lower, 0, 0), Some(Verdict::Met));
        assert_eq!(verdict(Direction::Higher, None, Some(Decimal::ONE)), None);
        assert_eq!(verdict(Direction::Higher, Some(Decimal::ONE), None), None);
    }
}

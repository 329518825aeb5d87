//! Indicators (指標): results by year, and how far the target was reached by the indicator's direction.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::AssessedIndicator;
use crate::merge::council::one_decimal;
use crate::merge::record::YearRecord;
use crate::plan::{Direction, Indicator};
use crate::vocabulary::FiscalYear;

/// The rule for 達成率, for the legend of every report that prints one.
pub const ACHIEVEMENT_LEGEND: &str = "達成率は、増加が望ましい指標では実績値÷目標値、減少が望ましい指標では（目標値×2－実績値）÷目標値、維持する指標では1－（実績値と目標値の差）÷目標値による（小数第2位を四捨五入し、0を下回るときは0とする。）。目標値がないか0であるときは「―」とする。";

/// 達成率 in percent to one decimal, half up.
///
/// - 増加: result ÷ target.
/// - 減少: (2 × target − result) ÷ target, so that staying 20 % under the target is 120 %, 20 % over it is 80 %, and a result of 0
///   is 200 % rather than a division by zero.
/// - 維持: 1 − |result − target| ÷ target.
///
/// Never below 0. `None` for a blank target or one that is not above zero: printed ―.
pub fn achievement(direction: Direction, target: Option<Decimal>, result: Option<Decimal>) -> Option<Decimal> {
    let target = target.filter(|target| *target > Decimal::ZERO)?;
    let result = result?;
    let numerator = match direction {
        Direction::Higher => Some(result),
        Direction::Lower => target.checked_mul(Decimal::TWO).and_then(|double| double.checked_sub(result)),
        Direction::Keep => result.checked_sub(target).and_then(|gap| target.checked_sub(gap.abs())),
    }?;
    let percent = numerator.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(target)?;
    Some(one_decimal(percent.max(Decimal::ZERO)))
}

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
    AssessedIndicator {
        target,
        result,
        achievement: achievement(indicator.direction, target, result),
        verdict: verdict(indicator.direction, target, result),
        results_by_year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(direction: Direction, target: Option<i64>, result: Option<i64>) -> Option<String> {
        achievement(direction, target.map(Decimal::from), result.map(Decimal::from)).map(|percent| percent.to_string())
    }

    #[test]
    fn every_direction_has_its_rule() {
        assert_eq!(percent(Direction::Higher, Some(3), Some(2)).as_deref(), Some("66.7"));
        assert_eq!(percent(Direction::Higher, Some(100), Some(-5)).as_deref(), Some("0.0"));
        assert_eq!(percent(Direction::Lower, Some(100), Some(80)).as_deref(), Some("120.0"));
        assert_eq!(percent(Direction::Lower, Some(100), Some(0)).as_deref(), Some("200.0"));
        assert_eq!(percent(Direction::Lower, Some(100), Some(250)).as_deref(), Some("0.0"));
        assert_eq!(percent(Direction::Keep, Some(100), Some(100)).as_deref(), Some("100.0"));
        assert_eq!(percent(Direction::Keep, Some(100), Some(90)).as_deref(), Some("90.0"));
        assert_eq!(percent(Direction::Keep, Some(100), Some(110)).as_deref(), Some("90.0"));
    }

    #[test]
    fn without_a_target_there_is_no_achievement() {
        for target in [None, Some(0), Some(-3)] {
            assert_eq!(percent(Direction::Higher, target, Some(5)), None);
            assert_eq!(percent(Direction::Lower, target, Some(5)), None);
            assert_eq!(percent(Direction::Keep, target, Some(5)), None);
        }
        assert_eq!(percent(Direction::Higher, Some(5), None), None);
    }

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

    #[test]
    fn halves_are_rounded_up() {
        // 1 / 800 = 0.125 %, 3 / 800 = 0.375 %
        assert_eq!(percent(Direction::Higher, Some(2000), Some(1)).as_deref(), Some("0.1"));
        assert_eq!(percent(Direction::Higher, Some(800), Some(2)).as_deref(), Some("0.3"));
    }
}

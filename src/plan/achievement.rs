//! How far an indicator's result reaches its target, by the direction in which it is meant to move.

use rust_decimal::Decimal;

use super::Direction;
use crate::vocabulary::rate;

/// 達成率 in percent to one decimal, half up, but never 100.0 of a target that is not reached.
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
    rate(numerator.max(Decimal::ZERO), target)
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
    fn a_target_is_reached_at_100_and_not_before() {
        for (direction, reached, missed) in
            [(Direction::Higher, 10_000, 9_999), (Direction::Lower, 10_000, 10_001), (Direction::Keep, 10_000, 10_001)]
        {
            assert_eq!(percent(direction, Some(10_000), Some(reached)).as_deref(), Some("100.0"), "{direction:?}");
            assert_eq!(percent(direction, Some(10_000), Some(missed)).as_deref(), Some("99.9"), "{direction:?}");
        }
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
    fn halves_are_rounded_up() {
        // 1 / 800 = 0.125 %, 3 / 800 = 0.375 %
        assert_eq!(percent(Direction::Higher, Some(2000), Some(1)).as_deref(), Some("0.1"));
        assert_eq!(percent(Direction::Higher, Some(800), Some(2)).as_deref(), Some("0.3"));
    }
}

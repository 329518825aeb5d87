//! How rates and means are rounded.

use rust_decimal::{Decimal, RoundingStrategy};

/// How legends say that a rate is rounded.
pub const ROUNDING_OF_RATES: &str = "小数第2位を四捨五入し、100%に届かないものは99.9%までとする";

/// The highest rate of what is not reached.
const NOT_REACHED: Decimal = Decimal::from_parts(999, 0, 0, false, 1);

/// A value as means and shares are printed: one decimal, half up, and always with it (50.0, 4.0).
pub fn one_decimal(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    rounded
}

/// `part` of `whole` in percent as rates are printed: one decimal, half up, but never 100.0 where the whole was not reached, so that
/// the rate and what is said beside it (未達) agree. `None` of nothing, and where the numbers are beyond all measure.
pub fn rate(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let (part, whole) = if whole < Decimal::ZERO { (-part, -whole) } else { (part, whole) };
    let rounded = one_decimal(part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?);
    Some(if part < whole { rounded.min(NOT_REACHED) } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(part: i64, whole: i64) -> Option<String> {
        rate(Decimal::from(part), Decimal::from(whole)).map(|rate| rate.to_string())
    }

    #[test]
    fn a_rate_is_100_only_where_the_whole_is_reached() {
        assert_eq!(of(9_994, 10_000).as_deref(), Some("99.9"));
        assert_eq!(of(9_995, 10_000).as_deref(), Some("99.9"));
        assert_eq!(of(99_999_999, 100_000_000).as_deref(), Some("99.9"));
        assert_eq!(of(10_000, 10_000).as_deref(), Some("100.0"));
        assert_eq!(of(10_001, 10_000).as_deref(), Some("100.0"));
        assert_eq!(of(10_005, 10_000).as_deref(), Some("100.1"));
    }

    #[test]
    fn elsewhere_halves_are_rounded_up() {
        assert_eq!(of(1, 800).as_deref(), Some("0.1"));
        assert_eq!(of(1, 1_600).as_deref(), Some("0.1"));
        assert_eq!(of(79_950, 100_000).as_deref(), Some("80.0"));
        assert_eq!(of(-20, 100).as_deref(), Some("-20.0"));
        assert_eq!(of(1, 0), None);
    }

    #[test]
    fn a_way_that_goes_down_has_the_same_rate() {
        assert_eq!(of(-9_999, -10_000).as_deref(), Some("99.9"));
        assert_eq!(of(-10_000, -10_000).as_deref(), Some("100.0"));
    }
}

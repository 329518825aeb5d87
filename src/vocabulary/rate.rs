//! How rates and means are rounded.

use rust_decimal::{Decimal, RoundingStrategy};

/// A value as rates and means are printed: one decimal, half up, and always with it (50.0, 4.0).
pub fn one_decimal(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    rounded
}

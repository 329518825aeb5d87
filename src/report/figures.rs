//! How figures are printed: amounts, percentages, differences. Blank, not applicable and zero stay three different things.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::vocabulary::{Amount, MoneyStyle, Yen, grouped, grouped_decimal};

/// What stands where there is no value: a blank effect, a rate without denominator.
pub const NONE: &str = "―";

/// An amount in the plan's unit, ▲ for negatives, or ― where none was given; zero is 0.
pub fn amount_or_none(yen: Option<Yen>, money: MoneyStyle) -> String {
    yen.map_or_else(|| NONE.to_owned(), |yen| money.amount(yen))
}

/// A number, or ―.
pub fn decimal_or_none(value: Option<Decimal>) -> String {
    value.map_or_else(|| NONE.to_owned(), grouped_decimal)
}

/// What a cell that asks for a number holds, as printed.
pub fn amount(value: Option<Amount<Decimal>>) -> String {
    decimal_or_none(value.and_then(Amount::value))
}

/// A percentage with one decimal and without %, written as amounts are: `87.0`, `1,234.5`, `▲29.2`.
pub fn percent(value: Decimal) -> String {
    let mut rounded = value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    grouped_decimal(rounded)
}

/// A percentage, or ― where nothing is rated.
pub fn percent_or_none(value: Option<Decimal>) -> String {
    value.map_or_else(|| NONE.to_owned(), percent)
}

/// `count` of `whole` in percent to one decimal, half up; `None` of nothing.
pub fn share(count: u32, whole: u32) -> Option<Decimal> {
    (whole > 0).then(|| {
        (Decimal::from(count) * Decimal::ONE_HUNDRED / Decimal::from(whole))
            .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
    })
}

/// A change of a count: `＋3`, `▲2`, `0`.
pub fn change(now: i64, before: i64) -> String {
    let difference = now - before;
    if difference > 0 { format!("＋{}", grouped(difference)) } else { grouped(difference) }
}

/// For drawing only; what is printed beside it is made from the exact value.
pub fn for_drawing(value: Decimal) -> f64 {
    value.to_string().parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_and_zero_differ() {
        assert_eq!(amount_or_none(None, MoneyStyle::default()), "―");
        assert_eq!(amount_or_none(Some(Yen(0)), MoneyStyle::default()), "0");
        assert_eq!(amount_or_none(Some(Yen(-120_000)), MoneyStyle::default()), "▲120");
        assert_eq!(amount(Some(Amount::NotApplicable)), "―");
    }

    #[test]
    fn percentages_are_written_as_amounts_are() {
        let of = |text: &str| text.parse().map(percent).expect("a number");
        assert_eq!(["87", "-29.16", "1234.56", "-0.04"].map(of), ["87.0", "▲29.2", "1,234.6", "0.0"]);
    }

    #[test]
    fn shares_are_half_up_and_none_of_nothing() {
        assert_eq!(share(1, 16).map(percent).as_deref(), Some("6.3"));
        assert_eq!(share(0, 7).map(percent).as_deref(), Some("0.0"));
        assert_eq!(share(0, 0), None);
        assert_eq!([change(3, 1), change(1, 3), change(2, 2)], ["＋2", "▲2", "0"]);
    }
}

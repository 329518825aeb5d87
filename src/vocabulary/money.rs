//! Money: exact to the yen inside, in the plan's unit (千円 by default) on paper.
//!
//! Forms are filled in the plan's unit, but a foreign form may give another. Amounts are therefore kept as whole
//! [`Yen`]; only printing turns them into a [`PrintedAmount`](super::PrintedAmount) by the plan's stated rule, so that a
//! printed total is the rounded total of the unrounded parts.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::Decimal;
use serde::Serialize;

use super::every_variant;

/// An amount in yen. Never a float: totals are exact sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Yen(pub i64);

impl Yen {
    /// Nothing.
    pub const ZERO: Yen = Yen(0);

    /// An amount given in 千円.
    pub fn from_thousands(thousands: i64) -> Yen {
        Yen(thousands.saturating_mul(1000))
    }
}

/// How what is below the last printed digit (千円未満) is treated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub enum Rounding {
    /// 切捨て, towards zero.
    #[default]
    #[serde(rename = "切捨て")]
    Down,
    /// 四捨五入, half away from zero.
    #[serde(rename = "四捨五入")]
    HalfUp,
    /// 切上げ, away from zero.
    #[serde(rename = "切上げ")]
    Up,
}

impl Rounding {
    /// All of them.
    pub const ALL: [Rounding; 3] = every_variant!(Rounding: Down, HalfUp, Up);

    /// 切捨て, 四捨五入, 切上げ.
    pub const fn label(self) -> &'static str {
        match self {
            Rounding::Down => "切捨て",
            Rounding::HalfUp => "四捨五入",
            Rounding::Up => "切上げ",
        }
    }
}

impl Add for Yen {
    type Output = Yen;
    fn add(self, other: Yen) -> Yen {
        Yen(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Yen {
    fn add_assign(&mut self, other: Yen) {
        *self = *self + other;
    }
}

impl Sub for Yen {
    type Output = Yen;
    fn sub(self, other: Yen) -> Yen {
        Yen(self.0.saturating_sub(other.0))
    }
}

impl Neg for Yen {
    type Output = Yen;
    fn neg(self) -> Yen {
        Yen(self.0.saturating_neg())
    }
}

impl Sum for Yen {
    fn sum<I: Iterator<Item = Yen>>(amounts: I) -> Yen {
        amounts.fold(Yen::ZERO, Add::add)
    }
}

/// Digits in groups of three, ▲ before negatives: `1,234`, `▲120`.
pub fn grouped(value: i64) -> String {
    let sign = if value < 0 { "▲" } else { "" };
    format!("{sign}{}", in_groups(&value.unsigned_abs().to_string()))
}

/// A decimal with its whole digits in groups of three, ▲ before negatives: `712,400`, `74.2`, `▲1.5`.
pub fn grouped_decimal(value: Decimal) -> String {
    let sign = if value.is_sign_negative() && !value.is_zero() { "▲" } else { "" };
    let digits = value.abs().to_string();
    match digits.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", in_groups(whole)),
        None => format!("{sign}{}", in_groups(&digits)),
    }
}

/// ASCII digits with a comma before each group of three.
fn in_groups(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What stands in a cell that asks for a value: three different things that must not be mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Amount<T> {
    /// Nothing was typed.
    Blank,
    /// 該当なし, ―: does not apply.
    NotApplicable,
    /// A value; zero is a value.
    Value(T),
}

impl<T> Amount<T> {
    /// The value, if one was typed.
    pub fn value(self) -> Option<T> {
        match self {
            Amount::Value(value) => Some(value),
            Amount::Blank | Amount::NotApplicable => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_in_groups() {
        let printed = [0, 999, 1000, -120, 1_234_567, i64::MIN].map(grouped);
        assert_eq!(printed, ["0", "999", "1,000", "▲120", "1,234,567", "▲9,223,372,036,854,775,808"]);
    }

    #[test]
    fn decimals_keep_what_was_typed() {
        let printed = ["0", "1234.50", "-1234567.8", "-0.0", "999"].map(|text| grouped_decimal(text.parse().unwrap()));
        assert_eq!(printed, ["0", "1,234.50", "▲1,234,567.8", "0.0", "999"]);
    }
}

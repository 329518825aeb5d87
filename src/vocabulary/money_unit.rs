//! Units of money, and how amounts are printed in one.

use std::fmt;

use rust_decimal::Decimal;
use serde::Serialize;

use super::money::{Rounding, Yen, grouped, grouped_decimal};

use super::every_variant;

/// A unit of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub enum MoneyUnit {
    /// 円.
    #[serde(rename = "円")]
    Yen,
    /// 千円.
    #[default]
    #[serde(rename = "千円")]
    Thousand,
    /// 万円.
    #[serde(rename = "万円")]
    TenThousand,
    /// 百万円.
    #[serde(rename = "百万円")]
    Million,
    /// 千万円.
    #[serde(rename = "千万円")]
    TenMillion,
    /// 億円.
    #[serde(rename = "億円")]
    HundredMillion,
    /// 十億円.
    #[serde(rename = "十億円")]
    Billion,
}

impl MoneyUnit {
    /// All units, those first whose names contain another's.
    pub const ALL: [MoneyUnit; 7] =
        every_variant!(MoneyUnit: Million, TenMillion, Billion, HundredMillion, TenThousand, Thousand, Yen);

    /// The units in which a form may ask for amounts.
    pub const OF_ENTRY: [MoneyUnit; 4] =
        every_variant!(MoneyUnit: Yen, Thousand, TenThousand, Million; except TenMillion, HundredMillion, Billion);

    /// The units in which amounts may be printed.
    pub const OF_PRINTING: [MoneyUnit; 5] =
        every_variant!(MoneyUnit: Yen, Thousand, TenThousand, Million, HundredMillion; except TenMillion, Billion);

    /// Yen of one.
    pub fn yen(self) -> i64 {
        match self {
            MoneyUnit::Yen => 1,
            MoneyUnit::Thousand => 1_000,
            MoneyUnit::TenThousand => 10_000,
            MoneyUnit::Million => 1_000_000,
            MoneyUnit::TenMillion => 10_000_000,
            MoneyUnit::HundredMillion => 100_000_000,
            MoneyUnit::Billion => 1_000_000_000,
        }
    }

    /// 円, 千円, 万円 ….
    pub const fn label(self) -> &'static str {
        match self {
            MoneyUnit::Yen => "円",
            MoneyUnit::Thousand => "千円",
            MoneyUnit::TenThousand => "万円",
            MoneyUnit::Million => "百万円",
            MoneyUnit::TenMillion => "千万円",
            MoneyUnit::HundredMillion => "億円",
            MoneyUnit::Billion => "十億円",
        }
    }

    /// The unit of a whole text.
    pub fn from_label(label: &str) -> Option<MoneyUnit> {
        MoneyUnit::ALL.into_iter().find(|unit| unit.label() == label)
    }

    /// Whether amounts in it are typed without decimals: 千円 and less.
    pub fn is_whole(self) -> bool {
        self.entered_decimals() == 0
    }

    /// How many decimals an amount may be typed with: down to 千円 in units above it.
    pub fn entered_decimals(self) -> u32 {
        (self.yen() / MoneyUnit::Thousand.yen()).checked_ilog10().unwrap_or(0)
    }

    /// An amount in this unit, exact to the yen: `1,234`, `▲1.5`.
    pub fn exact(self, yen: Yen) -> String {
        grouped_decimal((Decimal::from(yen.0) / Decimal::from(self.yen())).normalize())
    }

    /// The same with the unit: `1,234千円`.
    pub fn exact_with_unit(self, yen: Yen) -> String {
        format!("{}{}", self.exact(yen), self.label())
    }
}

/// How a plan prints amounts: in which unit, with how many decimals, rounded how. Sums are rounded once, when they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct MoneyStyle {
    /// The unit in which amounts are printed.
    pub unit: MoneyUnit,
    /// Digits after the point; at most [`MoneyStyle::most_decimals`].
    pub decimals: u32,
    /// How what is below the last digit is treated.
    pub rounding: Rounding,
}

impl Default for MoneyStyle {
    fn default() -> MoneyStyle {
        MoneyStyle { unit: MoneyUnit::Thousand, decimals: 0, rounding: Rounding::default() }
    }
}

impl MoneyStyle {
    /// How many decimals there can be in a unit: down to one yen, and not more than three.
    pub fn most_decimals(unit: MoneyUnit) -> u32 {
        unit.yen().ilog10().min(3)
    }

    /// Yen of the last digit that is printed.
    pub fn step(self) -> i64 {
        self.unit.yen() / 10_i64.pow(self.decimals.min(MoneyStyle::most_decimals(self.unit)))
    }

    /// An amount as it is printed.
    pub fn round(self, yen: Yen) -> PrintedAmount {
        let step = self.step();
        let (quotient, rest) = (yen.0 / step, yen.0 % step);
        let away = match self.rounding {
            Rounding::Down => false,
            Rounding::HalfUp => rest.unsigned_abs() >= step.unsigned_abs().div_ceil(2) && rest != 0,
            Rounding::Up => rest != 0,
        };
        let steps = if away { quotient + yen.0.signum() } else { quotient };
        PrintedAmount { steps, decimals: self.decimals }
    }

    /// `1,234`, `▲120`, `1.5`.
    pub fn amount(self, yen: Yen) -> String {
        self.round(yen).to_string()
    }

    /// `1,234千円`.
    pub fn with_unit(self, yen: Yen) -> String {
        format!("{}{}", self.round(yen), self.unit.label())
    }

    /// `（単位：千円）`, above a table.
    pub fn caption(self) -> String {
        format!("（単位：{}）", self.unit.label())
    }

    /// What is below the last digit that is printed: `千円未満`, `0.1億円未満`; `None` where every yen is printed.
    pub fn below(self) -> Option<String> {
        let least = PrintedAmount { steps: 1, decimals: self.decimals };
        match (self.step(), self.decimals) {
            (1, _) => None,
            (_, 0) => Some(format!("{}未満", self.unit.label())),
            _ => Some(format!("{least}{}未満", self.unit.label())),
        }
    }

    /// The rule in a workbook's or paper's words: `千円未満切捨て`; `None` where every yen is printed.
    pub fn rule(self) -> Option<String> {
        Some(format!("{}{}", self.below()?, self.rounding.label()))
    }

    /// The number format of Excel: `#,##0`, `#,##0.0`.
    pub fn excel_digits(self) -> String {
        match self.decimals {
            0 => "#,##0".to_owned(),
            decimals => format!("#,##0.{}", "0".repeat(decimals as usize)),
        }
    }
}

/// An amount as it is printed. Made from [`Yen`] by a stated rounding; never added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrintedAmount {
    /// In steps of its last digit.
    pub steps: i64,
    /// How many of its digits stand after the point.
    pub decimals: u32,
}

impl PrintedAmount {
    /// The difference of two printed amounts, so that a reader who subtracts finds the same.
    pub fn minus(self, before: PrintedAmount) -> PrintedAmount {
        PrintedAmount { steps: self.steps.saturating_sub(before.steps), decimals: self.decimals }
    }

    /// Without its sign.
    pub fn abs(self) -> PrintedAmount {
        PrintedAmount { steps: self.steps.saturating_abs(), decimals: self.decimals }
    }

    /// The number, for a chart or a cell of a workbook.
    pub fn as_f64(self) -> f64 {
        self.steps as f64 / 10f64.powi(self.decimals as i32)
    }

    /// The number as plain digits: `-120`, `1.5`.
    pub fn plain(self) -> String {
        Decimal::new(self.steps, self.decimals).to_string()
    }
}

impl fmt::Display for PrintedAmount {
    /// `1,234`, `▲120`, `1.5`; the unit stands in the column head.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimals {
            0 => f.pad(&grouped(self.steps)),
            decimals => f.pad(&grouped_decimal(Decimal::new(self.steps, decimals))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(unit: MoneyUnit, decimals: u32, rounding: Rounding) -> MoneyStyle {
        MoneyStyle { unit, decimals, rounding }
    }

    #[test]
    fn rounding_is_only_at_printing() {
        let of = |rounding| style(MoneyUnit::Thousand, 0, rounding);
        let parts = [Yen(1_500), Yen(1_500), Yen(-900)];
        assert_eq!(parts.map(|yen| of(Rounding::Down).round(yen).steps), [1, 1, 0]);
        assert_eq!(of(Rounding::Down).round(parts.into_iter().sum::<Yen>()).steps, 2);
        assert_eq!(parts.map(|yen| of(Rounding::HalfUp).round(yen).steps), [2, 2, -1]);
    }

    #[test]
    fn each_rounding_at_its_edges_in_each_unit() {
        for unit in MoneyUnit::OF_PRINTING {
            for decimals in 0..=MoneyStyle::most_decimals(unit) {
                let step = style(unit, decimals, Rounding::Down).step();
                let steps = |rounding, yen| style(unit, decimals, rounding).round(Yen(yen)).steps;
                for sign in [1, -1] {
                    let of = |rounding| [0, step - 1, step, step + 1].map(|yen| sign * steps(rounding, sign * yen));
                    // One yen is the last digit itself: nothing is below it.
                    let below = i64::from(step > 1);
                    assert_eq!(of(Rounding::Down), [0, 0, 1, 2 - below], "{unit:?} {decimals}");
                    assert_eq!(of(Rounding::Up), [0, below, 1, 2], "{unit:?} {decimals}");
                    if step > 1 {
                        let half = |yen| sign * steps(Rounding::HalfUp, sign * yen);
                        assert_eq!([half(step / 2 - 1), half(step / 2), half(step - 1)], [0, 1, 1], "{unit:?}");
                    }
                }
            }
        }
        assert_eq!(style(MoneyUnit::Yen, 0, Rounding::HalfUp).round(Yen(i64::MIN)).steps, i64::MIN);
    }

    #[test]
    fn amounts_are_printed_in_the_unit_with_its_decimals() {
        let tenth = style(MoneyUnit::HundredMillion, 1, Rounding::HalfUp);
        assert_eq!(tenth.with_unit(Yen(1_249_999_999)), "12.5億円");
        assert_eq!(tenth.with_unit(Yen(-5_000_000)), "▲0.1億円");
        assert_eq!(tenth.rule().as_deref(), Some("0.1億円未満四捨五入"));
        assert_eq!(tenth.excel_digits(), "#,##0.0");
        assert_eq!(tenth.round(Yen(1_249_999_999)).plain(), "12.5");
        assert_eq!(style(MoneyUnit::Million, 0, Rounding::Down).with_unit(Yen(1_234_567_890)), "1,234百万円");
        assert_eq!(style(MoneyUnit::Yen, 0, Rounding::Down).rule(), None);
        assert_eq!(MoneyUnit::Million.exact_with_unit(Yen(-1_500_000)), "▲1.5百万円");
        assert_eq!(MoneyUnit::OF_ENTRY.map(MoneyUnit::entered_decimals), [0, 0, 1, 3]);
    }
}

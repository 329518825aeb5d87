//! One cell with an amount of money → yen: by the unit that the cell, its format or its head says, and asked about where they disagree.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::cells::{Outcome, Quantity, Remark, around, decimal_point, quantity, rounded, told, written_unit};
use super::codes;
use super::normalize::format;
use super::workbook::Cell;
use crate::finding::Severity;
use crate::vocabulary::{Amount, MoneyUnit, Yen, is_dash, text_key};

/// More yen than any amount of a city has: a mistyped amount goes back to its department instead of stopping all sums.
const MOST_YEN: i64 = 1_000_000_000_000_000;

/// An amount in a column whose unit is `head`; `None` where only the cell itself can say its unit. `by_form`: whether the form has that
/// unit and no head names it.
pub(crate) fn amount(
    cell: &Cell,
    field: &str,
    head: impl Into<Option<MoneyUnit>>,
    by_form: &dyn Fn() -> bool,
) -> Outcome<Amount<Yen>> {
    let column = Column { field, head: head.into(), by_form };
    let mut remarks = told(cell);
    let yen = match quantity(cell, field) {
        Quantity::NotApplicable => return Outcome::Value(Amount::NotApplicable, remarks),
        Quantity::Nothing(remarks) => return Outcome::Nothing(remarks),
        Quantity::Rejected(remark) => return Outcome::Rejected(remark),
        Quantity::Shown { value, unit, multiplied, pointed } => {
            column.typed(cell, value, Written { unit: &unit, multiplied, pointed }, &mut remarks)
        }
        Quantity::Stored { value, view } => column.stored(value, &view, &mut remarks),
    };
    yen.and_then(|yen| column.whole(yen, &mut remarks))
        .map_or_else(Outcome::Rejected, |yen| Outcome::Value(Amount::Value(yen), remarks))
}

/// What stands behind the digits of a typed amount.
struct Written<'a> {
    /// A key: empty, 円, or something that is no unit of money.
    unit: &'a str,
    /// 千 or 万 has been multiplied out.
    multiplied: bool,
    /// There is a decimal point.
    pointed: bool,
}

/// The column that an amount stands in.
struct Column<'a> {
    field: &'a str,
    head: Option<MoneyUnit>,
    by_form: &'a dyn Fn() -> bool,
}

impl Column<'_> {
    fn label(&self) -> &'static str {
        self.head.map_or("見出しの", MoneyUnit::label)
    }

    /// Who says the unit, for messages.
    fn said_by(&self) -> &'static str {
        if self.head.is_some() && (self.by_form)() {
            "見出しに単位がないときの、この様式の単位"
        } else {
            "見出しの単位"
        }
    }

    fn conflict(&self, message: String) -> Remark {
        let label = self.label();
        Remark::new(Severity::Error, codes::UNIT, message)
            .expected(format!("{label}単位の数字"))
            .remedy(format!("{label}単位に直し、セルの表示形式を「#,##0」にして入力し直してください。"))
    }

    fn too_large(&self) -> Remark {
        self.conflict(format!("「{}」の数字が大きすぎます。", self.field))
    }

    /// Yen of an amount that was typed as text.
    fn typed(
        &self,
        cell: &Cell,
        value: Decimal,
        written: Written<'_>,
        remarks: &mut Vec<Remark>,
    ) -> Result<Decimal, Remark> {
        match (written.unit, written.multiplied, self.head) {
            ("", false, Some(head)) if written.pointed && head.is_whole() => Err(decimal_point(self.field)),
            ("", false, Some(head)) => {
                let yen = value.checked_mul(Decimal::from(head.yen())).ok_or_else(|| self.too_large())?;
                if yen.fract().is_zero() { Ok(yen) } else { Err(part_of_yen(self.field)) }
            }
            ("", false, None) => Err(no_unit(self.field)),
            ("円", false, _) if written.pointed => Err(decimal_point(self.field)),
            ("円", true, _) if !value.fract().is_zero() => Err(part_of_yen(self.field)),
            ("円", multiplied, head) => {
                // 1,200千円 under 千円 says the same twice; 120万円 or 円 under 千円 is converted, with a word about it.
                let unit = if multiplied { written_unit(cell) } else { Some(MoneyUnit::Yen) };
                if let Some(head) = head.filter(|head| unit != Some(*head)) {
                    if starts_with_yen(cell) {
                        let (field, by, label) = (self.field, self.said_by(), head.label());
                        return Err(
                            self.conflict(format!("「{field}」に円の記号（¥）がありますが、{by}は{label}です。"))
                        );
                    }
                    remarks.push(converted(self.said_by(), head));
                }
                Ok(value)
            }
            _ => Err(self.conflict(format!("「{}」の単位を読めません。", self.field))),
        }
    }

    /// Yen of an amount that is stored as a number and shown by a format.
    fn stored(&self, value: Decimal, view: &format::View, remarks: &mut Vec<Remark>) -> Result<Decimal, Remark> {
        let (field, label) = (self.field, self.label());
        if view.percents > 0 {
            return Err(self.conflict(format!("「{field}」の表示形式が％になっています。")));
        }
        let suffix = around(view);
        let named = MoneyUnit::from_label(&suffix);
        if !suffix.is_empty() && (named.is_none() || (self.head.is_some() && named != self.head)) {
            let by = self.said_by();
            return Err(
                self.conflict(format!("「{field}」の表示形式の単位（{suffix}）が、{by}（{label}）と違います。"))
            );
        }
        let unit = named.or(self.head).ok_or_else(|| no_unit(field))?;
        if view.thousands == 0 && unit.is_whole() && !value.fract().is_zero() && !view.rounded {
            return Err(decimal_point(field));
        }
        remarks.extend(rounded(view, value));
        match (view.thousands, 1000_i64.checked_pow(view.thousands)) {
            (0, _) => value.checked_mul(Decimal::from(unit.yen())).ok_or_else(|| self.too_large()),
            // 千円 shown over yen: what is stored is yen.
            (_, Some(scale)) if scale == unit.yen() => Ok(value),
            _ => {
                let by = self.said_by();
                Err(self.conflict(format!("「{field}」の表示形式が桁を省いていて、{by}（{label}）と合いません。")))
            }
        }
    }

    /// Whole yen.
    fn whole(&self, yen: Decimal, remarks: &mut Vec<Remark>) -> Result<Yen, Remark> {
        let whole = yen.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        if whole != yen {
            remarks.push(Remark::new(Severity::Note, codes::FRACTION, "1円未満の端数を四捨五入しました。"));
        }
        if whole.abs() > Decimal::from(MOST_YEN) {
            return Err(self.too_large());
        }
        whole.to_i64().map(Yen).ok_or_else(|| self.too_large())
    }
}

/// What to say of an amount that was converted from another unit than its head's.
fn converted(by: &str, head: MoneyUnit) -> Remark {
    let label = head.label();
    let message = format!("{by}（{label}）と違う単位で記入されています。円に直して読み取りました。");
    Remark::new(Severity::Warning, codes::UNIT, message).remedy(format!("{label}単位の数字だけを入力してください。"))
}

/// What to say of a typed amount that is not a whole number of yen.
fn part_of_yen(field: &str) -> Remark {
    let message = format!("「{field}」に1円に満たない端数があります。桁か単位の間違いかもしれません。");
    Remark::new(Severity::Error, codes::FRACTION, message)
        .expected("1円単位までの金額")
        .remedy("小数点の位置と単位を確かめて、入力し直してください。")
}

/// What to say of an amount whose unit nothing names.
fn no_unit(field: &str) -> Remark {
    Remark::new(Severity::Error, codes::UNIT, format!("「{field}」の単位がどこにも書かれていません。"))
        .expected("見出しに（千円）などの単位")
        .remedy("見出しに単位を書くか、「1,200千円」のように単位を付けて入力してください。")
}

fn starts_with_yen(cell: &Cell) -> bool {
    text_key(&cell.shown()).trim_start_matches(|c| matches!(c, '▲' | '△' | '+') || is_dash(c)).starts_with(['¥', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::workbook::Value;

    fn typed(text: &str) -> Cell {
        Cell::text(text)
    }

    fn stored(number: f64, format: &str) -> Cell {
        Cell::new(Value::Number(number), format)
    }

    fn yen(outcome: Outcome<Amount<Yen>>) -> Option<i64> {
        match outcome {
            Outcome::Value(Amount::Value(yen), _) => Some(yen.0),
            _ => None,
        }
    }

    #[test]
    fn amounts_come_to_yen_whatever_the_unit() {
        let amount = |cell: &Cell, unit| yen(amount(cell, "歳入増（単年度）", unit, &|| false));
        assert_eq!(amount(&stored(1200.0, "#,##0"), MoneyUnit::Thousand), Some(1_200_000));
        assert_eq!(amount(&stored(1_200_000.0, "#,##0,"), MoneyUnit::Thousand), Some(1_200_000));
        assert_eq!(amount(&stored(1200.0, "#,##0\"千円\""), MoneyUnit::Thousand), Some(1_200_000));
        assert_eq!(amount(&typed("▲１，２００"), MoneyUnit::Thousand), Some(-1_200_000));
        assert_eq!(amount(&typed("1,200千円"), MoneyUnit::Thousand), Some(1_200_000));
        assert_eq!(amount(&typed("120万円"), MoneyUnit::Thousand), Some(1_200_000));
        assert_eq!(amount(&typed("1,200,000円"), MoneyUnit::Thousand), Some(1_200_000));
        assert_eq!(amount(&stored(1.5, "0.0"), MoneyUnit::Million), Some(1_500_000));
        assert_eq!(amount(&stored(1200.0, "General"), MoneyUnit::Yen), Some(1200));
        // Half a yen is rounded up, as the remark says.
        assert_eq!(amount(&stored(1.0005, "#,##0"), MoneyUnit::Thousand), Some(1_001));
        // A format that adds words to a text is asked about; one that adds room is not.
        let shown = |text: &str, format: &str| Cell::new(Value::Text(text.to_owned()), format);
        for format in ["@\"円\"", "@\"千円\"", "@\"件\"", "0;0;0;\"約\"@", "0;0;0;\"▲\"@"] {
            assert_eq!(amount(&shown("1,200", format), MoneyUnit::Thousand), None, "{format}");
        }
        for format in ["@", "0;-0;;@", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "#,##0;\"▲\"#,##0"] {
            assert_eq!(amount(&shown("1,200", format), MoneyUnit::Thousand), Some(1_200_000), "{format}");
        }
        // A part of a yen that was typed is a mistake in digits or unit; one that was calculated is rounded, with a word on it.
        assert_eq!(amount(&typed("2508.5374千円"), MoneyUnit::Thousand), None);
        assert_eq!(amount(&typed("2508.537千円"), MoneyUnit::Thousand), Some(2_508_537));
        assert_eq!(amount(&stored(1.000_000_4, "0.0"), MoneyUnit::Million), Some(1_000_000));
        // A column of whole 千円 is asked about a decimal point.
        assert_eq!(amount(&stored(1_234.567_89, "General"), MoneyUnit::Thousand), None);
    }

    #[test]
    fn contradicting_units_are_rejected_and_named() {
        for (cell, head) in [
            (stored(1_200_000.0, "#,##0,"), MoneyUnit::Yen),
            (stored(1_200_000.0, "#,##0,,"), MoneyUnit::Thousand),
            (stored(1200.0, "#,##0\"円\""), MoneyUnit::Thousand),
            (stored(0.5, "0%"), MoneyUnit::Thousand),
            (typed("120件"), MoneyUnit::Thousand),
        ] {
            let outcome = amount(&cell, "歳入増（単年度）", head, &|| false);
            assert!(matches!(&outcome, Outcome::Rejected(remark) if remark.code == codes::UNIT), "{outcome:?}");
        }
        assert!(
            matches!(amount(&typed("120万円"), "", MoneyUnit::Thousand, &|| false), Outcome::Value(_, remarks) if remarks.len() == 1)
        );
        assert!(
            matches!(amount(&typed("1,200千円"), "", MoneyUnit::Thousand, &|| false), Outcome::Value(_, remarks) if remarks.is_empty())
        );
    }

    #[test]
    fn a_unit_that_no_head_names_is_not_called_the_heads() {
        for by_form in [true, false] {
            for cell in
                [stored(1200.0, "#,##0\"円\""), stored(1_200_000.0, "#,##0,,"), typed("¥1,200"), typed("120万円")]
            {
                let said = match amount(&cell, "歳入増（単年度）", MoneyUnit::Thousand, &|| by_form) {
                    Outcome::Rejected(remark) => remark.message,
                    Outcome::Value(_, remarks) => remarks[0].message.clone(),
                    outcome @ Outcome::Nothing(_) => panic!("{outcome:?}"),
                };
                assert_eq!(said.contains("この様式の単位"), by_form, "{said}");
                assert_eq!(said.contains("見出しの単位"), !by_form, "{said}");
            }
        }
    }

    #[test]
    fn blank_zero_and_dash_are_three_things() {
        let amount = |text: &str| amount(&typed(text), "", MoneyUnit::Thousand, &|| false);
        assert_eq!(amount("　"), Outcome::Nothing(Vec::new()));
        assert_eq!(amount("0"), Outcome::Value(Amount::Value(Yen(0)), Vec::new()));
        assert_eq!(amount("―"), Outcome::Value(Amount::NotApplicable, Vec::new()));
        assert!(matches!(amount("約1,200"), Outcome::Rejected(remark) if remark.severity == Severity::Error));
        assert!(matches!(amount("未定"), Outcome::Nothing(remarks) if remarks.len() == 1));
    }
}

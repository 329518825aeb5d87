//! Numbers in a unit of their own: 指標の実績値 and 人工.

use rust_decimal::Decimal;

use super::{Outcome, Quantity, Remark, around, decimal_point, quantity, rounded, told, written_unit};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::normalize::format::View;
use crate::intake::workbook::Cell;
use crate::plan::Indicator;
use crate::vocabulary::{Amount, text_key};

/// Units that count whole things.
const COUNTED: [&str; 17] = [
    "人", "名", "件", "回", "台", "世帯", "団体", "か所", "箇所", "カ所", "ヶ所", "校", "冊", "枚", "社", "項目",
    "事業",
];

/// 指標の実績値.
pub(crate) fn indicator(cell: &Cell, field: &str, indicator: Option<&Indicator>) -> Outcome<Amount<Decimal>> {
    let unit = indicator.map(|indicator| text_key(&indicator.unit)).unwrap_or_default();
    let whole_targets = indicator.is_some_and(|indicator| {
        indicator.targets.values().chain(indicator.baseline.iter()).all(|target| target.fract().is_zero())
    });
    let is_counted = COUNTED.contains(&unit.as_str()) && whole_targets;
    number(cell, field, "指標", &unit, is_counted)
}

/// 人工: with or without 人 behind it.
pub(crate) fn staff(cell: &Cell, field: &str) -> Outcome<Amount<Decimal>> {
    number(cell, field, field, "人", false)
}

/// What to say of a count with decimals that its format does not show.
fn not_what_is_seen(field: &str, view: &View, value: Decimal) -> Remark {
    let message = format!(
        "「{field}」は「{}」と表示されますが、セルの値は{}です。整数の欄なので、どちらが正しいか分かりません。",
        view.text,
        value.normalize()
    );
    Remark { message, ..decimal_point(field) }
}

/// A number in a unit; of what is counted, a whole one. `what` is what has the unit.
fn number(cell: &Cell, field: &str, what: &str, unit: &str, is_counted: bool) -> Outcome<Amount<Decimal>> {
    let is_percent = matches!(unit, "%" | "パーセント" | "率");
    let wrong_unit = |written: &str| {
        Outcome::Rejected(
            Remark::new(
                Severity::Error,
                codes::UNIT,
                format!("「{field}」の単位（{written}）が{what}の単位（{unit}）と違います。"),
            )
            .expected(format!("{unit}の数字"))
            .remedy(format!("{what}の単位に合わせて、数字だけを入力してください。")),
        )
    };
    let mut remarks = told(cell);
    let value = match quantity(cell, field) {
        Quantity::NotApplicable => return Outcome::Value(Amount::NotApplicable, remarks),
        Quantity::Nothing(remarks) => return Outcome::Nothing(remarks),
        Quantity::Rejected(remark) => return Outcome::Rejected(remark),
        Quantity::Shown { value, unit: written, multiplied, pointed } => {
            if pointed && is_counted {
                return Outcome::Rejected(decimal_point(field));
            }
            // 千円 as an indicator's own unit: the multiplication is undone.
            let written_in_full = if multiplied { written_unit(cell).map(|unit| (unit, unit.label())) } else { None };
            match written_in_full {
                Some((at, label)) if text_key(label) == unit => value / Decimal::from(at.yen()),
                _ if written.is_empty() || written == unit => value,
                _ if is_percent && matches!(written.as_str(), "%" | "パーセント") => value,
                _ => return wrong_unit(&written),
            }
        }
        Quantity::Stored { value, view } => {
            if view.thousands > 0 {
                return wrong_unit("桁を省いた表示形式");
            }
            let suffix = around(&view);
            if !suffix.is_empty() && suffix != unit {
                return wrong_unit(&suffix);
            }
            if is_counted && !value.fract().is_zero() {
                return Outcome::Rejected(match view.rounded {
                    // Whoever looks at the sheet sees another number than was typed.
                    true => not_what_is_seen(field, &view, value),
                    false => decimal_point(field),
                });
            }
            // A paper would print decimals that nobody has seen: somebody has to look.
            remarks.extend(rounded(&view, value).map(|remark| Remark { severity: Severity::Warning, ..remark }.remedy(
                "表示されている数字が正しいときは、その数字を入力し直してください。計算式は、ROUNDで桁をそろえてください。",
            )));
            match (view.percents, is_percent) {
                // 0.85 shown as 85%.
                (1, true) => match value.checked_mul(Decimal::ONE_HUNDRED) {
                    Some(value) => value.normalize(),
                    None => return wrong_unit("%"),
                },
                (0, _) => value,
                _ => return wrong_unit("%"),
            }
        }
    };
    Outcome::Value(Amount::Value(value), remarks)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::intake::workbook::Value;
    use crate::plan::fixture;

    /// 要修正 where it goes back, else the value and the gravest remark on it.
    fn read(unit: &str, stored: f64, format: &str) -> (Option<Decimal>, Option<Severity>) {
        let mut indicator = fixture::small().initiatives[0].actions[0].indicators[0].clone();
        indicator.unit = unit.into();
        match super::indicator(&Cell::new(Value::Number(stored), format), "実績値", Some(&indicator)) {
            Outcome::Value(Amount::Value(value), remarks) => {
                (Some(value), remarks.iter().map(|remark| remark.severity).max())
            }
            Outcome::Rejected(remark) => (None, Some(remark.severity)),
            _ => (None, None),
        }
    }

    #[test]
    fn decimals_that_a_format_hides_are_asked_about() {
        let half = Some(Decimal::new(175, 1));
        // A count is whole; whoever looks at the form sees 18.
        assert_eq!(read("件", 17.5, "#,##0"), (None, Some(Severity::Error)));
        assert_eq!(read("件", 17.5, "General"), (None, Some(Severity::Error)));
        assert_eq!(read("件", 17.0, "#,##0"), (Some(Decimal::from(17)), None));
        // Of what is measured the value counts, and somebody looks at it.
        assert_eq!(read("トン", 17.5, "#,##0"), (half, Some(Severity::Warning)));
        assert_eq!(read("トン", 17.5, "#,##0.0"), (half, None));
    }
}

//! The text that an .ods keeps of a value (`text:p`) beside the value itself (`office:value`): one program shows the one, another the
//! other. Where they disagree nobody knows what its department saw.

use super::super::cells::around;
use super::super::normalize::format::{self, Kind, View};
use super::super::normalize::{date, number};
use super::super::workbook::Value;
use crate::vocabulary::text_key;

/// Whether the kept text says another number, unit, sign or day than the value under its format.
pub(super) fn contradicts(text: &str, value: &Value, code: &str) -> bool {
    let key = text_key(text);
    // A cell too narrow for its number is full of #.
    if key.is_empty() || key.chars().all(|c| c == '#') {
        return false;
    }
    let Value::Number(stored) = value else { return false };
    if date::is_date_format(code) {
        return date::is_contradicted(*stored, code, text);
    }
    let view = format::view(*stored, code);
    if key == text_key(&view.text) {
        return false;
    }
    match (view.kind, Written::read(&key)) {
        // ― for zero.
        (Kind::Words, Some(written)) => written.digits.parse() != Ok(*stored),
        (Kind::Words, None) => key.chars().any(char::is_alphanumeric),
        (Kind::Number, Some(written)) => !written.says(*stored, &view),
        (Kind::Number, None) => true,
        // What these show is not worked out, and is no value of a number's field.
        (Kind::Date | Kind::Nothing | Kind::Digits | Kind::Hashes | Kind::Foreign, _) => false,
    }
}

/// A number as it is written.
struct Written {
    /// Its digits, without commas.
    digits: String,
    is_negative: bool,
    percents: u32,
    /// What else stands around the digits; a key.
    unit: String,
}

impl Written {
    /// Takes a key apart; `None` where there are no digits, or several numbers.
    fn read(key: &str) -> Option<Written> {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
        let first = key.find(|c: char| c.is_ascii_digit() || c == '.')?;
        let (before, rest) = key.split_at(first);
        let end = exponent_end(rest).unwrap_or_else(|| rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
        let (digits, behind) = rest.split_at(end);
        if behind.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let view = View { prefix: before.to_owned(), suffix: behind.replace('%', ""), ..View::default() };
        Some(Written {
            digits: digits.replace(',', ""),
            is_negative: view.has_own_sign(),
            percents: behind.matches('%').count() as u32,
            unit: around(&view),
        })
    }

    /// Whether it is the number, as its format shows it or as it is stored.
    fn says(&self, stored: f64, view: &View) -> bool {
        let Ok(written) = self.digits.parse::<f64>() else { return false };
        let of_format = stored * 100f64.powi(view.percents as i32) / 1000f64.powi(view.thousands as i32);
        let is_plain = self.percents == 0 && self.unit.is_empty() && view.thousands == 0;
        let is_formatted = self.percents == view.percents && self.unit == around(view);
        let is_near = |number: f64| {
            let (written, number) = (written, number.abs());
            if self.digits.contains(['e', 'E']) {
                return (written - number).abs() <= number * 1e-5;
            }
            let decimals = |digits: &str| digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let (has, exact) = (decimals(&self.digits), decimals(&number::shortest(number)));
            // Programs round to as many places as they have room for, but a whole number is none with decimals.
            let may_round = has >= exact.min(2) || view.rounded;
            may_round && (written - number).abs() <= 0.5 * 0.1f64.powi(has as i32) * (1.0 + 1e-9) + 1e-12
        };
        let is_sign_right = self.is_negative == (stored < 0.0) || written == 0.0;
        is_sign_right && ((is_formatted && is_near(of_format)) || (is_plain && is_near(stored)))
    }
}

/// The end of a number with an exponent: 1.2E+12.
fn exponent_end(text: &str) -> Option<usize> {
    let at = text.find(['e', 'E'])?;
    let digits = text[at + 1..].strip_prefix(['+', '-'])?;
    let mantissa = text[..at].chars().all(|c| c.is_ascii_digit() || c == '.');
    let count = digits.chars().take_while(char::is_ascii_digit).count();
    (mantissa && count > 0).then_some(at + 2 + count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_text_is_the_value_or_contradicts_it() {
        for (text, number, code, expected) in [
            ("1,200", 1200.0, "#,##0", false),
            ("1200", 1200.0, "#,##0", false),
            ("1,200千円", 1200.0, "#,##0\"千円\"", false),
            ("1200", 1200.0, "#,##0\"千円\"", false),
            ("▲1,200", -1200.0, "#,##0;\"▲\"#,##0", false),
            ("-1200", -1200.0, "#,##0;\"▲\"#,##0", false),
            ("(1,200)", -1200.0, "#,##0;(#,##0)", false),
            ("120", 120_000.0, "#,##0,", false),
            ("85%", 0.85, "0%", false),
            ("0.85", 0.85, "0%", false),
            ("85.3%", 0.8533, "0%", false),
            ("¥1,200", 1200.0, "[$¥-411]#,##0", false),
            ("―", 0.0, "#,##0;\"▲\"#,##0;\"―\"", false),
            ("0", 0.0, "#,##0;\"▲\"#,##0;\"―\"", false),
            ("0.33", 1.0 / 3.0, "General", false),
            ("0.333333333333333", 1.0 / 3.0, "General", false),
            ("1.23457E+11", 123_456_789_012.5, "General", false),
            ("1235", 1234.6, "0", false),
            ("###", 1200.0, "#,##0", false),
            ("", 1200.0, "#,##0", false),
            ("2021/4/1", 44_287.0, "yyyy/m/d", false),
            ("令和3年4月1日", 44_287.4, "yyyy/m/d", false),
            ("Apr 1", 44_287.0, "yyyy/m/d", false),
            ("1,300", 1200.0, "#,##0", true),
            ("1,200", -1200.0, "#,##0", true),
            ("▲1,200", 1200.0, "#,##0", true),
            ("(1,200)", 1200.0, "#,##0", true),
            ("1,200円", 1200.0, "#,##0\"千円\"", true),
            ("1,200円", 1200.0, "#,##0", true),
            ("1200人", 1200.0, "#,##0\"千円\"", true),
            ("120000", 120_000.0, "#,##0,", true),
            ("120", 120_000.0, "#,##0", true),
            ("85", 0.85, "0%", true),
            ("85%", 85.0, "0", true),
            ("1,200", 1200.4, "General", true),
            ("1,200 / 80", 1200.0, "#,##0", true),
            ("約1,200", 1200.0, "#,##0", true),
            ("未定", 0.0, "#,##0", true),
            ("―", 5.0, "#,##0", true),
            ("5", 0.0, "#,##0;\"▲\"#,##0;\"―\"", true),
            ("該当なし", 0.0, "#,##0;\"▲\"#,##0;\"―\"", true),
            ("0,85", 0.85, "General", true),
            ("2021/4/2", 44_287.0, "yyyy/m/d", true),
            ("1/2", 0.5, "# ?/?", false),
        ] {
            assert_eq!(contradicts(text, &Value::Number(number), code), expected, "{text} {number} {code}");
        }
        assert!(!contradicts("真", &Value::Bool(true), "General"));
    }
}

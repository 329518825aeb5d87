//! Whether a figure may have a digit too many or too few, by what it is compared with.

use rust_decimal::Decimal;

/// A slip of one digit makes a figure ten times what was meant, or a tenth of it; what was meant may itself be a fifth less or more than
/// what it is compared with: 12,340 for 1,234 beside a target of 1,300 is 9.5 times as much.
const TIMES: i64 = 8;

/// Whether one figure is so many times the other that a digit may be wrong.
pub(super) fn is_out_of_scale(figure: Decimal, other: Decimal) -> bool {
    let (a, b) = (figure.abs(), other.abs());
    let many = |value: Decimal| value.checked_mul(Decimal::from(TIMES)).unwrap_or(Decimal::MAX);
    a >= many(b) || b >= many(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_too_many_or_too_few_is_seen_beside_a_figure_a_fifth_off() {
        for (figure, other, is_asked) in [
            ("12340", "1300", true),
            ("12340", "1542", true),
            ("123.4", "1300", true),
            ("-12340", "1300", true),
            ("13000", "1300", true),
            ("0.5", "4", true),
            ("1300", "12340", true),
            ("1234", "1300", false),
            ("9900", "1300", false),
            ("200", "1300", false),
            ("1234", "-1300", false),
            ("79228162514264337593543950335", "1", true),
        ] {
            let [figure, other]: [Decimal; 2] = [figure, other].map(|text| text.parse().expect("a number"));
            assert_eq!(is_out_of_scale(figure, other), is_asked, "{figure} {other}");
        }
    }
}

//! Numbers as SVG writes them: at most two decimals, no trailing zeros, the same on every machine.

use std::fmt;

use crate::typeset::length::Length;

/// Hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(i64);

impl Number {
    /// A length in points.
    pub(super) fn of(length: Length) -> Number {
        // A hundredth of a point is ten thousand units.
        Number(length.scaled(1, 10_000).raw())
    }

    /// A number of font units.
    pub(super) fn units(value: f32) -> Number {
        Number((f64::from(value) * 100.0).round() as i64)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        match (part, part % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", part / 10),
            _ => write!(f, "{whole}.{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_keep_their_sign() {
        let printed = [0.0, 1.0, -0.5, 12.345, -0.004, 100.1].map(|points| Number::of(Length::pt(points)).to_string());
        assert_eq!(printed, ["0", "1", "-0.5", "12.35", "0", "100.1"]);
    }
}

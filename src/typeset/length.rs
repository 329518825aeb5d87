//! Lengths, points and rectangles of the page.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A length, as a whole number of millionths of a point, so that sums are exact and the same on every machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(i64);

impl Length {
    /// Nothing.
    pub const ZERO: Length = Length(0);
    /// Larger than any page.
    pub const MAX: Length = Length(i64::MAX / 4);

    /// From points (1/72 inch), rounded to the nearest millionth.
    pub fn pt(points: f64) -> Length {
        Length((points * 1e6).round() as i64)
    }

    /// From millimetres.
    pub fn mm(millimetres: f64) -> Length {
        Length::pt(millimetres * 72.0 / 25.4)
    }

    /// A part of an em: `units` of `units_per_em` at this size, rounded to the nearest millionth of a point.
    pub fn of_em(size: Length, units: i64, units_per_em: i64) -> Length {
        let divisor = units_per_em.max(1);
        let half = divisor / 2;
        let signed_half = |is_negative: bool| if is_negative { -half } else { half };
        // Every length of a page: a division of 128 bits takes as long as ten of 64.
        if let Some(product) = size.0.checked_mul(units)
            && let Some(rounded) = product.checked_add(signed_half(product < 0))
        {
            return Length(rounded / divisor);
        }
        let product = i128::from(size.0) * i128::from(units);
        Length(((product + i128::from(signed_half(product < 0))) / i128::from(divisor)) as i64)
    }

    /// In points.
    pub fn to_pt(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// As a multiple of `size`.
    pub fn in_em(self, size: Length) -> f64 {
        if size.0 == 0 { 0.0 } else { self.0 as f64 / size.0 as f64 }
    }

    /// This length times `numerator / denominator`, rounded to the nearest.
    pub fn scaled(self, numerator: i64, denominator: i64) -> Length {
        Length::of_em(self, numerator, denominator)
    }

    /// The larger.
    pub fn max(self, other: Length) -> Length {
        Length(self.0.max(other.0))
    }

    /// The smaller.
    pub fn min(self, other: Length) -> Length {
        Length(self.0.min(other.0))
    }

    /// Without its sign.
    pub fn abs(self) -> Length {
        Length(self.0.abs())
    }

    /// Millionths of a point.
    pub fn raw(self) -> i64 {
        self.0
    }

    /// From millionths of a point.
    pub const fn from_raw(raw: i64) -> Length {
        Length(raw)
    }
}

impl Add for Length {
    type Output = Length;
    fn add(self, other: Length) -> Length {
        Length(self.0 + other.0)
    }
}
impl AddAssign for Length {
    fn add_assign(&mut self, other: Length) {
        self.0 += other.0;
    }
}
impl Sub for Length {
    type Output = Length;
    fn sub(self, other: Length) -> Length {
        Length(self.0 - other.0)
    }
}
impl SubAssign for Length {
    fn sub_assign(&mut self, other: Length) {
        self.0 -= other.0;
    }
}
impl Neg for Length {
    type Output = Length;
    fn neg(self) -> Length {
        Length(-self.0)
    }
}
impl Mul<i64> for Length {
    type Output = Length;
    fn mul(self, by: i64) -> Length {
        Length(self.0 * by)
    }
}
impl Div<i64> for Length {
    type Output = Length;
    fn div(self, by: i64) -> Length {
        Length(self.0 / by)
    }
}
impl Div<Length> for Length {
    type Output = i64;
    /// How many times `by` fits, rounded towards zero.
    fn div(self, by: Length) -> i64 {
        if by.0 == 0 { 0 } else { self.0 / by.0 }
    }
}
impl Sum for Length {
    fn sum<I: Iterator<Item = Length>>(lengths: I) -> Length {
        lengths.fold(Length::ZERO, Add::add)
    }
}

/// A point of the page: `x` to the right, `y` **down**, from the upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// To the right.
    pub x: Length,
    /// Down.
    pub y: Length,
}

impl Point {
    /// The point at `x`, `y`.
    pub fn new(x: Length, y: Length) -> Point {
        Point { x, y }
    }
}

/// A width and a height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// To the right.
    pub width: Length,
    /// Downwards.
    pub height: Length,
}

/// A rectangle of the page by its upper left corner and its size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Upper left corner.
    pub origin: Point,
    /// Its extent from the upper left corner.
    pub size: Size,
}

impl Rect {
    /// From the upper left corner, width and height.
    pub fn new(x: Length, y: Length, width: Length, height: Length) -> Rect {
        Rect { origin: Point::new(x, y), size: Size { width, height } }
    }

    /// The x of the right edge.
    pub fn right(&self) -> Length {
        self.origin.x + self.size.width
    }

    /// The y of the lower edge.
    pub fn bottom(&self) -> Length {
        self.origin.y + self.size.height
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        let x = self.origin.x.min(other.origin.x);
        let y = self.origin.y.min(other.origin.y);
        Rect::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_em_add_up_to_the_em() {
        let size = Length::pt(10.5);
        assert_eq!(Length::of_em(size, 1024, 2048) * 2, size);
        assert_eq!(Length::of_em(size, -1, 4), -Length::of_em(size, 1, 4));
    }

    #[test]
    fn a_part_of_an_em_is_rounded_alike_in_64_bits_and_beyond() {
        let exact = |size: i64, units: i64, per_em: i64| {
            let (product, divisor) = (i128::from(size) * i128::from(units), i128::from(per_em));
            let half = if product < 0 { -(divisor / 2) } else { divisor / 2 };
            ((product + half) / divisor) as i64
        };
        // About what 64 bits hold: the product itself, and the product with half a divisor.
        let large = [i64::MAX, i64::MAX / 3, (1 << 62) - 1, 1 << 62, i64::MAX / 1000, i64::MIN / 1000, i64::MIN / 2];
        for size in large.into_iter().chain([0, 1, -1, 10_500_000, -10_500_000, 999_999]) {
            for (units, per_em) in
                [(1, 1), (1, 2), (2, 3), (-2, 3), (3, 2), (999, 1000), (1000, 1000), (1, 2048), (-7, 2049)]
            {
                assert_eq!(
                    Length::of_em(Length(size), units, per_em).raw(),
                    exact(size, units, per_em),
                    "{size} {units} {per_em}"
                );
            }
        }
        assert_eq!(Length::of_em(Length(3), 1, 2), Length(2));
        assert_eq!(Length::of_em(Length(-3), 1, 2), Length(-2));
    }
}

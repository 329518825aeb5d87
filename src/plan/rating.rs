//! How the council rates: points from 1 up to a most, each with a word where the plan gives one.

use rust_decimal::Decimal;
use serde::Serialize;

/// The scale of the council's points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// The most points.
    pub most: u8,
    /// The words of the points, the most first: as many as there are points, or none.
    pub steps: Vec<String>,
}

impl Default for Rating {
    fn default() -> Self {
        let steps = ["大変よい", "よい", "ふつう", "やや不十分", "不十分"].map(str::to_owned);
        Rating { most: steps.len() as u8, steps: steps.into() }
    }
}

impl Rating {
    /// Whether points are of the scale.
    pub fn holds(&self, points: Decimal) -> bool {
        (Decimal::ONE..=Decimal::from(self.most)).contains(&points)
    }

    /// The points with their words, the most first: `5 大変よい`; without words their range: `1～10`.
    pub fn described(&self, separator: &str) -> String {
        if self.steps.is_empty() {
            return self.range();
        }
        let steps = (1..=self.most).rev().zip(&self.steps).map(|(points, step)| format!("{points} {step}"));
        steps.collect::<Vec<_>>().join(separator)
    }

    /// Every choice, `1、2、3、4、5`; of a long scale its range.
    pub fn choices(&self) -> String {
        if self.most > 10 {
            return self.range();
        }
        (1..=self.most).map(|points| points.to_string()).collect::<Vec<_>>().join("、")
    }

    /// `1～5`.
    pub fn range(&self) -> String {
        format!("1～{}", self.most)
    }

    /// `5点満点`.
    pub fn out_of(&self) -> String {
        format!("{}点満点", self.most)
    }
}

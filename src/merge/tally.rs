//! The council's ratings added up: a sum of points, of which there is a mean, or how many members gave each letter.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::plan::{Rated, Rating};
use crate::vocabulary::{GradeId, one_decimal};

/// Ratings added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tally {
    /// Where members give points.
    Points {
        /// Their sum.
        sum: Decimal,
        /// How many were given.
        raters: u32,
    },
    /// How many members gave each letter; every letter of the scale is present.
    Letters(BTreeMap<GradeId, u32>),
}

impl Tally {
    /// No rating on that scale yet.
    pub fn none(scale: &Rating) -> Tally {
        match scale {
            Rating::Points { .. } => Tally::Points { sum: Decimal::ZERO, raters: 0 },
            Rating::Letters(letters) => Tally::Letters(letters.iter().map(|letter| (letter.id, 0)).collect()),
        }
    }

    /// Adds a rating of the tally's own scale; another is left out.
    pub fn add(&mut self, rated: Rated) {
        match (self, rated) {
            (Tally::Points { sum, raters }, Rated::Points(points)) => {
                *sum += points;
                *raters += 1;
            }
            (Tally::Letters(counts), Rated::Letter(letter)) => {
                counts.entry(letter).and_modify(|count| *count += 1);
            }
            (Tally::Points { .. }, Rated::Letter(_)) | (Tally::Letters(_), Rated::Points(_)) => {}
        }
    }

    /// Adds another tally of the same scale.
    pub fn join(&mut self, other: &Tally) {
        match (self, other) {
            (Tally::Points { sum, raters }, Tally::Points { sum: more, raters: others }) => {
                *sum += *more;
                *raters = raters.saturating_add(*others);
            }
            (Tally::Letters(counts), Tally::Letters(more)) => {
                for (letter, more) in more {
                    let count = counts.entry(*letter).or_default();
                    *count = count.saturating_add(*more);
                }
            }
            (Tally::Points { .. }, Tally::Letters(_)) | (Tally::Letters(_), Tally::Points { .. }) => {}
        }
    }

    /// How many ratings were given.
    pub fn raters(&self) -> u32 {
        match self {
            Tally::Points { raters, .. } => *raters,
            Tally::Letters(counts) => counts.values().fold(0, |sum, count| sum.saturating_add(*count)),
        }
    }

    /// 平均点 to one decimal, half up; `None` where nobody gave points.
    pub fn mean(&self) -> Option<Decimal> {
        match self {
            Tally::Points { sum, raters } => (*raters > 0).then(|| one_decimal(*sum / Decimal::from(*raters))),
            Tally::Letters(_) => None,
        }
    }

    /// How many members gave each letter; nothing of points.
    pub fn counts(&self) -> impl Iterator<Item = (GradeId, u32)> {
        let counts = match self {
            Tally::Points { .. } => None,
            Tally::Letters(counts) => Some(counts),
        };
        counts.into_iter().flatten().map(|(letter, count)| (*letter, *count))
    }

    /// Orders tallies of one scale from the one that is rated lowest: by the mean of points; of letters by the share of the
    /// worst, and between equals by the share of the next better one. What nobody rated comes last.
    pub fn from_lowest(&self, other: &Tally) -> std::cmp::Ordering {
        let (mine, others) = (u64::from(self.raters()), u64::from(other.raters()));
        if mine == 0 || others == 0 {
            return (mine == 0).cmp(&(others == 0));
        }
        match (self, other) {
            (Tally::Letters(a), Tally::Letters(b)) => {
                let shares = a.values().rev().zip(b.values().rev());
                // a/mine against b/others without a division, the larger share first.
                let mut orders = shares.map(|(a, b)| (u64::from(*b) * mine).cmp(&(u64::from(*a) * others)));
                orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
            }
            _ => self.mean().cmp(&other.mean()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(given: &[u8]) -> Tally {
        let mut tally = Tally::none(&Rating::of_letters([("A", "よい"), ("B", "ふつう"), ("C", "")]));
        given.iter().for_each(|id| tally.add(Rated::Letter(GradeId(*id))));
        tally
    }

    #[test]
    fn letters_are_counted_and_have_no_mean() {
        let mut tally = letters(&[0, 0, 2]);
        assert_eq!(tally.counts().map(|(id, count)| (id.0, count)).collect::<Vec<_>>(), [(0, 2), (1, 0), (2, 1)]);
        assert_eq!((tally.raters(), tally.mean()), (3, None));
        tally.join(&letters(&[1, 2]));
        assert_eq!(tally.counts().map(|(_, count)| count).collect::<Vec<_>>(), [2, 1, 2]);
        // A letter that the scale does not have, and points, count for nothing.
        tally.add(Rated::Letter(GradeId(9)));
        tally.add(Rated::Points(Decimal::ONE));
        assert_eq!(tally.raters(), 5);
    }

    #[test]
    fn the_lowest_has_the_largest_share_of_the_worst() {
        let mut tallies = [letters(&[]), letters(&[0]), letters(&[0, 2]), letters(&[1, 2]), letters(&[2, 2, 0, 0])];
        tallies.sort_by(Tally::from_lowest);
        let order: Vec<Vec<u32>> =
            tallies.iter().map(|tally| tally.counts().map(|(_, count)| count).collect()).collect();
        assert_eq!(order, [vec![0, 1, 1], vec![1, 0, 1], vec![2, 0, 2], vec![1, 0, 0], vec![0, 0, 0]]);
    }
}

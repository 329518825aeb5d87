//! The council's ratings and opinions over all initiatives: mean of all ratings, how many were rated, how many opinions there are.

use rust_decimal::Decimal;

use crate::merge::record::YearRecord;
use crate::vocabulary::one_decimal;

/// The rule for the mean, for the note under it.
pub const MEAN_LEGEND: &str = "全体の平均は、すべての取組項目のすべての評点の平均（小数第2位を四捨五入）である。";

/// A year's ratings together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CouncilSummary {
    /// Mean of all points given, to one decimal, half up.
    pub mean: Option<Decimal>,
    /// Initiatives rated.
    pub rated: u32,
    /// How many opinions the council has given.
    pub opinions: u32,
}

/// The summary of a year; `None` where the council has not spoken.
pub(super) fn summary(record: &YearRecord) -> Option<CouncilSummary> {
    let results: Vec<_> = record.initiatives.values().filter_map(|initiative| initiative.council.as_ref()).collect();
    if results.is_empty() {
        return None;
    }
    let points: Decimal = results.iter().map(|result| result.points).sum();
    let raters: u32 = results.iter().map(|result| result.raters).sum();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(CouncilSummary {
        mean: (raters > 0).then(|| one_decimal(points / Decimal::from(raters))),
        rated: count(results.iter().filter(|result| result.raters > 0).count()),
        opinions: count(results.iter().map(|result| result.opinions.len()).sum()),
    })
}

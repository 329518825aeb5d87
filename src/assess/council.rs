//! The council's ratings and opinions over all initiatives: all ratings added up, how many were rated, how many opinions there are.

use crate::merge::record::YearRecord;
use crate::merge::tally::Tally;
use crate::plan::Plan;

/// The rule for the mean, for the note under it.
pub const MEAN_LEGEND: &str = "全体の平均は、すべての取組項目のすべての評点の平均（小数第2位を四捨五入）である。";

/// The rule for counts of letters, for the note under them.
pub const COUNTS_LEGEND: &str = "評価の数は、すべての取組項目についての委員の評価の延べ数である。";

/// A year's ratings together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouncilSummary {
    /// All ratings given.
    pub given: Tally,
    /// Initiatives rated.
    pub rated: u32,
    /// How many opinions the council has given.
    pub opinions: u32,
}

/// The summary of a year; `None` where the council has not spoken.
pub(super) fn summary(plan: &Plan, record: &YearRecord) -> Option<CouncilSummary> {
    let results: Vec<_> = record.initiatives.values().filter_map(|initiative| initiative.council.as_ref()).collect();
    if results.is_empty() {
        return None;
    }
    let mut given = Tally::none(&plan.settings.rating);
    results.iter().for_each(|result| given.join(&result.given));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(CouncilSummary {
        given,
        rated: count(results.iter().filter(|result| result.given.raters() > 0).count()),
        opinions: count(results.iter().map(|result| result.opinions.len()).sum()),
    })
}

//! Effects (効果額) over years.

use std::collections::BTreeMap;

use crate::assess::assessment::EffectSummary;
use crate::plan::FiscalYear;

/// The sum of each year's effects up to and including `year`.
pub fn cumulative(by_year: &BTreeMap<FiscalYear, EffectSummary>, year: FiscalYear) -> EffectSummary {
    let mut total = EffectSummary::default();
    for summary in by_year.range(..=year).map(|(_, summary)| summary) {
        for (key, yen) in &summary.sums {
            *total.sums.entry(*key).or_default() += *yen;
        }
    }
    total
}

//! Heads that name a year before the field: R7実績, 令和7年度実績, 2025目標. A list often has the years side by side; those of the year
//! reported on are meant.

use std::collections::BTreeMap;

use crate::contract::Field;
use crate::intake::labels::{self, Grid};
use crate::vocabulary::{CellAddress, FiscalYear};

/// The columns whose heads name a year, with it and the rest of the head.
pub(super) fn columns(
    grid: &Grid<'_>,
    heads: impl Iterator<Item = (u32, CellAddress)>,
) -> BTreeMap<u32, (FiscalYear, String)> {
    let of_year = heads.filter_map(|(col, at)| {
        let (year, rest) = divided(grid.key(at.row, at.col))?;
        Some((col, (year, rest.to_owned())))
    });
    of_year.collect()
}

/// Names the fields of the columns of a year: of the one reported on where it has one, else of the latest. Those of other years name
/// none.
pub(super) fn name(
    columns: &BTreeMap<u32, (FiscalYear, String)>,
    year: FiscalYear,
    holds_numbers: impl Fn(u32) -> bool,
    named: &mut BTreeMap<u32, Field>,
) {
    let open = columns.values().filter(|(_, rest)| labels::field(rest).is_some_and(|field| field.is_open()));
    let years: Vec<FiscalYear> = open.map(|(year, _)| *year).collect();
    let meant = if years.contains(&year) { Some(year) } else { years.into_iter().max() };
    named.retain(|col, _| !columns.contains_key(col));
    for (col, (_, rest)) in columns.iter().filter(|(_, (of, _))| Some(*of) == meant) {
        let field = labels::field(rest).filter(|field| field.is_open()).map(|field| match field {
            // A number of the year is what an indicator came to.
            Field::Result if holds_numbers(*col) => Field::Indicator1,
            field => field,
        });
        // A head without a year comes first.
        if let Some(field) = field.filter(|field| !named.values().any(|known| known == field)) {
            named.insert(*col, field);
        }
    }
}

/// The year that a head begins with, and the rest of it.
fn divided(head: &str) -> Option<(FiscalYear, &str)> {
    let ends = head.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
    let parts = ends.filter_map(|end| Some((FiscalYear::parse(head.get(..end)?)?, head.get(end..)?)));
    let (year, rest) = parts.last()?;
    let rest = rest.trim_start_matches(['の', '・', '(', ')', '_', '-']);
    (!rest.is_empty()).then_some((year, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_at_the_head_of_a_head_is_told_apart() {
        let of = |head: &str| divided(head).map(|(year, rest)| (year.0, rest.to_owned()));
        for head in ["r7実績", "R7年度実績", "令和7年度実績", "令和7年度の実績", "2025年度実績", "2025実績"]
        {
            assert_eq!(of(head), Some((2025, "実績".to_owned())), "{head}");
        }
        assert_eq!(of("令和元年度目標"), Some((2019, "目標".to_owned())));
        for head in ["実績", "令和7年度", "1実績", "前年度の実績"] {
            assert_eq!(of(head), None, "{head}");
        }
    }

    #[test]
    fn of_several_years_the_one_reported_on_is_meant() {
        let columns: BTreeMap<u32, (FiscalYear, String)> = [(2, 2024, "実績"), (3, 2025, "実績"), (4, 2025, "目標")]
            .map(|(col, year, rest)| (col, (FiscalYear(year), rest.to_owned())))
            .into();
        let of = |year: i16, numbers: bool| {
            let mut named = BTreeMap::from([(2, Field::Result)]);
            name(&columns, FiscalYear(year), |_| numbers, &mut named);
            named.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(of(2024, false), [(2, Field::Result)]);
        assert_eq!(of(2025, true), [(3, Field::Indicator1)]);
        assert_eq!(of(2030, false), [(3, Field::Result)]);
    }
}

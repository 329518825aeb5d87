//! Rows and columns so small that nobody reads anything in them.

use super::workbook::Sheet;

/// Rows lower than this, in points, are lines.
pub(crate) const LOWEST: f64 = 1.0;
/// In columns narrower than this, in digits, nobody reads anything.
pub(crate) const NARROWEST: f64 = 1.0;
/// [`LOWEST`] in twentieths of a point.
pub(crate) const LOWEST_TWENTIETHS: u16 = 20;
/// [`NARROWEST`] in 256ths of a digit.
pub(crate) const NARROWEST_256THS: u32 = 256;

/// Hides the columns with cells that none of these definitions name: they have the width of the sheet's others, which is none.
pub(crate) fn hide_other_columns(sheet: &mut Sheet, named: &[(u32, u32)]) {
    // The definitions are many, and the cells: each column is asked once.
    let columns: std::collections::BTreeSet<u32> = sheet.cells.keys().map(|at| at.col).collect();
    let is_named = |col: &u32| named.iter().any(|(first, last)| (first..=last).contains(&col));
    sheet.hidden_columns.extend(columns.into_iter().filter(|col| !is_named(col)));
}

//! What the head of one column says, wherever the column was said to be: of the columns that a mapping of plan.toml names.

use super::stack::{joined, stack};
use super::{Grid, OwnHeads, cover, named_field};
use crate::contract::{Audience, CoverField, Field, FormField};
use crate::vocabulary::CellAddress;

/// What a head names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) field: FormField,
    /// Whether by the very words of our forms, not by another name of the field.
    pub(crate) is_exact: bool,
}

/// The lowest cell with a text in a column, of some rows of heads.
pub(crate) fn head_cell(grid: &Grid<'_>, (first, last): (u32, u32), col: u32) -> Option<CellAddress> {
    let seen = (first..=last).rev().filter(|row| !grid.key(*row, col).is_empty());
    seen.map(|row| grid.extent(CellAddress::new(row, col)).first).next()
}

/// What the head of a column names whose lowest cell is in some rows: it may be stacked over several.
pub(crate) fn named_by_head(grid: &Grid<'_>, (first, last): (u32, u32), col: u32) -> Option<Named> {
    let own = OwnHeads::of(grid, Field::ALL.iter().map(|field| (field.label(), *field)));
    let lowest = (first..=last).rev().find(|row| !grid.key(*row, col).is_empty())?;
    let stack = stack(grid, lowest, col, first.saturating_sub(1));
    let texts = joined(&stack);
    let row = texts.iter().find_map(|(text, _)| named_field(&own, text));
    let row = row.map(|(field, is_exact)| Named { field: FormField::Row(field), is_exact });
    // Of the cover only what is nobody's but the office's: other labels of it are heads of lists, too.
    let internal = |field: &CoverField| field.audience() == Audience::Office;
    let of_cover = || cover(grid.key(lowest, col)).filter(internal);
    row.or_else(|| of_cover().map(|field| Named { field: FormField::Cover(field), is_exact: true }))
}

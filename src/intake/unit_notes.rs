//! The words about the unit of amounts, as they are typed over a column, and the notes above and below a table.

use std::collections::BTreeMap;
use std::ops::Range;

use super::labels::{self, Grid};
use super::units::{self, HeadUnit};
use crate::vocabulary::CellAddress;

/// The heads and notes that say something of the unit of a column, as typed, of the rows `top..=row`.
pub(crate) fn unit_texts(grid: &Grid<'_>, top: u32, row: u32, col: u32) -> Vec<String> {
    let of_column = (top..=row).filter_map(|row| {
        let (at, cell) = grid.cell(row, col)?;
        (HeadUnit::of(grid.own_key(at)) != HeadUnit::Unnamed).then(|| (at, cell.shown()))
    });
    let noted = (top..=row).flat_map(|row| grid.sheet.row(row));
    let noted = noted.filter(|(at, _)| units::of_note(grid.own_key(*at)) != HeadUnit::Unnamed);
    let texts: BTreeMap<CellAddress, String> = of_column.chain(noted.map(|(at, cell)| (at, cell.shown()))).collect();
    texts.into_values().map(|text| text.trim().replace('\n', " ")).collect()
}

/// Filled cells of a row from which on it may be the head of a table.
const CELLS_OF_HEAD: usize = 3;

/// What notes in the rows above and below a table say of its amounts, and as they are typed. Over the table of one of our own forms no other
/// stands, up to its last column `of_ours`: what looks like a head there is the title with what was typed beside it.
pub(crate) fn noted_around(
    grid: &Grid<'_>,
    above: Range<u32>,
    below: Range<u32>,
    of_ours: Option<u32>,
) -> (HeadUnit, Vec<String>) {
    let near = rows_above(grid, above.clone());
    let top = near.last().copied().unwrap_or(above.end);
    let title = of_ours.into_iter().flat_map(|last| {
        let cells = grid.sheet.cells_of(above.start..top);
        cells.filter(move |(at, _)| at.col <= last).map(|(at, cell)| (*at, cell))
    });
    let rows = near.iter().copied().chain(rows_below(grid, below));
    let cells = rows.flat_map(|row| grid.sheet.row(row)).chain(title).filter(|(_, cell)| !cell.is_blank());
    let (mut said, mut texts) = (HeadUnit::Unnamed, Vec::new());
    for (at, cell) in cells {
        let unit = units::of_note(grid.own_key(at));
        if unit != HeadUnit::Unnamed {
            said = said.and(unit);
            texts.push(cell.shown().trim().replace('\n', " "));
        }
    }
    (said, texts)
}

/// The filled rows above a table to which its notes may belong, upwards to another table: （単位：千円） beside the title, the cover between
/// it and the heads.
pub(crate) fn rows_above(grid: &Grid<'_>, rows: Range<u32>) -> Vec<u32> {
    // Heads of the table itself may stand here.
    let near = rows.end.saturating_sub(labels::STACK);
    let mut found = Vec::new();
    let mut next = rows.end;
    loop {
        let above = grid.sheet.cells_of(rows.start..next);
        let Some((at, _)) = above.into_iter().rev().find(|(_, cell)| !cell.is_blank()) else { break };
        next = at.row;
        let cells: Vec<_> = grid.sheet.row(at.row).filter(|(_, cell)| !cell.is_blank()).collect();
        let is_label = |key: &str| labels::cover(key.split_once(':').map_or(key, |(label, _)| label)).is_some();
        if at.row < near && cells.len() >= CELLS_OF_HEAD && !cells.iter().any(|(at, _)| is_label(grid.own_key(*at))) {
            break;
        }
        found.push(at.row);
    }
    found
}

/// The filled rows below a table to which its notes may belong, from a row to before another. Where another table begins that is not one of
/// a form, its own notes above its head are not meant.
pub(crate) fn rows_below(grid: &Grid<'_>, rows: Range<u32>) -> Vec<u32> {
    let mut found = Vec::new();
    let mut row = rows.start;
    while row < rows.end {
        let rest = grid.sheet.cells_of(row..rows.end);
        let Some((next, _)) = rest.into_iter().find(|(_, cell)| !cell.is_blank()) else { break };
        let is_note = grid.sheet.row(next.row).any(|(at, _)| units::of_note(grid.own_key(at)) != HeadUnit::Unnamed);
        let is_apart = next.row > row && grid.sheet.filled(next.row) >= CELLS_OF_HEAD;
        if is_apart || (is_note && grid.sheet.filled(next.row + 1) >= CELLS_OF_HEAD) {
            break;
        }
        found.push(next.row);
        row = next.row + 1;
    }
    found
}

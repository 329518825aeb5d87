//! The cells of a table with the words that head them, for outputs in which a cell does not stand under its head: cards on
//! a narrow screen, and texts for listening.

use crate::report::document::{Cell, Row, Table};
use crate::report::text::of_cell;
use crate::typeset::grid::{Placed, resolve};

pub(super) struct HeadedRow<'d> {
    /// Whether it begins a record: no cell of a row above reaches into it.
    pub(super) begins: bool,
    /// Its cells in order.
    pub(super) cells: Vec<HeadedCell<'d>>,
}

pub(super) struct HeadedCell<'d> {
    pub(super) cell: &'d Cell,
    /// The first column it covers.
    pub(super) column: usize,
    /// The words that head it, from the widest head to the nearest; empty where the table has no head.
    pub(super) heads: Vec<String>,
}

/// The rows of a group or foot of a table.
pub(super) fn headed_rows<'d>(table: &'d Table, rows: &[&'d Row]) -> Vec<HeadedRow<'d>> {
    let columns = table.columns.len();
    let head_rows: Vec<&Row> = table.head.iter().collect();
    let heads = resolve(&head_rows, columns, columns).cells;
    let placed = resolve(rows, columns, columns).cells;
    let mut out: Vec<HeadedRow<'d>> = (0..rows.len()).map(|_| HeadedRow { begins: true, cells: Vec::new() }).collect();
    for cell in &placed {
        for row in out.iter_mut().take(cell.row + cell.row_span).skip(cell.row + 1) {
            row.begins = false;
        }
    }
    let mut within = 0;
    let depths: Vec<usize> = out
        .iter()
        .map(|row| {
            within = if row.begins { 0 } else { within + 1 };
            within
        })
        .collect();
    for Placed { row, col, cell, .. } in placed {
        if let (Some(cell), Some(line)) = (cell, out.get_mut(row)) {
            let heads = words_over(&heads, col, depths[row]);
            line.cells.push(HeadedCell { cell, column: col, heads });
        }
    }
    out
}

/// The words over a column. Where several heads of this column alone stand one over another (取組項目 over 担当部署), each heads
/// one row of a record.
fn words_over(heads: &[Placed<'_>], column: usize, depth: usize) -> Vec<String> {
    let over: Vec<&Placed<'_>> =
        heads.iter().filter(|head| (head.col..head.col + head.col_span).contains(&column)).collect();
    let words = |head: &Placed<'_>| head.cell.map(of_cell).unwrap_or_default().replace('\n', "");
    let chosen: Vec<String> = if over.len() > 1 && over.iter().all(|head| head.col_span == 1) {
        over.get(depth.min(over.len() - 1)).map(|head| words(head)).into_iter().collect()
    } else {
        over.iter().map(|head| words(head)).collect()
    };
    chosen.into_iter().filter(|word| !word.is_empty()).collect()
}

//! Tables as PDF/UA wants them (ISO 14289-1, 7.5): cells that tile the grid, headers that can be told from their cells.

use std::collections::BTreeSet;

/// What a table cell covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    /// Rows, at least 1.
    pub(super) rows: usize,
    /// Columns, at least 1.
    pub(super) columns: usize,
}

/// Where the cells of a table come to stand, and what is missing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// Row and column of each cell, row by row.
    pub(super) places: Vec<Vec<(usize, usize)>>,
    /// Rows that each cell covers, row by row: a span does not reach below the last row.
    pub(super) heights: Vec<Vec<usize>>,
    /// How many empty cells each row lacks at its end.
    pub(super) lacking: Vec<usize>,
    /// Columns.
    pub(super) columns: usize,
}

/// Places cells as a reader does: each in the first column that no cell from above covers.
///
/// # Errors
///
/// Row and column where two cells lie over each other.
pub(super) fn grid(rows: &[Vec<Cell>]) -> Result<Grid, (usize, usize)> {
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut places = Vec::with_capacity(rows.len());
    let mut heights = Vec::with_capacity(rows.len());
    for (row, cells) in rows.iter().enumerate() {
        let mut column = 0;
        let mut row_places = Vec::with_capacity(cells.len());
        let mut row_heights = Vec::with_capacity(cells.len());
        for cell in cells {
            while taken.contains(&(row, column)) {
                column += 1;
            }
            let height = cell.rows.max(1).min(rows.len() - row);
            for r in row..row + height {
                for c in column..column + cell.columns.max(1) {
                    if !taken.insert((r, c)) {
                        return Err((r, c));
                    }
                }
            }
            row_places.push((row, column));
            row_heights.push(height);
            column += cell.columns.max(1);
        }
        places.push(row_places);
        heights.push(row_heights);
    }
    let columns = taken.iter().map(|(_, column)| column + 1).max().unwrap_or(0);
    let lacking = (0..rows.len()).map(|row| columns - taken.range((row, 0)..(row + 1, 0)).count()).collect();
    Ok(Grid { places, heights, lacking, columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(rows: usize, columns: usize) -> Cell {
        Cell { rows, columns }
    }

    #[test]
    fn spans_push_later_cells_and_short_rows_are_counted() {
        let grid = grid(&[vec![cell(2, 1), cell(1, 2)], vec![cell(1, 1)], vec![cell(5, 3)]]).expect("tiles");
        assert_eq!(grid.places, [vec![(0, 0), (0, 1)], vec![(1, 1)], vec![(2, 0)]]);
        assert_eq!(grid.lacking, [0, 1, 0]);
        assert_eq!(grid.heights[2], [1]);
    }

    #[test]
    fn overlapping_cells_are_found() {
        assert_eq!(grid(&[vec![cell(1, 1), cell(2, 1)], vec![cell(1, 2)]]), Err((1, 1)));
    }
}

//! Rows of cells → a grid: where each cell stands, as HTML's table model resolves it.
//!
//! A cell takes the first free slot of its row. What does not fit the declared columns widens the table, spans are cut
//! at what is already taken and at the end of their group, and holes are filled with empty cells, so that every slot of
//! the grid belongs to exactly one cell and no content is lost, whatever comes in.

use crate::report::document::{Cell, Row};

/// A cell in the grid; `None` fills a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed<'d> {
    pub(crate) row: usize,
    pub(crate) col: usize,
    pub(crate) row_span: usize,
    pub(crate) col_span: usize,
    pub(crate) cell: Option<&'d Cell>,
}

/// Rows resolved together: spans do not leave them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Resolved<'d> {
    /// By row, then column.
    pub(crate) cells: Vec<Placed<'d>>,
    /// Columns used, at least those asked for.
    pub(crate) columns: usize,
    /// Rows (from 0) that do not fit the grid as declared.
    pub(crate) irregular: Vec<usize>,
}

/// Resolves rows over the `declared` columns of their table, and over `width` columns where other rows have widened it.
pub(crate) fn resolve<'d>(rows: &[&'d Row], declared: usize, width: usize) -> Resolved<'d> {
    let mut width = width.max(declared);
    let mut taken: Vec<Vec<bool>> = vec![vec![false; width]; rows.len()];
    let mut cells = Vec::new();
    let mut irregular = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let mut odd = false;
        let mut col = 0;
        for cell in &row.cells {
            while taken[r].get(col).copied().unwrap_or(false) {
                col += 1;
            }
            odd |= col >= declared;
            if col >= width {
                width = col + 1;
                for line in &mut taken {
                    line.resize(width, false);
                }
            }
            let wanted_rows = cell.row_span.max(1) as usize;
            let row_span = wanted_rows.min(rows.len() - r);
            // Spans end at the declared columns, so that a table widened by one row does not widen the others' spans.
            let end = if col < declared { declared } else { col + 1 };
            let free = taken[r][col..end].iter().take_while(|slot| !**slot).count();
            let wanted_columns = cell.col_span.max(1) as usize;
            let col_span = wanted_columns.min(free);
            odd |= row_span != wanted_rows || col_span != wanted_columns || cell.row_span == 0 || cell.col_span == 0;
            for line in &mut taken[r..r + row_span] {
                line[col..col + col_span].fill(true);
            }
            cells.push(Placed { row: r, col, row_span, col_span, cell: Some(cell) });
            col += col_span;
        }
        if odd {
            irregular.push(r);
        }
    }
    for (r, line) in taken.iter().enumerate() {
        for (c, slot) in line.iter().enumerate() {
            if !slot {
                cells.push(Placed { row: r, col: c, row_span: 1, col_span: 1, cell: None });
                if c < declared && !irregular.contains(&r) {
                    irregular.push(r);
                }
            }
        }
    }
    irregular.sort_unstable();
    cells.sort_by_key(|placed| (placed.row, placed.col));
    Resolved { cells, columns: width, irregular }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(spans: &[(u32, u32)]) -> Row {
        Row { cells: spans.iter().map(|&(c, r)| Cell::text("x").spanning(c, r)).collect(), ..Row::default() }
    }

    fn slots(rows: &[Row], columns: usize) -> (usize, usize, Vec<usize>) {
        let rows: Vec<&Row> = rows.iter().collect();
        let resolved = resolve(&rows, columns, columns);
        let covered = resolved.cells.iter().map(|c| c.row_span * c.col_span).sum::<usize>();
        (resolved.columns, covered, resolved.irregular)
    }

    #[test]
    fn spans_push_later_cells_to_the_right() {
        let rows = [row(&[(1, 2), (1, 1), (1, 2)]), row(&[(1, 1)])];
        let rows: Vec<&Row> = rows.iter().collect();
        let resolved = resolve(&rows, 3, 3);
        let places: Vec<_> = resolved.cells.iter().map(|c| (c.row, c.col)).collect();
        assert_eq!(places, [(0, 0), (0, 1), (0, 2), (1, 1)]);
        assert!(resolved.irregular.is_empty());
    }

    #[test]
    fn every_slot_is_covered_once_whatever_comes_in() {
        assert_eq!(slots(&[row(&[(9, 9), (1, 1)]), row(&[(1, 1)])], 2), (3, 6, vec![0, 1]));
        assert_eq!(slots(&[row(&[]), row(&[(1, 1)])], 2), (2, 4, vec![0, 1]));
        assert_eq!(slots(&[row(&[(0, 0), (u32::MAX, u32::MAX)])], 0).1, 2);
        assert_eq!(slots(&[], 0), (0, 0, vec![]));
    }
}

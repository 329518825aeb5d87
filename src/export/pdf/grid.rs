//! The grid of a table: the place of each cell, and the header cells that a reader derives for it.

use crate::typeset::structure::Scope;

/// The rows and columns that a cell spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    /// Rows, at least 1.
    pub(super) rows: usize,
    /// Columns, at least 1.
    pub(super) columns: usize,
}

/// A cell by its row and its number within the row.
pub(super) type CellNumber = (usize, usize);

/// The places of the cells of a table, and the cells that rows lack.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// Row and column of each cell, row by row.
    pub(super) places: Vec<Vec<(usize, usize)>>,
    /// Rows that each cell covers, row by row: a span does not reach below the last row.
    pub(super) heights: Vec<Vec<usize>>,
    /// How many empty cells each row lacks at its end.
    pub(super) lacking: Vec<usize>,
    /// The cell at each place, row by row and column by column.
    cells: Vec<Vec<Option<CellNumber>>>,
}

/// Places cells as a reader does: each in the first column that no cell above spans into.
///
/// # Errors
///
/// Row and column where two cells overlap.
pub(super) fn of_rows(rows: &[Vec<Cell>]) -> Result<Grid, (usize, usize)> {
    let mut grid = Grid {
        places: Vec::with_capacity(rows.len()),
        heights: Vec::with_capacity(rows.len()),
        lacking: Vec::new(),
        cells: vec![Vec::new(); rows.len()],
    };
    for (row, cells) in rows.iter().enumerate() {
        let mut column = 0;
        let mut places = Vec::with_capacity(cells.len());
        let mut heights = Vec::with_capacity(cells.len());
        for (number, cell) in cells.iter().enumerate() {
            while grid.cells[row].get(column).is_some_and(Option::is_some) {
                column += 1;
            }
            let height = cell.rows.max(1).min(rows.len() - row);
            let end = column + cell.columns.max(1);
            for (r, line) in grid.cells.iter_mut().enumerate().skip(row).take(height) {
                line.resize(line.len().max(end), None);
                for (c, place) in line.iter_mut().enumerate().take(end).skip(column) {
                    if place.replace((row, number)).is_some() {
                        return Err((r, c));
                    }
                }
            }
            places.push((row, column));
            heights.push(height);
            column = end;
        }
        grid.places.push(places);
        grid.heights.push(heights);
    }
    let columns = grid.cells.iter().map(Vec::len).max().unwrap_or(0);
    grid.lacking = grid.cells.iter().map(|line| columns - line.iter().flatten().count()).collect();
    Ok(grid)
}

/// Whether a cell is data or heads other cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A cell of data.
    Data,
    /// A header cell.
    Header(Scope),
}

/// The header cells that a reader derives for each cell, row by row: to the left those that head rows, upwards those that
/// head columns; in each direction the search ends at the first data cell beyond a header cell (ISO 32000-1, 14.8.5.7,
/// after HTML 4.01, 11.4.3). Cells with exactly these headers need not list them.
pub(super) fn found_headers(grid: &Grid, kinds: &[Vec<Kind>]) -> Vec<Vec<Vec<CellNumber>>> {
    let mut found: Vec<Vec<Vec<CellNumber>>> = kinds.iter().map(|row| vec![Vec::new(); row.len()]).collect();
    let mut above: Vec<Search> = Vec::new();
    for (row, line) in grid.cells.iter().enumerate() {
        let mut left = Search::default();
        above.resize_with(above.len().max(line.len()), Search::default);
        for (column, cell) in line.iter().enumerate() {
            let kind = cell.map_or(Kind::Data, |(row, number)| kinds[row][number]);
            if let Some((own, number)) = *cell
                && grid.places[own][number] == (row, column)
            {
                found[own][number] = left.found.iter().chain(&above[column].found).copied().collect();
            }
            left.pass(*cell, kind, Scope::Row);
            above[column].pass(*cell, kind, Scope::Column);
        }
    }
    found
}

/// The headers that a search in one direction finds, updated cell by cell on the way.
#[derive(Debug, Default)]
struct Search {
    /// The headers found so far.
    found: Vec<CellNumber>,
    /// Those with no data cell between them and the current place.
    touching: Vec<CellNumber>,
}

impl Search {
    fn pass(&mut self, cell: Option<CellNumber>, kind: Kind, direction: Scope) {
        match (kind, cell) {
            (Kind::Header(scope), Some(cell)) if scope == direction || scope == Scope::Both => {
                if self.touching.last() != Some(&cell) {
                    self.touching.push(cell);
                    self.found.clone_from(&self.touching);
                }
            }
            (Kind::Header(_), _) => {}
            (Kind::Data, _) => self.touching.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(rows: usize, columns: usize) -> Cell {
        Cell { rows, columns }
    }

    #[test]
    fn spans_push_later_cells_and_short_rows_are_counted() {
        let grid = of_rows(&[vec![cell(2, 1), cell(1, 2)], vec![cell(1, 1)], vec![cell(5, 3)]]).expect("tiles");
        assert_eq!(grid.places, [vec![(0, 0), (0, 1)], vec![(1, 1)], vec![(2, 0)]]);
        assert_eq!(grid.lacking, [0, 1, 0]);
        assert_eq!(grid.heights[2], [1]);
    }

    #[test]
    fn overlapping_cells_are_found() {
        assert_eq!(of_rows(&[vec![cell(1, 1), cell(2, 1)], vec![cell(1, 2)]]), Err((1, 1)));
    }

    #[test]
    fn headers_are_found_leftwards_and_upwards_as_far_as_the_first_data_beyond_them() {
        const COLUMN: Kind = Kind::Header(Scope::Column);
        const ROW: Kind = Kind::Header(Scope::Row);
        let single = |count| vec![cell(1, 1); count];
        // A head of two rows of which one spans, two heads of rows, and a heading in the middle.
        let rows = [vec![cell(2, 2), cell(1, 2)], single(2), single(4), vec![cell(1, 4)], single(4), single(4)];
        let kinds = [
            vec![COLUMN, COLUMN],
            vec![COLUMN; 2],
            vec![ROW, ROW, Kind::Data, Kind::Data],
            vec![COLUMN],
            vec![ROW, ROW, Kind::Data, Kind::Data],
            vec![ROW, Kind::Data, Kind::Data, Kind::Data],
        ];
        let grid = of_rows(&rows).expect("tiles");
        let found = found_headers(&grid, &kinds);
        assert_eq!(found[2][3], [(2, 0), (2, 1), (0, 1), (1, 1)]);
        assert_eq!(found[4][3], [(4, 0), (4, 1), (3, 0)], "what heads the part above is not reached through its data");
        assert_eq!(found[5][3], [(5, 0), (3, 0)]);
        assert_eq!(found[1][0], [(0, 1)], "a head of columns above one of columns");
        assert_eq!(found[2][1], [(2, 0), (0, 0)]);
    }
}

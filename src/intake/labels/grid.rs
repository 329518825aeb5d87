//! A sheet as its forms are found on it: what a person sees at each place, merged ranges included.

use std::cell::OnceCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::intake::workbook::{Cell, Range, Sheet, Value};
use crate::plan::Naming;
use crate::vocabulary::{CellAddress, text_key};

/// A sheet with its merged ranges by cell and the keys of its short texts.
pub(crate) struct Grid<'w> {
    pub(crate) sheet: &'w Sheet,
    merges: BTreeMap<CellAddress, Range>,
    /// Merged ranges that share cells with another, as no program that keeps a sheet makes them.
    crossed: BTreeSet<Range>,
    /// What the plan names itself, by whose names heads may be.
    pub(super) names: Naming<'w>,
    /// Keys by row and column, made when a row is first asked about: a form that is known by its record never asks for most.
    keys: BTreeMap<u32, OnceCell<BTreeMap<u32, String>>>,
}

/// Cells of merged ranges that are indexed; a range beyond is treated as its first cell.
const MERGED_CELLS: u64 = 200_000;

impl<'w> Grid<'w> {
    pub(crate) fn new(sheet: &'w Sheet, names: Naming<'w>) -> Grid<'w> {
        let mut merges = BTreeMap::new();
        let mut crossed = BTreeSet::new();
        let mut left = MERGED_CELLS;
        for range in
            sheet.merged.iter().filter(|range| range.first.row <= range.last.row && range.first.col <= range.last.col)
        {
            let rows = u64::from(range.last.row - range.first.row) + 1;
            let cols = u64::from(range.last.col - range.first.col) + 1;
            if rows * cols > left {
                continue;
            }
            left -= rows * cols;
            for row in range.first.row..=range.last.row {
                for col in range.first.col..=range.last.col {
                    match merges.entry(CellAddress::new(row, col)) {
                        Entry::Vacant(entry) => {
                            entry.insert(*range);
                        }
                        Entry::Occupied(entry) if entry.get() == range => {}
                        Entry::Occupied(entry) => crossed.extend([*entry.get(), *range]),
                    }
                }
            }
        }
        let keys = sheet.cells.keys().map(|at| (at.row, OnceCell::new())).collect();
        Grid { sheet, merges, crossed, names, keys }
    }

    /// The merged range of a cell; a cell that is not merged is its own.
    pub(crate) fn extent(&self, cell: CellAddress) -> Range {
        self.merges.get(&cell).copied().unwrap_or(Range { first: cell, last: cell })
    }

    /// Whether a merged range shares cells with another: which of them a person sees is the program's choice that shows them.
    pub(crate) fn is_crossed(&self, range: Range) -> bool {
        self.crossed.contains(&range)
    }

    /// The cell that a person sees there: of a merged range its first.
    pub(crate) fn cell(&self, row: u32, col: u32) -> Option<(CellAddress, &'w Cell)> {
        let at = self.extent(CellAddress::new(row, col)).first;
        self.sheet.cells.get(&at).map(|cell| (at, cell))
    }

    /// The cells that a person sees in a column from one row to another, each once or more: a cell that is merged over several rows may
    /// come again, empty rows are passed over as a whole.
    pub(crate) fn down(&self, rows: RangeInclusive<u32>, col: u32) -> impl Iterator<Item = (CellAddress, &'w Cell)> {
        let below = move |row: &u32| {
            // A range of one cell may hide there a larger one, which is seen again behind it.
            let behind = self.merges.get(&CellAddress::new(*row, col)).map(|range| range.last.row + 1);
            // A range that begins further down shows something only where its first cell is filled.
            let filled = self.sheet.cells.range(CellAddress::new(row + 1, 0)..).next().map(|(at, _)| at.row);
            filled.into_iter().chain(behind).min()
        };
        let last = *rows.end();
        std::iter::successors(Some(*rows.start()), below)
            .take_while(move |row| *row <= last)
            .filter_map(move |row| self.cell(row, col))
    }

    /// The key of what a person sees there; empty where it is no short text.
    pub(crate) fn key(&self, row: u32, col: u32) -> &str {
        self.own_key(self.extent(CellAddress::new(row, col)).first)
    }

    /// The key of the cell itself, merged or not; empty where it is no short text.
    pub(crate) fn own_key(&self, at: CellAddress) -> &str {
        let row = self.keys.get(&at.row).map(|keys| {
            keys.get_or_init(|| {
                self.sheet.row(at.row).filter_map(|(at, cell)| Some((at.col, cell_key(cell)?))).collect()
            })
        });
        row.and_then(|row| row.get(&at.col)).map_or("", String::as_str)
    }
}

/// Labels are short; longer texts are never compared.
const LABEL_BYTES: usize = 200;

fn cell_key(cell: &Cell) -> Option<String> {
    match &cell.value {
        Value::Text(text) if text.len() <= LABEL_BYTES => Some(text_key(text)).filter(|key| !key.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::plan::{EffectKinds, Words};

    /// A sheet as it is found with a plan that names nothing itself.
    fn found(sheet: &Sheet) -> Grid<'_> {
        static NAMES: LazyLock<(Words, EffectKinds)> = LazyLock::new(Default::default);
        let (words, effects) = &*NAMES;
        Grid::new(sheet, Naming { words, effects, costs: None, parts: Default::default() })
    }

    proptest! {
        /// With ranges that lie over each other, as damaged files have them.
        #[test]
        fn no_cell_of_a_column_is_passed_over(
            cells in prop::collection::btree_set((0_u32..14, 0_u32..3), 0..10),
            merged in prop::collection::vec((0_u32..12, 0_u32..3, prop_oneof![Just(0_u32), 0_u32..6], 0_u32..2), 0..7),
            (from, length, col) in (0_u32..14, 0_u32..14, 0_u32..3),
        ) {
            let mut sheet = Sheet::new("入力");
            sheet.cells.extend(cells.into_iter().map(|(row, col)| (CellAddress::new(row, col), Cell::text("字"))));
            sheet.merged.extend(merged.into_iter().map(|(row, col, rows, cols)| Range {
                first: CellAddress::new(row, col),
                last: CellAddress::new(row + rows, col + cols),
            }));
            let grid = found(&sheet);
            let once = |cells: &mut dyn Iterator<Item = (CellAddress, &Cell)>| {
                let mut seen: Vec<CellAddress> = Vec::new();
                cells.for_each(|(at, _)| if !seen.contains(&at) { seen.push(at) });
                seen
            };
            let each = once(&mut (from..=from + length).filter_map(|row| grid.cell(row, col)));
            prop_assert_eq!(once(&mut grid.down(from..=from + length, col)), each);
        }
    }

    #[test]
    fn a_range_hidden_by_one_of_a_single_cell_is_seen_behind_it() {
        let mut sheet = Sheet::new("入力");
        sheet.cells.insert(CellAddress::new(4, 2), Cell::text("字"));
        let range =
            |first: u32, last: u32| Range { first: CellAddress::new(first, 2), last: CellAddress::new(last, 2) };
        sheet.merged.extend([range(5, 5), range(4, 7)]);
        let grid = found(&sheet);
        assert_eq!(grid.down(5..=7, 2).next().map(|(at, _)| at), Some(CellAddress::new(4, 2)));
    }

    #[test]
    fn ranges_that_share_cells_are_known_and_the_same_one_twice_is_none_of_them() {
        let mut sheet = Sheet::new("入力");
        let range = |first: (u32, u32), last: (u32, u32)| Range {
            first: CellAddress::new(first.0, first.1),
            last: CellAddress::new(last.0, last.1),
        };
        let ranges = [range((4, 2), (5, 2)), range((5, 2), (5, 9)), range((4, 3), (4, 3)), range((7, 0), (8, 0))];
        sheet.merged.extend(ranges.iter().chain(&ranges));
        let grid = found(&sheet);
        assert_eq!(ranges.map(|range| grid.is_crossed(range)), [true, true, false, false]);
    }

    #[test]
    fn empty_rows_cost_nothing() {
        let mut sheet = Sheet::new("入力");
        let far = CellAddress::new(1_048_575, 0);
        sheet.cells.insert(far, Cell::text("字"));
        sheet.merged.push(Range { first: CellAddress::new(1, 2), last: CellAddress::new(150_000, 2) });
        let grid = found(&sheet);
        for _ in 0..100_000 {
            assert!(grid.down(0..=1_048_574, 0).next().is_none() && grid.down(1..=150_000, 2).next().is_none());
        }
        assert_eq!(grid.down(0..=1_048_575, 0).map(|(at, _)| at).collect::<Vec<_>>(), [far]);
    }
}

//! Cells that are not taken over: those that cannot be read, and all of one address that differ.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::ops::ControlFlow;

use crate::intake::workbook::{Cell, Damage, DamageKind, Sheet};
use crate::vocabulary::CellAddress;

/// How many odd cells of a sheet are named before the sheet is given up.
const MOST: usize = 200;

const DOUBLED: &str =
    "同じ番地のセルが2つ以上あり、内容か書式が違います。どれが正しいか分からないため、取り込みません。";

/// The odd cells of a sheet.
#[derive(Default)]
pub(super) struct OddCells {
    /// What there is to say of the sheet.
    pub(super) damage: Vec<Damage>,
    /// Addresses of which no cell is taken over.
    left_out: BTreeSet<CellAddress>,
}

impl OddCells {
    /// Puts a cell into its sheet, but neither of two of one address that differ in content or format, nor any later one.
    pub(super) fn put(&mut self, sheet: &mut Sheet, at: CellAddress, read: Cell) -> ControlFlow<()> {
        if !self.left_out.contains(&at) {
            match sheet.cells.entry(at) {
                Entry::Vacant(place) => {
                    place.insert(read);
                    return ControlFlow::Continue(());
                }
                Entry::Occupied(before) if *before.get() == read => return ControlFlow::Continue(()),
                Entry::Occupied(before) => drop(before.remove()),
            }
        }
        if self.left_out.insert(at) { self.tell(sheet, at, DOUBLED.to_owned()) } else { ControlFlow::Continue(()) }
    }

    /// Leaves out a cell that cannot be read, with every other one of its address: which of them is right cannot be known.
    pub(super) fn unread(&mut self, sheet: &mut Sheet, at: CellAddress, message: String) -> ControlFlow<()> {
        sheet.cells.remove(&at);
        self.left_out.insert(at);
        self.tell(sheet, at, message)
    }

    /// Leaves out the cells of which another of the same address is empty.
    pub(super) fn leave_out_emptied(&mut self, sheet: &mut Sheet, emptied: &BTreeSet<CellAddress>) {
        for at in emptied {
            sheet.cells.remove(at);
            if self.left_out.insert(*at) && self.tell(sheet, *at, DOUBLED.to_owned()).is_break() {
                break;
            }
        }
    }

    /// Breaks where there are so many that the sheet is given up.
    fn tell(&mut self, sheet: &Sheet, at: CellAddress, message: String) -> ControlFlow<()> {
        let (sheet_name, kind) = (Some(sheet.name.clone()), DamageKind::Cell);
        self.damage.push(Damage { kind, sheet: sheet_name, cell: Some(at), message });
        if self.damage.len() < MOST {
            return ControlFlow::Continue(());
        }
        let message = "読めないセルが多すぎるため、ここで打ち切りました。";
        self.damage.push(Damage::broken(Some(sheet.name.clone()), Some(at), message));
        ControlFlow::Break(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(cells: &[Option<Cell>]) -> (Option<Cell>, Vec<String>) {
        let (mut sheet, mut odd, at) = (Sheet::new("入力"), OddCells::default(), CellAddress::new(4, 5));
        for cell in cells {
            let told = match cell {
                Some(cell) => odd.put(&mut sheet, at, cell.clone()),
                None => odd.unread(&mut sheet, at, "読めません。".to_owned()),
            };
            assert!(told.is_continue());
        }
        (sheet.cells.remove(&at), odd.damage.into_iter().map(|damage| damage.message).collect())
    }

    #[test]
    fn no_cell_of_an_address_is_kept_where_they_differ_or_one_is_unread() {
        let (one, other) = (Cell::text("1"), Cell::text("2"));
        let percent = Cell { format: "0%".into(), ..one.clone() };
        assert_eq!(left(&[Some(one.clone()), Some(one.clone())]), (Some(one.clone()), vec![]));
        for cells in [
            vec![Some(one.clone()), Some(other.clone())],
            vec![Some(one.clone()), Some(other), Some(one.clone())],
            vec![Some(one.clone()), Some(percent)],
        ] {
            assert_eq!(left(&cells), (None, vec![DOUBLED.to_owned()]), "{cells:?}");
        }
        for cells in [[Some(one.clone()), None], [None, Some(one.clone())]] {
            assert_eq!(left(&cells).0, None, "{cells:?}");
        }
    }
}

//! What was typed into the sheets of a form that are there to be read: 記入例 and the council's opinions in full.
//!
//! The program writes nothing but texts into these sheets, into the first three columns, in as many parts as their kind has, a blank row
//! between two parts. A number, a formula, and any cell beside or below these parts was typed by somebody.

use super::workbook::{Sheet, Value};
use crate::contract::EXAMPLE_SHEET;
use crate::vocabulary::CellAddress;

/// Columns of the sheets.
const COLUMNS: u32 = 3;
/// Parts of 記入例: title, columns, grades, stages.
const PARTS_OF_EXAMPLE: usize = 4;
/// Parts of the opinions: title and note, opinions.
const PARTS_OF_OPINIONS: usize = 2;

/// The cells that somebody has typed into such a sheet, as far as the sheet itself shows it.
pub(super) fn typed_beside(sheet: &Sheet) -> Vec<CellAddress> {
    let most = if &*sheet.name == EXAMPLE_SHEET { PARTS_OF_EXAMPLE } else { PARTS_OF_OPINIONS };
    let (mut parts, mut last) = (0, None);
    let mut typed = Vec::new();
    for (at, cell) in sheet.cells.iter().filter(|(_, cell)| !cell.is_blank()) {
        if at.col < COLUMNS && last.is_none_or(|last| at.row > last + 1) {
            parts += 1;
        }
        if at.col < COLUMNS {
            last = Some(at.row);
        }
        let is_text = matches!(cell.value, Value::Text(_)) && !cell.formula;
        if at.col >= COLUMNS || parts > most || !is_text {
            typed.push(*at);
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::super::workbook::Cell;
    use super::*;

    #[test]
    fn what_stands_beside_below_or_is_no_text_was_typed() {
        let mut sheet = Sheet::new(EXAMPLE_SHEET);
        for (row, col) in
            [(0, 0), (2, 0), (2, 1), (2, 2), (3, 0), (3, 2), (5, 0), (6, 0), (6, 1), (8, 0), (9, 0), (9, 1)]
        {
            sheet.cells.insert(CellAddress::new(row, col), Cell::text("例"));
        }
        assert_eq!(typed_beside(&sheet), []);
        for (at, cell) in [
            (CellAddress::new(3, 1), Cell::new(Value::Number(1200.0), "General")),
            (CellAddress::new(3, 4), Cell::text("1200")),
            (CellAddress::new(11, 1), Cell::text("窓口を改めた。")),
        ] {
            let mut sheet = sheet.clone();
            sheet.cells.insert(at, cell);
            assert_eq!(typed_beside(&sheet), [at]);
        }
    }
}

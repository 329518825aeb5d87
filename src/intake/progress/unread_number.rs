//! Rows of a form whose number cannot be read: struck out, or written in another way (8-(4), 8.4).
//!
//! Whose entries such a row holds is not known for sure, so none is taken. That is one thing to mend and is told once, at the number.

use super::FormReader;
use crate::contract::Entry;
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::labels::Grid;
use crate::intake::recognise::{Block, EntryRow};
use crate::intake::workbook::Cell;
use crate::vocabulary::CellAddress;

/// What is said of the number itself.
fn message(number: &Cell) -> &'static str {
    match number.looks().all_struck {
        true => "実践項目の番号に取り消し線が付いています。この行は取り込みません。",
        false => "実践項目の番号を読めません。この行は取り込みません。",
    }
}

impl FormReader<'_, '_> {
    /// Rejects the entries of a row with which the form was handed out.
    pub(super) fn reject_unread(&mut self, block: &Block, grid: &Grid<'_>, row: &EntryRow, entry: &mut Entry) {
        let Some((at, number)) = grid.cell(row.at.row, row.at.col) else { return };
        self.reject_row_cells(block, grid, row, entry, message(number));
        let expected = self.source.plan.number(row.action);
        self.tell_unread(block.sheet, at, number, &expected);
    }

    /// Says that a number cannot be read, and what is expected in its place.
    pub(super) fn tell_unread(&mut self, sheet: usize, at: CellAddress, number: &Cell, expected: &str) {
        let origin = self.origin(sheet, at);
        self.findings.add(Severity::Error, codes::ROW_WITHOUT_NUMBER, origin, message(number).to_owned(), |finding| {
            let finding = finding.found(number.shown()).expected(expected);
            finding.remedy("取り込む行なら、番号だけを入力し直してください。要らない行なら、行の記入を消してください。")
        });
    }
}

//! Cells that are merged over several rows of a list: people merge a department that stands for them all.

use std::sync::Arc;

use super::MERGED;
use super::cells::is_quantity;
use crate::finding::{Finding, Origin};
use crate::intake::table::SheetTable;
use crate::settings_file::fields::warning;
use crate::vocabulary::CellAddress;

/// Puts a text that is merged over several rows into each of them that holds anything else, and says so. A number is that of the
/// first row alone: an amount over two rows, put into both, would count twice.
pub(super) fn fill_down(file: &Arc<str>, sheet: &mut SheetTable, out: &mut Vec<Finding>) {
    for (first, last) in std::mem::take(&mut sheet.merged) {
        let Some(text) = sheet.cells.get(&first).cloned() else { continue };
        let holds_more = |row: &u32| {
            sheet
                .cells
                .range(CellAddress::new(*row, 0)..CellAddress::new(*row + 1, 0))
                .any(|(_, text)| !text.is_empty())
        };
        // A merged range in the first row is a title, which the reader of the heads reports.
        let rows: Vec<u32> = (first.row + 1..=last).filter(|_| first.row > 0).filter(holds_more).collect();
        if rows.is_empty() {
            continue;
        }
        let origin = Origin::cell(file.clone(), sheet.name.clone(), first);
        let range = format!("{}～{}行目", first.row + 1, last + 1);
        if is_quantity(&text) {
            let message = format!("{range}を結合したセルに数があります。いちばん上の行だけの値として読みました。");
            out.push(
                warning(MERGED, &origin, message).found(text).remedy("セルの結合を解いて、行ごとに書いてください。"),
            );
            continue;
        }
        for row in rows {
            let at = CellAddress::new(row, first.col);
            sheet.cells.insert(at, text.clone());
            if let Some(change) = sheet.changes.get(&first).cloned() {
                sheet.changes.insert(at, change);
            }
        }
        let message = format!("{range}を結合したセルの文字を、それぞれの行に書いてあるものとして読みました。");
        out.push(
            warning(MERGED, &origin, message)
                .found(text)
                .remedy("違うときは、セルの結合を解いて、行ごとに書いてください。"),
        );
    }
}

//! A second table below that of a form of ours, with the heads repeated: corrections that somebody has added.
//!
//! Which of two tables is meant nobody can know, and the department was asked for one. So the upper one is read, as it was handed out, and
//! every entry of the lower one is told.

use std::collections::BTreeMap;

use super::FormReader;
use super::stray_cells::Table;
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::no_item::title_of_another_year;
use crate::vocabulary::CellAddress;

impl FormReader<'_, '_> {
    /// Decides on the cells from the row `first` on, that of the repeated heads. What is copied from the upper table (heads, names,
    /// plans) is the form's own; the entries are told once a row, with their cells, and all else as what stands outside of the form.
    pub(super) fn lower_table(&mut self, table: &Table<'_, '_>, first: u32) {
        let sheet = table.block.sheet;
        let mut entries: BTreeMap<u32, Vec<(CellAddress, String)>> = BTreeMap::new();
        for (at, cell) in table.grid.sheet.cells_of(first..u32::MAX) {
            if self.account.has(sheet, *at) || cell.is_blank() {
                continue;
            }
            let text = cell.shown();
            let is_number = Some(at.col) == table.number && table.has_entry(at.row);
            if let Some(disposition) = table.of_form(*at, &text) {
                self.account.decide(sheet, *at, disposition);
            } else if is_number || table.above.repeats(table.grid, *at) || table.is_copied(*at) {
                self.account.decide(sheet, *at, Disposition::Reference);
            } else if table.is_open(at.col) {
                self.account.decide(sheet, *at, Disposition::Rejected(Reason::BelowTable));
                entries.entry(at.row).or_default().push((*at, text));
            } else {
                self.tell_outside(table, *at, text);
            }
        }
        let year = self.form.identity.year;
        let is_of_another_year = title_of_another_year(table.grid, table.last + 1..first, year).is_some();
        let severity = if is_of_another_year { Severity::Warning } else { Severity::Error };
        for (row, cells) in entries {
            self.tell_lower_row(table, severity, row, &cells);
        }
    }

    /// Tells of the entries of a row of the lower table.
    fn tell_lower_row(&mut self, table: &Table<'_, '_>, severity: Severity, row: u32, cells: &[(CellAddress, String)]) {
        let Some((first, _)) = cells.first() else { return };
        let number = table.number_of(row).filter(|(at, _)| at.row == row);
        let of_item = number.map_or(String::new(), |(_, cell)| format!("実践項目{}の", cell.shown().trim()));
        let places: Vec<String> = cells.iter().map(|(at, _)| at.to_string()).collect();
        let message = format!(
            "様式の表の下に、見出しを繰り返した表があり、{of_item}記入（{}）があります。取り込みません。",
            places.join("、")
        );
        let found: Vec<String> = cells.iter().map(|(at, text)| format!("{at}：{}", text.trim())).collect();
        let origin = self.origin(table.block.sheet, number.map_or(*first, |(at, _)| at));
        self.findings.add(severity, codes::BELOW_AGAIN, origin, message, |finding| {
            let remedy = "取り込む内容なら、上の表の同じ番号の行に記入し直し、下の表を消してください。";
            finding.found(found.join("／")).remedy(remedy)
        });
    }
}

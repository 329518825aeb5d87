//! The account of a workbook's cells: every non-empty one ends in exactly one disposition.

use std::collections::BTreeMap;

use super::file_account::{CellAccounts, Disposition, Reason};
use super::workbook::{Value, Workbook};
use crate::vocabulary::CellAddress;

/// Characters of a cell that the account keeps.
const EXCERPT: usize = 40;

/// Dispositions as they are decided, by sheet number and cell.
#[derive(Debug, Default)]
pub(crate) struct Account {
    decided: BTreeMap<(usize, CellAddress), Disposition>,
    /// What all cells of a sheet are, unless a stronger decision was given on one.
    of_sheets: BTreeMap<usize, Disposition>,
    /// Cells whose words must not be repeated anywhere: names of the council's members.
    confidential: Vec<(usize, CellAddress)>,
    /// Whether only the words of cells that are used may be repeated.
    used_only: bool,
}

/// Which disposition stands where two are given: what was read or rejected is never "reference" again.
fn weight(disposition: &Disposition) -> u8 {
    match disposition {
        Disposition::Ignored(_) => 0,
        Disposition::Reference => 1,
        Disposition::Used | Disposition::Superseded => 2,
        Disposition::Rejected(_) => 3,
    }
}

impl Account {
    /// Decides on a cell; a stronger decision stays.
    pub(crate) fn decide(&mut self, sheet: usize, cell: CellAddress, disposition: Disposition) {
        let decided = self.decided.entry((sheet, cell)).or_insert_with(|| disposition.clone());
        if weight(&disposition) > weight(decided) {
            *decided = disposition;
        }
    }

    /// Decides on all cells of a sheet; stronger decisions on single ones stay.
    pub(crate) fn decide_sheet(&mut self, sheet: usize, disposition: Disposition) {
        let decided = self.of_sheets.entry(sheet).or_insert_with(|| disposition.clone());
        if weight(&disposition) > weight(decided) {
            *decided = disposition;
        }
    }

    /// Whether a cell was decided on.
    pub(crate) fn has(&self, sheet: usize, cell: CellAddress) -> bool {
        self.of_sheets.contains_key(&sheet) || self.decided.contains_key(&(sheet, cell))
    }

    /// The cells that were read into fields, or were to be.
    pub(crate) fn claimed(&self) -> impl Iterator<Item = (usize, CellAddress)> {
        let is_read = |disposition: &Disposition| matches!(disposition, Disposition::Used | Disposition::Rejected(_));
        self.decided.iter().filter(move |(_, disposition)| is_read(disposition)).map(|(at, _)| *at)
    }

    /// Keeps the words of a cell out of the account.
    pub(crate) fn conceal(&mut self, sheet: usize, cell: CellAddress) {
        self.confidential.push((sheet, cell));
    }

    /// Keeps the words of every cell that is not used out of the account.
    pub(crate) fn conceal_unused(&mut self) {
        self.used_only = true;
    }

    /// Takes over the decisions of one of several forms.
    pub(crate) fn merge(&mut self, other: Account) {
        for ((sheet, cell), disposition) in other.decided {
            self.decide(sheet, cell, disposition);
        }
        for (sheet, disposition) in other.of_sheets {
            self.decide_sheet(sheet, disposition);
        }
        self.confidential.extend(other.confidential);
        self.used_only |= other.used_only;
    }

    /// Turns everything that was read into something that was not: for a form that cannot be used as a whole.
    pub(crate) fn reject_all(&mut self, reason: &Reason) {
        for disposition in self.decided.values_mut().chain(self.of_sheets.values_mut()) {
            if *disposition == Disposition::Used {
                *disposition = Disposition::Rejected(reason.clone());
            }
        }
    }

    /// The account of all non-empty cells, by sheet in the workbook's order, then by row and column.
    pub(crate) fn close(self, workbook: &Workbook) -> CellAccounts {
        let mut accounts = CellAccounts::default();
        // In the order of the cells, as these are.
        let mut decided = self.decided.into_iter().peekable();
        for (index, sheet) in workbook.sheets.iter().enumerate() {
            let of_sheet = self.of_sheets.get(&index);
            for (at, cell) in &sheet.cells {
                let place = (index, *at);
                while decided.next_if(|(earlier, _)| *earlier < place).is_some() {}
                let disposition = decided.next_if(|(decided, _)| *decided == place).map(|(_, disposition)| disposition);
                let is_stronger = |decided: &Disposition| of_sheet.is_none_or(|of| weight(of) <= weight(decided));
                let disposition = disposition.filter(is_stronger).or_else(|| of_sheet.cloned());
                let disposition = disposition.unwrap_or_else(|| {
                    Disposition::Ignored(if cell.is_blank() { Reason::Blank } else { Reason::OutsideFields })
                });
                let is_concealed =
                    self.confidential.contains(&(index, *at)) || (self.used_only && disposition != Disposition::Used);
                let shown;
                let excerpt = if is_concealed {
                    "（記録しません）"
                } else if cell.value == Value::Uncached {
                    "（計算結果なし）"
                } else {
                    shown = cell.shown_text();
                    shown.char_indices().nth(EXCERPT).map_or(&*shown, |(end, _)| &shown[..end])
                };
                accounts.push(&sheet.name, *at, excerpt, &disposition);
            }
        }
        accounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::workbook::{Cell, Sheet};

    #[test]
    fn a_decision_on_a_sheet_gives_way_to_a_stronger_one_on_a_cell_and_no_other() {
        let mut sheet = Sheet::new("記入例");
        let at = |col| CellAddress::new(0, col);
        let cell = Cell { value: Value::Text("文".into()), format: "General".into(), formula: false, look: None };
        sheet.cells.extend((0..3).map(|col| (at(col), cell.clone())));
        let workbook = Workbook { sheets: vec![sheet], ..Workbook::default() };
        for sheet_first in [true, false] {
            let mut account = Account::default();
            if sheet_first {
                account.decide_sheet(0, Disposition::Reference);
            }
            account.decide(0, at(0), Disposition::Ignored(Reason::Blank));
            account.decide(0, at(1), Disposition::Used);
            if !sheet_first {
                account.decide_sheet(0, Disposition::Reference);
            }
            assert!(account.has(0, at(2)));
            let accounts = account.close(&workbook);
            let decided: Vec<&Disposition> = accounts.iter().map(|cell| cell.disposition).collect();
            assert_eq!(decided, [&Disposition::Reference, &Disposition::Used, &Disposition::Reference]);
        }
    }
}

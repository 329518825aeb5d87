//! Cells in and below the table of a form that no field takes.

use std::collections::{BTreeMap, BTreeSet};

use super::FormReader;
use crate::contract::{CLOSING_NOTES, Field};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::labels::{self, Grid};
use crate::intake::no_item::{Above, OfNoItem, is_note, of_no_item};
use crate::intake::recognise::Block;
use crate::intake::submission::Recognition;
use crate::intake::units::{self, HeadUnit};
use crate::vocabulary::{CellAddress, text_key};

/// What of a table is asked of each cell that no field takes.
struct Table<'t, 'g> {
    block: &'t Block,
    grid: &'t Grid<'g>,
    columns: BTreeMap<u32, Field>,
    above: Above,
    covered: &'t BTreeSet<u32>,
    /// The last row of an item.
    last: u32,
    /// Whether its form is known by its labels alone.
    is_of_other_form: bool,
}

impl Table<'_, '_> {
    fn is_open(&self, col: u32) -> bool {
        self.columns.get(&col).is_some_and(|field| field.is_open())
    }

    /// What a cell is that the form itself has, not the department: a note, or what a list prints again on each page (its title, its unit).
    fn of_form(&self, at: CellAddress, text: &str) -> Option<Disposition> {
        // Between the items a column to be filled in holds what was filled in, whatever it begins with.
        let is_entry = at.row < self.last && !self.covered.contains(&at.row) && self.is_open(at.col);
        let is_note = is_note(text);
        if !self.is_of_other_form {
            let is_ours = is_note && CLOSING_NOTES.iter().any(|end| text.trim_end().ends_with(end));
            return is_ours.then_some(Disposition::Reference);
        }
        if is_note && !is_entry {
            return Some(Disposition::Ignored(Reason::Note));
        }
        let is_printed = || self.above.repeats(self.grid, at) || units::of_note(&text_key(text)) != HeadUnit::Unnamed;
        (at.row > self.last && is_printed()).then_some(Disposition::Reference)
    }

    /// Whether a cell stands alone in its row between two tables of a list, as a title does.
    fn is_alone_between(&self, at: CellAddress) -> bool {
        at.row > self.last && self.block.below() != u32::MAX && self.grid.sheet.filled(at.row) == 1
    }

    /// What a cell of a column to be filled in is in a row that is no item's.
    fn of_no_item(&self, at: CellAddress) -> Option<OfNoItem> {
        of_no_item(self.grid, &self.above, at, |col| self.is_open(col))
    }
}

impl FormReader<'_, '_> {
    /// Cells in and below a table that belong to no field: the notes that a form of ours ends with are ours, those of another form are its
    /// own; rows without a number are lost and therefore reported.
    pub(super) fn stray_cells(&mut self, block: &Block, grid: &Grid<'_>, covered: &BTreeSet<u32>) {
        let sheet = block.sheet;
        let number = block.columns.get(&Field::Action).map(|column| column.col);
        let last = covered.last().copied().unwrap_or(block.bottom);
        let mut told: BTreeSet<u32> = BTreeSet::new();
        let first = self.form.blocks.iter().filter(|other| other.sheet == sheet).min_by_key(|other| other.bottom);
        let over_items = first.map_or(0..0, |first| first.from..first.bottom + 1);
        let is_of_other_form = self.form.recognition == Recognition::Labels;
        let table = Table {
            block,
            grid,
            columns: block.columns.iter().map(|(field, column)| (column.col, *field)).collect(),
            above: Above::of(grid, over_items),
            covered,
            last,
            is_of_other_form,
        };
        for (at, cell) in grid.sheet.cells_of(block.bottom + 1..block.below()) {
            if self.account.has(sheet, *at) || cell.is_blank() {
                continue;
            }
            let text = cell.shown();
            if let Some(disposition) = table.of_form(*at, &text) {
                self.account.decide(sheet, *at, disposition);
                continue;
            }
            let field = table.columns.get(&at.col);
            let in_table = covered.contains(&at.row);
            match field {
                // A total or a heading between the rows is ours to pass over only where nothing open is filled in.
                Some(field) if field.is_open() && !in_table && !table.is_alone_between(*at) => {
                    let of_no_item = table.of_no_item(*at);
                    if of_no_item == Some(OfNoItem::Repeated) && is_of_other_form {
                        self.account.decide(sheet, *at, Disposition::Reference);
                        continue;
                    }
                    if of_no_item == Some(OfNoItem::TotalOrExample) {
                        self.account.decide(sheet, *at, Disposition::Ignored(Reason::TotalOrExample));
                        continue;
                    }
                    self.account.decide(sheet, *at, Disposition::Rejected(Reason::RowWithoutNumber));
                    if told.insert(at.row) {
                        let place = CellAddress::new(at.row, number.unwrap_or(at.col));
                        // What is in the place of the number, where there is something; of a total what was said of it.
                        let instead = grid.cell(place.row, place.col).map(|(_, cell)| cell.shown());
                        let is_of_total = of_no_item == Some(OfNoItem::SentenceOfTotal);
                        let instead = instead.filter(|text| !is_of_total && !text.trim().is_empty());
                        let text = instead.unwrap_or(text);
                        self.findings.add(
                            Severity::Error,
                            codes::ROW_WITHOUT_NUMBER,
                            self.origin(sheet, place),
                            "実践項目の番号がない行に記入があります。取り込みません。".to_owned(),
                            |finding| finding.found(text).remedy("番号のある行に記入してください。"),
                        );
                    }
                }
                // In the rows of a form of ours, and in any row of another one, what stands in a closed column is the form's own.
                Some(field) if !field.is_open() && (is_of_other_form || at.row <= last) => {
                    self.account.decide(sheet, *at, Disposition::Reference);
                }
                _ => self.tell_outside(&table, *at, text),
            }
        }
    }

    /// Tells of a cell beside the fields of a table, or below it.
    fn tell_outside(&mut self, table: &Table<'_, '_>, at: CellAddress, text: String) {
        let (sheet, block) = (table.block.sheet, table.block);
        let reason = if at.row > table.last { Reason::BelowTable } else { Reason::BesideTable };
        self.account.decide(sheet, at, Disposition::Ignored(reason.clone()));
        let head = table.grid.cell(block.bottom, at.col).map(|(_, head)| head.shown()).unwrap_or_default();
        let other = labels::field(&text_key(&head)).filter(|field| block.columns.contains_key(field));
        // Of two names of one field only one is read.
        let message = match other.filter(|_| table.covered.contains(&at.row)) {
            Some(field) => {
                format!("「{head}」の列に記入があります。「{}」の列が別にあるため、取り込みません。", field.label())
            }
            None => format!("様式の欄の外に記入があります（{reason}）。取り込みません。"),
        };
        self.findings.add(Severity::Warning, codes::OUTSIDE, self.origin(sheet, at), message, |finding| {
            finding.found(text).remedy("取り込む内容なら、様式の欄に記入してください。")
        });
    }
}

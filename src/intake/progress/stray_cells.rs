//! Cells in and below the table of a form that no field takes.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::FormReader;
use crate::contract::{CLOSING_NOTES, Field};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::labels::{self, Grid};
use crate::intake::no_item::{Above, OfNoItem, has_total, is_label_of_total, is_note, of_no_item};
use crate::intake::normalize::action::{self, Id};
use crate::intake::recognise::Block;
use crate::intake::submission::Recognition;
use crate::intake::totals::Sums;
use crate::intake::units::{self, HeadUnit};
use crate::intake::workbook::Cell;
use crate::plan::Numbers;
use crate::vocabulary::{CellAddress, text_key};

/// What of a table is asked of each cell that no field takes.
pub(super) struct Table<'t, 'g> {
    pub(super) block: &'t Block,
    pub(super) grid: &'t Grid<'g>,
    columns: BTreeMap<u32, Field>,
    pub(super) above: Above,
    covered: &'t BTreeSet<u32>,
    /// The last row of an item.
    pub(super) last: u32,
    /// Whether its form is known by its labels alone.
    is_of_other_form: bool,
    /// The column of the numbers.
    pub(super) number: Option<u32>,
    numbers: &'t Numbers,
    /// What stands in the closed columns of the items, made when it is first asked about.
    closed: OnceCell<BTreeSet<(u32, String)>>,
}

impl Table<'_, '_> {
    pub(super) fn is_open(&self, col: u32) -> bool {
        self.columns.get(&col).is_some_and(|field| field.is_open())
    }

    /// What a cell is that the form itself has, not the department: a note, or what a list prints again on each page (its title, its unit).
    pub(super) fn of_form(&self, at: CellAddress, text: &str) -> Option<Disposition> {
        // Between the items a column to be filled in holds what was filled in, whatever it begins with.
        let is_entry = self.is_open(at.col)
            && !self.covered.contains(&at.row)
            && (at.row < self.last || has_total(self.grid, at.row, |col| self.is_open(col)));
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

    /// The cell of the number of a row.
    pub(super) fn number_of(&self, row: u32) -> Option<(CellAddress, &Cell)> {
        self.grid.cell(row, self.number?).filter(|(_, cell)| !cell.is_blank())
    }

    /// The number of a row that is no item's, where it has one that cannot be read: struck out, 8-(4).
    fn unread_number(&self, row: u32) -> Option<(CellAddress, &Cell)> {
        let (at, cell) = self.number_of(row).filter(|(at, _)| at.row == row && !self.covered.contains(&row))?;
        let is_number = cell.shown().chars().any(char::is_numeric) && !is_note(&cell.shown());
        (is_number && action::read(cell, self.numbers) == Id::Other).then_some((at, cell))
    }

    /// Whether a closed cell says what one of the items says in its column, as the cells of a copied row do.
    pub(super) fn is_copied(&self, at: CellAddress) -> bool {
        let closed = |at: CellAddress| self.columns.get(&at.col).is_some_and(|field| !field.is_open());
        let texts = self.closed.get_or_init(|| {
            let rows = self.covered.iter().flat_map(|row| self.grid.sheet.row(*row));
            rows.filter(|(at, _)| closed(*at)).map(|(at, cell)| (at.col, cell.shown())).collect()
        });
        closed(at) && texts.contains(&(at.col, self.grid.sheet.text(at.row, at.col)))
    }

    /// Whether something stands in a column to be filled in of a row.
    pub(super) fn has_entry(&self, row: u32) -> bool {
        self.grid.sheet.row(row).any(|(at, cell)| self.is_open(at.col) && !cell.is_blank())
    }

    /// Whether a cell is part of a row that is told at its number: the number itself, and what the form says of the item beside it.
    fn is_told_at_number(&self, at: CellAddress) -> bool {
        let is_of_item = |number: CellAddress| number == at || self.is_copied(at);
        self.unread_number(at.row).is_some_and(|(number, _)| is_of_item(number)) && self.has_entry(at.row)
    }
}

impl FormReader<'_, '_> {
    /// Cells in and below a table that belong to no field: the notes that a form of ours ends with are ours, those of another form are its
    /// own; rows without a number are lost and therefore reported.
    pub(super) fn stray_cells(&mut self, block: &Block, grid: &Grid<'_>, covered: &BTreeSet<u32>) {
        let sheet = block.sheet;
        let first = self.form.blocks.iter().filter(|other| other.sheet == sheet).min_by_key(|other| other.bottom);
        let over_items = first.map_or(0..0, |first| first.from..first.bottom + 1);
        let table = Table {
            block,
            grid,
            columns: block.columns.iter().map(|(field, column)| (column.col, *field)).collect(),
            above: Above::of(grid, over_items),
            covered,
            last: covered.last().copied().unwrap_or(block.bottom),
            is_of_other_form: self.form.recognition == Recognition::Labels,
            number: block.columns.get(&Field::Action).map(|column| column.col),
            numbers: self.source.plan.numbers(),
            closed: OnceCell::new(),
        };
        let mut told: BTreeSet<u32> = BTreeSet::new();
        for (at, cell) in grid.sheet.cells_of(block.bottom + 1..block.below()) {
            if !self.account.has(sheet, *at) && !cell.is_blank() {
                self.stray_cell(&table, &mut told, *at, cell);
            }
        }
        if let Some(first) = block.again {
            self.lower_table(&table, first);
        }
    }

    /// Decides on a cell that no field takes.
    fn stray_cell(&mut self, table: &Table<'_, '_>, told: &mut BTreeSet<u32>, at: CellAddress, cell: &Cell) {
        let sheet = table.block.sheet;
        let text = cell.shown();
        if let Some(disposition) = table.of_form(at, &text) {
            self.account.decide(sheet, at, disposition);
            return;
        }
        let field = table.columns.get(&at.col);
        let in_table = table.covered.contains(&at.row);
        match field {
            // A total or a heading between the rows is ours to pass over only where nothing open is filled in.
            Some(field) if field.is_open() && !in_table && !table.is_alone_between(at) => {
                self.entry_of_no_item(table, told, at, *field, text);
            }
            // In the rows of a form of ours, and in any row of another one, what stands in a closed column is the form's own.
            Some(field) if !field.is_open() && (table.is_of_other_form || at.row <= table.last) => {
                self.account.decide(sheet, at, Disposition::Reference);
            }
            _ if table.is_told_at_number(at) => self.account.decide(sheet, at, Disposition::Reference),
            _ if !in_table && is_label_of_total(cell, table.is_open(at.col)) => {
                self.account.decide(sheet, at, Disposition::Ignored(Reason::TotalOrExample));
            }
            _ => self.tell_outside(table, at, text),
        }
    }

    /// Decides on a cell of a column to be filled in, in a row that is no item's: what is not the list's own is lost, and that is told once
    /// a row.
    fn entry_of_no_item(
        &mut self,
        table: &Table<'_, '_>,
        told: &mut BTreeSet<u32>,
        at: CellAddress,
        field: Field,
        text: String,
    ) {
        let sheet = table.block.sheet;
        let of_no_item = table.of_no_item(at);
        let disposition = match of_no_item {
            Some(OfNoItem::Repeated) if table.is_of_other_form => Disposition::Reference,
            Some(OfNoItem::Example | OfNoItem::Total) => Disposition::Ignored(Reason::TotalOrExample),
            _ => Disposition::Rejected(Reason::RowWithoutNumber),
        };
        let is_lost = matches!(disposition, Disposition::Rejected(_));
        self.account.decide(sheet, at, disposition);
        if of_no_item == Some(OfNoItem::Total) {
            self.compare_total(table, at, field);
        }
        if !is_lost || !told.insert(at.row) {
            return;
        }
        if let Some((place, number)) = table.unread_number(at.row) {
            self.tell_unread(sheet, place, number, &self.source.plan.number_alone());
            return;
        }
        let place = CellAddress::new(at.row, table.number.unwrap_or(at.col));
        // What is in the place of the number, where there is something; of a total what was said of it.
        let instead = table.grid.cell(place.row, place.col).map(|(_, cell)| cell.shown());
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

    /// Tells of the figure of a total that is not the sum of the entries above it.
    fn compare_total(&mut self, table: &Table<'_, '_>, at: CellAddress, field: Field) {
        let block = table.block;
        let said = block.columns.get(&field).map_or(HeadUnit::Unnamed, |column| column.unit.and(self.noted.0));
        let unit = self.unit_of(block.sheet, field, said).ok().flatten();
        let of_sheet = self.form.blocks.iter().filter(|other| other.sheet == block.sheet);
        let rows = of_sheet.flat_map(|block| &block.rows).flat_map(|row| row.at.row..=row.last);
        let sums = self.sums.entry(block.sheet).or_insert_with(|| Sums::of(rows));
        let differs = sums.differs(table.grid, at, field, unit);
        if let Some(differs) = differs {
            differs.tell(table.grid, self.findings);
        }
    }

    /// Tells of a cell beside the fields of a table, or below it.
    pub(super) fn tell_outside(&mut self, table: &Table<'_, '_>, at: CellAddress, text: String) {
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

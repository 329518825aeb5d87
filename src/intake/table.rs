//! A workbook as plain texts by sheet, for those who need no form: the Excel master of the plan, returned forms.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::limits::Limits;
use super::normalize::date;
use super::normalize::format::{self, View};
use super::package::Package;
use super::sniff::{FileType, sniff};
use super::workbook::{Cell, Sheet, Value, Visibility};
use super::xlsx;
use crate::vocabulary::CellAddress;

/// How a cell differs from what was typed into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A number that its format shows as a date.
    Date,
    /// A number that its format shows as something else than its digits.
    Shown(View),
    /// A formula whose result is not in the file.
    Uncached,
}

/// What a person sees of a cell otherwise than its text says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unseen {
    /// All of it is struck out.
    Struck,
    /// These words are struck out, and left out of the text.
    StruckWords(String),
    /// Its characters have nearly the colour of their background, or a size that nobody reads.
    Invisible,
    /// Its row or column is hidden.
    Hidden,
}

/// The texts of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTable {
    /// The name of its sheet.
    pub name: Arc<str>,
    /// Whether it is shown.
    pub visible: bool,
    /// The text of every non-empty cell as it was typed: inner white space and line breaks (as `\n`) kept, numbers in their
    /// shortest form without grouping, dates in the form of their number format where it is a date's, `TRUE`/`FALSE`,
    /// `#REF!` for errors. A formula without a result is absent.
    pub cells: BTreeMap<CellAddress, String>,
    /// The cells whose text alone would mislead.
    pub changes: BTreeMap<CellAddress, Change>,
    /// The cells that a person sees otherwise than their texts say.
    pub unseen: BTreeMap<CellAddress, Unseen>,
    /// The last row of each merged range of more than one row, by its first cell.
    pub merged: BTreeMap<CellAddress, u32>,
}

impl SheetTable {
    /// The text of a cell; empty where there is none.
    pub fn text(&self, row: u32, col: u32) -> &str {
        self.cells.get(&CellAddress::new(row, col)).map_or("", String::as_str)
    }

    /// The rows from the first to the last with a cell, each from column A on, as texts; an empty row is an empty list.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (at, text) in &self.cells {
            let row = at.row as usize;
            if rows.len() <= row {
                rows.resize(row + 1, Vec::new());
            }
            let Some(cells) = rows.last_mut() else { continue };
            cells.resize(at.col as usize, String::new());
            cells.push(text.clone());
        }
        rows
    }
}

/// Reads the texts of an .xlsx or .xlsm workbook, sheets in their order, hidden ones too, under the default [`Limits`].
///
/// # Errors
/// A Japanese sentence that says what the file is instead, or why it cannot be read. Damage to a part of the workbook is an
/// error as well: part of a table would pass for the whole.
pub fn read_tables(bytes: &[u8]) -> Result<Vec<SheetTable>, String> {
    let kind = sniff(bytes);
    if kind != FileType::Xlsx {
        return Err(format!("Excelブック（*.xlsx）ではありません（{}）。{}", kind.label(), kind.remedy_of_named()));
    }
    let limits = Limits::default();
    let package = Package::open(bytes, &limits).map_err(|excess| excess.message())?;
    let workbook = xlsx::read(package, &limits)?;
    if let Some(damage) = workbook.damage.first() {
        let place = match (&damage.sheet, damage.cell) {
            (Some(sheet), Some(cell)) => format!("{sheet}!{cell}　"),
            (Some(sheet), None) => format!("{sheet}　"),
            _ => String::new(),
        };
        return Err(format!("{place}{}", damage.message));
    }
    let tables = workbook.sheets.into_iter().map(|sheet| SheetTable {
        name: sheet.name.clone(),
        visible: sheet.visibility == Visibility::Visible,
        cells: sheet
            .cells
            .iter()
            .filter(|(_, cell)| cell.value != Value::Uncached)
            .map(|(at, cell)| (*at, cell.stored()))
            .collect(),
        changes: sheet.cells.iter().filter_map(|(at, cell)| Some((*at, change(cell)?))).collect(),
        unseen: sheet.cells.iter().filter_map(|(at, cell)| Some((*at, unseen(&sheet, *at, cell)?))).collect(),
        merged: sheet
            .merged
            .iter()
            .filter(|range| range.last.row > range.first.row)
            .map(|range| (range.first, range.last.row))
            .collect(),
    });
    Ok(tables.collect())
}

fn unseen(sheet: &Sheet, at: CellAddress, cell: &Cell) -> Option<Unseen> {
    let look = cell.looks();
    match &look.struck {
        _ if look.all_struck => Some(Unseen::Struck),
        Some(words) => Some(Unseen::StruckWords(words.clone())),
        None if look.invisible => Some(Unseen::Invisible),
        None => {
            let is_hidden = sheet.hidden_rows.contains(&at.row) || sheet.hidden_columns.contains(&at.col);
            is_hidden.then_some(Unseen::Hidden)
        }
    }
}

fn change(cell: &Cell) -> Option<Change> {
    match &cell.value {
        Value::Uncached => Some(Change::Uncached),
        Value::Date(_) => Some(Change::Date),
        Value::Number(_) if date::is_date_format(&cell.format) => Some(Change::Date),
        Value::Number(number) => {
            let view = format::view(*number, &cell.format);
            let differs = view.thousands > 0 || view.percents > 0 || !view.suffix.is_empty();
            differs.then_some(Change::Shown(view))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_workbook_is_named() {
        assert!(read_tables(b"%PDF-1.7").is_err_and(|message| message.contains("PDF")));
        assert!(read_tables(b"PK\x03\x04[Content_Types].xml").is_err_and(|message| message.contains("壊れ")));
    }
}

//! Cells in and below the table of a form that no field takes.

use std::collections::{BTreeMap, BTreeSet};

use super::FormReader;
use crate::contract::{CLOSING_NOTES, Field};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::labels::{self, Grid};
use crate::intake::recognise::Block;
use crate::intake::submission::Recognition;
use crate::vocabulary::{CellAddress, text_key};

impl FormReader<'_, '_> {
    /// Cells in and below a table that belong to no field: the notes that a form of ours ends with are ours, those of another form are its
    /// own; rows without a number are lost and therefore reported.
    pub(super) fn stray_cells(&mut self, block: &Block, grid: &Grid<'_>, covered: &BTreeSet<u32>) {
        let sheet = block.sheet;
        let columns: BTreeMap<u32, Field> = block.columns.iter().map(|(field, column)| (column.col, *field)).collect();
        let number = block.columns.get(&Field::Action).map(|column| column.col);
        let last = covered.last().copied().unwrap_or(block.bottom);
        let range = CellAddress::new(block.bottom + 1, 0)..CellAddress::new(block.end, 0);
        let mut told: BTreeSet<u32> = BTreeSet::new();
        for (at, cell) in grid.sheet.cells.range(range) {
            if self.account.has(sheet, *at) || cell.is_blank() {
                continue;
            }
            let text = cell.shown();
            let bare = text_key(&text);
            let is_note = bare.starts_with('※') || bare.starts_with("注") || bare.starts_with("(注");
            let is_of_other_form = self.form.recognition == Recognition::Labels;
            if is_note && is_of_other_form {
                self.account.decide(sheet, *at, Disposition::Ignored(Reason::Note));
                continue;
            }
            if is_note && CLOSING_NOTES.iter().any(|end| text.trim_end().ends_with(end)) {
                self.account.decide(sheet, *at, Disposition::Reference);
                continue;
            }
            let field = columns.get(&at.col);
            let in_table = covered.contains(&at.row);
            match field {
                // A total or a heading between the rows is ours to pass over only where nothing open is filled in.
                Some(field) if field.is_open() && !in_table => {
                    let total = grid.sheet.row(at.row).any(|(_, cell)| {
                        let text = text_key(&cell.shown());
                        matches!(text.as_str(), "計" | "合計" | "小計" | "総計" | "効果額計" | "記入例" | "例")
                    });
                    if total {
                        self.account.decide(sheet, *at, Disposition::Ignored(Reason::TotalOrExample));
                        continue;
                    }
                    self.account.decide(sheet, *at, Disposition::Rejected(Reason::RowWithoutNumber));
                    if told.insert(at.row) {
                        let place = CellAddress::new(at.row, number.unwrap_or(at.col));
                        // What is in the place of the number, where there is something.
                        let instead = grid.cell(place.row, place.col).map(|(_, cell)| cell.shown());
                        let text = instead.filter(|text| !text.trim().is_empty()).unwrap_or(text);
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
                Some(_) if is_of_other_form || at.row <= last => {
                    self.account.decide(sheet, *at, Disposition::Reference);
                }
                _ => {
                    let reason = if at.row > last { Reason::BelowTable } else { Reason::BesideTable };
                    self.account.decide(sheet, *at, Disposition::Ignored(reason.clone()));
                    let head = grid.cell(block.bottom, at.col).map(|(_, head)| head.shown()).unwrap_or_default();
                    let other = labels::field(&text_key(&head)).filter(|field| block.columns.contains_key(field));
                    // Of two names of one field only one is read.
                    let message = match other.filter(|_| in_table) {
                        Some(field) => format!(
                            "「{head}」の列に記入があります。「{}」の列が別にあるため、取り込みません。",
                            field.label()
                        ),
                        None => format!("様式の欄の外に記入があります（{reason}）。取り込みません。"),
                    };
                    self.findings.add(Severity::Warning, codes::OUTSIDE, self.origin(sheet, *at), message, |finding| {
                        finding.found(text).remedy("取り込む内容なら、様式の欄に記入してください。")
                    });
                }
            }
        }
    }
}

//! The notes (メモ, コメント) on one cell: a damaged or generated file may have many where a person sees one.

use std::collections::BTreeMap;

use crate::vocabulary::CellAddress;

/// Notes on one cell whose words are kept; of further ones only how many there are.
const KEPT: usize = 10;

/// The notes on a cell, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes {
    kept: Vec<String>,
    more: usize,
}

impl Notes {
    pub(crate) fn add(&mut self, text: String) {
        if text.trim().is_empty() {
            return;
        }
        if self.kept.len() < KEPT {
            self.kept.push(text);
        } else {
            self.more += 1;
        }
    }

    /// What they say: of several each in 「」, and how many more there are. `None` where there is no note.
    pub(crate) fn into_text(mut self) -> Option<String> {
        match (self.kept.len(), self.more) {
            (0, _) => None,
            (1, _) => self.kept.pop(),
            (_, more) => {
                let said: String = self.kept.iter().map(|text| format!("「{}」", text.trim())).collect();
                Some(if more > 0 { format!("{said}ほか{more}件") } else { said })
            }
        }
    }
}

/// What the notes of a sheet say, by cell.
pub(crate) fn texts(notes: BTreeMap<CellAddress, Notes>) -> BTreeMap<CellAddress, String> {
    notes.into_iter().filter_map(|(at, notes)| Some((at, notes.into_text()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_note_on_a_cell_is_told_or_counted() {
        let said = |count: usize| {
            let mut notes = Notes::default();
            (0..count).for_each(|number| notes.add(number.to_string()));
            notes.into_text()
        };
        assert_eq!(said(0), None);
        assert_eq!(said(1).as_deref(), Some("0"));
        assert_eq!(said(2).as_deref(), Some("「0」「1」"));
        assert_eq!(said(100_000).as_deref(), Some("「0」「1」「2」「3」「4」「5」「6」「7」「8」「9」ほか99990件"));
    }
}

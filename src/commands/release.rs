//! The gate before publication: public files are searched for internal texts as they will be read, not as they were meant.

use super::Failure;
use crate::assess::assessment::Assessment;
use crate::assess::leak::{self, Search, Searched};
use crate::export::pdf;
use crate::intake::table;
use crate::typeset::page::Pages;

/// Stands between texts that do not follow one another, so that no phrase is found across them.
const BETWEEN: char = '｜';

/// The gate. Public files are searched one by one, where they are made; none goes out before all of them are found clean.
pub(super) struct Gate {
    search: Search,
}

impl Gate {
    /// The gate for the outputs of an assessment.
    pub(super) fn new(assessment: &Assessment) -> Result<Gate, Failure> {
        let internal = leak::internal_texts_of(assessment);
        let search = Search::new(internal, &leak::public_words(assessment));
        Ok(Gate { search: search.map_err(|error| Failure::Other(error.to_string()))? })
    }

    /// Searches a file that is text itself, its markup included.
    pub(super) fn search_text(&self, name: &str, text: &str) -> Searched {
        self.search.search(name, text)
    }

    /// Searches a PDF of these pages, metadata and attached files included.
    pub(super) fn search_pdf(&self, name: &str, pages: &Pages, options: &pdf::Options) -> Searched {
        let mut all = String::new();
        for text in pdf::texts(pages, options) {
            all.push_str(&text);
            all.push(BETWEEN);
        }
        self.search.search(name, &all)
    }

    /// Searches a workbook of ours, every sheet and cell.
    pub(super) fn search_workbook(&self, name: &str, bytes: &[u8]) -> Result<Searched, Failure> {
        let tables = table::read_tables(bytes)
            .map_err(|error| Failure::Other(format!("「{name}」を公表前に確かめられません（{error}）。")))?;
        let mut all = String::new();
        for cell in tables.iter().flat_map(|table| table.rows()).flatten() {
            all.push_str(&cell);
            all.push(BETWEEN);
        }
        Ok(self.search.search(name, &all))
    }

    /// Opens when nothing was found in any file. Otherwise publication stops, and the findings name the cells.
    pub(super) fn open(&self, searched: &[&Searched]) -> Result<(), Failure> {
        let findings = self.search.findings(searched);
        if findings.is_empty() {
            return Ok(());
        }
        Err(Failure::Findings {
            what: "公表する資料に庁内限りの内容が含まれるため、何も作りません。".to_owned(),
            findings,
        })
    }
}

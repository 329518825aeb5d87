//! The gate before publication: public files are searched for internal texts as they will be read, not as they were meant.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Failure;
use crate::assess::assessment::Assessment;
use crate::assess::leak::{self, Search, Searched};
use crate::contract::Audience;
use crate::export::pdf;
use crate::intake::table;
use crate::typeset::page::Pages;

/// Stands between texts that do not follow one another, so that no phrase is found across them.
const BETWEEN: char = '｜';

fn one_after_another<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().fold(String::new(), |mut all, text| {
        all.push_str(text.as_ref());
        all.push(BETWEEN);
        all
    })
}

/// The gate. Public files are searched one by one, where they are made; none goes out before all of them are found clean.
pub(super) struct Gate {
    /// What is looked for in the files of each circle of readers outside the office.
    searches: BTreeMap<Audience, Search>,
}

/// What was found in a file for these readers.
pub(super) struct SearchedFile {
    readers: Audience,
    searched: Searched,
}

impl Gate {
    /// The gate for the outputs of an assessment.
    pub(super) fn new(assessment: &Assessment) -> Result<Gate, Failure> {
        let public = leak::public_words(assessment);
        let prepared = [Audience::Public, Audience::Council].into_iter().map(|readers| {
            let search = Search::new(leak::internal_texts(assessment, readers), &public);
            Ok((readers, search.map_err(|error| Failure::Other(error.to_string()))?))
        });
        Ok(Gate { searches: prepared.collect::<Result<_, Failure>>()? })
    }

    /// Searches a file that is text itself, its markup included.
    pub(super) fn search_text(&self, readers: Audience, name: &str, text: &str) -> Option<SearchedFile> {
        self.search(readers, name, || text.into())
    }

    /// Searches a PDF of these pages, metadata and attached files included.
    pub(super) fn search_pdf(
        &self,
        readers: Audience,
        name: &str,
        pages: &Pages,
        options: &pdf::Options,
    ) -> Option<SearchedFile> {
        self.search(readers, name, || one_after_another(pdf::texts(pages, options)).into())
    }

    /// Searches a workbook of ours, every sheet and cell.
    pub(super) fn search_workbook(
        &self,
        readers: Audience,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<SearchedFile>, Failure> {
        let tables = table::read_tables(bytes)
            .map_err(|error| Failure::Unsearched { name: name.to_owned(), reason: error.to_string() })?;
        let cells = tables.iter().flat_map(|table| table.rows()).flatten();
        Ok(self.search(readers, name, || one_after_another(cells).into()))
    }

    /// Nothing is hidden from the office: a file for it is not searched.
    fn search<'t>(&self, readers: Audience, name: &str, text: impl FnOnce() -> Cow<'t, str>) -> Option<SearchedFile> {
        let search = self.searches.get(&readers)?;
        Some(SearchedFile { readers, searched: search.search(name, &text()) })
    }

    /// Opens when nothing was found in any file. Otherwise publication stops, and the findings name the cells.
    pub(super) fn open(&self, files: &[&SearchedFile]) -> Result<(), Failure> {
        let mut findings = Vec::new();
        for (readers, search) in &self.searches {
            let of_readers = files.iter().filter(|file| file.readers == *readers);
            findings.extend(search.findings(&of_readers.map(|file| &file.searched).collect::<Vec<_>>()));
        }
        if findings.is_empty() {
            return Ok(());
        }
        Err(Failure::Leaking { findings })
    }
}

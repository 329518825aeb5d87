//! Documents and their pages, kept while the year, the edition and the date are the same.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError};

use super::years::Year;
use super::{Engine, Failure};
use crate::export::svg;
use crate::report::document::Document;
use crate::report::{self, Edition};
use crate::typeset::{LaidOut, Typesetter};
use crate::vocabulary::FiscalYear;

/// Whose document it is.
pub(super) type DocumentKey = (FiscalYear, Edition);

/// A typesetter that has composed more paragraphs than this begins anew with the next question, so that a process that runs for days
/// does not keep every text that was ever typed.
const MOST_PARAGRAPHS: usize = 200_000;

impl Engine {
    /// The document of an edition of a year.
    pub fn document(&self, year: &Year, edition: Edition) -> Arc<Document> {
        let date = year.date(self.settings.date);
        let made = self.documents.get((year.record().year, edition), year.fingerprint, || {
            Ok::<_, Infallible>(report::document(&year.assessment, edition, date))
        });
        made.unwrap_or_else(|never| match never {})
    }

    /// The pages of an edition of a year.
    ///
    /// # Errors
    /// A font that cannot be read.
    pub fn pages(&self, year: &Year, edition: Edition) -> Result<Arc<LaidOut>, Failure> {
        self.pages_of(year, edition, || self.document(year, edition))
    }

    /// The pages of an edition of a year, of the document that `document` gives where they are not there yet.
    pub(super) fn pages_of(
        &self,
        year: &Year,
        edition: Edition,
        document: impl FnOnce() -> Arc<Document>,
    ) -> Result<Arc<LaidOut>, Failure> {
        self.pages
            .get((year.record().year, edition), year.fingerprint, || Ok(self.typesetter(year)?.lay_out(&document())))
    }

    /// A page of an edition, from 0, as an SVG file that looks as it does in print; `None` where it has no such page.
    ///
    /// # Errors
    /// A font that cannot be read.
    pub fn page_svg(&self, year: &Year, edition: Edition, page: usize) -> Result<Option<String>, Failure> {
        Ok(svg::page(&self.pages(year, edition)?.pages, page))
    }

    /// What sets the pages of a year, with all that it composed before.
    pub(super) fn typesetter(&self, year: &Year) -> Result<Arc<Typesetter>, Failure> {
        let forms = year.plan_file.plan.settings.look.kanji_forms;
        let fonts = self.fonts()?;
        let mut held = self.typesetter.lock().unwrap_or_else(PoisonError::into_inner);
        let fit = held.take().filter(|held| held.forms() == forms && held.paragraphs() <= MOST_PARAGRAPHS);
        let typesetter = fit.unwrap_or_else(|| Arc::new(Typesetter::new(&fonts, forms)));
        *held = Some(typesetter.clone());
        Ok(typesetter)
    }
}

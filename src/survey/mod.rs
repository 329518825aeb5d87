//! Survey (団体別集計): what many cities publish of their plans, side by side.
//!
//! Each data set is reduced to the figures that are compared ([`Publication`]) and dropped, so that thousands need little memory. Of
//! one plan the latest data count ([`select`]). Nothing is ranked: each city sets its own scale of grades, and the order is that of
//! the codes of municipalities.

pub mod codes;
mod figures;
mod publication;
mod selection;
mod words;

pub use figures::{EffectsByKind, YearFigures};
pub use publication::{GradeInUse, Publication, SurveyedInitiative};
pub use selection::{Selection, select};
pub use words::{GENERAL_WORDS, MOST_WORDS, WordCount};

use jiff::civil::Date;

use crate::finding::Finding;

/// What was surveyed.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The plans: by code of the city, then by name.
    pub publications: Vec<Publication>,
    /// What there is to say of data that were left out, sorted.
    pub findings: Vec<Finding>,
    /// Initiatives by the words that were asked for.
    pub asked: Vec<WordCount>,
    /// Initiatives by frequent words.
    pub frequent: Vec<WordCount>,
}

impl Survey {
    /// Puts side by side what was found; `findings` are on what could not be read.
    pub fn new(found: Vec<Publication>, mut findings: Vec<Finding>, asked: &[String]) -> Survey {
        let Selection { publications, findings: of_selection } = select(found);
        findings.extend(of_selection);
        findings.sort();
        let (asked, frequent) = (words::asked_words(&publications, asked), words::frequent_words(&publications));
        Survey { publications, findings, asked, frequent }
    }

    /// The day of the latest publication; `None` where nothing was found.
    pub fn date(&self) -> Option<Date> {
        self.publications.iter().map(|publication| publication.published).max()
    }

    /// What the data say of themselves that every page has to say.
    pub fn notice(&self) -> Option<String> {
        let mut notices: Vec<&str> =
            self.publications.iter().filter_map(|publication| publication.terms.notice.as_deref()).collect();
        notices.sort_unstable();
        notices.dedup();
        (!notices.is_empty()).then(|| notices.join("、"))
    }
}

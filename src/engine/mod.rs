//! A workspace as a value: files by hash → readings → records → assessment → documents → pages, each made on demand, and kept while
//! what it is made from is the same.
//!
//! A shell (the command line, later a desk in the browser) asks an [`Engine`] and shows the answer: typed values ([`Year`],
//! [`Report`], [`Written`], findings, [`Owed`]) and, where something stands in the way, a [`Failure`]. Nothing here knows a
//! terminal. Whatever reaches readers outside the office goes through the gate before publication ([`gate`]).
//!
//! ```text
//! plan.toml ─► PlanFile ─┬─► readings (by bytes and name) ─► record of a year ─► Year ─► document ─► pages ─► outputs ─► gate ─► Written
//! office.toml ───────────┴──────────────────────────────────────┘
//! ```
//!
//! Each question looks at the files again, so that an answer is never older than the question; what was derived from the same
//! inputs ([`shelf::Fingerprint`]) is not made again.

mod blank_forms;
mod confirmation;
mod errata;
mod failure;
mod form_mapping;
mod gate;
mod outputs;
mod papers;
mod progress;
mod published;
mod record;
mod report;
mod set_pages;
mod shelf;
mod source;
mod survey;
mod views;
mod written;
mod years;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

pub use blank_forms::FormsOrder;
pub use confirmation::{CONFIRMATION_FOLDER, pins_file};
pub use errata::Errata;
pub use failure::Failure;
pub use form_mapping::FormMapping;
pub use gate::Proof;
use jiff::civil::Date;
pub use outputs::{Format, LISTENING_FOLDER, OFFICE_FOLDER};
pub use papers::{Paper, write_paper};
pub use progress::{Progress, Unwatched};
pub use report::{Editions, Report, ReportOrder};
use set_pages::DocumentKey;
use shelf::Shelf;
pub use shelf::{Fingerprint, Keeping};
pub use source::{PlanFile, given_file};
pub use survey::{WrittenSurvey, write_survey};
pub use views::{Owed, Tally, Turnout};
pub use written::{Written, WrittenFile};
use years::MadeRecord;
pub use years::{Span, Year, has_errors};

use crate::intake::Readings;
use crate::report::document::Document;
use crate::typeset::font::FontBook;
use crate::typeset::{LaidOut, Typesetter};
use crate::vocabulary::FiscalYear;
use crate::workspace::Workspace;

/// What an engine has to know beside the workspace.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The program itself, which is started again to read old workbook formats; without it they are refused.
    pub program: Option<PathBuf>,
    /// Font files beside the shipped ones.
    pub fonts: Vec<PathBuf>,
    /// The date that papers state, where it is not that of the last form.
    pub date: Option<Date>,
    /// Whether what was derived is kept for the next question.
    pub keeping: Keeping,
}

/// A workspace and what is derived from it.
pub struct Engine {
    workspace: Workspace,
    settings: Settings,
    fonts: OnceLock<Arc<FontBook>>,
    typesetter: Mutex<Option<Arc<Typesetter>>>,
    plan_file: Mutex<Option<Arc<PlanFile>>>,
    /// The readings of each year's files, with the fingerprint of the plan by which they were read.
    readings: Mutex<BTreeMap<FiscalYear, (Fingerprint, Readings)>>,
    files_read: AtomicUsize,
    /// The record of a year by itself (`true`) and with those before it.
    made_records: Shelf<(FiscalYear, bool), MadeRecord>,
    years: Shelf<(FiscalYear, Span), Year>,
    documents: Shelf<DocumentKey, Document>,
    pages: Shelf<DocumentKey, LaidOut>,
}

impl Engine {
    /// An engine for a workspace whose input folder exists and is in no danger from the output folder.
    ///
    /// # Errors
    /// Where it does not exist, or is in danger.
    pub fn open(input: PathBuf, output: PathBuf, settings: Settings) -> Result<Engine, Failure> {
        let keeping = settings.keeping;
        Ok(Engine {
            workspace: Workspace::open(input, output)?,
            settings,
            fonts: OnceLock::new(),
            typesetter: Mutex::default(),
            plan_file: Mutex::default(),
            readings: Mutex::default(),
            files_read: AtomicUsize::new(0),
            made_records: Shelf::new(keeping),
            years: Shelf::new(keeping),
            documents: Shelf::new(keeping),
            pages: Shelf::new(keeping),
        })
    }

    /// Where things are.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// How many files were read since the engine was opened; a file that was known by its hash is not read.
    pub fn files_read(&self) -> usize {
        self.files_read.load(Ordering::Relaxed)
    }
}

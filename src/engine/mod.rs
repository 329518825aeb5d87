//! A workspace as a value: what it holds → readings → record → assessment → documents → pages → outputs.
//!
//! A shell (the command line, later a desk in the browser) asks an [`Engine`] and shows the answer: typed values ([`Year`],
//! [`Report`], [`Written`], findings) and, where something stands in the way, a [`Failure`]. Nothing here knows a terminal.
//! Whatever reaches readers outside the office goes through the gate before publication ([`gate`]).

mod blank_forms;
mod confirmation;
mod failure;
mod gate;
mod outputs;
mod papers;
mod progress;
mod report;
mod source;
mod written;
mod years;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

pub use blank_forms::FormsOrder;
pub use confirmation::{CONFIRMATION_FOLDER, pins_file};
pub use failure::Failure;
pub use outputs::{Format, LISTENING_FOLDER};
pub use papers::{Paper, write_paper};
pub use progress::{Progress, Unwatched};
pub use report::{Editions, Report, ReportOrder};
pub use source::{PlanFile, given_file};
pub use written::{Written, WrittenFile};
pub use years::{Span, Year, has_errors};

use crate::typeset::font::FontBook;
use crate::workspace::Workspace;

/// What an engine has to know beside the workspace.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The program itself, which is started again to read old workbook formats; without it they are refused.
    pub program: Option<PathBuf>,
    /// Font files beside the shipped ones.
    pub fonts: Vec<PathBuf>,
}

/// A workspace and what is derived from it.
#[derive(Debug)]
pub struct Engine {
    workspace: Workspace,
    settings: Settings,
    plan_file: OnceLock<Arc<PlanFile>>,
}

impl Engine {
    /// An engine for a workspace whose input folder exists and is in no danger from the output folder.
    ///
    /// # Errors
    /// Where it does not exist, or is in danger.
    pub fn open(input: PathBuf, output: PathBuf, settings: Settings) -> Result<Engine, Failure> {
        Ok(Engine { workspace: Workspace::open(input, output)?, settings, plan_file: OnceLock::new() })
    }

    /// Where things are.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// plan.toml, read.
    ///
    /// # Errors
    /// Where there is none, it cannot be read, or it has errors.
    pub fn plan(&self) -> Result<Arc<PlanFile>, Failure> {
        if let Some(held) = self.plan_file.get() {
            return Ok(held.clone());
        }
        let read = Arc::new(source::plan_file(&self.workspace)?);
        Ok(self.plan_file.get_or_init(|| read).clone())
    }

    fn fonts(&self) -> Result<Arc<FontBook>, Failure> {
        source::fonts(&self.settings.fonts)
    }
}

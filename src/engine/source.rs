//! What the engine is given: plan.toml, fonts, files that somebody names.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::shelf::Fingerprint;
use super::{Engine, Failure};
use crate::finding::{Finding, io_reason};
use crate::plan::{self, Plan};
use crate::typeset::font::FontBook;
use crate::workspace::{ORIGINAL_PLAN_FILE, PLAN_FILE, Workspace, read_regular};

/// plan.toml, read.
#[derive(Debug)]
pub struct PlanFile {
    /// The plan of all years, with every item that a revision added.
    pub plan: Arc<Plan>,
    /// Findings about the file.
    pub findings: Vec<Finding>,
    /// The fingerprint of its text.
    pub(super) fingerprint: Fingerprint,
}

impl Engine {
    /// plan.toml as it is now.
    ///
    /// # Errors
    /// Where there is none, it cannot be read, or it has errors.
    pub fn plan(&self) -> Result<Arc<PlanFile>, Failure> {
        let text = self.workspace.plan_text()?;
        let fingerprint = Fingerprint::of([text.as_bytes()]);
        let mut held = self.plan_file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = held.as_ref().filter(|held| held.fingerprint == fingerprint) {
            return Ok(same.clone());
        }
        let (plan, findings) = plan::read(PLAN_FILE, &text)
            .map_err(|findings| Failure::BrokenSettings { file: self.workspace.input.join(PLAN_FILE), findings })?;
        let read = Arc::new(PlanFile { plan: Arc::new(plan), findings, fingerprint });
        *held = Some(read.clone());
        Ok(read)
    }

    /// The fonts; they are read once in the life of an engine.
    pub(super) fn fonts(&self) -> Result<Arc<FontBook>, Failure> {
        if let Some(held) = self.fonts.get() {
            return Ok(held.clone());
        }
        let read = fonts(&self.settings.fonts)?;
        Ok(self.fonts.get_or_init(|| read).clone())
    }
}

/// The plan as it was first adopted, which the office keeps (plan_original.toml), from its text.
pub(super) fn original_plan(workspace: &Workspace, text: &str) -> Result<Plan, Failure> {
    match plan::read(ORIGINAL_PLAN_FILE, text) {
        Ok((plan, _)) => Ok(plan),
        Err(findings) => Err(Failure::BrokenSettings { file: workspace.input.join(ORIGINAL_PLAN_FILE), findings }),
    }
}

/// The shipped fonts and these.
pub(super) fn fonts(files: &[PathBuf]) -> Result<Arc<FontBook>, Failure> {
    let mut book = FontBook::shipped();
    for file in files {
        let bad = |reason: String| Failure::BadFont { file: file.clone(), reason };
        let bytes = read_regular(file).map_err(|error| bad(io_reason(&error)))?;
        book = book.with_added(bytes).map_err(|error| bad(error.to_string()))?;
    }
    Ok(Arc::new(book))
}

/// The name, for findings, and the bytes of a file that somebody names.
///
/// # Errors
/// A file that cannot be read.
pub fn given_file(file: &Path) -> Result<(String, Vec<u8>), Failure> {
    let bytes =
        read_regular(file).map_err(|error| Failure::Unreadable { file: file.to_owned(), reason: io_reason(&error) })?;
    Ok((file.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes))
}

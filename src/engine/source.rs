//! What the engine is given: plan.toml, fonts, files that somebody names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::finding::{Finding, io_reason};
use crate::plan::{self, Plan};
use crate::typeset::font::FontBook;
use crate::workspace::{PLAN_FILE, Workspace, read_regular};

/// plan.toml, read.
#[derive(Debug)]
pub struct PlanFile {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What there is to say about the file.
    pub findings: Vec<Finding>,
}

/// Reads plan.toml.
pub(super) fn plan_file(workspace: &Workspace) -> Result<PlanFile, Failure> {
    let text = workspace.plan_text()?;
    match plan::read(PLAN_FILE, &text) {
        Ok((plan, findings)) => Ok(PlanFile { plan: Arc::new(plan), findings }),
        Err(findings) => Err(Failure::BrokenSettings { file: workspace.input.join(PLAN_FILE), findings }),
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

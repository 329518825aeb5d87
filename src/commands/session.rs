//! What every command begins with: the workspace, the plan and the fonts.

use std::path::Path;
use std::sync::Arc;

use super::Failure;
use crate::cli::Everywhere;
use crate::finding::{Finding, Severity, io_reason};
use crate::plan::{self, Plan};
use crate::typeset::font::FontBook;
use crate::workspace::{PLAN_FILE, Workspace, read_regular, shown};

/// An open workspace with its plan.
pub(super) struct Session {
    /// Where things are.
    pub(super) workspace: Workspace,
    /// The plan.
    pub(super) plan: Arc<Plan>,
    /// What there is to say about plan.toml.
    pub(super) findings: Vec<Finding>,
}

impl Session {
    /// Opens the workspace and reads plan.toml.
    pub(super) fn open(everywhere: &Everywhere) -> Result<Session, Failure> {
        let workspace = Workspace::open(everywhere.input.clone(), everywhere.output.clone())?;
        let text = workspace.plan_text()?;
        match plan::read(PLAN_FILE, &text) {
            Ok((plan, findings)) => Ok(Session { workspace, plan: Arc::new(plan), findings }),
            Err(findings) => Err(Failure::Findings {
                what: format!("{} に誤りがあるため、実行できません。", shown(&workspace.input.join(PLAN_FILE))),
                findings,
            }),
        }
    }
}

/// The shipped fonts and those of `--font`.
pub(super) fn fonts(everywhere: &Everywhere) -> Result<Arc<FontBook>, Failure> {
    let mut book = FontBook::shipped();
    for path in &everywhere.font {
        let bytes = read_regular(path).map_err(|error| unreadable_font(path, &io_reason(&error)))?;
        book = book.with_added(bytes).map_err(|error| unreadable_font(path, &error.to_string()))?;
    }
    Ok(Arc::new(book))
}

/// The name, for findings, and the bytes of a file that the command line names.
pub(super) fn given_file(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let bytes = read_regular(path)
        .map_err(|error| Failure::Other(format!("読み込めません：{}（{}）。", shown(path), io_reason(&error))))?;
    Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes))
}

fn unreadable_font(path: &Path, reason: &str) -> Failure {
    Failure::Other(format!(
        "フォントを読み込めません：{}（{reason}）。--font には TrueType か OpenType のファイルを指定してください。",
        shown(path)
    ))
}

/// Whether findings hold something that a department must mend.
pub(super) fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity >= Severity::Error)
}

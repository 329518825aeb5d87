//! `kaikaku compare`: the 新旧対照表 of two versions of the plan.

use std::path::Path;

use super::{Failure, Outcome, Progress, paper};
use crate::cli::{CompareArguments, Everywhere};
use crate::finding::Finding;
use crate::plan::{self, Plan, master};
use crate::report::comparison;
use crate::workspace::io_reason;

/// Name of the paper in the output folder.
const NAME: &str = "新旧対照表";

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &CompareArguments,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let (old, mut findings) = version(&chosen.old)?;
    let (new, of_new) = version(&chosen.new)?;
    findings.extend(of_new);
    let date = everywhere.date.unwrap_or(new.departments_as_of);
    let document = comparison::document(&old, &new, date);
    let mut outcome = paper::write(everywhere, &document, NAME, findings, progress)?;
    let count = comparison::differences(&old, &new).len();
    outcome.summary.insert(0, format!("違い　　　{count}件"));
    Ok(outcome)
}

/// A version of the plan: plan.toml, or its Excel master. Which it is, its bytes say: a workbook is a ZIP file.
fn version(path: &Path) -> Result<(Plan, Vec<Finding>), Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::Other(format!("読み込めません：{}（{}）。", path.display(), io_reason(&error))))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let read = if bytes.starts_with(b"PK\x03\x04") { master::import } else { plan::read_bytes };
    read(&name, &bytes).map_err(|findings| Failure::Findings {
        what: format!("計画に誤りがあるため、比べられません：{}", path.display()),
        findings,
    })
}

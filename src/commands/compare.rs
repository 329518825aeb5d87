//! `kaikaku compare`: the 新旧対照表 of two versions of the plan.

use std::path::Path;

use super::{Call, Failure, Outcome, paper};
use crate::cli::CompareArguments;
use crate::engine::given_file;
use crate::finding::Finding;
use crate::master;
use crate::plan::{self, Plan};
use crate::report::comparison;
use crate::workspace::shown;

/// Name of the paper in the output folder.
const NAME: &str = "新旧対照表";

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &CompareArguments) -> Result<Outcome, Failure> {
    let (old, mut findings) = version(&chosen.old)?;
    let (new, of_new) = version(&chosen.new)?;
    findings.extend(of_new);
    let date = call.everywhere.date.unwrap_or(new.departments_as_of);
    let differences = comparison::differences(&old, &new);
    let document = comparison::document(&old, &new, &differences, date);
    let mut outcome = paper::write(call, &document, NAME, findings)?;
    outcome.summary.insert(0, format!("違い　　　{}件", differences.len()));
    Ok(outcome)
}

/// A version of the plan: plan.toml, or its Excel master. Which it is, its bytes say: a workbook is a ZIP file.
fn version(path: &Path) -> Result<(Plan, Vec<Finding>), Failure> {
    let (name, bytes) = given_file(path)?;
    let read = if bytes.starts_with(b"PK\x03\x04") { master::import } else { plan::read_bytes };
    read(&name, &bytes).map_err(|findings| Failure::Findings {
        what: format!("計画に誤りがあるため、比べられません：{}", shown(path)),
        findings,
    })
}

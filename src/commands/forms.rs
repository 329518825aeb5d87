//! `kaikaku forms`: a form for each department, and the council's rating form.

use super::{Call, Failure, Outcome, outcome};
use crate::cli::FormsArguments;
use crate::engine::FormsOrder;

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &FormsArguments) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let plan_file = engine.plan()?;
    let order = match chosen.council {
        true => FormsOrder::Council,
        false => FormsOrder::Progress(chosen.period, chosen.department.clone()),
    };
    let written = engine.forms(chosen.year, &order, call.console)?;
    let mut summary = Vec::new();
    if !chosen.council {
        summary.push(format!("様式　　　{}課", written.files.len()));
    }
    summary.extend(outcome::written(&written));
    Ok(Outcome::new(summary, plan_file.findings.clone()))
}

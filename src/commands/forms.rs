//! `kaikaku forms`: a form for each department, and the council's rating form.

use super::{Call, Failure, Outcome, forms_map, outcome};
use crate::cli::FormsArguments;
use crate::engine::FormsOrder;

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &FormsArguments) -> Result<Outcome, Failure> {
    if let Some(file) = &chosen.map {
        return forms_map::run(call, file, chosen.year);
    }
    let Some(year) = chosen.year else {
        return Err(Failure::Other("--year に年度を指定してください（例：--year R2）。".to_owned()));
    };
    let engine = call.engine()?;
    let plan_file = engine.plan()?;
    let order = match (chosen.council, chosen.graders) {
        (true, _) => FormsOrder::Council,
        (_, true) => FormsOrder::Graders,
        _ => FormsOrder::Progress(chosen.period.clone(), chosen.department.clone()),
    };
    let written = engine.forms(year, &order, call.console)?;
    let mut summary = Vec::new();
    if !chosen.council && !chosen.graders {
        summary.push(format!("様式　　　{}部署", written.files.len()));
    }
    summary.extend(outcome::written(&written));
    Ok(Outcome::new(summary, plan_file.findings.clone()))
}

//! `kaikaku plan`: the plan as a document, and its Excel master.

use super::session::{self, Session};
use super::{Exit, Failure, Outcome, Progress, outcome, paper};
use crate::cli::{Everywhere, PlanAction, PlanArguments};
use crate::report::{Edition, plan_edition};
use crate::workspace::{OutputFile, PLAN_FILE, Replaced, Workspace, shown};
use crate::{master, plan};

/// Name of the Excel master in the output folder.
const MASTER_FILE: &str = "計画原本.xlsx";

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &PlanArguments,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    match &chosen.action {
        None => document(everywhere, progress),
        Some(PlanAction::Export { file }) => {
            let session = Session::open(everywhere)?;
            let bytes = master::export(&session.plan)
                .map_err(|error| Failure::Other(format!("Excel の原本を作れません（{error}）。")))?;
            let written = match file {
                Some(path) => {
                    let path = session.workspace.write_elsewhere(path, &bytes)?;
                    Replaced { path, set_aside: Vec::new() }
                }
                None => session.workspace.replace_file(&OutputFile::new(MASTER_FILE, bytes))?,
            };
            Ok(Outcome::new(outcome::written(&written), session.findings))
        }
        Some(PlanAction::Import { file }) => import(everywhere, file),
    }
}

fn document(everywhere: &Everywhere, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let date = everywhere.date.unwrap_or(session.plan.departments_as_of);
    let document = plan_edition::document(&session.plan, date);
    paper::write(everywhere, &document, Edition::Plan.label(), session.findings, progress)
}

fn import(everywhere: &Everywhere, file: &std::path::Path) -> Result<Outcome, Failure> {
    let (name, bytes) = session::given_file(file)?;
    let (plan, findings) = master::import(&name, &bytes).map_err(|findings| Failure::Findings {
        what: format!("Excel の原本に誤りがあるため、plan.toml を作れません：{}", shown(file)),
        findings,
    })?;
    let workspace = Workspace { input: everywhere.input.clone(), output: everywhere.output.clone() };
    let written = workspace.replace_file(&OutputFile::new(PLAN_FILE, plan::to_toml(&plan).into_bytes()))?;
    let mut summary = outcome::written(&written);
    summary.push("内容を確かめてから、入力フォルダーの plan.toml と置き換えてください。".to_owned());
    let mut outcome = Outcome::new(summary, findings);
    if everywhere.strict && session::has_errors(&outcome.findings) {
        outcome.exit = Exit::Owing;
    }
    Ok(outcome)
}

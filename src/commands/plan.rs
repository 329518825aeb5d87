//! `kaikaku plan`: the plan as a document, and its Excel master.

use super::session::{self, Session};
use super::{Exit, Failure, Outcome, Progress, paper};
use crate::cli::{Everywhere, PlanAction, PlanArguments};
use crate::report::{Edition, plan_edition};
use crate::workspace::{OutputFile, replace_single};
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
            let path = match file {
                Some(path) => {
                    replace_single(path, &bytes)?;
                    path.clone()
                }
                None => session.workspace.replace_file(&OutputFile::new(MASTER_FILE, bytes))?,
            };
            Ok(Outcome::new(vec![format!("書出し　　{}", path.display())], session.findings))
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
        what: format!("Excel の原本に誤りがあるため、plan.toml を作れません：{}", file.display()),
        findings,
    })?;
    let target = everywhere.output.join(crate::workspace::PLAN_FILE);
    replace_single(&target, plan::to_toml(&plan).as_bytes())?;
    let summary = vec![
        format!("書出し　　{}", target.display()),
        "内容を確かめてから、入力フォルダーの plan.toml と置き換えてください。".to_owned(),
    ];
    let mut outcome = Outcome::new(summary, findings);
    if everywhere.strict && session::has_errors(&outcome.findings) {
        outcome.exit = Exit::Owing;
    }
    Ok(outcome)
}

//! `kaikaku plan`: the plan as a document, and its Excel master.

use std::path::{Path, PathBuf};

use super::session::{self, Session};
use super::{Exit, Failure, Outcome, Progress, paper};
use crate::cli::{Everywhere, PlanAction, PlanArguments};
use crate::report::{Edition, plan_edition};
use crate::workspace::{MASTER_FILE, PLAN_FILE, Workspace, masters, shown};
use crate::{master, plan};

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
            let target = file.clone().unwrap_or_else(|| session.workspace.output.join(MASTER_FILE));
            // Somebody may have typed into an earlier one: it stays, and the new one stands beside it.
            let path = session.workspace.write_elsewhere(&target, &bytes)?;
            let mut summary = vec![format!("書出し　　{}", shown(&path))];
            if path != target {
                summary.push(format!("前の原本（{}）は、そのまま残しました。", shown(&target)));
            }
            summary.push(format!("直して保存した後、「kaikaku plan import {}」を実行してください。", shown(&path)));
            Ok(Outcome::new(summary, session.findings))
        }
        Some(PlanAction::Import { file }) => import(everywhere, file.as_deref()),
    }
}

fn document(everywhere: &Everywhere, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let date = everywhere.date.unwrap_or(session.plan.departments_as_of);
    let document = plan_edition::document(&session.plan, date);
    paper::write(everywhere, &document, Edition::Plan.label(), session.findings, progress)
}

fn import(everywhere: &Everywhere, file: Option<&Path>) -> Result<Outcome, Failure> {
    let file = match file {
        Some(file) => file.to_owned(),
        None => master_of(everywhere)?,
    };
    let (name, bytes) = session::given_file(&file)?;
    let (plan, findings) = master::import(&name, &bytes).map_err(|findings| Failure::Findings {
        what: format!(
            "Excel の原本に直すところがあるため、取り込めません：{}。直して保存し、もう一度実行してください（plan.toml はそのままです）。",
            shown(&file)
        ),
        findings,
    })?;
    let target = everywhere.input.join(PLAN_FILE);
    let workspace = Workspace { input: everywhere.input.clone(), output: everywhere.output.clone() };
    let kept = workspace.take_plan(plan::to_toml(&plan).as_bytes())?;
    let mut summary = vec![format!("取込み　　{}", shown(&target))];
    if let Some(kept) = kept {
        summary.push(format!("前の計画は {} に残しました。", shown(&kept)));
    }
    let (initiatives, actions) = (plan.initiatives.len(), plan.actions().count());
    summary.push(format!("内容　　　取組項目{initiatives}件、実践項目{actions}件、部署{}", plan.departments.len()));
    summary.push("次にすること".to_owned());
    summary.push("　「kaikaku plan」で計画書を作り、内容を確かめる".to_owned());
    summary.push(format!("　「kaikaku forms --year {}」で各課の様式を作る", plan.first_year.short()));
    let mut outcome = Outcome::new(summary, findings);
    if everywhere.strict && session::has_errors(&outcome.findings) {
        outcome.exit = Exit::Owing;
    }
    Ok(outcome)
}

/// The one master of the workspace, in its input or its output folder; of several, nobody but the office knows the newest.
fn master_of(everywhere: &Everywhere) -> Result<PathBuf, Failure> {
    let found: Vec<PathBuf> =
        [&everywhere.input, &everywhere.output].into_iter().flat_map(|folder| masters(folder)).collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::Other(format!(
            "Excel の原本（{MASTER_FILE}）がありません：{}。新しい計画は「kaikaku new」で、今の計画の原本は「kaikaku plan export」で作ってください。",
            shown(&everywhere.input)
        ))),
        several => {
            let names: Vec<String> = several.iter().map(|path| shown(path)).collect();
            Err(Failure::Other(format!(
                "原本が{}つあります：{}。「kaikaku plan import {}」のように、どれを取り込むかを指定してください。",
                several.len(),
                names.join("、"),
                names.last().map_or("", String::as_str)
            )))
        }
    }
}

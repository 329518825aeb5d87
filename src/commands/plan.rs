//! `kaikaku plan`: the plan as a document, and its Excel master.

use std::path::{Path, PathBuf};

use super::{Call, Exit, Failure, Outcome, paper};
use crate::cli::{PlanAction, PlanArguments};
use crate::engine::{given_file, has_errors};
use crate::intake::years_with_input;
use crate::report::{Edition, plan_edition};
use crate::vocabulary::FiscalYear;
use crate::workspace::{MASTER_FILE, PLAN_FILE, masters, shown};
use crate::{master, plan};

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &PlanArguments) -> Result<Outcome, Failure> {
    match &chosen.action {
        None => document(call),
        Some(PlanAction::Export { file }) => {
            let engine = call.engine()?;
            let plan_file = engine.plan()?;
            let bytes = master::export(&plan_file.plan).map_err(|error| Failure::unmade("Excel の原本", &error))?;
            let target = file.clone().unwrap_or_else(|| engine.workspace().output.join(MASTER_FILE));
            // Somebody may have typed into an earlier one: it stays, and the new one stands beside it.
            let path = engine.workspace().write_elsewhere(&target, &bytes)?;
            let mut summary = vec![format!("書出し　　{}", shown(&path))];
            if path != target {
                summary.push(format!("前の原本（{}）は、そのまま残しました。", shown(&target)));
            }
            summary.push(format!("直して保存した後、「kaikaku plan import {}」を実行してください。", shown(&path)));
            Ok(Outcome::new(summary, plan_file.findings.clone()))
        }
        Some(PlanAction::Import { file }) => import(call, file.as_deref()),
    }
}

fn document(call: &Call<'_>) -> Result<Outcome, Failure> {
    let plan_file = call.engine()?.plan()?;
    let date = call.everywhere.date.unwrap_or(plan_file.plan.departments_as_of);
    let document = plan_edition::document(&plan_file.plan, date);
    paper::write(call, &document, None, Edition::Plan.label(), plan_file.findings.clone())
}

fn import(call: &Call<'_>, file: Option<&Path>) -> Result<Outcome, Failure> {
    let file = match file {
        Some(file) => file.to_owned(),
        None => master_of(call)?,
    };
    let (name, bytes) = given_file(&file)?;
    let (plan, findings) = master::import(&name, &bytes).map_err(|findings| Failure::Findings {
        what: format!(
            "Excel の原本に直すところがあるため、取り込めません：{}。直して保存し、もう一度実行してください（plan.toml はそのままです）。",
            shown(&file)
        ),
        findings,
    })?;
    let workspace = call.workspace();
    let target = workspace.input.join(PLAN_FILE);
    let kept = workspace.take_plan(plan::to_toml(&plan).as_bytes())?;
    let mut summary = vec![format!("取込み　　{}", shown(&target))];
    if let Some(kept) = kept {
        summary.push(format!("前の計画は {} に残しました。", shown(&kept)));
    }
    let (initiatives, actions) = (plan.initiatives.len(), plan.actions().count());
    let words = &plan.words;
    summary.push(format!(
        "内容　　　{}{initiatives}件、{}{actions}件、部署{}",
        words.initiative,
        words.action,
        plan.departments.len()
    ));
    summary.push("次にすること".to_owned());
    summary.push("　「kaikaku plan」で計画書を作り、内容を確かめる".to_owned());
    let year = year_of_forms(&workspace.input, &plan).short();
    summary.push(format!("　「kaikaku forms --year {year}」で各課の様式を作る"));
    let mut outcome = Outcome::new(summary, findings);
    if call.everywhere.strict && has_errors(&outcome.findings) {
        outcome.exit = Exit::Owing;
    }
    Ok(outcome)
}

/// The year whose forms are made next: the one after the latest that forms have come in for, as long as the plan lasts.
fn year_of_forms(input: &Path, plan: &plan::Plan) -> FiscalYear {
    let latest = years_with_input(input).into_iter().map(|(year, _)| year).max();
    latest.map_or(plan.first_year, |year| year.next().clamp(plan.first_year, plan.last_year))
}

/// The one master of the workspace, in its input or its output folder; of several, nobody but the office knows the newest.
fn master_of(call: &Call<'_>) -> Result<PathBuf, Failure> {
    let everywhere = call.everywhere;
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

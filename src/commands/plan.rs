//! `kaikaku plan`: the plan as a document, and its Excel master.

use std::path::{Path, PathBuf};

use super::{Call, Exit, Failure, Outcome, paper};
use crate::cli::{PlanAction, PlanArguments};
use crate::engine::{given_file, has_errors};
use crate::intake::latest_year_with_books;
use crate::report::{Edition, plan_edition};
use crate::vocabulary::FiscalYear;
use crate::workspace::{MASTER_FILE, ORIGINAL_PLAN_FILE, PLAN_FILE, Workspace, masters, shown};
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
            refuse_other_than_books(&target)?;
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

/// A workbook is not called what Excel does not open, or opens as something else.
fn refuse_other_than_books(target: &Path) -> Result<(), Failure> {
    match target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        true => Ok(()),
        false => {
            Err(Failure::Other(format!("Excel の原本の名は「.xlsx」で終わるものにしてください：{}。", shown(target))))
        }
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
    if let Some(kept) = &kept {
        summary.push(format!("前の計画は {} に残しました。", shown(kept)));
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
    summary.extend(kept.iter().flat_map(|kept| after_a_revision(&workspace, kept, &target)));
    if let Some(year) = year_of_forms(&workspace.input, &plan) {
        let next = format!("　「kaikaku forms --year {}」で各課の様式を作る", year.short());
        summary.push(plan.wording().say(&next).into_owned());
    }
    let mut outcome = Outcome::new(summary, findings);
    if call.everywhere.strict && has_errors(&outcome.findings) {
        outcome.exit = Exit::Owing;
    }
    Ok(outcome)
}

/// What an office does with the plan before a revision, which is kept, once departments have reported on it: the table of what has
/// changed, and the first plan beside the revised one.
fn after_a_revision(workspace: &Workspace, kept: &Path, target: &Path) -> Vec<String> {
    let has_begun = latest_year_with_books(&workspace.input, FiscalYear(i16::MAX)).is_some();
    if !has_begun {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "　見直しなら「kaikaku compare {} {}」で新旧対照表を作る（書き誤りを直しただけなら要りません）",
        shown(kept),
        shown(target)
    )];
    if !workspace.input.join(ORIGINAL_PLAN_FILE).exists() {
        lines.push(format!(
            "　見直し前の計画が当初の計画なら、{} を {ORIGINAL_PLAN_FILE} の名で写しておく（中間検証と総括で、当初の計画と並べます）",
            shown(kept)
        ));
    }
    lines
}

/// The year whose forms are made next: the one after the latest that forms have come in for; `None` after the plan's last.
fn year_of_forms(input: &Path, plan: &plan::Plan) -> Option<FiscalYear> {
    let next = latest_year_with_books(input, plan.last_year).map_or(plan.first_year, FiscalYear::next);
    Some(next.max(plan.first_year)).filter(|year| *year <= plan.last_year)
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace::LOCK_FILE;

    #[test]
    fn the_forms_made_next_are_of_the_year_after_the_last_that_came_in() {
        let plan = plan::fixture::sample();
        let input = tempfile::tempdir().expect("a folder");
        let next = || year_of_forms(input.path(), &plan).map(FiscalYear::short);
        let add = |folder: &str, file: &str| {
            fs::create_dir_all(input.path().join(folder)).expect("a folder");
            fs::write(input.path().join(folder).join(file), b"-").expect("written");
        };
        assert_eq!(next().as_deref(), Some("R2"));
        // Made in advance, after the plan's last year, written by the program.
        fs::create_dir(input.path().join("令和3年度")).expect("a folder");
        add("令和22年度", "a.xlsx");
        add("R5", "a.xlsx");
        add("R5", LOCK_FILE);
        assert_eq!(next().as_deref(), Some("R2"));
        add("令和2年度", "a.xlsx");
        assert_eq!(next().as_deref(), Some("R3"));
        add("令和6年度", "a.xlsx");
        assert_eq!(next(), None);
    }
}

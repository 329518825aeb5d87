//! `kaikaku forms`: a form for each department, and the council's rating form.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::session::Session;
use super::{Failure, Outcome, Progress, outcome, year};
use crate::cli::{Everywhere, FormsArguments};
use crate::forms::{self, council, progress};
use crate::merge::record::YearRecord;
use crate::plan::names;
use crate::vocabulary::{DepartmentId, FiscalYear};
use crate::workspace::OutputFile;
use crate::{contract, intake};

/// Folder of the forms in the output folder.
const FORMS_FOLDER: &str = "様式";

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &FormsArguments,
    program: Option<PathBuf>,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let plan = &session.plan;
    if !plan.years().any(|year| year == chosen.year) {
        return Err(Failure::Other(format!(
            "{}は計画の期間（{}～{}）の外です。--year に計画の年度を指定してください。",
            chosen.year, plan.first_year, plan.last_year
        )));
    }
    let wanted = if chosen.council { chosen.year } else { chosen.year.previous() };
    let record = record(&session, wanted, program, progress)?;
    if chosen.council {
        let bytes = council::write(plan, chosen.year, record.as_deref()).map_err(failed)?;
        let path = format!("{FORMS_FOLDER}/審議会評価票_{}.xlsx", chosen.year);
        let written = session.workspace.replace_file(&OutputFile::new(path, bytes))?;
        return Ok(Outcome::new(outcome::written(&written), session.findings));
    }
    let departments = match &chosen.department {
        Some(text) => vec![department(&session, chosen.year, text)?],
        None => forms::departments(plan, chosen.year),
    };
    progress.stage("様式の作成", departments.len() as u64);
    let files: Vec<OutputFile> = departments
        .par_iter()
        .map(|department| {
            let bytes =
                progress::write(plan, chosen.year, chosen.period, department, record.as_deref()).map_err(failed)?;
            progress.step();
            Ok(OutputFile::new(contract::file_name(chosen.year, chosen.period, department), bytes))
        })
        .collect::<Result<_, Failure>>()?;
    let folder = format!("{FORMS_FOLDER}/{}_{}", chosen.year, chosen.period);
    let written = match (&chosen.department, files.as_slice()) {
        (Some(_), [file]) => {
            let path = format!("{folder}/{}", file.path);
            session.workspace.replace_file(&OutputFile::new(path, file.bytes.clone()))?
        }
        _ => session.workspace.replace_folder(&folder, &files)?,
    };
    let mut summary = vec![format!("様式　　　{}課", departments.len())];
    summary.extend(outcome::written(&written));
    Ok(Outcome::new(summary, session.findings))
}

fn failed(error: forms::Error) -> Failure {
    Failure::Other(format!("様式を作れません（{error}）。"))
}

/// The record that a form repeats for reference; `None` where that year has no input.
fn record(
    session: &Session,
    wanted: FiscalYear,
    program: Option<PathBuf>,
    progress: &dyn Progress,
) -> Result<Option<Arc<YearRecord>>, Failure> {
    let known = intake::years_with_input(&session.workspace.input);
    if !known.iter().any(|(year, _)| *year == wanted) {
        return Ok(None);
    }
    year::records(session, Some(wanted), &year::options(session, program), progress).map(|mut records| records.pop())
}

/// The department that a person named.
fn department(session: &Session, year: FiscalYear, text: &str) -> Result<DepartmentId, Failure> {
    let candidates = names::lookup(&session.plan, text, year.last_day());
    match candidates.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let example = session.plan.departments.first().map(|unit| format!("（例：{}）", unit.id.full_name()));
            Err(Failure::Other(format!(
                "「{text}」という部署は計画にありません。計画の部署の名を指定してください{}。",
                example.unwrap_or_default()
            )))
        }
        several => {
            let names: Vec<String> = several.iter().map(DepartmentId::full_name).collect();
            Err(Failure::Other(format!("「{text}」に当たる部署が{}つあります：{}。", several.len(), names.join("、"))))
        }
    }
}

//! Forms for departments and council, written for a year to come.

use std::sync::Arc;

use rayon::prelude::*;

use super::written::Written;
use super::{Engine, Failure, Progress};
use crate::contract;
use crate::forms::{self, council, progress as progress_form};
use crate::merge::record::YearRecord;
use crate::plan::{Plan, names};
use crate::vocabulary::{DepartmentId, FiscalYear, Period, file_name};
use crate::workspace::OutputFile;

/// Folder of the forms in the output folder.
const FORMS_FOLDER: &str = "様式";

/// Which forms are to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormsOrder {
    /// 進捗管理表 for the period of that name (none: the year's last) of all departments, or of the one that is named.
    Progress(Option<String>, Option<String>),
    /// 審議会評価票.
    Council,
    /// 評価票 of every body that grades beside the departments.
    Graders,
}

impl Engine {
    /// Makes the forms of a year. What was reported last (for the council: this year) stands beside the fields for reference.
    ///
    /// # Errors
    /// A year outside the plan, a department that it does not have, input that cannot be read, an output folder that cannot be written to.
    pub fn forms(&self, year: FiscalYear, order: &FormsOrder, progress: &dyn Progress) -> Result<Written, Failure> {
        let plan = &Plan::of_year(&self.plan()?.plan, year);
        if !plan.years().any(|known| known == year) {
            return Err(Failure::OutsidePlan { year, first: plan.first_year, last: plan.last_year });
        }
        let (period, named) = match order {
            FormsOrder::Council => return self.council_form(plan, year, progress),
            FormsOrder::Graders => return self.graders_forms(plan, year, progress),
            FormsOrder::Progress(period, named) => (period_named(plan, period.as_deref())?, named),
        };
        let record = self.record_before(year, progress)?;
        let departments = match named {
            Some(text) => vec![department(plan, year, text)?],
            None => forms::departments(plan, year, record.as_deref()),
        };
        let so_far = self.parts_reported(plan, year, period, progress)?;
        progress.stage("様式の作成", departments.len() as u64);
        let files: Vec<OutputFile> = departments
            .par_iter()
            .map(|department| {
                let bytes =
                    progress_form::write(plan, year, period, department, (record.as_deref(), so_far.as_deref()))
                        .map_err(unmade)?;
                progress.step();
                Ok(OutputFile::new(contract::file_name(&plan.words.form, year, period, department), bytes))
            })
            .collect::<Result<_, Failure>>()?;
        let folder = format!("{FORMS_FOLDER}/{year}_{period}");
        let replaced = match (named, files.as_slice()) {
            (Some(_), [file]) => {
                let path = format!("{folder}/{}", file.path);
                self.workspace.replace_file(&OutputFile::new(path, file.bytes.clone()))?
            }
            _ => self.workspace.replace_folder(&folder, &files)?,
        };
        Ok(Written::new(replaced, files.iter().map(|file| (file, None))))
    }

    /// The record of the year itself where its forms ask for stages by parts of the year and an earlier period may have said some.
    fn parts_reported(
        &self,
        plan: &Plan,
        year: FiscalYear,
        period: Period,
        progress: &dyn Progress,
    ) -> Result<Option<Arc<YearRecord>>, Failure> {
        let is_first = plan.settings.periods.all().next() == Some(period);
        if plan.schedule_by.is_whole() || is_first { Ok(None) } else { self.record(year, progress) }
    }

    fn graders_forms(&self, plan: &Plan, year: FiscalYear, progress: &dyn Progress) -> Result<Written, Failure> {
        if plan.graders().is_empty() {
            let message = "計画に、区分を付けるほかの組織（［［grader］］）がありません。";
            return Err(Failure::Other(message.to_owned()));
        }
        let record = self.record(year, progress)?;
        let mut written: Option<Written> = None;
        for grader in plan.graders() {
            let bytes = council::write_for(plan, year, record.as_deref(), grader).map_err(unmade)?;
            let name = file_name(&format!("{}評価票_{year}", grader.body));
            let file = OutputFile::new(format!("{FORMS_FOLDER}/{name}.xlsx"), bytes);
            let made = Written::new(self.workspace.replace_file(&file)?, [(&file, None)]);
            match &mut written {
                Some(all) => {
                    // Several files: the folder.
                    if all.files.len() == 1 {
                        all.path.pop();
                    }
                    all.files.extend(made.files);
                }
                None => written = Some(made),
            }
        }
        written.ok_or_else(|| Failure::Other(String::new()))
    }

    fn council_form(&self, plan: &Plan, year: FiscalYear, progress: &dyn Progress) -> Result<Written, Failure> {
        let record = self.record(year, progress)?;
        let bytes = council::write(plan, year, record.as_deref()).map_err(unmade)?;
        let name = plan.wording().say("審議会評価票");
        let file = OutputFile::new(format!("{FORMS_FOLDER}/{name}_{year}.xlsx"), bytes);
        Ok(Written::new(self.workspace.replace_file(&file)?, [(&file, None)]))
    }
}

/// The period that somebody names; the year's last where nobody does.
fn period_named(plan: &Plan, name: Option<&str>) -> Result<Period, Failure> {
    let periods = &plan.settings.periods;
    let Some(name) = name else { return Ok(periods.last()) };
    periods.meant_by(name).ok_or_else(|| {
        Failure::Other(format!("「{name}」という時期は計画にありません。{} を指定してください。", periods.listed()))
    })
}

fn unmade(error: forms::Error) -> Failure {
    Failure::unmade("様式", &error)
}

/// The department that a person named.
fn department(plan: &Plan, year: FiscalYear, text: &str) -> Result<DepartmentId, Failure> {
    let candidates = names::lookup(plan, text, year.last_day());
    match candidates.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let near: Vec<String> =
                names::near(plan, text, year.last_day()).iter().map(DepartmentId::full_name).collect();
            let example = plan.departments.first().map(|unit| format!("（例：{}）", unit.id.full_name()));
            let remedy = match near.is_empty() {
                true => format!("計画の部署の名を指定してください{}。", example.unwrap_or_default()),
                false => format!("もしかして：{}", near.join("、")),
            };
            Err(Failure::Other(format!("「{text}」という部署は計画にありません。{remedy}")))
        }
        several => {
            let names: Vec<String> = several.iter().map(DepartmentId::full_name).collect();
            Err(Failure::Other(format!("「{text}」に当たる部署が{}つあります：{}。", several.len(), names.join("、"))))
        }
    }
}

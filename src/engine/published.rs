//! A year from the data that were published, without the forms.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::source::given_file;
use super::years::Year;
use super::{Engine, Failure, Fingerprint, Format};
use crate::finding::Finding;
use crate::open_data::{self, DataSet, Labels};
use crate::plan::Plan;
use crate::report::Edition;
use crate::vocabulary::FiscalYear;
use crate::workspace::shown;

/// What follows the year in the name of the folder of papers made from data.
pub(super) const FOLDER_SUFFIX: &str = "（公表データから）";

/// Refuses formats that print more than the data hold.
pub(super) fn formats(formats: &[Format]) -> Result<(), Failure> {
    if !formats.contains(&Format::Xlsx) {
        return Ok(());
    }
    let said = "公表したデータからExcelブックは作れません（出典のセルが公表したデータにないため）。--format pdf,html,data を指定してください。";
    Err(Failure::Other(said.to_owned()))
}

/// The failure of an edition that prints more than the data hold.
pub(super) fn not_held(plan: &Plan, edition: Edition) -> Failure {
    Failure::Other(format!(
        "{}は公表したデータからは作れません。提出された様式から作ってください（--from を付けずに実行します）。",
        edition.name(&plan.words)
    ))
}

impl Engine {
    /// The year that published data give with the workspace's plan, and the day that its papers state.
    ///
    /// `path` is `data.json`, or the folder of the CSV files.
    ///
    /// # Errors
    /// Data that cannot be read, do not belong to the plan or do not agree with themselves; data of another year than `wanted`.
    pub(super) fn published_year(&self, path: &Path, wanted: Option<FiscalYear>) -> Result<(Arc<Year>, Date), Failure> {
        let plan_file = self.plan()?;
        let Published { name, data, fingerprint } =
            if path.is_dir() { csv_set(path, &plan_file.plan)? } else { json_file(path)? };
        let read = data.and_then(|data| open_data::read::assessment(plan_file.plan.clone(), &name, &data));
        let (assessment, date) = read.map_err(|findings| Failure::Findings {
            what: format!("公表したデータを使えないため、何も作りません：{}", shown(path)),
            findings,
        })?;
        if let Some(year) = wanted.filter(|year| *year != assessment.year) {
            let said = format!("データは{}のものです。{year}の報告書は作れません：{}", assessment.year, shown(path));
            return Err(Failure::Other(said));
        }
        let fingerprint = Fingerprint::of([plan_file.fingerprint.bytes(), fingerprint.bytes()]);
        Ok((Arc::new(Year { plan_file, assessment: Arc::new(assessment), fingerprint }), date))
    }
}

/// Data from a file or folder.
struct Published {
    /// How findings name them.
    name: String,
    data: Result<DataSet, Vec<Finding>>,
    fingerprint: Fingerprint,
}

fn json_file(path: &Path) -> Result<Published, Failure> {
    let (name, bytes) = given_file(path)?;
    let data = open_data::json_form::read(&name, &bytes);
    Ok(Published { name, data, fingerprint: Fingerprint::of([bytes.as_slice()]) })
}

fn csv_set(folder: &Path, plan: &Plan) -> Result<Published, Failure> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let tables = open_data::shape::ALL.into_iter().map(|shape| shape.file());
    for name in tables.chain([open_data::METADATA_FILE.to_owned()]) {
        let path = folder.join(&name);
        if path.exists() {
            files.insert(name, given_file(&path)?.1);
        }
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let data = open_data::csv_form::read(&name, &files, &Labels::of(plan));
    let fingerprint = Fingerprint::of(files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]));
    Ok(Published { name, data, fingerprint })
}

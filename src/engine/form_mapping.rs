//! The mapping of a workbook that kaikaku did not make: proposed, written, and tried on the workbook itself.

use std::path::Path;

use super::source::given_file;
use super::written::Written;
use super::{Engine, Failure};
use crate::finding::Finding;
use crate::intake::proposal::{self, Assumed, Proposal};
use crate::intake::{self, FileReading};
use crate::plan::{self, Plan};
use crate::vocabulary::{FiscalYear, file_name};
use crate::workspace::{OutputFile, PLAN_FILE};

/// Folder of the proposals in the output folder.
const FOLDER: &str = "様式";

/// How a workbook can be read.
#[derive(Debug)]
pub struct FormMapping {
    /// The workbook's name.
    pub name: String,
    /// The mapping, and the file with it; `None` where the workbook is read by plan.toml as it is.
    pub proposed: Option<(Proposal, Written)>,
    /// What is read of the workbook; the findings on the mapping where that is not yet one.
    pub reading: Result<FileReading, Vec<Finding>>,
}

impl Engine {
    /// Proposes a mapping for a workbook and tries it. `year` is used where no cell names one.
    ///
    /// # Errors
    /// A file that cannot be read or holds nothing of the plan, an output folder that cannot be written to.
    pub fn propose_mapping(&self, file: &Path, year: Option<FiscalYear>) -> Result<FormMapping, Failure> {
        let plan = &self.plan()?.plan;
        let (name, bytes) = given_file(file)?;
        let options = self.reading_options(plan);
        let as_it_is = intake::read_bytes(plan, &name, &bytes, &options);
        if !as_it_is.submissions.is_empty() {
            return Ok(FormMapping { name, proposed: None, reading: Ok(as_it_is) });
        }
        let assumed = Assumed { year: year.or_else(|| year_of_folder(file)).unwrap_or(plan.first_year) };
        let proposal = proposal::propose(plan, &name, &bytes, &options, assumed).map_err(Failure::Other)?;
        let reading = self.plan_with(&proposal.toml)?.map(|plan| intake::read_bytes(&plan, &name, &bytes, &options));
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let path = format!("{FOLDER}/様式の対応_{}.toml", file_name(stem));
        let output = OutputFile::new(path, proposal.toml.clone().into_bytes());
        let written = Written::new(self.workspace().replace_file(&output)?, [(&output, None)]);
        Ok(FormMapping { name, proposed: Some((proposal, written)), reading })
    }

    /// The plan with mappings added to its text; the findings where they are none.
    fn plan_with(&self, toml: &str) -> Result<Result<Plan, Vec<Finding>>, Failure> {
        let text = self.workspace().plan_text()?;
        Ok(plan::read(PLAN_FILE, &format!("{text}\n{toml}")).map(|(plan, _)| plan))
    }
}

/// The year of the folder that a file lies in.
fn year_of_folder(file: &Path) -> Option<FiscalYear> {
    let name = |folder: &Path| folder.file_name().and_then(|name| FiscalYear::parse(&name.to_string_lossy()));
    file.ancestors().skip(1).find_map(name)
}

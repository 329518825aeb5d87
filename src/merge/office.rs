//! `office.toml` (行政監理室の指定): what the office decides over the departments' forms, each with its reason.

use std::collections::BTreeMap;

use crate::finding::{Origin, Sourced};
use crate::intake::submission::FileHash;
use crate::plan::{ActionId, FiscalYear, GradeId, InitiativeNo};

/// A year's `office.toml`, checked.
#[derive(Debug, Clone, Default)]
pub struct OfficeFile {
    /// Grades set for action items.
    pub action_grades: BTreeMap<ActionId, GradeOverride>,
    /// Grades set for initiatives.
    pub initiative_grades: BTreeMap<InitiativeNo, GradeOverride>,
    /// Files to leave out.
    pub exclusions: Vec<FileRule>,
    /// Files that win over other forms of the same department, year and period.
    pub acceptances: Vec<FileRule>,
    /// Numbers of opinions that have gone out, in the order of the file.
    pub opinions: Vec<PinnedOpinion>,
}

/// A grade set by the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeOverride {
    /// The grade, with its place in `office.toml`.
    pub grade: Sourced<GradeId>,
    /// 理由, printed wherever the grade is used.
    pub reason: String,
}

/// A word on one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRule {
    /// The file: its path or name, or the first 8 or more digits of its SHA-256 hash.
    pub file: Sourced<String>,
    /// 理由.
    pub reason: String,
}

/// An opinion whose number has gone out and must not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedOpinion {
    /// Year.
    pub year: FiscalYear,
    /// Initiative.
    pub initiative: InitiativeNo,
    /// Number, from 1.
    pub number: u32,
    /// The opinion's words or their beginning.
    pub text: String,
    /// Where it stands in `office.toml`.
    pub origin: Origin,
}

impl PinnedOpinion {
    /// `R2-8-1`.
    pub fn id(&self) -> String {
        super::council::opinion_id(self.year, self.initiative, self.number)
    }
}

impl FileRule {
    /// Whether it speaks of this file.
    pub fn covers(&self, file: &str, hash: FileHash) -> bool {
        let wanted = self.file.value.trim();
        let name = file.rsplit('/').next().unwrap_or(file);
        let is_hash = wanted.len() >= 8 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit());
        file == wanted
            || name == wanted
            || file.strip_suffix(wanted).is_some_and(|folder| folder.ends_with('/'))
            || (is_hash && hash.to_string().starts_with(&wanted.to_ascii_lowercase()))
    }
}

impl OfficeFile {
    /// The rule that leaves this file out.
    pub fn exclusion(&self, file: &str, hash: FileHash) -> Option<&FileRule> {
        self.exclusions.iter().find(|rule| rule.covers(file, hash))
    }

    /// The rule by which this file wins.
    pub fn acceptance(&self, file: &str, hash: FileHash) -> Option<&FileRule> {
        self.acceptances.iter().find(|rule| rule.covers(file, hash))
    }

    /// Whether the office has begun to pin opinions.
    pub fn pins_opinions(&self) -> bool {
        !self.opinions.is_empty()
    }
}

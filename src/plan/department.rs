//! Bureaus (部), departments (担当部署) and their reorganizations (機構改正).

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A department's identity: bureau and name together, `総務部/行政監理室`; a unit without a bureau is its name alone, `会計課`.
///
/// 総務課 exists in 総務部 and in 消防本部, so a name alone is never enough. The identity is the one in force when the unit
/// was founded; a renamed unit is a new one, tied to the old by a [`Reorganization`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DepartmentId(pub Arc<str>);

impl DepartmentId {
    /// The identity of the unit `name` of `bureau`.
    pub fn new(bureau: Option<&str>, name: &str) -> Self {
        match bureau {
            Some(bureau) => DepartmentId(format!("{bureau}/{name}").into()),
            None => DepartmentId(name.into()),
        }
    }

    /// The bureau's name, if the unit belongs to one.
    pub fn bureau(&self) -> Option<&str> {
        self.0.split_once('/').map(|(bureau, _)| bureau)
    }

    /// The unit's own name.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Bureau and name as running text: 総務部行政監理室.
    pub fn full_name(&self) -> String {
        self.0.replacen('/', "", 1)
    }
}

impl fmt::Display for DepartmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A bureau (部) and the abbreviation that the plan prints for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bureau {
    /// 総務部.
    pub name: String,
    /// 総, printed `(総)`.
    pub abbreviation: String,
}

/// A department (課・室・場・事務局) in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Identity, which holds bureau and name.
    pub id: DepartmentId,
    /// The day from which it exists, where it was founded after the plan.
    pub since: Option<Date>,
    /// The last day on which it existed, where it was abolished.
    pub until: Option<Date>,
}

/// Who is responsible for an initiative, in the plan's order of printing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Responsible {
    /// A department.
    Department(DepartmentId),
    /// An open group such as 各担当部署: any department may report.
    Open(String),
}

/// A change of units from a day on: rename (1→1), merge (n→1), split (1→n), abolition (1→0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reorganization {
    /// The first day of the new units.
    pub date: Date,
    /// The units that end.
    pub from: Vec<DepartmentId>,
    /// The units that go on with their work; empty for an abolition.
    pub to: Vec<DepartmentId>,
    /// A remark for the report.
    pub note: Option<String>,
}

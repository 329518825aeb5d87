//! Bureaus (部), departments (担当部署) and their reorganizations (機構改正).

use jiff::civil::Date;
use serde::Serialize;

use crate::vocabulary::DepartmentId;

/// A bureau (部) and the abbreviation that the plan prints for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bureau {
    /// 総務部.
    pub name: String,
    /// 総, printed `(総)`.
    pub abbreviation: String,
}

/// A department (課・室・場・事務局) in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Department {
    /// Identity, which holds bureau and name.
    pub id: DepartmentId,
    /// The day from which it exists, where it was founded after the plan.
    pub since: Option<Date>,
    /// The last day on which it existed, where it was abolished.
    pub until: Option<Date>,
}

/// Who is responsible for an initiative, in the plan's order of printing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Responsible {
    /// One unit by its id.
    Department(DepartmentId),
    /// An open group such as 各担当部署: any department may report.
    Open(String),
}

/// A change of units from a day on: rename (1→1), merge (n→1), split (1→n), abolition (1→0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

//! The kinds of findings on published data.

use crate::finding::{Code, Finding, Origin, Severity};

/// A file or list of the set is missing.
pub const MISSING_TABLE: Code = Code("open-data.missing-table");
/// A column is missing.
pub const MISSING_COLUMN: Code = Code("open-data.missing-column");
/// The file is no CSV or JSON.
pub const UNREADABLE: Code = Code("open-data.unreadable");
/// A cell does not hold what its column holds.
pub const WRONG_CELL: Code = Code("open-data.wrong-cell");
/// A row speaks of something that the plan does not have.
pub const NOT_IN_PLAN: Code = Code("open-data.not-in-plan");
/// The data differ from what the plan and the data themselves give.
pub const DIFFERS: Code = Code("open-data.differs");
/// A table has more or fewer rows than its description says.
pub const ROWS: Code = Code("open-data.rows");
/// Two rows have the same key.
pub const TWICE: Code = Code("open-data.twice");
/// A row refers to one that is not there.
pub const DANGLING: Code = Code("open-data.dangling");
/// A total is not the sum of its parts.
pub const WRONG_TOTAL: Code = Code("open-data.wrong-total");

/// A finding that keeps the data from being used.
pub(super) fn wrong(code: Code, origin: Origin, message: impl Into<String>) -> Finding {
    Finding::new(Severity::Fatal, code, message).at(origin)
}

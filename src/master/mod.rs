//! The plan as a workbook that an office edits, and back: the same plan either way.
//!
//! Each sheet is a plain table with its heads in the first row. Rows and columns may be moved; sheets and heads are found
//! by their names. Several units or spellings in one cell stand on lines of their own (Alt+Enter), as no text of a plan
//! holds a line break.
//!
//! What is read goes through the same tree and the same checks as `plan.toml`, with cells as places.

mod cells;
mod content;
mod costs;
mod example;
mod export;
mod frame;
mod guide;
mod heads;
mod import;
mod layout;
mod merged;
mod prose;
mod shape;
#[cfg(test)]
mod tests;
mod wording;
mod years;

pub use export::{blank, export};
pub use import::import;
pub(crate) use prose::{kinds as prose_kinds, rows as prose_rows};
pub use shape::{READY_PERIODS, Rhythm, Shape, count_of_years, new, periods, schedule_by};

use crate::finding::Code;

/// A workbook that is no master of a plan, or a sheet or head that is missing or unknown.
pub const LAYOUT: Code = Code("plan.master-layout");
/// A text too long for a cell of Excel.
pub const TOO_LONG: Code = Code("plan.master-too-long");

/// A cell that does not show what was typed into it: a number or id that became a date, a per cent, a formula without a result.
pub const CHANGED: Code = Code("plan.master-changed");

/// A cell that nobody sees: its row or column is hidden, or its characters have the colour of their background.
pub const HIDDEN: Code = Code("plan.master-hidden");

/// A cell that is merged over several rows of a list.
pub const MERGED: Code = Code("plan.master-merged");

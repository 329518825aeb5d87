//! The kinds of findings on what is surveyed.

use crate::finding::Code;

/// A folder below which no data are published.
pub const NO_DATA: Code = Code("survey.no-data");
/// A file or folder that cannot be read.
pub const UNREADABLE: Code = Code("survey.unreadable");
/// Data that cannot be used.
pub const UNUSABLE: Code = Code("survey.unusable");
/// Data of one plan and year that differ.
pub const CONTRADICTING: Code = Code("survey.contradicting");
/// Data that newer ones of the same plan replace.
pub const REPLACED: Code = Code("survey.replaced");
/// A year that older data have and the newest have not.
pub const YEAR_GONE: Code = Code("survey.year-gone");

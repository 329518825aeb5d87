//! Reading .xls, .xlsb and .ods.

use super::codes;
use super::file::Options;
use super::sniff::FileType;
use super::workbook::Workbook;
use crate::finding::Code;

/// Why an old format could not be read.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) message: String,
}

/// Reads a workbook of an old format.
pub(crate) fn read(kind: FileType, _bytes: &[u8], _options: &Options) -> Result<Workbook, Failure> {
    Err(Failure { code: codes::CHILD, message: format!("{}はまだ読めません。", kind.label()) })
}

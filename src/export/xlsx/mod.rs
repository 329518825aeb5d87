//! The workbooks (Excel): 進捗状況, 統合記録, 提出状況. The only home of `rust_xlsxwriter` beside the forms.

use std::fmt;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use crate::assess::assessment::Assessment;
use crate::merge::record::YearRecord;
use crate::plan::Plan;

/// A workbook could not be made.
#[derive(Debug)]
pub struct WriteError(XlsxError);

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Excelブックを作成できませんでした。（{}）", self.0)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        WriteError(error)
    }
}

/// 進捗状況.xlsx, which goes with the public edition: no internal field.
///
/// # Errors
/// When a text is longer than Excel's limit of 32,767 characters a cell, or a sheet is full.
pub fn progress(assessment: &Assessment, date: Date) -> Result<Vec<u8>, WriteError> {
    let _ = (assessment, date);
    Ok(rust_xlsxwriter::Workbook::new().save_to_buffer()?)
}

/// 進捗状況（庁内用）.xlsx, which goes with the committee's edition: with 内部メモ and findings.
///
/// # Errors
/// See [`progress`].
pub fn progress_internal(assessment: &Assessment, date: Date) -> Result<Vec<u8>, WriteError> {
    let _ = (assessment, date);
    Ok(rust_xlsxwriter::Workbook::new().save_to_buffer()?)
}

/// 統合記録.xlsx: what became of every file and cell, and all findings. Internal.
///
/// # Errors
/// See [`progress`].
pub fn ledger(plan: &Plan, record: &YearRecord, date: Date) -> Result<Vec<u8>, WriteError> {
    let _ = (plan, record, date);
    Ok(rust_xlsxwriter::Workbook::new().save_to_buffer()?)
}

/// 提出状況.xlsx: who has handed in. Internal.
///
/// # Errors
/// See [`progress`].
pub fn statuses(plan: &Plan, record: &YearRecord, date: Date) -> Result<Vec<u8>, WriteError> {
    let _ = (plan, record, date);
    Ok(rust_xlsxwriter::Workbook::new().save_to_buffer()?)
}

//! The workbooks (Excel): 進捗状況, 統合記録, 提出状況. The only home of `rust_xlsxwriter` beside the forms.

mod actions_sheet;
mod breakdown_sheets;
mod charts;
mod costs_sheet;
mod effects_sheet;
mod grade_marks;
mod indicators_sheet;
mod internal_sheet;
mod ledger;
mod list_sheet;
mod opinions_sheet;
mod overview_sheet;
mod paper;
mod progress;
mod sheet_names;
mod statuses;
mod survey;

use std::any::Any;
use std::io;
use std::panic::{self, AssertUnwindSafe};

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;
use thiserror::Error;

use crate::assess::assessment::Assessment;
use crate::contract::Audience;
use crate::excel::worded;
use crate::finding::{Finding, io_reason};
use crate::merge::record::YearRecord;
use crate::plan::Plan;
use crate::report::document::Document;
use crate::survey::Survey;

/// Excel's formula of a rate of counts, rounded as [`crate::vocabulary::rate`] does: 100.0 only of all.
fn rate_formula(part: &str, whole: &str) -> String {
    format!("=IF({whole}=0,\"―\",IF({part}<{whole},MIN(ROUND({part}*100/{whole},1),99.9),ROUND({part}*100/{whole},1)))")
}

/// A workbook could not be made.
#[derive(Debug, Error)]
pub enum WriteError {
    /// A sheet is full or a text too long.
    #[error("Excelブックを作成できませんでした（{}）。", crate::excel::save::reason(.0))]
    Workbook(#[from] XlsxError),
    /// A workbook could not be read again to be put into the plan's words.
    #[error("Excelブックを計画の言葉にできませんでした。（{0}）")]
    Words(String),
    /// The temporary file of a long sheet could not be written.
    #[error("一時フォルダーに書き込めません（{0}）。空き容量と権限を確かめてください。")]
    TemporaryFile(String),
}

/// 進捗状況.xlsx, which goes with the public edition: no internal field.
///
/// # Errors
/// When a text is longer than Excel's limit of 32,767 characters a cell, or a sheet is full.
pub fn progress(assessment: &Assessment, date: Date) -> Result<Vec<u8>, WriteError> {
    in_words(assessment, progress::write(assessment, date, Audience::Public)?)
}

/// 進捗状況（庁内用）.xlsx, which goes with the committee's edition: with 内部メモ and findings.
///
/// # Errors
/// See [`progress`].
pub fn progress_internal(assessment: &Assessment, date: Date) -> Result<Vec<u8>, WriteError> {
    in_words(assessment, progress::write(assessment, date, Audience::Office)?)
}

/// 統合記録.xlsx: what became of every file and cell, and all findings. Internal.
///
/// # Errors
/// See [`progress`].
pub fn ledger(plan: &Plan, record: &YearRecord, date: Date) -> Result<Vec<u8>, WriteError> {
    let written = panic::catch_unwind(AssertUnwindSafe(|| ledger::write(plan, record, date)));
    let written = written.unwrap_or_else(|panic| match temporary_file_error(panic.as_ref()) {
        Some(error) => Err(WriteError::TemporaryFile(io_reason(&error))),
        None => panic::resume_unwind(panic),
    })?;
    // The list quotes cells in part, of forms that do not count, too.
    let quoted = || record.ledger.files.iter().flat_map(|file| ledger::quoted(&file.cells));
    said(plan, [record], &record.findings, quoted, written)
}

/// The error over which rust_xlsxwriter panicked: long sheets go through a temporary file, and writing to it has no other way to fail.
/// A panic's words on it hold what `Debug` says of an I/O error, `Os { code: 28, …`.
fn temporary_file_error(panic: &(dyn Any + Send)) -> Option<io::Error> {
    let words = panic.downcast_ref::<String>()?;
    let code = words.split_once("Os { code: ")?.1.split(',').next()?;
    code.parse().ok().map(io::Error::from_raw_os_error)
}

/// A paper of tables as a workbook, a sheet a part.
///
/// # Errors
/// See [`progress`].
pub fn paper(plan: &Plan, document: &Document) -> Result<Vec<u8>, WriteError> {
    Ok(paper::write(plan, document)?)
}

/// 団体別集計.xlsx: the lists of a survey.
///
/// # Errors
/// See [`progress`].
pub fn survey(survey: &Survey, date: Date) -> Result<Vec<u8>, WriteError> {
    Ok(survey::write(survey, date)?)
}

/// 提出状況.xlsx: who has handed in. Internal.
///
/// # Errors
/// See [`progress`].
pub fn statuses(assessment: &Assessment, date: Date) -> Result<Vec<u8>, WriteError> {
    in_words(assessment, statuses::write(assessment, date)?)
}

/// A workbook of an assessment in the plan's words.
fn in_words(assessment: &Assessment, workbook: Vec<u8>) -> Result<Vec<u8>, WriteError> {
    let records = assessment.earlier.iter().chain([&assessment.record]).map(AsRef::as_ref);
    said(&assessment.plan, records, &assessment.findings, std::iter::empty::<&str>, workbook)
}

/// A workbook in the plan's words; what people typed, whole and as it is `quoted`, and what findings say stays.
fn said<'a, Q: Iterator<Item: AsRef<str>>>(
    plan: &Plan,
    records: impl IntoIterator<Item = &'a YearRecord>,
    findings: &[Finding],
    quoted: impl FnOnce() -> Q,
    workbook: Vec<u8>,
) -> Result<Vec<u8>, WriteError> {
    let mut wording = plan.wording().clone();
    if wording.is_default() {
        return Ok(workbook);
    }
    wording.keep_findings(findings);
    wording.keep(quoted());
    records.into_iter().for_each(|record| wording.keep(record.typed_texts()));
    worded::say(workbook, &wording).map_err(|error| WriteError::Words(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_panic_over_a_temporary_file_is_its_error_and_no_other_is() {
        let of = |panic: fn()| temporary_file_error(panic::catch_unwind(panic).expect_err("a panic").as_ref());
        let full = of(|| panic!("Couldn't write to xml file: {:?}", io::Error::from_raw_os_error(28)));
        assert_eq!(full.and_then(|error| error.raw_os_error()), Some(28));
        assert!(of(|| panic!("{} is not a row", 3)).is_none());
        assert!(of(|| panic!("nothing said")).is_none());
    }

    fn unzipped(bytes: &[u8]) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a zip");
        let mut all = String::new();
        for i in 0..archive.len() {
            std::io::Read::read_to_string(&mut archive.by_index(i).expect("entry"), &mut all).expect("text");
        }
        all
    }

    #[test]
    fn the_public_workbook_has_no_internal_field() {
        let assessment = fixture::assessment();
        let public = unzipped(&progress(&assessment, fixture::DATE).expect("written"));
        assert!(!public.contains(fixture::MEMO) && !public.contains("指摘一覧"));
        assert!(public.contains("広告枠を3か所増やした。"));
        let internal = unzipped(&progress_internal(&assessment, fixture::DATE).expect("written"));
        assert!(internal.contains(fixture::MEMO));
    }

    #[test]
    fn the_same_record_gives_the_same_bytes_without_furigana() {
        let assessment = fixture::assessment();
        let write = || progress(&assessment, fixture::DATE).expect("written");
        assert_eq!(write(), write());
        assert!(!unzipped(&write()).contains("<rPh"));
        let ledger = || ledger(&assessment.plan, &assessment.record, fixture::DATE).expect("written");
        assert_eq!(ledger(), ledger());
        let statuses = || statuses(&assessment, fixture::DATE).expect("written");
        assert_eq!(statuses(), statuses());
    }

    /// データ has no column where the plan has no item: the figures stand for themselves then.
    #[test]
    fn no_formula_speaks_of_a_column_that_is_not_there() {
        let book = |assessment: &Assessment| {
            unzipped(&progress(assessment, fixture::DATE).expect("written")).replace("&apos;", "'")
        };
        assert!(book(&fixture::assessment()).contains("データ'!$"));
        let mut plan = crate::plan::fixture::small();
        plan.initiatives.iter_mut().for_each(|initiative| initiative.actions.clear());
        let record = crate::assess::fixture::record(&plan, crate::plan::fixture::YEAR, Vec::new());
        let empty = crate::assess::assess(std::sync::Arc::new(plan), record, Vec::new()).expect("cross-footed");
        assert!(!book(&empty).contains("データ'!$"));
    }
}

//! A year with the years before it: read, merged and assessed.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::session::Session;
use super::{Failure, Progress};
use crate::assess::assessment::Assessment;
use crate::assess::{self};
use crate::finding::{Finding, io_reason};
use crate::intake;
use crate::merge::record::{SubmissionState, YearRecord};
use crate::merge::{self, office};
use crate::vocabulary::FiscalYear;
use crate::workspace::{OFFICE_FILE, shown};

/// How files are read: `program` is started again for the old formats; the limits are the plan's.
pub(super) fn options(session: &Session, program: Option<PathBuf>) -> intake::Options {
    let limits = intake::Limits::of(&session.plan.settings.limits);
    intake::Options { child: program, limits, ..intake::Options::default() }
}

/// Which years are read with the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// None.
    OneYear,
    /// All earlier ones that have input.
    ThroughYear,
}

/// Reads and merges the plan's years up to `wanted` (the latest with input where it is `None`), oldest first.
///
/// The last record is the year asked for.
pub(super) fn records(
    session: &Session,
    wanted: Option<FiscalYear>,
    options: &intake::Options,
    progress: &dyn Progress,
) -> Result<Vec<Arc<YearRecord>>, Failure> {
    records_of(session, (wanted, Span::ThroughYear), options, progress)
}

/// Reads and merges `wanted` with the earlier years that the span asks for, oldest first.
pub(super) fn records_of(
    session: &Session,
    (wanted, span): (Option<FiscalYear>, Span),
    options: &intake::Options,
    progress: &dyn Progress,
) -> Result<Vec<Arc<YearRecord>>, Failure> {
    let input = &session.workspace.input;
    let years = intake::years_with_input(input);
    let no_input = |what| Failure::Findings { what, findings: intake::folders_of_no_year(input) };
    let Some(target) = wanted.or(years.last().map(|(year, _)| *year)) else {
        return Err(no_input(format!(
            "提出された様式がありません：{}。「令和2年度」のような年度のフォルダーを作り、各課から届いたファイルを入れてください。",
            shown(input)
        )));
    };
    if !years.iter().any(|(year, _)| *year == target) {
        let known: Vec<String> = years.iter().map(|(year, _)| year.to_string()).collect();
        let known = if known.is_empty() { "なし".to_owned() } else { known.join("、") };
        return Err(no_input(format!("{target}のフォルダーがありません：{}。入力のある年度：{known}。", shown(input))));
    }
    let is_read = |year: FiscalYear| year == target || (year < target && span == Span::ThroughYear);
    let chosen: Vec<_> = years.into_iter().filter(|(year, _)| is_read(*year)).collect();
    let mut records: Vec<Arc<YearRecord>> = Vec::new();
    for (year, folder) in chosen {
        progress.stage(&format!("{year}の読込み"), 0);
        let of_file = |done: usize, files: usize| progress.at(done as u64, files as u64);
        let read = intake::read_year_with(&session.plan, input, year, options, &of_file).map_err(|error| {
            Failure::Other(format!("{}を読み込めません（{}）。", shown(&folder), io_reason(&error)))
        })?;
        let office = read_office(session, &folder)?;
        let (office, notes) = match office {
            Some((office, notes)) => (Some(office), notes),
            None => (None, Vec::new()),
        };
        let mut record = merge::merge(&session.plan, year, read, office.as_ref(), &records);
        record.findings.extend(notes);
        merge::sort_findings(&mut record.findings);
        records.push(Arc::new(record));
    }
    Ok(records)
}

fn read_office(
    session: &Session,
    folder: &std::path::Path,
) -> Result<Option<(office::OfficeFile, Vec<Finding>)>, Failure> {
    let Some(text) = session.workspace.office_text(folder)? else { return Ok(None) };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let display = format!("{name}/{OFFICE_FILE}");
    office::read(&display, &text, &session.plan).map(Some).map_err(|findings| Failure::Findings {
        what: format!("{} に誤りがあるため、実行できません。", shown(&folder.join(OFFICE_FILE))),
        findings,
    })
}

/// Assesses the last of the records. Totals that do not agree stop everything.
pub(super) fn assess(session: &Session, mut records: Vec<Arc<YearRecord>>) -> Result<Assessment, Failure> {
    let Some(record) = records.pop() else {
        return Err(Failure::Other("統合する年度がありません。".to_owned()));
    };
    assess::assess(session.plan.clone(), record, records).map_err(|findings| Failure::Findings {
        what: "集計の検算が合わないため、何も作りません。".to_owned(),
        findings,
    })
}

/// The date that papers of a record state: the one given, or the last 提出日, or the last day of the year.
pub(super) fn date_of(record: &YearRecord, given: Option<Date>) -> Date {
    given
        .or_else(|| record.statuses.iter().filter_map(|status| status.submitted_on).max())
        .unwrap_or(record.year.last_day())
}

/// Whether somebody owes something: a form, or a correction.
pub(super) fn is_owing(record: &YearRecord) -> bool {
    let owed = |state| matches!(state, SubmissionState::Missing | SubmissionState::Returned);
    record.statuses.iter().any(|status| owed(status.state)) || super::session::has_errors(&record.findings)
}

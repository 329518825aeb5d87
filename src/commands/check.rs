//! `kaikaku check`: who has handed in, all findings, returned forms and letters.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::session::{self, Session};
use super::{Failure, Outcome, Progress, outcome, year};
use crate::assess::assessment::Assessment;
use crate::check::letters::{self, LetterKind};
use crate::check::{overview, terminal};
use crate::cli::{CheckArguments, Everywhere};
use crate::export::xlsx;
use crate::finding::{Finding, Severity};
use crate::forms::returned;
use crate::merge::council::pins_to_add;
use crate::merge::record::{DepartmentStatus, SubmissionState, YearRecord};
use crate::vocabulary::file_name;
use crate::workspace::{OFFICE_FILE, OutputFile, read_regular, shown, year_folder};
use crate::{contract, intake};

/// The folder of a year's output that holds what the office works with.
const FOLDER: &str = "確認";

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &CheckArguments,
    program: Option<PathBuf>,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let options = year::options(&session, program);
    let records = year::records(&session, chosen.year, &options, progress)?;
    let assessment = year::assess(&session, records)?;
    let record = &assessment.record;
    let date = year::date_of(record, everywhere.date);
    let files: Vec<OutputFile> = confirmation(&session, &assessment, date, &options)?
        .into_iter()
        .map(|file| OutputFile::new(file.path.trim_start_matches(&format!("{FOLDER}/")), file.bytes))
        .collect();
    let written = session.workspace.replace_folder(&format!("{}/{FOLDER}", year_folder(record.year)), &files);

    let mut summary = statuses(&assessment);
    // The table above has said who has handed in.
    summary.extend(reading(record));
    let recent: Vec<&YearRecord> = assessment.earlier.last().into_iter().chain([record]).map(AsRef::as_ref).collect();
    let loose = loose_opinions(&recent);
    let is_owing = year::is_owing(record);
    let mut findings = session.findings;
    // They are many where many files were handed in: taken over, not copied.
    findings.extend(assessment.findings);
    findings.sort_by(|a, b| (&a.department, &a.origin, a.severity).cmp(&(&b.department, &b.origin, b.severity)));
    summary.push(format!("指摘　　　{}", outcome::count_line(&findings)));
    summary.extend(loose);
    let owing = is_owing || session::has_errors(&findings);
    // Who owes what is known even when last time's files are open and cannot be replaced.
    match written {
        Ok(written) => {
            summary.push(format!("書出し　　{}（{}ファイル）", shown(&written.path), files.len()));
            summary.extend(outcome::set_aside(&written.set_aside));
            Ok(Outcome::new(summary, findings).into_answer().owing_if(owing))
        }
        Err(error) => Ok(Outcome::new(summary, findings).into_answer().unwritten(&error)),
    }
}

/// 提出状況 of every department, and of the action items that are not all reported, as tables.
fn statuses(assessment: &Assessment) -> Vec<String> {
    let overview = overview::overview(&assessment.plan, &assessment.record, &assessment.findings);
    let mut lines = vec![format!("{} {}の提出状況：{}", overview.year, overview.period, overview.summary())];
    lines.extend(terminal::departments(&overview));
    lines.push(String::new());
    lines.push(overview.summary_of_items());
    lines.extend(terminal::owing_items(&overview));
    lines.push(String::new());
    lines
}

/// The name of the file with the opinions whose numbers can still change.
fn pins_file(record: &YearRecord) -> String {
    format!("意見番号_{}.toml", record.year)
}

/// A line for each year whose opinions' numbers are not yet held by its `office.toml`.
fn loose_opinions(records: &[&YearRecord]) -> Vec<String> {
    let loose = records.iter().filter(|record| pins_to_add(record).is_some());
    loose
        .map(|record| {
            format!(
                "意見の番号　{}の審議会意見に、番号の定まっていないものがあります。知らせる前に、{FOLDER}/{} の中身を{}の{OFFICE_FILE}に加えてください。",
                record.year,
                pins_file(record),
                record.year
            )
        })
        .collect()
}

/// The files of 確認/, paths below the year's folder: 提出状況, letters, returned forms.
pub(super) fn confirmation(
    session: &Session,
    assessment: &Assessment,
    date: Date,
    options: &intake::Options,
) -> Result<Vec<OutputFile>, Failure> {
    let (plan, record) = (&session.plan, &*assessment.record);
    let earlier = assessment.earlier.last().map(AsRef::as_ref);
    let statuses = xlsx::statuses(assessment, date)
        .map_err(|error| Failure::Other(format!("「提出状況.xlsx」を作れません（{error}）。")))?;
    let mut files = vec![OutputFile::new(format!("{FOLDER}/提出状況.xlsx"), statuses)];
    for letter in letters::letters(plan, record, record.year, date) {
        let folder = match letter.kind {
            LetterKind::Reminder => "督促文",
            LetterKind::Incomplete => "記入依頼文",
            LetterKind::Return => "差戻し文",
        };
        let text = format!("件名：{}\r\n\r\n{}", letter.subject, letter.body.replace('\n', "\r\n"));
        // Notepad of an older Windows knows UTF-8 by its mark.
        let bytes = format!("\u{feff}{text}").into_bytes();
        files.push(OutputFile::new(
            format!("{FOLDER}/{folder}/{}.txt", file_name(&letter.department.full_name())),
            bytes,
        ));
    }
    let faulty_files: BTreeSet<&Arc<str>> = record
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Error)
        .filter_map(|finding| finding.origin.as_ref().map(|origin| &origin.file))
        .collect();
    for status in record.statuses.iter().filter(|status| status.state == SubmissionState::Returned) {
        // Of several forms in force (after a merger, say) those go back that have something to mend.
        let faulty: Vec<&Arc<str>> = status.files().filter(|file| faulty_files.contains(file)).collect();
        for file in &faulty {
            files.extend(returned_form(session, record, earlier, (status, file), options, faulty.len() > 1)?);
        }
    }
    for year in earlier.into_iter().chain([record]) {
        if let Some(pins) = pins_to_add(year) {
            files.push(OutputFile::new(format!("{FOLDER}/{}", pins_file(year)), pins.into_bytes()));
        }
    }
    Ok(files)
}

/// The department's own form with the wrong cells marked; `None` where its file is no longer there.
///
/// `several`: whether further forms of the same department go back, so that names must tell them apart.
fn returned_form(
    session: &Session,
    record: &YearRecord,
    earlier: Option<&YearRecord>,
    (status, file): (&DepartmentStatus, &Arc<str>),
    options: &intake::Options,
    several: bool,
) -> Result<Option<OutputFile>, Failure> {
    let path = intake::path_of(&session.workspace.input, record.year, file);
    let Some(bytes) = path.and_then(|path| read_regular(&path).ok()) else { return Ok(None) };
    let transcripts = intake::transcripts(&session.plan, file, &bytes, options);
    let Some((key, typed)) =
        transcripts.into_iter().find(|(key, _)| key.year == record.year && key.period == status.period)
    else {
        return Ok(None);
    };
    let of_file = |finding: &&Finding| finding.origin.as_ref().is_some_and(|origin| origin.file == *file);
    let findings: Vec<Finding> = record.findings.iter().filter(of_file).cloned().collect();
    let name = status.department.full_name();
    let bytes = returned::write(&session.plan, &key, &typed, &findings, earlier)
        .map_err(|error| Failure::Other(format!("{name}の差戻しの様式を作れません（{error}）。")))?;
    // Several go back under the names of the units that handed them in.
    let unit = if several { &key.department } else { &status.department };
    let form = contract::file_name(record.year, status.period, unit);
    Ok(Some(OutputFile::new(format!("{FOLDER}/差戻し/差戻し_{form}"), bytes)))
}

/// The lines on reading and handing in that the summary of a report begins with.
pub(super) fn summary(record: &YearRecord) -> Vec<String> {
    let asked = record.statuses.iter().filter(|status| status.state != SubmissionState::NotRequired);
    let count = |state| record.statuses.iter().filter(|status| status.state == state).count();
    let late = record.statuses.iter().filter(|status| status.late).count();
    let superseded: usize = record.statuses.iter().map(|status| status.superseded.len()).sum();
    let mut lines = reading(record);
    lines.push(format!(
        "提出状況　{}部署のうち 提出 {}、差戻し {}、未提出 {}（後日提出 {late}、差替え {superseded}ファイル）",
        asked.count(),
        count(SubmissionState::Submitted),
        count(SubmissionState::Returned),
        count(SubmissionState::Missing),
    ));
    lines
}

/// The lines on the year and on what was read.
fn reading(record: &YearRecord) -> Vec<String> {
    let cells = record.ledger.cells();
    vec![format!("年度　　　{}", record.year), format!("読込み　　{}ファイル、{cells}セル", record.ledger.files.len())]
}

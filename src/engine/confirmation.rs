//! 確認: what the office works with while forms come in: 提出状況, letters, returned forms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::written::Written;
use super::years::Year;
use super::{Engine, Failure, gate};
use crate::check::letters::{self, Letter, LetterKind};
use crate::contract::FormKind;
use crate::export::xlsx;
use crate::finding::{Finding, Severity};
use crate::forms::{self, council, returned};
use crate::merge::codes;
use crate::merge::council::pins_to_add;
use crate::merge::ledger::{FileFate, LedgerFile};
use crate::merge::record::{DepartmentStatus, SubmissionState};
use crate::merge::submission_day;
use crate::vocabulary::{FiscalYear, file_name};
use crate::workspace::{OutputFile, read_regular, year_folder};
use crate::{contract, intake};

/// The folder of a year's output that holds what the office works with.
pub const CONFIRMATION_FOLDER: &str = "確認";

/// The name of the file with the opinions whose numbers can still change.
pub fn pins_file(year: FiscalYear) -> String {
    format!("意見番号_{year}.toml")
}

/// A letter as a text file in the folder of its kind.
fn letter_file(letter: &Letter) -> OutputFile {
    let folder = match letter.kind {
        LetterKind::Reminder => "督促文",
        LetterKind::Incomplete => "記入依頼文",
        LetterKind::Return => "差戻し文",
    };
    let text = format!("件名：{}\r\n\r\n{}", letter.subject, letter.body.replace('\n', "\r\n"));
    // Notepad of an older Windows knows UTF-8 by its mark.
    let bytes = format!("\u{feff}{text}").into_bytes();
    OutputFile::new(format!("{folder}/{}.txt", file_name(&letter.to)), bytes)
}

impl Engine {
    /// Writes 確認 of a year, and nothing else of its folder. Who owes what is known even where this fails.
    ///
    /// # Errors
    /// A file that cannot be made, an output folder that cannot be written to.
    pub fn write_confirmation(&self, year: &Year) -> Result<Written, Failure> {
        let files = self.confirmation(year, self.day_of_letters(year))?;
        let folder = format!("{}/{CONFIRMATION_FOLDER}", year_folder(year.record().year));
        let replaced = self.workspace.replace_folder(&folder, &files)?;
        Ok(Written::new(replaced, files.iter().map(|file| (file, None))))
    }

    /// The day that letters of the year bear.
    pub fn day_of_letters(&self, year: &Year) -> Date {
        year.date(self.settings.date)
    }

    /// What would keep a report of the year from being made, and the findings on the date that its papers state.
    ///
    /// # Errors
    /// Internal texts that are too many to be searched for.
    pub fn foreseen(&self, year: &Year) -> Result<Vec<Finding>, Failure> {
        let given = self.settings.date;
        let mut findings = gate::foreseen(&year.assessment, year.date(given))?;
        findings.extend(submission_day::of_papers(year.record(), given));
        Ok(findings)
    }

    /// The files of 確認, paths below it: 提出状況, letters, returned forms.
    pub(super) fn confirmation(&self, year: &Year, date: Date) -> Result<Vec<OutputFile>, Failure> {
        let assessment = &*year.assessment;
        let (plan, record) = (&assessment.plan, &*assessment.record);
        let earlier = assessment.earlier.last().map(AsRef::as_ref);
        let statuses =
            xlsx::statuses(assessment, date).map_err(|error| Failure::unmade("「提出状況.xlsx」", &error))?;
        let mut files = vec![OutputFile::new("提出状況.xlsx", statuses)];
        for letter in letters::letters(plan, record, &assessment.findings, record.year, date) {
            files.push(letter_file(&letter));
        }
        let faulty_files: BTreeSet<&Arc<str>> = assessment
            .findings
            .iter()
            .filter(|finding| finding.severity >= Severity::Error)
            .filter_map(|finding| finding.origin.as_ref().map(|origin| &origin.file))
            .collect();
        for status in record.statuses.iter().filter(|status| status.state == SubmissionState::Returned) {
            // Of several forms in force (after a merger, say) those go back that have something to mend.
            let faulty: Vec<&Arc<str>> = status.files().filter(|file| faulty_files.contains(file)).collect();
            for file in &faulty {
                files.extend(self.returned_form(year, (status, file), faulty.len() > 1)?);
            }
        }
        files.extend(self.returned_to_bodies(year, date, &faulty_files)?);
        for year in earlier.into_iter().chain([record]) {
            if let Some(pins) = pins_to_add(plan, year) {
                files.push(OutputFile::new(pins_file(year.year), pins.into_bytes()));
            }
        }
        Ok(files)
    }

    /// The rating forms that go back to bodies that grade, each with its letter; nothing for a form whose file is no longer there.
    fn returned_to_bodies(
        &self,
        year: &Year,
        date: Date,
        faulty: &BTreeSet<&Arc<str>>,
    ) -> Result<Vec<OutputFile>, Failure> {
        let (plan, record) = (&year.assessment.plan, year.record());
        // What another file replaces or repeats, is of another year or was left out by the office needs no mending.
        let takes_part = |file: &LedgerFile| matches!(file.fate, FileFate::Used | FileFate::Rejected(_));
        let is_grading = |file: &&LedgerFile| {
            file.form == Some(FormKind::Grading) && takes_part(file) && faulty.contains(&file.file)
        };
        let mut of_body: BTreeMap<usize, usize> = BTreeMap::new();
        let mut files = Vec::new();
        for ledger in record.ledger.files.iter().filter(is_grading) {
            let file = &ledger.file;
            // Which of two forms holds, the office asks itself; nothing in either is mistyped.
            let is_its_own = |finding: &&Finding| {
                finding.origin.as_ref().is_some_and(|origin| origin.file == *file)
                    && finding.code != codes::GRADINGS_DIFFER
            };
            let findings: Vec<&Finding> = year.assessment.findings.iter().filter(is_its_own).collect();
            if findings.iter().all(|finding| finding.severity < Severity::Error) {
                continue;
            }
            let path = intake::path_of(&self.workspace.input, record.year, file);
            let Some(bytes) = path.and_then(|path| read_regular(&path).ok()) else { continue };
            let Some((at, typed)) = intake::grading(plan, file, &bytes, &self.reading_options(plan)) else { continue };
            let Some(grader) = plan.graders().get(at) else { continue };
            let bytes = council::write_returned(plan, record.year, Some(record), (grader, &typed), &findings)
                .map_err(|error| Failure::unmade(format!("{}の差戻しの評価票", grader.body), &error))?;
            let number = of_body.entry(at).or_default();
            *number += 1;
            let which = if *number == 1 { String::new() } else { format!("_{number}") };
            let name = file_name(&format!("{}評価票_{}{which}", grader.body, record.year));
            files.push(OutputFile::new(format!("差戻し/差戻し_{name}.xlsx"), bytes));
            let letter = letters::to_body(plan, &grader.body, &findings, record.year, date);
            let name = file_name(&format!("{}{which}", letter.to));
            files.push(letter_file(&Letter { to: name, ..letter }));
        }
        Ok(files)
    }

    /// The department's own form with the wrong cells marked; `None` where its file is no longer there.
    ///
    /// `several`: whether further forms of the same department go back, so that names must tell them apart.
    fn returned_form(
        &self,
        year: &Year,
        (status, file): (&DepartmentStatus, &Arc<str>),
        several: bool,
    ) -> Result<Option<OutputFile>, Failure> {
        let (plan, record) = (&year.assessment.plan, year.record());
        let earlier = year.assessment.earlier.last().map(AsRef::as_ref);
        let path = intake::path_of(&self.workspace.input, record.year, file);
        let Some(bytes) = path.and_then(|path| read_regular(&path).ok()) else { return Ok(None) };
        let transcripts = intake::transcripts(plan, file, &bytes, &self.reading_options(plan));
        let mut transcripts = transcripts;
        transcripts.retain(|(key, _)| key.year == record.year && key.period == status.period);
        // A list has the forms of several departments: of those its own.
        let day = record.year.last_day();
        let carried = plan.carried_by(&status.department, day);
        let own =
            transcripts.iter().position(|(key, _)| key.department == status.department || carried(&key.department));
        let is_list = transcripts.len() > 1;
        let Some((key, typed)) = own.or((!is_list).then_some(0)).and_then(|at| transcripts.into_iter().nth(at)) else {
            return Ok(None);
        };
        let of_file = |finding: &&Finding| {
            let is_of_others = is_list && finding.department.as_ref().is_some_and(|unit| *unit != key.department);
            finding.origin.as_ref().is_some_and(|origin| origin.file == *file) && !is_of_others
        };
        let findings: Vec<Finding> = year.assessment.findings.iter().filter(of_file).cloned().collect();
        let name = status.department.full_name();
        let bytes = match returned::write(plan, &key, &typed, &findings, earlier) {
            Ok(bytes) => bytes,
            // The plan asks nothing of it any more: its letter says what was found, and there is no form to return.
            Err(forms::Error::NoRows { .. }) => return Ok(None),
            Err(error) => return Err(Failure::unmade(format!("{name}の差戻しの様式"), &error)),
        };
        // Several go back under the names of the units that handed them in.
        let unit = if several { &key.department } else { &status.department };
        let form = contract::file_name(&plan.words.form, record.year, status.period, unit);
        Ok(Some(OutputFile::new(format!("差戻し/差戻し_{form}"), bytes)))
    }
}

//! A year with the years before it: read, merged and assessed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use jiff::civil::Date;

use super::shelf::{Fingerprint, Keeping};
use super::source::{self, PlanFile};
use super::{Engine, Failure, Progress};
use crate::assess;
use crate::assess::assessment::Assessment;
use crate::assess::reviewer::HALF_ROW;
use crate::finding::{Finding, Severity, io_reason};
use crate::intake::{self, Gathered, Readings};
use crate::merge::record::{DepartmentStatus, SubmissionState, YearRecord};
use crate::merge::{self, office, proved};
use crate::plan::Plan;
use crate::vocabulary::FiscalYear;
use crate::workspace::OFFICE_FILE;

/// A record with the fingerprint of what it was made from.
#[derive(Debug)]
pub(super) struct MadeRecord {
    record: Arc<YearRecord>,
    fingerprint: Fingerprint,
}

impl MadeRecord {
    /// The record with more findings.
    fn with(&self, findings: Vec<Finding>) -> MadeRecord {
        let said = format!("{findings:?}");
        let mut record = YearRecord::clone(&self.record);
        record.findings.extend(findings);
        merge::sort_findings(&mut record.findings);
        let fingerprint = Fingerprint::of([self.fingerprint.bytes(), said.as_bytes()]);
        MadeRecord { record: Arc::new(record), fingerprint }
    }
}

/// Which years are read with the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// None.
    OneYear,
    /// All earlier ones that have input.
    ThroughYear,
}

/// A year read, merged and assessed.
#[derive(Debug)]
pub struct Year {
    /// The plan by which it was read.
    pub plan_file: Arc<PlanFile>,
    /// Every number of the year, with its record and those of the years before it.
    pub assessment: Arc<Assessment>,
    /// The fingerprint of all that they were made from.
    pub(super) fingerprint: Fingerprint,
}

impl Year {
    /// The merged record.
    pub fn record(&self) -> &YearRecord {
        &self.assessment.record
    }

    /// The date that papers of the year state: the one given, or the office's in office.toml, or the last 提出日, or the last day of
    /// the year.
    pub(super) fn date(&self, given: Option<Date>) -> Date {
        let record = self.record();
        given
            .or(record.stated.date)
            .or_else(|| record.statuses.iter().filter_map(|status| status.submitted_on).max())
            .unwrap_or(record.year.last_day())
    }

    /// Whether somebody owes something: a form, a row, a cell that has to be filled in, or a correction.
    pub fn is_owing(&self) -> bool {
        let owed = |status: &DepartmentStatus| {
            let state = status.state;
            matches!(state, SubmissionState::Missing | SubmissionState::Unread | SubmissionState::Returned)
                || (state == SubmissionState::Submitted && status.reported < status.owed)
        };
        let is_half = |finding: &Finding| finding.code == HALF_ROW;
        self.record().statuses.iter().any(owed)
            || self.assessment.findings.iter().any(is_half)
            || has_errors(&self.record().findings)
    }
}

/// Whether findings hold something that a department must mend.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity >= Severity::Error)
}

impl Engine {
    /// How files are read: the program is started again for the old formats; the limits are the plan's.
    pub(super) fn reading_options(&self, plan: &Plan) -> intake::Options {
        let limits = intake::Limits::of(&plan.settings.limits);
        intake::Options { child: self.settings.program.clone(), limits, ..intake::Options::default() }
    }

    /// The year `wanted` (the latest with input where it is `None`), assessed with the earlier years that the span asks for.
    ///
    /// Folders are listed and files hashed each time; what is derived from them is made again only where something changed.
    ///
    /// # Errors
    /// A plan.toml or office.toml that is wrong, no such year, a folder that cannot be read, totals that do not agree.
    pub fn year(&self, wanted: Option<FiscalYear>, span: Span, progress: &dyn Progress) -> Result<Arc<Year>, Failure> {
        let plan_file = self.plan()?;
        let mut records = self.records(&plan_file, wanted, span, progress)?;
        let Some(last) = records.pop() else {
            return Err(Failure::Other("統合する年度がありません。".to_owned()));
        };
        // A record's fingerprint holds those of the records before it, but for the plan's first look at one year alone.
        let inputs = records.iter().chain([&last]).map(|record| record.fingerprint.bytes());
        let original = self.workspace.original_plan_text()?;
        let original_bytes = original.as_deref().unwrap_or_default().as_bytes();
        let fingerprint = Fingerprint::of([plan_file.fingerprint.bytes(), original_bytes].into_iter().chain(inputs));
        self.years.get((last.record.year, span), fingerprint, || {
            let earlier = records.iter().map(|made| made.record.clone()).collect();
            let mut assessment = assess::assess(plan_file.plan.clone(), last.record.clone(), earlier)
                .map_err(|findings| Failure::Unbalanced { findings })?;
            if let Some(text) = &original {
                assessment = assessment.with_original(&source::original_plan(&self.workspace, text)?);
            }
            Ok(Year { plan_file: plan_file.clone(), assessment: Arc::new(assessment), fingerprint })
        })
    }

    /// The latest record before a year; `None` where no earlier year of the plan has input.
    ///
    /// # Errors
    /// As [`Engine::year`].
    pub fn record_before(&self, year: FiscalYear, progress: &dyn Progress) -> Result<Option<Arc<YearRecord>>, Failure> {
        let first = self.plan()?.plan.first_year;
        let known = intake::years_with_input(&self.workspace.input);
        match known.iter().map(|(known, _)| *known).filter(|known| (first..year).contains(known)).max() {
            Some(before) => self.record(before, progress),
            None => Ok(None),
        }
    }

    /// The record of a year, made with those of the years before it; `None` where the year has no input.
    ///
    /// # Errors
    /// As [`Engine::year`].
    pub fn record(&self, year: FiscalYear, progress: &dyn Progress) -> Result<Option<Arc<YearRecord>>, Failure> {
        let known = intake::years_with_input(&self.workspace.input);
        if !known.iter().any(|(known, _)| *known == year) {
            return Ok(None);
        }
        let plan_file = self.plan()?;
        let mut records = self.records(&plan_file, Some(year), Span::ThroughYear, progress)?;
        Ok(records.pop().map(|made| made.record.clone()))
    }

    /// The records of `wanted` and of the earlier years that the span asks for, oldest first.
    fn records(
        &self,
        plan_file: &PlanFile,
        wanted: Option<FiscalYear>,
        span: Span,
        progress: &dyn Progress,
    ) -> Result<Vec<Arc<MadeRecord>>, Failure> {
        let input = &self.workspace.input;
        let mut folders: BTreeMap<FiscalYear, Vec<PathBuf>> = BTreeMap::new();
        for (year, folder) in intake::years_with_input(input) {
            folders.entry(year).or_default().push(folder);
        }
        // A year after the plan's last is a slip, a folder in which nothing stands was made in advance, unless there is no other.
        let of_plan = || folders.iter().rev().filter(|(year, _)| **year <= plan_file.plan.last_year);
        let has_begun =
            |(_, folders): &(&FiscalYear, &Vec<PathBuf>)| !folders.iter().all(|at| intake::is_empty_year(at));
        let latest = || of_plan().find(has_begun).or(of_plan().next()).or(folders.iter().last()).map(|(year, _)| *year);
        let Some(target) = wanted.or_else(latest) else {
            return Err(Failure::NoYear {
                input: input.clone(),
                example: plan_file.plan.first_year,
                findings: intake::folders_of_no_year(input, plan_file.plan.first_year),
            });
        };
        if !folders.contains_key(&target) {
            let known = folders.into_keys().collect();
            let findings = intake::folders_of_no_year(input, target);
            return Err(Failure::UnknownYear { year: target, input: input.clone(), known, findings });
        }
        let later = of_plan().filter(|(year, _)| wanted.is_none() && **year > target);
        let passed_over: Vec<Finding> =
            later.flat_map(|(year, at)| at.first().map(|at| intake::passed_over(*year, target, at))).collect();
        // Forms of years before the plan are those of another plan.
        let is_earlier = |year: FiscalYear| (plan_file.plan.first_year..target).contains(&year);
        let is_read = |year: FiscalYear| year == target || (span == Span::ThroughYear && is_earlier(year));
        let mut records: Vec<Arc<MadeRecord>> = Vec::new();
        for (year, folders) in folders.into_iter().filter(|(year, _)| is_read(*year)) {
            let record = self.record_of(plan_file, year, &folders, &records, progress)?;
            records.push(record);
        }
        let mut unread = intake::folders_out_of_plan(input, &plan_file.plan, target);
        unread.extend(passed_over);
        if let Some(last) = records.last_mut().filter(|_| !unread.is_empty()) {
            *last = Arc::new(last.with(unread));
        }
        Ok(records)
    }

    /// The record of a year, made with those of the years before it.
    fn record_of(
        &self,
        plan_file: &PlanFile,
        year: FiscalYear,
        folders: &[PathBuf],
        earlier: &[Arc<MadeRecord>],
        progress: &dyn Progress,
    ) -> Result<Arc<MadeRecord>, Failure> {
        let plan = &Plan::of_year(&plan_file.plan, year);
        let said = || earlier.iter().flat_map(|made| &made.record.findings);
        let misplaced = intake::misplaced(said(), year);
        let gather = || -> Result<Gathered, Failure> {
            let gathered = self.gathered(plan_file, year, folders, progress)?;
            Ok(gathered.with(misplaced.iter().cloned()))
        };
        let gathered = gather()?;
        let office = self.office_text(folders)?;
        let office_path = office.as_ref().map(|(folder, _)| folder.join(OFFICE_FILE));
        let office_parts =
            office.iter().flat_map(|(folder, text)| [folder.as_os_str().as_encoded_bytes(), text.as_bytes()]);
        let digest = gathered.digest();
        let own = [plan_file.fingerprint.bytes(), &digest].into_iter().chain(office_parts);
        let fingerprint = Fingerprint::of(own.chain(earlier.iter().map(|made| made.fingerprint.bytes())));
        // With or without the years before it: the two are kept side by side.
        self.made_records.get((year, earlier.is_empty()), fingerprint, || {
            let (office, notes) = match (&office, office_path) {
                (Some((folder, text)), Some(path)) => {
                    let name = folder.file_name().unwrap_or_default().to_string_lossy();
                    let (office, notes) = office::read(&format!("{name}/{OFFICE_FILE}"), text, plan)
                        .map_err(|findings| Failure::BrokenSettings { file: path, findings })?;
                    (Some(office), notes)
                }
                _ => (None, Vec::new()),
            };
            let earlier: Vec<Arc<YearRecord>> = earlier.iter().map(|made| made.record.clone()).collect();
            let mut first = Some(gathered);
            let read = || match first.take() {
                Some(gathered) => Ok(gathered.into_intake()),
                None => gather().map(Gathered::into_intake),
            };
            let mut record = proved::merge_proved(plan, year, office.as_ref(), &earlier, read)?;
            record.findings.extend(notes);
            merge::sort_findings(&mut record.findings);
            Ok(MadeRecord { record: Arc::new(record), fingerprint })
        })
    }

    /// The files of a year, read where they have changed since the last look.
    fn gathered(
        &self,
        plan_file: &PlanFile,
        year: FiscalYear,
        folders: &[PathBuf],
        progress: &dyn Progress,
    ) -> Result<Gathered, Failure> {
        progress.stage(&format!("{year}の読込み"), 0);
        let of_file = |done: usize, files: usize| progress.at(done as u64, files as u64);
        let held = || self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match held().get(&year) {
            Some((plan, readings)) if *plan == plan_file.fingerprint => readings.clone(),
            _ => Readings::default(),
        };
        let plan = Plan::of_year(&plan_file.plan, year);
        let options = self.reading_options(&plan);
        let gathered =
            intake::gather(&plan, &self.workspace.input, year, &options, &before, &of_file).map_err(|error| {
                Failure::Unreadable {
                    file: folders.first().unwrap_or(&self.workspace.input).clone(),
                    reason: io_reason(&error),
                }
            })?;
        self.files_read.fetch_add(gathered.files_read(), Ordering::Relaxed);
        if self.settings.keeping == Keeping::Everything {
            held().insert(year, (plan_file.fingerprint, gathered.readings()));
        }
        Ok(gathered)
    }

    /// The office.toml of a year with the folder in which it is. Of two there would be no telling which one holds.
    fn office_text(&self, folders: &[PathBuf]) -> Result<Option<(PathBuf, String)>, Failure> {
        let mut found = Vec::new();
        for folder in folders {
            found.extend(self.workspace.office_text(folder)?.map(|text| (folder.clone(), text)));
        }
        match found.as_slice() {
            [] | [_] => Ok(found.pop()),
            several => Err(Failure::TwoOfficeFiles {
                files: several.iter().map(|(folder, _)| folder.join(OFFICE_FILE)).collect(),
            }),
        }
    }
}

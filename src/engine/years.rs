//! A year with the years before it: read, merged and assessed.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::source::PlanFile;
use super::{Engine, Failure, Progress};
use crate::assess::assessment::Assessment;
use crate::assess::{self};
use crate::finding::{Finding, Severity, io_reason};
use crate::intake;
use crate::merge::record::{SubmissionState, YearRecord};
use crate::merge::{self, office};
use crate::plan::Plan;
use crate::vocabulary::FiscalYear;
use crate::workspace::OFFICE_FILE;

/// Which years are read with the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl Year {
    /// The merged record.
    pub fn record(&self) -> &YearRecord {
        &self.assessment.record
    }

    /// The date that papers of the year state: the one given, or the last 提出日, or the last day of the year.
    pub fn date(&self, given: Option<Date>) -> Date {
        let record = self.record();
        given
            .or_else(|| record.statuses.iter().filter_map(|status| status.submitted_on).max())
            .unwrap_or(record.year.last_day())
    }

    /// Whether somebody owes something: a form, or a correction.
    pub fn is_owing(&self) -> bool {
        let owed = |state| matches!(state, SubmissionState::Missing | SubmissionState::Returned);
        self.record().statuses.iter().any(|status| owed(status.state)) || has_errors(&self.record().findings)
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

    /// Reads, merges and assesses `wanted` (the latest year with input where it is `None`) with the earlier years that the span asks
    /// for.
    ///
    /// # Errors
    /// A plan.toml or office.toml that is wrong, no such year, a folder that cannot be read, totals that do not agree.
    pub fn year(&self, wanted: Option<FiscalYear>, span: Span, progress: &dyn Progress) -> Result<Arc<Year>, Failure> {
        let plan_file = self.plan()?;
        let records = self.records(&plan_file.plan, wanted, span, progress)?;
        let assessment = assess(&plan_file.plan, records)?;
        Ok(Arc::new(Year { plan_file, assessment: Arc::new(assessment) }))
    }

    /// The record of a year, assessed with no other; `None` where the year has no input.
    ///
    /// # Errors
    /// As [`Engine::year`].
    pub fn record(&self, year: FiscalYear, progress: &dyn Progress) -> Result<Option<Arc<YearRecord>>, Failure> {
        let known = intake::years_with_input(&self.workspace.input);
        if !known.iter().any(|(known, _)| *known == year) {
            return Ok(None);
        }
        let plan_file = self.plan()?;
        let mut records = self.records(&plan_file.plan, Some(year), Span::ThroughYear, progress)?;
        Ok(records.pop())
    }

    /// The records of `wanted` and of the earlier years that the span asks for, oldest first.
    fn records(
        &self,
        plan: &Plan,
        wanted: Option<FiscalYear>,
        span: Span,
        progress: &dyn Progress,
    ) -> Result<Vec<Arc<YearRecord>>, Failure> {
        let input = &self.workspace.input;
        let years = intake::years_with_input(input);
        let Some(target) = wanted.or(years.last().map(|(year, _)| *year)) else {
            return Err(Failure::NoYear { input: input.clone(), findings: intake::folders_of_no_year(input) });
        };
        if !years.iter().any(|(year, _)| *year == target) {
            let known = years.iter().map(|(year, _)| *year).collect();
            let findings = intake::folders_of_no_year(input);
            return Err(Failure::UnknownYear { year: target, input: input.clone(), known, findings });
        }
        let is_read = |year: FiscalYear| year == target || (year < target && span == Span::ThroughYear);
        let mut records: Vec<Arc<YearRecord>> = Vec::new();
        for (year, folder) in years.into_iter().filter(|(year, _)| is_read(*year)) {
            let record = self.record_of(plan, year, &folder, &records, progress)?;
            records.push(record);
        }
        Ok(records)
    }

    fn record_of(
        &self,
        plan: &Plan,
        year: FiscalYear,
        folder: &Path,
        earlier: &[Arc<YearRecord>],
        progress: &dyn Progress,
    ) -> Result<Arc<YearRecord>, Failure> {
        progress.stage(&format!("{year}の読込み"), 0);
        let of_file = |done: usize, files: usize| progress.at(done as u64, files as u64);
        let read = intake::read_year_with(plan, &self.workspace.input, year, &self.reading_options(plan), &of_file)
            .map_err(|error| Failure::Unreadable { file: folder.to_owned(), reason: io_reason(&error) })?;
        let (office, notes) = match self.office_file(plan, folder)? {
            Some((office, notes)) => (Some(office), notes),
            None => (None, Vec::new()),
        };
        let mut record = merge::merge(plan, year, read, office.as_ref(), earlier);
        record.findings.extend(notes);
        merge::sort_findings(&mut record.findings);
        Ok(Arc::new(record))
    }

    fn office_file(&self, plan: &Plan, folder: &Path) -> Result<Option<(office::OfficeFile, Vec<Finding>)>, Failure> {
        let Some(text) = self.workspace.office_text(folder)? else { return Ok(None) };
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        office::read(&format!("{name}/{OFFICE_FILE}"), &text, plan)
            .map(Some)
            .map_err(|findings| Failure::BrokenSettings { file: folder.join(OFFICE_FILE), findings })
    }
}

/// Assesses the last of the records. Totals that do not agree stop everything.
fn assess(plan: &Arc<Plan>, mut records: Vec<Arc<YearRecord>>) -> Result<Assessment, Failure> {
    let Some(record) = records.pop() else {
        return Err(Failure::Other("統合する年度がありません。".to_owned()));
    };
    assess::assess(plan.clone(), record, records).map_err(|findings| Failure::Unbalanced { findings })
}

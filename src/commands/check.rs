//! `kaikaku check`: who has handed in, all findings, returned forms and letters.

use std::sync::Arc;

use super::{Call, Failure, Outcome, outcome};
use crate::assess::assessment::Assessment;
use crate::check::{overview, terminal};
use crate::cli::CheckArguments;
use crate::engine::{CONFIRMATION_FOLDER, Span, Year, has_errors, pins_file};
use crate::finding::Finding;
use crate::merge::council::pins_to_add;
use crate::merge::record::{SubmissionState, YearRecord};
use crate::workspace::{OFFICE_FILE, shown};

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &CheckArguments) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let year = engine.year(chosen.year, Span::ThroughYear, call.console)?;
    let written = engine.write_confirmation(&year, call.everywhere.date);

    let mut summary = statuses(&year.assessment);
    // The table above has said who has handed in.
    summary.extend(reading(year.record()));
    let earlier = year.assessment.earlier.last().map(AsRef::as_ref);
    let loose = loose_opinions(&earlier.into_iter().chain([year.record()]).collect::<Vec<_>>());
    let is_owing = year.is_owing();
    let findings = findings(year);
    summary.push(format!("指摘　　　{}", outcome::count_line(&findings)));
    summary.extend(loose);
    let owing = is_owing || has_errors(&findings);
    // Who owes what is known even when last time's files are open and cannot be replaced.
    match written {
        Ok(written) => {
            summary.push(format!("書出し　　{}（{}ファイル）", shown(&written.path), written.files.len()));
            summary.extend(outcome::set_aside(&written.set_aside));
            Ok(Outcome::new(summary, findings).into_answer().owing_if(owing))
        }
        Err(Failure::Workspace(error)) => Ok(Outcome::new(summary, findings).into_answer().unwritten(&error)),
        Err(failure) => Err(failure),
    }
}

/// All findings of plan and year by department and place.
fn findings(year: Arc<Year>) -> Vec<Finding> {
    let mut findings = year.plan_file.findings.clone();
    // They are many where many files were handed in: taken over where nobody else holds the year, not copied.
    findings.extend(match Arc::try_unwrap(year) {
        Ok(year) => Arc::unwrap_or_clone(year.assessment).findings,
        Err(shared) => shared.assessment.findings.clone(),
    });
    findings.sort_by(|a, b| (&a.department, &a.origin, a.severity).cmp(&(&b.department, &b.origin, b.severity)));
    findings
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

/// A line for each year whose opinions' numbers are not yet held by its `office.toml`.
fn loose_opinions(records: &[&YearRecord]) -> Vec<String> {
    let loose = records.iter().filter(|record| pins_to_add(record).is_some());
    loose
        .map(|record| {
            format!(
                "意見の番号　{}の審議会意見に、番号の定まっていないものがあります。知らせる前に、{CONFIRMATION_FOLDER}/{} の中身を{}の{OFFICE_FILE}に加えてください。",
                record.year,
                pins_file(record),
                record.year
            )
        })
        .collect()
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

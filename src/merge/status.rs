//! Where each department stands with its form (提出状況).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attribution::{Team, form_unit};
use super::record::{ActionRecord, DepartmentStatus, SubmissionState, YearRecord};
use super::resubmission::Chosen;
use super::unread::UnreadForms;
use crate::finding::{Finding, Severity};
use crate::intake::submission::Submission;
use crate::plan::{ActionItem, Department, Plan};
use crate::vocabulary::{ActionId, DepartmentId, FiscalYear, Period};

/// Whether the departments of an action item owe a report on it for a record's year: as [`is_planned`], unless the item has ended.
pub fn is_due(record: &YearRecord, action: &ActionItem) -> bool {
    is_planned(action, record.year) && !has_ended(record.actions.get(&action.id))
}

fn has_ended(record: Option<&ActionRecord>) -> bool {
    record.is_some_and(|record| record.basis.ended().is_some())
}

/// Whether the plan asks for a report on an item for a year: when the schedule has something for that year (or nothing at all),
/// and the item is not listed again from elsewhere.
pub fn is_planned(action: &ActionItem, year: FiscalYear) -> bool {
    action.repeats.is_none()
        && (action.schedule.is_empty() || action.schedule.get(&year).is_some_and(|stages| !stages.is_empty()))
}

/// The period asked about: the latest of which a form has come in; the year's last where none has.
pub(super) fn period(plan: &Plan, chosen: &Chosen) -> Period {
    let latest = chosen.in_force.iter().map(|submission| submission.key.period).max();
    latest.unwrap_or_else(|| plan.settings.periods.last())
}

/// The statuses, in the plan's order of departments as of the end of the year.
pub(super) fn statuses(
    plan: &Plan,
    year: FiscalYear,
    period: Period,
    chosen: &Chosen,
    actions: &BTreeMap<ActionId, ActionRecord>,
    findings: &[Finding],
    unread: &UnreadForms,
) -> Vec<DepartmentStatus> {
    let day = year.last_day();
    let mut due: BTreeMap<DepartmentId, Vec<ActionId>> = BTreeMap::new();
    let is_due = |action: &ActionItem| is_planned(action, year) && !has_ended(actions.get(&action.id));
    for (_, action) in plan.actions().filter(|(_, action)| is_due(action)) {
        let team = Team::on(plan, action, day);
        for unit in team.into_departments() {
            due.entry(unit).or_default().push(action.id);
        }
    }
    let forms_of = forms_by_unit(plan, year, period, chosen);
    let faulty = faulty(&forms_of, findings);
    let mut replaced_by: BTreeMap<&str, BTreeSet<Arc<str>>> = BTreeMap::new();
    for (submission, by) in &chosen.superseded {
        replaced_by.entry(by).or_default().insert(submission.file.clone());
    }
    let known: BTreeMap<&DepartmentId, &Department> = plan.departments.iter().map(|unit| (&unit.id, unit)).collect();
    let due_on = plan.settings.due(year, period);

    let status = |department: DepartmentId| -> Option<DepartmentStatus> {
        let mine = due.get(&department).cloned().unwrap_or_default();
        // After a merger several forms may stand for one unit; the first named is the one under its own name or the greatest part of it.
        let mut forms = forms_of.get(&department).cloned().unwrap_or_default();
        forms.sort_by_key(|submission| {
            (submission.key.department != department, std::cmp::Reverse(submission.entries.len()), submission.hash)
        });
        if mine.is_empty() && forms.is_empty() && !known.get(&department).is_some_and(|unit| unit.exists_on(day)) {
            return None;
        }
        let reported = mine.iter().filter(|id| {
            actions.get(id).is_some_and(|action| {
                let by_them = |row: &&super::record::Contribution| row.department == department && row.period == period;
                action.contributions.iter().any(|row| by_them(&row))
            })
        });
        let state = match forms.first() {
            Some(_) if forms.iter().any(|form| faulty.contains(&(&*form.file, &department))) => {
                SubmissionState::Returned
            }
            Some(_) => SubmissionState::Submitted,
            None if mine.is_empty() => SubmissionState::NotRequired,
            None if unread.may_hold(&department) => SubmissionState::Unread,
            None => SubmissionState::Missing,
        };
        let submitted_on = forms.iter().filter_map(|form| form.day()).max();
        let replaced: BTreeSet<Arc<str>> =
            forms.iter().filter_map(|form| replaced_by.get(&*form.file)).flatten().cloned().collect();
        let file = forms.first().map(|form| form.file.clone());
        let others: BTreeSet<Arc<str>> =
            forms.iter().map(|form| form.file.clone()).filter(|other| Some(other) != file.as_ref()).collect();
        Some(DepartmentStatus {
            period,
            state,
            file,
            other_files: others.into_iter().collect(),
            late: due_on.is_some_and(|due_on| submitted_on.is_some_and(|day| day > due_on)),
            submitted_on,
            superseded: replaced.into_iter().collect(),
            owed: u32::try_from(mine.len()).unwrap_or(u32::MAX),
            reported: u32::try_from(reported.count()).unwrap_or(u32::MAX),
            department,
        })
    };
    plan.units_in_order(day).into_iter().filter_map(status).collect()
}

/// The files in which each unit has something to mend. A list has the rows of several: what is said of one of them is that one's, what is
/// said of the file, or of nobody who has rows in it, is everybody's.
fn faulty<'a>(
    forms_of: &'a BTreeMap<DepartmentId, Vec<&'a Submission>>,
    findings: &[Finding],
) -> BTreeSet<(&'a str, &'a DepartmentId)> {
    let mut units_of: BTreeMap<&str, BTreeSet<&DepartmentId>> = BTreeMap::new();
    for (unit, forms) in forms_of {
        forms.iter().for_each(|form| {
            units_of.entry(&form.file).or_default().insert(unit);
        });
    }
    let mut faulty = BTreeSet::new();
    for finding in findings.iter().filter(|finding| finding.severity >= Severity::Error) {
        let Some((file, units)) = finding.origin.as_ref().and_then(|origin| units_of.get_key_value(&*origin.file))
        else {
            continue;
        };
        match finding.department.as_ref().and_then(|unit| units.get(unit)) {
            Some(unit) => {
                faulty.insert((*file, *unit));
            }
            None => faulty.extend(units.iter().map(|unit| (*file, *unit))),
        }
    }
    faulty
}

/// The forms of the period that stand for each unit of the year's end.
fn forms_by_unit<'a>(
    plan: &Plan,
    year: FiscalYear,
    period: Period,
    chosen: &'a Chosen,
) -> BTreeMap<DepartmentId, Vec<&'a Submission>> {
    let day = year.last_day();
    let mut forms: BTreeMap<DepartmentId, Vec<&Submission>> = BTreeMap::new();
    for submission in chosen.in_force.iter().filter(|submission| submission.key.period == period) {
        let reporter = &submission.key.department;
        let units: BTreeSet<DepartmentId> =
            plan.units_on(reporter, day).into_iter().chain([form_unit(plan, reporter, day)]).collect();
        for unit in units {
            forms.entry(unit).or_default().push(submission);
        }
    }
    forms
}

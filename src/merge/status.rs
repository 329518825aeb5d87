//! Where each department stands with its form (提出状況).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attribution::{Team, form_unit};
use super::record::{ActionRecord, DepartmentStatus, SubmissionState};
use super::resubmission::Chosen;
use crate::finding::{Finding, Severity};
use crate::plan::{ActionId, ActionItem, DepartmentId, FiscalYear, Period, Plan};

/// Whether the departments of an action item owe a report on it for a year: when the schedule has something for that year
/// (or nothing at all), and the item is not listed again from elsewhere.
pub fn is_due(action: &ActionItem, year: FiscalYear) -> bool {
    action.repeats.is_none()
        && (action.schedule.is_empty() || action.schedule.get(&year).is_some_and(|stages| !stages.is_empty()))
}

/// The period asked about: 年度末, unless only midyear forms have come in.
pub(super) fn period(chosen: &Chosen) -> Period {
    let has = |period| chosen.in_force.iter().any(|submission| submission.key.period == period);
    if has(Period::Midyear) && !has(Period::YearEnd) { Period::Midyear } else { Period::YearEnd }
}

/// The statuses, in the plan's order of departments as of the end of the year.
pub(super) fn statuses(
    plan: &Plan,
    year: FiscalYear,
    period: Period,
    chosen: &Chosen,
    actions: &BTreeMap<ActionId, ActionRecord>,
    findings: &[Finding],
) -> Vec<DepartmentStatus> {
    let day = year.last_day();
    let due: Vec<(ActionId, Team)> = plan
        .actions()
        .filter(|(_, action)| is_due(action, year))
        .map(|(_, action)| (action.id, Team::on(plan, action, day)))
        .collect();
    let faulty: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Error)
        .filter_map(|finding| finding.origin.as_ref().map(|origin| &*origin.file))
        .collect();
    let deadline = plan.settings.deadlines.iter().find(|deadline| deadline.year == year && deadline.period == period);

    let status = |department: DepartmentId| -> Option<DepartmentStatus> {
        let mine: Vec<ActionId> = due.iter().filter(|(_, team)| team.has(&department)).map(|(id, _)| *id).collect();
        // After a merger several forms may stand for one unit; the first named is the one under its own name or the greatest part of it.
        let mut forms: Vec<_> = chosen
            .in_force
            .iter()
            .filter(|submission| submission.key.period == period)
            .filter(|submission| stands_for(plan, &submission.key.department, &department, year))
            .collect();
        forms.sort_by_key(|submission| {
            (submission.key.department != department, std::cmp::Reverse(submission.entries.len()), submission.hash)
        });
        if mine.is_empty() && forms.is_empty() && !plan.department(&department).is_some_and(|unit| unit.exists_on(day))
        {
            return None;
        }
        let reported = mine.iter().filter(|id| {
            actions.get(id).is_some_and(|action| {
                let by_them = |row: &&super::record::Contribution| row.department == department && row.period == period;
                action.contributions.iter().any(|row| by_them(&row))
            })
        });
        let state = match forms.first() {
            Some(_) if forms.iter().any(|form| faulty.contains(&*form.file)) => SubmissionState::Returned,
            Some(_) => SubmissionState::Submitted,
            None if mine.is_empty() => SubmissionState::NotRequired,
            None => SubmissionState::Missing,
        };
        let submitted_on = forms.iter().filter_map(|form| form.submitted_on.as_ref().map(|date| date.value)).max();
        let replaced: BTreeSet<Arc<str>> = chosen
            .superseded
            .iter()
            .filter(|(_, by)| forms.iter().any(|form| form.file == *by))
            .map(|(submission, _)| submission.file.clone())
            .collect();
        Some(DepartmentStatus {
            period,
            state,
            file: forms.first().map(|form| form.file.clone()),
            late: deadline.is_some_and(|deadline| submitted_on.is_some_and(|day| day > deadline.due)),
            submitted_on,
            superseded: replaced.into_iter().collect(),
            owed: u32::try_from(mine.len()).unwrap_or(u32::MAX),
            reported: u32::try_from(reported.count()).unwrap_or(u32::MAX),
            department,
        })
    };
    let mut seen = BTreeSet::new();
    let listed = plan.departments.iter().flat_map(|department| {
        let units = plan.units_on(&department.id, day);
        if units.is_empty() { vec![department.id.clone()] } else { units }
    });
    listed.filter(|unit| seen.insert(unit.clone())).filter_map(status).collect()
}

/// Whether a form under `reporter`'s name is `department`'s form for the year.
fn stands_for(plan: &Plan, reporter: &DepartmentId, department: &DepartmentId, year: FiscalYear) -> bool {
    let day = year.last_day();
    let units = plan.units_on(reporter, day);
    units.contains(department) || form_unit(plan, reporter, day) == *department
}

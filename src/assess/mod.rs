//! YearRecord → [`assessment::Assessment`]: roll-ups, rates, year-on-year, cross-footing, a reviewer's warnings. No I/O.

pub mod against_plan;
pub mod assessment;
pub mod costs;
pub mod costs_review;
pub mod council;
pub mod counts;
pub mod crossfoot;
mod crossfoot_costs;
mod crossfoot_council;
mod crossfoot_facts;
mod crossfoot_graders;
mod crossfoot_plan;
pub mod effects;
mod elsewhere;
#[cfg(test)]
pub(crate) mod fixture;
pub mod grade_rule;
pub mod graders;
pub mod highlights;
pub mod indicated;
pub mod indicators;
pub mod internal_copy;
pub mod leak;
pub mod movement;
pub mod original;
pub mod reviewer;
mod scale;
#[cfg(test)]
mod tests;
mod years;

use std::collections::BTreeMap;
use std::sync::Arc;

use assessment::{Assessment, EffectSummary, GradeCounts};
use years::Years;

use crate::finding::{Finding, Severity};
use crate::merge::record::YearRecord;
use crate::merge::sort_findings;
use crate::plan::{GroupId, Initiative, Plan};
use crate::vocabulary::GradeId;

/// Assesses a year; `earlier` are the records of the plan's earlier years that have input, in any order.
///
/// # Errors
/// Where amounts are too large to be added up, a total differs from the same total recomputed by a second path (検算), or the ledger does
/// not add up: nothing may be published then, and each finding names the cell or both figures.
pub fn assess(
    plan: Arc<Plan>,
    record: Arc<YearRecord>,
    mut earlier: Vec<Arc<YearRecord>>,
) -> Result<Assessment, Vec<Finding>> {
    earlier.retain(|earlier| earlier.year < record.year);
    earlier.sort_by_key(|earlier| earlier.year);
    let plan = Plan::of_year(&plan, record.year);
    let years = Years::new(&plan, &record, &earlier);
    if let Some(finding) = effects::too_large(&plan, &years.records) {
        return Err(vec![finding]);
    }
    let actions = years.actions();
    let initiatives = years.initiatives(&actions);
    let effects_by_year: BTreeMap<_, _> =
        years.records.iter().map(|record| (record.year, effects::of_year(&plan, record))).collect();
    let last = years.last;
    proved(Assessment {
        year: record.year,
        action_counts: counts::all(&plan, &record),
        initiative_counts: initiative_counts(&plan, &record),
        last_action_counts: last.map(|last| counts::all(&plan, last)),
        last_initiative_counts: last.map(|last| initiative_counts(&plan, last)),
        by_theme: counts::by_theme(&plan, &record),
        by_group: by_group(&plan, &record),
        by_bureau: counts::by_bureau(&plan, &record, record.year),
        effects: effects::of_year(&plan, &record),
        costs: costs::assess(&plan, &years.records),
        effects_cumulative: effects::cumulative(&effects_by_year),
        against_plan: against_plan::by_year(&plan, &effects_by_year),
        indicator_tally: against_plan::tally(&record, plan.actions().map(|(_, action)| action), &actions),
        movements: movement::of_year(&plan, &actions),
        highlights: highlights::choose(&plan, &record, &actions),
        fair_grading: indicated::compare(&plan, record.year, &actions),
        graders: graders::summaries(&plan, &record, &actions, &initiatives),
        council: council::summary(&plan, &record),
        original: None,
        last_council: last.and_then(|last| council::summary(&plan, last)),
        counts_by_year: years.records.iter().map(|record| (record.year, counts::all(&plan, record))).collect(),
        effects_by_year,
        findings: record.findings.clone(),
        actions,
        initiatives,
        plan: plan.clone(),
        record: record.clone(),
        earlier: earlier.clone(),
    })
}

/// Holds the figures against their second path and the ledger against the cells, and adds what a reviewer would remark.
fn proved(mut assessment: Assessment) -> Result<Assessment, Vec<Finding>> {
    let differing = crossfoot::check(&assessment);
    if !differing.is_empty() {
        return Err(differing);
    }
    let mut remarks = assessment.record.ledger.prove();
    if remarks.iter().any(|finding| finding.severity == Severity::Fatal) {
        return Err(remarks);
    }
    remarks.extend(reviewer::warnings(&assessment));
    remarks.extend(internal_copy::warnings(&assessment));
    assessment.plan.wording().put_findings(&mut remarks);
    assessment.findings.extend(remarks);
    sort_findings(&mut assessment.findings);
    Ok(assessment)
}

/// Counts and effects by group, of those that have initiatives.
fn by_group(plan: &Plan, record: &YearRecord) -> BTreeMap<GroupId, (GradeCounts, EffectSummary)> {
    let of = |group: GroupId| {
        let within = || plan.actions().filter(move |(initiative, _)| plan.is_in(initiative, group));
        (counts::of(plan, record, within()), effects::of_actions(record, within().map(|(_, action)| action)))
    };
    plan.groups_in_use().map(|(id, _)| (id, of(id))).collect()
}

/// The grade of an initiative in a record: the office's, else by the plan's rule.
pub(crate) fn initiative_grade(plan: &Plan, record: &YearRecord, initiative: &Initiative) -> Option<GradeId> {
    let set = record.initiatives.get(&initiative.no).and_then(|record| record.override_grade.as_ref());
    if let Some(set) = set {
        return Some(set.value.value);
    }
    grade_by_rule(plan, record, initiative)
}

/// The grade of an initiative in a record by the plan's rule, whatever the office says.
pub(crate) fn grade_by_rule(plan: &Plan, record: &YearRecord, initiative: &Initiative) -> Option<GradeId> {
    // An item that was added to the plan later is not one without a grade.
    let of_year = initiative.actions.iter().filter(|action| action.is_in(record.year));
    let items: Vec<_> = of_year.map(|action| (action.id, counts::grade_of(record, action))).collect();
    grade_rule::initiative_grade(&plan.grades, &items)
}

fn initiative_counts(plan: &Plan, record: &YearRecord) -> GradeCounts {
    let of_year = plan.initiatives.iter().filter(|initiative| initiative.is_in(record.year));
    let grades = of_year.map(|initiative| counts::Counted {
        repeat: false,
        grade: initiative_grade(plan, record, initiative),
        ended: false,
    });
    counts::count(&plan.grades, grades)
}

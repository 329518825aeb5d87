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
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use assessment::{AssessedAction, AssessedInitiative, Assessment, EffectSummary, GradeCounts};

use crate::finding::{Finding, Severity};
use crate::merge::record::YearRecord;
use crate::merge::sort_findings;
use crate::plan::{GroupId, Initiative, Plan, Wording};
use crate::vocabulary::{ActionId, GradeId, InitiativeNo};

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
    let year = record.year;
    earlier.retain(|earlier| earlier.year < year);
    earlier.sort_by_key(|earlier| earlier.year);
    let last = earlier.iter().find(|earlier| earlier.year == year.previous()).cloned();
    let records: Vec<&YearRecord> = earlier.iter().chain([&record]).map(AsRef::as_ref).collect();
    if let Some(finding) = effects::too_large(&plan, &records) {
        return Err(vec![finding]);
    }

    let effects_by_year: BTreeMap<_, _> =
        records.iter().map(|record| (record.year, effects::of_year(&plan, record))).collect();
    let mut actions: BTreeMap<ActionId, AssessedAction> = plan
        .actions()
        .map(|(_, action)| {
            let of_record = record.actions.get(&action.id);
            let effect = of_record.map(effects::of_action).unwrap_or_default();
            let is_set = of_record.and_then(|of| of.grade.as_ref()).is_some_and(|grade| grade.overridden.is_some());
            let assessed = AssessedAction {
                grade: counts::grade_of(&record, action),
                ended: of_record.and_then(|of| of.basis.ended()),
                computed: of_record.and_then(|of| of.basis.computed()).filter(|_| !is_set).cloned(),
                last_grade: last.as_ref().and_then(|last| counts::grade_of(last, action)),
                indicated: None,
                effect: (!effect.is_empty()).then(|| effect.total()),
                planned_effect: against_plan::planned([action], year),
                indicators: action
                    .indicators
                    .iter()
                    .map(|indicator| (indicator.id.number, indicators::assess(indicator, year, &records)))
                    .collect(),
            };
            (action.id, assessed)
        })
        .collect();
    for action in actions.values_mut() {
        action.indicated = indicated::grade(&plan.grades, action);
    }
    let initiatives: BTreeMap<InitiativeNo, AssessedInitiative> = plan
        .initiatives
        .iter()
        .map(|initiative| {
            let council = record.initiatives.get(&initiative.no).and_then(|record| record.council.as_ref());
            let effects = effects::of_initiative(&record, initiative);
            let assessed = AssessedInitiative {
                grade: initiative_grade(&plan, &record, initiative),
                by_rule: grade_by_rule(&plan, &record, initiative),
                last_grade: last.as_ref().and_then(|last| initiative_grade(&plan, last, initiative)),
                grades_by_year: records
                    .iter()
                    .filter_map(|record| Some((record.year, initiative_grade(&plan, record, initiative)?)))
                    .collect(),
                counts: counts::of_initiative(&plan, &record, initiative),
                against_plan: against_plan::compare(&initiative.actions, year, &effects),
                cumulative: against_plan::over_years(initiative, &records),
                indicators: against_plan::tally(&initiative.actions, &actions),
                effects,
                council: council.map(|council| council.given.clone()).filter(|given| given.raters() > 0),
            };
            (initiative.no, assessed)
        })
        .collect();
    let mut assessment = Assessment {
        year,
        action_counts: counts::all(&plan, &record),
        initiative_counts: initiative_counts(&plan, &record),
        last_action_counts: last.as_ref().map(|last| counts::all(&plan, last)),
        last_initiative_counts: last.as_ref().map(|last| initiative_counts(&plan, last)),
        by_theme: counts::by_theme(&plan, &record),
        by_group: by_group(&plan, &record),
        by_bureau: counts::by_bureau(&plan, &record, year),
        effects: effects::of_year(&plan, &record),
        costs: costs::assess(&plan, &records),
        effects_cumulative: effects::cumulative(&effects_by_year),
        against_plan: against_plan::by_year(&plan, &effects_by_year),
        indicator_tally: against_plan::tally(plan.actions().map(|(_, action)| action), &actions),
        movements: movement::of_year(&plan, &actions),
        highlights: highlights::choose(&plan, &record, &actions),
        fair_grading: indicated::compare(&plan, year, &actions),
        graders: graders::summaries(&plan, &record, &actions, &initiatives),
        council: council::summary(&plan, &record),
        original: None,
        last_council: last.as_deref().and_then(|last| council::summary(&plan, last)),
        counts_by_year: records.iter().map(|record| (record.year, counts::all(&plan, record))).collect(),
        effects_by_year,
        findings: record.findings.clone(),
        actions,
        initiatives,
        plan,
        record,
        earlier,
    };
    let differing = crossfoot::check(&assessment);
    if !differing.is_empty() {
        return Err(differing);
    }
    let broken = assessment.record.ledger.prove();
    if broken.iter().any(|finding| finding.severity == Severity::Fatal) {
        return Err(broken);
    }
    let mut findings = std::mem::take(&mut assessment.findings);
    let mut more = broken;
    more.extend(reviewer::warnings(&assessment));
    more.extend(internal_copy::warnings(&assessment));
    Wording::of(&assessment.plan).put_findings(&mut more);
    findings.extend(more);
    sort_findings(&mut findings);
    assessment.findings = findings;
    Ok(assessment)
}

/// Counts and effects by group; every group of the plan is present.
fn by_group(plan: &Plan, record: &YearRecord) -> BTreeMap<GroupId, (GradeCounts, EffectSummary)> {
    let of = |group: GroupId| {
        let within = || plan.actions().filter(move |(initiative, _)| plan.is_in(initiative, group));
        (counts::of(plan, record, within()), effects::of_actions(record, within().map(|(_, action)| action)))
    };
    plan.groups().map(|(id, _)| (id, of(id))).collect()
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
    let items: Vec<_> = initiative.actions.iter().map(|action| (action.id, counts::grade_of(record, action))).collect();
    grade_rule::initiative_grade(&plan.grades, &items)
}

fn initiative_counts(plan: &Plan, record: &YearRecord) -> GradeCounts {
    let grades = plan.initiatives.iter().map(|initiative| counts::Counted {
        repeat: false,
        grade: initiative_grade(plan, record, initiative),
        ended: false,
    });
    counts::count(&plan.grades, grades)
}

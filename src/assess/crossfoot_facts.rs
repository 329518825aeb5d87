//! What the rows of the leads say, one flat list a year: the ground of the second path ([`super::crossfoot`]).
//!
//! Grades that the plan computes are computed here once more, in whole tenths of a percent, and ends of items are followed through the
//! years from the oldest on.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use crate::contract::Entry;
use crate::finding::Origin;
use crate::merge::record::YearRecord;
use crate::plan::{ActionItem, Direction, GroupId, Indicator, Initiative, Plan};
use crate::vocabulary::{
    ActionId, Amount, EffectKind, EffectTerm, FiscalYear, GradeId, GradeSource, OfSeveral, Period, ThemeId,
};

/// What the rows say of one action item that is not listed again.
pub(super) struct Fact {
    pub(super) id: ActionId,
    pub(super) themes: Vec<ThemeId>,
    pub(super) groups: Vec<GroupId>,
    pub(super) bureau: Option<String>,
    pub(super) grade: Option<GradeId>,
    /// Whether it ended in an earlier year.
    pub(super) ended: bool,
    pub(super) amounts: Vec<(EffectKind, EffectTerm, i64, Origin)>,
}

/// The facts of each year.
pub(super) type FactsByYear = BTreeMap<FiscalYear, Vec<Fact>>;

/// The facts of all years of an assessment.
pub(super) fn by_year(assessment: &Assessment) -> FactsByYear {
    let plan = &*assessment.plan;
    let mut closed: BTreeMap<ActionId, GradeId> = BTreeMap::new();
    let mut years = BTreeMap::new();
    for record in assessment.earlier.iter().chain([&assessment.record]) {
        let facts = facts(plan, record, &closed);
        for fact in &facts {
            match fact.grade {
                Some(grade) if plan.grades.grades.iter().any(|of| of.id == grade && of.ends) => {
                    closed.insert(fact.id, grade);
                }
                grade if closed.get(&fact.id).copied() != grade => {
                    closed.remove(&fact.id);
                }
                _ => {}
            }
        }
        years.insert(record.year, facts);
    }
    years
}

fn facts(plan: &Plan, record: &YearRecord, closed: &BTreeMap<ActionId, GradeId>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for initiative in &plan.initiatives {
        for action in initiative.actions.iter().filter(|action| action.repeats.is_none()) {
            let Some(merged) = record.actions.get(&action.id) else { continue };
            let row = merged.contributions.iter().find(|row| row.is_lead());
            let set = merged.grade.as_ref().filter(|grade| grade.overridden.is_some()).map(|set| set.value.value);
            let lead = row.map(|row| row.department.clone()).or_else(|| plan.lead_on(action, record.year.last_day()));
            let lead = lead.unwrap_or_else(|| action.lead.clone());
            let mut amounts = Vec::new();
            for ((kind, term), amount) in row.iter().flat_map(|row| row.entry.effects()) {
                if let Amount::Value(yen) = amount.value {
                    amounts.push((kind, term, yen.0, amount.origin.clone()));
                }
            }
            let closed = closed.get(&action.id).copied();
            let of_row = row.and_then(|row| grade(plan, action, (record.year, row.period), &row.entry));
            facts.push(Fact {
                id: action.id,
                groups: groups_of(plan, initiative),
                themes: initiative.themes.iter().copied().collect(),
                bureau: lead.bureau().map(str::to_owned),
                grade: set.or(closed).or(of_row),
                ended: closed.is_some(),
                amounts,
            });
        }
    }
    facts
}

/// The grade of a lead's row: the typed one, or by the plan's thresholds, which are tried from the worst grade up.
fn grade(plan: &Plan, action: &ActionItem, at: (FiscalYear, Period), row: &Entry) -> Option<GradeId> {
    let typed = row.grade().map(|grade| grade.value);
    let thresholds = || plan.grades.grades.iter().rev().filter_map(|grade| Some((grade.id, grade.from?)));
    let measured: Vec<&Indicator> =
        action.indicators.iter().filter(|indicator| span(plan, indicator, at.0).is_some()).collect();
    if measured.is_empty() || typed.is_some_and(|typed| thresholds().all(|(id, _)| id != typed)) {
        return typed;
    }
    let mut tenths: Vec<i64> = Vec::new();
    for indicator in measured {
        match row.indicators().find(|(number, _)| *number == indicator.id.number).map(|(_, amount)| amount.value) {
            Some(Amount::Value(result)) => tenths.push(in_tenths(plan, indicator, at, result)?),
            Some(Amount::NotApplicable) => {}
            Some(Amount::Blank) | None => return None,
        }
    }
    let rate = match plan.grades.of_several {
        OfSeveral::Lowest => tenths.iter().copied().min()?,
        OfSeveral::Mean => {
            let (sum, count) = (tenths.iter().try_fold(0_i64, |sum, at| sum.checked_add(*at))?, count(&tenths)?);
            let mean = sum.checked_mul(2)?.checked_add(count)?.checked_div(count.checked_mul(2)?)?;
            if sum < count.checked_mul(1000)? { mean.min(999) } else { mean }
        }
    };
    let reached = |from: Decimal| from * Decimal::TEN <= Decimal::from(rate);
    thresholds().rfind(|(_, from)| reached(*from)).map(|(id, _)| id)
}

fn count(tenths: &[i64]) -> Option<i64> {
    i64::try_from(tenths.len()).ok().filter(|count| *count > 0)
}

/// What an indicator starts from and what is due at the end of the year, each as it enters the rate; `None` where it has no rate.
fn span(plan: &Plan, indicator: &Indicator, year: FiscalYear) -> Option<(Decimal, Decimal)> {
    let last = indicator.targets.values().next_back().copied();
    match (plan.grades.source, indicator.direction) {
        (GradeSource::Typed, _) => None,
        (GradeSource::Indicators, _) => indicator
            .targets
            .get(&year)
            .filter(|target| **target > Decimal::ZERO)
            .map(|target| (Decimal::ZERO, *target)),
        (GradeSource::Elapsed, Direction::Keep) => {
            last.filter(|last| *last > Decimal::ZERO).map(|last| (Decimal::ZERO, last))
        }
        (GradeSource::Elapsed, direction) => {
            let start = match direction {
                Direction::Lower => indicator.baseline?,
                _ => indicator.baseline.unwrap_or(Decimal::ZERO),
            };
            last.filter(|last| *last != start).map(|last| (start, last))
        }
    }
}

/// The rate of a result in whole tenths of a percent, half up, not below 0, and below 1000 while the target is not reached.
fn in_tenths(plan: &Plan, indicator: &Indicator, (year, period): (FiscalYear, Period), result: Decimal) -> Option<i64> {
    let (start, end) = span(plan, indicator, year)?;
    let is_elapsed = plan.grades.source == GradeSource::Elapsed && indicator.direction != Direction::Keep;
    let ratio = if is_elapsed {
        // In months, those that are left of the year taken off.
        let left = 12 - i64::from(plan.settings.periods.months(period));
        let all = (i64::from(plan.last_year.0) - i64::from(plan.first_year.0) + 1) * 12;
        let gone = (i64::from(year.0.min(plan.last_year.0)) - i64::from(plan.first_year.0) + 1) * 12 - left;
        let come = result.checked_sub(start)?.checked_mul(Decimal::from(all * 1000))?;
        come.checked_div(end.checked_sub(start)?.checked_mul(Decimal::from(gone))?)?
    } else {
        let reached = match indicator.direction {
            Direction::Higher => result,
            Direction::Lower => end.checked_add(end)?.checked_sub(result)?,
            Direction::Keep => end.checked_sub((end.checked_sub(result)?).abs())?,
        };
        reached.checked_mul(Decimal::ONE_THOUSAND)?.checked_div(end)?
    };
    let halves_up = ratio.checked_add(Decimal::new(5, 1))?.floor();
    let tenths = if ratio < Decimal::ONE_THOUSAND { halves_up.min(Decimal::from(999)) } else { halves_up };
    i64::try_from(tenths.max(Decimal::ZERO)).ok()
}

/// The groups of an initiative from the bottom up, by walking the plan's lists.
pub(super) fn groups_of(plan: &Plan, initiative: &Initiative) -> Vec<GroupId> {
    let mut groups = Vec::new();
    let mut at = initiative.group;
    for level in (0..plan.levels.len()).rev() {
        let Some(position) = at else { break };
        groups.push(GroupId { level, at: position });
        at = plan.levels.get(level).and_then(|of| of.groups.get(position)).and_then(|group| group.of);
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::intake::fixture::form;
    use crate::plan::fixture::{self, YEAR};

    /// Both paths leave out an indicator that has no target in the year: it is no result that is missing.
    #[test]
    fn an_indicator_without_a_target_has_no_part_in_a_computed_grade() {
        let mut plan = fixture::computing([100, 80, 50, 0]);
        let indicators = &mut plan.initiatives[0].actions[0].indicators;
        let mut untargeted = indicators[0].clone();
        untargeted.id.number = 2;
        untargeted.targets.clear();
        indicators.push(untargeted);
        let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.indicator(80).result("実施した。");
        });
        let record = crate::assess::fixture::record(&plan, YEAR, vec![form.build()]);
        let assessed = crate::assess::assess(Arc::new(plan), record, vec![]).expect("cross-footed");
        assert_eq!(assessed.actions[&ActionId::new(1, 1)].grade, Some(GradeId(1)));
    }
}

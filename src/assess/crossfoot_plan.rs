//! Cross-footing of what is set beside the plan: planned effects, indicators met, grades that fell and rose.
//!
//! The first path is [`super::against_plan`] and [`super::movement`]; this one goes through the plan and the leads' rows with plain loops.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use super::crossfoot::Name;
use super::crossfoot_facts::{Fact, FactsByYear};
use crate::merge::record::Standing;
use crate::plan::Direction;
use crate::vocabulary::{ActionId, Amount, FiscalYear, GradeId};

/// A figure: what it is, as printed, and as it comes out here.
pub(super) type Pair = (Name, i64, i64);

/// All pairs of an assessment, of which `facts` are what the leads' rows say.
pub(super) fn pairs(assessment: &Assessment, facts: &FactsByYear) -> Vec<Pair> {
    let of_year = |year: FiscalYear| facts.get(&year).map(Vec::as_slice).unwrap_or_default();
    let mut pairs = planned(assessment);
    pairs.extend(indicators(assessment, of_year(assessment.year)));
    if let Some(last) = assessment.earlier.iter().find(|record| record.year == assessment.year.previous()) {
        pairs.extend(movements(assessment, of_year(assessment.year), of_year(last.year)));
    }
    pairs
}

/// Planned effects in yen, added up the other way round: item by item, and within it year by year.
fn planned(assessment: &Assessment) -> Vec<Pair> {
    let reported: Vec<_> = assessment.earlier.iter().map(|record| record.year).chain([assessment.year]).collect();
    let (mut year_sum, mut cumulative, mut whole) = (0i64, 0i64, 0i64);
    let mut by_initiative: BTreeMap<_, i64> = BTreeMap::new();
    for (initiative, action) in assessment.plan.actions() {
        if action.repeats.is_some() {
            continue;
        }
        for (year, yen) in &action.planned_effect {
            if *year < assessment.plan.first_year || *year > assessment.plan.last_year {
                continue;
            }
            whole = whole.saturating_add(yen.0);
            if reported.contains(year) {
                cumulative = cumulative.saturating_add(yen.0);
                let sum = by_initiative.entry(initiative.no).or_default();
                *sum = sum.saturating_add(yen.0);
            }
            if *year == assessment.year {
                year_sum = year_sum.saturating_add(yen.0);
            }
        }
    }
    let against = &assessment.against_plan;
    let printed = |yen: Option<crate::vocabulary::Yen>| yen.map_or(0, |yen| yen.0);
    let mut pairs = vec![
        (Name::shown("計画の効果額（円）").of_effect(), printed(against.of(assessment.year).planned), year_sum),
        (Name::shown("計画の効果額の累計（円）").of_effect(), printed(against.cumulative.planned), cumulative),
        (Name::shown("計画期間の計画の効果額（円）").of_effect(), printed(against.whole_plan), whole),
        (
            Name::shown("実績の効果額の累計（円）").of_effect(),
            printed(against.cumulative.actual),
            assessment.effects_cumulative.total().0,
        ),
    ];
    pairs.extend(assessment.initiatives.iter().map(|(no, initiative)| {
        let sum = by_initiative.get(no).copied().unwrap_or(0);
        let no = assessment.plan.initiative_number(*no);
        // Only counted, or the 検算書 would not fit on one page.
        let name = Name::counted(format!("取組項目{no}の計画の効果額の累計（円）")).of_effect();
        (name, printed(initiative.cumulative.planned), sum)
    }));
    pairs
}

/// Indicators due, met and missed, from the rows of the leads; none is due while no row is of the year's last period.
fn indicators(assessment: &Assessment, facts: &[Fact]) -> [Pair; 3] {
    let (mut due, mut met, mut missed) = (0, 0, 0);
    let ended: Vec<ActionId> = facts.iter().filter(|fact| fact.ended).map(|fact| fact.id).collect();
    let own = assessment.record.actions.values().flat_map(|of| &of.contributions);
    let mut own = own.filter(|row| row.standing != Standing::Outside).peekable();
    let is_early = own.peek().is_some() && own.all(|row| !row.period.closes_year());
    for (_, action) in assessment.plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        if is_early || ended.contains(&action.id) {
            continue;
        }
        let rows = assessment.record.actions.get(&action.id).map(|record| record.contributions.as_slice());
        let lead = rows.unwrap_or_default().iter().find(|row| row.is_lead());
        for indicator in &action.indicators {
            let Some(target) = indicator.targets.get(&assessment.year) else { continue };
            due += 1;
            let typed = lead.and_then(|row| row.entry.indicator(indicator.id.number)).map(|typed| typed.value);
            // The result of a part of the year is none of the year.
            let typed = typed.filter(|_| lead.is_some_and(|row| row.period.closes_year()));
            let Some(Amount::Value(result)) = typed else { continue };
            let beyond: Decimal = result - *target;
            let is_met = match indicator.direction {
                Direction::Higher => !beyond.is_sign_negative() || beyond.is_zero(),
                Direction::Lower => beyond.is_sign_negative() || beyond.is_zero(),
                Direction::Keep => beyond.is_zero(),
            };
            if is_met {
                met += 1;
            } else {
                missed += 1;
            }
        }
    }
    let tally = assessment.indicator_tally;
    // Within the year there is nothing to print: no paper says how many there are.
    let name = if is_early { Name::counted } else { Name::shown };
    [
        (name("目標値のある指標の件数"), tally.due.into(), due),
        (name("目標に達した指標の件数"), tally.met.into(), met),
        (name("目標に達しない指標の件数"), tally.missed.into(), missed),
    ]
}

/// How many grades fell and rose since last year, by their positions in the scale: a later one is a worse one.
fn movements(assessment: &Assessment, facts: &[Fact], last: &[Fact]) -> [Pair; 2] {
    let rated = |facts: &[Fact]| -> BTreeMap<ActionId, u8> {
        let points = |grade: GradeId| assessment.plan.grades.get(grade).and_then(|grade| grade.points);
        facts.iter().filter_map(|fact| Some((fact.id, fact.grade.filter(|g| points(*g).is_some())?.0))).collect()
    };
    let (now, before) = (rated(facts), rated(last));
    let (mut fell, mut rose) = (0, 0);
    for (id, place) in &now {
        match before.get(id) {
            Some(old) if place > old => fell += 1,
            Some(old) if place < old => rose += 1,
            _ => {}
        }
    }
    let count = |items: &[ActionId]| i64::try_from(items.len()).unwrap_or(i64::MAX);
    [
        (Name::shown("前年度より下がった件数"), count(&assessment.movements.fell), fell),
        (Name::shown("前年度より上がった件数"), count(&assessment.movements.rose), rose),
    ]
}

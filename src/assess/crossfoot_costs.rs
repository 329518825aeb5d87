//! Cross-footing of costs: every printed sum of [`super::costs`] once more, from the rows of the leads and the lines of the plan, with plain
//! loops in whole yen and ten-thousandths of 人工.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use super::costs::{CostComparison, CostLine, CostSummary};
use super::counts::NO_BUREAU;
use super::crossfoot::Name;
use crate::contract::Entry;
use crate::finding::Origin;
use crate::plan::{Costs, Initiative};
use crate::vocabulary::{ActionId, Amount, CostPart, FiscalYear, ThemeId};

/// A figure: what it is, as printed, and as it comes out here.
pub(super) type Pair = (Name, String, String);

/// The units of 人工 in which this path adds: more decimals than a plan can ask for.
const STAFF_UNIT: u32 = 4;

/// Sums by line; 人工 in [`STAFF_UNIT`].
type Sums = BTreeMap<CostLine, i128>;

/// Planned or spent, of an initiative in a year.
struct Fact {
    id: ActionId,
    groups: Vec<crate::plan::GroupId>,
    themes: Vec<ThemeId>,
    /// The bureau of the department that leads at the end of the year reported on.
    bureau: Option<String>,
    year: FiscalYear,
    is_planned: bool,
    sums: Sums,
}

/// Every sum of costs beside its second computation; nothing where the plan has no costs.
pub(super) fn pairs(assessment: &Assessment) -> Vec<Pair> {
    let (Some(costs), Some(against)) = (assessment.plan.costs(), &assessment.costs) else { return Vec::new() };
    let facts = facts(assessment, costs);
    let reported: Vec<FiscalYear> =
        assessment.earlier.iter().map(|record| record.year).chain([assessment.year]).collect();
    let mut pairs = Vec::new();
    let mut compare = |what: &str, rows: Rows, printed: &CostComparison, keep: &dyn Fn(&Fact) -> bool| {
        for (is_planned, side, printed) in [(true, "計画", &printed.planned), (false, "実績", &printed.actual)] {
            let kept = facts
                .iter()
                .filter(|fact| fact.is_planned == is_planned && reported.contains(&fact.year) && keep(fact));
            let rows = if rows == Rows::WholeSpent && is_planned { Rows::None } else { rows };
            of_lines((costs, rows), &format!("{what}の{side}"), printed, &added(kept), &mut pairs);
        }
    };
    let year = assessment.year;
    compare("全体", Rows::All, &against.of(year), &|fact| fact.year == year);
    compare("累計", Rows::All, &against.cumulative, &|_| true);
    for (of, printed) in &against.by_year {
        compare(&of.to_string(), Rows::None, printed, &|fact| fact.year == *of);
    }
    for (group, printed) in &against.by_group {
        let name = assessment.plan.groups().find(|(id, _)| id == group).map(|(_, group)| group.label());
        compare(&name.unwrap_or_default(), Rows::None, printed, &|fact| {
            fact.year == year && fact.groups.contains(group)
        });
    }
    for (theme, printed) in &against.by_theme {
        let is_of = |fact: &Fact| fact.year == year && fact.themes.contains(theme);
        compare(&format!("テーマ{}", theme.0), Rows::None, printed, &is_of);
    }
    for (bureau, printed) in &against.by_bureau {
        let name = bureau.as_deref().unwrap_or(NO_BUREAU);
        compare(name, Rows::None, printed, &|fact| fact.year == year && fact.bureau == *bureau);
    }
    for (no, printed) in &against.by_initiative {
        compare(
            &format!("取組項目{}", assessment.plan.initiative_number(*no)),
            Rows::WholeSpent,
            printed,
            &|fact| fact.year == year && fact.id.initiative == *no,
        );
    }
    for (no, printed) in &against.initiatives_over_years {
        compare(
            &format!("取組項目{}の累計", assessment.plan.initiative_number(*no)),
            Rows::None,
            printed,
            &|fact| fact.id.initiative == *no,
        );
    }
    let none = CostComparison::default();
    for (_, action) in assessment.plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        let printed = against.by_action.get(&action.id).unwrap_or(&none);
        compare(&action.printed, Rows::None, printed, &|fact| fact.year == year && fact.id == action.id);
    }
    let planned = facts.iter().filter(|fact| fact.is_planned);
    of_lines((costs, Rows::All), "計画期間の計画", &against.whole_plan, &added(planned), &mut pairs);
    pairs
}

/// The cells of the amounts that count in the year.
pub(super) fn cells(assessment: &Assessment) -> Vec<(ActionId, Origin)> {
    if assessment.plan.costs().is_none() {
        return Vec::new();
    }
    let mut cells = Vec::new();
    for (_, action) in assessment.plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        let rows = assessment.record.actions.get(&action.id).map(|record| record.contributions.as_slice());
        let lead = rows.unwrap_or_default().iter().find(|row| row.is_lead());
        for (_, amount) in lead.into_iter().flat_map(|row| row.entry.costs()) {
            if matches!(amount.value, Amount::Value(_)) {
                cells.push((action.id, amount.origin.clone()));
            }
        }
    }
    cells
}

fn facts(assessment: &Assessment, costs: &Costs) -> Vec<Fact> {
    let plan = &*assessment.plan;
    let mut facts = Vec::new();
    for initiative in &plan.initiatives {
        for action in initiative.actions.iter().filter(|action| action.repeats.is_none()) {
            let lead = plan.lead_on(action, assessment.year.last_day()).unwrap_or_else(|| action.lead.clone());
            let mut push = |year, is_planned, sums: Sums| {
                facts.push(Fact {
                    id: action.id,
                    groups: groups_of(assessment, initiative),
                    themes: initiative.themes.iter().copied().collect(),
                    bureau: lead.bureau().map(str::to_owned),
                    year,
                    is_planned,
                    sums,
                });
            };
            for (year, figures) in &action.planned_costs {
                let amounts: Vec<(CostPart, i64)> = figures.amounts.iter().map(|(part, yen)| (*part, yen.0)).collect();
                push(*year, true, sums(costs, *year, &amounts, figures.staff));
            }
            for record in assessment.earlier.iter().chain([&assessment.record]) {
                let rows = record.actions.get(&action.id).map(|record| record.contributions.as_slice());
                let Some(row) = rows.unwrap_or_default().iter().find(|row| row.is_lead()) else { continue };
                let (amounts, staff) = typed(&row.entry);
                push(record.year, false, sums(costs, record.year, &amounts, staff));
            }
        }
    }
    facts
}

fn typed(entry: &Entry) -> (Vec<(CostPart, i64)>, Option<Decimal>) {
    let mut amounts = Vec::new();
    for (part, amount) in entry.costs() {
        if let Amount::Value(yen) = amount.value {
            amounts.push((part, yen.0));
        }
    }
    let staff = match entry.staff().map(|staff| staff.value) {
        Some(Amount::Value(staff)) => Some(staff),
        _ => None,
    };
    (amounts, staff)
}

/// The lines of one item, of which cost and cost of staff make the whole.
fn sums(costs: &Costs, year: FiscalYear, amounts: &[(CostPart, i64)], staff: Option<Decimal>) -> Sums {
    let mut sums = Sums::new();
    for (part, yen) in amounts {
        *sums.entry(CostLine::Part(*part)).or_insert(0) += i128::from(*yen);
        if *part == CostPart::Total {
            *sums.entry(CostLine::Whole).or_insert(0) += i128::from(*yen);
        }
    }
    let Some(staff) = staff.filter(|_| !costs.staff_price.is_empty()) else { return sums };
    let unit = 10_i128.pow(STAFF_UNIT);
    let mut counted = staff;
    counted.rescale(STAFF_UNIT);
    *sums.entry(CostLine::Staff).or_insert(0) += counted.mantissa();
    if let Some(price) = costs.staff_price.get(&year) {
        // Half up in whole numbers: no 人工 is below zero.
        let cost = (i128::from(price.0) * counted.mantissa() * 2 + unit).div_euclid(unit * 2);
        *sums.entry(CostLine::StaffCost).or_insert(0) += cost;
        *sums.entry(CostLine::Whole).or_insert(0) += cost;
    }
    sums
}

fn added<'f>(facts: impl Iterator<Item = &'f Fact>) -> Sums {
    let mut all = Sums::new();
    for (line, sum) in facts.flat_map(|fact| &fact.sums) {
        *all.entry(*line).or_insert(0) += sum;
    }
    all
}

/// The groups of an initiative, by walking up the plan's lists.
fn groups_of(assessment: &Assessment, initiative: &Initiative) -> Vec<crate::plan::GroupId> {
    super::crossfoot_facts::groups_of(&assessment.plan, initiative)
}

/// Which of its lines have rows in the 検算書.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    All,
    /// The whole cost, as far as it was spent.
    WholeSpent,
    None,
}

fn of_lines((costs, rows): (&Costs, Rows), what: &str, printed: &CostSummary, sums: &Sums, pairs: &mut Vec<Pair>) {
    let whole = if costs.asks_staff() { CostLine::Whole } else { CostLine::Part(CostPart::Total) };
    for line in CostLine::of(costs) {
        let name = line.name(costs);
        let recomputed = sums.get(&line).copied();
        let (unit, printed, recomputed) = match line {
            CostLine::Staff => {
                let shown = recomputed.and_then(|sum| Decimal::try_from_i128_with_scale(sum, STAFF_UNIT).ok());
                let text = |staff: Decimal| staff.normalize().to_string();
                ("", printed.figures.staff.map(text), shown.map(text))
            }
            _ => ("、円", printed.money(line).map(|yen| yen.0.to_string()), recomputed.map(|sum| sum.to_string())),
        };
        let shown = |figure: Option<String>| figure.unwrap_or_else(|| "―".to_owned());
        let is_shown = rows == Rows::All || (rows == Rows::WholeSpent && line == whole);
        let row = is_shown.then(|| format!("{what}（{name}{unit}）"));
        let name = Name::counted(format!("{what}の費用（{name}{unit}）")).in_row(row);
        pairs.push((name, shown(printed), shown(recomputed)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Yen;

    /// The 検算書 has a row for the whole cost of an initiative; its parts are counted alone.
    #[test]
    fn of_an_initiative_the_whole_cost_alone_has_a_row() {
        let costs = Costs { staff_price: [(FiscalYear(2020), Yen(7_500_000))].into(), ..Costs::default() };
        let rows = |rows: Rows| {
            let mut pairs = Vec::new();
            of_lines((&costs, rows), "取組項目1", &CostSummary::default(), &Sums::new(), &mut pairs);
            pairs.into_iter().filter_map(|(name, ..)| name.row).collect::<Vec<_>>()
        };
        assert_eq!(rows(Rows::WholeSpent), [format!("取組項目1（{}、円）", crate::plan::costs::WHOLE_COST)]);
        assert_eq!((rows(Rows::All).len(), rows(Rows::None).len()), (4, 0));
    }
}

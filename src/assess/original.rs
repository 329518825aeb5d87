//! The plan as it was first adopted (当初の計画), where the office keeps it beside the revised one: what it promised for the years with
//! input, to stand beside the promise in force.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, FiscalYear, IndicatorId, InitiativeNo, Yen};

/// What the first version promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OriginalPromises {
    /// Effects over the years with input; `None` where none was planned.
    pub effect: Option<Yen>,
    /// The same by initiative; those without a planned effect are absent.
    pub by_initiative: BTreeMap<InitiativeNo, Yen>,
    /// Effects of action items by year; those that are listed again are absent.
    planned: BTreeMap<ActionId, BTreeMap<FiscalYear, Yen>>,
    /// Targets of indicators by year.
    targets: BTreeMap<IndicatorId, BTreeMap<FiscalYear, Decimal>>,
}

impl OriginalPromises {
    /// The target of an indicator for a year.
    pub fn target(&self, indicator: IndicatorId, year: FiscalYear) -> Option<Decimal> {
        self.targets.get(&indicator)?.get(&year).copied()
    }

    /// Effects of action items by year, in the order of action items.
    pub fn planned(&self) -> impl Iterator<Item = (ActionId, FiscalYear, Yen)> {
        self.planned.iter().flat_map(|(id, years)| years.iter().map(move |(year, yen)| (*id, *year, *yen)))
    }

    /// Targets by year, in the order of indicators.
    pub fn targets(&self) -> impl Iterator<Item = (IndicatorId, FiscalYear, Decimal)> {
        self.targets.iter().flat_map(|(id, years)| years.iter().map(move |(year, target)| (*id, *year, *target)))
    }
}

impl Assessment {
    /// The same with what the plan promised when it was first adopted.
    pub fn with_original(self, original: &Plan) -> Assessment {
        let counted = || original.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
        let planned =
            counted().flat_map(|action| action.planned_effect.iter().map(|(year, yen)| (action.id, *year, *yen)));
        let indicators = original.actions().flat_map(|(_, action)| &action.indicators);
        let targets = indicators.flat_map(|of| of.targets.iter().map(|(year, target)| (of.id, *year, *target)));
        let (planned, targets): (Vec<_>, Vec<_>) = (planned.collect(), targets.collect());
        self.with_promises(planned, targets)
    }

    /// The same with effects of action items and targets of indicators by year that the plan promised when it was first adopted. A first
    /// version that promised neither is none to compare with.
    pub fn with_promises(
        mut self,
        planned: impl IntoIterator<Item = (ActionId, FiscalYear, Yen)>,
        targets: impl IntoIterator<Item = (IndicatorId, FiscalYear, Decimal)>,
    ) -> Assessment {
        let mut promises = OriginalPromises::default();
        let is_reported = |year: FiscalYear| self.year == year || self.earlier.iter().any(|record| record.year == year);
        for (id, year, yen) in planned {
            promises.planned.entry(id).or_default().insert(year, yen);
            if is_reported(year) {
                let of_initiative = promises.by_initiative.entry(id.initiative).or_default();
                *of_initiative += yen;
                promises.effect = Some(promises.effect.unwrap_or_default() + yen);
            }
        }
        for (id, year, target) in targets {
            promises.targets.entry(id).or_default().insert(year, target);
        }
        let is_empty = promises.planned.is_empty() && promises.targets.is_empty();
        self.original = (!is_empty).then_some(promises);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was promised for a year that has no report yet is in the promises and in no sum.
    #[test]
    fn sums_of_promises_are_of_the_years_reported_on() {
        use crate::assess::fixture::{record, year_one};
        use crate::plan::fixture::{YEAR, small};
        let plan = std::sync::Arc::new(small());
        let assessed = || {
            let (first, second) = (record(&plan, YEAR, year_one()), record(&plan, YEAR.next(), vec![]));
            crate::assess::assess(plan.clone(), second, vec![first]).expect("cross-footed")
        };
        let (action, yen) = (ActionId::new(1, 1), Yen::from_thousands);
        let years = [(YEAR, yen(100)), (YEAR.next(), yen(50)), (YEAR.next().next(), yen(7))];
        let promised = years.map(|(year, yen)| (action, year, yen));
        let original = assessed().with_promises(promised, []).original.expect("promises");
        assert_eq!(original.effect, Some(yen(150)));
        assert_eq!(original.by_initiative.values().copied().collect::<Vec<_>>(), [yen(150)]);
        assert_eq!(original.planned[&action], years.into());
        assert_eq!(assessed().with_promises([], []).original, None);
    }

    #[test]
    fn the_first_promise_stands_by_indicator_and_year() {
        let of = |number| IndicatorId { action: ActionId::new(1, 1), number };
        let mut promises = OriginalPromises::default();
        let (first, second) = (of(1), of(2));
        promises.targets.entry(first).or_default().insert(FiscalYear(2020), Decimal::new(15, 1));
        assert_eq!(promises.target(first, FiscalYear(2020)), Some(Decimal::new(15, 1)));
        assert_eq!((promises.target(first, FiscalYear(2021)), promises.target(second, FiscalYear(2020))), (None, None));
    }
}

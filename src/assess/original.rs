//! The plan as it was first adopted (当初の計画), where the office keeps it beside the revised one: what it promised for the years with
//! input, to stand beside the promise in force.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::against_plan::planned;
use super::assessment::Assessment;
use crate::plan::Plan;
use crate::vocabulary::{FiscalYear, IndicatorId, InitiativeNo, Yen};

/// What the first version promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OriginalPromises {
    /// Effects over the years with input; `None` where none was planned.
    pub effect: Option<Yen>,
    /// The same by initiative; those without a planned effect are absent.
    pub by_initiative: BTreeMap<InitiativeNo, Yen>,
    /// Targets of indicators by year.
    targets: BTreeMap<IndicatorId, BTreeMap<FiscalYear, Decimal>>,
}

impl OriginalPromises {
    /// The target of an indicator for a year.
    pub fn target(&self, indicator: IndicatorId, year: FiscalYear) -> Option<Decimal> {
        self.targets.get(&indicator)?.get(&year).copied()
    }
}

impl Assessment {
    /// The same with what the plan promised when it was first adopted.
    pub fn with_original(mut self, original: &Plan) -> Assessment {
        let years: Vec<FiscalYear> = self.earlier.iter().map(|record| record.year).chain([self.year]).collect();
        let sum = |actions: &[&crate::plan::ActionItem]| -> Option<Yen> {
            let amounts = years.iter().filter_map(|year| planned(actions.iter().copied(), *year));
            amounts.reduce(|sum, yen| sum + yen)
        };
        let all: Vec<_> = original.actions().map(|(_, action)| action).collect();
        let by_initiative = original.initiatives.iter().filter_map(|initiative| {
            let actions: Vec<_> = initiative.actions.iter().collect();
            Some((initiative.no, sum(&actions)?))
        });
        let indicators = all.iter().flat_map(|action| &action.indicators);
        self.original = Some(OriginalPromises {
            effect: sum(&all),
            by_initiative: by_initiative.collect(),
            targets: indicators.map(|indicator| (indicator.id, indicator.targets.clone())).collect(),
        });
        self
    }
}

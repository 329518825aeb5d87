//! A year beside the years before it: each action item and initiative assessed over them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assessment::{AssessedAction, AssessedInitiative};
use super::{against_plan, counts, effects, grade_by_rule, indicated, indicators, initiative_grade};
use crate::merge::record::YearRecord;
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{ActionId, InitiativeNo};

/// The record of the year assessed, with those of the plan's earlier years that have input.
pub(super) struct Years<'a> {
    plan: &'a Plan,
    record: &'a YearRecord,
    /// The record of the year before, where it has input.
    pub(super) last: Option<&'a YearRecord>,
    /// All records, oldest first; the year assessed is the last.
    pub(super) records: Vec<&'a YearRecord>,
}

impl<'a> Years<'a> {
    /// `earlier` are records of years before that of `record`, oldest first.
    pub(super) fn new(plan: &'a Plan, record: &'a YearRecord, earlier: &'a [Arc<YearRecord>]) -> Self {
        let before = record.year.previous();
        let last = earlier.iter().map(AsRef::as_ref).find(|earlier| earlier.year == before);
        let records = earlier.iter().map(AsRef::as_ref).chain([record]).collect();
        Self { plan, record, last, records }
    }

    /// Every action item of the plan.
    pub(super) fn actions(&self) -> BTreeMap<ActionId, AssessedAction> {
        self.plan.actions().map(|(_, action)| (action.id, self.action(action))).collect()
    }

    fn action(&self, action: &ActionItem) -> AssessedAction {
        let year = self.record.year;
        let of_record = self.record.actions.get(&action.id);
        let effect = of_record.map(effects::of_action).unwrap_or_default();
        let is_set = of_record.and_then(|of| of.grade.as_ref()).is_some_and(|grade| grade.overridden.is_some());
        let indicators = action.indicators.iter();
        let mut assessed = AssessedAction {
            grade: counts::grade_of(self.record, action),
            ended: of_record.and_then(|of| of.basis.ended()),
            computed: of_record.and_then(|of| of.basis.computed()).filter(|_| !is_set).cloned(),
            last_grade: self.last.and_then(|last| counts::grade_of(last, action)),
            indicated: None,
            effect: (!effect.is_empty()).then(|| effect.total()),
            planned_effect: against_plan::planned([action], year),
            indicators: indicators
                .map(|indicator| (indicator.id.number, indicators::assess(indicator, year, &self.records)))
                .collect(),
        };
        assessed.indicated = indicated::grade(&self.plan.grades, &assessed);
        assessed
    }

    /// Every initiative of the plan, from its action items.
    pub(super) fn initiatives(
        &self,
        actions: &BTreeMap<ActionId, AssessedAction>,
    ) -> BTreeMap<InitiativeNo, AssessedInitiative> {
        self.plan.initiatives.iter().map(|initiative| (initiative.no, self.initiative(initiative, actions))).collect()
    }

    fn initiative(&self, initiative: &Initiative, actions: &BTreeMap<ActionId, AssessedAction>) -> AssessedInitiative {
        let (plan, record) = (self.plan, self.record);
        let council = record.initiatives.get(&initiative.no).and_then(|record| record.council.as_ref());
        let effects = effects::of_initiative(record, initiative);
        let by_year = self.records.iter();
        AssessedInitiative {
            grade: initiative_grade(plan, record, initiative),
            by_rule: grade_by_rule(plan, record, initiative),
            last_grade: self.last.and_then(|last| initiative_grade(plan, last, initiative)),
            grades_by_year: by_year
                .filter_map(|record| Some((record.year, initiative_grade(plan, record, initiative)?)))
                .collect(),
            counts: counts::of_initiative(plan, record, initiative),
            against_plan: against_plan::compare(&initiative.actions, record.year, &effects),
            cumulative: against_plan::over_years(initiative, &self.records),
            indicators: against_plan::tally(record, &initiative.actions, actions),
            effects,
            council: council.map(|council| council.given.clone()).filter(|given| given.raters() > 0),
        }
    }
}

//! Grades of the bodies that grade beside the departments: how many of each, and how they compare with the departments'.

use std::collections::BTreeMap;

use super::assessment::{AssessedAction, AssessedInitiative};
use super::movement::is_below;
use crate::merge::record::YearRecord;
use crate::plan::{Grader, Plan};
use crate::vocabulary::{ActionId, GradeId, InitiativeNo, RatedItem};

/// What a body has graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraderSummary {
    /// Items that it is to grade.
    pub items: u32,
    /// Items by its grades; every grade that it may give is present.
    pub counts: BTreeMap<GradeId, u32>,
    /// Its grades beside the departments'; `None` where it has a scale of its own, which cannot be compared.
    pub compared: Option<Compared>,
}

/// How a body's grades compare with the departments' on the plan's scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// The same grade.
    pub same: u32,
    /// The body gives the better one.
    pub better: u32,
    /// The body gives the lower one.
    pub lower: u32,
}

impl GraderSummary {
    /// Items that it has graded.
    pub fn graded(&self) -> u32 {
        self.counts.values().sum()
    }
}

/// The grade of the department, or that follows from the departments', of an item.
pub(crate) fn of_department(
    actions: &BTreeMap<ActionId, AssessedAction>,
    initiatives: &BTreeMap<InitiativeNo, AssessedInitiative>,
    item: RatedItem,
) -> Option<GradeId> {
    match item {
        RatedItem::Initiative(no) => initiatives.get(&no)?.grade,
        RatedItem::Action(id) => actions.get(&id)?.grade,
    }
}

/// The summaries of all bodies, in the plan's order.
pub(super) fn summaries(
    plan: &Plan,
    record: &YearRecord,
    actions: &BTreeMap<ActionId, AssessedAction>,
    initiatives: &BTreeMap<InitiativeNo, AssessedInitiative>,
) -> Vec<GraderSummary> {
    let summary = |(at, grader): (usize, &Grader)| {
        let mut counts: BTreeMap<GradeId, u32> = grader.grades(plan).iter().map(|grade| (grade.id, 0)).collect();
        let mut compared = Compared::default();
        let mut items = 0;
        for item in grader.all_items(plan) {
            items += 1;
            let Some(grading) = record.gradings.get(&(at, item)) else { continue };
            let given = grading.grade.value;
            *counts.entry(given).or_default() += 1;
            let Some(own) = of_department(actions, initiatives, item) else { continue };
            if own == given {
                compared.same += 1;
            } else if is_below(&plan.grades, Some(own), Some(given)) {
                compared.better += 1;
            } else if is_below(&plan.grades, Some(given), Some(own)) {
                compared.lower += 1;
            }
        }
        GraderSummary { items, counts, compared: grader.own.is_none().then_some(compared) }
    };
    plan.graders().iter().enumerate().map(summary).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_grades_of_a_body_are_counted_together() {
        let counts = BTreeMap::from([(GradeId(0), 2), (GradeId(1), 0), (GradeId(2), 3)]);
        let summary = GraderSummary { items: 6, counts, compared: None };
        assert_eq!(summary.graded(), 5);
    }
}

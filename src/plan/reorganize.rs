//! Who carries a department's work on a given day: renames, merges, splits and abolitions followed in order.
//!
//! A unit that goes on after a change stands both in its `from` and its `to` (a merge that keeps one name, a split that
//! leaves a part behind). The first unit of `to` takes over the lead.

use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;

use jiff::civil::Date;
use serde::Serialize;

use super::{ActionItem, Department, Plan, Reorganization};
use crate::vocabulary::DepartmentId;

/// All changes of a plan, oldest first, with an index of the units that they name: most units are named by none, and a
/// unit's way is found without looking at the changes of the others.
///
/// Made of a whole list and read as one: a change that is not in the index cannot be added.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(into = "Vec<Reorganization>")]
pub struct Reorganizations {
    changes: Vec<Reorganization>,
    /// Positions of the changes that name a unit, in their order.
    naming: HashMap<DepartmentId, Vec<usize>>,
}

impl From<Vec<Reorganization>> for Reorganizations {
    fn from(changes: Vec<Reorganization>) -> Self {
        let mut naming: HashMap<DepartmentId, Vec<usize>> = HashMap::new();
        for (at, change) in changes.iter().enumerate() {
            for unit in change.from.iter().chain(&change.to) {
                let of_unit = naming.entry(unit.clone()).or_default();
                // A unit that goes on stands on both sides.
                if of_unit.last() != Some(&at) {
                    of_unit.push(at);
                }
            }
        }
        Reorganizations { changes, naming }
    }
}

impl From<Reorganizations> for Vec<Reorganization> {
    fn from(all: Reorganizations) -> Self {
        all.changes
    }
}

impl Deref for Reorganizations {
    type Target = [Reorganization];

    fn deref(&self) -> &[Reorganization] {
        &self.changes
    }
}

impl<'a> IntoIterator for &'a Reorganizations {
    type Item = &'a Reorganization;
    type IntoIter = std::slice::Iter<'a, Reorganization>;

    fn into_iter(self) -> Self::IntoIter {
        self.changes.iter()
    }
}

impl PartialEq for Reorganizations {
    fn eq(&self, other: &Reorganizations) -> bool {
        self.changes == other.changes
    }
}

impl Reorganizations {
    /// The changes that name a unit, oldest first.
    pub fn naming(&self, unit: &DepartmentId) -> impl DoubleEndedIterator<Item = &Reorganization> {
        self.positions(unit).iter().filter_map(|at| self.changes.get(*at))
    }

    /// Whether any change names a unit.
    pub fn name(&self, unit: &DepartmentId) -> bool {
        self.naming.contains_key(unit)
    }

    fn positions(&self, unit: &DepartmentId) -> &[usize] {
        self.naming.get(unit).map(Vec::as_slice).unwrap_or_default()
    }

    /// The next change at or after a position that names one of the units.
    fn next_naming(&self, units: &[DepartmentId], start: usize) -> Option<usize> {
        let of_unit = |unit| {
            let positions = self.positions(unit);
            positions.get(positions.partition_point(|at| *at < start)).copied()
        };
        units.iter().filter_map(of_unit).min()
    }

    /// The last change before a position that names one of the units.
    fn last_naming(&self, units: &[DepartmentId], end: usize) -> Option<usize> {
        let of_unit = |unit| {
            let positions = self.positions(unit);
            positions.partition_point(|at| *at < end).checked_sub(1).and_then(|before| positions.get(before)).copied()
        };
        units.iter().filter_map(of_unit).max()
    }
}

impl Department {
    /// Whether the unit exists on a day.
    pub fn exists_on(&self, date: Date) -> bool {
        self.since.is_none_or(|since| since <= date) && self.until.is_none_or(|until| date <= until)
    }
}

impl Plan {
    /// The department with that identity.
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == *id)
    }

    /// The departments that exist on a day, in the plan's order.
    pub fn departments_on(&self, date: Date) -> impl Iterator<Item = &Department> + Clone {
        self.departments.iter().filter(move |department| department.exists_on(date))
    }

    /// The units that carry a department's work on a day, the one that has the lead first; empty after an abolition.
    ///
    /// For a day before the unit was founded these are its predecessors.
    pub fn units_on(&self, id: &DepartmentId, date: Date) -> Vec<DepartmentId> {
        if !self.reorganizations.name(id) {
            return vec![id.clone()];
        }
        let founded_later = self.department(id).and_then(|unit| unit.since).is_some_and(|since| since > date);
        if founded_later { self.predecessors(id, date) } else { self.successors(id, date) }
    }

    /// The units of a day in the plan's order, each where the one whose work it carries on stood.
    pub fn units_in_order(&self, date: Date) -> Vec<DepartmentId> {
        let mut seen = BTreeSet::new();
        let listed = self.departments.iter().flat_map(|department| {
            let units = self.units_on(&department.id, date);
            if units.is_empty() { vec![department.id.clone()] } else { units }
        });
        listed.filter(|unit| seen.insert(unit.clone())).collect()
    }

    /// Whether a unit is one of those that carry a department's work on a day ([`Plan::units_on`]): to be asked of many departments.
    pub fn carried_by<'a>(&'a self, unit: &'a DepartmentId, date: Date) -> impl Fn(&DepartmentId) -> bool + 'a {
        // Nobody's work passes to a unit that no change names.
        let has_own_work_only = !self.reorganizations.name(unit);
        move |id| if has_own_work_only { unit == id } else { self.units_on(id, date).contains(unit) }
    }

    /// The units to which a department's work has passed by a day (itself, when nothing changed); empty after an abolition.
    pub fn successors(&self, id: &DepartmentId, date: Date) -> Vec<DepartmentId> {
        let mut units = vec![id.clone()];
        let mut start = 0;
        while let Some(at) = self.reorganizations.next_naming(&units, start) {
            start = at + 1;
            if let Some(change) = self.reorganizations.get(at).filter(|change| change.date <= date) {
                units = follow(&units, &change.from, &change.to);
            }
        }
        units
    }

    /// The units whose work a department does, as they were called on an earlier day (itself, when nothing changed).
    pub fn predecessors(&self, id: &DepartmentId, date: Date) -> Vec<DepartmentId> {
        let mut units = vec![id.clone()];
        let mut end = self.reorganizations.len();
        while let Some(at) = self.reorganizations.last_naming(&units, end) {
            end = at;
            if let Some(change) = self.reorganizations.get(at).filter(|change| change.date > date) {
                units = follow(&units, &change.to, &change.from);
            }
        }
        units
    }

    /// The change by which a department ended, if one did.
    pub fn end_of(&self, id: &DepartmentId) -> Option<&Reorganization> {
        self.reorganizations.naming(id).find(|change| change.from.contains(id) && !change.to.contains(id))
    }

    /// The department that has the lead of an action item on a day; `None` after an abolition.
    pub fn lead_on(&self, action: &ActionItem, date: Date) -> Option<DepartmentId> {
        self.units_on(&action.lead, date).into_iter().next()
    }

    /// The action items for which a department reports on a day, with whether it has the lead; 再掲 are left out.
    pub fn actions_of<'a>(
        &'a self,
        id: &'a DepartmentId,
        date: Date,
    ) -> impl Iterator<Item = (&'a ActionItem, bool)> + 'a {
        let is_theirs = self.carried_by(id, date);
        self.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none()).filter_map(move |action| {
            let reports = std::iter::once(&action.lead).chain(&action.partners).any(&is_theirs);
            reports.then(|| (action, self.lead_on(action, date).as_ref() == Some(id)))
        })
    }
}

/// Replaces each unit of `from` among `units` by all of `to`, in place, each unit once.
fn follow(units: &[DepartmentId], from: &[DepartmentId], to: &[DepartmentId]) -> Vec<DepartmentId> {
    let mut followed: Vec<DepartmentId> = Vec::with_capacity(units.len());
    for unit in units {
        let next = if from.contains(unit) { to } else { std::slice::from_ref(unit) };
        for unit in next {
            if !followed.contains(unit) {
                followed.push(unit.clone());
            }
        }
    }
    followed
}

/// The first and last day that the reorganizations give a unit: it begins with the change that first names it, if that
/// names it in `to` alone, and ends on the eve of the change that names it in `from` alone.
pub(super) fn implied_days(id: &DepartmentId, changes: &[Reorganization]) -> (Option<Date>, Option<Date>) {
    let since = changes
        .iter()
        .find(|change| change.from.contains(id) || change.to.contains(id))
        .filter(|change| !change.from.contains(id))
        .map(|change| change.date);
    let until = changes
        .iter()
        .find(|change| change.from.contains(id) && !change.to.contains(id))
        .and_then(|change| change.date.yesterday().ok());
    (since, until)
}

/// The days of a unit that no reorganization says, so that the master has to.
pub(crate) fn stated_days(unit: &Department, changes: &[Reorganization]) -> (Option<Date>, Option<Date>) {
    let (since, until) = implied_days(&unit.id, changes);
    (unit.since.filter(|_| unit.since != since), unit.until.filter(|_| unit.until != until))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::fixture;

    fn units(numbers: &[u8]) -> Vec<DepartmentId> {
        numbers.iter().map(|number| fixture::unit(&format!("第{number}課"))).collect()
    }

    proptest! {
        /// The index leads where looking at every change leads, also where days are not in order.
        #[test]
        fn the_index_leaves_no_change_out(
            changes in prop::collection::vec((1_i8..=12, prop::collection::vec(0_u8..6, 0..3), prop::collection::vec(0_u8..6, 0..3)), 0..8),
            month in 1_i8..=12,
        ) {
            let day = |month| Date::constant(2020, month, 1);
            let changes: Vec<Reorganization> = changes
                .into_iter()
                .map(|(month, from, to)| Reorganization { date: day(month), from: units(&from), to: units(&to), note: None })
                .collect();
            let mut plan = fixture::small();
            plan.reorganizations = changes.clone().into();
            for unit in units(&[0, 1, 2, 3, 4, 5]) {
                let later = changes.iter().filter(|change| change.date <= day(month));
                let later = later.fold(vec![unit.clone()], |units, change| follow(&units, &change.from, &change.to));
                prop_assert_eq!(plan.successors(&unit, day(month)), later);
                let earlier = changes.iter().rev().filter(|change| change.date > day(month));
                let earlier = earlier.fold(vec![unit.clone()], |units, change| follow(&units, &change.to, &change.from));
                prop_assert_eq!(plan.predecessors(&unit, day(month)), earlier);
                for other in units(&[0, 1, 2, 3, 4, 5]) {
                    let carries = plan.units_on(&other, day(month)).contains(&unit);
                    prop_assert_eq!(plan.carried_by(&unit, day(month))(&other), carries);
                }
            }
        }
    }
}

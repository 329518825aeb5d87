//! The plan as it stood in a year: without what a revision added later, and without what only that makes use of.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ActionItem, Initiative, Plan, Responsible};
use crate::vocabulary::{DepartmentId, FiscalYear, ThemeId};

impl Plan {
    /// The plan as it stood in a year. A theme, a bureau and a department of an initiative that no item has any more are left out where
    /// items or marks that were added later have them; those that nothing in the plan makes use of stay, as the plan lists them.
    pub fn of_year(plan: &Arc<Plan>, year: FiscalYear) -> Arc<Plan> {
        let has_begun = |initiative: &Initiative| initiative.later.have_begun(year);
        if plan.actions().all(|(_, action)| action.is_in(year)) && plan.initiatives.iter().all(has_begun) {
            return Arc::clone(plan);
        }
        let mut then = Plan::clone(plan);
        then.initiatives.retain(|initiative| initiative.is_in(year));
        for initiative in &mut then.initiatives {
            take_out_later(initiative, year);
            initiative.take_out_later_marks(year);
        }
        let (now, later) = (marked(&then.initiatives), marked(&plan.initiatives));
        then.themes.retain(|theme| now.contains(&theme.id) || !later.contains(&theme.id));
        let later = joining_units(plan, &then, year);
        if !later.is_empty() {
            then.bureaus.retain(|bureau| {
                let is_of = |unit: &DepartmentId| unit.bureau() == Some(bureau.name.as_str());
                let mut units = plan.departments.iter().map(|unit| &unit.id).filter(|unit| is_of(unit)).peekable();
                units.peek().is_none() || units.any(|unit| !later.contains(unit))
            });
        }
        Arc::new(then)
    }
}

/// The departments that report on an item.
fn units(action: &ActionItem) -> impl Iterator<Item = &DepartmentId> {
    std::iter::once(&action.lead).chain(&action.partners)
}

/// Takes the items that were added after a year out of an initiative, and the departments that join it with them.
fn take_out_later(initiative: &mut Initiative, year: FiscalYear) {
    let (now, later): (Vec<ActionItem>, Vec<ActionItem>) =
        std::mem::take(&mut initiative.actions).into_iter().partition(|action| action.is_in(year));
    let joins_later = |unit: &DepartmentId| {
        later.iter().flat_map(units).any(|of| of == unit) && !now.iter().flat_map(units).any(|of| of == unit)
    };
    let stays = |of: &&Responsible| !matches!(of, Responsible::Department(unit) if joins_later(unit));
    // An initiative is somebody's: where its items are listed under units that have become others, its own list stays.
    if initiative.responsible.iter().any(|of| stays(&of)) {
        initiative.responsible.retain(|of| stays(&of));
    }
    initiative.actions = now;
}

/// The themes that initiatives have.
fn marked(initiatives: &[Initiative]) -> BTreeSet<ThemeId> {
    initiatives.iter().flat_map(|initiative| &initiative.themes).copied().collect()
}

/// The departments that come into the plan with items added after a year: nothing of the year is theirs, nor have they to do with a
/// reorganization, by which they might have gone on with work of that year.
fn joining_units(plan: &Plan, then: &Plan, year: FiscalYear) -> BTreeSet<DepartmentId> {
    let of_year = then.actions().flat_map(|(_, action)| units(action));
    let responsible = then.initiatives.iter().flat_map(|initiative| &initiative.responsible);
    let responsible = responsible.filter_map(|of| match of {
        Responsible::Department(unit) => Some(unit),
        Responsible::Open(_) => None,
    });
    let changed = plan.reorganizations.iter().flat_map(|change| change.from.iter().chain(&change.to));
    let known: BTreeSet<&DepartmentId> = of_year.chain(responsible).chain(changed).collect();
    let later = plan.actions().filter(|(_, action)| !action.is_in(year)).flat_map(|(_, action)| units(action));
    later.filter(|unit| !known.contains(unit)).cloned().collect()
}

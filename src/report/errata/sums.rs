//! Which items a count or a sum may have changed with: of a theme, a bureau or a group of a level, those that belong to it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Printed};
use crate::plan::{Plan, Theme};
use crate::report::flat::Fact;
use crate::vocabulary::ActionId;

/// What the rows of the tables of counts and sums are called, with the changed items that belong to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Groups(BTreeMap<String, BTreeSet<ActionId>>);

impl Groups {
    /// The groups of a plan. An item belongs to a theme and to a bureau as either of the two reports has it.
    pub(super) fn of(plan: &Plan, before: &Printed, after: &Printed) -> Groups {
        let mut groups = Groups::default();
        for theme in &plan.themes {
            groups.add(theme_names(theme), None);
        }
        plan.bureaus.iter().for_each(|bureau| groups.add([bureau.name.clone()], None));
        plan.groups().for_each(|(_, group)| groups.add([group.label()], None));
        for (initiative, action) in plan.actions() {
            let id = Some(action.id);
            let records = || [before, after].into_iter().filter_map(|printed| printed.records.get(&action.id));
            let said = |fact: Fact| {
                records().filter_map(|record| record.values.get(&fact.into()).cloned()).collect::<Vec<_>>()
            };
            let shorts: BTreeSet<String> =
                said(Fact::Themes).iter().flat_map(|list| list.split('、')).map(str::to_owned).collect();
            let is_of = |theme: &&Theme| initiative.themes.contains(&theme.id) || shorts.contains(&theme.short);
            plan.themes.iter().filter(is_of).for_each(|theme| groups.add(theme_names(theme), id));
            let bureaus = action.lead.bureau().map(str::to_owned).into_iter().chain(said(Fact::Bureau));
            bureaus.for_each(|bureau| groups.add([bureau], id));
            plan.groups_of(initiative).into_iter().for_each(|(_, group)| groups.add([group.label()], id));
        }
        groups.0.remove("");
        groups
    }

    fn add(&mut self, names: impl IntoIterator<Item = String>, item: Option<ActionId>) {
        names.into_iter().for_each(|name| self.0.entry(name).or_default().extend(item));
    }

    /// Of some items those that a change in this place may come from: all, unless it is in the row of a group that has any of them.
    pub(super) fn within(&self, change: &Change, items: Vec<ActionId>) -> Vec<ActionId> {
        let of_place = change.place.iter().filter_map(|part| self.0.get(part.as_str())).next_back();
        let own = of_place.map(|group| items.iter().copied().filter(|id| group.contains(id)).collect::<Vec<_>>());
        own.filter(|own| !own.is_empty()).unwrap_or(items)
    }
}

fn theme_names(theme: &Theme) -> [String; 3] {
    [theme.title.clone(), theme.short.clone(), format!("{} {}", theme.id.0, theme.title)]
}

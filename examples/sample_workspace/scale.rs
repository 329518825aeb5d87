//! A plan N times as large, for measuring: the bureaus, departments and initiatives of the sample, N times over with a number.

use std::collections::BTreeMap;

use kaikaku::plan::{Department, Plan, Responsible};
use kaikaku::vocabulary::{ActionId, DepartmentId, InitiativeNo};

use super::content::{Content, Opinion};

/// The plan and its content `times` over. The first copy is the sample itself.
pub(crate) fn scaled(plan: Plan, content: Content, times: usize) -> (Plan, Content) {
    let (mut large, mut written) = (plan.clone(), content.clone());
    let initiatives = plan.initiatives.len() as u16;
    let mut reorganizations = plan.reorganizations.to_vec();
    for copy in 1..times {
        let shift = initiatives * copy as u16;
        let unit = |id: &DepartmentId| {
            let bureau = id.bureau().map(|bureau| format!("{bureau}{}", copy + 1));
            match &bureau {
                Some(bureau) => DepartmentId::new(Some(bureau), id.name()),
                None => DepartmentId::new(None, &format!("{}{}", id.name(), copy + 1)),
            }
        };
        let action = |id: ActionId| ActionId::new(id.initiative.0 + shift, id.number);
        large.bureaus.extend(plan.bureaus.iter().cloned().map(|mut bureau| {
            bureau.name.push_str(&(copy + 1).to_string());
            bureau.abbreviation.push_str(&(copy + 1).to_string());
            bureau
        }));
        large.departments.extend(
            plan.departments.iter().map(|department| Department { id: unit(&department.id), ..department.clone() }),
        );
        reorganizations.extend(plan.reorganizations.iter().cloned().map(|mut change| {
            change.from.iter_mut().chain(&mut change.to).for_each(|id| *id = unit(id));
            change
        }));
        large.initiatives.extend(plan.initiatives.iter().cloned().map(|mut initiative| {
            initiative.no = InitiativeNo(initiative.no.0 + shift);
            initiative.printed = initiative.no.key();
            initiative.name.push_str(&format!("（{}）", copy + 1));
            for responsible in &mut initiative.responsible {
                if let Responsible::Department(id) = responsible {
                    *id = unit(id);
                }
            }
            for item in &mut initiative.actions {
                item.id = action(item.id);
                item.printed = item.id.key();
                item.lead = unit(&item.lead);
                item.partners.iter_mut().for_each(|id| *id = unit(id));
                item.indicators.iter_mut().for_each(|indicator| indicator.id.action = action(indicator.id.action));
                item.repeats = item.repeats.map(action);
                // Open items would stand in every form of every copy: those of the first are enough.
                item.open = false;
            }
            initiative
        }));
        written.reports.extend(moved(&content.reports, action));
        written.reasons.extend(moved(&content.reasons, action));
        written.memos.extend(moved(&content.memos, action));
        written.midyear.extend(moved(&content.midyear, action));
        written.ratings.extend(content.ratings.iter().map(|(no, means)| (no + shift, *means)));
        written.partners.extend(content.partners.iter().map(|(id, reports)| {
            let moved = reports.iter().map(|(partner, report)| (unit(partner), report.clone()));
            (action(*id), moved.collect::<Vec<_>>())
        }));
        for (year, opinions) in content.opinions.iter().enumerate() {
            written.opinions[year].extend(
                opinions.iter().map(|Opinion(no, member, text, answer)| {
                    Opinion(no + shift, *member, text.clone(), answer.clone())
                }),
            );
        }
    }
    reorganizations.sort_by_key(|change| change.date);
    large.reorganizations = reorganizations.into();
    (large, written)
}

fn moved<T: Clone>(texts: &BTreeMap<ActionId, T>, action: impl Fn(ActionId) -> ActionId) -> Vec<(ActionId, T)> {
    texts.iter().map(|(id, value)| (action(*id), value.clone())).collect()
}

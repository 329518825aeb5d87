//! Whose row a row is: reorganizations (機構改正) between the plan, the form and the year reported on.
//!
//! Everything is translated to the units that exist on the last day of the year reported on, so that each year's
//! report prints the names of its own time:
//!
//! - rename (1→1): a form under the old name counts as the new unit's, and one that the renamed unit hands in for a
//!   year before its renaming counts as the old unit's;
//! - merge (n→1): the rows of all old units are the new unit's; old units' forms complete each other;
//! - split (1→n): the row of an old unit's form goes to that successor which leads the item, else to one that takes part in it;
//! - abolition (1→0): the old unit stays in charge of its last year; an item without a successor is a finding.

use jiff::civil::Date;

use crate::plan::{ActionItem, Plan, Reorganization};
use crate::vocabulary::DepartmentId;

/// Who is in charge of an action item on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The department whose grade and effect count (主担当).
    pub lead: DepartmentId,
    /// The others, in the plan's order (副担当).
    pub partners: Vec<DepartmentId>,
    /// How the lead was found.
    pub succession: Succession,
}

/// How the lead of an item follows from the plan's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// Exactly one unit answers for it.
    Clear,
    /// The plan's lead was split: the first of the new units leads, unless the plan names another as the item's lead.
    Split,
    /// The plan's lead was abolished without a successor.
    Abolished,
}

impl Team {
    /// The team of `action` on `day`.
    pub fn on(plan: &Plan, action: &ActionItem, day: Date) -> Team {
        let mut partners: Vec<DepartmentId> = Vec::new();
        for partner in action.partners.iter().flat_map(|partner| plan.units_on(partner, day)) {
            if !partners.contains(&partner) {
                partners.push(partner);
            }
        }
        let mut candidates = plan.units_on(&action.lead, day);
        let succession = match candidates.len() {
            0 => Succession::Abolished,
            1 => Succession::Clear,
            _ => Succession::Split,
        };
        let lead = if candidates.is_empty() { action.lead.clone() } else { candidates.remove(0) };
        for other in candidates {
            if !partners.contains(&other) {
                partners.push(other);
            }
        }
        partners.retain(|partner| *partner != lead);
        Team { lead, partners, succession }
    }

    /// All departments of the team, the lead last.
    pub fn into_departments(self) -> impl Iterator<Item = DepartmentId> {
        self.partners.into_iter().chain([self.lead])
    }

    /// Whether the department belongs to the team.
    pub fn has(&self, department: &DepartmentId) -> bool {
        self.lead == *department || self.partners.contains(department)
    }
}

/// The unit whose form this is when forms are compared with each other (resubmission): the name after plain renamings.
///
/// Forms of units that were merged or split stay apart, because each carries its own rows.
pub fn form_unit(plan: &Plan, unit: &DepartmentId, day: Date) -> DepartmentId {
    if !plan.reorganizations.name(unit) {
        return unit.clone();
    }
    let renames = |change: &&Reorganization| change.from.len() == 1 && change.to.len() == 1;
    let mut current = unit.clone();
    for change in plan.reorganizations.iter().filter(|change| change.date <= day).filter(renames) {
        if change.from.first() == Some(&current) {
            current.clone_from(&change.to[0]);
        }
    }
    for change in plan.reorganizations.iter().rev().filter(|change| change.date > day).filter(renames) {
        if change.to.first() == Some(&current) {
            current.clone_from(&change.from[0]);
        }
    }
    current
}

/// The unit on `day` to which a row of `unit`'s form on an item of `team` belongs.
pub fn owner(plan: &Plan, unit: &DepartmentId, team: &Team, day: Date) -> DepartmentId {
    let mut candidates = plan.units_on(unit, day);
    let chosen = candidates
        .iter()
        .position(|candidate| *candidate == team.lead)
        .or_else(|| candidates.iter().position(|candidate| team.partners.contains(candidate)))
        .unwrap_or(0);
    if candidates.is_empty() { unit.clone() } else { candidates.swap_remove(chosen) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Department, fixture};
    use crate::vocabulary::ActionId;

    fn unit(name: &str) -> DepartmentId {
        DepartmentId::new(Some("甲部"), name)
    }

    fn day(year: i16) -> Date {
        Date::constant(year, 3, 31)
    }

    fn change(year: i16, from: &[&str], to: &[&str]) -> Reorganization {
        Reorganization {
            date: Date::constant(year, 4, 1),
            from: from.iter().map(|name| unit(name)).collect(),
            to: to.iter().map(|name| unit(name)).collect(),
            note: None,
        }
    }

    fn reorganized(changes: Vec<Reorganization>) -> Plan {
        let mut plan = fixture::small();
        for change in &changes {
            for unit in change.to.iter().filter(|unit| !change.from.contains(unit)) {
                plan.departments.push(Department { id: unit.clone(), since: Some(change.date), until: None });
            }
        }
        plan.reorganizations = changes.into();
        plan
    }

    #[test]
    fn a_rename_works_in_both_directions() {
        let plan = reorganized(vec![change(2021, &["旧課"], &["新課"]), change(2023, &["新課"], &["最新課"])]);
        assert_eq!(plan.units_on(&unit("旧課"), day(2021)), [unit("旧課")]);
        assert_eq!(plan.units_on(&unit("旧課"), day(2022)), [unit("新課")]);
        assert_eq!(plan.units_on(&unit("旧課"), day(2024)), [unit("最新課")]);
        assert_eq!(plan.units_on(&unit("最新課"), day(2021)), [unit("旧課")]);
        assert_eq!(form_unit(&plan, &unit("最新課"), day(2022)), unit("新課"));
    }

    #[test]
    fn merged_units_keep_their_own_forms_and_share_a_name() {
        let plan = reorganized(vec![change(2021, &["一課", "二課"], &["合同課"])]);
        assert_eq!(plan.units_on(&unit("二課"), day(2022)), [unit("合同課")]);
        assert_eq!(plan.units_on(&unit("合同課"), day(2021)), [unit("一課"), unit("二課")]);
        assert_eq!(form_unit(&plan, &unit("一課"), day(2022)), unit("一課"));
    }

    #[test]
    fn a_unit_that_absorbs_another_stays_itself() {
        let plan = reorganized(vec![change(2021, &["一課", "二課"], &["一課"])]);
        assert_eq!(plan.units_on(&unit("二課"), day(2022)), [unit("一課")]);
        assert_eq!(plan.units_on(&unit("一課"), day(2022)), [unit("一課")]);
        assert_eq!(plan.units_on(&unit("一課"), day(2021)), [unit("一課")]);
    }

    #[test]
    fn after_a_split_the_lead_of_the_item_owns_the_row() {
        let plan = reorganized(vec![change(2021, &["一課"], &["東課", "西課"])]);
        let mut action = plan.action(ActionId::new(1, 1)).expect("sample").1.clone();
        action.lead = unit("西課");
        action.partners = vec![];
        let team = Team::on(&plan, &action, day(2022));
        assert_eq!((team.lead.clone(), team.succession), (unit("西課"), Succession::Clear));
        assert_eq!(owner(&plan, &unit("一課"), &team, day(2022)), unit("西課"));
        assert_eq!(Team::on(&plan, &action, day(2021)).lead, unit("一課"));
        action.lead = unit("一課");
        let team = Team::on(&plan, &action, day(2022));
        assert_eq!((team.lead, team.partners, team.succession), (unit("東課"), vec![unit("西課")], Succession::Split));
    }

    #[test]
    fn after_a_split_a_partner_owns_the_row_before_a_unit_without_part_in_the_item() {
        let plan = reorganized(vec![change(2021, &["一課"], &["東課", "西課"])]);
        let mut action = plan.action(ActionId::new(1, 1)).expect("sample").1.clone();
        (action.lead, action.partners) = (unit("二課"), vec![unit("西課")]);
        let team = Team::on(&plan, &action, day(2022));
        assert_eq!(owner(&plan, &unit("一課"), &team, day(2022)), unit("西課"));
        action.partners = vec![unit("西課"), unit("東課")];
        let team = Team::on(&plan, &action, day(2022));
        assert_eq!(owner(&plan, &unit("一課"), &team, day(2022)), unit("東課"));
        action.partners = vec![];
        let team = Team::on(&plan, &action, day(2022));
        assert_eq!(owner(&plan, &unit("一課"), &team, day(2022)), unit("東課"));
    }

    #[test]
    fn an_abolished_unit_keeps_its_items() {
        let plan = reorganized(vec![change(2021, &["一課"], &[])]);
        let mut action = plan.action(ActionId::new(1, 1)).expect("sample").1.clone();
        action.lead = unit("一課");
        let team = Team::on(&plan, &action, day(2022));
        assert_eq!((team.lead.clone(), team.succession), (unit("一課"), Succession::Abolished));
        assert_eq!(owner(&plan, &unit("一課"), &team, day(2022)), unit("一課"));
    }
}

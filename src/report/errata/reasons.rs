//! Why something changed: what the office says, else what the records of both versions show.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Printed};
use crate::merge::record::YearRecord;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, InitiativeNo, japanese_date};

/// Fields of a record that come from the plan and not from a form.
const OF_PLAN: [&str; 11] = [
    "initiative_name",
    "action_name",
    "repeats",
    "bureau",
    "lead",
    "partners",
    "themes",
    "goals",
    "planned_stage",
    "last_grade",
    "counted",
];

/// The reasons for what changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Causes {
    by_action: BTreeMap<ActionId, String>,
    by_initiative: BTreeMap<InitiativeNo, String>,
    of_all: Option<String>,
    of_cover: Option<String>,
}

/// The reasons for the differences between a published report and today's.
pub fn causes(plan: &Plan, record: &YearRecord, before: &Printed, after: &Printed) -> Causes {
    let stated = &record.stated;
    let mut causes = Causes::default();
    for (_, action) in plan.actions() {
        let key = action.id.key();
        let (old, new) = (before.records.get(&key), after.records.get(&key));
        if old == new {
            continue;
        }
        let empty = BTreeMap::new();
        let (old, new) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
        let fields: BTreeSet<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
        let changed: Vec<&str> = fields
            .into_iter()
            .filter(|field| old.get(*field) != new.get(*field) && !field.ends_with("_origin"))
            .collect();
        if changed.is_empty() {
            continue;
        }
        let of_plan = |field: &&str| OF_PLAN.contains(field) || field.ends_with("_target") || field.ends_with("_name");
        let overridden = changed.contains(&"override_reason").then(|| new.get("override_reason"));
        let reason = match (stated.settled_on, overridden.flatten()) {
            (Some(day), _) if before.awaiting.contains(&key) => format!("決算の確定（{}）による。", japanese_date(day)),
            (_, Some(reason)) if !reason.is_empty() => format!("進捗区分を改めた。{reason}"),
            _ if changed.iter().all(of_plan) => "計画の記載を改めたことによる。".to_owned(),
            _ => "担当部署の報告が改められたことによる。".to_owned(),
        };
        causes.by_action.insert(action.id, reason);
    }
    for correction in &stated.corrections {
        let reason = correction.reason.clone();
        match (correction.action, correction.initiative) {
            (Some(action), _) => {
                causes.by_action.insert(action, reason);
            }
            (None, Some(no)) => {
                causes.by_initiative.insert(no, reason);
            }
            (None, None) => causes.of_all = Some(reason),
        }
    }
    if before.state != after.state {
        causes.of_cover = Some(format!("{}から{}への変更", before.state, after.state));
    } else if before.date != after.date {
        causes.of_cover = Some("報告書の日付の変更".to_owned());
    }
    causes
}

impl Causes {
    /// The reason for a change, by the item that its place or its text names; `None` where nobody has said it.
    pub fn of(&self, plan: &Plan, change: &Change) -> Option<String> {
        if change.place.first().is_some_and(|part| part == "表紙") {
            return self.of_cover.clone().or_else(|| self.of_all.clone());
        }
        let named: Vec<ActionId> =
            self.by_action.keys().copied().filter(|id| names_action(change, &plan.number(*id))).collect();
        let initiative = plan.initiatives.iter().find(|initiative| {
            change
                .place
                .iter()
                .any(|place| *place == initiative.name || place.ends_with(&format!(" {}", initiative.name)))
        });
        let within: Vec<ActionId> = match initiative {
            Some(initiative) if named.is_empty() => {
                self.by_action.keys().copied().filter(|id| id.initiative == initiative.no).collect()
            }
            _ => named,
        };
        if let Some(reason) = reasons_of(&self.by_action, &within) {
            return Some(reason);
        }
        if let Some(initiative) = initiative {
            return self.by_initiative.get(&initiative.no).or(self.of_all.as_ref()).cloned();
        }
        if let Some(reason) = &self.of_all {
            return Some(reason.clone());
        }
        let ids: Vec<String> = self.by_action.keys().map(|id| plan.number(*id)).collect();
        match ids.as_slice() {
            [] => None,
            [one] => Some(format!("{one}の変更に伴う集計の変更")),
            [a, b, c] => Some(format!("{a}、{b}及び{c}の変更に伴う集計の変更")),
            [a, b] => Some(format!("{a}及び{b}の変更に伴う集計の変更")),
            [a, ..] => Some(format!("{a}ほか{}件の変更に伴う集計の変更", ids.len() - 1)),
        }
    }
}

/// The distinct reasons of several items in one text.
fn reasons_of(by_action: &BTreeMap<ActionId, String>, ids: &[ActionId]) -> Option<String> {
    let mut reasons: Vec<&str> = ids.iter().filter_map(|id| by_action.get(id)).map(String::as_str).collect();
    reasons.dedup();
    (!reasons.is_empty()).then(|| reasons.join("／"))
}

/// Whether a place names an action item: 「8-2」 or 「8-2 名称」, never 「18-2」.
fn names_action(change: &Change, id: &str) -> bool {
    change.place.iter().chain([&change.after, &change.before]).any(|text| {
        text.strip_prefix(id).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn printed(value: &str, awaiting: bool) -> Printed {
        let record = BTreeMap::from([("effect_yen".to_owned(), value.to_owned())]);
        Printed {
            state: "速報".to_owned(),
            awaiting: awaiting.then(|| "1-1".to_owned()).into_iter().collect(),
            records: BTreeMap::from([("1-1".to_owned(), record)]),
            ..Printed::default()
        }
    }

    fn change(place: &[&str]) -> Change {
        Change {
            page_before: Some("3".to_owned()),
            page_after: Some("3".to_owned()),
            place: place.iter().map(|name| (*name).to_owned()).collect(),
            before: "1".to_owned(),
            after: "2".to_owned(),
        }
    }

    #[test]
    fn figures_that_waited_for_the_accounts_changed_because_of_them() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        record.stated.settled_on = Some(jiff::civil::date(2022, 8, 31));
        let after = Printed { state: "確定".to_owned(), ..printed("2", false) };
        let causes = causes(&assessment.plan, &record, &printed("1", true), &after);
        let of = |place: &[&str]| causes.of(&assessment.plan, &change(place));
        assert_eq!(of(&["個票", "効果額", "1-1 名"]).as_deref(), Some("決算の確定（令和4年8月31日）による。"));
        assert_eq!(of(&["概況", "計"]).as_deref(), Some("1-1の変更に伴う集計の変更"));
        assert_eq!(of(&["表紙"]).as_deref(), Some("速報から確定への変更"));
    }

    #[test]
    fn the_office_has_the_last_word_and_what_nobody_says_has_no_reason() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let none = causes(&assessment.plan, &record, &printed("1", false), &printed("1", false));
        assert_eq!(none.of(&assessment.plan, &change(&["概況"])), None);
        let correction = crate::merge::statement::Correction {
            action: Some(ActionId::new(1, 1)),
            initiative: None,
            reason: "桁の誤り".to_owned(),
        };
        record.stated.corrections.push(correction);
        let said = causes(&assessment.plan, &record, &printed("1", false), &printed("2", false));
        assert_eq!(said.of(&assessment.plan, &change(&["1-1"])).as_deref(), Some("桁の誤り"));
    }
}

//! Numbers as the plan prints them (`1-(1)-①`, `3-(2)-ア`, an office's own `0086`), and finding them again in what people type.
//!
//! Inside, an action item is known by its key (`8-2`); a plan may print another number for it. Wherever a number is typed, the
//! printed one is looked for first, to the letter and then by its letters and digits alone; a key still names its item, unless
//! it is the printed number of another.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::Plan;
use crate::vocabulary::{ActionId, InitiativeNo, text_key};

impl Plan {
    /// The number of an action item as papers and forms print it.
    pub fn number(&self, id: ActionId) -> String {
        self.action(id).map_or_else(|| id.key(), |(_, action)| action.printed.clone())
    }

    /// The number of an initiative as papers and forms print it.
    pub fn initiative_number(&self, no: InitiativeNo) -> String {
        self.initiative(no).map_or_else(|| no.key(), |initiative| initiative.printed.clone())
    }
}

/// The printed numbers of a plan that are not the keys.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    actions: Spellings<ActionId>,
    initiatives: Spellings<InitiativeNo>,
}

impl Numbers {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> Numbers {
        let mut numbers = Numbers::default();
        for initiative in &plan.initiatives {
            if initiative.printed != initiative.no.key() {
                numbers.initiatives.add(&initiative.printed, initiative.no);
            }
            for action in initiative.actions.iter().filter(|action| action.printed != action.id.key()) {
                numbers.actions.add(&action.printed, action.id);
            }
        }
        numbers
    }

    /// The action item with that printed number.
    pub fn action(&self, typed: &str) -> Option<ActionId> {
        self.actions.find(typed)
    }

    /// The initiative with that printed number.
    pub fn initiative(&self, typed: &str) -> Option<InitiativeNo> {
        self.initiatives.find(typed)
    }

    /// The action item whose printed number, or else whose key, a text is.
    pub fn action_or_key(&self, typed: &str) -> Option<ActionId> {
        self.action(typed).or_else(|| typed.trim().parse().ok())
    }

    /// The initiative whose printed number, or else whose key, a text is.
    pub fn initiative_or_key(&self, typed: &str) -> Option<InitiativeNo> {
        self.initiative(typed).or_else(|| typed.trim().parse().ok().map(InitiativeNo))
    }

    /// The action item whose printed number stands within a text, apart from other letters and digits; the longest of several.
    pub fn action_within(&self, text: &str) -> Option<ActionId> {
        self.actions.within(text).map(|(_, id)| id)
    }

    /// The initiative whose printed number stands within a text; `None` where a longer number of an action item does.
    pub fn initiative_within(&self, text: &str) -> Option<InitiativeNo> {
        let (length, no) = self.initiatives.within(text)?;
        self.actions.within(text).is_none_or(|(other, _)| other < length).then_some(no)
    }
}

/// What numbers are found by.
#[derive(Debug, Clone)]
struct Spellings<T> {
    exact: BTreeMap<String, T>,
    /// By letters and digits alone; `None` where several have them.
    loose: BTreeMap<String, Option<T>>,
}

impl<T> Default for Spellings<T> {
    fn default() -> Self {
        Spellings { exact: BTreeMap::new(), loose: BTreeMap::new() }
    }
}

impl<T: Copy> Spellings<T> {
    fn add(&mut self, printed: &str, id: T) {
        self.exact.insert(text_key(printed), id);
        self.loose.entry(loose(printed)).and_modify(|held| *held = None).or_insert(Some(id));
    }

    fn find(&self, typed: &str) -> Option<T> {
        if self.exact.is_empty() {
            return None;
        }
        let exact = self.exact.get(&text_key(typed)).copied();
        exact.or_else(|| self.loose.get(&loose(typed)).copied().flatten())
    }

    /// The longest number within a text, with its length.
    fn within(&self, text: &str) -> Option<(usize, T)> {
        let text = text_key(text);
        let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '(');
        let stands_in = |number: &String| {
            text.match_indices(number.as_str()).any(|(at, _)| {
                let before = text.get(..at).and_then(|before| before.chars().next_back());
                let after = text.get(at + number.len()..).and_then(|after| after.chars().next());
                !before.is_some_and(joins) && !after.is_some_and(joins)
            })
        };
        let found = self.exact.iter().filter(|(number, _)| stands_in(number));
        found.max_by_key(|(number, _)| number.len()).map(|(number, id)| (number.len(), *id))
    }
}

/// The runs of letters and of digits, digits without leading zeros: `1-(1)-①` and `1(1)1` are `1-1-1`, `0086` is `86`.
fn loose(text: &str) -> String {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let runs = text.split(|c: char| !c.is_alphanumeric() || c == 'ー').filter(|run| !run.is_empty());
    let runs: Vec<&str> = runs
        .map(|run| match run.trim_start_matches('0') {
            "" => "0",
            rest if run.bytes().all(|b| b.is_ascii_digit()) => rest,
            _ => run,
        })
        .collect();
    runs.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    fn numbered() -> Plan {
        let mut plan = fixture::small();
        plan.initiatives[0].printed = "1-(1)".into();
        plan.initiatives[0].actions[0].printed = "1-(1)-①".into();
        plan.initiatives[0].actions[1].printed = "3-(2)-ア".into();
        plan.initiatives[1].actions[0].printed = "0086".into();
        plan
    }

    #[test]
    fn printed_numbers_are_found_in_every_spelling() {
        let numbers = Numbers::of(&numbered());
        for typed in ["1-(1)-①", "１－（１）－①", " 1-(1)-1", "1(1)①"] {
            assert_eq!(numbers.action(typed), Some(ActionId::new(1, 1)), "{typed}");
        }
        assert_eq!(numbers.action("3-(2)-ア"), Some(ActionId::new(1, 2)));
        assert_eq!([numbers.action("0086"), numbers.action("86")], [Some(ActionId::new(2, 1)); 2]);
        assert_eq!(numbers.action("1-1"), None);
        assert_eq!(numbers.action_or_key("1-1"), Some(ActionId::new(1, 1)));
    }

    #[test]
    fn numbers_are_found_within_questions() {
        let numbers = Numbers::of(&numbered());
        assert_eq!(numbers.action_within("1-(1)-①の効果額"), Some(ActionId::new(1, 1)));
        assert_eq!(numbers.initiative_within("1-(1)-①の効果額"), None);
        assert_eq!(numbers.initiative_within("1-(1)の進捗区分"), Some(InitiativeNo(1)));
        assert_eq!(numbers.action_within("R2-0086-1"), None);
    }

    #[test]
    fn a_plan_that_prints_its_keys_has_none() {
        let numbers = Numbers::of(&fixture::small());
        assert_eq!((numbers.action("1-1"), numbers.initiative("1")), (None, None));
    }
}

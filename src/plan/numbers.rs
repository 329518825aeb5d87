//! Numbers as the plan prints them (`1-(1)-①`, `3-(2)-ア`, an office's own `0086`; of an opinion `R2-1-(1)-1`), and finding them again in
//! what people type.
//!
//! Inside, an action item is known by its key (`8-2`); a plan may print another number for it. Wherever a number is typed, the
//! printed one is looked for first, to the letter and then by its letters and digits alone; a key still names its item, unless
//! it is the printed number of another.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::Plan;
use crate::vocabulary::{ActionId, FiscalYear, InitiativeNo, OpinionId, is_dash, text_key};

impl Plan {
    /// The number of an action item as papers and forms print it.
    pub fn number(&self, id: ActionId) -> String {
        self.action(id).map_or_else(|| id.key(), |(_, action)| action.printed.clone())
    }

    /// What is said where the number of an item is expected, with the plan's first as the example.
    pub fn number_alone(&self) -> String {
        let example = self.actions().next().map(|(_, action)| format!("（例：{}）", action.printed));
        format!("番号だけ{}", example.unwrap_or_default())
    }

    /// The number of an initiative as papers and forms print it.
    pub fn initiative_number(&self, no: InitiativeNo) -> String {
        self.initiative(no).map_or_else(|| no.key(), |initiative| initiative.printed.clone())
    }

    /// The number of an opinion as papers and forms print it: the year rated, the number of the initiative, the opinion's own.
    pub fn opinion_number(&self, id: OpinionId) -> String {
        format!("{}-{}-{}", id.year.short(), self.initiative_number(id.initiative), id.number)
    }

    /// How an opinion stands in the form's column 審議会意見, and how an answer in 意見への対応 says which opinion it is for:
    /// `【R2-8-1】` before the text. An answer without a number is for all opinions of its row.
    pub fn opinion_tag(&self, id: OpinionId) -> String {
        format!("【{}】", self.opinion_number(id))
    }

    /// A number that an opinion on a year has, as an example: of the plan's first initiative.
    pub fn opinion_example(&self, year: FiscalYear) -> String {
        let initiative = self.initiatives.first().map_or(InitiativeNo(1), |initiative| initiative.no);
        self.opinion_number(OpinionId { year, initiative, number: 1 })
    }
}

/// The most characters of a text in which the number of an opinion is looked for.
const LONGEST_OPINION: usize = 60;

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

impl Numbers {
    /// The opinion whose number a whole text is, with the printed number of its initiative or with its key.
    pub fn opinion(&self, typed: &str) -> Option<OpinionId> {
        let (year, initiative, number) = OpinionId::split(typed)?;
        let key = || {
            let key: String = initiative.trim().nfkc().collect();
            let is_whole = key.bytes().all(|byte| byte.is_ascii_digit());
            is_whole.then(|| key.parse().ok()).flatten().filter(|no| *no > 0).map(InitiativeNo)
        };
        let initiative = self.initiative(initiative).or_else(key)?;
        Some(OpinionId { year, initiative, number })
    }

    /// The opinion whose number begins with the letter of its era at the beginning of a text; with its length in bytes. The longest
    /// that there is: of 1 and 1-2 the latter in `R2-1-2-1`.
    pub fn opinion_at_start(&self, text: &str) -> Option<(OpinionId, usize)> {
        if !begins_with_era(text) {
            return None;
        }
        let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
        let mut ends = Vec::new();
        for (at, c) in text.char_indices().take(LONGEST_OPINION) {
            let end = at + c.len_utf8();
            let mut rest = text[end..].chars();
            let next = rest.next();
            let goes_on = next.is_some_and(is_digit) || next.is_some_and(is_dash) && rest.next().is_some_and(is_digit);
            if is_digit(c) && !goes_on {
                ends.push(end);
            }
        }
        ends.into_iter().rev().find_map(|end| Some((self.opinion(&text[..end])?, end)))
    }

    /// What looks like the number of an opinion in a text, but names no initiative by a number of the plan or a key: a slip.
    pub fn unknown_opinion_within<'t>(&self, text: &'t str) -> Option<&'t str> {
        let ends_word =
            |c: char| c.is_whitespace() || matches!(c, '。' | '、' | '：' | ':' | '】' | '「' | '」' | '・');
        let mut starts = word_starts(text).filter_map(|at| {
            let rest = &text[at..];
            let word = &rest[..rest.find(ends_word).unwrap_or(rest.len())];
            let ends = word.char_indices().take(LONGEST_OPINION).map(|(at, c)| at + c.len_utf8());
            let longest = ends.filter(|end| OpinionId::split(&word[..*end]).is_some()).last()?;
            begins_with_era(word).then_some(&word[..longest])
        });
        starts.find(|number| self.opinion_at_start(number).is_none())
    }

    /// The opinion whose number stands anywhere in a text, not in the middle of another word.
    pub fn opinion_within(&self, text: &str) -> Option<OpinionId> {
        self.opinion_place(text).map(|(id, _)| id)
    }

    /// The opinion of [`Numbers::opinion_within`], with the place of its number.
    pub fn opinion_place(&self, text: &str) -> Option<(OpinionId, Range<usize>)> {
        let found = |at: usize| self.opinion_at_start(&text[at..]).map(|(id, length)| (id, at..at + length));
        word_starts(text).find_map(found)
    }
}

/// Whether a text begins with the letter of an era and a digit.
fn begins_with_era(text: &str) -> bool {
    let mut plain = text.chars().take(2).flat_map(|c| std::iter::once(c).nfkc());
    plain.next().is_some_and(|c| c.is_ascii_alphabetic()) && plain.next().is_some_and(|c| c.is_ascii_digit())
}

/// The places in a text that are not in the middle of a word of letters, digits and dashes. The dashes of prose (— and ―) end a word.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let joins = |c: char| c.is_ascii_alphanumeric() || is_dash(c) && !matches!(c, '—' | '―');
    text.char_indices().map(|(at, _)| at).filter(move |at| !text[..*at].chars().next_back().is_some_and(joins))
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
    fn a_spelling_that_two_items_share_is_neithers() {
        let mut plan = fixture::small();
        plan.initiatives[0].actions[0].printed = "甲-(1)".into();
        plan.initiatives[0].actions[1].printed = "甲-1".into();
        let numbers = Numbers::of(&plan);
        assert_eq!(["甲-(1)", "甲-1"].map(|typed| numbers.action(typed)), [1, 2].map(|no| Some(ActionId::new(1, no))));
        assert_eq!(numbers.action("甲（１）"), None, "to the letter it is none of them");
    }

    #[test]
    fn of_an_initiative_and_an_item_with_numbers_of_one_length_the_item_is_meant() {
        let mut plan = fixture::small();
        plan.initiatives[0].printed = "甲1".into();
        plan.initiatives[1].actions[0].printed = "乙1".into();
        let numbers = Numbers::of(&plan);
        assert_eq!(numbers.initiative_within("甲1の効果額"), Some(InitiativeNo(1)));
        assert_eq!(numbers.initiative_within("甲1の乙1"), None);
        assert_eq!(numbers.action_within("甲1の乙1"), Some(ActionId::new(2, 1)));
    }

    #[test]
    fn a_date_is_no_number_of_an_opinion() {
        let plan = fixture::small();
        let unknown = |text| plan.numbers().unknown_opinion_within(text);
        assert_eq!(unknown("2021-5-31に説明会を開いた。"), None);
        assert_eq!(unknown("R3-甲-1：説明会を開いた。"), Some("R3-甲-1"));
    }

    #[test]
    fn a_plan_that_prints_its_keys_has_none() {
        let numbers = Numbers::of(&fixture::small());
        assert_eq!((numbers.action("1-1"), numbers.initiative("1")), (None, None));
    }

    #[test]
    fn opinions_have_the_printed_number_of_their_initiative() {
        let plan = numbered();
        let id = |no: u16, number: u32| OpinionId { year: FiscalYear(2020), initiative: InitiativeNo(no), number };
        assert_eq!([id(1, 3), id(2, 1)].map(|id| plan.opinion_number(id)), ["R2-1-(1)-3", "R2-2-1"]);
        let numbers = plan.numbers();
        for typed in [
            "R2-1-(1)-3",
            "【R2-1-(1)-3】",
            "Ｒ２－１－（１）－３",
            "r2-1(1)-3",
            "R02-1-1-03",
            "R2-1-3",
            "2020-1-(1)-3",
        ] {
            assert_eq!(numbers.opinion(typed), Some(id(1, 3)), "{typed}");
        }
        for typed in ["R2-1-(2)-3", "R2-1-2-3", "R2-0-1", "R2-+2-1", "R2-(1)-1"] {
            assert_eq!(numbers.opinion(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_number_at_the_start_ends_where_it_ends() {
        let id = |no: u16, number: u32| OpinionId { year: FiscalYear(2020), initiative: InitiativeNo(no), number };
        let own = numbered();
        for (plan, text, length, expected) in [
            (&fixture::small(), "R2-8-1周知した。", "R2-8-1", id(8, 1)),
            (&fixture::small(), "Ｒ２－８－１：R2-8-2と同じ。", "Ｒ２－８－１", id(8, 1)),
            (&own, "R2-1-(1)-12：R2-1-(1)-3と同じ。", "R2-1-(1)-12", id(1, 12)),
            (&own, "R2-1-3】周知した。", "R2-1-3", id(1, 3)),
            (&own, "R2-1-1-2周知した。", "R2-1-1-2", id(1, 2)),
        ] {
            assert_eq!(plan.numbers().opinion_at_start(text), Some((expected, length.len())), "{text}");
        }
        // A number without the letter may be anything.
        for text in ["2020-8-1", "周知", "R2-8の見直し", "", "RR2-8-1", "R2-8-1-1"] {
            assert_eq!(fixture::small().numbers().opinion_at_start(text), None, "{text}");
        }
        assert_eq!(own.numbers().opinion_within("意見R2-1-(1)-3への対応"), Some(id(1, 3)));
        assert_eq!(own.numbers().opinion_within("AR2-1-(1)-3"), None);
        // A dash of a number goes on with a word; one of prose does not.
        for (text, found) in [("A-R2-1-(1)-3", None), ("A‐R2‐1‐(1)‐3", None), ("説明―R2-1-(1)-3", Some(id(1, 3)))]
        {
            assert_eq!(own.numbers().opinion_within(text), found, "{text}");
        }
        for (text, unknown) in [
            ("【R2-1-(2)-3】直した。", Some("R2-1-(2)-3")),
            ("R2-1の2-3直した。R2-1-(1)-3も", Some("R2-1の2-3")),
            ("R2-1-(1)-3：直した。R2-1-3も", None),
            ("R2-1の見直し", None),
        ] {
            assert_eq!(own.numbers().unknown_opinion_within(text), unknown, "{text}");
        }
    }
}

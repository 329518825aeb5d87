//! The fiscal year that the words of a question name: `令和3年度の効果額`, `8-2の効果額（R3）`.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::NotTraced;
use super::question::names;
use crate::plan::Plan;
use crate::vocabulary::{Era, FiscalYear, InitiativeNo, folded};

/// The words of a question without the year that they name, and the year.
///
/// # Errors
/// [`NotTraced::SeveralYears`], where they name more than one.
pub(super) fn taken(plan: &Plan, what: &str) -> Result<(String, Option<FiscalYear>), NotTraced> {
    let words = Words::of(what);
    let kept = kept(plan, &words.text);
    let is_kept = |at: &Range<usize>| kept.iter().any(|name| name.start <= at.start && at.end <= name.end);
    let mut found: Vec<(FiscalYear, Range<usize>)> = words.years();
    found.retain(|(_, at)| !is_kept(at) && !is_number(plan, &words.text[at.clone()]));
    let years: BTreeSet<FiscalYear> = found.iter().map(|(year, _)| *year).collect();
    match (years.first(), years.len()) {
        (None, _) => Ok((what.to_owned(), None)),
        (year, 1) => {
            let mut text = words.text.clone();
            found.iter().rev().for_each(|(_, at)| text = without(&text, at));
            Ok((text, year.copied()))
        }
        _ => Err(NotTraced::SeveralYears(years.iter().map(ToString::to_string).collect())),
    }
}

/// The names and numbers of the plan within words: a year in one of them is part of it.
fn kept(plan: &Plan, text: &str) -> Vec<Range<usize>> {
    let mut named: Vec<String> = names(plan).into_iter().map(|(name, _)| name).collect();
    // Words that are a part of a name stand for it.
    if text.chars().nth(1).is_some() && named.iter().any(|name| name.contains(text)) {
        return std::iter::once(0..text.len()).collect();
    }
    let initiatives = plan.initiatives.iter().map(|initiative| &initiative.printed);
    let actions = plan.actions().map(|(_, action)| &action.printed);
    let grades = plan.grades.grades.iter().flat_map(|grade| [&grade.name, &grade.mark]);
    let own = [&plan.title, &plan.short_title, &plan.city];
    let bodies = plan.graders().iter().map(|grader| &grader.body);
    named.extend(initiatives.chain(actions).chain(grades).chain(own).chain(bodies).map(|name| folded(name)));
    named.extend(plan.settings.effects.names().map(folded));
    named.extend(super::asked::names_of_costs(plan));
    named.retain(|name| !name.is_empty());
    let of_names = named.iter().flat_map(|name| text.match_indices(name.as_str()));
    let of_names = of_names.map(|(at, name)| at..at + name.len());
    of_names.chain(plan.numbers().opinion_place(text).map(|(_, at)| at)).collect()
}

/// Whether what looks like a year is the number of an item.
fn is_number(plan: &Plan, text: &str) -> bool {
    let keyed = text.parse().ok().is_some_and(|no| plan.initiative(InitiativeNo(no)).is_some());
    keyed || plan.numbers().initiative(text).is_some() || plan.numbers().action(text).is_some()
}

/// A text without a year in it, and without the particle or the brackets that only the year had.
fn without(text: &str, at: &Range<usize>) -> String {
    let (mut before, mut after) = (&text[..at.start], &text[at.end..]);
    if let (Some(outer), Some(rest)) = (before.strip_suffix('('), after.strip_prefix(')')) {
        (before, after) = (outer, rest);
    }
    let particle = |c: char| matches!(c, 'の' | 'は' | '、' | ',' | '・');
    if before.is_empty() || before.ends_with(|c: char| particle(c) || c == '(') {
        after = after.strip_prefix(particle).unwrap_or(after);
    }
    if after.is_empty() || after.starts_with(')') {
        before = before.strip_suffix(particle).unwrap_or(before);
    }
    let joins = |c: char| c.is_ascii_alphanumeric();
    let between = if before.ends_with(joins) && after.starts_with(joins) { "、" } else { "" };
    format!("{before}{between}{after}")
}

/// Words, folded, and where a space stood in them: `R3 8-2` is not R38.
struct Words {
    text: String,
    spaces: BTreeSet<usize>,
}

impl Words {
    fn of(what: &str) -> Words {
        let mut words = Words { text: String::new(), spaces: BTreeSet::new() };
        for c in what.nfkc() {
            match c {
                c if c.is_whitespace() => _ = words.spaces.insert(words.text.len()),
                '−' | '‐' | '–' => words.text.push('-'),
                c => words.text.push(c),
            }
        }
        words
    }

    /// The years, each with its place.
    fn years(&self) -> Vec<(FiscalYear, Range<usize>)> {
        let mut found: Vec<(FiscalYear, Range<usize>)> = Vec::new();
        for (start, _) in self.text.char_indices() {
            if found.last().is_none_or(|(_, last)| last.end <= start) {
                found.extend(self.year_at(start).map(|(year, end)| (year, start..end)));
            }
        }
        found
    }

    /// The year that begins at a place, and its end.
    fn year_at(&self, start: usize) -> Option<(FiscalYear, usize)> {
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let before = self.text[..start].chars().next_back().filter(|_| !self.spaces.contains(&start));
        let within_word = before.is_some_and(|c| c.is_ascii_alphanumeric());
        let mark = match Era::ALL.into_iter().find(|era| rest.starts_with(era.name())) {
            Some(era) => era.name().len(),
            None if rest.starts_with("西暦") => "西暦".len(),
            None if within_word => return None,
            None if Era::ALL.iter().any(|era| era.letter() == first.to_ascii_uppercase()) => {
                1 + rest[1..].chars().take_while(|c| *c == '.').count()
            }
            None if first.is_ascii_digit() && before != Some('-') => 0,
            None => return None,
        };
        let core = self.digits_end(start + mark)?;
        let after = &self.text[core..];
        let suffix = ["年度末", "年度", "年"].into_iter().find(|suffix| after.starts_with(suffix));
        // 末 is no part of what is read as a year.
        let read = core + suffix.map_or(0, |suffix| suffix.trim_end_matches('末').len());
        let year = FiscalYear::parse(&self.text[start..read])?;
        let is_whole = suffix.is_some() || self.ends_at(core, mark == 0);
        is_whole.then_some((year, core + suffix.map_or(0, str::len)))
    }

    /// The end of 元 or of the digits at a place.
    fn digits_end(&self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        if rest.starts_with('元') {
            return Some(start + '元'.len_utf8());
        }
        let goes_on = |at: usize| at == start || !self.spaces.contains(&at);
        let digits = rest.char_indices().take_while(|(at, c)| c.is_ascii_digit() && goes_on(start + at)).count();
        (digits > 0).then_some(start + digits)
    }

    /// Whether a year without 年 ends at a place: R3-1 is a number, and 2021 before a unit an amount.
    fn ends_at(&self, end: usize, is_number: bool) -> bool {
        let mut rest = self.text[end..].chars();
        let Some(next) = rest.next().filter(|_| !self.spaces.contains(&end)) else { return true };
        let goes_on = next.is_ascii_alphanumeric()
            || matches!(next, '-' | '.' | '(') && rest.next().is_some_and(|c| c.is_ascii_digit());
        !goes_on && (!is_number || matches!(next, 'の' | ')' | '、' | ',' | '~' | '〜' | '-'))
    }
}

//! What differs only because another version of the program made the published report: its own headings, heads, notes and legends,
//! worded or placed otherwise. A 正誤表 says once that there are such places; it lists figures and texts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Printed, Record, sections};
use crate::plan::{self, Plan};
use crate::report::Edition;

/// A shorter text may stand within another by chance.
const TELLING: usize = 6;
/// A longer text of a record is no name.
const LONGEST_NAME: usize = 40;

/// Two reports by two versions of the program.
#[derive(Debug)]
pub struct Rewording<'a> {
    before: &'a Printed,
    after: &'a Printed,
    /// Names whose change is a change: of grades, stages, items, units, indicators; the longest first.
    names: Vec<String>,
    /// Rows and columns that the plan names: one that is not printed any more had figures.
    of_plan: BTreeSet<String>,
    /// What the plan says in its own words.
    plan: String,
    /// Lines that departments have typed.
    typed: Vec<&'a str>,
}

/// The differences of an edition, those of the wording alone counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Figures and texts.
    pub changes: Vec<Change>,
    /// Places that say the same in other words.
    pub reworded: usize,
}

/// The headings and heads of an edition.
type Heads<'a> = BTreeSet<&'a str>;

impl<'a> Rewording<'a> {
    /// `None` where both reports were made by the same version, so that nothing differs but what they say.
    pub fn between(plan: &Plan, before: &'a Printed, after: &'a Printed) -> Option<Rewording<'a>> {
        if before.program == after.program {
            return None;
        }
        let values: Vec<&str> =
            [before, after].into_iter().flat_map(|printed| printed.records.values().flat_map(Record::texts)).collect();
        let typed = values.iter().flat_map(|value| value.lines());
        let typed = typed.map(|line| line.rsplit('】').next().unwrap_or(line).trim());
        let typed = typed.filter(|line| line.contains('。') || line.chars().count() > LONGEST_NAME);
        Some(Rewording {
            before,
            after,
            names: names(plan, &values),
            of_plan: heads_of_plan(plan),
            plan: plan::write::to_toml(plan),
            typed: typed.collect::<BTreeSet<_>>().into_iter().collect(),
        })
    }

    /// Divides the differences of an edition.
    pub fn divide(&self, edition: Edition, changes: Vec<Change>) -> Contents {
        let heads = |printed: &'a Printed| -> Heads<'a> {
            let pieces = printed.edition(edition).into_iter().flat_map(|of| &of.pieces);
            pieces.flat_map(|piece| &piece.place).map(String::as_str).collect()
        };
        let (old, new) = (heads(self.before), heads(self.after));
        let changes = sections::put_together(self.before.edition(edition), self.after.edition(edition), changes);
        let (changes, mut reworded) = self.under_one_head(changes, &old, &new);
        let (alone, changes): (Vec<Change>, Vec<Change>) =
            changes.into_iter().partition(|change| self.is_wording_alone(change, &old, &new));
        reworded += alone.len();
        Contents { changes, reworded }
    }

    /// Puts together what stands on one place under a head that is worded otherwise today. What has no counterpart because its head has
    /// none is a column or row that only one version prints; it is counted and left out.
    fn under_one_head(&self, changes: Vec<Change>, old: &Heads<'_>, new: &Heads<'_>) -> (Vec<Change>, usize) {
        let lost = |change: &Change| -> Option<(usize, Vec<String>)> {
            let others = if change.page_after.is_none() { new } else { old };
            let is_own = |name: &String| self.of_plan.contains(name) || !self.values(name).is_empty();
            let is_lost = |name: &String| !others.contains(name.as_str()) && !is_own(name);
            let at = change.place.iter().rposition(is_lost)?;
            let mut place = change.place.clone();
            place.remove(at);
            Some((at, place))
        };
        let mut places: BTreeMap<(usize, Vec<String>), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            let sides = (change.page_before.is_some(), change.page_after.is_some());
            let (Some(place), true) = (lost(change), sides.0 != sides.1 && !change.whole_section && !change.only_moved)
            else {
                continue;
            };
            let (gone, come) = places.entry(place).or_default();
            if sides.0 { gone.push(index) } else { come.push(index) }
        }
        let (mut left_out, mut joined) = (BTreeSet::new(), BTreeMap::new());
        for (gone, come) in places.into_values() {
            if gone.is_empty() || come.is_empty() {
                let untyped = gone.iter().chain(&come).filter(|at| !self.is_of_people(&changes[**at]));
                left_out.extend(untyped.copied());
            } else if gone.len() == come.len() {
                joined.extend(come.into_iter().zip(gone));
            }
        }
        let gone: BTreeSet<usize> = joined.values().copied().collect();
        let mut out = Vec::new();
        for (at, change) in changes.iter().enumerate() {
            if left_out.contains(&at) || gone.contains(&at) {
                continue;
            }
            out.push(match joined.get(&at).map(|from| &changes[*from]) {
                Some(from) => Change {
                    page_before: from.page_before.clone(),
                    before: from.before.clone(),
                    typed: change.typed || from.typed,
                    ..change.clone()
                },
                None => change.clone(),
            });
        }
        // What says the same on both sides differs in its head alone, which is counted by itself.
        out.retain(|change| {
            let is_one_sided = change.page_before.is_none() || change.page_after.is_none();
            is_one_sided || change.only_moved || change.before != change.after
        });
        (out, left_out.len())
    }

    /// Whether a difference is one of the program's own words.
    fn is_wording_alone(&self, change: &Change, old: &Heads<'_>, new: &Heads<'_>) -> bool {
        if change.whole_section || change.only_moved || self.is_of_people(change) {
            return false;
        }
        let (before, after) = (self.values(&change.before), self.values(&change.after));
        let is_head = |text: &str| old.contains(text) || new.contains(text);
        match (&change.page_before, &change.page_after) {
            (Some(_), Some(_)) => {
                // A word in a cell (達成) is what the cell says.
                let is_word = |text: &str| {
                    text.chars().any(char::is_alphanumeric) && text.chars().count() <= TELLING && !is_head(text)
                };
                before == after && !(before.is_empty() && (is_word(&change.before) || is_word(&change.after)))
            }
            (Some(_), None) => before.is_empty() && (!self.before.program.is_empty() || is_head(&change.before)),
            _ => after.is_empty(),
        }
    }

    /// Whether a side holds what a department typed or the plan says.
    fn is_of_people(&self, change: &Change) -> bool {
        let sides = [change.before.as_str(), change.after.as_str()];
        let mut telling = sides.into_iter().filter(|text| text.chars().count() >= TELLING);
        change.typed
            || telling.any(|text| {
                self.plan.contains(text) || self.typed.iter().any(|typed| text.contains(typed) || typed.contains(text))
            })
    }

    /// The figures and names of a text in their order.
    fn values<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let (mut values, mut rest) = (Vec::new(), text);
        while let Some(c) = rest.chars().next() {
            let figure = rest.find(|c: char| !c.is_numeric() && !",.，．".contains(c)).unwrap_or(rest.len());
            let length = match self.names.iter().find(|name| rest.starts_with(name.as_str())) {
                Some(name) => name.len(),
                None if c.is_numeric() => figure,
                None => 0,
            };
            values.extend((length > 0).then(|| rest[..length].trim_end_matches(['.', ','])));
            rest = &rest[length.max(c.len_utf8())..];
        }
        values
    }
}

/// Kinds of effect, sources of costs and groups by their whole names, which may be common words.
fn heads_of_plan(plan: &Plan) -> BTreeSet<String> {
    let effects = plan.settings.effects.names().map(str::to_owned);
    let sources = plan.settings.costs.iter().flat_map(|costs| costs.sources.iter().cloned());
    let groups = plan.levels.iter().flat_map(|level| &level.groups);
    let groups = groups.flat_map(|group| [group.name.clone(), group.label()]);
    effects.chain(sources).chain(groups).collect()
}

fn names(plan: &Plan, values: &[&str]) -> Vec<String> {
    let grades = plan.grades.grades.iter().flat_map(|grade| [grade.sign().to_owned(), grade.name.clone()]);
    let items = plan.actions().flat_map(|(initiative, action)| {
        let indicators = action.indicators.iter().map(|indicator| indicator.name.clone());
        [initiative.name.clone(), action.name.clone()].into_iter().chain(indicators)
    });
    let themes = plan.themes.iter().flat_map(|theme| [theme.title.clone(), theme.short.clone()]);
    let bureaus = plan.bureaus.iter().map(|bureau| bureau.name.clone());
    let departments = plan.departments.iter().map(|department| department.id.name().to_owned());
    let units = bureaus.chain(departments);
    let is_name = |value: &&&str| {
        (2..=LONGEST_NAME).contains(&value.chars().count()) && !value.chars().any(|c| c.is_ascii_digit() || c == '。')
    };
    let of_records = values.iter().filter(is_name).map(|value| (*value).to_owned());
    let names: BTreeSet<String> = grades.chain(items).chain(themes).chain(units).chain(of_records).collect();
    let mut names: Vec<String> = names.into_iter().filter(|name| !name.trim().is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

#[cfg(test)]
mod tests {
    use super::super::{Piece, PrintedEdition, changes};
    use super::*;
    use crate::report::fixture;

    fn report(program: &str, pieces: &[(&[&str], &str)]) -> Printed {
        let piece = |(place, text): &(&[&str], &str)| Piece {
            page: "1".to_owned(),
            place: place.iter().map(|name| (*name).to_owned()).collect(),
            text: (*text).to_owned(),
            ..Piece::default()
        };
        let edition = PrintedEdition { edition: Edition::Public, pieces: pieces.iter().map(piece).collect() };
        Printed { program: program.to_owned(), editions: vec![edition], ..Printed::default() }
    }

    /// Both sides of each difference that is listed, and how many are not.
    fn divided(before: &Printed, after: &Printed) -> (Vec<[String; 2]>, usize) {
        let plan = fixture::plan();
        let rewording = Rewording::between(&plan, before, after).expect("two versions");
        let contents = rewording.divide(Edition::Public, changes(&before.editions[0], &after.editions[0]));
        let sides = contents.changes.into_iter().map(|change| [change.before, change.after]);
        (sides.collect(), contents.reworded)
    }

    #[test]
    fn heads_notes_and_columns_of_another_version_are_counted_and_figures_are_listed() {
        let before = report(
            "",
            &[
                (&["概況"], "実績額"),
                (&["概況", "1-1", "実績額"], "1,200"),
                (&["概況", "1-2", "実績額"], "300"),
                (&["概況", "1-1", "判定"], "達成"),
                (&["概況"], "効果額は1,500千円である。"),
                (&["意見"], "うち対応済み"),
                (&["意見", "1", "うち対応済み"], "0"),
                (&["凡例"], "※ 合計は2件、―は区分なしを示す。"),
            ],
        );
        let after = report(
            "0.1.0",
            &[
                (&["概況"], "実績（千円）"),
                (&["概況", "1-1", "実績（千円）"], "1,250"),
                (&["概況", "1-2", "実績（千円）"], "300"),
                (&["概況", "1-1", "判定"], "未達"),
                (&["概況"], "効果額は1,550千円である。"),
                (&["凡例"], "※ 合計は2件である。…は区分がないもの。"),
            ],
        );
        let (listed, reworded) = divided(&before, &after);
        let sides = |before: &str, after: &str| [before.to_owned(), after.to_owned()];
        assert_eq!(
            listed,
            [
                sides("1,200", "1,250"),
                sides("達成", "未達"),
                sides("効果額は1,500千円である。", "効果額は1,550千円である。")
            ]
        );
        // The head, the column's head and its cell, the note.
        assert_eq!(reworded, 4);
        assert!(Rewording::between(&fixture::plan(), &after, &after).is_none());
    }

    #[test]
    fn units_and_rows_that_the_plan_names_are_listed() {
        let plan = fixture::plan();
        let [one, two, three] = [0, 1, 2].map(|at| plan.departments[at].id.name());
        let kind = plan.settings.effects.names().next().expect("a kind of effect");
        let units: &[&str] = &["個票", "担当部署"];
        let [was, is] = [two, three].map(|other| format!("担当は{one}及び{other}"));
        let total: (&[&str], &str) = (&["概況", "計"], "900");
        let rows: [(&[&str], &str); 2] = [(&["概況", kind], "300"), (&["概況", "うち書きの行"], "0")];
        let before = report("0.1.0", &[(units, &was), rows[0], rows[1], total]);
        let after = report("0.2.0", &[(units, &is), total]);
        let (listed, reworded) = divided(&before, &after);
        assert_eq!(listed, [[was, is], ["300".to_owned(), String::new()]]);
        assert_eq!(reworded, 1);
    }

    #[test]
    fn words_of_the_plan_and_of_departments_are_listed() {
        let plan = fixture::plan();
        let name = plan.initiatives[0].name.clone();
        let place: &[&str] = &["個票"];
        let before = report("", &[(place, "前の名の取組"), (place, "窓口を増やしたい。")]);
        let mut after = report("0.1.0", &[(place, &name), (place, "窓口を増やした。")]);
        after.editions[0].pieces[1].typed = true;
        let (listed, reworded) = divided(&before, &after);
        assert_eq!((listed.len(), reworded), (2, 0), "{listed:?}");
    }

    /// A text that a person typed stays one, whichever of the two versions says so.
    #[test]
    fn a_typed_text_under_a_head_that_is_worded_otherwise_is_typed() {
        let before = report("", &[(&["表", "一"], "甲"), (&["表", "旧"], "左")]);
        let after = report("1", &[(&["表", "一"], "甲"), (&["表", "新"], "右")]);
        let typed_of = |typed: [bool; 2]| {
            let [mut before, mut after] = [before.clone(), after.clone()];
            before.editions[0].pieces[1].typed = typed[0];
            after.editions[0].pieces[1].typed = typed[1];
            let plan = fixture::plan();
            let rewording = Rewording::between(&plan, &before, &after).expect("two versions");
            let all = changes(&before.editions[0], &after.editions[0]);
            let places = |printed: &Printed| -> Vec<String> {
                printed.editions[0].pieces.iter().flat_map(|piece| piece.place.clone()).collect()
            };
            let (old, new) = (places(&before), places(&after));
            let [old, new]: [Heads<'_>; 2] = [&old, &new].map(|names| names.iter().map(String::as_str).collect());
            let (joined, _) = rewording.under_one_head(all, &old, &new);
            joined.into_iter().map(|change| change.typed).collect::<Vec<_>>()
        };
        assert_eq!(typed_of([true, false]), [true]);
        assert_eq!(typed_of([false, true]), [true]);
    }
}

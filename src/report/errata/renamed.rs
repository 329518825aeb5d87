//! What the plan calls otherwise today than the published report did: initiatives, items, grades, themes, groups of a level.
//!
//! The plan of that time is not at hand. Old names come from the published records and pages: a grade that today's scale knows by
//! another of its spellings, the themes of an item one by one, and what stood under a theme's or group's number.

use std::collections::{BTreeMap, BTreeSet};

use super::{Piece, Printed};
use crate::intake::normalize::grade;
use crate::plan::Plan;
use crate::report::flat::Fact;

/// Names as they were published, each with today's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Renamed(BTreeSet<(String, String)>);

impl Renamed {
    /// All that can be told from both reports and today's plan.
    pub(super) fn between(plan: &Plan, before: &Printed, after: &Printed) -> Renamed {
        let mut renamed = Renamed::default();
        renamed.of_items(before, after);
        renamed.of_grades(plan, before);
        renamed.of_themes(before, after);
        renamed.of_numbered(plan, before, after);
        renamed
    }

    /// Whether two texts differ in nothing but names.
    ///
    /// Both are walked side by side: behind the same character, or behind an old name here and its new name there. A name may be a part of
    /// its successor (財政, 財政運営), and an old one may stay within another word (財政部).
    pub(super) fn explains(&self, before: &str, after: &str) -> bool {
        if before == after || self.0.is_empty() {
            return false;
        }
        let (mut seen, mut open) = (BTreeSet::new(), vec![(before, after)]);
        while let Some((old, new)) = open.pop() {
            if old.is_empty() && new.is_empty() {
                return true;
            }
            if !seen.insert((old.len(), new.len())) {
                continue;
            }
            let behind = |(was, is): &(String, String)| Some((old.strip_prefix(was)?, new.strip_prefix(is)?));
            open.extend(self.0.iter().filter_map(behind));
            let (mut left, mut right) = (old.chars(), new.chars());
            if left.next().is_some_and(|c| right.next() == Some(c)) {
                open.push((left.as_str(), right.as_str()));
            }
        }
        false
    }

    /// Whether two texts are an old name and its new one, and nothing else, by their letters.
    pub(super) fn is_name(&self, before: &str, after: &str) -> bool {
        let (before, after) = (letters(before), letters(after));
        self.0.iter().any(|(old, new)| letters(old) == before && letters(new) == after)
    }

    fn of_items(&mut self, before: &Printed, after: &Printed) {
        for (id, old) in &before.records {
            let Some(new) = after.records.get(id) else { continue };
            for fact in [Fact::InitiativeName, Fact::ActionName] {
                if let (Some(old), Some(new)) = (old.get(fact.into()), new.get(fact.into())) {
                    self.add(old, new);
                }
            }
        }
    }

    /// Grades that stand in the published records under a spelling that is not the plan's first any more.
    fn of_grades(&mut self, plan: &Plan, before: &Printed) {
        let scale = &plan.grades;
        // What a department writes may look like a mark and a name: △やや遅れ.
        let values = before.records.values().flat_map(|record| &record.values);
        let texts: BTreeSet<&str> =
            values.filter(|(content, _)| !content.is_written()).map(|(_, text)| text.as_str()).collect();
        let is_graded = |text: &&&str| text.chars().count() <= LONGEST_GRADE;
        for text in texts.iter().filter(is_graded) {
            let read = grade::read(text, &scale.grades).and_then(|reading| scale.get(reading.grade));
            let Some(grade) = read.filter(|grade| grade.label() != **text) else { continue };
            // Only what was printed as a mark and a name: a department may write 順調 into any text.
            let Some(name) = text.strip_prefix(grade.mark.as_str()).map(str::trim).filter(|_| !grade.mark.is_empty())
            else {
                continue;
            };
            self.add(text, &grade.label());
            self.add(name, &grade.name);
        }
    }

    /// The short names of themes, by their order in the lists of the items.
    fn of_themes(&mut self, before: &Printed, after: &Printed) {
        let listed = |printed: &'_ Printed| -> BTreeMap<_, Vec<String>> {
            let of = printed.records.iter().filter_map(|(id, record)| Some((*id, record.get(Fact::Themes.into())?)));
            of.map(|(id, list)| (id, list.split('、').map(str::to_owned).collect())).collect()
        };
        let (old, new) = (listed(before), listed(after));
        let [had, has]: [BTreeSet<&String>; 2] = [&old, &new].map(|of| of.values().flatten().collect());
        for (id, old) in &old {
            let Some(new) = new.get(id).filter(|new| new.len() == old.len()) else { continue };
            for (old, new) in old.iter().zip(new).filter(|(old, new)| !has.contains(old) && !had.contains(new)) {
                self.add(old, new);
            }
        }
    }

    /// Titles of themes and names of groups, by the number before them: what the published page had in the place where today's has the name.
    fn of_numbered(&mut self, plan: &Plan, before: &Printed, after: &Printed) {
        let themes = plan.themes.iter().map(|theme| (theme.id.0.to_string(), theme.title.clone()));
        let groups = plan.groups().map(|(_, group)| (group.number.clone(), group.name.clone()));
        fn pieces(printed: &Printed) -> impl Iterator<Item = &Piece> {
            printed.editions.iter().flat_map(|edition| &edition.pieces)
        }
        for (number, name) in themes.chain(groups).filter(|(number, _)| !number.is_empty()) {
            let label = format!("{number} {name}");
            let places: BTreeSet<&[String]> =
                pieces(after).filter(|piece| piece.text == label).map(|piece| piece.place.as_slice()).collect();
            if places.is_empty() || pieces(before).any(|piece| piece.text == label) {
                continue;
            }
            let stood = pieces(before).filter(|piece| places.contains(piece.place.as_slice()));
            let of_number = |piece: &Piece| Some(piece.text.strip_prefix(&number)?.strip_prefix(' ')?.to_owned());
            let names: BTreeSet<String> = stood.filter_map(of_number).collect();
            // Another number may begin alike, and another table may count its rows: only one name can have been this one's.
            if let Some(old) = names.first().filter(|_| names.len() == 1) {
                self.add(old, &name);
            }
        }
    }

    fn add(&mut self, old: &str, new: &str) {
        if !old.is_empty() && !new.is_empty() && old != new {
            self.0.insert((old.to_owned(), new.to_owned()));
        }
    }
}

/// Characters of the longest text that is taken for a grade.
const LONGEST_GRADE: usize = 30;

/// A text without white space and marks: papers break texts as their columns ask, and say otherwise than the record whose each part is.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Record;
    use super::*;
    use crate::contract::Field;
    use crate::report::Edition;
    use crate::report::errata::PrintedEdition;
    use crate::report::fixture;
    use crate::report::flat::ColumnContent;
    use crate::vocabulary::ActionId;

    fn printed(fact: Fact, value: &str, pieces: &[(&[&str], &str)]) -> Printed {
        let piece = |(place, text): &(&[&str], &str)| Piece {
            place: place.iter().map(|part| (*part).to_owned()).collect(),
            text: (*text).to_owned(),
            ..Piece::default()
        };
        let record = Record { values: BTreeMap::from([(fact.into(), value.to_owned())]), ..Record::default() };
        Printed {
            records: BTreeMap::from([(ActionId::new(1, 1), record)]),
            editions: vec![PrintedEdition { edition: Edition::Public, pieces: pieces.iter().map(piece).collect() }],
            ..Printed::default()
        }
    }

    #[test]
    fn a_grade_that_kept_its_old_name_as_an_alias_is_the_same_grade() {
        let mut plan = fixture::plan();
        let grade = plan.grades.grades.iter_mut().find(|grade| !grade.mark.is_empty()).expect("a mark");
        let old = grade.label();
        let was = std::mem::replace(&mut grade.name, "予定のとおり".to_owned());
        grade.aliases.push(was.clone());
        let new = grade.label();
        let (before, after) = (printed(Fact::LastGrade, &old, &[]), printed(Fact::LastGrade, &new, &[]));
        let renamed = Renamed::between(&plan, &before, &after);
        assert!(renamed.explains(&old, &new));
        assert!(renamed.explains(&format!("「{was}」以上は3件"), "「予定のとおり」以上は3件"));
        assert!(!renamed.explains(&format!("「{was}」以上は3件"), "「予定のとおり」以上は4件"));
        assert!(!renamed.explains(&new, &old.replace(&was, "遅れ")));
    }

    #[test]
    fn themes_are_known_by_their_place_in_the_lists_and_by_their_number() {
        let plan = fixture::plan();
        let theme = &plan.themes[0];
        let title = format!("{} {}", theme.id.0, theme.title);
        let place: &[&str] = &["テーマ別の状況", "区分"];
        let was = format!("{} 前の題", theme.id.0);
        let list = |short: &str| format!("{short}、組織");
        let before = printed(Fact::Themes, &list("前の名"), &[(place, &was), (place, "2 ほかの題")]);
        let after = printed(Fact::Themes, &list(&theme.short), &[(place, &title)]);
        let renamed = Renamed::between(&plan, &before, &after);
        assert!(renamed.explains(&was, &title));
        assert!(renamed.explains("前の名は3件", &format!("{}は3件", theme.short)));
        // What the old name is a part of need not change with it.
        assert!(renamed.explains("前の名と前の名の部", &format!("{}と前の名の部", theme.short)));
        assert!(!renamed.explains("組織", &theme.short));
    }

    #[test]
    fn a_name_may_be_a_part_of_its_successor_or_change_places_with_another() {
        let names = |names: &[(&str, &str)]| {
            Renamed(names.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect())
        };
        let longer = names(&[("財政", "財政運営")]);
        assert!(longer.explains("財政は3件", "財政運営は3件"));
        assert!(longer.explains("財政、財政部", "財政運営、財政部"));
        assert!(!longer.explains("財政運営は3件", "財政は3件"));
        assert!(!longer.explains("財政は3件", "財政運営は4件") && !longer.explains("財政", "財政"));
        let swapped = names(&[("甲", "乙"), ("乙", "甲")]);
        assert!(swapped.explains("甲2、乙3", "乙2、甲3") && !swapped.explains("甲2、乙3", "乙3、甲2"));
        // Long texts of little else than names take no time.
        assert!(!longer.explains(&"財政".repeat(2_000), &format!("{}！", "財政運営".repeat(2_000))));
    }

    #[test]
    fn what_a_department_writes_is_no_old_name_of_a_grade() {
        let mut plan = fixture::plan();
        let grade = plan.grades.grades.iter_mut().find(|grade| !grade.mark.is_empty()).expect("a mark");
        let written = format!("{}やや遅れ", grade.mark);
        grade.aliases.push("やや遅れ".to_owned());
        let of = |content: ColumnContent| {
            let record = Record { values: BTreeMap::from([(content, written.clone())]), ..Record::default() };
            let before = Printed { records: BTreeMap::from([(ActionId::new(1, 1), record)]), ..Printed::default() };
            Renamed::between(&plan, &before, &Printed::default())
        };
        assert_ne!(of(Fact::LastGrade.into()), Renamed::default());
        assert_eq!(of(ColumnContent::Entry(Field::GradeReason)), Renamed::default());
    }
}

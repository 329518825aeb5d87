//! Sections that only one of two reports has (前年度の意見への対応): one difference each, and neither a difference nor a wording for each
//! of its pieces.

use std::collections::BTreeSet;

use super::{Change, PrintedEdition, key};

/// The section in which a place lies, by its heading without a count in it: that of the first level.
fn section_of(place: &[String]) -> Option<String> {
    key(place.get(..1)?).pop()
}

/// The sections of an edition: what stands over all else and heads something.
fn sections(edition: &PrintedEdition) -> BTreeSet<String> {
    let under: BTreeSet<String> = edition.pieces.iter().filter_map(|piece| section_of(&piece.place)).collect();
    let headings = edition.pieces.iter().filter(|piece| piece.place.is_empty());
    let names = headings.filter_map(|piece| section_of(std::slice::from_ref(&piece.text)));
    names.filter(|name| under.contains(name)).collect()
}

/// What an edition says in its headings and heads, wherever it stands.
fn names(edition: &PrintedEdition) -> BTreeSet<String> {
    edition.pieces.iter().flat_map(|piece| key(&piece.place)).collect()
}

/// Puts the differences of a section that the other report does not have into one, in the place of the first. It is gone where none of
/// its pieces has a counterpart; one that is called otherwise today has some.
pub(super) fn put_together(
    before: Option<&PrintedEdition>,
    after: Option<&PrintedEdition>,
    changes: Vec<Change>,
) -> Vec<Change> {
    let (Some(before), Some(after)) = (before, after) else { return changes };
    let changes = joined(before, after, changes, |change| change.page_after.is_none());
    joined(after, before, changes, |change| change.page_before.is_none())
}

/// The same for the sections of one of the two, with what tells the differences that it alone has.
fn joined(
    own: &PrintedEdition,
    other: &PrintedEdition,
    changes: Vec<Change>,
    is_own: impl Fn(&Change) -> bool,
) -> Vec<Change> {
    let known = names(other);
    let lacks_all = |section: &String| {
        let is_in = |place: &[String]| section_of(place).as_ref() == Some(section);
        let pieces = own.pieces.iter().filter(|piece| is_in(&piece.place)).count();
        pieces == changes.iter().filter(|change| is_own(change) && is_in(&change.place)).count()
    };
    let alone: BTreeSet<String> =
        sections(own).into_iter().filter(|section| !known.contains(section) && lacks_all(section)).collect();
    let mut said = BTreeSet::new();
    let mut out = Vec::new();
    for change in changes {
        let text = if change.page_after.is_none() { &change.before } else { &change.after };
        let section = match change.place.as_slice() {
            [] => section_of(std::slice::from_ref(text)),
            place => section_of(place),
        };
        match section.filter(|section| is_own(&change) && alone.contains(section)) {
            None => out.push(change),
            Some(section) if said.contains(&section) => {}
            Some(section) => {
                let (before, after) = match change.page_after {
                    None => (section.clone(), String::new()),
                    Some(_) => (String::new(), section.clone()),
                };
                let place = vec![section.clone()];
                said.insert(section);
                out.push(Change { place, before, after, subject: None, typed: false, whole_section: true, ..change });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::changes;
    use super::super::tests::edition;
    use super::*;

    fn with_answers() -> PrintedEdition {
        edition(&[
            ("1", &[], "令和3年度の概況"),
            ("1", &["令和3年度の概況"], "効果額は1,200千円である。"),
            ("9", &[], "意見への対応（2件）"),
            ("9", &["意見への対応（2件）"], "意見2件のすべてに回答があった。"),
            ("10", &["意見への対応（2件）", "R2-1-1", "対応"], "広報紙で説明した。"),
        ])
    }

    #[test]
    fn a_section_that_is_not_printed_any_more_is_one_difference() {
        let (before, mut after) = (with_answers(), with_answers());
        after.pieces.truncate(2);
        after.pieces[1].text = "効果額は1,300千円である。".to_owned();
        let shown = |changes: Vec<Change>| {
            let of = |change: Change| (change.whole_section, change.page_before, change.before, change.after);
            changes.into_iter().map(of).collect::<Vec<_>>()
        };
        let page = |page: &str| Some(page.to_owned());
        let found = put_together(Some(&before), Some(&after), changes(&before, &after));
        let (section, figure): (Vec<_>, Vec<_>) = shown(found).into_iter().partition(|of| of.0);
        assert_eq!(section, [(true, page("9"), "意見への対応".to_owned(), String::new())]);
        assert_eq!(figure.into_iter().map(|of| of.2).collect::<Vec<_>>(), ["効果額は1,200千円である。"]);
        // The other way round it is new.
        let found = put_together(Some(&after), Some(&before), changes(&after, &before));
        assert!(shown(found).contains(&(true, None, String::new(), "意見への対応".to_owned())));
    }

    #[test]
    fn a_section_that_is_called_otherwise_or_stands_elsewhere_is_not_gone() {
        let before = with_answers();
        let (mut renamed, mut moved) = (with_answers(), with_answers());
        renamed.pieces[2].text = "意見と対応".to_owned();
        for piece in &mut renamed.pieces[3..] {
            piece.place[0] = "意見と対応".to_owned();
        }
        for piece in &mut moved.pieces[2..] {
            piece.place.insert(0, "評価".to_owned());
        }
        for after in [renamed, moved] {
            let found = put_together(Some(&before), Some(&after), changes(&before, &after));
            assert!(!found.iter().any(|change| change.whole_section), "{found:?}");
        }
    }
}

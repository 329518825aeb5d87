//! 正誤表: what differs between a published report and the one that the same command makes today.
//!
//! Both are given as what their pages say, piece by piece ([`Piece`]), each with its place in the report and the printed number
//! of its page. Pieces are compared place by place, so that a page more or less changes nothing but numbers.

mod paper;
mod reasons;
mod rewording;
mod sections;

use std::collections::{BTreeMap, BTreeSet};

pub use paper::{Comparison, document};
pub use reasons::{Causes, UNUSED, causes, unused};
pub use rewording::{Contents, Rewording};
use serde::{Deserialize, Serialize};

use super::document::Subject;

/// What an edition's pages say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedEdition {
    /// The edition: 公表版.
    pub name: String,
    /// Its pieces in reading order.
    pub pieces: Vec<Piece>,
}

/// A piece of text: a heading, a paragraph, a cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The number printed on its page; empty on pages without one.
    pub page: String,
    /// Where in the report: headings from the outermost, then the table's row and column.
    pub place: Vec<String>,
    /// What it says.
    pub text: String,
    /// Whether it holds what a person typed into a form. Not known of a report of record form 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typed: bool,
    /// What it speaks of. Not known of a report of record form 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
}

/// A published report, or today's, as far as it can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Of this form of the record; a later form has a higher number.
    pub version: u32,
    /// The version of the program that made the report; empty of one of record form 1.
    #[serde(default)]
    pub program: String,
    /// The report's title.
    pub title: String,
    /// The year, western.
    pub year: i16,
    /// 速報 or 確定.
    pub state: String,
    /// The day that it states: 2021-08-31.
    pub date: String,
    /// Items whose figures waited for the accounts.
    pub awaiting: Vec<String>,
    /// Every figure and text of every action item by its key (see データ.json).
    pub records: BTreeMap<String, BTreeMap<String, String>>,
    /// The public editions.
    pub editions: Vec<PrintedEdition>,
}

/// The form of [`Printed`] that this program writes.
pub const VERSION: u32 = 2;
/// This program's version.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// One difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Page in the published report; `None` where it did not say this.
    pub page_before: Option<String>,
    /// Page in today's report; `None` where it does not say this any more.
    pub page_after: Option<String>,
    /// Where.
    pub place: Vec<String>,
    /// 誤 (published).
    pub before: String,
    /// 正 (today).
    pub after: String,
    /// What it speaks of.
    pub subject: Option<Subject>,
    /// Whether either side holds what a person typed.
    pub typed: bool,
    /// Whether it stands for a section that only one of the two reports has, with all that it holds.
    pub whole_section: bool,
}

/// What differs between two versions of an edition, in the order of today's, what is gone at its place in the published one.
pub fn changes(before: &PrintedEdition, after: &PrintedEdition) -> Vec<Change> {
    let mut left: BTreeMap<Vec<String>, Vec<(usize, &Piece)>> = BTreeMap::new();
    for (at, piece) in before.pieces.iter().enumerate() {
        left.entry(key(&piece.place)).or_default().push((at, piece));
    }
    let mut right: BTreeMap<Vec<String>, Vec<(usize, &Piece)>> = BTreeMap::new();
    for (at, piece) in after.pieces.iter().enumerate() {
        right.entry(key(&piece.place)).or_default().push((at, piece));
    }
    let moved = moved(&left, &right);
    left = left.into_iter().map(|(place, pieces)| (moved_to(&moved, place), pieces)).fold(
        BTreeMap::new(),
        |mut all: BTreeMap<Vec<String>, Vec<(usize, &Piece)>>, (place, pieces)| {
            all.entry(place).or_default().extend(pieces);
            all
        },
    );
    // Where a place is in today's report; for one that is gone, after the piece that stood before it.
    let position = |at: usize| {
        let before = before.pieces.get(..at).unwrap_or_default().iter().rev();
        let known = before
            .into_iter()
            .find_map(|piece| right.get(&moved_to(&moved, key(&piece.place))).and_then(|list| list.last()));
        known.map_or(0, |(at, _)| *at)
    };
    let mut found: Vec<((usize, usize), Change)> = Vec::new();
    for (place, of_after) in &right {
        let of_before = left.remove(place).unwrap_or_default();
        for (old, new) in paired(&of_before, of_after) {
            let at = new.map_or_else(|| old.map_or(0, |(at, _)| position(*at)), |(at, _)| *at);
            let change = Change {
                page_before: old.map(|(_, piece)| piece.page.clone()),
                page_after: new.map(|(_, piece)| piece.page.clone()),
                place: new.or(old).map(|(_, piece)| piece.place.clone()).unwrap_or_default(),
                before: old.map(|(_, piece)| piece.text.clone()).unwrap_or_default(),
                after: new.map(|(_, piece)| piece.text.clone()).unwrap_or_default(),
                subject: [new, old].into_iter().flatten().find_map(|(_, piece)| piece.subject),
                typed: [new, old].into_iter().flatten().any(|(_, piece)| piece.typed),
                whole_section: false,
            };
            found.push(((at, usize::from(new.is_none())), change));
        }
    }
    for (at, piece) in left.into_values().flatten() {
        let change = Change {
            page_before: Some(piece.page.clone()),
            page_after: None,
            place: piece.place.clone(),
            before: piece.text.clone(),
            after: String::new(),
            subject: piece.subject,
            typed: piece.typed,
            whole_section: false,
        };
        found.push(((position(at), 1 + at), change));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, change)| change).collect()
}

/// A place without the counts that headings hold in brackets: 「要修正（3件）」 is the place of 「要修正（2件）」.
fn key(place: &[String]) -> Vec<String> {
    place
        .iter()
        .map(|name| match name.split_once('（') {
            Some((name, rest)) if !name.is_empty() && rest.starts_with(|c: char| c.is_ascii_digit()) => name.to_owned(),
            _ => name.clone(),
        })
        .collect()
}

/// What stands under a heading or head: the rest of each piece's place, and its text.
type Under<'a> = BTreeSet<(&'a [String], &'a str)>;

/// All that stands under each beginning of a place.
fn under<'a>(pieces: &'a BTreeMap<Vec<String>, Vec<(usize, &'a Piece)>>) -> BTreeMap<&'a [String], Under<'a>> {
    let mut all: BTreeMap<&[String], Under<'_>> = BTreeMap::new();
    for (place, pieces) in pieces {
        for length in 1..=place.len() {
            let (beginning, rest) = place.split_at(length);
            all.entry(beginning).or_default().extend(pieces.iter().map(|(_, piece)| (rest, piece.text.as_str())));
        }
    }
    all
}

/// The beginnings of places that are worded otherwise today (a legend more in the head of a table), each with today's: under the same
/// heading at least half of what stands under the larger of the two is the same. The head alone has changed then, not every cell.
fn moved<'a>(
    left: &'a BTreeMap<Vec<String>, Vec<(usize, &'a Piece)>>,
    right: &'a BTreeMap<Vec<String>, Vec<(usize, &'a Piece)>>,
) -> Vec<(Vec<String>, Vec<String>)> {
    let (old, new) = (under(left), under(right));
    let parent = |place: &&[String]| place.split_last().map(|(_, parent)| parent.to_vec()).unwrap_or_default();
    let is_known = |parent: &[String]| parent.is_empty() || (old.contains_key(parent) && new.contains_key(parent));
    let mut free: BTreeMap<Vec<String>, Vec<&[String]>> = BTreeMap::new();
    for place in new.keys().filter(|place| !old.contains_key(*place)) {
        free.entry(parent(place)).or_default().push(place);
    }
    let mut moved = Vec::new();
    for (place, held) in old.iter().filter(|(place, _)| !new.contains_key(*place) && is_known(&parent(place))) {
        let Some(others) = free.get_mut(&parent(place)) else { continue };
        let shared = |other: &&[String]| new.get(other).map_or(0, |of| held.intersection(of).count());
        let size = |other: &&[String]| new.get(other).map_or(0, Under::len).max(held.len());
        let best = (0..others.len()).max_by_key(|at| (others.get(*at).map_or(0, shared), std::cmp::Reverse(*at)));
        let best = best.filter(|at| others.get(*at).is_some_and(|of| shared(of) > 1 && shared(of) * 2 >= size(of)));
        if let Some(at) = best {
            moved.push((place.to_vec(), others.remove(at).to_vec()));
        }
    }
    moved
}

/// A place of the published report as it is called today.
fn moved_to(moved: &[(Vec<String>, Vec<String>)], place: Vec<String>) -> Vec<String> {
    match moved.iter().find(|(old, _)| place.starts_with(old)) {
        Some((old, new)) => new.iter().chain(place.iter().skip(old.len())).cloned().collect(),
        None => place,
    }
}

type At<'a> = &'a (usize, &'a Piece);

/// Pieces of one place that are not the same: those that both have are left out, the others are paired in their order.
fn paired<'a>(
    before: &'a [(usize, &'a Piece)],
    after: &'a [(usize, &'a Piece)],
) -> Vec<(Option<At<'a>>, Option<At<'a>>)> {
    let mut length = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    let same = |i: usize, j: usize| before[i].1.text == after[j].1.text;
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            length[i][j] = if same(i, j) { length[i + 1][j + 1] + 1 } else { length[i + 1][j].max(length[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut out, mut old, mut new) = (Vec::new(), Vec::new(), Vec::new());
    let mut close = |old: &mut Vec<At<'a>>, new: &mut Vec<At<'a>>| {
        let count = old.len().max(new.len());
        out.extend((0..count).map(|at| (old.get(at).copied(), new.get(at).copied())));
        old.clear();
        new.clear();
    };
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && same(i, j) {
            close(&mut old, &mut new);
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || (i < before.len() && length[i + 1][j] >= length[i][j + 1]) {
            old.push(&before[i]);
            i += 1;
        } else {
            new.push(&after[j]);
            j += 1;
        }
    }
    close(&mut old, &mut new);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 公表版 of pieces with their page, place and text.
    pub(super) fn edition(pieces: &[(&str, &[&str], &str)]) -> PrintedEdition {
        let piece = |(page, place, text): &(&str, &[&str], &str)| Piece {
            page: (*page).to_owned(),
            place: place.iter().map(|name| (*name).to_owned()).collect(),
            text: (*text).to_owned(),
            ..Piece::default()
        };
        PrintedEdition { name: "公表版".to_owned(), pieces: pieces.iter().map(piece).collect() }
    }

    fn shown(change: &Change) -> (String, String, String) {
        let page = change.page_after.clone().or_else(|| change.page_before.clone()).unwrap_or_default();
        (page, change.before.clone(), change.after.clone())
    }

    #[test]
    fn a_figure_that_changed_stands_with_its_page_and_what_stayed_does_not() {
        let cell: &[&str] = &["概況", "効果額", "計", "令和2年度"];
        let before = edition(&[("1", &["概況"], "概況"), ("1", cell, "779"), ("2", &["概況"], "同じ文")]);
        let after = edition(&[("1", &["概況"], "概況"), ("2", cell, "789"), ("3", &["概況"], "同じ文")]);
        let found: Vec<_> = changes(&before, &after).iter().map(shown).collect();
        assert_eq!(found, [("2".to_owned(), "779".to_owned(), "789".to_owned())]);
    }

    #[test]
    fn a_paragraph_put_in_changes_no_other() {
        let before = edition(&[("1", &["実績"], "一"), ("1", &["実績"], "二")]);
        let after = edition(&[("1", &["実績"], "一"), ("1", &["実績"], "間"), ("1", &["実績"], "二")]);
        let found: Vec<_> = changes(&before, &after).iter().map(shown).collect();
        assert_eq!(found, [("1".to_owned(), String::new(), "間".to_owned())]);
    }

    #[test]
    fn what_is_gone_stands_where_it_stood() {
        let before = edition(&[("1", &["一"], "甲"), ("2", &["二"], "乙"), ("3", &["三"], "丙")]);
        let after = edition(&[("1", &["一"], "甲2"), ("2", &["三"], "丙2")]);
        let found: Vec<_> = changes(&before, &after).iter().map(|change| change.before.clone()).collect();
        assert_eq!(found, ["甲", "乙", "丙"]);
    }

    #[test]
    fn a_legend_more_in_a_head_changes_no_cell_under_it() {
        let row = |head: &str, second: &str| {
            edition(&[
                ("4", &["個票"], head),
                ("4", &["個票", head, "1-1", "計画"], "検討"),
                ("4", &["個票", head, "1-1", "実績"], "検討"),
                ("4", &["個票", head, "1-2", "計画"], second),
                ("5", &["個票", "実績", "1-1"], "同じ"),
            ])
        };
        let found: Vec<_> = changes(&row("工程", "実施"), &row("工程　斜線 遅れ", "検討")).iter().map(shown).collect();
        let on_4 = |before: &str, after: &str| ("4".to_owned(), before.to_owned(), after.to_owned());
        assert_eq!(found, [on_4("工程", "工程　斜線 遅れ"), on_4("実施", "検討")]);
    }

    #[test]
    fn a_count_in_a_heading_is_no_other_place() {
        let before = edition(&[("1", &["要修正（3件）", "場所"], "甲")]);
        let after = edition(&[("1", &["要修正（2件）", "場所"], "甲")]);
        assert_eq!(changes(&before, &after), []);
    }
}

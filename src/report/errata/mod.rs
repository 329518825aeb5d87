//! 正誤表: what differs between a published report and the one that the same command makes today.
//!
//! Both are given as what their pages say, piece by piece ([`Piece`]), each with its place in the report and the printed number
//! of its page. Pieces are compared place by place, so that a page more or less changes nothing but numbers.

mod pairing;
mod paper;
mod reasons;
mod renamed;
mod rewording;
mod sections;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
pub use paper::{Comparison, document};
pub use reasons::{Causes, UNUSED, causes, unused};
pub use rewording::{Contents, Rewording};
use serde::{Deserialize, Serialize};

use super::Edition;
use super::document::Subject;
use super::flat::ColumnContent;
use crate::merge::statement::ReportState;
use crate::vocabulary::{ActionId, FiscalYear};
use pairing::{At, Difference, Heads, Pair, paired};

/// What an edition's pages say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedEdition {
    /// Which edition.
    pub edition: Edition,
    /// Its pieces in reading order.
    pub pieces: Vec<Piece>,
}

/// A piece of text: a heading, a paragraph, a cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The number printed on its page; empty on pages without one.
    pub page: String,
    /// Where in the report: headings from the outermost, then the table's row and column, as the page words them. They are texts and no
    /// types: most are the plan's own words, the table of a 正誤表 prints them so that they are found on the page, and records that were
    /// published, by earlier programs too, hold nothing else to compare with. What is decided by more than words has a `subject`.
    pub place: Vec<String>,
    /// What it says.
    pub text: String,
    /// Whether it holds what a person typed into a form. Not known of a report of record form 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typed: bool,
    /// What it speaks of. Not known of a report of record form 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Whether it is a chart or figure, of which it is the alternative text. Not known of a report of an earlier program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub figure: bool,
    /// Whether it is an entry of the contents (目次), which repeats a heading with its page. An earlier program left these out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contents: bool,
}

/// A published report, or today's, as far as it can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The version of the program that made the report; empty of one of record form 1.
    pub program: String,
    /// The report's title.
    pub title: String,
    /// The year.
    pub year: FiscalYear,
    /// 速報 or 確定.
    pub state: ReportState,
    /// The day that it states.
    pub date: Date,
    /// Items whose figures waited for the accounts.
    pub awaiting: Vec<ActionId>,
    /// Every figure and text of every action item.
    pub records: BTreeMap<ActionId, Record>,
    /// The public editions, in the order of their names.
    pub editions: Vec<PrintedEdition>,
}

impl Printed {
    /// What the pages of an edition say.
    pub fn edition(&self, edition: Edition) -> Option<&PrintedEdition> {
        self.editions.iter().find(|printed| printed.edition == edition)
    }
}

/// The figures and texts of an action item, as data print them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// What is not blank.
    pub values: BTreeMap<ColumnContent, String>,
    /// What another version of the program wrote under keys that this one does not know.
    pub unknown: BTreeMap<String, String>,
}

impl Record {
    /// What is printed; `None` of what is blank.
    pub fn get(&self, content: ColumnContent) -> Option<&str> {
        self.values.get(&content).map(String::as_str)
    }

    /// All that is printed.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.values().chain(self.unknown.values()).map(String::as_str)
    }
}

#[cfg(test)]
impl Default for Printed {
    fn default() -> Printed {
        Printed {
            program: String::new(),
            title: String::new(),
            year: FiscalYear(2021),
            state: ReportState::Preliminary,
            date: jiff::civil::date(2022, 6, 30),
            awaiting: Vec::new(),
            records: BTreeMap::new(),
            editions: Vec::new(),
        }
    }
}

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
    /// Whether it is the alternative text of a chart or figure, which nobody finds on the page.
    pub figure: bool,
    /// Whether it stands for a section that only one of the two reports has, with all that it holds.
    pub whole_section: bool,
    /// Whether both reports say it and only its place on the page differs. Its pages are printed again; it is no difference to list.
    pub only_moved: bool,
}

impl Change {
    /// The change from one piece to the other.
    fn of(old: Option<&Piece>, new: Option<&Piece>) -> Change {
        let either = || [new, old].into_iter().flatten();
        Change {
            page_before: old.map(|piece| piece.page.clone()),
            page_after: new.map(|piece| piece.page.clone()),
            place: new.or(old).map(|piece| piece.place.clone()).unwrap_or_default(),
            before: old.map(|piece| piece.text.clone()).unwrap_or_default(),
            after: new.map(|piece| piece.text.clone()).unwrap_or_default(),
            subject: either().find_map(|piece| piece.subject),
            typed: either().any(|piece| piece.typed),
            figure: either().any(|piece| piece.figure),
            // The heading itself is listed.
            only_moved: either().any(|piece| piece.contents),
            ..Change::default()
        }
    }
}

/// The differences that a 正誤表 lists: what only moved on its page is none.
pub fn listed(changes: &[Change]) -> impl Iterator<Item = &Change> {
    changes.iter().filter(|change| !change.only_moved)
}

/// What differs between two versions of an edition, in the order of today's, what is gone at its place in the published one.
pub fn changes(before: &PrintedEdition, after: &PrintedEdition) -> Vec<Change> {
    let mut left: Places<'_> = BTreeMap::new();
    for (at, piece) in before.pieces.iter().enumerate() {
        left.entry(key(&piece.place)).or_default().push((at, piece));
    }
    let mut right: Places<'_> = BTreeMap::new();
    let has_contents = before.pieces.iter().any(|piece| piece.contents);
    for (at, piece) in after.pieces.iter().enumerate().filter(|(_, piece)| has_contents || !piece.contents) {
        right.entry(key(&piece.place)).or_default().push((at, piece));
    }
    let renamed = renamed(&left, &right);
    left = replaced(left, |place| with_new_names(&renamed, place));
    let moved = moved(&left, &right);
    left = replaced(left, |place| moved_to(&moved, place));
    let heads = Heads::of(before, after, &moved, &renamed);
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (place, of_after) in &right {
        pairs.extend(paired(&left.remove(place).unwrap_or_default(), of_after, &heads));
    }
    let gone = |old| Pair { old: Some(old), new: None, difference: Difference::Said };
    pairs.extend(left.into_values().flatten().map(gone));
    pairing::take_divided_otherwise(&mut pairs);
    // Where a piece is in today's report; for one that is gone, after the piece that stood before it.
    let today: BTreeMap<usize, usize> = pairs.iter().filter_map(|pair| Some((pair.old?.0, pair.new?.0))).collect();
    let position = |at: usize| today.range(..at).next_back().map_or(0, |(_, today)| *today);
    let mut found: Vec<((usize, usize), Change)> = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.difference != Difference::None) {
        let at = match (pair.new, pair.old) {
            (Some((at, _)), _) => (at, 0),
            (None, Some((at, _))) => (position(at), 1 + at),
            (None, None) => continue,
        };
        let [old, new] = [pair.old, pair.new].map(|side| side.map(|(_, piece)| piece));
        let mut change = Change::of(old, new);
        change.only_moved |= pair.difference == Difference::Moved;
        found.push((at, change));
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

/// The pieces of each place, by their index in the report.
type Places<'a> = BTreeMap<Vec<String>, Vec<At<'a>>>;

/// What stands under a heading or head: the rest of each piece's place, and its text.
type Under<'a> = BTreeSet<(&'a [String], &'a str)>;

/// All that stands under each beginning of a place.
fn under<'a>(pieces: &'a Places<'a>) -> BTreeMap<&'a [String], Under<'a>> {
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
fn moved<'a>(left: &'a Places<'a>, right: &'a Places<'a>) -> Vec<(Vec<String>, Vec<String>)> {
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

/// Heads that are worded otherwise wherever they stand (of a column in each row of a table), each with today's: neither report has the
/// other's, and at least half of the cells are the same, as in [`moved`].
fn renamed(left: &Places<'_>, right: &Places<'_>) -> BTreeMap<String, String> {
    /// What stands before and after a head in the places of its cells, and what these say.
    type Cells<'a> = BTreeSet<(&'a [String], &'a [String], &'a str)>;
    fn by_name<'a>(places: &'a Places<'_>, others: &Places<'_>) -> BTreeMap<&'a str, Cells<'a>> {
        let known: BTreeSet<&str> = others.keys().flatten().map(String::as_str).collect();
        let mut all: BTreeMap<&str, Cells<'_>> = BTreeMap::new();
        for (place, pieces) in places {
            for (at, name) in place.iter().enumerate().filter(|(_, name)| !known.contains(name.as_str())) {
                let (before, after) = (&place[..at], &place[at + 1..]);
                all.entry(name)
                    .or_default()
                    .extend(pieces.iter().map(|(_, piece)| (before, after, piece.text.as_str())));
            }
        }
        all
    }
    let (old, mut new) = (by_name(left, right), by_name(right, left));
    let mut renamed = BTreeMap::new();
    for (name, held) in &old {
        let shared = |of: &Cells<'_>| held.intersection(of).count();
        let best = new.iter().max_by_key(|(name, of)| (shared(of), std::cmp::Reverse(**name)));
        let best = best.filter(|(_, of)| shared(of) > 1 && shared(of) * 2 >= held.len().max(of.len()));
        if let Some(other) = best.map(|(other, _)| *other) {
            new.remove(other);
            renamed.insert((*name).to_owned(), other.to_owned());
        }
    }
    renamed
}

/// The pieces of the published report by the places where they stand today.
fn replaced<'a>(places: Places<'a>, today: impl Fn(Vec<String>) -> Vec<String>) -> Places<'a> {
    let mut all: Places<'_> = BTreeMap::new();
    for (place, pieces) in places {
        all.entry(today(place)).or_default().extend(pieces);
    }
    all
}

/// A place of the published report with the heads of today.
fn with_new_names(renamed: &BTreeMap<String, String>, place: Vec<String>) -> Vec<String> {
    place.into_iter().map(|name| renamed.get(&name).cloned().unwrap_or(name)).collect()
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
        PrintedEdition { edition: Edition::Public, pieces: pieces.iter().map(piece).collect() }
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

    /// Sides of the differences to list, and of those that only moved.
    fn divided(before: &PrintedEdition, after: &PrintedEdition) -> (Vec<[String; 2]>, Vec<[String; 2]>) {
        let (moved, listed): (Vec<Change>, Vec<Change>) =
            changes(before, after).into_iter().partition(|change| change.only_moved);
        let sides = |change: Change| [change.before, change.after];
        (listed.into_iter().map(sides).collect(), moved.into_iter().map(sides).collect())
    }

    #[test]
    fn a_row_that_only_moved_is_no_difference_and_one_that_came_for_another_is_two() {
        let rows = |names: &[(&str, &str)]| {
            let places = names.iter().map(|(name, _)| (["表", "項目"], ["表", *name, "区分"]));
            let places: Vec<_> = places.collect();
            let cells = names.iter().zip(&places).flat_map(|((name, grade), (head, cell))| {
                [("4", head.as_slice(), *name), ("4", cell.as_slice(), *grade)]
            });
            edition(&cells.collect::<Vec<_>>())
        };
        let before = rows(&[("1-1 甲", "△"), ("1-2 乙", "○"), ("1-3 丙", "○")]);
        let after = rows(&[("1-4 丁", "△"), ("1-2 乙", "○"), ("1-1 甲", "○")]);
        let (listed, moved) = divided(&before, &after);
        let both = |before: &str, after: &str| [before.to_owned(), after.to_owned()];
        assert_eq!(moved, [both("1-1 甲", "1-1 甲")]);
        let new = [both("", "1-4 丁"), both("", "△")];
        let gone = [both("1-3 丙", ""), both("○", "")];
        assert_eq!(listed, [&new[..], &gone, &[both("△", "○")]].concat());
    }

    #[test]
    fn cells_that_are_divided_otherwise_under_the_same_columns_say_the_same() {
        let stages = |cells: &[(&[&str], &str)]| {
            let places: Vec<Vec<&str>> =
                cells.iter().map(|(years, _)| [&["工程", "1-1", "実績"][..], years].concat()).collect();
            let pieces = cells.iter().zip(&places).map(|((_, stage), place)| ("6", place.as_slice(), *stage));
            edition(&pieces.collect::<Vec<_>>())
        };
        let before = stages(&[(&["R2", "R3"], "継続"), (&["R4"], "継続")]);
        let (listed, moved) = divided(&before, &stages(&[(&["R2", "R3", "R4"], "継続")]));
        assert_eq!((listed.len(), moved.len()), (0, 3));
        // Another stage, and other years, are differences.
        assert_eq!(divided(&before, &stages(&[(&["R2", "R3", "R4"], "実施")])).0.len(), 3);
        assert_eq!(divided(&before, &stages(&[(&["R3", "R4"], "継続")])).0.len(), 3);
    }

    /// How many of the cells a, b, c, d that stand under a head are differences where another head has these texts in their places.
    #[test]
    fn a_head_alone_has_changed_where_at_least_two_and_half_of_its_cells_are_the_same() {
        let table = |head: &str, cells: &[&str]| {
            let rows: Vec<String> = (1..=cells.len()).map(|row| row.to_string()).collect();
            let places: Vec<[&str; 3]> = rows.iter().map(|row| ["表", head, row.as_str()]).collect();
            let cells = cells.iter().zip(&places).map(|(text, place)| ("4", place.as_slice(), *text));
            edition(&cells.collect::<Vec<_>>())
        };
        let gone = |before: &[&str], after: &[&str]| {
            let found = changes(&table("旧", before), &table("新", after));
            found.iter().filter(|change| change.page_after.is_none()).count()
        };
        assert_eq!(gone(&["a", "b", "c", "d"], &["a", "b", "x", "y"]), 0);
        assert_eq!(gone(&["a", "b", "c", "d", "e"], &["a", "b", "x", "y", "z"]), 5);
        assert_eq!(gone(&["a", "b", "c", "d"], &["a", "x", "y", "z"]), 4);
        assert_eq!(gone(&["a", "b"], &["a", "b"]), 0);
        // One cell may be the same by chance.
        assert_eq!(gone(&["a"], &["a"]), 1);
    }

    /// An entry of the contents repeats a heading: its page is printed again, where the published record has contents at all.
    #[test]
    fn a_new_heading_changes_the_page_of_the_contents() {
        let report = |heading: &str, with_contents: bool| {
            let mut all = edition(&[("i", &["目次"], &format!("{heading}6")), ("6", &[], heading)]);
            all.pieces[0].contents = true;
            all.pieces.drain(..usize::from(!with_contents));
            all
        };
        let pages = |before: &PrintedEdition, after: &PrintedEdition| {
            let found = changes(before, after).into_iter();
            found.map(|change| (change.page_after.unwrap_or_default(), change.only_moved)).collect::<Vec<_>>()
        };
        let today = report("1 新", true);
        assert_eq!(pages(&report("1 旧", true), &today), [("i".to_owned(), true), ("6".to_owned(), false)]);
        assert_eq!(pages(&report("1 旧", false), &today), [("6".to_owned(), false)]);
    }

    /// The head of a column stands in the place of a cell of each row: its new name is one difference, and no cell has gone or come.
    #[test]
    fn a_column_that_has_another_name_is_one_difference() {
        let table = |name: &str, figures: [&str; 3]| {
            let rows = ["1 財政", "2 協働", "計"];
            let places: Vec<_> = rows.iter().flat_map(|row| [["表", *row, name], ["表", *row, "計"]]).collect();
            let cells = places.iter().zip(figures.iter().flat_map(|figure| [*figure, "9"]));
            let cells: Vec<_> = cells.map(|(place, text)| ("4", &place[..], text)).collect();
            // The same name heads a row of another table.
            let row = ["件数", "構成比"].map(|column| ["概況", name, column]);
            let of_row = [("1", &row[0][..], "12"), ("1", &row[1][..], "13.5")];
            edition(&[&of_row[..], &[("4", &["表"][..], name)], &cells[..]].concat())
        };
        let sides = |before: &PrintedEdition, after: &PrintedEdition| divided(before, after).0;
        let both = |before: &str, after: &str| [before.to_owned(), after.to_owned()];
        let (old, new) = (table("△ 計画に遅れ", ["5", "8", "13"]), table("▽ 遅れている", ["5", "8", "13"]));
        assert_eq!(sides(&old, &new), [both("△ 計画に遅れ", "▽ 遅れている")]);
        let other = table("▽ 遅れている", ["5", "7", "13"]);
        assert_eq!(sides(&old, &other), [both("△ 計画に遅れ", "▽ 遅れている"), both("8", "7")]);
        // Another column in its place.
        let other = table("▽ 遅れている", ["1", "2", "3"]);
        assert_eq!(sides(&old, &other).iter().filter(|[_, after]| after.is_empty()).count(), 3);
    }

    #[test]
    fn a_text_whose_lines_end_elsewhere_is_the_same() {
        let [before, after] = ["・\n増えた。", "・ 増えた。"].map(|text| edition(&[("1", &["理由"], text)]));
        assert_eq!(changes(&before, &after), []);
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

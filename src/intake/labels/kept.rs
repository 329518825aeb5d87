//! Heads that keep columns from readers: 公表しない欄 over several columns, 課題（庁内限り）, 内部メモ merged over a neighbour.
//!
//! Only what is said of a column counts. A note that speaks of something else (「内部メモ」は公表しません。) keeps nothing, nor does the title
//! of a list, which stands over its numbers too.

use std::collections::BTreeMap;

use super::stack::below_items;
use super::{Grid, STACK, bare, without_unit};
use crate::contract::{Audience, Field};
use crate::intake::memo::memoed;
use crate::vocabulary::{CellAddress, text_key};

/// A head that keeps a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The widest circle that may read the column.
    pub(crate) readers: Audience,
    /// The head's cell.
    pub(crate) head: CellAddress,
}

/// The columns of a table that its heads keep. `rows` are the last rows of its heads, those that name its columns; `number` is the column
/// of its numbers. A head that is not merged stands over the blank cells beside it, too, where `extends` says so of its cell: over a
/// column that is internal anyway it says nothing of its neighbours.
pub(crate) fn kept_columns(
    grid: &Grid<'_>,
    rows: (u32, u32),
    number: u32,
    floor: u32,
    extends: impl Fn(CellAddress) -> bool,
) -> BTreeMap<u32, Kept> {
    let (named, bottom) = rows;
    let mut kept = BTreeMap::new();
    for row in (first_row(grid, named, number, floor)..=bottom).rev() {
        for (at, _) in grid.sheet.row(row) {
            let Some(readers) = said(grid, at, row < named) else { continue };
            let extent = grid.extent(at);
            if extent.first != at || (extent.first.col..=extent.last.col).contains(&number) {
                continue;
            }
            let mut last = extent.last.col;
            if row < named && extent.first == extent.last && extends(at) {
                let is_blank = |col: &u32| grid.cell(row, *col).is_none_or(|(_, cell)| cell.is_blank());
                last = (at.col + 1..at.col + STACK).take_while(is_blank).last().unwrap_or(at.col);
            }
            for col in at.col..=last {
                kept.entry(col).or_insert(Kept { readers, head: at });
            }
        }
    }
    kept
}

/// The first row, from `named` upwards, that may hold heads: below a blank row, the items of a table above, and the row `floor`.
fn first_row(grid: &Grid<'_>, named: u32, number: u32, floor: u32) -> u32 {
    let floor = floor.max(below_items(grid, 0, number, named)).max(named.saturating_sub(STACK - 1));
    let is_filled = |row: &u32| grid.sheet.row(*row).any(|(_, cell)| !cell.is_blank());
    (floor..named).rev().take_while(is_filled).last().unwrap_or(named)
}

/// The widest circle that may read what stands under a head; `None` where it keeps nothing. Above the heads of the columns
/// (`is_above`) the name of an internal field merged over several of them keeps all of them.
fn said(grid: &Grid<'_>, at: CellAddress, is_above: bool) -> Option<Audience> {
    let key = grid.own_key(at);
    let by_words = || readers_said(key);
    let by_name = || is_above.then(|| super::field(key)).flatten().filter(|field| is_clear_name(*field, key));
    by_words().or_else(|| by_name().map(|field| field.definition().audience).filter(|at| *at == Audience::Office))
}

/// Whether a head is the very label of an internal field or says 内部 itself: 備考 and メモ may be of anything.
pub(crate) fn is_clear_name(field: Field, key: &str) -> bool {
    let bare_key = bare(&without_unit(key));
    bare_key == bare(&text_key(field.label())) || bare_key.starts_with("内部")
}

/// The widest circle to which a head, as a key, opens what stands under it; `None` where it says nothing of that.
pub(crate) fn readers_said(key: &str) -> Option<Audience> {
    memoed!(key, find_readers_said, Option<Audience>)
}

fn find_readers_said(key: &str) -> Option<Audience> {
    const OFFICE: [&str; 8] =
        ["庁内限り", "部内限り", "内部限り", "庁内のみ", "内部のみ", "部外秘", "庁外秘", "取扱注意"];
    const OFFICE_ENDS: [&str; 4] = ["庁内用", "内部用", "庁内用欄", "内部用欄"];
    const OFFICE_ALONE: [&str; 6] = ["庁内", "内部", "庁内欄", "内部欄", "庁内資料", "内部資料"];
    const NOT_PUBLIC: [&str; 11] = [
        "非公表",
        "非公開",
        "不公表",
        "公表しない",
        "公表しません",
        "公開しない",
        "公開しません",
        "公表せず",
        "公表不可",
        "公開不可",
        "公表対象外",
    ];
    let parts = key.split(['(', ')', '[', ']', '【', '】', '<', '>', '〈', '〉', '※', ':', '。']);
    let of_part = |part: &str| {
        let has =
            |words: &[&str]| words.iter().any(|word| part.find(word).is_some_and(|at| is_of_column(part, at, word)));
        let is_office =
            has(&OFFICE) || OFFICE_ENDS.iter().any(|end| part.ends_with(end)) || OFFICE_ALONE.contains(&part);
        let not_public = || has(&NOT_PUBLIC).then_some(Audience::Council);
        is_office.then_some(Audience::Office).or_else(not_public)
    };
    parts.filter_map(of_part).max()
}

/// Whether words at `at` of a part of a head are said of its column: not of something else (内部メモは公表しません), not what is not to be
/// written there (公表しないことは書かない), and no choice between both (公表・非公表).
fn is_of_column(part: &str, at: usize, word: &str) -> bool {
    const OF_IT: [&str; 6] = ["この欄", "この列", "この項目", "本欄", "以下", "下の欄"];
    const OF_OTHERS: [&str; 10] =
        ["は", "書かな", "記入しな", "記載しな", "入力しな", "含めな", "以外", "除く", "場合", "とき"];
    let (before, after) = (&part[..at], &part[at + word.len()..]);
    let is_subject = before.strip_suffix('は').is_none_or(|subject| OF_IT.iter().any(|of| subject.ends_with(of)));
    let is_choice = ["公表", "公開"].iter().any(|other| bare(before).ends_with(other));
    is_subject && !is_choice && !OF_OTHERS.iter().any(|other| after.contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_who_may_read_their_columns() {
        for (head, readers) in [
            ("公表しない欄", Some(Audience::Council)),
            ("今後に向けて（公表しない）", Some(Audience::Council)),
            ("課題\n※この欄は公表しないでください。", Some(Audience::Council)),
            ("課題　非公表", Some(Audience::Council)),
            ("課題（内部用）", Some(Audience::Office)),
            ("（庁内限り）", Some(Audience::Office)),
            ("内部", Some(Audience::Office)),
            ("今後に向けて", None),
            ("内部統制の実績", None),
            ("庁内用品の調達", None),
            ("公表・非公表の別", None),
            ("「内部メモ」は公表しません。", None),
            ("課題（公表しないことは書かない）", None),
            ("課題（非公表の内容を除く）", None),
        ] {
            assert_eq!(readers_said(&text_key(head)), readers, "{head}");
        }
    }
}

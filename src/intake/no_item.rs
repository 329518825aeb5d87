//! Rows of a table that are no item's: notes, totals, examples, and the heads that a list prints again on each page.
//!
//! What is passed over here is passed over without a word, so nothing is that may be somebody's sentence.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{Grid, bare};
use super::normalize::text::is_not_applicable;
use super::workbook::{Cell, Value};
use crate::vocabulary::{CellAddress, FiscalYear, is_space, text_key};

/// What a row or a cell of no item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfNoItem {
    /// A head or a title that stands over the first item, too.
    Repeated,
    /// In a row that shows how to fill in the form.
    Example,
    /// The label or a figure of a total.
    Total,
    /// A sentence in a row of a total.
    SentenceOfTotal,
}

/// Whether a text is a note of the form: ※ …, 注1 …, （注）…; not what only begins so (注意喚起をした).
pub(super) fn is_note(text: &str) -> bool {
    let text = text.trim_start_matches(is_space);
    // The word that closes a Japanese document.
    if text.starts_with('※') || text_key(text) == "以上" {
        return true;
    }
    let Some(rest) = text.trim_start_matches(['(', '（']).strip_prefix('注') else { return false };
    let rest = ["意事項", "意書き", "意点", "意", "記", "釈"]
        .into_iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    rest.chars().next().is_none_or(|c| {
        is_space(c) || c.is_numeric() || matches!(c, ')' | '）' | ':' | '：' | '.' | '．' | '、' | '，' | ',' | '】')
    })
}

/// The title, alone in its row, by which a table below `rows` is not of this `year`.
pub(super) fn title_of_another_year(
    grid: &Grid<'_>,
    rows: Range<u32>,
    year: Option<FiscalYear>,
) -> Option<CellAddress> {
    let mut cells = grid.sheet.cells_of(rows);
    let is_title = |at: CellAddress| names_another_year(grid.own_key(at), year) && grid.sheet.filled(at.row) == 1;
    cells.find(|(at, _)| is_title(**at)).map(|(at, _)| *at)
}

/// Whether the key of a title says that the table below it is not of this `year`: （参考）, 前年度の実績, 令和元年度. One that says more than
/// that (前年度からの継続項目, 令和3年度着手分) is the title of a part of this year's list.
fn names_another_year(key: &str, year: Option<FiscalYear>) -> bool {
    let title = key.trim_matches(is_bracket);
    let (is_reference, title) = match title.strip_prefix("参考") {
        Some(rest) => (true, rest.trim_start_matches(is_bracket)),
        None => (false, title),
    };
    let is_rest = |rest: &str| {
        let rest = rest.strip_prefix('の').unwrap_or(rest);
        ["", "分", "実績", "結果", "状況", "進捗状況", "進捗管理表", "実績(参考", "(参考"].contains(&rest)
    };
    let before = ["前年度", "昨年度", "前年", "昨年"].iter().find_map(|word| title.strip_prefix(word));
    let ends = title.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_YEAR);
    let named = ends.filter_map(|end| Some((FiscalYear::parse(&title[..end])?, &title[end..]))).last();
    match (before, named, year) {
        (Some(rest), ..) => is_rest(rest),
        (None, Some((named, rest)), Some(year)) => named != year && is_rest(rest),
        (None, None, _) => is_reference && title.is_empty(),
        (None, Some(_), None) => false,
    }
}

/// Characters of a year: 2019（令和元）年度.
const LONGEST_YEAR: usize = 12;

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '【' | '】' | '「' | '」' | '■' | '◆' | '●' | ':')
}

/// The very words of totals and examples, wherever in a row.
pub(super) const TOTALS: [&str; 4] = ["計", "合計", "小計", "総計"];
/// Words of rows that show how to fill in a form.
pub(super) const EXAMPLES: [&str; 3] = ["記入例", "例", "記載例"];

/// Whether a key is the very word of a total, or that of the effects.
fn is_total(key: &str) -> bool {
    TOTALS.contains(&key) || key == "効果額計"
}

/// Whether a text is the label of a total: 計, 小計（財政課）, 合計（千円）, 財政課計, 財政課 小計; not 一般会計, 合計特殊出生率.
fn is_total_label(text: &str) -> bool {
    let key = text_key(text);
    let label = key.split(['(', '[']).find(|part| !part.is_empty()).unwrap_or_default();
    let label = bare(label);
    let is_of_unit = || {
        let units = ["小計", "合計", "計"].into_iter().filter_map(|total| label.strip_suffix(total));
        units.into_iter().any(|unit| unit.ends_with(['部', '課', '室', '局']))
    };
    is_total(&label) || is_of_unit()
}

/// Whether a text in a row of a total is a figure of it, and no sentence: 3件, ―, 3/5, 実施済み 12/15（80.0%）.
pub(super) fn is_figure(text: &str) -> bool {
    const LONGEST: usize = 40;
    /// Hiragana in one run of a sentence.
    const SENTENCE: usize = 4;
    let is_hiragana = |c: char| matches!(c, 'ぁ'..='ゖ');
    let longest = text.split(|c| !is_hiragana(c)).map(|run| run.chars().count()).max().unwrap_or(0);
    let count = text.trim().chars().count();
    let is_short = count <= LONGEST && longest < SENTENCE && !text.contains('。');
    count <= 2 || is_not_applicable(text) || (is_short && text.chars().any(char::is_numeric))
}

/// What a cell in a row without an item is; `None` where it may be somebody's entry. `above` is what stands over the first item, `is_open`
/// tells the columns that are filled in.
pub(super) fn of_no_item(
    grid: &Grid<'_>,
    above: &Above,
    at: CellAddress,
    is_open: impl Fn(u32) -> bool,
) -> Option<OfNoItem> {
    if above.repeats(grid, at) {
        return Some(OfNoItem::Repeated);
    }
    let is_example = |cell: &Cell| matches!(&cell.value, Value::Text(text) if EXAMPLES.contains(&&*text_key(text)));
    if grid.sheet.row(at.row).any(|(_, cell)| is_example(cell)) {
        return Some(OfNoItem::Example);
    }
    if !has_total(grid, at.row, &is_open) {
        return None;
    }
    let text = grid.sheet.text(at.row, at.col);
    // The label of the total may itself stand in an open column.
    let is_of_total = is_figure(&text) || is_total(&text_key(&text));
    Some(if is_of_total { OfNoItem::Total } else { OfNoItem::SentenceOfTotal })
}

/// Whether a row is that of a total: one of its cells is the label of one.
pub(super) fn has_total(grid: &Grid<'_>, row: u32, is_open: impl Fn(u32) -> bool) -> bool {
    grid.sheet.row(row).any(|(at, cell)| is_label_of_total(cell, is_open(at.col)))
}

/// Whether a cell is the label of a total. In an open column only the very word is: 財政課計 may be somebody's entry.
pub(super) fn is_label_of_total(cell: &Cell, is_open: bool) -> bool {
    let Value::Text(text) = &cell.value else { return false };
    is_total(&text_key(text)) || (!is_open && is_total_label(text))
}

/// The short texts over the first item of a table, with their columns.
pub(super) struct Above(BTreeSet<(u32, String)>);

impl Above {
    /// Those of some rows.
    pub(super) fn of(grid: &Grid<'_>, rows: Range<u32>) -> Above {
        let keys = grid.sheet.cells_of(rows).map(|(at, _)| (at.col, grid.own_key(*at).to_owned()));
        Above(keys.filter(|(_, key)| key.chars().nth(1).is_some()).collect())
    }

    /// Whether the cell says what one over it, in its column, says: a list that prints its heads again on each page.
    pub(super) fn repeats(&self, grid: &Grid<'_>, at: CellAddress) -> bool {
        self.0.contains(&(at.col, grid.own_key(at).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_other_years_are_told_from_those_of_this_one() {
        let year = Some(FiscalYear(2020));
        for title in [
            "(参考)",
            "前年度の実績",
            "令和元年度",
            "(参考)令和元年度の実績",
            "令和元年度(参考)",
            "h31年度",
            "【参考】昨年度",
        ] {
            assert!(names_another_year(title, year), "{title}");
        }
        for title in [
            "令和2年度進捗管理表(2/2)",
            "(単位:千円)",
            "r2年度(前年度比較)",
            "財政課分",
            "",
            "令和3年度~令和7年度行政改革プラン",
            "第2次行政改革プラン(令和3年度策定)進捗状況",
            "前年度からの継続項目",
            "令和3年度着手分",
            "(令和3年度までに完了した項目を除く)",
            "前年度繰越分",
            "前年度並み",
            "令和5年度に統合",
            "参考指標のある項目",
            "参考資料",
            "(参考)令和2年度の実績",
            "重点項目(令和元年度開始)",
        ] {
            assert!(!names_another_year(title, year), "{title}");
        }
        assert!(!names_another_year("令和元年度", None));
    }

    #[test]
    fn notes_and_totals_are_told_from_what_only_begins_or_ends_so() {
        for note in [
            "※ 評価は所管課による。",
            "注1 金額は決算額",
            "（注）円単位",
            "注 金額",
            "注意：円で記入",
            "注記",
            "注釈　決算額による",
            "注意点：円で記入",
            "　※欄外",
            "以　上",
        ] {
            assert!(is_note(note), "{note}");
        }
        for entry in
            ["注意喚起のチラシを配った。", "注目を集めた。", "注文の電子化", "発注", "*印", "以上の理由による。"]
        {
            assert!(!is_note(entry), "{entry}");
        }
        for label in
            ["計", "小計（財政課）", "合計（千円）", "【合計】", "総　計", "（小計）", "財政課計", "財政課　小計"]
        {
            assert!(is_total_label(label), "{label}");
        }
        for label in [
            "合計特殊出生率の向上",
            "税収データの集計",
            "水道の量水器計",
            "累計300人",
            "一般会計",
            "水道事業会計",
            "庁舎の設計",
            "計画",
            "時計",
            "検討",
            "合計が増え、順調に進んだ。",
            "",
        ] {
            assert!(!is_total_label(label), "{label}");
        }
        for (text, expected) in [
            ("3件", true),
            ("―", true),
            ("◎3 ○2", true),
            ("◎3件 ○10件 △2件 ×0件", true),
            ("実施済み 12/15（80.0%）", true),
            ("1,234,567千円（前年度比＋3.2％）", true),
            ("15項目のうち達成12項目", true),
            ("全体として順調に進んだ。", false),
            ("15項目のうち2項目が遅れている", false),
        ] {
            assert_eq!(is_figure(text), expected, "{text}");
        }
    }
}

//! Which column of a sheet is which: by the heads of its first row. A column that holds values and is not understood stops
//! the import.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::LAYOUT;
use super::cells::MONEY;
use super::layout::Column;
use super::layout::{MEMO, YearColumn};
use crate::finding::{Finding, Origin};
use crate::intake::table::SheetTable;
use crate::settings_file::fields::{fatal, warning};
use crate::vocabulary::{CellAddress, FiscalYear, YearParts, folded};

/// A head that is looked for.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) text: &'a str,
    /// Whether a sheet may be without it.
    pub(super) is_optional: bool,
}

impl<'a> Head<'a> {
    /// A head that a sheet has to have.
    pub(super) fn required(text: &'a str) -> Head<'a> {
        Head { text, is_optional: false }
    }

    /// The head of a column.
    pub(super) fn of(column: &Column) -> Head<'static> {
        Head { text: column.head, is_optional: column.optional }
    }
}

/// The columns of a sheet.
pub(super) struct Columns {
    /// The row of the heads.
    pub(super) row: u32,
    /// The column of each head asked for.
    pub(super) of_heads: Vec<Option<u32>>,
    /// The columns of years.
    pub(super) of_years: Vec<OfYear>,
}

/// A column of a year.
pub(super) struct OfYear {
    pub(super) col: u32,
    /// Which of the year columns asked for.
    pub(super) kind: usize,
    pub(super) year: FiscalYear,
    /// The part of the year, with its place among the parts.
    pub(super) part: Option<(YearParts, usize)>,
    /// The unit that the head names, with its yen.
    pub(super) unit: Option<(&'static str, i64)>,
    /// The head as the sheet shows it.
    pub(super) head: Arc<str>,
}

/// How many rows are searched for heads that something was put above.
const SEARCHED_ROWS: u32 = 10;

/// Finds the columns of `heads` and of `years` in the row of the heads, with a finding for each head that is doubled or not
/// understood, and one for all that are missing.
pub(super) fn columns(
    file: &Arc<str>,
    sheet: &SheetTable,
    heads: &[Head<'_>],
    years: &[YearColumn],
    out: &mut Vec<Finding>,
) -> Columns {
    let names: Vec<&str> = heads.iter().map(|head| head.text).collect();
    let row = row_of_heads(sheet, heads);
    let at_sheet = Origin::sheet(file.clone(), sheet.name.clone());
    if row > 0 {
        let origin = Origin::cell(file.clone(), sheet.name.clone(), CellAddress::new(row, 0));
        out.push(
            fatal(LAYOUT, &origin, format!("見出しが1行目ではなく、{}行目にあります。", row + 1))
                .remedy("見出しより上の行を消してください。"),
        );
    }
    let mut found = Columns { row, of_heads: vec![None; heads.len()], of_years: Vec::new() };
    let mut others: Vec<(Origin, u32, &str)> = Vec::new();
    for (at, text) in sheet.cells.iter().filter(|(at, _)| at.row == row) {
        let head = folded(text);
        let origin = Origin::cell(file.clone(), sheet.name.clone(), *at);
        let doubled = |out: &mut Vec<Finding>| {
            out.push(
                fatal(LAYOUT, &origin, "同じ見出しの列が2つあります。")
                    .found(text.clone())
                    .remedy("使わない列の見出しを「メモ」で始めるか、その列を消してください。"),
            );
        };
        if head.is_empty() || head.starts_with(MEMO) {
            continue;
        }
        if let Some(i) = names.iter().position(|known| folded(known) == head) {
            match found.of_heads.get_mut(i) {
                Some(column @ None) => *column = Some(at.col),
                _ => doubled(out),
            }
            continue;
        }
        match year_column(&head, years) {
            Some(YearHead { kind, year, part, unit }) => {
                if found.of_years.iter().any(|other| (other.kind, other.year, other.part) == (kind, year, part)) {
                    doubled(out);
                } else {
                    let head = text.split_whitespace().collect::<Vec<_>>().join(" ").into();
                    found.of_years.push(OfYear { col: at.col, kind, year, part, unit, head });
                }
            }
            None => others.push((origin, at.col, text)),
        }
    }
    // Examples of heads speak of the plan's first year, as far as the sheet tells it.
    let year = found.of_years.iter().map(|of| of.year).min().unwrap_or(FiscalYear(2020));
    let told = others
        .iter()
        .map(|(origin, col, text)| not_understood(sheet, origin, (row, *col), text, &names, (years, year)));
    out.extend(told);
    let missing = heads.iter().zip(&found.of_heads).filter(|(head, column)| !head.is_optional && column.is_none());
    let missing: String = missing.map(|(head, _)| format!("「{}」", head.text)).collect();
    if !missing.is_empty() {
        out.push(
            fatal(LAYOUT, &at_sheet, format!("「{}」のシートに{missing}の列がありません。", sheet.name))
                .remedy("1行目の見出しを、書き出した原本のとおりに戻してください。"),
        );
    }
    without_head(file, sheet, row, out);
    found
}

/// The row of the heads: the first, unless it holds none of them and one of the next rows holds several, or all.
pub(super) fn row_of_heads(sheet: &SheetTable, heads: &[Head<'_>]) -> u32 {
    let mut known: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, text) in sheet.cells.iter().filter(|(at, _)| at.row < SEARCHED_ROWS) {
        let is_head = heads.iter().any(|head| folded(head.text) == folded(text));
        *known.entry(at.row).or_insert(0) += usize::from(is_head);
    }
    if heads.is_empty() || known.get(&0).is_some_and(|count| *count > 0) {
        return 0;
    }
    known.into_iter().find(|(_, count)| *count >= heads.len().min(2)).map_or(0, |(row, _)| row)
}

/// How many cells below the head of a column hold something.
fn filled(sheet: &SheetTable, (row, col): (u32, u32)) -> usize {
    let has_text = |text: &&String| !text.trim().is_empty();
    sheet.cells.iter().filter(|(at, _)| at.row > row && at.col == col).map(|(_, text)| text).filter(has_text).count()
}

/// Values as they are counted: 2つ, 22個.
pub(super) fn values(count: usize) -> String {
    format!("{count}{}", if count < 10 { "つ" } else { "個" })
}

fn not_understood(
    sheet: &SheetTable,
    origin: &Origin,
    at: (u32, u32),
    head: &str,
    heads: &[&str],
    (years, year): (&[YearColumn], FiscalYear),
) -> Finding {
    let count = filled(sheet, at);
    if count == 0 {
        return warning(LAYOUT, origin, "見出しを読めません。値がないため、この列は読みません。").found(head);
    }
    let key = folded(head);
    let about = years.iter().find(|column| key.contains(column.name));
    let year = year.short();
    let expected = match about {
        Some(column) if column.money => {
            format!("{year} {}（千円） のように、年度と単位（円・千円・万円・百万円・億円）", column.name)
        }
        Some(column) => format!("{year} {} のように、年度を付けた見出し", column.name),
        None => heads.join("、"),
    };
    fatal(LAYOUT, origin, format!("見出しを読めない列に、値が{}あります。", values(count)))
        .found(head)
        .expected(expected)
        .remedy("見出しを直してください。計画に使わない列なら、見出しを「メモ」で始めてください。")
}

/// Columns that hold values under a blank head, each once.
fn without_head(file: &Arc<str>, sheet: &SheetTable, row: u32, out: &mut Vec<Finding>) {
    let mut seen: Vec<u32> = Vec::new();
    for (at, text) in sheet.cells.iter().filter(|(at, text)| at.row > row && !text.trim().is_empty()) {
        let has_head = !sheet.text(row, at.col).trim().is_empty();
        if has_head || seen.contains(&at.col) {
            continue;
        }
        seen.push(at.col);
        let origin = Origin::cell(file.clone(), sheet.name.clone(), *at);
        out.push(
            fatal(LAYOUT, &origin, format!("見出しのない列に、値が{}あります。", values(filled(sheet, (row, at.col)))))
                .found(text.clone())
                .remedy("1行目に見出しを書いてください。計画に使わない列なら、見出しを「メモ」で始めてください。"),
        );
    }
}

/// What the head of a year column means.
#[derive(Debug, PartialEq, Eq)]
struct YearHead {
    /// Which of the year columns.
    kind: usize,
    year: FiscalYear,
    part: Option<(YearParts, usize)>,
    /// The unit of amounts, with its yen.
    unit: Option<(&'static str, i64)>,
}

/// Takes the name of a part of a year out of a head: `R2第1四半期`.
fn without_part(head: String) -> (String, Option<(YearParts, usize)>) {
    let names = YearParts::ALL.into_iter().flat_map(|parts| parts.names().iter().zip(0..).map(move |of| (parts, of)));
    for (parts, (name, at)) in names {
        if let Some((before, after)) = head.split_once(&folded(name)) {
            return (format!("{before}{after}"), Some((parts, at)));
        }
    }
    (head, None)
}

/// The year column that a head means: `R2効果額(千円)`, `令和2年度工程`, `目標R3`, `R2第1四半期工程`.
fn year_column(head: &str, years: &[YearColumn]) -> Option<YearHead> {
    years.iter().enumerate().find_map(|(kind, column)| {
        let (before, after) = head.split_once(column.name)?;
        let (rest, part) = match column.divided {
            true => without_part(format!("{before}{after}")),
            false => (format!("{before}{after}"), None),
        };
        let (unit, year) = match column.money {
            false => (None, rest),
            true => {
                // The unit stands in brackets: behind the name, or before it.
                let (start, end) = (rest.find('(')?, rest.find(')')?);
                let written = rest.get(start + 1..end)?.trim_start_matches("単位:");
                let unit = MONEY.iter().find(|(name, _)| *name == written)?;
                (Some(*unit), format!("{}{}", rest.get(..start)?, rest.get(end + 1..)?))
            }
        };
        Some(YearHead { kind, year: FiscalYear::parse(&year)?, part, unit })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::master::layout::{ACTION_YEARS, INDICATOR_YEARS};

    #[test]
    fn heads_of_years_name_year_and_unit_in_any_order_and_width() {
        let meant = |kind, year, part, unit| Some(YearHead { kind, year, part, unit });
        let of = |head: &str| year_column(&folded(head), &ACTION_YEARS);
        let year = FiscalYear(2020);
        for head in ["R2 効果額（千円）", "令和2年度効果額(千円)", "効果額（千円） R2", "Ｒ２ 効果額 （単位：千円）"]
        {
            assert_eq!(of(head), meant(1, year, None, Some(("千円", 1_000))), "{head}");
        }
        assert_eq!(of("R2 効果額（百万円）"), meant(1, year, None, Some(("百万円", 1_000_000))));
        assert_eq!(of("R2 工程"), meant(0, year, None, None));
        for head in ["R2 第３四半期 工程", "令和2年度第3四半期工程", "工程 R2 第3四半期"] {
            assert_eq!(of(head), meant(0, year, Some((YearParts::Quarters, 2)), None), "{head}");
        }
        assert_eq!(of("R2 下半期 工程"), meant(0, year, Some((YearParts::Halves, 1)), None));
        assert_eq!(of("R2 第1四半期 効果額（千円）"), None);
        for head in ["効果額（百万円）", "R2 効果額", "R2 効果額（人）", "R2 工程（予定）", "工程"]
        {
            assert_eq!(of(head), None, "{head}");
        }
        assert_eq!(year_column("R3目標", &INDICATOR_YEARS), meant(0, FiscalYear(2021), None, None));
    }
}

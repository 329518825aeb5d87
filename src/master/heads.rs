//! Which column of a sheet is which: by the heads of its first row. A column that holds values and is not understood stops
//! the import.

use std::sync::Arc;

use super::LAYOUT;
use super::cells::MONEY;
use super::layout::{MEMO, YearColumn};
use crate::finding::{Finding, Origin};
use crate::intake::table::SheetTable;
use crate::settings_file::fields::{fatal, warning};
use crate::vocabulary::{CellAddress, FiscalYear, folded};

/// A head that is looked for, and whether a sheet may be without it.
#[derive(Clone, Copy)]
pub(super) struct Head<'a>(pub(super) &'a str, pub(super) bool);

/// The columns of a sheet.
pub(super) struct Columns {
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
    /// The unit that the head names, with its yen.
    pub(super) unit: Option<(&'static str, i64)>,
    /// The head to the letter, without white space.
    pub(super) head: Arc<str>,
}

/// Finds the columns of `heads` and of `years` in the first row, with a finding for each head that is missing, doubled or not
/// understood.
pub(super) fn columns(
    file: &Arc<str>,
    sheet: &SheetTable,
    heads: &[Head<'_>],
    years: &[YearColumn],
    out: &mut Vec<Finding>,
) -> Columns {
    let names: Vec<&str> = heads.iter().map(|head| head.0).collect();
    let mut found = Columns { of_heads: vec![None; heads.len()], of_years: Vec::new() };
    for (at, text) in sheet.cells.iter().filter(|(at, _)| at.row == 0) {
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
            Some((kind, year, unit)) => {
                if found.of_years.iter().any(|other| (other.kind, other.year) == (kind, year)) {
                    doubled(out);
                } else {
                    found.of_years.push(OfYear { col: at.col, kind, year, unit, head: head.into() });
                }
            }
            None => out.push(not_understood(sheet, &origin, at.col, text, &names, years)),
        }
    }
    let missing = heads.iter().zip(&found.of_heads).filter(|(head, column)| !head.1 && column.is_none());
    for (Head(head, _), _) in missing {
        let origin = Origin::sheet(file.clone(), sheet.name.clone());
        out.push(
            fatal(LAYOUT, &origin, format!("「{}」のシートに「{head}」の列がありません。", sheet.name))
                .remedy("1行目の見出しを、書き出した原本のとおりに戻してください。"),
        );
    }
    without_head(file, sheet, out);
    found
}

/// How many cells below the head of a column hold something.
fn filled(sheet: &SheetTable, col: u32) -> usize {
    let has_text = |text: &&String| !text.trim().is_empty();
    sheet.cells.iter().filter(|(at, _)| at.row > 0 && at.col == col).map(|(_, text)| text).filter(has_text).count()
}

fn not_understood(
    sheet: &SheetTable,
    origin: &Origin,
    col: u32,
    head: &str,
    heads: &[&str],
    years: &[YearColumn],
) -> Finding {
    let values = filled(sheet, col);
    if values == 0 {
        return warning(LAYOUT, origin, "見出しを読めません。値がないため、この列は読みません。").found(head);
    }
    let key = folded(head);
    let about = years.iter().find(|column| key.contains(column.name));
    let expected = match about {
        Some(column) if column.money => {
            format!("R2 {}（千円） のように、年度と単位（円・千円・万円・百万円・億円）", column.name)
        }
        Some(column) => format!("R2 {} のように、年度を付けた見出し", column.name),
        None => heads.join("、"),
    };
    fatal(LAYOUT, origin, format!("見出しを読めない列に、値が{values}つあります。"))
        .found(head)
        .expected(expected)
        .remedy("見出しを直してください。計画に使わない列なら、見出しを「メモ」で始めてください。")
}

/// Columns that hold values under a blank head, each once.
fn without_head(file: &Arc<str>, sheet: &SheetTable, out: &mut Vec<Finding>) {
    let mut seen: Vec<u32> = Vec::new();
    for (at, text) in sheet.cells.iter().filter(|(at, text)| at.row > 0 && !text.trim().is_empty()) {
        let has_head = !sheet.text(0, at.col).trim().is_empty();
        if has_head || seen.contains(&at.col) {
            continue;
        }
        seen.push(at.col);
        let origin = Origin::cell(file.clone(), sheet.name.clone(), *at);
        out.push(
            fatal(LAYOUT, &origin, format!("見出しのない列に、値が{}つあります。", filled(sheet, at.col)))
                .found(text.clone())
                .remedy("1行目に見出しを書いてください。計画に使わない列なら、見出しを「メモ」で始めてください。"),
        );
    }
}

/// The year column that a head means, its year and, for amounts, its unit: `R2効果額(千円)`, `令和2年度工程`, `目標R3`.
fn year_column(head: &str, years: &[YearColumn]) -> Option<(usize, FiscalYear, Option<(&'static str, i64)>)> {
    years.iter().enumerate().find_map(|(kind, column)| {
        let (before, after) = head.split_once(column.name)?;
        let (unit, year) = match column.money {
            false => (None, format!("{before}{after}")),
            true => {
                // The unit stands in brackets: behind the name, or before it.
                let rest = format!("{before}{after}");
                let (start, end) = (rest.find('(')?, rest.find(')')?);
                let written = rest.get(start + 1..end)?.trim_start_matches("単位:");
                let unit = MONEY.iter().find(|(name, _)| *name == written)?;
                (Some(*unit), format!("{}{}", rest.get(..start)?, rest.get(end + 1..)?))
            }
        };
        Some((kind, FiscalYear::parse(&year)?, unit))
    })
}

/// The cell of a head.
pub(super) fn head_cell(col: u32) -> CellAddress {
    CellAddress::new(0, col)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::master::layout::{ACTION_YEARS, INDICATOR_YEARS};

    #[test]
    fn heads_of_years_name_year_and_unit_in_any_order_and_width() {
        let of = |head: &str| year_column(&folded(head), &ACTION_YEARS);
        let year = FiscalYear(2020);
        for head in ["R2 効果額（千円）", "令和2年度効果額(千円)", "効果額（千円） R2", "Ｒ２ 効果額 （単位：千円）"]
        {
            assert_eq!(of(head), Some((1, year, Some(("千円", 1_000)))), "{head}");
        }
        assert_eq!(of("R2 効果額（百万円）"), Some((1, year, Some(("百万円", 1_000_000)))));
        assert_eq!(of("R2 工程"), Some((0, year, None)));
        for head in ["効果額（百万円）", "R2 効果額", "R2 効果額（人）", "R2 工程（予定）", "工程"]
        {
            assert_eq!(of(head), None, "{head}");
        }
        assert_eq!(year_column("R3目標", &INDICATOR_YEARS), Some((0, FiscalYear(2021), None)));
    }
}

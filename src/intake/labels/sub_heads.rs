//! Heads over several columns with further heads below (実績 over 令和元年度 and 令和2年度, 上期 and 下期): each of the columns may be the field's.

use super::{Candidate, Column, Grid, Heads, STACK};
use crate::contract::Field;
use crate::intake::workbook::Cell;
use crate::vocabulary::{CellAddress, FiscalYear};

/// Takes the rows of further heads into account: they are heads, and which of the columns below a head is meant is not known.
pub(super) fn include(grid: &Grid<'_>, heads: &mut Heads<Field>) {
    let Some(number) = heads.columns.get(&Field::Action).map(|column| column.col) else { return };
    let bottom = heads.bottom;
    let of_number = grid.extent(CellAddress::new(bottom, number)).last.row.min(bottom + STACK);
    let is_blank_below = grid.sheet.cell(bottom + 1, number).is_none_or(Cell::is_blank);
    let last = if is_blank_below { of_number.max(bottom + 1) } else { of_number };
    let mut further = Vec::new();
    for candidate in &mut heads.candidates {
        let col = candidate.column.col;
        let below: Vec<u32> = (col..=last_column(grid, bottom, col))
            .filter(|col| (bottom + 1..=last).any(|row| is_alternative(grid.own_key(CellAddress::new(row, *col)))))
            .collect();
        if let [_, _, ..] = below.as_slice() {
            candidate.is_divided = true;
            let others = below.into_iter().filter(|other| *other != col);
            let of = |col| Candidate { column: Column { col, ..candidate.column }, ..*candidate };
            further.extend(others.map(of).collect::<Vec<_>>());
        }
    }
    if !further.is_empty() || of_number > bottom {
        heads.bottom = if further.is_empty() { of_number } else { last };
    }
    heads.candidates.extend(further);
    heads.candidates.sort_by_key(|candidate| candidate.column.col);
}

/// The last column over which a head stands: of its merged cell, or before the next head.
fn last_column(grid: &Grid<'_>, row: u32, col: u32) -> u32 {
    const MOST: u32 = 4;
    let merged = grid.extent(CellAddress::new(row, col)).last.col;
    if merged > col {
        return merged.min(col + MOST);
    }
    let is_free = |col: &u32| grid.key(row, *col).is_empty();
    col + (col + 1..col + MOST).take_while(is_free).count() as u32
}

/// Whether a head says which of several times a column is about: a year, a part of it, what was planned and what became of it.
fn is_alternative(key: &str) -> bool {
    const WORDS: [&str; 21] = [
        "前年度",
        "昨年度",
        "今年度",
        "本年度",
        "当年度",
        "上期",
        "下期",
        "上半期",
        "下半期",
        "前期",
        "後期",
        "前半",
        "後半",
        "中間",
        "年度末",
        "計画",
        "予定",
        "目標",
        "実績",
        "見込",
        "見込み",
    ];
    let is_quarter = || key.starts_with('第') && key.ends_with("四半期");
    WORDS.contains(&key) || is_quarter() || FiscalYear::parse(key).is_some()
}

//! Heights of rows from their cells, and between which rows a page may end.

use std::collections::BTreeSet;

use super::{BoxCell, Part};
use crate::typeset::length::Length;
use crate::typeset::sheet::Type;
use crate::typeset::strip::height;

/// Heights of rows from their cells, and where a page may end between rows.
pub(super) fn set_heights(part: &mut Part, page: Length, look: &Type) {
    let mut cells: Vec<&BoxCell> = part.cells.iter().collect();
    cells.sort_by_key(|cell| (cell.row_span, cell.row, cell.col));
    for cell in cells.iter().filter(|cell| cell.row_span == 1) {
        let row = &mut part.rows[cell.row];
        row.height = row.height.max(height(&cell.solids) + cell.pad * 2);
    }
    for row in &mut part.rows {
        row.own_height = row.height;
    }
    for cell in cells.iter().filter(|cell| cell.row_span > 1) {
        let need = height(&cell.solids) + cell.pad * 2;
        let rows = cell.row..cell.row + cell.row_span;
        let have: Length = part.rows[rows.clone()].iter().map(|row| row.height).sum();
        if need <= have {
            continue;
        }
        let extra = need - have;
        // 取組項目 over 担当部署: the name keeps its height, the lower line takes the rest.
        let paired = cells.iter().any(|other| other.light_rule_below && rows.contains(&other.row));
        if paired {
            part.rows[cell.row + cell.row_span - 1].height += extra;
        } else {
            let count = cell.row_span as i64;
            for row in &mut part.rows[rows] {
                row.height += extra / count;
            }
            part.rows[cell.row].height += extra - extra / count * count;
        }
    }
    let most = page * 9 / 10;
    for row in &mut part.rows {
        // A height asked for beyond the page is not content: it is cut to the page.
        let content = look.table_pitch * 2;
        if row.height > most {
            row.height = row.height.min(most).max(content);
            row.own_height = row.own_height.min(row.height);
        }
    }
    for cell in &cells {
        // What the cut above took from real content comes back: such rows are split over pages.
        let need = height(&cell.solids) + cell.pad * 2;
        if cell.row_span == 1 {
            let row = &mut part.rows[cell.row];
            row.height = row.height.max(need);
            row.own_height = row.own_height.max(need);
        }
    }
    let mut ties: BTreeSet<usize> = BTreeSet::new();
    for (first, last) in tied(&cells) {
        let together: Length = part.rows[first..=last].iter().map(|row| row.height).sum();
        if together <= page * 2 / 5 {
            ties.extend(first..last);
        }
    }
    for row in ties {
        part.rows[row].break_after = false;
    }
}

/// Ranges of rows that row spans tie together.
fn tied(cells: &[&BoxCell]) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> =
        cells.iter().filter(|cell| cell.row_span > 1).map(|cell| (cell.row, cell.last_row())).collect();
    spans.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (first, last) in spans {
        match out.last_mut() {
            Some(range) if first <= range.1 => range.1 = range.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

pub(super) fn part_height(part: &Part) -> Length {
    part.rows.iter().map(|row| row.height).sum()
}

/// A part before another.
pub(super) fn prepended(mut first: Part, second: Part) -> Part {
    let base = first.rows.len();
    for row in &mut first.rows {
        row.may_split = true;
    }
    first.rows.extend(second.rows.into_iter().map(|mut row| {
        row.group_heading = row.group_heading.map(|heading| heading + base);
        row
    }));
    first.cells.extend(second.cells.into_iter().map(|mut cell| {
        cell.row += base;
        cell
    }));
    first
}

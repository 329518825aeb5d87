//! The upper parts of a head that is stacked over several rows (歳入増 over 単年度): which rows may hold them, and what they say together.

use super::{Grid, STACK, bare, cover};
use crate::vocabulary::{CellAddress, text_key};

/// The first row, from `top` on, that may hold the upper parts of the heads in `row`: below the last row of the cover. A row is of the cover
/// where it has a label of it (年度, 部署) and the head of no column.
pub(super) fn first_of_heads<F>(grid: &Grid<'_>, top: u32, row: u32, name: &impl Fn(&str) -> Option<(F, bool)>) -> u32 {
    let is_label = |key: &str| cover(key.split_once(':').map_or(key, |(label, _)| label)).is_some();
    let is_cover = |row: u32| {
        let keys: Vec<&str> = grid.sheet.row(row).map(|(at, _)| grid.own_key(at)).collect();
        keys.iter().any(|key| is_label(key)) && keys.iter().all(|key| name(key).is_none())
    };
    (top..row).rev().find(|row| is_cover(*row)).map_or(top, |row| row + 1)
}

/// The row behind the last item of the table above, whose numbers stand in `number` below the row `bottom`: no head reaches above it.
pub(super) fn below_items(grid: &Grid<'_>, bottom: u32, number: u32, row: u32) -> u32 {
    let is_item = |row: &u32| is_number(&text_key(&grid.sheet.text(*row, number))) && grid.sheet.filled(*row) > 1;
    let top = row.saturating_sub(STACK).max(bottom.saturating_add(1));
    (top..row).rev().find(is_item).map_or(0, |item| item + 1)
}

/// Whether a key is a number alone (3, 2-1, no.4), and no label with one in it (重点2), nor the number of a section ((2)).
fn is_number(key: &str) -> bool {
    let key = key.strip_prefix("no.").unwrap_or(key);
    if key.starts_with('(') {
        return false;
    }
    let marks = |c: char| matches!(c, '-' | '.' | '(' | ')' | '第');
    key.chars().any(char::is_numeric) && key.chars().all(|c| c.is_numeric() || marks(c))
}

/// What a head may be: the texts of its stack put together, the longest first, with the first row of each.
pub(super) fn joined(stack: &[(&str, u32)]) -> Vec<(String, u32)> {
    let join = |texts: &[(&str, u32)]| texts.iter().rev().map(|(text, _)| *text).collect::<String>();
    (1..=stack.len()).rev().map(|n| (join(&stack[..n]), stack[n - 1].1)).collect()
}

/// The texts above each other in a column with their first rows, the lowest first; none from above the row `top`.
pub(super) fn stack<'g>(grid: &'g Grid<'_>, row: u32, col: u32, top: u32) -> Vec<(&'g str, u32)> {
    let mut stack = Vec::new();
    let mut at = row;
    loop {
        let extent = grid.extent(CellAddress::new(at, col));
        let mut text = grid.key(at, col);
        if text.is_empty() && at != row {
            // The upper part of a head that is not merged stands over the first of its columns only.
            text = (col.saturating_sub(3)..col)
                .rev()
                .map(|col| grid.key(at, col))
                .find(|text| !text.is_empty())
                .unwrap_or_default();
        }
        // A mark (○) over a head is an entry of the table above it, and no part of its name.
        let says = at == row || !bare(text).is_empty();
        if !text.is_empty() && says {
            stack.push((text, extent.first.row));
        } else if at == row && text.is_empty() {
            return stack;
        }
        if extent.first.row <= top || row - extent.first.row >= STACK - 1 {
            return stack;
        }
        at = extent.first.row - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_items_are_told_from_labels_with_a_number() {
        for number in ["3", "2-1", "no.4", "0086", "1-(1)-1", "第3"] {
            assert!(is_number(number), "{number}");
        }
        for label in ["", "重点2", "(2)", "第2節", "-", "no.", "令和2年度"] {
            assert!(!is_number(label), "{label}");
        }
    }
}

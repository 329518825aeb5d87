//! What a sheet's conditional formats and settings may make of its cells: every container tells which, here they are marked.

use super::looks::{Font, unseen};
use super::workbook::{Cell, Conditional, Sheet, Value};
use crate::vocabulary::CellAddress;

/// Marks the cells of a conditional format. Of texts only that nobody sees them matters.
pub(crate) fn mark(sheet: &mut Sheet, change: Conditional, covers: impl Fn(CellAddress) -> bool) {
    for (at, cell) in &mut sheet.cells {
        if covers(*at) {
            mark_cell(cell, change);
        }
    }
}

/// Marks one cell of a conditional format.
pub(crate) fn mark_cell(cell: &mut Cell, change: Conditional) {
    if matches!(cell.value, Value::Number(_)) || change == Conditional::Hidden {
        cell.look.get_or_insert_default().conditional.get_or_insert(change);
    }
}

/// Marks the zeros of a sheet that shows none.
pub(crate) fn hide_zeros(sheet: &mut Sheet) {
    for cell in sheet.cells.values_mut().filter(|cell| matches!(cell.value, Value::Number(0.0))) {
        cell.look.get_or_insert_default().conditional = Some(Conditional::NoZeros);
    }
}

/// Marks what a sheet shows otherwise that shows formulas: their results, and numbers with a format.
pub(crate) fn show_formulas(sheet: &mut Sheet) {
    let is_formatted = |cell: &Cell| matches!(cell.value, Value::Number(_)) && &*cell.format != "General";
    for cell in sheet.cells.values_mut().filter(|cell| cell.formula || is_formatted(cell)) {
        cell.look.get_or_insert_default().conditional.get_or_insert(Conditional::Formulas);
    }
}

/// What the fonts and grounds of a conditional format hide; `colour` and `ground` are those that it sets.
pub(crate) fn hidden_by(
    struck: bool,
    colour: Option<u32>,
    ground: Option<u32>,
    cell: &Font,
    fill: Option<u32>,
) -> bool {
    let font = Font { colour: colour.or(cell.colour), size: None, ..Font::default() };
    // The automatic colour is black for some programs on whatever ground.
    let on_dark = ground.is_some() && font.colour.is_none() && unseen(&Font { colour: Some(0), ..font }, ground);
    struck || on_dark || unseen(&font, ground.or(fill))
}

//! 個票: a sheet an item, known by a number of the plan and the labels around it.

use std::collections::BTreeMap;

use super::list;
use super::shape::{Guess, Shape, UNKNOWN};
use crate::contract::{CoverField, Field};
use crate::intake::department;
use crate::intake::labels::{self, CoverAt, Grid};
use crate::intake::mapping::number_of;
use crate::intake::units::HeadUnit;
use crate::intake::workbook::Value;
use crate::plan::Plan;
use crate::vocabulary::CellAddress;

/// What a label names.
enum Named {
    Row(Field),
    Cover(CoverField),
}

fn named(key: &str) -> Option<Named> {
    labels::field(key).map(Named::Row).or_else(|| labels::cover(key).map(Named::Cover))
}

/// The items of a sheet; `None` where it holds no number of the plan.
pub(super) fn find(plan: &Plan, grid: &Grid<'_>) -> Option<Shape> {
    let printed = plan.numbers();
    let is_number = |at: &CellAddress| {
        let cell = grid.sheet.cells.get(at);
        cell.and_then(|cell| number_of(cell, plan, printed)).is_some_and(|id| plan.action(id).is_some())
    };
    let numbers: Vec<CellAddress> = grid.sheet.cells.keys().copied().filter(is_number).collect();
    let first = *numbers.first()?;
    let below: Vec<u32> = numbers.iter().filter(|at| at.col == first.col).map(|at| at.row).collect();
    let step = below.get(1).map(|second| second - first.row);
    let is_even = step.is_some_and(|step| below.windows(2).all(|pair| pair[1] - pair[0] == step));
    let mut shape = Shape {
        cover: Vec::new(),
        fields: Vec::new(),
        unknown: Vec::new(),
        has_department: false,
        first_row: None,
        repeat: step.filter(|_| is_even),
        needs_unit: false,
        seen_unit: HeadUnit::Unnamed,
    };
    // The labels of the first item alone.
    let end = shape.repeat.map_or(u32::MAX, |step| first.row + step);
    let mut used: Vec<CellAddress> = vec![first];
    let mut cover: BTreeMap<CoverField, CoverAt> = BTreeMap::new();
    let mut dates: Vec<Guess> = Vec::new();
    let number_label = label_of(grid, first);
    shape.fields.push(Guess { field: "番号".to_owned(), head: number_label, value: first, is_column: false });
    used.extend(number_label);
    let texts = grid.sheet.cells.range(..CellAddress::new(end, 0));
    let texts: Vec<CellAddress> =
        texts.filter(|(_, cell)| matches!(cell.value, Value::Text(_))).map(|(at, _)| *at).collect();
    for at in &texts {
        let Some(what) = named(grid.key(at.row, at.col)).filter(|_| !used.contains(at)) else { continue };
        if let Named::Cover(CoverField::SubmittedOn) = what
            && let Some(parts) = date_in_three(grid, *at)
        {
            used.push(*at);
            for (part, value) in ["年", "月", "日"].into_iter().zip(parts) {
                let field = format!("{}（{part}）", CoverField::SubmittedOn.label());
                dates.push(Guess { field, head: Some(*at), value, is_column: false });
                used.push(value);
            }
            continue;
        }
        let Some(value) = value_of(grid, *at, &used) else { continue };
        match what {
            Named::Row(Field::Action) => continue,
            Named::Row(field) if !shape.fields.iter().any(|guess| guess.field == field.label()) => {
                let unit = HeadUnit::of(grid.key(at.row, at.col)).and(labels::noted_unit(grid, 0, value.row));
                shape.see_unit(field, unit);
                let field = field.label().to_owned();
                shape.fields.push(Guess { field, head: Some(*at), value, is_column: false });
            }
            // What stands above the second item of a sheet moves with the items.
            Named::Cover(CoverField::Department) if shape.repeat.is_some() && !shape.has_department => {
                shape.has_department = true;
                let field = CoverField::Department.label().to_owned();
                shape.fields.push(Guess { field, head: Some(*at), value, is_column: false });
            }
            Named::Cover(field) if !cover.contains_key(&field) => {
                cover.insert(field, CoverAt { label: *at, value, last: value, text: None });
            }
            _ => continue,
        }
        used.extend([*at, value]);
    }
    if !shape.has_department && !cover.contains_key(&CoverField::Department) {
        add_department(&mut shape, plan, grid, &texts, &mut used);
    }
    add_unknown(&mut shape, grid, &texts, &mut used);
    shape.cover = list::cover(grid, cover, first.row + 1);
    shape.cover.extend(dates);
    Some(shape)
}

/// A department whose label is not known is known by its name.
fn add_department(shape: &mut Shape, plan: &Plan, grid: &Grid<'_>, texts: &[CellAddress], used: &mut Vec<CellAddress>) {
    let is_department =
        |at: &&CellAddress| !used.contains(at) && department::find(plan, &grid.sheet.text(at.row, at.col)).is_some();
    if let Some(at) = texts.iter().find(is_department).copied() {
        shape.has_department = true;
        let (field, head) = (CoverField::Department.label().to_owned(), label_of(grid, at));
        shape.fields.push(Guess { field, head, value: at, is_column: false });
        used.extend(head.into_iter().chain([at]));
    }
}

/// Texts with something to their right that no label explains.
fn add_unknown(shape: &mut Shape, grid: &Grid<'_>, texts: &[CellAddress], used: &mut Vec<CellAddress>) {
    for at in texts {
        if used.contains(at) {
            continue;
        }
        let right = right_of(grid, *at);
        if grid.cell(right.row, right.col).is_some_and(|(_, cell)| !cell.is_blank()) && !used.contains(&right) {
            shape.unknown.push(Guess { field: UNKNOWN.to_owned(), head: Some(*at), value: right, is_column: false });
            used.extend([*at, right]);
        }
    }
}

/// Columns right of a label in which a date is looked for.
const DATE_COLUMNS: u32 = 12;

/// The cells before 年, 月 and 日 right of a label.
fn date_in_three(grid: &Grid<'_>, label: CellAddress) -> Option<[CellAddress; 3]> {
    let before = |part: &str| {
        let mut columns = label.col + 2..=label.col + DATE_COLUMNS;
        let col = columns.find(|col| grid.key(label.row, *col) == part)?;
        Some(grid.extent(CellAddress::new(label.row, col - 1)).first)
    };
    Some([before("年")?, before("月")?, before("日")?])
}

fn right_of(grid: &Grid<'_>, at: CellAddress) -> CellAddress {
    let extent = grid.extent(at);
    grid.extent(CellAddress::new(extent.first.row, extent.last.col + 1)).first
}

fn below(grid: &Grid<'_>, at: CellAddress) -> CellAddress {
    let extent = grid.extent(at);
    grid.extent(CellAddress::new(extent.last.row + 1, extent.first.col)).first
}

/// The text left of or above a value.
fn label_of(grid: &Grid<'_>, at: CellAddress) -> Option<CellAddress> {
    let left = at.col.checked_sub(1).map(|col| CellAddress::new(at.row, col));
    let above = at.row.checked_sub(1).map(|row| CellAddress::new(row, at.col));
    let is_text = |at: &CellAddress| !grid.key(at.row, at.col).is_empty();
    left.into_iter().chain(above).map(|at| grid.extent(at).first).find(is_text)
}

/// The cell of a label's value: the one to its right, or the one below where the right one is another label or empty.
fn value_of(grid: &Grid<'_>, label: CellAddress, used: &[CellAddress]) -> Option<CellAddress> {
    let is_label = |at: CellAddress| named(grid.key(at.row, at.col)).is_some();
    let is_filled = |at: CellAddress| grid.cell(at.row, at.col).is_some_and(|(_, cell)| !cell.is_blank());
    let sides = [right_of(grid, label), below(grid, label)];
    let mut free = sides.into_iter().filter(|at| !is_label(*at) && !used.contains(at));
    free.clone().find(|at| is_filled(*at)).or_else(|| free.next())
}

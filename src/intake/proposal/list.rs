//! A list is known by the column that holds the plan's numbers.

use std::collections::BTreeMap;

use super::of_year;
use super::shape::{Guess, Shape, UNKNOWN};
use crate::contract::{CoverField, Field, INDICATOR_ROWS_NAME};
use crate::intake::labels::{self, CoverAt, Grid};
use crate::intake::mapping::number_of;
use crate::intake::normalize::grade;
use crate::intake::units::HeadUnit;
use crate::intake::workbook::Value;
use crate::intake::{department, progress};
use crate::plan::Plan;
use crate::vocabulary::{CellAddress, FiscalYear};

/// Rows over the first entry in which a head is looked for.
const HEADS: u32 = 4;
/// Columns that are looked at.
const COLUMNS: u32 = 200;
/// Rows between two numbers from which on they are numbers of items of their own, not of a list.
const APART: u32 = 4;

/// The list of a sheet; `None` where no column holds two numbers of the plan.
pub(super) fn find(plan: &Plan, grid: &Grid<'_>, year: FiscalYear) -> Option<Shape> {
    let printed = plan.numbers();
    let mut numbers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, cell) in grid.sheet.cells.iter().filter(|(at, _)| at.col < COLUMNS) {
        if number_of(cell, plan, printed).is_some_and(|id| plan.action(id).is_some()) {
            numbers.entry(at.col).or_default().push(at.row);
        }
    }
    let (number, rows) = numbers.into_iter().max_by_key(|(col, rows)| (rows.len(), std::cmp::Reverse(*col)))?;
    let first = *rows.first().filter(|_| rows.len() > 1)?;
    let is_far = |pair: &[u32]| matches!(pair, [a, b] if b - a >= APART);
    if rows.windows(2).all(is_far) {
        return None;
    }
    let heads = labels::progress_heads_at(grid, first.saturating_sub(1));
    let mut named: BTreeMap<u32, Field> = heads.columns.iter().map(|(field, column)| (column.col, *field)).collect();
    let of_years = of_year::columns(
        grid,
        columns(grid, first).into_keys().filter_map(|col| Some((col, head_of(grid, first, col)?))),
    );
    of_year::name(&of_years, year, |col| most_are_numbers(grid, first, col), &mut named);
    let mut shape = Shape {
        cover: Vec::new(),
        fields: Vec::new(),
        unknown: Vec::new(),
        has_department: false,
        first_row: Some(first),
        repeat: None,
        needs_unit: false,
        seen_unit: HeadUnit::Unnamed,
    };
    // Several indicators below each other: the number is merged over their rows, or repeated.
    let is_stacked = rows.iter().any(|row| grid.extent(CellAddress::new(*row, number)).last.row > *row)
        || rows.windows(2).any(|pair| matches!(pair, [a, b] if text(grid, *a, number) == text(grid, *b, number)));
    let mut taken: Vec<&str> = vec![Field::Action.label()];
    for (col, value) in columns(grid, first) {
        let head = head_of(grid, first, col);
        let guess = |field: &str| Guess { field: field.to_owned(), head, value, is_column: true };
        if col == number {
            shape.fields.push(guess("番号"));
            continue;
        }
        let cover = head.and_then(|at| labels::cover(grid.key(at.row, at.col)));
        let is_department = cover == Some(CoverField::Department)
            || most(grid, first, col, |text| department::find(plan, text).is_some());
        if is_department && !shape.has_department {
            shape.has_department = true;
            shape.fields.push(guess(CoverField::Department.label()));
            continue;
        }
        let by_head = named.get(&col).copied().filter(|field| *field != Field::Action);
        // A column of another year is nothing of this one, whatever its cells look like.
        let by_content = || {
            (!of_years.contains_key(&col)
                && most(grid, first, col, |text| grade::read(text, &plan.grades.grades).is_some()))
            .then_some(Field::Grade)
        };
        match by_head.or_else(by_content).filter(|field| !taken.contains(&field.label())) {
            Some(field) => {
                taken.push(field.label());
                let unit = heads.columns.get(&field).map_or(HeadUnit::Unnamed, |column| column.unit);
                shape.see_unit(field, unit);
                let is_first = field == Field::Indicator1;
                shape.fields.push(guess(if is_first && is_stacked { INDICATOR_ROWS_NAME } else { field.label() }));
            }
            None => shape.unknown.push(guess(UNKNOWN)),
        }
    }
    let found = labels::cover_fields(grid, 0..heads.top.min(first.saturating_sub(1)));
    shape.cover = cover(grid, found, first);
    if shape.has_department {
        shape.cover.retain(|guess| guess.field != CoverField::Department.label());
    }
    Some(shape)
}

fn text(grid: &Grid<'_>, row: u32, col: u32) -> String {
    grid.sheet.text(row, col)
}

/// The columns that hold something from the first entry on, with their first cell there.
fn columns(grid: &Grid<'_>, first: u32) -> BTreeMap<u32, CellAddress> {
    let mut columns = BTreeMap::new();
    let below = grid.sheet.cells.range(CellAddress::new(first, 0)..);
    for (at, _) in below.filter(|(at, cell)| at.col < COLUMNS && !cell.is_blank()) {
        columns.entry(at.col).or_insert(*at);
    }
    columns
}

/// The lowest text above the first entry.
fn head_of(grid: &Grid<'_>, first: u32, col: u32) -> Option<CellAddress> {
    let rows = (first.saturating_sub(HEADS)..first).rev();
    rows.filter_map(|row| grid.cell(row, col)).find(|(_, cell)| !cell.is_blank()).map(|(at, _)| at)
}

/// Whether most texts of a column, and at least two, are of a kind.
fn most(grid: &Grid<'_>, first: u32, col: u32, is_of_kind: impl Fn(&str) -> bool) -> bool {
    let cells = grid.sheet.cells.range(CellAddress::new(first, 0)..).filter(|(at, _)| at.col == col).take(500);
    let texts: Vec<&str> = cells
        .filter_map(|(_, cell)| match &cell.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let fitting = texts.iter().filter(|text| is_of_kind(text)).count();
    fitting > 1 && fitting * 5 >= texts.len() * 4
}

/// Whether a column holds numbers more than anything else.
fn most_are_numbers(grid: &Grid<'_>, first: u32, col: u32) -> bool {
    let cells = grid.sheet.cells.range(CellAddress::new(first, 0)..);
    let (mut numbers, mut all) = (0_usize, 0_usize);
    for (_, cell) in cells.filter(|(at, cell)| at.col == col && !cell.is_blank()).take(500) {
        all += 1;
        numbers += usize::from(matches!(cell.value, Value::Number(_)));
    }
    numbers * 2 > all
}

/// What stands on the cover; a year in the title where it stands nowhere else.
pub(super) fn cover(grid: &Grid<'_>, found: BTreeMap<CoverField, CoverAt>, end: u32) -> Vec<Guess> {
    let beside = found.into_iter().filter(|(field, at)| at.text.is_none() && *field != CoverField::Member);
    let mut cover: Vec<Guess> = beside
        .map(|(field, at)| Guess {
            field: field.label().to_owned(),
            head: Some(at.label),
            value: at.value,
            is_column: false,
        })
        .collect();
    let year = CoverField::Year.label();
    if !cover.iter().any(|guess| guess.field == year) {
        let above = grid.sheet.cells.range(..CellAddress::new(end, 0));
        let mut titles = above.filter(|(_, cell)| cell.shown().contains("年度"));
        if let Some((at, _)) = titles.find(|(_, cell)| progress::year_of(&cell.shown()).is_some()) {
            cover.push(Guess { field: year.to_owned(), head: Some(*at), value: *at, is_column: false });
        }
    }
    cover
}

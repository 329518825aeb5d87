//! A list: one row an item.

use std::collections::BTreeMap;

use super::{Places, Table};
use crate::contract::{Field, FormPlace};
use crate::intake::labels::{self, Column, Grid};
use crate::intake::no_item::{Above, title_of_another_year};
use crate::intake::normalize::action::{self, Id};
use crate::intake::recognise::{Block, EntryRow};
use crate::intake::units::HeadUnit;
use crate::intake::workbook::Cell;
use crate::plan::{Numbers, Plan};
use crate::vocabulary::{ActionId, CellAddress, FiscalYear};

/// Rows over the first entry that are its heads.
const HEADS: u32 = 4;

/// A column that no sheet has: the field stands in cells of the rows alone.
const NOWHERE: u32 = u32::MAX;

/// The table of a mapping on a sheet; `None` where its places are no columns.
/// Without a last row it ends at the title of a table of another year than `year`.
pub(super) fn block_of(
    places: &Places<'_>,
    (sheet, grid): (usize, &Grid<'_>),
    plan: &Plan,
    year: Option<FiscalYear>,
) -> Option<(Block, Table)> {
    let mapping = places.mapping;
    let first = mapping.first_row.unwrap_or(1).checked_sub(1)?;
    let above = Above::of(grid, first.saturating_sub(HEADS)..first);
    let column_of = |place: &FormPlace| match place {
        FormPlace::Column(col) => Some(*col),
        _ => None,
    };
    let heads = first.saturating_sub(HEADS)..=first.saturating_sub(1);
    let mut columns = BTreeMap::new();
    for (field, place) in &places.fields {
        let col = column_of(place)?;
        let said = places.unit_of(*field).map_or(HeadUnit::Unnamed, HeadUnit::Known);
        let unit = match field.is_money() {
            true if first > 0 => said.and(labels::column_unit(grid, *heads.start(), *heads.end(), col)),
            _ => said,
        };
        columns.insert(*field, Column { col, unit });
    }
    let number = columns.get(&Field::Action)?.col;
    let department = match &places.department {
        Some(place) => Some(column_of(place)?),
        None => None,
    };
    let mut by_column: BTreeMap<u32, Field> = columns.iter().map(|(field, column)| (column.col, *field)).collect();
    let of_another = || end_of_year(grid, first, number, &above, year);
    let end = mapping.last_row.or_else(of_another).unwrap_or(u32::MAX).max(first);
    let numbers = plan.numbers();
    let mut rows = Vec::new();
    for (at, cell) in grid.sheet.cells_of(first..end).filter(|(at, _)| at.col == number) {
        if let Some(action) = number_of(cell, plan, numbers) {
            let department = department.map(|col| CellAddress::new(at.row, col));
            rows.push(EntryRow { department, ..EntryRow::new(action, *at, grid.extent(*at).last.row) });
        }
    }
    if let Some(col) = places.indicators {
        rows = with_indicators(rows, col, grid);
        for field in indicators().filter(|field| rows.iter().any(|row| row.cells.contains_key(field))) {
            // A row without so many indicators has no cell for this one.
            columns.entry(field).or_insert(Column { col: NOWHERE, unit: HeadUnit::Unnamed });
        }
        by_column.insert(col, Field::Indicator1);
    }
    let head = first.saturating_sub(1);
    let last = rows.iter().map(|row| row.last).max();
    let items: Vec<u32> = rows.iter().flat_map(|row| row.at.row..=row.last).collect();
    let block = Block { sheet, top: head, bottom: head, end, columns, rows, ..Block::default() };
    Some((block, Table { first, end, number, department, columns: by_column, last, items, above }))
}

/// The row with the title of a table of another year: alone in its row, and the head of the numbers stands again below it.
fn end_of_year(grid: &Grid<'_>, first: u32, number: u32, above: &Above, year: Option<FiscalYear>) -> Option<u32> {
    let numbers = grid.sheet.cells.range(CellAddress::new(first, 0)..).map(|(at, _)| *at).filter(|at| at.col == number);
    let mut heads = numbers.filter(|at| above.repeats(grid, *at)).map(|at| at.row);
    heads.find_map(|head| {
        let over = head.saturating_sub(HEADS).max(first)..head;
        title_of_another_year(grid, over, year).map(|at| at.row)
    })
}

/// The action item that the cell of a number names.
pub(crate) fn number_of(cell: &Cell, plan: &Plan, numbers: &Numbers) -> Option<ActionId> {
    match action::read(cell, numbers) {
        Id::Plain(action) => Some(action),
        // Only where the plan knows exactly one of the readings.
        Id::Dated(readings) => {
            let mut known = readings.into_iter().filter(|id| plan.action(*id).is_some());
            known.next().filter(|_| known.next().is_none())
        }
        Id::Other => None,
    }
}

/// The fields of the indicators in their order.
fn indicators() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| field.indicator().is_some())
}

/// Rows whose indicators stand one below the other in one column: the rows that a number is merged over, or that repeat it.
fn with_indicators(rows: Vec<EntryRow>, col: u32, grid: &Grid<'_>) -> Vec<EntryRow> {
    let mut kept: Vec<(EntryRow, Vec<u32>)> = Vec::new();
    for row in rows {
        let lines: Vec<u32> = (row.at.row..=row.last).collect();
        match kept.last_mut() {
            Some((before, held))
                if before.action == row.action && held.last().is_some_and(|last| last + 1 == row.at.row) =>
            {
                held.extend(lines);
            }
            _ => kept.push((row, lines)),
        }
    }
    let with_cells = |(mut row, lines): (EntryRow, Vec<u32>)| {
        let filled = lines.into_iter().map(|line| CellAddress::new(line, col));
        let filled = filled.filter(|at| grid.extent(*at).first == *at);
        row.cells.extend(indicators().zip(filled));
        row
    };
    kept.into_iter().map(with_cells).collect()
}

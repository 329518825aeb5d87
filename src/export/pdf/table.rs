//! Tables as PDF/UA requires them (ISO 14289-1, 7.5): cells that fill the grid, headers with a scope.

use super::Error;
use super::elements::{Child, Element, ElementIndex, Elements, children};
use super::grid::{self, Cell, CellNumber, Kind};
use crate::typeset::structure::{Role, Scope};

/// Completes all tables.
pub(super) fn complete(elements: &mut Elements<'_>) -> Result<(), Error> {
    for index in 0..elements.list.len() {
        if elements.list[index].role == Role::Table {
            complete_table(elements, index)?;
        }
    }
    Ok(())
}

/// Fills short rows with empty cells, gives headers a scope, and lists only those headers that a reader cannot derive.
fn complete_table(elements: &mut Elements<'_>, table: ElementIndex) -> Result<(), Error> {
    give_body(elements, table);
    let rows = rows(elements, table);
    let is_cell = |cell: &ElementIndex| matches!(elements.list[*cell].role, Role::TH | Role::TD);
    let cells: Vec<Vec<ElementIndex>> =
        rows.iter().map(|row| children(elements, *row).filter(is_cell).collect()).collect();
    let span = |cell: &ElementIndex| match &elements.list[*cell].cell {
        Some(attributes) => Cell { rows: attributes.rows, columns: attributes.columns },
        None => Cell { rows: 1, columns: 1 },
    };
    let spans: Vec<Vec<Cell>> = cells.iter().map(|row| row.iter().map(span).collect()).collect();
    let grid = grid::of_rows(&spans).map_err(|(row, column)| Error::OverlappingCells { row, column })?;
    let mut kinds: Vec<Vec<Kind>> = Vec::with_capacity(rows.len());
    for (row, cells) in cells.iter().enumerate() {
        let mut row_kinds = Vec::with_capacity(cells.len());
        for (number, cell) in cells.iter().enumerate() {
            let (_, column) = grid.places[row][number];
            let element = &mut elements.list[*cell];
            let is_header = element.role == Role::TH;
            let attributes = element.cell.get_or_insert_default();
            attributes.rows = grid.heights[row][number];
            let by_place = if column == 0 && row > 0 { Scope::Row } else { Scope::Column };
            attributes.scope = is_header.then(|| attributes.scope.unwrap_or(by_place));
            row_kinds.push(attributes.scope.map_or(Kind::Data, Kind::Header));
        }
        kinds.push(row_kinds);
        for _ in 0..grid.lacking[row] {
            let cell = elements.list.len();
            elements.list.push(Element::new(Role::TD, rows[row]));
            elements.list[rows[row]].children.push(Child::Element(cell));
        }
    }
    for (row, found) in grid::found_headers(&grid, &kinds).iter().enumerate() {
        for (number, found) in found.iter().enumerate() {
            let found: Vec<ElementIndex> =
                found.iter().map(|(row, number): &CellNumber| cells[*row][*number]).collect();
            leave_out_found(&mut elements.list[cells[row][number]], &found);
        }
    }
    Ok(())
}

/// Removes the list of headers where a reader derives them: for a data cell exactly these; for a header cell the reader may
/// derive others besides, which precede it in its row and head the row as it does.
fn leave_out_found(element: &mut Element<'_>, found: &[ElementIndex]) {
    let is_header = element.role == Role::TH;
    if let Some(attributes) = &mut element.cell {
        let all_found = attributes.headers.iter().all(|header| found.contains(header));
        if all_found && (is_header || attributes.headers.len() == found.len()) {
            attributes.headers.clear();
        }
    }
}

/// Makes a head without rows below it the table's body: a head or foot must not be all there is (ISO 14289-1, 7.2).
fn give_body(elements: &mut Elements<'_>, table: ElementIndex) {
    let groups: Vec<ElementIndex> = children(elements, table).collect();
    if !groups.iter().any(|group| elements.list[*group].role == Role::TBody) {
        let only = groups.into_iter().find(|group| matches!(elements.list[*group].role, Role::THead | Role::TFoot));
        if let Some(group) = only {
            elements.list[group].role = Role::TBody;
        }
    }
}

/// The rows of a table, without those of tables within it.
fn rows(elements: &Elements<'_>, table: ElementIndex) -> Vec<ElementIndex> {
    let mut rows = Vec::new();
    for child in children(elements, table) {
        match elements.list[child].role {
            Role::TR => rows.push(child),
            Role::THead | Role::TBody | Role::TFoot => {
                rows.extend(children(elements, child).filter(|row| elements.list[*row].role == Role::TR));
            }
            _ => {}
        }
    }
    rows
}

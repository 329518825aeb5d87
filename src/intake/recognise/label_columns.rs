//! The columns of a form that is known by its labels alone, where several heads name one field.

use std::collections::BTreeMap;

use super::own_columns::say_doubtful;
use super::{ColumnDoubt, EntryRow};
use crate::contract::Field;
use crate::intake::file_findings::FileFindings;
use crate::intake::labels::{Candidate, Grid, Heads};

/// The open fields that several columns may be: two other names of it (実績, 取組状況), its own name twice, or results of two years. A
/// single head in the words of our forms is the field's. Where only the column that would be read is filled in, nothing is in doubt.
pub(super) fn doubts(
    grid: &Grid<'_>,
    heads: &mut Heads<Field>,
    rows: &[EntryRow],
    findings: &mut FileFindings,
) -> BTreeMap<Field, ColumnDoubt> {
    let is_filled = |col: u32| {
        let mut cells = rows.iter().flat_map(|row| row.at.row..=row.last).filter_map(|row| grid.cell(row, col));
        cells.any(|(_, cell)| !cell.is_blank())
    };
    let mut doubts = BTreeMap::new();
    for field in Field::ALL.iter().filter(|field| field.is_open()) {
        let Some(taken) = heads.columns.get(field).map(|column| column.col) else { continue };
        let of_field: Vec<&Candidate<Field>> = heads.candidates.iter().filter(|at| at.field == *field).collect();
        let exact: Vec<&Candidate<Field>> = of_field.iter().copied().filter(|at| at.is_exact).collect();
        let meant = if exact.is_empty() { of_field } else { exact };
        let columns: Vec<u32> = meant.iter().map(|at| at.column.col).filter(|col| is_filled(*col)).collect();
        // Below a divided head the only column that is filled in may be last year's.
        let is_divided = !columns.is_empty() && meant.iter().any(|at| at.is_divided);
        if !is_divided && columns.iter().all(|col| *col == taken) {
            continue;
        }
        let columns: Vec<u32> = meant.iter().map(|at| at.column.col).collect();
        doubts.insert(*field, say_doubtful(findings, grid, *field, heads.bottom, columns));
        heads.columns.remove(field);
    }
    doubts
}

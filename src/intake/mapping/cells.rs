//! 個票: one sheet an item, or several items one below the other, each field in a cell of its own.

use std::collections::BTreeMap;

use super::table::number_of;
use super::{Places, cell_of, say_unfound};
use crate::contract::{Field, FormPlace};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_findings::FileFindings;
use crate::intake::labels::{self, Column, Grid};
use crate::intake::normalize::text::{is_not_applicable, says_nothing};
use crate::intake::recognise::{Block, EntryRow};
use crate::intake::units::HeadUnit;
use crate::intake::workbook::Cell;
use crate::plan::Plan;
use crate::vocabulary::{CellAddress, text_key};

/// Columns to the left of an amount, and rows above it, in which its label is looked for.
const NEAR: u32 = 12;

/// A block for each item of a sheet.
pub(super) fn blocks(
    places: &Places<'_>,
    sheet: usize,
    grid: &Grid<'_>,
    plan: &Plan,
    findings: &mut FileFindings,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    let step = places.mapping.repeat.unwrap_or(0);
    let last = grid.sheet.last_row().unwrap_or(0);
    let mut offset = 0;
    loop {
        let end = if step == 0 { u32::MAX } else { offset + step };
        if let Some(block) = block(places, sheet, grid, plan, offset..end, findings) {
            blocks.push(block);
        }
        match offset.checked_add(step).filter(|next| step > 0 && *next <= last) {
            Some(next) => offset = next,
            None => return blocks,
        }
    }
}

/// The item whose cells stand in the rows; `None` where it has no number.
fn block(
    places: &Places<'_>,
    sheet: usize,
    grid: &Grid<'_>,
    plan: &Plan,
    rows: std::ops::Range<u32>,
    findings: &mut FileFindings,
) -> Option<Block> {
    let offset = rows.start;
    let mut find = |name: &str, place: &FormPlace| {
        let found = cell_of(grid, place, rows.clone(), offset);
        // Below the last item of a sheet no label is missed.
        if found.is_none() && (offset == 0 || grid.sheet.cells.range(CellAddress::new(offset, 0)..).next().is_some()) {
            say_unfound(places.mapping, grid, name, place, findings);
        }
        found
    };
    let number = find(Field::Action.label(), places.fields.get(&Field::Action)?)?;
    let department = places.department.as_ref().and_then(|place| find("部署", place));
    let mut columns = BTreeMap::new();
    let mut cells = BTreeMap::new();
    for (field, place) in places.fields.iter().filter(|(field, _)| **field != Field::Action) {
        let Some(at) = find(field.label(), place) else { continue };
        let said = places.unit_of(*field).map_or(HeadUnit::Unnamed, HeadUnit::Known);
        let unit = if field.is_money() { said.and(unit_near(grid, at, rows.start)) } else { said };
        columns.insert(*field, Column { col: at.col, unit });
        cells.insert(*field, at);
    }
    let Some((at, cell)) = grid.cell(number.row, number.col).filter(|(_, cell)| !cell.is_blank()) else {
        tell_unnumbered(grid, number, &cells, findings);
        return None;
    };
    let Some(action) = number_of(cell, plan, plan.numbers()) else {
        findings.add(
            Severity::Error,
            codes::ACTION_UNKNOWN,
            findings.cell(&grid.sheet.name, at),
            "番号を読み取れないか、計画にない番号です。この個票は取り込みません。".to_owned(),
            |finding| finding.found(cell.shown()).remedy("計画の番号に直してください。"),
        );
        return None;
    };
    let row = EntryRow { department, cells, ..EntryRow::new(action, at, at.row) };
    Some(Block { sheet, top: at.row, bottom: at.row, end: at.row, columns, rows: vec![row], ..Block::default() })
}

/// Says that an item without a number has been filled in.
fn tell_unnumbered(
    grid: &Grid<'_>,
    number: CellAddress,
    cells: &BTreeMap<Field, CellAddress>,
    findings: &mut FileFindings,
) {
    // What an unused sheet has anyway is no entry: a chosen grade, a formula, 0, a dash, an example.
    let is_written = |field: &Field| field.is_open_text() || field.is_money();
    let mut open = cells.iter().filter(|(field, _)| is_written(field)).filter_map(|(_, at)| grid.cell(at.row, at.col));
    let is_entry = |cell: &Cell| {
        let text = cell.shown();
        let is_nothing = says_nothing(&text) || is_not_applicable(&text) || text_key(&text) == "0";
        !cell.is_blank() && !cell.formula && !is_nothing && !text.contains("記入例")
    };
    let Some((_, entry)) = open.find(|(_, cell)| is_entry(cell)) else { return };
    findings.add(
        Severity::Error,
        codes::ROW_WITHOUT_NUMBER,
        findings.cell(&grid.sheet.name, number),
        "番号が空白の個票に記入があります。取り込みません。".to_owned(),
        |finding| finding.found(entry.shown()).remedy("計画にある番号を書いてください。"),
    );
}

/// The unit that the label of an amount names: the first text to its left, else the first above it, and a note （単位：千円）
/// in the rows above, from the first of its item on.
fn unit_near(grid: &Grid<'_>, at: CellAddress, first: u32) -> HeadUnit {
    let left = (1..=NEAR.min(at.col)).map(|step| CellAddress::new(at.row, at.col - step));
    let above = (1..=NEAR.min(at.row)).map(|step| CellAddress::new(at.row - step, at.col));
    let label = |mut cells: Box<dyn Iterator<Item = CellAddress>>| {
        cells.find_map(|at| Some(grid.key(at.row, at.col)).filter(|key| !key.is_empty()))
    };
    let label = label(Box::new(left)).or_else(|| label(Box::new(above)));
    let noted = labels::noted_unit(grid, first, at.row);
    label.map_or(HeadUnit::Unnamed, HeadUnit::of).and(noted)
}

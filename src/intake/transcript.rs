//! What stands in the open cells of a form, to the letter, with its place: what a returned form gives back.
//!
//! The reading of a form says what its cells mean; this says what they hold, right or wrong, wherever they stand in a layout of
//! any kind. Text stays text and numbers stay numbers.

use std::sync::Arc;

use super::account::Account;
use super::council;
use super::file::{Options, open};
use super::file_findings::FileFindings;
use super::labels::Grid;
use super::normalize;
use super::progress::{self, Source, joined};
use super::recognise::{self, EntryRow, Form};
use super::sniff::sniff;
use super::submission::{FileHash, Submission, SubmissionKey};
use super::workbook::{Cell, Value};
use crate::contract::entries::{Entries, RatedCells, Slot, Typed, TypedCell};
use crate::contract::{CoverField, Entry};
use crate::finding::{Origin, Place};
use crate::plan::{Naming, Plan};
use crate::vocabulary::text_key;

/// The departments' forms in a file with what was typed into them, in the order of their keys. Empty where the file cannot be
/// read or holds no form: [`super::read_bytes`] says why.
pub fn transcripts(plan: &Plan, name: &str, bytes: &[u8], options: &Options) -> Vec<(SubmissionKey, Entries)> {
    let Ok(workbook) = open(sniff(bytes), bytes, options) else { return Vec::new() };
    let name: Arc<str> = name.into();
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, Naming::of(plan))).collect();
    let mut findings = FileFindings::new(name.clone());
    let Ok(claim) = recognise::claim(&workbook, &plan.settings.periods, &mut findings) else { return Vec::new() };
    let hash = FileHash::of(bytes);
    let source = Source { plan, workbook: &workbook, grids: &grids, file: name, hash, limits: &options.limits };
    let forms = recognise::progress_forms(&workbook, &grids, plan, &claim, &mut findings).forms;
    let mut found: Vec<(SubmissionKey, Entries)> = Vec::new();
    for form in &forms {
        for submission in progress::read(&source, form, &mut findings, &mut Account::default()) {
            let entries = entries(&source, form, &submission);
            found.push((submission.key, entries));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// The body whose rating form a file is, by its place among the plan's graders, with what was typed into its rows. `None` of any
/// other file.
pub fn grading(plan: &Plan, name: &str, bytes: &[u8], options: &Options) -> Option<(usize, RatedCells)> {
    let workbook = open(sniff(bytes), bytes, options).ok()?;
    let name: Arc<str> = name.into();
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, Naming::of(plan))).collect();
    let tables = council::tables(&grids);
    let named = council::body(&grids, &tables)?;
    let (body, grader) =
        plan.graders().iter().enumerate().find(|(_, grader)| text_key(&grader.body) == text_key(&named))?;
    let mut rated = RatedCells::default();
    for (item, field, sheet, at, cell) in council::open_cells(&grids, &tables, plan.numbers(), grader.level) {
        if let Some(typed) = typed(cell, false) {
            let origin = Some(Origin::cell(name.clone(), sheet.clone(), at));
            rated.insert(item, field, TypedCell { typed, origin });
        }
    }
    Some((body, rated))
}

fn entries(source: &Source<'_>, form: &Form, submission: &Submission) -> Entries {
    let mut entries = Entries::new();
    // Of a list of several departments each gets its own rows.
    let is_own = |row: &EntryRow| {
        let is_it = |entry: &Arc<Entry>| matches!(entry.action.origin.place, Place::Cell(_, at) if at == row.at);
        row.department.is_none() || submission.entries.iter().any(is_it)
    };
    let origin = |sheet: usize, at| {
        let name = source.workbook.sheets.get(sheet).map_or("".into(), |sheet| sheet.name.clone());
        Some(Origin::cell(source.file.clone(), name, at))
    };
    let open = [CoverField::SubmittedOn, CoverField::Version, CoverField::Author, CoverField::Extension];
    for (field, (sheet, place)) in form.cover.iter().filter(|(field, _)| open.contains(field)) {
        let Some(grid) = source.grids.get(*sheet) else { continue };
        let Some((at, cell)) = grid.cell(place.value.row, place.value.col) else { continue };
        let typed = match &place.text {
            Some(text) => Some(Typed::Text(text.clone())),
            None => typed(cell, *field == CoverField::SubmittedOn),
        };
        if let Some(typed) = typed {
            entries.insert(Slot::Cover(*field), TypedCell { typed, origin: origin(*sheet, at) });
        }
    }
    for block in &form.blocks {
        let Some(grid) = source.grids.get(block.sheet) else { continue };
        for row in block.rows.iter().filter(|row| is_own(row)) {
            for (field, column) in block.columns.iter().filter(|(field, _)| field.is_open()) {
                let Some((at, cell, _)) = joined(grid, row, *field, column.col) else { continue };
                let slot = Slot::Row(row.action, *field);
                // Of two rows on the same item the first that holds something is given back; the reading has a finding on it.
                if let Some(typed) = typed(&cell, false).filter(|_| entries.get(slot).is_none()) {
                    entries.insert(slot, TypedCell { typed, origin: origin(block.sheet, at) });
                }
            }
        }
    }
    entries
}

/// A cell's content; `None` where nothing was typed. Of a formula it is what it showed, blank where that is not in the file. A date outside 提出日 is given back as the text it showed.
fn typed(cell: &Cell, is_day: bool) -> Option<Typed> {
    match &cell.value {
        Value::Number(number) => {
            let shown = normalize::date::shown_by_format(*number, &cell.format).filter(|_| !is_day);
            Some(shown.map_or(Typed::Number(*number), Typed::Text))
        }
        Value::Date(iso) => match iso.get(..10).unwrap_or(iso).parse() {
            Ok(day) if is_day => Some(Typed::Date(day)),
            _ => Some(Typed::Text(iso.clone())),
        },
        // What the formula would show is not in the file; its cell goes back blank, with the note on it.
        Value::Uncached => Some(Typed::Text(String::new())),
        Value::Text(text) if text.is_empty() => None,
        _ => Some(Typed::Text(cell.stored())),
    }
}

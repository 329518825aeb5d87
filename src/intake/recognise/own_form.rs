//! The form in a workbook of ours: its sheets, its columns by their heads, its rows, checked against what the workbook records.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Block, EntryRow, Form, Identity, is_ours, numbered_rows, resolve_dates};
use crate::contract::hidden::EntrySheet;
use crate::contract::{CoverField, Field, RANGE_PREFIX};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_findings::FileFindings;
use crate::intake::labels::{self, CoverAt, Grid, Heads};
use crate::intake::normalize::action::{self, Id};
use crate::intake::submission::Recognition;
use crate::intake::workbook::{Cell, DamageKind, RangeName, Workbook};
use crate::plan::Plan;
use crate::vocabulary::{ActionId, CellAddress};

/// Finds the form in a workbook of ours.
pub(super) struct FormFinder<'f, 'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) plan: &'a Plan,
    pub(super) grids: &'a [Grid<'a>],
    /// Sheets that are part of the form.
    pub(super) taken: &'f mut BTreeSet<usize>,
    pub(super) findings: &'f mut FileFindings,
}

impl FormFinder<'_, '_> {
    /// The form on the recorded sheets, or where none are recorded on every sheet to which a range name of ours points.
    pub(super) fn form(
        &mut self,
        identity: Identity,
        recognition: Recognition,
        recorded: &[EntrySheet],
    ) -> Option<Form> {
        let mut form =
            Form { recognition, identity, unit: None, cover: BTreeMap::new(), further: Vec::new(), blocks: Vec::new() };
        let named: Vec<EntrySheet>;
        let recorded = if recorded.is_empty() {
            named = named_sheets(self.workbook);
            &named
        } else {
            recorded
        };
        for record in recorded {
            if let Some(index) = self.sheet(record) {
                form.blocks.extend(self.block(index, record));
            }
        }
        self.find_cover(&mut form);
        (!form.blocks.is_empty()).then_some(form)
    }

    /// Takes the sheet that a record means, and says so where it is missing or has another name.
    fn sheet(&mut self, record: &EntrySheet) -> Option<usize> {
        let Some(index) = sheet_of(self.workbook, self.plan, self.grids, record, self.taken) else {
            self.findings.add(
                Severity::Error,
                codes::ROW_MISSING,
                self.findings.file_origin(),
                format!("様式のシート「{}」がありません。", record.name),
                |finding| finding.remedy("配布した様式のシートを消さずに、全部のシートを提出してください。"),
            );
            return None;
        };
        self.taken.insert(index);
        let name = &self.grids[index].sheet.name;
        if name.as_ref() != record.name {
            self.findings.add(
                Severity::Note,
                codes::MOVED,
                self.findings.sheet(name),
                format!("シート「{}」の名前が変わっています。そのまま読み取りました。", record.name),
                |finding| finding,
            );
        }
        Some(index)
    }

    /// Finds the fields of the cover by their labels above the tables, else by their range names.
    fn find_cover(&self, form: &mut Form) {
        for block in &form.blocks {
            for (field, at) in labels::cover_fields(&self.grids[block.sheet], 0..block.top) {
                form.cover.entry(field).or_insert((block.sheet, at));
            }
        }
        for field in CoverField::of_department() {
            let name = format!("{RANGE_PREFIX}{}", field.key());
            if let Some(range) = self.workbook.names.iter().find(|range| range.name == name)
                && let Some(index) = self.workbook.sheets.iter().position(|sheet| sheet.name.as_ref() == range.sheet)
            {
                let value = range.range.first;
                form.cover.entry(field).or_insert((index, CoverAt { label: value, value, last: value, text: None }));
            }
        }
    }

    /// The table of a sheet of ours: columns by their heads, checked against the record and the range names.
    ///
    /// The record alone does not say enough, even of a form of ours: a department may have moved a column by hand (cut cells leave the
    /// record as it was), written another head over it, or another unit into it (円 for 千円). So the heads of the recorded row are read,
    /// that row alone; only where they do not stand as recorded are heads looked for in the whole sheet.
    fn block(&mut self, index: usize, record: &EntrySheet) -> Option<Block> {
        let grid = &self.grids[index];
        // What is damaged is told with the damage.
        if is_empty(grid) && self.workbook.damage.is_empty() {
            let message = format!("様式のシート「{}」に、見出しも記入もありません。", grid.sheet.name);
            self.findings.add(
                Severity::Error,
                codes::ROW_MISSING,
                self.findings.sheet(&grid.sheet.name),
                message,
                |finding| finding.remedy("配布した様式に記入して、保存し直してください。"),
            );
        }
        let recorded_heads = labels::progress_heads_at(grid, record.head_row);
        let heads = match is_unmoved(grid, self.plan, &recorded_heads, record) {
            true => vec![recorded_heads],
            false => labels::progress_heads(grid, true),
        };
        let found = heads.iter().max_by_key(|heads| (heads.columns.len(), Reverse(heads.bottom)));
        let (heads_here, doubts) = self.columns(grid, found, record);
        let Heads { top, bottom, .. } = heads_here;
        let again = heads.iter().map(|heads| heads.top).filter(|row| *row > bottom).min();
        let end = again.unwrap_or(u32::MAX);
        let mut rows = numbered_rows(grid, self.plan, &heads_here, end);
        resolve_dates(grid, self.plan, record, &mut rows, self.findings);
        self.find_lost_rows(grid, &heads_here, record, &mut rows);
        rows.sort_by_key(|row| row.at);
        let columns = heads_here.columns;
        Some(Block { sheet: index, top, bottom, end, again, columns, doubts, rows, ..Block::default() })
    }

    /// Adds the recorded rows whose number was wiped out or cannot be read but which have not moved, and those whose items the plan has
    /// dropped since; the others are missing, and that is said.
    fn find_lost_rows(&mut self, grid: &Grid<'_>, heads: &Heads<Field>, record: &EntrySheet, rows: &mut Vec<EntryRow>) {
        let (mut unnumbered, mut missing) = (Vec::new(), Vec::new());
        let mut seen: BTreeSet<ActionId> = rows.iter().map(|row| row.action).collect();
        for (id, at) in &record.rows {
            let Ok(action) = id.parse::<ActionId>() else { continue };
            if !seen.insert(action) {
                continue;
            }
            let no = heads.columns.get(&Field::Action).map_or(0, |column| column.col);
            let cell = CellAddress::new(*at, no);
            if self.plan.action(action).is_none() {
                if *at > heads.bottom && !rows.iter().any(|row| row.at.row == *at) {
                    rows.push(EntryRow { dropped: true, ..EntryRow::new(action, cell, *at) });
                }
                continue;
            }
            let unmoved = record
                .rows
                .iter()
                .filter(|(other, _)| other != id)
                .all(|(other, row)| rows.iter().all(|found| found.action.key() != *other || found.at.row == *row));
            let stands = unmoved && *at > heads.bottom && !rows.iter().any(|row| row.at.row == *at);
            match grid.cell(cell.row, cell.col) {
                None if stands => {
                    unnumbered.push((id.as_str(), cell));
                    rows.push(EntryRow::new(action, cell, *at));
                }
                // What its row says of it is told with the row.
                Some((place, number)) if stands && place == cell && is_unread(number, self.plan) => {
                    rows.push(EntryRow { is_unread: true, ..EntryRow::new(action, cell, *at) });
                }
                _ => missing.push(id.as_str()),
            }
        }
        self.say_lost_rows(grid, &unnumbered, &missing);
    }

    /// Whether a finding on its damage, or on its having no cell at all, says what is missing on a sheet.
    pub(super) fn is_told_as_damaged(&self, grid: &Grid<'_>) -> bool {
        let mut damage = self.workbook.damage.iter();
        let is_of_sheet = |of: Option<&Arc<str>>| of == Some(&grid.sheet.name);
        is_empty(grid) || damage.any(|of| of.kind != DamageKind::Cell && is_of_sheet(of.sheet.as_ref()))
    }

    /// Says which rows have lost their numbers and which are gone. Where many are that is one thing, and nothing new on a damaged or
    /// empty sheet.
    fn say_lost_rows(&mut self, grid: &Grid<'_>, unnumbered: &[(&str, CellAddress)], missing: &[&str]) {
        if self.is_told_as_damaged(grid) {
            return;
        }
        let sheet = &grid.sheet.name;
        let mut lost = |at: CellAddress, what: String, expected: String| {
            let origin = self.findings.cell(sheet, at);
            self.findings.add(Severity::Warning, codes::MOVED, origin, what, |finding| {
                finding.expected(expected).remedy("読み取った内容を確かめてください。")
            });
        };
        match unnumbered {
            [(_, first), _, _, _, ..] => {
                let ids: Vec<&str> = unnumbered.iter().map(|(id, _)| *id).collect();
                let what = format!("実践項目の番号が{}行で消えています。元の行の順に読み取りました。", ids.len());
                lost(*first, what, ids.join("、"));
            }
            few => few.iter().for_each(|(id, at)| {
                lost(*at, format!("実践項目の番号が消えています。{id}の行として読み取りました。"), (*id).to_owned());
            }),
        }
        let mut gone = |what: String, expected: String| {
            self.findings.add(Severity::Error, codes::ROW_MISSING, self.findings.sheet(sheet), what, |finding| {
                finding.expected(expected).remedy("配布した様式の行を消さずに記入してください。")
            });
        };
        match missing {
            [_, _, _, _, ..] => gone(format!("実践項目の行が{}行ありません。", missing.len()), missing.join("、")),
            few => few.iter().for_each(|id| gone(format!("実践項目{id}の行がありません。"), (*id).to_owned())),
        }
    }
}

/// Whether the cell of a number has something in it, and no number that can be read.
fn is_unread(cell: &Cell, plan: &Plan) -> bool {
    !cell.is_blank() && action::read(cell, plan.numbers()) == Id::Other
}

/// Whether nothing was read of a sheet.
fn is_empty(grid: &Grid<'_>) -> bool {
    grid.sheet.cells.values().all(Cell::is_blank)
}

/// The sheets and columns that range names speak of.
fn named_sheets(workbook: &Workbook) -> Vec<EntrySheet> {
    let mut sheets: BTreeMap<usize, EntrySheet> = BTreeMap::new();
    for (name, key) in column_names(workbook) {
        let Some(index) = workbook.sheets.iter().position(|sheet| sheet.name.as_ref() == name.sheet) else { continue };
        sheets
            .entry(index)
            .or_insert_with(|| EntrySheet {
                name: name.sheet.clone(),
                head_row: name.range.first.row.saturating_sub(1),
                columns: Vec::new(),
                rows: Vec::new(),
            })
            .columns
            .push((key.to_owned(), name.range.first.col));
    }
    sheets.into_values().collect()
}

/// Range names that are columns of entry rows, with the field's key: `kaikaku_result`, `kaikaku_result_s2`.
pub(super) fn column_names(workbook: &Workbook) -> impl Iterator<Item = (&RangeName, &str)> {
    workbook.names.iter().filter_map(|name| {
        let key = name.name.strip_prefix(RANGE_PREFIX)?;
        let key = match key.rsplit_once("_s") {
            Some((stem, number)) if number.bytes().all(|b| b.is_ascii_digit()) => stem,
            _ => key,
        };
        Field::from_key(key).map(|_| (name, key))
    })
}

/// The sheet that a record means: by name, else the one sheet with our heads that has most of its numbers.
fn sheet_of(
    workbook: &Workbook,
    plan: &Plan,
    grids: &[Grid<'_>],
    record: &EntrySheet,
    taken: &BTreeSet<usize>,
) -> Option<usize> {
    if let Some(index) = workbook.sheets.iter().position(|sheet| sheet.name.as_ref() == record.name) {
        return Some(index).filter(|index| !taken.contains(index));
    }
    let ids: BTreeSet<&str> = record.rows.iter().map(|(id, _)| id.as_str()).collect();
    let scores = grids.iter().enumerate().filter(|(index, grid)| !taken.contains(index) && !is_ours(&grid.sheet.name));
    let scored: Vec<(usize, usize)> = scores
        .filter_map(|(index, grid)| {
            let heads = labels::progress_heads(grid, true).into_iter().next()?;
            let rows = numbered_rows(grid, plan, &heads, u32::MAX);
            let count = rows.iter().filter(|row| ids.contains(row.action.key().as_str())).count();
            (count * 2 >= ids.len().max(1)).then_some((count, index))
        })
        .collect();
    let best = scored.iter().map(|(count, _)| *count).max()?;
    let mut best = scored.iter().filter(|(count, _)| *count == best);
    match (best.next(), best.next()) {
        (Some((_, index)), None) => Some(*index),
        _ => None,
    }
}

/// Whether a table stands as it was recorded, column for column and row for row: then nothing has to be looked for.
fn is_unmoved(grid: &Grid<'_>, plan: &Plan, heads: &Heads<Field>, record: &EntrySheet) -> bool {
    let stands = |(key, col): &(String, u32)| {
        Field::from_key(key).is_none_or(|field| heads.columns.get(&field).is_some_and(|column| column.col == *col))
    };
    !record.rows.is_empty() && heads.candidates.len() == heads.columns.len() && record.columns.iter().all(stands) && {
        let rows = numbered_rows(grid, plan, heads, u32::MAX);
        rows.len() == record.rows.len()
            && rows.iter().zip(&record.rows).all(|(row, (id, at))| row.at.row == *at && row.action.key() == *id)
    }
}

//! Columns whose heads forbid to publish what the form has them for: none of it is read.
//!
//! A head may say so itself (公表しない欄, merged over 次年度の取組), and over a column of a mapping may stand the name of another field
//! since somebody has moved the columns: what plan.toml says of their places is then no longer so.

use std::collections::BTreeMap;

use super::{Block, ColumnDoubt, Form};
use crate::contract::{Audience, Field, FieldGroup, FormField};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_findings::FileFindings;
use crate::intake::labels::column_head::{Named, head_cell, named_by_head};
use crate::intake::labels::kept::{is_clear_name, kept_columns};
use crate::intake::labels::{self, Grid};
use crate::intake::submission::Recognition;
use crate::plan::Plan;
use crate::vocabulary::{CellAddress, column_letters, text_key};

/// Puts the columns in doubt that their heads keep from those who would read them.
pub(super) fn keep_back(forms: &mut [Form], grids: &[Grid<'_>], plan: &Plan, findings: &mut FileFindings) {
    for form in forms {
        let is_mapped = matches!(form.recognition, Recognition::Mapping(_));
        let is_ours = form.recognition.is_by_record();
        for block in &mut form.blocks {
            let Some(grid) = grids.get(block.sheet) else { continue };
            let Some(table) = HeadedTable::of(grid, block, plan, is_mapped) else { continue };
            let kept = table.kept(is_ours).into_iter().map(|(field, at)| (field, at, false));
            let misnamed = if is_mapped { table.misnamed() } else { BTreeMap::new() };
            let all: Vec<_> = kept.chain(misnamed.into_iter().map(|(field, at)| (field, at, true))).collect();
            for (field, at, is_misnamed) in all {
                let Some(column) = block.columns.remove(&field) else { continue };
                let message = match is_misnamed {
                    true => say_misnamed(findings, grid, (field, column.col), at),
                    false => say_kept(findings, grid, (field, plan.readers_of(field)), at, is_mapped),
                };
                block.doubts.insert(field, ColumnDoubt { columns: vec![column.col], message: message.as_str().into() });
            }
        }
    }
}

/// A table with the rows of its heads.
struct HeadedTable<'t, 'g> {
    grid: &'t Grid<'g>,
    plan: &'t Plan,
    block: &'t Block,
    /// The rows that name the columns.
    rows: (u32, u32),
    number: u32,
}

impl<'t, 'g> HeadedTable<'t, 'g> {
    /// `None` where nothing stands over the entries: of an item on a sheet of its own, of a table without heads.
    fn of(grid: &'t Grid<'g>, block: &'t Block, plan: &'t Plan, is_mapped: bool) -> Option<Self> {
        let number = block.columns.get(&Field::Action)?.col;
        if block.is_item() || block.rows.iter().any(|row| row.at.row <= block.bottom) {
            return None;
        }
        let rows = match is_mapped {
            true => mapped_heads(grid, block.bottom, number),
            false => (block.bottom, block.bottom),
        };
        Some(HeadedTable { grid, plan, block, rows, number })
    }

    /// The open fields with their columns, as far as these are on the sheet.
    fn open(&self) -> impl Iterator<Item = (Field, u32)> {
        let columns = self.block.columns.iter().filter(|(field, _)| field.is_open());
        columns.map(|(field, column)| (*field, column.col)).filter(|(_, col)| *col < u32::MAX)
    }

    /// The fields whose heads keep them from some who would read them, with the cell that says so. In a form of ours (`is_ours`) the head
    /// of the internal columns, as we write it, is over them alone.
    fn kept(&self, is_ours: bool) -> BTreeMap<Field, CellAddress> {
        let readers = |field: Field| self.plan.readers_of(field);
        let is_shared = |col: u32| self.open().any(|(field, at)| at == col && readers(field) < Audience::Office);
        let own = text_key(FieldGroup::Internal.label());
        let extends = |at: CellAddress| is_shared(at.col) && !(is_ours && self.grid.own_key(at) == own);
        let kept = kept_columns(self.grid, self.rows, self.number, self.block.from, extends);
        let of_field = |(field, col): (Field, u32)| {
            let kept = kept.get(&col).filter(|kept| readers(field) < kept.readers)?;
            Some((field, kept.head))
        };
        self.open().filter_map(of_field).collect()
    }

    /// The fields over whose columns stands the name of another one: of one with fewer readers, or of one that the mapping has elsewhere
    /// and that is not named there. Other words than ours, and names that the office gives a column on purpose, are neither.
    fn misnamed(&self) -> BTreeMap<Field, CellAddress> {
        let strays: Vec<(Field, u32, Named)> = self
            .open()
            .filter_map(|(field, col)| Some((field, col, self.named(col)?)))
            .filter(|(field, _, named)| named.field != FormField::Row(*field))
            .collect();
        let moved = strays.iter().filter(|(_, _, named)| self.is_elsewhere(named)).count();
        let is_misnamed = |(field, col, named): &(Field, u32, Named)| {
            let is_elsewhere = self.is_elsewhere(named);
            let has_fewer = self.plan.settings.visibility.of_form(named.field) > self.plan.readers_of(*field);
            let is_clear = || named.is_exact || self.is_clear(*col, named);
            // A figure under 電話 is no extension.
            let is_of_text = matches!(named.field, FormField::Row(_)) || field.is_open_text();
            // 備考 may be of anything: it counts where other columns have moved, too.
            has_fewer && is_of_text && is_clear() || is_elsewhere && (moved > 1 || is_like(*field, named))
        };
        let misnamed = strays.into_iter().filter(is_misnamed);
        misnamed.filter_map(|(field, col, _)| Some((field, head_cell(self.grid, self.rows, col)?))).collect()
    }

    fn named(&self, col: u32) -> Option<Named> {
        named_by_head(self.grid, self.rows, col)
    }

    /// Whether the mapping has the field that a head names in another column, and the head there does not name it.
    fn is_elsewhere(&self, named: &Named) -> bool {
        let FormField::Row(field) = named.field else { return false };
        let column = self.block.columns.get(&field).filter(|column| column.col < u32::MAX);
        column.is_some_and(|column| self.named(column.col).is_none_or(|there| there.field != named.field))
    }

    /// Whether a head says by itself that it is of an internal field.
    fn is_clear(&self, col: u32, named: &Named) -> bool {
        let FormField::Row(field) = named.field else { return true };
        let cell = head_cell(self.grid, self.rows, col);
        cell.is_some_and(|at| is_clear_name(field, self.grid.own_key(at)))
    }
}

/// Whether what stands under the head of another field would be read as one of this field without a word: a text takes anything, an
/// amount another amount.
fn is_like(field: Field, named: &Named) -> bool {
    let FormField::Row(other) = named.field else { return true };
    named.is_exact && (field.is_open_text() || field.is_money() && other.is_money())
}

/// The rows that name the columns of a mapped table, of those over its first entry: the one with the head of its numbers, as far as that is
/// merged. An example may stand between them and the first entry.
fn mapped_heads(grid: &Grid<'_>, bottom: u32, number: u32) -> (u32, u32) {
    let over = bottom.saturating_sub(labels::STACK - 1)..=bottom;
    let filled = || over.clone().rev().filter(|row| !grid.key(*row, number).is_empty());
    let names = |row: &u32| labels::field(grid.key(*row, number)) == Some(Field::Action);
    let Some(row) = filled().find(names).or_else(|| filled().next()) else { return (bottom, bottom) };
    let extent = grid.extent(CellAddress::new(row, number));
    (extent.first.row, extent.last.row.min(bottom))
}

/// Says that a head keeps a field from `readers`, who would read it.
fn say_kept(
    findings: &mut FileFindings,
    grid: &Grid<'_>,
    (field, readers): (Field, Audience),
    at: CellAddress,
    is_mapped: bool,
) -> String {
    let label = field.label();
    // Where notes for the office alone are typed.
    let is_note = |field: &&Field| field.is_open_text() && field.definition().audience == Audience::Office;
    let memo = Field::ALL.iter().find(is_note).map_or("", |field| field.label());
    let shown = if readers == Audience::Public { "公表する" } else { "庁外に示す" };
    let message = format!(
        "「{label}」の列の上に、公表しない欄の見出しがあります。{shown}欄のため、この列の記入は取り込みません。"
    );
    let origin = findings.cell(&grid.sheet.name, at);
    findings.add(Severity::Error, codes::COLUMN_UNCLEAR, origin, message.clone(), |finding| {
        let finding = finding.found(grid.sheet.text(at.row, at.col)).expected(format!("{shown}欄の見出し"));
        let finding = finding.remedy(format!(
            "{shown}記入なら見出しを元のとおりに直し、そうでない記入なら「{memo}」の欄に移してください。"
        ));
        match is_mapped {
            true => finding.for_office(format!(
                "公表しない列なら、plan.tomlの［［form］］の columns で「{memo}」とするか、ignore に書いてください。"
            )),
            false => finding,
        }
    });
    message
}

/// Says that over a column of a mapping stands the name of another field.
fn say_misnamed(findings: &mut FileFindings, grid: &Grid<'_>, (field, col): (Field, u32), at: CellAddress) -> String {
    let label = field.label();
    let message = format!(
        "「{label}」として読み取る{}列に、別の欄の見出しがあります。列が動いたおそれがあるため、この列の記入は取り込みません。",
        column_letters(col)
    );
    findings.add(
        Severity::Error,
        codes::COLUMN_UNCLEAR,
        findings.cell(&grid.sheet.name, at),
        message.clone(),
        |finding| {
            finding
                .found(grid.sheet.text(at.row, at.col))
                .expected(format!("「{label}」の見出し"))
                .remedy("列を元の並びに戻してください。")
                .for_office("様式の列を改めたときは、plan.tomlの［［form］］の columns を直してください。")
        },
    );
    message
}

//! Whether a row is about the item of its number: what its own texts name.
//!
//! A table that was sorted without its column of numbers has every entry beside the number of another item.

use super::{FormReader, joined};
use crate::contract::{Entry, Field};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::labels::Grid;
use crate::intake::recognise::{Block, EntryRow};
use crate::intake::workbook::Cell;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, CellAddress, text_key};

/// What a text says of the item of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    /// Its own name, or nothing.
    Own,
    /// The name of another item or initiative, printed with its number.
    Another(String),
    /// No name of the plan.
    Changed,
}

impl Names {
    /// What a text in the column 実践項目 names. Behind the name a form of ours says who leads it, in a line of its own.
    fn of_action(plan: &Plan, id: ActionId, text: &str) -> Names {
        let (whole, first) = (text_key(text), text_key(text.lines().next().unwrap_or_default()));
        let matching = |name: &str| {
            let name = text_key(name);
            !name.is_empty() && (name == whole || name == first)
        };
        let printed = |number: &str, name: &str| matching(name) || matching(&format!("{number}{name}"));
        let of = |id: ActionId, name: &str| printed(&plan.number(id), name);
        let own = plan.action(id).map(|(_, action)| action.name.as_str()).unwrap_or_default();
        // Almost every row names its own item: then no other has to be looked at.
        if whole.is_empty() || of(id, own) {
            return Names::Own;
        }
        let mut others = plan.actions().filter(|(_, action)| action.id != id && of(action.id, &action.name));
        match others.next() {
            Some((_, other)) => Names::Another(format!("{} {}", plan.number(other.id), other.name)),
            // 広告料収入の拡大（主担当：財政課） in one line.
            None if !text_key(own).is_empty() && whole.starts_with(&text_key(own)) => Names::Own,
            None => Names::Changed,
        }
    }

    /// What a text in the column 取組項目 names.
    fn of_initiative(plan: &Plan, id: ActionId, text: &str) -> Names {
        let whole = text_key(text);
        let matching = |printed: &str, name: &str| {
            let (name, numbered) = (text_key(name), text_key(&format!("{printed}{name}")));
            !name.is_empty() && (name == whole || numbered == whole)
        };
        let is_own = plan.action(id).is_some_and(|(initiative, _)| matching(&initiative.printed, &initiative.name));
        if whole.is_empty() || is_own {
            return Names::Own;
        }
        let mut others = plan.initiatives.iter().filter(|other| matching(&other.printed, &other.name));
        match others.next() {
            Some(other) => Names::Another(format!("{} {}", other.printed, other.name)),
            None => Names::Changed,
        }
    }
}

impl FormReader<'_, '_> {
    /// Whether the texts of a row name another item than its number: nothing of it is taken then, and a finding says so. A name that
    /// was merely changed is said of a form of ours.
    pub(super) fn is_of_another_item(
        &mut self,
        block: &Block,
        grid: &Grid<'_>,
        row: &EntryRow,
        entry: &mut Entry,
    ) -> bool {
        let plan = self.source.plan;
        let is_filled =
            block.columns.iter().filter(|(field, _)| field.is_open()).any(|(field, column)| {
                joined(grid, row, *field, column.col).is_some_and(|(_, cell, _)| !cell.is_blank())
            });
        let is_ours = self.form.recognition.is_by_record();
        for field in [Field::ActionName, Field::InitiativeName] {
            let Some((at, cell)) = text_of(block, grid, row, field) else { continue };
            let shown = cell.shown();
            let named = match field {
                Field::ActionName => Names::of_action(plan, row.action, &shown),
                _ => Names::of_initiative(plan, row.action, &shown),
            };
            let number = plan.number(row.action);
            match named {
                Names::Another(other) if is_filled => {
                    let message = format!(
                        "実践項目{number}の行の「{}」が、計画の別の項目（{other}）の名前です。行が入れ替わっているかもしれないため、この行は取り込みません。",
                        field.label()
                    );
                    self.reject_row_cells(block, grid, row, entry, &message);
                    let origin = self.origin(block.sheet, at);
                    self.findings.add(Severity::Error, codes::ROW_CONTRADICTS, origin, message, |finding| {
                        finding.found(shown).expected(own_name(plan, row.action, field)).remedy(
                            "番号の列を含めずに並べ替えていないか確かめ、番号と内容を合わせて提出し直してください。",
                        )
                    });
                    return true;
                }
                // Of a row in which nothing was typed there is nothing to ask.
                Names::Changed | Names::Another(_) if is_ours && is_filled => self.findings.add(
                    Severity::Warning,
                    codes::ROW_CONTRADICTS,
                    self.origin(block.sheet, at),
                    format!(
                        "実践項目{number}の行の「{}」が、計画の名前と違います。番号によって読み取りました。",
                        field.label()
                    ),
                    |finding| {
                        finding
                            .found(shown)
                            .expected(own_name(plan, row.action, field))
                            .remedy("別の項目の行に記入していないか確かめてください。")
                            .for_office("様式を配った後に計画の名前を改めたためなら、対応は不要です。")
                    },
                ),
                _ => {}
            }
        }
        false
    }

    /// Rejects every entry of a row.
    pub(super) fn reject_row_cells(
        &mut self,
        block: &Block,
        grid: &Grid<'_>,
        row: &EntryRow,
        entry: &mut Entry,
        message: &str,
    ) {
        for (field, column) in &block.columns {
            let Some((_, cell, parts)) = joined(grid, row, *field, column.col) else { continue };
            let disposition = match field.is_open() {
                true if cell.is_blank() => continue,
                true => Disposition::Rejected(Reason::Message(message.into())),
                false => Disposition::Reference,
            };
            if field.is_open() {
                entry.reject(*field);
            }
            parts.iter().for_each(|at| self.account.decide(block.sheet, *at, disposition.clone()));
        }
    }
}

/// The text of a field that the department does not fill in.
fn text_of(block: &Block, grid: &Grid<'_>, row: &EntryRow, field: Field) -> Option<(CellAddress, Cell)> {
    let column = block.columns.get(&field)?;
    let (at, cell, _) = joined(grid, row, field, column.col)?;
    Some((at, cell)).filter(|(_, cell)| !cell.is_blank())
}

/// The name that the plan gives what a column names.
fn own_name(plan: &Plan, id: ActionId, field: Field) -> String {
    plan.action(id).map_or(String::new(), |(initiative, action)| match field {
        Field::InitiativeName => format!("{} {}", initiative.printed, initiative.name),
        _ => action.name.clone(),
    })
}

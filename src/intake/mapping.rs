//! Forms of another make, by the `[[form]]` mappings of plan.toml: the last way to know a form.

use std::collections::BTreeMap;

use super::codes;
use super::labels::{self, Column, CoverAt, Grid};
use super::normalize::action::{self, Id};
use super::recognise::{Block, EntryRow, Form, Identity, is_ours};
use super::submission::Recognition;
use super::talk::Talk;
use super::units::{HeadUnit, Unit};
use super::workbook::Workbook;
use crate::contract::{CoverField, Field};
use crate::finding::Severity;
use crate::plan::{ForeignForm, Numbers, Plan};
use crate::vocabulary::{ActionId, CellAddress, cell_address, column_number, text_key};

/// Finds forms by the plan's mappings. A sheet that two mappings fit is none of them: a finding, not a guess.
pub(crate) fn forms(workbook: &Workbook, grids: &[Grid<'_>], plan: &Plan, talk: &mut Talk) -> Vec<Form> {
    let mut forms = Vec::new();
    for (index, grid) in grids.iter().enumerate() {
        if is_ours(&workbook.sheets[index].name) {
            continue;
        }
        let fitting: Vec<&ForeignForm> =
            plan.settings.foreign_forms.iter().filter(|mapping| fits(mapping, grid)).collect();
        match fitting.as_slice() {
            [] => {}
            [mapping] => match form(mapping, index, grid, plan) {
                Some(form) => forms.push(form),
                None => talk.say(
                    Severity::Error,
                    codes::MAPPING,
                    talk.sheet(&grid.sheet.name),
                    format!("plan.tomlの［［form］］「{}」の書き方が正しくありません。", mapping.name),
                    |finding| {
                        finding
                            .expected("columns に action（実践項目の番号）の列、セル番地は「C3」、列は「F」の形")
                            .remedy("plan.tomlを直してください。")
                    },
                ),
            },
            several => {
                let names = several.iter().map(|mapping| mapping.name.as_str()).collect::<Vec<_>>().join("、");
                talk.say(
                    Severity::Error,
                    codes::MAPPING,
                    talk.sheet(&grid.sheet.name),
                    "plan.tomlの［［form］］のうち2つ以上に当てはまり、どれか分かりません。".to_owned(),
                    |finding| {
                        finding
                            .found(names)
                            .remedy("signs（目印のセル）を足して、1つだけに当てはまるようにしてください。")
                    },
                );
            }
        }
    }
    forms
}

/// Whether a sheet bears the signs of a mapping.
fn fits(mapping: &ForeignForm, grid: &Grid<'_>) -> bool {
    let named = mapping.sheet.as_ref().is_none_or(|name| text_key(&grid.sheet.name).starts_with(&text_key(name)));
    named
        && !mapping.signs.is_empty()
        && mapping.signs.iter().all(|(cell, text)| {
            let there = cell_address(cell).and_then(|at| grid.cell(at.row, at.col));
            there.is_some_and(|(_, cell)| text_key(&cell.shown()) == text_key(text))
        })
}

/// The form a mapping describes; `None` where an address or a key of it cannot be read.
fn form(mapping: &ForeignForm, sheet: usize, grid: &Grid<'_>, plan: &Plan) -> Option<Form> {
    let said = match &mapping.unit {
        None => HeadUnit::Unnamed,
        Some(unit) => HeadUnit::Known(Unit::from_label(unit)?),
    };
    let first = mapping.first_row.checked_sub(1)?;
    // Up to four rows over the first entry are its heads.
    let heads = first.saturating_sub(4)..=first.saturating_sub(1);
    let mut columns = BTreeMap::new();
    for (name, letters) in &mapping.columns {
        let field = Field::from_key(name)?;
        let col = column_number(letters)?;
        let unit = match field.effect() {
            Some(_) if first > 0 => said.and(labels::column_unit(grid, *heads.start(), *heads.end(), col)),
            _ => said,
        };
        columns.insert(field, Column { col, unit });
    }
    let number = columns.get(&Field::Action)?.col;
    let mut cover = BTreeMap::new();
    for (name, cell) in &mapping.cover {
        let field = CoverField::from_key(name)?;
        let value = cell_address(cell)?;
        cover.insert(field, (sheet, CoverAt { label: value, value, last: value, text: None }));
    }
    let end = mapping.last_row.unwrap_or(u32::MAX);
    let below = CellAddress::new(first, 0)..CellAddress::new(end.max(first), 0);
    let numbers = Numbers::of(plan);
    let rows = grid.sheet.cells.range(below).filter(|(at, _)| at.col == number).filter_map(|(at, cell)| {
        let action: ActionId = match action::read(cell, &numbers) {
            Id::Plain(action) => action,
            Id::Dated(readings) => {
                let mut known = readings.into_iter().filter(|id| plan.action(*id).is_some());
                known.next().filter(|_| known.next().is_none())?
            }
            Id::Other => return None,
        };
        Some(EntryRow { action, at: *at, last: grid.extent(*at).last.row })
    });
    let rows = rows.collect();
    let head = first.saturating_sub(1);
    Some(Form {
        recognition: Recognition::Mapping,
        identity: Identity { department: None, year: mapping.year, period: mapping.period },
        cover,
        blocks: vec![Block { sheet, top: head, bottom: head, end, columns, rows }],
    })
}

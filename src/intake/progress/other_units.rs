//! Texts by a table (in cells, in notes on them, in text boxes, in printed headers) that name another unit of money than that in which its
//! amounts were read, and that are not understood as notes on it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::FormReader;
use crate::contract::{Entry, Field, FieldKind, POINTS_SHEET};
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::labels::Grid;
use crate::intake::recognise::Block;
use crate::intake::submission::Recognition;
use crate::intake::unit_notes;
use crate::intake::units::{self, HeadUnit};
use crate::intake::workbook::{Cell, Value};
use crate::vocabulary::{Amount, CellAddress, DepartmentId, MoneyUnit, text_key};

/// How many texts by a table are told.
const NAMED: usize = 10;

/// One of these is in any text that names a unit of money, as it may be typed.
const UNIT_WORDS: [&str; 24] = [
    "円",
    "単位",
    "¥",
    "￥",
    "$",
    "＄",
    "ドル",
    "ﾄﾞﾙ",
    "㌦",
    "ユーロ",
    "ﾕｰﾛ",
    "ウォン",
    "ポンド",
    "人民元",
    "ｳｫﾝ",
    "ﾎﾟﾝﾄﾞ",
    "yen",
    "Yen",
    "YEN",
    "ｙｅｎ",
    "ＹＥＮ",
    "jpy",
    "JPY",
    "ＪＰＹ",
];

/// Whether a text holds one of [`UNIT_WORDS`]. They are few and short: an automaton of them can always be made.
fn names_unit(text: &str) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(UNIT_WORDS).ok());
    WORDS.as_ref().is_none_or(|words| words.is_match(text))
}

impl FormReader<'_, '_> {
    /// Tells of the texts by a table whose amounts were read that name another unit.
    pub(super) fn tell_other_units(
        &mut self,
        block: &Block,
        grid: &Grid<'_>,
        over: Range<u32>,
        entries: &[(Option<DepartmentId>, Entry)],
    ) {
        let in_force = self.units_in_force(block, entries);
        if in_force.is_empty() {
            return;
        }
        let labels: Vec<&str> = in_force.iter().map(|unit| unit.label()).collect();
        let message =
            format!("金額は{}として読み取りましたが、近くに別の単位と読める記載があります。", labels.join("と"));
        let last = self.reach.last().copied().unwrap_or(block.bottom);
        let texts = texts_by(block, grid, over, last);
        let others = self.form.blocks.iter().filter(|other| other.sheet == block.sheet);
        let of_entries: BTreeSet<CellAddress> =
            others.flat_map(|other| other.rows.iter().flat_map(|row| row.cells.values().copied())).collect();
        let is_entry = |at: CellAddress| is_of_entry(block, at, last) || of_entries.contains(&at);
        let named = texts.into_iter().filter(|(at, text)| match is_entry(*at) {
            true => text.split(['\n', '。']).any(|part| notes_other(part, &in_force)),
            false => names_other(grid, *at, text, &in_force),
        });
        let in_cells: Vec<_> = named.map(|(at, text)| (Some(at), text)).collect();
        for (at, text) in in_cells.into_iter().chain(self.beside_cells(grid, &in_force)).take(NAMED) {
            if !self.other_units.insert((block.sheet, text.clone())) {
                continue;
            }
            let place = match at {
                Some(at) => self.origin(block.sheet, at),
                None => self.findings.sheet(&grid.sheet.name),
            };
            let remedy = format!(
                "金額の単位が{}でないときは、金額を直してください。金額の単位のことでなければ、対応は不要です。",
                labels.join("と")
            );
            self.findings.add(Severity::Warning, codes::UNIT, place, message.clone(), |finding| {
                finding.found(text).remedy(remedy)
            });
        }
    }

    /// The notes on cells, text boxes and printed headers of a sheet that name another unit. In a returned form the notes are the program's.
    fn beside_cells(&self, grid: &Grid<'_>, in_force: &[MoneyUnit]) -> Vec<(Option<CellAddress>, String)> {
        let is_returned = self.source.workbook.sheets.iter().any(|sheet| sheet.name.as_ref() == POINTS_SHEET);
        let notes = grid.sheet.comments.iter().filter(|_| !is_returned).map(|(at, text)| (Some(*at), text));
        let drawn = grid.sheet.overlays.iter().map(|overlay| (overlay.anchor, &overlay.text));
        let named = notes.chain(drawn).filter(|(_, text)| units::names_other(&text_key(text), in_force));
        named.map(|(at, text)| (at, text.clone())).collect()
    }

    /// The units in which the amounts of a table were read; amounts that name theirs themselves are left out.
    fn units_in_force(&self, block: &Block, entries: &[(Option<DepartmentId>, Entry)]) -> Vec<MoneyUnit> {
        let is_read = |field: Field| {
            let mut amounts = entries.iter().filter_map(|(_, entry)| entry.amount(field));
            amounts.any(|amount| matches!(amount.value, Amount::Value(yen) if yen.0 != 0))
        };
        let read = block.columns.iter().filter(|(field, _)| is_amount(**field) && is_read(**field));
        let units = read.filter_map(|(_, column)| match column.unit.and(self.noted.0) {
            HeadUnit::Known(unit) => Some(unit),
            HeadUnit::Unnamed if self.form.recognition != Recognition::Labels => Some(self.form_unit()),
            _ => None,
        });
        units.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn is_amount(field: Field) -> bool {
    matches!(field.kind(), FieldKind::Money(..) | FieldKind::Cost(_))
}

/// Whether a cell stands in the rows of the entries, in the column of a field.
fn is_of_entry(block: &Block, at: CellAddress, last: u32) -> bool {
    let is_in_column =
        || (block.bottom + 1..=last).contains(&at.row) && block.columns.values().any(|column| column.col == at.col);
    is_in_column() || block.rows.iter().any(|row| row.cells.values().any(|cell| *cell == at))
}

/// The texts that may speak of the amounts of a table: above it, below it, in its heads and beside its fields, and what was typed into its
/// texts.
fn texts_by(block: &Block, grid: &Grid<'_>, over: Range<u32>, last: u32) -> Vec<(CellAddress, String)> {
    let text = |at: &CellAddress, cell: &Cell| match &cell.value {
        // Most texts speak of no money, and are not looked at any further.
        Value::Text(text) if names_unit(text) => Some((*at, cell.shown())),
        _ => None,
    };
    // An item on a sheet of its own: all that the sheet says but for its labels.
    if block.end <= block.top {
        return grid.sheet.cells.iter().filter_map(|(at, cell)| text(at, cell)).collect();
    }
    let rows = unit_notes::rows_above(grid, over).into_iter().chain(block.top..=last);
    let rows = rows.chain(unit_notes::rows_below(grid, last.saturating_add(1)..block.end));
    let rows: BTreeSet<u32> = rows.collect();
    let cells = rows.into_iter().flat_map(|row| grid.sheet.row(row));
    let open = |at: CellAddress| {
        let field = block.columns.iter().find(|(_, column)| column.col == at.col).map(|(field, _)| *field);
        field.is_none_or(|field| field.is_open() && field.kind() == FieldKind::Text)
    };
    let money = |at: CellAddress| {
        let extent = grid.extent(at);
        let mut columns = block.columns.iter().filter(|(field, _)| is_amount(**field));
        columns.any(|(_, column)| (extent.first.col..=extent.last.col).contains(&column.col))
    };
    let is_looked_at = |at: CellAddress| match at.row {
        row if row < block.top || row > last => true,
        // What stands over an amount is its head, and known as such.
        row if row <= block.bottom => !money(at),
        _ => open(at),
    };
    cells.filter(|(at, _)| is_looked_at(*at)).filter_map(|(at, cell)| text(&at, cell)).collect()
}

/// Whether a text outside the entries names another unit and is neither a note that was understood nor the head of its own column.
fn names_other(grid: &Grid<'_>, at: CellAddress, text: &str, in_force: &[MoneyUnit]) -> bool {
    let key = text_key(text);
    let is_understood = units::of_note(grid.own_key(at)) != HeadUnit::Unnamed;
    // 予算額(円), 指標1の実績値(円): a head speaks of its own column; 金額は税込(円) is none.
    let is_head = matches!(units::without_any_unit(&key), Some(rest) if !rest.is_empty() && !rest.contains(['は', ':']))
        && key.ends_with([')', ']', '〕', '】']);
    !is_understood && !is_head && units::names_other(&key, in_force)
}

/// Whether a sentence of an entry says of amounts that they are in another unit.
fn notes_other(sentence: &str, in_force: &[MoneyUnit]) -> bool {
    match units::of_note(&text_key(sentence)) {
        HeadUnit::Unnamed => false,
        HeadUnit::Known(unit) => !in_force.contains(&unit),
        HeadUnit::Unknown | HeadUnit::Disagree(..) => true,
    }
}

//! The cells of mapped sheets that no field has taken: what is left out on purpose is reported once, what is lost is reported by column.

use std::collections::{BTreeMap, BTreeSet};

use super::{Mapped, Part, Table};
use crate::finding::Severity;
use crate::intake::account::Account;
use crate::intake::codes;
use crate::intake::file_account::{Disposition, Reason};
use crate::intake::file_findings::FileFindings;
use crate::intake::labels::Grid;
use crate::intake::no_item::{OfNoItem, has_total, is_note, of_no_item};
use crate::intake::totals::{Differs, Sums};
use crate::vocabulary::{CellAddress, column_letters};

/// Examples that a finding names.
const NAMED: usize = 10;

/// Decides on every cell of the mapped sheets that is not decided yet.
pub(super) fn account(mapped: &Mapped, grids: &[Grid<'_>], account: &mut Account, findings: &mut FileFindings) {
    let mut left_alone: BTreeMap<&str, LeftAlone> = BTreeMap::new();
    let mut sheets: BTreeMap<usize, Vec<&Part>> = BTreeMap::new();
    for part in &mapped.parts {
        sheets.entry(part.sheet).or_default().push(part);
    }
    let mut of_items: BTreeMap<&str, Vec<Unread>> = BTreeMap::new();
    for (sheet, parts) in &sheets {
        let (Some(grid), Some(first)) = (grids.get(*sheet), parts.first()) else { continue };
        let mut unclaimed = Unclaimed::default();
        for (at, cell) in &grid.sheet.cells {
            if account.has(*sheet, *at) || cell.is_blank() {
                continue;
            }
            if parts.iter().any(|part| part.areas.iter().any(|area| area.holds(*at))) {
                account.decide(*sheet, *at, Disposition::Ignored(Reason::LeftAlone));
                let left = left_alone.entry(&first.name).or_insert_with(|| LeftAlone::at(*sheet, *at));
                left.cells += 1;
                left.columns.insert(at.col);
                continue;
            }
            let tables: Vec<&Table> = parts.iter().filter_map(|part| part.table.as_ref()).collect();
            if tables.is_empty() {
                if is_label(grid, account, *sheet, *at) {
                    account.decide(*sheet, *at, Disposition::Reference);
                } else {
                    let in_item = CellAddress::new(first.repeat.map_or(at.row, |rows| at.row % rows), at.col);
                    of_items.entry(&first.name).or_default().push(Unread { sheet: *sheet, at: *at, in_item });
                }
                continue;
            }
            let disposition = unclaimed.of_table(grid, &tables, *at);
            account.decide(*sheet, *at, disposition);
        }
        unclaimed.tell(grid, findings);
    }
    for (name, cells) in of_items {
        tell_of_items(name, &cells, grids, account, findings);
    }
    for (name, left) in left_alone {
        let Some(grid) = grids.get(left.sheet) else { continue };
        let columns: Vec<String> = left.columns.iter().map(|col| column_letters(*col)).collect();
        findings.add(
            Severity::Note,
            codes::OUTSIDE,
            findings.cell(&grid.sheet.name, left.first),
            format!(
                "［［form］］「{name}」の ignore のとおり、{}列の{}個のセルは読み取りません。",
                columns.join("、"),
                left.cells
            ),
            |finding| finding,
        );
    }
}

/// What of a mapping's sheets is left alone.
struct LeftAlone {
    sheet: usize,
    first: CellAddress,
    cells: usize,
    columns: BTreeSet<u32>,
}

impl LeftAlone {
    fn at(sheet: usize, first: CellAddress) -> LeftAlone {
        LeftAlone { sheet, first, cells: 0, columns: BTreeSet::new() }
    }
}

/// What is written in and below the tables of a sheet and taken by no field.
#[derive(Default)]
struct Unclaimed {
    /// By column: how many cells, and the first.
    columns: BTreeMap<u32, (usize, CellAddress)>,
    /// Below the tables: how many cells, and the first.
    below: Option<(usize, CellAddress)>,
    /// Rows with entries whose number is none of the plan's, by row: the cell of the number, and what is found there or else the entry.
    unnumbered: BTreeMap<u32, (CellAddress, String)>,
    /// The sums of the tables, by their first rows and the columns of their numbers.
    sums: BTreeMap<(u32, u32), Sums>,
    /// Totals that are not the sum of the entries above them.
    totals: Vec<Differs>,
}

impl Unclaimed {
    fn of_table(&mut self, grid: &Grid<'_>, tables: &[&Table], at: CellAddress) -> Disposition {
        let text = grid.sheet.text(at.row, at.col);
        let Some(table) =
            tables.iter().filter(|table| (table.first..table.end).contains(&at.row)).min_by_key(|table| {
                // Of two tables side by side the one that has the column.
                !(table.columns.contains_key(&at.col) || table.department == Some(at.col))
            })
        else {
            if tables.iter().all(|table| at.row >= table.end) {
                let below = self.below.get_or_insert((0, at));
                below.0 += 1;
                return Disposition::Ignored(Reason::BelowTable);
            }
            return Disposition::Reference;
        };
        let is_open = |col: u32| table.columns.get(&col).is_some_and(|field| field.is_open());
        // Between the items a column to be filled in holds what was filled in, whatever it begins with.
        let is_between = table.last.is_some_and(|last| at.row < last);
        let is_entry = is_open(at.col) && (is_between || has_total(grid, at.row, is_open));
        if is_note(&text) && !is_entry {
            return Disposition::Ignored(Reason::Note);
        }
        if at.col == table.number || table.department == Some(at.col) {
            return Disposition::Reference;
        }
        let Some(field) = table.columns.get(&at.col) else {
            let column = self.columns.entry(at.col).or_insert((0, at));
            column.0 += 1;
            return Disposition::Ignored(Reason::BesideTable);
        };
        if !field.is_open() {
            return Disposition::Reference;
        }
        let of_no_item = of_no_item(grid, &table.above, at, is_open);
        match of_no_item {
            Some(OfNoItem::Repeated) => return Disposition::Reference,
            Some(OfNoItem::Example) => return Disposition::Ignored(Reason::TotalOrExample),
            Some(OfNoItem::Total) => {
                let sums = self.sums.entry((table.first, table.number));
                let sums = sums.or_insert_with(|| Sums::of(table.items.iter().copied()));
                self.totals.extend(sums.differs(grid, at, *field, None));
                return Disposition::Ignored(Reason::TotalOrExample);
            }
            Some(OfNoItem::SentenceOfTotal) | None => {}
        }
        let number = CellAddress::new(at.row, table.number);
        let instead = grid.cell(number.row, number.col).map(|(_, cell)| cell.shown());
        let instead = instead.filter(|_| of_no_item != Some(OfNoItem::SentenceOfTotal));
        let found = instead.filter(|instead| !instead.trim().is_empty()).unwrap_or(text);
        self.unnumbered.entry(at.row).or_insert((number, found));
        Disposition::Rejected(Reason::RowWithoutNumber)
    }

    fn tell(&self, grid: &Grid<'_>, findings: &mut FileFindings) {
        let name = &grid.sheet.name;
        self.totals.iter().for_each(|total| total.tell(grid, findings));
        for (number, found) in self.unnumbered.values() {
            let instead = grid.cell(number.row, number.col).map(|(_, cell)| cell.shown()).unwrap_or_default();
            let message = match instead.trim() {
                "" => "番号がない行に記入があります。取り込みません。",
                _ => "番号を読み取れないか、計画にない番号の行に記入があります。取り込みません。",
            };
            findings.add(
                Severity::Error,
                codes::ROW_WITHOUT_NUMBER,
                findings.cell(name, *number),
                message.to_owned(),
                |finding| finding.found(found.as_str()).remedy("計画にある番号を書いてください。"),
            );
        }
        for (col, (cells, first)) in &self.columns {
            findings.add(
                Severity::Warning,
                codes::OUTSIDE,
                findings.cell(name, *first),
                format!(
                    "{}列の{cells}個のセルは、読み取る列でないため読み取りません。",
                    column_letters(*col)
                ),
                |finding| {
                    finding.found(grid.sheet.text(first.row, first.col)).for_office(
                        "取り込む列ならplan.tomlの［［form］］の columns に、読まなくてよい列なら ignore に書いてください。",
                    )
                },
            );
        }
        if let Some((cells, first)) = self.below {
            findings.add(
                Severity::Warning,
                codes::OUTSIDE,
                findings.cell(name, first),
                format!("表の最後の行より下の{cells}個のセルは読み取りません。"),
                |finding| {
                    finding
                        .found(grid.sheet.text(first.row, first.col))
                        .for_office("取り込む行なら、plan.tomlの［［form］］の last_row を直してください。")
                },
            );
        }
    }
}

/// Whether a text stands directly left of a cell that a field was read from, or above one that has no text to its left.
fn is_label(grid: &Grid<'_>, account: &Account, sheet: usize, at: CellAddress) -> bool {
    let extent = grid.extent(at);
    let right = grid.extent(CellAddress::new(extent.first.row, extent.last.col + 1)).first;
    let below = grid.extent(CellAddress::new(extent.last.row + 1, extent.first.col)).first;
    // What stands left of the value below: its label, unless that is a value itself.
    let left = below.col.checked_sub(1).map(|left| grid.extent(CellAddress::new(below.row, left)).first);
    let is_labelled = left.is_some_and(|at| !grid.key(at.row, at.col).is_empty() && !account.has(sheet, at));
    account.has(sheet, right) || (account.has(sheet, below) && !is_labelled)
}

/// A text as a form has it in each item of a sheet, whichever number it gives it: 個票（1）, 個票（2）. Of a figure nothing else is left.
fn unnumbered(text: &str) -> String {
    let words: String = text.chars().filter(|c| !c.is_numeric()).collect();
    if words.chars().nth(1).is_some() { words } else { text.to_owned() }
}

/// A cell of an item that no field takes.
struct Unread {
    sheet: usize,
    at: CellAddress,
    /// Its place in an item: that of the first item of the sheet.
    in_item: CellAddress,
}

/// Tells, once for all sheets, of the cells of items that no field takes. What is the same in several items is the form's own.
fn tell_of_items(name: &str, cells: &[Unread], grids: &[Grid<'_>], account: &mut Account, findings: &mut FileFindings) {
    let is_repeated = cells.iter().any(|cell| cell.at != cell.in_item);
    let text = |sheet: usize, at: CellAddress| {
        let text = grids.get(sheet).map(|grid| grid.sheet.text(at.row, at.col))?;
        // Items on sheets of their own have no numbers that the form gives them: what differs there was written.
        Some(if is_repeated { unnumbered(&text) } else { text })
    };
    let mut texts: BTreeMap<CellAddress, Vec<String>> = BTreeMap::new();
    for cell in cells {
        let of_place = texts.entry(cell.in_item).or_default();
        if of_place.is_empty() && cell.at != cell.in_item {
            // The title of the first item stands where the cover is, and is none of these cells.
            of_place.extend(text(cell.sheet, cell.in_item).filter(|text| !text.is_empty()));
        }
        of_place.extend(text(cell.sheet, cell.at));
    }
    let is_printed = |at: &CellAddress| {
        texts.get(at).is_some_and(|texts| texts.len() > 1 && texts.windows(2).all(|pair| pair[0] == pair[1]))
    };
    let mut lost: Vec<(usize, CellAddress)> = Vec::new();
    for Unread { sheet, at, in_item } in cells {
        if is_printed(in_item) {
            account.decide(*sheet, *at, Disposition::Reference);
        } else {
            account.decide(*sheet, *at, Disposition::Ignored(Reason::OutsideFields));
            lost.push((*sheet, *at));
        }
    }
    let Some((first_sheet, first)) = lost.first().copied() else { return };
    let Some(grid) = grids.get(first_sheet) else { return };
    let places: BTreeSet<CellAddress> = lost.iter().map(|(_, at)| *at).collect();
    let mut named: Vec<String> = places.iter().take(NAMED).map(ToString::to_string).collect();
    if places.len() > NAMED {
        named.push("…".to_owned());
    }
    findings.add(
        Severity::Warning,
        codes::OUTSIDE,
        findings.cell(&grid.sheet.name, first),
        format!("様式「{name}」で読み取る欄でないセル（{}）は読み取りません。", named.join("、")),
        |finding| {
            finding.found(grid.sheet.text(first.row, first.col)).for_office(
                "取り込む欄ならplan.tomlの［［form］］の cells に、読まなくてよい欄なら ignore に書いてください。",
            )
        },
    );
}

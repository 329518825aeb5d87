//! Knowing a workbook for a form of ours, and finding where its fields stand.
//!
//! Who, when and what for is taken from the hidden sheet, else from custom properties, else from the labels; where the columns
//! stand is always checked against the heads, because an inserted column moves cells and range names but not the hidden
//! sheet's addresses. Where two ways disagree on whose form it is, that is a finding and never a guess.

mod kept_back;
mod label_columns;
mod own_columns;
mod own_form;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use self::own_form::FormFinder;
use super::file_findings::FileFindings;
use super::labels::{self, Column, CoverAt, Grid, Heads};
use super::mapping::{self, Mapped};
use super::no_item::title_of_another_year;
use super::normalize::action::{self, Id};
use super::submission::Recognition;
use super::workbook::{Cell, Visibility, Workbook};
use super::{codes, department, progress};
use crate::contract::hidden::{EntrySheet, Hidden, NotHidden};
use crate::contract::{
    CoverField, ENTRY_SHEET, EXAMPLE_SHEET, Field, FormKind, HIDDEN_SHEET, POINTS_SHEET, PROPERTY_PREFIX, RANGE_PREFIX,
};
use crate::finding::Severity;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, CellAddress, DepartmentId, FiscalYear, MoneyUnit, Period, Periods};

/// A progress form found in a workbook.
#[derive(Debug)]
pub(crate) struct Form {
    /// How it was known.
    pub(crate) recognition: Recognition,
    /// Whose it is, where the file says so itself rather than on its cover.
    pub(crate) identity: Identity,
    /// The unit in which it asked for amounts, where the file says so itself.
    pub(crate) unit: Option<MoneyUnit>,
    /// The cover fields: sheet and place.
    pub(crate) cover: BTreeMap<CoverField, (usize, CoverAt)>,
    /// The covers of further sheets of the same form, which say the same of whose it is.
    pub(crate) further: Vec<BTreeMap<CoverField, (usize, CoverAt)>>,
    /// The tables with entry rows.
    pub(crate) blocks: Vec<Block>,
}

/// Whose form it is, of which year and period, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) department: Option<DepartmentId>,
    pub(crate) year: Option<FiscalYear>,
    pub(crate) period: Option<Period>,
}

/// A table with entry rows.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Number of the sheet.
    pub(crate) sheet: usize,
    /// First row of the heads.
    pub(crate) top: u32,
    /// Last row of the heads.
    pub(crate) bottom: u32,
    /// The row after the last that belongs to the table.
    pub(crate) end: u32,
    /// Where the next table begins, if it goes on with the form.
    pub(crate) next: Option<u32>,
    /// Where the heads stand again below the table of a form of ours, which has one table a sheet.
    pub(crate) again: Option<u32>,
    /// The first row that may be its own: the one behind the items of the table above.
    pub(crate) from: u32,
    /// Columns by field.
    pub(crate) columns: BTreeMap<Field, Column>,
    /// Open fields of which it is not clear which column is theirs.
    pub(crate) doubts: BTreeMap<Field, ColumnDoubt>,
    /// The entry rows from top to bottom.
    pub(crate) rows: Vec<EntryRow>,
}

impl Block {
    /// Whether it is an item with cells of its own (個票), and no table.
    pub(crate) fn is_item(&self) -> bool {
        self.end <= self.top
    }

    /// The row after the last that is looked at for entries of no item.
    pub(crate) fn below(&self) -> u32 {
        self.next.unwrap_or(self.end)
    }

    /// A table by its heads alone.
    fn of(sheet: usize, heads: Heads<Field>, end: u32, rows: Vec<EntryRow>) -> Block {
        let Heads { top, bottom, columns, .. } = heads;
        Block { sheet, top, bottom, end, columns, rows, ..Block::default() }
    }
}

/// Why no column is taken as that of a field; a finding has said so.
#[derive(Debug, Clone)]
pub(crate) struct ColumnDoubt {
    /// The columns that may be the field's.
    pub(crate) columns: Vec<u32>,
    /// The message of the finding.
    pub(crate) message: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryRow {
    /// The action item.
    pub(crate) action: ActionId,
    /// The cell of its No.
    pub(crate) at: CellAddress,
    /// Its last row: more than the first where the No. is merged over several.
    pub(crate) last: u32,
    /// The cell of its department, in a list of several departments.
    pub(crate) department: Option<CellAddress>,
    /// The cells of the fields, where each has one of its own instead of this row and the column of the field: of all fields or of none.
    pub(crate) cells: BTreeMap<Field, CellAddress>,
    /// The form was handed out with this row, and the plan has dropped its item since.
    pub(crate) dropped: bool,
    /// The form was handed out with the item in this row, and its number can no longer be read: struck out, 8-(4).
    pub(crate) is_unread: bool,
}

impl EntryRow {
    /// A row whose fields stand in their columns.
    pub(crate) fn new(action: ActionId, at: CellAddress, last: u32) -> EntryRow {
        EntryRow { action, at, last, department: None, cells: BTreeMap::new(), dropped: false, is_unread: false }
    }
}

/// The name of the sheet with the council's opinions in full, which the form repeats for reference.
const OPINIONS_SHEET: &str = "審議会意見";
/// The same where the plan has a word of its own for the council.
const OPINIONS_IN_FULL: &str = "意見の全文";

/// Whether a sheet is one of ours that holds no entries.
pub(crate) fn is_ours(name: &str) -> bool {
    name.starts_with(HIDDEN_SHEET) || [EXAMPLE_SHEET, POINTS_SHEET, OPINIONS_SHEET, OPINIONS_IN_FULL].contains(&name)
}

/// What the workbook says of itself, apart from its sheets.
pub(crate) enum Claim {
    /// A hidden sheet that could be read.
    Hidden(Box<Hidden>),
    /// Custom properties.
    Properties(FormKind, Identity),
    /// Nothing.
    None,
}

/// Reads the hidden sheet or, without one, the custom properties.
pub(crate) fn claim(workbook: &Workbook, periods: &Periods, findings: &mut FileFindings) -> Result<Claim, NotHidden> {
    let hidden = workbook.sheets.iter().find(|sheet| sheet.name.starts_with(HIDDEN_SHEET));
    if let Some(sheet) = hidden {
        let last = sheet.last_row().unwrap_or(0).min(20_000);
        let rows: Vec<Vec<String>> = (0..=last)
            .map(|row| {
                let mut texts = Vec::new();
                for (at, cell) in sheet.row(row).take_while(|(at, _)| at.col < 8) {
                    texts.resize(at.col as usize, String::new());
                    texts.push(cell.shown());
                }
                texts
            })
            .collect();
        match Hidden::parse(&rows, periods) {
            Ok(hidden) => return Ok(Claim::Hidden(Box::new(hidden))),
            Err(newer @ NotHidden::Newer(_)) => return Err(newer),
            Err(problem) => findings.add(
                Severity::Warning,
                codes::HIDDEN_SHEET,
                findings.sheet(&sheet.name),
                format!("様式の管理用シートを読めません（{problem}）。見出しから読み取りました。"),
                |finding| finding.remedy("読み取った内容を確かめてください。"),
            ),
        }
    }
    let property = |name: &str| {
        workbook
            .properties
            .get(&format!("{PROPERTY_PREFIX}{name}"))
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    };
    let kind = property("kind").or_else(|| property("form"));
    let kind = FormKind::ALL.into_iter().find(|at| kind == Some(at.key()));
    Ok(kind.map_or(Claim::None, |kind| {
        let identity = Identity {
            department: property("department").map(|id| DepartmentId(id.into())),
            year: property("year").and_then(FiscalYear::parse),
            period: property("period").and_then(|text| periods.meant_by(text)),
        };
        Claim::Properties(kind, identity)
    }))
}

/// The progress forms of a workbook, and what mappings of plan.toml have found in it.
pub(crate) struct Found {
    pub(crate) forms: Vec<Form>,
    pub(crate) mapped: Mapped,
}

/// Finds the progress forms of a workbook: by what it says of itself (`claimed`), else by the mappings of plan.toml, else by its
/// labels.
pub(crate) fn progress_forms(
    workbook: &Workbook,
    grids: &[Grid<'_>],
    plan: &Plan,
    claimed: &Claim,
    findings: &mut FileFindings,
) -> Found {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let records = match claimed {
        Claim::Hidden(hidden) => {
            let identity =
                Identity { department: hidden.department.clone(), year: Some(hidden.year), period: hidden.period };
            Some((identity, Recognition::HiddenSheet, hidden.sheets.as_slice()))
        }
        Claim::Properties(_, identity) => Some((identity.clone(), Recognition::Properties, [].as_slice())),
        Claim::None if workbook.names.iter().any(|name| name.name.starts_with(RANGE_PREFIX)) => {
            Some((Identity::default(), Recognition::RangeNames, [].as_slice()))
        }
        Claim::None => None,
    };
    let mut forms = Vec::new();
    if let Some((identity, recognition, recorded)) = records {
        let mut finder = FormFinder { workbook, plan, grids, taken: &mut taken, findings };
        let unit = match claimed {
            Claim::Hidden(hidden) => Some(hidden.unit),
            Claim::Properties(..) | Claim::None => None,
        };
        forms.extend(finder.form(identity, recognition, recorded).map(|form| Form { unit, ..form }));
    }
    if forms.is_empty() {
        let mut mapped = mapping::forms(workbook, grids, plan, findings);
        if mapped.is_meant() {
            let mut forms = std::mem::take(&mut mapped.forms);
            kept_back::keep_back(&mut forms, grids, plan, findings);
            return Found { forms, mapped };
        }
    }
    let mut labelled = labelled_forms(plan, grids, &mut taken, forms.first(), findings);
    // Properties say whose form it is also where only its heads say where the fields stand.
    if let (Claim::Properties(_, identity), true, [form]) = (claimed, forms.is_empty(), labelled.as_mut_slice()) {
        form.identity = identity.clone();
        form.recognition = Recognition::Properties;
    }
    forms.extend(labelled);
    if forms.is_empty() {
        tell_unnumbered(plan, grids, findings);
    }
    forms.retain(progress::is_certain);
    kept_back::keep_back(&mut forms, grids, plan, findings);
    Found { forms, mapped: Mapped::default() }
}

/// The rows below heads that have a No., down to `end`.
fn numbered_rows(grid: &Grid<'_>, plan: &Plan, heads: &Heads<Field>, end: u32) -> Vec<EntryRow> {
    let Some(no) = heads.columns.get(&Field::Action) else { return Vec::new() };
    let numbers = plan.numbers();
    let mut rows = Vec::new();
    for (at, cell) in grid.sheet.cells_of(heads.bottom + 1..end).filter(|(at, _)| at.col == no.col) {
        let action = match action::read(cell, numbers) {
            Id::Plain(action) => Some(action),
            // Which of the readings is meant is decided with the record; without one the plan must know exactly one.
            Id::Dated(readings) => {
                let known: Vec<ActionId> = readings.into_iter().filter(|id| plan.action(*id).is_some()).collect();
                known.first().copied()
            }
            Id::Other => None,
        };
        if let Some(action) = action {
            rows.push(EntryRow::new(action, *at, grid.extent(*at).last.row));
        }
    }
    rows
}

/// Numbers that Excel has made dates of: which one is meant follows from the record.
fn resolve_dates(
    grid: &Grid<'_>,
    plan: &Plan,
    record: &EntrySheet,
    rows: &mut Vec<EntryRow>,
    findings: &mut FileFindings,
) {
    let numbers = plan.numbers();
    let read = |cell: &Cell| action::read(cell, numbers);
    let plain: BTreeSet<ActionId> = rows
        .iter()
        .filter(|row| matches!(grid.sheet.cells.get(&row.at).map(read), Some(Id::Plain(_))))
        .map(|row| row.action)
        .collect();
    let expected: BTreeSet<ActionId> =
        record.rows.iter().filter_map(|(id, _)| id.parse().ok()).filter(|id| !plain.contains(id)).collect();
    rows.retain_mut(|row| {
        let Some(cell) = grid.sheet.cells.get(&row.at) else { return true };
        let Id::Dated(readings) = read(cell) else { return true };
        let by_row = record.rows.iter().find(|(_, at)| *at == row.at.row).and_then(|(id, _)| id.parse().ok());
        let fitting: Vec<ActionId> =
            readings.iter().copied().filter(|id| record.rows.is_empty() || expected.contains(id)).collect();
        let meant = match fitting.as_slice() {
            [one] => Some(*one),
            several => by_row.filter(|id| several.contains(id)).or_else(|| {
                // Without a record the first reading stands only where it is the only one the plan knows.
                (record.rows.is_empty() && several.len() == 1).then_some(row.action)
            }),
        };
        report_date(grid, row.at, meant.map(|id| plan.number(id)), &readings, findings);
        meant.map(|action| row.action = action).is_some()
    });
}

/// Says that a number was made a date of.
fn report_date(
    grid: &Grid<'_>,
    at: CellAddress,
    meant: Option<String>,
    readings: &[ActionId],
    findings: &mut FileFindings,
) {
    let shown = grid.sheet.text(at.row, at.col);
    let place = findings.cell(&grid.sheet.name, at);
    match meant {
        Some(action) => findings.add(
            Severity::Warning,
            codes::ACTION_DATED,
            place,
            format!("実践項目の番号が日付になっています。{action}と読み取りました。"),
            |finding| {
                finding
                    .found(shown)
                    .expected(action)
                    .remedy("セルの表示形式を「文字列」にして番号を入力し直してください。")
            },
        ),
        None => {
            let either = readings.iter().map(|id| id.key()).collect::<Vec<_>>().join("か");
            findings.add(
                Severity::Error,
                codes::ACTION_DATED,
                place,
                format!("実践項目の番号が日付になっていて、{either}か分かりません。"),
                |finding| finding.found(shown).remedy("セルの表示形式を「文字列」にして番号を入力し直してください。"),
            );
        }
    }
}

/// Says, of a workbook without a form, which sheet has the heads of one and no number that can be read below them.
fn tell_unnumbered(plan: &Plan, grids: &[Grid<'_>], findings: &mut FileFindings) {
    let below_heads = |grid: &Grid<'_>| {
        let heads = labels::progress_heads(grid, false).into_iter().next()?;
        let number = heads.columns.get(&Field::Action)?.col;
        let below = grid.sheet.cells.range(CellAddress::new(heads.bottom + 1, 0)..);
        below.map(|(at, _)| *at).find(|at| at.col == number && !grid.own_key(*at).is_empty())
    };
    let is_seen = |grid: &&Grid<'_>| !is_ours(&grid.sheet.name) && grid.sheet.visibility == Visibility::Visible;
    let found = grids.iter().filter(is_seen).find_map(|grid| Some((grid, below_heads(grid)?)));
    let Some((grid, at)) = found else { return };
    findings.add(
        Severity::Error,
        codes::ROW_WITHOUT_NUMBER,
        findings.cell(&grid.sheet.name, at),
        "様式の見出しはありますが、その下に実践項目の番号を読める行がありません。".to_owned(),
        |finding| {
            let finding = finding.found(grid.sheet.text(at.row, at.col)).expected(plan.number_alone());
            finding.remedy("番号の列に、計画にある番号だけを書いてください。")
        },
    );
}

/// The tables of a sheet with their numbered rows. Heads without any, such as those that a list prints again over its totals, begin none:
/// what stands below them is below the table above.
fn numbered_tables(grid: &Grid<'_>, plan: &Plan, findings: &mut FileFindings) -> Vec<(Heads<Field>, Vec<EntryRow>)> {
    let heads = labels::progress_heads(grid, false);
    let tops: Vec<u32> = heads.iter().map(|heads| heads.top).collect();
    let mut tables = Vec::new();
    for (number, heads) in heads.into_iter().enumerate() {
        let next = tops.get(number + 1).copied().unwrap_or(u32::MAX);
        let mut rows = numbered_rows(grid, plan, &heads, next);
        let unrecorded = EntrySheet {
            name: grid.sheet.name.to_string(),
            head_row: heads.bottom,
            columns: Vec::new(),
            rows: Vec::new(),
        };
        resolve_dates(grid, plan, &unrecorded, &mut rows, findings);
        // Behind a cover they are those of another form, of which nothing is filled in: the table above ends before it.
        let before = tables.last().and_then(|(_, rows): &(_, Vec<EntryRow>)| rows.iter().map(|row| row.last).max());
        let is_other_form = || before.is_some_and(|last| !labels::cover_fields(grid, last + 1..heads.top).is_empty());
        if !rows.is_empty() || is_other_form() {
            tables.push((heads, rows));
        }
    }
    tables
}

/// The forms that are known by their labels alone, one a sheet or several below each other.
fn labelled_forms(
    plan: &Plan,
    grids: &[Grid<'_>],
    taken: &mut BTreeSet<usize>,
    own: Option<&Form>,
    findings: &mut FileFindings,
) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut copies: Vec<(Arc<str>, String)> = Vec::new();
    for (index, grid) in grids.iter().enumerate() {
        let sheet = grid.sheet;
        if taken.contains(&index) || is_ours(&sheet.name) || sheet.visibility == Visibility::VeryHidden {
            continue;
        }
        let tables = numbered_tables(grid, plan, findings);
        let mut above = 0;
        let tops: Vec<u32> = tables.iter().map(|(heads, _)| heads.top).collect();
        for (number, (mut heads, rows)) in tables.into_iter().enumerate() {
            // The cover of the next form stands between this table and the next head: the table ends with its last number.
            let next = tops.get(number + 1).copied().unwrap_or(u32::MAX);
            if rows.is_empty() {
                continue;
            }
            let cover = labels::cover_fields(grid, above..heads.top);
            let of_list = forms.last().filter(|_| number > 0 && cover.is_empty());
            if let Some(title) = of_list.and_then(|form| another_year(grid, above..heads.top, form, grids)) {
                tell_another_year(grid, title, findings);
                above = heads.top;
                continue;
            }
            let department =
                cover.get(&CoverField::Department).and_then(|at| department::find(plan, &cover_text(grid, at)));
            if let Some(own) = own
                && (department.is_none() || department == own.identity.department)
            {
                // A copy of the department's own sheet: which of the two is meant cannot be known.
                if taken.insert(index) {
                    let message = format!("シート「{}」は様式の写しのようです。読み取りませんでした。", sheet.name);
                    copies.push((sheet.name.clone(), message));
                }
                continue;
            }
            taken.insert(index);
            let last = rows.iter().map(|row| row.last).max().unwrap_or(heads.bottom);
            let end = if next == u32::MAX { u32::MAX } else { last + 1 };
            let doubts = label_columns::doubts(grid, &mut heads, &rows, findings);
            // Without a cover in between the next table is the same list, printed on.
            let next = Some(next).filter(|next| labels::cover_fields(grid, last + 1..*next).is_empty());
            let block = Block { doubts, next, from: above, ..Block::of(index, heads, end, rows) };
            above = last + 1;
            add_block(&mut forms, block, cover, department);
        }
    }
    findings.of_sheets(
        (Severity::Warning, codes::SHEET_IGNORED),
        &copies,
        "は様式の写しのようです。読み取りませんでした。",
        (&format!("提出する内容は「{ENTRY_SHEET}」のシートに記入してください。"), None),
    );
    forms
}

/// Adds a table to the form that it belongs to: one without a cover goes on with the form before it.
fn add_block(
    forms: &mut Vec<Form>,
    block: Block,
    cover: BTreeMap<CoverField, CoverAt>,
    department: Option<DepartmentId>,
) {
    let names_nobody = department.is_none() && !cover.contains_key(&CoverField::Department);
    if let Some(form) = forms.last_mut().filter(|_| cover.is_empty() || names_nobody) {
        form.blocks.push(block);
        return;
    }
    let cover = cover.into_iter().map(|(field, at)| (field, (block.sheet, at))).collect();
    forms.push(Form {
        recognition: Recognition::Labels,
        identity: Identity { department, ..Identity::default() },
        unit: None,
        cover,
        further: Vec::new(),
        blocks: vec![block],
    });
}

/// The title between two tables of a list, in `rows`, by which the lower one is of another year than the form.
fn another_year(grid: &Grid<'_>, rows: Range<u32>, form: &Form, grids: &[Grid<'_>]) -> Option<CellAddress> {
    let of_cover = form.cover.get(&CoverField::Year);
    let year = of_cover.and_then(|(index, at)| progress::year_of(&cover_text(grids.get(*index)?, at)));
    title_of_another_year(grid, rows, year)
}

/// Says that a table is not read because of its title.
fn tell_another_year(grid: &Grid<'_>, title: CellAddress, findings: &mut FileFindings) {
    findings.add(
        Severity::Warning,
        codes::OUTSIDE,
        findings.cell(&grid.sheet.name, title),
        "ほかの年度か参考の表の題があるため、その下の表は読み取りません。".to_owned(),
        |finding| {
            let finding = finding.found(grid.sheet.text(title.row, title.col));
            finding.remedy("この年度の表なら、表の題を直すか、上の表に続けて記入してください。")
        },
    );
}

/// The text of a cover field's value.
pub(crate) fn cover_text(grid: &Grid<'_>, at: &CoverAt) -> String {
    at.text
        .clone()
        .unwrap_or_else(|| grid.cell(at.value.row, at.value.col).map(|(_, cell)| cell.shown()).unwrap_or_default())
}

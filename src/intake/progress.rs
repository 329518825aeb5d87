//! A progress form, found → a submission: cover, entry rows, and what stands beside them.

mod amounts;
mod identity;
mod lower_table;
mod merged;
mod named_item;
mod offered;
mod other_units;
mod stray_cells;
mod unread_number;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::account::Account;
use super::cells::{self, Outcome, Remark};
use super::file_account::{Disposition, Reason};
use super::file_findings::FileFindings;
use super::labels::{self, Grid};
use super::limits::Limits;
use super::normalize::text::is_ditto;
use super::recognise::{Block, EntryRow, Form, cover_text};
use super::submission::{DayDoubt, FileHash, Recognition, Submission, SubmissionKey};
use super::totals::Sums;
use super::units::HeadUnit;
use super::workbook::{Cell, Value, Workbook};
use super::{codes, department, unit_notes};
use crate::contract::{Audience, CoverField, Entry, Field, FieldKind, FieldValue, handing_in_day};
use crate::finding::{Origin, Place, Severity, Sourced};
use crate::plan::Plan;
use crate::vocabulary::{ActionId, Amount, CellAddress, DepartmentId, FiscalYear, MoneyUnit, Yen, japanese_date};

/// The file that is read.
pub(crate) struct Source<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) workbook: &'a Workbook,
    pub(crate) grids: &'a [Grid<'a>],
    pub(crate) file: Arc<str>,
    pub(crate) hash: FileHash,
    pub(crate) limits: &'a Limits,
}

/// Reads a form: one submission, or one a department of a list of several. None where it does not say whose it is; its cells are
/// rejected then.
pub(crate) fn read(
    source: &Source<'_>,
    form: &Form,
    findings: &mut FileFindings,
    account: &mut Account,
) -> Vec<Submission> {
    let identity = identity::identify(source, form, findings);
    let mut reader = FormReader {
        source,
        form,
        findings,
        account,
        asked: BTreeSet::new(),
        noted: Default::default(),
        other_units: BTreeSet::new(),
        reach: Vec::new(),
        sums: BTreeMap::new(),
    };
    reader.take_cover_for_reference();
    let day =
        handing_in_day(identity.year.unwrap_or(source.plan.first_year), identity.period, &source.plan.settings.periods);
    let example = format!("{} または {}/{}/{}", japanese_date(day), day.year(), day.month(), day.day());
    let submitted_on = reader.cover(CoverField::SubmittedOn, |cell, text| cells::day(cell, text, &example));
    let day_in_doubt = reader.is_formula(CoverField::SubmittedOn).then_some(DayDoubt::Formula);
    let mut version_in_doubt = false;
    let version = reader
        .cover(CoverField::Version, |cell, text| cells::version(cell, text).on_rejection(|| version_in_doubt = true));
    let author = reader.cover(CoverField::Author, words);
    let extension = reader.cover(CoverField::Extension, words);
    reader.compare_covers();
    let mut entries: BTreeMap<(Option<DepartmentId>, ActionId), Vec<Entry>> = BTreeMap::new();
    for block in &form.blocks {
        for (department, entry) in reader.block(block) {
            entries.entry((department, entry.action.value)).or_default().push(entry);
        }
    }
    let mut by_department: BTreeMap<Option<DepartmentId>, Vec<Arc<Entry>>> = BTreeMap::new();
    if !is_of_several(form) {
        by_department.insert(None, Vec::new());
    }
    for ((department, id), entries) in entries {
        if let Some(entry) = reader.one_of(id, entries) {
            by_department.entry(department).or_default().push(Arc::new(entry));
        }
    }
    let (Some(year), Some(period)) = (identity.year, identity.period) else { return Vec::new() };
    let submission = |(department, entries): (Option<DepartmentId>, Vec<Arc<Entry>>)| {
        let department = department.or_else(|| identity.department.clone())?;
        Some(Submission {
            key: SubmissionKey { department, year, period },
            file: source.file.clone(),
            hash: source.hash,
            recognition: form.recognition,
            submitted_on: submitted_on.clone(),
            day_in_doubt,
            version: version.clone(),
            version_in_doubt,
            author: author.clone(),
            extension: extension.clone(),
            entries,
        })
    };
    by_department.into_iter().filter_map(submission).collect()
}

/// Whether a form is a list whose rows name their departments.
fn is_of_several(form: &Form) -> bool {
    form.blocks.iter().flat_map(|block| &block.rows).any(|row| row.department.is_some())
}

fn words(cell: &Cell, text: Option<&str>) -> Outcome<String> {
    match text {
        Some(text) if !text.trim().is_empty() => Outcome::Value(text.to_owned(), Vec::new()),
        Some(_) => Outcome::Nothing(Vec::new()),
        None => cells::text(cell, usize::MAX),
    }
}

/// The fiscal year a cover names: 令和2年度, 令和２年度分, R2, 評価一覧（令和2年度決算）. What names several years within it, after other words,
/// says none.
pub(crate) fn year_of(text: &str) -> Option<FiscalYear> {
    let text = crate::vocabulary::text_key(text);
    let at_head = || {
        let end = text.find("年度")? + "年度".len();
        FiscalYear::parse(&text[..end])
    };
    let within = || {
        let ends = text
            .match_indices("年度")
            .filter(|(at, _)| text[..*at].ends_with(|c: char| c.is_ascii_digit() || c == '元'));
        let mut years = ends.map(|(at, word)| year_at_end(&text[..at + word.len()]));
        let first = years.next()??;
        years.all(|year| year == Some(first)).then_some(first)
    };
    FiscalYear::parse(&text).or_else(at_head).or_else(within)
}

/// The year that a text ends with, where it stands apart from what is before it: （令和2年度, and not 令和元・2年度.
fn year_at_end(text: &str) -> Option<FiscalYear> {
    // No year is written longer: 西暦2020年度.
    const LONGEST: usize = 8;
    let starts: Vec<usize> = text.char_indices().rev().take(LONGEST).map(|(start, _)| start).collect();
    let (start, year) = starts.into_iter().rev().find_map(|start| Some((start, FiscalYear::parse(&text[start..])?)))?;
    let before = &text[..start];
    let is_figure = |c: char| c.is_ascii_alphanumeric() || c == '元';
    let of_several =
        before.trim_end_matches(['・', '･', '、', '，', ',', '/', '／', '~', '～', '〜', '-', '－', '–', '—']);
    let is_joined = before.ends_with(is_figure) || of_several.len() < before.len() && of_several.ends_with(is_figure);
    (!is_joined).then_some(year)
}

struct FormReader<'r, 'a> {
    source: &'r Source<'a>,
    form: &'r Form,
    findings: &'r mut FileFindings,
    account: &'r mut Account,
    /// The columns of mapped forms whose unit was asked about, by sheet and field.
    asked: BTreeSet<(usize, Field)>,
    /// What notes above and below the table that is read say of the unit of its amounts, and as they are typed.
    noted: (HeadUnit, Vec<String>),
    /// Texts that were told to name another unit, with their sheets: several tables of a sheet have some beside them.
    other_units: BTreeSet<(usize, String)>,
    /// The furthest last row of each of the table's entry rows and those above it.
    reach: Vec<u32>,
    /// What the entries of a sheet come to, for its totals: a list that is printed over several pages has its total on the last.
    sums: BTreeMap<usize, Sums>,
}

impl FormReader<'_, '_> {
    /// Everything above the tables and their heads is ours, unless a value is taken from it.
    fn take_cover_for_reference(&mut self) {
        for block in &self.form.blocks {
            let Some(sheet) = self.source.workbook.sheets.get(block.sheet) else { continue };
            let over = self.form.blocks.iter().filter(|other| other.sheet == block.sheet && other.top < block.top);
            let above = over.map(|other| other.below()).max();
            // Over a further item of a sheet stands the item before it, and no cover.
            if block.is_item() && above.is_some() {
                continue;
            }
            let above = above.unwrap_or(0);
            for (at, _) in sheet.cells_of(above..block.bottom + 1) {
                self.account.decide(block.sheet, *at, Disposition::Reference);
            }
        }
        for (index, at) in self.form.cover.values().chain(self.form.further.iter().flat_map(BTreeMap::values)) {
            self.account.decide(*index, at.label, Disposition::Reference);
        }
    }

    /// The row behind the tables that stand above one on its sheet.
    fn end_above(&self, block: &Block) -> u32 {
        let above = self.form.blocks.iter().filter(|other| other.sheet == block.sheet && other.top < block.top);
        above.map(|other| other.end).max().unwrap_or(0)
    }

    /// Says where the sheets of one form contradict each other on their covers.
    fn compare_covers(&mut self) {
        let form = self.form;
        for (field, (index, at)) in form.further.iter().flatten() {
            let Some(grid) = self.source.grids.get(*index) else { continue };
            let text = cover_text(grid, at);
            self.account.decide(*index, at.value, Disposition::Reference);
            let first =
                form.cover.get(field).and_then(|(index, at)| Some(cover_text(self.source.grids.get(*index)?, at)));
            let Some(first) = first.filter(|first| !text.trim().is_empty() && *first != text) else { continue };
            self.findings.add(
                Severity::Warning,
                codes::DISAGREE,
                self.findings.cell(&grid.sheet.name, at.value),
                format!("{}がシートによって違います。先のシートのものを採りました。", field.label()),
                |finding| finding.found(text).expected(first).remedy("同じ内容にそろえてください。"),
            );
        }
    }

    /// Reads an open field of the cover.
    fn cover<T, R>(&mut self, field: CoverField, read: R) -> Option<Sourced<T>>
    where
        R: FnOnce(&Cell, Option<&str>) -> Outcome<T>,
    {
        let (index, at) = self.form.cover.get(&field)?.clone();
        let grid = self.source.grids.get(index)?;
        let (place, cell) = grid.cell(at.value.row, at.value.col)?;
        let outcome = read(cell, at.text.as_deref());
        let cells = (at.value.col..=at.last.col).map(|col| CellAddress::new(at.value.row, col)).chain([place]);
        let shown = at.text.clone().unwrap_or_else(|| cell.shown());
        let disposition = self.report(index, place, &shown, &outcome);
        for at in cells {
            self.account.decide(index, at, disposition.clone());
        }
        match outcome {
            Outcome::Value(value, _) => Some(Sourced::new(value, self.origin(index, place))),
            _ => None,
        }
    }

    /// Whether a formula gives the value of an open field of the cover.
    fn is_formula(&self, field: CoverField) -> bool {
        let place = self.form.cover.get(&field);
        let cell = place.and_then(|(index, at)| self.source.grids.get(*index)?.cell(at.value.row, at.value.col));
        cell.is_some_and(|(_, cell)| cell.formula)
    }

    fn origin(&self, sheet: usize, at: CellAddress) -> Origin {
        let name = self.source.workbook.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_else(|| "".into());
        Origin::cell(self.source.file.clone(), name, at)
    }

    /// Adds the remarks on a cell to the findings and returns what becomes of the cell.
    fn report<T>(&mut self, sheet: usize, at: CellAddress, shown: &str, outcome: &Outcome<T>) -> Disposition {
        let origin = self.origin(sheet, at);
        self.findings.remark(outcome.remarks(), &origin, Some(shown).filter(|shown| !shown.is_empty()));
        outcome.disposition()
    }

    /// The entries of a table, and an account of every cell in it.
    fn block(&mut self, block: &Block) -> Vec<(Option<DepartmentId>, Entry)> {
        let Some(grid) = self.source.grids.get(block.sheet) else { return Vec::new() };
        let mut entries = Vec::new();
        let mut above: BTreeMap<Field, Cell> = BTreeMap::new();
        let mut covered: BTreeSet<u32> = BTreeSet::new();
        self.reach = merged::reach(&block.rows);
        let last = self.reach.last().copied().unwrap_or(block.bottom);
        // What stands in the rows of an item on a sheet of its own has been looked at with its cells.
        let over = if block.is_item() { 0..0 } else { self.end_above(block)..block.top };
        let is_ours = self.form.recognition.is_by_record() || self.form.recognition == Recognition::RangeNames;
        let of_ours = block.columns.values().map(|column| column.col).max().filter(|_| is_ours);
        self.noted = unit_notes::noted_around(grid, over.clone(), last.saturating_add(1)..block.end, of_ours);
        for row in &block.rows {
            covered.extend(row.at.row..=row.last);
            let of_form = self.findings.department.clone();
            match self.department_of(block.sheet, grid, row) {
                Ok(department) => {
                    if department.is_some() {
                        self.findings.department.clone_from(&department);
                    }
                    entries.push((department, self.entry(block, grid, row, &above)));
                }
                Err(()) => self.reject_cells(block, grid, row),
            }
            self.remember(block, grid, row, &mut above);
            self.findings.department = of_form;
        }
        if !matches!(self.form.recognition, Recognition::Mapping(_)) {
            self.stray_cells(block, grid, &covered);
        }
        self.tell_assumed_unit(block, &entries);
        self.tell_other_units(block, grid, over, &entries);
        for (_, entry) in &entries {
            amounts::check_sources(self.source.plan, entry, self.findings);
        }
        entries
    }

    /// Amounts of a mapped form whose unit neither its mapping nor a head names were read in the unit of entry: somebody has to be told.
    fn tell_assumed_unit(&mut self, block: &Block, entries: &[(Option<DepartmentId>, Entry)]) {
        let said = |unit: HeadUnit| unit.and(self.noted.0);
        let unnamed =
            |field: &Field| block.columns.get(field).is_some_and(|column| said(column.unit) == HeadUnit::Unnamed);
        let first = entries.iter().find_map(|(_, entry)| {
            let is_read = |field: Field| {
                let amount = entry.amount(field)?;
                let is_read = unnamed(&field) && matches!(amount.value, Amount::Value(_));
                let what = if field.cost().is_some() { "事業費" } else { "効果額" };
                is_read.then(|| (what, amount.origin.clone()))
            };
            Field::ALL.iter().find_map(|field| is_read(*field))
        });
        let Some((what, origin)) = first.filter(|_| matches!(self.form.recognition, Recognition::Mapping(_))) else {
            return;
        };
        let unit = self.source.plan.settings.entry_unit.label();
        self.findings.add(
            Severity::Note,
            codes::UNIT_ASSUMED,
            origin,
            format!("{what}の単位がどこにも書かれていないため、{unit}として読み取りました。"),
            |finding| {
                finding
                    .expected(format!("見出しに（{unit}）などの単位"))
                    .remedy(format!("単位が{unit}でないときは、見出しに単位を書いてください。"))
                    .for_office("plan.tomlの［［form］］のunitに書くこともできます。")
            },
        );
    }

    /// The department of a row in a list of several; `Err`, with a finding, where its cell names none.
    fn department_of(&mut self, sheet: usize, grid: &Grid<'_>, row: &EntryRow) -> Result<Option<DepartmentId>, ()> {
        let Some(at) = row.department else { return Ok(None) };
        let (place, text) = grid.cell(at.row, at.col).map_or((at, String::new()), |(at, cell)| (at, cell.shown()));
        self.account.decide(sheet, place, Disposition::Reference);
        if let Some(department) = department::find(self.source.plan, &text) {
            return Ok(Some(department));
        }
        // 財政課、税務課: the row of the item's lead.
        let lead = self.source.plan.action(row.action).map(|(_, action)| &action.lead);
        if let (Some(named), Some(lead)) = (department::find_all(self.source.plan, &text), lead)
            && named.contains(lead)
        {
            self.findings.add(
                Severity::Note,
                codes::DISAGREE,
                self.origin(sheet, place),
                format!("部署が2つ以上書かれています。主担当（{}）の報告として読み取りました。", lead.full_name()),
                |finding| finding.found(text),
            );
            return Ok(Some(lead.clone()));
        }
        let message = match text.trim() {
            "" => "部署の欄が空白です。この行は取り込みません。",
            _ => "計画にない部署です。この行は取り込みません。",
        };
        self.findings.add(
            Severity::Error,
            codes::UNKNOWN_DEPARTMENT,
            self.origin(sheet, place),
            message.to_owned(),
            |finding| {
                let finding = finding.remedy("計画にある部署の名を書いてください。");
                if text.trim().is_empty() { finding } else { finding.found(text) }
            },
        );
        Err(())
    }

    /// Rejects the entries of a row whose department is not known.
    fn reject_cells(&mut self, block: &Block, grid: &Grid<'_>, row: &EntryRow) {
        self.account.decide(block.sheet, row.at, Disposition::Reference);
        for (field, column) in &block.columns {
            let Some((_, _, parts)) = joined(grid, row, *field, column.col) else { continue };
            let disposition = match field.is_open() {
                true => Disposition::Rejected(Reason::RowWithoutDepartment),
                false => Disposition::Reference,
            };
            parts.iter().for_each(|at| self.account.decide(block.sheet, *at, disposition.clone()));
        }
        self.reject_doubtful(block, grid, row, None);
    }

    /// The unit in which the form asked for amounts: what it says itself, else the plan's.
    fn form_unit(&self) -> MoneyUnit {
        self.form.unit.unwrap_or(self.source.plan.settings.entry_unit)
    }

    /// The unit of a column of amounts; `Err` where its heads leave it open.
    fn unit_of(&self, sheet: usize, field: Field, unit: HeadUnit) -> Result<Option<MoneyUnit>, Outcome<Amount<Yen>>> {
        let form = self.form_unit().label();
        let asked = |message: String| {
            let heads: Vec<String> = self.unit_heads(sheet, field).iter().map(|text| format!("「{text}」")).collect();
            let message = match heads.is_empty() {
                true => format!("{message}。"),
                false => format!("{message}（{}）。", heads.join("")),
            };
            let remark =
                Remark::new(Severity::Error, codes::UNIT, message).expected(format!("見出しに1つの単位（{form}など）"));
            Err(Outcome::Rejected(match self.form.recognition {
                Recognition::Mapping(_) => remark
                    .remedy("見出しの単位を直してください。")
                    .for_office("plan.tomlの［［form］］のunit・unitsを直すこともできます。"),
                _ => remark.remedy(format!(
                    "配布した様式の見出し（{form}）のとおりに直し、{form}単位で入力し直してください。"
                )),
            }))
        };
        match unit {
            HeadUnit::Known(unit) => Ok(Some(unit)),
            HeadUnit::Unknown => asked(format!("「{}」の見出しか注記の単位が分かりません", field.label())),
            HeadUnit::Disagree(a, b) => asked(format!(
                "「{}」の単位が、見出しや注記によって{}と{}に分かれています",
                field.label(),
                a.label(),
                b.label()
            )),
            // A form of ours has one unit whatever has become of its heads; plan.toml says the same of mapped forms.
            HeadUnit::Unnamed if self.form.recognition == Recognition::Labels => Ok(None),
            HeadUnit::Unnamed => Ok(Some(self.form_unit())),
        }
    }

    /// Whether the unit of a field's column is the form's, and nothing in its heads names it.
    fn is_unit_of_form(&self, sheet: usize, field: Field) -> bool {
        let mut blocks = self.form.blocks.iter().filter(|block| block.sheet == sheet);
        // On a sheet of its own an item's amounts have their labels beside them.
        let is_list = blocks.any(|block| block.end > block.top && block.columns.contains_key(&field));
        is_list && self.unit_heads(sheet, field).is_empty()
    }

    /// The heads and notes that say something of the unit of a field's column.
    fn unit_heads(&self, sheet: usize, field: Field) -> Vec<String> {
        let block = self.form.blocks.iter().find(|block| block.sheet == sheet && block.columns.contains_key(&field));
        let place = block.and_then(|block| Some((block.bottom, block.columns.get(&field)?.col)));
        let grid = self.source.grids.get(sheet);
        let texts = place.zip(grid).map(|((bottom, col), grid)| {
            unit_notes::unit_texts(grid, bottom.saturating_sub(labels::STACK - 1), bottom, col)
        });
        let mut texts = texts.unwrap_or_default();
        let around = self.noted.1.iter().filter(|text| !texts.contains(text)).cloned().collect::<Vec<_>>();
        texts.extend(around);
        texts
    }

    /// The entry of a row, with an account of the cells of all fields in it.
    fn entry(&mut self, block: &Block, grid: &Grid<'_>, row: &EntryRow, above: &BTreeMap<Field, Cell>) -> Entry {
        let sheet = block.sheet;
        let mut entry = Entry::empty(Sourced::new(row.action, self.origin(sheet, row.at)));
        self.account.decide(sheet, row.at, Disposition::Reference);
        let is_known = self.source.plan.action(row.action).is_some();
        if !is_known {
            let typed = grid.cell(row.at.row, row.at.col).map(|(_, cell)| cell.shown());
            let number = typed.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| row.action.key());
            // What was handed out with the form is nothing that its department could mend.
            let (severity, since, remedy) = match row.dropped {
                true => (Severity::Warning, "今の", "計画から除いた実践項目なら、対応は不要です。"),
                false => (Severity::Error, "", "計画の実践項目の番号に直してください。"),
            };
            self.findings.add(
                severity,
                codes::ACTION_UNKNOWN,
                self.origin(sheet, row.at),
                format!("実践項目{number}は{since}計画にありません。この行は取り込みません。"),
                |finding| finding.found(number).remedy(remedy),
            );
        }
        if row.is_unread {
            self.reject_unread(block, grid, row, &mut entry);
            return entry;
        }
        self.reject_doubtful(block, grid, row, Some(&mut entry));
        if is_known && self.is_of_another_item(block, grid, row, &mut entry) {
            return entry;
        }
        for (field, column) in &block.columns {
            let Some((at, cell, parts)) = joined(grid, row, *field, column.col) else { continue };
            let disposition = if !field.is_open() {
                // A form that is not ours may say the same in other words.
                if self.form.recognition.is_by_record() && matches!(field, Field::PlannedStage | Field::Target) {
                    entry.set(*field, Sourced::new(cell.shown(), self.origin(sheet, at)));
                }
                Disposition::Reference
            } else if !is_known {
                Disposition::Rejected(Reason::UnknownAction)
            } else {
                let merged = self.not_its_own(block, grid, row, *field, at, parts.len());
                let merged = merged.filter(|_| !cell.is_blank());
                // What is hidden is said of what is read.
                if merged.is_none() {
                    self.report_hidden(grid, sheet, *field, at, &cell);
                }
                match merged {
                    Some(remark) => {
                        entry.reject(*field);
                        self.report(sheet, at, &cell.shown(), &Outcome::<()>::Rejected(remark))
                    }
                    None => match self.repeated(sheet, *field, at, cell, above) {
                        Ok(cell) => self.value(&mut entry, *field, sheet, at, &cell, column.unit.and(self.noted.0)),
                        Err(reason) => {
                            entry.reject(*field);
                            self.account.decide(sheet, at, Disposition::Rejected(reason));
                            continue;
                        }
                    },
                }
            };
            parts.iter().for_each(|at| self.account.decide(sheet, *at, disposition.clone()));
        }
        entry
    }

    /// Rejects what stands in the columns of which it is not clear which is a field's, also in a row that is no entry.
    fn reject_doubtful(&mut self, block: &Block, grid: &Grid<'_>, row: &EntryRow, mut entry: Option<&mut Entry>) {
        for (field, doubt) in &block.doubts {
            let filled: Vec<CellAddress> = doubt
                .columns
                .iter()
                .filter_map(|col| joined(grid, row, *field, *col))
                .filter(|(_, cell, _)| !cell.is_blank())
                .flat_map(|(.., parts)| parts)
                .collect();
            if let Some(entry) = entry.as_deref_mut().filter(|_| !filled.is_empty()) {
                entry.reject(*field);
            }
            let rejected = Disposition::Rejected(Reason::Message(doubt.message.clone()));
            filled.into_iter().for_each(|at| self.account.decide(block.sheet, at, rejected.clone()));
        }
    }

    /// Says that a cell with something in it is hidden.
    fn report_hidden(&mut self, grid: &Grid<'_>, sheet: usize, field: Field, at: CellAddress, cell: &Cell) {
        if !grid.sheet.is_hidden_at(at) || cell.is_blank() {
            return;
        }
        self.findings.add(
            Severity::Warning,
            codes::HIDDEN,
            self.origin(sheet, at),
            format!("非表示の行または列に「{}」の記入があります。読み取りました。", field.label()),
            |finding| finding.found(cell.shown()).remedy("行と列を再表示して、内容を確かめてください。"),
        );
    }

    /// Keeps what the open cells of a row show for the 〃 below them, whether or not the row itself is taken: 〃 repeats what stands above it
    /// on the sheet.
    fn remember(&self, block: &Block, grid: &Grid<'_>, row: &EntryRow, above: &mut BTreeMap<Field, Cell>) {
        for (field, column) in block.columns.iter().filter(|(field, _)| field.is_open()) {
            let Some((_, cell, _)) = joined(grid, row, *field, column.col) else { continue };
            if !cell.is_blank() && !self.is_repetition(*field, &cell) {
                above.insert(*field, cell);
            }
        }
    }

    /// Whether a cell says 〃 or 同上, and the plan offers no grade or stage of that name.
    fn is_repetition(&self, field: Field, cell: &Cell) -> bool {
        matches!(&cell.value, Value::Text(text) if is_ditto(text) && !offered::has(self.source.plan, field, text))
    }

    /// The cell itself or, where it says 〃 or 同上, the cell of the same field above it; why not where that cannot be taken over.
    fn repeated(
        &mut self,
        sheet: usize,
        field: Field,
        at: CellAddress,
        cell: Cell,
        above: &BTreeMap<Field, Cell>,
    ) -> Result<Cell, Reason> {
        if !self.is_repetition(field, &cell) {
            return Ok(cell);
        }
        let shown = cell.shown();
        let is_number = field.is_number();
        let Some(before) = above.get(&field).filter(|_| !is_number) else {
            let reason = match is_number {
                true => Reason::Message("数字の欄に「〃」や「同上」が入っています。上と同じ額がもう一度生じたのか、上に含まれるのか分かりません。".into()),
                false => Reason::NothingAbove,
            };
            self.findings.add(Severity::Error, codes::DITTO, self.origin(sheet, at), reason.to_string(), |finding| {
                finding.found(shown).remedy("内容をこの欄に記入してください。")
            });
            return Err(reason);
        };
        self.findings.add(
            Severity::Note,
            codes::DITTO,
            self.origin(sheet, at),
            format!("「{}」の「{shown}」を、上の欄と同じ内容として読み取りました。", field.label()),
            |finding| finding.found(shown.clone()),
        );
        Ok(before.clone())
    }

    /// Reads an open cell into its place in the entry.
    fn value(
        &mut self,
        entry: &mut Entry,
        field: Field,
        sheet: usize,
        at: CellAddress,
        cell: &Cell,
        unit: HeadUnit,
    ) -> Disposition {
        let plan = self.source.plan;
        match field.kind() {
            FieldKind::Number => Disposition::Reference,
            FieldKind::Stages | FieldKind::PartStages(_) => {
                let stages = match field.part() {
                    Some(part) if part >= plan.schedule_by.names().len() && !cell.is_blank() => {
                        Outcome::Rejected(cells::no_such_part(field, plan.schedule_by))
                    }
                    _ => cells::stages(cell, field.label(), &plan.settings.stages),
                };
                self.take(entry, field, (sheet, at), cell, stages)
            }
            FieldKind::Grade => self.take(entry, field, (sheet, at), cell, cells::grade(cell, &plan.grades.grades)),
            FieldKind::Text => {
                let longest = self.source.limits.cell_chars;
                let text = match plan.readers_of(field) {
                    Audience::Office => cells::text_by_itself(cell, longest),
                    _ => cells::text(cell, longest),
                };
                self.take(entry, field, (sheet, at), cell, text)
            }
            FieldKind::Money(..) | FieldKind::Cost(_) => {
                let amount = match self.unit_of(sheet, field, unit) {
                    _ if cell.is_blank() => Outcome::Nothing(Vec::new()),
                    _ if !amounts::has(plan, field) => Outcome::Rejected(amounts::not_asked(plan, field)),
                    Ok(unit) => amounts::read(cell, field, unit, &|| self.is_unit_of_form(sheet, field)),
                    // A column of a list is asked about once.
                    Err(Outcome::Rejected(remark))
                        if matches!(self.form.recognition, Recognition::Mapping(_))
                            && !self.asked.insert((sheet, field)) =>
                    {
                        entry.reject(field);
                        return Disposition::Rejected(Reason::Message(remark.message.as_str().into()));
                    }
                    Err(asked) => asked,
                };
                self.take(entry, field, (sheet, at), cell, amount)
            }
            FieldKind::Staff => self.take(entry, field, (sheet, at), cell, amounts::staff(plan, cell, field)),
            FieldKind::Indicator(number) => {
                let action = plan.action(entry.action.value).map(|(_, action)| action);
                let asked = action.and_then(|action| action.indicators.get(usize::from(number).checked_sub(1)?));
                if asked.is_none() && !cell.is_blank() {
                    return self.not_asked(entry.action.value, field, (sheet, at), cell);
                }
                self.take(entry, field, (sheet, at), cell, cells::indicator(cell, field.label(), asked))
            }
        }
    }

    /// The result of an indicator that the item does not have: nothing is done with it, and that is said.
    fn not_asked(
        &mut self,
        action: ActionId,
        field: Field,
        (sheet, at): (usize, CellAddress),
        cell: &Cell,
    ) -> Disposition {
        let number = self.source.plan.number(action);
        self.findings.add(
            Severity::Warning,
            codes::NOT_ASKED,
            self.origin(sheet, at),
            format!("実践項目{number}には「{}」に当たる指標がありません。取り込みません。", field.label()),
            |finding| finding.found(cell.shown()).remedy("記入する行と欄を確かめてください。"),
        );
        Disposition::Ignored(Reason::NoIndicator)
    }

    /// Puts what a cell came to into the entry, and says what there is to say about it.
    fn take<T>(
        &mut self,
        entry: &mut Entry,
        field: Field,
        (sheet, at): (usize, CellAddress),
        cell: &Cell,
        outcome: Outcome<T>,
    ) -> Disposition
    where
        FieldValue: From<Sourced<T>>,
    {
        let disposition = self.report(sheet, at, &cell.shown(), &outcome);
        match outcome {
            Outcome::Value(value, _) => entry.set(field, Sourced::new(value, self.origin(sheet, at))),
            Outcome::Nothing(_) => {}
            Outcome::Rejected(_) => entry.reject(field),
        }
        disposition
    }

    /// One entry of several rows for one action item: the one that is filled in; where two are, neither.
    fn one_of(&mut self, id: ActionId, mut entries: Vec<Entry>) -> Option<Entry> {
        self.source.plan.action(id)?;
        if entries.len() <= 1 {
            return entries.pop();
        }
        let filled: Vec<usize> = (0..entries.len()).filter(|at| !entries[*at].is_empty()).collect();
        match filled.as_slice() {
            [] => Some(entries.swap_remove(0)),
            [one] => Some(entries.swap_remove(*one)),
            several => {
                // A returned form has one row for the item: what stood in the others is kept in what is said.
                let typed: Vec<String> = several.iter().map(|at| self.typed_in_row(&entries[*at])).collect();
                let first = entries[several[0]].action.clone();
                self.findings.add(
                    Severity::Error,
                    codes::ACTION_TWICE,
                    first.origin.clone(),
                    format!(
                        "実践項目{}の行が{}つあり、どれを取り込むか分かりません。どれも取り込みません。",
                        self.source.plan.number(id),
                        several.len()
                    ),
                    |finding| finding.found(typed.join("\n")).remedy("1つの行にまとめて、ほかの行を消してください。"),
                );
                for at in several {
                    self.reject_row(&entries[*at]);
                }
                let mut entry = Entry::empty(first);
                Field::ALL.iter().filter(|field| field.is_open()).for_each(|field| entry.reject(*field));
                Some(entry)
            }
        }
    }

    /// What was typed into a row, cell by cell: `セルA11の行　進捗区分：○／実績：…`.
    fn typed_in_row(&self, entry: &Entry) -> String {
        let typed = entry.iter().filter(|(field, _)| field.is_open()).filter_map(|(field, value)| {
            let Place::Cell(name, at) = &value.origin().place else { return None };
            let sheet = self.source.workbook.sheets.iter().find(|sheet| sheet.name == *name)?;
            let label = self.source.plan.wording().say(field.label());
            Some(format!("{label}：{}", sheet.cells.get(at)?.shown().trim()))
        });
        let place = match &entry.action.origin.place {
            Place::Cell(_, at) => format!("セル{at}の行"),
            _ => "行".to_owned(),
        };
        format!("{place}　{}", typed.collect::<Vec<_>>().join("／"))
    }

    /// Turns the values of an entry from used to rejected.
    fn reject_row(&mut self, entry: &Entry) {
        for (_, value) in entry.iter() {
            if let Place::Cell(name, at) = &value.origin().place
                && let Some(sheet) = self.source.workbook.sheets.iter().position(|sheet| sheet.name == *name)
            {
                self.account.decide(sheet, *at, Disposition::Rejected(Reason::ActionTwice));
            }
        }
    }
}

/// The cell of a field in an entry row; where the row goes over several, their texts together. With all the cells it is made of.
pub(crate) fn joined(
    grid: &Grid<'_>,
    row: &EntryRow,
    field: Field,
    col: u32,
) -> Option<(CellAddress, Cell, Vec<CellAddress>)> {
    if let Some(place) = row.cells.get(&field) {
        let (at, cell) = grid.cell(place.row, place.col)?;
        return Some((at, cell.clone(), vec![at]));
    }
    let mut seen = grid.down(row.at.row..=row.last, col);
    let (first, cell) = seen.next()?;
    let cell = cell.clone();
    let mut parts = vec![first];
    if row.last == row.at.row {
        return Some((first, cell, parts));
    }
    let mut text = cell.shown();
    for (at, part) in seen {
        if !parts.contains(&at) && !part.is_blank() {
            parts.push(at);
            text.push('\n');
            text.push_str(&part.shown());
        }
    }
    let cell = if parts.len() > 1 { Cell { look: cell.look, ..Cell::text(text) } } else { cell };
    Some((first, cell, parts))
}

/// Whether a form that was found by its labels says enough to be one.
pub(crate) fn is_certain(form: &Form) -> bool {
    form.recognition != Recognition::Labels || form.identity.department.is_some() || !form.cover.is_empty()
}

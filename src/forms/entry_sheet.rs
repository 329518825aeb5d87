//! The sheet that a department fills in: cover block, heads, one row an action item.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ExcelDateTime, Format, ProtectionOptions, Worksheet};

use super::example::Example;
use super::number_formats::{amount_format, decimals_of, fixed_format, result_decimals};
use super::rows::{AskedGrade, Row, excerpt};
use super::{Error, returned, rows, validation};
use crate::contract::entries::{Entries, Slot, Typed};
use crate::contract::hidden::{CoverCell, EntrySheet, Hidden};
use crate::contract::{Audience, CLOSING_NOTES, CoverField, ENTRY_SHEET, Field, FieldGroup, FormKind, SCHEMA_VERSION};
use crate::excel::cell_text::fitting;
use crate::excel::{form_look, row_height};
use crate::merge::grading::End;
use crate::plan::{ActionItem, Plan, Wording};
use crate::vocabulary::{
    CellAddress, DepartmentId, FiscalYear, MoneyUnit, Period, column_letters, grouped_decimal, japanese_date, weekday,
};

/// How many rows a sheet holds before another one begins: more cannot be overseen, nor found again when printed.
const ROWS_A_SHEET: usize = 25;
/// How many characters of an opinion stand in the row; the whole text is on its own sheet.
const OPINION_SHOWN: usize = 90;
/// The width of the page that plan and results are printed on, in pixels of the screen; 実績 takes what the other columns leave.
const PAGE_PIXELS: u32 = 1151;
/// What a sheet of A4 sideways takes within its margins, in points.
const PRINTED_WIDTH: f64 = 791.0;
/// Width of the planned stages of a year's parts, in full-width characters: 第1～2四半期　検討.
const PARTS_WIDTH: f64 = 9.5;
/// Characters of the name of a grade that stand in one line of the column of last year's.
const GRADE_IN_LINE: usize = 7;
/// Width of a column of amounts in yen, in full-width characters: ▲1,234,567,890.
const YEN_WIDTH: f64 = 7.0;
/// Characters of the name of a kind of effect in a line of its head.
const KIND_IN_HEAD: usize = 4;
/// The head over columns that are for the council and not for the public.
const COUNCIL_FIELDS: &str = "審議会までの欄";
/// Points a pixel of the screen takes on paper at full size. Where the form's font is missing, LibreOffice sets columns a sixth
/// wider: that is reckoned with, so that no column falls off its page there.
const POINTS_A_PIXEL: f64 = 0.75 * 7.0 / 6.0;
/// How many lines of text a row shows at least.
const LEAST_LINES: usize = 5;
/// Up to so many notes on items stand over the table.
const NOTES_OVER_TABLE: usize = 8;
/// How many columns from the left every printed page repeats: No. and the names.
const REPEATED: usize = 3;
const DATE_FORMAT: &str = r#"[$-411]ggge"年"m"月"d"日""#;

/// Cells of a returned form that are wrong, with the text of their notes.
pub(super) type Marks = BTreeMap<Slot, String>;

/// A form before it is written.
pub(super) struct Form<'a> {
    pub(super) plan: &'a Plan,
    /// The plan's words for what the program writes.
    pub(super) wording: &'a Wording,
    pub(super) year: FiscalYear,
    pub(super) period: Period,
    pub(super) department: &'a DepartmentId,
    pub(super) rows: Vec<Row<'a>>,
    /// The department's items that ended in earlier years, which have no row.
    pub(super) ended: Vec<(&'a ActionItem, End)>,
    pub(super) columns: Vec<Field>,
    pub(super) entries: &'a Entries,
    pub(super) marks: Marks,
    pub(super) hidden: Hidden,
}

/// Which rows one sheet of a form holds.
pub(super) struct Part {
    name: String,
    first: usize,
    end: usize,
    /// The lowest row of the heads.
    head_row: u32,
}

impl Part {
    /// The entry rows of the sheet.
    pub(super) fn entry_rows(&self) -> impl Iterator<Item = u32> + use<> {
        (self.head_row + 1..).take(self.end - self.first)
    }
}

impl<'a> Form<'a> {
    /// Decides on columns and places.
    pub(super) fn new(
        plan: &'a Plan,
        year: FiscalYear,
        period: Period,
        department: &'a DepartmentId,
        rows: Vec<Row<'a>>,
        with_last_year: bool,
        entries: &'a Entries,
    ) -> Form<'a> {
        let used = |field: Field| entries.iter().any(|(slot, _)| matches!(slot, Slot::Row(_, used) if used == field));
        let columns = Field::ALL
            .iter()
            .copied()
            .filter(|field| match field {
                Field::LastResult | Field::LastGrade => with_last_year,
                field if field.definition().group == FieldGroup::Costs => {
                    super::costs::has_column(plan, *field, with_last_year) || used(*field)
                }
                Field::Grade => rows.iter().any(|row| row.asks(*field)) || used(*field),
                Field::Opinion => rows.iter().any(|row| !row.opinions.is_empty()),
                Field::Response => rows.iter().any(|row| !row.opinions.is_empty()) || used(*field),
                Field::Indicator1 | Field::Indicator2 | Field::Indicator3 => {
                    rows.iter().any(|row| row.asks(*field)) || used(*field)
                }
                Field::ActualStage => plan.schedule_by.is_whole() || used(*field),
                field if field.is_stages() => has_part(plan, *field) || used(*field),
                field => field.effect().is_none_or(|(kind, _)| plan.settings.effects.has(kind) || used(*field)),
            })
            .collect();
        let hidden = Hidden {
            schema: SCHEMA_VERSION,
            kind: FormKind::Progress,
            plan: plan.title.clone(),
            year,
            unit: plan.settings.entry_unit,
            period: Some(period),
            department: Some(department.clone()),
            cover: Vec::new(),
            sheets: Vec::new(),
        };
        let wording = plan.wording();
        let (ended, marks) = (Vec::new(), Marks::new());
        let mut form = Form { plan, wording, year, period, department, rows, ended, columns, entries, marks, hidden };
        form.hidden.cover = CoverField::of_department()
            .map(|field| CoverCell { field, sheet: ENTRY_SHEET.to_owned(), cell: form.cover_cell(field) })
            .collect();
        form.hidden.sheets = form
            .parts()
            .into_iter()
            .map(|sheet| EntrySheet {
                columns: (0..).zip(&form.columns).map(|(col, field)| (field.key().to_owned(), col)).collect(),
                rows: (sheet.head_row + 1..)
                    .zip(form.rows.get(sheet.first..sheet.end).unwrap_or_default())
                    .map(|(at, row)| (row.action.id.key(), at))
                    .collect(),
                name: sheet.name,
                head_row: sheet.head_row,
            })
            .collect();
        form
    }

    /// Where an open cell stands.
    pub(super) fn place(&self, slot: Slot) -> Option<(&str, CellAddress)> {
        match slot {
            Slot::Cover(field) => {
                self.hidden.cover.iter().find(|at| at.field == field).map(|at| (at.sheet.as_str(), at.cell))
            }
            Slot::Row(action, field) => self.hidden.sheets.iter().find_map(|sheet| {
                let (_, row) = sheet.rows.iter().find(|(id, _)| *id == action.key())?;
                Some((sheet.name.as_str(), CellAddress::new(*row, sheet.column(field)?)))
            }),
        }
    }

    /// What the sheets give as examples.
    pub(super) fn example(&self) -> Example<'a> {
        Example::new(self.plan, self.year, self.period)
    }

    /// 行政改革プラン 進捗管理表（令和2年度 年度末）.
    pub(super) fn title(&self) -> String {
        format!("{} {}（{} {}）", self.plan.short_title, self.plan.words.form, self.year, self.period)
    }

    /// The sheets. Initiatives stay together where they can: a sheet ends before the initiative that would go beyond its rows.
    pub(super) fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut first = 0;
        while first < self.rows.len() {
            let limit = (first + ROWS_A_SHEET).min(self.rows.len());
            let no = |i: usize| self.rows.get(i).map(|row| row.initiative.no);
            let boundary = (first + 1..=limit).rev().find(|&end| end == self.rows.len() || no(end) != no(end - 1));
            let end = boundary.unwrap_or(limit);
            let (name, head_row) = match parts.len() {
                0 => (ENTRY_SHEET.to_owned(), 8),
                before => (format!("{ENTRY_SHEET}{}", before + 1), 3),
            };
            parts.push(Part { name, first, end, head_row });
            first = end;
        }
        parts
    }

    pub(super) fn column_of(&self, field: Field) -> u32 {
        (0..).zip(&self.columns).find(|(_, at)| **at == field).map_or(0, |(col, _)| col)
    }

    fn cover_cell(&self, field: CoverField) -> CellAddress {
        let right = self.column_of(Field::Result);
        match field {
            CoverField::Department => CellAddress::new(2, 1),
            CoverField::Year => CellAddress::new(3, 1),
            CoverField::Period => CellAddress::new(4, 1),
            CoverField::SubmittedOn => CellAddress::new(2, right),
            CoverField::Version => CellAddress::new(3, right),
            CoverField::Author => CellAddress::new(4, right),
            CoverField::Extension | CoverField::Member | CoverField::Body => CellAddress::new(5, right),
        }
    }

    /// Writes a sheet. `lists` are the places of the drop-down lists of 進捗区分 and 実績（工程）.
    pub(super) fn sheet(&self, sheet: &mut Worksheet, part: &Part, lists: &[String]) -> Result<(), Error> {
        sheet.set_name(&part.name)?;
        let rows = self.rows.get(part.first..part.end).unwrap_or_default();
        let first_row = part.head_row + 1;
        let last_row = part.head_row + rows.len() as u32;
        for (col, pixels) in (0u16..).zip(self.widths().values()) {
            sheet.set_column_width_pixels(col, *pixels)?;
        }
        // Columns A to C are printed again on the right-hand page: what crosses their edge would be cut there.
        sheet.write_string_with_format(0, 3, self.title(), &form_look::title())?;
        sheet.set_row_height(0, 26)?;
        if let Some(notice) = &self.plan.notice {
            sheet.write_string_with_format(0, 0, notice, &form_look::notice())?;
        }
        if part.first == 0 {
            self.cover(sheet)?;
        } else {
            sheet.write_string_with_format(1, 3, self.department.full_name(), &form_look::note().unset_text_wrap())?;
        }
        self.heads(sheet, part.head_row)?;
        for (at, row) in (first_row..).zip(rows) {
            self.row(sheet, at, row)?;
        }
        self.validations(sheet, first_row, last_row, rows, lists)?;
        let notes = if part.end == self.rows.len() { self.closing_notes(sheet, last_row + 1)? } else { 0 };
        self.page_setup(sheet, part.head_row, last_row + notes)?;
        sheet.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
        sheet.set_freeze_panes(first_row, 3)?;
        Ok(())
    }

    /// The columns' widths in pixels. 実績 takes what is left of the page.
    fn widths(&self) -> BTreeMap<Field, u32> {
        let least_of_grade = width(Field::LastGrade).0;
        let mut widths: BTreeMap<Field, u32> = self
            .columns
            .iter()
            .map(|field| {
                let (ems, size) = width(*field);
                let is_yen = field.is_money() && self.plan.settings.entry_unit == MoneyUnit::Yen;
                let ems = match field {
                    _ if is_yen => YEN_WIDTH,
                    Field::PlannedStage if !self.plan.schedule_by.is_whole() => PARTS_WIDTH,
                    Field::LastGrade => self.last_grade_width(ems),
                    // The page stays as wide as it is: last year's grade takes its room from last year's result.
                    Field::LastResult => ems - (self.last_grade_width(least_of_grade) - least_of_grade).min(ems / 4.0),
                    _ => ems,
                };
                (*field, form_look::column_pixels(ems, size))
            })
            .collect();
        let first = self.pages().into_iter().next().unwrap_or_default();
        let left: u32 = first.iter().filter_map(|field| widths.get(field)).sum();
        if let Some(result) = widths.get_mut(&Field::Result) {
            *result += PAGE_PIXELS.saturating_sub(left);
        }
        widths
    }

    /// Width of 前年度の区分 in full-width characters, `least` or more: the names of grades and the plan's word for them stand in one
    /// line, or in two where they are long.
    fn last_grade_width(&self, least: f64) -> f64 {
        let names = self.plan.grades.grades.iter().map(|grade| grade.name.as_str());
        let lengths = names.chain([self.plan.words.grade.as_str()]).map(|name| match name.chars().count() {
            length @ ..=GRADE_IN_LINE => length,
            length => length.div_ceil(2),
        });
        // A little more, for fonts that are wider than what was measured.
        lengths.max().map_or(least, |longest| least.max(longest as f64 + 0.3))
    }

    /// The columns by the pages that they are printed on, without those that each page repeats.
    fn pages(&self) -> Vec<Vec<Field>> {
        (0..4)
            .map(|number| {
                self.columns
                    .iter()
                    .copied()
                    .filter(|field| field.definition().group.page() == number)
                    .collect::<Vec<_>>()
            })
            .filter(|columns| !columns.is_empty())
            .collect()
    }

    /// The scale in percent at which the widest page just fits.
    fn print_scale(&self) -> u16 {
        let widths = self.widths();
        let sum = |columns: &[Field]| columns.iter().filter_map(|field| widths.get(field)).sum::<u32>();
        let repeated = sum(self.columns.get(..REPEATED).unwrap_or_default());
        let pages = self.pages();
        let pages = pages.iter().enumerate().map(|(i, page)| sum(page) + if i == 0 { 0 } else { repeated });
        let widest = pages.max().unwrap_or(PAGE_PIXELS);
        (PRINTED_WIDTH / (f64::from(widest) * POINTS_A_PIXEL) * 100.0).floor().clamp(10.0, 100.0) as u16
    }

    /// How many full-width characters a column holds.
    fn ems(&self, field: Field, widths: &BTreeMap<Field, u32>) -> f64 {
        let size = width(field).1;
        widths.get(&field).map_or(1.0, |pixels| form_look::column_ems(*pixels, size))
    }

    /// The cover block: rows 3 to 6, locked values at the left, cells to fill in at the right.
    fn cover(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        let right = narrow(self.column_of(Field::Result));
        let label_col = right.saturating_sub(1);
        let due = self.plan.settings.due(self.year, self.period);
        let deadline = due.map_or("―".to_owned(), |due| format!("{}（{}）", japanese_date(due), weekday(due)));
        let locked = [
            (CoverField::Department.label(), self.department.full_name()),
            (CoverField::Year.label(), self.year.to_string()),
            (CoverField::Period.label(), self.period.to_string()),
            ("期限", deadline),
        ];
        let names = form_look::column_ems(self.cover_value_pixels(), form_look::LOCKED_SIZE);
        for (row, (label, value)) in (2..).zip(locked) {
            let lines = row_height::lines(&value, names);
            sheet.set_row_height(row, row_height::height(lines, form_look::LOCKED_SIZE).max(20.0))?;
            sheet.write_string_with_format(
                row,
                0,
                label,
                &form_look::cover_label().set_font_size(form_look::LOCKED_SIZE),
            )?;
            sheet.merge_range(
                row,
                1,
                row,
                2,
                &value,
                &form_look::cover_locked().set_font_size(form_look::LOCKED_SIZE),
            )?;
        }
        let open = [CoverField::SubmittedOn, CoverField::Version, CoverField::Author, CoverField::Extension];
        for (row, field) in (2..).zip(open) {
            sheet.write_string_with_format(row, label_col, field.label(), &form_look::cover_label())?;
            let format = match field {
                CoverField::SubmittedOn => form_look::cover_open().set_num_format(DATE_FORMAT),
                _ => form_look::cover_open(),
            };
            self.cell(sheet, CellAddress::new(row, right.into()), Slot::Cover(field), format)?;
            let rule = match field {
                CoverField::SubmittedOn => validation::submitted_on(self.year, self.example())?,
                CoverField::Version => validation::version()?,
                field => validation::internal(field.label(), self.wording)?,
            };
            sheet.add_data_validation(row, right, row, right, &rule)?;
        }
        let end = narrow(self.column_of(Field::GradeReason));
        let widths = self.widths();
        let under = self.columns.iter().skip(REPEATED).take(usize::from(end) + 1 - REPEATED);
        let pixels = under.filter_map(|field| widths.get(field)).sum();
        let ems = form_look::column_ems(pixels, form_look::LOCKED_SIZE);
        let notes = self.cover_notes(ems);
        sheet.merge_range(6, 3, 6, end, &notes, &form_look::note())?;
        let lines = row_height::lines(&notes, ems);
        sheet.set_row_height(6, row_height::height(lines, form_look::LOCKED_SIZE))?;
        Ok(())
    }

    /// What a department reads over the table, in a cell of that many full-width characters.
    fn cover_notes(&self, ems: f64) -> String {
        let amounts = match (self.plan.has_effects(), self.plan.costs().is_some()) {
            (true, true) => "効果額と事業費",
            (true, false) => "効果額",
            (false, true) => "事業費",
            (false, false) => "",
        };
        let effects = match amounts.is_empty() {
            true => String::new(),
            false => format!(
                "{amounts}は{}です。ないときは「0」、当てはまらないときは「―」、まだ分からないときは空白のままにします。\n",
                validation::amount_kind(self.plan.settings.entry_unit)
            ),
        };
        let computed = match self.rows.iter().any(|row| row.grade != AskedGrade::Any) {
            true => format!("\n{}", self.wording.say(crate::plan::COMPUTED_NOTE)),
            false => String::new(),
        };
        let mut notes = format!(
            "白い欄に記入し、{}に提出してください（灰色の欄と斜線の欄は記入しません）。書き方は「記入例」のシートにあります。\n\
            {effects}{}{computed}",
            self.plan.settings.office,
            self.who_sees_what()
        );
        // Below the table a few lines may be all that a printed page holds.
        for note in Some(self.notes_on_items()).filter(|notes| notes.len() <= NOTES_OVER_TABLE).into_iter().flatten() {
            // On the last line where it has room, so that the table does not go down.
            let line = format!("{}　{note}", notes.lines().next_back().unwrap_or_default());
            notes.push(if row_height::lines(&line, ems) == 1 { '\u{3000}' } else { '\n' });
            notes.push_str(&note);
        }
        notes
    }

    /// Which of the fields are not published, those for the council first.
    fn who_sees_what(&self) -> String {
        let quoted = |labels: Vec<&str>| labels.into_iter().map(|label| format!("「{label}」")).collect::<String>();
        let meant_for = |readers: Audience| -> Vec<&str> {
            let of_rows =
                self.columns.iter().filter(|field| field.is_open() && self.plan.readers_of(**field) == readers);
            let of_cover = CoverField::of_department().filter(|field| field.audience() == readers);
            of_rows.map(|field| field.label()).chain(of_cover.map(CoverField::label)).collect()
        };
        let council = match meant_for(Audience::Council) {
            labels if labels.is_empty() => String::new(),
            labels => self.wording.say(&format!("{}は審議会に示しますが、公表しません。", quoted(labels))).into_owned(),
        };
        format!("{council}{}は公表しません。", quoted(meant_for(Audience::Office)))
    }

    /// The head over a column: its group, or for whom it is where it is not published.
    fn group_title(&self, field: Field) -> String {
        let group = field.definition().group;
        let label = match (self.plan.readers_of(field), field.is_open()) {
            (Audience::Council, true) => COUNCIL_FIELDS,
            (Audience::Office, true) => FieldGroup::Internal.label(),
            _ => group.label(),
        };
        let title = self.wording.say(label).into_owned();
        match group {
            FieldGroup::Effects | FieldGroup::Costs => {
                format!("{title}（{}）", self.plan.settings.entry_unit.label())
            }
            _ => title,
        }
    }

    /// How wide the locked values of the cover block are: the columns B and C.
    fn cover_value_pixels(&self) -> u32 {
        let widths = self.widths();
        self.columns.iter().skip(1).take(REPEATED - 1).filter_map(|field| widths.get(field)).sum()
    }

    fn heads(&self, sheet: &mut Worksheet, head_row: u32) -> Result<(), Error> {
        let titles: Vec<(String, bool)> =
            self.columns.iter().map(|field| (self.group_title(*field), field.definition().group.is_open())).collect();
        let mut start = 0;
        while let Some((title, open)) = titles.get(start) {
            let (title, open) = (title.as_str(), *open);
            let length = titles.iter().skip(start).take_while(|(other, _)| other == title).count();
            let (first, last) = (narrow_len(start), narrow_len(start + length - 1));
            let row = head_row - 1;
            if first == last {
                sheet.write_string_with_format(row, first, title, &form_look::head(open))?;
            } else {
                sheet.merge_range(row, first, row, last, title, &form_look::head(open))?;
            }
            start += length;
        }
        for (col, field) in (0u16..).zip(&self.columns) {
            // 計画（工程） breaks before its bracket, not within it; for the reader white space in a label is nothing.
            let mut label = self.wording.say(field.label()).replacen('（', "\n（", 1);
            if *field == Field::LastGrade {
                label = label.replacen("年度の", "年度の\n", 1);
            }
            if field.part().is_some() {
                label = label.replacen("の実績", "\nの実績", 1);
            }
            sheet.write_string_with_format(head_row, col, label, &form_look::head(field.is_open()))?;
        }
        sheet.set_row_height(head_row - 1, 18)?;
        // The name of a kind over its term.
        let sources = self.plan.costs().into_iter().flat_map(|costs| costs.sources.iter().map(String::as_str));
        let names = self.plan.settings.effects.names().chain(sources);
        let kinds = names.map(|name| name.chars().count().div_ceil(KIND_IN_HEAD) + 1);
        // 第1四半期 over の実績 over （工程）.
        let parts = if self.plan.schedule_by.is_whole() { 2 } else { 3 };
        let lines = kinds.max().unwrap_or(2).max(parts);
        sheet.set_row_height(head_row, row_height::height(lines, form_look::LOCKED_SIZE))?;
        Ok(())
    }

    /// The height in points that shows all of an entry row.
    fn row_height(&self, row: &Row<'_>) -> f64 {
        let widths = self.widths();
        let cell = |field: Field| -> f64 {
            let (ems, size) = (self.ems(field, &widths), width(field).1);
            let typed = self.entries.get(Slot::Row(row.action.id, field)).map(|cell| &cell.typed);
            let text = match typed {
                Some(Typed::Text(text)) => text.clone(),
                Some(_) => String::new(),
                None => self.locked_text(row, field),
            };
            row_height::height(row_height::lines(&text, ems), size)
        };
        self.columns
            .iter()
            .map(|field| cell(*field))
            .fold(row_height::height(LEAST_LINES, form_look::OPEN_SIZE), f64::max)
    }

    /// What the program writes into a cell of an entry row.
    fn locked_text(&self, row: &Row<'_>, field: Field) -> String {
        let or_none = |text: &Option<String>| text.clone().unwrap_or("―".into());
        match field {
            Field::Action => row.action.printed.clone(),
            Field::InitiativeName => format!("{} {}", row.initiative.printed, row.initiative.name),
            Field::ActionName => row.action_name(&self.plan.words),
            Field::PlannedStage => crate::plan::planned_stage(row.action, self.year),
            Field::Target => crate::plan::target(row.action, self.year, self.plan.settings.entry_unit),
            Field::LastResult => or_none(&row.last_result),
            Field::LastGrade => or_none(&row.last_grade),
            Field::PlannedCosts => super::costs::planned(self.plan, row.action, self.year),
            Field::LastCosts => or_none(&row.last_costs),
            Field::Opinion => row.opinion_text(self.plan, OPINION_SHOWN),
            _ => String::new(),
        }
    }

    /// An entry row.
    fn row(&self, sheet: &mut Worksheet, at: u32, row: &Row<'_>) -> Result<(), Error> {
        for (col, field) in (0u16..).zip(&self.columns) {
            let slot = Slot::Row(row.action.id, *field);
            if field.is_open() {
                let typed = self.entries.get(slot).map(|cell| &cell.typed);
                let format = match typed {
                    None if !self.asks(row, *field) => form_look::not_asked(),
                    Some(Typed::Number(number)) if decimals_of(*number) > self.decimals_shown(*field, row) => {
                        form_look::open_number(&fixed_format(decimals_of(*number)))
                    }
                    _ => self.open_format(*field, row),
                };
                self.cell(sheet, CellAddress::new(at, col.into()), slot, format)?;
                continue;
            }
            if self.sum(sheet, at, row, *field)? {
                continue;
            }
            let text = self.locked_text(row, *field);
            let format = match field {
                Field::Action => form_look::locked_centred().set_num_format("@"),
                Field::PlannedStage | Field::LastGrade => form_look::locked_centred(),
                _ => form_look::locked(),
            };
            if text.is_empty() {
                sheet.write_blank(at, col, &format)?;
            } else {
                sheet.write_string_with_format(at, col, &*fitting(&text), &format)?;
            }
        }
        sheet.set_row_height(at, self.row_height(row))?;
        let strut = narrow_len(self.columns.len());
        sheet.write_blank(at, strut, &form_look::strut())?;
        sheet.set_column_width_pixels(strut, 4)?;
        Ok(())
    }

    /// Whether a row asks for a field; of the parts of the year only for those that have begun by the form's own period.
    fn asks(&self, row: &Row<'_>, field: Field) -> bool {
        let begun = self.plan.schedule_by.begun(self.plan.settings.periods.months(self.period));
        row.asks(field) && field.part().is_none_or(|part| part < begun)
    }

    /// How many decimals the format of an open cell shows of a number; texts are no numbers, and show all.
    fn decimals_shown(&self, field: Field, row: &Row<'_>) -> u32 {
        match field {
            Field::StaffYears => super::costs::staff_decimals(self.plan),
            field if field.is_money() => self.plan.settings.entry_unit.entered_decimals(),
            field if field.indicator().is_some() => result_decimals(row, field),
            _ => u32::MAX,
        }
    }

    /// The format of an open cell.
    fn open_format(&self, field: Field, row: &Row<'_>) -> Format {
        match field {
            Field::Grade => form_look::open_choice(),
            field if field.is_stages() => form_look::open_choice(),
            Field::StaffYears => form_look::open_number(&super::costs::staff_format(self.plan)),
            field if field.is_money() => {
                form_look::open_number(&amount_format(self.plan.settings.entry_unit.entered_decimals()))
            }
            field if field.indicator().is_some() => form_look::open_number(&fixed_format(result_decimals(row, field))),
            _ => form_look::open_text(),
        }
    }

    /// Writes what was typed into an open cell, and its mark if it is wrong.
    fn cell(&self, sheet: &mut Worksheet, at: CellAddress, slot: Slot, format: Format) -> Result<(), Error> {
        let col = narrow(at.col);
        let format = match self.marks.get(&slot) {
            Some(note) => {
                sheet.insert_note(at.row, col, &returned::note_of(note))?;
                form_look::wrong(format)
            }
            None => format,
        };
        match self.entries.get(slot).map(|cell| &cell.typed) {
            None => sheet.write_blank(at.row, col, &format)?,
            Some(Typed::Text(text)) => sheet.write_string_with_format(at.row, col, &*fitting(text), &format)?,
            Some(Typed::Number(number)) => sheet.write_number_with_format(at.row, col, *number, &format)?,
            Some(Typed::Date(date)) => {
                let day = ExcelDateTime::from_ymd(
                    date.year().clamp(1900, 9999) as u16,
                    date.month().unsigned_abs(),
                    date.day().unsigned_abs(),
                )?;
                sheet.write_datetime_with_format(at.row, col, &day, &format.set_num_format(DATE_FORMAT))?
            }
        };
        Ok(())
    }

    fn validations(
        &self,
        sheet: &mut Worksheet,
        first_row: u32,
        last_row: u32,
        rows: &[Row<'_>],
        lists: &[String],
    ) -> Result<(), Error> {
        let list = |i: usize| lists.get(i).map_or("", String::as_str);
        for (col, field) in (0u16..).zip(&self.columns) {
            let rule = match field {
                Field::Grade if self.rows.iter().all(|row| row.grade == AskedGrade::Any) => {
                    Some(validation::grade(list(0), self.wording)?)
                }
                Field::Grade => {
                    for (at, row) in (first_row..).zip(rows) {
                        let rule = match row.grade {
                            AskedGrade::Any => validation::grade(list(0), self.wording)?,
                            AskedGrade::Stated => validation::stated_grade(list(2), self.wording)?,
                            AskedGrade::None => continue,
                        };
                        sheet.add_data_validation(at, col, at, col, &rule)?;
                    }
                    None
                }
                field if field.is_stages() => {
                    Some(validation::stage(list(1), *field, self.plan, self.example(), self.wording)?)
                }
                Field::StaffYears => {
                    let first = CellAddress::new(first_row, col.into());
                    self.plan.costs().map(|costs| super::costs::staff_rule(costs, first)).transpose()?
                }
                field if field.is_money() => Some(validation::amount(
                    *field,
                    CellAddress::new(first_row, col.into()),
                    self.plan.settings.entry_unit,
                    self.plan.settings.money.rounding,
                    self.wording,
                )?),
                field => validation::text(*field, self.plan.readers_of(*field), self.example(), self.wording)?,
            };
            if let Some(rule) = rule {
                sheet.add_data_validation(first_row, col, last_row, col, &rule)?;
            }
            for (at, row) in (first_row..).zip(rows) {
                if let Some(indicator) = row.indicator(*field).filter(|_| row.asks(*field)) {
                    let target = indicator.aim(self.year).map(|(year, target)| {
                        let of = if year == self.year { String::new() } else { format!("{year} ") };
                        format!("{of}{}{}", grouped_decimal(target.normalize()), indicator.unit)
                    });
                    let cell = CellAddress::new(at, col.into());
                    let rule = validation::indicator(*field, indicator, target.as_deref(), cell)?;
                    sheet.add_data_validation(at, col, at, col, &rule)?;
                }
            }
        }
        Ok(())
    }

    /// What is listed again elsewhere in the plan and not asked twice, and what has ended.
    fn notes_on_items(&self) -> Vec<String> {
        let [to_fill_in, no_more] = CLOSING_NOTES;
        let is_asked = |id| self.rows.iter().any(|row| row.action.id == id && row.part != rows::Part::Open);
        let repeats = self.plan.actions().filter_map(|(_, action)| {
            let first = action.repeats.filter(|first| is_asked(*first)).map(|first| self.plan.number(first))?;
            let name = excerpt(&action.name, 60);
            Some(format!("※ {}「{name}」は {first} の再掲です。{first} {to_fill_in}", action.printed))
        });
        let ended = self.ended.iter().map(|(action, end)| {
            let grade = self.plan.grades.get(end.grade.value).map(|grade| grade.name.as_str()).unwrap_or_default();
            let (name, year) = (excerpt(&action.name, 60), end.year);
            format!("※ {}「{name}」は、{year}に「{grade}」となったため、{no_more}", action.printed)
        });
        repeats.chain(ended).collect()
    }

    /// Below the last row: notes on items, where they are too many to be read over the table. Their number is returned.
    fn closing_notes(&self, sheet: &mut Worksheet, first: u32) -> Result<u32, Error> {
        let notes = self.notes_on_items();
        if notes.len() <= NOTES_OVER_TABLE {
            return Ok(0);
        }
        for (at, text) in (first..).zip(&notes) {
            sheet.write_string_with_format(at, 3, text, &form_look::note().unset_text_wrap())?;
            sheet.set_row_height(at, 18)?;
        }
        Ok(notes.len() as u32)
    }

    /// A4 sideways, pages side by side: plan and results; effects, indicators and outlook; the council's opinions, where there are
    /// any. No. and names are repeated on each. On one page the columns would be set in 4 point; so they are in 7 or more.
    fn page_setup(&self, sheet: &mut Worksheet, head_row: u32, last_row: u32) -> Result<(), Error> {
        sheet.set_landscape().set_paper_size(9).set_margins(0.354, 0.354, 0.6, 0.5, 0.3, 0.25);
        sheet.set_print_scale(self.print_scale()).set_page_order(true);
        let pages = self.pages();
        let starts = pages.iter().skip(1).filter_map(|page| page.first());
        let breaks: Vec<u32> = starts.map(|field| self.column_of(*field)).collect();
        sheet.set_vertical_page_breaks(&breaks)?;
        sheet.set_repeat_rows(head_row - 1, head_row)?;
        sheet.set_repeat_columns(0, narrow_len(REPEATED - 1))?;
        sheet.set_print_area(0, 0, last_row, narrow_len(self.columns.len().saturating_sub(1)))?;
        let notice = self.plan.notice.as_deref().unwrap_or_default();
        sheet.set_header(form_look::header(&self.title(), notice, &self.department.full_name()));
        sheet.set_footer("&C&P / &N ページ");
        Ok(())
    }
}

/// Whether a column asks for the stages of a part into which the plan divides its years.
fn has_part(plan: &Plan, field: Field) -> bool {
    field.part().is_some_and(|part| part < plan.schedule_by.names().len())
}

/// How many full-width characters a column holds, and of which size in points.
fn width(field: Field) -> (f64, f64) {
    (field.definition().width, if field.is_open() { form_look::OPEN_SIZE } else { form_look::LOCKED_SIZE })
}

/// A column number as the writer's type. Forms have at most 23 columns.
fn narrow(col: u32) -> u16 {
    u16::try_from(col).unwrap_or(u16::MAX)
}

fn narrow_len(col: usize) -> u16 {
    u16::try_from(col).unwrap_or(u16::MAX)
}

/// `I12` with its sheet, for a link within the workbook.
pub(super) fn link_target(sheet: &str, cell: CellAddress) -> String {
    format!("internal:'{sheet}'!{}{}", column_letters(cell.col), cell.row + 1)
}

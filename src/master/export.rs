//! Plan → workbook.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Note, Workbook, Worksheet, XlsxError,
};

use crate::contract::{Field, FormField, MASTER_SHEET};
use crate::excel::book::numbers_may_be_text;
use crate::excel::cell_text::LONGEST;
use crate::excel::row_height;
use crate::excel::save::{reason, save};
use crate::finding::{Finding, Severity};
use crate::master::content::Content;
use crate::master::example::{self, EXAMPLE};
use crate::master::frame::FRAME;
use crate::master::layout::{
    ACTION_YEARS, ACTIONS, BUREAUS, COST_YEARS, COSTS, Choices, DEADLINES, DEPARTMENTS, FOREIGN_FORMS, FRAME_HEADS,
    FRAME_SHEET, GLOSSARY, GOALS, GRADERS, GRADES, INDICATOR_YEARS, INDICATORS, INITIATIVES, Kind, LEVELS, MARK, OPEN,
    PERIODS, PROSE_HEADS, PROSE_SHEET, REORGANIZATIONS, STAGES, SheetOf, THEMES, YearColumn,
};
use crate::master::years;
use crate::master::{TOO_LONG, costs, guide, prose};
use crate::plan::reorganize::stated_days;
use crate::plan::write::{group_key, open_groups};
use crate::plan::{EffectKinds, Plan, Rating, Responsible, Settings, Words};
use crate::vocabulary::{CellAddress, FiscalYear, MoneyUnit, Period, Stages, Yen, grouped};

/// How cells and heads look.
struct Formats {
    head: Format,
    text: Format,
    number: Format,
    date: Format,
    mark: Format,
    /// An id, which Excel must leave as it was typed.
    id: Format,
    /// An example row.
    example: Format,
}

impl Formats {
    fn new() -> Formats {
        let base = || {
            Format::new()
                .set_font_name("游ゴシック")
                .set_font_size(SIZE)
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0xBF_BFBF))
        };
        Formats {
            head: base().set_bold().set_text_wrap().set_background_color(Color::RGB(0xDD_EBF7)),
            text: base().set_text_wrap(),
            number: base().set_num_format("General").set_align(FormatAlign::Right).set_indent(1),
            date: base().set_num_format("yyyy-mm-dd"),
            mark: base().set_align(FormatAlign::Center),
            id: base().set_num_format("@"),
            example: base().set_text_wrap().set_italic().set_font_color(Color::RGB(0x59_5959)),
        }
    }
}

/// How a blank cell of a column looks and what Excel makes of typing into it.
fn blank_of(kind: Kind) -> Format {
    let base = Format::new().set_font_name("游ゴシック").set_font_size(SIZE).set_align(FormatAlign::Top);
    match kind {
        Kind::Id => base.set_num_format("@"),
        Kind::Date => base.set_num_format("yyyy-mm-dd"),
        Kind::Number => base.set_align(FormatAlign::Right),
        Kind::Flag => base.set_align(FormatAlign::Center),
        Kind::Text | Kind::Lines | Kind::Numbers | Kind::Pairs => base.set_text_wrap(),
    }
}

/// The workbook of a plan. The same plan gives the same bytes.
///
/// # Errors
/// A text that is longer than a cell of Excel can hold (32,767 characters), or a plan that Excel has no room for.
pub fn export(plan: &Plan) -> Result<Vec<u8>, Finding> {
    workbook_of(plan, Filling::Plan)
}

/// The workbook of a plan that is yet to be typed in: `shape` with its grades, goals and settings; its themes, units and items
/// are example rows, which are not read.
///
/// # Errors
/// As [`export`].
pub fn blank(shape: &Plan) -> Result<Vec<u8>, Finding> {
    workbook_of(shape, Filling::Examples)
}

/// What the rows of the master are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filling {
    /// The plan's.
    Plan,
    /// An example a sheet, with room below to type in.
    Examples,
}

/// What drop-downs offer that is the plan's.
struct Offered<'p> {
    /// How many rows of the sheet 部署 are open groups, which lead nothing.
    open: u32,
    /// How many things a row of planned costs may be about.
    cost_items: u32,
    /// The names of the stages.
    stages: Vec<&'p str>,
    /// The names of the periods.
    periods: Vec<&'p str>,
}

/// How many rows below the last are ready to be typed in.
const ROOM: u32 = 300;

fn workbook_of(plan: &Plan, filling: Filling) -> Result<Vec<u8>, Finding> {
    let mut workbook = Workbook::new();
    let broken =
        |error: String| Finding::new(Severity::Fatal, TOO_LONG, "計画をExcelの原本に書き出せません。").found(error);
    let filled = write_all(plan, filling, &mut workbook).map_err(|error| match error {
        // Texts of plan.toml are shorter; several of them stand in one cell.
        XlsxError::ParameterError(place) => {
            broken(format!("{place}に入れる文が、合わせて1つのセルに入る長さを超えています"))
                .expected(format!("{}字まで", grouped(LONGEST as i64)))
                .remedy("そのセルに入れる文を短くするか、数を減らしてください。")
        }
        error => broken(reason(&error)).remedy("1つの文を32,767字以内にしてください。"),
    })?;
    let bytes = save(&mut workbook).map_err(|error| broken(reason(&error)))?;
    // Let rows grow when the user types more text.
    let growing = filled.iter().map(|(sheet, last)| (*sheet, (1..=*last).collect())).collect();
    row_height::let_rows_grow(bytes, &growing).map_err(|error| broken(error.to_string()))
}

/// Writes all sheets; the last row that is filled of each by its number.
fn write_all(plan: &Plan, filling: Filling, workbook: &mut Workbook) -> Result<Vec<(usize, u32)>, XlsxError> {
    let created = ExcelDateTime::from_ymd(plan.first_year.0.clamp(1900, 9999) as u16, 4, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(format!("{}の原本", plan.short_title))
            .set_author(&plan.city)
            .set_creation_datetime(&created),
    );
    let formats = Formats::new();
    let lists: [(&SheetOf, &[YearColumn], Vec<Vec<Content>>); 17] = [
        (&LEVELS, &[], levels(plan)),
        (&THEMES, &[], themes(plan)),
        (&GOALS, &[], goals(plan)),
        (&BUREAUS, &[], bureaus(plan)),
        (&DEPARTMENTS, &[], departments(plan)),
        (&REORGANIZATIONS, &[], reorganizations(plan)),
        (&INITIATIVES, &[], initiatives(plan)),
        (&ACTIONS, &ACTION_YEARS, actions(plan)),
        (&INDICATORS, &INDICATOR_YEARS, indicators(plan)),
        (&COSTS, &COST_YEARS, costs::rows(plan)),
        (&GRADES, &[], grades(plan)),
        (&STAGES, &[], stages(plan)),
        (&PERIODS, &[], years::periods(plan)),
        (&DEADLINES, &[], deadlines(plan)),
        (&GRADERS, &[], graders(plan)),
        (&GLOSSARY, &[], glossary(plan)),
        (&FOREIGN_FORMS, &[], foreign_forms(plan)),
    ];
    let mut filled = Vec::new();
    if filling == Filling::Examples {
        guide::sheet(workbook)?;
    }
    filled.push((workbook.worksheets().len(), frame_sheet(plan, workbook, &formats)?));
    filled.push((workbook.worksheets().len(), prose_sheet(plan, filling, workbook, &formats)?));
    let offered = Offered {
        open: open_groups(plan).len() as u32,
        cost_items: plan.costs().map_or(0, |of| costs::items(of).len() as u32),
        stages: plan.settings.stages.labels().collect(),
        periods: plan.settings.periods.words().iter().map(|word| word.period.label()).collect(),
    };
    for (layout, by_year, rows) in lists {
        let number = workbook.worksheets().len();
        let of_years: Vec<(String, &YearColumn)> = by_year
            .iter()
            .filter(|column| !column.money || !plan.settings.effects.is_empty())
            .flat_map(|column| years::heads(plan, column).into_iter().map(move |head| (head, column)))
            .collect();
        let keeps = [GOALS.name, GRADES.name, STAGES.name, PERIODS.name].contains(&layout.name) && !rows.is_empty();
        let (filling, rows) = match filling {
            Filling::Plan => (filling, rows),
            Filling::Examples if keeps => (Filling::Plan, rows),
            Filling::Examples if rows.is_empty() => (filling, example::rows(layout.name, plan)),
            Filling::Examples => (filling, rows.into_iter().take(1).collect()),
        };
        filled.push((number, list_sheet(workbook, &formats, layout, &of_years, &rows, filling, &offered)?));
    }
    lists_sheet(plan, workbook)?;
    Ok(filled)
}

/// A line of 基本情報 about the plan as a whole.
fn of_plan(plan: &Plan, key: &str) -> Content {
    match key {
        "title" => Content::text(&plan.title),
        "stage" => Content::text(&plan.stage_of_drafting),
        "short_title" => Content::text(&plan.short_title),
        "city" => Content::text(&plan.city),
        "issued" => Content::text(&plan.issued),
        "first_year" => Content::text(plan.first_year.short()),
        "last_year" => Content::text(plan.last_year.short()),
        "review_year" => plan.review_year.map_or(Content::Nothing, |year| Content::Text(year.short())),
        "schedule_by" if !plan.schedule_by.is_whole() => Content::text(plan.schedule_by.label()),
        "departments_as_of" => Content::Date(plan.departments_as_of),
        "notice" => Content::optional(plan.notice.as_deref()),
        _ => Content::Nothing,
    }
}

/// A line of 基本情報 about money; blank where it is as by itself.
fn money(settings: &Settings, key: &str) -> Content {
    let unit =
        |unit: MoneyUnit, by_itself| if unit == by_itself { Content::Nothing } else { Content::text(unit.label()) };
    match key {
        "entry" => unit(settings.entry_unit, MoneyUnit::Thousand),
        "print" => unit(settings.money.unit, settings.entry_unit),
        "decimals" if settings.money.decimals > 0 => Content::whole(settings.money.decimals),
        "effects" if settings.effects.is_empty() => Content::text("なし"),
        "effects" if settings.effects != EffectKinds::default() => Content::lines(settings.effects.names()),
        _ => Content::Nothing,
    }
}

/// The lists that are longer than the 255 characters a drop-down's rule may have.
fn lists_sheet(plan: &Plan, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(MASTER_SHEET)?;
    sheet.set_very_hidden(true);
    for (row, kind) in (0..).zip(prose::kinds()) {
        sheet.write_string(row, 0, kind)?;
    }
    for (row, item) in (0..).zip(plan.costs().map(costs::items).unwrap_or_default()) {
        sheet.write_string(row, 1, item)?;
    }
    Ok(())
}

/// A note on a head.
fn note(sheet: &mut Worksheet, row: u32, col: u16, text: &str) -> Result<(), XlsxError> {
    let lines = text.chars().count().div_ceil(20) as u32;
    let note = Note::new(text)
        .add_author_prefix(false)
        .set_width(280)
        .set_height(24 + 18 * lines)
        .set_font_name("游ゴシック")
        .set_font_size(9);
    sheet.insert_note(row, col, &note)?;
    Ok(())
}

fn new_sheet<'a>(workbook: &'a mut Workbook, name: &str) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_footer("&C&10&A　&P / &N ページ");
    numbers_may_be_text(sheet)?;
    Ok(sheet)
}

/// Size of the text in points.
const SIZE: f64 = 10.0;
/// How many full-width characters stand side by side on a page where the text is printed at seven points.
const PAGE_EMS: f64 = 105.0;
/// The same for a sheet of several pages side by side, whose columns do not fill them evenly.
const PAGE_OF_SEVERAL_EMS: f64 = 90.0;
/// The width of a column of a year in full-width characters.
const YEAR_EMS: f64 = 8.0;

/// The width of a column for so many full-width characters of 10 points, in Excel's characters.
fn set_width(sheet: &mut Worksheet, col: u16, ems: f64) -> Result<(), XlsxError> {
    sheet.set_column_width(col, ems.mul_add(1.9, 1.5))?;
    Ok(())
}

/// Makes a row as high as its texts need in columns of these widths in full-width characters.
fn fit_row<'t>(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl IntoIterator<Item = (&'t str, f64)>,
) -> Result<(), XlsxError> {
    let lines = cells.into_iter().map(|(text, ems)| row_height::lines(text, ems)).max().unwrap_or(1);
    sheet.set_row_height(row, row_height::height(lines, SIZE))?;
    Ok(())
}

fn write(sheet: &mut Worksheet, formats: &Formats, row: u32, col: u16, content: &Content) -> Result<(), XlsxError> {
    match content {
        Content::Nothing => sheet.write_blank(row, col, &formats.text)?,
        Content::Text(text) if text.is_empty() => sheet.write_blank(row, col, &formats.text)?,
        Content::Text(text) if text.encode_utf16().count() > LONGEST => {
            let cell = CellAddress::new(row, col.into());
            return Err(XlsxError::ParameterError(format!("シート「{}」の{cell}", sheet.name())));
        }
        Content::Text(text) => sheet.write_string_with_format(row, col, text, &formats.text)?,
        Content::Number(number) => match exact(*number) {
            Some(float) => sheet.write_number_with_format(row, col, float, &formats.number)?,
            None => sheet.write_string_with_format(row, col, number.to_string(), &formats.text)?,
        },
        Content::Date(date) => match excel_date(*date) {
            Some(date) => sheet.write_datetime_with_format(row, col, &date, &formats.date)?,
            None => sheet.write_string_with_format(row, col, date.to_string(), &formats.text)?,
        },
        Content::Flag(true) => sheet.write_string_with_format(row, col, MARK, &formats.mark)?,
        Content::Flag(false) => sheet.write_blank(row, col, &formats.mark)?,
    };
    Ok(())
}

/// A number that Excel keeps to the digit; others (12.50, more than 15 digits) are written as text.
fn exact(number: Decimal) -> Option<f64> {
    let float = number.to_f64()?;
    (number.mantissa().unsigned_abs() < 1_000_000_000_000_000 && float.to_string() == number.to_string())
        .then_some(float)
}

/// A date of Excel's calendar after its wrong leap year of 1900.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    (year > 1900).then(|| ExcelDateTime::from_ymd(year, month, day).ok()).flatten()
}

fn frame_sheet(plan: &Plan, workbook: &mut Workbook, formats: &Formats) -> Result<u32, XlsxError> {
    let sheet = new_sheet(workbook, FRAME_SHEET)?;
    let widths = [20.0, 50.0];
    set_width(sheet, 0, widths[0])?;
    set_width(sheet, 1, widths[1])?;
    for (col, head) in (0..).zip(FRAME_HEADS) {
        sheet.write_string_with_format(0, col, head, &formats.head)?;
    }
    let settings = &plan.settings;
    let look = &settings.look;
    let size = |size: f64| size.to_string().parse().map_or(Content::Nothing, Content::Number);
    for (row, line) in (1..).zip(FRAME) {
        let label = line.label;
        let content = match (line.table, line.key) {
            ("plan", key) => of_plan(plan, key),
            ("office", "name") => Content::text(&settings.office),
            ("office", "contact") => Content::text(&settings.office_contact),
            ("office", "public_contact") => Content::text(&settings.public_contact),
            ("office", "web_page") => Content::text(&settings.web_page),
            ("open_data", "code") => Content::text(&settings.open_data.code),
            ("open_data", "license") => Content::text(&settings.open_data.license),
            ("open_data", "license_url") => Content::text(&settings.open_data.license_url),
            ("settings", "rounding") => Content::text(settings.money.rounding.label()),
            ("money", key) => money(settings, key),
            ("visibility", key) => {
                let own = settings.visibility.own().find(|(field, _)| field.key() == key);
                own.map_or(Content::Nothing, |(_, readers)| Content::text(readers.label()))
            }
            ("costs", key) => settings.costs.as_ref().map_or(Content::Nothing, |of| costs::line(of, key)),
            ("settings", "digest_paper") => Content::text(settings.digest_paper.label()),
            ("grades", "rule") => Content::text(plan.grades.rule.label()),
            ("grades", "source") => Content::text(plan.grades.source.label()),
            ("grades", "of_several") => Content::text(plan.grades.of_several.label()),
            ("words", key) => {
                let default = Words::ALL.iter().find(|(of, ..)| *of == key).map(|(.., default)| *default);
                Content::optional(plan.words.get(key).filter(|word| Some(*word) != default))
            }
            ("council", key) if settings.rating != Rating::default() => match key {
                "letters" => Content::lines(settings.rating.letter_marks()),
                "points" => match settings.rating {
                    Rating::Points { most, .. } => Content::whole(most),
                    Rating::Letters(_) => Content::Nothing,
                },
                _ => Content::lines(settings.rating.words()),
            },
            ("look", "accent") => Content::text(&look.accent),
            ("look", "mincho_body") => Content::Flag(look.mincho_body),
            ("look", "body_size") => size(look.body_size),
            ("look", "body_pitch") => size(look.body_pitch),
            ("look", "table_size") => size(look.table_size),
            ("look", "margin") => size(look.margin),
            ("look", "kanji_forms") => Content::text(look.kanji_forms.label()),
            ("look", "hanging_punctuation") => Content::Flag(look.hanging_punctuation),
            ("limits", key) => {
                let limit = settings.limits.iter().find(|(limit, _)| limit.key() == key);
                limit.map_or(Content::Nothing, |(_, value)| Content::whole(*value))
            }
            _ => Content::Nothing,
        };
        sheet.write_string_with_format(row, 0, label, &formats.head)?;
        if !line.note.is_empty() {
            note(sheet, row, 0, line.note)?;
        }
        write(sheet, formats, row, 1, &content)?;
        fit_row(sheet, row, [label, content.shown()].into_iter().zip(widths))?;
        if let Choices::Of(choices) = line.choices {
            sheet.add_data_validation(row, 1, row, 1, &DataValidation::new().allow_list_strings(choices)?)?;
        }
    }
    Ok(FRAME.len() as u32)
}

fn prose_sheet(plan: &Plan, filling: Filling, workbook: &mut Workbook, formats: &Formats) -> Result<u32, XlsxError> {
    let sheet = new_sheet(workbook, PROSE_SHEET)?;
    let widths = [18.0, 84.0];
    set_width(sheet, 0, widths[0])?;
    set_width(sheet, 1, widths[1])?;
    for (col, head) in (0..).zip(PROSE_HEADS) {
        sheet.write_string_with_format(0, col, head, &formats.head)?;
    }
    let mut next = 1;
    let mut rows = prose::rows(&plan.narrative);
    if rows.is_empty() && filling == Filling::Examples {
        rows.extend(example::PROSE);
    }
    for (kind, text) in rows {
        sheet.write_string_with_format(next, 0, kind, &formats.text)?;
        fit_row(sheet, next, [kind, text].into_iter().zip(widths))?;
        match filling {
            Filling::Plan => write(sheet, formats, next, 1, &Content::text(text))?,
            Filling::Examples => {
                sheet.write_string_with_format(next, 1, format!("{EXAMPLE}{text}"), &formats.example)?;
            }
        }
        next += 1;
    }
    let range = Formula::new(format!("='{MASTER_SHEET}'!$A$1:$A${}", prose::kinds().len()));
    sheet.add_data_validation(1, 0, next + ROOM, 0, &DataValidation::new().allow_list_formula(range))?;
    Ok(next - 1)
}

/// A sheet with a row an entry: the columns of `layout`, then those of the years. The last row that is filled.
fn list_sheet(
    workbook: &mut Workbook,
    formats: &Formats,
    layout: &SheetOf,
    years: &[(String, &YearColumn)],
    rows: &[Vec<Content>],
    filling: Filling,
    offered: &Offered<'_>,
) -> Result<u32, XlsxError> {
    let sheet = new_sheet(workbook, layout.name)?;
    let of_layout = layout.columns.iter().map(|column| (column.head, column.width, column.kind, column.note));
    let of_years = years.iter().map(|(head, column)| (head.as_str(), YEAR_EMS, column.kind, column.note));
    let columns: Vec<(&str, f64, Kind, &str)> = of_layout.chain(of_years).collect();
    for (col, (head, width, kind, text)) in (0..).zip(&columns) {
        sheet.write_string_with_format(0, col, *head, &formats.head)?;
        note(sheet, 0, col, text)?;
        set_width(sheet, col, *width)?;
        // Also where nothing stands yet, so that 1-1 typed there stays 1-1.
        sheet.set_column_format(col, &blank_of(*kind))?;
    }
    fit_row(sheet, 0, columns.iter().map(|(head, width, ..)| (*head, *width)))?;
    let widths = columns.iter().map(|(_, width, ..)| *width);
    // A wide sheet goes on several pages side by side, its first columns on each, so that it can be read on paper too.
    let width: f64 = widths.clone().sum();
    if width > PAGE_EMS {
        let repeated: f64 = widths.clone().take(2).sum();
        let pages = ((width - repeated) / (PAGE_OF_SEVERAL_EMS - repeated)).ceil();
        sheet.set_print_fit_to_pages(pages as u16, 0).set_page_order(true);
        sheet.set_repeat_columns(0, 1)?;
    }
    let last = rows.len() as u32;
    for (row, cells) in (1..).zip(rows) {
        if filling == Filling::Examples {
            example_row(sheet, formats, row, cells)?;
        } else {
            for (col, (content, (.., kind, _))) in (0..).zip(cells.iter().zip(&columns)) {
                write(sheet, formats, row, col, content)?;
                if *kind == Kind::Id {
                    sheet.set_cell_format(row, col, &formats.id)?;
                }
            }
        }
        fit_row(sheet, row, cells.iter().map(Content::shown).zip(widths.clone()))?;
    }
    offer(sheet, layout, years, last + ROOM, offered)?;
    Ok(last)
}

/// Lists to choose from in the columns of a sheet that have any, down to the row `last`.
fn offer(
    sheet: &mut Worksheet,
    layout: &SheetOf,
    years: &[(String, &YearColumn)],
    last: u32,
    offered: &Offered<'_>,
) -> Result<(), XlsxError> {
    for (col, column) in (0..).zip(layout.columns) {
        let validation = match column.choices {
            Choices::Free => continue,
            Choices::Of(choices) => DataValidation::new().allow_list_strings(choices)?,
            Choices::Periods => DataValidation::new().allow_list_strings(&offered.periods)?,
            // Below the rows of open groups, which lead nothing.
            Choices::Departments => {
                let first = offered.open + 2;
                let list = format!("='{}'!$A${first}:$A${}", DEPARTMENTS.name, first + 2 * ROOM);
                DataValidation::new().allow_list_formula(Formula::new(list))
            }
            Choices::CostItems if offered.cost_items == 0 => continue,
            Choices::CostItems => {
                let list = format!("='{MASTER_SHEET}'!$B$1:$B${}", offered.cost_items);
                DataValidation::new().allow_list_formula(Formula::new(list))
            }
            Choices::Actions => {
                let list = format!("='{}'!$A$2:$A${}", ACTIONS.name, 2 + 4 * ROOM);
                DataValidation::new().allow_list_formula(Formula::new(list))
            }
        };
        sheet.add_data_validation(1, col, last, col, &validation)?;
    }
    for (col, (_, column)) in (layout.columns.len() as u16..).zip(years) {
        if column.key == "schedule" {
            let rule = DataValidation::new()
                .allow_list_strings(&offered.stages)?
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("一覧にない工程です")?
                .set_error_message("「準備・実施」のように、一覧の工程を「・」でつないだものですか。")?;
            sheet.add_data_validation(1, col, last, col, &rule)?;
        }
    }
    Ok(())
}

/// A row that shows what goes where; its first cell says that it is an example.
fn example_row(sheet: &mut Worksheet, formats: &Formats, row: u32, cells: &[Content]) -> Result<(), XlsxError> {
    let mut marked = false;
    for (col, content) in (0..).zip(cells) {
        let shown = match content {
            Content::Nothing => String::new(),
            Content::Text(text) => text.clone(),
            Content::Number(number) => number.to_string(),
            Content::Date(date) => date.to_string(),
            Content::Flag(flag) => if *flag { MARK } else { "" }.to_owned(),
        };
        if shown.is_empty() {
            sheet.write_blank(row, col, &formats.example)?;
            continue;
        }
        let mark = if marked { "" } else { EXAMPLE };
        marked = true;
        sheet.write_string_with_format(row, col, format!("{mark}{shown}"), &formats.example)?;
    }
    Ok(())
}

fn levels(plan: &Plan) -> Vec<Vec<Content>> {
    let mut rows = Vec::new();
    let mut above: Option<&crate::plan::Level> = None;
    for level in &plan.levels {
        rows.extend(level.groups.iter().map(|group| {
            let of = above.zip(group.of).and_then(|(above, at)| above.groups.get(at));
            let optional = |text: &str| if text.is_empty() { Content::Nothing } else { Content::text(text) };
            vec![
                Content::text(&level.name),
                optional(&group.number),
                Content::text(&group.name),
                of.map_or(Content::Nothing, |of| Content::text(group_key(of))),
                optional(&group.text),
            ]
        }));
        above = Some(level);
    }
    rows
}

fn themes(plan: &Plan) -> Vec<Vec<Content>> {
    let row = |theme: &crate::plan::Theme| [&theme.short, &theme.title, &theme.text].map(Content::text).into();
    plan.themes.iter().map(row).collect()
}

fn goals(plan: &Plan) -> Vec<Vec<Content>> {
    plan.goals.iter().map(|goal| vec![Content::whole(goal.number), Content::text(&goal.name)]).collect()
}

fn bureaus(plan: &Plan) -> Vec<Vec<Content>> {
    plan.bureaus.iter().map(|bureau| [&bureau.name, &bureau.abbreviation].map(Content::text).into()).collect()
}

fn departments(plan: &Plan) -> Vec<Vec<Content>> {
    let day = |date: Option<Date>| date.map_or(Content::Nothing, Content::Date);
    let units = plan.departments.iter().map(|unit| {
        let (since, until) = stated_days(unit, &plan.reorganizations);
        vec![Content::text(&*unit.id.0), day(since), day(until), Content::Nothing]
    });
    let groups = open_groups(plan)
        .into_iter()
        .map(|name| vec![Content::Text(name), Content::Nothing, Content::Nothing, Content::text(OPEN)]);
    // Groups first: the drop-down of 主担当 offers the rows below them.
    groups.chain(units).collect()
}

fn reorganizations(plan: &Plan) -> Vec<Vec<Content>> {
    let row = |change: &crate::plan::Reorganization| {
        vec![
            Content::Date(change.date),
            Content::lines(&change.from),
            Content::lines(&change.to),
            Content::optional(change.note.as_deref()),
        ]
    };
    plan.reorganizations.iter().map(row).collect()
}

fn initiatives(plan: &Plan) -> Vec<Vec<Content>> {
    let row = |initiative: &crate::plan::Initiative| {
        let responsible = initiative.responsible.iter().map(|unit| match unit {
            Responsible::Department(id) => id.to_string(),
            Responsible::Open(name) => name.clone(),
        });
        let group = plan.levels.last().zip(initiative.group).and_then(|(level, at)| level.groups.get(at));
        vec![
            Content::whole(initiative.no.0),
            Content::text(&initiative.name),
            Content::lines(responsible),
            group.map_or(Content::Nothing, |group| Content::text(group_key(group))),
            Content::lines(initiative.typed_themes(plan)),
            Content::lines(initiative.typed_goals()),
            Content::text(&initiative.content),
            Content::Flag(plan.narrative.table.pages_end_after.contains(&initiative.no.0)),
            printed(&initiative.printed, &initiative.no.key()),
        ]
    };
    plan.initiatives.iter().map(row).collect()
}

/// A printed number that is not the key.
fn printed(number: &str, key: &str) -> Content {
    if number == key { Content::Nothing } else { Content::text(number) }
}

/// A planned effect in the unit of entry where its decimals say it exactly.
fn effect(Yen(yen): Yen, unit: MoneyUnit) -> Content {
    let amount = (Decimal::from(yen) / Decimal::from(unit.yen())).normalize();
    if amount.scale() <= unit.entered_decimals() { Content::Number(amount) } else { Content::Text(format!("{yen}円")) }
}

fn actions(plan: &Plan) -> Vec<Vec<Content>> {
    let years: Vec<FiscalYear> = plan.years().collect();
    plan.actions()
        .map(|(_, action)| {
            let mut row = vec![
                Content::Text(action.id.key()),
                Content::text(&action.name),
                Content::text(&*action.lead.0),
                Content::lines(&action.partners),
                Content::Flag(action.open),
                action.repeats.map_or(Content::Nothing, |repeated| Content::Text(repeated.key())),
                plan.grades.weights.get(&action.id).map_or(Content::Nothing, |weight| Content::whole(*weight)),
                printed(&action.printed, &action.id.key()),
                action.added.map_or(Content::Nothing, |year| Content::Text(year.short())),
            ];
            row.extend(years::stages(plan, action));
            if !plan.settings.effects.is_empty() {
                let unit = plan.settings.entry_unit;
                let planned = |year| action.planned_effect.get(year).map_or(Content::Nothing, |e| effect(*e, unit));
                row.extend(years.iter().map(planned));
            }
            row
        })
        .collect()
}

fn indicators(plan: &Plan) -> Vec<Vec<Content>> {
    let number = |number: Option<&Decimal>| number.map_or(Content::Nothing, |number| Content::Number(*number));
    plan.actions()
        .flat_map(|(_, action)| &action.indicators)
        .map(|indicator| {
            let mut row = vec![
                Content::Text(indicator.id.action.key()),
                Content::text(&indicator.name),
                Content::text(&indicator.unit),
                Content::text(indicator.direction.label()),
                number(indicator.baseline.as_ref()),
            ];
            row.extend(plan.years().map(|year| number(indicator.targets.get(&year))));
            row
        })
        .collect()
}

fn grades(plan: &Plan) -> Vec<Vec<Content>> {
    let row = |grade: &crate::vocabulary::Grade| {
        vec![
            Content::text(&grade.mark),
            Content::text(&grade.name),
            Content::text(&grade.meaning),
            Content::lines(&grade.aliases),
            grade.points.map_or(Content::Nothing, Content::whole),
            Content::Flag(grade.on_track),
            Content::Flag(grade.needs_reason),
            grade.from.map_or(Content::Nothing, Content::Number),
            Content::Flag(grade.ends),
        ]
    };
    plan.grades.grades.iter().map(row).collect()
}

/// None where they are the built-in ones.
fn stages(plan: &Plan) -> Vec<Vec<Content>> {
    if plan.settings.stages == Stages::default() {
        return Vec::new();
    }
    let row = |word: &crate::vocabulary::StageWord| {
        vec![
            Content::text(word.stage.label()),
            Content::optional(Some(word.meaning.as_str()).filter(|meaning| !meaning.is_empty())),
            Content::lines(&word.aliases),
            word.stage.end().map_or(Content::Nothing, |end| Content::text(end.label())),
        ]
    };
    plan.settings.stages.words().iter().map(row).collect()
}

fn deadlines(plan: &Plan) -> Vec<Vec<Content>> {
    let row = |deadline: &crate::plan::Deadline| {
        vec![Content::text(deadline.year.short()), Content::text(deadline.period.label()), Content::Date(deadline.due)]
    };
    plan.settings.deadlines.iter().map(row).collect()
}

fn graders(plan: &Plan) -> Vec<Vec<Content>> {
    let lines = |of: Option<&Rating>, texts: fn(&Rating) -> Vec<String>| {
        of.map(texts).map_or(Content::Nothing, |texts| Content::lines(&texts))
    };
    let row = |grader: &crate::plan::Grader| {
        vec![
            Content::text(&grader.body),
            Content::text(grader.level.label()),
            Content::text(grader.readers.label()),
            lines(grader.own.as_ref(), Rating::letter_marks),
            lines(grader.own.as_ref(), Rating::words),
        ]
    };
    plan.graders().iter().map(row).collect()
}

fn glossary(plan: &Plan) -> Vec<Vec<Content>> {
    let row = |term: &crate::plan::Term| {
        let meaning = Some(term.meaning.as_str()).filter(|meaning| !meaning.is_empty());
        vec![Content::text(&term.term), Content::optional(meaning)]
    };
    plan.glossary.iter().map(row).collect()
}

fn foreign_forms(plan: &Plan) -> Vec<Vec<Content>> {
    let pairs = |texts: &std::collections::BTreeMap<String, String>| {
        Content::lines(texts.iter().map(|(name, text)| format!("{name}={text}")))
    };
    // By what forms call the fields; whatever has no such name keeps its key.
    let named = |texts: &std::collections::BTreeMap<String, String>| {
        Content::lines(texts.iter().map(|(key, text)| {
            let name = match FormField::named(key) {
                Some(FormField::Row(Field::Action)) => "番号",
                Some(field) => field.label(),
                None => key,
            };
            format!("{name}={text}")
        }))
    };
    let row = |form: &crate::plan::ForeignForm| {
        vec![
            Content::text(&form.name),
            Content::optional(form.sheet.as_deref()),
            pairs(&form.signs),
            Content::optional(form.department.as_deref()),
            Content::optional(form.period.as_ref().map(Period::label)),
            form.year.map_or(Content::Nothing, |year| Content::Text(year.short())),
            Content::optional(form.unit.as_deref()),
            named(&form.units),
            named(&form.cover),
            named(&form.columns),
            named(&form.cells),
            Content::lines(form.ignore.iter().cloned()),
            form.first_row.map_or(Content::Nothing, Content::whole),
            form.last_row.map_or(Content::Nothing, Content::whole),
            form.repeat.map_or(Content::Nothing, Content::whole),
        ]
    };
    plan.settings.foreign_forms.iter().map(row).collect()
}

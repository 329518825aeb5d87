//! A workbook in the making: properties, sheets with their print set-up, formats by style.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, IgnoreError, Workbook, Worksheet, XlsxError};

use crate::contract::Audience;
use crate::excel::cell_text::fitting;
use crate::excel::look::{self, Style};
use crate::excel::save::save;
use crate::plan::Plan;

/// Whose book it is, and how it looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Imprint<'a> {
    /// Who publishes it.
    pub(crate) author: &'a str,
    /// The notice of every page.
    pub(crate) notice: Option<&'a str>,
    /// The accent colour, `#rrggbb`.
    pub(crate) accent: &'a str,
}

/// What every sheet of a book has in common.
pub(crate) struct Book<'a> {
    imprint: Imprint<'a>,
    title: String,
    readers: Audience,
    formats: BTreeMap<u8, Format>,
    pub(crate) workbook: Workbook,
}

/// The orientation of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Orientation {
    /// Upright.
    Portrait,
    /// Sideways.
    Landscape,
}

impl<'a> Book<'a> {
    /// An empty book. The date it states is its date of creation, so that the same input gives the same bytes.
    pub(crate) fn new(plan: &'a Plan, title: String, readers: Audience, date: Date) -> Result<Book<'a>, XlsxError> {
        let imprint =
            Imprint { author: &plan.city, notice: plan.notice.as_deref(), accent: &plan.settings.look.accent };
        Book::of(imprint, title, readers, date)
    }

    /// The same for a book that is of no one plan.
    pub(crate) fn of(
        imprint: Imprint<'a>,
        title: String,
        readers: Audience,
        date: Date,
    ) -> Result<Book<'a>, XlsxError> {
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_ymd(
            date.year().unsigned_abs(),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )?;
        let properties = DocProperties::new()
            .set_title(title.clone())
            .set_author(imprint.author)
            .set_company(imprint.author)
            .set_comment(imprint.notice.unwrap_or_default())
            .set_creation_datetime(&created);
        workbook.set_properties(&properties);
        Ok(Book { imprint, title, readers, formats: BTreeMap::new(), workbook })
    }

    /// The format of a style.
    pub(crate) fn format(&mut self, style: Style) -> Format {
        let accent = self.imprint.accent;
        self.formats.entry(style as u8).or_insert_with(|| look::format(style, accent)).clone()
    }

    /// A new sheet with title, notice and print set-up: A4, as wide as a page, pages numbered. Columns have these widths.
    pub(crate) fn sheet(
        &mut self,
        name: &str,
        heading: &str,
        orientation: Orientation,
        widths: &[f64],
    ) -> Result<Sheet, XlsxError> {
        self.set_up(Worksheet::new(), name, heading, orientation, widths)
    }

    /// The same for a list of any length: a row that is finished leaves memory for a temporary file, so rows are written from
    /// the top to the bottom, each with its height before the next one begins.
    pub(crate) fn long_sheet(
        &mut self,
        name: &str,
        heading: &str,
        orientation: Orientation,
        widths: &[f64],
    ) -> Result<Sheet, XlsxError> {
        // Without a folder for temporary files the rows stay in memory.
        let sheet = self.workbook.new_worksheet_with_low_memory().unwrap_or_else(|_| Worksheet::new());
        self.set_up(sheet, name, heading, orientation, widths)
    }

    fn set_up(
        &mut self,
        mut sheet: Worksheet,
        name: &str,
        heading: &str,
        orientation: Orientation,
        widths: &[f64],
    ) -> Result<Sheet, XlsxError> {
        sheet.set_name(name)?.set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_margins(0.5, 0.5, 0.8, 0.7, 0.3, 0.3);
        if orientation == Orientation::Landscape {
            sheet.set_landscape();
        }
        numbers_may_be_text(&mut sheet)?;
        // & begins a code in heads and feet.
        let plain = |text: &str| text.replace('&', "&&");
        let mark = if self.readers == Audience::Office { "取扱注意（庁内限り）" } else { "" };
        sheet.set_header(format!("&L&10{}&R&10{mark}", plain(&self.title)));
        sheet.set_footer(format!("&L&10{}&C&10&P / &N&R&10&A", plain(self.imprint.notice.unwrap_or_default())));
        for (column, width) in (0u16..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.write_string_with_format(0, 0, heading, &self.format(Style::Title))?;
        sheet.set_row_height(0, 24)?;
        let mut line = self.title.clone();
        for part in self.imprint.notice.into_iter().chain((!mark.is_empty()).then_some(mark)) {
            line.push('　');
            line.push_str(part);
        }
        sheet.write_string_with_format(1, 0, line, &self.format(Style::Note))?;
        Ok(Sheet { sheet, widths: widths.to_vec() })
    }

    /// Adds a finished sheet.
    pub(crate) fn push(&mut self, sheet: Sheet) {
        self.workbook.push_worksheet(sheet.sheet);
    }

    /// The bytes.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        save(&mut self.workbook)
    }
}

/// A sheet in the making, with its columns' widths.
pub(crate) struct Sheet {
    pub(crate) sheet: Worksheet,
    /// Widths of its columns.
    pub(crate) widths: Vec<f64>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// Text; empty text is an empty cell with its border.
    Text(String),
    Number(f64),
    /// A formula with the value that the program computed.
    Formula(String, String),
    /// A link within the workbook: where, and what is printed.
    Link(String, String),
}

impl Content {
    /// What is printed, for measuring.
    pub(crate) fn printed(&self) -> &str {
        match self {
            Content::Text(text) | Content::Formula(_, text) | Content::Link(_, text) => text,
            Content::Number(_) => "",
        }
    }
}

/// A number of an item is text though it looks like a number: Excel is not to mark it as an error.
pub(crate) fn numbers_may_be_text(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.ignore_error_range(0, 0, LAST_ROW, LAST_COLUMN, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

/// The last row and column of a sheet.
const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u16 = 16_383;

/// A cell of text.
pub(crate) fn text(text: impl Into<String>) -> Content {
    Content::Text(text.into())
}

impl Sheet {
    /// Writes a remark over the whole width, as high as its text needs.
    pub(crate) fn remark(&mut self, row: u32, text: &str, format: &Format) -> Result<(), XlsxError> {
        let width: f64 = self.widths.iter().sum();
        self.sheet.set_row_height(row, look::height(look::lines(text, width)))?;
        let columns = self.widths.len().max(1) as u16;
        look::span(&mut self.sheet, (row, 0), (1, columns), text, &format.clone().set_text_wrap())
    }

    /// Writes one cell.
    pub(crate) fn put(&mut self, (row, col): (u32, u16), content: &Content, format: &Format) -> Result<(), XlsxError> {
        match content {
            Content::Text(text) if text.is_empty() => self.sheet.write_blank(row, col, format)?,
            Content::Text(text) => self.sheet.write_string_with_format(row, col, &*fitting(text), format)?,
            Content::Number(number) => self.sheet.write_number_with_format(row, col, *number, format)?,
            Content::Formula(formula, value) => {
                let formula = Formula::new(formula).set_result(value);
                self.sheet.write_formula_with_format(row, col, formula, format)?
            }
            Content::Link(target, text) => {
                self.sheet.write_url_with_options(row, col, target.as_str(), text, "", Some(format))?
            }
        };
        Ok(())
    }

    /// Writes a row of cells as high as its texts need, over several sheet rows where one cannot show them; returns the
    /// next free row.
    pub(crate) fn row(&mut self, row: u32, cells: &[(Content, Format)]) -> Result<u32, XlsxError> {
        let width = |i: usize| self.widths.get(i).copied().unwrap_or(10.0);
        let lines = cells.iter().enumerate().map(|(i, (content, _))| look::lines(content.printed(), width(i))).max();
        let (rows, height) = look::rows_for(lines.unwrap_or(1));
        for offset in 0..rows {
            self.sheet.set_row_height(row + offset, height)?;
        }
        for (col, (content, format)) in (0u16..).zip(cells) {
            if rows > 1 {
                self.sheet.merge_range(row, col, row + rows - 1, col, "", format)?;
            }
            self.put((row, col), content, format)?;
        }
        Ok(row + rows)
    }
}

//! 団体別集計.xlsx: each list of the survey as an Excel table on a sheet of its own, one value a cell.

use jiff::civil::Date;
use rust_xlsxwriter::{Format, XlsxError};

use crate::contract::Audience;
use crate::excel::book::{Book, Content, Imprint, Orientation, text};
use crate::excel::list::{List, widths_for_texts};
use crate::excel::look::Style;
use crate::plan::{Look, Wording};
use crate::report::figures::for_drawing;
use crate::report::survey::{self, ListColumn, ListTable, ListValue};
use crate::survey::Survey;

/// Row of the heads, 0-based.
const HEAD: u32 = 3;

/// Makes the workbook.
pub(crate) fn write(survey: &Survey, date: Date) -> Result<Vec<u8>, XlsxError> {
    let (look, notice) = (Look::default(), survey.notice());
    let imprint = Imprint {
        author: "各団体の公表データによる集計", notice: notice.as_deref(), accent: &look.accent
    };
    let mut book = Book::of(imprint, survey::TITLE.to_owned(), Audience::Public, date)?;
    rules(&mut book)?;
    for table in survey::tables(survey) {
        if !table.rows.is_empty() {
            sheet(&mut book, &table)?;
        }
    }
    book.finish()
}

/// 読み方: how the figures came about, and that nothing is ranked.
fn rules(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let mut sheet = book.sheet("読み方", survey::TITLE, Orientation::Portrait, &[24.0, 76.0])?;
    let (label, body) = (book.format(Style::Strong), book.format(Style::Middle));
    let mut row = HEAD;
    for (name, rule) in survey::rules() {
        row = sheet.row(row, &[(text(name), label.clone()), (text(rule), body.clone())])?;
    }
    book.push(sheet);
    Ok(())
}

fn sheet(book: &mut Book<'_>, table: &ListTable) -> Result<(), XlsxError> {
    let widths: Vec<f64> = table.columns.iter().map(|column| column.sheet_width).collect();
    let printed: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(ListValue::printed).collect()).collect();
    let widths = widths_for_texts(&widths, &printed);
    let mut sheet = book.sheet(table.title, table.title, Orientation::Landscape, &widths)?;
    let note = book.format(Style::Note);
    let unit = table.unit.map(|unit| format!("（単位：{unit}）")).unwrap_or_default();
    sheet.sheet.write_string_with_format(2, 0, format!("{unit}{}", table.about), &note)?;
    let formats = [Style::Middle, Style::Amount, Style::Rate].map(|style| book.format(style));
    let rows = table
        .rows
        .iter()
        .map(|row| row.iter().zip(&table.columns).map(|(value, column)| cell(value, column, &formats)).collect());
    let list = List {
        name: table.name,
        alt: table.title,
        heads: table.columns.iter().map(|column| column.head.to_owned()).collect(),
        head: book.format(Style::Head),
        rows: rows.collect(),
    };
    sheet.list(HEAD, Orientation::Landscape, &Wording::default(), &list)?;
    sheet.sheet.set_freeze_panes(HEAD + 1, 0)?;
    book.push(sheet);
    Ok(())
}

fn cell(value: &ListValue, column: &ListColumn, [middle, amount, rate]: &[Format; 3]) -> (Content, Format) {
    match value {
        ListValue::Count(count) => (Content::Number((*count).into()), amount.clone()),
        // Exact up to 2^53 yen.
        ListValue::Amount(yen) => (Content::Number(yen.0 as f64), amount.clone()),
        ListValue::Percent(percent) => (Content::Number(for_drawing(*percent)), rate.clone()),
        // A figure that is missing is an empty cell, so that columns of numbers hold numbers alone.
        ListValue::None => (text(""), if column.is_figure { amount.clone() } else { middle.clone() }),
        ListValue::Text(value) => (text(value.clone()), middle.clone()),
    }
}

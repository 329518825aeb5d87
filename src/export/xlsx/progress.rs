//! 進捗状況.xlsx: 概要, テーマ, 部, 一覧, 実践項目, 指標, 効果額, 意見, データ, 凡例. Totals are formulas over データ, with the program's own values as
//! their cached results.

use jiff::civil::Date;
use rust_xlsxwriter::{Table, TableColumn, TableStyle, XlsxError};

use super::{
    actions_sheet, breakdown_sheets, costs_sheet, effects_sheet, indicators_sheet, internal_sheet, list_sheet,
    opinions_sheet, overview_sheet,
};
use crate::assess::assessment::Assessment;
use crate::contract::{Audience, Field};
use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::look::{self, Style};
use crate::report::flat::{self, ColumnContent, Fact, FlatColumn, FlatTable, Value};
use crate::report::view::YearView;
use crate::report::{legend_lines, wording};
use crate::vocabulary::column_letters;

/// Row of データ, 0-based, in which the heads stand; values begin below.
const DATA_HEAD: u32 = 3;

/// The flat table's ranges, for formulas.
#[derive(Debug)]
pub(crate) struct Data {
    table: FlatTable,
}

impl Data {
    /// The absolute range of a column: `'データ'!$O$5:$O$99`; `None` where データ has no such column (no column at all where the plan has no
    /// action item).
    pub(crate) fn range(&self, content: impl Into<ColumnContent>) -> Option<String> {
        let column = column_letters(u32::try_from(self.table.position(content.into())?).ok()?);
        let first = DATA_HEAD + 2;
        let last = first + (self.table.rows.len() as u32).max(1) - 1;
        Some(format!("'データ'!${column}${first}:${column}${last}"))
    }
}

/// A formula over データ with the program's own value as its cached result; the value alone where there is nothing to compute it from.
pub(crate) fn computed(formula: Option<String>, value: String) -> Content {
    match (formula, value.parse()) {
        (Some(formula), _) => Content::Formula(formula, value),
        (None, Ok(number)) => Content::Number(number),
        (None, Err(_)) => text(value),
    }
}

/// Makes the workbook for its readers: the office has a sheet more.
pub(crate) fn write(assessment: &Assessment, date: Date, readers: Audience) -> Result<Vec<u8>, XlsxError> {
    let view = YearView::new(assessment, readers);
    let data = Data { table: flat::table(assessment) };
    let title = wording::report_title(view.plan, view.year);
    let mut book = Book::new(view.plan, title, readers, date)?;
    overview_sheet::write(&mut book, &view, &data)?;
    breakdown_sheets::write(&mut book, &view)?;
    let places = actions_sheet::places(&view);
    list_sheet::write(&mut book, &view, &places)?;
    actions_sheet::write(&mut book, &view)?;
    indicators_sheet::write(&mut book, &view)?;
    if view.plan.has_effects() {
        effects_sheet::write(&mut book, &view, &data)?;
    }
    costs_sheet::write(&mut book, &view)?;
    opinions_sheet::write(&mut book, &view)?;
    data_sheet(&mut book, &data)?;
    let short_years = indicators_sheet::names_years(&view) || opinions_sheet::names_years(&view);
    legend_sheet(&mut book, &view, short_years)?;
    if readers == Audience::Office {
        internal_sheet::write(&mut book, assessment)?;
    }
    book.finish()
}

/// データ: one row an action item, as a table that can be filtered, the head frozen. It is not printed: its print area is an empty cell.
fn data_sheet(book: &mut Book<'_>, data: &Data) -> Result<(), XlsxError> {
    let table = &data.table;
    let widths: Vec<f64> = table.columns.iter().map(data_width).collect();
    let mut sheet = book.sheet("データ", "データ", Orientation::Landscape, &widths)?;
    let (head, plain, number, note) = (
        book.format(Style::Head),
        book.format(Style::Data),
        book.format(Style::Data).set_num_format(look::AMOUNT),
        book.format(Style::Note),
    );
    let about = "実践項目1件を1行とした表です。金額は円（端数処理前）、空欄は報告がないことを表します。このシートは印刷されません。";
    sheet.sheet.write_string_with_format(2, 0, about, &note)?;
    let heads: Vec<TableColumn> = table
        .columns
        .iter()
        .map(|column| TableColumn::new().set_header(column.head.clone()).set_header_format(head.clone()))
        .collect();
    let columns = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
    let last = DATA_HEAD + u32::try_from(table.rows.len().max(1)).unwrap_or(u32::MAX);
    if columns > 0 {
        let list = Table::new()
            .set_name("Data")
            .set_alt_text("実践項目ごとの全項目")
            .set_style(TableStyle::None)
            .set_columns(&heads);
        sheet.sheet.add_table(DATA_HEAD, 0, last, columns - 1, &list)?;
    }
    sheet.sheet.set_row_height(DATA_HEAD, look::height(2))?;
    for (row, values) in (DATA_HEAD + 1..).zip(&table.rows) {
        for (col, value) in (0u16..).zip(values) {
            let (content, format) = match value {
                Value::Blank => continue,
                Value::Text(value) => (text(value.clone()), &plain),
                // Exact up to 2^53 yen; no city has more.
                Value::Integer(value) if table.columns[usize::from(col)].content.is_yen() => {
                    (Content::Number(*value as f64), &number)
                }
                Value::Integer(value) => (Content::Number(*value as f64), &plain),
                Value::Number(value) => (Content::Number(value.to_string().parse().unwrap_or(0.0)), &plain),
            };
            sheet.put((row, col), &content, format)?;
        }
        sheet.sheet.set_row_height(row, look::height(1))?;
    }
    sheet.sheet.set_freeze_panes(DATA_HEAD + 1, 5)?;
    sheet.sheet.set_print_area(last + 2, columns + 1, last + 2, columns + 1)?;
    book.push(sheet);
    Ok(())
}

fn data_width(column: &FlatColumn) -> f64 {
    let width = match column.content {
        _ if column.is_origin => 24.0,
        ColumnContent::Fact(Fact::Year | Fact::Initiative | Fact::Action | Fact::Counted | Fact::Rated) => 9.0,
        ColumnContent::Fact(Fact::InitiativeName | Fact::ActionName) => 34.0,
        ColumnContent::Entry(Field::Result | Field::Issues | Field::NextSteps) => 50.0,
        content if content.is_yen() => 16.0,
        _ => 14.0,
    };
    f64::max(width, (look::units(&column.head) as f64 / 2.0).ceil() + 3.0)
}

/// 凡例: every rule, one a row. `short_years` says whether a sheet has short names of years.
fn legend_sheet(book: &mut Book<'_>, view: &YearView<'_>, short_years: bool) -> Result<(), XlsxError> {
    let mut sheet = book.sheet("凡例", "凡例・算定方法", Orientation::Portrait, &[24.0, 76.0])?;
    let (section, label, body) = (book.format(Style::Section), book.format(Style::Strong), book.format(Style::Middle));
    let mut row = 3;
    for (heading, lines) in legend_lines(view, short_years) {
        sheet.sheet.write_string_with_format(row, 0, &heading, &section)?;
        row += 1;
        for (name, meaning) in lines {
            row = sheet.row(row, &[(text(name), label.clone()), (text(meaning), body.clone())])?;
        }
        row += 1;
    }
    book.push(sheet);
    Ok(())
}

//! 事業費: by action item and by year, planned beside actual, in yen, with formulas for the cost of staff, the whole and the sums.

use rust_xlsxwriter::{Table, TableColumn, TableStyle, XlsxError};

use crate::assess::costs::{CostComparison, CostFigure, CostLine, CostSummary, CostsAgainstPlan};
use crate::excel::book::{Book, Content, Orientation, Sheet, text};
use crate::excel::look::{self, Style};
use crate::plan::Costs;
use crate::report::figures::NONE;
use crate::report::view::YearView;
use crate::vocabulary::{CostPart, FiscalYear, column_letters};

/// First row of the items, 0-based.
const FIRST: u32 = 4;

/// A column: a line, planned or actual.
type Column = (CostLine, bool);

/// The columns of both tables after those that name the row.
fn columns(costs: &Costs) -> Vec<Column> {
    CostLine::of(costs).into_iter().flat_map(|line| [(line, true), (line, false)]).collect()
}

fn head(costs: &Costs, (line, is_planned): Column) -> String {
    format!("{}（{}）", line.name(costs), if is_planned { "計画" } else { "実績" })
}

fn side(compared: &CostComparison, is_planned: bool) -> &CostSummary {
    if is_planned { &compared.planned } else { &compared.actual }
}

/// A figure as a value of a cell and as the cached result of a formula.
fn plain(figure: Option<CostFigure>) -> (Content, String) {
    match figure {
        None => (text(NONE), NONE.to_owned()),
        Some(CostFigure::Money(yen)) => (Content::Number(yen.0 as f64), yen.0.to_string()),
        Some(CostFigure::Staff(staff)) => {
            let shown = staff.normalize().to_string();
            (Content::Number(shown.parse().unwrap_or(0.0)), shown)
        }
    }
}

/// Writes the sheet.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>) -> Result<(), XlsxError> {
    let (Some(costs), Some(against)) = (view.plan.costs(), view.costs) else { return Ok(()) };
    let columns = columns(costs);
    let mut widths = vec![10.0, 40.0];
    widths.extend(std::iter::repeat_n(14.0, columns.len()));
    let mut sheet = book.sheet("事業費", &format!("{}の事業費", view.year), Orientation::Landscape, &widths)?;
    let price = costs.staff_price.get(&view.year).map_or(String::new(), |price| {
        format!("人件費は、人工に1人1年当たりの単価{}円を乗じた額です。", crate::vocabulary::grouped(price.0))
    });
    let about = format!("単位：円（端数処理前）。人工は人。「―」は計画又は報告がないことを表します。{price}");
    let note = book.format(Style::Note);
    sheet.remark(2, &about, &note)?;
    let total = by_action(book, view, costs, against, &mut sheet)?;
    by_year(book, view, (costs, against), &mut sheet, total)?;
    sheet.sheet.set_freeze_panes(FIRST, 2)?;
    sheet.sheet.set_repeat_rows(FIRST - 1, FIRST - 1)?;
    book.push(sheet);
    Ok(())
}

/// Makes a range an Excel table of so many rows below its heads; its sums stand under it and are no part of it.
fn table(
    book: &mut Book<'_>,
    sheet: &mut Sheet,
    (row, col): (u32, u16),
    (name, alt): (&str, &str),
    heads: Vec<String>,
    rows: u32,
) -> Result<(), XlsxError> {
    let format = book.format(Style::Head);
    let columns: Vec<TableColumn> =
        heads.into_iter().map(|head| TableColumn::new().set_header(head).set_header_format(format.clone())).collect();
    let last = col + u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let table = Table::new()
        .set_name(name)
        .set_alt_text(alt)
        .set_style(TableStyle::None)
        .set_banded_rows(false)
        .set_columns(&columns);
    sheet.sheet.add_table(row, col, row + rows.max(1), last, &table)?;
    sheet.sheet.set_row_height(row, look::height(2))?;
    Ok(())
}

/// What a cell of a row holds: the figure as it was typed, or the formula that makes it of the row's other cells.
fn of_row(
    costs: &Costs,
    year: FiscalYear,
    columns: &[Column],
    (line, is_planned): Column,
    n: u32,
    compared: &CostComparison,
) -> Content {
    let (value, cached) = plain(side(compared, is_planned).get(line));
    // `None` of a line that has no column: the cell holds the figure then.
    let cell = |wanted: CostLine| {
        let at = columns.iter().position(|column| *column == (wanted, is_planned))?;
        Some(format!("{}{n}", column_letters(2 + at as u32)))
    };
    let formula = match line {
        CostLine::StaffCost => costs
            .staff_price
            .get(&year)
            .zip(cell(CostLine::Staff))
            .map(|(price, staff)| format!("=IF(ISNUMBER({staff}),ROUND({staff}*{},0),\"{NONE}\")", price.0)),
        CostLine::Whole => {
            let parts = cell(CostLine::Part(CostPart::Total)).zip(cell(CostLine::StaffCost));
            parts.map(|(costs, staff)| format!("=IF(COUNT({costs},{staff})=0,\"{NONE}\",SUM({costs},{staff}))"))
        }
        CostLine::Part(_) | CostLine::Staff => None,
    };
    formula.map_or(value, |formula| Content::Formula(formula, cached))
}

/// By action item; the row of the sums, 0-based.
fn by_action(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    costs: &Costs,
    against: &CostsAgainstPlan,
    sheet: &mut Sheet,
) -> Result<u32, XlsxError> {
    let columns = columns(costs);
    let items: Vec<_> = view.actions().map(|(_, action)| action.action).filter(|item| item.repeats.is_none()).collect();
    // The plan's words are put in when the workbook is done.
    let item = "実践項目".to_owned();
    let heads = ["No.".to_owned(), item.clone()].into_iter().chain(columns.iter().map(|column| head(costs, *column)));
    let alt = format!("{item}ごとの事業費（単位：円）");
    table(book, sheet, (FIRST - 1, 0), ("Costs", &alt), heads.collect(), items.len() as u32)?;
    let (center, middle, amount) = (book.format(Style::Center), book.format(Style::Middle), book.format(Style::Amount));
    let staff = amount.clone().set_num_format(staff_format(costs));
    let none = CostComparison::default();
    for (row, item) in (FIRST..).zip(&items) {
        let compared = against.by_action.get(&item.id).unwrap_or(&none);
        sheet.put((row, 0), &text(item.printed.clone()), &center)?;
        sheet.put((row, 1), &text(item.name.clone()), &middle)?;
        for (col, column) in (2u16..).zip(&columns) {
            let content = of_row(costs, view.year, &columns, *column, row + 1, compared);
            sheet.put((row, col), &content, if column.0 == CostLine::Staff { &staff } else { &amount })?;
        }
        sheet.sheet.set_row_height(row, look::height(look::lines(&item.name, 40.0)))?;
    }
    let row = FIRST + (items.len() as u32).max(1);
    sums(book, costs, sheet, (FIRST, row), 0, &against.of(view.year), "計")?;
    Ok(row)
}

/// The sums of the rows `first..row` in the row below them.
fn sums(
    book: &mut Book<'_>,
    costs: &Costs,
    sheet: &mut Sheet,
    (first, row): (u32, u32),
    label_col: u16,
    all: &CostComparison,
    label: &str,
) -> Result<(), XlsxError> {
    let (total, total_label) = (book.format(Style::Total), book.format(Style::TotalLabel));
    let staff = total.clone().set_num_format(staff_format(costs));
    if label_col == 0 {
        sheet.put((row, 0), &text(""), &total_label)?;
    }
    sheet.put((row, 1), &text(label), &total_label)?;
    for (col, (line, is_planned)) in (2u16..).zip(columns(costs)) {
        let letter = column_letters(col.into());
        let range = format!("{letter}{}:{letter}{row}", first + 1);
        let (_, cached) = plain(side(all, is_planned).get(line));
        let formula = format!("=IF(COUNT({range})=0,\"{NONE}\",SUM({range}))");
        let format = if line == CostLine::Staff { &staff } else { &total };
        sheet.put((row, col), &Content::Formula(formula, cached), format)?;
    }
    Ok(())
}

/// By year, and their sums; the earlier years' records are not in this book, so their figures are values.
fn by_year(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    (costs, against): (&Costs, &CostsAgainstPlan),
    sheet: &mut Sheet,
    total: u32,
) -> Result<(), XlsxError> {
    let row = total + 2;
    let columns = columns(costs);
    let section = book.format(Style::Section);
    sheet.sheet.write_string_with_format(row, 0, "年度別の事業費（単位：円）", &section)?;
    let heads = std::iter::once("年度".to_owned()).chain(columns.iter().map(|column| head(costs, *column)));
    let years = against.by_year.len() as u32;
    table(book, sheet, (row + 1, 1), ("CostsByYear", "年度ごとの事業費（単位：円）"), heads.collect(), years)?;
    let (middle, amount) = (book.format(Style::Middle), book.format(Style::Amount));
    let staff = amount.clone().set_num_format(staff_format(costs));
    let first = row + 2;
    for (row, (year, compared)) in (first..).zip(&against.by_year) {
        sheet.put((row, 1), &text(year.to_string()), &middle)?;
        for (col, (line, is_planned)) in (2u16..).zip(&columns) {
            let (value, cached) = plain(side(compared, *is_planned).get(*line));
            let content = match *year == view.year {
                true => Content::Formula(format!("={}{}", column_letters(col.into()), total + 1), cached),
                false => value,
            };
            sheet.put((row, col), &content, if *line == CostLine::Staff { &staff } else { &amount })?;
        }
    }
    sums(book, costs, sheet, (first, first + years.max(1)), 1, &against.cumulative, "累計")
}

/// The number format of 人工.
fn staff_format(costs: &Costs) -> String {
    match costs.staff_decimals {
        0 => "#,##0".to_owned(),
        decimals => format!("#,##0.{}", "0".repeat(decimals as usize)),
    }
}

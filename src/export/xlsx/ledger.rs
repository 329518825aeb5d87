//! 統合記録.xlsx: every file with its fate and hash, the proof that the cells add up, the findings, and every cell.

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::{WriteError, internal_sheet};
use crate::contract::{Audience, FormKind};
use crate::excel::book::{Book, Content, Orientation, Sheet, text};
use crate::excel::look::{self, Style};
use crate::intake::file_account::{CellAccount, Disposition};
use crate::merge::ledger::{FileFate, Ledger, LedgerFile};
use crate::merge::record::YearRecord;
use crate::plan::{Plan, names};

/// Cells a sheet; Excel's own limit is 1,048,576 rows.
const CELLS_A_SHEET: usize = 1_000_000;

/// First row of the files, 0-based.
const FIRST: u32 = 5;

/// Makes the workbook.
pub(crate) fn write(plan: &Plan, record: &YearRecord, date: Date) -> Result<Vec<u8>, WriteError> {
    let title = format!("{} 統合記録（{}）", plan.short_title, record.year);
    let mut book = Book::new(plan, title, Audience::Office, date)?;
    files(&mut book, plan, record)?;
    internal_sheet::findings(&mut book, plan, &record.findings)?;
    cells(&mut book, plan, &record.ledger)?;
    Ok(book.finish()?)
}

fn fate(fate: &FileFate) -> (&'static str, String) {
    match fate {
        FileFate::Used => ("採用", String::new()),
        FileFate::Superseded(by) => ("差替え", format!("{by} による")),
        FileFate::Duplicate(of) => ("重複", format!("{of} と同じ内容")),
        FileFate::Rejected(reason) => ("不採用", reason.to_string()),
        FileFate::Ignored(reason) => ("対象外", reason.to_string()),
    }
}

fn files(book: &mut Book<'_>, plan: &Plan, record: &YearRecord) -> Result<(), XlsxError> {
    // Size and hash are for the screen: printed, they would make everything else too small to read.
    let widths = [6.0, 31.0, 14.0, 20.0, 7.0, 17.0, 7.0, 7.0, 7.0, 7.0, 7.0, 8.0, 8.0, 10.0, 70.0];
    let mut sheet = book.sheet("ファイル", "ファイル別の統合記録", Orientation::Landscape, &widths)?;
    let (head, body, center, amount) =
        (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Center), book.format(Style::Amount));
    let (total, total_label, note) =
        (book.format(Style::Total), book.format(Style::TotalLabel), book.format(Style::Note));
    let about = "空でないセルの数を、扱い別に数えています。「計」と「セル数」が一致することで、すべてのセルの扱いが記録されていることを確認できます。";
    sheet.remark(2, about, &note)?;
    let before = ["番号", "ファイル", "種類", "内容", "結果", "理由"];
    let heads = before.into_iter().chain(Disposition::LABELS).chain(["計", "セル数", "サイズ", "SHA-256"]);
    let heads: Vec<_> = heads.map(|name| (text(name), head.clone())).collect();
    sheet.row(FIRST - 1, &heads)?;
    let mut row = FIRST;
    for (number, file) in (1..).zip(&record.ledger.files) {
        let counts = file.counts();
        let (word, reason) = fate(&file.fate);
        let about = file
            .about
            .as_ref()
            .map(|key| format!("{}　{}　{}", names::print_department(plan, &key.department), key.year, key.period));
        let mut cells = vec![
            (Content::Number(f64::from(number)), center.clone()),
            (text(&*file.file), body.clone()),
            (text(file.kind.clone()), body.clone()),
            (text(about.unwrap_or_default()), body.clone()),
            (text(word), center.clone()),
            (text(reason), body.clone()),
        ];
        for label in Disposition::LABELS {
            cells.push((Content::Number(counts.get(label).copied().unwrap_or(0) as f64), amount.clone()));
        }
        let n = row + 1;
        let listed: usize = counts.values().sum();
        cells.push((Content::Formula(format!("=SUM(G{n}:K{n})"), listed.to_string()), amount.clone()));
        cells.push((Content::Number(file.cells.len() as f64), amount.clone()));
        cells.push((Content::Number(file.size as f64), amount.clone()));
        cells.push((text(file.hash.map(|hash| hash.to_string()).unwrap_or_default()), body.clone()));
        row = sheet.row(row, &cells)?;
    }
    let mut sums = vec![(text("計"), total_label.clone())];
    sums.extend((1..6).map(|_| (text(""), total_label.clone())));
    let by_label = record.ledger.totals();
    let cells_in_all = record.ledger.cells();
    let values = Disposition::LABELS.map(|label| by_label.get(label).copied().unwrap_or(0));
    let values = values.into_iter().chain([by_label.values().sum(), cells_in_all]);
    for (letter, value) in ('G'..='M').zip(values) {
        let formula = if row > FIRST { format!("=SUM({letter}{}:{letter}{row})", FIRST + 1) } else { "=0".to_owned() };
        sums.push((Content::Formula(formula, value.to_string()), total.clone()));
    }
    sums.push((text(""), total_label.clone()));
    sums.push((text(""), total_label.clone()));
    sheet.row(row, &sums)?;
    let n = row + 1;
    let proof = format!("=IF(L{n}=M{n},\"検算：一致（すべてのセルの扱いを記録）\",\"検算：不一致\")");
    let holds = by_label.values().sum::<usize>() == cells_in_all;
    let printed =
        if holds { "検算：一致（すべてのセルの扱いを記録）" } else { "検算：不一致" };
    let strong = book.format(Style::Note).set_bold();
    sheet.put((row + 1, 0), &Content::Formula(proof, printed.to_owned()), &strong)?;
    if row > FIRST {
        sheet.sheet.autofilter(FIRST - 1, 0, row - 1, widths.len() as u16 - 1)?;
    }
    sheet.sheet.set_freeze_panes(FIRST, 2)?.set_repeat_rows(FIRST - 1, FIRST - 1)?;
    sheet.sheet.set_print_area(0, 0, row + 1, widths.len() as u16 - 3)?;
    book.push(sheet);
    Ok(())
}

/// Lines of the list of cells that go on a printed page, near enough for saying how many pages there would be.
const LINES_A_PAGE: usize = 38;

/// Every non-empty cell, over as many sheets as it takes.
fn cells(book: &mut Book<'_>, plan: &Plan, ledger: &Ledger) -> Result<(), XlsxError> {
    let mut left = ledger.cells();
    // A year without any input still has the sheet, with its heads only.
    let mut sheet = CellSheet::new(book, 0, left.min(CELLS_A_SHEET))?;
    let mut sheets = 1;
    for (number, file) in (1..).zip(&ledger.files) {
        let submitter = submitter(plan, file);
        for cell in file.cells.iter() {
            if sheet.cells == CELLS_A_SHEET {
                let next = CellSheet::new(book, sheets, left.min(CELLS_A_SHEET))?;
                std::mem::replace(&mut sheet, next).finish(book)?;
                sheets += 1;
            }
            sheet.put(plan, number, &submitter, file, &cell)?;
            left -= 1;
        }
    }
    sheet.finish(book)
}

/// Widths of the columns of the list of cells.
const WIDTHS: [f64; 8] = [6.0, 22.0, 12.0, 8.0, 44.0, 8.0, 20.0, 28.0];

/// A sheet of the list of cells in the making.
struct CellSheet {
    sheet: Sheet,
    /// How many cells it has so far.
    cells: usize,
}

impl CellSheet {
    /// The sheet after so many others, on which so many cells will stand.
    fn new(book: &mut Book<'_>, before: usize, cells: usize) -> Result<CellSheet, XlsxError> {
        let name = if before == 0 { "セル".to_owned() } else { format!("セル{}", before + 1) };
        let mut sheet = book.long_sheet(&name, "セル別の統合記録", Orientation::Landscape, &WIDTHS)?;
        let (head, data, note) =
            (book.format(Style::Head), book.format(Style::Data).set_text_wrap(), book.format(Style::Note));
        let about = format!(
            "空でない{}のセルを1行に1つ載せています。画面で絞り込んで見るためのシートで、印刷すると{}枚ほどになります。ファイルの名前は「ファイル」のシートの番号にあります。",
            crate::vocabulary::grouped(cells as i64),
            cells.div_ceil(LINES_A_PAGE)
        );
        // A format of the column is looked up once; one given with each of a million cells is looked up with each.
        for column in 0..WIDTHS.len() as u16 {
            sheet.sheet.set_column_format(column, &data)?;
        }
        sheet.remark(2, &about, &note)?;
        let heads = ["番号", "提出者", "シート", "セル", "入力（先頭40字）", "扱い", "統合先", "理由"];
        sheet.row(3, &heads.map(|name| (text(name), head.clone())))?;
        sheet.sheet.set_row_height(3, look::height(1))?;
        Ok(CellSheet { sheet, cells: 0 })
    }

    fn put(
        &mut self,
        plan: &Plan,
        number: u32,
        submitter: &str,
        file: &LedgerFile,
        cell: &CellAccount<'_>,
    ) -> Result<(), XlsxError> {
        let row = 4 + self.cells as u32;
        let values = [
            submitter.to_owned(),
            cell.sheet.to_string(),
            cell.cell.to_string(),
            // One line a cell: the sheet is searched and filtered, not read as prose.
            cell.excerpt.replace('\n', "↵"),
            cell.disposition.label().to_owned(),
            file.destination(cell).map(|destination| destination.label(plan)).unwrap_or_default(),
            file.reason(cell).unwrap_or_default(),
        ];
        self.sheet.sheet.write_number(row, 0, f64::from(number))?;
        for (col, value) in (1u16..).zip(&values).filter(|(_, value)| !value.is_empty()) {
            self.sheet.sheet.write_string(row, col, value)?;
        }
        let lines = values.iter().zip(&WIDTHS[1..]).map(|(value, width)| look::lines(value, *width)).max();
        if let Some(lines) = lines.filter(|lines| *lines > 1) {
            self.sheet.sheet.set_row_height(row, look::height(lines))?;
        }
        self.cells += 1;
        Ok(())
    }

    fn finish(mut self, book: &mut Book<'_>) -> Result<(), XlsxError> {
        self.sheet.sheet.autofilter(3, 0, 3 + self.cells as u32, WIDTHS.len() as u16 - 1)?;
        self.sheet.sheet.set_freeze_panes(4, 0)?.set_repeat_rows(3, 3)?;
        book.push(self.sheet);
        Ok(())
    }
}

/// Who handed a file in: the department, the council, or nobody known.
fn submitter(plan: &Plan, file: &LedgerFile) -> String {
    match (&file.about, file.form) {
        (Some(key), _) => names::print_department(plan, &key.department),
        (None, Some(FormKind::Council)) => "審議会".to_owned(),
        (None, _) => "―".to_owned(),
    }
}

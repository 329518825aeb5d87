//! 統合記録.xlsx: every file with its fate and hash, the proof that the cells add up, the findings, and every cell.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::{WriteError, internal_sheet};
use crate::contract::{Audience, FormKind};
use crate::excel::book::{Book, Content, Orientation, Sheet, text};
use crate::excel::cell_text::fitting;
use crate::excel::look::{self, Style};
use crate::intake::file_account::{CellAccount, CellAccounts, Disposition};
use crate::merge::ledger::{Destination, FileFate, Ledger, LedgerFile};
use crate::merge::record::YearRecord;
use crate::plan::{Plan, names};
use crate::vocabulary::column_letters;

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

/// The columns of the list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileColumn {
    Number,
    File,
    Kind,
    About,
    Fate,
    Reason,
    /// Cells of a disposition, by its position.
    Cells(usize),
    /// The sum of the dispositions.
    Listed,
    /// The number of cells that are not empty, counted by itself.
    NotEmpty,
    Size,
    Hash,
}

impl FileColumn {
    const ALL: [FileColumn; 15] = {
        use FileColumn::{About, Cells, Fate, File, Hash, Kind, Listed, NotEmpty, Number, Reason, Size};
        let [used, superseded, reference, rejected, ignored] = [Cells(0), Cells(1), Cells(2), Cells(3), Cells(4)];
        [
            Number, File, Kind, About, Fate, Reason, used, superseded, reference, rejected, ignored, Listed, NotEmpty,
            Size, Hash,
        ]
    };
    /// Size and hash are for the screen: printed, they would make everything else too small to read.
    const PRINTED: usize = 13;

    fn head(self) -> &'static str {
        match self {
            FileColumn::Number => "番号",
            FileColumn::File => "ファイル",
            FileColumn::Kind => "種類",
            FileColumn::About => "内容",
            FileColumn::Fate => "結果",
            FileColumn::Reason => "理由",
            FileColumn::Cells(position) => Disposition::LABELS[position],
            FileColumn::Listed => "計",
            FileColumn::NotEmpty => "セル数",
            FileColumn::Size => "サイズ",
            FileColumn::Hash => "SHA-256",
        }
    }

    fn width(self) -> f64 {
        match self {
            FileColumn::Number => 6.0,
            FileColumn::File => 31.0,
            FileColumn::Kind => 14.0,
            FileColumn::About => 20.0,
            FileColumn::Fate | FileColumn::Cells(_) => 7.0,
            FileColumn::Reason => 17.0,
            FileColumn::Listed | FileColumn::NotEmpty => 8.0,
            FileColumn::Size => 10.0,
            FileColumn::Hash => 70.0,
        }
    }

    /// Its letters in formulas.
    fn letters(self) -> String {
        column_letters(Self::ALL.iter().position(|column| *column == self).unwrap_or(0) as u32)
    }

    /// What it says of a file in a row of the sheet, from 0.
    fn of_file(self, plan: &Plan, number: u32, file: &LedgerFile, row: u32) -> Content {
        let counts = file.cells.by_disposition();
        match self {
            FileColumn::Number => Content::Number(f64::from(number)),
            FileColumn::File => text(&*file.file),
            FileColumn::Kind => text(file.kind.clone()),
            FileColumn::About => text(file.about.as_ref().map_or(String::new(), |key| {
                format!("{}　{}　{}", names::print_department(plan, &key.department), key.year, key.period)
            })),
            FileColumn::Fate => text(file.fate.label()),
            FileColumn::Reason => {
                let reason = match &file.fate {
                    FileFate::Used => String::new(),
                    FileFate::Superseded(by) => format!("{by} による"),
                    FileFate::Duplicate(of) => format!("{of} と同じ内容"),
                    FileFate::Rejected(reason) | FileFate::Ignored(reason) => reason.to_string(),
                };
                let partial = file.is_partial.then(|| "途中まで読取り（上限を超えたため）".to_owned());
                let said: Vec<String> = partial.into_iter().chain(Some(reason).filter(|it| !it.is_empty())).collect();
                text(said.join("。"))
            }
            FileColumn::Cells(position) => Content::Number(counts[position] as f64),
            FileColumn::Listed => {
                let last = FileColumn::Cells(Disposition::LABELS.len() - 1);
                let (first, last, n) = (FileColumn::Cells(0).letters(), last.letters(), row + 1);
                Content::Formula(format!("=SUM({first}{n}:{last}{n})"), counts.iter().sum::<usize>().to_string())
            }
            FileColumn::NotEmpty => Content::Number(file.cells.len() as f64),
            FileColumn::Size => Content::Number(file.size as f64),
            FileColumn::Hash => text(file.hash.map(|hash| hash.to_string()).unwrap_or_default()),
        }
    }

    /// What it says of all files, whose rows end above `row`; `None` where it has no sum.
    fn of_all(self, ledger: &Ledger, row: u32) -> Option<Content> {
        let counts = ledger.totals();
        let value = match self {
            FileColumn::Cells(position) => counts[position],
            FileColumn::Listed => counts.iter().sum(),
            FileColumn::NotEmpty => ledger.cells(),
            _ => return None,
        };
        let letters = self.letters();
        let sum = format!("=SUM({letters}{}:{letters}{row})", FIRST + 1);
        Some(Content::Formula(if row > FIRST { sum } else { "=0".to_owned() }, value.to_string()))
    }
}

fn files(book: &mut Book<'_>, plan: &Plan, record: &YearRecord) -> Result<(), XlsxError> {
    let widths = FileColumn::ALL.map(FileColumn::width);
    let mut sheet = book.sheet("ファイル", "ファイル別の統合記録", Orientation::Landscape, &widths)?;
    let (head, body, center, amount) =
        (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Center), book.format(Style::Amount));
    let (total, total_label, note) =
        (book.format(Style::Total), book.format(Style::TotalLabel), book.format(Style::Note));
    let about = "空でないセルの数を、扱い別に数えています。「計」と「セル数」が一致することで、すべてのセルの扱いが記録されていることを確認できます。";
    sheet.remark(2, about, &note)?;
    sheet.row(FIRST - 1, &FileColumn::ALL.map(|column| (text(column.head()), head.clone())))?;
    let format = |column: FileColumn| match column {
        FileColumn::Number | FileColumn::Fate => center.clone(),
        FileColumn::Cells(_) | FileColumn::Listed | FileColumn::NotEmpty | FileColumn::Size => amount.clone(),
        _ => body.clone(),
    };
    let mut row = FIRST;
    for (number, file) in (1..).zip(&record.ledger.files) {
        let cells = FileColumn::ALL.map(|column| (column.of_file(plan, number, file, row), format(column)));
        row = sheet.row(row, &cells)?;
    }
    let sums = FileColumn::ALL.map(|column| match column.of_all(&record.ledger, row) {
        Some(sum) => (sum, total.clone()),
        None if column == FileColumn::Number => (text("計"), total_label.clone()),
        None => (text(""), total_label.clone()),
    });
    sheet.row(row, &sums)?;
    let n = row + 1;
    let (listed, not_empty) = (FileColumn::Listed.letters(), FileColumn::NotEmpty.letters());
    let agrees = match record.ledger.files.iter().filter(|file| file.is_partial).count() {
        0 => "検算：一致（すべてのセルの扱いを記録）".to_owned(),
        partial => format!("検算：一致（読んだセルの扱いをすべて記録。途中まで読んだ{partial}ファイルの残りを除く）"),
    };
    let differs = "検算：不一致";
    let proof = format!("=IF({listed}{n}={not_empty}{n},\"{agrees}\",\"{differs}\")");
    let holds = record.ledger.totals().iter().sum::<usize>() == record.ledger.cells();
    let printed = if holds { &*agrees } else { differs };
    let strong = book.format(Style::Note).set_bold();
    sheet.put((row + 1, 0), &Content::Formula(proof, printed.to_owned()), &strong)?;
    if row > FIRST {
        sheet.sheet.autofilter(FIRST - 1, 0, row - 1, widths.len() as u16 - 1)?;
    }
    sheet.sheet.set_freeze_panes(FIRST, 2)?.set_repeat_rows(FIRST - 1, FIRST - 1)?;
    sheet.sheet.set_print_area(0, 0, row + 1, FileColumn::PRINTED as u16 - 1)?;
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

/// The columns of the list of cells: head and width.
const CELL_COLUMNS: [(&str, f64); 8] = [
    ("番号", 6.0),
    ("提出者", 22.0),
    ("シート", 12.0),
    ("セル", 8.0),
    ("入力（先頭40字）", 44.0),
    ("扱い", 8.0),
    ("統合先", 20.0),
    ("理由", 28.0),
];

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
        let mut sheet =
            book.long_sheet(&name, "セル別の統合記録", Orientation::Landscape, &CELL_COLUMNS.map(|(_, width)| width))?;
        let (head, data, note) =
            (book.format(Style::Head), book.format(Style::Data).set_text_wrap(), book.format(Style::Note));
        let about = format!(
            "空でない{}のセルを1行に1つ載せています。画面で絞り込んで見るためのシートで、印刷すると{}枚ほどになります。ファイルの名前は「ファイル」のシートの番号にあります。",
            crate::vocabulary::grouped(cells as i64),
            cells.div_ceil(LINES_A_PAGE)
        );
        // A format of the column is looked up once; one given with each of a million cells is looked up with each.
        for column in 0..CELL_COLUMNS.len() as u16 {
            sheet.sheet.set_column_format(column, &data)?;
        }
        sheet.remark(2, &about, &note)?;
        sheet.row(3, &CELL_COLUMNS.map(|(name, _)| (text(name), head.clone())))?;
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
        let values: [Cow<'_, str>; 7] = [
            submitter.into(),
            (**cell.sheet).into(),
            cell.cell.to_string().into(),
            in_one_line(cell.excerpt),
            cell.disposition.label().into(),
            file.destination(cell).map(|destination| destination.label(plan)).unwrap_or_default().into(),
            file.reason(cell).unwrap_or_default().into(),
        ];
        self.sheet.sheet.write_number(row, 0, f64::from(number))?;
        for (col, value) in (1u16..).zip(&values).filter(|(_, value)| !value.is_empty()) {
            self.sheet.sheet.write_string(row, col, &*fitting(value))?;
        }
        let lines = values.iter().zip(&CELL_COLUMNS[1..]).map(|(value, (_, width))| look::lines(value, *width)).max();
        if let Some(lines) = lines.filter(|lines| *lines > 1) {
            self.sheet.sheet.set_row_height(row, look::height(lines))?;
        }
        self.cells += 1;
        Ok(())
    }

    fn finish(mut self, book: &mut Book<'_>) -> Result<(), XlsxError> {
        self.sheet.sheet.autofilter(3, 0, 3 + self.cells as u32, CELL_COLUMNS.len() as u16 - 1)?;
        self.sheet.sheet.set_freeze_panes(4, 0)?.set_repeat_rows(3, 3)?;
        book.push(self.sheet);
        Ok(())
    }
}

/// What a cell holds, in one line: the sheet is searched and filtered, not read as prose.
fn in_one_line(excerpt: &str) -> Cow<'_, str> {
    if excerpt.contains('\n') { excerpt.replace('\n', "↵").into() } else { excerpt.into() }
}

/// Characters from which on what a cell holds is somebody's text, and no label that the program's own words could hold.
const QUOTED: usize = 12;

/// The texts of cells as the list quotes them.
pub(super) fn quoted(cells: &CellAccounts) -> impl Iterator<Item = Cow<'_, str>> {
    let texts = cells.iter().map(|cell| cell.excerpt).filter(|text| text.chars().nth(QUOTED - 1).is_some());
    texts.map(in_one_line)
}

/// The body whose form a file is, by where its grades went.
fn body(plan: &Plan, file: &LedgerFile) -> String {
    let at = file.cells.iter().find_map(|cell| match file.destination(&cell) {
        Some(Destination::Grading(at, _) | Destination::GradingReason(at, _)) => Some(*at),
        _ => None,
    });
    let grader = at.and_then(|at| plan.graders().get(at));
    grader.map_or_else(|| "―".to_owned(), |grader| grader.body.clone())
}

/// Who handed a file in: the department, the council, or nobody known.
fn submitter(plan: &Plan, file: &LedgerFile) -> String {
    match (&file.about, file.form) {
        (Some(key), _) => names::print_department(plan, &key.department),
        (None, Some(FormKind::Council)) => "審議会".to_owned(),
        (None, Some(FormKind::Grading)) => body(plan, file),
        (None, _) => "―".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::table::read_tables;

    /// A file that was read up to a limit has cells that nobody counted: its row says so, and so does the proof below.
    #[test]
    fn the_list_of_files_says_what_was_read_in_part() {
        let assessment = crate::report::fixture::assessment();
        let said = |partial: bool| {
            let mut record = YearRecord::clone(&assessment.record);
            record.ledger.files = vec![LedgerFile {
                file: "令和2年度/a.xlsx".into(),
                hash: None,
                size: 1,
                kind: "進捗管理表（xlsx）".to_owned(),
                is_partial: partial,
                form: None,
                about: None,
                fate: FileFate::Used,
                cells: Default::default(),
                destinations: Default::default(),
            }];
            let bytes = write(&assessment.plan, &record, Date::constant(2021, 6, 30)).expect("a workbook");
            let tables = read_tables(&bytes).expect("readable");
            tables[0].rows().into_iter().flatten().map(|cell| cell.to_string()).collect::<Vec<_>>().join("|")
        };
        assert!(said(false).contains("すべてのセルの扱いを記録"), "{}", said(false));
        assert!(!said(false).contains("途中まで"), "{}", said(false));
        let said = said(true);
        assert!(said.contains("途中まで読取り") && said.contains("途中まで読んだ1ファイルの残りを除く"), "{said}");
        assert!(!said.contains("（すべてのセルの扱いを記録）"), "{said}");
    }
}

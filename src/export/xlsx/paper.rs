//! Any paper whose content is tables (新旧対照表, 正誤表, 検算書 …) as a workbook: a sheet a part, from the same document as the PDF.

use rust_xlsxwriter::{Format, FormatAlign, FormatUnderline, XlsxError};

use super::sheet_names;
use crate::contract::Audience;
use crate::excel::book::{Book, Content, Orientation, Sheet};
use crate::excel::cell_text::LONGEST;
use crate::excel::look::{self, Style};
use crate::plan::Plan;
use crate::report::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Document, Emphasis, Inline, Inlines, Paper, Part, Row, Table,
};
use crate::report::text;

/// Tenths of a millimetre that one unit of a column's width takes.
const UNIT: f64 = 17.0;
/// Width that a figure of a year needs: ▲105,090,000.
const FIGURE: f64 = 13.0;

/// Makes the workbook. The cover is left out: a workbook says in its first lines what it is.
pub(crate) fn write(plan: &Plan, document: &Document) -> Result<Vec<u8>, XlsxError> {
    let meta = &document.meta;
    let readers = if meta.confidential.is_some() { Audience::Office } else { Audience::Public };
    let mut book = Book::new(plan, meta.title.clone(), readers, meta.date)?;
    for part in &document.parts {
        if !part.blocks.iter().any(|block| matches!(block, Block::Cover(_) | Block::Contents { .. })) {
            let sheet = of_part(&mut book, part)?;
            book.push(sheet);
        }
    }
    book.finish()
}

fn of_part(book: &mut Book<'_>, part: &Part) -> Result<Sheet, XlsxError> {
    let tables =
        || part.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    let measure = match part.paper {
        Paper::A4Portrait => 1660.0,
        Paper::A4Landscape => 2530.0,
        Paper::A3Landscape => 3740.0,
    };
    let widest = tables().max_by_key(|table| table.columns.len());
    let widths = widest.map_or_else(|| vec![measure / UNIT], |table| widths(&table.columns, measure));
    let orientation = if part.paper == Paper::A4Portrait { Orientation::Portrait } else { Orientation::Landscape };
    let mut sheet = book.sheet(&sheet_names::usable(&part.name), &part.name, orientation, &widths)?;
    let mut writer = Writer {
        note: book.format(Style::Note),
        section: book.format(Style::Section),
        head: book.format(Style::Head),
        text: book.format(Style::Text),
        center: book.format(Style::Center),
        amount: book.format(Style::Amount),
        total: book.format(Style::Total),
        total_label: book.format(Style::TotalLabel),
        row: 2,
        frozen: false,
    };
    for block in &part.blocks {
        writer.block(&mut sheet, block)?;
    }
    Ok(sheet)
}

/// Widths of columns on a measure in tenths of a millimetre.
fn widths(columns: &[Column], measure: f64) -> Vec<f64> {
    let (mut fixed, mut shares) = (0.0, 0.0);
    for column in columns {
        match column.width {
            ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) | ColumnWidth::Fit(tenths) => {
                fixed += f64::from(tenths)
            }
            ColumnWidth::Share(share) => shares += f64::from(share),
        }
    }
    let rest = (measure - fixed).max(measure / 4.0);
    let tenths = |column: &Column| match column.width {
        ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) | ColumnWidth::Fit(tenths) => f64::from(tenths),
        ColumnWidth::Share(share) => rest * f64::from(share) / f64::max(shares, 1.0),
    };
    let least = |column: &Column| if column.align == Alignment::End { FIGURE } else { 6.5 };
    columns.iter().map(|column| (tenths(column) / UNIT).max(least(column))).collect()
}

/// Writes the blocks of a part one below the other.
struct Writer {
    note: Format,
    section: Format,
    head: Format,
    text: Format,
    center: Format,
    amount: Format,
    total: Format,
    total_label: Format,
    /// The next free row.
    row: u32,
    frozen: bool,
}

/// What rows of a table are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Head,
    Heading,
    Body,
    Foot,
}

impl Writer {
    fn block(&mut self, sheet: &mut Sheet, block: &Block) -> Result<(), XlsxError> {
        match block {
            // The part's own heading is the sheet's title.
            Block::Heading(heading) if heading.level == 1 => {}
            Block::Heading(heading) => self.line(sheet, &text::of_inlines(&heading.text), true)?,
            Block::Table(table) => self.table(sheet, table)?,
            Block::Labelled { label, body } => {
                self.line(sheet, &text::of_inlines(&label.text), true)?;
                body.iter().try_for_each(|block| self.block(sheet, block))?;
            }
            Block::Together(body) | Block::Closing(body) => {
                body.iter().try_for_each(|block| self.block(sheet, block))?
            }
            other => {
                let mut lines = Vec::new();
                text::of_blocks(std::slice::from_ref(other), &mut lines);
                for line in lines {
                    self.line(sheet, &line, false)?;
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, sheet: &mut Sheet, line: &str, is_heading: bool) -> Result<(), XlsxError> {
        if is_heading {
            self.row += 1;
            sheet.put((self.row, 0), &Content::Text(line.to_owned()), &self.section)?;
        } else {
            sheet.remark(self.row, line, &self.note)?;
        }
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, sheet: &mut Sheet, table: &Table) -> Result<(), XlsxError> {
        for line in table.caption.iter().map(|caption| text::of_inlines(caption)).chain(table.unit.clone()) {
            self.line(sheet, &line, false)?;
        }
        let first = self.row;
        let head: Vec<(&Row, Kind)> = table.head.iter().map(|row| (row, Kind::Head)).collect();
        self.section(sheet, table, &head)?;
        if !self.frozen && self.row > first {
            self.frozen = true;
            sheet.sheet.set_repeat_rows(first, self.row - 1)?.set_freeze_panes(self.row, 0)?;
        }
        let groups = table.groups.iter().flat_map(|group| {
            let heading = group.heading.iter().map(|row| (row, Kind::Heading));
            heading.chain(group.rows.iter().map(|row| (row, Kind::Body)))
        });
        self.section(sheet, table, &groups.collect::<Vec<_>>())?;
        let foot: Vec<(&Row, Kind)> = table.foot.iter().map(|row| (row, Kind::Foot)).collect();
        self.section(sheet, table, &foot)?;
        for note in &table.notes {
            self.line(sheet, &text::of_inlines(note), false)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Rows whose spans end within them.
    fn section(&mut self, sheet: &mut Sheet, table: &Table, rows: &[(&Row, Kind)]) -> Result<(), XlsxError> {
        let placed = placed(rows, table.columns.len());
        let mut starts = Vec::with_capacity(rows.len() + 1);
        for at in 0..rows.len() {
            starts.push(self.row);
            let lines = placed.iter().filter(|cell| cell.row <= at && at < cell.row + cell.rows).map(|cell| {
                // A number is never wrapped.
                if figure(&cell.text).is_some() {
                    return 1;
                }
                let width: f64 = sheet.widths.iter().skip(cell.column).take(cell.columns).sum();
                look::lines(&cell.text, width).div_ceil(cell.rows)
            });
            let (count, height) = look::rows_for(lines.max().unwrap_or(1));
            for offset in 0..count {
                sheet.sheet.set_row_height(self.row + offset, height)?;
            }
            self.row += count;
        }
        starts.push(self.row);
        for cell in &placed {
            let (Some(first), Some(end)) = (starts.get(cell.row), starts.get(cell.row + cell.rows)) else { continue };
            self.cell(sheet, table, cell, (*first, end - 1))?;
        }
        Ok(())
    }

    fn cell(
        &self,
        sheet: &mut Sheet,
        table: &Table,
        cell: &Placed<'_>,
        (first, last): (u32, u32),
    ) -> Result<(), XlsxError> {
        let column = u16::try_from(cell.column).unwrap_or(u16::MAX);
        let end = u16::try_from(cell.column + cell.columns - 1).unwrap_or(u16::MAX);
        let align = cell.cell.align.or_else(|| table.columns.get(cell.column).map(|column| column.align));
        let number = figure(&cell.text).filter(|_| matches!(align, Some(Alignment::End | Alignment::Decimal)));
        let format = match (cell.kind, align) {
            (Kind::Head, _) => self.head.clone(),
            (Kind::Heading, _) => self.total_label.clone(),
            (Kind::Foot, _) if number.is_some() => self.total.clone(),
            (Kind::Foot, _) => self.total_label.clone(),
            (Kind::Body, _) if number.is_some() => self.amount.clone(),
            (Kind::Body, Some(Alignment::Center)) => self.center.clone(),
            (Kind::Body, Some(Alignment::End | Alignment::Decimal)) => self.text.clone().set_align(FormatAlign::Right),
            (Kind::Body, _) => self.text.clone(),
        };
        if first != last || column != end {
            sheet.sheet.merge_range(first, column, last, end, "", &format)?;
        }
        if let Some(number) = number {
            return sheet.put((first, column), &Content::Number(number), &format);
        }
        let inlines = inlines_of(cell.cell);
        let parts: Vec<(Format, String)> = inlines.iter().flat_map(|inlines| rich(inlines)).collect();
        let fits = parts.iter().map(|(_, text)| text.encode_utf16().count()).sum::<usize>() <= LONGEST;
        let is_rich =
            cell.kind == Kind::Body && fits && parts.len() > 1 && parts.iter().all(|(_, text)| !text.is_empty());
        if is_rich {
            let parts: Vec<(&Format, &str)> = parts.iter().map(|(format, text)| (format, text.as_str())).collect();
            sheet.sheet.write_rich_string_with_format(first, column, &parts, &format)?;
            return Ok(());
        }
        let underlined = cell.kind == Kind::Body && inlines.is_some_and(is_underlined);
        let format = if underlined { format.set_underline(FormatUnderline::Single) } else { format };
        sheet.put((first, column), &Content::Text(cell.text.clone()), &format)
    }
}

/// A cell with its place in its section.
struct Placed<'a> {
    cell: &'a Cell,
    kind: Kind,
    text: String,
    row: usize,
    rows: usize,
    column: usize,
    columns: usize,
}

/// Every cell with the rows and columns that it covers.
fn placed<'a>(rows: &[(&'a Row, Kind)], width: usize) -> Vec<Placed<'a>> {
    let mut hanging = vec![0_usize; width];
    let mut out = Vec::new();
    for (at, (row, kind)) in rows.iter().enumerate() {
        let mut column = 0;
        let mut taken = vec![0_usize; width];
        for cell in &row.cells {
            while hanging.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            let columns = (cell.col_span.max(1) as usize).min(width.saturating_sub(column).max(1));
            let rows_covered = (cell.row_span.max(1) as usize).min(rows.len() - at);
            for covered in taken.iter_mut().skip(column).take(columns) {
                *covered = rows_covered;
            }
            let text = cell_text(cell);
            out.push(Placed { cell, kind: *kind, text, row: at, rows: rows_covered, column, columns });
            column += columns;
        }
        for (hangs, taken) in hanging.iter_mut().zip(taken) {
            *hangs = hangs.saturating_sub(1).max(taken.saturating_sub(1));
        }
    }
    out
}

fn cell_text(cell: &Cell) -> String {
    let mut lines = Vec::new();
    text::of_blocks(&cell.content, &mut lines);
    lines.join("\n")
}

/// The running text of a cell that holds one paragraph.
fn inlines_of(cell: &Cell) -> Option<&Inlines> {
    match cell.content.as_slice() {
        [Block::Paragraph(paragraph)] => Some(&paragraph.text),
        _ => None,
    }
}

fn is_underlined(inlines: &Inlines) -> bool {
    let mut texts = inlines.iter().filter_map(|inline| if let Inline::Text(text) = inline { Some(text) } else { None });
    texts.next().is_some_and(|text| text.emphasis == Emphasis::Underline)
}

/// Stretches of one look; neighbours of the same look, with the breaks between them, are one.
fn rich(inlines: &Inlines) -> Vec<(Format, String)> {
    let mut stretches: Vec<(Emphasis, String)> = Vec::new();
    for inline in inlines {
        let (emphasis, text) = match inline {
            Inline::Text(text) => (text.emphasis, text.text.clone()),
            other => {
                let text = text::of_inlines(std::slice::from_ref(other));
                (stretches.last().map_or(Emphasis::None, |(emphasis, _)| *emphasis), text)
            }
        };
        match stretches.last_mut() {
            Some((last, stretch)) if *last == emphasis => stretch.push_str(&text),
            _ => stretches.push((emphasis, text)),
        }
    }
    let base = Format::new().set_font_name(look::FONT).set_font_size(10);
    let of = |emphasis| match emphasis {
        Emphasis::Underline => base.clone().set_underline(FormatUnderline::Single),
        Emphasis::Strong | Emphasis::Label | Emphasis::Figure => base.clone().set_bold(),
        Emphasis::None | Emphasis::Dots | Emphasis::Quiet => base.clone(),
    };
    stretches.into_iter().map(|(emphasis, text)| (of(emphasis), text)).collect()
}

/// A printed figure as a number: ▲1,234 and 56.7, nothing with a unit or a word.
fn figure(text: &str) -> Option<f64> {
    let (sign, digits) = text.strip_prefix('▲').map_or((1.0, text), |rest| (-1.0, rest));
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    let is_number =
        plain.starts_with(|c: char| c.is_ascii_digit()) && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let no_fraction = !plain.contains('.');
    plain.parse::<f64>().ok().filter(|_| is_number && no_fraction).map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_figures_are_numbers_and_words_are_not() {
        let found = ["1,234", "▲120", "0", "―", "56.7%", "12件", ""].map(figure);
        assert_eq!(found, [Some(1234.0), Some(-120.0), Some(0.0), None, None, None, None]);
    }

    #[test]
    fn spans_keep_the_cells_beside_them_in_their_columns() {
        let row = |cells: Vec<Cell>| Row { cells, ..Row::default() };
        let rows = [
            row(vec![Cell::text("a").spanning(1, 2), Cell::text("b"), Cell::text("c")]),
            row(vec![Cell::text("d").spanning(2, 1)]),
            row(vec![Cell::text("e"), Cell::text("f"), Cell::text("g")]),
        ];
        let rows: Vec<(&Row, Kind)> = rows.iter().map(|row| (row, Kind::Body)).collect();
        let found: Vec<(String, usize, usize)> =
            placed(&rows, 3).into_iter().map(|cell| (cell.text, cell.row, cell.column)).collect();
        let expected = [("a", 0, 0), ("b", 0, 1), ("c", 0, 2), ("d", 1, 1), ("e", 2, 0), ("f", 2, 1), ("g", 2, 2)];
        assert_eq!(found, expected.map(|(text, row, column)| (text.to_owned(), row, column)));
    }
}

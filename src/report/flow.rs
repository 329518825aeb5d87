//! Chapters of a few lines: in the papers of a small plan they follow one another on a page instead of taking one each.

use super::document::{Block, Column, ColumnWidth, Inlines, Paper, Part, Row, Table};
use super::text::of_inlines;

/// What a page holds.
#[derive(Debug, Clone, Copy)]
struct Sheet {
    /// How much of it chapters may fill together, in millimetres of its text; heights are estimated, and the rest is their leeway.
    page: f64,
    /// Half-width characters of a line of running text.
    line: usize,
    /// The width of its text, in tenths of a millimetre.
    measure: u32,
}

impl Sheet {
    /// One with the usual margins.
    fn of(paper: Paper) -> Sheet {
        match paper {
            Paper::A4Portrait => Sheet { page: 215.0, line: 88, measure: 1_660 },
            Paper::A4Landscape => Sheet { page: 128.0, line: 134, measure: 2_530 },
            Paper::A3Landscape => Sheet { page: 215.0, line: 199, measure: 3_760 },
        }
    }
}

/// The width of a half-width character in a table, in tenths of a millimetre.
const HALF_WIDTH: u32 = 15;

/// Whether one page of A4 upright holds both.
pub(super) fn share_a_page(one: &[Block], other: &[Block]) -> bool {
    let sheet = Sheet::of(Paper::A4Portrait);
    height(one, sheet) + height(other, sheet) <= sheet.page
}

/// Joins each chapter to those before it as long as one page holds them, under the name of the first.
pub(super) fn run_short_on(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<(Part, f64)> = Vec::new();
    for part in parts {
        let sheet = Sheet::of(part.paper);
        let tall = height(&part.blocks, sheet);
        match joined.last_mut() {
            Some((before, filled)) if are_alike(before, &part) && *filled + tall <= sheet.page => {
                before.blocks.extend(part.blocks);
                *filled += tall;
            }
            _ => joined.push((part, tall)),
        }
    }
    joined.into_iter().map(|(part, _)| part).collect()
}

fn are_alike(one: &Part, other: &Part) -> bool {
    (one.paper, one.folio, one.columns) == (other.paper, other.folio, other.columns)
}

/// About how high blocks are, in millimetres; more than a page where they begin one of their own.
fn height(blocks: &[Block], sheet: Sheet) -> f64 {
    blocks.iter().map(|block| block_height(block, sheet)).sum()
}

fn block_height(block: &Block, sheet: Sheet) -> f64 {
    match block {
        Block::Cover(_) | Block::Contents { .. } | Block::PageBreak | Block::SheetHead(_) => sheet.page * 2.0,
        Block::Heading(heading) => 24.0 - 4.0 * f64::from(heading.level.min(4)),
        Block::Paragraph(paragraph) => 6.0 * lines(&paragraph.text, sheet.line) + 1.0,
        Block::List(list) => list.items.iter().map(|item| height(&item.body, sheet)).sum(),
        Block::Table(table) => table_height(table, sheet),
        Block::Figure(_) => sheet.page,
        Block::Chart(chart) => chart.height + 14.0,
        Block::Columns(columns) => columns.columns.iter().map(|(_, of)| height(of, sheet)).fold(0.0, f64::max),
        Block::KeyFigures(_) => 22.0,
        Block::Labelled { body, .. } => 6.0 + height(body, sheet),
        Block::Together(of) | Block::Closing(of) => height(of, sheet),
        Block::Rule => 2.0,
        Block::WritingSpace { lines, .. } => 8.0 * f64::from(*lines),
    }
}

fn table_height(table: &Table, sheet: Sheet) -> f64 {
    let widths = widths(&table.columns, sheet);
    let mut tall = 12.0 + table.notes.iter().map(|note| 5.0 * lines(note, sheet.line)).sum::<f64>();
    let groups = table.groups.iter().map(|group| group.heading.iter().chain(&group.rows).collect::<Vec<_>>());
    for rows in [table.head.iter().collect()].into_iter().chain(groups).chain([table.foot.iter().collect()]) {
        tall += rows.into_iter().map(|row| row_height(row, &widths, sheet)).sum::<f64>();
    }
    tall
}

/// Half-width characters of a line in each column.
fn widths(columns: &[Column], sheet: Sheet) -> Vec<usize> {
    let (mut rigid, mut shares) = (0, 0);
    for column in columns {
        match column.width {
            ColumnWidth::Share(share) => shares += share.max(1),
            ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) | ColumnWidth::Fit(tenths) => rigid += tenths,
        }
    }
    let rest = sheet.measure.saturating_sub(rigid).max(sheet.measure / 6);
    let width = |column: &Column| match column.width {
        ColumnWidth::Share(share) => rest * share.max(1) / shares.max(1),
        ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) | ColumnWidth::Fit(tenths) => tenths,
    };
    columns.iter().map(|column| (width(column).saturating_sub(25) / HALF_WIDTH) as usize).collect()
}

/// The highest of its cells. A cell beside one that goes on from the row above is measured in a column further left.
fn row_height(row: &Row, widths: &[usize], sheet: Sheet) -> f64 {
    let (mut column, mut tall) = (0, 4.2_f64);
    for cell in &row.cells {
        let span = cell.col_span.max(1) as usize;
        let width = widths.iter().skip(column).take(span).sum();
        column += span;
        if !cell.upright {
            tall = tall.max(cell_height(&cell.content, width, sheet));
        }
    }
    tall.max(f64::from(row.min_height) / 10.0) + 1.6
}

fn cell_height(content: &[Block], width: usize, sheet: Sheet) -> f64 {
    let of = |block: &Block| match block {
        Block::Paragraph(paragraph) => 4.2 * lines(&paragraph.text, width),
        Block::Heading(heading) => 4.2 * lines(&heading.text, width),
        // Labels stand beside their texts.
        Block::List(list) => {
            list.items.iter().map(|item| cell_height(&item.body, width.saturating_sub(8), sheet)).sum()
        }
        other => block_height(other, sheet),
    };
    content.iter().map(of).sum()
}

fn lines(text: &Inlines, width: usize) -> f64 {
    let text = of_inlines(text);
    let half_widths: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    half_widths.div_ceil(width.max(4)).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::blocks::{heading, paragraph, part};
    use crate::report::document::ParagraphKind;

    fn chapter(name: &str, paragraphs: usize) -> Part {
        let body = std::iter::repeat_n(paragraph(ParagraphKind::Body, "短い文である。"), paragraphs);
        part(name, std::iter::once(heading(1, name)).chain(body).collect())
    }

    #[test]
    fn short_chapters_share_a_page_and_long_ones_keep_theirs() {
        let sideways = Part { paper: Paper::A4Landscape, ..chapter("横", 1) };
        let parts = vec![chapter("一", 4), chapter("二", 4), chapter("三", 28), chapter("四", 3), sideways];
        let joined = run_short_on(parts);
        let names: Vec<&str> = joined.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["一", "三", "四", "横"]);
        assert_eq!(joined[0].blocks.len(), 10);
    }

    #[test]
    fn chapters_on_sheets_that_lie_are_measured_by_those() {
        let lying = |name: &str, paragraphs| Part { paper: Paper::A4Landscape, ..chapter(name, paragraphs) };
        let joined = |parts: Vec<Part>| run_short_on(parts).into_iter().map(|part| part.name).collect::<Vec<_>>();
        // Both would go on one page upright.
        assert_eq!(joined(vec![lying("一", 8), lying("二", 8)]), ["一", "二"]);
        assert_eq!(joined(vec![chapter("一", 8), chapter("二", 8)]), ["一"]);
        assert_eq!(joined(vec![lying("一", 4), lying("二", 4)]), ["一"]);
    }
}

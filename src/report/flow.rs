//! Chapters of a few lines: in the papers of a small plan they follow one another on a page instead of taking one each.

use super::document::{Block, Column, ColumnWidth, Inlines, Part, Row, Table};
use super::text::of_inlines;

/// How much of a page chapters may fill together, in millimetres of its text; heights are estimated, and the rest is their leeway.
const PAGE: f64 = 215.0;
/// Half-width characters of a line of running text.
const LINE: usize = 88;
/// The width of a page's text and of a half-width character in a table, in tenths of a millimetre.
const MEASURE: u32 = 1_660;
const HALF_WIDTH: u32 = 15;

/// Whether one page holds both.
pub(super) fn share_a_page(one: &[Block], other: &[Block]) -> bool {
    height(one) + height(other) <= PAGE
}

/// Joins each chapter to those before it as long as one page holds them, under the name of the first.
pub(super) fn run_short_on(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<(Part, f64)> = Vec::new();
    for part in parts {
        let tall = height(&part.blocks);
        match joined.last_mut() {
            Some((before, filled)) if are_alike(before, &part) && *filled + tall <= PAGE => {
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
fn height(blocks: &[Block]) -> f64 {
    blocks.iter().map(block_height).sum()
}

fn block_height(block: &Block) -> f64 {
    match block {
        Block::Cover(_) | Block::Contents { .. } | Block::PageBreak | Block::SheetHead(_) => PAGE * 2.0,
        Block::Heading(heading) => 24.0 - 4.0 * f64::from(heading.level.min(4)),
        Block::Paragraph(paragraph) => 6.0 * lines(&paragraph.text, LINE) + 1.0,
        Block::List(list) => list.items.iter().map(|item| height(&item.body)).sum(),
        Block::Table(table) => table_height(table),
        Block::Figure(_) => PAGE,
        Block::Chart(chart) => chart.height + 14.0,
        Block::Columns(columns) => columns.columns.iter().map(|(_, of)| height(of)).fold(0.0, f64::max),
        Block::KeyFigures(_) => 22.0,
        Block::Labelled { body, .. } => 6.0 + height(body),
        Block::Together(of) => height(of),
        Block::Rule => 2.0,
        Block::WritingSpace { lines, .. } => 8.0 * f64::from(*lines),
    }
}

fn table_height(table: &Table) -> f64 {
    let widths = widths(&table.columns);
    let mut tall = 12.0 + table.notes.iter().map(|note| 5.0 * lines(note, LINE)).sum::<f64>();
    let groups = table.groups.iter().map(|group| group.heading.iter().chain(&group.rows).collect::<Vec<_>>());
    for rows in [table.head.iter().collect()].into_iter().chain(groups).chain([table.foot.iter().collect()]) {
        tall += rows.into_iter().map(|row| row_height(row, &widths)).sum::<f64>();
    }
    tall
}

/// Half-width characters of a line in each column.
fn widths(columns: &[Column]) -> Vec<usize> {
    let (mut rigid, mut shares) = (0, 0);
    for column in columns {
        match column.width {
            ColumnWidth::Share(share) => shares += share.max(1),
            ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) | ColumnWidth::Fit(tenths) => rigid += tenths,
        }
    }
    let rest = MEASURE.saturating_sub(rigid).max(MEASURE / 6);
    let width = |column: &Column| match column.width {
        ColumnWidth::Share(share) => rest * share.max(1) / shares.max(1),
        ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) | ColumnWidth::Fit(tenths) => tenths,
    };
    columns.iter().map(|column| (width(column).saturating_sub(25) / HALF_WIDTH) as usize).collect()
}

/// The highest of its cells. A cell beside one that goes on from the row above is measured in a column further left.
fn row_height(row: &Row, widths: &[usize]) -> f64 {
    let (mut column, mut tall) = (0, 4.2_f64);
    for cell in &row.cells {
        let span = cell.col_span.max(1) as usize;
        let width = widths.iter().skip(column).take(span).sum();
        column += span;
        if !cell.upright {
            tall = tall.max(cell_height(&cell.content, width));
        }
    }
    tall.max(f64::from(row.min_height) / 10.0) + 1.6
}

fn cell_height(content: &[Block], width: usize) -> f64 {
    let of = |block: &Block| match block {
        Block::Paragraph(paragraph) => 4.2 * lines(&paragraph.text, width),
        Block::Heading(heading) => 4.2 * lines(&heading.text, width),
        // Labels stand beside their texts.
        Block::List(list) => list.items.iter().map(|item| cell_height(&item.body, width.saturating_sub(8))).sum(),
        other => block_height(other),
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
    use crate::report::document::{Paper, ParagraphKind};

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
}

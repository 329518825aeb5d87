//! Small constructors for the blocks that every section uses.

use std::sync::Arc;

use super::document::{
    Alignment, Anchor, Block, Cell, Column, ColumnWidth, Division, Emphasis, Folio, HeaderScope, Heading, Inline,
    Inlines, Paper, Paragraph, ParagraphKind, Part, Row, Text, plain,
};
use crate::finding::{Origin, Sourced};
use crate::vocabulary::{ActionId, InitiativeNo};

/// A part of text pages, upright, numbered 1, 2 ….
pub(crate) fn part(name: impl Into<String>, blocks: Vec<Block>) -> Part {
    Part { name: name.into(), paper: Paper::A4Portrait, folio: Folio::Arabic, columns: 1, blocks }
}

/// The place of an initiative's sheet.
pub(crate) fn sheet_anchor(no: InitiativeNo) -> Anchor {
    Anchor(format!("initiative-{}", no.key()).into())
}

/// The place of an action item's result.
pub(crate) fn action_anchor(id: ActionId) -> Anchor {
    Anchor(format!("action-{}", id.key()).into())
}

pub(crate) fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading(bare_heading(level, text))
}

/// A heading that is not a block of its own.
pub(crate) fn bare_heading(level: u8, text: impl Into<String>) -> Heading {
    Heading { level, text: plain(text), anchor: None }
}

/// A paragraph of a kind.
pub(crate) fn paragraph(kind: ParagraphKind, text: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph::new(kind, plain(text)))
}

/// A labelled group of blocks; the label is a heading of level 4.
pub(crate) fn labelled(label: impl Into<String>, body: Vec<Block>) -> Block {
    Block::Labelled { label: bare_heading(4, label), body }
}

/// What a person typed, one inline run a line, with its place.
pub(crate) fn typed_lines(source: &Sourced<String>) -> Vec<Inlines> {
    typed_text(&source.value, &source.origin)
}

/// Text that stands at `origin`, one inline run a line; empty lines go.
pub(crate) fn typed_text(text: &str, origin: &Origin) -> Vec<Inlines> {
    let origin = Arc::new(origin.clone());
    text.lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let text = Text { text: line.to_owned(), emphasis: Emphasis::None, origin: Some(origin.clone()) };
            vec![Inline::Text(text)]
        })
        .collect()
}

/// What a person typed as paragraphs of a kind, a line break beginning a new one.
pub(crate) fn typed(kind: ParagraphKind, source: &Sourced<String>) -> Vec<Block> {
    typed_lines(source).into_iter().map(|line| Block::Paragraph(Paragraph::new(kind, line))).collect()
}

/// A header cell over columns and rows, heading what is below it.
pub(crate) fn column_head(text: impl Into<String>, columns: u32, rows: u32) -> Cell {
    Cell::header(text, HeaderScope::Column).spanning(columns, rows).aligned(Alignment::Center)
}

/// A header cell at the start of a row.
pub(crate) fn row_head(text: impl Into<String>) -> Cell {
    Cell::header(text, HeaderScope::Row)
}

/// A cell that quotes what was typed somewhere: a character of it without glyph is told of that place, as where the text itself is
/// printed, and not a second time without a place.
pub(crate) fn quoting(text: &str, origin: Option<&Origin>) -> Cell {
    let origin = origin.cloned().map(Arc::new);
    Cell::inlines(vec![Inline::Text(Text { text: text.to_owned(), emphasis: Emphasis::None, origin })])
}

/// A figure in a cell.
pub(crate) fn figure(text: impl Into<String>) -> Cell {
    Cell::text(text).aligned(Alignment::End)
}

/// A cell of names of departments, broken between names only.
pub(crate) fn department_names(names: impl Into<String>) -> Cell {
    let paragraph = Paragraph {
        division: Division::Departments,
        align: Alignment::Start,
        ..Paragraph::new(ParagraphKind::Small, plain(names))
    };
    Cell { content: vec![Block::Paragraph(paragraph)], ..Cell::default() }
}

/// A row that stays whole.
pub(crate) fn row(cells: Vec<Cell>) -> Row {
    Row { cells, ..Row::default() }
}

/// A column of fixed width in tenths of a millimetre.
pub(crate) fn fixed(tenths: u32, align: Alignment) -> Column {
    Column { width: ColumnWidth::Fixed(tenths), align }
}

/// A column of at least so many tenths of a millimetre whose cells are not divided.
pub(crate) fn whole(least: u32, align: Alignment) -> Column {
    Column { width: ColumnWidth::Whole(least), align }
}

/// A column that takes a share of what is left.
pub(crate) fn shared(share: u32) -> Column {
    Column { width: ColumnWidth::Share(share), align: Alignment::Justify }
}

//! From which cells the typed texts of a document come: what nobody may see has no place among them.

use std::sync::Arc;

use super::document::{Block, Document, Inline, Row, Shape, Table, Text};
use crate::finding::Origin;

/// The origin of every typed text of a document, in reading order.
pub fn of_document(document: &Document) -> Vec<&Arc<Origin>> {
    let mut origins = Vec::new();
    document.parts.iter().for_each(|part| of_blocks(&part.blocks, &mut origins));
    origins
}

fn of_blocks<'d>(blocks: &'d [Block], origins: &mut Vec<&'d Arc<Origin>>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => of_inlines(&heading.text, origins),
            Block::Paragraph(paragraph) => of_inlines(&paragraph.text, origins),
            Block::List(list) => list.items.iter().for_each(|item| of_blocks(&item.body, origins)),
            Block::Table(table) => of_table(table, origins),
            Block::Figure(figure) => {
                figure.caption.iter().for_each(|caption| of_inlines(caption, origins));
                for shape in &figure.shapes {
                    if let Shape::Box { text, .. } = shape {
                        of_inlines(text, origins);
                    }
                }
            }
            Block::Columns(columns) => columns.columns.iter().for_each(|(_, blocks)| of_blocks(blocks, origins)),
            Block::SheetHead(head) => of_inlines(&head.heading.text, origins),
            Block::Labelled { label, body } => {
                of_inlines(&label.text, origins);
                of_blocks(body, origins);
            }
            Block::Together(blocks) | Block::Closing(blocks) => of_blocks(blocks, origins),
            Block::Cover(_)
            | Block::Contents { .. }
            | Block::Chart(_)
            | Block::KeyFigures(_)
            | Block::Rule
            | Block::PageBreak
            | Block::WritingSpace { .. } => {}
        }
    }
}

fn of_table<'d>(table: &'d Table, origins: &mut Vec<&'d Arc<Origin>>) {
    table.caption.iter().for_each(|caption| of_inlines(caption, origins));
    let body = table.groups.iter().flat_map(|group| group.heading.iter().chain(&group.rows));
    let rows: Vec<&Row> = table.head.iter().chain(body).chain(&table.foot).collect();
    rows.iter().flat_map(|row| &row.cells).for_each(|cell| of_blocks(&cell.content, origins));
    table.notes.iter().for_each(|note| of_inlines(note, origins));
}

fn of_inlines<'d>(inlines: &'d [Inline], origins: &mut Vec<&'d Arc<Origin>>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Ruby { base: text, .. } => of_text(text, origins),
            Inline::Footnote(note) => of_inlines(note, origins),
            Inline::Break | Inline::Reference { .. } | Inline::Link { .. } | Inline::Badge { .. } => {}
        }
    }
}

fn of_text<'d>(text: &'d Text, origins: &mut Vec<&'d Arc<Origin>>) {
    origins.extend(&text.origin);
}

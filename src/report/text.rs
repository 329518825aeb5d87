//! The whole text of a document in reading order: for searching it, and for the glossary.

use super::document::{Block, Cell, Chart, Document, Inline, Row, Shape, Table};

/// Everything printed in a document, one line a paragraph. Alternative texts and metadata are included.
pub fn of_document(document: &Document) -> String {
    let meta = &document.meta;
    let mut lines = vec![meta.title.clone(), meta.author.clone(), meta.subject.clone(), meta.keywords.join("、")];
    lines.extend(meta.notice.clone());
    lines.extend(meta.confidential.clone());
    for part in &document.parts {
        lines.push(part.name.clone());
        of_blocks(&part.blocks, &mut lines);
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The text of blocks, one line a paragraph.
pub fn of_blocks(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        of_block(block, lines);
    }
}

fn of_block(block: &Block, lines: &mut Vec<String>) {
    match block {
        Block::Cover(cover) => {
            lines.push(cover.title.clone());
            lines.extend(cover.subtitles.iter().chain(&cover.period).chain(&cover.publisher).cloned());
        }
        Block::Contents { title, .. } => lines.push(title.clone()),
        Block::Heading(heading) => lines.push(of_inlines(&heading.text)),
        Block::Paragraph(paragraph) => lines.push(of_inlines(&paragraph.text)),
        Block::List(list) => {
            for item in &list.items {
                lines.push(item.label.clone());
                of_blocks(&item.body, lines);
            }
        }
        Block::Table(table) => of_table(table, lines),
        Block::Figure(figure) => {
            lines.extend(figure.caption.as_deref().map(of_inlines));
            lines.push(figure.alt.clone());
            lines.extend(figure.shapes.iter().filter_map(|shape| match shape {
                Shape::Box { text, .. } => Some(of_inlines(text)),
                Shape::Arrow { .. } | Shape::Curve { .. } => None,
            }));
        }
        Block::Chart(chart) => of_chart(chart, lines),
        Block::Columns(columns) => columns.columns.iter().for_each(|(_, blocks)| of_blocks(blocks, lines)),
        Block::SheetHead(head) => {
            lines.push(format!("{} {}", head.number, of_inlines(&head.heading.text)));
            lines.push(head.departments.clone());
            if let Some(grade) = &head.grade {
                let mark = if grade.mark.is_empty() { String::new() } else { format!("{} ", grade.mark) };
                lines.push(format!("{} {mark}{}", grade.label, grade.word));
                lines.extend(grade.note.clone());
            }
        }
        Block::KeyFigures(figures) => lines.extend(figures.iter().map(|figure| {
            format!("{} {}{} {}", figure.label, figure.value, figure.unit, figure.note.as_deref().unwrap_or_default())
        })),
        Block::Labelled { label, body } => {
            lines.push(of_inlines(&label.text));
            of_blocks(body, lines);
        }
        Block::Together(blocks) | Block::Closing(blocks) => of_blocks(blocks, lines),
        Block::WritingSpace { label, .. } => lines.push(label.clone()),
        Block::Rule | Block::PageBreak => {}
    }
}

fn of_table(table: &Table, lines: &mut Vec<String>) {
    lines.extend(table.caption.as_deref().map(of_inlines));
    lines.extend(table.unit.clone());
    let body = table.groups.iter().flat_map(|group| group.heading.iter().chain(&group.rows));
    lines.extend(table.head.iter().chain(body).chain(&table.foot).map(of_row));
    lines.extend(table.notes.iter().map(|note| of_inlines(note)));
}

fn of_row(row: &Row) -> String {
    row.cells.iter().map(of_cell).collect::<Vec<_>>().join("\t")
}

/// A number and a name as one title: `8 支払方法の多様化`.
pub(crate) fn numbered(number: &str, name: &str) -> String {
    format!("{number} {name}")
}

/// The text of a cell.
pub fn of_cell(cell: &Cell) -> String {
    let mut lines = Vec::new();
    of_blocks(&cell.content, &mut lines);
    lines.join("\n")
}

fn of_chart(chart: &Chart, lines: &mut Vec<String>) {
    lines.push(chart.title.clone());
    lines.push(chart.unit.clone());
    lines.extend(chart.source.clone());
    lines.push(chart.alt.clone());
    let (categories, series) = chart.kind.data();
    lines.extend(categories.iter().cloned());
    for series in series {
        lines.push(series.name.clone());
        lines.extend(series.labels.iter().cloned());
    }
}

/// The text of inlines; a line break is a line break.
pub fn of_inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Break => out.push('\n'),
            Inline::Ruby { base, .. } => out.push_str(&base.text),
            Inline::Reference { text, .. } => out.push_str(text.as_deref().unwrap_or_default()),
            Inline::Link { text, .. } => out.push_str(text),
            Inline::Footnote(note) => out.push_str(&format!("（{}）", of_inlines(note))),
            Inline::Badge { label, .. } => out.push_str(label),
        }
    }
    out
}

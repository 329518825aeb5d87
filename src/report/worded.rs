//! The last step of every document: the program's wording in the plan's words. What a person typed carries its origin and stays.

use super::document::{Block, Cell, Chart, ChartKind, Document, Inline, Inlines, Row, Series, Shape, Table, Text};
use crate::plan::Wording;

/// Says all that the program itself wrote in a document.
pub(super) fn say(document: &mut Document, wording: &Wording) {
    if wording.is_default() {
        return;
    }
    let meta = &mut document.meta;
    wording.put(&mut meta.title);
    wording.put(&mut meta.subject);
    meta.keywords.iter_mut().for_each(|word| wording.put(word));
    for part in &mut document.parts {
        wording.put(&mut part.name);
        blocks(&mut part.blocks, wording);
    }
}

fn blocks(blocks: &mut [Block], wording: &Wording) {
    blocks.iter_mut().for_each(|of| block(of, wording));
}

fn block(block: &mut Block, wording: &Wording) {
    let optional = |text: &mut Option<String>| text.iter_mut().for_each(|text| wording.put(text));
    match block {
        Block::Cover(cover) => {
            cover.subtitles.iter_mut().for_each(|text| wording.put(text));
            optional(&mut cover.period);
        }
        Block::Contents { title, .. } => wording.put(title),
        Block::Heading(heading) => inlines(&mut heading.text, wording),
        Block::Paragraph(paragraph) => inlines(&mut paragraph.text, wording),
        Block::List(list) => {
            for item in &mut list.items {
                wording.put(&mut item.label);
                blocks(&mut item.body, wording);
            }
        }
        Block::Table(of) => table(of, wording),
        Block::Figure(figure) => {
            figure.caption.iter_mut().for_each(|text| inlines(text, wording));
            wording.put(&mut figure.alt);
            for shape in &mut figure.shapes {
                if let Shape::Box { text, .. } = shape {
                    inlines(text, wording);
                }
            }
        }
        Block::Chart(of) => chart(of, wording),
        Block::Columns(columns) => columns.columns.iter_mut().for_each(|(_, of)| self::blocks(of, wording)),
        Block::SheetHead(head) => {
            inlines(&mut head.heading.text, wording);
            if let Some(grade) = &mut head.grade {
                wording.put(&mut grade.label);
                optional(&mut grade.note);
            }
            head.facets.iter_mut().for_each(|facet| wording.put(&mut facet.label));
        }
        Block::KeyFigures(figures) => {
            for figure in figures {
                wording.put(&mut figure.label);
                optional(&mut figure.note);
            }
        }
        Block::Labelled { label, body } => {
            inlines(&mut label.text, wording);
            blocks(body, wording);
        }
        Block::Together(of) | Block::Closing(of) => blocks(of, wording),
        Block::WritingSpace { label, .. } => wording.put(label),
        Block::Rule | Block::PageBreak => {}
    }
}

fn table(table: &mut Table, wording: &Wording) {
    table.caption.iter_mut().for_each(|text| inlines(text, wording));
    table.unit.iter_mut().for_each(|text| wording.put(text));
    let groups = table.groups.iter_mut().flat_map(|group| group.heading.iter_mut().chain(&mut group.rows));
    table.head.iter_mut().chain(groups).chain(&mut table.foot).for_each(|of| row(of, wording));
    table.notes.iter_mut().for_each(|text| inlines(text, wording));
}

fn row(row: &mut Row, wording: &Wording) {
    row.cells.iter_mut().for_each(|Cell { content, .. }| blocks(content, wording));
}

fn chart(chart: &mut Chart, wording: &Wording) {
    wording.put(&mut chart.title);
    wording.put(&mut chart.alt);
    chart.source.iter_mut().for_each(|text| wording.put(text));
    let (ChartKind::Bars { categories, series, .. }
    | ChartKind::Shares { categories, series }
    | ChartKind::Trend { categories, series }
    | ChartKind::SmallTrend { categories, series }) = &mut chart.kind;
    categories.iter_mut().for_each(|text| wording.put(text));
    series.iter_mut().for_each(|Series { name, .. }| wording.put(name));
}

fn inlines(of: &mut Inlines, wording: &Wording) {
    let unless_typed = |text: &mut Text| {
        if text.origin.is_none() {
            wording.put(&mut text.text);
        }
    };
    for inline in of {
        match inline {
            Inline::Text(text) => unless_typed(text),
            Inline::Reference { text: Some(text), .. } => wording.put(text),
            Inline::Footnote(of) => inlines(of, wording),
            Inline::Badge { label, .. } => wording.put(label),
            Inline::Break | Inline::Ruby { .. } | Inline::Reference { text: None, .. } | Inline::Link { .. } => {}
        }
    }
}

//! Where the headings and table heads of the plan and its editions may be divided: a list that a person reviews.

use std::collections::BTreeSet;

use kaikaku::report::document::{Block, Document, Inlines, Row};
use kaikaku::report::text::of_inlines;
use kaikaku::report::{self, Edition};
use kaikaku::typeset::dump::phrases;
use kaikaku::typeset::font::FontBook;

use crate::sample_year::{DATE, assessment};

/// Texts of headings and heads: those of at least four characters with a word in them, as others stand on one line
/// everywhere.
fn heads(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in &document.parts {
        blocks(&part.blocks, &mut found);
    }
    found
}

fn blocks(list: &[Block], found: &mut BTreeSet<String>) {
    for block in list {
        match block {
            Block::Heading(heading) => text(&heading.text, found),
            Block::SheetHead(head) => text(&head.heading.text, found),
            Block::Labelled { label, body } => {
                text(&label.text, found);
                blocks(body, found);
            }
            Block::Together(inner) | Block::Closing(inner) => blocks(inner, found),
            Block::Columns(columns) => columns.columns.iter().for_each(|(_, inner)| blocks(inner, found)),
            Block::List(list) => list.items.iter().for_each(|item| blocks(&item.body, found)),
            Block::Table(table) => {
                rows(&table.head, found);
                for group in &table.groups {
                    rows(group.heading.as_slice(), found);
                    group.rows.iter().flat_map(|row| &row.cells).for_each(|cell| {
                        for block in cell.content.iter().filter(|block| !matches!(block, Block::Paragraph(_))) {
                            blocks(std::slice::from_ref(block), found);
                        }
                    });
                }
            }
            _ => {}
        }
    }
}

fn rows(rows: &[Row], found: &mut BTreeSet<String>) {
    for block in rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content) {
        if let Block::Paragraph(paragraph) = block {
            text(&paragraph.text, found);
        }
    }
}

fn text(inlines: &Inlines, found: &mut BTreeSet<String>) {
    let text = of_inlines(inlines);
    let words = |c: char| !c.is_ascii() && !('０'..='９').contains(&c);
    if text.chars().count() >= 4 && text.contains(words) {
        found.insert(text);
    }
}

#[test]
fn headings_and_heads_divide_at_their_phrases() {
    let mut all = BTreeSet::new();
    for edition in Edition::ALL {
        all.extend(heads(&report::document(assessment(), edition, DATE)));
    }
    assert!(all.len() > 60, "{} heads", all.len());
    let fonts = FontBook::shipped();
    let list: String = all.iter().map(|text| phrases(text, &fonts) + "\n").collect();
    insta::assert_snapshot!(list);
}

//! The contents: headings with the ids that the writer gives them.

use std::fmt::Write as _;

use super::Writer;
use crate::export::markup::escape;
use crate::report::document::{Anchor, Block, Document, Heading};
use crate::report::text::of_inlines;

/// Entries under one heading from which on they are folded.
const FOLDED: usize = 8;

/// A line of the contents.
struct Entry {
    level: u8,
    id: String,
    text: String,
}

/// The headings of a document in order.
pub(super) struct Contents {
    entries: Vec<Entry>,
    /// Whether the document prints them; a paper of one sheet does not.
    is_printed: bool,
}

impl Contents {
    /// Collects the headings.
    pub(super) fn of(document: &Document) -> Contents {
        let mut blocks = document.parts.iter().flat_map(|part| &part.blocks);
        let is_printed = blocks.any(|block| matches!(block, Block::Contents { .. }));
        let mut contents = Contents { entries: Vec::new(), is_printed };
        let mut count = 0;
        for part in &document.parts {
            contents.collect(&part.blocks, &mut count);
        }
        contents
    }

    fn collect(&mut self, blocks: &[Block], count: &mut usize) {
        for block in blocks {
            let (heading, number) = match block {
                Block::Heading(heading) => (heading, None),
                Block::SheetHead(head) => (&head.heading, Some(&head.number)),
                Block::Together(body) | Block::Closing(body) => {
                    self.collect(body, count);
                    continue;
                }
                Block::Columns(columns) => {
                    columns.columns.iter().for_each(|(_, body)| self.collect(body, count));
                    continue;
                }
                _ => continue,
            };
            *count += usize::from(heading.anchor.is_none());
            let text = of_inlines(&heading.text);
            let text = number.map_or_else(|| text.clone(), |number| format!("{number} {text}"));
            self.entries.push(Entry { level: heading.level, id: id_of(heading, *count), text });
        }
    }

    /// The words of the heading with this name.
    pub(super) fn named(&self, anchor: &Anchor) -> Option<String> {
        self.entries.iter().find(|entry| *entry.id == *anchor.0).map(|entry| entry.text.clone())
    }
}

/// A heading's anchor, or its place in the order of headings.
pub(super) fn id_of(heading: &Heading, count: usize) -> String {
    heading.anchor.as_ref().map_or_else(|| format!("h{count}"), |anchor| anchor.0.to_string())
}

impl Writer<'_> {
    /// The bar that stays at the edge of the screen: the way back from anywhere.
    pub(super) fn bar(&mut self) {
        self.out.push_str("<nav class=\"jump\" aria-label=\"ページ内の移動\">\n<a href=\"#top\">先頭</a>\n");
        if self.contents.is_printed && !self.contents.entries.is_empty() {
            self.out.push_str("<a href=\"#contents\">目次</a>\n");
        }
        if !self.finder.is_empty() {
            self.out.push_str("<a href=\"#find\">取組を探す</a>\n");
        }
        self.out.push_str("</nav>\n");
    }

    pub(super) fn contents(&mut self, title: &str, depth: u8) {
        let mut out = format!(
            "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ol>\n",
            escape(title)
        );
        let entries: Vec<&Entry> = self.contents.entries.iter().filter(|entry| entry.level <= depth).collect();
        let mut rest = entries.as_slice();
        while let Some((entry, after)) = rest.split_first() {
            let under = after.iter().position(|other| other.level <= entry.level).unwrap_or(after.len());
            let (inner, after) = after.split_at(under);
            let _ = write!(out, "<li>{}", link(entry));
            if !inner.is_empty() {
                let items: String = inner.iter().map(|entry| format!("<li>{}</li>\n", link(entry))).collect();
                let list = format!("\n<ol>\n{items}</ol>\n");
                if inner.len() > FOLDED {
                    let _ = writeln!(
                        out,
                        "<details><summary>{}の内訳（{}）</summary>{list}</details>",
                        escape(&entry.text),
                        inner.len()
                    );
                } else {
                    out.push_str(&list);
                }
            }
            out.push_str("</li>\n");
            rest = after;
        }
        self.out.push_str(&out);
        self.out.push_str("</ol>\n</nav>\n");
    }
}

fn link(entry: &Entry) -> String {
    format!("<a href=\"#{}\">{}</a>", escape(&entry.id), escape(&entry.text))
}

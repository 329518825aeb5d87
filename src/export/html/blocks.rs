//! Blocks → elements.

use std::fmt::Write as _;

use super::contents::id_of;
use super::{Writer, sheet, table};
use crate::export::markup::escape;
use crate::report::document::{Block, Cover, Heading, KeyFigure, List, TableStyle};
use crate::report::text::of_inlines;

impl Writer<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            rest = after;
            if let Block::SheetHead(head) = block {
                let (body, after) = after.split_at(sheet::length(head, after));
                self.finder();
                self.sheet(head, body);
                rest = after;
            } else {
                self.block(block);
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Cover(cover) => self.cover(cover),
            Block::Contents { title, depth } => self.contents(title, *depth),
            Block::Heading(heading) => {
                // Anchored headings stand in table cells too, where the contents do not look.
                self.headings += usize::from(heading.anchor.is_none());
                let id = id_of(heading, self.headings);
                self.heading(heading, Some(&id));
            }
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::List(list) => self.list(list),
            Block::Table(table) => {
                if table.style == TableStyle::Grid {
                    self.finder();
                }
                self.table(table);
            }
            Block::Figure(figure) => self.figure(figure),
            Block::Chart(chart) => self.chart(chart),
            Block::Columns(columns) => {
                self.out.push_str("<div class=\"columns\">\n");
                self.abreast = table::abreast(columns);
                for (_, body) in columns.columns.iter().filter(|(_, body)| !body.is_empty()) {
                    self.out.push_str("<div>\n");
                    self.blocks(body);
                    self.out.push_str("</div>\n");
                }
                self.abreast = None;
                self.out.push_str("</div>\n");
            }
            // A head without its sheet around it stands only where `blocks` was not asked.
            Block::SheetHead(head) => self.sheet(head, &[]),
            Block::KeyFigures(figures) => self.key_figures(figures),
            Block::Labelled { label, body } => {
                self.heading(label, None);
                self.blocks(body);
            }
            Block::Together(blocks) | Block::Closing(blocks) => self.blocks(blocks),
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::PageBreak => {}
            Block::WritingSpace { label, lines } => {
                let _ = write!(self.out, "<div class=\"writing\"><span class=\"label\">{}</span>", escape(label));
                (0..*lines).for_each(|_| self.out.push_str("<i></i>"));
                self.out.push_str("</div>\n");
            }
        }
    }

    /// The level of a heading in the page: one below the title's, without gaps.
    pub(super) fn level(&mut self, meant: u8) -> usize {
        self.open_levels.retain(|above| *above < meant);
        self.open_levels.push(meant);
        (self.open_levels.len() + 1).min(6)
    }

    fn heading(&mut self, heading: &Heading, id: Option<&str>) {
        let level = self.level(heading.level);
        self.last_heading = of_inlines(&heading.text);
        let id = id.map(|id| format!(" id=\"{}\"", escape(id))).unwrap_or_default();
        let _ = write!(self.out, "<h{level}{id}>");
        self.inlines(&heading.text);
        let _ = writeln!(self.out, "</h{level}>");
    }

    fn list(&mut self, list: &List) {
        // Terms are long labels; points are marks.
        let terms = list.items.iter().any(|item| item.label.chars().count() > 8);
        self.out.push_str(if terms { "<dl class=\"list terms\">\n" } else { "<dl class=\"list\">\n" });
        for item in &list.items {
            let _ = write!(self.out, "<div><dt>{}</dt><dd>", escape(&item.label));
            self.blocks(&item.body);
            self.out.push_str("</dd></div>\n");
        }
        self.out.push_str("</dl>\n");
    }

    fn key_figures(&mut self, figures: &[KeyFigure]) {
        self.out.push_str("<ul class=\"figures\">\n");
        for figure in figures {
            let note = figure.note.as_ref().map(|note| format!(" <span class=\"small\">{}</span>", escape(note)));
            let _ = writeln!(
                self.out,
                "<li><span class=\"label\">{}</span> <span class=\"value\">{}<small>{}</small></span>{}</li>",
                escape(&figure.label),
                escape(&figure.value),
                escape(&figure.unit),
                note.unwrap_or_default()
            );
        }
        self.out.push_str("</ul>\n");
    }

    pub(super) fn cover(&mut self, cover: &Cover) {
        let _ = writeln!(self.out, "<div class=\"cover\">\n<h1>{}</h1>", escape(&cover.title));
        for line in cover.subtitles.iter().chain(&cover.period) {
            let _ = writeln!(self.out, "<p>{}</p>", escape(line));
        }
        self.out.push_str("<div class=\"publisher\">\n");
        for line in &cover.publisher {
            let _ = writeln!(self.out, "<p>{}</p>", escape(line));
        }
        self.out.push_str("</div>\n</div>\n");
    }
}

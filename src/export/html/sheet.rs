//! An initiative's sheet (個票): folded under its head, and open when it is printed, searched or led to.

use std::fmt::Write as _;

use super::Writer;
use super::contents::id_of;
use crate::export::markup::escape;
use crate::report::document::{Block, SheetHead};
use crate::report::text::of_inlines;

/// How many of the blocks after a sheet's head belong to it.
pub(super) fn length(head: &SheetHead, after: &[Block]) -> usize {
    let ends = |block: &Block| match block {
        Block::SheetHead(_) => true,
        Block::Heading(heading) => heading.level <= head.heading.level,
        _ => false,
    };
    after.iter().position(ends).unwrap_or(after.len())
}

impl Writer<'_> {
    /// The head as summary, the rest folded. The sheet's name is that of what is folded, so that a browser which is led to it
    /// opens it, scripts or not.
    pub(super) fn sheet(&mut self, head: &SheetHead, body: &[Block]) {
        self.headings += usize::from(head.heading.anchor.is_none());
        let id = id_of(&head.heading, self.headings);
        let level = self.level(head.heading.level);
        self.last_heading = of_inlines(&head.heading.text);
        let attributes = self.finder.attributes(head);
        let _ = write!(
            self.out,
            "<details class=\"sheet\"{attributes}>\n<summary><h{level}><span class=\"number\">{}</span> ",
            escape(&head.number)
        );
        self.inlines(&head.heading.text);
        let _ = write!(self.out, "</h{level}> <span class=\"departments\">{}</span>", escape(&head.departments));
        if let Some(grade) = &head.grade {
            let _ = write!(
                self.out,
                " <span class=\"grade\"><span class=\"small\">{}</span> <span class=\"mark\">{}</span> {}",
                escape(&grade.label),
                escape(&grade.mark),
                escape(&grade.word)
            );
            if let Some(note) = &grade.note {
                let _ = write!(self.out, " <span class=\"small\">{}</span>", escape(note));
            }
            self.out.push_str("</span>");
        }
        let _ = writeln!(self.out, "</summary>\n<div class=\"body\" id=\"{}\">", escape(&id));
        self.blocks(body);
        let back =
            if self.finder_written { "<p class=\"back\"><a href=\"#find\">一覧へ戻る</a></p>\n" } else { "" };
        self.out.push_str(back);
        self.out.push_str("</div>\n</details>\n");
    }
}

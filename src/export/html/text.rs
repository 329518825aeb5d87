//! Paragraphs and running text.

use super::Writer;
use crate::export::markup::escape;
use crate::report::document::{Alignment, Division, Emphasis, Inline, Inlines, Paragraph, ParagraphKind, Text, Tone};

/// Characters up to which a remark beside a text is one word to the eye.
const SHORT: usize = 8;

/// The class of the style sheet that aligns a paragraph or a cell; empty of what stands at the start, as everything does without one.
pub(super) fn alignment_class(align: Alignment) -> &'static str {
    match align {
        Alignment::Center => "center",
        Alignment::End | Alignment::Decimal => "end",
        Alignment::Justify | Alignment::Start | Alignment::Jidori => "",
    }
}

impl Writer<'_> {
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph) {
        let kind = match paragraph.kind {
            ParagraphKind::Lead => "lead",
            ParagraphKind::Note => "note",
            ParagraphKind::Body | ParagraphKind::Flush | ParagraphKind::Small => "",
        };
        let division = if paragraph.division == Division::Spaces { "keep" } else { "" };
        let classes = [kind, division, alignment_class(paragraph.align)]
            .into_iter()
            .filter(|class| !class.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if classes.is_empty() {
            self.out.push_str("<p>");
        } else {
            self.out.push_str(&format!("<p class=\"{classes}\">"));
        }
        for (at, inline) in paragraph.text.iter().enumerate() {
            match inline {
                Inline::Text(text) if at == 0 && numbered(text).is_some() => self.numbered(text),
                Inline::Text(text) if paragraph.division == Division::Departments => self.names(text, '、'),
                // A browser ends a line at the hyphen of a printed number: 2-(1)-ア.
                Inline::Text(text) if paragraph.division == Division::Spaces && text.text.contains('-') => {
                    self.names(text, '\u{3000}');
                }
                _ => self.inline(inline),
            }
        }
        self.out.push_str("</p>\n");
    }

    /// A name behind its number: no line ends between them.
    fn numbered(&mut self, text: &Text) {
        let Some(end) = numbered(text) else { return };
        let (kept, rest) = text.text.split_at(end);
        self.out.push_str("<span class=\"whole\">");
        self.inline(&Inline::Text(Text { text: kept.to_owned(), ..text.clone() }));
        self.out.push_str("</span>");
        self.inline(&Inline::Text(Text { text: rest.to_owned(), ..text.clone() }));
    }

    /// A list of names, or of numbers with their marks, none of which is divided; each ends with `end`.
    fn names(&mut self, list: &Text, end: char) {
        for name in list.text.split_inclusive(end) {
            self.out.push_str("<span class=\"name\">");
            self.inline(&Inline::Text(Text { text: name.to_owned(), ..list.clone() }));
            self.out.push_str("</span>");
        }
    }

    pub(super) fn inlines(&mut self, inlines: &Inlines) {
        inlines.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => {
                let body = escape(&text.text);
                match text.emphasis {
                    Emphasis::None => self.out.push_str(&body),
                    Emphasis::Strong => self.out.push_str(&format!("<strong>{body}</strong>")),
                    Emphasis::Dots => self.out.push_str(&format!("<em class=\"dots\">{body}</em>")),
                    Emphasis::Quiet => {
                        // ほか9件, 計画 3,400: a few characters that no line divides.
                        let whole = if text.text.chars().count() <= SHORT { " whole" } else { "" };
                        self.out.push_str(&format!("<span class=\"quiet{whole}\">{body}</span>"));
                    }
                    Emphasis::Label => self.out.push_str(&format!("<span class=\"label\">{body}</span>")),
                    Emphasis::Underline => self.out.push_str(&format!("<u>{body}</u>")),
                    Emphasis::Figure => self.out.push_str(&format!("<span class=\"figure-text\">{body}</span>")),
                }
            }
            Inline::Break => self.out.push_str(" <br>"),
            Inline::Ruby { base, reading } => self.out.push_str(&format!(
                "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>",
                escape(&base.text),
                // The words of a reading part it by the characters of its base, for the composer.
                escape(&reading.split_whitespace().collect::<String>())
            )),
            Inline::Reference { target, text } => {
                // There are no page numbers here; the heading's own words say where it leads.
                let named = || self.contents.named(target);
                let text = text.clone().or_else(named).unwrap_or_else(|| "参照".to_owned());
                let body = match numbered_name(&text) {
                    Some(end) => {
                        let (kept, rest) = text.split_at(end);
                        format!("<span class=\"whole\">{}</span>{}", escape(kept), escape(rest))
                    }
                    None => escape(&text),
                };
                self.out.push_str(&format!("<a href=\"#{}\">{body}</a>", escape(&target.0)));
            }
            Inline::Link { text, url } => {
                self.out.push_str(&format!("<a href=\"{}\">{}</a>", escape(url), escape(text)));
            }
            Inline::Footnote(note) => {
                self.out.push_str("<small>（");
                self.inlines(note);
                self.out.push_str("）</small>");
            }
            Inline::Badge { label, tone } => {
                let class = match tone {
                    Tone::BarAccent => "badge accent",
                    Tone::BarHatched => "badge behind",
                    _ => "badge",
                };
                self.out.push_str(&format!("<span class=\"{class}\">{}</span>", escape(label)));
            }
        }
    }
}

/// Where the first character of a name ends that stands behind its number (「2 市民サービスの進化」); nothing of any other text, and of
/// what a person typed.
fn numbered(text: &Text) -> Option<usize> {
    if text.origin.is_some() || text.emphasis != Emphasis::None { None } else { numbered_name(&text.text) }
}

/// The same of a text of the program's own. A browser ends a line after the number, and at its hyphen: 18-1.
fn numbered_name(text: &str) -> Option<usize> {
    let (number, name) = text.split_once(' ')?;
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || "-().".contains(c) || ('①'..='⑳').contains(&c));
    let first = name.chars().next().filter(|c| c.is_alphabetic())?;
    is_number.then_some(number.len() + 1 + first.len_utf8())
}

//! Pages as text that a person can review: each line with its place, rounded to a tenth of a point.
//!
//! One line of the dump is one line of one tag on the page: its place (left, baseline), its size, what it is, and its
//! characters. Rules, tints and shapes are only counted: their number changes when a table loses a rule.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::breaking::{Opportunity, opportunities};
use super::element::prepare;
use super::font::FontBook;
use super::length::Length;
use super::page::{Artifact, Draw, Page, Pages, Tag};
use super::paragraph::{Piece, TextPiece};
use super::structure::{NodeId, Role, Structure};
use super::style::{Family, ParagraphStyle, TextStyle, Weight};

/// One line of text on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// Left end.
    pub x: Length,
    /// Baseline.
    pub y: Length,
    /// Size of its first glyph.
    pub size: Length,
    /// What it belongs to.
    pub tag: Tag,
    /// Its characters in drawing order.
    pub text: String,
}

/// A heading's text with its phrases (文節) parted: `|` where a line ends best, `/` where a word ends within a phrase.
pub fn phrases(text: &str, fonts: &FontBook) -> String {
    let style = TextStyle::new(Family::Gothic, Weight::Bold, Length::pt(10.0));
    let piece = TextPiece { text: text.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
    let mut style = ParagraphStyle::new(None, Length::pt(17.0));
    style.breaks.phrases = true;
    let prepared = prepare(&[Piece::Text(piece)], &style, fonts);
    let found = opportunities(&prepared.text, &prepared.elements, &style);
    let mut marked = String::new();
    for (element, opportunity) in prepared.elements.iter().zip(&found) {
        marked.push_str(&text[element.text.clone()]);
        match opportunity {
            Opportunity::Free => marked.push('|'),
            Opportunity::WordEdge => marked.push('/'),
            _ => {}
        }
    }
    marked
}

/// All text lines of a page in drawing order: runs of one tag on one baseline.
pub fn text_lines(page: &Page) -> Vec<TextLine> {
    let mut lines: Vec<TextLine> = Vec::new();
    for item in &page.items {
        let Draw::Glyphs(run) = &item.draw else { continue };
        let text: String = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        match lines.last_mut() {
            Some(line) if line.tag == item.tag && line.y == run.origin.y => line.text.push_str(&text),
            _ => lines.push(TextLine { x: run.origin.x, y: run.origin.y, size: run.size, tag: item.tag, text }),
        }
    }
    lines
}

/// Text of one page for review.
pub fn page(pages: &Pages, index: usize) -> String {
    let Some(page) = pages.pages.get(index) else { return String::new() };
    let mut out = String::new();
    let _ = writeln!(out, "page {} {:.1}×{:.1}", index + 1, page.size.width.to_pt(), page.size.height.to_pt());
    for line in text_lines(page) {
        let what = match line.tag {
            Tag::Content(id) => owner_path(&pages.structure, pages.structure.content_owner.get(id.0 as usize).copied()),
            Tag::Artifact(Artifact::Header) => "~head".into(),
            Tag::Artifact(Artifact::Footer) => "~foot".into(),
            Tag::Artifact(_) => "~".into(),
        };
        let _ = writeln!(
            out,
            "{:6.1} {:6.1} {:4.1} {what:<10} {}",
            line.x.to_pt(),
            line.y.to_pt(),
            line.size.to_pt(),
            line.text.trim_end()
        );
    }
    let mut shapes: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &page.items {
        let kind = match item.draw {
            Draw::Glyphs(_) => continue,
            Draw::Line { .. } => "lines",
            Draw::Rect { .. } => "rectangles",
            Draw::Path { .. } => "paths",
        };
        *shapes.entry(kind).or_default() += 1;
    }
    let counts: Vec<_> = shapes.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let _ = writeln!(out, "{}; {} links", counts.join(", "), page.links.len());
    out
}

/// `TD/P`: the element and the one around it.
fn owner_path(structure: &Structure, node: Option<NodeId>) -> String {
    let Some(node) = node else { return "?".into() };
    let node = structure.node(node);
    match node.parent.map(|parent| structure.node(parent)) {
        Some(parent) if !matches!(parent.role, Role::Sect | Role::Document) => {
            format!("{}/{}", role(parent.role), role(node.role))
        }
        _ => role(node.role),
    }
}

fn role(role: Role) -> String {
    match role {
        Role::Heading(level) => format!("H{level}"),
        other => format!("{other:?}"),
    }
}

//! Page items → SVG: pictures with their words as real text, for HTML, and whole pages with their glyphs as outlines,
//! which look in a browser as they do in print, whatever fonts it has.
//!
//! Coordinates are points from the upper left corner. Every element that belongs to a place of the document says so:
//! `data-place` is its [`ContentId`](crate::typeset::structure::ContentId), so that a click on it can lead there.

mod number;
mod outline;
mod shape;
mod text;

use std::fmt::Write as _;

use self::number::Number;
use super::markup::escape;
use crate::typeset::page::{Draw, Item, LinkTarget, Page, Pages, Tag};
use crate::typeset::picture::Picture;

/// What a picture is called.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    /// Distinguishes its ids from those of the other pictures of a document.
    pub id: &'a str,
    /// What `<title>` says.
    pub title: &'a str,
    /// What it shows, in words, complete.
    pub description: &'a str,
}

/// A picture as an `svg` element to stand in HTML: scaled by its view box, its words as text in the font around it, and
/// every run of words as wide as the layout set it, whatever font that is.
pub fn picture(picture: &Picture, label: Label<'_>) -> String {
    let Label { id, title, description } = label;
    let mut out = format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"inherit\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>\n",
        Number::of(picture.size.width),
        Number::of(picture.size.height),
        escape(title),
        escape(description)
    );
    for item in &picture.items {
        let place = Place { item, prefix: id };
        match &item.draw {
            Draw::Glyphs(run) => text::run(&mut out, run, place),
            _ => shape::draw(&mut out, &item.draw, place),
        }
    }
    out.push_str("</svg>\n");
    out
}

/// A page as an SVG file. `None` where there is no such page.
///
/// `data-place` is the content, `data-node` the element of the structure that it belongs to. Links lead to `#page-N` (N from
/// 1) or to their address.
pub fn page(pages: &Pages, index: usize) -> Option<String> {
    let page = pages.pages.get(index)?;
    let number = index + 1;
    let (width, height) = (Number::of(page.size.width), Number::of(page.size.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" id=\"page-{number}\" lang=\"ja\"><title>{}　{number}ページ</title>\n",
        escape(&pages.meta.title)
    );
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
    outline::definitions(&mut out, page, &pages.fonts, number);
    let mut before = None;
    for item in &page.items {
        // Neighbours of one place stand in one group.
        if before != Some(item.tag) {
            close(&mut out, before);
            open(&mut out, pages, item.tag);
            before = Some(item.tag);
        }
        match &item.draw {
            Draw::Glyphs(run) => outline::run(&mut out, run, &pages.fonts, number),
            _ => shape::draw(&mut out, &item.draw, Place { item, prefix: "" }),
        }
    }
    close(&mut out, before);
    links(&mut out, page);
    out.push_str("</svg>\n");
    Some(out)
}

/// The place of an item in the document, as an attribute of its element.
#[derive(Clone, Copy)]
struct Place<'a> {
    item: &'a Item,
    /// Names the picture, as contents are counted a picture; nothing on pages, where a group says it.
    prefix: &'a str,
}

impl Place<'_> {
    fn attribute(self) -> String {
        match self.item.tag {
            Tag::Content(id) if !self.prefix.is_empty() => format!(" data-place=\"{}-{}\"", self.prefix, id.0),
            _ => String::new(),
        }
    }
}

fn open(out: &mut String, pages: &Pages, tag: Tag) {
    if let Tag::Content(id) = tag {
        let _ = write!(out, "<g data-place=\"{}\"", id.0);
        if let Some(node) = pages.structure.content_owner.get(id.0 as usize) {
            let _ = write!(out, " data-node=\"{}\"", node.0);
        }
        out.push('>');
    }
}

fn close(out: &mut String, tag: Option<Tag>) {
    if let Some(Tag::Content(_)) = tag {
        out.push_str("</g>\n");
    }
}

fn links(out: &mut String, page: &Page) {
    for link in &page.links {
        let target = match &link.target {
            LinkTarget::Page(page, _) => format!("#page-{}", page + 1),
            LinkTarget::Url(url) => escape(url),
        };
        let rect = &link.rect;
        let _ = writeln!(
            out,
            "<a href=\"{target}\" aria-label=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill-opacity=\"0\"/></a>",
            escape(&link.description),
            Number::of(rect.origin.x),
            Number::of(rect.origin.y),
            Number::of(rect.size.width),
            Number::of(rect.size.height)
        );
    }
}

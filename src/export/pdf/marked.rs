//! Marked content: consecutive items of a page that belong together become one sequence with an MCID, or an artifact.

use std::collections::BTreeMap;

use printpdf::{DictItem, Op};

use super::canvas::{Canvas, dictionary};
use super::face::DocumentFace;
use super::roles;
use crate::typeset::page::{Artifact, Draw, FaceId, GlyphRun, Item, Page, Tag};
use crate::typeset::structure::{ContentId, Kid, NodeId, Structure};

/// Whether marked content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marking {
    /// Every item is content of the structure or an artifact.
    Tagged,
    /// Nothing is marked: for measuring what tags cost.
    Untagged,
}

/// What a page draws, and whose its marked content is.
pub(super) struct MarkedPage {
    /// Its operators.
    pub(super) ops: Vec<Op>,
    /// The content that each MCID holds, beginning with MCID 0.
    pub(super) contents: Vec<ContentId>,
}

/// Draws a page.
pub(super) fn draw(
    page: &Page,
    structure: &Structure,
    faces: &BTreeMap<FaceId, DocumentFace>,
    marking: Marking,
) -> MarkedPage {
    let mut canvas = Canvas::new(page.size.height, faces);
    let mut contents = Vec::new();
    let mut items = &page.items[..];
    while let Some(first) = items.first() {
        let mut last = first.tag;
        let count = 1 + items[1..].iter().take_while(|item| belongs_with(&mut last, item.tag, structure)).count();
        let (group, rest) = items.split_at(count);
        items = rest;
        let only_text = group.iter().all(|item| matches!(item.draw, Draw::Glyphs(_)));
        if marking == Marking::Tagged {
            match first.tag {
                Tag::Content(content) => {
                    let owner = structure.content_owner.get(content.0 as usize).copied().unwrap_or(NodeId(0));
                    let mcid = DictItem::Int(contents.len() as i64);
                    contents.push(content);
                    let tag = roles::name(structure.node(owner).role);
                    canvas.begin_marked(tag, Some(dictionary([("MCID", mcid)])), only_text);
                }
                Tag::Artifact(artifact) => canvas.begin_marked("Artifact", artifact_properties(artifact), only_text),
            }
        }
        draw_items(&mut canvas, group);
        if marking == Marking::Tagged {
            canvas.end_marked(only_text);
        }
    }
    MarkedPage { ops: canvas.finish(), contents }
}

/// Whether an item goes on with what `last` began: the same content or artifact, or the next content of the same element.
fn belongs_with(last: &mut Tag, next: Tag, structure: &Structure) -> bool {
    let belongs = *last == next
        || match (*last, next) {
            (Tag::Content(a), Tag::Content(b)) => follows(structure, a, b),
            _ => false,
        };
    *last = next;
    belongs
}

/// Whether `b` follows `a` directly among the children of one element.
fn follows(structure: &Structure, a: ContentId, b: ContentId) -> bool {
    let owner = |content: ContentId| structure.content_owner.get(content.0 as usize).copied();
    let Some(node) = owner(a).filter(|node| owner(b) == Some(*node)) else { return false };
    structure.node(node).kids.windows(2).any(|pair| pair == [Kid::Content(a), Kid::Content(b)])
}

fn artifact_properties(artifact: Artifact) -> Option<DictItem> {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    Some(match artifact {
        Artifact::Header => dictionary([("Type", name("Pagination")), ("Subtype", name("Header"))]),
        Artifact::Footer => dictionary([("Type", name("Pagination")), ("Subtype", name("Footer"))]),
        Artifact::Layout => dictionary([("Type", name("Layout"))]),
        // The type Background asks for a bounding box; without a type nothing does.
        Artifact::Background => return None,
    })
}

fn draw_items(canvas: &mut Canvas, mut items: &[Item]) {
    while let Some(first) = items.first() {
        let runs: Vec<&GlyphRun> = items.iter().map_while(|item| glyph_run(&item.draw)).collect();
        if !runs.is_empty() {
            canvas.glyphs(&runs);
            items = &items[runs.len()..];
            continue;
        }
        match &first.draw {
            Draw::Glyphs(_) => {}
            Draw::Line { from, to, stroke } => canvas.line(*from, *to, stroke),
            Draw::Rect { rect, fill, stroke } => canvas.rect(rect, *fill, stroke.as_ref()),
            Draw::Path { segments, fill, stroke } => canvas.path(segments, *fill, stroke.as_ref()),
        }
        items = &items[1..];
    }
}

fn glyph_run(draw: &Draw) -> Option<&GlyphRun> {
    match draw {
        Draw::Glyphs(run) => Some(run),
        _ => None,
    }
}

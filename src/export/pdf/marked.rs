//! Marked content: consecutive items of the same content become one sequence with an MCID; others become artifacts.

use std::collections::BTreeMap;

use printpdf::{DictItem, Op};

use super::canvas::{Canvas, dictionary, text_string};
use super::face::DocumentFace;
use super::spans::WidenedRun;
use super::widening::Widenings;
use super::{roles, spans};
use crate::typeset::page::{Artifact, Draw, FaceId, Item, Page, Tag};
use crate::typeset::structure::{ContentId, Kid, NodeId, Structure};

/// Whether marked content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marking {
    /// Every item is content of the structure or an artifact.
    Tagged,
    /// Nothing is marked: for measuring what tags cost.
    Untagged,
}

/// A page's operators, and the structure content behind its marked content.
pub(super) struct MarkedPage {
    /// Its operators.
    pub(super) ops: Vec<Op>,
    /// The content that each MCID holds, beginning with MCID 0.
    pub(super) contents: Vec<ContentId>,
}

/// Draws a page.
pub(super) fn draw(
    page: &Page,
    widenings: &Widenings,
    structure: &Structure,
    faces: &BTreeMap<FaceId, DocumentFace>,
    marking: Marking,
) -> MarkedPage {
    let mut canvas = Canvas::new(page.size.height, faces);
    let mut contents = Vec::new();
    let mut begin = 0;
    while let Some(first) = page.items.get(begin) {
        let mut last = first.tag;
        let following = page.items[begin + 1..].iter();
        let end = begin + 1 + following.take_while(|item| belongs_with(&mut last, item.tag, structure)).count();
        let group = Group { items: &page.items[begin..end], widenings: &widenings[begin..end] };
        begin = end;
        match (marking, first.tag) {
            (Marking::Untagged, _) => draw_group(&mut canvas, faces, group),
            (Marking::Tagged, Tag::Artifact(artifact)) => {
                let only_text = group.is_only_text();
                canvas.begin_marked("Artifact", artifact_properties(artifact), only_text);
                draw_group(&mut canvas, faces, group);
                canvas.end_marked(only_text);
            }
            (Marking::Tagged, Tag::Content(content)) => {
                let owner = structure.content_owner.get(content.0 as usize).copied().unwrap_or(NodeId(0));
                let tag = roles::name(structure.node(owner).role);
                let mut next_mcid = || {
                    contents.push(content);
                    DictItem::Int(contents.len() as i64 - 1)
                };
                if group.is_only_text() {
                    text_content(&mut canvas, faces, group, tag, &mut next_mcid);
                } else {
                    canvas.begin_marked(tag, Some(dictionary([("MCID", next_mcid())])), false);
                    draw_group(&mut canvas, faces, group);
                    canvas.end_marked(false);
                }
            }
        }
    }
    MarkedPage { ops: canvas.finish(), contents }
}

/// Consecutive items that belong together.
#[derive(Clone, Copy)]
struct Group<'a> {
    items: &'a [Item],
    widenings: &'a [Vec<i8>],
}

impl<'a> Group<'a> {
    fn is_only_text(self) -> bool {
        self.items.iter().all(|item| matches!(item.draw, Draw::Glyphs(_)))
    }

    /// The runs that it begins with.
    fn runs(self) -> Vec<WidenedRun<'a>> {
        let runs = self.items.iter().zip(self.widenings).map_while(|(item, widenings)| match &item.draw {
            Draw::Glyphs(run) => Some(WidenedRun { run, widenings }),
            _ => None,
        });
        runs.collect()
    }
}

/// Shows text of one content. Spans that say what they mean are marked content of their own beside the rest, not within
/// it: poppler takes the end of inner marked content for that of the outer, and loses what follows.
fn text_content(
    canvas: &mut Canvas,
    faces: &BTreeMap<FaceId, DocumentFace>,
    group: Group,
    tag: &str,
    next_mcid: &mut impl FnMut() -> DictItem,
) {
    let runs = group.runs();
    let mut shown = None;
    for span in spans::divide(&runs, faces) {
        let mcid = ("MCID", next_mcid());
        match &span.actual_text {
            Some(text) => {
                canvas.begin_marked("Span", Some(dictionary([mcid, ("ActualText", text_string(text))])), true);
            }
            None => canvas.begin_marked(tag, Some(dictionary([mcid])), true),
        }
        canvas.span(&runs, &span, &mut shown);
        canvas.end_marked(true);
    }
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

/// Draws items without marks but those that say what spans mean.
fn draw_group(canvas: &mut Canvas, faces: &BTreeMap<FaceId, DocumentFace>, mut group: Group) {
    while let Some(first) = group.items.first() {
        let runs = group.runs();
        let mut shown = None;
        for span in spans::divide(&runs, faces) {
            if let Some(text) = &span.actual_text {
                canvas.begin_marked("Span", Some(dictionary([("ActualText", text_string(text))])), true);
            }
            canvas.span(&runs, &span, &mut shown);
            if span.actual_text.is_some() {
                canvas.end_marked(true);
            }
        }
        match &first.draw {
            Draw::Glyphs(_) => {}
            Draw::Line { from, to, stroke } => canvas.line(*from, *to, stroke),
            Draw::Rect { rect, fill, stroke } => canvas.rect(rect, *fill, stroke.as_ref()),
            Draw::Path { segments, fill, stroke } => canvas.path(segments, *fill, stroke.as_ref()),
        }
        let drawn = runs.len().max(1);
        group = Group { items: &group.items[drawn..], widenings: &group.widenings[drawn..] };
    }
}

//! Gaps and overlaps within text that become part of a glyph: the quarter em between Japanese and Latin letters
//! (四分アキ), what justification adds, and the white half of a bracket, comma or middle dot that stands in its neighbour's.
//!
//! Programs that extract text take a gap of more than about a tenth of an em between two glyphs for a space
//! (poppler: `minWordBreakSpace`; others likewise), and a glyph that begins a tenth of an em before the end of the last
//! one for a new word (poppler: `minDupBreakOverlap`). Japanese typesetting does both within words all the time. So the
//! glyph before is drawn by a twin with the same outline and a wider or narrower advance: nothing is left to be taken for
//! a space or a line end. A twin is 16 bytes of the font, for the whole document; `ActualText` around every such place
//! would be a tenth of the file. Twins come in eighths of an em, and what remains, at most a sixteenth, is a move of the
//! pen.

use crate::typeset::page::{Draw, GlyphRun, Item, Page, Tag};
use crate::typeset::structure::{ContentId, NodeId, Role, Structure};

/// Gaps and overlaps up to this, in thousandths of an em, are left to the pen: no reader reacts to them.
const UNSEEN: f64 = 80.0;
/// The most that a twin is wider, in eighths of an em.
const WIDEST: f64 = 5.0;
/// No advance becomes narrower than this, in thousandths of an em.
const NARROWEST: f64 = 125.0;

/// By how many eighths of an em each glyph of each item is widened, or narrowed where below zero; nothing for items that
/// are not glyphs.
pub(super) type Widenings = Vec<Vec<i8>>;

/// The widenings of a page.
pub(super) fn of_page(page: &Page, structure: &Structure) -> Widenings {
    (0..page.items.len())
        .map(|i| match &page.items[i].draw {
            Draw::Glyphs(run) if run.actual_text.is_none() => {
                let next = page.items.get(i + 1).and_then(|next| continuation(&page.items[i], run, next, structure));
                of_run(run, next)
            }
            Draw::Glyphs(run) => vec![0; run.glyphs.len()],
            _ => Vec::new(),
        })
        .collect()
}

fn of_run(run: &GlyphRun, next: Option<&GlyphRun>) -> Vec<i8> {
    let scale = run.size.to_pt() * f64::from(run.condensed) / 1e6;
    let after = next.and_then(|next| next.glyphs.first().map(|glyph| along(next) + glyph.x.to_pt() - along(run)));
    let width = |glyph: usize| run.glyphs[glyph].advance.to_pt() * f64::from(run.condensed) / 1000.0;
    (0..run.glyphs.len())
        .map(|i| {
            let end = run.glyphs[i].x.to_pt() + width(i);
            let begin = match run.glyphs.get(i + 1) {
                // Only the last glyph of a cluster has the text after it beside it.
                Some(glyph) if glyph.text.is_empty() => return 0,
                Some(glyph) => glyph.x.to_pt(),
                None => after.unwrap_or(end),
            };
            let gap = (begin - end) / scale.max(1e-6);
            let eighths = (gap / 125.0).round();
            let advance = width(i) / scale.max(1e-6);
            let fits = eighths <= WIDEST && (eighths > 0.0 || advance + eighths * 125.0 >= NARROWEST);
            if gap.abs() > UNSEEN && fits { eighths as i8 } else { 0 }
        })
        .collect()
}

/// Where a run begins along its line, in points.
fn along(run: &GlyphRun) -> f64 {
    if run.turned { run.origin.y.to_pt() } else { run.origin.x.to_pt() }
}

/// The run that follows on the same line of the same paragraph.
fn continuation<'a>(item: &Item, run: &GlyphRun, next: &'a Item, structure: &Structure) -> Option<&'a GlyphRun> {
    let Draw::Glyphs(next_run) = &next.draw else { return None };
    let across = |run: &GlyphRun| if run.turned { run.origin.x } else { run.origin.y };
    let on_line = next_run.turned == run.turned && across(next_run) == across(run);
    let of_paragraph = match (item.tag, next.tag) {
        (Tag::Content(a), Tag::Content(b)) => a == b || block(structure, a) == block(structure, b),
        (Tag::Artifact(a), Tag::Artifact(b)) => a == b,
        _ => false,
    };
    (on_line && of_paragraph).then_some(next_run)
}

/// The paragraph, cell or other block that a content stands in.
fn block(structure: &Structure, content: ContentId) -> Option<NodeId> {
    let mut node = structure.content_owner.get(content.0 as usize).copied();
    while let Some(id) = node {
        let is_inline = matches!(
            structure.nodes.get(id.0 as usize)?.role,
            Role::Span | Role::Link | Role::Reference | Role::Ruby | Role::RB
        );
        if !is_inline {
            break;
        }
        node = structure.node(id).parent;
    }
    node
}

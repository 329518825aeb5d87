//! Which glyphs need to be told what they mean: `ActualText` where ToUnicode and positions would not give back the text.
//!
//! ToUnicode gives a glyph one text, and a reader of the page takes a gap of more than about a tenth of an em for a space
//! (poppler: `minWordBreakSpace`). Japanese typesetting opens such gaps within words all the time: the quarter em between
//! Japanese and Latin letters (四分アキ), justified lines, spread words (均等割付), vertical text. So the glyphs on both
//! sides of such a gap share one span with the text that was typed. Spaces that were typed have glyphs of their own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::face::DocumentFace;
use crate::typeset::length::Length;
use crate::typeset::page::{FaceId, GlyphRun};

/// From this gap on a reader may see a space, in hundredths of an em.
const GAP_FROM: i64 = 8;
/// From this gap on glyphs do not belong together, in hundredths of an em.
const GAP_TO: i64 = 200;

/// Glyphs that are shown one after another and read as one thing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Run and the stretch of its glyphs, in order.
    pub(super) parts: Vec<(usize, Range<usize>)>,
    /// What they mean, where it has to be said.
    pub(super) actual_text: Option<String>,
}

/// Glyphs that stand for one text together: as a rule one glyph.
struct Cluster<'a> {
    run: usize,
    glyphs: Range<usize>,
    text: std::borrow::Cow<'a, str>,
    start: Length,
    end: Length,
    baseline: Length,
    size: Length,
    /// The only cluster of its run.
    alone: bool,
    /// ToUnicode does not say what it means.
    needs_text: bool,
}

/// Divides consecutive runs of one content into spans. Joined, the spans hold every glyph once and in order.
pub(super) fn divide(runs: &[&GlyphRun], faces: &BTreeMap<FaceId, DocumentFace>) -> Vec<Span> {
    let clusters: Vec<Cluster> =
        runs.iter().enumerate().flat_map(|(index, run)| clusters(index, run, faces.get(&run.face))).collect();
    let joined: Vec<bool> = clusters.windows(2).map(|pair| is_gap_within_text(&pair[0], &pair[1])).collect();
    let is_joined = |left: usize| joined.get(left).copied().unwrap_or(false);
    let covered = |i: usize| clusters[i].needs_text || is_joined(i) || (i > 0 && is_joined(i - 1));
    let mut spans = Vec::new();
    let mut at = 0;
    while at < clusters.len() {
        let cover = covered(at);
        let mut end = at + 1;
        while end < clusters.len()
            && covered(end) == cover
            && (!cover || continues(&clusters, end - 1, is_joined(end - 1)))
        {
            end += 1;
        }
        let actual_text = cover.then(|| clusters[at..end].iter().map(|c| c.text.as_ref()).collect());
        spans.push(Span { parts: parts(&clusters[at..end]), actual_text });
        at = end;
    }
    spans
}

/// Whether the covered clusters `left` and `left + 1` may share a span.
fn continues(clusters: &[Cluster], left: usize, joined: bool) -> bool {
    let (a, b) = (&clusters[left], &clusters[left + 1]);
    joined || (a.baseline == b.baseline && (b.start - a.end).abs() <= a.size.min(b.size).scaled(GAP_FROM, 100))
}

fn parts(clusters: &[Cluster]) -> Vec<(usize, Range<usize>)> {
    let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
    for cluster in clusters {
        match parts.last_mut() {
            Some((run, glyphs)) if *run == cluster.run => glyphs.end = cluster.glyphs.end,
            _ => parts.push((cluster.run, cluster.glyphs.clone())),
        }
    }
    parts
}

fn clusters<'a>(index: usize, run: &'a GlyphRun, face: Option<&DocumentFace>) -> Vec<Cluster<'a>> {
    let place = |glyphs: Range<usize>| {
        let edge = |glyph: &crate::typeset::page::RunGlyph, advance: bool| {
            let width = if advance { glyph.advance.scaled(i64::from(run.condensed), 1000) } else { Length::ZERO };
            run.origin.x + glyph.x + width
        };
        let stretch = &run.glyphs[glyphs];
        (
            stretch.first().map_or(run.origin.x, |glyph| edge(glyph, false)),
            stretch.last().map_or(run.origin.x, |glyph| edge(glyph, true)),
        )
    };
    let cluster = |glyphs: Range<usize>, text: std::borrow::Cow<'a, str>, needs_text: bool| {
        let (start, end) = place(glyphs.clone());
        Cluster {
            run: index,
            glyphs,
            text,
            start,
            end,
            baseline: run.origin.y,
            size: run.size,
            alone: false,
            needs_text,
        }
    };
    let mut clusters = Vec::new();
    if let Some(text) = run.actual_text.as_ref().filter(|_| !run.glyphs.is_empty()) {
        clusters.push(cluster(0..run.glyphs.len(), text.as_str().into(), true));
    } else {
        let mut at = 0;
        while at < run.glyphs.len() {
            let mut end = at + 1;
            while end < run.glyphs.len() && run.glyphs[end].text.is_empty() {
                end += 1;
            }
            let glyph = &run.glyphs[at];
            let plain = end == at + 1 && face.is_some_and(|f| f.text(f.new_id(glyph.glyph)) == glyph.text);
            let private = glyph.text.chars().any(is_private);
            // A private code means nothing elsewhere: PDF/A-2a (6.2.11.7.3) wants to know what is meant.
            let text = if private { "〓".into() } else { glyph.text.as_str().into() };
            clusters.push(cluster(at..end, text, private || !plain));
            at = end;
        }
    }
    if let [only] = &mut clusters[..] {
        only.alone = true;
    }
    clusters
}

/// Whether there is a gap between two clusters that no space was typed for: beside or, in vertical text, below each other.
fn is_gap_within_text(left: &Cluster, right: &Cluster) -> bool {
    let size = left.size.min(right.size);
    if left.baseline == right.baseline {
        let gap = right.start - left.end;
        return gap > size.scaled(GAP_FROM, 100) && gap < size.scaled(GAP_TO, 100);
    }
    let down = right.baseline - left.baseline;
    left.alone
        && right.alone
        && (right.start - left.start).abs() < size.scaled(60, 100)
        && down > size.scaled(25, 100)
        && down < size.scaled(GAP_TO, 100)
}

/// Private use areas of Unicode, where offices keep their 外字.
fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

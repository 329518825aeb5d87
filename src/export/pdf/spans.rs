//! Which glyphs need `ActualText`: those whose text cannot be recovered from ToUnicode and positions.
//!
//! ToUnicode has one text a glyph, so a glyph with another text here, the glyphs of a cluster and 〓 need one. Readers also
//! take gaps for spaces and overlaps for new words: those that [`super::widening`] cannot close (spread words, vertical
//! text, fonts whose glyphs have no twins) get spans with the text that was typed. Typed spaces have glyphs of their own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::face::DocumentFace;
use crate::typeset::length::Length;
use crate::typeset::page::{FaceId, GlyphRun};

/// From this gap on a reader may see a space, from this overlap on a new word, in hundredths of an em.
const GAP_FROM: i64 = 8;
/// From this gap on glyphs do not belong together, in hundredths of an em.
const GAP_TO: i64 = 200;

/// A run and by how many eighths of an em its glyphs are widened.
#[derive(Debug, Clone, Copy)]
pub(super) struct WidenedRun<'a> {
    pub(super) run: &'a GlyphRun,
    /// A widening for each glyph.
    pub(super) widenings: &'a [i8],
}

/// Consecutive glyphs that share one `ActualText` or need none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Run and the stretch of its glyphs, in order.
    pub(super) parts: Vec<(usize, Range<usize>)>,
    /// Their `ActualText`, if they need one.
    pub(super) actual_text: Option<String>,
}

/// Glyphs that stand for one text together: as a rule one glyph.
struct Cluster<'a> {
    run: usize,
    glyphs: Range<usize>,
    text: Cow<'a, str>,
    /// Where it begins and ends along its line: to the right, or downwards when turned.
    start: Length,
    end: Length,
    /// Where its line is: height from the top of the page, or distance from its left edge when turned.
    baseline: Length,
    size: Length,
    turned: bool,
    /// The only cluster of its run.
    alone: bool,
    /// Its text differs from ToUnicode.
    needs_text: bool,
}

/// Divides consecutive runs of one content into spans. Joined, the spans hold every glyph once and in order.
pub(super) fn divide(runs: &[WidenedRun], faces: &BTreeMap<FaceId, DocumentFace>) -> Vec<Span> {
    let mut clusters: Vec<Cluster> = Vec::with_capacity(runs.iter().map(|run| run.run.glyphs.len()).sum());
    for (index, run) in runs.iter().enumerate() {
        add_clusters(&mut clusters, index, *run, faces.get(&run.run.face));
    }
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
    joined || (a.shares_line(b) && (b.start - a.end).abs() <= a.size.min(b.size).scaled(GAP_FROM, 100))
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

/// Adds the clusters of a run to those of the runs before it.
fn add_clusters<'a>(clusters: &mut Vec<Cluster<'a>>, index: usize, set: WidenedRun<'a>, face: Option<&DocumentFace>) {
    let run = set.run;
    let id = |glyph: usize| {
        let widening = set.widenings.get(glyph).copied().unwrap_or(0);
        face.map_or(0, |face| face.new_id(run.glyphs[glyph].glyph, widening))
    };
    let (along, across) = if run.turned { (run.origin.y, run.origin.x) } else { (run.origin.x, run.origin.y) };
    let cluster = |glyphs: Range<usize>, text: Cow<'a, str>, needs_text: bool| {
        let stretch = &run.glyphs[glyphs.clone()];
        let start = stretch.first().map_or(along, |glyph| along + glyph.x);
        let end = stretch.last().map_or(along, |glyph| {
            let width = face.map_or(0, |face| face.width(id(glyphs.end - 1)));
            along + glyph.x + run.size.scaled(i64::from(width) * i64::from(run.condensed), 1_000_000)
        });
        Cluster {
            run: index,
            glyphs,
            text,
            start,
            end,
            baseline: across,
            size: run.size,
            turned: run.turned,
            alone: false,
            needs_text,
        }
    };
    let before = clusters.len();
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
            let text = public_text(&glyph.text);
            let plain = end == at + 1 && face.is_some_and(|face| face.text(id(at)) == text);
            clusters.push(cluster(at..end, text, !plain));
            at = end;
        }
    }
    if let [only] = &mut clusters[before..] {
        only.alone = true;
    }
}

impl Cluster<'_> {
    /// Whether both stand on one line.
    fn shares_line(&self, other: &Cluster) -> bool {
        self.turned == other.turned && self.baseline == other.baseline
    }

    /// Left edge, top and lower edge, taking the body of upright glyphs to be 0.88 em above the baseline and 0.12 below.
    fn body(&self) -> (Length, Length, Length) {
        if self.turned {
            // Turned Western letters: the baseline lies about a quarter of an em left of the middle.
            (self.baseline - self.size.scaled(12, 100), self.start, self.end)
        } else {
            (self.start, self.baseline - self.size.scaled(88, 100), self.baseline + self.size.scaled(12, 100))
        }
    }
}

/// Whether there is a gap between two clusters that no space was typed for, beside or, in vertical text, below each other;
/// or an overlap.
fn is_gap_within_text(left: &Cluster, right: &Cluster) -> bool {
    if left.text.ends_with(char::is_whitespace) || right.text.starts_with(char::is_whitespace) {
        return false;
    }
    let size = left.size.min(right.size);
    if left.shares_line(right) {
        let gap = right.start - left.end;
        let (from, to) = (size.scaled(GAP_FROM, 100), size.scaled(GAP_TO, 100));
        return gap > from && gap < to || gap < -from && gap > -size;
    }
    let vertical = (left.alone || left.turned) && (right.alone || right.turned);
    let ((x, _, lower), (other_x, top, _)) = (left.body(), right.body());
    let gap = top - lower;
    vertical && (other_x - x).abs() < size.scaled(60, 100) && gap > -size.scaled(70, 100) && gap < size.scaled(100, 100)
}

/// The text with 〓 (ゲタ) for characters of private use: their codes mean nothing elsewhere, and PDF/A-2a (6.2.11.7.3)
/// does not let them stand alone.
pub(super) fn public_text(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_private) {
        text.chars().map(|c| if is_private(c) { '〓' } else { c }).collect()
    } else {
        text.into()
    }
}

/// Private use areas of Unicode, where offices keep their 外字.
fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_characters_are_written_as_geta() {
        assert_eq!(public_text("高\u{E001}\u{F0001}橋"), "高〓〓橋");
        assert!(matches!(public_text("葛\u{E0100}"), Cow::Borrowed("葛\u{E0100}")));
    }
}

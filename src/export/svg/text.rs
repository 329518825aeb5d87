//! Runs of glyphs as `text`, which can be selected, searched and read in any size.

use std::fmt::Write as _;

use super::Place;
use super::number::Number;
use super::shape::hex;
use crate::export::markup::escape;
use crate::typeset::length::Length;
use crate::typeset::page::{GlyphRun, RunGlyph};

/// Writes a run. The reader's font may be wider or narrower than ours: `textLength` holds the run to the width it was set in.
pub(super) fn run(out: &mut String, run: &GlyphRun, place: Place<'_>) {
    let is_space = |glyph: &RunGlyph| glyph.text.chars().all(char::is_whitespace) && !glyph.text.is_empty();
    let Some(last) = run.glyphs.iter().rposition(|glyph| !is_space(glyph)) else { return };
    let drawn = &run.glyphs[..=last];
    let text: String = match &run.actual_text {
        Some(text) => text.trim_end().to_owned(),
        None => drawn.iter().map(|glyph| glyph.text.as_str()).collect(),
    };
    let start = drawn.iter().map(|glyph| glyph.x).min().unwrap_or(Length::ZERO);
    let end = drawn.iter().map(|glyph| glyph.x + glyph.advance.scaled(i64::from(run.condensed), 1000)).max();
    let width = end.unwrap_or(start) - start;
    let (x, y) = match run.turned {
        false => (run.origin.x + start, run.origin.y),
        true => (run.origin.x, run.origin.y + start),
    };
    let _ = write!(out, "<text x=\"{}\" y=\"{}\"", Number::of(x), Number::of(y));
    if run.turned {
        let _ = write!(out, " transform=\"rotate(90 {} {})\"", Number::of(x), Number::of(y));
    }
    if width > Length::ZERO {
        let _ = write!(out, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", Number::of(width));
    }
    let _ = writeln!(
        out,
        " font-size=\"{}\" fill=\"{}\"{}>{}</text>",
        Number::of(run.size),
        hex(run.color),
        place.attribute(),
        escape(&text)
    );
}

//! Glyphs as outlines: each glyph of a page is defined once and used wherever it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::number::Number;
use super::shape::hex;
use crate::typeset::font::FontBook;
use crate::typeset::length::Length;
use crate::typeset::outline::Stroke;
use crate::typeset::page::{Draw, FaceId, GlyphRun, Page};

/// Defines the glyphs of a page, in font units with y downwards.
pub(super) fn definitions(out: &mut String, page: &Page, fonts: &FontBook, number: usize) {
    let mut used: BTreeMap<FaceId, BTreeSet<u16>> = BTreeMap::new();
    for item in &page.items {
        if let Draw::Glyphs(run) = &item.draw {
            used.entry(run.face).or_default().extend(run.glyphs.iter().map(|glyph| glyph.glyph));
        }
    }
    out.push_str("<defs>\n");
    for (face, glyphs) in used {
        for (glyph, strokes) in fonts.face(face).outlines(glyphs) {
            if !strokes.is_empty() {
                let _ = writeln!(out, "<path id=\"{}\" d=\"{}\"/>", name(number, face, glyph), path(&strokes));
            }
        }
    }
    out.push_str("</defs>\n");
}

/// Uses the glyphs of a run. A glyph without ink has no definition; a use of nothing draws nothing.
pub(super) fn run(out: &mut String, run: &GlyphRun, fonts: &FontBook, number: usize) {
    let em = f64::from(fonts.face(run.face).units_per_em.max(1));
    let scale = run.size.to_pt() / em;
    let across = scale * f64::from(run.condensed) / 1000.0;
    let turn = if run.turned { " rotate(90)" } else { "" };
    let _ = write!(
        out,
        "<g fill=\"{}\" transform=\"translate({} {}){turn} scale({across:.6} {scale:.6})\">",
        hex(run.color),
        Number::of(run.origin.x),
        Number::of(run.origin.y)
    );
    let units = |length: Length, by: f64| Number::units((length.to_pt() / by.max(1e-9)) as f32);
    for glyph in run.glyphs.iter() {
        if glyph.text.chars().all(char::is_whitespace) && !glyph.text.is_empty() {
            continue;
        }
        let _ = write!(out, "<use href=\"#{}\"", name(number, run.face, glyph.glyph));
        for (attribute, length, by) in [("x", glyph.x, across), ("y", -glyph.rise, scale)] {
            if length != Length::ZERO {
                let _ = write!(out, " {attribute}=\"{}\"", units(length, by));
            }
        }
        out.push_str("/>");
    }
    out.push_str("</g>\n");
}

/// Several pages may stand in one HTML file, so names hold the page.
fn name(number: usize, face: FaceId, glyph: u16) -> String {
    format!("p{number}f{}g{glyph}", face.0)
}

fn path(strokes: &[Stroke]) -> String {
    let mut out = String::new();
    let point = |[x, y]: [f32; 2]| format!("{} {}", Number::units(x), Number::units(-y));
    for stroke in strokes {
        let _ = match *stroke {
            Stroke::Move(p) => write!(out, "M{}", point(p)),
            Stroke::Line(p) => write!(out, "L{}", point(p)),
            Stroke::Quadratic(a, p) => write!(out, "Q{} {}", point(a), point(p)),
            Stroke::Cubic(a, b, p) => write!(out, "C{} {} {}", point(a), point(b), point(p)),
            Stroke::Close => write!(out, "Z"),
        };
    }
    out
}

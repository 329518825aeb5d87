//! Marks (○ ◎ △ ×) stand in the middle of their cell by their ink, not by their advance.

use crate::typeset::font::FontBook;
use crate::typeset::length::Length;
use crate::typeset::page::{Draw, GlyphRun};
use crate::typeset::strip::{Solid, shift};

/// Centres a lone mark on its ink: across within `measure`, and downwards in its line.
pub(crate) fn center_ink(fonts: &FontBook, solids: &mut [Solid], measure: Length) {
    for solid in solids {
        let ink = solid.items.iter().find_map(|item| match &item.draw {
            Draw::Glyphs(run) => ink_middle(fonts, run),
            _ => None,
        });
        if let Some((x, y)) = ink {
            shift(&mut solid.items, measure / 2 - x, solid.height / 2 - y);
        }
    }
}

/// The middle of the ink of a run's first glyph.
fn ink_middle(fonts: &FontBook, run: &GlyphRun) -> Option<(Length, Length)> {
    let glyph = run.glyphs.first()?;
    let face = fonts.face(run.face);
    let [left, bottom, right, top] = face.ink(glyph.glyph)?;
    let em = f64::from(face.units_per_em.max(1));
    let size = run.size.to_pt();
    let across = f64::from(left + right) / 2.0 / em * size * f64::from(run.condensed) / 1000.0;
    let up = f64::from(bottom + top) / 2.0 / em * size;
    Some((run.origin.x + glyph.x + Length::pt(across), run.origin.y - glyph.rise - Length::pt(up)))
}

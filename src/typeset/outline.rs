//! Outlines of glyphs, for outputs that draw letters as shapes.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::font::Face;

/// A step of an outline, in font units, y upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stroke {
    /// Begins a contour.
    Move([f32; 2]),
    /// A straight line.
    Line([f32; 2]),
    /// A quadratic curve: control point and end.
    Quadratic([f32; 2], [f32; 2]),
    /// A cubic curve: two control points and end.
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    /// Closes the contour.
    Close,
}

impl Face {
    /// The outlines of many glyphs; the font's tables are looked up once. A glyph without ink has no strokes.
    pub fn outlines(&self, glyphs: impl IntoIterator<Item = u16>) -> Vec<(u16, Vec<Stroke>)> {
        let Ok(font) = FontRef::from_index(&self.data, self.index) else { return Vec::new() };
        let outlines = font.outline_glyphs();
        let draw = |glyph: u16| {
            let mut pen = Pen::default();
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            let drawn = outlines.get(GlyphId::new(u32::from(glyph))).map(|outline| outline.draw(settings, &mut pen));
            (glyph, if matches!(drawn, Some(Ok(_))) { pen.strokes } else { Vec::new() })
        };
        glyphs.into_iter().map(draw).collect()
    }
}

/// Notes what skrifa draws.
#[derive(Default)]
struct Pen {
    strokes: Vec<Stroke>,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.strokes.push(Stroke::Move([x, y]));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.strokes.push(Stroke::Line([x, y]));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.strokes.push(Stroke::Quadratic([cx, cy], [x, y]));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.strokes.push(Stroke::Cubic([ax, ay], [bx, by], [x, y]));
    }

    fn close(&mut self) {
        self.strokes.push(Stroke::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::super::font::FontBook;
    use super::*;

    #[test]
    fn outlines_stay_within_the_ink_of_their_glyphs() {
        let book = FontBook::shipped();
        let (_, face) = book.faces().next().expect("a face");
        let glyph = face.glyph('改').expect("every main face has 改");
        let [left, bottom, right, top] = face.ink(glyph).expect("ink");
        let outline = &face.outlines([glyph])[0].1;
        assert!(matches!(outline.first(), Some(Stroke::Move(_))) && matches!(outline.last(), Some(Stroke::Close)));
        for stroke in outline {
            if let Stroke::Move([x, y]) | Stroke::Line([x, y]) | Stroke::Quadratic(_, [x, y]) = stroke {
                assert!((left..=right).contains(x) && (bottom..=top).contains(y), "{stroke:?}");
            }
        }
        let blank = face.glyph('　').expect("a wide space");
        assert_eq!(face.outlines([blank]), [(blank, Vec::new())]);
    }
}

//! Marks: 圏点, 下線, and marks centred on their ink (○△×).

use super::element::{Element, invisible};
use super::font::FontBook;
use super::length::{Length, Point};
use super::page::{Artifact, Draw, GlyphRun, Item, RunGlyph, Stroke, Tag};
use super::paragraph::TextPiece;
use super::place::EM_ASCENT;
use super::style::{Direction, TextStyle};

/// Adds the 圏点 of an element (JLReq 3.3.9): half the size, centred over its body (vertical: to its right); not over
/// punctuation and spaces.
pub(super) fn emphasis_dot(
    element: &Element,
    at: Length,
    base: &TextPiece,
    fonts: &FontBook,
    direction: Direction,
    dots: &mut Vec<Item>,
) {
    if matches!(element.class.0, 1..=8 | 14 | 26 | 28 | 29) || invisible(element) {
        return;
    }
    let chain = fonts.chain(base.style.family, base.style.weight);
    let character = if direction == Direction::Vertical { '﹅' } else { '•' };
    let found = chain.iter().find_map(|&id| {
        let face = fonts.face(id);
        Some((id, face.glyph(character).or_else(|| face.glyph('・'))?))
    });
    let Some((face, glyph)) = found else { return };
    let size = element.size / 2;
    let metrics = fonts.face(face);
    let em = i64::from(metrics.units_per_em);
    let advance = Length::of_em(size, i64::from(metrics.advance(glyph)), em);
    let ink = metrics.ink(glyph).unwrap_or([0.0, 0.0, f32::from(metrics.advance(glyph)), em as f32]);
    let middle = |low: f32, high: f32| Length::of_em(size, ((low + high) / 2.0) as i64, em);
    let (ink_x, ink_y) = (middle(ink[0], ink[2]), middle(ink[1], ink[3]));
    let body_middle = at + element.width / 2;
    // A quarter of the base's em beyond its em box.
    let origin = match direction {
        Direction::Horizontal => {
            let height = element.size.scaled(EM_ASCENT, 100) + size / 2 + base.style.rise;
            Point::new(body_middle - ink_x, ink_y - height)
        }
        Direction::Vertical => {
            let out = element.size / 2 + size / 2 + base.style.rise;
            Point::new(out - ink_x, body_middle + ink_y)
        }
    };
    let run = GlyphRun {
        face,
        size,
        condensed: 1000,
        turned: false,
        color: base.style.color,
        origin,
        glyphs: [RunGlyph {
            glyph,
            x: Length::ZERO,
            rise: Length::ZERO,
            advance,
            text: character.encode_utf8(&mut [0; 4]).into(),
        }]
        .into(),
        actual_text: None,
    };
    // They say nothing that the text does not; a reader would stumble over a dot after every character.
    dots.push(Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Glyphs(run) });
}

/// The 下線 of a line of text: one rule under each run of underlined elements that stand side by side, the spaces between them
/// included.
#[derive(Default)]
pub(super) struct Underlines {
    /// Index of the run's last element, its extent along the line, its style.
    runs: Vec<(usize, Length, Length, TextStyle)>,
}

impl Underlines {
    /// Adds the underlined element of that index, which reaches `from`..`to` along the line.
    pub(super) fn add(&mut self, index: usize, from: Length, to: Length, style: &TextStyle) {
        match self.runs.last_mut() {
            Some((last, _, end, of)) if *last + 1 == index && of == style => (*last, *end) = (index, to),
            _ => self.runs.push((index, from, to, *style)),
        }
    }

    /// How far below the baseline they reach; `None` where there are none.
    pub(super) fn reach(&self) -> Option<Length> {
        self.runs.iter().map(|(.., style)| Underlines::drop(style) + Length::pt(0.5)).max()
    }

    /// Just under the em box of Japanese text, so that no stroke touches it.
    fn drop(style: &TextStyle) -> Length {
        style.size.scaled(100 - EM_ASCENT + 4, 100) - style.rise
    }

    /// The rules. The text is not another for being underlined: they are no content.
    pub(super) fn into_items(self) -> impl Iterator<Item = Item> {
        self.runs.into_iter().map(|(_, from, to, style)| {
            let y = Underlines::drop(&style);
            let stroke = Stroke::solid(style.size.scaled(7, 100), style.color);
            let draw = Draw::Line { from: Point::new(from, y), to: Point::new(to, y), stroke };
            Item { tag: Tag::Artifact(Artifact::Layout), draw }
        })
    }
}

/// How far emphasis dots reach above the baseline (vertical: to the right of the centre line).
pub(super) fn dotted_ascent(dots: &[Item], direction: Direction) -> Length {
    let reach = |item: &Item| match &item.draw {
        Draw::Glyphs(run) if direction == Direction::Horizontal => run.size / 2 - run.origin.y,
        Draw::Glyphs(run) => run.origin.x + run.size,
        _ => Length::ZERO,
    };
    dots.iter().map(reach).max().unwrap_or(Length::ZERO)
}

/// Where the ink of a mark has its middle, from the glyph's origin on the baseline (`y` down); a mark in a cell is centred
/// by it rather than by its body, so that ○△× stand in the middle of their cells. `None` for a mark without ink.
pub fn ink_middle(mark: char, style: &TextStyle, fonts: &FontBook) -> Option<Point> {
    let face = fonts.chain(style.family, style.weight).into_iter().find(|&id| fonts.face(id).glyph(mark).is_some())?;
    let face = fonts.face(face);
    let [left, low, right, high] = face.ink(face.glyph(mark)?)?;
    let em = f64::from(face.units_per_em);
    let part = |units: f32| Length::pt(style.size.to_pt() * f64::from(units) / em);
    Some(Point::new(part((left + right) / 2.0), -part((low + high) / 2.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::style::{Family, Weight};

    #[test]
    fn the_circle_is_centred_on_its_ink() {
        let fonts = FontBook::shipped();
        let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
        for mark in ['○', '△', '×', '◎'] {
            let middle = ink_middle(mark, &style, &fonts).expect("ink");
            assert!((middle.x.to_pt() - 5.0).abs() < 0.6, "{mark} {middle:?}");
            assert!(middle.y < Length::ZERO);
        }
        assert_eq!(ink_middle('\u{3000}', &style, &fonts), None);
    }
}

//! Paragraphs: pieces of styled text in, justified lines of positioned glyphs out.

use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::breaking::{Opportunity, opportunities};
use super::element::{Prepared, prepare};
use super::font::FontBook;
use super::length::Length;
use super::linebreak::{Lines, break_lines, unbroken};
use super::page::{Item, Tag};
use super::place::{LineContext, place, positions};
use super::style::{Direction, ParagraphStyle, TextStyle};
use crate::finding::Origin;

/// A paragraph to be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// What it says.
    pub pieces: Vec<Piece>,
    /// How it is set.
    pub style: ParagraphStyle,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Characters of one style.
    Text(TextPiece),
    /// Ruby over a base.
    Ruby {
        /// The word that the reading is for.
        base: TextPiece,
        /// Reading, set at half size.
        reading: SmolStr,
        /// What the reading's glyphs belong to.
        reading_tag: Tag,
    },
    /// 縦中横: set horizontally within vertical text.
    TateChuYoko(TextPiece),
    /// A forced line break.
    Break,
    /// An unbreakable object of the given extent (a badge, a footnote mark), drawn relative to its left end on the
    /// baseline. It takes part in line breaking as an ideograph.
    Object {
        /// Its extent along the line.
        width: Length,
        /// What is drawn.
        items: Vec<Item>,
        /// What it stands for in the paragraph's plain text.
        text: SmolStr,
    },
}

/// Characters of one style.
#[derive(Debug, Clone, PartialEq)]
pub struct TextPiece {
    /// The characters.
    pub text: SmolStr,
    /// How they are set.
    pub style: TextStyle,
    /// What they belong to.
    pub tag: Tag,
    /// Where they were typed.
    pub origin: Option<Arc<Origin>>,
}

/// A set paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// From the first line down.
    pub lines: Vec<Line>,
    /// The paragraph's plain text; lines name ranges of it.
    pub text: String,
    /// Characters that no face has; each is set as 〓.
    pub missing: Vec<MissingGlyph>,
    /// Indices of lines that stick out of the measure (a long word in a narrow cell).
    pub overfull: Vec<usize>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What is drawn, relative to the start of the measure on the line's baseline (`y` down). Horizontal: x from the start
    /// of the measure. Vertical: x from the line's centre, y from the start of the measure.
    pub items: Vec<Item>,
    /// The stretch of [`Composed::text`] that it holds; joined, the lines' stretches are the text.
    pub text: Range<usize>,
    /// Set width from the start of the measure to the end of the last glyph's body, indent included, hanging punctuation
    /// left out. Where a full line keeps half an em after 、。」 at its end, that half em is part of it.
    pub width: Length,
    /// How far glyphs reach above the baseline (ruby and 圏点 included).
    pub ascent: Length,
    /// How far they reach below it.
    pub descent: Length,
}

/// A character that no face has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character with its variation selector.
    pub character: SmolStr,
    /// Byte offset in [`Composed::text`].
    pub offset: usize,
    /// Where it was typed.
    pub origin: Option<Arc<Origin>>,
}

/// Sets a paragraph. The same paragraph gives the same lines, always.
///
/// With a measure, lines are broken as a whole and filled by the paragraph's alignment; without one, each stretch between
/// forced breaks is one line with the spacing of table 1. No text gives one empty line.
pub fn compose(paragraph: &Paragraph, fonts: &FontBook) -> Composed {
    let style = &paragraph.style;
    let prepared = prepare(&paragraph.pieces, style, fonts);
    let found = opportunities(&prepared.text, &prepared.elements, style);
    let (lines, percent) = match style.measure {
        None => (unbroken(&prepared, &found, style), 100),
        Some(measure) => fit(&prepared, &found, paragraph, measure),
    };
    let virtual_measure = style.measure.map(|measure| widened(measure, percent));
    let context = LineContext {
        prepared: &prepared,
        pieces: &paragraph.pieces,
        style,
        fonts,
        condensed: u16::from(percent) * 10,
    };
    let mut composed = Composed {
        lines: Vec::with_capacity(lines.plans.len()),
        text: String::new(),
        missing: Vec::new(),
        overfull: Vec::new(),
    };
    for (number, plan) in lines.plans.iter().enumerate() {
        let placed = positions(&prepared, plan, style, virtual_measure);
        let from = prepared.elements.get(plan.start).map_or(0, |element| element.text.start);
        let to =
            plan.end.checked_sub(1).and_then(|last| prepared.elements.get(last)).map_or(from, |last| last.text.end);
        composed.lines.push(place(&context, plan, &placed, from..to));
        if placed.overfull {
            composed.overfull.push(number);
        }
    }
    if composed.lines.is_empty() {
        let (width, none) = (style.first_indent, Length::ZERO);
        composed.lines.push(Line { items: Vec::new(), text: 0..0, width, ascent: none, descent: none });
    }
    composed.text = prepared.text;
    composed.missing = prepared.missing;
    composed
}

/// The measure that a line condensed to `percent` has room for.
fn widened(measure: Length, percent: u8) -> Length {
    if percent >= 100 { measure } else { measure.scaled(100, i64::from(percent.max(1))) }
}

/// Lines of the natural width, or condensed (長体) as little as makes them fit without breaking a word, where the style
/// allows it and nothing else helps.
fn fit(prepared: &Prepared, found: &[Opportunity], paragraph: &Paragraph, measure: Length) -> (Lines, u8) {
    let style = &paragraph.style;
    let natural = break_lines(prepared, &mut found.to_vec(), style, measure);
    let least = style.condense_to.clamp(1, 100);
    let only_text = paragraph.pieces.iter().all(|piece| matches!(piece, Piece::Text(_) | Piece::Break));
    let horizontal = style.direction == Direction::Horizontal;
    if least == 100 || !only_text || !horizontal || !natural.strained {
        return (natural, 100);
    }
    let condensed = |percent| break_lines(prepared, &mut found.to_vec(), style, widened(measure, percent));
    let (mut fits, mut strained) = (least, 100);
    let mut lines = condensed(fits);
    if lines.strained {
        // Further condensed, a text may be left with a last line so short that a divided word is cheaper: less may still do.
        let mut tried = (least + 1..100).rev().map(|percent| (condensed(percent), percent));
        return tried.find(|(lines, _)| !lines.strained).unwrap_or((natural, 100));
    }
    // What fits further condensed nearly always does up to one limit, which is found by halving.
    while strained - fits > 1 {
        let percent = fits.midpoint(strained);
        let tried = condensed(percent);
        if tried.strained {
            strained = percent;
        } else {
            (fits, lines) = (percent, tried);
        }
    }
    (lines, fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::{Artifact, Draw};
    use crate::typeset::style::{Align, Family, TextStyle, Weight};

    fn set(text: &str, measure: Option<f64>) -> Composed {
        let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
        let piece = TextPiece { text: text.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
        let style = ParagraphStyle::new(measure.map(|em| Length::pt(em * 10.0)), Length::pt(17.0));
        compose(&Paragraph { pieces: vec![Piece::Text(piece)], style }, &FontBook::shipped())
    }

    /// Text, x of each glyph in ems.
    fn glyphs(composed: &Composed, line: usize) -> Vec<(String, f64)> {
        let mut found = Vec::new();
        for item in &composed.lines[line].items {
            if let Draw::Glyphs(run) = &item.draw {
                for glyph in run.glyphs.iter() {
                    let x = (run.origin.x + glyph.x).to_pt() / 10.0;
                    found.push((glyph.text.to_string(), (x * 1000.0).round() / 1000.0));
                }
            }
        }
        found
    }

    fn xs(text: &str) -> Vec<f64> {
        glyphs(&set(text, None), 0).into_iter().map(|(_, x)| x).collect()
    }

    #[test]
    fn text_is_condensed_as_little_as_does_without_a_divided_word() {
        let fonts = FontBook::shipped();
        let names = [
            "公共施設マネジメントの推進",
            "Innovation",
            "財政課・契約課",
            "歳入増（継続）",
            "国際リゾート戦略室",
            "1,234,567千円",
        ];
        let mut condensed = 0;
        for (name, tenths) in names.into_iter().flat_map(|name| (20..80).map(move |tenths| (name, tenths))) {
            let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
            let piece = TextPiece { text: name.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
            let measure = Length::pt(f64::from(tenths));
            let mut style = ParagraphStyle::new(Some(measure), Length::pt(17.0));
            (style.align, style.condense_to) = (Align::Start, 70);
            let paragraph = Paragraph { pieces: vec![Piece::Text(piece)], style };
            let prepared = prepare(&paragraph.pieces, &paragraph.style, &fonts);
            let found = opportunities(&prepared.text, &prepared.elements, &paragraph.style);
            let strained = |percent| {
                let measure = widened(measure, percent);
                break_lines(&prepared, &mut found.clone(), &paragraph.style, measure).strained
            };
            let least = (70..=100).rev().find(|percent| !strained(*percent));
            assert_eq!(fit(&prepared, &found, &paragraph, measure).1, least.unwrap_or(100), "{name} in {measure:?}");
            condensed += usize::from(least.is_some_and(|percent| percent < 100));
        }
        assert!(condensed > 20, "{condensed}");
    }

    /// A text of 14 ems with a comma, on measures from 10 to 14.1 ems: a comma gives way to save a line only where that is allowed.
    #[test]
    fn natural_lines_do_not_give_way_to_save_one() {
        let text = "計画九百千円、達成率八割一分";
        let lines = |natural: bool, tenths: i32| -> (usize, bool) {
            let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
            let piece = TextPiece { text: text.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
            let mut style = ParagraphStyle::new(Some(Length::pt(f64::from(tenths))), Length::pt(17.0));
            style.align = Align::Start;
            style.breaks.natural_lines = natural;
            let set = compose(&Paragraph { pieces: vec![Piece::Text(piece)], style }, &FontBook::shipped());
            let whole = xs(text);
            let is_natural = |line: usize| {
                let xs: Vec<f64> = glyphs(&set, line).into_iter().map(|(_, x)| x).collect();
                xs.iter().zip(&whole).all(|(x, natural)| (x - natural).abs() < 0.01)
            };
            (set.lines.len(), is_natural(0))
        };
        assert_eq!((lines(false, 137), lines(true, 137)), ((1, false), (2, true)));
        assert_eq!((lines(false, 141), lines(true, 141)), ((1, true), (1, true)));
        assert!((100..137).all(|tenths| lines(true, tenths).1));
    }

    /// A text of 45 ems on a measure of 40: lines that are not filled leave no stub at the end.
    #[test]
    fn the_last_of_natural_lines_is_no_stub() {
        let text = "計画".repeat(22) + "。";
        let last = |natural: bool| {
            let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
            let piece =
                TextPiece { text: text.as_str().into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
            let mut style = ParagraphStyle::new(Some(Length::pt(400.0)), Length::pt(17.0));
            style.align = Align::Start;
            style.breaks.natural_lines = natural;
            let set = compose(&Paragraph { pieces: vec![Piece::Text(piece)], style }, &FontBook::shipped());
            assert_eq!(set.lines.len(), 2);
            glyphs(&set, 1).len()
        };
        assert_eq!(last(false), 5);
        assert!(last(true) >= 8, "{}", last(true));
    }

    #[test]
    fn brackets_stand_flush_and_lose_their_half_em() {
        assert_eq!(xs("「行政」、改革。"), [-0.5, 0.5, 1.5, 2.5, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(set("「行政」、改革。", None).lines[0].width, Length::pt(65.0));
    }

    #[test]
    fn a_quarter_em_stands_between_japanese_and_western_text() {
        assert_eq!(xs("令和2年度"), [0.0, 1.0, 2.25, 3.0, 4.0]);
        assert_eq!(xs("○A①"), [0.0, 1.25, 2.0]);
    }

    #[test]
    fn narrow_brackets_are_set_solid() {
        assert_eq!(xs("(総)行政"), [0.0, 0.5, 1.5, 2.0, 3.0]);
    }
}

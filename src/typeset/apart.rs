//! Spaces without ink: texts that a gap or a forced line end separates on the page are separated for listeners and searches, too.
//!
//! Lines of one Japanese paragraph are one text, so line ends say nothing, and a gap is not a character. Where words must
//! not run together (a number and its title, a title and its page, a mark over its word), what comes first therefore ends
//! with a space of its own. It has no ink and moves nothing.

use smol_str::SmolStr;

use super::font::FontBook;
use super::length::Length;
use super::page::{Draw, GlyphRun, Item, RunGlyph};

/// Ends the last horizontal text among the items with a space; nothing is done where there is none or it ends with one.
pub(crate) fn end_with_space(items: &mut Vec<Item>, fonts: &FontBook) {
    let Some(at) = items.iter().rposition(|item| matches!(item.draw, Draw::Glyphs(_))) else { return };
    let tag = items[at].tag;
    let Draw::Glyphs(run) = &mut items[at].draw else { return };
    let Some(last) = run.glyphs.last() else { return };
    let ends_with_space = last.text.chars().next_back().is_some_and(char::is_whitespace);
    if ends_with_space || run.turned {
        return;
    }
    let end = last.x + last.advance.scaled(i64::from(run.condensed), 1000);
    let own = std::iter::once((run.face, fonts.face(run.face)));
    let Some((face, glyph)) = own.chain(fonts.faces()).find_map(|(id, face)| Some((id, face.glyph(' ')?))) else {
        return;
    };
    let metrics = fonts.face(face);
    let space = RunGlyph {
        glyph,
        x: end,
        rise: Length::ZERO,
        advance: Length::of_em(run.size, i64::from(metrics.advance(glyph)), i64::from(metrics.units_per_em)),
        text: SmolStr::new_static(" "),
    };
    if face == run.face && run.actual_text.is_none() {
        run.glyphs = run.glyphs.iter().cloned().chain([space]).collect();
        return;
    }
    let glyphs = [RunGlyph { x: Length::ZERO, ..space }].into();
    let mut apart = GlyphRun { face, actual_text: None, glyphs, ..run.clone() };
    apart.origin.x += end;
    items.insert(at + 1, Item { tag, draw: Draw::Glyphs(apart) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::{Artifact, Tag};
    use crate::typeset::paragraph::{Paragraph, Piece, TextPiece, compose};
    use crate::typeset::strip::bounds;
    use crate::typeset::style::{Align, Family, ParagraphStyle, TextStyle, Weight};

    fn text(words: &str) -> Piece {
        let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
        Piece::Text(TextPiece { text: words.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None })
    }

    /// What is read out of each line.
    fn lines(pieces: Vec<Piece>, em: f64, align: Align) -> Vec<String> {
        let style = ParagraphStyle::new(Some(Length::pt(em * 10.0)), Length::pt(17.0)).aligned(align);
        let composed = compose(&Paragraph { pieces, style }, &FontBook::shipped());
        let read = |item: &Item| match &item.draw {
            Draw::Glyphs(run) => match &run.actual_text {
                Some(text) => text.to_string(),
                None => run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect(),
            },
            _ => String::new(),
        };
        composed.lines.iter().map(|line| line.items.iter().map(read).collect()).collect()
    }

    #[test]
    fn a_forced_line_end_is_a_space_and_an_ordinary_one_nothing() {
        assert_eq!(lines(vec![text("○"), Piece::Break, text("計画どおり")], 9.0, Align::Center), ["○ ", "計画どおり"]);
        assert_eq!(lines(vec![text("行政改革の推進")], 4.0, Align::Start), ["行政改", "革の推進"]);
        assert_eq!(lines(vec![text("担当"), Piece::Break, text("部署")], 9.0, Align::Jidori), ["担当 ", "部署"]);
    }

    #[test]
    fn a_space_that_a_line_end_swallowed_is_still_heard() {
        let words = "Administrative Reform Plan";
        assert_eq!(lines(vec![text(words)], 9.0, Align::Start).concat(), words);
    }

    #[test]
    fn a_space_moves_nothing() {
        let (style, fonts) = (ParagraphStyle::new(None, Length::pt(17.0)), FontBook::shipped());
        let plain = compose(&Paragraph { pieces: vec![text("8")], style }, &fonts).lines[0].items.clone();
        let mut spaced = plain.clone();
        end_with_space(&mut spaced, &fonts);
        assert_ne!(spaced, plain);
        assert_eq!(bounds(&spaced[0]), bounds(&plain[0]));
        let once = spaced.clone();
        end_with_space(&mut spaced, &fonts);
        assert_eq!(spaced, once);
    }
}

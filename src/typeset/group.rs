//! Groups that a line never divides: ruby on its base, 縦中横.

use smol_str::SmolStr;

use super::class::{Class, class_of};
use super::element::{Element, Gap, Ink, Maker, extends, gaps, invisible};
use super::jlreq::{self, Reduction};
use super::length::Length;
use super::page::{FaceId, Tag};
use super::paragraph::TextPiece;
use super::place::{EM_ASCENT, Group, RunBuilder};
use super::style::{Direction, TextStyle};

/// A row of small text within a group.
struct Row {
    text: String,
    elements: Vec<Element>,
    gaps: Vec<Gap>,
}

impl Row {
    fn width(&self) -> Length {
        let bodies: Length = self.elements.iter().map(|element| element.width).sum();
        bodies + self.gaps.iter().map(|gap| gap.natural).sum()
    }

    /// How many elements are drawn.
    fn drawn(&self) -> i64 {
        self.elements.iter().filter(|element| !invisible(element)).count() as i64
    }

    /// Draws the row with its first body at `at`, and `extra` more between two bodies.
    fn draw(
        &self,
        builder: &mut RunBuilder<'_>,
        at: Length,
        extra: Length,
        raised: Length,
        style: &TextStyle,
        tag: Tag,
    ) {
        let mut at = at;
        for (element, gap) in self.elements.iter().zip(&self.gaps) {
            let text = SmolStr::new(&self.text[element.text.clone()]);
            builder.element(element, text, at + element.shift, raised, style, tag);
            if !invisible(element) {
                at += element.width + gap.natural + extra;
            }
        }
        builder.flush();
    }
}

/// 1:2:1 (JLReq 3.3.6): the space at both ends is half of that between two characters, at most `limit`; the part before the
/// first and the space between two.
fn one_two_one(room: Length, count: i64, limit: Length) -> (Length, Length) {
    if room <= Length::ZERO || count == 0 {
        return (Length::ZERO, Length::ZERO);
    }
    let ends = room / (2 * count);
    if count == 1 || ends <= limit {
        return (if count == 1 { room / 2 } else { ends }, ends * 2);
    }
    (limit, (room - limit * 2) / (count - 1))
}

impl Maker<'_> {
    /// The elements of a text of their own, in one row.
    fn row(&mut self, base: &TextPiece, style: &TextStyle, text: &str, chain: &[FaceId]) -> Row {
        let mut inner = Maker {
            fonts: self.fonts,
            vertical: self.vertical,
            text: String::new(),
            elements: Vec::new(),
            missing: Vec::new(),
        };
        let piece = TextPiece { text: text.into(), style: *style, tag: base.tag, origin: base.origin.clone() };
        inner.push_text(0, &piece, chain);
        let gaps = gaps(&inner.elements, Reduction::Jlreq, None);
        let offset = self.text.len();
        self.missing.extend(inner.missing.into_iter().map(|mut missing| {
            missing.offset += offset;
            missing
        }));
        Row { text: inner.text, elements: inner.elements, gaps }
    }

    fn direction(&self) -> Direction {
        if self.vertical { Direction::Vertical } else { Direction::Horizontal }
    }

    fn push_group(&mut self, piece: u32, text: &str, class: Class, width: Length, size: Length, group: Group) {
        let start = self.text.len();
        self.text.push_str(text);
        let (text, ink) = (start..self.text.len(), Ink::Group(Box::new(group)));
        self.elements.push(Element::undivided(text, piece, class, ink, width, size));
    }

    /// How far a reading may hang over a neighbour (table 1, "hang"; JLReq 3.3.8): a character of the reading over
    /// hiragana and the space of punctuation, a quarter em over that of a middle dot or between Japanese and Western text.
    fn overhang(size: Length, before: Option<Class>, after: Option<Class>) -> Length {
        match jlreq::letter(1, before, after) {
            'r' | '1' | '2' => size / 2,
            '3' | '4' => size / 4,
            _ => Length::ZERO,
        }
    }

    /// Ruby (JLReq 3.3): mono ruby for one character, group ruby for more. A reading of as many words as the base has
    /// characters (とま こ まい over 苫小牧) is that of a compound (熟語ルビ): each character carries its own and a line may
    /// end between two, while a group with one reading is never divided.
    pub(super) fn push_ruby(
        &mut self,
        piece: u32,
        base: &TextPiece,
        reading: &str,
        reading_tag: Tag,
        next: Option<char>,
        chain: &[FaceId],
    ) {
        if reading.is_empty() || base.text.is_empty() {
            self.push_text(piece, base, chain);
            return;
        }
        let parts = ruby_parts(&base.text, reading);
        let class = if parts.len() > 1 { Class::COMPOUND_RUBY_BASE } else { Class::RUBY_BASE };
        let size = base.style.size;
        let small = TextStyle { size: size / 2, emphasis_dots: false, ..base.style };
        let rows: Vec<(Row, Row)> = parts
            .iter()
            .map(|(text, reading)| (self.row(base, &base.style, text, chain), self.row(base, &small, reading, chain)))
            .collect();
        // What a reading leaves free over its own base, or has too much (negative), at either side.
        let free: Vec<Length> = rows.iter().map(|(row, ruby)| (row.width() - ruby.width()) / 2).collect();
        let before = self.elements.iter().rev().find(|e| !invisible(e)).filter(|e| !e.forced).map(|e| e.class);
        for (index, ((text, _), (row, ruby))) in parts.iter().zip(&rows).enumerate() {
            let (base_width, ruby_width) = (row.width(), ruby.width());
            let excess = (ruby_width - base_width).max(Length::ZERO);
            // Within a compound a reading may hang over a neighbour as far as that one's own reading leaves room.
            let room_left = match index.checked_sub(1) {
                Some(left) => free[left].max(Length::ZERO),
                None => before.map_or(Length::ZERO, |before| Self::overhang(size, Some(before), Some(class))),
            };
            let room_right = match free.get(index + 1) {
                Some(&free) => free.max(Length::ZERO),
                None => next.map_or(Length::ZERO, |next| Self::overhang(size, Some(class), Some(class_of(next)))),
            };
            let left = room_left.min(excess / 2);
            let right = room_right.min(excess - left);
            let width = base_width.max(ruby_width - left - right);
            let (first, between) = one_two_one(width - base_width, row.drawn(), width);
            let (ruby_first, ruby_between) = match (excess > Length::ZERO, parts.len()) {
                (true, _) => (-left, Length::ZERO),
                // Over one character a reading is set solid in the middle; over a group it is spread.
                (false, 2..) => ((width - ruby_width) / 2, Length::ZERO),
                (false, _) => one_two_one(width - ruby_width, ruby.drawn(), small.size),
            };
            let mut builder = RunBuilder::new(self.fonts, self.direction(), 1000);
            row.draw(&mut builder, first, between, Length::ZERO, &base.style, base.tag);
            // The reading's em box stands on the base's: its baseline is raised by the base's ascent and its own descent.
            let raised = match self.direction() {
                Direction::Horizontal => size.scaled(EM_ASCENT, 100) + small.size.scaled(100 - EM_ASCENT, 100),
                Direction::Vertical => size / 2 + small.size / 2,
            };
            ruby.draw(&mut builder, ruby_first, ruby_between, raised, &small, reading_tag);
            let group = Group { items: builder.items, ascent: builder.ascent, descent: builder.descent };
            self.push_group(piece, text, class, width, size, group);
            if let Some(element) = self.elements.last_mut() {
                element.overhang = [left, right];
            }
        }
    }

    /// 縦中横: a short group set across a vertical line, narrowed to one em where it is wider. In horizontal text it is text.
    pub(super) fn push_tate_chu_yoko(&mut self, piece: u32, base: &TextPiece, chain: &[FaceId]) {
        if !self.vertical || base.text.is_empty() {
            self.push_text(piece, base, chain);
            return;
        }
        let size = base.style.size;
        self.vertical = false;
        let row = self.row(base, &base.style, &base.text, chain);
        self.vertical = true;
        let width = row.width();
        let condensed =
            if width > size { (size.raw() * 1000 / width.raw().max(1)).clamp(1, 1000) as u16 } else { 1000 };
        let mut builder = RunBuilder::new(self.fonts, Direction::Horizontal, condensed);
        let narrowed = |length: Length| length.scaled(i64::from(condensed), 1000);
        let mut at = -(width.min(size) / 2);
        for (element, gap) in row.elements.iter().zip(&row.gaps) {
            let text = SmolStr::new(&row.text[element.text.clone()]);
            builder.element(
                element,
                text,
                at + narrowed(element.shift),
                -size.scaled(EM_ASCENT, 100),
                &base.style,
                base.tag,
            );
            at += narrowed(element.width + gap.natural);
        }
        builder.flush();
        let half = size / 2;
        let group = Group { items: builder.items, ascent: half, descent: half };
        self.push_group(piece, &base.text, Class::TATE_CHU_YOKO, size, size, group);
    }
}

/// The characters of a base with the readings of each, where the reading has as many words as the base characters; else
/// the whole with the whole.
fn ruby_parts<'t>(base: &'t str, reading: &'t str) -> Vec<(&'t str, &'t str)> {
    let mut starts: Vec<usize> = base.char_indices().filter(|&(_, c)| !extends(c)).map(|(at, _)| at).collect();
    let words: Vec<&str> = reading.split_whitespace().collect();
    if words.len() < 2 || words.len() != starts.len() || starts.first() != Some(&0) {
        return vec![(base, reading)];
    }
    starts.push(base.len());
    starts.windows(2).map(|pair| &base[pair[0]..pair[1]]).zip(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::font::FontBook;
    use crate::typeset::page::{Artifact, Draw, GlyphRun};
    use crate::typeset::paragraph::{Composed, Paragraph, Piece, compose};
    use crate::typeset::style::{Family, ParagraphStyle, Weight};

    const TAG: Tag = Tag::Artifact(Artifact::Layout);

    fn text(text: &str) -> TextPiece {
        let style = TextStyle::new(Family::Mincho, Weight::Regular, Length::pt(10.0));
        TextPiece { text: text.into(), style, tag: TAG, origin: None }
    }

    fn ruby(base: &str, reading: &str) -> Piece {
        Piece::Ruby { base: text(base), reading: reading.into(), reading_tag: Tag::Artifact(Artifact::Header) }
    }

    fn set(pieces: Vec<Piece>, direction: Direction) -> Composed {
        let mut style = ParagraphStyle::new(Some(Length::pt(200.0)), Length::pt(17.0));
        style.direction = direction;
        compose(&Paragraph { pieces, style }, &FontBook::shipped())
    }

    fn runs(composed: &Composed) -> Vec<(Tag, GlyphRun)> {
        let items = composed.lines.iter().flat_map(|line| line.items.iter());
        items
            .filter_map(|item| match &item.draw {
                Draw::Glyphs(run) => Some((item.tag, run.clone())),
                _ => None,
            })
            .collect()
    }

    /// Text and x in points of every glyph, with that of the readings apart.
    fn places(composed: &Composed) -> (Vec<(String, f64)>, Vec<(String, f64)>) {
        let (mut base, mut readings) = (Vec::new(), Vec::new());
        for (tag, run) in runs(composed) {
            for glyph in run.glyphs.iter() {
                let place = (glyph.text.to_string(), (run.origin.x + glyph.x).to_pt());
                if tag == TAG { base.push(place) } else { readings.push(place) }
            }
        }
        (base, readings)
    }

    #[test]
    fn a_reading_stands_centred_over_its_base() {
        let composed = set(vec![ruby("苫小牧", "とまこまい")], Direction::Horizontal);
        let (base, readings) = places(&composed);
        assert_eq!(base.iter().map(|p| p.1).collect::<Vec<_>>(), [0.0, 10.0, 20.0]);
        // 5 half-size characters on 30 pt: half a point at the ends, one between.
        assert_eq!(readings.iter().map(|p| p.1).collect::<Vec<_>>(), [0.5, 6.5, 12.5, 18.5, 24.5]);
        assert!(composed.lines[0].ascent > Length::pt(13.0), "the reading needs room above");
        assert_eq!(composed.text, "苫小牧");
    }

    #[test]
    fn a_long_reading_hangs_over_kana_and_widens_the_base_beside_kanji() {
        // 20 pt of reading on 10 pt of base: 5 pt over each hiragana.
        let composed =
            set(vec![Piece::Text(text("の")), ruby("志", "こころざ"), Piece::Text(text("を"))], Direction::Horizontal);
        let (base, readings) = places(&composed);
        assert_eq!(base.iter().map(|p| p.1).collect::<Vec<_>>(), [0.0, 10.0, 20.0]);
        assert_eq!(readings[0].1, 5.0);
        // Beside kanji the base takes 20 pt, and its character stands in the middle.
        let composed =
            set(vec![Piece::Text(text("大")), ruby("志", "こころざ"), Piece::Text(text("国"))], Direction::Horizontal);
        let (base, readings) = places(&composed);
        assert_eq!(base.iter().map(|p| p.1).collect::<Vec<_>>(), [0.0, 15.0, 30.0]);
        assert_eq!(readings[0].1, 10.0);
    }

    /// Lines of a measure in ems, as their texts.
    fn broken(pieces: Vec<Piece>, ems: i64) -> Composed {
        let mut style = ParagraphStyle::new(Some(Length::pt(10.0) * ems), Length::pt(17.0));
        style.align = crate::typeset::style::Align::Start;
        compose(&Paragraph { pieces, style }, &FontBook::shipped())
    }

    fn texts(composed: &Composed) -> Vec<&str> {
        composed.lines.iter().map(|line| &composed.text[line.text.clone()]).collect()
    }

    #[test]
    fn a_compound_is_divided_between_its_characters_and_a_group_is_not() {
        let sentence =
            |reading| vec![Piece::Text(text("改革の")), ruby("苫小牧", reading), Piece::Text(text("市の取組"))];
        let composed = broken(sentence("とま こ まい"), 5);
        assert_eq!(texts(&composed), ["改革の苫小", "牧市の取組"]);
        // Each reading stands in the middle of its own character: まい over 牧 at the head of the second line.
        let (_, readings) = places(&composed);
        let expected = [("と", 30.0), ("ま", 35.0), ("こ", 42.5), ("ま", 0.0), ("い", 5.0)];
        assert_eq!(readings, expected.map(|(text, x)| (text.to_owned(), x)));
        let composed = broken(sentence("とまこまい"), 5);
        assert!(texts(&composed).iter().any(|line| line.contains("苫小牧")), "{:?}", texts(&composed));
    }

    #[test]
    fn a_long_reading_of_a_compound_hangs_over_its_neighbour_only_where_that_has_room() {
        // 志: three half-size characters on one em, five points too long; 気's き leaves 2.5 points on its left.
        let composed = set(vec![ruby("志気", "こころ き")], Direction::Horizontal);
        let (base, readings) = places(&composed);
        assert_eq!(base.iter().map(|place| place.1).collect::<Vec<_>>(), [1.25, 12.5]);
        assert_eq!(readings.iter().map(|place| place.1).collect::<Vec<_>>(), [0.0, 5.0, 10.0, 15.0]);
    }

    #[test]
    fn a_reading_stays_within_the_measure_at_both_ends_of_a_line() {
        // Beside kana こころざ hangs five points over both; where no kana stands it takes that room itself.
        let pieces = vec![Piece::Text(text("ああああの")), ruby("志", "こころざ"), Piece::Text(text("をああああああ"))];
        for ems in [5, 6, 7] {
            let composed = broken(pieces.clone(), ems);
            for line in &composed.lines {
                for item in &line.items {
                    let Draw::Glyphs(run) = &item.draw else { continue };
                    for glyph in run.glyphs.iter() {
                        let x = run.origin.x + glyph.x;
                        assert!(x >= Length::ZERO, "{} at {x:?} in {ems}", glyph.text);
                        assert!(x + glyph.advance <= Length::pt(10.0) * ems, "{} at {x:?} in {ems}", glyph.text);
                    }
                }
            }
        }
        // Six ems hold あああの and 志, but not the five points of its reading that would hang out.
        assert_eq!(texts(&broken(pieces.clone(), 6))[0], "ああああの");
        assert!(texts(&broken(pieces, 7))[0].starts_with("ああああの志"));
    }

    #[test]
    fn vertical_lines_run_down_with_upright_kanji_and_turned_words() {
        let composed = set(vec![Piece::Text(text("施設、ICT「市」"))], Direction::Vertical);
        let runs = runs(&composed);
        let first = &runs[0].1;
        assert_eq!((first.origin.x, first.origin.y), (-Length::pt(5.0), Length::pt(8.8)));
        let word = &runs.iter().find(|(_, run)| run.turned).expect("ICT on its side").1;
        assert_eq!(word.glyphs.len(), 3);
        // 施設 and 、 with its half em.
        assert_eq!(word.origin.y, Length::pt(30.0));
        // The comma and the brackets have vertical forms.
        let horizontal = set(vec![Piece::Text(text("施設、ICT「市」"))], Direction::Horizontal);
        let glyph_of = |composed: &Composed, mark: &str| {
            let items = composed.lines[0].items.iter();
            let mut found = items.filter_map(|item| match &item.draw {
                Draw::Glyphs(run) => run.glyphs.iter().find(|glyph| glyph.text == mark).map(|glyph| glyph.glyph),
                _ => None,
            });
            found.next()
        };
        for mark in ["、", "「", "」"] {
            assert_ne!(glyph_of(&composed, mark), glyph_of(&horizontal, mark), "{mark}");
        }
        assert_eq!(composed.lines[0].ascent, Length::pt(5.0));
    }

    #[test]
    fn tate_chu_yoko_takes_one_em_of_a_vertical_line() {
        let composed = set(
            vec![Piece::Text(text("令和")), Piece::TateChuYoko(text("12")), Piece::Text(text("年"))],
            Direction::Vertical,
        );
        assert_eq!(composed.lines[0].width, Length::pt(40.0));
        let runs = runs(&composed);
        let group = &runs.iter().find(|(_, run)| run.glyphs.len() == 2).expect("12").1;
        assert_eq!((group.origin.x, group.origin.y), (-Length::pt(5.0), Length::pt(28.8)));
        let composed = set(vec![Piece::TateChuYoko(text("2020"))], Direction::Vertical);
        let Draw::Glyphs(run) = &composed.lines[0].items[0].draw else { panic!("glyphs") };
        assert_eq!((run.condensed, composed.lines[0].width), (500, Length::pt(10.0)));
    }

    #[test]
    fn emphasis_dots_stand_over_characters_but_not_over_punctuation() {
        let mut dotted = text("重要、");
        dotted.style.emphasis_dots = true;
        let composed = set(vec![Piece::Text(dotted)], Direction::Horizontal);
        assert_eq!(composed.lines[0].items.len(), 3, "one run of text and two dots");
        assert!(composed.lines[0].ascent > Length::pt(10.0));
    }
}

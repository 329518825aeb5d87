//! Groups that a line never divides: ruby on its base, 縦中横, 割注.

use smol_str::SmolStr;

use super::breaking::opportunities;
use super::class::{Class, class_of};
use super::element::{Element, Gap, Ink, Maker, gaps, invisible};
use super::jlreq::{self, Reduction};
use super::length::Length;
use super::page::{FaceId, Tag};
use super::paragraph::TextPiece;
use super::place::{EM_ASCENT, Group, RunBuilder};
use super::style::{Direction, ParagraphStyle, TextStyle};

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
        let gaps = gaps(&inner.elements, Reduction::Jlreq);
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
        self.elements.push(Element {
            text: start..self.text.len(),
            piece,
            class,
            narrow: false,
            forced: false,
            sideways: false,
            ink: Ink::Group(Box::new(group)),
            width,
            shift: Length::ZERO,
            advance: width,
            size,
        });
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

    /// Ruby: mono ruby for one character, group ruby for more.
    pub(super) fn push_ruby(
        &mut self,
        piece: u32,
        base: &TextPiece,
        reading: &str,
        reading_tag: Tag,
        next: Option<char>,
        chain: &[FaceId],
    ) {
        let size = base.style.size;
        if reading.is_empty() || base.text.is_empty() {
            self.push_text(piece, base, chain);
            return;
        }
        let small = TextStyle { size: size / 2, emphasis_dots: false, ..base.style };
        let row = self.row(base, &base.style, &base.text, chain);
        let ruby = self.row(base, &small, reading, chain);
        let (base_width, ruby_width) = (row.width(), ruby.width());
        let before = self.elements.iter().rev().find(|e| !invisible(e)).filter(|e| !e.forced).map(|e| e.class);
        let class = Class::RUBY_BASE;
        let excess = (ruby_width - base_width).max(Length::ZERO);
        let left =
            before.map_or(Length::ZERO, |before| Self::overhang(size, Some(before), Some(class)).min(excess / 2));
        let right = next
            .map_or(Length::ZERO, |next| Self::overhang(size, Some(class), Some(class_of(next))).min(excess - left));
        let width = base_width.max(ruby_width - left - right);
        let (first, between) = one_two_one(width - base_width, row.drawn(), width);
        let (ruby_first, ruby_between) = if excess > Length::ZERO {
            (-left, Length::ZERO)
        } else {
            one_two_one(width - ruby_width, ruby.drawn(), small.size)
        };
        let mut builder = RunBuilder::new(self.fonts, self.direction(), 1000);
        row.draw(&mut builder, first, between, Length::ZERO, &base.style, base.tag);
        let reading_from = builder.items.len();
        // The reading's em box stands on the base's: its baseline is raised by the base's ascent and its own descent.
        let raised = match self.direction() {
            Direction::Horizontal => size.scaled(EM_ASCENT, 100) + small.size.scaled(100 - EM_ASCENT, 100),
            Direction::Vertical => size / 2 + small.size / 2,
        };
        ruby.draw(&mut builder, ruby_first, ruby_between, raised, &small, reading_tag);
        let group = Group {
            items: builder.items,
            reading_from,
            overhang: left,
            ascent: builder.ascent,
            descent: builder.descent,
        };
        self.push_group(piece, &base.text, class, width, size, group);
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
        let reading_from = builder.items.len();
        let half = size / 2;
        let group = Group { items: builder.items, reading_from, overhang: Length::ZERO, ascent: half, descent: half };
        self.push_group(piece, &base.text, Class::TATE_CHU_YOKO, size, size, group);
    }

    /// 割注: a note in two lines of half the size within the line (JLReq 3.4.2). One longer than `longest` is set in one line
    /// of the small size, and broken as text.
    pub(super) fn push_warichu(&mut self, piece: u32, base: &TextPiece, longest: Option<Length>, chain: &[FaceId]) {
        let size = base.style.size;
        let small = TextStyle { size: size / 2, ..base.style };
        let rows = self.two_rows(base, &small, chain);
        let width = rows.0.width().max(rows.1.width());
        if base.text.is_empty() || longest.is_some_and(|longest| width > longest) {
            let small = TextPiece { style: small, ..base.clone() };
            self.push_text(piece, &small, chain);
            return;
        }
        let mut builder = RunBuilder::new(self.fonts, self.direction(), 1000);
        let (upper, lower) = match self.direction() {
            // The two em boxes fill the em box of the line.
            Direction::Horizontal => (size.scaled(44, 100), -size.scaled(6, 100)),
            Direction::Vertical => (size / 4, -(size / 4)),
        };
        rows.0.draw(&mut builder, Length::ZERO, Length::ZERO, upper, &small, base.tag);
        rows.1.draw(&mut builder, Length::ZERO, Length::ZERO, lower, &small, base.tag);
        let reading_from = builder.items.len();
        let group = Group {
            items: builder.items,
            reading_from,
            overhang: Length::ZERO,
            ascent: builder.ascent,
            descent: builder.descent,
        };
        self.push_group(piece, &base.text, Class::IDEOGRAPHIC, width, size, group);
    }

    /// The two lines of a 割注: divided where both are nearly equal, the first not shorter.
    fn two_rows(&mut self, base: &TextPiece, small: &TextStyle, chain: &[FaceId]) -> (Row, Row) {
        let whole = self.row(base, small, &base.text, chain);
        let style = ParagraphStyle::new(None, base.style.size);
        let found = opportunities(&whole.text, &whole.elements, &style);
        let half = whole.width().raw() / 2;
        let (mut at, mut best) = (0, None);
        for (index, (element, gap)) in whole.elements.iter().zip(&whole.gaps).enumerate() {
            at += element.width.raw() + gap.natural.raw();
            let allowed = found[index] < super::breaking::Opportunity::WithinName;
            let distance = (at - half).abs() + i64::from(at < half);
            if allowed && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, element.text.end));
            }
        }
        let split = best.map_or(whole.text.len(), |(_, split)| split);
        let missing = self.missing.len();
        let rows =
            (self.row(base, small, &base.text[..split], chain), self.row(base, small, &base.text[split..], chain));
        // The whole was looked at already; its missing characters are known.
        self.missing.truncate(missing);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::font::FontBook;
    use crate::typeset::page::{Artifact, Draw, GlyphRun};
    use crate::typeset::paragraph::{Composed, Paragraph, Piece, compose};
    use crate::typeset::style::{Family, Weight};

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
            for glyph in &run.glyphs {
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
    fn warichu_takes_two_small_lines() {
        let composed = set(
            vec![Piece::Text(text("担当")), Piece::Warichu(text("令和二年一月一日時点")), Piece::Text(text("課"))],
            Direction::Horizontal,
        );
        assert_eq!(composed.lines[0].width, Length::pt(55.0));
        let heights: std::collections::BTreeSet<_> = runs(&composed).iter().map(|(_, run)| run.origin.y).collect();
        assert_eq!(heights.len(), 3);
        assert_eq!(composed.text, "担当令和二年一月一日時点課");
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

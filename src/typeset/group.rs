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

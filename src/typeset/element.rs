//! Elements: a paragraph's characters as the line breaker sees them, with bodies, classes and the space between them.
//!
//! One element is one grapheme cluster, one object or one group that is never divided (縦中横, ruby on its base). Its body
//! is what JLReq calls the character frame: half an em for the full-width glyphs of brackets and 、。・, whose ink stands
//! in one half (or the middle) of the glyph.

use std::ops::Range;
use std::sync::Arc;

use super::adjust::{HAIRS_IN_EM, STAGES};
use super::class::{Class, class_of, is_beyond_jlreq};
use super::font::FontBook;
use super::jlreq::{self, Pair, Reduction, Stretch};
use super::length::Length;
use super::page::FaceId;
use super::paragraph::{MissingGlyph, Piece, TextPiece};
use super::shape::{self, Forms, Shaped, is_invisible, is_variation_selector};
use super::style::{Direction, ParagraphStyle, TextStyle};

/// What an element draws.
#[derive(Debug, Clone)]
pub(super) enum Ink {
    /// Nothing: a control, a line break.
    Nothing,
    /// One glyph of a face.
    Glyph(FaceId, u16),
    /// A shaped cluster.
    Cluster(Arc<Shaped>),
    /// 〓 for a character that no face has.
    Geta(FaceId, u16),
    /// The items of an object piece.
    Object,
    /// A run of small elements laid out already: a group of 縦中横, a ruby base with its reading.
    Group(Box<super::place::Group>),
}

/// One element.
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// Its characters in the paragraph's text.
    pub(super) text: Range<usize>,
    /// The piece it comes from.
    pub(super) piece: u32,
    /// Its class, decided by context.
    pub(super) class: Class,
    /// A glyph of half an em that stands for a mark whose full-width form has a half-em body, or a part of a Western word.
    pub(super) narrow: bool,
    /// A forced break stands here; it ends its line.
    pub(super) forced: bool,
    /// In vertical text: drawn on its side.
    pub(super) sideways: bool,
    /// What it draws.
    pub(super) ink: Ink,
    /// Extent of its body along the line.
    pub(super) width: Length,
    /// From the start of the body to the glyph's origin (negative for brackets).
    pub(super) shift: Length,
    /// The face's own advance.
    pub(super) advance: Length,
    /// Size of its em.
    pub(super) size: Length,
    /// How far its reading hangs over the elements before and after it. At the head and the end of a line, where nothing
    /// stands, that much room is kept, so that the reading stays within the measure.
    pub(super) overhang: [Length; 2],
}

impl Element {
    /// An object or a group, which is drawn as it is.
    pub(super) fn undivided(
        text: Range<usize>,
        piece: u32,
        class: Class,
        ink: Ink,
        width: Length,
        size: Length,
    ) -> Element {
        Element {
            text,
            piece,
            class,
            narrow: false,
            forced: false,
            sideways: false,
            ink,
            width,
            shift: Length::ZERO,
            advance: width,
            size,
            overhang: [Length::ZERO; 2],
        }
    }
}

/// The space between an element and the next one of its line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// By table 1, or the width that a Western word space has beyond nothing.
    pub(super) natural: Length,
    /// What may go, by stage: word space, middle dots, brackets and commas, Western.
    pub(super) shrink: [Length; 4],
    /// What may be added, by stage: word space; a hair everywhere; to the spaces beside Western text and punctuation; to these
    /// and between ideographs together; between ideographs, up to a quarter.
    pub(super) stretch: [Length; STAGES],
    /// Whether it takes part in the last stage of the addition, which knows no limit.
    pub(super) last: bool,
    /// Between two figures of a number: spread only where a line is one number and has no other gap.
    pub(super) in_number: bool,
}

/// The elements of a paragraph.
pub(super) struct Prepared {
    pub(super) text: String,
    pub(super) elements: Vec<Element>,
    pub(super) gaps: Vec<Gap>,
    pub(super) missing: Vec<MissingGlyph>,
}

/// Width of a Western word space (cl-26): a third of an em, at least a quarter, at most a half (JLReq 3.8.3, 3.8.4).
const WORD_SPACE: (i64, i64) = (1, 3);

/// Makes the elements of a paragraph.
pub(super) fn prepare(pieces: &[Piece], style: &ParagraphStyle, fonts: &FontBook) -> Prepared {
    let mut maker = Maker {
        fonts,
        vertical: style.direction == Direction::Vertical,
        text: String::new(),
        elements: Vec::new(),
        missing: Vec::new(),
    };
    let mut chains: Vec<((super::style::Family, super::style::Weight), Vec<FaceId>)> = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        let number = number as u32;
        if let Piece::Break = piece {
            maker.push_break(number, "\n");
            continue;
        }
        if let Piece::Object { width, text, .. } = piece {
            maker.push_object(number, *width, text);
            continue;
        }
        let Some(base) = piece.text_piece() else { continue };
        let wanted = (base.style.family, base.style.weight);
        let known = chains.iter().position(|(key, _)| *key == wanted).unwrap_or_else(|| {
            chains.push((wanted, fonts.chain(wanted.0, wanted.1)));
            chains.len() - 1
        });
        let chain = &chains[known].1;
        match piece {
            Piece::Text(base) => maker.push_text(number, base, chain),
            Piece::Ruby { base, reading, reading_tag } => {
                let next = pieces.get(number as usize + 1).and_then(|next| next.text_piece()?.text.chars().next());
                maker.push_ruby(number, base, reading, *reading_tag, next, chain);
            }
            Piece::TateChuYoko(base) => maker.push_tate_chu_yoko(number, base, chain),
            Piece::Break | Piece::Object { .. } => {}
        }
    }
    let Maker { text, mut elements, missing, .. } = maker;
    resolve_context(&text, &mut elements, fonts);
    let gaps = gaps(&elements, style.reduction, style.measure);
    Prepared { text, elements, gaps, missing }
}

/// Makes elements, piece by piece.
pub(super) struct Maker<'a> {
    pub(super) fonts: &'a FontBook,
    pub(super) vertical: bool,
    pub(super) text: String,
    pub(super) elements: Vec<Element>,
    pub(super) missing: Vec<MissingGlyph>,
}

impl Maker<'_> {
    fn push_break(&mut self, piece: u32, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.elements.push(Element {
            text: start..self.text.len(),
            piece,
            class: Class::WESTERN_SPACE,
            narrow: true,
            forced: true,
            sideways: false,
            ink: Ink::Nothing,
            width: Length::ZERO,
            shift: Length::ZERO,
            advance: Length::ZERO,
            size: Length::ZERO,
            overhang: [Length::ZERO; 2],
        });
    }

    fn push_object(&mut self, piece: u32, width: Length, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let size = self.elements.last().map_or(width, |last| last.size);
        let text = start..self.text.len();
        self.elements.push(Element::undivided(text, piece, Class::IDEOGRAPHIC, Ink::Object, width, size));
    }

    pub(super) fn push_text(&mut self, piece: u32, base: &TextPiece, chain: &[FaceId]) {
        let text = base.text.as_str();
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let mut end = at + character.len_utf8();
            if character == '\r' && characters.peek().is_some_and(|&(_, next)| next == '\n') {
                characters.next();
                end += 1;
            } else {
                while let Some(&(_, next)) = characters.peek() {
                    if !extends(next) {
                        break;
                    }
                    end += next.len_utf8();
                    characters.next();
                }
            }
            let cluster = &text[at..end];
            if matches!(character, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
                self.push_break(piece, cluster);
            } else {
                let word_goes_on = characters.peek().is_some_and(|(_, next)| next.is_ascii_alphabetic());
                let in_word = self.elements.last().is_some_and(|last| last.narrow && last.class == Class::WESTERN);
                self.push_cluster(piece, base, cluster, character, chain);
                if cluster == "’" && word_goes_on && in_word {
                    self.narrow_apostrophe(chain);
                }
            }
        }
    }

    /// Makes the last element, ’ within a Western word, a letter of it: by the half-width glyph where the face has one.
    fn narrow_apostrophe(&mut self, chain: &[FaceId]) {
        let forms = Forms { vertical: false, half_width: true };
        let (Some(last), Some(shaped)) = (self.elements.last_mut(), shape::shape(self.fonts, chain, "’", forms))
        else {
            return;
        };
        let units = i64::from(self.fonts.face(shaped.face).units_per_em);
        let advance = Length::of_em(last.size, i64::from(shaped.advance), units);
        *last = Element {
            class: Class::WESTERN,
            narrow: true,
            sideways: self.vertical,
            ink: Ink::Cluster(shaped),
            width: advance,
            shift: Length::ZERO,
            advance,
            ..last.clone()
        };
    }

    /// One grapheme cluster.
    fn push_cluster(&mut self, piece: u32, base: &TextPiece, cluster: &str, character: char, chain: &[FaceId]) {
        let start = self.text.len();
        self.text.push_str(cluster);
        let element = self.cluster(&base.style, cluster, character, chain);
        if matches!(element.ink, Ink::Geta(..)) {
            self.missing.push(MissingGlyph { character: cluster.into(), offset: start, origin: base.origin.clone() });
        }
        self.elements.push(Element { text: start..self.text.len(), piece, ..element });
    }

    /// The element of a cluster, not yet placed in the text.
    pub(super) fn cluster(&self, style: &TextStyle, cluster: &str, character: char, chain: &[FaceId]) -> Element {
        let size = style.size;
        let mut class = class_of(character);
        let simple = cluster.len() == character.len_utf8();
        // Letters and digits of half an em run on their side; everything of a full em stands upright.
        let sideways = self.vertical && (character.is_ascii() || class.is_western());
        let vertical_form = self.vertical && !sideways;
        let plain = !vertical_form && !self.fonts.changes(character);
        let (ink, advance) = if is_invisible(character) && simple {
            (Ink::Nothing, Length::ZERO)
        } else if let Some(width) = blank_width(character, size)
            && chain.first().is_none_or(|&id| self.fonts.face(id).glyph(character).is_none())
        {
            (Ink::Nothing, width)
        } else if simple && plain {
            match find(self.fonts, chain, character) {
                Some((face, glyph)) => (Ink::Glyph(face, glyph), self.advance(face, glyph, size)),
                None => self.geta(chain, size),
            }
        } else {
            let forms = Forms { vertical: vertical_form, half_width: false };
            match shape::shape(self.fonts, chain, shown(cluster, character, simple), forms) {
                Some(shaped) => {
                    let units = i64::from(self.fonts.face(shaped.face).units_per_em);
                    let advance = Length::of_em(size, i64::from(shaped.advance), units);
                    (Ink::Cluster(shaped), advance)
                }
                None => self.geta(chain, size),
            }
        };
        let full = advance * 4 >= size * 3;
        if class == Class::IDEOGRAPHIC && !full && character.is_alphabetic() && (character as u32) < 0x2E80 {
            class = Class::WESTERN;
        }
        if class == Class::WESTERN && full && !character.is_ascii() {
            class = Class::IDEOGRAPHIC;
        }
        let own_body = is_beyond_jlreq(character);
        let narrow = own_body || !full && !matches!(class.0, 8..=11 | 14..=19);
        let (width, shift) = if class == Class::WESTERN_SPACE {
            (
                if character == '\u{A0}' || character == ' ' || character == '\t' {
                    size.scaled(WORD_SPACE.0, WORD_SPACE.1)
                } else {
                    advance
                },
                Length::ZERO,
            )
        } else if class.half_body() && full && !own_body {
            let half = advance / 2;
            let shift = match class {
                Class::OPENING => half - advance,
                Class::MIDDLE_DOT => -(half / 2),
                _ => Length::ZERO,
            };
            (half, shift)
        } else {
            (advance, Length::ZERO)
        };
        Element {
            text: 0..0,
            piece: 0,
            class,
            narrow,
            forced: false,
            sideways,
            ink,
            width,
            shift,
            advance,
            size,
            overhang: [Length::ZERO; 2],
        }
    }

    fn advance(&self, face: FaceId, glyph: u16, size: Length) -> Length {
        let face = self.fonts.face(face);
        Length::of_em(size, i64::from(face.advance(glyph)), i64::from(face.units_per_em))
    }

    /// 〓 in the place of a character that no face has.
    fn geta(&self, chain: &[FaceId], size: Length) -> (Ink, Length) {
        match find(self.fonts, chain, '〓') {
            Some((face, glyph)) => (Ink::Geta(face, glyph), self.advance(face, glyph, size)),
            None => (Ink::Nothing, size),
        }
    }
}

impl Piece {
    /// The characters of a piece that has them.
    pub(super) fn text_piece(&self) -> Option<&TextPiece> {
        match self {
            Piece::Text(text) | Piece::TateChuYoko(text) | Piece::Ruby { base: text, .. } => Some(text),
            Piece::Break | Piece::Object { .. } => None,
        }
    }
}

/// The first face of a chain that has a character, and its glyph. BIZ UD's EM DASH is half an em wide and does not join;
/// HORIZONTAL BAR is drawn for it.
fn find(fonts: &FontBook, chain: &[FaceId], character: char) -> Option<(FaceId, u16)> {
    let character = if character == '\u{2014}' { '\u{2015}' } else { character };
    chain.iter().find_map(|&id| Some((id, fonts.face(id).glyph(character)?)))
}

/// What is shaped for a cluster.
fn shown(cluster: &str, character: char, simple: bool) -> &str {
    if simple && character == '\u{2014}' { "\u{2015}" } else { cluster }
}

/// Whether a character belongs to the cluster before it: combining marks, variation selectors, joiners.
pub(super) fn extends(c: char) -> bool {
    is_variation_selector(c)
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}' | '\u{302A}'..='\u{302F}' | '\u{20D0}'..='\u{20FF}'
            | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{FE20}'..='\u{FE2F}' | '\u{200D}' | '\u{FF9E}' | '\u{FF9F}')
}

/// Width of a space that a face may lack.
fn blank_width(character: char, size: Length) -> Option<Length> {
    let (numerator, denominator) = match character {
        '\t' | ' ' | '\u{A0}' => WORD_SPACE,
        '\u{2000}' | '\u{2002}' => (1, 2),
        '\u{2001}' | '\u{2003}' | '\u{3000}' => (1, 1),
        '\u{2004}' => (1, 3),
        '\u{2005}' => (1, 4),
        '\u{2006}' | '\u{2008}' | '\u{2009}' | '\u{202F}' => (1, 6),
        '\u{2007}' => (1, 2),
        '\u{200A}' => (1, 12),
        '\u{205F}' => (2, 9),
        _ => return None,
    };
    Some(size.scaled(numerator, denominator))
}

/// Classes that depend on the neighbours: decimal points and grouping commas, the sign of a negative number.
fn resolve_context(text: &str, elements: &mut [Element], fonts: &FontBook) {
    let first = |element: &Element| text[element.text.clone()].chars().next().unwrap_or('\0');
    for at in 0..elements.len().saturating_sub(1) {
        let before_digit = elements[at + 1].class == Class::NUMERAL;
        if !before_digit {
            continue;
        }
        if elements[at].narrow {
            let after_digit = at > 0 && elements[at - 1].class == Class::NUMERAL;
            if after_digit && matches!(first(&elements[at]), ',' | '.') {
                elements[at].class = Class::NUMERAL;
                close_up(&mut elements[at], fonts);
            }
        } else if elements[at].class == Class::IDEOGRAPHIC && matches!(first(&elements[at]), '▲' | '△') {
            // ▲ before a figure is its sign and stands close to it, as the prefixes of cl-12 do.
            elements[at].class = Class::PREFIX;
        }
    }
}

/// Gives the point or comma of a number a body of a quarter em with the ink in its middle (四分, JIS X 4051 on grouped numerals):
/// on the half em of a digit it reads as a gap (88, 510). Wide digits keep their wide marks.
fn close_up(mark: &mut Element, fonts: &FontBook) {
    let quarter = mark.size / 4;
    let Ink::Glyph(face, glyph) = mark.ink else { return };
    let face = fonts.face(face);
    let Some([left, _, right, _]) = face.ink(glyph) else { return };
    if mark.width > quarter {
        let em = i64::from(face.units_per_em);
        let middle = Length::of_em(mark.size, ((left + right) / 2.0).round() as i64, em);
        mark.width = quarter;
        mark.shift = quarter / 2 - middle;
    }
}

/// The gaps after each element. An element that draws nothing and has no extent is transparent: the space between its
/// neighbours stands after it. `measure` is the length of a line that is filled.
pub(super) fn gaps(elements: &[Element], reduction: Reduction, measure: Option<Length>) -> Vec<Gap> {
    let mut gaps = vec![Gap::default(); elements.len()];
    let mut before: Option<&Element> = None;
    for (at, element) in elements.iter().enumerate() {
        if element.forced {
            before = None;
        } else if !invisible(element) {
            if let Some(before) = before
                && let Some(slot) = gaps.get_mut(at.wrapping_sub(1))
            {
                *slot = gap(before, element, reduction, measure);
            }
            before = Some(element);
        }
    }
    gaps
}

/// What stands between two elements: the tables' pair, unless both are parts of a Western word.
pub(super) fn pair_of(before: &Element, after: &Element, reduction: Reduction) -> Pair {
    let word = |e: &Element| e.narrow && e.class != Class::WESTERN_SPACE;
    if word(before) && word(after) {
        let space = Pair { may_break: jlreq::pair(before.class, after.class, reduction).may_break, ..jlreq::SOLID };
        return space;
    }
    jlreq::pair(before.class, after.class, reduction)
}

fn hair(em: Length) -> Length {
    em / HAIRS_IN_EM
}

/// How far the half em after 、 and 。 opens before ideographs part by more than a hair: by a two-hundredth of the line, a fifth of an
/// em at most. In a long line the ideographs hardly part at all and the few stops have to do it; in a narrow cell that would be a hole.
fn stop_opens(em: Length, measure: Option<Length>) -> Length {
    let most = em / 5;
    measure.map_or(most, |measure| (measure / 200).min(most).max(hair(em)))
}

fn gap(before: &Element, after: &Element, reduction: Reduction, measure: Option<Length>) -> Gap {
    let pair = pair_of(before, after, reduction);
    let quarter = |size: Length, quarters: u8| size.scaled(i64::from(quarters), 4);
    // A narrow glyph has no half em of its own to add or take.
    let mut aki = pair.aki;
    if before.narrow && before.class.half_body() {
        aki.before = 0;
    }
    if after.narrow && after.class.half_body() {
        aki.after = 0;
    }
    if before.narrow && before.class == Class::DIVIDING {
        aki.before = 0;
    }
    let natural = quarter(before.size, aki.before) + quarter(after.size, aki.after);
    let em = if aki.before > 0 { before.size } else { after.size };
    let total = aki.before + aki.after;
    let mut gap = Gap { natural, ..Gap::default() };
    if total > 0 {
        let dot = pair.shrink_dot.min(total);
        let half = pair.shrink_half.min(total - dot);
        gap.shrink[1] = if dot == total { natural } else { quarter(em, dot) };
        gap.shrink[2] = if half == total { natural } else { quarter(em, half) };
        if pair.shrink_western {
            gap.shrink[3] = natural / 2;
        }
    }
    match pair.stretch {
        Stretch::Never => {}
        Stretch::QuarterToHalf if total > 0 => {
            gap.stretch = [Length::ZERO, hair(em), em / 8 - hair(em), em / 8, Length::ZERO];
            gap.last = true;
        }
        // The half em beside a bracket, which would seem to float in more, opens as far as a quarter beside Western text.
        Stretch::Last if total >= 2 => {
            let stop = matches!(before.class, Class::FULL_STOP | Class::COMMA);
            let first = if stop { stop_opens(em, measure) } else { em / 8 };
            gap.stretch = [Length::ZERO, hair(em), first - hair(em), em / 8, Length::ZERO];
            gap.last = true;
        }
        Stretch::QuarterToHalf | Stretch::Last => gap.last = true,
        // …… and ―― of one character are one mark.
        Stretch::UpToQuarter
            if before.class == Class::INSEPARABLE && after.class == before.class && same_ink(before, after) => {}
        Stretch::UpToQuarter => {
            let em = before.size.min(after.size);
            gap.stretch = [Length::ZERO, hair(em), Length::ZERO, em / 16 - hair(em), em.scaled(3, 16)];
            gap.last = true;
        }
    }
    if before.class == Class::WESTERN_SPACE && before.width == before.size.scaled(WORD_SPACE.0, WORD_SPACE.1) {
        gap.shrink[0] = before.width - before.size.scaled(1, 4);
        gap.stretch[0] = before.size.scaled(1, 2) - before.width;
    }
    gap.in_number = before.class == Class::NUMERAL && after.class == Class::NUMERAL;
    keep_order(&mut gap, before, after);
    gap
}

/// Limits the reduction so that no glyph begins before the one that it follows. The glyph of an opening bracket begins half
/// an em before its body; after a space or a letter narrower than that it could begin before them, and a program that
/// extracts text by the positions of glyphs would exchange the two.
fn keep_order(gap: &mut Gap, before: &Element, after: &Element) {
    if after.shift >= Length::ZERO {
        return;
    }
    let mut room = (before.width - before.shift + gap.natural + after.shift).max(Length::ZERO);
    for part in &mut gap.shrink {
        *part = (*part).min(room);
        room -= *part;
    }
}

/// Whether two elements draw the same glyph.
pub(super) fn same_ink(one: &Element, other: &Element) -> bool {
    match (&one.ink, &other.ink) {
        (Ink::Glyph(f, g), Ink::Glyph(f2, g2)) => f == f2 && g == g2,
        (Ink::Cluster(a), Ink::Cluster(b)) => a == b,
        _ => false,
    }
}

/// An element without extent: a control character or selector that is kept in the text only.
pub(super) fn invisible(element: &Element) -> bool {
    matches!(element.ink, Ink::Nothing) && element.width == Length::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::{Artifact, Tag};
    use crate::typeset::style::{Family, Weight};

    fn elements(text: &str, family: Family, weight: Weight) -> Vec<Element> {
        let style = TextStyle::new(family, weight, Length::pt(20.0));
        let piece = TextPiece { text: text.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
        prepare(&[Piece::Text(piece)], &ParagraphStyle::new(None, style.size), &FontBook::shipped()).elements
    }

    #[test]
    fn the_marks_within_a_number_take_a_quarter_of_an_em_about_their_ink() {
        let fonts = FontBook::shipped();
        for family in [Family::Gothic, Family::Mincho] {
            for weight in [Weight::Regular, Weight::Bold] {
                for number in ["88,510", "84.5"] {
                    let elements = elements(number, family, weight);
                    let mark = &elements[2];
                    assert_eq!(mark.width, mark.size / 4, "{number} {family:?} {weight:?}");
                    let Ink::Glyph(face, glyph) = mark.ink else { panic!("one glyph") };
                    let face = fonts.face(face);
                    let [left, _, right, _] = face.ink(glyph).expect("ink");
                    let at = |units: f32| mark.shift.to_pt() + 20.0 * f64::from(units) / f64::from(face.units_per_em);
                    // Nothing of it stands in a digit's body, and as much is free before as after it.
                    let (before, after) = (at(left), mark.width.to_pt() - at(right));
                    assert!(
                        before > 0.0 && (before - after).abs() < 0.05,
                        "{number} {family:?} {weight:?}: {before} {after}"
                    );
                    assert!(elements.iter().all(|e| e.class == Class::NUMERAL));
                    assert_eq!(elements[1].width, Length::pt(10.0));
                }
            }
        }
    }

    #[test]
    fn marks_that_stand_in_no_number_keep_their_body() {
        for text in ["a,b", "1, 2", "第1,", ",5", "１，２"] {
            let narrow = |e: &&Element| e.width == e.size / 4 && matches!(e.class, Class::NUMERAL);
            assert_eq!(
                elements(text, Family::Gothic, Weight::Regular).iter().find(narrow).map(|e| e.text.clone()),
                None,
                "{text}"
            );
        }
    }
}

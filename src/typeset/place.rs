//! Placing: from chosen lines to positioned glyph runs, along the line (inline) and across it.
//!
//! Everything before this file measures along the line only. Here the two directions part: horizontal lines have their
//! origin on the baseline, vertical ones on their centre line, with upright glyphs centred on it and Western words turned
//! by a quarter (JLReq 2.3.2).

use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::adjust::distribute;
use super::apart::end_with_space;
use super::element::{Element, Ink, Prepared, invisible};
use super::font::FontBook;
use super::length::{Length, Point};
use super::linebreak::LinePlan;
use super::marks;
use super::page::{Draw, FaceId, GlyphRun, Item, RunGlyph, Tag};
use super::paragraph::{Line, Piece};
use super::style::{Align, Direction, ParagraphStyle, TextStyle};

/// A group laid out already: items relative to its start, and how far it reaches on both sides of the line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub(super) items: Vec<Item>,
    pub(super) ascent: Length,
    pub(super) descent: Length,
}

/// Where each element of a line stands.
pub(super) struct Placed {
    /// Start of the body of each drawn element, from the start of the measure.
    pub(super) starts: Vec<Length>,
    /// Set width, from the start of the measure.
    pub(super) width: Length,
    /// Whether it sticks out of the measure.
    pub(super) overfull: bool,
}

/// Positions of a line's elements after all spacing.
pub(super) fn positions(
    prepared: &Prepared,
    plan: &LinePlan,
    style: &ParagraphStyle,
    measure: Option<Length>,
) -> Placed {
    let Some(last) = plan.last else {
        return Placed { starts: Vec::new(), width: plan.indent, overfull: false };
    };
    let gaps = &prepared.gaps[plan.start..last];
    let elements = &prepared.elements[plan.start..=last];
    let justify = style.align == Align::Justify && !plan.ends;
    let wanted = if plan.missing < Length::ZERO || justify { plan.missing } else { Length::ZERO };
    let given = distribute(gaps, wanted, style.reduction);
    let mut starts = Vec::with_capacity(elements.len());
    let mut at = plan.indent + plan.head;
    for (index, element) in elements.iter().enumerate() {
        starts.push(at);
        at += element.width;
        if let Some(gap) = gaps.get(index) {
            at += gap.natural;
        }
        if let Some(extra) = given.as_ref().and_then(|given| given.get(index)) {
            at += *extra;
        }
    }
    let hung = if plan.hangs { prepared.elements[last].width } else { Length::ZERO };
    let mut width = at - hung + plan.tail;
    // Rounding of thirds of an em may leave a few millionths of a point.
    let overfull = measure.is_some_and(|measure| width - measure > Length::from_raw(10));
    if overfull && plan.tail > Length::ZERO {
        width -= plan.tail;
    }
    if let Some(measure) = measure.filter(|_| !overfull) {
        let room = measure - width;
        let offset = match style.align {
            Align::Justify | Align::Start => Length::ZERO,
            Align::Center => room / 2,
            Align::End => room,
            Align::Jidori => {
                let (offset, filled) = spread(&mut starts, gaps, elements, room);
                if filled {
                    width = measure;
                }
                offset
            }
        };
        for start in &mut starts {
            *start += offset;
        }
        width += offset;
    }
    Placed { starts, width, overfull }
}

/// 均等割付: equal space between all characters; a single one stands in the middle. Where the spaces of table 1 leave room,
/// they count as part of the equal space, so that 第2課 is spread as evenly as 総務課. Returns the offset of the whole and
/// whether the measure is filled.
fn spread(starts: &mut [Length], gaps: &[super::element::Gap], elements: &[Element], room: Length) -> (Length, bool) {
    let drawn = elements.iter().filter(|element| !invisible(element)).count() as i64;
    if drawn < 2 {
        return (room / 2, false);
    }
    let natural: Length = gaps.iter().map(|gap| gap.natural).sum();
    let equal = (room + natural) / (drawn - 1);
    let even = gaps.iter().all(|gap| gap.natural <= equal);
    let (shared, mut passed) = (if even { room + natural } else { room }, 0);
    let mut kept = Length::ZERO;
    let mut at_first = true;
    for index in 0..starts.len() {
        if !invisible(&elements[index]) && !std::mem::take(&mut at_first) {
            passed += 1;
        }
        let base = if even { starts[index] - kept } else { starts[index] };
        starts[index] = base + shared.scaled(passed, drawn - 1);
        kept += gaps.get(index).map_or(Length::ZERO, |gap| gap.natural);
    }
    (Length::ZERO, true)
}

/// What all lines of a paragraph have in common when they are placed.
pub(super) struct LineContext<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) pieces: &'a [Piece],
    pub(super) style: &'a ParagraphStyle,
    pub(super) fonts: &'a FontBook,
    /// 長体 in thousandths.
    pub(super) condensed: u16,
}

/// The line with its items.
pub(super) fn place(context: &LineContext<'_>, plan: &LinePlan, placed: &Placed, text: Range<usize>) -> Line {
    let LineContext { prepared, pieces, style, fonts, condensed } = *context;
    let narrowed = |length: Length| if condensed == 1000 { length } else { length.scaled(i64::from(condensed), 1000) };
    let mut line =
        Line { items: Vec::new(), text, width: narrowed(placed.width), ascent: Length::ZERO, descent: Length::ZERO };
    let Some(last) = plan.last else { return line };
    let mut builder = RunBuilder::new(fonts, style.direction, condensed);
    let mut dots = Vec::new();
    let mut underlines = marks::Underlines::default();
    for (index, (element, &start)) in prepared.elements[plan.start..=last].iter().zip(&placed.starts).enumerate() {
        let Some(piece) = pieces.get(element.piece as usize) else { continue };
        let at = narrowed(start);
        match (&element.ink, piece) {
            (Ink::Object, Piece::Object { items, .. }) => {
                builder.flush();
                builder.items.extend(items.iter().map(|item| moved(item, at, style.direction)));
            }
            (Ink::Group(group), _) => {
                builder.flush();
                builder.items.extend(group.items.iter().map(|item| moved(item, at, style.direction)));
                builder.reach(group.ascent, group.descent);
            }
            _ => {
                let Some(base) = piece.text_piece() else { continue };
                let text = SmolStr::new(&prepared.text[element.text.clone()]);
                builder.element(element, text, at + narrowed(element.shift), Length::ZERO, &base.style, base.tag);
                if base.style.emphasis_dots {
                    marks::emphasis_dot(element, at, base, fonts, style.direction, &mut dots);
                }
                if base.style.underlined && style.direction == Direction::Horizontal {
                    underlines.add(index, at, at + narrowed(element.width), &base.style);
                }
            }
        }
    }
    builder.flush();
    let in_group = matches!(prepared.elements[last].ink, Ink::Group(_));
    if style.direction == Direction::Horizontal && !in_group && swallows_space(prepared, plan, last) {
        end_with_space(&mut builder.items, fonts);
    }
    if !dots.is_empty() {
        builder.reach(marks::dotted_ascent(&dots, style.direction), Length::ZERO);
    }
    builder.items.append(&mut dots);
    if let Some(reach) = underlines.reach() {
        builder.reach(Length::ZERO, reach);
    }
    builder.items.extend(underlines.into_items());
    if style.align == Align::Jidori {
        for item in &mut builder.items {
            if let Draw::Glyphs(run) = &mut item.draw
                && run.actual_text.is_none()
                && run.glyphs.len() > 1
            {
                run.actual_text = Some(run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect());
            }
        }
    }
    line.ascent = builder.ascent;
    line.descent = builder.descent;
    line.items = builder.items;
    line
}

/// Whether a space, or a forced break, parts the line from the text that follows and is not drawn.
fn swallows_space(prepared: &Prepared, plan: &LinePlan, last: usize) -> bool {
    let left_out = prepared.elements.get(last + 1..plan.end).unwrap_or_default();
    let is_space = |element: &Element| prepared.text[element.text.clone()].chars().any(char::is_whitespace);
    plan.end < prepared.elements.len() && left_out.iter().any(is_space)
}

/// Height of the em box above the baseline, in hundredths: that of the shipped fonts.
pub(super) const EM_ASCENT: i64 = 88;

/// A run that glyphs are still added to.
struct OpenRun {
    tag: Tag,
    style: TextStyle,
    /// The run, its glyphs left out.
    run: GlyphRun,
    glyphs: Vec<RunGlyph>,
}

/// Gathers glyphs of one face, style and tag into runs.
pub(super) struct RunBuilder<'a> {
    fonts: &'a FontBook,
    direction: Direction,
    condensed: u16,
    run: Option<OpenRun>,
    pub(super) items: Vec<Item>,
    pub(super) ascent: Length,
    pub(super) descent: Length,
}

impl<'a> RunBuilder<'a> {
    pub(super) fn new(fonts: &'a FontBook, direction: Direction, condensed: u16) -> RunBuilder<'a> {
        let (ascent, descent) = (Length::ZERO, Length::ZERO);
        RunBuilder { fonts, direction, condensed, run: None, items: Vec::new(), ascent, descent }
    }

    /// Notes that something reaches so far on the two sides of the line.
    pub(super) fn reach(&mut self, ascent: Length, descent: Length) {
        self.ascent = self.ascent.max(ascent);
        self.descent = self.descent.max(descent);
    }

    pub(super) fn flush(&mut self) {
        if let Some(OpenRun { tag, run, glyphs, .. }) = self.run.take() {
            self.items.push(Item { tag, draw: Draw::Glyphs(GlyphRun { glyphs: glyphs.into(), ..run }) });
        }
    }

    /// Draws an element whose glyph's origin comes to `at` along the line, `raised` across it beside its style's own rise.
    pub(super) fn element(
        &mut self,
        element: &Element,
        text: SmolStr,
        at: Length,
        raised: Length,
        style: &TextStyle,
        tag: Tag,
    ) {
        match &element.ink {
            Ink::Glyph(face, glyph) => {
                let glyph = RunGlyph { glyph: *glyph, x: at, rise: Length::ZERO, advance: element.advance, text };
                self.glyph(*face, glyph, raised, style, tag, element.sideways, false);
            }
            Ink::Geta(face, glyph) => {
                let glyph = RunGlyph { glyph: *glyph, x: at, rise: Length::ZERO, advance: element.advance, text };
                self.glyph(*face, glyph, raised, style, tag, element.sideways, true);
            }
            Ink::Cluster(shaped) => {
                let em = i64::from(self.fonts.face(shaped.face).units_per_em);
                let scaled = |units: i32| Length::of_em(element.size, i64::from(units), em);
                let mut text = text;
                for glyph in &shaped.glyphs {
                    let glyph = RunGlyph {
                        glyph: glyph.glyph,
                        x: at + scaled(glyph.x),
                        rise: scaled(glyph.y),
                        advance: scaled(glyph.advance),
                        text: std::mem::take(&mut text),
                    };
                    self.glyph(shaped.face, glyph, raised, style, tag, element.sideways, false);
                }
            }
            Ink::Nothing | Ink::Object | Ink::Group(_) => {}
        }
    }

    /// One glyph whose `x` is still measured along the line.
    #[expect(clippy::too_many_arguments, reason = "one call, three lines above")]
    fn glyph(
        &mut self,
        face: FaceId,
        mut glyph: RunGlyph,
        raised: Length,
        style: &TextStyle,
        tag: Tag,
        sideways: bool,
        geta: bool,
    ) {
        let rise = style.rise + raised;
        let vertical = self.direction == Direction::Vertical;
        let upright = vertical && !sideways;
        let continues = !upright
            && !geta
            && self.run.as_ref().is_some_and(|open| {
                let run = &open.run;
                run.face == face
                    && open.tag == tag
                    && open.style == *style
                    && run.turned == sideways
                    && run.actual_text.is_none()
            });
        let along = glyph.x;
        if continues && let Some(open) = &mut self.run {
            glyph.x = along - if vertical { open.run.origin.y } else { open.run.origin.x };
            open.glyphs.push(glyph);
            return;
        }
        self.flush();
        let origin = if upright {
            Point::new(rise - glyph.advance / 2, along + style.size.scaled(EM_ASCENT, 100))
        } else if vertical {
            Point::new(rise - style.size.scaled(EM_ASCENT - 50, 100), along)
        } else {
            Point::new(along, -rise)
        };
        if vertical {
            self.reach(style.size / 2 + rise, style.size / 2 - rise);
        } else {
            let metrics = self.fonts.face(face);
            let em = i64::from(metrics.units_per_em);
            let part = |units: i16| Length::of_em(style.size, i64::from(units), em);
            self.reach(part(metrics.ascent) + rise, rise * -1 - part(metrics.descent));
        }
        glyph.x = Length::ZERO;
        let actual_text = geta.then(|| glyph.text.clone());
        let run = GlyphRun {
            face,
            size: style.size,
            condensed: self.condensed,
            turned: vertical && sideways,
            color: style.color,
            origin,
            glyphs: Arc::default(),
            actual_text,
        };
        self.run = Some(OpenRun { tag, style: *style, run, glyphs: vec![glyph] });
    }
}

/// An item moved along the line.
pub(super) fn moved(item: &Item, by: Length, direction: Direction) -> Item {
    match direction {
        Direction::Horizontal => item.shifted(by, Length::ZERO),
        Direction::Vertical => item.shifted(Length::ZERO, by),
    }
}

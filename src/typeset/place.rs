//! Placing: from chosen lines to positioned glyph runs.

use std::ops::Range;

use smol_str::SmolStr;

use super::adjust::{WIDEST_GAP, distribute};
use super::element::{Element, Ink, Prepared};
use super::font::FontBook;
use super::length::{Length, Point};
use super::linebreak::LinePlan;
use super::page::{Draw, FaceId, GlyphRun, Item, RunGlyph, Tag};
use super::paragraph::{Line, Piece};
use super::style::{Align, ParagraphStyle, TextStyle};

/// A group laid out already: items relative to its start on the baseline.
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
    let size = prepared.elements[last].size;
    let justify = style.align == Align::Justify && !plan.ends;
    let wanted = if plan.missing < Length::ZERO || justify { plan.missing } else { Length::ZERO };
    let limit = Length::pt(size.to_pt() * WIDEST_GAP);
    let (given, met) = match distribute(gaps, wanted, style.reduction, limit) {
        Some(given) => (given, true),
        None => (vec![Length::ZERO; gaps.len()], false),
    };
    let mut starts = Vec::with_capacity(elements.len());
    let mut at = plan.indent + plan.head;
    for (index, element) in elements.iter().enumerate() {
        starts.push(at);
        at += element.width;
        if let (Some(gap), Some(extra)) = (gaps.get(index), given.get(index)) {
            at += gap.natural + *extra;
        }
    }
    let hung = if plan.hangs { prepared.elements[last].width } else { Length::ZERO };
    let mut width = at - hung + plan.tail;
    let overfull = measure.is_some_and(|measure| width > measure)
        && (!met || wanted > Length::ZERO || plan.missing <= Length::ZERO);
    let overfull = overfull && measure.is_some_and(|measure| width - measure > Length::from_raw(10));
    if let Some(measure) = measure {
        let offset = match style.align {
            _ if overfull => Length::ZERO,
            Align::Justify | Align::Start => Length::ZERO,
            Align::Center => (measure - width) / 2,
            Align::End => measure - width,
            Align::Jidori => spread(&mut starts, elements, measure, width),
        };
        for start in &mut starts {
            *start += offset;
        }
        width += offset;
        if style.align == Align::Jidori && starts.len() > 1 && !overfull {
            width = measure;
        }
    }
    Placed { starts, width, overfull }
}

/// 均等割付: equal gaps between all elements; a single one stands in the middle. Returns the offset of the whole.
fn spread(starts: &mut [Length], elements: &[Element], measure: Length, width: Length) -> Length {
    let room = measure - width;
    let gaps = starts.len() as i64 - 1;
    if gaps < 1 {
        return room / 2;
    }
    let _ = elements;
    for (index, start) in starts.iter_mut().enumerate() {
        *start += room.scaled(index as i64, gaps);
    }
    Length::ZERO
}

/// The line with its items.
pub(super) fn place(
    prepared: &Prepared,
    pieces: &[Piece],
    plan: &LinePlan,
    placed: &Placed,
    style: &ParagraphStyle,
    fonts: &FontBook,
    text: Range<usize>,
) -> Line {
    let mut line = Line { items: Vec::new(), text, width: placed.width, ascent: Length::ZERO, descent: Length::ZERO };
    let Some(last) = plan.last else { return line };
    let mut run: Option<(Tag, TextStyle, GlyphRun)> = None;
    let spread = style.align == Align::Jidori;
    for (element, &start) in prepared.elements[plan.start..=last].iter().zip(&placed.starts) {
        let Some(piece) = pieces.get(element.piece as usize) else { continue };
        let pen = start + element.shift;
        if let (Ink::Object, Piece::Object { items, .. }) = (&element.ink, piece) {
            flush(&mut run, &mut line.items);
            line.items.extend(items.iter().map(|item| moved(item, pen)));
            continue;
        }
        if let Ink::Group(group) = &element.ink {
            flush(&mut run, &mut line.items);
            line.items.extend(group.items.iter().map(|item| moved(item, pen)));
            line.ascent = line.ascent.max(group.ascent);
            line.descent = line.descent.max(group.descent);
            continue;
        }
        let Some(base) = piece.text_piece() else { continue };
        let text = SmolStr::new(&prepared.text[element.text.clone()]);
        let mut add =
            |face: FaceId, glyph: u16, x: Length, rise: Length, advance: Length, text: SmolStr, alone: bool| {
                let same = run.as_ref().is_some_and(|(tag, style, run)| {
                    !alone
                        && run.actual_text.is_none() | spread
                        && run.face == face
                        && *tag == base.tag
                        && *style == base.style
                });
                if !same {
                    flush(&mut run, &mut line.items);
                    run = Some((
                        base.tag,
                        base.style,
                        GlyphRun {
                            face,
                            size: base.style.size,
                            condensed: 1000,
                            turned: false,
                            color: base.style.color,
                            origin: Point::new(x, -base.style.rise),
                            glyphs: Vec::new(),
                            actual_text: alone.then(|| text.clone()),
                        },
                    ));
                    let metrics = fonts.face(face);
                    let em = i64::from(metrics.units_per_em);
                    line.ascent = line
                        .ascent
                        .max(Length::of_em(base.style.size, i64::from(metrics.ascent), em) + base.style.rise);
                    line.descent = line
                        .descent
                        .max(Length::of_em(base.style.size, -i64::from(metrics.descent), em) - base.style.rise);
                }
                if let Some((_, _, run)) = &mut run {
                    run.glyphs.push(RunGlyph { glyph, x: x - run.origin.x, rise, advance, text });
                }
            };
        match &element.ink {
            Ink::Glyph(face, glyph) => add(*face, *glyph, pen, Length::ZERO, element.advance, text, false),
            Ink::Geta(face, glyph) => add(*face, *glyph, pen, Length::ZERO, element.advance, text, true),
            Ink::Cluster(shaped) => {
                let em = i64::from(fonts.face(shaped.face).units_per_em);
                let scaled = |units: i32| Length::of_em(element.size, i64::from(units), em);
                let mut text = text;
                for glyph in &shaped.glyphs {
                    let own = std::mem::take(&mut text);
                    add(
                        shaped.face,
                        glyph.glyph,
                        pen + scaled(glyph.x),
                        scaled(glyph.y),
                        scaled(glyph.advance),
                        own,
                        false,
                    );
                }
            }
            Ink::Nothing | Ink::Object | Ink::Group(_) => {}
        }
    }
    flush(&mut run, &mut line.items);
    if spread {
        for item in &mut line.items {
            if let Draw::Glyphs(run) = &mut item.draw
                && run.actual_text.is_none()
                && run.glyphs.len() > 1
            {
                run.actual_text = Some(run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect());
            }
        }
    }
    line
}

fn flush(run: &mut Option<(Tag, TextStyle, GlyphRun)>, items: &mut Vec<Item>) {
    if let Some((tag, _, run)) = run.take() {
        items.push(Item { tag, draw: Draw::Glyphs(run) });
    }
}

/// An item moved along the line.
pub(super) fn moved(item: &Item, by: Length) -> Item {
    let mut item = item.clone();
    let shift = |point: &mut Point| point.x += by;
    match &mut item.draw {
        Draw::Glyphs(run) => shift(&mut run.origin),
        Draw::Line { from, to, .. } => {
            shift(from);
            shift(to);
        }
        Draw::Rect { rect, .. } => shift(&mut rect.origin),
        Draw::Path { segments, .. } => {
            for segment in segments {
                match segment {
                    super::page::Segment::Move(p) | super::page::Segment::Line(p) => shift(p),
                    super::page::Segment::Curve(a, b, c) => {
                        shift(a);
                        shift(b);
                        shift(c);
                    }
                    super::page::Segment::Close => {}
                }
            }
        }
    }
    item
}

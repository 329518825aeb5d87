//! Set text → solids: lines of a paragraph, one line by itself, labels of charts and figures; and what is drawn beside it.

use super::inline::text_piece;
use super::{Setting, TaggedLines};
use crate::report::document::Alignment;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::page::{Artifact, Draw, Item, Stroke, Tag};
use crate::typeset::strip::{Solid, shifted};
use crate::typeset::structure::ContentId;
use crate::typeset::style::{Align, Color, Direction, ParagraphStyle, TextStyle};

impl Setting<'_> {
    /// One line of text as long as it is, on its baseline from x 0: its items and its width.
    pub(crate) fn natural(&mut self, text: &str, style: TextStyle, tag: Tag) -> (Vec<Item>, Length) {
        if text.is_empty() {
            return (Vec::new(), Length::ZERO);
        }
        let pieces = vec![text_piece(text, style, tag)];
        let composed = self.compose(pieces, ParagraphStyle::new(None, style.size).aligned(Align::Start));
        let natural =
            composed.lines().first().map(|line| (composed.items(line, Length::ZERO, Length::ZERO), line.width));
        natural.unwrap_or_default()
    }

    /// One line set to an alignment within a width on its baseline; condensed down to 80 % where it is too long.
    pub(crate) fn label(&mut self, text: &str, style: TextStyle, align: Align, width: Length, tag: Tag) -> Vec<Item> {
        let (items, natural) = self.natural(text, style, tag);
        if natural <= width {
            let room = width - natural;
            let dx = match align {
                Align::Center => room / 2,
                Align::End => room,
                _ => Length::ZERO,
            };
            return shifted(&items, dx, Length::ZERO);
        }
        let mut how = ParagraphStyle::new(Some(width.max(style.size)), style.size).aligned(align);
        how.condense_to = 80;
        let pieces = vec![text_piece(text, style, tag)];
        let composed = self.compose(pieces, how);
        let mut all = Vec::new();
        let pitch = style.size.scaled(12, 10);
        for (i, line) in composed.lines().iter().enumerate() {
            all.extend(composed.items(line, Length::ZERO, pitch * i as i64));
        }
        all
    }

    /// Small text set in lines, for figures, heads of sheets and charts: its solids.
    pub(crate) fn text_block(&mut self, text: &str, style: TextStyle, how: ParagraphStyle, tag: Tag) -> Vec<Solid> {
        if text.is_empty() {
            return Vec::new();
        }
        let composed = self.compose(vec![text_piece(text, style, tag)], how);
        self.lines(&composed, &how, style.size, false, Vec::new())
    }

    /// Lines as solids of one pitch each, with what keeps widows and orphans (at least two lines on either side) together.
    pub(crate) fn lines(
        &self,
        composed: &TaggedLines,
        style: &ParagraphStyle,
        size: Length,
        on_grid: bool,
        notes: Vec<(ContentId, Vec<Solid>)>,
    ) -> Vec<Solid> {
        let base = baseline(style.pitch, size);
        let count = composed.lines().len();
        let mut notes = notes;
        let mut solids = Vec::with_capacity(count);
        for (i, line) in composed.lines().iter().enumerate() {
            let above = if on_grid { Length::ZERO } else { (line.ascent - base).max(Length::ZERO) };
            let below = if on_grid { Length::ZERO } else { (line.descent - (style.pitch - base)).max(Length::ZERO) };
            let items = composed.items(line, Length::ZERO, base + above);
            let mut here = Vec::new();
            let mut rest = Vec::new();
            for (mark, note) in notes {
                let holds = items.iter().any(|item| item.tag == Tag::Content(mark));
                if holds { here.push(note) } else { rest.push((mark, note)) }
            }
            notes = rest;
            solids.push(Solid {
                height: style.pitch + above + below,
                items,
                on_grid,
                keep: i + 1 < count && (i == 0 || i + 2 == count),
                goes_on: i > 0,
                notes: here,
            });
        }
        if let Some(last) = solids.last_mut() {
            last.notes.extend(notes.into_iter().map(|(_, note)| note));
        }
        solids
    }
}

/// How small text is set in lines.
pub(crate) fn small_style(style: TextStyle, align: Align, width: Length) -> ParagraphStyle {
    let mut how = ParagraphStyle::new(Some(width.max(style.size)), style.size.scaled(13, 10)).aligned(align);
    how.condense_to = 80;
    how.breaks.phrases = true;
    how
}

/// The baseline of a line of the given size within its pitch: the em box stands in the middle of it.
pub(crate) fn baseline(pitch: Length, size: Length) -> Length {
    (pitch - size) / 2 + size.scaled(88, 100)
}

/// Alignment as the composer knows it; figures are aligned by [`super::table`], which gives them a shorter measure.
pub(crate) fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::Justify => Align::Justify,
        Alignment::Start => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::End | Alignment::Decimal => Align::End,
        Alignment::Jidori => Align::Jidori,
    }
}
/// A straight rule that is no content.
pub(crate) fn rule(from: Point, to: Point, width: Length, color: Color) -> Item {
    Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Line { from, to, stroke: Stroke::solid(width, color) } }
}

/// A filled rectangle that is no content.
pub(crate) fn ground(rect: Rect, color: Color) -> Item {
    Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Rect { rect, fill: Some(color), stroke: None } }
}

/// Vertical text on a measure.
pub(crate) fn vertical(measure: Option<Length>, pitch: Length) -> ParagraphStyle {
    ParagraphStyle { direction: Direction::Vertical, ..ParagraphStyle::new(measure, pitch) }
}

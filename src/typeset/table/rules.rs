//! Rules and tints of a stretch of table on one page. All of them are artifacts, and all of them are complete on every
//! page: a break closes the frame and the next page opens it again.

use std::collections::BTreeMap;

use crate::report::document::{TableStyle, Tone};
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::page::{Artifact, Draw, Item, Segment, Stroke, Tag};
use crate::typeset::setting::{ground, rule};
use crate::typeset::sheet::{FAINT, HAIR, Type};
use crate::typeset::style::Color;

/// Which part of the table a cell belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Head,
    GroupHeading,
    Body,
    Foot,
}

/// A cell as it stands in a stretch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Framed {
    pub(crate) rect: Rect,
    pub(crate) section: Section,
    pub(crate) tone: Tone,
    pub(crate) light_rule_below: bool,
    /// In every other band of a zebra.
    pub(crate) striped: bool,
    /// The first row of the foot begins below it.
    pub(crate) above_foot: bool,
}

/// Weight of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Faint,
    Inner,
    Strong,
}

/// The drawing under the text of a stretch of table that is `width` wide and `height` high.
pub(crate) fn draw(cells: &[Framed], style: TableStyle, width: Length, height: Length, look: &Type) -> Vec<Item> {
    let mut items = Vec::new();
    for cell in cells {
        if let Some(color) = tint(cell, style, look) {
            items.push(ground(cell.rect, color));
        }
        bar(cell, look, &mut items);
    }
    let mut across: BTreeMap<(Length, Line), Vec<(Length, Length)>> = BTreeMap::new();
    let mut down: BTreeMap<Length, Vec<(Length, Length)>> = BTreeMap::new();
    for cell in cells {
        let rect = &cell.rect;
        if rect.bottom() < height {
            let line = match cell.section {
                _ if cell.light_rule_below => Line::Faint,
                Section::Head if touches_body(cell, cells) => Line::Strong,
                _ if cell.above_foot => Line::Strong,
                _ => Line::Inner,
            };
            across.entry((rect.bottom(), line)).or_default().push((rect.origin.x, rect.right()));
        }
        if style == TableStyle::Grid && rect.right() < width {
            down.entry(rect.right()).or_default().push((rect.origin.y, rect.bottom()));
        }
    }
    let thin = Length::pt(0.25);
    for ((y, line), spans) in across {
        let (weight, color) = match line {
            Line::Faint => (thin, FAINT),
            Line::Inner => (thin, HAIR),
            Line::Strong => (Length::pt(0.75), look.accent),
        };
        for (from, to) in merged(spans) {
            items.push(rule(Point::new(from, y), Point::new(to, y), weight, color));
        }
    }
    for (x, spans) in down {
        for (from, to) in merged(spans) {
            items.push(rule(Point::new(x, from), Point::new(x, to), thin, HAIR));
        }
    }
    let heavy = Length::pt(0.75);
    if style == TableStyle::Grid {
        let rect = Rect::new(Length::ZERO, Length::ZERO, width, height);
        let stroke = Some(Stroke::solid(heavy, look.accent));
        items.push(Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Rect { rect, fill: None, stroke } });
    } else {
        for y in [Length::ZERO, height] {
            items.push(rule(Point::new(Length::ZERO, y), Point::new(width, y), heavy, look.accent));
        }
    }
    items
}

fn touches_body(cell: &Framed, cells: &[Framed]) -> bool {
    !cells.iter().any(|other| other.section == Section::Head && other.rect.origin.y >= cell.rect.bottom())
}

fn tint(cell: &Framed, style: TableStyle, look: &Type) -> Option<Color> {
    match (cell.section, cell.tone) {
        (_, Tone::Tint) | (Section::Head, _) => Some(look.tint),
        (Section::GroupHeading, _) => Some(Color::grey(236)),
        (Section::Body, _) if style == TableStyle::Zebra && cell.striped => Some(look.pale),
        _ => None,
    }
}

/// Bars of a schedule. Planned stages are outlines; actual ones are solid or, behind plan, hatched: the three stay apart on
/// a black-and-white copy.
fn bar(cell: &Framed, look: &Type, items: &mut Vec<Item>) {
    let inset = Length::pt(1.5);
    let up = Length::pt(1.25);
    let rect = Rect::new(
        cell.rect.origin.x + inset,
        cell.rect.origin.y + up,
        (cell.rect.size.width - inset * 2).max(Length::pt(1.0)),
        (cell.rect.size.height - up * 2).max(Length::pt(1.0)),
    );
    let outlined = |rect: Rect, fill: Option<Color>, color: Color, width: f64| Item {
        tag: Tag::Artifact(Artifact::Layout),
        draw: Draw::Rect { rect, fill, stroke: Some(Stroke::solid(Length::pt(width), color)) },
    };
    match cell.tone {
        Tone::None | Tone::Tint => {}
        Tone::BarLight => items.push(ground(rect, Color::grey(226))),
        Tone::BarMiddle => items.push(ground(rect, Color::grey(192))),
        Tone::BarDark => items.push(ground(rect, Color::grey(98))),
        Tone::BarAccent => items.push(ground(rect, look.accent)),
        Tone::BarHatched => {
            items.extend(hatching(rect, Length::pt(4.0), Length::pt(0.5), look.accent));
            items.push(outlined(rect, None, look.accent, 0.75));
        }
        Tone::Outline => items.push(outlined(rect, None, look.accent, 0.75)),
    }
}

/// Slanting lines within a rectangle, `step` apart, as one path.
pub(crate) fn hatching(rect: Rect, step: Length, weight: Length, color: Color) -> Option<Item> {
    let (width, height) = (rect.size.width, rect.size.height);
    let mut segments = Vec::new();
    let mut offset = step;
    while offset < width + height {
        // From the upper edge (or right edge) down to the left edge (or lower edge).
        let from_x = offset.min(width);
        let from_y = (offset - width).max(Length::ZERO);
        let to_y = offset.min(height);
        let to_x = (offset - height).max(Length::ZERO);
        segments.push(Segment::Move(Point::new(rect.origin.x + from_x, rect.origin.y + from_y)));
        segments.push(Segment::Line(Point::new(rect.origin.x + to_x, rect.origin.y + to_y)));
        offset += step;
    }
    let stroke = Some(Stroke::solid(weight, color));
    (!segments.is_empty())
        .then_some(Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Path { segments, fill: None, stroke } })
}

/// Joins stretches that touch.
fn merged(mut spans: Vec<(Length, Length)>) -> Vec<(Length, Length)> {
    spans.sort_unstable();
    let mut out: Vec<(Length, Length)> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_stretches_become_one_rule() {
        let p = Length::pt;
        let spans = vec![(p(5.0), p(9.0)), (p(0.0), p(5.0)), (p(12.0), p(13.0))];
        assert_eq!(merged(spans), [(p(0.0), p(9.0)), (p(12.0), p(13.0))]);
    }
}

//! Strips: what a block becomes before it stands on a page.
//!
//! A block of the document turns into a pile of strips of one width, from top to bottom. Page make-up and the table
//! engine only stack strips and decide between which of them a page may end; they know nothing of text.

use super::length::{Length, Point, Rect};
use super::page::{Artifact, Draw, GlyphRun, Item, RunGlyph, Segment, Tag};
use super::table::TableBox;

/// Something that is never broken: a line, a heading, a figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Solid {
    pub(crate) height: Length,
    /// What is drawn, from its upper left corner.
    pub(crate) items: Vec<Item>,
    /// Stands on the baseline grid of its page.
    pub(crate) on_grid: bool,
    /// Stays with what follows.
    pub(crate) keep: bool,
    /// Goes on with the paragraph of the line above.
    pub(crate) goes_on: bool,
    /// Footnotes whose marks it holds: the lines of each.
    pub(crate) notes: Vec<Vec<Solid>>,
}

/// A piece of a pile.
#[derive(Debug, Clone)]
pub(crate) enum Strip {
    Solid(Solid),
    /// White space, dropped at the head of a page.
    Space(Length),
    /// The page must have so much room from here on, or a new one begins (if a whole one has it).
    Need(Length),
    /// A new page.
    PageBreak,
    Table(Box<TableBox>),
    /// Piles side by side.
    Parallel(Vec<Lane>),
}

/// One of several piles side by side.
#[derive(Debug, Clone)]
pub(crate) struct Lane {
    /// Its left edge.
    pub(crate) x: Length,
    /// What stands in it.
    pub(crate) solids: Vec<Solid>,
    /// Its label, repeated where it goes on.
    pub(crate) again: Vec<Solid>,
}

/// A pile of strips.
pub(crate) type Pile = Vec<Strip>;

impl Solid {
    /// A solid without anything else.
    pub(crate) fn new(height: Length, items: Vec<Item>) -> Solid {
        Solid { height, items, ..Solid::default() }
    }

    /// The same, staying with what follows.
    pub(crate) fn kept(mut self) -> Solid {
        self.keep = true;
        self
    }

    /// The same, moved to the right.
    pub(crate) fn moved(mut self, dx: Length) -> Solid {
        shift(&mut self.items, dx, Length::ZERO);
        self
    }

    /// Height of its footnotes.
    pub(crate) fn notes_height(&self) -> Length {
        self.notes.iter().map(|note| height(note)).sum()
    }
}

/// Height of solids one under another.
pub(crate) fn height(solids: &[Solid]) -> Length {
    solids.iter().map(|solid| solid.height).sum()
}

/// What solids one under another draw, from the upper left corner of the first.
pub(crate) fn stacked(solids: &[Solid]) -> Vec<Item> {
    stacked_at(solids, Length::ZERO, Length::ZERO)
}

/// The same with that corner at `x`, `y`.
pub(crate) fn stacked_at(solids: &[Solid], x: Length, y: Length) -> Vec<Item> {
    let mut y = y;
    let mut items = Vec::with_capacity(solids.iter().map(|solid| solid.items.len()).sum());
    for solid in solids {
        items.extend(solid.items.iter().map(|item| item.shifted(x, y)));
        y += solid.height;
    }
    items
}

/// How many of the solids fit into `room`, ending where a break is allowed.
pub(crate) fn fitting(solids: &[Solid], room: Length) -> usize {
    let mut y = Length::ZERO;
    let mut best = 0;
    for (i, solid) in solids.iter().enumerate() {
        y += solid.height;
        if y > room {
            break;
        }
        if !solid.keep || i + 1 == solids.len() {
            best = i + 1;
        }
    }
    best
}

/// How many of the solids fit into `room`, wherever that ends; at least one where there is one.
pub(crate) fn forced(solids: &[Solid], room: Length) -> usize {
    let mut y = Length::ZERO;
    for (i, solid) in solids.iter().enumerate() {
        y += solid.height;
        if y > room {
            return i.max(1);
        }
    }
    solids.len()
}

/// Flattens a pile for a place where nothing but solids can stand (a cell, a lane). A table goes in as pieces of at
/// most `piece` height, each with its heads.
pub(crate) fn flattened(pile: Pile, piece: Length) -> Vec<Solid> {
    let mut solids: Vec<Solid> = Vec::new();
    let mut space = Length::ZERO;
    for strip in pile {
        let from = solids.len();
        match strip {
            Strip::Space(height) => {
                space = space.max(height);
                continue;
            }
            Strip::Need(_) | Strip::PageBreak => continue,
            Strip::Solid(solid) => solids.push(solid),
            Strip::Table(table) => solids.extend(table.pieces(piece)),
            Strip::Parallel(lanes) => solids.extend(beside(lanes, piece)),
        }
        if space > Length::ZERO && from > 0 && from < solids.len() {
            let keep = solids[from - 1].keep;
            solids.insert(from, Solid { height: space, keep, ..Solid::default() });
        }
        if from < solids.len() {
            space = Length::ZERO;
        }
    }
    solids
}

/// Lanes as solids: one where they are short, else one after another.
fn beside(lanes: Vec<Lane>, piece: Length) -> Vec<Solid> {
    let tallest = lanes.iter().map(|lane| height(&lane.solids)).fold(Length::ZERO, Length::max);
    if tallest > piece {
        return lanes.into_iter().flat_map(|lane| lane.solids.into_iter().map(move |s| s.moved(lane.x))).collect();
    }
    let mut whole = Solid { height: tallest, ..Solid::default() };
    for lane in lanes {
        whole.items.extend(stacked_at(&lane.solids, lane.x, Length::ZERO));
        whole.notes.extend(lane.solids.into_iter().flat_map(|solid| solid.notes));
    }
    vec![whole]
}

/// Items moved by `dx`, `dy`.
pub(crate) fn shifted(items: &[Item], dx: Length, dy: Length) -> Vec<Item> {
    items.iter().map(|item| item.shifted(dx, dy)).collect()
}

/// Moves items in place.
pub(crate) fn shift(items: &mut [Item], dx: Length, dy: Length) {
    items.iter_mut().for_each(|item| item.shift(dx, dy));
}

/// The same drawing as an artifact: repeated heads, （続き） labels.
pub(crate) fn as_artifact(solids: &[Solid]) -> Vec<Solid> {
    let of_item = |item: &Item| Item { tag: Tag::Artifact(Artifact::Layout), draw: item.draw.clone() };
    let of_solid = |solid: &Solid| Solid {
        height: solid.height,
        items: solid.items.iter().map(of_item).collect(),
        on_grid: solid.on_grid,
        keep: solid.keep,
        goes_on: solid.goes_on,
        notes: Vec::new(),
    };
    solids.iter().map(of_solid).collect()
}

/// The box of what an item draws: of glyphs, from 0.88 em above the baseline to 0.12 em below, advance by advance; spaces
/// at the end of text leave no mark.
pub(crate) fn bounds(item: &Item) -> Option<Rect> {
    let around = |points: &mut dyn Iterator<Item = Point>| {
        let first = points.next()?;
        let mut rect = Rect::new(first.x, first.y, Length::ZERO, Length::ZERO);
        for p in points {
            rect = rect.union(&Rect::new(p.x, p.y, Length::ZERO, Length::ZERO));
        }
        Some(rect)
    };
    match &item.draw {
        Draw::Glyphs(run) => glyph_bounds(run),
        Draw::Line { from, to, .. } => around(&mut [*from, *to].into_iter()),
        Draw::Rect { rect, .. } => Some(*rect),
        Draw::Path { segments, .. } => around(&mut segments.iter().flat_map(|segment| match *segment {
            Segment::Move(p) | Segment::Line(p) => vec![p],
            Segment::Curve(a, b, c) => vec![a, b, c],
            Segment::Close => Vec::new(),
        })),
    }
}

fn glyph_bounds(run: &GlyphRun) -> Option<Rect> {
    let is_space = |glyph: &RunGlyph| !glyph.text.is_empty() && glyph.text.chars().all(char::is_whitespace);
    let drawn = run.glyphs.iter().rposition(|glyph| !is_space(glyph))?;
    let left = run.glyphs.iter().map(|glyph| glyph.x).min()?;
    let right = run.glyphs[..=drawn]
        .iter()
        .map(|glyph| glyph.x + glyph.advance.scaled(i64::from(run.condensed), 1000))
        .max()?;
    if run.turned {
        let left = run.origin.x - run.size.scaled(12, 100);
        return Some(Rect::new(left, run.origin.y + left_of(run), run.size, right - left_of(run)));
    }
    let rise = run.glyphs.iter().map(|glyph| glyph.rise).max().unwrap_or(Length::ZERO);
    let top = run.origin.y - run.size.scaled(88, 100) - rise;
    Some(Rect::new(run.origin.x + left, top, right - left, run.size))
}

fn left_of(run: &GlyphRun) -> Length {
    run.glyphs.iter().map(|glyph| glyph.x).min().unwrap_or(Length::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(keep: bool) -> Solid {
        Solid { height: Length::pt(10.0), keep, ..Solid::default() }
    }

    #[test]
    fn breaks_fall_only_where_they_may() {
        let lines = [line(true), line(false), line(true), line(false)];
        assert_eq!(fitting(&lines, Length::pt(35.0)), 2);
        assert_eq!(fitting(&lines, Length::pt(15.0)), 0);
        assert_eq!(forced(&lines, Length::pt(15.0)), 1);
        assert_eq!(forced(&lines, Length::pt(5.0)), 1);
        assert_eq!(fitting(&lines, Length::pt(40.0)), 4);
    }
}

//! Pages of positioned items: all that an exporter draws.

use std::sync::Arc;

use smol_str::SmolStr;

use super::font::FontBook;
use super::length::{Length, Point, Rect, Size};
use super::structure::{ContentId, NodeId, Structure};
use super::style::Color;

/// A laid-out document.
#[derive(Debug, Clone)]
pub struct Pages {
    /// The pages in order.
    pub pages: Vec<Page>,
    /// What the tags say.
    pub structure: Structure,
    /// Headings for the outline, in order, with their level from 1.
    pub outline: Vec<OutlineEntry>,
    /// Page numbering: ranges in order, the first beginning at page 0.
    pub labels: Vec<LabelRange>,
    /// Title, author and so on.
    pub meta: Meta,
    /// The faces that glyph runs name.
    pub fonts: Arc<FontBook>,
}

/// What a document says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The title that viewers show.
    pub title: String,
    /// Author: the city.
    pub author: String,
    /// For the properties of the file.
    pub subject: String,
    /// For the properties of the file.
    pub keywords: Vec<String>,
    /// The date that the document states; metadata carry it and no clock is asked.
    pub date: jiff::civil::Date,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Width and height.
    pub size: Size,
    /// What is drawn, in order: later items lie over earlier ones. Content items stand in reading order.
    pub items: Vec<Item>,
    /// Areas that lead somewhere when clicked.
    pub links: Vec<LinkArea>,
}

/// One thing drawn, and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Content of the structure or artifact.
    pub tag: Tag,
    /// What is drawn.
    pub draw: Draw,
}

impl Item {
    /// Moves it.
    pub(crate) fn shift(&mut self, dx: Length, dy: Length) {
        let moved = |p: Point| Point::new(p.x + dx, p.y + dy);
        match &mut self.draw {
            Draw::Glyphs(run) => run.origin = moved(run.origin),
            Draw::Line { from, to, .. } => {
                *from = moved(*from);
                *to = moved(*to);
            }
            Draw::Rect { rect, .. } => rect.origin = moved(rect.origin),
            Draw::Path { segments, .. } => {
                for segment in segments {
                    *segment = match *segment {
                        Segment::Move(p) => Segment::Move(moved(p)),
                        Segment::Line(p) => Segment::Line(moved(p)),
                        Segment::Curve(a, b, c) => Segment::Curve(moved(a), moved(b), moved(c)),
                        Segment::Close => Segment::Close,
                    };
                }
            }
        }
    }

    /// The same at another place. The glyphs of a run are shared, not copied.
    pub(crate) fn shifted(&self, dx: Length, dy: Length) -> Item {
        let mut item = self.clone();
        item.shift(dx, dy);
        item
    }
}

/// What a drawn thing belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// Content of a node.
    Content(ContentId),
    /// Not content: rules, tint, heads, feet, repeated table headers.
    Artifact(Artifact),
}

/// Kinds of artifact (ISO 32000-1, 14.8.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Artifact {
    /// Running head.
    Header,
    /// Foot with the page number and notice.
    Footer,
    /// Rules, tint, repeated table headers.
    Layout,
    /// Background of the page.
    Background,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Draw {
    /// Glyphs of one face and size.
    Glyphs(GlyphRun),
    /// A straight line.
    Line {
        /// Where it begins.
        from: Point,
        /// Where it ends.
        to: Point,
        /// How thick and in what colour it is drawn.
        stroke: Stroke,
    },
    /// A rectangle.
    Rect {
        /// Where.
        rect: Rect,
        /// Filled with.
        fill: Option<Color>,
        /// Outlined with.
        stroke: Option<Stroke>,
    },
    /// A shape of lines and curves.
    Path {
        /// Its segments; the first is a `Move`.
        segments: Vec<Segment>,
        /// Filled with (even-odd).
        fill: Option<Color>,
        /// Outlined with.
        stroke: Option<Stroke>,
    },
}

/// How a line is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stroke {
    /// How thick it is drawn.
    pub width: Length,
    /// Colour.
    pub color: Color,
    /// Dashes: on, off …; empty is solid.
    pub dash: Vec<Length>,
}

impl Stroke {
    /// A solid line.
    pub fn solid(width: Length, color: Color) -> Stroke {
        Stroke { width, color, dash: Vec::new() }
    }
}

/// A segment of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Begins a subpath.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic Bézier curve: two control points and the end.
    Curve(Point, Point, Point),
    /// Closes the subpath.
    Close,
}

/// A face of the [`FontBook`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// Glyphs of one face, size and colour on one baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlyphRun {
    /// The font of its glyphs.
    pub face: FaceId,
    /// Of the em.
    pub size: Length,
    /// 長体: horizontal scale in thousandths; 1000 is natural.
    pub condensed: u16,
    /// Turned a quarter clockwise about `origin` (Western words in vertical text): the baseline runs down the page, the
    /// glyphs' `x` are measured downwards, their `rise` to the right.
    pub turned: bool,
    /// Colour.
    pub color: Color,
    /// The pen of the first glyph: on the baseline for horizontal text. For vertical glyphs too, runs are horizontal and
    /// hold one glyph each, already placed.
    pub origin: Point,
    /// The glyphs, left to right, shared by all places where the same line stands; `origin` alone moves them.
    pub glyphs: Arc<[RunGlyph]>,
    /// What the whole run means, where its glyphs' texts, read one after another and without the white gaps, would mislead:
    /// spread words (均等割付), 〓.
    pub actual_text: Option<SmolStr>,
}

/// One glyph of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunGlyph {
    /// Glyph of the face; never 0.
    pub glyph: u16,
    /// Pen position from the run's origin, to the right; where the glyph's own origin comes.
    pub x: Length,
    /// How far it is raised above the baseline.
    pub rise: Length,
    /// The face's own advance at this size (before `condensed`).
    pub advance: Length,
    /// The characters it stands for; empty for the later glyphs of a cluster.
    pub text: SmolStr,
}

/// An area of a page that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkArea {
    /// Where.
    pub rect: Rect,
    /// The `Link` element it belongs to.
    pub node: NodeId,
    /// What it leads to, in words.
    pub description: String,
    /// Where it leads.
    pub target: LinkTarget,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A place of this document: page index and height from the top.
    Page(usize, Length),
    /// An address.
    Url(String),
}

/// A heading in the outline (しおり).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Its text.
    pub title: String,
    /// Level, from 1.
    pub level: u8,
    /// Page index.
    pub page: usize,
    /// Height from the top of the page.
    pub y: Length,
}

/// How pages are numbered from a page on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRange {
    /// First page index.
    pub first: usize,
    /// Style of the number.
    pub style: LabelStyle,
    /// The number of the first page.
    pub start: u32,
}

/// Style of page numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelStyle {
    /// No number.
    None,
    /// i, ii, iii.
    Roman,
    /// 1, 2, 3.
    Arabic,
}

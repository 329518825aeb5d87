//! Figures: boxes, arrows and curves as vectors, their words as real text, all of it content of one `Figure`.

use super::length::{Length, Point, Rect, Size};
use super::page::{Draw, Item, Segment, Stroke, Tag};
use super::setting::{OVERFULL, Owner, Setting, align};
use super::sheet::{INK, mixed};
use super::strip::{Solid, height, shifted, stacked_at};
use super::structure::Role;
use super::style::{Align, Color, ParagraphStyle, TextStyle, Weight};
use crate::finding::{Finding, Severity};
use crate::report::document::{At, Figure, Fill, Inlines, Outline, Shape};

/// Sets a figure, centred on the measure and made smaller where it is wider than that, with its caption below.
pub(crate) fn set(setting: &mut Setting<'_>, figure: &Figure, owner: Owner, measure: Length) -> Vec<Solid> {
    let element = setting.element(owner, Role::Figure);
    if let Owner::Node(node) = element {
        setting.structure.node_mut(node).describe().alt = Some(figure.alt.clone());
        setting.figures.push(node);
    }
    let width = Length::mm(usable(figure.width, 160.0));
    let tall = Length::mm(usable(figure.height, 80.0));
    let most = setting.sheet.body.size.height * 9 / 10;
    let scale = Scale::new(width, tall, measure, most);
    let dx = ((measure - scale.length(width)) / 2).max(Length::ZERO);
    let items = shifted(&shapes(setting, figure, element, scale), dx, Length::ZERO);
    let mut solids = vec![Solid::new(scale.length(tall), items)];
    if let Some(text) = &figure.caption {
        let caption = setting.element(element, Role::Caption);
        let style = setting.look.gothic(Weight::Bold, setting.look.table);
        let pieces = setting.pieces(text, caption, style);
        let how = ParagraphStyle::new(Some(measure), setting.look.table_pitch).aligned(Align::Center);
        let composed = setting.compose(pieces.pieces, how);
        let lines = setting.lines(&composed, &how, style.size, false, pieces.notes);
        if let Some(drawing) = solids.first_mut() {
            drawing.keep = !lines.is_empty();
            drawing.height += Length::pt(3.0);
        }
        solids.extend(lines);
    }
    solids
}

/// The drawing alone, at the size it was given, without its caption.
pub(crate) fn drawing(setting: &mut Setting<'_>, figure: &Figure, element: Owner) -> (Size, Vec<Item>) {
    let size = Size { width: Length::mm(usable(figure.width, 160.0)), height: Length::mm(usable(figure.height, 80.0)) };
    (size, shapes(setting, figure, element, Scale(1000)))
}

fn shapes(setting: &mut Setting<'_>, figure: &Figure, element: Owner, scale: Scale) -> Vec<Item> {
    figure.shapes.iter().flat_map(|shape| drawn(setting, shape, element, scale)).collect()
}

fn usable(millimetres: f64, otherwise: f64) -> f64 {
    if millimetres.is_finite() && millimetres > 0.0 { millimetres.min(2000.0) } else { otherwise }
}

/// Thousandths by which a figure is made smaller.
#[derive(Debug, Clone, Copy)]
struct Scale(i64);

impl Scale {
    fn new(width: Length, height: Length, measure: Length, most: Length) -> Scale {
        let across = if width > measure { measure.raw() * 1000 / width.raw().max(1) } else { 1000 };
        let down = if height > most { most.raw() * 1000 / height.raw().max(1) } else { 1000 };
        Scale(across.min(down).max(1))
    }

    fn length(self, length: Length) -> Length {
        length.scaled(self.0, 1000)
    }

    fn mm(self, millimetres: f64) -> Length {
        let value = if millimetres.is_finite() { millimetres.clamp(-5000.0, 5000.0) } else { 0.0 };
        self.length(Length::mm(value))
    }

    fn at(self, at: At) -> Point {
        Point::new(self.mm(at.x), self.mm(at.y))
    }
}

fn drawn(setting: &mut Setting<'_>, shape: &Shape, owner: Owner, scale: Scale) -> Vec<Item> {
    match shape {
        Shape::Box { at, width, height, outline, fill, text, size, align, .. } => {
            let rect = Rect {
                origin: scale.at(*at),
                size: Size { width: scale.mm(width.abs()), height: scale.mm(height.abs()) },
            };
            let mut items = Vec::new();
            let (ground, stroke, ink) = colours(setting, *fill, *outline);
            if ground.is_some() || stroke.is_some() {
                let tag = setting.tag(owner);
                items.push(Item { tag, draw: outlined(rect, *outline, ground, stroke) });
            }
            items.extend(words(setting, text, owner, rect, *outline, *size, *align, ink));
            items
        }
        Shape::Arrow { points, head, tail, dashed, width } => {
            let points: Vec<Point> = points.iter().map(|&at| scale.at(at)).collect();
            arrow(setting, &points, *head, *tail, *dashed, *width, owner)
        }
        Shape::Curve { points, head, width } => {
            let points: Vec<Point> = points.iter().map(|&at| scale.at(at)).collect();
            curve(setting, &points, *head, *width, owner)
        }
    }
}

/// Ground, outline and ink of a box.
fn colours(setting: &Setting<'_>, fill: Fill, outline: Outline) -> (Option<Color>, Option<Stroke>, Color) {
    let accent = setting.look.accent;
    let line = |color: Color| Some(Stroke::solid(Length::pt(0.75), color));
    let (ground, stroke, ink) = match fill {
        Fill::Paper => (Some(Color::WHITE), line(accent), INK),
        Fill::Tint => (Some(setting.look.tint), line(mixed(accent, 45)), INK),
        Fill::Accent => (Some(accent), None, Color::WHITE),
        Fill::Grey => (Some(Color::grey(232)), line(Color::grey(150)), INK),
        Fill::Ink => (Some(Color::BLACK), None, Color::WHITE),
        Fill::None => (None, line(accent), INK),
    };
    if outline == Outline::None {
        (None, None, if fill == Fill::Accent { accent } else { INK })
    } else {
        (ground, stroke, ink)
    }
}

fn outlined(rect: Rect, outline: Outline, fill: Option<Color>, stroke: Option<Stroke>) -> Draw {
    let (x, y) = (rect.origin.x, rect.origin.y);
    let (right, bottom) = (rect.right(), rect.bottom());
    let (width, height) = (rect.size.width, rect.size.height);
    let point = Point::new;
    let segments = match outline {
        Outline::Square | Outline::None => return Draw::Rect { rect, fill, stroke },
        Outline::Rounded => rounded(rect, Length::mm(2.0).min(width / 2).min(height / 2)),
        Outline::Ellipse => rounded_by(rect, width / 2, height / 2),
        Outline::Pentagon => {
            let tip = (height / 2).min(width / 3);
            vec![
                Segment::Move(point(x, y)),
                Segment::Line(point(right - tip, y)),
                Segment::Line(point(right, y + height / 2)),
                Segment::Line(point(right - tip, bottom)),
                Segment::Line(point(x, bottom)),
                Segment::Close,
            ]
        }
        Outline::DownArrow => {
            let neck = width / 5;
            let shoulder = y + height / 2;
            vec![
                Segment::Move(point(x + neck, y)),
                Segment::Line(point(right - neck, y)),
                Segment::Line(point(right - neck, shoulder)),
                Segment::Line(point(right, shoulder)),
                Segment::Line(point(x + width / 2, bottom)),
                Segment::Line(point(x, shoulder)),
                Segment::Line(point(x + neck, shoulder)),
                Segment::Close,
            ]
        }
    };
    Draw::Path { segments, fill, stroke }
}

fn rounded(rect: Rect, radius: Length) -> Vec<Segment> {
    rounded_by(rect, radius, radius)
}

/// A rectangle whose corners are quarter ellipses of the radii `rx`, `ry`.
fn rounded_by(rect: Rect, rx: Length, ry: Length) -> Vec<Segment> {
    let (x, y) = (rect.origin.x, rect.origin.y);
    let (right, bottom) = (rect.right(), rect.bottom());
    // 0.5523: the Bézier handle that comes nearest to a quarter circle.
    let (hx, hy) = (rx.scaled(4477, 10_000), ry.scaled(4477, 10_000));
    let p = Point::new;
    vec![
        Segment::Move(p(x + rx, y)),
        Segment::Line(p(right - rx, y)),
        Segment::Curve(p(right - hx, y), p(right, y + hy), p(right, y + ry)),
        Segment::Line(p(right, bottom - ry)),
        Segment::Curve(p(right, bottom - hy), p(right - hx, bottom), p(right - rx, bottom)),
        Segment::Line(p(x + rx, bottom)),
        Segment::Curve(p(x + hx, bottom), p(x, bottom - hy), p(x, bottom - ry)),
        Segment::Line(p(x, y + ry)),
        Segment::Curve(p(x, y + hy), p(x + hx, y), p(x + rx, y)),
        Segment::Close,
    ]
}

/// The words of a box in its middle; set smaller, down to 7 pt, where they would not fit.
#[expect(clippy::too_many_arguments, reason = "one box has these eight properties")]
fn words(
    setting: &mut Setting<'_>,
    text: &Inlines,
    owner: Owner,
    rect: Rect,
    outline: Outline,
    size: f64,
    alignment: crate::report::document::Alignment,
    ink: Color,
) -> Vec<Item> {
    if text.is_empty() {
        return Vec::new();
    }
    let (mut left, mut right) = (Length::pt(4.0), Length::pt(4.0));
    match outline {
        Outline::Ellipse => (left, right) = (rect.size.width / 9, rect.size.width / 9),
        Outline::Pentagon => right = (rect.size.height / 2).min(rect.size.width / 3) * 2 / 3,
        Outline::DownArrow => (left, right) = (rect.size.width / 5, rect.size.width / 5),
        Outline::None => (left, right) = (Length::ZERO, Length::ZERO),
        Outline::Square | Outline::Rounded => {}
    }
    let width = (rect.size.width - left - right).max(Length::pt(8.0));
    let mut size = Length::pt(if size.is_finite() { size.clamp(7.0, 40.0) } else { 9.0 });
    let mut how = ParagraphStyle::new(Some(width), size.scaled(135, 100)).aligned(align(alignment));
    how.breaks.phrases = true;
    how.condense_to = 80;
    let base =
        |size: Length, setting: &Setting<'_>| TextStyle { color: ink, ..setting.look.gothic(Weight::Regular, size) };
    // Measured as an artifact first, so that the structure holds the words once.
    let artifact = Owner::Artifact(super::page::Artifact::Layout);
    let mut fits = false;
    while !fits {
        how.pitch = size.scaled(135, 100);
        let tall = setting.silently(|s| {
            let style = base(size, s);
            let pieces = s.pieces(text, artifact, style);
            let composed = s.compose(pieces.pieces, how);
            let lines = s.lines(&composed, &how, size, false, Vec::new());
            if composed.overfull().next().is_none() { height(&lines) } else { Length::MAX }
        });
        fits = tall <= rect.size.height;
        if !fits {
            if size <= Length::pt(7.0) {
                break;
            }
            size = (size - Length::pt(0.5)).max(Length::pt(7.0));
        }
    }
    if !fits {
        setting.find(
            Finding::new(Severity::Warning, OVERFULL, "図の枠に文字が収まりません。")
                .found(super::setting::plain_text(text))
                .remedy("語を短くするか、枠を大きくしてください。"),
        );
    }
    let style = base(size, setting);
    let pieces = setting.pieces(text, owner, style);
    let composed = setting.silently(|s| s.compose(pieces.pieces, how));
    let lines = setting.lines(&composed, &how, size, false, pieces.notes);
    let dy = (rect.size.height - height(&lines)) / 2;
    stacked_at(&lines, rect.origin.x + left, rect.origin.y + dy)
}

fn arrow(
    setting: &mut Setting<'_>,
    points: &[Point],
    head: bool,
    tail: bool,
    dashed: bool,
    width: f64,
    owner: Owner,
) -> Vec<Item> {
    let [first, .., last] = points else { return Vec::new() };
    let width = line_width(width);
    let mut line = points.to_vec();
    let mut items = Vec::new();
    let reach = head_length(width);
    let color = setting.look.accent;
    let tag = setting.tag(owner);
    if head && let Some(before) = before(points) {
        items.push(head_item(*last, before, width, color, tag));
        if let Some(end) = line.last_mut() {
            *end = towards(*last, before, reach / 2);
        }
    }
    let reversed: Vec<Point> = points.iter().rev().copied().collect();
    if tail && let Some(after) = before(&reversed) {
        items.push(head_item(*first, after, width, color, tag));
        if let Some(start) = line.first_mut() {
            *start = towards(*first, after, reach / 2);
        }
    }
    let mut segments = Vec::new();
    for (i, point) in line.iter().enumerate() {
        segments.push(if i == 0 { Segment::Move(*point) } else { Segment::Line(*point) });
    }
    let dash = if dashed { vec![Length::pt(3.0), Length::pt(2.0)] } else { Vec::new() };
    let stroke = Some(Stroke { width, color, dash });
    items.insert(0, Item { tag, draw: Draw::Path { segments, fill: None, stroke } });
    items
}

fn curve(setting: &mut Setting<'_>, points: &[Point], head: bool, width: f64, owner: Owner) -> Vec<Item> {
    if points.len() < 2 {
        return Vec::new();
    }
    let width = line_width(width);
    let color = setting.look.accent;
    let tag = setting.tag(owner);
    let at = |i: i64| points[i.clamp(0, points.len() as i64 - 1) as usize];
    let mut segments = vec![Segment::Move(points[0])];
    let mut last_handle = points[0];
    for i in 0..points.len() as i64 - 1 {
        let (p0, p1, p2, p3) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        // Catmull-Rom as Bézier: a sixth of the chord across each joint.
        let c1 = Point::new(p1.x + (p2.x - p0.x) / 6, p1.y + (p2.y - p0.y) / 6);
        let c2 = Point::new(p2.x - (p3.x - p1.x) / 6, p2.y - (p3.y - p1.y) / 6);
        let last = i + 2 == points.len() as i64;
        let end = if last && head { towards(p2, c2, head_length(width) / 2) } else { p2 };
        segments.push(Segment::Curve(c1, c2, end));
        last_handle = c2;
    }
    let stroke = Some(Stroke::solid(width, color));
    let mut items = vec![Item { tag, draw: Draw::Path { segments, fill: None, stroke } }];
    let end = points[points.len() - 1];
    if head && last_handle != end {
        items.push(head_item(end, last_handle, width, color, tag));
    }
    items
}

fn line_width(points: f64) -> Length {
    Length::pt(if points.is_finite() { points.clamp(0.25, 30.0) } else { 1.0 })
}

fn head_length(width: Length) -> Length {
    width * 3 + Length::pt(3.5)
}

/// The last point that differs from the end.
fn before(points: &[Point]) -> Option<Point> {
    let last = points.last()?;
    points.iter().rev().find(|point| *point != last).copied()
}

/// The point `length` from `from` in the direction of `to`.
fn towards(from: Point, to: Point, length: Length) -> Point {
    let (dx, dy) = ((to.x - from.x).to_pt(), (to.y - from.y).to_pt());
    let distance = dx.hypot(dy);
    if distance == 0.0 {
        return from;
    }
    let part = length.to_pt() / distance;
    Point::new(from.x + Length::pt(dx * part), from.y + Length::pt(dy * part))
}

/// A filled triangle with its tip at `tip`, seen from `from`.
fn head_item(tip: Point, from: Point, width: Length, color: Color, tag: Tag) -> Item {
    let length = head_length(width);
    let base = towards(tip, from, length);
    let (dx, dy) = (base.x - tip.x, base.y - tip.y);
    // Half as wide as long.
    let (nx, ny) = (-dy / 2, dx / 2);
    let segments = vec![
        Segment::Move(tip),
        Segment::Line(Point::new(base.x + nx, base.y + ny)),
        Segment::Line(Point::new(base.x - nx, base.y - ny)),
        Segment::Close,
    ];
    Item { tag, draw: Draw::Path { segments, fill: Some(color), stroke: None } }
}

//! Lines, rectangles and paths.

use std::fmt::Write as _;

use super::Place;
use super::number::Number;
use crate::typeset::length::{Length, Point};
use crate::typeset::page::{Draw, Segment, Stroke};
use crate::typeset::style::Color;

/// `#rrggbb`.
pub(super) fn hex(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

/// Writes what is no text.
pub(super) fn draw(out: &mut String, draw: &Draw, place: Place<'_>) {
    let place = place.attribute();
    match draw {
        Draw::Glyphs(_) => {}
        Draw::Line { from, to, stroke } => {
            let _ = writeln!(
                out,
                "<path d=\"M{} {}L{} {}\"{}{place}/>",
                Number::of(from.x),
                Number::of(from.y),
                Number::of(to.x),
                Number::of(to.y),
                paint(None, Some(stroke))
            );
        }
        Draw::Rect { rect, fill, stroke } => {
            let _ = writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}{place}/>",
                Number::of(rect.origin.x),
                Number::of(rect.origin.y),
                Number::of(rect.size.width),
                Number::of(rect.size.height),
                paint(*fill, stroke.as_ref())
            );
        }
        Draw::Path { segments, fill, stroke } => {
            let _ = writeln!(out, "<path d=\"{}\"{}{place}/>", path(segments), paint(*fill, stroke.as_ref()));
        }
    }
}

/// Fill and stroke; what is not filled says so, as SVG fills by itself.
fn paint(fill: Option<Color>, stroke: Option<&Stroke>) -> String {
    let mut out = fill.map_or_else(|| " fill=\"none\"".to_owned(), |color| format!(" fill=\"{}\"", hex(color)));
    if fill.is_some() {
        out.push_str(" fill-rule=\"evenodd\"");
    }
    if let Some(Stroke { width, color, dash }) = stroke {
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", hex(*color), Number::of(*width));
        if !dash.is_empty() {
            let dash: Vec<String> = dash.iter().map(|length: &Length| Number::of(*length).to_string()).collect();
            let _ = write!(out, " stroke-dasharray=\"{}\"", dash.join(" "));
        }
    }
    out
}

fn path(segments: &[Segment]) -> String {
    let mut out = String::new();
    let point = |p: &Point| format!("{} {}", Number::of(p.x), Number::of(p.y));
    for segment in segments {
        let _ = match segment {
            Segment::Move(p) => write!(out, "M{}", point(p)),
            Segment::Line(p) => write!(out, "L{}", point(p)),
            Segment::Curve(a, b, c) => write!(out, "C{} {} {}", point(a), point(b), point(c)),
            Segment::Close => write!(out, "Z"),
        };
    }
    out
}

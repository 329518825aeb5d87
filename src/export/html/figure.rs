//! Drawings as inline SVG, in the document's own millimetres. Their texts stand in the alternative text, complete.

use std::fmt::Write as _;

use super::{Writer, escape};
use crate::report::document::{At, Figure, Fill, Outline, Shape};
use crate::report::text::of_inlines;

impl Writer {
    pub(super) fn figure(&mut self, figure: &Figure) {
        self.out.push_str("<figure>\n");
        if let Some(caption) = &figure.caption {
            self.out.push_str("<figcaption>");
            self.inlines(caption);
            self.out.push_str("</figcaption>\n");
        }
        let _ = write!(
            self.out,
            "<svg viewBox=\"0 0 {:.2} {:.2}\" role=\"img\" aria-label=\"{}\" font-family=\"inherit\">",
            figure.width,
            figure.height,
            escape(&figure.alt)
        );
        for shape in &figure.shapes {
            let drawn = draw(shape, &self.accent);
            self.out.push_str(&drawn);
        }
        self.out.push_str("</svg>\n</figure>\n");
    }
}

fn draw(shape: &Shape, accent: &str) -> String {
    match shape {
        Shape::Box { at, width, height, outline, fill, text, size, .. } => {
            let (color, stroke, ink) = match fill {
                Fill::Paper => ("#ffffff", "#595959", "#1a1a1a"),
                Fill::Tint => ("#eef2f7", accent, "#1a1a1a"),
                Fill::Accent => (accent, accent, "#ffffff"),
                Fill::Grey => ("#e3e3e3", "#8c8c8c", "#1a1a1a"),
                Fill::None => ("none", if *outline == Outline::None { "none" } else { "#595959" }, "#1a1a1a"),
            };
            let mut out = outlined(*outline, *at, (*width, *height), color, stroke);
            out.push_str(&lettering(&of_inlines(text), *at, (*width, *height), *size, ink));
            out
        }
        Shape::Arrow { points, head, tail, dashed, width } => {
            let dash = if *dashed { " stroke-dasharray=\"1.5 1\"" } else { "" };
            let mut out = format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"#595959\" stroke-width=\"{:.2}\"{dash}/>",
                joined(points),
                width * 0.3528
            );
            if let [.., before, last] = points.as_slice() {
                out.push_str(if *head { arrow_head(*before, *last) } else { String::new() }.as_str());
            }
            if let [first, second, ..] = points.as_slice() {
                out.push_str(if *tail { arrow_head(*second, *first) } else { String::new() }.as_str());
            }
            out
        }
        Shape::Curve { points, head, width } => {
            let mut out = format!(
                "<path d=\"{}\" fill=\"none\" stroke=\"{accent}\" stroke-width=\"{:.2}\"/>",
                smooth(points),
                width * 0.3528
            );
            if let ([.., before, last], true) = (points.as_slice(), *head) {
                out.push_str(&arrow_head(*before, *last));
            }
            out
        }
    }
}

fn joined(points: &[At]) -> String {
    points.iter().map(|at| format!("{:.2},{:.2}", at.x, at.y)).collect::<Vec<_>>().join(" ")
}

fn outlined(outline: Outline, at: At, (width, height): (f64, f64), fill: &str, stroke: &str) -> String {
    let At { x, y } = at;
    let look = format!("fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"0.25\"");
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.2},{y:.2}")).collect();
        format!("<polygon points=\"{}\" {look}/>", points.join(" "))
    };
    match outline {
        Outline::None if fill == "none" => String::new(),
        Outline::Square | Outline::None => {
            format!("<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" {look}/>")
        }
        Outline::Rounded => {
            format!("<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" rx=\"2\" {look}/>")
        }
        Outline::Ellipse => format!(
            "<ellipse cx=\"{:.2}\" cy=\"{:.2}\" rx=\"{:.2}\" ry=\"{:.2}\" {look}/>",
            x + width / 2.0,
            y + height / 2.0,
            width / 2.0,
            height / 2.0
        ),
        Outline::Pentagon => {
            let tip = (height / 2.0).min(width / 3.0);
            polygon(&[
                (x, y),
                (x + width - tip, y),
                (x + width, y + height / 2.0),
                (x + width - tip, y + height),
                (x, y + height),
            ])
        }
        Outline::DownArrow => {
            let (quarter, neck) = (width / 4.0, height / 2.0);
            polygon(&[
                (x + quarter, y),
                (x + width - quarter, y),
                (x + width - quarter, y + neck),
                (x + width, y + neck),
                (x + width / 2.0, y + height),
                (x, y + neck),
                (x + quarter, y + neck),
            ])
        }
    }
}

/// Text in the middle of a box, broken where it would be wider than the box.
fn lettering(text: &str, at: At, (width, height): (f64, f64), size: f64, ink: &str) -> String {
    let em = size * 0.3528;
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n').filter(|line| !line.is_empty()) {
        let mut line = String::new();
        let mut used = 0.0;
        for c in paragraph.chars() {
            let advance = if c.is_ascii() { em / 2.0 } else { em };
            // A closing mark stays with the character before it.
            if used + advance > width - em * 0.6 && !"、。」）・ー".contains(c) && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += advance;
        }
        lines.push(line);
    }
    let pitch = em * 1.35;
    let first = at.y + height / 2.0 - pitch * (lines.len() as f64 - 1.0) / 2.0 + em * 0.36;
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let _ = write!(
            out,
            "<text x=\"{:.2}\" y=\"{:.2}\" text-anchor=\"middle\" font-size=\"{em:.2}\" fill=\"{ink}\">{}</text>",
            at.x + width / 2.0,
            first + pitch * i as f64,
            escape(line)
        );
    }
    out
}

fn arrow_head(from: At, to: At) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1e-6);
    let (ux, uy) = (dx / length, dy / length);
    let point = |along: f64, across: f64| {
        format!("{:.2},{:.2}", to.x - ux * along - uy * across, to.y - uy * along + ux * across)
    };
    format!("<polygon points=\"{:.2},{:.2} {} {}\" fill=\"#595959\"/>", to.x, to.y, point(2.6, 1.2), point(2.6, -1.2))
}

/// Catmull-Rom through the points as cubic Bézier curves.
fn smooth(points: &[At]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut path = format!("M{:.2} {:.2}", first.x, first.y);
    for i in 1..points.len() {
        let at = |j: isize| points[j.clamp(0, points.len() as isize - 1) as usize];
        let i = i as isize;
        let (a, b, c, d) = (at(i - 2), at(i - 1), at(i), at(i + 1));
        let _ = write!(
            path,
            "C{:.2} {:.2} {:.2} {:.2} {:.2} {:.2}",
            b.x + (c.x - a.x) / 6.0,
            b.y + (c.y - a.y) / 6.0,
            c.x - (d.x - b.x) / 6.0,
            c.y - (d.y - b.y) / 6.0,
            c.x,
            c.y
        );
    }
    path
}

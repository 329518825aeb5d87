//! A line over years; targets beside results.

use super::bars::{category, names_height};
use super::{Axis, Canvas, Plot, grid_line, label, marker, value, values};
use crate::report::document::Series;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::page::{Draw, Item, Segment, Stroke};
use crate::typeset::sheet::{INK, QUIET};
use crate::typeset::style::{Align, TextStyle, Weight};

/// Lines with a marker at each value; the name of each series stands at its end.
pub(super) fn draw(canvas: &mut Canvas<'_, '_>, categories: &[String], series: &[Series], plot: Plot) -> Length {
    if categories.is_empty() || values(series).next().is_none() {
        return Length::ZERO;
    }
    let style = canvas.label_style();
    let quiet = TextStyle { color: QUIET, ..style };
    let axis = axis(series);
    let top = style.size.scaled(14, 10);
    let gutter = style.size.scaled(34, 10);
    let left = gutter + Length::pt(4.0);
    let ends = end_width(canvas, series).min(plot.width / 4);
    let right = plot.width - ends - Length::pt(8.0);
    let width = (right - left).max(plot.width / 4);
    let count = categories.len() as i64;
    let step = width / count;
    let names = names_height(canvas, categories, step);
    let tall = (plot.height - top - names).max(Length::mm(10.0));
    let base = top + tall;
    for tick in axis.ticks() {
        let y = base - axis.at(tick, tall);
        grid_line(canvas, Point::new(left, y), Point::new(left + width, y));
        canvas.text(&axis.printed(tick), quiet, Align::End, Length::ZERO, y, gutter);
    }
    let at = |c: usize, number: f64| Point::new(left + step * c as i64 + step / 2, base - axis.at(number, tall));
    for (c, name) in categories.iter().enumerate() {
        category(canvas, name, left + step * c as i64 + step / 2, step, base + style.size / 3);
    }
    canvas.line(Point::new(left, base), Point::new(left + width, base), 0.75, INK);

    // Lines first, then labels: a label must find its place knowing all of them.
    let accent = canvas.setting.look.accent;
    for (s, one) in series.iter().enumerate() {
        let target = one.name == "目標";
        let tag = canvas.setting.tag(canvas.owner);
        let mut segments = Vec::new();
        let mut open = false;
        for c in 0..categories.len() {
            match value(one, c) {
                Some(number) => {
                    let p = at(c, number);
                    segments.push(if open { Segment::Line(p) } else { Segment::Move(p) });
                    open = true;
                }
                None => open = false,
            }
        }
        let dash = if target { vec![Length::pt(3.0), Length::pt(2.0)] } else { Vec::new() };
        let stroke = Some(Stroke { width: Length::pt(if target { 0.75 } else { 1.25 }), color: accent, dash });
        if segments.iter().any(|segment| matches!(segment, Segment::Line(_))) {
            canvas.items.push(Item { tag, draw: Draw::Path { segments, fill: None, stroke } });
        }
        let mut marks = Vec::new();
        for c in 0..categories.len() {
            if let Some(number) = value(one, c) {
                marks.push(marker(at(c, number), if target { 3 + s } else { s }, accent, tag));
            }
        }
        for mark in &marks {
            canvas.labels.extend(crate::typeset::strip::bounds(mark));
        }
        canvas.items.extend(marks);
    }
    let area = Rect::new(left, Length::ZERO, plot.width - left, base);
    let gap = style.size.scaled(9, 10);
    for (s, one) in series.iter().enumerate() {
        let bold = TextStyle { weight: if one.name == "目標" { Weight::Regular } else { Weight::Bold }, ..style };
        let mut named = false;
        for c in 0..categories.len() {
            let Some(number) = value(one, c) else { continue };
            let p = at(c, number);
            let above = (p.x, p.y - gap, Align::Center);
            let below = (p.x, p.y + gap, Align::Center);
            let aside = style.size.scaled(5, 10);
            let mut places = if s % 2 == 0 { vec![above, below] } else { vec![below, above] };
            for dy in [Length::ZERO, -gap, gap] {
                places.push((p.x + aside, p.y + dy, Align::Start));
                places.push((p.x - aside, p.y + dy, Align::End));
            }
            places.extend([(p.x, p.y - gap * 2, Align::Center), (p.x, p.y + gap * 2, Align::Center)]);
            // A series that ends before the others has its name at its last value.
            let early = c + 1 < categories.len() && (c + 1..categories.len()).all(|later| value(one, later).is_none());
            if early && canvas.free_text(&format!("{} {}", one.name, label(one, c)), bold, &places, area) {
                named = true;
            } else if !canvas.free_text(label(one, c), bold, &places, area) {
                canvas.missed.push(format!("{}の{} {}", categories[c], one.name, label(one, c)));
            }
        }
        let last = (0..categories.len()).rev().find_map(|c| value(one, c)).filter(|_| !named);
        if let Some(number) = last {
            let y = base - axis.at(number, tall);
            let x = left + width + Length::pt(4.0);
            let down = style.size.scaled(11, 10);
            let places = [Length::ZERO, down, -down, down * 2, -(down * 2)].map(|dy| (x, y + dy, Align::Start));
            let around = Rect::new(left, Length::ZERO, plot.width - left, plot.height);
            if !canvas.free_text(&one.name, style, &places, around) {
                canvas.missed.push(format!("{}で終わる線は{}", label_of_last(one), one.name));
            }
        }
    }
    plot.height.max(base + names)
}

/// The label of the last value of a series.
fn label_of_last(series: &Series) -> &str {
    (0..series.values.len()).rev().find(|&c| value(series, c).is_some()).map_or("", |c| label(series, c))
}

/// Lines need no zero, but one that is near is shown.
fn axis(series: &[Series]) -> Axis {
    let low = values(series).fold(f64::MAX, f64::min);
    let high = values(series).fold(f64::MIN, f64::max);
    if low >= 0.0 && low < high * 0.6 || low <= 0.0 {
        Axis::from_zero(values(series))
    } else {
        Axis::rounded(low - (high - low) * 0.2 - high.abs() * 0.02, high)
    }
}

fn end_width(canvas: &mut Canvas<'_, '_>, series: &[Series]) -> Length {
    let names: Vec<String> = series.iter().map(|one| one.name.clone()).collect();
    super::bars::names_width(canvas, &names, Length::MAX)
}

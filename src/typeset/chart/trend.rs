//! Lines over years, what was planned dashed, with every value in rows under the years.
//!
//! Labels at the points of two courses that run close together cannot be told apart in a small chart; in rows under the
//! years, as government papers print them, each value has its place, however near the lines come.

use super::bars::{category, names_height, names_width};
use super::{Axis, Canvas, Plot, grid_line, label, marker, shape, value, values};
use crate::report::document::Series;
use crate::typeset::length::{Length, Point};
use crate::typeset::page::{Draw, Item, Segment, Stroke, Tag};
use crate::typeset::sheet::{HAIR, INK, QUIET};
use crate::typeset::style::{Align, TextStyle, Weight};

/// What stands where a series has no value.
const NO_VALUE: &str = "―";

/// The axis of a course, which is read against the whole: beside bars over zero, one over 75 would tell of a fall that is none.
fn axis(series: &[Series]) -> Axis {
    Axis::from_zero(values(series))
}

/// Lines with a marker at each value; under the years a row of values a series, headed by its line and name.
pub(super) fn draw(canvas: &mut Canvas<'_, '_>, categories: &[String], series: &[Series], plot: Plot) -> Length {
    if categories.is_empty() || values(series).next().is_none() {
        return Length::ZERO;
    }
    let style = canvas.label_style();
    let quiet = TextStyle { color: QUIET, ..style };
    let axis = axis(series);
    let sample = style.size * 2;
    let gap = Length::pt(4.0);
    let names: Vec<String> = series.iter().map(|one| one.name.clone()).collect();
    let name_width = names_width(canvas, &names, plot.width / 4);
    let ticks: Vec<String> = axis.ticks().iter().map(|tick| axis.printed(*tick)).collect();
    let left = (sample + gap + name_width).max(names_width(canvas, &ticks, plot.width / 4)) + gap;
    let width = (plot.width - left).max(plot.width / 2);
    let step = width / categories.len() as i64;
    let middle = |c: usize| left + step * c as i64 + step / 2;

    let row = style.size.scaled(15, 10);
    let years = names_height(canvas, categories, step);
    let below = years + row * series.len() as i64;
    let top = style.size / 2;
    let tall = (plot.height - top - below).max(Length::mm(10.0));
    let base = top + tall;
    for tick in axis.ticks_apart(tall, style.size.scaled(11, 10)) {
        let y = base - axis.at(tick, tall);
        grid_line(canvas, Point::new(left, y), Point::new(left + width, y));
        canvas.text(&axis.printed(tick), quiet, Align::End, Length::ZERO, y, left - gap);
    }
    canvas.line(Point::new(left, base), Point::new(left + width, base), 0.75, INK);
    for (c, name) in categories.iter().enumerate() {
        category(canvas, name, middle(c), step, base + style.size / 3);
    }
    for (s, one) in series.iter().enumerate() {
        let points = (0..categories.len())
            .map(|c| value(one, c).map(|number| Point::new(middle(c), base - axis.at(number, tall))))
            .collect::<Vec<_>>();
        stroke(canvas, one, &points, None);
        marks(canvas, shape(series, s), &points, None);
    }
    for (s, one) in series.iter().enumerate() {
        let line = base + years + row * s as i64;
        canvas.line(Point::new(Length::ZERO, line), Point::new(left + width, line), 0.25, HAIR);
        let centre = line + row / 2;
        let [from, mark, to] = [Length::ZERO, sample / 2, sample].map(|x| Some(Point::new(x, centre)));
        stroke(canvas, one, &[from, to], None);
        marks(canvas, shape(series, s), &[mark], None);
        let weight = if one.planned { Weight::Regular } else { Weight::Bold };
        let bold = TextStyle { weight, ..style };
        canvas.text(&one.name, bold, Align::Start, sample + gap, centre, left - sample - gap);
        for c in 0..categories.len() {
            let printed = if value(one, c).is_some() { label(one, c) } else { NO_VALUE };
            canvas.text(printed, bold, Align::Center, left + step * c as i64, centre, step);
        }
    }
    plot.height.max(base + below)
}

/// The course alone: lines over the years on the whole plot, a marker where a result stands. The cell beside it says the
/// figures of the year.
pub(super) fn small(canvas: &mut Canvas<'_, '_>, categories: &[String], series: &[Series], plot: Plot) -> Length {
    if categories.is_empty() || values(series).next().is_none() {
        return Length::ZERO;
    }
    let low = values(series).fold(f64::MAX, f64::min);
    let high = values(series).fold(f64::MIN, f64::max);
    let edge = Length::pt(3.0);
    let tall = (plot.height - edge * 2).max(Length::pt(4.0));
    let part = |number: f64| if high > low { (number - low) / (high - low) } else { 0.5 };
    let step = plot.width / categories.len() as i64;
    let middle = |c: usize| step * c as i64 + step / 2;
    // One content for all of it: a listener hears the figure's text alone.
    let tag = Some(canvas.setting.tag(canvas.owner));
    for (s, one) in series.iter().enumerate() {
        let points = (0..categories.len())
            .map(|c| value(one, c).map(|v| Point::new(middle(c), edge + tall - Length::pt(tall.to_pt() * part(v)))))
            .collect::<Vec<_>>();
        // A target of one year alone: the level that is to be reached by then.
        match points.iter().flatten().collect::<Vec<_>>().as_slice() {
            [only] if one.planned => stroke(canvas, one, &[Some(Point::new(Length::ZERO, only.y)), Some(**only)], tag),
            _ => stroke(canvas, one, &points, tag),
        }
        if !one.planned {
            marks(canvas, shape(series, s), &points, tag);
        }
    }
    plot.height
}

/// A marker at each point of a series.
fn marks(canvas: &mut Canvas<'_, '_>, shape: usize, points: &[Option<Point>], tag: Option<Tag>) {
    let accent = canvas.setting.look.accent;
    for point in points.iter().flatten() {
        let tag = tag.unwrap_or_else(|| canvas.setting.tag(canvas.owner));
        canvas.items.push(marker(*point, shape, accent, tag));
    }
}

/// The line of a series through its points, broken where there is none; dashed and thin for what was planned.
fn stroke(canvas: &mut Canvas<'_, '_>, series: &Series, points: &[Option<Point>], tag: Option<Tag>) {
    let mut segments = Vec::new();
    let mut open = false;
    for point in points {
        match point {
            Some(point) if open => segments.push(Segment::Line(*point)),
            Some(point) => segments.push(Segment::Move(*point)),
            None => {}
        }
        open = point.is_some();
    }
    if segments.iter().any(|segment| matches!(segment, Segment::Line(_))) {
        let dash = if series.planned { vec![Length::pt(3.0), Length::pt(2.0)] } else { Vec::new() };
        let width = Length::pt(if series.planned { 0.75 } else { 1.25 });
        let stroke = Some(Stroke { width, color: canvas.setting.look.accent, dash });
        let tag = tag.unwrap_or_else(|| canvas.setting.tag(canvas.owner));
        canvas.items.push(Item { tag, draw: Draw::Path { segments, fill: None, stroke } });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(values: &[f64]) -> Vec<Series> {
        let values = values.iter().map(|value| Some(*value)).collect();
        vec![Series { planned: false, place: None, name: "割合".into(), values, labels: Vec::new() }]
    }

    /// A share of 80.9 after 92.1 has not fallen to nothing.
    #[test]
    fn a_course_stands_over_zero() {
        for values in [&[52.9, 52.9, 52.9][..], &[90.0, 95.0], &[92.1, 80.9]] {
            assert_eq!(axis(&course(values)).low, 0.0, "{values:?}");
        }
    }
}

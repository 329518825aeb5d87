//! Each category one bar of 100 %, split by series: counts by grade.

use super::bars::names_width;
use super::{Canvas, Plot, ink_on, is_hatched, label, shape, value, values};
use crate::report::document::Series;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::sheet::INK;
use crate::typeset::style::{Align, TextStyle};

/// White at both sides of a number within its side of the bar, or it reads as part of the rule.
fn air() -> Length {
    Length::pt(1.5)
}

/// A side of a bar with its number.
struct Side<'s> {
    series: usize,
    from: Length,
    to: Length,
    printed: &'s str,
    /// Width of the number.
    width: Length,
}

impl Side<'_> {
    fn centre(&self) -> Length {
        self.from + (self.to - self.from) / 2
    }

    /// Whether the number stands within its side.
    fn holds_its_number(&self) -> bool {
        self.width + air() * 2 <= self.to - self.from
    }
}

/// Lying bars, the names of the series in the legend. A number that its side is too narrow for stands over the bar, with a line to it.
pub(super) fn draw(canvas: &mut Canvas<'_, '_>, categories: &[String], series: &[Series], plot: Plot) -> Length {
    if categories.is_empty() || !values(series).any(|value| value > 0.0) {
        return Length::ZERO;
    }
    let style = canvas.label_style();
    let legend = canvas.legend(series, Length::ZERO, plot.width) + Length::pt(3.0);
    let names = names_width(canvas, categories, plot.width / 3);
    let left = names + Length::pt(6.0);
    let width = (plot.width - left - Length::pt(2.0)).max(plot.width / 4);
    let count = categories.len() as i64;
    let bars: Vec<Vec<Side<'_>>> = (0..categories.len()).map(|c| sides(canvas, series, c, left, width)).collect();
    // Where a number stands over its bar, the bars stand so far apart that it has a line of its own.
    let over = style.size.scaled(18, 10);
    let crowded = bars.iter().flatten().any(|side| !side.holds_its_number());
    let least = if crowded { over * 2 } else { style.size.scaled(16, 10) };
    let row = ((plot.height - legend) / count).min(Length::mm(11.0)).max(least);
    let bar = if crowded { (row - over).min(row * 6 / 10) } else { row * 6 / 10 };
    for (c, (name, sides)) in categories.iter().zip(&bars).enumerate() {
        let bottom = legend + row * (c as i64 + 1);
        let middle = if crowded { bottom - bar / 2 } else { bottom - row / 2 };
        canvas.text(name, style, Align::End, Length::ZERO, middle, names);
        for side in sides {
            let rect = Rect::new(side.from, middle - bar / 2, side.to - side.from, bar);
            let pattern = shape(series, side.series);
            canvas.bar(rect, pattern);
            if side.holds_its_number() {
                let ink = TextStyle { color: ink_on(pattern), ..style };
                if is_hatched(pattern) && !side.printed.is_empty() {
                    plate(canvas, ink, side, middle);
                }
                canvas.text(side.printed, ink, Align::Center, side.from, middle, side.to - side.from);
            }
        }
        let room = (left, left + width);
        print_beside(canvas, sides, style, room, middle - bar / 2);
    }
    let bottom = legend + row * count;
    canvas.line(Point::new(left, legend), Point::new(left, bottom), 0.75, INK);
    bottom + Length::pt(3.0)
}

/// The sides of a category's bar, those that have a width.
fn sides<'s>(
    canvas: &mut Canvas<'_, '_>,
    series: &'s [Series],
    category: usize,
    left: Length,
    width: Length,
) -> Vec<Side<'s>> {
    let style = canvas.label_style();
    let artifact = crate::typeset::page::Tag::Artifact(crate::typeset::page::Artifact::Layout);
    let part = |one: &Series| value(one, category).unwrap_or(0.0).max(0.0);
    let total: f64 = series.iter().map(part).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let mut before = 0.0;
    let mut sides = Vec::new();
    for (s, one) in series.iter().enumerate() {
        let from = left + Length::pt(width.to_pt() * before / total);
        before += part(one);
        let to = left + Length::pt(width.to_pt() * before / total);
        let printed = label(one, category);
        if to > from {
            let width = canvas.setting.silently(|s| s.natural(printed, style, artifact).1);
            sides.push(Side { series: s, from, to, printed, width });
        }
    }
    sides
}

/// The numbers that have no room within their sides, over the bar in one row: each as near to its side as its neighbours allow, with
/// white between them, and a line down to its side.
fn print_beside(
    canvas: &mut Canvas<'_, '_>,
    sides: &[Side<'_>],
    style: TextStyle,
    (least, most): (Length, Length),
    top: Length,
) {
    let gap = style.size * 7 / 10;
    let beside: Vec<&Side<'_>> = sides.iter().filter(|side| !side.holds_its_number()).collect();
    let mut places: Vec<Length> = Vec::new();
    let mut free = least;
    for side in &beside {
        let at = (side.centre() - side.width / 2).max(free);
        free = at + side.width + gap;
        places.push(at);
    }
    // What reaches over the end of the bar moves back, and pushes those before it.
    let mut end = most;
    for (place, side) in places.iter_mut().zip(&beside).rev() {
        *place = (*place).min(end - side.width);
        end = *place - gap;
    }
    let line = top - style.size.scaled(10, 10);
    for (at, side) in places.into_iter().zip(beside) {
        canvas.text(side.printed, style, Align::Center, at, line, side.width);
        let foot = Point::new(at + side.width / 2, line + style.size.scaled(11, 20));
        canvas.line(foot, Point::new(side.centre(), top + Length::pt(1.5)), 0.5, INK);
    }
}

/// A white ground for a number that stands on hatching.
fn plate(canvas: &mut Canvas<'_, '_>, style: TextStyle, side: &Side<'_>, middle: Length) {
    let rect =
        Rect::new(side.centre() - side.width / 2 - air(), middle - style.size / 2, side.width + air() * 2, style.size);
    if rect.size.width < side.to - side.from {
        canvas.items.push(crate::typeset::setting::ground(rect, crate::typeset::style::Color::WHITE));
    }
}

//! Bars from zero, standing or lying.

use super::{Axis, Canvas, Plot, grid_line, label, shape, value, values};
use crate::report::document::Series;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::setting::small_style;
use crate::typeset::sheet::{INK, QUIET};
use crate::typeset::style::{Align, TextStyle, Weight};

/// Standing bars: one group a category, one bar a series.
pub(super) fn standing(canvas: &mut Canvas<'_, '_>, categories: &[String], series: &[Series], plot: Plot) -> Length {
    if categories.is_empty() || values(series).next().is_none() {
        return Length::ZERO;
    }
    let style = canvas.label_style();
    let quiet = TextStyle { color: QUIET, ..style };
    let axis = Axis::from_zero(values(series));
    let legend = canvas.legend(series, Length::ZERO, plot.width);
    let top = legend + style.size.scaled(16, 10);
    let ticks: Vec<String> = axis.ticks().iter().map(|tick| axis.printed(*tick)).collect();
    let gutter = (style.size * 4).max(names_width(canvas, &ticks, plot.width / 3));
    let left = gutter + Length::pt(4.0);
    let width = plot.width - left;
    let group = width / categories.len() as i64;
    let bars = series.len().max(1) as i64;
    let names = names_height(canvas, categories, group);
    // Where the figures of a group find no room side by side, they stand in rows under the names.
    let beneath = bars > 1 && widest_label(canvas, series) * bars + style.size / 2 > group;
    let line = style.size.scaled(13, 10);
    let rows = if beneath { line * bars } else { Length::ZERO };
    let tall = (plot.height - top - names - rows).max(Length::mm(10.0));
    let base = top + tall;
    for tick in axis.ticks_apart(tall, style.size.scaled(11, 10)) {
        let y = base - axis.at(tick, tall);
        grid_line(canvas, Point::new(left, y), Point::new(plot.width, y));
        canvas.text(&axis.printed(tick), quiet, Align::End, Length::ZERO, y, gutter);
    }
    let zero = base - axis.at(0.0, tall);
    let bar = (group * 7 / 10 / bars).min(Length::mm(14.0));
    let area = Rect::new(left, legend, width, base - legend);
    for (c, name) in categories.iter().enumerate() {
        let middle = left + group * c as i64 + group / 2;
        for (s, one) in series.iter().enumerate() {
            let Some(number) = value(one, c) else { continue };
            let x = middle - bar * bars / 2 + bar * s as i64;
            let y = base - axis.at(number, tall);
            let (upper, lower) = (y.min(zero), y.max(zero));
            let inner = bar.scaled(9, 10);
            if lower > upper {
                canvas.bar(Rect::new(x + (bar - inner) / 2, upper, inner, lower - upper), shape(series, s));
            }
            if beneath {
                let y = base + names + line * s as i64 + line / 2;
                canvas.text(label(one, c), style, Align::Center, middle - group / 2, y, group);
                continue;
            }
            let gap = style.size.scaled(7, 10);
            // Over its bar, and over that again; of a bar that hangs from zero, under it, and over zero: never on the bar.
            let [at, further] = if number < 0.0 { [lower + gap, upper - gap] } else { [upper - gap, upper - gap * 3] };
            // Or away from the other half of its group.
            let aside = style.size / 2;
            let outward = if (s as i64) * 2 < bars { (x + bar - aside, Align::End) } else { (x + aside, Align::Start) };
            let places = [
                (x + bar / 2, at, Align::Center),
                (outward.0, at, outward.1),
                (x + bar / 2, further, Align::Center),
                (outward.0, further, outward.1),
            ];
            if !canvas.free_text(label(one, c), style, &places, area) {
                canvas.missed.push(format!("{name}の{} {}", one.name, label(one, c)));
            }
        }
        category(canvas, name, middle, group, base + style.size / 3);
    }
    if beneath {
        for (s, one) in series.iter().enumerate() {
            canvas.text(&one.name, quiet, Align::End, Length::ZERO, base + names + line * s as i64 + line / 2, gutter);
        }
    }
    canvas.line(Point::new(left, zero), Point::new(plot.width, zero), 0.75, INK);
    plot.height.max(top + tall + names + rows)
}

/// The width of the longest figure.
fn widest_label(canvas: &mut Canvas<'_, '_>, series: &[Series]) -> Length {
    let style = canvas.label_style();
    let artifact = crate::typeset::page::Tag::Artifact(crate::typeset::page::Artifact::Layout);
    let labels = series.iter().flat_map(|one| &one.labels);
    labels.map(|text| canvas.setting.silently(|s| s.natural(text, style, artifact).1)).fold(Length::ZERO, Length::max)
}

/// Room that the names of categories take under a plot.
pub(super) fn names_height(canvas: &mut Canvas<'_, '_>, categories: &[String], width: Length) -> Length {
    let style = canvas.label_style();
    let artifact = crate::typeset::page::Tag::Artifact(crate::typeset::page::Artifact::Layout);
    let mut tallest = Length::ZERO;
    for name in categories {
        let how = small_style(style, Align::Center, width - Length::pt(2.0));
        let lines = canvas.setting.silently(|s| s.text_block(name, style, how, artifact));
        tallest = tallest.max(crate::typeset::strip::height(&lines));
    }
    tallest + style.size / 2
}

/// A category's name under its group, on up to two lines.
pub(super) fn category(canvas: &mut Canvas<'_, '_>, name: &str, middle: Length, width: Length, top: Length) {
    if name.is_empty() {
        return;
    }
    let style = canvas.label_style();
    let tag = canvas.setting.tag(canvas.owner);
    let room = width - Length::pt(2.0);
    let lines = canvas.setting.text_block(name, style, small_style(style, Align::Center, room), tag);
    let items = crate::typeset::strip::stacked_at(&lines, middle - room / 2, top);
    canvas.take(&items);
}

/// Lying bars: categories downwards, names at the left, values at the ends.
pub(super) fn lying(canvas: &mut Canvas<'_, '_>, categories: &[String], series: &[Series], plot: Plot) -> Length {
    if categories.is_empty() || values(series).next().is_none() {
        return Length::ZERO;
    }
    let style = canvas.label_style();
    let axis = Axis::from_zero(values(series));
    let legend = canvas.legend(series, Length::ZERO, plot.width);
    let names = names_width(canvas, categories, plot.width / 3);
    let left = names + Length::pt(6.0);
    let labels = (style.size * 5).max(widest_label(canvas, series) + style.size).min(plot.width / 3);
    let negative = axis.low < 0.0;
    let start = if negative { left + labels } else { left };
    let width = (plot.width - start - labels).max(plot.width / 4);
    let bars = series.len().max(1) as i64;
    let count = categories.len() as i64;
    let least = style.size.scaled(13, 10) * bars;
    let row = ((plot.height - legend) / count).max(least).min(Length::mm(14.0));
    let bar = row * 7 / 10 / bars;
    let zero = start + axis.at(0.0, width);
    let bottom = legend + row * count;
    for (c, name) in categories.iter().enumerate() {
        let middle = legend + row * c as i64 + row / 2;
        let text = TextStyle { ..style };
        canvas.text(name, text, Align::End, Length::ZERO, middle, names);
        for (s, one) in series.iter().enumerate() {
            let Some(number) = value(one, c) else { continue };
            let x = start + axis.at(number, width);
            let y = middle - bar * bars / 2 + bar * s as i64;
            let (from, to) = (x.min(zero), x.max(zero));
            if to > from {
                canvas.bar(Rect::new(from, y + bar / 20, to - from, bar * 9 / 10), shape(series, s));
            }
            let gap = Length::pt(3.0);
            let strong = TextStyle { weight: Weight::Regular, ..style };
            let area = Rect::new(Length::ZERO, legend - row, plot.width, bottom - legend + row * 2);
            let place = if number < 0.0 {
                (from - gap, y + bar / 2, Align::End)
            } else {
                (to + gap, y + bar / 2, Align::Start)
            };
            if !canvas.free_text(label(one, c), strong, &[place], area) {
                canvas.missed.push(format!("{}の{} {}", name, one.name, label(one, c)));
            }
        }
    }
    canvas.line(Point::new(zero, legend), Point::new(zero, bottom), 0.75, INK);
    bottom + Length::pt(3.0)
}

/// Room for names at the left of lying bars.
pub(super) fn names_width(canvas: &mut Canvas<'_, '_>, categories: &[String], most: Length) -> Length {
    let style = canvas.label_style();
    let artifact = crate::typeset::page::Tag::Artifact(crate::typeset::page::Artifact::Layout);
    let mut widest = Length::ZERO;
    for name in categories {
        widest = widest.max(canvas.setting.silently(|s| s.natural(name, style, artifact).1));
    }
    widest.min(most)
}

//! Each category one bar of 100 %, split by series: counts by grade.

use super::bars::names_width;
use super::{Canvas, Plot, ink_on, label, value, values};
use crate::report::document::Series;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::sheet::INK;
use crate::typeset::style::{Align, TextStyle};

/// Lying bars, the names of the series over the first and in the legend.
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
    let row = ((plot.height - legend) / count).max(style.size.scaled(16, 10)).min(Length::mm(11.0));
    let bar = row * 6 / 10;
    for (c, name) in categories.iter().enumerate() {
        let middle = legend + row * c as i64 + row / 2;
        canvas.text(name, style, Align::End, Length::ZERO, middle, names);
        let parts: Vec<f64> = series.iter().map(|one| value(one, c).unwrap_or(0.0).max(0.0)).collect();
        let total: f64 = parts.iter().sum();
        if total <= 0.0 {
            continue;
        }
        let mut before = 0.0;
        let mut outside = Vec::new();
        for (s, one) in series.iter().enumerate() {
            let from = left + Length::pt(width.to_pt() * before / total);
            before += parts[s];
            let to = left + Length::pt(width.to_pt() * before / total);
            if to <= from {
                continue;
            }
            let rect = Rect::new(from, middle - bar / 2, to - from, bar);
            canvas.bar(rect, s);
            let ink = TextStyle { color: ink_on(s), ..style };
            let centre = from + (to - from) / 2;
            let place = (centre, middle, Align::Center);
            let printed = label(one, c);
            if s % 6 == 2 && !printed.is_empty() {
                plate(canvas, printed, ink, place, rect);
            }
            // A number needs a little white at both sides, or it reads as part of the rule.
            let air = Length::pt(1.5);
            let inside =
                Rect::new(rect.origin.x + air, rect.origin.y, (rect.size.width - air * 2).max(Length::ZERO), bar);
            if !canvas.free_text(printed, ink, &[place], inside) {
                outside.push((one, printed, centre));
            }
        }
        // What is too narrow for its number has it above or below the bar, black on white.
        let away = bar / 2 + style.size.scaled(6, 10);
        for (one, printed, centre) in outside {
            let places = [-away, away].map(|dy| (centre, middle + dy, Align::Center));
            let beside = [-away, away].map(|dy| (centre - style.size, middle + dy, Align::Center));
            let around = Rect::new(left, middle - row, plot.width - left, row * 2);
            if !canvas.free_text(printed, style, &[places, beside].concat(), around) {
                canvas.missed.push(format!("{name}の{} {printed}", one.name));
            }
        }
    }
    let bottom = legend + row * count;
    canvas.line(Point::new(left, legend), Point::new(left, bottom), 0.75, INK);
    bottom + Length::pt(3.0)
}

/// A white ground for a label that stands on hatching, if it will fit.
fn plate(canvas: &mut Canvas<'_, '_>, text: &str, style: TextStyle, (x, y, _): (Length, Length, Align), within: Rect) {
    let artifact = crate::typeset::page::Tag::Artifact(crate::typeset::page::Artifact::Layout);
    let width = canvas.setting.silently(|s| s.natural(text, style, artifact).1);
    let pad = Length::pt(1.5);
    if width + pad * 2 < within.size.width {
        let rect = Rect::new(x - width / 2 - pad, y - style.size / 2, width + pad * 2, style.size);
        canvas.items.push(crate::typeset::setting::ground(rect, crate::typeset::style::Color::WHITE));
    }
}

//! Charts as inline SVG, with their data as a table beside them.
//!
//! Series are told apart by tint, by hatching and by labels, never by colour alone.

use std::fmt::Write as _;

use super::{Writer, escape};
use crate::report::document::{Chart, ChartKind, Series};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 120.0;

/// What is drawn, and the size of its view.
struct Drawing {
    svg: String,
    width: f64,
    height: f64,
}

/// Fill and text colour of the i-th series: accent, then tints; every second one is hatched by the pattern of the chart.
fn fill(i: usize, accent: &str, id: &str) -> (String, &'static str) {
    match i % 5 {
        0 => (accent.to_owned(), "#ffffff"),
        1 => ("#a9bdd1".to_owned(), "#000000"),
        2 => (format!("url(#{id}a)"), "#000000"),
        3 => ("#595959".to_owned(), "#ffffff"),
        _ => (format!("url(#{id}b)"), "#000000"),
    }
}

fn text(out: &mut String, (x, y): (f64, f64), anchor: &str, color: &str, size: f64, body: &str) {
    let _ = write!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{color}\" font-size=\"{size}\">{}</text>",
        escape(body)
    );
}

fn rect(out: &mut String, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
    let _ = write!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\" stroke=\"#1a1a1a\" stroke-width=\"0.75\"/>"
    );
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64), color: &str, width: f64) {
    let _ = write!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{color}\" stroke-width=\"{width}\"/>",
        from.0, from.1, to.0, to.1
    );
}

impl Writer {
    pub(super) fn chart(&mut self, chart: &Chart) {
        self.charts += 1;
        let id = format!("c{}", self.charts);
        let (ChartKind::Bars { categories, series, .. }
        | ChartKind::Shares { categories, series }
        | ChartKind::Trend { categories, series }) = &chart.kind;
        let Drawing { svg, width, height } = match &chart.kind {
            ChartKind::Shares { .. } => shares(categories, series, &self.accent, &id),
            ChartKind::Bars { .. } => bars(categories, series, &self.accent, &id),
            ChartKind::Trend { .. } => trend(categories, series, &self.accent),
        };
        let _ = write!(
            self.out,
            "<figure>\n<figcaption><span class=\"unit\">{}</span>{}</figcaption>\n<svg viewBox=\"0 0 {width} {height:.0}\" role=\"img\" aria-label=\"{}\" font-family=\"inherit\">{}{svg}</svg>\n",
            escape(&chart.unit),
            escape(&chart.title),
            escape(&chart.alt),
            patterns(&id)
        );
        if let Some(source) = &chart.source {
            let _ = writeln!(self.out, "<p class=\"note\">{}</p>", escape(source));
        }
        self.data_table(chart, categories, series);
        self.out.push_str("</figure>\n");
    }

    fn data_table(&mut self, chart: &Chart, categories: &[String], series: &[Series]) {
        self.out.push_str("<details><summary>グラフのデータ</summary>\n<table>\n");
        let _ = write!(
            self.out,
            "<caption>{}{}</caption>\n<thead>\n<tr><td></td>",
            escape(&chart.title),
            escape(&chart.unit)
        );
        for name in categories {
            let _ = write!(self.out, "<th scope=\"col\" class=\"center\">{}</th>", escape(name));
        }
        self.out.push_str("</tr>\n</thead>\n<tbody>\n");
        for one in series {
            let _ = write!(self.out, "<tr><th scope=\"row\">{}</th>", escape(&one.name));
            for label in &one.labels {
                let label = if label.is_empty() { "―" } else { label };
                let _ = write!(self.out, "<td class=\"end\">{}</td>", escape(label));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</details>\n");
    }
}

fn patterns(id: &str) -> String {
    format!(
        "<defs><pattern id=\"{id}a\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#ffffff\"/><path d=\"M0 6L6 0\" stroke=\"#8c8c8c\"/></pattern><pattern id=\"{id}b\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\"><rect width=\"5\" height=\"5\" fill=\"#ffffff\"/><circle cx=\"2.5\" cy=\"2.5\" r=\"0.9\" fill=\"#8c8c8c\"/></pattern></defs>"
    )
}

/// Names of the series with a swatch each, on one line; returns the height used.
fn key(out: &mut String, series: &[Series], accent: &str, id: &str) -> f64 {
    let mut x = LABELS;
    let mut y = 8.0;
    for (i, one) in series.iter().enumerate() {
        let width = one.name.chars().map(|c| if c.is_ascii() { 7.0 } else { 13.0 }).sum::<f64>() + 34.0;
        if x + width > WIDTH && x > LABELS {
            x = LABELS;
            y += 20.0;
        }
        rect(out, (x, y), (12.0, 12.0), &fill(i, accent, id).0);
        text(out, (x + 17.0, y + 11.0), "start", "#1a1a1a", 13.0, &one.name);
        x += width;
    }
    y + 24.0
}

/// Bars of 100 %.
fn shares(categories: &[String], series: &[Series], accent: &str, id: &str) -> Drawing {
    let mut out = String::new();
    let top = key(&mut out, series, accent, id);
    for (c, name) in categories.iter().enumerate() {
        let y = top + 34.0 * c as f64;
        text(&mut out, (LABELS - 8.0, y + 18.0), "end", "#1a1a1a", 13.0, name);
        let value = |one: &Series| one.values.get(c).copied().flatten().unwrap_or(0.0).max(0.0);
        let whole: f64 = series.iter().map(value).sum();
        if whole <= 0.0 {
            continue;
        }
        let mut x = LABELS;
        for (i, one) in series.iter().enumerate() {
            let width = value(one) / whole * (WIDTH - LABELS - 4.0);
            if width <= 0.0 {
                continue;
            }
            let (color, ink) = fill(i, accent, id);
            rect(&mut out, (x, y), (width, 26.0), &color);
            let label = one.labels.get(c).map(String::as_str).unwrap_or_default();
            if width >= 8.0 * label.chars().count() as f64 + 6.0 {
                if color.starts_with("url") {
                    let half = 4.5 * label.chars().count() as f64 + 3.0;
                    let _ = write!(
                        out,
                        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"16\" fill=\"#ffffff\"/>",
                        x + width / 2.0 - half,
                        y + 5.0,
                        2.0 * half
                    );
                }
                text(&mut out, (x + width / 2.0, y + 18.0), "middle", ink, 13.0, label);
            }
            x += width;
        }
    }
    Drawing { svg: out, width: WIDTH, height: top + 34.0 * categories.len() as f64 + 4.0 }
}

/// Upright bars from zero.
fn bars(categories: &[String], series: &[Series], accent: &str, id: &str) -> Drawing {
    const PLOT: f64 = 190.0;
    let mut out = String::new();
    let top = key(&mut out, series, accent, id) + 18.0;
    let values = || series.iter().flat_map(|one| one.values.iter().copied().flatten());
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let range = if high > low { high - low } else { 1.0 };
    let at = |value: f64| top + (high - value) / range * PLOT;
    let group = (WIDTH - 40.0) / categories.len().max(1) as f64;
    let bar = (group * 0.7 / series.len().max(1) as f64).min(70.0);
    for (c, name) in categories.iter().enumerate() {
        let center = 20.0 + group * (c as f64 + 0.5);
        let start = center - bar * series.len() as f64 / 2.0;
        for (i, one) in series.iter().enumerate() {
            let Some(value) = one.values.get(c).copied().flatten() else { continue };
            let x = start + bar * i as f64;
            let (y0, y1) = (at(value.max(0.0)), at(value.min(0.0)));
            rect(&mut out, (x + 2.0, y0), (bar - 4.0, y1 - y0), &fill(i, accent, id).0);
            let label = one.labels.get(c).map(String::as_str).unwrap_or_default();
            let y = if value < 0.0 { y1 + 14.0 } else { y0 - 4.0 };
            text(&mut out, (x + bar / 2.0, y), "middle", "#1a1a1a", 12.0, label);
        }
        text(&mut out, (center, top + PLOT + 36.0), "middle", "#1a1a1a", 13.0, name);
    }
    line(&mut out, (20.0, at(0.0)), (WIDTH - 20.0, at(0.0)), "#1a1a1a", 1.0);
    Drawing { svg: out, width: WIDTH, height: top + PLOT + 44.0 }
}

/// Lines over years, what was planned dashed; every value in rows under the years. Half a page wide, as two stand side by
/// side.
fn trend(categories: &[String], series: &[Series], accent: &str) -> Drawing {
    const SIZE: (f64, f64) = (440.0, 120.0);
    const LEFT: f64 = 88.0;
    const ROW: f64 = 22.0;
    let mut out = String::new();
    let values = || series.iter().flat_map(|one| one.values.iter().copied().flatten());
    let (low, high) = (values().fold(f64::INFINITY, f64::min).min(0.0), values().fold(0.0, f64::max));
    let range = if high > low { high - low } else { 1.0 };
    let top = 10.0;
    let step = (SIZE.0 - LEFT) / categories.len().max(1) as f64;
    let x = |c: usize| LEFT + step * (c as f64 + 0.5);
    let y = |value: f64| top + (high - value) / range * SIZE.1;
    line(&mut out, (LEFT, y(0.0)), (SIZE.0, y(0.0)), "#1a1a1a", 1.0);
    let rows = top + SIZE.1 + 26.0;
    for (c, name) in categories.iter().enumerate() {
        text(&mut out, (x(c), rows - 8.0), "middle", "#1a1a1a", 13.0, name);
    }
    for (s, one) in series.iter().enumerate() {
        let points: Vec<(f64, f64)> =
            one.values.iter().enumerate().filter_map(|(c, value)| Some((x(c), y((*value)?)))).collect();
        course(&mut out, one, accent, &points);
        let row = rows + ROW * s as f64;
        line(&mut out, (0.0, row), (SIZE.0, row), "#bfbfbf", 0.75);
        course(&mut out, one, accent, &[(4.0, row + 11.0), (34.0, row + 11.0)]);
        text(&mut out, (40.0, row + 16.0), "start", "#1a1a1a", 13.0, &one.name);
        for (c, _) in categories.iter().enumerate() {
            let label = one.labels.get(c).map(String::as_str).filter(|label| !label.is_empty()).unwrap_or("―");
            text(&mut out, (x(c), row + 16.0), "middle", "#1a1a1a", 13.0, label);
        }
    }
    Drawing { svg: out, width: SIZE.0, height: rows + ROW * series.len() as f64 + 2.0 }
}

/// A line through points with a mark at each: dashed and hollow for what was planned.
fn course(out: &mut String, series: &Series, accent: &str, points: &[(f64, f64)]) {
    let (color, dash, inside) =
        if series.planned { ("#595959", " stroke-dasharray=\"5 4\"", "#ffffff") } else { (accent, "", accent) };
    let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = write!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"{dash}/>",
        path.join(" ")
    );
    for (x, y) in points {
        let _ = write!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{inside}\" stroke=\"{color}\" stroke-width=\"1.5\"/>"
        );
    }
}

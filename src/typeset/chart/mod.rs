//! Charts: bars, shares and trends as vectors inside one `Figure`, their labels as real text.
//!
//! Labels stand at what they name before there is a legend; bars begin at zero; grid lines are few; series are told
//! apart by tone and pattern, so that a black-and-white copy says the same. A label that finds no free place is never
//! printed over another: it stands in a line under the chart.

mod bars;
mod shares;
mod trend;

use super::apart::end_with_space;
use super::length::{Length, Point, Rect};
use super::page::{Artifact, Draw, Item, Segment, Stroke, Tag};
use super::setting::{Owner, Setting, baseline, small_style};
use super::sheet::{FAINT, INK, QUIET, mixed};
use super::strip::{Solid, bounds, height, shift, shifted, stacked, stacked_at};
use super::structure::Role;
use super::style::{Align, Color, TextStyle, Weight};
use super::table::rules::hatching;
use crate::report::document::{Chart, ChartKind, Series};

/// Sets a chart on the measure.
pub(crate) fn set(setting: &mut Setting<'_>, chart: &Chart, owner: Owner, measure: Length) -> Solid {
    if matches!(chart.kind, ChartKind::SmallTrend { .. }) {
        let figure = figure(setting, chart, owner);
        return plot(setting, chart, figure, measure);
    }
    let section = setting.element(owner, Role::Div);
    let title_style = setting.look.gothic(Weight::Bold, setting.look.table.scaled(21, 20));
    let small = setting.look.gothic(Weight::Regular, setting.look.note);
    let mut items = Vec::new();
    let mut y = Length::ZERO;

    let title = setting.element(section, Role::P);
    let tag = setting.tag(title);
    let (unit, unit_width) = setting.natural(&chart.unit, small, tag);
    let title_width = (measure - unit_width - title_style.size).max(measure / 2);
    let how = small_style(title_style, Align::Start, title_width).natural();
    let lines = setting.text_block(&chart.title, title_style, how, tag);
    let mut title = stacked(&lines);
    if !unit.is_empty() {
        end_with_space(&mut title, setting.fonts);
    }
    items.extend(title);
    let title_height = height(&lines).max(title_style.size.scaled(13, 10));
    items.extend(shifted(&unit, measure - unit_width, title_height - Length::pt(3.5)));
    y += title_height + Length::pt(3.0);

    let figure = figure(setting, chart, section);
    let plot = plot(setting, chart, figure, measure);
    items.extend(shifted(&plot.items, Length::ZERO, y));
    y += plot.height;

    if let Some(source) = &chart.source {
        let element = setting.element(section, Role::P);
        let tag = setting.tag(element);
        let style = TextStyle { color: QUIET, ..small };
        let lines = setting.text_block(source, style, small_style(style, Align::Start, measure), tag);
        items.extend(stacked_at(&lines, Length::ZERO, y));
        y += height(&lines);
    }
    Solid::new(y, items)
}

/// The element of the drawing, with its alternative text.
fn figure(setting: &mut Setting<'_>, chart: &Chart, owner: Owner) -> Owner {
    let figure = setting.element(owner, Role::Figure);
    if let Owner::Node(node) = figure {
        setting.structure.node_mut(node).describe().alt = Some(chart.alt.clone());
        setting.figures.push(node);
    }
    figure
}

/// What the chart draws under its title: bars or lines, their labels, the legend, and in a line below what found no place.
pub(crate) fn plot(setting: &mut Setting<'_>, chart: &Chart, figure: Owner, measure: Length) -> Solid {
    let small = setting.look.gothic(Weight::Regular, setting.look.note);
    let least = if matches!(chart.kind, ChartKind::SmallTrend { .. }) { 3.0 } else { 15.0 };
    let tall = Length::mm(if chart.height.is_finite() { chart.height.clamp(least, 200.0) } else { 50.0 });
    let tall = tall.min(setting.sheet.body.size.height * 7 / 10);
    let plot = Plot { width: measure, height: tall };
    let mut canvas = Canvas { setting, owner: figure, items: Vec::new(), labels: Vec::new(), missed: Vec::new() };
    let used = match &chart.kind {
        ChartKind::Bars { categories, series, horizontal: true } => bars::lying(&mut canvas, categories, series, plot),
        ChartKind::Bars { categories, series, horizontal: false } => {
            bars::standing(&mut canvas, categories, series, plot)
        }
        ChartKind::Shares { categories, series } => shares::draw(&mut canvas, categories, series, plot),
        ChartKind::Trend { categories, series } => trend::draw(&mut canvas, categories, series, plot),
        ChartKind::SmallTrend { categories, series } => trend::small(&mut canvas, categories, series, plot),
    };
    let used = if canvas.items.is_empty() {
        // An empty chart says so: a figure with nothing in it would look like a mistake.
        let style =
            TextStyle { color: QUIET, ..canvas.setting.look.gothic(Weight::Regular, canvas.setting.look.table) };
        canvas.text("データがありません。", style, Align::Center, Length::ZERO, Length::mm(8.0), measure);
        Length::mm(15.0)
    } else {
        used
    };
    let (mut items, missed) = (canvas.items, canvas.missed);
    let mut height_used = used + Length::pt(2.0);
    if !missed.is_empty() {
        let text = format!("図の中に示せない値：{}", missed.join("、"));
        let tag = setting.tag(figure);
        let style = TextStyle { color: QUIET, ..small };
        let lines = setting.text_block(&text, style, small_style(style, Align::Start, measure), tag);
        items.extend(stacked_at(&lines, Length::ZERO, height_used));
        height_used += height(&lines);
    }
    Solid::new(height_used, items)
}

/// The area a chart may use.
#[derive(Debug, Clone, Copy)]
struct Plot {
    width: Length,
    height: Length,
}

/// Where a chart draws: its items, and the places its labels take.
struct Canvas<'c, 'a> {
    setting: &'c mut Setting<'a>,
    owner: Owner,
    items: Vec<Item>,
    labels: Vec<Rect>,
    /// What found no free place, in words.
    missed: Vec<String>,
}

impl Canvas<'_, '_> {
    fn label_style(&self) -> TextStyle {
        TextStyle { color: INK, ..self.setting.look.gothic(Weight::Regular, self.setting.look.note) }
    }

    /// One line of text; `y` is the middle of its em box.
    fn text(&mut self, text: &str, style: TextStyle, align: Align, x: Length, y: Length, width: Length) {
        if text.is_empty() {
            return;
        }
        let tag = self.setting.tag(self.owner);
        let items = self.setting.label(text, style, align, width, tag);
        let items = shifted(&items, x, y + baseline(Length::ZERO, style.size));
        self.take(&items);
    }

    fn take(&mut self, items: &[Item]) {
        self.labels.extend(items.iter().filter_map(bounds));
        self.add(items.to_vec());
    }

    /// Labels are moved apart where they would touch.
    fn add(&mut self, mut label: Vec<Item>) {
        end_with_space(&mut label, self.setting.fonts);
        self.items.append(&mut label);
    }

    /// A label where none of the given places (middle of the em box) covers another label: the first that is free.
    /// Nothing is printed, and `false` returned, where none is.
    fn free_text(&mut self, text: &str, style: TextStyle, places: &[(Length, Length, Align)], within: Rect) -> bool {
        if text.is_empty() {
            return true;
        }
        let artifact = Tag::Artifact(Artifact::Layout);
        let width = self.setting.silently(|s| s.natural(text, style, artifact).1);
        for &(x, y, align) in places {
            let left = match align {
                Align::Center => x - width / 2,
                Align::End => x - width,
                _ => x,
            };
            let rect = Rect::new(left, y - style.size / 2, width, style.size);
            let inside = rect.origin.x >= within.origin.x
                && rect.right() <= within.right()
                && rect.origin.y >= within.origin.y
                && rect.bottom() <= within.bottom();
            if inside && !self.labels.iter().any(|other| overlap(other, &rect)) {
                let tag = self.setting.tag(self.owner);
                let (mut items, _) = self.setting.natural(text, style, tag);
                shift(&mut items, left, y + baseline(Length::ZERO, style.size));
                self.add(items);
                self.labels.push(rect);
                return true;
            }
        }
        false
    }

    fn line(&mut self, from: Point, to: Point, width: f64, color: Color) {
        self.items.push(super::setting::rule(from, to, Length::pt(width), color));
    }

    /// A bar in the pattern of series `index`.
    fn bar(&mut self, rect: Rect, index: usize) {
        let tag = self.setting.tag(self.owner);
        let (fill, stroke, hatched) = pattern(index, self.setting.look.accent);
        self.items.push(Item { tag, draw: Draw::Rect { rect, fill: Some(fill), stroke: None } });
        if hatched {
            self.items.extend(hatching(rect, Length::pt(3.5), Length::pt(0.5), self.setting.look.accent));
        }
        if let Some(color) = stroke {
            let stroke = Some(Stroke::solid(Length::pt(0.5), color));
            self.items
                .push(Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Rect { rect, fill: None, stroke } });
        }
    }

    /// Names of series with their patterns in a row; returns its height. One series needs none.
    fn legend(&mut self, series: &[Series], y: Length, width: Length) -> Length {
        if series.len() < 2 {
            return Length::ZERO;
        }
        let style = self.label_style();
        let row = style.size.scaled(16, 10);
        let mark = style.size;
        let (mut x, mut line) = (Length::ZERO, Length::ZERO);
        for (i, one) in series.iter().enumerate() {
            let tag = self.setting.tag(self.owner);
            let (items, natural) = self.setting.natural(&one.name, style, tag);
            let full = mark + Length::pt(4.0) + natural + Length::pt(12.0);
            if x > Length::ZERO && x + full > width {
                x = Length::ZERO;
                line += row;
            }
            let middle = y + line + row / 2;
            self.bar(Rect::new(x, middle - mark.scaled(4, 10), mark, mark.scaled(8, 10)), shape(series, i));
            let items = shifted(&items, x + mark + Length::pt(4.0), middle + baseline(Length::ZERO, style.size));
            self.take(&items);
            x += full;
        }
        line + row
    }
}

/// The pattern of series `index`: that of its place in a scale, an outline for what was planned, else the next of those that came about.
fn shape(series: &[Series], index: usize) -> usize {
    if let Some(place) = series.get(index).and_then(|one| one.place) {
        return place;
    }
    let is_planned = |one: &Series| one.planned;
    match series.get(index).is_some_and(is_planned) {
        true => PLANNED,
        // The outline is kept for plans where there is one.
        false if series.iter().any(is_planned) => {
            series.iter().take(index).filter(|one| !one.planned).count() % PLANNED
        }
        false => index,
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.origin.x < b.right() && b.origin.x < a.right() && a.origin.y < b.bottom() && b.origin.y < a.bottom()
}

/// The pattern of what was planned: an outline.
const PLANNED: usize = 3;

/// How many patterns there are; a further series looks like the first again.
const PATTERNS: usize = 7;

/// Fill, outline and hatching of series `index`: dark, light, hatched, white, then greys between.
fn pattern(index: usize, accent: Color) -> (Color, Option<Color>, bool) {
    match index % PATTERNS {
        0 => (accent, None, false),
        1 => (mixed(accent, 35), None, false),
        2 => (Color::WHITE, Some(accent), true),
        3 => (Color::WHITE, Some(accent), false),
        4 => (Color::grey(120), None, false),
        5 => (Color::grey(215), Some(Color::grey(120)), false),
        _ => (Color::grey(235), Some(Color::grey(120)), true),
    }
}

/// Whether hatching would cross the words on the pattern of series `index`.
fn is_hatched(index: usize) -> bool {
    pattern(index, INK).2
}

/// Ink that can be read on the pattern of series `index`.
fn ink_on(index: usize) -> Color {
    match index % PATTERNS {
        0 | 4 => Color::WHITE,
        _ => INK,
    }
}

/// Values of a series, those that can be drawn.
fn values(series: &[Series]) -> impl Iterator<Item = f64> + '_ {
    series.iter().flat_map(|one| one.values.iter().flatten().copied()).filter(|value| value.is_finite())
}

fn value(series: &Series, index: usize) -> Option<f64> {
    series.values.get(index).copied().flatten().filter(|value| value.is_finite())
}

fn label(series: &Series, index: usize) -> &str {
    series.labels.get(index).map_or("", String::as_str)
}

/// A scale over zero in round steps, about four of them.
#[derive(Debug, Clone, Copy)]
struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    /// Over values, with zero.
    fn from_zero(values: impl Iterator<Item = f64>) -> Axis {
        let (mut low, mut high) = (0.0f64, 0.0f64);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        Axis::rounded(low, high)
    }

    fn rounded(low: f64, high: f64) -> Axis {
        let span = (high - low).max(f64::MIN_POSITIVE * 1e30);
        let span = if span.is_finite() && span > 1e-9 { span } else { 1.0 };
        let rough = span / 4.0;
        let magnitude = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * magnitude).find(|step| *step >= rough).unwrap_or(span);
        let low = (low / step).floor() * step;
        let mut high = (high / step).ceil() * step;
        if high <= low {
            high = low + step;
        }
        Axis { low, high, step }
    }

    /// Where a value stands, 0 to 1.
    fn part(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn at(&self, value: f64, length: Length) -> Length {
        Length::pt(length.to_pt() * self.part(value))
    }

    fn ticks(&self) -> Vec<f64> {
        let count = (((self.high - self.low) / self.step).round() as i64).clamp(1, 12);
        (0..=count).map(|i| self.low + self.step * i as f64).collect()
    }

    /// The ticks of an axis of a length at least so far apart: every one, or zero and every second, third … from it.
    fn ticks_apart(&self, length: Length, least: Length) -> Vec<f64> {
        let ticks = self.ticks();
        let (tall, least) = (length.to_pt(), least.to_pt());
        let gap = tall * self.step / (self.high - self.low);
        let every = (1..ticks.len()).find(|every| gap * *every as f64 >= least).unwrap_or(ticks.len().max(1)) as i64;
        let from_zero = |tick: &f64| ((tick - self.low.max(0.0)) / self.step).round() as i64;
        ticks.into_iter().filter(|tick| from_zero(tick) % every == 0).collect()
    }

    /// A tick as it is printed: grouped digits, as many decimals as the step needs.
    fn printed(&self, tick: f64) -> String {
        let decimals = if self.step >= 1.0 && self.step.fract() == 0.0 {
            0
        } else {
            (-self.step.log10().floor()).clamp(1.0, 4.0) as usize
        };
        let text = format!("{:.decimals$}", tick.abs());
        let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if !rest.is_empty() {
            grouped.push('.');
            grouped.push_str(rest);
        }
        let zero = !grouped.chars().any(|c| ('1'..='9').contains(&c));
        if tick < 0.0 && !zero { format!("▲{grouped}") } else { grouped }
    }
}

/// A thin grid line.
fn grid_line(canvas: &mut Canvas<'_, '_>, from: Point, to: Point) {
    canvas.line(from, to, 0.25, FAINT);
}

/// A small diamond, circle or square at a point of series `index`.
fn marker(at: Point, index: usize, accent: Color, tag: Tag) -> Item {
    let r = Length::pt(2.2);
    let p = |dx: Length, dy: Length| Point::new(at.x + dx, at.y + dy);
    let (fill, _, _) = pattern(index, accent);
    let stroke = Some(Stroke::solid(Length::pt(0.75), accent));
    let segments = match index % 3 {
        0 => {
            let h = r.scaled(5523, 10_000);
            vec![
                Segment::Move(p(r, Length::ZERO)),
                Segment::Curve(p(r, h), p(h, r), p(Length::ZERO, r)),
                Segment::Curve(p(-h, r), p(-r, h), p(-r, Length::ZERO)),
                Segment::Curve(p(-r, -h), p(-h, -r), p(Length::ZERO, -r)),
                Segment::Curve(p(h, -r), p(r, -h), p(r, Length::ZERO)),
                Segment::Close,
            ]
        }
        1 => vec![
            Segment::Move(p(-r, -r)),
            Segment::Line(p(r, -r)),
            Segment::Line(p(r, r)),
            Segment::Line(p(-r, r)),
            Segment::Close,
        ],
        _ => vec![
            Segment::Move(p(Length::ZERO, -r)),
            Segment::Line(p(r, Length::ZERO)),
            Segment::Line(p(Length::ZERO, r)),
            Segment::Line(p(-r, Length::ZERO)),
            Segment::Close,
        ],
    };
    Item { tag, draw: Draw::Path { segments, fill: Some(fill), stroke } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_patterns_are_alike() {
        let all: Vec<_> = (0..PATTERNS).map(|index| format!("{:?}", pattern(index, INK))).collect();
        assert!((1..PATTERNS).all(|at| !all[..at].contains(&all[at])), "{all:#?}");
        assert_eq!((0..PATTERNS).filter(|index| is_hatched(*index)).collect::<Vec<_>>(), [2, 6]);
    }

    #[test]
    fn axes_hold_zero_and_round_steps() {
        let axis = Axis::from_zero([12.0, 87.0].into_iter());
        assert_eq!((axis.low, axis.high, axis.step), (0.0, 100.0, 25.0));
        let axis = Axis::from_zero([-120.0, 1860.0].into_iter());
        assert!(axis.low <= -120.0 && axis.high >= 1860.0 && axis.ticks().contains(&0.0));
        assert_eq!(axis.printed(-500.0), "▲500");
        assert_eq!(axis.printed(1500.0), "1,500");
        let nothing = Axis::from_zero(std::iter::empty());
        assert!(nothing.high > nothing.low);
    }

    #[test]
    fn ticks_of_a_low_chart_are_as_far_apart_as_their_figures_are_high() {
        let axis = Axis::from_zero([198_700.0, -20_000.0].into_iter());
        assert_eq!(axis.step, 100_000.0);
        let axis = Axis::from_zero([189_024.0, 198_700.0].into_iter());
        let apart = |tall: f64| axis.ticks_apart(Length::pt(tall), Length::pt(9.0));
        assert_eq!(apart(40.0), [0.0, 50_000.0, 100_000.0, 150_000.0, 200_000.0]);
        assert_eq!(apart(30.0), [0.0, 100_000.0, 200_000.0]);
        assert_eq!(apart(10.0), [0.0, 200_000.0]);
        // Zero stays where there are figures below it, and the lowest tick of an axis that does not begin at zero.
        let below = Axis { low: -30.0, high: 20.0, step: 10.0 };
        assert_eq!(below.ticks_apart(Length::pt(30.0), Length::pt(9.0)), [-20.0, 0.0, 20.0]);
        let above = Axis { low: 75.0, high: 95.0, step: 5.0 };
        assert_eq!(above.ticks_apart(Length::pt(20.0), Length::pt(9.0)), [75.0, 85.0, 95.0]);
    }
}

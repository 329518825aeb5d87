//! The drawings of the plan: what led to it, the spiral, and the two that the source lost (構成, 体制 and 期間), drawn from its text.
//!
//! All measures are millimetres of the drawing area; the text of boxes comes from the plan wherever the plan says it.

use std::f64::consts::TAU;

use super::document::{
    Alignment, At, Emphasis, Figure, Fill, Inline, Inlines, Outline, Shape, Text, emphasised, plain,
};
use crate::plan::Plan;
use crate::plan::narrative::Body;
use crate::vocabulary::FiscalYear;

/// Width of a figure on an upright page: all of the measure at the usual margin.
const WIDTH: f64 = 166.0;

fn at(x: f64, y: f64) -> At {
    At { x, y }
}

/// A box by its upper left corner and size.
struct Place(f64, f64, f64, f64);

fn boxed(place: &Place, outline: Outline, fill: Fill, text: Inlines, size: f64) -> Shape {
    let &Place(x, y, width, height) = place;
    Shape::Box { at: at(x, y), width, height, outline, fill, text, size, align: Alignment::Center }
}

fn arrow(points: &[(f64, f64)]) -> Shape {
    let points = points.iter().map(|&(x, y)| at(x, y)).collect();
    Shape::Arrow { points, head: true, tail: false, dashed: false, width: 1.2 }
}

fn line(points: &[(f64, f64)]) -> Shape {
    let points = points.iter().map(|&(x, y)| at(x, y)).collect();
    Shape::Arrow { points, head: false, tail: false, dashed: false, width: 0.75 }
}

fn strong(text: &str) -> Inlines {
    vec![emphasised(text, Emphasis::Strong)]
}

/// A name with its bracketed period on a second line.
fn name_over_period(name: &str) -> Inlines {
    match name.find('（') {
        Some(start) if start > 0 => {
            let (name, period) = name.split_at(start);
            vec![emphasised(name, Emphasis::Strong), Inline::Break, emphasised(period, Emphasis::None)]
        }
        _ => strong(name),
    }
}

/// The boxes of an evenly divided row: x of each and their common width.
fn row(count: usize, left: f64, width: f64, gap: f64) -> (Vec<f64>, f64) {
    let each = (width - gap * (count.max(1) - 1) as f64) / count.max(1) as f64;
    ((0..count).map(|i| left + (each + gap) * i as f64).collect(), each)
}

/// A short block arrow downwards in the middle of the figure.
fn down(top: f64) -> Shape {
    boxed(&Place(WIDTH / 2.0 - 9.0, top, 18.0, 7.0), Outline::DownArrow, Fill::Grey, Vec::new(), 9.0)
}

/// What a generation of plans led to: 財政状況の着実な改善 ─► 行政改革プラン-NEXT STAGE-.
pub(super) fn leads_to(steps: &[String]) -> Figure {
    let (lefts, width) = row(steps.len(), 20.0, WIDTH - 40.0, 12.0);
    let height = 9.0;
    let mut shapes = Vec::new();
    for (i, (step, left)) in steps.iter().zip(&lefts).enumerate() {
        let fill = if i + 1 == steps.len() { Fill::Tint } else { Fill::Paper };
        shapes.push(boxed(&Place(*left, 0.0, width, height), Outline::Rounded, fill, strong(step), 9.5));
        if i > 0 {
            shapes.push(arrow(&[(left - 12.0, height / 2.0), (*left, height / 2.0)]));
        }
    }
    Figure { caption: None, alt: format!("{}。", steps.join("から")), width: WIDTH, height, shapes }
}

/// The generations in their order, what they had in common, and the new plan that it leads to.
pub(super) fn heritage(plan: &Plan) -> Figure {
    let basics = &plan.narrative.basics;
    let mut shapes = Vec::new();
    let generations = basics.generations.len();
    let (lefts, width) = row(generations, 0.0, WIDTH, 2.0);
    for (generation, left) in basics.generations.iter().zip(&lefts) {
        let text = name_over_period(&generation.name);
        shapes.push(boxed(&Place(*left, 0.0, width, 15.0), Outline::Pentagon, Fill::Grey, text, 8.0));
    }
    shapes.push(down(19.0));
    let (lefts, width) = row(basics.heritage.len(), 0.0, WIDTH, 5.0);
    for (common, left) in basics.heritage.iter().zip(&lefts) {
        let place = Place(*left, 30.0, width, 11.0);
        shapes.push(boxed(&place, Outline::Rounded, Fill::Tint, strong(common), 10.5));
    }
    shapes.push(down(45.0));
    let goal = Place(0.0, 56.0, WIDTH, 13.0);
    shapes.push(boxed(&goal, Outline::Rounded, Fill::Accent, strong(&basics.successor), 12.0));
    let names: Vec<&str> = basics.generations.iter().map(|generation| generation.name.as_str()).collect();
    let alt = format!(
        "{}の取組から、{}を受け継いで、{}に至る。",
        names.join("、"),
        basics.heritage.join("、"),
        basics.successor
    );
    Figure {
        caption: Some(plain("図　これまでの取組と新たな計画")), alt, width: WIDTH, height: 69.0, shapes
    }
}

/// 行政改革のスパイラルアップ: a spiral that rises to the first three of the list; the other steps stand beside its turns, left
/// and right by turns.
pub(super) fn spiral(plan: &Plan) -> Figure {
    let spiral = &plan.narrative.basics.spiral;
    let (fruits, steps) = spiral.points.split_at(spiral.points.len().min(3));
    let centre = WIDTH / 2.0;
    let (fruit_height, foot) = (12.0, 92.0);
    // A cone of turns seen from a little above: a turn and a half a step, so that the steps stand left and right by turns;
    // it ends at a left side, where it moves straight up, and runs from there to the fruits.
    let (base, narrow, flatness) = (28.0, 11.0, 0.24);
    let last_step = 3 * steps.len().max(1) - 3;
    let half_turns = (last_step + last_step % 2) as f64 + 0.5;
    let (low, high) = (foot - base * flatness, fruit_height + 17.0);
    let radius = |t: f64| base + (narrow - base) * t / half_turns;
    let on_curve = |t: f64| {
        let angle = TAU / 2.0 * (t + 0.5);
        let height = low + (high - low) * t / half_turns + radius(t) * flatness * angle.sin();
        (centre + radius(t) * angle.cos(), height)
    };
    // The turns behind are thin and drawn first, those in front thick: which is which shows the way round.
    let stretch = |from: f64, to: f64| -> Vec<At> {
        let steps = ((to - from) * 16.0).round().max(1.0);
        let times = (0..=steps as u32).map(|i| from + (to - from) * f64::from(i) / steps);
        times.map(|t| on_curve(t.max(0.0))).map(|(x, y)| at(x, y)).collect()
    };
    let (mut behind, mut before) = (Vec::new(), Vec::new());
    let mut from = -0.5;
    while from + 1.0 <= half_turns {
        let half = stretch(from.max(0.0), from + 1.0);
        let (back, next) = (stretch(from + 1.0, from + 2.0), from + 2.0);
        before.push(Shape::Curve { points: half, head: false, width: 3.0 });
        if next <= half_turns {
            behind.push(Shape::Curve { points: back, head: false, width: 1.25 });
        }
        from = next;
    }
    let (x, y) = on_curve(half_turns);
    let ascent = (0..=12).map(|i| {
        let s = f64::from(i) / 12.0;
        // An S from the side of the last turn to the middle: cubic Bézier with upright ends.
        let top = fruit_height + 1.5;
        let (far, near) = ((1.0 - s).powi(2) * (1.0 + 2.0 * s), s * s * (3.0 - 2.0 * s));
        at(x * far + centre * near, y + (top - y) * s)
    });
    behind.push(Shape::Curve { points: ascent.collect(), head: true, width: 3.0 });
    let mut shapes = behind;
    shapes.extend(before);
    let (lefts, width) = row(fruits.len(), 0.0, WIDTH, 5.0);
    for (fruit, left) in fruits.iter().zip(&lefts) {
        let place = Place(*left, 0.0, width, fruit_height);
        shapes.push(boxed(&place, Outline::Rounded, Fill::Accent, strong(fruit), 10.5));
    }
    let (box_width, box_height, clearance) = (55.0, 11.0, 4.0);
    for (i, step) in steps.iter().enumerate() {
        let (x, y) = on_curve((3 * i) as f64 + 0.5);
        let left = if x < centre { x - clearance - box_width } else { x + clearance };
        let place = Place(left.clamp(0.0, WIDTH - box_width), y - box_height / 2.0, box_width, box_height);
        shapes.push(boxed(&place, Outline::Rounded, Fill::Tint, strong(step), 9.5));
    }
    let alt = format!(
        "{}。{}を繰り返しながら、らせんを描いて上に向かい、{}につながる。",
        spiral.title,
        steps.join("、"),
        fruits.join("、")
    );
    Figure { caption: None, alt, width: WIDTH, height: foot + 2.0, shapes }
}

/// 7つのテーマ; from ten on, 10のテーマ.
pub(super) fn counted_themes(plan: &Plan) -> String {
    let count = plan.themes.len();
    let counter = if count < 10 { "つ" } else { "" };
    format!("{count}{counter}のテーマ")
}

/// A panel of a figure with its title: left edge, width and height. The panels of a figure stand about one middle line.
struct Panel {
    left: f64,
    width: f64,
    height: f64,
    title: String,
}

/// Height of a panel's title.
const PANEL_HEAD: f64 = 9.0;

impl Panel {
    /// The panel about `middle`, and the top of what it holds.
    fn draw(&self, middle: f64, shapes: &mut Vec<Shape>) -> f64 {
        let top = middle - self.height / 2.0;
        let whole = Place(self.left, top, self.width, self.height);
        shapes.push(boxed(&whole, Outline::Square, Fill::Paper, Vec::new(), 9.0));
        let head = Place(self.left, top, self.width, PANEL_HEAD);
        shapes.push(boxed(&head, Outline::Square, Fill::Grey, strong(&self.title), 9.5));
        top + PANEL_HEAD
    }
}

/// The themes as boxes, two to a row.
fn theme_panel(plan: &Plan) -> Panel {
    let rows = plan.themes.len().div_ceil(2) as f64;
    Panel { left: 0.0, width: 54.0, height: PANEL_HEAD + 4.0 + rows * 12.0, title: counted_themes(plan) }
}

/// The goals with their names, one to a line.
fn goal_panel(plan: &Plan) -> Panel {
    let (width, lines) = (72.0, plan.goals.len() as f64);
    let title = format!("SDGsの{}の目標", plan.goals.len());
    Panel { left: WIDTH - width, width, height: PANEL_HEAD + 3.0 + lines * GOAL_LINE, title }
}

/// Height of a goal's line.
const GOAL_LINE: f64 = 4.8;

/// 取組項目の構成: an initiative between the themes and the SDGs, and its action items below; nothing where the plan has neither.
pub(super) fn composition(plan: &Plan) -> Option<Figure> {
    if plan.themes.is_empty() && plan.goals.is_empty() {
        return None;
    }
    let mut shapes = Vec::new();
    let themes = (!plan.themes.is_empty()).then(|| theme_panel(plan));
    let goals = (!plan.goals.is_empty()).then(|| goal_panel(plan));
    let panels = || themes.iter().chain(&goals);
    let tallest = panels().map(|panel| panel.height).fold(30.0, f64::max);
    let middle = tallest / 2.0;
    if let Some(panel) = &themes {
        draw_themes(plan, panel, middle, &mut shapes);
    }
    if let Some(panel) = &goals {
        draw_goals(plan, panel, middle, &mut shapes);
    }
    let (core_left, core_width, core_height) = (62.0, 24.0, 20.0);
    let (core_right, core_top) = (core_left + core_width, middle - core_height / 2.0);
    let ends = [
        themes.as_ref().map(|panel| (panel.left + panel.width, core_left)),
        goals.as_ref().map(|panel| (core_right, panel.left)),
    ];
    for (from, to) in ends.into_iter().flatten() {
        let points = vec![at(from, middle), at(to, middle)];
        shapes.push(Shape::Arrow { points, head: true, tail: true, dashed: false, width: 1.2 });
    }
    let core = Place(core_left, core_top, core_width, core_height);
    shapes.push(boxed(&core, Outline::Rounded, Fill::Accent, strong("取組項目"), 11.0));
    let (stem, fork) = (core_left + core_width / 2.0, tallest + 5.0);
    let (lefts, width) = row(3, 22.0, WIDTH - 44.0, 8.0);
    let (items_top, items_height) = (tallest + 12.0, 11.0);
    shapes.push(line(&[(stem, core_top + core_height), (stem, fork)]));
    if let (Some(first), Some(last)) = (lefts.first(), lefts.last()) {
        shapes.push(line(&[(first + width / 2.0, fork), (last + width / 2.0, fork)]));
    }
    for left in &lefts {
        let middle = left + width / 2.0;
        shapes.push(arrow(&[(middle, fork), (middle, items_top)]));
        let place = Place(*left, items_top, width, items_height);
        shapes.push(boxed(&place, Outline::Rounded, Fill::Paper, strong("実践項目"), 10.0));
    }
    Some(Figure {
        caption: Some(plain("図　取組項目の構成")),
        alt: composition_in_words(plan, themes.as_ref(), goals.as_ref()),
        width: WIDTH,
        height: items_top + items_height,
        shapes,
    })
}

/// The themes in their panel, in two columns.
fn draw_themes(plan: &Plan, panel: &Panel, middle: f64, shapes: &mut Vec<Shape>) {
    let top = panel.draw(middle, shapes);
    for (i, theme) in plan.themes.iter().enumerate() {
        let (column, line) = ((i % 2) as f64, (i / 2) as f64);
        let place = Place(2.5 + column * 25.0, top + 3.5 + line * 12.0, 24.0, 9.5);
        shapes.push(boxed(&place, Outline::Rounded, Fill::Tint, plain(&theme.short), 9.0));
    }
}

/// The goals in their panel, number and name in a line.
fn draw_goals(plan: &Plan, panel: &Panel, middle: f64, shapes: &mut Vec<Shape>) {
    let top = panel.draw(middle, shapes) + 1.5;
    for (i, goal) in plan.goals.iter().enumerate() {
        let y = top + i as f64 * GOAL_LINE;
        let number = Place(panel.left + 1.0, y, 6.0, GOAL_LINE);
        shapes.push(boxed(&number, Outline::None, Fill::None, strong(&goal.number.to_string()), 8.5));
        shapes.push(Shape::Box {
            at: at(panel.left + 6.0, y),
            width: panel.width - 7.0,
            height: GOAL_LINE,
            outline: Outline::None,
            fill: Fill::None,
            // The space parts the number from the name where the text is searched or copied.
            text: plain(format!("　{}", goal.name)),
            size: 8.5,
            align: Alignment::Start,
        });
    }
}

/// The alternative text of 取組項目の構成.
fn composition_in_words(plan: &Plan, themes: Option<&Panel>, goals: Option<&Panel>) -> String {
    let shorts: Vec<&str> = plan.themes.iter().map(|theme| theme.short.as_str()).collect();
    let names: Vec<String> = plan.goals.iter().map(|goal| format!("{} {}", goal.number, goal.name)).collect();
    let themes = themes.map(|panel| format!("左の{}（{}）", panel.title, shorts.join("、")));
    let goals = goals.map(|panel| format!("右の{}（{}）", panel.title, names.join("、")));
    let related: Vec<String> = themes.into_iter().chain(goals).collect();
    let each = if related.len() > 1 { "のそれぞれ" } else { "" };
    format!("1つの取組項目は、{}{each}に関連する。取組項目の下に複数の実践項目がある。", related.join("と、"))
}

/// 推進体制: the bodies of the city hall from the top down, those outside beside them, with what passes between; nothing where the
/// plan names none.
pub(super) fn structure(plan: &Plan) -> Option<Figure> {
    let bodies = &plan.narrative.organization.bodies;
    let (outside, inside): (Vec<&Body>, Vec<&Body>) = bodies.iter().partition(|body| body.outside);
    if bodies.is_empty() {
        return None;
    }
    let (left, width, height, step) = (12.0, 68.0, 15.0, 26.0);
    let (right, middle) = (left + width, left + width / 2.0);
    let top_of = |i: usize| 10.0 + step * i as f64;
    // An outside body stands beside the middle of those inside; several share the height.
    let (council_left, council_width, council_height) = (122.0, WIDTH - 122.0, 27.0);
    let inner = top_of(inside.len().max(1) - 1) + height;
    let outer = outside.len() as f64 * (council_height + 16.0) - 16.0 + 10.0;
    let panel = (inner + 7.0).max(outer);
    let mut shapes = vec![
        boxed(&Place(0.0, 0.0, 92.0, panel), Outline::Rounded, Fill::None, Vec::new(), 9.0),
        label(4.0, 2.0, 30.0, "全庁体制"),
    ];
    for (above, below) in (0..inside.len()).zip(1..inside.len()) {
        shapes.push(Shape::Arrow {
            points: vec![at(middle, top_of(above) + height), at(middle, top_of(below))],
            head: true,
            tail: true,
            dashed: false,
            width: 1.2,
        });
    }
    for (i, body) in inside.iter().enumerate() {
        let fill = if i == 0 { Fill::Accent } else { Fill::Tint };
        shapes.push(boxed(&Place(left, top_of(i), width, height), Outline::Square, fill, name_over_role(body), 9.5));
    }
    let last = inside.len().saturating_sub(1);
    let centre = top_of(inside.len() / 2) + height / 2.0;
    for (i, body) in outside.iter().enumerate() {
        let offset = (i as f64 - (outside.len() as f64 - 1.0) / 2.0) * (council_height + 16.0);
        let centre = (centre + offset).clamp(council_height / 2.0, panel - council_height / 2.0);
        let (top, bottom) = (centre - council_height / 2.0, centre + council_height / 2.0);
        if !body.gives.is_empty() {
            shapes.push(arrow(&[(council_left, centre), (right, centre)]));
            shapes.push(label(94.0, centre - 6.5, 26.0, &body.gives));
        }
        if !body.gets.is_empty() {
            let from = top_of(last) + height / 2.0;
            let below = council_left + council_width / 2.0;
            // From the last body inside around the corner where that is below; else straight, under the arrow to it.
            if from > bottom + 6.0 && outside.len() == 1 {
                shapes.push(arrow(&[(right, from), (below, from), (below, bottom)]));
                shapes.push(label(94.0, from + 1.5, 26.0, &body.gets));
            } else {
                shapes.push(arrow(&[(right, centre + 5.0), (council_left, centre + 5.0)]));
                shapes.push(label(94.0, centre + 6.5, 26.0, &body.gets));
            }
        }
        let place = Place(council_left, top, council_width, council_height);
        shapes.push(boxed(&place, Outline::Rounded, Fill::Paper, name_over_role(body), 9.0));
    }
    let points = crate::plan::markup::without_marks(&plan.narrative.organization.structure.points.join(""));
    let names: Vec<String> = bodies.iter().map(|body| format!("{}（{}）", body.name, body.role)).collect();
    let alt = if points.is_empty() { format!("{}。", names.join("、")) } else { points };
    Some(Figure { caption: Some(plain("図　推進体制")), alt, width: WIDTH, height: panel, shapes })
}

/// A body's name in the first line, what it does in the second.
fn name_over_role(body: &Body) -> Inlines {
    let mut text = vec![emphasised(&body.name, Emphasis::Strong)];
    if !body.role.is_empty() {
        text.extend([Inline::Break, emphasised(&body.role, Emphasis::None)]);
    }
    text
}

/// Text without a box.
fn label(x: f64, y: f64, width: f64, text: &str) -> Shape {
    boxed(&Place(x, y, width, 5.5), Outline::None, Fill::None, vec![emphasised(text, Emphasis::None)], 8.5)
}

/// Whether as many years of the plan come before a year as after it.
fn is_middle(plan: &Plan, year: FiscalYear) -> bool {
    plan.years().take_while(|before| *before < year).count() == plan.years().filter(|after| *after > year).count()
}

/// What the plan calls itself: プラン where its short name ends so.
fn what_it_is(plan: &Plan) -> &'static str {
    if plan.short_title.trim_end().ends_with("プラン") { "プラン" } else { "計画" }
}

/// 取組期間: the years as a row of block arrows, the middle year marked.
pub(super) fn period(plan: &Plan) -> Figure {
    let years: Vec<FiscalYear> = plan.years().collect();
    let (lefts, width) = row(years.len(), 0.0, WIDTH, 1.5);
    let (top, height) = (11.0, 14.0);
    let mut shapes = Vec::new();
    let span = format!("取組期間（{}年間）", years.len());
    shapes.push(Shape::Arrow {
        points: vec![at(0.0, 7.5), at(WIDTH, 7.5)],
        head: true,
        tail: true,
        dashed: false,
        width: 0.75,
    });
    shapes.push(boxed(&Place(WIDTH / 2.0 - 25.0, 4.0, 50.0, 7.0), Outline::Square, Fill::Paper, strong(&span), 9.0));
    for (year, left) in years.iter().zip(&lefts) {
        let fill = if Some(*year) == plan.review_year { Fill::Accent } else { Fill::Tint };
        let place = Place(*left, top + 3.0, width, height);
        shapes.push(boxed(&place, Outline::Pentagon, fill, strong(&year.to_string()), 9.0));
        if Some(*year) == plan.review_year {
            let middle = left + width / 2.0;
            let below = top + 3.0 + height;
            shapes.push(arrow(&[(middle, below + 8.0), (middle, below)]));
            let text = vec![
                emphasised(if is_middle(plan, *year) { "中間年" } else { "見直しの年度" }, Emphasis::Strong),
                Inline::Break,
                Inline::Text(Text {
                    text: format!("取組状況の検証と{}全体の見直し", what_it_is(plan)),
                    emphasis: Emphasis::None,
                    origin: None,
                }),
            ];
            let place = Place((middle - 35.0).clamp(0.0, WIDTH - 70.0), below + 8.0, 70.0, 13.0);
            shapes.push(boxed(&place, Outline::Rounded, Fill::Paper, text, 9.0));
        }
    }
    let alt = crate::plan::markup::without_marks(&plan.narrative.organization.period.points.join(""));
    let alt = match (alt.is_empty(), plan.first_year == plan.last_year) {
        (false, _) => alt,
        (true, true) => format!("{span}：{}。", plan.first_year),
        (true, false) => format!("{span}：{}から{}まで。", plan.first_year, plan.last_year),
    };
    let below = if plan.review_year.is_some() { 21.0 } else { 0.0 };
    Figure { caption: Some(plain("図　取組期間")), alt, width: WIDTH, height: top + 3.0 + height + below, shapes }
}

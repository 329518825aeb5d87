//! Large figures in a row, each with its label above and a note below, four to a row at most.

use crate::report::document::KeyFigure;
use crate::typeset::length::{Length, Point};
use crate::typeset::setting::{Owner, Setting, baseline, rule, small_style};
use crate::typeset::sheet::{HAIR, QUIET};
use crate::typeset::strip::{Solid, height, shifted, stacked_at};
use crate::typeset::structure::Role;
use crate::typeset::style::{Align, TextStyle, Weight};

pub(super) fn set(setting: &mut Setting<'_>, figures: &[KeyFigure], owner: Owner, measure: Length) -> Vec<Solid> {
    let rows = figures.len().div_ceil(4).max(1);
    let per_row = figures.len().div_ceil(rows).max(1);
    let mut solids: Vec<Solid> = Vec::with_capacity(rows);
    for row in figures.chunks(per_row) {
        // One rule parts two rows.
        if let Some(above) = solids.last_mut() {
            above.height -= below();
            above.keep = true;
        }
        let is_first = solids.is_empty();
        solids.push(set_row(setting, row, per_row, is_first, owner, measure));
    }
    solids
}

/// White below the last rule.
fn below() -> Length {
    Length::pt(4.0)
}

fn set_row(
    setting: &mut Setting<'_>,
    figures: &[KeyFigure],
    columns: usize,
    is_first: bool,
    owner: Owner,
    measure: Length,
) -> Solid {
    let accent = setting.look.accent;
    let step = measure / columns as i64;
    let pad = Length::pt(8.0);
    let small = setting.look.gothic(Weight::Regular, setting.look.note);
    let label_style = TextStyle { weight: Weight::Bold, ..setting.look.gothic(Weight::Bold, setting.look.table) };
    let mut items = Vec::new();
    let mut bottom = Length::ZERO;
    for (i, figure) in figures.iter().enumerate() {
        let x = step * i as i64;
        let inner_x = if i == 0 { x } else { x + pad };
        let width = (step - pad - (inner_x - x)).max(setting.look.table * 2);
        let div = setting.element(owner, Role::Div);
        let mut y = Length::pt(5.0);
        let element = setting.element(div, Role::P);
        let tag = setting.tag(element);
        let label = setting.text_block(&figure.label, label_style, small_style(label_style, Align::Start, width), tag);
        items.extend(stacked_at(&label, inner_x, y));
        y += height(&label);

        let element = setting.element(div, Role::P);
        let tag = setting.tag(element);
        // The figure gives way to its column: it is the one thing here that may be set smaller.
        let mut size = Length::pt(22.0);
        let (unit, unit_width) = setting.natural(&figure.unit, small, tag);
        let mut value;
        loop {
            let style = TextStyle { color: accent, ..setting.look.gothic(Weight::Bold, size) };
            value = setting.natural(&figure.value, style, tag);
            if value.1 + unit_width + Length::pt(3.0) <= width || size <= Length::pt(11.0) {
                break;
            }
            size -= Length::pt(1.0);
        }
        let row = Length::pt(30.0);
        let base = y + baseline(row, Length::pt(22.0));
        items.extend(shifted(&value.0, inner_x, base));
        items.extend(shifted(&unit, inner_x + value.1 + Length::pt(3.0), base));
        y += row;
        if let Some(note) = &figure.note {
            let element = setting.element(div, Role::P);
            let tag = setting.tag(element);
            let style = TextStyle { color: QUIET, ..small };
            let how = small_style(style, Align::Start, width).natural();
            let lines = setting.text_block(note, style, how, tag);
            items.extend(stacked_at(&lines, inner_x, y));
            y += height(&lines);
        }
        bottom = bottom.max(y + Length::pt(5.0));
    }
    for i in 1..figures.len() {
        let x = step * i as i64;
        items.push(rule(
            Point::new(x, Length::pt(5.0)),
            Point::new(x, bottom - Length::pt(5.0)),
            Length::pt(0.25),
            HAIR,
        ));
    }
    for y in [is_first.then_some(Length::ZERO), Some(bottom)].into_iter().flatten() {
        items.push(rule(Point::new(Length::ZERO, y), Point::new(measure, y), Length::pt(0.75), accent));
    }
    Solid::new(bottom + below(), items)
}

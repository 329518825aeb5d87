//! What stands over and under a table: its caption with the unit, again with （続き） on further pages, and its notes.

use crate::report::document::{Inline, Paragraph, ParagraphKind, Table, plain};
use crate::typeset::apart::end_with_space;
use crate::typeset::blocks::{Room, paragraph_lines};
use crate::typeset::length::Length;
use crate::typeset::page::Artifact;
use crate::typeset::setting::{Owner, Setting, baseline};
use crate::typeset::strip::{Pile, Solid, Strip, as_artifact, height, shifted};
use crate::typeset::structure::Role;
use crate::typeset::style::{Align, ParagraphStyle, Weight};

/// Sets the caption and the unit on one line over the table; returns them as the artifact for the stretches that follow.
pub(super) fn caption(
    setting: &mut Setting<'_>,
    table: &Table,
    owner: Owner,
    width: Length,
    out: &mut Pile,
) -> Vec<Solid> {
    if table.caption.is_none() && table.unit.is_none() {
        return Vec::new();
    }
    let look = &setting.look;
    let style = look.gothic(Weight::Bold, look.table.scaled(21, 20));
    let unit_style = look.gothic(Weight::Regular, look.note);
    let pitch = look.table.scaled(16, 10);
    let element = setting.element(
        owner,
        if matches!(owner, Owner::Node(_)) && is_table(setting, owner) { Role::Caption } else { Role::P },
    );
    let line = |setting: &mut Setting<'_>, text: &[Inline], element: Owner, unit: bool| {
        let mut unit_items = Vec::new();
        let mut unit_width = Length::ZERO;
        let pieces = setting.pieces(text, element, style);
        if let Some(unit) = table.unit.as_deref().filter(|u| unit && !u.is_empty()) {
            let tag = setting.tag(element);
            (unit_items, unit_width) = setting.natural(unit, unit_style, tag);
            unit_width += look_gap(pitch);
        }
        let how = ParagraphStyle::new(Some((width - unit_width).max(width / 2)), pitch).aligned(Align::Start);
        let mut solids = if pieces.pieces.is_empty() {
            vec![Solid::new(pitch, Vec::new())]
        } else {
            let composed = setting.compose(pieces.pieces, how);
            setting.lines(&composed, &how, style.size, false, pieces.notes)
        };
        if let Some(last) = solids.last_mut() {
            let y = baseline(pitch, style.size);
            let x = (width - unit_width + look_gap(pitch)).max(Length::ZERO);
            if !unit_items.is_empty() {
                end_with_space(&mut last.items, setting.fonts);
            }
            last.items.extend(shifted(&unit_items, x, y));
            last.height += Length::pt(1.5);
        }
        solids
    };
    let text = table.caption.clone().unwrap_or_default();
    let first = line(setting, &text, element, true);
    out.extend(first.iter().cloned().map(|solid| Strip::Solid(solid.kept())));
    let again = if text.is_empty() {
        first
    } else {
        let mut text: Vec<Inline> = text.into_iter().filter(|i| !matches!(i, Inline::Footnote(_))).collect();
        text.extend(plain("（続き）"));
        let artifact = Owner::Artifact(Artifact::Layout);
        setting.silently(|s| line(s, &text, artifact, true))
    };
    if height(&again) > setting.sheet.body.size.height / 5 { Vec::new() } else { as_artifact(&again) }
}

fn look_gap(pitch: Length) -> Length {
    pitch
}

fn is_table(setting: &Setting<'_>, owner: Owner) -> bool {
    matches!(owner, Owner::Node(node) if setting.structure.node(node).role == Role::Table)
}

pub(super) fn notes(setting: &mut Setting<'_>, table: &Table, owner: Owner, width: Length, out: &mut Pile) {
    for (i, note) in table.notes.iter().enumerate() {
        if i == 0 {
            out.push(Strip::Space(Length::pt(2.5)));
        }
        let paragraph = Paragraph::new(ParagraphKind::Note, note.clone());
        let room = Room { measure: width, nested: true, flush: true, cell: None };
        let element = setting.element(owner, Role::P);
        let lines = paragraph_lines(setting, &paragraph, element, room);
        out.extend(lines.into_iter().map(Strip::Solid));
    }
}

//! The head of an initiative sheet (個票): number, name, departments, and the grade large at the right.

use crate::report::document::SheetHead;
use crate::typeset::apart::end_with_space;
use crate::typeset::blocks::first_tag;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::setting::{Owner, Setting, baseline, ground, rule, text_piece};
use crate::typeset::sheet::QUIET;
use crate::typeset::strip::{Solid, height, shifted, stacked};
use crate::typeset::structure::Role;
use crate::typeset::style::{Align, Color, ParagraphStyle, TextStyle, Weight};

pub(super) fn set(setting: &mut Setting<'_>, head: &SheetHead, owner: Owner, measure: Length) -> Solid {
    let accent = setting.look.accent;
    let gap = Length::pt(10.0);
    let mut items = Vec::new();
    let heading = setting.heading(owner, head.heading.level, &head.heading.text, head.heading.anchor.clone(), true);
    if let Some(mark) = setting.headings.last_mut() {
        mark.names_pages = true;
    }

    // Number badge.
    let side = Length::pt(28.0);
    let mut left = Length::ZERO;
    if !head.number.is_empty() {
        let style = TextStyle { color: Color::WHITE, ..setting.look.gothic(Weight::Bold, Length::pt(16.0)) };
        let tag = setting.tag(heading);
        setting.heading_content(tag);
        if let Some(mark) = setting.headings.last_mut() {
            mark.title = format!("{} {}", head.number, mark.title);
        }
        let (mut number, width) = setting.natural(&head.number, style, tag);
        end_with_space(&mut number, setting.fonts);
        let box_width = side.max(width + Length::pt(10.0));
        items.push(ground(Rect::new(Length::ZERO, Length::pt(4.0), box_width, side), accent));
        let y = Length::pt(4.0) + baseline(side, style.size);
        items.extend(shifted(&number, (box_width - width) / 2, y));
        left = box_width + gap;
    }

    // The grade is measured first and read last.
    let mut grade_width = Length::ZERO;
    let mark_size = Length::pt(24.0);
    let word_style = setting.look.gothic(Weight::Bold, Length::pt(12.0));
    let small = setting.look.gothic(Weight::Regular, Length::pt(8.0).max(setting.look.note));
    let label_style = TextStyle { color: accent, weight: Weight::Bold, ..small };
    let mark_style = TextStyle { color: accent, ..setting.look.gothic(Weight::Bold, mark_size) };
    if let Some(grade) = &head.grade {
        let artifact = crate::typeset::page::Tag::Artifact(crate::typeset::page::Artifact::Layout);
        grade_width = setting.silently(|s| {
            let mark = s.natural(&grade.mark, mark_style, artifact).1;
            let word = s.natural(&grade.word, word_style, artifact).1;
            let label = s.natural(&grade.label, label_style, artifact).1;
            let note = grade.note.as_deref().map_or(Length::ZERO, |note| s.natural(note, small, artifact).1);
            (mark + Length::pt(5.0) + word).max(label).max(note)
        });
        grade_width = grade_width.min(measure / 3) + Length::pt(12.0);
    }

    // Name and departments.
    let middle = (measure - left - grade_width - gap).max(measure / 4);
    let name_style = setting.look.gothic(Weight::Bold, Length::pt(16.0));
    let pieces = setting.pieces(&head.heading.text, heading, name_style);
    let mut how = ParagraphStyle::new(Some(middle), name_style.size.scaled(13, 10)).aligned(Align::Start);
    how.breaks.phrases = true;
    let composed = setting.compose(pieces.pieces, how);
    let name = setting.lines(&composed, &how, name_style.size, false, pieces.notes);
    if let Some(tag) = first_tag(&name) {
        setting.heading_content(tag);
    }
    let mut y = Length::ZERO;
    items.extend(shifted(&stacked(&name), left, y));
    y += height(&name) + Length::pt(1.0);
    let notes = name.iter().flat_map(|line| line.notes.clone()).collect();
    if !head.departments.is_empty() {
        let element = setting.element(owner, Role::P);
        let tag = setting.tag(element);
        let style = TextStyle { color: QUIET, ..setting.look.gothic(Weight::Regular, setting.look.table) };
        let mut how = ParagraphStyle::new(Some(middle), setting.look.table_pitch).aligned(Align::Start);
        how.breaks.list_of_departments = true;
        let composed = setting.compose(vec![text_piece(&head.departments, style, tag)], how);
        let lines = setting.lines(&composed, &how, style.size, false, Vec::new());
        items.extend(shifted(&stacked(&lines), left, y));
        y += height(&lines);
    }

    let mut bottom = y.max(side + Length::pt(4.0));
    if let Some(grade) = &head.grade {
        let x = measure - grade_width + Length::pt(12.0);
        let width = measure - x;
        items.push(rule(
            Point::new(x - Length::pt(8.0), Length::pt(2.0)),
            Point::new(x - Length::pt(8.0), bottom.max(Length::pt(42.0))),
            Length::pt(0.25),
            QUIET,
        ));
        let mut y = Length::ZERO;
        if !grade.label.is_empty() {
            let element = setting.element(owner, Role::P);
            let tag = setting.tag(element);
            let line = setting.label(&grade.label, label_style, Align::Start, width, tag);
            items.extend(shifted(&line, x, y + baseline(Length::pt(11.0), label_style.size)));
        }
        y += Length::pt(11.0);
        let row = Length::pt(27.0);
        let element = setting.element(owner, Role::P);
        let tag = setting.tag(element);
        let (mut mark, mark_width) = setting.natural(&grade.mark, mark_style, tag);
        end_with_space(&mut mark, setting.fonts);
        items.extend(shifted(&mark, x, y + baseline(row, mark_size)));
        let word_x = x + mark_width + Length::pt(5.0);
        let word = setting.label(&grade.word, word_style, Align::Start, measure - word_x, tag);
        items.extend(shifted(&word, word_x, y + baseline(row, word_style.size)));
        y += row;
        if let Some(note) = &grade.note {
            let element = setting.element(owner, Role::P);
            let tag = setting.tag(element);
            let style = TextStyle { color: QUIET, ..small };
            let lines = setting.text_block(note, style, Align::Start, width, tag);
            items.extend(shifted(&stacked(&lines), x, y));
            y += height(&lines);
        }
        bottom = bottom.max(y);
    }
    bottom += Length::pt(6.0);
    items.push(rule(Point::new(Length::ZERO, bottom), Point::new(measure, bottom), Length::pt(0.75), accent));
    Solid { keep: true, notes, ..Solid::new(bottom + Length::pt(2.0), items) }
}

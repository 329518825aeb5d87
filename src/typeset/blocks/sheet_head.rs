//! The head of an initiative sheet (個票): number, name, departments, and the grade large at the right.

use crate::report::document::{GradeMark, SheetHead};
use crate::typeset::apart::end_with_space;
use crate::typeset::blocks::first_tag;
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::page::{Artifact, Item, Tag};
use crate::typeset::setting::{Owner, Setting, baseline, ground, rule, small_style, text_piece};
use crate::typeset::sheet::QUIET;
use crate::typeset::strip::{Solid, height, shifted, stacked_at};
use crate::typeset::structure::Role;
use crate::typeset::style::{Align, Color, ParagraphStyle, TextStyle, Weight};

/// Height of the badge with the number, in points.
const BADGE: f64 = 28.0;
/// How much lower the badge stands than the first line of the name, in points.
const BADGE_TOP: f64 = 4.0;
/// Between badge, name and grade, in points.
const GAP: f64 = 10.0;
/// Between the name and the grade beside it, in points: the rule stands in it.
const GRADE_INSET: f64 = 12.0;
/// Between a grade's mark and its word, in points.
const MARK_GAP: f64 = 5.0;

/// Sets the head of an initiative's sheet over the whole measure.
pub(super) fn set(setting: &mut Setting<'_>, head: &SheetHead, owner: Owner, measure: Length) -> Solid {
    let heading = setting.heading(owner, head.heading.level, &head.heading.text, head.heading.anchor.clone(), true);
    if let Some(mark) = setting.headings.last_mut() {
        mark.names_pages = true;
    }
    let gap = Length::pt(GAP);
    let mut items = Vec::new();
    let mut left = Length::ZERO;
    if !head.number.is_empty() {
        left = badge(setting, &head.number, heading, &mut items) + gap;
    }
    // The grade is measured first and read last.
    let styles = GradeStyles::of(setting);
    let grade_width = head
        .grade
        .as_ref()
        .map_or(Length::ZERO, |grade| styles.width(setting, grade).min(measure / 3) + Length::pt(GRADE_INSET));
    let middle = (measure - left - grade_width - gap).max(measure / 4);
    let name = name(setting, head, heading, middle);
    items.extend(stacked_at(&name, left, Length::ZERO));
    let mut y = height(&name) + Length::pt(1.0);
    let notes = name.iter().flat_map(|line| line.notes.clone()).collect();
    if !head.departments.is_empty() {
        let lines = departments(setting, &head.departments, owner, middle);
        items.extend(stacked_at(&lines, left, y));
        y += height(&lines);
    }
    let mut bottom = y.max(Length::pt(BADGE + BADGE_TOP));
    if let Some(grade) = &head.grade {
        let x = measure - grade_width + Length::pt(GRADE_INSET);
        let before = x - Length::pt(8.0);
        let rule_end = Point::new(before, bottom.max(Length::pt(42.0)));
        items.push(rule(Point::new(before, Length::pt(2.0)), rule_end, Length::pt(0.25), QUIET));
        let grade = styles.set(setting, grade, owner, measure - x);
        items.extend(shifted(&grade.items, x, Length::ZERO));
        bottom = bottom.max(grade.height);
    }
    bottom += Length::pt(6.0);
    let accent = setting.look.accent;
    items.push(rule(Point::new(Length::ZERO, bottom), Point::new(measure, bottom), Length::pt(0.75), accent));
    Solid { keep: true, notes, ..Solid::new(bottom + Length::pt(2.0), items) }
}

/// Draws the initiative's number on a ground; returns the badge's width.
fn badge(setting: &mut Setting<'_>, text: &str, heading: Owner, items: &mut Vec<Item>) -> Length {
    let style = TextStyle { color: Color::WHITE, ..setting.look.gothic(Weight::Bold, Length::pt(16.0)) };
    let tag = setting.tag(heading);
    setting.heading_content(tag);
    if let Some(mark) = setting.headings.last_mut() {
        mark.title = format!("{text} {}", mark.title);
    }
    let (mut number, width) = setting.natural(text, style, tag);
    end_with_space(&mut number, setting.fonts);
    let (top, side) = (Length::pt(BADGE_TOP), Length::pt(BADGE));
    let box_width = side.max(width + Length::pt(10.0));
    items.push(ground(Rect::new(Length::ZERO, top, box_width, side), setting.look.accent));
    items.extend(shifted(&number, (box_width - width) / 2, top + baseline(side, style.size)));
    box_width
}

/// The lines of the initiative's name.
fn name(setting: &mut Setting<'_>, head: &SheetHead, heading: Owner, width: Length) -> Vec<Solid> {
    let style = setting.look.gothic(Weight::Bold, Length::pt(16.0));
    let pieces = setting.pieces(&head.heading.text, heading, style);
    let mut how = ParagraphStyle::new(Some(width), style.size.scaled(13, 10)).aligned(Align::Start);
    how.breaks.phrases = true;
    let composed = setting.compose(pieces.pieces, how);
    let lines = setting.lines(&composed, &how, style.size, false, pieces.notes);
    if let Some(tag) = first_tag(&lines) {
        setting.heading_content(tag);
    }
    lines
}

/// The lines of the departments in charge.
fn departments(setting: &mut Setting<'_>, names: &str, owner: Owner, width: Length) -> Vec<Solid> {
    let tag = paragraph(setting, owner);
    let style = TextStyle { color: QUIET, ..setting.look.gothic(Weight::Regular, setting.look.table) };
    let mut how = ParagraphStyle::new(Some(width), setting.look.table_pitch).aligned(Align::Start);
    how.breaks.list_of_departments = true;
    let composed = setting.compose(vec![text_piece(names, style, tag)], how);
    setting.lines(&composed, &how, style.size, false, Vec::new())
}

/// A new paragraph of the structure.
fn paragraph(setting: &mut Setting<'_>, owner: Owner) -> Tag {
    let element = setting.element(owner, Role::P);
    setting.tag(element)
}

/// How a grade is set.
#[derive(Clone, Copy)]
struct GradeStyles {
    label: TextStyle,
    mark: TextStyle,
    word: TextStyle,
    note: TextStyle,
}

impl GradeStyles {
    fn of(setting: &Setting<'_>) -> GradeStyles {
        let look = &setting.look;
        let small = look.gothic(Weight::Regular, Length::pt(8.0).max(look.note));
        GradeStyles {
            label: TextStyle { color: look.accent, weight: Weight::Bold, ..small },
            mark: TextStyle { color: look.accent, ..look.gothic(Weight::Bold, Length::pt(24.0)) },
            word: look.gothic(Weight::Bold, Length::pt(12.0)),
            note: TextStyle { color: QUIET, ..small },
        }
    }

    /// The width of a grade on lines of their natural width.
    fn width(self, setting: &mut Setting<'_>, grade: &GradeMark) -> Length {
        let artifact = Tag::Artifact(Artifact::Layout);
        setting.silently(|s| {
            let mark = s.natural(&grade.mark, self.mark, artifact).1;
            let word = s.natural(&grade.word, self.word, artifact).1;
            let label = s.natural(&grade.label, self.label, artifact).1;
            let note = grade.note.as_deref().map_or(Length::ZERO, |note| s.natural(note, self.note, artifact).1);
            (mark + Length::pt(MARK_GAP) + word).max(label).max(note)
        })
    }

    /// Sets label, mark with word, and note below each other.
    fn set(self, setting: &mut Setting<'_>, grade: &GradeMark, owner: Owner, width: Length) -> Solid {
        let mut items = Vec::new();
        let label_height = Length::pt(11.0);
        if !grade.label.is_empty() {
            let tag = paragraph(setting, owner);
            let line = setting.label(&grade.label, self.label, Align::Start, width, tag);
            items.extend(shifted(&line, Length::ZERO, baseline(label_height, self.label.size)));
        }
        let mut y = label_height;
        let row = Length::pt(27.0);
        let tag = paragraph(setting, owner);
        let (mut mark, mark_width) = setting.natural(&grade.mark, self.mark, tag);
        end_with_space(&mut mark, setting.fonts);
        items.extend(shifted(&mark, Length::ZERO, y + baseline(row, self.mark.size)));
        let word_x = mark_width + Length::pt(MARK_GAP);
        let word = setting.label(&grade.word, self.word, Align::Start, width - word_x, tag);
        items.extend(shifted(&word, word_x, y + baseline(row, self.word.size)));
        y += row;
        if let Some(note) = &grade.note {
            let tag = paragraph(setting, owner);
            let lines = setting.text_block(note, self.note, small_style(self.note, Align::Start, width), tag);
            items.extend(stacked_at(&lines, Length::ZERO, y));
            y += height(&lines);
        }
        Solid::new(y, items)
    }
}

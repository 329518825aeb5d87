//! 目次: the headings of the pass before with their page numbers, dot leaders between, each line a link.
//!
//! Its tags are nested as the headings are: the entries below an entry are a contents of their own within it (ISO 32000-1,
//! table 333: an item of contents may hold a label, references, paragraphs and further contents).

use super::{Room, set_heading};
use crate::report::document::{Heading, plain};
use crate::typeset::apart::end_with_space;
use crate::typeset::length::{Length, Point};
use crate::typeset::page::{Artifact, Draw, Item, Stroke, Tag};
use crate::typeset::setting::{Entry, Goal, Owner, Setting, baseline, text_piece};
use crate::typeset::sheet::QUIET;
use crate::typeset::strip::{Pile, Solid, Strip, shifted};
use crate::typeset::structure::Role;
use crate::typeset::style::{Align, ParagraphStyle, Weight};

pub(super) fn set(setting: &mut Setting<'_>, title: &str, depth: u8, owner: Owner, room: Room) -> Pile {
    let mut out = Pile::new();
    if !title.is_empty() {
        let heading = Heading { level: 1, text: plain(title), anchor: None };
        out.extend(set_heading(setting, &heading, owner, room, false));
    }
    let entries: Vec<(usize, _)> = setting
        .printed_entries()
        .iter()
        .cloned()
        .enumerate()
        .filter(|(_, entry)| entry.listed && entry.level <= depth)
        .collect();
    if entries.is_empty() {
        return out;
    }
    let mut nest = Nesting { contents: setting.element(owner, Role::TOC), open: Vec::new() };
    let (largest, pitch) = size_and_pitch(setting, &entries);
    for (index, entry) in entries {
        let item = nest.item(setting, entry.level);
        let reference = setting.element(item, Role::Reference);
        let link = setting.element(reference, Role::Link);
        let tag = setting.tag(link);
        let description = format!("{}（{}ページ）へ移動", entry.title, entry.label);
        setting.link(link, tag, description, Goal::Heading(index));

        let look = &setting.look;
        let (size, weight) = match entry.level {
            1 => (largest, Weight::Bold),
            _ => (largest.scaled(20, 21), Weight::Regular),
        };
        let style = look.gothic(weight, size);
        let number_style = look.gothic(Weight::Regular, size);
        let indent = (look.body.scaled(3, 2) * i64::from(entry.level.saturating_sub(1))).min(room.measure / 4);
        let number_room = look.body * 3;
        let (number, number_width) = setting.natural(&entry.label, number_style, tag);
        let mut how =
            ParagraphStyle::new(Some((room.measure - indent - number_room).max(size * 4)), pitch).aligned(Align::Start);
        how.breaks.phrases = true;
        how.rest_indent = size;
        let composed = setting.compose(vec![text_piece(&entry.title, style, tag)], how);
        let last_width = composed.lines().last().map_or(Length::ZERO, |line| line.width);
        let mut lines: Vec<Solid> = setting
            .lines(&composed, &how, size, !room.nested, Vec::new())
            .into_iter()
            .map(|line| line.moved(indent))
            .collect();
        if let Some(last) = lines.last_mut() {
            end_with_space(&mut last.items, setting.fonts);
            let y = baseline(pitch, size);
            let start = indent + last_width + size / 2;
            let end = room.measure - number_width - size / 2;
            if end - start > size {
                last.items.push(leader(start, end, y - size.scaled(28, 100)));
            }
            last.items.extend(shifted(&number, room.measure - number_width, y));
        }
        let count = lines.len();
        for (i, mut line) in lines.into_iter().enumerate() {
            line.keep = i + 1 < count || entry.level == 1 && next_is_deeper(setting, index, depth);
            if i == 0 && entry.level == 1 {
                out.push(Strip::Space(pitch / 2));
                line.on_grid = false;
            }
            line.on_grid = false;
            out.push(Strip::Solid(line));
        }
    }
    out
}

/// Size of chapters and distance of lines: those of the text, or less where the contents then end on the page on which they
/// began, instead of running over with a few lines; the size not under that of tables.
fn size_and_pitch(setting: &Setting<'_>, entries: &[(usize, Entry)]) -> (Length, Length) {
    let (size, pitch) = (setting.look.body, setting.look.pitch);
    let chapters = entries.iter().filter(|(_, entry)| entry.level == 1).count() as i64;
    // Half lines: two an entry, one above each chapter; the heading takes three lines and a half.
    let halves = entries.len() as i64 * 2 + chapters;
    let room = setting.sheet.body.size.height - pitch * 7 / 2;
    let fitting = room * 2 / halves.max(1);
    if fitting >= pitch {
        return (size, pitch);
    }
    let fitting_size = size.min(fitting.scaled(10, 13));
    if fitting_size >= setting.look.table.min(size) { (fitting_size, fitting) } else { (size, pitch) }
}

/// The entries that are open: one of a deeper level goes into contents within the entry above it.
struct Nesting {
    /// The whole.
    contents: Owner,
    /// The entries that the next one may stand under: their level, their element, and the contents within it.
    open: Vec<(u8, Owner, Option<Owner>)>,
}

impl Nesting {
    /// The element of the next entry.
    fn item(&mut self, setting: &mut Setting<'_>, level: u8) -> Owner {
        while self.open.last().is_some_and(|(above, ..)| *above >= level) {
            self.open.pop();
        }
        let contents = match self.open.last_mut() {
            Some((_, item, contents)) => *contents.get_or_insert_with(|| setting.element(*item, Role::TOC)),
            None => self.contents,
        };
        let item = setting.element(contents, Role::TOCI);
        self.open.push((level, item, None));
        item
    }
}

fn next_is_deeper(setting: &mut Setting<'_>, index: usize, depth: u8) -> bool {
    setting
        .printed_entries()
        .iter()
        .skip(index + 1)
        .find(|entry| entry.listed && entry.level <= depth)
        .is_some_and(|entry| entry.level > 1)
}

/// Dots from `start` to `end`; they stand on a common raster, so that they align from line to line.
fn leader(start: Length, end: Length, y: Length) -> Item {
    let step = Length::pt(4.0);
    let first = step * (start / step + 1);
    let stroke = Stroke { width: Length::pt(0.7), color: QUIET, dash: vec![Length::pt(0.7), step - Length::pt(0.7)] };
    Item {
        tag: Tag::Artifact(Artifact::Layout),
        draw: Draw::Line { from: Point::new(first, y), to: Point::new(end.max(first), y), stroke },
    }
}

//! Blocks → strips: each block of the document becomes a pile of strips and its elements of the structure tree.

mod closing;
mod contents;
mod cover;
mod key_figures;
mod sheet_head;

use super::length::{Length, Point};
use super::page::{Artifact, Tag};
use super::setting::{Owner, Setting, align, baseline, plain_text, rule, small_style};
use super::sheet::{FAINT, HAIR};
use super::strip::{Lane, Pile, Solid, Strip, as_artifact, flattened, height, shifted, stacked_at};
use super::structure::Role;
use super::style::{Align, Color, ParagraphStyle, TextStyle, Weight};
use super::{chart, figure, table};
use crate::report::document::{
    Alignment, Block, Columns, Division, Emphasis, Heading, List, Paragraph, ParagraphKind, plain,
};

/// Where blocks are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    /// Width.
    pub(crate) measure: Length,
    /// Set in something else: off the grid.
    pub(crate) nested: bool,
    /// No first-line indent (lists, cells).
    pub(crate) flush: bool,
    /// In a cell of a table, its look.
    pub(crate) cell: Option<CellRoom>,
}

/// How the text of a cell is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CellRoom {
    pub(crate) align: Alignment,
    pub(crate) weight: Weight,
    pub(crate) color: Color,
    /// A header cell: lines break at phrases.
    pub(crate) head: bool,
}

impl Room {
    /// The text column of a page.
    pub(crate) fn page(measure: Length) -> Room {
        Room { measure, nested: false, flush: false, cell: None }
    }

    fn narrowed(self, measure: Length) -> Room {
        Room { measure: measure.max(Length::pt(4.0)), nested: true, ..self }
    }
}

/// Sets blocks one under another.
pub(crate) fn pile(setting: &mut Setting<'_>, blocks: &[Block], owner: Owner, room: Room) -> Pile {
    let mut out = Pile::new();
    for block in blocks {
        block_into(setting, block, owner, room, &mut out);
    }
    collapsed(out)
}

/// White that meets white does not add up: the greater stands.
fn collapsed(pile: Pile) -> Pile {
    let mut out = Pile::with_capacity(pile.len());
    for strip in pile {
        match (out.last_mut(), strip) {
            (Some(Strip::Space(before)), Strip::Space(after)) => *before = (*before).max(after),
            (_, strip) => out.push(strip),
        }
    }
    out
}

/// Sets blocks as solids only.
pub(crate) fn solids(setting: &mut Setting<'_>, blocks: &[Block], owner: Owner, room: Room) -> Vec<Solid> {
    let room = Room { nested: true, ..room };
    let pile = pile(setting, blocks, owner, room);
    flattened(pile, piece_height(setting))
}

/// The highest thing that is not broken where only solids can stand.
fn piece_height(setting: &Setting<'_>) -> Length {
    setting.sheet.body.size.height.scaled(45, 100)
}

fn block_into(setting: &mut Setting<'_>, block: &Block, owner: Owner, room: Room, out: &mut Pile) {
    let gap = setting.look.block_gap;
    match block {
        Block::Cover(cover) => {
            out.push(cover::set(setting, cover, owner, room));
            out.push(Strip::PageBreak);
        }
        Block::Contents { title, depth } => out.extend(contents::set(setting, title, *depth, owner, room)),
        Block::Heading(heading) => out.extend(set_heading(setting, heading, owner, room, true)),
        Block::Paragraph(paragraph) => {
            // A title within the text (件名) stands off by a line.
            let title = paragraph.kind == ParagraphKind::Lead && paragraph.align == Alignment::Center && !room.nested;
            let white = if title { setting.look.pitch } else { Length::ZERO };
            if title {
                out.push(Strip::Space(white));
            }
            out.extend(set_paragraph(setting, paragraph, owner, room));
            if title {
                out.push(Strip::Space(white));
            }
        }
        Block::List(list) => {
            // Under a paragraph a list stands off by a line; under its heading it does not.
            let after_text = matches!(out.last(), Some(Strip::Solid(last)) if !last.keep && last.on_grid);
            if after_text && !room.nested {
                out.push(Strip::Space(setting.look.pitch));
            }
            out.extend(set_list(setting, list, owner, room));
        }
        Block::Table(table) => {
            keep_introduction(out);
            // What leaves white below it ends with a rule. However tight a page is set, that does not meet the one over the table.
            let below_rule = matches!(out.last(), Some(Strip::Space(_)));
            out.push(Strip::Space(if below_rule { gap.max(setting.look.pitch / 3) } else { gap }));
            out.extend(table::set(setting, table, owner, room.measure));
            out.push(Strip::Space(gap));
        }
        Block::Figure(figure) => {
            out.push(Strip::Space(gap));
            out.extend(figure::set(setting, figure, owner, room.measure).into_iter().map(Strip::Solid));
            out.push(Strip::Space(gap));
        }
        Block::Chart(chart) => {
            let gap = if room.cell.is_some() { Length::ZERO } else { gap };
            out.push(Strip::Space(gap));
            out.push(Strip::Solid(chart::set(setting, chart, owner, room.measure)));
            out.push(Strip::Space(gap));
        }
        Block::Columns(columns) => out.extend(set_columns(setting, columns, owner, room)),
        Block::SheetHead(head) => {
            out.push(Strip::Solid(sheet_head::set(setting, head, owner, room.measure)));
            out.push(Strip::Space(setting.look.head_gap));
        }
        Block::KeyFigures(figures) => {
            out.push(Strip::Space(gap));
            out.extend(key_figures::set(setting, figures, owner, room.measure).into_iter().map(Strip::Solid));
            out.push(Strip::Space(gap));
        }
        Block::Labelled { label, body } => labelled(setting, label, body, owner, room, out),
        Block::Together(blocks) => {
            let inner = pile(setting, blocks, owner, room);
            out.push(Strip::Need(pile_height(&inner)));
            out.extend(inner);
        }
        Block::Closing(blocks) => {
            let inner = pile(setting, blocks, owner, room);
            closing::keep_company(out, pile_height(&inner));
            out.push(Strip::Need(pile_height(&inner)));
            out.extend(inner);
        }
        Block::Rule => {
            let gap = setting.look.pitch / 2;
            let line =
                rule(Point::new(Length::ZERO, gap / 2), Point::new(room.measure, gap / 2), Length::pt(0.25), HAIR);
            out.push(Strip::Solid(Solid::new(gap, vec![line])));
        }
        Block::PageBreak => out.push(Strip::PageBreak),
        Block::WritingSpace { label, lines } => out.extend(writing_space(setting, label, *lines, owner, room)),
    }
}

/// Lines up to which what stands between a heading and a table leads to the table.
const INTRODUCTION_LINES: usize = 3;

/// What leads to a table stays with it: a short text under a heading, so that neither stands at the foot of a page without the table,
/// and of a longer text the last two lines.
fn keep_introduction(out: &mut Pile) {
    let (mut lines, mut headed) = (Vec::new(), false);
    for (at, strip) in out.iter().enumerate().rev() {
        match strip {
            Strip::Space(_) => {}
            Strip::Solid(solid) if solid.keep => {
                headed = true;
                break;
            }
            Strip::Solid(solid) if solid.notes.is_empty() && lines.len() < INTRODUCTION_LINES => lines.push(at),
            _ => return,
        }
    }
    for at in lines.into_iter().filter(|_| headed) {
        if let Some(Strip::Solid(solid)) = out.get_mut(at) {
            solid.keep = true;
        }
    }
}

/// A label and what it names: nearer to it than to what is above.
fn labelled(setting: &mut Setting<'_>, label: &Heading, body: &[Block], owner: Owner, room: Room, out: &mut Pile) {
    let mut label = set_label(setting, label, owner, room);
    let inner = Room { flush: true, ..room };
    let mut body = pile(setting, body, owner, inner);
    // A label stands nearer to what it names than to what is above it.
    let first = body.iter_mut().find(|strip| !matches!(strip, Strip::Need(_)));
    if let Some(Strip::Space(gap)) = first {
        *gap = (*gap).min(setting.look.table.scaled(3, 10));
    }
    // Over a line of the grid it takes a line of the grid, so that no white parts it from what it names.
    let over_grid = matches!(body.first(), Some(Strip::Solid(first)) if first.on_grid);
    if let (true, [Strip::Solid(line)]) = (over_grid, label.as_mut_slice()) {
        let more = (setting.look.pitch - line.height).max(Length::ZERO);
        super::strip::shift(&mut line.items, Length::ZERO, more);
        line.height += more;
        line.on_grid = true;
    }
    let above = if over_grid { setting.look.table / 2 } else { setting.look.label_gap };
    out.push(Strip::Space(above));
    out.extend(label);
    out.extend(body);
}

/// Height of a pile when nothing of it is broken.
pub(crate) fn pile_height(pile: &[Strip]) -> Length {
    pile.iter()
        .map(|strip| match strip {
            Strip::Solid(solid) => solid.height + solid.notes_height(),
            Strip::Space(height) => *height,
            Strip::Need(_) | Strip::PageBreak => Length::ZERO,
            Strip::Table(table) => table.natural_height(),
            Strip::Parallel(lanes) => lanes.iter().map(|l| height(&l.solids)).fold(Length::ZERO, Length::max),
        })
        .sum()
}

/// A heading takes whole grid lines (行取り), its text in their middle.
pub(crate) fn set_heading(
    setting: &mut Setting<'_>,
    heading: &Heading,
    owner: Owner,
    room: Room,
    listed: bool,
) -> Pile {
    let (size, before, lines) = setting.look.heading(heading.level);
    let size = if room.cell.is_some() { setting.look.table } else { size };
    let mut style = setting.look.gothic(Weight::Bold, size);
    if heading.level <= 2 {
        style.color = setting.look.accent;
    }
    let element = setting.heading(owner, heading.level, &heading.text, heading.anchor.clone(), listed);
    name_pages(setting, heading.level);
    let pieces = setting.pieces(&heading.text, element, style);
    let pitch = size.scaled(14, 10);
    let align = match room.cell {
        Some(CellRoom { align: Alignment::Center, .. }) => Align::Center,
        _ => Align::Start,
    };
    let mut how = ParagraphStyle::new(Some(room.measure), pitch).aligned(align);
    how.breaks.phrases = true;
    let composed = setting.compose(pieces.pieces, how);
    let text = setting.lines(&composed, &how, size, false, pieces.notes);
    if let Some(tag) = first_tag(&text) {
        setting.heading_content(tag);
    }
    let grid = setting.look.pitch;
    let natural = height(&text);
    let mut total = (grid * lines).scaled(setting.look.heading_percent, 100);
    while total < natural {
        total += grid;
    }
    if room.nested {
        total = natural + size / 4;
    }
    let dy = (total - natural) / 2;
    let notes = text.iter().flat_map(|s| s.notes.clone()).collect();
    let mut items = stacked_at(&text, Length::ZERO, dy);
    if heading.level <= 1 && !room.nested {
        let y = total - Length::pt(2.0);
        items.push(rule(
            Point::new(Length::ZERO, y),
            Point::new(room.measure, y),
            Length::pt(0.75),
            setting.look.accent,
        ));
    }
    let solid = Solid { height: total, items, on_grid: !room.nested, keep: true, notes, ..Solid::default() };
    let mut out = vec![Strip::Space(if room.nested { size / 2 } else { grid * before }), Strip::Solid(solid)];
    if heading.level <= 1 && !room.nested {
        out.push(Strip::Space(setting.look.block_gap));
    }
    out
}

/// Where a part has several headings of the first level, each names the pages from its own on.
fn name_pages(setting: &mut Setting<'_>, level: u8) {
    let [before @ .., mark] = setting.headings.as_mut_slice() else { return };
    if level == 1
        && mark.level == 1
        && let Some(first) = before.iter_mut().find(|other| other.level == 1)
    {
        first.names_pages = true;
        mark.names_pages = true;
    }
}

/// Type and lines of a small label.
fn label_style(setting: &Setting<'_>, measure: Length) -> (TextStyle, ParagraphStyle) {
    let mut style = setting.look.gothic(Weight::Bold, setting.look.table);
    style.color = setting.look.accent;
    (style, ParagraphStyle::new(Some(measure), setting.look.label_pitch).aligned(Align::Start))
}

/// The small label over what belongs to it.
fn set_label(setting: &mut Setting<'_>, heading: &Heading, owner: Owner, room: Room) -> Pile {
    let (style, how) = label_style(setting, room.measure);
    let element = setting.heading(owner, heading.level, &heading.text, heading.anchor.clone(), true);
    let pieces = setting.pieces(&heading.text, element, style);
    let composed = setting.compose(pieces.pieces, how);
    let lines = setting.lines(&composed, &how, style.size, false, pieces.notes);
    if let Some(tag) = first_tag(&lines) {
        setting.heading_content(tag);
    }
    lines.into_iter().map(|line| Strip::Solid(line.kept())).collect()
}

/// The first content drawn.
pub(crate) fn first_tag(solids: &[Solid]) -> Option<Tag> {
    solids.iter().flat_map(|s| &s.items).map(|item| item.tag).find(|tag| matches!(tag, Tag::Content(_)))
}

fn set_paragraph(setting: &mut Setting<'_>, paragraph: &Paragraph, owner: Owner, room: Room) -> Pile {
    let element = setting.element(owner, Role::P);
    if let (Owner::Node(node), Some(_)) = (element, paragraph.subject) {
        setting.structure.node_mut(node).subject = paragraph.subject;
    }
    let lines = paragraph_lines(setting, paragraph, element, room);
    let mut out = Pile::new();
    if paragraph.kind == ParagraphKind::Note && room.cell.is_none() {
        out.push(Strip::Space(setting.look.note / 4));
    }
    out.extend(lines.into_iter().map(Strip::Solid));
    out
}

/// Lines up to which the text of a narrow cell is a name or a note, broken at its phrases, and not running text.
const SHORT_LINES: i64 = 4;
/// The same of what is no sentence in a cell of a common width: a name that needs a second line.
const NAME_LINES: i64 = 2;

/// Style of a paragraph's text and lines in a room.
fn paragraph_style(setting: &Setting<'_>, paragraph: &Paragraph, room: Room) -> (TextStyle, ParagraphStyle) {
    let kind = match (room.cell, paragraph.kind) {
        (Some(_), ParagraphKind::Body | ParagraphKind::Flush) => ParagraphKind::Small,
        (_, ParagraphKind::Body) if room.flush => ParagraphKind::Flush,
        (_, kind) => kind,
    };
    let (mut text, mut style) = setting.look.paragraph(kind, room.measure);
    style.align = align(paragraph.align);
    style.breaks.list_of_departments = paragraph.division == Division::Departments;
    style.breaks.at_spaces = paragraph.division == Division::Spaces;
    style.breaks.at_commas = paragraph.division == Division::Commas;
    style.breaks.phrases = paragraph.division == Division::Phrases;
    // A line of a lead is a few words and figures of large type: a figure that goes to the next line whole leaves more room than the
    // gaps of the line could take unseen. Like a heading, it ends its lines at phrases and does not fill them.
    if kind == ParagraphKind::Lead && style.align == Align::Justify {
        style.align = Align::Start;
        style.breaks.phrases = true;
        style.breaks.natural_lines = true;
    }
    if let Some(cell) = room.cell {
        if kind == ParagraphKind::Lead {
            text.size = setting.look.table.scaled(21, 20);
            style.pitch = text.size.scaled(14, 10);
        }
        if cell.weight == Weight::Bold {
            text.weight = Weight::Bold;
        }
        if cell.color != Color::BLACK {
            text.color = cell.color;
        }
        if paragraph.align == Alignment::Justify {
            style.align = align(cell.align);
        }
        let natural = natural_of(paragraph, text.size);
        let narrow = room.measure < text.size * 16;
        let common = room.measure < text.size * 24;
        let is_name = common && !text_is_sentence(paragraph) && natural <= room.measure * NAME_LINES;
        style.breaks.phrases |= cell.head || narrow && natural <= room.measure * SHORT_LINES || is_name;
        // Lines that are not filled cost nothing: they end at phrases, however long the text is.
        style.breaks.phrases |= !narrow && style.align == Align::Start;
        style.breaks.keep_words = common;
        // Lines as short as these cannot be filled without dividing words.
        if (narrow || style.breaks.phrases) && style.align == Align::Justify {
            style.align = Align::Start;
        }
        style.condense_to = 80;
    } else if room.nested
        && !text_is_sentence(paragraph)
        && natural_of(paragraph, text.size) <= room.measure * NAME_LINES
    {
        // 特になし beside other columns: no word of it is divided.
        style.breaks.phrases = true;
        if style.align == Align::Justify {
            style.align = Align::Start;
        }
    }
    if room.cell.is_some() || style.align != Align::Justify {
        style.hanging = false;
    }
    if style.align != Align::Justify {
        style.first_indent = Length::ZERO;
        style.rest_indent = Length::ZERO;
    }
    // An indent that would leave no room for three characters is given up.
    if style.first_indent.max(style.rest_indent) + text.size * 3 > room.measure {
        style.first_indent = Length::ZERO;
        style.rest_indent = Length::ZERO;
    }
    (text, style)
}

/// About how long a paragraph's text is in one line of this size.
fn natural_of(paragraph: &Paragraph, size: Length) -> Length {
    size * plain_text(&paragraph.text).chars().count() as i64
}

/// Whether a paragraph is running text, and no name or note.
fn text_is_sentence(paragraph: &Paragraph) -> bool {
    plain_text(&paragraph.text).contains('。')
}

/// The lines of a paragraph whose text belongs to `owner`.
pub(crate) fn paragraph_lines(
    setting: &mut Setting<'_>,
    paragraph: &Paragraph,
    owner: Owner,
    room: Room,
) -> Vec<Solid> {
    let (text, style) = paragraph_style(setting, paragraph, room);
    let pieces = setting.pieces(&paragraph.text, owner, text);
    if pieces.pieces.is_empty() {
        return Vec::new();
    }
    let composed = setting.compose(pieces.pieces, style);
    let on_grid = !room.nested && style.pitch == setting.look.pitch;
    setting.lines(&composed, &style, text.size, on_grid, pieces.notes)
}

/// How many lines the paragraphs of a cell take in a measure.
pub(crate) fn line_count(setting: &mut Setting<'_>, blocks: &[Block], room: Room) -> usize {
    let of_block = |block: &Block| match block {
        Block::Paragraph(paragraph) => {
            let (text, style) = paragraph_style(setting, paragraph, room);
            let pieces = setting.pieces(&paragraph.text, Owner::Artifact(Artifact::Layout), text);
            setting.compose(pieces.pieces, style).lines().len()
        }
        _ => 1,
    };
    blocks.iter().map(of_block).sum()
}

/// Width of the longest line of blocks when nothing forces them to wrap: what a fitted column asks for.
pub(crate) fn natural_width(setting: &mut Setting<'_>, blocks: &[Block], room: Room) -> Length {
    let mut widest = Length::ZERO;
    for block in blocks {
        let width = match block {
            Block::Paragraph(paragraph) => {
                let (text, mut style) = paragraph_style(setting, paragraph, room);
                style.measure = None;
                style.align = Align::Start;
                let pieces = setting.pieces(&paragraph.text, Owner::Artifact(Artifact::Layout), text);
                let composed = setting.compose(pieces.pieces, style);
                composed.lines().iter().map(|line| line.width).max().unwrap_or(Length::ZERO)
            }
            Block::List(list) => {
                let inner: Vec<Length> =
                    list.items.iter().map(|item| natural_width(setting, &item.body, room)).collect();
                inner.into_iter().max().unwrap_or(Length::ZERO) + setting.look.table * 2
            }
            Block::Heading(heading) => {
                let style = setting.look.gothic(Weight::Bold, setting.look.table);
                let pieces = setting.pieces(&heading.text, Owner::Artifact(Artifact::Layout), style);
                let how = ParagraphStyle::new(None, setting.look.table_pitch).aligned(Align::Start);
                let composed = setting.compose(pieces.pieces, how);
                composed.lines().iter().map(|line| line.width).max().unwrap_or(Length::ZERO)
            }
            Block::Together(blocks) | Block::Closing(blocks) | Block::Labelled { body: blocks, .. } => {
                natural_width(setting, blocks, room)
            }
            _ => setting.look.table * 12,
        };
        widest = widest.max(width);
    }
    widest
}

fn set_list(setting: &mut Setting<'_>, list: &List, owner: Owner, room: Room) -> Pile {
    if list.items.is_empty() {
        return Pile::new();
    }
    let element = setting.element(owner, Role::L);
    let kind = if room.cell.is_some() { ParagraphKind::Small } else { first_kind(list) };
    let (mut style, how) = setting.look.paragraph(kind, room.measure);
    if let Some(cell) = room.cell.filter(|cell| cell.color != Color::BLACK) {
        style.color = cell.color;
    }
    let mut set = Vec::new();
    let mut indent = style.size;
    for item in &list.items {
        let li = setting.element(element, Role::LI);
        let mut label = (Vec::new(), Length::ZERO);
        if !item.label.is_empty() {
            let lbl = setting.element(li, Role::Lbl);
            let tag = setting.tag(lbl);
            let style = if is_word(&item.label) { setting.look.emphasised(style, Emphasis::Label) } else { style };
            label = setting.natural(&item.label, style, tag);
        }
        // A number or a word gets half an em of air, or it would run into the text (ア, ① fill an em); 1. and the like a
        // quarter where they are wider than an em; marks (・, ※) have theirs within. One too wide for the indent has a line of
        // its own.
        let is_number = item.label.ends_with(char::is_alphanumeric);
        let wanted = label.1 + if is_number { style.size / 2 } else { style.size / 4 };
        if (is_number || label.1 > style.size) && wanted <= room.measure / 4 {
            indent = indent.max(wanted);
        }
        set.push((li, label, item));
    }
    let indent = indent.min(room.measure / 3);
    let mut out = Pile::new();
    for (li, label, item) in set {
        let body = setting.element(li, Role::LBody);
        let inner = Room { flush: true, nested: room.nested, ..room.narrowed(room.measure - indent) };
        let pile = pile(setting, &item.body, body, inner);
        let mut solids = flattened(pile, piece_height(setting));
        for solid in &mut solids {
            super::strip::shift(&mut solid.items, indent, Length::ZERO);
        }
        if label.1 > Length::ZERO {
            let y = baseline(how.pitch, style.size);
            let mut items = shifted(&label.0, Length::ZERO, y);
            let on_grid = !room.nested && how.pitch == setting.look.pitch;
            match solids.first_mut() {
                Some(_) if label.1 > indent => {
                    solids.insert(0, Solid { on_grid, ..Solid::new(how.pitch, items) }.kept());
                }
                Some(first) => {
                    items.append(&mut first.items);
                    first.items = items;
                }
                None => solids.push(Solid { on_grid, ..Solid::new(how.pitch, items) }),
            }
        }
        out.extend(solids.into_iter().map(Strip::Solid));
    }
    out
}

/// A label that says in a word what its text is about, and neither numbers nor marks it.
fn is_word(label: &str) -> bool {
    label.chars().count() > 1 && label.chars().all(char::is_alphabetic)
}

/// The kind in which a list's labels are set: that of its first paragraph.
fn first_kind(list: &List) -> ParagraphKind {
    let first = list.items.iter().flat_map(|item| &item.body).find_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.kind),
        _ => None,
    });
    first.unwrap_or_default()
}

fn set_columns(setting: &mut Setting<'_>, columns: &Columns, owner: Owner, room: Room) -> Pile {
    let shares: i64 = columns.columns.iter().map(|(share, _)| i64::from((*share).min(10_000))).sum();
    let count = columns.columns.len() as i64;
    if count == 0 {
        return Pile::new();
    }
    let gutter = setting.look.body.scaled(18, 10).min(room.measure / (count * 4));
    let free = room.measure - gutter * (count - 1);
    let least = setting.look.table * 2;
    let width = |share: u32| {
        let share = i64::from(share.min(10_000));
        let width = if shares == 0 { free / count } else { free.scaled(share, shares) };
        // A column without room stands at least one character wide, so that nothing is lost.
        width.max(least)
    };
    // Figures that are never divided leave the labels of a narrow table no room: then tables stand one below the other.
    let lacks_room = |setting: &mut Setting<'_>, (share, blocks): &(u32, Vec<Block>)| match blocks.as_slice() {
        [Block::Table(table)] => !table::is_readable(setting, table, width(*share)),
        _ => false,
    };
    if count > 1 && columns.columns.iter().any(|column| lacks_room(setting, column)) {
        let inner = Room { nested: true, ..room };
        return columns.columns.iter().flat_map(|(_, blocks)| pile(setting, blocks, owner, inner)).collect();
    }
    let mut x = Length::ZERO;
    let mut lanes = Vec::new();
    let (mut above, mut below) = (Length::ZERO, Length::ZERO);
    for (share, blocks) in &columns.columns {
        let width = width(*share);
        let inner = Room { nested: true, ..room.narrowed(width) };
        let again = label_again(setting, blocks, width);
        let lane = pile(setting, blocks, owner, inner);
        let white = |strip: Option<&Strip>| match strip {
            Some(Strip::Space(white)) => *white,
            _ => Length::ZERO,
        };
        above = above.max(white(lane.first()));
        below = below.max(white(lane.last()));
        // What fits on a page stands in it as one: a head repeated in the middle of a column would head nothing new.
        let page = setting.sheet.body.size.height;
        let piece = if pile_height(&lane) <= page.scaled(9, 10) { page } else { piece_height(setting) };
        lanes.push(Lane { x, solids: flattened(lane, piece), again });
        x += width + gutter;
    }
    // The white at the ends of the columns is white of the whole.
    vec![Strip::Space(above), Strip::Parallel(lanes), Strip::Space(below)]
}

/// The label that a column begins with, with （続き）: what a page says over it on which the column goes on.
fn label_again(setting: &mut Setting<'_>, blocks: &[Block], measure: Length) -> Vec<Solid> {
    let Some(Block::Labelled { label, .. }) = blocks.first() else { return Vec::new() };
    let mut text = label.text.clone();
    text.extend(plain("（続き）"));
    let artifact = Owner::Artifact(Artifact::Layout);
    setting.silently(|setting| {
        let (style, how) = label_style(setting, measure);
        let pieces = setting.pieces(&text, artifact, style);
        let composed = setting.compose(pieces.pieces, how);
        as_artifact(&setting.lines(&composed, &how, style.size, false, Vec::new()))
    })
}

fn writing_space(setting: &mut Setting<'_>, label: &str, lines: u8, owner: Owner, room: Room) -> Pile {
    let size = setting.look.table;
    let mut style = setting.look.gothic(Weight::Bold, size);
    style.color = setting.look.accent;
    let mut out = vec![Strip::Space(size.scaled(8, 10))];
    if !label.is_empty() {
        let element = setting.element(owner, Role::P);
        let tag = setting.tag(element);
        let text = setting.text_block(label, style, small_style(style, Align::Start, room.measure), tag);
        out.extend(text.into_iter().map(|line| Strip::Solid(line.kept())));
    }
    let step = Length::mm(8.0);
    let lines = lines.max(1);
    for i in 0..lines {
        let y = step;
        let mut items = vec![rule(Point::new(Length::ZERO, y), Point::new(room.measure, y), Length::pt(0.25), FAINT)];
        let edge = |x: Length| rule(Point::new(x, Length::ZERO), Point::new(x, step), Length::pt(0.5), HAIR);
        items.extend([edge(Length::ZERO), edge(room.measure)]);
        let across = |y: Length| rule(Point::new(Length::ZERO, y), Point::new(room.measure, y), Length::pt(0.5), HAIR);
        if i == 0 {
            items.push(across(Length::ZERO));
        }
        if i + 1 == lines {
            items.push(across(step));
        }
        out.push(Strip::Solid(Solid { keep: i + 1 < lines && lines <= 24, ..Solid::new(step, items) }));
    }
    out
}

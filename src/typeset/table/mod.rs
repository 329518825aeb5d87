//! Tables: a [`Table`] of the document becomes a [`TableBox`] with set cells and known row heights, which page make-up
//! then takes stretch by stretch ([`split`]).
//!
//! The structure is made here, once, whatever the number of pages: one `Table`, its rows and cells in reading order.

mod columns;
mod grid;
mod heads;
mod marks;
pub(crate) mod rules;
mod split;

pub(crate) use split::Progress;

use std::collections::BTreeSet;

use self::columns::{HEAD_PADDING, Measured, padding, widths};
use self::grid::{Placed, Resolved, resolve};
use self::rules::Section;
use super::apart::end_with_space;
use super::blocks::{CellRoom, Room, solids};
use super::length::Length;
use super::page::{Artifact, Draw, Tag};
use super::setting::{Owner, Setting, TABLE_IRREGULAR, vertical};
use super::strip::{Pile, Solid, Strip, as_artifact, height, shifted};
use super::structure::{CellAttributes, NodeId, Role, Scope};
use super::style::{Align, Color, ParagraphStyle, Weight};
use crate::finding::{Finding, Severity};
use crate::report::document::{
    Alignment, Block, Cell, Column, ColumnWidth, HeaderScope, Inline, Paragraph, ParagraphKind, Row, Table, TableStyle,
    Tone, VerticalAlign,
};

/// Space over and under a cell's text. A full grid parts rows by itself and stands closer, as the plan's table does.
fn pad_of(style: TableStyle) -> Length {
    if style == TableStyle::Grid { Length::pt(1.3) } else { Length::pt(2.6) }
}

/// A set table.
#[derive(Debug, Clone)]
pub(crate) struct TableBox {
    pub(crate) width: Length,
    style: TableStyle,
    /// Left edge of each column, and the right edge of the last.
    edges: Vec<Length>,
    /// The caption with （続き）, drawn over every further stretch.
    caption_again: Vec<Solid>,
    head: Part,
    body: Part,
    /// Room wanted under the last row for the notes that stay with it.
    tail: Length,
    look: super::sheet::Type,
}

/// Rows set together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    rows: Vec<BoxRow>,
    cells: Vec<BoxCell>,
    /// The cells that stand in each row, begun in it or above.
    by_row: Vec<Vec<usize>>,
}

impl Part {
    fn indexed(mut self) -> Part {
        self.by_row = vec![Vec::new(); self.rows.len()];
        for (index, cell) in self.cells.iter().enumerate() {
            for row in cell.row..=cell.last_row() {
                self.by_row[row].push(index);
            }
        }
        self
    }
}

/// A row.
#[derive(Debug, Clone)]
struct BoxRow {
    section: Section,
    height: Length,
    may_split: bool,
    /// A page may end after it.
    break_after: bool,
    page_break_before: bool,
    /// The row that heads its group.
    group_heading: Option<usize>,
    striped: bool,
}

/// A cell.
#[derive(Debug, Clone)]
struct BoxCell {
    row: usize,
    col: usize,
    row_span: usize,
    col_span: usize,
    solids: Vec<Solid>,
    pad: Length,
    vertical: VerticalAlign,
    tone: Tone,
    light_rule_below: bool,
    /// Its label with （続き）, for the pages on which a broken row span or row goes on.
    again: Vec<Solid>,
}

impl BoxCell {
    fn last_row(&self) -> usize {
        self.row + self.row_span - 1
    }
}

/// Sets a table: its caption, the table itself, its notes.
pub(crate) fn set(setting: &mut Setting<'_>, table: &Table, owner: Owner, measure: Length) -> Pile {
    let head: Vec<&Row> = table.head.iter().collect();
    let groups: Vec<Vec<&Row>> = table.groups.iter().map(|group| group.rows.iter().collect()).collect();
    let foot: Vec<&Row> = table.foot.iter().collect();
    let columns = declared_columns(table, &head, &groups, &foot);
    let declared = table.columns.len();
    let count = columns.len();

    let head_cells = resolve(&head, declared, count);
    let group_cells: Vec<(Option<Resolved<'_>>, Resolved<'_>)> = table
        .groups
        .iter()
        .zip(&groups)
        .map(|(group, rows)| {
            (group.heading.as_ref().map(|row| resolve(&[row], declared, count)), resolve(rows, declared, count))
        })
        .collect();
    let foot_cells = resolve(&foot, declared, count);
    report_irregular(setting, table, &head_cells, &group_cells, &foot_cells);

    let mut measured: Vec<Measured<'_>> = Vec::new();
    measured.extend(head_cells.cells.iter().map(|&placed| Measured { placed, head: true }));
    for (_, rows) in &group_cells {
        measured.extend(rows.cells.iter().map(|&placed| Measured { placed, head: false }));
    }
    measured.extend(foot_cells.cells.iter().map(|&placed| Measured { placed, head: true }));
    let widths = widths(setting, &columns, &measured, measure);
    let mut edges = vec![Length::ZERO];
    for width in &widths {
        edges.push(edges[edges.len() - 1] + *width);
    }
    let width = edges[edges.len() - 1];
    let insets = decimal_insets(setting, &columns, &measured);

    let mut out = Pile::new();
    let rows = head.len() + foot.len() + groups.iter().map(Vec::len).sum::<usize>() + table.groups.len();
    if rows == 0 || count == 0 {
        caption(setting, table, owner, measure, &mut out);
        notes(setting, table, owner, measure, &mut out);
        return out;
    }
    let element = setting.element(owner, Role::Table);
    let caption_again = caption(setting, table, element, width, &mut out);

    let mut maker =
        Maker { setting, columns: &columns, edges: &edges, insets: &insets, style: table.style, heads: Vec::new() };
    let mut head_part = Part::default();
    if !head.is_empty() {
        let section = maker.setting.element(element, Role::THead);
        maker.rows(&mut head_part, section, &head, &head_cells, Section::Head, None);
    }
    let mut body = Part::default();
    for (group, (heading, cells)) in table.groups.iter().zip(&group_cells) {
        if group.heading.is_none() && group.rows.is_empty() {
            continue;
        }
        let section = maker.setting.element(element, Role::TBody);
        let first = body.rows.len();
        let mut heading_row = None;
        if let (Some(row), Some(cells)) = (&group.heading, heading) {
            maker.rows(&mut body, section, &[row], cells, Section::GroupHeading, None);
            heading_row = Some(first);
        }
        let rows: Vec<&Row> = group.rows.iter().collect();
        maker.rows(&mut body, section, &rows, cells, Section::Body, heading_row);
        if let Some(row) = body.rows.get_mut(first) {
            row.page_break_before = group.page_break_before && first > 0;
        }
    }
    if !foot.is_empty() {
        let section = maker.setting.element(element, Role::TFoot);
        if let Some(last) = body.rows.last_mut() {
            last.break_after = false;
        }
        maker.rows(&mut body, section, &foot, &foot_cells, Section::Foot, None);
        let rows = body.rows.len();
        for row in body.rows.iter_mut().take(rows - 1).filter(|row| row.section == Section::Foot) {
            row.break_after = false;
        }
    }
    let look = setting.look.clone();
    let page = setting.sheet.body.size.height;
    settle(&mut head_part, page, &look);
    settle(&mut body, page, &look);
    // A head that takes half a page cannot be repeated on each: it becomes the beginning of the body.
    if part_height(&head_part) > page / 2 || body.rows.is_empty() {
        body = prepended(head_part, body);
        head_part = Part::default();
    }
    if let Some(last) = body.rows.last_mut() {
        last.break_after = true;
    }
    let mut below = Pile::new();
    notes(setting, table, owner, width, &mut below);
    let tail = super::blocks::pile_height(&below).min(page / 4);
    let set =
        TableBox { width, style: table.style, edges, caption_again, head: head_part, body: body.indexed(), tail, look };
    out.push(Strip::Table(Box::new(set)));
    out.extend(below);
    out
}

/// The declared columns, and one more share for each that cells need beyond them.
fn declared_columns(table: &Table, head: &[&Row], groups: &[Vec<&Row>], foot: &[&Row]) -> Vec<Column> {
    let declared = table.columns.len();
    let mut needed = resolve(head, declared, declared).columns.max(resolve(foot, declared, declared).columns);
    for (group, rows) in table.groups.iter().zip(groups) {
        needed = needed.max(resolve(rows, declared, declared).columns);
        if let Some(heading) = &group.heading {
            needed = needed.max(resolve(&[heading], declared, declared).columns);
        }
    }
    let mut columns = table.columns.clone();
    columns.resize(needed, Column { width: ColumnWidth::Share(1), align: Alignment::Justify });
    columns
}

fn report_irregular(
    setting: &mut Setting<'_>,
    table: &Table,
    head: &Resolved<'_>,
    groups: &[(Option<Resolved<'_>>, Resolved<'_>)],
    foot: &Resolved<'_>,
) {
    let name = table.caption.as_deref().map(super::setting::plain_text).unwrap_or_default();
    let mut say = |part: &str, rows: &[usize]| {
        if rows.is_empty() {
            return;
        }
        let numbers: Vec<_> = rows.iter().take(5).map(|row| (row + 1).to_string()).collect();
        setting.find(
            Finding::new(
                Severity::Warning,
                TABLE_IRREGULAR,
                format!(
                    "表「{name}」の{part}{}行目のセルの数又は結合が列の数に合わないため、補って印刷しました。",
                    numbers.join("、")
                ),
            )
            .expected(format!("{}列", table.columns.len()))
            .remedy("セルの数と結合の範囲を確かめてください。"),
        );
    };
    say("見出しの", &head.irregular);
    for (heading, rows) in groups {
        if let Some(heading) = heading {
            say("区分見出しの", &heading.irregular);
        }
        say("本体の", &rows.irregular);
    }
    say("計の", &foot.irregular);
}

/// How much shorter the measure of each cell of a decimal column is, by column: the widest part after the point.
fn decimal_insets(setting: &mut Setting<'_>, columns: &[Column], cells: &[Measured<'_>]) -> Vec<Length> {
    let mut insets = vec![Length::ZERO; columns.len()];
    for measured in cells.iter().filter(|m| m.placed.col_span == 1) {
        let Some(cell) = measured.placed.cell else { continue };
        let col = measured.placed.col;
        if cell.align.unwrap_or(columns[col].align) == Alignment::Decimal && is_body_figure(measured) {
            insets[col] = insets[col].max(fraction_width(setting, cell));
        }
    }
    insets
}

fn is_body_figure(measured: &Measured<'_>) -> bool {
    !measured.head || measured.placed.cell.is_some_and(|cell| cell.header.is_none())
}

/// Width of what stands after the units digit: the point and the decimals, or a sign such as ％.
fn fraction_width(setting: &mut Setting<'_>, cell: &Cell) -> Length {
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return Length::ZERO };
    let text = super::setting::plain_text(&paragraph.text);
    let tail = fraction(&text);
    if tail.is_empty() {
        return Length::ZERO;
    }
    let style = setting.look.gothic(Weight::Regular, setting.look.table);
    setting.silently(|s| s.natural(tail, style, Tag::Artifact(Artifact::Layout)).1)
}

/// What stands after the units digit of a figure; nothing where there is no digit.
fn fraction(text: &str) -> &str {
    let digits_start = text.find(|c: char| c.is_ascii_digit());
    let Some(start) = digits_start else { return "" };
    let units = text[start..].find(|c: char| !c.is_ascii_digit() && c != ',').map_or(text.len(), |end| start + end);
    &text[units..]
}

/// Sets the caption and the unit on one line over the table; returns them as the artifact for the stretches that follow.
fn caption(setting: &mut Setting<'_>, table: &Table, owner: Owner, width: Length, out: &mut Pile) -> Vec<Solid> {
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
            let y = super::setting::baseline(pitch, style.size);
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
        text.extend(crate::report::document::plain("（続き）"));
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

fn notes(setting: &mut Setting<'_>, table: &Table, owner: Owner, width: Length, out: &mut Pile) {
    for (i, note) in table.notes.iter().enumerate() {
        if i == 0 {
            out.push(Strip::Space(Length::pt(2.5)));
        }
        let paragraph = Paragraph::new(ParagraphKind::Note, note.clone());
        let room = Room { measure: width, nested: true, flush: true, cell: None };
        let element = setting.element(owner, Role::P);
        let lines = super::blocks::paragraph_lines(setting, &paragraph, element, room);
        out.extend(lines.into_iter().map(Strip::Solid));
    }
}

/// Makes rows of a part.
struct Maker<'m, 'a> {
    setting: &'m mut Setting<'a>,
    columns: &'m [Column],
    edges: &'m [Length],
    insets: &'m [Length],
    style: TableStyle,
    /// Header cells of the table head, for the `Headers` of the others.
    heads: Vec<heads::Head>,
}

impl Maker<'_, '_> {
    fn rows(
        &mut self,
        part: &mut Part,
        section: Owner,
        rows: &[&Row],
        cells: &Resolved<'_>,
        kind: Section,
        heading: Option<usize>,
    ) {
        let base = part.rows.len();
        let bands = bands(cells, rows.len());
        let mut nodes: Vec<(Placed<'_>, NodeId)> = Vec::new();
        for (r, row) in rows.iter().enumerate() {
            let tr = self.setting.element(section, Role::TR);
            for placed in cells.cells.iter().filter(|placed| placed.row == r) {
                let (cell, node) = self.cell(placed, tr, base, kind);
                if let Some(node) = node {
                    nodes.push((*placed, node));
                }
                part.cells.push(cell);
            }
            let least = Length::mm(f64::from(row.min_height.min(20_000)) / 10.0);
            part.rows.push(BoxRow {
                section: kind,
                height: least.max(self.setting.look.table_pitch + pad_of(self.style) * 2),
                may_split: row.may_split,
                break_after: kind != Section::GroupHeading && !row.keep_with_next,
                page_break_before: false,
                group_heading: heading,
                striped: bands.get(r).is_some_and(|band| band % 2 == 1),
            });
        }
        heads::link(self.setting, &mut self.heads, &nodes, kind, section);
    }

    fn cell(&mut self, placed: &Placed<'_>, tr: Owner, base: usize, kind: Section) -> (BoxCell, Option<NodeId>) {
        let empty = Cell::default();
        let cell = placed.cell.unwrap_or(&empty);
        let header = cell.header.is_some() || kind == Section::Head && placed.cell.is_some();
        let element = self.setting.element(tr, if header { Role::TH } else { Role::TD });
        let node = match element {
            Owner::Node(node) => Some(node),
            Owner::Artifact(_) => None,
        };
        if let Some(node) = node {
            self.setting.structure.node_mut(node).cell = Some(CellAttributes {
                scope: header.then(|| scope(cell.header, kind)),
                row_span: placed.row_span as u32,
                col_span: placed.col_span as u32,
                headers: Vec::new(),
            });
        }
        let left = self.edges[placed.col];
        let right = self.edges[placed.col + placed.col_span];
        let mut pad = padding(right - left);
        if kind == Section::Head && pad < padding(Length::MAX) {
            pad = HEAD_PADDING;
        }
        let column_align = self.columns[placed.col].align;
        let align = cell.align.unwrap_or_else(|| default_align(column_align, kind, self.style, placed.col_span));
        let mut measure = (right - left - pad * 2).max(Length::pt(4.0));
        if align == Alignment::Decimal && kind != Section::Head && placed.col_span == 1 {
            let own = fraction_width(self.setting, cell);
            let natural = natural_of(self.setting, cell, Weight::Regular);
            let mut inset = (self.insets[placed.col] - own).max(Length::ZERO);
            // Text among the figures (未定) that would not fit before the point takes the whole cell.
            if natural > measure - inset {
                inset = Length::ZERO;
            }
            measure -= inset;
        }
        let color = match cell.tone {
            Tone::BarDark | Tone::BarAccent => Color::WHITE,
            _ => Color::BLACK,
        };
        let weight = if kind == Section::Body { Weight::Regular } else { Weight::Bold };
        let head = kind == Section::Head;
        let look = CellRoom { align, weight, color, head };
        let room = Room { measure, nested: true, flush: true, cell: Some(look) };
        let mut solids = if cell.upright {
            upright(self.setting, &cell.content, element, measure)
        } else if let Some(line) = head.then(|| condensed_head(self.setting, cell, element, room)).flatten() {
            vec![line]
        } else {
            solids(self.setting, &cell.content, element, room)
        };
        if is_mark(cell) && matches!(align, Alignment::Center) {
            marks::center_ink(self.setting.fonts, &mut solids, measure);
        }
        for solid in &mut solids {
            super::strip::shift(&mut solid.items, pad, Length::ZERO);
        }
        if cell.tone == Tone::BarHatched {
            plate(&mut solids);
        }
        let again = self.again(cell, placed, kind, room, pad, &solids);
        let set = BoxCell {
            row: base + placed.row,
            col: placed.col,
            row_span: placed.row_span,
            col_span: placed.col_span,
            solids,
            pad: pad_of(self.style),
            vertical: cell.vertical_align,
            tone: cell.tone,
            light_rule_below: cell.light_rule_below,
            again,
        };
        (set, node)
    }

    /// The label that a broken cell repeats: of headings of groups, row spans and row heads, if short.
    fn again(
        &mut self,
        cell: &Cell,
        placed: &Placed<'_>,
        kind: Section,
        room: Room,
        pad: Length,
        set: &[Solid],
    ) -> Vec<Solid> {
        let repeats =
            kind == Section::GroupHeading || kind == Section::Body && (cell.header.is_some() || placed.row_span > 1);
        if !repeats || set.is_empty() || set.len() > 4 || cell.upright || is_mark(cell) {
            return Vec::new();
        }
        // In a group heading the first cell says it; the others repeat as they are.
        if kind == Section::GroupHeading && placed.col > 0 {
            return as_artifact(set);
        }
        let mut content = cell.content.clone();
        if let Some(Block::Paragraph(paragraph)) = content.iter_mut().rev().find(|b| matches!(b, Block::Paragraph(_))) {
            paragraph.text.retain(|inline| !matches!(inline, Inline::Footnote(_)));
            paragraph.text.extend(crate::report::document::plain("（続き）"));
        }
        let artifact = Owner::Artifact(Artifact::Layout);
        let solids = self.setting.silently(|s| self::solids(s, &content, artifact, room));
        as_artifact(&solids).into_iter().map(|solid| solid.moved(pad)).collect()
    }
}

/// Rows that row spans tie together count as one: the number of each row's band.
fn bands(cells: &Resolved<'_>, rows: usize) -> Vec<usize> {
    let mut tied = vec![false; rows];
    for cell in &cells.cells {
        for row in tied.iter_mut().take(cell.row + cell.row_span).skip(cell.row + 1) {
            *row = true;
        }
    }
    let mut band = 0;
    tied.iter()
        .enumerate()
        .map(|(i, tied)| {
            if i > 0 && !tied {
                band += 1;
            }
            band
        })
        .collect()
}

fn natural_of(setting: &mut Setting<'_>, cell: &Cell, weight: Weight) -> Length {
    let look = CellRoom { align: Alignment::Start, weight, color: Color::BLACK, head: false };
    let room = Room { measure: Length::pt(1000.0), nested: true, flush: true, cell: Some(look) };
    setting.silently(|s| super::blocks::natural_width(s, &cell.content, room))
}

fn scope(header: Option<HeaderScope>, kind: Section) -> Scope {
    match header {
        Some(HeaderScope::Row) => Scope::Row,
        Some(HeaderScope::Both) => Scope::Both,
        Some(HeaderScope::Column) => Scope::Column,
        None if kind == Section::Head => Scope::Column,
        None => Scope::Row,
    }
}

/// Heads stand in the middle in a full grid; elsewhere over the text or figures they head.
fn default_align(column: Alignment, kind: Section, style: TableStyle, span: usize) -> Alignment {
    match kind {
        Section::GroupHeading => Alignment::Start,
        Section::Body | Section::Foot => column,
        Section::Head if style == TableStyle::Grid || span > 1 => Alignment::Center,
        Section::Head => match column {
            Alignment::Justify => Alignment::Start,
            Alignment::Decimal => Alignment::End,
            Alignment::Jidori => Alignment::Center,
            other => other,
        },
    }
}

/// A cell that holds nothing but a mark: ○ ◎ △ × and the like.
fn is_mark(cell: &Cell) -> bool {
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return false };
    let text = super::setting::plain_text(&paragraph.text);
    let mut chars = text.chars();
    matches!(
        (chars.next(), chars.next()),
        (Some('○' | '◯' | '〇' | '◎' | '●' | '△' | '▲' | '×' | '□' | '■' | '☆' | '★' | '✓'), None)
    )
}

/// A short head (サービス among two-character heads) that is a little wider than its column keeps one line and the common
/// size: it is condensed (長体) down to 80 %.
fn condensed_head(setting: &mut Setting<'_>, cell: &Cell, owner: Owner, room: Room) -> Option<Solid> {
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return None };
    let plain = paragraph.text.iter().all(|inline| matches!(inline, Inline::Text(_)));
    let natural = natural_of(setting, cell, Weight::Bold);
    let em = setting.look.table;
    if !plain || natural <= room.measure || natural > em * 5 || natural.scaled(80, 100) > room.measure {
        return None;
    }
    let element = setting.element(owner, Role::P);
    let style = setting.look.gothic(Weight::Bold, em);
    let pieces = setting.pieces(&paragraph.text, element, style);
    let how = ParagraphStyle::new(None, setting.look.table_pitch).aligned(Align::Start);
    let composed = setting.compose(pieces.pieces, how);
    let mut line = setting.lines(&composed, &how, em, false, Vec::new()).into_iter().next()?;
    let permille = room.measure.raw() * 1000 / natural.raw().max(1);
    for item in &mut line.items {
        if let Draw::Glyphs(run) = &mut item.draw {
            run.origin.x = run.origin.x.scaled(permille, 1000);
            run.condensed = permille as u16;
            for glyph in &mut run.glyphs {
                glyph.x = glyph.x.scaled(permille, 1000);
            }
        }
    }
    Some(line)
}

/// A white ground under text that stands on hatching.
fn plate(solids: &mut [Solid]) {
    for solid in solids {
        let bounds = solid.items.iter().filter_map(super::strip::bounds).reduce(|a, b| a.union(&b));
        if let Some(mut rect) = bounds {
            let pad = Length::pt(1.5);
            rect.origin.x -= pad;
            rect.size.width += pad * 2;
            solid.items.insert(0, super::setting::ground(rect, Color::WHITE));
        }
    }
}

/// A narrow head set vertically, its lines from right to left about the middle of the cell.
fn upright(setting: &mut Setting<'_>, content: &[Block], owner: Owner, measure: Length) -> Vec<Solid> {
    let size = setting.look.table;
    let pitch = size.scaled(13, 10);
    let style = setting.look.gothic(Weight::Bold, size);
    let element = setting.element(owner, Role::P);
    let mut pieces = Vec::new();
    for block in content {
        if let Block::Paragraph(paragraph) = block {
            pieces.append(&mut setting.pieces(&paragraph.text, element, style).pieces);
        }
    }
    if pieces.is_empty() {
        return Vec::new();
    }
    let longest = setting.sheet.body.size.height / 6;
    let mut composed = setting.compose(pieces.clone(), vertical(None, pitch).aligned(Align::Start));
    if composed.lines.iter().any(|line| line.width > longest) {
        composed = setting.compose(pieces, vertical(Some(longest), pitch).aligned(Align::Start));
    }
    let count = composed.lines.len() as i64;
    let extent = composed.lines.iter().map(|line| line.width).max().unwrap_or(Length::ZERO);
    let first = measure / 2 + pitch * (count - 1) / 2;
    let mut items = Vec::new();
    for (i, line) in composed.lines.iter().enumerate() {
        let x = first - pitch * i as i64;
        items.extend(shifted(&line.items, x, (extent - line.width) / 2));
    }
    vec![Solid::new(extent, items)]
}

/// Heights of rows from their cells, and where a page may end between rows.
fn settle(part: &mut Part, page: Length, look: &super::sheet::Type) {
    let mut cells: Vec<&BoxCell> = part.cells.iter().collect();
    cells.sort_by_key(|cell| (cell.row_span, cell.row, cell.col));
    for cell in &cells {
        let need = height(&cell.solids) + cell.pad * 2;
        let rows = cell.row..cell.row + cell.row_span;
        let have: Length = part.rows[rows.clone()].iter().map(|row| row.height).sum();
        if need <= have {
            continue;
        }
        let extra = need - have;
        // 取組項目 over 担当部署: the name keeps its height, the lower line takes the rest.
        let paired = cells.iter().any(|other| other.light_rule_below && rows.contains(&other.row));
        if cell.row_span == 1 || paired {
            part.rows[cell.row + cell.row_span - 1].height += extra;
        } else {
            let count = cell.row_span as i64;
            for row in &mut part.rows[rows] {
                row.height += extra / count;
            }
            part.rows[cell.row].height += extra - extra / count * count;
        }
    }
    let most = page * 9 / 10;
    for row in &mut part.rows {
        // A height asked for beyond the page is not content: it is cut to the page.
        let content = look.table_pitch * 2;
        if row.height > most {
            row.height = row.height.min(most).max(content);
        }
    }
    for cell in &cells {
        // What the cut above took from real content comes back: such rows are split over pages.
        let need = height(&cell.solids) + cell.pad * 2;
        if cell.row_span == 1 {
            let row = &mut part.rows[cell.row];
            row.height = row.height.max(need);
        }
    }
    let mut ties: BTreeSet<usize> = BTreeSet::new();
    for (first, last) in tied(&cells) {
        let together: Length = part.rows[first..=last].iter().map(|row| row.height).sum();
        if together <= page * 2 / 5 {
            ties.extend(first..last);
        }
    }
    for row in ties {
        part.rows[row].break_after = false;
    }
}

/// Ranges of rows that row spans tie together.
fn tied(cells: &[&BoxCell]) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> =
        cells.iter().filter(|cell| cell.row_span > 1).map(|cell| (cell.row, cell.last_row())).collect();
    spans.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (first, last) in spans {
        match out.last_mut() {
            Some(range) if first <= range.1 => range.1 = range.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

fn part_height(part: &Part) -> Length {
    part.rows.iter().map(|row| row.height).sum()
}

/// A part before another.
fn prepended(mut first: Part, second: Part) -> Part {
    let base = first.rows.len();
    for row in &mut first.rows {
        row.may_split = true;
    }
    first.rows.extend(second.rows.into_iter().map(|mut row| {
        row.group_heading = row.group_heading.map(|heading| heading + base);
        row
    }));
    first.cells.extend(second.cells.into_iter().map(|mut cell| {
        cell.row += base;
        cell
    }));
    first
}

#[cfg(test)]
mod tests {
    use super::fraction;

    #[test]
    fn decimals_begin_after_the_units_digit() {
        assert_eq!(fraction("▲1,234.5"), ".5");
        assert_eq!(fraction("12"), "");
        assert_eq!(fraction("98.6％"), ".6％");
        assert_eq!(fraction("―"), "");
    }
}

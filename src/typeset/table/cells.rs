//! Cells: what each says, set in its column, and its element of the structure tree.

use super::columns::{head_padding, may_be_condensed, padding};
use super::decimal::fraction_width;
use super::grid::{Placed, Resolved};
use super::rules::Section;
use super::{BoxCell, BoxRow, Part, heads, marks};
use crate::report::document::{Alignment, Block, Cell, Column, HeaderScope, Inline, Row, TableStyle, Tone};
use crate::typeset::blocks::{CellRoom, Room, solids};
use crate::typeset::length::Length;
use crate::typeset::page::{Artifact, Draw, RunGlyph};
use crate::typeset::paragraph::{Piece, TextPiece};
use crate::typeset::setting::{Owner, Setting, vertical};
use crate::typeset::strip::{Solid, as_artifact, shifted};
use crate::typeset::structure::{CellAttributes, NodeId, Role, Scope};
use crate::typeset::style::{Align, Color, ParagraphStyle, Weight};

/// Makes rows of a part.
pub(super) struct RowMaker<'m, 'a> {
    pub(super) setting: &'m mut Setting<'a>,
    pub(super) columns: &'m [Column],
    pub(super) edges: &'m [Length],
    pub(super) insets: &'m [Length],
    pub(super) style: TableStyle,
    /// Header cells of the table head, for the `Headers` of the others.
    pub(super) heads: Vec<heads::Head>,
}

impl RowMaker<'_, '_> {
    pub(super) fn rows(
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
            let longest = row.may_split.then(|| longest_text(cells, r)).flatten();
            for placed in cells.cells.iter().filter(|placed| placed.row == r) {
                let names_text = longest.is_some_and(|longest| placed.col < longest);
                let (cell, node) = self.cell(placed, tr, base, kind, names_text);
                if let Some(node) = node {
                    nodes.push((*placed, node));
                }
                part.cells.push(cell);
            }
            let least = Length::mm(f64::from(row.min_height.min(20_000)) / 10.0);
            let height = least.max(self.setting.look.table_pitch + self.setting.look.padding(self.style) * 2);
            part.rows.push(BoxRow {
                section: kind,
                height,
                own_height: height,
                may_split: row.may_split,
                break_after: kind != Section::GroupHeading && !row.keep_with_next,
                page_break_before: false,
                group_heading: heading,
                striped: bands.get(r).is_some_and(|band| band % 2 == 1),
            });
        }
        heads::link(self.setting, &mut self.heads, &nodes, kind, section);
    }

    /// Sets a cell; `names_text` where it stands before the text of a row that may be broken, and so names it.
    fn cell(
        &mut self,
        placed: &Placed<'_>,
        tr: Owner,
        base: usize,
        kind: Section,
        names_text: bool,
    ) -> (BoxCell, Option<NodeId>) {
        let empty = Cell::default();
        let cell = placed.cell.unwrap_or(&empty);
        let header = cell.header.is_some() || kind == Section::Head && placed.cell.is_some();
        let element = self.setting.element(tr, if header { Role::TH } else { Role::TD });
        let node = match element {
            Owner::Node(node) => Some(node),
            Owner::Artifact(_) => None,
        };
        if let Some(node) = node {
            self.setting.structure.node_mut(node).cell = Some(Box::new(CellAttributes {
                scope: header.then(|| scope(cell.header, kind)),
                row_span: placed.row_span as u32,
                col_span: placed.col_span as u32,
                headers: Vec::new(),
            }));
        }
        let left = self.edges[placed.col];
        let right = self.edges[placed.col + placed.col_span];
        let mut pad = padding(right - left);
        let column_align = self.columns[placed.col].align;
        let align = cell.align.unwrap_or_else(|| default_align(column_align, kind, self.style, placed.col_span));
        if kind == Section::Head {
            pad = head_padding(self.setting, cell, right - left, align);
        }
        let mut measure = (right - left - pad * 2).max(Length::pt(4.0));
        if align == Alignment::Decimal && kind != Section::Head && placed.col_span == 1 {
            measure -= self.decimal_inset(cell, placed.col, measure);
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
            crate::typeset::strip::shift(&mut solid.items, pad, Length::ZERO);
        }
        if cell.tone == Tone::BarHatched {
            plate(&mut solids);
        }
        let is_label = cell.header.is_some() || (placed.row_span > 1 || names_text) && !is_figure(cell, align);
        let repeats = kind == Section::GroupHeading || kind == Section::Body && is_label;
        let again = if repeats { self.again(cell, placed, kind, room, pad, &solids) } else { Vec::new() };
        let set = BoxCell {
            row: base + placed.row,
            col: placed.col,
            row_span: placed.row_span,
            col_span: placed.col_span,
            solids,
            pad: self.setting.look.padding(self.style),
            vertical: cell.vertical_align,
            tone: cell.tone,
            light_rule_below: cell.light_rule_below,
            again,
        };
        (set, node)
    }

    /// By how much the measure of a cell ends before that of its column, so that figures stand under each other.
    fn decimal_inset(&mut self, cell: &Cell, column: usize, measure: Length) -> Length {
        let own = fraction_width(self.setting, cell);
        let natural = natural_of(self.setting, cell, Weight::Regular);
        let inset = (self.insets[column] - own).max(Length::ZERO);
        // Text among the figures (未定) that would not fit before the point takes the whole cell.
        if natural > measure - inset { Length::ZERO } else { inset }
    }

    /// What a broken cell repeats of a label, if that is short: headings of groups, row heads, names beside a text.
    fn again(
        &mut self,
        cell: &Cell,
        placed: &Placed<'_>,
        kind: Section,
        room: Room,
        pad: Length,
        set: &[Solid],
    ) -> Vec<Solid> {
        if set.is_empty() || set.len() > 4 || cell.upright || is_mark(cell) {
            return Vec::new();
        }
        // In a group heading the first cell says it; the others repeat as they are, and so do numbers at the head of a row.
        let of_head = kind == Section::GroupHeading && placed.col > 0;
        if of_head || kind == Section::Body && is_figure(cell, Alignment::Start) {
            return as_artifact(set);
        }
        let mut content = cell.content.clone();
        if let Some(Block::Paragraph(paragraph)) = content.iter_mut().rev().find(|b| matches!(b, Block::Paragraph(_))) {
            paragraph.text.retain(|inline| !matches!(inline, Inline::Footnote(_)));
            paragraph.text.extend(crate::report::document::plain("（続き）"));
        }
        // （続き） goes to a line of its own rather than a part of the label with it.
        let room = Room { cell: room.cell.map(|cell| CellRoom { head: true, ..cell }), ..room };
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
    setting.silently(|s| crate::typeset::blocks::natural_width(s, &cell.content, room))
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
    let text = crate::typeset::setting::plain_text(&paragraph.text);
    let mut chars = text.chars();
    matches!((chars.next(), chars.next()), (Some(mark), None) if MARKS.contains(&mark))
}

/// Marks that say something alone.
const MARKS: [char; 13] = ['○', '◯', '〇', '◎', '●', '△', '▲', '×', '□', '■', '☆', '★', '✓'];

/// Figures and marks: what they say is said once, where they stand.
fn is_figure(cell: &Cell, align: Alignment) -> bool {
    let text: String = cell
        .content
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(crate::typeset::setting::plain_text(&paragraph.text)),
            _ => None,
        })
        .collect();
    let begins_with_mark = text.chars().next().is_some_and(|first| MARKS.contains(&first));
    matches!(align, Alignment::End | Alignment::Decimal) || begins_with_mark || !text.chars().any(char::is_alphabetic)
}

/// The column of the longest text that begins in a row and ends in it.
fn longest_text(cells: &Resolved<'_>, row: usize) -> Option<usize> {
    let length = |placed: &&Placed<'_>| {
        let blocks = placed.cell.map(|cell| cell.content.as_slice()).unwrap_or_default();
        blocks.iter().map(characters).sum::<usize>()
    };
    let here = cells.cells.iter().filter(|placed| placed.row == row && placed.row_span == 1);
    here.max_by_key(length).map(|placed| placed.col)
}

fn characters(block: &Block) -> usize {
    match block {
        Block::Paragraph(paragraph) => crate::typeset::setting::plain_text(&paragraph.text).chars().count(),
        Block::List(list) => list.items.iter().flat_map(|item| &item.body).map(characters).sum(),
        Block::Labelled { body, .. } | Block::Together(body) | Block::Closing(body) => {
            body.iter().map(characters).sum()
        }
        _ => 0,
    }
}

/// A short head (サービス among two-character heads) that is a little wider than its column keeps one line and the common
/// size: it is condensed (長体) down to 80 %.
fn condensed_head(setting: &mut Setting<'_>, cell: &Cell, owner: Owner, room: Room) -> Option<Solid> {
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return None };
    let plain = paragraph.text.iter().all(|inline| matches!(inline, Inline::Text(_)));
    let natural = natural_of(setting, cell, Weight::Bold);
    let em = setting.look.table;
    if !plain || natural <= room.measure || !may_be_condensed(natural, room.measure, em) {
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
            let narrowed = |glyph: &RunGlyph| RunGlyph { x: glyph.x.scaled(permille, 1000), ..glyph.clone() };
            run.glyphs = run.glyphs.iter().map(narrowed).collect();
        }
    }
    Some(line)
}

/// A white ground under text that stands on hatching.
fn plate(solids: &mut [Solid]) {
    for solid in solids {
        let bounds = solid.items.iter().filter_map(crate::typeset::strip::bounds).reduce(|a, b| a.union(&b));
        if let Some(mut rect) = bounds {
            // White that parts the text from the lines of the hatching.
            let pad = Length::pt(2.0);
            rect.origin.x -= pad;
            rect.size.width += pad * 2;
            solid.items.insert(0, crate::typeset::setting::ground(rect, Color::WHITE));
        }
    }
}

/// Figures of up to three digits in a vertical head are set across (縦中横): 令和2年度.
fn across(piece: Piece) -> Vec<Piece> {
    let Piece::Text(whole) = &piece else { return vec![piece] };
    let mut found = Vec::new();
    let mut rest = whole.text.as_str();
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (part, later) = rest.split_at(end);
        rest = later;
        let text = TextPiece { text: part.into(), ..whole.clone() };
        let figure = part.len() <= 3 && part.starts_with(|c: char| c.is_ascii_digit());
        found.push(if figure { Piece::TateChuYoko(text) } else { Piece::Text(text) });
    }
    found
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
            let set = setting.pieces(&paragraph.text, element, style).pieces;
            pieces.extend(set.into_iter().flat_map(across));
        }
    }
    if pieces.is_empty() {
        return Vec::new();
    }
    let longest = setting.sheet.body.size.height / 6;
    let mut composed = setting.compose(pieces.clone(), vertical(None, pitch).aligned(Align::Start));
    if composed.lines().iter().any(|line| line.width > longest) {
        composed = setting.compose(pieces, vertical(Some(longest), pitch).aligned(Align::Start));
    }
    let count = composed.lines().len() as i64;
    let extent = composed.lines().iter().map(|line| line.width).max().unwrap_or(Length::ZERO);
    let first = measure / 2 + pitch * (count - 1) / 2;
    let mut items = Vec::new();
    for (i, line) in composed.lines().iter().enumerate() {
        let x = first - pitch * i as i64;
        items.extend(composed.items(line, x, (extent - line.width) / 2));
    }
    // Its first and last characters stand off the rules as those of other heads do.
    let off = size / 4;
    vec![Solid::new(extent + off * 2, shifted(&items, Length::ZERO, off))]
}

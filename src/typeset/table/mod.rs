//! Tables: a [`Table`] of the document becomes a [`TableBox`] with set cells and known row heights, which page make-up
//! then takes stretch by stretch ([`split`]).
//!
//! The structure is made here, once, whatever the number of pages: one `Table`, its rows and cells in reading order.

mod caption;
mod cells;
mod columns;
mod decimal;
pub(crate) mod grid;
mod heads;
mod heights;
mod marks;
pub(crate) mod rules;

mod split;

pub(crate) use split::{Above, Progress};

use self::caption::{caption, notes};
use self::cells::RowMaker;
use self::columns::{Measured, widths};
use self::decimal::decimal_insets;
use self::grid::{Resolved, resolve};
use self::heights::{part_height, prepended, set_heights};
use self::rules::Section;
use super::length::Length;
use super::setting::{Owner, Setting, TABLE_IRREGULAR};
use super::strip::{Pile, Solid, Strip};
use super::structure::Role;
use crate::finding::{Finding, Severity};
use crate::report::document::{Alignment, Column, ColumnWidth, Row, Table, TableStyle, Tone, VerticalAlign};

/// A table of so many rows, heads left out, stands on one page where it fits on one.
const ROWS_KEPT_WHOLE: usize = 8;
/// A row of so many lines is not broken over pages.
const LINES_KEPT_WHOLE: i64 = 8;

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
    /// It is short enough never to be broken where it fits well on a page.
    whole: bool,
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

impl TableBox {
    /// Wants room under its last row for what follows it on its page.
    pub(crate) fn followed_by(&mut self, tall: Length) {
        self.tail += tall;
    }
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

#[derive(Debug, Clone)]
struct BoxRow {
    section: Section,
    height: Length,
    /// Its height by its own cells, without the shares of cells over several rows.
    own_height: Length,
    may_split: bool,
    /// A page may end after it.
    break_after: bool,
    page_break_before: bool,
    /// The row that heads its group.
    group_heading: Option<usize>,
    striped: bool,
}

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

/// The rows of a table, and where their cells stand in its grid.
struct Content<'t> {
    columns: Vec<Column>,
    head: RowGroup<'t>,
    groups: Vec<BodyGroup<'t>>,
    foot: RowGroup<'t>,
}

/// Rows that spans do not leave.
struct RowGroup<'t> {
    rows: Vec<&'t Row>,
    cells: Resolved<'t>,
}

/// A group of body rows with its heading.
struct BodyGroup<'t> {
    heading: Option<RowGroup<'t>>,
    body: RowGroup<'t>,
    page_break_before: bool,
}

impl<'t> RowGroup<'t> {
    fn new(rows: Vec<&'t Row>, declared: usize, width: usize) -> RowGroup<'t> {
        let cells = resolve(&rows, declared, width);
        RowGroup { rows, cells }
    }
}

impl<'t> Content<'t> {
    /// Resolves all rows over the declared columns and the further ones that some of them need.
    fn of(table: &'t Table) -> Content<'t> {
        let columns = declared_columns(table);
        let resolved = |rows: Vec<&'t Row>| RowGroup::new(rows, table.columns.len(), columns.len());
        let head = resolved(table.head.iter().collect());
        let groups = table.groups.iter().map(|group| BodyGroup {
            heading: group.heading.as_ref().map(|row| resolved(vec![row])),
            body: resolved(group.rows.iter().collect()),
            page_break_before: group.page_break_before,
        });
        let groups = groups.collect();
        let foot = resolved(table.foot.iter().collect());
        Content { columns, head, groups, foot }
    }

    fn is_empty(&self) -> bool {
        let has_no_groups = self.groups.is_empty();
        self.columns.is_empty() || (self.head.rows.is_empty() && self.foot.rows.is_empty() && has_no_groups)
    }

    /// The cells that decide the widths of the columns.
    fn measured(&self) -> Vec<Measured<'t>> {
        let of = |rows: &RowGroup<'t>, head: bool, foot: bool| {
            rows.cells.cells.iter().map(|&placed| Measured { placed, head, foot }).collect::<Vec<_>>()
        };
        let body = self.groups.iter().flat_map(|group| of(&group.body, false, false));
        of(&self.head, true, false).into_iter().chain(body).chain(of(&self.foot, true, true)).collect()
    }
}

/// Whether a table of that width has room for its undivided figures and, beside them, for the texts of its other columns.
pub(crate) fn is_readable(setting: &mut Setting<'_>, table: &Table, measure: Length) -> bool {
    let content = Content::of(table);
    let measured = content.measured();
    let widths = widths(setting, &content.columns, &measured, measure);
    columns::hold_their_texts(setting, &content.columns, &measured, &widths)
}

/// Sets a table: its caption, the table itself, its notes.
pub(crate) fn set(setting: &mut Setting<'_>, table: &Table, owner: Owner, measure: Length) -> Pile {
    let content = Content::of(table);
    report_irregular(setting, table, &content);
    let measured = content.measured();
    let widths = widths(setting, &content.columns, &measured, measure);
    let mut edges = vec![Length::ZERO];
    for width in &widths {
        edges.push(edges[edges.len() - 1] + *width);
    }
    let width = edges[edges.len() - 1];
    let insets = decimal_insets(setting, &content.columns, &measured);

    let mut out = Pile::new();
    if content.is_empty() {
        caption(setting, table, owner, measure, &mut out);
        notes(setting, table, owner, measure, &mut out);
        return out;
    }
    let element = setting.element(owner, Role::Table);
    let caption_again = caption(setting, table, element, width, &mut out);
    let columns = content.columns.as_slice();
    let mut maker =
        RowMaker { setting, columns, edges: &edges, insets: &insets, style: table.style, heads: Vec::new() };
    let mut head_part = Part::default();
    if !content.head.rows.is_empty() {
        let section = maker.setting.element(element, Role::THead);
        maker.rows(&mut head_part, section, &content.head.rows, &content.head.cells, Section::Head, None);
    }
    let mut body = body(&mut maker, &content, element);
    let look = setting.look.clone();
    let page = setting.sheet.body.size.height;
    set_heights(&mut head_part, page, &look);
    set_heights(&mut body, page, &look);
    // A head that takes half a page cannot be repeated on each: it becomes the beginning of the body.
    if part_height(&head_part) > page / 2 || body.rows.is_empty() {
        body = prepended(head_part, body);
        head_part = Part::default();
    }
    if let Some(last) = body.rows.last_mut() {
        last.break_after = true;
    }
    let short = look.table_pitch * LINES_KEPT_WHOLE + look.padding(table.style) * 2;
    for row in body.rows.iter_mut().filter(|row| row.own_height <= short) {
        row.may_split = false;
    }
    let mut below = Pile::new();
    notes(setting, table, owner, width, &mut below);
    let tail = super::blocks::pile_height(&below).min(page / 4);
    let mut set = TableBox {
        width,
        style: table.style,
        edges,
        caption_again,
        head: head_part,
        body: body.indexed(),
        tail,
        whole: false,
        look,
    };
    // One that is nearly as high as a page may be broken, or what stands above it would have a page to itself.
    set.whole = set.body.rows.len() <= ROWS_KEPT_WHOLE
        && set.natural_height() + tail <= page.scaled(9, 10)
        && !set.body.rows.iter().any(|row| row.page_break_before);
    out.push(Strip::Table(Box::new(set)));
    out.extend(below);
    out
}

/// Makes the rows of the body and, behind them, of the foot.
fn body(maker: &mut RowMaker<'_, '_>, content: &Content<'_>, element: Owner) -> Part {
    let mut body = Part::default();
    for group in &content.groups {
        if group.heading.is_none() && group.body.rows.is_empty() {
            continue;
        }
        let section = maker.setting.element(element, Role::TBody);
        let first = body.rows.len();
        let mut heading_row = None;
        if let Some(heading) = &group.heading {
            maker.rows(&mut body, section, &heading.rows, &heading.cells, Section::GroupHeading, None);
            heading_row = Some(first);
        }
        maker.rows(&mut body, section, &group.body.rows, &group.body.cells, Section::Body, heading_row);
        if let Some(row) = body.rows.get_mut(first) {
            row.page_break_before = group.page_break_before && first > 0;
        }
    }
    if !content.foot.rows.is_empty() {
        let section = maker.setting.element(element, Role::TFoot);
        if let Some(last) = body.rows.last_mut() {
            last.break_after = false;
        }
        maker.rows(&mut body, section, &content.foot.rows, &content.foot.cells, Section::Foot, None);
        let rows = body.rows.len();
        for row in body.rows.iter_mut().take(rows - 1).filter(|row| row.section == Section::Foot) {
            row.break_after = false;
        }
    }
    body
}

/// The declared columns, and one more share for each that cells need beyond them.
fn declared_columns(table: &Table) -> Vec<Column> {
    let declared = table.columns.len();
    let needed = |rows: &[&Row]| resolve(rows, declared, declared).columns;
    let rows = |rows: &[Row]| needed(&rows.iter().collect::<Vec<_>>());
    let mut count = rows(&table.head).max(rows(&table.foot));
    for group in &table.groups {
        count = count.max(rows(&group.rows));
        if let Some(heading) = &group.heading {
            count = count.max(needed(&[heading]));
        }
    }
    let mut columns = table.columns.clone();
    columns.resize(count, Column { width: ColumnWidth::Share(1), align: Alignment::Justify });
    columns
}

/// Says in which rows the number of cells or their spans do not fit the columns.
fn report_irregular(setting: &mut Setting<'_>, table: &Table, content: &Content<'_>) {
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
    say("見出しの", &content.head.cells.irregular);
    for group in &content.groups {
        if let Some(heading) = &group.heading {
            say("区分見出しの", &heading.cells.irregular);
        }
        say("本体の", &group.body.cells.irregular);
    }
    say("計の", &content.foot.cells.irregular);
}

//! Tables: scopes, spans, tones as classes, and what each becomes on a narrow screen.
//!
//! A table with prose becomes a block a row there, the plan's list a card an initiative: the style sheet stacks the cells,
//! and each carries the words of its head (`data-label`), as it no longer stands under it. Stacked tables say their roles,
//! which some browsers forget with the display. All other tables keep their shape and scroll in a box of their own.

use std::fmt::Write as _;

use super::Writer;
use super::pageless::without_page_numbers;
use super::text::alignment_class;
use crate::export::headed_cells::{HeadedCell, headed_rows};
use crate::export::markup::escape;
use crate::report::document::{
    Alignment, Block, Cell, ColumnWidth, Columns, HeaderScope, Row, Table, TableStyle, Tone,
};
use crate::report::text::{of_cell, of_inlines};

/// Characters from which on the cells of a column, on average, are prose.
const PROSE: usize = 12;

/// What a table becomes on a narrow screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// It is as wide as it has to be and scrolls.
    Scrolled,
    /// A block a row.
    Stacked,
    /// A card a record.
    Cards,
}

/// Which part of a table a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Head,
    GroupHeading,
    Body,
}

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let table = &*without_page_numbers(table);
        let shape = self.abreast.unwrap_or_else(|| shape(table));
        let mut class = match table.style {
            TableStyle::Grid => "grid",
            TableStyle::Ruled => "ruled",
            TableStyle::Zebra => "zebra",
            TableStyle::Schedule => "schedule",
        }
        .to_owned();
        class.push_str(match shape {
            Shape::Scrolled if table.style == TableStyle::Schedule => "",
            Shape::Scrolled => " numbers",
            Shape::Stacked => " stack",
            Shape::Cards => " stack cards",
        });
        if shape == Shape::Scrolled {
            // It can be reached, and so scrolled, by keyboard.
            let name = table.caption.as_deref().map_or_else(|| self.last_heading.clone(), of_inlines);
            let _ = writeln!(
                self.out,
                "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}（表）\">",
                escape(&name)
            );
            let _ = writeln!(self.out, "<table class=\"{class}\">");
        } else {
            let wide = if shape == Shape::Cards { " class=\"wide\"" } else { "" };
            let _ = writeln!(self.out, "<div{wide}>\n<table class=\"{class}\" role=\"table\">");
        }
        self.caption(table);
        self.columns(table);
        let role = |name: &str| if shape == Shape::Scrolled { String::new() } else { format!(" role=\"{name}\"") };
        let group = role("rowgroup");
        if !table.head.is_empty() {
            let _ = writeln!(self.out, "<thead{group}>");
            let rows: Vec<&Row> = table.head.iter().collect();
            self.rows(table, &rows, Section::Head, shape);
            self.out.push_str("</thead>\n");
        }
        for rows in &table.groups {
            let _ = writeln!(self.out, "<tbody{group}>");
            if let Some(heading) = &rows.heading {
                self.rows(table, &[heading], Section::GroupHeading, shape);
            }
            let rows: Vec<&Row> = rows.rows.iter().collect();
            self.rows(table, &rows, Section::Body, shape);
            self.out.push_str("</tbody>\n");
        }
        if !table.foot.is_empty() {
            let _ = writeln!(self.out, "<tfoot{group}>");
            let rows: Vec<&Row> = table.foot.iter().collect();
            self.rows(table, &rows, Section::Body, shape);
            self.out.push_str("</tfoot>\n");
        }
        self.out.push_str("</table>\n</div>\n");
        if !table.notes.is_empty() {
            self.out.push_str("<div class=\"notes\">\n");
            for note in &table.notes {
                self.out.push_str("<p>");
                self.inlines(note);
                self.out.push_str("</p>\n");
            }
            self.out.push_str("</div>\n");
        }
    }

    fn caption(&mut self, table: &Table) {
        if table.caption.is_none() && table.unit.is_none() {
            return;
        }
        self.out.push_str("<caption>");
        if let Some(caption) = &table.caption {
            self.inlines(caption);
        }
        if let Some(unit) = &table.unit {
            let _ = write!(self.out, "<span class=\"unit\">{}</span>", escape(unit));
        }
        self.out.push_str("</caption>\n");
    }

    /// Widths of the fixed columns, where they leave room for the others: a table of a sideways page finds its own.
    fn columns(&mut self, table: &Table) {
        // Tenths of a millimetre in ems of the printed tables' 3 mm type, and one for the cell's padding; the page is some
        // 66 of them wide.
        let ems = |width| match width {
            ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) => {
                Some((tenths.div_ceil(30) + 1).min(super::WIDEST_COLUMN))
            }
            ColumnWidth::Share(_) | ColumnWidth::Fit(_) => None,
        };
        if table.columns.iter().filter_map(|column| ems(column.width)).sum::<u32>() > 44 {
            return;
        }
        self.out.push_str("<colgroup>");
        for column in &table.columns {
            match ems(column.width) {
                Some(ems) => {
                    let _ = write!(self.out, "<col class=\"w{ems}\">");
                }
                None => self.out.push_str("<col>"),
            }
        }
        self.out.push_str("</colgroup>\n");
    }

    fn rows(&mut self, table: &Table, rows: &[&Row], section: Section, shape: Shape) {
        for row in headed_rows(table, rows) {
            let begins = row.begins && section == Section::Body && shape != Shape::Scrolled;
            let class = if begins { " class=\"rec\"" } else { "" };
            let role = if shape == Shape::Scrolled { "" } else { " role=\"row\"" };
            let _ = write!(self.out, "<tr{class}{role}>");
            for headed in &row.cells {
                self.cell(table, headed, section, shape);
            }
            self.out.push_str("</tr>\n");
        }
    }

    fn cell(&mut self, table: &Table, headed: &HeadedCell<'_>, section: Section, shape: Shape) {
        let cell = headed.cell;
        // The head's alignment is its own; a body cell takes its column's.
        let column = table.columns.get(headed.column).filter(|_| section != Section::Head).map(|column| column.align);
        let align = cell.align.or(column);
        let scope = cell.header.map(|header| scope(header, cell, section));
        let name = if scope.is_some() { "th" } else { "td" };
        let _ = write!(self.out, "<{name}");
        if let Some(scope) = scope {
            let _ = write!(self.out, " scope=\"{scope}\"");
        }
        for (name, span) in [("colspan", cell.col_span), ("rowspan", cell.row_span)] {
            if span > 1 {
                let _ = write!(self.out, " {name}=\"{span}\"");
            }
        }
        let mut classes = vec![tone_class(cell.tone), align.map_or("", alignment_class)];
        classes.push(if cell.light_rule_below { "light-below" } else { "" });
        classes.push(if section == Section::Body && is_number(&of_cell(cell)) { "whole" } else { "" });
        if shape != Shape::Scrolled {
            let role = match scope {
                Some("col" | "colgroup") => "columnheader",
                Some(_) => "rowheader",
                None => "cell",
            };
            let _ = write!(self.out, " role=\"{role}\"");
            if section == Section::Body {
                let text = of_cell(cell);
                let short = matches!(align, Some(Alignment::Center | Alignment::End | Alignment::Decimal));
                classes.push(match text.chars().count() {
                    0 => "empty",
                    1 if scope.is_none() && shape == Shape::Cards && is_marked_only(table, headed) => "short chip",
                    _ if short => "short",
                    _ => "",
                });
                if let (None, Some(label)) = (scope, headed.heads.last()) {
                    let _ = write!(self.out, " data-label=\"{}\"", escape(label));
                }
            }
        }
        classes.retain(|class| !class.is_empty());
        if !classes.is_empty() {
            let _ = write!(self.out, " class=\"{}\"", classes.join(" "));
        }
        self.out.push('>');
        let bar = tone_class(cell.tone).starts_with("bar");
        self.out.push_str(if bar { "<div>" } else { "" });
        self.blocks(&cell.content);
        self.out.push_str(if bar { "</div>" } else { "" });
        let _ = write!(self.out, "</{name}>");
    }
}

/// Whether a cell holds nothing but a number with parts (1-1, R3-14-1), which a browser would break behind a hyphen.
fn is_number(text: &str) -> bool {
    const LONGEST: usize = 12;
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    text.len() <= LONGEST && text.contains('-') && text.split('-').all(is_part)
}

/// Whether a cell's column has nothing but a mark where its head holds: such heads stand upright over narrow columns. On a card the
/// head stands for the mark.
fn is_marked_only(table: &Table, headed: &HeadedCell<'_>) -> bool {
    let heads = table.head.iter().flat_map(|row| &row.cells).filter(|head| head.upright);
    heads.map(of_cell).any(|head| headed.heads.last() == Some(&head.replace('\n', "")))
}

fn scope(header: HeaderScope, cell: &Cell, section: Section) -> &'static str {
    match (header, section) {
        (HeaderScope::Column, Section::Head) if cell.col_span > 1 => "colgroup",
        (HeaderScope::Column | HeaderScope::Both, Section::Head) => "col",
        (_, Section::GroupHeading) => "rowgroup",
        (HeaderScope::Row, _) if cell.row_span > 1 => "rowgroup",
        (HeaderScope::Column, _) => "col",
        (HeaderScope::Row | HeaderScope::Both, _) => "row",
    }
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::None => "",
        Tone::Tint => "tint",
        Tone::BarLight => "bar light",
        Tone::BarMiddle => "bar middle",
        Tone::BarDark => "bar dark",
        Tone::BarAccent => "bar accent",
        Tone::BarHatched => "bar hatched",
        Tone::Outline => "bar outline",
    }
}

/// The shape of tables that stand side by side under the same head, as the halves of one: that of the one with the most prose.
pub(super) fn abreast(columns: &Columns) -> Option<Shape> {
    let tables: Vec<&Table> = columns.columns.iter().flat_map(|(_, body)| body).map(as_table).collect::<Option<_>>()?;
    let (first, rest) = tables.split_first()?;
    let are_halves = !rest.is_empty() && rest.iter().all(|table| table.head == first.head);
    let shapes = || tables.iter().map(|table| shape(table));
    are_halves.then(|| shapes().find(|shape| *shape != Shape::Scrolled).unwrap_or(Shape::Scrolled))
}

fn as_table(block: &Block) -> Option<&Table> {
    match block {
        Block::Table(table) => Some(table),
        _ => None,
    }
}

/// The plan's grid becomes cards; a table in which a column holds prose is stacked.
fn shape(table: &Table) -> Shape {
    match table.style {
        TableStyle::Grid => return Shape::Cards,
        TableStyle::Schedule => return Shape::Scrolled,
        TableStyle::Ruled | TableStyle::Zebra => {}
    }
    let mut lengths = vec![(0, 0); table.columns.len()];
    for group in &table.groups {
        let rows: Vec<&Row> = group.rows.iter().collect();
        for headed in headed_rows(table, &rows).iter().flat_map(|row| &row.cells) {
            if let Some((sum, count)) = lengths.get_mut(headed.column).filter(|_| headed.cell.col_span == 1) {
                *sum += of_cell(headed.cell).chars().count();
                *count += 1;
            }
        }
    }
    let prose = lengths.iter().filter(|(_, count)| *count > 0).any(|(sum, count)| sum / count >= PROSE);
    if prose && table.columns.len() > 2 { Shape::Stacked } else { Shape::Scrolled }
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn a_number_with_parts_is_kept_in_one_line_and_a_word_is_not() {
        for number in ["1-1", "R3-14-1", "10-(2)"] {
            assert_eq!(is_number(number), !number.contains('('), "{number}");
        }
        for other in ["", "-", "1-", "12", "1-1 広告", "計画-実績", "a-very-long-word"] {
            assert!(!is_number(other), "{other}");
        }
    }
}

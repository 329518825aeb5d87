//! Tables: scopes, spans, tones as classes.

use super::{Writer, escape};
use crate::report::document::{Alignment, Cell, ColumnWidth, HeaderScope, Row, Table, TableStyle, Tone};
use crate::report::text::of_inlines;

impl Writer {
    pub(super) fn table(&mut self, table: &Table) {
        let class = match table.style {
            TableStyle::Grid => "grid",
            TableStyle::Ruled => "ruled",
            TableStyle::Zebra => "zebra",
            TableStyle::Schedule => "schedule",
        };
        let name = table.caption.as_deref().map_or_else(|| "表".to_owned(), of_inlines);
        // A wide table scrolls by itself; it can be reached by keyboard.
        self.out.push_str(&format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">\n<table class=\"{class}\">\n",
            escape(&name)
        ));
        if table.caption.is_some() || table.unit.is_some() {
            self.out.push_str("<caption>");
            if let Some(unit) = &table.unit {
                self.out.push_str(&format!("<span class=\"unit\">{}</span>", escape(unit)));
            }
            if let Some(caption) = &table.caption {
                self.inlines(caption);
            }
            self.out.push_str("</caption>\n");
        }
        self.columns(table);
        if !table.head.is_empty() {
            self.out.push_str("<thead>\n");
            table.head.iter().for_each(|row| self.row(table, row, "col"));
            self.out.push_str("</thead>\n");
        }
        for group in &table.groups {
            self.out.push_str("<tbody>\n");
            if let Some(heading) = &group.heading {
                self.row(table, heading, "rowgroup");
            }
            group.rows.iter().for_each(|row| self.row(table, row, "row"));
            self.out.push_str("</tbody>\n");
        }
        if !table.foot.is_empty() {
            self.out.push_str("<tfoot>\n");
            table.foot.iter().for_each(|row| self.row(table, row, "row"));
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

    /// Widths of the fixed columns, where they leave room for the others: a table of a sideways page finds its own.
    fn columns(&mut self, table: &Table) {
        // Tenths of a millimetre in ems of the printed tables' 3 mm type, and one for the cell's padding; the page is some
        // 66 of them wide.
        let ems = |width| match width {
            ColumnWidth::Fixed(tenths) => Some((tenths.div_ceil(30) + 1).min(super::WIDEST_COLUMN)),
            ColumnWidth::Share(_) | ColumnWidth::Fit(_) => None,
        };
        if table.columns.iter().filter_map(|column| ems(column.width)).sum::<u32>() > 44 {
            return;
        }
        self.out.push_str("<colgroup>");
        for column in &table.columns {
            match ems(column.width) {
                Some(ems) => self.out.push_str(&format!("<col class=\"w{ems}\">")),
                None => self.out.push_str("<col>"),
            }
        }
        self.out.push_str("</colgroup>\n");
    }

    fn row(&mut self, table: &Table, row: &Row, scope: &str) {
        self.out.push_str("<tr>");
        // Where a row is not begun from above, cell i stands in column i or later; figures carry their own alignment.
        let all = row.cells.len() == table.columns.len();
        for (i, cell) in row.cells.iter().enumerate() {
            let column = table.columns.get(i).filter(|_| all).map(|column| column.align);
            self.cell(cell, cell.align.or(column), scope);
        }
        self.out.push_str("</tr>\n");
    }

    fn cell(&mut self, cell: &Cell, align: Option<Alignment>, scope: &str) {
        let name = if cell.header.is_some() { "th" } else { "td" };
        self.out.push_str(&format!("<{name}"));
        if let Some(header) = cell.header {
            let scope = match (header, scope) {
                (HeaderScope::Column, "col") if cell.col_span > 1 => "colgroup",
                (HeaderScope::Column | HeaderScope::Both, "col") => "col",
                (_, "rowgroup") => "rowgroup",
                (HeaderScope::Row, _) if cell.row_span > 1 => "rowgroup",
                (HeaderScope::Column, _) => "col",
                (HeaderScope::Row | HeaderScope::Both, _) => "row",
            };
            self.out.push_str(&format!(" scope=\"{scope}\""));
        }
        for (name, span) in [("colspan", cell.col_span), ("rowspan", cell.row_span)] {
            if span > 1 {
                self.out.push_str(&format!(" {name}=\"{span}\""));
            }
        }
        let tone = match cell.tone {
            Tone::None => "",
            Tone::Tint => "tint",
            Tone::BarLight => "bar light",
            Tone::BarMiddle => "bar middle",
            Tone::BarDark => "bar dark",
            Tone::BarAccent => "bar accent",
            Tone::BarHatched => "bar hatched",
            Tone::Outline => "bar outline",
        };
        let align = match align {
            Some(Alignment::Center) => "center",
            Some(Alignment::End | Alignment::Decimal) => "end",
            _ => "",
        };
        let light = if cell.light_rule_below { "light-below" } else { "" };
        let classes = [tone, align, light].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
        if !classes.is_empty() {
            self.out.push_str(&format!(" class=\"{classes}\""));
        }
        self.out.push('>');
        let bar = tone.starts_with("bar");
        self.out.push_str(if bar { "<div>" } else { "" });
        self.blocks(&cell.content);
        self.out.push_str(if bar { "</div>" } else { "" });
        self.out.push_str(&format!("</{name}>"));
    }
}

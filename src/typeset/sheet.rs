//! The sheet: paper, margins and grid of a page, and the type and colours of a document, resolved from `[look]`.
//!
//! Everything the layout knows of looks stands here, so that a block says only which style it wants. Values of
//! `plan.toml` that no page can be set with (a body of 0 pt, a margin wider than the paper) are drawn back to the
//! nearest usable one; the plan's reader reports them.

use super::length::{Length, Rect, Size};
use super::style::{Color, Family, ParagraphStyle, TextStyle, Weight};
use crate::plan::Look;
use crate::report::document::{Emphasis, Paper, ParagraphKind, TableStyle};
use crate::vocabulary::every_variant;

/// The least room over and under the text area, in millimetres: head and foot keep clear of the 5 mm at the edge of the paper on which no
/// printer prints.
const LEAST_VERTICAL: f64 = 16.5;

/// Where text stands on a kind of page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The paper.
    pub(crate) size: Size,
    /// The text area (版面); its height is a whole number of grid lines.
    pub(crate) body: Rect,
    /// Baseline of the running head, from the top.
    pub(crate) head: Length,
    /// Baseline of the foot, from the top.
    pub(crate) foot: Length,
    /// Text columns, 1 or 2.
    pub(crate) columns: u8,
    /// Space between two columns.
    pub(crate) gutter: Length,
}

impl Sheet {
    /// The sheet of a part.
    pub(crate) fn new(paper: Paper, columns: u8, look: &Type) -> Sheet {
        let (width, height) = match paper {
            Paper::A4Portrait => (210.0, 297.0),
            Paper::A4Landscape => (297.0, 210.0),
            Paper::A3Landscape => (420.0, 297.0),
        };
        let size = Size { width: Length::mm(width), height: Length::mm(height) };
        let margin = look.margin;
        // Sideways the height is what tables lack: head and foot move out by 3 mm each.
        let vertical = if height < 220.0 { margin - Length::mm(3.0) } else { margin };
        let vertical = vertical.max(Length::mm(LEAST_VERTICAL));
        let available = size.height - vertical * 2;
        let lines = (available / look.pitch).max(1);
        let body = Rect::new(margin, vertical, size.width - margin * 2, look.pitch * lines);
        let columns = columns.clamp(1, 2);
        Sheet {
            size,
            body,
            head: vertical - Length::pt(24.0),
            foot: size.height - vertical + Length::pt(26.0),
            columns,
            gutter: look.body * 2,
        }
    }

    /// Width of one text column.
    pub(crate) fn measure(&self) -> Length {
        if self.columns < 2 { self.body.size.width } else { (self.body.size.width - self.gutter) / 2 }
    }

    /// The x of the start of text column `index`.
    pub(crate) fn column_x(&self, index: u8) -> Length {
        self.body.origin.x + (self.measure() + self.gutter) * i64::from(index)
    }
}

/// Sizes, families and colours of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Type {
    /// Body size.
    pub(crate) body: Length,
    /// The baseline grid.
    pub(crate) pitch: Length,
    /// Size of tables.
    pub(crate) table: Length,
    /// Line pitch of tables.
    pub(crate) table_pitch: Length,
    /// Space over and under the text of a cell.
    cell_padding: Length,
    /// The same in a full grid, which parts rows by itself and stands closer, as the plan's table does.
    grid_padding: Length,
    /// White around tables, figures and charts.
    pub(crate) block_gap: Length,
    /// White under the head of an initiative sheet.
    pub(crate) head_gap: Length,
    /// Height of headings in percent of their grid lines.
    pub(crate) heading_percent: i64,
    /// White over a label.
    pub(crate) label_gap: Length,
    /// Line pitch of labels.
    pub(crate) label_pitch: Length,
    /// Size of notes.
    pub(crate) note: Length,
    /// Line pitch of notes.
    pub(crate) note_pitch: Length,
    /// Outer margin.
    pub(crate) margin: Length,
    /// Family of running text.
    pub(crate) family: Family,
    /// 、 and 。 may hang outside the measure of running text.
    pub(crate) hanging: bool,
    pub(crate) accent: Color,
    /// A light tint of the accent: heads of tables, boxes.
    pub(crate) tint: Color,
    /// A lighter one: every other row.
    pub(crate) pale: Color,
}

/// Grey of text that stands back; 5.7 : 1 on white.
pub(crate) const QUIET: Color = Color::grey(100);
/// Grey of thin rules.
pub(crate) const HAIR: Color = Color::grey(130);
/// Grey of rules that part two lines of one cell.
pub(crate) const FAINT: Color = Color::grey(190);
/// Text: not quite black, as ink is.
pub(crate) const INK: Color = Color::grey(20);

/// The smallest type in a table, in points.
pub(crate) const SMALLEST_IN_TABLES: f64 = 8.5;

/// How much closer than usual a stretch of text may be set to save a page that it would hardly fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tightness {
    /// Hardly seen.
    Slight,
    /// Lines of tables 1.3 em apart, half of the padding and of the white around blocks.
    Full,
    /// The limit: the same with the smallest type of tables.
    Smallest,
}

impl Tightness {
    /// From the least to the limit.
    pub(crate) const ALL: [Tightness; 3] = every_variant!(Tightness: Slight, Full, Smallest);

    /// Leading of tables and notes in percent of their size, padding of cells and white around blocks in percent of the usual.
    fn percents(self) -> (i64, i64, i64) {
        match self {
            Tightness::Slight => (135, 75, 75),
            Tightness::Full => (130, 50, 50),
            Tightness::Smallest => (124, 30, 33),
        }
    }
}

impl Type {
    /// Resolves `[look]`.
    pub(crate) fn new(look: &Look) -> Type {
        let usable = |value: f64, low: f64, high: f64, default: f64| {
            if value.is_finite() { value.clamp(low, high) } else { default }
        };
        let body = usable(look.body_size, 7.0, 18.0, 10.5);
        let table = usable(look.table_size, SMALLEST_IN_TABLES, 14.0, 9.0);
        let accent = Color::from_hex(&look.accent).unwrap_or(Color { r: 0x1f, g: 0x4e, b: 0x79 });
        let note = (table - 1.0).max(7.0);
        let pitch = Length::pt(usable(look.body_pitch, body * 1.2, body * 3.0, body * 1.6));
        Type {
            body: Length::pt(body),
            pitch,
            cell_padding: Length::pt(2.6),
            grid_padding: Length::pt(1.3),
            block_gap: pitch / 2,
            head_gap: Length::pt(table) / 2,
            heading_percent: 100,
            label_gap: Length::pt(table).scaled(13, 10),
            label_pitch: Length::pt(table).scaled(15, 10),
            table: Length::pt(table),
            table_pitch: Length::pt(table).scaled(14, 10),
            note: Length::pt(note),
            note_pitch: Length::pt(note).scaled(14, 10),
            margin: Length::mm(usable(look.margin, 12.0, 45.0, 22.0)),
            family: if look.mincho_body { Family::Mincho } else { Family::Gothic },
            hanging: look.hanging_punctuation,
            accent,
            tint: mixed(accent, 12),
            pale: mixed(accent, 5),
        }
    }

    /// The same, set tighter: less leading in tables, less padding in their cells, less white around blocks.
    pub(crate) fn tighter(&self, tightness: Tightness) -> Type {
        let (leading, padding, gap) = tightness.percents();
        let smallest = tightness == Tightness::Smallest;
        let table = if smallest { Length::pt(SMALLEST_IN_TABLES).min(self.table) } else { self.table };
        Type {
            table,
            table_pitch: table.scaled(leading, 100).min(self.table_pitch),
            note_pitch: self.note.scaled(leading, 100).min(self.note_pitch),
            cell_padding: self.cell_padding.scaled(padding, 100),
            grid_padding: self.grid_padding.scaled(padding, 100),
            block_gap: self.block_gap.scaled(gap, 100),
            head_gap: self.head_gap.scaled(gap, 100),
            heading_percent: if smallest { 80 } else { 100 },
            label_gap: self.label_gap.scaled(gap, 100),
            label_pitch: table.scaled(leading + 5, 100).min(self.label_pitch),
            ..self.clone()
        }
    }

    /// Space over and under the text of a cell.
    pub(crate) fn padding(&self, style: TableStyle) -> Length {
        match style {
            // Bars stand off the rules of their rows by themselves.
            TableStyle::Grid | TableStyle::Schedule => self.grid_padding,
            TableStyle::Ruled | TableStyle::Zebra => self.cell_padding,
        }
    }

    /// Gothic of a size.
    pub(crate) fn gothic(&self, weight: Weight, size: Length) -> TextStyle {
        TextStyle { color: INK, ..TextStyle::new(Family::Gothic, weight, size) }
    }

    /// How a kind of paragraph is set on a measure, with its base style.
    pub(crate) fn paragraph(&self, kind: ParagraphKind, measure: Length) -> (TextStyle, ParagraphStyle) {
        let (size, pitch, family, weight) = match kind {
            ParagraphKind::Body | ParagraphKind::Flush => (self.body, self.pitch, self.family, Weight::Regular),
            ParagraphKind::Lead => (self.body.scaled(23, 21), self.pitch, Family::Gothic, Weight::Bold),
            ParagraphKind::Note => (self.note, self.note_pitch, Family::Gothic, Weight::Regular),
            ParagraphKind::Small => (self.table, self.table_pitch, Family::Gothic, Weight::Regular),
        };
        let mut style = ParagraphStyle::new(Some(measure), pitch);
        if kind == ParagraphKind::Body {
            style.first_indent = size;
        }
        if kind == ParagraphKind::Note {
            style.rest_indent = size;
        }
        style.hanging = self.hanging && matches!(kind, ParagraphKind::Body | ParagraphKind::Flush);
        (TextStyle { color: INK, ..TextStyle::new(family, weight, size) }, style)
    }

    /// Size and grid lines (行取り) of a heading: size, empty lines before it, lines it takes when it has one line.
    pub(crate) fn heading(&self, level: u8) -> (Length, i64, i64) {
        match level {
            0 | 1 => (self.body.scaled(32, 21), 1, 2),
            2 => (self.body.scaled(26, 21), 1, 2),
            3 => (self.body.scaled(23, 21), 1, 1),
            _ => (self.body, 0, 1),
        }
    }

    /// A style changed by an emphasis.
    pub(crate) fn emphasised(&self, base: TextStyle, emphasis: Emphasis) -> TextStyle {
        let mut style = base;
        match emphasis {
            Emphasis::None => {}
            Emphasis::Strong => {
                style.weight = Weight::Bold;
                style.family = Family::Gothic;
            }
            Emphasis::Dots => style.emphasis_dots = true,
            Emphasis::Underline => style.underlined = true,
            Emphasis::Quiet => {
                // Not under the smallest type of tables, unless what it stands in is smaller.
                style.size = Length::pt(SMALLEST_IN_TABLES).max(base.size.scaled(17, 20)).min(base.size);
                if style.color != Color::WHITE {
                    style.color = QUIET;
                }
            }
            Emphasis::Label => {
                style.weight = Weight::Bold;
                style.family = Family::Gothic;
                if style.color != Color::WHITE {
                    style.color = self.accent;
                }
            }
            Emphasis::Figure => {
                style.weight = Weight::Bold;
                style.family = Family::Gothic;
                style.size = base.size.scaled(16, 10);
            }
        }
        style
    }
}

/// `percent` of a colour on white.
pub(crate) fn mixed(color: Color, percent: u16) -> Color {
    let part = |channel: u8| (255 - (255 - u16::from(channel)) * percent / 100) as u8;
    Color { r: part(color.r), g: part(color.g), b: part(color.b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_area_holds_whole_lines_inside_the_margins() {
        let look = Type::new(&Look::default());
        for paper in [Paper::A4Portrait, Paper::A4Landscape, Paper::A3Landscape] {
            let sheet = Sheet::new(paper, 1, &look);
            assert_eq!(sheet.body.size.height.raw() % look.pitch.raw(), 0);
            assert!(sheet.body.bottom() < sheet.foot);
            assert!(sheet.head < sheet.body.origin.y);
        }
    }

    #[test]
    fn unusable_looks_are_drawn_back() {
        let look =
            Look { body_size: 0.0, body_pitch: f64::NAN, margin: 4000.0, accent: "blue".into(), ..Look::default() };
        let sheet = Sheet::new(Paper::A4Portrait, 9, &Type::new(&look));
        assert!(sheet.measure() > Length::ZERO);
    }
}

//! Figures of a column aligned at their units digit (小数点揃え): each cell's measure is shortened by what the widest
//! fraction of the column has beyond its own.

use super::columns::Measured;
use crate::report::document::{Alignment, Block, Cell, Column};
use crate::typeset::length::Length;
use crate::typeset::page::{Artifact, Tag};
use crate::typeset::setting::{Setting, plain_text};
use crate::typeset::style::Weight;

/// How much shorter the measure of each cell of a decimal column is, by column: the widest part after the point.
pub(super) fn decimal_insets(setting: &mut Setting<'_>, columns: &[Column], cells: &[Measured<'_>]) -> Vec<Length> {
    let mut insets = vec![Length::ZERO; columns.len()];
    for measured in cells.iter().filter(|m| m.placed.col_span == 1) {
        if let Some(fraction) = figure_fraction(setting, columns, measured) {
            let inset = &mut insets[measured.placed.col];
            *inset = (*inset).max(fraction);
        }
    }
    insets
}

/// Width of the text after the units digit of a cell that is aligned by it; `None` where it holds no figure.
pub(super) fn figure_fraction(
    setting: &mut Setting<'_>,
    columns: &[Column],
    measured: &Measured<'_>,
) -> Option<Length> {
    let cell = measured.placed.cell.filter(|_| is_body_figure(measured))?;
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return None };
    let aligned = cell.align.unwrap_or(columns[measured.placed.col].align) == Alignment::Decimal;
    let figure = plain_text(&paragraph.text).contains(|c: char| c.is_ascii_digit());
    (aligned && figure).then(|| fraction_width(setting, cell))
}

fn is_body_figure(measured: &Measured<'_>) -> bool {
    !measured.head || measured.placed.cell.is_some_and(|cell| cell.header.is_none())
}

/// Width of the text after the units digit: the point and the decimals, or a sign such as ％.
pub(super) fn fraction_width(setting: &mut Setting<'_>, cell: &Cell) -> Length {
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return Length::ZERO };
    let text = plain_text(&paragraph.text);
    let tail = fraction(&text);
    if tail.is_empty() {
        return Length::ZERO;
    }
    let style = setting.look.gothic(Weight::Regular, setting.look.table);
    // A point takes its quarter of an em only behind a digit.
    let width = |s: &mut Setting<'_>, text: &str| s.natural(text, style, Tag::Artifact(Artifact::Layout)).1;
    setting.silently(|s| width(s, &format!("0{tail}")) - width(s, "0"))
}

/// What stands after the units digit of a figure; nothing where there is no digit.
fn fraction(text: &str) -> &str {
    let digits_start = text.find(|c: char| c.is_ascii_digit());
    let Some(start) = digits_start else { return "" };
    let units = text[start..].find(|c: char| !c.is_ascii_digit() && c != ',').map_or(text.len(), |end| start + end);
    &text[units..]
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

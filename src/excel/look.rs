//! Formats, widths and heights that all our workbooks share.
//!
//! Excel does not fit rows to merged cells, and fits others by its own font metrics; so heights are computed here from the
//! widths of Japanese text: a full-width character is two units of a column's width.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::vocabulary::MoneyStyle;

/// The face: on every Windows since 10 (1809), and a UD one like the printed report's.
pub(crate) const FONT: &str = "BIZ UDゴシック";

/// Points a line of text takes at the size of [`FONT`] used in tables, with air for other fonts' metrics.
const LINE: f64 = 15.0;

/// The tallest row that Excel can show, in points.
pub(crate) const TALLEST: f64 = 405.0;

/// Amounts: ▲ for negatives, 0 for zero.
pub(crate) const AMOUNT: &str = "#,##0;\"▲\"#,##0;0;@";

/// Rates with one decimal.
pub(crate) const RATE: &str = "0.0;\"▲\"0.0;0.0;@";

/// What a cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// The sheet's title.
    Title,
    /// A line under it.
    Note,
    /// A heading within a sheet.
    Section,
    /// A head of a column.
    Head,
    /// Text, wrapped, at the top.
    Text,
    /// Text, wrapped, vertically centred.
    Middle,
    /// Bold text.
    Strong,
    /// Centred.
    Center,
    Amount,
    Rate,
    Total,
    TotalLabel,
    /// A rate in the row of totals.
    TotalRate,
    /// Flat data without rules.
    Data,
    /// A link within the workbook.
    Link,
}

/// A format of amounts with the decimals of the plan's printing.
pub(crate) fn in_money(format: Format, money: MoneyStyle) -> Format {
    if money.decimals == 0 {
        return format;
    }
    let digits = money.excel_digits();
    format.set_num_format(format!("{digits};\"▲\"{digits};{digits};@"))
}

/// The format of a style.
pub(crate) fn format(style: Style, accent: &str) -> Format {
    let accent = u32::from_str_radix(accent.trim_start_matches('#'), 16).map_or(Color::Black, Color::RGB);
    let base = Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
    let grid = || base.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x7F_7F_7F));
    let total = || grid().set_bold().set_background_color(Color::RGB(0xEE_F2_F7)).set_border_top(FormatBorder::Medium);
    match style {
        Style::Title => base.set_font_size(16).set_bold().set_font_color(accent),
        Style::Note => base.set_font_color(Color::RGB(0x40_40_40)),
        Style::Section => base.set_font_size(12).set_bold().set_font_color(accent),
        Style::Head => grid()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(accent)
            .set_align(FormatAlign::Center)
            .set_text_wrap(),
        Style::Text => grid().set_align(FormatAlign::Top).set_align(FormatAlign::Left).set_text_wrap(),
        Style::Middle => grid().set_align(FormatAlign::Left).set_text_wrap(),
        Style::Strong => grid().set_bold().set_align(FormatAlign::Left).set_text_wrap(),
        Style::Center => grid().set_align(FormatAlign::Center).set_text_wrap(),
        Style::Amount => grid().set_num_format(AMOUNT).set_align(FormatAlign::Right),
        Style::Rate => grid().set_num_format(RATE).set_align(FormatAlign::Right),
        Style::Total => total().set_num_format(AMOUNT).set_align(FormatAlign::Right),
        Style::TotalLabel => total().set_align(FormatAlign::Left).set_text_wrap(),
        Style::TotalRate => total().set_num_format(RATE).set_align(FormatAlign::Right),
        Style::Data => base.set_align(FormatAlign::Top),
        Style::Link => grid()
            .set_align(FormatAlign::Center)
            .set_font_color(accent)
            .set_underline(rust_xlsxwriter::FormatUnderline::Single),
    }
}

/// Width of a text in units of a column's width: full-width characters take two.
pub(crate) fn units(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || matches!(c, '\u{ff61}'..='\u{ff9f}') { 1 } else { 2 }).sum()
}

/// Lines that a text takes in a column of that width.
pub(crate) fn lines(text: &str, width: f64) -> usize {
    // A cell keeps about one unit of padding, and a full-width character does not split.
    let capacity = (width - 2.0).max(2.0) as usize;
    // No character is wider than its bytes are many.
    if text.len() <= capacity && !text.contains('\n') {
        return 1;
    }
    text.split('\n').map(|line| units(line).div_ceil(capacity).max(1)).sum()
}

/// Height in points for so many lines.
pub(crate) fn height(lines: usize) -> f64 {
    lines.max(1) as f64 * LINE + 4.0
}

/// How a tall piece of content is laid over rows: how many, and the height of each.
pub(crate) fn rows_for(lines: usize) -> (u32, f64) {
    let needed = height(lines);
    let rows = (needed / TALLEST).ceil().max(1.0);
    (rows as u32, needed / rows)
}

/// Writes a text over a range, merged where it is more than one cell.
pub(crate) fn span(
    sheet: &mut Worksheet,
    (first_row, first_col): (u32, u16),
    (rows, cols): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = &*super::cell_text::fitting(text);
    if rows <= 1 && cols <= 1 {
        sheet.write_string_with_format(first_row, first_col, text, format)?;
    } else {
        sheet.merge_range(
            first_row,
            first_col,
            first_row + rows.max(1) - 1,
            first_col + cols.max(1) - 1,
            text,
            format,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_counts_double_and_line_breaks_count() {
        assert_eq!(units("ICTの活用ｱ"), 3 + 3 * 2 + 1);
        assert_eq!(lines("あいうえお", 12.0), 1);
        assert_eq!(lines("あいうえおか", 12.0), 2);
        assert_eq!(lines("あ\n\nい", 12.0), 3);
    }

    #[test]
    fn what_one_row_cannot_show_takes_several() {
        assert_eq!(rows_for(1), (1, 19.0));
        let (rows, height) = rows_for(100);
        assert!(rows == 4 && height <= TALLEST && f64::from(rows) * height >= 100.0 * LINE);
    }
}

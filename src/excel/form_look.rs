//! How a form looks: font, colours, borders, widths.
//!
//! The font is named outright and not taken from a theme, so that it does not change with the Office version. 游ゴシック is on every
//! Windows since 8.1 and in every Office since 2016; elsewhere a gothic with the same full widths stands in, because widths are
//! counted in full-width characters.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatDiagonalBorder, FormatPattern, FormatUnderline, Workbook, XlsxError,
};

/// The font of all cells.
pub(crate) const FONT: &str = "游ゴシック";
/// Points of open cells.
pub(crate) const OPEN_SIZE: f64 = 10.0;
/// Points of locked cells and heads.
pub(crate) const LOCKED_SIZE: f64 = 9.0;

const PIXELS_A_POINT: f64 = 96.0 / 72.0;
/// What Excel keeps free at both sides of a cell's text, with the rule.
const CELL_PADDING: f64 = 9.0;

const ACCENT: u32 = 0x1F_4E79;
const LOCKED_FILL: u32 = 0xF2_F2F2;
const LOCKED_HEAD: u32 = 0xD9_D9D9;
const OPEN_HEAD: u32 = 0xDD_EBF7;
const WRONG_FILL: u32 = 0xFF_D9D9;
const RULE: u32 = 0x7F_7F7F;

/// Sets the workbook's default font, whose digits a column width is counted in: 8 pixels for 游ゴシック 11, rows of 25.
pub(crate) fn set_default_font(workbook: &mut Workbook) -> Result<(), XlsxError> {
    workbook.set_default_format(&font(11.0), 25, 72)?;
    Ok(())
}

/// The width in pixels (at 96 dpi) of a column that holds `ems` full-width characters of `size` points.
pub(crate) fn column_pixels(ems: f64, size: f64) -> u32 {
    (ems * size * PIXELS_A_POINT + CELL_PADDING).ceil() as u32
}

/// How many full-width characters of `size` points a column of `pixels` holds.
pub(crate) fn column_ems(pixels: u32, size: f64) -> f64 {
    (f64::from(pixels) - CELL_PADDING) / (size * PIXELS_A_POINT)
}

/// Family 3 (modern) and character set 128 (Shift JIS) let a program without the font choose another Japanese gothic.
fn font(size: f64) -> Format {
    Format::new().set_font_name(FONT).set_font_family(3).set_font_charset(128).set_font_size(size)
}

fn base(size: f64) -> Format {
    font(size).set_align(FormatAlign::VerticalCenter)
}

fn ruled(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(RULE))
}

/// The title at the top of a sheet.
pub(crate) fn title() -> Format {
    base(14.0).set_bold().set_font_color(Color::RGB(ACCENT))
}

/// A heading within a sheet.
pub(crate) fn heading() -> Format {
    base(11.0).set_bold().set_font_color(Color::RGB(ACCENT))
}

/// サンプル（架空）.
pub(crate) fn notice() -> Format {
    base(10.0).set_bold()
}

/// Running text without rules.
pub(crate) fn note() -> Format {
    base(LOCKED_SIZE).set_text_wrap().set_align(FormatAlign::Top)
}

/// A label of the cover block.
pub(crate) fn cover_label() -> Format {
    ruled(base(OPEN_SIZE)).set_background_color(Color::RGB(LOCKED_HEAD)).set_align(FormatAlign::Center)
}

/// A cell of the cover block that the program has filled in.
pub(crate) fn cover_locked() -> Format {
    ruled(base(OPEN_SIZE)).set_background_color(Color::RGB(LOCKED_FILL)).set_align(FormatAlign::Left).set_text_wrap()
}

/// A cell of the cover block to fill in.
pub(crate) fn cover_open() -> Format {
    ruled(base(OPEN_SIZE)).set_align(FormatAlign::Left).set_unlocked()
}

/// The head of a group of columns or of a column.
pub(crate) fn head(open: bool) -> Format {
    ruled(base(LOCKED_SIZE))
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_background_color(Color::RGB(if open { OPEN_HEAD } else { LOCKED_HEAD }))
}

/// A locked cell of an entry row.
pub(crate) fn locked() -> Format {
    ruled(base(LOCKED_SIZE)).set_text_wrap().set_align(FormatAlign::Top).set_background_color(Color::RGB(LOCKED_FILL))
}

/// A locked cell with a short word.
pub(crate) fn locked_centred() -> Format {
    locked().set_align(FormatAlign::Center)
}

/// A cell that does not apply to its row: struck through with a diagonal.
pub(crate) fn not_asked() -> Format {
    locked()
        .set_border_diagonal(FormatBorder::Thin)
        .set_border_diagonal_type(FormatDiagonalBorder::BorderUp)
        .set_border_diagonal_color(Color::RGB(RULE))
}

/// An open cell for text.
pub(crate) fn open_text() -> Format {
    ruled(base(OPEN_SIZE)).set_text_wrap().set_align(FormatAlign::Top).set_unlocked()
}

/// An open cell for a choice.
pub(crate) fn open_choice() -> Format {
    ruled(base(OPEN_SIZE)).set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::Top).set_unlocked()
}

/// An open cell for a number with a number format. A long number is set smaller instead of as ####.
pub(crate) fn open_number(format: &str) -> Format {
    ruled(base(OPEN_SIZE))
        .set_shrink()
        .set_align(FormatAlign::Right)
        .set_align(FormatAlign::Top)
        .set_num_format(format)
        .set_unlocked()
}

/// A wrong cell of a returned form: the same cell on a tint.
pub(crate) fn wrong(format: Format) -> Format {
    format.set_pattern(FormatPattern::Solid).set_background_color(Color::RGB(WRONG_FILL))
}

/// A cell with a link to another.
pub(crate) fn link(cell: &Format) -> Format {
    cell.clone().set_font_color(Color::RGB(ACCENT)).set_underline(FormatUnderline::Single)
}

/// Blank, unruled and so tall that a row with it is never lower than five lines, while it still grows with what is typed.
///
/// A set row height would neither grow nor shrink; a program's automatic height counts the font of blank cells too.
pub(crate) fn strut() -> Format {
    font(52.0)
}

/// A text cell of the hidden sheet.
pub(crate) fn hidden_text() -> Format {
    base(LOCKED_SIZE).set_num_format("@")
}

/// The head of a printed sheet: its left, middle and right part; nothing for an empty part. Where a text
/// holds &, which begins a code there, it is doubled.
pub(crate) fn header(left: &str, middle: &str, right: &str) -> String {
    let parts = [('L', left), ('C', middle), ('R', right)];
    let printed = parts.iter().filter(|(_, text)| !text.is_empty());
    printed.map(|(place, text)| format!("&{place}{}", text.replace('&', "&&"))).collect()
}

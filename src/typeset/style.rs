//! How text is to be set: families, sizes, alignment and the rules of a paragraph.

use super::jlreq::Reduction;
use super::length::Length;

/// A family of the shipped fonts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// BIZ UDGothic.
    #[default]
    Gothic,
    /// BIZ UDMincho.
    Mincho,
}

/// Weight of a face.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Weight 400.
    #[default]
    Regular,
    /// Weight 700.
    Bold,
}

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Color {
    /// Red, 0 to 255 (sRGB).
    pub r: u8,
    /// Green, 0 to 255 (sRGB).
    pub g: u8,
    /// Blue, 0 to 255 (sRGB).
    pub b: u8,
}

impl Color {
    /// The ink of text.
    pub const BLACK: Color = Color { r: 0, g: 0, b: 0 };
    /// The paper, and text on dark grounds.
    pub const WHITE: Color = Color { r: 255, g: 255, b: 255 };

    /// A grey; 0 is black.
    pub const fn grey(level: u8) -> Color {
        Color { r: level, g: level, b: level }
    }

    /// From `#rrggbb`.
    pub fn from_hex(hex: &str) -> Option<Color> {
        let digits = hex.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let part = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok();
        Some(Color { r: part(0)?, g: part(2)?, b: part(4)? })
    }
}

/// How a run of characters is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextStyle {
    /// Gothic or mincho.
    pub family: Family,
    /// Regular or bold.
    pub weight: Weight,
    /// Size: the em.
    pub size: Length,
    /// Colour.
    pub color: Color,
    /// How far the baseline is raised (negative: lowered).
    pub rise: Length,
    /// 圏点 over each character.
    pub emphasis_dots: bool,
    /// 下線 under each line of it.
    pub underlined: bool,
}

impl TextStyle {
    /// Black upright text of a family and size.
    pub fn new(family: Family, weight: Weight, size: Length) -> TextStyle {
        TextStyle {
            family,
            weight,
            size,
            color: Color::BLACK,
            rise: Length::ZERO,
            emphasis_dots: false,
            underlined: false,
        }
    }
}

/// How the lines of a paragraph fill the measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// 行頭・行末揃え; the last line stays natural.
    #[default]
    Justify,
    /// 行頭揃え.
    Start,
    /// 中央揃え.
    Center,
    /// 行末揃え.
    End,
    /// 均等割付: every line spread over the measure with equal gaps; positioned, never with space characters.
    Jidori,
}

/// What may not start a line, beyond JLReq table 2 "very strict", and what is kept together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BreakRules {
    /// … and ‥ may start a line.
    pub ellipsis_may_start: bool,
    /// ％ ℃ ‰ may start a line.
    pub unit_may_start: bool,
    /// 令和2年度 and other era dates are not broken.
    pub keep_era_dates: bool,
    /// Lines break at phrases (文節) where they can: for headings, table heads and short texts of narrow cells.
    pub phrases: bool,
    /// Katakana words are kept whole where that does not tear a line: for longer texts of cells.
    pub keep_words: bool,
    /// Break after 、 and before an opening bracket only: for lists of departments.
    pub list_of_departments: bool,
    /// Break after full-width spaces only: for badges with their names.
    pub at_spaces: bool,
    /// Break after 、 only, as far as the line can: for figures with their names.
    pub at_commas: bool,
    /// Lines that are not justified stand natural, even where brackets and commas that give way would save one: for what is set large or
    /// stands alone, as leads and the notes of large figures.
    pub natural_lines: bool,
}

impl Default for BreakRules {
    fn default() -> Self {
        BreakRules {
            ellipsis_may_start: true,
            unit_may_start: false,
            keep_era_dates: true,
            phrases: false,
            keep_words: false,
            list_of_departments: false,
            at_spaces: false,
            at_commas: false,
            natural_lines: false,
        }
    }
}

/// Direction in which a paragraph runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// 横組.
    #[default]
    Horizontal,
    /// 縦組: the measure runs downwards, lines go from right to left.
    Vertical,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParagraphStyle {
    /// Length of a line; `None` sets one line solid, as long as it is.
    pub measure: Option<Length>,
    /// How lines stand in the measure.
    pub align: Align,
    /// Indent of the first line from the start of the measure.
    pub first_indent: Length,
    /// Indent of the other lines.
    pub rest_indent: Length,
    /// Distance from baseline to baseline.
    pub pitch: Length,
    /// ぶら下げ: 、。 may hang outside the measure.
    pub hanging: bool,
    /// Breaking rules.
    pub breaks: BreakRules,
    /// Horizontal or vertical.
    pub direction: Direction,
    /// 長体: the least width to which text may be condensed when a line would not fit otherwise, in percent; 100 forbids it.
    pub condense_to: u8,
    /// Which table of reduction (詰め処理) is followed.
    pub reduction: Reduction,
}

impl ParagraphStyle {
    /// Justified horizontal text on a measure.
    pub fn new(measure: Option<Length>, pitch: Length) -> ParagraphStyle {
        ParagraphStyle {
            measure,
            align: Align::Justify,
            first_indent: Length::ZERO,
            rest_indent: Length::ZERO,
            pitch,
            hanging: false,
            breaks: BreakRules::default(),
            direction: Direction::default(),
            condense_to: 100,
            reduction: Reduction::default(),
        }
    }

    /// The same with another alignment.
    pub fn aligned(mut self, align: Align) -> ParagraphStyle {
        self.align = align;
        self
    }

    /// The same with lines that stand natural ([`BreakRules::natural_lines`]).
    pub fn natural(mut self) -> ParagraphStyle {
        self.breaks.natural_lines = true;
        self
    }
}

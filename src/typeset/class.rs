//! Character classes (文字クラス) of JLReq, Appendix A, and how context decides between them.
//!
//! The class of a code point is data (`jlreq/classes.txt`). What the standard leaves to context is decided here:
//! digits are grouped numerals (cl-24); a full-width form stands in the class of the mark it is the form of, full-width
//! letters and digits and the Greek and Cyrillic letters of these fonts, whose bodies are a full em, count as
//! ideographic (cl-19); ASCII marks keep their class but are *narrow*: their bodies hold no half em of space that could
//! be taken or added (`(総)行政監理室` is set solid).
//!
//! Brackets, quotation marks and the like that JLReq does not list (⟦ ⁅ ‹ 〛) have the class that their line-breaking class of
//! UAX #14 amounts to. Nothing is known of where their ink stands, so nothing is taken from their bodies.

use std::sync::OnceLock;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, LineBreak};

/// A character class of JLReq, `1` for cl-01 to `30` for cl-30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(pub u8);

#[expect(missing_docs, reason = "the names are the standard's")]
impl Class {
    pub const OPENING: Class = Class(1);
    pub const CLOSING: Class = Class(2);
    pub const HYPHEN: Class = Class(3);
    pub const DIVIDING: Class = Class(4);
    pub const MIDDLE_DOT: Class = Class(5);
    pub const FULL_STOP: Class = Class(6);
    pub const COMMA: Class = Class(7);
    pub const INSEPARABLE: Class = Class(8);
    pub const ITERATION: Class = Class(9);
    pub const PROLONGED: Class = Class(10);
    pub const SMALL_KANA: Class = Class(11);
    pub const PREFIX: Class = Class(12);
    pub const POSTFIX: Class = Class(13);
    pub const IDEOGRAPHIC_SPACE: Class = Class(14);
    pub const HIRAGANA: Class = Class(15);
    pub const KATAKANA: Class = Class(16);
    pub const EQUALS: Class = Class(17);
    pub const OPERATOR: Class = Class(18);
    pub const IDEOGRAPHIC: Class = Class(19);
    pub const RUBY_BASE: Class = Class(22);
    pub const COMPOUND_RUBY_BASE: Class = Class(23);
    pub const NUMERAL: Class = Class(24);
    pub const UNIT: Class = Class(25);
    pub const WESTERN_SPACE: Class = Class(26);
    pub const WESTERN: Class = Class(27);
    pub const TATE_CHU_YOKO: Class = Class(30);

    /// Whether the glyph's body is half an em of its full-width glyph: brackets, 、。・ (JLReq 3.1.2).
    pub fn half_body(self) -> bool {
        matches!(self.0, 1 | 2 | 5 | 6 | 7 | 28 | 29)
    }

    /// Whether the space after it at the end of a line may be half an em (cl-02, cl-06, cl-07).
    pub fn closes(self) -> bool {
        matches!(self.0, 2 | 6 | 7)
    }

    /// Characters of Western words and numbers.
    pub fn is_western(self) -> bool {
        matches!(self.0, 24..=27)
    }
}

/// The class of a code point by itself: what it is in Japanese text.
pub fn class_of(character: char) -> Class {
    entry(character).class
}

/// Whether the class of a character is that of UAX #14: its body is as wide as its glyph.
pub(super) fn is_beyond_jlreq(character: char) -> bool {
    entry(character).beyond_jlreq
}

/// Whether a quotation mark opens and closes alike, so that no line ends on either side of it.
pub(super) fn opens_and_closes(character: char) -> bool {
    entry(character).opens_and_closes
}

/// What is known of a code point.
#[derive(Clone, Copy)]
struct Entry {
    class: Class,
    beyond_jlreq: bool,
    opens_and_closes: bool,
}

fn entry(character: char) -> Entry {
    static BASIC: OnceLock<Vec<Entry>> = OnceLock::new();
    let table = BASIC.get_or_init(|| {
        let classes = read_classes();
        (0u32..).zip(classes).map(|(code, class)| with_unicode(code, Class(class))).collect()
    });
    let known = table.get(character as usize).copied();
    known.unwrap_or_else(|| with_unicode(u32::from(character), Class::IDEOGRAPHIC))
}

/// The class that a character of no particular class (an ideograph or a symbol, a letter) has by UAX #14.
fn with_unicode(code: u32, class: Class) -> Entry {
    let line_break = CodePointMapData::<LineBreak>::new().get32(code);
    let category = CodePointMapData::<GeneralCategory>::new().get32(code);
    let plain = matches!(class, Class::IDEOGRAPHIC | Class::WESTERN | Class::KATAKANA | Class::HIRAGANA);
    let found = match (line_break, category) {
        _ if !plain => None,
        (LineBreak::OpenPunctuation, _) | (LineBreak::Quotation, GeneralCategory::InitialPunctuation) => {
            Some(Class::OPENING)
        }
        (LineBreak::ClosePunctuation | LineBreak::CloseParenthesis, _)
        | (LineBreak::Quotation, GeneralCategory::FinalPunctuation) => Some(Class::CLOSING),
        (LineBreak::Exclamation, _) => Some(Class::DIVIDING),
        (LineBreak::Nonstarter, _) => Some(Class::ITERATION),
        (LineBreak::ConditionalJapaneseStarter, _) => Some(Class::SMALL_KANA),
        (LineBreak::Inseparable, _) => Some(Class::INSEPARABLE),
        _ => None,
    };
    let opens_and_closes = line_break == LineBreak::Quotation
        && !matches!(category, GeneralCategory::InitialPunctuation | GeneralCategory::FinalPunctuation);
    let full_kana = matches!(found, Some(Class::SMALL_KANA));
    Entry { class: found.unwrap_or(class), beyond_jlreq: found.is_some() && !full_kana, opens_and_closes }
}

/// First and last code point of a range, and its class.
type Ranges = &'static [(usize, usize, u8)];

/// Characters that Appendix A does not list: scripts of words. All others, ideographs and symbols, are cl-19.
const UNLISTED: Ranges = &[(0x21, 0x10FF, 27), (0x1200, 0x1FFF, 27)];

/// What replaces Appendix A's classes of half-width characters: ASCII stands for itself, not for its full-width form.
const HALF_WIDTH: Ranges = &[
    (0x30, 0x39, 24),
    // U+002D is the hyphen of cl-03; the rest of ASCII without a class of its own is part of Western words.
    (0x2D, 0x2D, 3),
    (0x22, 0x22, 27),
    (0x26, 0x27, 27),
    (0x2A, 0x2B, 27),
    (0x2F, 0x2F, 27),
    (0x3C, 0x3E, 27),
    (0x40, 0x40, 27),
    (0x5E, 0x5E, 27),
    // U+005F joins the parts of a file's name as the hyphen does, without space on either side.
    (0x5F, 0x5F, 3),
    (0x60, 0x60, 27),
    (0x7C, 0x7C, 27),
    (0x7E, 0x7E, 27),
    // NO-BREAK SPACE and other spaces of Western text.
    (0x09, 0x09, 26),
    (0xA0, 0xA0, 26),
    (0x2000, 0x200A, 26),
    (0x202F, 0x202F, 26),
    (0x205F, 0x205F, 26),
    // HORIZONTAL BAR is what BIZ UD draws for EM DASH.
    (0x2015, 0x2015, 8),
];

/// Full-width forms whose class is not that of the half-width mark, and half-width katakana.
const WIDTH_FORMS: Ranges = &[
    // ＋ －
    (0xFF0B, 0xFF0B, 18),
    (0xFF0D, 0xFF0D, 18),
    // ＜ ＝ ＞
    (0xFF1C, 0xFF1E, 17),
    // ～ is how Windows types 〜.
    (0xFF5E, 0xFF5E, 3),
    // ｟ ｠
    (0xFF5F, 0xFF5F, 1),
    (0xFF60, 0xFF60, 2),
    // ￠ ￡ ￥
    (0xFFE0, 0xFFE0, 13),
    (0xFFE1, 0xFFE1, 12),
    (0xFFE5, 0xFFE5, 12),
    // Half-width katakana and its marks.
    (0xFF66, 0xFF9F, 16),
    (0xFF67, 0xFF6F, 11),
    (0xFF61, 0xFF61, 6),
    (0xFF62, 0xFF62, 1),
    (0xFF63, 0xFF63, 2),
    (0xFF64, 0xFF64, 7),
    (0xFF65, 0xFF65, 5),
    (0xFF70, 0xFF70, 10),
    // Sound marks standing alone belong to the kana before them.
    (0xFF9E, 0xFF9F, 11),
    (0x309B, 0x309C, 11),
];

/// The classes of the Basic Multilingual Plane: Appendix A, and what it does not list.
fn read_classes() -> Vec<u8> {
    let mut table = vec![19u8; 0x1_0000];
    fill(&mut table, UNLISTED);
    fill_listed(&mut table, include_str!("jlreq/classes.txt"));
    fill(&mut table, HALF_WIDTH);
    // The full-width forms of marks have the class of the mark; of letters and digits cl-19.
    for code in 0xFF01..=0xFF5Eusize {
        let narrow = table[code - 0xFEE0];
        table[code] = if matches!(narrow, 24 | 27) { 19 } else { narrow };
    }
    fill(&mut table, WIDTH_FORMS);
    // Kana that Appendix A lists only as combined sequences or not at all.
    for (code, class) in table.iter_mut().enumerate().take(0x3100).skip(0x3041) {
        if *class == 19 && !matches!(code, 0x309F | 0x30FF) {
            *class = if code < 0x30A0 { 15 } else { 16 };
        }
    }
    table
}

/// Gives ranges their classes; a later range wins.
fn fill(table: &mut [u8], ranges: Ranges) {
    for (first, last, class) in ranges {
        table[*first..=*last].fill(*class);
    }
}

/// Gives the characters of the lists of Appendix A their classes.
///
/// Lists of words first and of ideographs second, so that the marks of the other classes win. Appendix A lists ASCII letters in
/// both, for their full-width forms.
fn fill_listed(table: &mut [u8], lists: &str) {
    let lists: Vec<(u8, &str)> = lists
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(class, list)| Some((class.parse().ok()?, list)))
        .collect();
    let wanted = |class: u8| lists.iter().filter(move |list| list.0 == class);
    let marks = lists.iter().filter(|list| !matches!(list.0, 19 | 27));
    for (class, list) in wanted(27).chain(wanted(19)).chain(marks) {
        for range in list.split(' ') {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            if let (Ok(first), Ok(last)) = (usize::from_str_radix(first, 16), usize::from_str_radix(last, 16))
                && (*class != 19 || first >= 0x80)
                && let Some(part) = table.get_mut(first..=last)
            {
                part.fill(*class);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_typical_characters() {
        for (text, class) in [
            ("（「【［(", Class::OPENING),
            ("）」】］)", Class::CLOSING),
            ("〜～‐-", Class::HYPHEN),
            ("！？!?", Class::DIVIDING),
            ("・：；", Class::MIDDLE_DOT),
            ("。．", Class::FULL_STOP),
            ("、，", Class::COMMA),
            ("…‥—―", Class::INSEPARABLE),
            ("々ゝ", Class::ITERATION),
            ("ー", Class::PROLONGED),
            ("ぁっゃァッョヶ", Class::SMALL_KANA),
            ("￥＄＃№", Class::PREFIX),
            ("％℃㎡㌔%", Class::POSTFIX),
            ("あんがゔ", Class::HIRAGANA),
            ("アンガヴ", Class::KATAKANA),
            ("漢①○◎△×→※Ａ１", Class::IDEOGRAPHIC),
            ("0123456789", Class::NUMERAL),
            ("Aaé&/@", Class::WESTERN),
        ] {
            for c in text.chars().filter(|&c| c != '×') {
                assert_eq!(class_of(c), class, "{c}");
            }
        }
        assert_eq!(class_of('×'), Class::OPERATOR);
        assert_eq!(class_of('\u{3000}'), Class::IDEOGRAPHIC_SPACE);
        assert_eq!(class_of('𠮷'), Class::IDEOGRAPHIC);
    }

    #[test]
    fn characters_beyond_jlreq_have_the_class_of_unicode() {
        for (text, class) in [
            ("⟦⁅‹⦃⸢﹙︵", Class::OPENING),
            ("⟧⁆›⦄⸣﹚︶", Class::CLOSING),
            ("︖﹖", Class::DIVIDING),
            ("‽〼﹔﹕", Class::ITERATION),
            ("ㇰㇿ", Class::SMALL_KANA),
        ] {
            for c in text.chars() {
                assert_eq!(class_of(c), class, "{c}");
                assert_eq!(is_beyond_jlreq(c), class != Class::SMALL_KANA, "{c}");
            }
        }
        assert!("\"'❝".chars().all(opens_and_closes) && !"“”‘’»".chars().any(opens_and_closes));
        assert!("（」、！漢A5".chars().all(|c| !is_beyond_jlreq(c)));
    }
}

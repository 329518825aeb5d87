//! Numbers as people type them: full-width digits, ▲△ before negatives, 1億2,000万円, and what must not be taken for a number.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::text::{is_not_applicable, is_undecided};
use crate::vocabulary::{is_dash, is_space};

/// What a text in a cell for a number is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// Nothing but white space.
    Blank,
    /// A number.
    Value(Figure),
    /// 該当なし, ―.
    NotApplicable,
    /// 未定, 集計中.
    Undecided,
    /// 約, ～, 別紙 …: a text about a number; what makes it so.
    Inexact(&'static str),
    /// Digits that do not make one number as they are shown.
    Broken(Broken),
    /// Something else.
    Unreadable,
}

/// What keeps digits from being one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// A line break: two numbers below each other.
    Lines,
    /// A space that does not part groups of three digits.
    Space,
    /// A character between digits that nobody sees: a zero-width space, a mark of direction.
    Invisible,
    /// ①, ², ㈠: marks, not digits.
    Marks,
}

/// A number with what stood behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The value; 万 and 億 and 千 before the unit are multiplied out: 1,200千円 is 1,200,000 円.
    pub value: Decimal,
    /// Whether 千, 万, 億 were multiplied out.
    pub multiplied: bool,
    /// What stood behind, NFKC: 円, %, 件; 円 for ¥ before the digits; empty where nothing did.
    pub unit: String,
    /// Whether a decimal point was typed.
    pub pointed: bool,
}

/// Signs of an approximation, with the word that is named to the department.
const APPROXIMATIONS: [(&str, &str); 14] = [
    ("約", "約"),
    ("およそ", "およそ"),
    ("概ね", "概ね"),
    ("おおむね", "おおむね"),
    ("程度", "程度"),
    ("以上", "以上"),
    ("以下", "以下"),
    ("未満", "未満"),
    ("見込", "見込"),
    ("余り", "余り"),
    ("前後", "前後"),
    ("別紙", "別紙"),
    ("別添", "別添"),
    ("参照", "参照"),
];

/// Reads a number: one row of ASCII or full-width digits, as a person sees it.
pub fn read(text: &str) -> Number {
    let joined = has_invisible_between_digits(text);
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    // Marks that write from left to right, around the whole, as programs put them around what is copied: digits are written so anyway.
    let text = text.trim_matches(|c| is_space(c) || is_left_to_right(c));
    let key: String = text.nfkc().filter(|c| !is_space(*c)).collect();
    if key.is_empty() {
        return Number::Blank;
    }
    if is_not_applicable(&key) {
        return Number::NotApplicable;
    }
    if is_undecided(&key) {
        return Number::Undecided;
    }
    if let Some((_, word)) = APPROXIMATIONS.iter().find(|(sign, _)| key.contains(sign)) {
        return Number::Inexact(word);
    }
    if text.contains(['~', '〜', '～']) {
        return Number::Inexact("～");
    }
    let text = match one_row(text) {
        Ok(_) if joined => return Number::Broken(Broken::Invisible),
        Ok(text) => text,
        Err(broken) => return Number::Broken(broken),
    };
    let digit_follows =
        |rest: &str| rest.trim_start_matches(['¥', '\\', '.']).starts_with(|c: char| c.is_ascii_digit());
    let (negative, rest) = match text.chars().next() {
        Some(sign) if (matches!(sign, '▲' | '△') || is_minus(sign)) && digit_follows(&text[sign.len_utf8()..]) => {
            (true, &text[sign.len_utf8()..])
        }
        Some('+') if digit_follows(&text[1..]) => (false, &text[1..]),
        _ => (false, text.as_str()),
    };
    let digits = rest.trim_start_matches(['¥', '\\']);
    let in_yen = digits.len() < rest.len();
    match magnitude(digits) {
        Some((value, multiplied, unit)) => {
            if unit.chars().any(|c| c.is_ascii_digit()) && !is_area(unit) {
                let range = unit.starts_with(|c: char| is_dash(c) || c == '→');
                return if range { Number::Inexact("範囲") } else { Number::Unreadable };
            }
            // ▲0 is 0, not -0.
            let value = if negative && !value.is_zero() { -value } else { value };
            let pointed = digits[..digits.len() - unit.len()].contains('.');
            let unit = if in_yen && unit.is_empty() { "円" } else { unit };
            Number::Value(Figure { value, multiplied, unit: unit.to_owned(), pointed })
        }
        None => Number::Unreadable,
    }
}

/// Hyphens and dashes as short as a minus sign. Longer ones (―, ー) before a number may be anything, and a soft hyphen is not seen.
fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FF0D}' | '\u{FE63}')
}

/// Characters without width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Marks between which text is written from left to right, and those that end what they begin.
fn is_left_to_right(c: char) -> bool {
    matches!(c, '\u{202A}' | '\u{202C}' | '\u{202D}' | '\u{2066}' | '\u{2068}' | '\u{2069}')
}

/// Whether a character without width stands within a number: what is seen as one may have been two.
fn has_invisible_between_digits(text: &str) -> bool {
    let numeric = |c: char| c.is_numeric() || matches!(c, ',' | '，' | '.' | '．');
    let (mut is_behind_digit, mut was_invisible) = (false, false);
    for c in text.chars() {
        if is_invisible(c) {
            was_invisible |= is_behind_digit;
        } else if !is_space(c) {
            if was_invisible && numeric(c) {
                return true;
            }
            (is_behind_digit, was_invisible) = (numeric(c), false);
        }
    }
    false
}

/// m2, km2, m3: the digit belongs to the unit.
fn is_area(unit: &str) -> bool {
    unit.strip_suffix(['2', '3']).is_some_and(|unit| matches!(unit, "m" | "km" | "cm" | "mm"))
}

/// The compatibility form of a text whose digits stand in one row, without its spaces: `１ 200` is 1200, `120 80` is two numbers.
fn one_row(text: &str) -> Result<String, Broken> {
    if text.contains(['\n', '\r', '\u{000B}', '\u{000C}', '\u{0085}', '\u{2028}', '\u{2029}']) {
        return Err(Broken::Lines);
    }
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut row = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let mut spaced = false;
    for (at, c) in chars.iter().copied().enumerate() {
        if is_space(c) {
            let before = chars[..at].iter().rev().find(|c| !is_space(**c)).copied();
            let after = &chars[at + 1..];
            let numeric = |c: &char| is_digit(*c) || matches!(c, ',' | '，' | '.' | '．');
            if before.is_some_and(|c| numeric(&c)) && after.first().is_some_and(|c| numeric(c) || is_space(*c)) {
                // Only a narrow space, and only where it parts groups of three.
                let narrow = matches!(c, ' ' | '\u{00A0}' | '\u{2009}' | '\u{202F}');
                let group = after.iter().take_while(|c| is_digit(**c)).count();
                let lead = chars[..at].iter().rev().take_while(|c| is_digit(**c)).count();
                let mixed = chars.iter().any(|c| matches!(c, ',' | '，'));
                // 9068.32 948: digits after a point have no groups.
                let pointed = chars[..at].iter().any(|c| matches!(c, '.' | '．'));
                let first = !spaced && (1..=3).contains(&lead);
                if !narrow || group != 3 || mixed || pointed || !(first || (spaced && lead == 3)) {
                    return Err(Broken::Space);
                }
                spaced = true;
            }
            continue;
        }
        if is_digit(c) || c.is_ascii() {
            row.extend(c.nfkc());
            continue;
        }
        let folded: String = c.nfkc().collect();
        // ①, ², ㈠, 𝟏: a mark that looks like a digit; ㎡ and ㎥ are units.
        let becomes_digits = folded.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        if (c.is_numeric() || (becomes_digits && !folded.starts_with(c))) && !is_area(&folded) {
            // A raised digit behind a letter of a unit: km².
            let behind_letter = row.chars().next_back().is_some_and(|c| c.is_ascii_alphabetic());
            if !(behind_letter && matches!(c, '²' | '³')) {
                return Err(Broken::Marks);
            }
        }
        row.push_str(&folded);
    }
    Ok(row)
}

/// Reads digits with their multipliers; what follows them is the unit.
fn magnitude(text: &str) -> Option<(Decimal, bool, &str)> {
    const MULTIPLIERS: [(&str, i64); 6] = [
        ("億", 100_000_000),
        ("千万", 10_000_000),
        ("百万", 1_000_000),
        ("十万", 100_000),
        ("万", 10_000),
        ("千", 1_000),
    ];
    let (mut total, mut multiplied, mut rest, mut last) = (Decimal::ZERO, false, text, i64::MAX);
    loop {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(rest.len());
        if end == 0 {
            return multiplied.then_some((total, multiplied, rest));
        }
        let digits = plain(&rest[..end])?;
        rest = &rest[end..];
        match MULTIPLIERS.iter().find(|(word, factor)| rest.starts_with(word) && *factor < last) {
            Some((word, factor)) => {
                total = total.checked_add(digits.checked_mul(Decimal::from(*factor))?)?;
                (multiplied, last, rest) = (true, *factor, &rest[word.len()..]);
            }
            None => return Some((total.checked_add(digits)?, multiplied, rest)),
        }
    }
}

/// Reads `1,234.5`; commas only where they part groups of three.
fn plain(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    if !grouped || fraction.contains([',', '.']) || (whole.is_empty() && fraction.is_empty()) || text.ends_with('.') {
        return None;
    }
    if whole.len() + fraction.len() > 24 {
        return None;
    }
    text.replace(',', "").parse().ok()
}

/// A stored number as a whole one, where it is one of at most the 15 digits that Excel keeps.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
}

/// The shortest decimal text of a stored number, to the 15 digits that Excel keeps: 0.1 + 0.2 is 0.3.
pub fn shortest(number: f64) -> String {
    if let Some(whole) = whole(number) {
        return whole.to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // No -0.
    format!("{}", rounded + 0.0)
}

/// A stored number as an exact decimal, to 15 digits; `None` where it is beyond a decimal's range.
pub fn decimal(number: f64) -> Option<Decimal> {
    if let Some(whole) = whole(number) {
        return Some(whole.into());
    }
    let text = shortest(number);
    (number.is_finite() && text.len() <= 28).then(|| text.parse().ok()).flatten()
}

/// A number as `General` shows it.
pub(super) enum General {
    /// In full.
    Plain(String),
    /// With an exponent: 1.2E+12.
    Exponent(String),
}

/// A number as `General` shows it in a cell wide enough: eleven digits.
pub(super) fn general(number: f64) -> General {
    // Most numbers are whole; such of up to fifteen digits are shown in full where they are text.
    if let Some(whole) = whole(number) {
        return General::Plain(whole.to_string());
    }
    let size = number.abs();
    if !number.is_finite() {
        return General::Plain(shortest(number));
    }
    if size != 0.0 && !(1e-4..1e11).contains(&size) {
        let text = format!("{number:.5e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa =
            if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let sign = if exponent < 0 { '-' } else { '+' };
        return General::Exponent(format!("{mantissa}E{sign}{:02}", exponent.abs()));
    }
    let whole = if size < 1.0 { 1 } else { size.log10().floor() as usize + 1 };
    let text = format!("{number:.decimals$}", decimals = 10usize.saturating_sub(whole));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    General::Plain(if text == "-0" { "0".to_owned() } else { text.to_owned() })
}

/// `[DBNumN]` over `General`: 1234 is 一千二百三十四 (1), 壱阡弐百参拾四 (2), 千２百３十４ (3).
pub(super) fn kanji(plain: &str, set: u8) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 16 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return positional(plain, set);
    }
    let small: [&str; 4] = if set == 2 { ["", "拾", "百", "阡"] } else { ["", "十", "百", "千"] };
    let large: [&str; 4] = if set == 2 { ["", "萬", "億", "兆"] } else { ["", "万", "億", "兆"] };
    let mut shown = String::new();
    let mut group_used = false;
    for (at, digit) in whole.chars().enumerate() {
        let place = whole.len() - 1 - at;
        if digit != '0' {
            group_used = true;
            // 千 stands for one thousand alone in full-width digits, 一千 in kanji.
            if !(set == 3 && digit == '1' && place % 4 > 0) {
                shown.push_str(&positional(&digit.to_string(), set));
            }
            shown.push_str(small[place % 4]);
        }
        if place % 4 == 0 {
            if group_used {
                shown.push_str(large[place / 4]);
            }
            group_used = false;
        }
    }
    if shown.is_empty() {
        shown = positional("0", set);
    }
    if !fraction.is_empty() {
        shown.push('.');
        shown.push_str(&positional(fraction, set));
    }
    format!("{sign}{shown}")
}

/// Each digit for itself: 1234 is 一二三四 (1), 壱弐参四 (2), １２３４ (3).
pub(super) fn positional(text: &str, set: u8) -> String {
    let digits = match set {
        1 => "〇一二三四五六七八九",
        2 => "〇壱弐参四伍六七八九",
        3 => "０１２３４５６７８９",
        _ => "0123456789",
    };
    text.chars().map(|c| c.to_digit(10).and_then(|digit| digits.chars().nth(digit as usize)).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<(String, String)> {
        match read(text) {
            Number::Value(figure) => Some((figure.value.normalize().to_string(), figure.unit)),
            _ => None,
        }
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        let cases = [
            ("1,234", "1234", ""),
            ("１，２３４", "1234", ""),
            (" ▲ 1,200 千円", "-1200000", "円"),
            ("△３", "-3", ""),
            ("−5", "-5", ""),
            ("‐5", "-5", ""),
            ("–5", "-5", ""),
            ("¥1,000", "1000", "円"),
            ("▲￥1,000円", "-1000", "円"),
            ("12.5%", "12.5", "%"),
            ("１２．５％", "12.5", "%"),
            ("1億2,000万円", "120000000", "円"),
            ("3百万円", "3000000", "円"),
            ("120件", "120", "件"),
            ("0", "0", ""),
            (".5", "0.5", ""),
            ("+5", "5", ""),
            ("▲0", "0", ""),
            ("-0.0", "0", ""),
            ("△０", "0", ""),
        ];
        for (text, expected, unit) in cases {
            assert_eq!(value(text), Some((expected.to_owned(), unit.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        for (text, expected) in [
            ("　", Number::Blank),
            ("―", Number::NotApplicable),
            ("▲", Number::Unreadable),
            ("―120", Number::Unreadable),
            ("—120", Number::Unreadable),
            ("ー120", Number::Unreadable),
            ("+", Number::Unreadable),
            ("+円", Number::Unreadable),
            ("未定", Number::Undecided),
            ("約1,200", Number::Inexact("約")),
            ("3～5", Number::Inexact("～")),
            ("3-5", Number::Inexact("範囲")),
            ("別紙のとおり", Number::Inexact("別紙")),
            ("1,23", Number::Unreadable),
            ("1.2.3", Number::Unreadable),
            ("三十", Number::Unreadable),
            ("99999999999999999999999999999", Number::Unreadable),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_does_not_show_one_number_is_none() {
        use Broken::{Invisible, Lines, Marks, Space};
        for (text, broken) in [
            ("120\n80", Lines),
            ("1,200\n千円", Lines),
            ("120\u{2028}80", Lines),
            ("120 80", Space),
            ("120　430", Space),
            ("1 2", Space),
            ("1200 300", Space),
            ("12 345 67", Space),
            ("1, 200", Space),
            ("1 200,300", Space),
            ("９０６８.３２ ９４８千円", Space),
            ("1.5 000", Space),
            ("12\u{200B}0", Invisible),
            ("120\u{FEFF}80", Invisible),
            ("1\u{200B} 200", Invisible),
            ("1,\u{2060}200千円", Invisible),
            ("１２\u{200E}０", Invisible),
            ("①120", Marks),
            ("120①", Marks),
            ("860²", Marks),
            ("㈠120", Marks),
            ("❶120", Marks),
            ("⑴120", Marks),
            ("1⁰", Marks),
            ("₂5", Marks),
        ] {
            assert_eq!(read(text), Number::Broken(broken), "{text}");
        }
        for (text, expected, unit) in [
            ("1 200", "1200", ""),
            ("1\u{00A0}200\u{202F}300", "1200300", ""),
            ("１ ２００", "1200", ""),
            ("\u{FEFF}▲\u{200B}120\u{200B}\u{200E}", "-120", ""),
            ("120\u{200B}千円", "120000", "円"),
            ("\u{202A}16940\u{202C}", "16940", ""),
            ("120\n", "120", ""),
            ("860㎡", "860", "m2"),
            ("860km²", "860", "km2"),
            ("1,200 件", "1200", "件"),
        ] {
            assert_eq!(value(text), Some((expected.to_owned(), unit.to_owned())), "{text}");
        }
    }

    #[test]
    fn stored_numbers_are_exact_to_fifteen_digits() {
        assert_eq!(shortest(0.1 + 0.2), "0.3");
        assert_eq!(shortest(1_234_567.0), "1234567");
        assert_eq!(shortest(-0.0), "0");
        // To fifteen digits as it stands, beyond them to the nearest of fifteen.
        assert_eq!(shortest(999_999_999_999_999.0), "999999999999999");
        assert_eq!(shortest(-999_999_999_999_999.0), "-999999999999999");
        assert_eq!(shortest(1_000_000_000_000_000.0), "1000000000000000");
        assert_eq!(shortest(1_234_567_890_123_456.0), "1234567890123460");
        assert_eq!(shortest(f64::NAN), "NaN");
        assert_eq!(shortest(f64::INFINITY), "inf");
        assert_eq!(decimal(-0.0), Some(Decimal::ZERO));
        assert_eq!(decimal(f64::NAN), None);
        assert_eq!(decimal(1e300), None);
    }
}

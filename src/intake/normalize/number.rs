//! Numbers as people type them: full-width digits, ▲△ before negatives, 1億2,000万円, and what must not be taken for a number.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::text::{is_dash, is_not_applicable, is_undecided};
use crate::vocabulary::is_space;

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
    /// Something else.
    Unreadable,
}

/// A number with what stood behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The value; 万 and 億 and 千 before the unit are multiplied out: 1,200千円 is 1,200,000 円.
    pub value: Decimal,
    /// Whether 千, 万, 億 were multiplied out.
    pub multiplied: bool,
    /// What stood behind, NFKC: 円, %, 件; empty where nothing did.
    pub unit: String,
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

/// Reads a number.
pub fn read(text: &str) -> Number {
    let text: String = text.nfkc().filter(|c| !is_space(*c)).collect();
    if text.is_empty() {
        return Number::Blank;
    }
    if is_not_applicable(&text) {
        return Number::NotApplicable;
    }
    if is_undecided(&text) {
        return Number::Undecided;
    }
    if let Some((_, word)) = APPROXIMATIONS.iter().find(|(sign, _)| text.contains(sign)) {
        return Number::Inexact(word);
    }
    let digit_follows =
        |rest: &str| rest.trim_start_matches(['¥', '\\', '.']).starts_with(|c: char| c.is_ascii_digit());
    // ～ becomes ~ by NFKC; 〜 (U+301C) does not.
    if text.contains(['~', '〜']) {
        return Number::Inexact("～");
    }
    let (negative, rest) = match text.chars().next() {
        Some(sign) if (matches!(sign, '▲' | '△') || is_dash(sign)) && digit_follows(&text[sign.len_utf8()..]) => {
            (true, &text[sign.len_utf8()..])
        }
        Some('+') if digit_follows(&text[1..]) => (false, &text[1..]),
        _ => (false, text.as_str()),
    };
    let rest = rest.trim_start_matches(['¥', '\\']);
    match magnitude(rest) {
        Some((value, multiplied, unit)) => {
            if unit.chars().any(|c| c.is_ascii_digit()) {
                let range = unit.starts_with(|c: char| is_dash(c) || c == '→');
                return if range { Number::Inexact("範囲") } else { Number::Unreadable };
            }
            let value = if negative { -value } else { value };
            Number::Value(Figure { value, multiplied, unit: unit.to_owned() })
        }
        None => Number::Unreadable,
    }
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

/// The shortest decimal text of a stored number, to the 15 digits that Excel keeps: 0.1 + 0.2 is 0.3.
pub fn shortest(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // No -0.
    format!("{}", rounded + 0.0)
}

/// A stored number as an exact decimal, to 15 digits; `None` where it is beyond a decimal's range.
pub fn decimal(number: f64) -> Option<Decimal> {
    let text = shortest(number);
    (number.is_finite() && text.len() <= 28).then(|| text.parse().ok()).flatten()
}

/// What a number format does to the number that a person sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {
    /// How many times it is divided by 1,000: `#,##0,` shows 千円 over yen.
    pub thousands: u32,
    /// Whether it is shown as per cent.
    pub percent: bool,
    /// Literal text behind the digits: 千円 of `#,##0"千円"`.
    pub suffix: String,
}

/// Reads the first section of a number format.
pub fn display(code: &str) -> Display {
    let mut display = Display::default();
    let (mut digits, mut commas) = (false, 0);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => {
                let literal: String = chars.by_ref().take_while(|c| *c != '"').collect();
                if digits {
                    display.suffix.push_str(&literal);
                }
            }
            '\\' => {
                let literal = chars.next();
                if digits {
                    display.suffix.extend(literal);
                }
            }
            '_' | '*' => {
                chars.next();
            }
            '[' => chars.by_ref().take_while(|c| *c != ']').for_each(drop),
            '0' | '#' | '?' => (digits, commas) = (true, 0),
            ',' if digits => commas += 1,
            '.' => {}
            '%' => display.percent = true,
            ' ' | '(' | ')' | '-' | '@' | 'G' | 'e' | 'n' | 'r' | 'a' | 'l' => {}
            literal if digits => display.suffix.push(literal),
            _ => {}
        }
    }
    display.thousands = commas;
    display.suffix = crate::vocabulary::text_key(&display.suffix);
    display
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
            ("¥1,000", "1000", ""),
            ("▲￥1,000円", "-1000", "円"),
            ("12.5%", "12.5", "%"),
            ("１２．５％", "12.5", "%"),
            ("1億2,000万円", "120000000", "円"),
            ("3百万円", "3000000", "円"),
            ("120件", "120", "件"),
            ("0", "0", ""),
            (".5", "0.5", ""),
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
    fn formats_say_what_a_person_sees() {
        assert_eq!(display("#,##0,"), Display { thousands: 1, percent: false, suffix: String::new() });
        assert_eq!(
            display("#,##0,,\"百万円\";▲#,##0,,"),
            Display { thousands: 2, percent: false, suffix: "百万円".into() }
        );
        assert_eq!(display("#,##0_ ;[Red]\\-#,##0\\ "), Display::default());
        assert!(display("0.0%").percent);
        assert_eq!(display("General"), Display::default());
        assert_eq!(display("#,##0\\千\\円").suffix, "千円");
    }

    #[test]
    fn stored_numbers_are_exact_to_fifteen_digits() {
        assert_eq!(shortest(0.1 + 0.2), "0.3");
        assert_eq!(shortest(1_234_567.0), "1234567");
        assert_eq!(shortest(-0.0), "0");
        assert_eq!(decimal(f64::NAN), None);
        assert_eq!(decimal(1e300), None);
    }
}

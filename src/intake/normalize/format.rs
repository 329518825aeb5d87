//! Number formats: which section applies to a number, and what a person sees of the number through it.
//!
//! ECMA-376 part 1, 18.8.31, as a Japanese Excel shows it: sections with and without conditions, scaling commas, per cent,
//! `General` among text, `[DBNumN]`, dates and times (by [`super::date`]), counted hours.

mod notation;

use std::borrow::Cow;
use std::rc::Rc;

use super::date;
use super::number::{General, general, kanji, positional};
use crate::intake::memo::memoed;
use crate::vocabulary::is_space;

/// What a number is shown as.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The text of the cell, without the filling and the spaces that only align.
    pub text: String,
    /// What kind of text that is.
    pub kind: Kind,
    /// How many times the number is divided by 1,000: `#,##0,` shows 千円 over yen.
    pub thousands: u32,
    /// How many times it is multiplied by 100: `0%`.
    pub percents: u32,
    /// Text before the digits: ¥.
    pub prefix: String,
    /// Text behind the digits: 千円 of `#,##0"千円"`.
    pub suffix: String,
    /// Whether the text shows the number's sign.
    pub sign: Sign,
    /// Whether the digits leave out decimals that the number has.
    pub rounded: bool,
}

impl View {
    /// A sentence where a number's sign is not shown as it is; `stored` is the number.
    pub fn wrong_sign(&self, stored: &str) -> Option<String> {
        let shown = self.text.trim();
        match self.sign {
            Sign::Right => None,
            Sign::Hidden => Some(format!("表示形式のため符号が見えませんが、セルの値は負の数（{stored}）です。")),
            Sign::Added => {
                Some(format!("表示形式のため負の数（{shown}）に見えますが、セルの値は正の数（{stored}）です。"))
            }
            Sign::Doubled => {
                Some(format!("表示形式のため負の符号が二重（{shown}）に見えますが、セルの値は{stored}です。"))
            }
            Sign::Behind => {
                Some(format!("表示形式のため符号が数字の後ろ（{shown}）に見えます。セルの値は{stored}です。"))
            }
            Sign::Unsure => Some(format!(
                "セルの値は負の数（{stored}）ですが、表示形式に条件があるため、ソフトによっては符号が見えません。"
            )),
        }
    }

    /// Whether the text of the format before the digits is a sign: `"▲"0`, `(0)`.
    pub(in crate::intake) fn has_own_sign(&self) -> bool {
        let opens = |text: &str| text.contains(['(', '（']) && !text.contains([')', '）']);
        let brackets = opens(&self.prefix) && self.suffix.contains([')', '）']);
        // 負担金 and 負債 are no signs.
        let said = self.prefix.trim_end_matches([' ', '\u{3000}', ')', '）', ':', '：']);
        let words = said.ends_with('負') || said.ends_with("負の数") || said.contains("マイナス");
        brackets || words || self.prefix.contains(SIGNS)
    }

    /// Whether a digit other than zero is shown; what shows as zero has no sign to hide.
    fn shows_amount(&self) -> bool {
        self.text.chars().any(|c| is_digit(c) && !matches!(c, '0' | '０' | '〇'))
    }
}

/// Signs of negative numbers in formats.
const SIGNS: [char; 5] = ['-', '−', '－', '▲', '△'];

/// Whether a character is a digit of the numerals that formats show.
fn is_digit(c: char) -> bool {
    c.is_numeric() || "〇一二三四五六七八九壱弐参伍".contains(c)
}

/// How a shown number says its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sign {
    /// As it is.
    #[default]
    Right,
    /// The number is negative and nothing in the text says so.
    Hidden,
    /// The number is not negative and is shown as one: `"▲"#,##0`, `(0)`.
    Added,
    /// Two signs, such as the program's and the format's: -▲120.
    Doubled,
    /// A sign stands behind the digits: 120▲.
    Behind,
    /// The number is negative, and its section has a condition that positive numbers may meet, too: some programs show the minus sign there,
    /// others do not (ECMA-376 does not say).
    Unsure,
}

/// What kind of text a number is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Digits.
    #[default]
    Number,
    /// A day, a time of day or a length of time.
    Date,
    /// Text of the format alone: `"―"`, 有.
    Words,
    /// Nothing at all: `;;;`, zero under `#`.
    Nothing,
    /// A fraction, an exponent, digits parted by text (`000-0000`) or beside a filling (`*0`): digits, but not those of the number itself.
    Digits,
    /// No section is for the number, or it is no day: programs fill the cell with # or show what they like.
    Hashes,
    /// Another calendar's years, another language's names, another script's digits: what is shown is not worked out here.
    Foreign,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    /// `0`, `#`, `?`.
    Place(char),
    Point,
    Comma,
    Percent,
    /// `E+`, or `E-`, which shows no plus before a positive power.
    Exponent {
        plus: bool,
    },
    /// `/` in a fraction.
    Slash,
    General,
    /// `@`.
    Text,
    /// A letter of a date or a time.
    Date,
}

/// A section of a format.
#[derive(Debug, Clone, Default)]
struct Section {
    pieces: Vec<Piece>,
    /// The code itself, for dates.
    code: String,
    condition: Option<(Comparison, f64)>,
    /// N of `[DBNumN]`.
    kanji: u8,
    /// `[h]`, `[mm]`, `[ss]`.
    counted: bool,
    /// `[White]`.
    is_white: bool,
    /// `*0`: characters other than spaces fill the cell beside the digits.
    is_filled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Comparison {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Comparison::Less => number < bound,
            Comparison::LessOrEqual => number <= bound,
            Comparison::Equal => number == bound,
            Comparison::NotEqual => number != bound,
            Comparison::GreaterOrEqual => number >= bound,
            Comparison::Greater => number > bound,
        }
    }
}

/// Shows a number through a format.
pub fn view(number: f64, code: &str) -> View {
    if code.eq_ignore_ascii_case("general") || code.is_empty() || code == "@" {
        return View { text: plain(number), ..View::default() };
    }
    let sections = sections(code);
    let Some((section, minus)) = applying(&sections, number) else {
        return View { text: plain(number), kind: Kind::Hashes, ..View::default() };
    };
    let mut view = section.view(if minus == Minus::OfSection { number.abs() } else { number });
    if section.is_filled && view.kind == Kind::Number {
        view.kind = Kind::Digits;
    }
    let own = view.has_own_sign() || (view.kind == Kind::Words && view.text.contains(SIGNS));
    view.sign = match minus {
        _ if number > 0.0 && view.kind == Kind::Number && own => Sign::Added,
        _ if !own && view.shows_amount() && view.suffix.trim_start().starts_with(SIGNS) => Sign::Behind,
        _ if number >= 0.0 || !view.shows_amount() => Sign::Right,
        Minus::Unsure => Sign::Unsure,
        Minus::OfSection if !own => Sign::Hidden,
        Minus::Before if own => Sign::Doubled,
        Minus::OfSection if view.prefix.matches(SIGNS).count() > 1 => Sign::Doubled,
        _ => Sign::Right,
    };
    view
}

/// Whether a format colours what it shows of a value white: `[White]0`, `[白]@`.
pub fn is_white(value: Option<f64>, code: &str) -> bool {
    if !code.contains('[') {
        return false;
    }
    let sections = sections(code);
    let section = match value {
        Some(number) => applying(&sections, number).map(|(section, _)| section),
        None => match &*sections {
            [_, _, _, text] => Some(text),
            [one] => Some(one),
            several => several.last().filter(|last| last.pieces.contains(&Piece::Text)),
        },
    };
    section.is_some_and(|section| section.is_white)
}

/// Shows a text through a format: `@"様"`; a format without `@` shows it as it is.
pub fn text_view<'t>(text: &'t str, code: &str) -> Cow<'t, str> {
    // The formats of most cells for text.
    match code {
        "General" => return Cow::Borrowed(text),
        "@" => return Cow::Borrowed(text.trim()),
        code if !code.contains(['@', ';']) => return Cow::Borrowed(text),
        _ => {}
    }
    let sections = sections(code);
    let section = match &*sections {
        [_, _, _, text] => text,
        several => match several.last().filter(|last| last.pieces.contains(&Piece::Text)) {
            Some(last) => last,
            None => return Cow::Borrowed(text),
        },
    };
    let mut shown = String::new();
    for piece in &section.pieces {
        match piece {
            Piece::Text | Piece::General => shown.push_str(text),
            Piece::Literal(literal) => shown.push_str(literal),
            _ => {}
        }
    }
    Cow::Owned(if section.pieces.contains(&Piece::Text) { shown.trim().to_owned() } else { shown })
}

/// `General` in a cell wide enough: eleven digits, an exponent beyond.
fn plain(number: f64) -> String {
    match general(number) {
        General::Plain(text) | General::Exponent(text) => text,
    }
}

/// Who shows that a number is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Minus {
    /// The program, by a minus sign before all else.
    Before,
    /// The section, by characters of its own: ▲, brackets.
    OfSection,
    /// The one or the other, as the program likes.
    Unsure,
}

/// The section for a number, and who shows there that it is negative.
fn applying(sections: &[Section], number: f64) -> Option<(&Section, Minus)> {
    let holds = |section: &Section| section.condition.map(|(comparison, bound)| comparison.holds(number, bound));
    // A condition that only negative numbers meet replaces the sign by what the section says.
    let negative_only = |section: &Section| {
        matches!(section.condition, Some((Comparison::Less, bound)) if bound <= 0.0)
            || matches!(section.condition, Some((Comparison::LessOrEqual, bound)) if bound < 0.0)
    };
    let numeric = &sections[..sections.len().min(3)];
    // The fourth section is for text; of fewer, the last is where it holds @ and nothing for numbers.
    let numeric = match numeric {
        [rest @ .., last] if sections.len() < 4 && !rest.is_empty() && last.pieces == [Piece::Text] => rest,
        all => all,
    };
    if numeric.iter().any(|section| section.condition.is_some()) {
        let found = numeric.iter().enumerate().find(|(at, section)| match holds(section) {
            Some(holds) => holds,
            // Without a condition of its own the second of three is for negative numbers, the last for the rest.
            None => *at + 1 == numeric.len() || (*at == 1 && number < 0.0) || (*at == 0 && number > 0.0),
        });
        return found.map(|(at, section)| {
            // What is left to negative numbers alone says itself that they are.
            let rest = matches!(numeric[0].condition, Some((Comparison::GreaterOrEqual | Comparison::Greater, 0.0)));
            let implied = at == 1 && section.condition.is_none() && rest && number < 0.0;
            let minus = if negative_only(section) || implied { Minus::OfSection } else { Minus::Unsure };
            (section, minus)
        });
    }
    match numeric {
        [] => None,
        [one] => Some((one, Minus::Before)),
        [first, second] => Some(if number < 0.0 { (second, Minus::OfSection) } else { (first, Minus::Before) }),
        [first, second, third, ..] => Some(match number {
            number if number > 0.0 => (first, Minus::Before),
            number if number < 0.0 => (second, Minus::OfSection),
            _ => (third, Minus::Before),
        }),
    }
}

/// The sections of a format. A workbook has few formats, and each is asked for with each cell.
fn sections(code: &str) -> Rc<[Section]> {
    memoed!(code, |code| divided(code).into(), Rc<[Section]>)
}

fn divided(code: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let start = rest;
        rest = &rest[c.len_utf8()..];
        if c == ';' {
            sections.push(Section::default());
            continue;
        }
        let Some(section) = sections.last_mut() else { break };
        match c {
            '"' => {
                let (literal, after) = rest.split_once('"').unwrap_or((rest, ""));
                section.literal(literal);
                rest = after;
            }
            '\\' | '!' => {
                let literal = rest.chars().next().map_or(0, char::len_utf8);
                section.literal(&rest[..literal]);
                rest = &rest[literal..];
            }
            // A space as wide as the next character; the next character over and over.
            '_' | '*' => {
                let next = rest.chars().next();
                match c {
                    '_' => section.literal(" "),
                    _ => section.is_filled |= next.is_some_and(|next| !is_space(next)),
                }
                rest = &rest[next.map_or(0, char::len_utf8)..];
            }
            '[' => {
                let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
                section.bracket(inside);
                rest = after;
            }
            '0' | '#' | '?' => section.pieces.push(Piece::Place(c)),
            '.' => section.pieces.push(Piece::Point),
            ',' => section.pieces.push(Piece::Comma),
            '%' => section.pieces.push(Piece::Percent),
            '@' => section.pieces.push(Piece::Text),
            '/' => section.pieces.push(Piece::Slash),
            'E' | 'e' if rest.starts_with(['+', '-']) => {
                section.pieces.push(Piece::Exponent { plus: rest.starts_with('+') });
                rest = &rest[1..];
            }
            _ => match ["general", "g/標準", "standard"].iter().find(|word| starts_with(start, word)) {
                Some(word) => {
                    section.pieces.push(Piece::General);
                    rest = &start[word.len()..];
                }
                None if matches!(c.to_ascii_lowercase(), 'y' | 'm' | 'd' | 'g' | 'e' | 'a' | 'h' | 's' | 'r' | 'b') => {
                    section.pieces.push(Piece::Date);
                }
                None => section.literal(&start[..c.len_utf8()]),
            },
        }
        let taken = &start[..start.len() - rest.len()];
        if let Some(section) = sections.last_mut() {
            section.code.push_str(taken);
        }
    }
    sections
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

impl Section {
    fn literal(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Literal(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Literal(text.to_owned())),
        }
    }

    /// A condition, a currency, a locale, numerals, counted time; colours show nothing.
    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_ascii_lowercase();
        let operators = [
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<>", Comparison::NotEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
            ("=", Comparison::Equal),
        ];
        if let Some((sign, comparison)) = operators.iter().find(|(sign, _)| inside.starts_with(sign)) {
            self.condition = inside[sign.len()..].trim().parse().ok().map(|bound| (*comparison, bound));
        } else if let Some(digit) = lower.strip_prefix("dbnum") {
            self.kanji = digit.parse().unwrap_or(0);
        } else if let Some(currency) = inside.strip_prefix('$') {
            // -411, -ja-JP-x-gannen.
            let sign = currency.split_once('-').map_or(currency, |(sign, _)| sign);
            self.literal(sign);
        } else if matches!(lower.as_str(), "white" | "白" | "color2" | "色2" | "color 2") {
            self.is_white = true;
        } else if !lower.is_empty() && lower.chars().all(|c| matches!(c, 'h' | 'm' | 's')) {
            self.counted = true;
            self.pieces.push(Piece::Date);
        }
    }

    fn view(&self, number: f64) -> View {
        let has = |wanted: &Piece| self.pieces.contains(wanted);
        let places = self.pieces.iter().filter(|piece| matches!(piece, Piece::Place(_))).count();
        let is_day = has(&Piece::Date) && !has(&Piece::General);
        if date::has_other_digits(&self.code) || (is_day && date::is_foreign(&self.code)) {
            return View { text: plain(number), kind: Kind::Foreign, ..View::default() };
        }
        if is_day {
            let shown = if self.counted {
                date::counted(number, &self.code)
            } else {
                date::shown_by_format(number, &self.code)
            };
            return match shown {
                Some(text) => View { text, kind: Kind::Date, ..View::default() },
                // A day before 1900.
                None => View { text: plain(number), kind: Kind::Hashes, ..View::default() },
            };
        }
        if has(&Piece::General) || has(&Piece::Text) {
            return self.among_text(number);
        }
        if places == 0 {
            let text = self.literals();
            let kind = if text.is_empty() { Kind::Nothing } else { Kind::Words };
            return View { text, kind, ..View::default() };
        }
        let is_power = self.pieces.iter().any(|piece| matches!(piece, Piece::Exponent { .. }));
        if is_power || (has(&Piece::Slash) && places > 1) {
            return View { text: notation::shown(&self.pieces, number), kind: Kind::Digits, ..View::default() };
        }
        self.digits(number)
    }

    fn literals(&self) -> String {
        let literals = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::Slash => Some("/"),
            Piece::Point => Some("."),
            Piece::Comma => Some(","),
            _ => None,
        });
        literals.collect::<String>().trim().to_owned()
    }

    /// `General"人"`, `@`.
    fn among_text(&self, number: f64) -> View {
        let mut view = View::default();
        let mut seen = false;
        for piece in &self.pieces {
            match piece {
                Piece::General | Piece::Text => seen = true,
                Piece::Percent => view.percents += 1,
                Piece::Literal(text) if seen => view.suffix.push_str(text),
                Piece::Literal(text) => view.prefix.push_str(text),
                _ => {}
            }
        }
        let number = number * 100f64.powi(view.percents as i32);
        let digits = match self.kanji {
            0 => plain(number),
            set => kanji(&plain(number), set),
        };
        let percent = "%".repeat(view.percents as usize);
        view.text = format!("{}{digits}{percent}{}", view.prefix, view.suffix).trim().to_owned();
        view
    }

    /// Digits by their places.
    fn digits(&self, number: f64) -> View {
        let mut view = View::default();
        let last = self.pieces.iter().rposition(|piece| matches!(piece, Piece::Place(_))).unwrap_or(0);
        let point = self.pieces.iter().position(|piece| *piece == Piece::Point);
        // `.00` has no places before its point.
        let first = self.pieces.iter().position(|piece| matches!(piece, Piece::Place(_) | Piece::Point)).unwrap_or(0);
        // Commas right behind the places before or after the point divide; one between places groups.
        let end = point.filter(|at| *at <= last).unwrap_or(last + 1);
        let mut grouped = false;
        let mut pending = 0;
        for piece in &self.pieces[first..end] {
            match piece {
                Piece::Comma => pending += 1,
                Piece::Place(_) => (grouped, pending) = (grouped || pending > 0, 0),
                _ => {}
            }
        }
        let behind = self.pieces[last + 1..].iter().take_while(|piece| **piece == Piece::Comma).count();
        view.thousands = (pending + behind) as u32;
        view.percents = self.pieces.iter().filter(|piece| **piece == Piece::Percent).count() as u32;
        let places = |range: &[Piece]| range.iter().filter(|piece| matches!(piece, Piece::Place(_))).count();
        let decimals = point.map_or(0, |at| places(&self.pieces[at..]));
        let parted =
            self.pieces[first..=last].iter().any(|piece| matches!(piece, Piece::Literal(text) if !text.is_empty()));
        let scaled = number * 100f64.powi(view.percents as i32) / 1000f64.powi(view.thousands as i32);
        let text = fixed(scaled, decimals.min(30));
        view.rounded = super::number::decimal(scaled).is_some_and(|exact| text.parse() != Ok(exact));
        let negative = text.starts_with('-');
        let (whole, fraction) =
            text.trim_start_matches('-').split_once('.').unwrap_or((text.trim_start_matches('-'), ""));
        // `#` shows no zero, `0` at least one.
        let required = |range: &[Piece]| range.iter().filter(|piece| matches!(piece, Piece::Place('0'))).count();
        let least = required(&self.pieces[first..end]);
        let mut whole = whole.trim_start_matches('0').to_owned();
        while whole.len() < least {
            whole.insert(0, '0');
        }
        let least = point.map_or(0, |at| required(&self.pieces[at..]));
        let fraction = &fraction[..fraction.trim_end_matches('0').len().max(least).min(fraction.len())];
        if grouped {
            whole = group(&whole);
        }
        let mut body = whole;
        if point.is_some() {
            body.push('.');
            body.push_str(fraction);
        }
        if self.kanji > 0 {
            body = positional(&body, self.kanji);
        }
        let literal = |range: &[Piece]| -> String {
            let texts = range.iter().filter_map(|piece| match piece {
                Piece::Literal(text) => Some(text.as_str()),
                Piece::Slash => Some("/"),
                _ => None,
            });
            texts.collect()
        };
        view.prefix = literal(&self.pieces[..first]);
        view.suffix = literal(&self.pieces[last + 1..]);
        let percent = "%".repeat(view.percents as usize);
        let sign = if negative { "-" } else { "" };
        if parted {
            // 000-0000: the digits are spread over their places from the right.
            body = self.spread(first, last, &body.replace(',', ""));
        }
        view.text = format!("{sign}{}{body}{percent}{}", view.prefix, view.suffix).trim().to_owned();
        let shows_digit = body.chars().any(is_digit);
        // 0.0.0 shows 120 as no number.
        let pointed_twice = self.pieces.iter().filter(|piece| **piece == Piece::Point).count() > 1;
        view.kind = match (view.text.is_empty(), shows_digit, parted || pointed_twice) {
            (true, ..) => Kind::Nothing,
            (_, false, _) => Kind::Words,
            (_, _, true) => Kind::Digits,
            _ => Kind::Number,
        };
        view
    }

    fn spread(&self, first: usize, last: usize, digits: &str) -> String {
        let mut digits: Vec<char> = digits.chars().collect();
        let mut shown: Vec<String> = Vec::new();
        let mut left = self.pieces[first..=last].iter().filter(|piece| matches!(piece, Piece::Place(_))).count();
        for piece in self.pieces[first..=last].iter().rev() {
            match piece {
                Piece::Place(_) => {
                    left -= 1;
                    match left {
                        // The leftmost place takes all that is left.
                        0 => shown.push(std::mem::take(&mut digits).into_iter().collect()),
                        _ => shown.extend(digits.pop().map(String::from)),
                    }
                }
                Piece::Literal(text) => shown.push(text.clone()),
                _ => {}
            }
        }
        shown.into_iter().rev().collect()
    }
}

/// A number with so many decimals, halves away from zero as Excel rounds what it shows.
fn fixed(number: f64, decimals: usize) -> String {
    let exact = super::number::decimal(number);
    match exact {
        Some(exact) => {
            let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            let rounded = exact.round_dp_with_strategy(decimals.min(28) as u32, strategy);
            let text = with_zeros(rounded.to_string(), decimals);
            if rounded.is_zero() { text.trim_start_matches('-').to_owned() } else { text }
        }
        None => format!("{number:.decimals$}"),
    }
}

/// Digits with zeros up to so many decimals: a decimal number itself writes no more than 32 characters.
fn with_zeros(digits: String, decimals: usize) -> String {
    let (whole, shown) = digits.split_once('.').unwrap_or((&digits, ""));
    if decimals > 0 { format!("{whole}.{shown:0<decimals$}") } else { digits }
}

fn group(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_as_excel_shows_them() {
        for (number, code, shown) in [
            (1234.5, "General", "1234.5"),
            (0.1 + 0.2, "General", "0.3"),
            (120_000.0, "#,##0,", "120"),
            (1_234_567.0, "#,##0,.0", "1,234.6"),
            (1_234_567.0, "#,##0.0,", "1,234.6"),
            (85_000.0, "#,##0\"円\"", "85,000円"),
            (0.21, "0%", "21%"),
            (0.855, "0.0%", "85.5%"),
            (12_345.5, "0.0000000000000000000000000000", "12345.5000000000000000000000000000"),
            (-123_456_789_012.0, "0.000000000000000000000000000000", "-123456789012.000000000000000000000000000000"),
            (0.5, "0.000000000000000000000000000000", "0.500000000000000000000000000000"),
            (-0.001, "0.00", "0.00"),
            (7.0, "0", "7"),
            (860.0, "General\"人\"", "860人"),
            (1.0, "General\"版\"", "1版"),
            (1.0, "\"第\"General\"版\"", "第1版"),
            (120_000.0, "[<1000]#,##0;#,##0,", "120"),
            (999.0, "[<1000]#,##0;#,##0,", "999"),
            (-5.0, "#,##0;\"▲\"#,##0;0", "▲5"),
            (0.0, "#,##0;\"▲\"#,##0;\"―\"", "―"),
            (5.0, ";;;", ""),
            (0.0, "#,###", ""),
            (1234.0, "#,##0_ ;[Red]\\-#,##0\\ ", "1,234"),
            (-1234.0, "#,##0_ ;[Red]\\-#,##0\\ ", "-1,234"),
            (-5.0, "0", "-5"),
            (2.5, "0", "3"),
            (7.0, "000", "007"),
            (5_301_234.0, "000-0000", "530-1234"),
            (1234.0, "[$¥-411]#,##0", "¥1,234"),
            (1234.0, "[DBNum3]0", "１２３４"),
            (1234.0, "[DBNum1]0", "一二三四"),
            (1234.0, "[DBNum1]General", "一千二百三十四"),
            (12_340_000.0, "[DBNum1]General", "一千二百三十四万"),
            (12_340_000.0, "[DBNum2]General", "壱阡弐百参拾四萬"),
            (44_287.0, "yyyy/m/d", "2021/4/1"),
            (44_287.0, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2021年4月1日"),
            (0.354_166_666_666_666_7, "h:mm", "8:30"),
            (1.5, "[h]:mm", "36:00"),
            (1234.0, "#,##0\"件\"", "1,234件"),
            (12.0, "0.??", "12."),
            (0.05, ".00", ".05"),
            (-0.5, ".0", "-.5"),
            (1.25, ".##", "1.25"),
            (44_287.75, "¥.00", "¥44287.75"),
            (1.0, "5.0", "51.0"),
            (1.0, "0.", "1."),
            (1_234.0, "#,##0.\"円\"", "1,234.円"),
            (-1.0, "[<0]\"▲\"0;0", "▲1"),
            (101.0, "[>100]\"多\"0;0", "多101"),
            (100.0, "[>100]\"多\"0;0", "100"),
            (5.0, "0.0;[<-5]\"少\"0;\"他\"0", "5.0"),
            (5.0, "[<5]\"甲\"0;\"乙\"0", "乙5"),
            (5.0, "[<=5]\"甲\"0;\"乙\"0", "甲5"),
            (5.0, "[=5]\"甲\"0;\"乙\"0", "甲5"),
            (5.0, "[<>5]\"甲\"0;\"乙\"0", "乙5"),
            (5.0, "[>=5]\"甲\"0;\"乙\"0", "甲5"),
            // A section for texts alone is none for negative numbers.
            (-5.0, "0;@", "-5"),
            (0.5, "General", "0.5"),
            (0.123_456_789_01, "General", "0.123456789"),
            (9.123_456_789_01, "General", "9.123456789"),
            (1_234.567_890_12, "General", "1234.56789"),
            (1e20, "General", "1E+20"),
            (1e15, "General", "1E+15"),
            (123_456_789_012.0, "General", "123456789012"),
            (123_456_789_012.5, "General", "1.23457E+11"),
            (0.000_012_34, "General", "1.234E-05"),
        ] {
            assert_eq!(view(number, code).text, shown, "{number} {code}");
        }
    }

    #[test]
    fn signs_are_seen_as_they_are_or_known() {
        for (number, code, sign) in [
            (-5.0, "0;0", Sign::Hidden),
            (-5.0, "#,##0;[Red]#,##0", Sign::Hidden),
            (-5.0, "0;0\"千円(税込)\"", Sign::Hidden),
            (-5.0, "[DBNum3]0;[DBNum3]0", Sign::Hidden),
            (-5.0, "[<0]0;0", Sign::Hidden),
            (-5.0, "0", Sign::Right),
            (-5.0, "0;(0)", Sign::Right),
            (-5.0, "0;（0）", Sign::Right),
            (-5.0, "0;\"▲\"0", Sign::Right),
            (-5.0, "0;\"マイナス\"0", Sign::Right),
            (-5.0, "0;0\\-", Sign::Behind),
            (-5.0, "0;0\"▲\"", Sign::Behind),
            (-5.0, "0;\"△△\"0", Sign::Doubled),
            (-5.0, "[<0]\"▲\"0;0", Sign::Right),
            (-5.0, "[Red][<0]\"△\"#,##0;#,##0", Sign::Right),
            (-5.0, "[>999]#,##0;[<0]\"▲\"0;0", Sign::Right),
            (-5.0, "[>=0]0;\"▲\"0", Sign::Right),
            (5.0, "0;0", Sign::Right),
            (5.0, "\"負担金\"#,##0", Sign::Right),
            (5.0, "\"自己負担 \"0", Sign::Right),
            (-5.0, "0;\"負\"0", Sign::Right),
            (-5.0, "0;\"（負）\"0", Sign::Right),
            (-5.0, "0;\"負債\"0", Sign::Hidden),
            (5.0, "\"(税込)\"0", Sign::Right),
            (0.0, "\"▲\"0", Sign::Right),
            (5.0, "\"▲\"#,##0", Sign::Added),
            (5.0, "(#,##0)", Sign::Added),
            (5.0, "¥\\-0", Sign::Added),
            (-5.0, "\"▲\"#,##0", Sign::Doubled),
            (-5.0, "(0)", Sign::Doubled),
            (-5.0, "\"▲\"General", Sign::Doubled),
            (-300.0, "[>=1000]#,##0;0", Sign::Unsure),
            (-778_411.0, "[=0]\"―\";#,##0", Sign::Unsure),
            (-300.0, "[<1000]\"▲\"0;0", Sign::Unsure),
            (-50.0, "[>100]0;[<-100]\"▲\"0;0", Sign::Unsure),
            (300.0, "[>=1000]#,##0;0", Sign::Right),
            (0.0, "[=0]\"―\";#,##0", Sign::Right),
            // What shows as zero has no sign to hide.
            (-0.4, "0;0", Sign::Right),
            (-0.6, "0;0", Sign::Hidden),
            (-0.4, "[>=1000]0;0", Sign::Right),
        ] {
            assert_eq!(view(number, code).sign, sign, "{number} {code}");
        }
        assert_eq!(view(300.0, "[>=1000]#,##0").kind, Kind::Hashes);
    }

    #[test]
    fn what_is_not_seen_is_known() {
        assert_eq!((view(0.5, "# ?/?").kind, view(5.0, "0/\"回\"").kind), (Kind::Digits, Kind::Number));
        assert_eq!((view(120.0, "0.0.0").kind, view(120.0, "0.0").kind), (Kind::Digits, Kind::Number));
        assert_eq!(view(5.0, ";;;").kind, Kind::Nothing);
        assert_eq!(view(0.0, "0;-0;\"-\"").kind, Kind::Words);
        assert_eq!(view(120_000.0, "#,##0,").thousands, 1);
        assert_eq!(view(120_000.0, "#,##0,,\"百万円\"").suffix, "百万円");
        assert_eq!(view(120_000.0, "[<1000]#,##0;#,##0,").thousands, 1);
        assert_eq!(view(1.0, "General\"版\"").kind, Kind::Number);
        assert_eq!(view(44_287.0, "ge.m.d").kind, Kind::Date);
        assert_eq!(text_view("山", "@\"様\""), "山様");
        assert_eq!(text_view("山", ";;;"), "");
        assert_eq!(text_view("山", "#,##0;▲#,##0;0"), "山");
    }
}

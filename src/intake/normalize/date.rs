//! Days as people type them and as Excel stores them: serial numbers with a number format, eras of every kind, kanji numerals.

mod contradiction;
mod language;

use std::rc::Rc;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

pub use self::contradiction::is_contradicted;
pub(in crate::intake) use self::language::has_other_digits;
use self::language::{Language, OfSystem};
use super::number::{kanji, positional};
use crate::intake::memo::memoed;
use crate::vocabulary::{Era, is_space, japanese_date, weekday};

/// A day that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// What to tell the office about the spelling, a Japanese sentence: 平成33年は令和3年です。
    pub remark: Option<String>,
}

/// The day of a serial number of the 1900 date system. The time of day is dropped; day 60, which never was, is 1 March 1900.
pub fn from_serial(serial: f64) -> Option<Date> {
    // Up to 9999-12-31.
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let days = if days <= 60 { days + 1 } else { days };
    Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

/// Days from 1900's to 1904's epoch.
pub const DAYS_TO_1904: f64 = 1462.0;

/// Reads a day typed as text: 令和3年5月10日, R3.5.10, ㋿3/5/10, 2021/5/10, 20210510, 令和三年五月十日; a weekday behind is passed over.
///
/// `None` where it is not a whole day: without a year, with a two-digit year of no era, 31 June.
pub fn read(text: &str) -> Option<Day> {
    let text = text.trim();
    // A time of day behind an ISO or Excel-like date.
    let text = match text.split_once(['T', ' ']) {
        Some((date, time)) if time.contains(':') => date,
        _ => text,
    };
    let text: String = text.nfkc().filter(|c| !is_space(*c)).collect();
    let text = text.strip_prefix("西暦").unwrap_or(&text);
    let text = without_weekday(text);
    let text = if text.contains('年') && text.contains('月') { kanji_digits(text) } else { text.to_owned() };
    let (era, rest) = split_era(&text);
    let rest = rest.trim_start_matches('.');
    let (year, month, day) = if era.is_none() && rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_digit()) {
        (rest[..4].parse().ok()?, rest[4..6].parse().ok()?, rest[6..].parse().ok()?)
    } else {
        let (year, rest) = rest.split_once(['年', '.', '/', '-'])?;
        let (month, rest) = rest.split_once(['月', '.', '/', '-'])?;
        let day = rest.strip_suffix('日').unwrap_or(rest);
        let year: i16 = if year == "元" { 1 } else { number(year)? };
        (year, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?)
    };
    let Some(era) = era else {
        // 21/5/10 might be 2021 or 令和21年.
        return (1900..=2200)
            .contains(&year)
            .then_some(())
            .and_then(|()| Some(Day { date: Date::new(year, month, day).ok()?, remark: None }));
    };
    let date = (1..=99).contains(&year).then(|| Date::new(era.offset() + year, month, day).ok()).flatten()?;
    let remark = (Era::of(date) != era)
        .then(|| format!("{}{year}年{month}月{day}日は{}と読みました。", era.name(), japanese_date(date)));
    Some(Day { date, remark })
}

fn number(text: &str) -> Option<i16> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Splits off the era: 令和, 令, R, r.
fn split_era(text: &str) -> (Option<Era>, &str) {
    for era in Era::ALL {
        let short = &era.name()[..'令'.len_utf8()];
        for name in [era.name(), short] {
            if let Some(rest) = text.strip_prefix(name) {
                return (Some(era), rest);
            }
        }
        if let Some(first) = text.chars().next()
            && first.to_ascii_uppercase() == era.letter()
        {
            return (Some(era), &text[1..]);
        }
    }
    (None, text)
}

/// Whether a text gives a day another day of the week than it is: 令和3年5月10日（火） was a Monday.
pub fn names_other_weekday(text: &str, date: Date) -> bool {
    let text: String = text.nfkc().filter(|c| !is_space(*c)).collect();
    let day = weekday(date);
    split_weekday(&text).1.is_some_and(|named| !day.contains(named))
}

fn without_weekday(text: &str) -> &str {
    split_weekday(text).0
}

/// A day and the day of the week behind it.
fn split_weekday(text: &str) -> (&str, Option<char>) {
    let known = |c: &char| "日月火水木金土".contains(*c);
    let in_brackets = text.strip_suffix(')').and_then(|rest| {
        let (date, day) = rest.rsplit_once('(')?;
        let mut day = day.trim_end_matches("曜日").trim_end_matches('曜').chars();
        let first = day.next().filter(known)?;
        day.next().is_none().then_some((date, first))
    });
    let bare = || {
        let rest = text.strip_suffix("曜日")?;
        let last = rest.chars().next_back().filter(known)?;
        Some((&rest[..rest.len() - last.len_utf8()], last))
    };
    in_brackets.or_else(bare).map_or((text, None), |(date, day)| (date, Some(day)))
}

/// Kanji numerals up to 99 as digits: 三十一 is 31, 二〇二一 is 2021.
fn kanji_digits(text: &str) -> String {
    fn flush(run: &mut Vec<u32>, out: &mut String) {
        if run.is_empty() {
            return;
        }
        if let Some(ten) = run.iter().position(|digit| *digit == 10) {
            let tens = if ten == 0 { 1 } else { run[ten - 1] };
            let ones = run.get(ten + 1).copied().unwrap_or(0);
            out.push_str(&(tens * 10 + ones).to_string());
        } else {
            run.iter().for_each(|digit| out.push_str(&digit.to_string()));
        }
        run.clear();
    }
    let (mut out, mut run) = (String::new(), Vec::new());
    for c in text.chars() {
        match "〇一二三四五六七八九十".chars().position(|digit| digit == c) {
            Some(value) => run.push(value as u32),
            None => {
                flush(&mut run, &mut out);
                out.push(c);
            }
        }
    }
    flush(&mut run, &mut out);
    out
}

/// A piece of a date format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A run of one letter: `yyyy`, `ggg`, `e`.
    Run(char, usize),
    /// Text as it is.
    Literal(String),
}

/// A date's number format.
struct DayFormat {
    /// The pieces of its first section.
    tokens: Vec<Token>,
    /// Whether it is of a calendar or in a language that is not worked out here.
    is_foreign: bool,
}

/// A number format as a date's; `None` where it is not one.
fn day_format(code: &str) -> Option<Rc<DayFormat>> {
    memoed!(
        code,
        |code| tokens(code).map(|tokens| Rc::new(DayFormat { is_foreign: is_foreign_day(code, &tokens), tokens })),
        Option<Rc<DayFormat>>
    )
}

/// The pieces of the first section of a number format; `None` where it is not a date's.
fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = code.chars().peekable();
    let literal = |tokens: &mut Vec<Token>, text: &str| match tokens.last_mut() {
        Some(Token::Literal(last)) => last.push_str(text),
        _ => tokens.push(Token::Literal(text.to_owned())),
    };
    if code.eq_ignore_ascii_case("general") {
        return None;
    }
    match OfSystem::of(code) {
        Some(OfSystem::Date) => return self::tokens("yyyy\"年\"m\"月\"d\"日\""),
        Some(OfSystem::Time) => return self::tokens("h:mm:ss"),
        None => {}
    }
    let lower = code.to_ascii_lowercase();
    if ["general", "g/標準", "standard"].iter().any(|word| outside_quotes(&lower, word)) {
        return None;
    }
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => literal(&mut tokens, &chars.by_ref().take_while(|c| *c != '"').collect::<String>()),
            '\\' => literal(&mut tokens, &chars.next().map(String::from).unwrap_or_default()),
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [h] counts hours: a duration, not a day.
                if !inside.is_empty() && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return None;
                }
            }
            // A number's placeholders: 0.00E+00 is not an era.
            '0' | '#' | '?' if !tokens.iter().any(|token| matches!(token, Token::Run('s', _))) => return None,
            '@' => {}
            _ => match c.to_ascii_lowercase() {
                run @ ('y' | 'm' | 'd' | 'g' | 'e' | 'a' | 'h' | 's' | 'r' | 'b') => {
                    let mut length = 1;
                    while chars.next_if(|next| next.to_ascii_lowercase() == run).is_some() {
                        length += 1;
                    }
                    let is_seconds = run == 's';
                    // AM/PM
                    if run == 'a' && chars.peek().is_some_and(|next| matches!(next, 'm' | 'M' | '/')) {
                        let width = if chars.peek() == Some(&'/') { 1 } else { 2 };
                        // AM/PM, A/P.
                        for _ in 0..width * 2 {
                            chars.next();
                        }
                        tokens.push(Token::Run('n', width));
                    } else {
                        tokens.push(Token::Run(run, length));
                    }
                    // ss.00: parts of a second.
                    let zeros = chars.clone().skip(1).take_while(|c| *c == '0').count();
                    if is_seconds && zeros > 0 && chars.next_if_eq(&'.').is_some() {
                        tokens.push(Token::Run('f', zeros));
                        chars.by_ref().take(zeros).for_each(drop);
                    }
                }
                _ => literal(&mut tokens, &c.to_string()),
            },
        }
    }
    let dated = tokens
        .iter()
        .any(|token| matches!(token, Token::Run('y' | 'm' | 'd' | 'g' | 'e' | 'r' | 'b' | 'a' | 'h' | 's', _)));
    dated.then_some(tokens)
}

/// Whether a word stands in the first section of a code, outside its literal texts.
fn outside_quotes(code: &str, word: &str) -> bool {
    let first = code.split('"').step_by(2).map(|part| part.split(';').next().unwrap_or(part));
    first.into_iter().any(|part| part.contains(word))
}

/// The tokens' place in a clock: whether the `m` at `at` counts minutes.
fn is_minutes(tokens: &[Token], at: usize) -> bool {
    let clock = |token: Option<&Token>, letter| matches!(token, Some(Token::Run(found, _)) if *found == letter);
    let before = tokens[..at].iter().rev().find(|token| matches!(token, Token::Run(..)));
    let after = tokens[at + 1..].iter().find(|token| matches!(token, Token::Run(..)));
    clock(before, 'h') || clock(after, 's')
}

/// A length of time by a format with counted hours, minutes or seconds: 36:00 for 1.5 and `[h]:mm`.
pub fn counted(days: f64, code: &str) -> Option<String> {
    if !days.is_finite() || days.abs() > 3_000_000.0 {
        return None;
    }
    let lower = code.to_ascii_lowercase();
    let decimals = second_decimals(&lower);
    let parts = (days.abs() * 86_400.0 * 10f64.powi(decimals as i32)).round() as u64;
    let (total, part) = (parts / 10u64.pow(decimals), parts % 10u64.pow(decimals));
    let (hours, minutes, seconds) = (total / 3600, total / 60, total);
    let mut shown = if days < 0.0 && parts > 0 { "-".to_owned() } else { String::new() };
    let mut rest = lower.as_str();
    let mut counted = None;
    let mut last = None;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '[' => {
                let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
                rest = after;
                let first = inside.chars().next().filter(|_| inside.chars().all(|c| matches!(c, 'h' | 'm' | 's')));
                let Some(letter) = first else { continue };
                let value = match letter {
                    'h' => hours,
                    'm' => minutes,
                    _ => seconds,
                };
                shown.push_str(&format!("{value:0width$}", width = inside.len()));
                (counted, last) = (Some(letter), Some(letter));
            }
            '"' => {
                let (literal, after) = rest.split_once('"').unwrap_or((rest, ""));
                shown.push_str(literal);
                rest = after;
            }
            '\\' => {
                let next = rest.chars().next();
                shown.extend(next);
                rest = &rest[next.map_or(0, char::len_utf8)..];
            }
            ';' => break,
            'h' | 'm' | 's' => {
                let length = 1 + rest.chars().take_while(|next| *next == c).count();
                rest = &rest[length - 1..];
                let value = match c {
                    'h' => hours % 24,
                    'm' => minutes % 60,
                    _ => seconds % 60,
                };
                shown.push_str(&format!("{value:0width$}", width = length.min(2)));
                last = Some(c);
            }
            '.' if last == Some('s') && decimals > 0 && rest.starts_with('0') => {
                shown.push_str(&format!(".{part:0width$}", width = decimals as usize));
            }
            '0' if last == Some('s') => {}
            '@' | '_' | '*' => {}
            other => shown.push(other),
        }
    }
    counted.is_some().then_some(shown)
}

/// How many decimals of a second a format shows: 2 for `mm:ss.00`; more than nine are nine.
fn second_decimals(code: &str) -> u32 {
    let plain: String = code.split('"').step_by(2).collect();
    let plain = plain.split(';').next().unwrap_or("").to_ascii_lowercase();
    let zeros = ["s.", "s]."].iter().filter_map(|mark| plain.split_once(mark));
    let most = zeros.map(|(_, rest)| rest.chars().take_while(|c| *c == '0').count()).max().unwrap_or(0);
    u32::try_from(most).unwrap_or(0).min(9)
}

/// A part of a day in digits, or in the numerals of `[DBNumN]`: 三十一 of 31, 二〇二一 of a year of four digits.
fn part(value: i32, width: usize, set: u8) -> String {
    let digits = if width >= 2 { format!("{value:02}") } else { value.to_string() };
    match set {
        1 | 2 if value >= 10 && width < 4 => {
            let text = kanji(&digits, set);
            text.strip_prefix("一十").map_or(text.clone(), |rest| format!("十{rest}"))
        }
        1..=3 => positional(&digits, set),
        _ => digits,
    }
}

/// Whether a number format is that of a day (not of a duration), eras included: calamine does not know `ge.m.d` for one.
pub fn is_date_format(code: &str) -> bool {
    day_format(code).is_some()
}

/// Whether a format of a day is of a calendar or in a language that is not worked out here.
pub fn is_foreign(code: &str) -> bool {
    day_format(code).is_some_and(|format| format.is_foreign)
}

fn is_foreign_day(code: &str, tokens: &[Token]) -> bool {
    let mut letters = String::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Run('m', _) if is_minutes(tokens, at) => {}
            Token::Run(letter, width) => {
                letters.push(' ');
                letters.extend(std::iter::repeat_n(*letter, *width));
            }
            Token::Literal(_) => {}
        }
    }
    OfSystem::of(code).is_none() && language::is_foreign(code, &letters)
}

/// What a person sees of a serial number in a cell with a date's format: 令和2年度 for `ggge"年度"`; `None` where the format is
/// not a date's or of another calendar, or the number is no day.
pub fn shown_by_format(serial: f64, code: &str) -> Option<String> {
    let format = day_format(code).filter(|format| !format.is_foreign)?;
    let tokens = &format.tokens;
    let is_clock = |(at, token): (usize, &Token)| match token {
        Token::Run('h' | 's' | 'f' | 'n', _) => true,
        Token::Run('m', _) => is_minutes(tokens, at),
        Token::Run(..) => false,
        Token::Literal(_) => true,
    };
    // No more of a second than is shown, so that 8:59:59.9999 is nine o'clock of the same day.
    let decimals = second_decimals(code);
    let parts = 86_400.0 * 10f64.powi(decimals as i32);
    let whole = (serial * parts).round() / parts;
    let date = match from_serial(whole) {
        Some(date) => date,
        None if (0.0..1.0).contains(&whole) && tokens.iter().enumerate().all(is_clock) => Date::constant(1900, 1, 1),
        None => return None,
    };
    let moment = ((serial * parts).round() as i64).rem_euclid(parts as i64) as u64;
    let per_second = 10u64.pow(decimals);
    let clock = Clock {
        seconds: (moment / per_second) as u32,
        part: format!(".{:0width$}", moment % per_second, width = decimals as usize),
        noon: tokens.iter().any(|token| matches!(token, Token::Run('n', _))),
    };
    let language = Language::of(code);
    let mut shown = String::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Literal(text) => shown.push_str(text),
            Token::Run('m', width) if is_minutes(tokens, at) => {
                shown.push_str(&part((clock.seconds / 60 % 60) as i32, *width, language.numerals));
            }
            Token::Run(letter @ ('h' | 's' | 'f' | 'n'), width) => {
                shown.push_str(&clock.shown(*letter, *width, language));
            }
            Token::Run(letter, width) => {
                let text = of_day(date, *letter, *width, language, &shown);
                shown.push_str(&text);
            }
        }
    }
    Some(shown.trim().to_owned())
}

/// A time of day.
struct Clock {
    /// Since midnight.
    seconds: u32,
    /// What is shown of the second's parts, with its point.
    part: String,
    /// Whether hours are counted from noon.
    noon: bool,
}

impl Clock {
    /// A run of `h`, `s`, of zeros behind `s`, or AM/PM.
    fn shown(&self, letter: char, width: usize, language: Language) -> String {
        let hours = (self.seconds / 3600) as i32;
        match letter {
            'h' => part(if self.noon { (hours + 11) % 12 + 1 } else { hours }, width, language.numerals),
            's' => part((self.seconds % 60) as i32, width, language.numerals),
            'f' => self.part.clone(),
            _ => match (hours < 12, width) {
                (true, 1) => "A",
                (false, 1) => "P",
                (true, _) if language.japanese => "午前",
                (false, _) if language.japanese => "午後",
                (true, _) => "AM",
                (false, _) => "PM",
            }
            .to_owned(),
        }
    }
}

/// A run of letters of a day; `before` is what is shown before it.
fn of_day(date: Date, letter: char, width: usize, language: Language, before: &str) -> String {
    let era = Era::of(date);
    let era_year = date.year() - era.offset();
    let number = |value: i32| part(value, width, language.numerals);
    let weekday_name = || if width >= 4 { format!("{}曜日", weekday(date)) } else { weekday(date).to_owned() };
    match (letter, width) {
        ('g', 1) => era.letter().to_string(),
        ('g', 2) => era.name().chars().take(1).collect(),
        ('g', _) => era.name().to_owned(),
        // `e` without an era letter shows the Western year in some programs; Japanese Excel shows the era's.
        ('e', 1) if era_year == 1 && before.ends_with(era.name()) => "元".to_owned(),
        ('e', _) => number(i32::from(era_year)),
        ('y', 1 | 2) => positional(&format!("{:02}", date.year() % 100), language.numerals),
        ('y', _) => positional(&date.year().to_string(), language.numerals),
        ('m', 3..) => english(MONTHS, date.month() as usize - 1, width),
        ('m', _) => number(i32::from(date.month())),
        ('d', 1 | 2) => number(i32::from(date.day())),
        ('d', _) if language.japanese => weekday_name(),
        ('d', _) => english(DAYS, date.weekday().to_sunday_zero_offset() as usize, width),
        ('a', _) => weekday_name(),
        _ => String::new(),
    }
}

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: &[&str] = &["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// `mmm` is Apr, `mmmm` April, `mmmmm` A.
fn english(names: &[&str], at: usize, width: usize) -> String {
    let length = match width {
        3 => 3,
        5 => 1,
        _ => usize::MAX,
    };
    names.get(at).map_or(String::new(), |name| name.chars().take(length).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_spelling() {
        let day = Date::constant(2021, 5, 10);
        for text in [
            "令和3年5月10日",
            "令和３年５月１０日（月）",
            "R3.5.10",
            "r3/5/10",
            "㋿3.5.10",
            "令3.5.10",
            "2021/5/10",
            "西暦2021年5月10日",
            "2021-05-10",
            "2021年5月10日 月曜日",
            "20210510",
            "令和三年五月十日",
            "2021-05-10T00:00:00",
            "2021/05/10 09:30",
            "R.3.5.10",
        ] {
            assert_eq!(read(text).map(|day| day.date), Some(day), "{text}");
        }
        assert_eq!(read("令和三年五月二十三日").map(|day| day.date), Some(Date::constant(2021, 5, 23)));
        assert_eq!(read("令和三年五月十日").map(|day| day.date), Some(day));
        for text in
            ["", "2021/00005/10", "5月10日", "21/5/10", "令和3年6月31日", "令和3年度末", "2021", "令和", "R", "未定"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_of_the_week_that_the_day_is_not_is_seen() {
        let day = Date::constant(2021, 5, 10);
        for (text, is_other) in [
            ("令和3年5月10日", false),
            ("令和3年5月10日（月）", false),
            ("2021/5/10 (月曜日)", false),
            ("2021年5月10日 月曜日", false),
            ("令和3年5月10日（火）", true),
            ("R3.5.10(日曜)", true),
            ("2021年5月10日 土曜日", true),
            ("令和3年5月10日（仮）", false),
        ] {
            assert_eq!(names_other_weekday(text, day), is_other, "{text}");
        }
    }

    #[test]
    fn years_beyond_an_era_are_remarked_on() {
        let day = read("平成33年5月10日");
        assert_eq!(day.as_ref().map(|day| day.date), Some(Date::constant(2021, 5, 10)));
        assert!(day.is_some_and(|day| day.remark.is_some_and(|remark| remark.contains("令和3年5月10日"))));
        assert_eq!(read("令和元年12月2日").map(|day| day.date), Some(Date::constant(2019, 12, 2)));
    }

    #[test]
    fn serials_show_by_their_format() {
        let serial = 44_326.0;
        for (code, shown) in [
            ("[$-411]ggge\"年\"m\"月\"d\"日\";@", "令和3年5月10日"),
            ("ge.m.d", "R3.5.10"),
            ("gge\"年度\"", "令3年度"),
            ("ggge\"年\"", "令和3年"),
            ("yyyy/mm/dd", "2021/05/10"),
            ("m\"月\"d\"日\"(aaa)", "5月10日(月)"),
            ("yyyy/m/d h:mm", "2021/5/10 0:00"),
            ("m/d(aaaa)", "5/10(月曜日)"),
            ("aaaa", "月曜日"),
            ("(aaa)", "(月)"),
            ("ss", "00"),
        ] {
            assert_eq!(shown_by_format(serial, code).as_deref(), Some(shown), "{code}");
        }
        assert_eq!(shown_by_format(43_586.0, "ggge\"年\"m\"月\"d\"日\"").as_deref(), Some("令和元年5月1日"));
        for (serial, code, shown) in [
            (43_100.0 + 1_234.567 / 86_400.0, "mm:ss.0", "20:34.6"),
            (0.999_99, "h:mm:ss.00", "23:59:59.14"),
            (0.354, "s.00", "45.60"),
            (44_287.75, "h:mm A/P", "6:00 P"),
            (0.5, "h:mm AM/PM", "12:00 PM"),
            (44_287.25, "[$-411]AM/PM h\"時\"", "午前 6時"),
            (44_287.75, "[$-ja-JP]h:mm AM/PM", "6:00 午後"),
            (44_287.0, "[$-411]ddd", "木"),
            (44_287.0, "[$-411]m/d(dddd)", "4/1(木曜日)"),
            (44_287.0, "[$-409]ddd", "Thu"),
            (43_585.0, "[$-411][DBNum1]ggge\"年\"m\"月\"d\"日\"", "平成三十一年四月三十日"),
            (43_586.0, "[DBNum1][$-411]ggge\"年\"m\"月\"d\"日\";@", "令和元年五月一日"),
            (43_445.0, "[DBNum1]yyyy\"年\"m\"月\"d\"日\"", "二〇一八年十二月十一日"),
            (43_585.0, "[DBNum3]yyyy\"年\"m\"月\"d\"日\"", "２０１９年４月３０日"),
        ] {
            assert_eq!(shown_by_format(serial, code).as_deref(), Some(shown), "{serial} {code}");
        }
        for code in ["General", "#,##0", "0.00E+00", "[h]:mm", "@", "\"令和\"0\"年度\""] {
            assert_eq!(shown_by_format(serial, code), None, "{code}");
        }
        // A day that there is not is no time of 1900 either; a time alone is one.
        assert_eq!(shown_by_format(-1.0, "h:mm"), None);
        assert_eq!(shown_by_format(0.5, "yyyy/m/d"), None);
        assert_eq!(shown_by_format(0.5, "h:mm").as_deref(), Some("12:00"));
        assert_eq!(shown_by_format(serial, "[$-411]General"), None);
        assert_eq!(counted(1.5, "[h]:mm:ss.00").as_deref(), Some("36:00:00.00"));
        assert_eq!(counted(-0.001_234, "[mm]:ss.0").as_deref(), Some("-01:46.6"));
        assert_eq!(counted(0.5, "[s].000").as_deref(), Some("43200.000"));
        assert_eq!(counted(1.5, "[h].mm").as_deref(), Some("36.00"));
        // Only behind seconds a point and noughts are parts of one.
        assert_eq!(counted(0.5, "[h].0 mm:ss.0").as_deref(), Some("12.0 00:00.0"));
        assert_eq!(from_serial(1.0), Some(Date::constant(1900, 1, 1)));
        assert_eq!(from_serial(59.0), Some(Date::constant(1900, 2, 28)));
        assert_eq!(from_serial(60.0), Some(Date::constant(1900, 3, 1)));
        assert_eq!(from_serial(61.0), Some(Date::constant(1900, 3, 1)));
        assert_eq!(from_serial(-1.0), None);
        assert_eq!(from_serial(1e18), None);
    }
}

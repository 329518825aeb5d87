//! Whether a text that a file keeps beside a serial number says the same day and time: every program writes a day in its own way.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::{DAYS, MONTHS, from_serial, read, shown_by_format};
use crate::vocabulary::{Era, text_key, weekday};

/// Whether a text that stands beside a serial number says another day, or none: it is neither the number as its format shows it nor that
/// day.
pub fn is_contradicted(stored: f64, code: &str, text: &str) -> bool {
    let day = from_serial((stored * 86_400.0).round() / 86_400.0);
    if let Some(read) = read(text) {
        return day != Some(read.date);
    }
    let is_shown = shown_by_format(stored, code).is_some_and(|shown| text_key(&shown) == text_key(text));
    // Kanji numerals of a format are no digits.
    if is_shown || code.contains("DBNum") {
        return false;
    }
    let text: String = text.nfkc().collect();
    if day.is_some_and(|day| is_weekday(&text, day)) {
        return false;
    }
    let is_known = |c: char| !c.is_alphanumeric() || c < '\u{250}' || WORDS.contains(c) || code.contains(c);
    !text.chars().all(is_known) || !follows(&numbers(&text), &parts(day, stored, code))
}

/// Whether a text is the day of the week alone: 木曜日, (木), Thu.
fn is_weekday(text: &str, day: Date) -> bool {
    let word: String = text.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let japanese = word.trim_end_matches("曜日").trim_end_matches('曜');
    let number = usize::try_from(day.weekday().to_sunday_zero_offset()).unwrap_or_default();
    let is_english = word.len() >= 3 && DAYS.get(number).is_some_and(|name| name.to_lowercase().starts_with(&word));
    !text.contains(|c: char| c.is_ascii_digit()) && (japanese == weekday(day) || is_english)
}

/// What stands around the numbers of a day in Japanese.
const WORDS: &str = "西暦年月日時分秒曜火水木金土午前後明治大正昭和平成令元";

/// The numbers of a text in their order: runs of digits, English months, 元 as 1.
fn numbers(text: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic(), c == '元');
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        match kind(first) {
            // A number too long for a part of a day is none of them.
            (true, ..) => numbers.push(run.parse().unwrap_or(u32::MAX)),
            (_, true, _) => {
                let word = run.to_ascii_lowercase();
                let month = (1..).zip(MONTHS).find(|(_, name)| word.starts_with(&name[..3].to_lowercase()));
                numbers.extend(month.map(|(number, _)| number));
            }
            (.., true) => numbers.push(1),
            _ => {}
        }
    }
    numbers
}

/// A part of a day: its number in every way of writing it.
struct Part {
    numbers: Vec<u32>,
    may_miss: bool,
}

/// The parts of a day and its time as a format orders them, or as in 2021-04-01: each program has its own way with the rest.
fn parts(day: Option<Date>, stored: f64, code: &str) -> [Vec<Part>; 2] {
    let bare: String = code.split('"').step_by(2).collect::<String>().to_ascii_lowercase();
    let has = |letters: &[char]| bare.contains(letters);
    let part = |numbers: &[i32], may_miss| Part {
        numbers: numbers.iter().filter_map(|number| u32::try_from(*number).ok()).collect(),
        may_miss,
    };
    let of_day = |is_day_first: bool| {
        let Some(day) = day.filter(|_| has(&['y', 'e', 'g', 'r', 'd']) || !has(&['h', 's'])) else { return Vec::new() };
        let year = i32::from(day.year());
        let years = [year, year % 100, year - i32::from(Era::of(day).offset())];
        // `ddd` is the day of the week, and a month may be a word of any language.
        let has_day = bare.replace("dddd", "").replace("ddd", "").contains('d');
        let is_word = bare.contains("mmm");
        let month = part(&[day.month().into()], is_word || !has(&['m']) || has(&['h']));
        let date = part(&[day.day().into()], !has_day);
        match is_day_first {
            true => vec![date, month, part(&years, true)],
            false => vec![month, date, part(&years, true)],
        }
    };
    // Programs round parts of a second, or leave them out.
    let exact = (stored * 86_400.0).rem_euclid(86_400.0);
    let (seconds, whole) = (exact.round() as i32 % 86_400, exact as i32);
    let tenths = ((exact - f64::from(whole)) * 10.0).round() as i32;
    let hours = seconds / 3600;
    let time = || {
        let is_needed = has(&['h']) && day.is_none_or(|_| !has(&['y', 'e', 'd']));
        [
            part(&[hours, (hours + 11) % 12 + 1, hours % 12], !is_needed),
            part(&[seconds / 60 % 60], !is_needed),
            part(&[seconds % 60, whole % 60], true),
            part(&[0, tenths], true),
        ]
    };
    let is_day_first =
        bare.find('d').zip(bare.find('m')).is_some_and(|(day, month)| day < month) && !bare.contains("dddd");
    let by_format = of_day(is_day_first).into_iter().chain(time()).collect();
    let mut by_year = of_day(false);
    // The year comes first.
    let turn = by_year.len().min(1);
    by_year.rotate_right(turn);
    by_year.extend(time());
    [by_format, by_year]
}

/// Whether numbers are the parts in one of the orders.
fn follows(numbers: &[u32], orders: &[Vec<Part>]) -> bool {
    fn is(numbers: &[u32], parts: &[Part]) -> bool {
        match (numbers, parts) {
            ([], parts) => parts.iter().all(|part| part.may_miss),
            (_, []) => false,
            ([number, rest @ ..], [part, more @ ..]) => {
                (part.numbers.contains(number) && is(rest, more)) || (part.may_miss && is(numbers, more))
            }
        }
    }
    orders.iter().any(|parts| is(numbers, parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_the_day_of_a_number_or_contradicts_it() {
        const APRIL: f64 = 44_287.0;
        for (text, number, code, expected) in [
            ("21/4/1", APRIL, "yyyy/m/d", false),
            ("4/1", APRIL, "yyyy/m/d", false),
            ("４月１日", APRIL, "m\"月\"d\"日\"", false),
            ("1/4", APRIL, "d/m", false),
            ("01/04/21", APRIL, "dd/mm/yy", false),
            ("04/01/21", APRIL, "mm/dd/yy", false),
            ("2021-04-01", APRIL, "mm/dd/yy", false),
            ("2021/04/01 00:00:00", APRIL, "yyyy/m/d", false),
            ("2021/04/01 08:30", 44_287.354_166, "yyyy/m/d h:mm", false),
            ("21/4/1 8:30", 44_287.354_166, "yy/m/d h:mm", false),
            ("8:30", 44_287.354_166, "h:mm", false),
            ("08:30:00 AM", 0.354_166, "hh:mm:ss AM/PM", false),
            ("2021年4月", APRIL, "yyyy\"年\"m\"月\"", false),
            ("令和3年度", APRIL, "ggge\"年度\"", false),
            ("令和元年5月1日", 43_586.0, "ggge\"年\"m\"月\"d\"日\"", false),
            ("R03.04", APRIL, "gee.mm", false),
            ("木曜日", APRIL, "aaaa", false),
            // A format of the day of the week alone is none of a day for us.
            ("木曜日", APRIL, "yyyy-mm-dd", false),
            ("Thursday", APRIL, "yyyy-mm-dd", false),
            ("金曜日", APRIL, "yyyy-mm-dd", true),
            ("12:05:07", 44_196.503_559_027_78, "h:mm:ss", false),
            ("05:07.5", 44_196.503_559_027_78, "mm:ss.0", false),
            ("4月1日(木)", APRIL, "m\"月\"d\"日\"(aaa)", false),
            ("1. Mai 2021", 44_317.0, "d. mmmm yyyy", false),
            ("Thursday, April 1, 2021", APRIL, "dddd, mmmm d, yyyy", false),
            ("二〇二一年四月一日", APRIL, "[DBNum1]yyyy\"年\"m\"月\"d\"日\"", false),
            // The numerals of another program are no other day.
            ("貳零貳壹年肆月壹日", APRIL, "[DBNum2]yyyy\"年\"m\"月\"d\"日\"", false),
            ("1899-12-30", 0.0, "yyyy-mm-dd", true),
            ("未定", APRIL, "yyyy/m/d", true),
            ("未定", 0.354_166, "h:mm", true),
            ("TBD", APRIL, "yyyy/m/d", true),
            ("21/4/2", APRIL, "yyyy/m/d", true),
            ("21/1/4", APRIL, "yyyy/m/d", true),
            ("1/4", APRIL, "m/d", true),
            ("2021/4", APRIL, "yyyy/m/d", true),
            ("20/4/1", APRIL, "yyyy/m/d", true),
            ("4月1日頃", APRIL, "yyyy/m/d", true),
            ("May 1", APRIL, "mmm d", true),
            ("令和2年度", APRIL, "ggge\"年度\"", true),
            ("令和3年5月", APRIL, "yyyy/m/d", true),
            ("9:30", 44_287.354_166, "h:mm", true),
            ("4/1 4/2", APRIL, "yyyy/m/d", true),
        ] {
            assert_eq!(is_contradicted(number, code, text), expected, "{text} {number} {code}");
        }
    }
}

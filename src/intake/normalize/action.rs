//! Ids of action items as people and Excel write them: 8-2, ８－２, 8ー2, No.8-2, and 8-2 that Excel has made a date of.

use super::date;
use crate::intake::workbook::{Cell, Value};
use crate::plan::Numbers;
use crate::vocabulary::{ActionId, is_dash, is_space, text_key};

/// What a No. cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Id {
    /// An id.
    Plain(ActionId),
    /// A date that Excel made of an id; what it may have been, most likely first.
    Dated(Vec<ActionId>),
    /// Something else.
    Other,
}

/// Reads the cell of a No.: a number as the plan prints it first.
pub fn read(cell: &Cell, numbers: &Numbers) -> Id {
    let looks = cell.looks();
    if looks.all_struck || looks.raised || looks.picture {
        return Id::Other;
    }
    let printed = match &cell.value {
        Value::Text(text) => numbers.action(text),
        // An office's own 0086 that Excel took for a number.
        Value::Number(number) if !date::is_date_format(&cell.format) => numbers.action(&number.to_string()),
        _ => None,
    };
    if let Some(id) = printed {
        return Id::Plain(id);
    }
    match &cell.value {
        Value::Text(text) | Value::Date(text) => read_text(text),
        Value::Number(serial) if date::is_date_format(&cell.format) => dated(*serial, &cell.format),
        _ => Id::Other,
    }
}

/// The id that a text names, in any spelling that people use.
pub fn read_text(text: &str) -> Id {
    if !shows_one(text) {
        return Id::Other;
    }
    let text = text_key(text);
    let text = text
        .trim_start_matches("no.")
        .trim_start_matches("no")
        .trim_start_matches("実践項目")
        .trim_matches(['(', ')', '[', ']', '.', '．', '【', '】']);
    let parts: Vec<&str> = text.split(|c: char| is_dash(c) || matches!(c, 'の' | '_' | '~')).collect();
    let number = |part: &str| -> Option<u16> {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten().filter(|number| *number > 0)
    };
    match parts.as_slice() {
        [initiative, number_part] => match (number(initiative), number(number_part)) {
            (Some(initiative), Some(number)) => Id::Plain(ActionId::new(initiative, number)),
            _ => Id::Other,
        },
        // 8月2日, typed or shown by a program that saved texts.
        [one] => one
            .strip_suffix('日')
            .and_then(|one| one.split_once('月'))
            .and_then(|(month, day)| Some((number(month)?, number(day)?)))
            .map_or(Id::Other, |(month, day)| Id::Dated(both(month, day))),
        // 2021-08-02: what pandas and LibreOffice show of the same accident.
        [year, month, day] if year.len() == 4 => match (number(month), number(day.get(..2).unwrap_or(day))) {
            (Some(month), Some(day)) if month <= 12 => Id::Dated(both(month, day)),
            _ => Id::Other,
        },
        _ => Id::Other,
    }
}

/// Whether the digits of a text stand as they are shown: 8-1⏎2 and 8-② are no ids.
fn shows_one(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut digit_before = false;
    let mut apart = false;
    for c in text.chars() {
        if is_space(c) {
            apart = digit_before;
            continue;
        }
        if (is_digit(c) && apart) || (c.is_numeric() && !is_digit(c)) {
            return false;
        }
        (digit_before, apart) = (is_digit(c), false);
    }
    true
}

fn both(month: u16, day: u16) -> Vec<ActionId> {
    let mut ids = vec![ActionId::new(month, day)];
    if month != day {
        ids.push(ActionId::new(day, month));
    }
    ids
}

/// 8-2 is 2 August of the year of typing; 1-32 is January 1932.
fn dated(serial: f64, code: &str) -> Id {
    let Some(date) = date::from_serial(serial) else { return Id::Other };
    let part = |value: i8| u16::try_from(value).unwrap_or(0);
    let (month, day) = (part(date.month()), part(date.day()));
    let shows_day = code.to_ascii_lowercase().contains('d');
    if shows_day {
        Id::Dated(both(month, day))
    } else {
        let year = u16::try_from(date.year() % 100).unwrap_or(0);
        Id::Dated(vec![ActionId::new(month, year), ActionId::new(year, month)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_plain(cell: &Cell) -> Id {
        read(cell, &Numbers::default())
    }

    #[test]
    fn ids_are_read_in_every_spelling() {
        for text in
            ["8-2", "８－２", "8ー2", "8‐2", "8−2", " 8 - 2 ", "No.8-2", "Ｎｏ．８－２", "8の2", "（8-2）", "08-02"]
        {
            assert_eq!(read_text(text), Id::Plain(ActionId::new(8, 2)), "{text}");
        }
        for text in [
            "",
            "8",
            "8-",
            "8-0",
            "-2",
            "8-2-1",
            "計",
            "※8-2は再掲",
            "8-1\n2",
            "8-1 2",
            "8-②",
            "8-2¹",
            "12345-1",
            "1-12345",
        ] {
            assert_eq!(read_text(text), Id::Other, "{text}");
        }
    }

    #[test]
    fn dates_that_were_ids_are_known() {
        let cell = |serial, code: &str| Cell::new(Value::Number(serial), code);
        // 2021-08-02
        let dated = Id::Dated(vec![ActionId::new(8, 2), ActionId::new(2, 8)]);
        assert_eq!(read_plain(&cell(44_410.0, "m\"月\"d\"日\"")), dated);
        assert_eq!(read_plain(&cell(44_410.0, "d-mmm")), dated);
        assert_eq!(read_text("8月2日"), dated);
        assert_eq!(read_text("2021-08-02"), dated);
        assert_eq!(read_text("2021-12-02"), Id::Dated(vec![ActionId::new(12, 2), ActionId::new(2, 12)]));
        assert_eq!(read_text("2021-13-02"), Id::Other);
        // January 1932
        assert_eq!(read_plain(&cell(11_689.0, "mmm-yy")), Id::Dated(vec![ActionId::new(1, 32), ActionId::new(32, 1)]));
        assert_eq!(read_plain(&cell(8.0, "General")), Id::Other);
    }
}

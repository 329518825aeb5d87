//! TOML, JSON and CSV: lines and values dropped, doubled, exchanged and taken from another file; numbers at the ends of their range;
//! texts that other texts are told from by a character.

use std::ops::Range;

use super::{Random, damage};

/// What may stand as a value.
const VALUES: [&str; 44] = [
    "",
    "0",
    "-1",
    "1",
    "12",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999999",
    "1e308",
    "-0.0",
    "0.1",
    "inf",
    "nan",
    "true",
    "null",
    "令和2年度",
    "令和元年度",
    "平成32年度",
    "令和99999年度",
    "2021-02-30",
    "2021-05-10",
    "9999-12-31",
    "-9999-01-01",
    "▲1,200",
    "１，２００",
    "1,200千円",
    "12０",
    "◎",
    "○ 計画どおり",
    "1-1",
    "99-99",
    "総務部",
    "総務部行政監理室",
    "未定",
    "同上",
    "―",
    "A1",
    "XFD1048576",
    "#REF!",
    "\u{0}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{10FFFF}",
    "か\u{3099}",
];
/// Pieces of syntax.
const SYNTAX: [&str; 18] =
    ["[", "]", "{", "}", "[[", "]]", "\"", "'", "\"\"\"", "=", ",", ":", "\\", "\n", "#", "\\u0000", ".", "\r\n"];

/// A text that may stand as a value; now and then a very long one.
pub(super) fn value(random: &mut Random) -> String {
    match random.below(30) {
        0 => "改革".repeat(20_000),
        1 => "9".repeat(400),
        2 => "𠮷\n".repeat(300),
        _ => random.pick(&VALUES).to_owned(),
    }
}

/// A mutant of a text.
pub(super) fn mutant(base: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = base.to_vec();
    for _ in 0..=random.below(5) {
        if bytes.is_empty() {
            break;
        }
        match random.below(14) {
            0 | 1 => {
                let run = lines(&bytes, random);
                let copies = [0, 0, 2, 3, 200][random.below(5)];
                if run.len() * copies < 1 << 20 {
                    let copy = bytes[run.clone()].repeat(copies);
                    bytes.splice(run, copy);
                }
            }
            2 | 3 => {
                let (from, to) = (lines(&bytes, random), lines(&bytes, random).start);
                let moved = bytes[from].to_vec();
                bytes.splice(to..to, moved);
            }
            4 if !other.is_empty() => {
                let (at, from) = (lines(&bytes, random).start, lines(other, random));
                bytes.splice(at..at, other[from].iter().copied());
            }
            5 => {
                let at = random.below(bytes.len());
                bytes.splice(at..at, random.pick(&SYNTAX).bytes());
            }
            6 => damage(&mut bytes, random),
            7 => {
                let depth = [50, 200, 20_000][random.below(3)];
                let at = random.below(bytes.len());
                bytes.splice(at..at, random.pick(&["[", "{\"a\":", "{a=", "a."]).repeat(depth).bytes());
            }
            _ => of_value(&mut bytes, random),
        }
    }
    bytes
}

/// Changes a quoted text, a number or a field.
fn of_value(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    let is_end = |byte: &u8| matches!(byte, b'"' | b',' | b'\n' | b'=' | b'[' | b']' | b':' | b'{' | b'}');
    let from = bytes[..at].iter().rposition(is_end).map_or(0, |at| at + 1);
    let to = bytes[at..].iter().position(is_end).map_or(bytes.len(), |length| at + length);
    let new = match random.below(4) {
        // A value or key that stands elsewhere in the same file.
        0 => {
            let at = random.below(bytes.len());
            let from = bytes[..at].iter().rposition(is_end).map_or(0, |at| at + 1);
            let to = bytes[at..].iter().position(is_end).map_or(bytes.len(), |length| at + length);
            bytes[from..to].to_vec()
        }
        _ => value(random).into_bytes(),
    };
    bytes.splice(from.min(to)..to, new);
}

/// A run of a few whole lines.
fn lines(bytes: &[u8], random: &mut Random) -> Range<usize> {
    let at = random.below(bytes.len());
    let from = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut to = at;
    for _ in 0..=random.below(6) {
        to = bytes[to..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| to + length + 1);
    }
    from..to
}

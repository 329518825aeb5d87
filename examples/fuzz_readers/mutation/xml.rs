//! XML: tags and attributes dropped, doubled, renamed, nested and exchanged; values that are no addresses, numbers or characters.

use std::ops::Range;

use super::{Random, damage as damage_bytes, text};

/// What may stand as the value of an attribute.
const VALUES: [&str; 36] = [
    "",
    "0",
    "1",
    "-1",
    "2",
    "255",
    "65535",
    "65536",
    "1048576",
    "16384",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999",
    "1e308",
    "NaN",
    "true",
    "on",
    "A1",
    "A0",
    "XFD1048576",
    "XFE1",
    "A1048577",
    "A1:XFD1048576",
    "XFD1048576:A1",
    "B2:A1",
    "ZZZZZZZ99999999999",
    "$A$1",
    "s",
    "inlineStr",
    "str",
    "e",
    "d",
    "hidden",
];
/// Tags that may come in.
const TAGS: [&str; 24] = [
    "row",
    "c",
    "v",
    "f",
    "is",
    "t",
    "r",
    "rPr",
    "rPh",
    "mergeCell",
    "mergeCells",
    "sheetData",
    "dimension",
    "col",
    "xf",
    "numFmt",
    "si",
    "table:table-row",
    "table:table-cell",
    "text:p",
    "text:span",
    "office:annotation",
    "draw:frame",
    "mc:Choice",
];

/// Damages some places of an XML text; what is spliced in comes from `other`.
pub(super) fn damage(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(5) {
        let tags = tags(bytes);
        if tags.is_empty() {
            return damage_bytes(bytes, random);
        }
        let tag = tags[random.below(tags.len())].clone();
        match random.below(18) {
            0 => {
                bytes.drain(tag);
            }
            1 => {
                let copy = bytes[tag.clone()].to_vec();
                bytes.splice(tag.start..tag.start, copy);
            }
            // A run of tags with what stands between them, once more, many times, or gone.
            2..=4 => {
                let first = random.below(tags.len());
                let last = (first + random.below(12)).min(tags.len() - 1);
                let run = tags[first].start..tags[last].end;
                let copies = [0, 2, 2, 3, 400][random.below(5)];
                if bytes.len() + run.len() * copies < 2 << 20 {
                    let copy = bytes[run.clone()].repeat(copies);
                    bytes.splice(run, copy);
                }
            }
            5 => {
                let name = random.pick(&TAGS).as_bytes().to_vec();
                let opened = random.pick(&["<", "</"]).as_bytes();
                let name = [opened, &name, b">"].concat();
                bytes.splice(tag.end..tag.end, name);
            }
            // Depth.
            6 => {
                let many = [10, 300, 20_000][random.below(3)];
                if tag.len() * many < 4 << 20 {
                    let copy = bytes[tag.clone()].repeat(many);
                    bytes.splice(tag.start..tag.start, copy);
                }
            }
            7 => {
                let others = self::tags(other);
                if !others.is_empty() {
                    let first = random.below(others.len());
                    let last = (first + random.below(20)).min(others.len() - 1);
                    bytes.splice(tag.start..tag.start, other[others[first].start..others[last].end].iter().copied());
                }
            }
            8 | 9 => between(bytes, tag.end, random),
            10 => damage_bytes(bytes, random),
            _ => attribute(bytes, tag, random),
        }
    }
}

/// Changes the text behind a tag.
fn between(bytes: &mut Vec<u8>, from: usize, random: &mut Random) {
    let length = bytes[from..].iter().position(|byte| *byte == b'<').unwrap_or(0);
    let text = match random.below(3) {
        0 => text::value(random),
        1 => random.pick(&VALUES).to_owned(),
        _ => random
            .pick(&[
                "&#0;",
                "&#xFFFF;",
                "&lol;",
                "&",
                "<![CDATA[<v>1</v>]]>",
                "<!-- ",
                "<!DOCTYPE a [<!ENTITY b 'c'>]>",
                "]]>",
            ])
            .to_owned(),
    };
    bytes.splice(from..from + length, text.into_bytes());
}

/// Changes, doubles, drops or renames an attribute.
fn attribute(bytes: &mut Vec<u8>, tag: Range<usize>, random: &mut Random) {
    let quotes: Vec<usize> = tag.clone().filter(|at| matches!(bytes[*at], b'"' | b'\'')).collect();
    let pairs: Vec<(usize, usize)> = quotes.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    if pairs.is_empty() {
        return;
    }
    let (from, to) = pairs[random.below(pairs.len())];
    let begin = bytes[tag.start..from].iter().rposition(u8::is_ascii_whitespace).map_or(from, |at| tag.start + at);
    match random.below(8) {
        0 => {
            bytes.drain(begin..=to);
        }
        1 => {
            let copy = bytes[begin..=to].to_vec();
            bytes.splice(begin..begin, copy);
        }
        2 => {
            let (other_from, other_to) = pairs[random.below(pairs.len())];
            let value = bytes[other_from + 1..other_to].to_vec();
            bytes.splice(from + 1..to, value);
        }
        3 => {
            let value = text::value(random).replace(['"', '\'', '<'], "");
            bytes.splice(from + 1..to, value.into_bytes());
        }
        _ => {
            let value = random.pick(&VALUES).as_bytes().to_vec();
            bytes.splice(from + 1..to, value);
        }
    }
}

/// Where the tags stand.
fn tags(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut from = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, from) {
            (b'<', _) => from = Some(at),
            (b'>', Some(start)) => {
                tags.push(start..at + 1);
                from = None;
            }
            _ => {}
        }
    }
    tags
}

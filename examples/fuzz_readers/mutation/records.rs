//! Streams of records: those of .xls, with a type and a length of two bytes each, and those of .xlsb, whose type and length are as long
//! as they need to be.

use super::{Random, damage, extreme};

/// A record: its type and its content. `length` is what its head says, which may be a lie.
#[derive(Clone)]
struct Record {
    kind: u32,
    length: u32,
    content: Vec<u8>,
}

/// Types of .xls: rows, cells, strings, formats, merges, notes, passwords, code pages, ends and continuations.
const NARROW: [u32; 40] = [
    0x0006, 0x0009, 0x000A, 0x000C, 0x0018, 0x001C, 0x0022, 0x002F, 0x003C, 0x0042, 0x007D, 0x0085, 0x0092, 0x00BD,
    0x00BE, 0x00D6, 0x00E0, 0x00E5, 0x00EC, 0x00FC, 0x00FD, 0x00FF, 0x0200, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207,
    0x0208, 0x0221, 0x0225, 0x0031, 0x027E, 0x041E, 0x0809, 0x005D, 0x01B6, 0x0293, 0x001E, 0x0236,
];
/// The greatest type of .xlsb that is drawn.
const WIDE: usize = 700;

/// Damages some records of an .xls.
pub(super) fn damage_narrow(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let mut records = narrow(bytes);
    change(&mut records, &narrow(other), random, &|random| NARROW[random.below(NARROW.len())]);
    bytes.clear();
    for record in &records {
        bytes.extend((record.kind as u16).to_le_bytes());
        bytes.extend((record.length as u16).to_le_bytes());
        bytes.extend(&record.content);
    }
}

/// Damages some records of an .xlsb.
pub(super) fn damage_wide(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let mut records = wide(bytes);
    change(&mut records, &wide(other), random, &|random| random.below(WIDE) as u32);
    bytes.clear();
    for record in &records {
        [record.kind, record.length].into_iter().for_each(|number| put_wide(bytes, number));
        bytes.extend(&record.content);
    }
}

fn narrow(bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    let mut rest = bytes;
    while let [a, b, c, d, behind @ ..] = rest {
        let length = u16::from_le_bytes([*c, *d]);
        let content = &behind[..usize::from(length).min(behind.len())];
        rest = &behind[content.len()..];
        let kind = u16::from_le_bytes([*a, *b]).into();
        records.push(Record { kind, length: length.into(), content: content.to_vec() });
    }
    records
}

fn take_wide(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for at in 0..4 {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(first & 0x7F) << (7 * at);
        if first & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

fn put_wide(bytes: &mut Vec<u8>, mut number: u32) {
    for _ in 0..4 {
        let low = (number & 0x7F) as u8;
        number >>= 7;
        bytes.push(if number > 0 { low | 0x80 } else { low });
        if number == 0 {
            return;
        }
    }
}

fn wide(bytes: &[u8]) -> Vec<Record> {
    let mut rest = bytes;
    let mut records = Vec::new();
    while let Some(kind) = take_wide(&mut rest) {
        let Some(length) = take_wide(&mut rest) else { break };
        let content = &rest[..(length as usize).min(rest.len())];
        rest = &rest[content.len()..];
        records.push(Record { kind, length, content: content.to_vec() });
    }
    records
}

fn change(records: &mut Vec<Record>, others: &[Record], random: &mut Random, kind: &dyn Fn(&mut Random) -> u32) {
    for _ in 0..=random.below(6) {
        if records.is_empty() {
            return;
        }
        let at = random.below(records.len());
        match random.below(16) {
            0 => {
                records.remove(at);
            }
            1 => {
                let copy = records[at].clone();
                let to = random.below(records.len());
                records.insert(to, copy);
            }
            2 => {
                let to = random.below(records.len());
                records.swap(at, to);
            }
            3 => records[at].kind = kind(random),
            4 => records[at].kind = records[random.below(records.len())].kind,
            // The length lies.
            5 => {
                records[at].length = [0, 1, 0x7F, 0x2020, 0xFFFF, 0x7FFF_FFFF][random.below(6)];
            }
            // The content is shorter or longer than its kind has it, and the length true.
            6 | 7 => {
                let length = random.below(records[at].content.len() + 12);
                records[at].content.resize(length, 0);
                records[at].length = length as u32;
            }
            8 | 9 if !others.is_empty() => {
                let run = random.run(others.len(), 8);
                records.splice(at..at, others[run].iter().cloned());
            }
            10 => {
                let copies = vec![records[at].clone(); random.below(600)];
                records.splice(at..at, copies);
            }
            11 => {
                let content = &mut records[at].content;
                damage(content, random);
                records[at].length = records[at].content.len() as u32;
            }
            _ => {
                let content = &mut records[at].content;
                if !content.is_empty() {
                    let place = random.below(content.len().min(24));
                    extreme(content, place, random);
                }
            }
        }
    }
}

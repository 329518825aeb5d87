//! Compound files: the stream of an .xls is taken out, its records are damaged, and it is put into a small compound file again.

use super::{Random, damage, records};

const SECTOR: usize = 512;
/// The least length of a stream that does not stand among the small ones.
const CUTOFF: usize = 4096;
const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;
const OWN: u32 = 0xFFFF_FFFD;

/// A mutant of a compound file; what is none is damaged byte by byte.
pub(super) fn mutant(base: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let stream = stream(base);
    if stream.is_empty() || random.below(12) == 0 {
        let mut bytes = base.to_vec();
        // The header, or anything.
        match random.below(2) {
            0 => {
                let mut header: Vec<u8> = bytes.drain(..SECTOR.min(bytes.len())).collect();
                damage(&mut header, random);
                bytes.splice(0..0, header);
            }
            _ => damage(&mut bytes, random),
        }
        return bytes;
    }
    let mut mutated = stream;
    records::damage_narrow(&mut mutated, &self::stream(other), random);
    let name = random.pick(&["Workbook", "Workbook", "Workbook", "Workbook", "Book", "WORKBOOK"]);
    written(name, &mutated)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The stream of the workbook; empty where there is none.
fn stream(bytes: &[u8]) -> Vec<u8> {
    find(bytes).unwrap_or_default()
}

fn find(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize << bytes.get(30)?.min(&12);
    let sector = |number: u32| bytes.get((number as usize + 1) * size..).map(|rest| &rest[..size.min(rest.len())]);
    let mut next: Vec<u32> = Vec::new();
    for at in 0..109 {
        let number = word(bytes, 76 + at * 4)?;
        let Some(table) = (number < OWN).then(|| sector(number)).flatten() else { break };
        next.extend((0..table.len() / 4).filter_map(|at| word(table, at * 4)));
    }
    let chain = |mut number: u32| {
        let mut out = Vec::new();
        for _ in 0..=next.len() {
            let Some(bytes) = sector(number) else { break };
            out.extend_from_slice(bytes);
            number = next.get(number as usize).copied().unwrap_or(END);
        }
        out
    };
    let directory = chain(word(bytes, 48)?);
    directory.chunks_exact(128).find_map(|entry| {
        let name: String = entry[..32].iter().step_by(2).map(|byte| char::from(*byte)).collect();
        let is_book = name.starts_with("Workbook\0") || name.starts_with("Book\0");
        let mut stream = is_book.then(|| word(entry, 116).map(chain)).flatten()?;
        stream.truncate(word(entry, 120)? as usize);
        Some(stream)
    })
}

/// A compound file with one stream.
fn written(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(CUTOFF).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    let tables = (sectors + 2).div_ceil(SECTOR / 4 - 1).min(109);
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.extend([0; 16]);
    bytes.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    bytes.extend([0; 10]);
    for number in [tables as u32, tables as u32, 0, CUTOFF as u32, END, 0, END, 0] {
        bytes.extend(number.to_le_bytes());
    }
    (0..109).for_each(|at| bytes.extend(if at < tables { at as u32 } else { FREE }.to_le_bytes()));
    let mut next: Vec<u32> = vec![OWN; tables];
    next.push(END);
    next.extend((1..sectors).map(|at| (tables + 1 + at) as u32));
    next.push(END);
    next.resize(tables * SECTOR / 4, FREE);
    next.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    for (name, kind, child, start, length) in
        [("Root Entry", 5_u8, 1, END, 0), (name, 2, FREE, tables as u32 + 1, stream.len())]
    {
        let mut entry: Vec<u8> = name.bytes().flat_map(|byte| [byte, 0]).collect();
        entry.resize(64, 0);
        entry.extend((name.len() as u16 * 2 + 2).to_le_bytes());
        entry.extend([kind, 1]);
        [FREE, FREE, child].iter().for_each(|number: &u32| entry.extend(number.to_le_bytes()));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend((length as u64).to_le_bytes());
        bytes.extend(entry);
    }
    bytes.resize(SECTOR * (tables + 2), 0);
    bytes.extend(stream);
    bytes
}

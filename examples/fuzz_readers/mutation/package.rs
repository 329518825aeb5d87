//! Packages: one or a few parts are damaged, dropped, doubled, exchanged or taken from another file, and all packed again.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Random, damage, records, xml};

/// The name and the unpacked bytes of a part.
type Part = (String, Vec<u8>);

/// A mutant of a package, other than it also where both are packed alike; what is no package is damaged byte by byte.
pub(super) fn mutant(base: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let Some(whole) = parts(base).filter(|parts| !parts.is_empty()) else {
        let mut bytes = base.to_vec();
        damage(&mut bytes, random);
        return bytes;
    };
    let others = parts(other).unwrap_or_default();
    let unchanged = packed(&whole);
    let mut parts = whole;
    for _ in 0..=random.below(3) {
        change(&mut parts, &others, random);
    }
    while packed(&parts) == unchanged {
        change(&mut parts, &others, random);
    }
    packed(&parts).unwrap_or_else(|| base.to_vec())
}

/// Changes a part, takes it out, or puts another beside it.
fn change(parts: &mut Vec<Part>, others: &[Part], random: &mut Random) {
    if parts.is_empty() {
        return;
    }
    let at = weighted(parts, random);
    match random.below(24) {
        0 => {
            parts.remove(at);
        }
        1 => {
            let to = random.below(parts.len());
            let bytes = parts[to].1.clone();
            parts[at].1 = bytes;
        }
        2 => {
            let (name, bytes) = parts[at].clone();
            let name = random.pick(&[&*name.to_uppercase(), &*name.replace('1', "2"), &*format!("/{name}")]).to_owned();
            parts.push((name, bytes));
        }
        3 => parts[at].1.clear(),
        4 => {
            if let Some((_, bytes)) = others.iter().find(|(name, _)| *name == parts[at].0) {
                parts[at].1 = bytes.clone();
            }
        }
        5 if !others.is_empty() => {
            let part = others[random.below(others.len())].clone();
            parts.push(part);
        }
        _ => {
            let (name, bytes) = &mut parts[at];
            let of_same_name = others.iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes.as_slice());
            damage_part(name, bytes, of_same_name.unwrap_or_default(), random);
        }
    }
}

fn damage_part(name: &str, bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    if random.below(8) == 0 {
        damage(bytes, random);
    } else if name.ends_with(".bin") {
        records::damage_wide(bytes, other, random);
    } else {
        xml::damage(bytes, other, random);
    }
}

/// A part, those with cells, texts and formats more often than the others.
fn weighted(parts: &[Part], random: &mut Random) -> usize {
    const MATTERS: [&str; 7] = ["sheet", "content", "sharedStrings", "styles", "workbook", "comments", "drawing"];
    for _ in 0..3 {
        let at = random.below(parts.len());
        if MATTERS.iter().any(|word| parts[at].0.contains(word)) {
            return at;
        }
    }
    random.below(parts.len())
}

fn parts(bytes: &[u8]) -> Option<Vec<Part>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        entry.by_ref().take(16 << 20).read_to_end(&mut bytes).ok()?;
        parts.push((name, bytes));
    }
    Some(parts)
}

fn packed(parts: &[Part]) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut begun = std::collections::BTreeSet::new();
    for (name, bytes) in parts.iter().filter(|(name, _)| begun.insert(name)) {
        archive.start_file(name.as_str(), stored).ok()?;
        archive.write_all(bytes).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}

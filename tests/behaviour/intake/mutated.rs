//! Each reader on damaged files: bytes changed, cut out and cut off in what other programs have written. None may panic (a panic within
//! this process fails the test by the finding that catches it), hang, or read a cell beyond a sheet; whatever is read adds up.
//!
//! `KAIKAKU_MUTATIONS` is how many mutants of each file are tried; the default keeps the test short.

use kaikaku::intake::legacy::child_main;
use kaikaku::intake::{Options, read_bytes};

use super::{plan, resaved};

/// A small generator, so that a number says which mutant it was.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below.max(1)
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.next(8) {
        let at = random.next(bytes.len());
        match random.next(6) {
            0 => bytes[at] = random.next(256) as u8,
            1 => bytes[at] ^= 1 << random.next(8),
            2 => bytes.truncate(at.max(64)),
            3 => {
                let end = (at + random.next(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let end = (at + random.next(64)).min(bytes.len());
                let copy: Vec<u8> = bytes[at..end].to_vec();
                let to = random.next(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ => {
                let value = [0x00, 0xFF, 0x7F, 0x80][random.next(4)];
                let end = (at + 4).min(bytes.len());
                bytes[at..end].fill(value);
            }
        }
    }
}

fn mutations() -> usize {
    std::env::var("KAIKAKU_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(40)
}

/// The parts of a container are changed before they are packed, so that the readers see them and not the unpacking.
fn with_mutated_part(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a container");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let chosen = random.next(from.len());
    for index in 0..from.len() {
        let mut entry = from.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).expect("inflated");
        if index == chosen && !part.is_empty() {
            mutate(&mut part, random);
        }
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        to.start_file(name, stored).expect("begun");
        to.write_all(&part).expect("written");
    }
    to.finish().expect("finished").into_inner()
}

#[test]
fn damaged_packages_never_panic() {
    let plan = plan();
    for name in ["openpyxl.xlsx", "libreoffice.xlsx", "sheetjs.xlsx", "libreoffice.ods", "gnumeric.ods"] {
        let whole = resaved::bytes(name);
        for number in 0..mutations() {
            let mut random = Random(number as u64);
            let bytes = with_mutated_part(&whole, &mut random);
            let reading = read_bytes(&plan, name, &bytes, &Options::default());
            let said: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
            assert!(!said.iter().any(|said| said.contains("想定できない壊れ方")), "{name} {number}: {said:?}");
            assert!(reading.account.cells.iter().all(|cell| cell.cell.row < 1_048_576 && cell.cell.col < 16_384));
        }
    }
}

/// The readers of records as the child runs them, without the child: a panic here is a panic there.
#[test]
fn damaged_records_never_panic() {
    for (name, format) in [
        ("libreoffice.xls", "xls"),
        ("gnumeric.xls", "xls"),
        ("gnumeric5.xls", "xls"),
        ("sheetjs5.xls", "xls"),
        ("sheetjs.xls", "xls"),
        ("sheetjs.xlsb", "xlsb"),
    ] {
        let whole = resaved::bytes(name);
        let arguments: Vec<std::ffi::OsString> =
            [format, "200000", "33554432", "52428800", "402653184"].map(Into::into).to_vec();
        for number in 0..mutations() {
            let mut random = Random(number as u64);
            let bytes = match format {
                "xlsb" => with_mutated_part(&whole, &mut random),
                _ => {
                    let mut bytes = whole.clone();
                    mutate(&mut bytes, &mut random);
                    bytes
                }
            };
            let mut output = Vec::new();
            child_main(&arguments, bytes.as_slice(), &mut output).expect("a workbook or a sentence");
            let read = serde_json::from_slice::<Result<kaikaku::intake::workbook::Workbook, String>>(&output);
            let read = read.expect("what the parent reads");
            if let Err(sentence) = &read {
                assert!(sentence.ends_with('。') && !sentence.is_ascii(), "{name} {number}: {sentence}");
            }
        }
    }
}

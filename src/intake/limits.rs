//! Limits on what is read, and the look at a zip container before anything in it is believed (pre-flight).
//!
//! A workbook of some thousand rows is a few megabytes; everything far beyond that is an accident or an attack. The numbers are
//! generous for real forms and keep one worker under about 200 MiB:
//!
//! | limit | default | why |
//! | --- | --- | --- |
//! | `file_bytes` | 50 MiB | the file itself is held in memory |
//! | `parts` | 4,096 | entries of the container |
//! | `part_bytes` | 64 MiB | one part unpacked; sheets are streamed |
//! | `total_bytes` | 192 MiB | all parts unpacked (zip bombs) |
//! | `strings_bytes` | 24 MiB | shared strings are held in memory |
//! | `styles_bytes` | 4 MiB | so are styles, several times |
//! | `cells` | 200,000 | non-empty cells of a workbook |
//! | `text_bytes` | 32 MiB | text of all cells together: one long shared string may stand in many cells |
//! | `cell_chars` | 32,767 | Excel's own limit for a cell |
//! | `sheets` | 256 | |
//! | `child_seconds`, `child_bytes` | 15 s, 384 MiB | the child process that reads .xls and .xlsb |
//!
//! An office changes them by `[limits]` of plan.toml ([`Limits::of`]); `docs/limits.md` says the same to the office.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::plan::ReadingLimit;

/// Limits on what is read; [`Limits::default`] is documented at the top of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of a file in bytes.
    pub file_bytes: u64,
    /// Number of entries of a container.
    pub parts: usize,
    /// Unpacked size of an entry in bytes.
    pub part_bytes: u64,
    /// Unpacked size of all entries in bytes.
    pub total_bytes: u64,
    /// Unpacked size of the shared strings in bytes.
    pub strings_bytes: u64,
    /// Unpacked size of the styles in bytes.
    pub styles_bytes: u64,
    /// Non-empty cells of a workbook.
    pub cells: usize,
    /// Bytes of text of all cells.
    pub text_bytes: usize,
    /// Characters (UTF-16 units) of a cell.
    pub cell_chars: usize,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Seconds a child process may take.
    pub child_seconds: u64,
    /// Bytes of memory a child process may take.
    pub child_bytes: u64,
}

const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 50 * MIB,
            parts: 4096,
            part_bytes: 64 * MIB,
            total_bytes: 192 * MIB,
            strings_bytes: 24 * MIB,
            styles_bytes: 4 * MIB,
            cells: 200_000,
            text_bytes: 32 << 20,
            cell_chars: 32_767,
            sheets: 256,
            child_seconds: 15,
            child_bytes: 384 * MIB,
        }
    }
}

/// Which limit a file is beyond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excess {
    /// The container cannot be opened at all: cut short or damaged.
    Damaged(String),
    /// More entries than allowed.
    Parts(usize),
    /// An entry, or all of them, unpack to more than allowed.
    Unpacked(String),
    /// The shared strings say there are more of them than can stand in their part.
    Strings(u64),
    /// An entry is encrypted.
    Encrypted,
}

impl Excess {
    /// A Japanese sentence that ends in 。
    pub fn message(&self) -> String {
        match self {
            Excess::Damaged(_) => "ファイルが途中で切れているか、壊れています。".to_owned(),
            Excess::Parts(parts) => format!("ファイルの中の部品が多すぎます（{parts}個）。"),
            Excess::Unpacked(part) => format!("展開すると大きすぎます（{part}）。"),
            Excess::Strings(count) => format!("共有文字列の数が中身と合いません（{count}個と書かれています）。"),
            Excess::Encrypted => "パスワードで保護されています。".to_owned(),
        }
    }
}

/// Looks at a zip container before it is read: entries, declared and true sizes, shared strings.
///
/// True sizes are measured by unpacking every entry once into nothing, since a container may lie about them.
///
/// # Errors
/// The first limit it is beyond.
pub fn preflight(bytes: &[u8], limits: &Limits) -> Result<(), Excess> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Excess::Damaged(error.to_string()))?;
    if zip.len() > limits.parts {
        return Err(Excess::Parts(zip.len()));
    }
    let mut total = 0u64;
    for index in 0..zip.len() {
        // By raw first: an encrypted entry cannot be opened otherwise.
        let (name, declared, encrypted) = {
            let entry = zip.by_index_raw(index).map_err(|error| Excess::Damaged(error.to_string()))?;
            let name = entry.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
            (name, entry.size(), entry.encrypted())
        };
        if encrypted {
            return Err(Excess::Encrypted);
        }
        let limit = limits.of_part(&name);
        if declared > limit || total.saturating_add(declared) > limits.total_bytes {
            return Err(Excess::Unpacked(name));
        }
        let entry = zip.by_index(index).map_err(|error| Excess::Damaged(error.to_string()))?;
        let mut unpacked = entry.take(limit + 1);
        let mut head = [0u8; 2048];
        let mut filled = 0;
        while filled < head.len() {
            match unpacked.read(&mut head[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) => return Err(Excess::Damaged(error.to_string())),
            }
        }
        let rest =
            std::io::copy(&mut unpacked, &mut std::io::sink()).map_err(|error| Excess::Damaged(error.to_string()))?;
        let size = filled as u64 + rest;
        total += size;
        if size > limit || total > limits.total_bytes {
            return Err(Excess::Unpacked(name));
        }
        if name.ends_with("sharedstrings.xml") {
            let declared = declared_strings(&head[..filled]);
            // The shortest entry is `<si/>`, five bytes.
            if let Some(count) = declared.filter(|count| *count > size / 5) {
                return Err(Excess::Strings(count));
            }
        }
    }
    Ok(())
}

impl Limits {
    /// The default limits with those that the office has changed in `[limits]`.
    pub fn of(changed: &BTreeMap<ReadingLimit, u32>) -> Limits {
        let mut limits = Limits::default();
        for (limit, value) in changed {
            let bytes = u64::from(*value) * MIB;
            let count = usize::try_from(*value).unwrap_or(usize::MAX);
            match limit {
                ReadingLimit::FileMib => limits.file_bytes = bytes,
                ReadingLimit::PartMib => limits.part_bytes = bytes,
                ReadingLimit::TotalMib => limits.total_bytes = bytes,
                ReadingLimit::StringsMib => limits.strings_bytes = bytes,
                ReadingLimit::Cells => limits.cells = count,
                ReadingLimit::TextMib => limits.text_bytes = usize::try_from(bytes).unwrap_or(usize::MAX),
                ReadingLimit::Sheets => limits.sheets = count,
                ReadingLimit::ChildSeconds => limits.child_seconds = u64::from(*value),
                ReadingLimit::ChildMib => limits.child_bytes = bytes,
            }
        }
        limits
    }

    fn of_part(&self, name: &str) -> u64 {
        if name.ends_with("sharedstrings.xml") || name.ends_with("sharedstrings.bin") {
            self.strings_bytes
        } else if name.ends_with("styles.xml") || name.ends_with("styles.bin") {
            self.styles_bytes
        } else {
            self.part_bytes
        }
    }
}

/// `uniqueCount` of the head of `sharedStrings.xml`.
fn declared_strings(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let (_, rest) = head.split_once("uniqueCount")?;
    let rest = rest.trim_start_matches([' ', '=', '"', '\'']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    // A number too long to be one is as implausible as any.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

//! The streams of a compound file (MS-CFB), as leniently as Excel reads them: SheetJS, for one, names the root entry `R` and
//! links the entries as a chain, which stricter readers refuse.

use std::collections::BTreeSet;

use super::record::Fields;

const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The first number that names no sector: marks of free, of end, of the tables' own sectors.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// Entries of the sector table's own list that stand in the header.
const IN_HEADER: usize = 109;

struct DirectoryEntry {
    name: String,
    is_stream: bool,
    /// The entries beside it and, of a storage, the first one in it.
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    length: usize,
}

/// A compound file in memory.
pub(super) struct CompoundFile<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector, and of a sector of small streams.
    sector: usize,
    small_sector: usize,
    /// Streams shorter than this are small.
    cutoff: usize,
    next: Vec<u32>,
    next_small: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<DirectoryEntry>,
}

impl<'a> CompoundFile<'a> {
    /// Reads the tables and the directory; `None` where the file is none or is damaged there.
    pub(super) fn open(bytes: &'a [u8]) -> Option<CompoundFile<'a>> {
        let mut header = Fields::new(bytes);
        if header.take(8)? != SIGNATURE {
            return None;
        }
        header.skip(22)?;
        let (shift, small_shift) = (header.u16()?, header.u16()?);
        if !matches!(shift, 9 | 12) || small_shift > shift {
            return None;
        }
        header.skip(14)?;
        let directory = header.u32()?;
        header.skip(4)?;
        let cutoff = header.u32()? as usize;
        let small_table = header.u32()?;
        header.skip(4)?;
        let list = header.u32()?;
        header.skip(4)?;
        let mut file = CompoundFile {
            bytes,
            sector: 1 << shift,
            small_sector: 1 << small_shift,
            cutoff,
            next: Vec::new(),
            next_small: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        file.next = file.sector_table(header.rest(), list)?;
        file.entries = file.chain(directory, usize::MAX).chunks_exact(ENTRY).filter_map(entry).collect();
        file.next_small = words(&file.chain(small_table, usize::MAX));
        let root = file.entries.first()?;
        file.small = file.chain(root.start, root.length);
        Some(file)
    }

    /// The sector table: which sector follows each. Its own sectors are listed in the header and in a chain of lists behind it.
    fn sector_table(&self, header: &[u8], mut list: u32) -> Option<Vec<u32>> {
        let mut own = words(header.get(..IN_HEADER * 4)?);
        let mut seen = BTreeSet::new();
        while list < NO_SECTOR && seen.insert(list) {
            let mut further = words(self.at(list)?);
            list = further.pop()?;
            own.extend(further);
        }
        let sectors = own.into_iter().filter(|number| *number < NO_SECTOR);
        Some(sectors.filter_map(|number| self.at(number)).flat_map(words).collect())
    }

    fn at(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        // The last sector of a file may be cut short.
        Some(rest.get(..self.sector).unwrap_or(rest)).filter(|sector| !sector.is_empty())
    }

    /// The bytes of a chain of sectors; it ends where the file or the table does, and where it turns back on itself.
    fn chain(&self, mut number: u32, length: usize) -> Vec<u8> {
        // Room for a length that can be true, in whole sectors, is taken in one piece.
        let mut bytes = Vec::with_capacity(if length > self.bytes.len() { 0 } else { length + self.sector });
        let mut steps = 0;
        while number < NO_SECTOR && bytes.len() < length && steps <= self.next.len() {
            let Some(sector) = self.at(number) else { break };
            bytes.extend_from_slice(sector);
            number = self.next.get(number as usize).copied().unwrap_or(u32::MAX);
            steps += 1;
        }
        bytes.truncate(length);
        bytes
    }

    fn small_chain(&self, mut number: u32, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut steps = 0;
        while number < NO_SECTOR && bytes.len() < length && steps <= self.next_small.len() {
            let start = (number as usize).saturating_mul(self.small_sector);
            let Some(rest) = self.small.get(start..).filter(|rest| !rest.is_empty()) else { break };
            bytes.extend_from_slice(rest.get(..self.small_sector).unwrap_or(rest));
            number = self.next_small.get(number as usize).copied().unwrap_or(u32::MAX);
            steps += 1;
        }
        bytes.truncate(length);
        bytes
    }

    /// The stream of a name, whatever its case, directly in the root: those of embedded objects are not the
    /// file's own. At most `most` bytes of it.
    pub(super) fn stream(&self, name: &str, most: usize) -> Option<Vec<u8>> {
        let mut waiting = vec![self.entries.first()?.child];
        let mut seen = BTreeSet::new();
        while let Some(number) = waiting.pop() {
            let Some(entry) = self.entries.get(number as usize).filter(|_| seen.insert(number)) else { continue };
            if entry.is_stream && entry.name.eq_ignore_ascii_case(name) {
                let length = entry.length.min(most);
                let is_small = entry.length < self.cutoff;
                return Some(if is_small {
                    self.small_chain(entry.start, length)
                } else {
                    self.chain(entry.start, length)
                });
            }
            waiting.extend([entry.left, entry.right]);
        }
        None
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|word| word.try_into().ok()).map(u32::from_le_bytes).collect()
}

fn entry(bytes: &[u8]) -> Option<DirectoryEntry> {
    let mut fields = Fields::new(bytes);
    let name = fields.take(64)?;
    let used = usize::from(fields.u16()?).saturating_sub(2).min(62);
    let units: Vec<u16> =
        name.get(..used)?.chunks_exact(2).filter_map(|unit| unit.try_into().ok()).map(u16::from_le_bytes).collect();
    let is_stream = fields.take(1)?.first() == Some(&2);
    fields.skip(1)?;
    let (left, right, child) = (fields.u32()?, fields.u32()?, fields.u32()?);
    fields.skip(36)?;
    let (start, length) = (fields.u32()?, fields.u32()? as usize);
    Some(DirectoryEntry { name: String::from_utf16_lossy(&units), is_stream, left, right, child, start, length })
}

//! Damage to files that gets past their outermost layer: parts of a package before they are packed, records inside the stream of an
//! .xls or a part of an .xlsb, tags and attributes of XML, keys and values of text, bytes of anything.

mod compound;
mod package;
mod records;
mod text;
mod xml;

/// A small generator of numbers (splitmix64): the same seed makes the same mutants on every system.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number from 0 to `below` - 1.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, of: &'a [&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// A short run within `length`: where it begins and ends.
    fn run(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let from = self.below(length);
        from..(from + 1 + self.below(most)).min(length)
    }
}

/// How a file is built, which decides what can be damaged in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// A package of XML parts (.xlsx, .xlsm, .ods) or of parts of records (.xlsb).
    Package,
    /// A compound file with a stream of records (.xls).
    Compound,
    /// TOML, JSON, CSV.
    Text,
}

/// A mutant of `base`, other than it; what is spliced in comes from `other`, a file of the same build.
pub(crate) fn mutant(build: Build, base: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    loop {
        let bytes = tried(build, base, other, random);
        // Nothing can be changed in what is empty.
        if bytes != base || base.is_empty() {
            return bytes;
        }
    }
}

/// A mutant, which may be `base` again where two changes undo each other or a value is put in its own place.
fn tried(build: Build, base: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    // Damage to the outermost layer is a small part: what it hits seldom gets any further.
    if random.below(20) == 0 {
        let mut bytes = base.to_vec();
        damage(&mut bytes, random);
        return bytes;
    }
    match build {
        Build::Package => package::mutant(base, other, random),
        Build::Compound => compound::mutant(base, other, random),
        Build::Text => text::mutant(base, other, random),
    }
}

/// Changes some bytes, takes some out, doubles some or cuts off the end.
pub(crate) fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(6) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes[at] = random.below(256) as u8,
            1 | 2 => bytes[at] ^= 1 << random.below(8),
            3 if random.below(4) == 0 => bytes.truncate(at),
            3 | 4 => {
                bytes.drain(random.run(bytes.len(), 64));
            }
            5 => {
                let copy = bytes[random.run(bytes.len(), 64)].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => extreme(bytes, at, random),
        }
    }
}

/// Writes a number that is at the end of its range, of one, two, four or eight bytes.
fn extreme(bytes: &mut [u8], at: usize, random: &mut Random) {
    let value: u64 = match random.below(10) {
        0 => 0,
        1 => 1,
        2 => u64::MAX,
        3 => 0x7FFF_FFFF,
        4 => 0x8000_0000,
        5 => 0xFFFF,
        6 => 0x8000,
        7 => i64::MAX as u64,
        8 => f64::NAN.to_bits(),
        _ => 1 << random.below(64),
    };
    let width = [1, 2, 4, 8][random.below(4)];
    let end = (at + width).min(bytes.len());
    for (place, byte) in bytes[at..end].iter_mut().zip(value.to_le_bytes()) {
        *place = byte;
    }
}

//! Font files as directories of tables: enough to take one apart, drop what a PDF does not need and put it together again.
//!
//! `subsetter` keeps the hinting: instructions for coarse screens, which take up much of every glyph and which viewers ignore
//! today; it is removed here. Wider and narrower twins of glyphs are added here too: see [`super::widening`].

/// Flag of a composite glyph: the arguments are words.
const ARGS_ARE_WORDS: u16 = 0x0001;
/// Flag of a composite glyph: the arguments are offsets.
const ARGS_ARE_OFFSETS: u16 = 0x0002;
/// Flag of a composite glyph: one scale.
const HAS_SCALE: u16 = 0x0008;
/// Flag of a composite glyph: another component follows.
const MORE_COMPONENTS: u16 = 0x0020;
/// Flag of a composite glyph: two scales.
const HAS_X_AND_Y_SCALE: u16 = 0x0040;
/// Flag of a composite glyph: a two by two matrix.
const HAS_MATRIX: u16 = 0x0080;
/// Flag of a composite glyph: instructions follow the last component.
const HAS_INSTRUCTIONS: u16 = 0x0100;

/// The 16-bit number at `at`, big-endian.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// The 32-bit number at `at`, big-endian.
fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// The tables of a single-face font file, in the order of its directory.
pub(super) fn tables(font: &[u8]) -> Option<Vec<([u8; 4], &[u8])>> {
    let count = usize::from(u16_at(font, 4)?);
    (0..count)
        .map(|i| {
            let record = 12 + 16 * i;
            let tag = font.get(record..record + 4)?.try_into().ok()?;
            let offset = u32_at(font, record + 8)? as usize;
            let length = u32_at(font, record + 12)? as usize;
            Some((tag, font.get(offset..offset.checked_add(length)?)?))
        })
        .collect()
}

/// The table called `tag`.
pub(super) fn table<'a>(tables: &[([u8; 4], &'a [u8])], tag: &[u8; 4]) -> Option<&'a [u8]> {
    tables.iter().find(|(t, _)| t == tag).map(|(_, data)| *data)
}

/// The advance of each glyph, in font units.
pub(super) fn advances(font: &[u8]) -> Option<Vec<u16>> {
    let tables = tables(font)?;
    let long = usize::from(u16_at(table(&tables, b"hhea")?, 34)?);
    let glyphs = usize::from(u16_at(table(&tables, b"maxp")?, 4)?);
    let hmtx = table(&tables, b"hmtx")?;
    (0..glyphs).map(|glyph| u16_at(hmtx, 4 * glyph.min(long.checked_sub(1)?))).collect()
}

/// A further glyph with the outline of another and an advance of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Twin {
    /// The glyph whose outline it has.
    pub(super) glyph: u16,
    /// By how many font units it is wider; narrower where below zero.
    pub(super) wider: i16,
}

/// The same font without hinting and with twins after its own glyphs; the id of the first twin. A font with CFF
/// outlines, or one that this reader does not understand, comes back as it is and without twins.
pub(super) fn reworked(font: Vec<u8>, twins: &[Twin]) -> (Vec<u8>, Option<u16>) {
    match rebuilt(&font, twins) {
        Some((font, first)) => (font, Some(first)),
        None => (font, None),
    }
}

fn rebuilt(font: &[u8], twins: &[Twin]) -> Option<(Vec<u8>, u16)> {
    let tables = tables(font)?;
    let head = table(&tables, b"head")?;
    let loca = table(&tables, b"loca")?;
    let glyf = table(&tables, b"glyf")?;
    let maxp = table(&tables, b"maxp")?;
    let hhea = table(&tables, b"hhea")?;
    let first_twin = u16_at(maxp, 4)?;
    let count = first_twin.checked_add(u16::try_from(twins.len()).ok()?)?;
    let long = u16_at(head, 50)? != 0;
    let offset = |glyph: usize| {
        if long {
            u32_at(loca, 4 * glyph).map(|o| o as usize)
        } else {
            u16_at(loca, 2 * glyph).map(|o| 2 * usize::from(o))
        }
    };
    let outline = |glyph: u16| glyf.get(offset(usize::from(glyph))?..offset(usize::from(glyph) + 1)?);

    let mut new_glyf = Vec::with_capacity(glyf.len());
    let mut new_loca = Vec::with_capacity(4 * (usize::from(count) + 1));
    let mut add = |outline: Vec<u8>| {
        new_loca.extend((new_glyf.len() as u32).to_be_bytes());
        new_glyf.extend(outline);
        new_glyf.resize(new_glyf.len().next_multiple_of(2), 0);
    };
    for glyph in 0..first_twin {
        let outline = outline(glyph)?;
        add(if outline.is_empty() { Vec::new() } else { outline_without_instructions(outline)? });
    }
    for twin in twins {
        let outline = outline(twin.glyph)?;
        add(if outline.is_empty() { Vec::new() } else { outline_of_twin(outline, twin.glyph)? });
    }
    new_loca.extend((new_glyf.len() as u32).to_be_bytes());

    let mut new_head = head.to_vec();
    put(&mut new_head, 50, 1)?;
    let (new_hmtx, widest) = metrics(font, &tables, first_twin, twins)?;
    let mut new_hhea = hhea.to_vec();
    put(&mut new_hhea, 10, widest)?;
    put(&mut new_hhea, 34, count)?;
    let new_maxp = limits(maxp, count, !twins.is_empty())?;
    let kept: Vec<([u8; 4], &[u8])> = tables
        .iter()
        .filter(|(tag, _)| !matches!(tag, b"cvt " | b"fpgm" | b"prep"))
        .map(|(tag, data)| match tag {
            b"glyf" => (*tag, &new_glyf[..]),
            b"loca" => (*tag, &new_loca[..]),
            b"head" => (*tag, &new_head[..]),
            b"hhea" => (*tag, &new_hhea[..]),
            b"hmtx" => (*tag, &new_hmtx[..]),
            b"maxp" => (*tag, &new_maxp[..]),
            _ => (*tag, *data),
        })
        .collect();
    Some((assembled(&kept), first_twin))
}

/// Writes a 16-bit number at `at`.
fn put(table: &mut [u8], at: usize, value: u16) -> Option<()> {
    table.get_mut(at..at + 2)?.copy_from_slice(&value.to_be_bytes());
    Some(())
}

/// A composite glyph of one component: the outline of `glyph`, with the same bounds.
fn outline_of_twin(outline: &[u8], glyph: u16) -> Option<Vec<u8>> {
    let mut twin = (-1i16).to_be_bytes().to_vec();
    twin.extend(outline.get(2..10)?);
    twin.extend(ARGS_ARE_OFFSETS.to_be_bytes());
    twin.extend(glyph.to_be_bytes());
    twin.extend([0, 0]);
    Some(twin)
}

/// `hmtx` with an entry for every glyph and twin, and the widest advance.
fn metrics(font: &[u8], tables: &[([u8; 4], &[u8])], glyphs: u16, twins: &[Twin]) -> Option<(Vec<u8>, u16)> {
    let hmtx = table(tables, b"hmtx")?;
    let long = u16_at(table(tables, b"hhea")?, 34)?;
    let advances = advances(font)?;
    let bearing = |glyph: u16| match glyph.checked_sub(long) {
        None => u16_at(hmtx, 4 * usize::from(glyph) + 2),
        Some(short) => u16_at(hmtx, 4 * usize::from(long) + 2 * usize::from(short)),
    };
    let mut entries = Vec::with_capacity(4 * (usize::from(glyphs) + twins.len()));
    let mut widest = 0;
    let own = (0..glyphs).map(|glyph| Twin { glyph, wider: 0 });
    for entry in own.chain(twins.iter().copied()) {
        let advance = advances.get(usize::from(entry.glyph))?.checked_add_signed(entry.wider)?;
        widest = widest.max(advance);
        entries.extend(advance.to_be_bytes());
        entries.extend(bearing(entry.glyph)?.to_be_bytes());
    }
    Some((entries, widest))
}

/// `maxp` for so many glyphs, without instructions; twins make simple outlines components and composites one level deeper.
fn limits(maxp: &[u8], glyphs: u16, has_twins: bool) -> Option<Vec<u8>> {
    let mut limits = maxp.to_vec();
    put(&mut limits, 4, glyphs)?;
    if has_twins {
        for (simple, composite) in [(6, 10), (8, 12)] {
            let most = u16_at(maxp, simple)?.max(u16_at(maxp, composite)?);
            put(&mut limits, composite, most)?;
        }
        put(&mut limits, 28, u16_at(maxp, 28)?.max(1))?;
        put(&mut limits, 30, u16_at(maxp, 30)? + 1)?;
    }
    Some(limits)
}

fn outline_without_instructions(outline: &[u8]) -> Option<Vec<u8>> {
    let contours = u16_at(outline, 0)? as i16;
    if contours >= 0 {
        let length_at = 10 + 2 * contours as usize;
        let instructions = usize::from(u16_at(outline, length_at)?);
        let mut bare = outline.get(..length_at)?.to_vec();
        bare.extend([0, 0]);
        bare.extend(outline.get(length_at + 2 + instructions..)?);
        return Some(bare);
    }
    let mut bare = outline.to_vec();
    let mut at = 10;
    loop {
        let flags = u16_at(&bare, at)?;
        bare.get_mut(at..at + 2)?.copy_from_slice(&(flags & !HAS_INSTRUCTIONS).to_be_bytes());
        at += 4 + if flags & ARGS_ARE_WORDS != 0 { 4 } else { 2 };
        at += match flags {
            f if f & HAS_SCALE != 0 => 2,
            f if f & HAS_X_AND_Y_SCALE != 0 => 4,
            f if f & HAS_MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & MORE_COMPONENTS == 0 {
            break;
        }
    }
    if at > bare.len() {
        return None;
    }
    bare.truncate(at);
    Some(bare)
}

/// Puts a font file together, with its check sums.
fn assembled(tables: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.max(1).ilog2();
    let search_range = (1u16 << power) * 16;
    let mut font = Vec::new();
    font.extend(0x0001_0000u32.to_be_bytes());
    for field in [count, search_range, power as u16, count * 16 - search_range] {
        font.extend(field.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    let mut head_at = None;
    for (tag, data) in tables {
        if tag == b"head" {
            head_at = Some(offset);
        }
        font.extend(tag);
        let sum =
            if tag == b"head" { checksum(data).wrapping_sub(u32_at(data, 8).unwrap_or(0)) } else { checksum(data) };
        for field in [sum, offset as u32, data.len() as u32] {
            font.extend(field.to_be_bytes());
        }
        offset += data.len().next_multiple_of(4);
    }
    for (_, data) in tables {
        font.extend(*data);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    if let Some(field) = head_at.and_then(|at| font.get_mut(at + 8..at + 12)) {
        field.fill(0);
        let adjustment = 0xB1B0_AFBAu32.wrapping_sub(checksum(&font));
        if let Some(field) = head_at.and_then(|at| font.get_mut(at + 8..at + 12)) {
            field.copy_from_slice(&adjustment.to_be_bytes());
        }
    }
    font
}

/// The sum of the 32-bit words (OpenType, "Calculating checksums").
fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0u32, |sum, word| {
        let mut padded = [0; 4];
        padded[..word.len()].copy_from_slice(word);
        sum.wrapping_add(u32::from_be_bytes(padded))
    })
}

//! Texts of .xls: in bytes of a code page (BIFF5) or in one or two bytes a character (BIFF8), within a record or over its CONTINUE
//! records, at whose seams the width of the characters is said again (MS-XLS 2.5.293).

use encoding_rs::Encoding;

use super::record::Fields;

/// How a workbook keeps its texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts {
    pub(super) biff5: bool,
    pub(super) encoding: &'static Encoding,
}

/// The encoding of a CodePage record; Japanese where it names none that is known.
pub(super) fn encoding(code_page: u16) -> &'static Encoding {
    let label = match code_page {
        1200 => return encoding_rs::UTF_16LE,
        65001 => return encoding_rs::UTF_8,
        20932 | 51932 => "euc-jp",
        50220..=50222 => "iso-2022-jp",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        874 => "windows-874",
        10000 => "macintosh",
        0x8001 => "windows-1252",
        1250..=1258 => {
            return Encoding::for_label(format!("windows-{code_page}").as_bytes()).unwrap_or(encoding_rs::SHIFT_JIS);
        }
        _ => return encoding_rs::SHIFT_JIS,
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::SHIFT_JIS)
}

impl Texts {
    /// A text with a count of 8 (`short`) or 16 bits before it, within one record.
    pub(super) fn text(&self, fields: &mut Fields<'_>, short: bool) -> Option<String> {
        let count = if short { fields.u8()?.into() } else { fields.u16()? };
        self.characters(fields, count.into())
    }

    /// So many characters; of BIFF8 after the byte that says their width.
    pub(super) fn characters(&self, fields: &mut Fields<'_>, count: usize) -> Option<String> {
        if self.biff5 {
            return Some(self.encoding.decode_without_bom_handling(fields.take(count)?).0.into_owned());
        }
        let flags = fields.u8()?;
        // Counts of runs and of phonetic bytes, which follow the characters.
        fields.skip(if flags & 8 != 0 { 2 } else { 0 } + if flags & 4 != 0 { 4 } else { 0 })?;
        let width = 1 + usize::from(flags & 1);
        Some(characters(fields.take(count.checked_mul(width)?)?, flags & 1 == 1))
    }
}

fn characters(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// A record with its CONTINUE records, read across their seams.
pub(super) struct Segments<'a> {
    segments: Vec<&'a [u8]>,
    at: usize,
}

impl<'a> Segments<'a> {
    pub(super) fn new(segments: Vec<&'a [u8]>) -> Segments<'a> {
        Segments { segments, at: 0 }
    }

    /// Goes to the next segment where this one is used up; `None` behind the last.
    fn here(&mut self) -> Option<&'a [u8]> {
        while let Some(first) = self.segments.get(self.at) {
            if !first.is_empty() {
                return Some(first);
            }
            self.at += 1;
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.here()?.split_first()?;
        self.segments[self.at] = rest;
        Some(*byte)
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Some(bytes)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.bytes().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let here = self.here()?;
            let taken = count.min(here.len());
            self.segments[self.at] = &here[taken..];
            count -= taken;
        }
        Some(())
    }

    /// So many characters, whose width is said before them and again at each seam.
    pub(super) fn characters(&mut self, count: usize) -> Option<String> {
        let wide = self.byte()? & 1 == 1;
        self.characters_of(count, wide)
    }

    /// A text of the shared strings: with the places where its font changes.
    pub(super) fn shared(&mut self) -> Option<(String, Vec<(usize, usize)>)> {
        let count = self.u16()?;
        // The counts of runs and of phonetic bytes stand between the flags and the characters.
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let extended = if flags & 4 != 0 { self.u32()? } else { 0 };
        let text = self.characters_of(count.into(), flags & 1 == 1)?;
        let mut changes = Vec::with_capacity(runs.into());
        for _ in 0..runs {
            changes.push((self.u16()?.into(), self.u16()?.into()));
        }
        self.skip(extended as usize)?;
        Some((text, changes))
    }

    fn characters_of(&mut self, count: usize, wide: bool) -> Option<String> {
        if count == 0 {
            return Some(String::new());
        }
        let mut wide = wide;
        let mut text: Vec<u16> = Vec::with_capacity(count);
        while text.len() < count {
            if self.segments.get(self.at)?.is_empty() {
                self.at += 1;
                wide = self.byte()? & 1 == 1;
            }
            let here = self.here()?;
            let width = 1 + usize::from(wide);
            let taken = (here.len() / width).min(count - text.len());
            if taken == 0 {
                self.skip(here.len())?;
                continue;
            }
            let (part, rest) = here.split_at(taken * width);
            match wide {
                true => text.extend(part.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))),
                false => text.extend(part.iter().map(|byte| u16::from(*byte))),
            }
            self.segments[self.at] = rest;
        }
        Some(String::from_utf16_lossy(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_bytes_are_read_by_the_code_page_of_the_workbook() {
        for (code_page, bytes) in [
            (932, &b"\x8D\x73\x90\xAD"[..]),
            (20932, b"\xB9\xD4\xC0\xAF"),
            (51932, b"\xB9\xD4\xC0\xAF"),
            (50220, b"\x1B$B9T@/\x1B(B"),
            (65001, "行政".as_bytes()),
        ] {
            let texts = Texts { biff5: true, encoding: encoding(code_page) };
            let text = texts.characters(&mut Fields::new(bytes), bytes.len());
            assert_eq!(text.as_deref(), Some("行政"), "{code_page}");
        }
    }
}

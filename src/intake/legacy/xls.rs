//! The records of an .xls (MS-XLS; BIFF8 and BIFF5): cells with their formats and fonts, hidden rows and columns, merged ranges,
//! comments, text boxes, headers.
//!
//! Only the stream of the workbook itself is read, not those of workbooks that are embedded in it, and only cells that are there:
//! one in the far corner costs no more than one in A1.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::super::builtin::{builtin_format, indexed_colour};
use super::super::colours::ground;
use super::super::limits::{Exceeded, Limits};
use super::super::looks::{CellStyle, Font, SYMBOL_CHARSET, is_symbol_font};
use super::super::workbook::{Damage, Range, RangeName, Visibility, Workbook};
use super::compound::CompoundFile;
use super::properties;
use super::record::{Fields, Target, reference};
use super::strings::{Segments, Texts, encoding};
use super::xls_sheet::SheetReader;
use crate::vocabulary::CellAddress;

/// A record with the CONTINUE records behind it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    pub(super) more: Vec<&'a [u8]>,
}

/// The records of a stream from a place on.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    /// Whether the stream ended within a record.
    pub(super) cut: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8], at: usize) -> Records<'a> {
        Records { bytes: stream.get(at..).unwrap_or_default(), cut: false }
    }

    fn peek(&self) -> Option<(u16, &'a [u8], &'a [u8])> {
        let mut fields = Fields::new(self.bytes);
        let (kind, length) = (fields.u16()?, fields.u16()?);
        let data = fields.take(length.into())?;
        Some((kind, data, fields.rest()))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let Some((kind, data, rest)) = self.peek() else {
            self.cut = self.bytes.iter().any(|byte| *byte != 0);
            return None;
        };
        self.bytes = rest;
        let mut more = Vec::new();
        // A text box and its drawing take turns with CONTINUE records of their own.
        while let Some((0x3C, data, rest)) = self.peek() {
            more.push(data);
            self.bytes = rest;
        }
        Some(Record { kind, data, more })
    }
}

/// What the sheets of a workbook share.
pub(super) struct Globals {
    pub(super) texts: Texts,
    pub(super) epoch_1904: bool,
    pub(super) styles: Vec<CellStyle>,
    pub(super) fonts: Vec<Font>,
    pub(super) strings: Vec<(String, Vec<(usize, usize)>)>,
    /// Name, place in the stream, visibility, kind (0: worksheet).
    sheets: Vec<(String, usize, Visibility, u8)>,
    names: Vec<(String, Vec<u8>)>,
    /// Whether the supporting books are this one.
    books: Vec<bool>,
    sheets_of: Vec<(u16, i16)>,
    /// Colours that the workbook gives to numbers of its own.
    palette: BTreeMap<u32, u32>,
    /// Codes of number formats by their numbers.
    pub(super) codes: HashMap<u16, String>,
}

impl Globals {
    /// The colour of a number.
    pub(super) fn colour(&self, index: u32) -> Option<u32> {
        self.palette.get(&index).copied().or_else(|| indexed_colour(index))
    }

    /// The font of a number: there is none of number 4.
    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(if index > 4 { index - 1 } else { index }).copied()
    }

    pub(super) fn target(&self, index: u16) -> Target {
        let Some((book, first)) = self.sheets_of.get(usize::from(index)) else { return Target::Unknown };
        match (self.books.get(usize::from(*book)), usize::try_from(*first)) {
            (Some(false), _) => Target::Foreign,
            (_, Ok(sheet)) => Target::Own(sheet),
            _ => Target::Unknown,
        }
    }

    fn range_names(&self) -> Vec<RangeName> {
        let ranges = self.names.iter().filter_map(|(name, tokens)| {
            let found = reference(tokens, false, self.texts.biff5, |index| self.target(index));
            let (sheet, [first, last, left, right]) = found.range?;
            let sheet = self.sheets.get(sheet)?.0.clone();
            let range = Range { first: CellAddress::new(first, left), last: CellAddress::new(last, right) };
            Some(RangeName { name: name.clone(), sheet, range })
        });
        ranges.collect()
    }
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, String> {
    let damaged = || "古い形式のブックが壊れていて、読めません。".to_owned();
    let file = CompoundFile::open(bytes).ok_or_else(damaged)?;
    let most = usize::try_from(limits.file_bytes).unwrap_or(usize::MAX);
    let stream = |name: &str| file.stream(name, most);
    let workbook = stream("Workbook").or_else(|| stream("Book")).ok_or_else(damaged)?;
    let summary = stream("\u{5}DocumentSummaryInformation").unwrap_or_default();
    let globals = globals(&workbook)?;
    let mut read =
        Workbook { properties: properties::read(&summary), names: globals.range_names(), ..Workbook::default() };
    if globals.sheets.len() > limits.sheets {
        read.damage.push(Damage::limit(None, None, Exceeded::sheets(Some(globals.sheets.len()), limits.sheets)));
    }
    let mut sheets = SheetReader::new(&globals, limits);
    for (name, place, visibility, kind) in globals.sheets.iter().take(limits.sheets) {
        // Charts, macro sheets and modules hold no cells of a form.
        if *kind != 0 {
            continue;
        }
        let (mut sheet, damage) = sheets.read(name, Records::new(&workbook, *place));
        sheet.visibility = *visibility;
        read.sheets.push(sheet);
        read.damage.extend(damage);
    }
    if read.sheets.is_empty() {
        return Err(damaged());
    }
    Ok(read)
}

/// Gathers the records before the sheets.
fn globals(stream: &[u8]) -> Result<Globals, String> {
    let mut reader = GlobalsReader {
        globals: Globals {
            texts: Texts { biff5: false, encoding: encoding_rs::SHIFT_JIS },
            epoch_1904: false,
            styles: Vec::new(),
            fonts: Vec::new(),
            strings: Vec::new(),
            sheets: Vec::new(),
            names: Vec::new(),
            books: Vec::new(),
            sheets_of: Vec::new(),
            palette: BTreeMap::new(),
            codes: HashMap::new(),
        },
        formats: Vec::new(),
        colours: Vec::new(),
        encrypted: false,
    };
    for record in Records::new(stream, 0) {
        if record.kind == 0x0A {
            break;
        }
        // A record that is cut short says nothing.
        let _ = reader.record(&record);
        if reader.encrypted {
            return Err(super::PASSWORD.to_owned());
        }
    }
    let globals = reader.finish();
    if globals.sheets.is_empty() {
        return Err("古い形式のブックが壊れていて、読めません。".to_owned());
    }
    Ok(globals)
}

/// A cell format by the numbers that it is made of.
struct Format {
    font: u16,
    code: u16,
    pattern: u32,
    /// Of the pattern and behind it.
    colours: (u32, u32),
    /// Whether its text fills the cell over and over.
    repeats: bool,
}

struct GlobalsReader {
    globals: Globals,
    formats: Vec<Format>,
    /// Numbers of the fonts' colours.
    colours: Vec<u32>,
    encrypted: bool,
}

impl GlobalsReader {
    fn record(&mut self, record: &Record<'_>) -> Option<()> {
        let mut fields = Fields::new(record.data);
        match record.kind {
            0x0809 => self.globals.texts.biff5 = fields.u16()? < 0x0600,
            // FilePass: XOR or RC4, both ask for a password.
            0x2F => self.encrypted = true,
            0x42 => self.globals.texts.encoding = encoding(fields.u16()?),
            0x22 => self.globals.epoch_1904 = fields.u16()? == 1,
            0x85 => {
                let place = fields.u32()? as usize;
                let visibility = match fields.u8()? & 3 {
                    1 => Visibility::Hidden,
                    2 => Visibility::VeryHidden,
                    _ => Visibility::Visible,
                };
                let kind = fields.u8()?;
                let name = self.globals.texts.text(&mut fields, true)?;
                self.globals.sheets.push((name, place, visibility, kind));
            }
            0x31 => {
                let (font, colour) = font(fields, &self.globals.texts).unwrap_or((Font::default(), 0x7FFF));
                self.globals.fonts.push(font);
                self.colours.push(colour);
            }
            0x041E | 0x1E => {
                let id = fields.u16()?;
                let code = self.globals.texts.text(&mut fields, self.globals.texts.biff5)?;
                self.globals.codes.insert(id, code);
            }
            0xE0 => self.format(fields).unwrap_or_default(),
            0x92 => {
                let count = fields.u16()?;
                for index in 0..u32::from(count.min(56)) {
                    let rgb = fields.take(4)?;
                    self.globals
                        .palette
                        .insert(8 + index, u32::from(rgb[0]) << 16 | u32::from(rgb[1]) << 8 | u32::from(rgb[2]));
                }
            }
            0xFC => {
                fields.skip(8)?;
                let mut segments = vec![fields.rest()];
                segments.extend(&record.more);
                let mut segments = Segments::new(segments);
                while let Some(text) = segments.shared() {
                    self.globals.strings.push(text);
                }
            }
            0x01AE => {
                fields.u16()?;
                self.globals.books.push(matches!(fields.u16()?, 0x0401 | 0x3A01));
            }
            0x17 if !self.globals.texts.biff5 => {
                let mut segments = vec![record.data];
                segments.extend(&record.more);
                let mut segments = Segments::new(segments);
                for _ in 0..segments.u16()? {
                    let (book, first) = (segments.u16()?, segments.u16()?);
                    segments.u16()?;
                    self.globals.sheets_of.push((book, first as i16));
                }
            }
            0x18 if !self.globals.texts.biff5 => {
                fields.skip(3)?;
                let count = fields.u8()?;
                let length = fields.u16()?;
                fields.skip(8)?;
                let name = self.globals.texts.characters(&mut fields, count.into())?;
                self.globals.names.push((name, fields.take(length.into())?.to_vec()));
            }
            _ => {}
        }
        Some(())
    }

    /// A cell format: font, number format, ground.
    fn format(&mut self, mut fields: Fields<'_>) -> Option<()> {
        let (font, code) = (fields.u16()?, fields.u16()?);
        let repeats = fields.rest().get(2).is_some_and(|alignment| alignment & 7 == 4);
        let of_bits = |bits: u32| (bits & 0x7F, bits >> 7 & 0x7F);
        let ground = if self.globals.texts.biff5 {
            fields.skip(4).and_then(|()| fields.u32()).map(|bits| (bits >> 16 & 0x3F, of_bits(bits)))
        } else {
            fields.skip(10).and_then(|()| Some((fields.u32()? >> 26, of_bits(fields.u16()?.into()))))
        };
        // A ground that cannot be read is not known.
        let (pattern, colours) = ground.unwrap_or((u32::MAX, (0, 0)));
        self.formats.push(Format { font, code, pattern, colours, repeats });
        Some(())
    }

    fn finish(mut self) -> Globals {
        // 0x7FFF is the automatic colour.
        let colours: Vec<Option<u32>> = self.colours.iter().map(|index| self.globals.colour(*index)).collect();
        self.globals.fonts.iter_mut().zip(colours).for_each(|(font, colour)| font.colour = colour);
        let colour = |index: u32| self.globals.colour(index);
        let styles: Vec<CellStyle> = self
            .formats
            .iter()
            .map(|format| CellStyle {
                // What the file says of a number wins over what it means where nobody says anything.
                format: match self.globals.codes.get(&format.code) {
                    Some(code) => code.as_str().into(),
                    None => builtin_format(format.code.into()).into(),
                },
                font: self.globals.font(format.font.into()).unwrap_or_default(),
                fill: ground(format.pattern, colour(format.colours.0), colour(format.colours.1)),
                repeats: format.repeats,
                is_checkbox: false,
                different: Arc::default(),
            })
            .collect();
        self.globals.styles = styles;
        self.globals
    }
}

/// A font and the number of its colour.
fn font(mut fields: Fields<'_>, texts: &Texts) -> Option<(Font, u32)> {
    let (size, flags, colour) = (fields.u16()?, fields.u16()?, fields.u16()?);
    let (weight, script) = (fields.u16()?, fields.u16()?);
    let (underline, _family, character_set) = (fields.u8()?, fields.u8()?, fields.u8()?);
    let name = fields.skip(1).and_then(|()| texts.text(&mut fields, true));
    let font = Font {
        struck: flags & 8 != 0,
        raised: script != 0,
        lowered: script == 2,
        colour: None,
        size: Some(size.into()),
        emphasis: (weight >= 700, flags & 2 != 0, underline != 0),
        symbols: character_set == SYMBOL_CHARSET || name.is_some_and(|name| is_symbol_font(&name)),
    };
    Some((font, colour.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_of_symbols_is_known_by_its_character_set_or_its_name() {
        let texts = Texts { biff5: false, encoding: encoding(1200) };
        let record = |character_set: u8, name: &str| {
            let mut bytes = vec![220, 0, 0, 0, 0xFF, 0x7F, 0x90, 1, 0, 0, 0, 0, character_set, 0, name.len() as u8, 0];
            bytes.extend(name.bytes());
            bytes
        };
        for (character_set, name, expected) in
            [(2, "Some", true), (0, "Wingdings", true), (128, "Wingdings 3", true), (128, "Meiryo", false)]
        {
            let bytes = record(character_set, name);
            let found = font(Fields::new(&bytes), &texts).map(|(font, _)| font.symbols);
            assert_eq!(found, Some(expected), "{character_set} {name}");
        }
        // A record cut short before its name still has its look.
        assert!(font(Fields::new(&record(2, "")[..13]), &texts).is_some_and(|(font, _)| font.symbols));
    }
}

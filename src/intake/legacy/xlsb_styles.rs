//! The styles of an .xlsb: number formats, fonts and grounds of cells, the looks of conditional formats.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::builtin::builtin_format;
use super::super::colours::{Palette, gradient, ground, grounds_of_rule, tinted};
use super::super::different_look::DifferentLook;
use super::super::looks::{CellStyle, Font, SYMBOL_CHARSET, WHITE, is_symbol_font};
use super::record::Fields;
use super::xlsb::{Records, wide};

/// Cell formats and looks that are kept: Excel allows 65,490.
const MOST: usize = 70_000;

#[derive(Default)]
pub(super) struct Styles {
    pub(super) fonts: Vec<Font>,
    pub(super) cells: Vec<CellStyle>,
    /// The looks of conditional formats by their numbers, and those of the newer ones.
    pub(super) changes: [Vec<DifferentLook>; 2],
}

/// Reads the part of the styles.
pub(super) fn styles(bytes: &[u8], mut palette: Palette) -> Styles {
    // The workbook's own palette stands at the end.
    for (_, fields) in Records::new(bytes).filter(|(kind, _)| *kind == 475) {
        let rgb = fields.rest();
        if let [red, green, blue, ..] = rgb {
            palette.add_indexed(u32::from(*red) << 16 | u32::from(*green) << 8 | u32::from(*blue));
        }
    }
    let mut reader = Reader { palette, codes: HashMap::new(), fills: Vec::new(), in_cells: false };
    let mut styles = Styles::default();
    for (kind, fields) in Records::new(bytes) {
        reader.record(kind, fields, &mut styles);
    }
    styles
}

/// What cell formats are made of.
struct Reader {
    palette: Palette,
    codes: HashMap<u16, String>,
    fills: Vec<Option<u32>>,
    in_cells: bool,
}

impl Reader {
    fn record(&mut self, kind: u32, mut fields: Fields<'_>, styles: &mut Styles) {
        match kind {
            44 => {
                if let (Some(id), Some(code)) = (fields.u16(), wide(&mut fields)) {
                    self.codes.insert(id, code);
                }
            }
            43 => styles.fonts.push(self.font(fields).unwrap_or_default()),
            45 => {
                let fill = self.fill(fields).flatten();
                self.fills.push(fill);
            }
            // BrtDXF; BrtDXF14 behind the head of newer records. What cannot be read may hide anything.
            507 if styles.changes[0].len() < MOST => {
                styles.changes[0].push(self.change(fields).unwrap_or_else(DifferentLook::unreadable));
            }
            1171 if styles.changes[1].len() < MOST => {
                let look = fields.skip(4).and_then(|()| self.change(fields));
                styles.changes[1].push(look.unwrap_or_else(DifferentLook::unreadable));
            }
            617 => self.in_cells = true,
            618 => self.in_cells = false,
            47 if self.in_cells && styles.cells.len() < MOST => styles.cells.push(self.cell(fields, &styles.fonts)),
            _ => {}
        }
    }

    /// A cell format (BrtXF).
    fn cell(&self, mut fields: Fields<'_>, fonts: &[Font]) -> CellStyle {
        let mut number = || fields.u16().unwrap_or(0);
        let (_, format, font, fill) = (number(), number(), number(), number());
        // Border, rotation and indent stand before the alignment.
        let repeats = fields.rest().get(4).is_some_and(|alignment| alignment & 7 == 4);
        let code = self.codes.get(&format).map(String::as_str);
        CellStyle {
            format: code.unwrap_or_else(|| builtin_format(format.into())).into(),
            font: fonts.get(usize::from(font)).copied().unwrap_or_default(),
            fill: self.fills.get(usize::from(fill)).copied().unwrap_or(Some(WHITE)),
            repeats,
            is_checkbox: false,
            different: Arc::default(),
        }
    }

    /// The colour of a ground (BrtFill): pattern, its colour, the one behind it, then what a gradient is made of.
    fn fill(&self, mut fields: Fields<'_>) -> Option<Option<u32>> {
        const GRADIENT: u32 = 40;
        let pattern = fields.u32()?;
        let (front, back) = (self.colour(&mut fields)?, self.colour(&mut fields)?);
        if pattern != GRADIENT {
            return Some(ground(pattern, front, back));
        }
        fields.skip(4 + 5 * 8)?;
        let mut stops = Vec::new();
        for _ in 0..fields.u32()?.min(256) {
            stops.push(self.colour(&mut fields)?);
            fields.skip(8)?;
        }
        gradient(&stops)
    }

    /// A BrtColor (MS-XLSB 2.5.26); `None` within for an automatic one.
    fn colour(&self, fields: &mut Fields<'_>) -> Option<Option<u32>> {
        let kind = fields.u8()? >> 1;
        let index = fields.u8()?;
        let tint = f64::from(fields.u16()? as i16) / 32_767.0;
        let rgb = fields.take(4)?;
        let colour = match kind {
            1 => self.palette.indexed(index.into()),
            2 => Some(u32::from(rgb[0]) << 16 | u32::from(rgb[1]) << 8 | u32::from(rgb[2])),
            3 => return Some(self.palette.theme(index.into(), tint)),
            _ => None,
        };
        Some(colour.map(|rgb| tinted(rgb, tint)))
    }

    fn font(&self, mut fields: Fields<'_>) -> Option<Font> {
        let (size, flags, weight, script) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
        let (underline, _family, character_set) = (fields.u8()?, fields.u8()?, fields.u8()?);
        fields.skip(1)?;
        let colour = self.colour(&mut fields)?;
        let name = fields.skip(1).and_then(|()| wide(&mut fields));
        Some(Font {
            struck: flags & 8 != 0,
            raised: script != 0,
            lowered: script == 2,
            colour,
            size: Some(size.into()),
            emphasis: (weight >= 700, flags & 2 != 0, underline != 0),
            symbols: character_set == SYMBOL_CHARSET || name.is_some_and(|name| is_symbol_font(&name)),
        })
    }

    /// The look of a conditional format (BrtDXF, MS-XLSB 2.4.356); its properties stand one after the other with type and length.
    fn change(&self, mut fields: Fields<'_>) -> Option<DifferentLook> {
        fields.skip(4)?;
        let mut look = DifferentLook::default();
        let (mut pattern, mut front, mut back) = (None, None, None);
        let mut stops = Vec::new();
        for _ in 0..fields.u16()? {
            let (kind, length) = (fields.u16()?, fields.u16()?);
            let mut property = Fields::new(fields.take(usize::from(length).checked_sub(4)?)?);
            match kind {
                0x00 => pattern = Some(u32::from(property.u8()?)),
                0x01 => front = self.colour(&mut property)?,
                0x02 => back = self.colour(&mut property)?,
                // A stop of a gradient: unused, its place, its colour.
                0x04 => {
                    property.skip(2 + 8)?;
                    stops.push(self.colour(&mut property)?);
                }
                0x05 => look.colour = self.colour(&mut property)?,
                0x1D => look.struck = property.u8()? != 0,
                0x24 => look.size = Some(property.u32()?),
                0x26 => {
                    look.format = code(property.rest()).map(Into::into);
                    look.unknown_format = look.format.is_none();
                }
                // The number of a format whose code may stand beside it.
                0x29 if look.format.is_none() => {
                    let number = property.u16()?;
                    let code = self.codes.get(&number).map(String::as_str);
                    look.format = Some(code.unwrap_or_else(|| builtin_format(number.into())).into());
                    look.unknown_format = false;
                }
                _ => {}
            }
        }
        look.grounds = match gradient(&stops) {
            Some(gradient) => vec![gradient],
            None => grounds_of_rule(pattern, front, back),
        };
        Some(look)
    }
}

/// The code of a number format behind its number and its count of characters, or behind the count alone.
fn code(bytes: &[u8]) -> Option<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let behind = |heads: usize| {
        let (head, text) = units.split_at_checked(heads)?;
        (usize::from(*head.last()?) == text.len()).then(|| String::from_utf16_lossy(text))
    };
    behind(2).or_else(|| behind(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_of_symbols_is_known_by_its_character_set_or_its_name() {
        for (character_set, name, expected) in
            [(2, "Some", true), (0, "Wingdings", true), (128, "Wingdings 3", true), (128, "Meiryo", false)]
        {
            let mut bytes = vec![220, 0, 0, 0, 0x90, 1, 0, 0, 0, 0, character_set, 0];
            // An automatic colour and the scheme of fonts.
            bytes.extend([0; 9]);
            bytes.extend((name.len() as u32).to_le_bytes());
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            // BrtFont in two bytes of a record.
            let mut part = vec![43, bytes.len() as u8];
            part.extend(bytes);
            let found = styles(&part, Palette::default()).fonts.first().map(|font| font.symbols);
            assert_eq!(found, Some(expected), "{character_set} {name}");
        }
    }
}

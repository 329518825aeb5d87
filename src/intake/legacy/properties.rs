//! Custom properties of a compound file: the user-defined section of `\u{5}DocumentSummaryInformation` (MS-OLEPS 2.18-2.21).

use std::collections::BTreeMap;

use super::record::Fields;
use super::strings::encoding;

/// D5CDD505-2E9C-101B-9397-08002B2CF9AE.
const USER_DEFINED: [u8; 16] =
    [0x05, 0xD5, 0xCD, 0xD5, 0x9C, 0x2E, 0x1B, 0x10, 0x93, 0x97, 0x08, 0x00, 0x2B, 0x2C, 0xF9, 0xAE];

/// Reads the properties; what cannot be read is absent.
pub(super) fn read(stream: &[u8]) -> BTreeMap<String, String> {
    section(stream).and_then(properties).unwrap_or_default()
}

fn section(stream: &[u8]) -> Option<&[u8]> {
    let mut fields = Fields::new(stream);
    fields.skip(24)?;
    let count = fields.u32()?;
    for _ in 0..count.min(8) {
        let id = fields.take(16)?;
        let offset = fields.u32()? as usize;
        if id == USER_DEFINED {
            return stream.get(offset..);
        }
    }
    None
}

fn properties(section: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut fields = Fields::new(section);
    fields.skip(4)?;
    let count = fields.u32()?.min(10_000);
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    for _ in 0..count {
        let (id, offset) = (fields.u32()?, fields.u32()?);
        places.insert(id, offset as usize);
    }
    let value_at = |id: u32| places.get(&id).and_then(|offset| section.get(*offset..)).map(Fields::new);
    let code_page = value_at(1).and_then(|mut value| {
        value.skip(4)?;
        value.u16()
    });
    let code_page = code_page.unwrap_or(1252);
    let mut dictionary = value_at(0)?;
    let count = dictionary.u32()?.min(10_000);
    let mut properties = BTreeMap::new();
    for _ in 0..count {
        let id = dictionary.u32()?;
        let length = dictionary.u32()? as usize;
        let name = if code_page == 1200 {
            let bytes = dictionary.take(length.checked_mul(2)?)?;
            dictionary.skip((4 - length * 2 % 4) % 4)?;
            bytes
        } else {
            dictionary.take(length)?
        };
        let name = decoded(name, code_page);
        if let Some(value) = value_at(id).and_then(|value| text(value, code_page)) {
            properties.insert(name, value);
        }
    }
    Some(properties)
}

fn text(mut value: Fields<'_>, code_page: u16) -> Option<String> {
    let kind = value.u32()? & 0xFFFF;
    match kind {
        // VT_I4, VT_BOOL, VT_R8, VT_LPSTR, VT_LPWSTR.
        3 => Some((value.u32()? as i32).to_string()),
        11 => Some((value.u16()? != 0).to_string()),
        5 => Some(value.f64()?.to_string()),
        30 => {
            let length = value.u32()? as usize;
            Some(decoded(value.take(length)?, code_page))
        }
        31 => {
            let length = value.u32()? as usize;
            Some(decoded(value.take(length.checked_mul(2)?)?, 1200))
        }
        _ => None,
    }
}

fn decoded(bytes: &[u8], code_page: u16) -> String {
    let text = encoding(code_page).decode_without_bom_handling(bytes).0;
    text.trim_end_matches('\0').to_owned()
}

//! What printpdf's fonts lack: ToUnicode with every text in full, widths with runs, the height of capitals.

use std::collections::BTreeMap;
use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, ObjectId};
use smol_str::SmolStr;

use super::Error;
use super::face::DocumentFace;
use crate::typeset::page::FaceId;

/// Entries of one block of a CMap (Adobe Technical Note 5411).
const BLOCK: usize = 100;
/// The width that is not written out: that of a full-width character.
const DEFAULT_WIDTH: u16 = 1000;

/// Sets the fonts in the resources `fonts` right.
pub(super) fn mend(
    document: &mut Document,
    fonts: ObjectId,
    faces: &BTreeMap<FaceId, DocumentFace>,
) -> Result<(), Error> {
    for face in faces.values() {
        let font = document.get_dictionary(fonts)?.get(face.resource.0.as_bytes())?.as_reference()?;
        let font = document.get_dictionary_mut(font)?;
        let to_unicode = font.get(b"ToUnicode")?.as_reference()?;
        let descendant = font.get_mut(b"DescendantFonts")?.as_array_mut()?.first_mut();
        let descendant = descendant.ok_or(lopdf::Error::ObjectNotFound((0, 0)))?.as_dict_mut()?;
        set_widths(descendant, &face.widths);
        let descriptor = descendant.get(b"FontDescriptor")?.as_reference()?;
        document.get_dictionary_mut(descriptor)?.set("CapHeight", face.cap_height);
        let Some(Object::Stream(stream)) = document.objects.get_mut(&to_unicode) else { continue };
        stream.set_content(to_unicode_map(&face.texts).into_bytes());
    }
    Ok(())
}

/// `/W`: runs of equal widths as ranges, others as lists; full-width glyphs not at all.
fn set_widths(font: &mut Dictionary, widths: &[u16]) {
    let mut array = Vec::new();
    let mut list: Vec<Object> = Vec::new();
    let mut list_from = 0;
    let mut at = 1;
    while at < widths.len() {
        let width = widths[at];
        let run = widths[at..].iter().take_while(|w| **w == width).count();
        if width == DEFAULT_WIDTH || run > 3 {
            flush_list(&mut array, &mut list, list_from);
            if width != DEFAULT_WIDTH {
                array.extend([at as i64, (at + run - 1) as i64, i64::from(width)].map(Object::from));
            }
        } else {
            if list.is_empty() {
                list_from = at;
            }
            list.extend(std::iter::repeat_n(Object::from(i64::from(width)), run));
        }
        at += run;
    }
    flush_list(&mut array, &mut list, list_from);
    font.remove(b"DW");
    font.set("W", array);
}

fn flush_list(array: &mut Vec<Object>, list: &mut Vec<Object>, from: usize) {
    if !list.is_empty() {
        array.push(Object::from(from as i64));
        array.push(Object::Array(std::mem::take(list)));
    }
}

/// The CMap from glyphs of the subset to UTF-16: base and variation selector, surrogate pairs and ligatures in full.
fn to_unicode_map(texts: &[SmolStr]) -> String {
    let mut map = String::from(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)\
         /Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\n\
         endcodespacerange\n",
    );
    let mut ranges = Vec::new();
    let mut singles = Vec::new();
    let mut at = 1;
    while at < texts.len() {
        // Glyphs that are only components of others are never shown.
        if texts[at].is_empty() {
            at += 1;
            continue;
        }
        let run =
            1 + texts[at..].windows(2).enumerate().take_while(|(i, pair)| follows(&pair[0], &pair[1], at + i)).count();
        if run > 1 {
            ranges.push(format!("<{at:04X}> <{:04X}> <{}>", at + run - 1, utf16(&texts[at])));
        } else {
            singles.push(format!("<{at:04X}> <{}>", utf16(&texts[at])));
        }
        at += run;
    }
    for (entries, kind) in [(singles, "bfchar"), (ranges, "bfrange")] {
        for block in entries.chunks(BLOCK) {
            let _ = writeln!(map, "{} begin{kind}", block.len());
            for entry in block {
                map.push_str(entry);
                map.push('\n');
            }
            let _ = writeln!(map, "end{kind}");
        }
    }
    map.push_str("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend");
    map
}

/// Whether glyph `code + 1` stands for the character after that of `code`, so that a range may hold both. Only the last
/// byte of code and text may count up within a range (ISO 32000-1, 9.10.3).
fn follows(a: &str, b: &str, code: usize) -> bool {
    let only = |text: &str| {
        let mut units = text.encode_utf16();
        units.next().filter(|_| units.next().is_none())
    };
    match (only(a), only(b)) {
        (Some(a), Some(b)) => a & 0xFF != 0xFF && b == a + 1 && code & 0xFF != 0xFF,
        _ => false,
    }
}

fn utf16(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut hex, unit| {
        let _ = write!(hex, "{unit:04X}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_unicode_keeps_selectors_and_surrogates_and_joins_ranges() {
        let texts = ["", "あ", "ぃ", "い", "葛\u{E0100}", "𠮷"].map(SmolStr::from);
        let map = to_unicode_map(&texts);
        assert!(map.contains("<0001> <0003> <3042>"), "{map}");
        assert!(map.contains("<0004> <845BDB40DD00>"), "{map}");
        assert!(map.contains("<0005> <D842DFB7>"), "{map}");
    }

    #[test]
    fn widths_leave_out_what_is_full_width() {
        let mut font = Dictionary::new();
        set_widths(&mut font, &[1000, 1000, 500, 500, 500, 500, 1000, 300, 310]);
        let expected: Vec<Object> =
            vec![2.into(), 5.into(), 500.into(), 7.into(), Object::Array(vec![300.into(), 310.into()])];
        assert_eq!(font.get(b"W").ok(), Some(&Object::Array(expected)));
    }
}

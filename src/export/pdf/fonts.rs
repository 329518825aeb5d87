//! The fonts of the PDF: written by printpdf, then completed with what it leaves out: ToUnicode with every text in full,
//! widths with runs, the height of capitals.

use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use printpdf::{FontId, Mm, Op, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem};
use smol_str::SmolStr;

use super::face::{self, DocumentFace, Program};
use super::numbers::Numbers;
use super::{Error, save};

/// Entries of one block of a CMap (Adobe Technical Note 5411).
const BLOCK: usize = 100;
/// The default width, which is not listed: that of a full-width character.
const DEFAULT_WIDTH: u16 = 1000;

/// The objects of a font, completed, their streams compressed.
pub(super) struct Font {
    /// Its name in the resources of the pages.
    resource: FontId,
    dictionary: Dictionary,
    descriptor: Dictionary,
    to_unicode: Stream,
    program: Stream,
}

/// Objects of each font: font file, ToUnicode, descriptor and font, in this order.
const OBJECTS: usize = 4;

/// Writes the font of a face through a printpdf document of its own, which is dropped at the end.
pub(super) fn print(program: Program, face: &DocumentFace) -> Result<Font, Error> {
    let mut document = printed(program.font, &face.resource);
    let mut fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let mut dictionary = fonts
        .find(|dictionary| dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0"))
        .cloned()
        .ok_or_else(|| Error::Document("書体の記述がありません".to_owned()))?;
    let mut to_unicode = take_stream(&mut document, &dictionary, b"ToUnicode")?;
    to_unicode.set_content(to_unicode_map(&face.texts).into_bytes());
    let descendant = descendant(&mut dictionary)?;
    set_widths(descendant, &face.widths);
    let descriptor = descendant.get(b"FontDescriptor")?.as_reference()?;
    let Some(Object::Dictionary(mut descriptor)) = document.objects.remove(&descriptor) else {
        return Err(lopdf::Error::ObjectNotFound(descriptor).into());
    };
    descriptor.set("CapHeight", face.cap_height);
    let mut program = take_stream(&mut document, &descriptor, program_key(&descriptor))?;
    drop(document);
    rayon::join(|| save::compress(&mut program), || save::compress(&mut to_unicode));
    Ok(Font { resource: face.resource.clone(), dictionary, descriptor, to_unicode, program })
}

/// Adds the fonts to the document, with the next numbers; gives the object that lists them by their resource names.
pub(super) fn add(document: &mut Document, numbers: &mut Numbers, fonts: Vec<Font>) -> Result<ObjectId, Error> {
    let mut list = Dictionary::new();
    for mut font in fonts {
        let ids: [ObjectId; OBJECTS] = std::array::from_fn(|_| numbers.one());
        let [program, to_unicode, descriptor, dictionary] = ids;
        font.descriptor.set(program_key(&font.descriptor), program);
        font.dictionary.set("ToUnicode", to_unicode);
        descendant(&mut font.dictionary)?.set("FontDescriptor", descriptor);
        list.set(font.resource.0, dictionary);
        document.objects.insert(program, font.program.into());
        document.objects.insert(to_unicode, font.to_unicode.into());
        document.objects.insert(descriptor, font.descriptor.into());
        document.objects.insert(dictionary, font.dictionary.into());
    }
    let id = numbers.one();
    document.objects.insert(id, list.into());
    Ok(id)
}

/// A printpdf document with the font and a page that shows one of its glyphs, without which printpdf leaves the font out.
fn printed(font: PdfFont, resource: &FontId) -> Document {
    let mut pdf = PdfDocument::new("");
    pdf.resources.fonts.map.insert(resource.clone(), font);
    let ops = vec![
        Op::StartTextSection,
        Op::SetFont { font: PdfFontHandle::External(resource.clone()), size: Pt(10.0) },
        Op::ShowText { items: vec![TextItem::Text(face::SAMPLE.0.into())] },
        Op::EndTextSection,
    ];
    pdf.with_pages(vec![PdfPage::new(Mm(0.0), Mm(0.0), ops)]);
    pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new())
}

fn descendant(font: &mut Dictionary) -> Result<&mut Dictionary, Error> {
    let descendant = font.get_mut(b"DescendantFonts")?.as_array_mut()?.first_mut();
    Ok(descendant.ok_or(lopdf::Error::ObjectNotFound((0, 0)))?.as_dict_mut()?)
}

/// The key of the font file in a descriptor, which depends on the kind of outlines.
fn program_key(descriptor: &Dictionary) -> &'static [u8] {
    if descriptor.has(b"FontFile3") { b"FontFile3" } else { b"FontFile2" }
}

/// Takes the stream that a dictionary refers to out of the document.
fn take_stream(document: &mut Document, dictionary: &Dictionary, key: &[u8]) -> Result<Stream, Error> {
    let id = dictionary.get(key)?.as_reference()?;
    match document.objects.remove(&id) {
        Some(Object::Stream(stream)) => Ok(stream),
        _ => Err(lopdf::Error::ObjectNotFound(id).into()),
    }
}

/// Sets `/W`: runs of equal widths as ranges, others as lists, full-width glyphs left out.
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

/// Whether the character of glyph `code + 1` follows that of `code`, so that one range can hold both. Only the last
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

//! The file: objects in compressed object streams, a compressed cross-reference stream, everything deflated on all cores.
//!
//! lopdf 0.44 writes each object twice and does not compress the cross-reference stream, so the file is put together here.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, Stream, StringFormat};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Error;
use super::syntax::{ObjectBuffer, write_dictionary};

/// Effort of compression of fonts and pages: with 5 a report is 1.5 % smaller and takes a fiftieth more CPU to make.
const EFFORT: u32 = 3;
/// Effort for object streams: most of a report's tags, which are alike over long stretches and must cost little. 5 makes them a twentieth
/// larger and takes a fiftieth of a report's CPU less.
const EFFORT_FOR_OBJECTS: u32 = 7;
/// Objects in one object stream: similar objects compress well together, and several streams keep all cores busy.
pub(super) const OBJECTS_IN_STREAM: usize = 1000;
/// A stream is compressed where that saves more than its filter costs.
const FILTER_COST: usize = 20;

/// An entry of the cross-reference stream (ISO 32000-1, table 18).
#[derive(Clone, Copy)]
enum Entry {
    Free,
    At(usize),
    InStream { stream: u32, index: usize },
}

/// Objects in an object stream (ISO 32000-1, 7.5.7), deflated.
pub(super) struct PackedObjects {
    ids: Vec<u32>,
    /// Where the first object begins.
    first: usize,
    content: Vec<u8>,
}

/// Packs objects.
pub(super) fn pack(objects: &ObjectBuffer) -> PackedObjects {
    let (first, content) = objects.stream();
    PackedObjects { ids: objects.ids().collect(), first, content: deflate(&content, EFFORT_FOR_OBJECTS) }
}

/// Writes the document, with `packed` for the objects that are packed already. The identifier is a hash of the file's
/// bytes: equal documents have equal identifiers, others do not.
pub(super) fn save(mut document: Document, mut packed: Vec<PackedObjects>) -> Result<Vec<u8>, Error> {
    let mut streams: Vec<(u32, Stream)> = Vec::new();
    let mut plain: Vec<(u32, Object)> = Vec::new();
    for ((id, _), object) in std::mem::take(&mut document.objects) {
        match object {
            Object::Stream(stream) => streams.push((id, stream)),
            object => plain.push((id, object)),
        }
    }
    // Fonts and pages are compressed already; attachments and the like are not.
    let ((), more) = rayon::join(
        || streams.par_iter_mut().for_each(|(_, stream)| compress(stream)),
        || {
            let chunks = plain.par_chunks(OBJECTS_IN_STREAM).map(|objects| {
                let mut written = ObjectBuffer::default();
                objects.iter().for_each(|(id, object)| written.add(*id).object(object));
                pack(&written)
            });
            chunks.collect::<Vec<PackedObjects>>()
        },
    );
    packed.extend(more);
    let mut file = Vec::new();
    writeln!(file, "%PDF-{}", document.version).map_err(broken)?;
    // Four bytes above 127 in a comment: the file is binary (ISO 19005-2, 6.1.2).
    file.extend(b"%\xE2\xE3\xCF\xD3\n");
    let ids = streams.iter().map(|(id, _)| *id).chain(packed.iter().flat_map(|packed| &packed.ids).copied());
    let mut entries = vec![Entry::Free; ids.max().unwrap_or(0) as usize + 1];
    // Each stream is dropped after writing, so that memory holds the whole only once.
    for (id, stream) in streams {
        set(&mut entries, id, Entry::At(file.len()));
        write_stream(&mut file, id, &stream.dict, &stream.content);
    }
    for PackedObjects { ids, first, content } in packed {
        let stream = entries.len() as u32;
        for (index, id) in ids.iter().enumerate() {
            set(&mut entries, *id, Entry::InStream { stream, index });
        }
        entries.push(Entry::At(file.len()));
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "ObjStm");
        dictionary.set("N", ids.len() as i64);
        dictionary.set("First", first as i64);
        dictionary.set("Filter", "FlateDecode");
        dictionary.set("Length", content.len() as i64);
        write_stream(&mut file, stream, &dictionary, &content);
    }
    let identifier = Sha256::digest(&file)[..16].to_vec();
    write_cross_references(&mut file, &document, entries, identifier);
    Ok(file)
}

fn broken(error: std::io::Error) -> Error {
    Error::Document(error.to_string())
}

fn set(entries: &mut [Entry], id: u32, entry: Entry) {
    if let Some(place) = entries.get_mut(id as usize) {
        *place = entry;
    }
}

/// Compressed as a zlib stream; `effort` from 0 to 9.
fn deflate(bytes: &[u8], effort: u32) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 3 + 64), Compression::new(effort));
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Compresses a stream unless it already is, must not be, or would not become smaller.
pub(super) fn compress(stream: &mut Stream) {
    if stream.allows_compression && !stream.dict.has(b"Filter") {
        let compressed = deflate(&stream.content, EFFORT);
        if compressed.len() + FILTER_COST < stream.content.len() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(compressed);
        }
    }
    stream.dict.set("Length", stream.content.len() as i64);
}

/// Writes a stream object. CR LF ends the data: after data that end in a carriage return, a single line feed would be read
/// together with it as one end of line, and the stream would seem one byte short.
fn write_stream(file: &mut Vec<u8>, id: u32, dictionary: &Dictionary, content: &[u8]) {
    file.extend(format!("{id} 0 obj\n").bytes());
    write_dictionary(file, dictionary);
    file.extend(b"\nstream\r\n");
    file.extend(content);
    file.extend(b"\r\nendstream\nendobj\n");
}

fn write_cross_references(file: &mut Vec<u8>, document: &Document, mut entries: Vec<Entry>, identifier: Vec<u8>) {
    let start = file.len();
    let own = entries.len() as u32;
    entries.push(Entry::At(start));
    let rows: Vec<[u8; ROW]> = entries.iter().map(|entry| row(*entry)).collect();
    // PNG predictor "up": neighbouring entries differ by little.
    let mut predicted = Vec::with_capacity(rows.len() * (ROW + 1));
    let mut before = [0u8; ROW];
    for row in rows {
        predicted.push(2);
        predicted.extend(row.iter().zip(before).map(|(byte, above)| byte.wrapping_sub(above)));
        before = row;
    }
    let content = deflate(&predicted, EFFORT);
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "XRef");
    dictionary.set("Size", entries.len() as i64);
    dictionary.set("W", [1, 4, 2].map(Object::from).to_vec());
    dictionary.set("Filter", "FlateDecode");
    let mut parameters = Dictionary::new();
    parameters.set("Predictor", 12);
    parameters.set("Columns", ROW as i64);
    dictionary.set("DecodeParms", parameters);
    for key in [&b"Root"[..], b"Info"] {
        if let Ok(value) = document.trailer.get(key) {
            dictionary.set(key, value.clone());
        }
    }
    let identifier = Object::String(identifier, StringFormat::Hexadecimal);
    dictionary.set("ID", vec![identifier.clone(), identifier]);
    dictionary.set("Length", content.len() as i64);
    write_stream(file, own, &dictionary, &content);
    file.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
}

/// Bytes of a row of the cross-reference stream.
const ROW: usize = 7;

fn row(entry: Entry) -> [u8; ROW] {
    let (kind, field, index) = match entry {
        Entry::Free => (0, 0, u16::MAX),
        Entry::At(offset) => (1, offset as u32, 0),
        // Fewer than OBJECTS_IN_STREAM.
        Entry::InStream { stream, index } => (2, stream, index as u16),
    };
    let [a, b, c, d] = field.to_be_bytes();
    let [e, f] = index.to_be_bytes();
    [kind, a, b, c, d, e, f]
}

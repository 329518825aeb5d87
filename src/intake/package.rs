//! The parts of an OOXML or ODF container: inflated once, each under its limit, found whatever the case of their names, in UTF-8
//! whatever encoding they were written in; walked as XML events.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::Arc;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::read::ZipFile;
use zip::{CompressionMethod, ZipArchive};

use super::known::{self, Known};
use super::limits::{Excess, Limits};

/// A container whose parts are found by lower-cased path, as Excel finds them.
pub(crate) struct Package {
    parts: BTreeMap<String, Arc<Vec<u8>>>,
    /// Parts that nothing is read from (pictures, printer settings, macros), by their declared sizes alone.
    unread: BTreeSet<String>,
}

impl Package {
    /// Opens a container and inflates what is read of it; declared sizes are believed of what is not.
    ///
    /// # Errors
    /// The first limit that the container is beyond.
    pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Package, Excess> {
        let damaged = |error: zip::result::ZipError| Excess::Damaged(error.to_string());
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > limits.parts {
            return Err(Excess::Parts(zip.len()));
        }
        // Of names that are the same to the letter the archive knows the last alone.
        if zip.has_duplicate_names() {
            return Err(Excess::Doubled(None));
        }
        let mut package = Package { parts: BTreeMap::new(), unread: BTreeSet::new() };
        let mut inflater = Inflater::new();
        let mut total = 0u64;
        for index in 0..zip.len() {
            // By raw first: an encrypted entry cannot be opened otherwise.
            let entry = zip.by_index_raw(index).map_err(damaged)?;
            let name = entry.name().map(|name| canonical(&name)).unwrap_or_default();
            let declared = entry.size();
            if entry.encrypted() {
                return Err(Excess::Encrypted);
            }
            let limit = limits.of_part(&name);
            if declared > limit || total.saturating_add(declared) > limits.total_bytes {
                return Err(Excess::Unpacked(name));
            }
            if !is_read(&name) {
                total += declared;
                package.unread.insert(name);
                continue;
            }
            let packed = Packed::of(bytes, &entry);
            let common = packed.filter(|packed| is_common(&name) && packed.size <= known::LONGEST);
            if let Some(part) = common.and_then(Packed::known) {
                total += declared;
                package.put(name, part)?;
                continue;
            }
            let inflated = packed.and_then(|packed| inflater.inflate(packed));
            let common = common.filter(|_| inflated.is_some());
            let part = match inflated {
                Some(part) => part,
                None => {
                    drop(entry);
                    let mut part = Vec::new();
                    // A container may lie about its sizes: no more than the limit is ever inflated.
                    let entry = zip.by_index(index).map_err(damaged)?;
                    let read = entry.take(limit + 1).read_to_end(&mut part);
                    read.map_err(|error| Excess::Damaged(error.to_string()))?;
                    part
                }
            };
            total += part.len() as u64;
            if part.len() as u64 > limit || total > limits.total_bytes {
                return Err(Excess::Unpacked(name));
            }
            if name.ends_with("sharedstrings.xml") {
                // The shortest entry is `<si/>`, five bytes.
                let declared = declared_strings(&part[..part.len().min(2048)]);
                if let Some(count) = declared.filter(|count| *count > part.len() as u64 / 5) {
                    return Err(Excess::Strings(count));
                }
            }
            let part = Arc::new(if name.ends_with(".bin") { part } else { in_utf8(part) });
            if let Some(packed) = common {
                packed.keep(&part);
            }
            package.put(name, part)?;
        }
        Ok(package)
    }

    fn put(&mut self, name: String, part: Arc<Vec<u8>>) -> Result<(), Excess> {
        match self.parts.entry(name) {
            Entry::Occupied(held) if *held.get() != part => Err(Excess::Doubled(Some(held.key().clone()))),
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(place) => {
                place.insert(part);
                Ok(())
            }
        }
    }

    /// Whether there is such a part.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = canonical(path);
        self.parts.contains_key(&path) || self.unread.contains(&path)
    }

    /// The bytes of a part, in UTF-8 where it is XML.
    pub(crate) fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.parts.get(&canonical(path)).map(|part| part.as_slice())
    }

    /// A part to be kept beyond the package, or looked into while others are released.
    pub(crate) fn part(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        self.parts.get(&canonical(path)).cloned()
    }

    /// Gives back the memory of a part that was read.
    pub(crate) fn release(&mut self, path: &str) {
        self.parts.remove(&canonical(path));
    }

    /// Walks the events of a part until `visit` says to stop (`false`) or the part ends; `false` where the part is absent or
    /// its XML breaks off.
    pub(crate) fn walk(&self, path: &str, mut visit: impl FnMut(Event<'_>) -> bool) -> bool {
        let Some(mut events) = self.events(path) else { return false };
        while let Some(event) = events.next() {
            if !visit(event) {
                return true;
            }
        }
        !events.is_broken
    }

    /// The events of a part, one after another; `None` where there is no such part.
    pub(crate) fn events(&self, path: &str) -> Option<Events<'_>> {
        let bytes = self.bytes(path)?;
        let mut reader = Reader::from_reader(bytes);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        Some(Events { bytes, reader, is_between: false, is_broken: false })
    }

    /// The relationships of the part `path` (of the package for an empty one): ids, kinds and the parts that they point to.
    pub(crate) fn relations(&self, path: &str) -> Arc<Vec<Relation>> {
        static KNOWN: Known<Arc<Vec<Relation>>> = Known::new();
        let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
        let part = relations_of(path);
        let Some(bytes) = self.bytes(&part) else { return Arc::default() };
        KNOWN.of(&[folder.as_bytes(), bytes], || {
            let mut relations = Vec::new();
            self.walk(&part, |event| {
                if let Event::Start(element) = &event
                    && element.local_name().as_ref() == "Relationship"
                    && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
                {
                    let kind = attribute(element, "Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.push(Relation { id, kind, path: resolve(folder, &target) });
                }
                true
            });
            Arc::new(relations)
        })
    }
}

/// The part with the relationships of the part `path`.
pub(crate) fn relations_of(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    format!("{folder}/_rels/{name}.rels")
}

/// Whether many workbooks have a part to the letter: programs write themes, styles, relations and the list of sheets alike.
fn is_common(name: &str) -> bool {
    name.ends_with(".rels") || name.ends_with("styles.xml") || name.ends_with("workbook.xml") || name.contains("theme/")
}

/// A deflated part as it stands in its container.
#[derive(Clone, Copy)]
pub(super) struct Packed<'c> {
    bytes: &'c [u8],
    /// How long the container says it is.
    size: usize,
    /// The checksum that the container says it has.
    sum: u32,
    /// Both as they are part of what it is known by: with others, its reader may find it damaged.
    said: [u8; 12],
}

static KNOWN_PARTS: Known<Arc<Vec<u8>>> = Known::new();

impl<'c> Packed<'c> {
    /// The entry of a container; `None` where it is not deflated, not wholly there, or said to be longer than deflate can make it.
    pub(super) fn of<R: Read>(container: &'c [u8], entry: &ZipFile<'_, R>) -> Option<Packed<'c>> {
        let (packed, size) = (usize::try_from(entry.compressed_size()).ok()?, usize::try_from(entry.size()).ok()?);
        let start = usize::try_from(entry.data_start()?).ok()?;
        let bytes = container.get(start..start.checked_add(packed)?)?;
        let is_deflated = entry.compression() == CompressionMethod::Deflated && size / MOST_FOLD <= bytes.len();
        let sum = entry.crc32();
        let mut said = [0; 12];
        said[..8].copy_from_slice(&entry.size().to_le_bytes());
        said[8..].copy_from_slice(&sum.to_le_bytes());
        is_deflated.then_some(Packed { bytes, size, sum, said })
    }

    /// All by which it is known.
    pub(super) fn key(&self) -> [&[u8]; 2] {
        [self.bytes, &self.said]
    }

    /// The part, where another container had the same.
    fn known(self) -> Option<Arc<Vec<u8>>> {
        KNOWN_PARTS.find(&self.key())
    }

    /// Keeps the part as it was inflated, for other containers that have the same.
    fn keep(self, part: &Arc<Vec<u8>>) {
        KNOWN_PARTS.keep(&self.key(), part.clone());
    }
}

/// Inflates the parts of a container one after the other, each in one piece; the tables and the window, which are dear to set up for parts as
/// small as most are, serve all.
struct Inflater(Decompress);

impl Inflater {
    fn new() -> Inflater {
        Inflater(Decompress::new(false))
    }

    /// A deflated part that is as long as the container says and has the checksum that it says. All others are left to the reader of the
    /// container, which tells what is wrong with them.
    fn inflate(&mut self, packed: Packed<'_>) -> Option<Vec<u8>> {
        // With room for one byte more the end of the stream is met in the same call.
        let mut part = Vec::with_capacity(packed.size + 1);
        self.0.reset(false);
        let status = self.0.decompress_vec(packed.bytes, &mut part, FlushDecompress::Finish).ok()?;
        let mut sum = Crc::new();
        sum.update(&part);
        (status == Status::StreamEnd && part.len() == packed.size && sum.sum() == packed.sum).then_some(part)
    }
}

/// Deflate makes nothing smaller than to a 1,032nd.
const MOST_FOLD: usize = 1_032;

/// The XML of a part as events; an element without content is one that begins and one that ends.
pub(crate) struct Events<'p> {
    bytes: &'p [u8],
    reader: Reader<&'p [u8]>,
    /// Whether an element has just begun or ended, and nothing of it is still to come.
    is_between: bool,
    /// Whether the XML broke off.
    is_broken: bool,
}

impl<'p> Events<'p> {
    /// The next event; `None` at the end of the part, and where its XML breaks off.
    pub(crate) fn next(&mut self) -> Option<Event<'p>> {
        match self.reader.read_event() {
            Ok(Event::Eof) => None,
            Ok(event) => {
                self.is_between = match &event {
                    // The end of an empty element is an event of its own, which comes next.
                    Event::Start(_) => !self.bytes[..self.position()].ends_with(b"/>"),
                    event => matches!(event, Event::End(_)),
                };
                Some(event)
            }
            Err(_) => {
                self.is_broken = true;
                None
            }
        }
    }

    /// How many bytes of the part have been read.
    pub(crate) fn position(&self) -> usize {
        self.bytes.len() - self.reader.get_ref().len()
    }

    /// The part from a byte on to what has been read.
    pub(crate) fn read_since(&self, from: usize) -> &'p [u8] {
        &self.bytes[from..self.position()]
    }

    /// What comes behind the element that has just begun or ended; `None` elsewhere.
    pub(crate) fn upcoming(&self) -> Option<&'p [u8]> {
        self.is_between.then_some(*self.reader.get_ref())
    }

    /// Passes over whole elements at the head of what is upcoming, which their reader has read by itself.
    pub(crate) fn pass(&mut self, bytes: usize) {
        let rest = self.reader.get_mut();
        *rest = &rest[bytes..];
    }
}

/// The path of a part as it is looked up: lower case, `/`, without the one at its head, its characters themselves for their octets
/// (`%E3%82%B7`): programs write a name one way in the container and the other way in what refers to it.
fn canonical(path: &str) -> String {
    unescaped(path).replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// A path with what its octets say; as it is where they are no UTF-8.
fn unescaped(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let octet = || u8::from_str_radix(str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        match octet().filter(|_| *first == b'%') {
            Some(octet) => {
                bytes.push(octet);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(path), Cow::Owned)
}

/// Whether anything is read from a part: XML and the records of .xlsb are, whatever a part without an ending is, too; pictures, fonts,
/// macros and embedded files are not, nor what a package says of its parts and of its author.
fn is_read(name: &str) -> bool {
    if matches!(name, "[content_types].xml" | "docprops/app.xml" | "docprops/core.xml") {
        return false;
    }
    let unread =
        ["media/", "embeddings/", "printersettings/", "activex/", "pictures/", "thumbnails/", "fonts/", "object "];
    let file = name.rsplit('/').next().unwrap_or(name);
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let readable = matches!(extension, "" | "xml" | "rels" | "vml" | "bin");
    readable && !name.ends_with("vbaproject.bin") && !unread.iter().any(|folder| name.contains(folder))
}

/// The bytes of an XML part in UTF-8, by its byte order mark or its declaration.
fn in_utf8(bytes: Vec<u8>) -> Vec<u8> {
    // How nearly all parts begin.
    if bytes.starts_with(br#"<?xml version="1.0" encoding="UTF-8""#) {
        return bytes;
    }
    let encoding = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
        [0xEF, 0xBB, 0xBF, ..] => return bytes[3..].to_vec(),
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
            let declared = head.strip_prefix("<?xml").and_then(|head| head.split("?>").next());
            let named = declared.and_then(|head| head.split_once("encoding")).map(|(_, rest)| {
                rest.trim_start_matches([' ', '=', '"', '\''])
                    .chars()
                    .take_while(|c| !matches!(c, '"' | '\''))
                    .collect::<String>()
            });
            match named.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes())) {
                // A part that says UTF-16 in single bytes is not in UTF-16.
                Some(encoding) if encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible() => encoding,
                _ => return bytes,
            }
        }
    };
    encoding.decode(&bytes).0.into_owned().into_bytes()
}

/// `uniqueCount` of the head of `sharedStrings.xml`.
fn declared_strings(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let (_, rest) = head.split_once("uniqueCount")?;
    let rest = rest.trim_start_matches([' ', '=', '"', '\'']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    // A number too long to be one is as implausible as any.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

/// A relationship of a part.
pub(crate) struct Relation {
    /// `rId1`.
    pub(crate) id: String,
    /// Last segment of its type: `worksheet`, `comments`.
    pub(crate) kind: String,
    /// Path of the part it points to.
    pub(crate) path: String,
}

/// The path of `target` as seen from `folder`.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in target.split('/') {
        match segment {
            ".." => {
                segments.pop();
            }
            "." | "" => {}
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}

/// The local name of the element that begins or ends; empty for other events.
pub(crate) fn element_name<'e>(event: &'e Event<'_>) -> &'e str {
    match event {
        Event::Start(element) => local(element.name().into_inner()),
        Event::End(element) => local(element.name().into_inner()),
        _ => "",
    }
}

/// A name without its prefix. Names are a few letters and asked for at every element: no search pays for itself.
fn local(name: &str) -> &str {
    name.bytes().position(|byte| byte == b':').map_or(name, |at| &name[at + 1..])
}

/// An attribute by local name, unescaped.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    attribute_text(element, name).map(Cow::into_owned)
}

/// An attribute by local name, unescaped, as it stands in the element: for what is looked at in every cell.
pub(crate) fn attribute_text<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    attributes(element).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The attributes of an element, unescaped, by their local names, in their order.
pub(crate) fn attributes<'e>(element: &'e BytesStart<'_>) -> impl Iterator<Item = (&'e str, Cow<'e, str>)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.filter_map(Result::ok).map(|attribute| {
        let value = if attribute.value.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
            let normalized = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok();
            normalized.unwrap_or(attribute.value)
        } else {
            attribute.value
        };
        (local(attribute.key.into_inner()), value)
    })
}

/// Whether an XML boolean attribute is true.
pub(crate) fn is_set(element: &BytesStart<'_>, name: &str) -> bool {
    attribute_text(element, name).is_some_and(|value| is_true(&value))
}

/// Whether the value of an XML boolean attribute says true.
pub(crate) fn is_true(value: &str) -> bool {
    value == "1" || value.eq_ignore_ascii_case("true")
}

/// Adds the text of an event to `text`, entities resolved.
pub(crate) fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(entity) => match entity.resolve_char_ref() {
            Ok(Some(char)) => text.push(char),
            _ => match entity.xml10_content().as_ref() {
                "lt" => text.push('<'),
                "gt" => text.push('>'),
                "amp" => text.push('&'),
                "apos" => text.push('\''),
                "quot" => text.push('"'),
                _ => {}
            },
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A container of these parts, deflated.
    fn container(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
            zip.write_all(text.as_bytes()).expect("written");
        }
        zip.finish().expect("a zip").into_inner()
    }

    #[test]
    fn parts_are_inflated_one_after_the_other_and_those_that_nobody_reads_are_not() {
        let (long, short) = ("<a>実績</a>".repeat(20_000), "<b/>".to_owned());
        let bytes = container(&[
            ("[Content_Types].xml", "<Types/>"),
            ("xl/long.xml", &long),
            ("xl/short.xml", &short),
            ("xl/empty.xml", ""),
        ]);
        let package = Package::open(&bytes, &Limits::default()).expect("a package");
        let read = |path| package.bytes(path).map(String::from_utf8_lossy);
        assert_eq!(read("xl/long.xml").as_deref(), Some(long.as_str()));
        assert_eq!(read("XL/Short.xml").as_deref(), Some("<b/>"));
        assert_eq!(read("xl/empty.xml").as_deref(), Some(""));
        assert!(package.has("[Content_Types].xml") && read("[Content_Types].xml").is_none());
    }

    #[test]
    fn a_part_that_is_not_what_the_container_says_is_damage() {
        for name in ["xl/a.xml", "xl/styles.xml"] {
            let bytes = container(&[(name, &"<a>実績</a>".repeat(50))]);
            // Of a part that many have, this one is known from now on.
            assert!(Package::open(&bytes, &Limits::default()).is_ok());
            let entry =
                bytes.windows(4).rposition(|window| window == b"PK\x01\x02").expect("the entry of the directory");
            // Its checksum, and a size below its own.
            for (place, change) in [(16, 1), (24, 0xFF)] {
                let mut changed = bytes.clone();
                changed[entry + place] = changed[entry + place].wrapping_add(change);
                let opened = Package::open(&changed, &Limits::default());
                assert!(matches!(opened, Err(Excess::Damaged(_))), "{name} {place}");
            }
        }
    }

    #[test]
    fn parts_that_many_have_are_inflated_once() {
        let bytes = container(&[("xl/styles.xml", "<styleSheet>一度</styleSheet>"), ("xl/a.xml", "<a>一度</a>")]);
        let [first, second] = [(), ()].map(|()| Package::open(&bytes, &Limits::default()).expect("a package"));
        let is_shared = |name| Arc::ptr_eq(&first.parts[name], &second.parts[name]);
        assert_eq!((is_shared("xl/styles.xml"), is_shared("xl/a.xml")), (true, false));
        assert_eq!(first.bytes("xl/styles.xml"), Some("<styleSheet>一度</styleSheet>".as_bytes()));
    }
}

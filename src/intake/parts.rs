//! The XML parts of an OOXML or ODF container: opening them whatever their names' case, and walking their events.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// A container whose parts are found by lower-cased path, as Excel finds them.
pub(crate) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    by_path: BTreeMap<String, usize>,
}

impl<'a> Parts<'a> {
    /// Opens the container; `None` where it is damaged.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Parts<'a>> {
        let zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let by_path = zip
            .file_names()
            .enumerate()
            .filter_map(|(index, name)| Some((name.ok()?.replace('\\', "/").to_ascii_lowercase(), index)))
            .collect();
        Some(Parts { zip, by_path })
    }

    /// Whether there is such a part.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.by_path.contains_key(&path.to_ascii_lowercase())
    }

    /// The bytes of a part, at most `limit`.
    pub(crate) fn bytes(&mut self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let index = *self.by_path.get(&path.to_ascii_lowercase())?;
        let mut bytes = Vec::new();
        self.zip.by_index(index).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Walks the events of a part until `visit` says to stop (`false`) or the part ends; `false` where the part is absent or
    /// its XML breaks off.
    pub(crate) fn walk(&mut self, path: &str, mut visit: impl FnMut(Event<'_>) -> bool) -> bool {
        let Some(index) = self.by_path.get(&path.to_ascii_lowercase()) else { return false };
        let Ok(entry) = self.zip.by_index(*index) else { return false };
        let mut reader = Reader::from_reader(BufReader::new(entry));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return true,
                Ok(event) => {
                    if !visit(event) {
                        return true;
                    }
                }
                Err(_) => return false,
            }
        }
    }

    /// The path a relationship points to, by its id, for the part `path`, with the last segment of its type.
    pub(crate) fn relations(&mut self, path: &str) -> Vec<Relation> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut relations = Vec::new();
        let folder = folder.to_owned();
        self.walk(&format!("{folder}/_rels/{name}.rels"), |event| {
            if let Event::Start(element) = &event
                && element.local_name().as_ref() == "Relationship"
                && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
            {
                let kind = attribute(element, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation { id, kind, path: resolve(&folder, &target) });
            }
            true
        });
        relations
    }
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

/// An attribute by local name, unescaped.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map(|value| value.into_owned())
            .unwrap_or_else(|_| found.value.into_owned()),
    )
}

/// Whether an XML boolean attribute is true.
pub(crate) fn is_set(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"))
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

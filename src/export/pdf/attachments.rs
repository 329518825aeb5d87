//! Attached files of a PDF/A-3: the data behind the report, for machines (ISO 19005-3, 6.8).

use lopdf::{Document, Object, Stream, dictionary};

use super::string::{bytes, name, text};
use super::{Attachment, Relationship};
use crate::typeset::page::Meta;

/// Adds the files; returns the catalog's entries.
pub(super) fn add(document: &mut Document, meta: &Meta, files: &[Attachment]) -> Vec<(&'static str, Object)> {
    if files.is_empty() {
        return Vec::new();
    }
    let date = format!("D:{}000000+09'00'", meta.date.strftime("%Y%m%d"));
    let mut sorted: Vec<&Attachment> = files.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut names = Vec::new();
    let mut associated = Vec::new();
    for (number, file) in sorted.into_iter().enumerate() {
        let content = document.add_object(Stream::new(
            dictionary! {
                "Type" => name("EmbeddedFile"),
                "Subtype" => name(&file.mime),
                "Params" => dictionary! { "Size" => file.bytes.len() as i64, "ModDate" => bytes(date.as_bytes()) },
            },
            file.bytes.clone(),
        ));
        let relationship = match file.relationship {
            Relationship::Source => "Source",
            Relationship::Data => "Data",
        };
        let specification = document.add_object(dictionary! {
            "Type" => name("Filespec"),
            "F" => text(&file.name),
            "UF" => text(&file.name),
            "Desc" => text(&file.description),
            "AFRelationship" => name(relationship),
            "EF" => dictionary! { "F" => content, "UF" => content },
        });
        // The keys of a name tree are in the order of their bytes; numbers keep the order of the names above.
        names.extend([bytes(format!("{number:04}")), specification.into()]);
        associated.push(specification.into());
    }
    vec![
        ("AF", Object::Array(associated)),
        ("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } }.into()),
    ]
}

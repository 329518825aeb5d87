//! Links: an annotation for each area, told what it leads to in words and tied to its `Link` element.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::Error;
use super::elements::Elements;
use super::outline::destination;
use super::string::{bytes, name, text};
use crate::typeset::page::{LinkArea, LinkTarget, Page, Pages};

/// Shown, printed with the page, not changeable by zoom: PDF/A wants `Print` (ISO 19005-2, 6.3.2).
const FLAGS: i64 = 4;

/// An annotation and its key in the parent tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Annotation {
    /// The annotation.
    pub(super) object: ObjectId,
    /// Its key in the parent tree.
    pub(super) key: i64,
    /// Page index.
    pub(super) page: usize,
}

/// Adds the annotations; they are numbered through as the areas of `pages` are, page by page. Keys of the parent tree
/// follow those of the pages.
pub(super) fn add(
    document: &mut Document,
    pages: &Pages,
    sheets: &[ObjectId],
    elements: &mut Elements,
) -> Result<Vec<Annotation>, Error> {
    let mut annotations = Vec::new();
    for (index, page) in pages.pages.iter().enumerate() {
        let mut references = Vec::new();
        for area in &page.links {
            let key = (sheets.len() + annotations.len()) as i64;
            elements.attach_link(area.node, annotations.len())?;
            let object = annotation(document, index, page, area, pages, sheets, Some(key))?;
            references.push(object.into());
            annotations.push(Annotation { object, key, page: index });
        }
        set(document, sheets[index], references)?;
    }
    Ok(annotations)
}

/// Adds the annotations of a document without tags.
pub(super) fn add_untagged(document: &mut Document, pages: &Pages, sheets: &[ObjectId]) -> Result<(), Error> {
    for (index, page) in pages.pages.iter().enumerate() {
        let mut references = Vec::new();
        for area in &page.links {
            references.push(annotation(document, index, page, area, pages, sheets, None)?.into());
        }
        set(document, sheets[index], references)?;
    }
    Ok(())
}

fn set(document: &mut Document, sheet: ObjectId, references: Vec<Object>) -> Result<(), Error> {
    if !references.is_empty() {
        document.get_dictionary_mut(sheet)?.set("Annots", references);
    }
    Ok(())
}

fn annotation(
    document: &mut Document,
    index: usize,
    page: &Page,
    area: &LinkArea,
    pages: &Pages,
    sheets: &[ObjectId],
    key: Option<i64>,
) -> Result<ObjectId, Error> {
    let height = page.size.height;
    let corners = [area.rect.origin.x, height - area.rect.bottom(), area.rect.right(), height - area.rect.origin.y];
    let mut annotation = dictionary! {
        "Type" => name("Annot"),
        "Subtype" => name("Link"),
        "Rect" => corners.map(|edge| Object::Real(super::canvas::pt(edge))).to_vec(),
        "Border" => vec![Object::from(0), 0.into(), 0.into()],
        "F" => FLAGS,
        "Contents" => text(&area.description),
    };
    match &area.target {
        LinkTarget::Page(target, y) => {
            let missing = Error::LinkTarget { page: index, target: *target };
            let (sheet, target) = sheets.get(*target).zip(pages.pages.get(*target)).ok_or(missing)?;
            annotation.set("Dest", destination(*sheet, target.size.height - *y));
        }
        LinkTarget::Url(address) => {
            annotation.set("A", dictionary! { "S" => name("URI"), "URI" => bytes(ascii_address(address)) });
        }
    }
    if let Some(key) = key {
        annotation.set("StructParent", key);
    }
    Ok(document.add_object(annotation))
}

/// The address in ASCII (ISO 32000-1, 12.6.4.7): other characters as the %-escapes of their UTF-8 bytes.
fn ascii_address(address: &str) -> String {
    address.bytes().fold(String::new(), |mut ascii, byte| {
        match byte {
            b'!'..=b'~' => ascii.push(char::from(byte)),
            _ => ascii.push_str(&format!("%{byte:02X}")),
        }
        ascii
    })
}

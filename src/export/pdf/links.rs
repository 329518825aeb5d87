//! Links: an annotation for each area, with its destination in words, tied to its `Link` element.

use lopdf::ObjectId;

use super::elements::Elements;
use super::numbers::Numbers;
use super::string::text_bytes;
use super::syntax::{ObjectBuffer, Writer};
use super::{Error, canvas, outline};
use crate::typeset::page::{LinkArea, LinkTarget, Pages};

/// RunPosition, printed with the page, not changeable by zoom: PDF/A wants `Print` (ISO 19005-2, 6.3.2).
const FLAGS: i64 = 4;

/// An annotation and its key in the parent tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Annotation {
    /// The annotation.
    pub(super) object: ObjectId,
    /// Its key in the parent tree, which a document without tags does not have.
    pub(super) key: i64,
    /// Page index.
    pub(super) page: usize,
}

/// Writes the annotations, in the order of the areas of `pages`, page by page. Their keys in the parent tree follow those of
/// the pages.
pub(super) fn write(
    written: &mut ObjectBuffer,
    numbers: &mut Numbers,
    pages: &Pages,
    sheets: &[ObjectId],
    mut elements: Option<&mut Elements<'_>>,
) -> Result<Vec<Annotation>, Error> {
    let mut annotations = Vec::new();
    for (page, area) in
        pages.pages.iter().enumerate().flat_map(|(i, page)| page.links.iter().map(move |area| (i, area)))
    {
        let annotation = Annotation { object: numbers.one(), key: (sheets.len() + annotations.len()) as i64, page };
        if let Some(elements) = &mut elements {
            elements.attach_link(area.node, annotations.len())?;
        }
        let key = elements.as_ref().map(|_| annotation.key);
        write_annotation(written.add(annotation.object.0), page, area, pages, sheets, key)?;
        annotations.push(annotation);
    }
    Ok(annotations)
}

fn write_annotation(
    place: Writer<'_>,
    page: usize,
    area: &LinkArea,
    pages: &Pages,
    sheets: &[ObjectId],
    key: Option<i64>,
) -> Result<(), Error> {
    let height = pages.pages[page].size.height;
    let mut annotation = place.dictionary();
    annotation.key("Type").name("Annot");
    annotation.key("Subtype").name("Link");
    let mut corners = annotation.key("Rect").array();
    for edge in [area.rect.origin.x, height - area.rect.bottom(), area.rect.right(), height - area.rect.origin.y] {
        corners.item().real(canvas::pt(edge));
    }
    drop(corners);
    let mut border = annotation.key("Border").array();
    (0..3).for_each(|_| border.item().integer(0));
    drop(border);
    annotation.key("F").integer(FLAGS);
    annotation.key("Contents").bytes(&text_bytes(&area.description));
    match &area.target {
        LinkTarget::Page(target, y) => {
            let missing = Error::LinkTarget { page, target: *target };
            let (sheet, target) = sheets.get(*target).zip(pages.pages.get(*target)).ok_or(missing)?;
            let destination = outline::destination(*sheet, target.size.height - *y);
            annotation.key("Dest").object(&destination);
        }
        LinkTarget::Url(address) => {
            let mut action = annotation.key("A").dictionary();
            action.key("S").name("URI");
            action.key("URI").bytes(ascii_address(address).as_bytes());
        }
    }
    if let Some(key) = key {
        annotation.key("StructParent").integer(key);
    }
    Ok(())
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

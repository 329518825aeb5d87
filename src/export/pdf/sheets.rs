//! The pages of the PDF as printpdf leaves them, tidied: one set of resources for all, one box each.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::Error;
use super::string::name;
use crate::typeset::page::Pages;

/// Where things are in the document.
pub(super) struct Sheets {
    /// The catalog.
    pub(super) catalog: ObjectId,
    /// The page objects in order.
    pub(super) pages: Vec<ObjectId>,
    /// The fonts by their resource names.
    pub(super) fonts: ObjectId,
}

/// Tidies the pages and says where they are. Sequence and number of pages are those of `pages`.
pub(super) fn tidy(document: &mut Document, pages: &Pages) -> Result<Sheets, Error> {
    let catalog = document.trailer.get(b"Root").and_then(Object::as_reference)?;
    let ids: Vec<ObjectId> = document.get_pages().into_values().collect();
    if ids.len() != pages.pages.len() {
        return Err(Error::Document("ページ数が合いません".to_owned()));
    }
    let mut fonts = None;
    for id in &ids {
        let page = document.get_dictionary_mut(*id)?;
        for key in [&b"TrimBox"[..], b"CropBox", b"Annots"] {
            page.remove(key);
        }
        let Some(Object::Reference(resources)) = page.remove(b"Resources") else { continue };
        let Some(Object::Dictionary(resources)) = document.objects.remove(&resources) else { continue };
        for key in [&b"XObject"[..], b"ExtGState", b"Shading"] {
            if let Ok(Object::Reference(empty)) = resources.get(key) {
                document.objects.remove(empty);
            }
        }
        fonts = resources.get(b"Font").and_then(Object::as_reference).ok().or(fonts);
    }
    let fonts = fonts.ok_or_else(|| Error::Document("書体の一覧がありません".to_owned()))?;
    // Named by each page, because PDF/A wants no resources that are inherited (ISO 19005-2, 6.2.2).
    let resources = document.add_object(dictionary! { "Font" => fonts });
    for id in &ids {
        document.get_dictionary_mut(*id)?.set("Resources", resources);
    }
    document.trailer.remove(b"ID");
    Ok(Sheets { catalog, pages: ids, fonts })
}

/// Ties the pages to the structure: their key in the parent tree, and tabbing in the order of the structure.
pub(super) fn tie(page: &mut Dictionary, key: i64) {
    page.set("StructParents", key);
    page.set("Tabs", name("S"));
}

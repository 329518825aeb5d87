//! The pages of the PDF as printpdf leaves them, tidied: one set of resources for all, one box each, their own numbers, their
//! links and their place in the structure.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::Error;
use super::links::Annotation;
use super::marked::Marking;
use super::string::name;

/// Where things are in the document.
pub(super) struct Sheets {
    /// The catalog.
    pub(super) catalog: ObjectId,
    /// The fonts by their resource names.
    pub(super) fonts: ObjectId,
}

/// Tidies the pages, which get the numbers `ids`, and says where things are.
pub(super) fn tidy(
    document: &mut Document,
    ids: &[ObjectId],
    annotations: &[Annotation],
    marking: Marking,
) -> Result<Sheets, Error> {
    let catalog = document.trailer.get(b"Root").and_then(Object::as_reference)?;
    let printed: Vec<ObjectId> = document.get_pages().into_values().collect();
    if printed.len() != ids.len() {
        return Err(Error::Document("ページ数が合いません".to_owned()));
    }
    let mut links: Vec<Vec<Object>> = vec![Vec::new(); ids.len()];
    for annotation in annotations {
        links[annotation.page].push(annotation.object.into());
    }
    // Named by each page, because PDF/A wants no resources that are inherited (ISO 19005-2, 6.2.2).
    let resources = document.new_object_id();
    let (mut fonts, mut parent) = (None, None);
    for (key, (printed, links)) in printed.iter().zip(links).enumerate() {
        let Some(Object::Dictionary(mut page)) = document.objects.remove(printed) else {
            return Err(Error::Document("ページの記述がありません".to_owned()));
        };
        for unused in [&b"TrimBox"[..], b"CropBox", b"Annots"] {
            page.remove(unused);
        }
        parent = page.get(b"Parent").and_then(Object::as_reference).ok().or(parent);
        if let Some(Object::Reference(own)) = page.remove(b"Resources")
            && let Some(Object::Dictionary(own)) = document.objects.remove(&own)
        {
            for empty in [&b"XObject"[..], b"ExtGState", b"Shading"] {
                if let Ok(Object::Reference(empty)) = own.get(empty) {
                    document.objects.remove(empty);
                }
            }
            fonts = own.get(b"Font").and_then(Object::as_reference).ok().or(fonts);
        }
        page.set("Resources", resources);
        if !links.is_empty() {
            page.set("Annots", links);
        }
        if marking == Marking::Tagged {
            // Its key in the parent tree, and tabbing in the order of the structure.
            page.set("StructParents", key as i64);
            page.set("Tabs", name("S"));
        }
        document.objects.insert(ids[key], page.into());
    }
    let (fonts, parent) = fonts.zip(parent).ok_or_else(|| Error::Document("書体の一覧がありません".to_owned()))?;
    document.objects.insert(resources, dictionary! { "Font" => fonts }.into());
    let kids: Vec<Object> = ids.iter().map(|id| Object::from(*id)).collect();
    document.get_dictionary_mut(parent)?.set("Kids", kids);
    document.trailer.remove(b"ID");
    Ok(Sheets { catalog, fonts })
}

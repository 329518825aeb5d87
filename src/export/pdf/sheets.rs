//! The pages of the PDF. Each is written through a printpdf document of its own; only its dictionary and its compressed
//! content stay. The dictionary gets resources that all pages share instead of its own, one box instead of three, and,
//! when all pages are written, its links and its key in the parent tree.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use printpdf::{Mm, Op, PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect};

use super::canvas;
use super::links::Annotation;
use super::string::name;
use super::{Error, save};
use crate::typeset::length::{Length, Size};

/// A page of the PDF: its dictionary, and its content compressed.
pub(super) struct Sheet {
    dictionary: Dictionary,
    content: Stream,
}

/// Writes a page with these operators.
pub(super) fn print(size: Size, ops: Vec<Op>) -> Result<Sheet, Error> {
    let mut pdf = PdfDocument::new("");
    let mut page = PdfPage::new(Mm(0.0), Mm(0.0), ops);
    let points = |length: Length| Pt(canvas::pt(length));
    page.media_box = Rect::from_wh(points(size.width), points(size.height));
    pdf.with_pages(vec![page]);
    // "Secure" would drop the operators that show text, which are given as they are written.
    let options = PdfSaveOptions { secure: false, ..PdfSaveOptions::default() };
    let mut document = pdf.to_lopdf_document(&options, &mut Vec::new());
    drop(pdf);
    let page = document.page_iter().next();
    let page = page.and_then(|id| document.objects.remove(&id));
    let Some(Object::Dictionary(mut dictionary)) = page else {
        return Err(Error::Document("ページの記述がありません".to_owned()));
    };
    let content = dictionary.get(b"Contents").and_then(Object::as_reference)?;
    let Some(Object::Stream(mut content)) = document.objects.remove(&content) else {
        return Err(lopdf::Error::ObjectNotFound(content).into());
    };
    drop(document);
    for unused in [&b"TrimBox"[..], b"CropBox", b"Annots", b"Resources"] {
        dictionary.remove(unused);
    }
    save::compress(&mut content);
    Ok(Sheet { dictionary, content })
}

/// What all pages have in common.
pub(super) struct Common {
    /// The root of the page tree.
    pub(super) parent: ObjectId,
    /// Their resources. Each page names them, because PDF/A wants none that are inherited (ISO 19005-2, 6.2.2).
    pub(super) resources: ObjectId,
    /// Whether the document has tags.
    pub(super) is_tagged: bool,
}

impl Sheet {
    /// Adds the page of this index to the document, under the numbers of the page and of its content. `annotations` are
    /// those of all pages.
    pub(super) fn add(
        self,
        document: &mut Document,
        common: &Common,
        index: usize,
        (id, content): (ObjectId, ObjectId),
        annotations: &[Annotation],
    ) {
        document.objects.insert(content, self.content.into());
        let mut page = self.dictionary;
        page.set("Parent", common.parent);
        page.set("Contents", content);
        page.set("Resources", common.resources);
        // Annotations are in the order of the pages.
        let first = annotations.partition_point(|annotation| annotation.page < index);
        let links = annotations[first..].iter().take_while(|annotation| annotation.page == index);
        let links: Vec<Object> = links.map(|annotation| annotation.object.into()).collect();
        if !links.is_empty() {
            page.set("Annots", links);
        }
        if common.is_tagged {
            // Its key in the parent tree, and tabbing in the order of the structure.
            page.set("StructParents", index as i64);
            page.set("Tabs", name("S"));
        }
        document.objects.insert(id, page.into());
    }
}

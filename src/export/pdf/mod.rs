//! Pages → PDF: PDF/UA-1 and PDF/A-2a at once, small, and the same bytes for the same pages.
//!
//! This is the only home of printpdf and lopdf. printpdf writes pages, fonts and marked content; what it cannot say is
//! added to its document in one later pass, by concern:
//!
//! ```text
//! Pages ─► widening  gaps, overlaps that become part of glyphs  ┐
//!          face      which glyphs, one subset a face (sfnt)     ├─► printpdf ─► lopdf document
//!          marked    items → marked content → spans → canvas    ┘                   │
//!          elements  the structure, checked and mended (table, grid)                │
//!          links, tree: written with numbers of their own meanwhile (syntax) ─┐     ▼
//!   sheets (pages), fonts, outline, labels, metadata, intent, attachments ────┴──► save
//! ```
//!
//! printpdf 0.12.8 stands in the way of these points, and the pass mends them: ToUnicode knows one text a glyph and no
//! ranges, /W truncates and cannot say runs, CapHeight is the ascent, every page has resources of its own and three equal
//! boxes, link annotations have no keys, outlines are flat and sorted by name, the output intent is for print, the
//! version is not 1.7 and the identifier is random.

mod attachments;
mod canvas;
mod elements;
mod error;
mod face;
mod fonts;
mod grid;
mod intent;
mod labels;
mod links;
mod marked;
mod metadata;
mod numbers;
mod outline;
mod roles;
mod save;
mod sfnt;
mod sheets;
mod spans;
mod string;
mod syntax;
mod table;
mod tree;
mod widening;

use std::collections::BTreeMap;

pub use error::Error;
use face::DocumentFace;
use links::Annotation;
use lopdf::{Document, Object, ObjectId, dictionary};
use marked::{MarkedPage, Marking};
use numbers::Numbers;
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect};
use rayon::prelude::*;
use save::Packed;
use sheets::Sheets;

use crate::typeset::page::{FaceId, Page, Pages};
use crate::typeset::structure::ContentId;

/// Which parts of ISO 19005 a PDF follows; ISO 14289-1 (PDF/UA-1) it follows always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Conformance {
    /// PDF/A-2a: everything is in the pages.
    #[default]
    A2a,
    /// PDF/A-3a: files are attached.
    A3a(Vec<Attachment>),
}

/// A file that travels with a PDF/A-3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// What it is, in words.
    pub description: String,
    /// What it is to the document.
    pub relationship: Relationship,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What an attached file is to the document (ISO 19005-3, 6.8; `AFRelationship`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relationship {
    /// The document was made from it.
    Source,
    /// It holds the data of a table or chart.
    Data,
}

/// How a PDF is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Which standard it follows.
    pub conformance: Conformance,
    /// Leaves out all tags. Such a PDF conforms to nothing; it is for measuring what tags cost.
    pub untagged: bool,
}

/// Writes pages as a PDF.
///
/// The same pages and options give the same bytes, always and everywhere.
///
/// # Errors
///
/// Where the pages cannot be written so that every reader, person or machine, gets what they say: no page, a glyph 0,
/// a face that is not in the book, a figure without a description, a table whose cells overlap, a broken font.
pub fn write(pages: &Pages, options: &Options) -> Result<Vec<u8>, Error> {
    if pages.pages.is_empty() {
        return Err(Error::NoPages);
    }
    let marking = if options.untagged { Marking::Untagged } else { Marking::Tagged };
    let widenings: Vec<_> = pages.pages.par_iter().map(|page| widening::of_page(page, &pages.structure)).collect();
    let faces = face::of_pages(pages, &widenings)?;
    let marked: Vec<MarkedPage> = pages
        .pages
        .par_iter()
        .zip(&widenings)
        .map(|(page, widenings)| marked::draw(page, widenings, &pages.structure, &faces, marking))
        .collect();
    let (ops, contents): (Vec<_>, Vec<_>) = marked.into_iter().map(|page| (page.ops, page.contents)).unzip();
    let mut pdf = PdfDocument::new("");
    for face in faces.values() {
        pdf.resources.fonts.map.insert(face.resource.clone(), face.font.clone());
    }
    pdf.with_pages(pages.pages.iter().zip(ops).map(|(page, ops)| pdf_page(page, ops)).collect());
    // The structure does not wait for the pages: it knows their numbers.
    let mut numbers = Numbers::default();
    let sheets = numbers.several(pages.pages.len());
    let (document, structure) = rayon::join(
        || pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new()),
        || structure(pages, &contents, &mut numbers, &sheets, marking),
    );
    let structure = structure?;
    // Nor does what follows wait for the return of the memory that the pages took in printpdf.
    rayon::join(|| drop(pdf), || finish(document, pages, structure, &numbers, &sheets, &faces, options)).1
}

/// What is written while printpdf writes the pages.
struct Prewritten {
    /// The root of the structure tree, in a document with tags.
    root: Option<ObjectId>,
    annotations: Vec<Annotation>,
    packed: Vec<Packed>,
}

/// Writes links and, in a document with tags, the structure.
fn structure(
    pages: &Pages,
    contents: &[Vec<ContentId>],
    numbers: &mut Numbers,
    sheets: &[ObjectId],
    marking: Marking,
) -> Result<Prewritten, Error> {
    let mut elements = (marking == Marking::Tagged).then(|| elements::of_pages(pages, contents)).transpose()?;
    let mut rest = syntax::Written::default();
    let annotations = links::write(&mut rest, numbers, pages, sheets, elements.as_mut())?;
    let mut written = Vec::new();
    let root = elements.map(|elements| {
        let (root, elements) = tree::write(&mut rest, numbers, pages, &elements, contents, sheets, &annotations);
        written.extend(elements);
        root
    });
    if rest.ids().len() > 0 {
        written.push(rest);
    }
    Ok(Prewritten { root, annotations, packed: written.par_iter().map(save::pack).collect() })
}

/// Adds to printpdf's document what it cannot say, and saves it.
fn finish(
    mut document: Document,
    pages: &Pages,
    written: Prewritten,
    numbers: &Numbers,
    sheets: &[ObjectId],
    faces: &BTreeMap<FaceId, DocumentFace>,
    options: &Options,
) -> Result<Vec<u8>, Error> {
    document.version = "1.7".to_owned();
    document.renumber_objects_with(numbers.following());
    let marking = if written.root.is_some() { Marking::Tagged } else { Marking::Untagged };
    let Sheets { catalog, fonts } = sheets::tidy(&mut document, sheets, &written.annotations, marking)?;
    fonts::mend(&mut document, fonts, faces)?;
    let mut entries: Vec<(&str, Object)> = Vec::new();
    if let Some(root) = written.root {
        entries.extend([("StructTreeRoot", root.into()), ("MarkInfo", dictionary! { "Marked" => true }.into())]);
    }
    entries.extend(outline::add(&mut document, pages, sheets));
    entries.extend(labels::entry(pages));
    entries.extend(metadata::add(&mut document, &pages.meta, options)?);
    entries.extend(intent::add(&mut document)?);
    if let Conformance::A3a(files) = &options.conformance {
        entries.extend(attachments::add(&mut document, &pages.meta, files));
    }
    let catalog = document.get_dictionary_mut(catalog).map_err(|e| Error::Document(e.to_string()))?;
    for (key, value) in entries {
        catalog.set(key, value);
    }
    save::save(document, written.packed)
}

fn pdf_page(page: &Page, ops: Vec<printpdf::Op>) -> PdfPage {
    let mut pdf_page = PdfPage::new(Mm(0.0), Mm(0.0), ops);
    let points = |length: crate::typeset::length::Length| Pt(canvas::pt(length));
    pdf_page.media_box = Rect::from_wh(points(page.size.width), points(page.size.height));
    pdf_page
}

//! Pages → PDF: PDF/UA-1 and PDF/A-2a at once, small, and the same bytes for the same pages.
//!
//! This is the only home of printpdf and lopdf. printpdf writes pages, fonts and marked content, each page and each font
//! through a small document of its own: it is encoded, compressed and dropped before the next one, so that no tree of the
//! whole document is ever in memory. What printpdf cannot say is added with lopdf, by concern:
//!
//! ```text
//! Pages ─► widening  gaps, overlaps that become part of glyphs
//!          face      which glyphs, one subset a face (sfnt) ─► fonts: printpdf ─► compressed ─┐
//!          marked    items → marked content → spans → canvas ─► sheets: printpdf ─► compressed ┤
//!          elements  the structure, checked and mended (table, grid)                           │
//!          links, tree: written straight to bytes (syntax) ────────────────────────────────────┤
//!          outline, labels, metadata, intent, attachments ─────────────────────────────────────┴─► save
//! ```
//!
//! Shortcomings of printpdf 0.12.8 that are corrected here: ToUnicode knows one text a glyph and no ranges, /W truncates and cannot say runs, CapHeight is the ascent, every page has resources of its own and three equal
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
mod texts;
mod tree;
mod widening;

use std::collections::BTreeMap;

pub use error::Error;
use face::{DocumentFace, Program};
use fonts::Font;
use links::Annotation;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use marked::Marking;
use numbers::Numbers;
use printpdf::{PdfDocument, PdfSaveOptions};
use rayon::prelude::*;
use save::PackedObjects;
use sheets::{Common, Sheet};
pub use texts::texts;
use widening::Widenings;

use crate::typeset::page::{FaceId, Pages};
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
    let (faces, programs) = face::of_pages(pages, &widenings)?;
    // Font files are few and large: one core compresses them while the other goes from page to page.
    let (fonts, printed) =
        rayon::join(|| print_fonts(programs, &faces), || print_pages(pages, widenings, &faces, marking));
    let (sheets, contents) = printed?;
    let fonts = fonts?;
    let mut numbers = Numbers::default();
    let ids = numbers.several(pages.pages.len());
    let structure = structure(pages, &contents, &mut numbers, &ids, marking)?;
    drop((contents, faces));
    let document = assemble(numbers, &ids, fonts, sheets, &structure)?;
    finish(document, pages, &ids, structure, options)
}

/// Writes and compresses each font.
fn print_fonts(programs: Vec<Program>, faces: &BTreeMap<FaceId, DocumentFace>) -> Result<Vec<Font>, Error> {
    programs
        .into_par_iter()
        .map(|program| {
            let face = faces.get(&program.face).ok_or(Error::UnknownFace { face: program.face.0 })?;
            fonts::print(program, face)
        })
        .collect()
}

/// Draws, encodes and compresses each page; the contents that its marked content holds go with it.
fn print_pages(
    pages: &Pages,
    widenings: Vec<Widenings>,
    faces: &BTreeMap<FaceId, DocumentFace>,
    marking: Marking,
) -> Result<(Vec<Sheet>, Vec<Vec<ContentId>>), Error> {
    let printed: Vec<(Sheet, Vec<ContentId>)> = pages
        .pages
        .par_iter()
        .zip(widenings)
        .map(|(page, widenings)| {
            let marked = marked::draw(page, &widenings, &pages.structure, faces, marking);
            Ok((sheets::print(page.size, marked.ops)?, marked.contents))
        })
        .collect::<Result<_, Error>>()?;
    Ok(printed.into_iter().unzip())
}

/// Links and structure, written and packed.
struct StructureObjects {
    /// The root of the structure tree, in a document with tags.
    root: Option<ObjectId>,
    annotations: Vec<Annotation>,
    packed: Vec<PackedObjects>,
}

/// Writes links and, in a document with tags, the structure.
fn structure(
    pages: &Pages,
    contents: &[Vec<ContentId>],
    numbers: &mut Numbers,
    sheets: &[ObjectId],
    marking: Marking,
) -> Result<StructureObjects, Error> {
    let mut elements = (marking == Marking::Tagged).then(|| elements::of_pages(pages, contents)).transpose()?;
    let mut rest = syntax::ObjectBuffer::default();
    let annotations = links::write(&mut rest, numbers, pages, sheets, elements.as_mut())?;
    let mut packed = Vec::new();
    let root = elements.map(|elements| {
        let (root, elements) = tree::write(&mut rest, numbers, pages, &elements, contents, sheets, &annotations);
        packed.extend(elements);
        root
    });
    if rest.ids().len() > 0 {
        packed.push(save::pack(&rest));
    }
    Ok(StructureObjects { root, annotations, packed })
}

/// Resources other than fonts that printpdf lists in every document: external objects, graphics states, shadings.
const UNUSED_RESOURCES: usize = 3;

/// The document of pages and fonts: catalog and page tree as printpdf begins them, then what was printed piece by piece.
fn assemble(
    mut numbers: Numbers,
    ids: &[ObjectId],
    fonts: Vec<Font>,
    sheets: Vec<Sheet>,
    written: &StructureObjects,
) -> Result<Document, Error> {
    let (mut catalog, mut tree) = beginning()?;
    let mut document = Document::with_version("1.7");
    let parent = numbers.one();
    let fonts = fonts::add(&mut document, &mut numbers, fonts)?;
    // printpdf lists other resources after the fonts and numbers pages anew; none of that is in the file.
    numbers.leave_free(UNUSED_RESOURCES + ids.len());
    let contents: Vec<ObjectId> = ids
        .iter()
        .map(|_| {
            // The resources that printpdf gives to each page.
            numbers.leave_free(1);
            numbers.one()
        })
        .collect();
    let (root, info, resources) = (numbers.one(), numbers.one(), numbers.one());
    let common = Common { parent, resources, is_tagged: written.root.is_some() };
    for (index, (sheet, (id, content))) in sheets.into_iter().zip(ids.iter().zip(contents)).enumerate() {
        sheet.add(&mut document, &common, index, (*id, content), &written.annotations);
    }
    document.objects.insert(resources, dictionary! { "Font" => fonts }.into());
    tree.set("Count", ids.len() as i64);
    tree.set("Kids", ids.iter().map(|id| Object::from(*id)).collect::<Vec<_>>());
    document.objects.insert(parent, tree.into());
    catalog.set("Pages", parent);
    document.objects.insert(root, catalog.into());
    document.trailer.set("Root", root);
    document.trailer.set("Info", info);
    document.max_id = numbers.last();
    Ok(document)
}

/// Catalog and root of the page tree of a printpdf document without pages.
fn beginning() -> Result<(Dictionary, Dictionary), Error> {
    let document = PdfDocument::new("").to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let catalog = document.catalog()?;
    let tree = document.get_dictionary(catalog.get(b"Pages")?.as_reference()?)?;
    Ok((catalog.clone(), tree.clone()))
}

/// Adds what printpdf cannot say, and saves the document.
fn finish(
    mut document: Document,
    pages: &Pages,
    sheets: &[ObjectId],
    written: StructureObjects,
    options: &Options,
) -> Result<Vec<u8>, Error> {
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
    let catalog = document.catalog_mut()?;
    for (key, value) in entries {
        catalog.set(key, value);
    }
    save::save(document, written.packed)
}

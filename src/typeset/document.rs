//! A whole document: parts into pages, those that print page numbers again until they print those it has.

use std::sync::Arc;

use rayon::prelude::*;

use super::font::FontBook;
use super::heads::{Furniture, draw, roman};
use super::page::{LabelRange, LabelStyle, Meta, Page, Pages};
use super::part::SetPart;
use super::places;
use super::setting::{Cache, Count, Entry, Setting, TARGET_UNKNOWN, TOO_HIGH};
use super::sheet::{Sheet, Type};
use super::structure::Structure;
use crate::finding::{Finding, Severity};
use crate::plan::KanjiForms;
use crate::report::document::{Document, Folio, Paper, Part};

/// A document as pages, with its findings.
#[derive(Debug, Clone)]
pub struct LaidOut {
    /// The finished pages.
    pub pages: Pages,
    /// Characters without glyph, text that does not fit, irregular tables, references that lead nowhere.
    pub findings: Vec<Finding>,
}

/// Passes after which page numbers are taken as they are. Two do for any document whose contents have their own
/// (Roman) numbering; the bound guards against numbers whose widths move a line to and fro.
const PASSES: usize = 5;

/// Lays out documents with one book of fonts, and keeps what it composed: the editions of a run share most paragraphs.
pub struct Typesetter {
    fonts: Arc<FontBook>,
    cache: Cache,
}

impl Typesetter {
    /// With these fonts, in the forms of kanji that the documents ask for.
    pub fn new(fonts: &Arc<FontBook>, forms: KanjiForms) -> Typesetter {
        let fonts = match fonts.forms() == forms {
            true => fonts.clone(),
            false => Arc::new(fonts.as_ref().clone().with_forms(forms)),
        };
        Typesetter { fonts, cache: Cache::default() }
    }

    /// The forms of kanji that it sets.
    pub fn forms(&self) -> KanjiForms {
        self.fonts.forms()
    }

    /// How many paragraphs it holds that were composed before.
    pub fn paragraphs(&self) -> usize {
        self.cache.len()
    }

    /// Lays out a document. The same document and fonts give the same pages, always; nothing in the document can make it
    /// fail.
    pub fn lay_out(&self, document: &Document) -> LaidOut {
        let forms = document.look.kanji_forms;
        if self.fonts.forms() != forms {
            return Typesetter::new(&self.fonts, forms).lay_out(document);
        }
        let run = LayoutRun { document, look: Type::new(&document.look), fonts: &self.fonts, cache: &self.cache };
        run.joined(run.parts())
    }
}

/// Lays out one document ([`Typesetter::lay_out`]).
pub fn lay_out(document: &Document, fonts: &Arc<FontBook>) -> LaidOut {
    Typesetter::new(fonts, document.look.kanji_forms).lay_out(document)
}

/// A document while it is laid out.
struct LayoutRun<'a> {
    document: &'a Document,
    look: Type,
    fonts: &'a Arc<FontBook>,
    cache: &'a Cache,
}

impl LayoutRun<'_> {
    /// The parts on their pages, those that print page numbers set again until the numbers are right.
    fn parts(&self) -> Vec<SetPart> {
        let mut entries = Vec::new();
        let mut parts = self.set_side_by_side(&self.document.parts, &entries);
        for pass in 0..PASSES {
            if pass > 0 {
                self.set_again(&mut parts, &entries);
            }
            self.count_on(&mut parts, &entries);
            let found = self.entries(&parts);
            if found == entries {
                break;
            }
            entries = found;
        }
        parts
    }

    fn set_part(&self, part: &Part, count: Count, entries: &[Entry]) -> SetPart {
        let sheet = Sheet::new(part.paper, part.columns, &self.look);
        let setting =
            Setting::new(self.look.clone(), sheet, self.fonts, self.cache, entries).counting_from(count.clone());
        SetPart::new(setting, part, count)
    }

    /// Sets parts on all cores, each as though it were the first.
    fn set_side_by_side(&self, parts: &[Part], entries: &[Entry]) -> Vec<SetPart> {
        parts.par_iter().map(|part| self.set_part(part, Count::default(), entries)).collect()
    }

    /// Sets those parts again that print something of the pass before.
    fn set_again(&self, parts: &mut [SetPart], entries: &[Entry]) {
        parts.par_iter_mut().zip(&self.document.parts).for_each(|(set, part)| {
            if set.prints_entries {
                *set = self.set_part(part, set.start.clone(), entries);
            }
        });
    }

    /// Sets those parts again that number footnotes or close up levels of headings on from the parts before them.
    fn count_on(&self, parts: &mut [SetPart], entries: &[Entry]) {
        let mut count = Count::default();
        for (set, part) in parts.iter_mut().zip(&self.document.parts) {
            if set.counted.differs(&set.start, &count) {
                *set = self.set_part(part, count.clone(), entries);
            }
            count = set.counted.after(&count);
        }
    }

    /// How the pages are numbered, by page.
    fn folios(&self, parts: &[SetPart]) -> Vec<Folio> {
        let of_part = |(set, part): (&SetPart, &Part)| vec![part.folio; set.pages.len()];
        parts.iter().zip(&self.document.parts).flat_map(of_part).collect()
    }

    /// The headings with the numbers of their pages.
    fn entries(&self, parts: &[SetPart]) -> Vec<Entry> {
        let (labels, _) = numbered(&self.folios(parts));
        let mut first = 0;
        let mut marks = Vec::new();
        for set in parts {
            let page = |place: &Option<places::Place>| place.map(|place| first + place.0);
            marks.extend(set.headings.iter().zip(set.heading_places.iter().map(page)));
            first += set.pages.len();
        }
        places::entries(marks.into_iter(), &labels)
    }

    /// One document of its parts: one structure, pages with heads and feet, links that lead to their places.
    fn joined(&self, mut parts: Vec<SetPart>) -> LaidOut {
        let document = self.document;
        let mut structure = Structure::new();
        let (mut headings, mut heading_places, mut links, mut figures) = (vec![], vec![], vec![], vec![]);
        let (mut findings, mut too_high) = (vec![], vec![]);
        let folios = self.folios(&parts);
        let mut first = 0;
        for set in &mut parts {
            set.append_to(&mut structure);
            findings.append(&mut set.findings);
            too_high.extend(set.too_high.iter().map(|page| first + page));
            heading_places.extend(set.heading_places.iter().map(|place| place.map(|(page, y)| (first + page, y))));
            headings.append(&mut set.headings);
            links.append(&mut set.links);
            figures.append(&mut set.figures);
            first += set.pages.len();
        }
        findings.extend(too_high.into_iter().map(too_high_finding));
        let (numbers, labels) = numbered(&folios);
        let mut pages = self.with_heads(parts, &folios, &numbers);
        let outline = places::outline(&headings, &heading_places);
        for anchor in places::link(&mut pages, &links, &headings, &heading_places) {
            findings.push(
                Finding::new(Severity::Warning, TARGET_UNKNOWN, "文書の中にない場所への参照があります。")
                    .found(anchor.0.as_ref()),
            );
        }
        places::bound_figures(&mut structure, &figures, &pages);
        let meta = Meta {
            title: document.meta.title.clone(),
            author: document.meta.author.clone(),
            subject: document.meta.subject.clone(),
            keywords: document.meta.keywords.clone(),
            date: document.meta.date,
        };
        LaidOut { pages: Pages { pages, structure, outline, labels, meta, fonts: self.fonts.clone() }, findings }
    }

    /// The pages of all parts with their heads and feet; a document without parts has one blank page.
    fn with_heads(&self, parts: Vec<SetPart>, folios: &[Folio], numbers: &[String]) -> Vec<Page> {
        let blank = Sheet::new(Paper::A4Portrait, 1, &self.look);
        let mut setting = Setting::new(self.look.clone(), blank, self.fonts, self.cache, &[]);
        let total = folios.iter().filter(|folio| **folio == Folio::Arabic).count();
        let mut furnished = |part: &str, folio: Folio, number: &str, sheet: &Sheet, items: Vec<_>| {
            let number = if folio == Folio::Arabic { format!("{number} / {total}") } else { number.to_owned() };
            let furniture = Furniture { meta: &self.document.meta, part, folio, number };
            let mut drawn = draw(&mut setting, sheet, &furniture);
            drawn.extend(items);
            Page { size: sheet.size, items: drawn, links: Vec::new() }
        };
        let mut numbering = folios.iter().zip(numbers);
        let mut pages = Vec::with_capacity(folios.len());
        for (set, part) in parts.into_iter().zip(&self.document.parts) {
            let names = set.page_names.into_iter();
            for ((page, name), (folio, number)) in set.pages.into_iter().zip(names).zip(numbering.by_ref()) {
                let name = name.as_deref().unwrap_or(&part.name);
                pages.push(furnished(name, *folio, number, &page.sheet, page.items));
            }
        }
        if pages.is_empty() {
            pages.push(furnished("", Folio::Hidden, "", &blank, Vec::new()));
        }
        pages
    }
}

fn too_high_finding(page: usize) -> Finding {
    Finding::new(Severity::Warning, TOO_HIGH, "ページに収まらない高さのものがあります。")
        .found(format!("{}枚目", page + 1))
        .remedy("図や分けられない部分を小さくするか、大きな用紙を選んでください。")
}

/// The number printed on each page, and the ranges of page labels. Arabic numbers run through all Arabic parts.
fn numbered(folios: &[Folio]) -> (Vec<String>, Vec<LabelRange>) {
    let mut numbers = Vec::with_capacity(folios.len());
    let mut labels: Vec<LabelRange> = Vec::new();
    let (mut roman_pages, mut arabic_pages) = (0, 0);
    let mut style_before = None;
    for (index, folio) in folios.iter().enumerate() {
        let (style, start, number) = match folio {
            Folio::Hidden => (LabelStyle::None, 1, String::new()),
            Folio::Roman => {
                roman_pages += 1;
                (LabelStyle::Roman, roman_pages, roman(roman_pages))
            }
            Folio::Arabic => {
                arabic_pages += 1;
                (LabelStyle::Arabic, arabic_pages, arabic_pages.to_string())
            }
        };
        if style_before != Some(style) {
            labels.push(LabelRange { first: index, style, start });
            style_before = Some(style);
        }
        numbers.push(number);
    }
    (numbers, labels)
}

//! A whole document: parts into pages, again until the page numbers that it prints are those it has.

use std::sync::Arc;

use super::blocks::{Room, pile};
use super::font::FontBook;
use super::heads::{Furniture, draw, roman};
use super::length::Length;
use super::page::{LabelRange, LabelStyle, Meta, OutlineEntry, Page, Pages};
use super::pagination::{Made, make_up};
use super::places;
use super::setting::{Cache, Entry, Owner, Setting, TARGET_UNKNOWN, TOO_HIGH};
use super::sheet::{Sheet, Type};
use super::strip::bounds;
use super::structure::{Role, Structure};
use crate::finding::{Finding, Severity};
use crate::report::document::{Document, Folio, Paper};

/// A document as pages, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct LaidOut {
    /// The pages.
    pub pages: Pages,
    /// Characters without glyph, text that does not fit, irregular tables, references that lead nowhere.
    pub findings: Vec<Finding>,
}

/// Passes after which page numbers are taken as they are. Two do for any document whose contents have their own
/// (Roman) numbering; the bound guards against numbers whose widths move a line to and fro.
const PASSES: usize = 5;

/// What a pass makes.
struct Pass {
    pages: Vec<Page>,
    structure: Structure,
    outline: Vec<OutlineEntry>,
    labels: Vec<LabelRange>,
    entries: Vec<Entry>,
    findings: Vec<Finding>,
}

/// Lays out a document. The same document and fonts give the same pages, always; nothing in the document can make it fail.
pub fn lay_out(document: &Document, fonts: &Arc<FontBook>) -> LaidOut {
    let forms = document.look.kanji_forms;
    let with_forms = (fonts.forms() != forms).then(|| Arc::new(fonts.as_ref().clone().with_forms(forms)));
    let fonts = with_forms.as_ref().unwrap_or(fonts);
    let mut cache = Cache::default();
    let mut entries = Vec::new();
    let mut last = pass(document, fonts, &mut cache, &entries);
    for _ in 1..PASSES {
        if last.entries == entries {
            break;
        }
        entries = std::mem::take(&mut last.entries);
        last = pass(document, fonts, &mut cache, &entries);
    }
    let Pass { pages, structure, outline, labels, findings, .. } = last;
    let meta = Meta {
        title: document.meta.title.clone(),
        author: document.meta.author.clone(),
        subject: document.meta.subject.clone(),
        keywords: document.meta.keywords.clone(),
        date: document.meta.date,
    };
    LaidOut { pages: Pages { pages, structure, outline, labels, meta, fonts: fonts.clone() }, findings }
}

fn pass(document: &Document, fonts: &FontBook, cache: &mut Cache, entries: &[Entry]) -> Pass {
    let look = Type::new(&document.look);
    let mut setting = Setting::new(look.clone(), Sheet::new(Paper::A4Portrait, 1, &look), fonts, cache, entries);
    let mut made: Vec<Made> = Vec::new();
    for (index, part) in document.parts.iter().enumerate() {
        let sheet = Sheet::new(part.paper, part.columns, &look);
        setting.sheet = sheet;
        let root = Owner::Node(setting.structure.root());
        let section = setting.element(root, Role::Sect);
        if let Owner::Node(node) = section {
            setting.structure.node_mut(node).title = Some(part.name.clone());
        }
        let pile = pile(&mut setting, &part.blocks, section, Room::page(sheet.measure()));
        made.extend(make_up(&pile, sheet, index, &look));
    }
    if made.is_empty() {
        let sheet = Sheet::new(Paper::A4Portrait, 1, &look);
        made.push(Made { sheet, part: 0, items: Vec::new() });
    }
    for (index, page) in made.iter().enumerate() {
        let floor = page.sheet.body.bottom() + Length::pt(3.0);
        if page.items.iter().filter_map(bounds).any(|bounds| bounds.bottom() > floor) {
            setting.find(
                Finding::new(Severity::Warning, TOO_HIGH, "ページに収まらない高さのものがあります。")
                    .found(format!("{}枚目", index + 1))
                    .remedy("図や分けられない部分を小さくするか、大きな用紙を選んでください。"),
            );
        }
    }
    let (numbers, labels) = numbered(document, &made);
    let total = made.iter().filter(|page| folio(document, page) == Folio::Arabic).count();
    let mut pages = Vec::with_capacity(made.len());
    for (page, number) in made.into_iter().zip(&numbers) {
        let folio = folio(document, &page);
        let furniture = Furniture {
            meta: &document.meta,
            part: document.parts.get(page.part).map_or("", |part| part.name.as_str()),
            folio,
            number: if folio == Folio::Arabic { format!("{number} / {total}") } else { number.clone() },
        };
        let mut items = draw(&mut setting, &page.sheet, &furniture);
        items.extend(page.items);
        pages.push(Page { size: page.sheet.size, items, links: Vec::new() });
    }
    let places = places::first_places(&pages);
    let outline = places::outline(&setting.headings, &places);
    let found = places::entries(&setting.headings, &places, &numbers);
    let unknown = places::link(&mut pages, &setting.links, &setting.headings, &places);
    for anchor in unknown {
        setting.find(
            Finding::new(Severity::Warning, TARGET_UNKNOWN, "文書の中にない場所への参照があります。")
                .found(anchor.0.as_ref()),
        );
    }
    let figures = std::mem::take(&mut setting.figures);
    places::bound_figures(&mut setting.structure, &figures, &pages);
    Pass { pages, structure: setting.structure, outline, labels, entries: found, findings: setting.findings }
}

fn folio(document: &Document, page: &Made) -> Folio {
    document.parts.get(page.part).map_or(Folio::Hidden, |part| part.folio)
}

/// The number printed on each page, and the ranges of page labels. Arabic numbers run through all Arabic parts.
fn numbered(document: &Document, made: &[Made]) -> (Vec<String>, Vec<LabelRange>) {
    let mut numbers = Vec::with_capacity(made.len());
    let mut labels: Vec<LabelRange> = Vec::new();
    let (mut roman_pages, mut arabic_pages) = (0, 0);
    let mut style_before = None;
    for (index, page) in made.iter().enumerate() {
        let (style, start, number) = match folio(document, page) {
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

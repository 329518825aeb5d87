//! What a published PDF says about itself and its parts, looked up entry by entry in every edition. The validators judge
//! whether it conforms; here stands what it has to say.

use std::collections::{BTreeMap, BTreeSet};

use kaikaku::report::Edition;
use kaikaku::typeset::dump;
use kaikaku::typeset::page::{Artifact, Pages, Tag};
use lopdf::{Dictionary, Document, Object, ObjectId};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};

use crate::judge::assert_publishable;
use crate::listener::decoded;
use crate::pdf_sample::everything;
use crate::{pdf_editions, sample_year};

/// A PDF opened for looking things up.
struct Opened(Document);

impl Opened {
    fn new(pdf: &[u8]) -> Opened {
        Opened(Document::load_mem(pdf).expect("a PDF"))
    }

    fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.0.dereference(object).expect("an object").1
    }

    fn dictionary<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        self.resolved(object).as_dict().expect("a dictionary")
    }

    fn array<'a>(&'a self, object: &'a Object) -> &'a [Object] {
        self.resolved(object).as_array().expect("an array")
    }

    fn stream(&self, object: &Object) -> Vec<u8> {
        let stream = self.resolved(object).as_stream().expect("a stream");
        stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
    }

    fn catalog(&self) -> &Dictionary {
        self.0.catalog().expect("a catalog")
    }

    fn text(&self, dictionary: &Dictionary, key: &[u8]) -> String {
        let value = dictionary.get(key).map(|value| self.resolved(value));
        decoded(value.and_then(Object::as_str).unwrap_or_else(|_| panic!("no {}", String::from_utf8_lossy(key))))
    }

    fn pages(&self) -> Vec<ObjectId> {
        self.0.get_pages().into_values().collect()
    }
}

fn name<'a>(dictionary: &'a Dictionary, key: &[u8]) -> &'a [u8] {
    dictionary.get(key).and_then(Object::as_name).unwrap_or_default()
}

/// Every edition with its pages.
fn editions() -> impl Iterator<Item = (Edition, &'static Pages, Opened)> {
    let pdfs = pdf_editions::editions();
    sample_year::editions().iter().map(|(edition, set)| (*edition, &set.pages, Opened::new(&pdfs[edition])))
}

#[test]
fn title_language_and_standards_are_said() {
    for (edition, pages, pdf) in editions() {
        let catalog = pdf.catalog();
        assert_eq!(pdf.0.version, "1.7", "{edition:?}");
        assert_eq!(pdf.text(catalog, b"Lang"), "ja-JP");
        assert_eq!(pdf.dictionary(catalog.get(b"MarkInfo").expect("marks")).get(b"Marked").ok(), Some(&true.into()));
        let preferences = pdf.dictionary(catalog.get(b"ViewerPreferences").expect("preferences"));
        assert_eq!(preferences.get(b"DisplayDocTitle").ok(), Some(&true.into()));
        let information = pdf.dictionary(pdf.0.trailer.get(b"Info").expect("information"));
        assert_eq!(pdf.text(information, b"Title"), pages.meta.title);
        let packet = String::from_utf8(pdf.stream(catalog.get(b"Metadata").expect("metadata"))).expect("UTF-8");
        for said in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            &format!("<rdf:li xml:lang=\"x-default\">{}</rdf:li>", pages.meta.title),
        ] {
            assert!(packet.contains(said), "{edition:?}: {said} in\n{packet}");
        }
    }
}

#[test]
fn colours_are_measured_by_srgb() {
    for (_, _, pdf) in editions() {
        let intents = pdf.array(pdf.catalog().get(b"OutputIntents").expect("an intent"));
        let [intent] = intents else { panic!("one output intent") };
        let intent = pdf.dictionary(intent);
        assert_eq!(name(intent, b"S"), b"GTS_PDFA1");
        let profile = intent.get(b"DestOutputProfile").expect("a profile");
        assert_eq!(pdf.dictionary_of_stream(profile).get(b"N").ok(), Some(&3.into()));
        let profile = pdf.stream(profile);
        assert_eq!((&profile[16..20], &profile[36..40]), (&b"RGB "[..], &b"acsp"[..]));
    }
}

impl Opened {
    fn dictionary_of_stream<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        &self.resolved(object).as_stream().expect("a stream").dict
    }
}

/// The label of each page.
fn labels(pdf: &Opened) -> Vec<String> {
    let ranges = pdf.dictionary(pdf.catalog().get(b"PageLabels").expect("labels"));
    let ranges = pdf.array(ranges.get(b"Nums").expect("ranges"));
    let mut labels = Vec::new();
    for page in 0..pdf.pages().len() as i64 {
        let range = ranges.chunks(2).rfind(|range| range[0].as_i64().expect("a page") <= page).expect("a range");
        let (first, style) = (range[0].as_i64().expect("a page"), pdf.dictionary(&range[1]));
        let number = style.get(b"St").and_then(Object::as_i64).unwrap_or(1) + page - first;
        labels.push(match name(style, b"S") {
            b"r" => ["i", "ii", "iii", "iv", "v"][number as usize - 1].to_owned(),
            b"D" => number.to_string(),
            other => String::from_utf8_lossy(other).into_owned(),
        });
    }
    labels
}

#[test]
fn pages_are_tabbed_by_structure_and_labelled_as_they_are_numbered() {
    for (edition, pages, pdf) in editions() {
        let mut keys = BTreeSet::new();
        for page in pdf.pages() {
            let page = pdf.0.get_dictionary(page).expect("a page");
            assert_eq!(name(page, b"Tabs"), b"S");
            assert!(keys.insert(page.get(b"StructParents").and_then(Object::as_i64).expect("a key")));
        }
        for (page, label) in pages.pages.iter().zip(labels(&pdf)) {
            let foot = dump::text_lines(page).into_iter().find(|line| line.tag == Tag::Artifact(Artifact::Footer));
            let foot = foot.map(|line| line.text).unwrap_or_default();
            let printed: String = foot.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert_eq!(printed, label, "{edition:?}: {foot}");
        }
    }
}

/// Level, title and page of every entry of the outline, in order.
fn outline(pdf: &Opened) -> Vec<(usize, String, usize)> {
    let numbers: BTreeMap<ObjectId, usize> =
        pdf.pages().into_iter().enumerate().map(|(number, id)| (id, number)).collect();
    let root = pdf.dictionary(pdf.catalog().get(b"Outlines").expect("an outline"));
    let mut open: Vec<(usize, &Object)> = root.get(b"First").ok().map(|first| (1, first)).into_iter().collect();
    let mut entries = Vec::new();
    while let Some((level, entry)) = open.pop() {
        let entry = pdf.dictionary(entry);
        let place = pdf.array(entry.get(b"Dest").expect("a place"));
        let page = numbers[&place[0].as_reference().expect("a page")];
        entries.push((level, pdf.text(entry, b"Title"), page));
        open.extend(entry.get(b"Next").ok().map(|next| (level, next)));
        open.extend(entry.get(b"First").ok().map(|first| (level + 1, first)));
    }
    entries
}

#[test]
fn the_outline_names_every_heading_of_three_levels_and_its_page() {
    for (edition, pages, pdf) in editions() {
        let entries = outline(&pdf);
        let found: Vec<(&str, usize)> = entries.iter().map(|(_, title, page)| (title.as_str(), *page)).collect();
        let headings: Vec<(&str, usize)> =
            pages.outline.iter().map(|entry| (entry.title.as_str(), entry.page)).collect();
        assert_eq!(found, headings, "{edition:?}");
        let levels: BTreeSet<usize> = entries.iter().map(|(level, ..)| *level).collect();
        assert!(levels.is_subset(&[1, 2, 3].into()), "{edition:?}: {levels:?}");
        assert!(edition != Edition::Public || levels.len() == 3, "{levels:?}");
    }
}

#[test]
fn widths_are_those_of_the_embedded_glyphs() {
    for (edition, _, pdf) in editions() {
        let page = *pdf.pages().first().expect("a page");
        for font in pdf.0.get_page_fonts(page).expect("fonts").into_values() {
            assert!(font.has(b"ToUnicode"));
            let descendant = pdf.dictionary(&pdf.array(font.get(b"DescendantFonts").expect("a font"))[0]);
            let descriptor = pdf.dictionary(descendant.get(b"FontDescriptor").expect("a descriptor"));
            // Where there is one it has to name every glyph (ISO 19005-2, 6.2.11.4.2); nothing asks for it.
            assert!(!descriptor.has(b"CIDSet"));
            let program = pdf.stream(descriptor.get(b"FontFile2").expect("an embedded font"));
            let program = skrifa::FontRef::new(&program).expect("a font");
            let metrics = program.glyph_metrics(Size::unscaled(), LocationRef::default());
            let units = f64::from(program.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
            let widths = widths(&pdf, descendant);
            for glyph in 1..metrics.glyph_count() {
                let advance = f64::from(metrics.advance_width(glyph.into()).expect("an advance"));
                let said = widths.get(&i64::from(glyph)).copied().unwrap_or(1000);
                assert_eq!(said, (advance * 1000.0 / units).round() as i64, "{edition:?}, glyph {glyph}");
            }
        }
    }
}

/// `/W` in full.
fn widths(pdf: &Opened, font: &Dictionary) -> BTreeMap<i64, i64> {
    let array = pdf.array(font.get(b"W").expect("widths"));
    let mut widths = BTreeMap::new();
    let mut at = 0;
    while at < array.len() {
        let first = array[at].as_i64().expect("a glyph");
        match pdf.resolved(&array[at + 1]) {
            Object::Array(list) => {
                widths.extend((first..).zip(list.iter().map(|width| width.as_i64().expect("a width"))));
                at += 2;
            }
            last => {
                let width = array[at + 2].as_i64().expect("a width");
                widths.extend((first..=last.as_i64().expect("a glyph")).map(|glyph| (glyph, width)));
                at += 3;
            }
        }
    }
    widths
}

/// An element of the structure and what it stands in.
#[derive(Debug, Clone)]
struct Element {
    id: ObjectId,
    role: String,
    parent: Option<usize>,
}

/// All elements in order, parents before children.
fn elements(pdf: &Opened) -> Vec<Element> {
    let root = pdf.dictionary(pdf.catalog().get(b"StructTreeRoot").expect("tags"));
    let mut open = vec![(root.get(b"K").and_then(Object::as_reference).expect("a document"), None)];
    let mut found: Vec<Element> = Vec::new();
    while let Some((id, parent)) = open.pop() {
        let element = pdf.0.get_dictionary(id).expect("an element");
        let role = String::from_utf8_lossy(name(element, b"S")).into_owned();
        found.push(Element { id, role, parent });
        let index = found.len() - 1;
        let is_element = |id: &ObjectId| pdf.0.get_dictionary(*id).is_ok_and(|kid| kid.has(b"S") && kid.has(b"P"));
        open.extend(kids(pdf, element).iter().rev().filter_map(|kid| {
            let id = kid.as_reference().ok().filter(is_element)?;
            Some((id, Some(index)))
        }));
    }
    found
}

fn kids(pdf: &Opened, element: &Dictionary) -> Vec<Object> {
    match element.get(b"K") {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(kid) => match pdf.resolved(kid) {
            Object::Array(kids) => kids.clone(),
            _ => vec![kid.clone()],
        },
        Err(_) => Vec::new(),
    }
}

/// The pages on which an element is drawn, its descendants included.
fn pages_of(pdf: &Opened, elements: &[Element], element: usize) -> BTreeSet<ObjectId> {
    let inside = |mut at: usize| loop {
        if at == element {
            return true;
        }
        match elements[at].parent {
            Some(parent) => at = parent,
            None => return false,
        }
    };
    let mut pages = BTreeSet::new();
    for (_, part) in elements.iter().enumerate().filter(|(index, _)| inside(*index)) {
        let dictionary = pdf.0.get_dictionary(part.id).expect("an element");
        pages.extend(dictionary.get(b"Pg").and_then(Object::as_reference));
        let references = kids(pdf, dictionary);
        pages.extend(references.iter().filter_map(|kid| kid.as_dict().ok()?.get(b"Pg").ok()?.as_reference().ok()));
    }
    pages
}

/// What may stand in what (ISO 32000-1, tables 333 to 338).
fn may_stand_in(role: &str, parent: &str) -> bool {
    match role {
        "TOCI" => parent == "TOC",
        "TOC" => matches!(parent, "TOCI" | "TOC" | "Sect" | "Part" | "Div" | "Document"),
        "LI" => parent == "L",
        "LBody" => parent == "LI",
        "Lbl" => matches!(parent, "LI" | "Note" | "TOCI"),
        "THead" | "TBody" | "TFoot" => parent == "Table",
        "Caption" => matches!(parent, "Table" | "Figure" | "L"),
        "TR" => matches!(parent, "Table" | "THead" | "TBody" | "TFoot"),
        "TH" | "TD" => parent == "TR",
        "RB" | "RT" => parent == "Ruby",
        _ => true,
    }
}

/// Checks the elements of a PDF one by one; how many of each role there are.
fn check_elements(pdf: &Opened) -> BTreeMap<String, usize> {
    let tree = pdf.dictionary(pdf.catalog().get(b"StructTreeRoot").expect("tags"));
    let elements = elements(pdf);
    let parents = pdf.dictionary(tree.get(b"ParentTree").expect("a tree"));
    let parents = pdf.array(parents.get(b"Nums").expect("numbers"));
    let parents: BTreeMap<i64, &Object> =
        parents.chunks(2).map(|pair| (pair[0].as_i64().expect("a key"), &pair[1])).collect();
    let named: BTreeMap<Vec<u8>, ObjectId> = match tree.get(b"IDTree") {
        Ok(names) => {
            let names = pdf.array(pdf.dictionary(names).get(b"Names").expect("names"));
            let pair = |pair: &[Object]| {
                (pair[0].as_str().expect("a name").to_vec(), pair[1].as_reference().expect("an element"))
            };
            names.chunks(2).map(pair).collect()
        }
        Err(_) => BTreeMap::new(),
    };
    let roles: BTreeMap<ObjectId, &str> = elements.iter().map(|element| (element.id, element.role.as_str())).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut linked = BTreeSet::new();
    for element in &elements {
        *counts.entry(element.role.clone()).or_default() += 1;
        let dictionary = pdf.0.get_dictionary(element.id).expect("an element");
        let parent = element.parent.map_or("", |parent| elements[parent].role.as_str());
        assert!(may_stand_in(&element.role, parent), "{} in {parent}", element.role);
        let attributes = dictionary.get(b"A").map(|attributes| pdf.dictionary(attributes).clone()).unwrap_or_default();
        match element.role.as_str() {
            "Figure" => {
                assert!(!pdf.text(dictionary, b"Alt").trim().is_empty());
                let edges: Vec<f32> = pdf
                    .array(attributes.get(b"BBox").expect("a box"))
                    .iter()
                    .map(|edge| edge.as_float().expect("a number"))
                    .collect();
                assert!(matches!(edges[..], [l, b, r, t] if 0.0 <= l && l < r && 0.0 <= b && b < t), "{edges:?}");
            }
            "TH" => assert!(matches!(name(&attributes, b"Scope"), b"Row" | b"Column" | b"Both")),
            "Note" => {
                let id = dictionary.get(b"ID").and_then(Object::as_str).expect("a name");
                assert_eq!(named.get(id), Some(&element.id));
            }
            "Link" => {
                let references: Vec<Object> = kids(pdf, dictionary);
                let annotations: Vec<&Object> = references
                    .iter()
                    .filter_map(|kid| pdf.resolved(kid).as_dict().ok())
                    .filter(|kid| name(kid, b"Type") == b"OBJR")
                    .map(|kid| kid.get(b"Obj").expect("an annotation"))
                    .collect();
                assert!(!annotations.is_empty(), "a Link without annotation");
                for annotation in annotations {
                    linked.insert(annotation.as_reference().expect("a reference"));
                    let annotation = pdf.dictionary(annotation);
                    assert_eq!(name(annotation, b"Subtype"), b"Link");
                    assert!(!pdf.text(annotation, b"Contents").is_empty());
                    let key = annotation.get(b"StructParent").and_then(Object::as_i64).expect("a key");
                    assert_eq!(parents[&key].as_reference().ok(), Some(element.id));
                }
            }
            _ => {}
        }
        if let Ok(headers) = attributes.get(b"Headers") {
            for header in pdf.array(headers) {
                let header = named[header.as_str().expect("a name")];
                assert_eq!(roles[&header], "TH");
            }
        }
    }
    for page in pdf.pages() {
        let page = pdf.0.get_dictionary(page).expect("a page");
        for annotation in page.get(b"Annots").map(|all| pdf.array(all)).unwrap_or_default() {
            assert!(linked.contains(&annotation.as_reference().expect("a reference")), "no Link for an annotation");
        }
    }
    counts
}

#[test]
fn elements_stand_where_they_may_and_say_what_they_must() {
    for (edition, _, pdf) in editions() {
        let counts = check_elements(&pdf);
        let mut expected = vec!["H1", "H2", "P", "L", "Lbl", "LBody", "Table", "TH", "TD"];
        // 概要版 is one sheet: it has no contents and no sheets to lead to.
        match edition {
            Edition::Digest => assert!(!counts.contains_key("TOC"), "{counts:?}"),
            _ => expected.extend(["TOC", "TOCI", "Link"]),
        }
        if edition == Edition::Public {
            expected.extend(["H3", "THead", "TBody", "TFoot", "Caption", "Figure", "Reference"]);
        }
        for role in expected {
            assert!(counts.contains_key(role), "{edition:?} has no {role}: {counts:?}");
        }
    }
    let pdf = kaikaku::export::pdf::write(&everything(), &Default::default()).expect("it is written");
    assert_publishable(&pdf);
    let counts = check_elements(&Opened::new(&pdf));
    for role in ["Note", "Ruby", "RB", "RT", "Figure", "Reference", "Link"] {
        assert!(counts.contains_key(role), "no {role}: {counts:?}");
    }
}

#[test]
fn a_table_over_pages_is_one_table_and_its_repeated_heads_are_artifacts() {
    let (_, pages, pdf) = editions().find(|(edition, ..)| *edition == Edition::Plan).expect("the plan");
    let elements = elements(&pdf);
    let sideways = || pages.pages.iter().zip(pdf.pages()).filter(|(page, _)| page.size.width > page.size.height);
    let all: Vec<ObjectId> = sideways().map(|(_, id)| id).collect();
    let tables = elements.iter().enumerate().filter(|(_, element)| element.role == "Table");
    let tables = tables.map(|(index, _)| pages_of(&pdf, &elements, index));
    let tables: Vec<BTreeSet<ObjectId>> =
        tables.filter(|pages| all.iter().any(|sideways| pages.contains(sideways))).collect();
    // The plan's table, and after it the appendix with its action items.
    let [plan, appendix] = &tables[..] else { panic!("{} tables lie sideways", tables.len()) };
    assert_eq!(*plan, all[..3].iter().copied().collect(), "the plan's table is one over its three pages");
    assert_eq!(*appendix, all[3..].iter().copied().collect(), "the appendix is one table over the others");
    // Repeated heads on one line are one: the appendix is known by how they begin.
    for (text, pages) in [("取組内容", &all[..3]), ("No.", &all[3..])] {
        let heads = sideways().filter(|(_, id)| pages.contains(id)).map(|(page, _)| {
            let lines = dump::text_lines(page);
            let head = lines.iter().find(|line| line.text.starts_with(text)).expect("a head on every page");
            matches!(head.tag, Tag::Content(_))
        });
        let first: Vec<bool> = (0..pages.len()).map(|at| at == 0).collect();
        assert_eq!(heads.collect::<Vec<bool>>(), first, "{text}: tagged where it stands first");
    }
}

//! The papers of the sample workspace as they are published: judged, read by ear, found by search; and papers with odd
//! content.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use kaikaku::assess::assessment::Assessment;
use kaikaku::export::pdf::{self, Options};
use kaikaku::intake::submission::Intake;
use kaikaku::report::document::Document;
use kaikaku::report::{self, Edition};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::structure::{Kid, NodeId, Role, Structure};
use kaikaku::typeset::{self, LaidOut};
use lopdf::Object;

use crate::judge::{assert_publishable, pdftotext, poppler, struct_text};
use crate::sample_year::{self, DATE, assessment};
use crate::{listener, program, specimen};

fn written(document: &Document) -> Vec<u8> {
    let fonts = Arc::new(FontBook::shipped());
    pdf::write(&typeset::lay_out(document, &fonts).pages, &Options::default()).expect("it is written")
}

/// Every edition of the sample's latest year, made once.
pub(crate) fn editions() -> &'static BTreeMap<Edition, Vec<u8>> {
    static EDITIONS: OnceLock<BTreeMap<Edition, Vec<u8>>> = OnceLock::new();
    EDITIONS.get_or_init(|| {
        let made = |set: &LaidOut| pdf::write(&set.pages, &Options::default()).expect("it is written");
        sample_year::editions().iter().map(|(edition, set)| (*edition, made(set))).collect()
    })
}

/// Conforms, and every table is a closed grid (ISO 14289-1, 7.5).
#[track_caller]
pub(crate) fn assert_sound(pdf: &[u8]) {
    assert_publishable(pdf);
    assert_eq!(listener::irregular_tables(pdf), Vec::<String>::new());
}

#[test]
fn every_edition_is_publishable() {
    for (edition, pdf) in editions() {
        println!("{}: {} bytes", edition.label(), pdf.len());
        assert_sound(pdf);
    }
}

#[test]
fn the_public_edition_is_small_and_its_tags_cost_little() {
    let pages = sample_year::pages_of(Edition::Public);
    let untagged = pdf::write(pages, &Options { untagged: true, ..Options::default() }).expect("it is written").len();
    let (tagged, count) = (editions()[&Edition::Public].len(), pages.pages.len());
    let ratio = tagged as f64 / untagged as f64;
    println!("{count} pages: {tagged} bytes tagged, {untagged} untagged: {ratio:.3}");
    // All of the year, on however many pages: fuller pages hold more each.
    assert!(tagged <= 500_000, "{tagged} bytes for {count} pages");
    assert!(ratio <= 1.35, "{ratio:.3} times the size");
}

/// Written are only those headers that a reader would not find by itself; read together they are all that were meant.
#[test]
fn every_cell_is_headed_by_the_cells_that_were_meant() {
    for (edition, pdf) in editions() {
        let meant = meant_heads(&sample_year::pages_of(*edition).structure);
        let heard = listener::heads_of_cells(pdf);
        assert!(meant.iter().flatten().count() > 50, "{edition:?} has tables");
        assert_eq!(heard.len(), meant.len(), "{edition:?}");
        for (number, (heard, meant)) in heard.iter().zip(&meant).enumerate() {
            let heard: BTreeSet<usize> = heard.iter().copied().collect();
            assert_eq!(&heard, meant, "{edition:?}, cell {number}");
        }
    }
}

/// The header cells, numbered through, that head each cell of data by the structure that the pages were made with.
fn meant_heads(structure: &Structure) -> Vec<BTreeSet<usize>> {
    let mut order = Vec::new();
    let mut open = vec![structure.root()];
    while let Some(node) = open.pop() {
        order.push(node);
        open.extend(structure.node(node).kids.iter().rev().filter_map(|kid| match kid {
            Kid::Node(kid) => Some(*kid),
            Kid::Content(_) => None,
        }));
    }
    let of = |role: Role| order.iter().copied().filter(move |node| structure.node(*node).role == role);
    let numbers: BTreeMap<NodeId, usize> = of(Role::TH).zip(0..).collect();
    let heads = of(Role::TD).map(|node| structure.node(node).cell.as_ref().map(|cell| &cell.headers));
    heads.map(|heads| heads.into_iter().flatten().map(|head| numbers[head]).collect()).collect()
}

#[test]
fn fonts_of_editions_are_embedded_and_subset() {
    for pdf in editions().values() {
        let Some(fonts) = poppler("pdffonts", &[], pdf) else { return };
        for line in fonts.lines().skip(2) {
            assert!(line.contains("yes yes yes"), "embedded, subset, with ToUnicode: {line}");
        }
    }
}

#[test]
fn every_phrase_of_the_plan_is_found_by_search_and_in_its_order() {
    let pdf = &editions()[&Edition::Plan];
    // The contents, page 2, name headings before their time.
    let mut text = String::new();
    for pages in [["-l", "1"], ["-f", "3"]] {
        let Some(read) = pdftotext(pdf, &[&["-raw"], &pages[..]].concat()) else { return };
        text += &read.replace(['\n', '\u{c}'], "");
    }
    let mut rest = text.as_str();
    for phrase in include_str!("../data/plan-draft.txt").lines() {
        let found = rest.find(phrase).unwrap_or_else(|| panic!("「{phrase}」 is split, missing or out of order"));
        rest = &rest[found + phrase.len()..];
    }
}

/// The lines of a walk from the first that begins with `from` (white space aside) to the last before one with `to`.
fn passage(walk: &str, from: &str, to: &str) -> String {
    let lines = walk.lines().skip_while(|line| !line.trim_start().starts_with(from));
    let mut passage: Vec<&str> = Vec::new();
    for line in lines {
        if !passage.is_empty() && line.trim_start().starts_with(to) {
            break;
        }
        passage.push(line);
    }
    passage.join("\n")
}

#[test]
fn a_listener_hears_the_cover_and_the_contents() {
    let walk = listener::walk(&editions()[&Edition::Plan]);
    let end = walk.find("\n目次終わり").expect("contents");
    insta::assert_snapshot!(&walk[..end]);
}

#[test]
fn a_listener_hears_the_plans_table() {
    let walk = listener::walk(&editions()[&Edition::Plan]);
    let table = passage(&walk, "見出し1「新たな行政改革プランの取組項目", "見出し1「取組項目の構成");
    insta::assert_snapshot!(passage(&table, "見出し1", "5行"));
}

#[test]
fn a_listener_hears_a_sheet() {
    let walk = listener::walk(&editions()[&Edition::Public]);
    insta::assert_snapshot!(passage(&walk, "見出し2「8", "見出し2「9"));
}

#[test]
fn the_plan_is_tagged_as_poppler_reads_it() {
    let Some(structure) = struct_text(&editions()[&Edition::Plan]) else { return };
    // To the end of the table's first initiative: cover, contents, narrative, figures, heads, a row of cells.
    let second = structure.find("\"民間資本の活用の検討\"").expect("the second initiative");
    let end = structure[..second].rfind("TR").expect("its row");
    // Where figures stand is for those who look at pages.
    let meaning: Vec<&str> = structure[..end].trim_end().lines().filter(|line| !line.contains("/BBox")).collect();
    insta::assert_snapshot!(meaning.join("\n"));
}

/// The sample's plan with nothing but its first initiative, and that with odd content, in a year without any input.
fn bare_year() -> Assessment {
    let mut plan = (*assessment().plan).clone();
    plan.initiatives.truncate(1);
    let initiative = &mut plan.initiatives[0];
    let long: String = "長い説明を、途中で切らずに続ける。".chars().cycle().take(3000).collect();
    initiative.content = format!("辻\u{E0100}さんと葛\u{E0101}さん、🦀と\u{E001}と𠮷とか\u{309A}。{long}");
    initiative.actions.truncate(1);
    let year = plan.first_year;
    let record = kaikaku::merge::merge(&plan, year, Intake::default(), None, &[]);
    kaikaku::assess::assess(Arc::new(plan), Arc::new(record), Vec::new()).expect("nothing adds up to nothing")
}

#[test]
fn a_year_in_which_nothing_was_handed_in_is_publishable() {
    let year = bare_year();
    for edition in [Edition::Plan, Edition::Public, Edition::Council, Edition::Internal] {
        let pdf = written(&report::document(&year, edition, DATE));
        assert_sound(&pdf);
        let walk = listener::walk(&pdf);
        assert!(walk.contains("辻\u{E0100}さんと葛\u{E0101}さん"), "{} keeps variants", edition.label());
    }
}

#[test]
fn tables_without_rows_and_with_long_cells_are_publishable() {
    let long = specimen::results_table(&specimen::prose(3000));
    let empty = report::document::Table { groups: Vec::new(), foot: Vec::new(), ..long.clone() };
    let blocks = [empty, long].map(report::document::Block::Table).into();
    assert_sound(&written(&specimen::document(vec![specimen::part("表", blocks)])));
}

#[test]
fn data_travel_with_the_report_on_request() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let words = ["report", "--year", "R3", "--attach-data", "--edition", "public", "--format", "pdf,data"];
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    program::succeeded(&program::run(&words, &input, folder.path()));
    let read = |name: &str| std::fs::read(folder.path().join("令和3年度").join(name)).expect("an output");
    let pdf = read("公表版.pdf");
    assert_publishable(&pdf);
    let document = lopdf::Document::load_mem(&pdf).expect("a PDF");
    let resolved = |object: &Object| document.dereference(object).expect("an object").1.clone();
    let dictionary = |object: &Object| resolved(object).as_dict().expect("a dictionary").clone();
    let catalog = document.catalog().expect("a catalog");
    let names = dictionary(catalog.get(b"Names").expect("names"));
    let names = dictionary(names.get(b"EmbeddedFiles").expect("files"));
    let names = names.get(b"Names").and_then(Object::as_array).expect("a leaf of the tree");
    let keys: Vec<&[u8]> = names.iter().step_by(2).map(|key| key.as_str().expect("a key")).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let specifications: Vec<Object> = names.iter().skip(1).step_by(2).cloned().collect();
    let associated = catalog.get(b"AF").and_then(Object::as_array).expect("associated files");
    assert_eq!(*associated, specifications, "each file is the document's");
    let expected = ["data.json", "data.schema.json"].map(|name| (name, &b"application/json"[..]));
    assert_eq!(specifications.len(), expected.len());
    for (specification, (name, mime)) in specifications.iter().zip(expected) {
        let specification = dictionary(specification);
        for key in [&b"F"[..], b"UF"] {
            assert_eq!(listener::decoded(specification.get(key).and_then(Object::as_str).expect("a name")), name);
        }
        assert_eq!(specification.get(b"AFRelationship").and_then(Object::as_name).ok(), Some(&b"Data"[..]));
        assert!(!specification.get(b"Desc").and_then(Object::as_str).expect("words").is_empty());
        let embedded = dictionary(specification.get(b"EF").expect("a file"));
        assert_eq!(embedded.get(b"F").expect("a stream"), embedded.get(b"UF").expect("a stream"));
        let Object::Stream(stream) = resolved(embedded.get(b"F").expect("a stream")) else { panic!("no stream") };
        assert_eq!(stream.dict.get(b"Subtype").and_then(Object::as_name).ok(), Some(mime));
        let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        let parameters = dictionary(stream.dict.get(b"Params").expect("parameters"));
        assert_eq!(parameters.get(b"Size").and_then(Object::as_i64).ok(), Some(bytes.len() as i64));
        assert!(parameters.has(b"ModDate"));
        assert!(bytes == read(&format!("データ/{name}")), "{name} is not the file that lies beside it");
    }
}

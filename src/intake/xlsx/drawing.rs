//! What lies over a sheet: text boxes, shapes with text, pictures and diagrams of drawings, comments, printed headers; what is drawn in
//! VML by [`super::vml`].

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::Event;

use super::super::looks::header_text;
use super::super::notes::{self, Notes};
use super::super::package::{Package, Relation, attribute, push_text};
use super::super::workbook::{Overlay, OverlayKind};
use super::vml;
use crate::vocabulary::{CellAddress, cell_address};

/// Overlays of a sheet that are kept.
pub(super) const MOST: usize = 1_000;

/// Relations to different parts: a damaged file relates to one part thousands of times, which is read once.
pub(super) fn parts(relations: &[Relation]) -> impl Iterator<Item = &Relation> {
    let mut seen = BTreeSet::new();
    relations.iter().filter(move |relation| seen.insert((&relation.kind, &relation.path)))
}

/// The overlays of a sheet by its relations.
pub(crate) fn overlays(package: &Package, relations: &[Relation]) -> Vec<Overlay> {
    let mut overlays = Vec::new();
    for relation in parts(relations).take(MOST) {
        match relation.kind.as_str() {
            "drawing" => drawing(package, &relation.path, &mut overlays),
            "vmlDrawing" => vml::shapes(package, &relation.path, vml::controls_on(package, relations), &mut overlays),
            // The picture behind the cells.
            "image" => overlays.push(Overlay { kind: OverlayKind::Picture, anchor: None, text: String::new() }),
            _ => {}
        }
    }
    overlays
}

/// DrawingML: shapes with their anchors.
fn drawing(package: &Package, path: &str, overlays: &mut Vec<Overlay>) {
    let relations = package.relations(path);
    let (mut col, mut row) = (0u32, 0u32);
    let (mut in_from, mut number, mut in_text) = (false, String::new(), false);
    let mut anchored = false;
    let mut shape: Option<String> = None;
    // What the parts of charts and diagrams say, each read once.
    let mut said: BTreeMap<&str, String> = BTreeMap::new();
    // The fallback repeats the choice for old programs.
    let mut fallback = 0usize;
    package.walk(path, |event| {
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "Fallback" => fallback += 1,
                "twoCellAnchor" | "oneCellAnchor" => (col, row, anchored) = (0, 0, true),
                "absoluteAnchor" => anchored = false,
                "from" => in_from = true,
                "col" | "row" if in_from => number.clear(),
                "sp" | "cxnSp" if fallback == 0 => shape = Some(String::new()),
                // A picture; handwriting.
                "pic" | "contentPart" if fallback == 0 && overlays.len() < MOST => {
                    let anchor = anchored.then(|| CellAddress::new(row, col));
                    overlays.push(Overlay { kind: OverlayKind::Picture, anchor, text: String::new() });
                }
                // A chart or a diagram (SmartArt), with what is written in it.
                name @ ("chart" | "relIds") if fallback == 0 && overlays.len() < MOST => {
                    let (id, kind) = match name {
                        "chart" => ("id", OverlayKind::Picture),
                        _ => ("dm", OverlayKind::Shape),
                    };
                    let id = attribute(element, id).unwrap_or_default();
                    let part = relations.iter().find(|relation| relation.id == id);
                    let anchor = anchored.then(|| CellAddress::new(row, col));
                    let text = part
                        .map(|part| said.entry(&part.path).or_insert_with(|| words(package, &part.path)).clone())
                        .unwrap_or_default();
                    overlays.push(Overlay { kind, anchor, text });
                }
                // The twin of a control or an object that is drawn in VML, too.
                "compatExt" => shape = None,
                "p" => {
                    if let Some(text) = shape.as_mut().filter(|text| !text.is_empty()) {
                        text.push('\n');
                    }
                }
                "br" => {
                    if let Some(text) = &mut shape {
                        text.push('\n');
                    }
                }
                "t" => in_text = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "Fallback" => fallback = fallback.saturating_sub(1),
                "from" => in_from = false,
                "col" if in_from => col = number.trim().parse().unwrap_or(0),
                "row" if in_from => row = number.trim().parse().unwrap_or(0),
                "t" => in_text = false,
                "sp" | "cxnSp" => {
                    let text = shape.take().map(|text| text.trim().to_owned());
                    if let Some(text) = text.filter(|_| overlays.len() < MOST) {
                        let anchor = anchored.then(|| CellAddress::new(row, col));
                        let kind = if text.is_empty() { OverlayKind::Drawn } else { OverlayKind::Shape };
                        overlays.push(Overlay { kind, anchor, text });
                    }
                }
                _ => {}
            },
            event if in_text => {
                if let Some(text) = &mut shape {
                    push_text(text, event);
                }
            }
            event if in_from => push_text(&mut number, event),
            _ => {}
        }
        true
    });
}

/// What somebody has written into a chart or a diagram: the titles of a chart, not the cells that it shows.
fn words(package: &Package, path: &str) -> String {
    let (mut text, mut in_text) = (String::new(), false);
    package.walk(path, |event| {
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "t" => in_text = true,
            Event::End(element) if element.local_name().as_ref() == "t" => in_text = false,
            Event::End(element) if element.local_name().as_ref() == "p" && !text.is_empty() => text.push('\n'),
            event if in_text => push_text(&mut text, event),
            _ => {}
        }
        text.len() < 10_000
    });
    text.trim().to_owned()
}

/// The headers and footers of a sheet as overlays.
pub(crate) fn headers(codes: &[String]) -> Vec<Overlay> {
    let mut texts: Vec<String> = codes.iter().flat_map(|codes| header_text(codes)).collect();
    texts.dedup();
    texts.into_iter().map(|text| Overlay { kind: OverlayKind::Header, anchor: None, text }).collect()
}

/// The comments of a sheet by cell.
pub(super) fn comments(package: &Package, relations: &[Relation]) -> BTreeMap<CellAddress, String> {
    let mut comments: BTreeMap<CellAddress, Notes> = BTreeMap::new();
    for part in relations.iter().filter(|relation| relation.kind == "comments") {
        add_comments(package, &part.path, &mut comments);
    }
    notes::texts(comments)
}

fn add_comments(package: &Package, path: &str, comments: &mut BTreeMap<CellAddress, Notes>) {
    let mut current: Option<(CellAddress, String)> = None;
    let mut in_text = false;
    package.walk(path, |event| {
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "comment" => {
                    current = attribute(element, "ref").and_then(|at| Some((cell_address(&at)?, String::new())));
                }
                "t" => in_text = true,
                "rPh" => in_text = false,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "comment" => {
                    if let Some((at, text)) = current.take() {
                        comments.entry(at).or_default().add(text);
                    }
                }
                "t" => in_text = false,
                _ => {}
            },
            event if in_text => {
                if let Some((_, text)) = &mut current {
                    push_text(text, event);
                }
            }
            _ => {}
        }
        true
    });
}

/// Puts the texts of threads (コメント since Excel 2019, MS-XLSX 2.6.205) in the place of what older versions of Excel show of them: a
/// paragraph on versions, with the texts behind it.
pub(crate) fn put_threads(package: &Package, relations: &[Relation], comments: &mut BTreeMap<CellAddress, String>) {
    let mut threads: BTreeMap<CellAddress, String> = BTreeMap::new();
    let mut current: Option<CellAddress> = None;
    let mut in_text = false;
    for part in parts(relations).filter(|relation| relation.kind == "threadedComment") {
        package.walk(&part.path, |event| {
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "threadedComment" => {
                        current = attribute(element, "ref").and_then(|at| cell_address(&at));
                        if let Some(thread) = current.and_then(|at| threads.get_mut(&at)) {
                            thread.push('\n');
                        }
                    }
                    name => in_text = name == "text",
                },
                Event::End(_) => in_text = false,
                event => {
                    if let Some(at) = current.filter(|_| in_text) {
                        push_text(threads.entry(at).or_default(), event);
                    }
                }
            }
            true
        });
    }
    comments.extend(threads);
}

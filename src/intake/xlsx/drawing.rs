//! What lies over a sheet: text boxes, shapes with text and pictures of drawings, old VML shapes, comments, printed headers.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::super::looks::header_text;
use super::super::package::{Package, Relation, attribute, push_text};
use super::super::workbook::{Overlay, OverlayKind};
use crate::vocabulary::{CellAddress, cell_address};

/// Overlays of a sheet that are kept.
const MOST: usize = 1_000;

/// The overlays of a sheet by its relations.
pub(crate) fn overlays(package: &Package, relations: &[Relation]) -> Vec<Overlay> {
    let mut overlays = Vec::new();
    for relation in relations {
        match relation.kind.as_str() {
            "drawing" => drawing(package, &relation.path, &mut overlays),
            "vmlDrawing" => vml(package, &relation.path, &mut overlays),
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
                "pic" if fallback == 0 && overlays.len() < MOST => {
                    let anchor = anchored.then(|| CellAddress::new(row, col));
                    overlays.push(Overlay { kind: OverlayKind::Picture, anchor, text: String::new() });
                }
                // A chart, with what is written in it.
                "chart" if fallback == 0 && overlays.len() < MOST => {
                    let id = attribute(element, "id").unwrap_or_default();
                    let part = relations.iter().find(|relation| relation.id == id);
                    let anchor = anchored.then(|| CellAddress::new(row, col));
                    let text = part.map(|part| words(package, &part.path)).unwrap_or_default();
                    overlays.push(Overlay { kind: OverlayKind::Picture, anchor, text });
                }
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
                    let text = shape.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
                    if let Some(text) = text.filter(|_| overlays.len() < MOST) {
                        let anchor = anchored.then(|| CellAddress::new(row, col));
                        overlays.push(Overlay { kind: OverlayKind::Shape, anchor, text });
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

/// What somebody has written into a chart: its titles, not the cells that it shows.
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

/// VML: text boxes of old workbooks; the boxes of comments are reported with their comments.
fn vml(package: &Package, path: &str, overlays: &mut Vec<Overlay>) {
    let mut shape: Option<String> = None;
    let (mut in_box, mut in_anchor) = (0usize, false);
    let (mut is_note, mut anchor) = (false, String::new());
    package.walk(path, |event| {
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "shape" | "rect" | "roundrect" | "oval" => {
                    (shape, is_note) = (Some(String::new()), false);
                    anchor.clear();
                }
                "textbox" => in_box += 1,
                "ClientData" => is_note = attribute(element, "ObjectType").as_deref() == Some("Note"),
                "Anchor" => in_anchor = true,
                "br" => {
                    if let Some(text) = &mut shape {
                        text.push('\n');
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "textbox" => in_box = in_box.saturating_sub(1),
                "Anchor" => in_anchor = false,
                "shape" | "rect" | "roundrect" | "oval" => {
                    let text = shape.take().map(|text| text.trim().to_owned());
                    let text = text.filter(|text| !text.is_empty() && !is_note && overlays.len() < MOST);
                    if let Some(text) = text {
                        // Left column, offset, top row, offset, …
                        let place: Vec<u32> = anchor.split(',').filter_map(|part| part.trim().parse().ok()).collect();
                        let anchor = place.first().zip(place.get(2)).map(|(col, row)| CellAddress::new(*row, *col));
                        overlays.push(Overlay { kind: OverlayKind::Shape, anchor, text });
                    }
                }
                _ => {}
            },
            event if in_anchor => push_text(&mut anchor, event),
            event if in_box > 0 => {
                if let Some(text) = &mut shape {
                    push_text(text, event);
                }
            }
            _ => {}
        }
        true
    });
}

/// The headers and footers of a sheet as overlays.
pub(crate) fn headers(codes: &[String]) -> Vec<Overlay> {
    let mut texts: Vec<String> = codes.iter().flat_map(|codes| header_text(codes)).collect();
    texts.dedup();
    texts.into_iter().map(|text| Overlay { kind: OverlayKind::Header, anchor: None, text }).collect()
}

/// The comments of a sheet by cell.
pub(super) fn comments(package: &Package, relations: &[Relation]) -> BTreeMap<CellAddress, String> {
    let mut comments = BTreeMap::new();
    let Some(path) = relations.iter().find(|relation| relation.kind == "comments") else {
        return comments;
    };
    let mut current: Option<(CellAddress, String)> = None;
    let mut in_text = false;
    package.walk(&path.path, |event| {
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
                "comment" => comments.extend(current.take()),
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
    comments
}

//! What a sheet has in VML, the older drawings: text boxes, WordArt, pictures of embedded objects, and the controls of forms (check
//! boxes, lists), of which the sheet shows a state that no cell holds.

use quick_xml::events::{BytesStart, Event};

use super::super::package::{Package, Relation, attribute, push_text};
use super::super::workbook::{Overlay, OverlayKind, control_text};
use super::drawing::{MOST, parts};
use crate::vocabulary::CellAddress;

/// The elements that are shapes; groups only hold them.
const SHAPES: [&str; 9] = ["shape", "rect", "roundrect", "oval", "line", "polyline", "arc", "curve", "image"];

/// A shape as far as it was read.
#[derive(Default)]
struct VmlShape {
    text: String,
    /// `ObjectType`: Note, Pict, Checkbox, Radio, Drop, List …; empty for a shape without data of Excel's.
    object: String,
    /// Left column, offset, top row, offset, …
    anchor: String,
    /// Whether it shows a picture.
    has_image: bool,
    /// `Checked`, `Sel` or `Val`, whichever says the state of such an object.
    state: String,
    /// Whether several entries of a list may be chosen, which `Sel` does not tell.
    chooses_several: bool,
}

impl VmlShape {
    /// Whether it is a box or a button that is on.
    fn is_on(&self) -> bool {
        matches!(self.object.as_str(), "Checkbox" | "Radio") && self.state.trim() == "1"
    }

    /// Whether an element says the state of the object: a list has the place to which it is scrolled for its `Val`.
    fn has_state_in(&self, element: &str) -> bool {
        match self.object.as_str() {
            "Checkbox" | "Radio" => element == "Checked",
            "Drop" | "List" => element == "Sel",
            _ => element == "Val",
        }
    }

    /// What there is to tell.
    fn overlay(self, tells_marks: bool) -> Option<Overlay> {
        let text = self.text.trim();
        let (kind, text) = match self.object.as_str() {
            object @ ("Checkbox" | "Radio" | "Drop" | "List" | "Spin" | "Scroll") => {
                let state = self.state.trim().parse().unwrap_or(0);
                let is_mark = matches!(object, "Checkbox" | "Radio");
                let is_told = !self.chooses_several && (tells_marks || !is_mark);
                (OverlayKind::Control, control_text(object, text, Some(state).filter(|_| is_told)))
            }
            "Pict" if text.is_empty() && self.has_image => (OverlayKind::Picture, String::new()),
            _ if text.is_empty() => return None,
            _ => (OverlayKind::Shape, text.to_owned()),
        };
        let place: Vec<u32> = self.anchor.split(',').filter_map(|part| part.trim().parse().ok()).collect();
        let anchor = place.first().zip(place.get(2)).map(|(col, row)| CellAddress::new(*row, *col));
        Some(Overlay { kind, anchor, text })
    }
}

/// Where in a drawing the walk is.
#[derive(Default)]
struct Walk {
    shape: Option<VmlShape>,
    /// Depth of text boxes.
    boxes: usize,
    in_anchor: bool,
    in_state: bool,
}

impl Walk {
    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        if SHAPES.contains(&name.as_ref()) {
            self.shape = Some(VmlShape::default());
            return;
        }
        let Some(shape) = &mut self.shape else { return };
        match name.as_ref() {
            "textbox" => self.boxes += 1,
            "br" => shape.text.push('\n'),
            // WordArt.
            "textpath" => shape.text.push_str(&attribute(element, "string").unwrap_or_default()),
            "imagedata" => shape.has_image = true,
            "ClientData" => shape.object = attribute(element, "ObjectType").unwrap_or_default(),
            "Anchor" => self.in_anchor = true,
            "MultiSel" => shape.chooses_several = true,
            name @ ("Checked" | "Sel" | "Val") if shape.has_state_in(name) => {
                shape.state.clear();
                self.in_state = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Option<VmlShape> {
        match name {
            "textbox" => self.boxes = self.boxes.saturating_sub(1),
            "Anchor" => self.in_anchor = false,
            "Checked" | "Sel" | "Val" => self.in_state = false,
            name if SHAPES.contains(&name) => {
                self.boxes = 0;
                return self.shape.take();
            }
            _ => {}
        }
        None
    }
}

/// The shapes of a VML part; `on` is how many boxes and buttons the sheet says elsewhere are on. LibreOffice says it there alone.
pub(super) fn shapes(package: &Package, path: &str, on: usize, overlays: &mut Vec<Overlay>) {
    let mut walk = Walk::default();
    let mut found = Vec::new();
    package.walk(path, |event| {
        match &event {
            Event::Start(element) => walk.start(element),
            Event::End(element) => {
                // The boxes of comments are reported with their comments.
                found.extend(walk.end(element.local_name().as_ref()).filter(|shape| shape.object != "Note"));
            }
            event => {
                if let Some(shape) = &mut walk.shape {
                    if walk.in_anchor {
                        push_text(&mut shape.anchor, event);
                    } else if walk.in_state {
                        push_text(&mut shape.state, event);
                    } else if walk.boxes > 0 {
                        push_text(&mut shape.text, event);
                    }
                }
            }
        }
        found.len() < MOST
    });
    let tells_marks = found.iter().filter(|shape| shape.is_on()).count() >= on;
    let told = found.into_iter().filter_map(|shape| shape.overlay(tells_marks));
    overlays.extend(told);
    overlays.truncate(MOST);
}

/// How many boxes and buttons are on by the properties of a sheet's controls.
pub(super) fn controls_on(package: &Package, relations: &[Relation]) -> usize {
    let mut on = 0;
    for relation in parts(relations).filter(|relation| relation.kind == "ctrlProp").take(MOST) {
        package.walk(&relation.path, |event| {
            if let Event::Start(element) = &event {
                on += usize::from(attribute(element, "checked").as_deref() == Some("Checked"));
            }
            true
        });
    }
    on
}

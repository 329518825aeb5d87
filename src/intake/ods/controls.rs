//! The controls of forms in an .ods: what a check box, a list or a field over the sheet shows, which no cell holds.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::super::package::attribute;
use super::super::workbook::{OverlayKind, control_text};

/// Controls of a sheet that are kept.
const MOST: usize = 10_000;

/// The controls that a sheet defines, by the names under which its drawings show them.
#[derive(Default)]
pub(super) struct Controls {
    known: HashMap<String, Control>,
    /// The list whose entries are read.
    list: Option<String>,
}

struct Control {
    /// Its name in VML; `None` for one that shows words alone.
    kind: Option<&'static str>,
    words: String,
    state: u32,
    /// Entries of a list that have been read.
    entries: u32,
}

impl Controls {
    /// An element among the forms of a sheet.
    pub(super) fn start(&mut self, element: &BytesStart<'_>) {
        let word = |name| attribute(element, name).unwrap_or_default();
        let now_or_first = |now, first| attribute(element, now).or_else(|| attribute(element, first));
        let is_selected = || now_or_first("current-selected", "selected").as_deref() == Some("true");
        let (kind, words, state) = match element.local_name().as_ref() {
            "checkbox" => {
                let state = match now_or_first("current-state", "state").as_deref() {
                    Some("checked") => 1,
                    Some("unknown") => 2,
                    _ => 0,
                };
                (Some("Checkbox"), word("label"), state)
            }
            "radio" => (Some("Radio"), word("label"), u32::from(is_selected())),
            "listbox" => (Some("Drop"), String::new(), 0),
            "option" => {
                let on = is_selected();
                if let Some(list) = self.list.as_ref().and_then(|list| self.known.get_mut(list)) {
                    list.entries += 1;
                    if on && list.state == 0 {
                        (list.state, list.words) = (list.entries, word("label"));
                    }
                }
                return;
            }
            "value-range" => (Some("Spin"), String::new(), now_or_first("current-value", "value").map_or(0, whole)),
            "fixed-text" | "frame" | "button" => (None, word("label"), 0),
            "text" | "textarea" | "formatted-text" | "combobox" | "number" | "date" | "time" => {
                (None, now_or_first("current-value", "value").unwrap_or_default(), 0)
            }
            _ => return,
        };
        if let Some(id) = attribute(element, "id").filter(|_| self.known.len() < MOST) {
            self.list = (kind == Some("Drop")).then(|| id.clone());
            self.known.insert(id, Control { kind, words, state, entries: 0 });
        }
    }

    /// What the control with that name shows; one of words without any shows nothing.
    pub(super) fn shown(&self, id: &str) -> Option<(OverlayKind, String)> {
        let control = self.known.get(id)?;
        match control.kind {
            Some(kind) => {
                // A list that takes its entries from cells does not say which is chosen.
                let is_known = kind != "Drop" || control.entries > 0;
                let state = Some(control.state).filter(|_| is_known);
                Some((OverlayKind::Control, control_text(kind, control.words.trim(), state)))
            }
            None => Some((OverlayKind::Shape, control.words.trim().to_owned())).filter(|(_, words)| !words.is_empty()),
        }
    }
}

fn whole(text: String) -> u32 {
    text.trim().parse().unwrap_or(0)
}

//! Searching the sheets by words, grade and other properties: a form that the script brings to life, hidden without it.

use std::fmt::Write as _;

use super::Writer;
use crate::export::markup::escape;
use crate::report::document::{Block, Document, SheetHead};

/// What sheets are found by.
pub(super) struct Finder<'d> {
    /// Label and values of each property, the values in the order in which they first come.
    properties: Vec<(&'d str, Vec<String>)>,
    sheets: usize,
}

impl<'d> Finder<'d> {
    /// The properties of a document's sheets.
    pub(super) fn of(document: &'d Document) -> Finder<'d> {
        let mut finder = Finder { properties: Vec::new(), sheets: 0 };
        let blocks = document.parts.iter().flat_map(|part| &part.blocks);
        for head in blocks.filter_map(|block| if let Block::SheetHead(head) = block { Some(head) } else { None }) {
            finder.sheets += 1;
            for (label, values) in properties(head) {
                let known = finder.properties.iter().position(|(known, _)| *known == label).unwrap_or_else(|| {
                    finder.properties.push((label, Vec::new()));
                    finder.properties.len() - 1
                });
                let known = &mut finder.properties[known].1;
                for value in values {
                    if !known.contains(&value) {
                        known.push(value);
                    }
                }
            }
        }
        for (_, values) in &mut finder.properties {
            values.sort();
        }
        finder
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.sheets < 2
    }

    /// The values of a sheet, an attribute a property.
    pub(super) fn attributes(&self, head: &SheetHead) -> String {
        let mut out = String::new();
        let own = properties(head);
        for (number, (label, _)) in self.properties.iter().enumerate() {
            let values = own.iter().filter(|(of, _)| of == label).flat_map(|(_, values)| values);
            let joined: String = values.map(|value| format!("{}｜", escape(value))).collect();
            let _ = write!(out, " data-property-{number}=\"｜{joined}\"");
        }
        out
    }
}

/// Grade and facets of a sheet.
fn properties(head: &SheetHead) -> Vec<(&str, Vec<String>)> {
    let grade = head.grade.as_ref().map(|grade| {
        let words = format!("{} {}", grade.mark, grade.word);
        (grade.label.as_str(), vec![words.trim().to_owned()])
    });
    let facets = head.facets.iter().map(|facet| (facet.label.as_str(), facet.values.clone()));
    grade.into_iter().chain(facets).collect()
}

impl Writer<'_> {
    /// The form, once, where the first list of the sheets stands.
    pub(super) fn finder(&mut self) {
        if self.finder.is_empty() || std::mem::replace(&mut self.finder_written, true) {
            return;
        }
        let mut out = "<div id=\"find\">\n<form id=\"finder\" role=\"search\" aria-label=\"個票を探す\" hidden>\n\
             <p><label for=\"find-words\">言葉</label><input id=\"find-words\" type=\"search\" autocomplete=\"off\"></p>\n"
            .to_owned();
        for (number, (label, values)) in self.finder.properties.iter().enumerate().filter(|(_, (_, v))| !v.is_empty()) {
            let _ = write!(
                out,
                "<p><label for=\"find-{number}\">{}</label><select id=\"find-{number}\" data-property=\"{number}\">\
                 <option value=\"\">すべて</option>",
                escape(label)
            );
            for value in values {
                let _ = write!(out, "<option value=\"{0}\">{0}</option>", escape(value));
            }
            out.push_str("</select></p>\n");
        }
        out.push_str(
            "<p class=\"buttons\"><button type=\"reset\">条件を消す</button>\n\
             <button type=\"button\" id=\"unfold\" aria-pressed=\"false\">個票をすべて開く</button></p>\n\
             <p id=\"found\" role=\"status\"></p>\n</form>\n</div>\n",
        );
        self.out.push_str(&out);
    }
}

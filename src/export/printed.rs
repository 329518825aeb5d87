//! What laid-out pages say, piece by piece with place and page number: the record (掲載内容.json) that a report leaves beside its
//! papers, so that a later run can list what changed.

mod record_form;

use std::collections::BTreeMap;

pub use record_form::{UnreadRecord, read, write};

use crate::report::document::Subject;
use crate::report::errata::Piece;
use crate::typeset::page::{Draw, LabelRange, LabelStyle, Pages, Tag};
use crate::typeset::structure::{ContentId, Kid, NodeId, Role, Scope, Structure};

/// All pieces of a document's pages in reading order, those of contents (目次) marked as such.
pub fn pieces(pages: &Pages) -> Vec<Piece> {
    let mut walker =
        Walker { structure: &pages.structure, shown: shown(pages), headings: Vec::new(), pieces: Vec::new() };
    walker.node(NodeId(0), "");
    let labels = labels(pages);
    let label = |at: usize| labels.get(at).cloned().unwrap_or_default();
    let pieces = walker.pieces.into_iter();
    pieces.map(|(page, piece)| Piece { page: page.map(label).unwrap_or_default(), ..piece }).collect()
}

/// What each stretch of content shows, and the page on which it begins.
fn shown(pages: &Pages) -> BTreeMap<ContentId, (usize, String)> {
    let mut shown: BTreeMap<ContentId, (usize, String)> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let (Draw::Glyphs(run), Tag::Content(id)) = (&item.draw, item.tag) else { continue };
            let (_, text) = shown.entry(id).or_insert_with(|| (number, String::new()));
            match &run.actual_text {
                Some(actual) => text.push_str(actual),
                None => run.glyphs.iter().for_each(|glyph| text.push_str(&glyph.text)),
            }
        }
    }
    shown
}

/// The number printed on each page.
fn labels(pages: &Pages) -> Vec<String> {
    let of = |range: &LabelRange, at: usize| {
        let number = range.start as usize + at - range.first;
        match range.style {
            LabelStyle::None => String::new(),
            LabelStyle::Roman => roman(number),
            LabelStyle::Arabic => number.to_string(),
        }
    };
    let range = |at: usize| pages.labels.iter().rev().find(|range| range.first <= at);
    (0..pages.pages.len()).map(|at| range(at).map(|range| of(range, at)).unwrap_or_default()).collect()
}

fn roman(mut number: usize) -> String {
    let mut out = String::new();
    for (value, letters) in [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")] {
        while number >= value {
            out.push_str(letters);
            number -= value;
        }
    }
    out
}

struct Walker<'a> {
    structure: &'a Structure,
    shown: BTreeMap<ContentId, (usize, String)>,
    /// The headings over the current place, by level.
    headings: Vec<String>,
    /// Each with the index of its page.
    pieces: Vec<(Option<usize>, Piece)>,
}

impl Walker<'_> {
    fn node(&mut self, id: NodeId, part: &str) {
        let structure = self.structure;
        let Some(node) = structure.nodes.get(id.0 as usize) else { return };
        let part = match (node.role, node.description.as_ref().and_then(|said| said.title.as_ref())) {
            (Role::Part, Some(title)) => {
                self.headings.clear();
                title.as_str()
            }
            _ => part,
        };
        match node.role {
            Role::TOC => self.contents(id, part),
            Role::Heading(level) => {
                let (page, text) = self.text(id);
                self.headings.truncate(usize::from(level).saturating_sub(1));
                self.push(part, Vec::new(), page, text.clone(), id);
                self.headings.push(text);
            }
            Role::TH | Role::TD => {
                let (page, text) = self.text(id);
                let heads = node.cell.as_ref().map(|cell| self.heads(cell.headers.as_slice())).unwrap_or_default();
                self.push(part, heads, page, text, id);
            }
            Role::P | Role::LI | Role::Caption | Role::Note | Role::Figure => {
                let (page, text) = self.text(id);
                self.push(part, Vec::new(), page, text, id);
            }
            _ => {
                for kid in &node.kids {
                    match kid {
                        Kid::Node(kid) => self.node(*kid, part),
                        Kid::Content(content) => {
                            if let Some((page, text)) = self.shown.get(content).cloned() {
                                self.push(part, Vec::new(), Some(page), text, id);
                            }
                        }
                    }
                }
            }
        }
    }

    /// The entries of contents, each with its page number.
    fn contents(&mut self, id: NodeId, part: &str) {
        let structure = self.structure;
        let kids = structure.nodes.get(id.0 as usize).into_iter().flat_map(|node| &node.kids);
        for kid in kids.filter_map(|kid| if let Kid::Node(kid) = kid { Some(*kid) } else { None }) {
            if matches!(self.role(kid), Some(Role::TOC | Role::TOCI)) {
                self.contents(kid, part);
            } else {
                let (page, text) = self.text(kid);
                let first = self.pieces.len();
                self.push(part, Vec::new(), page, text, kid);
                self.pieces.iter_mut().skip(first).for_each(|(_, piece)| piece.contents = true);
            }
        }
    }

    /// The texts of a cell's header cells: those of its row first.
    fn heads(&self, headers: &[NodeId]) -> Vec<String> {
        let scope = |id: &NodeId| self.structure.nodes.get(id.0 as usize).and_then(|node| node.cell.as_ref()?.scope);
        let of = |wanted: fn(Option<Scope>) -> bool| {
            headers.iter().filter(move |id| wanted(scope(id))).map(|id| self.text(*id).1).collect::<Vec<_>>()
        };
        let mut heads = of(|scope| scope == Some(Scope::Row));
        heads.extend(of(|scope| scope != Some(Scope::Row)));
        heads
    }

    fn push(&mut self, part: &str, heads: Vec<String>, page: Option<usize>, text: String, node: NodeId) {
        if text.trim().is_empty() {
            return;
        }
        let mut place = vec![part.to_owned()];
        place.extend(self.headings.iter().cloned());
        place.extend(heads);
        place.retain(|name| !name.is_empty());
        let (typed, subject) = self.nature(node);
        let figure = self.role(node) == Some(Role::Figure);
        self.pieces.push((page, Piece { place, text, typed, subject, figure, ..Piece::default() }));
    }

    /// Whether an element or one within it holds what a person typed, and what it speaks of.
    fn nature(&self, id: NodeId) -> (bool, Option<Subject>) {
        let Some(node) = self.structure.nodes.get(id.0 as usize) else { return (false, None) };
        let kids = node.kids.iter().filter_map(|kid| match kid {
            Kid::Node(kid) => Some(self.nature(*kid)),
            Kid::Content(_) => None,
        });
        kids.fold((node.typed, node.subject), |(typed, subject), (also, of)| (typed || also, subject.or(of)))
    }

    /// All that an element says, and the page on which it begins. A figure says what its alternative text says.
    fn text(&self, id: NodeId) -> (Option<usize>, String) {
        let Some(node) = self.structure.nodes.get(id.0 as usize) else { return (None, String::new()) };
        if let Some(description) = &node.description
            && let Some(text) = description.alt.as_ref().or(description.actual_text.as_ref())
        {
            let page = description.bounds.map(|(page, _)| page).or_else(|| self.first_page(id));
            return (page, text.clone());
        }
        let (mut page, mut text) = (None, String::new());
        let mut after_label = false;
        for kid in &node.kids {
            let (on, said) = match kid {
                Kid::Node(kid) => self.text(*kid),
                Kid::Content(content) => {
                    self.shown.get(content).map_or((None, String::new()), |(on, said)| (Some(*on), said.clone()))
                }
            };
            page = page.or(on);
            let is_block = matches!(kid, Kid::Node(kid) if self.is_block(*kid));
            if is_block && !text.is_empty() && !said.is_empty() {
                // A mark or number stands on the first line of its item.
                text.push(if after_label { ' ' } else { '\n' });
            }
            text.push_str(&said);
            after_label = matches!(kid, Kid::Node(kid) if self.role(*kid) == Some(Role::Lbl));
        }
        (page, text)
    }

    fn first_page(&self, id: NodeId) -> Option<usize> {
        let node = self.structure.nodes.get(id.0 as usize)?;
        node.kids.iter().find_map(|kid| match kid {
            Kid::Node(kid) => self.first_page(*kid),
            Kid::Content(content) => self.shown.get(content).map(|(page, _)| *page),
        })
    }

    fn role(&self, id: NodeId) -> Option<Role> {
        self.structure.nodes.get(id.0 as usize).map(|node| node.role)
    }

    fn is_block(&self, id: NodeId) -> bool {
        matches!(self.role(id), Some(Role::P | Role::L | Role::LI | Role::LBody | Role::Div | Role::Table | Role::TR))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::{self, Edition, fixture};
    use crate::typeset::font::FontBook;
    use crate::typeset::lay_out;

    #[test]
    fn pieces_have_their_page_and_the_heads_of_their_row_and_column() {
        let document = report::document(&fixture::assessment(), Edition::Public, fixture::DATE);
        let pages = lay_out(&document, &Arc::new(FontBook::shipped())).pages;
        let pieces = pieces(&pages);
        let stands_at =
            |piece: &&Piece, heads: [&str; 2]| heads.iter().all(|head| piece.place.iter().any(|name| name == head));
        let total = pieces.iter().find(|piece| piece.text == "1,739" && stands_at(piece, ["実績", "令和3年度"]));
        let total = total.expect("the year's total in the table of effects");
        assert!(!total.figure && pieces.iter().any(|piece| piece.figure), "charts are told from what is printed");
        assert!(!total.page.is_empty() && total.place.len() > 2, "{total:?}");
        assert!(pieces.iter().all(|piece| piece.contents == piece.place.iter().any(|name| name == "目次")));
        let entries: Vec<_> = pieces.iter().filter(|piece| piece.contents).collect();
        let entry = entries.iter().find(|piece| piece.text.starts_with("令和3年度の概況")).expect("an entry");
        assert!(entry.page == "i" && entry.text.ends_with('1') && entries.len() > 5, "{entries:?}");
        let lead = pieces.iter().find(|piece| piece.text.contains("令和3年度の効果額は1,739千円（"));
        assert_eq!(lead.map(|piece| piece.page.as_str()), Some("1"), "{lead:?}");
    }

    #[test]
    fn a_mark_of_a_list_stands_on_the_line_of_its_item() {
        let document = report::document(&fixture::assessment(), Edition::Review, fixture::DATE);
        let pieces = pieces(&lay_out(&document, &Arc::new(FontBook::shipped())).pages);
        let marked: Vec<&str> =
            pieces.iter().map(|piece| piece.text.as_str()).filter(|text| text.starts_with('・')).collect();
        assert!(!marked.is_empty() && marked.iter().all(|text| text.starts_with("・ ")), "{marked:?}");
    }
}

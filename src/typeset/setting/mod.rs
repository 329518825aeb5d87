//! One pass of setting a document: composes paragraphs (each once a width), grows the structure tree, and keeps the
//! marks from which contents, links and outline are made when the pages stand.
//!
//! Page numbers in the text are those of the pass before; [`super::document`] repeats passes until they hold.

mod inline;
mod lines;

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

pub(crate) use self::inline::{plain_text, text_piece};
pub(crate) use self::lines::{align, baseline, ground, rule, vertical};
use super::font::FontBook;
use super::page::{Artifact, Tag};
use super::paragraph::{Composed, Paragraph, Piece, TextPiece, compose};
use super::sheet::{Sheet, Type};
use super::structure::{ContentId, NodeId, Role, Structure};
use super::style::ParagraphStyle;
use crate::finding::{Code, Finding, Origin, Severity};
use crate::report::document::{Anchor, Inline};

/// A character that no face has.
pub const GLYPH_MISSING: Code = Code("typeset.glyph-missing");
/// Text that sticks out of its place.
pub const OVERFULL: Code = Code("typeset.overfull");
/// A reference to a place that the document does not have.
pub const TARGET_UNKNOWN: Code = Code("typeset.target-unknown");
/// A table whose cells overlap, stick out or leave holes.
pub const TABLE_IRREGULAR: Code = Code("typeset.table-irregular");
/// Something higher than its page.
pub const TOO_HIGH: Code = Code("typeset.too-high");

/// What a drawn piece of text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// An element.
    Node(NodeId),
    /// Nothing.
    Artifact(Artifact),
}

/// A heading that has been set; its page is looked up by its content when the pages stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeadingMark {
    pub(crate) content: Option<ContentId>,
    pub(crate) title: String,
    /// Level as it was given: bookmarks and contents choose by it.
    pub(crate) level: u8,
    pub(crate) anchor: Option<Anchor>,
    /// Listed in the contents.
    pub(crate) listed: bool,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Goal {
    Anchor(Anchor),
    Heading(usize),
    Url(String),
}

/// A link that has been set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinkMark {
    pub(crate) node: NodeId,
    pub(crate) content: ContentId,
    pub(crate) description: String,
    pub(crate) goal: Goal,
}

/// A heading as the pass before placed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) level: u8,
    pub(crate) anchor: Option<Anchor>,
    pub(crate) listed: bool,
    /// The number printed on its page.
    pub(crate) label: String,
}

/// Composed paragraphs by what they say and how: the second pass finds nearly all of them here.
#[derive(Default)]
pub(crate) struct Cache {
    composed: HashMap<u64, Vec<(Paragraph, Arc<Composed>)>>,
}

/// A pass.
pub(crate) struct Setting<'a> {
    pub(crate) look: Type,
    pub(crate) fonts: &'a FontBook,
    pub(crate) structure: Structure,
    pub(crate) findings: Vec<Finding>,
    pub(crate) headings: Vec<HeadingMark>,
    pub(crate) links: Vec<LinkMark>,
    /// Figures, to be given their bounds when the pages stand.
    pub(crate) figures: Vec<NodeId>,
    /// Headings of the pass before, in document order.
    pub(crate) entries: &'a [Entry],
    /// The sheet of the part that is being set.
    pub(crate) sheet: Sheet,
    cache: &'a mut Cache,
    anchors: BTreeMap<Anchor, String>,
    /// Levels as they were given of the headings that what follows stands under.
    open_levels: Vec<u8>,
    notes: u32,
    quiet: u32,
}

impl<'a> Setting<'a> {
    /// A pass that prints the page numbers of `entries`.
    pub(crate) fn new(
        look: Type,
        sheet: Sheet,
        fonts: &'a FontBook,
        cache: &'a mut Cache,
        entries: &'a [Entry],
    ) -> Self {
        let anchors = entries.iter().filter_map(|e| Some((e.anchor.clone()?, e.label.clone()))).collect();
        Setting {
            look,
            fonts,
            structure: Structure::new(),
            findings: Vec::new(),
            headings: Vec::new(),
            links: Vec::new(),
            figures: Vec::new(),
            entries,
            sheet,
            cache,
            anchors,
            open_levels: Vec::new(),
            notes: 0,
            quiet: 0,
        }
    }

    /// The tag of a new leaf of an owner.
    pub(crate) fn tag(&mut self, owner: Owner) -> Tag {
        match owner {
            Owner::Node(node) => Tag::Content(self.structure.add_content(node)),
            Owner::Artifact(kind) => Tag::Artifact(kind),
        }
    }

    /// A new element under an owner; artifacts have none.
    pub(crate) fn element(&mut self, owner: Owner, role: Role) -> Owner {
        match owner {
            Owner::Node(node) => Owner::Node(self.structure.add(node, role)),
            artifact @ Owner::Artifact(_) => artifact,
        }
    }

    /// A new heading element; a level that would be skipped is closed up, for siblings alike. Remembers the heading for contents and outline.
    pub(crate) fn heading(
        &mut self,
        owner: Owner,
        level: u8,
        text: &[Inline],
        anchor: Option<Anchor>,
        listed: bool,
    ) -> Owner {
        let meant = level.clamp(1, 6);
        self.open_levels.retain(|above| *above < meant);
        let level = self.open_levels.len() as u8 + 1;
        let element = self.element(owner, Role::Heading(level));
        if let Owner::Node(_) = element {
            self.open_levels.push(meant);
            self.headings.push(HeadingMark { content: None, title: plain_text(text), level: meant, anchor, listed });
        }
        element
    }

    /// Says which content the heading begun last starts with.
    pub(crate) fn heading_content(&mut self, tag: Tag) {
        if let (Tag::Content(id), Some(mark)) = (tag, self.headings.last_mut()) {
            mark.content.get_or_insert(id);
        }
    }

    /// Composes without reporting: for measuring.
    pub(crate) fn silently<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.quiet += 1;
        let result = work(self);
        self.quiet -= 1;
        result
    }

    /// Sets a paragraph; what has no glyph and what does not fit is reported.
    pub(crate) fn compose(&mut self, pieces: Vec<Piece>, style: ParagraphStyle) -> Arc<Composed> {
        let paragraph = Paragraph { pieces, style };
        let key = key(&paragraph);
        let found = self.cache.composed.get(&key).and_then(|list| list.iter().find(|(p, _)| *p == paragraph));
        let composed = match found {
            Some((_, composed)) => composed.clone(),
            None => {
                let composed = Arc::new(compose(&paragraph, self.fonts));
                self.cache.composed.entry(key).or_default().push((paragraph.clone(), composed.clone()));
                composed
            }
        };
        if self.quiet == 0 {
            self.report(&paragraph, &composed);
        }
        composed
    }

    fn report(&mut self, paragraph: &Paragraph, composed: &Composed) {
        for missing in &composed.missing {
            let codes: Vec<_> = missing.character.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
            let mut finding = Finding::new(
                Severity::Warning,
                GLYPH_MISSING,
                format!("どのフォントにもない文字（{}）があり、〓で印刷しました。", codes.join(" ")),
            )
            .found(missing.character.as_str())
            .remedy("別の字に改めるか、この字を持つフォントを --font で指定してください。");
            finding.origin = missing.origin.as_deref().cloned();
            self.findings.push(finding);
        }
        for &line in &composed.overfull {
            let text = composed.lines.get(line).and_then(|l| composed.text.get(l.text.clone())).unwrap_or_default();
            let mut finding = Finding::new(Severity::Warning, OVERFULL, "文字が枠に収まらず、はみ出しました。")
                .found(text)
                .remedy("語を短くするか、列の幅を広げてください。");
            finding.origin = paragraph.pieces.iter().find_map(origin_of).cloned();
            self.findings.push(finding);
        }
    }

    /// Remembers a link.
    pub(crate) fn link(&mut self, link: Owner, tag: Tag, description: String, goal: Goal) {
        if let (Owner::Node(node), Tag::Content(content)) = (link, tag) {
            self.links.push(LinkMark { node, content, description, goal });
        }
    }
    /// A finding of the layout.
    pub(crate) fn find(&mut self, finding: Finding) {
        if self.quiet == 0 {
            self.findings.push(finding);
        }
    }
}

fn origin_of(piece: &Piece) -> Option<&Origin> {
    match piece {
        Piece::Text(text) | Piece::Warichu(text) | Piece::TateChuYoko(text) | Piece::Ruby { base: text, .. } => {
            text.origin.as_deref()
        }
        Piece::Break | Piece::Object { .. } => None,
    }
}
fn key(paragraph: &Paragraph) -> u64 {
    let mut hasher = DefaultHasher::new();
    paragraph.style.hash(&mut hasher);
    for piece in &paragraph.pieces {
        let text = |text: &TextPiece, hasher: &mut DefaultHasher| {
            text.text.hash(hasher);
            text.style.hash(hasher);
            text.tag.hash(hasher);
        };
        match piece {
            Piece::Text(piece) => text(piece, &mut hasher),
            Piece::Warichu(piece) | Piece::TateChuYoko(piece) | Piece::Ruby { base: piece, .. } => {
                1.hash(&mut hasher);
                text(piece, &mut hasher);
            }
            Piece::Break => 2.hash(&mut hasher),
            Piece::Object { width, text, .. } => {
                width.hash(&mut hasher);
                text.hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

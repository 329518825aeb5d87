//! One pass of setting a document: composes paragraphs (each once a width), grows the structure tree, and keeps the
//! marks from which contents, links and outline are made when the pages stand.
//!
//! Page numbers in the text are those of the pass before; [`super::document`] repeats passes until they hold.

mod cache;
mod inline;
mod lines;

use std::collections::BTreeMap;

pub(crate) use self::cache::{Cache, TaggedLines};
pub(crate) use self::inline::{plain_text, text_piece};
pub(crate) use self::lines::{align, baseline, ground, rule, small_style, vertical};
use super::font::FontBook;
use super::page::{Artifact, Tag};
use super::paragraph::Piece;
use super::sheet::{Sheet, Type};
use super::structure::{self, ContentId, NodeId, Role, Structure};
use super::style::ParagraphStyle;
use crate::finding::{Code, Finding, Severity};
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
    /// It names the pages from its own to the next such heading: their running heads say it.
    pub(crate) names_pages: bool,
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

/// One pass over parts of a document: what has been set so far, and what setting the rest needs.
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
    entries: &'a [Entry],
    /// The sheet of the part that is being set.
    pub(crate) sheet: Sheet,
    cache: &'a Cache,
    anchors: BTreeMap<Anchor, String>,
    /// What counts on from part to part.
    count: Count,
    /// The level of the first heading, as it was given.
    first_level: Option<u8>,
    /// Something printed depends on `entries`.
    prints_entries: bool,
    quiet: u32,
}

/// How far a setting has come: what is set after it can be taken back.
pub(crate) struct State {
    structure: structure::Mark,
    findings: usize,
    headings: usize,
    links: usize,
    figures: usize,
    count: Count,
    first_level: Option<u8>,
}

/// What counts on from one part of a document to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Levels as they were given of the headings that what follows stands under.
    open_levels: Vec<u8>,
    /// Footnotes so far.
    notes: u32,
}

/// What a part adds to the count.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    notes: u32,
    first_level: Option<u8>,
    open_levels: Vec<u8>,
}

impl Counted {
    /// Whether the part would have been set otherwise after `other` than it was after `start`.
    pub(crate) fn differs(&self, start: &Count, other: &Count) -> bool {
        let above = |count: &Count| {
            let stays = |level: &&u8| self.first_level.is_some_and(|first| **level < first);
            count.open_levels.iter().filter(stays).copied().collect::<Vec<u8>>()
        };
        self.notes > 0 && start.notes != other.notes || above(start) != above(other)
    }

    /// The count after the part.
    pub(crate) fn after(&self, start: &Count) -> Count {
        let open_levels = if self.first_level.is_some() { &self.open_levels } else { &start.open_levels };
        Count { open_levels: open_levels.clone(), notes: start.notes + self.notes }
    }
}

impl<'a> Setting<'a> {
    /// A pass that prints the page numbers of `entries`.
    pub(crate) fn new(look: Type, sheet: Sheet, fonts: &'a FontBook, cache: &'a Cache, entries: &'a [Entry]) -> Self {
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
            count: Count::default(),
            first_level: None,
            prints_entries: false,
            quiet: 0,
        }
    }

    /// The same for a part before which so much was counted.
    pub(crate) fn counting_from(mut self, count: Count) -> Self {
        self.count = count;
        self
    }

    /// The headings of the pass before, for something that prints them.
    pub(crate) fn printed_entries(&mut self) -> &'a [Entry] {
        self.prints_entries = true;
        self.entries
    }

    /// What an anchor's page is called, for a reference that prints it.
    fn printed_label(&mut self, anchor: &Anchor) -> Option<String> {
        self.prints_entries = true;
        self.anchors.get(anchor).cloned()
    }

    /// Whether it prints something of the pass before, so that it is to be set again when that changes.
    pub(crate) fn prints_entries(&self) -> bool {
        self.prints_entries
    }

    /// How far it has come.
    pub(crate) fn state(&self) -> State {
        State {
            structure: self.structure.mark(),
            findings: self.findings.len(),
            headings: self.headings.len(),
            links: self.links.len(),
            figures: self.figures.len(),
            count: self.count.clone(),
            first_level: self.first_level,
        }
    }

    /// Takes back what was set after it had come so far.
    pub(crate) fn return_to(&mut self, state: &State) {
        self.structure.return_to(&state.structure);
        self.findings.truncate(state.findings);
        self.headings.truncate(state.headings);
        self.links.truncate(state.links);
        self.figures.truncate(state.figures);
        self.count.clone_from(&state.count);
        self.first_level = state.first_level;
    }

    /// What was counted from `start`, which the setting was begun with.
    pub(crate) fn counted(&self, start: &Count) -> Counted {
        Counted {
            notes: self.count.notes - start.notes,
            first_level: self.first_level,
            open_levels: self.count.open_levels.clone(),
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
        self.first_level.get_or_insert(meant);
        let open_levels = &mut self.count.open_levels;
        open_levels.retain(|above| *above < meant);
        let level = open_levels.len() as u8 + 1;
        let element = self.element(owner, Role::Heading(level));
        if let Owner::Node(_) = element {
            self.count.open_levels.push(meant);
            let title = plain_text(text).into_owned();
            let (content, names_pages) = (None, false);
            self.headings.push(HeadingMark { content, title, level: meant, anchor, listed, names_pages });
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

    /// Composes a paragraph; what has no glyph and what does not fit is reported.
    pub(crate) fn compose(&mut self, pieces: Vec<Piece>, style: ParagraphStyle) -> TaggedLines {
        let lines = self.cache.compose(pieces, style, self.fonts);
        if self.quiet == 0 {
            self.report(&lines);
        }
        lines
    }

    fn report(&mut self, lines: &TaggedLines) {
        for missing in lines.missing(self.fonts) {
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
        for text in lines.overfull() {
            let mut finding = Finding::new(Severity::Warning, OVERFULL, "文字が枠に収まらず、はみ出しました。")
                .found(text)
                .remedy("語を短くするか、列の幅を広げてください。");
            finding.origin = lines.origin().cloned();
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

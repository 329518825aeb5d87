//! One pass of setting a document: composes paragraphs (each once a width), grows the structure tree, and keeps the
//! marks from which contents, links and outline are made when the pages stand.
//!
//! Page numbers in the text are those of the pass before; [`super::document`] repeats passes until they hold.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use smol_str::{SmolStr, ToSmolStr};

use super::font::FontBook;
use super::length::{Length, Point, Rect};
use super::page::{Artifact, Draw, Item, Stroke, Tag};
use super::paragraph::{Composed, Paragraph, Piece, TextPiece, compose};
use super::sheet::{Sheet, Type};
use super::strip::{Solid, shift, shifted};
use super::structure::{ContentId, NodeId, Role, Structure};
use super::style::{Align, Color, Direction, Family, ParagraphStyle, TextStyle, Weight};
use crate::finding::{Code, Finding, Origin, Severity};
use crate::report::document::{Alignment, Anchor, Inline, Text, Tone};

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

/// Text with its footnotes, ready to be composed.
pub(crate) struct Pieces {
    pub(crate) pieces: Vec<Piece>,
    /// Notes by the content of their mark.
    pub(crate) notes: Vec<(ContentId, Vec<Solid>)>,
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

    /// Turns running text into pieces of an owner, with its links, references and footnotes.
    pub(crate) fn pieces(&mut self, text: &[Inline], owner: Owner, base: TextStyle) -> Pieces {
        let mut out = Pieces { pieces: Vec::new(), notes: Vec::new() };
        let mut current: Option<Tag> = None;
        for inline in text {
            match inline {
                Inline::Text(text) => {
                    let tag = *current.get_or_insert_with(|| self.tag(owner));
                    let style = self.look.emphasised(base, text.emphasis);
                    out.pieces.push(Piece::Text(piece(&text.text, style, tag, text)));
                }
                Inline::Break => out.pieces.push(Piece::Break),
                Inline::Ruby { base: text, reading } => {
                    let ruby = self.element(owner, Role::Ruby);
                    let rb = self.element(ruby, Role::RB);
                    let base_tag = self.tag(rb);
                    let rt = self.element(ruby, Role::RT);
                    let reading_tag = self.tag(rt);
                    let style = self.look.emphasised(base, text.emphasis);
                    out.pieces.push(Piece::Ruby {
                        base: piece(&text.text, style, base_tag, text),
                        reading: reading.to_smolstr(),
                        reading_tag,
                    });
                    current = None;
                }
                Inline::Warichu(text) => {
                    let span = self.element(owner, Role::Span);
                    let tag = self.tag(span);
                    let style = self.look.emphasised(base, text.emphasis);
                    out.pieces.push(Piece::Warichu(piece(&text.text, style, tag, text)));
                    current = None;
                }
                Inline::Reference { target, text } => {
                    let printed =
                        text.clone().or_else(|| self.anchors.get(target).cloned()).unwrap_or_else(|| "0".into());
                    let reference = self.element(owner, Role::Reference);
                    let link = self.element(reference, Role::Link);
                    let tag = self.tag(link);
                    self.link(link, tag, format!("{printed}へ移動"), Goal::Anchor(target.clone()));
                    out.pieces.push(Piece::Text(TextPiece { text: printed.into(), style: base, tag, origin: None }));
                    current = None;
                }
                Inline::Link { text, url } => {
                    let link = self.element(owner, Role::Link);
                    let tag = self.tag(link);
                    self.link(link, tag, format!("{text}（{url}）を開く"), Goal::Url(url.clone()));
                    let style = TextStyle {
                        color: if base.color == Color::WHITE { base.color } else { self.look.accent },
                        ..base
                    };
                    out.pieces.push(Piece::Text(TextPiece { text: text.to_smolstr(), style, tag, origin: None }));
                    current = None;
                }
                Inline::Footnote(note) => {
                    self.footnote(note, owner, base, &mut out);
                    current = None;
                }
                Inline::Badge { label, tone } => {
                    let tag = *current.get_or_insert_with(|| self.tag(owner));
                    out.pieces.push(self.badge(label, *tone, base, tag));
                }
            }
        }
        out
    }

    /// Remembers a link.
    pub(crate) fn link(&mut self, link: Owner, tag: Tag, description: String, goal: Goal) {
        if let (Owner::Node(node), Tag::Content(content)) = (link, tag) {
            self.links.push(LinkMark { node, content, description, goal });
        }
    }

    fn footnote(&mut self, note: &[Inline], owner: Owner, base: TextStyle, out: &mut Pieces) {
        let Owner::Node(_) = owner else { return };
        self.notes += 1;
        let mark = format!("※{}", self.notes);
        let reference = self.element(owner, Role::Reference);
        let tag = self.tag(reference);
        let size = base.size.scaled(65, 100);
        let style = TextStyle { size, rise: base.size.scaled(35, 100), ..base };
        let label = self.natural(&mark, style, tag);
        out.pieces.push(Piece::Object { width: label.1, items: label.0, text: mark.to_smolstr() });

        let element = self.element(owner, Role::Note);
        let measure = self.sheet.measure();
        let note_style = self.look.gothic(Weight::Regular, self.look.note);
        let lbl = self.element(element, Role::Lbl);
        let lbl_tag = self.tag(lbl);
        let (label_items, label_width) = self.natural(&mark, note_style, lbl_tag);
        let indent = label_width.max(self.look.note * 2) + self.look.note / 2;
        let body = self.element(element, Role::P);
        let mut pieces = self.pieces(note, body, note_style);
        out.notes.append(&mut pieces.notes);
        let style = ParagraphStyle::new(Some(measure - indent), self.look.note_pitch);
        let composed = self.compose(pieces.pieces, style);
        let mut solids: Vec<Solid> = self
            .lines(&composed, &style, self.look.note, false, Vec::new())
            .into_iter()
            .map(|s| s.moved(indent))
            .collect();
        if let Some(first) = solids.first_mut() {
            let baseline = baseline(self.look.note_pitch, self.look.note);
            let mut items = shifted(&label_items, Length::ZERO, baseline);
            items.append(&mut first.items);
            first.items = items;
        }
        if let Tag::Content(id) = tag {
            out.notes.push((id, solids));
        }
    }

    /// A badge: a small box with its label, as an unbreakable object.
    fn badge(&mut self, label: &str, tone: Tone, base: TextStyle, tag: Tag) -> Piece {
        let size = base.size.scaled(9, 10);
        let (fill, stroke, ink) = badge_colours(tone, self.look.accent, self.look.tint);
        let style = TextStyle { family: Family::Gothic, weight: Weight::Bold, size, color: ink, ..base };
        let (items, width) = self.natural(label, style, tag);
        let pad = size.scaled(35, 100);
        let full = (width + pad * 2).max(size.scaled(14, 10));
        let rect = Rect::new(Length::ZERO, -size, full, size.scaled(128, 100));
        let mut drawn = vec![Item {
            tag: Tag::Artifact(Artifact::Layout),
            draw: Draw::Rect { rect, fill: Some(fill), stroke: stroke.map(|c| Stroke::solid(Length::pt(0.5), c)) },
        }];
        drawn.extend(shifted(&items, (full - width) / 2, Length::ZERO));
        // A hair of space on both sides: badges stand in rows.
        let gap = size / 8;
        shift(&mut drawn, gap, Length::ZERO);
        Piece::Object { width: full + gap * 2, items: drawn, text: label.to_smolstr() }
    }

    /// One line of text as long as it is, on its baseline from x 0: its items and its width.
    pub(crate) fn natural(&mut self, text: &str, style: TextStyle, tag: Tag) -> (Vec<Item>, Length) {
        if text.is_empty() {
            return (Vec::new(), Length::ZERO);
        }
        let pieces = vec![Piece::Text(TextPiece { text: text.into(), style, tag, origin: None })];
        let composed = self.compose(pieces, ParagraphStyle::new(None, style.size).aligned(Align::Start));
        composed.lines.first().map(|line| (line.items.clone(), line.width)).unwrap_or_default()
    }

    /// One line set to an alignment within a width on its baseline; condensed down to 80 % where it is too long.
    pub(crate) fn label(&mut self, text: &str, style: TextStyle, align: Align, width: Length, tag: Tag) -> Vec<Item> {
        let (items, natural) = self.natural(text, style, tag);
        if natural <= width {
            let room = width - natural;
            let dx = match align {
                Align::Center => room / 2,
                Align::End => room,
                _ => Length::ZERO,
            };
            return shifted(&items, dx, Length::ZERO);
        }
        let mut how = ParagraphStyle::new(Some(width.max(style.size)), style.size).aligned(align);
        how.condense_to = 80;
        let pieces = vec![Piece::Text(TextPiece { text: text.into(), style, tag, origin: None })];
        let composed = self.compose(pieces, how);
        let mut all = Vec::new();
        let pitch = style.size.scaled(12, 10);
        for (i, line) in composed.lines.iter().enumerate() {
            all.extend(shifted(&line.items, Length::ZERO, pitch * i as i64));
        }
        all
    }

    /// Small text set in lines, for figures, heads of sheets and charts: its solids.
    pub(crate) fn text_block(
        &mut self,
        text: &str,
        style: TextStyle,
        align: Align,
        width: Length,
        tag: Tag,
    ) -> Vec<Solid> {
        if text.is_empty() {
            return Vec::new();
        }
        let pitch = style.size.scaled(13, 10);
        let mut how = ParagraphStyle::new(Some(width.max(style.size)), pitch).aligned(align);
        how.condense_to = 80;
        how.breaks.phrases = true;
        let pieces = vec![Piece::Text(TextPiece { text: text.into(), style, tag, origin: None })];
        let composed = self.compose(pieces, how);
        self.lines(&composed, &how, style.size, false, Vec::new())
    }

    /// Lines as solids of one pitch each, with what keeps widows and orphans (at least two lines on either side) together.
    pub(crate) fn lines(
        &self,
        composed: &Composed,
        style: &ParagraphStyle,
        size: Length,
        on_grid: bool,
        notes: Vec<(ContentId, Vec<Solid>)>,
    ) -> Vec<Solid> {
        let base = baseline(style.pitch, size);
        let count = composed.lines.len();
        let mut notes = notes;
        let mut solids = Vec::with_capacity(count);
        for (i, line) in composed.lines.iter().enumerate() {
            let above = if on_grid { Length::ZERO } else { (line.ascent - base).max(Length::ZERO) };
            let below = if on_grid { Length::ZERO } else { (line.descent - (style.pitch - base)).max(Length::ZERO) };
            let items = shifted(&line.items, Length::ZERO, base + above);
            let mut here = Vec::new();
            let mut rest = Vec::new();
            for (mark, note) in notes {
                let holds = items.iter().any(|item| item.tag == Tag::Content(mark));
                if holds { here.push(note) } else { rest.push((mark, note)) }
            }
            notes = rest;
            solids.push(Solid {
                height: style.pitch + above + below,
                items,
                on_grid,
                keep: i + 1 < count && (i == 0 || i + 2 == count),
                notes: here,
            });
        }
        if let Some(last) = solids.last_mut() {
            last.notes.extend(notes.into_iter().map(|(_, note)| note));
        }
        solids
    }

    /// A finding of the layout.
    pub(crate) fn find(&mut self, finding: Finding) {
        if self.quiet == 0 {
            self.findings.push(finding);
        }
    }
}

/// The baseline of a line of the given size within its pitch: the em box stands in the middle of it.
pub(crate) fn baseline(pitch: Length, size: Length) -> Length {
    (pitch - size) / 2 + size.scaled(88, 100)
}

/// Alignment as the composer knows it; figures are aligned by [`super::table`], which gives them a shorter measure.
pub(crate) fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::Justify => Align::Justify,
        Alignment::Start => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::End | Alignment::Decimal => Align::End,
        Alignment::Jidori => Align::Jidori,
    }
}

/// Ground, outline and ink of a badge.
fn badge_colours(tone: Tone, accent: Color, tint: Color) -> (Color, Option<Color>, Color) {
    match tone {
        Tone::None | Tone::Outline => (Color::WHITE, Some(accent), accent),
        Tone::Tint => (tint, None, accent),
        Tone::BarLight => (Color::grey(225), None, Color::BLACK),
        Tone::BarMiddle => (Color::grey(190), None, Color::BLACK),
        Tone::BarDark => (Color::grey(95), None, Color::WHITE),
        Tone::BarAccent => (accent, None, Color::WHITE),
        Tone::BarHatched => (Color::WHITE, Some(Color::grey(95)), Color::grey(60)),
    }
}

fn piece(characters: &str, style: TextStyle, tag: Tag, text: &Text) -> TextPiece {
    TextPiece { text: characters.into(), style, tag, origin: text.origin.clone() }
}

fn origin_of(piece: &Piece) -> Option<&Origin> {
    match piece {
        Piece::Text(text) | Piece::Warichu(text) | Piece::TateChuYoko(text) | Piece::Ruby { base: text, .. } => {
            text.origin.as_deref()
        }
        Piece::Break | Piece::Object { .. } => None,
    }
}

/// The characters of running text, notes left out.
pub(crate) fn plain_text(text: &[Inline]) -> String {
    let mut out = String::new();
    for inline in text {
        match inline {
            Inline::Text(text) | Inline::Ruby { base: text, .. } | Inline::Warichu(text) => out.push_str(&text.text),
            Inline::Break => {}
            Inline::Reference { text, .. } => out.push_str(text.as_deref().unwrap_or_default()),
            Inline::Link { text, .. } => out.push_str(text),
            Inline::Footnote(_) => {}
            Inline::Badge { label, .. } => out.push_str(label),
        }
    }
    out
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

/// A straight rule that is no content.
pub(crate) fn rule(from: Point, to: Point, width: Length, color: Color) -> Item {
    Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Line { from, to, stroke: Stroke::solid(width, color) } }
}

/// A filled rectangle that is no content.
pub(crate) fn ground(rect: Rect, color: Color) -> Item {
    Item { tag: Tag::Artifact(Artifact::Layout), draw: Draw::Rect { rect, fill: Some(color), stroke: None } }
}

/// A piece of text in pieces of one owner's tag.
pub(crate) fn text_piece(text: &str, style: TextStyle, tag: Tag) -> Piece {
    Piece::Text(TextPiece { text: SmolStr::new(text), style, tag, origin: None })
}

/// Vertical text on a measure.
pub(crate) fn vertical(measure: Option<Length>, pitch: Length) -> ParagraphStyle {
    ParagraphStyle { direction: Direction::Vertical, ..ParagraphStyle::new(measure, pitch) }
}

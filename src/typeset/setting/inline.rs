//! Running text → pieces of a paragraph: links, references, ruby, badges and footnotes become what the composer sets.

use std::borrow::Cow;

use smol_str::{SmolStr, ToSmolStr};

use super::lines::{baseline, ground};
use super::{Goal, Owner, Setting};
use crate::report::document::{Inline, Text, Tone};
use crate::typeset::length::{Length, Rect};
use crate::typeset::page::{Artifact, Draw, Item, Stroke, Tag};
use crate::typeset::paragraph::{Piece, TextPiece};
use crate::typeset::sheet::SMALLEST_IN_TABLES;
use crate::typeset::strip::{Solid, shift, shifted};
use crate::typeset::structure::{ContentId, Role};
use crate::typeset::style::{Color, Family, ParagraphStyle, TextStyle, Weight};
use crate::typeset::table::rules::hatching;

/// Text with its footnotes, ready to be composed.
pub(crate) struct Pieces {
    pub(crate) pieces: Vec<Piece>,
    /// Notes by the content of their mark.
    pub(crate) notes: Vec<(ContentId, Vec<Solid>)>,
}

impl Setting<'_> {
    /// Turns running text into pieces of an owner, with its links, references and footnotes.
    pub(crate) fn pieces(&mut self, text: &[Inline], owner: Owner, base: TextStyle) -> Pieces {
        let mut out = Pieces { pieces: Vec::with_capacity(text.len()), notes: Vec::new() };
        let mut current: Option<Tag> = None;
        for inline in text {
            match inline {
                Inline::Text(text) => {
                    let tag = *current.get_or_insert_with(|| self.tag(owner));
                    if let (Owner::Node(node), Some(_)) = (owner, &text.origin) {
                        self.structure.node_mut(node).typed = true;
                    }
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
                Inline::Reference { target, text } => {
                    let printed = text.clone().or_else(|| self.printed_label(target)).unwrap_or_else(|| "0".into());
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

    fn footnote(&mut self, note: &[Inline], owner: Owner, base: TextStyle, out: &mut Pieces) {
        let Owner::Node(_) = owner else { return };
        self.count.notes += 1;
        let mark = format!("※{}", self.count.notes);
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
        let size = Length::pt(SMALLEST_IN_TABLES).max(base.size.scaled(9, 10)).min(base.size);
        let (fill, stroke, ink) = badge_colours(tone, self.look.accent, self.look.tint);
        let style = TextStyle { family: Family::Gothic, weight: Weight::Bold, size, color: ink, ..base };
        let (items, width) = self.natural(label, style, tag);
        let pad = size.scaled(35, 100);
        // Hatching is seen at both sides of the word.
        let side = if tone == Tone::BarHatched { size } else { pad };
        let full = (width + side * 2).max(size.scaled(14, 10));
        let rect = Rect::new(Length::ZERO, -size.scaled(94, 100), full, size.scaled(118, 100));
        let mut drawn = vec![Item {
            tag: Tag::Artifact(Artifact::Layout),
            draw: Draw::Rect { rect, fill: Some(fill), stroke: stroke.map(|c| Stroke::solid(Length::pt(0.5), c)) },
        }];
        if tone == Tone::BarHatched {
            // As the bars that it explains; its word stands on a white ground within.
            drawn.extend(hatching(rect, size / 3, Length::pt(0.5), self.look.accent));
            let plate = Rect::new((full - width) / 2 - pad / 2, rect.origin.y, width + pad, rect.size.height);
            drawn.push(ground(plate, Color::WHITE));
        }
        drawn.extend(shifted(&items, (full - width) / 2, Length::ZERO));
        // A hair of space on both sides: badges stand in rows.
        let gap = size / 8;
        shift(&mut drawn, gap, Length::ZERO);
        Piece::Object { width: full + gap * 2, items: drawn, text: label.to_smolstr() }
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
        Tone::BarHatched => (Color::WHITE, Some(accent), accent),
    }
}
fn piece(characters: &str, style: TextStyle, tag: Tag, text: &Text) -> TextPiece {
    TextPiece { text: characters.into(), style, tag, origin: text.origin.clone() }
}
/// The characters of running text, notes left out.
pub(crate) fn plain_text(text: &[Inline]) -> Cow<'_, str> {
    match text {
        [one] => Cow::Borrowed(plain(one)),
        several => several.iter().map(plain).collect(),
    }
}

fn plain(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text) | Inline::Ruby { base: text, .. } => &text.text,
        Inline::Reference { text, .. } => text.as_deref().unwrap_or_default(),
        Inline::Link { text, .. } => text,
        Inline::Badge { label, .. } => label,
        Inline::Break | Inline::Footnote(_) => "",
    }
}

/// A piece of text in pieces of one owner's tag.
pub(crate) fn text_piece(text: &str, style: TextStyle, tag: Tag) -> Piece {
    Piece::Text(TextPiece { text: SmolStr::new(text), style, tag, origin: None })
}

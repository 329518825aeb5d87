//! Composed paragraphs without identity: lines depend on text, styles, measure and neighbours, not on what they belong to.
//!
//! Before a paragraph is looked up, its tags are replaced by their numbers within it and its origins are taken out; the
//! tags come back when a line is placed ([`TaggedLines::items`]). So the passes over a document, all editions of a run and
//! several threads share what is composed.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use crate::finding::Origin;
use crate::typeset::font::FontBook;
use crate::typeset::length::Length;
use crate::typeset::page::{Item, Tag};
use crate::typeset::paragraph::{Composed, Line, MissingGlyph, Paragraph, Piece, TextPiece, compose};
use crate::typeset::strip::shift;
use crate::typeset::structure::ContentId;
use crate::typeset::style::ParagraphStyle;

/// Maps that are locked by themselves, so that threads seldom wait for one another.
const SHARDS: usize = 16;

/// The paragraphs composed with one book of fonts.
#[derive(Default)]
pub(crate) struct Cache {
    shards: [Mutex<FxHashMap<u64, Vec<Arc<Kept>>>>; SHARDS],
}

/// A paragraph whose tags are numbers within it, and its lines.
struct Kept {
    paragraph: Paragraph,
    composed: Composed,
}

/// Composed lines with what they belong to.
#[derive(Clone)]
pub(crate) struct TaggedLines {
    kept: Arc<Kept>,
    /// The tags by their numbers.
    tags: Vec<Tag>,
    /// Where each piece was typed.
    origins: Vec<Option<Arc<Origin>>>,
}

impl Cache {
    /// How many paragraphs are held.
    pub(crate) fn len(&self) -> usize {
        let of_shard = |shard: &Mutex<FxHashMap<u64, Vec<Arc<Kept>>>>| {
            shard.lock().unwrap_or_else(PoisonError::into_inner).values().map(Vec::len).sum::<usize>()
        };
        self.shards.iter().map(of_shard).sum()
    }

    /// The lines of a paragraph, composed now or before.
    pub(super) fn compose(&self, mut pieces: Vec<Piece>, style: ParagraphStyle, fonts: &FontBook) -> TaggedLines {
        let tags = number_tags(&mut pieces);
        let origins: Vec<_> =
            pieces.iter_mut().map(|piece| text_of(piece).and_then(|text| text.origin.take())).collect();
        // Lines are as long whatever stands between them.
        let style = ParagraphStyle { pitch: Length::ZERO, ..style };
        let paragraph = Paragraph { pieces, style };
        let key = key(&paragraph);
        let shard = &self.shards[key as usize % SHARDS];
        let locked = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |list: &Vec<Arc<Kept>>| list.iter().find(|kept| kept.paragraph == paragraph).cloned();
        let found = locked().get(&key).and_then(same);
        let kept = found.unwrap_or_else(|| {
            let composed = compose(&paragraph, fonts);
            let kept = Arc::new(Kept { paragraph, composed });
            locked().entry(key).or_default().push(kept.clone());
            kept
        });
        TaggedLines { kept, tags, origins }
    }
}

impl TaggedLines {
    /// The lines; the tags of their items are numbers.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.kept.composed.lines
    }

    /// What a line draws, with its tags, moved by `dx`, `dy`.
    pub(crate) fn items(&self, line: &Line, dx: Length, dy: Length) -> Vec<Item> {
        let mut items = line.items.clone();
        for item in &mut items {
            if let Tag::Content(number) = item.tag
                && let Some(tag) = self.tags.get(number.0 as usize)
            {
                item.tag = *tag;
            }
        }
        shift(&mut items, dx, dy);
        items
    }

    /// The text of each line that sticks out of the measure.
    pub(crate) fn overfull(&self) -> impl Iterator<Item = &str> {
        let composed = &self.kept.composed;
        composed.overfull.iter().map(|&line| {
            composed.lines.get(line).and_then(|line| composed.text.get(line.text.clone())).unwrap_or_default()
        })
    }

    /// The first place where some of the text was typed.
    pub(super) fn origin(&self) -> Option<&Origin> {
        self.origins.iter().find_map(|origin| origin.as_deref())
    }

    /// The characters that no face has, with their places.
    pub(super) fn missing(&self, fonts: &FontBook) -> Vec<MissingGlyph> {
        if self.kept.composed.missing.is_empty() {
            return Vec::new();
        }
        // Seldom: composed again with the origins, which what is kept does not know.
        let mut paragraph = self.kept.paragraph.clone();
        for (piece, origin) in paragraph.pieces.iter_mut().zip(&self.origins) {
            if let Some(text) = text_of(piece) {
                text.origin.clone_from(origin);
            }
        }
        compose(&paragraph, fonts).missing
    }
}

/// Replaces the tags of pieces by numbers, the same by the same, in the order in which they appear.
fn number_tags(pieces: &mut [Piece]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut number = |tag: &mut Tag| {
        let known = tags.iter().rposition(|other| other == tag).unwrap_or_else(|| {
            tags.push(*tag);
            tags.len() - 1
        });
        *tag = Tag::Content(ContentId(known as u32));
    };
    for piece in pieces {
        match piece {
            Piece::Text(text) | Piece::TateChuYoko(text) => number(&mut text.tag),
            Piece::Ruby { base, reading_tag, .. } => {
                number(&mut base.tag);
                number(reading_tag);
            }
            Piece::Break => {}
            Piece::Object { items, .. } => items.iter_mut().for_each(|item| number(&mut item.tag)),
        }
    }
    tags
}

fn text_of(piece: &mut Piece) -> Option<&mut TextPiece> {
    match piece {
        Piece::Text(text) | Piece::TateChuYoko(text) | Piece::Ruby { base: text, .. } => Some(text),
        Piece::Break | Piece::Object { .. } => None,
    }
}

fn key(paragraph: &Paragraph) -> u64 {
    let mut hasher = FxHasher::default();
    paragraph.style.hash(&mut hasher);
    for piece in &paragraph.pieces {
        let text = |text: &TextPiece, hasher: &mut FxHasher| {
            text.text.hash(hasher);
            text.style.hash(hasher);
            text.tag.hash(hasher);
        };
        match piece {
            Piece::Text(piece) => text(piece, &mut hasher),
            Piece::TateChuYoko(piece) | Piece::Ruby { base: piece, .. } => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::Artifact;
    use crate::typeset::setting::text_piece;
    use crate::typeset::style::{Family, TextStyle, Weight};

    #[test]
    fn the_same_text_of_two_owners_is_composed_once() {
        let fonts = FontBook::shipped();
        let cache = Cache::default();
        let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(9.0));
        let set = |tags: [Tag; 2]| {
            let pieces = tags.map(|tag| text_piece("行政改革", style, tag)).into();
            cache.compose(pieces, ParagraphStyle::new(None, Length::pt(12.0)), &fonts)
        };
        let content = |number| Tag::Content(ContentId(number));
        let (one, other) = (set([content(7), content(9)]), set([content(40), Tag::Artifact(Artifact::Layout)]));
        assert!(Arc::ptr_eq(&one.kept, &other.kept));
        let tags = |set: &TaggedLines| {
            let items = set.items(&set.lines()[0], Length::ZERO, Length::ZERO);
            items.iter().map(|item| item.tag).collect::<Vec<_>>()
        };
        assert_eq!(tags(&one), [content(7), content(9)]);
        assert_eq!(tags(&other), [content(40), Tag::Artifact(Artifact::Layout)]);
        // Two pieces of one owner are one run.
        assert!(!Arc::ptr_eq(&one.kept, &set([content(7), content(7)]).kept));
    }
}

//! Shaping: which glyphs of which face a cluster of characters becomes.
//!
//! A single character without a variation selector is looked up in the face's flat table; everything else (combining
//! marks, variation sequences, vertical and old forms) goes through harfrust or the font's cmap 14, once for each
//! distinct cluster, and is kept in the [`ShapeCache`].

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use harfrust::{Buffer, Direction, Feature, Script, ShapeOptions, ShaperFont, Tag};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::font::FontBook;
use super::page::FaceId;
use crate::plan::KanjiForms;

/// How glyphs are chosen beside the characters themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Forms {
    /// Upright forms of vertical text (`vert`, `vrt2`).
    pub(super) vertical: bool,
    /// Half-width form (`hwid`): an apostrophe within a Western word.
    pub(super) half_width: bool,
}

/// One glyph of a shaped cluster, in font units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShapedGlyph {
    /// Glyph; never 0.
    pub(super) glyph: u16,
    /// From the cluster's pen to the glyph's origin, to the right.
    pub(super) x: i32,
    /// Upwards.
    pub(super) y: i32,
    /// The glyph's advance.
    pub(super) advance: i32,
}

/// A shaped cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shaped {
    /// The face that has it.
    pub(super) face: FaceId,
    /// Advance of the whole in font units.
    pub(super) advance: i32,
    pub(super) glyphs: Vec<ShapedGlyph>,
}

type Key = (FaceId, Forms, SmolStr);

/// What was shaped before; the same cluster is never shaped twice.
#[derive(Default)]
pub(super) struct ShapeCache(Mutex<FxHashMap<Key, Option<Arc<Shaped>>>>);

impl fmt::Debug for ShapeCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShapeCache")
    }
}

/// Shapes a cluster by the first face of the chain that has all of it; `None` where none has.
///
/// A variation sequence is looked for along the whole chain first: a face that lists it comes before one that has only
/// the base character. Only when no face lists it is the base character drawn alone.
pub(super) fn shape(book: &FontBook, chain: &[FaceId], cluster: &str, forms: Forms) -> Option<Arc<Shaped>> {
    let first = *chain.first()?;
    let key = (first, forms, SmolStr::new(cluster));
    if let Some(known) = book.cache().0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known.clone();
    }
    let shaped = shape_uncached(book, chain, cluster, forms).map(Arc::new);
    book.cache().0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, shaped.clone());
    shaped
}

fn shape_uncached(book: &FontBook, chain: &[FaceId], cluster: &str, forms: Forms) -> Option<Shaped> {
    let mut characters = cluster.chars();
    let (base, second, rest) = (characters.next()?, characters.next(), characters.next());
    if let (Some(selector), None) = (second, rest)
        && is_variation_selector(selector)
    {
        if let Some(shaped) = chain.iter().find_map(|&id| {
            let glyph = book.face(id).variant(base, selector)?;
            Some(single(book, id, glyph))
        }) {
            return Some(shaped);
        }
        return shape_uncached(book, chain, base.encode_utf8(&mut [0; 4]), forms);
    }
    if second.is_none()
        && let Some(id) = chain.iter().copied().find(|&id| book.face(id).glyph(base).is_some())
    {
        return run_shaper(book, id, cluster, forms)
            .or_else(|| book.face(id).glyph(base).map(|glyph| single(book, id, glyph)));
    }
    // Without the selectors that no table knows.
    let plain: String = cluster.chars().filter(|&c| !is_variation_selector(c)).collect();
    chain.iter().find_map(|&id| run_shaper(book, id, &plain, forms))
}

fn single(book: &FontBook, face: FaceId, glyph: u16) -> Shaped {
    let advance = i32::from(book.face(face).advance(glyph));
    Shaped { face, advance, glyphs: vec![ShapedGlyph { glyph, x: 0, y: 0, advance }] }
}

/// Shapes with one face; `None` when it lacks a glyph.
fn run_shaper(book: &FontBook, id: FaceId, text: &str, forms: Forms) -> Option<Shaped> {
    let face = book.face(id);
    let font = ShaperFont::new(face.shaper_font());
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(Direction::LeftToRight);
    buffer.set_script(Some(Script::HAN));
    buffer.guess_segment_properties();
    let mut features = Vec::new();
    if forms.vertical {
        features.push(Feature::new(Tag::new(b"vert"), 1, ..));
        features.push(Feature::new(Tag::new(b"vrt2"), 1, ..));
    }
    if forms.half_width {
        features.push(Feature::new(Tag::new(b"hwid"), 1, ..));
    }
    if face.has_forms(book.forms()) {
        let tag = match book.forms() {
            KanjiForms::Jis2004 => Tag::new(b"jp04"),
            KanjiForms::Jis90 => Tag::new(b"jp90"),
        };
        features.push(Feature::new(tag, 1, ..));
    }
    harfrust::shape(&font, &mut buffer, ShapeOptions::new().features(&features)).ok()?;
    let mut pen = 0;
    let mut glyphs = Vec::with_capacity(buffer.glyph_infos().len());
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        let glyph = u16::try_from(info.glyph_id).ok().filter(|&glyph| glyph != 0)?;
        glyphs.push(ShapedGlyph {
            glyph,
            x: pen + position.x_offset,
            y: position.y_offset,
            advance: i32::from(face.advance(glyph)),
        });
        pen += position.x_advance;
    }
    (!glyphs.is_empty()).then_some(Shaped { face: id, advance: pen, glyphs })
}

/// Variation selectors: VS1-16, the ideographic ones (IVS) VS17-256, and the Mongolian ones.
pub(super) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}')
}

/// Characters that are never drawn (Unicode Default_Ignorable_Code_Point and the controls), kept in the text only.
pub(super) fn is_invisible(c: char) -> bool {
    is_variation_selector(c)
        || matches!(c,
            '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}'
            | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

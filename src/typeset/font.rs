//! Faces: the shipped fonts, an office's own, and the order in which they are asked for a glyph.
//!
//! The fonts are compiled in, so that the program prints the same on a machine without any. A face's character map and
//! advances are read once into flat tables: nearly every character of Japanese text is one glyph of a fixed width, and
//! asking a shaper for each would cost more than breaking the lines. What is not so simple goes through
//! [`super::shape`].

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use super::page::FaceId;
use super::shape::ShapeCache;
use super::style::{Family, Weight};
use crate::plan::KanjiForms;

/// What a face is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaceRole {
    /// Main face of a family and weight.
    Main(Family, Weight),
    /// An office's own, for 外字; asked after the main face.
    Added,
    /// Asked last.
    Fallback(Weight),
}

/// One face.
#[derive(Debug, Clone)]
pub struct Face {
    /// What it is for.
    pub role: FaceRole,
    /// The font file.
    pub data: Cow<'static, [u8]>,
    /// Index in a collection.
    pub index: u32,
    /// PostScript name, from the `name` table.
    pub postscript_name: String,
    /// Units of the em, from the `head` table.
    pub units_per_em: u16,
    /// Ascent in font units.
    pub ascent: i16,
    /// Descent in font units (negative).
    pub descent: i16,
    /// Height of capitals in font units.
    pub cap_height: i16,
    /// Bounding box of all glyphs in font units: x min, y min, x max, y max.
    pub bounds: [i16; 4],
    /// `usWeightClass`.
    pub weight_class: u16,
    tables: Arc<FaceTables>,
}

/// What is asked of a face for every character.
struct FaceTables {
    /// Prepared for the shaper.
    font: harfrust::Font,
    /// Glyph of each character of the Basic Multilingual Plane; 0 is none.
    basic: Vec<u16>,
    /// The others, sorted.
    astral: Vec<(u32, u16)>,
    /// Advance of each glyph in font units.
    advances: Vec<u16>,
    /// The features `jp04` and `jp90`: whether the face has other forms of kanji than its own.
    kanji_forms: [bool; 2],
}

impl fmt::Debug for FaceTables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceTables").field("glyphs", &self.advances.len()).finish_non_exhaustive()
    }
}

/// Why a font file cannot be used. Its text is Japanese, for the person who named the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// Not a font at all, or a damaged one.
    #[error("フォントファイルとして読めません。TrueType又はOpenType（.ttf、.otf、.ttc）のファイルを指定してください。")]
    NotAFont,
    /// A web font (WOFF, WOFF2).
    #[error("Web用フォント（WOFF）は使えません。変換前の.ttf又は.otfのファイルを指定してください。")]
    WebFont,
    /// No character map.
    #[error("フォントに文字の対応表（cmap）がないため使えません。別のフォントを指定してください。")]
    NoCharacters,
    /// A bitmap font without outlines.
    #[error("フォントに字形の輪郭がないため使えません。TrueType又はOpenTypeのフォントを指定してください。")]
    NoOutlines,
}

impl Face {
    /// Reads a face: the first of a collection, the default instance of a variable font.
    fn read(role: FaceRole, data: Cow<'static, [u8]>) -> Result<Face, FontError> {
        if data.starts_with(b"wOFF") || data.starts_with(b"wOF2") {
            return Err(FontError::WebFont);
        }
        let index = 0;
        let reference = FontRef::from_index(&data, index).map_err(|_| FontError::NotAFont)?;
        let metrics = reference.metrics(Size::unscaled(), LocationRef::default());
        if metrics.units_per_em == 0 || metrics.glyph_count == 0 {
            return Err(FontError::NotAFont);
        }
        if reference.glyf().is_err() && reference.cff().is_err() && reference.cff2().is_err() {
            return Err(FontError::NoOutlines);
        }
        let glyph_metrics = reference.glyph_metrics(Size::unscaled(), LocationRef::default());
        let advances: Vec<u16> = (0..metrics.glyph_count)
            .map(|glyph| glyph_metrics.advance_width(glyph.into()).unwrap_or(0.0) as u16)
            .collect();
        let mut basic = vec![0u16; 0x1_0000];
        let mut astral = Vec::new();
        for (character, glyph) in reference.charmap().mappings() {
            let Ok(glyph) = u16::try_from(glyph.to_u32()) else { continue };
            match basic.get_mut(character as usize) {
                Some(slot) => *slot = glyph,
                None => astral.push((character, glyph)),
            }
        }
        astral.sort_unstable();
        if astral.is_empty() && basic.iter().all(|&glyph| glyph == 0) {
            return Err(FontError::NoCharacters);
        }
        let font = match &data {
            Cow::Borrowed(bytes) => harfrust::Font::new(*bytes, index),
            Cow::Owned(bytes) => harfrust::Font::new(bytes.clone(), index),
        }
        .ok_or(FontError::NotAFont)?;
        let postscript_name = reference
            .localized_strings(StringId::POSTSCRIPT_NAME)
            .english_or_first()
            .map(|name| name.chars().filter(|c| c.is_ascii_graphic() && !"[](){}<>/%".contains(*c)).collect::<String>())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "AddedFont".to_owned());
        let weight_class = reference.os2().map_or(400, |os2| os2.us_weight_class());
        let bounds = metrics
            .bounds
            .map_or([0, metrics.descent as i16, metrics.units_per_em as i16, metrics.ascent as i16], |b| {
                [b.x_min as i16, b.y_min as i16, b.x_max as i16, b.y_max as i16]
            });
        let cap_height = metrics.cap_height.map_or(metrics.ascent * 0.8, |height| height) as i16;
        let (units_per_em, ascent, descent) = (metrics.units_per_em, metrics.ascent as i16, metrics.descent as i16);
        let features = reference.gsub().and_then(|gsub| gsub.feature_list());
        let has = |tag: &[u8; 4]| {
            features.as_ref().is_ok_and(|list| {
                list.feature_records().iter().any(|record| record.feature_tag().to_be_bytes() == *tag)
            })
        };
        let kanji_forms = [has(b"jp04"), has(b"jp90")];
        let tables = Arc::new(FaceTables { font, basic, astral, advances, kanji_forms });
        Ok(Face {
            role,
            data,
            index,
            postscript_name,
            units_per_em,
            ascent,
            descent,
            cap_height,
            bounds,
            weight_class,
            tables,
        })
    }

    /// The glyph of a character; `None` where the face has none.
    pub fn glyph(&self, character: char) -> Option<u16> {
        let code = u32::from(character);
        let glyph = match self.tables.basic.get(code as usize) {
            Some(&glyph) => glyph,
            None => {
                let found = self.tables.astral.binary_search_by_key(&code, |&(c, _)| c).ok()?;
                self.tables.astral.get(found)?.1
            }
        };
        (glyph != 0).then_some(glyph)
    }

    /// The glyph of a character with a variation selector (IVS), where the face lists the sequence.
    pub fn variant(&self, character: char, selector: char) -> Option<u16> {
        let reference = FontRef::from_index(&self.data, self.index).ok()?;
        match reference.charmap().map_variant(character, selector)? {
            skrifa::charmap::MapVariant::UseDefault => self.glyph(character),
            skrifa::charmap::MapVariant::Variant(glyph) => {
                u16::try_from(glyph.to_u32()).ok().filter(|&glyph| glyph != 0)
            }
        }
    }

    /// Whether the face can change its kanji to these forms (`jp04`, `jp90`).
    pub fn has_forms(&self, forms: KanjiForms) -> bool {
        self.tables.kanji_forms[usize::from(forms == KanjiForms::Jis90)]
    }

    /// Horizontal advance of a glyph in font units.
    pub fn advance(&self, glyph: u16) -> u16 {
        self.tables.advances.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The ink of a glyph in font units: x min, y min, x max, y max; `None` where it has none.
    pub fn ink(&self, glyph: u16) -> Option<[f32; 4]> {
        let reference = FontRef::from_index(&self.data, self.index).ok()?;
        let metrics = reference.glyph_metrics(Size::unscaled(), LocationRef::default());
        let ink = metrics.bounds(skrifa::GlyphId::new(u32::from(glyph)))?;
        (ink.x_max > ink.x_min).then_some([ink.x_min, ink.y_min, ink.x_max, ink.y_max])
    }

    pub(super) fn shaper_font(&self) -> &harfrust::Font {
        &self.tables.font
    }
}

/// The faces of a run of the program.
#[derive(Debug, Clone)]
pub struct FontBook {
    faces: Vec<Face>,
    forms: KanjiForms,
    /// Whether a face has the feature that changes its kanji to these forms.
    changeable: bool,
    cache: Arc<ShapeCache>,
}

/// The shipped fonts in the order of their ids.
static SHIPPED: [(FaceRole, &[u8]); 6] = [
    (FaceRole::Main(Family::Gothic, Weight::Regular), include_bytes!("../../fonts/BIZUDGothic-Regular.ttf")),
    (FaceRole::Main(Family::Gothic, Weight::Bold), include_bytes!("../../fonts/BIZUDGothic-Bold.ttf")),
    (FaceRole::Main(Family::Mincho, Weight::Regular), include_bytes!("../../fonts/BIZUDMincho-Regular.ttf")),
    (FaceRole::Main(Family::Mincho, Weight::Bold), include_bytes!("../../fonts/BIZUDMincho-Bold.ttf")),
    (FaceRole::Fallback(Weight::Regular), include_bytes!("../../fonts/NotoSansJP-Fallback-Regular.ttf")),
    (FaceRole::Fallback(Weight::Bold), include_bytes!("../../fonts/NotoSansJP-Fallback-Bold.ttf")),
];

impl FontBook {
    /// The shipped fonts: BIZ UDGothic and BIZ UDMincho, and Noto Sans JP for what they lack.
    ///
    /// They are read once in a run of the program; later calls share what was read.
    pub fn shipped() -> FontBook {
        static READ: OnceLock<Vec<Face>> = OnceLock::new();
        let faces = READ.get_or_init(|| {
            SHIPPED
                .iter()
                // The shipped files are read by a test; a damaged one could only be left out here.
                .filter_map(|&(role, data)| Face::read(role, Cow::Borrowed(data)).ok())
                .collect()
        });
        let forms = KanjiForms::default();
        FontBook { faces: faces.clone(), forms, changeable: false, cache: Arc::default() }.with_forms(forms)
    }

    /// The same with an office's own font (外字), asked after the main face. Of a collection the first face is taken, of
    /// a variable font the default instance.
    ///
    /// # Errors
    /// [`FontError`] where the bytes are no font that can be used.
    pub fn with_added(mut self, bytes: Vec<u8>) -> Result<FontBook, FontError> {
        self.faces.push(Face::read(FaceRole::Added, Cow::Owned(bytes))?);
        let forms = self.forms;
        Ok(self.with_forms(forms))
    }

    /// The same with other preferred forms of kanji.
    pub fn with_forms(mut self, forms: KanjiForms) -> FontBook {
        self.forms = forms;
        self.changeable = self.faces.iter().any(|face| face.has_forms(forms));
        self.cache = Arc::default();
        self
    }

    /// Preferred forms of kanji.
    pub fn forms(&self) -> KanjiForms {
        self.forms
    }

    /// Whether a character may be drawn in other forms than a face's own: a kanji, where a face can change it.
    pub(super) fn changes(&self, character: char) -> bool {
        let kanji = matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}');
        kanji && self.changeable
    }

    /// A face by its id. Ids come only from this book.
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// All faces with their ids.
    pub fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        self.faces.iter().enumerate().map(|(i, face)| (FaceId(i as u16), face))
    }

    /// The faces asked for a glyph, in order: the main face, the office's own, the fallback of the weight, then all others.
    pub fn chain(&self, family: Family, weight: Weight) -> Vec<FaceId> {
        let rank = |role: FaceRole| match role {
            FaceRole::Main(f, w) if f == family && w == weight => 0,
            FaceRole::Added => 1,
            FaceRole::Fallback(w) if w == weight => 2,
            FaceRole::Main(f, _) if f == family => 3,
            FaceRole::Main(..) => 4,
            FaceRole::Fallback(_) => 5,
        };
        let mut ranked: Vec<(u8, FaceId)> = self.faces().map(|(id, face)| (rank(face.role), id)).collect();
        ranked.sort();
        ranked.into_iter().map(|(_, id)| id).collect()
    }

    pub(super) fn cache(&self) -> &ShapeCache {
        &self.cache
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shipped_faces_are_read_and_have_kanji() {
        let book = FontBook::shipped();
        assert_eq!(book.faces().count(), SHIPPED.len());
        for (_, face) in book.faces().filter(|(_, f)| matches!(f.role, FaceRole::Main(..))) {
            let glyph = face.glyph('漢').expect("every main face has 漢");
            assert_eq!(face.advance(glyph), face.units_per_em);
            assert!(face.postscript_name.starts_with("BIZUD"), "{}", face.postscript_name);
        }
    }

    #[test]
    fn what_is_no_font_is_refused_in_plain_words() {
        let refused = |bytes: &[u8]| FontBook::shipped().with_added(bytes.to_vec()).expect_err("no font");
        assert_eq!(refused(b""), FontError::NotAFont);
        assert_eq!(refused(b"PK\x03\x04 a workbook"), FontError::NotAFont);
        assert_eq!(refused(b"wOF2...."), FontError::WebFont);
        let half = &SHIPPED[4].1[..SHIPPED[4].1.len() / 2];
        let _ = FontBook::shipped().with_added(half.to_vec());
    }

    #[test]
    fn an_added_font_is_asked_after_the_main_face() {
        let book = FontBook::shipped().with_added(SHIPPED[4].1.to_vec()).expect("a font");
        let chain = book.chain(Family::Mincho, Weight::Bold);
        assert_eq!(book.face(chain[0]).role, FaceRole::Main(Family::Mincho, Weight::Bold));
        assert_eq!(book.face(chain[1]).role, FaceRole::Added);
        assert_eq!(book.face(chain[2]).role, FaceRole::Fallback(Weight::Bold));
    }
}

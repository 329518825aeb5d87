//! Faces: the shipped fonts, an office's own, and the order in which they are asked for a glyph.

use std::borrow::Cow;

use super::page::FaceId;
use super::style::{Family, Weight};

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
    /// PostScript name.
    pub postscript_name: String,
    /// Units of the em.
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
}

/// The faces of a run of the program.
#[derive(Debug, Clone)]
pub struct FontBook {
    faces: Vec<Face>,
}

impl FontBook {
    /// A face by its id. Ids come only from this book.
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// All faces with their ids.
    pub fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        self.faces.iter().enumerate().map(|(i, face)| (FaceId(i as u16), face))
    }
}

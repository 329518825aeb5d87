//! Paragraphs: pieces of styled text in, justified lines of positioned glyphs out.

use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::font::FontBook;
use super::length::Length;
use super::page::{Item, Tag};
use super::style::{ParagraphStyle, TextStyle};
use crate::finding::Origin;

/// A paragraph to be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// What it says.
    pub pieces: Vec<Piece>,
    /// How it is set.
    pub style: ParagraphStyle,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Characters of one style.
    Text(TextPiece),
    /// Ruby over a base.
    Ruby {
        /// Base.
        base: TextPiece,
        /// Reading, set at half size.
        reading: SmolStr,
        /// What the reading's glyphs belong to.
        reading_tag: Tag,
    },
    /// 割注: a note in two small lines within the line.
    Warichu(TextPiece),
    /// 縦中横: set horizontally within vertical text.
    TateChuYoko(TextPiece),
    /// A forced line break.
    Break,
    /// An unbreakable object of the given extent (a badge, a footnote mark), drawn relative to its left end on the
    /// baseline. It takes part in line breaking as an ideograph.
    Object {
        /// Width.
        width: Length,
        /// What is drawn.
        items: Vec<Item>,
        /// What it stands for in the paragraph's plain text.
        text: SmolStr,
    },
}

/// Characters of one style.
#[derive(Debug, Clone, PartialEq)]
pub struct TextPiece {
    /// The characters.
    pub text: SmolStr,
    /// How they are set.
    pub style: TextStyle,
    /// What they belong to.
    pub tag: Tag,
    /// Where they were typed.
    pub origin: Option<Arc<Origin>>,
}

/// A set paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The paragraph's plain text; lines name ranges of it.
    pub text: String,
    /// Characters that no face has; each is set as 〓.
    pub missing: Vec<MissingGlyph>,
    /// Indices of lines that stick out of the measure (a long word in a narrow cell).
    pub overfull: Vec<usize>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What is drawn, relative to the start of the measure on the line's baseline (`y` down). Horizontal: x from the start
    /// of the measure. Vertical: x from the line's centre, y from the start of the measure.
    pub items: Vec<Item>,
    /// The stretch of [`Composed::text`] that it holds; joined, the lines' stretches are the text.
    pub text: Range<usize>,
    /// Set width from the start of the measure to the end of the last glyph's body, indent included, hanging punctuation left out.
    pub width: Length,
    /// How far glyphs reach above the baseline (ruby and 圏点 included).
    pub ascent: Length,
    /// How far they reach below it.
    pub descent: Length,
}

/// A character that no face has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character with its variation selector.
    pub character: SmolStr,
    /// Byte offset in [`Composed::text`].
    pub offset: usize,
    /// Where it was typed.
    pub origin: Option<Arc<Origin>>,
}

/// Sets a paragraph. The same paragraph gives the same lines, always.
pub fn compose(paragraph: &Paragraph, fonts: &FontBook) -> Composed {
    let _ = (paragraph, fonts);
    todo!("the line composer")
}

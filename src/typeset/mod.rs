//! Document → Pages: fonts, shaping, line breaking, spacing, paragraphs, tables, figures and page make-up.
//!
//! The reference is W3C "Requirements for Japanese Text Layout" (JLReq) and JIS X 4051. This room knows nothing of PDF:
//! it ends in [`page::Pages`], positioned items that each name their place in the document's [`structure::Structure`].

mod adjust;
mod apart;
mod blocks;
mod breaking;
mod chart;
pub mod class;
mod document;
pub mod dump;
mod element;
mod figure;
pub mod font;
mod group;
mod heads;
pub mod jlreq;
pub mod length;
mod linebreak;
pub mod marks;
pub mod outline;
pub mod page;
mod pagination;
pub mod paragraph;
mod part;
mod phrase;
pub mod picture;
mod place;
mod places;
mod setting;
mod shape;
mod sheet;
mod strip;
pub mod structure;
pub mod style;
mod table;

pub use document::{LaidOut, Typesetter, lay_out};
pub use setting::{GLYPH_MISSING, OVERFULL, TABLE_IRREGULAR, TARGET_UNKNOWN, TOO_HIGH};
pub(crate) use table::grid;

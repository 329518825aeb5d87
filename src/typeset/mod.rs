//! Document → Pages: fonts, shaping, line breaking, spacing, paragraphs, tables, figures and page make-up.
//!
//! The reference is W3C "Requirements for Japanese Text Layout" (JLReq) and JIS X 4051. This room knows nothing of PDF:
//! it ends in [`page::Pages`], positioned items that each name their place in the document's [`structure::Structure`].

mod adjust;
mod breaking;
pub mod class;
mod element;
pub mod font;
mod group;
pub mod jlreq;
pub mod length;
mod linebreak;
pub mod marks;
pub mod page;
pub mod paragraph;
mod phrase;
mod place;
mod shape;
pub mod structure;
pub mod style;

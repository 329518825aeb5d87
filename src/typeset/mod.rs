//! Document → Pages: fonts, shaping, line breaking, spacing, paragraphs, tables, figures and page make-up.
//!
//! The reference is W3C "Requirements for Japanese Text Layout" (JLReq) and JIS X 4051. This room knows nothing of PDF:
//! it ends in [`page::Pages`], positioned items that each name their place in the document's [`structure::Structure`].

pub mod font;
pub mod length;
pub mod page;
pub mod paragraph;
pub mod structure;
pub mod style;

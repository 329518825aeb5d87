//! From what people type to values: explicit tables for keys and numbers; displayed text is never touched.
//!
//! Every function says what it made of a text and whether that needs a remark; none decides for the person who typed it.

pub mod action;
pub mod date;
pub mod format;
pub mod grade;
pub mod number;
pub mod stage;
pub mod text;

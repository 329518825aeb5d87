//! How our workbooks look: fonts, formats, row heights, print set-up, and a book in the making.
//!
//! Forms, the plan's Excel master and the reports' workbooks are all written with these.

pub(crate) mod book;
pub(crate) mod cell_text;
pub(crate) mod form_look;
pub(crate) mod list;
pub(crate) mod look;
mod parts;
pub(crate) mod row_height;
pub(crate) mod save;
pub(crate) mod worded;

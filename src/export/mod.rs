//! Document and Assessment → files' bytes. Every format prints the same computed record; none adds up for itself.

mod as_read;
mod headed_cells;
pub mod html;
pub mod listening;
mod markup;
pub mod pdf;
pub mod printed;
pub mod svg;
pub mod xlsx;

pub use as_read::as_read;

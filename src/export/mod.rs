//! Document and Assessment → files' bytes. Every format prints the same computed record; none adds up for itself.

pub mod data;
pub mod html;
pub mod pdf;
pub mod xlsx;

//! Who has handed in, and the texts that go out to those who have not (提出状況, 督促文, 差戻し文). Pure functions; no I/O.

pub mod letters;
pub mod overview;
pub mod terminal;

pub use letters::{Letter, LetterKind, letters};
pub use overview::{Overview, overview};

#[cfg(test)]
mod tests;

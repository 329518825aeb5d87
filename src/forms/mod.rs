//! The empty form for each department, the council's rating form, and the returned form (差戻し).

pub mod entries;
pub mod hidden;
pub mod schema;

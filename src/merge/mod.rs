//! Submissions → one [`record::YearRecord`] a year, and the [`ledger::Ledger`]. No I/O.

pub mod ledger;
pub mod record;

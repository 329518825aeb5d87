//! `kaikaku` (改革): merges the Excel progress sheets of a city's administrative reform plan and sets the reports.
//!
//! ```text
//! plan.toml ─► plan ─┐
//! *.xlsx ..  ─► intake ─► merge ─► assess ─► report ─► typeset ─► export::pdf
//!              Submission  YearRecord  Assessment  Document ├───────► export::xlsx
//!                          + Ledger                         ├───────► export::html
//! forms: plan (+ last year) ─► a form for each department   └───────► export::data
//!        findings ─► returned forms
//! ```

pub mod cli;

pub mod commands;

pub mod workspace;

pub mod finding;

pub mod store;

pub mod plan;

pub mod intake;

pub mod forms;

pub mod merge;

pub mod assess;

pub mod check;

pub mod trace;

pub mod report;

pub mod typeset;

pub mod export;

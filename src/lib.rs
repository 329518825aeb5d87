//! `kaikaku` (改革): merges the Excel progress sheets of a city's administrative reform plan and sets the reports.
//!
//! ```text
//! plan.toml ─► plan ─┐
//! *.xlsx ..  ─► intake ─► merge ─► assess ─► report ─► typeset ─► export::{pdf, svg}
//!              Submission  YearRecord  Assessment  Document ├───────► export::{html, listening}
//!                          + Ledger        │                │
//!                                          └────────────────┴───────► export::xlsx, open_data
//! forms: plan (+ last year) ─► a form for each department
//!        findings ─► returned forms
//! ```
//!
//! The modules below are the rooms of the house in the order in which data flows: a room uses those above it, never one below
//! (held by `tests/behaviour/architecture.rs`).

// The field's words as types: identities, money, years, periods, grades, stages, effects, cell addresses, text keys.
pub mod vocabulary;

// Findings (指摘), places and origins, values with their origin, the words of an I/O error.
pub mod finding;

// Any TOML file of ours as a tree with line and column, typed access to its keys, もしかして.
pub mod settings_file;

// What a form is: its fields, its hidden record, what is typed into it.
pub mod contract;

// plan.toml → `Plan`, checked.
pub mod plan;

// How our workbooks look: formats, row heights, print set-up.
pub mod excel;

// Where input is and where output goes; atomic replacement.
pub mod workspace;

// Bytes → what a file says, with an account of every cell.
pub mod intake;

// What was read → one record of the year and its ledger.
pub mod merge;

// The record → every number that is printed, cross-footed; the reviewer's warnings; the search for leaks.
pub mod assess;

// The public part of an assessment ↔ tables, CSV, JSON with their descriptions.
pub mod open_data;

// The published data of many plans → figures side by side.
pub mod survey;

// The record → who owes what, and the letters that ask for it.
pub mod check;

// A printed figure → the cells behind it.
pub mod trace;

// The plan (and last year's record) → workbooks for departments and council; findings → returned forms.
pub mod forms;

// The plan ↔ the Excel master that an office edits.
pub mod master;

// The assessment → a document: meaning and wording, no format.
pub mod report;

// A document → pages: Japanese typesetting.
pub mod typeset;

// Pages, documents and assessments → the bytes of PDF, SVG, HTML, Excel and text files.
pub mod export;

// A workspace as a value: readings → record → assessment → documents → pages → outputs, behind the gate before publication.
pub mod engine;

// The words of the command line.
pub mod cli;

// What each command does, in which order.
pub mod commands;

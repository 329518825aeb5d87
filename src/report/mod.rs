//! Assessment → Document: editions, sections, tables, charts and wording. Knows no output format.

pub mod document;

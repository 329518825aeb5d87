//! Bytes → [`submission::Submission`]: sniffing, limits, reading, recognition of forms, normalization.
//!
//! The only home of calamine. Nothing here decides between submissions: that is the merge's.
//!
//! ```text
//! folder ─► year ─► file ─► sniff ─► limits ─► xlsx, ods, legacy ─► Workbook ─► recognise ─► progress ─► Submission
//!                                                                 labels, mapping  └─► council  ─► RatingForm
//! ```

mod account;
mod builtin;
mod cells;
pub mod codes;
mod colours;
mod council;
pub(crate) mod department;
mod different_look;
mod file;
pub mod file_account;
mod file_findings;
#[cfg(test)]
pub(crate) mod fixture;
mod folder;
mod interpret;
mod keeper;
mod known;
mod labels;
pub mod legacy;
pub mod limits;
mod looks;
mod mapping;
mod memo;
mod money;
mod no_item;
pub mod normalize;
mod notes;
mod ods;
mod package;
mod progress;
pub mod proposal;
mod readings;
mod recognise;
mod rules;
mod sizes;
pub mod sniff;
pub mod submission;
pub mod table;
mod totals;
mod transcript;
mod typed_beside;
mod unit_notes;
mod units;
mod volatile;
pub mod workbook;
mod xlsx;
mod year;

pub use file::{FileReading, Options, read_bytes};
pub use folder::{
    folders_of_no_year, folders_out_of_plan, is_beside_the_years, is_empty_year, is_on_unread_settings,
    latest_year_with_books, passed_over, path_of, years_with_input,
};
pub(crate) use folder::{has_workbook_extension, is_archive};
pub use limits::Limits;
pub use readings::{Gathered, Readings};
pub use transcript::{grading, transcripts};
pub use year::{gather, misplaced, read_year};

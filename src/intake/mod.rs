//! Bytes → [`submission::Submission`]: sniffing, limits, reading, recognition of forms, normalization.
//!
//! The only home of calamine. Nothing here decides between submissions: that is the merge's.

pub mod limits;
pub mod normalize;
mod parts;
pub mod sniff;
pub mod submission;
pub mod table;
pub mod workbook;
mod xlsx;

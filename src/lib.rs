//! stub
pub mod finding;
pub mod plan;
pub mod report;
pub mod typeset;

//! The reader of any TOML file of ours (plan.toml, office.toml): a tree of values with line and column, and typed access to
//! its keys that names unknown ones with the nearest known (もしかして).
//!
//! The Excel master of a plan is read into the same tree, so that one checker serves both and a finding names a line and
//! column of the one and a cell of the other.

pub mod fields;
pub mod toml;
pub(crate) mod tree;

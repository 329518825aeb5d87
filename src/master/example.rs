//! Example rows: what a new master shows for each sheet, told apart from what was typed.

use crate::vocabulary::folded;

/// How the first filled cell of an example row begins.
pub(super) const EXAMPLE: &str = "（例）";

/// Whether a row whose first filled cell holds `text` is an example and not read.
pub(super) fn is_example(text: &str) -> bool {
    folded(text).starts_with(&folded(EXAMPLE))
}

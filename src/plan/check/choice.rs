//! Keys whose value is one word of a few.

use super::UNKNOWN_WORD;
use crate::finding::Finding;
use crate::settings_file::fields::{Fields, fatal};

/// The values between which a key chooses.
pub(super) struct Choice<'a, T> {
    /// What is said of a word that names none of them.
    pub(super) complaint: &'a str,
    /// The values, in the order in which they are offered.
    pub(super) all: &'a [T],
    /// The word of a value.
    pub(super) label: fn(T) -> &'static str,
}

/// The value that the key's word names. `None` where the key is absent or, with a finding, its word is unknown.
pub(super) fn word<T: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    choice: Choice<'_, T>,
    out: &mut Vec<Finding>,
) -> Option<T> {
    let text = fields.optional_text(key, out)?;
    named(fields, key, text, choice, out)
}

/// The same of a key that has to be there: that it is absent is a finding, too.
pub(super) fn required_word<T: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    choice: Choice<'_, T>,
    out: &mut Vec<Finding>,
) -> Option<T> {
    let text = Some(fields.text(key, out)).filter(|text| !text.is_empty())?;
    named(fields, key, text, choice, out)
}

fn named<T: Copy>(
    fields: &Fields<'_>,
    key: &'static str,
    text: &str,
    Choice { complaint, all, label }: Choice<'_, T>,
    out: &mut Vec<Finding>,
) -> Option<T> {
    let value = all.iter().copied().find(|value| label(*value) == text);
    if value.is_none() {
        let labels: Vec<&str> = all.iter().map(|value| label(*value)).collect();
        out.push(fatal(UNKNOWN_WORD, fields.place(key), complaint).found(text).expected(labels.join("・")));
    }
    value
}

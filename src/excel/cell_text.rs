//! Texts as cells can hold them: Excel refuses a workbook with a longer one, and the library that writes ours does, too.

use std::borrow::Cow;

use crate::vocabulary::LONGEST_CELL_TEXT;

/// The most that a cell holds.
pub(crate) const LONGEST: usize = LONGEST_CELL_TEXT;

/// Stands where the rest of a text was left out.
const MARK: &str = "…（長すぎるため、以下省略）";

/// The most that a note on a cell holds: rust_xlsxwriter's `insert_note` refuses more than its `MAX_STRING_LEN - 54`, the rest being for
/// the name of the author.
const LONGEST_NOTE: usize = LONGEST - 54;

/// The text, or as much of it as a cell holds, with a mark that something is missing.
pub(crate) fn fitting(text: &str) -> Cow<'_, str> {
    within(text, LONGEST)
}

/// The text, or as much of it as a note on a cell holds, with a mark that something is missing.
pub(crate) fn fitting_note(text: &str) -> Cow<'_, str> {
    within(text, LONGEST_NOTE)
}

fn within(text: &str, most: usize) -> Cow<'_, str> {
    // Bytes are never fewer than units.
    if text.len() <= most || text.encode_utf16().count() <= most {
        return Cow::Borrowed(text);
    }
    let mut left = most - MARK.encode_utf16().count();
    let kept = text.char_indices().find(|(_, c)| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    let cut = kept.map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}{MARK}", text.get(..cut).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_the_limit_with_a_mark() {
        for (text, is_cut) in [
            ("あ".repeat(LONGEST), false),
            ("あ".repeat(LONGEST + 1), true),
            ("𠮷".repeat(LONGEST / 2), false),
            ("𠮷".repeat(LONGEST / 2 + 1), true),
            ("a𠮷".repeat(LONGEST), true),
            (String::new(), false),
        ] {
            let fitted = fitting(&text);
            assert!(fitted.encode_utf16().count() <= LONGEST);
            assert_eq!(fitted.ends_with(MARK), is_cut);
            assert_eq!(*fitted == *text, !is_cut);
            assert!(fitting_note(&text).encode_utf16().count() <= LONGEST_NOTE);
            assert!(text.starts_with(fitted.trim_end_matches(MARK)));
        }
    }
}

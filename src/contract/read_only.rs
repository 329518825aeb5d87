//! What the sheets of a form that are there to be read say, as a digest that the form keeps: a text typed over one of theirs is known by it.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::vocabulary::text_key;

/// Hexadecimal digits of a digest.
const DIGITS: usize = 16;

/// The key, behind [`PROPERTY_PREFIX`](super::PROPERTY_PREFIX), of the property that keeps the digest of 記入例.
pub const EXAMPLE_DIGEST: &str = "example";
/// The same for the sheet with the opinions in full.
pub const OPINIONS_DIGEST: &str = "opinions";

/// The digest of a sheet's texts, row by row. White space, widths of characters and what no cell can hold make no difference: programs that
/// save the form again change them.
pub fn digest<'t>(texts: impl Iterator<Item = impl Into<Cow<'t, str>>>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        let is_left_out = |c: char| c.is_control() || matches!(c, '\u{FFFD}'..='\u{FFFF}');
        let text: Cow<'t, str> = text.into();
        let mut key = text_key(&text);
        // The bytes with which these begin in UTF-8.
        if key.bytes().any(|byte| matches!(byte, 0..=0x1F | 0x7F | 0xC2 | 0xEF)) {
            key.retain(|c| !is_left_out(c));
        }
        if !key.is_empty() {
            hash.update(key.as_bytes());
            hash.update([0]);
        }
    }
    let mut digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.truncate(DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_make_a_difference_and_how_they_are_kept_does_not() {
        let of = |texts: &[&str]| digest(texts.iter().copied());
        let written = of(&["記入例", "", "いつ、何を\n行ったか。", "2130"]);
        assert_eq!(written.len(), DIGITS);
        assert_eq!(written, of(&["記入例 ", "いつ、何を\r\n行ったか。", "２１３０", "　"]));
        for other in [&["記入例", "いつ、何を行ったか。", "2131"][..], &["記入例いつ、何を行ったか。", "2130"]]
        {
            assert_ne!(written, of(other), "{other:?}");
        }
    }
}

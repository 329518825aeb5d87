//! A file's name as text.

use std::ffi::OsStr;

use unicode_normalization::UnicodeNormalization;

use crate::vocabulary::turns_direction;

/// A file's name as text: composed; decoded where it is in CP932; what cannot be read at all, or is not seen, as �.
pub fn readable_name(name: &OsStr) -> String {
    let text = match name.to_str() {
        Some(text) => text.to_owned(),
        None => legacy(name),
    };
    text.nfc().map(|c| if is_unreadable(c) { '\u{FFFD}' } else { c }).collect()
}

/// Whether a character breaks a line of the ledger, or has what follows it shown backwards.
fn is_unreadable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns_direction(c)
}

#[cfg(unix)]
fn legacy(name: &OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let (text, _, bad) = encoding_rs::SHIFT_JIS.decode(name.as_bytes());
    if bad { name.to_string_lossy().into_owned() } else { text.into_owned() }
}

#[cfg(not(unix))]
fn legacy(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_composed_and_turn_no_text() {
        for (name, shown) in [
            ("カ\u{3099}イド.xlsx", "ガイド.xlsx"),
            ("契\n約.xlsx", "契\u{FFFD}約.xlsx"),
            ("契\u{202E}xslx.exe", "契\u{FFFD}xslx.exe"),
            ("契\u{2028}約\u{2067}.xlsx", "契\u{FFFD}約\u{FFFD}.xlsx"),
            ("葛\u{E0100}城.xlsx", "葛\u{E0100}城.xlsx"),
        ] {
            assert_eq!(readable_name(name.as_ref()), shown);
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_in_cp932_are_decoded() {
        let name = encoding_rs::SHIFT_JIS.encode("表予算ソ.xlsx").0;
        assert_eq!(readable_name(std::os::unix::ffi::OsStrExt::from_bytes(&name)), "表予算ソ.xlsx");
        assert_eq!(readable_name(std::os::unix::ffi::OsStrExt::from_bytes(b"\xFF.xlsx")), "\u{FFFD}.xlsx");
    }
}

//! The content security policy, and addresses of files beside the page.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The policy of a page with one style sheet and at most one script, both within it: nothing else is loaded or run, nothing
/// is sent anywhere.
pub(super) fn of(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    let mut policy = format!("default-src 'none'; style-src {}", hash(style));
    if let Some(script) = script {
        let _ = write!(policy, "; script-src {}", hash(script));
    }
    policy.push_str("; base-uri 'none'; form-action 'none'");
    policy
}

/// The name of a file in the same folder as a relative address: bytes that are not plain are written as RFC 3986 has it.
pub(super) fn address(file: &str) -> String {
    let mut out = String::new();
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// RFC 4648 base 64, as a content security policy writes hashes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |acc, byte| acc << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_the_rfc_has_it() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|t| base64(t.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn addresses_name_the_file_whatever_its_characters() {
        assert_eq!(address("a b.pdf"), "a%20b.pdf");
        assert_eq!(address("版（案）.pdf"), "%E7%89%88%EF%BC%88%E6%A1%88%EF%BC%89.pdf");
    }
}

//! Output that is piped or redirected on a Japanese Windows: its window, `more` and `findstr` take it for CP932.

use std::borrow::Cow;

/// The code page of a Japanese Windows.
const JAPANESE: u32 = 932;
/// What stands for a character that CP932 does not have.
const MISSING: &str = "〓";

/// UTF-8 text in a code page. Anything but CP932 stays UTF-8: other pages have no Japanese characters.
pub fn in_code_page(bytes: &[u8], page: Option<u32>) -> Cow<'_, [u8]> {
    let Some(text) = page.filter(|page| *page == JAPANESE).and_then(|_| std::str::from_utf8(bytes).ok()) else {
        return Cow::Borrowed(bytes);
    };
    let mut out = Vec::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (encoded, _, is_lossy) = encoding_rs::SHIFT_JIS.encode(line);
        if !is_lossy {
            out.extend_from_slice(&encoded);
            continue;
        }
        for c in line.chars() {
            let one = match c {
                // Dashes that look the same and are in CP932.
                '\u{2014}' => "―".to_owned(),
                '\u{301C}' => "～".to_owned(),
                c => c.to_string(),
            };
            let (encoded, _, is_lossy) = encoding_rs::SHIFT_JIS.encode(&one);
            match is_lossy {
                false => out.extend_from_slice(&encoded),
                true => out.extend_from_slice(&encoding_rs::SHIFT_JIS.encode(MISSING).0),
            }
        }
    }
    Cow::Owned(out)
}

/// The code page that `chcp` names: 現在のコード ページ: 932.
pub fn named_code_page(said: &[u8]) -> Option<u32> {
    let digits = said.rsplit(|byte| !byte.is_ascii_digit()).find(|part| !part.is_empty())?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_again_in_a_japanese_window() {
        let text = "①提出状況～表示 ▲1,234 ㈱髙\n𠮷野—〓\n";
        let encoded = in_code_page(text.as_bytes(), Some(932));
        let (read, _, is_broken) = encoding_rs::SHIFT_JIS.decode(&encoded);
        assert!(!is_broken);
        assert_eq!(read, "①提出状況～表示 ▲1,234 ㈱髙\n〓野―〓\n");
        for page in [None, Some(65001), Some(437)] {
            assert_eq!(in_code_page(text.as_bytes(), page), text.as_bytes());
        }
        assert_eq!(in_code_page(b"\xff\xfe", Some(932)), &b"\xff\xfe"[..]);
    }

    #[test]
    fn the_code_page_is_the_last_number_that_chcp_says() {
        assert_eq!(named_code_page("現在のコード ページ: 932\r\n".as_bytes()), Some(932));
        assert_eq!(named_code_page(b"Active code page: 65001\r\n"), Some(65001));
        assert_eq!(named_code_page(b"\x8c\xbb: 932\r\n"), Some(932));
        assert_eq!(named_code_page(b""), None);
    }
}

//! What HTML and SVG share.

use std::borrow::Cow;

/// Text with the special characters of markup escaped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// The text that [`escape`] made this of.
pub(super) fn unescape(markup: &str) -> Cow<'_, str> {
    if !markup.contains('&') {
        return markup.into();
    }
    // `&` itself comes last: `&amp;lt;` is the text `&lt;`.
    markup.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back() {
        for text in ["A&B", "<甲>", "\"5\"", "&lt;", "&amp;amp;", "＆", ""] {
            assert_eq!(unescape(&escape(text)), text);
        }
    }
}

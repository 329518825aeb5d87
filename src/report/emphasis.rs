//! The markup of the plan's prose: `**…**` is strong text, `｜苫小牧《とまこまい》` a word with its reading (ruby).

use super::document::{Emphasis, Inline, Inlines, Text, emphasised};

/// Prose with its strong stretches and readings. An odd `**` (the reader warns of it) makes the rest of the text strong; a
/// ｜ that no 《…》 follows stays what it is.
pub fn inlines(text: &str) -> Inlines {
    let mut out = Inlines::new();
    for (i, stretch) in text.split("**").enumerate() {
        let emphasis = if i % 2 == 1 { Emphasis::Strong } else { Emphasis::None };
        let mut rest = stretch;
        while let Some(ruby) = Ruby::first(rest) {
            if !ruby.before.is_empty() {
                out.push(emphasised(ruby.before, emphasis));
            }
            let base = Text { text: ruby.base.into(), emphasis, origin: None };
            out.push(Inline::Ruby { base, reading: ruby.reading.to_owned() });
            rest = ruby.after;
        }
        if !rest.is_empty() {
            out.push(emphasised(rest, emphasis));
        }
    }
    out
}

/// Prose without its markup, for alternative texts and comparisons.
pub fn without_marks(text: &str) -> String {
    let text = text.replace("**", "");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(ruby) = Ruby::first(rest) {
        out.push_str(ruby.before);
        out.push_str(ruby.base);
        rest = ruby.after;
    }
    out + rest
}

/// A word with its reading, and what stands around it.
struct Ruby<'t> {
    before: &'t str,
    base: &'t str,
    reading: &'t str,
    after: &'t str,
}

impl Ruby<'_> {
    /// The first of a text.
    fn first(text: &str) -> Option<Ruby<'_>> {
        for (at, bar) in text.match_indices('｜') {
            let word = &text[at + bar.len()..];
            let (base, rest) = word.split_once('《')?;
            let (reading, after) = rest.split_once('》')?;
            let plain = |part: &str| !part.is_empty() && !part.contains(['｜', '《', '\n']);
            if plain(base) && plain(reading) {
                return Some(Ruby { before: &text[..at], base, reading, after });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_make_strong_text() {
        let strong = emphasised("抑制", Emphasis::Strong);
        assert_eq!(
            inlines("費用の**抑制**。"),
            [emphasised("費用の", Emphasis::None), strong, emphasised("。", Emphasis::None)]
        );
        assert_eq!(inlines(""), []);
    }

    #[test]
    fn a_word_after_a_bar_has_the_reading_in_its_brackets() {
        let ruby = |base: &str, reading: &str, emphasis| Inline::Ruby {
            base: Text { text: base.into(), emphasis, origin: None },
            reading: reading.into(),
        };
        assert_eq!(
            inlines("**｜苫小牧《とまこまい》市**の｜志《こころざし》"),
            [
                ruby("苫小牧", "とまこまい", Emphasis::Strong),
                emphasised("市", Emphasis::Strong),
                emphasised("の", Emphasis::None),
                ruby("志", "こころざし", Emphasis::None),
            ]
        );
        assert_eq!(without_marks("**｜苫小牧《とまこまい》市**の取組"), "苫小牧市の取組");
    }

    #[test]
    fn bars_and_brackets_that_mark_no_reading_stay() {
        for text in ["《凡例》を見る", "甲｜乙", "甲｜《乙》", "甲｜乙《》", "甲｜乙《丙"] {
            assert_eq!(inlines(text), [emphasised(text, Emphasis::None)], "{text}");
            assert_eq!(without_marks(text), text);
        }
        let mixed = "甲｜乙｜丙《へい》";
        assert_eq!(without_marks(mixed), "甲｜乙丙");
    }
}

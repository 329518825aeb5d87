//! The markup of the plan's prose.
//!
//! - `**抑制**`: strong text (太字)
//! - `｜苫小牧《とまこまい》`: a word with its reading (ruby)
//! - `《《必ず》》`: text with emphasis dots (圏点)
//! - `歳計［注：一年度の収入と支出］`: a footnote (脚注), which may hold the other marks
//!
//! A mark that is not complete is text as it was typed. An odd `**` makes the rest of the text strong; the reader of plan.toml
//! warns of it.

/// A stretch of prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch<'t> {
    /// Text in one style.
    Text {
        /// The characters.
        text: &'t str,
        /// 太字.
        is_strong: bool,
        /// 圏点.
        is_dotted: bool,
    },
    /// A word with its reading.
    Ruby {
        /// The word.
        base: &'t str,
        /// The reading that is set over it.
        reading: &'t str,
        /// 太字.
        is_strong: bool,
    },
    /// A footnote: prose without footnotes of its own.
    Note(&'t str),
}

const STRONG: &str = "**";
const DOTS: (&str, &str) = ("《《", "》》");
const NOTE: (&str, &str) = ("［注：", "］");

/// The stretches of prose.
pub(crate) fn stretches(text: &str) -> Vec<Stretch<'_>> {
    divided(text, true)
}

/// The stretches of a footnote.
pub(crate) fn stretches_of_note(text: &str) -> Vec<Stretch<'_>> {
    divided(text, false)
}

fn divided(text: &str, has_notes: bool) -> Vec<Stretch<'_>> {
    let mut out = Vec::new();
    let mut is_strong = false;
    // Where the text begins that no stretch holds yet, and where the next mark is looked for.
    let (mut begun, mut at) = (0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let marked = match next {
            '*' if rest.starts_with(STRONG) => Some((None, STRONG.len())),
            '｜' => ruby(rest, is_strong),
            '《' => dotted(rest, is_strong),
            '［' if has_notes => note(rest),
            _ => None,
        };
        let Some((stretch, length)) = marked else {
            at += next.len_utf8();
            continue;
        };
        push_text(&mut out, &text[begun..at], is_strong);
        match stretch {
            Some(stretch) => out.push(stretch),
            None => is_strong = !is_strong,
        }
        at += length;
        begun = at;
    }
    push_text(&mut out, &text[begun..], is_strong);
    out
}

fn push_text<'t>(out: &mut Vec<Stretch<'t>>, text: &'t str, is_strong: bool) {
    if !text.is_empty() {
        out.push(Stretch::Text { text, is_strong, is_dotted: false });
    }
}

/// Text that a mark can stand around: there is some, and no other mark begins in it.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.contains(['｜', '《', '》', '［', '\n']) && !text.contains(STRONG)
}

/// A word with its reading at the head of a text, and how long it is.
fn ruby(text: &str, is_strong: bool) -> Option<(Option<Stretch<'_>>, usize)> {
    let (base, rest) = text.strip_prefix('｜')?.split_once('《')?;
    let (reading, after) = rest.split_once('》')?;
    let is_ruby = is_plain(base) && is_plain(reading);
    is_ruby.then(|| (Some(Stretch::Ruby { base, reading, is_strong }), text.len() - after.len()))
}

/// Text with emphasis dots at the head of a text, and how long it is.
fn dotted(text: &str, is_strong: bool) -> Option<(Option<Stretch<'_>>, usize)> {
    let (dotted, after) = text.strip_prefix(DOTS.0)?.split_once(DOTS.1)?;
    let stretch = Stretch::Text { text: dotted, is_strong, is_dotted: true };
    is_plain(dotted).then(|| (Some(stretch), text.len() - after.len()))
}

/// A footnote at the head of a text, and how long it is; it may hold brackets in pairs.
fn note(text: &str) -> Option<(Option<Stretch<'_>>, usize)> {
    let inner = text.strip_prefix(NOTE.0)?;
    let mut depth = 0_usize;
    let end = inner.char_indices().find_map(|(at, c)| match c {
        '［' => {
            depth += 1;
            None
        }
        '］' if depth == 0 => Some(at),
        '］' => {
            depth -= 1;
            None
        }
        _ => None,
    })?;
    let note = inner.get(..end).filter(|note| !note.trim().is_empty())?;
    Some((Some(Stretch::Note(note)), NOTE.0.len() + end + NOTE.1.len()))
}

/// Prose without its markup, for alternative texts and comparisons: a footnote stands in brackets.
pub(crate) fn without_marks(text: &str) -> String {
    let mut out = String::new();
    for stretch in stretches(text) {
        match stretch {
            Stretch::Text { text, .. } | Stretch::Ruby { base: text, .. } => out.push_str(text),
            Stretch::Note(note) => out.push_str(&format!("（{}）", without_marks(note))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Stretch<'_> {
        Stretch::Text { text, is_strong: false, is_dotted: false }
    }

    fn strong(text: &str) -> Stretch<'_> {
        Stretch::Text { text, is_strong: true, is_dotted: false }
    }

    #[test]
    fn stars_make_strong_text() {
        assert_eq!(stretches("費用の**抑制**。"), [plain("費用の"), strong("抑制"), plain("。")]);
        assert_eq!(stretches("費用の**抑制。"), [plain("費用の"), strong("抑制。")]);
        assert_eq!(stretches(""), []);
    }

    #[test]
    fn a_word_after_a_bar_has_the_reading_in_its_brackets() {
        assert_eq!(
            stretches("**｜苫小牧《とまこまい》市**の｜志《こころざし》"),
            [
                Stretch::Ruby { base: "苫小牧", reading: "とまこまい", is_strong: true },
                strong("市"),
                plain("の"),
                Stretch::Ruby { base: "志", reading: "こころざし", is_strong: false },
            ]
        );
        assert_eq!(without_marks("**｜苫小牧《とまこまい》市**の取組"), "苫小牧市の取組");
        assert_eq!(without_marks("甲｜乙｜丙《へい》"), "甲｜乙丙");
    }

    #[test]
    fn doubled_brackets_give_dots() {
        let dotted = Stretch::Text { text: "必ず", is_strong: false, is_dotted: true };
        assert_eq!(stretches("《《必ず》》行う"), [dotted, plain("行う")]);
        assert_eq!(without_marks("《《必ず》》行う"), "必ず行う");
        let strong = Stretch::Text { text: "必ず", is_strong: true, is_dotted: true };
        assert_eq!(stretches("**《《必ず》》**"), [strong]);
    }

    #[test]
    fn a_note_holds_other_marks_but_no_note() {
        let text = "歳計［注：**一年度**の収入［現金］と支出］を見直す";
        let note = "**一年度**の収入［現金］と支出";
        assert_eq!(stretches(text), [plain("歳計"), Stretch::Note(note), plain("を見直す")]);
        assert_eq!(stretches_of_note(note), [strong("一年度"), plain("の収入［現金］と支出")]);
        assert_eq!(stretches_of_note("甲［注：乙］"), [plain("甲［注：乙］")]);
        assert_eq!(without_marks(text), "歳計（一年度の収入［現金］と支出）を見直す");
        // What is strong around a note is strong behind it.
        assert_eq!(stretches("**甲［注：乙］丙**"), [strong("甲"), Stretch::Note("乙"), strong("丙")]);
    }

    #[test]
    fn marks_that_are_not_complete_stay() {
        for text in [
            "《凡例》を見る",
            "甲｜乙",
            "甲｜《乙》",
            "甲｜乙《》",
            "甲｜乙《丙",
            "《《》》",
            "《《甲》",
            "甲［注：］",
            "甲［注：乙",
            "甲［乙］",
        ] {
            assert_eq!(stretches(text), [plain(text)], "{text}");
            assert_eq!(without_marks(text), text);
        }
    }
}

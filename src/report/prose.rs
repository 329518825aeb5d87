//! The plan's prose as running text: its markup ([`crate::plan`]'s) becomes strong text, ruby, emphasis dots and footnotes.

use super::document::{Emphasis, Inline, Inlines, Text, emphasised};
use crate::plan::markup::{Stretch, stretches, stretches_of_note};

/// Prose as running text.
pub fn inlines(text: &str) -> Inlines {
    stretches(text).into_iter().map(inline).collect()
}

fn inline(stretch: Stretch<'_>) -> Inline {
    match stretch {
        Stretch::Text { text, is_dotted: true, .. } => emphasised(text, Emphasis::Dots),
        Stretch::Text { text, is_strong, .. } => emphasised(text, strength(is_strong)),
        Stretch::Ruby { base, reading, is_strong } => {
            let base = Text { text: base.into(), emphasis: strength(is_strong), origin: None };
            Inline::Ruby { base, reading: reading.to_owned() }
        }
        Stretch::Note(note) => Inline::Footnote(stretches_of_note(note).into_iter().map(inline).collect()),
    }
}

fn strength(is_strong: bool) -> Emphasis {
    if is_strong { Emphasis::Strong } else { Emphasis::None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_becomes_what_it_stands_for() {
        let plain = |text: &str| emphasised(text, Emphasis::None);
        let base = Text { text: "苫小牧".into(), emphasis: Emphasis::Strong, origin: None };
        assert_eq!(
            inlines("**｜苫小牧《とまこまい》**は《《必ず》》歳計［注：**一年度**の収支］を見直す"),
            [
                Inline::Ruby { base, reading: "とまこまい".into() },
                plain("は"),
                emphasised("必ず", Emphasis::Dots),
                plain("歳計"),
                Inline::Footnote(vec![emphasised("一年度", Emphasis::Strong), plain("の収支")]),
                plain("を見直す"),
            ]
        );
    }
}

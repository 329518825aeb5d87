//! The plan's `**…**` as strong text: the only markup its prose has.

use super::document::{Emphasis, Inlines, emphasised};

/// Prose with its strong stretches. An odd `**` (the reader warns of it) makes the rest of the text strong.
pub fn inlines(text: &str) -> Inlines {
    text.split("**")
        .enumerate()
        .filter(|(_, stretch)| !stretch.is_empty())
        .map(|(i, stretch)| emphasised(stretch, if i % 2 == 1 { Emphasis::Strong } else { Emphasis::None }))
        .collect()
}

/// Prose without its markup, for alternative texts.
pub fn without_marks(text: &str) -> String {
    text.replace("**", "")
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
}

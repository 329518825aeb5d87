//! The beginning of a text that is quoted in part.

use std::borrow::Cow;

use icu_segmenter::GraphemeClusterSegmenter;

/// A text of at most `most` characters, or so many of its beginning and …. A character stays with the marks behind it (variation
/// selectors, accents), of which one written alone would show another character.
pub(crate) fn excerpt(text: &str, most: usize) -> Cow<'_, str> {
    beginning(text, most).map_or(Cow::Borrowed(text), |beginning| Cow::Owned(format!("{beginning}…")))
}

/// The beginning of a text of more characters; `None` of a text that is no longer.
fn beginning(text: &str, most: usize) -> Option<&str> {
    let (room, _) = text.char_indices().nth(most)?;
    let ends = GraphemeClusterSegmenter::new().segment_str(text);
    let end = ends.take_while(|end| *end <= room).last().filter(|end| *end > 0);
    text.get(..end.unwrap_or(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_cut_is_marked() {
        assert_eq!(excerpt("改革", 2), "改革");
        assert_eq!(excerpt("改革。", 2), "改革…");
        assert_eq!(excerpt("", 0), "");
    }

    #[test]
    fn a_character_is_not_parted_from_its_marks() {
        assert_eq!(beginning("改革", 2), None);
        assert_eq!(beginning("改革", 1), Some("改"));
        assert_eq!(beginning("改革", 0), Some(""));
        for marked in ["葛\u{E0100}", "か\u{3099}", "e\u{301}", "👩\u{200D}👧"] {
            let text = format!("あ{marked}い");
            assert_eq!(beginning(&text, 2), Some("あ"), "{marked}");
            let count = text.chars().count();
            assert_eq!(beginning(&text, count - 1), text.strip_suffix('い'), "{marked}");
            assert_eq!(beginning(&text, count), None);
        }
        // A mark that has nothing before it is one by itself.
        assert_eq!(beginning(&"\u{301}".repeat(5), 3).map(|text| text.chars().count()), Some(3));
    }
}

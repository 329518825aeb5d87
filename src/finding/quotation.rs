//! How much of what a person wrote a finding repeats.

use crate::vocabulary::excerpt;

/// Characters of a quotation （「…」） in a finding; a name of a sheet, a form or a key in a settings file may be of any length.
const QUOTATION: usize = 100;
/// Characters of a sentence, whatever it repeats.
const SENTENCE: usize = 1_000;

/// The sentence with its long quotations cut, and cut itself where it is too long even so. It ends as a sentence in any case.
pub(super) fn shortened(sentence: String) -> String {
    if sentence.len() <= QUOTATION {
        return sentence;
    }
    let mut short = String::with_capacity(sentence.len());
    let mut rest = sentence.as_str();
    while let Some((before, quoted, after)) = first_quotation(rest) {
        short.push_str(before);
        short.push_str(&excerpt(quoted, QUOTATION));
        rest = after;
    }
    short.push_str(rest);
    if let Some((end, _)) = short.char_indices().nth(SENTENCE) {
        short.truncate(end);
        short.push_str("…（以下略）");
    }
    short
}

/// What stands before the first quotation （its bracket included）, in it, and after it （from its closing bracket on）. Brackets within a
/// quotation belong to it; one that is not closed is none.
fn first_quotation(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('「').find_map(|(at, bracket)| {
        let start = at + bracket.len();
        let mut depth = 0_usize;
        let end = text[start..].char_indices().find_map(|(at, c)| match c {
            '「' => {
                depth += 1;
                None
            }
            '」' if depth == 0 => Some(start + at),
            '」' => {
                depth -= 1;
                None
            }
            _ => None,
        })?;
        Some((&text[..start], &text[start..end], &text[end..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quotation_is_cut_and_its_sentence_goes_on() {
        let name = |length: usize| "あ".repeat(length);
        let said = |length: usize| shortened(format!("「{}」と「短い」は別です。", name(length)));
        assert_eq!(said(QUOTATION), format!("「{}」と「短い」は別です。", name(QUOTATION)));
        assert_eq!(said(QUOTATION + 1), format!("「{}…」と「短い」は別です。", name(QUOTATION)));
    }

    #[test]
    fn brackets_in_a_quotation_belong_to_it() {
        let within = format!("「{}「{}」の様式」は読めません。", "甲".repeat(60), "乙".repeat(60));
        assert_eq!(shortened(within), format!("「{}「{}…」は読めません。", "甲".repeat(60), "乙".repeat(39)));
    }

    #[test]
    fn a_sentence_without_an_end_of_its_quotation_ends_all_the_same() {
        let open = shortened(format!("「{}は読めません。", "「".repeat(2_000)));
        assert_eq!(open.chars().count(), SENTENCE + "…（以下略）".chars().count());
        assert!(open.ends_with("…（以下略）"));
        // 1,000 quotations that are short each.
        assert!(shortened("「甲」".repeat(1_000)).ends_with("…（以下略）"));
    }
}

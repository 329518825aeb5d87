//! Phrases (文節): where headings and table heads may be divided so that a reader never meets half a word.
//!
//! There is no dictionary here. A phrase is taken to end after a particle written in hiragana and before the next word,
//! which in the plan's headings begins with a kanji, a katakana or Western word or an opening bracket.

use super::breaking::Opportunity;
use super::class::Class;
use super::element::Element;

/// Marks the opportunities that stand within a phrase.
pub(super) fn mark(first: &[char], elements: &[Element], found: &mut [Opportunity]) {
    for at in 0..found.len().saturating_sub(1) {
        if found[at] == Opportunity::Free && !ends_phrase(first, elements, at) {
            found[at] = Opportunity::WithinPhrase;
        }
    }
}

/// Whether a phrase ends after an element.
fn ends_phrase(first: &[char], elements: &[Element], at: usize) -> bool {
    let (before, after) = (elements[at].class, elements[at + 1].class);
    let starts_word = !matches!(after, Class::HIRAGANA | Class::SMALL_KANA | Class::PROLONGED);
    match before {
        Class::COMMA
        | Class::FULL_STOP
        | Class::CLOSING
        | Class::WESTERN_SPACE
        | Class::IDEOGRAPHIC_SPACE
        | Class::MIDDLE_DOT => starts_word || after == Class::HIRAGANA,
        _ if after == Class::OPENING => true,
        Class::HIRAGANA => starts_word && !matches!(first[at], 'お' | 'ご'),
        _ => false,
    }
}

//! The forms in which texts are compared; what is displayed is never normalized.

use unicode_normalization::UnicodeNormalization;

/// Whether a character is white space of any kind, the invisible ones that web pages and PDFs leave behind included.
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'
                ..='\u{200F}'
                    | '\u{2060}'
                    | '\u{FEFF}'
                    | '\u{00AD}'
                    | '\u{115F}'
                    | '\u{1160}'
                    | '\u{2800}'
                    | '\u{3164}'
                    | '\u{FFA0}'
        )
}

/// Dashes of every kind, the long vowel mark and the box-drawing line that stand for a dash in Japanese cells included.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{00AD}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{30FC}' | '\u{FF0D}' | '\u{FF70}' | '\u{FE63}'
    )
}

/// Whether a character turns the direction of writing of those behind it: what follows it in a line is shown backwards.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has no width and changes nothing that is seen in Japanese: zero-width spaces, word joiners, byte order marks, marks of
/// direction, of readings and of languages. Joiners of emoji (U+200D) and variation selectors are none of them.
pub fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{2060}'
            ..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'
            ..='\u{FFFB}' | '\u{E0000}'
            ..='\u{E007F}'
    )
}

/// Whether a text ends in an ideograph, so that a word in kanji behind it may be a part of a longer one: 別記 in 性別記載, 要調整 in 需要調整.
pub fn ends_in_ideograph(text: &str) -> bool {
    text.ends_with(|c: char| matches!(c, '々' | '\u{4E00}'..='\u{9FFF}'))
}

/// The form in which labels, names and ids are compared: NFKC, without white space, Latin letters small.
///
/// Katakana middle dots and all dashes stay what they are: 窓口・サービス is not 窓口サービス.
pub fn text_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for_each_nfkc(text, |part| match part {
        Part::Stable(text) => {
            push_stable(&mut key, text, |byte| byte.is_ascii_uppercase().then(|| byte.to_ascii_lowercase()))
        }
        Part::Other(c) if is_space(c) => {}
        Part::Other(c) => key.extend(c.to_lowercase()),
    });
    key
}

/// A part of a text in NFKC.
enum Part<'t> {
    /// A stretch of it that was so before.
    Stable(&'t str),
    Other(char),
}

/// The parts of a text in NFKC. Most characters are left alone whatever stands beside them: its tables are asked only for the
/// others, each stretch of them with the character before it, with which a combining mark makes one.
fn for_each_nfkc(text: &str, mut each: impl FnMut(Part<'_>)) {
    let mut rest = text;
    while !rest.is_empty() {
        let stable = stable_end(rest);
        let mut behind = rest[stable..].chars();
        if let Some(narrow) = behind.next().and_then(narrow_form)
            && let after = behind.as_str()
            && behind.next().is_none_or(|c| is_stable(c) || narrow_form(c).is_some())
        {
            each(Part::Stable(&rest[..stable]));
            each(Part::Other(narrow));
            rest = after;
            continue;
        }
        let before = match stable == rest.len() {
            true => stable,
            false => rest[..stable].char_indices().next_back().map_or(0, |(at, _)| at),
        };
        each(Part::Stable(&rest[..before]));
        let changed = rest[stable..].find(is_stable).map_or(rest.len(), |at| stable + at);
        rest[before..changed].nfkc().for_each(|c| each(Part::Other(c)));
        rest = &rest[changed..];
    }
}

/// Whether NFKC leaves a character alone whatever stands beside it: ASCII, circles and squares, kana, ideographs and most marks between them.
fn is_stable(c: char) -> bool {
    matches!(c, '\0'..='\x7F' | '\u{25A0}'..='\u{25FF}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FE}' | '\u{4E00}'..='\u{9FFF}')
}

/// What NFKC makes of a full-width character of ASCII or the ideographic space, unless a mark follows that makes one with it.
fn narrow_form(c: char) -> Option<char> {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        '\u{3000}' => Some(' '),
        _ => None,
    }
}

/// Where the first character of a text stands that is not stable; its end where all are.
fn stable_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let [first, behind @ ..] = &bytes[at..] {
        at += match (first, behind) {
            (0..=0x7F, _) => 1,
            // The bytes of U+4E00 to U+9FFF in UTF-8.
            (0xE5..=0xE9, _) => 3,
            (0xE4, [0xB8..=0xBF, ..]) => 3,
            (0xE2 | 0xE3, _) if text[at..].starts_with(is_stable) => 3,
            _ => break,
        };
    }
    at
}

/// Adds stable characters, those of ASCII without white space and as `changed` makes them; none of the others is white space or has case.
fn push_stable(out: &mut String, text: &str, changed: impl Fn(u8) -> Option<u8>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii()) {
        let other = changed(byte);
        if other.is_some() || is_space(char::from(byte)) {
            if from < at {
                out.push_str(&text[from..at]);
            }
            out.extend(other.map(char::from));
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

/// The compatibility form (NFKC) without white space; letters keep their case.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for_each_nfkc(text, |part| match part {
        Part::Stable(text) => push_stable(&mut folded, text, |_| None),
        Part::Other(c) if is_space(c) => {}
        Part::Other(c) => folded.push(c),
    });
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{IsNormalized, is_nfkc_quick};

    use super::*;

    #[test]
    fn what_needs_no_tables_is_left_alone_by_nfkc_beside_anything() {
        for c in ('\0'..=char::MAX).filter(|c| is_stable(*c)) {
            assert_eq!(is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c}");
            // As their stretches are added.
            assert!(c.is_ascii() || c.len_utf8() == 3 && !is_space(c) && c.to_lowercase().eq([c]), "{c}");
        }
        for c in '\0'..=char::MAX {
            let end = if is_stable(c) { c.len_utf8() } else { 0 };
            assert_eq!(stable_end(c.encode_utf8(&mut [0; 4])), end, "{c}");
            if let Some(narrow) = narrow_form(c) {
                assert!(c.to_string().nfkc().eq([narrow]), "{c}");
            }
        }
    }

    #[test]
    fn keys_ignore_width_space_and_case() {
        assert_eq!(text_key(" 進 捗\n区 分 "), "進捗区分");
        assert_eq!(text_key("Ｎｏ．"), "no.");
        assert_eq!(text_key("歳入増（単年度）"), "歳入増(単年度)");
    }

    #[test]
    fn folding_ignores_width_and_space_but_not_case() {
        assert_eq!(folded("窓口 の\n案内"), "窓口の案内");
        assert_eq!(folded("ＤＸ（ｶﾞｲﾄﾞ）　No.1"), "DX(ガイド)No.1");
        // か and a combining mark are one character.
        assert_eq!(folded("か\u{3099}"), "が");
    }

    proptest! {
        /// Letters, compatibility characters, kana, marks that combine with what is before them and Hangul that joins to syllables.
        #[test]
        fn a_text_taken_in_stretches_is_its_nfkc(text in r"[a-zかガ漢字\u{3099}\u{309A}\u{300}-\u{315}\u{1100}\u{1161}\u{11A8}ｶﾞﾟＡＢ（＜<　◎△\u{338}①㍻㌍ﬁ…⽇ \u{5D0}\u{5B0}-\u{5BC}]{0,24}") {
            let mut whole = String::new();
            for_each_nfkc(&text, |part| match part {
                Part::Stable(text) => whole.push_str(text),
                Part::Other(c) => whole.push(c),
            });
            prop_assert_eq!(&whole, &text.nfkc().collect::<String>());
            let kept: String = whole.chars().filter(|c| !is_space(*c)).collect();
            prop_assert_eq!(folded(&text), kept.as_str());
            prop_assert_eq!(text_key(&text), kept.chars().flat_map(char::to_lowercase).collect::<String>());
        }
    }
}

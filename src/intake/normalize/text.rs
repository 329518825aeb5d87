//! The words that stand for "nothing", "as above", "not yet".

use unicode_normalization::UnicodeNormalization;

use crate::vocabulary::{is_dash, text_key};

/// Radicals (CJK Radicals Supplement) that PDFs and converters leave in the place of the characters that they look like
/// (EquivalentUnifiedIdeograph.txt of the UCD; those whose Japanese form it is).
const RADICALS: [(char, char); 38] = [
    ('⺃', '乚'),
    ('⺅', '亻'),
    ('⺉', '刂'),
    ('⺋', '㔾'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺖', '忄'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺦', '丬'),
    ('⺨', '犭'),
    ('⺩', '王'),
    ('⺭', '礻'),
    ('⺮', '𥫗'),
    ('⺲', '罒'),
    ('⺹', '耂'),
    ('⺾', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻄', '西'),
    ('⻆', '角'),
    ('⻌', '辶'),
    ('⻑', '長'),
    ('⻖', '阝'),
    ('⻘', '青'),
    ('⻝', '食'),
    ('⻤', '鬼'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻲', '亀'),
];

/// The character that a radical looks like: 日 for ⽇ (U+2F47); `None` for characters that are no radicals.
fn unified(c: char) -> Option<char> {
    match c {
        '\u{2F00}'..='\u{2FD5}' | '\u{2E9F}' | '\u{2EF3}' => c.nfkc().next(),
        '\u{2E80}'..='\u{2EF3}' => RADICALS.iter().find(|(radical, _)| *radical == c).map(|(_, character)| *character),
        _ => None,
    }
}

/// A text as it is kept: composed (NFC), radicals as the characters that they look like; with the radicals that there were.
///
/// Compatibility ideographs (神 U+FA19) stay: NFC would give them another shape. So do variation sequences.
pub fn kept(text: &str) -> (String, Vec<char>) {
    let is_simple = |c: char| {
        c < '\u{300}'
            || matches!(c, '\u{3001}'..='\u{3096}' | '\u{30A1}'..='\u{30FE}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF9D}')
    };
    if text.chars().all(is_simple) {
        return (text.to_owned(), Vec::new());
    }
    let mut radicals = Vec::new();
    let mut kept = String::with_capacity(text.len());
    let mut part = String::new();
    for c in text.chars() {
        match c {
            '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' => {
                kept.extend(part.nfc());
                part.clear();
                kept.push(c);
            }
            _ => match unified(c) {
                Some(character) => {
                    radicals.push(c);
                    part.push(character);
                }
                None => part.push(c),
            },
        }
    }
    kept.extend(part.nfc());
    (kept, radicals)
}

/// Errors of formulas, as keys.
const ERRORS: [&str; 17] = [
    "#ref!",
    "#n/a",
    "#div/0!",
    "#value!",
    "#name?",
    "#num!",
    "#null!",
    "#spill!",
    "#calc!",
    "#getting_data",
    "#field!",
    "#blocked!",
    "#busy!",
    "#connect!",
    "#external!",
    "#python!",
    "#unknown!",
];

/// The error of a formula within a text, or the signs that a cell too narrow for its number shows; pasted with what stands around them.
pub fn error_within(text: &str) -> Option<&'static str> {
    if !text.contains(['#', '＃']) {
        return None;
    }
    let key = text_key(text);
    ERRORS.into_iter().chain(["####"]).find(|error| key.contains(error))
}

/// The error of a formula, typed as text: #REF!, #N/A, ＃ＤＩＶ／０！, Err:502.
pub fn is_error_word(text: &str) -> bool {
    let key = text_key(text);
    ERRORS.contains(&key.as_str())
        || key.strip_prefix("err:").is_some_and(|code| code.len() == 3 && code.parse::<u16>().is_ok())
}

/// The words that stand for the cell above: 同上, 〃 and its lookalikes.
pub fn is_ditto(text: &str) -> bool {
    matches!(
        text_key(text).trim_matches(['(', ')']),
        "同上" | "〃" | "々" | "\"" | "''" | "\u{2033}" | "\u{201d}" | "仝" | "上に同じ" | "上記と同じ" | "同じ"
    )
}

/// The words that stand for "does not apply".
pub fn is_not_applicable(text: &str) -> bool {
    let key = text_key(text);
    let key = key.trim_matches(['(', ')']);
    matches!(
        key,
        "該当なし"
            | "該当無し"
            | "該当無"
            | "非該当"
            | "対象外"
            | "なし"
            | "無し"
            | "無"
            | "n/a"
            | "na"
            | "該当ありません"
    ) || (!key.is_empty() && key.chars().all(is_dash))
}

/// The words that stand for "not yet known".
pub fn is_undecided(text: &str) -> bool {
    matches!(
        text_key(text).trim_matches(['(', ')']),
        "未定"
            | "未確定"
            | "集計中"
            | "調査中"
            | "算定中"
            | "精査中"
            | "確認中"
            | "不明"
            | "未集計"
            | "後日"
            | "後日提出"
    )
}

/// Whether a text only says that there is nothing to say: 特になし, 意見はありません。, ―.
pub fn says_nothing(text: &str) -> bool {
    let key = text_key(text);
    let key = key.trim_matches(['(', ')', '。', '.', '「', '」']);
    let key = ["特段の", "特段", "特に", "とくに"].iter().find_map(|word| key.strip_prefix(word)).unwrap_or(key);
    let key = ["御意見", "ご意見", "意見"].iter().find_map(|word| key.strip_prefix(word)).unwrap_or(key);
    let key = key.strip_prefix(['は', 'も']).unwrap_or(key);
    is_not_applicable(text)
        || matches!(key, "なし" | "無し" | "無" | "ない" | "無い" | "ありません" | "ございません" | "nothing" | "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_there_is_nothing_to_say_is_no_text() {
        for text in
            ["特になし", "なし", " 特に意見はありません。", "意見なし", "（特になし）", "―", "無し", "特段の意見はない"]
        {
            assert!(says_nothing(text), "{text}");
        }
        for text in
            ["", "特になしとした理由を示してほしい。", "意見", "ない袖は振れない。", "人手が足りないのではないか。"]
        {
            assert!(!says_nothing(text), "{text}");
        }
    }

    #[test]
    fn radicals_become_the_characters_they_look_like() {
        let (text, radicals) = kept("⽇曜⽇の窓⼝、カ\u{3099}バナンス、⻑い、神\u{FA19}、辻\u{E0100}");
        assert_eq!(text, "日曜日の窓口、ガバナンス、長い、神\u{FA19}、辻\u{E0100}");
        assert_eq!(radicals.len(), 4);
        assert!(RADICALS.iter().all(|(radical, _)| ('\u{2E80}'..='\u{2EF3}').contains(radical)));
    }

    #[test]
    fn errors_of_formulas_are_known_as_they_are_typed() {
        for text in ["#REF!", "＃Ｎ／Ａ", "#DIV/0!", " #name? ", "#GETTING_DATA", "Err:502", "ｅｒｒ：５１１"]
        {
            assert!(is_error_word(text), "{text}");
        }
        for text in
            ["", "#", "#1", "#REF", "#REF!を直した", "Err:", "Err:50", "Err:5022", "Err:abc", "Error:502", "502"]
        {
            assert!(!is_error_word(text), "{text}");
        }
        assert_eq!(error_within("前年は ＃REF！ 件"), Some("#ref!"));
        assert!(error_within("#####").is_some() && error_within("#1").is_none());
    }

    #[test]
    fn words_for_nothing_are_told_apart() {
        for text in ["―", "－", "-", "ー", "──", "該当なし", "（該当なし）", "Ｎ／Ａ", "対象外"]
        {
            assert!(is_not_applicable(text), "{text}");
        }
        for text in ["", "0", "なしくずし", "未定", "-1"] {
            assert!(!is_not_applicable(text), "{text}");
        }
        assert!(is_ditto("〃") && is_ditto(" 同 上 ") && !is_ditto("同上の取組"));
        assert!(is_undecided("未定") && !is_undecided("未定着"));
    }
}

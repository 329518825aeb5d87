//! The words that stand for "nothing", "as above", "not yet".

use crate::vocabulary::text_key;

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

/// Dashes of every kind, the long vowel mark and the box-drawing line that stand for a dash in Japanese cells included.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{00AD}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{30FC}' | '\u{FF0D}' | '\u{FF70}' | '\u{FE63}'
    )
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

#[cfg(test)]
mod tests {
    use super::*;

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

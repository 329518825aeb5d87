//! Texts that say nothing by themselves: they point to another paper, field or year, or to a later day. The report prints the field alone.

use crate::vocabulary::{ends_in_ideograph, text_key};

/// What a text points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pointer {
    /// The text holds this word, whatever else it says.
    Word(&'static str),
    /// The text is nothing but a reference to another year or field: 前年同様.
    OtherField,
    /// The text is nothing but a reference to another paper: 資料1のとおり.
    OtherPaper,
    /// The text only says that the answer is not there yet: 精査中.
    Pending,
}

/// Words of texts that point elsewhere or to later, wherever they stand.
const WORDS: [&str; 9] =
    ["別紙", "別ファイル", "別シート", "別途提出", "別途報告", "別途資料", "添付のとおり", "後日", "集計中"];
/// The same, unless they are the end of a longer word: 性別記載欄, 部署別表彰, 順を追って.
const WORDS_OF_THEIR_OWN: [&str; 5] = ["別添", "別表", "別図", "別記", "追って"];
/// The same, where something refers to them: not 添付資料を減らした.
const ATTACHED: [&str; 2] = ["添付資料", "添付ファイル"];
/// What a short text that only refers to something begins with.
const PLACES: [&str; 27] = [
    "別途",
    "別冊",
    "別の",
    "資料",
    "添付",
    "上記",
    "下記",
    "左記",
    "右記",
    "前記",
    "後記",
    "上に",
    "下に",
    "左に",
    "右に",
    "裏面",
    "次頁",
    "次ページ",
    "様式",
    "報告書",
    "記載",
    "メール",
    "詳細は",
    "詳しくは",
    "no.",
    "hp",
    "ホームページ",
];
/// What a text that refers to something ends with.
const REFERENCES: [&str; 10] =
    ["のとおり", "の通り", "どおり", "に記載", "と同じ", "に同じ", "と同様", "を参照", "参照", "ご覧ください"];
/// What is no other paper: 資料の電子化は計画どおり says what came of the item.
const COURSES: [&str; 13] =
    ["計画", "予定", "見込み", "見込", "想定", "目標", "当初", "例年", "従来", "前年度", "前年", "昨年度", "昨年"];
/// Characters of the longest text that only refers to something.
const SHORT: usize = 30;

/// To what a text points, if it points anywhere.
pub(super) fn pointer(text: &str) -> Option<Pointer> {
    let key = text_key(text);
    if let Some(word) = word(&key) {
        return Some(Pointer::Word(word));
    }
    let bare = key.trim_matches(['(', ')', '<', '>', '【', '】', '[', ']', '※', '。', '．', '.', '、']);
    if is_pending(bare) {
        return Some(Pointer::Pending);
    }
    if points_back(bare) {
        return Some(Pointer::OtherField);
    }
    is_reference(bare).then_some(Pointer::OtherPaper)
}

/// The word by which a text points elsewhere or to later, whatever else it says.
fn word(key: &str) -> Option<&'static str> {
    let stands_alone = |word: &&&str| {
        key.match_indices(**word).any(|(at, _)| !(key[..at].ends_with('を') || ends_in_ideograph(&key[..at])))
    };
    let is_referred_to = |word: &&&str| {
        key.match_indices(**word).any(|(at, word)| {
            let after = &key[at + word.len()..];
            after.is_empty() || REFERENCES.iter().any(|reference| after.starts_with(reference))
        })
    };
    let anywhere = WORDS.iter().find(|word| key.contains(**word));
    let word = anywhere.or_else(|| WORDS_OF_THEIR_OWN.iter().find(stands_alone));
    word.or_else(|| ATTACHED.iter().find(is_referred_to)).copied()
}

/// Whether a text says nothing but that it is as elsewhere: 前年同様, 昨年度と同じ, R1と同じ.
fn points_back(key: &str) -> bool {
    let elsewhere = ["前年度", "前年", "昨年度", "昨年", "前回", "前期", "上記", "上"];
    let after_year = || {
        let era = ["r", "h", "令和", "平成"].iter().find_map(|era| key.strip_prefix(era))?;
        let rest = era.trim_start_matches(|c: char| c == '元' || c.is_ascii_digit());
        (rest.len() < era.len()).then(|| rest.strip_prefix("年度").unwrap_or(rest))
    };
    let Some(rest) = elsewhere.iter().find_map(|word| key.strip_prefix(word)).or_else(after_year) else { return false };
    let rest = rest.strip_prefix("実績").unwrap_or(rest);
    let rest = rest.strip_prefix(['と', 'に', 'の']).unwrap_or(rest);
    let rest = rest.strip_suffix("である").or_else(|| rest.strip_suffix("です")).unwrap_or(rest);
    matches!(
        rest,
        "同様" | "同じ" | "同じく" | "同一" | "同上" | "とおり" | "通り" | "どおり" | "同様に実施" | "同様に実施した"
    )
}

/// Whether a text only says that its answer is still being made.
fn is_pending(key: &str) -> bool {
    let key = key.strip_prefix("現在").or_else(|| key.strip_prefix("只今")).unwrap_or(key);
    let key = key.strip_suffix("です").or_else(|| key.strip_suffix("である")).unwrap_or(key);
    matches!(
        key,
        "調査中"
            | "精査中"
            | "算定中"
            | "整理中"
            | "照会中"
            | "回答待ち"
            | "入力中"
            | "記入中"
            | "後ほど"
            | "後ほど提出"
            | "後ほど報告"
            | "後報"
    )
}

/// Whether a text is one short reference: 資料1のとおり, 詳細はホームページを参照, 20-2に記載.
fn is_reference(key: &str) -> bool {
    if key.contains('。') || key.chars().count() > SHORT {
        return false;
    }
    let key = ["してください", "願います", "下さい", "ください", "のこと", "です"]
        .iter()
        .find_map(|polite| key.strip_suffix(polite))
        .filter(|rest| !rest.ends_with("ご覧"))
        .unwrap_or(key);
    let is_course = COURSES.iter().any(|course| {
        let rest = key.rsplit_once(course).map(|(_, rest)| rest);
        rest.is_some_and(|rest| matches!(rest, "のとおり" | "の通り" | "どおり" | "と同じ" | "と同様"))
    });
    let begins = PLACES.iter().any(|place| key.starts_with(place));
    matches!(key, "参照" | "左記" | "右記" | "下記" | "裏面" | "次頁" | "次ページ")
        || (begins && !is_course && REFERENCES.iter().any(|end| key.ends_with(end)))
        || is_number_referred_to(key)
}

/// Whether a text is the number of an item and a reference to it: 20-2に記載.
fn is_number_referred_to(key: &str) -> bool {
    let rest = key.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit());
    let number = &key[..key.len() - rest.len()];
    number.contains('-') && number.starts_with(|c: char| c.is_ascii_digit()) && REFERENCES.contains(&rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_point_elsewhere_are_found_in_every_spelling() {
        use Pointer::{OtherField, OtherPaper, Pending, Word};
        for (texts, expected) in [
            (
                &["別紙のとおり", "別 紙 の と お り", "別　紙１参照", "実施した。詳細は別\n紙", "（別紙）"][..],
                Word("別紙"),
            ),
            (&["別添資料のとおり", "別添２"][..], Word("別添")),
            (&["別記のとおり"][..], Word("別記")),
            (&["別ファイルのとおり", "別ﾌｧｲﾙ参照"][..], Word("別ファイル")),
            (&["別シート参照"][..], Word("別シート")),
            (&["添付のとおり", "添付の とおり。"][..], Word("添付のとおり")),
            (&["添付資料参照"][..], Word("添付資料")),
            (&["順を追って進める。結果は追って報告する。"][..], Word("追って")),
            (&["前年度と同じ", "昨年同様。", "（前回のとおり）", "R1と同じ", "Ｒ２年度と同様"][..], OtherField),
            (&["令和2年度と同じ", "令和元年度と同様", "平成31年度のとおり"][..], OtherField),
            (
                &[
                    "資料１のとおり",
                    "資料を参照してください。",
                    "下記のとおり",
                    "左に同じ",
                    "No.20-2と同じ",
                    "20-2に記載",
                    "別の計画を参照",
                    "※裏面に記載",
                    "HP参照",
                    "詳細はホームページをご覧ください。",
                    "参照",
                    "右記",
                ][..],
                OtherPaper,
            ),
            (&["精査中", "現在調査中です。", "（回答待ち）", "後ほど提出"][..], Pending),
        ] {
            for text in texts {
                assert_eq!(pointer(text), Some(expected), "{text}");
            }
        }
        for text in [
            "計画どおり",
            "予定のとおり進めた。",
            "10月に計画どおり",
            "① 計画どおり",
            "4月から供用開始、計画どおり",
            "3件とも目標と同じ",
            "1,200千円で前年度と同様",
            "5校で実施し、前年度と同様",
            "詳細設計は予定どおり",
            "資料の電子化は計画どおり",
            "別館の改修は予定どおり",
            "報告書の様式を見直し、計画どおり",
            "ホームページに手続の一覧を記載",
            "申請書の性別記載欄を廃止した。",
            "男女別\n記録を取った。",
            "部署別表彰を始めた。",
            "段階を追って広げた。",
            "申請時の添付資料を削減した。",
            "メールの添付ファイルを無害化する仕組みを入れた。",
            "窓口を設けた。",
            "資料を作成し、全課に配った。",
            "申請書への書類の添付を不要とした。",
            "検討中",
            "他市の例を調査中であり、結果を踏まえて決める。",
            "10件",
            "R2年度に実施した",
            "前年度の実績を上回った",
            "",
        ] {
            assert_eq!(pointer(text), None, "{text}");
        }
    }
}

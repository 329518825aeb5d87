//! Units of money: those that there are, and what the heads of a column say of theirs.

use std::borrow::Cow;

use super::memo::memoed;
use crate::vocabulary::MoneyUnit;

/// What the heads of a column say of its unit of money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum HeadUnit {
    /// Nothing.
    #[default]
    Unnamed,
    /// One unit.
    Known(MoneyUnit),
    /// A unit that is none of money, or one that nobody knows.
    Unknown,
    /// Two units that are not the same.
    Disagree(MoneyUnit, MoneyUnit),
}

impl HeadUnit {
    /// What a key says: in brackets, before or after 単位, or behind the name of a column (歳入増千円).
    pub(crate) fn of(key: &str) -> HeadUnit {
        memoed!(key, |key| said_units(key).into_iter().fold(HeadUnit::Unnamed, HeadUnit::and), HeadUnit)
    }

    /// What two heads say together.
    pub(crate) fn and(self, other: HeadUnit) -> HeadUnit {
        match (self, other) {
            (HeadUnit::Unnamed, said) | (said, HeadUnit::Unnamed) => said,
            (HeadUnit::Known(a), HeadUnit::Known(b)) if a != b => HeadUnit::Disagree(a, b),
            (HeadUnit::Disagree(a, b), _) | (_, HeadUnit::Disagree(a, b)) => HeadUnit::Disagree(a, b),
            (HeadUnit::Unknown, _) | (_, HeadUnit::Unknown) => HeadUnit::Unknown,
            (same, _) => same,
        }
    }
}

/// Units that are none of money, in brackets behind the head of an amount.
const OTHER_UNITS: [&str; 48] = [
    "件",
    "人",
    "名",
    "回",
    "%",
    "割",
    "時間",
    "分",
    "秒",
    "日",
    "月",
    "か月",
    "ヶ月",
    "カ月",
    "か所",
    "箇所",
    "台",
    "世帯",
    "枚",
    "冊",
    "校",
    "社",
    "団体",
    "事業",
    "項目",
    "点",
    "ポイント",
    "本",
    "個",
    "組",
    "m",
    "km",
    "m2",
    "ha",
    "m3",
    "l",
    "リットル",
    "kg",
    "トン",
    "t",
    "t-co2",
    "kwh",
    "ドル",
    "米ドル",
    "$",
    "ユーロ",
    "人日",
    "延べ人数",
];

/// Powers of ten without 円 behind them: of what, nobody knows.
const SCALES: [&str; 8] = ["千", "万", "十万", "百万", "千万", "億", "十億", "k"];

/// Signs and names of money: a text with one of them names a unit, known or not.
const OF_MONEY: [&str; 11] = ["円", "¥", "\\", "ドル", "$", "ユーロ", "ウォン", "ポンド", "人民元", "yen", "jpy"];

/// Characters behind 円 with which it is another word: 円滑, 円高, 円グラフ.
const OTHER_WORDS: [char; 20] = [
    '滑', '高', '安', '卓', '周', '形', '熟', '山', '満', 'グ', '環', '陣', '筒', '柱', '錐', '寺', '盤', '弧', '借',
    '谷',
];

const BRACKETS: [char; 16] = ['(', ')', '[', ']', '〔', '〕', '【', '】', '「', '」', '<', '>', '〈', '〉', '《', '》'];

/// The unit of a text that is nothing but a unit: 千円; ¥ and the backslash that Japanese fonts draw as ¥ are 円.
fn money(text: &str) -> Option<MoneyUnit> {
    match text {
        "¥" | "\\" => Some(MoneyUnit::Yen),
        _ => MoneyUnit::from_label(text),
    }
}

/// Whether a part of a head is a unit, of money or not.
fn names_unit(part: &str) -> bool {
    money(part).is_some() || names_money(part) || OTHER_UNITS.contains(&part)
}

/// Whether a text speaks of money.
fn names_money(text: &str) -> bool {
    // Heads and notes are looked at by the thousand: most have no character with which one of the signs begins.
    if !text.contains(['円', '¥', '\\', 'ド', '$', 'ユ', 'ウ', 'ポ', '人', 'y', 'j']) {
        return false;
    }
    OF_MONEY.iter().any(|sign| {
        let mut behind = text.match_indices(sign).map(|(at, _)| text[at + sign.len()..].chars().next());
        behind.any(|next| !next.is_some_and(|next| *sign == "円" && OTHER_WORDS.contains(&next)))
    })
}

/// Words behind a unit with which a text speaks of rounding or of a bound, not of the unit of amounts.
const OF_BOUNDS: [&str; 3] = ["未満", "以下", "以上"];

/// What behind a unit makes a coin, a note or a shop of it: 百円玉, 100円ショップ.
const OF_COINS: [&str; 5] = ["玉", "札", "硬貨", "ショップ", "均一"];

/// Whether a text names a unit of money that is none of `in_force`: 円で記入, 千ドル, 単位:百万. An amount with its unit (1,200千円, 数百円) names
/// none.
pub(crate) fn names_other(key: &str, in_force: &[MoneyUnit]) -> bool {
    // 指標2の単位は円: not of amounts.
    let of_amounts = ["金額", "効果", "歳入", "歳出"];
    let is_of_indicator = |part: &str| part.contains("指標") && !of_amounts.iter().any(|word| part.contains(word));
    key.split(['、', ',', ';', '。', '/']).any(|part| part_names_other(part, in_force) && !is_of_indicator(part))
}

/// The same of a part of a text.
fn part_names_other(key: &str, in_force: &[MoneyUnit]) -> bool {
    // ○○円, 同心円.
    let is_amount = |before: char| before.is_ascii_digit() || "一二三四五六七八九〇数何半楕心○◯△□_?".contains(before);
    let names = |sign: &str| {
        key.match_indices(sign).any(|(at, _)| {
            let behind = &key[at + sign.len()..];
            let scale = key[..at].chars().rev().take_while(|c| "十百千万億兆仟萬k".contains(*c));
            let scale: usize = scale.map(char::len_utf8).sum();
            let (before, unit) = key[..at + sign.len()].split_at(at - scale);
            let other_word = sign == "円" && behind.starts_with(OTHER_WORDS);
            let counted =
                before.ends_with(is_amount) || (sign != "円" && behind.starts_with(|c: char| c.is_ascii_digit()));
            let within_word = sign.is_ascii()
                && before.ends_with(|c: char| c.is_ascii_alphabetic())
                && !["in", "thousand", "million"].iter().any(|word| before.ends_with(word));
            let is_kana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
            let is_state = ["カナダ", "ラリア", "ポール", "ランド"].iter().any(|state| before.ends_with(state));
            // ハードル, ミドル, ドルフィン.
            let within_kana = sign.starts_with(is_kana)
                && (before.ends_with(is_kana) && !is_state
                    || behind.starts_with(is_kana) && !behind.starts_with("ベース"));
            let bounds = OF_BOUNDS.iter().chain(&OF_COINS).any(|word| behind.starts_with(word));
            let is_other = money(unit).is_none_or(|unit| !in_force.contains(&unit));
            is_other && !other_word && !counted && !within_word && !within_kana && !bounds
        })
    };
    // The backslash is that of paths, too.
    let bare_scale = || {
        let after = key
            .rsplit_once("単位")
            .map(|(_, after)| after.trim_matches(|c| ":は=".contains(c) || BRACKETS.contains(&c)));
        after.is_some_and(|after| SCALES.contains(&after))
    };
    OF_MONEY.iter().filter(|sign| **sign != "\\").any(|sign| names(sign)) || bare_scale()
}

/// Whether a part of a text says how amounts are rounded: 円未満切捨て, 端数は四捨五入.
fn is_of_rounding(part: &str) -> bool {
    ["未満", "切捨", "切り捨", "切上", "切り上", "四捨五入", "端数"].iter().any(|word| part.contains(word))
}

/// Words that say that a unit is meant for all amounts.
const OF_ALL: [&str; 3] = ["すべて", "全て", "いずれも"];

/// A text without the first of some words, where it begins with one.
fn without_first<'a>(text: &'a str, words: &[&str]) -> &'a str {
    words.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text)
}

/// Words that begin what a note says of other figures than amounts.
const OF_OTHERS: [&str; 8] = ["指標", "人数", "件数", "回数", "時間数", "実績値", "目標値", "その他"];

/// Whether a clause says of indicators, and of nothing else, which unit they have: 指標は円, 指標2の単位:円.
fn is_of_indicators(clause: &str) -> bool {
    let clause = clause.trim_matches(|c| "、,;。/".contains(c) || BRACKETS.contains(&c));
    let Some(rest) = clause.strip_prefix("指標") else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('の');
    let rest = without_first(rest, &["単位"]);
    rest.strip_prefix(['は', ':', '=']).is_some_and(|unit| MoneyUnit::from_label(unit).is_some())
}

/// A note without what it says of other figures than amounts: 単位:効果額は千円 of 単位:効果額は千円、指標は件. The whole note where the rest
/// names no money, or where what would go names some and is not of indicators alone.
fn of_amounts(key: &str) -> Cow<'_, str> {
    if !OF_OTHERS.iter().any(|word| key.contains(word)) {
        return Cow::Borrowed(key);
    }
    let mut starts: Vec<usize> = key.match_indices(['、', ',', ';', '。', '/']).map(|(at, _)| at).collect();
    // 件(指標): the word belongs to what stands before its bracket.
    let words = OF_OTHERS.iter().flat_map(|word| key.match_indices(word)).map(|(at, _)| at);
    starts.extend(words.filter(|at| !key[..*at].ends_with(BRACKETS)));
    starts.extend([0, key.len()]);
    starts.sort_unstable();
    let clauses = starts.windows(2).map(|ends| &key[ends[0]..ends[1]]);
    let is_kept = |clause: &&str| {
        let is_of_others = || OF_OTHERS.iter().any(|word| clause.contains(word));
        !is_of_indicators(clause) && (names_money(clause) || !is_of_others())
    };
    let kept: String = clauses.filter(is_kept).collect();
    if names_money(&kept) { Cow::Owned(kept) } else { Cow::Borrowed(key) }
}

/// What a note says of amounts, without the word for them: 千円 of 効果額は千円, of 金額=千円.
fn without_subject(text: &str) -> &str {
    let mut rest = text;
    for word in ["効果", "金", "額"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    match rest.strip_prefix(['は', 'が', ':', '=']) {
        Some(said) if rest.len() < text.len() => said,
        // 効果額 千円.
        None if rest.len() < text.len() && MoneyUnit::ALL.iter().any(|unit| rest.starts_with(unit.label())) => rest,
        _ => text,
    }
}

/// A key with a unit behind 単位 that is spelled in digits as it is called: 単位:千円 of 単位:1,000円.
fn spelled(key: &str) -> Cow<'_, str> {
    const WORD: &str = "単位";
    let Some(from) = key.find(WORD).filter(|_| key.contains("000円")) else { return Cow::Borrowed(key) };
    let (before, behind) = key.split_at(from + WORD.len());
    let mark = behind.len() - behind.trim_start_matches([':', 'は', '=']).len();
    let (mark, number) = behind.split_at(mark);
    for (digits, unit) in [("1,000円", "千円"), ("1000円", "千円"), ("1,000,000円", "百万円"), ("1000000円", "百万円")]
    {
        if let Some(rest) = number.strip_prefix(digits) {
            return Cow::Owned(format!("{before}{mark}{unit}{rest}"));
        }
    }
    Cow::Borrowed(key)
}

/// What the parts of a key say that name a unit: 千円 of (単位:千円), of [千円], of 単位:千円 at its end, of 千円単位.
fn said_units(key: &str) -> Vec<HeadUnit> {
    let key = &spelled(key);
    let key = &of_amounts(key);
    // Each with whether it speaks of rounding.
    let mut found: Vec<(HeadUnit, bool)> = Vec::new();
    let of = |text: &str| money(text).map_or(HeadUnit::Unknown, HeadUnit::Known);
    let ends_part = |c: char| BRACKETS.contains(&c) || matches!(c, '※' | '。');
    for part in key.split(ends_part).filter(|part| !part.is_empty()) {
        if let Some((before, after)) = part.rsplit_once("単位") {
            let after = after.trim_start_matches(['は', ':', '=', '…', '、', '.', '→']);
            let after = without_first(without_subject(after), &OF_ALL);
            let mut listed: Vec<&str> = after.split(['、', ',', '・', '/']).filter(|unit| names_money(unit)).collect();
            // 単位:千円、円未満切捨て.
            if listed.iter().any(|unit| !is_of_rounding(unit)) {
                listed.retain(|unit| !is_of_rounding(unit));
            }
            // 単位:千円、単位未満切捨て.
            let before = if is_of_rounding(after) { before.trim_end_matches(['、', ',', '。', ';']) } else { before };
            match unit_at_end(before) {
                // 円単位で記入, 千円単位の整数です: the unit stands before the word.
                Some(unit) => {
                    // 円、千円単位で切捨て: amounts are in what stands before the step of their rounding. 円、千円単位 says both.
                    let is_within_number = |at: usize| before[at + 1..].starts_with(|c: char| c.is_ascii_digit());
                    let parts = before.rmatch_indices(['、', ',', '・', '/']);
                    let mut parts = parts.filter(|(at, mark)| *mark != "," || !is_within_number(*at));
                    let own = parts.next().and_then(|(at, _)| unit_at_end(&before[..at]));
                    found.extend(own.map(|own| (own, false)));
                    found.push((unit, is_of_rounding(part)));
                }
                // 単位:千円、人: each column has its own.
                None if !listed.is_empty() => {
                    found.extend(listed.into_iter().map(|unit| (money_at_start(unit), is_of_rounding(unit))));
                }
                None if !after.is_empty() => found.push((of(after), is_of_rounding(part))),
                None if names_money(before) => found.push((HeadUnit::Unknown, is_of_rounding(part))),
                None => {}
            }
            continue;
        }
        // 円・税込, 継続・円, ※円.
        for part in part.split(['・', '、', ',', '/', ':', '※', '*', ';']).filter(|part| !part.is_empty()) {
            // 歳入増千円: the longest unit at the end. 円 alone also ends words that are no units.
            let scaled = MoneyUnit::ALL.into_iter().filter(|unit| *unit != MoneyUnit::Yen);
            match scaled.filter(|unit| part.ends_with(unit.label())).max_by_key(|unit| unit.label().len()) {
                Some(unit) if !is_scaled_before(part, unit) => {
                    found.push((HeadUnit::Known(unit), is_of_rounding(part)));
                }
                _ if names_unit(part) || SCALES.contains(&part) => found.push((of(part), is_of_rounding(part))),
                _ => {}
            }
        }
    }
    // (単位:千円)(百円未満切捨て): what is said of rounding names no unit beside one that is known.
    if found.iter().any(|(unit, rounds)| matches!(unit, HeadUnit::Known(_)) && !rounds) {
        found.retain(|(_, rounds)| !rounds);
    }
    found.into_iter().map(|(unit, _)| unit).collect()
}

/// Whether another power of ten stands before a unit at the end of a text: 百千円 is no unit that anybody knows.
fn is_scaled_before(text: &str, unit: MoneyUnit) -> bool {
    let before = text.strip_suffix(unit.label()).and_then(|before| before.chars().next_back());
    before.is_some_and(|before| matches!(before, '十' | '百' | '千' | '万' | '億' | '兆'))
}

/// Whether a figure stands before a unit at the end of a text.
fn is_amount_of(text: &str, unit: MoneyUnit) -> bool {
    text.strip_suffix(unit.label()).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// The unit of money at the end of a text that goes on with 単位: 効果額は円, 千円; unknown where it is none of ours.
fn unit_at_end(text: &str) -> Option<HeadUnit> {
    let text = text.trim_end_matches('の');
    let unit = MoneyUnit::ALL.into_iter().filter(|unit| text.ends_with(unit.label()));
    match unit.max_by_key(|unit| unit.label().len()) {
        // 1,000円単位: a step, or a unit that is spelled in another way than ours.
        Some(unit) if is_scaled_before(text, unit) || is_amount_of(text, unit) => Some(HeadUnit::Unknown),
        Some(unit) => Some(HeadUnit::Known(unit)),
        None => (OF_MONEY.iter().any(|sign| text.ends_with(sign))).then(|| {
            let known =
                text.ends_with(['¥', '\\']) && !text.trim_end_matches(['¥', '\\']).ends_with(['千', '万', '百']);
            if known { HeadUnit::Known(MoneyUnit::Yen) } else { HeadUnit::Unknown }
        }),
    }
}

/// 千円 of 千円です, of 千円で記入; unknown where no unit of ours begins the text.
fn money_at_start(text: &str) -> HeadUnit {
    let unit = MoneyUnit::ALL.into_iter().find(|unit| text.starts_with(unit.label()));
    let whole = money(text).or(unit.filter(|unit| {
        let rest = &text[unit.label().len()..];
        // 千円税込, 千円1円未満切捨て; not 千円ただし指標は円, 千円未満切捨て, 円高.
        let is_other = names_money(rest) && !is_of_rounding(rest)
            || OF_BOUNDS.iter().any(|word| rest.starts_with(word))
            || *unit == MoneyUnit::Yen && rest.starts_with(OTHER_WORDS);
        !is_other
            || OTHER_UNITS.contains(&rest)
            || ["で", "と", "の", "に", "。", "です", "端数", "及び", "又は", "または"]
                .iter()
                .any(|word| rest.starts_with(word))
    }));
    whole.map_or(HeadUnit::Unknown, HeadUnit::Known)
}

/// A note without the marks, numbers and words before what it says: ※, (注), 1., 備考:, なお.
fn without_lead(key: &str) -> &str {
    let marks = |c: char| BRACKETS.contains(&c) || matches!(c, '※' | '*' | '・' | 'の' | 'は' | ':' | '、' | '.');
    let mut text = key.trim_start_matches(marks);
    loop {
        // 10円単位で改める is about something else, 1金額は円で記入 (of ①) is not.
        let bare = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let unit = MoneyUnit::ALL.map(MoneyUnit::label).into_iter().chain(["¥", "\\"]);
        let next = if unit.into_iter().any(|unit| bare.starts_with(unit)) { text } else { bare };
        let words = ["なお", "注意", "注記", "注", "備考", "記入上の", "本表", "表中"];
        let next = without_first(next, &words).trim_start_matches(marks);
        if next.len() == text.len() {
            return text;
        }
        text = next;
    }
}

/// What a note over a table says of all its amounts: 単位:千円, (効果額の単位:円), 効果額は円単位で記入. Nothing where the text is about
/// something else.
pub(crate) fn of_note(key: &str) -> HeadUnit {
    memoed!(key, noted, HeadUnit)
}

fn noted(key: &str) -> HeadUnit {
    if !names_money(key) {
        return HeadUnit::Unnamed;
    }
    let key = &spelled(key);
    let of_amounts = of_amounts(key);
    let key = of_amounts.trim_end_matches(['、', ',', ';', '。', '/']);
    if !key.contains("単位") {
        return plainly_noted(key);
    }
    let marks = |c: char| BRACKETS.contains(&c) || matches!(c, '※' | '*' | '・' | 'の' | 'は' | ':' | '、');
    let mut text = without_lead(key);
    for word in ["効果", "金", "額"] {
        text = text.strip_prefix(word).unwrap_or(text).trim_start_matches(marks);
    }
    let unit = MoneyUnit::ALL.map(MoneyUnit::label).into_iter().chain(["¥", "\\"]);
    // 単位費用, 単位面積: other words.
    let other = ["費用", "面積", "コスト", "時間", "当", "あた", "未満"];
    let begins = text.strip_prefix("単位").is_some_and(|rest| !other.iter().any(|word| rest.starts_with(word)))
        || unit.into_iter().any(|unit| text.strip_prefix(unit).is_some_and(|rest| rest.starts_with("単位")));
    let (before, _) = text.split_once("単位").unwrap_or((text, ""));
    // 千ドル単位で記入: a unit that nobody knows, and nothing else before the word.
    let is_short = before.chars().count() <= 4 && names_money(before) && !before.contains(|c: char| c.is_ascii_digit());
    if begins || is_short { HeadUnit::of(key) } else { HeadUnit::Unnamed }
}

/// What a note says that names its unit without the word: 金額は円で記入, (金額:円), 効果額は千円表示. 金額(円) is a head, which speaks of
/// its own column.
fn plainly_noted(key: &str) -> HeadUnit {
    let marks = |c: char| BRACKETS.contains(&c) || matches!(c, '※' | '*' | '・');
    let mut text = without_lead(key);
    for word in ["数字", "効果", "金", "額", "の欄", "欄", "について"] {
        text = text.strip_prefix(word).unwrap_or(text);
    }
    let Some(text) = text.strip_prefix(['は', ':', '=']) else { return HeadUnit::Unnamed };
    let text = without_first(text.trim_start_matches('、'), &OF_ALL);
    let unit = MoneyUnit::ALL.into_iter().filter(|unit| text.starts_with(unit.label()));
    let Some(unit) = unit.max_by_key(|unit| unit.label().len()) else { return HeadUnit::Unnamed };
    let rest = text[unit.label().len()..].trim_start_matches(marks);
    let verb = rest.strip_prefix('で').unwrap_or(rest);
    let verbs = ["記入", "記載", "入力", "表示", "表記", "計上", "です"];
    let is_said = rest.is_empty() || verbs.iter().any(|word| verb.starts_with(word) || rest.starts_with(word));
    if is_said { HeadUnit::Known(unit) } else { HeadUnit::Unnamed }
}

/// Takes a unit of money off a key: 歳入増(千円), 歳出減(継続)単位:円, 歳入増千円.
pub(crate) fn without_unit(key: &str) -> Cow<'_, str> {
    if !key.contains('円') {
        return Cow::Borrowed(key);
    }
    let mut key = key.to_owned();
    for unit in MoneyUnit::ALL.map(MoneyUnit::label) {
        // Heads are looked at by the thousand: nothing is searched for that cannot be there.
        if !key.contains(unit) {
            continue;
        }
        for word in ["単位:", "単位", ""] {
            for (open, close) in [("(", ")"), ("[", "]"), ("〔", "〕"), ("【", "】"), ("<", ">"), ("「", "」")] {
                if key.contains(open) {
                    key = key.replace(&format!("{open}{word}{unit}{close}"), "");
                }
            }
            if !word.is_empty() {
                key = key.replace(&format!("{word}{unit}"), "");
            }
        }
    }
    for unit in MoneyUnit::ALL {
        if let Some(bare) = key.strip_suffix(unit.label()).filter(|bare| !bare.is_empty() && unit != MoneyUnit::Yen) {
            return Cow::Owned(bare.trim_end_matches(':').to_owned());
        }
    }
    Cow::Owned(key)
}

/// Takes what is said of a unit, known or not, out of the brackets of a key: 歳入増(単年度)(仟円), 歳入増(千円・単年度), 歳入増(税抜・千円). `None`
/// where no bracket names a unit.
pub(crate) fn without_any_unit(key: &str) -> Option<String> {
    const BESIDE: [&str; 6] = ["税抜", "税込", "税抜き", "税込み", "単位", ""];
    let (mut kept, mut names_any) = (String::new(), false);
    let mut rest = key;
    while let Some((before, inside, after)) = bracketed(rest) {
        kept.push_str(before);
        let parts: Vec<&str> = inside.split(['・', '、', ',', ':']).collect();
        if parts.iter().any(|part| names_unit(part)) {
            names_any = true;
            kept.extend(parts.into_iter().filter(|part| !names_unit(part) && !BESIDE.contains(part)));
        } else {
            kept.push_str(inside);
        }
        rest = after;
    }
    kept.push_str(rest);
    names_any.then_some(kept)
}

/// A text before its first brackets, within them and behind them.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.find(BRACKETS)?;
    let open = text[at..].chars().next()?;
    let (before, rest) = (&text[..at], &text[at + open.len_utf8()..]);
    let number = BRACKETS.iter().position(|bracket| *bracket == open)?;
    let close = *BRACKETS.get(number + 1)?;
    let (inside, after) = rest.split_once(close)?;
    Some((before, inside, after))
}

#[cfg(test)]
mod tests {
    use super::super::labels::{amount_field, field};
    use super::*;
    use crate::contract::Field;
    use crate::vocabulary::text_key;

    #[test]
    fn heads_of_amounts_are_known_whatever_unit_they_name() {
        for (head, unit) in [
            ("歳入増(千円・単年度)", HeadUnit::Known(MoneyUnit::Thousand)),
            ("歳入増(単年度、百万円)", HeadUnit::Known(MoneyUnit::Million)),
            ("歳入増(単年度)(税抜・千円)", HeadUnit::Known(MoneyUnit::Thousand)),
            ("歳入増(単年度)(千ドル)", HeadUnit::Unknown),
            ("歳入増(単年度)(人)", HeadUnit::Unknown),
            ("歳入増(単年度)(十万円)", HeadUnit::Unknown),
            ("歳入増(単年度)(仟円)", HeadUnit::Unknown),
            ("歳入増(単年度)[k円]", HeadUnit::Unknown),
        ] {
            assert_eq!((amount_field(head), HeadUnit::of(head)), (Some(Field::RevenueOnce), unit), "{head}");
        }
        // Not the year's amount, and no amount.
        for head in ["歳入増(単年度)(見込)", "歳入増(単年度)(見込・千円)", "歳入増(単年度", "実績(人)", "課題(円)"]
        {
            assert_eq!(amount_field(head), None, "{head}");
        }
        assert_eq!(without_any_unit("歳入増(単年度)"), None);
    }

    #[test]
    fn units_are_known_asked_about_or_in_dispute() {
        let of = |text: &str| HeadUnit::of(&text_key(text));
        for (text, unit) in [
            ("歳入増（千円）", MoneyUnit::Thousand),
            ("歳入増（円）", MoneyUnit::Yen),
            ("効果額（万円）", MoneyUnit::TenThousand),
            ("（単位：百万円）", MoneyUnit::Million),
            ("単位　億円", MoneyUnit::HundredMillion),
            ("歳出減（継続）\n単位：円", MoneyUnit::Yen),
            ("［千円］", MoneyUnit::Thousand),
            ("歳入増千円", MoneyUnit::Thousand),
            ("単位：千円、人", MoneyUnit::Thousand),
            ("効果額（￥）", MoneyUnit::Yen),
            ("効果額（＼）", MoneyUnit::Yen),
            ("歳出減（継続）円", MoneyUnit::Yen),
            ("歳出減（継続・円）", MoneyUnit::Yen),
            ("歳出減（継続）　※円単位", MoneyUnit::Yen),
            ("効果額（単位は万円）", MoneyUnit::TenThousand),
            ("効果額は円単位で記入", MoneyUnit::Yen),
            ("効果額は千円単位の整数です", MoneyUnit::Thousand),
        ] {
            assert_eq!(of(text), HeadUnit::Known(unit), "{text}");
        }
        for text in [
            "効果額（円・税込）",
            "効果額（千ドル）",
            "効果額（仟円）",
            "効果額（K円）",
            "効果額（百千円）",
            "効果額（千円）※M列のみ円",
            "効果額は千ドル単位で記入",
            "効果額（万）",
            "効果額（千）",
            "効果額 (thousand yen)",
            "効果額（㍑）",
            "効果額（ｔ）",
        ] {
            let unit = of(text);
            let is_open = matches!(unit, HeadUnit::Unknown | HeadUnit::Disagree(..));
            let is_yen = text.contains("税込") && unit == HeadUnit::Known(MoneyUnit::Yen);
            assert!(is_open || is_yen, "{text} {unit:?}");
        }
        for text in ["円滑な運営", "取組（円高への対応）", "効果額", "歳出減（継続）"] {
            assert_eq!(of(text), HeadUnit::Unnamed, "{text}");
        }
        for text in ["歳入増（ドル）", "歳入増（件）", "歳入増（兆円）", "（単位：千円／年）", "単位：口"]
        {
            let expected =
                if text.contains("千円") { HeadUnit::Known(MoneyUnit::Thousand) } else { HeadUnit::Unknown };
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(of("歳入増（単年度）"), HeadUnit::Unnamed);
        assert_eq!(of("歳入増（千円）").and(of("単位：円")), HeadUnit::Disagree(MoneyUnit::Thousand, MoneyUnit::Yen));
        for text in ["歳出減（継続）\n単位：円", "歳出減（継続）（万円）", "歳出減（継続）千円"]
        {
            assert_eq!(field(&text_key(text)), Some(Field::SavingRecurring), "{text}");
        }
    }

    #[test]
    fn a_text_names_another_unit_of_money_or_an_amount() {
        let names = |text: &str| names_other(&text_key(text), &[MoneyUnit::Thousand]);
        for text in [
            "この表の金額は円です",
            "表中の数値は万円",
            "金額はドル表示",
            "当課は千円単位ではなく円単位で記入",
            "（単位：百万）",
            "金額は仟円",
            "Unit: JPY",
            "(in yen)",
            "歳入増・歳出減は円で記入",
            "上の額はウォン",
            "カナダドルで記入",
            "ドルベースで記入",
        ] {
            assert!(names(text), "{text}");
        }
        for text in [
            "効果額は千円単位の整数です",
            "目標 1,200円（計画前 800円）",
            "120万円の削減",
            "数百円の差",
            "市内一円で実施",
            "円滑に進める",
            "円未満は切捨て",
            "百円以上の品",
            "100円ショップ",
            "$5の会費",
            "単位：千円",
            "C:\\共有",
            "部の単位で提出",
            "ハードルが高い",
            "ミドル世代",
            "アイドルタイム",
            "円グラフ",
            "円満に解決",
            "高円寺",
            "円盤",
            "百円玉を用意",
            "○○円程度",
            "※指標2の単位は円",
            "金額は千円、指標1は円",
        ] {
            assert!(!names(text), "{text}");
        }
    }

    #[test]
    fn the_step_of_rounding_is_not_the_unit_of_amounts() {
        for (head, unit) in [
            ("効果額（円、千円単位で切捨て）", MoneyUnit::Yen),
            ("効果額（円・千円単位で四捨五入）", MoneyUnit::Yen),
            ("効果額は円、千円単位で切捨て", MoneyUnit::Yen),
            ("効果額（千円単位で切捨て）", MoneyUnit::Thousand),
            ("効果額（円、1,000円単位で切捨て）", MoneyUnit::Yen),
        ] {
            assert_eq!(HeadUnit::of(&text_key(head)), HeadUnit::Known(unit), "{head}");
        }
        assert_eq!(HeadUnit::of(&text_key("効果額（1,000円単位で切捨て）")), HeadUnit::Unknown);
        let both = HeadUnit::of(&text_key("効果額（円、千円単位）"));
        assert!(matches!(both, HeadUnit::Disagree(..)), "{both:?}");
    }

    #[test]
    fn every_sign_of_money_is_looked_for() {
        for sign in OF_MONEY {
            assert!(names_money(&format!("単位:{sign}")), "{sign}");
        }
    }

    #[test]
    fn notes_name_the_unit_of_all_amounts_or_speak_of_something_else() {
        for (note, unit) in [
            ("（単位：千円）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：千円　税込）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：効果額　千円）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：効果額　千円、指標　件）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　千円未満切捨て", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　100円未満四捨五入", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：千円、単位未満切捨て）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　△は減", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位…千円", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　令和5年3月末現在", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　ただし指標は円", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（効果額の単位：円）", HeadUnit::Known(MoneyUnit::Yen)),
            ("※金額の単位は百万円", HeadUnit::Known(MoneyUnit::Million)),
            ("効果額は円単位で記入", HeadUnit::Known(MoneyUnit::Yen)),
            ("効果額は千ドル単位で記入", HeadUnit::Unknown),
            ("歳入増（単位：円）", HeadUnit::Unnamed),
            ("決算額は別に円単位で集計する", HeadUnit::Unnamed),
            ("※金額は円で記入", HeadUnit::Known(MoneyUnit::Yen)),
            ("（金額：円）", HeadUnit::Known(MoneyUnit::Yen)),
            ("効果額は百万円で表示しています", HeadUnit::Known(MoneyUnit::Million)),
            ("効果額は円高の影響で減った", HeadUnit::Unnamed),
            ("金額は円です", HeadUnit::Known(MoneyUnit::Yen)),
            ("効果額は千円ですので注意", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：1,000円）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：1,000,000円）", HeadUnit::Known(MoneyUnit::Million)),
            ("（単位：効果額は千円、指標は円）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（単位：効果額は円、指標2の単位は千円）", HeadUnit::Known(MoneyUnit::Yen)),
            // What is not of indicators alone is not left out.
            ("（単位：円　指標のない項目は千円）", HeadUnit::Unknown),
            ("（単位：円、指標以外は千円）", HeadUnit::Unknown),
            ("（単位：円、指標と削減額は千円）", HeadUnit::Unknown),
            // Steps in which something is done are no units of amounts.
            ("※寄附は1,000円単位", HeadUnit::Unnamed),
            ("※1,000円単位で切り捨て", HeadUnit::Unnamed),
            ("10,000円単位の商品券を発行した", HeadUnit::Unnamed),
            ("金額は千円未満を切り捨て", HeadUnit::Unnamed),
            ("円で記入", HeadUnit::Unnamed),
            ("金額（円）", HeadUnit::Unnamed),
            ("効果額（千円）", HeadUnit::Unnamed),
            ("なお、金額は百万円で記入", HeadUnit::Known(MoneyUnit::Million)),
            ("部の単位で提出", HeadUnit::Unnamed),
            ("（注）単位：円", HeadUnit::Known(MoneyUnit::Yen)),
            ("備考：単位は円", HeadUnit::Known(MoneyUnit::Yen)),
            ("①金額は円で記入", HeadUnit::Known(MoneyUnit::Yen)),
            ("１．金額は全て円で記入すること", HeadUnit::Known(MoneyUnit::Yen)),
            ("※効果額は、円で記入しています", HeadUnit::Known(MoneyUnit::Yen)),
            ("効果額の欄は円で記入してください", HeadUnit::Known(MoneyUnit::Yen)),
            ("金額については円で記入", HeadUnit::Known(MoneyUnit::Yen)),
            ("（単位：千円、円未満切捨て）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：効果額は千円、指標は件", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円（効果額）、件（指標）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　指標は件数", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：効果額＝千円　指標＝人", HeadUnit::Known(MoneyUnit::Thousand)),
            ("金額の単位は「千円」、人数の単位は「人」", HeadUnit::Known(MoneyUnit::Thousand)),
            ("効果額は千円、指標は各単位で記入", HeadUnit::Known(MoneyUnit::Thousand)),
            ("効果額の単位：万円、指標の単位：％", HeadUnit::Known(MoneyUnit::TenThousand)),
            ("単位：千円（その他は欄のとおり）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("（効果額：千円、指標：件）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：金額が円、人数が人", HeadUnit::Known(MoneyUnit::Yen)),
            ("単位：効果額は千円、指標は円", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：効果額は千ドル、指標は件", HeadUnit::Unknown),
            ("指標の単位は件", HeadUnit::Unnamed),
            ("（単位：千円・千円未満は四捨五入）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円（百円未満は切捨て）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　端数は四捨五入", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円　※指標は指標の単位", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位：千円及び％", HeadUnit::Known(MoneyUnit::Thousand)),
            ("単位はすべて千円", HeadUnit::Known(MoneyUnit::Thousand)),
            ("千円単位で記入（円単位は切捨て）", HeadUnit::Known(MoneyUnit::Thousand)),
            ("10円単位で料金を改定", HeadUnit::Unnamed),
            ("単位費用の見直し（円）", HeadUnit::Unnamed),
            ("単位面積当たりの使用料（円／㎡）を見直す", HeadUnit::Unnamed),
        ] {
            assert_eq!(of_note(&text_key(note)), unit, "{note}");
        }
    }
}

//! Phrases (文節): where headings and narrow cells may be divided so that a reader never meets half a word.
//!
//! There is no dictionary here. Office headings are nouns held together by particles, and their script tells most of what
//! is needed: a phrase ends where hiragana that closes a word (a particle, an inflected ending) meets the kanji, katakana
//! or Latin letters of the next one. Hiragana that belongs inside a word (働き方, 取り組み, 問い合わせ) ends in other letters
//! when it is a single one. Within a compound, a change of script is better than none, and two kanji make a word more often
//! than one or three.

use super::breaking::Opportunity;
use super::class::Class;
use super::element::Element;

/// Particles, and endings that a single hiragana after a kanji has at the end of a word: 係る, 行う.
const SINGLE_ENDINGS: &str = "のにをがはへとでもやるたなう";
/// Endings of a word of several hiragana: 新たな, 向けた, 関する, など, まで, から, 進めて.
const ENDINGS: &str = "のにをがはへとでもやるたないうすくてずばどら";
/// Kanji that end a word of another script.
const SUFFIXES: &str = "化別等性率型式系版的用内外間税法者課室部費数量名";
/// Words that begin with hiragana in the names of offices, their work and grades; they may follow a particle.
const HIRAGANA_WORDS: [&str; 13] = [
    "まちづくり",
    "ごみ",
    "こども",
    "子ども",
    "ふくし",
    "にぎわい",
    "ふるさと",
    "くらし",
    "いのち",
    "みどり",
    "ものづくり",
    "ひとづくり",
    "いない",
];

/// Words in hiragana that no ending tells: おおむね目標どおり.
const ADVERBS: [&str; 2] = ["おおむね", "ほぼ"];

fn ends_with(text: &[char], word: &str) -> bool {
    text.iter().rev().copied().take(word.chars().count()).eq(word.chars().rev())
}

/// Whether どおり or とおり stands here.
fn is_as(text: &[char]) -> bool {
    matches!(text, ['ど' | 'と', 'お', 'り', ..])
}

/// What a character is to a phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Western,
    Opening,
    Closing,
    Other,
}

fn script(element: &Element, character: char) -> Script {
    match element.class {
        Class::HIRAGANA => Script::Hiragana,
        Class::KATAKANA | Class::PROLONGED => Script::Katakana,
        Class::SMALL_KANA if ('ぁ'..='ゖ').contains(&character) => Script::Hiragana,
        Class::SMALL_KANA => Script::Katakana,
        Class::WESTERN | Class::NUMERAL => Script::Western,
        Class::OPENING => Script::Opening,
        Class::CLOSING
        | Class::COMMA
        | Class::FULL_STOP
        | Class::MIDDLE_DOT
        | Class::IDEOGRAPHIC_SPACE
        | Class::WESTERN_SPACE
        | Class::DIVIDING => Script::Closing,
        Class::IDEOGRAPHIC | Class::ITERATION => Script::Kanji,
        _ => Script::Other,
    }
}

/// Marks the opportunities that stand within a phrase.
pub(super) fn mark(first: &[char], elements: &[Element], found: &mut [Opportunity]) {
    let scripts: Vec<Script> = elements.iter().zip(first).map(|(element, &c)| script(element, c)).collect();
    let mut run_start = 0;
    for at in 0..found.len().saturating_sub(1) {
        if at > 0 && (scripts[at] != scripts[at - 1] || ends_word(first, &scripts, run_start, at - 1)) {
            run_start = at;
        }
        if found[at] == Opportunity::Free {
            found[at] = quality(first, &scripts, run_start, at);
        }
    }
}

/// Marks the opportunities within katakana words (マネジメント): a reader takes such a word in as a whole.
pub(super) fn mark_words(first: &[char], elements: &[Element], found: &mut [Opportunity]) {
    let katakana = |element: &Element| matches!(element.class, Class::KATAKANA | Class::PROLONGED);
    // ッ and ョ stand in the middle of such words; っ beside katakana is rare.
    let within = |element: &Element| katakana(element) || element.class == Class::SMALL_KANA;
    for ((pair, opportunity), next) in elements.windows(2).zip(found).zip(&first[first.len().min(1)..]) {
        let joined = within(&pair[0]) && within(&pair[1]) && pair.iter().any(katakana);
        if *opportunity == Opportunity::Free && joined {
            *opportunity = within_word(*next);
        }
    }
}

/// A place within a word in kana, before `next`: クラウド|ファンディング, and not クラウドファ|ンディング.
fn within_word(next: char) -> Opportunity {
    if matches!(next, 'ン' | 'ん') { Opportunity::BeforeSyllabicN } else { Opportunity::WithinPhrase }
}

/// Whether a word of a run of kanji ends at `at` although the run goes on: 施設等|総合計画, 架空市|公共施設, and not 市立.
fn ends_word(first: &[char], scripts: &[Script], run_start: usize, at: usize) -> bool {
    if scripts[at] != Script::Kanji || scripts.get(at + 1) != Some(&Script::Kanji) {
        return false;
    }
    match first[at] {
        '等' => at > run_start,
        // 市場 and 市立 are words; what a plan or its work is called after the name of a town begins with one of these.
        '市' | '町' | '村' => at >= run_start + 2 && "公総地基行".contains(first[at + 1]),
        _ => false,
    }
}

/// Marks the opportunities between a name and the abbreviation that it carries: 、(政)|国際リゾート戦略室.
pub(super) fn mark_abbreviations(first: &[char], found: &mut [Opportunity]) {
    for at in 0..found.len().min(first.len()) {
        if found[at] == Opportunity::Free && closes_abbreviation(first, at) {
            found[at] = Opportunity::WithinPhrase;
        }
    }
}

/// Whether a bracket at the head of a text or of a name in a list closes an abbreviation that the name after it carries:
/// (政)国際リゾート戦略室.
fn closes_abbreviation(first: &[char], at: usize) -> bool {
    let open = |i: &usize| matches!(first[*i], '(' | '（');
    let Some(open) = (at.saturating_sub(3)..at).rev().find(open) else { return false };
    let begins = open == 0 || matches!(first[open - 1], '、' | '，');
    matches!(first[at], ')' | '）') && begins
}

/// Whether a text ends in a figure with what it counts: 76件, 1,870千円.
fn is_counted(text: &[char]) -> bool {
    let unit = text.iter().rev().take_while(|c| super::class::class_of(**c) == Class::IDEOGRAPHIC).count();
    (1..=3).contains(&unit) && text.len() > unit && is_figure(&text[text.len() - unit - 1])
}

fn is_figure(c: &char) -> bool {
    c.is_ascii_digit()
}

/// How good a place after `at` is, in a run of one script that began at `run_start`.
fn quality(first: &[char], scripts: &[Script], run_start: usize, at: usize) -> Opportunity {
    let length = at + 1 - run_start;
    let after = scripts[at + 1];
    if first[at + 1] == '/' {
        return Opportunity::WithinPhrase;
    }
    // A number in front of a heading or of a name in a list (10 町内会の…、9-2 救急車の…) stays with its first word.
    let numbered = || {
        let begins = first[..at].iter().rposition(|c| matches!(c, '、' | '，')).map_or(0, |comma| comma + 1);
        first[begins..at].iter().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '．' | '第'))
    };
    if scripts[at] == Script::Closing && at > 0 && matches!(first[at], ' ' | '\u{3000}' | '．') && numbered() {
        return Opportunity::WithinPhrase;
    }
    match (scripts[at], after) {
        // 「発想の転換」が: a particle belongs to what it follows, be it in brackets.
        (Script::Closing, Script::Hiragana) if matches!(first[at], '」' | '』' | '）' | ')' | '”') => {
            Opportunity::WithinPhrase
        }
        // パラダイム・シフト: one word.
        (Script::Closing, Script::Katakana) if first[at] == '・' && at > 0 && scripts[at - 1] == Script::Katakana => {
            Opportunity::WordEdge
        }
        // システム化, テーマ別: a suffix of one kanji.
        (Script::Katakana | Script::Western, Script::Kanji)
            if SUFFIXES.contains(first[at + 1]) && scripts.get(at + 2) != Some(&Script::Kanji) =>
        {
            Opportunity::WithinPhrase
        }
        (Script::Closing, _) if closes_abbreviation(first, at) => Opportunity::WithinPhrase,
        // 76件（86.4%）: the rate belongs to the count.
        (Script::Kanji, Script::Opening) if is_counted(&first[..=at]) && first.get(at + 2).is_some_and(is_figure) => {
            Opportunity::Reluctant
        }
        (Script::Closing, _) | (_, Script::Opening) => Opportunity::Free,
        (Script::Hiragana, Script::Hiragana) => {
            let rest: String = first[at + 1..].iter().take(6).collect();
            let after_particle = SINGLE_ENDINGS.contains(first[at]);
            let word = HIRAGANA_WORDS.iter().any(|word| rest.starts_with(word));
            if after_particle && word { Opportunity::Free } else { within_word(first[at + 1]) }
        }
        (Script::Hiragana, _) => {
            // 計画に対し: に and 対し are one particle.
            if first[at] == 'に' && matches!(first.get(at + 1..at + 3), Some(['対', 'し' | 'す'])) {
                return Opportunity::Reluctant;
            }
            // 計画に対し|未達, as 及び|.
            let joins = at > 0 && matches!((first[at - 1], first[at]), ('及', 'び') | ('対', 'し'));
            // 障がい者: one word.
            let impaired = at > 1 && matches!((first[at - 2], first[at - 1], first[at]), ('障', 'が', 'い'));
            if impaired {
                return Opportunity::WithinPhrase;
            }
            let endings = if length == 1 { SINGLE_ENDINGS } else { ENDINGS };
            // 実績のうち, and not うち歳入増: a noun written in kana, whose last letter ends no other word.
            let among = at > 1 && matches!((first[at - 2], first[at - 1], first[at]), ('の', 'う', 'ち'));
            let adverb = || ADVERBS.iter().any(|word| ends_with(&first[..=at], word));
            if joins || among || endings.contains(first[at]) || adverb() {
                Opportunity::Free
            } else {
                Opportunity::WithinPhrase
            }
        }
        // 目標どおり: a word of its own, which leans on the one before.
        (Script::Kanji, Script::Hiragana) if is_as(&first[at + 1..]) => Opportunity::InCompound,
        (_, Script::Hiragana) | (Script::Katakana, Script::Katakana) => within_word(first[at + 1]),
        (Script::Kanji, Script::Kanji) if ends_word(first, scripts, run_start, at) => Opportunity::WordEdge,
        (Script::Kanji, Script::Kanji) => {
            if length.is_multiple_of(2) {
                Opportunity::InCompound
            } else {
                Opportunity::WithinPhrase
            }
        }
        (Script::Other, _) | (_, Script::Other) => Opportunity::InCompound,
        _ => Opportunity::WordEdge,
    }
}

#[cfg(test)]
mod tests {
    use crate::typeset::dump::phrases;
    use crate::typeset::font::FontBook;

    #[test]
    fn the_plans_own_headings_divide_at_phrases() {
        let fonts = FontBook::shipped();
        for expected in [
            "新たな|財源確保に|向けた|取組",
            "民間資本の|活用の|検討",
            "市立病院の|経営健全化に|向けた|取組",
            "市政情報の|効果的な|発信",
            "多文化共生の|まちづくりの|推進",
            "公共交通の|利便性向上に|向けた|取組",
            "窓口の|利便性向上に|向けた|取組",
            "支払方法の|多様化",
            "市民の|安全安心に|関する|取組",
            "町内会の|活性化に|向けた|取組",
            "公共施設/マネジメントの|推進",
            "行政事務の|民間委託",
            "公共施設等への|民間活力の|活用",
            "上下水道事業への|民間活力の|活用",
            "RPAの|導入",
            "庁内文書の|電子化の|推進",
            "庶務事務の|効率化・|集約化に|向けた|取組",
            "システム化に|よる|業務の|効率化",
            "職員人材育成と|働き方改革の|推進",
            "「新たな|時代」という|認識",
            "「発想の|転換＝パラダイム・/シフト」が|必要",
            "10 町内会の|活性化",
            "住宅の|再編|（△）、|9-2 救急車の|適正な|利用",
            "簡素で|効率的な|組織づくり",
            "計画に対し|未達",
            "88件のうち|76件（86.4%）が",
            "137,970千円（89.6%）",
            "新たな|行政改革/プラン|（仮称）|素案",
            "職員の|人材育成と|「働き方改革」",
            "広告料収入の|拡大及び|ネーミングライツの|導入",
            "実績のうち|財産収入",
            "うち財産収入",
            "外国人・|障がい者に|対応した|救急機能の|構築",
            "苫小牧市/公共施設等/総合管理計画の|推進",
            "市立病院新経営改革/プラン",
            "(政)国際/リゾート/戦略室",
            "(産)公設地方卸売市場",
            "(総)総務課、|(健)こども|未来課",
            "おおむね|目標どおり",
            "進んで|いない",
        ] {
            let text: String = expected.chars().filter(|c| !matches!(c, '|' | '/')).collect();
            // によ|る: a hiragana run is one; its inner ends are not looked for.
            assert_eq!(phrases(&text, &fonts), expected.replace("に|よる", "による"), "{text}");
        }
    }
}

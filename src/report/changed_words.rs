//! What changed between two texts, by whole words and figures: half a word or half a number is never marked.
//!
//! Words come from the dictionary of icu_segmenter; runs of kanji, of katakana and of Western letters and digits with their
//! separators are then taken as one word each, so that 3,500 against 3,000 is one changed figure and 市税等 one changed word.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::document::{Emphasis, Inline, Inlines, emphasised};

/// Texts with more pairs of words than this are marked as a whole: a table of this size would take seconds.
const MOST_PAIRS: usize = 4_000_000;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Its characters.
    pub(crate) text: String,
    /// Whether the other text lacks it.
    pub(crate) changed: bool,
}

/// Both texts in stretches, those that the other lacks marked as changed.
pub(crate) fn compare(old: &str, new: &str) -> (Vec<Stretch>, Vec<Stretch>) {
    let (a, b) = (words(old), words(new));
    if a.len().saturating_mul(b.len()) > MOST_PAIRS {
        let whole = |text: &str| vec![Stretch { text: text.to_owned(), changed: true }];
        return (whole(old), whole(new));
    }
    let (kept_a, kept_b) = common(&a, &b);
    (stretches(&a, &kept_a), stretches(&b, &kept_b))
}

/// Stretches as running text, changed ones underlined; a line break of the text stays one.
pub(crate) fn inlines(stretches: &[Stretch]) -> Inlines {
    let mut out = Vec::new();
    for stretch in stretches {
        let emphasis = if stretch.changed { Emphasis::Underline } else { Emphasis::None };
        for (number, line) in stretch.text.split('\n').enumerate() {
            if number > 0 {
                out.push(Inline::Break);
            }
            if !line.is_empty() {
                out.push(emphasised(line, emphasis));
            }
        }
    }
    out
}

/// Both sides of a comparison with what did not change shortened to about so many characters beside each change; … stands for the
/// rest. Both are cut at the same places, between words: a side that only lacks something shows where.
pub(crate) fn excerpts(old: Vec<Stretch>, new: Vec<Stretch>, around: usize) -> (Vec<Stretch>, Vec<Stretch>) {
    let runs = runs(old, new);
    let last = runs.len().saturating_sub(1);
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for (at, run) in runs.into_iter().enumerate() {
        let (was, is, changed) = match run {
            Run::Kept(text) => {
                let text = cut(text, if at == 0 { 0 } else { around }, if at == last { 0 } else { around });
                (text.clone(), text, false)
            }
            Run::Changed(was, is) => (was, is, true),
        };
        let stretch = |text: String| (!text.is_empty()).then_some(Stretch { text, changed });
        old.extend(stretch(was));
        new.extend(stretch(is));
    }
    (old, new)
}

/// What both texts say, and between that what each says otherwise.
enum Run {
    Kept(String),
    Changed(String, String),
}

fn runs(old: Vec<Stretch>, new: Vec<Stretch>) -> Vec<Run> {
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let mut out = Vec::new();
    while old.peek().is_some() || new.peek().is_some() {
        let changed =
            [&mut old, &mut new].map(|side| side.next_if(|stretch| stretch.changed).map(|stretch| stretch.text));
        if changed.iter().any(Option::is_some) {
            let [was, is] = changed.map(Option::unwrap_or_default);
            out.push(Run::Changed(was, is));
            continue;
        }
        // What is kept is the same on both sides, but a change of one side alone divides it there only.
        let (Some(a), Some(b)) = (old.peek_mut(), new.peek_mut()) else { break };
        let length = a.text.len().min(b.text.len());
        let rest = a.text.split_off(length);
        out.push(Run::Kept(std::mem::replace(&mut a.text, rest)));
        b.text.drain(..length);
        old.next_if(|stretch| stretch.text.is_empty());
        new.next_if(|stretch| stretch.text.is_empty());
    }
    out
}

/// A text with about so many characters of its beginning and of its end, whole words.
fn cut(text: String, head: usize, tail: usize) -> String {
    if text.chars().count() <= head + tail + 1 {
        return text;
    }
    let words = words(&text);
    let enough = |words: &mut dyn Iterator<Item = &&str>, wanted: usize| {
        let mut length = 0;
        words
            .take_while(|word| {
                length < wanted && {
                    length += word.chars().count();
                    true
                }
            })
            .map(|word| word.len())
            .sum::<usize>()
    };
    let (head, tail) = (enough(&mut words.iter(), head), enough(&mut words.iter().rev(), tail));
    match head + tail < text.len() {
        true => format!("{}…{}", &text[..head], &text[text.len() - tail..]),
        false => text,
    }
}

/// The whole text as changed.
pub(crate) fn whole(text: &str) -> Inlines {
    inlines(&[Stretch { text: text.to_owned(), changed: true }])
}

/// What a character is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Katakana,
    Western,
    /// A separator within a figure: it belongs to it only between two digits.
    Separator,
    Other,
}

fn script(c: char) -> Script {
    match c {
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々' | '〆' | '\u{f900}'..='\u{faff}' => Script::Kanji,
        'ァ'..='ヺ' | 'ー' | '\u{ff66}'..='\u{ff9f}' => Script::Katakana,
        ',' | '.' | '，' | '．' => Script::Separator,
        '▲' | '△' => Script::Western,
        c if c.is_ascii_alphanumeric() || ('０'..='９').contains(&c) || ('Ａ'..='ｚ').contains(&c) => {
            Script::Western
        }
        _ => Script::Other,
    }
}

/// The words of a text; together they are the text.
fn words(text: &str) -> Vec<&str> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut ends: Vec<usize> = segmenter.segment_str(text).filter(|end| *end > 0).collect();
    ends.retain(|end| {
        let (before, after) = (text[..*end].chars().next_back(), text[*end..].chars().next());
        let (Some(before), Some(after)) = (before, after) else { return true };
        let digit_at = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        match (script(before), script(after)) {
            (Script::Separator, Script::Western) => {
                !digit_at(text[..*end].chars().rev().nth(1)) || !digit_at(Some(after))
            }
            (Script::Western, Script::Separator) => !digit_at(Some(before)) || !digit_at(text[*end..].chars().nth(1)),
            // 5年, 3,500千円, 第3, 令和5.
            (Script::Western, Script::Kanji) => !digit_at(Some(before)),
            (Script::Kanji, Script::Western) => !(digit_at(Some(after)) && "和成治正年月第約".contains(before)),
            (Script::Other | Script::Separator, _) => true,
            (a, b) => a != b,
        }
    });
    let mut from = 0;
    let mut out = Vec::with_capacity(ends.len());
    for end in ends {
        out.push(&text[from..end]);
        from = end;
    }
    out
}

/// Which words of each text belong to their longest common subsequence.
///
/// A lone particle or mark that both share between two changes does not count: 「、」 between two changed words, marked on
/// both sides, reads better as one change.
fn common(a: &[&str], b: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let width = b.len() + 1;
    let mut length = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * width + j] = if a[i] == b[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut kept_a, mut kept_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            let run = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
            let at_edge = (i == 0 && j == 0) || (i + run == a.len() && j + run == b.len());
            let says_something = run >= 2
                || a[i].chars().any(|c| matches!(script(c), Script::Kanji | Script::Katakana | Script::Western));
            if says_something || at_edge || a[i] == "\n" {
                kept_a[i..i + run].fill(true);
                kept_b[j..j + run].fill(true);
            }
            i += run;
            j += run;
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (kept_a, kept_b)
}

fn stretches(words: &[&str], kept: &[bool]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (word, kept) in words.iter().zip(kept) {
        match out.last_mut() {
            Some(last) if last.changed != *kept => last.text.push_str(word),
            _ => out.push(Stretch { text: (*word).to_owned(), changed: !kept }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
        let (old, new) = compare(old, new);
        let marked = |stretches: Vec<Stretch>| {
            stretches.into_iter().filter(|stretch| stretch.changed).map(|stretch| stretch.text).collect()
        };
        (marked(old), marked(new))
    }

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_changed_figure_is_marked_as_a_whole() {
        assert_eq!(changed("R5 3,600、R6 4,600", "R5 3,600、R6 3,500"), (strings(&["4,600"]), strings(&["3,500"])));
        assert_eq!(
            changed("目標12.5%、▲120千円", "目標13.5%、120千円"),
            (strings(&["12.5", "▲120千円"]), strings(&["13.5", "120千円"]))
        );
        assert_eq!(changed("令和元年12月", "令和5年2月"), (strings(&["令和元年12月"]), strings(&["令和5年2月"])));
        assert_eq!(
            changed("効果額は1,234千円。", "効果額は12,345千円。"),
            (strings(&["1,234千円"]), strings(&["12,345千円"]))
        );
    }

    #[test]
    fn a_changed_word_is_marked_as_a_whole() {
        assert_eq!(
            changed("市税の納付を進める。", "市税等の納付を検討する。"),
            (strings(&["市税", "進める"]), strings(&["市税等", "検討する"]))
        );
        assert_eq!(
            changed("キャッシュレス化", "キャッシュバック化"),
            (strings(&["キャッシュレス"]), strings(&["キャッシュバック"]))
        );
    }

    /// A long alternative text of a chart, in which one side only lacks something.
    #[test]
    fn an_excerpt_shows_on_both_sides_where_a_text_changed() {
        let long = |middle: &str| {
            format!("{}効果額は▲1,234,567千円、{middle}指標は12件。{}", "前の文。".repeat(9), "後の文。".repeat(9))
        };
        let (old, new) = (long(""), long("未達、"));
        let (a, b) = compare(&old, &new);
        let (a, b) = excerpts(a, b, 5);
        let text = |stretches: &[Stretch]| stretches.iter().map(|stretch| stretch.text.as_str()).collect::<String>();
        assert_eq!(
            (text(&a).as_str(), text(&b).as_str()),
            ("…▲1,234,567千円、指標は12件…", "…▲1,234,567千円、未達、指標は12件…")
        );
        assert!(a.iter().all(|stretch| !stretch.changed) && b.iter().any(|stretch| stretch.changed));
    }

    #[test]
    fn what_both_have_is_the_text_itself() {
        let (old, new) = compare("計画を見直す。", "計画を全て見直す。");
        let joined = |stretches: &[Stretch]| stretches.iter().map(|stretch| stretch.text.as_str()).collect::<String>();
        assert_eq!((joined(&old), joined(&new)), ("計画を見直す。".to_owned(), "計画を全て見直す。".to_owned()));
        assert_eq!(changed("同じ", "同じ"), (Vec::new(), Vec::new()));
    }
}

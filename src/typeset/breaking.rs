//! Where a line may end: JLReq table 2 at its strictest (行頭・行末禁則), UAX #14 within Western words and addresses, and
//! what Japanese office prose never divides: a number and its unit, a range, the year of an era.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

use super::class::{Class, class_of, opens_and_closes};
use super::element::{Element, Ink, invisible, pair_of, same_ink};
use super::phrase;
use super::style::{BreakRules, ParagraphStyle};

/// Whether a line may end after an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opportunity {
    /// It must.
    Forced,
    /// It may.
    Free,
    /// It may, but what is read in one breath is divided: 37億|6千万円, 約|37億円, 計画に|対し.
    Reluctant,
    /// It may, but the year of an era is divided after the era's name: 令和|2年度.
    WithinEraDate,
    /// Only where a number with its unit is longer than the measure, or leaves a hole in the line before: 1,234,567|千円.
    BeforeUnit,
    /// Only where a number leaves a hole in the line before: 12345|67890.
    WithinNumber,
    /// It may, but within a phrase (文節), where the script changes.
    WordEdge,
    /// It may, but within a compound, after two kanji.
    InCompound,
    /// It may, but within a word.
    WithinPhrase,
    /// The same, before ン, which begins no word.
    BeforeSyllabicN,
    /// Only where a name of a list is longer than the measure: between its words.
    WithinName,
    /// The same, within a word of the name.
    WithinNameWord,
    /// Only where a word is longer than the measure.
    Emergency,
    /// Only where nothing else helps: line head and end rules are broken.
    LastResort,
    /// It may not.
    Never,
}

/// Characters that count (助数詞) or measure, and so stay with the number before them.
const COUNTERS: &str = "年月日時分秒週円銭千万億兆百人件名回個台本枚冊部点歳才号条項編章節款目次期種類箇ヶケヵか课課所室棟戸世店社校園組班位級倍割つ度番丁区市町村字行列頁頭匹羽着足通便泊代億坪畝町反升合石貫匁";
/// What continues a counted unit of two characters: the unit's first character, and its second.
const LONG_COUNTERS: [(char, &str); 13] = [
    ('年', "度間目生末始"),
    ('か', "月年所国条"),
    ('ヶ', "月年所国"),
    ('ヵ', "月年所国"),
    ('ケ', "月年所国"),
    ('箇', "月年所国条"),
    ('項', "目"),
    ('時', "間"),
    ('週', "間"),
    ('日', "間目"),
    ('世', "帯"),
    ('種', "類"),
    ('回', "目"),
];
/// Magnitudes within a number.
const MAGNITUDES: &str = "十百千万億兆";
/// Names of eras.
const ERAS: [(char, char); 5] = [('令', '和'), ('平', '成'), ('昭', '和'), ('大', '正'), ('明', '治')];

/// Symbols of units that are written with Latin letters.
const UNITS: [&str; 24] = [
    "mm", "cm", "m", "km", "ha", "mg", "g", "kg", "t", "mL", "ml", "L", "kL", "W", "kW", "kWh", "MWh", "KB", "MB",
    "GB", "TB", "ppm", "dB", "Hz",
];

/// Whether a word of a stretch is the symbol of a unit.
fn begins_unit(text: &[char]) -> bool {
    let word: String = text.iter().take(4).take_while(|c| c.is_ascii_alphanumeric()).collect();
    UNITS.contains(&word.trim_end_matches(['2', '3']))
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The opportunities after each element, for text whose lines are at least `measure` long.
pub(super) fn opportunities(text: &str, elements: &[Element], style: &ParagraphStyle) -> Vec<Opportunity> {
    let first: Vec<char> = elements.iter().map(|e| text[e.text.clone()].chars().next().unwrap_or('\0')).collect();
    let mut found = vec![Opportunity::Never; elements.len()];
    let western = western_breaks(text, elements);
    let mut before: Option<usize> = None;
    for after in 0..elements.len() {
        let element = &elements[after];
        if element.forced {
            found[after] = Opportunity::Forced;
            before = None;
            continue;
        }
        if invisible(element) {
            continue;
        }
        if let Some(before) = before {
            let last = after - 1;
            let zero_width_space = first[before + 1..after].contains(&'\u{200B}');
            let glued = first[before + 1..after].iter().any(|c| matches!(c, '\u{2060}' | '\u{FEFF}'));
            if zero_width_space {
                found[last] = Opportunity::Free;
            } else if !glued {
                found[last] = between(elements, &first, before, after, &style.breaks, &western);
            }
        }
        before = Some(after);
    }
    let departments = style.breaks.list_of_departments;
    if style.breaks.phrases || departments {
        phrase::mark(&first, elements, &mut found);
    } else if style.breaks.keep_words {
        phrase::mark_words(&first, elements, &mut found);
    }
    phrase::mark_abbreviations(&first, &mut found);
    if departments || style.breaks.at_spaces || style.breaks.at_commas {
        for (at, opportunity) in found.iter_mut().enumerate() {
            let next_opens = || elements.get(at + 1).is_some_and(|next| next.class == Class::OPENING);
            let parts = match first[at] {
                '、' => departments || style.breaks.at_commas,
                '\u{3000}' if !departments => style.breaks.at_spaces,
                _ => departments && next_opens(),
            };
            if parts && *opportunity < Opportunity::WithinName && *opportunity != Opportunity::Forced {
                *opportunity = Opportunity::Free;
            } else if matches!(opportunity, Opportunity::WithinPhrase | Opportunity::BeforeSyllabicN) {
                *opportunity = Opportunity::WithinNameWord;
            } else if *opportunity < Opportunity::WithinPhrase && *opportunity != Opportunity::Forced {
                *opportunity = Opportunity::WithinName;
            }
        }
    }
    if let Some(last) = found.last_mut() {
        *last = Opportunity::Forced;
    }
    found
}

/// The opportunity between two neighbours.
fn between(
    elements: &[Element],
    first: &[char],
    before: usize,
    after: usize,
    rules: &BreakRules,
    western: &[bool],
) -> Opportunity {
    let (b, a) = (&elements[before], &elements[after]);
    if matches!(first[before], '\u{A0}' | '\u{202F}') || matches!(first[after], '\u{A0}' | '\u{202F}') {
        return Opportunity::Never;
    }
    let in_word = |e: &Element| e.narrow || e.class == Class::WESTERN_SPACE;
    // UAX #14 LB13 and LB19: no line begins with / or ends on either side of a quotation mark without direction.
    let mixed = !(b.narrow && a.narrow) && first[before] != ' ' && b.class != Class::IDEOGRAPHIC_SPACE;
    if mixed && (first[after] == '/' || opens_and_closes(first[before]) || opens_and_closes(first[after])) {
        return Opportunity::Never;
    }
    if joined_by_arrow(first, before, after) || mark_of_what_follows(first, before) {
        return Opportunity::Never;
    }
    // Where a number and its unit are written apart, the space between them does not part them: 10 km.
    if first[before] == ' ' && before > 0 && is_digit(first[before - 1]) && begins_unit(&first[after..]) {
        return Opportunity::Never;
    }
    let allowed = if in_word(b) && in_word(a) {
        western[after - 1]
    } else {
        pair_of(b, a, super::jlreq::Reduction::Jlreq).may_break
    };
    if !allowed {
        return Opportunity::Never;
    }
    if a.class == Class::INSEPARABLE {
        let joined = b.class == Class::INSEPARABLE && same_ink(b, a);
        if joined || (!rules.ellipsis_may_start && matches!(first[after], '…' | '‥')) {
            return Opportunity::Never;
        }
    }
    if a.class == Class::POSTFIX && !rules.unit_may_start {
        return Opportunity::Never;
    }
    if inseparable(first, before, after, rules) {
        return Opportunity::Never;
    }
    let starts_year = is_digit(first[after]) || first[after] == '元';
    if rules.keep_era_dates && starts_year && before > 0 && ERAS.contains(&(first[before - 1], first[before])) {
        return Opportunity::WithinEraDate;
    }
    let long_number = is_digit(first[after])
        && (first[before] == '約' || (MAGNITUDES.contains(first[before]) && number_ends_at(first, before)));
    if long_number { Opportunity::Reluctant } else { Opportunity::Free }
}

/// Whether an arrow holds what it joins: ○→△, (政)→総合政策部. A line may end behind one that is followed by a space.
fn joined_by_arrow(first: &[char], before: usize, after: usize) -> bool {
    let arrow = |c: char| matches!(c, '→' | '←' | '⇒');
    let space = |c: char| matches!(c, ' ' | '\u{3000}');
    let spaced = before > 0 && arrow(first[before - 1]) && space(first[before]);
    !spaced && (arrow(first[after]) || arrow(first[before]) && !space(first[after]))
}

/// Whether a mark and a space end here, so that the mark stays with the word that it is of: ◎ 計画を上回る.
fn mark_of_what_follows(first: &[char], before: usize) -> bool {
    let mark = |c: char| matches!(c, '◎' | '○' | '●' | '△' | '▲' | '×' | '□' | '■' | '☆' | '★');
    first[before] == ' ' && before > 0 && mark(first[before - 1]) && (before == 1 || !is_digit(first[before - 2]))
}

/// Whether numbers, their units and eras hold two characters together.
fn inseparable(first: &[char], before: usize, after: usize, rules: &BreakRules) -> bool {
    let (b, a) = (first[before], first[after]);
    let at = |index: Option<usize>| index.and_then(|i| first.get(i)).copied().unwrap_or('\0');
    let earlier = at(before.checked_sub(1));
    // The hyphens of a printed number hold it together, whatever its parts are: 2-(1)-ア, 1-①.
    let numbered = is_digit(earlier) || matches!(earlier, ')' | '）') || class_of(earlier) == Class::IDEOGRAPHIC;
    if b == '-' && numbered && !a.is_ascii_alphabetic() && a != ' ' {
        return true;
    }
    if is_digit(a) {
        let after_mark = matches!(b, '▲' | '△' | '－' | '−' | '＋' | '±' | '第' | '〒' | '￥' | '＄' | '×')
            || (is_digit(earlier) && matches!(b, '，' | '．' | '・' | ',' | '.' | ':' | '：' | '/' | '／'))
            || (matches!(b, '～' | '〜' | '－' | '-' | '–' | '~')
                && (is_digit(earlier) || COUNTERS.contains(earlier) || class_of(earlier) == Class::POSTFIX));
        let in_number = is_digit(b);
        return after_mark || in_number;
    }
    if is_digit(b) {
        return COUNTERS.contains(a) || matches!(a, '％' | '℃' | '㎡' | '㎞' | '㎏' | '‰' | '項' | '施' | '団' | '億');
    }
    if MAGNITUDES.contains(b) && number_ends_at(first, before) {
        return COUNTERS.contains(a) || MAGNITUDES.contains(a);
    }
    if let Some((_, seconds)) = LONG_COUNTERS.iter().find(|(head, _)| *head == b)
        && seconds.contains(a)
    {
        return before.checked_sub(1).is_some_and(|i| is_digit(first[i]) || number_ends_at(first, i))
            || (b == '年' && rules.keep_era_dates && earlier == '元');
    }
    if rules.keep_era_dates {
        let next = at(Some(after + 1));
        let starts_year = |c: char| is_digit(c) || c == '元';
        if ERAS.contains(&(b, a)) && starts_year(next) {
            return true;
        }
        let era_two_back = before.checked_sub(2).map(|i| (first[i], earlier));
        if b == '元' && a == '年' && era_two_back.is_some_and(|era| ERAS.contains(&era)) {
            return true;
        }
    }
    false
}

/// Whether a number in figures, with magnitudes, ends at an index: 37億6千万.
fn number_ends_at(first: &[char], mut at: usize) -> bool {
    // A run of magnitudes is at most a few characters; a longer one is no number.
    for _ in 0..4 {
        match first.get(at) {
            Some(&c) if is_digit(c) => return true,
            Some(&c) if MAGNITUDES.contains(c) && at > 0 => at -= 1,
            _ => return false,
        }
    }
    false
}

/// For each element: whether UAX #14 lets a line end after it, within runs of Western text.
fn western_breaks(text: &str, elements: &[Element]) -> Vec<bool> {
    let mut allowed = vec![false; elements.len()];
    let segmenter = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
    let in_word = |e: &Element| {
        (e.narrow || e.class == Class::WESTERN_SPACE || invisible(e)) && !e.forced && !matches!(e.ink, Ink::Object)
    };
    let mut at = 0;
    while at < elements.len() {
        if !in_word(&elements[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < elements.len() && in_word(&elements[at]) {
            at += 1;
        }
        // A single character has nothing to divide.
        if at - start < 2 {
            continue;
        }
        let offset = elements[start].text.start;
        let run = &text[offset..elements[at - 1].text.end];
        let mut index = start;
        for end in segmenter.segment_str(run) {
            while index < at && elements[index].text.end - offset < end {
                index += 1;
            }
            if index < at && elements[index].text.end - offset == end {
                allowed[index] = true;
            }
        }
    }
    allowed
}

/// Whether a division that no rule foresees at least keeps the rules of line head and end.
pub(super) fn keeps_kinsoku(before: &Element, after: &Element) -> bool {
    let pair = pair_of(before, after, super::jlreq::Reduction::Jlreq);
    let inner = |e: &Element| matches!(e.class.0, 12 | 13 | 16..=27);
    pair.may_break || (inner(before) && inner(after))
}

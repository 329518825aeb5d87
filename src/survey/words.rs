//! Initiatives by word: which words many of them have, and which initiatives have a word that somebody asks for.

use std::collections::{BTreeMap, BTreeSet};

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::publication::{Publication, SurveyedInitiative};
use crate::vocabulary::folded;

/// How many of the frequent words are listed.
pub const MOST_WORDS: usize = 40;

/// Words that tell nothing of what an initiative is about: any plan is full of them.
pub const GENERAL_WORDS: [&str; 42] = [
    "活用",
    "推進",
    "実施",
    "検討",
    "強化",
    "充実",
    "向上",
    "促進",
    "拡大",
    "取組",
    "取り組み",
    "導入",
    "改善",
    "確保",
    "構築",
    "展開",
    "効果",
    "対応",
    "事業",
    "計画",
    "見直し",
    "適正",
    "効率",
    "実現",
    "支援",
    "整備",
    "運営",
    "運用",
    "管理",
    "利用",
    "新た",
    "方法",
    "事務",
    "業務",
    "行政",
    "関係",
    "基本",
    "地域",
    "職員",
    "市民",
    "町民",
    "住民",
];

/// A word and the initiatives that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// The word as the names have it.
    pub word: String,
    /// How many publications have it.
    pub plans: u32,
    /// The initiatives that have it: positions of the publication and of the initiative in it.
    pub initiatives: Vec<(usize, usize)>,
}

/// The words of two or more initiatives, in the order of how many cities, then how many initiatives have them, then of the word itself; at
/// most [`MOST_WORDS`].
///
/// A word is a stretch of two or more kanji, katakana or Western letters that the Unicode dictionary takes for one, in the name of an
/// initiative or of one of its action items; [`GENERAL_WORDS`] and parts of the city's name are left out.
pub(super) fn frequent_words(publications: &[Publication]) -> Vec<WordCount> {
    let mut found: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (city, publication) in publications.iter().enumerate() {
        for (at, initiative) in publication.initiatives.iter().enumerate() {
            for word in words_of(initiative).into_iter().filter(|word| !publication.city.contains(word)) {
                found.entry(word).or_default().push((city, at));
            }
        }
    }
    let found = found.into_iter().filter(|(_, initiatives)| initiatives.len() > 1);
    let mut counts: Vec<WordCount> = found.map(|(word, initiatives)| count(word, initiatives)).collect();
    counts.sort_by(|a, b| {
        let order = |of: &WordCount| (std::cmp::Reverse((of.plans, of.initiatives.len())), of.word.clone());
        order(a).cmp(&order(b))
    });
    counts.truncate(MOST_WORDS);
    counts
}

/// The initiatives whose name, content or action items have these words, in the order of the words as they were given.
pub(super) fn asked_words(publications: &[Publication], words: &[String]) -> Vec<WordCount> {
    let has = |initiative: &SurveyedInitiative, word: &str| {
        let texts = [&initiative.name, &initiative.content].into_iter().chain(&initiative.actions);
        texts.into_iter().any(|text| folded(text).contains(word))
    };
    let of_word = |word: &String| {
        let wanted = folded(word);
        let initiatives = publications.iter().enumerate().flat_map(|(city, publication)| {
            let of_city = publication.initiatives.iter().enumerate();
            of_city.filter(|(_, of)| has(of, &wanted)).map(move |(at, _)| (city, at)).collect::<Vec<_>>()
        });
        count(word.clone(), initiatives.collect())
    };
    words.iter().map(of_word).collect()
}

fn count(word: String, initiatives: Vec<(usize, usize)>) -> WordCount {
    let cities: BTreeSet<usize> = initiatives.iter().map(|(city, _)| *city).collect();
    WordCount { word, plans: u32::try_from(cities.len()).unwrap_or(u32::MAX), initiatives }
}

fn words_of(initiative: &SurveyedInitiative) -> BTreeSet<String> {
    let texts = std::iter::once(&initiative.name).chain(&initiative.actions);
    texts.flat_map(|text| words(&folded(text))).collect()
}

/// The words of a text that may tell what it is about.
fn words(text: &str) -> Vec<String> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    let stretches = ends.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?));
    stretches.filter(|word| tells(word)).map(str::to_owned).collect()
}

fn tells(word: &str) -> bool {
    let letter = |c: char| {
        matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々' | 'ァ'..='ヺ' | 'ー')
            || c.is_ascii_alphabetic()
    };
    word.chars().count() > 1 && word.chars().all(letter) && !GENERAL_WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_are_kept_and_particles_and_general_words_are_not() {
        assert_eq!(words("ふるさと納税の活用とAIの導入"), ["納税", "AI"]);
        assert!(words("取組の推進").is_empty());
    }
}

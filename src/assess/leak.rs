//! What keeps internal texts out of public outputs: what the table of fields keeps within the office must not reach a citizen.
//!
//! The view that public papers are made from keeps them from public sections by its types. Two checks before publication do not rely on it,
//! and are reported apart:
//!
//! - **By origin** ([`Secret::reveals`]): every typed text of a document has its cell; none of them is one of an internal text.
//! - **By search** ([`Search`]): everything that is about to be released, metadata included, is searched as text for all internal texts.
//!
//! A short memo (確認中) is also a word that the program or a department prints in its own right. So what the same people wrote into public
//! fields, and what the plan itself says, is not looked for; and where something is found, the output is made once more from
//! an assessment [without the internal texts](without_internal): only what is found more often with them than without them has come from
//! them. So no sentence that is public in its own right stops publication.
//!
//! Texts are compared as NFKC without white space, because a PDF's text comes back broken over lines and cells. A long memo is
//! also found in parts: any [`WINDOW`] characters of it in a row are a leak.
//!
//! One automaton holds everything that is looked for, so that a text of any length is read once, however many internal texts
//! there are. Of a long memo it holds pieces of [`PIECE`] characters, side by side: every window contains one of them whole, and where
//! one is found, the windows around it are looked up among those of all memos. So each window of a text is looked at once, even of a text
//! that repeats itself.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};
use rayon::prelude::*;
use thiserror::Error;

use super::assessment::Assessment;
use crate::contract::{Audience, CoverField, FormField, Visibility};
use crate::finding::{Code, Finding, Origin, Severity};
use crate::merge::record::{InternalText, YearRecord};
use crate::plan::Plan;
use crate::vocabulary::folded;

/// An internal text is found in a public output.
pub const LEAK: Code = Code("assess.internal-leak");
/// A text of a public document comes from the cell of an internal one.
pub const INTERNAL_ORIGIN: Code = Code("assess.internal-origin");
/// How many characters in a row of an internal text are a leak.
pub const WINDOW: usize = 14;

/// Characters of the pieces that a long memo is looked for by: so many that every [`WINDOW`] holds a piece whole.
const PIECE: usize = WINDOW / 2;

/// Texts shorter than this, after white space is removed, say nothing: なし, 同上, ―.
const SHORTEST: usize = 2;

/// The internal texts are more than can be searched for.
#[derive(Debug, Error)]
#[error("庁内限りの文章が多すぎるため、公表する資料に含まれていないことを確かめられません（{0}）。")]
pub struct TooMany(#[from] aho_corasick::BuildError);

/// What no output for these readers may hold: the texts of the year and of the years before it that they may not see, those of rows by
/// departments that are not responsible included.
pub fn internal_texts(assessment: &Assessment, readers: Audience) -> Vec<InternalText> {
    let records: Vec<&YearRecord> = assessment.earlier.iter().chain([&assessment.record]).map(AsRef::as_ref).collect();
    let visibility = &assessment.plan.settings.visibility;
    let hidden = |text: &&InternalText| !readers.may_see(visibility.of_form(text.field));
    let mut texts: BTreeSet<InternalText> =
        records.iter().flat_map(|record| record.internal.iter().filter(hidden)).cloned().collect();
    let rows = records.iter().flat_map(|record| record.actions.values()).flat_map(|action| &action.contributions);
    for row in rows.filter(|row| !readers.may_see(row.standing.audience())) {
        let of_row = row.entry.texts();
        texts.extend(of_row.map(|(field, text)| InternalText { field: FormField::Row(field), text: text.clone() }));
    }
    texts.into_iter().collect()
}

/// The assessment of the same year as if nothing internal had been typed: what is made from it owes nothing to what these readers may not
/// see. It is computed anew, so that a text that an assessment has copied out of a record is not in it either.
///
/// # Errors
/// As [`super::assess`].
pub fn without_internal(assessment: &Assessment, readers: Audience) -> Result<Assessment, Vec<Finding>> {
    let clean = |record: &Arc<YearRecord>| {
        let mut record = YearRecord::clone(record);
        record.internal.clear();
        for ((at, _), grading) in &mut record.gradings {
            let grader = assessment.plan.graders().get(*at);
            grading.reason = grading.reason.take().filter(|_| grader.is_some_and(|of| readers.may_see(of.readers)));
        }
        for action in record.actions.values_mut() {
            action.contributions.retain(|row| readers.may_see(row.standing.audience()));
            for row in &mut action.contributions {
                let hidden: Vec<_> = row
                    .entry
                    .texts()
                    .map(|(field, _)| field)
                    .filter(|field| !assessment.plan.settings.visibility.shows(*field, readers))
                    .collect();
                // An entry with nothing to hide stays the one that the records share.
                if !hidden.is_empty() {
                    let entry = Arc::make_mut(&mut row.entry);
                    hidden.into_iter().for_each(|field| entry.clear(field));
                }
            }
        }
        Arc::new(record)
    };
    let record = clean(&assessment.record);
    let earlier = assessment.earlier.iter().map(clean).collect();
    let original = assessment.original.clone();
    super::assess(assessment.plan.clone(), record, earlier).map(|clean| Assessment { original, ..clean })
}

/// The cells whose texts some readers may not see.
#[derive(Debug)]
pub struct Secret(BTreeMap<Origin, FormField>);

impl Secret {
    /// The cells of these texts.
    pub fn of(internal: &[InternalText]) -> Secret {
        Secret(internal.iter().map(|text| (text.text.origin.clone(), text.field)).collect())
    }

    /// A finding for each of these cells, from which texts of the output `name` come, that its readers may not see.
    pub fn reveals<'o>(&self, name: &str, origins: impl IntoIterator<Item = &'o Origin>) -> Vec<Finding> {
        let origins: BTreeSet<&Origin> = origins.into_iter().filter(|origin| self.0.contains_key(origin)).collect();
        let finding = |origin: &Origin| {
            let field = self.0.get(origin)?;
            let message = format!("公表するファイルに{}のセルの内容が入っています（出典による確認）。", field.label());
            let finding = Finding::new(Severity::Fatal, INTERNAL_ORIGIN, message).at(origin.clone()).found(name);
            Some(finding.remedy(REMEDY))
        };
        origins.into_iter().filter_map(finding).collect()
    }
}

/// What helps at once, whatever in the program is wrong.
const REMEDY: &str = "公表を止めました。プログラムの誤りと思われるので、開発者に知らせてください。急ぐときは、このセルを空にした様式に差し替えると公表できます。";

/// The words that may stand in public outputs, folded: the plan's, and the public fields of all records.
pub fn public_words(assessment: &Assessment) -> BTreeSet<String> {
    let mut public = plan_words(&assessment.plan);
    for record in assessment.earlier.iter().chain([&assessment.record]) {
        let gradings = record.gradings.iter().filter(|((at, _), _)| {
            assessment.plan.graders().get(*at).is_some_and(|grader| grader.readers == Audience::Public)
        });
        let reasons = gradings.filter_map(|(_, grading)| grading.reason.as_ref());
        public.extend(reasons.map(|reason| Cow::Borrowed(reason.value.as_str())));
        public.extend(record_words(&assessment.plan.settings.visibility, record).into_iter().map(Cow::Borrowed));
    }
    let distinct: BTreeSet<Cow<'_, str>> = public.into_iter().collect();
    distinct.iter().map(|text| folded(text)).filter(|text| !text.is_empty()).collect()
}

fn plan_words(plan: &Plan) -> Vec<Cow<'_, str>> {
    let mut texts: Vec<&str> = vec![&plan.title, &plan.short_title, &plan.city, &plan.settings.office];
    texts.extend(plan.themes.iter().flat_map(|theme| [&theme.title, &theme.text]).map(String::as_str));
    texts.extend(plan.grades.grades.iter().flat_map(|grade| [&grade.name, &grade.meaning]).map(String::as_str));
    for initiative in &plan.initiatives {
        texts.extend([initiative.name.as_str(), &initiative.content]);
        for action in &initiative.actions {
            texts.push(&action.name);
            texts.extend(action.indicators.iter().map(|indicator| indicator.name.as_str()));
        }
    }
    let departments = plan.departments.iter().map(|department| Cow::Owned(department.id.full_name()));
    texts.into_iter().map(Cow::Borrowed).chain(departments).collect()
}

fn record_words<'r>(visibility: &Visibility, record: &'r YearRecord) -> Vec<&'r str> {
    let mut texts: Vec<&str> = Vec::new();
    for action in record.actions.values() {
        for row in &action.contributions {
            let typed = row.entry.texts().filter_map(|(field, _)| row.text(field, Audience::Public, visibility));
            texts.extend(typed.map(|text| text.value.as_str()));
        }
        texts.extend(action.grade.iter().filter_map(|grade| grade.overridden.as_ref().map(|set| set.reason.as_str())));
    }
    for initiative in record.initiatives.values() {
        texts.extend(
            initiative.council.iter().flat_map(|council| &council.opinions).map(|opinion| opinion.text.value.as_str()),
        );
        texts.extend(
            initiative.override_grade.iter().filter_map(|set| set.overridden.as_ref().map(|set| set.reason.as_str())),
        );
    }
    texts
}

/// Everything that is looked for in public outputs, ready to be looked for.
#[derive(Debug)]
pub struct Search {
    internal: Vec<InternalText>,
    /// The characters of the distinct texts among them, folded; none of one that is looked for as a whole.
    wanted: Vec<Vec<char>>,
    /// Which of `wanted` each internal text is.
    wanted_of: Vec<usize>,
    automaton: AhoCorasick,
    /// Why each pattern of the automaton is looked for.
    uses: Vec<Use>,
    windows: Windows,
}

/// Why a pattern is looked for.
#[derive(Debug, Clone, Default)]
struct Use {
    /// The texts of which it is the whole.
    wholes: Vec<usize>,
    /// Whether it is a piece of longer texts.
    is_piece: bool,
}

/// Something found in a text.
#[derive(Debug)]
enum Hit {
    /// The whole of a text, by this pattern.
    Whole { wanted: usize, pattern: usize },
    /// The window with that number.
    Window(usize),
}

/// What was found of the internal texts in one public output.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The output's file name.
    name: String,
    /// Which of [`Search::wanted`] it holds, and how often.
    found: BTreeMap<usize, usize>,
}

impl Searched {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl Search {
    /// Prepares the search for these texts. What of them stands in a public text, which has to be [`folded`], is not looked for.
    ///
    /// # Errors
    /// When they are more than an automaton can hold.
    pub fn new(internal: Vec<InternalText>, public: &BTreeSet<String>) -> Result<Search, TooMany> {
        let mut distinct: BTreeMap<(FormField, String), usize> = BTreeMap::new();
        let mut patterns: BTreeMap<String, Use> = BTreeMap::new();
        let mut wanted: Vec<Vec<char>> = Vec::new();
        let mut wanted_of = Vec::with_capacity(internal.len());
        for text in &internal {
            let key = (text.field, folded(&text.text.value));
            if let Some(known) = distinct.get(&key) {
                wanted_of.push(*known);
                continue;
            }
            let number = wanted.len();
            wanted.push(look_for(text.field, &key.1, number, &mut patterns));
            wanted_of.push(number);
            distinct.insert(key, number);
        }
        let automaton = automaton(patterns.keys())?;
        let uses = patterns.into_values().collect();
        let windows = Windows::of(&wanted);
        let mut search = Search { internal, wanted, wanted_of, automaton, uses, windows };
        search.leave_out(public);
        Ok(search)
    }

    /// Takes what is public out of what is looked for.
    fn leave_out(&mut self, public: &BTreeSet<String>) {
        let public: Vec<&String> = public.iter().collect();
        let hits: Vec<Hit> = public
            .par_iter()
            .flat_map_iter(|text| {
                let mut hits = Vec::new();
                self.visit(text, |hit| hits.push(hit));
                hits
            })
            .collect();
        for hit in hits {
            match hit {
                Hit::Whole { pattern, .. } => {
                    if let Some(uses) = self.uses.get_mut(pattern) {
                        uses.wholes.clear();
                    }
                }
                Hit::Window(number) => {
                    if let Some(window) = self.windows.0.get_mut(number) {
                        window.is_public = true;
                    }
                }
            }
        }
    }

    /// Searches the text of an output, named for its file.
    pub fn search(&self, name: &str, text: &str) -> Searched {
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        self.visit(&folded(text), |hit| match hit {
            Hit::Whole { wanted, .. } => *found.entry(wanted).or_default() += 1,
            Hit::Window(number) => {
                if let Some(window) = self.windows.0.get(number).filter(|window| !window.is_public) {
                    *found.entry(window.wanted).or_default() += 1;
                }
            }
        });
        Searched { name: name.to_owned(), found }
    }

    /// How many different texts are looked for.
    pub fn texts(&self) -> usize {
        self.wanted.len()
    }

    /// What was found, as findings: each is [`Severity::Fatal`], at the cell where the text was typed; the text itself is
    /// not repeated in it. `innocent` is what was found in the same outputs made [without the internal texts](without_internal).
    pub fn findings(&self, searched: &[&Searched], innocent: &[&Searched]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let anyway = |name: &str, wanted: &usize| {
            let same = innocent.iter().filter(|output| output.name == name);
            same.filter_map(|output| output.found.get(wanted)).max().copied().unwrap_or(0)
        };
        for (text, wanted) in self.internal.iter().zip(&self.wanted_of) {
            let outputs = searched
                .iter()
                .filter(|output| output.found.get(wanted).is_some_and(|count| *count > anyway(&output.name, wanted)));
            let names: BTreeSet<&str> = outputs.map(|output| output.name.as_str()).collect();
            if names.is_empty() {
                continue;
            }
            let message = format!("公表するファイルに{}の文章が含まれています（検索による確認）。", text.field.label());
            findings.push(
                Finding::new(Severity::Fatal, LEAK, message)
                    .at(text.text.origin.clone())
                    .found(names.into_iter().collect::<Vec<_>>().join("、"))
                    .remedy(REMEDY),
            );
        }
        findings
    }

    /// Reads a folded text once and reports everything in it that a pattern leads to.
    fn visit(&self, text: &str, mut report: impl FnMut(Hit)) {
        // The end of the last pattern in bytes and in characters, and the first window that has not been compared.
        let (mut end, mut end_character, mut next) = (0, 0, 0);
        let mut around: Vec<char> = Vec::new();
        for found in self.automaton.find_overlapping_iter(text) {
            let pattern = found.pattern().as_usize();
            let Some(uses) = self.uses.get(pattern) else { continue };
            uses.wholes.iter().for_each(|wanted| report(Hit::Whole { wanted: *wanted, pattern }));
            if !uses.is_piece {
                continue;
            }
            // Patterns are found in the order of their ends.
            end_character += text.get(end..found.end()).map_or(0, |passed| passed.chars().count());
            end = found.end();
            let first = next.max((end_character + 1).saturating_sub(WINDOW));
            let last = (end_character + 1).saturating_sub(PIECE);
            if first < last {
                // The characters from the first window to the end of the last, as far as the text goes.
                let back = text[..end].char_indices().rev().nth(end_character - first - 1);
                let from = back.map_or(0, |(at, _)| at);
                around.clear();
                around.extend(text[from..].chars().take(last - 1 - first + WINDOW));
                for window in around.windows(WINDOW) {
                    self.windows.alike(window, &self.wanted, |number| report(Hit::Window(number)));
                }
                next = last;
            }
        }
    }
}

/// A folded text, which adds to the patterns what it is looked for by; its characters, where that is in parts.
fn look_for(field: FormField, plain: &str, number: usize, patterns: &mut BTreeMap<String, Use>) -> Vec<char> {
    let characters: Vec<char> = plain.chars().collect();
    if matches!(field, FormField::Cover(_)) || characters.len() <= WINDOW {
        for needle in needles(field, plain) {
            patterns.entry(needle).or_default().wholes.push(number);
        }
        return Vec::new();
    }
    for piece in characters.chunks_exact(PIECE) {
        patterns.entry(piece.iter().collect()).or_default().is_piece = true;
    }
    characters
}

/// A window of an internal text.
#[derive(Debug, Clone, Copy)]
struct Window {
    key: u64,
    /// Whose it is.
    wanted: usize,
    /// The character that it begins at.
    at: usize,
    /// Whether it is also public.
    is_public: bool,
}

/// The different windows of all texts that are looked for in parts, by their keys. One that a text holds a thousand times is one.
#[derive(Debug)]
struct Windows(Vec<Window>);

impl Windows {
    fn of(wanted: &[Vec<char>]) -> Windows {
        let mut windows: Vec<Window> = Vec::new();
        for (number, characters) in wanted.iter().enumerate() {
            let of_text = characters.windows(WINDOW).enumerate();
            windows.extend(of_text.map(|(at, window)| Window {
                key: key(window),
                wanted: number,
                at,
                is_public: false,
            }));
        }
        windows.sort_unstable_by_key(|window| (window.key, window.wanted, window.at));
        windows.dedup_by(|one, other| {
            (one.key, one.wanted) == (other.key, other.wanted) && text_of(one, wanted) == text_of(other, wanted)
        });
        Windows(windows)
    }

    /// Reports the numbers of the windows with these characters.
    fn alike(&self, characters: &[char], wanted: &[Vec<char>], mut report: impl FnMut(usize)) {
        let key = key(characters);
        let first = self.0.partition_point(|window| window.key < key);
        let same = self.0.iter().enumerate().skip(first).take_while(|(_, window)| window.key == key);
        for (number, window) in same {
            if text_of(window, wanted) == Some(characters) {
                report(number);
            }
        }
    }
}

fn text_of<'w>(window: &Window, wanted: &'w [Vec<char>]) -> Option<&'w [char]> {
    wanted.get(window.wanted)?.get(window.at..window.at + WINDOW)
}

/// A number for the characters of a window; different ones rarely have the same (FNV-1a).
fn key(characters: &[char]) -> u64 {
    characters
        .iter()
        .fold(0xCBF2_9CE4_8422_2325, |key, c| (key ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01B3))
}

/// What to look for where a text is searched as a whole.
fn needles(field: FormField, plain: &str) -> Vec<String> {
    if plain.chars().count() < SHORTEST {
        return Vec::new();
    }
    match field {
        // A bare number of a few digits stands everywhere; only with its label is it an extension.
        FormField::Cover(CoverField::Extension) => {
            let number = plain.trim_start_matches(|c: char| !c.is_ascii_digit());
            ["内線", "内線:", "内線番号", "内線番号:", "(内)", "(内線)"]
                .into_iter()
                .filter(|_| number.len() >= SHORTEST)
                .map(|label| format!("{label}{number}"))
                .collect()
        }
        FormField::Cover(_) | FormField::Row(_) | FormField::Reason(_) => vec![plain.to_owned()],
    }
}

/// What looks for many texts in one pass. A table of all transitions would take a time that grows with the square of a text which repeats
/// itself.
pub(super) fn automaton<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Result<AhoCorasick, BuildError> {
    AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::contract::Field;
    use crate::finding::Sourced;

    const MEMO: FormField = FormField::Row(Field::Memo);
    const AUTHOR: FormField = FormField::Cover(CoverField::Author);
    const EXTENSION: FormField = FormField::Cover(CoverField::Extension);

    #[test]
    fn a_text_of_one_character_is_found_without_a_table_of_all_transitions() {
        let text = "い".repeat(32_767);
        let automaton = automaton([&text]).expect("an automaton");
        assert_eq!(automaton.kind(), AhoCorasickKind::ContiguousNFA);
        assert!(automaton.find(&format!("ろ{text}")).is_some_and(|found| found.start() == 3));
    }

    #[test]
    fn of_texts_that_repeat_themselves_each_window_is_looked_at_once() {
        let (all, most) = ("い".repeat(32_767), "い".repeat(30_000));
        let public = format!("{most}公表する文章の終わりはここです");
        assert_eq!(found(MEMO, &all, &[&all], &all), 0);
        assert_eq!(found(MEMO, &format!("{most}庁内限りの文章の終わりはここです"), &[&public], &public.repeat(5)), 0);
        assert_eq!(
            found(
                MEMO,
                &format!("{most}庁内限りの文章の終わりはここです"),
                &[&public],
                &format!("{all}庁内限りの文章の終わり")
            ),
            1
        );
        // Every place against every piece would be a hundred million.
        let search = Search::new(vec![internal(MEMO, &all)], &BTreeSet::new()).expect("an automaton");
        let mut hits = 0;
        search.visit(&all, |_| hits += 1);
        assert_eq!(hits, all.chars().count() + 1 - WINDOW);
    }

    fn internal(field: FormField, text: &str) -> InternalText {
        InternalText { field, text: Sourced::new(text.into(), Origin::file("a.xlsx")) }
    }

    fn found(field: FormField, text: &str, public: &[&str], output: &str) -> usize {
        let public: BTreeSet<String> = public.iter().map(|text| folded(text)).collect();
        let search = Search::new(vec![internal(field, text)], &public).expect("an automaton");
        search.findings(&[&search.search("公表版.pdf", output)], &[]).len()
    }

    #[test]
    fn a_memo_is_found_across_line_ends_and_in_part() {
        let memo = "財政課との協議が難航しており、９月補正は見送る方向で調整中";
        assert_eq!(found(MEMO, memo, &[], "…財政課との協議が\n 難航しており、9月補正は見送る…"), 1);
        assert_eq!(found(MEMO, memo, &[], "財政課との協議を進めた。"), 0);
    }

    #[test]
    fn what_is_also_public_is_no_leak() {
        assert_eq!(found(MEMO, "特になし", &["課題は特になし。"], "課題は特になし。"), 0);
        assert_eq!(found(MEMO, "特になし", &[], "課題は特になし。"), 1);
        assert_eq!(found(MEMO, "―", &[], "―"), 0);
    }

    #[test]
    fn what_the_plan_and_public_fields_say_is_public() {
        let forms = crate::assess::fixture::year_one();
        let public = public_words(&crate::assess::fixture::assessed(forms));
        for text in ["財政", "試験計画", "窓口の案内を改めて周知し、利用を増やした。", "計画どおり", "甲部一課"]
        {
            assert!(public.contains(&folded(text)), "{text}: {public:?}");
        }
        assert!(!public.contains(""));
    }

    #[test]
    fn an_extension_is_a_leak_only_as_such() {
        assert_eq!(found(EXTENSION, "12", &[], "問合せ（内線 12）"), 1);
        assert_eq!(found(EXTENSION, "1", &[], "問合せ（内線 1）"), 0);
        assert_eq!(found(EXTENSION, "2345", &[], "効果額 2345 千円"), 0);
        assert_eq!(found(EXTENSION, "２３４５", &[], "問合せ（内線 2345）"), 1);
    }

    #[test]
    fn authors_are_found_whatever_the_spacing() {
        assert_eq!(found(AUTHOR, "架空　太郎", &[], "作成者 架空太郎"), 1);
    }

    /// Every run of [`WINDOW`] characters of a text.
    fn windows(text: &str) -> BTreeSet<Vec<char>> {
        text.chars().collect::<Vec<_>>().windows(WINDOW).map(<[char]>::to_vec).collect()
    }

    proptest::proptest! {
        /// Few different characters, so that much is alike: what the automaton finds is what comparing all windows finds.
        #[test]
        fn a_long_memo_is_found_exactly_where_a_window_of_it_is_that_is_not_public(
            memo in "[あいう]{15,40}",
            public in proptest::collection::vec("[あいう]{0,30}", 0..2),
            also_public in proptest::collection::vec((0..20usize, 8..40usize), 0..3),
            output in "[あいう]{0,200}",
            copied in 0..30usize,
            length in 10..20usize,
        ) {
            let part_of_memo = |from: usize, length: usize| memo.chars().skip(from).take(length).collect::<String>();
            let output = output + &part_of_memo(copied, length) + "え";
            let also_public = also_public.iter().map(|(from, length)| part_of_memo(*from, *length));
            let public: Vec<String> = public.into_iter().chain(also_public).collect();
            let mut leaks = windows(&memo);
            for text in &public {
                for window in windows(text) {
                    leaks.remove(&window);
                }
            }
            let expected = windows(&output).intersection(&leaks).next().is_some();
            let public: Vec<&str> = public.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(found(MEMO, &memo, &public, &output) == 1, expected);
        }
    }

    /// What an output holds in any case is no leak, however often; once more is one.
    #[test]
    fn only_what_is_found_more_often_than_without_it_is_a_leak() {
        let memo = "構成比は、計（実質の件数）に対する割合である。";
        for text in ["確認中", memo] {
            let search = Search::new(vec![internal(MEMO, text)], &BTreeSet::new()).expect("an automaton");
            let innocent = search.search("公表版.pdf", &format!("未提出 {text} 合計 {text}"));
            let count = |output: &str| search.findings(&[&search.search("公表版.pdf", output)], &[&innocent]).len();
            assert_eq!([count(text), count(&format!("{text}と{text}")), count(&text.repeat(3))], [0, 0, 1], "{text}");
            // What another output holds excuses nothing.
            let other = search.search("データ.csv", text);
            assert_eq!(search.findings(&[&other], &[&innocent]).len(), 1, "{text}");
        }
    }

    #[test]
    fn without_the_internal_texts_the_assessment_is_the_same() {
        let mut forms = crate::assess::fixture::year_one();
        let foreign = crate::intake::fixture::form("三課", "c.xlsx").row((2, 1), |row| {
            row.result("担当していない課が書いた実績").memo("担当していない課のメモ");
        });
        forms.push(foreign.build());
        let assessment = crate::assess::fixture::assessed(forms);
        let internal: Vec<String> =
            internal_texts(&assessment, Audience::Public).into_iter().map(|text| text.text.value).collect();
        assert!(internal.iter().any(|text| text == "担当していない課が書いた実績"), "{internal:?}");
        let clean = without_internal(&assessment, Audience::Public).expect("assessed");
        assert_eq!(internal_texts(&clean, Audience::Public), []);
        let said = |assessment: &Assessment| format!("{:?} {:?}", assessment.actions, assessment.effects);
        assert_eq!(said(&clean), said(&assessment));
        let office = without_internal(&assessment, Audience::Office).expect("assessed");
        let texts = |assessment: &Assessment| format!("{:?}", assessment.record.actions);
        assert_eq!(texts(&office), texts(&assessment));
    }

    #[test]
    fn a_text_from_an_internal_cell_is_told_by_its_cell_alone() {
        let cell = |col| Origin::cell("a.xlsx", "入力", crate::vocabulary::CellAddress::new(9, col));
        let memo = InternalText { field: MEMO, text: Sourced::new("可".into(), cell(16)) };
        let secret = Secret::of(&[memo]);
        assert_eq!(secret.reveals("公表版", [&cell(6), &cell(7)]), []);
        let found = secret.reveals("公表版", [&cell(6), &cell(16), &cell(16)]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].code), (Severity::Fatal, INTERNAL_ORIGIN));
        assert_eq!(found[0].origin, Some(cell(16)));
    }

    #[test]
    fn each_text_is_reported_at_its_own_cell_with_the_files_that_hold_it() {
        let at =
            |file: &str, field, text: &str| InternalText { field, text: Sourced::new(text.into(), Origin::file(file)) };
        let memo = "財政課との協議が難航しており、９月補正は見送る方向で調整中";
        let internal = vec![
            at("a.xlsx", MEMO, memo),
            at("b.xlsx", MEMO, memo),
            at("c.xlsx", AUTHOR, "架空太郎"),
            at("d.xlsx", AUTHOR, "架空花子"),
        ];
        let search = Search::new(internal, &BTreeSet::new()).expect("an automaton");
        let searched = [search.search("い.pdf", memo), search.search("あ.html", &format!("{memo}架空太郎"))];
        let found: Vec<(String, Option<String>)> = search
            .findings(&searched.iter().collect::<Vec<_>>(), &[])
            .into_iter()
            .map(|finding| (finding.origin.expect("a place").file.to_string(), finding.found))
            .collect();
        let both = Some("あ.html、い.pdf".to_owned());
        let expected = [("a.xlsx", both.clone()), ("b.xlsx", both), ("c.xlsx", Some("あ.html".to_owned()))];
        assert_eq!(found, expected.map(|(file, found)| (file.to_owned(), found)));
    }
}

//! The program's own wording in the plan's words: each default word of [`Words`](super::Words) becomes the plan's, and what the
//! plan or a person wrote stays to the letter.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, Formatter};

use super::markup::{Stretch, stretches, stretches_of_note};
use super::{Costs, EffectKinds, Plan, Words};
use crate::finding::Finding;
use crate::vocabulary::YearParts;

/// Phrases that are said as a whole, with the keys of the words of which one must be the plan's own: those in which 部 and 課 stand
/// for a bureau and a department, which alone are parts of too many words (全部, 課題), and those in which an own word would not
/// stand well beside its neighbours.
const COMPOUNDS: &[(&str, &str, &[&str])] = &[
    ("部に属さない", "{bureau}に属さない", &["bureau"]),
    ("部別", "{bureau}別", &["bureau"]),
    ("部・課", "{bureau}・{department}", &["bureau", "department"]),
    ("担当課", "担当{department}", &["department"]),
    ("各課", "各{department}", &["department"]),
    ("課ごと", "{department}ごと", &["department"]),
    ("部署の部", "部署の{bureau}", &["bureau"]),
    ("担当部署の部", "{responsible}の{bureau}", &["responsible", "bureau"]),
    ("主担当課", "{lead}", &["lead"]),
    ("副担当", "{lead}以外", &["lead"]),
    ("進捗区分を評価した", "{grade}の付いた", &["grade"]),
    ("区分", "{grade}", &["grade"]),
];

/// 区分 where it is no grade: a kind of costs, a column of 新旧対照表, a line of the master.
const OTHER_KINDS: [&str; 4] = ["「区分」", "事業費の区分", "同じ区分の事業費", "「実践項目の区分の由来」"];

/// A head of this word alone is a kind of anything: 単年度 and 継続, 計画 and 実績. The heads of grades are 進捗区分 to a plan with an
/// own word.
const KIND_HEAD: &str = "区分";

/// What a plan names itself: its words, its kinds of effect, its sources of costs, the parts of its years.
#[derive(Debug, Clone, Copy)]
pub struct Naming<'a> {
    /// The plan's words, each its own or the program's.
    pub words: &'a Words,
    /// Its kinds of effect.
    pub effects: &'a EffectKinds,
    /// What it asks of costs, if anything.
    pub costs: Option<&'a Costs>,
    /// The parts into which it divides its years.
    pub parts: YearParts,
}

impl<'a> Naming<'a> {
    /// What a plan names.
    pub fn of(plan: &'a Plan) -> Naming<'a> {
        let effects = &plan.settings.effects;
        Naming { words: &plan.words, effects, costs: plan.costs(), parts: plan.schedule_by }
    }
}

/// Says texts of the program in a plan's words.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    /// Default and own word, the longest default first; those of one character, which are said only where they stand alone, last.
    pairs: Vec<(String, String)>,
    /// What stays as it is, the longest first.
    kept: Vec<String>,
    /// Names of units that are a word which is said otherwise: they stay where they stand alone.
    units: Vec<String>,
    /// Finds the words of the pairs, where many texts are looked through.
    speaking: Option<AhoCorasick>,
    /// Made when it is first asked for.
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Wording {
    /// The wording of a plan. Its own texts stay to the letter.
    pub fn of(plan: &Plan) -> Wording {
        let mut wording = Wording::of_names(Naming::of(plan));
        if !wording.is_default() {
            let words = wording.pairs.iter().map(|(word, _)| word);
            wording.speaking = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).ok();
            wording.keep(own_texts(plan, &wording));
            let joined: Vec<String> = plan.departments.iter().map(|unit| unit.id.full_name()).collect();
            let parts = plan.departments.iter().flat_map(|unit| unit.id.0.split('/').map(str::to_owned));
            let parts: Vec<String> = parts.collect();
            let names = plan.departments.iter().map(|unit| unit.id.printed_name());
            let bureaus = plan.bureaus.iter().map(|bureau| bureau.name.clone());
            wording.keep_units(parts.iter().cloned().chain(bureaus));
            wording.keep(joined.into_iter().chain(parts).chain(names).collect::<Vec<String>>());
        }
        wording
    }

    /// The same of the plan's names alone, for texts in which nothing else of the plan stands.
    pub fn of_names(names: Naming<'_>) -> Wording {
        let mut pairs = pairs(names.words);
        let sources = names.costs.into_iter().flat_map(Costs::own);
        let own = names.effects.own().chain(sources);
        pairs.extend(names.parts.own().map(|(label, name)| (label.to_owned(), name.to_owned())));
        pairs.extend(own.map(|(label, name)| (label.to_owned(), name.to_owned())));
        pairs.sort_by_cached_key(|(word, _)| (is_one_character(word), Reverse(word.len()), word.clone()));
        let mut wording = Wording { pairs, ..Wording::default() };
        wording.keep(OTHER_KINDS);
        wording
    }

    /// Whether the plan has the program's own words.
    pub fn is_default(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Keeps texts to the letter wherever they stand in what is said.
    pub fn keep<T: AsRef<str>>(&mut self, texts: impl IntoIterator<Item = T>) {
        if self.is_default() {
            return;
        }
        let holds = |text: &str| {
            self.speaks_of(text) && self.pairs.iter().any(|(word, _)| text != word && text.contains(word.as_str()))
        };
        let texts = texts.into_iter().filter(|text| holds(text.as_ref()));
        let texts: Vec<String> = texts.map(|text| text.as_ref().to_owned()).collect();
        self.kept.extend(texts);
        self.kept.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.kept.dedup();
        self.automaton = OnceLock::new();
    }

    /// Keeps names of units that are themselves a word which is said otherwise, a bureau called 事務局: alone, and as lists, legends
    /// and quotations have them.
    fn keep_units(&mut self, names: impl IntoIterator<Item = String>) {
        let is_word = |name: &String| self.pairs.iter().any(|(word, _)| word == name);
        self.units = names.into_iter().filter(is_word).collect();
        self.units.sort();
        self.units.dedup();
        let framed = self.units.iter().flat_map(|name| {
            let frames = [format!("「{name}」"), format!("→{name}"), format!("{name}、"), format!("、{name}")];
            frames.into_iter().chain([format!("{name}："), format!("・{name}")])
        });
        let framed: Vec<String> = framed.collect();
        self.keep(framed);
    }

    /// Keeps what findings say: they are said already. They may be many, so they are gone through, not copied.
    pub fn keep_findings<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) {
        let texts = findings.into_iter().flat_map(|finding| {
            std::iter::once(&finding.message)
                .chain([&finding.found, &finding.expected, &finding.remedy, &finding.for_office].into_iter().flatten())
        });
        // A line of several is printed line by line.
        self.keep(texts.flat_map(|text| std::iter::once(text.as_str()).chain(text.lines())));
    }

    /// Whether a word that is said otherwise stands in a text.
    pub(crate) fn speaks_of(&self, text: &str) -> bool {
        match &self.speaking {
            Some(words) => words.is_match(text),
            None => self.pairs.iter().any(|(word, _)| text.contains(word.as_str())),
        }
    }

    /// A text of the program in the plan's words.
    pub fn say<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.speaks_of(text) {
            return Cow::Borrowed(text);
        }
        if text == KIND_HEAD || self.units.iter().any(|name| name == text) {
            return Cow::Borrowed(text);
        }
        // 部 and 課 alone in a head are the words themselves.
        if let Some((_, own)) = self.pairs.iter().find(|(word, _)| word == text) {
            return Cow::Owned(own.clone());
        }
        let Some(automaton) = self.automaton() else { return Cow::Borrowed(text) };
        let mut said = String::with_capacity(text.len());
        let mut from = 0;
        for found in automaton.find_iter(text) {
            said.push_str(&text[from..found.start()]);
            let own = found.pattern().as_usize().checked_sub(self.kept.len()).and_then(|pair| self.pairs.get(pair));
            said.push_str(own.map_or(&text[found.range()], |(_, own)| own));
            from = found.end();
        }
        said.push_str(&text[from..]);
        Cow::Owned(said)
    }

    /// Finds what is kept and what is said otherwise from left to right, what is kept first and the longer first. None only where
    /// there are more texts than an automaton can have (2³¹ bytes).
    fn automaton(&self) -> Option<&AhoCorasick> {
        let build = || {
            let words = self.pairs.iter().map(|(word, _)| word).filter(|word| !is_one_character(word));
            // Of texts of one character the table of all transitions would grow with the square of their length.
            let mut builder = AhoCorasick::builder();
            builder.kind(Some(AhoCorasickKind::ContiguousNFA)).match_kind(MatchKind::LeftmostFirst);
            builder.build(self.kept.iter().chain(words)).ok()
        };
        self.automaton.get_or_init(build).as_ref()
    }

    /// Says a text in place.
    pub fn put(&self, text: &mut String) {
        if let Cow::Owned(said) = self.say(text) {
            *text = said;
        }
    }

    /// Says findings; what was found stays to the letter.
    pub fn put_findings<'a>(&self, findings: impl IntoIterator<Item = &'a mut Finding>) {
        if self.is_default() {
            return;
        }
        for finding in findings {
            self.put(&mut finding.message);
            let further = [&mut finding.expected, &mut finding.remedy, &mut finding.for_office];
            further.into_iter().flatten().for_each(|text| self.put(text));
        }
    }
}

/// Default and own words that differ, with the phrases for 部 and 課.
fn pairs(words: &Words) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Words::ALL
        .iter()
        // The full name of the council and the name of the edition are always written out.
        .filter(|(key, ..)| !matches!(*key, "council" | "internal"))
        .filter_map(|(key, _, default)| Some(((*default).to_owned(), words.get(key)?.to_owned())))
        .collect();
    let is_own = |key: &&str| Words::ALL.iter().any(|(of, _, default)| of == key && words.get(key) != Some(default));
    let compounds = COMPOUNDS.iter().filter(|(.., keys)| keys.iter().any(is_own));
    pairs.extend(compounds.map(|(phrase, template, keys)| {
        let put = |said: String, key: &&str| said.replace(&format!("{{{key}}}"), words.get(key).unwrap_or_default());
        ((*phrase).to_owned(), keys.iter().fold((*template).to_owned(), put))
    }));
    pairs.retain(|(default, own)| default != own);
    pairs
}

fn is_one_character(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// The plan's own texts that contain a default word: each whole, and each of its parts that is printed by itself.
fn own_texts(plan: &Plan, wording: &Wording) -> BTreeSet<String> {
    let mut texts = Texts { wording, is_key: false, current: Vec::new(), found: BTreeSet::new() };
    // Writing to a sink cannot fail, and all keys of a plan are texts.
    let _ = plan.serialize(&mut Serializer::with_formatter(io::sink(), &mut texts));
    texts.found
}

/// Collects the texts of a value while it is serialized; a tree of the whole value would be built for the sake of a few of them.
struct Texts<'w> {
    wording: &'w Wording,
    is_key: bool,
    current: Vec<u8>,
    found: BTreeSet<String>,
}

impl Formatter for &mut Texts<'_> {
    fn begin_object_key<W: ?Sized + Write>(&mut self, _: &mut W, _: bool) -> io::Result<()> {
        self.is_key = true;
        Ok(())
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_key = false;
        Ok(())
    }

    fn begin_string<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.current.clear();
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, _: &mut W, fragment: &str) -> io::Result<()> {
        self.current.extend_from_slice(fragment.as_bytes());
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, _: &mut W, escape: CharEscape) -> io::Result<()> {
        self.current.push(match escape {
            CharEscape::Quote => b'"',
            CharEscape::ReverseSolidus => b'\\',
            CharEscape::Solidus => b'/',
            CharEscape::Backspace => 8,
            CharEscape::FormFeed => 12,
            CharEscape::LineFeed => b'\n',
            CharEscape::CarriageReturn => b'\r',
            CharEscape::Tab => b'\t',
            CharEscape::AsciiControl(byte) => byte,
        });
        Ok(())
    }

    fn end_string<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        if let Ok(text) = std::str::from_utf8(&self.current)
            && !self.is_key
            && self.wording.speaks_of(text)
        {
            // Markup divides a text, and so does a line end.
            text.lines().for_each(|line| collect_stretches(&stretches(line), &mut self.found));
            self.found.insert(text.to_owned());
        }
        Ok(())
    }
}

fn collect_stretches(stretches: &[Stretch<'_>], texts: &mut BTreeSet<String>) {
    for stretch in stretches {
        match stretch {
            Stretch::Text { text, .. } => {
                texts.insert((*text).to_owned());
            }
            Stretch::Ruby { base, reading, .. } => texts.extend([(*base).to_owned(), (*reading).to_owned()]),
            Stretch::Note(note) => collect_stretches(&stretches_of_note(note), texts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    fn own() -> Plan {
        let mut plan = fixture::small();
        plan.words.initiative = "重点項目".into();
        plan.words.action = "取組項目".into();
        plan.words.bureau = "局".into();
        plan.words.grade = "評価区分".into();
        plan
    }

    #[test]
    fn words_are_exchanged_once_and_names_of_the_plan_stay() {
        let mut plan = own();
        plan.initiatives[0].name = "実践項目の公開".into();
        let wording = Wording::of(&plan);
        let said = wording.say("取組項目「実践項目の公開」の実践項目の進捗区分、部別の全部の課題");
        assert_eq!(said, "重点項目「実践項目の公開」の取組項目の評価区分、局別の全部の課題");
        assert_eq!(wording.say("部"), "局");
        assert_eq!(wording.say("部実践項目課"), "部取組項目課");
        assert_eq!(Wording::of(&fixture::small()).say("取組項目"), "取組項目");
    }

    #[test]
    fn a_unit_that_is_called_by_a_word_keeps_its_name() {
        let mut plan = own();
        plan.words.office = "企画課".into();
        plan.bureaus.push(crate::plan::Bureau { name: "事務局".into(), abbreviation: "事".into() });
        let wording = Wording::of(&plan);
        for name in ["事務局", "（事）→事務局、（市）→市民部", "最も低い局は「事務局」である。", "監査室、事務局"]
        {
            assert_eq!(wording.say(name), name);
        }
        assert_eq!(wording.say("事務局に提出する。"), "企画課に提出する。");
    }

    #[test]
    fn grades_are_the_plans_word_wherever_they_are_spoken_of() {
        let wording = Wording::of(&own());
        for (text, said) in [
            ("前年度の区分", "前年度の評価区分"),
            ("区分なし", "評価区分なし"),
            ("主担当の区分を採りました。", "主担当の評価区分を採りました。"),
            ("区分の記入は要りません。", "評価区分の記入は要りません。"),
            ("区分", "区分"),
            ("「歳出」の事業費の区分が違います。", "「歳出」の事業費の区分が違います。"),
            ("新旧対照表の「項目」の番号か名と、「区分」", "新旧対照表の「項目」の番号か名と、「区分」"),
        ] {
            assert_eq!(wording.say(text), said);
            assert_eq!(wording.say(said), said, "said twice");
        }
        assert_eq!(Wording::of(&fixture::small()).say("前年度の区分"), "前年度の区分");
    }

    #[test]
    fn a_word_is_not_put_inside_another() {
        let mut plan = own();
        (plan.words.responsible, plan.words.lead) = ("所管課".into(), "主管課".into());
        let wording = Wording::of(&plan);
        assert_eq!(wording.say("主担当課が報告した額、複数の担当課の報告"), "主管課が報告した額、複数の担当課の報告");
        assert_eq!(wording.say("主たる担当部署の部で数える"), "主たる所管課の局で数える");
        assert_eq!(wording.say("進捗区分を評価した実践項目9件"), "評価区分の付いた取組項目9件");
        assert_eq!(wording.say("主担当と副担当"), "主管課と主管課以外");
        plan.words = Words { department: "室".into(), ..Words::default() };
        let wording = Wording::of(&plan);
        assert_eq!(
            wording.say("主担当課、担当課と副担当、主たる担当部署の部"),
            "主担当室、担当室と副担当、主たる担当部署の部"
        );
    }
}

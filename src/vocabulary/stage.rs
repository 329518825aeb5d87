//! Stages (工程): what an action item does in a year, by the words of the plan.

use serde::{Serialize, Serializer};

use super::{ShortName, every_variant, text_key};

/// What an action item does in a year (工程).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage {
    /// Its place in the plan's list, in which work goes on.
    order: u8,
    name: ShortName,
    end: Option<StageEnd>,
}

/// How a stage ends an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageEnd {
    /// 完了: its purpose is met.
    Complete,
    /// 中止: it is given up.
    Abandoned,
}

impl StageEnd {
    /// Both.
    pub const ALL: [StageEnd; 2] = every_variant!(StageEnd: Complete, Abandoned);

    /// 完了, 中止: how a plan names the end.
    pub const fn label(self) -> &'static str {
        match self {
            StageEnd::Complete => "完了",
            StageEnd::Abandoned => "中止",
        }
    }
}

/// Stages of a plan that names none.
#[allow(missing_docs)]
impl Stage {
    pub const STUDY: Stage = Stage::built_in(0, "検討", None);
    pub const PREPARE: Stage = Stage::built_in(1, "準備", None);
    pub const TRIAL: Stage = Stage::built_in(2, "試行", None);
    pub const IMPLEMENT: Stage = Stage::built_in(3, "実施", None);
    pub const CONTINUE: Stage = Stage::built_in(4, "継続", None);
    pub const REVIEW: Stage = Stage::built_in(5, "見直し", None);
    pub const COMPLETE: Stage = Stage::built_in(6, "完了", Some(StageEnd::Complete));
    pub const ABANDONED: Stage = Stage::built_in(7, "中止", Some(StageEnd::Abandoned));
}

impl Stage {
    /// All stages of a plan that names none, in the order in which work goes on.
    pub const ALL: [Stage; 8] = [
        Stage::STUDY,
        Stage::PREPARE,
        Stage::TRIAL,
        Stage::IMPLEMENT,
        Stage::CONTINUE,
        Stage::REVIEW,
        Stage::COMPLETE,
        Stage::ABANDONED,
    ];

    const fn built_in(order: u8, name: &str, end: Option<StageEnd>) -> Stage {
        Stage { order, name: ShortName::within(name), end }
    }

    /// 検討, 準備 ….
    pub fn label(&self) -> &str {
        self.name.as_str()
    }

    /// How it ends an item, where it does.
    pub fn end(self) -> Option<StageEnd> {
        self.end
    }
}

impl Serialize for Stage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.label())
    }
}

/// A stage with what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageWord {
    /// The stage that has the name.
    pub stage: Stage,
    /// What 記入例 says of it.
    pub meaning: String,
    /// Other words that departments use for it.
    pub aliases: Vec<String>,
}

/// The stages of a plan (`[[stage]]`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stages {
    words: Vec<StageWord>,
    /// Pairs that a form offers beside the single stages, as the work of a year often passes from one to the next.
    pairs: Vec<[Stage; 2]>,
}

/// Name, meaning and other words of the stages of a plan that names none.
const BUILT_IN: [(Stage, &str, &[&str]); 8] = [
    (Stage::STUDY, "必要性や方法を調べ、方針を決める。", &["検討中", "調査検討", "調査"]),
    (Stage::PREPARE, "予算、契約、規程、機器など、始めるための用意をする。", &["準備中"]),
    (Stage::TRIAL, "範囲や期間を限って試しに行い、効果を確かめる。", &["試行中", "試行実施"]),
    (Stage::IMPLEMENT, "本格的に行う（最初の年度、又は段階的に広げる間）。", &["実施中", "実施済", "本格実施"]),
    (Stage::CONTINUE, "軌道に乗った取組を続ける。", &["継続中", "継続実施"]),
    (Stage::REVIEW, "やり方や計画を改める。", &["見直し中", "見直"]),
    (Stage::COMPLETE, "目的を果たし、取組を終える。", &["完了済", "終了"]),
    (Stage::ABANDONED, "取組を取りやめる。", &["廃止"]),
];

const BUILT_IN_PAIRS: [[Stage; 2]; 9] = [
    [Stage::STUDY, Stage::PREPARE],
    [Stage::STUDY, Stage::TRIAL],
    [Stage::PREPARE, Stage::TRIAL],
    [Stage::PREPARE, Stage::IMPLEMENT],
    [Stage::TRIAL, Stage::IMPLEMENT],
    [Stage::IMPLEMENT, Stage::CONTINUE],
    [Stage::IMPLEMENT, Stage::REVIEW],
    [Stage::CONTINUE, Stage::REVIEW],
    [Stage::IMPLEMENT, Stage::COMPLETE],
];

impl Default for Stages {
    fn default() -> Stages {
        let word = |(stage, meaning, aliases): (Stage, &str, &[&str])| StageWord {
            stage,
            meaning: meaning.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        Stages { words: BUILT_IN.map(word).into(), pairs: BUILT_IN_PAIRS.into() }
    }
}

/// A stage as a plan states it.
#[derive(Debug, Clone)]
pub struct StatedStage {
    /// The name as the form states it.
    pub name: ShortName,
    /// How it ends an item.
    pub end: Option<StageEnd>,
    /// What 記入例 says of it; may be empty.
    pub meaning: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

impl Stages {
    /// The stages of a plan in their order; a form offers the pairs of neighbours too, but for what is given up.
    pub fn of_plan(stated: Vec<StatedStage>) -> Stages {
        let words: Vec<StageWord> = (0..=u8::MAX)
            .zip(stated)
            .map(|(order, stated)| StageWord {
                stage: Stage { order, name: stated.name, end: stated.end },
                meaning: stated.meaning,
                aliases: stated.aliases,
            })
            .collect();
        let going_on = words.iter().map(|word| word.stage).filter(|stage| stage.end != Some(StageEnd::Abandoned));
        let going_on: Vec<Stage> = going_on.collect();
        let pairs = going_on.windows(2).filter_map(|pair| match pair {
            [first, second] if first.end.is_none() => Some([*first, *second]),
            _ => None,
        });
        let pairs = pairs.collect();
        Stages { words, pairs }
    }

    /// The stages with their words, in their order.
    pub fn words(&self) -> &[StageWord] {
        &self.words
    }

    /// Their names, in their order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.stage.label())
    }

    /// The pairs that a form offers.
    pub fn pairs(&self) -> &[[Stage; 2]] {
        &self.pairs
    }

    /// The stage with exactly that name.
    pub fn from_label(&self, label: &str) -> Option<Stage> {
        self.words.iter().map(|word| word.stage).find(|stage| stage.label() == label)
    }

    /// The stage that somebody means by a word, by its name or one of its other words, whatever its width and white space.
    pub fn meant_by(&self, word: &str) -> Option<Stage> {
        let word = text_key(word);
        let is_named = |of: &&StageWord| text_key(of.stage.label()) == word;
        let is_other = |of: &&StageWord| of.aliases.iter().any(|alias| text_key(alias) == word);
        self.words.iter().find(is_named).or_else(|| self.words.iter().find(is_other)).map(|of| of.stage)
    }
}

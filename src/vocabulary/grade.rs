//! Grades (進捗区分) and how an initiative's grade follows from those of its action items.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{ActionId, GradeId, every_variant};

/// One grade as the plan defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grade {
    /// Position, best first.
    pub id: GradeId,
    /// ◎, ○, △, × or －: always printed with the name. Empty where the plan's grades are words alone.
    pub mark: String,
    /// 計画どおり.
    pub name: String,
    /// The sentence of the legend.
    pub meaning: String,
    /// Other spellings accepted from a form: 達成, A ….
    pub aliases: Vec<String>,
    /// Points for the weighted rule; `None` stands outside every rate (対象外).
    pub points: Option<u8>,
    /// Whether it counts as on track in the rate 計画どおり以上.
    pub on_track: bool,
    /// Whether who gives it has to say why.
    pub needs_reason: bool,
    /// The rate in percent from which the indicators give this grade, where grades are computed; `None` for a grade that only
    /// a person gives.
    pub from: Option<Decimal>,
    /// Whether it ends an item (完了): later years ask nothing more.
    pub ends: bool,
}

impl Grade {
    /// A choice of a scale of which nothing but mark and name counts: no points, no rate.
    pub fn choice(id: GradeId, mark: &str, name: &str) -> Grade {
        Grade {
            id,
            mark: mark.to_owned(),
            name: name.to_owned(),
            meaning: String::new(),
            aliases: Vec::new(),
            points: None,
            on_track: false,
            needs_reason: false,
            from: None,
            ends: false,
        }
    }

    /// Mark and name, `◎ 計画を上回る`; the name alone where there is no mark. What forms offer and papers print.
    pub fn label(&self) -> String {
        if self.mark.is_empty() { self.name.clone() } else { format!("{} {}", self.mark, self.name) }
    }

    /// Whether forms say that a reason is compulsory: the plan asks for one, or the work is behind.
    pub fn asks_reason(&self) -> bool {
        self.needs_reason || (self.points.is_some() && !self.on_track)
    }

    /// The shortest that tells the grade: its mark, or its name where there is none.
    pub fn sign(&self) -> &str {
        if self.mark.is_empty() { &self.name } else { &self.mark }
    }
}

/// How an initiative's grade follows from its action items'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum GradeRule {
    /// The worst of them.
    #[serde(rename = "最低")]
    Lowest,
    /// The most frequent; between equals the worse.
    #[serde(rename = "最多")]
    Majority,
    /// The grade whose points are nearest to the weighted mean; between equals the worse.
    #[serde(rename = "加重平均")]
    Weighted,
}

impl GradeRule {
    /// All of them.
    pub const ALL: [GradeRule; 3] = every_variant!(GradeRule: Lowest, Majority, Weighted);

    /// 最低, 最多, 加重平均.
    pub const fn label(self) -> &'static str {
        match self {
            GradeRule::Lowest => "最低",
            GradeRule::Majority => "最多",
            GradeRule::Weighted => "加重平均",
        }
    }
}

/// Where an action item's grade comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum GradeSource {
    /// The department chooses it.
    #[default]
    #[serde(rename = "記入")]
    Typed,
    /// From 達成率 of the item's indicators against the year's targets.
    #[serde(rename = "指標")]
    Indicators,
    /// From how far the indicators are on their way to their last targets, against the elapsed share of the plan's period.
    #[serde(rename = "経過")]
    Elapsed,
}

impl GradeSource {
    /// All of them.
    pub const ALL: [GradeSource; 3] = every_variant!(GradeSource: Typed, Indicators, Elapsed);

    /// 記入, 指標, 経過.
    pub const fn label(self) -> &'static str {
        match self {
            GradeSource::Typed => "記入",
            GradeSource::Indicators => "指標",
            GradeSource::Elapsed => "経過",
        }
    }
}

/// Which rate counts where an item has several indicators.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum OfSeveral {
    /// The lowest of them counts.
    #[default]
    #[serde(rename = "最低")]
    Lowest,
    /// Their mean.
    #[serde(rename = "平均")]
    Mean,
}

impl OfSeveral {
    /// Both.
    pub const ALL: [OfSeveral; 2] = every_variant!(OfSeveral: Lowest, Mean);

    /// 最低, 平均.
    pub const fn label(self) -> &'static str {
        match self {
            OfSeveral::Lowest => "最低",
            OfSeveral::Mean => "平均",
        }
    }
}

/// The plan's grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GradeScale {
    /// Best first.
    pub grades: Vec<Grade>,
    /// How the grade of an initiative follows from those of its items.
    pub rule: GradeRule,
    /// Weights for [`GradeRule::Weighted`] by action item's id (`8-2`), 1 where absent.
    pub weights: BTreeMap<ActionId, u32>,
    /// Where an action item's grade comes from.
    pub source: GradeSource,
    /// Which rate counts of several, where grades are computed.
    pub of_several: OfSeveral,
}

impl GradeScale {
    /// The grade with that id.
    pub fn get(&self, id: GradeId) -> Option<&Grade> {
        self.grades.get(usize::from(id.0))
    }

    /// The grade that a rate in percent gives: the best whose threshold it reaches. `None` where the scale has no thresholds.
    pub fn at_rate(&self, rate: Decimal) -> Option<&Grade> {
        self.grades.iter().find(|grade| grade.from.is_some_and(|from| rate >= from))
    }

    /// The phrase for what counts as on track: 「計画どおり」以上.
    pub fn on_track_phrase(&self) -> String {
        let on_track: Vec<&Grade> = self.grades.iter().filter(|grade| grade.on_track).collect();
        match on_track.as_slice() {
            [] => "順調".to_owned(),
            [only] => format!("「{}」", only.name),
            [.., least] => format!("「{}」以上", least.name),
        }
    }

    /// Whether a grade ends an item.
    pub fn is_ending(&self, id: GradeId) -> bool {
        self.get(id).is_some_and(|grade| grade.ends)
    }

    /// The grades that only a person gives: all of them where none is computed.
    pub fn stated(&self) -> impl Iterator<Item = &Grade> {
        self.grades.iter().filter(|grade| grade.from.is_none())
    }
}

//! Grades (進捗区分) and how an initiative's grade follows from those of its action items.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ActionId, GradeId};

/// One grade as the plan defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default)]
    pub needs_reason: bool,
}

impl Grade {
    /// Mark and name, `◎ 計画を上回る`; the name alone where there is no mark. What forms offer and papers print.
    pub fn label(&self) -> String {
        if self.mark.is_empty() { self.name.clone() } else { format!("{} {}", self.mark, self.name) }
    }

    /// The shortest that tells the grade: its mark, or its name where there is none.
    pub fn sign(&self) -> &str {
        if self.mark.is_empty() { &self.name } else { &self.mark }
    }
}

/// How an initiative's grade follows from its action items'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// The plan's grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeScale {
    /// Best first.
    pub grades: Vec<Grade>,
    /// The rule.
    pub rule: GradeRule,
    /// Weights for [`GradeRule::Weighted`] by action item's id (`8-2`), 1 where absent.
    pub weights: BTreeMap<ActionId, u32>,
}

impl GradeScale {
    /// The grade with that id.
    pub fn get(&self, id: GradeId) -> Option<&Grade> {
        self.grades.get(usize::from(id.0))
    }
}

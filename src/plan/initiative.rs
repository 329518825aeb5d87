//! Themes, initiatives (取組項目), action items (実践項目), their schedule and indicators.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;

use super::{LaterMarks, Responsible, YearStages};
use crate::vocabulary::{
    ActionId, CostFigures, DepartmentId, FiscalYear, IndicatorId, InitiativeNo, MoneyUnit, ThemeId, Yen, every_variant,
    grouped_decimal,
};

/// One of the seven テーマ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// Position, from 1.
    pub id: ThemeId,
    /// The column head: 財政.
    pub short: String,
    /// 健全な財政運営.
    pub title: String,
    /// The paragraph.
    pub text: String,
}

/// Which way an indicator is meant to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Direction {
    /// 増加が望ましい.
    #[serde(rename = "増加")]
    Higher,
    /// 減少が望ましい.
    #[serde(rename = "減少")]
    Lower,
    /// 維持.
    #[serde(rename = "維持")]
    Keep,
}

impl Direction {
    /// All of them.
    pub const ALL: [Direction; 3] = every_variant!(Direction: Higher, Lower, Keep);

    /// 増加, 減少, 維持: the word in plan.toml, in its master and in published data.
    pub const fn label(self) -> &'static str {
        match self {
            Direction::Higher => "増加",
            Direction::Lower => "減少",
            Direction::Keep => "維持",
        }
    }
}

/// A measured quantity with targets (指標).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Its action item and its position there.
    pub id: IndicatorId,
    /// クレジットカード納付の件数.
    pub name: String,
    /// 件, %, ㎡ ….
    pub unit: String,
    /// Which way is good.
    pub direction: Direction,
    /// The value before the plan.
    pub baseline: Option<Decimal>,
    /// Targets by year.
    pub targets: BTreeMap<FiscalYear, Decimal>,
}

/// An initiative (取組項目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Initiative {
    /// The number that keys name it by; what is printed may differ.
    pub no: InitiativeNo,
    /// The number as it is printed: `8`, `1-(1)`.
    pub printed: String,
    /// 新たな財源確保に向けた取組.
    pub name: String,
    /// 担当部署 in the plan's order of printing.
    pub responsible: Vec<Responsible>,
    /// The group of the lowest of the plan's levels that it belongs to, by position.
    pub group: Option<usize>,
    /// The themes marked ○.
    pub themes: BTreeSet<ThemeId>,
    /// SDGs goals by number.
    pub goals: BTreeSet<u8>,
    /// From when on it has those of them that a revision of the plan gave it.
    pub later: LaterMarks,
    /// 取組内容.
    pub content: String,
    /// 実践項目 by number.
    pub actions: Vec<ActionItem>,
}

/// An action item (実践項目): one concrete step of an initiative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActionItem {
    /// The id that keys name it by, `8-2`; what is printed may differ.
    pub id: ActionId,
    /// The number as it is printed: `8-2`, `1-(1)-①`, `0086`.
    pub printed: String,
    /// 市税のクレジットカード納付.
    pub name: String,
    /// The department whose grade and effect count.
    pub lead: DepartmentId,
    /// Departments that report beside the lead.
    pub partners: Vec<DepartmentId>,
    /// Whether any other department may report too (各担当部署).
    pub open: bool,
    /// Planned stages by year.
    pub schedule: BTreeMap<FiscalYear, YearStages>,
    /// Indicators in order.
    pub indicators: Vec<Indicator>,
    /// Planned effect by year.
    pub planned_effect: BTreeMap<FiscalYear, Yen>,
    /// Planned costs by year, each with its 事業費 where a source of it is planned.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub planned_costs: BTreeMap<FiscalYear, CostFigures>,
    /// 再掲: the item of which this is another listing; its effect and count belong there.
    pub repeats: Option<ActionId>,
    /// The first year in which the item is part of the plan, where a revision added it (計画の見直しで新設).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<FiscalYear>,
}

impl ActionItem {
    /// Whether the item is part of the plan in a year: reports and forms of the years before it was added know nothing of it.
    pub fn is_in(&self, year: FiscalYear) -> bool {
        self.added.is_none_or(|added| added <= year)
    }
}

impl Initiative {
    /// Whether the initiative is part of the plan in a year: not before all of its action items.
    pub fn is_in(&self, year: FiscalYear) -> bool {
        self.actions.is_empty() || self.actions.iter().any(|action| action.is_in(year))
    }
}

impl Indicator {
    /// The target that a year's result is seen beside, with its year: that of the year itself, else the next one to come, else the
    /// last. `None` where there is none at all.
    pub fn aim(&self, year: FiscalYear) -> Option<(FiscalYear, Decimal)> {
        let next = self.targets.range(year..).next();
        next.or_else(|| self.targets.last_key_value()).map(|(year, target)| (*year, *target))
    }
}

/// The text of 計画（工程） of a year, a line for each stretch of a year that is planned by parts.
pub fn planned_stage(action: &ActionItem, year: FiscalYear) -> String {
    let stages = action.schedule.get(&year).map(|stages| stages.texts().join("\n"));
    stages.filter(|text| !text.is_empty()).unwrap_or("―".into())
}

/// The text of 指標と目標値: each indicator with its target of the year, or the next or last one with its year, then the planned
/// effect in the unit of entry.
pub fn target(action: &ActionItem, year: FiscalYear, unit: MoneyUnit) -> String {
    target_text(action, year, unit, |indicator| {
        let aim = indicator.aim(year)?;
        Some(if aim.0 == year { (String::new(), aim.1) } else { (format!("（{}）", aim.0), aim.1) })
    })
}

/// The same with the targets of the year alone and ― for none: what forms showed that were handed out by earlier versions.
pub fn target_of_year(action: &ActionItem, year: FiscalYear, unit: MoneyUnit) -> String {
    target_text(action, year, unit, |indicator| indicator.targets.get(&year).map(|target| (String::new(), *target)))
}

/// 指標と目標値 with the target that `aim` gives, after its year.
fn target_text(
    action: &ActionItem,
    year: FiscalYear,
    unit: MoneyUnit,
    aim: impl Fn(&Indicator) -> Option<(String, Decimal)>,
) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (i, indicator) in action.indicators.iter().enumerate() {
        let value = |value: Option<&Decimal>| match value {
            Some(value) => format!("{}{}", grouped_decimal(value.normalize()), indicator.unit),
            None => "―".to_owned(),
        };
        lines.push(format!("指標{}　{}", i + 1, indicator.name));
        let (of, target) = aim(indicator).map_or((String::new(), None), |(of, target)| (of, Some(target)));
        lines.push(format!("　目標{of} {}（計画前 {}）", value(target.as_ref()), value(indicator.baseline.as_ref())));
    }
    if let Some(effect) = action.planned_effect.get(&year) {
        lines.push(format!("効果額の計画　{}", unit.exact_with_unit(*effect)));
    }
    if lines.is_empty() { "―".to_owned() } else { lines.join("\n") }
}

//! Themes, initiatives (取組項目), action items (実践項目), their schedule and indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{DepartmentId, FiscalYear, Responsible, Yen};

/// A theme's position in the plan, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ThemeId(pub u8);

/// One of the seven テーマ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// No. of an initiative, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InitiativeNo(pub u16);

impl fmt::Display for InitiativeNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An action item's id: initiative and number within it, printed `8-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId {
    /// The initiative.
    pub initiative: InitiativeNo,
    /// Number within the initiative, from 1.
    pub number: u16,
}

impl ActionId {
    /// `ActionId::new(8, 2)` is 8-2.
    pub fn new(initiative: u16, number: u16) -> Self {
        ActionId { initiative: InitiativeNo(initiative), number }
    }
}

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.initiative, self.number)
    }
}

/// The text was not of the form `8-2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnActionId;

impl FromStr for ActionId {
    type Err = NotAnActionId;

    /// Reads exactly `8-2`; looser spellings are the intake's business.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (initiative, number) = text.split_once('-').ok_or(NotAnActionId)?;
        match (initiative.parse(), number.parse()) {
            (Ok(initiative), Ok(number)) if initiative > 0 && number > 0 => Ok(ActionId::new(initiative, number)),
            _ => Err(NotAnActionId),
        }
    }
}

impl Serialize for ActionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ActionId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|NotAnActionId| {
            serde::de::Error::custom(format!("実践項目の番号ではありません：{text}（例：8-2）"))
        })
    }
}

/// What an action item does in a year (工程).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// 検討.
    #[serde(rename = "検討")]
    Study,
    /// 準備.
    #[serde(rename = "準備")]
    Prepare,
    /// 試行.
    #[serde(rename = "試行")]
    Trial,
    /// 実施.
    #[serde(rename = "実施")]
    Implement,
    /// 継続.
    #[serde(rename = "継続")]
    Continue,
    /// 見直し.
    #[serde(rename = "見直し")]
    Review,
    /// 完了.
    #[serde(rename = "完了")]
    Complete,
    /// 中止.
    #[serde(rename = "中止")]
    Abandoned,
}

impl Stage {
    /// All stages in the order in which work goes on.
    pub const ALL: [Stage; 8] = [
        Stage::Study,
        Stage::Prepare,
        Stage::Trial,
        Stage::Implement,
        Stage::Continue,
        Stage::Review,
        Stage::Complete,
        Stage::Abandoned,
    ];

    /// 検討, 準備 ….
    pub fn label(self) -> &'static str {
        match self {
            Stage::Study => "検討",
            Stage::Prepare => "準備",
            Stage::Trial => "試行",
            Stage::Implement => "実施",
            Stage::Continue => "継続",
            Stage::Review => "見直し",
            Stage::Complete => "完了",
            Stage::Abandoned => "中止",
        }
    }

    /// The stage with exactly that label.
    pub fn from_label(label: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.label() == label)
    }
}

/// Which way an indicator is meant to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// An indicator's id: its action item and its position there, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndicatorId {
    /// The action item it measures.
    pub action: ActionId,
    /// Position, from 1.
    pub number: u8,
}

/// A measured quantity with targets (指標).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Id.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiative {
    /// No.
    pub no: InitiativeNo,
    /// 新たな財源確保に向けた取組.
    pub name: String,
    /// 担当部署 in the plan's order of printing.
    pub responsible: Vec<Responsible>,
    /// The themes marked ○.
    pub themes: BTreeSet<ThemeId>,
    /// SDGs goals by number.
    pub goals: BTreeSet<u8>,
    /// 取組内容.
    pub content: String,
    /// 実践項目 by number.
    pub actions: Vec<ActionItem>,
}

/// An action item (実践項目): one concrete step of an initiative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// Id.
    pub id: ActionId,
    /// 市税のクレジットカード納付.
    pub name: String,
    /// The department whose grade and effect count.
    pub lead: DepartmentId,
    /// Departments that report beside the lead.
    pub partners: Vec<DepartmentId>,
    /// Whether any other department may report too (各担当部署).
    pub open: bool,
    /// Planned stages by year; a year may have several (準備・実施).
    pub schedule: BTreeMap<FiscalYear, Vec<Stage>>,
    /// Indicators in order.
    pub indicators: Vec<Indicator>,
    /// Planned effect by year.
    pub planned_effect: BTreeMap<FiscalYear, Yen>,
    /// 再掲: the item of which this is another listing; its effect and count belong there.
    pub repeats: Option<ActionId>,
}

//! Identities: departments, themes, initiatives (取組項目), action items (実践項目), indicators, grades.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A department's identity: bureau and name together, `総務部/行政監理室`; a unit without a bureau is its name alone, `会計課`.
///
/// 総務課 exists in 総務部 and in 消防本部, so a name alone is never enough. The identity is the one in force when the unit
/// was founded; a renamed unit is a new one, tied to the old by a [`Reorganization`](crate::plan::Reorganization).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DepartmentId(pub Arc<str>);

impl DepartmentId {
    /// The identity of the unit `name` of `bureau`.
    pub fn new(bureau: Option<&str>, name: &str) -> Self {
        match bureau {
            Some(bureau) => DepartmentId(format!("{bureau}/{name}").into()),
            None => DepartmentId(name.into()),
        }
    }

    /// The bureau's name, if the unit belongs to one.
    pub fn bureau(&self) -> Option<&str> {
        self.0.split_once('/').map(|(bureau, _)| bureau)
    }

    /// The unit's own name; with a division between bureau and department, `企画部/企画課`.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The unit's own name as running text: 企画課, 企画部企画課.
    pub fn printed_name(&self) -> String {
        self.name().replace('/', "")
    }

    /// The last part of the name alone: 企画課 of 企画部/企画課.
    pub fn last_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Bureau and name as running text: 総務部行政監理室.
    pub fn full_name(&self) -> String {
        self.0.replace('/', "")
    }
}

impl fmt::Display for DepartmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A theme's position in the plan, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ThemeId(pub u8);

/// No. of an initiative, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct InitiativeNo(pub u16);

impl InitiativeNo {
    /// The number as data files and questions to `trace` write it: `8`. Papers and forms print [`Plan::initiative_number`](crate::plan::Plan::initiative_number).
    pub fn key(self) -> String {
        self.0.to_string()
    }
}

/// An action item's id: initiative and number within it, printed `8-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId {
    /// The initiative that it belongs to.
    pub initiative: InitiativeNo,
    /// Number within the initiative, from 1.
    pub number: u16,
}

impl ActionId {
    /// `ActionId::new(8, 2)` is 8-2.
    pub fn new(initiative: u16, number: u16) -> Self {
        ActionId { initiative: InitiativeNo(initiative), number }
    }

    /// The id as data files write it: `8-2`. Papers and forms print [`Plan::number`](crate::plan::Plan::number).
    pub fn key(self) -> String {
        format!("{}-{}", self.initiative.0, self.number)
    }
}

/// The text was not of the form `8-2`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("実践項目の番号ではありません（例：8-2）。")]
pub struct NotAnActionId;

impl FromStr for ActionId {
    type Err = NotAnActionId;

    /// Reads `8-2`, with leading zeros or without; looser spellings are the intake's business.
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
        serializer.serialize_str(&self.key())
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

/// An indicator's id: its action item and its position there, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct IndicatorId {
    /// The action item it measures.
    pub action: ActionId,
    /// Position, from 1.
    pub number: u8,
}

/// A grade's position in the plan's list, from 0, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct GradeId(pub u8);

//! Stages (工程): what an action item does in a year.

use serde::Serialize;

/// What an action item does in a year (工程).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

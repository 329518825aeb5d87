//! What the office states of a year's report in `office.toml`: whether it is 速報 or 確定, its date, the accounts.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::finding::Origin;
use crate::vocabulary::{ActionId, InitiativeNo, every_variant};

/// Whether the figures are final.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportState {
    /// 速報: until the office says otherwise.
    #[default]
    Preliminary,
    /// 確定.
    Final,
}

impl ReportState {
    /// Both.
    const ALL: [ReportState; 2] = every_variant!(ReportState: Preliminary, Final);

    /// 速報, 確定.
    pub fn label(self) -> &'static str {
        match self {
            ReportState::Preliminary => "速報",
            ReportState::Final => "確定",
        }
    }

    /// The state of that label.
    pub fn parse(word: &str) -> Option<ReportState> {
        ReportState::ALL.into_iter().find(|state| state.label() == word)
    }
}

/// `[report]` and `[[correction]]` of office.toml.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportStatement {
    /// Whether the figures are final.
    pub state: ReportState,
    /// The day that the report states; `None`: that of the last form.
    pub date: Option<Date>,
    /// The day on which the accounts were settled (決算確定); `None`: they are not.
    pub settled_on: Option<Date>,
    /// Items whose effects and indicators were estimates until the accounts are settled.
    pub awaiting: BTreeSet<ActionId>,
    /// Why the report differs from the one published before, for the 正誤表.
    pub corrections: Vec<Correction>,
}

/// A reason for what changed since the last publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The action item it is about.
    pub action: Option<ActionId>,
    /// The initiative it is about.
    pub initiative: Option<InitiativeNo>,
    /// 理由.
    pub reason: String,
    /// Where it stands in `office.toml`.
    pub origin: Origin,
}

impl ReportStatement {
    /// Whether an item's figures still wait for the accounts.
    pub fn awaits(&self, id: ActionId) -> bool {
        self.settled_on.is_none() && self.awaiting.contains(&id)
    }
}

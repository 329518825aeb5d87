//! What a rating form has a row of: an initiative, or an action item.

use serde::Serialize;

use super::{ActionId, InitiativeNo};

/// An item that is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum RatedItem {
    /// 取組項目.
    Initiative(InitiativeNo),
    /// 実践項目.
    Action(ActionId),
}

impl RatedItem {
    /// `8`, `8-2`: as the hidden sheet of a form has it.
    pub fn key(self) -> String {
        match self {
            RatedItem::Initiative(no) => no.key(),
            RatedItem::Action(id) => id.key(),
        }
    }

    /// The initiative that it is, or is part of.
    pub fn initiative(self) -> InitiativeNo {
        match self {
            RatedItem::Initiative(no) => no,
            RatedItem::Action(id) => id.initiative,
        }
    }
}

impl From<InitiativeNo> for RatedItem {
    fn from(no: InitiativeNo) -> RatedItem {
        RatedItem::Initiative(no)
    }
}

impl From<ActionId> for RatedItem {
    fn from(id: ActionId) -> RatedItem {
        RatedItem::Action(id)
    }
}

//! Effects (効果額): their kind and their term.

use serde::{Deserialize, Serialize};

/// Kind of effect (効果額).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EffectKind {
    /// 歳入増.
    Revenue,
    /// 歳出減.
    Saving,
}

impl EffectKind {
    /// 歳入増, 歳出減.
    pub fn label(self) -> &'static str {
        match self {
            EffectKind::Revenue => "歳入増",
            EffectKind::Saving => "歳出減",
        }
    }
}

/// Whether an effect comes once or every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EffectTerm {
    /// 単年度.
    Once,
    /// 継続.
    Recurring,
}

impl EffectTerm {
    /// 単年度, 継続.
    pub fn label(self) -> &'static str {
        match self {
            EffectTerm::Once => "単年度",
            EffectTerm::Recurring => "継続",
        }
    }
}

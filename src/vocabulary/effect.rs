//! Effects (効果額): their kind and their term.

use serde::Serialize;

use super::every_variant;

/// Kind of effect (効果額). A plan has 歳入増 and 歳出減, kinds of its own under their names, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum EffectKind {
    /// 歳入増.
    Revenue,
    /// 歳出減.
    Saving,
    /// The first kind that the plan itself names.
    First,
    /// The second kind that the plan itself names.
    Second,
    /// The third kind that the plan itself names.
    Third,
    /// The fourth kind that the plan itself names.
    Fourth,
}

impl EffectKind {
    /// All kinds, in the order in which they are printed.
    pub const ALL: [EffectKind; 6] = every_variant!(EffectKind: Revenue, Saving, First, Second, Third, Fourth);

    /// The kinds that have the name that a plan gives them.
    pub const OWN: [EffectKind; 4] = every_variant!(EffectKind: First, Second, Third, Fourth; except Revenue, Saving);

    /// 歳入増, 歳出減; of a kind that the plan names, what stands for its name until a text is said in the plan's words.
    pub fn label(self) -> &'static str {
        match self {
            EffectKind::Revenue => "歳入増",
            EffectKind::Saving => "歳出減",
            EffectKind::First => "効果額の種別1",
            EffectKind::Second => "効果額の種別2",
            EffectKind::Third => "効果額の種別3",
            EffectKind::Fourth => "効果額の種別4",
        }
    }
}

/// Whether an effect comes once or every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum EffectTerm {
    /// 単年度.
    Once,
    /// 継続.
    Recurring,
}

impl EffectTerm {
    /// Both terms, in the order in which they are printed.
    pub const ALL: [EffectTerm; 2] = every_variant!(EffectTerm: Once, Recurring);

    /// 単年度, 継続.
    pub fn label(self) -> &'static str {
        match self {
            EffectTerm::Once => "単年度",
            EffectTerm::Recurring => "継続",
        }
    }
}

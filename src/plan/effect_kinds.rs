//! The kinds of effect (効果額の種別) that a plan has: 歳入増 and 歳出減, kinds of its own names, or none.

use serde::Serialize;

use crate::vocabulary::{EffectKind, EffectTerm, text_key};

/// `[money]` `effects`: the kinds of effect with their names, in the order in which they are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct EffectKinds(Vec<(EffectKind, String)>);

/// Why names are not those of kinds of effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotKinds {
    /// More names of its own than a plan may have; how many.
    TooMany(usize),
    /// A name that stands twice.
    Twice(String),
    /// 歳入増 or 歳出減 behind another name than these two.
    Order(String),
}

impl Default for EffectKinds {
    fn default() -> EffectKinds {
        EffectKinds([EffectKind::Revenue, EffectKind::Saving].map(|kind| (kind, kind.label().to_owned())).into())
    }
}

impl EffectKinds {
    /// The kinds of a list of names: 歳入増 and 歳出減 are the kinds that every plan may have, other names are the plan's own.
    ///
    /// # Errors
    /// [`NotKinds`], where there are too many names, a name stands twice, or 歳入増 and 歳出減 do not stand first.
    pub fn of_names(names: &[String]) -> Result<EffectKinds, NotKinds> {
        let mut own = EffectKind::OWN.into_iter();
        let mut kinds: Vec<(EffectKind, String)> = Vec::new();
        for name in names {
            let known = [EffectKind::Revenue, EffectKind::Saving].into_iter().find(|kind| kind.label() == name);
            let kind = known.or_else(|| own.next()).ok_or(NotKinds::TooMany(names.len()))?;
            if kinds.iter().any(|(_, other)| text_key(other) == text_key(name)) {
                return Err(NotKinds::Twice(name.clone()));
            }
            if kinds.last().is_some_and(|(before, _)| *before > kind) {
                return Err(NotKinds::Order(name.clone()));
            }
            kinds.push((kind, name.clone()));
        }
        Ok(EffectKinds(kinds))
    }

    /// No kinds: a plan without effects.
    pub fn none() -> EffectKinds {
        EffectKinds(Vec::new())
    }

    /// Whether the plan has no effects at all: nothing about them is asked for or printed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the plan's order.
    pub fn kinds(&self) -> impl DoubleEndedIterator<Item = EffectKind> + ExactSizeIterator + Clone {
        self.0.iter().map(|(kind, _)| *kind)
    }

    /// Whether the plan has the kind.
    pub fn has(&self, kind: EffectKind) -> bool {
        self.kinds().any(|other| other == kind)
    }

    /// Each kind by each term, in the order in which they are printed.
    pub fn parts(&self) -> Vec<(EffectKind, EffectTerm)> {
        self.kinds().flat_map(|kind| EffectTerm::ALL.map(|term| (kind, term))).collect()
    }

    /// The names of the kinds, in the plan's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, name)| name.as_str())
    }

    /// The name of a kind.
    pub fn name(&self, kind: EffectKind) -> &str {
        self.0.iter().find(|(other, _)| *other == kind).map_or(kind.label(), |(_, name)| name)
    }

    /// `将来負担の軽減（単年度）`: the head of a column.
    pub fn head(&self, kind: EffectKind, term: EffectTerm) -> String {
        format!("{}（{}）", self.name(kind), term.label())
    }

    /// Kinds under names of the plan's own, with what stands for each until a text is said in the plan's words.
    pub fn own(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let own = self.0.iter().filter(|(kind, name)| kind.label() != name);
        own.map(|(kind, name)| (kind.label(), name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Result<EffectKinds, NotKinds> {
        EffectKinds::of_names(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_kinds_in_their_order() {
        let kinds = of(&["歳出減", "将来負担の軽減"]).expect("kinds");
        assert_eq!(kinds.kinds().collect::<Vec<_>>(), [EffectKind::Saving, EffectKind::First]);
        assert_eq!(kinds.head(EffectKind::First, EffectTerm::Once), "将来負担の軽減（単年度）");
        assert_eq!(kinds.own().collect::<Vec<_>>(), [("効果額の種別1", "将来負担の軽減")]);
        assert_eq!(of(&["歳入増", "歳出減"]), Ok(EffectKinds::default()));
        assert!(of(&[]).is_ok_and(|kinds| kinds.is_empty() && kinds.parts().is_empty()));
    }

    #[test]
    fn names_that_cannot_be_told_apart_or_printed_are_refused() {
        assert_eq!(of(&["甲", "乙", "丙", "丁", "戊"]), Err(NotKinds::TooMany(5)));
        assert_eq!(of(&["甲", "歳入増"]), Err(NotKinds::Order("歳入増".into())));
        assert_eq!(of(&["ＡＢ", "AB"]), Err(NotKinds::Twice("AB".into())));
    }
}

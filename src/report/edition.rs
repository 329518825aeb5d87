//! Editions (版): who a document is for decides what it contains.

use std::borrow::Cow;

use crate::contract::Audience;
use crate::plan::Words;
use crate::vocabulary::every_variant;

/// An edition of the year's report, or the plan itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// 計画書: the plan itself.
    Plan,
    /// 概要版: the year on one sheet.
    Digest,
    /// 公表版: for citizens.
    Public,
    /// 審議会資料: for the council, with room for its members' ratings.
    Council,
    /// 庁内資料: for the head office and those in the city hall who decide; everything, internal notes included.
    Internal,
    /// 中間検証: results up to the plan's middle year against what it promised.
    Review,
    /// 総括: the same at the plan's end.
    Final,
}

impl Edition {
    /// All editions in the order in which they are offered.
    pub const ALL: [Edition; 7] = every_variant!(Edition: Plan, Digest, Public, Council, Internal, Review, Final);

    /// The word on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Edition::Plan => "plan",
            Edition::Digest => "digest",
            Edition::Public => "public",
            Edition::Council => "council",
            Edition::Internal => "internal",
            Edition::Review => "review",
            Edition::Final => "final",
        }
    }

    /// The name that users read, in the plan's words; also the stem of the output's file name.
    pub fn name(self, words: &Words) -> Cow<'_, str> {
        match self {
            Edition::Internal => Cow::Borrowed(&words.internal),
            Edition::Council => Cow::Owned(format!("{}資料", words.council_short)),
            _ => Cow::Borrowed(self.label()),
        }
    }

    /// The name that it has where the plan gives it none.
    pub fn label(self) -> &'static str {
        match self {
            Edition::Plan => "計画書",
            Edition::Digest => "概要版",
            Edition::Public => "公表版",
            Edition::Council => "審議会資料",
            Edition::Internal => "庁内資料",
            Edition::Review => "中間検証",
            Edition::Final => "総括",
        }
    }

    /// The edition of that key or label.
    pub fn parse(word: &str) -> Option<Edition> {
        Edition::ALL.into_iter().find(|edition| edition.key() == word || edition.label() == word)
    }

    /// Its readers, which decide what it may hold: only an edition for the office has internal fields and findings.
    pub fn audience(self) -> Audience {
        match self {
            Edition::Plan | Edition::Digest | Edition::Public | Edition::Review | Edition::Final => Audience::Public,
            Edition::Council => Audience::Council,
            Edition::Internal => Audience::Office,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_known_by_key_and_label() {
        for edition in Edition::ALL {
            assert_eq!(Edition::parse(edition.key()), Some(edition));
            assert_eq!(Edition::parse(edition.label()), Some(edition));
        }
        assert_eq!(Edition::parse("公開"), None);
    }
}

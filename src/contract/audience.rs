//! Who may see what.

use serde::Serialize;

/// The readers of a paper or of a field, the widest circle first: whoever may see what is for `Office` may see everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Audience {
    /// Citizens: everybody.
    Public,
    /// 審議会: the council's members.
    Council,
    /// 庁内: the office, head office and committee only.
    Office,
}

impl Audience {
    /// Whether these readers may see what is meant for `intended`.
    pub fn may_see(self, intended: Audience) -> bool {
        intended <= self
    }
}

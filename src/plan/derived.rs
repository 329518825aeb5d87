//! What follows from a plan and is asked for again and again: made when it is first asked for, then kept.

use std::sync::OnceLock;

use super::{Numbers, Plan, Wording};

/// What was made of a plan so far. A copy of a plan has none of it: who wants another plan changes a copy, before it is used.
#[derive(Debug, Default)]
pub struct Derived {
    numbers: OnceLock<Numbers>,
    wording: OnceLock<Wording>,
}

impl Clone for Derived {
    fn clone(&self) -> Derived {
        Derived::default()
    }
}

/// It says nothing that the plan does not.
impl PartialEq for Derived {
    fn eq(&self, _: &Derived) -> bool {
        true
    }
}

impl Plan {
    /// The printed numbers, to find items by.
    pub fn numbers(&self) -> &Numbers {
        self.derived.numbers.get_or_init(|| Numbers::of(self))
    }

    /// The program's own wording in the plan's words.
    pub fn wording(&self) -> &Wording {
        self.derived.wording.get_or_init(|| Wording::of(self))
    }
}

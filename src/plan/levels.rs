//! Levels above the initiatives (基本方針, 重点項目): what the plan is divided into, each with its own subtotals.

use serde::Serialize;

use super::{Initiative, Plan};

/// A level, the topmost first in [`Plan::levels`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// What its groups are called: 基本方針.
    pub name: String,
    /// Its groups in the plan's order.
    pub groups: Vec<Group>,
}

/// One group of a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The number as it is printed: `1`, `1-(1)`; empty where groups have names alone.
    pub number: String,
    /// The name that is printed after its number.
    pub name: String,
    /// The paragraph of the plan about it; empty where there is none.
    pub text: String,
    /// The position of the group above it; `None` on the topmost level.
    pub of: Option<usize>,
}

impl Group {
    /// Number and name: `1-(1) 歳入の確保`.
    pub fn label(&self) -> String {
        if self.number.is_empty() { self.name.clone() } else { format!("{} {}", self.number, self.name) }
    }
}

/// A group's level and its position there, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct GroupId {
    /// Position of its level in [`Plan::levels`].
    pub level: usize,
    /// Position in [`Level::groups`].
    pub at: usize,
}

impl Plan {
    /// All groups in order, the topmost level first.
    pub fn groups(&self) -> impl Iterator<Item = (GroupId, &Group)> {
        self.levels.iter().enumerate().flat_map(|(level, groups)| {
            groups.groups.iter().enumerate().map(move |(at, group)| (GroupId { level, at }, group))
        })
    }

    /// Those that have initiatives: in the plan as it stood in a year, one that a revision added later has none.
    pub fn groups_in_use(&self) -> impl Iterator<Item = (GroupId, &Group)> {
        let is_used = |group: GroupId| self.initiatives.iter().any(|initiative| self.is_in(initiative, group));
        self.groups().filter(move |(id, _)| is_used(*id))
    }

    /// The groups that an initiative belongs to, the topmost first; none where the plan has no levels.
    pub fn groups_of(&self, initiative: &Initiative) -> Vec<(GroupId, &Group)> {
        let mut path = Vec::new();
        let mut at = initiative.group;
        for (level, groups) in self.levels.iter().enumerate().rev() {
            let Some((position, group)) = at.and_then(|at| Some((at, groups.groups.get(at)?))) else { break };
            path.push((GroupId { level, at: position }, group));
            at = group.of;
        }
        path.reverse();
        path
    }

    /// Whether an initiative belongs to a group.
    pub fn is_in(&self, initiative: &Initiative, group: GroupId) -> bool {
        self.groups_of(initiative).iter().any(|(id, _)| *id == group)
    }
}

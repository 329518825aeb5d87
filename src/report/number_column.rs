//! The column of the printed numbers (No.): about as wide as the longest of the plan's, so that the tables of a page agree.

use super::blocks::whole;
use super::document::{Alignment, Column};
use crate::plan::Plan;

/// The widths of the columns of printed numbers, from all numbers of a plan; measured once for a view, used by each of its tables.
#[derive(Debug, Clone, Copy)]
pub struct NumberColumns {
    /// The longest number of initiatives, in tenths of a millimetre; `None` where all are short.
    initiatives: Option<u32>,
    /// The same of action items.
    actions: Option<u32>,
}

impl NumberColumns {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> NumberColumns {
        NumberColumns {
            initiatives: longest(plan.initiatives.iter().map(|initiative| initiative.printed.as_str())),
            actions: longest(plan.actions().map(|(_, action)| action.printed.as_str())),
        }
    }

    /// The column of a table of action items: no narrower than `least` tenths of a millimetre, and never so narrow that one of its own
    /// is divided.
    pub(crate) fn of_actions(self, least: u32) -> Column {
        column(self.initiatives.max(self.actions), least)
    }

    /// The same for a table of initiatives alone.
    pub(crate) fn of_initiatives(self, least: u32) -> Column {
        column(self.initiatives, least)
    }
}

/// How wide the longest number is in the size of tables; short ones fit any least width.
fn longest<'a>(numbers: impl Iterator<Item = &'a str>) -> Option<u32> {
    // Half-width and full-width characters.
    let width = |number: &str| number.chars().map(|c| if c.is_ascii() { 17 } else { 33 }).sum::<u32>();
    numbers.filter(|number| number.chars().count() > 4).map(width).max()
}

fn column(longest: Option<u32>, least: u32) -> Column {
    let width = longest.map_or(least, |longest| (longest + 40).clamp(least, least.max(400)));
    whole(width, Alignment::Center)
}

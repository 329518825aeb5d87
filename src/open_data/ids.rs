//! Ids and fixed words of the published tables.
//!
//! `8-2` and `R2-8-1` are dates to a Japanese Excel, so every id begins with a letter that no date begins with.

use crate::plan::Direction;
use crate::vocabulary::{ActionId, IndicatorId, InitiativeNo, OpinionId};

/// The state of an amount that was given.
pub(super) const GIVEN: &str = "報告";
/// The state of an amount that does not apply.
pub(super) const NOT_APPLICABLE: &str = "該当なし";
/// Stages of the plan.
pub(super) const PLANNED: &str = "計画";
/// Stages that were reached.
pub(super) const REACHED: &str = "実績";
/// A grade that the office changed.
pub(super) const CHANGED: &str = "変更";
/// The grade of an initiative was changed.
pub(super) const INITIATIVE: &str = "取組項目";
/// The grade of an action item was changed.
pub(super) const ACTION: &str = "実践項目";
/// A text is an opinion.
pub(super) const OPINION: &str = "意見";
/// A text is an answer.
pub(super) const RESPONSE: &str = "対応";

/// `I008`.
pub(super) fn initiative(no: InitiativeNo) -> String {
    format!("I{:03}", no.0)
}

/// `I008-02`.
pub(super) fn action(id: ActionId) -> String {
    format!("{}-{:02}", initiative(id.initiative), id.number)
}

/// `No.8-2`, `No.0086`: a number as papers print it, that no spreadsheet takes for a date or a number.
pub(super) fn printed(number: &str) -> String {
    format!("No.{number}")
}

/// `I008-02-K1`.
pub(super) fn indicator(id: IndicatorId) -> String {
    format!("{}-K{}", action(id.action), id.number)
}

/// `I008-2020-01`.
pub(super) fn opinion(id: OpinionId) -> String {
    format!("{}-{}-{:02}", initiative(id.initiative), id.year.0, id.number)
}

/// The initiative of `I008`.
pub(super) fn parse_initiative(text: &str) -> Option<InitiativeNo> {
    text.strip_prefix('I')?.parse().ok().filter(|no| *no > 0).map(InitiativeNo)
}

/// The action item of `I008-02`.
pub(super) fn parse_action(text: &str) -> Option<ActionId> {
    let (initiative, number) = text.split_once('-')?;
    let number: u16 = number.parse().ok().filter(|number| *number > 0)?;
    Some(ActionId { initiative: parse_initiative(initiative)?, number })
}

/// The direction of that label.
pub fn direction_of(label: &str) -> Option<Direction> {
    Direction::ALL.into_iter().find(|known| known.label() == label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_again() {
        let id = ActionId::new(8, 2);
        assert_eq!((action(id).as_str(), parse_action("I008-02")), ("I008-02", Some(id)));
        assert_eq!(parse_action(&action(ActionId::new(1234, 120))), Some(ActionId::new(1234, 120)));
        for text in ["", "8-2", "I8", "I0-1", "I1-0", "I1-x", "Ix-1"] {
            assert_eq!(parse_action(text), None, "{text}");
        }
    }
}

//! The sample plan for unit tests of all rooms.

use super::Plan;

/// The text of the sample workspace's plan.
pub(crate) const SAMPLE: &str = include_str!("../../input/plan.toml");

/// The sample workspace's plan.
pub(crate) fn sample() -> Plan {
    super::read("plan.toml", SAMPLE).expect("the sample plan is valid").0
}

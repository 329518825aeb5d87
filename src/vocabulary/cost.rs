//! Costs (事業費): the amounts that an action item takes, by source, and the work of staff (人工).

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Yen, every_variant};

/// An amount of 事業費: the whole, or what one of the plan's sources (財源) pays of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum CostPart {
    /// 事業費: what is spent, the work of staff apart.
    Total,
    /// Of it, what the first source that the plan names pays.
    First,
    /// Of it, what the second source pays.
    Second,
    /// Of it, what the third source pays.
    Third,
    /// Of it, what the fourth source pays.
    Fourth,
    /// Of it, what the fifth source pays.
    Fifth,
    /// Of it, what the sixth source pays.
    Sixth,
}

impl CostPart {
    /// The sources that a plan may name (財源内訳), in the order in which they are printed.
    pub const SOURCES: [CostPart; 6] =
        every_variant!(CostPart: First, Second, Third, Fourth, Fifth, Sixth; except Total);

    /// 事業費; of a source, what stands for its name until a text is said in the plan's words.
    pub fn label(self) -> &'static str {
        match self {
            CostPart::Total => "事業費",
            CostPart::First => "財源の種別1",
            CostPart::Second => "財源の種別2",
            CostPart::Third => "財源の種別3",
            CostPart::Fourth => "財源の種別4",
            CostPart::Fifth => "財源の種別5",
            CostPart::Sixth => "財源の種別6",
        }
    }
}

/// What an action item takes in a year, planned or actual; what was not given is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CostFigures {
    /// 事業費 and its sources.
    pub amounts: BTreeMap<CostPart, Yen>,
    /// 人工: years of work of one member of staff.
    pub staff: Option<Decimal>,
}

impl CostFigures {
    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.amounts.is_empty() && self.staff.is_none()
    }

    /// The sum of the sources; `None` where none was given.
    pub fn of_sources(&self) -> Option<Yen> {
        let mut given = self.amounts.iter().filter(|(part, _)| **part != CostPart::Total).peekable();
        given.peek()?;
        Some(given.map(|(_, yen)| *yen).sum())
    }
}

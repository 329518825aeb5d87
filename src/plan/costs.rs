//! `[costs]`: what the plan asks of costs (事業費): the sources by their names, and the price of a year of staff's work.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::vocabulary::{CostFigures, CostPart, FiscalYear, MoneyUnit, Yen, grouped_decimal};

/// What forms, plan.toml and papers call the work of staff.
pub const STAFF: &str = "人工";
/// 人工 × 単価.
pub const STAFF_COST: &str = "人件費";
/// 事業費 + 人件費.
pub const WHOLE_COST: &str = "総事業費";

/// What of costs the plan asks for. A plan without it has no costs: nothing about them is asked for or printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Costs {
    /// The sources (財源内訳) by name, at most as many as there are [`CostPart::SOURCES`]; none where the plan asks for the whole alone.
    pub sources: Vec<String>,
    /// 単価 of a year of work by year; without any, 人工 are not asked for.
    pub staff_price: BTreeMap<FiscalYear, Yen>,
    /// How many decimals 人工 may have.
    pub staff_decimals: u32,
}

impl Costs {
    /// The decimals of 人工 where the plan says nothing.
    pub const STAFF_DECIMALS: u32 = 2;

    /// The sources with their names.
    pub fn sources(&self) -> impl Iterator<Item = (CostPart, &str)> {
        CostPart::SOURCES.into_iter().zip(self.sources.iter().map(String::as_str))
    }

    /// 事業費, then the sources.
    pub fn parts(&self) -> impl Iterator<Item = CostPart> {
        std::iter::once(CostPart::Total).chain(CostPart::SOURCES.into_iter().take(self.sources.len()))
    }

    /// Whether the plan asks for an amount.
    pub fn has(&self, part: CostPart) -> bool {
        self.parts().any(|other| other == part)
    }

    /// The name of an amount.
    pub fn name(&self, part: CostPart) -> &str {
        self.sources().find(|(source, _)| *source == part).map_or(part.label(), |(_, name)| name)
    }

    /// The amount of that name.
    pub fn part_named(&self, name: &str) -> Option<CostPart> {
        self.parts().find(|part| self.name(*part) == name)
    }

    /// Sources with what stands for each until a text is said in the plan's words.
    pub fn own(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.sources().map(|(source, name)| (source.label(), name))
    }

    /// Whether the plan asks for 人工.
    pub fn asks_staff(&self) -> bool {
        !self.staff_price.is_empty()
    }

    /// 人件費: 人工 × the year's 単価, to the yen (四捨五入); `None` where the year has no price or the product is no amount.
    pub fn staff_cost(&self, year: FiscalYear, staff: Decimal) -> Option<Yen> {
        let price = Decimal::from(self.staff_price.get(&year)?.0);
        let yen = price.checked_mul(staff)?.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        yen.to_i64().map(Yen)
    }

    /// 人工 as it is printed: with all the decimals that the plan asks for.
    pub fn staff_shown(&self, staff: Decimal) -> String {
        let mut shown = staff.normalize();
        shown.rescale(shown.scale().max(self.staff_decimals));
        grouped_decimal(shown)
    }

    /// Figures as a form shows them, a line each; `None` where there are none.
    pub fn shown(&self, figures: &CostFigures, unit: MoneyUnit) -> Option<String> {
        let amounts = self.parts().filter_map(|part| {
            let indent = if part == CostPart::Total { "" } else { "　" };
            Some(format!("{indent}{} {}", self.name(part), unit.exact_with_unit(*figures.amounts.get(&part)?)))
        });
        let staff = figures.staff.map(|staff| format!("{STAFF} {}", self.staff_shown(staff)));
        let lines: Vec<String> = amounts.chain(staff).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs() -> Costs {
        Costs {
            sources: vec!["国庫支出金".into(), "一般財源".into()],
            staff_price: [(FiscalYear(2020), Yen(7_512_345))].into(),
            staff_decimals: 2,
        }
    }

    #[test]
    fn parts_are_named_in_their_order() {
        let costs = costs();
        let names: Vec<&str> = costs.parts().map(|part| costs.name(part)).collect();
        assert_eq!(names, ["事業費", "国庫支出金", "一般財源"]);
        assert_eq!(costs.part_named("一般財源"), Some(CostPart::Second));
        assert!(!costs.has(CostPart::Third) && costs.part_named("地方債").is_none());
    }

    #[test]
    fn the_work_of_staff_costs_whole_yen_by_the_price_of_its_year() {
        let costs = costs();
        let cost = |year, staff: &str| costs.staff_cost(FiscalYear(year), staff.parse().unwrap());
        assert_eq!(cost(2020, "0.5"), Some(Yen(3_756_173)));
        assert_eq!(cost(2020, "0"), Some(Yen(0)));
        assert_eq!((cost(2021, "0.5"), cost(2020, "9999999999999999999999")), (None, None));
    }
}

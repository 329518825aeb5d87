//! What a reviewer asks about costs: a planned cost that nobody reported, figures out of scale, 人工 without a price.

use rust_decimal::Decimal;

use super::reviewer::Case;
use crate::finding::{Code, Finding, Origin};
use crate::merge::record::ActionRecord;
use crate::plan::costs::STAFF;
use crate::vocabulary::{CostPart, Yen, grouped_decimal};

/// A cost was planned, and none was given.
pub const COST_MISSING: Code = Code("review.cost-missing");
/// A cost or 人工 out of scale with plan or last year.
pub const COST_SIZE: Code = Code("review.cost-size");
/// 人工 in a year without a price.
pub const NO_PRICE: Code = Code("review.staff-without-price");

/// A figure this many times another, or one part in this many, may have a digit too many or too few.
const UNUSUAL: i64 = 10;

impl Case<'_> {
    /// Asks about the costs of the item.
    pub(super) fn costs(&self, findings: &mut Vec<Finding>) {
        let Some(costs) = self.plan.costs() else { return };
        let Some(row) = self.lead() else { return };
        let id = &self.action.printed;
        let planned = self.action.planned_costs.get(&self.year);
        let is_total =
            |record: &ActionRecord| record.costs().find(|(part, _)| *part == CostPart::Total).map(|(_, of)| of.clone());
        let total = is_total(self.record);
        let planned_total = planned.and_then(|of| of.amounts.get(&CostPart::Total)).filter(|yen| **yen != Yen::ZERO);
        let is_rejected = row.entry.rejected().iter().any(|field| field.cost().is_some());
        let unit = self.plan.settings.entry_unit;
        if let (Some(planned), None, false) = (planned_total, &total, is_rejected) {
            findings.push(
                self.warn(COST_MISSING, row, &row.entry.action.origin, format!("{id}の事業費が空欄です。"))
                    .expected(format!("計画 {}", unit.exact_with_unit(*planned)))
                    .remedy(
                        "事業費を記入してください。かからなかったときは0、該当しないときは「―」と記入してください。",
                    ),
            );
        }
        let yen = |yen: Decimal| {
            let yen = i64::try_from(yen).map(Yen).unwrap_or_default();
            unit.exact_with_unit(yen)
        };
        let in_yen = |yen: Yen| Decimal::from(yen.0);
        if let Some(total) = &total {
            let last = self.last.and_then(&is_total).and_then(|last| last.value.value());
            let compared = [("計画", planned_total.copied().map(in_yen)), ("前年度", last.map(in_yen))];
            let figure = total.value.value().map(in_yen);
            findings.extend(self.out_of_scale("事業費", figure, &total.origin, compared, &yen));
        }
        let Some(staff) = self.record.staff() else { return };
        let last = self.last.and_then(|last| last.staff()?.value.value());
        let compared = [("計画", planned.and_then(|of| of.staff)), ("前年度", last)];
        let people = |staff: Decimal| grouped_decimal(staff.normalize());
        let given = staff.value.value();
        findings.extend(self.out_of_scale(STAFF, given, &staff.origin, compared, &people));
        if let Some(given) = given.filter(|given| !given.is_zero() && !costs.staff_price.contains_key(&self.year)) {
            findings.push(
                self.warn(
                    NO_PRICE,
                    row,
                    &staff.origin,
                    format!("{id}に人工がありますが、{}の人件費の単価が計画にありません。", self.year),
                )
                .found(people(given))
                .remedy("人件費は計算していません。人工の記入は、このままで構いません。")
                .for_office("plan.tomlの［costs］のstaff_priceに、この年度の単価を書いてください。"),
            );
        }
    }

    /// A finding where a figure is ten times what it is compared with, or a tenth.
    fn out_of_scale(
        &self,
        what: &str,
        figure: Option<Decimal>,
        origin: &Origin,
        compared: [(&str, Option<Decimal>); 2],
        shown: &dyn Fn(Decimal) -> String,
    ) -> Option<Finding> {
        let (row, figure) = (self.lead()?, figure.filter(|figure| !figure.is_zero())?);
        let many = |value: Decimal| value.checked_mul(Decimal::from(UNUSUAL)).unwrap_or(Decimal::MAX);
        let known =
            compared.into_iter().filter_map(|(name, other)| Some((name, other.filter(|other| !other.is_zero())?)));
        let (name, other) = known.into_iter().find(|(_, other)| figure >= many(*other) || *other >= many(figure))?;
        let message = format!("{}の{what}が{name}と桁違いです。", self.action.printed);
        Some(
            self.warn(COST_SIZE, row, origin, message)
                .found(shown(figure))
                .expected(format!("{name} {}", shown(other)))
                .remedy("桁と単位を確かめてください。正しいときは、対応は不要です。"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture;
    use crate::contract::Field;
    use crate::intake::fixture::form;
    use crate::plan::fixture::YEAR;
    use crate::plan::{Costs, Plan};
    use crate::vocabulary::{ActionId, Amount, CostFigures};

    /// The small plan with costs: 1,000千円 planned for 1-1, and a year's work of ten people.
    fn plan(with_price: bool) -> Plan {
        let mut plan = crate::plan::fixture::small();
        let staff_price = with_price.then_some((YEAR, Yen(7_500_000))).into_iter().collect();
        plan.settings.costs = Some(Costs { sources: vec![], staff_price, staff_decimals: Costs::STAFF_DECIMALS });
        let mut actions = plan.initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions);
        let action = actions.find(|action| action.id == ActionId::new(1, 1)).expect("1-1");
        let amounts = [(CostPart::Total, Yen::from_thousands(1_000))].into();
        action.planned_costs.insert(YEAR, CostFigures { amounts, staff: Some(Decimal::from(10)) });
        plan
    }

    /// What is asked where a department reports these costs.
    fn asked(with_price: bool, cost: Option<i64>, staff: Option<&str>) -> Vec<(Code, Option<String>)> {
        let plan = std::sync::Arc::new(plan(with_price));
        let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.grade(1).result("実施した。");
            if let Some(thousands) = cost {
                row.put(Field::CostTotal, Amount::Value(Yen::from_thousands(thousands)));
            }
            if let Some(staff) = staff {
                row.put(Field::StaffYears, Amount::Value(staff.parse::<Decimal>().expect("a number")));
            }
        });
        let record = fixture::record(&plan, YEAR, vec![form.build()]);
        let findings = crate::assess::assess(plan, record, vec![]).expect("cross-footed").findings;
        let of_costs = |finding: &&Finding| [COST_MISSING, COST_SIZE, NO_PRICE].contains(&finding.code);
        findings.iter().filter(of_costs).map(|finding| (finding.code, finding.found.clone())).collect()
    }

    #[test]
    fn a_figure_ten_times_the_planned_one_or_a_tenth_of_it_is_asked_about() {
        let size = |found: &str| vec![(COST_SIZE, Some(found.to_owned()))];
        assert_eq!(asked(true, Some(9_999), None), []);
        assert_eq!(asked(true, Some(10_000), None), size("10,000千円"));
        assert_eq!(asked(true, Some(101), None), []);
        assert_eq!(asked(true, Some(100), None), size("100千円"));
        assert_eq!(asked(true, Some(1_000), Some("99.99")), []);
        assert_eq!(asked(true, Some(1_000), Some("100")), size("100"));
        assert_eq!(asked(true, Some(1_000), Some("1")), size("1"));
        // Nothing spent is no mistyped figure.
        assert_eq!(asked(true, Some(0), Some("0")), []);
    }

    #[test]
    fn a_planned_cost_that_nobody_reported_is_asked_about() {
        assert_eq!(asked(true, None, None), [(COST_MISSING, None)]);
        assert_eq!(asked(true, Some(1_000), None), []);
    }

    #[test]
    fn work_without_a_price_is_told_and_the_office_learns_where_to_state_it() {
        assert_eq!(asked(false, Some(1_000), Some("10")), [(NO_PRICE, Some("10".to_owned()))]);
        assert_eq!(asked(false, Some(1_000), Some("0")), []);
        assert_eq!(asked(true, Some(1_000), Some("10")), []);
    }
}

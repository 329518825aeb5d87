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
                .remedy(
                    "人件費は計算していません。plan.tomlの［costs］のstaff_priceに、この年度の単価を書いてください。",
                ),
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

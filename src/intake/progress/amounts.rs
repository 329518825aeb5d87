//! Amounts of money and 人工 in an entry row: what the plan asks for, and whether sources come to the cost.

use crate::contract::{Entry, Field, FieldKind};
use crate::finding::Severity;
use crate::intake::cells::{self, Outcome, Remark};
use crate::intake::codes;
use crate::intake::file_findings::FileFindings;
use crate::intake::money;
use crate::intake::workbook::Cell;
use crate::plan::Plan;
use crate::vocabulary::{Amount, CostPart, MoneyUnit, Yen};
use rust_decimal::Decimal;

/// Whether the plan asks for the amount of a field.
pub(super) fn has(plan: &Plan, field: Field) -> bool {
    match field.kind() {
        FieldKind::Money(kind, _) => plan.settings.effects.has(kind),
        FieldKind::Cost(part) => plan.costs().is_some_and(|costs| costs.has(part)),
        _ => false,
    }
}

/// What to say of an amount for which the plan does not ask.
pub(super) fn not_asked(plan: &Plan, field: Field) -> Remark {
    let what = if field.cost().is_some() { "事業費" } else { "効果額" };
    let (names, kind): (Vec<&str>, _) = match plan.costs() {
        Some(costs) if field.cost().is_some() => (costs.parts().map(|part| costs.name(part)).collect(), "区分"),
        _ if field.cost().is_some() => (Vec::new(), "区分"),
        _ => (plan.settings.effects.names().collect(), "種別"),
    };
    let remark =
        Remark::new(Severity::Error, codes::UNIT, format!("「{}」は、この計画で扱わない{what}です。", field.label()));
    if names.is_empty() {
        return remark.remedy(format!("この計画では{what}を扱いません。記入を消してください。"));
    }
    let names: Vec<String> = names.into_iter().map(|name| format!("「{name}」")).collect();
    remark.expected(format!("{what}の{kind}は{}", names.join("、"))).remedy("配布した様式の欄に記入し直してください。")
}

/// The amount of a cell: an effect may be below zero, a cost may not. `by_form`: whether the form has the unit and no head names it.
pub(super) fn read(
    cell: &Cell,
    field: Field,
    unit: Option<MoneyUnit>,
    by_form: &dyn Fn() -> bool,
) -> Outcome<Amount<Yen>> {
    match money::amount(cell, field.label(), unit, by_form) {
        Outcome::Value(Amount::Value(yen), _) if field.cost().is_some() && yen < Yen::ZERO => {
            Outcome::Rejected(below_zero(field))
        }
        outcome => outcome,
    }
}

fn below_zero(field: Field) -> Remark {
    Remark::new(Severity::Error, codes::NOT_A_NUMBER, format!("「{}」が0より小さい数です。", field.label()))
        .expected("0以上の数")
        .remedy("この年度にかかった分を、0以上の数で入力してください。減った分は効果額の欄に書きます。")
}

/// The most 人工 that a row may have.
const MOST_STAFF: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// 人工 of a cell.
pub(super) fn staff(plan: &Plan, cell: &Cell, field: Field) -> Outcome<Amount<Decimal>> {
    let Some(costs) = plan.costs().filter(|costs| costs.asks_staff()) else {
        if cell.is_blank() {
            return Outcome::Nothing(Vec::new());
        }
        let message = format!("この計画では「{}」を扱いません。", field.label());
        return Outcome::Rejected(Remark::new(Severity::Error, codes::UNIT, message).remedy("記入を消してください。"));
    };
    let decimals = costs.staff_decimals;
    let wrong = |message: String| {
        let expected = format!("0以上10,000未満の数（小数第{decimals}位まで）");
        Outcome::Rejected(
            Remark::new(Severity::Error, codes::NOT_A_NUMBER, message)
                .expected(expected)
                .remedy("1人が1年働く分を1として、この取組にかかった分を入力してください。"),
        )
    };
    match cells::staff(cell, field.label()) {
        Outcome::Value(Amount::Value(staff), _) if staff.is_sign_negative() && !staff.is_zero() => {
            Outcome::Rejected(below_zero(field))
        }
        Outcome::Value(Amount::Value(staff), _) if staff >= MOST_STAFF => {
            wrong(format!("「{}」が大きすぎます。時間や金額ではありませんか。", field.label()))
        }
        Outcome::Value(Amount::Value(staff), _) if staff.normalize().scale() > decimals => {
            wrong(format!("「{}」の小数が第{decimals}位より下まであります。", field.label()))
        }
        outcome => outcome,
    }
}

/// Says where the sources of a row do not come to its cost: both cells were typed, and one of them is wrong.
pub(super) fn check_sources(plan: &Plan, entry: &Entry, findings: &mut FileFindings) {
    let Some(costs) = plan.costs().filter(|costs| !costs.sources.is_empty()) else { return };
    let fields = || costs.parts().filter_map(Field::of_cost);
    if fields().any(|field| entry.is_rejected(field)) {
        return;
    }
    let mut sum: Option<i128> = None;
    let mut cells = Vec::new();
    let unit = plan.settings.entry_unit;
    for (part, amount) in entry.costs().filter(|(part, _)| *part != CostPart::Total) {
        if let Amount::Value(yen) = amount.value {
            sum = Some(sum.unwrap_or(0) + i128::from(yen.0));
            cells.push(format!("{} {}（{}）", costs.name(part), unit.exact_with_unit(yen), amount.origin));
        }
    }
    let total = entry.costs().find(|(part, _)| *part == CostPart::Total).map(|(_, amount)| amount);
    let stated = total.and_then(|total| total.value.value());
    let number = plan.number(entry.action.value);
    let as_yen = |sum: i128| i64::try_from(sum).ok().map(|yen| unit.exact_with_unit(Yen(yen))).unwrap_or_default();
    match (stated, sum) {
        (Some(total_yen), Some(sum)) if i128::from(total_yen.0) != sum => findings.add(
            Severity::Error,
            codes::COST_SOURCES,
            total.map_or_else(|| entry.action.origin.clone(), |total| total.origin.clone()),
            format!("{number}の事業費が、財源の計と合いません。"),
            |finding| {
                finding
                    .found(format!("事業費 {}、財源の計 {}", unit.exact_with_unit(total_yen), as_yen(sum)))
                    .expected(format!("財源の計と同じ事業費：{}", cells.join("、")))
                    .remedy("事業費か財源の額を直してください。")
            },
        ),
        (Some(total_yen), None) if total_yen != Yen::ZERO => findings.add(
            Severity::Warning,
            codes::COST_SOURCES,
            total.map_or_else(|| entry.action.origin.clone(), |total| total.origin.clone()),
            format!("{number}の事業費に、財源の記入がありません。"),
            |finding| {
                finding
                    .found(format!("事業費 {}", unit.exact_with_unit(total_yen)))
                    .remedy("事業費を、財源の欄に分けて記入してください。")
            },
        ),
        (None, Some(sum)) => findings.add(
            Severity::Error,
            codes::COST_SOURCES,
            entry.action.origin.clone(),
            format!("{number}に財源の記入がありますが、事業費が空欄です。"),
            |finding| {
                finding
                    .found(cells.join("、"))
                    .expected(format!("事業費 {}", as_yen(sum)))
                    .remedy("事業費の欄に、財源の計を記入してください。")
            },
        ),
        _ => {}
    }
}

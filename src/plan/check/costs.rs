//! `[costs]` and the planned costs of an action item.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::initiatives::{amount_with_unit, by_year, years};
use super::several::{asked, too_long};
use super::{DUPLICATE, Declared, SIZE, UNKNOWN_WORD, YEAR_OUTSIDE};
use crate::finding::{Code, Finding, Origin};
use crate::plan::Costs;
use crate::plan::costs::{STAFF, STAFF_COST, WHOLE_COST};
use crate::settings_file::fields::{Fields, WRONG_KIND, as_number, fatal, warning};
use crate::settings_file::tree::{Node, Value};
use crate::vocabulary::{CostFigures, CostPart, FiscalYear, LONGEST_NAME, MoneyUnit, Yen, text_key};

/// Planned sources that do not add up to the planned cost.
pub(super) const SOURCES: Code = Code("plan.cost-sources");
/// A year of the plan without a price of staff's work.
pub(super) const PRICE: Code = Code("plan.staff-price");

/// The word for no sources at all, beside an empty list: a blank cell of the Excel master says nothing.
pub(crate) const NONE: &str = "なし";
/// Names that the columns beside the sources have.
const TAKEN: [&str; 4] = ["事業費", STAFF, STAFF_COST, WHOLE_COST];

/// Reads `[costs]`; `None` where the plan has no costs. In a workbook blank lines stand for all that the plan does not say.
pub(super) fn read(
    top: &mut Fields<'_>,
    (first, last): (FiscalYear, FiscalYear),
    out: &mut Vec<Finding>,
) -> Option<Costs> {
    let node = top.node("costs")?;
    let is_blank = match &node.value {
        Value::Table(table) => table.filled().next().is_none(),
        _ => false,
    };
    let mut fields = Fields::open(node, "事業費", out)?;
    if is_blank && fields.in_workbook() {
        return None;
    }
    let place = fields.place("sources").clone();
    let names = fields.strings("sources", out);
    let sources = sources(names, &place, out);
    let staff_price = prices(&mut fields, first, last, out);
    let decimals = fields.optional_whole("staff_decimals", 0, 3, out).and_then(|decimals| u32::try_from(decimals).ok());
    fields.finish(out);
    Some(Costs { sources, staff_price, staff_decimals: decimals.unwrap_or(Costs::STAFF_DECIMALS) })
}

fn sources(names: Vec<String>, place: &Origin, out: &mut Vec<Finding>) -> Vec<String> {
    if let [only] = names.as_slice()
        && only == NONE
    {
        return Vec::new();
    }
    if names.len() > CostPart::SOURCES.len() {
        let most = format!("{}種別まで", CostPart::SOURCES.len());
        out.push(fatal(SIZE, place, "財源の種別が多すぎます。").found(format!("{}種別", names.len())).expected(most));
    }
    asked("財源", &names, LONGEST_NAME, place, out);
    let mut seen: Vec<String> = TAKEN.map(text_key).into();
    for name in &names {
        let key = text_key(name);
        if name.chars().count() > LONGEST_NAME {
            let message = "財源の名が長すぎます。様式の見出しに収まりません。";
            out.push(too_long(message, name, LONGEST_NAME, place));
        }
        if seen.contains(&key) {
            let message = match TAKEN.contains(&name.as_str()) {
                true => "財源の名に、様式のほかの欄の名は使えません。",
                false => "財源の種別に同じ名が2つあります。",
            };
            out.push(fatal(DUPLICATE, place, message).found(name.clone()));
        }
        seen.push(key);
    }
    names
}

/// The price of a year of work, under keys such as `R2` and `R3-R6`.
fn prices(
    fields: &mut Fields<'_>,
    first: FiscalYear,
    last: FiscalYear,
    out: &mut Vec<Finding>,
) -> BTreeMap<FiscalYear, Yen> {
    let place = fields.place("staff_price").clone();
    let mut prices = BTreeMap::new();
    for (text, origin, node) in fields.entries("staff_price", out) {
        let Some((from, to)) = years(text) else {
            let message = "人件費の単価の年度の書き方が違います。";
            out.push(fatal(WRONG_KIND, origin, message).found(text).expected("R2 又は R3-R6"));
            continue;
        };
        if from < first || to > last {
            let message = "人件費の単価に、計画の期間の外の年度があります。";
            let expected = format!("{}～{}", first.short(), last.short());
            out.push(fatal(YEAR_OUTSIDE, origin, message).found(text).expected(expected));
            continue;
        }
        let Some(price) = amount(node, MoneyUnit::Thousand).filter(|price| *price > Yen::ZERO) else {
            out.push(
                fatal(WRONG_KIND, &node.origin, "人件費の単価を読めません。")
                    .found(node.shown())
                    .expected("1人の1年当たりの額を、千円単位の数か、\"7512345円\" のように単位を付けた文字で"),
            );
            continue;
        };
        for year in from.through(to) {
            if prices.insert(year, price).is_some() {
                let found = format!("{text}（{}）", year.short());
                out.push(fatal(DUPLICATE, origin, "人件費の単価に同じ年度が2回あります。").found(found));
            }
        }
    }
    let missing: Vec<String> =
        first.through(last).filter(|year| !prices.contains_key(year)).map(FiscalYear::short).collect();
    if !prices.is_empty() && !missing.is_empty() {
        out.push(
            warning(PRICE, &place, "人件費の単価のない年度があります。その年度の人件費は計算できません。")
                .found(missing.join("、"))
                .remedy("その年度の単価も書いてください。"),
        );
    }
    prices
}

/// An amount in a unit, or with its own.
fn amount(node: &Node, unit: MoneyUnit) -> Option<Yen> {
    let yen = match as_number(node) {
        Some(number) => number.checked_mul(Decimal::from(unit.yen())),
        None => amount_with_unit(node),
    };
    yen.filter(Decimal::is_integer).and_then(|yen| yen.to_i64()).map(Yen)
}

/// A row of an item's planned costs: what it is about, and its values by year.
enum Line {
    Part(CostPart),
    Staff,
}

/// Reads the planned costs of an action item: rows of `of`, `unit` and `amounts` by year.
pub(super) fn planned(
    fields: &mut Fields<'_>,
    declared: &Declared<'_>,
    out: &mut Vec<Finding>,
) -> BTreeMap<FiscalYear, CostFigures> {
    let what = fields.what().to_owned();
    let mut years: BTreeMap<FiscalYear, CostFigures> = BTreeMap::new();
    let mut seen: Vec<String> = Vec::new();
    let place = fields.place("costs").clone();
    for node in fields.list("costs", out) {
        let Some(costs) = declared.costs else {
            let message = format!("事業費を扱わない計画ですが、「{what}」に事業費の計画があります。");
            let remedy = "事業費の計画を消すか、事業費の財源（[costs] の sources。財源を分けないときは「なし」）を書いてください。";
            out.push(fatal(UNKNOWN_WORD, &node.origin, message).remedy(remedy));
            return years;
        };
        let Some(mut row) = Fields::open(node, format!("{what}の事業費"), out) else { continue };
        let of = row.text("of", out).to_owned();
        let unit = unit(&mut row, out);
        if seen.contains(&of) {
            out.push(
                fatal(DUPLICATE, row.place("of"), format!("「{what}」に同じ区分の事業費が2つあります。"))
                    .found(of.clone()),
            );
        }
        seen.push(of.clone());
        let line = match costs.part_named(&of) {
            Some(part) => Some(Line::Part(part)),
            None if of == STAFF && costs.asks_staff() => Some(Line::Staff),
            None => {
                unknown_line(costs, &of, row.place("of"), &what, out);
                None
            }
        };
        match line {
            Some(Line::Part(part)) => {
                let amounts =
                    by_year(&mut row, "amounts", declared, out, |node, what, out| money(node, unit, what, out));
                amounts.into_iter().for_each(|(year, yen)| {
                    years.entry(year).or_default().amounts.insert(part, yen);
                });
            }
            Some(Line::Staff) => {
                let work = by_year(&mut row, "amounts", declared, out, |node, what, out| staff(node, costs, what, out));
                work.into_iter().for_each(|(year, staff)| years.entry(year).or_default().staff = Some(staff));
            }
            None => {
                row.node("amounts");
            }
        }
        row.finish(out);
    }
    if let Some(costs) = declared.costs {
        years.iter_mut().for_each(|(year, figures)| complete(costs, *year, figures, &what, &place, out));
    }
    years
}

fn unit(row: &mut Fields<'_>, out: &mut Vec<Finding>) -> MoneyUnit {
    let Some(text) = row.optional_text("unit", out) else { return MoneyUnit::Thousand };
    MoneyUnit::from_label(text).unwrap_or_else(|| {
        if text != "人" {
            let units: Vec<&str> = MoneyUnit::OF_PRINTING.iter().map(|unit| unit.label()).collect();
            let message = format!("「{}」の単位が違います。", row.what());
            out.push(
                fatal(UNKNOWN_WORD, row.place("unit"), message)
                    .found(text)
                    .expected(format!("{}（{STAFF}は人）", units.join("・"))),
            );
        }
        MoneyUnit::Thousand
    })
}

fn unknown_line(costs: &Costs, of: &str, place: &Origin, what: &str, out: &mut Vec<Finding>) {
    if of.is_empty() {
        return;
    }
    let finding = fatal(UNKNOWN_WORD, place, format!("「{what}」の事業費の区分が違います。")).found(of);
    if of == STAFF {
        out.push(finding.remedy("人工を扱うには、人件費の単価（[costs] の staff_price）を書いてください。"));
        return;
    }
    let mut names: Vec<&str> = costs.parts().map(|part| costs.name(part)).collect();
    names.extend(costs.asks_staff().then_some(STAFF));
    out.push(finding.expected(names.join("・")));
}

fn money(node: &Node, unit: MoneyUnit, what: &str, out: &mut Vec<Finding>) -> Option<Yen> {
    let yen = amount(node, unit).filter(|yen| *yen >= Yen::ZERO);
    if yen.is_none() {
        out.push(
            fatal(WRONG_KIND, &node.origin, format!("「{what}」の金額を読めません。"))
                .found(node.shown())
                .expected(format!("0以上の{}単位の数、又は \"1234567円\" のように単位を付けた文字", unit.label())),
        );
    }
    yen
}

fn staff(node: &Node, costs: &Costs, what: &str, out: &mut Vec<Finding>) -> Option<Decimal> {
    let decimals = costs.staff_decimals;
    let staff = as_number(node).map(|staff| staff.normalize());
    let staff = staff.filter(|staff| !staff.is_sign_negative() && staff.scale() <= decimals);
    if staff.is_none() {
        out.push(
            fatal(WRONG_KIND, &node.origin, format!("「{what}」の人工を読めません。"))
                .found(node.shown())
                .expected(format!("小数第{decimals}位までの0以上の数")),
        );
    }
    staff
}

/// The cost is the sum of its sources where it is not stated; where it is, both must agree.
fn complete(
    costs: &Costs,
    year: FiscalYear,
    figures: &mut CostFigures,
    what: &str,
    place: &Origin,
    out: &mut Vec<Finding>,
) {
    let Some(sum) = figures.of_sources() else { return };
    match figures.amounts.get(&CostPart::Total) {
        None => {
            figures.amounts.insert(CostPart::Total, sum);
        }
        Some(total) if *total != sum => {
            let shown = |yen: Yen| MoneyUnit::Thousand.exact_with_unit(yen);
            let names: Vec<&str> = costs.sources().map(|(_, name)| name).collect();
            out.push(
                fatal(SOURCES, place, format!("「{what}」の{year}の事業費の計画が、財源の計と合いません。"))
                    .found(format!("事業費 {}、財源の計 {}", shown(*total), shown(sum)))
                    .remedy(format!("事業費か、財源（{}）の額を直してください。", names.join("、"))),
            );
        }
        Some(_) => {}
    }
}

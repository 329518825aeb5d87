//! Costs (`[costs]`): 事業費 by source and the work of staff, from plan.toml to every paper.

use std::collections::BTreeMap;
use std::sync::Arc;

use kaikaku::assess::assess;
use kaikaku::assess::costs::CostSummary;
use kaikaku::assess::crossfoot;
use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::finding::{Finding, Severity};
use kaikaku::forms::{self, progress};
use kaikaku::intake::submission::Intake;
use kaikaku::intake::{Options, read_bytes};
use kaikaku::merge::merge;
use kaikaku::merge::record::YearRecord;
use kaikaku::plan::{self, Costs, Plan};
use kaikaku::vocabulary::{ActionId, CostFigures, CostPart, DepartmentId, FiscalYear, Period, Yen};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::random_plan::Dice;

/// The sources that a plan of the tests may have.
const SOURCES: [&str; 6] = ["国庫支出金", "県支出金", "地方債", "\"その他\"の財源", "一般財源", "基金"];

/// Gives a plan random costs: some sources, a price of staff's work, planned figures that add up.
pub(crate) fn put(dice: &mut Dice, plan: &mut Plan) {
    let years: Vec<FiscalYear> = plan.years().collect();
    let price = |dice: &mut Dice| Yen(6_000_000 + dice.below(2_000_000) as i64);
    let staff_price = match dice.below(3) {
        0 => BTreeMap::new(),
        1 => years.iter().map(|year| (*year, Yen(7_500_000))).collect(),
        _ => dice.some_of(&years, 80).into_iter().map(|year| (year, price(dice))).collect(),
    };
    let costs = Costs {
        sources: SOURCES.iter().take(dice.below(7)).map(|name| (*name).to_owned()).collect(),
        staff_price,
        staff_decimals: dice.below(4) as u32,
    };
    for action in plan.initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions) {
        if dice.chance(60) {
            action.planned_costs =
                dice.some_of(&years, 60).into_iter().map(|year| (year, figures(dice, &costs))).collect();
            action.planned_costs.retain(|_, figures| !figures.is_empty());
        }
    }
    plan.settings.costs = Some(costs);
}

fn figures(dice: &mut Dice, costs: &Costs) -> CostFigures {
    let mut figures = CostFigures::default();
    let yen = |dice: &mut Dice| {
        let yen = dice.below(100_000_000) as i64;
        Yen(if dice.chance(80) { yen / 1000 * 1000 } else { yen })
    };
    for (source, _) in costs.sources() {
        if dice.chance(60) {
            figures.amounts.insert(source, yen(dice));
        }
    }
    if let Some(sum) = figures.of_sources() {
        figures.amounts.insert(CostPart::Total, sum);
    } else if dice.chance(60) {
        figures.amounts.insert(CostPart::Total, yen(dice));
    }
    if costs.asks_staff() && dice.chance(60) {
        figures.staff = Some(Decimal::new(dice.below(5000) as i64, costs.staff_decimals).normalize());
    }
    figures
}

/// A plan of one item with `costs` as its planned costs and `of_plan` as `[costs]`.
fn one_item(of_plan: &str, costs: &str) -> Result<Plan, String> {
    let text = format!(
        r#"
[plan]
title = "計画"
short_title = "計画"
city = "試験市"
issued = "令和元年12月"
first_year = "R2"
last_year = "R6"
departments_as_of = 2020-04-01
[[bureau]]
name = "総務部"
short = "総"
[departments]
list = ["総務部/総務課"]
[grades]
rule = "最低"
list = [
  {{ mark = "○", name = "計画どおり", meaning = "計画どおり", points = 1, on_track = true }},
  {{ mark = "△", name = "遅れ", meaning = "遅れ", points = 0 }},
]
[office]
name = "総務部総務課"
{of_plan}
[[initiative]]
no = 1
name = "取組"
responsible = ["総務部/総務課"]
content = "内容"
actions = [ {{ no = 1, name = "項目", lead = "総務部/総務課", {costs} }} ]
"#
    );
    let shown = |findings: Vec<kaikaku::finding::Finding>| {
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    plan::read("plan.toml", &text).map(|(plan, _)| plan).map_err(shown)
}

const COSTS: &str = r#"
[costs]
sources = ["国庫支出金", "一般財源"]
staff_price = { R2-R4 = 7500, R5-R6 = "7612345円" }
"#;

#[test]
fn the_cost_of_a_plan_is_the_sum_of_its_sources_unless_it_is_stated() {
    let plan = one_item(
        COSTS,
        r#"costs = [
  { of = "国庫支出金", amounts = { R2-R3 = 500 } },
  { of = "一般財源", unit = "百万円", amounts = { R2 = 1.5, R4 = 2 } },
  { of = "人工", unit = "人", amounts = { R2 = 0.25 } },
]"#,
    )
    .expect("a plan");
    let (_, action) = plan.actions().next().expect("an item");
    let total =
        |year| action.planned_costs.get(&FiscalYear(year)).and_then(|of| of.amounts.get(&CostPart::Total)).copied();
    assert_eq!([total(2020), total(2021), total(2022)], [2_000_000, 500_000, 2_000_000].map(|yen| Some(Yen(yen))));
    let costs = plan.costs().expect("costs");
    assert_eq!(costs.staff_cost(FiscalYear(2020), Decimal::new(25, 2)), Some(Yen(1_875_000)));
    assert_eq!(costs.staff_cost(FiscalYear(2023), Decimal::ONE), Some(Yen(7_612_345)));
}

#[test]
fn what_is_wrong_with_planned_costs_is_said_with_its_place() {
    for (of_plan, costs, said) in [
        (
            COSTS,
            r#"costs = [{ of = "事業費", amounts = { R2 = 900 } }, { of = "一般財源", amounts = { R2 = 800 } }]"#,
            "財源の計と合いません",
        ),
        (COSTS, r#"costs = [{ of = "市債", amounts = { R2 = 900 } }]"#, "事業費・国庫支出金・一般財源・人工"),
        (COSTS, r#"costs = [{ of = "一般財源", amounts = { R2 = -1 } }]"#, "金額を読めません"),
        (COSTS, r#"costs = [{ of = "一般財源", unit = "ドル", amounts = { R2 = 1 } }]"#, "単位が違います"),
        (COSTS, r#"costs = [{ of = "一般財源", amounts = { R9 = 1 } }]"#, "計画の期間の外の年度"),
        (COSTS, r#"costs = [{ of = "人工", amounts = { R2 = 0.125 } }]"#, "小数第2位まで"),
        (
            COSTS,
            r#"costs = [{ of = "一般財源", amounts = { R2 = 1 } }, { of = "一般財源", amounts = { R3 = 1 } }]"#,
            "同じ区分の事業費が2つ",
        ),
        ("", r#"costs = [{ of = "事業費", amounts = { R2 = 1 } }]"#, "事業費を扱わない計画"),
        ("[costs]\nsources = []", r#"costs = [{ of = "人工", amounts = { R2 = 1 } }]"#, "staff_price"),
        ("[costs]\nsources = [\"人件費\"]", "", "ほかの欄の名"),
        ("[costs]\nsources = [\"一\", \"一\"]", "", "同じ名が2つ"),
        ("[costs]\nsources = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\"]", "", "6種別まで"),
        ("[costs]\nstaff_price = { R2 = 0 }", "", "単価を読めません"),
        ("[costs]\nstaff_price = { R1 = 7500 }", "", "計画の期間の外"),
        ("[costs]\nsource = []", "", "source"),
    ] {
        let findings = one_item(of_plan, costs).err();
        assert!(findings.as_ref().is_some_and(|text| text.contains(said)), "{of_plan} {costs}: {findings:?}");
    }
}

/// What was typed on the items that a plan counts: amounts in thousands of yen by field, hundredths of 人工.
type TypedRows = BTreeMap<ActionId, (BTreeMap<Field, i64>, Option<i64>)>;

/// A year of a plan with random costs: forms filled in, read, merged, assessed.
fn year_of(
    plan: &Plan,
    year: FiscalYear,
    dice: &mut Dice,
    last: Option<&Arc<YearRecord>>,
) -> (Arc<YearRecord>, TypedRows) {
    let costs = plan.costs().expect("costs");
    let mut typed = TypedRows::new();
    let mut intake = Intake::default();
    for department in forms::departments(plan, year, last.map(AsRef::as_ref)) {
        let mut entries = Entries::new();
        entries.set_cover(CoverField::Version, 1.0);
        for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
            let is_lead = plan.lead_on(action, year.last_day()).as_ref() == Some(&department);
            if !is_lead {
                continue;
            }
            let mut row = BTreeMap::new();
            for (source, _) in costs.sources() {
                let field = Field::of_cost(source).expect("a column");
                if dice.chance(70) {
                    row.insert(field, dice.below(5000) as i64);
                }
            }
            if !row.is_empty() || (costs.sources.is_empty() && dice.chance(80)) {
                let sum = if row.is_empty() { dice.below(9000) as i64 } else { row.values().sum() };
                row.insert(Field::CostTotal, sum);
            }
            row.iter().for_each(|(field, amount)| entries.set_row(action.id, *field, *amount as f64));
            let unit = 10_i64.pow(2 - costs.staff_decimals.min(2));
            let staff = (costs.asks_staff() && dice.chance(70)).then(|| dice.below(500) as i64 * unit);
            if let Some(hundredths) = staff {
                entries.set_row(action.id, Field::StaffYears, hundredths as f64 / 100.0);
            }
            typed.insert(action.id, (row, staff));
        }
        let bytes =
            progress::write_filled(plan, year, Period::YEAR_END, &department, last.map(AsRef::as_ref), &entries);
        let name = format!("{}.xlsx", department.full_name());
        let reading = read_bytes(plan, &name, &bytes.expect("a form"), &Options::default());
        let errors: Vec<&Finding> =
            reading.findings.iter().filter(|finding| finding.severity >= Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
        intake.submissions.extend(reading.submissions);
        intake.files.push(reading.account);
        intake.findings.extend(reading.findings);
    }
    let earlier: Vec<Arc<YearRecord>> = last.into_iter().cloned().collect();
    (Arc::new(merge(plan, year, intake, None, &earlier)), typed)
}

/// Sums of what was typed, made apart from the program: yen by field, hundredths of 人工, yen of 人件費.
fn added<'t>(
    plan: &Plan,
    rows: impl Iterator<Item = (FiscalYear, &'t (BTreeMap<Field, i64>, Option<i64>))>,
) -> (BTreeMap<CostPart, i64>, Option<i64>, Option<i64>) {
    let costs = plan.costs().expect("costs");
    let (mut amounts, mut staff, mut cost) = (BTreeMap::new(), None, None);
    for (year, (row, hundredths)) in rows {
        for (field, thousands) in row {
            *amounts.entry(field.cost().expect("an amount")).or_insert(0) += thousands * 1000;
        }
        let Some(hundredths) = hundredths else { continue };
        *staff.get_or_insert(0) += hundredths;
        if let Some(price) = costs.staff_price.get(&year) {
            *cost.get_or_insert(0) += (price.0 * hundredths * 2 + 100) / 200;
        }
    }
    (amounts, staff, cost)
}

fn assert_sum(of: &CostSummary, (amounts, staff, cost): (BTreeMap<CostPart, i64>, Option<i64>, Option<i64>)) {
    let printed: BTreeMap<CostPart, i64> = of.figures.amounts.iter().map(|(part, yen)| (*part, yen.0)).collect();
    assert_eq!(printed, amounts);
    assert_eq!(of.figures.staff.map(|staff| staff.normalize()), staff.map(|staff| Decimal::new(staff, 2).normalize()));
    assert_eq!(of.staff_cost.map(|yen| yen.0), cost);
    let whole = amounts.get(&CostPart::Total).copied();
    let whole = (whole.is_some() || cost.is_some()).then(|| whole.unwrap_or(0) + cost.unwrap_or(0));
    assert_eq!(of.whole().map(|yen| yen.0), whole);
}

proptest! {
    #![proptest_config(crate::properties::dear(12))]

    /// Totals of a year and of two are the sums of what was typed, by item, initiative and whole; the plan's side likewise.
    #[test]
    fn totals_are_the_sums_of_what_was_typed(mut plan in crate::generate::plan(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        put(&mut dice, &mut plan);
        // The test types hundredths.
        let costs = plan.settings.costs.as_mut().expect("costs");
        costs.staff_decimals = costs.staff_decimals.min(2);
        let years = [plan.first_year, plan.first_year.next()];
        let (first, typed_first) = year_of(&plan, years[0], &mut dice, None);
        let (second, typed_second) = year_of(&plan, years[1], &mut dice, Some(&first));
        let plan = Arc::new(plan);
        let mut assessment = assess(plan.clone(), second, vec![first]).expect("cross-footed");
        let against = assessment.costs.clone().expect("costs");
        for (id, row) in &typed_second {
            let none = Default::default();
            let of = against.by_action.get(id).unwrap_or(&none);
            assert_sum(&of.actual, added(&plan, std::iter::once((years[1], row))));
        }
        let both = || typed_first.iter().map(|row| (years[0], row)).chain(typed_second.iter().map(|row| (years[1], row)));
        for (no, of) in &against.initiatives_over_years {
            assert_sum(&of.actual, added(&plan, both().filter(|(_, (id, _))| id.initiative == *no).map(|(year, (_, row))| (year, row))));
        }
        assert_sum(&against.cumulative.actual, added(&plan, both().map(|(year, (_, row))| (year, row))));
        assert_sum(&against.of(years[1]).actual, added(&plan, typed_second.values().map(|row| (years[1], row))));
        let planned: i64 = plan
            .actions()
            .filter(|(_, action)| action.repeats.is_none())
            .flat_map(|(_, action)| action.planned_costs.values())
            .filter_map(|figures| figures.amounts.get(&CostPart::Total))
            .map(|yen| yen.0)
            .sum();
        prop_assert_eq!(against.whole_plan.figures.amounts.get(&CostPart::Total).map_or(0, |yen| yen.0), planned);
        prop_assert!(crossfoot::check(&assessment).is_empty());
        // A sum that is off by a yen stops publication.
        let part = CostPart::Total;
        let sums = assessment.costs.as_mut().expect("costs");
        *sums.cumulative.actual.figures.amounts.entry(part).or_default() += Yen(1);
        let found = crossfoot::check(&assessment);
        prop_assert!(found.iter().any(|finding| finding.message.contains("累計の実績の費用（事業費")), "{:?}", found);
    }
}

/// What is said of a row of costs that was typed into a form of the workspace.
fn said_of(cells: &[(Field, f64)]) -> Vec<(Severity, String, String)> {
    let (plan, _) = plan::read("plan.toml", include_str!("../workspaces/valley/plan.toml")).expect("a plan");
    let department = DepartmentId::new(Some("都市部"), "施設課");
    let mut entries = Entries::new();
    for (field, value) in cells {
        entries.set_row(ActionId::new(1, 1), *field, *value);
    }
    let form = progress::write_filled(&plan, FiscalYear(2024), Period::YEAR_END, &department, None, &entries);
    let reading = read_bytes(&plan, "提出.xlsx", &form.expect("a form"), &Options::default());
    let cell = |finding: &Finding| finding.origin.as_ref().map(ToString::to_string).unwrap_or_default();
    reading.findings.iter().map(|finding| (finding.severity, finding.message.clone(), cell(finding))).collect()
}

#[test]
fn costs_that_cannot_be_are_said_with_their_cells() {
    let right = [(Field::CostTotal, 800.0), (Field::Source1, 300.0), (Field::Source5, 500.0), (Field::StaffYears, 1.5)];
    assert_eq!(said_of(&right), []);
    for (cells, severity, message) in [
        (
            &[(Field::CostTotal, 900.0), (Field::Source1, 300.0), (Field::Source5, 500.0)][..],
            Severity::Error,
            "財源の計と合いません",
        ),
        (&[(Field::Source1, 300.0)], Severity::Error, "事業費が空欄"),
        (&[(Field::CostTotal, 900.0)], Severity::Warning, "財源の記入がありません"),
        (&[(Field::CostTotal, -5.0)], Severity::Error, "0より小さい"),
        (&[(Field::StaffYears, 0.25)], Severity::Error, "小数が第1位より下"),
        (&[(Field::StaffYears, -1.0)], Severity::Error, "0より小さい"),
        (&[(Field::StaffYears, 20_000.0)], Severity::Error, "大きすぎます"),
        (&[(Field::Source6, 5.0)], Severity::Error, "この計画で扱わない事業費"),
    ] {
        let said = said_of(cells);
        let is_said = |(of, text, cell): &(Severity, String, String)| {
            *of == severity && text.contains(message) && cell.contains("!入力!")
        };
        assert!(said.iter().any(is_said), "{cells:?}: {said:?}");
    }
    // Nothing is nothing, and 0 needs no sources.
    assert_eq!(said_of(&[]), []);
    assert_eq!(said_of(&[(Field::CostTotal, 0.0)]), []);
}

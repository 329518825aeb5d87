//! Costs (事業費, 人件費) added up, planned beside actual: by action item, initiative, group, year and over the years with input.
//!
//! What counts is what the lead gave of items that are not listed again (再掲), as with effects. A blank and 該当なし add nothing, and are
//! not zero.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::counts::place_of_bureau;
use crate::merge::attribution::Team;
use crate::merge::record::{ActionRecord, YearRecord};
use crate::plan::costs::{STAFF, STAFF_COST, WHOLE_COST};
use crate::plan::{ActionItem, Costs, GroupId, Plan};
use crate::vocabulary::{ActionId, CostFigures, CostPart, FiscalYear, InitiativeNo, ThemeId, Yen, one_decimal};

/// The rule for what is added up, for the legend of every report that prints costs.
pub const LEGEND: &str = "事業費は主担当課が報告した額であり、職員の人件費を含まない。累計は、実績のある年度の合計である。執行率は、実績÷計画である（小数第2位を四捨五入）。計画がないか0のとき、又は実績の報告がないときは「―」とする。";

/// The rule for the cost of staff, for the same legend.
pub const STAFF_LEGEND: &str = "人工は、職員1人が1年働く分を1とした数である。人件費は、実践項目ごとに人工に年度の単価を乗じた額（1円未満四捨五入）、総事業費は、事業費と人件費の計である。";

/// A line of a table of costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CostLine {
    /// 事業費 or what a source pays of it.
    Part(CostPart),
    /// 人工.
    Staff,
    /// 人件費.
    StaffCost,
    /// 総事業費.
    Whole,
}

impl CostLine {
    /// The lines that a plan has, in the order in which they are printed.
    pub fn of(costs: &Costs) -> Vec<CostLine> {
        let staff: &[CostLine] =
            if costs.asks_staff() { &[CostLine::Staff, CostLine::StaffCost, CostLine::Whole] } else { &[] };
        costs.parts().map(CostLine::Part).chain(staff.iter().copied()).collect()
    }

    /// Its name: the program's own, or that of the source that the plan names.
    pub fn name(self, costs: &Costs) -> &str {
        match self {
            CostLine::Part(part) => costs.name(part),
            CostLine::Staff => STAFF,
            CostLine::StaffCost => STAFF_COST,
            CostLine::Whole => WHOLE_COST,
        }
    }

    /// Whether it is a source, which stands under the cost.
    pub fn is_source(self) -> bool {
        matches!(self, CostLine::Part(part) if part != CostPart::Total)
    }
}

/// The figure of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostFigure {
    /// An amount.
    Money(Yen),
    /// 人工.
    Staff(Decimal),
}

/// Sums of costs; what nobody gave is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostSummary {
    /// 事業費, its sources and 人工.
    pub figures: CostFigures,
    /// 人件費.
    pub staff_cost: Option<Yen>,
}

impl CostSummary {
    /// One item's figures with the cost of its staff by the year's price.
    fn of(costs: &Costs, year: FiscalYear, figures: CostFigures) -> CostSummary {
        let staff_cost = figures.staff.and_then(|staff| costs.staff_cost(year, staff));
        CostSummary { figures, staff_cost }
    }

    fn add(&mut self, other: &CostSummary) {
        for (part, yen) in &other.figures.amounts {
            *self.figures.amounts.entry(*part).or_default() += *yen;
        }
        self.figures.staff = match (self.figures.staff, other.figures.staff) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
        self.staff_cost = sum(self.staff_cost, other.staff_cost);
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// 総事業費: cost and cost of staff, as far as they were given.
    pub fn whole(&self) -> Option<Yen> {
        sum(self.figures.amounts.get(&CostPart::Total).copied(), self.staff_cost)
    }

    /// The figure of a line.
    pub fn get(&self, line: CostLine) -> Option<CostFigure> {
        match line {
            CostLine::Part(part) => self.figures.amounts.get(&part).copied().map(CostFigure::Money),
            CostLine::Staff => self.figures.staff.map(CostFigure::Staff),
            CostLine::StaffCost => self.staff_cost.map(CostFigure::Money),
            CostLine::Whole => self.whole().map(CostFigure::Money),
        }
    }

    /// The amount of a line; `None` of 人工.
    pub fn money(&self, line: CostLine) -> Option<Yen> {
        match self.get(line)? {
            CostFigure::Money(yen) => Some(yen),
            CostFigure::Staff(_) => None,
        }
    }
}

fn sum(a: Option<Yen>, b: Option<Yen>) -> Option<Yen> {
    match (a, b) {
        (None, None) => None,
        (a, b) => Some(a.unwrap_or_default() + b.unwrap_or_default()),
    }
}

/// Costs planned and what was spent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostComparison {
    /// 計画.
    pub planned: CostSummary,
    /// 実績.
    pub actual: CostSummary,
}

impl CostComparison {
    fn add(&mut self, other: &CostComparison) {
        self.planned.add(&other.planned);
        self.actual.add(&other.actual);
    }

    /// Whether there is anything to print.
    pub fn is_blank(&self) -> bool {
        self.planned.is_empty() && self.actual.is_empty()
    }

    /// 執行率 of a line in percent to one decimal, half up; `None` where nothing above zero was planned or nothing was given.
    pub fn rate(&self, line: CostLine) -> Option<Decimal> {
        let decimal = |figure: CostFigure| match figure {
            CostFigure::Money(yen) => Decimal::from(yen.0),
            CostFigure::Staff(staff) => staff,
        };
        let planned = decimal(self.planned.get(line)?);
        if planned <= Decimal::ZERO {
            return None;
        }
        let percent = decimal(self.actual.get(line)?).checked_mul(Decimal::ONE_HUNDRED)?;
        Some(one_decimal(percent.checked_div(planned)?))
    }
}

/// The costs of a plan up to the year reported on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostsAgainstPlan {
    /// Per action item of the year; those that are listed again and those without any figure are absent.
    pub by_action: BTreeMap<ActionId, CostComparison>,
    /// Per initiative of the year.
    pub by_initiative: BTreeMap<InitiativeNo, CostComparison>,
    /// Per initiative over the years with input.
    pub initiatives_over_years: BTreeMap<InitiativeNo, CostComparison>,
    /// Per group of each level, of the year.
    pub by_group: BTreeMap<GroupId, CostComparison>,
    /// Per theme, of the year; what serves several counts in each.
    pub by_theme: BTreeMap<ThemeId, CostComparison>,
    /// Per bureau of the leads as of the end of the year, in the order of tables; `None` for those without one.
    pub by_bureau: Vec<(Option<String>, CostComparison)>,
    /// Of the whole plan in each year with input.
    pub by_year: BTreeMap<FiscalYear, CostComparison>,
    /// Of the whole plan over the years with input.
    pub cumulative: CostComparison,
    /// What is planned for all years of the plan.
    pub whole_plan: CostSummary,
}

impl CostsAgainstPlan {
    /// The whole of a year.
    pub fn of(&self, year: FiscalYear) -> CostComparison {
        self.by_year.get(&year).cloned().unwrap_or_default()
    }
}

/// What counted of an item.
pub(crate) fn of_action(costs: &Costs, year: FiscalYear, record: &ActionRecord) -> CostSummary {
    let amounts = record.costs().filter_map(|(part, amount)| Some((part, amount.value.value()?)));
    let staff = record.staff().and_then(|staff| staff.value.value()).filter(|_| costs.asks_staff());
    CostSummary::of(costs, year, CostFigures { amounts: amounts.collect(), staff })
}

fn planned(costs: &Costs, year: FiscalYear, action: &ActionItem) -> CostSummary {
    action.planned_costs.get(&year).map_or_else(CostSummary::default, |of| CostSummary::of(costs, year, of.clone()))
}

/// The costs of a plan; `None` where it has none. `records` are those of all years with input, the one reported on last.
pub(super) fn assess(plan: &Plan, records: &[&YearRecord]) -> Option<CostsAgainstPlan> {
    let costs = plan.costs()?;
    let year = records.last()?.year;
    let mut against = CostsAgainstPlan::default();
    against.by_group.extend(plan.groups_in_use().map(|(group, _)| (group, CostComparison::default())));
    against.by_theme.extend(plan.themes.iter().map(|theme| (theme.id, CostComparison::default())));
    let mut by_bureau: BTreeMap<Option<String>, CostComparison> = BTreeMap::new();
    for (initiative, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        for record in records {
            let actual = record.actions.get(&action.id).map(|of| of_action(costs, record.year, of));
            let compared =
                CostComparison { planned: planned(costs, record.year, action), actual: actual.unwrap_or_default() };
            against.cumulative.add(&compared);
            against.by_year.entry(record.year).or_default().add(&compared);
            against.initiatives_over_years.entry(initiative.no).or_default().add(&compared);
            if record.year != year {
                continue;
            }
            against.by_initiative.entry(initiative.no).or_default().add(&compared);
            let groups = against.by_group.iter_mut().filter(|(group, _)| plan.is_in(initiative, **group));
            groups.for_each(|(_, of)| of.add(&compared));
            let themes = against.by_theme.iter_mut().filter(|(theme, _)| initiative.themes.contains(theme));
            themes.for_each(|(_, of)| of.add(&compared));
            let lead = Team::on(plan, action, year.last_day()).lead;
            by_bureau.entry(lead.bureau().map(str::to_owned)).or_default().add(&compared);
            if !compared.is_blank() {
                against.by_action.insert(action.id, compared);
            }
        }
        plan.years().for_each(|year| against.whole_plan.add(&planned(costs, year, action)));
    }
    against.by_bureau.extend(by_bureau);
    against.by_bureau.sort_by_key(|(bureau, _)| place_of_bureau(plan, bureau.as_deref()));
    Some(against)
}

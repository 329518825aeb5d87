//! The grade that the plan computes from an item's indicators, where it is not the department that chooses it.
//!
//! - 指標: each indicator's 達成率 against the target of the year.
//! - 経過: how far each has come from its value before the plan to its last target, divided by the share of the plan's time that
//!   has gone by at the end of the period reported on: 100 % is just on time.
//!
//! Of several indicators the lowest rate or the mean counts, as the plan says, and the best grade whose threshold it reaches is the
//! item's. Rates are compared as they are printed, to one decimal, so that a reader of the page finds the same grade. An indicator
//! that does not apply (―) is left out; while one is still blank there is no grade.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{ActionItem, Direction, Indicator, Plan, achievement};
use crate::vocabulary::{Amount, FiscalYear, GradeId, GradeSource, OfSeveral, Period, rate};

/// What forms say to those whose grade is computed.
pub const COMPUTED_NOTE: &str = "進捗区分は、指標の実績値から計算します。指標のない取組と、▼から選べる区分に当てはまる取組だけ、区分を選んでください。";

/// A grade that follows from indicators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComputedGrade {
    /// The rates in percent by the indicators' numbers.
    pub rates: BTreeMap<u8, Decimal>,
    /// The rate that counts, in percent to one decimal.
    pub rate: Decimal,
    /// The grade that the rate gives.
    pub grade: GradeId,
}

impl Plan {
    /// The indicators of an item from which its grade of a year is computed; none where the department chooses it.
    pub fn measured<'a>(&self, action: &'a ActionItem, year: FiscalYear) -> Vec<&'a Indicator> {
        let counts = |indicator: &&Indicator| match self.grades.source {
            GradeSource::Typed => false,
            GradeSource::Indicators => indicator.targets.get(&year).is_some_and(|target| *target > Decimal::ZERO),
            GradeSource::Elapsed => way(indicator).is_some(),
        };
        if action.repeats.is_some() {
            return Vec::new();
        }
        action.indicators.iter().filter(counts).collect()
    }

    /// Whether an item's grade of a year is computed: a plan that computes grades leaves items without indicators to their
    /// departments.
    pub fn computes_grade(&self, action: &ActionItem, year: FiscalYear) -> bool {
        !self.measured(action, year).is_empty()
    }

    /// The rate in percent of an indicator's result at the end of a year's period by the plan's rule.
    pub fn grading_rate(
        &self,
        indicator: &Indicator,
        (year, period): (FiscalYear, Period),
        result: Decimal,
    ) -> Option<Decimal> {
        match self.grades.source {
            GradeSource::Typed => None,
            GradeSource::Indicators => {
                achievement(indicator.direction, indicator.targets.get(&year).copied(), Some(result))
            }
            GradeSource::Elapsed => self.against_elapsed(indicator, (year, period), result),
        }
    }

    /// The grade that the results of a year's period give; `result` gives them by the indicator's number, blank where there is none.
    /// `None` where the grade is not computed, or cannot be yet.
    pub fn computed_grade(
        &self,
        action: &ActionItem,
        (year, period): (FiscalYear, Period),
        result: impl Fn(u8) -> Amount<Decimal>,
    ) -> Option<ComputedGrade> {
        let mut rates = BTreeMap::new();
        for indicator in self.measured(action, year) {
            match result(indicator.id.number) {
                Amount::Value(value) => {
                    rates.insert(indicator.id.number, self.grading_rate(indicator, (year, period), value)?);
                }
                Amount::NotApplicable => {}
                Amount::Blank => return None,
            }
        }
        let rate = match self.grades.of_several {
            OfSeveral::Lowest => rates.values().min().copied()?,
            OfSeveral::Mean => {
                let sum = rates.values().try_fold(Decimal::ZERO, |sum, rate| sum.checked_add(*rate))?;
                rate_of_mean(sum, rates.len())?
            }
        };
        let grade = self.grades.at_rate(rate)?.id;
        Some(ComputedGrade { rates, rate, grade })
    }

    /// How many months of the plan have gone by at the end of a year's period, and how many it has.
    fn elapsed(&self, (year, period): (FiscalYear, Period)) -> (i32, i32) {
        let years = |last: FiscalYear| (i32::from(last.0) - i32::from(self.first_year.0)).max(0);
        let all = (years(self.last_year) + 1) * 12;
        ((years(year) * 12 + i32::from(self.settings.periods.months(period))).min(all), all)
    }

    /// The same as papers say it: 5年のうち2年; within a year by months, 60か月のうち18か月.
    pub fn elapsed_share(&self, at: (FiscalYear, Period)) -> String {
        match self.elapsed(at) {
            (gone, all) if gone % 12 == 0 => format!("{}年のうち{}年", all / 12, gone / 12),
            (gone, all) => format!("{all}か月のうち{gone}か月"),
        }
    }

    fn against_elapsed(&self, indicator: &Indicator, at: (FiscalYear, Period), result: Decimal) -> Option<Decimal> {
        let (start, end) = way(indicator)?;
        if indicator.direction == Direction::Keep {
            return achievement(Direction::Keep, Some(end), Some(result));
        }
        let (gone, all) = self.elapsed(at);
        let come = result.checked_sub(start)?.checked_mul(Decimal::from(all))?;
        let due = end.checked_sub(start)?.checked_mul(Decimal::from(gone))?;
        Some(rate(come, due)?.max(Decimal::new(0, 1)))
    }
}

/// The mean of rates in percent, as a rate: 100.0 only where they are 100 together.
fn rate_of_mean(sum: Decimal, count: usize) -> Option<Decimal> {
    rate(sum, Decimal::from(count).checked_mul(Decimal::ONE_HUNDRED)?)
}

/// From where to where an indicator is to go over the plan's period; `None` where that gives no rate: without targets, with a
/// last target that is where it starts, or one that is to fall from an unknown value.
pub(super) fn way(indicator: &Indicator) -> Option<(Decimal, Decimal)> {
    let (_, end) = indicator.targets.last_key_value()?;
    let start = match indicator.direction {
        Direction::Higher => indicator.baseline.unwrap_or_default(),
        Direction::Lower => indicator.baseline?,
        Direction::Keep => return (*end > Decimal::ZERO).then_some((*end, *end)),
    };
    (start != *end).then_some((start, *end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture::{self, YEAR};
    use crate::vocabulary::IndicatorId;

    /// The small plan (five years from 令和2年度), its grades computed from 100, 80, 50 and 0 %.
    fn plan(source: GradeSource, of_several: OfSeveral) -> Plan {
        let mut plan = fixture::computing([100, 80, 50, 0]);
        (plan.grades.source, plan.grades.of_several) = (source, of_several);
        plan
    }

    fn indicator(number: u8, direction: Direction, baseline: Option<i64>, targets: [i64; 2]) -> Indicator {
        let action = crate::vocabulary::ActionId::new(1, 1);
        let targets = [YEAR, FiscalYear(2024)].into_iter().zip(targets.map(Decimal::from)).collect();
        let baseline = baseline.map(Decimal::from);
        let id = IndicatorId { action, number };
        Indicator { id, name: "件数".into(), unit: "件".into(), direction, baseline, targets }
    }

    fn graded(plan: &Plan, indicators: Vec<Indicator>, year: FiscalYear, results: &[&str]) -> Option<(String, u8)> {
        let action = ActionItem { indicators, ..plan.initiatives[0].actions[0].clone() };
        let result = |number: u8| match results.get(usize::from(number) - 1) {
            None | Some(&"") => Amount::Blank,
            Some(&"―") => Amount::NotApplicable,
            Some(text) => Amount::Value(text.parse().expect("a number")),
        };
        let computed = plan.computed_grade(&action, (year, Period::YEAR_END), result)?;
        Some((computed.rate.to_string(), computed.grade.0))
    }

    #[test]
    fn a_threshold_is_reached_at_itself_as_the_rate_is_printed() {
        let plan = plan(GradeSource::Indicators, OfSeveral::Lowest);
        let of = |result: &str| {
            let (rate, grade) =
                graded(&plan, vec![indicator(1, Direction::Higher, None, [10_000, 10_000])], YEAR, &[result]).unwrap();
            format!("{rate} {grade}")
        };
        // A target that is missed by little is missed: neither its rate nor its grade is that of one that is reached.
        assert_eq!([of("10000"), of("9999"), of("9994")], ["100.0 0", "99.9 1", "99.9 1"]);
        assert_eq!([of("7995"), of("4995")], ["80.0 1", "50.0 2"]);
        assert_eq!([of("8000"), of("7994"), of("5000"), of("4994")], ["80.0 1", "79.9 2", "50.0 2", "49.9 3"]);
        assert_eq!([of("0"), of("-5")], ["0.0 3", "0.0 3"]);
    }

    #[test]
    fn the_direction_is_understood() {
        let plan = plan(GradeSource::Indicators, OfSeveral::Lowest);
        let of = |direction, result: &str| {
            graded(&plan, vec![indicator(1, direction, None, [100, 100])], YEAR, &[result]).map(|(_, grade)| grade)
        };
        assert_eq!(of(Direction::Lower, "100"), Some(0));
        assert_eq!(of(Direction::Lower, "120"), Some(1));
        assert_eq!(of(Direction::Keep, "90"), Some(1));
        assert_eq!(of(Direction::Keep, "110"), Some(1));
    }

    #[test]
    fn of_several_the_lowest_or_the_mean_counts_and_all_that_apply_must_be_there() {
        let two = || {
            vec![indicator(1, Direction::Higher, None, [100, 100]), indicator(2, Direction::Higher, None, [100, 100])]
        };
        let lowest = plan(GradeSource::Indicators, OfSeveral::Lowest);
        let mean = plan(GradeSource::Indicators, OfSeveral::Mean);
        assert_eq!(graded(&lowest, two(), YEAR, &["120", "60"]), Some(("60.0".into(), 2)));
        assert_eq!(graded(&mean, two(), YEAR, &["120", "60"]), Some(("90.0".into(), 1)));
        // (66.6 + 33.3) / 2 = 49.95, which is printed as 50.0.
        assert_eq!(graded(&mean, two(), YEAR, &["66.6", "33.3"]), Some(("50.0".into(), 2)));
        assert_eq!(graded(&lowest, two(), YEAR, &["120", ""]), None);
        assert_eq!(graded(&lowest, two(), YEAR, &["120", "―"]), Some(("120.0".into(), 0)));
        assert_eq!(graded(&lowest, two(), YEAR, &["―", "―"]), None);
    }

    #[test]
    fn the_elapsed_share_is_what_is_due() {
        let plan = plan(GradeSource::Elapsed, OfSeveral::Lowest);
        let of = |indicator: Indicator, year: i16, result: &str| {
            graded(&plan, vec![indicator], FiscalYear(year), &[result]).map(|(rate, grade)| format!("{rate} {grade}"))
        };
        let up = || indicator(1, Direction::Higher, None, [1, 500]);
        // Two of five years: 200 of 500 are due.
        assert_eq!(of(up(), 2021, "200").as_deref(), Some("100.0 0"));
        assert_eq!(of(up(), 2021, "199").as_deref(), Some("99.5 1"));
        assert_eq!(of(up(), 2024, "400").as_deref(), Some("80.0 1"));
        // From 1,000 down to 500: after two years 800.
        let down = || indicator(1, Direction::Lower, Some(1000), [1, 500]);
        assert_eq!(of(down(), 2021, "800").as_deref(), Some("100.0 0"));
        assert_eq!(of(down(), 2021, "1000").as_deref(), Some("0.0 3"));
        // In the middle of the second year, one and a half of five are gone: 150 of 500 are due.
        let middle = (FiscalYear(2021), Period::MIDYEAR);
        assert_eq!(plan.grading_rate(&up(), middle, Decimal::from(150)), Some(Decimal::from(100)));
        assert_eq!(plan.elapsed_share(middle), "60か月のうち18か月");
        assert_eq!(plan.elapsed_share((FiscalYear(2021), Period::YEAR_END)), "5年のうち2年");
        // From 100 up to 200, and what is to stay is not measured by time.
        assert_eq!(of(indicator(1, Direction::Higher, Some(100), [1, 200]), 2020, "110").as_deref(), Some("50.0 2"));
        assert_eq!(of(indicator(1, Direction::Keep, None, [1, 100]), 2020, "100").as_deref(), Some("100.0 0"));
        // No rate follows from an unknown start, or from a way of no length.
        assert_eq!(of(indicator(1, Direction::Lower, None, [1, 500]), 2021, "800"), None);
        assert_eq!(of(indicator(1, Direction::Higher, Some(500), [1, 500]), 2021, "800"), None);
    }

    #[test]
    fn an_item_without_indicators_is_left_to_its_department() {
        let plan = plan(GradeSource::Indicators, OfSeveral::Lowest);
        let [first, second] = &plan.initiatives[0].actions[..] else { panic!("two items") };
        assert!(plan.computes_grade(first, YEAR) && !plan.computes_grade(second, YEAR));
        // Its target is not of that year.
        assert!(!plan.computes_grade(first, FiscalYear(2024)));
        assert!(!fixture::small().computes_grade(first, YEAR));
    }
}

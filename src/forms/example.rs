//! Examples in 記入例 and in the messages of cells, made from the plan and the year of the form: its grades, days and numbers.

use jiff::civil::Date;

use crate::contract::{grade_choice, handing_in_day};
use crate::plan::{Plan, stage_text};
use crate::vocabulary::{Era, FiscalYear, MoneyUnit, Period, Rounding, japanese_date};

/// How long the names of the grades together may be where a message lists them: Excel takes 255 characters in all.
const LONGEST_NAMES: usize = 90;

/// Examples of one form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Example<'p> {
    plan: &'p Plan,
    year: FiscalYear,
    period: Period,
}

impl<'p> Example<'p> {
    /// The examples of a form of that year and period.
    pub(super) fn new(plan: &'p Plan, year: FiscalYear, period: Period) -> Example<'p> {
        Example { plan, year, period }
    }

    /// The deadline, or a day soon after the period where there is none: 令和3年5月10日.
    pub(super) fn submitted_on(self) -> String {
        japanese_date(self.plan.settings.due(self.year, self.period).unwrap_or_else(|| self.day()))
    }

    /// The unit of the amounts that are asked for.
    pub(super) fn entry_unit(self) -> MoneyUnit {
        self.plan.settings.entry_unit
    }

    /// A day of handing in as people type it: 2021/5/10.
    pub(super) fn typed_day(self) -> String {
        let day = self.day();
        format!("{}/{}/{}", day.year(), day.month(), day.day())
    }

    /// The same day in its era: R3.5.10.
    pub(super) fn typed_day_of_era(self) -> String {
        let day = self.day();
        let era = Era::of(day);
        format!("{}{}.{}.{}", era.letter(), day.year() - era.offset(), day.month(), day.day())
    }

    fn day(self) -> Date {
        handing_in_day(self.year, Some(self.period), &self.plan.settings.periods)
    }

    /// The month in which next year's example is done: 令和3年7月.
    pub(super) fn next_july(self) -> String {
        let day = japanese_date(Date::constant(self.year.next().0, 7, 1));
        day.strip_suffix("1日").map_or(day.clone(), str::to_owned)
    }

    /// The lowest grade that is on track, as the drop-down offers it; the first where none is.
    pub(super) fn grade(self) -> String {
        let grades = &self.plan.grades.grades;
        let on_track = grades.iter().rfind(|grade| grade.on_track && !grade.ends);
        on_track.or(grades.first()).map(grade_choice).unwrap_or_default()
    }

    /// Stages of a year in which work passes from one to the next: 準備・実施.
    pub(super) fn stages(self) -> String {
        let stages = &self.plan.settings.stages;
        let middle = stages.pairs().get(stages.pairs().len() * 2 / 5);
        let single = stages.labels().next().unwrap_or_default().to_owned();
        middle.map_or(single, |pair| stage_text(pair))
    }

    /// What the people of the place are called: 市民, 町民; 住民 where its name does not tell.
    pub(super) fn citizens(self) -> &'static str {
        let known = [
            ('市', "市民"),
            ('町', "町民"),
            ('村', "村民"),
            ('区', "区民"),
            ('県', "県民"),
            ('都', "都民"),
            ('府', "府民"),
            ('道', "道民"),
        ];
        let last = self.plan.city.trim_end().chars().last();
        known.into_iter().find(|(of, _)| Some(*of) == last).map_or("住民", |(_, people)| people)
    }

    /// When 区分の理由 is asked for: 「計画に遅れ」「未着手・中止」のとき、前年度より区分を下げたとき.
    pub(super) fn reason_is_due(self) -> String {
        let names = self.plan.grades.grades.iter().filter(|grade| grade.asks_reason());
        let names: String = names.map(|grade| format!("「{}」", grade.name)).collect();
        match names.chars().count() {
            0 => "前年度より区分を下げたとき".to_owned(),
            length if length > LONGEST_NAMES => "計画に届いていない区分のとき、前年度より区分を下げたとき".to_owned(),
            _ => format!("{names}のとき、前年度より区分を下げたとき"),
        }
    }

    /// How an answer names an opinion of the year before: 【R2-1-1】.
    pub(super) fn opinion(self) -> String {
        format!("【{}】", self.plan.opinion_example(self.year.previous()))
    }
}

/// What becomes of a part of a unit: 切り捨てます.
pub(super) fn rounding_sentence(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Down => "切り捨てます",
        Rounding::HalfUp => "四捨五入します",
        Rounding::Up => "切り上げます",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn examples_are_the_plans() {
        let mut plan = fixture::small();
        for (grade, name) in plan.grades.grades.iter_mut().zip(["甲", "乙", "丙", "丁", "戊"]) {
            grade.name = name.to_owned();
        }
        let example = Example::new(&plan, FiscalYear(2030), Period::YEAR_END);
        assert_eq!(example.submitted_on(), "令和13年5月10日");
        assert_eq!(Example::new(&plan, FiscalYear(2030), Period::MIDYEAR).submitted_on(), "令和12年10月10日");
        assert_eq!(example.next_july(), "令和13年7月");
        assert_eq!(example.grade(), "○ 乙");
        assert_eq!(example.reason_is_due(), "「丙」「丁」のとき、前年度より区分を下げたとき");
        for (city, citizens) in [("甲町", "町民"), ("乙村", "村民"), ("丙広域連合", "住民"), ("丁市", "市民")]
        {
            let plan = Plan { city: city.to_owned(), ..plan.clone() };
            assert_eq!(Example::new(&plan, FiscalYear(2030), Period::YEAR_END).citizens(), citizens);
        }
        assert_eq!(example.opinion(), "【R11-1-1】");
    }
}

//! Ready shapes of plans: what a new master begins with. Each is a plan.toml in `shapes/` whose grades, goals and settings are
//! kept and whose themes, units, items and texts are the examples of their sheets.

use crate::finding::Finding;
use crate::plan::{self, Plan};
use crate::vocabulary::{FiscalYear, text_key};

/// A ready shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 行革プラン: themes, effects, a council.
    Reform,
    /// 総合計画・総合戦略: indicators, no effects.
    Strategy,
    /// 事務事業評価: one item a project.
    Projects,
    /// 白紙: nothing but a scale of grades.
    Blank,
}

impl Shape {
    /// All of them.
    pub const ALL: [Shape; 4] = [Shape::Reform, Shape::Strategy, Shape::Projects, Shape::Blank];

    /// The word on the command line.
    pub fn label(self) -> &'static str {
        match self {
            Shape::Reform => "行革プラン",
            Shape::Strategy => "総合戦略",
            Shape::Projects => "事務事業評価",
            Shape::Blank => "白紙",
        }
    }

    /// The shape that a person named, by its word, a part of it, or its number in [`Shape::ALL`] from 1.
    pub fn find(text: &str) -> Option<Shape> {
        let key = text_key(text);
        if let Ok(number) = key.parse::<usize>() {
            return number.checked_sub(1).and_then(|at| Shape::ALL.get(at)).copied();
        }
        let known = [
            ("行革プラン", Shape::Reform),
            ("行政改革プラン", Shape::Reform),
            ("総合戦略", Shape::Strategy),
            ("総合計画", Shape::Strategy),
            ("総合計画・総合戦略", Shape::Strategy),
            ("事務事業評価", Shape::Projects),
            ("白紙", Shape::Blank),
            ("blank", Shape::Blank),
        ];
        known.into_iter().find(|(word, _)| *word == key).map(|(_, shape)| shape)
    }

    fn text(self) -> &'static str {
        match self {
            Shape::Reform => include_str!("shapes/reform.toml"),
            Shape::Strategy => include_str!("shapes/strategy.toml"),
            Shape::Projects => include_str!("shapes/projects.toml"),
            Shape::Blank => include_str!("shapes/blank.toml"),
        }
    }

    /// The plan of the shape from a year on.
    fn plan(self, first: FiscalYear, last: FiscalYear) -> Result<Plan, Vec<Finding>> {
        let text = self.text().replace("{first}", &first.short()).replace("{last}", &last.short());
        plan::read(self.label(), &text).map(|(plan, _)| plan)
    }
}

/// The master of a new plan of `years` years, ready to be typed in.
///
/// # Errors
/// A text that is longer than a cell of Excel can hold.
pub fn new(shape: Shape, title: &str, city: &str, first: FiscalYear, years: u8) -> Result<Vec<u8>, Vec<Finding>> {
    let last = FiscalYear(first.0.saturating_add(i16::from(years.max(1)) - 1));
    let mut plan = shape.plan(first, last)?;
    plan.title = title.to_owned();
    plan.short_title = title.to_owned();
    plan.city = city.to_owned();
    // What only the office knows is left to be typed in.
    plan.issued = String::new();
    plan.settings.office = String::new();
    plan.departments_as_of = first.first_day();
    plan.review_year = (shape == Shape::Reform).then(|| middle(first, years)).flatten();
    super::blank(&plan).map_err(|finding| vec![finding])
}

/// The year in the middle of a plan, in which it is looked over; a plan of one or two years has none.
fn middle(first: FiscalYear, years: u8) -> Option<FiscalYear> {
    (years > 2).then(|| FiscalYear(first.0.saturating_add(i16::from(years) / 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_a_sound_plan_for_one_year_and_for_ten() {
        for shape in Shape::ALL {
            for last in [2026, 2035] {
                let plan = shape.plan(FiscalYear(2026), FiscalYear(last)).unwrap_or_else(|findings| {
                    panic!("{findings:#?}");
                });
                assert_eq!(plan.years().count(), (last - 2025) as usize);
            }
            assert_eq!(Shape::find(shape.label()), Some(shape));
        }
        assert_eq!(
            [1, 2, 3, 4, 5].map(|years| middle(FiscalYear(2026), years).map(|year| year.0)),
            [None, None, Some(2027), Some(2028), Some(2028)]
        );
        assert_eq!(Shape::find("３"), Some(Shape::Projects));
        assert_eq!(Shape::find("5"), None);
    }
}

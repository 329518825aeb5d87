//! Ready shapes of plans: what a new master begins with. Each is a plan.toml in `shapes/` whose grades, goals and settings are
//! kept and whose themes, units, items and texts are the examples of their sheets.

use crate::finding::Finding;
use crate::plan::{self, Plan};
use crate::vocabulary::{FiscalYear, YearParts, every_variant, text_key};

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
    pub const ALL: [Shape; 4] = every_variant!(Shape: Reform, Strategy, Projects, Blank);

    /// The word on the command line.
    pub fn label(self) -> &'static str {
        match self {
            Shape::Reform => "行革プラン",
            Shape::Strategy => "総合計画・総合戦略",
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
        Shape::ALL.into_iter().find(|shape| shape.label() == key || shape.other_names().contains(&key.as_str()))
    }

    /// Further words by which it is found.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Shape::Reform => &["行政改革プラン"],
            Shape::Strategy => &["総合計画", "総合戦略"],
            Shape::Projects => &[],
            Shape::Blank => &["blank"],
        }
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
    fn plan(self, first: FiscalYear, last: FiscalYear, rhythm: &Rhythm) -> Result<Plan, Vec<Finding>> {
        let mut text = self.text().replace("{first}", &first.short()).replace("{last}", &last.short());
        for period in &rhythm.periods {
            text.push_str(&format!("\n[[period]]\nname = {}\n", toml::Value::from(period.as_str())));
        }
        let mut plan = plan::read(self.label(), &text).map(|(plan, _)| plan)?;
        plan.schedule_by = rhythm.schedule_by;
        Ok(plan)
    }
}

/// How finely the schedules of a new plan divide a year, and how often its departments report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// The parts of a year that schedules speak of.
    pub schedule_by: YearParts,
    /// The names of the periods of report; empty where they are the built-in ones.
    pub periods: Vec<String>,
}

/// Ready periods of report, the built-in ones first.
pub const READY_PERIODS: [&str; 5] = ["中間・年度末", "年度末", "半期", "四半期", "毎月"];

/// The periods that a person named: by a ready list, its number in [`READY_PERIODS`] from 1, or names of their own.
pub fn periods(text: &str) -> Option<Vec<String>> {
    let key = text_key(text);
    let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let ready = READY_PERIODS.into_iter().map(text_key).position(|name| name == key || name + "ごと" == key);
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    match ready.or(number) {
        Some(0) => Some(Vec::new()),
        Some(1) => names(&["年度末"]),
        Some(2) => names(YearParts::Halves.names()),
        Some(3) => names(YearParts::Quarters.names()),
        Some(4) => Some((4..=12).chain(1..=3).map(|month| format!("{month}月")).collect()),
        Some(_) => None,
        None => {
            let named = text.split(['、', '・', ',', '，']).map(str::trim).filter(|name| !name.is_empty());
            Some(named.map(str::to_owned).collect::<Vec<_>>()).filter(|names| !names.is_empty())
        }
    }
}

/// The parts of a year that a person named: 年度, 半期ごと, or their number in [`YearParts::ALL`] from 1.
pub fn schedule_by(text: &str) -> Option<YearParts> {
    let key = text_key(text);
    let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let named =
        YearParts::ALL.into_iter().find(|parts| key == parts.label() || key == format!("{}ごと", parts.label()));
    named.or_else(|| YearParts::ALL.get(number?).copied())
}

/// How many years a plan has, as a person says it: 5, ５年, 5年間, 5か年.
pub fn count_of_years(text: &str) -> Option<u8> {
    let key = text_key(text);
    let number = ["年間", "か年", "カ年", "ケ年", "ヶ年", "ヵ年", "箇年", "年"]
        .into_iter()
        .find_map(|unit| key.strip_suffix(unit));
    number.unwrap_or(&key).parse().ok().filter(|years| (1..=10).contains(years))
}

/// The master of a new plan of `years` years, ready to be typed in.
///
/// # Errors
/// A text that is longer than a cell of Excel can hold; periods of report that no plan can have.
pub fn new(
    shape: Shape,
    (title, city): (&str, &str),
    (first, years): (FiscalYear, u8),
    rhythm: &Rhythm,
) -> Result<Vec<u8>, Vec<Finding>> {
    let last = FiscalYear(first.0.saturating_add(i16::from(years.max(1)) - 1));
    let mut plan = shape.plan(first, last, rhythm)?;
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
                let plan =
                    shape.plan(FiscalYear(2026), FiscalYear(last), &Rhythm::default()).unwrap_or_else(|findings| {
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
        assert_eq!(["総合戦略", "総合計画", "総合計画・総合戦略"].map(Shape::find), [Some(Shape::Strategy); 3]);
        assert_eq!(Shape::find("３"), Some(Shape::Projects));
        assert_eq!(Shape::find("5"), None);
        assert_eq!(
            ["5", "５年", "5か年", "5ケ年", "5ｹ年", "10年間", "11", "0年", "五年"].map(count_of_years),
            [Some(5), Some(5), Some(5), Some(5), Some(5), Some(10), None, None, None]
        );
    }

    #[test]
    fn rhythms_are_known_by_name_number_and_names_of_ones_own() {
        let known = |text: &str| periods(text).map(|names| names.join("/"));
        assert_eq!(known("中間・年度末").as_deref(), Some(""));
        assert_eq!(known("半期").as_deref(), Some("上半期/下半期"));
        assert_eq!(known("四半期ごと"), known("４"));
        assert!(known("毎月").is_some_and(|months| months.starts_with("4月/5月/") && months.ends_with("/2月/3月")));
        assert_eq!(known("夏、年度末").as_deref(), Some("夏/年度末"));
        let summer =
            Rhythm { periods: periods("夏、第3四半期、年度末").expect("names"), ..Rhythm::default() };
        let plan = Shape::Blank.plan(FiscalYear(2026), FiscalYear(2027), &summer).expect("a plan");
        let as_of: Vec<&str> = plan.settings.periods.words().iter().map(|word| word.as_of.as_str()).collect();
        assert_eq!(as_of, ["夏", "第3四半期末", "年度末"], "the season has no day on which it ends");
        assert_eq!((known("6"), known("、")), (None, None));
        assert_eq!(
            [schedule_by("四半期"), schedule_by("2"), schedule_by("週")],
            [Some(YearParts::Quarters), Some(YearParts::Halves), None]
        );
        for (name, count) in READY_PERIODS.into_iter().zip([2, 1, 2, 4, 12]) {
            let rhythm = Rhythm { schedule_by: YearParts::Quarters, periods: periods(name).expect("ready") };
            for shape in Shape::ALL {
                let plan = shape.plan(FiscalYear(2026), FiscalYear(2027), &rhythm).expect("a plan");
                assert_eq!(plan.settings.periods.all().count(), count, "{name}");
                assert!(plan.settings.periods.words().iter().all(|word| !word.as_of.ends_with("末末")), "{name}");
            }
        }
        let wrong = Rhythm {
            periods: ["第2四半期", "第1四半期", "年度末"].map(str::to_owned).into(),
            ..Rhythm::default()
        };
        assert!(Shape::Blank.plan(FiscalYear(2026), FiscalYear(2027), &wrong).is_err());
    }
}

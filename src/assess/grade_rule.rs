//! How an initiative's grade follows from those of its action items ([`GradeRule`]).
//!
//! Items without a grade (区分なし) and grades without points (対象外) do not take part, except that an initiative all of whose
//! items are 対象外 is so itself. An item that is listed again (再掲) takes part with the grade of the item it repeats.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::counts::left_out;
use crate::plan::Plan;
use crate::vocabulary::{
    ActionId, FiscalYear, GradeId, GradeRule, GradeScale, GradeSource, OfSeveral, Period, ROUNDING_OF_RATES,
};

/// The sentence of the legend for a rule.
pub fn legend(scale: &GradeScale) -> String {
    let rule = match scale.rule {
        GradeRule::Lowest => "取組項目の進捗区分は、その実践項目の区分のうち最も低いものとする",
        GradeRule::Majority => {
            "取組項目の進捗区分は、その実践項目の区分のうち最も多いものとし、同数のときは低い方とする"
        }
        GradeRule::Weighted => {
            "取組項目の進捗区分は、その実践項目の区分の点数を重みを付けて平均し、平均に最も近い点数の区分とする。同じ近さのときは低い方とする"
        }
    };
    format!("{rule}（{}を除く。）。", left_out(scale, "と"))
}

/// How an item's grade is computed, for the legend of every report and for a trace; `None` where departments choose it.
pub fn computed_legend(plan: &Plan, (year, period): (FiscalYear, Period)) -> Option<String> {
    let scale = &plan.grades;
    let (of, rate) = match scale.source {
        GradeSource::Typed => return None,
        GradeSource::Indicators => ("その年度の目標値のある指標の達成率により", "達成率"),
        GradeSource::Elapsed => ("期間の経過に対する指標の進みにより", "進み"),
    };
    let several = match scale.of_several {
        OfSeveral::Lowest => format!("指標が複数あるときは、最も低い{rate}による"),
        OfSeveral::Mean => format!("指標が複数あるときは、{rate}の平均による"),
    };
    let stated: Vec<String> = scale.stated().map(|grade| format!("「{}」", grade.name)).collect();
    let stated = if stated.is_empty() { String::new() } else { format!("{}と、", stated.join("、")) };
    let mut legend = format!(
        "実践項目の進捗区分は、{of}、{}とする（{rate}は、{ROUNDING_OF_RATES}。）。{several}。実績値のそろわないものは区分なしとし、該当しない指標（―）は除く。{stated}そのような指標のない実践項目の区分は、担当部署の記入による。",
        thresholds(scale)
    );
    if scale.source == GradeSource::Elapsed {
        let share = plan.elapsed_share((year, period));
        let until = if period.closes_year() { String::new() } else { plan.settings.periods.as_of(period).to_owned() };
        legend.push_str(&format!(
            "指標の進みは、（実績値－計画前の値）÷（最後の目標値－計画前の値）を、計画の期間のうち経過した割合（{year}{until}は{share}）で割ったものである。計画前の値のない指標では、これを0とし、維持する指標では、最後の目標値に対する達成率とする。"
        ));
    }
    Some(legend)
}

/// `100%以上は「順調」、80%以上は「概ね順調」、80%未満は「遅れ」`.
fn thresholds(scale: &GradeScale) -> String {
    let computed: Vec<(&str, Decimal)> =
        scale.grades.iter().filter_map(|grade| Some((grade.name.as_str(), grade.from?))).collect();
    let above = computed.iter().map(|(_, from)| Some(*from));
    let above = std::iter::once(None).chain(above);
    let phrases = computed.iter().zip(above).map(|((name, from), above)| match (from.is_zero(), above) {
        (true, Some(above)) => format!("{above}%未満は「{name}」"),
        (true, None) => format!("すべて「{name}」"),
        (false, _) => format!("{from}%以上は「{name}」"),
    });
    phrases.collect::<Vec<_>>().join("、")
}

/// What becomes of items that have ended, for the legend; `None` where no grade ends an item.
pub fn ended_legend(scale: &GradeScale) -> Option<String> {
    let ending: Vec<String> =
        scale.grades.iter().filter(|grade| grade.ends).map(|grade| format!("「{}」", grade.name)).collect();
    (!ending.is_empty()).then(|| {
        format!(
            "{}となった実践項目は、次の年度から報告を求めず、そのときの区分で引き続き件数に数える。その指標は、達成の件数に数えない。",
            ending.join("又は")
        )
    })
}

/// The grade of an initiative with these action items; `None` where none of them is graded.
pub fn initiative_grade(scale: &GradeScale, items: &[(ActionId, Option<GradeId>)]) -> Option<GradeId> {
    let points = |grade: GradeId| scale.get(grade).and_then(|grade| grade.points);
    let rated: Vec<(ActionId, GradeId)> = items
        .iter()
        .filter_map(|(id, grade)| grade.filter(|grade| points(*grade).is_some()).map(|grade| (*id, grade)))
        .collect();
    if rated.is_empty() {
        let mut unrated = items.iter().map(|(_, grade)| *grade);
        let first = unrated.next().flatten()?;
        return unrated.all(|grade| grade.is_some()).then_some(first);
    }
    // Grades are listed best first, so the worse of two is the greater.
    match scale.rule {
        GradeRule::Lowest => rated.iter().map(|(_, grade)| *grade).max(),
        GradeRule::Majority => {
            let mut counts: BTreeMap<GradeId, u32> = BTreeMap::new();
            rated.iter().for_each(|(_, grade)| *counts.entry(*grade).or_insert(0) += 1);
            counts.into_iter().max_by_key(|(grade, count)| (*count, *grade)).map(|(grade, _)| grade)
        }
        GradeRule::Weighted => weighted(scale, &rated).or_else(|| rated.iter().map(|(_, grade)| *grade).max()),
    }
}

/// The grade with the points nearest to the weighted mean, in whole numbers; `None` where all weights are 0.
fn weighted(scale: &GradeScale, rated: &[(ActionId, GradeId)]) -> Option<GradeId> {
    let points = |grade: GradeId| scale.get(grade).and_then(|grade| grade.points).map(i64::from);
    let weight = |id: &ActionId| i64::from(scale.weights.get(id).copied().unwrap_or(1));
    let weights: i64 = rated.iter().map(|(id, _)| weight(id)).sum();
    let sum: i64 = rated.iter().filter_map(|(id, grade)| points(*grade).map(|points| weight(id) * points)).sum();
    let candidates = scale.grades.iter().filter_map(|grade| grade.points.map(|points| (grade.id, i64::from(points))));
    let nearest = candidates.min_by_key(|(grade, points)| ((points * weights - sum).abs(), std::cmp::Reverse(*grade)));
    nearest.filter(|_| weights > 0).map(|(grade, _)| grade)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    fn grade(rule: GradeRule, grades: &[Option<u8>]) -> Option<u8> {
        let mut scale = fixture::small().grades;
        scale.rule = rule;
        scale.weights = BTreeMap::from([(ActionId::new(1, 1), 3)]);
        let items: Vec<_> =
            (1..).zip(grades).map(|(number, grade)| (ActionId::new(1, number), grade.map(GradeId))).collect();
        initiative_grade(&scale, &items).map(|grade| grade.0)
    }

    #[test]
    fn the_lowest_counts() {
        assert_eq!(grade(GradeRule::Lowest, &[Some(0), Some(2), None, Some(4)]), Some(2));
    }

    #[test]
    fn the_most_frequent_counts_and_between_equals_the_worse() {
        assert_eq!(grade(GradeRule::Majority, &[Some(0), Some(0), Some(3)]), Some(0));
        assert_eq!(grade(GradeRule::Majority, &[Some(0), Some(3), Some(0), Some(3)]), Some(3));
    }

    #[test]
    fn the_weighted_mean_is_rounded_to_the_worse() {
        // (3×4 + 1×2) / 4 = 3.5: between ◎ (4) and ○ (3)
        assert_eq!(grade(GradeRule::Weighted, &[Some(0), Some(2)]), Some(1));
        // (3×4 + 3) / 4 = 3.75
        assert_eq!(grade(GradeRule::Weighted, &[Some(0), Some(1)]), Some(0));
    }

    #[test]
    fn the_legend_says_what_becomes_of_items_that_have_ended() {
        let mut scale = fixture::small().grades;
        scale.grades.iter_mut().for_each(|grade| grade.ends = false);
        assert_eq!(ended_legend(&scale), None);
        scale.grades.iter_mut().take(2).for_each(|grade| grade.ends = true);
        let (first, second) = (&scale.grades[0].name, &scale.grades[1].name);
        let legend = ended_legend(&scale).expect("two grades end an item");
        assert!(legend.starts_with(&format!("「{first}」又は「{second}」となった実践項目は、")), "{legend}");
    }

    #[test]
    fn what_stands_apart_makes_no_grade() {
        for rule in GradeRule::ALL {
            assert_eq!(grade(rule, &[]), None);
            assert_eq!(grade(rule, &[None, None]), None);
            assert_eq!(grade(rule, &[None, Some(4)]), None);
            assert_eq!(grade(rule, &[Some(4), Some(4)]), Some(4));
        }
    }

    /// Without any weight the lowest of the grades counts, not the lowest of the scale.
    #[test]
    fn weights_of_nothing_leave_the_lowest_grade() {
        let mut scale = fixture::small().grades;
        scale.rule = GradeRule::Weighted;
        let [first, second] = [1, 2].map(|number| ActionId::new(1, number));
        scale.weights = BTreeMap::from([(first, 0), (second, 0)]);
        let items = [(first, Some(GradeId(0))), (second, Some(GradeId(1)))];
        assert_eq!(initiative_grade(&scale, &items), Some(GradeId(1)));
    }
}

//! How grades are printed: always mark and word; where there is none, 区分なし.

use std::collections::BTreeSet;

use super::blocks::{fixed, whole};
use super::document::{Alignment, Cell, Column, Emphasis, Inline, Inlines, emphasised, plain};
use super::figures::{NONE, percent};
use super::view::{ActionView, YearView};
use crate::assess::counts::UNGRADED;
pub use crate::assess::movement::is_behind;
use crate::plan::Words;
use crate::vocabulary::{Grade, GradeId, GradeScale, GradeSource, Period, is_dash};

/// Marks that a theme may have, the first that no grade has: in a table with grades, one mark must not mean two things.
const THEME_MARKS: [&str; 4] = ["●", "■", "◆", "＊"];

/// `○ 計画どおり`, or 区分なし.
pub fn label(scale: &GradeScale, grade: Option<GradeId>) -> String {
    match grade.and_then(|id| scale.get(id)) {
        Some(grade) => grade.label(),
        None => UNGRADED.to_owned(),
    }
}

/// A cell with the mark over its word.
pub(crate) fn cell(scale: &GradeScale, grade: Option<GradeId>) -> Cell {
    let text = match grade.and_then(|id| scale.get(id)) {
        Some(grade) => over_its_word(grade),
        None => plain(UNGRADED),
    };
    Cell::inlines(text).aligned(Alignment::Center)
}

/// The mark, and its word in the next line; the word alone where the plan has no mark.
fn over_its_word(grade: &Grade) -> Inlines {
    let word = emphasised(grade.name.clone(), Emphasis::None);
    if grade.mark.is_empty() {
        return vec![word];
    }
    vec![emphasised(grade.mark.clone(), Emphasis::Strong), Inline::Break, word]
}

/// The same for the head of a narrow column: each part of a name such as 未着手・中止 in a line of its own.
pub(crate) fn over_its_words(grade: &Grade) -> Inlines {
    let mut text = Inlines::new();
    for part in std::iter::once(grade.mark.as_str()).chain(grade.name.split_inclusive('・')) {
        if !part.is_empty() {
            if !text.is_empty() {
                text.push(Inline::Break);
            }
            text.push(emphasised(part, Emphasis::None));
        }
    }
    text
}

/// `○ 計画どおり → △ 計画に遅れ`.
pub fn change(scale: &GradeScale, before: Option<GradeId>, now: Option<GradeId>) -> String {
    format!("{} → {}", label(scale, before), label(scale, now))
}

/// The marks of a scale with their names, for a note under a table that prints marks alone: `◎ 計画を上回る、○ 計画どおり`;
/// `None` where the grades are words.
pub fn key(scale: &GradeScale) -> Option<String> {
    let marked: Vec<String> = scale.grades.iter().filter(|grade| !grade.mark.is_empty()).map(Grade::label).collect();
    (!marked.is_empty()).then(|| marked.join("、"))
}

/// The mark of a grade, or its name where it has none; what [`ungraded_mark`] says where there is no grade.
pub fn sign_or_none(scale: &GradeScale, grade: Option<GradeId>) -> &str {
    grade.and_then(|id| scale.get(id)).map_or(ungraded_mark(scale), Grade::sign)
}

/// What stands for 区分なし in tables of marks: ―, or … (in statistics, a figure that was not obtained) where a grade's own mark is a
/// dash.
pub(crate) fn ungraded_mark(scale: &GradeScale) -> &'static str {
    let is_dashes = |mark: &str| !mark.is_empty() && mark.chars().all(is_dash);
    match scale.grades.iter().any(|grade| is_dashes(&grade.mark)) {
        true => "…",
        false => NONE,
    }
}

/// The same with its meaning, for the key of such a table.
pub(crate) fn ungraded_key(scale: &GradeScale) -> String {
    format!("{} {UNGRADED}", ungraded_mark(scale))
}

/// The mark of a year in which an item was not yet part of the plan.
const NOT_YET: &str = "／";

/// The same with its meaning. It stands in brackets where it is also what parts the marks of a key.
pub(crate) fn not_yet_key(scale: &GradeScale) -> String {
    match not_yet_mark(scale) {
        NOT_YET => format!("「{NOT_YET}」 計画に加わる前"),
        mark => format!("{mark} 計画に加わる前"),
    }
}

/// The mark, unlike those of the grades.
fn not_yet_mark(scale: &GradeScale) -> &'static str {
    match scale.grades.iter().any(|grade| ["／", "/"].contains(&grade.mark.as_str())) {
        true => "（新）",
        false => NOT_YET,
    }
}

/// What [`sign_or_none`] says of the grade of an item or initiative that is part of the plan; else the mark of what is not yet.
pub(crate) fn sign_of_year(scale: &GradeScale, is_in: bool, grade: Option<GradeId>) -> &str {
    if is_in { sign_or_none(scale, grade) } else { not_yet_mark(scale) }
}

/// How the computed grades of some items came about: `※ 区分は、指標の達成率から計算した（1-1 83.3%、1-2 60.0%）。`
pub(crate) fn computed_note(view: &YearView<'_>, actions: &[ActionView<'_>]) -> Option<String> {
    let computed: Vec<&ActionView<'_>> = actions.iter().filter(|action| action.action.repeats.is_none()).collect();
    let rates: Vec<String> = computed
        .iter()
        .filter_map(|action| Some(format!("{} {}%", action.action.printed, percent(action.computed?.rate))))
        .collect();
    let rate = rate_name(&view.plan.grades)?;
    (!rates.is_empty()).then(|| {
        format!(
            "※ {}は、{rate}から計算した（{}）。{}",
            short_head(&view.plan.words),
            rates.join("、"),
            ground(view, &computed)
        )
    })
}

/// By what the rates are computed, where it is not the 達成率 that stands in the table.
fn ground(view: &YearView<'_>, actions: &[&ActionView<'_>]) -> String {
    if view.plan.grades.source != GradeSource::Elapsed {
        return String::new();
    }
    // By the forms that the rates come from, which may be of several periods.
    let computed = actions.iter().filter(|action| action.computed.is_some());
    let periods: BTreeSet<Period> = computed.filter_map(|action| action.actual.get(&view.year)?.period).collect();
    let shares: Vec<String> = periods.into_iter().map(|period| view.plan.elapsed_share((view.year, period))).collect();
    format!(
        "進みは、計画前の値から最後の目標値までのうち進んだ割合を、経過した割合（{}）で割ったものである。",
        shares.join("、又は")
    )
}

/// The mark of a theme, unlike those of the grades.
pub(crate) fn theme_mark(scale: &GradeScale) -> &'static str {
    let is_free = |mark: &&str| !scale.grades.iter().any(|grade| grade.mark == **mark);
    THEME_MARKS.into_iter().find(is_free).unwrap_or("＊")
}

/// What the rates are called from which a scale's grades are computed; `None` where departments choose them.
pub fn rate_name(scale: &GradeScale) -> Option<&'static str> {
    match scale.source {
        GradeSource::Typed => None,
        GradeSource::Indicators => Some("指標の達成率"),
        GradeSource::Elapsed => Some("期間の経過に対する指標の進み"),
    }
}

/// A column of grades by their marks, or by their names, which are not divided.
pub(crate) fn column(scale: &GradeScale) -> Column {
    if is_marked(scale) { fixed(70, Alignment::Center) } else { whole(70, Alignment::Center) }
}

/// A column of marks over their words: as wide as the longest name on one line, from `least` to `most` tenths of a millimetre; a
/// longer name has two lines.
pub(crate) fn word_column(scale: &GradeScale, least: u32, most: u32) -> Column {
    let longest = scale.grades.iter().map(|grade| grade.name.chars().count() as u32).max().unwrap_or(0);
    let wide = |characters: u32| characters * 32 + 34;
    let one_line = wide(longest);
    let width = if one_line <= most { one_line } else { wide(longest.div_ceil(2) + 1).min(most) };
    fixed(width.max(least), Alignment::Center)
}

/// The head of a narrow column of grades: 区分 for short, or the plan's own word, whatever its length.
pub(crate) fn short_head(words: &Words) -> &'static str {
    if words.grade == Words::default().grade { "区分" } else { "進捗区分" }
}

/// Whether every grade has a mark of one character, so that a column of them can be narrow.
pub fn is_marked(scale: &GradeScale) -> bool {
    scale.grades.iter().all(|grade| grade.mark.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Plan, Wording, fixture};
    use crate::report::document::ColumnWidth;

    fn width(name: &str) -> u32 {
        let mut scale = fixture::small().grades;
        scale.grades.iter_mut().for_each(|grade| grade.name = name.to_owned());
        match word_column(&scale, 220, 330).width {
            ColumnWidth::Fixed(width) => width,
            other => panic!("{other:?}"),
        }
    }

    /// A character in the size of tables is 3 mm wide.
    #[test]
    fn a_column_of_grades_holds_the_longest_name_on_one_line_or_on_two() {
        assert_eq!(width("遅れ"), 220);
        assert!((9 * 30..=330).contains(&width("目標を大きく上回る")));
        assert!((8 * 30..=330).contains(&width("当初の目標を大きく上回っている")));
        assert_eq!(width(&"遅".repeat(40)), 330);
    }

    #[test]
    fn what_has_no_grade_is_not_marked_like_a_grade_whose_mark_is_a_dash() {
        let mut scale = fixture::small().grades;
        let marks = |scale: &GradeScale, mark: &str| {
            let mut scale = scale.clone();
            if let Some(last) = scale.grades.last_mut() {
                last.mark = mark.to_owned();
            }
            (sign_or_none(&scale, None).to_owned(), ungraded_key(&scale))
        };
        scale.grades.iter_mut().for_each(|grade| grade.mark = "○".to_owned());
        assert_eq!(marks(&scale, "×"), ("―".to_owned(), "― 区分なし".to_owned()));
        for dash in ["－", "―", "-", "ー"] {
            assert_eq!(marks(&scale, dash), ("…".to_owned(), "… 区分なし".to_owned()), "{dash}");
        }
    }

    #[test]
    fn a_short_head_is_the_plans_own_word_where_it_has_one() {
        let mut plan = fixture::small();
        let said = |plan: &Plan| Wording::of(plan).say(short_head(&plan.words)).into_owned();
        assert_eq!(said(&plan), "区分");
        plan.words.grade = "評価".into();
        assert_eq!(said(&plan), "評価");
    }
}

//! The sentences that are made from data, in plain official Japanese (公用文), singular, zero and missing cases included.

use rust_decimal::Decimal;

use super::figures::percent;
use super::unreported;
use super::view::{ActionView, YearView};
use crate::assess::against_plan::IndicatorTally;
use crate::assess::assessment::GradeCounts;
use crate::merge::status::is_planned;
use crate::plan::Plan;
use crate::vocabulary::{FiscalYear, PrintedAmount, Yen, grouped};

/// What stands for the grade of an item whose department is being asked about what it handed in.
const BEING_ASKED: &str = "確認中";

/// The same of one that is planned for no work in a year.
const NOT_PLANNED: &str = "計画のない年度";

/// A clause that may be followed by another or end its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Its words up to the ending.
    pub(crate) stem: String,
    /// The ending before a further clause.
    pub(crate) going_on: &'static str,
    /// The ending of the sentence.
    pub(crate) ending: &'static str,
}

impl Clause {
    /// The clause as the end of a sentence.
    pub(crate) fn ended(&self) -> String {
        format!("{}{}。", self.stem, self.ending)
    }
}

/// Clauses as one sentence.
fn sentence(clauses: &[Clause]) -> String {
    let Some((last, before)) = clauses.split_last() else { return String::new() };
    let before: String = before.iter().map(|clause| format!("{}{}、", clause.stem, clause.going_on)).collect();
    before + &last.ended()
}

/// How many indicators reached their targets.
fn met_clause(tally: IndicatorTally) -> Clause {
    let due = grouped(tally.due.into());
    if tally.met == 0 {
        let stem = format!("指標は{due}件のうち目標に達したものが");
        return Clause { stem, going_on: "なく", ending: "ない" };
    }
    let stem = format!("指標は{due}件のうち{}件が目標に達し", grouped(tally.met.into()));
    Clause { stem, going_on: "", ending: "た" }
}

/// How many of those rated are on track, by the `unit` in which they are counted; nothing where none is rated.
pub(crate) fn on_track_clause(view: &YearView<'_>, subject: &str, counts: &GradeCounts, unit: &str) -> Option<Clause> {
    let rate = percent(counts.on_track_percent()?);
    let phrase = view.plan.grades.on_track_phrase();
    let (rated, on_track) = (grouped(counts.rated.into()), grouped(counts.on_track.into()));
    Some(match counts.on_track {
        0 => Clause {
            stem: format!("{subject}{rated}{unit}のうち{phrase}のものが"), going_on: "なく", ending: "ない"
        },
        all if all == counts.rated && all > 1 => {
            let stem = format!("{subject}{rated}{unit}のすべてが{phrase}");
            Clause { stem, going_on: "で", ending: "である" }
        }
        _ => {
            let stem = format!("{subject}{rated}{unit}のうち{on_track}{unit}（{rate}%）が{phrase}");
            Clause { stem, going_on: "で", ending: "である" }
        }
    })
}

/// The year in one sentence: effect against plan, indicators met, grades on track, and what fell.
pub fn headline(view: &YearView<'_>) -> String {
    let money = view.plan.settings.money;
    let mut parts = Vec::new();
    let effect = view.against_plan.of(view.year);
    if !effect.is_blank() {
        let clause = super::against_plan::effect_clause(effect, view.period.closes_year(), money);
        parts.push(Clause { stem: format!("効果額は{}", clause.stem), ..clause });
    }
    let tally = view.indicator_tally;
    if tally.due > 0 {
        parts.push(met_clause(tally));
    }
    parts.extend(on_track_clause(view, "進捗は", view.action_counts, "件"));
    if parts.is_empty() {
        return progress(view);
    }
    let fell = match (view.has_last_year(), view.movements.fell.len()) {
        (false, _) => String::new(),
        (true, 0) => "前年度より下がった実践項目はない。".to_owned(),
        (true, count) => format!("前年度より下がった実践項目は{count}件である。"),
    };
    format!("{}の{}{fell}", view.year, sentence(&parts))
}

/// How the year went, in one or two sentences.
pub fn progress(view: &YearView<'_>) -> String {
    let counts = view.action_counts;
    let year = view.year;
    let Some(percentage) = counts.on_track_percent() else {
        return match (counts.distinct, counts.ungraded) {
            (0, _) => format!("{year}は、対象となる実践項目がない。"),
            (_, 0) => format!("{year}は、評価の対象となる実践項目がない。"),
            (_, ungraded) => format!("{year}は、進捗区分がまだない（区分なし{}件）。", grouped(ungraded.into())),
        };
    };
    let phrase = view.plan.grades.on_track_phrase();
    let (rated, on_track) = (grouped(counts.rated.into()), grouped(counts.on_track.into()));
    let first = if counts.on_track == 0 {
        format!("{year}は、評価の対象とした実践項目{rated}件のうち、{phrase}となったものはない。")
    } else if counts.on_track == counts.rated {
        format!("{year}は、評価の対象とした実践項目{rated}件のすべてが{phrase}となった。")
    } else {
        format!(
            "{year}は、評価の対象とした実践項目{rated}件のうち{on_track}件（{}%）が{phrase}となった。",
            percent(percentage)
        )
    };
    first + &year_on_year(view, percentage)
}

fn year_on_year(view: &YearView<'_>, now: Decimal) -> String {
    let Some(before) = view.last_action_counts.and_then(GradeCounts::on_track_percent) else {
        return String::new();
    };
    match change_in_points(now, before) {
        None => format!("前年度と同じ割合（{}%）である。", percent(before)),
        Some((size, up)) => {
            let verb = if up { "上昇した" } else { "低下した" };
            format!("前年度（{}%）より{size}ポイント{verb}。", percent(before))
        }
    }
}

/// How the initiatives went.
pub fn initiatives(view: &YearView<'_>) -> String {
    let clause = on_track_clause(view, "取組項目では、", view.initiative_counts, "項目");
    clause.map_or_else(String::new, |clause| clause.ended())
}

fn change_in_points(now: Decimal, before: Decimal) -> Option<(String, bool)> {
    let difference = now - before;
    (!difference.is_zero()).then(|| (percent(difference.abs()), difference.is_sign_positive()))
}

/// The note under the key figure of the rate: 前年度比 ＋1.8ポイント.
pub fn rate_note(view: &YearView<'_>) -> Option<String> {
    let now = view.action_counts.on_track_percent()?;
    let before = view.last_action_counts?.on_track_percent()?;
    Some(match change_in_points(now, before) {
        None => "前年度と同じ".to_owned(),
        Some((size, true)) => format!("前年度比 ＋{size}ポイント"),
        Some((size, false)) => format!("前年度比 ▲{size}ポイント"),
    })
}

/// The title of the chart of grades: what it shows.
pub fn grades_chart_title(view: &YearView<'_>) -> String {
    let phrase = view.plan.grades.on_track_phrase();
    let Some(percentage) = view.action_counts.on_track_percent() else {
        return format!("{phrase}の割合は、まだ算定できない");
    };
    let now = percent(percentage);
    match view
        .last_action_counts
        .and_then(GradeCounts::on_track_percent)
        .map(|before| change_in_points(percentage, before))
    {
        None => format!("{phrase}は{now}%"),
        Some(None) => format!("{phrase}は{now}%で、前年度と同じ"),
        Some(Some((size, up))) => {
            format!("{phrase}は{now}%で、前年度より{size}ポイント{}", if up { "上昇" } else { "低下" })
        }
    }
}

/// What the effects came to, in one to three sentences.
pub fn effects(view: &YearView<'_>) -> String {
    let money = view.plan.settings.money;
    let year = view.year;
    if !view.plan.has_effects() {
        return String::new();
    }
    if view.effects.sums.is_empty() {
        return format!("{year}は、効果額の報告がない。") + &cumulative_sentence(view);
    }
    let total = view.effects.total();
    let mut text = format!("{year}の効果額は{}である。", money.with_unit(total));
    if let Some(planned) = view.against_plan.of(year).planned {
        let rate = view.against_plan.of(year).rate().map(|rate| format!("の{}%", percent(rate))).unwrap_or_default();
        text = format!("{year}の効果額は{}で、計画{}{rate}である。", money.with_unit(total), money.with_unit(planned));
    }
    if let Some(before) = view.effects_by_year.get(&year.previous()) {
        text.push_str(&difference_sentence(view, total, before.total()));
    }
    text + &cumulative_sentence(view)
}

fn difference_sentence(view: &YearView<'_>, now: Yen, before: Yen) -> String {
    let money = view.plan.settings.money;
    let difference = printed_difference(view, now, before);
    let was = money.with_unit(before);
    let size = format!("{}{}", difference.abs(), money.unit.label());
    match difference.steps {
        0 => format!("前年度（{was}）と同額である。"),
        steps if steps > 0 => format!("前年度（{was}）より{size}増加した。"),
        _ => format!("前年度（{was}）より{size}減少した。"),
    }
}

/// The difference of two printed amounts, in the unit of printing, so that a reader who subtracts finds the same.
pub fn printed_difference(view: &YearView<'_>, now: Yen, before: Yen) -> PrintedAmount {
    let money = view.plan.settings.money;
    money.round(now).minus(money.round(before))
}

fn cumulative_sentence(view: &YearView<'_>) -> String {
    let first = view.plan.first_year;
    if view.year <= first || view.effects_by_year.len() < 2 {
        return String::new();
    }
    let total = view.effects_cumulative.total();
    format!("{first}からの累計は{}となった。", view.plan.settings.money.with_unit(total))
}

/// 提出状況 without names.
pub fn handed_in(view: &YearView<'_>) -> String {
    let ungraded = view.action_counts.ungraded;
    let mut text = unreported::departments(view.readers, view.handed_in.owing, view.handed_in.submitted);
    if ungraded > 0 {
        text.push_str(&format!(
            "進捗区分のない実践項目{}件（{}）は「区分なし」とし、割合の分母に含めていない。",
            grouped(ungraded.into()),
            without_grade(view)
        ));
    }
    text
}

/// How many of the counted items ended in earlier years, for a note under their counts.
pub fn ended(counts: &GradeCounts) -> Option<String> {
    let ended = grouped(counts.ended.into());
    (counts.ended > 0)
        .then(|| format!("※ 計のうち{ended}件は、前年度までに完了した実践項目であり、完了したときの区分で数えている。"))
}

/// The items that are counted without a grade.
fn ungraded<'v>(view: &'v YearView<'_>) -> impl Iterator<Item = &'v ActionView<'v>> {
    let actions = view.initiatives.iter().flat_map(|initiative| &initiative.actions);
    actions.filter(|action| action.action.repeats.is_none() && action.grade.is_none())
}

/// Why an item has no grade. Nobody is asked for one that is planned for no work this year.
pub(crate) fn why_ungraded(view: &YearView<'_>, action: &ActionView<'_>) -> &'static str {
    match action.reported {
        true => BEING_ASKED,
        false if is_planned(action.action, view.year) => unreported::word(view.readers),
        false => NOT_PLANNED,
    }
}

fn ungraded_for(view: &YearView<'_>, reason: &str) -> usize {
    ungraded(view).filter(|action| why_ungraded(view, action) == reason).count()
}

/// How many items have no grade because nothing is planned for them this year, and nothing was handed in.
pub(crate) fn idle(view: &YearView<'_>) -> usize {
    ungraded_for(view, NOT_PLANNED)
}

/// How many items have no grade, by why: `報告なし1件、確認中1件、計画のない年度1件`.
fn without_grade(view: &YearView<'_>) -> String {
    let counted =
        [unreported::word(view.readers), BEING_ASKED, NOT_PLANNED].map(|reason| (reason, ungraded_for(view, reason)));
    let parts = counted.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word}{count}件"));
    parts.collect::<Vec<_>>().join("、")
}

/// The title of a year's report.
pub fn report_title(plan: &Plan, year: FiscalYear) -> String {
    format!("{} 進捗状況報告書（{year}）", plan.short_title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::against_plan::EffectComparison;
    use crate::report::against_plan::effect_clause;
    use crate::vocabulary::MoneyStyle;

    /// Every combination of what a year's sentence may hold.
    #[test]
    fn clauses_join_and_end_in_every_combination() {
        let effect = |planned: Option<i64>, actual: Option<i64>| {
            let thousands = |value: Option<i64>| value.map(Yen::from_thousands);
            let effect = EffectComparison { planned: thousands(planned), actual: thousands(actual) };
            Some(effect_clause(effect, true, MoneyStyle::default()))
        };
        let effects = [
            (None, "", ""),
            (
                effect(Some(500), Some(600)),
                "計画500千円に対し600千円、達成（120.0%）、",
                "計画500千円に対し600千円、達成（120.0%）である。",
            ),
            (effect(Some(500), None), "計画500千円に対し、実績の報告がなく、", "計画500千円に対し、実績の報告がない。"),
            (effect(None, Some(600)), "600千円（計画額の定めなし）、", "600千円（計画額の定めなし）である。"),
            (effect(None, None), "計画額の定めも実績の報告もなく、", "計画額の定めも実績の報告もない。"),
        ];
        let met = |met| Some(met_clause(IndicatorTally { due: 3, met, missed: 3 - met }));
        let tallies = [
            (None, "", ""),
            (met(0), "指標は3件のうち目標に達したものがなく、", "指標は3件のうち目標に達したものがない。"),
            (met(2), "指標は3件のうち2件が目標に達し、", "指標は3件のうち2件が目標に達した。"),
        ];
        let on_track = Clause { stem: "進捗は2件が「順調」".into(), going_on: "で", ending: "である" };
        for (effect, effect_on, effect_end) in &effects {
            for (tally, tally_on, tally_end) in &tallies {
                for grades in [None, Some(on_track.clone())] {
                    let clauses: Vec<Clause> =
                        [effect.clone(), tally.clone(), grades.clone()].into_iter().flatten().collect();
                    let expected = match (&grades, tally) {
                        (Some(_), _) => format!("{effect_on}{tally_on}進捗は2件が「順調」である。"),
                        (None, Some(_)) => format!("{effect_on}{tally_end}"),
                        (None, None) => (*effect_end).to_owned(),
                    };
                    assert_eq!(sentence(&clauses), expected);
                }
            }
        }
    }
}

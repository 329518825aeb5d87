//! The overview (概況): the year against the plan, what to look at, counts by grade, effects, and how many have handed in.

use super::against_plan;
use super::blocks::{column_head, figure, fixed, heading, paragraph, row, row_head, shared};
use super::document::{
    Alignment, Block, Chart, ChartKind, Columns, KeyFigure, ParagraphKind, Row, Series, Table, TableStyle, plain,
};
use super::figures::{NONE, amount_or_none, change, percent, percent_or_none, share};
use super::view::YearView;
use super::wording;
use crate::assess::against_plan::EffectComparison;
use crate::assess::assessment::GradeCounts;
use crate::assess::counts::UNGRADED;
use crate::vocabulary::{FiscalYear, Grade, GradeId, GradeScale, grouped};

/// The overview of the year, on one page: the year in a sentence, its figures against the plan, 重点, charts, tables.
pub(crate) fn blocks(view: &YearView<'_>) -> Vec<Block> {
    let mut blocks = vec![
        heading(1, format!("{}の概況", view.year)),
        paragraph(ParagraphKind::Lead, wording::headline(view)),
        key_figures(view),
        Block::Table(super::focus::table(view)),
    ];
    blocks.extend(super::statement::of_period(view));
    blocks.extend(charts(view, 21.0));
    let effects = view.plan.has_effects().then(|| against_plan::years_table(view));
    let tables = std::iter::once(grade_table(view)).chain(effects);
    blocks.push(Block::Columns(Columns { columns: tables.map(|table| (1, vec![Block::Table(table)])).collect() }));
    let joined = super::changes::joined(view).unwrap_or_default();
    let words = [wording::progress(view), joined, wording::initiatives(view), wording::handed_in(view)];
    blocks.push(paragraph(ParagraphKind::Small, words.concat()));
    blocks.extend(super::statement::of_totals(view));
    blocks
}

/// Grades and effects side by side, of about this height in millimetres.
pub(crate) fn charts(view: &YearView<'_>, height: f64) -> Option<Block> {
    let charts = grade_chart(view, height).into_iter().chain(against_plan::effect_chart(view, "効果額", height + 4.0));
    let charts: Vec<Block> = charts.collect();
    let columns: Vec<(u32, Vec<Block>)> = charts.into_iter().map(|chart| (1, vec![chart])).collect();
    (!columns.is_empty()).then_some(Block::Columns(Columns { columns }))
}

/// The year's figures against the plan: rate of grades, effect of the year and so far, indicators met.
pub(crate) fn key_figures(view: &YearView<'_>) -> Block {
    let money = view.plan.settings.money;
    let counts = view.action_counts;
    let effect = |label: String, effect: EffectComparison| KeyFigure {
        label,
        value: amount_or_none(effect.actual, money),
        unit: money.unit.label().into(),
        note: against_plan::effect_note(effect, money),
    };
    let mut figures = Vec::new();
    if view.plan.has_effects() {
        figures.push(effect(format!("効果額（{}）", view.year), view.against_plan.of(view.year)));
        if view.reported_years.len() > 1 {
            figures.push(effect("効果額の累計".into(), view.against_plan.cumulative));
        }
    }
    figures.extend(super::costs::key_figure(view));
    figures.extend(against_plan::tally_figure(view.indicator_tally));
    let of = format!("{}/{}件", grouped(counts.on_track.into()), grouped(counts.rated.into()));
    figures.push(KeyFigure {
        label: format!("{}の割合", view.plan.grades.on_track_phrase()),
        value: percent_or_none(counts.on_track_percent()),
        unit: "%".into(),
        note: Some(wording::rate_note(view).map_or(of.clone(), |note| format!("{of}、{note}"))),
    });
    Block::KeyFigures(figures)
}

/// Counts of action items by grade, this year and last.
fn grade_table(view: &YearView<'_>) -> Table {
    let scale = &view.plan.grades;
    let mut head = ["進捗区分", "件数", "構成比(%)"].map(|text| column_head(text, 1, 1)).to_vec();
    if view.last_action_counts.is_some() {
        head.extend(["前年度", "増減"].map(|text| column_head(text, 1, 1)));
    }
    let mut columns = vec![shared(1)];
    columns.extend(std::iter::repeat_n(fixed(122, Alignment::End), head.len() - 1));
    let mut rows: Vec<Row> = scale
        .grades
        .iter()
        .map(|grade| {
            let count = |counts: &GradeCounts| counts.by_grade.get(&grade.id).copied().unwrap_or(0);
            grade_row(view, grade.label(), count)
        })
        .collect();
    rows.push(grade_row(view, UNGRADED.to_owned(), |counts| counts.ungraded));
    let counts = view.action_counts;
    let mut notes = vec![plain(
        "※ 構成比は、計（実質の件数）に対する割合である。小数第2位を四捨五入しており、合計が100にならないことがある。",
    )];
    if counts.listed != counts.distinct {
        let repeated = counts.listed - counts.distinct;
        notes.push(plain(format!(
            "※ 実践項目は{}である。再掲{}件は、元の実践項目で数えている。",
            counts.listing(),
            grouped(repeated.into())
        )));
    }
    notes.extend(wording::ended(counts).map(plain));
    Table {
        unit: Some("（実践項目、単位：件）".into()),
        foot: vec![grade_row(view, "計".to_owned(), |counts| counts.distinct), rate_row(view)],
        notes,
        ..Table::of_rows(TableStyle::Ruled, columns, vec![row(head)], rows)
    }
}

fn grade_row(view: &YearView<'_>, label: String, count: impl Fn(&GradeCounts) -> u32) -> Row {
    let now = count(view.action_counts);
    let mut cells = vec![
        row_head(label),
        figure(grouped(now.into())),
        figure(percent_or_none(share(now, view.action_counts.distinct))),
    ];
    if let Some(last) = view.last_action_counts {
        let before = count(last);
        cells.push(figure(grouped(before.into())));
        cells.push(figure(change(now.into(), before.into())));
    }
    row(cells)
}

fn rate_row(view: &YearView<'_>) -> Row {
    let mut cells = vec![
        row_head(format!("{}の割合", view.plan.grades.on_track_phrase())),
        figure(rate_with_denominator(view.action_counts)).spanning(2, 1),
    ];
    cells.extend(view.last_action_counts.map(|last| figure(rate_with_denominator(last)).spanning(2, 1)));
    row(cells)
}

/// `87.0%（94/108）`: a rate never stands without its denominator.
pub(crate) fn rate_with_denominator(counts: &GradeCounts) -> String {
    match counts.on_track_percent() {
        Some(p) => format!("{}%（{}/{}）", percent(p), counts.on_track, counts.rated),
        None => NONE.to_owned(),
    }
}

/// Shares by grade, last year over this year. Nothing to draw where nothing is rated.
fn grade_chart(view: &YearView<'_>, height: f64) -> Option<Block> {
    let mut years: Vec<(FiscalYear, &GradeCounts)> = Vec::new();
    years.extend(view.last_action_counts.map(|counts| (view.year.previous(), counts)));
    years.push((view.year, view.action_counts));
    if years.iter().all(|(_, counts)| counts.distinct == 0) {
        return None;
    }
    let named: Vec<(String, &GradeCounts)> = years.into_iter().map(|(year, c)| (year.to_string(), c)).collect();
    Some(Block::Chart(shares_chart(view, wording::grades_chart_title(view), &named, height)))
}

/// The place of what has no grade, after four grades that are rated.
const UNGRADED_PLACE: usize = 4;

/// The place of each grade: four rated ones in their order, then the others, no two in one.
fn places(scale: &GradeScale) -> Vec<usize> {
    let (mut rated, mut further) = (0..UNGRADED_PLACE, UNGRADED_PLACE + 1..);
    let place = |grade: &Grade| grade.points.and_then(|_| rated.next()).or_else(|| further.next());
    scale.grades.iter().map(place).map(Option::unwrap_or_default).collect()
}

/// Bars of 100 % by grade, one a category. Grades that nobody has are left out of the drawing.
pub(crate) fn shares_chart(
    view: &YearView<'_>,
    title: String,
    categories: &[(String, &GradeCounts)],
    height: f64,
) -> Chart {
    let scale = &view.plan.grades;
    let series_of = |name: String, place: usize, count: &dyn Fn(&GradeCounts) -> u32| Series {
        planned: false,
        place: Some(place),
        name,
        values: categories.iter().map(|(_, counts)| Some(f64::from(count(counts)))).collect(),
        labels: categories.iter().map(|(_, counts)| grouped(count(counts).into())).collect(),
    };
    let of_grade = |id: GradeId| move |counts: &GradeCounts| counts.by_grade.get(&id).copied().unwrap_or(0);
    let mut series: Vec<Series> = scale
        .grades
        .iter()
        .zip(places(scale))
        .map(|(grade, place)| series_of(grade.label(), place, &of_grade(grade.id)))
        .collect();
    series.push(series_of(UNGRADED.to_owned(), UNGRADED_PLACE, &|counts| counts.ungraded));
    series.retain(|s| s.values.iter().any(|value| value.is_some_and(|v| v > 0.0)));
    let alt = categories
        .iter()
        .enumerate()
        .map(|(i, (name, _))| {
            let parts: Vec<String> = series.iter().map(|s| format!("{}{}件", s.name, s.labels[i])).collect();
            format!("{name}は{}。", parts.join("、"))
        })
        .collect::<String>();
    Chart {
        title,
        unit: "（単位：件）".into(),
        source: None,
        alt,
        height,
        kind: ChartKind::Shares { categories: categories.iter().map(|(name, _)| name.clone()).collect(), series },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn no_two_grades_have_one_place() {
        let scale = |rated: u8, others: u8| {
            let mut scale = fixture::small().grades;
            let like = scale.grades[0].clone();
            scale.grades = (0..rated + others)
                .map(|at| Grade { id: GradeId(at), points: (at < rated).then_some(9 - at), ..like.clone() })
                .collect();
            places(&scale)
        };
        // As it is in every plan with a scale like the sample's.
        assert_eq!(scale(4, 1), [0, 1, 2, 3, 5]);
        assert_eq!(scale(3, 2), [0, 1, 2, 5, 6]);
        for (rated, others) in [(5, 0), (5, 1), (4, 2), (2, 2), (6, 0)] {
            let mut places = scale(rated, others);
            places.push(UNGRADED_PLACE);
            places.sort_unstable();
            assert!(
                places.windows(2).all(|pair| pair[0] != pair[1]) && places.iter().all(|place| *place < 7),
                "{places:?}"
            );
        }
    }
}

//! 総括 and 中間検証: the whole period so far against the plan, not a year with tables added. The first page gives the results; then
//! the grades of all years on one page of marks.

use std::collections::BTreeMap;

use super::against_plan::{effect_chart, effect_clause, effect_table, tally_figure};
use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Chart, ChartKind, Columns, Division, HeaderScope, KeyFigure, Paragraph, ParagraphKind,
    Part, Row, Series, Table, TableStyle, plain,
};
use super::edition::Edition;
use super::figures::{amount_or_none, for_drawing, percent, percent_or_none};
use super::grading;
use super::overview::rate_with_denominator;
use super::view::{ActionView, InitiativeView, YearView};
use super::{achievement, promises, remaining};
use crate::assess::counts::UNGRADED;
use crate::vocabulary::{FiscalYear, GradeId, grouped};

/// Everything between contents and legend.
pub(crate) fn parts(view: &YearView<'_>, edition: Edition) -> Vec<Part> {
    let title = if edition == Edition::Final { "計画期間の結果" } else { "中間までの結果" };
    let mut parts = vec![part(title, first_page(view, title, edition)), part("進捗区分の推移", marks(view))];
    parts.push(promises::part_of(view));
    parts.push(achievement::part_of(view));
    parts.push(remaining::part_of(view, edition));
    parts
}

/// `令和2年度から令和6年度まで`.
pub(crate) fn span(view: &YearView<'_>) -> String {
    let first = view.reported_years.first().copied().unwrap_or(view.year);
    if first == view.year { view.year.to_string() } else { format!("{first}から{}まで", view.year) }
}

fn first_page(view: &YearView<'_>, title: &str, edition: Edition) -> Vec<Block> {
    let mut blocks = vec![
        heading(1, format!("{title}（{}）", span(view))),
        paragraph(ParagraphKind::Lead, headline(view)),
        key_figures(view, edition),
    ];
    let charts: Vec<_> =
        effect_chart(view, &format!("{}の効果額", view.year), 42.0).into_iter().chain(rate_chart(view)).collect();
    if !charts.is_empty() {
        blocks.push(Block::Columns(Columns { columns: charts.into_iter().map(|chart| (1, vec![chart])).collect() }));
    }
    if view.plan.has_effects() {
        blocks.extend([heading(3, "効果額の計画と実績"), Block::Table(effect_table(view))]);
    }
    if let Some(costs) = super::costs::years_table(view) {
        blocks.extend([heading(3, "事業費の計画と実績"), costs]);
    }
    blocks.extend([heading(3, "年度ごとの進捗区分（実践項目）"), Block::Table(counts_table(view))]);
    blocks.extend(super::statement::of_totals(view));
    blocks
}

/// The period in one sentence.
fn headline(view: &YearView<'_>) -> String {
    let money = view.plan.settings.money;
    let years = view.reported_years.len();
    let mut text = String::new();
    let effect = view.against_plan.cumulative;
    if view.plan.has_effects() && !effect.is_blank() {
        let first = view.reported_years.first().copied().unwrap_or(view.year);
        let whole = match usize::from(view.year.0.abs_diff(first.0)) + 1 {
            _ if years < 2 => "効果額は、".to_owned(),
            all if all == years => format!("{years}年間の効果額は、累計で"),
            // A year between has no report.
            _ => format!("うち、報告のあった{years}年度分の効果額は、累計で"),
        };
        text = format!("{}の{whole}{}", span(view), effect_clause(effect, view.period.closes_year(), money).ended());
    }
    let tally = view.indicator_tally;
    if tally.due > 0 {
        text.push_str(&format!(
            "{}の目標値がある指標{}件のうち、{}件が目標に達した。",
            view.year,
            grouped(tally.due.into()),
            grouped(tally.met.into())
        ));
    }
    let subject = format!("{}の進捗は、実践項目", view.year);
    let clause = super::wording::on_track_clause(view, &subject, view.action_counts, "件");
    text.extend(clause.map(|clause| clause.ended()));
    text
}

fn key_figures(view: &YearView<'_>, edition: Edition) -> Block {
    let money = view.plan.settings.money;
    let cumulative = view.against_plan.cumulative;
    let total = KeyFigure {
        label: "効果額の累計".into(),
        value: amount_or_none(cumulative.actual, money),
        unit: money.unit.label().into(),
        note: cumulative.planned.map(|planned| format!("計画 {}", money.with_unit(planned))),
    };
    let is_planned = cumulative.planned.is_some() || view.against_plan.whole_plan.is_some();
    let rate = is_planned.then(|| KeyFigure {
        label: "計画に対する達成率".into(),
        value: percent_or_none(cumulative.rate()),
        unit: "%".into(),
        note: view
            .against_plan
            .whole_plan
            .filter(|_| edition == Edition::Review)
            .map(|whole| format!("計画期間の計画 {}", money.with_unit(whole))),
    });
    let mut figures: Vec<KeyFigure> = [total].into_iter().chain(rate).filter(|_| view.plan.has_effects()).collect();
    figures.extend(super::costs::key_figure_over_years(view));
    figures.extend(tally_figure(view.indicator_tally));
    let counts = view.action_counts;
    let first = view.reported_years.first().and_then(|year| view.counts_by_year.get(year));
    let first = first.filter(|_| view.reported_years.len() > 1).and_then(|counts| counts.on_track_percent());
    figures.push(KeyFigure {
        label: format!("{}の割合", view.plan.grades.on_track_phrase()),
        value: percent_or_none(counts.on_track_percent()),
        unit: "%".into(),
        note: first.map(|rate| format!("初年度 {}%", percent(rate))),
    });
    Block::KeyFigures(figures)
}

/// The rate of what is on track, year by year; nothing of a single year.
fn rate_chart(view: &YearView<'_>) -> Option<Block> {
    let rates: Vec<(FiscalYear, rust_decimal::Decimal)> =
        view.counts_by_year.iter().filter_map(|(year, counts)| Some((*year, counts.on_track_percent()?))).collect();
    let ((_, first), (_, last)) = (rates.first().copied().filter(|_| rates.len() > 1)?, rates.last().copied()?);
    let phrase = view.plan.grades.on_track_phrase();
    let course = match last.cmp(&first) {
        std::cmp::Ordering::Greater => "上昇",
        std::cmp::Ordering::Less => "低下",
        std::cmp::Ordering::Equal => "と同じ",
    };
    let title = match course {
        "と同じ" => format!("{phrase}の割合は{}%で、初年度と同じ", percent(last)),
        _ => {
            format!("{phrase}の割合は{}%で、初年度より{}ポイント{course}", percent(last), percent((last - first).abs()))
        }
    };
    let series = Series {
        planned: false,
        place: None,
        name: "割合".into(),
        values: rates.iter().map(|(_, rate)| Some(for_drawing(*rate))).collect(),
        labels: rates.iter().map(|(_, rate)| percent(*rate)).collect(),
    };
    Some(Block::Chart(Chart {
        title,
        unit: "（単位：%）".into(),
        source: None,
        alt: rates.iter().map(|(year, rate)| format!("{year}は{}%。", percent(*rate))).collect(),
        height: 42.0,
        kind: ChartKind::Trend {
            categories: rates.iter().map(|(year, _)| year.short()).collect(),
            series: vec![series],
        },
    }))
}

/// Counts of action items by grade, a row a year.
fn counts_table(view: &YearView<'_>) -> Table {
    let scale = &view.plan.grades;
    let mut head = vec![column_head("年度", 1, 1)];
    head.extend(scale.grades.iter().map(|grade| {
        let text = grading::over_its_words(grade);
        Cell { header: Some(HeaderScope::Column), ..Cell::inlines(text) }.aligned(Alignment::Center)
    }));
    head.extend([UNGRADED, "計", "割合（分母）"].map(|text| column_head(text, 1, 1)));
    let rows = view
        .counts_by_year
        .iter()
        .map(|(year, counts)| {
            let mut cells = vec![row_head(year.to_string())];
            let of = |id: GradeId| counts.by_grade.get(&id).copied().unwrap_or(0);
            cells.extend(scale.grades.iter().map(|grade| figure(grouped(of(grade.id).into()))));
            cells.push(figure(grouped(counts.ungraded.into())));
            cells.push(figure(grouped(counts.distinct.into())));
            cells.push(figure(rate_with_denominator(counts)));
            row(cells)
        })
        .collect();
    let mut columns = vec![shared(1)];
    columns.extend(std::iter::repeat_n(fixed(165, Alignment::End), scale.grades.len() + 1));
    columns.extend([fixed(110, Alignment::End), fixed(290, Alignment::End)]);
    let notes = joined(view).into_iter().map(plain).collect();
    Table {
        unit: Some("（単位：件）".into()),
        notes,
        ..Table::of_rows(TableStyle::Ruled, columns, vec![row(head)], rows)
    }
}

/// Why a year has more items than the one before it: in which years items joined the plan.
fn joined(view: &YearView<'_>) -> Option<String> {
    let first = view.reported_years.first()?;
    let mut joined: BTreeMap<FiscalYear, usize> = BTreeMap::new();
    let added = view.actions().filter(|(_, action)| action.action.repeats.is_none());
    for year in added.filter_map(|(_, action)| action.action.added).filter(|year| year > first) {
        *joined.entry(year).or_default() += 1;
    }
    let years: Vec<String> = joined.iter().map(|(year, count)| format!("{year}に{count}件")).collect();
    (!years.is_empty()).then(|| format!("※ 計画に加わった実践項目は、{}である。", years.join("、")))
}

/// The grade of every initiative and of its items in every year, by marks.
fn marks(view: &YearView<'_>) -> Vec<Block> {
    let scale = &view.plan.grades;
    let rows: Vec<Row> = view.initiatives.iter().map(|initiative| marks_row(view, initiative)).collect();
    let mut head = vec![column_head("No.", 1, 1), column_head("取組項目", 1, 1)];
    let mut columns = vec![view.number_columns.of_initiatives(80), shared(5)];
    match course_of(view) {
        Course::Marks => {
            head.extend(view.reported_years.iter().map(|year| column_head(year.short(), 1, 1)));
            head.push(column_head("実践項目（左から年度順）", 1, 1));
            columns.extend(view.reported_years.iter().map(|_| grading::column(scale)));
            columns.push(shared(9));
        }
        Course::Words => {
            head.extend(["進捗区分", "実践項目の進捗区分"].map(|text| column_head(text, 1, 1)));
            columns.extend([shared(6), shared(8)]);
        }
    }
    let mut key: Vec<String> = grading::key(scale).into_iter().collect();
    key.push(grading::ungraded_key(scale));
    if view.initiatives.iter().any(|of| is_new(view, of)) {
        key.push(grading::not_yet_key(scale));
    }
    let repeats =
        if view.plan.has_repeats() { "再掲の実践項目は、元の実践項目に示している。" } else { "" };
    let table = Table {
        notes: vec![plain(format!("※ {}。{repeats}", key.join("／")))],
        ..Table::of_rows(TableStyle::Zebra, columns, vec![row(head)], rows)
    };
    vec![heading(1, "進捗区分の推移"), Block::Table(table)]
}

/// Whether an initiative or an item of it was not yet part of the plan in a year that is shown.
fn is_new(view: &YearView<'_>, of: &InitiativeView<'_>) -> bool {
    let shown = || of.actions.iter().map(|of| of.action).filter(|action| action.repeats.is_none());
    view.reported_years.iter().any(|year| !of.initiative.is_in(*year) || shown().any(|action| !action.is_in(*year)))
}

/// How the table of all years says grades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// A mark a year.
    Marks,
    /// Each word once with the years in which it held: `順調（R1～R5）、遅れ（R6～R10）`.
    Words,
}

fn course_of(view: &YearView<'_>) -> Course {
    if grading::is_marked(&view.plan.grades) { Course::Marks } else { Course::Words }
}

/// The grades of the years reported on, equal ones in consecutive years together.
fn course_in_words<'s>(years: &[FiscalYear], grade: impl Fn(&FiscalYear) -> &'s str) -> String {
    let mut runs: Vec<(&str, FiscalYear, FiscalYear)> = Vec::new();
    for year in years {
        let now = grade(year);
        match runs.last_mut() {
            Some((before, _, last)) if *before == now && last.next() == *year => *last = *year,
            _ => runs.push((now, *year, *year)),
        }
    }
    let said = runs.into_iter().map(|(grade, first, last)| match first == last {
        true => format!("{grade}（{}）", first.short()),
        false => format!("{grade}（{}～{}）", first.short(), last.short()),
    });
    said.collect::<Vec<_>>().join("、")
}

fn marks_row(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Row {
    let mut cells = vec![
        row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center),
        Cell { header: Some(HeaderScope::Row), ..Cell::text(initiative.initiative.name.clone()) },
    ];
    let scale = &view.plan.grades;
    let own = |year: &FiscalYear| {
        let grade = initiative.grades_by_year.get(year).copied();
        grading::sign_of_year(scale, initiative.initiative.is_in(*year), grade)
    };
    let of_item = |action: &ActionView<'_>, year: &FiscalYear| {
        let grade = action.actual.get(year).and_then(|actual| actual.grade);
        grading::sign_of_year(scale, action.action.is_in(*year), grade)
    };
    if course_of(view) == Course::Words {
        let line = |text: String| {
            let division = Division::Commas;
            Block::Paragraph(Paragraph {
                align: Alignment::Start,
                division,
                ..Paragraph::new(ParagraphKind::Small, plain(text))
            })
        };
        let of_items = initiative.actions.iter().filter(|action| action.action.repeats.is_none()).map(|action| {
            let course = course_in_words(&view.reported_years, |year| of_item(action, year));
            line(format!("{}\u{a0}{course}", action.action.printed))
        });
        cells.push(Cell { content: vec![line(course_in_words(&view.reported_years, own))], ..Cell::default() });
        cells.push(Cell { content: of_items.collect(), ..Cell::default() });
        return row(cells);
    }
    cells.extend(view.reported_years.iter().map(|year| Cell::text(own(year)).aligned(Alignment::Center)));
    let items = initiative.actions.iter().filter(|action| action.action.repeats.is_none()).map(|action| {
        let marks: String = view.reported_years.iter().map(|year| of_item(action, year)).collect();
        // A no-break space: a number does not part from its marks.
        format!("{}\u{a0}{marks}", action.action.printed)
    });
    // The marks of an item stay together.
    let marks = Paragraph {
        align: Alignment::Start,
        division: Division::Spaces,
        ..Paragraph::new(ParagraphKind::Small, plain(items.collect::<Vec<_>>().join("　")))
    };
    cells.push(Cell { content: vec![Block::Paragraph(marks)], ..Cell::default() });
    row(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_in_words_joins_years_that_follow_each_other_only() {
        let years = [2019, 2020, 2022, 2023].map(FiscalYear);
        assert_eq!(course_in_words(&years, |_| "順調"), "順調（R1～R2）、順調（R4～R5）");
        let until = |year: &FiscalYear| if year.0 < 2023 { "順調" } else { "遅れ" };
        assert_eq!(course_in_words(&years, until), "順調（R1～R2）、順調（R4）、遅れ（R5）");
    }
}

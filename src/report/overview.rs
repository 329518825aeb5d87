//! The overview (概況): key figures, counts by grade, effects, and how many have handed in.

use super::blocks::{column_head, figure, fixed, heading, paragraph, row, row_head, shared};
use super::document::{
    Alignment, Block, Chart, ChartKind, KeyFigure, ParagraphKind, Row, RowGroup, Series, Table, TableStyle, plain,
};
use super::figures::{NONE, change, percent, percent_or_none, share, thousands};
use super::grading::on_track_phrase;
use super::view::YearView;
use super::wording;
use crate::assess::assessment::{EffectSummary, GradeCounts};
use crate::assess::counts::{UNGRADED, left_out};
use crate::assess::effects::CUMULATIVE_LEGEND;
use crate::vocabulary::{EffectKind, EffectTerm, FiscalYear, GradeId, Yen, grouped};

/// The overview of the year.
pub(crate) fn blocks(view: &YearView<'_>) -> Vec<Block> {
    let mut blocks = vec![
        heading(1, format!("{}の概況", view.year)),
        paragraph(ParagraphKind::Lead, wording::progress(view)),
        key_figures(view),
        heading(2, "進捗区分別の件数"),
        Block::Table(grade_table(view)),
    ];
    blocks.extend(grade_chart(view));
    blocks.push(heading(2, "効果額"));
    blocks.push(paragraph(ParagraphKind::Body, wording::effects(view)));
    blocks.push(Block::Table(effect_table(view)));
    blocks.extend(super::statement::of_totals(view));
    blocks.extend(effect_chart(view));
    blocks.push(heading(2, "提出状況"));
    blocks.push(paragraph(ParagraphKind::Body, wording::handed_in(view)));
    blocks
}

fn key_figures(view: &YearView<'_>) -> Block {
    let rounding = view.plan.settings.rounding;
    let counts = view.action_counts;
    let mut figures = vec![
        KeyFigure {
            label: "取組項目".into(),
            value: view.initiatives.len().to_string(),
            unit: "項目".into(),
            note: None,
        },
        KeyFigure {
            label: "実践項目".into(),
            value: grouped(counts.listed.into()),
            unit: "件".into(),
            note: (counts.listed != counts.distinct).then(|| format!("実質{}件", grouped(counts.distinct.into()))),
        },
        KeyFigure {
            label: format!("{}の割合", on_track_phrase(&view.plan.grades)),
            value: percent_or_none(counts.on_track_percent()),
            unit: "%".into(),
            note: wording::rate_note(view),
        },
    ];
    let cumulative = view.effects_cumulative.total();
    figures.push(KeyFigure {
        label: format!("効果額（{}）", view.year),
        value: thousands(view.effects.total(), rounding),
        unit: "千円".into(),
        note: (view.effects_by_year.len() > 1).then(|| format!("累計 {}千円", thousands(cumulative, rounding))),
    });
    Block::KeyFigures(figures)
}

/// Counts by grade of action items and initiatives, this year and last.
fn grade_table(view: &YearView<'_>) -> Table {
    let scale = &view.plan.grades;
    let last = view.last_action_counts.zip(view.last_initiative_counts);
    let group_width = if last.is_some() { 4 } else { 2 };
    let mut columns = vec![shared(1)];
    columns.extend(std::iter::repeat_n(fixed(158, Alignment::End), 2 * group_width as usize));
    let mut second = Vec::new();
    for _ in 0..2 {
        second.push(column_head("当年度", 1, 1));
        second.push(column_head("構成比(%)", 1, 1));
        if last.is_some() {
            second.push(column_head("前年度", 1, 1));
            second.push(column_head("増減", 1, 1));
        }
    }
    let head = vec![
        row(vec![
            column_head("進捗区分", 1, 2),
            column_head("実践項目（件）", group_width, 1),
            column_head("取組項目（項目）", group_width, 1),
        ]),
        row(second),
    ];
    let mut rows: Vec<Row> = scale
        .grades
        .iter()
        .map(|grade| {
            let count = |counts: &GradeCounts| counts.by_grade.get(&grade.id).copied().unwrap_or(0);
            grade_row(view, grade.label(), count)
        })
        .collect();
    rows.push(grade_row(view, UNGRADED.to_owned(), |counts| counts.ungraded));
    let phrase = on_track_phrase(scale);
    let counts = view.action_counts;
    let mut notes = vec![
        plain(
            "※ 構成比は、計（実質の件数）に対する割合である。小数第2位を四捨五入しており、合計が100にならないことがある。",
        ),
        plain(format!("※ {phrase}の割合は、{}を除く件数（評価対象）を分母とする。", left_out(scale, "及び"))),
    ];
    if counts.listed != counts.distinct {
        let repeated = counts.listed - counts.distinct;
        notes.push(plain(format!(
            "※ 実践項目は{}である。再掲{}件は、元の実践項目で数えている。",
            counts.listing(),
            grouped(repeated.into())
        )));
    }
    Table {
        caption: Some(plain("実践項目及び取組項目の件数")),
        unit: None,
        columns,
        head,
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: vec![grade_row(view, "計".to_owned(), |counts| counts.distinct), rate_row(view, &phrase)],
        style: TableStyle::Ruled,
        notes,
    }
}

fn grade_row(view: &YearView<'_>, label: String, count: impl Fn(&GradeCounts) -> u32) -> Row {
    let mut cells = vec![row_head(label)];
    let pairs = [(view.action_counts, view.last_action_counts), (view.initiative_counts, view.last_initiative_counts)];
    for (now, last) in pairs {
        let n = count(now);
        cells.push(figure(grouped(n.into())));
        cells.push(figure(percent_or_none(share(n, now.distinct))));
        if view.last_action_counts.is_some() && view.last_initiative_counts.is_some() {
            let before = last.map(&count);
            cells.push(figure(before.map_or_else(|| NONE.to_owned(), |b| grouped(b.into()))));
            cells.push(figure(before.map_or_else(|| NONE.to_owned(), |b| change(n.into(), b.into()))));
        }
    }
    row(cells)
}

fn rate_row(view: &YearView<'_>, phrase: &str) -> Row {
    let mut cells = vec![row_head(format!("{phrase}の割合"))];
    let pairs = [(view.action_counts, view.last_action_counts), (view.initiative_counts, view.last_initiative_counts)];
    for (now, last) in pairs {
        cells.push(figure(rate_with_denominator(now)).spanning(2, 1));
        if view.last_action_counts.is_some() && view.last_initiative_counts.is_some() {
            cells.push(figure(last.map_or_else(|| NONE.to_owned(), rate_with_denominator)).spanning(2, 1));
        }
    }
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
fn grade_chart(view: &YearView<'_>) -> Option<Block> {
    let mut years: Vec<(FiscalYear, &GradeCounts)> = Vec::new();
    years.extend(view.last_action_counts.map(|counts| (view.year.previous(), counts)));
    years.push((view.year, view.action_counts));
    if years.iter().all(|(_, counts)| counts.distinct == 0) {
        return None;
    }
    let named: Vec<(String, &GradeCounts)> = years.into_iter().map(|(year, c)| (year.to_string(), c)).collect();
    Some(Block::Chart(shares_chart(view, wording::grades_chart_title(view), &named, 12.0 + 9.0 * named.len() as f64)))
}

/// Bars of 100 % by grade, one a category. Grades that nobody has are left out of the drawing.
pub(crate) fn shares_chart(
    view: &YearView<'_>,
    title: String,
    categories: &[(String, &GradeCounts)],
    height: f64,
) -> Chart {
    let scale = &view.plan.grades;
    let series_of = |name: String, count: &dyn Fn(&GradeCounts) -> u32| Series {
        planned: false,
        name,
        values: categories.iter().map(|(_, counts)| Some(f64::from(count(counts)))).collect(),
        labels: categories.iter().map(|(_, counts)| grouped(count(counts).into())).collect(),
    };
    let of_grade = |id: GradeId| move |counts: &GradeCounts| counts.by_grade.get(&id).copied().unwrap_or(0);
    let mut series: Vec<Series> =
        scale.grades.iter().map(|grade| series_of(grade.label(), &of_grade(grade.id))).collect();
    series.push(series_of(UNGRADED.to_owned(), &|counts| counts.ungraded));
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

/// Effects by kind: this year by term, last year, cumulative.
fn effect_table(view: &YearView<'_>) -> Table {
    let total = view.effects_cumulative;
    let last = view.effects_by_year.get(&view.year.previous());
    let head = vec![
        row(vec![
            column_head("区分", 1, 2),
            column_head(view.year.to_string(), 3, 1),
            column_head("前年度", 1, 2),
            column_head("増減", 1, 2),
            column_head("累計", 1, 2),
        ]),
        row(vec![column_head("単年度", 1, 1), column_head("継続", 1, 1), column_head("計", 1, 1)]),
    ];
    let line = |label: &str, of: &dyn Fn(&EffectSummary, Option<EffectTerm>) -> Yen| {
        let rounding = view.plan.settings.rounding;
        let now = of(view.effects, None);
        let before = last.map(|summary| of(summary, None));
        let none = || NONE.to_owned();
        let change = |b| change(now.in_thousands(rounding).0, Yen::in_thousands(b, rounding).0);
        row(vec![
            row_head(label),
            figure(thousands(of(view.effects, Some(EffectTerm::Once)), rounding)),
            figure(thousands(of(view.effects, Some(EffectTerm::Recurring)), rounding)),
            figure(thousands(now, rounding)),
            figure(before.map_or_else(none, |b| thousands(b, rounding))),
            figure(before.map_or_else(none, change)),
            figure(thousands(of(total, None), rounding)),
        ])
    };
    let of_kind = |kind: EffectKind| {
        move |summary: &EffectSummary, term: Option<EffectTerm>| match term {
            Some(term) => summary.sums.get(&(kind, term)).copied().unwrap_or_default(),
            None => summary.of_kind(kind),
        }
    };
    let of_all = |summary: &EffectSummary, term: Option<EffectTerm>| match term {
        Some(term) => summary.of_term(term),
        None => summary.total(),
    };
    let mut columns = vec![shared(1)];
    columns.extend(std::iter::repeat_n(fixed(235, Alignment::End), 6));
    let rows = [EffectKind::Revenue, EffectKind::Saving].map(|kind| line(kind.label(), &of_kind(kind)));
    let rounding = view.plan.settings.rounding.label();
    Table {
        caption: Some(plain("効果額")),
        unit: Some("（単位：千円）".into()),
        columns,
        head,
        groups: vec![RowGroup { rows: rows.into(), ..RowGroup::default() }],
        foot: vec![line("計", &of_all)],
        style: TableStyle::Ruled,
        notes: vec![
            plain(format!("※ {CUMULATIVE_LEGEND}")),
            plain(format!(
                "※ 千円未満は{rounding}により表示している。合計は{rounding}前の額によるため、内訳の計と一致しないことがある。"
            )),
        ],
    }
}

/// Effects by year and kind.
fn effect_chart(view: &YearView<'_>) -> Option<Block> {
    if view.effects_by_year.values().all(|summary| summary.sums.is_empty()) {
        return None;
    }
    let rounding = view.plan.settings.rounding;
    let years: Vec<_> = view.effects_by_year.range(..=view.year).collect();
    let series = [EffectKind::Revenue, EffectKind::Saving].map(|kind| Series {
        planned: false,
        name: kind.label().to_owned(),
        values: years.iter().map(|(_, s)| Some(s.of_kind(kind).in_thousands(rounding).0 as f64)).collect(),
        labels: years.iter().map(|(_, s)| thousands(s.of_kind(kind), rounding)).collect(),
    });
    let alt = years
        .iter()
        .map(|(year, summary)| {
            format!(
                "{year}は歳入増{}千円、歳出減{}千円。",
                thousands(summary.of_kind(EffectKind::Revenue), rounding),
                thousands(summary.of_kind(EffectKind::Saving), rounding)
            )
        })
        .collect::<String>();
    Some(Block::Chart(Chart {
        title: wording::effects_chart_title(view),
        unit: "（単位：千円）".into(),
        source: None,
        alt,
        height: 42.0,
        kind: ChartKind::Bars {
            categories: years.iter().map(|(year, _)| year.to_string()).collect(),
            series: series.into(),
            horizontal: false,
        },
    }))
}

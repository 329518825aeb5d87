//! 一覧: one row an initiative, with its themes, its content, the grades of last year and the year, and its effect planned and reported.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, XlsxError};

use super::grade_marks;
use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::list::{List, widths_for_texts};
use crate::excel::look::{self, Style};
use crate::merge::tally::Tally;
use crate::plan::{GradedLevel, Theme, names};
use crate::report::view::{GraderView, YearView};
use crate::report::{figures, grading, ratings, statement};
use crate::vocabulary::{InitiativeNo, RatedItem, Yen, column_letters};

/// Row of the heads, 0-based.
const HEAD: u32 = 3;

/// Ranges of the grade columns, for formulas.
#[derive(Debug)]
pub(crate) struct Ranges {
    /// The year's grades.
    pub(crate) grade: String,
    /// Last year's, where there is one.
    pub(crate) last_grade: Option<String>,
}

/// Column of 取組内容.
fn content_column(view: &YearView<'_>) -> u16 {
    3 + u16::try_from(view.plan.themes.len()).unwrap_or(0)
}

impl Ranges {
    /// The ranges of a year's list.
    pub(crate) fn new(view: &YearView<'_>) -> Ranges {
        let content = u32::from(content_column(view));
        let first = HEAD + 2;
        let last = first + u32::try_from(view.initiatives.len().max(1)).unwrap_or(1) - 1;
        let range = |col: u32| {
            let letter = column_letters(col);
            format!("'一覧'!${letter}${first}:${letter}${last}")
        };
        if view.has_last_year() {
            Ranges { grade: range(content + 2), last_grade: Some(range(content + 1)) }
        } else {
            Ranges { grade: range(content + 1), last_grade: None }
        }
    }
}

/// Writes the sheet; `places` is where the action items of each initiative begin.
pub(crate) fn write(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    places: &BTreeMap<InitiativeNo, String>,
) -> Result<(), XlsxError> {
    let plan = view.plan;
    let has_council = view.initiatives.iter().any(|initiative| initiative.rating.is_some());
    let mut heads: Vec<String> = ["No.", "取組項目", "担当部署"].map(str::to_owned).into();
    let mut widths = vec![6.0, 24.0, 24.0];
    for theme in &plan.themes {
        heads.push(format!("テーマ {}", theme.short));
        widths.push((look::units(&theme.short) as f64 + 3.0).clamp(7.0, 12.0));
    }
    heads.push("取組内容".to_owned());
    widths.push(44.0);
    let grades: Vec<_> = view.has_last_year().then(|| view.year.previous()).into_iter().chain([view.year]).collect();
    heads.extend(grades.iter().map(|year| format!("{year}の区分")));
    widths.extend(grades.iter().map(|_| 14.0));
    let letters = if has_council { plan.settings.rating.letter_marks() } else { Vec::new() };
    if !letters.is_empty() {
        heads.extend(letters.iter().map(|letter| format!("審議会の評価 {letter}（名）")));
        widths.extend(letters.iter().map(|_| 9.0));
    } else if has_council {
        heads.push("審議会の評価の平均".to_owned());
        widths.push(9.0);
    }
    let graders = graders(view, GradedLevel::Initiatives);
    heads.extend(graders.iter().map(|of| format!("{}の評価", of.grader.body)));
    widths.extend(graders.iter().map(|_| 14.0));
    if plan.has_effects() {
        heads.extend(effect_heads(view));
        widths.extend([11.0; 2]);
    }
    let rows = rows(book, view, places, has_council);
    let texts: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|(content, _)| content.printed().to_owned()).collect()).collect();
    let widths = widths_for_texts(&widths, &texts);
    let mut sheet = book.sheet("一覧", "取組項目一覧", Orientation::Landscape, &widths)?;
    let head = book.format(Style::Head);
    let list = List {
        name: "Initiatives",
        alt: "取組項目ごとの担当部署、テーマ、取組内容、進捗区分などの一覧",
        heads,
        head,
        rows,
    };
    let mut row = sheet.list(HEAD, Orientation::Landscape, view.plan.wording(), &list)?;
    for (col, _) in (content_column(view) + 1..).zip(&grades) {
        grade_marks::mark(&mut sheet, &plan.grades, col, (HEAD + 1, row.saturating_sub(1)))?;
    }
    let note = book.format(Style::Note);
    for of in view.initiatives.iter().filter(|initiative| initiative.overridden.is_some()) {
        let reason = of.overridden.map(|overridden| overridden.reason.as_str()).unwrap_or_default();
        let before = grading::label(&plan.grades, of.by_rule);
        let line = format!(
            "※ No.{}の進捗区分は、規則によれば「{before}」であるが、次の理由により変更した。理由：{reason}",
            of.initiative.printed
        );
        sheet.remark(row, &line, &note)?;
        row += 1;
    }
    if !plan.bureaus.is_empty() {
        sheet.remark(row, &format!("【凡例】{}", names::print_legend(plan)), &note)?;
    }
    sheet.remark(row + 1, &format!("※ {}", statement::names_as_of(view)), &note)?;
    sheet.sheet.set_freeze_panes(HEAD + 1, 2)?;
    book.push(sheet);
    Ok(())
}

/// A row an initiative, with a link to its action items.
fn rows(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    places: &BTreeMap<InitiativeNo, String>,
    has_council: bool,
) -> Vec<Vec<(Content, Format)>> {
    let plan = view.plan;
    let (body, center, link, rate) =
        (book.format(Style::Middle), book.format(Style::Center), book.format(Style::Link), book.format(Style::Rate));
    let whole = center.clone();
    let amount = look::in_money(book.format(Style::Amount), plan.settings.money);
    view.initiatives
        .iter()
        .map(|of| {
            let item = of.initiative;
            let place = places.get(&item.no).cloned().unwrap_or_default();
            let departments = names::print_responsible(plan, &item.responsible, view.year.last_day());
            let mut row = vec![
                (Content::Link(format!("internal:{place}"), item.printed.clone()), link.clone()),
                (text(item.name.clone()), body.clone()),
                (text(departments), body.clone()),
            ];
            let mark =
                |theme: &Theme| if item.themes.contains(&theme.id) { grading::theme_mark(&plan.grades) } else { "" };
            row.extend(plan.themes.iter().map(|theme| (text(mark(theme)), center.clone())));
            row.push((text(item.content.clone()), body.clone()));
            let none = || text(figures::NONE);
            let label = |grade| text(grading::label(&plan.grades, grade));
            if view.has_last_year() {
                let was_there = item.is_in(view.year.previous());
                row.push((if was_there { label(of.last_grade) } else { none() }, center.clone()));
            }
            row.push((label(of.grade), center.clone()));
            let scale = &plan.settings.rating;
            if has_council && scale.letters().is_empty() {
                let mean = of.rating.and_then(Tally::mean);
                let mean = mean.map_or_else(none, |mean| Content::Number(figures::for_drawing(mean)));
                row.push((mean, rate.clone()));
            } else if has_council {
                let counts = ratings::by_letter(scale, of.rating).into_iter();
                row.extend(
                    counts.map(|count| (count.map_or_else(none, |count| Content::Number(count.into())), whole.clone())),
                );
            }
            row.extend(
                graders(view, GradedLevel::Initiatives)
                    .into_iter()
                    .map(|grader| (text(given(view, grader, of.initiative.no.into())), center.clone())),
            );
            if plan.has_effects() {
                let cell = |effect| (effect_cell(view, effect), amount.clone());
                row.extend([of.against_plan.planned, of.against_plan.actual].map(cell));
            }
            row
        })
        .collect()
}

/// The heads of effects, planned and reported, with the unit of printing.
pub(super) fn effect_heads(view: &YearView<'_>) -> [String; 2] {
    let unit = view.plan.settings.money.unit.label();
    ["計画", "実績"].map(|side| format!("効果額の{side}（{unit}）"))
}

/// An effect in the unit of printing; ― where there is none.
pub(super) fn effect_cell(view: &YearView<'_>, effect: Option<Yen>) -> Content {
    let money = view.plan.settings.money;
    effect.map_or_else(|| text(figures::NONE), |yen| Content::Number(money.round(yen).as_f64()))
}

/// The bodies that grade items of a level.
pub(super) fn graders<'v, 'a>(view: &'v YearView<'a>, level: GradedLevel) -> Vec<&'v GraderView<'a>> {
    view.graders.iter().filter(|of| of.grader.level == level).collect()
}

/// The grade that a body gives an item, or ―.
pub(super) fn given(view: &YearView<'_>, of: &GraderView<'_>, item: RatedItem) -> String {
    let given = of.given(item).map(|grading| of.label(view.plan, grading.grade.value));
    given.unwrap_or_else(|| figures::NONE.to_owned())
}

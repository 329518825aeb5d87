//! 個票: one block an initiative on one sheet, each on a page of its own, reached by links from 一覧.
//!
//! One sheet rather than one an initiative: it prints, searches and filters in one go, and 21 tabs do not.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, XlsxError};

use crate::contract::Field;
use crate::excel::book::{Book, Content, Lie, Sheet, text};
use crate::excel::look::{self, Style};
use crate::plan::names;
use crate::report::view::{ActionView, InitiativeView, YearView};
use crate::report::{council_word, figures, grading, stage_words};
use crate::vocabulary::InitiativeNo;

const WIDTHS: [f64; 10] = [8.0, 24.0, 20.0, 12.0, 12.0, 16.0, 44.0, 13.0, 32.0, 32.0];
const HEADS: [&str; 10] = [
    "No.",
    "実践項目",
    "担当部署",
    "計画（工程）",
    "実績（工程）",
    "進捗区分",
    "実績",
    "効果額（千円）",
    "課題",
    "次年度の取組",
];

/// First row of the blocks, 0-based.
const FIRST: u32 = 3;

/// Where each initiative's block begins, by dry run: `個票!A4`.
pub(crate) fn places(view: &YearView<'_>) -> BTreeMap<InitiativeNo, String> {
    let mut row = FIRST;
    let mut places = BTreeMap::new();
    for initiative in &view.initiatives {
        places.insert(initiative.initiative.no, format!("個票!A{}", row + 1));
        row += rows_of(view, initiative);
    }
    places
}

/// Writes the sheet.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>) -> Result<(), XlsxError> {
    let mut sheet = book.sheet("個票", "取組項目別の進捗状況（個票）", Lie::Landscape, &WIDTHS)?;
    let formats = Formats::new(book);
    let mut row = FIRST;
    let mut breaks = Vec::new();
    for initiative in &view.initiatives {
        if row > FIRST {
            breaks.push(row);
        }
        row = block(&mut sheet, view, initiative, &formats, row)?;
    }
    sheet.sheet.set_page_breaks(&breaks)?;
    sheet.sheet.set_freeze_panes(FIRST, 0)?;
    sheet.sheet.set_repeat_rows(0, 1)?;
    book.push(sheet);
    Ok(())
}

struct Formats {
    section: Format,
    label: Format,
    body: Format,
    head: Format,
    center: Format,
    amount: Format,
    total: Format,
    total_label: Format,
    link: Format,
}

impl Formats {
    fn new(book: &mut Book<'_>) -> Formats {
        Formats {
            section: book.format(Style::Section),
            label: book.format(Style::Strong),
            body: book.format(Style::Text),
            head: book.format(Style::Head),
            center: book.format(Style::Center),
            amount: book.format(Style::Amount),
            total: book.format(Style::Total),
            total_label: book.format(Style::TotalLabel),
            link: book.format(Style::Link),
        }
    }
}

/// Labelled lines over the whole width: what an initiative's block says beside its table.
fn lines(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<(String, String)> {
    let plan = view.plan;
    let item = initiative.initiative;
    let themes: Vec<&str> =
        plan.themes.iter().filter(|theme| item.themes.contains(&theme.id)).map(|theme| theme.short.as_str()).collect();
    let goals: Vec<String> = plan
        .goals
        .iter()
        .filter(|goal| item.goals.contains(&goal.number))
        .map(|goal| format!("{} {}", goal.number, goal.name))
        .collect();
    let mut grade = grading::label(&plan.grades, initiative.grade);
    if view.has_last_year() {
        grade.push_str(&format!("（前年度 {}）", grading::label(&plan.grades, initiative.last_grade)));
    }
    if let Some(overridden) = initiative.overridden {
        let before = grading::label(&plan.grades, overridden.before.as_ref().map(|before| before.value));
        grade.push_str(&format!("\n※ 規則によれば「{before}」。変更の理由：{}", overridden.reason));
    }
    let mut lines = vec![
        ("進捗区分".to_owned(), grade),
        ("担当部署".to_owned(), names::print_responsible(plan, &item.responsible, view.year.last_day())),
    ];
    if !plan.themes.is_empty() {
        lines.push(("テーマ".to_owned(), or_none(themes.join("、"))));
    }
    if !plan.goals.is_empty() {
        lines.push(("SDGs".to_owned(), or_none(goals.join("、"))));
    }
    lines.push(("取組内容".to_owned(), item.content.clone()));
    let indicators: Vec<String> = initiative.actions.iter().flat_map(|action| indicator_lines(view, action)).collect();
    if !indicators.is_empty() {
        lines.push(("指標".to_owned(), indicators.join("\n")));
    }
    if let Some((mean, raters)) = initiative.council_mean {
        lines.push(("審議会の評価".to_owned(), format!("{mean:.1} / 5（評価した委員{raters}人）")));
    }
    for opinion in initiative.council.map(|council| council.opinions.as_slice()).unwrap_or_default() {
        let mut body = opinion.text.value.clone();
        for (department, response) in &opinion.responses {
            body.push_str(&format!("\n対応（{}）：{}", names::print_department(plan, department), response.value));
        }
        if opinion.responses.is_empty() {
            body.push_str(&format!("\n対応：{}", council_word::unanswered(view, opinion)));
        }
        lines.push((format!("意見{}", opinion.id), body));
    }
    lines
}

fn or_none(text: String) -> String {
    if text.is_empty() { figures::NONE.to_owned() } else { text }
}

fn indicator_lines(view: &YearView<'_>, action: &ActionView<'_>) -> Vec<String> {
    let of = |indicator: &crate::plan::Indicator| {
        let assessed = action.indicators.get(&indicator.id.number);
        let percent = figures::percent_or_none(assessed.and_then(|assessed| assessed.achievement));
        format!(
            "{} {}：目標{}、実績{}{}（達成率{}）",
            action.action.printed,
            indicator.name,
            figures::decimal_or_none(indicator.targets.get(&view.year).copied()),
            figures::decimal_or_none(assessed.and_then(|assessed| assessed.result)),
            indicator.unit,
            if percent == figures::NONE { percent } else { percent + "%" },
        )
    };
    if action.action.repeats.is_some() { Vec::new() } else { action.action.indicators.iter().map(of).collect() }
}

/// A row of an action item: its texts in the order of [`HEADS`].
fn cells(view: &YearView<'_>, action: &ActionView<'_>) -> [String; 10] {
    let plan = view.plan;
    let item = action.action;
    let mut name = item.name.clone();
    if let Some(original) = item.repeats {
        name.push_str(&format!("（再掲：{}）", view.plan.number(original)));
    }
    let lead = plan.lead_on(item, view.year.last_day()).unwrap_or_else(|| item.lead.clone());
    let others = action.contributions.iter().map(|c| c.department.clone()).filter(|department| *department != lead);
    let departments: Vec<_> = std::iter::once(lead.clone()).chain(others).collect();
    let planned = item.schedule.get(&view.year).map(|stages| stage_words(stages)).unwrap_or_default();
    let reached = action.actual.get(&view.year).map(|actual| stage_words(actual.stages)).unwrap_or_default();
    let mut grade = grading::label(&plan.grades, action.grade);
    if let Some(overridden) = action.overridden {
        grade.push_str(&format!("\n※ 変更の理由：{}", overridden.reason));
    }
    let effect = figures::thousands_or_none(action.effect, plan.settings.rounding);
    let mut result = texts(view, action, Field::Result);
    if let Some(reason) = action.grade_reason {
        result.push_str(&format!("\n（区分の理由）{}", reason.value));
    }
    if item.repeats.is_some() {
        result = "再掲（実績及び効果額は、元の実践項目に記載）".to_owned();
    }
    [
        item.printed.clone(),
        name,
        names::print_departments(plan, &departments),
        or_none(planned),
        or_none(reached),
        grade,
        or_none(result),
        effect,
        or_none(texts(view, action, Field::Issues)),
        or_none(texts(view, action, Field::NextSteps)),
    ]
}

fn texts(view: &YearView<'_>, action: &ActionView<'_>, field: Field) -> String {
    let written: Vec<_> = action.contributions.iter().filter_map(|c| Some((c, c.text(field)?))).collect();
    match written.as_slice() {
        [(c, only)] if c.is_lead => only.value.clone(),
        several => several
            .iter()
            .map(|(c, text)| format!("【{}】{}", names::print_department(view.plan, c.department), text.value))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Width of the merged area to the right of a label.
fn body_width() -> f64 {
    WIDTHS[2..].iter().sum()
}

/// How many sheet rows a block takes; [`block`] writes exactly these.
fn rows_of(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> u32 {
    let labelled: u32 =
        lines(view, initiative).iter().map(|(_, body)| look::rows_for(look::lines(body, body_width())).0).sum();
    let table: u32 = initiative.actions.iter().map(|action| look::rows_for(tallest(&cells(view, action))).0).sum();
    1 + labelled + 1 + table + 1 + 1
}

fn tallest(cells: &[String; 10]) -> usize {
    cells.iter().zip(WIDTHS).map(|(cell, width)| look::lines(cell, width)).max().unwrap_or(1)
}

fn block(
    sheet: &mut Sheet,
    view: &YearView<'_>,
    initiative: &InitiativeView<'_>,
    formats: &Formats,
    start: u32,
) -> Result<u32, XlsxError> {
    let item = initiative.initiative;
    let title = format!("{}　{}", item.printed, item.name);
    sheet.sheet.write_string_with_format(start, 0, title, &formats.section)?.set_row_height(start, 22)?;
    sheet.put((start, 9), &Content::Link("internal:一覧!A1".into(), "一覧へ戻る".into()), &formats.link)?;
    let mut row = start + 1;
    for (label, body) in lines(view, initiative) {
        let (rows, height) = look::rows_for(look::lines(&body, body_width()));
        for offset in 0..rows {
            sheet.sheet.set_row_height(row + offset, height)?;
        }
        look::span(&mut sheet.sheet, (row, 0), (rows, 2), &label, &formats.label)?;
        look::span(&mut sheet.sheet, (row, 2), (rows, 8), &body, &formats.body)?;
        row += rows;
    }
    let heads: Vec<_> = HEADS.iter().map(|head| (text(*head), formats.head.clone())).collect();
    row = sheet.row(row, &heads)?;
    for action in &initiative.actions {
        let texts = cells(view, action);
        let rounding = view.plan.settings.rounding;
        let formatted: Vec<(Content, Format)> = texts
            .into_iter()
            .enumerate()
            .map(|(i, cell)| match (i, action.effect) {
                (0 | 3 | 4 | 5, _) => (text(cell), formats.center.clone()),
                (7, Some(effect)) => (Content::Number(effect.in_thousands(rounding).0 as f64), formats.amount.clone()),
                (7, None) => (text(cell), formats.amount.clone()),
                _ => (text(cell), formats.body.clone()),
            })
            .collect();
        row = sheet.row(row, &formatted)?;
    }
    total(sheet, view, initiative, formats, row)?;
    Ok(row + 2)
}

/// The sum of the unrounded effects, as everywhere; so a value and not a sum of the printed ones above.
fn total(
    sheet: &mut Sheet,
    view: &YearView<'_>,
    initiative: &InitiativeView<'_>,
    formats: &Formats,
    row: u32,
) -> Result<(), XlsxError> {
    look::span(&mut sheet.sheet, (row, 0), (1, 7), "計（端数処理前の額による）", &formats.total_label)?;
    let content = if initiative.effects.is_empty() {
        text(figures::NONE)
    } else {
        Content::Number(initiative.effects.total().in_thousands(view.plan.settings.rounding).0 as f64)
    };
    sheet.put((row, 7), &content, &formats.total)?;
    look::span(&mut sheet.sheet, (row, 8), (1, 2), "", &formats.total_label)?;
    sheet.sheet.set_row_height(row, look::height(1))?;
    Ok(())
}

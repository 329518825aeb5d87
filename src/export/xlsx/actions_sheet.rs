//! 実践項目: one row an action item, with what was reached and written in the year. Reached by links from 一覧.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, XlsxError};

use super::grade_marks;
use super::list_sheet::{effect_cell, effect_heads, given, graders};
use super::sheet_names::{self, SheetOfPlan};
use crate::contract::Field;
use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::list::{List, fits_a_row, widths_for_texts};
use crate::excel::look::{self, Style};
use crate::plan::{GradedLevel, YearStages, names};
use crate::report::view::{ActionView, YearView};
use crate::report::{ended_text, figures, grading};
use crate::vocabulary::InitiativeNo;

/// Row of the heads, 0-based.
const HEAD: u32 = 3;
/// Column of 進捗区分.
const GRADE: u16 = 6;

/// Column of 実績, which only those see to whom the plan shows it; as 課題 and 次年度の取組.
const RESULT: usize = 7;
/// Columns of 効果額, planned and reported, which the unit follows; a plan without effects has none.
const EFFECTS: [usize; 2] = [9, 10];
/// Column of 課題.
const ISSUES: usize = 11;
/// Column of 次年度の取組.
const NEXT_STEPS: usize = 12;

const COLUMNS: [(&str, f64); 13] = [
    ("取組項目No.", 8.0),
    ("No.", 7.0),
    ("実践項目", 18.0),
    ("担当部署", 14.0),
    ("計画（工程）", 10.0),
    ("実績（工程）", 10.0),
    ("進捗区分", 12.0),
    ("実績", 33.0),
    ("区分の理由", 13.0),
    ("効果額の計画", 10.0),
    ("効果額の実績", 10.0),
    ("課題", 20.0),
    ("次年度の取組", 20.0),
];

/// Where the action items of each initiative begin: `実践項目!B5`.
pub(crate) fn places(view: &YearView<'_>) -> BTreeMap<InitiativeNo, String> {
    let name = sheet_names::of(view.plan, SheetOfPlan::Actions);
    let mut row = HEAD + 2;
    let mut places = BTreeMap::new();
    for initiative in &view.initiatives {
        places.insert(initiative.initiative.no, format!("'{name}'!B{row}"));
        row += u32::try_from(initiative.actions.len()).unwrap_or(0);
    }
    places
}

/// Writes the sheet.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>) -> Result<(), XlsxError> {
    let has_effects = view.plan.has_effects();
    let (body, center) = (book.format(Style::Text), book.format(Style::Center));
    let amount = look::in_money(book.format(Style::Amount), view.plan.settings.money);
    let mut rows: Vec<Vec<(Content, Format)>> = view
        .actions()
        .map(|(initiative, action)| {
            let effect = |yen| (effect_cell(view, yen), amount.clone());
            let [planned, reached] = stages(view, action);
            vec![
                (text(initiative.initiative.printed.clone()), center.clone()),
                (text(action.action.printed.clone()), center.clone()),
                (text(name(view, action)), body.clone()),
                (text(departments(view, action)), body.clone()),
                (text(or_none(planned)), center.clone()),
                (text(or_none(reached)), center.clone()),
                (text(grading::label(&view.plan.grades, action.grade)), center.clone()),
                (text(result(view, action)), body.clone()),
                (text(reason(view, action)), body.clone()),
                effect(action.against_plan.planned),
                effect(action.effect),
                (text(or_none(texts(view, action, Field::Issues))), body.clone()),
                (text(or_none(texts(view, action, Field::NextSteps))), body.clone()),
            ]
        })
        .collect();
    let mut columns = columns(view);
    // From the right, so that the columns on the left keep their places.
    let shown = [view.shows(Field::NextSteps), view.shows(Field::Issues), has_effects, view.shows(Field::Result)];
    let groups = [NEXT_STEPS..=NEXT_STEPS, ISSUES..=ISSUES, EFFECTS[0]..=EFFECTS[1], RESULT..=RESULT];
    for (group, _) in groups.into_iter().zip(shown).filter(|(_, shown)| !shown) {
        columns.drain(group.clone());
        rows.iter_mut().for_each(|row| drop(row.drain(group.clone())));
    }
    for grader in graders(view, GradedLevel::Actions) {
        columns.push((format!("{}の評価", grader.grader.body), 12.0));
        for ((_, action), row) in view.actions().zip(&mut rows) {
            row.push((text(given(view, grader, action.action.id.into())), center.clone()));
        }
    }
    let printed: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|(content, _)| content.printed().to_owned()).collect()).collect();
    let widths: Vec<f64> = columns.iter().map(|(_, width)| *width).collect();
    let widths = widths_for_texts(&widths, &printed);
    let name = sheet_names::of(view.plan, SheetOfPlan::Actions);
    let mut sheet = book.sheet(&name, "実践項目別の進捗状況", Orientation::Landscape, &widths)?;
    let head = book.format(Style::Head);
    let heads = columns.into_iter().map(|(head, _)| head).collect();
    let parts = [
        (true, "工程、進捗区分"),
        (shown[3], "実績"),
        (has_effects, "効果額の計画と実績"),
        (shown[1], "課題"),
        (shown[0], "次年度の取組"),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|(is_shown, _)| *is_shown).map(|(_, part)| part).collect();
    let alt = format!("実践項目ごとの{}の一覧", parts.join("、"));
    let list = List { name: "Actions", alt: &alt, heads, head, rows };
    let note = book.format(Style::Note);
    let last = sheet.list(HEAD, Orientation::Landscape, view.plan.wording(), &list)?;
    grade_marks::mark(&mut sheet, &view.plan.grades, GRADE, (HEAD + 1, last.saturating_sub(1)))?;
    let cut: Vec<&str> = printed
        .iter()
        .filter(|row| row.iter().zip(&widths).any(|(text, width)| !fits_a_row(text, *width)))
        .filter_map(|row| row.get(1).map(String::as_str))
        .collect();
    if !cut.is_empty() {
        let line = format!(
            "※ {}の文章は長いため、画面や印刷では途中までです。全文は、セルを選ぶと表示されます。",
            cut.join("、")
        );
        sheet.remark(last, &line, &note)?;
    }
    sheet.sheet.set_freeze_panes(HEAD + 1, 3)?;
    book.push(sheet);
    Ok(())
}

/// All columns, the effects' with the unit of printing.
fn columns(view: &YearView<'_>) -> Vec<(String, f64)> {
    let mut columns: Vec<(String, f64)> = COLUMNS.map(|(head, width)| (head.to_owned(), width)).into();
    for (column, named) in EFFECTS.into_iter().zip(effect_heads(view)) {
        if let Some((head, _)) = columns.get_mut(column) {
            *head = named;
        }
    }
    columns
}

fn or_none(text: String) -> String {
    if text.is_empty() { figures::NONE.to_owned() } else { text }
}

fn name(view: &YearView<'_>, action: &ActionView<'_>) -> String {
    match action.action.repeats {
        Some(original) => format!("{}（再掲：{}）", action.action.name, view.plan.number(original)),
        None => action.action.name.clone(),
    }
}

fn departments(view: &YearView<'_>, action: &ActionView<'_>) -> String {
    let lead = view.plan.lead_on(action.action, view.year.last_day()).unwrap_or_else(|| action.action.lead.clone());
    let others = action.contributions.iter().map(|c| c.department.clone()).filter(|department| *department != lead);
    let departments: Vec<_> = std::iter::once(lead.clone()).chain(others).collect();
    names::print_departments(view.plan, &departments)
}

/// Planned and reached.
fn stages(view: &YearView<'_>, action: &ActionView<'_>) -> [String; 2] {
    let planned = action.action.schedule.get(&view.year).map(YearStages::line).unwrap_or_default();
    let reached = action.actual.get(&view.year).map(|actual| actual.stages.line()).unwrap_or_default();
    [planned, reached]
}

fn result(view: &YearView<'_>, action: &ActionView<'_>) -> String {
    if action.action.repeats.is_some() {
        return match !view.plan.has_effects() {
            true => "再掲（実績は、元の実践項目に記載）".to_owned(),
            false => "再掲（実績及び効果額は、元の実践項目に記載）".to_owned(),
        };
    }
    match action.ended {
        Some(ended) if action.contributions.is_empty() => ended_text(view, action, ended),
        _ => or_none(texts(view, action, Field::Result)),
    }
}

/// 区分の理由, and why the office changed the grade.
fn reason(view: &YearView<'_>, action: &ActionView<'_>) -> String {
    let computed = grading::computed_note(view, std::slice::from_ref(action));
    let own = action.grade_reason.map(|reason| reason.value.clone());
    let changed = action.overridden.map(|overridden| {
        let before = grading::label(&view.plan.grades, overridden.before.as_ref().map(|before| before.value));
        format!("※ 「{before}」から変更。理由：{}", overridden.reason)
    });
    own.into_iter().chain(computed).chain(changed).collect::<Vec<_>>().join("\n")
}

/// The texts of a field of all departments, each begun with its name where there are several.
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

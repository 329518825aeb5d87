//! 一覧: the plan's table with merged cells, and the grades of last year and this year beside it.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;

use crate::excel::book::{Book, Content, Lie, text};
use crate::excel::look::{self, Style};
use crate::plan::names;
use crate::report::grading;
use crate::report::view::YearView;
use crate::vocabulary::{InitiativeNo, column_letters};

/// First row of the initiatives, 0-based; the two-line header stands above.
const FIRST: u32 = 5;

/// Ranges of the grade columns, for formulas; only the upper cell of each merged pair holds a value.
#[derive(Debug)]
pub(crate) struct Ranges {
    /// This year's grades.
    pub(crate) grade: String,
    /// Last year's, where there is one.
    pub(crate) last_grade: Option<String>,
}

impl Ranges {
    /// The ranges of a year's list.
    pub(crate) fn new(view: &YearView<'_>) -> Ranges {
        let content = 2 + view.plan.themes.len() as u32;
        let last = FIRST + 2 * (view.initiatives.len() as u32).max(1);
        let range = |col: u32| {
            let letter = column_letters(col);
            format!("'一覧'!${letter}${}:${letter}${last}", FIRST + 1)
        };
        if view.has_last_year() {
            Ranges { grade: range(content + 2), last_grade: Some(range(content + 1)) }
        } else {
            Ranges { grade: range(content + 1), last_grade: None }
        }
    }
}

/// Writes the sheet; `places` is where each initiative's sheet stands.
pub(crate) fn write(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    places: &BTreeMap<InitiativeNo, String>,
) -> Result<(), XlsxError> {
    let plan = view.plan;
    let themes = plan.themes.len() as u16;
    let mut widths = vec![6.0, 40.0];
    widths.extend(plan.themes.iter().map(|theme| (look::units(&theme.short) as f64 + 2.0).max(7.0)));
    widths.push(64.0);
    let grades: Vec<_> = view.has_last_year().then(|| view.year.previous()).into_iter().chain([view.year]).collect();
    widths.extend(grades.iter().map(|_| 18.0));
    let mut sheet = book.sheet("一覧", "取組項目一覧", Lie::Landscape, &widths)?;
    let (head, name, small, center, body, link) = (
        book.format(Style::Head),
        book.format(Style::Strong),
        book.format(Style::Middle),
        book.format(Style::Center),
        book.format(Style::Middle),
        book.format(Style::Link),
    );
    let content = 2 + themes;
    look::span(&mut sheet.sheet, (3, 0), (2, 1), "No.", &head)?;
    sheet.put((3, 1), &text("取組項目"), &head)?;
    sheet.put((4, 1), &text("担当部署"), &head)?;
    if themes > 0 {
        look::span(&mut sheet.sheet, (3, 2), (1, themes), "テーマ", &head)?;
    }
    for (col, theme) in (2u16..).zip(&plan.themes) {
        sheet.put((4, col), &text(theme.short.clone()), &head)?;
    }
    look::span(&mut sheet.sheet, (3, content), (2, 1), "取組内容", &head)?;
    look::span(&mut sheet.sheet, (3, content + 1), (1, grades.len() as u16), "進捗区分", &head)?;
    for (col, year) in (content + 1..).zip(&grades) {
        sheet.put((4, col), &text(year.to_string()), &head)?;
    }
    let mut blocks = Vec::new();
    for (i, view_of) in (0u32..).zip(&view.initiatives) {
        let initiative = view_of.initiative;
        let row = FIRST + 2 * i;
        let departments = names::print_responsible(plan, &initiative.responsible, view.year.last_day());
        let lines = (look::lines(&initiative.name, 40.0), look::lines(&departments, 40.0));
        let needed = look::lines(&initiative.content, 64.0).max(lines.0 + lines.1);
        let lower = look::height(lines.1.max(needed.saturating_sub(lines.0)));
        sheet.sheet.set_row_height(row, look::height(lines.0))?.set_row_height(row + 1, lower)?;
        blocks.push((row, look::height(lines.0) + lower));
        look::span(&mut sheet.sheet, (row, 0), (2, 1), "", &link)?;
        let place = places.get(&initiative.no).cloned().unwrap_or_default();
        sheet.put((row, 0), &Content::Link(format!("internal:{place}"), initiative.printed.clone()), &link)?;
        sheet.put((row, 1), &text(initiative.name.clone()), &name)?;
        sheet.put((row + 1, 1), &text(departments), &small)?;
        for (col, theme) in (2u16..).zip(&plan.themes) {
            let mark = if initiative.themes.contains(&theme.id) { "○" } else { "" };
            look::span(&mut sheet.sheet, (row, col), (2, 1), mark, &center)?;
        }
        look::span(&mut sheet.sheet, (row, content), (2, 1), &initiative.content, &body)?;
        let last = view.has_last_year().then_some(view_of.last_grade);
        for (col, grade) in (content + 1..).zip(last.into_iter().chain([view_of.grade])) {
            look::span(&mut sheet.sheet, (row, col), (2, 1), &grading::label(&plan.grades, grade), &center)?;
        }
    }
    let mut row = FIRST + 2 * view.initiatives.len() as u32;
    let note = book.format(Style::Note);
    for view_of in view.initiatives.iter().filter(|initiative| initiative.overridden.is_some()) {
        let reason = view_of.overridden.map(|overridden| overridden.reason.as_str()).unwrap_or_default();
        let line = format!("※ No.{}の進捗区分は、次の理由により変更した。理由：{reason}", view_of.initiative.printed);
        sheet.remark(row, &line, &note)?;
        row += 1;
    }
    if !plan.bureaus.is_empty() {
        sheet.remark(row, &format!("【凡例】{}", names::print_legend(plan)), &note)?;
    }
    let day = crate::vocabulary::japanese_date(view.year.last_day());
    sheet.remark(row + 1, &format!("※ 担当部署名は、{day}時点のものである。"), &note)?;
    // Title, notice, an empty line and the two lines of heads.
    sheet.keep_whole(5.0 * look::height(1), 2.0 * look::height(1), &blocks)?;
    sheet.sheet.set_freeze_panes(FIRST, 2)?;
    sheet.sheet.set_repeat_rows(3, 4)?;
    book.push(sheet);
    Ok(())
}

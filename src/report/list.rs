//! The list of initiatives in the plan's own format, with the grades of last year and this year beside it.

use super::blocks::{heading, part, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Emphasis, HeaderScope, Inline, Inlines, Paper, Part, Table, emphasised, plain,
};
use super::plan_table::{self, ExtraColumns, Pagination};
use super::view::{InitiativeView, YearView};
use super::{grading, naming};

/// Width of a grade column in tenths of a millimetre: 計画を上回る in the table size on one line.
const GRADE_WIDTH: u32 = 215;

/// The list on paper laid sideways.
pub(crate) fn part_of(view: &YearView<'_>) -> Part {
    let title = "取組項目一覧";
    Part { paper: Paper::A4Landscape, ..part(title, vec![heading(1, title), Block::Table(table(view))]) }
}

/// The plan's table with grades; each No. leads to its sheet.
fn table(view: &YearView<'_>) -> Table {
    let mut heads = Vec::new();
    if view.has_last_year() {
        heads.push((view.year.previous().to_string(), GRADE_WIDTH));
    }
    heads.push((view.year.to_string(), GRADE_WIDTH));
    let cells =
        view.initiatives.iter().map(|initiative| (initiative.initiative.no, grades(view, initiative))).collect();
    let extra = ExtraColumns { heading: "進捗区分".into(), heads, cells };
    let mut table = plan_table::table(view.plan, view.year.last_day(), Pagination::Free, Some(&extra));
    let rows = table.groups.iter_mut().flat_map(|group| group.rows.chunks_mut(2));
    for (pair, initiative) in rows.zip(&view.plan.initiatives) {
        if let Some(cell) = pair.first_mut().and_then(|row| row.cells.first_mut()) {
            let number =
                Inline::Reference { target: sheet_anchor(initiative.no), text: Some(initiative.printed.clone()) };
            *cell = Cell { header: Some(HeaderScope::Row), ..Cell::inlines(vec![number]) }
                .spanning(1, 2)
                .aligned(Alignment::Center);
        }
    }
    table.notes = notes(view);
    table
}

/// Last year's grade and this year's; an overridden one carries ※, and its reason follows the table.
fn grades(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Cell> {
    let scale = &view.plan.grades;
    let mut now = grading::cell(scale, initiative.grade);
    if let Some(Block::Paragraph(paragraph)) = now.content.first_mut().filter(|_| initiative.overridden.is_some()) {
        paragraph.text.push(emphasised("※", Emphasis::None));
    }
    let last = view.has_last_year().then(|| grading::cell(scale, initiative.last_grade));
    last.into_iter().chain([now]).collect()
}

fn notes(view: &YearView<'_>) -> Vec<Inlines> {
    let mut notes = Vec::new();
    if !view.plan.bureaus.is_empty() {
        notes.push(plain(format!("【凡例】{}", naming::legend(view.plan))));
    }
    for initiative in &view.initiatives {
        if let Some(overridden) = initiative.overridden {
            let before = grading::label(&view.plan.grades, overridden.before.as_ref().map(|before| before.value));
            notes.push(plain(format!(
                "※ No.{}の進捗区分は、規則によれば「{before}」であるが、次の理由により変更した。理由：{}",
                initiative.initiative.printed, overridden.reason
            )));
        }
    }
    let day = crate::vocabulary::japanese_date(view.year.last_day());
    notes.push(plain(format!("※ 担当部署名は、{day}時点のものである。")));
    notes
}

//! The list of initiatives in the plan's own format, with the grades of last year and this year, the counts of their items, effects
//! against plan, and the page of each sheet.

use super::against_plan::effect_cell;
use super::blocks::{heading, part, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Division, Emphasis, HeaderScope, Inline, Inlines, Paper, Paragraph, ParagraphKind, Part,
    Table, emphasised, plain,
};
use super::figures::NONE;
use super::plan_table::{self, ExtraColumns, Pagination, ThemeColumns};
use super::view::{GraderView, InitiativeView, YearView};
use super::{further_grades, grading, naming, statement};
use crate::plan::GradedLevel;
use crate::vocabulary::{Grade, GradeId};

/// Widths in tenths of a millimetre: a grade by its mark over that of the year before with its year, the counts, the effect over
/// 計画 and the planned one, the page, a theme.
const MARK_WIDTH: u32 = 118;
const COUNTS_WIDTH: u32 = 85;
/// A further body's grade, under the name of the body.
const FURTHER_WIDTH: u32 = 150;
const EFFECT_WIDTH: u32 = 190;
const PAGE_WIDTH: u32 = 72;
const THEME_WIDTH: u32 = 60;

/// The list on paper laid sideways, divided into pages as the plan's own table is.
pub(crate) fn part_of(view: &YearView<'_>) -> Part {
    let title = "取組項目一覧";
    let mut blocks = vec![heading(1, title), Block::Table(table(view))];
    if !view.plan.bureaus.is_empty() {
        // Its lines end between two bureaus.
        blocks.push(Block::Paragraph(Paragraph {
            division: Division::Departments,
            align: Alignment::Start,
            ..Paragraph::new(ParagraphKind::Note, plain(format!("【凡例】{}", naming::legend(view.plan))))
        }));
    }
    Part { paper: Paper::A4Landscape, ..part(title, blocks) }
}

/// The plan's table with grades, counts, effects and pages; each No. leads to its sheet.
fn table(view: &YearView<'_>) -> Table {
    let mut heads = vec![(grading::short_head(&view.plan.words).to_owned(), grade_width(view))];
    heads.push(("件数".to_owned(), counts_width(view)));
    if view.plan.has_effects() {
        heads.push(("効果額".to_owned(), EFFECT_WIDTH));
    }
    heads.extend(super::costs::list_head(view).map(|head| (head.to_owned(), EFFECT_WIDTH)));
    heads.extend(graders(view).map(|of| (further_grades::title_of(of), further_width(view, of))));
    heads.push(("頁".to_owned(), PAGE_WIDTH));
    let cells = view.initiatives.iter().map(|initiative| (initiative.initiative.no, cells(view, initiative))).collect();
    let extra = ExtraColumns { heading: format!("{}の進捗", view.year), heads, cells };
    let themes = ThemeColumns { mark: grading::theme_mark(&view.plan.grades), upright: true, width: THEME_WIDTH };
    let mut table = plan_table::table(view.plan, view.year.last_day(), Pagination::AsThePlan, Some((&extra, themes)));
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

/// A grade by its mark needs little room; one by its name two characters a line.
fn grade_width(view: &YearView<'_>) -> u32 {
    if grading::is_marked(&view.plan.grades) { MARK_WIDTH } else { MARK_WIDTH * 2 }
}

/// The same of a grade with its count.
fn counts_width(view: &YearView<'_>) -> u32 {
    if grading::is_marked(&view.plan.grades) { COUNTS_WIDTH } else { COUNTS_WIDTH * 2 }
}

/// This year's grade over last year's, counts, effect and page. An overridden grade carries ※, and its reason follows the table.
fn cells(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Cell> {
    let mut grade = vec![emphasised(grading::sign_or_none(&view.plan.grades, initiative.grade), Emphasis::Strong)];
    if initiative.overridden.is_some() {
        grade.push(emphasised("※", Emphasis::None));
    }
    if view.has_last_year() {
        let last = format!(
            "{} {}",
            view.year.previous().short(),
            grading::sign_of_year(
                &view.plan.grades,
                initiative.initiative.is_in(view.year.previous()),
                initiative.last_grade
            )
        );
        grade.extend([Inline::Break, emphasised(last, Emphasis::Quiet)]);
    }
    let page = vec![Inline::Reference { target: sheet_anchor(initiative.initiative.no), text: None }];
    let effect = effect_cell(initiative.against_plan, view.plan.settings.money);
    let mut cells = vec![
        Cell::inlines(grade).aligned(Alignment::Center),
        Cell::inlines(counts(view, initiative)).aligned(Alignment::Center),
    ];
    cells.extend(view.plan.has_effects().then_some(effect));
    let cost = super::costs::list_amounts(view, initiative);
    cells.extend(cost.map(|cost| effect_cell(cost, view.plan.settings.money)));
    cells.extend(graders(view).map(|of| further_grade(view, of, initiative)));
    cells.push(Cell::inlines(page).aligned(Alignment::Center));
    cells
}

/// The bodies that have graded something, as far as the readers may know of it.
fn graders<'v>(view: &'v YearView<'_>) -> impl Iterator<Item = &'v GraderView<'v>> {
    view.graders.iter().filter(|of| of.summary.graded() > 0)
}

/// A grade by its mark needs little room.
fn further_width(view: &YearView<'_>, of: &GraderView<'_>) -> u32 {
    let is_marked = of.grader.grades(view.plan).iter().all(|grade| !grade.mark.is_empty());
    if is_marked { FURTHER_WIDTH } else { MARK_WIDTH * 2 }
}

/// The grade that a body gave an initiative, or how many of its items it gave each grade.
fn further_grade(view: &YearView<'_>, of: &GraderView<'_>, initiative: &InitiativeView<'_>) -> Cell {
    let mut text = Inlines::new();
    let given: Vec<GradeId> = of
        .grader
        .items(initiative.initiative)
        .into_iter()
        .filter_map(|item| of.given(item).map(|grading| grading.grade.value))
        .collect();
    for grade in of.grader.grades(view.plan) {
        let count = given.iter().filter(|id| **id == grade.id).count() as u32;
        if count == 0 {
            continue;
        }
        if !text.is_empty() {
            text.push(Inline::Break);
        }
        text.push(match of.grader.level {
            GradedLevel::Initiatives => emphasised(grade.sign().to_owned(), Emphasis::Strong),
            GradedLevel::Actions => emphasised(counted(grade, count), Emphasis::None),
        });
    }
    Cell::inlines(if text.is_empty() { plain(NONE) } else { text }).aligned(Alignment::Center)
}

/// `◎ 1`, `○ 3`, `△ 1` in lines of their own: the grades of its items that occur, ― for those without one. The space keeps △
/// from being read as the sign of a negative number.
fn counts(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Inlines {
    let of_grade = |(id, count): (&GradeId, &u32)| {
        let grade = view.plan.grades.get(*id).filter(|_| *count > 0)?;
        Some(counted(grade, *count))
    };
    let mut parts: Vec<String> = initiative.counts.by_grade.iter().filter_map(of_grade).collect();
    if initiative.counts.ungraded > 0 {
        parts.push(format!("{} {}", grading::ungraded_mark(&view.plan.grades), initiative.counts.ungraded));
    }
    let mut text = Inlines::new();
    for part in parts {
        if !text.is_empty() {
            text.push(Inline::Break);
        }
        text.push(emphasised(part, Emphasis::None));
    }
    if text.is_empty() { plain(NONE) } else { text }
}

/// A grade with its count. A name has a no-break space: 遅れ 1 in a line of its own would read as another grade's.
fn counted(grade: &Grade, count: u32) -> String {
    let space = if grade.mark.is_empty() { '\u{a0}' } else { ' ' };
    format!("{}{space}{count}", grade.sign())
}

fn notes(view: &YearView<'_>) -> Vec<Inlines> {
    let mut notes = Vec::new();
    let mark = grading::theme_mark(&view.plan.grades);
    let mut key: Vec<String> = grading::key(&view.plan.grades).into_iter().collect();
    if !view.plan.themes.is_empty() {
        key.push(format!("{mark} 関連するテーマ"));
    }
    key.push(grading::ungraded_key(&view.plan.grades));
    let was_there = |of: &InitiativeView<'_>| of.initiative.is_in(view.year.previous());
    if view.has_last_year() && !view.initiatives.iter().all(was_there) {
        key.push(grading::not_yet_key(&view.plan.grades));
    }
    let repeats = if view.plan.has_repeats() { "（再掲を除く。）" } else { "" };
    key.push(format!("件数 実践項目の進捗区分ごとの件数{repeats}"));
    if view.plan.has_effects() {
        let sides = if view.against_plan.whole_plan.is_some() { "実績と計画" } else { "実績" };
        key.push(format!("効果額 {sides}{}", view.plan.settings.money.caption()));
    }
    if let Some(head) = super::costs::list_head(view) {
        key.push(format!("{head} 実績と計画{}", view.plan.settings.money.caption()));
    }
    for of in graders(view).filter(|of| of.grader.level == GradedLevel::Actions) {
        key.push(format!("{} 実践項目に付けたものの件数", further_grades::title_of(of)));
    }
    notes.push(plain(format!("※ {}。", key.join("／"))));
    for initiative in &view.initiatives {
        if let Some(overridden) = initiative.overridden {
            let before = grading::label(&view.plan.grades, initiative.by_rule);
            notes.push(plain(format!(
                "※ No.{}の進捗区分は、規則によれば「{before}」であるが、次の理由により変更した。理由：{}",
                initiative.initiative.printed, overridden.reason
            )));
        }
    }
    notes.push(plain(format!("※ {}", statement::names_as_of(view))));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_does_not_part_from_the_name_of_its_grade() {
        let scale = crate::report::fixture::plan().grades;
        let named = Grade { mark: String::new(), name: "やや遅れ".into(), ..scale.grades[0].clone() };
        assert_eq!([counted(&scale.grades[0], 1), counted(&named, 1)], ["◎ 1", "やや遅れ\u{a0}1"]);
    }
}

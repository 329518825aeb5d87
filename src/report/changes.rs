//! 前年度からの変化: what fell, what rose, and what else changed, each with an arrow.

use super::blocks::{column_head, fixed, heading, paragraph, part, row, row_head, sheet_anchor, typed};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Inline, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, Tone,
};
use super::figures::NONE;
use super::view::{ActionView, InitiativeView, YearView};
use super::wording::why_ungraded;
use super::{grading, naming};
use crate::assess::counts::outside;
use crate::assess::movement::is_below;
use crate::contract::Field;
use crate::vocabulary::{GradeId, GradeScale, every_variant};

/// Which way a grade went. One that is not rated (区分なし, 対象外) has neither fallen nor risen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Movement {
    Down,
    Up,
    Other,
}

impl Movement {
    const ALL: [Movement; 3] = every_variant!(Movement: Down, Up, Other);

    fn of(scale: &GradeScale, now: Option<GradeId>, before: Option<GradeId>) -> Movement {
        if is_below(scale, now, before) {
            Movement::Down
        } else if is_below(scale, before, now) {
            Movement::Up
        } else {
            Movement::Other
        }
    }

    fn arrow(self) -> &'static str {
        match self {
            Movement::Down => "↓",
            Movement::Up => "↑",
            Movement::Other => "→",
        }
    }

    fn label(self, scale: &GradeScale) -> String {
        match self {
            Movement::Down => "下がったもの".to_owned(),
            Movement::Up => "上がったもの".to_owned(),
            Movement::Other => format!("{}との間で変わったものなど", outside(scale)),
        }
    }
}

/// An action item whose grade changed.
struct Change<'v, 'a> {
    way: Movement,
    initiative: &'v InitiativeView<'a>,
    action: &'v ActionView<'a>,
}

/// Whether no grade is another than last year's.
pub(crate) fn are_none(view: &YearView<'_>) -> bool {
    comparable(view).all(|(_, action)| action.grade == action.last_grade)
}

/// The items that were part of the plan last year, too.
fn comparable<'v, 'a>(view: &'v YearView<'a>) -> impl Iterator<Item = (&'v InitiativeView<'a>, &'v ActionView<'a>)> {
    let before = view.year.previous();
    view.actions().filter(move |(_, action)| action.action.repeats.is_none() && action.action.is_in(before))
}

/// How many items are new to the plan, where there are any and last year's figures stand beside this year's.
pub(crate) fn joined(view: &YearView<'_>) -> Option<String> {
    let counted = view.actions().filter(|(_, action)| action.action.repeats.is_none()).count();
    let joined = counted - comparable(view).count();
    (view.has_last_year() && joined > 0).then(|| format!("この年度から計画に加わった実践項目が{joined}件ある。"))
}

/// 前年度からの変化; nothing where last year has no input.
pub(crate) fn since_last_year(view: &YearView<'_>) -> Option<Part> {
    if !view.has_last_year() {
        return None;
    }
    let scale = &view.plan.grades;
    let changes: Vec<Change<'_, '_>> = comparable(view)
        .filter(|(_, action)| action.grade != action.last_grade)
        .map(|(initiative, action)| {
            let way = Movement::of(scale, action.grade, action.last_grade);
            Change { way, initiative, action }
        })
        .collect();
    let count = |way: Movement| changes.iter().filter(|change| change.way == way).count();
    let mut text = match changes.len() {
        0 => "進捗区分が前年度から変わった実践項目はない。".to_owned(),
        all => {
            let others = match count(Movement::Other) {
                0 => "である".to_owned(),
                others => format!("で、ほかは{others}件である"),
            };
            format!(
                "進捗区分が前年度から変わった実践項目は{all}件である。このうち下がったものは{}件、上がったものは{}件{others}。",
                count(Movement::Down),
                count(Movement::Up)
            )
        }
    };
    if let Some(joined) = joined(view) {
        text.push_str(&format!("なお、{joined}"));
    }
    let mut blocks = vec![heading(1, "前年度からの変化"), paragraph(ParagraphKind::Body, text)];
    if !changes.is_empty() {
        blocks.push(Block::Table(table(view, &changes)));
    }
    Some(part("前年度からの変化", blocks))
}

fn table(view: &YearView<'_>, changes: &[Change<'_, '_>]) -> Table {
    let mut columns = vec![
        view.number_columns.of_actions(110),
        Column { width: ColumnWidth::Share(1), align: Alignment::Start },
        Column { width: ColumnWidth::Fit(315), align: Alignment::Start },
        grading::word_column(&view.plan.grades, 220, 250),
        fixed(50, Alignment::Center),
        grading::word_column(&view.plan.grades, 220, 250),
    ];
    let mut head = vec![
        "No.".to_owned(),
        "実践項目".into(),
        "主担当".into(),
        view.year.previous().short(),
        "".into(),
        view.year.short(),
    ];
    if view.shows(Field::GradeReason) {
        columns.push(Column { width: ColumnWidth::Share(1), align: Alignment::Justify });
        head.push("理由".into());
    }
    let groups = Movement::ALL.into_iter().filter_map(|way| {
        let rows: Vec<Row> =
            changes.iter().filter(|change| change.way == way).map(|change| change_row(view, change)).collect();
        let title = format!("{} {}（{}件）", way.arrow(), way.label(&view.plan.grades), rows.len());
        let heading = Some(row(vec![row_head(title).spanning(columns.len() as u32, 1).toned(Tone::Tint)]));
        (!rows.is_empty()).then_some(RowGroup { heading, rows, page_break_before: false })
    });
    let groups = groups.collect();
    Table {
        caption: None,
        unit: None,
        columns,
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups,
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    }
}

fn change_row(view: &YearView<'_>, change: &Change<'_, '_>) -> Row {
    let (scale, action) = (&view.plan.grades, change.action);
    let target = sheet_anchor(change.initiative.initiative.no);
    let name = vec![Inline::Reference { target, text: Some(action.action.name.clone()) }];
    let reason = action.grade_reason.map(|reason| typed(ParagraphKind::Small, reason)).unwrap_or_default();
    let reason = match (reason.is_empty(), action.grade) {
        (false, _) => Cell { content: reason, ..Cell::default() },
        (true, None) => Cell::text(why_ungraded(view, action)),
        (true, Some(_)) => Cell::text(NONE),
    };
    let mut cells = vec![
        row_head(action.action.printed.clone()).aligned(Alignment::Center),
        Cell::inlines(name),
        Cell::text(naming::lead(view.plan, action.action, view.year)),
        grading::cell(scale, action.last_grade),
        Cell::text(change.way.arrow()),
        grading::cell(scale, action.grade),
    ];
    if view.shows(Field::GradeReason) {
        cells.push(reason);
    }
    row(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::assessment::Assessment;
    use crate::contract::Audience;
    use crate::plan::fixture;
    use crate::report;
    use crate::vocabulary::{ActionId, FiscalYear};

    #[test]
    fn only_rated_grades_go_up_and_down() {
        let scale = fixture::small().grades;
        let rated: Vec<&crate::vocabulary::Grade> =
            scale.grades.iter().filter(|grade| grade.points.is_some()).collect();
        let (best, worst) = (rated.first().expect("rated").id, rated.last().expect("rated").id);
        assert_eq!(Movement::of(&scale, Some(worst), Some(best)), Movement::Down);
        assert_eq!(Movement::of(&scale, Some(best), Some(worst)), Movement::Up);
        assert_eq!(Movement::of(&scale, Some(best), Some(best)), Movement::Other);
        assert_eq!(Movement::of(&scale, None, Some(best)), Movement::Other);
        let unrated = scale.grades.iter().find(|grade| grade.points.is_none()).map(|grade| grade.id);
        assert_eq!(Movement::of(&scale, unrated, Some(best)), Movement::Other);
    }

    /// The text of the part for a reader; `None` where there is none.
    fn said(assessment: &Assessment, reader: Audience) -> Option<String> {
        let part = since_last_year(&YearView::new(assessment, reader))?;
        let mut lines = Vec::new();
        crate::report::text::of_blocks(&part.blocks, &mut lines);
        Some(lines.join("\n"))
    }

    #[test]
    fn changes_are_counted_by_their_way_and_each_has_its_row_with_the_reason() {
        let mut assessment = report::fixture::assessment();
        let text = said(&assessment, Audience::Council).expect("two years");
        let lead =
            "進捗区分が前年度から変わった実践項目は1件である。このうち下がったものは0件、上がったものは1件である。";
        assert!(text.contains(lead) && text.contains("↑ 上がったもの（1件）"), "{text}");
        assert!(!text.contains("下がったもの（") && !text.contains("ICTの活用"), "{text}");
        // An item that is listed again stands with its original.
        assert_eq!(text.matches("広告料収入の拡大").count(), 1, "{text}");
        assessment.actions.get_mut(&ActionId::new(2, 1)).expect("planned").grade = None;
        let own = assessment.actions.get_mut(&ActionId::new(1, 1)).expect("planned");
        (own.grade, own.last_grade) = (own.last_grade, own.grade);
        let text = said(&assessment, Audience::Council).expect("two years");
        let lead = "進捗区分が前年度から変わった実践項目は2件である。このうち下がったものは1件、上がったものは0件で、ほかは1件である。";
        assert!(text.contains(lead) && text.contains("↓ 下がったもの（1件）"), "{text}");
        let [fell, other] = ["↓ 下がったもの（1件）", "→ "].map(|title| text.find(title).expect("a group"));
        assert!(fell < other && text[other..].contains("2-1\t") && text[other..].contains("区分なし"), "{text}");
        for own in assessment.actions.values_mut() {
            own.last_grade = own.grade;
        }
        let text = said(&assessment, Audience::Council).expect("two years");
        assert_eq!(text, "前年度からの変化\n進捗区分が前年度から変わった実践項目はない。");
        assert!(are_none(&YearView::new(&assessment, Audience::Council)));
        assessment.earlier.clear();
        assert_eq!(said(&assessment, Audience::Council), None);
    }

    #[test]
    fn what_joined_the_plan_is_no_change_and_is_counted_apart() {
        let mut assessment = report::fixture::assessment();
        let mut plan = (*assessment.plan).clone();
        plan.initiatives[1].actions[0].added = Some(FiscalYear(2021));
        assessment.plan = std::sync::Arc::new(plan);
        assessment.actions.get_mut(&ActionId::new(2, 1)).expect("planned").grade = Some(GradeId(0));
        let text = said(&assessment, Audience::Council).expect("two years");
        assert!(text.contains("変わった実践項目は1件である。"), "{text}");
        assert!(text.contains("なお、この年度から計画に加わった実践項目が1件ある。"), "{text}");
        assessment.earlier.clear();
        assert_eq!(joined(&YearView::new(&assessment, Audience::Council)), None);
    }
}

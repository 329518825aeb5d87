//! Grades of the bodies that grade beside the departments (所管課 → 本部 → 外部委員): on an initiative's sheet, as a table over all items,
//! and how often they differ from the departments'. Each is shown to those alone for whom the plan means it.

use super::blocks::{column_head, fixed, heading, labelled, paragraph, part, row, row_head, shared, typed};
use super::document::{
    Alignment, Block, Cell, Emphasis, HeaderScope, Paragraph, ParagraphKind, Part, Row, Table, TableStyle, emphasised,
    plain,
};
use super::figures::NONE;
use super::grading;
use super::view::{GraderView, InitiativeView, YearView};
use crate::assess::graders::Compared;
use crate::vocabulary::{GradeId, RatedItem};

/// What the bodies say of an initiative and its action items; nothing of a body that has said nothing.
pub(crate) fn of_initiative(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    view.graders.iter().filter_map(|grader| said(view, grader, initiative)).collect()
}

fn said(view: &YearView<'_>, of: &GraderView<'_>, initiative: &InitiativeView<'_>) -> Option<Block> {
    let mut body = Vec::new();
    for item in of.grader.items(initiative.initiative) {
        let Some(grading) = of.given(item) else { continue };
        let mut line = Vec::new();
        if matches!(item, RatedItem::Action(_)) {
            line.push(emphasised(format!("{} ", view.plan.rated_name(item).0), Emphasis::None));
        }
        line.push(emphasised(of.label(view.plan, grading.grade.value), Emphasis::Strong));
        body.push(Block::Paragraph(Paragraph::new(ParagraphKind::Small, line)));
        body.extend(grading.reason.iter().flat_map(|reason| typed(ParagraphKind::Small, reason)));
    }
    (!body.is_empty()).then(|| labelled(title_of(of), body))
}

/// 経営会議の評価.
pub(crate) fn title_of(of: &GraderView<'_>) -> String {
    format!("{}の評価", of.grader.body)
}

/// All items with the department's grade and those of the bodies; nothing where none has graded anything.
pub(crate) fn part_of(view: &YearView<'_>) -> Option<Part> {
    let with: Vec<&GraderView<'_>> = view.graders.iter().filter(|of| of.summary.graded() > 0).collect();
    if with.is_empty() {
        return None;
    }
    let bodies: Vec<&str> = with.iter().map(|of| of.grader.body.as_str()).collect();
    let title = format!("{}の評価", bodies.join("及び"));
    let mut blocks = vec![heading(1, title.clone())];
    blocks.extend(with.iter().map(|of| paragraph(ParagraphKind::Body, sentence(of))));
    blocks.push(Block::Table(table(view, &with)));
    Some(part(title, blocks))
}

/// How many items a body has graded, and how often it differs.
pub(crate) fn sentence(of: &GraderView<'_>) -> String {
    let (summary, level) = (of.summary, of.grader.level.label());
    let graded = summary.graded();
    let mut text = format!("{}は、{level}{}件のうち{graded}件を評価した。", of.grader.body, summary.items);
    text.extend(summary.compared.filter(|_| graded > 0).map(|compared| beside_departments(compared, graded)));
    text
}

/// How a body's grades differ from the departments'; the counts come to all that it gave.
fn beside_departments(compared: Compared, graded: u32) -> String {
    let Compared { same, better, lower } = compared;
    let mut text = format!("部署の区分と同じものは{same}件、部署の区分より良いものは{better}件、低いものは{lower}件");
    // One of the two is a grade of no order, or the department gave none.
    let beside = graded.saturating_sub(same + better + lower);
    if beside > 0 {
        text.push_str(&format!("、割合に数えない区分又は区分なしがあって比べられないものは{beside}件"));
    }
    text + "である。"
}

fn table(view: &YearView<'_>, with: &[&GraderView<'_>]) -> Table {
    let mut heads = vec!["No.".to_owned(), "項目".to_owned(), "部署の区分".to_owned()];
    heads.extend(with.iter().map(|of| of.grader.body.clone()));
    let mut columns = vec![view.number_columns.of_actions(130), shared(1)];
    columns.extend(heads.iter().skip(2).map(|_| fixed(290, Alignment::Center)));
    let mut rows: Vec<Row> = Vec::new();
    for initiative in &view.initiatives {
        let no = RatedItem::Initiative(initiative.initiative.no);
        rows.extend(line(view, with, no, initiative.grade));
        for action in initiative.actions.iter().filter(|action| action.action.repeats.is_none()) {
            rows.extend(line(view, with, action.action.id.into(), action.grade));
        }
    }
    let keys = with.iter().filter(|of| of.grader.own.is_some());
    let keys: Vec<String> = keys
        .map(|of| {
            let labels: Vec<String> = of.grader.grades(view.plan).iter().map(|grade| grade.label()).collect();
            format!("※ {}の評価は、良いものから順に{}である。", of.grader.body, labels.join("、"))
        })
        .collect();
    Table {
        notes: keys.iter().flat_map(|key| [plain(key.as_str())]).collect(),
        ..Table::of_rows(
            TableStyle::Zebra,
            columns,
            vec![row(heads.into_iter().map(|text| column_head(text, 1, 1)).collect())],
            rows,
        )
    }
}

/// The row of an item; nothing of one that no body grades.
fn line(view: &YearView<'_>, with: &[&GraderView<'_>], item: RatedItem, own: Option<GradeId>) -> Option<Row> {
    let is_graded = |of: &&&GraderView<'_>| of.grader.level == level_of(item);
    with.iter().find(is_graded)?;
    let (number, name) = view.plan.rated_name(item);
    let mut cells = vec![
        row_head(number).aligned(Alignment::Center),
        Cell { header: Some(HeaderScope::Row), ..Cell::text(name) },
        Cell::text(grading::label(&view.plan.grades, own)).aligned(Alignment::Center),
    ];
    cells.extend(with.iter().map(|of| {
        let given = of.given(item).map(|grading| of.label(view.plan, grading.grade.value));
        Cell::text(given.unwrap_or_else(|| NONE.to_owned())).aligned(Alignment::Center)
    }));
    Some(row(cells))
}

fn level_of(item: RatedItem) -> crate::plan::GradedLevel {
    match item {
        RatedItem::Initiative(_) => crate::plan::GradedLevel::Initiatives,
        RatedItem::Action(_) => crate::plan::GradedLevel::Actions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_come_to_all_that_a_body_graded() {
        let compared = Compared { same: 2, better: 1, lower: 0 };
        let said = |graded| beside_departments(compared, graded);
        assert!(said(3).ends_with("低いものは0件である。"), "{}", said(3));
        assert!(said(5).ends_with("比べられないものは2件である。"), "{}", said(5));
    }
}

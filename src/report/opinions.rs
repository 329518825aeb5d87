//! Opinions of the council (審議会意見) in tables: last year's with what became of them, and this year's as members gave them,
//! for the meeting.

use super::blocks::{column_head, heading, paragraph, part, row, row_head, sheet_anchor, typed};
use super::council_word::unanswered;
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Division, Emphasis, Inline, Paragraph, ParagraphKind, Part, Row,
    RowGroup, Table, TableStyle, Tone, emphasised,
};
use super::results::department;
use super::view::{InitiativeView, YearView};
use super::{naming, ratings, text, unreported};
use crate::merge::record::Opinion;

/// 前年度の意見への対応: each opinion beside what departments answered. The title says so where opinions of years before that are
/// among them.
pub(crate) fn of_last_year(view: &YearView<'_>) -> Option<Part> {
    let with: Vec<_> = view.initiatives.iter().filter(|initiative| !initiative.last_opinions.is_empty()).collect();
    if with.is_empty() {
        return None;
    }
    let opinions = || with.iter().flat_map(|initiative| initiative.last_opinions);
    let all = opinions().count();
    let answered = opinions().filter(|opinion| !opinion.responses.is_empty()).count();
    let earlier = opinions().filter(|opinion| opinion.id.year < view.year.previous()).count();
    let open = unreported::without_answer(view.readers);
    let whose = match earlier {
        0 => format!("{}の意見{all}件", view.year.previous()),
        _ if earlier == all => format!("{}より前の意見で{open}{all}件", view.year.previous()),
        _ => {
            format!("{}の意見{}件とそれより前の意見で{open}{earlier}件の計{all}件", view.year.previous(), all - earlier)
        }
    };
    let summary = unreported::answers(view.readers, &whose, all, answered);
    let groups = with.iter().map(|initiative| {
        let rows = initiative.last_opinions.iter().map(|opinion| answered_row(view, opinion));
        group(initiative, 3, None, None, rows.collect())
    });
    let table = table(&["番号", "意見", "対応"], groups.collect());
    let title = if earlier == 0 { "前年度の意見への対応" } else { "前年度までの意見への対応" };
    let blocks = vec![heading(1, title), paragraph(ParagraphKind::Body, summary), Block::Table(table)];
    Some(part(title, blocks))
}

fn answered_row(view: &YearView<'_>, opinion: &Opinion) -> Row {
    let mut answers = Vec::new();
    for (id, response) in &opinion.responses {
        let mut answer = typed(ParagraphKind::Small, response);
        if let Some(Block::Paragraph(first)) = answer.first_mut() {
            first.text.splice(0..0, department(naming::department(view.plan, id)));
        }
        answers.extend(answer);
    }
    let answers = match answers.is_empty() {
        true => Cell::inlines(vec![emphasised(unanswered(view, opinion), Emphasis::Strong)]),
        false => Cell { content: answers, ..Cell::default() },
    };
    let text = Cell { content: typed(ParagraphKind::Small, &opinion.text), ..Cell::default() };
    Row { may_split: true, ..row(vec![row_head(view.plan.opinion_number(opinion.id)), text, answers]) }
}

/// 意見一覧: what members have said on this year, by initiative with their ratings and the department to ask;
/// nothing as long as none has spoken.
pub(crate) fn of_this_year(view: &YearView<'_>) -> Option<Part> {
    let said =
        |initiative: &&InitiativeView<'_>| initiative.council.is_some_and(|council| !council.opinions.is_empty());
    let with: Vec<_> = view.initiatives.iter().filter(said).collect();
    if with.is_empty() {
        return None;
    }
    let groups = with.iter().map(|initiative| {
        let departments = naming::responsible(view.plan, &initiative.initiative.responsible, view.year);
        let rating = initiative.rating.and_then(|given| {
            let text = ratings::short(&view.plan.settings.rating, given)?;
            Some(format!("評価 {text}（委員{}人）", given.raters()))
        });
        let opinions = initiative.council.map(|council| council.opinions.as_slice()).unwrap_or_default();
        let rows = opinions.iter().map(|opinion| {
            let text = Cell { content: typed(ParagraphKind::Small, &opinion.text), ..Cell::default() };
            Row { may_split: true, ..row(vec![row_head(view.plan.opinion_number(opinion.id)), text]) }
        });
        group(initiative, 2, rating, Some(departments), rows.collect())
    });
    let groups: Vec<RowGroup> = groups.collect();
    let count: usize = groups.iter().map(|group| group.rows.len()).sum();
    let summary =
        format!("委員から提出された{}に対する意見は、取組項目{}項目について{count}件である。", view.year, with.len());
    let table = table(&["番号", "意見"], groups);
    let blocks = vec![heading(1, "意見一覧"), paragraph(ParagraphKind::Body, summary), Block::Table(table)];
    Some(part("意見一覧", blocks))
}

/// The opinions on an initiative under its number and name, which lead to its sheet; its rating and its
/// departments follow on lines of their own, so that none is torn, a search finds them, and they are painted in the order of the tags.
fn group(
    initiative: &InitiativeView<'_>,
    columns: u32,
    rating: Option<String>,
    departments: Option<String>,
    rows: Vec<Row>,
) -> RowGroup {
    let title = text::numbered(&initiative.initiative.printed, &initiative.initiative.name);
    let label = vec![Inline::Reference { target: sheet_anchor(initiative.initiative.no), text: Some(title) }];
    let rating = rating.map(|rating| {
        Block::Paragraph(Paragraph::new(ParagraphKind::Small, vec![emphasised(rating, Emphasis::Quiet)]))
    });
    let departments = departments.map(|departments| {
        Block::Paragraph(Paragraph {
            division: Division::Departments,
            align: Alignment::Start,
            ..Paragraph::new(ParagraphKind::Small, vec![emphasised(departments, Emphasis::Quiet)])
        })
    });
    let mut head = Cell { header: Some(super::document::HeaderScope::Row), ..Cell::inlines(label) };
    head.content.extend(rating);
    head.content.extend(departments);
    let heading = row(vec![head.spanning(columns, 1).toned(Tone::Tint)]);
    RowGroup { heading: Some(heading), rows, page_break_before: false }
}

fn table(head: &[&str], groups: Vec<RowGroup>) -> Table {
    let mut columns = vec![Column { width: ColumnWidth::Fit(190), align: Alignment::Start }];
    columns.resize(head.len(), Column { width: ColumnWidth::Share(1), align: Alignment::Justify });
    Table {
        caption: None,
        unit: None,
        columns,
        head: vec![row(head.iter().map(|text| column_head(*text, 1, 1)).collect())],
        groups,
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Sourced;
    use crate::report::fixture;
    use crate::vocabulary::{InitiativeNo, OpinionId};

    #[test]
    fn the_title_says_whether_opinions_of_years_before_the_last_are_among_them() {
        let part = |years_ago: &[i16]| {
            let mut assessment = fixture::assessment();
            let mut record = (*assessment.record).clone();
            let opinion = |ago: &i16| Opinion {
                id: OpinionId {
                    year: crate::vocabulary::FiscalYear(record.year.0 - ago),
                    initiative: InitiativeNo(1),
                    number: 1,
                },
                text: Sourced::new("周知を。".to_owned(), fixture::origin(3, 4)),
                pinned: false,
                responses: Vec::new(),
            };
            let opinions: Vec<Opinion> = years_ago.iter().map(opinion).collect();
            record.last_opinions.insert(InitiativeNo(1), opinions);
            assessment.record = Arc::new(record);
            of_last_year(&YearView::new(&assessment, crate::contract::Audience::Public)).expect("opinions")
        };
        let title = |years_ago: &[i16]| part(years_ago).name;
        assert_eq!(title(&[1]), "前年度の意見への対応");
        assert_eq!(title(&[1, 2]), "前年度までの意見への対応");
        assert_eq!(title(&[3]), "前年度までの意見への対応");
        let whose = "令和2年度の意見1件とそれより前の意見で回答のなかったもの2件の計3件のすべてについて、担当部署から回答がない。";
        assert!(format!("{:?}", part(&[1, 2, 3])).contains(whose));
    }
}

//! What the council's edition adds: changes since last year, last year's opinions and what became of them, and 課題 and
//! next year's steps over all initiatives.

use super::blocks::{
    column_head, fixed, heading, labelled, number_column, paragraph, part, row, row_head, sheet_anchor, typed,
};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Inline, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, plain,
};
use super::figures::NONE;
use super::view::{ActionView, InitiativeView, YearView};
use super::{council_word, grading, naming};
use crate::contract::{Field, Paper};

/// 前年度からの変化.
pub(crate) fn since_last_year(view: &YearView<'_>) -> Option<Part> {
    if !view.has_last_year() {
        return None;
    }
    let scale = &view.plan.grades;
    let changed: Vec<_> = view
        .actions()
        .filter(|(_, action)| action.action.repeats.is_none() && action.grade != action.last_grade)
        .collect();
    let better = |action: &ActionView<'_>| matches!((action.grade, action.last_grade), (Some(now), Some(before)) if now < before);
    let rated = |action: &ActionView<'_>| {
        let points = |id| scale.get(id).and_then(|grade| grade.points);
        action.grade.and_then(points).is_some() && action.last_grade.and_then(points).is_some()
    };
    let up = changed.iter().filter(|(_, action)| rated(action) && better(action)).count();
    let down = changed.iter().filter(|(_, action)| rated(action) && !better(action)).count();
    let text = match (changed.len(), up, down) {
        (0, ..) => "進捗区分が前年度から変わった実践項目はない。".to_owned(),
        (n, up, down) => format!(
            "進捗区分が前年度から変わった実践項目は{n}件である。このうち上がったものは{up}件、下がったものは{down}件で、ほかは{}との間の変化である。",
            crate::assess::counts::outside(&view.plan.grades)
        ),
    };
    let mut blocks = vec![heading(1, "前年度からの変化"), paragraph(ParagraphKind::Body, text)];
    if !changed.is_empty() {
        blocks.push(Block::Table(changes_table(view, &changed)));
    }
    Some(part("前年度からの変化", blocks))
}

fn changes_table(view: &YearView<'_>, changed: &[(&InitiativeView<'_>, &ActionView<'_>)]) -> Table {
    let scale = &view.plan.grades;
    let rows = changed
        .iter()
        .map(|(initiative, action)| {
            let target = sheet_anchor(initiative.initiative.no);
            let name = vec![Inline::Reference { target, text: Some(action.action.name.clone()) }];
            let reason = action.grade_reason.map(|reason| typed(ParagraphKind::Small, reason)).unwrap_or_default();
            let reason = if reason.is_empty() { Cell::text(NONE) } else { Cell { content: reason, ..Cell::default() } };
            let cells = vec![
                row_head(action.action.printed.clone()).aligned(Alignment::Center),
                Cell::inlines(name),
                Cell::text(naming::lead(view.plan, action.action, view.year)),
                grading::cell(scale, action.last_grade),
                grading::cell(scale, action.grade),
                reason,
            ];
            Row { may_split: true, ..row(cells) }
        })
        .collect();
    let head = [
        "No.".to_owned(),
        "実践項目".into(),
        "主担当".into(),
        view.year.previous().to_string(),
        view.year.to_string(),
        "理由".into(),
    ];
    Table {
        caption: Some(plain("進捗区分が変わった実践項目")),
        unit: None,
        columns: vec![
            number_column(view.plan, 110),
            Column { width: ColumnWidth::Share(4), align: Alignment::Start },
            fixed(280, Alignment::Start),
            fixed(220, Alignment::Center),
            fixed(220, Alignment::Center),
            Column { width: ColumnWidth::Share(5), align: Alignment::Justify },
        ],
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    }
}

/// 前年度の意見への対応.
pub(crate) fn last_opinions(view: &YearView<'_>) -> Option<Part> {
    let with: Vec<_> = view.initiatives.iter().filter(|initiative| !initiative.last_opinions.is_empty()).collect();
    if with.is_empty() {
        return None;
    }
    let all: usize = with.iter().map(|initiative| initiative.last_opinions.len()).sum();
    let answered = with
        .iter()
        .flat_map(|initiative| initiative.last_opinions)
        .filter(|opinion| !opinion.responses.is_empty())
        .count();
    let earlier = with
        .iter()
        .flat_map(|initiative| initiative.last_opinions)
        .filter(|opinion| opinion.id.year < view.year.previous())
        .count();
    let whose = match earlier {
        0 => format!("{}の意見{all}件", view.year.previous()),
        _ => format!(
            "{}の意見{}件及びそれより前の意見で対応のなかったもの{earlier}件",
            view.year.previous(),
            all - earlier
        ),
    };
    let text = if answered == all {
        format!("{whose}のすべてに、担当部署から対応の提出があった。")
    } else {
        format!("{whose}のうち{answered}件に対応の提出があり、{}件が未提出である。", all - answered)
    };
    let mut blocks = vec![heading(1, "前年度の意見への対応"), paragraph(ParagraphKind::Body, text)];
    for initiative in with {
        let title = format!("{} {}", initiative.initiative.printed, initiative.initiative.name);
        blocks.push(labelled(title, vec![council_word::opinions(view, initiative.last_opinions)]));
    }
    Some(part("前年度の意見への対応", blocks))
}

/// 課題と次年度の取組 over all initiatives, a row an action item.
pub(crate) fn issues(view: &YearView<'_>) -> Option<Part> {
    let groups: Vec<RowGroup> = view
        .initiatives
        .iter()
        .map(|initiative| {
            let title = format!("{} {}", initiative.initiative.printed, initiative.initiative.name);
            let heading = row(vec![row_head(title).spanning(4, 1).toned(super::document::Tone::Tint)]);
            RowGroup { heading: Some(heading), rows: issue_rows(view, initiative), page_break_before: false }
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    if groups.is_empty() {
        return None;
    }
    let head = ["No.".to_owned(), "担当部署".into(), "課題".into(), format!("{}の取組", view.year.next())];
    let table = Table {
        caption: None,
        unit: None,
        columns: vec![
            number_column(view.plan, 110),
            fixed(330, Alignment::Start),
            Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
            Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
        ],
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups,
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    };
    let title = "課題と次年度の取組";
    Some(part(title, vec![heading(1, title), Block::Table(table)]))
}

fn issue_rows(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Row> {
    let contributions = initiative
        .actions
        .iter()
        .flat_map(|action| action.contributions.iter().map(move |contribution| (action, contribution)));
    contributions
        .filter(|(_, contribution)| {
            Field::texts_in(Paper::CouncilSummary).any(|field| contribution.text(field).is_some())
        })
        .map(|(action, contribution)| {
            let cell = |text: Option<&crate::finding::Sourced<String>>| match text {
                Some(text) => Cell { content: typed(ParagraphKind::Small, text), ..Cell::default() },
                None => Cell::text(NONE),
            };
            let cells = vec![
                row_head(action.action.printed.clone()).aligned(Alignment::Center),
                Cell::text(naming::department(view.plan, contribution.department)),
                cell(contribution.text(Field::Issues)),
                cell(contribution.text(Field::NextSteps)),
            ];
            Row { may_split: true, ..row(cells) }
        })
        .collect()
}

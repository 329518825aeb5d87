//! 進捗区分と指標: the grades that departments gave beside those that their indicators give by a stated rule, for council and office.

use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, HeaderScope, ParagraphKind, Part, Row, Table, TableStyle, plain,
};
use super::figures::{percent, percent_or_none, share};
use super::focus::reference;
use super::view::YearView;
use super::{further_grades, grading, naming};
use crate::assess::indicated::{Fairness, LEGEND};
use crate::contract::Field;

/// Spread by department, and the items whose grade is not the one of their indicators; nothing where no grade was given, or
/// none that the plan has indicators for.
pub(crate) fn part_of(view: &YearView<'_>) -> Option<Part> {
    let fair = view.fair_grading;
    let bodies = view.graders.iter().filter(|of| of.summary.compared.is_some() && of.summary.graded() > 0);
    let bodies: Vec<_> = bodies.map(|of| paragraph(ParagraphKind::Body, further_grades::sentence(of))).collect();
    // Before its end a year's targets are not yet due.
    if !view.period.closes_year() || fair.all.rated == 0 || !is_measured(view) && bodies.is_empty() {
        return None;
    }
    let title = "進捗区分と指標";
    let mut blocks = vec![
        heading(1, title),
        paragraph(ParagraphKind::Body, sentence(fair.all)),
        paragraph(ParagraphKind::Note, format!("※ {LEGEND}")),
        heading(2, "部署別の状況"),
        Block::Table(by_department(view)),
    ];
    if !bodies.is_empty() {
        blocks.push(heading(2, "ほかの組織の評価との違い"));
        blocks.extend(bodies);
    }
    if !fair.differing.is_empty() {
        blocks.push(heading(2, "指標から見た区分と違う実践項目"));
        blocks.push(Block::Table(differing(view)));
    }
    Some(part(title, blocks))
}

/// Whether the plan has indicators for an item whose grade a department gave.
fn is_measured(view: &YearView<'_>) -> bool {
    view.actions()
        .any(|(_, action)| action.computed.is_none() && action.ended.is_none() && !action.action.indicators.is_empty())
}

fn sentence(all: Fairness) -> String {
    let without =
        share(all.without_data(), all.rated).map(|share| format!("（{}%）", percent(share))).unwrap_or_default();
    format!(
        "進捗区分を評価した実践項目{}件のうち、指標の目標値と実績値があり、指標から区分を見ることができるものは{}件、データがないものは{}件{without}である。見ることができる{}件のうち、部署の区分が指標から見た区分より良いものは{}件、同じものは{}件、低いものは{}件である。",
        all.rated,
        all.compared,
        all.without_data(),
        all.compared,
        all.better,
        all.same,
        all.worse
    )
}

fn by_department(view: &YearView<'_>) -> Table {
    let head = [
        "担当部署",
        "評価した件数",
        "データあり",
        "より良い",
        "同じ",
        "より低い",
        "より良い割合(%)",
        "データなしの割合(%)",
    ];
    let line = |name: String, of: Fairness| -> Row {
        let counts = [of.rated, of.compared, of.better, of.same, of.worse].map(|count| figure(count.to_string()));
        let rates = [share(of.better, of.compared), share(of.without_data(), of.rated)];
        let mut cells = vec![row_head(name)];
        cells.extend(counts);
        cells.extend(rates.map(|rate| figure(percent_or_none(rate))));
        row(cells)
    };
    let rows = view
        .fair_grading
        .by_department
        .iter()
        .map(|(id, fairness)| line(naming::department(view.plan, id), *fairness))
        .collect();
    let mut columns = vec![shared(1)];
    columns.extend(std::iter::repeat_n(fixed(165, Alignment::End), 5));
    columns.extend(std::iter::repeat_n(fixed(190, Alignment::End), 2));
    Table {
        unit: Some("（単位：件）".into()),
        foot: vec![line("計".into(), view.fair_grading.all)],
        notes: vec![plain(
            "※ 「より良い」は、部署の区分が指標から見た区分より良いものである。割合の分母は、データのある件数と評価した件数である。",
        )],
        ..Table::of_rows(TableStyle::Zebra, columns, vec![row(head.map(|text| column_head(text, 1, 1)).into())], rows)
    }
}

fn differing(view: &YearView<'_>) -> Table {
    let scale = &view.plan.grades;
    let with_reasons = view.shows(Field::GradeReason);
    let rows = view
        .fair_grading
        .differing
        .iter()
        .filter_map(|id| view.action(*id))
        .map(|(initiative, action)| {
            let lowest = action.indicators.values().filter_map(|indicator| indicator.achievement).min();
            let reason = match action.grade_reason {
                Some(reason) => super::blocks::typed(ParagraphKind::Small, reason),
                None => vec![paragraph(ParagraphKind::Small, super::figures::NONE)],
            };
            let name = Cell { header: Some(HeaderScope::Row), ..Cell::inlines(vec![reference(initiative, action)]) };
            let mut cells = vec![
                name,
                Cell::text(grading::label(scale, action.grade)),
                Cell::text(grading::label(scale, action.indicated)),
                figure(percent_or_none(lowest)),
            ];
            if with_reasons {
                cells.push(Cell { content: reason, ..Cell::default() });
            }
            Row { cells, may_split: true, ..Row::default() }
        })
        .collect();
    let reason = format!("{}の理由", super::grading::short_head(&view.plan.words));
    let mut head = vec!["実践項目", "部署の区分", "指標から見た区分", "最低の達成率(%)"];
    let mut columns = vec![
        shared(5),
        Column { width: ColumnWidth::Fit(270), align: Alignment::Start },
        Column { width: ColumnWidth::Fit(270), align: Alignment::Start },
        fixed(200, Alignment::End),
    ];
    if with_reasons {
        head.push(&reason);
        columns.push(shared(4));
    }
    let head = head.into_iter().map(|text| column_head(text, 1, 1)).collect();
    Table::of_rows(TableStyle::Ruled, columns, vec![row(head)], rows)
}

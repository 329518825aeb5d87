//! 残された課題: what speaks for revising an item (中間検証) or for handing it on to the next plan (総括), drawn from the results by rules.

use rust_decimal::Decimal;

use super::blocks::{column_head, heading, paragraph, part, row, row_head, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Inline, List, ListItem, ParagraphKind, Part, Row, Table, TableStyle,
};
use super::edition::Edition;
use super::view::{ActionView, YearView};
use super::{grading, naming};
use crate::assess::indicators::{Verdict, verdict};
use crate::plan::{Direction, Indicator};
use crate::vocabulary::StageEnd;

/// Why an item is put up for revision; empty where nothing speaks for it.
fn reasons(view: &YearView<'_>, action: &ActionView<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    if grading::is_behind(&view.plan.grades, action.grade) {
        let label = grading::label(&view.plan.grades, action.grade);
        let ending = match years_behind(view, action) {
            1 => "である。".to_owned(),
            years => format!("であり、{years}年続けて計画に達していない。"),
        };
        reasons.push(format!("進捗区分が「{label}」{ending}"));
    }
    if let Some(actual) = action.actual.get(&view.year) {
        let ends = |end| actual.stages.runs().iter().flat_map(|run| run.stages).any(|stage| stage.end() == Some(end));
        if ends(StageEnd::Abandoned) {
            reasons.push("中止の報告があった。".into());
        } else if ends(StageEnd::Complete) && action.action.schedule.range(view.year.next()..).next().is_some() {
            reasons.push(format!("計画期間の途中で完了した（実績の工程：{}）。", actual.stages.line()));
        }
    }
    for indicator in &action.action.indicators {
        let assessed = action.indicators.get(&indicator.id.number);
        if assessed.is_some_and(|assessed| assessed.verdict == Some(Verdict::Missed)) {
            // What is to stay as it is may also miss its target by going beyond it.
            let how = match indicator.direction {
                Direction::Keep => "の実績が目標の値と異なっている",
                Direction::Higher | Direction::Lower => "が目標に達していない",
            };
            reasons.push(format!("指標「{}」{how}。", indicator.name));
        }
        if indicator
            .targets
            .range(view.year.next()..)
            .next_back()
            .is_some_and(|(_, last)| already(action, indicator, *last))
        {
            reasons.push(format!("指標「{}」が最終年度の目標に達しており、目標を見直す余地がある。", indicator.name));
        }
    }
    reasons
}

/// For how many years in a row an item that is behind has been so, the year reported on included.
fn years_behind(view: &YearView<'_>, action: &ActionView<'_>) -> usize {
    let earlier = std::iter::successors(Some(view.year.previous()), |year| Some(year.previous()));
    let grades = earlier.map(|year| action.actual.get(&year).and_then(|actual| actual.grade));
    1 + grades.take_while(|grade| grading::is_behind(&view.plan.grades, *grade)).count()
}

/// Whether the result has already reached a later target that it is to grow or shrink to.
fn already(action: &ActionView<'_>, indicator: &Indicator, target: Decimal) -> bool {
    let result = action.indicators.get(&indicator.id.number).and_then(|assessed| assessed.result);
    indicator.direction != Direction::Keep && verdict(indicator.direction, Some(target), result) == Some(Verdict::Met)
}

/// By what the candidates were chosen.
fn lead(edition: Edition, count: usize) -> String {
    let what = if edition == Edition::Final { "引継ぎ" } else { "見直し" };
    format!("進捗区分、工程及び指標の結果から、{what}を検討する実践項目は、{count}件である。")
}

/// The candidates with their reasons.
pub(crate) fn part_of(view: &YearView<'_>, edition: Edition) -> Part {
    let title = if edition == Edition::Final { "次の計画への引継ぎの候補" } else { "見直しの候補" };
    let rows: Vec<Row> = view
        .actions()
        .filter(|(_, action)| action.action.repeats.is_none() && action.ended.is_none())
        .filter_map(|(initiative, action)| {
            let reasons = reasons(view, action);
            if reasons.is_empty() {
                return None;
            }
            let target = sheet_anchor(initiative.initiative.no);
            let items = reasons
                .into_iter()
                .map(|reason| ListItem { label: "・".into(), body: vec![paragraph(ParagraphKind::Small, reason)] });
            let reasons = Cell { content: vec![Block::List(List { items: items.collect() })], ..Cell::default() };
            let cells = vec![
                row_head(action.action.printed.clone()).aligned(Alignment::Center),
                Cell::inlines(vec![Inline::Reference { target, text: Some(action.action.name.clone()) }]),
                Cell::text(naming::lead(view.plan, action.action, view.year)),
                reasons,
            ];
            Some(row(cells))
        })
        .collect();
    let mut blocks = vec![heading(1, title)];
    if rows.is_empty() {
        blocks.push(paragraph(ParagraphKind::Body, "候補となる実践項目はない。"));
    } else {
        blocks.push(paragraph(ParagraphKind::Body, lead(edition, rows.len())));
        blocks.push(Block::Table(Table::of_rows(
            TableStyle::Ruled,
            vec![
                view.number_columns.of_actions(110),
                Column { width: ColumnWidth::Share(1), align: Alignment::Start },
                Column { width: ColumnWidth::Fit(350), align: Alignment::Start },
                // Short sentences of names and figures: lines of one length would leave gaps.
                Column { width: ColumnWidth::Share(2), align: Alignment::Start },
            ],
            vec![row(["No.", "実践項目", "主担当", "理由"].map(|text| column_head(text, 1, 1)).into())],
            rows,
        )));
    }
    part(title, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Audience;
    use crate::report::fixture;

    /// Citizens and council read by what rule the items were chosen, and no note of the office on its own work.
    #[test]
    fn candidates_are_introduced_by_their_rule() {
        let said = |edition| lead(edition, 3);
        assert_eq!(said(Edition::Final), "進捗区分、工程及び指標の結果から、引継ぎを検討する実践項目は、3件である。");
        assert_eq!(said(Edition::Review), "進捗区分、工程及び指標の結果から、見直しを検討する実践項目は、3件である。");
    }

    /// What is to stay as it is has not missed its target by falling short of it.
    #[test]
    fn a_missed_target_is_told_by_its_direction() {
        let mut assessment = fixture::assessment();
        let mut plan = (*assessment.plan).clone();
        let id = assessment.actions.iter().find(|(_, own)| !own.indicators.is_empty()).map(|(id, _)| *id);
        let id = id.expect("an item with an indicator");
        let own = assessment.actions.get_mut(&id).expect("there").indicators.values_mut();
        own.for_each(|assessed| assessed.verdict = Some(Verdict::Missed));
        for (direction, said) in [
            (Direction::Keep, "の実績が目標の値と異なっている。"),
            (Direction::Higher, "が目標に達していない。"),
            (Direction::Lower, "が目標に達していない。"),
        ] {
            let actions = plan.initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions);
            let indicators = actions.filter(|action| action.id == id).flat_map(|action| &mut action.indicators);
            indicators.for_each(|indicator| indicator.direction = direction);
            assessment.plan = std::sync::Arc::new(plan.clone());
            let view = YearView::new(&assessment, Audience::Public);
            let text = format!("{:?}", part_of(&view, Edition::Final));
            assert!(text.contains(said), "{direction:?}");
        }
    }

    /// 2-1 of the fixture is behind in both its years.
    #[test]
    fn an_item_behind_says_for_how_many_years_in_a_row() {
        use crate::vocabulary::{ActionId, FiscalYear};
        let assessment = fixture::assessment();
        let said = |earlier: &[Option<u8>]| {
            let mut view = YearView::new(&assessment, Audience::Public);
            let last = view.year.previous();
            let actions = view.initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions);
            for own in actions.filter(|own| own.action.id == ActionId::new(2, 1)) {
                let like = own.actual.get(&last).expect("reported").clone();
                own.actual.retain(|year, _| *year > last);
                for (ago, grade) in (0..).zip(earlier) {
                    let grade = grade.map(crate::vocabulary::GradeId);
                    let actual = super::super::view::ActualYear { grade, ..like.clone() };
                    own.actual.insert(FiscalYear(last.0 - ago), actual);
                }
            }
            format!("{:?}", part_of(&view, Edition::Review))
        };
        assert!(said(&[Some(2), Some(2)]).contains("「△ 計画に遅れ」であり、3年続けて計画に達していない。"));
        assert!(said(&[Some(2), Some(1), Some(2)]).contains("「△ 計画に遅れ」であり、2年続けて計画に達していない。"));
        assert!(said(&[Some(2), None, Some(2)]).contains("であり、2年続けて"));
        assert!(said(&[Some(1), Some(2)]).contains("「△ 計画に遅れ」である。"));
    }
}

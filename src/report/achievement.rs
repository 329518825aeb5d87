//! What 中間検証 and 総括 add: results of all years against what the plan promised, and candidates for revision.

use rust_decimal::Decimal;

use super::blocks::{column_head, figure, fixed, heading, number_column, paragraph, part, row, row_head, sheet_anchor};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Inline, List, ListItem, ParagraphKind, Part, Row, RowGroup, Table,
    TableStyle, plain,
};
use super::edition::Edition;
use super::figures::{NONE, thousands};
use super::schedule::stage_words;
use super::view::{ActionView, YearView};
use super::{grading, naming};
use crate::plan::{Direction, Indicator};
use crate::vocabulary::{FiscalYear, Stage, Yen, grouped_decimal};

/// Results against promises, and what follows from them.
pub(crate) fn parts(view: &YearView<'_>, edition: Edition) -> Vec<Part> {
    let mut blocks = vec![heading(1, "計画に対する実績")];
    blocks.push(paragraph(ParagraphKind::Body, summary(view)));
    blocks.push(heading(2, "効果額"));
    blocks.push(effects(view));
    blocks.push(heading(2, "指標"));
    blocks.push(indicators(view));
    blocks.push(heading(2, "進捗区分の推移"));
    blocks.push(grades(view));
    let mut parts = vec![part("計画に対する実績", blocks)];
    parts.push(candidates(view, edition));
    parts
}

fn summary(view: &YearView<'_>) -> String {
    let years = view.reported_years.len();
    let first = view.reported_years.first().copied().unwrap_or(view.year);
    let span = if years == 1 { view.year.to_string() } else { format!("{first}から{}まで", view.year) };
    let (reached, measured) = reached(view);
    let mut text = format!(
        "{span}の{years}年間の効果額は、累計{}千円である。",
        thousands(view.effects_cumulative.total(), view.plan.settings.rounding)
    );
    if measured > 0 {
        text.push_str(&format!("実績値と目標値がある指標{measured}件のうち、{reached}件が目標に達した。"));
    }
    text
}

/// Indicators that reached the year's target, of those that have target and result.
fn reached(view: &YearView<'_>) -> (usize, usize) {
    let mut counts = (0, 0);
    for (_, action) in view.actions().filter(|(_, action)| action.action.repeats.is_none()) {
        for indicator in &action.action.indicators {
            if let Some(met) = is_met(action, indicator) {
                counts.0 += usize::from(met);
                counts.1 += 1;
            }
        }
    }
    counts
}

fn is_met(action: &ActionView<'_>, indicator: &Indicator) -> Option<bool> {
    let assessed = action.indicators.get(&indicator.id.number)?;
    let (target, result) = (assessed.target?, assessed.result?);
    Some(match indicator.direction {
        Direction::Higher => result >= target,
        Direction::Lower => result <= target,
        Direction::Keep => result == target,
    })
}

/// Planned and actual effects by year.
fn effects(view: &YearView<'_>) -> Block {
    let rounding = view.plan.settings.rounding;
    let planned = |year: FiscalYear| -> Option<Yen> {
        let items = view.plan.actions().filter(|(_, action)| action.repeats.is_none());
        let amounts: Vec<Yen> = items.filter_map(|(_, action)| action.planned_effect.get(&year).copied()).collect();
        (!amounts.is_empty()).then(|| amounts.into_iter().sum())
    };
    let or_none = |yen: Option<Yen>| super::figures::thousands_or_none(yen, rounding);
    let line = |label: String, planned: Option<Yen>, actual: Option<Yen>| {
        let change = match (planned, actual) {
            (Some(p), Some(a)) => super::figures::change(a.in_thousands(rounding).0, p.in_thousands(rounding).0),
            _ => NONE.to_owned(),
        };
        row(vec![row_head(label), figure(or_none(planned)), figure(or_none(actual)), figure(change)])
    };
    let actual = |year: FiscalYear| view.effects_by_year.get(&year).filter(|s| !s.is_empty()).map(|s| s.total());
    let rows = view.reported_years.iter().map(|year| line(year.to_string(), planned(*year), actual(*year))).collect();
    let sums: Vec<Yen> = view.reported_years.iter().filter_map(|year| planned(*year)).collect();
    let sum = (!sums.is_empty()).then(|| sums.into_iter().sum());
    let mut columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    columns.extend(std::iter::repeat_n(fixed(350, Alignment::End), 3));
    Block::Table(Table {
        caption: Some(plain("効果額の計画と実績")),
        unit: Some("（単位：千円）".into()),
        columns,
        head: vec![row(["年度", "計画", "実績", "差"].map(|text| column_head(text, 1, 1)).into())],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: vec![line("累計".into(), sum, Some(view.effects_cumulative.total()))],
        style: TableStyle::Ruled,
        notes: Vec::new(),
    })
}

/// Every indicator: baseline, the last year's target of the plan, results by year.
fn indicators(view: &YearView<'_>) -> Block {
    let mut rows = Vec::new();
    for (initiative, action) in view.actions().filter(|(_, action)| action.action.repeats.is_none()) {
        for indicator in &action.action.indicators {
            let target = sheet_anchor(initiative.initiative.no);
            let name = format!("{}（{}）", indicator.name, indicator.unit);
            let mut cells = vec![
                row_head(action.action.printed.clone()).aligned(Alignment::Center),
                Cell::inlines(vec![Inline::Reference { target, text: Some(name) }]),
                figure(super::figures::decimal_or_none(indicator.baseline)),
            ];
            for year in &view.reported_years {
                let results = action.indicators.get(&indicator.id.number).map(|assessed| &assessed.results_by_year);
                let result: Option<Decimal> = results.and_then(|results| results.get(year).copied());
                cells.push(figure(result.map_or_else(|| NONE.to_owned(), grouped_decimal)));
            }
            cells.push(figure(super::figures::decimal_or_none(indicator.targets.get(&view.year).copied())));
            let met = match is_met(action, indicator) {
                Some(true) => "達成",
                Some(false) => "未達成",
                None => NONE,
            };
            cells.push(Cell::text(met).aligned(Alignment::Center));
            rows.push(row(cells));
        }
    }
    if rows.is_empty() {
        return paragraph(ParagraphKind::Body, "指標を設定した実践項目はない。");
    }
    let mut head = vec!["No.".to_owned(), "指標".into(), "基準値".into()];
    head.extend(view.reported_years.iter().map(|year| year.short()));
    head.extend([format!("{}目標", view.year.short()), "結果".into()]);
    let mut columns =
        vec![number_column(view.plan, 110), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    columns.extend(std::iter::repeat_n(fixed(165, Alignment::End), head.len() - 3));
    columns.push(fixed(150, Alignment::Center));
    Block::Table(Table {
        caption: Some(plain("指標の推移と目標")),
        unit: None,
        columns,
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    })
}

/// The grade of every action item in every year with input.
fn grades(view: &YearView<'_>) -> Block {
    let scale = &view.plan.grades;
    let rows = view
        .actions()
        .filter(|(_, action)| action.action.repeats.is_none())
        .map(|(initiative, action)| {
            let target = sheet_anchor(initiative.initiative.no);
            let mut cells = vec![
                row_head(action.action.printed.clone()).aligned(Alignment::Center),
                Cell::inlines(vec![Inline::Reference { target, text: Some(action.action.name.clone()) }]),
            ];
            for year in &view.reported_years {
                let grade = action.actual.get(year).and_then(|actual| actual.grade);
                cells.push(Cell::text(grading::label(scale, grade)).aligned(Alignment::Center));
            }
            row(cells)
        })
        .collect();
    let mut head = vec!["No.".to_owned(), "実践項目".into()];
    head.extend(view.reported_years.iter().map(|year| year.short()));
    let mut columns =
        vec![number_column(view.plan, 110), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    let width = 800 / (view.reported_years.len() as u32).max(3);
    columns.extend(std::iter::repeat_n(fixed(width, Alignment::Center), view.reported_years.len()));
    Block::Table(Table {
        caption: Some(plain("進捗区分の推移")),
        unit: None,
        columns,
        head: vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: Vec::new(),
        style: TableStyle::Zebra,
        notes: Vec::new(),
    })
}

/// Why an item is put up for revision; empty where nothing speaks for it.
fn reasons(view: &YearView<'_>, action: &ActionView<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    if grading::is_behind(&view.plan.grades, action.grade) {
        let both = grading::is_behind(&view.plan.grades, action.last_grade);
        let label = grading::label(&view.plan.grades, action.grade);
        reasons.push(format!("進捗区分が{}「{label}」である。", if both { "2年続けて計画に達せず、" } else { "" }));
    }
    if let Some(actual) = action.actual.get(&view.year) {
        if actual.stages.contains(&Stage::Abandoned) {
            reasons.push("中止の報告があった。".into());
        } else if actual.stages.contains(&Stage::Complete)
            && action.action.schedule.range(view.year.next()..).next().is_some()
        {
            reasons.push(format!("計画期間の途中で完了した（実績の工程：{}）。", stage_words(actual.stages)));
        }
    }
    for indicator in &action.action.indicators {
        if is_met(action, indicator) == Some(false) {
            reasons.push(format!("指標「{}」が目標に達していない。", indicator.name));
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

fn already(action: &ActionView<'_>, indicator: &Indicator, target: Decimal) -> bool {
    let result = action.indicators.get(&indicator.id.number).and_then(|assessed| assessed.result);
    result.is_some_and(|result| match indicator.direction {
        Direction::Higher => result >= target,
        Direction::Lower => result <= target,
        Direction::Keep => false,
    })
}

fn candidates(view: &YearView<'_>, edition: Edition) -> Part {
    let title = if edition == Edition::Final { "次の計画への引継ぎの候補" } else { "見直しの候補" };
    let rows: Vec<Row> = view
        .actions()
        .filter(|(_, action)| action.action.repeats.is_none())
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
            Some(Row { may_split: true, ..row(cells) })
        })
        .collect();
    let mut blocks = vec![heading(1, title)];
    if rows.is_empty() {
        blocks.push(paragraph(ParagraphKind::Body, "候補となる実践項目はない。"));
    } else {
        let text = format!(
            "実績から機械的に抽出した候補は{}件である。見直しの要否は、担当部署への確認の上で判断する。",
            rows.len()
        );
        blocks.push(paragraph(ParagraphKind::Body, text));
        blocks.push(Block::Table(Table {
            caption: None,
            unit: None,
            columns: vec![
                number_column(view.plan, 110),
                Column { width: ColumnWidth::Share(2), align: Alignment::Start },
                fixed(330, Alignment::Start),
                Column { width: ColumnWidth::Share(3), align: Alignment::Justify },
            ],
            head: vec![row(["No.", "実践項目", "主担当", "理由"].map(|text| column_head(text, 1, 1)).into())],
            groups: vec![RowGroup { rows, ..RowGroup::default() }],
            foot: Vec::new(),
            style: TableStyle::Ruled,
            notes: Vec::new(),
        }));
    }
    part(title, blocks)
}

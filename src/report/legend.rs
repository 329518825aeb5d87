//! The legend (凡例・算定方法): every rule by which a figure of the report is computed.

use super::blocks::{column_head, department_names, heading, paragraph, part, row, row_head};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Division, List, ListItem, Paragraph, ParagraphKind, Part, Table,
    TableStyle, plain,
};
use super::figures::NONE;
use super::naming;
use super::statement;
use super::unreported;
use super::view::YearView;
use super::wording;
use crate::assess::against_plan;
use crate::assess::counts::{UNGRADED, rate_legend};
use crate::assess::effects::{CUMULATIVE_LEGEND, counting_legend};
use crate::assess::grade_rule;
use crate::assess::indicators::ACHIEVEMENT_LEGEND;
use crate::plan::{Costs, Plan};
use crate::vocabulary::{MoneyStyle, YearParts, grouped, japanese_date};

/// What 区分なし means. Items without a plan for the year are named only where there are any.
fn ungraded_meaning(view: &YearView<'_>) -> String {
    let (missing, being_asked) = unreported::without_grade(view.readers);
    match wording::idle(view) {
        0 => format!("{missing}、又は{being_asked}"),
        _ => format!("{missing}、{being_asked}、又はこの年度に計画のないもの"),
    }
}

/// What the rest of a paper has that its legend explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Explained {
    /// Sheets with their bars of stages.
    pub stages: bool,
    /// Short names of years (R2).
    pub short_years: bool,
}

impl Explained {
    /// Of a document's blocks and its text.
    pub(crate) fn of<'b>(view: &YearView<'_>, mut blocks: impl Iterator<Item = &'b Block>, text: &str) -> Explained {
        Explained {
            stages: blocks.any(|block| matches!(block, Block::SheetHead(_))),
            short_years: names_years_shortly(view.plan, text),
        }
    }
}

/// Whether a text calls a year of the plan by its short name, alone or in the number of an opinion (R2-8-1).
fn names_years_shortly(plan: &Plan, text: &str) -> bool {
    std::iter::once(plan.first_year.previous()).chain(plan.years()).any(|year| {
        let name = year.short();
        text.match_indices(&name).any(|(at, _)| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !after.is_some_and(|c| c.is_ascii_digit())
        })
    })
}

/// The legend.
pub(crate) fn part_of(view: &YearView<'_>, explained: Explained, glossary: Option<Block>) -> Part {
    let mut blocks = vec![heading(1, "凡例・算定方法"), heading(2, "進捗区分"), Block::Table(grade_table(view))];
    blocks.push(heading(2, "算定方法"));
    blocks.push(rules_list(view, explained));
    if explained.stages {
        blocks.push(heading(3, "工程"));
        blocks.push(paragraph(ParagraphKind::Small, stages(view)));
    }
    let mut departments = vec![heading(3, "担当部署")];
    if !view.plan.bureaus.is_empty() {
        departments.push(Block::Paragraph(Paragraph {
            division: Division::Departments,
            align: Alignment::Start,
            ..Paragraph::new(ParagraphKind::Small, plain(format!("【凡例】{}", naming::legend(view.plan))))
        }));
    }
    let reorganizations = reorganizations(view);
    let mut names = format!("※ {}", statement::names_as_of(view));
    if reorganizations.is_some() {
        names.push_str("機構改正があった部署の実績は、業務を引き継いだ部署のものとして集計している。");
    }
    departments.push(paragraph(ParagraphKind::Note, names));
    blocks.push(Block::Together(departments));
    blocks.extend(reorganizations);
    if let Some(glossary) = glossary {
        blocks.push(heading(2, "用語の説明"));
        blocks.push(glossary);
    }
    part("凡例・算定方法", blocks)
}

fn grade_table(view: &YearView<'_>) -> Table {
    let rows = view
        .plan
        .grades
        .grades
        .iter()
        .map(|grade| {
            let points = grade.points.map_or_else(|| NONE.to_owned(), |points| points.to_string());
            let rate = match (grade.points.is_some(), grade.on_track) {
                (true, true) => "分母及び分子",
                (true, false) => "分母",
                (false, _) => "含めない",
            };
            row(vec![
                row_head(grade.label()),
                Cell::text(grade.meaning.clone()),
                Cell::text(points).aligned(Alignment::Center),
                Cell::text(rate).aligned(Alignment::Center),
            ])
        })
        .chain([row(vec![
            row_head(UNGRADED),
            Cell::text(ungraded_meaning(view)),
            Cell::text(NONE).aligned(Alignment::Center),
            Cell::text("含めない").aligned(Alignment::Center),
        ])])
        .collect();
    let head =
        [super::grading::short_head(&view.plan.words), "意味", "点数", "割合"].map(|text| column_head(text, 1, 1));
    Table::of_rows(
        TableStyle::Ruled,
        vec![
            Column { width: ColumnWidth::Fixed(380), align: Alignment::Start },
            Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
            Column { width: ColumnWidth::Fixed(130), align: Alignment::Center },
            Column { width: ColumnWidth::Fixed(260), align: Alignment::Center },
        ],
        vec![row(head.into())],
        rows,
    )
}

/// In which unit amounts (効果額, or 金額 of any kind) are printed, and how they are rounded.
fn money_rule(amounts: &str, money: MoneyStyle) -> String {
    let (unit, rounding) = (money.unit.label(), money.rounding.label());
    match money.below() {
        None => format!("{amounts}の単位は{unit}で、端数を処理していない。"),
        Some(below) => format!(
            "{amounts}の単位は{unit}で、{below}は{rounding}により表示する。合計は{rounding}前の額によるため、内訳の計と一致しないことがある。"
        ),
    }
}

/// What a year of staff's work costs.
fn staff_prices(costs: &Costs) -> String {
    let years = crate::plan::write::runs(&costs.staff_price, |price| grouped(price.0));
    let prices: Vec<String> = match &years[..] {
        [(_, price)] => vec![format!("{price}円")],
        years => years.iter().map(|(years, price)| format!("{}は{price}円", years.replace('-', "～"))).collect(),
    };
    format!("人件費の単価（1人1年当たり）は、{}である。", prices.join("、"))
}

/// The rules of counting and rounding, of those things alone that the plan has.
fn rules(view: &YearView<'_>, short_years: bool) -> Vec<String> {
    let money = view.plan.settings.money;
    let prints_money = view.plan.has_effects() || view.plan.costs().is_some();
    let has_effects = view.plan.has_effects()
        && (view.effects_by_year.values().any(|effects| !effects.is_empty())
            || view.plan.actions().any(|(_, action)| !action.planned_effect.is_empty()));
    let has_indicators = view.plan.actions().any(|(_, action)| !action.indicators.is_empty());
    let below = match money.below() {
        Some(_) if prints_money => "（金額は、表示する単位に満たないものを含む。）",
        _ => "",
    };
    let mut rules: Vec<String> = grade_rule::computed_legend(view.plan, (view.year, view.period)).into_iter().collect();
    rules.push(grade_rule::legend(&view.plan.grades));
    rules.extend(grade_rule::ended_legend(&view.plan.grades));
    rules.push(rate_legend(view.plan));
    if has_effects {
        rules.extend([counting_legend(view.plan), CUMULATIVE_LEGEND.to_owned()]);
        rules.extend([money_rule("効果額", money), against_plan::RATE_LEGEND.to_owned()]);
    }
    if has_indicators {
        rules.extend([ACHIEVEMENT_LEGEND.to_owned(), indicator_legend(view.period.closes_year())]);
    }
    rules.push(format!(
        "「{NONE}」は該当する値がないこと、「0」は値が0であること{below}、「▲」は負の数であることを表す。"
    ));
    let first = view.plan.first_year;
    rules.extend(short_years.then(|| format!("年度は、{first}を「{}」のように略して示すことがある。", first.short())));
    rules.push("同じ部署から複数の提出があった場合は、提出日（同日のときは版）が新しいものによる。".to_owned());
    if let Some(costs) = view.plan.costs() {
        if !has_effects {
            rules.push(money_rule("金額", money));
        }
        rules.push(crate::assess::costs::LEGEND.to_owned());
        rules.extend(costs.asks_staff().then(|| crate::assess::costs::STAFF_LEGEND.to_owned()));
        rules.extend(costs.asks_staff().then(|| staff_prices(costs)));
    }
    let counts = view.action_counts;
    if counts.listed != counts.distinct {
        let what = if view.plan.has_effects() { "件数及び効果額" } else { "件数" };
        rules.push(format!(
            "複数の取組項目に掲げる実践項目は、2件目以降を再掲とし、{what}は元の実践項目で1回だけ数える（{}）。",
            counts.listing()
        ));
    }
    rules
}

/// The legend as label and text by heading, for outputs that are not documents; `short_years` says whether short names of years (R2) are
/// among what they say.
pub(crate) fn lines(view: &YearView<'_>, short_years: bool) -> Vec<(String, Vec<(String, String)>)> {
    let grades = view.plan.grades.grades.iter().map(|grade| (grade.label(), grade.meaning.clone()));
    let grades = grades.chain([(UNGRADED.to_owned(), ungraded_meaning(view))]).collect();
    let rules = rules(view, short_years).into_iter().enumerate().map(|(i, rule)| ((i + 1).to_string(), rule)).collect();
    let bureaus = view.plan.bureaus.iter().map(|b| (format!("({})", b.abbreviation), b.name.clone()));
    let names = bureaus.chain([("※".to_owned(), statement::names_as_of(view))]).collect();
    vec![("進捗区分".to_owned(), grades), ("算定方法".to_owned(), rules), ("担当部署".to_owned(), names)]
}

fn rules_list(view: &YearView<'_>, explained: Explained) -> Block {
    let items = rules(view, explained.short_years)
        .into_iter()
        .enumerate()
        .map(|(i, rule)| ListItem { label: format!("{}.", i + 1), body: vec![paragraph(ParagraphKind::Small, rule)] })
        .collect();
    Block::List(List { items })
}

fn stages(view: &YearView<'_>) -> String {
    let words: Vec<&str> = view.plan.settings.stages.labels().collect();
    let parts = match view.plan.schedule_by {
        YearParts::Whole => String::new(),
        by => format!(
            "{}の計画と実績は、{}ごとに示す。ほかの年度は、工程の移り変わりを「→」で示す。",
            view.year,
            by.label()
        ),
    };
    format!(
        "工程は、{}の{}種類である。個票の工程表は、上段に計画を枠で、下段に実績を塗り（計画に届いていない年度は斜線）で示し、同じ工程が続く年度を一つの帯で表す。{parts}",
        words.join("、"),
        words.len()
    )
}

/// Changes of units up to the end of the year.
fn reorganizations(view: &YearView<'_>) -> Option<Block> {
    let names = |ids: &[crate::vocabulary::DepartmentId]| {
        ids.iter().map(|id| naming::department(view.plan, id)).collect::<Vec<_>>().join("、")
    };
    let rows: Vec<_> = view
        .plan
        .reorganizations
        .iter()
        .filter(|change| change.date <= view.year.last_day())
        .map(|change| {
            let to = if change.to.is_empty() { "（廃止）".to_owned() } else { names(&change.to) };
            row(vec![
                row_head(japanese_date(change.date)),
                department_names(names(&change.from)),
                department_names(to),
                Cell::text(change.note.clone().unwrap_or_default()),
            ])
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let head = ["期日", "改正前", "改正後", "備考"].map(|text| column_head(text, 1, 1));
    Some(Block::Table(Table {
        caption: Some(plain("機構改正")),
        ..Table::of_rows(
            TableStyle::Ruled,
            vec![
                Column { width: ColumnWidth::Fixed(340), align: Alignment::Start },
                Column { width: ColumnWidth::Share(1), align: Alignment::Start },
                Column { width: ColumnWidth::Share(1), align: Alignment::Start },
                Column { width: ColumnWidth::Share(1), align: Alignment::Start },
            ],
            vec![row(head.into())],
            rows,
        )
    }))
}

/// When an indicator has reached its target, and that none is judged before the year's end.
fn indicator_legend(is_closed: bool) -> String {
    let early = if is_closed {
        ""
    } else {
        "年度の途中の報告では、達成と未達を判定せず「―」とする。"
    };
    format!("{}{early}", against_plan::INDICATOR_LEGEND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Edition, document, fixture, text};
    use crate::vocabulary::MoneyUnit;

    #[test]
    fn a_paper_without_sheets_does_not_explain_their_bars() {
        let explains = |edition| {
            let document = document(&fixture::assessment(), edition, fixture::DATE);
            text::of_document(&document).contains("個票の工程表")
        };
        assert!(explains(Edition::Public) && explains(Edition::Council));
        assert!(!explains(Edition::Review) && !explains(Edition::Final));
    }

    /// The rules are chosen by what the plan has, not by their words: here both name a grade that speaks of effects.
    #[test]
    fn a_plan_without_effects_keeps_rules_that_name_a_grade_so() {
        let mut assessment = fixture::assessment();
        let plan = std::sync::Arc::make_mut(&mut assessment.plan);
        plan.settings.effects = crate::plan::EffectKinds::none();
        let outside = plan.grades.grades.iter_mut().find(|grade| grade.points.is_none()).expect("対象外");
        outside.name = "効果額なし".to_owned();
        let rules = rules(&YearView::new(&assessment, Edition::Public.audience()), false);
        assert_eq!(rules.iter().filter(|rule| rule.contains("効果額なし")).count(), 2, "{rules:#?}");
        assert!(!rules.iter().any(|rule| rule.contains("効果額の")), "{rules:#?}");
    }

    /// 500円 in a table of 千円 is printed as 0, and the legend says so; in a table of 円 nothing is below the unit.
    #[test]
    fn what_0_stands_for_follows_the_unit() {
        let printed = |unit| {
            let mut assessment = fixture::assessment();
            std::sync::Arc::make_mut(&mut assessment.plan).settings.money.unit = unit;
            text::of_document(&document(&assessment, Edition::Public, fixture::DATE))
        };
        let says = "「0」は値が0であること（金額は、表示する単位に満たないものを含む。）、";
        assert!(printed(MoneyUnit::Thousand).contains(says));
        let in_yen = printed(MoneyUnit::Yen);
        assert!(!in_yen.contains(says) && in_yen.contains("「0」は値が0であること、"));
    }

    #[test]
    fn short_names_of_years_are_explained_where_there_are_any() {
        const RULE: &str = "年度は、令和2年度を「R2」のように略して示すことがある。";
        let assessment = fixture::assessment();
        let printed = text::of_document(&document(&assessment, Edition::Public, fixture::DATE));
        assert!(printed.contains(RULE));
        let view = YearView::new(&assessment, Edition::Public.audience());
        for (text, are_any) in [
            ("指標の目標 500（R3）", true),
            ("R2-8-1", true),
            ("R3", true),
            ("AR2の導入", false),
            ("R20", false),
            ("令和3年度", false),
        ] {
            let explained = Explained::of(&view, [].iter(), text);
            assert_eq!(explained.short_years, are_any, "{text}");
            let mut lines = Vec::new();
            text::of_blocks(&part_of(&view, explained, None).blocks, &mut lines);
            assert_eq!(lines.iter().any(|line| line == RULE), are_any, "{text}");
        }
    }
}

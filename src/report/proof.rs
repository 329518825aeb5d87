//! 検算書: one page that shows each printed total beside its second computation (see [`crate::assess::crossfoot`]). For the office.

use jiff::civil::Date;

use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Document, Emphasis, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, emphasised,
};
use super::office_paper;
use crate::assess::assessment::Assessment;
use crate::assess::crossfoot::{self, Line, Section};
use crate::plan::{Plan, Rating};
use crate::vocabulary::grouped;

/// Whether a line has a row of its own.
type IsShown = Box<dyn Fn(&Line) -> bool>;

/// What a section is called, and whether a line of it has a row of its own; the others are counted.
fn heading_and_rows(plan: &Plan, section: Section) -> (&'static str, IsShown) {
    match section {
        Section::Whole => ("実践項目の件数", Box::new(|_| true)),
        Section::Effects => ("効果額（当年度、円）", Box::new(|_| true)),
        // The planned sums of initiatives are only counted, or the paper would not fit on one page.
        Section::Cumulative => {
            ("効果額の累計（円）、計画との比較及び指標", Box::new(|line| !line.what.starts_with("取組項目")))
        }
        Section::Costs => ("費用（円）及び人工", costs_shown(plan)),
        Section::Themes => ("テーマ別の件数", Box::new(is_count)),
        Section::Bureaus => ("部別の件数", Box::new(is_count)),
        Section::Initiatives => (
            "取組項目別の効果額（円）",
            Box::new(|line| line.what.ends_with("の効果額（計、円）") || line.what.ends_with("の計（円）")),
        ),
        Section::Council => ("評点の平均", Box::new(|_| false)),
        Section::Others => ("実践項目別、年度別", Box::new(|_| false)),
    }
}

fn is_count(line: &Line) -> bool {
    line.what.ends_with("の件数（実質）") || line.what.ends_with("の計")
}

/// Of costs, those of the whole plan, and what each initiative came to.
fn costs_shown(plan: &Plan) -> IsShown {
    let spent = plan.costs().map(|costs| format!("の実績の費用（{}、円）", super::costs::whole(costs).name(costs)));
    Box::new(move |line| {
        let is_whole = ["全体", "累計", "計画期間"].iter().any(|whole| line.what.starts_with(whole));
        let is_spent = || spent.as_ref().is_some_and(|spent| line.what.ends_with(spent.as_str()));
        is_whole || (line.what.starts_with("取組項目") && !line.what.contains("の累計の") && is_spent())
    })
}

/// The 検算書 of an assessment.
pub fn document(assessment: &Assessment, date: Date) -> Document {
    let lines = crossfoot::lines(assessment);
    let differing = lines.iter().filter(|line| !line.agrees()).count();
    let verdict = match differing {
        0 => "すべて一致した。".to_owned(),
        _ => format!("{differing}件が一致しない。"),
    };
    let effects = match assessment.plan.has_effects() {
        true => "効果額は円単位で、端数処理の前の額である。",
        false => "",
    };
    let lead = format!(
        "※ 報告書に印刷する数値{}件を、提出された様式の行から別の方法で計算し直した。{verdict}{effects}",
        grouped(lines.len() as i64)
    );
    let mut blocks = vec![heading(1, "検算書"), paragraph(ParagraphKind::Note, lead)];
    blocks.push(Block::Table(table(&lines, &assessment.plan)));
    let parts = vec![Part { columns: 2, ..part("検算書", blocks) }];
    office_paper::document(assessment, "検算書", date, parts)
}

fn table(lines: &[Line], plan: &Plan) -> Table {
    let has_effects = plan.has_effects();
    let groups = Section::ALL.into_iter().filter_map(|section| {
        let (name, is_shown) = heading_and_rows(plan, section);
        let of: Vec<&Line> = lines.iter().filter(|line| line.section == section).collect();
        let name = match (section, &plan.settings.rating) {
            (Section::Council, Rating::Letters(_)) => "評価の数".to_owned(),
            (Section::Themes, _) => by_units(plan),
            (Section::Cumulative, _) if !has_effects => "指標及び前年度との比較".to_owned(),
            (Section::Initiatives, _) if !has_effects => "取組項目別の件数".to_owned(),
            _ => name.to_owned(),
        };
        let title = Cell::inlines(vec![emphasised(name, Emphasis::Strong)]).spanning(4, 1);
        let title = Row { cells: vec![title], keep_with_next: true, ..Row::default() };
        // A total that does not agree has a row in any case.
        let (shown, counted): (Vec<&Line>, Vec<&Line>) =
            of.into_iter().partition(|line| is_shown(line) || !line.agrees());
        let mut rows: Vec<Row> = shown.into_iter().map(of_line).collect();
        if !counted.is_empty() {
            let count = grouped(counted.len() as i64);
            let what = if rows.is_empty() { "すべて" } else { "そのほかの内訳" };
            rows.push(row(vec![
                row_head(what),
                figure(format!("{count}件")),
                figure(format!("{count}件")),
                mark(true),
            ]));
        }
        (!rows.is_empty()).then(|| RowGroup { heading: Some(title), rows, ..RowGroup::default() })
    });
    Table {
        caption: None,
        unit: None,
        columns: vec![shared(1), fixed(190, Alignment::End), fixed(190, Alignment::End), fixed(90, Alignment::Center)],
        head: vec![row(["数値", "印刷", "検算", "一致"].map(|head| column_head(head, 1, 1)).into())],
        groups: groups.collect(),
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

/// What the counts by the plan's levels and themes are called.
fn by_units(plan: &Plan) -> String {
    let levels = plan.levels.iter().map(|level| level.name.as_str());
    let names: Vec<String> =
        levels.chain((!plan.themes.is_empty()).then_some("テーマ")).map(|name| format!("{name}別")).collect();
    format!("{}の件数", names.join("・"))
}

fn of_line(line: &Line) -> Row {
    let shown = |number: &str| match number.parse::<i64>() {
        Ok(number) if number < 0 => figure(format!("▲{}", grouped(number.saturating_abs()))),
        Ok(number) => figure(grouped(number)),
        Err(_) => figure(number),
    };
    row(vec![row_head(short(line)), shown(&line.printed), shown(&line.recomputed), mark(line.agrees())])
}

/// A line's name without what its section's heading says: 全体の効果額（歳入増・単年度、円） is 歳入増・単年度.
fn short(line: &Line) -> String {
    let within = |from: &str, to: &str| line.what.split_once(from)?.1.strip_suffix(to).map(str::to_owned);
    let short = match line.section {
        Section::Whole => line.what.strip_prefix("実践項目の").map(str::to_owned),
        Section::Effects | Section::Cumulative => within("の効果額（", "、円）"),
        Section::Themes | Section::Bureaus => line.what.strip_suffix("の件数（実質）").map(str::to_owned),
        Section::Initiatives => line.what.strip_suffix("の効果額（計、円）").map(str::to_owned),
        Section::Costs => Some(line.what.replacen("の費用（", "（", 1)),
        Section::Council | Section::Others => None,
    };
    short.unwrap_or_else(|| line.what.clone())
}

fn mark(agrees: bool) -> Cell {
    Cell::text(if agrees { "○" } else { "×" }).aligned(Alignment::Center)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, text};
    use crate::vocabulary::{EffectKind, EffectTerm, Yen};

    #[test]
    fn every_total_stands_beside_its_second_computation() {
        let assessment = fixture::assessment();
        let paper = text::of_document(&document(&assessment, fixture::DATE));
        assert!(paper.contains("計\t1,739,600\t1,739,600\t○"), "{paper}");
        assert!(paper.contains("すべて一致した。") && !paper.contains("×"), "{paper}");
    }

    /// An auditor finds each line in the report by its name.
    #[test]
    fn units_without_a_bureau_are_called_as_in_the_report() {
        use crate::report::{Edition, document as report};
        let assessment = fixture::assessment();
        let paper = text::of_document(&document(&assessment, fixture::DATE));
        let report = text::of_document(&report(&assessment, Edition::Public, fixture::DATE));
        for text in [&paper, &report] {
            assert!(text.lines().any(|line| line.starts_with("部に属さない組織\t")), "{text}");
        }
        assert!(!paper.contains("部に属さない部署"), "{paper}");
    }

    #[test]
    fn a_wrong_total_is_seen_on_the_paper() {
        let mut assessment = fixture::assessment();
        assessment.effects.sums.insert((EffectKind::Revenue, EffectTerm::Once), Yen(7));
        let paper = text::of_document(&document(&assessment, fixture::DATE));
        assert!(paper.contains("件が一致しない。") && paper.contains("×"), "{paper}");
    }

    /// Numbers are those that the report prints, not the keys.
    #[test]
    fn initiatives_have_their_printed_numbers() {
        let mut assessment = fixture::assessment();
        let mut plan = Plan::clone(&assessment.plan);
        plan.initiatives[0].printed = "甲-(1)".to_owned();
        assessment.plan = std::sync::Arc::new(plan);
        let paper = text::of_document(&document(&assessment, fixture::DATE));
        assert!(paper.contains("取組項目甲-(1)\t") && !paper.contains("取組項目1\t"), "{paper}");
    }
}

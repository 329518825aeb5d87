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

/// What a section is called.
fn heading_of(section: Section) -> &'static str {
    match section {
        Section::Whole => "実践項目の件数",
        Section::Effects => "効果額（当年度、円）",
        Section::Cumulative => "効果額の累計（円）、計画との比較及び指標",
        Section::Costs => "費用（円）及び人工",
        Section::Themes => "テーマ別の件数",
        Section::Bureaus => "部別の件数",
        Section::Initiatives => "取組項目別の効果額（円）",
        Section::Council => "評点の平均",
        Section::Others => "実践項目別、年度別",
    }
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
        let of = lines.iter().filter(|line| line.section == section);
        let name = match (section, &plan.settings.rating) {
            (Section::Council, Rating::Letters(_)) => "評価の数".to_owned(),
            (Section::Themes, _) => by_units(plan),
            (Section::Cumulative, _) if !has_effects => "指標及び前年度との比較".to_owned(),
            (Section::Initiatives, _) if !has_effects => "取組項目別の件数".to_owned(),
            _ => heading_of(section).to_owned(),
        };
        let title = Cell::inlines(vec![emphasised(name, Emphasis::Strong)]).spanning(4, 1);
        let title = Row { cells: vec![title], keep_with_next: true, ..Row::default() };
        // A total that does not agree has a row in any case.
        let (shown, counted): (Vec<&Line>, Vec<&Line>) = of.partition(|line| line.name.row.is_some() || !line.agrees());
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
    let name = line.name.row.as_deref().unwrap_or(&line.name.full);
    row(vec![row_head(name), shown(&line.printed), shown(&line.recomputed), mark(line.agrees())])
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

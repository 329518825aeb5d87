//! Counts by theme (テーマ別) and by bureau (部別).

use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Emphasis, HeaderScope, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, plain,
};
use super::figures::{percent, thousands_or_none};
use super::grading::{on_track_phrase, over_its_word};
use super::overview::{rate_with_denominator, shares_chart};
use super::view::YearView;
use crate::assess::assessment::{EffectSummary, GradeCounts};
use crate::assess::counts::{UNGRADED, left_out};
use crate::plan::Level;
use crate::vocabulary::grouped;

/// What a unit without a bureau is listed under.
pub(crate) const NO_BUREAU: &str = "部に属さない組織";

/// The breakdowns that the plan has the units for.
pub(crate) fn part_of(view: &YearView<'_>) -> Option<Part> {
    let (themes, bureaus) = (!view.plan.themes.is_empty(), !view.plan.bureaus.is_empty());
    let mut kinds: Vec<String> = view.plan.levels.iter().map(|level| format!("{}別", level.name)).collect();
    kinds.extend(themes.then(|| "テーマ別".to_owned()));
    kinds.extend(bureaus.then(|| "部別".to_owned()));
    if kinds.is_empty() {
        return None;
    }
    let title = format!("{}の状況", kinds.join("・"));
    let mut blocks = vec![heading(1, title.clone())];
    for (level, of) in view.plan.levels.iter().enumerate() {
        blocks.extend(by_group(view, level, of));
    }
    if themes {
        blocks.extend(by_theme(view));
    }
    if bureaus {
        blocks.extend(by_bureau(view));
    }
    Some(part(title, blocks))
}

/// Counts and effects of action items by the groups of a level, with their total.
fn by_group(view: &YearView<'_>, level: usize, of: &Level) -> Vec<Block> {
    let groups = view.plan.groups().filter(|(id, _)| id.level == level);
    let assessed: Vec<(String, &GradeCounts, &EffectSummary)> = groups
        .filter_map(|(id, group)| view.by_group.get(&id).map(|(counts, effects)| (group.label(), counts, effects)))
        .collect();
    let rows: Vec<(String, &GradeCounts)> = assessed.iter().map(|(name, counts, _)| (name.clone(), *counts)).collect();
    let mut blocks = vec![heading(2, format!("{}別", of.name))];
    blocks.extend(lead(view, &of.name, &rows));
    let mut counts = table(
        view,
        &format!("{}別の件数", of.name),
        &of.name,
        &rows,
        Some(view.action_counts),
        vec![denominator_note(view)],
    );
    if !view.effects.is_empty() {
        add_effects(view, &mut counts, assessed.iter().map(|(.., effects)| *effects));
    }
    blocks.push(Block::Together(vec![Block::Table(counts)]));
    blocks
}

/// The effects of each row and of all as the last column.
fn add_effects<'a>(view: &YearView<'_>, table: &mut Table, effects: impl Iterator<Item = &'a EffectSummary>) {
    let rounding = view.plan.settings.rounding;
    let shown = |effects: &EffectSummary| thousands_or_none((!effects.is_empty()).then(|| effects.total()), rounding);
    table.caption = table.caption.take().map(|mut caption| {
        caption.extend(plain("と効果額"));
        caption
    });
    table.unit = Some("（単位：件、千円）".into());
    table.columns.push(fixed(200, Alignment::End));
    table.head.iter_mut().for_each(|row| row.cells.push(column_head("効果額", 1, 1)));
    let rows = table.groups.iter_mut().flat_map(|group| &mut group.rows);
    rows.zip(effects).for_each(|(row, effects)| row.cells.push(figure(shown(effects))));
    table.foot.iter_mut().for_each(|row| row.cells.push(figure(shown(view.effects))));
}

/// Counts of action items by theme.
fn by_theme(view: &YearView<'_>) -> Vec<Block> {
    let rows: Vec<(String, &GradeCounts)> = view
        .plan
        .themes
        .iter()
        .filter_map(|theme| Some((format!("{} {}", theme.id.0, theme.title), view.by_theme.get(&theme.id)?)))
        .collect();
    let mut notes = vec![plain("※ 複数のテーマに関連する実践項目は、それぞれのテーマで数えている。")];
    notes.push(denominator_note(view));
    let mut blocks = vec![heading(2, "テーマ別")];
    blocks.extend(lead(view, "テーマ", &rows));
    blocks.push(Block::Table(table(view, "テーマ別の件数", "テーマ", &rows, None, notes)));
    let short: Vec<(String, &GradeCounts)> = view
        .plan
        .themes
        .iter()
        .filter_map(|theme| Some((theme.short.clone(), view.by_theme.get(&theme.id)?)))
        .filter(|(_, counts)| counts.distinct > 0)
        .collect();
    if !short.is_empty() {
        let title = format!("テーマ別の内訳（{}）", view.year);
        blocks.push(Block::Chart(shares_chart(view, title, &short, 12.0 + 8.0 * short.len() as f64)));
    }
    blocks
}

/// Counts of action items by the bureau of their lead.
fn by_bureau(view: &YearView<'_>) -> Vec<Block> {
    let rows: Vec<(String, &GradeCounts)> = view
        .by_bureau
        .iter()
        .filter(|(_, counts)| counts.listed > 0)
        .map(|(bureau, counts)| (bureau.clone().unwrap_or_else(|| NO_BUREAU.to_owned()), counts))
        .collect();
    let notes = vec![plain("※ 実践項目は、主たる担当部署の部で数えている。"), denominator_note(view)];
    let mut blocks = vec![heading(2, "部別")];
    let table = Block::Table(table(view, "部別の件数", "部", &rows, Some(view.action_counts), notes));
    // A table that a page holds is not broken: bureaus are compared with one another.
    blocks.push(if rows.len() <= 25 { Block::Together(vec![table]) } else { table });
    blocks
}

fn denominator_note(view: &YearView<'_>) -> Vec<super::document::Inline> {
    let scale = &view.plan.grades;
    plain(format!("※ {}の割合の分母は、{}を除く件数である。", on_track_phrase(scale), left_out(scale, "及び")))
}

/// Which category stands highest and lowest; silent where they do not differ or only one is rated.
fn lead(view: &YearView<'_>, kind: &str, rows: &[(String, &GradeCounts)]) -> Option<Block> {
    let mut rated: Vec<_> = rows.iter().filter_map(|(name, counts)| Some((name, counts.on_track_percent()?))).collect();
    rated.sort_by_key(|(_, rate)| std::cmp::Reverse(*rate));
    let (highest, lowest) = (rated.first()?, rated.last()?);
    if highest.1 == lowest.1 {
        return None;
    }
    let quoted = |of: rust_decimal::Decimal| {
        let names: Vec<String> =
            rated.iter().filter(|(_, p)| *p == of).map(|(name, _)| format!("「{}」", bare(name))).collect();
        format!("{}（{}%）", names.join("及び"), percent(of))
    };
    let text = format!(
        "{}の割合が最も高い{kind}は{}、最も低い{kind}は{}である。",
        on_track_phrase(&view.plan.grades),
        quoted(highest.1),
        quoted(lowest.1)
    );
    Some(paragraph(ParagraphKind::Body, text))
}

/// A theme's title without its number.
fn bare(name: &str) -> &str {
    name.split_once(' ').map_or(name, |(_, title)| title)
}

/// Counts in rows, with their total where no action item is counted twice.
fn table(
    view: &YearView<'_>,
    caption: &str,
    first: &str,
    rows: &[(String, &GradeCounts)],
    total: Option<&GradeCounts>,
    notes: Vec<super::document::Inlines>,
) -> Table {
    let scale = &view.plan.grades;
    let mut head = vec![column_head(first, 1, 1)];
    let mut columns = vec![shared(1)];
    for grade in &scale.grades {
        // The mark over its name: all heads alike, wherever the name wraps.
        let text = over_its_word(grade, Emphasis::None);
        head.push(Cell { header: Some(HeaderScope::Column), ..Cell::inlines(text) }.aligned(Alignment::Center));
        columns.push(fixed(150, Alignment::End));
    }
    for (label, width) in [(UNGRADED, 150), ("計", 110), ("割合（分母）", 280)] {
        head.push(column_head(label, 1, 1));
        columns.push(fixed(width, Alignment::End));
    }
    let body = rows.iter().map(|(name, counts)| counts_row(view, name, counts)).collect();
    Table {
        caption: Some(plain(caption)),
        unit: Some("（単位：件）".into()),
        columns,
        head: vec![row(head)],
        groups: vec![RowGroup { rows: body, ..RowGroup::default() }],
        foot: total.map(|counts| counts_row(view, "計", counts)).into_iter().collect(),
        style: TableStyle::Zebra,
        notes,
    }
}

fn counts_row(view: &YearView<'_>, name: &str, counts: &GradeCounts) -> Row {
    let mut cells = vec![row_head(name)];
    for grade in &view.plan.grades.grades {
        cells.push(figure(grouped(counts.by_grade.get(&grade.id).copied().unwrap_or(0).into())));
    }
    cells.push(figure(grouped(counts.ungraded.into())));
    cells.push(figure(grouped(counts.distinct.into())));
    cells.push(figure(rate_with_denominator(counts)));
    row(cells)
}

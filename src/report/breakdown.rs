//! Counts by theme (テーマ別) and by bureau (部別).

use super::blocks::{column_head, figure, fixed, heading, paragraph, part, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, HeaderScope, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, plain,
};
use super::figures::{amount_or_none, percent};
use super::grading::over_its_words;
use super::overview::{rate_with_denominator, shares_chart};
use super::view::YearView;
use crate::assess::assessment::{EffectSummary, GradeCounts};
use crate::assess::counts::{NO_BUREAU, UNGRADED, left_out};
use crate::plan::Level;
use crate::vocabulary::{FiscalYear, Yen, grouped};

/// The breakdowns that the plan has the units for. A report on several years names the one that is counted.
pub(crate) fn part_of(view: &YearView<'_>, named: Option<FiscalYear>) -> Option<Part> {
    let (themes, bureaus) = (!view.plan.themes.is_empty(), !view.plan.bureaus.is_empty());
    let mut kinds: Vec<String> = view.plan.levels.iter().map(|level| format!("{}別", level.name)).collect();
    kinds.extend(themes.then(|| "テーマ別".to_owned()));
    kinds.extend(bureaus.then(|| "部別".to_owned()));
    if kinds.is_empty() {
        return None;
    }
    let year = named.map(|year| format!("（{year}）")).unwrap_or_default();
    let title = format!("{}の状況{year}", kinds.join("・"));
    let mut blocks = vec![heading(1, title.clone())];
    for (level, of) in view.plan.levels.iter().enumerate() {
        blocks.extend(by_group(view, level, of));
    }
    // Beside the sections of levels it is one, too; alone it is the whole part.
    let of_levels = view.plan.levels.len();
    if let (1.., [_, ..]) = (of_levels, kinds.get(of_levels..).unwrap_or_default()) {
        blocks.push(heading(2, kinds[of_levels..].join("・")));
    }
    blocks.extend(by_theme_and_bureau(view));
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
    let mut counts = table(view, &of.name, &rows, Some(view.action_counts), vec![denominator_note(view)]);
    if !view.effects.is_empty() {
        add_effects(view, &mut counts, assessed.iter().map(|(.., effects)| *effects));
    }
    if let Some((name, of_groups, all)) = super::costs::spent_by_group(view, level) {
        add_amounts(view, &mut counts, name, (of_groups, all));
    }
    blocks.push(Block::Together(vec![Block::Table(counts)]));
    blocks
}

/// The effects of each row and of all as the last column.
fn add_effects<'a>(view: &YearView<'_>, table: &mut Table, effects: impl Iterator<Item = &'a EffectSummary>) {
    let of = |effects: &EffectSummary| (!effects.is_empty()).then(|| effects.total());
    add_amounts(view, table, "効果額", (effects.map(of).collect(), of(view.effects)));
}

/// Amounts of each row and of all as the last column.
fn add_amounts(view: &YearView<'_>, table: &mut Table, head: &str, (of_rows, all): (Vec<Option<Yen>>, Option<Yen>)) {
    let money = view.plan.settings.money;
    table.unit = Some(format!("（単位：件、{}）", money.unit.label()));
    table.columns.push(fixed(200, Alignment::End));
    table.head.iter_mut().for_each(|row| row.cells.push(column_head(head, 1, 1)));
    let rows = table.groups.iter_mut().flat_map(|group| &mut group.rows);
    rows.zip(of_rows).for_each(|(row, amount)| row.cells.push(figure(amount_or_none(amount, money))));
    table.foot.iter_mut().for_each(|row| row.cells.push(figure(amount_or_none(all, money))));
}

/// Counts of action items by theme and by bureau in one table, under the themes' shares.
fn by_theme_and_bureau(view: &YearView<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut groups: Vec<(&str, Vec<(String, &GradeCounts)>)> = Vec::new();
    let mut notes = Vec::new();
    if !view.plan.themes.is_empty() {
        blocks.extend(theme_chart(view));
        groups.push(("テーマ別", themes(view)));
        if view.plan.themes.len() > 1 {
            notes.push(plain("※ 複数のテーマに関連する実践項目は、それぞれのテーマで数えている。"));
        }
    }
    if !view.plan.bureaus.is_empty() {
        groups.push(("部別", bureaus(view)));
        notes.push(plain("※ 部別では、実践項目を主たる担当部署の部で数えている。"));
    }
    if groups.is_empty() {
        return blocks;
    }
    notes.push(denominator_note(view));
    let count: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
    let mut whole = table(view, "区分", &[], Some(view.action_counts), notes);
    let columns = whole.columns.len() as u32;
    let group = |(name, rows): (&str, Vec<(String, &GradeCounts)>)| RowGroup {
        heading: Some(row(vec![Cell::header(name, HeaderScope::Row).spanning(columns, 1).aligned(Alignment::Start)])),
        rows: rows.iter().map(|(name, counts)| counts_row(view, name, counts)).collect(),
        ..RowGroup::default()
    };
    whole.groups = groups.into_iter().map(group).collect();
    let table = Block::Table(whole);
    // A table that a page holds is not broken: themes and bureaus are compared with one another.
    blocks.push(if count <= 30 { Block::Together(vec![table]) } else { table });
    blocks
}

fn themes<'a>(view: &YearView<'a>) -> Vec<(String, &'a GradeCounts)> {
    let of =
        |theme: &crate::plan::Theme| Some((format!("{} {}", theme.id.0, theme.title), view.by_theme.get(&theme.id)?));
    view.plan.themes.iter().filter_map(of).collect()
}

/// The bureaus of the leads.
fn bureaus<'a>(view: &YearView<'a>) -> Vec<(String, &'a GradeCounts)> {
    let counted = view.by_bureau.iter().filter(|(_, counts)| counts.listed > 0);
    counted.map(|(bureau, counts)| (bureau.clone().unwrap_or_else(|| NO_BUREAU.to_owned()), counts)).collect()
}

/// The shares of grades of each theme; nothing where no item has one.
fn theme_chart(view: &YearView<'_>) -> Option<Block> {
    let short: Vec<(String, &GradeCounts)> = view
        .plan
        .themes
        .iter()
        .filter_map(|theme| Some((theme.short.clone(), view.by_theme.get(&theme.id)?)))
        .filter(|(_, counts)| counts.distinct > 0)
        .collect();
    let title = chart_title(view, &short);
    (!short.is_empty()).then(|| Block::Chart(shares_chart(view, title, &short, 8.0 + 4.0 * short.len() as f64)))
}

fn denominator_note(view: &YearView<'_>) -> Vec<super::document::Inline> {
    let scale = &view.plan.grades;
    plain(format!("※ {}の割合の分母は、{}を除く件数である。", scale.on_track_phrase(), left_out(scale, "及び")))
}

/// The chart's verdict: which categories stand highest and lowest, or what all have.
fn chart_title(view: &YearView<'_>, rows: &[(String, &GradeCounts)]) -> String {
    let phrase = view.plan.grades.on_track_phrase();
    let rates: Vec<_> = rows.iter().filter_map(|(name, counts)| Some((name, counts.on_track_percent()?))).collect();
    let (most, least) = (rates.iter().map(|(_, rate)| *rate).max(), rates.iter().map(|(_, rate)| *rate).min());
    let named = |of: rust_decimal::Decimal| {
        let names: Vec<&str> = rates.iter().filter(|(_, rate)| *rate == of).map(|(name, _)| name.as_str()).collect();
        format!("「{}」{}%", names.join("」「"), percent(of))
    };
    match most.zip(least) {
        None => format!("{phrase}の割合は、まだ算定できない"),
        Some((most, _)) if rows.len() == 1 => format!("{phrase}の割合は、{}%", percent(most)),
        Some((most, _)) if rates.len() == 1 => format!("{phrase}の割合は、{}", named(most)),
        Some((most, least)) if most == least => format!("{phrase}の割合は、いずれも{}%", percent(most)),
        Some((most, least)) => format!("{phrase}の割合は、最高が{}、最低が{}", named(most), named(least)),
    }
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
        view.plan.grades.on_track_phrase(),
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
        let text = over_its_words(grade);
        head.push(Cell { header: Some(HeaderScope::Column), ..Cell::inlines(text) }.aligned(Alignment::Center));
        columns.push(fixed(135, Alignment::End));
    }
    for (label, width) in [(UNGRADED, 135), ("計", 100), ("割合（分母）", 265)] {
        head.push(column_head(label, 1, 1));
        columns.push(fixed(width, Alignment::End));
    }
    let body = rows.iter().map(|(name, counts)| counts_row(view, name, counts)).collect();
    Table {
        caption: None,
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

#[cfg(test)]
mod tests {
    use crate::report::{self, Edition, fixture, text};

    #[test]
    fn a_report_on_several_years_names_the_year_that_is_counted() {
        let of = |edition| text::of_document(&report::document(&fixture::assessment(), edition, fixture::DATE));
        assert!(of(Edition::Final).contains("テーマ別・部別の状況（令和3年度）"));
        let of_year = of(Edition::Public);
        assert!(of_year.contains("テーマ別・部別の状況") && !of_year.contains("部別の状況（"));
    }

    #[test]
    fn of_a_single_theme_nothing_is_said_of_several() {
        use std::sync::Arc;

        use crate::assess::fixture::{record, year_one};
        use crate::plan::fixture;
        let report = |count: usize| {
            let mut plan = fixture::small();
            plan.themes.truncate(count);
            let ids: Vec<_> = plan.themes.iter().map(|theme| theme.id).collect();
            plan.initiatives.iter_mut().for_each(|initiative| initiative.themes = ids.iter().copied().collect());
            let plan = Arc::new(plan);
            let record = record(&plan, fixture::YEAR, year_one());
            let assessment = crate::assess::assess(plan, record, vec![]).expect("cross-footed");
            text::of_document(&report::document(&assessment, Edition::Public, super::super::fixture::DATE))
        };
        let words = ["複数のテーマ", "の割合は、いずれも"];
        assert!(words.iter().all(|word| report(2).contains(word)));
        assert!(!words.iter().any(|word| report(1).contains(word)));
    }

    /// Beside the sections of levels, what is counted by theme and bureau is one that the contents can name.
    #[test]
    fn beside_levels_the_other_breakdowns_have_a_heading() {
        use std::sync::Arc;

        use crate::assess::fixture::{record, year_one};
        use crate::plan::{Group, Level, fixture};
        let headings = |with_level: bool| {
            let mut plan = fixture::small();
            if with_level {
                let group = Group { number: "1".into(), name: "暮らし".into(), text: String::new(), of: None };
                plan.levels = vec![Level { name: "柱".into(), groups: vec![group] }];
                plan.initiatives.iter_mut().for_each(|initiative| initiative.group = Some(0));
            }
            let plan = Arc::new(plan);
            let record = record(&plan, fixture::YEAR, year_one());
            let assessment = crate::assess::assess(plan, record, vec![]).expect("cross-footed");
            let document = report::document(&assessment, Edition::Public, super::super::fixture::DATE);
            let text = text::of_document(&document);
            text.lines().filter(|line| ["柱別", "テーマ別・部別"].contains(line)).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(headings(false), [] as [String; 0]);
        assert_eq!(headings(true), ["柱別", "テーマ別・部別"]);
    }

    /// Heads and notes of the period's tables: the same word for a verdict as in a year's sheets, and over which years opinions add up.
    #[test]
    fn the_tables_of_the_period_say_what_they_count() {
        let of = |edition| text::of_document(&report::document(&fixture::assessment(), edition, fixture::DATE));
        let (period, year) = (of(Edition::Final), of(Edition::Public));
        assert!(period.contains("達成率(%)\t判定") && year.contains("達成率(%)\t判定"), "{period}");
        assert!(period.contains("意見の件数は、掲げた年度の計である。"));
    }
}

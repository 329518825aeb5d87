//! The plan's own table of initiatives: 取組項目 over 担当部署, a ○ a theme, 取組内容; and the same with columns added to its
//! right, for the year's grades.
//!
//! Each initiative takes two rows: No., the ○ and 取組内容 span both, the second column holds 取組項目 above a light rule and
//! 担当部署 below it, as the source prints it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Division, Emphasis, HeaderScope, Paragraph, ParagraphKind, Row,
    RowGroup, Table, TableStyle, Tone, emphasised, plain,
};
use super::number_column::NumberColumns;
use crate::plan::{Group, GroupId, Initiative, Plan, names};
use crate::vocabulary::InitiativeNo;

/// The mark of a theme that an initiative belongs to.
const MARK: &str = "○";

/// Columns to the right of the plan's own, under one heading.
#[derive(Debug, Clone, Default)]
pub struct ExtraColumns {
    /// The heading over them: 進捗区分.
    pub heading: String,
    /// Their heads (R2, R3 …) and widths in tenths of a millimetre.
    pub heads: Vec<(String, u32)>,
    /// Their cells by initiative, one a head; an initiative without cells has empty ones.
    pub cells: BTreeMap<InitiativeNo, Vec<Cell>>,
}

/// How the columns of the themes are set.
#[derive(Debug, Clone, Copy)]
pub struct ThemeColumns {
    /// What marks a theme.
    pub mark: &'static str,
    /// Whether their heads stand upright, so that the columns can be narrow.
    pub upright: bool,
    /// Width of each in tenths of a millimetre.
    pub width: u32,
}

impl Default for ThemeColumns {
    /// As the plan prints them.
    fn default() -> Self {
        ThemeColumns { mark: MARK, upright: false, width: 113 }
    }
}

/// How the table is cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pagination {
    /// A new page after the numbers the plan names (`pages_end_after`).
    AsThePlan,
    /// Wherever a page is full.
    Free,
}

/// The table of all initiatives, with department names as of `date`.
pub fn table(plan: &Plan, date: Date, pagination: Pagination, extra: Option<(&ExtraColumns, ThemeColumns)>) -> Table {
    table_of(plan, plan.initiatives.iter(), date, pagination, extra)
}

/// The table of some initiatives.
fn table_of<'a>(
    plan: &Plan,
    initiatives: impl IntoIterator<Item = &'a Initiative>,
    date: Date,
    pagination: Pagination,
    extra: Option<(&ExtraColumns, ThemeColumns)>,
) -> Table {
    let mut groups = vec![RowGroup::default()];
    let mut group_before = None;
    for initiative in initiatives {
        let ends = &plan.narrative.table.pages_end_after;
        let begins_page = pagination == Pagination::AsThePlan
            && initiative.no.0 > 1
            && ends.contains(&(initiative.no.0 - 1))
            && groups.iter().any(|group| !group.rows.is_empty());
        let path = plan.groups_of(initiative);
        let here = path.last().map(|(id, _)| *id);
        if begins_page || here != group_before {
            let heading = (here.is_some()).then(|| group_heading(plan, &path, extra));
            groups.push(RowGroup { heading, page_break_before: begins_page, ..RowGroup::default() });
            group_before = here;
        }
        if let Some(group) = groups.last_mut() {
            group.rows.extend(rows(plan, initiative, date, extra));
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    Table {
        caption: None,
        unit: None,
        columns: columns(plan, extra),
        head: head(plan, extra),
        groups,
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

/// 【凡例】 and the ※ note that stand under the table.
pub fn legend(plan: &Plan) -> Vec<Block> {
    let note = |text: super::document::Inlines| Block::Paragraph(Paragraph::new(ParagraphKind::Small, text));
    let legend = Paragraph {
        division: Division::Departments,
        align: Alignment::Start,
        ..Paragraph::new(ParagraphKind::Small, plain(names::print_legend(plan)))
    };
    let mut blocks = Vec::new();
    if !plan.bureaus.is_empty() {
        blocks.extend([note(vec![emphasised("【凡例】", Emphasis::Strong)]), Block::Paragraph(legend)]);
    }
    if !plan.narrative.table.note.is_empty() {
        let text = format!("※ {}", plan.narrative.table.note);
        blocks.push(Block::Paragraph(Paragraph::new(ParagraphKind::Note, plain(text))));
    }
    blocks
}

fn columns(plan: &Plan, extra: Option<(&ExtraColumns, ThemeColumns)>) -> Vec<Column> {
    let (extra, themes) = (extra.map(|(extra, _)| extra), extra.map(|(_, themes)| themes).unwrap_or_default());
    let centred = |tenths| Column { width: ColumnWidth::Fixed(tenths), align: Alignment::Center };
    // 担当部署 need 24 em for two lines at most (No.5, No.15), 取組内容 28 em for three lines as a rule; so the pages of the
    // plan hold the initiatives that the source has on them.
    let mut columns = vec![
        NumberColumns::of(plan).of_initiatives(80),
        Column { width: ColumnWidth::Share(46), align: Alignment::Justify },
    ];
    columns.extend(plan.themes.iter().map(|_| centred(themes.width)));
    columns.push(Column { width: ColumnWidth::Share(54), align: Alignment::Justify });
    let added = extra.into_iter().flat_map(|extra| &extra.heads);
    columns.extend(added.map(|(_, width)| super::blocks::whole(*width, Alignment::Center)));
    columns
}

/// The two-line header: 取組項目 over 担当部署, テーマ over the names of the themes.
fn head(plan: &Plan, extra: Option<(&ExtraColumns, ThemeColumns)>) -> Vec<Row> {
    let heading = |text: &str| Cell::header(text, HeaderScope::Column).aligned(Alignment::Center);
    let (extra, look) = (extra.map(|(extra, _)| extra), extra.map(|(_, themes)| themes).unwrap_or_default());
    let themes = plan.themes.len() as u32;
    let mut upper = vec![heading("No.").spanning(1, 2), Cell { light_rule_below: true, ..heading("取組項目") }];
    if themes > 0 {
        upper.push(heading("テーマ").spanning(themes, 1));
    }
    upper.push(heading("取組内容").spanning(1, 2));
    let mut lower = vec![heading("担当部署")];
    lower.extend(plan.themes.iter().map(|theme| Cell { upright: look.upright, ..heading(&theme.short) }));
    if let Some(extra) = extra.filter(|extra| !extra.heads.is_empty()) {
        upper.push(heading(&extra.heading).spanning(extra.heads.len() as u32, 1));
        lower.extend(extra.heads.iter().map(|(head, _)| heading(head)));
    }
    vec![
        Row { cells: upper, keep_with_next: true, ..Row::default() },
        Row { cells: lower, keep_with_next: true, ..Row::default() },
    ]
}

/// The row over the initiatives of a group: the groups above it and its own name, over all columns.
fn group_heading(plan: &Plan, path: &[(GroupId, &Group)], extra: Option<(&ExtraColumns, ThemeColumns)>) -> Row {
    let names: Vec<String> = path
        .iter()
        .filter_map(|(id, group)| Some(format!("{} {}", plan.levels.get(id.level)?.name, group.label())))
        .collect();
    let cell = Cell {
        header: Some(HeaderScope::Row),
        tone: Tone::Tint,
        ..Cell::inlines(vec![emphasised(names.join("　"), Emphasis::Strong)])
    };
    let columns = columns(plan, extra).len() as u32;
    Row { cells: vec![cell.aligned(Alignment::Start).spanning(columns, 1)], keep_with_next: true, ..Row::default() }
}

/// The two rows of an initiative.
fn rows(plan: &Plan, initiative: &Initiative, date: Date, extra: Option<(&ExtraColumns, ThemeColumns)>) -> [Row; 2] {
    let (extra, look) = (extra.map(|(extra, _)| extra), extra.map(|(_, themes)| themes).unwrap_or_default());
    let no = Cell::header(initiative.printed.clone(), HeaderScope::Row).aligned(Alignment::Center).spanning(1, 2);
    let name = Cell {
        header: Some(HeaderScope::Row),
        light_rule_below: true,
        ..Cell::inlines(vec![emphasised(&initiative.name, Emphasis::Strong)])
    };
    let mut upper = vec![no, name];
    upper.extend(plan.themes.iter().map(|theme| {
        let cell = if initiative.themes.contains(&theme.id) { Cell::text(look.mark) } else { Cell::default() };
        cell.aligned(Alignment::Center).spanning(1, 2)
    }));
    upper.push(Cell::text(&initiative.content).spanning(1, 2));
    if let Some(extra) = extra {
        let cells = extra.cells.get(&initiative.no).map(Vec::as_slice).unwrap_or_default();
        let cells = cells.iter().cloned().chain(std::iter::repeat_with(Cell::default));
        upper.extend(cells.take(extra.heads.len()).map(|cell| cell.spanning(1, 2)));
    }
    let departments = Paragraph {
        division: Division::Departments,
        align: Alignment::Start,
        ..Paragraph::new(ParagraphKind::Small, plain(names::print_responsible(plan, &initiative.responsible, date)))
    };
    let lower = vec![Cell { content: vec![Block::Paragraph(departments)], ..Cell::default() }];
    [Row { cells: upper, keep_with_next: true, ..Row::default() }, Row { cells: lower, ..Row::default() }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    /// Cells that each row occupies, row spans from above included.
    fn occupied(rows: &[Row]) -> Vec<u32> {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        rows.iter()
            .map(|row| {
                let from_above: u32 = spans.iter().map(|(columns, _)| columns).sum();
                spans.iter_mut().for_each(|(_, rows)| *rows -= 1);
                spans.extend(row.cells.iter().map(|cell| (cell.col_span, cell.row_span - 1)));
                spans.retain(|(_, rows)| *rows > 0);
                from_above + row.cells.iter().map(|cell| cell.col_span).sum::<u32>()
            })
            .collect()
    }

    #[test]
    fn every_row_fills_every_column() {
        let plan = fixture::sample();
        let extra = ExtraColumns {
            heading: "進捗区分".into(),
            heads: vec![("R2".into(), 120), ("R3".into(), 120)],
            cells: BTreeMap::from([(InitiativeNo(1), vec![Cell::text("◎")])]),
        };
        for extra in [None, Some((&extra, ThemeColumns::default()))] {
            let table = table(&plan, plan.departments_as_of, Pagination::AsThePlan, extra);
            let width = table.columns.len() as u32;
            assert!(occupied(&table.head).iter().all(|occupied| *occupied == width));
            for group in &table.groups {
                assert!(occupied(&group.rows).iter().all(|occupied| *occupied == width));
            }
        }
    }

    #[test]
    fn pages_end_where_the_plan_says() {
        let plan = fixture::sample();
        let table = table(&plan, plan.departments_as_of, Pagination::AsThePlan, None);
        let initiatives: Vec<usize> = table.groups.iter().map(|group| group.rows.len() / 2).collect();
        assert_eq!(initiatives, [9, 9, 3]);
        assert!(!table.groups[0].page_break_before && table.groups[1].page_break_before);
    }
}

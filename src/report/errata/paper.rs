//! The paper: 正誤表 by edition, and the pages to be exchanged (差替え頁).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Causes, Change, Printed};
use crate::plan::Plan;
use crate::report::blocks::{column_head, fixed, heading, paragraph, part, row_head, shared};
use crate::report::changed_words;
use crate::report::document::{
    Alignment, Block, Cell, Document, Inlines, Meta, Paper, ParagraphKind, Part, Row, RowGroup, Table, TableStyle,
    VerticalAlign, plain,
};
use crate::vocabulary::japanese_date;

/// A text longer than this is shown by its changed words and what stands around them.
const LONG: usize = 160;
/// So many characters stand around a changed word of a long text.
const AROUND: usize = 24;

/// What the paper is made of.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The published report.
    pub before: &'a Printed,
    /// Today's.
    pub after: &'a Printed,
    /// By edition, in their order.
    pub changes: &'a [(String, Vec<Change>)],
    /// The reasons.
    pub causes: &'a Causes,
}

/// The 正誤表 of a published report. `date` is the day that it states.
pub fn document(of: Comparison<'_>, date: Date) -> Document {
    let plan = of.plan;
    let title = format!("{} 正誤表", of.after.title);
    let parts = vec![errata(of), part("差替え頁", pages(of))];
    Document {
        meta: Meta {
            title: title.clone(),
            author: plan.city.clone(),
            subject: "公表した報告書から変わった数値及び文".to_owned(),
            keywords: vec![plan.short_title.clone(), "正誤表".to_owned()],
            date,
            notice: plan.notice.clone(),
            confidential: None,
        },
        parts,
        look: plan.settings.look.clone(),
    }
}

/// 令和4年6月30日付け（速報）.
fn version(printed: &Printed) -> String {
    let day = printed.date.parse::<Date>().map_or_else(|_| printed.date.clone(), japanese_date);
    format!("{day}付け（{}）", printed.state)
}

fn errata(of: Comparison<'_>) -> Part {
    let count: usize = of.changes.iter().map(|(_, changes)| changes.len()).sum();
    let mut blocks = vec![heading(1, format!("{} 正誤表", of.after.title))];
    let (before, after) = (version(of.before), version(of.after));
    let lead = match count {
        0 => format!("{before}の報告書と、数値及び文に違いはない。"),
        _ if before == after => {
            format!("{before}の報告書について、改めた数値及び文は、次の{count}か所である。下線は、改めた部分を示す。")
        }
        _ => format!(
            "{before}の報告書について、{after}の報告書で改めた数値及び文は、次の{count}か所である。下線は、改めた部分を示す。"
        ),
    };
    blocks.push(paragraph(ParagraphKind::Flush, lead));
    let changed: Vec<&(String, Vec<Change>)> = of.changes.iter().filter(|(_, changes)| !changes.is_empty()).collect();
    for (edition, changes) in changed {
        if of.changes.len() > 1 {
            blocks.push(heading(2, format!("{edition}（{}か所）", changes.len())));
        }
        blocks.push(Block::Table(table(of, changes)));
    }
    Part { paper: Paper::A4Landscape, ..part("正誤表", blocks) }
}

fn table(of: Comparison<'_>, changes: &[Change]) -> Table {
    let rows = changes
        .iter()
        .map(|change| {
            let (before, after) = sides(change);
            let top = |cell: Cell| Cell { vertical_align: VerticalAlign::Top, ..cell };
            let reason = of.causes.of(of.plan, change).unwrap_or_default();
            let cells = vec![
                top(row_head(page(change)).aligned(Alignment::Center)),
                top(Cell::text(place(&change.place))),
                top(Cell::inlines(before)),
                top(Cell::inlines(after)),
                top(Cell::text(reason)),
            ];
            Row { cells, may_split: true, ..Row::default() }
        })
        .collect();
    let heads = ["ページ", "箇所", "誤（公表したもの）", "正（改めたもの）", "理由"];
    Table {
        caption: None,
        unit: None,
        columns: vec![fixed(150, Alignment::Center), shared(5), shared(6), shared(6), shared(4)],
        head: vec![Row { cells: heads.map(|head| column_head(head, 1, 1)).into(), ..Row::default() }],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

/// The page, and where it moved: 12, 12→13.
fn page(change: &Change) -> String {
    let named = |page: &Option<String>| page.clone().map(|page| if page.is_empty() { "表紙".to_owned() } else { page });
    match (named(&change.page_before), named(&change.page_after)) {
        (Some(before), Some(after)) if before != after => format!("{before}→{after}"),
        (Some(page), _) | (None, Some(page)) => page,
        (None, None) => String::new(),
    }
}

/// Headings and heads from the outermost, each once.
fn place(place: &[String]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in place.iter().map(String::as_str).filter(|name| !name.is_empty()) {
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    names.join("／")
}

fn sides(change: &Change) -> (Inlines, Inlines) {
    match (&change.page_before, &change.page_after) {
        (None, _) => (plain("（なし）"), changed_words::whole(&change.after)),
        (_, None) => (changed_words::whole(&change.before), plain("（削る）")),
        _ => {
            let (before, after) = changed_words::compare(&change.before, &change.after);
            let long = change.before.chars().count().max(change.after.chars().count()) > LONG;
            let shown = |stretches| if long { changed_words::shortened(stretches, AROUND) } else { stretches };
            (changed_words::inlines(&shown(before)), changed_words::inlines(&shown(after)))
        }
    }
}

/// Pages to be exchanged: every page of the published report on which something changed, and every page of today's.
fn pages(of: Comparison<'_>) -> Vec<Block> {
    let mut blocks = vec![
        heading(1, "差替え頁"),
        paragraph(
            ParagraphKind::Flush,
            "印刷したものを改めるときに差し替えるページである。ページの数が変わった版は、目次を含めて全体を差し替える。",
        ),
    ];
    let mut rows = Vec::new();
    for (edition, changes) in of.changes.iter().filter(|(_, changes)| !changes.is_empty()) {
        let listed = |pick: fn(&Change) -> Option<&String>| {
            let pages: BTreeSet<(usize, &str)> =
                changes.iter().filter_map(pick).map(|page| (page.parse().unwrap_or(0), page.as_str())).collect();
            let names = pages.into_iter().map(|(_, page)| if page.is_empty() { "表紙" } else { page });
            names.collect::<Vec<_>>().join("、")
        };
        let count = |printed: &Printed| {
            let edition = printed.editions.iter().find(|of| of.name == *edition);
            let pages: BTreeMap<&str, ()> =
                edition.iter().flat_map(|of| &of.pieces).map(|piece| (piece.page.as_str(), ())).collect();
            pages.keys().filter_map(|page| page.parse::<u32>().ok()).max().unwrap_or(0)
        };
        let (before, after) = (count(of.before), count(of.after));
        let moved = if before == after { "変わらない".to_owned() } else { format!("{before}→{after}") };
        rows.push(Row {
            cells: vec![
                row_head(edition.as_str()),
                Cell::text(listed(|change| change.page_before.as_ref())),
                Cell::text(listed(|change| change.page_after.as_ref())),
                Cell::text(moved).aligned(Alignment::Center),
            ],
            may_split: true,
            ..Row::default()
        });
    }
    if rows.is_empty() {
        blocks.push(paragraph(ParagraphKind::Flush, "差し替えるページはない。"));
        return blocks;
    }
    let heads = ["版", "抜くページ", "入れるページ", "ページの数"];
    blocks.push(Block::Table(Table {
        caption: None,
        unit: None,
        columns: vec![fixed(250, Alignment::Start), shared(1), shared(1), fixed(260, Alignment::Center)],
        head: vec![Row { cells: heads.map(|head| column_head(head, 1, 1)).into(), ..Row::default() }],
        groups: vec![RowGroup { rows, ..RowGroup::default() }],
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }));
    blocks
}

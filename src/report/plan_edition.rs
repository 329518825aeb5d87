//! 計画書: the plan itself, part by part as its draft prints it.
//!
//! Every sentence comes from the plan, in the order of the source. The themes (part 3) have no heading of their own in the
//! source and go on under that of the basics (part 2).

use jiff::civil::Date;

use super::document::{
    Anchor, Block, Columns, Cover, Document, Folio, Heading, Inline, List, ListItem, Meta, Paper, Paragraph,
    ParagraphKind, Part, plain,
};
use super::plan_table::{self, Pagination};
use super::{emphasis, plan_figures};
use crate::plan::Plan;
use crate::plan::narrative::Points;

/// The plan as a document that states `date`; department names are those of the plan's own day.
pub fn document(plan: &Plan, date: Date) -> Document {
    let meta = Meta {
        title: format!("{}{}", plan.title, plan.stage_of_drafting),
        author: plan.city.clone(),
        subject: format!("{}の{}（{}から{}まで）", plan.city, plan.short_title, plan.first_year, plan.last_year),
        keywords: vec![plan.short_title.clone(), "行政改革".to_owned(), plan.city.clone()],
        date,
        notice: plan.notice.clone(),
        confidential: None,
    };
    let parts = vec![cover(plan), contents(), basics(plan), table(plan), composition(plan), organization(plan)];
    Document { meta, parts, look: plan.settings.look.clone() }
}

/// 令和2年度（2020）～令和6年度（2024）.
pub fn period(plan: &Plan) -> String {
    let year = |year: crate::vocabulary::FiscalYear| format!("{year}（{}）", year.0);
    format!("{}～{}", year(plan.first_year), year(plan.last_year))
}

fn cover(plan: &Plan) -> Part {
    let cover = Cover {
        title: format!("{}{}", plan.title, plan.stage_of_drafting),
        subtitles: Vec::new(),
        period: Some(period(plan)),
        publisher: vec![plan.city.clone(), plan.issued.clone()],
    };
    Part {
        name: "表紙".to_owned(),
        paper: Paper::A4Portrait,
        folio: Folio::Hidden,
        columns: 1,
        blocks: vec![Block::Cover(cover)],
    }
}

fn contents() -> Part {
    Part {
        name: "目次".to_owned(),
        paper: Paper::A4Portrait,
        folio: Folio::Roman,
        columns: 1,
        blocks: vec![Block::Contents { title: "目次".to_owned(), depth: 2 }],
    }
}

/// A part of numbered pages whose running head is its title.
fn part(title: &str, paper: Paper, anchor: &str, blocks: Vec<Block>) -> Part {
    let heading = Heading { level: 1, text: plain(title), anchor: Some(Anchor(anchor.into())) };
    let blocks = std::iter::once(Block::Heading(heading)).chain(blocks).collect();
    Part { name: title.to_owned(), paper, folio: Folio::Arabic, columns: 1, blocks }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(Heading { level, text: emphasis::inlines(text), anchor: None })
}

/// A heading of a column, with its bracketed part on a second line.
fn broken_heading(text: &str) -> Block {
    let at = text.find('（').filter(|at| *at > 0).unwrap_or(text.len());
    let (name, bracket) = text.split_at(at);
    let mut inlines = emphasis::inlines(name);
    if !bracket.is_empty() {
        inlines.push(Inline::Break);
        inlines.extend(emphasis::inlines(bracket));
    }
    Block::Heading(Heading { level: 4, text: inlines, anchor: None })
}

fn points(label: &str, points: &[String]) -> Block {
    let item = |text: &String| ListItem {
        label: label.to_owned(),
        body: vec![Block::Paragraph(Paragraph::new(ParagraphKind::Flush, emphasis::inlines(text)))],
    };
    Block::List(List { items: points.iter().map(item).collect() })
}

/// Parts 2 and 3.
fn basics(plan: &Plan) -> Part {
    let basics = &plan.narrative.basics;
    let mut blocks = vec![heading(2, &basics.history_title)];
    for generation in &basics.generations {
        blocks.push(Block::Together(vec![heading(3, &generation.name), points("・", &generation.points)]));
        if !generation.leads_to.is_empty() {
            blocks.push(Block::Figure(plan_figures::leads_to(&generation.leads_to)));
        }
    }
    blocks.push(Block::Figure(plan_figures::heritage(plan)));
    blocks.push(Block::PageBreak);
    blocks.push(heading(2, &basics.successor));
    blocks.push(heading(3, &basics.recognition.title));
    blocks.push(points("・", &basics.recognition.points));
    blocks.push(heading(3, &basics.shift_title));
    let column = |shift: &Points| (1, vec![broken_heading(&shift.title), points("◇", &shift.points)]);
    blocks.push(Block::Columns(Columns { columns: basics.shift.iter().map(column).collect() }));
    blocks.push(Block::Together(vec![heading(3, &basics.spiral.title), Block::Figure(plan_figures::spiral(plan))]));
    blocks.push(Block::PageBreak);
    for theme in &plan.themes {
        blocks.push(Block::Together(vec![
            heading(2, &format!("{}. {}", theme.id.0, theme.title)),
            Block::Paragraph(Paragraph::new(ParagraphKind::Body, emphasis::inlines(&theme.text))),
        ]));
    }
    blocks.push(points("◇", &plan.narrative.theme_points));
    part(&basics.title, Paper::A4Portrait, "basics", blocks)
}

/// Part 4.
fn table(plan: &Plan) -> Part {
    let table = plan_table::table(plan, plan.departments_as_of, Pagination::AsThePlan, None);
    let blocks = vec![Block::Table(table), Block::Together(plan_table::legend(plan))];
    part(&plan.narrative.table.title, Paper::A4Landscape, "table", blocks)
}

/// Part 5.
fn composition(plan: &Plan) -> Part {
    let composition = &plan.narrative.composition;
    let blocks = vec![Block::Figure(plan_figures::composition(plan)), points("◇", &composition.points)];
    part(&composition.title, Paper::A4Portrait, "composition", blocks)
}

/// Part 6.
fn organization(plan: &Plan) -> Part {
    let organization = &plan.narrative.organization;
    let blocks = vec![
        heading(2, &organization.structure.title),
        Block::Figure(plan_figures::structure(plan)),
        points("◇", &organization.structure.points),
        heading(2, &organization.period.title),
        Block::Figure(plan_figures::period(plan)),
        points("◇", &organization.period.points),
    ];
    part(&organization.title, Paper::A4Portrait, "organization", blocks)
}

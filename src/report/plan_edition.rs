//! 計画書: the plan itself, part by part as its draft prints it.
//!
//! Every sentence comes from the plan, in the order of the source. The themes (part 3) have no heading of their own in the
//! source and go on under that of the basics (part 2), with their number as their title.

use jiff::civil::Date;

use super::document::{
    Anchor, Block, Columns, Cover, Document, Folio, Heading, Inline, List, ListItem, Meta, Paper, Paragraph,
    ParagraphKind, Part, plain,
};
use super::plan_table::{self, Pagination};
use super::{plan_actions, plan_figures, prose, text, worded};
use crate::plan::Plan;
use crate::plan::narrative::{Points, Section, SectionFigure};

/// The plan as a document that states `date`; department names are those of the plan's own day.
pub fn document(plan: &Plan, date: Date) -> Document {
    let meta = Meta {
        title: format!("{}{}", plan.title, plan.stage_of_drafting),
        author: plan.city.clone(),
        subject: match plan.first_year == plan.last_year {
            true => format!("{}の{}（{}）", plan.city, plan.short_title, plan.first_year),
            false => {
                format!("{}の{}（{}から{}まで）", plan.city, plan.short_title, plan.first_year, plan.last_year)
            }
        },
        keywords: vec![plan.short_title.clone(), "計画書".to_owned(), plan.city.clone()],
        date,
        notice: plan.notice.clone(),
        confidential: None,
    };
    let narrative = &plan.narrative;
    let mut parts = vec![cover(plan), contents()];
    let before = narrative.before.iter().zip(1..).map(|(of, number)| section(plan, of, &format!("before-{number}")));
    parts.extend(flowing(basics(plan).into_iter().chain(before).chain(levels(plan))));
    parts.push(table(plan));
    let after = narrative.after.iter().zip(1..).map(|(of, number)| section(plan, of, &format!("after-{number}")));
    parts.extend(flowing(composition(plan).into_iter().chain(organization(plan)).chain(after)));
    parts.extend(actions(plan));
    let mut document = Document { meta, parts, look: plan.settings.look.clone() };
    worded::say(&mut document, plan.wording());
    document
}

/// 令和2年度（2020）～令和6年度（2024）.
pub fn period(plan: &Plan) -> String {
    let year = |year: crate::vocabulary::FiscalYear| format!("{year}（{}）", year.0);
    plan.first_year.up_to(plan.last_year, year)
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
    Block::Heading(Heading { level, text: prose::inlines(text), anchor: None })
}

/// A heading of a column, with its bracketed part on a second line.
fn broken_heading(text: &str) -> Block {
    let at = text.find('（').filter(|at| *at > 0).unwrap_or(text.len());
    let (name, bracket) = text.split_at(at);
    let mut inlines = prose::inlines(name);
    if !bracket.is_empty() {
        inlines.push(Inline::Break);
        inlines.extend(prose::inlines(bracket));
    }
    Block::Heading(Heading { level: 4, text: inlines, anchor: None })
}

fn points(label: &str, points: &[String]) -> Block {
    let item = |text: &String| ListItem {
        label: label.to_owned(),
        body: vec![Block::Paragraph(Paragraph::new(ParagraphKind::Flush, prose::inlines(text)))],
    };
    Block::List(List { items: points.iter().map(item).collect() })
}

/// Headings, points and figures are there where the plan has something to say under them.
fn titled(level: u8, text: &str) -> Option<Block> {
    (!text.is_empty()).then(|| heading(level, text))
}

fn listed(label: &str, texts: &[String]) -> Option<Block> {
    (!texts.is_empty()).then(|| points(label, texts))
}

/// Parts 2 and 3.
fn basics(plan: &Plan) -> Option<Part> {
    let basics = &plan.narrative.basics;
    let themes = themes(plan);
    if basics.title.is_empty() {
        let title = "テーマ";
        return (!themes.is_empty()).then(|| part(title, Paper::A4Portrait, "basics", themes));
    }
    let mut pages = [history(plan), outlook(plan), themes].into_iter().filter(|page| !page.is_empty());
    let mut blocks = pages.next().unwrap_or_default();
    for page in pages {
        blocks.push(Block::PageBreak);
        blocks.extend(page);
    }
    Some(part(&basics.title, Paper::A4Portrait, "basics", blocks))
}

/// What led to the plan.
fn history(plan: &Plan) -> Vec<Block> {
    let basics = &plan.narrative.basics;
    let mut blocks: Vec<Block> = titled(2, &basics.history_title).into_iter().collect();
    for generation in &basics.generations {
        let together = [Some(heading(3, &generation.name)), listed("・", &generation.points)];
        blocks.push(Block::Together(together.into_iter().flatten().collect()));
        if !generation.leads_to.is_empty() {
            blocks.push(Block::Figure(plan_figures::leads_to(&generation.leads_to)));
        }
    }
    if !basics.generations.is_empty() && !basics.heritage.is_empty() && !basics.successor.is_empty() {
        blocks.push(Block::Figure(plan_figures::heritage(plan)));
    }
    blocks
}

/// What the plan is to change.
fn outlook(plan: &Plan) -> Vec<Block> {
    let basics = &plan.narrative.basics;
    let mut blocks: Vec<Block> = titled(2, &basics.successor).into_iter().collect();
    blocks.extend(titled(3, &basics.recognition.title));
    blocks.extend(listed("・", &basics.recognition.points));
    blocks.extend(titled(3, &basics.shift_title));
    if !basics.shift.is_empty() {
        let column = |shift: &Points| {
            let blocks = [Some(broken_heading(&shift.title)), listed("◇", &shift.points)];
            (1, blocks.into_iter().flatten().collect())
        };
        blocks.push(Block::Columns(Columns { columns: basics.shift.iter().map(column).collect() }));
    }
    if !basics.spiral.points.is_empty() {
        let figure = Block::Figure(plan_figures::spiral(plan));
        blocks.push(Block::Together(titled(3, &basics.spiral.title).into_iter().chain([figure]).collect()));
    }
    blocks
}

fn themes(plan: &Plan) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !plan.themes.is_empty() {
        blocks.push(heading(2, &plan_figures::counted_themes(plan)));
    }
    blocks.extend(plan.themes.iter().map(|theme| {
        Block::Together(vec![
            heading(3, &format!("{}. {}", theme.id.0, theme.title)),
            Block::Paragraph(Paragraph::new(ParagraphKind::Body, prose::inlines(&theme.text))),
        ])
    }));
    blocks.extend(listed("◇", &plan.narrative.theme_points));
    blocks
}

/// Short parts between the tables, which lie across, go on below each other on a page; the page has the name of the first.
fn flowing(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut flowing: Vec<Part> = Vec::new();
    for part in parts {
        match flowing.last_mut() {
            Some(before) if lines(&before.blocks) + lines(&part.blocks) <= PAGE_LINES => {
                before.blocks.extend(part.blocks);
            }
            _ => flowing.push(part),
        }
    }
    flowing
}

/// Lines of a page that short parts share, characters of a line, and the lines that a heading takes and a figure in addition to its
/// height; the height of a line in millimetres.
const PAGE_LINES: usize = 40;
const LINE: usize = 38;
const HEADING: usize = 3;
const CAPTION: usize = 2;
const LINE_HEIGHT: f64 = 6.0;

/// About how many lines blocks take.
fn lines(blocks: &[Block]) -> usize {
    let of_texts = |blocks: &[Block]| -> usize {
        let mut texts = Vec::new();
        text::of_blocks(blocks, &mut texts);
        texts.iter().map(|text| text.chars().count().div_ceil(LINE)).sum()
    };
    let of = |block: &Block| match block {
        Block::Heading(_) => HEADING,
        Block::Figure(figure) => CAPTION + (figure.height / LINE_HEIGHT).ceil() as usize,
        Block::Together(inner) => lines(inner),
        Block::PageBreak => PAGE_LINES,
        _ => of_texts(std::slice::from_ref(block)),
    };
    blocks.iter().map(of).sum()
}

/// A part of any content.
fn section(plan: &Plan, section: &Section, anchor: &str) -> Part {
    let body = |text: &String| Block::Paragraph(Paragraph::new(ParagraphKind::Body, prose::inlines(text)));
    let mut blocks: Vec<Block> = section.paragraphs.iter().map(body).collect();
    blocks.extend(listed("◇", &section.points));
    blocks.extend(
        section
            .figure
            .and_then(|figure| match figure {
                SectionFigure::Structure => plan_figures::structure(plan),
                SectionFigure::Period => Some(plan_figures::period(plan)),
                SectionFigure::Composition => plan_figures::composition(plan),
            })
            .map(Block::Figure),
    );
    part(&section.title, Paper::A4Portrait, anchor, blocks)
}

/// Part 4.
fn table(plan: &Plan) -> Part {
    let table = plan_table::table(plan, plan.departments_as_of, Pagination::AsThePlan, None);
    let mut blocks = vec![Block::Table(table)];
    let legend = plan_table::legend(plan);
    if !legend.is_empty() {
        blocks.push(Block::Together(legend));
    }
    let title = Some(plan.narrative.table.title.as_str()).filter(|title| !title.is_empty()).unwrap_or("取組項目");
    part(title, Paper::A4Landscape, "table", blocks)
}

/// All groups of the levels above the initiatives, each followed by those below it, where the plan says anything of one of them.
fn levels(plan: &Plan) -> Option<Part> {
    if plan.groups().all(|(_, group)| group.text.is_empty()) {
        return None;
    }
    let mut blocks = Vec::new();
    groups_below(plan, 0, None, &mut blocks);
    let names: Vec<&str> = plan.levels.iter().map(|level| level.name.as_str()).collect();
    Some(part(&names.join("と"), Paper::A4Portrait, "levels", blocks))
}

/// The groups of a level that belong to the same group above: with what the plan says of each; a list where it says nothing of any group of the level.
fn groups_below(plan: &Plan, level: usize, above: Option<usize>, blocks: &mut Vec<Block>) {
    let Some(of) = plan.levels.get(level) else { return };
    let has_below = |at: usize| {
        plan.levels.get(level + 1).is_some_and(|below| below.groups.iter().any(|group| group.of == Some(at)))
    };
    let here: Vec<_> = of.groups.iter().enumerate().filter(|(_, group)| group.of == above).collect();
    // All groups of a level look alike, whatever the plan says of some of them.
    if level > 0 && of.groups.iter().enumerate().all(|(at, group)| group.text.is_empty() && !has_below(at)) {
        let names: Vec<String> = here.iter().map(|(_, group)| format!("{}　{}", of.name, group.label())).collect();
        blocks.extend(listed("・", &names));
        return;
    }
    for (at, group) in here {
        let mut told = vec![heading(if level == 0 { 2 } else { 3 }, &group.label())];
        if !group.text.is_empty() {
            told.push(Block::Paragraph(Paragraph::new(ParagraphKind::Body, prose::inlines(&group.text))));
        }
        blocks.push(Block::Together(told));
        groups_below(plan, level + 1, Some(at), blocks);
    }
}

/// The appendix: every action item with its schedule, targets and planned effects.
fn actions(plan: &Plan) -> Option<Part> {
    let table = plan_actions::table(plan)?;
    Some(part("実践項目一覧", Paper::A4Landscape, "actions", vec![table]))
}

/// Part 5.
fn composition(plan: &Plan) -> Option<Part> {
    let composition = &plan.narrative.composition;
    if composition.title.is_empty() {
        return None;
    }
    let figure = plan_figures::composition(plan).map(Block::Figure);
    let blocks = figure.into_iter().chain(listed("◇", &composition.points)).collect();
    Some(part(&composition.title, Paper::A4Portrait, "composition", blocks))
}

/// Part 6.
fn organization(plan: &Plan) -> Option<Part> {
    let organization = &plan.narrative.organization;
    let mut blocks = Vec::new();
    if !organization.structure.title.is_empty() {
        blocks.push(heading(2, &organization.structure.title));
        blocks.extend(plan_figures::structure(plan).map(Block::Figure));
        blocks.extend(listed("◇", &organization.structure.points));
    }
    if !organization.period.title.is_empty() {
        blocks.push(heading(2, &organization.period.title));
        blocks.push(Block::Figure(plan_figures::period(plan)));
        blocks.extend(listed("◇", &organization.period.points));
    }
    let title = Some(organization.title.as_str()).filter(|title| !title.is_empty()).unwrap_or("推進体制及び取組期間");
    (!blocks.is_empty()).then(|| part(title, Paper::A4Portrait, "organization", blocks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Group, Level, fixture};

    fn group(number: &str, name: &str, text: &str, of: Option<usize>) -> Group {
        Group { number: number.into(), name: name.into(), text: text.into(), of }
    }

    /// The chapter of levels as text, a line a block.
    fn told(levels: Vec<Level>) -> Vec<String> {
        let plan = Plan { levels, ..fixture::small() };
        let mut lines = Vec::new();
        if let Some(part) = super::levels(&plan) {
            crate::report::text::of_blocks(&part.blocks, &mut lines);
        }
        lines
    }

    #[test]
    fn short_sections_share_a_page() {
        let of = |title: &str, length: usize| {
            let body = Block::Paragraph(Paragraph::new(ParagraphKind::Body, plain("文".repeat(length))));
            part(title, Paper::A4Portrait, title, vec![body])
        };
        let parts = [of("趣旨", 100), of("進め方", 100), of("経過", 1_000), of("期間", 40)];
        let flowing = flowing(parts.into_iter());
        let names: Vec<&str> = flowing.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["趣旨", "経過"], "what does not fit begins a page, and is gone on from");
        let blocks: Vec<usize> = flowing.iter().map(|part| part.blocks.len()).collect();
        assert_eq!(blocks, [4, 4]);
    }

    /// The parts of a small plan: what stands before the table on one page, what comes after it on another; those of the sample, which fill
    /// their pages, each on its own.
    #[test]
    fn the_chapters_of_a_small_plan_share_their_pages() {
        let names = |plan: &Plan| {
            let parts = document(plan, plan.departments_as_of).parts.into_iter();
            parts.map(|part| part.name).collect::<Vec<_>>()
        };
        let mut plan = fixture::small();
        let said =
            |title: &str| Section {
                title: title.into(), paragraphs: vec!["述べる。".into()], ..Section::default()
            };
        plan.narrative.before = vec![said("趣旨")];
        plan.narrative.composition.title = "構成".into();
        plan.narrative.composition.points = vec!["2つの取組からなる。".into()];
        plan.narrative.after = vec![said("進め方"), said("見直し")];
        assert_eq!(names(&plan), ["表紙", "目次", "テーマ", "取組項目", "構成", "実践項目一覧"]);
        let sample = fixture::sample();
        let own = [&sample.narrative.composition.title, &sample.narrative.organization.title];
        let names = names(&sample);
        assert!(own.iter().all(|title| names.contains(title)), "{names:?}");
    }

    #[test]
    fn every_group_is_printed_where_one_has_a_text() {
        let top = |text: &str| Level {
            name: "政策の柱".into(),
            groups: vec![group("", "くらし", text, None), group("", "しごと", "", None)],
        };
        let below = || Level {
            name: "重点施策".into(),
            groups: vec![
                group("Ⅰ", "子育て", "", Some(0)),
                group("Ⅱ", "防災", "", Some(0)),
                group("Ⅲ", "産業", "", Some(1)),
            ],
        };
        let lines = told(vec![top("安心して暮らす。"), below()]);
        let text = lines.join("\n");
        for name in
            ["くらし", "安心して暮らす。", "重点施策　Ⅰ 子育て", "重点施策　Ⅱ 防災", "しごと", "重点施策　Ⅲ 産業"]
        {
            assert!(text.contains(name), "{name}: {text}");
        }
        // Each stands under the group that it belongs to.
        assert!(text.find("産業") > text.find("しごと") && text.find("防災") < text.find("しごと"), "{text}");
        assert!(told(vec![top(""), below()]).is_empty());
    }

    /// A group without a text beside one with a text, under other groups.
    #[test]
    fn the_groups_of_a_level_look_alike() {
        let top = Level {
            name: "政策の柱".into(),
            groups: vec![group("", "くらし", "", None), group("", "しごと", "", None)],
        };
        let below = Level {
            name: "重点施策".into(),
            groups: vec![group("Ⅰ", "子育て", "支える。", Some(0)), group("Ⅱ", "産業", "", Some(1))],
        };
        assert_eq!(told(vec![top, below])[1..], ["くらし", "Ⅰ 子育て", "支える。", "しごと", "Ⅱ 産業"]);
    }
}

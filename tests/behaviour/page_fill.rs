//! How pages are filled: short tables are never broken, nothing in a table is smaller than it may be, figures are said
//! once, pages are not left empty where their content goes with that of the next, and a section has one kind of paper.
//! Over the sample's editions, random plans, and reports of random records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use kaikaku::assess::assess;
use kaikaku::merge::merge;
use kaikaku::plan::Plan;
use kaikaku::report::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Heading, KeyFigure, List, ListItem, Paragraph, ParagraphKind, Row,
    Table, TableStyle, plain,
};
use kaikaku::report::{self, Edition, plan_edition};
use kaikaku::typeset::dump::text_lines;
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Artifact, Draw, Page, Pages, Tag};
use kaikaku::typeset::structure::{ContentId, Kid, NodeId, Role, Structure};
use proptest::prelude::*;

use crate::generate::{self, FormSpec, RatingSpec, YEAR};
use crate::random_plan::random_plan;
use crate::sample_year::{assessment, editions, pages_of};

static FONTS: LazyLock<Arc<FontBook>> = LazyLock::new(|| Arc::new(FontBook::shipped()));

/// The node and all nodes around it, from the inside.
fn around(structure: &Structure, content: ContentId) -> impl Iterator<Item = NodeId> {
    let first = structure.content_owner.get(content.0 as usize).copied();
    std::iter::successors(first, |node| structure.node(*node).parent)
}

fn role(structure: &Structure, node: NodeId) -> Role {
    structure.node(node).role
}

/// No type in a table is under 8.5 pt; marks of notes and readings, which are raised, aside.
fn assert_type_in_tables(pages: &Pages, name: &str) {
    let structure = &pages.structure;
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let (Tag::Content(id), Draw::Glyphs(run)) = (item.tag, &item.draw) else { continue };
            let roles: Vec<Role> = around(structure, id).map(|node| role(structure, node)).collect();
            let in_cell = roles.iter().any(|role| matches!(role, Role::TD | Role::TH));
            let raised =
                roles.iter().any(|role| matches!(role, Role::Reference | Role::RT | Role::Note | Role::Figure));
            let text: String = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
            assert!(
                !in_cell || raised || run.size >= Length::pt(8.5),
                "{name}, page {}: 「{text}」 {:?}",
                number + 1,
                run.size
            );
        }
    }
}

/// The running head stands over its rule, on its page and on one side each, however long a plan's name is.
fn assert_heads_stand_over_their_rule(pages: &Pages, name: &str) {
    for (number, page) in pages.pages.iter().enumerate() {
        let head = || page.items.iter().filter(|item| item.tag == Tag::Artifact(Artifact::Header));
        let rules = head().filter_map(|item| match &item.draw {
            Draw::Line { from, .. } => Some(from.y),
            _ => None,
        });
        let Some(rule) = rules.max() else { continue };
        for item in head() {
            let Draw::Glyphs(run) = &item.draw else { continue };
            let text: String = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
            let place = format!("{name}, page {}: 「{text}」", number + 1);
            // On the 5 mm at the edge no printer prints.
            let most = Length::mm(5.0);
            assert!(
                run.origin.y < rule && run.origin.y - run.size > most,
                "{place} at {:?} with its rule at {rule:?}, {:?} high",
                run.origin.y,
                run.size
            );
        }
    }
}

/// However tight a page is set, the rule under a heading and that over a table, which both go across the page, do not nearly meet.
fn assert_rules_stand_apart(pages: &Pages, name: &str) {
    for (number, page) in pages.pages.iter().enumerate() {
        let layout = page.items.iter().filter(|item| item.tag == Tag::Artifact(Artifact::Layout));
        let strong = layout.filter_map(|item| match &item.draw {
            Draw::Line { from, to, stroke } if stroke.width >= Length::pt(0.7) && from.y == to.y => Some((*from, *to)),
            _ => None,
        });
        let across = strong.filter(|(from, to)| to.x - from.x > page.size.width / 2);
        let heights: BTreeSet<Length> = across.map(|(from, _)| from.y).collect();
        let heights: Vec<Length> = heights.into_iter().collect();
        for pair in heights.windows(2) {
            let apart = pair[1] - pair[0];
            assert!(apart >= Length::pt(5.5), "{name}, page {}, at {:?}: {apart:?}", number + 1, pair[0]);
        }
    }
}

/// Rows of the body and the foot of a table.
fn rows(structure: &Structure, table: NodeId) -> usize {
    let kids = |node: NodeId| {
        structure.node(node).kids.iter().filter_map(|kid| match kid {
            Kid::Node(node) => Some(*node),
            Kid::Content(_) => None,
        })
    };
    let sections = kids(table).filter(|node| matches!(role(structure, *node), Role::TBody | Role::TFoot));
    sections.flat_map(kids).filter(|node| role(structure, *node) == Role::TR).count()
}

/// Height of the text area of a page with margins of `margin`.
fn body_height(page: &Page) -> Length {
    page.size.height - Length::mm(44.0)
}

/// Height of the text area of a page with the plan's margins, head and foot: whole lines of its grid.
fn height_in_lines(page: &Page, plan: &Plan) -> Length {
    let look = &plan.settings.look;
    let sideways = if page.size.height < Length::mm(220.0) { 3.0 } else { 0.0 };
    let margin = Length::mm((look.margin - sideways).max(16.5));
    let pitch = Length::pt(look.body_pitch);
    pitch * ((page.size.height - margin * 2) / pitch)
}

/// A table of up to eight rows stands on one page, unless it is nearly as high as a page.
fn assert_short_tables_are_whole(pages: &Pages, plan: &Plan, name: &str) {
    let structure = &pages.structure;
    let mut places: BTreeMap<NodeId, BTreeMap<usize, (Length, Length)>> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for line in text_lines(page) {
            let Tag::Content(id) = line.tag else { continue };
            let chain: Vec<NodeId> = around(structure, id).collect();
            let tables: Vec<NodeId> = chain.into_iter().filter(|node| role(structure, *node) == Role::Table).collect();
            // A table within a cell goes with its row.
            if let [table] = tables[..] {
                let place = places.entry(table).or_default().entry(number).or_insert((line.y, line.y));
                *place = (place.0.min(line.y), place.1.max(line.y));
            }
        }
    }
    for (table, places) in places {
        let first = places.keys().next().map_or(0, |page| *page);
        let tall: Length = places.values().map(|(top, bottom)| *bottom - *top + Length::pt(20.0)).sum();
        // Its text is measured, not its rules: it may be some points higher than it seems on each page.
        let tall = tall + Length::pt(10.0) * places.len() as i64;
        let higher_than_page = tall > height_in_lines(&pages.pages[first], plan).scaled(9, 10);
        let whole = places.len() == 1 || rows(structure, table) > 8 || higher_than_page;
        assert!(whole, "{name}: a table of {} rows on pages {:?}", rows(structure, table), places.keys());
    }
}

/// Figures and marks are not said again on the next page with （続き）.
fn assert_figures_are_said_once(pages: &Pages, name: &str) {
    for (number, page) in pages.pages.iter().enumerate() {
        for line in text_lines(page).iter().filter(|line| matches!(line.tag, Tag::Artifact(_))) {
            let Some((label, _)) = line.text.split_once("（続き）") else { continue };
            let words = label.is_empty() || label.chars().any(char::is_alphabetic);
            assert!(words, "{name}, page {}: 「{}」", number + 1, line.text);
        }
    }
}

/// The section that a page belongs to: the part of the document, by its first content.
fn section(pages: &Pages, page: &Page) -> Option<NodeId> {
    page.items.iter().find_map(|item| match item.tag {
        Tag::Content(id) => {
            around(&pages.structure, id).filter(|node| role(&pages.structure, *node) == Role::Sect).last()
        }
        Tag::Artifact(_) => None,
    })
}

/// How far down a page its content goes, of its text area.
fn fill(page: &Page) -> f64 {
    let lines = text_lines(page);
    let lowest = lines.iter().filter(|line| matches!(line.tag, Tag::Content(_))).map(|line| line.y).max();
    let top = (page.size.height - body_height(page)) / 2;
    lowest.map_or(0.0, |y| (y - top).to_pt() / body_height(page).to_pt())
}

/// Whether a page begins with a heading of the first two levels: a chapter or a sheet, which begins a page by itself.
fn begins_with_heading(pages: &Pages, page: &Page) -> bool {
    let structure = &pages.structure;
    page.items.iter().find_map(|item| match item.tag {
        Tag::Content(id) => {
            Some(around(structure, id).any(|node| matches!(role(structure, node), Role::Heading(1 | 2))))
        }
        Tag::Artifact(_) => None,
    }) == Some(true)
}

/// No page is filled to less than a third where all of the next page would have found room on it.
fn assert_pages_are_filled(pages: &Pages, name: &str) {
    for (number, pair) in pages.pages.windows(2).enumerate() {
        let [page, next] = pair else { continue };
        let goes_on = section(pages, page) == section(pages, next) && !begins_with_heading(pages, next);
        let together = fill(page) + fill(next);
        assert!(
            !goes_on || fill(page).min(fill(next)) >= 1.0 / 3.0 || together > 0.95,
            "{name}: pages {} and {} would be one: {together:.2}",
            number + 1,
            number + 2
        );
    }
}

/// No page but the last of its section is filled to less than a third, unless a chapter or a sheet begins behind it.
fn assert_no_page_within_a_section_is_nearly_empty(pages: &Pages, name: &str) {
    for (number, pair) in pages.pages.windows(2).enumerate() {
        let [page, next] = pair else { continue };
        let goes_on = section(pages, page).is_some_and(|of_page| section(pages, next) == Some(of_page));
        let must_begin = begins_with_heading(pages, next);
        assert!(
            !goes_on || must_begin || fill(page) >= 1.0 / 3.0,
            "{name}: page {} is {:.2} full and its section goes on",
            number + 1,
            fill(page)
        );
    }
}

/// A department's name at the foot of a page has the beginning of its text beside it.
fn assert_departments_stay_with_their_text(pages: &Pages, plan: &Plan, name: &str) {
    let structure = &pages.structure;
    let departments: BTreeSet<&str> = plan.departments.iter().map(|unit| unit.id.name()).collect();
    // What a paragraph says on each of its pages.
    let mut said: BTreeMap<NodeId, BTreeMap<usize, String>> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for line in text_lines(page) {
            let Tag::Content(id) = line.tag else { continue };
            if let Some(paragraph) = around(structure, id).find(|node| role(structure, *node) == Role::P) {
                said.entry(paragraph).or_default().entry(number).or_default().push_str(&line.text);
            }
        }
    }
    for (number, text) in said.values().filter(|pages| pages.len() > 1).filter_map(BTreeMap::first_key_value) {
        let text = text.trim();
        let unit = text.split_once([')', '）']).map_or(text, |(_, unit)| unit).trim();
        assert!(!departments.contains(unit), "{name}, page {}: 「{text}」 stands without its text", number + 1);
    }
}

/// A page that goes on from the one before holds more than notes (※, 【凡例】): these stand with what they are about.
fn assert_no_note_stands_alone(pages: &Pages, name: &str) {
    let structure = &pages.structure;
    let mut beginnings: BTreeMap<NodeId, String> = BTreeMap::new();
    let mut holds: Vec<BTreeSet<NodeId>> = Vec::new();
    for page in &pages.pages {
        let mut nodes = BTreeSet::new();
        for line in text_lines(page) {
            let Tag::Content(id) = line.tag else { continue };
            let mut chain = around(structure, id);
            let Some(node) = chain.find(|node| !matches!(role(structure, *node), Role::Span | Role::Link)) else {
                continue;
            };
            beginnings.entry(node).or_insert_with(|| line.text.trim().to_owned());
            nodes.insert(node);
        }
        holds.push(nodes);
    }
    let is_note =
        |node: &NodeId| beginnings.get(node).is_some_and(|text| text.starts_with('※') || text.starts_with("【凡例】"));
    for (number, pair) in pages.pages.windows(2).enumerate() {
        let [page, next] = pair else { continue };
        let goes_on = section(pages, page) == section(pages, next);
        let nodes = &holds[number + 1];
        let alone = goes_on && !nodes.is_empty() && nodes.iter().all(is_note);
        let texts: Vec<&String> = nodes.iter().filter_map(|node| beginnings.get(node)).collect();
        assert!(!alone, "{name}: page {} holds nothing but {texts:?}", number + 2);
    }
}

/// Sideways pages stand in sections of their own.
fn assert_sections_have_one_paper(pages: &Pages, name: &str) {
    let mut papers: BTreeMap<NodeId, BTreeSet<(i64, i64)>> = BTreeMap::new();
    for page in &pages.pages {
        if let Some(section) = section(pages, page) {
            papers.entry(section).or_default().insert((page.size.width.raw(), page.size.height.raw()));
        }
    }
    assert!(papers.values().all(|papers| papers.len() == 1), "{name}: {papers:?}");
}

/// The limits of page make-up, over the sample, random records and random plans.
fn assert_well_made_up(pages: &Pages, plan: &Plan, name: &str) {
    assert_no_page_within_a_section_is_nearly_empty(pages, name);
    assert_pages_are_filled(pages, name);
    assert_well_set(pages, plan, name);
}

/// All that holds of the pages of any plan, beside how full they are.
fn assert_well_set(pages: &Pages, plan: &Plan, name: &str) {
    assert_departments_stay_with_their_text(pages, plan, name);
    assert_heads_stand_over_their_rule(pages, name);
    assert_type_in_tables(pages, name);
    assert_short_tables_are_whole(pages, plan, name);
    assert_figures_are_said_once(pages, name);
    assert_sections_have_one_paper(pages, name);
    assert_no_note_stands_alone(pages, name);
}

#[test]
fn the_sample_is_well_made_up() {
    for (edition, out) in editions() {
        let name = format!("{edition:?}");
        assert_well_made_up(&out.pages, &assessment().plan, &name);
        assert_rules_stand_apart(&out.pages, &name);
    }
}

/// Pages, cover and contents aside, whose content ends above 60 % of the height of their paper: the last line of text, the last rule
/// of a table, or the foot of a space to write in.
fn early_ends(pages: &Pages) -> Vec<usize> {
    let lowest = |page: &Page| {
        let lines = text_lines(page);
        let text = lines.iter().filter(|line| matches!(line.tag, Tag::Content(_))).map(|line| line.y);
        let drawn = page.items.iter().filter(|item| item.tag == Tag::Artifact(Artifact::Layout));
        let drawn = drawn.filter_map(|item| match &item.draw {
            Draw::Line { from, to, .. } => Some(from.y.max(to.y)),
            Draw::Rect { rect, .. } => Some(rect.origin.y + rect.size.height),
            _ => None,
        });
        text.chain(drawn).max()
    };
    let ends_early = |page: &Page| lowest(page).is_none_or(|y| y < page.size.height.scaled(6, 10));
    pages.pages.iter().enumerate().filter(|(_, page)| ends_early(page)).map(|(number, _)| number + 1).collect()
}

/// The limits of the sample's second year, which has ratings, opinions and a reorganization: pages in all, and pages that end
/// above 60 % of the height.
#[test]
fn the_sample_keeps_to_its_limits() {
    for (edition, most, most_early) in [(Edition::Public, 40, 2), (Edition::Council, 45, 2)] {
        let pages = pages_of(edition);
        let early = early_ends(pages);
        assert!(pages.pages.len() <= most, "{edition:?}: {} pages", pages.pages.len());
        assert!(early.len() <= most_early, "{edition:?}: pages {early:?} end above 60 % of the height");
    }
}

/// What is to stay together stays together wherever on a page it begins: the lines of its texts stand on a grid and want more room
/// than they are high.
#[test]
fn a_legend_stays_whole_wherever_it_begins() {
    let text = |kind, text: &str| Block::Paragraph(Paragraph::new(kind, plain(text)));
    let heading = Block::Heading(Heading { level: 3, text: plain("担当部署"), anchor: None });
    let legend = vec![
        heading,
        text(ParagraphKind::Body, "【凡例】(総)→総務部、(市)→市民部"),
        text(ParagraphKind::Note, "※ 担当部署名は、令和4年3月31日時点のものである。"),
    ];
    for rows in 1..70 {
        let row = |at: usize| Row {
            cells: vec![Cell::text(format!("{at}"))],
            may_split: false,
            keep_with_next: false,
            min_height: 0,
        };
        let columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
        let table = Table::of_rows(TableStyle::Ruled, columns, vec![row(0)], (1..rows).map(row).collect());
        // With more than a page behind it, so that no page is saved by setting everything tighter.
        let behind = (0..60).map(|_| text(ParagraphKind::Body, "この後にも本文が続く。"));
        let blocks = [Block::Table(table), Block::Together(legend.clone())].into_iter().chain(behind).collect();
        let part = crate::specimen::part("凡例", blocks);
        let pages = lay_out(&crate::specimen::document(vec![part]), &FONTS).pages;
        let on = |text: &str| {
            pages.pages.iter().position(|page| text_lines(page).iter().any(|line| line.text.contains(text)))
        };
        let (first, last) = (on("担当部署").expect("a heading"), on("時点のものである").expect("a note"));
        assert_eq!(first, last, "after {rows} rows");
    }
}

/// A table that is not split and only just does not fit is set tighter rather than left to the next page, if it would leave this one half
/// empty and the next one is not opened for little.
#[test]
fn a_page_is_set_tighter_before_it_is_left_half_empty() {
    let table = |name: &str, rows: usize, lines: usize| {
        let cell =
            |at: usize| vec![format!("{name}{at}"); lines].join("\u{3000}").repeat(if lines > 1 { 12 } else { 1 });
        let row = |at: usize| Row {
            cells: vec![Cell::text(cell(at))],
            may_split: false,
            keep_with_next: false,
            min_height: 0,
        };
        let columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
        Block::Table(Table::of_rows(TableStyle::Ruled, columns, vec![row(0)], (1..=rows).map(row).collect()))
    };
    // Of the last two there is too much for the usual setting.
    for before in 18..23 {
        let blocks = vec![table("前", before, 1), Block::Together(vec![table("実績", 7, 3)]), table("後", 16, 1)];
        let pages = lay_out(&crate::specimen::document(vec![crate::specimen::part("個票", blocks)]), &FONTS).pages;
        let first = fill(&pages.pages[0]);
        assert!(first > 0.9 && pages.pages.len() <= 2, "after {before} rows a page is {first:.2} full");
    }
}

/// Wherever on a page a paper ends, its 奥付 has the end of the section before it beside it, and no more than that: the page before
/// stays full.
#[test]
fn a_colophon_takes_the_end_of_the_section_before_it_along() {
    let text = |text: String| Block::Paragraph(Paragraph::new(ParagraphKind::Small, plain(text)));
    let heading = |level, text: &str| Block::Heading(Heading { level, text: plain(text), anchor: None });
    for terms in 40..110 {
        let item = |at: usize| ListItem {
            label: format!("語{at}"),
            body: vec![text(format!("言葉の説明である（{at}）。"))],
        };
        let list = Block::List(List { items: (0..terms).map(item).collect() });
        let colophon = vec![heading(2, "奥付"), text("発行　市".into()), text("問合せ先　電話".into())];
        let blocks = vec![heading(2, "用語の説明"), list, Block::Closing(colophon)];
        let pages = lay_out(&crate::specimen::document(vec![crate::specimen::part("凡例", blocks)]), &FONTS).pages;
        let last = pages.pages.last().expect("a page");
        let of_terms = text_lines(last).iter().filter(|line| line.text.contains("言葉の説明")).count();
        assert!(of_terms >= 3, "{terms} terms: {of_terms} beside the colophon");
        let full = pages.pages.iter().rev().skip(1).map(fill).fold(1.0, f64::min);
        assert!(full > 0.8, "{terms} terms: a page is {full:.2} full");
    }
}

#[test]
fn two_rows_of_large_figures_are_parted_by_one_rule() {
    let figure =
        |at: usize| KeyFigure { label: format!("数値{at}"), value: "12".into(), unit: "件".into(), note: None };
    let blocks = vec![Block::KeyFigures((0..6).map(figure).collect())];
    let pages = lay_out(&crate::specimen::document(vec![crate::specimen::part("数値", blocks)]), &FONTS).pages;
    let [page] = pages.pages.as_slice() else { panic!("one page") };
    let across = page.items.iter().filter_map(|item| match &item.draw {
        Draw::Line { from, to, stroke } if stroke.width == Length::pt(0.75) && from.y == to.y => Some(from.y),
        _ => None,
    });
    let heights: BTreeSet<Length> = across.collect();
    let heights: Vec<Length> = heights.into_iter().collect();
    assert!(heights.len() >= 3 && heights.windows(2).all(|pair| pair[1] - pair[0] > Length::pt(20.0)), "{heights:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn random_plans_are_well_made_up(seed in any::<u64>()) {
        let plan = random_plan(seed);
        let document = plan_edition::document(&plan, Date::constant(2025, 4, 1));
        let (pages, name) = (lay_out(&document, &FONTS).pages, format!("seed {seed}"));
        // How many rows of its list stand on a page is the plan's own affair.
        assert_short_tables_are_whole(&pages, &plan, &name);
        assert_heads_stand_over_their_rule(&pages, &name);
        assert_type_in_tables(&pages, &name);
        assert_figures_are_said_once(&pages, &name);
        assert_departments_stay_with_their_text(&pages, &plan, &name);
        assert_sections_have_one_paper(&pages, &name);
        assert_no_note_stands_alone(&pages, &name);
    }

    #[test]
    fn reports_of_random_records_are_well_made_up(
        plan in generate::plan(),
        forms in generate::forms(),
        ratings in generate::ratings(),
    ) {
        assert_reports(plan, &forms, &ratings, |pages, plan, edition| {
            assert_well_made_up(pages, plan, &format!("a small plan, {edition:?}"));
        });
    }

    #[test]
    fn reports_of_random_plans_are_well_made_up(
        seed in any::<u64>(),
        mut forms in generate::forms(),
        ratings in generate::ratings(),
    ) {
        let of_the_year = |seed: &u64| {
            let plan = random_plan(*seed);
            plan.years().any(|year| year == YEAR) && !plan.departments.is_empty() && plan.actions().next().is_some()
        };
        let seed = (0..).map(|step| seed.wrapping_add(step)).find(of_the_year).expect("a plan of the year");
        let plan = random_plan(seed);
        let grades = plan.grades.grades.len().max(1) as u8;
        for row in forms.iter_mut().flat_map(|form| &mut form.rows) {
            row.grade = row.grade.map(|grade| grade % grades);
        }
        assert_reports(plan, &forms, &ratings, |pages, plan, edition| {
            assert_well_made_up(pages, plan, &format!("seed {seed}, {edition:?}"));
        });
    }
}

/// Every edition of a year with these forms and ratings.
fn assert_reports(plan: Plan, forms: &[FormSpec], ratings: &[RatingSpec], hold: impl Fn(&Pages, &Plan, Edition)) {
    let read = generate::intake(&plan, forms, ratings, |at| format!("{at:03}.xlsx"));
    let record = merge(&plan, YEAR, read, None, &[]);
    let assessment = assess(Arc::new(plan), Arc::new(record), vec![]).expect("cross-footed");
    for edition in
        [Edition::Digest, Edition::Public, Edition::Council, Edition::Internal, Edition::Review, Edition::Final]
    {
        let document = report::document(&assessment, edition, Date::constant(2025, 4, 1));
        hold(&lay_out(&document, &FONTS).pages, &assessment.plan, edition);
    }
}

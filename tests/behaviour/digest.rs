//! 概要版, the first page of 公表版, and the reports on the period: what a reader gets from page 1, one sheet, the same numbers everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use kaikaku::assess::assessment::Assessment;
use kaikaku::plan::DigestPaper;
use kaikaku::report::document::{Alignment, Block, Document};
use kaikaku::report::{self, Edition, text};
use kaikaku::typeset::dump::text_lines;
use kaikaku::typeset::{LaidOut, lay_out};

use crate::sample_year::{DATE, assessment, fonts, pages_of};

fn document(edition: Edition) -> Document {
    report::document(assessment(), edition, DATE)
}

/// The large figures, the lead and the first table of a list of blocks, as text.
fn first_facts(blocks: &[Block]) -> String {
    let first: Vec<Block> = blocks.iter().take_while(|block| !matches!(block, Block::Columns(_))).cloned().collect();
    let mut lines = Vec::new();
    text::of_blocks(&first, &mut lines);
    lines.join("\n")
}

/// Planned, actual, rate, met indicators, what fell: on the first page of figures of each.
#[test]
fn the_first_page_says_the_five_facts() {
    let digest = document(Edition::Digest);
    let public = document(Edition::Public);
    let overview = public.parts.iter().find(|part| part.name == "概況").expect("the overview");
    insta::assert_snapshot!(format!(
        "概要版\n{}\n\n公表版\n{}",
        first_facts(&digest.parts[0].blocks),
        first_facts(&overview.blocks)
    ));
}

/// 主な成果 and the council's voice are divided at phrases, which would leave holes in lines that are filled; and a comma in the note of a
/// large figure keeps its room instead of saving a line.
#[test]
fn texts_at_a_glance_are_neither_spread_nor_closed_up() {
    let digest = document(Edition::Digest);
    let lists = digest.parts[0].blocks.iter().filter_map(|block| match block {
        Block::List(list) => Some(list.items.iter().flat_map(|item| &item.body)),
        _ => None,
    });
    let texts: Vec<&Block> = lists.flatten().collect();
    let is_ragged =
        |block: &&Block| matches!(block, Block::Paragraph(paragraph) if paragraph.align == Alignment::Start);
    assert!(texts.len() > 3 && texts.iter().all(is_ragged), "{texts:?}");
    let page = &pages_of(Edition::Digest).pages[0];
    let lines: Vec<String> = text_lines(page).into_iter().map(|line| line.text).collect();
    assert!(lines.iter().any(|line| line.starts_with("達成率")), "{lines:?}");
}

fn with_paper(paper: DigestPaper) -> Assessment {
    let mut assessment = assessment().clone();
    let mut plan = (*assessment.plan).clone();
    plan.settings.digest_paper = paper;
    assessment.plan = Arc::new(plan);
    assessment
}

#[test]
fn the_digest_is_one_sheet() {
    for (paper, pages, width) in [(DigestPaper::A4, 2, 210.0), (DigestPaper::A3, 1, 420.0)] {
        let set: LaidOut = lay_out(&report::document(&with_paper(paper), Edition::Digest, DATE), fonts());
        assert_eq!(set.pages.pages.len(), pages, "{paper:?}");
        let printed = set.pages.pages[0].size.width.to_pt() / 72.0 * 25.4;
        assert!((printed - width).abs() < 0.5, "{paper:?}: {printed}");
    }
}

/// Numbers as they are printed: digits with commas and a point, ▲ before negatives; single digits say too little.
fn numbers(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '▲');
    text.split(|c: char| !is_part(c))
        .map(|number| number.trim_matches([',', '.']))
        .filter(|number| number.chars().filter(char::is_ascii_digit).count() > 1)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_number_of_the_digest_is_one_of_the_report() {
    // The telephone of the office stands on web pages beside the report.
    let contact = &assessment().plan.settings.public_contact;
    let digest = numbers(&text::of_document(&document(Edition::Digest)).replace(contact, ""));
    let public = numbers(&text::of_document(&document(Edition::Public)));
    let missing: Vec<_> = digest.difference(&public).collect();
    assert!(digest.len() > 30 && missing.is_empty(), "{missing:?}");
}

#[test]
fn overview_and_breakdown_are_one_page_each() {
    let pages = pages_of(Edition::Public);
    let page = |part: &str| {
        let entry = pages.outline.iter().find(|entry| entry.title.contains(part));
        entry.unwrap_or_else(|| panic!("no heading {part}")).page
    };
    let places = [page("の概況"), page("テーマ別・部別の状況"), page("取組項目一覧")];
    assert_eq!([places[1] - places[0], places[2] - places[1]], [1, 1]);
}

#[test]
fn planned_actual_rate_and_verdicts_agree_between_editions() {
    let view = |edition| text::of_document(&document(edition));
    let all = [Edition::Digest, Edition::Public, Edition::Council, Edition::Internal].map(view);
    let assessment = assessment();
    let money = assessment.plan.settings.money;
    let effect = assessment.against_plan.of(assessment.year);
    let sentence = report::against_plan::effect_verdict(effect, true, money);
    assert!(sentence.contains("計画") && sentence.contains('%'), "{sentence}");
    let tally = assessment.indicator_tally;
    let indicators = format!("指標は{}件のうち{}件が目標に達し", tally.due, tally.met);
    for text in all {
        assert!(text.contains(&sentence), "{sentence}");
        assert!(text.contains(&indicators), "{indicators}");
    }
}

/// A report on the period has no sheets of the year, stays under thirty pages, and promises no report after the plan's last.
#[test]
fn the_period_is_reported_as_a_whole() {
    for edition in [Edition::Review, Edition::Final] {
        let parts: Vec<String> = document(edition).parts.into_iter().map(|part| part.name).collect();
        assert!(!parts.iter().any(|part| part == "個票"), "{parts:?}");
        assert!(pages_of(edition).pages.len() <= 30);
    }
}

/// The list goes from page to page as the plan's own table does: 9 initiatives, 9, 3.
#[test]
fn the_list_has_the_pages_of_the_plan() {
    let ends = &assessment().plan.narrative.table.pages_end_after;
    assert_eq!(ends.as_slice(), [9, 18]);
    let sideways = pages_of(Edition::Public).pages.iter().filter(|page| page.size.width > page.size.height);
    assert_eq!(sideways.count(), ends.len() + 1);
}

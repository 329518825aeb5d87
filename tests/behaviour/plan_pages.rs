//! The printed 計画書: every phrase of the source in its order, and the table cut into pages as the source has it.

use std::sync::Arc;

use jiff::civil::Date;
use kaikaku::export::html;
use kaikaku::report::plan_edition;
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::page::{Page, Tag};
use kaikaku::typeset::{LaidOut, dump, lay_out};

const SOURCE: &str = include_str!("../data/plan-draft.txt");

fn laid_out() -> LaidOut {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("sample plan");
    let plan = kaikaku::plan::read("plan.toml", &text).expect("valid").0;
    lay_out(&plan_edition::document(&plan, Date::constant(2020, 1, 1)), &Arc::new(FontBook::shipped()))
}

/// The sample's plan with marks in the text of its first theme.
fn marked() -> kaikaku::plan::Plan {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("sample plan");
    let text = text.replacen(
        "text = \"財政基盤の確立・強化は、",
        "text = \"財政基盤［注：《《必ず》》要る**元手**をいう。］の確立・強化は、",
        1,
    );
    let (plan, findings) = kaikaku::plan::read("plan.toml", &text).expect("valid");
    assert_eq!(findings, []);
    plan
}

/// What a page says, heads and feet and repeated table heads aside.
fn content(page: &Page) -> String {
    let lines = dump::text_lines(page).into_iter().filter(|line| matches!(line.tag, Tag::Content(_)));
    lines.flat_map(|line| line.text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>()).collect()
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_pages_say_every_phrase_of_the_source_in_its_order() {
    let laid_out = laid_out();
    assert_eq!(laid_out.findings, [], "nothing is missing, cut off or overprinted");
    // The contents name headings before their time.
    let text: String =
        laid_out.pages.pages.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, page)| content(page)).collect();
    let mut rest = text.as_str();
    for phrase in SOURCE.lines().map(solid) {
        let found = rest.find(&phrase).unwrap_or_else(|| panic!("「{phrase}」 is missing or out of order"));
        rest = &rest[found + phrase.len()..];
    }
}

#[test]
fn pages_of_the_table_hold_what_the_source_has_on_them() {
    let laid_out = laid_out();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("sample plan");
    let plan = kaikaku::plan::read("plan.toml", &text).expect("valid").0;
    let sideways: Vec<&Page> = laid_out.pages.pages.iter().filter(|p| p.size.width > p.size.height).collect();
    let numbers: Vec<Vec<u16>> = sideways
        .iter()
        .map(|page| {
            let text = content(page);
            plan.initiatives.iter().filter(|i| text.contains(&solid(&i.content))).map(|i| i.no.0).collect()
        })
        // The appendix of action items is laid sideways, too.
        .filter(|numbers: &Vec<u16>| !numbers.is_empty())
        .collect();
    assert_eq!(numbers, [(1..=9).collect::<Vec<_>>(), (10..=18).collect(), (19..=21).collect()]);
    let last = content(sideways[2]);
    assert!(last.contains("【凡例】") && last.contains(&solid(&plan.narrative.table.note)));
}

#[test]
fn a_note_in_the_prose_stands_at_the_foot_of_its_page() {
    let document = plan_edition::document(&marked(), Date::constant(2020, 1, 1));
    let laid_out = lay_out(&document, &Arc::new(FontBook::shipped()));
    assert_eq!(laid_out.findings, []);
    let pages: Vec<Vec<dump::TextLine>> = laid_out.pages.pages.iter().map(dump::text_lines).collect();
    let holds = |lines: &Vec<dump::TextLine>| lines.iter().any(|line| line.text.contains("必ず要る元手をいう。"));
    let page = pages.iter().position(holds).expect("a page with the note");
    let y = |part: &str| {
        let lines = pages[page].iter().filter(|line| line.text.contains(part));
        lines.map(|line| line.y).next_back().unwrap_or_else(|| panic!("{part} is not on the page"))
    };
    assert!(y("の確立・強化は、") < y("必ず要る元手をいう。"), "the note stands below the text");
    let html = html::write(&document, &Arc::new(FontBook::shipped()), &html::Surroundings::default());
    assert!(
        html.contains("財政基盤<small>（<em class=\"dots\">必ず</em>要る<strong>元手</strong>をいう。）</small>の確立")
    );
}

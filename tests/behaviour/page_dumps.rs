//! Set pages of the real papers: golden dumps that a person can review, and what must hold on every page of every edition.

use std::sync::{Arc, OnceLock};

use kaikaku::report::{self, Edition};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::page::{Pages, Tag};
use kaikaku::typeset::structure::{NodeId, Role};
use kaikaku::typeset::{dump, lay_out};

use super::sample_year::{DATE, assessment};

const EDITIONS: [Edition; 4] = [Edition::Plan, Edition::Public, Edition::Council, Edition::Committee];

/// Every edition of the sample's last year, set once.
fn editions() -> &'static [(Edition, Pages)] {
    static PAGES: OnceLock<Vec<(Edition, Pages)>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let fonts = Arc::new(FontBook::shipped());
        EDITIONS.map(|edition| (edition, lay_out(&report::document(assessment(), edition, DATE), &fonts).pages)).into()
    })
}

fn pages(wanted: Edition) -> &'static Pages {
    let found = editions().iter().find(|(edition, _)| *edition == wanted);
    &found.expect("an edition that is set").1
}

/// The first page on which a line of content has this text.
fn page_with(pages: &Pages, text: &str) -> usize {
    let says = |page: &kaikaku::typeset::page::Page| dump::text_lines(page).iter().any(|line| line.text == text);
    // The contents name it before its time.
    (2..pages.pages.len()).find(|at| says(&pages.pages[*at])).expect("a page that says so")
}

#[test]
fn cover_contents_and_a_page_of_figures_of_the_plan() {
    let plan = pages(Edition::Plan);
    let composition = page_with(plan, "取組項目の構成について");
    let dumps: String = [0, 1, composition].map(|at| dump::page(plan, at)).join("\n");
    insta::assert_snapshot!(dumps);
}

#[test]
fn a_page_of_the_list_of_the_public_edition() {
    let public = pages(Edition::Public);
    let list = page_with(public, "支払方法の多様化");
    insta::assert_snapshot!(dump::page(public, list));
}

/// The paragraph, cell or other block that a line belongs to.
fn block_of(pages: &Pages, tag: Tag) -> Option<NodeId> {
    let Tag::Content(content) = tag else { return None };
    let mut node = *pages.structure.content_owner.get(content.0 as usize)?;
    while matches!(pages.structure.node(node).role, Role::Span | Role::Link | Role::Reference | Role::Ruby | Role::RB) {
        node = pages.structure.node(node).parent?;
    }
    Some(node)
}

#[test]
fn no_line_begins_with_what_may_not_begin_one() {
    const FORBIDDEN: &str = "、。，．」』）〕】〉》ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ？！：；％";
    for (edition, pages) in editions() {
        for (number, page) in pages.pages.iter().enumerate() {
            let lines = dump::text_lines(page);
            for line in &lines {
                let Some(first) = line.text.chars().next().filter(|c| FORBIDDEN.contains(*c)) else { continue };
                let block = block_of(pages, line.tag);
                let goes_on = lines.iter().any(|other| {
                    other.y == line.y && other.x < line.x && block.is_some() && block_of(pages, other.tag) == block
                });
                assert!(goes_on, "{edition:?} page {}: 「{}」 begins with {first}", number + 1, line.text);
            }
        }
    }
}

#[test]
fn nothing_stands_outside_the_page() {
    for (edition, pages) in editions() {
        for (number, page) in pages.pages.iter().enumerate() {
            for line in dump::text_lines(page) {
                let inside = line.x.to_pt() > 20.0
                    && line.x.to_pt() < page.size.width.to_pt() - 20.0
                    && line.y.to_pt() > 20.0
                    && line.y.to_pt() < page.size.height.to_pt() - 20.0;
                assert!(inside, "{edition:?} page {}: {line:?}", number + 1);
            }
        }
    }
}

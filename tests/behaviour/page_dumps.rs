//! Set pages of the real papers: golden dumps that a person can review, and what must hold on every page of every edition.

use kaikaku::report::Edition;
use kaikaku::typeset::dump::{self, TextLine};
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Pages, Tag};
use kaikaku::typeset::structure::{NodeId, Role};

use super::sample_year::{editions, pages_of};

/// The first page on which a line of content has this text.
fn page_with(pages: &Pages, text: &str) -> usize {
    let says = |page: &kaikaku::typeset::page::Page| dump::text_lines(page).iter().any(|line| line.text == text);
    // The contents name it before its time.
    (2..pages.pages.len()).find(|at| says(&pages.pages[*at])).expect("a page that says so")
}

#[test]
fn cover_contents_and_a_page_of_figures_of_the_plan() {
    let plan = pages_of(Edition::Plan);
    let composition = page_with(plan, "取組項目の構成について");
    let dumps: String = [0, 1, composition].map(|at| dump::page(plan, at)).join("\n");
    insta::assert_snapshot!(dumps);
}

#[test]
fn a_page_of_the_list_of_the_public_edition() {
    let public = pages_of(Edition::Public);
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
    for (edition, out) in editions() {
        let pages = &out.pages;
        for (number, page) in pages.pages.iter().enumerate() {
            let lines = dump::text_lines(page);
            for line in &lines {
                let Some(first) = line.text.chars().next().filter(|c| FORBIDDEN.contains(*c)) else { continue };
                let block = block_of(pages, line.tag);
                // In a head that stands upright each character has a line of its own, close under the one before; a head
                // that is repeated on a later page belongs to no block.
                let is_alone = |of: &TextLine| of.text.chars().count() == 1;
                let stands_upright = is_alone(line)
                    && lines.iter().any(|other| {
                        let step = line.y - other.y;
                        is_alone(other)
                            && (other.x, other.size) == (line.x, line.size)
                            && step > Length::ZERO
                            && step <= line.size * 3 / 2
                            && (other.tag == line.tag || block.is_some() && block_of(pages, other.tag) == block)
                    });
                if stands_upright {
                    continue;
                }
                let goes_on = lines.iter().any(|other| {
                    other.y == line.y && other.x < line.x && block.is_some() && block_of(pages, other.tag) == block
                });
                assert!(goes_on, "{edition:?} page {}: 「{}」 begins with {first}", number + 1, line.text);
            }
        }
    }
}

//! The set pages of the sample's editions as a reader sees them: nothing stands outside its page's margins, no two texts
//! stand over one another, no heading ends a page; and pages of the kinds that `page_dumps` leaves as text to review.

use std::collections::BTreeSet;

use kaikaku::report::Edition;
use kaikaku::typeset::dump;
use kaikaku::typeset::length::{Length, Rect};
use kaikaku::typeset::page::{Artifact, Draw, Page, Pages, RunGlyph, Tag};
use kaikaku::typeset::structure::{NodeId, Role, Structure};

use crate::sample_year::{editions, pages_of};

/// A stretch of text on one baseline: its box holds what is inked of kanji, from the pen of the first glyph to the last.
struct Stretch {
    tag: Tag,
    text: String,
    rect: Rect,
    size: Length,
}

/// Text of a page, content alone; what touches on one baseline is joined, whatever elements it belongs to.
fn stretches(page: &Page) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for item in &page.items {
        let (Tag::Content(_), Draw::Glyphs(run)) = (item.tag, &item.draw) else { continue };
        // Spaces have no ink.
        let is_space = |glyph: &&RunGlyph| !glyph.text.is_empty() && glyph.text.chars().all(char::is_whitespace);
        let last = run.glyphs.iter().rfind(|glyph| !is_space(glyph));
        let (Some(first), Some(last)) = (run.glyphs.first(), last) else { continue };
        let text: String = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        let left = run.origin.x + first.x;
        let right = run.origin.x + last.x + last.advance.scaled(i64::from(run.condensed), 1000);
        let rect = Rect::new(left, run.origin.y - run.size.scaled(7, 10), right - left, run.size.scaled(7, 10));
        match found.last_mut() {
            Some(before)
                if before.tag == item.tag
                    && before.rect.bottom() == rect.bottom()
                    && left >= before.rect.origin.x
                    && left - before.rect.right() < run.size =>
            {
                before.text.push_str(&text);
                before.rect = before.rect.union(&rect);
            }
            _ => found.push(Stretch { tag: item.tag, text, rect, size: run.size }),
        }
    }
    found
}

#[test]
fn nothing_stands_outside_the_margins() {
    for (edition, out) in editions() {
        for (number, page) in out.pages.pages.iter().enumerate() {
            let sideways = page.size.width > page.size.height;
            // The text area; the half em of white of a bracket at a line's head and of 、。 at its end may stand outside.
            let (side, up) = (Length::mm(22.0), Length::mm(if sideways { 19.0 } else { 22.0 }));
            for one in stretches(page) {
                let white = one.size / 2 + Length::pt(0.6);
                let place = format!("{edition:?}, page {}: 「{}」 at {:?}", number + 1, one.text, one.rect);
                assert!(one.rect.origin.x >= side - white, "left of the margin: {place}");
                assert!(one.rect.right() <= page.size.width - side + white, "right of the margin: {place}");
                assert!(one.rect.origin.y >= up - Length::pt(1.0), "over the margin: {place}");
                assert!(one.rect.bottom() <= page.size.height - up + Length::pt(0.6), "under the margin: {place}");
            }
        }
    }
}

#[test]
fn no_text_stands_over_another() {
    for (edition, out) in editions() {
        for (number, page) in out.pages.pages.iter().enumerate() {
            let all = stretches(page);
            for (i, one) in all.iter().enumerate() {
                for other in &all[i + 1..] {
                    let across = one.rect.right().min(other.rect.right()) - one.rect.origin.x.max(other.rect.origin.x);
                    let down = one.rect.bottom().min(other.rect.bottom()) - one.rect.origin.y.max(other.rect.origin.y);
                    // A full-width mark's white half may reach into its neighbour: ink does not.
                    let slack = one.size.min(other.size) / 2 + Length::pt(0.5);
                    assert!(
                        across <= slack || down <= Length::pt(1.0),
                        "{edition:?}, page {}: 「{}」 and 「{}」 overlap",
                        number + 1,
                        one.text,
                        other.text
                    );
                }
            }
        }
    }
}

/// Role of the element that content belongs to, and of those around it.
fn within(structure: &Structure, tag: Tag, role: impl Fn(Role) -> bool) -> bool {
    let Tag::Content(id) = tag else { return false };
    let mut at: Option<NodeId> = structure.content_owner.get(id.0 as usize).copied();
    while let Some(node) = at {
        if role(structure.node(node).role) {
            return true;
        }
        at = structure.node(node).parent;
    }
    false
}

#[test]
fn no_heading_is_the_last_on_its_page() {
    for (edition, out) in editions() {
        for (number, page) in out.pages.pages.iter().enumerate() {
            let all = stretches(page);
            let Some(lowest) = all.iter().max_by_key(|one| one.rect.bottom()) else { continue };
            let is_heading = within(&out.pages.structure, lowest.tag, |role| matches!(role, Role::Heading(_)));
            let whole_page =
                all.iter().all(|one| within(&out.pages.structure, one.tag, |role| matches!(role, Role::Heading(_))));
            // A space to write in has no text.
            let below = lowest.rect.bottom() + Length::mm(30.0);
            let has_space = page.items.iter().any(|item| match &item.draw {
                Draw::Line { from, to, .. } => from.y.max(to.y) > below && item.tag == Tag::Artifact(Artifact::Layout),
                _ => false,
            });
            assert!(!is_heading || whole_page || has_space, "{edition:?}, page {}: 「{}」", number + 1, lowest.text);
        }
    }
}

#[test]
fn the_editions_are_set_without_complaint() {
    for (edition, out) in editions() {
        assert_eq!(out.findings, [], "{edition:?}");
    }
}

/// The first page with a text.
fn page_with(pages: &Pages, text: &str) -> usize {
    let says = |page: &Page| stretches(page).iter().any(|one| one.text.contains(text));
    pages.pages.iter().position(says).unwrap_or_else(|| panic!("no page says 「{text}」"))
}

#[test]
fn pages_of_more_kinds_stand_as_reviewed() {
    let (plan, public) = (pages_of(Edition::Plan), pages_of(Edition::Public));
    insta::assert_snapshot!("contents", dump::page(public, page_with(public, "目次")));
    let table = plan.pages.iter().position(|page| page.size.width > page.size.height).expect("sideways");
    insta::assert_snapshot!("plan_table", dump::page(plan, table));
    let sheet = page_with(public, "実践項目の工程");
    insta::assert_snapshot!("sheet", dump::page(public, sheet));
}

#[test]
fn contents_do_not_run_over_with_a_few_lines() {
    // One sheet has none.
    for (edition, out) in editions().iter().filter(|(edition, _)| *edition != Edition::Digest) {
        let lines = |page: &Page| {
            let of_contents = |one: &&Stretch| within(&out.pages.structure, one.tag, |role| role == Role::TOC);
            stretches(page).iter().filter(of_contents).map(|one| one.rect.bottom()).collect::<BTreeSet<_>>().len()
        };
        let counts: Vec<usize> = out.pages.pages.iter().map(lines).filter(|count| *count > 0).collect();
        assert!(!counts.is_empty() && counts.iter().all(|count| *count >= 8), "{edition:?}: lines a page {counts:?}");
    }
}

//! Where things stand once the pages are made: pages of headings, areas of links, bounds of figures.
//!
//! Nothing is tracked while strips move about: every drawn item names its content, so the finished pages tell it all.

use std::collections::BTreeMap;

use super::length::{Length, Rect};
use super::page::{Item, LinkArea, LinkTarget, OutlineEntry, Page, Tag};
use super::pagination::MadeUpPage;
use super::setting::{Entry, Goal, HeadingMark, LinkMark};
use super::strip::bounds;
use super::structure::{ContentId, Kid, NodeId, Structure};
use crate::report::document::Anchor;

/// Where something begins: index of the page, and the top of it there.
pub(crate) type Place = (usize, Length);

/// The first place of each heading, by its content.
pub(crate) fn heading_places(marks: &[HeadingMark], pages: &[MadeUpPage]) -> Vec<Option<Place>> {
    let mut places: BTreeMap<ContentId, Option<Place>> =
        marks.iter().filter_map(|mark| Some((mark.content?, None))).collect();
    for (index, page) in pages.iter().enumerate() {
        for item in &page.items {
            if let Tag::Content(id) = item.tag
                && let Some(place) = places.get_mut(&id)
                && let Some(rect) = bounds(item)
            {
                let place = place.get_or_insert((index, rect.origin.y));
                if place.0 == index {
                    place.1 = place.1.min(rect.origin.y);
                }
            }
        }
    }
    marks.iter().map(|mark| places.get(&mark.content?).copied().flatten()).collect()
}

/// The item that each page is on: the first that begins on it, else the one that goes on from the page before.
pub(crate) fn page_names(marks: &[HeadingMark], places: &[Option<Place>], pages: usize) -> Vec<Option<String>> {
    let naming = || marks.iter().zip(places).filter(|(mark, _)| mark.names_pages);
    let on = |mark: &HeadingMark| Some(mark.title.clone());
    let mut current: Option<String> = None;
    (0..pages)
        .map(|page| {
            let mut here = naming().filter(|(_, place)| place.is_some_and(|(at, _)| at == page));
            let first = here.next();
            let name = first.and_then(|(mark, _)| on(mark)).or_else(|| current.clone());
            current = here.next_back().or(first).and_then(|(mark, _)| on(mark)).or_else(|| current.take());
            name
        })
        .collect()
}

/// The headings with the numbers of their pages.
pub(crate) fn entries<'m>(
    marks: impl Iterator<Item = (&'m HeadingMark, Option<usize>)>,
    labels: &[String],
) -> Vec<Entry> {
    marks
        .map(|(mark, page)| Entry {
            title: mark.title.clone(),
            level: mark.level,
            anchor: mark.anchor.clone(),
            // A heading without a word on any page leads nowhere.
            listed: mark.listed && page.is_some() && !mark.title.is_empty(),
            label: page.and_then(|page| labels.get(page)).cloned().unwrap_or_default(),
        })
        .collect()
}

/// The outline: headings to the third level.
pub(crate) fn outline(marks: &[HeadingMark], places: &[Option<Place>]) -> Vec<OutlineEntry> {
    marks
        .iter()
        .zip(places)
        .filter(|(mark, _)| mark.level <= 3 && !mark.title.is_empty())
        .filter_map(|(mark, place)| {
            let (page, y) = (*place)?;
            Some(OutlineEntry { title: mark.title.clone(), level: mark.level, page, y })
        })
        .collect()
}

/// Gives pages their link areas; returns the anchors that no heading has.
pub(crate) fn link(
    pages: &mut [Page],
    links: &[LinkMark],
    marks: &[HeadingMark],
    places: &[Option<Place>],
) -> Vec<Anchor> {
    let by_content: BTreeMap<ContentId, &LinkMark> = links.iter().map(|link| (link.content, link)).collect();
    let anchors: BTreeMap<&Anchor, usize> =
        marks.iter().enumerate().filter_map(|(i, mark)| Some((mark.anchor.as_ref()?, i))).collect();
    let heading = |index: usize| places.get(index).copied().flatten();
    let mut unknown = Vec::new();
    let target = |link: &LinkMark| match &link.goal {
        Goal::Url(url) => Some(LinkTarget::Url(url.clone())),
        Goal::Heading(index) => heading(*index).map(|(page, y)| LinkTarget::Page(page, y)),
        Goal::Anchor(anchor) => {
            anchors.get(anchor).and_then(|index| heading(*index)).map(|(page, y)| LinkTarget::Page(page, y))
        }
    };
    for link in links {
        if let Goal::Anchor(anchor) = &link.goal
            && target(link).is_none()
        {
            unknown.push(anchor.clone());
        }
    }
    for page in pages {
        // One area a line of a link.
        let mut areas: BTreeMap<(ContentId, Length), Rect> = BTreeMap::new();
        for item in &page.items {
            if let Tag::Content(id) = item.tag
                && by_content.contains_key(&id)
                && let Some(rect) = bounds(item)
            {
                areas.entry((id, rect.bottom())).and_modify(|area| *area = area.union(&rect)).or_insert(rect);
            }
        }
        page.links = areas
            .into_iter()
            .filter_map(|((id, _), rect)| {
                let link = by_content.get(&id)?;
                let target = target(link)?;
                Some(LinkArea { rect, node: link.node, description: link.description.clone(), target })
            })
            .collect();
    }
    unknown.sort();
    unknown.dedup();
    unknown
}

/// Gives figures their page and box.
pub(crate) fn bound_figures(structure: &mut Structure, figures: &[NodeId], pages: &[Page]) {
    let mut owners: BTreeMap<ContentId, NodeId> = BTreeMap::new();
    for &figure in figures {
        let mut open = vec![figure];
        while let Some(node) = open.pop() {
            for kid in &structure.node(node).kids {
                match kid {
                    Kid::Node(child) => open.push(*child),
                    Kid::Content(id) => {
                        owners.insert(*id, figure);
                    }
                }
            }
        }
    }
    let mut found: BTreeMap<NodeId, (usize, Rect)> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        for item in &page.items {
            if let Some((figure, rect)) = figure_part(item, &owners) {
                let place = found.entry(figure).or_insert((index, rect));
                if place.0 == index {
                    place.1 = place.1.union(&rect);
                }
            }
        }
    }
    for (figure, place) in found {
        structure.node_mut(figure).describe().bounds = Some(place);
    }
}

fn figure_part(item: &Item, owners: &BTreeMap<ContentId, NodeId>) -> Option<(NodeId, Rect)> {
    let Tag::Content(id) = item.tag else { return None };
    Some((*owners.get(&id)?, bounds(item)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_for_the_first_item_that_begins_on_it_else_for_the_one_that_goes_on() {
        let mark = |title: &str, names_pages| HeadingMark {
            content: None,
            title: title.into(),
            level: 2,
            anchor: None,
            listed: true,
            names_pages,
        };
        let marks = [("甲", true), ("小見出し", false), ("乙", true), ("丙", true), ("丁", true)];
        let marks = marks.map(|(title, names)| mark(title, names));
        let on = |page: usize| Some((page, Length::ZERO));
        // 乙 and 丙 begin on one page, of which 丙 goes on; 小見出し names nothing; the first page has no item yet.
        let names = page_names(&marks, &[on(1), on(2), on(3), on(3), on(6)], 8);
        let names: Vec<Option<&str>> = names.iter().map(Option::as_deref).collect();
        let expected = [None, Some("甲"), Some("甲"), Some("乙"), Some("丙"), Some("丙"), Some("丁"), Some("丁")];
        assert_eq!(names, expected);
        // A heading that stands on no page names none.
        assert_eq!(page_names(&marks[..1], &[None], 2), [None, None]);
    }
}

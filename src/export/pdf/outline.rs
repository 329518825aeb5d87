//! The outline (しおり): headings nested as they are in the document, each leading to its place.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::string::{name, text};
use crate::typeset::length::Length;
use crate::typeset::page::{OutlineEntry, Pages};

/// The most entries of a level; longer levels are divided into groups. Nobody finds a place in a list of a thousand, and
/// some readers give up on long chains of entries (page_validation after 256).
const ENTRIES_OF_LEVEL: usize = 60;

/// An entry to be written.
struct Entry {
    title: String,
    page: usize,
    y: Length,
    children: Vec<Entry>,
}

/// Adds the outline; returns the catalog's entries.
pub(super) fn add(document: &mut Document, pages: &Pages, sheets: &[ObjectId]) -> Vec<(&'static str, Object)> {
    let headings: Vec<&OutlineEntry> = pages.outline.iter().filter(|entry| entry.page < sheets.len()).collect();
    let parents = parents(&headings.iter().map(|entry| entry.level).collect::<Vec<_>>());
    let mut entries: Vec<Option<Entry>> = headings.iter().map(|heading| Some(Entry::of(heading))).collect();
    let mut top = Vec::new();
    // From the last to the first, so that every entry is complete before it is moved into its parent.
    for i in (0..entries.len()).rev() {
        let Some(mut entry) = entries[i].take() else { continue };
        entry.children.reverse();
        entry.children = grouped(entry.children);
        match parents[i].and_then(|parent| entries[parent].as_mut()) {
            Some(parent) => parent.children.push(entry),
            None => top.push(entry),
        }
    }
    top.reverse();
    let top = grouped(top);
    if top.is_empty() {
        return vec![("PageMode", name("UseNone"))];
    }
    let root = document.new_object_id();
    let mut outline = dictionary! { "Type" => name("Outlines") };
    let ids = write_level(document, pages, sheets, root, &top);
    set_children(&mut outline, &ids, true);
    document.objects.insert(root, outline.into());
    vec![("Outlines", root.into()), ("PageMode", name("UseOutlines"))]
}

impl Entry {
    fn of(heading: &OutlineEntry) -> Entry {
        Entry { title: heading.title.clone(), page: heading.page, y: heading.y, children: Vec::new() }
    }
}

/// A level that is too long, divided into groups named for their first and last entry.
fn grouped(entries: Vec<Entry>) -> Vec<Entry> {
    if entries.len() <= ENTRIES_OF_LEVEL {
        return entries;
    }
    let mut groups: Vec<Entry> = Vec::new();
    for entry in entries {
        match groups.last_mut().filter(|group| group.children.len() < ENTRIES_OF_LEVEL) {
            Some(group) => group.children.push(entry),
            None => {
                groups.push(Entry { title: String::new(), page: entry.page, y: entry.y, children: vec![entry] });
            }
        }
    }
    for group in &mut groups {
        if let (Some(first), Some(last)) = (group.children.first(), group.children.last()) {
            group.title = format!("{} ～ {}", first.title, last.title);
        }
    }
    grouped(groups)
}

/// Writes siblings and their descendants; returns the siblings' object ids.
fn write_level(
    document: &mut Document,
    pages: &Pages,
    sheets: &[ObjectId],
    parent: ObjectId,
    entries: &[Entry],
) -> Vec<ObjectId> {
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    for (i, entry) in entries.iter().enumerate() {
        let height = pages.pages[entry.page].size.height;
        let mut item = dictionary! {
            "Title" => text(&entry.title),
            "Parent" => parent,
            "Dest" => destination(sheets[entry.page], height - entry.y),
        };
        if let Some(previous) = i.checked_sub(1) {
            item.set("Prev", ids[previous]);
        }
        if let Some(next) = ids.get(i + 1) {
            item.set("Next", *next);
        }
        let children = write_level(document, pages, sheets, ids[i], &entry.children);
        set_children(&mut item, &children, false);
        document.objects.insert(ids[i], item.into());
    }
    ids
}

/// Sets first and last child and their count, which is negative for a closed entry.
fn set_children(item: &mut Dictionary, children: &[ObjectId], open: bool) {
    if let (Some(first), Some(last)) = (children.first(), children.last()) {
        item.set("First", *first);
        item.set("Last", *last);
        let count = children.len() as i64;
        item.set("Count", if open { count } else { -count });
    }
}

/// The parent of each heading: the nearest before it with a lower level.
fn parents(levels: &[u8]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(levels.len());
    for (i, level) in levels.iter().enumerate() {
        while open.last().is_some_and(|last| levels[*last] >= *level) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(i);
    }
    parents
}

/// A place of a page, at the present magnification; `y` upwards from the lower edge.
pub(super) fn destination(page: ObjectId, y: Length) -> Object {
    let y = Object::Real(super::canvas::pt(y));
    Object::Array(vec![page.into(), name("XYZ"), Object::Null, y, Object::Null])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_nest_under_the_nearest_higher_one() {
        assert_eq!(parents(&[1, 2, 3, 2, 1, 3, 2]), [None, Some(0), Some(1), Some(0), None, Some(4), Some(4)]);
    }
}

//! The outline (しおり): headings nested as they are in the document, each leading to its place.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::string::{name, text};
use crate::typeset::length::Length;
use crate::typeset::page::Pages;

/// Headings of this level and above are shown when the document is opened.
const OPEN_TO_LEVEL: u8 = 1;

/// Adds the outline and gives the catalog's entries.
pub(super) fn add(document: &mut Document, pages: &Pages, sheets: &[ObjectId]) -> Vec<(&'static str, Object)> {
    let entries: Vec<_> = pages.outline.iter().filter(|entry| entry.page < sheets.len()).collect();
    if entries.is_empty() {
        return vec![("PageMode", name("UseNone"))];
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    let parents = parents(&entries.iter().map(|entry| entry.level).collect::<Vec<_>>());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    let mut top = Vec::new();
    for (i, parent) in parents.iter().enumerate() {
        match parent {
            Some(parent) => children[*parent].push(i),
            None => top.push(i),
        }
    }
    for (i, entry) in entries.iter().enumerate() {
        let height = pages.pages[entry.page].size.height;
        let siblings = parents[i].map_or(&top, |parent| &children[parent]);
        let mut item = dictionary! {
            "Title" => text(&entry.title),
            "Parent" => parents[i].map_or(root, |parent| ids[parent]),
            "Dest" => destination(sheets[entry.page], height - entry.y),
        };
        if let Ok(place) = siblings.binary_search(&i) {
            if let Some(previous) = place.checked_sub(1) {
                item.set("Prev", ids[siblings[previous]]);
            }
            if let Some(next) = siblings.get(place + 1) {
                item.set("Next", ids[*next]);
            }
        }
        let open = entry.level < OPEN_TO_LEVEL;
        set_children(&mut item, &children[i], &ids, open);
        document.objects.insert(ids[i], item.into());
    }
    let mut outline = dictionary! { "Type" => name("Outlines") };
    set_children(&mut outline, &top, &ids, true);
    document.objects.insert(root, outline.into());
    vec![("Outlines", root.into()), ("PageMode", name("UseOutlines"))]
}

fn set_children(item: &mut Dictionary, children: &[usize], ids: &[ObjectId], open: bool) {
    if let (Some(first), Some(last)) = (children.first(), children.last()) {
        item.set("First", ids[*first]);
        item.set("Last", ids[*last]);
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

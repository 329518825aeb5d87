//! The structure tree: an object for each element, the tree from marked content back to elements, and that of names.
//!
//! Kept small: no entry that says what would be taken for granted.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::elements::{Child, Element, ElementIndex, Elements, Numbering};
use super::links::Annotation;
use super::string::{bytes, name, text};
use super::{Error, canvas, roles, sheets};
use crate::typeset::page::Pages;
use crate::typeset::structure::{ContentId, Role, Scope};

/// Adds the tree and gives the catalog's entries.
pub(super) fn add(
    document: &mut Document,
    laid_out: &Pages,
    elements: &Elements,
    contents: &[Vec<ContentId>],
    pages: &[ObjectId],
    annotations: &[Annotation],
) -> Result<Vec<(&'static str, Object)>, Error> {
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = elements.list.iter().map(|_| document.new_object_id()).collect();
    let mut owners: Vec<Vec<Object>> = contents.iter().map(|page| vec![Object::Null; page.len()]).collect();
    let mut annotation_owners: BTreeMap<i64, ObjectId> = BTreeMap::new();
    let mut names: BTreeMap<String, ObjectId> = BTreeMap::new();
    for (index, element) in elements.list.iter().enumerate() {
        let id = ids[index];
        let mut object = Dictionary::new();
        object.set("S", name(roles::name(element.role)));
        object.set("P", if index == 0 { root } else { ids[element.parent] });
        let mut page: Option<usize> = None;
        let mut kids: Vec<Object> = Vec::with_capacity(element.children.len());
        for child in &element.children {
            match *child {
                Child::Element(child) => kids.push(ids[child].into()),
                Child::Marked { page: place, mcid } => {
                    if let Some(owner) = owners.get_mut(place).and_then(|page| page.get_mut(mcid)) {
                        *owner = id.into();
                    }
                    let number = Object::from(mcid as i64);
                    kids.push(if *page.get_or_insert(place) == place {
                        number
                    } else {
                        dictionary! { "Type" => name("MCR"), "Pg" => pages[place], "MCID" => number }.into()
                    });
                }
                Child::Annotation(number) => {
                    let Some(annotation) = annotations.get(number) else { continue };
                    annotation_owners.insert(annotation.key, id);
                    let mut reference = dictionary! { "Type" => name("OBJR"), "Obj" => annotation.object };
                    if *page.get_or_insert(annotation.page) != annotation.page {
                        reference.set("Pg", pages[annotation.page]);
                    }
                    kids.push(reference.into());
                }
            }
        }
        if let Some(page) = page {
            object.set("Pg", pages[page]);
        }
        match kids.len() {
            0 => {}
            1 => object.set("K", kids.remove(0)),
            _ => object.set("K", kids),
        }
        for (key, value) in [("Alt", &element.alt), ("ActualText", &element.actual_text), ("T", &element.title)] {
            if let Some(value) = value {
                object.set(key, text(value));
            }
        }
        if element.role == Role::Note || elements.named.contains(&index) {
            let element_name = element_name(index);
            object.set("ID", bytes(element_name.as_bytes()));
            names.insert(element_name, id);
        }
        if let Some(attributes) = attributes(element, elements, laid_out) {
            object.set("A", attributes);
        }
        document.objects.insert(id, object.into());
    }
    let next_key = (pages.len() + annotations.len()) as i64;
    let parents = parent_tree(document, owners, annotation_owners);
    let mut tree = dictionary! {
        "Type" => name("StructTreeRoot"),
        "K" => ids[0],
        "ParentTree" => parents,
        "ParentTreeNextKey" => next_key,
    };
    if !names.is_empty() {
        let names: Vec<Object> = names.into_iter().flat_map(|(name, id)| [bytes(name), id.into()]).collect();
        tree.set("IDTree", document.add_object(dictionary! { "Names" => names }));
    }
    document.objects.insert(root, tree.into());
    for (key, page) in pages.iter().enumerate() {
        sheets::tie(document.get_dictionary_mut(*page)?, key as i64);
    }
    Ok(vec![("StructTreeRoot", root.into()), ("MarkInfo", dictionary! { "Marked" => true }.into())])
}

/// The name by which cells refer to a header, and which every note has to have.
fn element_name(index: ElementIndex) -> String {
    format!("e{index}")
}

fn parent_tree(document: &mut Document, owners: Vec<Vec<Object>>, annotations: BTreeMap<i64, ObjectId>) -> ObjectId {
    let mut numbers: Vec<Object> = Vec::new();
    for (key, owners) in owners.into_iter().enumerate() {
        let owners = document.add_object(owners);
        numbers.extend([Object::from(key as i64), owners.into()]);
    }
    for (key, owner) in annotations {
        numbers.extend([Object::from(key), owner.into()]);
    }
    document.add_object(dictionary! { "Nums" => numbers })
}

/// What an element says beside its type. Written with each element: readers exist that look at an attribute object which
/// cells share only once.
fn attributes(element: &Element, elements: &Elements, pages: &Pages) -> Option<Dictionary> {
    match element.role {
        Role::TH | Role::TD => cell(element, elements),
        Role::L => list(element),
        Role::Figure => figure(element, pages),
        _ => None,
    }
}

fn cell(element: &Element, elements: &Elements) -> Option<Dictionary> {
    let cell = element.cell.as_ref()?;
    let mut attributes = dictionary! { "O" => name("Table") };
    if let Some(scope) = cell.scope.filter(|_| element.role == Role::TH) {
        let scope = match scope {
            Scope::Row => "Row",
            Scope::Column => "Column",
            Scope::Both => "Both",
        };
        attributes.set("Scope", name(scope));
    }
    for (key, span) in [("RowSpan", cell.row_span), ("ColSpan", cell.col_span)] {
        if span > 1 {
            attributes.set(key, i64::from(span));
        }
    }
    let headers: Vec<Object> = cell
        .headers
        .iter()
        .filter_map(|header| elements.of(*header))
        .map(|header| bytes(element_name(header)))
        .collect();
    if !headers.is_empty() {
        attributes.set("Headers", headers);
    }
    (attributes.len() > 1).then_some(attributes)
}

/// How a list is numbered (ISO 32000-1, table 347); what it does not know stays unsaid.
fn list(element: &Element) -> Option<Dictionary> {
    let numbering = match element.numbering? {
        Numbering::Decimal => "Decimal",
        Numbering::Disc => "Disc",
        Numbering::Circle => "Circle",
        Numbering::Square => "Square",
        Numbering::UpperAlpha => "UpperAlpha",
        Numbering::LowerAlpha => "LowerAlpha",
        Numbering::LowerRoman => "LowerRoman",
    };
    Some(dictionary! { "O" => name("List"), "ListNumbering" => name(numbering) })
}

/// Where a figure stands on its page (ISO 32000-1, table 345).
fn figure(element: &Element, pages: &Pages) -> Option<Dictionary> {
    let (page, bounds) = element.bounds?;
    let height = pages.pages.get(page)?.size.height;
    let edges = [bounds.origin.x, height - bounds.bottom(), bounds.right(), height - bounds.origin.y];
    let edges: Vec<Object> = edges.iter().map(|edge| Object::Real(canvas::pt(*edge))).collect();
    Some(dictionary! { "O" => name("Layout"), "Placement" => name("Block"), "BBox" => edges })
}

//! The structure tree: an object for each element, the parent tree from marked content back to elements, and the ID tree.
//!
//! Kept small: entries that repeat a default are left out. The elements are written straight to bytes ([`super::syntax`]).

use std::collections::BTreeMap;

use lopdf::{Object, ObjectId};
use rayon::prelude::*;

use super::elements::{CellAttributes, Child, Element, ElementIndex, Elements, Numbering, Place};
use super::links::Annotation;
use super::numbers::Numbers;
use super::save::{self, OBJECTS_IN_STREAM, PackedObjects};
use super::string::text_bytes;
use super::syntax::{ObjectBuffer, Writer};
use super::{canvas, roles};
use crate::typeset::length::Rect;
use crate::typeset::page::Pages;
use crate::typeset::structure::{ContentId, Role, Scope};

/// Writes the tree, everything but the elements to `rest`; returns its root and the elements, packed.
pub(super) fn write(
    rest: &mut ObjectBuffer,
    numbers: &mut Numbers,
    laid_out: &Pages,
    elements: &Elements<'_>,
    contents: &[Vec<ContentId>],
    pages: &[ObjectId],
    annotations: &[Annotation],
) -> (ObjectId, Vec<PackedObjects>) {
    let root = numbers.one();
    let ids = numbers.several(elements.list.len());
    let writer = TreeWriter { elements, laid_out, pages, annotations, root, ids };
    let packed: Vec<PackedObjects> = elements
        .list
        .par_chunks(OBJECTS_IN_STREAM)
        .zip(writer.ids.par_chunks(OBJECTS_IN_STREAM))
        .enumerate()
        .map(|(chunk, (list, ids))| {
            let mut written = ObjectBuffer::default();
            for (index, (element, id)) in (chunk * OBJECTS_IN_STREAM..).zip(list.iter().zip(ids)) {
                writer.element(written.add(id.0), element, index);
            }
            save::pack(&written)
        })
        .collect();
    let parents = parent_tree(rest, numbers, &writer, contents);
    let named: BTreeMap<String, ObjectId> = (0..elements.list.len())
        .filter(|index| writer.is_named(*index))
        .map(|index| (element_name(index), writer.ids[index]))
        .collect();
    let names = (!named.is_empty()).then(|| numbers.one());
    if let Some(names) = names {
        let mut tree = rest.add(names.0).dictionary();
        let mut names = tree.key("Names").array();
        for (name, id) in &named {
            names.item().bytes(name.as_bytes());
            names.item().reference(*id);
        }
    }
    let mut tree = rest.add(root.0).dictionary();
    tree.key("Type").name("StructTreeRoot");
    tree.key("K").reference(writer.ids[0]);
    tree.key("ParentTree").reference(parents);
    tree.key("ParentTreeNextKey").integer((pages.len() + annotations.len()) as i64);
    if let Some(names) = names {
        tree.key("IDTree").reference(names);
    }
    drop(tree);
    (root, packed)
}

/// The `ID` of an element. Cells refer to headers by it, and notes must have one.
fn element_name(index: ElementIndex) -> String {
    format!("e{index}")
}

/// Writes the tree from marked content and annotations back to elements: an array for each page.
fn parent_tree(
    rest: &mut ObjectBuffer,
    numbers: &mut Numbers,
    writer: &TreeWriter<'_>,
    contents: &[Vec<ContentId>],
) -> ObjectId {
    let mut owners: Vec<Vec<Option<ObjectId>>> = contents.iter().map(|page| vec![None; page.len()]).collect();
    let mut annotations: BTreeMap<i64, ObjectId> = BTreeMap::new();
    for (element, id) in writer.elements.list.iter().zip(&writer.ids) {
        for child in &element.children {
            match *child {
                Child::Element(_) => {}
                Child::Marked(Place { page, mcid }) => {
                    if let Some(owner) = owners.get_mut(page as usize).and_then(|page| page.get_mut(mcid as usize)) {
                        *owner = Some(*id);
                    }
                }
                Child::Annotation(number) => {
                    annotations.insert(writer.annotations[number].key, *id);
                }
            }
        }
    }
    let arrays = numbers.several(owners.len());
    for (id, owners) in arrays.iter().zip(owners) {
        let mut array = rest.add(id.0).array();
        for owner in owners {
            match owner {
                Some(owner) => array.item().reference(owner),
                None => array.item().object(&Object::Null),
            }
        }
    }
    let tree = numbers.one();
    let mut entries = rest.add(tree.0).dictionary();
    let mut nums = entries.key("Nums").array();
    for (key, value) in (0..).zip(arrays).chain(annotations) {
        nums.item().integer(key);
        nums.item().reference(value);
    }
    tree
}

/// Writes elements.
struct TreeWriter<'a> {
    elements: &'a Elements<'a>,
    laid_out: &'a Pages,
    pages: &'a [ObjectId],
    annotations: &'a [Annotation],
    root: ObjectId,
    /// The object of each element.
    ids: Vec<ObjectId>,
}

impl TreeWriter<'_> {
    fn is_named(&self, index: ElementIndex) -> bool {
        self.elements.list[index].role == Role::Note || self.elements.named.contains(&index)
    }

    fn element(&self, place: Writer<'_>, element: &Element<'_>, index: ElementIndex) {
        let mut object = place.dictionary();
        object.key("S").name(roles::name(element.role));
        object.key("P").reference(if index == 0 { self.root } else { self.ids[element.parent] });
        let page = element.children.iter().find_map(|child| self.page(child));
        if let Some(page) = page {
            object.key("Pg").reference(self.pages[page]);
        }
        match &element.children[..] {
            [] => {}
            [only] => self.child(object.key("K"), only, page),
            children => {
                let mut kids = object.key("K").array();
                children.iter().for_each(|child| self.child(kids.item(), child, page));
            }
        }
        if let Some(said) = element.description {
            for (key, text) in [("Alt", &said.alt), ("ActualText", &said.actual_text), ("T", &said.title)] {
                if let Some(text) = text {
                    object.key(key).bytes(&text_bytes(text));
                }
            }
        }
        if self.is_named(index) {
            object.key("ID").bytes(element_name(index).as_bytes());
        }
        match element.role {
            Role::TH | Role::TD => {
                if let Some(cell) = element.cell.as_deref().filter(|cell| **cell != CellAttributes::default()) {
                    self::cell(object.key("A"), cell);
                }
            }
            Role::L => {
                if let Some(numbering) = element.numbering {
                    list(object.key("A"), numbering);
                }
            }
            Role::Figure => {
                if let Some((page, bounds)) = element.description.and_then(|said| said.bounds) {
                    self.figure(object.key("A"), page, bounds);
                }
            }
            _ => {}
        }
    }

    /// The page of a child that is on a page.
    fn page(&self, child: &Child) -> Option<usize> {
        match *child {
            Child::Element(_) => None,
            Child::Marked(place) => Some(place.page as usize),
            Child::Annotation(number) => Some(self.annotations[number].page),
        }
    }

    /// A child of an element whose page is `page`.
    fn child(&self, place: Writer<'_>, child: &Child, page: Option<usize>) {
        let elsewhere = self.page(child).filter(|own| Some(*own) != page);
        match *child {
            Child::Element(child) => place.reference(self.ids[child]),
            Child::Marked(Place { mcid, .. }) => match elsewhere {
                None => place.integer(i64::from(mcid)),
                Some(page) => {
                    let mut reference = place.dictionary();
                    reference.key("Type").name("MCR");
                    reference.key("Pg").reference(self.pages[page]);
                    reference.key("MCID").integer(i64::from(mcid));
                }
            },
            Child::Annotation(number) => {
                let mut reference = place.dictionary();
                reference.key("Type").name("OBJR");
                reference.key("Obj").reference(self.annotations[number].object);
                if let Some(page) = elsewhere {
                    reference.key("Pg").reference(self.pages[page]);
                }
            }
        }
    }

    /// Where a figure stands on its page (ISO 32000-1, table 345).
    fn figure(&self, place: Writer<'_>, page: usize, bounds: Rect) {
        let height = self.laid_out.pages[page].size.height;
        let mut attributes = place.dictionary();
        attributes.key("O").name("Layout");
        attributes.key("Placement").name("Block");
        let mut edges = attributes.key("BBox").array();
        for edge in [bounds.origin.x, height - bounds.bottom(), bounds.right(), height - bounds.origin.y] {
            edges.item().real(canvas::pt(edge));
        }
    }
}

/// What a cell says beside its type. ObjectBuffer with each cell: readers exist that look at an attribute object which cells share
/// only once.
fn cell(place: Writer<'_>, cell: &CellAttributes) {
    let mut attributes = place.dictionary();
    attributes.key("O").name("Table");
    if let Some(scope) = cell.scope {
        attributes.key("Scope").name(match scope {
            Scope::Row => "Row",
            Scope::Column => "Column",
            Scope::Both => "Both",
        });
    }
    for (key, span) in [("RowSpan", cell.rows), ("ColSpan", cell.columns)] {
        if span > 1 {
            attributes.key(key).integer(span as i64);
        }
    }
    if !cell.headers.is_empty() {
        let mut headers = attributes.key("Headers").array();
        for header in &cell.headers {
            headers.item().bytes(element_name(*header).as_bytes());
        }
    }
}

/// How a list is numbered (ISO 32000-1, table 347).
fn list(place: Writer<'_>, numbering: Numbering) {
    let mut attributes = place.dictionary();
    attributes.key("O").name("List");
    attributes.key("ListNumbering").name(match numbering {
        Numbering::Decimal => "Decimal",
        Numbering::Disc => "Disc",
        Numbering::Circle => "Circle",
        Numbering::Square => "Square",
        Numbering::UpperAlpha => "UpperAlpha",
        Numbering::LowerAlpha => "LowerAlpha",
        Numbering::LowerRoman => "LowerRoman",
    });
}

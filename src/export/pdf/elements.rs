//! The structure elements to be written: those that have content, checked, and repaired where the missing part follows
//! from the rest.
//!
//! A paragraph that is the only child of a cell or of a list item's body is not written; its parent holds the text. That
//! saves a third of the elements of a report, and a screen reader does not announce them anyway. Bodies of a table that follow
//! each other are one: headers are found by rows and columns, wherever a body begins.
//!
//! Repaired: skipped heading levels, headings within cells, headers without scope, short rows, links outside a `Link`,
//! elements without content (left out). Errors, because they cannot be repaired: a figure without a description, cells
//! that overlap.

use std::collections::{BTreeMap, BTreeSet};

use super::{Error, table};
use crate::typeset::page::{Draw, Pages, Tag};
use crate::typeset::structure::{ContentId, Description, Kid, NodeId, Role, Scope, Structure};

/// Index of an element in [`Elements::list`].
pub(super) type ElementIndex = usize;

/// Where marked content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Page index.
    pub(super) page: u32,
    /// Its number on the page.
    pub(super) mcid: u32,
}

/// A child of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Child {
    Element(ElementIndex),
    /// Marked content of a page.
    Marked(Place),
    /// A link annotation.
    Annotation(usize),
}

/// An element to be written.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// What it is.
    pub(super) role: Role,
    /// Its parent; the root's is itself.
    pub(super) parent: ElementIndex,
    /// Children in reading order.
    pub(super) children: Vec<Child>,
    /// Alternative text, replacement text, title, and where a figure stands.
    pub(super) description: Option<&'a Description>,
    /// Attributes of a cell.
    pub(super) cell: Option<Box<CellAttributes>>,
    /// How a list is numbered.
    pub(super) numbering: Option<Numbering>,
}

/// Attributes of a table cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellAttributes {
    /// Which cells a header cell heads.
    pub(super) scope: Option<Scope>,
    /// Rows covered, at least 1.
    pub(super) rows: usize,
    /// Columns covered, at least 1.
    pub(super) columns: usize,
    /// The header cells of this cell, where a reader cannot derive them from the grid.
    pub(super) headers: Vec<ElementIndex>,
}

impl Default for CellAttributes {
    fn default() -> CellAttributes {
        CellAttributes { scope: None, rows: 1, columns: 1, headers: Vec::new() }
    }
}

/// How a list is numbered, derived from its first label (ISO 32000-1, table 347).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// 1, (1), １, ①.
    Decimal,
    /// ・ ●.
    Disc,
    /// ○.
    Circle,
    /// ■ □.
    Square,
    /// A, B, C.
    UpperAlpha,
    /// a, b, c.
    LowerAlpha,
    /// i, ii.
    LowerRoman,
}

impl Numbering {
    /// The numbering that a label belongs to; `None` for those that the standard has no name for (ア, 一, ※).
    fn of_label(label: &str) -> Option<Numbering> {
        let mut signs = label.chars().filter(|c| !"(（[［【〔. ．、)）]］】〕　第".contains(*c));
        Some(match signs.next()? {
            '0'..='9' | '０'..='９' | '①'..='⑳' => Numbering::Decimal,
            '・' | '●' | '•' => Numbering::Disc,
            '○' | '◦' => Numbering::Circle,
            '■' | '□' | '◆' | '◇' => Numbering::Square,
            'i' | 'ⅰ'..='ⅹ' => Numbering::LowerRoman,
            'A'..='Z' | 'Ａ'..='Ｚ' => Numbering::UpperAlpha,
            'a'..='z' | 'ａ'..='ｚ' => Numbering::LowerAlpha,
            _ => return None,
        })
    }
}

/// The elements in the order of the tree, parents before children.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    /// All of them; the first is the root.
    pub(super) list: Vec<Element<'a>>,
    /// The element of each node of the structure that is written.
    pub(super) of_node: Vec<Option<ElementIndex>>,
    /// The elements that cells name as their headers.
    pub(super) named: BTreeSet<ElementIndex>,
}

impl Elements<'_> {
    /// The element of a node.
    pub(super) fn of(&self, node: NodeId) -> Option<ElementIndex> {
        self.of_node.get(node.0 as usize).copied().flatten()
    }

    /// Makes an annotation a child of its `Link` element, or of a new `Link` where the node has another role.
    pub(super) fn attach_link(&mut self, node: NodeId, annotation: usize) -> Result<(), Error> {
        let element = self.of(node).ok_or_else(|| Error::Structure("リンクの要素がありません".to_owned()))?;
        if self.list[element].role == Role::Link {
            self.list[element].children.push(Child::Annotation(annotation));
            return Ok(());
        }
        let link = self.list.len();
        self.list[element].children.push(Child::Element(link));
        let mut new = Element::new(Role::Link, element);
        new.children.push(Child::Annotation(annotation));
        self.list.push(new);
        Ok(())
    }
}

impl Element<'_> {
    /// An element without children and attributes.
    pub(super) fn new(role: Role, parent: ElementIndex) -> Self {
        Element { role, parent, children: Vec::new(), description: None, cell: None, numbering: None }
    }
}

/// The elements of laid-out pages. `contents` says for each page which content each MCID holds.
pub(super) fn of_pages<'a>(pages: &'a Pages, contents: &[Vec<ContentId>]) -> Result<Elements<'a>, Error> {
    let structure = &pages.structure;
    let marked = MarkedPlaces::of(structure, contents)?;
    let order = preorder(structure)?;
    let kept = kept(structure, &order, &marked, pages);
    let lone = lone_paragraphs(structure, &order, &kept, &marked);
    let joined = joined_bodies(structure, &order, &kept);
    let count = kept.iter().zip(&lone).filter(|(kept, lone)| **kept && !**lone).count();
    let mut elements = Elements {
        list: Vec::with_capacity(count),
        of_node: vec![None; structure.nodes.len()],
        named: BTreeSet::new(),
    };
    for node in order.iter().filter(|node| kept[node.0 as usize]) {
        let source = structure.node(*node);
        let parent = source.parent.and_then(|parent| elements.of(parent)).unwrap_or(0);
        if lone[node.0 as usize] {
            elements.of_node[node.0 as usize] = Some(parent);
            continue;
        }
        if let Some(first) = joined[node.0 as usize] {
            elements.of_node[node.0 as usize] = elements.of(first);
            continue;
        }
        let index = elements.list.len();
        elements.of_node[node.0 as usize] = Some(index);
        elements.list.push(Element {
            role: source.role,
            parent,
            children: Vec::new(),
            description: source.description.as_deref(),
            cell: None,
            numbering: None,
        });
    }
    for node in order.iter().filter(|node| kept[node.0 as usize] && !lone[node.0 as usize]) {
        let Some(index) = elements.of(*node) else { continue };
        let is_lone = |kid: &&Kid| matches!(kid, Kid::Node(kid) if lone[kid.0 as usize]);
        let holder = match structure.node(*node).kids.iter().find(is_lone) {
            Some(Kid::Node(paragraph)) => *paragraph,
            _ => *node,
        };
        let children = children_of(&structure.node(holder).kids, &elements, &marked);
        match &mut elements.list[index].children {
            first if first.is_empty() => *first = children,
            // The rows of another body of the same table.
            first => first.extend(children),
        }
        elements.list[index].cell = structure.node(*node).cell.as_ref().map(|cell| {
            Box::new(CellAttributes {
                scope: cell.scope,
                rows: cell.row_span.max(1) as usize,
                columns: cell.col_span.max(1) as usize,
                headers: cell.headers.iter().filter_map(|header| elements.of(*header)).collect(),
            })
        });
    }
    number_lists(&mut elements, pages);
    plain_headings_in_cells(&mut elements);
    level_headings(&mut elements);
    check_figures(&elements)?;
    table::complete(&mut elements)?;
    let named: BTreeSet<ElementIndex> = elements
        .list
        .iter()
        .filter_map(|element| element.cell.as_ref())
        .flat_map(|cell| cell.headers.iter().copied())
        .collect();
    elements.named = named;
    Ok(elements)
}

/// The children of an element: what is written of its kids, bodies that are one only once.
fn children_of(kids: &[Kid], elements: &Elements<'_>, marked: &MarkedPlaces) -> Vec<Child> {
    let mut children = Vec::with_capacity(kids.len());
    for kid in kids {
        match kid {
            Kid::Node(kid) => children.extend(elements.of(*kid).map(Child::Element)),
            Kid::Content(content) => children.extend(marked.of_content(*content).iter().copied().map(Child::Marked)),
        }
    }
    children.dedup();
    children
}

/// The places where each content is drawn.
struct MarkedPlaces {
    /// Those of all contents, one content after the other, each in the order of the pages.
    places: Vec<Place>,
    /// Where those of each content begin, and at last where all end.
    starts: Vec<usize>,
}

impl MarkedPlaces {
    fn of(structure: &Structure, contents: &[Vec<ContentId>]) -> Result<MarkedPlaces, Error> {
        let count = structure.content_owner.len();
        let mut starts = vec![0; count + 1];
        for content in contents.iter().flatten() {
            let next = starts.get_mut(content.0 as usize + 1);
            *next.ok_or_else(|| Error::Structure("構造にない内容がページにあります".to_owned()))? += 1;
        }
        for index in 0..count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut places = vec![Place { page: 0, mcid: 0 }; starts[count]];
        for (page, contents) in (0..).zip(contents) {
            for (mcid, content) in (0..).zip(contents) {
                let at = &mut next[content.0 as usize];
                places[*at] = Place { page, mcid };
                *at += 1;
            }
        }
        Ok(MarkedPlaces { places, starts })
    }

    fn of_content(&self, content: ContentId) -> &[Place] {
        let index = content.0 as usize;
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(start), Some(end)) => &self.places[*start..*end],
            _ => &[],
        }
    }

    fn is_drawn(&self, content: ContentId) -> bool {
        !self.of_content(content).is_empty()
    }
}

/// The nodes, parents before children, each once.
fn preorder(structure: &Structure) -> Result<Vec<NodeId>, Error> {
    let mut order = Vec::with_capacity(structure.nodes.len());
    let mut seen = vec![false; structure.nodes.len()];
    let mut open = vec![structure.root()];
    while let Some(node) = open.pop() {
        match seen.get_mut(node.0 as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(Error::Structure("要素が木になっていません".to_owned())),
        }
        order.push(node);
        open.extend(structure.node(node).kids.iter().rev().filter_map(|kid| match kid {
            Kid::Node(kid) => Some(*kid),
            Kid::Content(_) => None,
        }));
    }
    Ok(order)
}

/// Which nodes are written: those with content somewhere below, links, and table cells even when they are empty.
fn kept(structure: &Structure, order: &[NodeId], marked: &MarkedPlaces, pages: &Pages) -> Vec<bool> {
    let mut kept = vec![false; structure.nodes.len()];
    kept[0] = true;
    for area in pages.pages.iter().flat_map(|page| &page.links) {
        if let Some(kept) = kept.get_mut(area.node.0 as usize) {
            *kept = true;
        }
    }
    for node in order.iter().rev() {
        let source = structure.node(*node);
        let has_content = source.kids.iter().any(|kid| match kid {
            Kid::Node(kid) => kept[kid.0 as usize],
            Kid::Content(content) => marked.is_drawn(*content),
        });
        if has_content || matches!(source.role, Role::TH | Role::TD) {
            kept[node.0 as usize] = true;
        }
    }
    kept
}

/// Paragraphs that are the only written child of a cell or of a list item's body and have no attributes of their own. In
/// cells this includes headings, which become paragraphs there ([`plain_headings_in_cells`]).
fn lone_paragraphs(structure: &Structure, order: &[NodeId], kept: &[bool], marked: &MarkedPlaces) -> Vec<bool> {
    let mut lone = vec![false; structure.nodes.len()];
    for node in order.iter().filter(|node| kept[node.0 as usize]) {
        let source = structure.node(*node);
        if !matches!(source.role, Role::TH | Role::TD | Role::LBody) {
            continue;
        }
        let mut written = source.kids.iter().filter(|kid| match kid {
            Kid::Node(kid) => kept[kid.0 as usize],
            Kid::Content(content) => marked.is_drawn(*content),
        });
        if let (Some(Kid::Node(only)), None) = (written.next(), written.next()) {
            let paragraph = structure.node(*only);
            let says = paragraph.description.as_ref();
            let says =
                says.is_some_and(|said| said.actual_text.is_some() || said.alt.is_some() || said.title.is_some());
            let is_plain = match paragraph.role {
                Role::P => true,
                Role::Heading(_) => source.role != Role::LBody,
                _ => false,
            };
            lone[only.0 as usize] = is_plain && !says;
        }
    }
    lone
}

/// For each table body that follows another one of its table directly: the first of them, which takes its rows.
fn joined_bodies(structure: &Structure, order: &[NodeId], kept: &[bool]) -> Vec<Option<NodeId>> {
    let mut joined = vec![None; structure.nodes.len()];
    for table in order.iter().filter(|node| structure.node(**node).role == Role::Table) {
        let mut first = None;
        for kid in &structure.node(*table).kids {
            match kid {
                Kid::Node(kid) if !kept[kid.0 as usize] => {}
                Kid::Node(kid) if structure.node(*kid).role == Role::TBody => {
                    joined[kid.0 as usize] = first;
                    first = first.or(Some(*kid));
                }
                _ => first = None,
            }
        }
    }
    joined
}

/// Sets how lists are numbered.
fn number_lists(elements: &mut Elements<'_>, pages: &Pages) {
    let mut labels: BTreeMap<ElementIndex, String> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let (Tag::Content(content), Draw::Glyphs(run)) = (item.tag, &item.draw) else { continue };
        let owner = pages.structure.content_owner.get(content.0 as usize).and_then(|node| elements.of(*node));
        let Some(label) = owner.filter(|owner| elements.list[*owner].role == Role::Lbl) else { continue };
        labels.entry(label).or_default().extend(run.glyphs.iter().map(|glyph| glyph.text.as_str()));
    }
    for (label, text) in labels {
        let item = elements.list[label].parent;
        let list = elements.list[item].parent;
        if elements.list[item].role == Role::LI && elements.list[list].role == Role::L {
            let list = &mut elements.list[list];
            list.numbering = list.numbering.or_else(|| Numbering::of_label(&text));
        }
    }
}

/// Headings within cells become paragraphs. The cell is already a row header, and a user who jumps from heading to heading
/// would hear bare numbers from the middle of a table. Bookmarks to them stay.
fn plain_headings_in_cells(elements: &mut Elements<'_>) {
    let mut within = vec![false; elements.list.len()];
    for index in 1..elements.list.len() {
        let parent = elements.list[index].parent;
        within[index] = within[parent] || matches!(elements.list[parent].role, Role::TH | Role::TD);
        let element = &mut elements.list[index];
        if within[index] && matches!(element.role, Role::Heading(_)) {
            element.role = Role::P;
        }
    }
}

/// Headings start at level 1 and never skip a level (ISO 14289-1, 7.4.2); siblings keep a common level.
fn level_headings(elements: &mut Elements<'_>) {
    // The levels of the headings that the next one may stand under, the outermost first.
    let mut above: Vec<u8> = Vec::new();
    for element in &mut elements.list {
        if let Role::Heading(level) = &mut element.role {
            while above.last().is_some_and(|last| *last >= *level) {
                above.pop();
            }
            above.push(*level);
            *level = above.len().min(6) as u8;
        }
    }
}

fn check_figures(elements: &Elements<'_>) -> Result<(), Error> {
    let silent = elements.list.iter().find(|element| {
        let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let silent = |said: &Description| !says(&said.alt) && !says(&said.actual_text);
        element.role == Role::Figure && element.description.is_none_or(silent)
    });
    match silent {
        Some(figure) => {
            let bounds = figure.description.and_then(|said| said.bounds);
            let page = bounds.map(|(page, _)| page).or_else(|| first_page(figure));
            Err(Error::FigureWithoutText { page })
        }
        None => Ok(()),
    }
}

/// The page of the first marked content of an element.
pub(super) fn first_page(element: &Element<'_>) -> Option<usize> {
    element.children.iter().find_map(|child| match child {
        Child::Marked(place) => Some(place.page as usize),
        _ => None,
    })
}

/// The elements among the children of an element.
pub(super) fn children(elements: &Elements<'_>, element: ElementIndex) -> impl Iterator<Item = ElementIndex> {
    elements.list[element].children.iter().filter_map(|child| match child {
        Child::Element(child) => Some(*child),
        _ => None,
    })
}

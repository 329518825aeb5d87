//! The structure of a laid-out document: its elements as tags name them, independent of its pages.
//!
//! The tree is made from the [`crate::report::document::Document`]; every positioned item of a page names the
//! [`ContentId`] it belongs to, or is an artifact. An exporter needs nothing else to tag a page.

use super::length::Rect;
use crate::report::document::Subject;

/// Index of a node in [`Structure::nodes`]; 0 is the root, the `Document`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A leaf: a stretch of content of one node, drawn in one or more places (lines, pages).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub u32);

/// Standard structure types (ISO 32000-1, 14.8.4).
///
/// There is no `RP`: ISO 32000-1, table 338 has it for the brackets around a reading that could not be set as ruby and
/// stands in the line instead. Readings are always set as ruby here, so nothing would ever be tagged with it; screen
/// readers find the reading by `RT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum Role {
    Document,
    Part,
    Sect,
    Div,
    /// A heading of level 1 to 6.
    Heading(u8),
    P,
    L,
    LI,
    Lbl,
    LBody,
    Table,
    Caption,
    THead,
    TBody,
    TFoot,
    TR,
    TH,
    TD,
    Figure,
    Note,
    Reference,
    Link,
    TOC,
    TOCI,
    Span,
    Ruby,
    RB,
    RT,
}

/// Which cells a header cell heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Those to its right.
    Row,
    /// Those below it.
    Column,
    /// A cell that heads its row and its column.
    Both,
}

/// What a table cell says beside its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellAttributes {
    /// For TH.
    pub scope: Option<Scope>,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// Columns covered, at least 1.
    pub col_span: u32,
    /// The header cells that head this cell.
    pub headers: Vec<NodeId>,
}

/// A child of a node, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kid {
    /// An element.
    Node(NodeId),
    /// Content of the node itself.
    Content(ContentId),
}

/// One element of the structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub role: Role,
    /// Its parent; `None` for the root.
    pub parent: Option<NodeId>,
    /// Children in reading order.
    pub kids: Vec<Kid>,
    /// Attributes of a cell.
    pub cell: Option<Box<CellAttributes>>,
    /// What a paragraph speaks of.
    pub subject: Option<Subject>,
    /// Whether it holds what a person typed into a form.
    pub typed: bool,
    /// What few elements say: a report has tens of thousands, and a figure or a title on every page or so.
    pub description: Option<Box<Description>>,
}

/// What an element says beside its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// What a figure shows, in words.
    pub alt: Option<String>,
    /// What is meant, where what is drawn differs.
    pub actual_text: Option<String>,
    /// A title (`/T`), for sections.
    pub title: Option<String>,
    /// Where a figure stands: page index and box.
    pub bounds: Option<(usize, Rect)>,
}

/// The tree and its leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    /// All nodes; the first is the root.
    pub nodes: Vec<Node>,
    /// The node each [`ContentId`] belongs to.
    pub content_owner: Vec<NodeId>,
}

/// How large a tree was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    nodes: usize,
    contents: usize,
}

/// How ids change when a tree is appended to another: the roots become one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offset {
    nodes: u32,
    contents: u32,
}

impl Offset {
    pub(crate) fn node(self, id: NodeId) -> NodeId {
        if id.0 == 0 { id } else { NodeId(id.0 + self.nodes) }
    }

    pub(crate) fn content(self, id: ContentId) -> ContentId {
        ContentId(id.0 + self.contents)
    }
}

impl Default for Structure {
    fn default() -> Self {
        Structure::new()
    }
}

impl Structure {
    /// A tree with nothing but its root.
    pub fn new() -> Structure {
        Structure { nodes: vec![Node::new(Role::Document, None)], content_owner: Vec::new() }
    }

    /// The node that holds all others.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// Adds an element as the last child of `parent`.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node::new(role, Some(parent)));
        self.node_mut(parent).kids.push(Kid::Node(id));
        id
    }

    /// Adds a leaf as the last child of `owner`.
    pub fn add_content(&mut self, owner: NodeId) -> ContentId {
        let id = ContentId(self.content_owner.len() as u32);
        self.content_owner.push(owner);
        self.node_mut(owner).kids.push(Kid::Content(id));
        id
    }

    /// How large it is.
    pub(crate) fn mark(&self) -> Mark {
        Mark { nodes: self.nodes.len(), contents: self.content_owner.len() }
    }

    /// Takes out all that was added since a mark was made.
    pub(crate) fn return_to(&mut self, mark: &Mark) {
        let parents = self.nodes.iter().skip(mark.nodes).filter_map(|node| node.parent);
        let owners = self.content_owner.iter().skip(mark.contents).copied();
        let kept: Vec<NodeId> = parents.chain(owners).filter(|id| (id.0 as usize) < mark.nodes).collect();
        self.nodes.truncate(mark.nodes);
        self.content_owner.truncate(mark.contents);
        let is_gone = |kid: &Kid| match kid {
            Kid::Node(id) => id.0 as usize >= mark.nodes,
            Kid::Content(id) => id.0 as usize >= mark.contents,
        };
        // Kids are only ever added as the last ones.
        for id in kept {
            let kids = &mut self.node_mut(id).kids;
            while kids.last().is_some_and(is_gone) {
                kids.pop();
            }
        }
    }

    /// Moves everything under the root of another tree to the end of this tree's root.
    pub(crate) fn append(&mut self, other: &mut Structure) -> Offset {
        let offset = Offset { nodes: self.nodes.len() as u32 - 1, contents: self.content_owner.len() as u32 };
        let Structure { nodes, content_owner } = std::mem::take(other);
        let root = self.root();
        for (index, mut node) in nodes.into_iter().enumerate() {
            for kid in &mut node.kids {
                *kid = match *kid {
                    Kid::Node(id) => Kid::Node(offset.node(id)),
                    Kid::Content(id) => Kid::Content(offset.content(id)),
                };
            }
            node.parent = node.parent.map(|id| offset.node(id));
            if let Some(cell) = &mut node.cell {
                cell.headers.iter_mut().for_each(|id| *id = offset.node(*id));
            }
            match index {
                0 => self.node_mut(root).kids.append(&mut node.kids),
                _ => self.nodes.push(node),
            }
        }
        self.content_owner.extend(content_owner.into_iter().map(|id| offset.node(id)));
        offset
    }

    /// A node by its id. Ids come only from this tree.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// A node by its id, to change.
    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }
}

impl Node {
    fn new(role: Role, parent: Option<NodeId>) -> Node {
        Node { role, parent, kids: Vec::new(), cell: None, subject: None, typed: false, description: None }
    }

    /// What it says beside its content, to add to.
    pub fn describe(&mut self) -> &mut Description {
        self.description.get_or_insert_default()
    }
}

//! Which header cells head which cells: the `Headers` of a tagged table.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Placed;
use super::rules::Section;
use crate::report::document::HeaderScope;
use crate::typeset::setting::{Owner, Setting};
use crate::typeset::structure::NodeId;

/// A header cell of columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    node: NodeId,
    from: usize,
    to: usize,
    /// The group it heads; `None`: the whole table.
    section: Option<Owner>,
}

/// Gives the cells of a part of the table their headers, and remembers those that head columns.
pub(super) fn link(
    setting: &mut Setting<'_>,
    heads: &mut Vec<Head>,
    cells: &[(Placed<'_>, NodeId)],
    kind: Section,
    section: Owner,
) {
    // Heads of rows by the rows they stand in, so that long tables do not compare every cell with every other.
    let mut beside: BTreeMap<usize, Vec<(usize, NodeId)>> = BTreeMap::new();
    for (placed, node) in cells {
        let scope = placed.cell.and_then(|cell| cell.header);
        if kind != Section::Head && matches!(scope, Some(HeaderScope::Row | HeaderScope::Both)) {
            for row in placed.row..placed.row + placed.row_span {
                beside.entry(row).or_default().push((placed.col, *node));
            }
        }
    }
    for (placed, node) in cells {
        let declared = placed.cell.and_then(|cell| cell.header);
        let mut headers: Vec<NodeId> = Vec::new();
        if kind != Section::Head {
            let here = |head: &&Head| {
                head.from < placed.col + placed.col_span
                    && placed.col < head.to
                    && head.section.is_none_or(|group| group == section)
            };
            headers.extend(heads.iter().filter(here).map(|head| head.node));
        }
        if declared.is_none() {
            let mut seen = BTreeSet::new();
            for row in placed.row..placed.row + placed.row_span {
                for (col, head) in beside.get(&row).into_iter().flatten() {
                    if *col < placed.col && seen.insert(*head) {
                        headers.push(*head);
                    }
                }
            }
        }
        if let Some(attributes) = &mut setting.structure.node_mut(*node).cell {
            attributes.headers = headers;
        }
        let heads_columns = match (kind, declared) {
            (Section::Head, Some(HeaderScope::Row)) => false,
            (Section::Head | Section::GroupHeading, _) => {
                placed.cell.is_some() && (kind == Section::Head || declared.is_some())
            }
            (_, Some(HeaderScope::Column | HeaderScope::Both)) => true,
            _ => false,
        };
        if heads_columns {
            let group = (kind != Section::Head).then_some(section);
            heads.push(Head { node: *node, from: placed.col, to: placed.col + placed.col_span, section: group });
        }
    }
}

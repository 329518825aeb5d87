//! The raw values of a form's open cells, for filling a form by program and for returning one.
//!
//! A returned form (差戻し) carries what the department typed, right or wrong. So nothing is normalized here: `１，２００千円` stays what
//! it is. What it means is the intake's business.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::contract::{CouncilField, CoverField, Field};
use crate::finding::Origin;
use crate::vocabulary::{ActionId, RatedItem};

/// An open cell of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Of the cover block.
    Cover(CoverField),
    /// Of an entry row.
    Row(ActionId, Field),
}

/// What was typed into a cell, as a workbook stores it.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// Typed as text.
    Text(String),
    /// A number; a workbook has no other than binary floating point.
    Number(f64),
    /// A day.
    Date(Date),
}

impl Typed {
    /// As a person sees it in a finding.
    pub fn display(&self) -> String {
        match self {
            Typed::Text(text) => text.clone(),
            Typed::Number(number) => number.to_string(),
            Typed::Date(date) => crate::vocabulary::japanese_date(*date),
        }
    }
}

impl From<&str> for Typed {
    fn from(text: &str) -> Typed {
        Typed::Text(text.to_owned())
    }
}

impl From<f64> for Typed {
    fn from(number: f64) -> Typed {
        Typed::Number(number)
    }
}

impl From<Date> for Typed {
    fn from(date: Date) -> Typed {
        Typed::Date(date)
    }
}

/// A cell's content and where it was typed, where it comes from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedCell {
    /// What was typed.
    pub typed: Typed,
    /// Where; `None` where a program fills in.
    pub origin: Option<Origin>,
}

/// What stands in the open cells of a form. A blank cell is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entries {
    cells: BTreeMap<Slot, TypedCell>,
}

impl Entries {
    /// A form in which nothing was typed.
    pub fn new() -> Entries {
        Entries::default()
    }

    /// Types into a cell of the cover block.
    pub fn set_cover(&mut self, field: CoverField, typed: impl Into<Typed>) {
        self.set(Slot::Cover(field), typed);
    }

    /// Types into a cell of an entry row.
    pub fn set_row(&mut self, action: ActionId, field: Field, typed: impl Into<Typed>) {
        self.set(Slot::Row(action, field), typed);
    }

    /// Types into a cell.
    pub fn set(&mut self, slot: Slot, typed: impl Into<Typed>) {
        self.cells.insert(slot, TypedCell { typed: typed.into(), origin: None });
    }

    /// Takes over a cell from a file.
    pub fn insert(&mut self, slot: Slot, cell: TypedCell) {
        self.cells.insert(slot, cell);
    }

    /// What stands in a cell.
    pub fn get(&self, slot: Slot) -> Option<&TypedCell> {
        self.cells.get(&slot)
    }

    /// All filled cells in the order of cover and rows.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &TypedCell)> {
        self.cells.iter().map(|(slot, cell)| (*slot, cell))
    }

    /// The cell that was typed at a place of a file.
    pub fn slot_at(&self, origin: &Origin) -> Option<Slot> {
        self.iter().find(|(_, cell)| cell.origin.as_ref() == Some(origin)).map(|(slot, _)| slot)
    }
}

/// What stands in the open cells of the rows of a rating form. A blank cell is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RatedCells {
    cells: BTreeMap<(RatedItem, CouncilField), TypedCell>,
}

impl RatedCells {
    /// Takes over a cell from a file; of two rows on an item the first that holds something is kept.
    pub fn insert(&mut self, item: RatedItem, field: CouncilField, cell: TypedCell) {
        self.cells.entry((item, field)).or_insert(cell);
    }

    /// What stands in a cell.
    pub fn get(&self, item: RatedItem, field: CouncilField) -> Option<&TypedCell> {
        self.cells.get(&(item, field))
    }

    /// The cell that was typed at a place of a file.
    pub fn place_of(&self, origin: &Origin) -> Option<(RatedItem, CouncilField)> {
        self.cells.iter().find(|(_, cell)| cell.origin.as_ref() == Some(origin)).map(|(place, _)| *place)
    }
}

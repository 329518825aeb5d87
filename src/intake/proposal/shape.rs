//! What a sheet looks like: where its heads and its values are, and what they are for.

use crate::contract::Field;
use crate::intake::units::HeadUnit;
use crate::vocabulary::{CellAddress, column_letters};

/// What a field is called of which no head says what it is for.
pub(super) const UNKNOWN: &str = "？";

/// A field that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    /// What it is for, by its Japanese name.
    pub(super) field: String,
    /// The cell with its head.
    pub(super) head: Option<CellAddress>,
    /// The cell with its value; of a column its first.
    pub(super) value: CellAddress,
    /// Whether its values stand below each other in a column.
    pub(super) is_column: bool,
}

impl Guess {
    /// `C` or `B5`.
    pub(super) fn place(&self) -> String {
        if self.is_column { column_letters(self.value.col) } else { self.value.to_string() }
    }
}

/// The shape of a sheet.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) cover: Vec<Guess>,
    pub(super) fields: Vec<Guess>,
    pub(super) unknown: Vec<Guess>,
    /// Whether the rows or items name their department.
    pub(super) has_department: bool,
    /// Of a list, its first entry row, from 0.
    pub(super) first_row: Option<u32>,
    /// Rows from one item to the next, where a sheet has several below each other.
    pub(super) repeat: Option<u32>,
    /// Whether there are amounts of which no head says the unit.
    pub(super) needs_unit: bool,
    /// What heads and notes say of the unit of the amounts.
    pub(super) seen_unit: HeadUnit,
}

impl Shape {
    /// What makes two sheets of one shape.
    pub(super) fn places(&self) -> (Option<u32>, Option<u32>, Vec<(String, String)>) {
        let guesses = self.cover.iter().chain(&self.fields);
        let places = guesses.map(|guess| (guess.field.clone(), guess.place())).collect();
        (self.first_row, self.repeat, places)
    }

    /// Takes in what the heads of a field say of its unit.
    pub(super) fn see_unit(&mut self, field: Field, unit: HeadUnit) {
        if field.is_money() {
            self.needs_unit |= unit == HeadUnit::Unnamed;
            self.seen_unit = self.seen_unit.and(unit);
        }
    }

    /// Cells with values, which are no signs of a form.
    pub(super) fn values(&self) -> Vec<CellAddress> {
        let guesses = self.cover.iter().chain(&self.fields).chain(&self.unknown);
        // A year read from a title is part of the sign that the title is.
        let is_title = |guess: &&Guess| guess.head == Some(guess.value);
        guesses.filter(|guess| !is_title(guess)).map(|guess| guess.value).collect()
    }

    /// The row before which the sheet's own words stand.
    pub(super) fn end_of_signs(&self) -> u32 {
        self.first_row.unwrap_or(u32::MAX)
    }
}

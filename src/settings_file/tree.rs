//! What a plan's master says before it is checked: a tree of values, each with its place.
//!
//! `plan.toml` and the Excel master are both read into this tree, so that one checker serves both and a finding
//! names a line and column of the one and a cell of the other.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::finding::Origin;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// Where.
    pub(crate) origin: Origin,
    /// What.
    pub(crate) value: Value,
}

/// A value as it was typed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Characters, without white space at either end.
    Text(String),
    /// An exact number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// true or false.
    Flag(bool),
    /// Values in order.
    List(Vec<Node>),
    /// Keys with values.
    Table(Table),
    /// Something no plan uses (a time of day, infinity), to the letter.
    Other(String),
    /// A blank cell of a workbook where a value may stand: the key is absent, its place is known.
    Blank,
}

/// Keys with values in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table(pub(crate) Vec<Entry>);

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) key_origin: Origin,
    /// What people call it where that is not the key: the head of its column in the Excel master.
    pub(crate) head: Option<Arc<str>>,
    /// Its value.
    pub(crate) node: Node,
}

impl Table {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node).filter(|node| node.value != Value::Blank)
    }

    /// The entry of a key, a blank cell's included.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    /// The keys that hold something.
    pub(crate) fn filled(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(|entry| entry.node.value != Value::Blank)
    }
}

impl Node {
    /// The value as findings show it.
    pub(crate) fn shown(&self) -> String {
        match &self.value {
            Value::Text(text) | Value::Other(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::List(_) => "並び［…］".to_owned(),
            Value::Table(_) => "表｛…｝".to_owned(),
            Value::Blank => String::new(),
        }
    }
}

/// Text as a plan keeps it: white space at both ends (also 全角空白) belongs to the typing and not to the text.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim()
}

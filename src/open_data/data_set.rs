//! Tables of values, as they are published and read back.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::shape::{self, Kind, Shape};

/// What a cell of a published table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was given.
    Blank,
    /// One line of text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// Text; an empty one is blank. Line breaks of the plan's own texts become spaces: cells hold one line.
    pub fn line(text: &str) -> Value {
        match text.split(['\r', '\n']).collect::<Vec<_>>().join(" ") {
            text if text.is_empty() => Value::Blank,
            text => Value::Text(text),
        }
    }

    /// A value, or blank.
    pub fn or_blank<T>(value: Option<T>, of: impl FnOnce(T) -> Value) -> Value {
        value.map_or(Value::Blank, of)
    }

    /// A whole number.
    pub fn integer(number: impl TryInto<i64>) -> Value {
        number.try_into().map_or(Value::Blank, Value::Integer)
    }

    /// Whether a column of that kind can hold it.
    pub fn is_of(&self, kind: Kind) -> bool {
        match self {
            Value::Blank => true,
            Value::Text(_) => matches!(kind, Kind::Text | Kind::Id),
            Value::Integer(_) => kind == Kind::Integer,
            Value::Decimal(_) => kind == Kind::Decimal,
            Value::Date(_) => kind == Kind::Date,
            Value::Flag(_) => kind == Kind::Flag,
        }
    }

    /// As plain text: what a CSV cell holds before quoting.
    pub fn plain(&self) -> String {
        match self {
            Value::Blank => String::new(),
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Flag(flag) => i64::from(*flag).to_string(),
        }
    }
}

/// A row and where it stands, where it was read from a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// One value a column.
    pub values: Vec<Value>,
    /// Position among the rows of the table, from 1; 0 where it was not read.
    pub place: u32,
}

impl Row {
    /// The value of a column by its key; blank where the table has no such column.
    pub fn value(&self, shape: &Shape, key: &str) -> &Value {
        shape.position(key).and_then(|at| self.values.get(at)).unwrap_or(&Value::Blank)
    }
}

impl From<Vec<Value>> for Row {
    fn from(values: Vec<Value>) -> Row {
        Row { values, place: 0 }
    }
}

/// The rows of one published table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its columns.
    pub shape: &'static Shape,
    /// Its rows in order.
    pub rows: Vec<Row>,
}

impl Table {
    /// A table with these rows, which have a value for every column.
    pub fn new(shape: &'static Shape, rows: impl IntoIterator<Item = Vec<Value>>) -> Table {
        let rows: Vec<Row> = rows.into_iter().map(Row::from).collect();
        debug_assert!(
            rows.iter().all(|row| row.values.len() == shape.columns.len()
                && row
                    .values
                    .iter()
                    .zip(shape.columns)
                    .all(|(value, column)| value.is_of(column.kind) && (!column.required || *value != Value::Blank))),
            "{}: {rows:?}",
            shape.name
        );
        Table { shape, rows }
    }
}

/// All tables of a publication, in the order of [`shape::ALL`]; those of few plans only where the plan is one.
#[derive(Debug, Clone)]
pub struct DataSet {
    /// One table a shape.
    pub tables: Vec<Table>,
}

impl DataSet {
    /// Whether a table is among them.
    pub fn has(&self, shape: &Shape) -> bool {
        self.tables.iter().any(|table| table.shape.name == shape.name)
    }

    /// The rows of a table.
    pub fn rows(&self, shape: &Shape) -> &[Row] {
        self.tables.iter().find(|table| table.shape.name == shape.name).map_or(&[], |table| &table.rows)
    }

    /// The first place in which both differ: table, position of the row in each, column. What this one was published too early to say is no
    /// difference.
    pub fn difference<'a>(&'a self, other: &'a DataSet) -> Option<Difference<'a>> {
        shape::ALL.into_iter().find_map(|shape| {
            let (mine, others) = (self.rows(shape), other.rows(shape));
            let differing = mine.iter().zip(others).find_map(|(mine, other)| {
                let is_told = |(column, a): (&shape::Column, &Value)| !(column.is_later && *a == Value::Blank);
                let told = shape.columns.iter().zip(&mine.values).map(is_told);
                let mut values = told.zip(mine.values.iter().zip(&other.values));
                let column = values.position(|(is_told, (a, b))| is_told && a != b)?;
                Some(Difference { shape, column: shape.columns.get(column), row: Some(mine), other: Some(other) })
            });
            let more = mine.len().min(others.len());
            differing.or_else(|| {
                (mine.len() != others.len()).then(|| Difference {
                    shape,
                    column: None,
                    row: mine.get(more),
                    other: others.get(more),
                })
            })
        })
    }
}

/// A place in which two data sets differ.
#[derive(Debug)]
pub struct Difference<'a> {
    /// The table.
    pub shape: &'static Shape,
    /// The column; `None` where one of them has more rows.
    pub column: Option<&'static shape::Column>,
    /// The row of the first, if it has one.
    pub row: Option<&'a Row>,
    /// The row of the second, if it has one.
    pub other: Option<&'a Row>,
}

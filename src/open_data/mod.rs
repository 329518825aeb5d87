//! Open data: the public part of an assessment as tables, CSV, JSON and their descriptions, and the way back.
//!
//! The tables follow the rules of the Ministry of Internal Affairs for machine-readable statistics (統計表における機械判読可能な
//! データの表記方法の統一ルール): one value a cell, lists in long form, no line break inside a cell, no mark mixed with words,
//! ISO dates and 和暦 each in its column, and ids that no spreadsheet takes for a date.

pub mod about;
mod cell;
pub mod codes;
mod costs;
pub mod csv_form;
pub mod data_set;
mod ids;
mod integrity;
pub mod json_form;
mod labels;
pub mod metadata;
pub mod read;
mod rows;
pub mod shape;

pub use about::{About, Terms};
pub use data_set::DataSet;
pub use ids::direction_of;
pub use integrity::faults;
pub use labels::Labels;
pub use rows::tables;

/// Name of the folder in which the files stand.
pub const FOLDER: &str = "データ";
/// The JSON file.
pub const JSON_FILE: &str = "data.json";
/// Its schema.
pub const SCHEMA_FILE: &str = "data.schema.json";
/// The metadata of the CSV files; the name that CSV on the Web looks for.
pub const METADATA_FILE: &str = "csv-metadata.json";

/// All files of a publication with their names within the folder, in order.
pub fn files(data: &DataSet, about: &About) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> =
        data.tables.iter().map(|table| (table.shape.file(), csv_form::write(table, &about.labels))).collect();
    files.push((METADATA_FILE.to_owned(), metadata::write(data, about).into_bytes()));
    files.push((JSON_FILE.to_owned(), json_form::write(data, about).into_bytes()));
    files.push((SCHEMA_FILE.to_owned(), json_form::schema(|shape| data.has(shape), &about.labels).into_bytes()));
    files.sort();
    files
}

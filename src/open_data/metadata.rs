//! `csv-metadata.json`: the CSV files as W3C CSV on the Web describes tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::about::{About, Terms};
use super::data_set::{DataSet, Table};
use super::labels::Labels;
use super::shape::{Column, Kind, Shape};

/// How many rows a table has: nothing else would tell that one of texts has lost some.
const ROWS: &str = "dc:extent";

/// The metadata of the set.
pub fn write(data: &DataSet, about: &About) -> String {
    let mut document = Map::new();
    document.insert("@context".into(), json!(["http://www.w3.org/ns/csvw", { "@language": "ja" }]));
    document.insert("dc:title".into(), Json::from(about.title.as_str()));
    document.insert("dc:description".into(), Json::from(about.description.as_str()));
    document.insert("dc:publisher".into(), Json::from(about.publisher.as_str()));
    document.insert("dc:source".into(), Json::from(about.source.as_str()));
    document.insert("dc:issued".into(), json!({ "@value": about.date.to_string(), "@type": "xsd:date" }));
    if !about.license_url.is_empty() {
        document.insert("dc:license".into(), json!({ "@id": about.license_url }));
    }
    if !about.license.is_empty() {
        document.insert("dc:rights".into(), Json::from(about.license.as_str()));
    }
    if let Some(notice) = &about.notice {
        document.insert("rdfs:comment".into(), Json::from(notice.as_str()));
    }
    document.insert("dialect".into(), json!({ "encoding": "utf-8", "header": true, "headerRowCount": 1, "delimiter": ",", "lineTerminators": "\r\n", "quoteChar": "\"", "doubleQuote": true }));
    document.insert("tables".into(), Json::Array(data.tables.iter().map(|of| table(of, &about.labels)).collect()));
    let mut text = serde_json::to_string_pretty(&Json::Object(document)).unwrap_or_default();
    text.push('\n');
    text
}

/// The metadata as they are written; `None` where the bytes are no JSON.
fn document(bytes: &[u8]) -> Option<Json> {
    serde_json::from_slice(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)).ok()
}

/// The terms that metadata state; `None` where the bytes are no JSON object.
pub fn terms(bytes: &[u8]) -> Option<Terms> {
    let document = document(bytes).filter(Json::is_object)?;
    let text = |at: Option<&Json>| at.and_then(Json::as_str).map(str::to_owned);
    Some(Terms {
        source: text(document.get("dc:source")).unwrap_or_default(),
        license: text(document.get("dc:rights")).unwrap_or_default(),
        license_url: text(document.get("dc:license").and_then(|license| license.get("@id"))).unwrap_or_default(),
        notice: text(document.get("rdfs:comment")),
    })
}

/// The heads that metadata state, by file and key of the column; none where the bytes are no metadata of tables.
pub(super) fn heads(bytes: &[u8]) -> BTreeMap<(String, String), String> {
    let document = document(bytes).unwrap_or_default();
    let list = |at: &Json, key: &str| at.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
    let text = |at: &Json, key: &str| at.get(key).and_then(Json::as_str).map(str::to_owned);
    let mut heads = BTreeMap::new();
    for table in list(&document, "tables") {
        let Some(file) = text(&table, "url") else { continue };
        for column in table.get("tableSchema").map(|schema| list(schema, "columns")).unwrap_or_default() {
            let head = text(&column, "name").zip(text(&column, "titles"));
            heads.extend(head.map(|(key, head)| ((file.clone(), key), head)));
        }
    }
    heads
}

/// How many rows metadata state, by file; none for those that were published before they did.
pub(super) fn row_counts(bytes: &[u8]) -> BTreeMap<String, u64> {
    let document = document(bytes).unwrap_or_default();
    let tables = document.get("tables").and_then(Json::as_array).into_iter().flatten();
    let counted = |table: &Json| Some((table.get("url")?.as_str()?.to_owned(), table.get(ROWS)?.as_u64()?));
    tables.filter_map(counted).collect()
}

fn table(of: &Table, labels: &Labels) -> Json {
    let shape: &Shape = of.shape;
    let mut schema = Map::new();
    let heads = labels.heads(shape);
    let columns = shape.columns.iter().zip(heads).map(|(of, head)| column(of, head, labels));
    schema.insert("columns".into(), Json::Array(columns.collect()));
    schema.insert("primaryKey".into(), json!(shape.key));
    if !shape.references.is_empty() {
        let keys = shape.references.iter().map(|reference| {
            let to = json!({ "resource": format!("{}.csv", reference.table), "columnReference": reference.to });
            json!({ "columnReference": reference.from, "reference": to })
        });
        schema.insert("foreignKeys".into(), Json::Array(keys.collect()));
    }
    json!({
        "url": shape.file(),
        "dc:title": labels.say(shape.title),
        "dc:description": labels.say(shape.meaning),
        ROWS: of.rows.len(),
        "tableSchema": schema,
    })
}

fn column(column: &Column, head: String, labels: &Labels) -> Json {
    let datatype = match column.kind {
        Kind::Text => json!("string"),
        Kind::Id => json!({ "base": "string", "format": "I[0-9]{3,}(-[0-9]+)*(-K[0-9]+)?" }),
        Kind::Integer => json!("integer"),
        Kind::Decimal => json!("decimal"),
        Kind::Date => json!({ "base": "date", "format": "yyyy-MM-dd" }),
        Kind::Flag => json!({ "base": "boolean", "format": "1|0" }),
    };
    let mut described = Map::new();
    described.insert("name".into(), Json::from(column.key));
    described.insert("titles".into(), Json::from(head));
    described.insert("datatype".into(), datatype);
    described.insert("required".into(), Json::from(column.required));
    if !column.meaning.is_empty() {
        described.insert("dc:description".into(), Json::from(labels.meaning(column)));
    }
    Json::Object(described)
}

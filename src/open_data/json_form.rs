//! Tables ↔ one JSON file: what the data are, and every table as a list of objects.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::about::{About, Terms};
use super::cell;
use super::codes::{self, wrong};
use super::data_set::{DataSet, Row, Table, Value};
use super::labels::Labels;
use super::shape::{self, Column, Kind, Shape};
use crate::finding::{Finding, Origin, json_reason};

/// What the file calls itself.
const FORMAT: &str = "kaikaku-open-data";
/// Version of the layout.
pub const VERSION: u32 = 4;

/// The file.
pub fn write(data: &DataSet, about: &About) -> String {
    let mut document = Map::new();
    let mut put = |key: &str, value: Json| document.insert(key.to_owned(), value);
    put("$schema", Json::from(super::SCHEMA_FILE));
    put("format", Json::from(FORMAT));
    put("version", Json::from(VERSION));
    put("title", Json::from(about.title.as_str()));
    put("description", Json::from(about.description.as_str()));
    put("publisher", Json::from(about.publisher.as_str()));
    put("municipality_code", optional(&about.code));
    put("license", json!({ "name": optional(&about.license), "url": optional(&about.license_url) }));
    put("source", Json::from(about.source.as_str()));
    put("notice", about.notice.clone().map_or(Json::Null, Json::from));
    put("published_on", Json::from(about.date.to_string()));
    put("published_on_japanese", Json::from(about.date_japanese.as_str()));
    put("fiscal_year", Json::from(about.year.0));
    put("fiscal_year_japanese", Json::from(about.year.to_string()));
    for table in &data.tables {
        put(table.shape.name, Json::Array(table.rows.iter().map(|row| object(table.shape, row)).collect()));
    }
    // Plain JSON values always serialize.
    let mut text = serde_json::to_string_pretty(&Json::Object(document)).unwrap_or_default();
    text.push('\n');
    text
}

fn optional(text: &str) -> Json {
    if text.is_empty() { Json::Null } else { Json::from(text) }
}

fn object(shape: &Shape, row: &Row) -> Json {
    let pairs = shape.columns.iter().zip(&row.values).map(|(column, value)| (column.key.to_owned(), value_of(value)));
    Json::Object(pairs.collect())
}

fn value_of(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Integer(number) => Json::from(*number),
        Value::Flag(flag) => Json::from(*flag),
        // Decimals as strings, so that no reader turns 33.30 into 33.299999.
        Value::Text(_) | Value::Decimal(_) | Value::Date(_) => Json::from(value.plain()),
    }
}

/// Reads the file; `name` is how findings name it.
///
/// # Errors
/// Every finding: no JSON, another format or version, a list that is missing, a value that is not of its kind.
pub fn read(name: &str, bytes: &[u8]) -> Result<DataSet, Vec<Finding>> {
    read_with_terms(name, bytes).map(|(data, _)| data)
}

/// The same with the terms that the file states.
///
/// # Errors
/// See [`read`].
pub fn read_with_terms(name: &str, bytes: &[u8]) -> Result<(DataSet, Terms), Vec<Finding>> {
    let name: Arc<str> = name.into();
    let file = || Origin::file(name.clone());
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let document: Json = serde_json::from_slice(bytes).map_err(|error| {
        let at = Origin::line(
            name.clone(),
            u32::try_from(error.line()).unwrap_or(0),
            u32::try_from(error.column()).unwrap_or(0),
        );
        vec![
            wrong(codes::UNREADABLE, at, "JSONとして読めません。")
                .found(json_reason(&error))
                .remedy("公表したときのファイルを使ってください。"),
        ]
    })?;
    let said = (document.get("format").and_then(Json::as_str), document.get("version").and_then(Json::as_u64));
    if said != (Some(FORMAT), Some(VERSION.into())) {
        let found =
            format!("format {}、version {}", said.0.unwrap_or("なし"), said.1.map_or("なし".into(), |n| n.to_string()));
        return Err(vec![
            wrong(codes::UNREADABLE, file(), "この版の kaikaku のデータではありません。")
                .found(found)
                .expected(format!("format {FORMAT}、version {VERSION}"))
                .remedy("この版の kaikaku report --format data で作り直した data.json を使ってください。"),
        ]);
    }
    let mut findings = Vec::new();
    let mut tables = Vec::new();
    for shape in shape::ALL {
        match document.get(shape.name).and_then(Json::as_array) {
            Some(rows) => tables.push(read_table(shape, &name, rows, &mut findings)),
            None if shape.may_be_absent() && document.get(shape.name).is_none() => {}
            None => findings.push(
                wrong(codes::MISSING_TABLE, file(), "一覧がありません。")
                    .expected(shape.name)
                    .remedy("公表したときのファイルを使ってください。"),
            ),
        }
    }
    if findings.is_empty() { Ok((DataSet { tables }, terms(&document))) } else { Err(findings) }
}

fn terms(document: &Json) -> Terms {
    let text = |at: Option<&Json>| at.and_then(Json::as_str).unwrap_or_default().to_owned();
    let of_license = |key: &str| text(document.get("license").and_then(|license| license.get(key)));
    Terms {
        source: text(document.get("source")),
        license: of_license("name"),
        license_url: of_license("url"),
        notice: document.get("notice").and_then(Json::as_str).map(str::to_owned),
    }
}

fn read_table(shape: &'static Shape, name: &Arc<str>, rows: &[Json], findings: &mut Vec<Finding>) -> Table {
    let read = |(place, row): (u32, &Json)| {
        let values = shape.columns.iter().map(|column| {
            let given = row.get(column.key).unwrap_or(&Json::Null);
            parse(column, given).unwrap_or_else(|| {
                let mut finding = cell::not_of_kind(column, &given.to_string(), Origin::file(name.clone()));
                finding.message = format!("{} の{place}件目：{}", shape.name, finding.message);
                findings.push(finding);
                Value::Blank
            })
        });
        Row { values: values.collect(), place }
    };
    Table { shape, rows: (1..).zip(rows).map(read).collect() }
}

fn parse(column: &Column, given: &Json) -> Option<Value> {
    match (column.kind, given) {
        (_, Json::Null) => cell::parse(column, ""),
        (Kind::Integer, Json::Number(number)) => number.as_i64().map(Value::Integer),
        (Kind::Flag, Json::Bool(flag)) => Some(Value::Flag(*flag)),
        (Kind::Text | Kind::Id | Kind::Decimal | Kind::Date, Json::String(text)) => cell::parse(column, text),
        _ => None,
    }
}

/// The JSON Schema (draft 2020-12) of the file, with descriptions by these labels. But for them it is the same for every plan with costs,
/// and for every one without; likewise for plans with schedules by parts of a year.
pub fn schema(has: impl Fn(&Shape) -> bool, labels: &Labels) -> String {
    let mut properties = Map::new();
    let text = |description: &str| json!({ "type": "string", "description": description });
    let optional = |description: &str| json!({ "type": ["string", "null"], "description": description });
    properties.insert("$schema".into(), text("このスキーマ"));
    properties.insert("format".into(), json!({ "const": FORMAT }));
    properties.insert("version".into(), json!({ "const": VERSION }));
    properties.insert("title".into(), text("データの名"));
    properties.insert("description".into(), text("データの説明"));
    properties.insert("publisher".into(), text("公表した地方公共団体"));
    properties.insert(
        "municipality_code".into(),
        json!({ "type": ["string", "null"], "pattern": "^[0-9]{6}$", "description": "全国地方公共団体コード" }),
    );
    let license = json!({ "type": "object", "required": ["name", "url"], "additionalProperties": false,
        "properties": { "name": optional("利用条件の名"), "url": { "type": ["string", "null"], "format": "uri", "description": "利用条件を示すページ" } } });
    properties.insert("license".into(), license);
    properties.insert("source".into(), text("出典の記し方"));
    properties.insert("notice".into(), optional("データ全体の注意書き"));
    properties.insert(
        "published_on".into(),
        json!({ "type": "string", "format": "date", "description": "公表日（ISO 8601）" }),
    );
    properties.insert("published_on_japanese".into(), text("公表日（和暦）"));
    properties.insert("fiscal_year".into(), json!({ "type": "integer", "description": "年度（西暦）" }));
    properties.insert("fiscal_year_japanese".into(), text("年度（和暦）"));
    for shape in shape::of(has) {
        properties.insert(shape.name.into(), table_schema(shape, labels));
    }
    let absent = |key: &str| shape::ALL.into_iter().any(|shape| shape.name == key && shape.may_be_absent());
    let required: Vec<&String> = properties.keys().filter(|key| !absent(key)).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "計画の進捗状況のオープンデータ",
        "description": "金額の単位は円で、端数処理をしていない。小数は桁を保つため文字列とする。",
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn table_schema(shape: &Shape, labels: &Labels) -> Json {
    let named = shape.columns.iter().zip(labels.heads(shape));
    let properties: Map<String, Json> =
        named.map(|(column, head)| (column.key.to_owned(), column_schema(column, head, labels))).collect();
    let required: Vec<&str> = shape.columns.iter().map(|column| column.key).collect();
    json!({
        "title": labels.say(shape.title),
        "description": labels.say(shape.meaning),
        "type": "array",
        "items": { "type": "object", "required": required, "additionalProperties": false, "properties": properties },
    })
}

fn column_schema(column: &Column, head: String, labels: &Labels) -> Json {
    let (kind, more) = match column.kind {
        Kind::Text => ("string", json!({ "minLength": 1 })),
        Kind::Id => ("string", json!({ "pattern": "^I[0-9]{3,}(-[0-9]+)*(-K[0-9]+)?$" })),
        Kind::Integer => ("integer", json!({})),
        Kind::Decimal => ("string", json!({ "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })),
        Kind::Date => ("string", json!({ "format": "date" })),
        Kind::Flag => ("boolean", json!({})),
    };
    let kind = if column.required { json!(kind) } else { json!([kind, "null"]) };
    let meaning = if column.meaning.is_empty() { String::new() } else { format!("（{}）", labels.meaning(column)) };
    let mut schema = Map::new();
    schema.insert("type".into(), kind);
    schema.insert("description".into(), Json::from(format!("{head}{meaning}")));
    if let Json::Object(more) = more {
        schema.extend(more);
    }
    Json::Object(schema)
}

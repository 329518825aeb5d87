//! A value from the text of a cell.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::codes::{self, wrong};
use super::data_set::Value;
use super::shape::{Column, Kind};
use crate::finding::{Finding, Origin};

/// Bytes of a value: what a cell of Excel holds (32,767 characters), of which each takes three bytes or four. Published data hold no more,
/// and a paragraph of any length would take any time to set.
const MOST_BYTES: usize = 32_767 * 4;

/// The value of a cell; `None` where the text is not of the column's kind, is longer than any that is published, or is blank in a column
/// that was always filled.
pub(super) fn parse(column: &Column, text: &str) -> Option<Value> {
    if text.is_empty() {
        return (!column.required || column.is_later).then_some(Value::Blank);
    }
    if text.len() > MOST_BYTES {
        return None;
    }
    Some(match column.kind {
        Kind::Text | Kind::Id => Value::Text(text.to_owned()),
        Kind::Integer => Value::Integer(text.parse().ok()?),
        Kind::Decimal => Value::Decimal(Decimal::from_str_exact(text).ok()?),
        Kind::Date => Value::Date(text.parse::<Date>().ok()?),
        Kind::Flag => Value::Flag(match text {
            "1" => true,
            "0" => false,
            _ => return None,
        }),
    })
}

/// What a column holds, for people.
fn expected(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Text => "1行の文字",
        Kind::Id => "ID（例：I001-01）",
        Kind::Integer => "整数",
        Kind::Decimal => "数",
        Kind::Date => "日付（例：2021-05-31）",
        Kind::Flag => "1又は0",
    };
    if column.required { kind.to_owned() } else { format!("{kind}又は空欄") }
}

/// The finding on a cell that [`parse`] does not read.
pub(super) fn not_of_kind(column: &Column, found: &str, at: Origin) -> Finding {
    wrong(codes::WRONG_CELL, at, format!("「{}」の値が違います。", column.head))
        .found(match found {
            "" => "空欄".to_owned(),
            long if long.len() > MOST_BYTES => format!("{}文字", long.chars().count()),
            found => found.to_owned(),
        })
        .expected(expected(column))
        .remedy("公表したときのファイルを使ってください。")
}

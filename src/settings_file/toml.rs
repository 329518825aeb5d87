//! `plan.toml`: bytes → text → [`Node`] tree, with every mistake of writing as a finding with line and column.
//!
//! The TOML reader's own messages are English and speak of grammar; the table [`EXPLANATIONS`] says the same in the
//! words of someone who edits the file with a plain editor.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Code, Finding, Origin, Severity};
use crate::settings_file::tree::{Entry, Node, Table, Value, trimmed};
use crate::vocabulary::excerpt;

/// The file breaks the rules of TOML.
pub const SYNTAX: Code = Code("plan.syntax");
/// The file is not UTF-8.
pub const ENCODING: Code = Code("plan.encoding");

/// The reader's message begins so ─► what is wrong ─► how to mend it.
const EXPLANATIONS: &[(&str, &str, &str)] = &[
    (
        "duplicate key",
        "同じ項目が2回書かれています。",
        "どちらか一方を消すか、続けて書く表なら見出しを［［ ］］で囲んでください。",
    ),
    ("string values must be quoted", "文字が \" \" で囲まれていません。", "値を半角の \" \" で囲んでください。"),
    ("unquoted string", "文字が \" \" で囲まれていません。", "値を半角の \" \" で囲んでください。"),
    (
        "invalid basic string",
        "文字の囲みが閉じていません。",
        "行の中で半角の \" で閉じ、文字の中の \" は \\\" と書いてください。",
    ),
    ("invalid multi-line basic string", "文字の囲みが閉じていません。", "\"\"\" で閉じてください。"),
    ("invalid literal string", "文字の囲みが閉じていません。", "行の中で半角の ' で閉じてください。"),
    ("invalid multi-line literal string", "文字の囲みが閉じていません。", "''' で閉じてください。"),
    ("missing escaped value", "\\ の使い方に誤りがあります。", "\\ そのものは \\\\ と書いてください。"),
    ("too few unicode", "\\ の使い方に誤りがあります。", "\\ そのものは \\\\ と書いてください。"),
    ("missing comma", "値と値の間に , がありません。", "半角の , で区切ってください。"),
    ("extra comma", "余分な , があります。", ", を1つにしてください。"),
    ("unclosed array table", "見出しの ]] が閉じていません。", "見出しを [[ ]] で囲んでください。"),
    ("unclosed table", "見出しの ] が閉じていません。", "見出しを [ ] で囲んでください。"),
    ("unclosed array", "並びの ] がありません。", "並びの終わりに半角の ] を書いてください。"),
    ("unclosed inline table", "｛ ｝の終わりがありません。", "終わりに半角の } を書いてください。"),
    ("missing assignment", "項目の名と値の間に = がありません。", "「名 = 値」と半角の = で書いてください。"),
    ("key with no value", "項目に = と値がありません。", "「名 = 値」と書いてください。"),
    ("missing value", "= の後に値がありません。", "値を書くか、行の頭に # を付けてください。"),
    ("extra `=`", "余分な = があります。", "= を1つにしてください。"),
    ("extra assignment", "余分な = があります。", "= を1つにしてください。"),
    (
        "invalid unquoted key",
        "項目の名に使えない文字があります。",
        "半角の英数字で書いてください（全角の文字や空白が混じっていないか確かめてください）。日本語の名を書くところでは、半角の \" \" で囲んでください。",
    ),
    ("unquoted keys cannot be empty", "項目の名がありません。", "「名 = 値」と書いてください。"),
    ("invalid key", "項目の名に誤りがあります。", "「名 = 値」と書いてください。"),
    ("invalid date-time", "日付に誤りがあります。", "2021-04-01 のように、実在する日を書いてください。"),
    ("invalid boolean", "true か false でありません。", "半角の小文字で true か false と書いてください。"),
    ("unexpected leading zero", "数の頭に 0 があります。", "頭の 0 を取ってください。"),
    ("invalid integer", "数に誤りがあります。", "半角の数字だけで書いてください（桁区切りの , は使えません）。"),
    ("invalid mantissa", "数に誤りがあります。", "半角の数字だけで書いてください（桁区切りの , は使えません）。"),
    ("invalid f", "数に誤りがあります。", "半角の数字と小数点だけで書いてください。"),
    ("invalid exponent", "数に誤りがあります。", "半角の数字と小数点だけで書いてください。"),
    ("cannot extend", "すでに値のある項目に、表を重ねています。", "項目の名を確かめてください。"),
    ("invalid comment character", "注記に使えない文字（制御文字）があります。", "その文字を消してください。"),
    ("unexpected content", "値の後に余分な文字があります。", "値の後には「# 注記」だけを書いてください。"),
    ("unexpected key or value", "値の後に余分な文字があります。", "1行に「名 = 値」を1つだけ書いてください。"),
];

/// Text with the place of its lines.
struct Source<'a> {
    file: Arc<str>,
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Source<'a> {
    fn new(file: &str, text: &'a str) -> Self {
        let line_starts =
            std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1));
        Source { file: file.into(), text, line_starts: line_starts.collect() }
    }

    /// Line and column of a byte, both from 1, the column in characters.
    fn origin(&self, offset: usize) -> Origin {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(offset - start, |before| before.chars().count());
        Origin::line(self.file.clone(), line as u32, column as u32 + 1)
    }

    /// The line that holds a byte, shortened, for a finding to show.
    fn line(&self, offset: usize) -> String {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let text = self.text.get(start..).unwrap_or("").lines().next().unwrap_or("").trim();
        excerpt(text, 40).into_owned()
    }
}

/// The file's text: UTF-8 with or without a byte order mark, lines ending in LF or CR LF.
///
/// # Errors
/// One finding when the bytes are not UTF-8, with the line of the first bad byte and the likely encoding.
pub(crate) fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, Finding> {
    let refuse = |message: &str, offset: usize| {
        let line = bytes[..offset.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
        Finding::new(Severity::Fatal, ENCODING, message)
            .at(Origin::line(file, line, 1))
            .expected("UTF-8")
            .remedy("メモ帳で開き、「名前を付けて保存」で文字コードを UTF-8 にして保存してください。")
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(refuse("文字コードが UTF-16 です。", 0).found("UTF-16"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))),
        Err(error) => {
            let (_, _, garbled) = encoding_rs::SHIFT_JIS.decode(bytes);
            let guess = if garbled { "不明" } else { "Shift_JIS" };
            Err(refuse("文字コードが UTF-8 でありません。", error.valid_up_to()).found(guess))
        }
    }
}

/// The tree of a TOML text.
///
/// # Errors
/// All mistakes of writing, in the order of the file.
pub(crate) fn parse(file: &str, text: &str) -> Result<Node, Vec<Finding>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source::new(file, text);
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let mut findings: Vec<Finding> = errors.iter().map(|error| explain(&source, error)).collect();
        findings.sort_by(|a, b| a.origin.cmp(&b.origin));
        // One slip often makes the reader stumble several times in a line; the first stumble is the slip.
        findings.dedup_by_key(|finding| match finding.origin.as_ref().map(|origin| &origin.place) {
            Some(crate::finding::Place::Line { line, .. }) => *line,
            _ => 0,
        });
        return Err(findings);
    }
    Ok(Node { origin: Origin::file(source.file.clone()), value: Value::Table(table(&source, root.get_ref())) })
}

fn explain(source: &Source<'_>, error: &toml::de::Error) -> Finding {
    let offset = error.span().map_or(source.text.len(), |span| span.start);
    let explained = EXPLANATIONS.iter().find(|(start, _, _)| error.message().starts_with(start));
    let (message, remedy) = explained.map_or(
        ("書き方に誤りがあります。", "前後の行と見比べ、半角の \" = , [ ] { } の抜けや余りがないか確かめてください。"),
        |(_, message, remedy)| (message, remedy),
    );
    let line = source.line(offset);
    let (message, remedy) = match meant(&line) {
        Some((message, remedy)) => (message, remedy),
        None => (message, remedy.to_owned()),
    };
    Finding::new(Severity::Fatal, SYNTAX, message).at(source.origin(offset)).found(line).remedy(remedy)
}

/// What to say of a line whose value is not quoted and reads as a day or as the number of an item.
fn meant(line: &str) -> Option<(&'static str, String)> {
    let value = line.split_once('=')?.1.split('#').next()?.trim();
    let value = value.trim_start_matches('[').split([',', ']']).next()?.trim();
    if is_as_written(value) {
        return None;
    }
    if is_day(value) {
        let remedy =
            "2023-06-01 のように、西暦の年4桁、月2桁、日2桁を半角の - でつなぎ、\" \" で囲まずに書いてください。";
        return Some(("日付の書き方が違います。", remedy.to_owned()));
    }
    let mut parts = value.split('-');
    let is_item = value.contains('-') && parts.all(|part| !part.is_empty() && part.chars().all(char::is_numeric));
    is_item.then(|| {
        ("番号が \" \" で囲まれていません。", format!("\"{value}\" のように、半角の \" \" で囲んでください。"))
    })
}

/// Whether a text is written as TOML has days, be it a day or not (2023-02-30).
fn is_as_written(text: &str) -> bool {
    text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2])
}

/// Whether a text reads as year, month and day: 令和5年6月1日, R5.6.1, 2023/6/1.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_end_matches('日').split(['-', '/', '.', '年', '月', '－', '／', '．']).collect();
    let [year, month, day] = parts[..] else { return false };
    let is_number = |part: &str| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_numeric);
    let in_era =
        ["令和", "平成", "昭和", "R", "H", "S", "Ｒ", "Ｈ", "Ｓ"].into_iter().find_map(|era| year.strip_prefix(era));
    let is_year = match in_era {
        Some(in_era) => in_era == "元" || is_number(in_era),
        None => year.chars().count() == 4 && year.chars().all(char::is_numeric),
    };
    is_year && is_number(month) && is_number(day)
}

fn table(source: &Source<'_>, table: &DeTable<'_>) -> Table {
    let mut entries: Vec<(usize, Entry)> = table
        .iter()
        .map(|(key, value)| {
            let start = key.span().start;
            let entry = Entry {
                key: key.get_ref().to_string(),
                key_origin: source.origin(start),
                head: None,
                node: node(source, value),
            };
            (start, entry)
        })
        .collect();
    entries.sort_by_key(|(start, _)| *start);
    Table(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn node(source: &Source<'_>, value: &Spanned<DeValue<'_>>) -> Node {
    let origin = source.origin(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(trimmed(text).to_owned()),
        DeValue::Integer(integer) => {
            let number = (integer.radix() == 10).then(|| Decimal::from_str(integer.as_str()).ok()).flatten();
            number.map_or_else(|| Value::Other(integer.to_string()), Value::Number)
        }
        DeValue::Float(float) => {
            let text = float.as_str();
            let number = Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok();
            number.map_or_else(|| Value::Other(text.to_owned()), Value::Number)
        }
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(moment) => {
            let date = moment.date.filter(|_| moment.time.is_none() && moment.offset.is_none()).and_then(|date| {
                Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
                    .ok()
            });
            date.map_or_else(|| Value::Other(moment.to_string()), Value::Date)
        }
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(source, item)).collect()),
        DeValue::Table(inner) => Value::Table(table(source, inner)),
    };
    Node { origin, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first message says what is needed, so that following it is enough.
    #[test]
    fn days_and_numbers_without_quotes_are_told_how_they_are_written() {
        let said = |text: &str| parse("office.toml", text).expect_err(text).first().map(ToString::to_string);
        for day in
            ["令和5年6月1日", "令和元年6月1日", "2023/06/01", "2023/6/1", "2023-6-1", "R5.6.1", "２０２３－６－１"]
        {
            let said = said(&format!("[report]\ndate = {day} # 公表\n")).unwrap_or_default();
            assert!(said.contains("2023-06-01 のように") && !said.contains("囲まれていません"), "{day}: {said}");
        }
        for (text, number) in [("action = 8-2\n", "\"8-2\""), ("awaiting = [1-2-3, \"8-2\"]\n", "\"1-2-3\"")] {
            let said = said(text).unwrap_or_default();
            assert!(said.contains(&format!("{number} のように、半角の")), "{text}: {said}");
        }
        for text in ["date = 2023-02-30\n", "name = 第2次計画\n", "count = 1-\n"] {
            let said = said(text).unwrap_or_default();
            assert!(!said.contains("2023-06-01") && !said.contains("番号が"), "{text}: {said}");
        }
    }
}

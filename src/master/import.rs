//! Workbook → tree → checked plan.

use std::sync::Arc;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::finding::{Finding, Origin, Severity};
use crate::intake::normalize::date;
use crate::intake::table::{SheetTable, read_tables};
use crate::master::prose::{self, list_at, put};
use crate::master::{
    ACTIONS, BUREAUS, ColumnOf, DEADLINES, DEPARTMENTS, EFFECT_COLUMN, FOREIGN_FORMS, FRAME, FRAME_HEADS, FRAME_SHEET,
    GOALS, GRADES, INDICATORS, INITIATIVES, Kind, LAYOUT, LISTS, OPEN, PROSE_HEADS, PROSE_SHEET, REORGANIZATIONS,
    STAGE_COLUMN, SheetOf, TARGET_COLUMN, THEMES,
};
use crate::plan::{Plan, check};
use crate::settings_file::fields::{fatal, warning};
use crate::settings_file::tree::{Node, Table, Value, trimmed};
use crate::vocabulary::{CellAddress, folded};

/// Reads the workbook of a plan; `path_display` is how findings name the file.
///
/// # Errors
/// All findings, each with sheet and cell, when the workbook is no valid plan.
pub fn import(path_display: &str, bytes: &[u8]) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let file: Arc<str> = path_display.into();
    let sheets = read_tables(bytes)
        .map_err(|message| vec![Finding::new(Severity::Fatal, LAYOUT, message).at(Origin::file(file.clone()))])?;
    let mut out = Vec::new();
    let root = tree(&file, &sheets, &mut out);
    let checked = check::check(&root);
    match checked {
        Ok((plan, warnings)) if out.iter().all(|finding| finding.severity < Severity::Fatal) => {
            out.extend(warnings);
            Ok((plan, in_words_of_heads(out)))
        }
        Ok((_, more)) | Err(more) => {
            out.extend(more);
            Err(in_words_of_heads(out))
        }
    }
}

/// A row of a sheet: its cells by key, those of year columns by their head's year.
struct Row<'a> {
    origin: Origin,
    cells: Vec<(&'a str, Node)>,
    years: Vec<(&'a str, String, Node)>,
}

impl Row<'_> {
    fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.cells.iter().position(|(name, _)| *name == key)?;
        Some(self.cells.remove(at).1)
    }

    /// What is left as a table of the tree.
    fn into_table(self) -> Node {
        let mut table = Table::default();
        for (key, node) in self.cells {
            put(&mut table, key, node);
        }
        Node { origin: self.origin, value: Value::Table(table) }
    }
}

fn tree(file: &Arc<str>, sheets: &[SheetTable], out: &mut Vec<Finding>) -> Node {
    let origin = Origin::file(file.clone());
    let mut root = Table::default();
    let known: Vec<&str> = [FRAME_SHEET, PROSE_SHEET].into_iter().chain(LISTS.map(|layout| layout.name)).collect();
    for sheet in sheets.iter().filter(|sheet| !known.contains(&&*sheet.name)) {
        out.push(
            warning(LAYOUT, &Origin::sheet(file.clone(), sheet.name.clone()), "原本にないシートです。読みません。")
                .found(sheet.name.to_string()),
        );
    }
    let reader = Reader { file, sheets };
    reader.frame(&mut root, out);
    reader.prose(&mut root, out);
    list(&mut root, "theme", reader.rows(&THEMES, &[], out));
    goals(&mut root, &origin, reader.rows(&GOALS, &[], out));
    list(&mut root, "bureau", reader.rows(&BUREAUS, &[], out));
    departments(&mut root, &origin, reader.rows(&DEPARTMENTS, &[], out));
    list(&mut root, "reorganization", reader.rows(&REORGANIZATIONS, &[], out));
    initiatives(&mut root, &origin, &reader, out);
    let grades = table_at(&mut root, "grades", &origin);
    list_at(grades, "list", &origin).extend(reader.rows(&GRADES, &[], out).into_iter().map(Row::into_table));
    let settings = table_at(&mut root, "settings", &origin);
    list_at(settings, "deadlines", &origin).extend(reader.rows(&DEADLINES, &[], out).into_iter().map(Row::into_table));
    list(&mut root, "form", reader.rows(&FOREIGN_FORMS, &[], out));
    Node { origin, value: Value::Table(root) }
}

/// The table under a key of the root, made where it is absent.
fn table_at<'a>(root: &'a mut Table, key: &str, origin: &Origin) -> &'a mut Table {
    let at = root.0.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
        put(root, key, Node { origin: origin.clone(), value: Value::Table(Table::default()) });
        root.0.len() - 1
    });
    let value = &mut root.0[at].node.value;
    if !matches!(value, Value::Table(_)) {
        *value = Value::Table(Table::default());
    }
    match value {
        Value::Table(table) => table,
        _ => unreachable!("made a table above"),
    }
}

fn list(root: &mut Table, key: &str, rows: Vec<Row<'_>>) {
    let Some(first) = rows.first() else { return };
    let origin = first.origin.clone();
    list_at(root, key, &origin).extend(rows.into_iter().map(Row::into_table));
}

fn goals(root: &mut Table, origin: &Origin, rows: Vec<Row<'_>>) {
    let goals = table_at(root, "goals", origin);
    for mut row in rows {
        let key = row.take("no").map(|node| node.shown()).unwrap_or_default();
        let name = row.take("name").unwrap_or(Node { origin: row.origin, value: Value::Text(String::new()) });
        put(goals, &key, name);
    }
}

fn departments(root: &mut Table, origin: &Origin, rows: Vec<Row<'_>>) {
    let departments = table_at(root, "departments", origin);
    for mut row in rows {
        let kind = row.take("kind");
        match kind {
            Some(Node { value: Value::Text(kind), .. }) if kind == OPEN => {
                let name = row.take("name").unwrap_or(Node { origin: row.origin, value: Value::Text(String::new()) });
                list_at(departments, "open", origin).push(name);
            }
            // A kind that is not known stays, and the check reports it as a key that no department has.
            Some(kind) => {
                row.cells.push(("kind", kind));
                list_at(departments, "list", origin).push(row.into_table());
            }
            None => list_at(departments, "list", origin).push(row.into_table()),
        }
    }
}

/// 取組項目, 実践項目 and 指標, each row under the one whose number it names.
fn initiatives(root: &mut Table, origin: &Origin, reader: &Reader<'_>, out: &mut Vec<Finding>) {
    let mut initiatives: Vec<(String, Node)> = Vec::new();
    for mut row in reader.rows(&INITIATIVES, &[], out) {
        let no = row.cells.iter().find(|(key, _)| *key == "no").map(|(_, node)| node.clone());
        if row.take("page_end").is_some_and(|flag| flag.value == Value::Flag(true))
            && let Some(no) = &no
        {
            let narrative = table_at(root, "narrative", origin);
            let table = table_at(narrative, "table", origin);
            list_at(table, "pages_end_after", origin).push(no.clone());
        }
        initiatives.push((no.map(|no| no.shown()).unwrap_or_default(), row.into_table()));
    }
    let mut actions: Vec<(String, Node)> = Vec::new();
    for mut row in reader.rows(&ACTIONS, &[STAGE_COLUMN, EFFECT_COLUMN], out) {
        let id = row.take("id");
        let shown = id.as_ref().map(Node::shown).unwrap_or_default();
        let place = id.map_or(row.origin.clone(), |id| id.origin);
        let number = shown.split_once('-').map(|(_, number)| number.to_owned()).unwrap_or_default();
        if let Some(weight) = row.take("weight") {
            let weights = table_at(table_at(root, "grades", origin), "weights", origin);
            put(weights, &shown, weight);
        }
        let years = std::mem::take(&mut row.years);
        let mut node = row.into_table();
        if let Value::Table(table) = &mut node.value {
            put(table, "no", Node { origin: place, value: number_or_text(&number) });
            for (end, year, cell) in years {
                let key = if end == STAGE_COLUMN { "schedule" } else { "effect" };
                let origin = cell.origin.clone();
                put(table_at(table, key, &origin), &year, cell);
            }
        }
        actions.push((shown, node));
    }
    for mut row in reader.rows(&INDICATORS, &[TARGET_COLUMN], out) {
        let id = row.take("id");
        let shown = id.as_ref().map(Node::shown).unwrap_or_default();
        let place = id.map_or(row.origin.clone(), |id| id.origin);
        let years = std::mem::take(&mut row.years);
        let mut node = row.into_table();
        if let Value::Table(table) = &mut node.value {
            for (_, year, cell) in years {
                let origin = cell.origin.clone();
                put(table_at(table, "targets", &origin), &year, cell);
            }
        }
        let owner = actions.iter_mut().find(|(action, _)| *action == shown);
        attach(owner.map(|(_, node)| node), "indicators", node, &place, &shown, "指標の実践項目がありません。", out);
    }
    for (id, node) in actions {
        let initiative = id.split_once('-').map_or("", |(initiative, _)| initiative);
        let owner = initiatives.iter_mut().find(|(no, _)| no == initiative);
        let place = node.origin.clone();
        attach(owner.map(|(_, node)| node), "actions", node, &place, &id, "実践項目の取組項目がありません。", out);
    }
    list_at(root, "initiative", origin).extend(initiatives.into_iter().map(|(_, node)| node));
}

fn attach(
    owner: Option<&mut Node>,
    key: &str,
    node: Node,
    place: &Origin,
    id: &str,
    message: &str,
    out: &mut Vec<Finding>,
) {
    match owner {
        Some(Node { value: Value::Table(table), .. }) => {
            let origin = node.origin.clone();
            list_at(table, key, &origin).push(node);
        }
        _ => out.push(fatal(LAYOUT, place, message).found(id).expected("8-2 のような、表にある番号")),
    }
}

/// The sheets of one workbook.
struct Reader<'a> {
    file: &'a Arc<str>,
    sheets: &'a [SheetTable],
}

impl<'a> Reader<'a> {
    fn sheet(&self, name: &str, out: &mut Vec<Finding>) -> Option<&'a SheetTable> {
        let sheet = self.sheets.iter().find(|sheet| &*sheet.name == name);
        if sheet.is_none() {
            out.push(
                fatal(LAYOUT, &Origin::file(self.file.clone()), format!("「{name}」のシートがありません。"))
                    .remedy("書き出した原本のシートを、名を変えずに使ってください。"),
            );
        }
        sheet
    }

    fn origin(&self, sheet: &SheetTable, at: CellAddress) -> Origin {
        Origin::cell(self.file.clone(), sheet.name.clone(), at)
    }

    /// The columns of the heads of the first row, with a finding for each head that is missing.
    fn columns(&self, sheet: &SheetTable, heads: &[&str], out: &mut Vec<Finding>) -> Vec<Option<u32>> {
        let first_row: Vec<(&CellAddress, &String)> = sheet.cells.iter().filter(|(at, _)| at.row == 0).collect();
        heads
            .iter()
            .map(|head| {
                let column = first_row.iter().find(|(_, text)| folded(text) == folded(head)).map(|(at, _)| at.col);
                if column.is_none() {
                    out.push(
                        fatal(
                            LAYOUT,
                            &Origin::sheet(self.file.clone(), sheet.name.clone()),
                            format!("「{}」のシートに「{head}」の列がありません。", sheet.name),
                        )
                        .remedy("1行目の見出しを、書き出した原本のとおりに戻してください。"),
                    );
                }
                column
            })
            .collect()
    }

    fn frame(&self, root: &mut Table, out: &mut Vec<Finding>) {
        let Some(sheet) = self.sheet(FRAME_SHEET, out) else { return };
        let columns = self.columns(sheet, &FRAME_HEADS, out);
        let [Some(label_col), Some(value_col)] = columns[..] else { return };
        for (at, label) in sheet.cells.iter().filter(|(at, _)| at.row > 0 && at.col == label_col) {
            let Some((_, table, key, kind)) = FRAME.iter().find(|(known, ..)| folded(known) == folded(label)) else {
                out.push(
                    fatal(LAYOUT, &self.origin(sheet, *at), "「基本情報」のシートに、決められていない項目があります。")
                        .found(label.clone()),
                );
                continue;
            };
            let value_at = CellAddress::new(at.row, value_col);
            if let Some(node) = self.node(sheet, value_at, *kind) {
                put(table_at(root, table, &self.origin(sheet, *at)), key, node);
            }
        }
    }

    fn prose(&self, root: &mut Table, out: &mut Vec<Finding>) {
        let Some(sheet) = self.sheet(PROSE_SHEET, out) else { return };
        let columns = self.columns(sheet, &PROSE_HEADS, out);
        let [Some(kind_col), Some(text_col)] = columns[..] else { return };
        let origin = Origin::sheet(self.file.clone(), sheet.name.clone());
        let narrative = table_at(root, "narrative", &origin);
        for row in 1..=last_row(sheet) {
            let (kind_at, text_at) = (CellAddress::new(row, kind_col), CellAddress::new(row, text_col));
            let kind = trimmed(sheet.text(row, kind_col));
            let text = self.node(sheet, text_at, Kind::Text);
            match (kind, text) {
                ("", None) => {}
                (kind, Some(text)) => prose::add(narrative, kind, &self.origin(sheet, kind_at), text, out),
                (kind, None) => out.push(
                    fatal(LAYOUT, &self.origin(sheet, text_at), "種別だけがあり、文章がありません。").found(kind),
                ),
            }
        }
    }

    /// The rows of a sheet that hold anything; columns whose heads end in one of `year_columns` are year columns.
    fn rows(&self, layout: &SheetOf, year_columns: &[&'static str], out: &mut Vec<Finding>) -> Vec<Row<'static>> {
        let Some(sheet) = self.sheet(layout.name, out) else { return Vec::new() };
        let heads: Vec<&str> = layout.columns.iter().map(|ColumnOf(head, ..)| *head).collect();
        let columns = self.columns(sheet, &heads, out);
        let mut years: Vec<(u32, &'static str, String)> = Vec::new();
        for (at, head) in sheet.cells.iter().filter(|(at, _)| at.row == 0 && !columns.contains(&Some(at.col))) {
            let head = folded(head);
            let year = year_columns
                .iter()
                .find_map(|end| head.strip_suffix(folded(end).as_str()).map(|year| (*end, year.to_owned())));
            match year {
                Some((end, year)) => years.push((at.col, end, year)),
                None => {
                    out.push(warning(LAYOUT, &self.origin(sheet, *at), "原本にない列です。読みません。").found(head))
                }
            }
        }
        let mut rows = Vec::new();
        for row in 1..=last_row(sheet) {
            let cells: Vec<(&'static str, Node)> = layout
                .columns
                .iter()
                .zip(&columns)
                .filter_map(|(ColumnOf(_, key, kind, _), col)| {
                    Some((*key, self.node(sheet, CellAddress::new(row, (*col)?), *kind)?))
                })
                .collect();
            let years: Vec<(&'static str, String, Node)> = years
                .iter()
                .filter_map(|(col, end, year)| {
                    let kind = if *end == STAGE_COLUMN { Kind::Text } else { Kind::Number };
                    Some((*end, year.clone(), self.node(sheet, CellAddress::new(row, *col), kind)?))
                })
                .collect();
            if !cells.is_empty() || !years.is_empty() {
                rows.push(Row { origin: self.origin(sheet, CellAddress::new(row, 0)), cells, years });
            }
        }
        rows
    }

    /// What a cell holds, if anything; what does not read as its kind stays text, and the check says so.
    fn node(&self, sheet: &SheetTable, at: CellAddress, kind: Kind) -> Option<Node> {
        let typed = sheet.text(at.row, at.col);
        let text = trimmed(typed);
        if text.is_empty() {
            return None;
        }
        let origin = self.origin(sheet, at);
        let lines = |value: fn(&str) -> Value| {
            let lines = text.lines().map(trimmed).filter(|line| !line.is_empty());
            Value::List(lines.map(|line| Node { origin: origin.clone(), value: value(line) }).collect())
        };
        let value = match kind {
            Kind::Text => Value::Text(text.to_owned()),
            Kind::Lines => lines(|line| Value::Text(line.to_owned())),
            Kind::Numbers => lines(number_or_text),
            Kind::Pairs => {
                let mut table = Table::default();
                for line in text.lines().map(trimmed).filter(|line| !line.is_empty()) {
                    // A line without = is a name without a text, and the check says so.
                    let (name, text) = line.split_once(['=', '＝']).unwrap_or((line, ""));
                    let text = Node { origin: origin.clone(), value: Value::Text(trimmed(text).to_owned()) };
                    put(&mut table, trimmed(name), text);
                }
                Value::Table(table)
            }
            Kind::Number => number_or_text(text),
            Kind::Date => date::read(text).map_or_else(|| Value::Text(text.to_owned()), |day| Value::Date(day.date)),
            Kind::Flag => match text {
                "○" | "〇" | "◯" | "TRUE" | "true" => Value::Flag(true),
                "FALSE" | "false" | "×" | "－" | "-" => Value::Flag(false),
                other => Value::Text(other.to_owned()),
            },
        };
        Some(Node { origin, value })
    }
}

fn last_row(sheet: &SheetTable) -> u32 {
    sheet.cells.keys().map(|at| at.row).max().unwrap_or(0)
}

fn number_or_text(text: &str) -> Value {
    let plain: String = text.nfkc().filter(|c| *c != ',').collect();
    plain.parse::<Decimal>().map_or_else(|_| Value::Text(text.to_owned()), Value::Number)
}

/// The check speaks of the keys of `plan.toml`; here people see heads of columns.
fn in_words_of_heads(findings: Vec<Finding>) -> Vec<Finding> {
    let mut words: Vec<(&str, &str)> = FRAME.iter().map(|(label, _, key, _)| (*key, *label)).collect();
    words.extend(LISTS.iter().flat_map(|layout| layout.columns).map(|ColumnOf(head, key, ..)| (*key, *head)));
    // Longer keys first, so that a key that is part of another does not break it up.
    words.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
    let say = |text: String| {
        words.iter().fold(text, |text, (key, head)| text.replace(&format!("」の {key} "), &format!("」の「{head}」")))
    };
    let missing = |text: String| {
        words.iter().fold(text, |text, (key, head)| {
            text.replace(&format!("」に {key} が"), &format!("」に「{head}」が"))
                .replace(&format!("」の {key} が"), &format!("」の「{head}」が"))
                .replace(&format!("{key} = … を書き足して"), &format!("「{head}」を書き足して"))
        })
    };
    findings
        .into_iter()
        .map(|mut finding| {
            finding.message = missing(say(finding.message));
            finding.remedy = finding.remedy.map(|remedy| missing(say(remedy)));
            finding
        })
        .collect()
}

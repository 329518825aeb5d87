//! Workbook → tree → checked plan.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::MASTER_SHEET;
use crate::finding::{Finding, Origin, Place, Severity};
use crate::intake::table::{Change, SheetTable, Unseen, read_tables};
use crate::master::cells::{Cell, number_or_text};
use crate::master::example::{is_example_row, is_prose_example};
use crate::master::frame::FRAME;
use crate::master::heads::{self, Columns, Head};
use crate::master::layout::{
    ACTION_YEARS, ACTIONS, BUREAUS, COST_YEARS, COSTS, Column, DEADLINES, DEPARTMENTS, FOREIGN_FORMS, FRAME_HEADS,
    FRAME_SHEET, GLOSSARY, GOALS, GRADERS, GRADES, GUIDE_SHEET, INDICATOR_YEARS, INDICATORS, INITIATIVES, Kind, LEVELS,
    LISTS, MEMO, OPEN, PERIODS, PROSE_HEADS, PROSE_SHEET, REORGANIZATIONS, STAGES, SheetOf, THEMES, YearColumn,
};
use crate::master::prose::{self, list_at, put};
use crate::master::{CHANGED, HIDDEN, LAYOUT, merged, wording};
use crate::plan::{Plan, check};
use crate::settings_file::fields::{fatal, warning};
use crate::settings_file::tree::{Entry, Node, Table, Value, trimmed};
use crate::vocabulary::{CellAddress, YearParts, folded};

/// Reads the workbook of a plan; `path_display` is how findings name the file.
///
/// # Errors
/// All findings, each with sheet and cell, when the workbook is no valid plan.
pub fn import(path_display: &str, bytes: &[u8]) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let file: Arc<str> = path_display.into();
    let sheets = read_tables(bytes)
        .map_err(|message| vec![Finding::new(Severity::Fatal, LAYOUT, message).at(Origin::file(file.clone()))])?;
    of_tables(&file, sheets)
}

/// The plan that the sheets of a workbook describe.
pub(super) fn of_tables(file: &Arc<str>, mut sheets: Vec<SheetTable>) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let mut out = Vec::new();
    let known = known_sheets();
    for sheet in sheets.iter_mut().filter(|sheet| known.contains(&&*sheet.name)) {
        merged::fill_down(file, sheet, &mut out);
    }
    let sheets = &sheets[..];
    let missing = missing_sheets(sheets);
    if !missing.is_empty() {
        out.push(no_master(file, sheets, &missing));
        if missing.len() < known_sheets().len() - 1 - LATER.len() {
            other_sheets(file, sheets, &mut out);
        }
        return Err(out);
    }
    let root = tree(file, sheets, &mut out);
    let checked = check::check(&root);
    match checked {
        Ok((plan, warnings)) if out.iter().all(|finding| finding.severity < Severity::Fatal) => {
            out.extend(warnings);
            Ok((plan, wording::of_sheets(out)))
        }
        Ok((_, more)) | Err(more) => {
            // An initiative seems to be without items where theirs could not be read, or told whose they are.
            let are_unread = out.iter().any(|finding| is_about(finding, ACTIONS.name));
            out.extend(more.into_iter().filter(|finding| !(are_unread && finding.code == check::NO_ACTION)));
            Err(wording::of_sheets(out))
        }
    }
}

/// Sheets that masters of earlier versions do not have: those of levels, costs, graders, terms, stages and periods.
const LATER: [&str; 6] = [LEVELS.name, COSTS.name, GRADERS.name, GLOSSARY.name, STAGES.name, PERIODS.name];

/// The sheets that a master has to have and the workbook does not.
fn missing_sheets(sheets: &[SheetTable]) -> Vec<&'static str> {
    let is_there = |name: &str| sheets.iter().any(|sheet| &*sheet.name == name);
    let needed = known_sheets().into_iter().filter(|name| *name != GUIDE_SHEET && !LATER.contains(name));
    needed.filter(|name| !is_there(name)).collect()
}

/// What is said of a workbook without sheets of the master: that it is none where it has not one of them.
fn no_master(file: &Arc<str>, sheets: &[SheetTable], missing: &[&str]) -> Finding {
    let origin = Origin::file(file.clone());
    let known = known_sheets();
    if !sheets.iter().any(|sheet| known.contains(&&*sheet.name)) {
        return fatal(LAYOUT, &origin, "計画の原本のブックではありません。原本のシートが1つもありません。")
            .remedy("「kaikaku new」か「kaikaku plan export」で作ったブックに書き込んで、指定してください。各課の様式は、年度の入力フォルダーに入れて「kaikaku check」で確かめます。");
    }
    let names: String = missing.iter().map(|name| format!("「{name}」")).collect();
    fatal(LAYOUT, &origin, format!("{names}のシートがありません。"))
        .remedy("書き出した原本のシートを、名を変えずに使ってください。")
}

/// Whether a finding that stops the import is about a sheet.
fn is_about(finding: &Finding, sheet: &str) -> bool {
    let place = finding.origin.as_ref().map(|origin| &origin.place);
    finding.severity == Severity::Fatal
        && matches!(place, Some(Place::Cell(name, _) | Place::Sheet(name)) if &**name == sheet)
}

/// A row of a sheet: its cells by key, blank ones too, and those of year columns under their key.
struct Row {
    origin: Origin,
    cells: Vec<Entry>,
    years: Vec<(&'static str, Entry)>,
}

impl Row {
    /// The value of a key, taken out of the row; `None` where the cell is blank.
    fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.cells.iter().position(|entry| entry.key == key)?;
        Some(self.cells.remove(at).node).filter(|node| node.value != Value::Blank)
    }

    /// The text and place of a key that names the row.
    fn take_id(&mut self, key: &str) -> (String, Origin) {
        let place = self.cells.iter().find(|entry| entry.key == key).map(|entry| entry.node.origin.clone());
        let shown = self.take(key).map(|node| node.shown()).unwrap_or_default();
        (shown, place.unwrap_or_else(|| self.origin.clone()))
    }

    /// What is left as a table of the tree, the cells of each year column in a table of their own.
    fn into_table(self) -> Node {
        let origin = self.origin.clone();
        let mut table = Table(self.cells);
        for (key, entry) in self.years.into_iter().filter(|(_, entry)| entry.node.value != Value::Blank) {
            let place = entry.node.origin.clone();
            table_at(&mut table, key, &place).0.push(entry);
        }
        Node { origin, value: Value::Table(table) }
    }
}

fn tree(file: &Arc<str>, sheets: &[SheetTable], out: &mut Vec<Finding>) -> Node {
    let origin = Origin::sheet(file.clone(), FRAME_SHEET);
    let mut root = Table::default();
    other_sheets(file, sheets, out);
    looks(file, sheets, out);
    let reader = Reader { file, sheets };
    reader.frame(&mut root, out);
    reader.prose(&mut root, out);
    levels(&mut root, reader.rows(&LEVELS, &[], out));
    list(&mut root, "theme", reader.rows(&THEMES, &[], out));
    goals(&mut root, &Origin::sheet(file.clone(), GOALS.name), reader.rows(&GOALS, &[], out));
    list(&mut root, "bureau", reader.rows(&BUREAUS, &[], out));
    let units = reader.rows(&DEPARTMENTS, &[], out);
    departments(&mut root, &Origin::sheet(file.clone(), DEPARTMENTS.name), units, out);
    list(&mut root, "reorganization", reader.rows(&REORGANIZATIONS, &[], out));
    initiatives(&mut root, &origin, &reader, out);
    let of_sheet = |layout: &SheetOf| Origin::sheet(file.clone(), layout.name);
    let grades = table_at(&mut root, "grades", &of_sheet(&GRADES));
    list_at(grades, "list", &of_sheet(&GRADES)).extend(reader.rows(&GRADES, &[], out).into_iter().map(Row::into_table));
    let settings = table_at(&mut root, "settings", &origin);
    list_at(settings, "deadlines", &of_sheet(&DEADLINES))
        .extend(reader.rows(&DEADLINES, &[], out).into_iter().map(Row::into_table));
    list(&mut root, "period", reader.rows(&PERIODS, &[], out));
    list(&mut root, "stage", reader.rows(&STAGES, &[], out));
    list(&mut root, "grader", reader.rows(&GRADERS, &[], out));
    list(&mut root, "glossary", reader.rows(&GLOSSARY, &[], out));
    list(&mut root, "form", reader.rows(&FOREIGN_FORMS, &[], out));
    Node { origin, value: Value::Table(root) }
}

/// Reports where the value taken is not what the sheet shows: a value that is struck out stops the import; struck-out words that are left
/// out, and values in hidden cells, are warnings.
fn looks(file: &Arc<str>, sheets: &[SheetTable], out: &mut Vec<Finding>) {
    let known = known_sheets();
    for sheet in sheets.iter().filter(|sheet| known.contains(&&*sheet.name)) {
        let heads = heads::row_of_heads(sheet, &heads_of(&sheet.name));
        for (at, unseen) in &sheet.unseen {
            let text = sheet.text(at.row, at.col);
            if is_not_read(sheet, heads, *at) {
                continue;
            }
            let origin = Origin::cell(file.clone(), sheet.name.clone(), *at);
            out.push(match unseen {
                Unseen::Struck => fatal(CHANGED, &origin, "取消線で消された値があります。")
                    .found(text)
                    .remedy("計画に使うなら取消線を外し、使わないなら値を消してください。"),
                Unseen::StruckWords(words) => warning(LAYOUT, &origin, "取消線のある文字は、計画に入れません。")
                    .found(words.clone())
                    .remedy("使うなら取消線を外し、使わないなら消してください。"),
                Unseen::Invisible | Unseen::Hidden if trimmed(text).is_empty() => continue,
                Unseen::Invisible => {
                    warning(HIDDEN, &origin, "見えない文字（背景と同じ色など）の値も、計画に入れます。")
                        .remedy("使わない値なら消してください。")
                }
                Unseen::Hidden => warning(HIDDEN, &origin, "隠れた行や列の値も、計画に入れます。")
                    .remedy("使わない値なら消してください。"),
            });
        }
    }
}

/// Whether a cell is a head or above the row `heads` of them, in an example row, a memo of the office, or of the list of kinds that
/// earlier versions kept in 文章. 基本情報 has no example rows.
fn is_not_read(sheet: &SheetTable, heads: u32, at: CellAddress) -> bool {
    let is_example = match &*sheet.name {
        FRAME_SHEET => false,
        PROSE_SHEET => {
            let cell = |head: &str| {
                let named =
                    |(head_at, text): &(&CellAddress, &String)| head_at.row == heads && folded(text) == folded(head);
                sheet.cells.iter().find(named).map_or("", |(head_at, _)| sheet.text(at.row, head_at.col))
            };
            let [kind, text] = PROSE_HEADS.map(cell);
            is_prose_example(kind, text)
        }
        _ => is_example_row(sheet, at.row),
    };
    at.row <= heads
        || is_example
        || folded(sheet.text(heads, at.col)).starts_with(MEMO)
        || &*sheet.name == PROSE_SHEET && is_kind(at, sheet.text(at.row, at.col))
}

/// The heads that a sheet of the master has, but for those of years.
fn heads_of(sheet: &str) -> Vec<Head<'static>> {
    match sheet {
        FRAME_SHEET => FRAME_HEADS.map(Head::required).to_vec(),
        PROSE_SHEET => PROSE_HEADS.map(Head::required).to_vec(),
        _ => {
            let layout = LISTS.into_iter().find(|layout| layout.name == sheet);
            layout.map_or(&[][..], |layout| layout.columns).iter().map(Head::of).collect()
        }
    }
}

/// The names of the master's sheets.
fn known_sheets() -> Vec<&'static str> {
    let known = [FRAME_SHEET, PROSE_SHEET, GUIDE_SHEET];
    known.into_iter().chain(LISTS.map(|layout| layout.name)).collect()
}

/// Sheets that are no part of the master stop the import where they hold anything, unless their names say that they are the
/// office's own.
fn other_sheets(file: &Arc<str>, sheets: &[SheetTable], out: &mut Vec<Finding>) {
    let known = known_sheets();
    for sheet in sheets.iter().filter(|sheet| {
        let is_ours = known.contains(&&*sheet.name) || &*sheet.name == MASTER_SHEET;
        !is_ours && !sheet.name.starts_with(MEMO)
    }) {
        let filled = sheet.cells.values().filter(|text| !trimmed(text).is_empty()).count();
        if filled > 0 {
            out.push(
                fatal(
                    LAYOUT,
                    &Origin::sheet(file.clone(), sheet.name.clone()),
                    format!("原本にないシートに、値が{}あります。", heads::values(filled)),
                )
                .found(sheet.name.to_string())
                .expected(known.join("、"))
                .remedy("シートの名を直してください。計画に使わないシートなら、名を「メモ」で始めてください。"),
            );
        }
    }
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

fn list(root: &mut Table, key: &str, rows: Vec<Row>) {
    let Some(first) = rows.first() else { return };
    let origin = first.origin.clone();
    list_at(root, key, &origin).extend(rows.into_iter().map(Row::into_table));
}

/// Rows of one level after another: each name of a level begins one, in the order of the rows.
fn levels(root: &mut Table, rows: Vec<Row>) {
    let mut levels: Vec<(String, Origin, Node, Vec<Node>)> = Vec::new();
    for mut row in rows {
        let origin = row.origin.clone();
        let name = row.take("level").unwrap_or(Node { origin: origin.clone(), value: Value::Text(String::new()) });
        let shown = name.shown();
        let group = row.into_table();
        match levels.iter_mut().find(|(known, ..)| *known == shown) {
            Some((.., groups)) => groups.push(group),
            None => levels.push((shown, origin, name, vec![group])),
        }
    }
    for (_, origin, name, groups) in levels {
        let mut table = Table::default();
        put(&mut table, "name", name);
        list_at(&mut table, "groups", &origin).extend(groups);
        list_at(root, "level", &origin).push(Node { origin, value: Value::Table(table) });
    }
}

fn goals(root: &mut Table, origin: &Origin, rows: Vec<Row>) {
    let goals = table_at(root, "goals", origin);
    for mut row in rows {
        let key = row.take("no").map(|node| node.shown()).unwrap_or_default();
        let name = row.take("name").unwrap_or(Node { origin: row.origin, value: Value::Text(String::new()) });
        put(goals, &key, name);
    }
}

fn departments(root: &mut Table, origin: &Origin, rows: Vec<Row>, out: &mut Vec<Finding>) {
    let departments = table_at(root, "departments", origin);
    for mut row in rows {
        let kind = row.take("kind");
        match kind {
            Some(Node { value: Value::Text(kind), .. }) if kind == OPEN => {
                let name = row.take("name").unwrap_or(Node { origin: row.origin, value: Value::Text(String::new()) });
                list_at(departments, "open", origin).push(name);
            }
            Some(kind) => {
                out.push(
                    fatal(LAYOUT, &kind.origin, "「部署」のシートに、決められていない種別があります。")
                        .found(kind.shown())
                        .expected(format!("{OPEN}、又は空白")),
                );
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
        let no = row.cells.iter().find(|entry| entry.key == "no").map(|entry| entry.node.clone());
        if row.take("page_end").is_some_and(|flag| flag.value == Value::Flag(true))
            && let Some(no) = &no
        {
            let narrative = table_at(root, "narrative", origin);
            let table = table_at(narrative, "table", origin);
            list_at(table, "pages_end_after", origin).push(no.clone());
        }
        initiatives.push((no.map(|no| no.shown()).unwrap_or_default(), row.into_table()));
    }
    let mut actions: Vec<(String, Origin, Node)> = Vec::new();
    for mut row in reader.rows(&ACTIONS, &ACTION_YEARS, out) {
        let (shown, place) = row.take_id("id");
        let number = shown.split_once('-').map(|(_, number)| number.to_owned()).unwrap_or_default();
        if let Some(weight) = row.take("weight") {
            let weights = table_at(table_at(root, "grades", origin), "weights", origin);
            put(weights, &shown, weight);
        }
        let mut node = row.into_table();
        if let Value::Table(table) = &mut node.value {
            put(table, "no", Node { origin: place.clone(), value: number_or_text(&number) });
        }
        actions.push((shown, place, node));
    }
    // An item whose number could not be read may be the one that an indicator names.
    let are_unread = out.iter().any(|finding| is_about(finding, ACTIONS.name));
    for (layout, years, key, message) in [
        (&INDICATORS, &INDICATOR_YEARS[..], "indicators", "指標の実践項目がありません。"),
        (&COSTS, &COST_YEARS[..], "costs", "事業費の実践項目がありません。"),
    ] {
        for mut row in reader.rows(layout, years, out) {
            let (shown, place) = row.take_id("id");
            let owner = actions.iter_mut().find(|(action, ..)| *action == shown).map(|(.., node)| node);
            if owner.is_some() || !are_unread {
                attach(owner, key, row.into_table(), &place, &shown, message, out);
            }
        }
    }
    for (id, place, node) in actions {
        let initiative = id.split_once('-').map_or("", |(initiative, _)| initiative);
        let owner = initiatives.iter_mut().find(|(no, _)| no == initiative).map(|(_, node)| node);
        attach(owner, "actions", node, &place, &id, "実践項目の取組項目がありません。", out);
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
        // What Excel made of the number has been said.
        _ if id.is_empty() && out.iter().any(|finding| finding.origin.as_ref() == Some(place)) => {}
        _ => out.push(fatal(LAYOUT, place, message).found(id).expected("8-2 のような、表にある番号")),
    }
}

/// The sheets of one workbook.
struct Reader<'a> {
    file: &'a Arc<str>,
    sheets: &'a [SheetTable],
}

impl<'a> Reader<'a> {
    fn sheet(&self, name: &str) -> Option<&'a SheetTable> {
        self.sheets.iter().find(|sheet| &*sheet.name == name)
    }

    fn cell<'c>(&'c self, sheet: &'c SheetTable, row: u32, col: u32, head: &'c str) -> Cell<'c> {
        Cell { file: self.file, sheet, at: CellAddress::new(row, col), head }
    }

    fn frame(&self, root: &mut Table, out: &mut Vec<Finding>) {
        let Some(sheet) = self.sheet(FRAME_SHEET) else { return };
        let columns = heads::columns(self.file, sheet, &FRAME_HEADS.map(Head::required), &[], out);
        let [Some(label_col), Some(value_col)] = columns.of_heads[..] else { return };
        let table_origin = Origin::sheet(self.file.clone(), sheet.name.clone());
        for row in filled_rows(sheet, columns.row) {
            let label = sheet.text(row, label_col);
            let place = self.cell(sheet, row, label_col, label).origin();
            let Some(line) = FRAME.iter().find(|line| folded(line.label) == folded(label)) else {
                let value = sheet.text(row, value_col);
                if !folded(label).is_empty() || !folded(value).is_empty() {
                    out.push(
                        fatal(LAYOUT, &place, "「基本情報」のシートに、決められていない項目があります。")
                            .found(if folded(label).is_empty() { value } else { label })
                            .remedy("1列目の項目を、書き出した原本のとおりに戻してください。"),
                    );
                }
                continue;
            };
            let node = self.cell(sheet, row, value_col, line.label).node(line.kind, out);
            let table = table_at(root, line.table, &table_origin);
            if table.entry(line.key).is_some() {
                out.push(fatal(LAYOUT, &place, "同じ項目が2行あります。").found(label));
                continue;
            }
            let head = Some(Arc::from(line.label));
            table.0.push(Entry { key: line.key.to_owned(), key_origin: place, head, node });
        }
    }

    fn prose(&self, root: &mut Table, out: &mut Vec<Finding>) {
        let Some(sheet) = self.sheet(PROSE_SHEET) else { return };
        let columns = heads::columns(self.file, &without_kinds(sheet), &PROSE_HEADS.map(Head::required), &[], out);
        let [Some(kind_col), Some(text_col)] = columns.of_heads[..] else { return };
        let origin = Origin::sheet(self.file.clone(), sheet.name.clone());
        let narrative = table_at(root, "narrative", &origin);
        for row in filled_rows(sheet, columns.row) {
            let kind = trimmed(sheet.text(row, kind_col));
            if is_prose_example(kind, sheet.text(row, text_col)) {
                continue;
            }
            let kind_at = self.cell(sheet, row, kind_col, "種別").origin();
            let cell = self.cell(sheet, row, text_col, "文章");
            let text = cell.node(Kind::Text, out);
            match (kind, text) {
                (kind, Node { value: Value::Blank, origin }) => {
                    if !kind.is_empty() {
                        out.push(fatal(LAYOUT, &origin, "種別だけがあり、文章がありません。").found(kind));
                    }
                }
                (kind, text) => prose::add(narrative, kind, &kind_at, text, out),
            }
        }
    }

    /// The rows of a sheet that hold anything but an example, with the columns of years that it may have.
    fn rows(&self, layout: &SheetOf, years: &'static [YearColumn], out: &mut Vec<Finding>) -> Vec<Row> {
        let Some(sheet) = self.sheet(layout.name) else { return Vec::new() };
        let heads: Vec<Head<'_>> = layout.columns.iter().map(Head::of).collect();
        let columns = heads::columns(self.file, sheet, &heads, years, out);
        let mut rows = Vec::new();
        for row in filled_rows(sheet, columns.row) {
            if is_example_row(sheet, row) {
                continue;
            }
            rows.extend(self.row(sheet, row, layout.columns, &columns, years, out));
        }
        rows
    }

    fn row(
        &self,
        sheet: &SheetTable,
        row: u32,
        layout: &[Column],
        columns: &Columns,
        years: &'static [YearColumn],
        out: &mut Vec<Finding>,
    ) -> Option<Row> {
        let said = out.len();
        let cells: Vec<Entry> = layout
            .iter()
            .zip(&columns.of_heads)
            .filter_map(|(column, col)| {
                let cell = self.cell(sheet, row, (*col)?, column.head);
                let node = cell.node(column.kind, out);
                let head = Some(Arc::from(column.head));
                Some(Entry { key: column.key.to_owned(), key_origin: node.origin.clone(), head, node })
            })
            .collect();
        let years = self.years(sheet, row, columns, years, out);
        let is_filled = |entry: &Entry| entry.node.value != Value::Blank;
        let filled = cells.iter().any(is_filled) || years.iter().any(|(_, entry)| is_filled(entry)) || out.len() > said;
        filled.then(|| Row {
            origin: Origin::cell(self.file.clone(), sheet.name.clone(), CellAddress::new(row, 0)),
            cells,
            years,
        })
    }

    /// The cells of a row in the columns of years, each under the key of its column; those of the parts of a year are one list.
    fn years(
        &self,
        sheet: &SheetTable,
        row: u32,
        columns: &Columns,
        years: &'static [YearColumn],
        out: &mut Vec<Finding>,
    ) -> Vec<(&'static str, Entry)> {
        let mut entries: Vec<(&'static str, Entry)> = Vec::new();
        let mut divided: Vec<(&'static str, YearParts, Entry)> = Vec::new();
        for of_year in &columns.of_years {
            let Some(column) = years.get(of_year.kind) else { continue };
            let cell = self.cell(sheet, row, of_year.col, &of_year.head);
            let node = match of_year.unit {
                Some(unit) => cell.amount(unit, out),
                None => cell.node(column.kind, out),
            };
            let key_origin =
                Origin::cell(self.file.clone(), sheet.name.clone(), CellAddress::new(columns.row, of_year.col));
            let (key, head) = (of_year.year.short(), Some(of_year.head.clone()));
            let Some((parts, at)) = of_year.part else {
                entries.push((column.key, Entry { key, key_origin, head, node }));
                continue;
            };
            let is_same =
                |(of, by, entry): &&mut (&str, YearParts, Entry)| (*of, *by, &entry.key) == (column.key, parts, &key);
            if node.value == Value::Blank {
                continue;
            }
            let blank = |origin: &Origin| Node { origin: origin.clone(), value: Value::Blank };
            let origin = node.origin.clone();
            match divided.iter_mut().find(is_same) {
                Some((.., Entry { node: Node { value: Value::List(nodes), .. }, .. })) => {
                    nodes.iter_mut().skip(at).take(1).for_each(|place| *place = node.clone());
                }
                _ => {
                    let mut nodes = vec![blank(&origin); parts.names().len()];
                    nodes.iter_mut().skip(at).take(1).for_each(|place| *place = node.clone());
                    let node = Node { origin, value: Value::List(nodes) };
                    divided.push((column.key, parts, Entry { key, key_origin, head, node }));
                }
            }
        }
        entries.extend(divided.into_iter().map(|(key, _, entry)| (key, entry)));
        entries
    }
}

/// 文章 without the list of kinds that earlier versions of the master kept in a hidden column of it.
fn without_kinds(sheet: &SheetTable) -> SheetTable {
    let mut sheet = sheet.clone();
    sheet.cells.retain(|at, text| !is_kind(*at, text));
    sheet
}

fn is_kind(at: CellAddress, text: &str) -> bool {
    at.col == 5 && prose::kinds().contains(&text)
}

/// The rows below the heads that hold anything, a formula without a result included: a stray cell far below costs nothing.
fn filled_rows(sheet: &SheetTable, heads: u32) -> BTreeSet<u32> {
    let uncached = sheet.changes.iter().filter(|(_, change)| **change == Change::Uncached).map(|(at, _)| at.row);
    sheet.cells.keys().map(|at| at.row).chain(uncached).filter(|row| *row > heads).collect()
}

//! Reading .xlsx and .xlsm: values by calamine's streaming reader, everything it does not tell from the XML itself.
//!
//! `worksheet_range` is not used: it fails a whole sheet for one odd cell and allocates by the declared dimension. Each sheet is
//! walked once before calamine sees it, for what calamine leaves out (hidden rows and columns, merged ranges, formulas without a
//! result, comments) and for addresses beyond XFD1048576, on which its arithmetic would overflow.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use quick_xml::events::{BytesStart, Event};

use super::limits::Limits;
use super::normalize::date;
use super::parts::{Parts, attribute, is_set, push_text};
use super::workbook::{Cell, Damage, Range, RangeName, Sheet, Value, Visibility, Workbook};
use crate::vocabulary::{CellAddress, cell_address};

/// How many broken cells of a sheet are named before the sheet is given up.
const ODD_CELLS: usize = 200;

/// Reads a workbook that has passed [`super::limits::preflight`].
///
/// # Errors
/// A Japanese sentence, where the workbook as a whole cannot be read.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, String> {
    let mut parts = Parts::open(bytes).ok_or("ファイルが壊れています。")?;
    let outline = Outline::read(&mut parts);
    let mut calamine = Xlsx::new(Cursor::new(bytes)).map_err(|error| explain(&error))?;
    let mut workbook = Workbook {
        properties: custom_properties(&mut parts),
        names: outline.names.iter().filter_map(|(name, target)| range_name(name, target)).collect(),
        ..Workbook::default()
    };
    let mut budget = Budget { cells: limits.cells, text: limits.text_bytes };
    if outline.sheets.is_empty() {
        return Err("シートがありません。".to_owned());
    }
    for (index, entry) in outline.sheets.iter().enumerate() {
        if index >= limits.sheets {
            workbook.damage.push(Damage {
                sheet: None,
                cell: None,
                message: format!(
                    "シートが多すぎます（{}枚）。{}枚まで読みました。",
                    outline.sheets.len(),
                    limits.sheets
                ),
            });
            break;
        }
        if entry.kind != "worksheet" {
            continue;
        }
        let mut facts = Facts::read(&mut parts, &entry.path);
        let mut sheet = Sheet::new(entry.name.as_str());
        sheet.visibility = entry.visibility;
        let damage = |cell, message: String| Damage { sheet: Some(entry.name.as_str().into()), cell, message };
        if let Some(message) = facts.refusal.take() {
            workbook.damage.push(damage(None, message));
        } else {
            read_cells(&mut calamine, &entry.name, &facts, outline.recalculates, &mut budget, &mut sheet)
                .into_iter()
                .for_each(|(cell, message)| workbook.damage.push(damage(cell, message)));
        }
        sheet.merged = facts.merged;
        sheet.hidden_rows = facts.hidden_rows;
        sheet.hidden_columns = facts.hidden_columns;
        sheet.comments = comments(&mut parts, &entry.path);
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

/// What is left of the limits.
struct Budget {
    cells: usize,
    text: usize,
}

/// Reads the cells of one sheet; what could not be read comes back with its place.
fn read_cells(
    calamine: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    facts: &Facts,
    recalculates: bool,
    budget: &mut Budget,
    sheet: &mut Sheet,
) -> Vec<(Option<CellAddress>, String)> {
    let epoch_1904 = calamine.has_1904_epoch();
    let mut reader = match calamine.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(error) => return vec![(None, explain(&error))],
    };
    let formats: Vec<Arc<str>> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref())
        .map(|format| match format {
            Some(format) => match format.format_id.and_then(japanese_builtin) {
                Some(code) if format.format_code == "General" => code.into(),
                _ => format.format_code.as_str().into(),
            },
            None => "General".into(),
        })
        .collect();
    let general: Arc<str> = "General".into();
    let mut damage = Vec::new();
    let mut last = None;
    loop {
        let (cell, style) = match reader.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // The stream itself is broken: nothing after it can be read.
            Err(error @ (XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Zip(_) | XlsxError::Io(_))) => {
                damage.push((last, format!("シートのデータがここで壊れていて、続きを読めません（{error}）。")));
                break;
            }
            // One odd cell: calamine goes on with the next.
            Err(error) => {
                damage.push((last, format!("この後のセルを一つ読めません（{error}）。")));
                if damage.len() >= ODD_CELLS {
                    damage.push((last, "読めないセルが多すぎるため、ここで打ち切りました。".to_owned()));
                    break;
                }
                continue;
            }
        };
        let (row, col) = cell.get_position();
        let at = CellAddress::new(row, col);
        last = Some(at);
        let formula = facts.formulas.get(&at).copied();
        let value = match cell.get_value() {
            DataRef::Empty if formula.is_some() => Value::Uncached,
            DataRef::Empty => continue,
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::DateTime(serial) => Value::Number(serial.as_f64()),
            DataRef::String(text) => Value::Text(lines(text)),
            DataRef::SharedString(text) => Value::Text(lines(text)),
            DataRef::Bool(truth) => Value::Bool(*truth),
            DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => Value::Date(iso.clone()),
            DataRef::Error(error) => Value::Error(error.to_string()),
        };
        // Programs that cannot calculate write 0 (or nothing) for a result and ask Excel to do it on opening.
        let value = match value {
            Value::Number(0.0) if formula.is_some() && recalculates => Value::Uncached,
            Value::Text(text) if text.is_empty() && formula == Some(Cached::Nothing) => Value::Uncached,
            // An empty text (a formula's "" or an emptied cell) is an empty cell.
            Value::Text(text) if text.is_empty() => continue,
            value => value,
        };
        let size = if let Value::Text(text) = &value { text.len() } else { 0 };
        if budget.cells == 0 || budget.text < size {
            damage.push((Some(at), "セルの数または文字の量が多すぎるため、ここから先を読みません。".to_owned()));
            break;
        }
        budget.cells -= 1;
        budget.text -= size;
        let format = formats.get(style).unwrap_or(&general).clone();
        let value = match value {
            Value::Number(days) if epoch_1904 && date::is_date_format(&format) => {
                Value::Number(days + date::DAYS_TO_1904)
            }
            value => value,
        };
        sheet.cells.insert(at, Cell { value, format, formula: formula.is_some() });
    }
    damage
}

/// The displayed text with line breaks as `\n`; nothing else is touched.
fn lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// What a formula left in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cached {
    /// A `v` with something in it.
    Something,
    /// No `v`, or an empty one.
    Nothing,
}

/// What the XML of a sheet says that calamine does not.
#[derive(Default)]
struct Facts {
    hidden_rows: BTreeSet<u32>,
    hidden_columns: BTreeSet<u32>,
    merged: Vec<Range>,
    formulas: BTreeMap<CellAddress, Cached>,
    /// Why the sheet must not be given to calamine, a Japanese sentence.
    refusal: Option<String>,
}

/// More rows hidden one by one than this are not kept: a sheet that hides its whole empty rest.
const MARKED_ROWS: usize = 50_000;

impl Facts {
    fn read(parts: &mut Parts<'_>, path: &str) -> Facts {
        let mut facts = Facts::default();
        if !parts.has(path) {
            facts.refusal = Some("シートの中身がファイルにありません。".to_owned());
            return facts;
        }
        if parts
            .bytes(path, 2)
            .is_some_and(|head| matches!(head.as_slice(), [0xFF, 0xFE] | [0xFE, 0xFF] | [0, b'<'] | [b'<', 0]))
        {
            facts.refusal = Some("シートがUTF-16で書かれています。Excelで開いて保存し直してください。".to_owned());
            return facts;
        }
        let (mut row, mut col) = (0u32, 0u32);
        let (mut current, mut has_formula, mut has_value, mut in_value) = (None, false, false, false);
        parts.walk(path, |event| {
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "dimension" if attribute(element, "ref").is_some_and(|text| range(&text).is_none()) => {
                        facts.refuse("シートの範囲の指定が壊れています。");
                    }
                    "col" if is_set(element, "hidden") => facts.hide_columns(element),
                    "row" => {
                        if let Some(number) = attribute(element, "r") {
                            match number.parse::<u32>() {
                                Ok(number @ 1..=1_048_576) => row = number - 1,
                                _ => facts
                                    .refuse(&format!("行番号がExcelの上限を超えています（{}）。", excerpt(&number))),
                            }
                        }
                        if is_set(element, "hidden") && facts.hidden_rows.len() < MARKED_ROWS {
                            facts.hidden_rows.insert(row);
                        }
                    }
                    "c" => {
                        let at = match attribute(element, "r") {
                            None => Some(CellAddress::new(row, col)),
                            Some(text) => cell_address(&text).filter(|_| !text.contains('$')).or_else(|| {
                                facts.refuse(&format!("セル番地がExcelの上限を超えています（{}）。", excerpt(&text)));
                                None
                            }),
                        };
                        if at.is_some_and(|at| at.col >= 16_384 || at.row >= 1_048_576) {
                            facts.refuse("セル番地がExcelの上限を超えています。");
                        }
                        current = at;
                        col = at.map_or(col, |at| at.col) + 1;
                        (has_formula, has_value) = (false, false);
                    }
                    "f" => has_formula = true,
                    "v" | "is" => in_value = true,
                    "mergeCell" => {
                        if let Some(range) = attribute(element, "ref").and_then(|text| range(&text))
                            && facts.merged.len() < MARKED_ROWS
                        {
                            facts.merged.push(range);
                        }
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "row" => {
                        row += 1;
                        col = 0;
                    }
                    "c" => {
                        if let (Some(at), true) = (current.take(), has_formula) {
                            let cached = if has_value { Cached::Something } else { Cached::Nothing };
                            facts.formulas.insert(at, cached);
                        }
                    }
                    "v" | "is" => in_value = false,
                    _ => {}
                },
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if in_value => has_value = true,
                _ => {}
            }
            facts.refusal.is_none()
        });
        facts
    }

    fn refuse(&mut self, message: &str) {
        self.refusal.get_or_insert_with(|| message.to_owned());
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
        if let (Some(first), Some(last)) = (number("min"), number("max")) {
            self.hidden_columns.extend((first.max(1)..=last.min(16_384)).map(|col| col - 1));
        }
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Reads `A1:C3` or `A1`, in order and within the limits of a sheet.
fn range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell_address(first)?, cell_address(last)?);
    (first.row <= last.row && first.col <= last.col).then_some(Range { first, last })
}

/// A defined name that refers to one range of one sheet: `'入力 (2)'!$H$9:$H$20`, or a single cell.
pub(crate) fn range_name(name: &str, target: &str) -> Option<RangeName> {
    let (sheet, range_text) = target.rsplit_once('!')?;
    let sheet = sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\'')).unwrap_or(sheet).replace("''", "'");
    Some(RangeName { name: name.to_owned(), sheet, range: range(range_text)? })
}

/// The workbook part: sheets with their paths, defined names, whether results are stale.
#[derive(Default)]
struct Outline {
    sheets: Vec<SheetEntry>,
    names: Vec<(String, String)>,
    /// `fullCalcOnLoad`: the program that saved the file did not calculate.
    recalculates: bool,
}

struct SheetEntry {
    name: String,
    visibility: Visibility,
    path: String,
    kind: String,
}

impl Outline {
    fn read(parts: &mut Parts<'_>) -> Outline {
        let root = parts.relations("");
        let path = root
            .iter()
            .find(|relation| relation.kind == "officeDocument")
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.path.clone());
        let relations = parts.relations(&path);
        let mut outline = Outline::default();
        let mut name: Option<(String, String)> = None;
        parts.walk(&path, |event| {
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheet" => {
                        let id = attribute(element, "id").unwrap_or_default();
                        let relation = relations.iter().find(|relation| relation.id == id);
                        outline.sheets.push(SheetEntry {
                            name: attribute(element, "name").unwrap_or_default(),
                            visibility: match attribute(element, "state").as_deref() {
                                Some("hidden") => Visibility::Hidden,
                                Some("veryHidden") => Visibility::VeryHidden,
                                _ => Visibility::Visible,
                            },
                            path: relation.map(|relation| relation.path.clone()).unwrap_or_default(),
                            kind: relation.map(|relation| relation.kind.clone()).unwrap_or_default(),
                        });
                    }
                    "definedName" => name = attribute(element, "name").map(|name| (name, String::new())),
                    "calcPr" => outline.recalculates = is_set(element, "fullCalcOnLoad"),
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "definedName" => {
                    outline.names.extend(name.take())
                }
                event => {
                    if let Some((_, target)) = &mut name {
                        push_text(target, event);
                    }
                }
            }
            true
        });
        outline
    }
}

/// Custom document properties, `kaikaku.year` and all others.
fn custom_properties(parts: &mut Parts<'_>) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    let mut current: Option<(String, String)> = None;
    parts.walk("docProps/custom.xml", |event| {
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "property" => {
                current = attribute(element, "name").map(|name| (name, String::new()));
            }
            Event::End(element) if element.local_name().as_ref() == "property" => {
                properties.extend(current.take().map(|(name, value)| (name, value.trim().to_owned())));
            }
            event => {
                if let Some((_, value)) = &mut current {
                    push_text(value, event);
                }
            }
        }
        true
    });
    properties
}

/// The comments of a sheet by cell.
fn comments(parts: &mut Parts<'_>, sheet: &str) -> BTreeMap<CellAddress, String> {
    let mut comments = BTreeMap::new();
    let Some(path) = parts.relations(sheet).into_iter().find(|relation| relation.kind == "comments") else {
        return comments;
    };
    let mut current: Option<(CellAddress, String)> = None;
    let mut in_text = false;
    parts.walk(&path.path, |event| {
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "comment" => {
                    current = attribute(element, "ref").and_then(|at| Some((cell_address(&at)?, String::new())));
                }
                "t" => in_text = true,
                "rPh" => in_text = false,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "comment" => comments.extend(current.take()),
                "t" => in_text = false,
                _ => {}
            },
            event if in_text => {
                if let Some((_, text)) = &mut current {
                    push_text(text, event);
                }
            }
            _ => {}
        }
        true
    });
    comments
}

/// The codes of the built-in formats 27-36 and 50-58 in a Japanese Excel, which the file does not spell out
/// (ECMA-376 part 1, 18.8.30, ja-jp).
fn japanese_builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        27 | 36 | 50 | 57 => r#"[$-411]ge.m.d"#,
        28 | 29 | 51 | 54 | 58 => r#"[$-411]ggge"年"m"月"d"日""#,
        30 => "m/d/yy",
        31 => r#"yyyy"年"m"月"d"日""#,
        32 => r#"h"時"mm"分""#,
        33 => r#"h"時"mm"分"ss"秒""#,
        34 | 52 | 55 => r#"yyyy"年"m"月""#,
        35 | 53 | 56 => r#"m"月"d"日""#,
        _ => return None,
    })
}

/// calamine's error as a Japanese sentence for people.
fn explain(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "パスワードで保護されています。".to_owned(),
        XlsxError::NotAWorksheet(_) => "ワークシートではありません。".to_owned(),
        XlsxError::WorksheetNotFound(_) | XlsxError::FileNotFound(_) => {
            format!("ブックに必要な部品がありません（{error}）。")
        }
        error => format!("ブックの中身が壊れています（{error}）。"),
    }
}

//! Reading .xlsx and .xlsm: values by calamine's streaming reader, everything it does not tell from the XML itself.
//!
//! The container is inflated once ([`Package`]). calamine is given another, made in memory of what it is to read alone: of each
//! sheet the cells that hold something and whose texts are not known (all of it where its XML is odd), and the shared strings where cells
//! need them ([`SharedTexts`]), not compressed, under names of our own. So two sheets of one name, parts under other names or in UTF-16, a
//! wrong dimension and broken styles are nothing to it.
//! `worksheet_range` is not used: it fails a whole sheet for one odd cell and allocates by the declared dimension.

mod conditional;
mod different;
mod drawing;
mod facts;
#[cfg(test)]
mod fixture;
mod odd_cells;
mod plain_cell;
mod plain_row;
mod shared_texts;
mod strings;
mod styles;
mod vml;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use self::conditional::Looks;
pub(crate) use self::drawing::{headers, overlays, put_threads};
use self::facts::{CellFacts, CellKind, Facts};
use self::odd_cells::OddCells;
use self::shared_texts::SharedTexts;
use super::known::Known;
use super::limits::{Budget, Exceeded, Limits};
use super::looks::{CellStyle, Run, dressed};
use super::normalize::date;
use super::package::{Package, attribute, is_set, push_text, relations_of};
use super::sizes;
use super::workbook::{Damage, DamageKind, Range, RangeName, Sheet, Value, Visibility, Workbook};
use crate::vocabulary::{CellAddress, cell_address};

/// Reads a workbook from its package.
///
/// # Errors
/// A Japanese sentence, where the workbook as a whole cannot be read.
pub(crate) fn read(mut package: Package, limits: &Limits) -> Result<Workbook, String> {
    let outline = Outline::read(&package);
    if outline.sheets.is_empty() {
        return Err("シートがありません。".to_owned());
    }
    let styles_part = outline.part_of("styles", "xl/styles.xml");
    let styles = styles::read(&package, &outline.part_of("theme", "xl/theme/theme1.xml"), &styles_part);
    let looks = Looks { numbered: &styles.changes, palette: &styles.palette };
    let strings = outline.part_of("sharedStrings", "xl/sharedStrings.xml");
    let rich = strings::rich_strings(&package, &strings, &styles.palette);
    let mut workbook =
        Workbook { properties: custom_properties(&package), names: outline.names.clone(), ..Workbook::default() };
    if outline.sheets.len() > limits.sheets {
        let exceeded = Exceeded::sheets(Some(outline.sheets.len()), limits.sheets);
        workbook.damage.push(Damage::limit(None, None, exceeded));
    }
    // Macro sheets, dialogs and charts hold no cells of a form; old modules have no part at all.
    let mut entries: Vec<&SheetEntry> =
        outline.sheets.iter().take(limits.sheets).filter(|entry| entry.kind == "worksheet").collect();
    let mut parts = SheetParts::default();
    entries.retain(|entry| parts.is_first(&package, &entry.path));
    workbook.damage.extend(parts.finish());
    let mut facts: Vec<Facts> = Vec::new();
    let mut plain = Plain::new()?;
    let mut texts = package.part(&strings).map(SharedTexts::of).unwrap_or_default();
    package.release(&strings);
    for entry in &entries {
        let mut of_sheet = Facts::read(&package, &entry.path, limits.most_of_sheet(), looks, &mut texts);
        if !plain.add_cells(facts.len(), &of_sheet, package.bytes(&entry.path))? {
            of_sheet.cells.clear();
        }
        of_sheet.filled = Vec::new();
        facts.push(of_sheet);
        package.release(&entry.path);
    }
    if !texts.has_part {
        find_lost_strings(&facts)?;
    }
    let container = plain.finish(texts.needed_part())?;
    let mut calamine = Xlsx::new(Cursor::new(container)).map_err(|error| explain(&error))?;
    let mut reading = Reading {
        styles: styles.cells_of_workbook(),
        rich,
        texts,
        budget: Budget::new(limits),
        epoch_1904: outline.epoch_1904,
        recalculates: outline.recalculates,
    };
    for (number, (entry, mut facts)) in entries.into_iter().zip(facts).enumerate() {
        let mut sheet = Sheet::new(entry.name.as_str());
        sheet.visibility = entry.visibility;
        let damage = |cell, message: &str| Damage::broken(Some(entry.name.as_str().into()), cell, message);
        if let Some(message) = facts.refusal.take() {
            workbook.damage.push(damage(None, &message));
        } else if !facts.cells.is_empty() {
            let broken = reading.cells(&mut calamine, &sheet_name(number), &facts, &mut sheet);
            apply_rules(&facts, &reading.styles, &mut sheet);
            workbook.damage.extend(broken);
        }
        let unread = unread(&facts, &sheet, limits, &workbook.damage);
        workbook.damage.extend(unread);
        let relations = package.relations(&entry.path);
        sheet.comments = drawing::comments(&package, &relations);
        put_threads(&package, &relations, &mut sheet.comments);
        sheet.overlays = drawing::overlays(&package, &relations);
        sheet.overlays.extend(drawing::headers(&facts.headers));
        sheet.merged = facts.merged;
        sheet.hidden_rows = facts.hidden_rows;
        sheet.hidden_columns = facts.hidden_columns;
        if facts.default_hidden.1 {
            sizes::hide_other_columns(&mut sheet, &facts.sized.1);
        }
        workbook.sheets.push(sheet);
    }
    reading.texts.keep();
    Ok(workbook)
}

/// Cells whose text is gone that are named one by one; of more the file is one finding.
const MOST_WITHOUT_TEXT: usize = 10;

/// Looks at a workbook without the part of the shared strings: many need none.
///
/// # Errors
/// A Japanese sentence, where most texts are gone with it, or those of many cells.
fn find_lost_strings(facts: &[Facts]) -> Result<(), String> {
    let count = |kind| facts.iter().map(|facts| facts.count(kind)).sum::<usize>();
    let lost = count(CellKind::Shared);
    if lost > MOST_WITHOUT_TEXT || lost > count(CellKind::Other) {
        return Err(format!(
            "文字を収めた部品（sharedStrings.xml）がファイルになく、{lost}個のセルの文字を読めません。"
        ));
    }
    Ok(())
}

/// Marks the cells that conditional formats or the sheet itself may show otherwise.
fn apply_rules(facts: &Facts, styles: &[CellStyle], sheet: &mut Sheet) {
    facts.view.mark(sheet);
    if facts.rules.is_empty() {
        return;
    }
    let looks: HashMap<CellAddress, usize> = facts.cells.iter().map(|cell| (cell.at, cell.style)).collect();
    facts.rules.mark(sheet, |at| styles.get(*looks.get(&at)?));
}

/// The parts of the sheets so far. A part is read for the first sheet that it is the content of, or its cells would be there twice.
#[derive(Default)]
pub(crate) struct SheetParts {
    seen: BTreeSet<String>,
    again: usize,
}

impl SheetParts {
    /// Whether no sheet before has this part. One that is not there is no content of any.
    pub(crate) fn is_first(&mut self, package: &Package, path: &str) -> bool {
        let is_first = !package.has(path) || self.seen.insert(path.to_lowercase());
        self.again += usize::from(!is_first);
        is_first
    }

    /// What to say of the sheets that have a part of one before.
    pub(crate) fn finish(self) -> Option<Damage> {
        let message = format!(
            "ほかのシートと同じ中身を指すシートが{}枚あります。同じ中身は、先にあるシートのものとして1回だけ読みました。",
            self.again
        );
        (self.again > 0).then(|| Damage::broken(None, None, message))
    }
}

/// The name under which calamine knows a sheet.
fn sheet_name(number: usize) -> String {
    format!("s{number}")
}

/// The element `sheetData` of a sheet, with whatever prefix; `None` where it has no cells.
fn sheet_data(sheet: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"sheetData";
    let mut places = sheet.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME).map(|(at, _)| at);
    let first = places.next()?;
    let start = sheet[..first].iter().rposition(|byte| *byte == b'<')?;
    let last = sheet.windows(NAME.len()).rposition(|window| window == NAME).filter(|last| *last > first);
    let end = match last {
        Some(last) => last + sheet[last..].iter().position(|byte| *byte == b'>')? + 1,
        // Without an end it is empty or cut short.
        None => sheet.len(),
    };
    sheet.get(start..end)
}

/// The container for calamine while it is written.
struct Plain {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    sheets: String,
    relations: String,
}

/// A sheet whose XML ends early.
const BROKEN_OFF: &str = "シートのデータがここで壊れていて、続きを読めません。";

const NOT_WRITTEN: &str = "ブックの中身を組み直せませんでした。";

impl Plain {
    fn new() -> Result<Plain, String> {
        let mut plain =
            Plain { zip: ZipWriter::new(Cursor::new(Vec::new())), sheets: String::new(), relations: String::new() };
        let root = br#"<Relationships><Relationship Id="r" Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
        plain.part("_rels/.rels", &[root])?;
        Ok(plain)
    }

    fn part(&mut self, path: &str, pieces: &[&[u8]]) -> Result<(), String> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip.start_file(path, stored).map_err(|_| NOT_WRITTEN.to_owned())?;
        pieces.iter().try_for_each(|piece| self.zip.write_all(piece)).map_err(|_| NOT_WRITTEN.to_owned())
    }

    /// Adds the cells of a sheet, whose part is `sheet`; `false` where there are none to be read.
    fn add_cells(&mut self, number: usize, facts: &Facts, sheet: Option<&[u8]>) -> Result<bool, String> {
        if facts.refusal.is_some() {
            return Ok(false);
        }
        if facts.is_regular {
            self.add_sheet(number, &[b"<worksheet><sheetData>", &facts.filled, b"</sheetData></worksheet>"])?;
            return Ok(true);
        }
        let Some(cells) = sheet.and_then(sheet_data) else { return Ok(false) };
        self.add_sheet(number, &[b"<worksheet>", cells, b"</worksheet>"])?;
        Ok(true)
    }

    fn add_sheet(&mut self, number: usize, pieces: &[&[u8]]) -> Result<(), String> {
        let name = sheet_name(number);
        self.part(&format!("xl/{name}.xml"), pieces)?;
        self.sheets.push_str(&format!(r#"<sheet name="{name}" sheetId="{number}" r:id="{name}"/>"#));
        self.relations.push_str(&format!(r#"<Relationship Id="{name}" Type="x/worksheet" Target="{name}.xml"/>"#));
        Ok(())
    }

    fn finish(mut self, strings: Option<&[u8]>) -> Result<Vec<u8>, String> {
        let workbook = format!("<workbook><sheets>{}</sheets></workbook>", self.sheets);
        let relations = format!("<Relationships>{}</Relationships>", self.relations);
        self.part("xl/workbook.xml", &[workbook.as_bytes()])?;
        self.part("xl/_rels/workbook.xml.rels", &[relations.as_bytes()])?;
        if let Some(strings) = strings {
            self.part("xl/sharedStrings.xml", &[strings])?;
        }
        Ok(self.zip.finish().map_err(|_| NOT_WRITTEN.to_owned())?.into_inner())
    }
}

/// What was not read of a sheet and is not among the damage that is `told`: what stands behind broken XML or beyond the limit.
fn unread(facts: &Facts, sheet: &Sheet, limits: &Limits, told: &[Damage]) -> Option<Damage> {
    let (of_sheet, last) = (Some(sheet.name.clone()), facts.cells.last().map(|cell| cell.at));
    let mut of_this = told.iter().filter(|damage| damage.sheet == of_sheet);
    if facts.is_full && !of_this.clone().any(|damage| matches!(damage.kind, DamageKind::Limit(_))) {
        return Some(Damage::limit(of_sheet, last, Exceeded::blanks(limits)));
    }
    (facts.is_cut && of_this.next().is_none()).then(|| Damage::broken(of_sheet.clone(), last, BROKEN_OFF))
}

/// What the cells of all sheets share while they are read.
struct Reading {
    styles: Vec<CellStyle>,
    rich: HashMap<usize, Vec<Run>>,
    texts: SharedTexts,
    budget: Budget,
    epoch_1904: bool,
    recalculates: bool,
}

/// The look of a cell whose number of a style is of none.
static PLAIN: LazyLock<CellStyle> = LazyLock::new(CellStyle::default);

impl Reading {
    /// Reads the cells of one sheet; what could not be read comes back.
    fn cells(
        &mut self,
        calamine: &mut Xlsx<Cursor<Vec<u8>>>,
        name: &str,
        facts: &Facts,
        sheet: &mut Sheet,
    ) -> Vec<Damage> {
        let of_sheet = Some(sheet.name.clone());
        let mut reader = match calamine.worksheet_cells_reader(name) {
            Ok(reader) => reader,
            Err(error) => return vec![Damage::broken(of_sheet, None, explain(&error))],
        };
        let mut odd = OddCells::default();
        let mut next = 0_usize;
        loop {
            // The texts of those before it are known. Of a regular sheet calamine has the cells that it is asked for, one after another.
            let asked = (next..facts.cells.len()).find(|index| !facts.cells[*index].is_known);
            let (at, value) = match reader.next_cell() {
                Ok(Some(cell)) => {
                    let at = cell.get_position();
                    (Some(CellAddress::new(at.0, at.1)), value_of(cell.get_value()))
                }
                Ok(None) => {
                    _ = self.known(facts, next..facts.cells.len(), sheet, &mut odd);
                    break;
                }
                // The stream itself is broken: nothing after it can be read.
                Err(XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Zip(_) | XlsxError::Io(_)) => {
                    let last = next.checked_sub(1).and_then(|last| facts.cells.get(last)).map(|cell| cell.at);
                    odd.damage.push(Damage::broken(of_sheet, last, BROKEN_OFF));
                    break;
                }
                // One odd cell: calamine goes on with the next.
                Err(_) => (None, None),
            };
            // The empty one of two cells of one address; neither is taken over.
            let is_left_out = value.is_none() && at.is_some_and(|at| facts.emptied.contains(&at));
            let found = if facts.is_regular { asked } else { facts.place_in_all(next, at, value.is_some()) };
            // A cell without facts is empty.
            let Some(index) = found.filter(|_| facts.is_regular || !is_left_out) else { continue };
            if self.known(facts, next..index, sheet, &mut odd).is_break()
                || (!is_left_out && self.cell(index, value, facts, sheet, &mut odd).is_break())
            {
                break;
            }
            next = index + 1;
        }
        odd.leave_out_emptied(sheet, &facts.emptied);
        odd.damage
    }

    /// Puts the cells of a stretch of which the texts are known into their sheet; breaks where the sheet is given up.
    fn known(
        &mut self,
        facts: &Facts,
        stretch: std::ops::Range<usize>,
        sheet: &mut Sheet,
        odd: &mut OddCells,
    ) -> ControlFlow<()> {
        for index in stretch.filter(|index| facts.cells[*index].is_known) {
            let text = facts.cells[index].string.and_then(|number| self.texts.text(number));
            let value = text.map(|text| Value::Text(text.to_owned()));
            self.cell(index, value, facts, sheet, odd)?;
        }
        ControlFlow::Continue(())
    }

    /// Puts a cell with what was read of it into its sheet; breaks where the sheet is given up.
    fn cell(
        &mut self,
        index: usize,
        value: Option<Value>,
        facts: &Facts,
        sheet: &mut Sheet,
        odd: &mut OddCells,
    ) -> ControlFlow<()> {
        let cell = &facts.cells[index];
        if let (Some(number), Some(Value::Text(text)), false) = (cell.string, &value, cell.is_known) {
            self.texts.learn(number, text);
        }
        let value = match self.value(value, cell) {
            None => return ControlFlow::Continue(()),
            Some(Ok(value)) => value,
            Some(Err(message)) => return odd.unread(sheet, cell.at, message),
        };
        if let Err(exceeded) = self.budget.take(&value) {
            odd.damage.push(Damage::limit(Some(sheet.name.clone()), Some(cell.at), exceeded));
            return ControlFlow::Break(());
        }
        let style = self.styles.get(cell.style).unwrap_or(&PLAIN);
        let value = self.since_1900(value, style);
        let runs = match cell.kind {
            CellKind::Shared => cell.string.and_then(|number| self.rich.get(&number)),
            _ => facts.inline_runs.get(&index),
        };
        let read = dressed(value, style, runs.map_or(&[], Vec::as_slice), cell.source);
        odd.put(sheet, cell.at, read)
    }

    /// A day of the 1904 date system as one of the 1900 date system.
    fn since_1900(&self, value: Value, style: &CellStyle) -> Value {
        match value {
            Value::Number(days) if self.epoch_1904 && date::is_date_format(&style.format) => {
                Value::Number(days + date::DAYS_TO_1904)
            }
            value => value,
        }
    }

    /// What a cell stores: `None` where that is nothing, a Japanese sentence where it cannot be read.
    fn value(&self, read: Option<Value>, facts: &CellFacts) -> Option<Result<Value, String>> {
        let read = match (&facts.pieced, facts.kind) {
            (None, _) | (_, CellKind::Error | CellKind::Unknown) => read,
            (Some(raw), CellKind::Number) => match raw.trim().parse::<f64>() {
                Ok(number) => Some(Value::Number(number)),
                Err(_) => return Some(Err("セルの値の書き方が壊れていて、読めません。".to_owned())),
            },
            (Some(_), CellKind::Shared | CellKind::Truth | CellKind::Other) => {
                return Some(Err("セルの値の書き方が壊れていて、読めません。".to_owned()));
            }
        };
        let value = match (facts.kind, read) {
            (CellKind::Error, _) => Value::Error(facts.raw.clone().unwrap_or_default().trim().to_owned()),
            // A type that nobody knows: what it stores is kept as text.
            (CellKind::Unknown, _) => Value::Text(lines(&facts.raw.clone().unwrap_or_default())),
            (_, Some(value)) => value,
            (_, None) if facts.source.formula && !facts.has_result => Value::Uncached,
            // Neither true nor false.
            (CellKind::Truth, None) if facts.has_result => {
                return Some(Err("セルの値の書き方が壊れていて、読めません。".to_owned()));
            }
            // An empty text (a formula's "" or an emptied cell) is an empty cell.
            (_, None) if !facts.has_result || facts.source.formula => return None,
            (CellKind::Number | CellKind::Shared, None) => {
                return Some(Err("セルの値の書き方が壊れていて、読めません。".to_owned()));
            }
            (_, None) => return None,
        };
        match value {
            // Programs that cannot calculate write 0 for a result and ask Excel to do it on opening.
            Value::Number(0.0) if facts.source.formula && self.recalculates => Some(Ok(Value::Uncached)),
            Value::Text(text) if text.is_empty() => {
                (facts.source.formula && !facts.has_result).then_some(Ok(Value::Uncached))
            }
            value => Some(Ok(value)),
        }
    }
}

fn value_of(value: &DataRef<'_>) -> Option<Value> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::DateTime(serial) => Value::Number(serial.as_f64()),
        DataRef::String(text) => Value::Text(lines(text)),
        DataRef::SharedString(text) => Value::Text(lines(text)),
        DataRef::Bool(truth) => Value::Bool(*truth),
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => Value::Date(iso.clone()),
        DataRef::Error(error) => Value::Error(error.to_string()),
    })
}

/// The displayed text with line breaks as `\n`; nothing else is touched.
fn lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
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
    names: Vec<RangeName>,
    /// Parts of the workbook by the kind of their relation.
    parts: BTreeMap<String, String>,
    /// `fullCalcOnLoad`: the program that saved the file did not calculate.
    recalculates: bool,
    epoch_1904: bool,
}

struct SheetEntry {
    name: String,
    visibility: Visibility,
    path: String,
    kind: String,
}

impl Outline {
    fn read(package: &Package) -> Arc<Outline> {
        static KNOWN: Known<Arc<Outline>> = Known::new();
        let root = package.relations("");
        let document = root.iter().find(|relation| relation.kind == "officeDocument");
        let path = document.map_or("xl/workbook.xml", |relation| relation.path.as_str());
        let bytes = |path: &str| package.bytes(path).unwrap_or_default();
        KNOWN.of(&[path.as_bytes(), bytes(&relations_of(path)), bytes(path)], || Arc::new(Outline::of(package, path)))
    }

    /// That of the workbook part `path`.
    fn of(package: &Package, path: &str) -> Outline {
        let relations = package.relations(path);
        let mut outline = Outline::default();
        for relation in relations.iter() {
            outline.parts.entry(relation.kind.clone()).or_insert_with(|| relation.path.clone());
        }
        let mut name: Option<(String, String)> = None;
        package.walk(path, |event| {
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
                    "workbookPr" => outline.epoch_1904 |= is_set(element, "date1904"),
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "definedName" => {
                    outline.names.extend(name.take().and_then(|(name, target)| range_name(&name, &target)));
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

    /// The path of a part that the workbook points to.
    fn part_of(&self, kind: &str, usual: &str) -> String {
        self.parts.get(kind).cloned().unwrap_or_else(|| usual.to_owned())
    }
}

/// Custom document properties, `kaikaku.year` and all others.
pub(crate) fn custom_properties(package: &Package) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    let mut current: Option<(String, String)> = None;
    let root = package.relations("");
    let path = root.iter().find(|relation| relation.kind == "custom-properties");
    let path = path.map_or("docProps/custom.xml", |relation| relation.path.as_str());
    package.walk(path, |event| {
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

/// calamine's error as a Japanese sentence for people.
fn explain(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "パスワードで保護されています。".to_owned(),
        XlsxError::NotAWorksheet(_) => "ワークシートではありません。".to_owned(),
        XlsxError::WorksheetNotFound(_) | XlsxError::FileNotFound(_) => "ブックに必要な部品がありません。".to_owned(),
        _ => "ブックの中身が壊れています。".to_owned(),
    }
}

//! The records of an .xlsb (MS-XLSB): cells, the short ones that follow each other without a column (12-18) included, formats and
//! fonts, hidden rows and columns, merged ranges, comments, headers. What is XML in it is read as in an .xlsx.

use std::collections::{BTreeMap, HashMap};

use super::super::builtin::{builtin_format, indexed_colour};
use super::super::limits::{Budget, Limits};
use super::super::looks::{CellStyle, Font, Run, Source, WHITE, dressed};
use super::super::normalize::date;
use super::super::package::Package;
use super::super::rules::{Places, Rules, SheetView, hidden_by, places};
use super::super::workbook::{Conditional, Damage, Range, RangeName, Sheet, Value, Visibility, Workbook};
use super::super::xlsx;
use super::record::{Fields, Target, error, reference, rk};
use crate::vocabulary::CellAddress;

/// The records of a part, one after the other; ends where the part is cut short.
struct Records<'a> {
    bytes: &'a [u8],
    /// Whether the part ended within a record.
    cut: bool,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u32, Fields<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.bytes.is_empty() {
            return None;
        }
        let record = self.record();
        self.cut |= record.is_none();
        record
    }
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8]) -> Records<'a> {
        Records { bytes, cut: false }
    }

    fn record(&mut self) -> Option<(u32, Fields<'a>)> {
        let kind = self.number(2)?;
        let length = self.number(4)? as usize;
        let (data, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        // A type of two bytes keeps its marks: 0x9C 0x01 is 156.
        Some((kind, Fields::new(data)))
    }

    /// A number of at most so many bytes with seven bits each.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for at in 0..most {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u32::from(byte & 0x7F) << (7 * at);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

/// A text of a count of 32 bits and UTF-16; 0xFFFFFFFF is no text.
fn wide(fields: &mut Fields<'_>) -> Option<String> {
    let count = fields.u32()?;
    if count == u32::MAX {
        return Some(String::new());
    }
    let bytes = fields.take(usize::try_from(count).ok()?.checked_mul(2)?)?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// A text with the runs of its fonts: numbers of characters and of fonts.
fn rich(fields: &mut Fields<'_>) -> Option<(String, Vec<(usize, usize)>)> {
    let flags = fields.u8()?;
    let text = wide(fields)?;
    let mut runs = Vec::new();
    if flags & 1 == 1 {
        let count = fields.u32()?;
        for _ in 0..count.min(100_000) {
            let (Some(at), Some(font)) = (fields.u16(), fields.u16()) else { break };
            runs.push((at.into(), font.into()));
        }
    }
    Some((text, runs))
}

/// The parts of a text by the places (in UTF-16 units) where its font changes.
pub(super) fn runs_of(text: &str, changes: &[(usize, usize)], font: impl Fn(usize) -> Option<Font>) -> Vec<Run> {
    if changes.is_empty() {
        return Vec::new();
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |from: usize, to: usize| {
        let text = String::from_utf16_lossy(
            units.get(from.min(units.len())..to.min(units.len()).max(from.min(units.len()))).unwrap_or(&[]),
        );
        text.replace("\r\n", "\n").replace('\r', "\n")
    };
    let mut runs = vec![Run { text: part(0, changes[0].0), font: None }];
    for (number, (at, index)) in changes.iter().enumerate() {
        let end = changes.get(number + 1).map_or(units.len(), |next| next.0);
        runs.push(Run { text: part(*at, end), font: font(*index) });
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

#[derive(Default)]
struct Styles {
    fonts: Vec<Font>,
    cells: Vec<CellStyle>,
    /// What the looks of conditional formats change of what is read, by their numbers.
    changes: Vec<Option<Conditional>>,
}

fn colour(fields: &mut Fields<'_>) -> Option<Option<u32>> {
    let kind = fields.u8()? >> 1;
    let index = fields.u8()?;
    let tint = fields.u16()?;
    let rgb = fields.take(4)?;
    Some(match kind {
        1 => indexed_colour(index.into()),
        2 => Some(u32::from(rgb[0]) << 16 | u32::from(rgb[1]) << 8 | u32::from(rgb[2])),
        3 if tint == 0 && index == 0 => Some(WHITE),
        3 if tint == 0 && index == 1 => Some(0),
        _ => None,
    })
}

fn font(mut fields: Fields<'_>) -> Option<Font> {
    let size = fields.u16()?;
    let flags = fields.u16()?;
    let weight = fields.u16()?;
    let script = fields.u16()?;
    let underline = fields.u8()?;
    fields.skip(3)?;
    Some(Font {
        struck: flags & 8 != 0,
        raised: script != 0,
        lowered: script == 2,
        colour: colour(&mut fields)?,
        size: Some(size.into()),
        emphasis: (weight >= 700, flags & 2 != 0, underline != 0),
    })
}

/// What the look of a conditional format (BrtDXF, MS-XLSB 2.4.355) changes; its properties stand one after the other with type and length.
fn change(mut fields: Fields<'_>) -> Option<Option<Conditional>> {
    fields.skip(4)?;
    let (mut struck, mut letters, mut ground, mut changes) = (false, None, None, None);
    for _ in 0..fields.u16()? {
        let (kind, length) = (fields.u16()?, fields.u16()?);
        let mut property = Fields::new(fields.take(usize::from(length).checked_sub(4)?)?);
        match kind {
            0x01 | 0x02 => ground = colour(&mut property)?.or(ground),
            0x05 => letters = colour(&mut property)?,
            0x1D => struck = property.u8()? != 0,
            0x26 | 0x29 => changes = Some(Conditional::Format),
            _ => {}
        }
    }
    let is_set = struck || letters.is_some() || ground.is_some();
    let hides = is_set && hidden_by(struck, letters, ground, &Font::default(), Some(WHITE));
    Some(if hides { Some(Conditional::Hidden) } else { changes })
}

/// The cells of a conditional format (BrtBeginConditionalFormatting).
fn ruled(mut fields: Fields<'_>) -> Option<Places> {
    fields.skip(8)?;
    let count = fields.u32()?;
    // A list that is cut short may name any cell.
    Some(places((0..count).map(|_| {
        let (first, last, left, right) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
        Some(Range { first: CellAddress::new(first, left), last: CellAddress::new(last, right) })
    })))
}

fn styles(bytes: &[u8]) -> Styles {
    let mut styles = Styles::default();
    let mut codes: HashMap<u16, String> = HashMap::new();
    let mut fills: Vec<Option<u32>> = Vec::new();
    let mut in_cells = false;
    for (kind, mut fields) in Records::new(bytes) {
        match kind {
            44 => {
                if let (Some(id), Some(code)) = (fields.u16(), wide(&mut fields)) {
                    codes.insert(id, code);
                }
            }
            43 => styles.fonts.push(font(fields).unwrap_or_default()),
            45 => {
                let pattern = fields.u32();
                let ground = match pattern {
                    Some(0) => Some(WHITE),
                    Some(1) => colour(&mut fields).flatten(),
                    _ => None,
                };
                fills.push(ground);
            }
            507 if styles.changes.len() < 70_000 => {
                // What cannot be read may hide anything.
                styles.changes.push(change(fields).unwrap_or(Some(Conditional::Hidden)));
            }
            617 => in_cells = true,
            618 => in_cells = false,
            47 if in_cells && styles.cells.len() < 70_000 => {
                let mut number = || fields.u16().unwrap_or(0);
                let (_, format, font, fill) = (number(), number(), number(), number());
                // Border, rotation and indent stand before the alignment.
                let repeats = fields.rest().get(4).is_some_and(|alignment| alignment & 7 == 4);
                let code = codes
                    .get(&format)
                    .map_or_else(|| builtin_format(format.into()).into(), |code| code.as_str().into());
                styles.cells.push(CellStyle {
                    format: code,
                    font: styles.fonts.get(usize::from(font)).copied().unwrap_or_default(),
                    fill: fills.get(usize::from(fill)).copied().unwrap_or(Some(WHITE)),
                    repeats,
                    conditional: None,
                });
            }
            _ => {}
        }
    }
    styles
}

/// The workbook part.
#[derive(Default)]
struct Outline {
    sheets: Vec<(String, String, Visibility)>,
    epoch_1904: bool,
    /// Names with the tokens of their formulas.
    names: Vec<(String, Vec<u8>)>,
    /// Whether the supporting books are this one.
    books: Vec<bool>,
    /// Book and first sheet by the number that formulas use.
    sheets_of: Vec<(u32, i32)>,
}

impl Outline {
    fn read(bytes: &[u8]) -> Outline {
        let mut outline = Outline::default();
        for (kind, fields) in Records::new(bytes) {
            outline.record(kind, fields);
        }
        outline
    }

    fn record(&mut self, kind: u32, mut fields: Fields<'_>) -> Option<()> {
        match kind {
            153 => self.epoch_1904 = fields.u32()? & 1 == 1,
            156 => {
                let state = fields.u32()?;
                fields.u32()?;
                let relation = wide(&mut fields)?;
                let name = wide(&mut fields)?;
                let visibility = match state & 3 {
                    1 => Visibility::Hidden,
                    2 => Visibility::VeryHidden,
                    _ => Visibility::Visible,
                };
                self.sheets.push((name, relation, visibility));
            }
            // BrtSupSelf and BrtSupSame are this book; BrtSupBookSrc and BrtSupAddin are not.
            357 | 358 => self.books.push(true),
            355 | 667 => self.books.push(false),
            362 => {
                let count = fields.u32()?;
                for _ in 0..count.min(100_000) {
                    let (book, first) = (fields.u32()?, fields.u32()?);
                    fields.u32()?;
                    self.sheets_of.push((book, first as i32));
                }
            }
            39 => {
                fields.skip(9)?;
                let name = wide(&mut fields)?;
                let length = fields.u32()? as usize;
                self.names.push((name, fields.take(length)?.to_vec()));
            }
            _ => {}
        }
        Some(())
    }

    fn target(&self, index: u16) -> Target {
        let Some((book, first)) = self.sheets_of.get(usize::from(index)) else { return Target::Unknown };
        match (self.books.get(*book as usize), usize::try_from(*first)) {
            (Some(false), _) => Target::Foreign,
            (_, Ok(sheet)) => Target::Own(sheet),
            _ => Target::Unknown,
        }
    }

    fn range_names(&self) -> Vec<RangeName> {
        let ranges = self.names.iter().filter_map(|(name, tokens)| {
            let (sheet, [first, last, left, right]) =
                reference(tokens, true, false, |index| self.target(index)).range?;
            let sheet = self.sheets.get(sheet)?.0.clone();
            let range = Range { first: CellAddress::new(first, left), last: CellAddress::new(last, right) };
            Some(RangeName { name: name.clone(), sheet, range })
        });
        ranges.collect()
    }
}

/// Reads a workbook.
pub(super) fn read(package: &Package, limits: &Limits) -> Result<Workbook, String> {
    let root = package.relations("");
    let path = root
        .iter()
        .find(|relation| relation.kind == "officeDocument")
        .map_or_else(|| "xl/workbook.bin".to_owned(), |relation| relation.path.clone());
    let outline = Outline::read(package.bytes(&path).unwrap_or_default());
    if outline.sheets.is_empty() {
        return Err("バイナリブックが壊れていて、読めません。".to_owned());
    }
    let relations = package.relations(&path);
    let part = |kind: &str| {
        relations.iter().find(|relation| relation.kind == kind).and_then(|relation| package.bytes(&relation.path))
    };
    let styles = part("styles").map(styles).unwrap_or_default();
    let mut strings = Vec::new();
    for (kind, mut fields) in Records::new(part("sharedStrings").unwrap_or_default()) {
        if kind == 19 {
            strings.push(rich(&mut fields).unwrap_or_default());
        }
    }
    let mut workbook =
        Workbook { properties: xlsx::custom_properties(package), names: outline.range_names(), ..Workbook::default() };
    if outline.sheets.len() > limits.sheets {
        workbook.damage.push(xlsx::too_many_sheets(outline.sheets.len(), limits.sheets));
    }
    let mut reader = SheetReader { outline: &outline, styles: &styles, strings: &strings, budget: Budget::new(limits) };
    for (name, id, visibility) in outline.sheets.iter().take(limits.sheets) {
        let Some(relation) = relations.iter().find(|relation| relation.id == *id && relation.kind == "worksheet")
        else {
            continue;
        };
        let mut sheet = Sheet::new(name.as_str());
        sheet.visibility = *visibility;
        match package.bytes(&relation.path) {
            Some(bytes) => {
                let damage = reader.read(bytes, &mut sheet);
                workbook.damage.extend(damage);
            }
            None => workbook.damage.push(Damage {
                sheet: Some(sheet.name.clone()),
                cell: None,
                message: "シートの中身がファイルにありません。".to_owned(),
            }),
        }
        let of_sheet = package.relations(&relation.path);
        if let Some(path) = of_sheet.iter().find(|relation| relation.kind == "comments") {
            sheet.comments = comments(package.bytes(&path.path).unwrap_or_default());
        }
        sheet.overlays.extend(xlsx::overlays(package, &of_sheet));
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn comments(bytes: &[u8]) -> BTreeMap<CellAddress, String> {
    let mut comments = BTreeMap::new();
    let mut at = None;
    for (kind, mut fields) in Records::new(bytes) {
        match kind {
            635 => {
                at = fields.u32().and_then(|_| {
                    let row = fields.u32()?;
                    fields.u32()?;
                    Some(CellAddress::new(row, fields.u32()?))
                });
            }
            637 => comments.extend(at.zip(rich(&mut fields).map(|(text, _)| text))),
            _ => {}
        }
    }
    comments
}

/// What the sheets of a workbook share while they are read.
struct SheetReader<'a> {
    outline: &'a Outline,
    styles: &'a Styles,
    strings: &'a [(String, Vec<(usize, usize)>)],
    budget: Budget,
}

/// A value with what else its record says.
struct Stored {
    value: Value,
    changes: Vec<(usize, usize)>,
    source: Source,
}

impl SheetReader<'_> {
    fn read(&mut self, bytes: &[u8], sheet: &mut Sheet) -> Option<Damage> {
        let mut records = Records::new(bytes);
        let (mut row, mut col) = (0u32, 0u32);
        let mut view = SheetView::default();
        let (mut ranges, mut looks): (Places, Rules<u32>) = (Some(Vec::new()), Rules::default());
        for (kind, mut fields) in records.by_ref() {
            let read = match kind {
                0 => start_row(fields, sheet).map(|at| (row, col) = (at, 0)),
                1..=11 | 62 => fields.u32().and_then(|at| {
                    col = at;
                    self.cell(kind, fields, CellAddress::new(row, col), sheet).map(|()| col = col.saturating_add(1))
                }),
                // Cells of a run: each stands right of the one before.
                12..=18 => {
                    let at = CellAddress::new(row, col);
                    col = col.saturating_add(1);
                    self.cell(kind - 11, fields, at, sheet)
                }
                60 => columns(fields, sheet),
                461 => ruled(fields).map(|found| ranges = found),
                463 => fields.skip(8).and_then(|()| fields.u32()).map(|look| looks.add(&ranges, &look)),
                // BrtBeginWsView: whether formulas and zeros are shown.
                137 => fields.u16().map(|flags| {
                    view = SheetView { hides_zeros: flags & 0x10 == 0, shows_formulas: flags & 0x02 != 0 };
                }),
                176 => merged(fields, sheet),
                479 => headers(fields, sheet),
                _ => Some(()),
            };
            if read.is_none() && matches!(kind, 0..=18 | 62) {
                let place = CellAddress::new(row.min(1_048_575), col.min(16_383));
                let message = self
                    .budget
                    .exceeded()
                    .unwrap_or_else(|| "シートのデータがここで壊れていて、続きを読めません。".to_owned());
                return Some(Damage { sheet: Some(sheet.name.clone()), cell: Some(place), message });
            }
        }
        view.mark(sheet);
        looks.mark(sheet, |look, _| self.styles.changes.get(usize::try_from(*look).ok()?).copied().flatten());
        records.cut.then(|| Damage {
            sheet: Some(sheet.name.clone()),
            cell: Some(CellAddress::new(row.min(1_048_575), col.min(16_383))),
            message: "シートのデータが途中で切れていて、続きを読めません。".to_owned(),
        })
    }

    /// Reads a cell after its column.
    fn cell(&mut self, kind: u32, mut fields: Fields<'_>, at: CellAddress, sheet: &mut Sheet) -> Option<()> {
        let style = (fields.u32()? & 0xFF_FFFF) as usize;
        if kind == 1 {
            return Some(());
        }
        if at.row >= 1_048_576 || at.col >= 16_384 {
            return None;
        }
        let stored = self.stored(kind, &mut fields)?;
        if matches!(&stored.value, Value::Text(text) if text.is_empty()) {
            return Some(());
        }
        self.budget.take(&stored.value).ok()?;
        let plain = CellStyle::default();
        let style = self.styles.cells.get(style).unwrap_or(&plain);
        let runs = match &stored.value {
            Value::Text(text) => runs_of(text, &stored.changes, |index| self.styles.fonts.get(index).copied()),
            _ => Vec::new(),
        };
        let value = match stored.value {
            Value::Number(days) if self.outline.epoch_1904 && date::is_date_format(&style.format) => {
                Value::Number(days + date::DAYS_TO_1904)
            }
            Value::Text(text) => Value::Text(text.replace("\r\n", "\n").replace('\r', "\n")),
            value => value,
        };
        sheet.cells.insert(at, dressed(value, style, &runs, stored.source));
        Some(())
    }

    fn stored(&self, kind: u32, fields: &mut Fields<'_>) -> Option<Stored> {
        let mut changes = Vec::new();
        let value = match kind {
            2 => Value::Number(rk(fields.u32()?)),
            3 | 11 => Value::Error(error(fields.u8()?)),
            4 | 10 => Value::Bool(fields.u8()? != 0),
            5 | 9 => Value::Number(fields.f64()?),
            6 | 8 => Value::Text(wide(fields)?),
            7 => {
                let (text, runs) = self.strings.get(fields.u32()? as usize)?;
                changes.clone_from(runs);
                Value::Text(text.clone())
            }
            62 => {
                let (text, runs) = rich(fields)?;
                changes = runs;
                Value::Text(text)
            }
            _ => return None,
        };
        let mut source = Source::default();
        if (8..=11).contains(&kind) {
            source.formula = true;
            let tokens = fields.u16().and_then(|_| {
                let length = fields.u32()? as usize;
                fields.take(length)
            });
            source.foreign =
                tokens.is_some_and(|tokens| reference(tokens, true, false, |index| self.outline.target(index)).foreign);
        }
        Some(Stored { value, changes, source })
    }
}

/// Rows lower than this, in twentieths of a point, are lines.
const LOWEST: u16 = 20;
/// In columns narrower than this, in 256ths of a character, nobody reads anything.
const NARROWEST: u32 = 256;

fn start_row(mut fields: Fields<'_>, sheet: &mut Sheet) -> Option<u32> {
    let row = fields.u32()?;
    fields.u32()?;
    let height = fields.u16()?;
    fields.u8()?;
    let flags = fields.u8()?;
    if (flags & 0x10 != 0 || height < LOWEST) && sheet.hidden_rows.len() < 50_000 {
        sheet.hidden_rows.insert(row);
    }
    Some(row)
}

fn columns(mut fields: Fields<'_>, sheet: &mut Sheet) -> Option<()> {
    let (first, last, width) = (fields.u32()?, fields.u32()?, fields.u32()?);
    fields.u32()?;
    if fields.u8()? & 1 == 1 || width < NARROWEST {
        let last = last.min(16_383);
        // Excel names a column once: a range whose ends are known is the same again.
        if !(sheet.hidden_columns.contains(&first) && sheet.hidden_columns.contains(&last)) {
            sheet.hidden_columns.extend(first..=last);
        }
    }
    Some(())
}

fn merged(mut fields: Fields<'_>, sheet: &mut Sheet) -> Option<()> {
    let (first, last, left, right) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
    let fits = first <= last && left <= right && last < 1_048_576 && right < 16_384 && sheet.merged.len() < 50_000;
    if fits {
        sheet.merged.push(Range { first: CellAddress::new(first, left), last: CellAddress::new(last, right) });
    }
    Some(())
}

fn headers(mut fields: Fields<'_>, sheet: &mut Sheet) -> Option<()> {
    fields.u16()?;
    let mut codes = Vec::new();
    while let Some(code) = wide(&mut fields).filter(|_| codes.len() < 6) {
        codes.push(code);
    }
    sheet.overlays.extend(xlsx::headers(&codes));
    Some(())
}

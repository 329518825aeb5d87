//! The records of an .xlsb (MS-XLSB): cells, the short ones that follow each other without a column (12-18) included, formats and
//! fonts, hidden rows and columns, merged ranges, comments, headers. What is XML in it is read as in an .xlsx.

use std::collections::{BTreeMap, HashMap};

use super::super::colours::Palette;
use super::super::limits::{Budget, Exceeded, Limits};
use super::super::looks::{CellStyle, Font, Run, Source, add_run, dressed};
use super::super::normalize::date;
use super::super::notes::{self, Notes};
use super::super::package::Package;
use super::super::rules::SheetView;
use super::super::sizes::{LOWEST_TWENTIETHS, NARROWEST_256THS, hide_other_columns};
use super::super::workbook::{Damage, Range, RangeName, Sheet, Value, Visibility, Workbook};
use super::super::xlsx;
use super::record::{Fields, Target, error, reference, rk};
use super::xlsb_conditional::ConditionalReader;
use super::xlsb_formulas::{SharedFormulas, base_of};
use super::xlsb_styles::{Styles, styles};
use crate::vocabulary::CellAddress;

/// The records of a part, one after the other; ends where the part is cut short.
pub(super) struct Records<'a> {
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
    pub(super) fn new(bytes: &'a [u8]) -> Records<'a> {
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
pub(super) fn wide(fields: &mut Fields<'_>) -> Option<String> {
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
        add_run(&mut runs, &part(*at, end), font(*index));
    }
    runs.retain(|run| !run.text.is_empty());
    runs
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
    let theme = relations.iter().find(|relation| relation.kind == "theme").map(|relation| relation.path.as_str());
    let palette = Palette::of_theme(package, theme.unwrap_or("xl/theme/theme1.xml"));
    let styles = part("styles").map(|bytes| styles(bytes, palette)).unwrap_or_default();
    let mut strings = Vec::new();
    for (kind, mut fields) in Records::new(part("sharedStrings").unwrap_or_default()) {
        if kind == 19 {
            strings.push(rich(&mut fields).unwrap_or_default());
        }
    }
    let mut workbook =
        Workbook { properties: xlsx::custom_properties(package), names: outline.range_names(), ..Workbook::default() };
    if outline.sheets.len() > limits.sheets {
        let exceeded = Exceeded::sheets(Some(outline.sheets.len()), limits.sheets);
        workbook.damage.push(Damage::limit(None, None, exceeded));
    }
    let mut parts = xlsx::SheetParts::default();
    let mut reader = SheetReader { outline: &outline, styles: &styles, strings: &strings, budget: Budget::new(limits) };
    for (name, id, visibility) in outline.sheets.iter().take(limits.sheets) {
        let Some(relation) = relations.iter().find(|relation| relation.id == *id && relation.kind == "worksheet")
        else {
            continue;
        };
        if !parts.is_first(package, &relation.path) {
            continue;
        }
        let mut sheet = Sheet::new(name.as_str());
        sheet.visibility = *visibility;
        match package.bytes(&relation.path) {
            Some(bytes) => {
                let damage = reader.read(bytes, &mut sheet);
                workbook.damage.extend(damage);
            }
            None => {
                let message = "シートの中身がファイルにありません。";
                workbook.damage.push(Damage::broken(Some(sheet.name.clone()), None, message));
            }
        }
        let of_sheet = package.relations(&relation.path);
        let mut noted = BTreeMap::new();
        for part in of_sheet.iter().filter(|relation| relation.kind == "comments") {
            add_comments(package.bytes(&part.path).unwrap_or_default(), &mut noted);
        }
        sheet.comments = notes::texts(noted);
        xlsx::put_threads(package, &of_sheet, &mut sheet.comments);
        sheet.overlays.extend(xlsx::overlays(package, &of_sheet));
        workbook.sheets.push(sheet);
    }
    workbook.damage.extend(parts.finish());
    Ok(workbook)
}

fn add_comments(bytes: &[u8], comments: &mut BTreeMap<CellAddress, Notes>) {
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
            637 => {
                if let (Some(at), Some((text, _))) = (at, rich(&mut fields)) {
                    comments.entry(at).or_default().add(text);
                }
            }
            _ => {}
        }
    }
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
    /// The first cell of those that share the formula.
    base: Option<CellAddress>,
}

impl SheetReader<'_> {
    fn read(&mut self, bytes: &[u8], sheet: &mut Sheet) -> Option<Damage> {
        let mut records = Records::new(bytes);
        let (mut row, mut col) = (0u32, 0u32);
        let mut view = SheetView::default();
        let mut conditional = ConditionalReader::default();
        let mut widths = Widths::default();
        let mut of_cells = HashMap::new();
        let mut shared = SharedFormulas::default();
        for (kind, mut fields) in records.by_ref() {
            let read = match kind {
                0 => start_row(fields, sheet).map(|at| (row, col) = (at, 0)),
                1..=11 | 62 => fields.u32().and_then(|at| {
                    col = at;
                    let at = CellAddress::new(row, col);
                    shared.last = Some(at);
                    let base = self.cell(kind, fields, at, sheet, &mut of_cells);
                    base.map(|base| {
                        shared.sharing.extend(base.map(|base| (at, base)));
                        col = col.saturating_add(1);
                    })
                }),
                // Cells of a run: each stands right of the one before.
                12..=18 => {
                    let at = CellAddress::new(row, col);
                    col = col.saturating_add(1);
                    self.cell(kind - 11, fields, at, sheet, &mut of_cells).map(|_| ())
                }
                426 | 427 => {
                    shared.formula(kind, fields, |index| self.outline.target(index));
                    Some(())
                }
                60 => widths.column(fields, sheet),
                485 => widths.others(fields),
                461..=467 | 1046..=1052 => {
                    conditional.record(kind, fields, self.styles);
                    Some(())
                }
                // BrtBeginWsView: whether formulas and zeros are shown.
                137 => fields.u16().map(|flags| {
                    view = SheetView { hides_zeros: flags & 0x10 == 0, shows_formulas: flags & 0x02 != 0 };
                }),
                176 => merged(fields, sheet),
                479 => headers(fields, sheet),
                _ => Some(()),
            };
            if read.is_none() && matches!(kind, 0..=18 | 62) {
                let (name, place) =
                    (Some(sheet.name.clone()), Some(CellAddress::new(row.min(1_048_575), col.min(16_383))));
                return Some(match self.budget.exceeded() {
                    Some(exceeded) => Damage::limit(name, place, exceeded),
                    None => Damage::broken(name, place, "シートのデータがここで壊れていて、続きを読めません。"),
                });
            }
        }
        shared.mark(sheet);
        view.mark(sheet);
        conditional.finish().mark(sheet, |at| self.styles.cells.get(*of_cells.get(&at)?));
        if widths.are_none {
            hide_other_columns(sheet, &widths.named);
        }
        records.cut.then(|| {
            let place = CellAddress::new(row.min(1_048_575), col.min(16_383));
            let message = "シートのデータが途中で切れていて、続きを読めません。";
            Damage::broken(Some(sheet.name.clone()), Some(place), message)
        })
    }

    /// Reads a cell after its column; the first cell of those that share its formula comes back.
    fn cell(
        &mut self,
        kind: u32,
        mut fields: Fields<'_>,
        at: CellAddress,
        sheet: &mut Sheet,
        of_cells: &mut HashMap<CellAddress, usize>,
    ) -> Option<Option<CellAddress>> {
        let style = (fields.u32()? & 0xFF_FFFF) as usize;
        if kind == 1 {
            return Some(None);
        }
        if at.row >= 1_048_576 || at.col >= 16_384 {
            return None;
        }
        let stored = self.stored(kind, &mut fields)?;
        if matches!(&stored.value, Value::Text(text) if text.is_empty()) {
            return Some(None);
        }
        self.budget.take(&stored.value).ok()?;
        let (plain, number) = (CellStyle::default(), style);
        let style = self.styles.cells.get(number).unwrap_or(&plain);
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
        of_cells.insert(at, number);
        Some(stored.base)
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
        let (mut source, mut base) = (Source::default(), None);
        if (8..=11).contains(&kind) {
            source.formula = true;
            let tokens = fields.u16().and_then(|_| {
                let length = fields.u32()? as usize;
                fields.take(length)
            });
            base = tokens.and_then(|tokens| base_of(tokens, *fields));
            let found = tokens.map(|tokens| reference(tokens, true, false, |index| self.outline.target(index)));
            let found = found.unwrap_or_default();
            (source.foreign, source.volatile) = (found.foreign, found.volatile);
        }
        Some(Stored { value, changes, source, base })
    }
}

fn start_row(mut fields: Fields<'_>, sheet: &mut Sheet) -> Option<u32> {
    let row = fields.u32()?;
    fields.u32()?;
    let height = fields.u16()?;
    fields.u8()?;
    let flags = fields.u8()?;
    if (flags & 0x10 != 0 || height < LOWEST_TWENTIETHS) && sheet.hidden_rows.len() < 50_000 {
        sheet.hidden_rows.insert(row);
    }
    Some(row)
}

/// The widths of columns.
#[derive(Default)]
struct Widths {
    /// Whether columns without a record of their own have no width.
    are_none: bool,
    /// The columns that have one.
    named: Vec<(u32, u32)>,
}

impl Widths {
    /// The width of the others (BrtWsFmtInfo, MS-XLSB 2.4.859): in 256ths of a digit, or in digits.
    fn others(&mut self, mut fields: Fields<'_>) -> Option<()> {
        let (width, digits) = (fields.u32()?, fields.u16()?);
        self.are_none = match width {
            u32::MAX => digits == 0,
            width => width < NARROWEST_256THS,
        };
        Some(())
    }

    fn column(&mut self, mut fields: Fields<'_>, sheet: &mut Sheet) -> Option<()> {
        let (first, last, width) = (fields.u32()?, fields.u32()?, fields.u32()?);
        fields.u32()?;
        let last = last.min(16_383);
        if self.named.len() < 16_384 {
            self.named.push((first, last));
        }
        if fields.u8()? & 1 == 1 || width < NARROWEST_256THS {
            // Excel names a column once: a range whose ends are known is the same again.
            if !(sheet.hidden_columns.contains(&first) && sheet.hidden_columns.contains(&last)) {
                sheet.hidden_columns.extend(first..=last);
            }
        }
        Some(())
    }
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

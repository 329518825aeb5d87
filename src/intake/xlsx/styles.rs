//! `styles.xml` → the look of every cell format: number format, font, fill.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::super::builtin::builtin_format;
use super::super::colours::{Palette, tinted};
use super::super::different_look::DifferentLook;
use super::super::known::Known;
use super::super::looks::{CellStyle, Font, WHITE, is_symbol_font};
use super::super::package::{Package, attribute};
use super::different::{Fill, LookReader};
use super::strings::contains;

/// Cell formats that are kept: Excel allows 65,490.
const MOST: usize = 70_000;

/// The looks that a workbook defines.
pub(super) struct Styles {
    /// Its colours.
    pub(super) palette: Palette,
    /// Cell formats in their order; none where there are no styles.
    pub(super) cells: Vec<CellStyle>,
    /// The looks of conditional formats, by their numbers.
    pub(super) changes: Vec<DifferentLook>,
}

impl Styles {
    /// The cell formats, for one workbook alone: each of its cells counts who holds the code of its format, which threads that read other
    /// workbooks are not to wait for.
    pub(super) fn cells_of_workbook(&self) -> Vec<CellStyle> {
        let mut codes: Vec<(&Arc<str>, Arc<str>)> = Vec::new();
        let cells = self.cells.iter().map(|style| {
            let own = codes.iter().find(|(code, _)| Arc::ptr_eq(code, &style.format)).map(|(_, own)| own.clone());
            let format = own.unwrap_or_else(|| {
                let own: Arc<str> = Arc::from(&*style.format);
                codes.push((&style.format, own.clone()));
                own
            });
            CellStyle { format, ..style.clone() }
        });
        cells.collect()
    }
}

/// Reads the looks of cells and of conditional formats, and the colours in which they are.
pub(super) fn read(package: &Package, theme: &str, path: &str) -> Arc<Styles> {
    static KNOWN: Known<Arc<Styles>> = Known::new();
    let bytes = |path| package.bytes(path).unwrap_or_default();
    KNOWN.of(&[bytes(theme), bytes(path)], || {
        let palette = palette(package, theme, path);
        Arc::new(of_palette(package, path, palette))
    })
}

fn of_palette(package: &Package, path: &str, palette: Palette) -> Styles {
    let mut reader = StylesReader::new(&palette);
    package.walk(path, |event| {
        match &event {
            Event::Start(element) => reader.start(element),
            Event::End(element) => reader.end(element.local_name().as_ref()),
            _ => {}
        }
        reader.styles.len() < MOST && reader.changes.len() < MOST
    });
    let (cells, changes) = (reader.styles, reader.changes);
    Styles { palette, cells, changes }
}

/// The colours of a workbook: its theme's and, which the styles hold at their end, those of its own palette.
fn palette(package: &Package, theme: &str, styles: &str) -> Palette {
    let mut palette = Palette::of_theme(package, theme);
    if package.bytes(styles).is_some_and(|bytes| contains(bytes, b"indexedColors")) {
        package.walk(styles, |event| {
            if let Event::Start(element) = &event
                && element.local_name().as_ref() == "rgbColor"
                && let Some(rgb) = attribute(element, "rgb").and_then(|rgb| without_alpha(&rgb))
            {
                palette.add_indexed(rgb);
            }
            true
        });
    }
    palette
}

struct StylesReader<'a> {
    palette: &'a Palette,
    /// The list that is being read: `fonts`, `fills`, `cellXfs`.
    list: Option<&'static str>,
    codes: HashMap<u32, Arc<str>>,
    fonts: Vec<Font>,
    fills: Vec<Option<u32>>,
    styles: Vec<CellStyle>,
    font: Font,
    fill: Fill,
    /// The looks of conditional formats, by their numbers.
    changes: Vec<DifferentLook>,
    look: LookReader,
}

impl<'a> StylesReader<'a> {
    fn new(palette: &'a Palette) -> StylesReader<'a> {
        StylesReader {
            palette,
            list: None,
            codes: HashMap::new(),
            fonts: Vec::new(),
            fills: Vec::new(),
            styles: Vec::new(),
            font: Font::default(),
            fill: Fill::default(),
            changes: Vec::new(),
            look: LookReader::default(),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        match (self.list, name.as_ref()) {
            (_, "fonts") => self.list = Some("fonts"),
            (_, "fills") => self.list = Some("fills"),
            (_, "cellXfs") => self.list = Some("cellXfs"),
            (_, "cellStyleXfs") => self.list = Some("cellStyleXfs"),
            (_, "dxfs") => self.list = Some("dxfs"),
            (_, "numFmt") if self.list != Some("dxfs") => {
                let id = attribute(element, "numFmtId").and_then(|id| id.parse().ok());
                if let (Some(id), Some(code)) = (id, attribute(element, "formatCode")) {
                    self.codes.insert(id, code.into());
                }
            }
            (Some("fonts"), "font") => self.font = Font::default(),
            (Some("fonts"), _) => font_part(&mut self.font, element, self.palette),
            (Some("fills"), "fill") => self.fill = Fill::default(),
            (Some("fills"), _) => self.fill.part(element, self.palette),
            (Some("cellXfs"), "xf") => {
                let number = |name| attribute(element, name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(0);
                let id = u32::try_from(number("numFmtId")).unwrap_or(0);
                let format = self.codes.get(&id).cloned().unwrap_or_else(|| builtin_format(id).into());
                self.styles.push(CellStyle {
                    format,
                    font: self.fonts.get(number("fontId")).copied().unwrap_or_default(),
                    fill: self.fills.get(number("fillId")).copied().unwrap_or(Some(WHITE)),
                    repeats: false,
                    is_checkbox: false,
                    different: Arc::default(),
                });
            }
            (Some("cellXfs"), "alignment") => {
                if let Some(style) = self.styles.last_mut() {
                    style.repeats = attribute(element, "horizontal").as_deref() == Some("fill");
                }
            }
            // A check box in the cell (Excel since 2024): the feature that complements the format. Excel has no other one.
            (Some("cellXfs"), "xfComplement") => {
                if let Some(style) = self.styles.last_mut() {
                    style.is_checkbox = true;
                }
            }
            (Some("dxfs"), "dxf") => self.look = LookReader::default(),
            (Some("dxfs"), _) => self.look.start(element, self.palette),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match (self.list, name) {
            (Some("dxfs"), "dxf") => self.changes.push(std::mem::take(&mut self.look).finish()),
            (Some("dxfs"), "dxfs") => self.list = None,
            (Some("dxfs"), name) => self.look.end(name),
            (Some("fonts"), "font") => self.fonts.push(self.font),
            (Some("fills"), "fill") => self.fills.push(self.fill.of_cell()),
            (Some(list), name) if list == name => self.list = None,
            _ => {}
        }
    }
}

/// The character set of Windows that is none of letters.
const SYMBOL_CHARSET: &str = "2";

/// Takes a part of a font (`font`, `rPr`) into account.
pub(super) fn font_part(font: &mut Font, element: &BytesStart<'_>, palette: &Palette) {
    let is_on = || attribute(element, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "none"));
    match element.local_name().as_ref() {
        "strike" => font.struck = is_on(),
        "vertAlign" => {
            let value = attribute(element, "val");
            font.lowered = value.as_deref() == Some("subscript");
            font.raised = font.lowered || value.as_deref() == Some("superscript");
        }
        "color" => font.colour = colour(element, palette),
        "sz" => {
            font.size =
                attribute(element, "val").and_then(|value| value.parse::<f64>().ok()).map(|size| (size * 20.0) as u32)
        }
        "b" => font.emphasis.0 = is_on(),
        "i" => font.emphasis.1 = is_on(),
        "u" => font.emphasis.2 = is_on(),
        "name" | "rFont" => font.symbols |= attribute(element, "val").is_some_and(|name| is_symbol_font(&name)),
        "charset" => font.symbols |= attribute(element, "val").as_deref() == Some(SYMBOL_CHARSET),
        _ => {}
    }
}

/// A colour by value, by the palette, or by the theme with its tint; `None` for an automatic one.
pub(super) fn colour(element: &BytesStart<'_>, palette: &Palette) -> Option<u32> {
    let number = |name| attribute(element, name).and_then(|number| number.parse::<u32>().ok());
    let tint = attribute(element, "tint").and_then(|tint| tint.parse::<f64>().ok()).unwrap_or(0.0);
    if let Some(rgb) = attribute(element, "rgb") {
        return without_alpha(&rgb).map(|rgb| tinted(rgb, tint));
    }
    match number("theme") {
        Some(number) => palette.theme(number, tint),
        None => palette.indexed(number("indexed")?).map(|rgb| tinted(rgb, tint)),
    }
}

/// The colour of `AARRGGBB` or `RRGGBB`.
fn without_alpha(rgb: &str) -> Option<u32> {
    u32::from_str_radix(rgb.get(rgb.len().checked_sub(6)?..)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::workbook_with;
    use crate::intake::workbook::Workbook;

    /// Two cells in the two formats of the styles, in the colours of a theme.
    fn workbook(code: &str, white: &str) -> Workbook {
        let styles = format!(
            r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>
<fonts><font/><font><color theme="0"/></font></fonts>
<cellXfs><xf numFmtId="170"/><xf numFmtId="170" fontId="1"/></cellXfs></styleSheet>"#
        );
        let theme = format!(r#"<theme><clrScheme><lt1><srgbClr val="{white}"/></lt1></clrScheme></theme>"#);
        let cells = r#"<sheetData><row r="1"><c r="A1"><v>5</v></c><c r="B1" s="1"><v>5</v></c></row></sheetData>"#;
        workbook_with(cells, &[("xl/styles.xml", &styles), ("xl/theme/theme1.xml", &theme)])
    }

    /// What is known of styles belongs to them and to their theme alone.
    #[test]
    fn styles_that_are_known_are_those_of_the_workbook() {
        let read = || {
            [("0.0", "FFFFFF"), ("0.00", "FFFFFF"), ("0.0", "000000")].map(|(code, white)| {
                let book = workbook(code, white);
                book.sheets[0].cells.values().map(|cell| (cell.shown(), cell.looks().invisible)).collect::<Vec<_>>()
            })
        };
        let cells = |text: &str, is_second_unseen| vec![(text.to_owned(), false), (text.to_owned(), is_second_unseen)];
        let expected = [cells("5.0", true), cells("5.00", true), cells("5.0", false)];
        assert_eq!([read(), read()], [expected.clone(), expected]);
    }
}

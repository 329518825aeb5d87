//! `styles.xml` → the look of every cell format: number format, font, fill.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::super::builtin::{builtin_format, indexed_colour};
use super::super::looks::{CellStyle, Font, WHITE, unseen};
use super::super::package::{Package, attribute};
use super::super::rules::hidden_by;
use super::super::workbook::Conditional;

/// Cell formats that are kept: Excel allows 65,490.
const MOST: usize = 70_000;

/// The looks that a workbook defines.
pub(super) struct Styles {
    /// Cell formats in their order; none where there are no styles.
    pub(super) cells: Vec<CellStyle>,
    /// The looks of conditional formats, by their numbers.
    pub(super) changes: Vec<DifferentLook>,
}

/// Reads the looks of cells and of conditional formats.
pub(super) fn read(package: &Package, path: &str) -> Styles {
    let mut reader = StylesReader::default();
    package.walk(path, |event| {
        match &event {
            Event::Start(element) => reader.start(element),
            Event::End(element) => reader.end(element.local_name().as_ref()),
            _ => {}
        }
        reader.styles.len() < MOST && reader.changes.len() < MOST
    });
    Styles { cells: reader.styles, changes: reader.changes }
}

#[derive(Default)]
struct StylesReader {
    /// The list that is being read: `fonts`, `fills`, `cellXfs`.
    list: Option<&'static str>,
    codes: HashMap<u32, Arc<str>>,
    fonts: Vec<Font>,
    fills: Vec<Option<u32>>,
    styles: Vec<CellStyle>,
    font: Font,
    pattern: bool,
    fill: Option<u32>,
    /// The looks of conditional formats, by their numbers.
    changes: Vec<DifferentLook>,
    /// Within the fill or the border of such a look.
    in_fill: bool,
}

/// The look of a conditional format (`dxf`): what it says lies over the look of a cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DifferentLook {
    font: Font,
    /// Colours of its ground: of the ground itself, and of its pattern, which programs take for it where that is all it says.
    ground: (Option<u32>, Option<u32>),
    /// Whether it has a number format.
    has_format: bool,
}

impl DifferentLook {
    /// Whether it says anything that matters to what is read.
    pub(super) fn says_anything(&self) -> bool {
        let font = &self.font;
        self.has_format || font.struck || font.colour.is_some() || font.size.is_some() || self.ground != (None, None)
    }

    /// What it makes of a cell.
    pub(super) fn over(&self, cell: &CellStyle) -> Option<Conditional> {
        let font = &self.font;
        let hides = |ground: Option<u32>| {
            (font.struck || font.colour.is_some() || ground.is_some())
                && hidden_by(font.struck, font.colour, ground, &cell.font, cell.fill)
        };
        let is_dot = unseen(&Font { size: font.size, ..Font::default() }, None);
        let is_hidden = match self.ground {
            (None, Some(pattern)) => hides(Some(pattern)) || hides(None),
            (ground, _) => hides(ground),
        };
        match is_hidden || is_dot {
            true => Some(Conditional::Hidden),
            false => self.has_format.then_some(Conditional::Format),
        }
    }
}

impl StylesReader {
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
            (Some("fonts"), _) => font_part(&mut self.font, element),
            (Some("fills"), "fill") => (self.pattern, self.fill) = (false, Some(WHITE)),
            (Some("fills"), "patternFill") => {
                let pattern = attribute(element, "patternType");
                self.pattern = pattern.as_deref().is_some_and(|pattern| pattern != "none");
                if self.pattern {
                    self.fill = None;
                }
                // Dots and stripes have no colour of their own.
                self.pattern &= pattern.as_deref() == Some("solid");
            }
            (Some("fills"), "gradientFill") => self.fill = None,
            (Some("fills"), "fgColor") if self.pattern => self.fill = colour(element),
            (Some("cellXfs"), "xf") => {
                let number = |name| attribute(element, name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(0);
                let id = u32::try_from(number("numFmtId")).unwrap_or(0);
                let format = self.codes.get(&id).cloned().unwrap_or_else(|| builtin_format(id).into());
                self.styles.push(CellStyle {
                    format,
                    font: self.fonts.get(number("fontId")).copied().unwrap_or_default(),
                    fill: self.fills.get(number("fillId")).copied().unwrap_or(Some(WHITE)),
                    repeats: false,
                    conditional: None,
                });
            }
            (Some("cellXfs"), "alignment") => {
                if let Some(style) = self.styles.last_mut() {
                    style.repeats = attribute(element, "horizontal").as_deref() == Some("fill");
                }
            }
            (Some("dxfs"), "dxf") => self.changes.push(DifferentLook::default()),
            (Some("dxfs"), "fill" | "border") => self.in_fill = true,
            (Some("dxfs"), _) => {
                if let Some(look) = self.changes.last_mut() {
                    different_part(look, element, self.in_fill);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match (self.list, name) {
            (Some("dxfs"), "fill" | "border") => self.in_fill = false,
            (Some("fonts"), "font") => self.fonts.push(self.font),
            (Some("fills"), "fill") => self.fills.push(self.fill),
            (Some(list), name) if list == name => self.list = None,
            _ => {}
        }
    }
}

/// Takes a part of the look of a conditional format into account.
fn different_part(look: &mut DifferentLook, element: &BytesStart<'_>, in_fill: bool) {
    match element.local_name().as_ref() {
        "numFmt" => look.has_format = true,
        "strike" | "color" | "sz" if !in_fill => font_part(&mut look.font, element),
        "bgColor" => look.ground.0 = colour(element),
        "fgColor" => look.ground.1 = colour(element),
        _ => {}
    }
}

/// Takes a part of a font (`font`, `rPr`) into account.
pub(super) fn font_part(font: &mut Font, element: &BytesStart<'_>) {
    let is_on = || attribute(element, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "none"));
    match element.local_name().as_ref() {
        "strike" => font.struck = is_on(),
        "vertAlign" => {
            let value = attribute(element, "val");
            font.lowered = value.as_deref() == Some("subscript");
            font.raised = font.lowered || value.as_deref() == Some("superscript");
        }
        "color" => font.colour = colour(element),
        "sz" => {
            font.size =
                attribute(element, "val").and_then(|value| value.parse::<f64>().ok()).map(|size| (size * 20.0) as u32)
        }
        "b" => font.emphasis.0 = is_on(),
        "i" => font.emphasis.1 = is_on(),
        "u" => font.emphasis.2 = is_on(),
        _ => {}
    }
}

/// A colour by value, by the default palette, or by the two of the theme that every theme has for text and ground.
fn colour(element: &BytesStart<'_>) -> Option<u32> {
    if let Some(rgb) = attribute(element, "rgb") {
        return u32::from_str_radix(rgb.get(rgb.len().checked_sub(6)?..)?, 16).ok();
    }
    let tint = attribute(element, "tint").and_then(|tint| tint.parse::<f64>().ok()).filter(|tint| tint.is_finite());
    let tint = tint.unwrap_or(0.0).clamp(-1.0, 1.0);
    // A tint makes a grey of the theme's black and white (ECMA-376 part 1, 18.8.19).
    let grey = |light: f64| ((light.clamp(0.0, 1.0) * 255.0).round() as u32) * 0x01_0101;
    match attribute(element, "theme").as_deref() {
        Some("0") => Some(grey(1.0 + tint.min(0.0))),
        Some("1") => Some(grey(tint.max(0.0))),
        Some(_) => None,
        None => attribute(element, "indexed")?.parse().ok().and_then(indexed_colour),
    }
}

//! Styles of an OpenDocument spreadsheet: number formats as Excel's codes, fonts and grounds of cells and spans, what hides sheets,
//! rows and columns, printed headers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::super::different_look::DifferentLook;
use super::super::looks::{CellStyle, Font, WHITE, is_symbol_font};
use super::super::package::{attribute, push_text};
use super::super::sizes::LOWEST;

/// A style as it is written: its own properties, and the parent from which it inherits the others.
#[derive(Debug, Clone, Default)]
struct Style {
    parent: Option<String>,
    data: Option<String>,
    font: Vec<CharacterProperty>,
    fill: Option<Option<u32>>,
    repeats: Option<bool>,
    /// Styles that apply under conditions.
    maps: Vec<String>,
}

/// What a style says of its characters.
#[derive(Debug, Clone, Copy)]
enum CharacterProperty {
    Struck(bool),
    /// Raised or lowered; of the two, lowered.
    Raised(bool, bool),
    Colour(Option<u32>),
    Size(u32),
    Bold(bool),
    Italic(bool),
    Underlined(bool),
    /// Of a font that shows symbols in the place of letters.
    Symbols(bool),
}

/// The styles of a document.
#[derive(Default)]
pub(super) struct Styles {
    /// Data styles: code, and conditions under which another applies.
    codes: BTreeMap<String, (String, Vec<(String, String)>)>,
    /// Styles by family and name.
    styles: BTreeMap<(String, String), Style>,
    /// Table styles that hide their sheet.
    hidden: BTreeSet<String>,
    /// Row and column styles without height or width.
    flat: BTreeSet<(String, String)>,
    /// Table style → page.
    pages: BTreeMap<String, String>,
    /// Page → texts of its headers and footers.
    headers: BTreeMap<String, Vec<String>>,
    /// Fonts that show symbols in the place of letters, by the names under which styles refer to them.
    symbol_fonts: BTreeSet<String>,
    reader: StyleReader,
}

/// Where in the styles the reader is.
#[derive(Default)]
struct StyleReader {
    /// The data style that is being read: name, code, conditions.
    data: Option<(String, String, Vec<(String, String)>)>,
    /// Its language: ja.
    language: String,
    style: Option<(String, String)>,
    in_literal: bool,
    /// Whether hours go on beyond a day: `[h]`.
    counted: bool,
    /// Within the digits of a number, so many digits before their end: - of `000-0000`.
    embedded: Option<usize>,
    /// Whether what is read fills the cell.
    fills: bool,
    page: Option<String>,
    in_header: bool,
    /// Depth within fields of a header: page numbers, names of sheets.
    field: usize,
}

const DATA_STYLES: [&str; 7] =
    ["number-style", "currency-style", "percentage-style", "date-style", "time-style", "text-style", "boolean-style"];

impl Styles {
    /// Takes an event of `styles.xml` or of the automatic styles of the content.
    pub(super) fn event(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => self.end(element.local_name().as_ref()),
            event if self.reader.in_literal => {
                if let Some((_, code, _)) = &mut self.reader.data {
                    let mut text = String::new();
                    push_text(&mut text, event);
                    if self.reader.fills {
                        code.extend(text.chars().next().into_iter().flat_map(|c| ['*', c]));
                    } else if let Some(position) = self.reader.embedded {
                        embed(code, position, &text);
                    } else if text.contains('%') {
                        code.push('%');
                    } else if !text.is_empty() {
                        code.push_str(&format!("\"{}\"", text.replace('"', "")));
                    }
                }
            }
            event if self.reader.in_header && self.reader.field == 0 => {
                if let Some(text) = self
                    .reader
                    .page
                    .as_ref()
                    .and_then(|page| self.headers.get_mut(page))
                    .and_then(|texts| texts.last_mut())
                {
                    push_text(text, event);
                }
            }
            _ => {}
        }
        true
    }

    fn start_data_style(&mut self, element: &BytesStart<'_>, kind: &str) {
        // [DBNumN]: ２, 二, 弐.
        let numerals = match attribute(element, "transliteration-format").as_deref() {
            Some("一") => "[DBNum1]",
            Some("壱" | "壹") => "[DBNum2]",
            Some("１") => "[DBNum3]",
            _ => "",
        };
        let language = attribute(element, "language").unwrap_or_default();
        let is_of_day = matches!(kind, "date-style" | "time-style") && !matches!(language.as_str(), "" | "en");
        let code = if is_of_day { format!("[$-{language}]{numerals}") } else { numerals.to_owned() };
        self.reader.language = language;
        self.reader.counted = attribute(element, "truncate-on-overflow").as_deref() == Some("false");
        self.reader.data = attribute(element, "name").map(|name| (name, code, Vec::new()));
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let local = element.local_name();
        match local.as_ref() {
            name if DATA_STYLES.contains(&name) => {
                self.start_data_style(element, name);
            }
            "map" => {
                let condition = attribute(element, "condition");
                let name = attribute(element, "apply-style-name");
                if let (Some((_, _, maps)), Some(condition), Some(name)) = (&mut self.reader.data, condition, name) {
                    maps.push((condition.replace("value()", "").replace("!=", "<>"), name));
                } else if let (Some(style), Some(name)) = (
                    self.reader.style.as_ref().and_then(|key| self.styles.get_mut(key)),
                    attribute(element, "apply-style-name"),
                ) {
                    style.maps.push(name);
                }
            }
            "style" => self.start_style(element),
            "font-face" => {
                let family = attribute(element, "font-family").unwrap_or_default();
                let is_of_symbols = attribute(element, "font-charset").as_deref() == Some("x-symbol");
                if is_of_symbols || is_symbol_font(&family) {
                    self.symbol_fonts.extend(attribute(element, "name"));
                }
            }
            "table-properties" => {
                if let Some((_, name)) =
                    self.reader.style.as_ref().filter(|_| attribute(element, "display").as_deref() == Some("false"))
                {
                    self.hidden.insert(name.clone());
                }
            }
            "table-row-properties" => self.mark_flat(element, "row-height"),
            "table-column-properties" => self.mark_flat(element, "column-width"),
            "text-properties" => self.text_properties(element),
            "table-cell-properties" => self.cell_properties(element),
            "master-page" => {
                self.reader.page = attribute(element, "name");
                if let Some(page) = &self.reader.page {
                    self.headers.entry(page.clone()).or_default();
                }
            }
            "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first"
                if self.reader.page.is_some() =>
            {
                self.reader.in_header = attribute(element, "display").as_deref() != Some("false");
            }
            "p" if self.reader.in_header => {
                if let Some(texts) = self.reader.page.as_ref().and_then(|page| self.headers.get_mut(page)) {
                    texts.push(String::new());
                }
            }
            "sheet-name" | "page-number" | "page-count" | "date" | "time" | "file-name" | "title"
                if self.reader.in_header =>
            {
                self.reader.field += 1;
            }
            "text" | "currency-symbol" => self.reader.in_literal = self.reader.data.is_some(),
            "embedded-text" => {
                self.reader.in_literal = self.reader.data.is_some();
                self.reader.embedded = attribute(element, "position").and_then(|at| at.parse().ok());
            }
            "fill-character" => (self.reader.in_literal, self.reader.fills) = (self.reader.data.is_some(), true),
            part => {
                if let Some((_, code, _)) = &mut self.reader.data {
                    let piece = match part {
                        "hours" if self.reader.counted => "[h]".to_owned(),
                        // Mon.
                        "day-of-week" if self.reader.language == "en" => piece(part, element).replace('a', "d"),
                        part => piece(part, element),
                    };
                    code.push_str(&piece);
                }
            }
        }
    }

    fn text_properties(&mut self, element: &BytesStart<'_>) {
        // The colour of a number format.
        if let Some((_, code, _)) = &mut self.reader.data {
            if attribute(element, "color").and_then(|text| colour(&text)) == Some(WHITE) {
                code.insert_str(0, "[White]");
            }
        } else if let Some(style) = self.reader.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
            style.font.extend(character_properties(element));
            style.font.extend(
                attribute(element, "font-name")
                    .or_else(|| attribute(element, "font-family"))
                    .map(|name| CharacterProperty::Symbols(is_symbol_font(&name) || self.symbol_fonts.contains(&name))),
            );
        }
    }

    fn cell_properties(&mut self, element: &BytesStart<'_>) {
        let Some(style) = self.reader.style.as_ref().and_then(|key| self.styles.get_mut(key)) else { return };
        if let Some(repeats) = attribute(element, "repeat-content") {
            style.repeats = Some(repeats == "true");
        }
        if let Some(ground) = attribute(element, "background-color") {
            style.fill = Some(if ground == "transparent" { Some(WHITE) } else { colour(&ground) });
        }
    }

    fn start_style(&mut self, element: &BytesStart<'_>) {
        let family = attribute(element, "family").unwrap_or_default();
        let Some(name) = attribute(element, "name") else { return };
        if let Some(page) = attribute(element, "master-page-name").filter(|_| family == "table") {
            self.pages.insert(name.clone(), page);
        }
        let style = Style {
            parent: attribute(element, "parent-style-name"),
            data: attribute(element, "data-style-name"),
            ..Style::default()
        };
        self.styles.insert((family.clone(), name.clone()), style);
        self.reader.style = Some((family, name));
    }

    fn mark_flat(&mut self, element: &BytesStart<'_>, size: &str) {
        let least = if size == "column-width" { NARROWEST } else { LOWEST };
        let is_line = attribute(element, size).and_then(|size| points(&size)).is_some_and(|size| size < least);
        self.flat.extend(self.reader.style.clone().filter(|_| is_line));
    }

    fn end(&mut self, name: &str) {
        match name {
            name if DATA_STYLES.contains(&name) => {
                if let Some((name, code, maps)) = self.reader.data.take() {
                    self.codes.insert(name, (code.replace("\"\"", ""), maps));
                }
            }
            "text" | "currency-symbol" | "embedded-text" | "fill-character" => {
                (self.reader.in_literal, self.reader.embedded, self.reader.fills) = (false, None, false);
            }
            "style" => self.reader.style = None,
            "master-page" => (self.reader.page, self.reader.in_header) = (None, false),
            "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first" => {
                self.reader.in_header = false;
            }
            "sheet-name" | "page-number" | "page-count" | "date" | "time" | "file-name" | "title" => {
                self.reader.field = self.reader.field.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// Whether a table style hides its sheet.
    pub(super) fn hides(&self, table: &str) -> bool {
        self.hidden.contains(table)
    }

    /// Whether a row or column style leaves no height or width.
    pub(super) fn is_flat(&self, family: &str, name: &str) -> bool {
        self.flat.contains(&(family.to_owned(), name.to_owned()))
    }

    /// The texts of the printed headers of a sheet, by its table style.
    pub(super) fn headers(&self, table: &str) -> impl Iterator<Item = &String> {
        self.pages.get(table).and_then(|page| self.headers.get(page)).into_iter().flatten()
    }

    /// The code of a data style with those that apply under conditions as sections.
    fn code(&self, name: &str) -> Option<Arc<str>> {
        let (code, maps) = self.codes.get(name)?;
        if maps.is_empty() {
            return Some(code.as_str().into());
        }
        let sections = maps.iter().filter_map(|(condition, name)| {
            let (code, _) = self.codes.get(name)?;
            Some(format!("[{condition}]{code};"))
        });
        Some(format!("{}{code}", sections.collect::<String>()).into())
    }

    /// The look of a cell by its style.
    pub(super) fn cell(&self, name: &str) -> CellStyle {
        let chain = self.chain("table-cell", name);
        let mut style = CellStyle { font: font_of(&chain), ..CellStyle::default() };
        if let Some(fill) = chain.iter().rev().find_map(|style| style.fill) {
            style.fill = fill;
        }
        if let Some(code) = chain.iter().rev().find_map(|style| style.data.as_ref()).and_then(|data| self.code(data)) {
            style.format = code;
        }
        style.repeats = chain.iter().rev().find_map(|style| style.repeats).unwrap_or(false);
        let applied = chain.iter().flat_map(|style| &style.maps).map(|name| self.different(name));
        style.different = applied.filter(DifferentLook::says_anything).collect();
        style
    }

    /// What a style that applies under a condition says of the look of a cell.
    fn different(&self, name: &str) -> DifferentLook {
        let chain = self.chain("table-cell", name);
        let Font { struck, colour, size, .. } = font_of(&chain);
        let grounds = chain.iter().rev().find_map(|style| style.fill).flatten();
        let format = chain.iter().rev().find_map(|style| style.data.as_ref()).and_then(|data| self.code(data));
        DifferentLook {
            struck,
            colour,
            size,
            grounds: grounds.map(Some).into_iter().collect(),
            format,
            ..DifferentLook::default()
        }
    }

    /// The look of a span over that of its cell.
    pub(super) fn span(&self, name: &str, cell: Font) -> Font {
        let mut font = cell;
        let chain = self.chain("text", name);
        chain.iter().flat_map(|style| &style.font).for_each(|property| apply(&mut font, *property));
        font
    }

    /// A style and those that it takes over from, the outermost first.
    fn chain(&self, family: &str, name: &str) -> Vec<&Style> {
        const DEEPEST: usize = 20;
        let mut chain = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(style) = next.and_then(|name| self.styles.get(&(family.to_owned(), name))) {
            chain.push(style);
            if chain.len() >= DEEPEST {
                break;
            }
            next = style.parent.clone();
        }
        chain.reverse();
        chain
    }
}

/// In columns narrower than this, a digit's width in points, nobody reads anything.
const NARROWEST: f64 = 5.0;

/// A length in points: 0.35cm, 2mm, 0.1in, 12pt.
fn points(length: &str) -> Option<f64> {
    let length = length.trim();
    let end = length.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(length.len());
    let number = length[..end].parse::<f64>().ok()?;
    let unit = match &length[end..] {
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "in" => 72.0,
        "pc" => 12.0,
        "px" => 0.75,
        _ => 1.0,
    };
    Some(number * unit)
}

fn font_of(chain: &[&Style]) -> Font {
    let mut font = Font::default();
    chain.iter().flat_map(|style| &style.font).for_each(|property| apply(&mut font, *property));
    font
}

fn apply(font: &mut Font, property: CharacterProperty) {
    match property {
        CharacterProperty::Struck(on) => font.struck = on,
        CharacterProperty::Raised(on, lowered) => (font.raised, font.lowered) = (on, lowered),
        CharacterProperty::Colour(colour) => font.colour = colour,
        CharacterProperty::Size(size) => font.size = Some(size),
        CharacterProperty::Bold(on) => font.emphasis.0 = on,
        CharacterProperty::Italic(on) => font.emphasis.1 = on,
        CharacterProperty::Underlined(on) => font.emphasis.2 = on,
        CharacterProperty::Symbols(on) => font.symbols = on,
    }
}

/// What `style:text-properties` says.
fn character_properties(element: &BytesStart<'_>) -> Vec<CharacterProperty> {
    let mut properties = Vec::new();
    let line = attribute(element, "text-line-through-style").or_else(|| attribute(element, "text-line-through-type"));
    properties.extend(line.map(|line| CharacterProperty::Struck(line != "none")));
    properties.extend(attribute(element, "text-position").map(|position| {
        let place = position.split_whitespace().next().unwrap_or("0%").to_owned();
        CharacterProperty::Raised(place != "0%" && place != "0", place == "sub" || place.starts_with('-'))
    }));
    if attribute(element, "use-window-font-color").as_deref() == Some("true") {
        properties.push(CharacterProperty::Colour(None));
    } else {
        properties.extend(attribute(element, "color").map(|text| CharacterProperty::Colour(colour(&text))));
    }
    let size = attribute(element, "font-size").and_then(|size| size.strip_suffix("pt")?.parse::<f64>().ok());
    properties.extend(size.map(|size| CharacterProperty::Size((size * 20.0) as u32)));
    properties.extend(attribute(element, "font-weight").map(|weight| CharacterProperty::Bold(weight != "normal")));
    properties.extend(attribute(element, "font-style").map(|style| CharacterProperty::Italic(style != "normal")));
    properties
        .extend(attribute(element, "text-underline-style").map(|style| CharacterProperty::Underlined(style != "none")));
    properties
}

fn colour(text: &str) -> Option<u32> {
    text.strip_prefix('#').and_then(|digits| u32::from_str_radix(digits, 16).ok())
}

/// Puts a text between the digits of a code, so many digits before the end of the whole part.
fn embed(code: &mut String, position: usize, text: &str) {
    let whole = code.rfind('.').filter(|at| !code[*at..].contains('"')).unwrap_or(code.len());
    let (mut digits, mut quoted, mut place) = (0, false, 0);
    for (at, c) in code[..whole].char_indices().rev() {
        if digits >= position {
            place = at + c.len_utf8();
            break;
        }
        match c {
            '"' => quoted = !quoted,
            '0' | '#' if !quoted => digits += 1,
            _ => {}
        }
    }
    code.insert_str(place, &format!("\"{}\"", text.replace('"', "")));
}

/// A piece of a number format's code.
fn piece(part: &str, element: &BytesStart<'_>) -> String {
    let long = attribute(element, "style").as_deref() == Some("long");
    let count =
        |name: &str| attribute(element, name).and_then(|at| at.parse::<usize>().ok()).map(|count| count.min(20));
    match part {
        "number" => {
            let grouped = attribute(element, "grouping").as_deref() == Some("true");
            let decimals = count("decimal-places");
            let whole = count("min-integer-digits").unwrap_or(1);
            // 1000 shows thousands, 1000000 millions.
            let factor = attribute(element, "display-factor").and_then(|at| at.parse::<f64>().ok()).unwrap_or(1.0);
            let thousands = if factor >= 999_999.0 { 2 } else { usize::from(factor >= 999.0) };
            if decimals.is_none() && !grouped && thousands == 0 && whole <= 1 {
                return "General".to_owned();
            }
            let mut code = match (grouped, whole) {
                (true, 0) => "#,###".to_owned(),
                (true, whole) => format!("#,##{}", "0".repeat(whole.max(1))),
                (false, 0) => "#".to_owned(),
                (false, whole) => "0".repeat(whole),
            };
            let least = count("min-decimal-places").or(decimals).unwrap_or(0);
            if let Some(decimals) = decimals.filter(|decimals| *decimals > 0) {
                code.push('.');
                code.push_str(&"0".repeat(least.min(decimals)));
                code.push_str(&"#".repeat(decimals.saturating_sub(least)));
            }
            code.push_str(&",".repeat(thousands));
            code
        }
        "scientific-number" => {
            let places = |name, usual| "0".repeat(count(name).unwrap_or(usual));
            let decimals = places("decimal-places", 2);
            let point = if decimals.is_empty() { "" } else { "." };
            let (whole, exponent) = (places("min-integer-digits", 1), places("min-exponent-digits", 2));
            format!("{whole}{point}{decimals}E+{exponent}")
        }
        "fraction" => "# ?/?".to_owned(),
        "text-content" => "@".to_owned(),
        "era" => if long { "ggg" } else { "g" }.to_owned(),
        "year" => match attribute(element, "calendar").as_deref() {
            Some("gengou") => "e".to_owned(),
            None | Some("" | "gregorian") => if long { "yyyy" } else { "yy" }.to_owned(),
            // A year of another calendar, which is not worked out.
            Some(_) => "bbbb".to_owned(),
        },
        "month" => match (attribute(element, "textual").as_deref() == Some("true"), long) {
            (true, true) => "mmmm",
            (true, false) => "mmm",
            (false, true) => "mm",
            (false, false) => "m",
        }
        .to_owned(),
        "day" => if long { "dd" } else { "d" }.to_owned(),
        "day-of-week" => if long { "aaaa" } else { "aaa" }.to_owned(),
        "hours" => if long { "hh" } else { "h" }.to_owned(),
        "minutes" => if long { "mm" } else { "m" }.to_owned(),
        "seconds" => {
            let parts = "0".repeat(count("decimal-places").unwrap_or(0));
            let point = if parts.is_empty() { "" } else { "." };
            format!("{}{point}{parts}", if long { "ss" } else { "s" })
        }
        "am-pm" => "AM/PM".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_between_the_digits() {
        for (code, position, expected) in [
            ("0000000", 4, "000\"-\"0000"),
            ("\"第\"0000.00", 2, "\"第\"00\"-\"00.00"),
            ("0000\"-\"00", 4, "00\"-\"00\"-\"00"),
            ("00", 5, "\"-\"00"),
        ] {
            let mut embedded = code.to_owned();
            embed(&mut embedded, position, "-");
            assert_eq!(embedded, expected, "{code}");
        }
    }
}

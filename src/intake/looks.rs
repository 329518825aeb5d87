//! Looks of cells and of runs of text, and what of them changes how a cell is read: struck-out words, raised characters, digits in
//! runs of different looks, characters in the colour of their background.
//!
//! Every container gives its fonts and fills as [`Font`]s and [`CellStyle`]s; what follows from them is decided here, once.

use std::sync::{Arc, LazyLock};

use super::different_look::DifferentLook;
use super::memo::memoed;
use super::rules;
use super::volatile;
use super::workbook::{Cell, Conditional, Look, Value};

/// The look of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Font {
    /// Struck out, by one line or two.
    pub(crate) struck: bool,
    /// Superscript or subscript.
    pub(crate) raised: bool,
    /// Of the two, subscript.
    pub(crate) lowered: bool,
    /// Colour as 0xRRGGBB; `None` for the automatic one, and for one that is not known.
    pub(crate) colour: Option<u32>,
    /// Size in twentieths of a point, where it is known.
    pub(crate) size: Option<u32>,
    /// Bold, italic, underlined.
    pub(crate) emphasis: (bool, bool, bool),
    /// Of a font that shows symbols in the place of letters and digits: Wingdings.
    pub(crate) symbols: bool,
}

/// The character set of Windows' fonts of symbols.
pub(crate) const SYMBOL_CHARSET: u8 = 2;

/// Whether a font shows symbols in the place of letters, by its name: programs may not write its character set.
pub(crate) fn is_symbol_font(name: &str) -> bool {
    let name = name.trim_matches(['\'', '"', ' ']).to_ascii_lowercase();
    matches!(
        name.as_str(),
        "wingdings"
            | "wingdings 2"
            | "wingdings 3"
            | "webdings"
            | "symbol"
            | "zapfdingbats"
            | "zapf dingbats"
            | "marlett"
    )
}

/// Whether a font of symbols has a picture for a character; others are shown by another font.
fn is_pictured(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{A1}'..='\u{FF}' | '\u{F021}'..='\u{F0FF}')
}

/// The look of a cell.
#[derive(Debug, Clone)]
pub(crate) struct CellStyle {
    /// The code of its number format.
    pub(crate) format: Arc<str>,
    pub(crate) font: Font,
    /// The colour behind its characters; `None` where it is not known.
    pub(crate) fill: Option<u32>,
    /// Whether its text fills the cell over and over.
    pub(crate) repeats: bool,
    /// Whether TRUE and FALSE are shown as a box that is checked or not.
    pub(crate) is_checkbox: bool,
    /// The looks of conditional formats that are part of the style.
    pub(crate) different: Arc<[DifferentLook]>,
}

impl CellStyle {
    /// Whether it changes nothing of how a text or a number is read: most styles.
    fn says_nothing(&self) -> bool {
        let Font { struck, raised, symbols, .. } = self.font;
        let is_usual = !(struck || raised || symbols || self.repeats || self.is_checkbox);
        is_usual
            && self.different.is_empty()
            && !self.format.contains('[')
            && !unseen(&self.font, self.fill)
            && !is_black_on_black(&self.font, self.fill)
    }
}

/// White: the colour of a cell without fill.
pub(crate) const WHITE: u32 = 0xFF_FFFF;

impl Default for CellStyle {
    fn default() -> Self {
        CellStyle {
            format: "General".into(),
            font: Font::default(),
            fill: Some(WHITE),
            repeats: false,
            is_checkbox: false,
            different: Arc::default(),
        }
    }
}

/// A part of a text with one look; without a font it has its cell's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) font: Option<Font>,
}

/// Runs that a cell of Excel can have: it keeps 32,767 characters.
const MOST_RUNS: usize = 32_767;

/// Adds text in a font to the runs of a cell. Programs divide a text of one look into as many runs as they like: such are one. So is what
/// lies beyond the runs that Excel can have: struck out, raised or of symbols where any of it is, so that none of this is passed over.
pub(crate) fn add_run(runs: &mut Vec<Run>, text: &str, font: Option<Font>) {
    let count = runs.len();
    match runs.last_mut() {
        Some(run) if run.font == font => run.text.push_str(text),
        Some(run) if count >= MOST_RUNS => {
            run.text.push_str(text);
            let (rest, next) = (run.font.unwrap_or_default(), font.unwrap_or_default());
            run.font = Some(Font {
                struck: rest.struck || next.struck,
                raised: rest.raised || next.raised,
                lowered: rest.lowered || next.lowered,
                symbols: rest.symbols || next.symbols,
                ..rest
            });
        }
        _ => runs.push(Run { text: text.to_owned(), font }),
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Source {
    pub(crate) formula: bool,
    /// A formula that takes it from another workbook.
    pub(crate) foreign: bool,
    /// A formula that shows a picture.
    pub(crate) picture: bool,
    /// A function of the formula whose result may be another whenever the workbook is opened; empty where its name is not known.
    pub(crate) volatile: Option<&'static str>,
}

impl Source {
    /// Whether the value is the sheet's own and stays what it is.
    fn is_here(&self) -> bool {
        !(self.foreign || self.picture) && self.volatile.is_none()
    }

    /// What a formula's text tells: `[1]Sheet1!A1`, `'C:\[前年.xlsx]入力'!G19`, `DISPIMG("ID",1)`.
    pub(crate) fn of_formula(text: &str) -> Source {
        let mut rest = text;
        let mut foreign = false;
        while let Some((_, after)) = rest.split_once('[') {
            let inside = after.split(']').next().unwrap_or("");
            let is_book = !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit());
            let lower = inside.to_ascii_lowercase();
            foreign |= is_book || [".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"].iter().any(|end| lower.ends_with(end));
            rest = after;
        }
        // 'file:///home/前年.ods'#$入力.G19 of OpenDocument.
        foreign |= text.contains("'file:") || text.contains("'#");
        let picture = text.to_ascii_uppercase().contains("DISPIMG(");
        Source { formula: true, foreign, picture, volatile: volatile::in_text(text) }
    }
}

/// A cell of a value with its looks; `runs` are the parts of its text where they differ.
pub(crate) fn dressed(value: Value, style: &CellStyle, runs: &[Run], source: Source) -> Cell {
    let is_usual = match &value {
        Value::Text(_) => runs.is_empty(),
        Value::Number(number) => number.is_finite(),
        _ => false,
    };
    if is_usual && source.is_here() && style.says_nothing() {
        return Cell { value, format: style.format.clone(), formula: source.formula, look: None };
    }
    with_look(value, style, runs, source)
}

/// The same of a cell that has something to tell, perhaps.
fn with_look(value: Value, style: &CellStyle, runs: &[Run], source: Source) -> Cell {
    let volatile = source.volatile.map(str::to_owned);
    let mut look = Look { foreign: source.foreign, picture: source.picture, volatile, ..Look::default() };
    let mut value = match value {
        // A damaged file may hold what is no number; Excel shows such a cell as this error.
        Value::Number(number) if !number.is_finite() => Value::Error("#NUM!".to_owned()),
        value => value,
    };
    let is_blank = matches!(&value, Value::Text(text) if text.chars().all(crate::vocabulary::is_space));
    if !is_blank && !matches!(value, Value::Uncached) {
        match (&value, runs) {
            (Value::Text(_), [_, ..]) => {
                let kept = of_runs(&mut look, style, runs);
                if !look.all_struck {
                    value = Value::Text(kept);
                }
            }
            _ => {
                look.all_struck = style.font.struck;
                look.raised = style.font.raised;
                if style.font.symbols {
                    let words = Cell::new(value.clone(), style.format.clone()).shown();
                    look.symbols = Some(words).filter(|words| words.contains(is_pictured));
                }
                look.invisible = unseen(&style.font, style.fill);
                look.disputed = is_black_on_black(&style.font, style.fill);
            }
        }
    }
    if !is_blank {
        look.repeated = style.repeats;
        look.checkbox = style.is_checkbox && matches!(value, Value::Bool(_));
        let is_white = match &value {
            Value::Number(number) => super::normalize::format::is_white(Some(*number), &style.format),
            Value::Text(_) => super::normalize::format::is_white(None, &style.format),
            _ => false,
        };
        look.invisible |= is_white && is_alike(WHITE, style.fill);
    }
    let mut cell = Cell { value, format: style.format.clone(), formula: source.formula, look: None };
    if look.all_struck && look.struck.is_none() {
        look.struck = Some(cell.shown());
    }
    cell.look = look.boxed();
    let changes = style.different.iter().filter_map(|look| look.over(style, &cell.value));
    // Of several conditional formats the one that hides the cell matters most.
    if let Some(change) = changes.max_by_key(|change| *change == Conditional::Hidden).filter(|_| !is_blank) {
        rules::mark_cell(&mut cell, change);
    }
    cell
}

/// Contrast (WCAG 2.1) below which nobody is expected to see characters: white on a grey of 95 % has 1.1.
const CONTRAST: f64 = 1.2;
/// Characters of at most so many twentieths of a point are dots.
const DOT: u32 = 40;

/// Whether nobody sees characters. Those of the automatic colour are seen on any ground in some programs.
pub(crate) fn unseen(font: &Font, fill: Option<u32>) -> bool {
    font.colour.is_some_and(|colour| is_alike(colour, fill)) || font.size.is_some_and(|size| size <= DOT)
}

/// Whether characters of the automatic colour stand on black: Excel shows them black, LibreOffice white.
fn is_black_on_black(font: &Font, fill: Option<u32>) -> bool {
    const BLACK: u32 = 0;
    font.colour.is_none() && is_alike(BLACK, fill)
}

/// How light each of the 256 values of a red, green or blue is (WCAG 2.1, relative luminance): every cell with a colour asks.
static LIGHT: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|value| {
        let value = value as f64 / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
});

/// Whether a colour can hardly be told from the one behind it.
fn is_alike(colour: u32, fill: Option<u32>) -> bool {
    let luminance = |rgb: u32| {
        let part = |shift: u32| LIGHT[((rgb >> shift) & 0xFF) as usize];
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    };
    fill.is_some_and(|fill| {
        let (a, b) = (luminance(colour), luminance(fill));
        colour == fill || (a.max(b) + 0.05) / (a.min(b) + 0.05) < CONTRAST
    })
}

/// A raised or lowered character as a character of its own; `None` where there is none.
fn small(c: char, lowered: bool) -> Option<char> {
    const PLAIN: &str = "0123456789+-=()";
    let set = if lowered {
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
    } else {
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"
    };
    let c = if ('０'..='９').contains(&c) { char::from_u32(c as u32 - 0xFF10 + 0x30)? } else { c };
    match PLAIN.chars().position(|plain| plain == c) {
        Some(at) => set.chars().nth(at),
        None => (c == 'n' && !lowered).then_some('ⁿ'),
    }
}

/// Gathers what the runs of a text show; returns what is not struck out.
fn of_runs(look: &mut Look, style: &CellStyle, runs: &[Run]) -> String {
    let is_numeric = |c: char| c.is_numeric() || matches!(c, ',' | '.' | '，' | '．');
    let fonts = runs.iter().filter(|run| !run.text.is_empty()).map(|run| (run, run.font.unwrap_or(style.font)));
    let (struck, seen): (Vec<_>, Vec<_>) = fonts.partition(|(_, font)| font.struck);
    let mut last: Option<(Font, char)> = None;
    for (run, font) in &seen {
        let font = *font;
        let blank = run.text.chars().all(crate::vocabulary::is_space);
        // A font without a colour of its own is black for Excel and takes the cell's for LibreOffice; so with lines through it.
        let inherits = Font { colour: font.colour.or(style.font.colour), ..font };
        look.disputed |= !blank && (style.font.struck || (unseen(&inherits, style.fill) && !unseen(&font, style.fill)));
        look.disputed |= !blank && is_black_on_black(&inherits, style.fill);
        look.raised |= font.raised && !blank;
        if unseen(&font, style.fill) && !blank {
            look.invisible = true;
            look.unseen_words.get_or_insert_default().push_str(&run.text);
        }
        if font.raised && !style.font.raised && !blank {
            look.raised_words.get_or_insert_default().push_str(&run.text);
        }
        if font.symbols {
            look.symbols.get_or_insert_default().extend(run.text.chars().filter(|c| is_pictured(*c)));
        }
        if let (Some((before, end)), Some(start)) = (last, run.text.chars().next()) {
            look.split |= before != font && is_numeric(end) && is_numeric(start);
        }
        last = run.text.chars().next_back().map(|end| (font, end));
    }
    look.symbols = look.symbols.take().filter(|words| !words.is_empty());
    let kept = with_small_characters(&seen, style);
    let struck: String = struck.into_iter().map(|(run, _)| run.text.as_str()).collect();
    if !struck.trim().is_empty() {
        look.all_struck = kept.chars().all(crate::vocabulary::is_space);
        look.struck = Some(struck);
    }
    kept
}

/// The text of runs, what is raised or lowered as characters of its own where all of it can be. Programs divide a text into runs as they
/// like: those side by side are one.
fn with_small_characters(runs: &[(&Run, Font)], style: &CellStyle) -> String {
    let side_by_side = runs.chunk_by(|(_, a), (_, b)| a.raised == b.raised && a.lowered == b.lowered);
    let text = side_by_side.map(|runs| {
        let text: String = runs.iter().map(|(run, _)| run.text.as_str()).collect();
        let font = runs.first().map_or(style.font, |(_, font)| *font);
        let is_small = font.raised && !style.font.raised && !text.chars().all(crate::vocabulary::is_space);
        let small: Option<String> =
            if is_small { text.chars().map(|c| small(c, font.lowered)).collect() } else { None };
        small.unwrap_or(text)
    });
    text.collect()
}

/// Stands where a header or footer shows a picture (`&G`).
const PICTURE: &str = "［画像］";

/// The text of a printed header or footer without its codes: `&L`, `&"名,太字"`, `&12`, `&P`; `&&` is one &.
pub(crate) fn header_text(codes: &str) -> Vec<String> {
    memoed!(codes, without_codes, Vec<String>)
}

fn without_codes(codes: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = codes;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '&' {
            if let Some(piece) = pieces.last_mut() {
                piece.push(c);
            }
            continue;
        }
        let Some(code) = rest.chars().next() else { break };
        rest = &rest[code.len_utf8()..];
        match code {
            '&' => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push('&');
                }
            }
            '"' => rest = rest.split_once('"').map_or("", |(_, after)| after),
            'L' | 'C' | 'R' | 'l' | 'c' | 'r' => pieces.push(String::new()),
            'G' | 'g' => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push_str(PICTURE);
                }
            }
            'K' => rest = rest.get(6..).unwrap_or(""),
            digit if digit.is_ascii_digit() => rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()),
            _ => {}
        }
    }
    // Page numbers alone say nothing: 「 /  ページ」.
    let says = |text: &str| {
        let bare = crate::vocabulary::text_key(text).replace("ページ", "").replace("page", "").replace('頁', "");
        bare.chars().any(char::is_alphanumeric)
    };
    pieces.into_iter().map(|piece| piece.trim().to_owned()).filter(|piece| says(piece)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_has_more_runs_than_excel_can_have() {
        let struck = Font { struck: true, ..Font::default() };
        let runs_of = |count: usize| {
            let mut runs = Vec::new();
            (0..count).for_each(|number| add_run(&mut runs, "a", (number % 2 == 1).then_some(struck)));
            runs
        };
        assert_eq!(runs_of(MOST_RUNS).len(), MOST_RUNS);
        let runs = runs_of(MOST_RUNS + 1000);
        let last = runs.last().expect("a run");
        assert_eq!((runs.len(), last.text.len()), (MOST_RUNS, 1001));
        // None of the struck words among the rest is taken for one in force.
        assert!(last.font.is_some_and(|font| font.struck));
        let mut one = Vec::new();
        (0..9).for_each(|_| add_run(&mut one, "a", Some(struck)));
        assert_eq!(one.len(), 1);
    }

    #[test]
    fn what_a_cell_tells_is_never_passed_over() {
        let font = |change: fn(&mut Font)| {
            let mut style = CellStyle::default();
            change(&mut style.font);
            style
        };
        let hidden = DifferentLook { colour: Some(WHITE), ..DifferentLook::default() };
        let styles = [
            CellStyle::default(),
            CellStyle { format: "0%".into(), ..CellStyle::default() },
            font(|font| font.colour = Some(0xFF_0000)),
            font(|font| font.emphasis.0 = true),
            font(|font| font.struck = true),
            font(|font| font.raised = true),
            font(|font| font.symbols = true),
            font(|font| font.size = Some(DOT)),
            font(|font| font.colour = Some(WHITE)),
            CellStyle { fill: Some(0), ..CellStyle::default() },
            CellStyle { repeats: true, ..CellStyle::default() },
            CellStyle { is_checkbox: true, ..CellStyle::default() },
            CellStyle { format: "[White]0;[White]@".into(), ..CellStyle::default() },
            CellStyle { different: [hidden].into(), ..CellStyle::default() },
        ];
        let numbers = [1.0, f64::NAN].map(Value::Number);
        let texts = ["字a", "120", " "].map(|text| Value::Text(text.to_owned()));
        let others = [Value::Bool(true), Value::Error("#N/A".to_owned()), Value::Uncached];
        let here = Source { formula: true, ..Source::default() };
        let sources = [
            Source::default(),
            here,
            Source { foreign: true, ..here },
            Source { picture: true, ..here },
            Source { volatile: Some("TODAY"), ..here },
        ];
        let (mut told, mut silent) = (0, 0);
        for value in numbers.into_iter().chain(texts).chain(others) {
            for (style, source) in styles.iter().flat_map(|style| sources.iter().map(move |source| (style, *source))) {
                for runs in [vec![], vec![run("12", style.font), run("0", Font { struck: true, ..style.font })]] {
                    let cell = dressed(value.clone(), style, &runs, source);
                    // A NaN, which is equal to nothing, is an error value by then.
                    assert_eq!(cell, with_look(value.clone(), style, &runs, source), "{value:?} {style:?} {source:?}");
                    if cell.look.is_some() { told += 1 } else { silent += 1 }
                }
            }
        }
        assert!(told > 300 && silent > 50, "{told} {silent}");
    }

    fn run(text: &str, font: Font) -> Run {
        Run { text: text.into(), font: Some(font) }
    }

    fn look(runs: &[Run]) -> (String, Look) {
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let cell = dressed(Value::Text(text), &CellStyle::default(), runs, Source::default());
        (cell.stored(), cell.looks().clone())
    }

    #[test]
    fn what_runs_show_is_kept() {
        let plain = Font::default();
        let struck = Font { struck: true, ..plain };
        let raised = Font { raised: true, ..plain };
        let red = Font { colour: Some(0xFF_0000), ..plain };
        let (text, seen) = look(&[run("旧い文。", struck), run("新しい文。", plain)]);
        assert_eq!((text.as_str(), seen.struck.as_deref(), seen.all_struck), ("新しい文。", Some("旧い文。"), false));
        assert!(look(&[run("120", struck)]).1.all_struck);
        assert!(look(&[run("860", plain), run("1", raised)]).1.raised);
        assert!(look(&[run("120", plain), run("80", red)]).1.split);
        assert!(!look(&[run("120", plain), run("千円", red)]).1.split);
        assert!(look(&[run("1", Font { colour: Some(WHITE), ..plain }), run("20", plain)]).1.invisible);
        assert_eq!(look(&[run("120", plain)]).1, Look::default());
    }

    #[test]
    fn formulas_tell_of_other_workbooks_and_pictures() {
        assert!(Source::of_formula("'[1]入力'!G19").foreign && Source::of_formula("'C:\\[前年.xlsx]入力'!G19").foreign);
        assert!(Source::of_formula("of:='file:///a/b.ods'#$入力.G19").foreign);
        assert!(!Source::of_formula("SUM(表1[歳入増])+A1").foreign);
        assert!(Source::of_formula("_xlfn.DISPIMG(\"ID_1\",1)").picture);
    }

    #[test]
    fn headers_lose_their_codes() {
        assert_eq!(
            header_text("&L進捗管理表&C&\"ＭＳ 明朝,標準\"&12取扱注意&R&P / &N ページ"),
            ["進捗管理表", "取扱注意"]
        );
        assert!(header_text("&C&P / &N ページ").is_empty());
        // A picture is no text, but the sheet shows it.
        assert_eq!(header_text("&L&G&C&P&R課名&G"), ["［画像］", "課名［画像］"]);
    }
}

//! Shared strings that many files have to the letter (heads, labels, names of initiatives): calamine reads the XML of each once in a run,
//! and of a cell with such a text it is not asked again. What is known of a text is known by all its bytes.

use std::mem;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::memchr2;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// The shared strings of one workbook.
#[derive(Default)]
pub(super) struct SharedTexts {
    part: Arc<Vec<u8>>,
    strings: Vec<SharedText>,
    /// The sheet that is being walked, from 1.
    sheet: usize,
    /// Bytes of strings that were put into cells.
    put: usize,
    /// Whether there is such a part.
    pub(super) has_part: bool,
    /// Whether calamine has to see it.
    pub(super) is_needed: bool,
}

struct SharedText {
    /// Where its element stands in the part.
    element: Range<usize>,
    text: Option<Arc<str>>,
    /// The last sheet for which calamine is asked for it.
    sheet: usize,
    /// Whether calamine has told it of this file.
    is_new: bool,
}

/// How calamine is asked for the text of a cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked<'x> {
    /// Not at all: it is known, or will be when the sheet is read as far as the cell.
    Not,
    /// As the cell's own text, by what stands in the element.
    Itself(&'x [u8]),
    /// By its number, as the file has it.
    ByNumber,
}

impl SharedTexts {
    /// Takes the part apart and looks its strings up.
    pub(super) fn of(part: Arc<Vec<u8>>) -> SharedTexts {
        let elements = elements(&part);
        let is_needed = elements.is_none();
        let mut known = lock();
        let strings = elements.unwrap_or_default().into_iter().map(|element| {
            let text = known.text(&part[element.clone()]);
            SharedText { element, text, sheet: 0, is_new: false }
        });
        let strings = strings.collect();
        SharedTexts { part, strings, has_part: true, is_needed, ..SharedTexts::default() }
    }

    /// Begins with the cells of a further sheet: what is asked for one is not told of another that may not be read.
    pub(super) fn begin_sheet(&mut self) {
        self.sheet += 1;
    }

    /// How to ask for the string with a number, for a cell of the sheet that is being walked.
    pub(super) fn ask(&mut self, number: usize) -> Asked<'_> {
        let Some(string) = self.strings.get_mut(number) else {
            self.is_needed = true;
            return Asked::ByNumber;
        };
        if string.text.is_some() || string.sheet == self.sheet {
            return Asked::Not;
        }
        let xml = &self.part[string.element.clone()];
        let content = xml.strip_prefix(b"<si>").and_then(|xml| xml.strip_suffix(b"</si>"));
        match content.filter(|_| xml.len() <= LONGEST && self.put + xml.len() <= MOST_PUT) {
            Some(content) => {
                string.sheet = self.sheet;
                self.put += xml.len();
                Asked::Itself(content)
            }
            None => {
                self.is_needed = true;
                Asked::ByNumber
            }
        }
    }

    /// The text with a number, as far as it is known by now.
    pub(super) fn text(&self, number: usize) -> Option<&str> {
        self.strings.get(number)?.text.as_deref()
    }

    /// Takes over what calamine has read of the string with a number.
    pub(super) fn learn(&mut self, number: usize, text: &str) {
        if let Some(string) = self.strings.get_mut(number).filter(|string| string.text.is_none()) {
            (string.text, string.is_new) = (Some(text.into()), true);
        }
    }

    /// Keeps what was learnt for the files that follow.
    pub(super) fn keep(self) {
        let short = |string: &SharedText| string.is_new && string.element.len() <= LONGEST;
        let mut known = lock();
        for string in self.strings.into_iter().filter(short) {
            if let Some(text) = string.text {
                known.keep(self.part[string.element].into(), text);
            }
        }
    }

    /// The part, where calamine has to see it.
    pub(super) fn needed_part(&self) -> Option<&[u8]> {
        (self.has_part && self.is_needed).then_some(&self.part)
    }
}

fn lock() -> MutexGuard<'static, Known> {
    // Nothing in here is ever half done.
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A part of more strings than this is left to calamine.
const MOST_STRINGS: usize = 100_000;
/// Bytes of strings that are put into the cells of one workbook.
const MOST_PUT: usize = 1024 * 1024;
/// Bytes of a string that is kept.
const LONGEST: usize = 1024;
/// How many strings are kept of late, and as many of before; and bytes of either.
const MOST: usize = 2_000;
const MOST_BYTES: usize = 256 * 1024;

static ALL: Mutex<Known> = Mutex::new(Known::new());

/// Texts by the XML of which they follow: those that were asked for of late, and those that were before.
struct Known {
    lately: Texts,
    before: Texts,
    /// Bytes of the XML of those of late.
    bytes: usize,
}

type Texts = FxHashMap<Box<[u8]>, Arc<str>>;

impl Known {
    const fn new() -> Known {
        Known { lately: Texts::with_hasher(FxBuildHasher), before: Texts::with_hasher(FxBuildHasher), bytes: 0 }
    }

    fn text(&mut self, xml: &[u8]) -> Option<Arc<str>> {
        if let Some(text) = self.lately.get(xml) {
            return Some(Arc::clone(text));
        }
        let (xml, text) = self.before.remove_entry(xml)?;
        self.keep(xml, Arc::clone(&text));
        Some(text)
    }

    fn keep(&mut self, xml: Box<[u8]>, text: Arc<str>) {
        if self.lately.len() >= MOST || self.bytes + xml.len() > MOST_BYTES {
            (self.before, self.bytes) = (mem::take(&mut self.lately), 0);
        }
        let length = xml.len();
        // Two threads may have learnt the same.
        if self.lately.insert(xml, text).is_none() {
            self.bytes += length;
        }
    }
}

/// Where the elements `si` of a part stand, if they stand side by side and all is written in the usual way: elements without prefix and
/// comments, closed in their order, none that could be taken for the end of a cell's own text, and no references but the five that XML has.
fn elements(part: &[u8]) -> Option<Vec<Range<usize>>> {
    simdutf8::basic::from_utf8(part).ok()?;
    let root = part.windows(4).position(|window| window == b"<sst")?;
    let head = part[..root].strip_prefix("\u{feff}".as_bytes()).unwrap_or(&part[..root]).trim_ascii();
    let is_declaration = head.starts_with(b"<?xml ") && head.ends_with(b"?>") && count(head, b'<') == 1;
    if !head.is_empty() && !is_declaration {
        return None;
    }
    let mut reader = Tags { part, at: root };
    if !matches!(reader.tag()?, Tag::Start(b"sst")) {
        return None;
    }
    let mut elements = Vec::new();
    let mut open: Vec<&[u8]> = Vec::new();
    while elements.len() <= MOST_STRINGS {
        let start = reader.at;
        if let Some(length) = plain_element(&part[start..]) {
            reader.at += length;
            elements.push(start..reader.at);
            continue;
        }
        match reader.tag()? {
            Tag::Start(b"si") => {
                open.push(b"si");
                while !open.is_empty() {
                    reader.pass_text()?;
                    match reader.tag()? {
                        Tag::Start(name) if !matches!(name, b"si" | b"is") => open.push(name),
                        Tag::End(name) if open.pop() == Some(name) => {}
                        Tag::Empty(name) if !matches!(name, b"si" | b"is") => {}
                        _ => return None,
                    }
                }
                elements.push(start..reader.at);
            }
            Tag::Empty(b"si") => elements.push(start..reader.at),
            Tag::End(b"sst") => return part[reader.at..].trim_ascii().is_empty().then_some(elements),
            _ => return None,
        }
    }
    None
}

/// The length of an element as most are written, a text in `<si><t>` without references; `None` where it is anything else.
fn plain_element(xml: &[u8]) -> Option<usize> {
    const END: &[u8] = b"</t></si>";
    let text = xml.strip_prefix(b"<si><t>")?;
    let length = memchr2(b'<', b'&', text)?;
    text[length..].starts_with(END).then_some(xml.len() - text.len() + length + END.len())
}

fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().filter(|other| **other == byte).count()
}

/// The tags of a part, one after another.
struct Tags<'x> {
    part: &'x [u8],
    at: usize,
}

/// A tag with its name.
enum Tag<'x> {
    Start(&'x [u8]),
    End(&'x [u8]),
    Empty(&'x [u8]),
}

impl<'x> Tags<'x> {
    /// The tag that stands here; `None` where anything else does, or it is written in an unusual way.
    fn tag(&mut self) -> Option<Tag<'x>> {
        let rest = self.part[self.at..].strip_prefix(b"<")?;
        let length = rest.iter().position(|byte| *byte == b'>')?;
        let inner = &rest[..length];
        // A mark of the end in a value would have been taken for the end.
        if inner.contains(&b'<') || inner.contains(&b'\'') || count(inner, b'"') % 2 == 1 {
            return None;
        }
        self.at += length + 2;
        if let Some(name) = inner.strip_prefix(b"/") {
            return is_name(name).then_some(Tag::End(name));
        }
        let (inner, is_empty) = inner.strip_suffix(b"/").map_or((inner, false), |inner| (inner, true));
        let name = inner.split(|byte| *byte == b' ').next().filter(|name| is_name(name))?;
        Some(if is_empty { Tag::Empty(name) } else { Tag::Start(name) })
    }

    /// Goes on to the next tag.
    fn pass_text(&mut self) -> Option<()> {
        let rest = &self.part[self.at..];
        let text = &rest[..rest.iter().position(|byte| *byte == b'<')?];
        let mut parts = text.split(|byte| *byte == b'&');
        parts.next();
        let usual: [&[u8]; 5] = [b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"];
        if !parts.all(|part| usual.iter().any(|reference| part.starts_with(reference))) {
            return None;
        }
        self.at += text.len();
        Some(())
    }
}

/// Whether it is a name without a prefix.
fn is_name(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{workbook_of, workbook_with};
    use super::*;
    use crate::intake::workbook::{Value, Workbook};

    #[test]
    fn strings_as_programs_write_them_are_taken_apart_and_no_others() {
        let read = |part: &str| {
            let elements = elements(part.as_bytes())?;
            Some(elements.into_iter().map(|element| part[element].to_owned()).collect::<Vec<_>>())
        };
        let strings = [
            "<si><t>a</t></si>",
            "<si/>",
            "<si></si>",
            "<si><t/></si>",
            "<si><t xml:space=\"preserve\"> &lt;a\n \"b\" &amp;&gt;&quot;&apos;</t></si>",
            "<si><t>改革</t><rPh sb=\"0\" eb=\"2\"><t>カイカク</t></rPh><phoneticPr fontId=\"1\"/></si>",
            "<si><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r><r><t>b</t></r></si>",
        ];
        for head in ["", "\u{feff}", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n", "<?xml version='1.0'?>"] {
            let part = format!("{head}<sst xmlns=\"x\" count=\"9\">{}</sst>\r\n", strings.concat());
            assert_eq!(read(&part).as_deref(), Some(strings.map(str::to_owned).as_slice()), "{part}");
        }
        for other in [
            "",
            "<sst>",
            "<sst/>",
            "<sst><si><t>a</t></si>",
            "<sst><si><t>a</t></sst>",
            "<sst><si><t>a</si></t></sst>",
            "<sst><si><si><t>a</t></si></si></sst>",
            "<sst><si><t>a</t></si><!----><si><t>b</t></si></sst>",
            "<sst><si><!--</si>--><t>a</t></si></sst>",
            "<sst><si><t><![CDATA[</si>]]></t></si></sst>",
            "<sst><si><t a=\">\">a</t></si></sst>",
            "<sst><si><t a='\"</si>\"'>a</t></si></sst>",
            "<sst><si><t>&other;</t></si></sst>",
            "<sst><si><t>&#12354;</t></si></sst>",
            "<sst><si><t>a & b</t></si></sst>",
            "<sst> <si><t>a</t></si></sst>",
            "<sst><si><t>a</t></si>text</sst>",
            "<x:sst><x:si><x:t>a</x:t></x:si></x:sst>",
            "<sst><x:si><t>a</t></x:si></sst>",
            "<sst><other/><si><t>a</t></si></sst>",
            "<sst><si><t>a</t><is></is><t>b</t></si></sst>",
            "<sst><si><is/></si></sst>",
            "<!DOCTYPE sst><sst><si><t>a</t></si></sst>",
            "<!-- <sst> --><sst><si><t>a</t></si></sst>",
            "<sst><si><t>a</t></si></sst><sst/>",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(elements(b"<sst><si><t>\xff</t></si></sst>"), None);
        let many = |count: usize| elements(format!("<sst>{}</sst>", "<si/>".repeat(count)).as_bytes());
        assert_eq!(many(MOST_STRINGS).map(|elements| elements.len()), Some(MOST_STRINGS));
        assert_eq!(many(MOST_STRINGS + 1), None);
    }

    #[test]
    fn no_more_is_kept_than_was_asked_for_lately() {
        let mut known = Known::new();
        let xml = |number: usize| number.to_le_bytes();
        for number in 0..3 * MOST {
            known.keep(Box::from(xml(number)), number.to_string().into());
            assert_eq!(known.text(&xml(0)).as_deref(), Some("0"));
        }
        assert!(known.lately.len() <= MOST && known.before.len() <= MOST);
        assert_eq!(known.text(&xml(1)), None);
        // Long ones drive out others.
        for number in 0..600_usize {
            known.keep([xml(number).as_slice(), &[0; LONGEST]].concat().into(), "long".into());
        }
        let bytes = |texts: &Texts| texts.keys().map(|xml| xml.len()).sum::<usize>();
        assert!(bytes(&known.lately) <= MOST_BYTES && bytes(&known.before) <= MOST_BYTES);
        assert_eq!(bytes(&known.lately), known.bytes);
    }

    fn texts(book: &Workbook) -> Vec<(String, String, Value)> {
        let sheets = book.sheets.iter();
        sheets
            .flat_map(|sheet| {
                sheet.cells.iter().map(|(at, cell)| (sheet.name.to_string(), at.to_string(), cell.value.clone()))
            })
            .collect()
    }

    /// A text that was asked for in a sheet that is not read to its end is asked for again.
    #[test]
    fn each_sheet_asks_for_its_own_texts() {
        let strings = "<sst><si><t>中断の前後</t></si></sst>";
        let cell = |at: &str| format!("<c r=\"{at}\" t=\"s\"><v>0</v></c>");
        let other = format!("<worksheet><sheetData><row r=\"1\">{}</row></sheetData></worksheet>", cell("C1"));
        for first in [
            format!("<sheetData><row r=\"1\">{}</row><row r=\"9999999\"/></sheetData>", cell("A1")),
            format!("<sheetData><row r=\"1\">{}{}</row></sheetData>", cell("A1"), cell("B1")),
            format!("<sheetData><row r=\"1\">{}<c r=\"B1\"/></row><x></y></sheetData>", cell("A1")),
        ] {
            let book = workbook_of(strings, &first, &[("xl/t.xml", &other)]).expect("a workbook");
            let expected = ("次".to_owned(), "C1".to_owned(), Value::Text("中断の前後".to_owned()));
            assert_eq!(texts(&book).last(), Some(&expected), "{first}");
        }
    }

    /// Beyond the room for texts in cells, calamine is asked by numbers, in the same sheet.
    #[test]
    fn many_long_texts_are_read_too() {
        let count = 2 * MOST_PUT / LONGEST;
        let text = |number: usize| format!("{number:04}{}", "x".repeat(LONGEST - 40));
        let strings: String = (0..count).map(|number| format!("<si><t>{}</t></si>", text(number))).collect();
        let rows: String = (0..count)
            .map(|number| format!("<row r=\"{0}\"><c r=\"A{0}\" t=\"s\"><v>{number}</v></c></row>", number + 1))
            .collect();
        let strings = format!("<sst>{strings}<si><t>{}</t></si></sst>", "y".repeat(2 * LONGEST));
        let rows = format!("{rows}<row r=\"9999\"><c r=\"A9999\" t=\"s\"><v>{count}</v></c></row>");
        for _ in 0..2 {
            let sheet = format!("<sheetData>{rows}</sheetData>");
            let read: Vec<Value> = texts(&workbook_of(&strings, &sheet, &[]).expect("a workbook"))
                .into_iter()
                .map(|(_, _, value)| value)
                .collect();
            let expected = (0..count).map(text).chain(["y".repeat(2 * LONGEST)]).map(Value::Text);
            assert_eq!(read, expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_number_without_a_string_is_told() {
        let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>7</v></c></row></sheetData>";
        for _ in 0..2 {
            let book = workbook_with(sheet, &[]);
            assert_eq!(texts(&book).len(), 1);
            assert!(!book.damage.is_empty());
        }
    }

    /// The XML of a shared string, in the usual ways and in others.
    fn string() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "<si><t>実績</t></si>",
            "<si><t> 前後 </t></si>",
            "<si><t xml:space=\"preserve\"> 前後 </t></si>",
            "<si><t>a&lt;b&amp;c</t></si>",
            "<si><t>&#12354;</t></si>",
            "<si><t>&other;</t></si>",
            "<si><t>一\r\n二\n三</t></si>",
            "<si><t>一_x000D_\n二_x005F_</t></si>",
            "<si/>",
            "<si></si>",
            "<si><t/></si>",
            "<si><t>改革</t><rPh sb=\"0\" eb=\"2\"><t>カイカク</t></rPh><phoneticPr fontId=\"1\"/></si>",
            "<si><r><t>120</t></r><r><rPr><strike/></rPr><t>80</t></r></si>",
            "<si><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r></si>",
            "<si><t>一</t><t>二</t></si>",
            "<si><t>一<b/>二</t></si>",
            "<si><t><![CDATA[一]]></t></si>",
            "<si a=\"1\"><t>属性</t></si>",
            "<x:si><t>一</t></x:si>",
            "<si><t>一</t>",
            "<si><t>一</si>",
            "<other/>",
        ])
        .prop_map(str::to_owned)
    }

    fn cell() -> impl Strategy<Value = String> {
        let ways = prop::sample::select(vec![
            "<c r=\"@\" t=\"s\"><v>#</v></c>",
            "<c r=\"@\" s=\"1\" t=\"s\"><v>#</v></c>",
            "<c r=\"@\" t=\"s\"><v> # </v></c>",
            "<c t=\"s\" r=\"@\"><v>#</v></c>",
            "<c r=\"@\"><v>#</v></c>",
            "<c r=\"@\" t=\"s\"><v>#</v><v>#</v></c>",
            "<c r=\"@\" t=\"s\"><f>A1</f><v>#</v></c>",
            "<c r=\"@\" t=\"s\"><v/></c>",
            "<c r=\"@\"/>",
        ]);
        let odd = prop::sample::select(vec!["", "", "", "", "", "", "", "<!---->", "<x/>", "</c>"]);
        (ways, 0_u32..6, 0_usize..9, odd).prop_map(|(way, column, number, odd)| {
            let at = char::from_u32(u32::from('A') + column).expect("a letter");
            way.replace('@', &format!("{at}1")).replace('#', &number.to_string()) + odd
        })
    }

    proptest! {
        /// Behind a comment the part is left to calamine, and every cell asks by its number.
        #[test]
        fn calamine_makes_the_same_of_the_whole_part(
            strings in prop::collection::vec(string(), 0..8),
            cells in prop::collection::vec(cell(), 0..8),
        ) {
            let sheet = format!("<sheetData><row r=\"1\">{}</row></sheetData>", cells.concat());
            let read = |head: &str| workbook_of(&format!("<sst>{head}{}</sst>", strings.concat()), &sheet, &[]);
            let whole = read("<!---->");
            prop_assert_eq!(read(""), whole.clone());
            prop_assert_eq!(read(""), whole);
        }
    }
}

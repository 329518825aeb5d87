//! Cells as nearly all programs write them, `<c r="B5" s="12" t="s"><v>31</v></c>`: read as they stand. A cell that is written in any
//! other way is left to the XML reader, which reads these, too, with the same result and at several times the cost.

use super::facts::CellKind;
use crate::vocabulary::{CellAddress, bare_address};

/// A cell whose attributes stand in the usual order and whose value is ASCII without references.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlainCell<'x> {
    pub(super) at: CellAddress,
    /// Number of the cell format.
    pub(super) style: usize,
    pub(super) kind: CellKind,
    /// What it holds; nothing of one with a look alone.
    pub(super) value: &'x str,
    /// The number of the shared string that it holds.
    pub(super) string: Option<usize>,
    /// Its XML, before and behind the number of its format.
    pub(super) xml: (&'x [u8], &'x [u8]),
    /// The length of its XML.
    pub(super) length: usize,
}

impl<'x> PlainCell<'x> {
    /// The cell at the head of some XML; `None` where it is anything else, or written in another way.
    pub(super) fn read(xml: &'x [u8]) -> Option<PlainCell<'x>> {
        let (at, rest) = word(xml.strip_prefix(b"<c r=\"")?)?;
        let head = &xml[..xml.len() - rest.len()];
        let (style, rest) = match rest.strip_prefix(b" s=\"") {
            Some(rest) => word(rest)?,
            None => (b"0".as_slice(), rest),
        };
        let tail = rest;
        let (kind, rest) = match rest.strip_prefix(b" t=\"") {
            Some(rest) => word(rest)?,
            None => (b"n".as_slice(), rest),
        };
        let (value, rest) = match rest.strip_prefix(b"><v>") {
            Some(rest) => {
                let end = rest.iter().position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'<' | b'&'))?;
                let (value, rest) = rest.split_at(end);
                (str::from_utf8(value).ok().filter(|value| !value.is_empty())?, rest.strip_prefix(b"</v></c>")?)
            }
            None => ("", rest.strip_prefix(b"/>").or_else(|| rest.strip_prefix(b"></c>"))?),
        };
        let kind = match kind {
            b"n" => CellKind::Number,
            b"s" => CellKind::Shared,
            b"b" => CellKind::Truth,
            b"e" => CellKind::Error,
            b"str" => CellKind::Other,
            // The value stands elsewhere, or needs a second look.
            _ => return None,
        };
        let string = if kind == CellKind::Shared && !value.is_empty() { Some(string_number(value)?) } else { None };
        let is_number = (1..=9).contains(&style.len()) && style.iter().all(u8::is_ascii_digit);
        Some(PlainCell {
            at: bare_address(at)?,
            style: is_number.then(|| style.iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0')))?,
            kind,
            value,
            string,
            xml: (head, &tail[..tail.len() - rest.len()]),
            length: xml.len() - rest.len(),
        })
    }
}

/// The number of a shared string: digits alone. calamine takes the first string for whatever it cannot read as a number.
pub(super) fn string_number(value: &str) -> Option<usize> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok())?
}

/// An attribute's value of letters and digits with the quotation mark behind it, and what follows.
fn word(xml: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = xml.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
    let (word, rest) = xml.split_at(end);
    Some((word, rest.strip_prefix(b"\"")?))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::intake::workbook::{Value, Workbook};
    use proptest::prelude::*;

    #[test]
    fn cells_as_programs_write_them_are_read_and_no_others() {
        let read = |xml: &'static str| PlainCell::read(xml.as_bytes()).map(|cell| (cell.at, cell.style, cell.value));
        let at = CellAddress::new(4, 1);
        assert_eq!(read(r#"<c r="B5" s="12" t="s"><v>31</v></c><c r="C5"/>"#), Some((at, 12, "31")));
        assert_eq!(read(r#"<c r="B5"><v>-1.5E+3</v></c>"#), Some((at, 0, "-1.5E+3")));
        assert_eq!(read(r#"<c r="B5" s="3"/></row>"#), Some((at, 3, "")));
        assert_eq!(read(r#"<c r="B5" s="3"></c>"#), Some((at, 3, "")));
        for other in [
            r#"<c s="12" r="B5"><v>31</v></c>"#,
            r#"<c r="B5" s="12" cm="1"><v>31</v></c>"#,
            r#"<c r="B5" t="d"><v>2021-01-01</v></c>"#,
            r#"<c r="B5" t="str"><v>a&amp;b</v></c>"#,
            r#"<c r="B5" t="str"><v>件</v></c>"#,
            r#"<c r="B5"><f>A1</f><v>1</v></c>"#,
            r#"<c r="B5"><v></v></c>"#,
            r#"<c r="B5"><v>1</v><v>2</v></c>"#,
            r#"<c r="XFE1"><v>1</v></c>"#,
            r#"<c r="B5" t="s"><v> 1 </v></c>"#,
            r#"<c r="B5" t="s"><v>99999999999999999999</v></c>"#,
            r#"<c r="B5" s="99999999999"><v>1</v></c>"#,
            r#"<c r="B5"><v>1</v>"#,
            r#"<row r="5">"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    /// A workbook with one row of cells.
    fn workbook(cells: &str) -> Workbook {
        fixture::workbook(&format!("<sheetData><row r=\"3\">{cells}</row></sheetData>"))
    }

    #[test]
    fn cells_without_an_address_stand_behind_the_one_before() {
        let book = workbook(r#"<c><v>1</v></c><c r="D3"><v>2</v></c><c/><c t="s"><v>1</v></c>"#);
        let cells: Vec<_> = book.sheets[0].cells.iter().map(|(at, cell)| (at.to_string(), &cell.value)).collect();
        let (one, two, text) = (Value::Number(1.0), Value::Number(2.0), Value::Text("区分".to_owned()));
        assert_eq!(cells, [("A3".into(), &one), ("D3".into(), &two), ("F3".into(), &text)]);
        // An address under a prefix is one.
        let book = workbook(r#"<c x:r="D3"><v>2</v></c><c x:r="F3" t="s"><v>1</v></c>"#);
        let cells: Vec<_> = book.sheets[0].cells.iter().map(|(at, cell)| (at.to_string(), &cell.value)).collect();
        assert_eq!(cells, [("D3".into(), &two), ("F3".into(), &text)]);
    }

    #[test]
    fn what_is_no_number_of_a_string_is_told() {
        for value in [" 1 ", "+1", "1.0", "-1", "0x1", "x", "2021-04-01", "99999999999999999999"] {
            for cell in
                [format!("<c r=\"B3\" t=\"s\"><v>{value}</v></c>"), format!("<c t=\"s\" r=\"B3\"><v>{value}</v></c>")]
            {
                let book = workbook(&cell);
                assert!(book.sheets[0].cells.is_empty() && book.damage.len() == 1, "{cell}: {book:?}");
            }
        }
    }

    /// The reader of values must meet what is odd, or a cell would be lost without a word.
    #[test]
    fn a_cell_without_an_end_is_told() {
        for cells in [
            r#"<c r="B3" t="s"><v>1</v><c r="C3"/><c r="D3"><v>2</v></c>"#,
            r#"<c r="B3" t="s"><v>1</v></row><row r="4"><c r="C4"/><c r="D4"><v>2</v></c>"#,
        ] {
            assert!(!workbook(cells).damage.is_empty(), "{cells}");
        }
    }

    /// A cell as it stands in a sheet, in the usual ways and in others.
    fn cell() -> impl Strategy<Value = String> {
        let address =
            prop::option::weighted(0.9, (0_u32..4, 0_u32..9).prop_map(|(row, col)| CellAddress::new(row, col)));
        let style = prop::sample::select(vec!["", " s=\"0\"", " s=\"7\"", " s='1'", " s=\"x\"", " s=\"99999999999\""]);
        let kinds =
            ["", " t=\"s\"", " t=\"n\"", " t=\"b\"", " t=\"e\"", " t=\"str\"", " t=\"d\"", " t=\"odd\"", " t='s'"];
        let values = [
            "/>",
            " />",
            "></c>",
            "><v/></c>",
            "><v></v></c>",
            "><v>1</v></c>",
            "><v>0</v></c>",
            "><v>9</v></c>",
            "><v> 12 </v></c>",
            "><v>a&lt;b</v></c>",
            "><v>件</v></c>",
            "><v>#N/A</v></c>",
            "><v>1\r\n2</v></c>",
            "><v>2021-04-01</v></c>",
            "><f>A1</f><v>5</v></c>",
            "><f>A1</f></c>",
            "><v>1</v><v>2</v></c>",
            "><v><![CDATA[3]]></v></c>",
        ];
        let (kind, value) = (prop::sample::select(kinds.to_vec()), prop::sample::select(values.to_vec()));
        (address, style, kind, value, any::<bool>()).prop_map(|(at, style, kind, value, is_first)| {
            let at = at.map(|at| format!(" r=\"{at}\"")).unwrap_or_default();
            if is_first { format!("<c{at}{style}{kind}{value}") } else { format!("<c{style}{kind}{at}{value}") }
        })
    }

    proptest! {
        /// Behind a comment every cell is left to the XML reader.
        #[test]
        fn the_xml_reader_makes_the_same_of_a_cell(cells in prop::collection::vec(cell(), 0..8)) {
            let apart: String = cells.iter().map(|cell| format!("<!---->{cell}")).collect();
            prop_assert_eq!(workbook(&cells.concat()), workbook(&apart));
        }
    }
}

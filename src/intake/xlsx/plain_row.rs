//! Rows as nearly all programs write them, `<row r="5" spans="1:22" ht="20.25">`, with plain cells alone ([`PlainCell`]): read as they stand.
//! A row that is written in any other way, or holds another cell, is left to the XML reader.

use super::plain_cell::PlainCell;

/// The attributes of a row and the length of its XML with all its cells.
#[derive(Debug, PartialEq)]
pub(super) struct PlainRow<'x> {
    /// Its attributes by their local names, in their order; the values need no resolving.
    pub(super) attributes: Vec<(&'x str, &'x str)>,
    /// The length of its XML.
    pub(super) length: usize,
}

impl<'x> PlainRow<'x> {
    /// The row at the head of some XML, its cells into `cells`; `None` where it is anything else, or written in another way.
    pub(super) fn read(xml: &'x [u8], cells: &mut Vec<PlainCell<'x>>) -> Option<PlainRow<'x>> {
        cells.clear();
        let mut rest = xml.strip_prefix(b"<row")?;
        let mut attributes = Vec::with_capacity(USUAL_ATTRIBUTES);
        while let Some(attribute) = Attribute::read(rest) {
            if attributes.len() == MOST_ATTRIBUTES {
                return None;
            }
            attributes.push((attribute.name, attribute.value));
            rest = attribute.rest;
        }
        rest = rest.strip_prefix(b">")?;
        while let Some(cell) = PlainCell::read(rest) {
            rest = &rest[cell.length..];
            cells.push(cell);
        }
        rest = rest.strip_prefix(b"</row>")?;
        Some(PlainRow { attributes, length: xml.len() - rest.len() })
    }
}

/// Number, span, height and who set it.
const USUAL_ATTRIBUTES: usize = 4;
/// A row of more is not a usual one.
const MOST_ATTRIBUTES: usize = 32;

struct Attribute<'x> {
    /// Without its prefix.
    name: &'x str,
    value: &'x str,
    rest: &'x [u8],
}

impl<'x> Attribute<'x> {
    /// The attribute at the head of some XML, behind one space, in quotation marks, of ASCII without references.
    fn read(xml: &'x [u8]) -> Option<Attribute<'x>> {
        let xml = xml.strip_prefix(b" ")?;
        let end = xml.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b':')?;
        let (name, rest) = xml.split_at(end);
        let rest = rest.strip_prefix(b"=\"")?;
        let end =
            rest.iter().position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'<' | b'&' | b'>'))?;
        let (value, rest) = rest.split_at(end);
        let name = match name.iter().position(|byte| *byte == b':') {
            Some(colon) => &name[colon + 1..],
            None => name,
        };
        let is_name = name.first().is_some_and(u8::is_ascii_alphabetic);
        Some(Attribute {
            name: str::from_utf8(name).ok().filter(|_| is_name)?,
            value: str::from_utf8(value).ok()?,
            rest: rest.strip_prefix(b"\"")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::workbook;
    use super::*;

    #[test]
    fn rows_as_programs_write_them_are_read_and_no_others() {
        let read = |xml: &'static str| {
            let mut cells = Vec::new();
            PlainRow::read(xml.as_bytes(), &mut cells).map(|row| (row.attributes, row.length, cells))
        };
        let (attributes, length, cells) =
            read(r#"<row r="5" spans="1:2" x14ac:dyDescent="0.4"><c r="B5"><v>1</v></c><c r="C5" s="2"/></row><row>"#)
                .expect("a row");
        assert_eq!(attributes, [("r", "5"), ("spans", "1:2"), ("dyDescent", "0.4")]);
        assert_eq!((length, cells.len()), (90, 2));
        assert!(read("<row></row>").is_some_and(|(attributes, ..)| attributes.is_empty()));
        let row_of = |count: usize| format!("<row{}></row>", " a=\"\"".repeat(count)).leak() as &'static str;
        assert!(read(row_of(MOST_ATTRIBUTES)).is_some() && read(row_of(MOST_ATTRIBUTES + 1)).is_none());
        for other in [
            r#"<row r="5"/>"#,
            r#"<row  r="5"></row>"#,
            r#"<row r='5'></row>"#,
            r#"<row r = "5"></row>"#,
            r#"<row r="&#53;"></row>"#,
            r#"<row r="5"><c><v>1</v></c></row>"#,
            r#"<row r="5"><c r="B5"><v>件</v></c></row>"#,
            r#"<row r="5"> </row>"#,
            r#"<row r="5"></row >"#,
            r#"<row r="5"><c r="B5"/>"#,
            r#"<rows r="5"></rows>"#,
            r#"<c r="B5"/>"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    /// A row as it stands in a sheet, in the usual ways and in others.
    fn row() -> impl Strategy<Value = String> {
        let number = prop::sample::select(vec![
            "",
            " r=\"2\"",
            " r=\"3\"",
            " r=\"7\"",
            " x:r=\"4\"",
            " r=\" 5 \"",
            " r='6'",
            " r=\"0\"",
            " r=\"x\"",
            " r=\"2000000\"",
            " r=\"3\" r=\"8\"",
        ]);
        let others = prop::sample::select(vec![
            "",
            " spans=\"1:3\"",
            " hidden=\"1\"",
            " hidden=\"true\"",
            " hidden=\"0\"",
            " ht=\"20.25\"",
            " ht=\"0\"",
            " ht=\"0.1\"",
            " x:ht=\"0\"",
            "  ht=\"0\"",
            " ht=\"\"",
            " s=\"a>b\"",
        ]);
        let cells = prop::sample::select(vec![
            "",
            "<c r=\"B2\"><v>1</v></c>",
            "<c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"C3\"/>",
            "<c r=\"D7\" t=\"b\"><v>1</v></c>",
            "<c><v>3</v></c>",
            "<c r=\"B4\"><v>1</v></c><c><v>2</v></c><c r=\"D4\"><v>2</v></c>",
            "<c r=\"C8\"><f>A1</f><v>5</v></c>",
            "<c r=\"E3\" t=\"str\"><v>件</v></c>",
            " ",
            "<!---->",
            "<c r=\"A1\"><v>1</v>",
            "<row r=\"9\"></row>",
            "</c>",
        ]);
        let ends = prop::sample::select(vec!["</row>", "</row>", "</row>", "</row>", "</row>", "</row >", "", "</x>"]);
        (number, others, prop::collection::vec(cells, 0..3), ends, any::<bool>()).prop_map(
            |(number, others, cells, end, is_first)| {
                let attributes = if is_first { format!("{number}{others}") } else { format!("{others}{number}") };
                format!("<row{attributes}>{}{end}", cells.concat())
            },
        )
    }

    proptest! {
        /// Behind a comment every row is left to the XML reader.
        #[test]
        fn the_xml_reader_makes_the_same_of_a_row(rows in prop::collection::vec(row(), 0..6), hides in any::<bool>()) {
            let head = if hides { "<sheetFormatPr defaultRowHeight=\"0\"/>" } else { "" };
            let sheet = |rows: &str| workbook(&format!("{head}<sheetData>{rows}</sheetData>"));
            let apart: String = rows.iter().map(|row| format!("<!---->{row}")).collect();
            prop_assert_eq!(sheet(&rows.concat()), sheet(&apart));
        }
    }
}

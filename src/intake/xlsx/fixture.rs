//! Workbooks for tests of this reader.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::intake::limits::Limits;
use crate::intake::package::Package;
use crate::intake::workbook::Workbook;

/// A workbook of one sheet (and a second, where `t.xml` is among the further parts) with two shared strings, as it is read; `content` is what its sheet holds.
pub(super) fn workbook(content: &str) -> Workbook {
    workbook_with(content, &[])
}

/// The same with further parts.
pub(super) fn workbook_with(content: &str, further: &[(&str, &str)]) -> Workbook {
    let strings = "<sst><si><t>実績</t></si><si><t>区分</t></si></sst>";
    workbook_of(strings, content, further).expect("a workbook")
}

/// The same with other shared strings.
pub(super) fn workbook_of(strings: &str, content: &str, further: &[(&str, &str)]) -> Result<Workbook, String> {
    let sheet = format!("<worksheet>{content}</worksheet>");
    let book = r#"<workbook><sheets><sheet name="入力" sheetId="1" r:id="a"/><sheet name="次" sheetId="2" r:id="b"/></sheets></workbook>"#;
    let book = if further.iter().any(|(name, _)| *name == "xl/t.xml") {
        book.to_owned()
    } else {
        book.replace(r#"<sheet name="次" sheetId="2" r:id="b"/>"#, "")
    };
    let relations = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/worksheet" Target="t.xml"/></Relationships>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/sharedStrings.xml", strings),
        ("xl/s.xml", &sheet),
    ]
    .iter()
    .chain(further)
    {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    let bytes = zip.finish().expect("a zip").into_inner();
    let package = Package::open(&bytes, &Limits::default()).expect("a package");
    super::read(package, &Limits::default())
}

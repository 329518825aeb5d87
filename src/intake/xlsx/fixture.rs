//! Workbooks for tests of this reader.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::intake::limits::Limits;
use crate::intake::package::Package;
use crate::intake::workbook::Workbook;

/// A workbook of one sheet with two shared strings, as it is read; `content` is what its sheet holds.
pub(super) fn workbook(content: &str) -> Workbook {
    workbook_with(content, &[])
}

/// The same with further parts.
pub(super) fn workbook_with(content: &str, further: &[(&str, &str)]) -> Workbook {
    let sheet = format!("<worksheet>{content}</worksheet>");
    let book = r#"<workbook><sheets><sheet name="入力" sheetId="1" r:id="a"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/></Relationships>"#;
    let strings = "<sst><si><t>実績</t></si><si><t>区分</t></si></sst>";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("xl/workbook.xml", book),
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
    super::read(package, &Limits::default()).expect("a workbook")
}

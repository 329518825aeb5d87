//! What a file is, by its bytes: an extension is never trusted.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::known::Known;
use super::package::Packed;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileType {
    /// Excel 2007 and later, with or without macros.
    Xlsx,
    /// Excel 2007 and later, binary.
    Xlsb,
    /// OpenDocument.
    Ods,
    /// Excel 97-2003 (a compound file with a `Workbook` stream) or Excel 5/95 (`Book`).
    Xls,
    /// An Excel file with a password to open it (compound file with `EncryptedPackage`).
    Encrypted,
    /// A lone BIFF stream of Excel 2-4, without a compound file around it.
    OldBiff,
    /// Word or PowerPoint, old or new, and OpenDocument text.
    Document,
    /// A document of Numbers, which no other program reads.
    Numbers,
    /// A zip that is none of these.
    Zip,
    /// A PDF, by its head.
    Pdf,
    /// A web page, often saved by another system under the name .xls.
    Html,
    /// Excel 2003 XML (SpreadsheetML).
    Xml2003,
    /// OpenDocument as one XML file.
    Fods,
    /// Other XML.
    Xml,
    /// A picture.
    Image,
    /// Text with commas or tabs in UTF-8 (or UTF-16).
    CsvUtf8,
    /// Text with commas or tabs in CP932 (Shift_JIS).
    CsvCp932,
    /// Other text.
    Text,
    /// A mail, of Outlook (.msg) or as text (.eml); a workbook may be attached to it.
    Mail,
    /// A shortcut to a file (.lnk) or to a page (.url).
    Shortcut,
    /// A compound file that is none of these (an old .doc …).
    Compound,
    /// Nothing in it, or zeros only.
    Empty,
    /// A program, a database, anything else.
    Unknown,
}

impl FileType {
    /// What it is, in Japanese, for the ledger and for people.
    pub fn label(self) -> &'static str {
        match self {
            FileType::Xlsx => "Excelブック（xlsx）",
            FileType::Xlsb => "Excelバイナリブック（xlsb）",
            FileType::Ods => "OpenDocument表計算（ods）",
            FileType::Xls => "Excel 97-2003ブック（xls）",
            FileType::Encrypted => "パスワード付きのブック",
            FileType::OldBiff => "Excel 4.0以前のブック",
            FileType::Document => "文書ファイル（Word・PowerPointなど）",
            FileType::Numbers => "Numbersの書類",
            FileType::Zip => "zip圧縮ファイル",
            FileType::Pdf => "PDF",
            FileType::Html => "Webページ（HTML）",
            FileType::Xml2003 => "Excel 2003 XML",
            FileType::Fods => "OpenDocumentのXML（fods）",
            FileType::Xml => "XML",
            FileType::Image => "画像",
            FileType::CsvUtf8 => "CSV（UTF-8）",
            FileType::CsvCp932 => "CSV（Shift_JIS）",
            FileType::Text => "テキスト",
            FileType::Mail => "電子メール",
            FileType::Shortcut => "ショートカット",
            FileType::Compound => "古い形式の文書（複合ファイル）",
            FileType::Empty => "空のファイル",
            FileType::Unknown => "不明な形式",
        }
    }

    /// Whether it is read at all.
    pub fn is_workbook(self) -> bool {
        match self {
            FileType::Xlsx | FileType::Xlsb | FileType::Ods | FileType::Xls => true,
            FileType::Encrypted
            | FileType::OldBiff
            | FileType::Document
            | FileType::Numbers
            | FileType::Zip
            | FileType::Pdf
            | FileType::Html
            | FileType::Xml2003
            | FileType::Fods
            | FileType::Xml
            | FileType::Image
            | FileType::CsvUtf8
            | FileType::CsvCp932
            | FileType::Text
            | FileType::Mail
            | FileType::Shortcut
            | FileType::Compound
            | FileType::Empty
            | FileType::Unknown => false,
        }
    }

    /// What to do about such a file that the office itself names for a workbook: as [`FileType::remedy`] where saving it in another form helps,
    /// and no word to departments.
    pub fn remedy_of_named(self) -> &'static str {
        match self {
            FileType::CsvUtf8
            | FileType::CsvCp932
            | FileType::Text
            | FileType::Xml
            | FileType::Pdf
            | FileType::Image
            | FileType::Document
            | FileType::Compound
            | FileType::Mail
            | FileType::Shortcut
            | FileType::Zip
            | FileType::Empty => "Excelブックを指定してください。",
            FileType::Numbers => {
                "Numbersで開き、［ファイル］→［書き出す］→［Excel］で書き出したブックを指定してください。"
            }
            FileType::Xlsx
            | FileType::Xlsb
            | FileType::Ods
            | FileType::Xls
            | FileType::Encrypted
            | FileType::OldBiff
            | FileType::Html
            | FileType::Xml2003
            | FileType::Fods
            | FileType::Unknown => self.remedy(),
        }
    }

    /// What to do about a file that is not read, one sentence that ends in 。
    pub fn remedy(self) -> &'static str {
        match self {
            FileType::Encrypted => {
                // Excel also encrypts a workbook whose structure is protected, by a password that it knows itself and never asks for.
                "Excelで開き、［ファイル］→［情報］→［ブックの保護］→［パスワードを使用して暗号化］でパスワードを空にして保存し直してください。パスワードを尋ねられずに開くときは、［校閲］→［ブックの保護］を解除して保存し直してください。"
            }
            FileType::Fods => {
                "LibreOfficeで開き、［名前を付けて保存］で「Excel 2007–365（.xlsx）」を選んで保存し直してください。"
            }
            FileType::Numbers => {
                "Numbersで開き、［ファイル］→［書き出す］→［Excel］で書き出したブックを提出してください。"
            }
            FileType::Html | FileType::Xml2003 | FileType::OldBiff => {
                "Excelで開き、［名前を付けて保存］で「Excelブック（*.xlsx）」を選んで保存し直してください。"
            }
            FileType::CsvUtf8 | FileType::CsvCp932 | FileType::Text | FileType::Xml => {
                "配布した様式（Excelブック）に記入して提出してください。"
            }
            FileType::Pdf | FileType::Image | FileType::Document | FileType::Compound => {
                "元のExcelブックを提出してください。"
            }
            FileType::Mail => "添付されたExcelブックを取り出し、このフォルダに置いてください。",
            FileType::Shortcut => {
                "ショートカットに記入の内容は入っていません。元のExcelブックをこのフォルダに置いてください。"
            }
            FileType::Zip => "展開して、中のExcelブックをこのフォルダに置いてください。",
            FileType::Empty => "ファイルの中身がありません。もう一度保存するか、提出し直してもらってください。",
            FileType::Xlsx | FileType::Xlsb | FileType::Ods | FileType::Xls | FileType::Unknown => {
                "Excelで開けるか確かめ、開けたら「Excelブック（*.xlsx）」で保存し直してください。"
            }
        }
    }
}

/// What a package with something in it begins with, and a compound file.
const PACKAGE: [u8; 4] = *b"PK\x03\x04";
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// How many bytes tell whether a file begins as workbooks do.
pub(super) const HEAD: usize = COMPOUND.len();

/// Whether a file begins as packages (.xlsx, .ods) or compound files (.xls) do.
pub(super) fn begins_as_workbook(head: &[u8]) -> bool {
    head.starts_with(&PACKAGE) || head.starts_with(&COMPOUND)
}

/// How a shortcut of Windows begins: the length of its head and the class of shortcuts.
const SHORTCUT: &[u8] = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F";

/// Says what a file is. Looks at the first bytes, and for containers at the names inside.
pub fn sniff(bytes: &[u8]) -> FileType {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if bytes.iter().take(4096).all(|byte| *byte == 0) {
        return FileType::Empty;
    }
    if starts(&PACKAGE) || starts(b"PK\x05\x06") {
        return sniff_zip(bytes);
    }
    if starts(&COMPOUND) {
        return sniff_compound(bytes);
    }
    if starts(SHORTCUT) {
        return FileType::Shortcut;
    }
    if find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some() {
        return FileType::Pdf;
    }
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] | [0x09, 0x08, 0x08 | 0x10, 0x00, ..]) {
        return FileType::OldBiff;
    }
    let images: [&[u8]; 8] =
        [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"\xD7\xCD\xC6\x9A"];
    if images.iter().any(|magic| starts(magic)) || (starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")) {
        return FileType::Image;
    }
    if starts(b"{\\rtf") {
        return FileType::Document;
    }
    sniff_text(bytes)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn sniff_zip(bytes: &[u8]) -> FileType {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        // Cut short: the directory at the end is gone, but the first entries still say what it was.
        let head = &bytes[..bytes.len().min(64 * 1024)];
        let parts: [(&[u8], FileType); 6] = [
            (b"[Content_Types].xml", FileType::Xlsx),
            (b"xl/", FileType::Xlsx),
            (b"vnd.oasis.opendocument.spreadsheet", FileType::Ods),
            (b"word/", FileType::Document),
            // What all of Microsoft's packages begin with; a word processor's was named above.
            (b"docProps/", FileType::Xlsx),
            (b"_rels/.rels", FileType::Xlsx),
        ];
        return parts.iter().find(|(part, _)| find(head, part).is_some()).map_or(FileType::Zip, |(_, kind)| *kind);
    };
    let names: Vec<String> = zip
        .file_names()
        .take(10_000)
        .filter_map(|name| Some(name.ok()?.replace('\\', "/").to_ascii_lowercase()))
        .collect();
    let has = |prefix: &str| names.iter().any(|name| name.starts_with(prefix));
    if let Ok(entry) = zip.by_name("mimetype") {
        let mut kind = String::new();
        // A mimetype is some 50 bytes; more is not one.
        if entry.take(128).read_to_string(&mut kind).is_ok() && kind.contains("opendocument") {
            return if kind.contains("spreadsheet") { FileType::Ods } else { FileType::Document };
        }
    }
    let by_type = type_of_package(bytes, &mut zip);
    if has("xl/workbook.bin") {
        FileType::Xlsb
    } else if has("xl/") || has("/xl/") {
        by_type.unwrap_or(FileType::Xlsx)
    } else if has("word/") || has("ppt/") {
        FileType::Document
    } else if has("index/document.iwa") || has("index.zip") && has("metadata/") {
        FileType::Numbers
    } else if has("content.xml") && has("meta-inf/manifest.xml") {
        FileType::Ods
    } else {
        by_type.unwrap_or(FileType::Zip)
    }
}

/// What kind of workbook the main part of a package is, by its content types; those of workbooks embedded in it have no `main`.
fn main_part(types: &str) -> Option<FileType> {
    const MAIN: [(&str, FileType); 5] = [
        ("ms-excel.sheet.binary.macroenabled.main", FileType::Xlsb),
        ("spreadsheetml.sheet.main", FileType::Xlsx),
        ("spreadsheetml.template.main", FileType::Xlsx),
        ("ms-excel.sheet.macroenabled.main", FileType::Xlsx),
        ("ms-excel.template.macroenabled.main", FileType::Xlsx),
    ];
    MAIN.into_iter().find(|(name, _)| types.contains(name)).map(|(_, kind)| kind)
}

/// What kind of workbook a package says its main part is. Most say it to the letter as another does.
fn type_of_package(bytes: &[u8], zip: &mut ZipArchive<Cursor<&[u8]>>) -> Option<FileType> {
    static KNOWN: Known<Option<FileType>> = Known::new();
    let index = zip.index_for_name(CONTENT_TYPES)?;
    let entry = zip.by_index_raw(index).ok().filter(|entry| !entry.encrypted());
    let packed = entry.and_then(|entry| Packed::of(bytes, &entry));
    match packed {
        Some(packed) => KNOWN.of(&packed.key(), || main_part(&content_types(zip))),
        None => main_part(&content_types(zip)),
    }
}

const CONTENT_TYPES: &str = "[Content_Types].xml";

/// What a package says of the kinds of single parts, in small letters: their names are free. What it says of all names with one ending is
/// left out, as some programs list endings that the package does not have.
fn content_types(zip: &mut ZipArchive<Cursor<&[u8]>>) -> String {
    const MOST: u64 = 256 * 1024;
    let mut types = Vec::new();
    if let Ok(entry) = zip.by_name(CONTENT_TYPES) {
        // As far as it can be read.
        let _ = entry.take(MOST).read_to_end(&mut types);
    }
    // The names are ASCII: without its zeros UTF-16 is ASCII, too.
    types.retain(|byte| *byte != 0);
    let types = String::from_utf8_lossy(&types).to_ascii_lowercase();
    types.split('<').filter(|element| element.contains("override") && element.contains("partname")).collect()
}

/// The names of a compound file's streams stand in its directory in UTF-16; searching for them needs no parser that could fail.
fn sniff_compound(bytes: &[u8]) -> FileType {
    let has = |name: &str| {
        let mut wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        wide.extend([0, 0]);
        // Directory entries are 128 bytes, aligned.
        bytes.chunks(128).any(|entry| entry.starts_with(&wide))
    };
    if has("EncryptedPackage") {
        FileType::Encrypted
    } else if has("Workbook") || has("WORKBOOK") || has("Book") {
        FileType::Xls
    } else if has("WordDocument") || has("PowerPoint Document") {
        FileType::Document
    } else if has("__properties_version1.0") {
        FileType::Mail
    } else {
        FileType::Compound
    }
}

fn sniff_text(bytes: &[u8]) -> FileType {
    let head = &bytes[..bytes.len().min(8192)];
    let (text, legacy) = match head {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (String::from_utf8_lossy(rest).into_owned(), false),
        [0xFF, 0xFE, rest @ ..] => (encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(), false),
        [0xFE, 0xFF, rest @ ..] => (encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(), false),
        _ => match std::str::from_utf8(head) {
            Ok(text) => (text.to_owned(), false),
            // Cut within a character by the 8192 bytes.
            Err(error) if error.error_len().is_none() => {
                (String::from_utf8_lossy(&head[..error.valid_up_to()]).into_owned(), false)
            }
            Err(_) => {
                let (text, _, bad) = encoding_rs::SHIFT_JIS.decode(head);
                if bad && bytes.len() <= head.len() {
                    return FileType::Unknown;
                }
                (text.into_owned(), true)
            }
        },
    };
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}')) {
        return FileType::Unknown;
    }
    let start = text.trim_start().to_ascii_lowercase();
    if start.starts_with('<') {
        if start.contains("office:spreadsheet") || start.contains("progid=\"excel.sheet\"") {
            let fods = start.contains("office:document") || start.contains("opendocument");
            return if fods && !start.contains("excel.sheet") { FileType::Fods } else { FileType::Xml2003 };
        }
        if start.contains("opendocument.spreadsheet") || start.contains("<office:document") {
            return FileType::Fods;
        }
        if start.contains("<html") || start.contains("<table") || start.contains("<!doctype html") {
            return FileType::Html;
        }
        return FileType::Xml;
    }
    if start.starts_with("[internetshortcut]") {
        return FileType::Shortcut;
    }
    if let Some(kind) = by_headers(&start) {
        return kind;
    }
    let separated = text.lines().take(20).filter(|line| line.contains(',') || line.contains('\t')).count();
    match (separated > 0, legacy) {
        (true, false) => FileType::CsvUtf8,
        (true, true) => FileType::CsvCp932,
        (false, _) => FileType::Text,
    }
}

/// A mail or a page saved with its pictures (MHTML): both begin with headers, but only a mail has come from somebody to somebody.
fn by_headers(text: &str) -> Option<FileType> {
    let mut headers = Vec::new();
    for line in text.lines().take_while(|line| !line.trim().is_empty()) {
        // A header of several lines goes on after a space.
        if !line.starts_with([' ', '\t']) {
            let (name, value) = line.split_once(':').filter(|(name, _)| !name.is_empty() && !name.contains(' '))?;
            headers.push((name, value.trim()));
        }
    }
    let has = |wanted: &str| headers.iter().any(|(name, _)| *name == wanted);
    let holds = |part: &str| headers.iter().any(|(name, value)| *name == "content-type" && value.starts_with(part));
    let is_sent = ["received", "message-id", "return-path", "to", "delivered-to"].iter().any(|name| has(name));
    if is_sent && (has("from") || has("subject")) || has("mime-version") && holds("multipart/mixed") {
        return Some(FileType::Mail);
    }
    has("mime-version").then_some(FileType::Html)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A package whose parts have names that no program of Microsoft gives them.
    #[test]
    fn a_package_is_what_its_content_types_say() {
        let main = |kind: &str| {
            format!("<Types><Override PartName=\"/book/w\" ContentType=\"application/{kind}.main+xml\"/></Types>")
        };
        let wide =
            |text: &str| [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let sheet = main("vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        for (types, expected) in [
            (sheet.clone().into_bytes(), FileType::Xlsx),
            (wide(&sheet), FileType::Xlsx),
            (main("vnd.ms-excel.sheet.binary.macroEnabled").into_bytes(), FileType::Xlsb),
            (
                b"<Types><Default Extension=\"bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>".to_vec(),
                FileType::Zip,
            ),
            (main("vnd.openxmlformats-officedocument.wordprocessingml.document").into_bytes(), FileType::Zip),
            (Vec::new(), FileType::Zip),
        ] {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, bytes) in [("[Content_Types].xml", types.as_slice()), ("book/w", b"<x/>")] {
                zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
                zip.write_all(bytes).expect("written");
            }
            let bytes = zip.finish().expect("a zip").into_inner();
            assert_eq!(sniff(&bytes), expected, "{}", String::from_utf8_lossy(&types));
        }
    }

    /// Whoever has a file of a program that Excel does not know is not told to open it with Excel.
    #[test]
    fn a_document_of_numbers_is_no_packed_folder() {
        for (names, expected) in [
            (&["Index/Document.iwa", "Metadata/Properties.plist"][..], FileType::Numbers),
            (&["Index.zip", "Metadata/Properties.plist"], FileType::Numbers),
            (&["Index.zip", "提出.xlsx"], FileType::Zip),
        ] {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for name in names {
                zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
                zip.write_all(b"x").expect("written");
            }
            assert_eq!(sniff(&zip.finish().expect("a zip").into_inner()), expected, "{names:?}");
        }
        for kind in [FileType::Numbers, FileType::Fods] {
            assert!(!kind.remedy().contains("Excelで開き"), "{}", kind.remedy());
        }
    }

    /// An embedded workbook says nothing of the package around it, however its type is declared.
    #[test]
    fn a_package_is_not_what_is_embedded_in_it() {
        const TABLE: &str = "vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        const BINARY: &str = "vnd.ms-excel.sheet.binary.macroEnabled.12";
        for (main, embedded, expected) in [
            ("word/document.xml", TABLE, FileType::Document),
            ("word/document.xml", BINARY, FileType::Document),
            ("ppt/presentation.xml", TABLE, FileType::Document),
            ("xl/workbook.xml", BINARY, FileType::Xlsx),
            ("xl/workbook.xml", TABLE, FileType::Xlsx),
            ("book/w", BINARY, FileType::Zip),
            ("book/w", TABLE, FileType::Zip),
            ("xl/w", "vnd.ms-excel.sheet.binary.macroEnabled.main", FileType::Xlsb),
            ("book/w", "vnd.ms-excel.sheet.macroEnabled.main+xml", FileType::Xlsx),
            ("book/w", "vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", FileType::Xlsx),
        ] {
            let types =
                format!("<Types><Override PartName=\"/embedded/1\" ContentType=\"application/{embedded}\"/></Types>");
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, bytes) in [("[Content_Types].xml", types.as_bytes()), (main, b"<x/>")] {
                zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
                zip.write_all(bytes).expect("written");
            }
            let bytes = zip.finish().expect("a zip").into_inner();
            assert_eq!(sniff(&bytes), expected, "{main} {embedded}");
        }
    }

    #[test]
    fn text_files_are_told_apart() {
        let sjis = encoding_rs::SHIFT_JIS.encode("番号,実績\r\n1,広告料\r\n").0.into_owned();
        let page = b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"\r\n\r\n";
        let cases: [(&[u8], FileType); 17] = [
            (b"", FileType::Empty),
            (b"\0\0\0\0", FileType::Empty),
            ("番号,実績\n".as_bytes(), FileType::CsvUtf8),
            (&sjis, FileType::CsvCp932),
            (b"<html><table><tr><td>1</td></tr></table>", FileType::Html),
            (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>", FileType::Xml2003),
            (b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">", FileType::Fods),
            (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\n", FileType::Html),
            (page, FileType::Html),
            (b"Received: from a, b\r\n\tby c\r\nFrom: a@example.jp\r\nTo: b@example.jp\r\nMIME-Version: 1.0\r\n\r\na,b\n", FileType::Mail),
            (b"Subject: =?utf-8?b?5o+Q?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=\"\n\n", FileType::Mail),
            ("件名: 提出, 様式\n\n".as_bytes(), FileType::CsvUtf8),
            (b"to: me, you\n\n", FileType::CsvUtf8),
            (b"[InternetShortcut]\r\nURL=file:///x.xlsx\r\n", FileType::Shortcut),
            (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F\x9B\0", FileType::Shortcut),
            (b"%PDF-1.7\n", FileType::Pdf),
            (b"\x89PNG\r\n\x1a\n", FileType::Image),
        ];
        for (bytes, expected) in cases {
            assert_eq!(sniff(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}

//! Hostile and odd files, each with exactly the findings it must give. None panics, hangs or takes memory beyond its limits.

use std::time::{Duration, Instant};

use kaikaku::contract::Field;
use kaikaku::intake::submission::Recognition;
use kaikaku::intake::{Limits, Options, read_bytes};
use kaikaku::vocabulary::{Amount, Yen};

use super::container::{self, Laid, retyped, sheet_xml, xlsx_with};
use super::moved_forms::book;
use super::{codes, filled, lines, plan};

/// The expected result of a file: its findings' codes in the order of findings, and whether a submission is read from it.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    codes: &'static [&'static str],
    is_read: bool,
}

fn refused(name: &'static str, bytes: impl Into<Vec<u8>>, codes: &'static [&'static str]) -> Case {
    Case { name, bytes: bytes.into(), codes, is_read: false }
}

fn read(name: &'static str, laid: Laid, codes: &'static [&'static str]) -> Case {
    Case { name, bytes: laid.xlsx(), codes, is_read: true }
}

/// A compound file's head with a directory entry of that name.
pub(crate) fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

/// The container without one of its parts.
fn without_part(bytes: &[u8], part: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a container");
    let mut kept: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("read");
        kept.push((entry.name().expect("a name").into_owned(), bytes));
    }
    assert!(kept.iter().any(|(name, _)| name == part), "{part}");
    kept.retain(|(name, _)| name != part);
    container::zip(&kept.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}

fn strings(xml: &str) -> Vec<u8> {
    xlsx_with(&retyped().xml(), &[("xl/sharedStrings.xml", xml.as_bytes())])
}

fn rows(rows: &str) -> Vec<u8> {
    xlsx_with(&sheet_xml("", rows, ""), &[])
}

pub(crate) fn ods(content: &str, manifest: &str) -> Vec<u8> {
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
    container::zip(&[
        ("mimetype", mimetype),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

fn files_that_are_no_forms() -> Vec<Case> {
    let (form, _) = filled(&plan());
    let sjis = encoding_rs::SHIFT_JIS.encode("番号,実績\r\n1-1,広告を集めた\r\n").0.into_owned();
    let mut flipped = form.clone();
    flipped[form.len() / 2] ^= 0xFF;
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("番号\t実績\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bomb = vec![b' '; 70 << 20];
    let many: Vec<(String, Vec<u8>)> = (0..5000).map(|i| (format!("xl/x{i}.xml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    vec![
        refused("空", Vec::new(), &["empty"]),
        refused("零だけ", vec![0; 5000], &["empty"]),
        refused("HTMLをxlsに", "<html><body><table><tr><td>実績</td></tr></table></body></html>", &["not-a-workbook"]),
        refused("MHTML", "MIME-Version: 1.0\nContent-Type: multipart/related\n", &["not-a-workbook"]),
        refused("CSV UTF-8", "番号,実績\n1-1,広告\n", &["not-a-workbook"]),
        refused("CSV CP932", sjis, &["not-a-workbook"]),
        refused("タブ区切りUTF-16", utf16, &["not-a-workbook"]),
        refused(
            "Excel 2003 XML",
            "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
            &["not-a-workbook"],
        ),
        refused(
            "FODS",
            "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"/>",
            &["not-a-workbook"],
        ),
        refused("PDF", "%PDF-1.7\n%âãÏÓ", &["not-a-workbook"]),
        refused("画像", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), &["not-a-workbook"]),
        refused("JPEG", b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec(), &["not-a-workbook"]),
        refused(
            "Word",
            container::zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
            &["not-a-workbook"],
        ),
        refused("古いWord", compound("WordDocument\0"), &["not-a-workbook"]),
        refused("メール", compound("__substg1.0_0037001F\0"), &["not-a-workbook"]),
        refused("RTF", "{\\rtf1\\ansi 実績}", &["not-a-workbook"]),
        refused("zip", container::zip(&[("進捗管理表.xlsx", &form)]), &["not-a-workbook"]),
        refused("空のzip", container::zip(&[]), &["not-a-workbook"]),
        refused("テキスト", "本年度は提出するものがありません。", &["not-a-workbook"]),
        refused("実行ファイル", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF".to_vec(), &["not-a-workbook"]),
        refused("Excel 4.0", [0x09, 0x04, 0x06, 0x00, 0x00, 0x04, 0x10, 0x00, 0x01].to_vec(), &["not-a-workbook"]),
        refused("パスワード付き", compound("EncryptedPackage\0"), &["encrypted"]),
        refused("途中で切れたxlsx", form[..form.len() / 2].to_vec(), &["damaged"]),
        refused("頭だけのxlsx", form[..64].to_vec(), &["damaged"]),
        refused("中身の化けたxlsx", flipped, &["damaged"]),
        refused("中身のないxlsx", container::zip(&[("xl/workbook.xml", b"")]), &["damaged"]),
        refused("展開すると大きいxlsx", xlsx_with(&bomb, &[]), &["limit"]),
        refused("部品の多いxlsx", container::zip(&many), &["limit"]),
        refused(
            "共有文字列の数が偽り",
            strings(
                "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"4000000000\"/>",
            ),
            &["limit"],
        ),
        refused("xls（子プロセスなし）", compound("Workbook\0"), &["child"]),
        refused(
            "パスワード付きのods",
            ods("<x/>", "<manifest><file-entry><encryption-data/></file-entry></manifest>"),
            &["encrypted"],
        ),
        refused("壊れたods", ods("<office:document-content><table:table", "<manifest/>"), &["damaged"]),
        refused("様式のないxlsx", Laid::default().text(0, 0, "予算の表").xlsx(), &["no-form"]),
        refused("空のxlsx", Laid::default().xlsx(), &["no-form"]),
        refused("XML", "<?xml version=\"1.0\"?><data/>", &["not-a-workbook"]),
    ]
}

fn sheets_that_are_broken() -> Vec<Case> {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("<worksheet/>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![
        refused("XFDを越える列", rows(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#), &["damaged", "no-form"]),
        refused("1048576を越える行", rows(r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#), &["damaged", "no-form"]),
        refused("桁あふれする行", rows(r#"<row r="99999999999999999999"><c r="A99999999999999999999"><v>1</v></c></row>"#), &["damaged", "no-form"]),
        refused("逆さの範囲", xlsx_with(&sheet_xml(r#"<dimension ref="C5:A1"/>"#, "", ""), &[]), &["no-form"]),
        refused("果てしない範囲", xlsx_with(&sheet_xml(r#"<dimension ref="A1:XFD1048576"/>"#, "", ""), &[]), &["no-form"]),
        refused("2つのシートデータ", xlsx_with(&sheet_xml("", r#"<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="1"><c r="A1"><v>2</v></c></row>"#, ""), &[]), &["damaged", "no-form"]),
        refused("UTF-16のシート", xlsx_with(&utf16, &[]), &["no-form"]),
        refused("シートの部品がない", xlsx_with(b"", &[("xl/worksheets/sheet1.xml", b"")]), &["damaged", "no-form"]),
        refused("途中で切れたシート", xlsx_with(b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1", &[]), &["damaged", "no-form"]),
        refused("ないはずの共有文字列", rows(r#"<row r="1"><c r="A1" t="s"><v>99</v></c></row>"#), &["damaged"]),
        refused("おかしな真偽", rows(r#"<row r="1"><c r="A1" t="b"><v>banana</v></c></row>"#), &["damaged-cell", "no-form"]),
        refused("おかしな型", rows(r#"<row r="1"><c r="A1" t="zz"><v>1</v></c></row>"#), &["no-form"]),
        refused(
            "外部実体",
            xlsx_with(b"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&e;</v></c></row></sheetData></worksheet>", &[]),
            &["damaged", "no-form"],
        ),
    ]
}

fn forms_with_odd_cells() -> Vec<Case> {
    vec![
        read("打ち直した様式", retyped(), &[]),
        read("区分が分からない", retyped().text(4, 4, "順調に"), &["grade-unknown"]),
        read("チェックの印", retyped().text(4, 4, "レ"), &["grade-ticked"]),
        read("エラーのセル", retyped().raw(4, 5, r#"t="e"><v>#REF!</v>"#), &["error-cell"]),
        read("#SPILL!", retyped().raw(4, 5, r#"t="e"><v>#SPILL!</v>"#), &["error-cell"]),
        read("結果のない計算式", retyped().raw(4, 5, "><f>SUM(A1:A3)</f>"), &["uncached"]),
        read("結果のある計算式", retyped().raw(4, 5, "><f>600*2</f><v>1200</v>"), &[]),
        read("千円表示の円", retyped().number(4, 5, 1_200_000.0, 1), &[]),
        read("百万円の表示形式", retyped().number(4, 5, 12.0, 2), &["unit"]),
        read("％の表示形式", retyped().number(4, 5, 0.5, 6), &["unit"]),
        read("日付になった金額", retyped().number(4, 5, 44_000.0, 3), &["not-a-number"]),
        read("結合した欄", retyped().merge("B1:C1").merge("D5:D6"), &[]),
        read("単位のない金額", retyped().text(3, 5, "歳入増（単年度）"), &["unit"]),
        read("約", retyped().text(4, 5, "約1,200"), &["inexact"]),
        read("範囲", retyped().text(4, 5, "1,000～1,500"), &["inexact"]),
        read("未定", retyped().text(4, 5, "未定"), &["undecided"]),
        read("円で書かれた額", retyped().text(4, 5, "１，２００，０００円"), &["unit"]),
        read("大きすぎる数", retyped().number(4, 5, 1e300, 0), &["not-a-number"]),
        read("日付になった番号", retyped().number(4, 0, 44_197.0, 3), &["action-dated"]),
        read("計画にない番号", retyped().text(4, 0, "99-9"), &["action-unknown"]),
        read("番号のない行", retyped().text(5, 3, "番号を書き忘れた。"), &["row-without-number"]),
        read("注記の行", retyped().text(6, 0, "※ 金額は見込み"), &[]),
        read("合計の行", retyped().text(6, 3, "合計").number(6, 5, 1200.0, 0), &[]),
        read("欄の外の記入", retyped().text(4, 9, "電話で確認済み"), &["outside"]),
        read("隠れた行", retyped().hide_row(4), &["hidden", "hidden", "hidden", "hidden", "hidden"]),
        read("隠れた列", retyped().hide_column(3), &["hidden"]),
        read("同じ番号が2行", retyped().text(5, 0, "1-1").text(5, 3, "別の実績"), &["action-twice"]),
        read("元号の通し番号の提出日", retyped().number(1, 4, 44_326.0, 4), &[]),
        read("元号だけの年度", retyped().number(0, 4, 43_922.0, 5), &[]),
        read("昔の元号の提出日", retyped().text(1, 4, "平成33年5月10日"), &["era"]),
        read(
            "同じ番地のセルが3つ",
            retyped().raw(4, 5, r#"><v>1200</v></c><c r="F5"><v>120</v></c><c r="F5"><v>120</v>"#),
            &["damaged-cell"],
        ),
        read("同じ番地の同じセル", retyped().raw(4, 5, r#"><v>1200</v></c><c r="F5"><v>1200</v>"#), &[]),
        read("曜日の合わない提出日", retyped().text(1, 4, "令和3年5月10日（火）"), &["other-weekday"]),
        read("ない日", retyped().text(1, 4, "令和3年2月30日"), &["not-a-date"]),
        read("制御文字", retyped().raw(4, 3, r#"t="inlineStr"><is><t>広告_x0001_を集めた。</t></is>"#), &["text"]),
        read(
            "ふりがな",
            retyped().raw(4, 3, r#"t="inlineStr"><is><r><t>広告</t></r><rPh sb="0" eb="2"><t>コウコク</t></rPh></is>"#),
            &[],
        ),
        read("空白だけの欄", retyped().text(4, 6, "　\n "), &[]),
        Case {
            name: "部署の分からない様式",
            bytes: retyped().text(0, 1, "総務課").xlsx(),
            codes: &["no-identity"],
            is_read: false,
        },
        Case {
            name: "年度のない様式", bytes: retyped().without(0, 4).xlsx(), codes: &["no-identity"], is_read: false
        },
    ]
}

fn cases() -> Vec<Case> {
    files_that_are_no_forms().into_iter().chain(sheets_that_are_broken()).chain(forms_with_odd_cells()).collect()
}

/// The name and the bytes of every odd file.
pub(crate) fn every_case() -> Vec<(String, Vec<u8>)> {
    cases().into_iter().map(|case| (case.name.to_owned(), case.bytes)).collect()
}

#[test]
fn odd_files_give_exactly_their_findings() {
    let plan = plan();
    let cases = cases();
    assert!(cases.len() >= 60, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let begun = Instant::now();
        let reading = read_bytes(&plan, "提出.xlsx", &case.bytes, &Options::default());
        assert!(begun.elapsed() < Duration::from_secs(20), "{}: {:?}", case.name, begun.elapsed());
        let found = codes(&reading.findings);
        if found != case.codes || reading.submissions.len() != usize::from(case.is_read) {
            wrong.push(format!(
                "{}: {} submissions, {:?} instead of {:?}\n{}",
                case.name,
                reading.submissions.len(),
                found,
                case.codes,
                lines(&reading.findings)
            ));
        }
        // Whoever reads a finding learns what to do, unless there is nothing to do.
        for finding in &reading.findings {
            let is_told = finding.remedy.is_some() || finding.severity == kaikaku::finding::Severity::Note;
            assert!(is_told, "{}: {finding}", case.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_retyped_form_is_known_by_its_labels() {
    let plan = plan();
    let reading = read_bytes(&plan, "提出.xlsx", &retyped().xlsx(), &Options::default());
    let submission = super::only(&reading);
    assert_eq!(submission.recognition, Recognition::Labels);
    assert_eq!(submission.key.department, super::unit());
    let entry = &submission.entries[0];
    assert_eq!(entry.text(Field::Result).map(|at| at.value.as_str()), Some("広告を集めた。"));
    let effects: Vec<_> = entry.effects().map(|(_, at)| at.value).collect();
    assert_eq!(effects, [Amount::Value(Yen(1_200_000))]);
}

/// The effects of the only entry of a form.
fn effects(bytes: &[u8]) -> (Vec<Amount<Yen>>, String) {
    let reading = read_bytes(&plan(), "提出.xlsx", bytes, &Options::default());
    let effects = super::only(&reading).entries[0].effects().map(|(_, at)| at.value).collect();
    (effects, lines(&reading.findings))
}

/// A package whose parts have names of their own, known by their types and relations.
#[test]
fn a_package_is_read_by_what_it_says_of_its_parts() {
    const TYPES: &[u8] = br#"<Types><Override PartName="/book/w.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    const ROOT: &[u8] =
        br#"<Relationships><Relationship Id="r" Type="x/relationships/officeDocument" Target="book/w.xml"/></Relationships>"#;
    const WORKBOOK: &str =
        r#"<workbook xmlns:r="r"><sheets><sheet name="入力" sheetId="1" r:id="s"/></sheets></workbook>"#;
    const RELATIONS: &[u8] =
        br#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="pages/1.xml"/></Relationships>"#;
    let bytes = container::zip(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("book/w.xml", WORKBOOK.as_bytes()),
        ("book/_rels/w.xml.rels", RELATIONS),
        ("book/pages/1.xml", &retyped().xml()),
    ]);
    assert_eq!(effects(&bytes), (vec![Amount::Value(Yen(1_200_000))], String::new()));
    // Names without an ending.
    let types = String::from_utf8_lossy(TYPES).replace("w.xml", "w");
    let root = String::from_utf8_lossy(ROOT).replace("w.xml", "w");
    let relations = String::from_utf8_lossy(RELATIONS).replace("1.xml", "1");
    let bytes = container::zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("book/w", WORKBOOK.as_bytes()),
        ("book/_rels/w.rels", relations.as_bytes()),
        ("book/pages/1", &retyped().xml()),
    ]);
    assert_eq!(effects(&bytes), (vec![Amount::Value(Yen(1_200_000))], String::new()));
}

/// Containers name a part by its characters or by their octets; both are one name.
#[test]
fn names_of_parts_written_by_their_octets_are_found() {
    const ROOT: &[u8] =
        br#"<Relationships><Relationship Id="r" Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const WORKBOOK: &[u8] =
        r#"<workbook xmlns:r="r"><sheets><sheet name="入力" sheetId="1" r:id="s"/></sheets></workbook>"#.as_bytes();
    const OCTETS: &str = "%E5%85%A5%E5%8A%9B.xml";
    for (target, part) in
        [(OCTETS, "入力.xml"), ("入力.xml", OCTETS), (OCTETS, OCTETS), ("%E5.xml", "%E5.xml"), ("100%.xml", "100%.xml")]
    {
        let relations = format!(
            r#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="worksheets/{target}"/></Relationships>"#
        );
        let part = format!("xl/worksheets/{part}");
        let bytes = container::zip(&[
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            (&part, &retyped().xml()),
        ]);
        assert_eq!(effects(&bytes), (vec![Amount::Value(Yen(1_200_000))], String::new()), "{target} {part}");
    }
}

/// Where the part with the texts is gone, that is one finding, and none of a cell.
#[test]
fn a_workbook_without_its_texts_is_one_finding() {
    let (form, _) = filled(&plan());
    let without = without_part(&form, "xl/sharedStrings.xml");
    let found = read_bytes(&plan(), "提出.xlsx", &without, &Options::default()).findings;
    assert_eq!(codes(&found), ["damaged"], "{}", lines(&found));
    assert!(found[0].message.contains("sharedStrings.xml"), "{}", found[0]);
    // Nor where most texts stand in the cells themselves; a few that are gone are named.
    for (lost, expected) in [(3, vec!["damaged-cell"; 3]), (30, vec!["damaged"])] {
        let many = (0..lost).fold(retyped(), |laid, row| laid.raw(20 + row, 9, r#"t="s"><v>0</v>"#));
        let many = (0..200).fold(many, |laid, row| laid.text(60 + row, 9, "控え"));
        let found = read_bytes(&plan(), "提出.xlsx", &many.xlsx(), &Options::default()).findings;
        let damaged: Vec<&str> = codes(&found).into_iter().filter(|code| code.starts_with("damaged")).collect();
        assert_eq!(damaged, expected, "{}", lines(&found));
    }
}

/// Which of two parts of one name is right cannot be known: programs take the first or the last, or refuse the file.
#[test]
fn two_parts_of_one_name_that_differ_are_refused() {
    let (form, other) = (retyped().xml(), retyped().number(4, 5, 9_999.0, 0).xml());
    for (name, is_one_name) in [
        ("xl/worksheets/Sheet1.xml", true),
        ("xl/worksheets/sheet%31.xml", true),
        ("/xl\\worksheets/sheet1.xml", true),
        ("xl/worksheets/sheet2.xml", false),
    ] {
        for again in [&form, &other] {
            let reading = super::read(&plan(), &xlsx_with(&form, &[(name, again)]));
            let found = lines(&reading.findings);
            let is_refused = is_one_name && again != &form;
            assert_eq!(found.contains("同じ名前の部品（xl/worksheets/sheet1.xml）"), is_refused, "{name} {found}");
            assert_eq!(reading.submissions.is_empty(), is_refused, "{name}");
        }
    }
    // The same to the letter.
    const NAME: &[u8] = b"xl/worksheets/sheet2.xml";
    let mut bytes = xlsx_with(&form, &[("xl/worksheets/sheet2.xml", &other)]);
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(NAME)).collect();
    for at in places {
        bytes[at..][..NAME.len()].copy_from_slice(b"xl/worksheets/sheet1.xml");
    }
    let reading = super::read(&plan(), &bytes);
    assert!(reading.submissions.is_empty() && codes(&reading.findings) == ["damaged"], "{}", lines(&reading.findings));
}

/// Which of several cells of one address is right cannot be known; what is said of them is true, and is not said without end.
#[test]
fn cells_of_one_address_that_differ_are_left_out() {
    for (cells, said) in [
        (r#"><v>1200</v></c><c r="F5"><v>120</v>"#, "内容か書式が違います"),
        (r#"><v>1200</v></c><c r="F5" s="1"><v>1200</v>"#, "内容か書式が違います"),
        (r#"><v>1200</v></c><c r="F5" t="s"><v>99</v>"#, "読めません"),
        (r#"t="s"><v>99</v></c><c r="F5"><v>1200</v>"#, "読めません"),
        // Of an empty one as well, before or behind, wherever in the sheet.
        (r#"><v>1200</v></c><c r="F5">"#, "内容か書式が違います"),
        (r#"></c><c r="F5"><v>1200</v>"#, "内容か書式が違います"),
        (r#"><v>1200</v></c><c r="Z5"/><c r="F5" s="1">"#, "内容か書式が違います"),
        (r#"><v>1200</v></c></row><row r="5"><c r="F5"><f/>"#, "内容か書式が違います"),
    ] {
        let (effects, found) = effects(&retyped().raw(4, 5, cells).xlsx());
        assert!(
            effects.is_empty() && found.contains(said) && found.lines().count() == 1,
            "{cells} {effects:?} {found}"
        );
    }
    let emptied = |row: u32| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c><c r="A{row}"/></row>"#);
    let bytes = rows(&(1..=1000).map(emptied).collect::<String>());
    let found = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default()).findings;
    assert_eq!(codes(&found).iter().filter(|code| code.starts_with("damaged")).count(), 201);
    let twice = |row: u32| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c><c r="A{row}"><v>2</v></c></row>"#);
    let bytes = rows(&(1..=1000).map(twice).collect::<String>());
    let found = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default()).findings;
    assert_eq!(codes(&found).iter().filter(|code| code.starts_with("damaged")).count(), 201);
}

/// Sheets that are no forms are one finding where they are many, and a sheet that holds nothing but a shape is one of them.
#[test]
fn many_sheets_that_are_no_forms_are_one_finding() {
    let plan = plan();
    let form = ("入力".to_owned(), true, retyped().xml());
    let said = |more: Vec<(String, bool, Vec<u8>)>| {
        let sheets: Vec<_> = [form.clone()].into_iter().chain(more).collect();
        let reading = read_bytes(&plan, "提出.xlsx", &book(&sheets), &Options::default());
        super::only(&reading);
        lines(&reading.findings)
    };
    let of = |count: usize, visible: bool| -> Vec<(String, bool, Vec<u8>)> {
        (1..=count).map(|at| (format!("控え{at}"), visible, Laid::default().text(0, 0, "控え").xml())).collect()
    };
    for (count, findings) in [(1, 1), (5, 5), (6, 1), (200, 1)] {
        for visible in [true, false] {
            let said = said(of(count, visible));
            assert_eq!(said.lines().count(), findings, "{said}");
            assert_eq!(said.contains(&format!("など{count}枚のシート")), findings == 1 && count > 1, "{said}");
        }
    }
    let said = said(of(300, true));
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.contains("上限の256枚まで") && said.contains("［limits］のsheetsで") && !said.contains("保存し直し"),
        "{said}"
    );
}

/// Sheets that are named again and again for one part, or for none, are one finding with the reason.
#[test]
fn many_sheets_of_one_part_or_of_none_are_one_finding() {
    let of_part = |target: &str| {
        let sheets: String =
            (2..=256).map(|at| format!(r#"<sheet name="控え{at}" sheetId="{at}" r:id="rId2"/>"#)).collect();
        let workbook = format!(
            r#"<workbook xmlns:r="r"><sheets><sheet name="入力" sheetId="1" r:id="rId1"/>{sheets}</sheets></workbook>"#
        );
        let relations = format!(
            r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="worksheets/{target}.xml"/></Relationships>"#
        );
        let more: [(&str, &[u8]); 2] =
            [("xl/workbook.xml", workbook.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
        let bytes = xlsx_with(&retyped().number(4, 5, 120.0, 0).xml(), &more);
        (effects(&bytes), read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default()).findings)
    };
    for (target, expected) in [
        ("sheet1", "ほかのシートと同じ中身を指すシートが255枚あります。"),
        ("SHEET1", "ほかのシートと同じ中身を指すシートが255枚あります。"),
        ("none", "「控え2」、「控え3」など255枚のシート：シートの中身がファイルにありません。"),
    ] {
        let ((amounts, _), found) = of_part(target);
        assert_eq!(codes(&found), ["damaged"], "{target} {}", lines(&found));
        assert!(lines(&found).contains(expected), "{target} {}", lines(&found));
        assert_eq!(amounts, [Amount::Value(Yen(120_000))], "{target}");
    }
}

/// A sheet on which nothing but a text box stands is not passed over in silence.
#[test]
fn a_sheet_with_nothing_but_a_shape_is_reported() {
    let workbook = r#"<workbook xmlns:r="r"><sheets><sheet name="入力" sheetId="1" r:id="rId1"/><sheet name="補足" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
    let drawing = r#"<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>実績は10件。</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"#;
    let bytes = xlsx_with(
        &retyped().xml(),
        &[
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            ("xl/worksheets/sheet2.xml", &sheet_xml("", "", r#"<drawing r:id="rId1" xmlns:r="r"/>"#)),
            (
                "xl/worksheets/_rels/sheet2.xml.rels",
                br#"<Relationships><Relationship Id="rId1" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>"#,
            ),
            ("xl/drawings/drawing1.xml", drawing.as_bytes()),
        ],
    );
    let reading = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default());
    assert_eq!(codes(&reading.findings), ["sheet-ignored"], "{}", lines(&reading.findings));
    assert!(lines(&reading.findings).contains("シート「補足」（図形や画像1個）"), "{}", lines(&reading.findings));
}

#[test]
fn limits_may_be_set() {
    let plan = plan();
    let options = Options { limits: Limits { cells: 10, ..Limits::default() }, ..Options::default() };
    let reading = read_bytes(&plan, "提出.xlsx", &retyped().xlsx(), &options);
    assert!(codes(&reading.findings).contains(&"damaged"), "{}", lines(&reading.findings));
    assert!(reading.account.is_partial, "the cells beyond are not counted");
    assert!(!read_bytes(&plan, "提出.xlsx", &retyped().xlsx(), &Options::default()).account.is_partial);
}

/// Formulas with an empty result leave the room for cells; where there are too many of them to look at, that is told.
#[test]
fn formulas_with_an_empty_result_crowd_out_no_cell_unseen() {
    for (blanks, is_whole) in [(60, true), (300, false)] {
        let form = (0..blanks).fold(retyped(), |laid, col| laid.raw(0, 100 + col, "t=\"str\"><f>\"\"</f><v></v>"));
        let options = Options { limits: Limits { cells: 50, ..Limits::default() }, ..Options::default() };
        let reading = read_bytes(&plan(), "提出.xlsx", &form.xlsx(), &options);
        assert_eq!(lines(&reading.findings).contains("途中まで読みました"), !is_whole, "{}", lines(&reading.findings));
        assert_eq!(reading.submissions.len() == 1, is_whole, "{}", lines(&reading.findings));
    }
}

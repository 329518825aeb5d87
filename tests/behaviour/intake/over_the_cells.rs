//! What a sheet shows over its cells in drawings of every kind: SmartArt, handwriting, WordArt, embedded objects, controls of forms. It
//! is told with its text and its place, and is never part of a cell.

use kaikaku::intake::{FileReading, Options, read_bytes};

use super::cases::bytes;
use super::container::{retyped, xlsx_with};
use super::odd_files::ods;
use super::{lines, plan};

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The retyped form with a part that its sheet refers to, and further parts.
fn with_part(kind: &str, path: &str, part: &str, more: &[(&str, &[u8])]) -> FileReading {
    let sheet = String::from_utf8(retyped().xml()).expect("UTF-8");
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATION}/{kind}" Target="../drawings/{path}"/><Relationship Id="rId2" Type="{RELATION}/ctrlProp" Target="../ctrlProps/ctrlProp1.xml"/></Relationships>"#
    );
    let path = format!("xl/drawings/{path}");
    let mut parts: Vec<(&str, &[u8])> =
        vec![("xl/worksheets/_rels/sheet1.xml.rels", relations.as_bytes()), (path.as_str(), part.as_bytes())];
    parts.extend(more);
    read_bytes(&plan(), "表.xlsx", &xlsx_with(sheet.as_bytes(), &parts), &Options::default())
}

/// A part that is related to thousands of times is read once, or the file would take minutes.
#[test]
fn a_drawing_that_a_sheet_relates_to_many_times_is_read_once() {
    let sheet = String::from_utf8(retyped().xml()).expect("UTF-8");
    let shape = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>内緒の文</a:t></a:r></a:p></xdr:txBody></xdr:sp>";
    let drawing = format!("<xdr:wsDr><xdr:absoluteAnchor>{shape}</xdr:absoluteAnchor></xdr:wsDr>");
    let one = |id: usize, kind: &str, target: &str| {
        format!(r#"<Relationship Id="rId{id}" Type="{RELATION}/{kind}" Target="../drawings/{target}"/>"#)
    };
    let many: String =
        (0..3_000).map(|id| one(2 * id, "drawing", "drawing1.xml") + &one(2 * id + 1, "ctrlProp", "on.xml")).collect();
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{many}</Relationships>"#
    );
    let parts: [(&str, &[u8]); 3] = [
        ("xl/worksheets/_rels/sheet1.xml.rels", relations.as_bytes()),
        ("xl/drawings/drawing1.xml", drawing.as_bytes()),
        ("xl/drawings/on.xml", br#"<formControlPr checked="Checked"/>"#),
    ];
    let reading = read_bytes(&plan(), "表.xlsx", &xlsx_with(sheet.as_bytes(), &parts), &Options::default());
    assert_eq!(told(&reading), [(false, SHAPE.to_owned(), "内緒の文".to_owned())]);
}

/// What was told of things over the cells: whether it names E5, the kind, the text.
fn told(reading: &FileReading) -> Vec<(bool, String, String)> {
    assert_eq!(reading.submissions.len(), 1, "{}", lines(&reading.findings));
    let told = reading.findings.iter().filter(|finding| finding.code.0 == "intake.overlay");
    told.map(|finding| {
        let at_cell = finding.origin.as_ref().is_some_and(|origin| origin.to_string().ends_with("!E5"));
        let kind = finding.message.trim_start_matches("シートに").split('が').next().unwrap_or_default().to_owned();
        (at_cell, kind, finding.found.clone().unwrap_or_default())
    })
    .collect()
}

const SHAPE: &str = "テキストボックスや図形";
const DRAWN: &str = "文字のない線や図形";
const PICTURE: &str = "画像やグラフ";
const CONTROL: &str = "チェックボックスや一覧などのコントロール";

#[test]
fn everything_in_a_drawing_is_told() {
    let diagram = r#"<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>内緒の図</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"#;
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATION}/diagramData" Target="../diagrams/data1.xml"/></Relationships>"#
    );
    let frame = |content: &str| {
        format!("<xdr:graphicFrame><a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></xdr:graphicFrame>")
    };
    let shape = |before: &str, text: &str| {
        format!(
            "<xdr:sp><xdr:nvSpPr><xdr:cNvPr id=\"2\" name=\"x\">{before}</xdr:cNvPr></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        )
    };
    for (content, expected) in [
        (frame("<dgm:relIds r:dm=\"rId1\" r:lo=\"rId2\"/>"), Some((SHAPE, "内緒の図"))),
        ("<xdr:contentPart r:id=\"rId9\"/>".to_owned(), Some((PICTURE, ""))),
        (shape("", "内緒の文"), Some((SHAPE, "内緒の文"))),
        // A line may strike a cell out, a shape may cover it.
        ("<xdr:cxnSp><xdr:nvCxnSpPr/></xdr:cxnSp>".to_owned(), Some((DRAWN, ""))),
        (shape("", " "), Some((DRAWN, ""))),
        // The twin of a control, which is told from the VML.
        (shape("<a:extLst><a:ext><a14:compatExt spid=\"_x0000_s1025\"/></a:ext></a:extLst>", "同意する"), None),
        (frame("<sle:slicer name=\"部\"/>"), None),
    ] {
        let drawing = format!(
            r#"<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:a14="b" xmlns:dgm="d" xmlns:r="r" xmlns:sle="s"><xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:row>4</xdr:row></xdr:from>{content}</xdr:twoCellAnchor></xdr:wsDr>"#
        );
        let more: [(&str, &[u8]); 2] = [
            ("xl/diagrams/data1.xml", diagram.as_bytes()),
            ("xl/drawings/_rels/drawing1.xml.rels", relations.as_bytes()),
        ];
        let reading = with_part("drawing", "drawing1.xml", &drawing, &more);
        let expected: Vec<_> =
            expected.iter().map(|(kind, text)| (true, (*kind).to_owned(), (*text).to_owned())).collect();
        assert_eq!(told(&reading), expected, "{content}");
    }
}

/// A box that names another unit than that of the amounts is told as that, too.
#[test]
fn a_box_that_names_another_unit_is_told() {
    for (text, is_told) in [("金額は円です", true), ("金額は千円です", false), ("内緒の文", false)] {
        let drawing = format!(
            r#"<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:row>4</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"#
        );
        let reading = with_part("drawing", "drawing1.xml", &drawing, &[]);
        let found = lines(&reading.findings);
        assert_eq!(found.contains("近くに別の単位"), is_told, "{text} {found}");
    }
}

#[test]
fn controls_and_other_vml_are_told_with_what_they_show() {
    let control = |kind: &str, words: &str, state: &str| {
        format!(
            "<v:shape><v:textbox><div>{words}</div></v:textbox><x:ClientData ObjectType=\"{kind}\"><x:Anchor>4, 0, 4, 0, 5, 0, 5, 0</x:Anchor>{state}</x:ClientData></v:shape>"
        )
    };
    let place = "<x:ClientData ObjectType=\"Shape\"><x:Anchor>4, 0, 4, 0, 5, 0, 5, 0</x:Anchor></x:ClientData>";
    for (shapes, checked, expected) in [
        (control("Checkbox", "済", "<x:Checked>1</x:Checked>"), "", Some((CONTROL, "☑ 済"))),
        (control("Checkbox", "", "<x:Checked>1</x:Checked>"), "", Some((CONTROL, "☑"))),
        (control("Checkbox", "済", ""), "", Some((CONTROL, "☐ 済"))),
        // LibreOffice keeps the mark elsewhere: the VML does not tell it.
        (control("Checkbox", "済", ""), "checked=\"Checked\"", Some((CONTROL, "済"))),
        (control("Radio", "はい", "<x:Checked>1</x:Checked>"), "", Some((CONTROL, "◉ はい"))),
        (control("Drop", "", "<x:Sel>2</x:Sel>"), "", Some((CONTROL, "一覧の2番目を選択"))),
        (control("List", "", ""), "", Some((CONTROL, "一覧の選択なし"))),
        // `Val` of a list is the place to which it is scrolled; `Sel` does not tell of several entries which.
        (control("List", "", "<x:Val>7</x:Val><x:Sel>2</x:Sel>"), "", Some((CONTROL, "一覧の2番目を選択"))),
        (control("Drop", "", "<x:Sel>2</x:Sel><x:Val>7</x:Val>"), "", Some((CONTROL, "一覧の2番目を選択"))),
        (control("Drop", "", "<x:Val>7</x:Val>"), "", Some((CONTROL, "一覧の選択なし"))),
        (control("List", "", "<x:Sel>1</x:Sel><x:MultiSel>1,3</x:MultiSel>"), "", Some((CONTROL, ""))),
        (control("Spin", "", "<x:Val>5</x:Val>"), "", Some((CONTROL, "5"))),
        (control("Button", "印刷", ""), "", Some((SHAPE, "印刷"))),
        (control("Note", "メモ", ""), "", None),
        (control("Button", "", ""), "", None),
        (control("Pict", "", "").replace("<v:textbox>", "<v:imagedata/><v:textbox>"), "", Some((PICTURE, ""))),
        (format!("<v:shape><v:textpath string=\"透かし\"/>{place}</v:shape>"), "", Some((SHAPE, "透かし"))),
        (format!("<v:line><v:textbox>線の文</v:textbox>{place}</v:line>"), "", Some((SHAPE, "線の文"))),
        (
            format!("<v:group><v:polyline><v:textbox>折れ線の文</v:textbox>{place}</v:polyline></v:group>"),
            "",
            Some((SHAPE, "折れ線の文")),
        ),
    ] {
        let vml = format!("<xml xmlns:v=\"v\" xmlns:x=\"x\">{shapes}</xml>");
        let properties = format!("<formControlPr objectType=\"CheckBox\" {checked}/>");
        let more: [(&str, &[u8]); 1] = [("xl/ctrlProps/ctrlProp1.xml", properties.as_bytes())];
        let reading = with_part("vmlDrawing", "vmlDrawing1.vml", &vml, &more);
        let expected: Vec<_> =
            expected.iter().map(|(kind, text)| (true, (*kind).to_owned(), (*text).to_owned())).collect();
        assert_eq!(told(&reading), expected, "{shapes}");
    }
}

#[test]
fn controls_of_xls_and_ods_are_told_alike() {
    let options = Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() };
    for (name, lists) in [
        ("48-controls.xlsx", ["7", "一覧の1番目を選択", "一覧の2番目を選択"]),
        // LibreOffice does not keep there which entry is chosen, in .xls not what the bar shows either.
        ("48-controls.xls", ["0", "一覧の選択なし", "一覧の選択なし"]),
        ("48-controls.ods", ["7", "", ""]),
    ] {
        let reading = read_bytes(&plan(), name, &bytes(name), &options);
        let mut found: Vec<(String, String)> = told(&reading).into_iter().map(|(_, kind, text)| (kind, text)).collect();
        found.sort();
        let mut expected: Vec<(String, String)> = ["◉ はい", "☐ 未済", "☑ 同意する"]
            .iter()
            .chain(lists.iter())
            .map(|text| (CONTROL.to_owned(), (*text).to_owned()))
            .collect();
        expected.extend(["ラベル", "押す", "枠"].map(|text| (SHAPE.to_owned(), text.to_owned())));
        expected.sort();
        assert_eq!(found, expected, "{name}");
    }
}

/// Of a thread its texts are told, not the paragraph on versions of Excel before them, which takes all the room of a finding.
#[test]
fn the_texts_of_a_thread_are_told() {
    let versions = "お使いのバージョンの Excel でこのスレッド化されたコメントを読むことができます。".repeat(5);
    let comment = |at: &str, text: &str| format!(r#"<comment ref="{at}"><text><r><t>{text}</t></r></text></comment>"#);
    let comments = format!(
        "<comments><commentList>{}{}</commentList></comments>",
        comment("D5", &format!("[スレッド化されたコメント] {versions} コメント: 実績は確認中")),
        comment("E5", "前からのメモ")
    );
    let threads = r#"<ThreadedComments><threadedComment ref="D5" id="{1}"><text>実績は確認中</text></threadedComment><threadedComment ref="D5" id="{2}" parentId="{1}"><text>860人で確定</text><mentions><mention mentionId="{3}"/></mentions></threadedComment></ThreadedComments>"#;
    let relations = format!(
        r#"<Relationships><Relationship Id="rId1" Type="{RELATION}/comments" Target="../comments1.xml"/><Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>"#
    );
    let more: [(&str, &[u8]); 3] = [
        ("xl/comments1.xml", comments.as_bytes()),
        ("xl/threadedComments/threadedComment1.xml", threads.as_bytes()),
        ("xl/worksheets/_rels/sheet1.xml.rels", relations.as_bytes()),
    ];
    let reading = read_bytes(&plan(), "提出.xlsx", &xlsx_with(&retyped().xml(), &more), &Options::default());
    let found: Vec<&str> = reading.findings.iter().filter_map(|finding| finding.found.as_deref()).collect();
    assert_eq!(found, ["実績は確認中\n860人で確定", "前からのメモ"], "{}", lines(&reading.findings));
}

/// Each of several notes on one cell is told, whatever program wrote the file.
#[test]
fn several_notes_on_a_cell_are_told() {
    let said = |reading: &FileReading| {
        let notes = reading.findings.iter().filter(|finding| finding.code.0 == "intake.comment");
        notes.filter_map(|finding| finding.found.clone()).collect::<Vec<_>>()
    };
    let notes = ["公表しないこと", "承知した"];
    let comment = |text: &&str| format!(r#"<comment ref="D5"><text><r><t>{text}</t></r></text></comment>"#);
    let list: String = notes.iter().map(comment).collect();
    let part = format!("<comments><commentList>{list}</commentList></comments>");
    let reading = with_part("comments", "comments1.xml", &part, &[]);
    assert_eq!(said(&reading), ["「公表しないこと」「承知した」"], "{}", lines(&reading.findings));
    let annotation = |text: &&str| format!("<office:annotation><text:p>{text}</text:p></office:annotation>");
    let list: String = notes.iter().map(annotation).collect();
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"様式\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>部署</text:p></table:table-cell><table:table-cell office:value-type=\"string\">{list}<text:p>総務部行政監理室</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type=\"string\"><text:p>No.</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>実践項目</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>実績</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>進捗区分</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type=\"string\"><text:p>1-1</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let reading = read_bytes(&plan(), "提出.ods", &ods(&content, "<manifest/>"), &Options::default());
    assert_eq!(said(&reading), ["「公表しないこと」「承知した」"], "{}", lines(&reading.findings));
}

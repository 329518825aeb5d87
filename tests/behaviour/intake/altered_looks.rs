//! Cells whose looks make another value of what they hold: signs of a format, conditional formats, colours, sizes, raised characters;
//! and values that a file keeps in pieces.

use kaikaku::contract::{Entry, Field};
use kaikaku::finding::Severity;
use kaikaku::intake::{FileReading, Options, read_bytes};

use super::container::{Laid, retyped, sheet_xml, xlsx_with};
use super::{codes, lines, plan};

const AMOUNT: (u32, u32) = (4, 5);
const RESULT: (u32, u32) = (4, 3);

/// Styles of which number 1 has that number format, font, fill and alignment.
fn styles(format: &str, font: &str, fill: &str, alignment: &str, more: &str) -> String {
    let format = format.replace('"', "&quot;");
    format!(
        r#"<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{format}"/></numFmts><fonts><font/><font>{font}</font></fonts><fills><fill><patternFill patternType="none"/></fill><fill>{fill}</fill></fills><cellXfs><xf numFmtId="0"/><xf numFmtId="200" fontId="1" fillId="1">{alignment}</xf></cellXfs>{more}</styleSheet>"#
    )
}

const NO_FILL: &str = r#"<patternFill patternType="none"/>"#;

fn read(laid: &Laid, styles: &str, after: &str) -> FileReading {
    let xml = String::from_utf8(laid.xml()).expect("UTF-8").replace("</worksheet>", &format!("{after}</worksheet>"));
    let bytes = xlsx_with(xml.as_bytes(), &[("xl/styles.xml", styles.as_bytes())]);
    read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default())
}

fn entry(reading: &FileReading) -> Entry {
    let entries = reading.submissions.iter().flat_map(|submission| &submission.entries);
    entries.map(|entry| Entry::clone(entry)).next().unwrap_or_else(|| panic!("{}", lines(&reading.findings)))
}

fn yen(entry: &Entry) -> Option<i64> {
    entry.effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0)
}

/// The yen of an amount under a style, and the messages.
fn amount(cell: &str, styles: &str, after: &str) -> (Option<i64>, Vec<Severity>, String) {
    let reading = read(&retyped().raw(AMOUNT.0, AMOUNT.1, cell), styles, after);
    let entry = entry(&reading);
    assert_eq!(yen(&entry).is_none(), entry.rejected().contains(&Field::RevenueOnce), "{}", lines(&reading.findings));
    (yen(&entry), reading.findings.iter().map(|at| at.severity).collect(), lines(&reading.findings))
}

#[test]
fn a_sign_that_a_format_adds_is_asked_about() {
    for (format, number, yen) in [
        ("\"▲\"#,##0", 120, None),
        ("\"△ \"0", 120, None),
        ("\"(\"0\")\"", 120, None),
        ("(0)", 120, None),
        ("▲0", 120, None),
        ("-0", 120, None),
        ("\"▲\"General", 120, None),
        ("#,##0;\"▲\"#,##0", 120, Some(120_000)),
        ("#,##0;\"▲\"#,##0", -120, Some(-120_000)),
        ("#,##0_);(#,##0)", 120, Some(120_000)),
        ("#,##0_);(#,##0)", -120, Some(-120_000)),
        ("0.00E+00", 120, None),
        ("# ?/?", 120, None),
        // Behind the digits a sign may be anything.
        ("#,##0\"▲\"", 120, None),
        ("0-", 120, None),
        ("0\"▲\"", -120, None),
        // A filling is seen beside the digits: 1200000.
        ("0*0", 120, None),
        ("*▲0", 120, None),
        ("*-0", 120, None),
        ("_-* #,##0_-", 120, Some(120_000)),
        ("* 0;\"▲\"* 0", -120, Some(-120_000)),
        // A language is no sign.
        ("[$-ja-JP]#,##0", 120, Some(120_000)),
        ("[$-411]#,##0", 120, Some(120_000)),
    ] {
        let (read, severities, findings) =
            amount(&format!(r#"s="1"><v>{number}</v>"#), &styles(format, "", NO_FILL, "", ""), "");
        assert_eq!(read, yen, "{format} {number} {findings}");
        assert_eq!(severities.contains(&Severity::Error), yen.is_none(), "{format} {findings}");
    }
    let (_, _, findings) = amount(r#"s="1"><v>120</v>"#, &styles("0.00E+00", "", NO_FILL, "", ""), "");
    assert!(findings.contains("0.00E+00"), "{findings}");
}

#[test]
fn what_nobody_sees_is_no_value() {
    let solid = |colour: &str| format!(r#"<patternFill patternType="solid"><fgColor {colour}/></patternFill>"#);
    for (font, fill, format, alignment) in [
        (r#"<color theme="0" tint="-0.05"/>"#, NO_FILL.to_owned(), "General", ""),
        (r#"<color rgb="FFFEFEFE"/>"#, NO_FILL.to_owned(), "General", ""),
        (r#"<color theme="0"/>"#, solid(r#"theme="0" tint="-0.05""#), "General", ""),
        (r#"<color theme="1" tint="0.99"/>"#, NO_FILL.to_owned(), "General", ""),
        (r#"<sz val="1"/>"#, NO_FILL.to_owned(), "General", ""),
        (r#"<sz val="2"/>"#, NO_FILL.to_owned(), "General", ""),
        ("", NO_FILL.to_owned(), "[White]0", ""),
        ("", NO_FILL.to_owned(), "[白]#,##0;0", ""),
        ("", NO_FILL.to_owned(), "General", r#"<alignment horizontal="fill"/>"#),
    ] {
        let (read, severities, findings) =
            amount(r#"s="1"><v>120</v>"#, &styles(format, font, &fill, alignment, ""), "");
        assert_eq!((read, severities.contains(&Severity::Error)), (None, true), "{font} {format} {findings}");
    }
    for (font, fill, format) in [
        (r#"<color theme="0" tint="-0.5"/>"#, NO_FILL.to_owned(), "General"),
        (r#"<color theme="0"/><sz val="8"/>"#, solid(r#"rgb="FF1F4E79""#), "General"),
        ("", NO_FILL.to_owned(), "[Red]0"),
        ("", NO_FILL.to_owned(), "0;[White]0"),
    ] {
        let (read, _, findings) = amount(r#"s="1"><v>120</v>"#, &styles(format, font, &fill, "", ""), "");
        assert_eq!(read, Some(120_000), "{font} {format} {findings}");
    }
    // One run of a text: the words are named.
    let runs = r#"t="inlineStr"><is><r><t>公開する文章。</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>隠した文章。</t></r></is>"#;
    let reading = read(&retyped().raw(RESULT.0, RESULT.1, runs), &styles("General", "", NO_FILL, "", ""), "");
    assert!(entry(&reading).text(Field::Result).is_none());
    assert!(lines(&reading.findings).contains("「隠した文章。」の文字が"), "{}", lines(&reading.findings));
}

#[test]
fn rows_and_columns_without_size_are_hidden() {
    let plain = styles("General", "", NO_FILL, "", "");
    for (from, to) in [
        (r#"<row r="5">"#, r#"<row r="5" ht="0">"#),
        (r#"<row r="5">"#, r#"<row r="5" ht="0.75" customHeight="1">"#),
        ("<sheetData>", r#"<cols><col min="6" max="6" width="0.1" customWidth="1"/></cols><sheetData>"#),
        ("<sheetData>", r#"<sheetFormatPr defaultRowHeight="0" customHeight="1"/><sheetData>"#),
        ("<sheetData>", r#"<sheetFormatPr defaultColWidth="0" defaultRowHeight="15"/><sheetData>"#),
    ] {
        let xml = String::from_utf8(retyped().xml()).expect("UTF-8").replace(from, to);
        let bytes = xlsx_with(xml.as_bytes(), &[("xl/styles.xml", plain.as_bytes())]);
        let reading = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default());
        assert!(codes(&reading.findings).contains(&"hidden"), "{to} {}", lines(&reading.findings));
    }
}

#[test]
fn rows_and_columns_with_a_size_of_their_own_are_seen_where_others_are_not() {
    let plain = styles("General", "", NO_FILL, "", "");
    let sheet = String::from_utf8(retyped().xml()).expect("UTF-8");
    let sized = sheet.replace("<row ", r#"<row ht="15" "#);
    let columns = r#"<cols><col min="1" max="7" width="9" customWidth="1"/></cols>"#;
    for (sheet, sizes) in [
        (&sized, r#"<sheetFormatPr defaultRowHeight="0" customHeight="1"/>"#.to_owned()),
        // Hides the rows of which the sheet says nothing; those with cells have a record of their own.
        (&sheet, r#"<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>"#.to_owned()),
        (&sized, r#"<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>"#.to_owned()),
        (&sheet, format!(r#"<sheetFormatPr defaultColWidth="0" defaultRowHeight="15"/>{columns}"#)),
    ] {
        let xml = sheet.replace("<sheetData>", &format!("{sizes}<sheetData>"));
        let bytes = xlsx_with(xml.as_bytes(), &[("xl/styles.xml", plain.as_bytes())]);
        let reading = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default());
        assert!(!codes(&reading.findings).contains(&"hidden"), "{sizes} {}", lines(&reading.findings));
    }
}

#[test]
fn columns_defined_over_and_over_are_refused_at_once() {
    let cols = r#"<col min="1" max="16384" width="9" hidden="1"/>"#.repeat(50_000);
    let xml = sheet_xml(&format!("<cols>{cols}</cols>"), "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "");
    let reading = read_bytes(&plan(), "提出.xlsx", &xlsx_with(&xml, &[]), &Options::default());
    assert!(lines(&reading.findings).contains("列の定義が多すぎます"), "{}", lines(&reading.findings));
}

#[test]
fn conditional_formats_that_change_what_is_seen_are_asked_about() {
    let with = |dxf: &str| styles("General", "", NO_FILL, "", &format!("<dxfs><dxf>{dxf}</dxf></dxfs>"));
    let rule =
        |range: &str, rule: &str| format!(r#"<conditionalFormatting sqref="{range}">{rule}</conditionalFormatting>"#);
    let expression = r#"<cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule>"#;
    let icons = r#"<cfRule type="iconSet" priority="1"><iconSet iconSet="3Arrows" showValue="0"/></cfRule>"#;
    let bars = r#"<cfRule type="dataBar" priority="1"><dataBar showValue="0"/></cfRule>"#;
    let shown = r#"<cfRule type="dataBar" priority="1"><dataBar/></cfRule>"#;
    for (dxf, range, cf, accepted) in [
        (r#"<numFmt numFmtId="200" formatCode="0,"/>"#, "F5", expression, false),
        (r#"<font><color rgb="FFFFFFFF"/></font>"#, "A1:Z99", expression, false),
        ("<font><strike/></font>", "B2 F5:F6", expression, false),
        ("", "F5", icons, false),
        ("", "F5", bars, false),
        ("", "F5", shown, true),
        (r#"<font><color rgb="FFFF0000"/></font>"#, "F5", expression, true),
        (r#"<fill><patternFill><bgColor rgb="FFFFFFFF"/></patternFill></fill>"#, "F5", expression, true),
        (r#"<numFmt numFmtId="200" formatCode=";;;"/>"#, "F9", expression, true),
    ] {
        let (read, severities, findings) = amount("><v>120</v>", &with(dxf), &rule(range, cf));
        assert_eq!((read.is_some(), severities.is_empty()), (accepted, accepted), "{dxf} {range} {cf} {findings}");
    }
    // A text is kept, with a word about it.
    let reading = read(&retyped(), &with("<font><strike/></font>"), &rule("D5", expression));
    assert_eq!(entry(&reading).text(Field::Result).map(|at| at.value.as_str()), Some("広告を集めた。"));
    assert_eq!(codes(&reading.findings), ["unseen"], "{}", lines(&reading.findings));
    // Zeros that the sheet does not show.
    let plain = styles("General", "", NO_FILL, "", "");
    for (number, accepted) in [("0", false), ("120", true)] {
        let laid = retyped().raw(AMOUNT.0, AMOUNT.1, &format!("><v>{number}</v>"));
        let views = r#"<sheetViews><sheetView showZeros="0"/></sheetViews><sheetData>"#;
        let xml = String::from_utf8(laid.xml()).expect("UTF-8").replace("<sheetData>", views);
        let bytes = xlsx_with(xml.as_bytes(), &[("xl/styles.xml", plain.as_bytes())]);
        let reading = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default());
        assert_eq!(yen(&entry(&reading)).is_some(), accepted, "{}", lines(&reading.findings));
    }
}

#[test]
fn the_look_of_a_conditional_format_lies_over_that_of_its_cell() {
    let solid = |colour: &str| format!(r#"<patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill>"#);
    let (font, ground) = (
        |colour: &str| format!(r#"<font><color rgb="FF{colour}"/></font>"#),
        |colour: &str| {
            format!(r#"<fill><patternFill patternType="solid"><bgColor rgb="FF{colour}"/></patternFill></fill>"#)
        },
    );
    let pattern = |colour: &str| format!("<fill>{}</fill>", solid(colour));
    let none = NO_FILL.to_owned();
    for (dxf, cell_font, cell_fill, is_seen) in [
        (font("FF0000") + &ground("FF0000"), "", &none, false),
        (font("000000") + &ground("000000"), "", &none, false),
        (font("FFFFFF") + &ground("000000"), "", &none, true),
        (font("FFFFFF") + &ground("FFFFFF"), "", &none, false),
        (ground("000000"), "", &none, false),
        (ground("FFFF00"), "", &none, true),
        (pattern("000000"), "", &none, false),
        (font("FFFFFF") + &pattern("000000"), "", &none, false),
        (font("FFFF00"), "", &solid("FFFF00"), false),
        (font("FFFF00"), r#"<color rgb="FFFFFFFF"/>"#, &solid("000000"), true),
        // What it lies over is black on black in some programs.
        (font("FFFF00"), "", &solid("000000"), false),
        (font("FFFFFF"), "", &solid("1F4E79"), true),
        (ground("FF0000"), r#"<color rgb="FFFF0000"/>"#, &none, false),
        (ground("FFFFFF"), r#"<color rgb="FFFFFFFF"/>"#, &solid("1F4E79"), false),
        (r#"<font><sz val="1"/></font>"#.to_owned(), "", &none, false),
        (r#"<font><strike val="0"/></font>"#.to_owned(), "", &none, true),
        (r#"<border><left><color rgb="FFFFFFFF"/></left></border>"#.to_owned(), "", &none, true),
    ] {
        let styles = styles("General", cell_font, cell_fill, "", &format!("<dxfs><dxf>{dxf}</dxf></dxfs>"));
        let rule = r#"<conditionalFormatting sqref="F5"><cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting>"#;
        let (read, _, findings) = amount(r#"s="1"><v>120</v>"#, &styles, rule);
        assert_eq!(read.is_some(), is_seen, "{dxf} {cell_font} {cell_fill} {findings}");
    }
}

#[test]
fn a_conditional_format_of_more_ranges_than_are_kept_counts_for_all_cells() {
    let hiding = "<dxfs><dxf><font><color rgb=\"FFFFFFFF\"/></font></dxf></dxfs>";
    for (count, is_seen) in [(400, true), (600, false)] {
        let ranges: Vec<String> = (0..count).map(|number| format!("Z{}", number + 100)).collect();
        let rule = format!(
            r#"<conditionalFormatting sqref="{}"><cfRule type="expression" dxfId="0" priority="1"/></conditionalFormatting>"#,
            ranges.join(" ")
        );
        let (read, _, findings) = amount("><v>120</v>", &styles("General", "", NO_FILL, "", hiding), &rule);
        assert_eq!(read.is_some(), is_seen, "{count} {findings}");
    }
}

#[test]
fn letters_that_programs_show_differently_are_asked_about() {
    // Runs whose fonts have no colour and no line of their own, in a cell that is white or struck out.
    let runs = r#"s="1" t="inlineStr"><is><r><t>1</t></r><r><rPr><b/></rPr><t>,200</t></r></is>"#;
    let bold = r#"s="1" t="inlineStr"><is><r><rPr><b/></rPr><t>1,200</t></r></is>"#;
    for (cell, font, yen) in [
        (runs, r#"<color rgb="FFFFFFFF"/>"#, None),
        (bold, r#"<color rgb="FFFFFFFF"/>"#, None),
        (bold, "<strike/>", None),
        (bold, r#"<color rgb="FFFF0000"/>"#, Some(1_200_000)),
    ] {
        let (read, severities, findings) = amount(cell, &styles("General", font, NO_FILL, "", ""), "");
        assert_eq!((read, severities.contains(&Severity::Error)), (yen, yen.is_none()), "{cell} {font} {findings}");
    }
    // A sheet that shows formulas shows no results, and no formats.
    for (cell, format, shown) in [
        (r#"s="1"><f>100+20</f><v>120</v>"#, "General", false),
        (r#"s="1"><v>120</v>"#, "#,##0", false),
        (r#"s="1"><v>120</v>"#, "General", true),
    ] {
        let laid = retyped().raw(AMOUNT.0, AMOUNT.1, cell);
        let view = r#"<sheetViews><sheetView showFormulas="1" workbookViewId="0"/></sheetViews><sheetData>"#;
        let xml = String::from_utf8(laid.xml()).expect("UTF-8").replace("<sheetData>", view);
        let styles = styles(format, "", NO_FILL, "", "");
        let bytes = xlsx_with(xml.as_bytes(), &[("xl/styles.xml", styles.as_bytes())]);
        let reading = read_bytes(&plan(), "提出.xlsx", &bytes, &Options::default());
        let expected = shown.then_some(120_000);
        assert_eq!(yen(&entry(&reading)), expected, "{cell} {format} {}", lines(&reading.findings));
    }
}

#[test]
fn raised_characters_stay_raised() {
    let plain = styles("General", "", NO_FILL, "", "");
    let run = |position: &str, raised: &str| {
        format!(
            r#"t="inlineStr"><is><r><t>処理量は10</t></r><r><rPr><vertAlign val="{position}"/></rPr><t>{raised}</t></r><r><t>件。</t></r></is>"#
        )
    };
    for (position, raised, text) in [
        ("superscript", "3", "処理量は10³件。"),
        ("superscript", "-12", "処理量は10⁻¹²件。"),
        ("subscript", "2", "処理量は10₂件。"),
        ("superscript", "注1", "処理量は10注1件。"),
        // Programs divide a text into runs as they like.
        ("superscript", r#"注</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1"#, "処理量は10注1件。"),
        ("superscript", r#"-1</t></r><r><rPr><vertAlign val="superscript"/><b/></rPr><t>2"#, "処理量は10⁻¹²件。"),
    ] {
        let words: String = raised.split(['<', '>']).step_by(2).collect();
        let reading = read(&retyped().raw(RESULT.0, RESULT.1, &run(position, raised)), &plain, "");
        assert_eq!(entry(&reading).text(Field::Result).map(|at| at.value.as_str()), Some(text));
        assert!(lines(&reading.findings).contains(&format!("（{words}）")), "{}", lines(&reading.findings));
    }
}

/// Whoever looks at the sheet sees ☑ where the file has þ.
#[test]
fn characters_of_fonts_of_symbols_are_told() {
    let plain = styles("General", "", NO_FILL, "", "");
    for (font, text, is_told) in [
        (r#"<rFont val="Wingdings"/>"#, "þ", true),
        (r#"<rFont val="Wingdings 2"/>"#, "P", true),
        (r#"<rFont val="何か"/><charset val="2"/>"#, "\u{F0FE}", true),
        (r#"<rFont val="Wingdings"/>"#, "完了", false),
        (r#"<rFont val="Symbola"/>"#, "A", false),
        (r#"<rFont val="ＭＳ 明朝"/><charset val="128"/>"#, "þ", false),
    ] {
        let runs =
            format!(r#"t="inlineStr"><is><r><rPr>{font}</rPr><t>{text}</t></r><r><t>窓口を改めた。</t></r></is>"#);
        let reading = read(&retyped().raw(RESULT.0, RESULT.1, &runs), &plain, "");
        let findings = lines(&reading.findings);
        assert_eq!(findings.contains("記号用のフォント"), is_told, "{font} {findings}");
        assert!(entry(&reading).text(Field::Result).is_some(), "{font} {findings}");
    }
    for (font, cell, yen) in [
        (r#"<name val="Wingdings"/>"#, "<v>120</v>", None),
        (r#"<name val="Symbol"/><charset val="2"/>"#, "<v>120</v>", None),
        (r#"<name val="游ゴシック"/>"#, "<v>120</v>", Some(120_000)),
    ] {
        let (read, _, findings) = amount(&format!(r#"s="1">{cell}"#), &styles("General", font, NO_FILL, "", ""), "");
        assert_eq!(read, yen, "{font} {findings}");
    }
}

/// A picture placed in a cell is kept beside an error that nobody sees; a formula that gives one has failed.
#[test]
fn a_picture_in_a_cell_is_no_error_of_a_formula() {
    let plain = styles("General", "", NO_FILL, "", "");
    for at in [AMOUNT, RESULT] {
        for (cell, code) in [
            (r##"t="e" vm="1"><v>#VALUE!</v>"##, "overlay"),
            (r##"t="e" vm="1"><f>A1:A3</f><v>#VALUE!</v>"##, "error-cell"),
            (r##"t="e"><v>#VALUE!</v>"##, "error-cell"),
        ] {
            let reading = read(&retyped().raw(at.0, at.1, cell), &plain, "");
            assert_eq!(codes(&reading.findings), [code], "{cell} {}", lines(&reading.findings));
        }
    }
}

/// Excel shows TRUE as ☑ where the format of the cell is complemented by a check box (MS-XLSX, xfComplement).
#[test]
fn a_check_box_in_a_cell_is_no_word() {
    let plain = styles("General", "", NO_FILL, "", "");
    let complement = r#"<extLst><ext uri="{C7286773-470A-42A8-94C5-96B5CB345126}" xmlns:xfpb="p"><xfpb:xfComplement i="0"/></ext></extLst>"#;
    let boxed = styles("General", "", NO_FILL, complement, "");
    for (value, styles, text, code) in [
        ("1", &boxed, None, "unseen"),
        ("0", &boxed, None, "unseen"),
        ("1", &plain, Some("TRUE"), "text"),
        ("0", &plain, Some("FALSE"), "text"),
    ] {
        let cell = format!(r#"s="1" t="b"><v>{value}</v>"#);
        let reading = read(&retyped().raw(RESULT.0, RESULT.1, &cell), styles, "");
        let entry = entry(&reading);
        assert_eq!(entry.text(Field::Result).map(|text| text.value.as_str()), text, "{}", lines(&reading.findings));
        assert_eq!(codes(&reading.findings), [code], "{}", lines(&reading.findings));
    }
    // A text in such a cell is a text.
    let reading = read(&retyped().raw(RESULT.0, RESULT.1, r#"s="1" t="inlineStr"><is><t>済</t></is>"#), &boxed, "");
    assert_eq!(codes(&reading.findings), [""; 0], "{}", lines(&reading.findings));
}

/// The automatic colour on black: black in Excel, white in LibreOffice.
#[test]
fn the_automatic_colour_on_black_is_asked_about() {
    let fill = |rgb: &str| format!(r#"<patternFill patternType="solid"><fgColor rgb="FF{rgb}"/></patternFill>"#);
    let plain = r#"s="1"><v>120</v>"#;
    let bold = r#"s="1" t="inlineStr"><is><r><rPr><b/></rPr><t>120</t></r></is>"#;
    for (cell, font, rgb, read) in [
        (plain, "", "000000", false),
        (plain, "", "0A0A0A", false),
        (plain, "", "000080", true),
        (plain, "", "FFFFFF", true),
        (plain, r#"<color rgb="FFFFFFFF"/>"#, "000000", true),
        (bold, "", "000000", false),
        (bold, "", "FFFF00", true),
    ] {
        let (value, severities, findings) = amount(cell, &styles("General", font, &fill(rgb), "", ""), "");
        let expected = (read.then_some(120_000), !read);
        assert_eq!((value, severities.contains(&Severity::Error)), expected, "{font} {rgb} {cell} {findings}");
    }
}

/// An amount that no city has is its department's to mend; sums of such would stop the papers of all.
#[test]
fn an_amount_beyond_all_measure_goes_back() {
    let plain = styles("#,##0", "", NO_FILL, "", "");
    for (cell, read) in [
        (r#"s="1"><v>1000000000000</v>"#, true),
        (r#"s="1"><v>9007199254740991</v>"#, false),
        (r#"s="1"><v>-9007199254740991</v>"#, false),
        (r#"s="1" t="inlineStr"><is><t>9,223,372,036,854,775</t></is>"#, false),
        (r#"s="1" t="inlineStr"><is><t>1億円</t></is>"#, true),
    ] {
        let (value, severities, findings) = amount(cell, &plain, "");
        assert_eq!((value.is_some(), severities.contains(&Severity::Error)), (read, !read), "{cell} {findings}");
    }
}

#[test]
fn values_in_pieces_are_read_whole_or_told() {
    let plain = styles("General", "", NO_FILL, "", "");
    for (cell, yen) in [
        ("><v>1&#50;0</v>", Some(120_000)),
        ("><v>1<!-- x -->20</v>", Some(120_000)),
        ("><v><![CDATA[120]]></v>", Some(120_000)),
        ("><v>120</v><v>130</v>", None),
        (r#"t="inlineStr"><v>120</v>"#, None),
        (r#"t="inlineStr"><is><t>12</t></is><is><t>0</t></is>"#, None),
        (r#"t="inlineStr"><is><t>120</t></is><v>99</v>"#, None),
        ("><is><t>120</t></is><v>99</v>", None),
        (r#"t="b"><v>120</v>"#, None),
        (r#"t="b"><f>A1=B1</f><v>120</v>"#, None),
    ] {
        let reading = read(&retyped().raw(AMOUNT.0, AMOUNT.1, cell), &plain, "");
        assert_eq!(super::altered_looks::yen(&entry(&reading)), yen, "{cell} {}", lines(&reading.findings));
        assert_eq!(
            codes(&reading.findings).contains(&"damaged-cell"),
            yen.is_none(),
            "{cell} {}",
            lines(&reading.findings)
        );
    }
}

#[test]
fn a_day_or_version_counts_as_it_is_shown() {
    for (format, is_day) in [
        ("yyyy/m/d", true),
        ("[$-411]ggge\"年\"m\"月\"d\"日\"", true),
        ("General", true),
        ("\"提出済\"", false),
        ("h:mm", false),
        ("aaaa", false),
        ("0", false),
        ("yyyy/m", false),
    ] {
        let reading = read(&retyped().raw(1, 4, r#"s="1"><v>44326</v>"#), &styles(format, "", NO_FILL, "", ""), "");
        let day = reading.submissions.first().and_then(|at| at.submitted_on.as_ref()).map(|at| at.value.to_string());
        assert_eq!(day.is_some(), is_day, "{format} {}", lines(&reading.findings));
        assert_eq!(codes(&reading.findings).contains(&"not-a-date"), !is_day, "{format} {}", lines(&reading.findings));
    }
    for (format, version) in [("0", Some(1)), ("\"第\"0\"版\"", Some(1)), ("\"2\"", None), ("\"第2版\"", None)] {
        let laid = retyped().text(2, 0, "版").raw(2, 1, r#"s="1"><v>1</v>"#);
        let reading = read(&laid, &styles(format, "", NO_FILL, "", ""), "");
        let read = reading.submissions.first().and_then(|at| at.version.as_ref()).map(|at| at.value);
        assert_eq!(read, version, "{format} {}", lines(&reading.findings));
    }
}

#[test]
fn other_numerals_and_unseen_characters_are_named() {
    let plain = styles("General", "", NO_FILL, "", "");
    for (text, word) in [
        ("一二〇", "漢数字"),
        ("〇", "漢数字"),
        ("٣٢", "ほかの文字の数字"),
        ("1\u{202E}20", "目に見えない文字（文字の向きを変えるもの）"),
    ] {
        let reading = read(&retyped().text(AMOUNT.0, AMOUNT.1, text), &plain, "");
        assert!(
            yen(&entry(&reading)).is_none() && lines(&reading.findings).contains(word),
            "{}",
            lines(&reading.findings)
        );
    }
    for unseen in ['\u{202E}', '\u{200B}', '\u{FEFF}', '\u{2060}', '\u{200E}', '\u{34F}', '\u{FFF9}', '\u{E0041}'] {
        let typed = format!("広告を{unseen}集めた。");
        let reading = read(&retyped().text(RESULT.0, RESULT.1, &typed), &plain, "");
        let text = entry(&reading).text(Field::Result).map(|at| at.value.clone());
        assert_eq!(text.as_deref(), Some("広告を集めた。"), "U+{:04X}", u32::from(unseen));
        assert_eq!(codes(&reading.findings), ["text"], "U+{:04X}", u32::from(unseen));
    }
    let reading = read(&retyped().text(RESULT.0, RESULT.1, "広告を\u{202E}集めた。"), &plain, "");
    assert_eq!(entry(&reading).text(Field::Result).map(|at| at.value.as_str()), Some("広告を集めた。"));
    assert_eq!(codes(&reading.findings), ["text"], "{}", lines(&reading.findings));
    for blank in ['\u{115F}', '\u{3164}', '\u{2800}'] {
        let reading = read(&retyped().text(RESULT.0, RESULT.1, &blank.to_string()), &plain, "");
        assert!(entry(&reading).text(Field::Result).is_none() && reading.findings.is_empty(), "{:x}", blank as u32);
    }
}

/// A newer conditional format (`x14`) of F5 as Excel 2010 and later write it.
fn newer(rule: &str) -> String {
    format!(
        r#"<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{rule}<xm:sqref>F5:F6 H9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"#
    )
}

#[test]
fn newer_conditional_formats_are_read_like_the_plain_ones() {
    let expression = |dxf: &str| {
        format!(
            r#"<x14:cfRule type="expression" priority="1" id="{{A}}"><xm:f>Sheet2!$A$1=1</xm:f><x14:dxf>{dxf}</x14:dxf></x14:cfRule>"#
        )
    };
    let font = |colour: &str| format!(r#"<font><color {colour}/></font>"#);
    let ground = |colour: &str| format!("<fill><patternFill><bgColor {colour}/></patternFill></fill>");
    let icons = |attributes: &str| {
        format!(
            r#"<x14:cfRule type="iconSet" priority="1" id="{{A}}"><x14:iconSet {attributes}><x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo></x14:iconSet></x14:cfRule>"#
        )
    };
    let bar = |attributes: &str| {
        format!(
            r#"<x14:cfRule type="dataBar" id="{{A}}"><x14:dataBar minLength="0" maxLength="100" {attributes}><x14:cfvo type="autoMin"/></x14:dataBar></x14:cfRule>"#
        )
    };
    for (rule, is_seen) in [
        (icons(r#"iconSet="3Stars" showValue="0""#), false),
        (icons(r#"iconSet="3Stars""#), true),
        (bar(r#"showValue="0""#), false),
        (bar(""), true),
        (expression(&font(r#"rgb="FFFFFFFF""#)), false),
        (expression(&font(r#"theme="0""#)), false),
        (expression(&font(r#"rgb="FFFF0000""#)), true),
        (expression(&(font(r#"theme="0""#) + &ground(r#"theme="1""#))), true),
        (expression(r#"<numFmt numFmtId="200" formatCode=";;;"/>"#), false),
        (expression("<font><strike/></font>"), false),
        (expression("<border><left><color theme=\"0\"/></left></border>"), true),
        // Two rules together.
        (expression(&font(r#"rgb="FFFF0000""#)) + &expression(&ground(r#"rgb="FFFF0000""#)), false),
    ] {
        let (read, _, findings) = amount("><v>120</v>", &styles("General", "", NO_FILL, "", ""), &newer(&rule));
        assert_eq!(read.is_some(), is_seen, "{rule} {findings}");
    }
    let elsewhere = newer(&expression(&font(r#"theme="0""#))).replace("F5:F6 H9", "H9");
    let (read, _, findings) = amount("><v>120</v>", &styles("General", "", NO_FILL, "", ""), &elsewhere);
    assert_eq!(read, Some(120_000), "{findings}");
}

#[test]
fn the_ground_that_is_seen_counts_whatever_makes_it() {
    let pattern = |name: &str, front: &str, back: &str| {
        format!(r#"<patternFill patternType="{name}"><fgColor {front}/><bgColor {back}/></patternFill>"#)
    };
    let rgb = |colour: &str| format!(r#"rgb="FF{colour}""#);
    let gradient = |first: &str, last: &str| {
        format!(
            r#"<gradientFill degree="90"><stop position="0"><color rgb="FF{first}"/></stop><stop position="1"><color rgb="FF{last}"/></stop></gradientFill>"#
        )
    };
    let palette =
        r#"<colors><indexedColors><rgbColor rgb="00123456"/><rgbColor rgb="00123456"/></indexedColors></colors>"#;
    for (font, fill, more, is_seen) in [
        (rgb("7F7F7F"), pattern("mediumGray", &rgb("000000"), &rgb("FFFFFF")), "", false),
        (rgb("FF0000"), pattern("lightUp", &rgb("FF0000"), &rgb("FF0000")), "", false),
        (rgb("FF0000"), pattern("lightUp", &rgb("0000FF"), &rgb("FFFFFF")), "", true),
        (rgb("DFDFDF"), pattern("gray125", r#"indexed="64""#, r#"indexed="65""#), "", false),
        (rgb("000000"), pattern("gray125", r#"indexed="64""#, r#"indexed="65""#), "", true),
        (rgb("FFFF00"), gradient("FFFF00", "FFFF00"), "", false),
        (rgb("000000"), gradient("FFFF00", "FFFFFF"), "", true),
        // Colours of the theme and of the workbook's own palette.
        (r#"theme="4""#.into(), pattern("solid", r#"theme="4""#, r#"indexed="64""#), "", false),
        (r#"theme="4" tint="0.8""#.into(), pattern("solid", r#"theme="4" tint="0.8""#, r#"indexed="64""#), "", false),
        (r#"theme="4" tint="-0.5""#.into(), pattern("solid", r#"theme="4" tint="0.8""#, r#"indexed="64""#), "", true),
        (r#"indexed="0""#.into(), pattern("solid", r#"indexed="1""#, r#"indexed="64""#), palette, false),
        (r#"indexed="0""#.into(), pattern("solid", r#"indexed="1""#, r#"indexed="64""#), "", true),
    ] {
        let styles = styles("General", &format!("<color {font}/>"), &fill, "", more);
        let (read, _, findings) = amount(r#"s="1"><v>120</v>"#, &styles, "");
        assert_eq!(read.is_some(), is_seen, "{font} {fill} {findings}");
    }
}

#[test]
fn colours_of_a_theme_are_those_of_its_part() {
    let theme = r#"<a:theme xmlns:a="a"><a:themeElements><a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="FFFFFF"/></a:dk2></a:clrScheme></a:themeElements></a:theme>"#;
    let font = r#"<color theme="3"/>"#;
    let sheet = retyped().raw(AMOUNT.0, AMOUNT.1, r#"s="1"><v>120</v>"#).xml();
    let styles = styles("General", font, NO_FILL, "", "");
    for (theme, is_seen) in [(Some(theme), false), (None, true)] {
        let mut parts = vec![("xl/styles.xml", styles.as_bytes())];
        parts.extend(theme.map(|theme| ("xl/theme/theme1.xml", theme.as_bytes())));
        let reading = read_bytes(&plan(), "提出.xlsx", &xlsx_with(&sheet, &parts), &Options::default());
        assert_eq!(yen(&entry(&reading)).is_some(), is_seen, "{}", lines(&reading.findings));
    }
}

#[test]
fn of_two_conditional_formats_the_colours_may_meet() {
    let dxfs = r#"<dxfs><dxf><font><color rgb="FFFF0000"/></font></dxf><dxf><fill><patternFill><bgColor rgb="FFFF0000"/></patternFill></fill></dxf><dxf><font><color rgb="FF000000"/></font><fill><patternFill><bgColor rgb="FFFFFF00"/></patternFill></fill></dxf></dxfs>"#;
    let rule = |dxf: u32, priority: u32, more: &str| {
        format!(
            r#"<conditionalFormatting sqref="F5"><cfRule type="expression" dxfId="{dxf}" priority="{priority}" {more}><formula>TRUE</formula></cfRule></conditionalFormatting>"#
        )
    };
    const STOP: &str = r#"stopIfTrue="1""#;
    for (rules, is_seen) in [
        (rule(0, 1, "") + &rule(1, 2, ""), false),
        (rule(1, 2, "") + &rule(0, 1, ""), false),
        (rule(0, 1, STOP) + &rule(1, 2, ""), true),
        (rule(0, 1, "") + &rule(1, 2, STOP), false),
        // The first says all that the second could.
        (rule(2, 1, "") + &rule(0, 2, ""), true),
        (rule(2, 1, "") + &rule(1, 2, ""), true),
        (rule(0, 1, "") + &rule(2, 2, ""), true),
    ] {
        let (read, _, findings) = amount("><v>120</v>", &styles("General", "", NO_FILL, "", dxfs), &rules);
        assert_eq!(read.is_some(), is_seen, "{rules} {findings}");
    }
}

#[test]
fn numbers_in_texts_are_printed_as_the_sheet_shows_them() {
    for (number, format, expected) in [
        (44_287.0, "aaaa", Some("木曜日")),
        (44_287.0, "\"(\"aaa\")\"", Some("(木)")),
        (1.0 / 3.0, "# ?/?", Some("1/3")),
        (123_456.0, "0.00E+00", Some("1.23E+05")),
        (0.856, "0.0%", Some("85.6%")),
        (44_287.0, "[$-x-sysdate]dddd, mmmm dd, yyyy", Some("2021年4月1日")),
        (44_287.0, "[$-404]yyyy/m/d", Some("2021/4/1")),
        // Programs fill the cell with #.
        (-5.0, "yyyy/m/d", None),
        // Other calendars, languages and digits are not worked out.
        (44_287.0, "[$-404]e", None),
        (44_287.0, "B2yyyy/m/d", None),
        (44_287.0, "[$-407]d. mmmm", None),
        (120.0, "[$-2000000]0", None),
        (300.0, "[>=1000]#,##0", None),
    ] {
        let cell = format!(r#"s="1"><v>{number}</v>"#);
        let reading = read(&retyped().raw(RESULT.0, RESULT.1, &cell), &styles(format, "", NO_FILL, "", ""), "");
        let entry = entry(&reading);
        let text = entry.text(Field::Result).map(|at| at.value.as_str());
        assert_eq!(text, expected, "{format} {}", lines(&reading.findings));
        assert_eq!(entry.is_rejected(Field::Result), expected.is_none(), "{format}");
    }
}

/// What such a function gave when the file was saved may not be what anybody sees when it is opened.
#[test]
fn values_of_functions_computed_anew_are_read_and_told() {
    for (formula, function) in [
        ("120+0*TODAY()", Some("（TODAY）")),
        ("_xlfn.WEBSERVICE(\"http://a/b\")", Some("（WEBSERVICE）")),
        ("DDE(\"soffice\";\"a\";\"b\")", Some("（DDE）")),
        ("RANDBETWEEN(120,120)", Some("（RANDBETWEEN）")),
        ("OFFSET(A1,0,0)", Some("（OFFSET）")),
        ("INDIRECT(&quot;A1&quot;)", Some("（INDIRECT）")),
        ("SUM(A1:A3)", None),
        ("IF(A1=&quot;NOW()&quot;,1,120)", None),
    ] {
        let cell = format!("><f>{formula}</f><v>120</v>");
        let (read, severe, findings) = amount(&cell, &styles("General", "", NO_FILL, "", ""), "");
        assert_eq!(read, Some(120_000), "{formula} {findings}");
        let expected: Vec<Severity> = function.map(|_| Severity::Warning).into_iter().collect();
        assert_eq!(severe, expected, "{formula} {findings}");
        assert!(function.is_none_or(|function| findings.contains(function)), "{formula} {findings}");
    }
}

//! .xlsb (BIFF12): no program at hand writes it, so a small writer of the format stands here, after [MS-XLSB]: the records that hold
//! sheets and cells, and the two styles that tell a day from a number.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kaikaku::contract::{CoverField, Field};
use kaikaku::intake::{Options, read_bytes};

use super::container::zip;
use super::{filled, lines, only, plan, read};

/// A record: its number and its length as variable-length integers, then its data.
fn record(out: &mut Vec<u8>, number: u16, data: &[u8]) {
    match u8::try_from(number) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => out.extend([(number & 0x7F) as u8 | 0x80, (number >> 7) as u8]),
    }
    let mut length = data.len();
    while length >= 0x80 {
        out.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(data);
}

/// XLWideString: its length in UTF-16 units, then the units.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

fn sheet(cells: &calamine::Range<Data>, more: &More) -> Vec<u8> {
    let mut out = Vec::new();
    let (height, width) = cells.end().unwrap_or_default();
    record(&mut out, 129, &[]); // BrtBeginSheet
    record(&mut out, 148, &[0, height, 0, width].map(u32::to_le_bytes).concat()); // BrtWsDim
    if let Some(flags) = more.view {
        record(&mut out, 137, &[flags.to_le_bytes().as_slice(), &[0; 28]].concat()); // BrtBeginWsView
    }
    if let Some(width) = more.width {
        // BrtColInfo of column F, in 256ths of a character.
        record(&mut out, 60, &[[5, 5, width, 0].map(u32::to_le_bytes).concat(), vec![2, 0]].concat());
    }
    if let Some((width, digits)) = more.widths {
        let rest = [digits, 300, 0, 0].map(u16::to_le_bytes).concat();
        record(&mut out, 485, &[width.to_le_bytes().to_vec(), rest].concat()); // BrtWsFmtInfo
    }
    record(&mut out, 145, &[]); // BrtBeginSheetData
    let (top, left) = cells.start().unwrap_or_default();
    for (row, values) in (top..).zip(cells.rows()) {
        let mut head = row.to_le_bytes().to_vec();
        head.resize(25, 0);
        // A height of 15 points in twentieths: a row of height 0 is one that nobody sees.
        head[8..10].copy_from_slice(&more.height.unwrap_or(300).to_le_bytes());
        record(&mut out, 0, &head); // BrtRowHdr
        for (col, value) in (left..).zip(values) {
            if (row, col) == (4, 5) && !more.formulas.is_empty() {
                more.formulas.iter().for_each(|(kind, data)| record(&mut out, *kind, data));
                continue;
            }
            let cell = |style: u32| [col, style].map(u32::to_le_bytes).concat();
            match value {
                Data::Empty => {}
                Data::String(text) => record(&mut out, 6, &[cell(0), wide(text)].concat()), // BrtCellSt
                Data::Float(number) => record(&mut out, 5, &[cell(0), number.to_le_bytes().to_vec()].concat()), // BrtCellReal
                Data::Int(number) => {
                    record(&mut out, 5, &[cell(0), (*number as f64).to_le_bytes().to_vec()].concat());
                }
                Data::DateTime(day) => record(&mut out, 5, &[cell(1), day.as_f64().to_le_bytes().to_vec()].concat()),
                Data::Bool(truth) => record(&mut out, 4, &[cell(0), vec![u8::from(*truth)]].concat()), // BrtCellBool
                other => panic!("{other:?}"),
            }
        }
    }
    record(&mut out, 146, &[]); // BrtEndSheetData
    if let Some(([row, col], _)) = &more.rule {
        let place = [1, 0, 1, *row, *row, *col, *col].map(u32::to_le_bytes).concat();
        record(&mut out, 461, &place); // BrtBeginConditionalFormatting
        record(&mut out, 463, &[2, 2, 0, 1, 0, 0, 0, 0].map(u32::to_le_bytes).concat()); // BrtBeginCFRule
        record(&mut out, 464, &[]); // BrtEndCFRule
        record(&mut out, 462, &[]); // BrtEndConditionalFormatting
    }
    for (kind, data) in &more.behind {
        record(&mut out, *kind, data);
    }
    record(&mut out, 130, &[]); // BrtEndSheet
    out
}

/// What else stands in the sheets.
#[derive(Default)]
struct More {
    /// Flags of the view.
    view: Option<u16>,
    /// The cell of a conditional format and the properties of its look: type and data.
    rule: Option<([u32; 2], Vec<(u16, Vec<u8>)>)>,
    /// Records of the fifth row in the place of its amount.
    formulas: Vec<(u16, Vec<u8>)>,
    /// Records behind the cells.
    behind: Vec<(u16, Vec<u8>)>,
    /// The look of the cells: colours of font and ground (pattern, two colours).
    look: Option<([u8; 8], (u32, [u8; 8], [u8; 8]))>,
    /// The width of column F.
    width: Option<u32>,
    /// The widths of columns without a definition: in 256ths of a digit, in digits.
    widths: Option<(u32, u16)>,
    /// The height of every row.
    height: Option<u16>,
}

fn stored_as_xlsb(xlsx: &[u8]) -> Vec<u8> {
    stored_with(xlsx, &More::default())
}

/// An .xlsx stored again as .xlsb: sheets with their visibility and cells, and the custom properties.
fn stored_with(xlsx: &[u8], more: &More) -> Vec<u8> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.to_vec())).expect("a workbook");
    let sheets = book.sheets_metadata().to_vec();
    let mut workbook = Vec::new();
    let mut relations = r#"<Relationship Id="rIdStyles" Type="x/styles" Target="styles.bin"/>"#.to_owned();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    record(&mut workbook, 131, &[]); // BrtBeginBook
    record(&mut workbook, 143, &[]); // BrtBeginBundleShs
    for (number, entry) in (1u32..).zip(&sheets) {
        let state = match entry.visible {
            calamine::SheetVisible::Visible => 0u32,
            calamine::SheetVisible::Hidden => 1,
            calamine::SheetVisible::VeryHidden => 2,
        };
        let place = [state, number].map(u32::to_le_bytes).concat();
        record(&mut workbook, 156, &[place, wide(&format!("rId{number}")), wide(&entry.name)].concat()); // BrtBundleSh
        relations.push_str(&format!(
            r#"<Relationship Id="rId{number}" Type="x/worksheet" Target="worksheets/sheet{number}.bin"/>"#
        ));
        let cells = book.worksheet_range(&entry.name).expect("a sheet");
        parts.push((format!("xl/worksheets/sheet{number}.bin"), sheet(&cells, more)));
    }
    record(&mut workbook, 144, &[]); // BrtEndBundleShs
    record(&mut workbook, 157, &[0; 26]); // BrtCalcProp
    record(&mut workbook, 132, &[]); // BrtEndBook
    let mut styles = Vec::new();
    record(&mut styles, 278, &[]); // BrtBeginStyleSheet
    if let Some((font, (pattern, front, back))) = &more.look {
        let plain = [220u16, 0, 400, 0].map(u16::to_le_bytes).concat();
        record(&mut styles, 43, &[plain, vec![0; 4], font.to_vec(), vec![0; 5]].concat()); // BrtFont
        record(&mut styles, 45, &[pattern.to_le_bytes().as_slice(), front, back].concat()); // BrtFill
    }
    record(&mut styles, 617, &2u32.to_le_bytes()); // BrtBeginCellXFs
    for format in [0u16, 14] {
        let mut style = [0xFFFFu16, format].map(u16::to_le_bytes).concat();
        style.resize(16, 0);
        record(&mut styles, 47, &style); // BrtXF
    }
    record(&mut styles, 618, &[]); // BrtEndCellXFs
    if let Some((_, properties)) = &more.rule {
        let mut look = [0, 0, properties.len() as u16].map(u16::to_le_bytes).concat();
        for (kind, data) in properties {
            look.extend([*kind, data.len() as u16 + 4].map(u16::to_le_bytes).concat());
            look.extend(data);
        }
        record(&mut styles, 507, &look); // BrtDXF
    }
    record(&mut styles, 279, &[]); // BrtEndStyleSheet
    parts.push(("xl/workbook.bin".into(), workbook));
    parts.push(("xl/styles.bin".into(), styles));
    parts.push(("xl/_rels/workbook.bin.rels".into(), format!("<Relationships>{relations}</Relationships>").into()));
    parts.push(("[Content_Types].xml".into(), b"<Types/>".to_vec()));
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}

/// The program is its own child for the old formats.
fn options() -> Options {
    Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() }
}

#[test]
fn a_form_stored_as_xlsb_is_read_with_the_same_values() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let reading = read_bytes(&plan, "提出.xlsb", &stored_as_xlsb(&bytes), &options());
    assert!(reading.findings.is_empty(), "{}", lines(&reading.findings));
    assert!(
        reading.account.kind.contains("xlsb") || reading.account.kind.contains("バイナリ"),
        "{}",
        reading.account.kind
    );
    let (before, after) = (read(&plan, &bytes), reading);
    let (before, after) = (only(&before), only(&after));
    assert_eq!(before.key, after.key);
    assert_eq!(before.recognition, after.recognition);
    let value = |day: &Option<kaikaku::finding::Sourced<jiff::civil::Date>>| {
        day.as_ref().map(|at| (at.value, at.origin.place.clone()))
    };
    assert_eq!(value(&before.submitted_on), value(&after.submitted_on), "{}", CoverField::SubmittedOn.label());
    assert_eq!(before.entries.len(), after.entries.len());
    for (a, b) in before.entries.iter().zip(&after.entries) {
        assert!(a.says_the_same(b), "{a:?}\n{b:?}");
    }
    assert!(
        after.entries.iter().any(|entry| entry.action.value == action && entry.effects().count() == 1),
        "{:?}",
        Field::ALL
    );
}

/// Cut and changed bytes are a finding about the file, whatever becomes of the child.
#[test]
fn a_damaged_xlsb_is_a_finding() {
    let plan = plan();
    let whole = stored_as_xlsb(&filled(&plan).0);
    for cut in [whole.len() / 3, whole.len() / 2, whole.len() - 30] {
        let reading = read_bytes(&plan, "途中.xlsb", &whole[..cut], &options());
        assert!(reading.submissions.is_empty() && !reading.findings.is_empty(), "{cut}");
    }
    // A cell whose text is said to be four thousand million characters long.
    let mut lying = Vec::new();
    record(&mut lying, 129, &[]);
    record(&mut lying, 148, &[0; 16]);
    record(&mut lying, 145, &[]);
    record(&mut lying, 0, &[0; 25]);
    record(&mut lying, 6, &[[0u8; 8].as_slice(), &u32::MAX.to_le_bytes()].concat());
    let mut workbook = Vec::new();
    record(&mut workbook, 156, &[[0u32, 1].map(u32::to_le_bytes).concat(), wide("rId1"), wide("入力")].concat());
    record(&mut workbook, 144, &[]);
    record(&mut workbook, 157, &[0; 26]);
    let relations = br#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let bytes = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", relations),
        ("xl/worksheets/sheet1.bin", &lying),
    ]);
    let reading = read_bytes(&plan, "偽り.xlsb", &bytes, &options());
    assert!(reading.submissions.is_empty() && !reading.findings.is_empty());
}

/// Conditional formats and hidden zeros, as in the other containers.
#[test]
fn looks_that_depend_are_asked_about() {
    let plan = plan();
    let colour = |rgb: [u8; 3]| [[0x05, 0xFF, 0, 0].as_slice(), &rgb, &[0xFF]].concat();
    let (white, red, black) = (colour([255; 3]), colour([255, 0, 0]), colour([0; 3]));
    let rule = |properties: Vec<(u16, Vec<u8>)>| More { rule: Some(([4, 5], properties)), ..More::default() };
    let view = |flags: u16| More { view: Some(flags), ..More::default() };
    for (number, more, yen) in [
        (120.0, rule(vec![(0x05, white.clone())]), None),
        (120.0, rule(vec![(0x1D, vec![1])]), None),
        (1200.0, rule(vec![(0x29, vec![3, 0])]), None),
        // #,##0 shows 120 as it is.
        (120.0, rule(vec![(0x29, vec![3, 0])]), Some(120_000)),
        (120.0, rule(vec![(0x02, black.clone())]), None),
        (120.0, rule(vec![(0x05, white), (0x02, black)]), Some(120_000)),
        (120.0, rule(vec![(0x05, red)]), Some(120_000)),
        (0.0, view(0x39C), Some(0)),
        (0.0, view(0x38C), None),
        (120.0, view(0x38C), Some(120_000)),
    ] {
        let xlsx = super::container::retyped().number(4, 5, number, 0).xlsx();
        let reading = read_bytes(&plan, "提出.xlsb", &stored_with(&xlsx, &more), &options());
        let entry = &only(&reading).entries[0];
        let read = entry.effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0);
        let rule = more.rule.as_ref().map(|(_, properties)| properties);
        assert_eq!(read, yen, "{number} {:?} {rule:?} {}", more.view, lines(&reading.findings));
        assert_eq!(entry.is_rejected(Field::RevenueOnce), yen.is_none(), "{rule:?}");
    }
}

#[test]
fn columns_narrower_than_a_digit_and_rows_lower_than_a_point_are_hidden() {
    let plan = plan();
    let (wide, high) = (
        |width| More { width: Some(width), ..More::default() },
        |height| More { height: Some(height), ..More::default() },
    );
    for (more, is_hidden) in
        [(wide(0), true), (wide(255), true), (wide(256), false), (high(0), true), (high(19), true), (high(20), false)]
    {
        let xlsx = super::container::retyped().number(4, 5, 120.0, 0).xlsx();
        let reading = read_bytes(&plan, "提出.xlsb", &stored_with(&xlsx, &more), &options());
        let found = lines(&reading.findings);
        assert_eq!(found.contains("非表示"), is_hidden, "{:?} {:?} {found}", more.width, more.height);
    }
}

/// A colour by value or by the theme's number.
fn colour(rgb: u32) -> [u8; 8] {
    let [_, red, green, blue] = rgb.to_be_bytes();
    [0x05, 0xFF, 0, 0, red, green, blue, 0xFF]
}

/// Whether 120千円 in F5 are read of an .xlsb with more.
fn is_read(more: &More) -> (bool, String) {
    let xlsx = super::container::retyped().number(4, 5, 120.0, 0).xlsx();
    let reading = read_bytes(&plan(), "提出.xlsb", &stored_with(&xlsx, more), &options());
    let found = lines(&reading.findings);
    let entry = &only(&reading).entries[0];
    (entry.effects().any(|(_, at)| at.value.value().is_some_and(|yen| yen.0 == 120_000)), found)
}

#[test]
fn conditional_formats_are_judged_over_the_look_of_their_cell() {
    let (white, black, red, blue) = (colour(0xFF_FFFF), colour(0), colour(0xFF_0000), colour(0x1F_4E79));
    let grey = colour(0x7F_7F7F);
    let accent = [0x07, 4, 0, 0, 0, 0, 0, 0xFF];
    let solid = |ground| (1, ground, black);
    for (look, properties, is_seen) in [
        ((white, solid(blue)), vec![(0x05, white)], true),
        ((white, solid(blue)), vec![(0x02, white)], false),
        ((black, solid(red)), vec![(0x05, red)], false),
        ((white, solid(black)), vec![(0x05, black)], false),
        ((grey, (2, black, white)), vec![], false),
        ((black, (2, black, white)), vec![], true),
        ((accent, solid(accent)), vec![], false),
    ] {
        let properties: Vec<_> = properties.into_iter().map(|(kind, colour)| (kind, colour.to_vec())).collect();
        let rule = (!properties.is_empty()).then_some(([4, 5], properties));
        let more = More { look: Some(look), rule, ..More::default() };
        let (read, found) = is_read(&more);
        assert_eq!(read, is_seen, "{:?} {:?} {found}", more.look, more.rule);
    }
    // A number format: by its code, or by the number of one that shows the same.
    let code = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [200u16.to_le_bytes().to_vec(), (text.len() as u16).to_le_bytes().to_vec(), units].concat()
    };
    for (kind, data, is_seen) in
        [(0x26, code(";;;"), false), (0x26, code("0"), true), (0x29, vec![1, 0], true), (0x29, vec![9, 0], false)]
    {
        let more = More { rule: Some(([4, 5], vec![(kind, data)])), ..More::default() };
        let (read, found) = is_read(&more);
        assert_eq!(read, is_seen, "{:?} {found}", more.rule);
    }
}

#[test]
fn symbols_and_bars_alone_are_asked_about() {
    let place =
        |head: &[u32]| [head, &[1, 4, 4, 5, 5]].concat().iter().flat_map(|at| at.to_le_bytes()).collect::<Vec<u8>>();
    let begin = (461, place(&[1, 0]));
    let rule = (463, [4, 3, u32::MAX, 1, 0, 0, 0, 0].map(u32::to_le_bytes).concat());
    let ends = [(464, vec![]), (462, vec![])];
    let icons = |flags: u8| (465, vec![0, 0, 0, 0, flags, 0]);
    let bar = |shows: u8| (467, vec![10, 90, shows]);
    for (inner, is_seen) in [(icons(0x06), false), (icons(0x04), true), (bar(0), false), (bar(1), true)] {
        let behind = [begin.clone(), rule.clone(), inner.clone(), ends[0].clone(), ends[1].clone()].to_vec();
        let (read, found) = is_read(&More { behind, ..More::default() });
        assert_eq!(read, is_seen, "{inner:?} {found}");
    }
    // Those of Excel 2010 and later name their cells in the head of the record.
    let begin = (1046, place(&[2, 1, 0]));
    let rule = (1048, [0, 4, 3, u32::MAX, 1, 0, 0, 0, 0].map(u32::to_le_bytes).concat());
    for (inner, is_seen) in [
        ((1052, vec![0, 0, 0, 0, 0, 0, 0, 0, 0x06, 0]), false),
        ((1052, vec![0, 0, 0, 0, 0, 0, 0, 0, 0x04, 0]), true),
        ((1051, vec![0, 0, 0, 0, 0, 100, 0, 0, 0]), false),
        ((1051, vec![0, 0, 0, 0, 0, 100, 1, 0, 0]), true),
    ] {
        let behind = vec![begin.clone(), rule.clone(), inner.clone(), (1049, vec![])];
        let (read, found) = is_read(&More { behind, ..More::default() });
        assert_eq!(read, is_seen, "{inner:?} {found}");
    }
    // One that is cut short may do anything.
    let behind = vec![(461, place(&[1, 0])), (463, vec![4, 0, 0, 0])];
    assert!(!is_read(&More { behind, ..More::default() }).0);
}

#[test]
fn columns_that_no_definition_names_have_the_width_of_the_sheets_others() {
    for (widths, width, is_hidden) in
        [((0, 8), None, true), ((u32::MAX, 0), None, true), ((u32::MAX, 8), None, false), ((2304, 0), None, false)]
    {
        let more = More { widths: Some(widths), width, ..More::default() };
        assert_eq!(is_read(&more).1.contains("非表示"), is_hidden, "{widths:?}");
    }
}

/// A formula that several cells have stands behind the first of them (BrtShrFmla, BrtArrFmla); what it says holds for all.
#[test]
fn what_a_formula_of_several_cells_computes_anew_is_asked_about() {
    let formula = |tokens: &[u8], extra: &[u8]| {
        [
            &[0u8, 0],
            (tokens.len() as u32).to_le_bytes().as_slice(),
            tokens,
            (extra.len() as u32).to_le_bytes().as_slice(),
            extra,
        ]
        .concat()
    };
    let today = [0x19, 1, 0, 0, 0x41, 221, 0];
    let sum = [0x19, 0, 0, 0, 0x1E, 1, 0];
    for (kind, tokens, is_asked) in [(427u16, today, true), (426, today, true), (427, sum, false)] {
        // U5 comes first and holds the formula, F5 shares it.
        let place = |col: u32| [col, 0].map(u32::to_le_bytes).concat();
        let exp = [[1u8].as_slice(), &4u32.to_le_bytes()].concat();
        let sharing = formula(&exp, &20u32.to_le_bytes());
        let number = |col| [place(col), 120f64.to_le_bytes().to_vec(), sharing.clone()].concat();
        let range = [4u32, 4, 5, 20].map(u32::to_le_bytes).concat();
        let flags: &[u8] = if kind == 426 { &[0] } else { &[] };
        let shared = [range.as_slice(), flags, &formula(&tokens, &[])[2..]].concat();
        let more = More { formulas: vec![(9, number(20)), (kind, shared), (9, number(5))], ..More::default() };
        let (_, found) = is_read(&more);
        assert_eq!(found.contains("TODAY"), is_asked, "{kind} {found}");
    }
}

//! Values of an .ods beside the text that the file keeps of them, and rows and columns that it hides in its own ways.

use kaikaku::contract::Field;
use kaikaku::intake::{FileReading, Options, read_bytes};

use super::odd_files::ods;
use super::{codes, lines, plan};

/// A retyped form with that amount (歳入増（単年度）（千円）); around its last row and last two columns stands what is given.
struct Laid<'a> {
    styles: &'a str,
    columns: &'a str,
    /// Attributes of the row of the entry.
    row: &'a str,
    around_row: (&'a str, &'a str),
    amount: &'a str,
    /// Conditional formats.
    rules: &'a str,
}

const PLAIN: Laid<'_> = Laid {
    styles: "",
    columns: "<table:table-column table:number-columns-repeated=\"7\"/>",
    row: "",
    around_row: ("", ""),
    amount: "<table:table-cell office:value-type=\"float\" office:value=\"1200\"><text:p>1,200</text:p></table:table-cell>",
    rules: "",
};

fn read(laid: &Laid<'_>) -> FileReading {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |texts: &[&str]| {
        let cells: String = texts.iter().map(|text| cell(text)).collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let entry: String = ["1-1", "広告料収入の拡大", "実施", "広告を集めた。", "○"].map(cell).concat();
    let content = format!(
        "<office:document-content><office:automatic-styles>{}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"様式 1\">{}{}{}{}{}<table:table-row {}>{entry}{}{}</table:table-row>{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        laid.styles,
        laid.columns,
        row(&["部署", "総務部行政監理室", "年度", "令和2年度", "時期", "年度末"]),
        row(&[]),
        row(&["No.", "実践項目", "実績（工程）", "実績", "進捗区分", "歳入増（単年度）（千円）", "課題"]),
        laid.around_row.0,
        laid.row,
        laid.amount,
        cell("特になし"),
        laid.around_row.1,
        laid.rules,
    );
    read_bytes(&plan(), "提出.ods", &ods(&content, "<manifest/>"), &Options::default())
}

#[test]
fn a_kept_text_that_contradicts_its_value_is_asked_about() {
    let styles = "<number:number-style style:name=\"N1\"><number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\" number:grouping=\"true\"/><number:text>千円</number:text></number:number-style><style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>";
    for (style, value, text, yen) in [
        ("", "1200", "<text:p>1,200</text:p>", Some(1_200_000)),
        ("", "1200", "<text:p>1200</text:p>", Some(1_200_000)),
        ("", "1200", "", Some(1_200_000)),
        ("", "-1200", "<text:p>▲1,200</text:p>", Some(-1_200_000)),
        ("ce1", "1200", "<text:p>1,200千円</text:p>", Some(1_200_000)),
        ("ce1", "1200", "<text:p>1200</text:p>", Some(1_200_000)),
        ("", "1200", "<text:p>1,300</text:p>", None),
        ("", "1200", "<text:p>1,200円</text:p>", None),
        ("", "1200", "<text:p>▲1,200</text:p>", None),
        ("", "-1200", "<text:p>1,200</text:p>", None),
        ("", "1200", "<text:p>12<text:s/>00</text:p>", Some(1_200_000)),
        ("", "1200", "<text:p>1,200</text:p><text:p>80</text:p>", None),
        ("ce1", "1200", "<text:p>1,200円</text:p>", None),
        ("", "0", "<text:p>未定</text:p>", None),
    ] {
        let style = if style.is_empty() { String::new() } else { format!("table:style-name=\"{style}\"") };
        let amount = format!(
            "<table:table-cell {style} office:value-type=\"float\" office:value=\"{value}\">{text}</table:table-cell>"
        );
        let reading = read(&Laid { styles, amount: &amount, ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        let read = entry.effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0);
        assert_eq!(read, yen, "{value} {text} {}", lines(&reading.findings));
        assert_eq!(entry.is_rejected(Field::RevenueOnce), yen.is_none(), "{value} {text}");
        assert_eq!(lines(&reading.findings).contains("食い違っています"), yen.is_none(), "{value} {text}");
    }
    // A text has a value of its own, too; its format may add to it.
    let added = "<number:text-style style:name=\"N2\"><number:text-content/><number:text>千円</number:text></number:text-style><style:style style:name=\"ce2\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>";
    let amount = |kept: &str| {
        format!(
            "<table:table-cell table:style-name=\"ce2\" office:value-type=\"string\" office:string-value=\"{kept}\"><text:p>1,200千円</text:p></table:table-cell>"
        )
    };
    for (kept, is_read) in [("1,200", true), ("1,300", false)] {
        let reading = read(&Laid { styles: added, amount: &amount(kept), ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        assert_eq!(entry.is_rejected(Field::RevenueOnce), !is_read, "{}", lines(&reading.findings));
    }
    for (kept, is_read) in [("1,200", true), ("1,300", false)] {
        let amount = format!(
            "<table:table-cell office:value-type=\"string\" office:string-value=\"{kept}\"><text:p>1,200</text:p></table:table-cell>"
        );
        let reading = read(&Laid { amount: &amount, ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        assert_eq!(entry.is_rejected(Field::RevenueOnce), !is_read, "{}", lines(&reading.findings));
    }
}

#[test]
fn bars_and_symbols_in_place_of_a_number_are_asked_about() {
    let format = |ranges: &str, entries: usize| {
        let entries = "<calcext:icon-set calcext:show-value=\"false\"/>".repeat(entries);
        format!(
            "<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address=\"{ranges}\">{entries}</calcext:conditional-format></calcext:conditional-formats>"
        )
    };
    let far = |count: usize| (0..count).map(|row| format!("'様式 1'.Z{}", row + 100)).collect::<Vec<_>>().join(" ");
    for (rules, is_read) in [
        (format("'様式 1'.F2:'様式 1'.F10", 1), false),
        (format("'様式 1'.A1:'様式 1'.A9 '様式 1'.F4:'様式 1'.F4", 1), false),
        (format("'様式 1'.A1:'様式 1'.E9", 1), true),
        (format("$入力.F4", 1), false),
        // Beyond what is kept it is one of all cells.
        (format(&far(400), 1), true),
        (format(&far(600), 1), false),
        // However many entries: none of them takes time of its own.
        (format("'様式 1'.A1:'様式 1'.E9", 100_000), true),
        (format("'様式 1'.A1:'様式 1'.E9", 1).repeat(400), true),
        (format("'様式 1'.A1:'様式 1'.E9", 1).repeat(600), false),
    ] {
        let reading = read(&Laid { rules: &rules, ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        let start: String = rules.chars().take(200).collect();
        assert_eq!(entry.is_rejected(Field::RevenueOnce), !is_read, "{start} {}", lines(&reading.findings));
    }
}

#[test]
fn a_style_under_a_condition_takes_over_from_its_parents() {
    let amount = "<table:table-cell table:style-name=\"ce1\" office:value-type=\"float\" office:value=\"1200\"><text:p>1200</text:p></table:table-cell>";
    let cell = |parent: &str| {
        format!(
            "<style:style style:name=\"Base\" style:family=\"table-cell\">{parent}</style:style><style:style style:name=\"Applied\" style:family=\"table-cell\" style:parent-style-name=\"Base\"/><style:style style:name=\"ce1\" style:family=\"table-cell\"><style:map style:condition=\"cell-content()&gt;0\" style:apply-style-name=\"Applied\"/></style:style>"
        )
    };
    for (parent, is_read) in [
        ("<style:text-properties fo:color=\"#ffffff\"/>", false),
        ("<style:text-properties style:text-line-through-style=\"solid\"/>", false),
        ("<style:table-cell-properties fo:background-color=\"#000000\"/>", false),
        ("<style:text-properties fo:color=\"#ff0000\"/>", true),
        ("<style:table-cell-properties fo:background-color=\"#ffff00\"/>", true),
    ] {
        let styles = cell(parent);
        let reading = read(&Laid { styles: &styles, amount, ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        assert_eq!(entry.is_rejected(Field::RevenueOnce), !is_read, "{parent} {}", lines(&reading.findings));
    }
}

#[test]
fn a_white_number_format_shows_nothing() {
    let style = |colour: &str| {
        format!(
            "<number:number-style style:name=\"N1\"><style:text-properties fo:color=\"{colour}\"/><number:number number:min-integer-digits=\"1\"/></number:number-style><style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>"
        )
    };
    let amount = "<table:table-cell table:style-name=\"ce1\" office:value-type=\"float\" office:value=\"1200\"><text:p>1200</text:p></table:table-cell>";
    for (colour, is_read) in [("#ffffff", false), ("#ff0000", true)] {
        let styles = style(colour);
        let reading = read(&Laid { styles: &styles, amount, ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        assert_eq!(entry.is_rejected(Field::RevenueOnce), !is_read, "{colour} {}", lines(&reading.findings));
        // The same of a text: [White]@.
        let number = "<number:number number:min-integer-digits=\"1\"/>";
        let styles =
            styles.replace(number, "<number:text-content/>").replace("number:number-style", "number:text-style");
        let amount =
            amount.replace("office:value-type=\"float\" office:value=\"1200\"", "office:value-type=\"string\"");
        let reading = read(&Laid { styles: &styles, amount: &amount, ..PLAIN });
        let entry = &reading.submissions[0].entries[0];
        assert_eq!(entry.is_rejected(Field::RevenueOnce), !is_read, "{colour} {}", lines(&reading.findings));
    }
}

/// How many digits a second's parts and a power of ten are shown with is the style's to say.
#[test]
fn digits_of_seconds_and_powers_are_those_of_the_style() {
    for (kind, parts, value, expected) in [
        (
            "date",
            "<number:minutes number:style=\"long\"/><number:text>:</number:text><number:seconds number:style=\"long\" number:decimal-places=\"1\"/>",
            "date\" office:date-value=\"2021-05-10T12:34:56.7",
            "34:56.7",
        ),
        (
            "number",
            "<number:scientific-number number:decimal-places=\"1\" number:min-integer-digits=\"1\" number:min-exponent-digits=\"1\"/>",
            "float\" office:value=\"1234",
            "1.2E+3",
        ),
        (
            "number",
            "<number:scientific-number number:decimal-places=\"0\" number:min-exponent-digits=\"2\"/>",
            "float\" office:value=\"1234",
            "1E+03",
        ),
        (
            "time",
            "<number:hours/><number:text>:</number:text><number:minutes number:style=\"long\"/><number:text> </number:text><number:am-pm/>",
            "time\" office:time-value=\"PT13H05M00S",
            "（入力：1:05 PM／",
        ),
        (
            "number",
            "<number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\"/><number:fill-character>0</number:fill-character>",
            "float\" office:value=\"1234",
            "（0*0）では、どの数字が見えているか分かりません",
        ),
    ] {
        let styles = format!(
            "<number:{kind}-style style:name=\"N1\">{parts}</number:{kind}-style><style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>"
        );
        let amount = format!("<table:table-cell table:style-name=\"ce1\" office:value-type=\"{value}\"/>");
        let found = lines(&read(&Laid { styles: &styles, amount: &amount, ..PLAIN }).findings);
        assert!(found.contains(expected), "{parts} {found}");
    }
}

#[test]
fn lines_over_the_cells_are_told() {
    for (drawn, is_told) in [
        ("<draw:line svg:x1=\"0cm\"><text:p/></draw:line>", true),
        ("<draw:g><draw:ellipse/><draw:connector/></draw:g>", true),
        ("<draw:frame><draw:object/></draw:frame>", false),
    ] {
        let amount = PLAIN.amount.replace("<text:p>", &format!("{drawn}<text:p>"));
        let reading = read(&Laid { amount: &amount, ..PLAIN });
        let found = lines(&reading.findings);
        assert_eq!(found.contains("!F4　シートに文字のない線や図形が"), is_told, "{drawn} {found}");
        let read = reading.submissions[0].entries[0].effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0);
        assert_eq!(read, Some(1_200_000), "{drawn} {found}");
    }
}

/// U+E000 is the first character that an office defines for itself.
#[test]
fn a_character_of_the_office_itself_is_no_space() {
    let amount = "<table:table-cell office:value-type=\"string\"><text:p>外\u{E000} 字  の</text:p></table:table-cell>";
    let found = lines(&read(&Laid { amount, ..PLAIN }).findings);
    assert!(found.contains("（入力：外\u{E000} 字 の／"), "{found}");
}

#[test]
fn characters_of_fonts_of_symbols_are_told() {
    let styles = "<style:font-face style:name=\"F1\" svg:font-family=\"何か\" style:font-charset=\"x-symbol\"/><style:font-face style:name=\"Wingdings\" svg:font-family=\"Wingdings\"/><style:font-face style:name=\"F2\" svg:font-family=\"&apos;ＭＳ 明朝&apos;\"/>";
    for (font, is_read) in [("F1", false), ("Wingdings", false), ("F2", true)] {
        let styles = format!(
            "{styles}<style:style style:name=\"ce1\" style:family=\"table-cell\"><style:text-properties style:font-name=\"{font}\"/></style:style>"
        );
        let amount = PLAIN.amount.replace("<table:table-cell ", "<table:table-cell table:style-name=\"ce1\" ");
        let reading = read(&Laid { styles: &styles, amount: &amount, ..PLAIN });
        let found = lines(&reading.findings);
        assert_eq!(found.contains("記号用のフォント"), !is_read, "{font} {found}");
    }
}

/// Days of another calendar or in another language's words are not worked out.
#[test]
fn a_day_is_shown_by_its_calendar_and_language() {
    for (language, parts, is_read) in [
        ("", "<number:year number:style=\"long\"/>", true),
        ("zh", "<number:year number:style=\"long\"/>", true),
        ("ja", "<number:year number:calendar=\"gengou\"/>", true),
        ("en", "<number:day-of-week/>", true),
        ("zh", "<number:year number:calendar=\"ROC\"/>", false),
        ("th", "<number:year number:calendar=\"buddhist\"/>", false),
        ("de", "<number:month number:textual=\"true\" number:style=\"long\"/>", false),
        ("ko", "<number:day-of-week number:style=\"long\"/>", false),
    ] {
        let styles = format!(
            "<number:date-style style:name=\"N1\" number:language=\"{language}\">{parts}</number:date-style><style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>"
        );
        let amount =
            "<table:table-cell table:style-name=\"ce1\" office:value-type=\"date\" office:date-value=\"2021-05-10\"/>";
        let reading = read(&Laid { styles: &styles, amount, ..PLAIN });
        // A day is no amount either way; what is said of it differs.
        let is_unseen = lines(&reading.findings).contains("和暦・西暦のほかの暦");
        assert_eq!(is_unseen, !is_read, "{language} {parts} {}", lines(&reading.findings));
    }
}

#[test]
fn rows_and_columns_that_nobody_sees_are_told() {
    let styles = "<style:style style:name=\"none\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0cm\"/></style:style><style:style style:name=\"line\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0.2mm\"/></style:style><style:style style:name=\"row\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0.45cm\"/></style:style><style:style style:name=\"thin\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"0in\"/></style:style>";
    let plain = Laid { styles, ..PLAIN };
    let named = |name: &str| format!("table:style-name=\"{name}\"");
    let (none, line, row) = (named("none"), named("line"), named("row"));
    let columns = |last: &str| format!("<table:table-column table:number-columns-repeated=\"5\"/>{last}");
    let filtered = columns("<table:table-column table:visibility=\"filter\"/><table:table-column/>");
    let thin = columns("<table:table-column table:style-name=\"thin\" table:number-columns-repeated=\"2\"/>");
    let folded = columns(
        "<table:table-column-group table:display=\"false\"><table:table-column/></table:table-column-group><table:table-column/>",
    );
    let open =
        columns("<table:table-column-group><table:table-column/></table:table-column-group><table:table-column/>");
    let group = ("<table:table-row-group table:display=\"false\">", "</table:table-row-group>");
    for (laid, hidden) in [
        (&plain, false),
        (&Laid { row: "table:visibility=\"filter\"", ..plain }, true),
        (&Laid { row: "table:visibility=\"collapse\"", ..plain }, true),
        (&Laid { row: &none, ..plain }, true),
        (&Laid { row: &line, ..plain }, true),
        (&Laid { row: &row, ..plain }, false),
        (&Laid { around_row: group, ..plain }, true),
        (&Laid { around_row: ("<table:table-row-group>", group.1), ..plain }, false),
        (&Laid { columns: &filtered, ..plain }, true),
        (&Laid { columns: &thin, ..plain }, true),
        (&Laid { columns: &folded, ..plain }, true),
        (&Laid { columns: &open, ..plain }, false),
    ] {
        let reading = read(laid);
        let entry = &reading.submissions[0].entries[0];
        assert_eq!(entry.effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0), Some(1_200_000));
        let told = codes(&reading.findings).contains(&"hidden");
        assert_eq!(told, hidden, "{} {}\n{}", laid.columns, laid.row, lines(&reading.findings));
    }
}

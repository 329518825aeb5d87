//! Typed access to the keys of a table of the master, which remembers what was asked for.
//!
//! Every accessor says what is wrong and goes on with an absent value, so that one run names all mistakes; when a
//! table has been read, [`Fields::finish`] reports the keys that nobody asked for.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::finding::{Code, Finding, Origin, Place, Severity};
use crate::settings_file::tree::{Node, Table, Value};
use crate::vocabulary::{FiscalYear, LONGEST_CELL_TEXT, can_be_printed, grouped, has_no_width, turns_direction};

/// A key that the plan does not know.
pub const UNKNOWN_KEY: Code = Code("plan.unknown-key");
/// A key that must be there is not.
pub const MISSING_KEY: Code = Code("plan.missing-key");
/// A value of the wrong kind.
pub const WRONG_KIND: Code = Code("plan.wrong-kind");
/// A character that cannot be printed.
pub const CONTROL_CHARACTER: Code = Code("plan.control-character");

/// A text that no cell of a workbook holds.
pub const TOO_LONG: Code = Code("plan.text-too-long");

/// A mistake that the plan cannot be used with.
pub(crate) fn fatal(code: Code, origin: &Origin, message: impl Into<String>) -> Finding {
    Finding::new(Severity::Fatal, code, message).at(origin.clone())
}

/// Something the office should look at; the plan is used.
pub(crate) fn warning(code: Code, origin: &Origin, message: impl Into<String>) -> Finding {
    Finding::new(Severity::Warning, code, message).at(origin.clone())
}

/// The keys of one table.
pub(crate) struct Fields<'a> {
    /// What the table is, for messages: 取組項目 No.3.
    what: String,
    /// Where it begins.
    origin: &'a Origin,
    table: &'a Table,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The keys of `node`; a finding and `None` where it is no table.
    pub(crate) fn open(node: &'a Node, what: impl Into<String>, out: &mut Vec<Finding>) -> Option<Fields<'a>> {
        let what = what.into();
        match &node.value {
            Value::Table(table) => Some(Fields { what, origin: &node.origin, table, asked: Vec::new() }),
            _ => {
                out.push(
                    fatal(WRONG_KIND, &node.origin, format!("「{what}」は項目のまとまりでなければなりません。"))
                        .found(node.shown())
                        .expected("{ 名 = 値, … } 又は [見出し] に続く「名 = 値」"),
                );
                None
            }
        }
    }

    /// Says more exactly what the table is, once that is known.
    pub(crate) fn rename(&mut self, what: impl Into<String>) {
        self.what = what.into();
    }

    /// What the table is.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// Where it begins.
    pub(crate) fn origin(&self) -> &'a Origin {
        self.origin
    }

    /// The value of a key, whatever it is.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// Where a key's value stands or, in a workbook, would stand; the table where neither is known.
    pub(crate) fn place(&self, key: &str) -> &'a Origin {
        self.table.entry(key).map_or(self.origin, |entry| &entry.node.origin)
    }

    /// Whether the table was read from a workbook, where people know heads of columns and no keys.
    pub(crate) fn in_workbook(&self) -> bool {
        matches!(self.origin.place, Place::Sheet(_) | Place::Cell(..))
    }

    /// How people call a key: the head of its column, or the key itself between spaces.
    pub(crate) fn called(&self, key: &str) -> String {
        match self.table.entry(key).and_then(|entry| entry.head.as_deref()) {
            Some(head) => format!("「{head}」"),
            None => format!(" {key} "),
        }
    }

    /// One wording for plan.toml, another for a workbook.
    pub(crate) fn said<'t>(&self, toml: &'t str, workbook: &'t str) -> &'t str {
        if self.in_workbook() { workbook } else { toml }
    }

    fn required(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<&'a Node> {
        let node = self.node(key);
        if node.is_none() {
            out.push(
                fatal(MISSING_KEY, self.place(key), format!("「{}」に{}がありません。", self.what, self.called(key)))
                    .remedy(match self.in_workbook() {
                        true => "この欄に書いてください。".to_owned(),
                        false => format!("{key} = … を書き足してください。"),
                    }),
            );
        }
        node
    }

    fn wrong(&self, key: &str, node: &Node, expected: &str) -> Finding {
        fatal(WRONG_KIND, &node.origin, format!("「{}」の{}の値の種類が違います。", self.what, self.called(key)))
            .found(node.shown())
            .expected(expected)
    }

    /// Text that must be there and not be empty; an empty one is returned where it is wrong.
    pub(crate) fn text(&mut self, key: &'static str, out: &mut Vec<Finding>) -> &'a str {
        let Some(node) = self.required(key, out) else { return "" };
        match &node.value {
            Value::Text(text) if text.is_empty() => {
                out.push(fatal(
                    MISSING_KEY,
                    &node.origin,
                    format!("「{}」の{}が空です。", self.what, self.called(key)),
                ));
                ""
            }
            Value::Text(text) => {
                check_characters(text, &node.origin, out);
                text
            }
            _ => {
                out.push(self.wrong(key, node, self.said("\" \" で囲んだ文字", "文字")));
                ""
            }
        }
    }

    /// Text that may be absent; an empty one counts as absent.
    pub(crate) fn optional_text(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<&'a str> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) => {
                check_characters(text, &node.origin, out);
                Some(text.as_str()).filter(|text| !text.is_empty())
            }
            _ => {
                out.push(self.wrong(key, node, self.said("\" \" で囲んだ文字", "文字")));
                None
            }
        }
    }

    /// A list of values; empty where it is absent.
    pub(crate) fn list(&mut self, key: &'static str, out: &mut Vec<Finding>) -> &'a [Node] {
        match self.node(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => {
                out.push(self.wrong(key, node, self.said("[ ] で囲んだ並び", "1行に1つずつ")));
                &[]
            }
        }
    }

    /// A list of texts with their places; empty where it is absent.
    pub(crate) fn texts(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Vec<(&'a str, &'a Origin)> {
        let mut texts = Vec::new();
        for node in self.list(key, out) {
            match &node.value {
                Value::Text(text) if !text.is_empty() => {
                    check_characters(text, &node.origin, out);
                    texts.push((text.as_str(), &node.origin));
                }
                _ => out.push(self.wrong(key, node, self.said("\" \" で囲んだ文字の並び", "1行に1つずつの文字"))),
            }
        }
        texts
    }

    /// The same without places.
    pub(crate) fn strings(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Vec<String> {
        self.texts(key, out).into_iter().map(|(text, _)| text.to_owned()).collect()
    }

    /// The keys and values of a table under a key; empty where it is absent.
    pub(crate) fn entries(
        &mut self,
        key: &'static str,
        out: &mut Vec<Finding>,
    ) -> impl Iterator<Item = (&'a str, &'a Origin, &'a Node)> + use<'a> {
        let table = match self.node(key) {
            None => None,
            Some(Node { value: Value::Table(table), .. }) => Some(table),
            Some(node) => {
                out.push(self.wrong(key, node, "{ 名 = 値, … }"));
                None
            }
        };
        table.into_iter().flat_map(Table::filled).map(|entry| (entry.key.as_str(), &entry.key_origin, &entry.node))
    }

    /// A number that may be absent.
    pub(crate) fn optional_number(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<Decimal> {
        let node = self.node(key)?;
        let number = as_number(node);
        if number.is_none() {
            out.push(self.wrong(key, node, "数"));
        }
        number
    }

    /// A whole number within a range that must be there.
    pub(crate) fn whole(&mut self, key: &'static str, from: i64, to: i64, out: &mut Vec<Finding>) -> Option<i64> {
        self.required(key, out)?;
        self.optional_whole(key, from, to, out)
    }

    /// A whole number within a range that may be absent.
    pub(crate) fn optional_whole(
        &mut self,
        key: &'static str,
        from: i64,
        to: i64,
        out: &mut Vec<Finding>,
    ) -> Option<i64> {
        let node = self.node(key)?;
        let whole = as_whole(node).filter(|whole| (from..=to).contains(whole));
        if whole.is_none() {
            out.push(self.wrong(key, node, &format!("{from} から {to} までの整数")));
        }
        whole
    }

    /// true or false; false where it is absent.
    pub(crate) fn flag(&mut self, key: &'static str, out: &mut Vec<Finding>) -> bool {
        match self.node(key) {
            None => false,
            Some(Node { value: Value::Flag(flag), .. }) => *flag,
            Some(node) => {
                out.push(self.wrong(key, node, self.said("true 又は false", "○ 又は空白")));
                false
            }
        }
    }

    /// A day that must be there.
    pub(crate) fn date(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<Date> {
        self.required(key, out)?;
        self.optional_date(key, out)
    }

    /// A day that may be absent.
    pub(crate) fn optional_date(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<Date> {
        match self.node(key)? {
            Node { value: Value::Date(date), .. } if can_be_printed(*date) => Some(*date),
            node => {
                let expected = self.said("日付（例：2021-04-01。\" \" では囲みません）", "日付（例：2021/4/1）");
                out.push(self.wrong(key, node, expected));
                None
            }
        }
    }

    /// A fiscal year that must be there: `"R2"`, `"令和2年度"` or 2020.
    pub(crate) fn year(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<FiscalYear> {
        self.required(key, out)?;
        self.optional_year(key, out)
    }

    /// A fiscal year that may be absent.
    pub(crate) fn optional_year(&mut self, key: &'static str, out: &mut Vec<Finding>) -> Option<FiscalYear> {
        let node = self.node(key)?;
        let year = match &node.value {
            Value::Text(text) => FiscalYear::parse(text),
            Value::Number(number) => number.to_i16().and_then(|_| FiscalYear::parse(&number.to_string())),
            _ => None,
        };
        if year.is_none() {
            out.push(self.wrong(key, node, self.said("年度（例：\"R2\"）", "年度（例：R2）")));
        }
        year
    }

    /// Reports the keys that nobody asked for, with the nearest that is known.
    pub(crate) fn finish(self, out: &mut Vec<Finding>) {
        for entry in self.table.filled() {
            if self.asked.contains(&entry.key.as_str()) {
                continue;
            }
            let mut finding = fatal(
                UNKNOWN_KEY,
                &entry.key_origin,
                format!("「{}」に使えない項目の名 {} があります。", self.what, entry.key),
            )
            .found(entry.key.clone());
            match nearest(&entry.key, self.asked.iter().copied(), 2) {
                Some(known) => {
                    finding = finding.expected(known).remedy(format!("{known} の書き誤りでないか確かめてください。"));
                }
                None => {
                    let mut known = self.asked.clone();
                    known.dedup();
                    finding = finding.expected(known.join("、"));
                }
            }
            out.push(finding);
        }
    }
}

/// A number, also one that was typed as text without separators.
pub(crate) fn as_number(node: &Node) -> Option<Decimal> {
    match &node.value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// A whole number.
pub(crate) fn as_whole(node: &Node) -> Option<i64> {
    as_number(node).filter(Decimal::is_integer).and_then(|number| number.to_i64())
}

/// Reports characters that no page can show; white space is ordinary, line ends are not.
fn check_characters(text: &str, origin: &Origin, out: &mut Vec<Finding>) {
    if let Some(bad) = text.chars().find(|c| c.is_control()) {
        let message = match bad {
            '\n' | '\r' => "文の途中に改行があります。".to_owned(),
            '\t' => "文の途中にタブがあります。".to_owned(),
            _ => format!("印刷できない文字（U+{:04X}）があります。", u32::from(bad)),
        };
        out.push(
            fatal(CONTROL_CHARACTER, origin, message).remedy("その文字を消し、1つの文として続けて書いてください。"),
        );
    }
    if text.contains(turns_direction) {
        out.push(
            fatal(
                CONTROL_CHARACTER,
                origin,
                "文字の並ぶ向きを変える見えない文字があります。後の文字が逆の順に表示されます。",
            )
            .remedy("その文を、書き写さずに入力し直してください。"),
        );
    } else if let Some(unseen) = text.chars().find(|c| has_no_width(*c)) {
        let message = format!("幅のない、見えない文字（U+{:04X}）があります。", u32::from(unseen));
        out.push(
            warning(CONTROL_CHARACTER, origin, message)
                .found(text.replace(has_no_width, "□"))
                .remedy("□の位置にあります。その前後を入力し直してください。"),
        );
    }
    let length = text.encode_utf16().count();
    if length > LONGEST_CELL_TEXT {
        out.push(
            fatal(TOO_LONG, origin, "1つの文が長すぎます。様式やExcelの原本の1つのセルに入りません。")
                .found(format!("{}字", grouped(length as i64)))
                .expected(format!("{}字まで", grouped(LONGEST_CELL_TEXT as i64)))
                .remedy("いくつかの文に分けてください。"),
        );
    }
    if text.matches("**").count() % 2 == 1 {
        out.push(
            warning(WRONG_KIND, origin, "太字の印 ** の数が合いません。")
                .found(text.to_owned())
                .remedy("太字にする文字の前と後に ** を書いてください。"),
        );
    }
    for (what, open, close) in [("圏点", "《《", "》》"), ("脚注", "［注：", "］")] {
        let closed = text.split(open).skip(1).all(|rest| rest.contains(close));
        if !closed {
            out.push(
                warning(WRONG_KIND, origin, format!("{what}の印{open}に、閉じる{close}がありません。"))
                    .found(text.to_owned())
                    .remedy(format!("{what}にする文字の後に{close}を書いてください。")),
            );
        }
    }
}

/// The one of some words that differs least from a word, in at most so many characters; the first of several.
pub(crate) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>, most: usize) -> Option<&'w str> {
    let with_edits = known.map(|known| (edits(known, word), known));
    with_edits.filter(|(edits, _)| *edits <= most).min_by_key(|(edits, _)| *edits).map(|(_, known)| known)
}

/// How many insertions, deletions and exchanges lead from one word to the other.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row.first().copied().unwrap_or(0);
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let exchange = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = exchange.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

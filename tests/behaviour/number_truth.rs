//! The printed numbers by another path: the cells of the sample's forms are read as plain tables and added up here by the
//! rules as the report's legend states them, and must be those of 公表版.pdf and of 進捗状況.xlsx.
//!
//! Nothing of the program's recognition, normalization, merge or assessment takes part: only the reader of plain tables.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx};
use kaikaku::export::{pdf, xlsx};
use kaikaku::intake::table::{SheetTable, read_tables};
use kaikaku::plan::Plan;
use kaikaku::report::{self, Edition};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::{self};
use kaikaku::vocabulary::CellAddress;
use unicode_normalization::UnicodeNormalization;

use super::sample_year::{DATE, assessment};

const FIELDS: [&str; 4] = ["revenue_once", "revenue_recurring", "saving_once", "saving_recurring"];

/// What the forms add up to: items by the mark of their grade, items in all, thousands of yen by field.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    grades: BTreeMap<char, i64>,
    items: i64,
    effects: [i64; 4],
}

impl Sums {
    fn of(&self, marks: &str) -> i64 {
        marks.chars().filter_map(|mark| self.grades.get(&mark)).sum()
    }

    fn missing(&self) -> i64 {
        self.items - self.grades.values().sum::<i64>()
    }
}

/// A form as it was handed in: where its hidden sheet says that things stand.
struct Form {
    order: (Vec<u32>, String),
    columns: BTreeMap<String, String>,
    rows: BTreeMap<String, String>,
    entries: SheetTable,
}

impl Form {
    fn text(&self, action: &str, field: &str) -> &str {
        let (Some(column), Some(row)) = (self.columns.get(field), self.rows.get(action)) else { return "" };
        at(&self.entries, &format!("{column}{row}"))
    }
}

fn at<'a>(sheet: &'a SheetTable, name: &str) -> &'a str {
    let cell = sheet.cells.keys().find(|cell: &&CellAddress| cell.to_string() == name);
    cell.map_or("", |cell| sheet.text(cell.row, cell.col))
}

/// Year, month and day of 2022-05-04, 令和4年5月4日 or R4.5.4.
fn day(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    if let Some(year) = parts.first_mut().filter(|year| **year < 100) {
        *year += 2018;
    }
    parts.truncate(3);
    parts
}

/// The department of a 年度末 form with the form; `None` for others.
fn form(bytes: &[u8]) -> Option<(String, Form)> {
    let sheets = read_tables(bytes).expect("a sound sample form");
    let hidden = sheets.iter().find(|sheet| sheet.name.as_ref() == "_kaikaku")?.rows();
    let value = |row: &[String], col: usize| row.get(col).cloned().unwrap_or_default();
    let of = |kind: &str| hidden.iter().filter(|row| value(row, 0) == kind).collect::<Vec<_>>();
    let one = |kind: &str| of(kind).first().map(|row| value(row, 1)).unwrap_or_default();
    if one("form") != "progress" || one("period") != "年度末" {
        return None;
    }
    let places =
        |kind: &str| of(kind).into_iter().map(|row| (value(row, 2), value(row, 3))).collect::<BTreeMap<_, _>>();
    let cover = places("cover");
    let entries = sheets.into_iter().find(|sheet| sheet.name.as_ref() == "入力")?;
    let order = (day(at(&entries, &cover["submitted_on"])), at(&entries, &cover["version"]).to_owned());
    Some((one("department"), Form { order, columns: places("column"), rows: places("row"), entries }))
}

/// The name of a department at the end of 令和3年度.
fn renamed(plan: &Plan, name: &str) -> String {
    let mut name = name.to_owned();
    for change in plan.reorganizations.iter().filter(|change| change.date.year() < 2022) {
        if change.from.iter().any(|from| from.to_string() == name) {
            name = change.to.first().map_or(name, ToString::to_string);
        }
    }
    name
}

/// 千円 as a department types it: 1,200, １，２６０, 3210千円, ▲50.
fn thousands(text: &str) -> i64 {
    let plain: String = text.nfkc().collect();
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let amount: i64 = digits.parse().unwrap_or(0);
    if plain.starts_with(['▲', '△', '-']) { -amount } else { amount }
}

/// Adds up a year's forms: the latest of each department, the lead's row of each item, 再掲 not counted.
fn added_by_hand(plan: &Plan, folder: &Path) -> Sums {
    let mut forms: BTreeMap<String, Form> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("a file of the sample");
        if entry.path().extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        let Some((department, form)) = form(&std::fs::read(entry.path()).expect("readable")) else { continue };
        let department = renamed(plan, &department);
        if forms.get(&department).is_none_or(|other| other.order < form.order) {
            forms.insert(department, form);
        }
    }
    let mut sums = Sums::default();
    for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        sums.items += 1;
        let Some(form) = forms.get(&renamed(plan, &action.lead.to_string())) else { continue };
        let id = action.id.key();
        let mark: Option<char> = form.text(&id, "grade").chars().next().filter(|mark| "◎○△×－".contains(*mark));
        if let Some(mark) = mark {
            *sums.grades.entry(mark).or_default() += 1;
        }
        for (sum, field) in sums.effects.iter_mut().zip(FIELDS) {
            *sum += thousands(form.text(&id, field));
        }
    }
    sums
}

fn grouped(value: i64) -> String {
    let digits = value.abs().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Tenths of a percent, half up.
fn percent(part: i64, whole: i64) -> String {
    let tenths = (part * 2000 + whole) / (whole * 2);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The words of the first line of a text, after a heading, that begin with a label.
fn words_of_line(text: &str, heading: &str, label: &str) -> Vec<String> {
    let after = text.split_once(heading).expect("the heading is there").1;
    let line = after.lines().find(|line| line.trim_start().starts_with(label)).unwrap_or_else(|| panic!("{label}"));
    line.trim_start()[label.len()..].split_whitespace().map(str::to_owned).collect()
}

fn text_of_pdf(bytes: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let done = Command::new("pdftotext").arg("-layout").arg(file.path()).arg("-").stderr(Stdio::null()).output();
    done.ok().filter(|done| done.status.success()).map(|done| String::from_utf8(done.stdout).expect("utf-8"))
}

#[test]
fn the_printed_numbers_are_those_of_the_workbook_and_of_the_forms() {
    let assessment = assessment();
    let plan = &assessment.plan;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("input/令和3年度");
    let sums = added_by_hand(plan, &folder);
    assert!(sums.of("◎○△×") > 60 && sums.effects.iter().sum::<i64>() > 0, "{sums:?}");

    let document = report::document(assessment, Edition::Public, DATE);
    let laid_out = typeset::lay_out(&document, &std::sync::Arc::new(FontBook::shipped()));
    let bytes = pdf::write(&laid_out.pages, &pdf::Options::default()).expect("a PDF");
    let Some(printed) = text_of_pdf(&bytes) else {
        assert!(std::env::var_os("CI").is_none(), "pdftotext is not there");
        println!("skipped: pdftotext is not there");
        return;
    };
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(xlsx::progress(assessment, DATE).expect("written"))).expect("a workbook");
    let summary = book.worksheet_range("概要").expect("the sheet");
    let cell = |section: &str, label: &str, col: usize| -> String {
        let text = |row: &[Data]| row.first().map(ToString::to_string).unwrap_or_default();
        let rows = summary.rows().skip_while(|row| !text(row).starts_with(section));
        let mut rows = rows.filter(|row| text(row) == label);
        rows.next().and_then(|row| row.get(col)).map(ToString::to_string).unwrap_or_else(|| panic!("{label}"))
    };

    // Counts by grade.
    let counts = plan.grades.grades.iter().map(|grade| {
        let mark = grade.mark.to_string();
        (format!("{mark} {}", grade.name), sums.of(&mark))
    });
    for (label, count) in counts.chain([("区分なし".to_owned(), sums.missing())]) {
        let line = words_of_line(&printed, "（実践項目、単位：件）", &label);
        assert_eq!(line[0], count.to_string(), "公表版 {label}");
        assert_eq!(line[1], percent(count, sums.items), "公表版 {label} 構成比");
        assert_eq!(cell("進捗区分別", &label, 1), count.to_string(), "進捗状況 {label}");
        assert_eq!(
            format!("{:.1}", cell("進捗区分別", &label, 2).parse::<f64>().expect("a share")),
            line[1],
            "{label}"
        );
    }

    // The rate with its denominator.
    let (good, rated) = (sums.of("◎○"), sums.of("◎○△×"));
    let rate = percent(good, rated);
    assert!(printed.contains(&format!("{rate}%（{good}/{rated}）")), "{rate} {good}/{rated}");
    assert_eq!(cell("進捗区分別", "「計画どおり」以上の割合(%)", 1), rate);

    // Effects by kind and term: 前年度, 当年度, 累計 in the overview; 単年度, 継続, 計 in the workbook.
    let [revenue_once, revenue, saving_once, saving] = sums.effects;
    let of_year = |label: &str| {
        let after = printed.split_once(label).unwrap_or_else(|| panic!("{label}")).1;
        after.split_whitespace().nth(1).map(str::to_owned)
    };
    for (label, value) in [
        ("うち歳入増（単年度）", revenue_once),
        ("うち歳入増（継続）", revenue),
        ("うち歳出減（単年度）", saving_once),
        ("うち歳出減（継続）", saving),
    ] {
        assert_eq!(of_year(label), Some(grouped(value)), "公表版 {label}");
    }
    for (label, once, recurring) in [
        ("歳入増", revenue_once, revenue),
        ("歳出減", saving_once, saving),
        ("計", revenue_once + saving_once, revenue + saving),
    ] {
        let expected = [once, recurring, once + recurring];
        for (col, value) in expected.into_iter().enumerate() {
            assert_eq!(cell("効果額（単位：千円）", label, col + 1), value.to_string(), "進捗状況 {label}");
        }
    }
    // And the total of the sheet of effects by item: four kinds and their sum.
    let effects = book.worksheet_range("効果額").expect("the sheet");
    let is_total = |row: &&[Data]| row.get(1).is_some_and(|label| *label == "計");
    let total: Vec<String> =
        effects.rows().find(is_total).expect("a total")[2..7].iter().map(ToString::to_string).collect();
    let expected = sums.effects.iter().copied().chain([sums.effects.iter().sum()]);
    assert_eq!(total, expected.map(|value| value.to_string()).collect::<Vec<_>>(), "進捗状況 効果額");
}

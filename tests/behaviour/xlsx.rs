//! The workbooks before an outside judge: LibreOffice computes every formula anew and must find what the program cached.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use kaikaku::export::xlsx;
use kaikaku::vocabulary::rate;

use super::report::unzipped;
use super::sample_year::{DATE, assessment};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn open(bytes: Vec<u8>) -> Book {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook")
}

/// The workbook without cached values, so that a reader has to compute them.
fn without_caches(bytes: &[u8]) -> Vec<u8> {
    with_sheets(bytes, |_, text| {
        let mut stripped = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("</f><v>") {
            stripped.push_str(before);
            stripped.push_str("</f>");
            rest = after.split_once("</v>").map_or("", |(_, rest)| rest);
        }
        stripped + rest
    })
}

/// The workbook with the text of each sheet changed; `change` is given the entry's name and its text.
fn with_sheets(bytes: &[u8], change: impl Fn(&str, &str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("zip");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).expect("entry");
        let name = entry.name().expect("a name").into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        if name.starts_with("xl/worksheets/sheet") {
            text = change(&name, &text);
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("entry");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("zip").into_inner()
}

/// Values of the cells that hold formulas, by sheet and cell.
fn formula_values(
    book: &mut Book,
    formulas: &BTreeMap<(String, u32, u32), String>,
) -> BTreeMap<(String, u32, u32), String> {
    let mut values = BTreeMap::new();
    for (sheet, row, col) in formulas.keys() {
        let range = book.worksheet_range(sheet).expect("sheet");
        let value = match range.get_value((*row, *col)) {
            Some(Data::Float(number)) => format!("{number}"),
            Some(Data::Int(number)) => format!("{number}"),
            Some(Data::String(text)) => text.parse::<f64>().map_or_else(|_| text.clone(), |number| format!("{number}")),
            other => format!("{other:?}"),
        };
        values.insert((sheet.clone(), *row, *col), value);
    }
    values
}

fn formulas(book: &mut Book) -> BTreeMap<(String, u32, u32), String> {
    let mut all = BTreeMap::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_formula(&sheet).expect("formulas");
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, formula) in range.used_cells() {
            all.insert((sheet.clone(), top + row as u32, left + col as u32), formula.clone());
        }
    }
    all
}

fn recalculated(bytes: &[u8], folder: &Path) -> Option<Vec<u8>> {
    let source = folder.join("in.xlsx");
    std::fs::write(&source, without_caches(bytes)).expect("written");
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(folder.join("out"))
        .arg(&source)
        .output();
    match done {
        Ok(done) if done.status.success() => std::fs::read(folder.join("out/in.xlsx")).ok(),
        _ => None,
    }
}

#[test]
fn libreoffice_computes_what_the_program_cached() {
    let assessment = assessment();
    let record = &assessment.record;
    let books = [
        ("進捗状況", xlsx::progress(assessment, DATE)),
        ("統合記録", xlsx::ledger(&assessment.plan, record, DATE)),
        ("提出状況", xlsx::statuses(assessment, DATE)),
    ];
    for (name, bytes) in books {
        assert_recalculated(name, bytes.expect("written"), 1);
    }
}

/// LibreOffice computes from a workbook without cached values what the program has cached, in at least so many formulas.
pub(crate) fn assert_recalculated(name: &str, bytes: Vec<u8>, least: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(computed) = recalculated(&bytes, folder.path()) else {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is not there");
        println!("skipped: LibreOffice is not there");
        return;
    };
    let mut ours = open(bytes);
    let formulas = formulas(&mut ours);
    assert!(formulas.len() >= least, "{name} has {} formulas", formulas.len());
    let cached = formula_values(&mut ours, &formulas);
    let theirs = formula_values(&mut open(computed), &formulas);
    for (place, formula) in &formulas {
        assert_eq!(cached[place], theirs[place], "{name} {place:?} {formula}");
    }
}

/// Counts of 2,000 items and more, at which a rate that is not reached is rounded to 100: put into the sheet of counts by theme, whose
/// own formulas compute the rates from them.
#[test]
fn a_rate_in_the_workbook_is_100_only_where_all_is_reached() {
    let edges = [(9_994, 6), (9_995, 5), (99_999_999, 1), (10_000, 0), (79_950, 20_050), (0, 0)];
    let bytes = xlsx::progress(assessment(), DATE).expect("written");
    let mut ours = open(bytes.clone());
    let of_rates = |((sheet, row, col), formula): (&(String, u32, u32), &String)| {
        (sheet == "テーマ" && formula.contains("*100/")).then_some((*row, *col))
    };
    let places: Vec<(u32, u32)> = formulas(&mut ours).iter().filter_map(of_rates).take(edges.len()).collect();
    assert_eq!(places.len(), edges.len(), "a rate a theme");
    let at = ours.sheet_names().iter().position(|name| name == "テーマ").expect("the sheet");
    let entry = format!("xl/worksheets/sheet{}.xml", at + 1);
    let edged = with_sheets(&bytes, |name, text| {
        let mut text = text.to_owned();
        if name == entry {
            for ((row, _), (on_track, late)) in places.iter().zip(edges) {
                // ◎, ○, △, ×, －, without a grade.
                for (column, count) in ["B", "C", "D", "E", "F", "G"].into_iter().zip([0, on_track, late, 0, 0, 0]) {
                    let cell = format!("<c r=\"{column}{}\"", row + 1);
                    let (before, after) = text.split_once(&cell).expect("a count");
                    let (style, after) = after.split_once("<v>").expect("a value");
                    let (_, after) = after.split_once("</v>").expect("a value");
                    text = format!("{before}{cell}{style}<v>{count}</v>{after}");
                }
            }
        }
        text
    });
    let folder = tempfile::tempdir().expect("a folder");
    let Some(computed) = recalculated(&edged, folder.path()) else {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is not there");
        println!("skipped: LibreOffice is not there");
        return;
    };
    let range = open(computed).worksheet_range("テーマ").expect("the sheet");
    let shown: Vec<String> = places.iter().map(|place| range.get_value(*place).expect("a rate").to_string()).collect();
    assert_eq!(shown, ["99.9", "99.9", "99.9", "100", "80", "―"]);
    // The same that the program itself prints.
    let printed = |(on_track, late): (i64, i64)| {
        let rate = rate(on_track.into(), (on_track + late).into());
        rate.map_or_else(|| "―".to_owned(), |rate| rate.normalize().to_string())
    };
    assert_eq!(shown, edges.map(printed));
}

#[test]
fn the_file_names_of_departments_do_not_leave_with_the_public_workbook() {
    let assessment = assessment();
    let public = unzipped(&xlsx::progress(assessment, DATE).expect("written"));
    let ours = |file: &&str| !public_name(file);
    for file in assessment.record.ledger.files.iter().map(|file| &*file.file).filter(ours) {
        assert!(!public.contains(file), "{file}");
    }
    assert!(public.contains("進捗管理表_令和3年度_年度末_"));
}

/// Whether a file is called what the program itself calls it.
fn public_name(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| name.starts_with("進捗管理表_"))
}

/// In a list with grades, a sign must not mean two things: the themes of an item are marked by one that no grade has, the same as on paper.
#[test]
fn themes_are_not_marked_by_the_sign_of_a_grade() {
    let mut book = open(xlsx::progress(assessment(), DATE).expect("a workbook"));
    let list = book.worksheet_range("一覧").expect("the list");
    let text = |cell: &Data| if let Data::String(text) = cell { text.clone() } else { String::new() };
    let (heads, rows): (Vec<_>, Vec<_>) =
        list.rows().partition(|row| row.iter().any(|cell| text(cell).starts_with("テーマ")));
    let heads: Vec<String> = heads.iter().flat_map(|row| row.iter().map(text)).collect();
    let themes: Vec<usize> = (0..heads.len()).filter(|col| heads[*col].starts_with("テーマ")).collect();
    assert_eq!(themes.len(), assessment().plan.themes.len());
    let used: BTreeSet<String> =
        rows.iter().flat_map(|row| themes.iter().map(|col| text(&row[*col]))).filter(|mark| !mark.is_empty()).collect();
    assert_eq!(used, BTreeSet::from(["●".to_owned()]));
    assert!(assessment().plan.grades.grades.iter().all(|grade| !used.contains(&grade.mark)));
}

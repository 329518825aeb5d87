//! The second and the third workspace from their first forms to 総括: a slip goes back and comes in mended, a form is saved by
//! LibreOffice, members rate, the next year asks about their opinions, the plan is changed and compared, and every year's totals are
//! those that were typed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kaikaku::vocabulary::FiscalYear;
use serde_json::Value;

use crate::filled::{self, Sums, python};
use crate::judge::{assert_publishable, pdftotext};
use crate::other_plans::{Run, texts_of_workbook};
use crate::program;

const OPINION: &str = "成果を市民に説明してほしい";

/// The workbooks of a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let paths = entries.map(walkdir::DirEntry::into_path);
    paths.filter(|path| path.extension().is_some_and(|kind| kind == "xlsx")).collect()
}

fn only(folder: &Path, name: &str) -> PathBuf {
    let found: Vec<PathBuf> = files(folder).into_iter().filter(|path| path.to_string_lossy().contains(name)).collect();
    assert_eq!(found.len(), 1, "{name} in {}: {found:?}", folder.display());
    found[0].clone()
}

/// Runs `check`: its exit code and what it says.
fn check(run: &Run, year: &str) -> (Option<i32>, String) {
    let done = run.run(&["check", "--year", year]);
    (done.status.code(), program::printed(&done))
}

/// Forms of a year, made and filled.
fn fill(run: &Run, year: FiscalYear) -> Sums {
    let (short, long) = (year.short(), year.to_string());
    run.say(&["forms", "--year", &short]);
    let forms = run.output.join(format!("様式/{long}_年度末"));
    let day = format!("{}-04-20", year.0 + 1);
    filled::fill(&forms, &run.input.join(long), &day, &run.input.join("plan.toml"), &short)
}

/// A slip in one form comes back marked, and mended it clears what was to mend; nothing else moves.
fn slip_and_mend(run: &Run, year: FiscalYear) {
    let (short, long) = (year.short(), year.to_string());
    let folder = run.input.join(&long);
    assert_eq!(check(run, &short).0, Some(0));
    let form = files(&folder).swap_remove(0);
    let said = filled::script("slip.py", &[&form, Path::new("actual_stage"), Path::new("すごく進んだ")]);
    let slip: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    let of = |key: &str| slip[key].as_str().unwrap_or_else(|| panic!("{key} in {said}")).to_owned();
    let (code, told) = check(run, &short);
    assert_eq!(code, Some(1), "{told}");
    let wrong: Vec<&str> = told.lines().filter(|line| line.starts_with("［要修正］")).collect();
    assert!(matches!(wrong.as_slice(), [line] if line.contains(&format!("!{}", of("cell")))), "{wrong:?}");
    let returned = only(&run.output.join(&long).join("確認/差戻し"), ".xlsx");
    let target = folder.join("出し直し.xlsx");
    let places = [of("sheet"), of("cell"), of("before"), "2".to_owned()];
    let mut arguments: Vec<&Path> = vec![&returned, &target];
    arguments.extend(places.iter().map(Path::new));
    filled::script("mend.py", &arguments);
    let (code, told) = check(run, &short);
    assert!(code == Some(0) && told.contains("差し替え"), "{told}");
}

/// One more form as LibreOffice saves it: the same values.
fn resave(run: &Run, year: FiscalYear) {
    let version = Command::new("soffice").arg("--version").output();
    if !version.is_ok_and(|done| done.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is not installed");
        return;
    }
    let folder = run.input.join(year.to_string());
    let form = files(&folder).pop().expect("a form");
    let saved = tempfile::tempdir().expect("a folder");
    let profile = format!("-env:UserInstallation=file://{}/profile", saved.path().display());
    let mut convert = Command::new("soffice");
    convert.args([&profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]);
    let done = convert.arg(saved.path()).arg(&form).output().expect("LibreOffice runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::copy(saved.path().join(form.file_name().expect("a name")), &form).expect("copies");
    let (code, told) = check(run, &year.short());
    assert_eq!(code, Some(0), "{told}");
}

/// The totals of every year, as the last report's data give them: those that were typed.
fn assert_totals(run: &Run, last: FiscalYear, years: &BTreeMap<FiscalYear, Sums>) {
    let text = fs::read_to_string(run.output.join(last.to_string()).join("データ/data.json")).expect("the data");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    for (year, sums) in years {
        let of_year = |row: &&Value| row["fiscal_year"].as_i64() == Some(i64::from(year.0));
        let rows: Vec<&Value> = data["actions"].as_array().expect("rows").iter().filter(of_year).collect();
        let total: i64 = rows.iter().filter_map(|row| row["effect_yen"].as_i64()).sum();
        assert_eq!(total, sums.effects.values().sum::<i64>(), "{year}");
        let mut grades: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row["reported"] == true) {
            let name = row["grade"].as_str().expect("a grade");
            let label = row["grade_mark"].as_str().map_or(name.to_owned(), |mark| format!("{mark} {name}"));
            *grades.entry(label).or_default() += 1;
        }
        assert_eq!(grades, sums.grades, "{year}");
    }
}

/// 総括 of a small plan: short chapters share pages, and grades that are words are never divided.
fn assert_set_well(run: &Run, last: FiscalYear) {
    let bytes = run.file(&format!("{last}/総括.pdf"));
    let Some(text) = pdftotext(&bytes, &["-layout"]) else { return };
    let pages = text.matches('\u{c}').count();
    assert!(pages <= if text.contains("概ね順調") { 7 } else { 9 }, "{pages} pages");
    let words = text.lines().filter(|line| line.contains("順調（R1～R5）") && line.contains("遅れ（R6～R10）"));
    let is_of_words = text.contains("概ね順調");
    assert!(!is_of_words || words.count() >= 2, "{text}");
    let public = pdftotext(&run.file(&format!("{last}/公表版.pdf")), &["-layout"]).unwrap_or_default();
    let word = if is_of_words { "区分" } else { "評価" };
    let heads = public.lines().filter(|line| line.contains("No.") && line.contains("実績"));
    let heads: Vec<&str> = heads.filter(|line| !line.contains("計画前")).collect();
    assert!(!heads.is_empty() && heads.iter().all(|line| line.contains(word)), "{heads:?}");
}

/// From the first forms to 総括; `council` is what the plan calls the council.
fn live(name: &str, council: &str, (before, after, new_words): (&str, &str, &str)) {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new(name);
    // No item ends, so that every year has its forms to the last.
    let text = fs::read_to_string(run.input.join("plan.toml")).expect("the plan").replace(", ends = true", "");
    fs::write(run.input.join("plan.toml"), &text).expect("writes");
    let plan = kaikaku::plan::read("plan.toml", &text).expect("a plan").0;
    let mut years: BTreeMap<FiscalYear, Sums> = BTreeMap::new();
    for year in plan.years() {
        years.insert(year, fill(&run, year));
        if year != plan.first_year {
            continue;
        }
        slip_and_mend(&run, year);
        resave(&run, year);
        run.say(&["forms", "--year", &year.short(), "--council"]);
        let form = only(&run.output.join("様式"), &format!("{council}評価票"));
        filled::rate(&form, &run.input.join(year.to_string()), 3, Some(OPINION));
        run.say(&["report", "--year", &year.short(), "--edition", "all", "--format", "pdf,xlsx,html,data"]);
        for paper in ["公表版.pdf".to_owned(), format!("{council}資料.pdf"), "概要版.pdf".to_owned()] {
            assert_publishable(&run.file(&format!("{year}/{paper}")));
        }
        let page = String::from_utf8(run.file(&format!("{year}/公表版.html"))).expect("text");
        assert!(page.contains(OPINION), "the council's word");
        assert_totals(&run, year, &years);
        // The next year's forms ask about it.
        run.say(&["forms", "--year", &year.next().short()]);
        let forms = files(&run.output.join(format!("様式/{}_年度末", year.next())));
        assert!(forms.iter().any(|form| texts_of_workbook(form).contains(OPINION)), "the opinion in a form");
    }
    let last = plan.last_year;
    run.say(&["report", "--year", &last.short(), "--edition", "public,final", "--format", "pdf,data"]);
    for paper in ["公表版.pdf", "総括.pdf"] {
        assert_publishable(&run.file(&format!("{last}/{paper}")));
    }
    assert_totals(&run, last, &years);
    assert_set_well(&run, last);
    // The plan as it was and as it is.
    let (old, new) = (run.output.with_file_name("old.toml"), run.input.join("plan.toml"));
    fs::copy(&new, &old).expect("copies");
    let changed = text.replacen(before, after, 1);
    assert_ne!(changed, text);
    fs::write(&new, changed).expect("writes");
    run.say(&["compare", &old.to_string_lossy(), &new.to_string_lossy()]);
    assert_publishable(&run.file("新旧対照表.pdf"));
    assert!(texts_of_workbook(&run.output.join("新旧対照表.xlsx")).contains(new_words));
}

#[test]
fn the_city_of_letters_lives_to_its_final_report() {
    live("harbour", "懇談会", ("会議の見直し", "会議の抜本的な見直し", "抜本的な"));
}

#[test]
fn the_town_of_ten_years_lives_to_its_final_report() {
    live("town", "審議会", ("道路の補修", "道路の手厚い補修", "手厚い"));
}

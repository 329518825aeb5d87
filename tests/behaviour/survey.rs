//! `kaikaku survey`: the published data of three made-up cities with plans of other shapes, side by side; what cannot be read is one
//! finding each; nothing is ranked; the same data give the same bytes, wherever and in whatever order they were put.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use kaikaku::assess::assess;
use kaikaku::assess::assessment::Assessment;
use kaikaku::export::xlsx;
use kaikaku::merge::merge;
use kaikaku::open_data::{self, About, json_form};
use kaikaku::plan::Plan;
use kaikaku::survey::{Publication, Survey, YearFigures, codes};

use crate::generate::{self, FormSpec, RowSpec, YEAR};
use crate::judge::assert_publishable;
use crate::sample_year::{DATE, assessment};

type Files = BTreeMap<String, Vec<u8>>;

fn files_of(assessment: &Assessment) -> Files {
    let data = open_data::tables(assessment, DATE);
    open_data::files(&data, &About::new(assessment, DATE)).into_iter().collect()
}

/// The plan of a folder of tests/workspaces, its years moved so that the first is the tests' own where it begins later.
fn plan(name: &str) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces").join(name).join("plan.toml");
    let mut text = fs::read_to_string(path).expect("a plan");
    if name == "harbour" {
        for (from, to) in [("R7", "R2"), ("R8", "R3"), ("R9", "R4"), ("R10", "R5"), ("2025-04-01", "2020-04-01")] {
            text = text.replace(from, to);
        }
    }
    kaikaku::plan::read("plan.toml", &text).unwrap_or_else(|findings| panic!("{findings:?}")).0
}

/// A year of that plan in which every department hands in every item that it leads.
fn made_up(name: &str) -> Assessment {
    made_up_of(plan(name))
}

fn made_up_of(plan: Plan) -> Assessment {
    let grades = plan.grades.grades.len();
    let rows: Vec<RowSpec> = (0..plan.actions().count())
        .map(|at| RowSpec {
            action: at,
            grade: Some(u8::try_from(at % grades).expect("small")),
            result: Some(format!("{at}番の取組を進めた。")),
            memo: Some("庁内のメモ".to_owned()),
            saving: (at % 2 == 0).then_some(1_234_567 * (at as i64 + 1)),
            revenue: (at % 3 == 0).then_some(-500),
        })
        .collect();
    let form = |department| FormSpec { department, midyear: false, day: Some(5), version: None, rows: rows.clone() };
    let forms: Vec<FormSpec> = (0..plan.departments.len()).map(form).collect();
    let record = merge(&plan, YEAR, generate::intake(&plan, &forms, &[], |at| format!("{at}.xlsx")), None, &[]);
    assess(Arc::new(plan), Arc::new(record), vec![]).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn write(folder: &Path, files: &Files, which: impl Fn(&str) -> bool) {
    fs::create_dir_all(folder).expect("a folder");
    for (name, bytes) in files.iter().filter(|(name, _)| which(name)) {
        fs::write(folder.join(name), bytes).expect("written");
    }
}

/// Three cities, one with broken data, one without any. One is there as JSON alone, one as CSV alone, one as both.
fn cities(root: &Path, order: &[usize]) {
    let made = [files_of(assessment()), files_of(&made_up("town")), files_of(&made_up("harbour"))];
    for at in order {
        match at {
            0 => write(&root.join("甲/output/令和3年度/データ"), &made[0], |_| true),
            1 => write(&root.join("乙/output/令和2年度/データ"), &made[1], |name| {
                name.ends_with(".csv") || name.starts_with("csv-")
            }),
            2 => write(&root.join("丙"), &made[2], |name| name == "data.json"),
            3 => write(&root.join("丁/データ"), &Files::from([("data.json".to_owned(), b"{".to_vec())]), |_| true),
            _ => fs::create_dir_all(root.join("戊/まだ")).expect("a folder"),
        }
    }
}

fn run(folder: &Path, output: &Path, more: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("kaikaku").expect("the program");
    command.arg("survey").arg(folder).arg("--output").arg(output).args(more).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn written(output: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = output.join("団体別集計");
    let names = ["団体別集計.html", "団体別集計.pdf", "団体別集計.xlsx"];
    let files: BTreeMap<PathBuf, Vec<u8>> =
        names.iter().map(|name| (PathBuf::from(name), fs::read(folder.join(name)).expect("a file"))).collect();
    assert_publishable(&files[Path::new("団体別集計.pdf")]);
    files
}

#[test]
fn three_cities_stand_side_by_side_and_what_cannot_be_read_is_one_finding_each() {
    let root = tempfile::tempdir().expect("a folder");
    let (folder, output) = (root.path().join("団体"), root.path().join("output"));
    cities(&folder, &[0, 1, 2, 3, 4]);
    let made = run(&folder, &output, &["--word", "広告"]);
    let text = said(&made);
    assert_eq!(made.status.code(), Some(0), "{text}");
    assert!(text.contains("要修正 2件") && text.contains("集計　　　計画3件"), "{text}");
    assert!(text.contains("丁/データ/data.json") && text.contains("戊　公表データがありません"), "{text}");
    let page = String::from_utf8(written(&output)[Path::new("団体別集計.html")].clone()).expect("text");
    for wanted in [
        "団体を順位付けしない",
        "そのすぐ上のまとまりを「取組項目」",
        "苫小牧市",
        "山里町",
        "海港市",
        "おおむね計画のとおりに進んでいる",
        "指定した語",
        "サンプル（架空）、架空",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("庁内のメモ"));
    // The sample's totals are those of its own assessment.
    let effect = kaikaku::vocabulary::grouped(assessment().effects.total().0);
    assert!(page.contains(&format!(">{effect}<")), "{effect}");
    // The order is that of the codes, those without one by name, and not that of any figure.
    let places: Vec<usize> =
        ["苫小牧市", "山里町", "海港市"].iter().map(|city| page.find(city).expect("a city")).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(run(&folder, &output, &["--strict", "--quiet"]).status.code(), Some(1));
}

/// Two cities with other words, each the other's word for another thing, from CSV alone: the figures are those of their JSON.
#[test]
fn cities_with_words_of_their_own_are_read_by_their_metadata() {
    let root = tempfile::tempdir().expect("a folder");
    let worded = |name: &str, initiative: &str, action: &str| {
        let mut plan = plan(name);
        plan.words.initiative = initiative.to_owned();
        plan.words.action = action.to_owned();
        files_of(&made_up_of(plan))
    };
    let made = [worded("town", "実践項目", "取組項目"), worded("harbour", "重点項目", "事業")];
    let heads = String::from_utf8(made[1]["actions.csv"].clone()).expect("text");
    assert!(heads.lines().next().is_some_and(|line| line.contains("事業ID,重点項目ID")), "{heads}");
    let page = |name: &str, which: &dyn Fn(&str) -> bool| {
        for (city, files) in ["甲", "乙"].iter().zip(&made) {
            write(&root.path().join(name).join(city), files, which);
        }
        let output = root.path().join(format!("出力{name}"));
        let made = run(&root.path().join(name), &output, &[]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        assert!(said(&made).contains("集計　　　計画2件"), "{}", said(&made));
        String::from_utf8(written(&output)[Path::new("団体別集計.html")].clone()).expect("text")
    };
    let by_csv = page("CSV", &|name| name.ends_with(".csv") || name == open_data::METADATA_FILE);
    let by_json = page("JSON", &|name| name == open_data::JSON_FILE);
    let figures = |page: &str| page.split("<main").nth(1).unwrap_or(page).replace("/data.json", "");
    assert_eq!(figures(&by_csv), figures(&by_json));
    // Without the metadata nothing says which column is which: the folder is one finding, and nothing is guessed.
    write(&root.path().join("なし/丙"), &made[1], |name| name.ends_with(".csv"));
    let refused = run(&root.path().join("なし"), &root.path().join("出力なし"), &[]);
    assert!(said(&refused).contains("csv-metadata.json も同じフォルダーに"), "{}", said(&refused));
}

#[test]
fn the_order_in_which_data_were_put_there_changes_no_byte() {
    let root = tempfile::tempdir().expect("a folder");
    for (name, order) in [("一", [0, 1, 2, 3, 4]), ("二", [4, 2, 3, 1, 0])] {
        cities(&root.path().join(name), &order);
        let made = run(&root.path().join(name), &root.path().join(format!("出力{name}")), &["--quiet"]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    }
    assert!(written(&root.path().join("出力一")) == written(&root.path().join("出力二")));
}

#[test]
fn a_folder_without_data_that_can_be_used_writes_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let (folder, output) = (root.path().join("団体"), root.path().join("output"));
    cities(&folder, &[3, 4]);
    let made = run(&folder, &output, &[]);
    assert_eq!(made.status.code(), Some(2));
    assert!(said(&made).contains("集計できる公表データがありません") && !output.exists(), "{}", said(&made));
    let made = run(&root.path().join("ない"), &output, &[]);
    assert_eq!(made.status.code(), Some(2));
    assert!(said(&made).contains("読み込めません"), "{}", said(&made));
}

fn publication(place: &str, files: &Files) -> Publication {
    let (data, terms) = json_form::read_with_terms(place, &files["data.json"]).expect("data of ours");
    Publication::of(&place.into(), &data, terms).expect("they agree with themselves")
}

/// JSON of another city, or of another day.
fn changed(files: &Files, changes: &[(&str, &str)]) -> Files {
    let mut text = String::from_utf8(files["data.json"].clone()).expect("text");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    Files::from([("data.json".to_owned(), text.into_bytes())])
}

#[test]
fn figures_are_those_that_the_assessment_has() {
    let of = publication("データ", &files_of(assessment()));
    let year: &YearFigures = of.last().expect("a year");
    let counts = &assessment().action_counts;
    assert_eq!((year.year, u64::from(year.actions)), (assessment().year, u64::from(counts.distinct)));
    assert_eq!((year.effect, year.ungraded), (assessment().effects.total(), counts.ungraded));
    assert_eq!(year.effects.values().map(|yen| yen.0).sum::<i64>(), year.effect.0);
    let share = kaikaku::report::figures::share(year.on_track, year.rated);
    assert_eq!(share, counts.on_track_percent());
    assert_eq!(year.by_grade.values().sum::<u32>() + year.ungraded, year.actions);
    assert_eq!(of.years.len(), 2);
    assert_eq!(of.initiatives.len(), assessment().plan.initiatives.len());
}

#[test]
fn of_one_plan_the_latest_data_count_and_those_that_contradict_each_other_do_not() {
    let sample = files_of(assessment());
    let day = DATE.to_string();
    let earlier = changed(&sample, &[(&day, "2022-05-01")]);
    let other_text = changed(&sample, &[("広告", "宣伝")]);
    let other_city = changed(&sample, &[("苫小牧市", "別市"), ("012131", "011002")]);
    let codes_of = |survey: &Survey| survey.findings.iter().map(|finding| finding.code).collect::<Vec<_>>();
    // An older day, and the same a second time.
    let found = vec![publication("b", &earlier), publication("c", &sample), publication("a", &sample)];
    let survey = Survey::new(found, Vec::new(), &[]);
    assert_eq!((survey.publications.len(), &*survey.publications[0].place), (1, "a"));
    assert_eq!(codes_of(&survey), [codes::REPLACED, codes::REPLACED]);
    // Two of one day that differ: neither counts, the other city does.
    let found = vec![publication("a", &sample), publication("b", &other_text), publication("c", &other_city)];
    let survey = Survey::new(found, Vec::new(), &[]);
    assert_eq!(survey.publications.iter().map(|of| of.city.as_str()).collect::<Vec<_>>(), ["別市"]);
    assert_eq!(codes_of(&survey), [codes::CONTRADICTING]);
}

#[test]
fn data_that_do_not_add_up_are_refused() {
    let sample = files_of(assessment());
    let total = assessment().effects.total().0;
    let wrong = changed(&sample, &[(&format!("\"effect_yen\": {total}"), "\"effect_yen\": 1")]);
    let (data, terms) = json_form::read_with_terms("データ", &wrong["data.json"]).expect("JSON of ours");
    let findings = Publication::of(&"データ".into(), &data, terms).expect_err("it does not add up");
    assert!(findings.iter().any(|finding| finding.code == open_data::codes::WRONG_TOTAL), "{findings:?}");
}

#[test]
fn words_are_counted_by_initiative_and_general_ones_left_out() {
    let survey = Survey::new(
        vec![publication("a", &files_of(assessment()))],
        Vec::new(),
        &["ＡＩ".to_owned(), "ない語".to_owned()],
    );
    assert_eq!(survey.asked.iter().map(|of| of.plans).collect::<Vec<_>>(), [1, 0]);
    assert!(!survey.frequent.is_empty());
    for of in &survey.frequent {
        assert!(of.initiatives.len() > 1 && !["推進", "苫小牧"].contains(&of.word.as_str()), "{of:?}");
    }
}

/// One value a cell, no merged cells in lists, the same bytes twice.
#[test]
fn the_workbook_has_a_table_a_list() {
    let found = vec![publication("a", &files_of(assessment())), publication("b", &files_of(&made_up("town")))];
    let survey = Survey::new(found, Vec::new(), &["広告".to_owned()]);
    let bytes = xlsx::survey(&survey, DATE).expect("written");
    assert_eq!(bytes, xlsx::survey(&survey, DATE).expect("written"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let count = |start: &str| names.iter().filter(|name| name.starts_with(start) && name.ends_with(".xml")).count();
    // Every sheet but 読み方 is a table.
    assert_eq!(count("xl/worksheets/sheet"), count("xl/tables/table") + 1, "{names:?}");
    for name in names.iter().filter(|name| name.starts_with("xl/worksheets/sheet")) {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).expect("a part"), &mut text).expect("text");
        assert!(!text.contains("<mergeCell "), "{name}");
    }
}

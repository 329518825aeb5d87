//! The published data: their content, and that the public papers can be made from them again, byte for byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use kaikaku::assess::assess;
use kaikaku::assess::assessment::Assessment;
use kaikaku::contract::{Audience, Entry, Field};
use kaikaku::export::html::{self, Surroundings};
use kaikaku::finding::{Origin, Sourced};
use kaikaku::merge::merge;
use kaikaku::merge::record::{Decision, Override, YearRecord};
use kaikaku::merge::statement::ReportState;
use kaikaku::open_data::{self, About, Labels, csv_form, json_form};
use kaikaku::plan::Plan;
use kaikaku::report::{self, Edition};
use kaikaku::vocabulary::{GradeId, Stage};
use proptest::prelude::*;

use crate::generate::{self, FormSpec, RatingSpec, YEAR};
use crate::random_plan::random_plan;
use crate::sample_year::{DATE, assessment, fonts};

type Files = BTreeMap<String, Vec<u8>>;

fn files(assessment: &Assessment) -> Files {
    let data = open_data::tables(assessment, DATE);
    open_data::files(&data, &About::new(assessment, DATE)).into_iter().collect()
}

/// The assessments that the JSON and the CSV files give with the plan.
fn read_back(plan: &Arc<Plan>, files: &Files) -> [Assessment; 4] {
    let json = json_form::read("data.json", &files[open_data::JSON_FILE]).expect("JSON of ours");
    let csv = |files: &Files, labels: &Labels| csv_form::read("データ", files, labels).expect("CSV of ours");
    // By the metadata alone, as a survey of other plans' data does it, and by the plan's words alone.
    let mut bare = files.clone();
    bare.remove(open_data::METADATA_FILE);
    let by_words = csv(&bare, &Labels::of(plan));
    [json, csv(files, &Labels::of(plan)), csv(files, &Labels::default()), by_words].map(|data| {
        let (read, date) = open_data::read::assessment(plan.clone(), "データ", &data).expect("it belongs to the plan");
        assert_eq!(date, DATE);
        read
    })
}

fn page(assessment: &Assessment, edition: Edition) -> String {
    html::write(&report::document(assessment, edition, DATE), fonts(), &Surroundings::default())
}

/// Both ways back give the same data and the same papers for everybody.
fn assert_reads_back(assessment: &Assessment) {
    let written = files(assessment);
    for read in read_back(&assessment.plan, &written) {
        assert!(files(&read) == written, "the data are other ones");
        for edition in Edition::ALL.into_iter().filter(|edition| edition.audience() == Audience::Public) {
            assert_eq!(page(&read, edition), page(assessment, edition), "{edition:?}");
        }
    }
}

#[test]
fn the_samples_data_give_the_samples_papers() {
    assert_reads_back(assessment());
}

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced::new(value, Origin::file("様式.xlsx"))
}

/// A record with more in it than the generated forms have: stages, long texts, changed grades, answers to opinions.
fn enriched(mut record: YearRecord, before: Option<&YearRecord>, texts: &[String]) -> YearRecord {
    let text = |at: usize| texts[at % texts.len()].clone();
    for (at, action) in record.actions.values_mut().enumerate() {
        for row in &mut action.contributions {
            let mut entry = Entry::clone(&row.entry);
            entry.set(Field::Issues, sourced(text(at)));
            entry.set(Field::GradeReason, sourced(text(at + 1)));
            if row.is_lead() {
                let stages = [vec![Stage::PREPARE, Stage::IMPLEMENT], vec![Stage::ABANDONED]];
                entry.set(Field::ActualStage, sourced(stages[at % 2].clone()));
            }
            row.entry = Arc::new(entry);
        }
        if at % 3 == 0 && action.repeats.is_none() {
            let before = action.grade.take().map(|grade| grade.value);
            let overridden = Some(Override { before, reason: text(at + 2) });
            action.grade = Some(Decision { value: sourced(GradeId(at as u8 % 5)), overridden });
        }
    }
    record.stated.awaiting = record.actions.keys().copied().step_by(2).collect();
    if before.is_none() {
        record.stated.state = ReportState::Final;
        record.stated.settled_on = Some(DATE);
    }
    if let Some((_, initiative)) = record.initiatives.iter_mut().next() {
        let overridden = Some(Override { before: None, reason: text(7) });
        initiative.override_grade = Some(Decision { value: sourced(GradeId(1)), overridden });
    }
    if let Some(before) = before {
        let unit = record.statuses.first().map(|status| status.department.clone());
        record.last_opinions = before
            .initiatives
            .values()
            .filter_map(|own| Some((own.no, own.council.as_ref()?.opinions.clone())))
            .filter(|(_, opinions)| !opinions.is_empty())
            .collect();
        for (at, opinion) in record.last_opinions.values_mut().flatten().enumerate() {
            opinion.responses = unit.iter().map(|unit| (unit.clone(), sourced(text(at)))).collect();
        }
    }
    record
}

/// Two years of a plan.
fn two_years(plan: Plan, handed_in: &[(Vec<FormSpec>, Vec<RatingSpec>); 2], texts: &[String]) -> Assessment {
    let [first, second] = handed_in;
    let merged = |(forms, ratings): &(Vec<FormSpec>, Vec<RatingSpec>)| {
        merge(&plan, YEAR, generate::intake(&plan, forms, ratings, |at| format!("{at}.xlsx")), None, &[])
    };
    let first = enriched(merged(first), None, texts);
    let mut second = merged(second);
    second.year = YEAR.next();
    for opinion in second.initiatives.values_mut().filter_map(|own| own.council.as_mut()).flat_map(|c| &mut c.opinions)
    {
        opinion.id.year = second.year;
    }
    let second = enriched(second, Some(&first), texts);
    let plan = Arc::new(plan);
    assess(plan, Arc::new(second), vec![Arc::new(first)]).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn odd_texts() -> impl Strategy<Value = Vec<String>> {
    let text = "[=+@'\"、,改革\n -]{0,8}[改a0](\n{1,2}['=－x]{1,3})?";
    prop::collection::vec(text, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..crate::properties::dear(24) })]

    #[test]
    fn the_data_of_two_years_give_the_papers_again(
        plan in generate::reorganized(),
        first in (generate::forms(), generate::ratings()),
        second in (generate::forms(), generate::ratings()),
        texts in odd_texts(),
    ) {
        assert_reads_back(&two_years(plan, &[first, second], &texts));
    }

    #[test]
    fn the_data_of_any_plan_give_its_papers_again(seed in any::<u64>(), first_version in prop::option::of(any::<u64>())) {
        let plan = random_plan(seed);
        let year = plan.first_year;
        let record = merge(&plan, year, generate::intake(&plan, &[], &[], |at| format!("{at}.xlsx")), None, &[]);
        let mut assessment = assess(Arc::new(plan), Arc::new(record), vec![]).expect("it adds up");
        // The first version has items of its own, and may have promised nothing in figures.
        if let Some(seed) = first_version {
            assessment = assessment.with_original(&random_plan(seed));
        }
        assert_reads_back(&assessment);
    }
}

#[test]
fn the_schema_in_the_documentation_is_the_one_that_is_published() {
    assert_eq!(include_str!("../../docs/data.schema.json"), json_form::schema(|_| false, &Labels::default()));
    assert_eq!(
        include_str!("../../docs/data-with-costs.schema.json"),
        json_form::schema(|shape| shape.name == "costs", &Labels::default())
    );
}

/// Rows of a CSV file by head.
/// The files without the columns that the program did not write at first, as it published them then.
fn without_later_columns(files: &Files) -> Files {
    let mut json: serde_json::Value = serde_json::from_slice(&files[open_data::JSON_FILE]).expect("JSON");
    let mut metadata: serde_json::Value = serde_json::from_slice(&files[open_data::METADATA_FILE]).expect("metadata");
    let mut earlier = files.clone();
    for shape in open_data::shape::ALL.into_iter().filter(|shape| files.contains_key(&shape.file())) {
        let kept: Vec<usize> = (0..shape.columns.len()).filter(|at| !shape.columns[*at].is_later).collect();
        for column in shape.columns.iter().filter(|column| column.is_later) {
            for row in json[shape.name].as_array_mut().expect("rows") {
                row.as_object_mut().expect("a row").remove(column.key).expect("the column");
            }
            for table in metadata["tables"].as_array_mut().expect("tables") {
                let columns = table["tableSchema"]["columns"].as_array_mut().expect("columns");
                columns.retain(|described| described["name"] != column.key);
            }
        }
        let bytes = files[&shape.file()].strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in reader.records().map(|record| record.expect("a row")) {
            writer.write_record(kept.iter().map(|at| &record[*at])).expect("memory");
        }
        earlier.insert(shape.file(), writer.into_inner().expect("memory"));
    }
    earlier.insert(open_data::JSON_FILE.to_owned(), serde_json::to_vec(&json).expect("JSON"));
    earlier.insert(open_data::METADATA_FILE.to_owned(), serde_json::to_vec(&metadata).expect("JSON"));
    earlier
}

#[test]
fn data_that_were_published_without_a_later_column_are_read_as_well() {
    let written = files(assessment());
    let earlier = without_later_columns(&written);
    assert_ne!(earlier["actions.csv"].len(), written["actions.csv"].len());
    for read in read_back(&assessment().plan, &earlier) {
        assert!(files(&read) == written, "the data are other ones");
    }
}

fn rows(files: &Files, name: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = files[name].strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// 統一ルール: one value a cell, no line break in it, no id that is a date to Excel, days in both calendars.
#[test]
fn every_cell_holds_one_value_that_excel_leaves_as_it_is() {
    let files = files(assessment());
    let mut paragraphs = 0;
    // The sample plan has no costs; no file of them is written.
    assert!(open_data::shape::OF_COSTS.iter().all(|shape| !files.contains_key(&shape.file())));
    for shape in open_data::shape::ALL.into_iter().filter(|shape| files.contains_key(&shape.file())) {
        for row in rows(&files, &shape.file()) {
            for (head, value) in &row {
                assert!(!value.contains(['\n', '\r']), "{} {head}: {value}", shape.name);
                let is_date = |text: &str| {
                    let parts: Vec<&str> = text.split(['-', '/']).collect();
                    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                    (2..=3).contains(&parts.len()) && parts.iter().all(number)
                };
                let machine = shape.columns.iter().any(|c| c.head == head && c.kind == open_data::shape::Kind::Date);
                assert_eq!(is_date(value), machine && !value.is_empty(), "{} {head}: {value}", shape.name);
                paragraphs += usize::from(head == "段落番号" && value != "1");
            }
        }
    }
    assert!(paragraphs > 0, "the sample has a text of several paragraphs");
    let years = rows(&files, "years.csv");
    assert_eq!((years[0]["初日"].as_str(), years[0]["初日（和暦）"].as_str()), ("2020-04-01", "令和2年4月1日"));
    assert_eq!(years[0]["全国地方公共団体コード"], "012131");
    let themes = rows(&files, "initiative_themes.csv");
    assert!(themes.len() > assessment().plan.initiatives.len(), "themes stand in long form");
    let marks = ['◎', '○', '△', '×'];
    let grades = rows(&files, "actions.csv");
    assert!(
        grades.iter().all(|row| !row["進捗区分"].contains(marks)) && grades.iter().any(|row| row["区分の記号"] == "◎")
    );
}

#[test]
fn data_that_were_changed_or_belong_to_another_plan_are_refused_with_the_place() {
    let plan = &assessment().plan;
    let written = files(assessment());
    let refused = |plan: &Arc<Plan>, name: &str, from: &str, to: &str| {
        let mut files = written.clone();
        let text = String::from_utf8(files[name].clone()).expect("text");
        assert!(text.contains(from), "{name} holds {from}");
        files.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
        let findings = match csv_form::read("データ", &files, &Labels::default()) {
            Ok(data) => match open_data::read::assessment(plan.clone(), "データ", &data) {
                Ok(_) => panic!("{name} with {to} is not refused"),
                Err(findings) => findings,
            },
            Err(findings) => findings,
        };
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let row = rows(&written, "effects.csv").into_iter().find(|row| !row["効果額（円）"].is_empty()).expect("an effect");
    let amount = format!(",{},", row["効果額（円）"]);
    let said = refused(plan, "effects.csv", &amount, ",1,");
    assert!(said.contains("他の値と合いません") && said.contains("効果額（円）"), "{said}");
    let said = refused(plan, "effects.csv", &amount, ",1円,");
    assert!(said.contains("「効果額（円）」の値が違います") && said.contains("effects.csv:"), "{said}");
    let said = refused(plan, "actions.csv", "I001-01", "I999-01");
    assert!(said.contains("actions の1件目の「実践項目ID」が計画と合いません") && said.contains("I999-01"), "{said}");
    let said = refused(plan, "results.csv", "段落番号", "段落");
    assert!(said.contains("列がありません") && said.contains("段落番号"), "{said}");
    let mut other = Plan::clone(plan);
    other.initiatives[0].name.push_str("（改）");
    let name = plan.initiatives[0].name.clone();
    let said = refused(&Arc::new(other), "initiatives.csv", &name, &name);
    assert!(said.contains("initiatives の1件目の「取組項目」") && said.contains("（改）"), "{said}");
    let mut missing = written.clone();
    missing.remove("opinions.csv");
    let findings = csv_form::read("データ", &missing, &Labels::default()).expect_err("a file is missing");
    assert!(findings.iter().any(|finding| finding.to_string().contains("opinions.csv")), "{findings:?}");
    for bytes in [&b"{"[..], b"[]", b"{\"format\":\"kaikaku-open-data\",\"version\":1}", b"\xff\xfe"] {
        assert!(json_form::read("data.json", bytes).is_err());
    }
}

/// Half of a table cut off is no shorter report: the metadata count the rows, and without them other tables refer to what is gone.
#[test]
fn tables_that_lost_rows_are_refused_by_name() {
    let written = files(assessment());
    let cut = |name: &str| {
        let mut files = written.clone();
        let text = String::from_utf8(files[name].clone()).expect("text");
        let lines: Vec<&str> = text.split_inclusive("\r\n").collect();
        files.insert(name.to_owned(), lines[..=lines.len() / 2].concat().into_bytes());
        files
    };
    for name in ["results.csv", "opinions.csv", "action_departments.csv", "actions.csv", "effects.csv"] {
        let findings = csv_form::read("データ", &cut(name), &Labels::default()).expect_err(name);
        let said = findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(said.contains(&format!("データ/{name}")) && said.contains("行の数が"), "{said}");
    }
    let mut without = cut("action_departments.csv");
    without.remove(open_data::METADATA_FILE);
    let data = csv_form::read("データ", &without, &Labels::default()).expect("the tables");
    let findings = open_data::read::assessment(assessment().plan.clone(), "データ", &data).map(drop).expect_err("torn");
    let said = findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(said.contains("action_departments") && !said.contains("プログラムの誤り"), "{said}");
    // Metadata of before the rows were counted say nothing of them.
    let mut earlier = written.clone();
    let counted = String::from_utf8(earlier[open_data::METADATA_FILE].clone()).expect("text");
    let uncounted: String = counted.lines().filter(|line| !line.contains("dc:extent")).collect();
    assert_ne!(counted.len(), uncounted.len());
    earlier.insert(open_data::METADATA_FILE.to_owned(), uncounted.into_bytes());
    assert!(csv_form::read("データ", &earlier, &Labels::default()).is_ok());
}

fn kaikaku(arguments: &[&str], output: &Path) -> Output {
    assert_cmd::Command::cargo_bin("kaikaku")
        .expect("the program")
        .args(["report", "--quiet", "--output"])
        .arg(output)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("it runs")
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(|entry| entry.expect("an entry")) {
        let place = to.join(entry.path().strip_prefix(from).expect("below"));
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(place).expect("a folder"),
            false => drop(std::fs::copy(entry.path(), place).expect("copied")),
        }
    }
}

/// The program end to end, for each year of the sample, from the JSON and from the CSV files, without the forms.
#[test]
fn papers_from_published_data_are_byte_for_byte_those_from_the_forms() {
    let output = tempfile::tempdir().expect("a folder");
    let bare = tempfile::tempdir().expect("a folder");
    // The plan's revision is taken: the first version stays beside it, and 中間検証 prints both.
    let forms = bare.path().join("様式");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("input"), &forms);
    std::fs::rename(forms.join("plan.toml"), forms.join("plan_original.toml")).expect("the first version is kept");
    std::fs::rename(forms.join("見直し/plan.toml"), forms.join("plan.toml")).expect("the revised one is in force");
    std::fs::copy(forms.join("plan.toml"), bare.path().join("plan.toml"))
        .expect("a workspace with nothing but the plan");
    for (short, long) in [("R2", "令和2年度"), ("R3", "令和3年度"), ("R4", "令和4年度")] {
        let editions = if short == "R4" { "digest,public,review" } else { "digest,public" };
        let formats = ["--edition", editions, "--format", "pdf,html,data", "--attach-data"];
        let input = forms.to_string_lossy().into_owned();
        let run = kaikaku(&[&["--year", short, "--input", &input], &formats[..]].concat(), output.path());
        assert_ne!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
        let made = output.path().join(long);
        let original =
            std::fs::read_to_string(made.join("データ/original_effects.csv")).expect("the first version's effects");
        assert!(original.lines().count() > 1, "{original}");
        for from in [made.join("データ/data.json"), made.join("データ")] {
            let from = from.to_string_lossy().into_owned();
            let input = bare.path().to_string_lossy().into_owned();
            let again = kaikaku(&[&["--from", &from, "--input", &input], &formats[..]].concat(), output.path());
            assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
            let folder = output.path().join(format!("{long}（公表データから）"));
            let names: Vec<PathBuf> = walkdir::WalkDir::new(&folder)
                .into_iter()
                .map(|entry| entry.expect("an entry"))
                .filter(|entry| entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.'))
                .map(|entry| entry.path().strip_prefix(&folder).expect("below").to_owned())
                .collect();
            assert!(names.iter().any(|name| name.ends_with("公表版.pdf")) && names.len() > 20, "{names:?}");
            for name in names {
                let read = |folder: &Path| std::fs::read(folder.join(&name)).expect("a file");
                assert!(read(&folder) == read(&made), "{long} {from}: {}", name.display());
            }
        }
    }
}

#[test]
fn from_data_only_what_the_data_hold_is_made() {
    let output = tempfile::tempdir().expect("a folder");
    let data = output.path().join("data.json");
    std::fs::write(&data, &files(assessment())[open_data::JSON_FILE]).expect("written");
    let data = data.to_string_lossy().into_owned();
    let wrong_year = ["--year", "R2"];
    for (arguments, said) in [
        (["--edition", "council"], "審議会資料は公表したデータからは作れません"),
        (["--format", "xlsx"], "公表したデータからExcelブックは作れません"),
        (wrong_year, "データは令和3年度のものです"),
    ] {
        let run = kaikaku(&[&["--from", &data], &arguments[..]].concat(), output.path());
        assert_eq!(run.status.code(), Some(2));
        let error = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(error.contains(said), "{error}");
    }
}

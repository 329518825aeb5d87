//! The files that mutants are made of: those of the tests, and forms, papers and data of small plans made for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kaikaku::assess::assess;
use kaikaku::assess::assessment::Assessment;
use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::export::printed;
use kaikaku::forms::{council, progress};
use kaikaku::intake::submission::Intake;
use kaikaku::intake::{Options, read_bytes};
use kaikaku::master;
use kaikaku::merge::merge;
use kaikaku::merge::statement::ReportState;
use kaikaku::open_data::{self, About};
use kaikaku::plan::{self, Plan};
use kaikaku::report::errata::{self, Printed, PrintedEdition, Record};
use kaikaku::report::flat::ColumnContent;
use kaikaku::report::{self, Edition};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;
use kaikaku::vocabulary::{ActionId, DepartmentId, FiscalYear, Period};

use crate::reader::{DATE, FILE_MARK, Judge, Reader};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> Vec<u8> {
    let path = root().join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(path: &str) -> String {
    String::from_utf8(read(path)).expect("UTF-8")
}

/// The files of a folder with such an ending, in the order of their names, those below it too.
fn with_ending(folder: &str, endings: &[&str]) -> Vec<Vec<u8>> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .filter_map(|entry| Some(entry.ok()?.into_path()))
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)))
        .collect();
    found.sort();
    found.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

/// What the readers read against.
pub(crate) fn judge(child: PathBuf) -> Judge {
    let plan_of = |path: &str| Arc::new(plan::read("plan.toml", &text(path)).expect("a plan").0);
    let (plan, small) = (plan_of("input/plan.toml"), plan_of("tests/workspaces/harbour/plan.toml"));
    let assessment = assessed(&small);
    let edition = |edition: Edition| PrintedEdition {
        edition,
        pieces: printed::pieces(
            &lay_out(&report::document(&assessment, edition, DATE), &Arc::new(FontBook::shipped())).pages,
        ),
    };
    let values = [(Field::Grade, "○"), (Field::Result, "窓口を改めた。")];
    let values = values.map(|(field, value)| (ColumnContent::Entry(field), value.to_owned()));
    let record = Record { values: values.into(), ..Record::default() };
    let printed = Printed {
        program: errata::PROGRAM.to_owned(),
        title: small.title.clone(),
        year: assessment.year,
        state: ReportState::Preliminary,
        date: DATE,
        awaiting: small.actions().take(1).map(|(_, action)| action.id).collect(),
        records: small.actions().map(|(_, action)| (action.id, record.clone())).collect(),
        editions: vec![edition(Edition::Digest), edition(Edition::Public)],
    };
    let plan_text = text("input/plan.toml");
    let mapped = with_ending("tests/data/foreign", &["xlsx"]);
    Judge { plan, small, plan_text, assessment, printed, mapped, child }
}

/// The small plan's first year, every department's form filled in.
fn assessed(plan: &Arc<Plan>) -> Assessment {
    let year = plan.first_year;
    let mut intake = Intake::default();
    for department in leading(plan) {
        let bytes = filled(plan, department, year);
        let name = format!("{}.xlsx", department.full_name());
        let reading = read_bytes(plan, &name, &bytes, &Options::default());
        intake.submissions.extend(reading.submissions);
        intake.files.push(reading.account);
    }
    let record = merge(plan, year, intake, None, &[]);
    assess(plan.clone(), Arc::new(record), Vec::new()).expect("forms that add up")
}

/// The departments that lead an action item.
fn leading(plan: &Plan) -> impl Iterator<Item = &DepartmentId> {
    let leads = |id: &DepartmentId| plan.actions().any(|(_, action)| action.lead == *id);
    plan.departments.iter().map(|department| &department.id).filter(move |id| leads(id))
}

fn filled(plan: &Plan, department: &DepartmentId, year: FiscalYear) -> Vec<u8> {
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和3年5月10日");
    entries.set_cover(CoverField::Version, 1.0);
    let led: Vec<ActionId> = plan
        .actions()
        .map(|(_, action)| action)
        .filter(|action| action.lead == *department)
        .map(|action| action.id)
        .collect();
    for (at, action) in led.into_iter().enumerate() {
        let grade = plan.grades.stated().nth(at % 2).map(|grade| grade.label()).unwrap_or_default();
        entries.set_row(action, Field::ActualStage, "実施");
        entries.set_row(action, Field::Result, "窓口を改めた。\n利用は2,130件。");
        entries.set_row(action, Field::Grade, grade.as_str());
        entries.set_row(action, Field::RevenueOnce, 1200.0);
        entries.set_row(action, Field::Issues, "特になし");
        entries.set_row(action, Field::Memo, "確認中");
    }
    progress::write_filled(plan, year, Period::YEAR_END, department, None, &entries).expect("a form")
}

/// The blocks of TOML in the handbook.
fn handbook() -> Vec<Vec<u8>> {
    let text = text("README.ja.md");
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.as_bytes().to_vec()).collect()
}

/// The files that a reader's mutants are made of.
pub(crate) fn files(reader: Reader, judge: &Judge) -> Vec<Vec<u8>> {
    let workbooks = |endings: &[&str]| with_ending("tests/data", endings);
    match reader {
        Reader::Xlsx => {
            let mut files = workbooks(&["xlsx", "xlsm"]);
            files.push(council::write(&judge.small, judge.small.first_year, None).expect("a form"));
            let department = leading(&judge.small).next().expect("a department with an item");
            files.push(filled(&judge.small, department, judge.small.first_year));
            files
        }
        Reader::Xls => workbooks(&["xls"]),
        Reader::Xlsb => workbooks(&["xlsb"]),
        Reader::Ods => workbooks(&["ods"]),
        Reader::Strangers => strangers(),
        Reader::Plan => {
            let mut files: Vec<Vec<u8>> = with_ending("tests/workspaces", &["toml"]);
            files.extend(with_ending("src/master/shapes", &["toml"]).into_iter().map(with_years));
            files.push(read("input/plan.toml"));
            files
        }
        Reader::Office => {
            let all = "[report]\nstate = \"速報\"\ndate = 2021-08-31\nawaiting = [\"1-1\"]\n".to_owned();
            let mut files =
                with_ending("input", &["toml"]).into_iter().filter(|file| file.len() < 20_000).collect::<Vec<_>>();
            files.extend(handbook());
            files.push(all.into_bytes());
            files.push(handbook().concat());
            files
        }
        Reader::Forms => {
            let mut files = with_ending("tests/data/foreign", &["toml"]);
            files.extend(handbook().into_iter().filter(|block| String::from_utf8_lossy(block).contains("[[form]]")));
            files
        }
        Reader::Master => [&judge.small, &judge.plan].map(|plan| master::export(plan).expect("a master")).to_vec(),
        Reader::Reasons => vec![read("input/見直し/理由.toml")],
        Reader::Data => vec![published(judge).remove(open_data::JSON_FILE).expect("the file")],
        Reader::Tables => {
            let files = published(judge).into_iter().filter(|(name, _)| name.ends_with(".csv"));
            vec![
                files
                    .flat_map(|(name, bytes)| [format!("{FILE_MARK}{name}\n").into_bytes(), bytes])
                    .flatten()
                    .collect(),
            ]
        }
        Reader::Printed => vec![printed::write(&judge.printed).into_bytes()],
    }
}

fn published(judge: &Judge) -> BTreeMap<String, Vec<u8>> {
    let data = open_data::tables(&judge.assessment, DATE);
    open_data::files(&data, &About::new(&judge.assessment, DATE)).into_iter().collect()
}

/// A ready shape has its years left open.
fn with_years(shape: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(shape).expect("UTF-8");
    text.replace("{first}", "R2").replace("{last}", "R6").into_bytes()
}

fn strangers() -> Vec<Vec<u8>> {
    let csv = "番号,部署,実績,進捗区分,効果額\r\n1-1,総務部行政監理室,\"窓口を\n改めた。\",○,\"1,200\"\r\n";
    let html =
        "<html><head><meta charset=\"Shift_JIS\"></head><body><table><tr><td>1-1</td></tr></table></body></html>";
    let xml = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    let (cp932, ..) = encoding_rs::SHIFT_JIS.encode(csv);
    let utf16: Vec<u8> = csv.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        csv.as_bytes().to_vec(),
        cp932.into_owned(),
        [&[0xFF, 0xFE], utf16.as_slice()].concat(),
        [b"\xEF\xBB\xBF", csv.as_bytes()].concat(),
        html.as_bytes().to_vec(),
        xml.as_bytes().to_vec(),
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj".to_vec(),
        b"{\\rtf1\\ansi 1-1}".to_vec(),
    ]
}

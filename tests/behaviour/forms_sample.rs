//! The sample workspace: what is committed is what the example makes, and the intake reads it as it was written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kaikaku::finding::Severity;
use kaikaku::intake::submission::Recognition;
use kaikaku::intake::{Options, read_bytes, read_year};
use kaikaku::plan::{self, Plan, Rated};
use kaikaku::vocabulary::FiscalYear;

#[path = "../../examples/sample_workspace/content.rs"]
mod content;
#[path = "../../examples/sample_workspace/deliveries.rs"]
mod deliveries;
#[path = "../../examples/sample_workspace/scale.rs"]
mod scale;
#[path = "../../examples/sample_workspace/third_year.rs"]
mod third_year;

fn input() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/input"))
}

fn plan() -> Plan {
    plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0
}

fn committed(folder: &Path, files: &mut deliveries::Files) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            committed(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "xlsx" || extension == "toml") {
            let path = entry.strip_prefix(input()).expect("below input").to_string_lossy().replace('\\', "/");
            files.insert(path, std::fs::read(&entry).expect("readable"));
        }
    }
}

#[test]
fn the_committed_forms_are_those_that_the_example_makes() {
    let content = content::Content::read().expect("content");
    let mut made = deliveries::files(&plan(), &content).expect("forms");
    let text = include_str!("../../input/plan.toml");
    let second = deliveries::second_record(&plan(), &content);
    made.extend(third_year::files(&plan(), text, &second).expect("forms of the third year"));
    let mut found = deliveries::Files::new();
    for year in [deliveries::FIRST_YEAR, deliveries::FIRST_YEAR.next(), third_year::YEAR] {
        committed(&input().join(year.to_string()), &mut found);
    }
    committed(&input().join(third_year::REVISION), &mut found);
    let names = |files: &deliveries::Files| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&made), names(&found), "run: cargo run --example sample_workspace");
    let differing: Vec<_> = made.iter().filter(|(path, bytes)| found[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "run: cargo run --example sample_workspace; these differ: {differing:#?}");
}

#[test]
fn every_form_is_known_by_its_hidden_sheet_and_what_is_wrong_was_meant_to_be() {
    let plan = plan();
    for (year, expected) in [(FiscalYear(2020), &[][..]), (FiscalYear(2021), &["intake.grade-unknown"][..])] {
        let intake = read_year(&plan, input(), year, &Options::default()).expect("the folder is read");
        assert!(intake.submissions.iter().all(|at| at.recognition == Recognition::HiddenSheet));
        assert_eq!(intake.ratings.len(), 10, "{year}");
        assert!(intake.submissions.len() >= 45, "{year}: {}", intake.submissions.len());
        let errors = intake.findings.iter().filter(|finding| finding.severity >= Severity::Error);
        let codes: Vec<_> = errors.clone().map(|finding| finding.code.0).collect();
        assert_eq!(codes, expected, "{year}: {:#?}", errors.map(ToString::to_string).collect::<Vec<_>>());
    }
}

#[test]
fn the_councils_points_come_out_at_the_means_that_were_meant() {
    let plan = plan();
    let content = content::Content::read().expect("content");
    for (second, year) in [FiscalYear(2020), FiscalYear(2021)].into_iter().enumerate() {
        let intake = read_year(&plan, input(), year, &Options::default()).expect("the folder is read");
        for (no, means) in &content.ratings {
            let given: Vec<f64> = intake
                .ratings
                .iter()
                .filter_map(|form| form.ratings.get(&kaikaku::vocabulary::InitiativeNo(*no).into())?.given.as_ref())
                .map(|given| match given.value {
                    Rated::Points(points) => points.to_string().parse().expect("a number"),
                    Rated::Letter(_) => panic!("the sample's council gives points"),
                })
                .collect();
            let mean = given.iter().sum::<f64>() / given.len() as f64;
            assert!((mean - means[second]).abs() < 0.15, "{year} {no}: {mean} for {}", means[second]);
        }
    }
}

#[test]
fn a_scaled_workspace_has_as_many_forms_and_is_read() {
    let (plan, content) = scale::scaled(plan(), content::Content::read().expect("content"), 2);
    let text = plan::to_toml(&plan);
    let (again, findings) = plan::read("plan.toml", &text).expect("a scaled plan is valid");
    assert!(findings.iter().all(|finding| finding.severity < Severity::Error), "{findings:#?}");
    let files = deliveries::files(&again, &content).expect("forms");
    let first: BTreeMap<_, _> = files.iter().filter(|(path, _)| path.starts_with("令和2年度")).collect();
    let forms = first.iter().filter(|(path, _)| !path.contains("審議会")).count();
    assert!(forms >= 100, "{forms}");
    let (path, bytes) = first.iter().find(|(path, _)| path.contains("総務部2/")).expect("a form of the copy");
    let reading = read_bytes(&again, path, bytes, &Options::default());
    assert_eq!(reading.submissions.len(), 1, "{:#?}", reading.findings);
}

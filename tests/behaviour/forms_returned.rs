//! Returned forms (差戻し): the department's entries to the letter, marks on the wrong cells; mending clears exactly those findings.

use kaikaku::contract::entries::{Entries, Slot, Typed};
use kaikaku::contract::{CoverField, Field, POINTS_SHEET};
use kaikaku::finding::{Finding, Place, Severity};
use kaikaku::forms::{progress, returned};
use kaikaku::intake::table::read_tables;
use kaikaku::intake::{Options, read_bytes, transcripts};
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::{ActionId, CellAddress, DepartmentId, FiscalYear, Period};

const YEAR: FiscalYear = FiscalYear(2020);
const FIRST: ActionId = ActionId { initiative: kaikaku::vocabulary::InitiativeNo(8), number: 1 };
const SECOND: ActionId = ActionId { initiative: kaikaku::vocabulary::InitiativeNo(8), number: 4 };

fn plan() -> Plan {
    plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0
}

/// A form with two right cells, three wrong ones, and texts that must not be touched.
fn submitted(plan: &Plan) -> Vec<u8> {
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, jiff::civil::Date::constant(2021, 5, 10));
    entries.set_cover(CoverField::Version, 1.0);
    entries.set_cover(CoverField::Extension, "０１２３");
    entries.set_row(FIRST, Field::Grade, "よし");
    entries.set_row(FIRST, Field::Result, " 髙﨑𠮷〜①　（、）\n2行目  ");
    entries.set_row(FIRST, Field::SavingOnce, "１，２００");
    entries.set_row(FIRST, Field::RevenueOnce, "たくさん");
    entries.set_row(SECOND, Field::ActualStage, "たぶん");
    entries.set_row(SECOND, Field::SavingRecurring, -120.0);
    let unit = DepartmentId::new(Some("財政部"), "納税課");
    progress::write_filled(plan, YEAR, Period::YEAR_END, &unit, None, &entries).expect("a form")
}

fn errors(findings: &[Finding]) -> Vec<(&'static str, CellAddress)> {
    let cell = |finding: &Finding| match &finding.origin.as_ref()?.place {
        Place::Cell(_, cell) => Some((finding.code.0, *cell)),
        _ => None,
    };
    findings.iter().filter(|finding| finding.severity >= Severity::Error).filter_map(cell).collect()
}

/// Reads a form and returns it; the returned form, and the errors that were found.
fn sent_back(plan: &Plan, bytes: &[u8]) -> (Vec<u8>, Vec<(&'static str, CellAddress)>) {
    let options = Options::default();
    let reading = read_bytes(plan, "納税課.xlsx", bytes, &options);
    let (key, original) = transcripts(plan, "納税課.xlsx", bytes, &options).pop().expect("a form");
    let returned = returned::write(plan, &key, &original, &reading.findings, None).expect("a returned form");
    (returned, errors(&reading.findings))
}

fn typed(plan: &Plan, bytes: &[u8]) -> Vec<(Slot, Typed)> {
    let (_, entries) = transcripts(plan, "様式.xlsx", bytes, &Options::default()).pop().expect("a form");
    entries.iter().map(|(slot, cell)| (slot, cell.typed.clone())).collect()
}

#[test]
fn entries_come_back_to_the_letter_and_every_point_is_listed() {
    let plan = plan();
    let bytes = submitted(&plan);
    let (returned, found) = sent_back(&plan, &bytes);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(typed(&plan, &bytes), typed(&plan, &returned));
    let tables = read_tables(&returned).expect("readable");
    assert_eq!(tables[0].name.as_ref(), POINTS_SHEET);
    let listed: Vec<_> = (4..).map_while(|row| Some(tables[0].text(row, 4)).filter(|text| !text.is_empty())).collect();
    for wrong in ["よし", "たくさん", "たぶん"] {
        assert!(listed.contains(&wrong), "{wrong}: {listed:?}");
    }
    // The file is the same each time, and its points are not taken for entries when it is handed in as it is.
    assert!(returned == sent_back(&plan, &bytes).0);
    assert_eq!(errors(&read_bytes(&plan, "差戻し.xlsx", &returned, &Options::default()).findings), found);
}

#[test]
fn mending_a_cell_clears_its_finding_and_no_other() {
    let plan = plan();
    let (returned, found) = sent_back(&plan, &submitted(&plan));
    let mended = [
        (Slot::Row(FIRST, Field::Grade), Typed::from("○ 計画どおり"), "intake.grade-unknown"),
        (Slot::Row(FIRST, Field::RevenueOnce), Typed::from(500.0), "intake.not-a-number"),
        (Slot::Row(SECOND, Field::ActualStage), Typed::from("準備"), "intake.stage-unknown"),
    ];
    for (slot, right, code) in mended {
        let (key, mut entries) =
            transcripts(&plan, "差戻し.xlsx", &returned, &Options::default()).pop().expect("a form");
        entries.set(slot, right);
        let again =
            progress::write_filled(&plan, key.year, key.period, &key.department, None, &entries).expect("a form");
        let left = errors(&read_bytes(&plan, "再提出.xlsx", &again, &Options::default()).findings);
        let expected: Vec<_> = found.iter().copied().filter(|(at, _)| *at != code).collect();
        assert_eq!(left, expected, "{code}");
    }
}

/// A cell that shows nothing because its formula was never calculated goes back with its note and its link like any other.
#[test]
fn a_formula_without_a_result_goes_back_marked() {
    let plan = plan();
    let bytes = crate::secrecy::replaced(&submitted(&plan), &[("<v>-120</v>", "<f>SUM(1,2)</f>")]);
    let (returned, found) = sent_back(&plan, &bytes);
    let cell = found.iter().find(|(code, _)| *code == "intake.uncached").expect("a finding").1;
    let tables = read_tables(&returned).expect("readable");
    let listed: Vec<&str> = (4..).map(|row| tables[0].text(row, 2)).take_while(|text| !text.is_empty()).collect();
    assert!(listed.contains(&format!("入力!{cell}").as_str()), "{listed:?}");
    let again = errors(&read_bytes(&plan, "差戻し.xlsx", &returned, &Options::default()).findings);
    assert_eq!(again.len(), found.len() - 1, "the blank cell is no error any more: {again:?}");
}

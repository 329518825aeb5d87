//! The table of fields (`contract::Field`), gone through: each field is typed into a real form, and every room that follows from the
//! table must know it: reading, ledger, search for leaks, trace, returned form, views and papers.

use std::path::Path;
use std::sync::Arc;

use kaikaku::assess::assessment::Assessment;
use kaikaku::assess::{assess, leak};
use kaikaku::contract::entries::{Entries, Slot};
use kaikaku::contract::{Audience, CoverField, Field, FieldKind, FormField, Paper, Visibility};
use kaikaku::export::xlsx;
use kaikaku::finding::{Origin, Sourced};
use kaikaku::forms::{progress, returned};
use kaikaku::intake::submission::{FileHash, Intake, MemberRating, RatingForm};
use kaikaku::intake::table::read_tables;
use kaikaku::intake::{FileReading, Options, read_bytes, transcripts};
use kaikaku::merge::ledger::Destination;
use kaikaku::merge::merge;
use kaikaku::merge::record::YearRecord;
use kaikaku::open_data::{self, About};
use kaikaku::plan::{EffectKinds, Plan};
use kaikaku::report::view::YearView;
use kaikaku::report::{self, Edition, text};
use kaikaku::trace::{NotTraced, trace};
use kaikaku::vocabulary::{ActionId, FiscalYear, IndicatorId, Period, YearParts};

use super::sample_year::DATE;

const YEAR: FiscalYear = FiscalYear(2020);
const ITEM: ActionId = ActionId { initiative: kaikaku::vocabulary::InitiativeNo(8), number: 2 };

/// The sample plan with as many kinds of effect, sources of costs and parts of its years as a plan can have; its item 8-2 has as many indicators as a form can ask for.
/// `readers` see the texts whose readers a plan may choose.
fn plan(readers: Audience) -> Plan {
    let (mut plan, _) = kaikaku::plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("valid");
    let kinds = ["歳入増", "歳出減", "甲の額", "乙の額", "丙の額", "丁の額"].map(str::to_owned);
    plan.settings.effects = EffectKinds::of_names(&kinds).expect("six kinds");
    plan.settings.costs = Some(kaikaku::plan::Costs {
        sources: (1..=6).map(|at| format!("財源の{at}")).collect(),
        staff_price: plan.years().map(|year| (year, kaikaku::vocabulary::Yen(7_500_000))).collect(),
        staff_decimals: 1,
    });
    plan.schedule_by = YearParts::Quarters;
    let donor = plan.actions().find_map(|(_, action)| action.indicators.first().cloned()).expect("an indicator");
    let actions = plan.initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions);
    let item = actions.into_iter().find(|action| action.id == ITEM).expect("planned");
    item.indicators = (1..=3)
        .map(|number| {
            let mut indicator = donor.clone();
            indicator.id = IndicatorId { action: ITEM, number };
            indicator.name = format!("ものさしの{number}");
            indicator
        })
        .collect();
    for field in Visibility::CHOSEN {
        plan.settings.visibility.choose(FormField::Row(field), readers).expect("a choice");
    }
    plan
}

/// The text that the test types into a text field: found nowhere else.
fn typed(field: Field) -> String {
    format!("この欄だけにある文「{}」を書いた覚え。", field.key())
}

fn amount(field: Field) -> f64 {
    if field.kind() == FieldKind::Staff {
        return 12.5;
    }
    70_000.0 + f64::from(field as u8)
}

fn filled(plan: &Plan, year: FiscalYear, last: &YearRecord) -> Vec<u8> {
    let lead = plan.lead_on(plan.action(ITEM).expect("planned").1, year.last_day()).expect("a lead");
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和4年5月6日");
    for field in Field::ALL.iter().copied().filter(|field| field.is_open()) {
        match field.kind() {
            FieldKind::Number => {}
            FieldKind::Text => entries.set_row(ITEM, field, typed(field).as_str()),
            FieldKind::Stages | FieldKind::PartStages(_) => entries.set_row(ITEM, field, "試行・見直し"),
            FieldKind::Grade => entries.set_row(ITEM, field, plan.grades.grades[1].name.as_str()),
            FieldKind::Money(..) | FieldKind::Cost(_) | FieldKind::Indicator(_) | FieldKind::Staff => {
                entries.set_row(ITEM, field, amount(field))
            }
        }
    }
    progress::write_filled(plan, year, Period::YEAR_END, &lead, Some(last), &entries).expect("a form")
}

/// The year before, with an opinion on the item's initiative that waits for an answer.
fn last_year(plan: &Plan) -> YearRecord {
    let opinion = Sourced::new("もっと周知を。".to_owned(), Origin::file("委員"));
    let rating = MemberRating { given: None, opinion: Some(opinion) };
    let ratings = [(ITEM.initiative.into(), rating)].into();
    let form =
        RatingForm { year: YEAR, file: "委員".into(), hash: FileHash([7; 32]), body: None, member: None, ratings };
    merge(plan, YEAR, Intake { ratings: vec![form], ..Intake::default() }, None, &[])
}

struct Year {
    plan: Arc<Plan>,
    bytes: Vec<u8>,
    reading: FileReading,
    last: Arc<YearRecord>,
    assessment: Assessment,
}

/// The year of a plan that shows texts to these readers.
fn year(readers: Audience) -> Year {
    let plan = Arc::new(plan(readers));
    let last = Arc::new(last_year(&plan));
    let bytes = filled(&plan, YEAR.next(), &last);
    let reading = read_bytes(&plan, "提出.xlsx", &bytes, &Options::default());
    let FileReading { account, submissions, ratings, findings } = reading.clone();
    let intake = Intake { submissions, ratings, files: vec![account], findings };
    let record = merge(&plan, YEAR.next(), intake, None, std::slice::from_ref(&last));
    let assessment = assess(plan.clone(), Arc::new(record), vec![last.clone()]).expect("cross-footed");
    Year { plan, bytes, reading, last, assessment }
}

fn open_fields() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| field.is_open())
}

#[test]
fn every_field_is_read_accounted_for_and_traced() {
    Audience::ALL.into_iter().for_each(read_accounted_for_and_traced);
}

fn read_accounted_for_and_traced(readers: Audience) {
    let Year { plan, reading, assessment, .. } = year(readers);
    let [submission] = reading.submissions.as_slice() else { panic!("{:?}", reading.findings) };
    let entry = submission.entries.iter().find(|entry| entry.action.value == ITEM).expect("the row");
    let [file] = assessment.record.ledger.files.as_slice() else { panic!("one file") };
    let went: Vec<Destination> = file.cells.iter().filter_map(|cell| file.destination(&cell).copied()).collect();
    let internal = leak::internal_texts(&assessment, Audience::Public);
    for field in open_fields() {
        let value = entry.get(field).unwrap_or_else(|| panic!("{field:?} was not read"));
        // The stages of the year stand beside those of its parts, which are taken.
        let is_taken = field != Field::ActualStage;
        assert_eq!(went.contains(&Destination::Action(ITEM, field)), is_taken, "{field:?} in the ledger");
        let is_locked_away =
            internal.iter().any(|text| text.field == FormField::Row(field) && text.text.value == typed(field));
        assert_eq!(
            is_locked_away && field.is_open_text(),
            plan.readers_of(field) != Audience::Public,
            "{field:?} in the search for leaks"
        );
        let traced = trace(&assessment, &format!("{}の{}", ITEM.key(), field.label()));
        match plan.readers_of(field) {
            Audience::Public => {
                let facts = traced.expect("public").facts;
                assert!(facts.iter().any(|fact| fact.origin == *value.origin()), "{field:?} in trace");
            }
            _ => assert_eq!(traced, Err(NotTraced::Internal(field))),
        }
        let everything = trace(&assessment, &ITEM.key()).expect("known").to_string();
        let says = everything.contains(&typed(field));
        assert_eq!(says, field.is_open_text() && plan.readers_of(field) == Audience::Public, "{field:?} in trace");
    }
    assert_eq!(leak::internal_texts(&assessment, Audience::Office), []);
}

#[test]
fn a_returned_form_gives_every_field_back() {
    let Year { plan, bytes, reading, last, .. } = year(Audience::Council);
    let (key, original) = transcripts(&plan, "提出.xlsx", &bytes, &Options::default()).remove(0);
    for field in open_fields() {
        assert!(original.get(Slot::Row(ITEM, field)).is_some(), "{field:?}");
    }
    let form = returned::write(&plan, &key, &original, &reading.findings, Some(&last)).expect("a form");
    let again = read_bytes(&plan, "差戻し.xlsx", &form, &Options::default());
    let (before, after) = (&reading.submissions[0].entries, &again.submissions[0].entries);
    assert!(before.iter().zip(after).all(|(a, b)| a.says_the_same(b)) && before.len() == after.len());
}

#[test]
fn views_answer_up_to_their_readers() {
    Audience::ALL.into_iter().for_each(answers_up_to_its_readers);
}

fn answers_up_to_its_readers(of_plan: Audience) {
    let Year { plan, assessment, .. } = year(of_plan);
    for readers in Audience::ALL {
        let view = YearView::new(&assessment, readers);
        let (_, action) = view.actions().find(|(_, action)| action.action.id == ITEM).expect("planned");
        let row = action.contributions.first().expect("the lead's");
        for field in open_fields().filter(|field| field.is_open_text()) {
            assert_eq!(row.text(field).is_some(), readers.may_see(plan.readers_of(field)), "{field:?} for {readers:?}");
            let shown = format!("{row:?}").contains(&typed(field));
            assert_eq!(shown, readers.may_see(plan.readers_of(field)), "{field:?} for {readers:?}");
        }
    }
}

/// The papers that print a field are those that the table says, and no others: council and public papers of every kind.
#[test]
fn every_field_stands_in_the_papers_of_the_table() {
    Audience::ALL.into_iter().for_each(stands_in_the_papers_of_the_table);
}

fn stands_in_the_papers_of_the_table(readers: Audience) {
    let Year { plan, assessment, .. } = year(readers);
    let shown = |field, to: Audience| to.may_see(plan.readers_of(field));
    let edition = |edition| text::of_document(&report::document(&assessment, edition, DATE));
    let workbook = |bytes: Vec<u8>| {
        let tables = read_tables(&bytes).expect("readable");
        tables.into_iter().flat_map(|table| table.cells.into_values()).collect::<Vec<_>>().join("｜")
    };
    let (public, council, committee) =
        (edition(Edition::Public), edition(Edition::Council), edition(Edition::Internal));
    let json = open_data::json_form::write(&open_data::tables(&assessment, DATE), &About::new(&assessment, DATE));
    let sheets = workbook(xlsx::progress(&assessment, DATE).expect("written"));
    let office = workbook(xlsx::progress_internal(&assessment, DATE).expect("written"));
    for field in open_fields().filter(|field| field.is_open_text()) {
        let text = typed(field);
        let in_papers = |paper| field.is_printed_in(paper);
        let in_public = in_papers(Paper::Sheets) && shown(field, Audience::Public);
        assert_eq!(public.contains(&text), in_public, "{field:?} in 公表版");
        // The workbooks do not print the answers to opinions.
        let in_workbooks = field != Field::Response;
        assert_eq!(sheets.contains(&text), in_public && in_workbooks, "{field:?} in 進捗状況.xlsx");
        let council_prints = in_papers(Paper::Sheets) && shown(field, Audience::Council);
        assert_eq!(council.contains(&text), council_prints, "{field:?} in 審議会資料");
        // What is discussed is said once; answers stand with their opinions once more, reasons with the changes since last
        // year.
        if in_public && !matches!(field, Field::Response | Field::GradeReason) {
            assert_eq!(council.matches(&text).count(), public.matches(&text).count(), "{field:?} in 審議会資料");
        }
        // Answers stand in the data with their opinions.
        let in_data = (in_papers(Paper::Data) && shown(field, Audience::Public)) || field == Field::Response;
        assert_eq!(json.contains(&text), in_data, "{field:?} in the data");
        let office_prints = in_papers(Paper::Sheets) || in_papers(Paper::InternalNotes);
        assert_eq!(committee.contains(&text), office_prints, "{field:?} in 庁内資料");
        assert_eq!(office.contains(&text), office_prints && in_workbooks, "{field:?} in 進捗状況（庁内）.xlsx");
    }
    for field in open_fields().filter(|field| field.is_money()) {
        let yen = format!("{}000", amount(field));
        assert_eq!(json.contains(&yen), field.is_printed_in(Paper::Data), "{field:?} in the data");
    }
}

/// What stays within the office is named in no room but where the table stands and where labels of strangers' forms are known: a further
/// field of the kind needs its line of the table and the paper that prints it.
#[test]
fn no_room_names_an_internal_field() {
    let allowed = ["src/contract/field.rs", "src/intake/labels.rs"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for field in Field::ALL.iter().filter(|field| field.definition().audience != Audience::Public) {
        let name = format!("Field::{field:?}");
        for entry in walkdir::WalkDir::new(root.join("src")).into_iter().filter_map(Result::ok) {
            let path = entry.path();
            let shown = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            let is_test = shown.ends_with("tests.rs") || shown.ends_with("fixture.rs");
            if path.extension().is_none_or(|extension| extension != "rs")
                || is_test
                || allowed.contains(&shown.as_str())
            {
                continue;
            }
            let source = std::fs::read_to_string(path).expect("a source file");
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(!code.contains(&name), "{shown} names {name}");
        }
    }
}

//! The sample plan says what its source says, and its document prints all of it in the source's order.

use jiff::civil::Date;
use kaikaku::plan::{self, Plan, Responsible, names};
use kaikaku::report::document::{Block, Document, Inline, Inlines, Row, Shape, Table};
use kaikaku::report::plan_edition;
use kaikaku::vocabulary::FiscalYear;

/// The source's words, one phrase a line, in its order; 对 is mended to 対 and the missing arrow of the legend is added.
const SOURCE: &str = include_str!("../data/plan-draft.txt");

fn sample() -> Plan {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("sample plan");
    plan::read("plan.toml", &text).expect("valid").0
}

/// All words of a document in reading order.
fn words(document: &Document) -> String {
    let mut out = String::new();
    document.parts.iter().for_each(|part| blocks(&part.blocks, &mut out));
    out
}

fn inlines(text: &Inlines, out: &mut String) {
    for inline in text {
        match inline {
            Inline::Text(text) | Inline::Ruby { base: text, .. } => out.push_str(&text.text),
            Inline::Link { text, .. } | Inline::Badge { label: text, .. } => out.push_str(text),
            Inline::Reference { text, .. } => out.push_str(text.as_deref().unwrap_or_default()),
            Inline::Footnote(note) => inlines(note, out),
            Inline::Break => {}
        }
    }
}

fn rows(rows: &[Row], out: &mut String) {
    rows.iter().flat_map(|row| &row.cells).for_each(|cell| blocks(&cell.content, out));
}

fn table(table: &Table, out: &mut String) {
    rows(&table.head, out);
    for group in &table.groups {
        rows(group.heading.as_slice(), out);
        rows(&group.rows, out);
    }
    rows(&table.foot, out);
}

fn blocks(content: &[Block], out: &mut String) {
    for block in content {
        match block {
            Block::Cover(cover) => {
                out.push_str(&cover.title);
                cover.subtitles.iter().chain(&cover.period).chain(&cover.publisher).for_each(|line| out.push_str(line));
            }
            Block::Heading(heading) => inlines(&heading.text, out),
            Block::Paragraph(paragraph) => inlines(&paragraph.text, out),
            Block::List(list) => list.items.iter().for_each(|item| blocks(&item.body, out)),
            Block::Table(inner) => table(inner, out),
            Block::Figure(figure) => {
                for shape in &figure.shapes {
                    if let Shape::Box { text, .. } = shape {
                        inlines(text, out);
                    }
                }
            }
            Block::Columns(columns) => columns.columns.iter().for_each(|(_, column)| blocks(column, out)),
            Block::Together(inner) | Block::Closing(inner) => blocks(inner, out),
            Block::Contents { .. } | Block::PageBreak | Block::Rule => {}
            other => panic!("the plan has no {other:?}"),
        }
    }
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_document_says_every_phrase_of_the_source_in_its_order() {
    let plan = sample();
    let document = plan_edition::document(&plan, Date::constant(2020, 1, 1));
    let text = solid(&words(&document));
    let mut rest = text.as_str();
    for phrase in SOURCE.lines() {
        let phrase = solid(phrase);
        let found = rest.find(&phrase).unwrap_or_else(|| panic!("「{phrase}」 is missing or out of order"));
        rest = &rest[found + phrase.len()..];
    }
}

#[test]
fn departments_are_printed_by_the_plans_rule() {
    let plan = sample();
    let printed: Vec<String> = plan
        .initiatives
        .iter()
        .map(|initiative| names::print_responsible(&plan, &initiative.responsible, plan.departments_as_of))
        .collect();
    assert_eq!(printed[0], "(政)政策推進課、(財)財政課、各担当部署");
    assert_eq!(printed[1], "(総)行政監理室、(政)協働・男女平等参画室、スポーツ都市推進課、(民)市民ホール建設準備室");
    assert_eq!(printed[17], "会計課、(総)行政監理室、(財)契約課");
    assert_eq!(printed[20], "(総)行政監理室、選挙管理委員会事務局、監査委員事務局");
    for printed in &printed {
        assert!(SOURCE.lines().any(|line| line == printed), "{printed}");
    }
}

#[test]
fn names_are_those_of_their_own_time() {
    let plan = sample();
    let (before, after) = (Date::constant(2021, 3, 31), Date::constant(2021, 4, 1));
    let of = |no: u16, date| {
        let initiative = plan.initiative(kaikaku::vocabulary::InitiativeNo(no)).expect("exists");
        names::print_responsible(&plan, &initiative.responsible, date)
    };
    assert_eq!(of(16, before), "(総)行政監理室、情報推進課、(政)秘書広報課");
    assert_eq!(of(16, after), "(総)行政監理室、ICT推進室、(政)秘書広報課");
    assert_eq!(of(14, after), "(水)営業課、水道建設課、水道維持課、下水道建設課、高丘浄水場、錦多峰浄水場");
    assert_eq!(plan.departments_on(after).count(), 46 - 4 + 4);
}

#[test]
fn loosely_typed_names_lead_to_departments() {
    let plan = sample();
    let date = Date::constant(2020, 4, 1);
    let lookup =
        |text: &str| -> Vec<String> { names::lookup(&plan, text, date).iter().map(ToString::to_string).collect() };
    for text in [
        "総務部/行政監理室",
        "総務部　行政監理室",
        "（総）行政監理室",
        "(総) 行政監理室",
        "行政監理室",
        "総務部行政監理室管理係",
    ] {
        assert_eq!(lookup(text), ["総務部/行政監理室"], "{text}");
    }
    assert_eq!(lookup("総務課"), ["総務部/総務課", "消防本部/総務課"]);
    assert_eq!(lookup("(消)総務課"), ["消防本部/総務課"]);
    assert_eq!(lookup("ＩＣＴ推進室"), ["総務部/ICT推進室"]);
    assert_eq!(lookup("会計課"), ["会計課"]);
    assert_eq!(lookup("財政部 総務課"), [""; 0]);
    assert_eq!(lookup("　"), [""; 0]);
}

#[test]
fn the_traps_of_the_transcription_are_kept_out() {
    let plan = sample();
    let themes = |no: usize| -> Vec<&str> {
        let initiative = &plan.initiatives[no - 1];
        plan.themes.iter().filter(|t| initiative.themes.contains(&t.id)).map(|t| t.short.as_str()).collect()
    };
    assert_eq!(themes(12), ["財政", "サービス", "ICT"], "as the source has it");
    for no in 15..=18 {
        assert!(themes(no).ends_with(&["ICT", "人材"]), "No.{no}");
    }
    assert_eq!(themes(21), ["人材"]);
    assert!(plan.initiatives[4].content.contains("外国人対応"));
    assert!(names::print_legend(&plan).contains("(環)→環境衛生部"));
    assert!(plan.initiatives[0].responsible.contains(&Responsible::Open("各担当部署".into())));
    for unit in ["会計課", "議会事務局", "選挙管理委員会事務局", "監査委員事務局"] {
        assert!(plan.departments.iter().any(|department| &*department.id.0 == unit), "{unit}");
    }
}

#[test]
fn the_sample_has_what_every_room_needs() {
    let plan = sample();
    let actions: Vec<_> = plan.actions().map(|(_, action)| action).collect();
    assert!((70..=100).contains(&actions.len()));
    assert_eq!(actions.iter().filter(|action| action.repeats.is_some()).count(), 3);
    assert!(actions.iter().any(|action| action.open));
    assert!(actions.iter().any(|action| !action.partners.is_empty()));
    assert!(actions.iter().all(|action| action.schedule.len() == 5), "every year has a stage");
    let owing = |date| {
        let plan = &plan;
        plan.departments_on(date).filter(move |unit| plan.actions_of(&unit.id, date).next().is_some()).count()
    };
    assert_eq!((owing(FiscalYear(2020).last_day()), owing(FiscalYear(2021).last_day())), (46, 46));
}

#[test]
fn every_department_is_found_under_every_way_of_printing_it() {
    let plan = sample();
    for unit in &plan.departments {
        let date = unit.since.unwrap_or(plan.departments_as_of);
        let id = &unit.id;
        for text in
            [id.to_string(), id.full_name(), names::print_department(&plan, id), format!("　{} ", id.full_name())]
        {
            assert_eq!(names::lookup(&plan, &text, date), std::slice::from_ref(id), "{text}");
        }
        assert!(names::lookup(&plan, id.name(), date).contains(id));
    }
}

#[test]
fn work_is_followed_through_reorganizations_both_ways() {
    let plan = sample();
    let (before, after) = (Date::constant(2020, 6, 1), Date::constant(2022, 6, 1));
    for unit in plan.departments_on(before) {
        for successor in plan.units_on(&unit.id, after) {
            assert!(plan.department(&successor).is_some_and(|unit| unit.exists_on(after)), "{successor}");
            assert!(plan.units_on(&successor, before).contains(&unit.id), "{} → {successor}", unit.id);
        }
    }
}

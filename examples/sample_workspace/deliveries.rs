//! Who hands in what, when and under which name: the life of a real year in the sample.
//!
//! - 令和2年度: 公設地方卸売市場 hands in nothing; 指導室's form lies there twice, the same to the byte; 営繕積算 is given as 円; a stage and
//!   a date are typed loosely.
//! - 令和3年度: 会計課 hands in nothing; 納税課 corrects its form (版 2); the former 情報推進課 uses a form under its old name;
//!   高丘浄水場's row is half finished; こども支援課 gives a grade that is not in the list; amounts are typed as `1，260`, `3210千円`.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kaikaku::contract::entries::{Entries, Typed};
use kaikaku::contract::{CoverField, Entry, Field, grade_choice};
use kaikaku::finding::{Origin, Sourced};
use kaikaku::forms::council::Ratings;
use kaikaku::forms::{council, departments, progress};
use kaikaku::intake::submission::{FileHash, Intake, MemberRating, RatingForm, Recognition, Submission, SubmissionKey};
use kaikaku::merge::merge;
use kaikaku::merge::record::YearRecord;
use kaikaku::plan::{ActionItem, Plan};
use kaikaku::vocabulary::{ActionId, CellAddress, DepartmentId, FiscalYear, InitiativeNo, Period};

use super::content::Content;

/// 令和2年度.
pub(crate) const FIRST_YEAR: FiscalYear = FiscalYear(2020);

/// How many members rate.
pub(crate) const MEMBERS: u8 = 10;

/// Who hands in nothing, by year.
const MISSING: [&str; 2] = ["産業経済部/公設地方卸売市場", "会計課"];

/// Files by their path below the input folder.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The second year's record as far as the third year's forms show it.
pub(crate) fn second_record(plan: &Plan, content: &Content) -> YearRecord {
    let first = Arc::new(record_of(plan, content, FIRST_YEAR, None));
    record_of(plan, content, FIRST_YEAR.next(), Some(&first))
}

/// All files of both years.
pub(crate) fn files(plan: &Plan, content: &Content) -> Result<Files, Box<dyn Error>> {
    let mut files = Files::new();
    let first = record_of(plan, content, FIRST_YEAR, None);
    year(plan, content, FIRST_YEAR, None, &mut files)?;
    year(plan, content, FIRST_YEAR.next(), Some(&first), &mut files)?;
    Ok(files)
}

fn year(
    plan: &Plan,
    content: &Content,
    year: FiscalYear,
    last: Option<&YearRecord>,
    files: &mut Files,
) -> Result<(), Box<dyn Error>> {
    let second = usize::from(year != FIRST_YEAR);
    let missing = MISSING[second];
    for (number, unit) in departments(plan, year, None).into_iter().enumerate() {
        if &*unit.0 == missing {
            continue;
        }
        // The renamed unit's people took last year's file: it still says 情報推進課.
        let unit = if second == 1 && &*unit.0 == "総務部/ICT推進室" {
            DepartmentId("総務部/情報推進課".into())
        } else {
            unit
        };
        let submitted = Date::constant(year.0 + 1, 4, 22).checked_add((number as i64 * 7 % 22).days())?;
        let mut entries = year_end(plan, content, year, &unit, last);
        cover(&mut entries, &unit, submitted, 1, number);
        let folder = format!("{year}/{}", unit.bureau().unwrap_or("部に属しない部署"));
        let write = |entries: &Entries| progress::write_filled(plan, year, Period::YEAR_END, &unit, last, entries);
        let name = file_name(year, &unit, number);
        if second == 1 && &*unit.0 == "財政部/納税課" {
            // The first version has two digits the wrong way round; the second mends it.
            let mut wrong = entries.clone();
            wrong.set_row(ActionId::new(8, 4), Field::Indicator1, 12_174.0);
            files.insert(format!("{folder}/{name}"), write(&wrong)?);
            cover(&mut entries, &unit, submitted.checked_add(6.days())?, 2, number);
            files.insert(format!("{folder}/訂正/納税課（差替え）.xlsx"), write(&entries)?);
            continue;
        }
        let bytes = write(&entries)?;
        if second == 0 && &*unit.0 == "教育部/指導室" {
            files.insert(format!("{folder}/コピー ～ {name}"), bytes.clone());
        }
        files.insert(format!("{folder}/{name}"), bytes);
    }
    files.insert(format!("{year}/office.toml"), office(year).into_bytes());
    midyear(plan, content, year, last, files)?;
    for member in 1..=MEMBERS {
        let ratings = member_ratings(plan, content, second, member);
        // A record would put this year's grades beside the items; the council's secretariat sent the plain form.
        let bytes = council::write_filled(plan, year, None, &ratings)?;
        files.insert(format!("{year}/審議会/評価票_委員{member:02}.xlsx"), bytes);
    }
    Ok(())
}

/// What the office states: the report of the year is final.
fn office(year: FiscalYear) -> String {
    let next = year.0 + 1;
    format!(
        "# サンプル（架空）　事務局の指定\n\n[report]\nstate = \"確定\"\ndate = {next}-08-31\nsettled_on = {next}-08-20\nawaiting = [\"3-1\"]\n"
    )
}

/// What people call their file.
pub(crate) fn file_name(year: FiscalYear, unit: &DepartmentId, number: usize) -> String {
    let name = unit.name();
    match number % 6 {
        0 => format!("進捗管理表_{year}_年度末_{}.xlsx", unit.full_name()),
        1 => format!("【提出】{}進捗管理表（{name}）.xlsx", year.short()),
        2 => format!("{name}.xlsx"),
        3 => format!("{:02}_{name}_最終.xlsx", number + 1),
        4 => format!("行革プラン　進捗　{name}.xlsx"),
        _ => format!("{name}_{}_年度末.xlsx", year.short()),
    }
}

pub(crate) fn cover(entries: &mut Entries, unit: &DepartmentId, submitted: Date, version: u32, number: usize) {
    match number % 11 {
        5 => entries.set_cover(
            CoverField::SubmittedOn,
            format!("R{}.{}.{}", submitted.year() - 2018, submitted.month(), submitted.day()).as_str(),
        ),
        8 => entries.set_cover(
            CoverField::SubmittedOn,
            format!("令和{}年{}月{}日", submitted.year() - 2018, submitted.month(), submitted.day()).as_str(),
        ),
        _ => entries.set_cover(CoverField::SubmittedOn, submitted),
    }
    entries.set_cover(CoverField::Version, f64::from(version));
    entries.set_cover(CoverField::Author, "（架空）担当");
    if &*unit.0 != "議会事務局" {
        entries.set_cover(CoverField::Extension, format!("{}（架空）", 2100 + number * 13).as_str());
    }
}

/// A department's entries at the end of a year.
fn year_end(
    plan: &Plan,
    content: &Content,
    year: FiscalYear,
    unit: &DepartmentId,
    last: Option<&YearRecord>,
) -> Entries {
    let second = usize::from(year != FIRST_YEAR);
    let day = year.last_day();
    let mut entries = Entries::new();
    let successors = plan.successors(unit, day);
    let same = |other: &DepartmentId| successors.contains(other) || unit == other;
    for (initiative, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        if plan.lead_on(action, day).is_some_and(|lead| same(&lead)) {
            lead_row(plan, content, second, action, &mut entries);
            // One department answers for an initiative: the lead of its first item.
            let first = initiative.actions.iter().find(|action| action.repeats.is_none());
            if first.is_some_and(|first| first.id == action.id) {
                let answer = answer(plan, content, last, action.id.initiative);
                if !answer.is_empty() {
                    entries.set_row(action.id, Field::Response, answer.as_str());
                }
            }
        } else if let Some(report) = content
            .partners
            .get(&action.id)
            .into_iter()
            .flatten()
            .find(|(partner, _)| plan.successors(partner, day).iter().any(same))
            .map(|(_, reports)| &reports[second])
        {
            entries.set_row(action.id, Field::ActualStage, report.0.as_str());
            entries.set_row(action.id, Field::Grade, choice(plan, &report.1).as_str());
            entries.set_row(action.id, Field::Result, report.2.as_str());
        }
    }
    entries
}

fn lead_row(plan: &Plan, content: &Content, second: usize, action: &ActionItem, entries: &mut Entries) {
    let Some(report) = content.reports.get(&action.id).map(|reports| &reports[second]) else { return };
    let id = action.id;
    let mut set = |field: Field, text: &str| {
        if !text.is_empty() {
            entries.set_row(id, field, text);
        }
    };
    if second == 1 && id == ActionId::new(14, 2) {
        // Half finished: somebody was called away.
        set(Field::ActualStage, &report.0);
        set(Field::Result, &report.2);
        return;
    }
    set(Field::ActualStage, &report.0);
    match (second, id) {
        (1, id) if id == ActionId::new(12, 6) => set(Field::Grade, "やや遅れている"),
        (0, id) if id == ActionId::new(10, 3) => set(Field::Grade, "順調"),
        _ => set(Field::Grade, &choice(plan, &report.1)),
    }
    let result =
        if second == 1 && id == ActionId::new(2, 2) { format!("{}\n{COURSE}", report.2) } else { report.2.clone() };
    set(Field::Result, &result);
    set(Field::Issues, &report.3);
    set(Field::NextSteps, &report.4);
    let text =
        |texts: &BTreeMap<ActionId, [String; 2]>| texts.get(&id).map_or(String::new(), |years| years[second].clone());
    set(Field::GradeReason, &text(&content.reasons));
    set(Field::Memo, &text(&content.memos));
    let effects = [Field::RevenueOnce, Field::RevenueRecurring, Field::SavingOnce, Field::SavingRecurring];
    for (i, field) in effects.into_iter().enumerate() {
        let typed = match report.5.get(i) {
            Some(cell) => cell.typed(),
            None => Some(Typed::from("―")),
        };
        // 千円 asked for, 円 given.
        let yen = second == 0 && id == ActionId::new(19, 3) && field == Field::SavingRecurring;
        if let Some(typed) = if yen { Some(Typed::from("210,000円")) } else { typed } {
            entries.set_row(id, field, typed);
        }
    }
    for (cell, field) in report.6.iter().zip([Field::Indicator1, Field::Indicator2, Field::Indicator3]) {
        if let Some(typed) = cell.typed() {
            entries.set_row(id, field, typed);
        }
    }
}

/// A long entry with line breaks and ① ② ③.
const COURSE: &str = "事業者の選定の経過は、次のとおりである。\n\
    ①令和3年5月　入札公告。説明会には、延べ21社が参加した。\n\
    ②令和3年7月　参加資格の審査。3つのグループから申請があり、全てに資格があると認めた。\n\
    ③令和3年10月～11月　提案の受付と審査。学識経験者を含む7人の審査委員会が、事業の計画、設計、建設、維持管理、運営の5つの観点から提案を審査し、市民に開かれた運営と、図書や子育ての機能を組み合わせた空間の計画を高く評価した。\n\
    ④令和4年2月　仮契約。市が直接行う場合と比べた財政負担の縮減の見込みは、約7.8％（現在価値）である。\n\
    ⑤令和4年3月　市議会の議決を経て、本契約。";

pub(crate) fn choice(plan: &Plan, mark: &str) -> String {
    plan.grades.grades.iter().find(|grade| grade.mark == mark).map_or(mark.to_owned(), grade_choice)
}

/// The answers to last year's opinions on an initiative, each under its id.
fn answer(plan: &Plan, content: &Content, last: Option<&YearRecord>, no: InitiativeNo) -> String {
    let council = last.and_then(|last| last.initiatives.get(&no)?.council.as_ref());
    let opinions = council.map(|council| council.opinions.as_slice()).unwrap_or_default();
    let answers: Vec<String> = opinions
        .iter()
        .filter_map(|opinion| {
            let written = content.opinions[0].iter().find(|written| written.2 == opinion.text.value)?;
            (!written.3.is_empty()).then(|| format!("{}{}", plan.opinion_tag(opinion.id), written.3))
        })
        .collect();
    answers.join("\n")
}

/// The midyear forms: only the departments that the office asked for.
fn midyear(
    plan: &Plan,
    content: &Content,
    year: FiscalYear,
    last: Option<&YearRecord>,
    files: &mut Files,
) -> Result<(), Box<dyn Error>> {
    let second = usize::from(year != FIRST_YEAR);
    let mut forms: BTreeMap<DepartmentId, Entries> = BTreeMap::new();
    for (id, texts) in &content.midyear {
        let Some((_, action)) = plan.action(*id) else { continue };
        let Some(lead) = plan.lead_on(action, year.last_day()) else { continue };
        let entries = forms.entry(lead).or_default();
        entries.set_row(*id, Field::Result, texts[second].as_str());
        if let Some(report) = content.reports.get(id) {
            entries.set_row(*id, Field::ActualStage, report[second].0.as_str());
            entries.set_row(*id, Field::Grade, choice(plan, "○").as_str());
        }
    }
    for (number, (unit, mut entries)) in forms.into_iter().enumerate() {
        cover(&mut entries, &unit, Date::constant(year.0, 10, 15 + (number % 12) as i8), 1, number);
        let bytes = progress::write_filled(plan, year, Period::MIDYEAR, &unit, last, &entries)?;
        files.insert(format!("{year}/中間/{}_中間.xlsx", unit.full_name()), bytes);
    }
    Ok(())
}

/// A member's points: the council's mean, spread over the members so that the mean comes out.
pub(crate) fn points(mean: f64, member: u8, no: u16) -> f64 {
    let tenths = (mean * 10.0).round() as i32 * i32::from(MEMBERS) / 10;
    let (base, rest) = (tenths / i32::from(MEMBERS), tenths % i32::from(MEMBERS));
    let place = (i32::from(member) * 3 + i32::from(no) * 7) % i32::from(MEMBERS);
    // Two members who differ by one up and down leave the mean as it is.
    let swing = match place {
        1 if base > 1 && rest > 2 => -1,
        0 if base < 4 && rest > 2 => 1,
        _ => 0,
    };
    f64::from(base + i32::from(place < rest) + swing)
}

fn member_ratings(plan: &Plan, content: &Content, second: usize, member: u8) -> Ratings {
    let mut ratings = Ratings { member: Some(Typed::Number(f64::from(member))), ratings: BTreeMap::new() };
    for initiative in &plan.initiatives {
        let no = initiative.no.0;
        // 委員9 was absent from the session on 12 to 14 of the first year and left them blank.
        let absent = second == 0 && member == 9 && (12..=14).contains(&no);
        let mean = content.ratings.get(&no).map(|means| means[second]);
        let given = mean.filter(|_| !absent).map(|mean| points(mean, member, no)).map(|points| {
            if member == 7 && no % 5 == 0 {
                Typed::from(["", "１", "２", "３", "４", "５"][points as usize])
            } else {
                points.into()
            }
        });
        let opinion = content.opinions[second].iter().find(|opinion| opinion.0 == no && opinion.1 == member);
        ratings.ratings.insert(initiative.no, (given, opinion.map(|opinion| opinion.2.clone())));
    }
    ratings
}

/// A hash that no other number has.
fn numbered_hash(number: usize) -> FileHash {
    let mut hash = [0; 32];
    hash[24..].copy_from_slice(&(number as u64).to_be_bytes());
    FileHash(hash)
}

/// A year's record as far as the next year's forms show it: results, grades, opinions with their ids.
fn record_of(plan: &Plan, content: &Content, year: FiscalYear, last: Option<&Arc<YearRecord>>) -> YearRecord {
    let second = usize::from(year != FIRST_YEAR);
    let mut intake = Intake::default();
    for (number, unit) in departments(plan, year, None).into_iter().enumerate() {
        if &*unit.0 == MISSING[second] {
            continue;
        }
        let file: Arc<str> = format!("{number}").into();
        let origin = || Origin::cell(file.clone(), "入力", CellAddress::new(0, 0));
        let typed = year_end(plan, content, year, &unit, last.map(AsRef::as_ref));
        let mut entries: BTreeMap<ActionId, Entry> = BTreeMap::new();
        for (slot, cell) in typed.iter() {
            let kaikaku::contract::entries::Slot::Row(id, field) = slot else { continue };
            let entry = entries.entry(id).or_insert_with(|| Entry::empty(Sourced::new(id, origin())));
            match (field, &cell.typed) {
                (Field::Result, Typed::Text(result)) => entry.set(field, Sourced::new(result.clone(), origin())),
                (Field::Grade, Typed::Text(choice)) => {
                    let grade = plan
                        .grades
                        .grades
                        .iter()
                        .find(|grade| grade_choice(grade) == *choice || grade.aliases.contains(choice));
                    if let Some(grade) = grade {
                        entry.set(field, Sourced::new(grade.id, origin()));
                    }
                }
                _ => {}
            }
        }
        intake.submissions.push(Submission {
            key: SubmissionKey { department: unit, year, period: Period::YEAR_END },
            file: file.clone(),
            hash: numbered_hash(number),
            recognition: Recognition::HiddenSheet,
            submitted_on: None,
            day_in_doubt: None,
            version: None,
            version_in_doubt: false,
            author: None,
            extension: None,
            entries: entries.into_values().map(Arc::new).collect(),
        });
    }
    for member in 1..=MEMBERS {
        let file: Arc<str> = format!("委員{member}").into();
        let origin = Origin::cell(file.clone(), "入力", CellAddress::new(0, 0));
        let ratings = member_ratings(plan, content, second, member).ratings.into_iter().map(|(no, (_, opinion))| {
            let opinion = opinion.map(|opinion| Sourced::new(opinion, origin.clone()));
            (no.into(), MemberRating { given: None, opinion })
        });
        intake.ratings.push(RatingForm {
            year,
            file,
            hash: FileHash([200 + member; 32]),
            body: None,
            member: None,
            ratings: ratings.collect(),
        });
    }
    let earlier: Vec<Arc<YearRecord>> = last.into_iter().cloned().collect();
    merge(plan, year, intake, None, &earlier)
}

//! Texts to paste into a mail or notice: 督促文 to those who owe a form or rows, 差戻し文 to those whose form has something to mend.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::overview::{by_status, sheet_row};
use crate::assess::reviewer::HALF_ROW;
use crate::finding::{Finding, Origin, Place, Severity};
use crate::merge::attribution::Team;
use crate::merge::record::{ActionRecord, DepartmentStatus, Opinion, SubmissionState, YearRecord};
use crate::merge::status::is_due;
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{DepartmentId, FiscalYear, japanese_date};

/// What a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// 督促文: the form has not come in.
    Reminder,
    /// 記入依頼文: the form has come in, but rows, cells or answers to opinions that it has to have are missing.
    Incomplete,
    /// 差戻し文: the form has points to mend.
    Return,
}

impl LetterKind {
    /// 督促文, 記入依頼文, 差戻し文.
    pub fn label(self) -> &'static str {
        match self {
            LetterKind::Reminder => "督促文",
            LetterKind::Incomplete => "記入依頼文",
            LetterKind::Return => "差戻し文",
        }
    }
}

/// A text for one department, or for a body that grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// What it asks for.
    pub kind: LetterKind,
    /// 件名.
    pub subject: String,
    /// 本文; lines end in `\n`.
    pub body: String,
}

/// The letters of a year as of `date`, in the plan's order of departments. `findings` are the assessment's: what is wrong with a form,
/// and what the reviewer asks about it.
pub fn letters(plan: &Plan, record: &YearRecord, findings: &[Finding], year: FiscalYear, date: Date) -> Vec<Letter> {
    let due = due_items(plan, record, year);
    let opinions = unanswered(plan, record, year);
    let about = by_status(&record.statuses, findings);
    let letter = |(status, about): (&DepartmentStatus, &Vec<&Finding>)| {
        let gaps = Gaps {
            missing: unreported(&due, record, &status.department),
            half: half_rows(plan, record, about),
            opinions: opinions.get(&status.department).map(Vec::as_slice).unwrap_or_default(),
        };
        match status.state {
            SubmissionState::Missing => Some(reminder(plan, status, year, date, &gaps.missing)),
            SubmissionState::Returned => Some(returned(plan, record, (status, about), year, date, &gaps)),
            SubmissionState::Submitted => (!gaps.is_empty()).then(|| incomplete(plan, status, year, date, &gaps)),
            // It may have handed in what cannot be opened: the office looks first.
            SubmissionState::Unread | SubmissionState::NotRequired => None,
        }
    };
    let mut letters: Vec<Letter> = record.statuses.iter().zip(&about).filter_map(letter).collect();
    let mut wording = plan.wording().clone();
    wording.keep_findings(findings);
    let opinions = record.last_opinions.values().flatten();
    wording.keep(opinions.flat_map(|opinion| opinion.text.value.lines()));
    for letter in &mut letters {
        wording.put(&mut letter.subject);
        wording.put(&mut letter.body);
    }
    letters
}

/// What is not filled in of a form that has come in.
struct Gaps<'a> {
    /// Items without a row.
    missing: Vec<&'a ActionItem>,
    /// Items in whose rows cells are empty, with what is said of each.
    half: Vec<(&'a ActionItem, &'a str)>,
    /// Opinions without an answer.
    opinions: &'a [(&'a Initiative, &'a Opinion)],
}

impl Gaps<'_> {
    fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.half.is_empty() && self.opinions.is_empty()
    }

    /// The opinions, as a section of a letter; nothing where all are answered.
    fn opinion_section(&self, plan: &Plan) -> String {
        if self.opinions.is_empty() {
            return String::new();
        }
        let lines = self.opinions.iter().map(|(initiative, opinion)| {
            format!(
                "・{}　{}（取組項目{} {}）\n",
                plan.opinion_number(opinion.id),
                opinion.text.value.replace('\n', ""),
                initiative.printed,
                initiative.name
            )
        });
        let lines: String = lines.collect();
        format!(
            "\n【対応の記入のない審議会意見（{}件）】\n{lines}「意見への対応」の欄に記入してください。主担当が複数の部署にわたる取組項目では、いずれかの部署の様式に記入してください。\n",
            self.opinions.len()
        )
    }
}

/// The opinions that nobody has answered, by department that leads an item of their initiative: any of them may answer.
fn unanswered<'a>(
    plan: &'a Plan,
    record: &'a YearRecord,
    year: FiscalYear,
) -> BTreeMap<DepartmentId, Vec<(&'a Initiative, &'a Opinion)>> {
    let mut of: BTreeMap<DepartmentId, Vec<(&Initiative, &Opinion)>> = BTreeMap::new();
    for (no, opinions) in &record.last_opinions {
        let Some(initiative) = plan.initiative(*no) else { continue };
        let due = initiative.actions.iter().filter(|action| is_due(record, action));
        let leads: BTreeSet<DepartmentId> = due.map(|action| Team::on(plan, action, year.last_day()).lead).collect();
        for opinion in opinions.iter().filter(|opinion| opinion.responses.is_empty()) {
            leads.iter().for_each(|lead| of.entry(lead.clone()).or_default().push((initiative, opinion)));
        }
    }
    of
}

/// The items on which each department owes a row for a year, in the plan's order.
fn due_items<'a>(plan: &'a Plan, record: &YearRecord, year: FiscalYear) -> BTreeMap<DepartmentId, Vec<&'a ActionItem>> {
    let mut due: BTreeMap<DepartmentId, Vec<&ActionItem>> = BTreeMap::new();
    for (_, action) in plan.actions().filter(|(_, action)| is_due(record, action)) {
        for unit in Team::on(plan, action, year.last_day()).into_departments() {
            due.entry(unit).or_default().push(action);
        }
    }
    due
}

/// The items on which a department owes a row of the period and has none.
fn unreported<'a>(
    due: &BTreeMap<DepartmentId, Vec<&'a ActionItem>>,
    record: &YearRecord,
    department: &DepartmentId,
) -> Vec<&'a ActionItem> {
    let period = record.statuses.first().map(|status| status.period);
    due.get(department)
        .into_iter()
        .flatten()
        .copied()
        .filter(|action| {
            let rows = record.actions.get(&action.id).map(|merged| merged.contributions.as_slice()).unwrap_or_default();
            !rows.iter().any(|row| row.department == *department && Some(row.period) == period)
        })
        .collect()
}

/// The items in whose rows cells are empty that have to be filled in, and what is said of each.
fn half_rows<'a>(plan: &'a Plan, record: &YearRecord, about: &[&'a Finding]) -> Vec<(&'a ActionItem, &'a str)> {
    let half = about.iter().filter(|finding| finding.code == HALF_ROW);
    half.filter_map(|finding| Some((item_at(plan, record, finding.origin.as_ref()?)?, finding.found.as_deref()?)))
        .collect()
}

fn form_name(status: &DepartmentStatus, year: FiscalYear) -> String {
    format!("{year}　進捗管理表（{}）", status.period)
}

fn greeting(status: &DepartmentStatus) -> String {
    format!("{}　御担当者様\n\n", status.department.full_name())
}

fn closing(plan: &Plan) -> String {
    let contact = &plan.settings.office_contact;
    let contact = if contact.is_empty() { String::new() } else { format!("（{contact}）") };
    format!("\n【提出・問合せ先】\n{}{contact}\n", plan.settings.office)
}

fn list(actions: &[&ActionItem]) -> String {
    actions.iter().map(|action| format!("・{}　{}\n", action.printed, action.name)).collect()
}

/// The sentence on the deadline, by whether it has passed.
fn deadline(plan: &Plan, status: &DepartmentStatus, year: FiscalYear, date: Date) -> String {
    match plan.settings.due(year, status.period) {
        Some(due) if due < date => format!(
            "提出期限は{}でしたが、{}現在、提出を確認できておりません。\nお忙しいところ恐れ入りますが、至急、提出をお願いします。",
            japanese_date(due),
            japanese_date(date)
        ),
        Some(due) if due == date => format!(
            "提出期限は本日（{}）です。まだ提出を確認できておりませんので、本日中に提出をお願いします。",
            japanese_date(due)
        ),
        Some(due) => format!(
            "提出期限は{}です。{}現在、提出を確認できておりませんので、期限までに提出をお願いします。",
            japanese_date(due),
            japanese_date(date)
        ),
        None => format!("{}現在、提出を確認できておりません。提出をお願いします。", japanese_date(date)),
    }
}

/// The deadline for handing in again, as a line; empty where the plan has none.
fn again_by(plan: &Plan, status: &DepartmentStatus, year: FiscalYear, date: Date) -> String {
    match plan.settings.due(year, status.period) {
        Some(due) if due < date => {
            format!("提出期限の{}を過ぎておりますので、至急、お願いします。\n", japanese_date(due))
        }
        Some(due) if due == date => format!("提出期限は本日（{}）です。\n", japanese_date(due)),
        Some(due) => format!("提出期限は{}です。\n", japanese_date(due)),
        None => String::new(),
    }
}

fn reminder(plan: &Plan, status: &DepartmentStatus, year: FiscalYear, date: Date, missing: &[&ActionItem]) -> Letter {
    let form = form_name(status, year);
    let body = format!(
        "{}{}の{form}について、{}\nなお、行き違いで既に提出いただいている場合は、御容赦ください。\n\n【対象の実践項目（{}件）】\n{}{}",
        greeting(status),
        plan.short_title,
        deadline(plan, status, year, date),
        missing.len(),
        list(missing),
        closing(plan)
    );
    Letter {
        to: status.department.full_name(),
        kind: LetterKind::Reminder,
        subject: format!("【提出のお願い】{form}"),
        body,
    }
}

const NOTE_ON_ROWS: &str = "実績がない場合も、その旨と進捗区分を記入してください。\n";

fn incomplete(plan: &Plan, status: &DepartmentStatus, year: FiscalYear, date: Date, gaps: &Gaps<'_>) -> Letter {
    let form = form_name(status, year);
    let Gaps { missing, half, .. } = gaps;
    let (what, note) = match (missing.is_empty(), half.is_empty()) {
        (true, true) => ("次の審議会意見に対応の記入がありませんでした", ""),
        (false, true) => ("次の実践項目に記入がありませんでした", NOTE_ON_ROWS),
        (true, false) => ("次の実践項目に空欄がありました", NOTE_ON_ROWS),
        (false, false) => ("次の実践項目に記入のないものと、空欄のあるものがありました", NOTE_ON_ROWS),
    };
    let mut body = format!(
        "{}{}の{form}を提出いただき、ありがとうございます。\n{what}ので、記入の上、版を1つ上げて改めて提出をお願いします。\n{}{note}",
        greeting(status),
        plan.short_title,
        again_by(plan, status, year, date),
    );
    if !missing.is_empty() {
        body.push_str(&format!("\n【記入のない実践項目（{}件）】\n{}", missing.len(), list(missing)));
    }
    if !half.is_empty() {
        body.push_str(&format!("\n【空欄のある実践項目（{}件）】\n", half.len()));
        let lines = half.iter().map(|(item, what)| format!("・{}　{}（{what}）\n", item.printed, item.name));
        body.extend(lines);
    }
    body.push_str(&gaps.opinion_section(plan));
    body.push_str(&closing(plan));
    Letter {
        to: status.department.full_name(),
        kind: LetterKind::Incomplete,
        subject: format!("【記入のお願い】{form}"),
        body,
    }
}

fn returned(
    plan: &Plan,
    record: &YearRecord,
    (status, about): (&DepartmentStatus, &[&Finding]),
    year: FiscalYear,
    date: Date,
    gaps: &Gaps<'_>,
) -> Letter {
    let form = form_name(status, year);
    let about = |severity: &dyn Fn(Severity) -> bool| -> Vec<&Finding> {
        about.iter().copied().filter(|finding| severity(finding.severity)).collect()
    };
    let errors = about(&|severity| severity >= Severity::Error);
    let warnings = about(&|severity| severity == Severity::Warning);
    let mut body = format!(
        "{}{}の{form}を提出いただき、ありがとうございます。\n{}現在、次の{}点について修正が必要ですので、修正の上、版を1つ上げて改めて提出をお願いします。\n{}該当するセルに色と説明を付けた様式を添付します。\n\n【修正が必要な点】\n{}",
        greeting(status),
        plan.short_title,
        japanese_date(date),
        errors.len(),
        again_by(plan, status, year, date),
        points(&errors, |origin| place(plan, record, origin))
    );
    if !warnings.is_empty() {
        body.push_str("\n【確認いただきたい点】\n");
        body.push_str(&points(&warnings, |origin| place(plan, record, origin)));
    }
    if !gaps.missing.is_empty() {
        body.push_str("\n【記入のない実践項目】\n");
        body.push_str(&list(&gaps.missing));
    }
    body.push_str(&gaps.opinion_section(plan));
    body.push_str(&closing(plan));
    Letter {
        to: status.department.full_name(),
        kind: LetterKind::Return,
        subject: format!("【修正のお願い】{form}"),
        body,
    }
}

/// What is asked of a body whose rating form has something to mend; `findings` are those of its form.
pub fn to_body(plan: &Plan, body: &str, findings: &[&Finding], year: FiscalYear, date: Date) -> Letter {
    let of = |severity: &dyn Fn(Severity) -> bool| -> Vec<&Finding> {
        findings.iter().copied().filter(|finding| severity(finding.severity)).collect()
    };
    let errors = of(&|severity| severity >= Severity::Error);
    let warnings = of(&|severity| severity == Severity::Warning);
    let form = format!("{year}　{body}評価票");
    let mut text = format!(
        "{body}　御担当者様\n\n{}の{form}を提出いただき、ありがとうございます。\n{}現在、次の{}点について修正が必要ですので、修正の上、改めて提出をお願いします。\n該当するセルに色と説明を付けた評価票を添付します。\n\n【修正が必要な点】\n{}",
        plan.short_title,
        japanese_date(date),
        errors.len(),
        points(&errors, |origin| place_in(origin, None))
    );
    if !warnings.is_empty() {
        text.push_str("\n【確認いただきたい点】\n");
        text.push_str(&points(&warnings, |origin| place_in(origin, None)));
    }
    text.push_str(&closing(plan));
    let mut letter = Letter {
        to: body.to_owned(),
        kind: LetterKind::Return,
        subject: format!("【修正のお願い】{form}"),
        body: text,
    };
    let mut wording = plan.wording().clone();
    for finding in findings {
        wording.keep_findings(std::slice::from_ref(*finding));
    }
    wording.put(&mut letter.subject);
    wording.put(&mut letter.body);
    letter
}

/// Numbered points: place, what was found, what is expected, how to mend it.
fn points(findings: &[&Finding], place: impl Fn(&Origin) -> String) -> String {
    let point = |(number, finding): (usize, &&Finding)| {
        let place = finding.origin.as_ref().map(&place).unwrap_or_default();
        let mut point = format!("{number}　{place}{}\n", finding.message);
        for (label, text) in [("入力", &finding.found), ("正しい形", &finding.expected), ("対応", &finding.remedy)]
        {
            if let Some(text) = text {
                point.push_str(&format!("　　{label}：{}\n", text.replace('\n', "\n　　　　")));
            }
        }
        point
    };
    (1..).zip(findings).map(point).collect()
}

fn place(plan: &Plan, record: &YearRecord, origin: &Origin) -> String {
    place_in(origin, item_at(plan, record, origin))
}

/// A place, after the action item in whose row it is.
fn place_in(origin: &Origin, item: Option<&ActionItem>) -> String {
    match &origin.place {
        Place::Cell(sheet, cell) => {
            let item = item.map(|item| format!("{}「{}」　", item.printed, item.name));
            format!("{}シート「{sheet}」のセル{cell}：", item.unwrap_or_default())
        }
        Place::Sheet(sheet) => format!("シート「{sheet}」："),
        Place::File | Place::Line { .. } => String::new(),
    }
}

/// The action item in whose row a place is.
fn item_at<'a>(plan: &'a Plan, record: &YearRecord, origin: &Origin) -> Option<&'a ActionItem> {
    let wanted = sheet_row(origin)?;
    let of = |action: &ActionRecord| {
        action.contributions.iter().any(|at| sheet_row(&at.entry.action.origin) == Some(wanted))
    };
    let id = record.actions.values().find(|action| of(action))?.id;
    plan.action(id).map(|(_, action)| action)
}

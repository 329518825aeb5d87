//! The cells behind a printed figure or sentence (出典): `kaikaku trace 8-2`, `効果額`, `R2-8-1`, `個票8の進捗区分`.

mod asked;
mod costs;
mod left_over;
mod part;
mod question;
#[cfg(test)]
mod tests;
mod tracer;
#[cfg(test)]
mod words_tests;
mod year;

use std::fmt;

pub use costs::AskedCosts;
pub use part::Part;
pub use question::Question;

use crate::assess::assessment::Assessment;
use crate::contract::Field;
use crate::finding::Origin;
use crate::merge::record::Standing;
use crate::plan::{Plan, Wording};
use crate::vocabulary::{DepartmentId, FiscalYear, Period};

/// A figure or sentence with the cells it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was asked, in full: 令和2年度　8-2 市税のクレジットカード納付.
    pub title: String,
    /// The value as it is printed, where there is a single one.
    pub value: Option<String>,
    /// How the value follows from the cells, in a sentence.
    pub rule: Option<String>,
    /// The cells, in the order of the plan.
    pub facts: Vec<Fact>,
}

/// One cell behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it says something of.
    pub about: About,
    /// The value that was read, as it is printed.
    pub value: String,
    /// Where it was typed.
    pub origin: Origin,
}

/// What a cell says something of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A field of a department's row.
    Row {
        /// The number of the action item, as it is printed.
        action: String,
        /// The field of the row that is traced.
        field: Field,
        /// What it is called.
        called: String,
        /// Its part in the item.
        standing: Standing,
        /// Who wrote it.
        department: DepartmentId,
        /// In which form.
        period: Period,
    },
    /// A field that counts, by what it is called: the lead's. With the year where it is not the one asked about.
    Counted(Option<FiscalYear>, String, String),
    /// An indicator's result in a year: number and name.
    Indicator(FiscalYear, String, u8, String),
    /// 進捗区分 of an action item as the office (by the plan's word for it) set it, for this reason.
    SetByOffice(String, String, String),
    /// 進捗区分 of an action item as the plan computes it from indicators.
    Computed(String),
    /// 進捗区分 of an action item before the office set another.
    BeforeOffice(String),
    /// The same of an initiative.
    InitiativeSetByOffice(String, String, String),
    /// An opinion of the council, by its number.
    Opinion(String),
    /// A department's answer to an opinion.
    Answer(DepartmentId),
    /// The grade that a body gave an item: its number, the body.
    GradedBy(String, String),
    /// Why it did.
    ReasonOf(String, String),
}

impl fmt::Display for About {
    /// `8-2 実績（主担当 総務部行政監理室、年度末）`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            About::Row { action, called, standing, department, period, .. } => {
                let (part, name) = (standing.label(), department.full_name());
                write!(f, "{action} {called}（{part} {name}、{period}）")
            }
            About::Counted(None, action, called) => write!(f, "{action} {called}（主担当）"),
            About::Counted(Some(year), action, called) => write!(f, "{year} {action} {called}（主担当）"),
            About::Indicator(year, action, number, name) => write!(f, "{action} 指標{number} {name}（{year}）"),
            About::SetByOffice(action, office, reason) => {
                write!(f, "{action} 進捗区分（{office}の指定。理由：{reason}）")
            }
            About::Computed(action) => write!(f, "{action} 進捗区分（指標から計算）"),
            About::BeforeOffice(action) => write!(f, "{action} 進捗区分（指定前）"),
            About::InitiativeSetByOffice(no, office, reason) => {
                write!(f, "取組項目{no} 進捗区分（{office}の指定。理由：{reason}）")
            }
            About::Opinion(number) => write!(f, "意見 {number}"),
            About::Answer(department) => write!(f, "対応（{}）", department.full_name()),
            About::GradedBy(number, body) => write!(f, "{number} 評価（{body}）"),
            About::ReasonOf(number, body) => write!(f, "{number} 評価の理由（{body}）"),
        }
    }
}

/// What people call a field outside its form, where 歳入増（単年度） would bring two brackets together.
fn name_of(field: Field, plan: &Plan) -> String {
    match (field.effect(), field.cost(), plan.costs()) {
        (Some((kind, term)), ..) => format!("{}・{}", plan.settings.effects.name(kind), term.label()),
        (None, Some(part), Some(costs)) => costs.name(part).to_owned(),
        _ => field.label().to_owned(),
    }
}

/// Why nothing could be traced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTraced {
    /// The words were not understood; examples of what may be asked of the plan.
    #[error("「{0}」が何を指すか分かりません。例：{1}。")]
    NotUnderstood(String, String),
    /// The plan or the year has no such thing.
    #[error("「{0}」は計画にも、この年度の提出物にもありません。")]
    Unknown(String),
    /// A revision adds it to the plan with a later year: what, the year asked about, its first.
    #[error("「{0}」は、{2}から計画に加わるため、{1}にはありません。{2}以後の年度を指定してください。")]
    NotYet(String, FiscalYear, FiscalYear),
    /// Several things of the plan have the words in their names.
    #[error("当てはまるものが{}件あります。番号で指定してください：{}。", .0.len(), .0.join("、"))]
    Several(Vec<String>),
    /// Several bureaus or departments have them, which have no number: how one of them is chosen, what they are.
    #[error("当てはまるものが{}件あります。{}指定してください：{}。", .1.len(), .0, .1.join("、"))]
    SeveralNames(&'static str, Vec<String>),
    /// The words were understood but for a part; examples of what may be asked.
    #[error("「{0}」の部分が何を指すか分かりません。一度に調べられるものは1つです。1つずつ指定してください。例：{1}。")]
    PartNotUnderstood(String, String),
    /// The words name more than one fiscal year.
    #[error("調べるものに年度が{}つあります（{}）。年度は1つだけ書いてください。", .0.len(), .0.join("、"))]
    SeveralYears(Vec<String>),
    /// The words name another fiscal year than the one that was chosen: the year in the words, the chosen one.
    #[error(
        "調べるものにある年度（{0}）と、指定された年度（{1}）が違います。年度は、調べるものか --year のどちらか一方だけに書いてください。"
    )]
    OtherYear(FiscalYear, FiscalYear),
    /// There is no such figure of a part of the plan: the part, the figure, the printed number of an initiative that has it.
    #[error("「{0}」だけの{1}は求められません。取組項目の番号で指定してください。例：個票{2}の{1}。")]
    NoSuchFigure(String, &'static str, String),
    /// The field stays within the office: a trace may be pasted into a public answer.
    #[error("「{}」は公表しない欄のため、表示しません。庁内用の資料で確かめてください。", .0.label())]
    Internal(Field),
}

impl Trace {
    /// For the terminal, in a plan's words: title and value, the rule, two lines a cell. What was typed into cells stays.
    pub fn said(&self, wording: &Wording) -> String {
        let mut lines = vec![wording.say(&self.title).into_owned()];
        if let (Some(value), Some(title)) = (&self.value, lines.first_mut()) {
            title.push_str(&format!("：{value}"));
        }
        lines.extend(self.rule.iter().map(|rule| format!("※ {}", wording.say(rule))));
        if self.facts.is_empty() {
            lines.push("　もとになるセルはありません。".to_owned());
        }
        for fact in &self.facts {
            let about = fact.about.to_string();
            lines.push(format!("　{}　{}", wording.say(&about), fact.value.replace('\n', "\n　　")));
            lines.push(format!("　　{}", fact.origin));
        }
        lines.join("\n")
    }
}

impl fmt::Display for Trace {
    /// In the program's own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(&Wording::default()))
    }
}

/// Finds the cells behind what is printed in a year's report.
///
/// # Errors
/// [`NotTraced`], when the words are not understood, name another year, or something that the plan and the year do not have.
pub fn trace(assessment: &Assessment, what: &str) -> Result<Trace, NotTraced> {
    let (question, named) = Question::with_year(&assessment.plan, what)?;
    one_year(named, Some(assessment.year))?;
    answer(assessment, &question)
}

/// The year that the words name or that was chosen beside them; `None` where neither says one.
///
/// # Errors
/// [`NotTraced::OtherYear`], where they differ.
pub fn one_year(named: Option<FiscalYear>, chosen: Option<FiscalYear>) -> Result<Option<FiscalYear>, NotTraced> {
    match (named, chosen) {
        (Some(named), Some(chosen)) if named != chosen => Err(NotTraced::OtherYear(named, chosen)),
        _ => Ok(named.or(chosen)),
    }
}

/// Answers a question.
///
/// # Errors
/// [`NotTraced::Unknown`], when the year has no such thing. [`Question::check_year`] finds what the plan has only
/// from a later year on.
pub fn answer(assessment: &Assessment, question: &Question) -> Result<Trace, NotTraced> {
    tracer::Tracer::new(assessment).answer(question)
}

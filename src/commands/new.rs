//! `kaikaku new`: an Excel master ready to type in, in the input folder of a plan that is yet to be.

use super::{Call, Console, Failure, Outcome};
use crate::cli::NewArguments;
use crate::finding::Finding;
use crate::master::{self, Rhythm, Shape};
use crate::vocabulary::{FiscalYear, YearParts};
use crate::workspace::{MASTER_FILE, PLAN_FILE, shown};

/// How often a question is asked again before the run gives up.
const TRIES: usize = 5;

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &NewArguments) -> Result<Outcome, Failure> {
    let (workspace, console) = (call.workspace(), call.console);
    let input = &workspace.input;
    let existing = input.join(PLAN_FILE);
    if existing.exists() {
        return Err(Failure::Other(format!(
            "計画がすでにあります：{}。直すときは「kaikaku plan export」で Excel の原本に書き出してください。別の計画を始めるときは、空のフォルダーで実行してください。",
            shown(&existing)
        )));
    }
    let text = |given: &Option<String>, question, option| match given.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => ask(console, question, option, |answer| Some(answer.to_owned())),
    };
    let title = text(&chosen.title, "計画の名を入力してください（例：第2次行政改革プラン）", "--title")?;
    let city = text(&chosen.city, "市町村の名を入力してください", "--city")?;
    let first = match chosen.first_year {
        Some(year) => year,
        None => ask(console, "最初の年度を入力してください（例：R8）", "--first-year", FiscalYear::parse)?,
    };
    let years = match chosen.years {
        Some(years) => years,
        None => ask(console, "計画の年数を入力してください（1から10まで）", "--years", master::count_of_years)?,
    };
    let shape = match chosen.shape {
        Some(shape) => shape,
        None => {
            let numbered: Vec<String> =
                (1..).zip(Shape::ALL).map(|(number, shape)| format!("{number} {}", shape.label())).collect();
            let question = format!("ひな形の番号を入力してください（{}）", numbered.join("、"));
            ask(console, &question, "--shape", Shape::find)?
        }
    };
    let rhythm = rhythm(console, chosen)?;
    let bytes = master::new(shape, (&title, &city), (first, years), &rhythm).map_err(of_words)?;
    let path = workspace.write_elsewhere(&input.join(MASTER_FILE), &bytes)?;
    let summary = vec![
        format!("書出し　　{}", shown(&path)),
        "次にすること".to_owned(),
        format!("　1. {} を Excel で開き、「はじめに」のシートのとおりに書き込んで保存する", shown(&path)),
        "　2. 「kaikaku plan import」を実行する（足りないところがあれば、シートとセルを示します）".to_owned(),
        "　3. 「kaikaku plan」で計画書を、「kaikaku forms --year 年度」で各課の様式を作る".to_owned(),
    ];
    Ok(Outcome::new(summary, Vec::new()))
}

/// Of a master that cannot be made of these words: their places in the first plan, which nobody sees, say nothing.
fn of_words(mut findings: Vec<Finding>) -> Failure {
    findings.iter_mut().for_each(|finding| finding.origin = None);
    Failure::Findings {
        what: "指定された言葉では、Excel の原本を作れません。".to_owned(), findings
    }
}

/// How finely years are divided and how often departments report. Where everything else was given on the command line, nothing is
/// asked: years are not divided, and the periods are the built-in ones.
fn rhythm(console: &dyn Console, chosen: &NewArguments) -> Result<Rhythm, Failure> {
    let told = [chosen.title.is_some(), chosen.city.is_some(), chosen.first_year.is_some(), chosen.years.is_some()];
    let is_asked = !told.into_iter().all(|told| told) || chosen.shape.is_none();
    let numbered = |labels: &[&str]| {
        let numbered: Vec<String> = (1..).zip(labels).map(|(number, label)| format!("{number} {label}")).collect();
        numbered.join("、")
    };
    let schedule_by = match chosen.schedule_by {
        Some(parts) => parts,
        None if is_asked => {
            let labels = numbered(&YearParts::ALL.map(YearParts::label));
            let question = format!("工程をどの区切りで計画するかを、番号で入力してください（{labels}）");
            ask(console, &question, "--schedule-by", master::schedule_by)?
        }
        None => YearParts::default(),
    };
    let periods = match &chosen.periods {
        Some(named) => named.0.clone(),
        None if is_asked => {
            let ready = numbered(&master::READY_PERIODS);
            let question = format!("各課が報告する時期を、番号か「、」で区切った名で入力してください（{ready}）");
            ask(console, &question, "--periods", master::periods)?
        }
        None => Vec::new(),
    };
    Ok(Rhythm { schedule_by, periods })
}

/// Asks until the answer can be read; without a terminal the option is named.
fn ask<T>(console: &dyn Console, question: &str, option: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
    for _ in 0..TRIES {
        let Some(answer) = console.ask(question) else {
            return Err(Failure::Other(format!("{option} を指定してください（{question}）。")));
        };
        let answer = answer.trim();
        if let Some(value) = Some(answer).filter(|answer| !answer.is_empty()).and_then(&read) {
            return Ok(value);
        }
    }
    Err(Failure::Other(format!("入力を読めません。{option} で指定することもできます（{question}）。")))
}

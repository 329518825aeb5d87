//! `kaikaku forms --map FILE`: proposes the mapping of a workbook that kaikaku did not make, and shows what it would read.

use std::path::Path;

use super::{Call, Failure, Outcome, outcome};
use crate::contract::{Entry, FieldValue};
use crate::intake::FileReading;
use crate::intake::submission::Submission;
use crate::plan::{self, Plan};
use crate::vocabulary::{Amount, FiscalYear, excerpt, grouped, grouped_decimal};
use crate::workspace::PLAN_FILE;

/// Rows of a submission that are shown.
const SHOWN: usize = 3;
/// Submissions that are shown.
const SUBMISSIONS: usize = 20;
/// Characters of a text that are shown.
const EXCERPT: usize = 24;

/// Runs the command.
pub(super) fn run(call: &Call<'_>, file: &Path, year: Option<FiscalYear>) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let plan = &engine.plan()?.plan;
    let mapping = engine.propose_mapping(file, year)?;
    let name = &mapping.name;
    let (read, findings) = match mapping.reading {
        Ok(reading) => (shown(plan, &reading), reading.findings),
        Err(findings) => (Vec::new(), findings),
    };
    let Some((proposal, written)) = mapping.proposed else {
        let mut summary = vec![format!("「{name}」は、今の {PLAN_FILE} のままで次のように読み取れます。")];
        summary.extend(read);
        return Ok(Outcome::new(summary, findings).into_answer());
    };
    let mut summary: Vec<String> = proposal.toml.lines().map(str::to_owned).collect();
    summary.push(format!("この対応で読み取ると、「{name}」は次のようになります。"));
    summary.extend(read);
    if !proposal.open.is_empty() {
        summary.push(String::new());
        summary.push("確かめて、直してください。".to_owned());
        summary.extend(proposal.open.iter().map(|point| format!("・{point}")));
    }
    summary.push(String::new());
    summary.extend(outcome::written(&written));
    summary.push(format!(
        "直したら、その中身を {PLAN_FILE} の終わりに加えてください。もう一度同じ命令を実行すると、読み取れるものを確かめられます。"
    ));
    Ok(Outcome::new(summary, findings).into_answer())
}

/// What was read of a file, form by form.
fn shown(plan: &Plan, reading: &FileReading) -> Vec<String> {
    if reading.submissions.is_empty() {
        return vec!["　読み取れるものがありません。下の指摘を見て、対応を直してください。".to_owned()];
    }
    let mut lines = Vec::new();
    for submission in reading.submissions.iter().take(SUBMISSIONS) {
        lines.extend(submission_lines(plan, submission));
    }
    let rows: usize = reading.submissions.iter().map(|submission| submission.entries.len()).sum();
    if reading.submissions.len() > SUBMISSIONS {
        lines.push(format!("　ほか{}部署", reading.submissions.len() - SUBMISSIONS));
    }
    lines.push(format!("　合わせて{}部署、{rows}項目", reading.submissions.len()));
    lines
}

fn submission_lines(plan: &Plan, submission: &Submission) -> Vec<String> {
    let key = &submission.key;
    let filled = submission.entries.iter().filter(|entry| !entry.is_empty()).count();
    let mut lines = vec![format!(
        "　{}　{}　{}　{}項目（うち記入のあるもの{filled}項目）",
        key.department.full_name(),
        key.year,
        key.period,
        submission.entries.len()
    )];
    lines.extend(submission.entries.iter().take(SHOWN).map(|entry| format!("　　{}", entry_line(plan, entry))));
    lines
}

fn entry_line(plan: &Plan, entry: &Entry) -> String {
    let values: Vec<String> =
        entry.iter().map(|(field, value)| format!("{} {}", field.label(), value_text(plan, value))).collect();
    format!("{}　{}", plan.number(entry.action.value), values.join("、"))
}

fn value_text(plan: &Plan, value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => {
            let line: String = text.value.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
            format!("「{}」", excerpt(&line, EXCERPT))
        }
        FieldValue::Grade(grade) => {
            let grade = plan.grades.grades.iter().find(|at| at.id == grade.value);
            grade.map(|grade| grade.label()).unwrap_or_default()
        }
        FieldValue::Stages(stages) => plan::stage_text(&stages.value),
        FieldValue::Money(amount) => match amount.value {
            Amount::Value(yen) => format!("{}円", grouped(yen.0)),
            Amount::NotApplicable => "―".to_owned(),
            Amount::Blank => "（空欄）".to_owned(),
        },
        FieldValue::Number(amount) => match amount.value {
            Amount::Value(number) => grouped_decimal(number.normalize()),
            Amount::NotApplicable => "―".to_owned(),
            Amount::Blank => "（空欄）".to_owned(),
        },
    }
}

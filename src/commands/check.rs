//! `kaikaku check`: who has handed in, all findings, returned forms and letters.

use std::path::Path;
use std::sync::Arc;

use super::{Call, Failure, Outcome, outcome};
use crate::check::terminal;
use crate::cli::CheckArguments;
use crate::engine::{CONFIRMATION_FOLDER, Owed, Span, Turnout, Year, has_errors, pins_file};
use crate::finding::Finding;
use crate::plan::{Naming, Wording};
use crate::vocabulary::japanese_date;
use crate::workspace::{OFFICE_FILE, shown};

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &CheckArguments) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let year = engine.year(chosen.year, Span::ThroughYear, call.console)?;
    let written = engine.write_confirmation(&year);

    let mut summary = statuses(&year);
    // The table above has said who has handed in.
    summary.extend(reading(&year));
    let loose = loose_opinions(&year);
    let is_owing = year.is_owing();
    let day = engine.day_of_letters(&year);
    let foreseen = engine.foreseen(&year)?;
    let findings = findings(year, foreseen);
    summary.push(format!("指摘　　　{}", outcome::count_line(&findings)));
    summary.extend(loose);
    if is_owing {
        summary.push(format!("文の日付　{}（督促文などに書きます。変えるときは --date）", japanese_date(day)));
    }
    let owing = is_owing || has_errors(&findings);
    // Who owes what is known even when last time's files are open and cannot be replaced.
    match written {
        Ok(written) => {
            summary.push(format!("書出し　　{}（{}ファイル）", shown(&written.path), written.files.len()));
            summary.extend(outcome::too_long(&written));
            summary.extend(outcome::set_aside(&written.set_aside));
            Ok(Outcome::new(summary, findings).into_answer().owing_if(owing))
        }
        Err(Failure::Workspace(error)) => Ok(Outcome::new(summary, findings).into_answer().unwritten(&error)),
        Err(failure) => Err(failure),
    }
}

/// All findings of plan and year by department and place.
fn findings(year: Arc<Year>, foreseen: Vec<Finding>) -> Vec<Finding> {
    let mut findings = year.plan_file.findings.clone();
    findings.extend(foreseen);
    // They are many where many files were handed in: taken over where nobody else holds the year, not copied.
    findings.extend(match Arc::try_unwrap(year) {
        Ok(year) => Arc::unwrap_or_clone(year.assessment).findings,
        Err(shared) => shared.assessment.findings.clone(),
    });
    findings.sort_by(|a, b| (&a.department, &a.origin, a.severity).cmp(&(&b.department, &b.origin, b.severity)));
    findings
}

/// 提出状況 of every department, and of the action items that are not all reported, as tables.
fn statuses(year: &Year) -> Vec<String> {
    let board = year.status_board();
    let plan = &year.plan_file.plan;
    let wording = Wording::of_names(Naming::of(plan));
    let mut lines = vec![format!("{} {}の提出状況：{}", board.year, board.period, board.summary())];
    lines.extend(terminal::departments(&board));
    lines.push(String::new());
    lines.push(wording.say(&board.summary_of_items()).into_owned());
    lines.extend(terminal::owing_items(&board, &wording));
    lines.push(String::new());
    lines
}

/// A line for each year whose opinions' numbers are not yet held by its `office.toml`.
fn loose_opinions(year: &Year) -> Vec<String> {
    let council = &year.plan_file.plan.words.council_short;
    let owed = year.owed();
    let loose = owed.iter().filter_map(|owed| match owed {
        Owed::OpinionNumbers(year) => Some(*year),
        Owed::Form(_) | Owed::Correction(_) => None,
    });
    loose
        .map(|year| {
            format!(
                "意見の番号　{year}の{council}意見に、番号の定まっていないものがあります。知らせる前に、{} の中身を{year}の{OFFICE_FILE}に加えてください。",
                shown(Path::new(&format!("{CONFIRMATION_FOLDER}/{}", pins_file(year)))),
            )
        })
        .collect()
}

/// The lines on reading and handing in that the summary of a report begins with.
pub(super) fn summary(year: &Year) -> Vec<String> {
    let Turnout { asked, submitted, returned, missing, unread, late, superseded, .. } = year.turnout();
    let mut lines = reading(year);
    lines.push(format!(
        "提出状況　{asked}部署のうち 提出 {submitted}、差戻し {returned}、未提出 {missing}{}（後日提出 {late}、差替え {superseded}ファイル）",
        if unread == 0 { String::new() } else { format!("、未確認 {unread}") }
    ));
    lines
}

/// The lines on the year and on what was read.
fn reading(year: &Year) -> Vec<String> {
    let Turnout { files, cells, .. } = year.turnout();
    vec![format!("年度　　　{}", year.record().year), format!("読込み　　{files}ファイル、{cells}セル")]
}

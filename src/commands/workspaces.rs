//! One command for many workspaces (`--workspace`, `--workspaces`): each by itself, side by side, one failing alone.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::outcome::{Section, count_line};
use super::{Call, Console, Exit, Failure, Outcome};
use crate::check::terminal::aligned;
use crate::cli::{Arguments, Command, Everywhere};
use crate::engine::{Unwatched, given_file};
use crate::workspace::shown;

/// The input folder of a workspace.
const INPUT: &str = "input";
/// Its output folder, where no other is asked for.
const OUTPUT: &str = "output";

/// A workspace and where its input and output are.
struct Place {
    /// As it was named.
    folder: PathBuf,
    input: PathBuf,
    output: PathBuf,
}

/// Runs the command of these arguments for each workspace that they name. At most as many run at once as there are threads for
/// their files, so that memory does not grow with their number.
///
/// # Errors
/// Before any is begun: a command that is not for many, a list that cannot be read, two that would write to one place.
pub(super) fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Outcome, Failure> {
    let refused = || {
        Failure::Other("--workspace と --workspaces は、report（--from のないもの）、check、forms（--map のないもの）、plan、plan export（ファイルの指定のないもの）で使えます。".to_owned())
    };
    if !is_for_many(&arguments.command) {
        return Err(refused());
    }
    let places = places(call.everywhere)?;
    call.console.stage("作業フォルダー", places.len() as u64);
    let next = AtomicUsize::new(0);
    let sections: Mutex<BTreeMap<usize, Section>> = Mutex::default();
    let workers = rayon::current_num_threads().min(places.len());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(place) = places.get(at) else { break };
                    let section = section(call, arguments, place);
                    sections.lock().unwrap_or_else(PoisonError::into_inner).insert(at, section);
                    call.console.step();
                }
            });
        }
    });
    let sections = sections.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect();
    Ok(together(sections, matches!(arguments.command, Command::Check(_))))
}

fn is_for_many(command: &Command) -> bool {
    use crate::cli::PlanAction;
    match command {
        Command::Report(chosen) => chosen.from.is_none(),
        Command::Forms(chosen) => chosen.map.is_none(),
        Command::Plan(chosen) => matches!(chosen.action, None | Some(PlanAction::Export { file: None })),
        Command::Check(_) => true,
        _ => false,
    }
}

/// The workspaces in the order in which they are named.
fn places(everywhere: &Everywhere) -> Result<Vec<Place>, Failure> {
    let mut folders = everywhere.workspace.clone();
    if let Some(list) = &everywhere.workspaces {
        folders.extend(listed(list)?);
    }
    let mut places: Vec<Place> = Vec::new();
    let mut known: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for folder in folders {
        let output = match everywhere.output_given {
            true => everywhere.output.join(name_of(&folder)),
            false => folder.join(OUTPUT),
        };
        // The folder itself where it is there, so that two ways to one folder are one.
        let place = if everywhere.output_given { output.clone() } else { folder.clone() };
        let place = std::fs::canonicalize(&place).or_else(|_| std::path::absolute(&place)).unwrap_or(place);
        if let Some(other) = known.insert(place, folder.clone()) {
            let remedy = if everywhere.output_given {
                "同じ名のフォルダーは、--output を付けずに実行するか、別に実行してください。"
            } else {
                "同じ作業フォルダーは、1度だけ指定してください。"
            };
            let (one, two) = (shown(&other), shown(&folder));
            return Err(Failure::Other(format!("書き出す先が同じになります：{one} と {two}。{remedy}")));
        }
        places.push(Place { input: folder.join(INPUT), output, folder });
    }
    Ok(places)
}

/// The last part of the folder's path, also of `.` and `..`.
fn name_of(folder: &Path) -> PathBuf {
    let whole =
        std::fs::canonicalize(folder).or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map(PathBuf::from).unwrap_or_default()
}

/// The folders of a list, one a line, from the list's own folder; blank lines and those that begin with # are none.
fn listed(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (_, bytes) = given_file(list)?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::Other(format!("UTF-8 で保存してください：{}。", shown(list))))?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let base = list.parent().unwrap_or(Path::new(""));
    let folders: Vec<PathBuf> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| base.join(line)).collect();
    if folders.is_empty() {
        let said = format!("作業フォルダーが書かれていません：{}。1行に1つ書いてください。", shown(list));
        return Err(Failure::Other(said));
    }
    Ok(folders)
}

/// What became of one workspace.
fn section(call: &Call<'_>, arguments: &Arguments, place: &Place) -> Section {
    let mut arguments = arguments.clone();
    let everywhere = &mut arguments.everywhere;
    (everywhere.input, everywhere.output) = (place.input.clone(), place.output.clone());
    (everywhere.workspace, everywhere.workspaces) = (Vec::new(), None);
    let ran = panic::catch_unwind(AssertUnwindSafe(|| super::run(&arguments, call.program.clone(), &Unwatched)));
    let title = shown(&place.folder);
    match ran {
        Ok(Ok(outcome)) => {
            let mut lines = outcome.summary;
            lines.extend(outcome.complaint);
            let counts = outcome.counts.or_else(|| Some(count_line(&outcome.findings)));
            Section { title, findings: outcome.findings, counts, lines, exit: outcome.exit }
        }
        Ok(Err(failure)) => Section {
            title,
            findings: failure.findings().to_vec(),
            counts: Some(failure.findings()).filter(|findings| !findings.is_empty()).map(count_line),
            lines: vec![failure.to_string()],
            exit: Exit::CouldNotRun,
        },
        Err(_) => Section {
            title,
            findings: Vec::new(),
            counts: None,
            lines: vec![
                "kaikaku の誤りのため、続けられません。この作業フォルダーだけで実行したときの表示を添えて、開発者に知らせてください。".to_owned(),
            ],
            exit: Exit::CouldNotRun,
        },
    }
}

/// The outcome of all: the worst exit code, and a table that says which have it.
fn together(sections: Vec<Section>, is_answer: bool) -> Outcome {
    let head = ["結果", "作業フォルダー", "指摘"].map(str::to_owned);
    let rows: Vec<[String; 3]> = std::iter::once(head)
        .chain(sections.iter().map(|section| {
            // Nobody has looked where the run did not get so far.
            let counts = section.counts.clone().unwrap_or_else(|| "―".to_owned());
            [section.exit.label().to_owned(), section.title.clone(), counts]
        }))
        .collect();
    let count = |exit: Exit| sections.iter().filter(|section| section.exit == exit).count();
    let counts = Exit::ALL.map(|exit| format!("{} {}件", exit.label(), count(exit)));
    let mut summary = aligned(&rows);
    summary.push(format!("作業フォルダー{}件：{}", sections.len(), counts.join("、")));
    let exit = sections.iter().map(|section| section.exit).max().unwrap_or(Exit::Done);
    Outcome { sections, exit, is_answer, ..Outcome::new(summary, Vec::new()) }
}

/// A workspace among many can ask nobody.
impl Console for Unwatched {
    fn ask(&self, _question: &str) -> Option<String> {
        None
    }
}

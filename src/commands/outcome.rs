//! What a command ends with.

use std::path::PathBuf;

use crate::engine::{Tally, Written};
use crate::finding::Finding;
use crate::workspace::{WorkspaceError, shown};

/// Exit codes, the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but something is owed: missing forms, or findings that a department must mend.
    Owing = 1,
    /// Could not run; nothing was written.
    CouldNotRun = 2,
}

/// A command that ran.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What was asked for: goes to standard output as it is, quiet or not.
    pub payload: Vec<u8>,
    /// Summary for people, line by line.
    pub summary: Vec<String>,
    /// Findings to show, sorted.
    pub findings: Vec<Finding>,
    /// Whether summary and findings are themselves what was asked for, and go to standard output.
    pub is_answer: bool,
    /// What could not be done although the answer is known: goes to standard error, quiet or not.
    pub complaint: Option<String>,
    /// Exit code.
    pub exit: Exit,
}

impl Outcome {
    /// Nothing but text that was asked for.
    pub(super) fn raw(payload: Vec<u8>) -> Outcome {
        Outcome {
            payload,
            summary: Vec::new(),
            findings: Vec::new(),
            is_answer: false,
            complaint: None,
            exit: Exit::Done,
        }
    }

    /// A run with a summary and findings; the exit code is [`Exit::Done`].
    pub(super) fn new(summary: Vec<String>, findings: Vec<Finding>) -> Outcome {
        Outcome { payload: Vec::new(), summary, findings, is_answer: false, complaint: None, exit: Exit::Done }
    }

    /// Says that summary and findings are what was asked for.
    pub(super) fn into_answer(mut self) -> Outcome {
        self.is_answer = true;
        self
    }

    /// Says that the answer could not be written; the exit code is [`Exit::CouldNotRun`].
    pub(super) fn unwritten(mut self, error: &WorkspaceError) -> Outcome {
        self.complaint = Some(error.to_string());
        self.exit = Exit::CouldNotRun;
        self
    }

    /// Says that something is owed.
    pub(super) fn owing_if(mut self, owing: bool) -> Outcome {
        if owing {
            self.exit = Exit::Owing;
        }
        self
    }
}

/// One line that counts findings by severity, worst first: `要修正 3件、確認 14件、参考 22件`.
pub(super) fn count_line(findings: &[Finding]) -> String {
    let counts = Tally::of(findings).by_severity().into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(severity, count)| format!("{} {count}件", severity.label())).collect();
    if counts.is_empty() { "なし".to_owned() } else { counts.join("、") }
}

/// The lines that say where something was written and what had to make room.
pub(super) fn written(written: &Written) -> Vec<String> {
    let mut lines = vec![format!("書出し　　{}", shown(&written.path))];
    lines.extend(set_aside(&written.set_aside));
    lines
}

/// Lines on files that were moved out of the way; so many are named.
pub(super) fn set_aside(paths: &[PathBuf]) -> Vec<String> {
    const NAMED: usize = 10;
    if paths.is_empty() {
        return Vec::new();
    }
    let mut lines =
        vec![format!("取り置き　kaikaku が作ったままではないファイル（{}件）を、次の場所に移しました。", paths.len())];
    lines.extend(paths.iter().take(NAMED).map(|path| format!("　　　　　{}", shown(path))));
    if paths.len() > NAMED {
        lines.push(format!("　　　　　ほか{}件", paths.len() - NAMED));
    }
    lines
}

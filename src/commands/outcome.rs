//! What a command ends with.

use crate::finding::{Finding, Severity};
use crate::workspace::WorkspaceError;

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
    /// Exit code.
    pub exit: Exit,
}

impl Outcome {
    /// Nothing but text that was asked for.
    pub(super) fn raw(payload: Vec<u8>) -> Outcome {
        Outcome { payload, summary: Vec::new(), findings: Vec::new(), exit: Exit::Done }
    }

    /// A run with a summary and findings; the exit code is [`Exit::Done`].
    pub(super) fn new(summary: Vec<String>, findings: Vec<Finding>) -> Outcome {
        Outcome { payload: Vec::new(), summary, findings, exit: Exit::Done }
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
    let counts: Vec<String> = [Severity::Fatal, Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| {
            let count = findings.iter().filter(|finding| finding.severity == severity).count();
            (count > 0).then(|| format!("{} {count}件", severity.label()))
        })
        .collect();
    if counts.is_empty() { "なし".to_owned() } else { counts.join("、") }
}

/// A command that could not run; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The workspace could not be used.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Findings that stop everything: a broken plan.toml, totals that do not agree.
    #[error("{what}")]
    Findings {
        /// What could not be done.
        what: String,
        /// Why.
        findings: Vec<Finding>,
    },
    /// Anything else, as a Japanese sentence.
    #[error("{0}")]
    Other(String),
}

//! The result of a command: exit code, messages, files written.

use std::path::{Path, PathBuf};

use crate::engine::{Tally, Written};
use crate::finding::Finding;
use crate::vocabulary::every_variant;
use crate::workspace::{WorkspaceError, shown};

/// Exit codes, the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing is owed or wrong.
    Done = 0,
    /// Done, but something is owed: missing forms, or findings that a department must mend.
    Owing = 1,
    /// Could not run; nothing was written.
    CouldNotRun = 2,
}

impl Exit {
    /// All of them, the best first.
    pub(super) const ALL: [Exit; 3] = every_variant!(Exit: Done, Owing, CouldNotRun);

    /// What is said of a workspace that ended so.
    pub(super) fn label(self) -> &'static str {
        match self {
            Exit::Done => "正常",
            Exit::Owing => "未提出・要修正あり",
            Exit::CouldNotRun => "実行できない",
        }
    }
}

/// What became of one workspace of many.
#[derive(Debug, Clone)]
pub struct Section {
    /// The workspace, as it was named.
    pub title: String,
    /// Findings to show, sorted.
    pub findings: Vec<Finding>,
    /// How many findings there are by severity, those that are not shown among them; `None` where the run did not get so far.
    pub counts: Option<String>,
    /// Summary or complaint, line by line.
    pub lines: Vec<String>,
    /// How it ended.
    pub exit: Exit,
}

/// A command that ran.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What was asked for: goes to standard output as it is, quiet or not.
    pub payload: Vec<u8>,
    /// Of many workspaces, what became of each, in the order in which they were named.
    pub sections: Vec<Section>,
    /// Summary for people, line by line.
    pub summary: Vec<String>,
    /// Findings to show, sorted.
    pub findings: Vec<Finding>,
    /// How many findings there are by severity, where fewer are shown.
    pub counts: Option<String>,
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
            sections: Vec::new(),
            summary: Vec::new(),
            findings: Vec::new(),
            counts: None,
            is_answer: false,
            complaint: None,
            exit: Exit::Done,
        }
    }

    /// A run with a summary and findings; the exit code is [`Exit::Done`].
    pub(super) fn new(summary: Vec<String>, findings: Vec<Finding>) -> Outcome {
        Outcome { summary, findings, ..Outcome::raw(Vec::new()) }
    }

    /// Says that summary and findings are what was asked for.
    pub(super) fn into_answer(mut self) -> Outcome {
        self.is_answer = true;
        self
    }

    /// States how many findings there are, of which it shows some.
    pub(super) fn counting(mut self, counts: String) -> Outcome {
        self.counts = Some(counts);
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

/// Characters of a workbook's whole path that Excel opens.
const EXCEL_PATH: usize = 218;
/// Characters of a path that programs on Windows open by default.
const WINDOWS_PATH: usize = 259;

/// A line on files whose paths are too long to be opened where they are: workbooks in Excel, anything on Windows.
pub(super) fn too_long(written: &Written) -> Vec<String> {
    let Ok(place) = std::path::absolute(&written.path) else { return Vec::new() };
    let is_folder = written.files.len() != 1 || !written.files.iter().all(|file| place.ends_with(&file.path));
    let length = |path: &Path| path.to_string_lossy().encode_utf16().count();
    let mut long: Vec<PathBuf> = written
        .files
        .iter()
        .map(|file| if is_folder { place.join(&file.path) } else { place.clone() })
        .filter(|path| {
            let is_workbook = path.extension().is_some_and(|extension| extension == "xlsx");
            length(path) > if is_workbook { EXCEL_PATH } else { WINDOWS_PATH }
        })
        .collect();
    long.sort_by_key(|path| std::cmp::Reverse(length(path)));
    let Some(longest) = long.first() else { return Vec::new() };
    vec![format!(
        "注意　　　パスが長すぎて、Excel などで開けないファイルが{}件あります（最も長いもの：{}文字、Excel で開けるのは{EXCEL_PATH}文字まで）。--output に短い場所を指定するか、開くときに別の場所に写してください：{}",
        long.len(),
        length(longest),
        shown(longest)
    )]
}

/// The lines that say where something was written and what had to make room.
pub(super) fn written(written: &Written) -> Vec<String> {
    let mut lines = vec![format!("書出し　　{}", shown(&written.path))];
    lines.extend(too_long(written));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::WrittenFile;

    #[test]
    fn paths_that_excel_does_not_open_are_named() {
        let written = |depth: usize, name: &str| Written {
            path: PathBuf::from(format!("/{}", "あ".repeat(depth))),
            files: vec![WrittenFile { path: name.to_owned(), bytes: 1, pages: None }],
            set_aside: Vec::new(),
            dropped: Vec::new(),
        };
        // Longer than Excel's limit by one character, and of just its length.
        for (name, limit) in [("進捗状況.xlsx", EXCEL_PATH), ("公表版.pdf", WINDOWS_PATH)] {
            let rest = limit - 2 - name.chars().count();
            if cfg!(not(windows)) {
                assert_eq!(too_long(&written(rest, name)), Vec::<String>::new(), "{name}");
                let lines = too_long(&written(rest + 1, name));
                assert!(lines.len() == 1 && lines[0].contains(&format!("{}文字", limit + 1)), "{lines:?}");
            }
        }
    }
}

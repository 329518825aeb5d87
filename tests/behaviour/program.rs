//! The program as a person starts it.

use std::path::Path;
use std::process::{Command, Output};

/// Runs it with these words on an input and an output folder.
pub(crate) fn run(words: &[&str], input: &Path, output: &Path) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kaikaku"));
    program.args(words).arg("--input").arg(input).arg("--output").arg(output).output().expect("it runs")
}

/// What a run has printed: the answer, then what it has to say of it.
pub(crate) fn printed(done: &Output) -> String {
    [&done.stdout, &done.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// What a run has printed that ends well.
#[track_caller]
pub(crate) fn succeeded(done: &Output) -> String {
    let said = printed(done);
    assert_eq!(done.status.code(), Some(0), "{said}");
    said
}

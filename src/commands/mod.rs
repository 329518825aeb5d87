//! The commands: which rooms each one calls, in which order. No rule of the domain is decided here.
//!
//! A command returns an [`Outcome`]: what to print and the exit code. It never prints; progress goes out through
//! the caller's [`Progress`].

mod check;
mod compare;
mod forms;
mod new;
mod outcome;
mod paper;
mod plan;
mod release;
mod report;
mod session;
mod trace;
mod year;

use std::path::PathBuf;

pub use outcome::{Exit, Failure, Outcome};

use crate::cli::{Arguments, Command};
use crate::{cli, intake};

/// Who runs the program: is shown what it is doing, step by step of a stage, and may be asked.
pub trait Progress: Sync {
    /// A stage begins: its name and how many steps it has.
    fn stage(&self, name: &str, steps: u64);
    /// A step of the stage is done.
    fn step(&self);
    /// So many steps of so many are done; the number may become known only while the stage runs.
    fn at(&self, done: u64, steps: u64);
    /// Asks whoever runs the program for a line; `None` where nobody can be asked.
    fn ask(&self, _question: &str) -> Option<String> {
        None
    }
}

/// Runs a command. `program` is the path of the running program, which is started again to read old workbook formats.
pub fn run(arguments: &Arguments, program: Option<PathBuf>, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let everywhere = &arguments.everywhere;
    match &arguments.command {
        Command::Report(chosen) => report::run(everywhere, chosen, program, progress),
        Command::New(chosen) => new::run(everywhere, chosen, progress),
        Command::Plan(chosen) => plan::run(everywhere, chosen, progress),
        Command::Compare(chosen) => compare::run(everywhere, chosen, progress),
        Command::Forms(chosen) => forms::run(everywhere, chosen, program, progress),
        Command::Check(chosen) => check::run(everywhere, chosen, program, progress),
        Command::Trace(chosen) => trace::run(everywhere, chosen, program, progress),
        Command::Completions { shell } => Ok(Outcome::raw(cli::completions(*shell))),
        Command::ReadLegacy { arguments } => {
            intake::legacy::child_main(arguments, std::io::stdin().lock(), std::io::stdout().lock())
                .map(|()| Outcome::raw(Vec::new()))
                .map_err(|error| Failure::Other(error.to_string()))
        }
        Command::Man => cli::man_page().map(Outcome::raw).map_err(|error| Failure::Other(error.to_string())),
    }
}

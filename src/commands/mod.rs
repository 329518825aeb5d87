//! The commands: words in, a question to the engine, words out. No rule of the domain is decided here.
//!
//! A command returns an [`Outcome`]: what to print and the exit code. It never prints; progress goes out through
//! the caller's [`Console`].

mod check;
mod compare;
mod errata;
mod forms;
mod forms_map;
mod new;
mod outcome;
mod paper;
mod plan;
mod report;
mod survey;
mod trace;
mod workspaces;

use std::path::PathBuf;

pub use outcome::{Exit, Outcome, Section};

use crate::cli::{Arguments, Command, Everywhere};
use crate::engine::{Engine, Keeping, Settings};
pub use crate::engine::{Failure, Progress};
use crate::workspace::Workspace;
use crate::{cli, intake};

/// Who runs the program: is shown what it is doing, and may be asked.
pub trait Console: Progress {
    /// Asks the user for a line; `None` where nobody can be asked.
    fn ask(&self, question: &str) -> Option<String>;
}

/// A call of the program.
struct Call<'a> {
    everywhere: &'a Everywhere,
    program: Option<PathBuf>,
    console: &'a dyn Console,
}

impl Call<'_> {
    /// The engine of the workspace that the call names; its plan is known to be sound.
    fn engine(&self) -> Result<Engine, Failure> {
        let Everywhere { input, output, font, date, .. } = self.everywhere;
        let (program, fonts, date) = (self.program.clone(), font.clone(), *date);
        let settings = Settings { program, fonts, date, keeping: Keeping::Nothing };
        let engine = Engine::open(input.clone(), output.clone(), settings)?;
        engine.plan()?;
        Ok(engine)
    }

    /// The workspace that the call names, whether there is one yet or not.
    fn workspace(&self) -> Workspace {
        Workspace { input: self.everywhere.input.clone(), output: self.everywhere.output.clone() }
    }
}

/// Runs a command. `program` is the path of the running program, which is started again to read old workbook formats.
pub fn run(arguments: &Arguments, program: Option<PathBuf>, console: &dyn Console) -> Result<Outcome, Failure> {
    let call = Call { everywhere: &arguments.everywhere, program, console };
    if !call.everywhere.workspace.is_empty() || call.everywhere.workspaces.is_some() {
        return workspaces::run(&call, arguments);
    }
    match &arguments.command {
        Command::Report(chosen) => report::run(&call, chosen),
        Command::New(chosen) => new::run(&call, chosen),
        Command::Plan(chosen) => plan::run(&call, chosen),
        Command::Compare(chosen) => compare::run(&call, chosen),
        Command::Errata(chosen) => errata::run(&call, chosen),
        Command::Forms(chosen) => forms::run(&call, chosen),
        Command::Check(chosen) => check::run(&call, chosen),
        Command::Trace(chosen) => trace::run(&call, chosen),
        Command::Survey(chosen) => survey::run(&call, chosen),
        Command::Completions { shell } => Ok(Outcome::raw(cli::completions(*shell))),
        Command::ReadLegacy { arguments } => {
            intake::legacy::child_main(arguments, std::io::stdin().lock(), std::io::stdout().lock())
                .map(|()| Outcome::raw(Vec::new()))
                .map_err(|error| Failure::Other(error.to_string()))
        }
        Command::Man => cli::man_page().map(Outcome::raw).map_err(|error| Failure::Other(error.to_string())),
    }
}

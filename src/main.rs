//! The program: parse, run, print, exit code. Everything else is the library's.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kaikaku::cli::{self, Arguments, ColorChoice};
use kaikaku::commands::{self, Failure, Outcome, Progress};
use kaikaku::finding::{Finding, Severity};

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(arguments) => run(&arguments),
        Err(stop) if stop.is_error => {
            eprint(&stop.text);
            ExitCode::from(2)
        }
        Err(stop) => {
            print(stop.text.as_bytes());
            ExitCode::SUCCESS
        }
    }
}

fn run(arguments: &Arguments) -> ExitCode {
    let quiet = arguments.everywhere.quiet;
    let color = match arguments.everywhere.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    let bar = Bar::new(quiet);
    let result = commands::run(arguments, std::env::current_exe().ok(), &bar);
    bar.finish();
    match result {
        Ok(outcome) => {
            show(&outcome, quiet, color);
            ExitCode::from(outcome.exit as u8)
        }
        Err(failure) => {
            if let Failure::Findings { findings, .. } = &failure {
                findings.iter().for_each(|finding| eprint(&format!("{}\n", painted(finding, color))));
            }
            eprint(&format!("{failure}\n"));
            ExitCode::from(2)
        }
    }
}

fn show(outcome: &Outcome, quiet: bool, color: bool) {
    print(&outcome.payload);
    if quiet {
        return;
    }
    outcome.findings.iter().for_each(|finding| eprint(&format!("{}\n", painted(finding, color))));
    outcome.summary.iter().for_each(|line| eprint(&format!("{line}\n")));
}

fn painted(finding: &Finding, color: bool) -> String {
    let code = match finding.severity {
        Severity::Fatal | Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Note => "36",
    };
    if color { format!("\x1b[{code}m{finding}\x1b[0m") } else { finding.to_string() }
}

/// Writing to a closed pipe is no error of ours.
fn print(bytes: &[u8]) {
    let _ = io::stdout().write_all(bytes).and_then(|()| io::stdout().flush());
}

fn eprint(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// A progress bar on a terminal, nothing elsewhere.
struct Bar(Mutex<ProgressBar>, bool);

impl Bar {
    fn new(quiet: bool) -> Bar {
        Bar(Mutex::new(ProgressBar::hidden()), !quiet && io::stderr().is_terminal())
    }

    fn finish(&self) {
        if let Ok(bar) = self.0.lock() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &str, steps: u64) {
        let Ok(mut bar) = self.0.lock() else { return };
        bar.finish_and_clear();
        if !self.1 {
            return;
        }
        let style = ProgressStyle::with_template("{msg:20} {bar:32} {pos}/{len}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        *bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr()).with_style(style);
        bar.set_message(name.to_owned());
        bar.tick();
    }

    fn step(&self) {
        if let Ok(bar) = self.0.lock() {
            bar.inc(1);
        }
    }
}

//! The program: parse, run, print, exit code. Everything else is the library's.

use std::io::{self, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kaikaku::cli::{self, Arguments, ColorChoice, Command};
use kaikaku::commands::{self, Console, Exit, Outcome, Progress, Section};
use kaikaku::finding::{Finding, Origin, Severity, io_reason};
use kaikaku::intake::legacy;
use kaikaku::workspace::size_limit;

/// Many small things are allocated and freed by all cores at once: with mimalloc a report takes four fifths of the time that it takes
/// with the C library's allocator. Without huge pages (`no_thp`): with them a run that reads many files takes half as much memory again.
#[cfg(unix)]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Elsewhere the system's own serves: building mimalloc for Windows takes a C compiler that a Rust installation need not have. It
/// knows no limit, so what is in use is counted. (mimalloc has one of its own; a count that all cores share would cost a report
/// a tenth of its time.)
#[cfg(not(unix))]
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// Whether what is written is read by programs (scripts, the parent of the reader of old formats), which want UTF-8.
static IS_FOR_PROGRAMS: AtomicBool = AtomicBool::new(false);

/// Where the last panic was; it is printed when nothing has caught the panic.
static PANICKED_AT: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    // A library's panic over one file is caught and becomes a finding: it says nothing of its own.
    panic::set_hook(Box::new(|panic| {
        if let (Ok(mut place), Some(location)) = (PANICKED_AT.lock(), panic.location()) {
            *place = location.to_string();
        }
    }));
    size_limit::let_writes_beyond_it_fail();
    let code = panic::catch_unwind(AssertUnwindSafe(|| match cli::parse(std::env::args_os()) {
        Ok(arguments) => run(&arguments),
        Err(_) if is_in_own_window() && std::env::args_os().len() < 2 => {
            printed(cli::FIRST_CONTACT.as_bytes(), ExitCode::from(2))
        }
        Err(stop) if stop.is_error => {
            eprint(&stop.text);
            ExitCode::from(2)
        }
        Err(stop) => printed(stop.text.as_bytes(), ExitCode::SUCCESS),
    }))
    .unwrap_or_else(|_| {
        let place = PANICKED_AT.lock().map(|place| place.clone()).unwrap_or_default();
        eprint(&format!(
            "kaikaku の誤りのため、続けられません（{place}）。この行を添えて、開発者に知らせてください。\n"
        ));
        ExitCode::from(2)
    });
    if is_in_own_window() {
        eprint("\nEnter キーを押すと、この画面を閉じます。");
        let _ = io::stdin().read_line(&mut String::new());
    }
    code
}

/// Whether a window was opened for this run alone, which closes with it. A command prompt says itself to what it starts (`PROMPT`);
/// what cannot be known is taken for such a window, where nothing was typed.
fn is_in_own_window() -> bool {
    let is_window = io::stdin().is_terminal() && io::stdout().is_terminal();
    let arguments: Vec<_> = std::env::args_os().collect();
    cfg!(windows) && is_window && std::env::var_os("PROMPT").is_none() && cli::is_started_by_icon(&arguments)
}

fn run(arguments: &Arguments) -> ExitCode {
    if let Command::ReadLegacy { arguments } = &arguments.command
        && !is_held_to_limit(arguments)
    {
        return ExitCode::from(2);
    }
    let is_for_programs =
        matches!(arguments.command, Command::ReadLegacy { .. } | Command::Completions { .. } | Command::Man);
    IS_FOR_PROGRAMS.store(is_for_programs, Ordering::Relaxed);
    let quiet = arguments.everywhere.quiet;
    let bar = Bar::new(quiet);
    let result = commands::run(arguments, std::env::current_exe().ok(), &bar);
    bar.finish();
    let choice = arguments.everywhere.color;
    match result {
        Ok(outcome) => show(&outcome, quiet, choice),
        Err(failure) => {
            let color = is_colored(choice, io::stderr().is_terminal());
            failure.findings().iter().for_each(|finding| eprint(&format!("{}\n", painted(finding, color))));
            eprint(&format!("{failure}\n"));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of old formats cannot take more memory than it may: mimalloc got its one region as this process began.
#[cfg(unix)]
fn is_held_to_limit(_: &[std::ffi::OsString]) -> bool {
    legacy::has_region()
}

/// Whether the reader of old formats cannot take more memory than it may: from now on what is in use is held to the limit.
#[cfg(not(unix))]
fn is_held_to_limit(arguments: &[std::ffi::OsString]) -> bool {
    legacy::memory_limit(arguments).is_some_and(|bytes| MEMORY.set_limit(bytes).is_ok())
}

fn show(outcome: &Outcome, quiet: bool, choice: ColorChoice) -> ExitCode {
    let code = shown(outcome, quiet, choice, ExitCode::from(outcome.exit as u8));
    if let Some(complaint) = &outcome.complaint {
        eprint(&format!("{complaint}\n"));
    }
    code
}

fn shown(outcome: &Outcome, quiet: bool, choice: ColorChoice, code: ExitCode) -> ExitCode {
    // What could not be run is told as an error, quiet or not, each workspace in one piece.
    let of_errors = is_colored(choice, io::stderr().is_terminal());
    let failed = |section: &&Section| section.exit == Exit::CouldNotRun;
    outcome.sections.iter().filter(failed).for_each(|section| eprint(&of_workspace(section, of_errors)));
    if quiet {
        return printed(&outcome.payload, code);
    }
    let is_terminal = if outcome.is_answer { io::stdout().is_terminal() } else { io::stderr().is_terminal() };
    let color = is_colored(choice, is_terminal);
    let mut text: String =
        outcome.sections.iter().filter(|section| !failed(section)).map(|of| of_workspace(of, color)).collect();
    let findings = outcome.findings.iter().map(|finding| painted(finding, color));
    text.extend(findings.chain(outcome.summary.iter().cloned()).map(|line| line + "\n"));
    if outcome.is_answer {
        return printed(&[outcome.payload.as_slice(), text.as_bytes()].concat(), code);
    }
    let code = printed(&outcome.payload, code);
    eprint(&text);
    code
}

/// What there is to say of one workspace of many.
fn of_workspace(section: &Section, color: bool) -> String {
    let findings = section.findings.iter().map(|finding| painted(finding, color));
    let lines = findings.chain(section.lines.iter().cloned()).map(|line| line + "\n").collect::<String>();
    format!("【{}】\n{lines}\n", section.title)
}

fn is_colored(choice: ColorChoice, is_terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none() && shows_colors(),
    }
}

/// Whether the console understands escape sequences. Those of older Windows have to be asked to.
#[cfg(windows)]
fn shows_colors() -> bool {
    let asked = |console: io::Result<winapi_util::console::Console>| {
        console.is_ok_and(|mut console| console.set_virtual_terminal_processing(true).is_ok())
    };
    asked(winapi_util::console::Console::stdout()) || asked(winapi_util::console::Console::stderr())
}

#[cfg(not(windows))]
fn shows_colors() -> bool {
    true
}

fn painted(finding: &Finding, color: bool) -> String {
    let code = match finding.severity {
        Severity::Fatal | Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Note => "36",
    };
    // One kind of separator in all that is said: files of a year are called the same on every system.
    let said = match finding.origin.as_ref().filter(|_| cfg!(windows)) {
        Some(origin) => {
            let file = origin.file.replace('/', "\\").into();
            Finding { origin: Some(Origin { file, ..origin.clone() }), ..finding.clone() }.to_string()
        }
        None => finding.to_string(),
    };
    if color { format!("\x1b[{code}m{said}\x1b[0m") } else { said }
}

/// Writes to standard output what is read in a window, there or later.
fn printed(text: &[u8], code: ExitCode) -> ExitCode {
    let page = page_of(&io::stdout());
    put(&cli::in_code_page(text, page), code)
}

/// Writes to standard output. A closed pipe is no error of ours: its reader has seen enough. Anything else is.
fn put(bytes: &[u8], code: ExitCode) -> ExitCode {
    let mut out = io::stdout();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprint(&format!("標準出力に書き込めません（{}）。\n", io_reason(&error)));
            ExitCode::from(2)
        }
        _ => code,
    }
}

fn eprint(text: &str) {
    let page = page_of(&io::stderr());
    let _ = io::stderr().write_all(&cli::in_code_page(text.as_bytes(), page));
}

/// The code page of text that is piped or redirected and then shown in the window; `None` for what programs read.
fn page_of(stream: &impl IsTerminal) -> Option<u32> {
    if stream.is_terminal() || IS_FOR_PROGRAMS.load(Ordering::Relaxed) { None } else { code_page() }
}

/// The code page of the window in which the program runs, for what is not written into the window itself but shown there later.
#[cfg(windows)]
fn code_page() -> Option<u32> {
    static PAGE: std::sync::OnceLock<Option<u32>> = std::sync::OnceLock::new();
    *PAGE.get_or_init(|| {
        // The system's own: a program of that name in the folder is not asked.
        let chcp = std::path::Path::new(&std::env::var_os("SystemRoot")?).join("System32").join("chcp.com");
        let said = std::process::Command::new(chcp).stdin(std::process::Stdio::null()).output().ok()?;
        cli::named_code_page(&said.stdout)
    })
}

#[cfg(not(windows))]
fn code_page() -> Option<u32> {
    None
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

    fn at(&self, done: u64, steps: u64) {
        if let Ok(bar) = self.0.lock() {
            bar.set_length(steps);
            // Files end in any order; the bar never goes back.
            bar.set_position(done.max(bar.position()));
        }
    }
}

impl Console for Bar {
    fn ask(&self, question: &str) -> Option<String> {
        if !io::stdin().is_terminal() {
            return None;
        }
        eprint(&format!("{question}\n> "));
        let mut line = String::new();
        // The end of the input is no answer.
        io::stdin().read_line(&mut line).ok().filter(|read| *read > 0).map(|_| line)
    }
}

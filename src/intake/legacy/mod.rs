//! Reading .xls and .xlsb: by the records themselves, since the library that reads .xlsx passes over formats, looks, hidden rows,
//! comments and short cells of these; in a child process of the program itself, so that whatever a damaged file of these formats
//! brings about ends with the child.
//!
//! The parent gives the file's bytes to the child's standard input and takes the raw cell model from its standard output, as
//! JSON. It kills the child when [`Limits::child_seconds`](super::limits::Limits) have passed. The child's allocator refuses to go
//! beyond `child_bytes`, and the child ends with the words of Rust's standard library on that: on Unix mimalloc has one region of
//! that size and nothing beside it ([`has_region`]), elsewhere what is in use is counted ([`memory_limit`]). A child that dies is a
//! finding about its file, and the run goes on.
//!
//! .ods is not read here: its own streaming reader ([`super::ods`]) needs no protection from a library.

mod compound;
mod conditional;
mod properties;
mod record;
mod strings;
mod xls;
mod xls_object;
mod xls_sheet;
mod xlsb;
mod xlsb_conditional;
mod xlsb_formulas;
mod xlsb_styles;

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::codes;
use super::file::Options;
use super::limits::Limits;
use super::package::Package;
use super::sniff::FileType;
use super::workbook::Workbook;
use crate::finding::Code;

/// What a workbook with a password is said to be.
const PASSWORD: &str = "パスワードで保護されていて、開けません。";

/// The hidden subcommand of the program that ends in [`child_main`].
pub const SUBCOMMAND: &str = "__read-legacy";

/// The most that is taken from a child.
const OUTPUT_BYTES: u64 = 128 << 20;
/// The most that is taken of what a child says on standard error.
const SAID_BYTES: u64 = 64 << 10;
/// What Rust's standard library says when memory is refused: before it ends the process, or as an I/O error.
const OUT_OF_MEMORY: [&str; 2] = ["memory allocation of", "out of memory"];
/// mimalloc's settings, which it takes from the environment as a process begins: the size of the region that it reserves; that it
/// takes no memory beside it; and that what is given back goes back to the system at once.
const REGION: &str = "MIMALLOC_RESERVE_OS_MEMORY";
const ONLY_REGION: &str = "MIMALLOC_DISALLOW_OS_ALLOC";
const PURGE_DELAY: &str = "MIMALLOC_PURGE_DELAY";
/// How often the child is looked at.
const POLL: Duration = Duration::from_millis(4);

/// Why an old format could not be read.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Kind of finding.
    pub(crate) code: Code,
    /// A Japanese sentence.
    pub(crate) message: String,
}

/// Reads a workbook of an old format by a child process.
pub(crate) fn read(kind: FileType, bytes: &[u8], options: &Options) -> Result<Workbook, Failure> {
    let child = |message: String| Failure { code: codes::CHILD, message };
    let Some(program) = &options.child else {
        return Err(child(format!("{}を読むための準備がされていません。", kind.label())));
    };
    let format = match kind {
        FileType::Xls => "xls",
        FileType::Xlsb => "xlsb",
        _ => return Err(child(format!("{}は読めません。", kind.label()))),
    };
    let ended = run(program, format, bytes, &options.limits)
        .map_err(|error| child(format!("{}を読むプログラムを動かせません（{error}）。", kind.label())))?;
    match ended {
        Ended::Output(output) => match serde_json::from_slice::<Result<Workbook, String>>(&output) {
            Ok(Ok(workbook)) => Ok(workbook),
            Ok(Err(message)) => {
                Err(Failure { code: if message == PASSWORD { codes::ENCRYPTED } else { codes::DAMAGED }, message })
            }
            Err(_) => Err(child("古い形式のブックを最後まで読めませんでした。".to_owned())),
        },
        Ended::Died => Err(Failure {
            code: codes::DAMAGED,
            message: "古い形式のブックが壊れていて、読めません。".to_owned(),
        }),
        Ended::TooLong => Err(Failure {
            code: codes::LIMIT,
            message: format!("古い形式のブックを{}秒以内に読めませんでした。", options.limits.child_seconds),
        }),
        Ended::TooLarge => Err(Failure {
            code: codes::LIMIT,
            message: format!(
                "古い形式のブックを読むのに{}MBより多くのメモリが要ります。",
                options.limits.child_bytes >> 20
            ),
        }),
    }
}

/// How a child ended.
enum Ended {
    Output(Vec<u8>),
    Died,
    TooLong,
    TooLarge,
}

fn run(program: &Path, format: &str, bytes: &[u8], limits: &Limits) -> io::Result<Ended> {
    let mut child = Command::new(program)
        .args([SUBCOMMAND, format])
        .args([limits.cells.to_string(), limits.text_bytes.to_string(), bytes.len().to_string()])
        .arg(limits.child_bytes.to_string())
        .env(REGION, format!("{}KiB", limits.child_bytes >> 10))
        .env(ONLY_REGION, "1")
        .env(PURGE_DELAY, "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A child that has seen enough closes its end; how it ended tells the rest.
                let _ = stdin.write_all(bytes);
            }
        });
        let output = scope.spawn(move || {
            let mut output = Vec::new();
            if let Some(stdout) = stdout {
                stdout.take(OUTPUT_BYTES).read_to_end(&mut output)?;
            }
            io::Result::Ok(output)
        });
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            if let Some(stderr) = stderr {
                // What goes beyond is nothing that is looked for, and a child that cannot write it ends all the same.
                let _ = stderr.take(SAID_BYTES).read_to_end(&mut said);
            }
            let said = String::from_utf8_lossy(&said);
            OUT_OF_MEMORY.iter().any(|words| said.contains(words))
        });
        let watched = watch(&mut child, limits);
        // Dead in any case, so that the threads above end.
        if watched.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let output = output.join().unwrap_or_else(|_| Ok(Vec::new()))?;
        let is_too_large = said.join().unwrap_or_default();
        Ok(match watched? {
            Watched::Ended(status) if status.success() => Ended::Output(output),
            Watched::Ended(_) if is_too_large => Ended::TooLarge,
            Watched::Ended(_) => Ended::Died,
            Watched::TooLong => Ended::TooLong,
        })
    })
}

/// How the child process ended.
enum Watched {
    Ended(ExitStatus),
    TooLong,
}

fn watch(child: &mut Child, limits: &Limits) -> io::Result<Watched> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Watched::Ended(status));
        }
        if begun.elapsed() > Duration::from_secs(limits.child_seconds) {
            // It may have ended in between.
            let _ = child.kill();
            child.wait()?;
            return Ok(Watched::TooLong);
        }
        std::thread::sleep(POLL);
    }
}

/// Whether this process began as a child whose mimalloc has one region of memory of the limit's size and nothing beside it. Without,
/// nothing is read on Unix.
pub fn has_region() -> bool {
    [REGION, ONLY_REGION].iter().all(|name| std::env::var_os(name).is_some())
}

/// The bytes of memory that the child is held to, of the arguments after [`SUBCOMMAND`]. Where mimalloc is not the allocator, the
/// program sets its own to it before anything is read.
pub fn memory_limit(arguments: &[OsString]) -> Option<usize> {
    arguments.get(4)?.to_str()?.parse().ok()
}

/// The child's side: reads a file from `input` and writes the raw cell model, or a Japanese sentence, to `output`.
///
/// `arguments` are those after [`SUBCOMMAND`]: the format (`xls`, `xlsb`), the limits on cells and on bytes of text, the size of the
/// file in bytes, which is the most that is read, and the limit on memory ([`memory_limit`]).
///
/// # Errors
/// Where the arguments are not those of the parent, or reading or writing fails. The caller exits with a code other than 0.
pub fn child_main(arguments: &[OsString], mut input: impl Read, output: impl Write) -> io::Result<()> {
    let usage = || io::Error::from(io::ErrorKind::InvalidInput);
    let text = |at: usize| arguments.get(at).and_then(|argument: &OsString| OsStr::to_str(argument)).ok_or_else(usage);
    let number = |at: usize| text(at)?.parse::<usize>().map_err(|_| usage());
    let format = text(0)?;
    let size = number(3)?;
    let file_bytes = u64::try_from(size).map_err(|_| usage())?;
    let limits = Limits { cells: number(1)?, text_bytes: number(2)?, file_bytes, ..Limits::default() };
    // In one piece: grown by doubling, a file at its limit would take half of the memory that there may be.
    let mut bytes = Vec::with_capacity(size);
    input.by_ref().take(limits.file_bytes + 1).read_to_end(&mut bytes)?;
    let workbook = match format {
        "xls" => xls::read(&bytes, &limits),
        "xlsb" => read_xlsb(&bytes, &limits),
        _ => return Err(usage()),
    };
    serde_json::to_writer(io::BufWriter::new(output), &workbook).map_err(io::Error::from)
}

fn read_xlsb(bytes: &[u8], limits: &Limits) -> Result<Workbook, String> {
    let package = Package::open(bytes, limits).map_err(|excess| excess.message())?;
    xlsb::read(&package, limits)
}

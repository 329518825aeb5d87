//! Tries a reader on mutants of files for as long as one likes.
//!
//! ```text
//! cargo run --release --example fuzz_readers -- xls --minutes 30 --keep /tmp/xls
//! cargo run --release --example fuzz_readers -- xls --try /tmp/xls/failure-1
//! ```
//! The minutes are those of a processor, so that a run at low priority tries as much as any other. `--seed N` tries others.
//! What holds of each reader is in `reader.rs`; besides, no file may take more than five seconds of a processor or 384 MiB. A mutant that brings out something new is mutated further. Files that break a rule are kept in the folder, with
//! the rule beside each; the counts are printed. Mutants are tried in a process of their own, so that a hang or an abort is
//! a failure like others.

mod corpus;
mod mutation;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cap::Cap;
use kaikaku::intake::legacy;
use mutation::{Random, mutant};
use reader::{Judge, Reader};

#[global_allocator]
static MEMORY: Cap<std::alloc::System> = Cap::new(std::alloc::System, usize::MAX);

/// What a file may take of memory beyond what the program holds before, and of a processor.
const BYTES: usize = 384 << 20;
const SECONDS: f64 = 5.0;
/// Seconds of a processor after which a file is taken for one that hangs.
const HANGS: f64 = 60.0;
/// The same on a clock, for a process that waits for ever: long, since one of low priority may wait for a processor.
const WAITS: Duration = Duration::from_secs(3600);
/// How many mutants are kept to be mutated further, and how many failures of one kind are kept.
const GROWN: usize = 400;
const OF_A_KIND: usize = 2;
/// The stack of a thread that reads in the program.
const STACK: usize = 2 << 20;

/// The file that is being tried, and what was counted so far, in the folder.
const CURRENT: &str = "current";
const COUNTS: &str = "counts";

/// Where the last panic was.
static PANICKED: Mutex<String> = Mutex::new(String::new());
/// How many files have been begun.
static BEGUN: AtomicU64 = AtomicU64::new(0);

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|word| word == legacy::SUBCOMMAND) {
        return as_child(&arguments[1..]);
    }
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let after = |flag: &str| words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
    let Some(reader) = Reader::ALL.into_iter().find(|reader| Some(reader.word()) == words.first().map(String::as_str))
    else {
        let known: Vec<&str> = Reader::ALL.iter().map(|reader| reader.word()).collect();
        eprintln!("fuzz_readers READER [--minutes N] [--seed N] [--keep FOLDER] [--try FILE]: {}", known.join(", "));
        return ExitCode::from(2);
    };
    if let Some(file) = after("--try") {
        return try_one(reader, Path::new(file));
    }
    let number = |flag: &str, or: u64| after(flag).and_then(|word| word.parse().ok()).unwrap_or(or);
    let folder =
        after("--keep").map_or_else(|| std::env::temp_dir().join(format!("fuzz-{}", reader.word())), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder");
    let (seed, seconds) = (number("--seed", 1), number("--seconds", number("--minutes", 1) * 60) as f64);
    if words.iter().any(|word| word == "--worker") {
        return Worker::new(reader, folder, seed).work(seconds);
    }
    supervise(reader, &folder, seed, seconds)
}

/// The child that reads .xls and .xlsb, as the program has it.
fn as_child(arguments: &[OsString]) -> ExitCode {
    if let Some(limit) = legacy::memory_limit(arguments) {
        let _ = MEMORY.set_limit(limit);
    }
    match legacy::child_main(arguments, std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn judge() -> Judge {
    corpus::judge(std::env::current_exe().expect("this program"))
}

fn try_one(reader: Reader, file: &Path) -> ExitCode {
    let bytes = std::fs::read(file).expect("a file");
    let begun = seconds_of_thread();
    let verdict = judge().judge(reader, &bytes);
    println!("{:.2} s\n{verdict:#?}", seconds_of_thread() - begun);
    if verdict.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs workers until they have taken so many seconds of a processor; one that ends before has found what ends a process.
fn supervise(reader: Reader, folder: &Path, seed: u64, seconds: f64) -> ExitCode {
    let (clock, begun) = (Instant::now(), seconds_of_process());
    let (mut tried, mut failures) = (0, 0);
    for round in 0.. {
        // Waited for, each worker counts as this process's own.
        let left = seconds - (seconds_of_process() - begun);
        if left < 1.0 {
            break;
        }
        let _ = std::fs::remove_file(folder.join(COUNTS));
        let status = Command::new(std::env::current_exe().expect("this program"))
            .args([reader.word(), "--worker", "--seed", &(seed + round * 1_000_003).to_string()])
            .args(["--seconds", &left.round().to_string(), "--keep"])
            .arg(folder)
            .status()
            .expect("a process");
        // A worker that did not get as far as its first file has not found anything.
        let Ok(counts) = std::fs::read_to_string(folder.join(COUNTS)) else { return ExitCode::from(2) };
        let mut counts = counts.split_whitespace().map(|word| word.parse::<u64>().unwrap_or(0));
        tried += counts.next().unwrap_or(0);
        failures += counts.next().unwrap_or(0);
        if !status.success() {
            failures += 1;
            let kept = std::fs::read(folder.join(CURRENT)).unwrap_or_default();
            keep(folder, &format!("ended-{seed}-{round}"), &kept, &format!("the process ended: {status}"));
        }
    }
    println!(
        "{}: {tried} files in {} s ({:.0} s of a processor), {failures} failures",
        reader.word(),
        clock.elapsed().as_secs(),
        seconds_of_process() - begun
    );
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn keep(folder: &Path, name: &str, bytes: &[u8], rule: &str) {
    println!("{name}: {rule}");
    std::fs::write(folder.join(name), bytes).expect("written");
    std::fs::write(folder.join(format!("{name}.txt")), format!("{rule}\n")).expect("written");
}

/// Tries mutants one after the other.
struct Worker {
    reader: Reader,
    folder: PathBuf,
    seed: u64,
    judge: Judge,
    files: Vec<Vec<u8>>,
    /// What files have brought out so far.
    known: BTreeSet<String>,
    kinds: BTreeMap<String, usize>,
    tried: u64,
    failures: u64,
    /// When the counts were written last.
    counted: Instant,
}

impl Worker {
    fn new(reader: Reader, folder: PathBuf, seed: u64) -> Worker {
        let judge = judge();
        let files = corpus::files(reader, &judge);
        Worker {
            reader,
            folder,
            seed,
            judge,
            files,
            known: BTreeSet::new(),
            kinds: BTreeMap::new(),
            tried: 0,
            failures: 0,
            counted: Instant::now(),
        }
    }

    fn work(self, seconds: f64) -> ExitCode {
        panic::set_hook(Box::new(|info| {
            if let Ok(mut place) = PANICKED.lock() {
                *place = info.to_string();
            }
        }));
        std::thread::spawn(watch);
        let worker =
            std::thread::Builder::new().stack_size(STACK).spawn(move || self.try_all(seconds)).expect("a thread");
        if worker.join().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn try_all(mut self, seconds: f64) {
        self.count();
        let _ = MEMORY.set_limit(MEMORY.allocated() + BYTES);
        let originals = self.files.len();
        for at in 0..originals {
            let bytes = self.files[at].clone();
            self.try_file(&format!("original-{at}"), bytes);
        }
        let mut random = Random(self.seed);
        while seconds_of_process() < seconds {
            let base = if random.below(2) == 0 { random.below(originals) } else { random.below(self.files.len()) };
            let other = random.below(self.files.len());
            let bytes = mutant(self.reader.build(), &self.files[base], &self.files[other], &mut random);
            let is_new = self.try_file(&format!("failure-{}-{}", self.seed, self.tried), bytes.clone());
            if is_new && bytes.len() < 200_000 {
                if self.files.len() >= originals + GROWN {
                    let at = originals + random.below(GROWN);
                    self.files[at] = bytes;
                } else {
                    self.files.push(bytes);
                }
            }
        }
        self.count();
    }

    fn count(&mut self) {
        let counts = format!("{} {} {} {}\n", self.tried, self.failures, self.files.len(), self.known.len());
        let _ = std::fs::write(self.folder.join(COUNTS), counts);
        self.counted = Instant::now();
    }

    /// Tries a file and says whether it brought out anything new.
    fn try_file(&mut self, name: &str, bytes: Vec<u8>) -> bool {
        let _ = std::fs::write(self.folder.join(CURRENT), &bytes);
        self.tried += 1;
        if self.counted.elapsed() > Duration::from_secs(2) {
            self.count();
        }
        BEGUN.store(self.tried, Ordering::Relaxed);
        if let Ok(mut place) = PANICKED.lock() {
            place.clear();
        }
        let begun = seconds_of_thread();
        let verdict = panic::catch_unwind(AssertUnwindSafe(|| self.judge.judge(self.reader, &bytes)));
        let took = seconds_of_thread() - begun;
        let panicked = PANICKED.lock().map(|place| place.clone()).unwrap_or_default();
        let broken = match verdict {
            _ if !panicked.is_empty() => panicked,
            Ok(Err(rule)) => rule,
            _ if took > SECONDS => format!("slow: {took:.1} s"),
            Ok(Ok(signature)) => return self.known.len() < 1 << 20 && self.known.insert(signature),
            Err(_) => "a panic".to_owned(),
        };
        self.failures += 1;
        let kind: String = broken.chars().filter(|c| !c.is_ascii_digit()).take(80).collect();
        let seen = self.kinds.entry(kind).or_insert(0);
        *seen += 1;
        if *seen <= OF_A_KIND {
            keep(&self.folder, name, &bytes, &broken);
        }
        false
    }
}

/// Ends the process where a file takes too long.
fn watch() {
    let mut last = (0, Instant::now(), 0.0);
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let begun = BEGUN.load(Ordering::Relaxed);
        if begun != last.0 {
            last = (begun, Instant::now(), seconds_of_process());
        } else if begun > 0 && (seconds_of_process() - last.2 > HANGS || last.1.elapsed() > WAITS) {
            std::process::exit(3);
        }
    }
}

/// Seconds of a processor that this thread has taken.
fn seconds_of_thread() -> f64 {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanoseconds = schedule.ok().and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(seconds_on_clock, |taken| taken / 1e9)
}

/// Seconds of a processor that this process has taken with its threads and the children that it waited for.
fn seconds_of_process() -> f64 {
    /// Ticks of the system clock, as Linux counts them for programs.
    const TICKS: f64 = 100.0;
    let of_process = std::fs::read_to_string("/proc/self/stat").ok();
    // utime, stime, cutime and cstime are the 14th to 17th field; the name before them may hold spaces.
    let ticks = of_process.and_then(|text| {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        fields.get(11..15)?.iter().map(|field| field.parse::<f64>().ok()).sum::<Option<f64>>()
    });
    ticks.map_or_else(seconds_on_clock, |ticks| ticks / TICKS)
}

/// Where the system does not say what a process takes: seconds since it was first asked.
fn seconds_on_clock() -> f64 {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed().as_secs_f64()
}

//! Runs that are killed before a call that writes, or in which such a call fails: old output or new, whole; nothing left behind after
//! the next run; a message, and no panic.
//!
//! A small library (`write_faults.c`), built with the C compiler and preloaded, counts the calls. An ordinary run tries a part of
//! them, spread evenly; with `KAIKAKU_EVERY_CALL` in the environment it tries all, each with all errors.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;

use crate::judge;

const SIGKILL: i32 = 9;
/// Calls that an ordinary run tries of each command, and moments at which it kills.
const TRIED: usize = 16;
/// The errors by their numbers on Linux.
const ERRORS: [(i32, &str); 4] = [(28, "ENOSPC"), (5, "EIO"), (13, "EACCES"), (18, "EXDEV")];

type Files = BTreeMap<String, Vec<u8>>;

/// The library; `None` where there is no C compiler.
fn faults() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let library = folder.path().join("faults.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/behaviour/write_faults.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl");
        let output = judge::tool(&mut compiler)?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some((folder, library))
    });
    built.as_ref().map(|(_, library)| library.as_path())
}

/// A workspace with a part of the sample, and a command that writes into its output folder.
struct Trial {
    folder: TempDir,
    arguments: Vec<String>,
    /// Input files before and after a change, so that a run's output tells which it was made from.
    versions: [Files; 2],
}

const OLD: usize = 0;
const NEW: usize = 1;

impl Trial {
    fn new(arguments: &[&str]) -> Trial {
        let folder = tempfile::tempdir().expect("a folder");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
        let year = folder.path().join("input/令和2年度");
        fs::create_dir_all(&year).expect("folders");
        let forms =
            walkdir::WalkDir::new(sample.join("令和2年度")).sort_by_file_name().into_iter().filter_map(Result::ok);
        for form in forms.filter(|entry| entry.path().extension().is_some_and(|it| it == "xlsx")).take(3) {
            fs::copy(form.path(), year.join(form.file_name())).expect("a form");
        }
        let plan = fs::read_to_string(sample.join("plan.toml")).expect("the plan");
        let changed = plan.replacen("notice = \"", "notice = \"変更前。", 1);
        assert!(plan != changed);
        let version = |plan: String| Files::from([("input/plan.toml".to_owned(), plan.into_bytes())]);
        let mut trial = Trial { folder, arguments: Vec::new(), versions: [version(changed), version(plan)] };
        if arguments.contains(&"import") {
            for at in [OLD, NEW] {
                trial.arguments = ["plan", "export"].map(str::to_owned).to_vec();
                // A master that somebody may have edited is not overwritten.
                let _ = fs::remove_dir_all(trial.folder.path().join("output"));
                let run = trial.run(at, &[]);
                assert!(run.status.success(), "{}", said(&run));
                let master = fs::read(trial.folder.path().join("output/計画原本.xlsx")).expect("a master");
                trial.versions[at].insert("master.xlsx".to_owned(), master);
            }
            // The plan that the import replaces is the one before.
            trial.versions[NEW].remove("input/plan.toml");
        }
        trial.arguments = arguments.iter().map(|argument| argument.to_string()).collect();
        trial
    }

    fn command(&self, version: usize) -> Command {
        for (path, bytes) in &self.versions[version] {
            fs::write(self.folder.path().join(path), bytes).expect("written");
        }
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("kaikaku"));
        command.args(&self.arguments).current_dir(self.folder.path());
        command
    }

    fn run(&self, version: usize, environment: &[(&str, String)]) -> Output {
        let mut command = self.command(version);
        if !environment.is_empty() {
            command.env("LD_PRELOAD", faults().expect("built"));
        }
        command.envs(environment.iter().map(|(name, value)| (*name, value))).output().expect("it runs")
    }

    /// All files of the output folder but for the program's own hidden ones.
    fn output(&self) -> Files {
        if self.imports() {
            let plan = fs::read(self.folder.path().join("input/plan.toml")).expect("a plan");
            return Files::from([("plan.toml".to_owned(), plan)]);
        }
        let root = self.folder.path().join("output");
        let files = walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok);
        files
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| (entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned(), entry))
            .filter(|(path, _)| !path.split('/').any(|part| part.starts_with(".kaikaku.")))
            .map(|(path, entry)| (path, fs::read(entry.path()).expect("a file")))
            .collect()
    }

    /// Whether the command writes into the input folder.
    fn imports(&self) -> bool {
        self.arguments.iter().any(|argument| argument == "import")
    }

    fn restore(&self) {
        let _ = fs::remove_dir_all(self.folder.path().join("output"));
        // The plans that imports have kept.
        for kept in fs::read_dir(self.folder.path().join("input")).expect("a folder").filter_map(Result::ok) {
            if kept.file_name().to_string_lossy().starts_with("plan_") {
                fs::remove_file(kept.path()).expect("removed");
            }
        }
        let run = self.run(OLD, &[]);
        assert!(run.status.code().is_some_and(|code| code < 2), "{}", said(&run));
    }

    /// Nothing stays of a run that did not end, once another has.
    fn assert_put_right(&self, new: &Files, what: &str) {
        let run = self.run(NEW, &[]);
        assert!(run.status.code().is_some_and(|code| code < 2), "{what}: {}", said(&run));
        assert!(self.output() == *new, "{what}: the next run's output is whole: {:?}", self.output().keys());
        let entries = walkdir::WalkDir::new(self.folder.path()).into_iter().filter_map(Result::ok);
        let rests: Vec<PathBuf> = entries
            .map(walkdir::DirEntry::into_path)
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".kaikaku.")))
            .filter(|path| !path.ends_with(".kaikaku.lock") && !path.ends_with(".kaikaku.files"))
            .collect();
        assert!(rests.is_empty(), "{what}: {rests:?}");
    }

    /// Old and new output, and how many calls write in a run between them.
    fn measured(&self) -> (Files, Files, usize) {
        self.restore();
        let old = self.output();
        let count = self.folder.path().join("count");
        let run = self.run(NEW, &[("FAULT_COUNT", count.to_string_lossy().into_owned())]);
        assert!(run.status.code().is_some_and(|code| code < 2), "{}", said(&run));
        let calls = fs::read_to_string(&count).expect("counted").parse().expect("a number");
        fs::remove_file(count).expect("removed");
        let new = self.output();
        assert!(old != new && !new.is_empty() && calls > 5, "{calls} calls");
        (old, new, calls)
    }
}

fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

fn trials() -> Vec<Trial> {
    vec![
        Trial::new(&["check"]),
        Trial::new(&["report", "--edition", "public", "--format", "data,xlsx"]),
        Trial::new(&["forms", "--year", "R3", "--department", "総務部行政監理室"]),
        Trial::new(&["plan", "import", "master.xlsx"]),
    ]
}

fn tried(calls: usize) -> Vec<usize> {
    let all = std::env::var_os("KAIKAKU_EVERY_CALL").is_some();
    let step = if all { 1 } else { calls.div_ceil(TRIED) };
    // The last calls are those that put the new in its place.
    let first = (calls - 1) % step + 1;
    (first..=calls).step_by(step).collect()
}

#[test]
fn a_run_killed_before_any_call_that_writes_leaves_old_or_new() {
    if faults().is_none() {
        return;
    }
    for trial in trials() {
        let (old, new, calls) = trial.measured();
        for call in tried(calls) {
            trial.restore();
            let run = trial.run(NEW, &[("FAULT_KILL_AT", call.to_string())]);
            let what = format!("{:?}, killed before call {call} of {calls}", trial.arguments);
            assert_eq!(run.status.signal(), Some(SIGKILL), "{what}: {}", said(&run));
            let left = trial.output();
            assert!(left == old || left == new, "{what}: {:?}", left.keys());
            trial.assert_put_right(&new, &what);
        }
    }
}

#[test]
fn a_run_killed_at_any_moment_leaves_old_or_new() {
    let trial = Trial::new(&["check"]);
    let (old, new, _) = match faults() {
        Some(_) => trial.measured(),
        None => return,
    };
    let begun = std::time::Instant::now();
    trial.run(NEW, &[]);
    let whole = begun.elapsed();
    let moments = if std::env::var_os("KAIKAKU_EVERY_CALL").is_some() { 200 } else { TRIED as u32 };
    for moment in 0..moments {
        trial.restore();
        let mut child = trial.command(NEW).spawn().expect("it starts");
        std::thread::sleep(whole * moment / moments + Duration::from_micros(u64::from(moment) * 37 % 1000));
        let _ = child.kill();
        child.wait().expect("it ends");
        let left = trial.output();
        assert!(left == old || left == new, "moment {moment} of {moments}: {:?}", left.keys());
        trial.assert_put_right(&new, &format!("moment {moment} of {moments}"));
    }
}

#[test]
fn a_write_that_fails_is_told_and_leaves_the_old_output_whole() {
    if faults().is_none() {
        return;
    }
    let all = std::env::var_os("KAIKAKU_EVERY_CALL").is_some();
    for trial in trials() {
        let (old, new, calls) = trial.measured();
        for call in tried(calls) {
            for (number, name) in
                ERRORS.iter().skip(if all { 0 } else { call % ERRORS.len() }).take(if all { 4 } else { 1 })
            {
                trial.restore();
                let fault = [("FAULT_AT", call.to_string()), ("FAULT_ERRNO", number.to_string())];
                let run = trial.run(NEW, &fault);
                let what = format!("{:?}, {name} at call {call} of {calls}", trial.arguments);
                let (left, said) = (trial.output(), said(&run));
                assert!(!said.contains("panicked") && !said.contains("os error"), "{what}: {said}");
                match run.status.code() {
                    // What failed was the removal of what is old: the next run does it.
                    Some(0 | 1) => assert!(left == new, "{what}: {:?}", left.keys()),
                    Some(2) => {
                        assert!(left == old, "{what}: {:?}", left.keys());
                        assert!(said.contains('。'), "{what}: {said}");
                    }
                    code => panic!("{what}: {code:?} {said}"),
                }
                trial.assert_put_right(&new, &what);
            }
        }
    }
}

/// `ulimit -f`: not an end without a word, but a write that fails.
#[test]
fn a_limit_on_the_size_of_files_is_told_and_leaves_the_old_output_whole() {
    for trial in trials() {
        trial.restore();
        let (old, command) = (trial.output(), trial.command(NEW));
        let mut limited = Command::new("sh");
        // In blocks of 512 bytes or of 1,024: less than the smallest file that matters.
        limited.args(["-c", "ulimit -f 1; exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
        let run = limited.current_dir(trial.folder.path()).output().expect("a shell");
        let what = format!("{:?}", trial.arguments);
        assert_eq!(run.status.code(), Some(2), "{what}: {run:?}");
        assert!(said(&run).contains("ファイルが大きすぎます"), "{what}: {}", said(&run));
        assert!(trial.output() == old, "{what}");
        trial.restore();
        let new = trial.run(NEW, &[]);
        assert!(new.status.code().is_some_and(|code| code < 2), "{what}: {}", said(&new));
    }
}

//! The workspace: where input is, where output goes, and how output is replaced.
//!
//! Input is never written to. Output is made beside its place and moved in when all of it is complete, so that a
//! crash, a full disk or a killed process leaves last time's output untouched: a folder is swapped with two
//! renames, and an interrupted swap is put right by the next run.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::finding::io_reason;
use crate::vocabulary::FiscalYear;

/// The plan's file in the input folder.
pub const PLAN_FILE: &str = "plan.toml";

/// The office's decisions of a year, in the year's input folder.
pub const OFFICE_FILE: &str = "office.toml";

const LOCK_FILE: &str = ".kaikaku.lock";

/// An input and an output folder.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Where plan.toml and the years' folders are.
    pub input: PathBuf,
    /// Where everything made goes.
    pub output: PathBuf,
}

/// A file to be written, by its path below the output folder with `/` between folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Names of ours only, never taken from a submitted path.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    /// A file with its content.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> OutputFile {
        OutputFile { path: path.into(), bytes }
    }
}

/// Why the workspace could not be used. Every message says what and where, and what to do.
#[derive(Debug)]
pub enum WorkspaceError {
    /// The input folder is missing.
    NoInput(PathBuf),
    /// plan.toml is missing.
    NoPlan(PathBuf),
    /// A file of the input could not be read.
    Unreadable(PathBuf, io::Error),
    /// plan.toml or office.toml is not UTF-8.
    NotUtf8(PathBuf),
    /// The output folder could not be made or written to.
    Unwritable(PathBuf, io::Error),
    /// Another run is writing there.
    Locked(PathBuf),
    /// The old output could not be moved away: usually one of its files is open.
    InUse(PathBuf, io::Error),
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkspaceError::NoInput(path) => write!(
                f,
                "入力フォルダーがありません：{}。フォルダーを作り、{PLAN_FILE} と各課の様式を入れるか、--input で場所を指定してください。",
                path.display()
            ),
            WorkspaceError::NoPlan(path) => write!(
                f,
                "計画のファイルがありません：{}。入力フォルダーに {PLAN_FILE} を置いてください（作り方は README.ja.md にあります）。",
                path.display()
            ),
            WorkspaceError::Unreadable(path, error) => write!(
                f,
                "読み込めません：{}（{}）。ファイルが開かれていないか、閲覧の権限があるかを確かめてください。",
                path.display(),
                io_reason(error)
            ),
            WorkspaceError::NotUtf8(path) => write!(
                f,
                "文字コードが UTF-8 ではありません：{}。メモ帳の「名前を付けて保存」で文字コードに UTF-8 を選んで保存し直してください。",
                path.display()
            ),
            WorkspaceError::Unwritable(path, error) => write!(
                f,
                "書き込めません：{}（{}）。書込みの権限と空き容量を確かめるか、--output で別の場所を指定してください。前回の出力はそのままです。",
                path.display(),
                io_reason(error)
            ),
            WorkspaceError::Locked(path) => write!(
                f,
                "別の kaikaku が同じ出力フォルダーに書き込んでいます：{}。終わるのを待ってから、もう一度実行してください。",
                path.display()
            ),
            WorkspaceError::InUse(path, error) => write!(
                f,
                "前回の出力を置き換えられません：{}（{}）。その中のファイルを開いていれば閉じて、もう一度実行してください。前回の出力はそのままです。",
                path.display(),
                io_reason(error)
            ),
        }
    }
}

impl std::error::Error for WorkspaceError {}

impl Workspace {
    /// A workspace whose input folder exists. The output folder is made when something is written.
    pub fn open(input: PathBuf, output: PathBuf) -> Result<Workspace, WorkspaceError> {
        if !input.is_dir() {
            return Err(WorkspaceError::NoInput(input));
        }
        Ok(Workspace { input, output })
    }

    /// The text of plan.toml.
    pub fn plan_text(&self) -> Result<String, WorkspaceError> {
        let path = self.input.join(PLAN_FILE);
        if !path.is_file() {
            return Err(WorkspaceError::NoPlan(path));
        }
        read_text(&path)
    }

    /// The text of a year's office.toml, if there is one in the folder.
    pub fn office_text(&self, year_folder: &Path) -> Result<Option<String>, WorkspaceError> {
        let path = year_folder.join(OFFICE_FILE);
        if path.is_file() { read_text(&path).map(Some) } else { Ok(None) }
    }

    /// Replaces the folder `output/folder` by these files, all of it or nothing. Paths of `files` are below the folder.
    pub fn replace_folder(&self, folder: &str, files: &[OutputFile]) -> Result<PathBuf, WorkspaceError> {
        let _lock = self.lock()?;
        let target = self.output.join(folder);
        let parent = target.parent().unwrap_or(&self.output);
        let unwritable = |error| WorkspaceError::Unwritable(parent.to_owned(), error);
        fs::create_dir_all(parent).map_err(unwritable)?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let previous = parent.join(format!(".{name}.previous"));
        recover(&target, &previous).map_err(|error| WorkspaceError::InUse(target.clone(), error))?;

        let staging = tempfile::Builder::new().prefix(&format!(".{name}.")).tempdir_in(parent).map_err(unwritable)?;
        let fresh = staging.path().join("new");
        fs::create_dir(&fresh).map_err(unwritable)?;
        for file in files {
            let path = fresh.join(&file.path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(unwritable)?;
            }
            write_synced(&path, &file.bytes).map_err(unwritable)?;
        }

        if target.exists() {
            fs::rename(&target, &previous).map_err(|error| WorkspaceError::InUse(target.clone(), error))?;
        }
        if let Err(error) = fs::rename(&fresh, &target) {
            if previous.exists() {
                // The old output goes back to its place; if even that fails, the next run finds it under `previous`.
                let _ = fs::rename(&previous, &target);
            }
            return Err(WorkspaceError::Unwritable(target, error));
        }
        // A file that a viewer holds open can keep the old folder from going; the next run tries again.
        let _ = fs::remove_dir_all(&previous);
        Ok(target)
    }

    /// Replaces one file of the output folder.
    pub fn replace_file(&self, file: &OutputFile) -> Result<PathBuf, WorkspaceError> {
        let _lock = self.lock()?;
        let target = self.output.join(&file.path);
        replace_single(&target, &file.bytes)?;
        Ok(target)
    }

    fn lock(&self) -> Result<File, WorkspaceError> {
        let unwritable = |error| WorkspaceError::Unwritable(self.output.clone(), error);
        fs::create_dir_all(&self.output).map_err(unwritable)?;
        let path = self.output.join(LOCK_FILE);
        let lock = File::options().create(true).truncate(false).write(true).open(path).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(fs::TryLockError::WouldBlock) => Err(WorkspaceError::Locked(self.output.clone())),
            // A network share without locks: writing is still all or nothing.
            Err(fs::TryLockError::Error(_)) => Ok(lock),
        }
    }
}

/// Writes a file anywhere, all of it or nothing.
pub fn replace_single(target: &Path, bytes: &[u8]) -> Result<(), WorkspaceError> {
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let unwritable = |error| WorkspaceError::Unwritable(target.to_owned(), error);
    fs::create_dir_all(parent).map_err(unwritable)?;
    let mut staging = staging_file(parent).map_err(unwritable)?;
    staging.write_all(bytes).and_then(|()| staging.as_file().sync_all()).map_err(unwritable)?;
    staging.persist(target).map_err(|error| WorkspaceError::InUse(target.to_owned(), error.error))?;
    Ok(())
}

/// A file to write into, with the permissions that any new file gets: others of the office read it.
fn staging_file(parent: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(parent)
}

/// Puts right what an interrupted swap left: the previous folder goes back if the new one never came.
fn recover(target: &Path, previous: &Path) -> io::Result<()> {
    match (target.exists(), previous.exists()) {
        (false, true) => fs::rename(previous, target),
        (true, true) => fs::remove_dir_all(previous),
        _ => Ok(()),
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn read_text(path: &Path) -> Result<String, WorkspaceError> {
    let bytes = fs::read(path).map_err(|error| WorkspaceError::Unreadable(path.to_owned(), error))?;
    String::from_utf8(bytes).map_err(|_| WorkspaceError::NotUtf8(path.to_owned()))
}

/// The output folder of a year: `令和2年度`.
pub fn year_folder(year: FiscalYear) -> String {
    year.to_string().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (input, output) = (folder.path().join("input"), folder.path().join("output"));
        fs::create_dir(&input).expect("an input folder");
        let workspace = Workspace::open(input, output).expect("a workspace");
        (folder, workspace)
    }

    #[test]
    fn a_folder_is_replaced_as_a_whole() {
        let (_folder, workspace) = workspace();
        let old = [OutputFile::new("公表版.pdf", b"old".to_vec()), OutputFile::new("確認/一覧.xlsx", b"x".to_vec())];
        let target = workspace.replace_folder("令和2年度", &old).expect("first");
        assert_eq!(fs::read(target.join("確認/一覧.xlsx")).expect("nested"), b"x");
        workspace.replace_folder("令和2年度", &[OutputFile::new("公表版.pdf", b"new".to_vec())]).expect("second");
        assert_eq!(fs::read(target.join("公表版.pdf")).expect("new"), b"new");
        assert!(!target.join("確認").exists(), "nothing of the old output stays");
        let left: Vec<_> = fs::read_dir(&workspace.output)
            .expect("output")
            .map(|entry| entry.expect("entry").file_name())
            .filter(|name| name != LOCK_FILE)
            .collect();
        assert_eq!(left, ["令和2年度"], "no staging is left behind");
    }

    #[test]
    fn an_interrupted_swap_is_put_right() {
        let (_folder, workspace) = workspace();
        let target = workspace.replace_folder("令和2年度", &[OutputFile::new("a", b"old".to_vec())]).expect("first");
        let previous = workspace.output.join(".令和2年度.previous");
        fs::rename(&target, &previous).expect("as if killed between the two renames");
        recover(&target, &previous).expect("recovers");
        assert_eq!(fs::read(target.join("a")).expect("old output"), b"old");
    }

    #[test]
    fn a_failed_write_leaves_the_old_output() {
        let (_folder, workspace) = workspace();
        let target = workspace.replace_folder("令和2年度", &[OutputFile::new("a", b"old".to_vec())]).expect("first");
        // A file and a folder of one name cannot both be written.
        let clash = [OutputFile::new("x", b"1".to_vec()), OutputFile::new("x/y", b"2".to_vec())];
        assert!(workspace.replace_folder("令和2年度", &clash).is_err());
        assert_eq!(fs::read(target.join("a")).expect("old output"), b"old");
    }

    #[test]
    fn a_second_run_is_told_to_wait() {
        let (_folder, workspace) = workspace();
        let lock = workspace.lock().expect("lock");
        let second = workspace.replace_folder("令和2年度", &[]);
        assert!(matches!(second, Err(WorkspaceError::Locked(_))));
        drop(lock);
        workspace.replace_folder("令和2年度", &[]).expect("free again");
    }
}

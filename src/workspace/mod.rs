//! The workspace: where input is, where output goes, and how output is replaced.
//!
//! Input is never written to but to put a plan in its place ([`edited`]): a place that touches it is refused ([`boundary`]). Output is made in a work folder and put in its
//! place when all of it is complete ([`work_folder`], [`swap`]), so that a crash, a full disk or a killed process leaves last time's
//! output whole; what was there and is not the program's own ([`own_files`]) is moved to `output/取り置き`, never deleted.

mod boundary;
mod edited;
mod error;
mod file_name;
mod lock;
mod own_files;
mod settings_name;
pub mod size_limit;
mod swap;
mod work_folder;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

pub use self::edited::masters;
pub use self::error::{Forbidden, Previous, WorkspaceError, shown};
pub use self::file_name::readable_name;
use self::own_files::{LIST, OwnFiles};
pub use self::settings_name::{is_called_toml, is_meant_for_office, is_read_as_office, meant_for_plan, settings_meant};
use self::swap::is_there;
use self::work_folder::WorkFolder;
use crate::vocabulary::FiscalYear;

/// The plan's file in the input folder.
pub const PLAN_FILE: &str = "plan.toml";

/// The plan as it was first adopted, where the office keeps it after a revision.
pub const ORIGINAL_PLAN_FILE: &str = "plan_original.toml";

/// The plan's Excel master: in the input folder of a plan that is yet to be, in the output folder of one that is.
pub const MASTER_FILE: &str = "計画原本.xlsx";

/// The office's decisions of a year, in the year's input folder.
pub const OFFICE_FILE: &str = "office.toml";

/// The folder of the output folder that takes files of others which stood in the way.
pub const SET_ASIDE: &str = "取り置き";

/// The file by which a run holds the output folder; it stays there, and tells that a folder is one.
pub const LOCK_FILE: &str = ".kaikaku.lock";

/// What a file is called while it is written beside its place.
const STAGING: &str = ".kaikaku.new.";

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

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Where it is.
    pub path: PathBuf,
    /// Where files have gone that stood in its place and are not the program's own, or were changed by somebody.
    pub set_aside: Vec<PathBuf>,
    /// The program's own files of the folder before, by path below it, that this time were not made.
    pub dropped: Vec<String>,
}

impl Workspace {
    /// A workspace whose input folder exists and is in no danger from the output folder. The output folder is made when something
    /// is written.
    pub fn open(input: PathBuf, output: PathBuf) -> Result<Workspace, WorkspaceError> {
        match fs::read_dir(&input) {
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(WorkspaceError::NoInput(input));
            }
            // What may not be listed is there all the same, and nobody knows what it holds.
            Err(error) => return Err(WorkspaceError::Unreadable(input, error)),
        }
        boundary::check(&input, &output)?;
        Ok(Workspace { input, output })
    }

    /// The text of plan.toml.
    pub fn plan_text(&self) -> Result<String, WorkspaceError> {
        let path = self.input.join(PLAN_FILE);
        read_text(&path)?.ok_or(WorkspaceError::NoPlan(path))
    }

    /// The text of the plan as it was first adopted, if the office keeps it beside the one in force.
    pub fn original_plan_text(&self) -> Result<Option<String>, WorkspaceError> {
        read_text(&self.input.join(ORIGINAL_PLAN_FILE))
    }

    /// The text of a year's office.toml, if there is one in the folder.
    pub fn office_text(&self, year_folder: &Path) -> Result<Option<String>, WorkspaceError> {
        read_text(&year_folder.join(OFFICE_FILE))
    }

    /// Replaces the folder `output/folder` by these files, all of it or nothing. Paths of `files` are below the folder.
    pub fn replace_folder(&self, folder: &str, files: &[OutputFile]) -> Result<Replaced, WorkspaceError> {
        let own = OwnFiles::of(files);
        let place = below(&self.output, folder);
        let before = OwnFiles::read(&place);
        // What somebody has removed is not lost now, and what somebody has changed is set aside.
        let is_here = |path: &String| {
            let file = below(&place, path);
            fs::symlink_metadata(&file).is_ok_and(|of| of.is_file()) && before.is_ours(path, &file).unwrap_or(false)
        };
        let dropped: Vec<String> = before.missing_in(&own).into_iter().filter(is_here).collect();
        let replaced = self.replace(folder, |work, target| {
            let fresh = work.fresh();
            fs::create_dir(&fresh)?;
            for file in files {
                let path = below(&fresh, &file.path);
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                write_synced(&path, &file.bytes)?;
            }
            write_synced(&fresh.join(LIST), &own.to_bytes())?;
            target.parent().map_or(Ok(()), fs::create_dir_all)
        })?;
        Ok(Replaced { dropped, ..replaced })
    }

    /// Replaces one file of the output folder.
    pub fn replace_file(&self, file: &OutputFile) -> Result<Replaced, WorkspaceError> {
        self.replace(&file.path, |work, target| {
            let parent = target.parent().unwrap_or(&self.output);
            fs::create_dir_all(parent)?;
            write_synced(&work.fresh(), &file.bytes)?;
            // The list knows the new file before it is in its place, and the old one until the next time: a run killed in between
            // leaves no file of its own that it would take for another's.
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            let mut own = OwnFiles::read(parent);
            let old = read_regular(target).ok().map(|bytes| own_files::hash(&bytes));
            own.replace(name, own_files::hash(&file.bytes), old);
            write_synced(&work.list(), &own.to_bytes())?;
            swap::rename(&work.list(), &parent.join(LIST))
        })
    }

    /// Makes something in a work folder and puts it into its place below the output folder.
    fn replace(
        &self,
        place: &str,
        make: impl FnOnce(&WorkFolder, &Path) -> io::Result<()>,
    ) -> Result<Replaced, WorkspaceError> {
        let target = below(&self.output, place);
        boundary::check_output(&self.input, &self.output)?;
        // A link in the output folder may lead anywhere.
        boundary::check_output(&self.input, &target)?;
        let previous = || if is_there(&target) { Previous::Kept } else { Previous::None };
        let unwritable = |error| WorkspaceError::Unwritable(target.clone(), error, previous());
        let _lock = self.lock()?;
        let mut set_aside = work_folder::sweep(&self.output).map_err(unwritable)?;
        let work = WorkFolder::make(&self.output).map_err(unwritable)?;
        make(&work, &target).and_then(|()| work.announce(place)).map_err(unwritable)?;
        match swap::swap(&work.fresh(), &target, &work.old()) {
            Ok(()) => {}
            Err(error @ WorkspaceError::Unwritable(_, _, Previous::Away(_))) => {
                work.leave();
                return Err(error);
            }
            Err(error) => return Err(error),
        }
        let moved = work.clear(&self.output, place);
        set_aside.extend(moved.map_err(|error| WorkspaceError::NotSetAside(target.clone(), error))?);
        Ok(Replaced { path: target, set_aside, dropped: Vec::new() })
    }

    /// Writes a file where a person wants it, all of it or nothing. Nothing is replaced: where a file with other content has the
    /// name, the new one gets a number (`計画原本(2).xlsx`). Returns where it is.
    pub fn write_elsewhere(&self, place: &Path, bytes: &[u8]) -> Result<PathBuf, WorkspaceError> {
        boundary::check(&self.input, place)?;
        let parent = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let previous = || if is_there(place) { Previous::Kept } else { Previous::None };
        let unwritable = |error| WorkspaceError::Unwritable(place.to_owned(), error, previous());
        fs::create_dir_all(parent).map_err(unwritable)?;
        sweep_staging(parent).map_err(unwritable)?;
        if read_regular(place).is_ok_and(|old| old == bytes) {
            return Ok(place.to_owned());
        }
        let (staging, mut file) = staging_file(parent).map_err(unwritable)?;
        let free = work_folder::free(place);
        let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| move_new(&staging, &free));
        // Whether it has become a second name of the new file or has failed: what cannot be removed now, the next run removes.
        let _ = swap::remove_file(&staging);
        written.map_err(unwritable)?;
        Ok(free)
    }
}

/// A path of ours below a folder, `/` between its parts, with the system's own separator.
fn below(folder: &Path, path: &str) -> PathBuf {
    folder.join(path.split('/').collect::<PathBuf>())
}

/// A new file to write into, beside its place.
fn staging_file(parent: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 1_u32;
    loop {
        let path = parent.join(format!("{STAGING}{number}"));
        match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 100 => number += 1,
            made => {
                let file = made?;
                // Held so that another run knows the file to be in use; a share without locks does not refuse the writing.
                let _ = file.try_lock();
                return Ok((path, file));
            }
        }
    }
}

/// Gives a file its name and replaces nothing: a link is refused where the name is taken. Where there are no links it is renamed.
fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => swap::rename(from, to),
        linked => linked,
    }
}

/// Removes what killed runs left beside a file; what another run is writing is locked.
fn sweep_staging(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.filter_map(Result::ok) {
        let is_staging = entry.file_name().to_string_lossy().starts_with(STAGING);
        if is_staging && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let free = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
            if free {
                swap::remove_file(&entry.path())?;
            }
        }
    }
    Ok(())
}

/// Writes a new file. Two outputs of one name, as a system without capitals may see them, are an error.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The content of a regular file. Anything else (a folder, a pipe, a device) is an error and is not opened: a pipe would be waited
/// for without end.
pub fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("普通のファイルではありません"));
    }
    fs::read(path)
}

/// The text of a file; `None` where there is none. That it cannot be looked at (a folder that may not be entered), or that a link
/// leads nowhere, does not mean that there is none.
fn read_text(path: &Path) -> Result<Option<String>, WorkspaceError> {
    let unreadable = |error| WorkspaceError::Unreadable(path.to_owned(), error);
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
        Ok(_) => {}
    }
    let bytes = read_regular(path).map_err(unreadable)?;
    String::from_utf8(bytes).map(Some).map_err(|_| WorkspaceError::NotUtf8(path.to_owned()))
}

/// The output folder of a year: `令和2年度`.
pub fn year_folder(year: FiscalYear) -> String {
    year.to_string().nfc().collect()
}

#[cfg(test)]
mod tests;

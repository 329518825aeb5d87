//! Putting something new in the place of something old, all of it or nothing.
//!
//! Linux exchanges the two names in one step. Elsewhere, and on file systems that cannot, the old is moved away first and then the
//! new moved in; what a killed run leaves in between, the next run puts right.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use super::error::{Previous, WorkspaceError};

/// Waits between the trials of what Windows refuses for a moment: some three seconds in all.
const WAITS: [u64; 6] = [50, 100, 200, 400, 800, 1600];

/// Windows errors that pass: `ERROR_ACCESS_DENIED`, `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`. Virus scanners, indexers and
/// file servers hold new files for moments.
const PASSING: [i32; 3] = [5, 32, 33];

fn may_pass(error: &io::Error) -> bool {
    cfg!(windows) && is_passing(error)
}

fn is_passing(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| PASSING.contains(&code))
}

/// Does something again, with growing waits, while it is refused for a reason that may pass.
fn patiently<T>(
    may_pass: impl Fn(&io::Error) -> bool,
    mut wait: impl FnMut(Duration),
    mut attempt: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    for milliseconds in WAITS {
        match attempt() {
            Err(error) if may_pass(&error) => wait(Duration::from_millis(milliseconds)),
            ended => return ended,
        }
    }
    attempt()
}

/// Renames; on Windows tried again for some seconds.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(may_pass, thread::sleep, || fs::rename(from, to))
}

/// Removes a file or link; on Windows tried again for some seconds.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    patiently(may_pass, thread::sleep, || fs::remove_file(path))
}

/// Removes an empty folder; on Windows tried again for some seconds.
pub(super) fn remove_dir(path: &Path) -> io::Result<()> {
    patiently(may_pass, thread::sleep, || fs::remove_dir(path))
}

/// Removes a folder of ours with all in it, links in it not followed; on Windows tried again for some seconds.
pub(super) fn remove_dir_all(path: &Path) -> io::Result<()> {
    patiently(may_pass, thread::sleep, || fs::remove_dir_all(path))
}

/// Whether anything is there; a link counts itself, not what it leads to.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Puts `fresh` in the place of `target`, whose old content is under `fresh` or under `old` afterwards.
pub(super) fn swap(fresh: &Path, target: &Path, old: &Path) -> Result<(), WorkspaceError> {
    if !is_there(target) {
        return rename(fresh, target)
            .map_err(|error| WorkspaceError::Unwritable(target.to_owned(), error, Previous::None));
    }
    match exchange(fresh, target) {
        Ok(true) => return Ok(()),
        Ok(false) => {}
        Err(error) => return Err(WorkspaceError::Unwritable(target.to_owned(), error, Previous::Kept)),
    }
    two_renames(fresh, target, old, &rename)
}

/// The way without an exchange. `rename` is given, so that tests can refuse it.
fn two_renames(
    fresh: &Path,
    target: &Path,
    old: &Path,
    rename: &dyn Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), WorkspaceError> {
    rename(target, old).map_err(|error| WorkspaceError::InUse(target.to_owned(), error, open_file(target)))?;
    rename(fresh, target).map_err(|error| {
        let previous = match rename(old, target) {
            Ok(()) => Previous::Kept,
            Err(_) => Previous::Away(old.to_owned()),
        };
        WorkspaceError::Unwritable(target.to_owned(), error, previous)
    })
}

/// Exchanges two names in one step; `false` where this system or file system cannot.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// A file in a folder that another program has open, where the system can tell.
#[cfg(windows)]
fn open_file(place: &Path) -> Option<PathBuf> {
    use std::os::windows::fs::OpenOptionsExt;
    let files = walkdir::WalkDir::new(place).into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).find(|path| {
        // Sharing it with nobody is refused while anybody has it open.
        fs::File::options().read(true).share_mode(0).open(path).is_err_and(|error| is_passing(&error))
    })
}

#[cfg(not(windows))]
fn open_file(_: &Path) -> Option<PathBuf> {
    None
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    const SHARING_VIOLATION: i32 = 32;

    /// What comes of an action that is refused so many times with an error, and the waits before.
    fn refused(times: usize, code: i32) -> (io::Result<usize>, Vec<u128>) {
        let (trials, waits) = (Cell::new(0), RefCell::new(Vec::new()));
        let result = patiently(
            is_passing,
            |wait| waits.borrow_mut().push(wait.as_millis()),
            || {
                trials.set(trials.get() + 1);
                if trials.get() <= times { Err(io::Error::from_raw_os_error(code)) } else { Ok(trials.get()) }
            },
        );
        (result, waits.into_inner())
    }

    #[test]
    fn what_is_refused_for_a_moment_is_tried_again_with_growing_waits() {
        for code in PASSING {
            let (result, waits) = refused(3, code);
            assert_eq!((result.expect("the fourth trial"), waits), (4, vec![50, 100, 200]));
        }
        let (result, waits) = refused(usize::MAX, SHARING_VIOLATION);
        assert_eq!(result.expect_err("given up").raw_os_error(), Some(SHARING_VIOLATION));
        assert_eq!(waits.iter().sum::<u128>(), 3150, "some seconds");
        let (result, waits) = refused(1, 112);
        assert_eq!((result.expect_err("a full disk does not pass").raw_os_error(), waits), (Some(112), vec![]));
    }

    /// Old and new in a folder of their own, and a rename that is refused at these calls.
    fn renames(refused: &[usize]) -> (Result<(), WorkspaceError>, Option<String>, Option<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("target"), "old").expect("written");
        fs::write(at("fresh"), "new").expect("written");
        let calls = Cell::new(0);
        let result = two_renames(&at("fresh"), &at("target"), &at("old"), &|from, to| {
            calls.set(calls.get() + 1);
            if refused.contains(&calls.get()) {
                return Err(io::Error::from_raw_os_error(SHARING_VIOLATION));
            }
            fs::rename(from, to)
        });
        (result, fs::read_to_string(at("target")).ok(), fs::read_to_string(at("old")).ok())
    }

    #[test]
    fn a_refused_rename_leaves_old_or_new_and_says_which() {
        let text = |text: &str| Some(text.to_owned());
        let (result, target, old) = renames(&[]);
        assert!(result.is_ok());
        assert_eq!((target, old), (text("new"), text("old")));
        let (result, target, _) = renames(&[1]);
        assert!(matches!(result, Err(WorkspaceError::InUse(..))));
        assert_eq!(target, text("old"));
        let (result, target, _) = renames(&[2]);
        assert!(matches!(result, Err(WorkspaceError::Unwritable(_, _, Previous::Kept))));
        assert_eq!(target, text("old"));
        let (result, target, old) = renames(&[2, 3]);
        assert_eq!((target, old), (None, text("old")));
        let error = result.expect_err("refused");
        let said = error.to_string();
        let WorkspaceError::Unwritable(_, _, Previous::Away(away)) = error else { panic!("{said}") };
        assert!(!said.contains("そのまま") && said.contains(&away.display().to_string()), "{said}");
    }
}

//! The lock on an output folder: one run writes there at a time.

use std::fs::{self, File, TryLockError};
use std::io;

use super::{LOCK_FILE, Previous, Workspace, WorkspaceError};

/// Keeps other runs from writing into the output folder for as long as it lives.
#[derive(Debug)]
pub(super) struct OutputLock(File);

impl Drop for OutputLock {
    /// Unlocks the file and does not merely close it: a child process that another thread starts in this moment has a copy of the open
    /// file until it runs its own program, and a lock lasts until its last copy is closed.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Workspace {
    /// Locks the output folder, which is made where it is missing.
    ///
    /// # Errors
    /// Another run holds it; a folder that cannot be written to.
    pub(super) fn lock(&self) -> Result<OutputLock, WorkspaceError> {
        let unwritable = |error| WorkspaceError::Unwritable(self.output.clone(), error, Previous::None);
        fs::create_dir_all(&self.output).map_err(unwritable)?;
        let path = self.output.join(LOCK_FILE);
        // Opening a pipe waits without end, and a link leads anywhere.
        let there = fs::symlink_metadata(&path);
        if there.as_ref().is_ok_and(|at| !at.is_file()) {
            let error = io::Error::from(io::ErrorKind::AlreadyExists);
            return Err(WorkspaceError::Unwritable(path, error, Previous::None));
        }
        let lock =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| match there {
                Ok(_) => WorkspaceError::Unwritable(path, error, Previous::None),
                Err(_) => unwritable(error),
            })?;
        match lock.try_lock() {
            Ok(()) => Ok(OutputLock(lock)),
            Err(TryLockError::WouldBlock) => Err(WorkspaceError::Locked(self.output.clone())),
            // A network share without locks: writing is still all or nothing.
            Err(TryLockError::Error(_)) => Ok(OutputLock(lock)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever stands in the place of the lock is named, and not the folder around it.
    #[test]
    fn something_else_in_the_place_of_the_lock_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace { input: folder.path().join("input"), output: folder.path().join("output") };
        fs::create_dir_all(workspace.output.join(LOCK_FILE)).expect("a folder in its place");
        match workspace.lock() {
            Err(WorkspaceError::Unwritable(path, error, _)) => {
                assert_eq!((path.file_name(), error.kind()), (Some(LOCK_FILE.as_ref()), io::ErrorKind::AlreadyExists));
            }
            other => panic!("{other:?}"),
        }
    }

    /// What a child process has that is being started.
    #[test]
    fn a_copy_of_the_open_file_does_not_keep_the_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace { input: folder.path().join("input"), output: folder.path().join("output") };
        let lock = workspace.lock().expect("free");
        let copy = lock.0.try_clone().expect("a copy");
        drop(lock);
        workspace.lock().expect("free again");
        drop(copy);
    }
}

//! The files that people edit: the Excel masters of a plan, and the plan that takes their place in the input folder.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{
    MASTER_FILE, ORIGINAL_PLAN_FILE, PLAN_FILE, Previous, Workspace, WorkspaceError, read_regular, staging_file, swap,
    sweep_staging, work_folder,
};

/// How many masters may stand side by side.
const MOST: u32 = 99;

/// The masters of a folder: 計画原本.xlsx, 計画原本(2).xlsx …, by number.
pub fn masters(folder: &Path) -> Vec<PathBuf> {
    let (stem, extension) = MASTER_FILE.rsplit_once('.').unwrap_or((MASTER_FILE, ""));
    let numbered = (2..=MOST).map(|number| folder.join(format!("{stem}({number}).{extension}")));
    std::iter::once(folder.join(MASTER_FILE)).chain(numbered).filter(|path| path.is_file()).collect()
}

impl Workspace {
    /// Puts a plan in its place in the input folder and keeps the one that was there under the day of its last change; where that
    /// went, if anywhere. The same plan leaves everything as it is.
    pub fn take_plan(&self, text: &[u8]) -> Result<Option<PathBuf>, WorkspaceError> {
        let place = self.input.join(PLAN_FILE);
        let unreadable = |error| WorkspaceError::Unreadable(place.clone(), error);
        let before = match read_regular(&place) {
            Ok(before) if before == text => {
                // There may be something to clear even where there is nothing to write; what cannot be removed now can wait.
                let _ = sweep_staging(&self.input);
                return Ok(None);
            }
            Ok(before) => Some(before),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(error)),
        };
        let unwritable = |error| WorkspaceError::Unwritable(place.clone(), error, Previous::Kept);
        fs::create_dir_all(&self.input).map_err(unwritable)?;
        sweep_staging(&self.input).map_err(unwritable)?;
        let kept = match before {
            None => None,
            Some(before) => {
                let changed = fs::metadata(&place).and_then(|of| of.modified()).map_err(unreadable)?;
                // By the clock of the offices, wherever the program runs.
                let day = jiff::Timestamp::try_from(changed)
                    .map_or_else(|_| "以前".to_owned(), |at| jiff::tz::offset(9).to_datetime(at).date().to_string());
                let (stem, extension) = PLAN_FILE.rsplit_once('.').unwrap_or((PLAN_FILE, ""));
                let kept = self.input.join(format!("{stem}_{day}.{extension}"));
                // An import that was killed may have kept it before.
                let is_kept = |path: &PathBuf| read_regular(path).is_ok_and(|old| old == before);
                match work_folder::taken(&kept).find(is_kept) {
                    Some(kept) => Some(kept),
                    None => {
                        let kept = work_folder::free(&kept);
                        self.put(&kept, &before).map_err(unwritable)?;
                        Some(kept)
                    }
                }
            }
        };
        self.put(&place, text).map_err(unwritable)?;
        Ok(kept)
    }

    /// The plans that were in force before, as [`take_plan`](Self::take_plan) keeps them, the oldest first, where the office has not
    /// said which of them was the first (plan_original.toml).
    pub fn earlier_plans(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.input) else { return Vec::new() };
        if swap::is_there(&self.input.join(ORIGINAL_PLAN_FILE)) {
            return Vec::new();
        }
        let (stem, extension) = PLAN_FILE.rsplit_once('.').unwrap_or((PLAN_FILE, ""));
        let is_kept = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let day = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('_'));
            day.is_some_and(|day| day.ends_with(&format!(".{extension}")))
        };
        let mut kept: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(is_kept).collect();
        kept.sort();
        kept
    }

    /// Writes a file of the input folder, all of it or nothing.
    fn put(&self, place: &Path, bytes: &[u8]) -> io::Result<()> {
        let (staging, mut file) = staging_file(&self.input)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        // Closed before it is renamed: Windows does not rename an open file.
        drop(file);
        let placed = written.and_then(|()| swap::rename(&staging, place));
        if placed.is_err() {
            // What cannot be removed now, the next run removes.
            let _ = swap::remove_file(&staging);
        }
        placed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_takes_its_place_and_the_one_before_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (input, output) = (folder.path().join("input"), folder.path().join("output"));
        let workspace = Workspace { input: input.clone(), output };
        assert_eq!(workspace.take_plan(b"one").expect("written"), None);
        assert_eq!(workspace.take_plan(b"one").expect("the same"), None);
        let first = workspace.take_plan(b"two").expect("written").expect("kept");
        let second = workspace.take_plan(b"three").expect("written").expect("kept");
        assert_ne!(first, second, "two of one day stand side by side");
        assert_eq!(workspace.earlier_plans().len(), 2);
        fs::copy(&first, input.join(ORIGINAL_PLAN_FILE)).expect("copied");
        assert_eq!(workspace.earlier_plans(), [] as [PathBuf; 0], "the first is known");
        let read = |path: &Path| fs::read(path).expect("a file");
        assert_eq!([read(&first), read(&second), read(&input.join(PLAN_FILE))], [&b"one"[..], b"two", b"three"]);
    }

    /// Killed between the two writings, an import has kept the old plan but not taken the new one: the next keeps no second copy.
    #[test]
    fn a_plan_that_a_killed_import_has_kept_is_kept_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace { input: folder.path().to_owned(), output: folder.path().join("output") };
        workspace.take_plan(b"one").expect("written");
        let kept = workspace.take_plan(b"two").expect("written").expect("kept");
        fs::write(folder.path().join(PLAN_FILE), b"one").expect("as if the import had been killed");
        assert_eq!(workspace.take_plan(b"two").expect("written"), Some(kept.clone()));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
        // Another one of the day is none of its own.
        assert_ne!(workspace.take_plan(b"three").expect("written"), Some(kept));
    }

    #[test]
    fn what_a_killed_import_left_is_removed_whether_the_plan_is_new_or_the_same() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace { input: folder.path().to_owned(), output: folder.path().join("output") };
        for text in ["one", "one", "two"] {
            let left = folder.path().join(".kaikaku.new.1");
            fs::write(&left, "half").expect("as if a run was killed");
            workspace.take_plan(text.as_bytes()).expect("taken");
            assert!(!swap::is_there(&left), "{text}");
        }
    }
}

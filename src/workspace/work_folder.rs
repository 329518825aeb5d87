//! The folder in which output is made before it goes to its place, and what becomes of what it replaces.
//!
//! `output/.kaikaku.work.N` is there while a run writes and can be entered by nobody else. `swap` in it names the place that is
//! about to be replaced: from then on `new` (and `old`) may be last time's output. A killed run leaves the folder; the next one,
//! under the lock, puts back what belongs back, moves aside what is not the program's, and removes the rest.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::{fs, mem};

use super::own_files::{LIST, OwnFiles};
use super::swap::{self, is_there};
use super::{SET_ASIDE, below};

const PREFIX: &str = ".kaikaku.work.";
const MARKER: &str = "swap";

/// Files that systems put into every folder that is looked at.
const LEFT_BY_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// A work folder; removed when dropped, unless it holds something of others.
pub(super) struct WorkFolder {
    path: PathBuf,
    keep: bool,
}

/// Makes folders that others cannot read, where the system knows of that.
#[cfg(unix)]
fn builder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Makes folders as the folder above them has it.
#[cfg(not(unix))]
fn builder() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

impl WorkFolder {
    /// Makes a new one.
    pub(super) fn make(output: &Path) -> io::Result<WorkFolder> {
        let builder = builder();
        let mut number = 1_u32;
        loop {
            let path = output.join(format!("{PREFIX}{number}"));
            match builder.create(&path) {
                Ok(()) => return Ok(WorkFolder { path, keep: false }),
                // One that could not be swept.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 100 => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// What is made here first.
    pub(super) fn fresh(&self) -> PathBuf {
        self.path.join("new")
    }

    /// Where the replaced goes on systems that cannot exchange.
    pub(super) fn old(&self) -> PathBuf {
        self.path.join("old")
    }

    /// A file to be moved to its place by a rename.
    pub(super) fn list(&self) -> PathBuf {
        self.path.join("list")
    }

    /// Says which place below the output folder is about to be replaced.
    pub(super) fn announce(&self, target: &str) -> io::Result<()> {
        super::write_synced(&self.path.join(MARKER), target.as_bytes())
    }

    /// Removes what was replaced; returns where files that are not the program's have gone.
    pub(super) fn clear(mut self, output: &Path, target: &str) -> io::Result<Vec<PathBuf>> {
        self.keep = true;
        let moved = clear(&self.path, output, target)?;
        self.keep = false;
        Ok(moved)
    }

    /// Leaves everything to the next run: last time's output is in here.
    pub(super) fn leave(mut self) {
        self.keep = true;
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        if !mem::replace(&mut self.keep, true) {
            // What cannot be removed now, the next run removes.
            let _ = swap::remove_dir_all(&self.path);
        }
    }
}

/// Clears what killed runs left in the output folder; returns where files that are not the program's have gone.
pub(super) fn sweep(output: &Path) -> io::Result<Vec<PathBuf>> {
    let mut moved = Vec::new();
    for entry in fs::read_dir(output)?.filter_map(Result::ok) {
        let is_work = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if !is_work || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let path = entry.path();
        if let Some(target) = announced(&path) {
            let place = below(output, &target);
            if !is_there(&place) && is_there(&path.join("old")) {
                swap::rename(&path.join("old"), &place)?;
            }
            moved.extend(clear(&path, output, &target)?);
        }
        // Everything in it is the program's own. Something open in it can wait for the run after this one.
        let _ = swap::remove_dir_all(&path);
    }
    Ok(moved)
}

/// The place that a work folder's run was about to replace.
fn announced(work: &Path) -> Option<String> {
    let target = fs::read_to_string(work.join(MARKER)).ok()?;
    let is_below = Path::new(&target).components().all(|part| matches!(part, Component::Normal(_)));
    (is_below && !target.is_empty()).then_some(target)
}

fn clear(work: &Path, output: &Path, target: &str) -> io::Result<Vec<PathBuf>> {
    let mut moved = Vec::new();
    for name in ["new", "old"] {
        let place = work.join(name);
        if is_there(&place) {
            let mut known = known_above(output, target);
            clear_entry(&place, target, output, &mut known, &mut moved)?;
        }
    }
    Ok(moved)
}

/// The lists of the folders from the output folder down to the target.
fn known_above(output: &Path, target: &str) -> OwnFiles {
    let mut known = OwnFiles::read(output);
    let mut folder = String::new();
    for part in target.split('/') {
        folder.push_str(part);
        let list = OwnFiles::read(&below(output, &folder));
        folder.push('/');
        known.add_below(&folder, list);
    }
    known
}

/// Removes what is the program's in `place`, which was `target`, and moves all else aside. Links are not followed.
fn clear_entry(
    place: &Path,
    target: &str,
    output: &Path,
    known: &mut OwnFiles,
    moved: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let kind = fs::symlink_metadata(place)?.file_type();
    if kind.is_dir() {
        known.add_below(&format!("{target}/"), OwnFiles::read(place));
        let mut names: Vec<_> =
            fs::read_dir(place)?.map(|entry| entry.map(|at| at.file_name())).collect::<Result<_, _>>()?;
        // The list goes last: a run killed in here leaves the next one able to tell what is its own.
        names.sort_by_key(|name| (name == LIST, name.clone()));
        for name in names {
            // A name that is no text is none of ours; the file is moved under what can be read of it.
            let path = format!("{target}/{}", name.to_string_lossy());
            clear_entry(&place.join(&name), &path, output, known, moved)?;
        }
        // What a viewer holds open can keep a folder or a file from going; the next run tries again.
        let _ = swap::remove_dir(place);
        return Ok(());
    }
    let name = target.rsplit('/').next().unwrap_or(target);
    let is_ours =
        name == LIST || LEFT_BY_SYSTEMS.contains(&name) || (kind.is_file() && known.is_ours(target, place)?);
    if kind.is_file() && is_ours {
        let _ = swap::remove_file(place);
        return Ok(());
    }
    moved.push(set_aside(output, place, target)?);
    Ok(())
}

/// Moves what was `target` to a place of which nothing is replaced: under a number where the name is taken.
fn set_aside(output: &Path, from: &Path, target: &str) -> io::Result<PathBuf> {
    let (folders, name) = target.rsplit_once('/').unwrap_or(("", target));
    let mut folder = real_folder(&output.join(SET_ASIDE))?;
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        folder = real_folder(&folder.join(part))?;
    }
    let to = free(&folder.join(name));
    swap::rename(from, &to)?;
    Ok(to)
}

/// A folder of this name, made where there is none; under a number where the name is that of a file or a link, which may lead anywhere.
fn real_folder(path: &Path) -> io::Result<PathBuf> {
    for path in numbered(path) {
        match fs::symlink_metadata(&path) {
            Ok(at) if at.is_dir() => return Ok(path),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(&path)?;
                return Ok(path);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A path that is free: the given one, or the first of `名前(2).xlsx`, `名前(3).xlsx` ….
pub(super) fn free(path: &Path) -> PathBuf {
    numbered(path).find(|path| !is_there(path)).unwrap_or_else(|| path.to_owned())
}

/// The paths before the free one: the given one and those with a number.
pub(super) fn taken(path: &Path) -> impl Iterator<Item = PathBuf> {
    numbered(path).take_while(|path| is_there(path))
}

/// The path, and after it the same with a number.
fn numbered(path: &Path) -> impl Iterator<Item = PathBuf> {
    let path = path.to_owned();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    let others = path.clone();
    let others = (2_u32..).map(move |number| others.with_file_name(format!("{stem}({number}){extension}")));
    std::iter::once(path).chain(others)
}

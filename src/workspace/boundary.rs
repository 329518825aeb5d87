//! Which places may be written to: never one where input is.
//!
//! Places are compared as the system sees them, not by their names: links are followed, and whether two names are one folder
//! (case, drive letters, short names) is asked of the system. Of a place that is not there yet, the folders above it count.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use same_file::Handle;

use super::PLAN_FILE;
use super::error::{Forbidden, WorkspaceError};
use super::file_name::readable_name;
use crate::vocabulary::FiscalYear;

/// Refuses an output folder, or a folder or file to be replaced, that is, holds or lies in a year's input folder, that is or holds
/// the input folder, or that is plan.toml.
pub(super) fn check(input: &Path, place: &Path) -> Result<(), WorkspaceError> {
    let forbidden = |what: &Path, why| Err(WorkspaceError::Forbidden(place.to_owned(), what.to_owned(), why));
    let target = resolved(place);
    let root = resolved(input);
    if lies_in(&root, &target) {
        return forbidden(input, Forbidden::HoldsInput);
    }
    let plan = input.join(PLAN_FILE);
    if is_same(&plan, &target) {
        return forbidden(&plan, Forbidden::Plan);
    }
    for year in years(input) {
        let folder = resolved(&year);
        if lies_in(&folder, &target) || lies_in(&target, &folder) {
            return forbidden(&year, Forbidden::Year);
        }
    }
    Ok(())
}

/// The same of an output folder that is to be written to: it is refused anywhere below the input folder as well.
pub(super) fn check_output(input: &Path, output: &Path) -> Result<(), WorkspaceError> {
    check(input, output)?;
    match lies_in(&resolved(output), &resolved(input)) {
        true => Err(WorkspaceError::Forbidden(output.to_owned(), input.to_owned(), Forbidden::InInput)),
        false => Ok(()),
    }
}

/// The folders of years in the input folder, links to folders among them.
fn years(input: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(input) else { return Vec::new() };
    let mut years: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| FiscalYear::parse(&readable_name(&entry.file_name())).is_some() && entry.path().is_dir())
        .map(|entry| entry.path())
        .collect();
    years.sort();
    years
}

/// Whether a path is a folder or is below it; `folder` may be missing, and then nothing is below it.
fn lies_in(path: &Path, folder: &Path) -> bool {
    let known = handle(folder);
    // A folder that may be entered and not read is known by its name only.
    path.ancestors()
        .any(|above| above == folder || matches!((handle(above), &known), (Ok(above), Ok(known)) if above == *known))
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((handle(one), handle(other)), (Ok(one), Ok(other)) if one == other)
}

/// What the system knows a place by. Nothing but folders and regular files is opened: opening a pipe would wait for its other end.
fn handle(path: &Path) -> io::Result<Handle> {
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_dir() && !kind.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Handle::from_path(path)
}

/// The absolute path without links and `..`, as far as it is there; the rest by its names.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let mut at = PathBuf::new();
    for component in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                at.pop();
            }
            // A drive without its root is that drive's current folder.
            Component::Prefix(_) => at.push(component),
            Component::RootDir | Component::Normal(_) => {
                at.push(component);
                if let Ok(real) = fs::canonicalize(&at) {
                    at = real;
                }
            }
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let input = folder.path().join("input");
        fs::create_dir_all(input.join("令和3年度/総務部")).expect("folders");
        fs::write(input.join(PLAN_FILE), "").expect("a plan");
        (folder, input)
    }

    #[test]
    fn places_that_touch_input_are_refused_and_others_are_not() {
        let (folder, input) = workspace();
        let root = folder.path();
        for (place, why) in [
            ("input", Forbidden::HoldsInput),
            ("input/", Forbidden::HoldsInput),
            ("input/../input/.", Forbidden::HoldsInput),
            ("missing/../input", Forbidden::HoldsInput),
            (".", Forbidden::HoldsInput),
            ("input/令和3年度", Forbidden::Year),
            ("input/令和3年度/総務部", Forbidden::Year),
            ("input/令和3年度/新しい/フォルダー", Forbidden::Year),
            ("input/plan.toml", Forbidden::Plan),
        ] {
            let refused = check(&input, &root.join(place));
            assert!(matches!(&refused, Err(WorkspaceError::Forbidden(_, _, is)) if *is == why), "{place}: {refused:?}");
        }
        for place in ["output", "output/令和3年度", "input/出力", "input/計画原本.xlsx", "input2", "inpu"] {
            check(&input, &root.join(place)).expect(place);
        }
        for place in ["input/出力", "input/出力/令和3年度", "output/../input/out"] {
            let refused = check_output(&input, &root.join(place));
            assert!(
                matches!(&refused, Err(WorkspaceError::Forbidden(_, _, Forbidden::InInput))),
                "{place}: {refused:?}"
            );
        }
        for place in ["output", "input2"] {
            check_output(&input, &root.join(place)).expect(place);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_seen_through() {
        use std::os::unix::fs::symlink;
        let (folder, input) = workspace();
        let root = folder.path();
        symlink(&input, root.join("to input")).expect("a link");
        symlink(input.join("令和3年度"), root.join("to year")).expect("a link");
        symlink(root.join("kept.toml"), root.join("to plan")).expect("a link");
        fs::rename(input.join(PLAN_FILE), root.join("kept.toml")).expect("moved");
        symlink(root.join("kept.toml"), input.join(PLAN_FILE)).expect("a link");
        for place in ["to input", "to input/令和3年度/x", "to year", "to year/x", "to plan", "kept.toml"] {
            assert!(check(&input, &root.join(place)).is_err(), "{place}");
        }
        // A year that is a link to a folder elsewhere is protected as well.
        let elsewhere = root.join("elsewhere");
        fs::create_dir(&elsewhere).expect("a folder");
        symlink(&elsewhere, input.join("R4")).expect("a link");
        assert!(check(&input, &elsewhere.join("new")).is_err());
        // One that is named in CP932, as an archive packed on Windows unpacks, is read as a year and protected as one.
        let legacy = encoding_rs::SHIFT_JIS.encode("令和5年度").0;
        let legacy = input.join(std::os::unix::ffi::OsStrExt::from_bytes(&legacy) as &std::ffi::OsStr);
        fs::create_dir(&legacy).expect("a folder");
        let refused = check(&input, &legacy.join("計画原本.xlsx"));
        assert!(matches!(refused, Err(WorkspaceError::Forbidden(_, _, Forbidden::Year))), "{refused:?}");
    }
}

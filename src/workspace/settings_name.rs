//! What the settings that people edit are called, and what people take for them: copies, and names to which an editor added something.

use std::path::{Path, PathBuf};

use super::{OFFICE_FILE, ORIGINAL_PLAN_FILE, PLAN_FILE, readable_name};
use crate::vocabulary::folded;

/// What editors and people put behind the name of a file: of Notepad, of what is kept before a change.
const ADDED_ENDINGS: [&str; 6] = [".txt", ".bak", ".old", ".orig", ".tmp", "~"];

/// What systems and people put behind the name of a copy, without white space.
const COPY_ENDINGS: [&str; 7] = ["-コピー", "_コピー", "のコピー", "コピー", "-copy", "_copy", "copy"];

/// What Windows XP puts before the name of a copy, without white space.
const COPY_BEGINNINGS: [&str; 2] = ["コピー~", "copyof"];

/// The settings that a file is by its name, or is meant for: the name in other letters, with what an editor puts behind it
/// (office.toml.txt), or that of a copy (plan (1).toml, 「plan のコピー.toml」). `None` of any other file.
pub fn settings_meant(name: &str) -> Option<&'static str> {
    let name = folded(name).to_lowercase();
    let (mut bare, mut is_toml) = (name.as_str(), false);
    loop {
        let next = without_one(bare);
        is_toml |= next.len() + ".toml".len() == bare.len() && bare.ends_with(".toml");
        if next.len() == bare.len() {
            break;
        }
        bare = next;
    }
    let stem = |file: &'static str| file.trim_end_matches(".toml");
    // A text of the plan may be called plan.txt; only office.txt is what an editor makes of office.toml.
    let of_any_ending = bare == stem(OFFICE_FILE) && [bare, "office.txt"].contains(&name.as_str());
    let found = [OFFICE_FILE, PLAN_FILE, ORIGINAL_PLAN_FILE].into_iter().find(|file| stem(file) == bare);
    found.filter(|_| is_toml || of_any_ending)
}

/// Whether a file is a TOML file by its name, or was one before somebody put something behind it: 控え.toml.bak.
pub fn is_called_toml(name: &str) -> bool {
    let name = folded(name).to_lowercase();
    let mut bare = name.as_str();
    while let Some(rest) = ADDED_ENDINGS.iter().find_map(|ending| bare.strip_suffix(ending)) {
        bare = rest;
    }
    bare.ends_with(".toml")
}

/// Whether a file is called as the office's settings or meant for them.
pub fn is_meant_for_office(name: &str) -> bool {
    settings_meant(name) == Some(OFFICE_FILE)
}

/// A name without the last thing that was put behind or before it, or without `.toml`.
fn without_one(name: &str) -> &str {
    let endings = ADDED_ENDINGS.iter().chain(&COPY_ENDINGS).chain(&[".toml"]);
    if let Some(rest) = endings.into_iter().find_map(|ending| name.strip_suffix(ending)) {
        return rest;
    }
    if let Some(rest) = COPY_BEGINNINGS.iter().find_map(|beginning| name.strip_prefix(beginning)) {
        return rest;
    }
    // (1), (2).
    let number = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match number {
        Some((rest, number)) if !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) => rest,
        _ => name,
    }
}

/// Whether a file is the one that is read as office.toml of its folder: where the system makes no difference between large and small
/// letters, Office.toml is.
pub fn is_read_as_office(path: &Path) -> bool {
    is_read_as(path, OFFICE_FILE)
}

/// Whether a file is the one that its folder gives under a name.
fn is_read_as(path: &Path, name: &str) -> bool {
    same_file::is_same_file(path, path.with_file_name(name)).unwrap_or(false)
}

/// The files of the input folder that are meant for the plan and are not what is read as it, with what they are meant for, by name.
pub fn meant_for_plan(input: &Path) -> Vec<(PathBuf, &'static str)> {
    let Ok(entries) = std::fs::read_dir(input) else { return Vec::new() };
    let files = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file());
    let mut found: Vec<(PathBuf, &'static str)> = files
        .filter_map(|path| {
            let name = readable_name(path.file_name()?);
            let meant = settings_meant(&name).filter(|meant| [PLAN_FILE, ORIGINAL_PLAN_FILE].contains(meant))?;
            (name != meant && !is_read_as(&path, meant)).then_some((path, meant))
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_meant_for_the_settings_are_told_from_others() {
        for name in [
            "office.toml",
            "office.toml.txt",
            "Office.toml",
            "ｏｆｆｉｃｅ．ｔｏｍｌ",
            "office.txt",
            "office.toml.TXT",
            "office .toml",
            "office.toml.bak",
            "office (1).toml",
            "office（2）.toml",
            "office - コピー.toml",
            "office - コピー (2).toml",
            "office のコピー.toml",
            "office.toml のコピー",
            "コピー ～ office.toml",
            "office copy.toml",
            "office.toml~",
            "office (1).toml.txt",
        ] {
            assert!(is_meant_for_office(name), "{name}");
        }
        for name in [
            "office.xlsx",
            "post_office.toml",
            "office_旧.toml",
            "office.toml.xlsx",
            "office.bak",
            "office (1).txt",
            "office.toml.zip",
        ] {
            assert!(!is_meant_for_office(name), "{name}");
        }
        for (name, meant) in [
            ("plan.toml", Some(PLAN_FILE)),
            ("plan.toml.txt", Some(PLAN_FILE)),
            ("plan (1).toml", Some(PLAN_FILE)),
            ("plan のコピー.toml", Some(PLAN_FILE)),
            ("plan_original.toml.txt", Some(ORIGINAL_PLAN_FILE)),
            ("plan.txt", None),
            ("plan", None),
            // What an import keeps of the plan before.
            ("plan_2026-11-29.toml", None),
            ("plan_2026-11-29(2).toml", None),
            ("planning.toml", None),
        ] {
            assert_eq!(settings_meant(name), meant, "{name}");
        }
        assert!(["控え.toml", "控え.toml.txt", "plan.toml.bak"].iter().all(|name| is_called_toml(name)));
        assert!(!["控え.txt", "toml", "控え.toml.xlsx"].iter().any(|name| is_called_toml(name)));
    }
}

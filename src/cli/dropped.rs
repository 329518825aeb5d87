//! Files and folders dropped on the program's icon: the command line is then their absolute paths and nothing else. Paths alone that were
//! typed mean the same.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use crate::vocabulary::FiscalYear;
use crate::workspace::{PLAN_FILE, shown};

/// Whether the command line is what the system passes for things dropped on the icon.
pub(super) fn is_dropped(arguments: &[OsString]) -> bool {
    let mut paths = arguments.iter().map(Path::new);
    !arguments.is_empty() && paths.all(|path| path.is_absolute() && path.exists())
}

/// The command line that is meant by paths alone, without the program's name; `None` where something else stands there.
///
/// # Errors
/// Where nothing can be done with what was dropped: what could be, in Japanese.
pub(super) fn meaning(arguments: &[OsString]) -> Option<Result<Vec<OsString>, String>> {
    let paths: Vec<PathBuf> = arguments.iter().map(|word| existing(word)).collect::<Option<_>>()?;
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    match paths.as_slice() {
        [] => None,
        [folder] if folder.is_dir() => Some(folder_meaning(folder)),
        [file] => Some(file_meaning(file)),
        [one, other] if is_plan(one) && is_plan(other) => Some(Ok(compare(one, other))),
        [first, ..] => Some(Err(refusal(first))),
    }
}

/// The absolute path of a word that names something there. A word that may be a command's is no path: a folder may be called report.
fn existing(word: &OsStr) -> Option<PathBuf> {
    let path = Path::new(word);
    let is_named = path.is_absolute() || is_path(&word.to_string_lossy());
    std::path::absolute(path).ok().filter(|path| is_named && path.exists())
}

/// Whether a word is meant for a file or folder.
pub(super) fn is_path(word: &str) -> bool {
    word.contains(['/', '\\', '.'])
}

fn folder_meaning(folder: &Path) -> Result<Vec<OsString>, String> {
    let below = folder.join("input");
    match input_of(folder).or_else(|| input_of(&below)) {
        Some(input) => Ok(check(&input, folder)),
        None => Err(format!(
            "フォルダー {} に計画のファイル（{PLAN_FILE}）がありません。入力フォルダーか、その中の年度のフォルダーを重ねてください。\n",
            shown(folder)
        )),
    }
}

fn file_meaning(file: &Path) -> Result<Vec<OsString>, String> {
    if let Some(input) = input_of(file)
        && (year_below(&input, file).is_some() || file.file_name().is_some_and(|name| name == PLAN_FILE))
    {
        return Ok(check(&input, file));
    }
    if !has_extension(file, "xlsx") {
        return Err(refusal(file));
    }
    let folder = file.parent().unwrap_or(file);
    let mut words: Vec<OsString> = vec!["plan".into(), "import".into(), file.into()];
    words.extend(places(&folder.join("input")));
    Ok(words)
}

/// `check` on the workspace, of the year that the dropped thing lies in.
fn check(input: &Path, dropped: &Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["check".into()];
    if let Some(year) = year_below(input, dropped) {
        words.extend(["--year".into(), year.short().into()]);
    }
    words.extend(places(input));
    words
}

/// Of two versions the one that was changed first is the old one.
fn compare(one: &Path, other: &Path) -> Vec<OsString> {
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let (old, new) = if changed(other) < changed(one) { (other, one) } else { (one, other) };
    let folder = new.parent().unwrap_or(new);
    let mut words: Vec<OsString> = vec!["compare".into(), old.into(), new.into()];
    words.extend(places(&input_of(new).unwrap_or_else(|| folder.join("input"))));
    words
}

/// The input folder, and the output folder beside it.
fn places(input: &Path) -> [OsString; 4] {
    let output = input.parent().unwrap_or(input).join("output");
    ["--input".into(), input.into(), "--output".into(), output.into()]
}

/// The folder with plan.toml that something lies in, or that it is.
fn input_of(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(PLAN_FILE).is_file()).map(Path::to_owned)
}

fn year_below(input: &Path, path: &Path) -> Option<FiscalYear> {
    let first = path.strip_prefix(input).ok()?.components().next()?;
    FiscalYear::parse(&first.as_os_str().to_string_lossy())
}

fn is_plan(path: &Path) -> bool {
    path.is_file() && (has_extension(path, "toml") || has_extension(path, "xlsx"))
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

fn refusal(path: &Path) -> String {
    format!(
        "{} では何もできません。重ねることができるのは、入力フォルダー、年度のフォルダー、その中の様式（提出状況と指摘を確かめます）、Excel の原本1つ（plan.toml を作ります）、計画のファイル2つ（新旧対照表を作ります）です。\n",
        shown(path)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is meant by these, as words with `/` and the workspace's folder as `W`.
    fn meant(root: &Path, dropped: &[&str]) -> Option<Result<String, String>> {
        let arguments: Vec<OsString> = dropped.iter().map(|path| root.join(path).into()).collect();
        let plain = |text: String| text.replace('\\', "/").replace(&root.to_string_lossy().replace('\\', "/"), "W");
        let words =
            |words: Vec<OsString>| plain(words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "));
        meaning(&arguments).map(|meant| meant.map(words).map_err(plain))
    }

    #[test]
    fn what_is_dropped_is_checked_imported_compared_or_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("input/令和3年度/総務部")).expect("folders");
        fs::create_dir_all(root.join("写真")).expect("folders");
        for file in ["input/令和3年度/総務部/様式.xlsx", "原本.xlsx", "写真/a.jpg", "新.toml", "input/plan.toml"]
        {
            fs::write(root.join(file), "").expect("written");
        }
        let places = "--input W/input --output W/output";
        for (dropped, expected) in [
            (&["input"][..], format!("check {places}")),
            (&[""], format!("check {places}")),
            (&["input/令和3年度"], format!("check --year R3 {places}")),
            (&["input/令和3年度/総務部/様式.xlsx"], format!("check --year R3 {places}")),
            (&["input/plan.toml"], format!("check {places}")),
            (&["原本.xlsx"], format!("plan import W/原本.xlsx {places}")),
        ] {
            assert_eq!(
                meant(root, dropped).expect("dropped").map(|words| words.replace("W/ ", "W ")),
                Ok(expected),
                "{dropped:?}"
            );
        }
        let compared = meant(root, &["新.toml", "input/plan.toml"]).expect("dropped").expect("compared");
        assert!(compared.starts_with("compare ") && compared.ends_with(places), "{compared}");
        for refused in
            [&["写真"][..], &["写真/a.jpg"], &["原本.xlsx", "写真/a.jpg"], &["原本.xlsx", "新.toml", "input"]]
        {
            assert!(meant(root, refused).expect("dropped").is_err(), "{refused:?}");
        }
        // Tests run in the project's folder, which has an input folder.
        let typed = |word: &str| meaning(&[word.into()]).map(|meant| meant.map(|words| words[0].clone()));
        for named in [".", "input/", "./input", "input/plan.toml"] {
            assert_eq!(typed(named), Some(Ok("check".into())), "{named}");
            assert!(!is_dropped(&[named.into()]), "{named}");
        }
        assert!(is_dropped(&[root.join("input").into(), root.join("新.toml").into()]));
        assert!(!is_dropped(&[root.join("ない.toml").into()]) && !is_dropped(&[]));
        for word in ["check", "input", "./ない.xlsx"] {
            assert_eq!(typed(word), None, "{word}");
        }
        assert_eq!(meaning(&[]), None);
    }
}

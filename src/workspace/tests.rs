//! What the output folder holds after runs that end well, fail or are killed.

use std::collections::BTreeMap;

use super::*;

const YEAR: &str = "令和2年度";

fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    fs::create_dir(&input).expect("an input folder");
    let workspace = Workspace::open(input, output).expect("a workspace");
    (folder, workspace)
}

fn file(path: &str, text: &str) -> OutputFile {
    OutputFile::new(path, text.as_bytes().to_vec())
}

/// Every file below the output folder by path, but for the lock and the lists.
fn texts(workspace: &Workspace) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(&workspace.output).into_iter().map(|entry| entry.expect("an entry"));
    files
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path =
                entry.path().strip_prefix(&workspace.output).expect("below").to_string_lossy().replace('\\', "/");
            (path, fs::read_to_string(entry.path()).unwrap_or_default())
        })
        .filter(|(path, _)| path != LOCK_FILE && !path.ends_with(LIST))
        .collect()
}

fn expect(workspace: &Workspace, expected: &[(&str, &str)]) {
    let expected: BTreeMap<_, _> = expected.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    assert_eq!(texts(workspace), expected);
}

/// What somebody has removed is not lost by this run, and what somebody has changed is set aside.
#[test]
fn files_that_are_no_longer_made_are_named_where_they_are_lost() {
    let (_folder, workspace) = workspace();
    let files = ["a.pdf", "b.pdf", "c.xlsx"].map(|name| file(name, "old"));
    let place = workspace.replace_folder(YEAR, &files).expect("first").path;
    fs::remove_file(place.join("b.pdf")).expect("removed");
    fs::write(place.join("c.xlsx"), "changed").expect("changed");
    let replaced = workspace.replace_folder(YEAR, &[file("d.pdf", "new")]).expect("second");
    assert_eq!(replaced.dropped, ["a.pdf"]);
    assert_eq!(replaced.set_aside.len(), 1, "{:?}", replaced.set_aside);
}

#[test]
fn a_folder_is_replaced_as_a_whole() {
    let (_folder, workspace) = workspace();
    workspace.replace_folder(YEAR, &[file("公表版.pdf", "old"), file("確認/一覧.xlsx", "x")]).expect("first");
    expect(&workspace, &[("令和2年度/公表版.pdf", "old"), ("令和2年度/確認/一覧.xlsx", "x")]);
    let replaced = workspace.replace_folder(YEAR, &[file("公表版.pdf", "new")]).expect("second");
    assert_eq!(
        replaced,
        Replaced {
            path: workspace.output.join(YEAR),
            set_aside: Vec::new(),
            dropped: vec!["確認/一覧.xlsx".to_owned()]
        }
    );
    expect(&workspace, &[("令和2年度/公表版.pdf", "new")]);
    assert!(!replaced.path.join("確認").exists(), "nothing of the old output stays");
    let mut left: Vec<_> =
        fs::read_dir(&workspace.output).expect("output").map(|e| e.expect("entry").file_name()).collect();
    left.sort();
    assert_eq!(left, [LOCK_FILE, YEAR], "no work folder is left behind");
}

/// A pipe by the name of the lock would make a run wait without end, and a link would have it open a file of somebody else.
#[cfg(unix)]
#[test]
fn a_lock_that_is_no_file_is_refused() {
    let (_folder, workspace) = workspace();
    fs::create_dir(&workspace.output).expect("made");
    let (lock, other) = (workspace.output.join(LOCK_FILE), workspace.input.join("plan.toml"));
    fs::write(&other, "plan").expect("written");
    std::os::unix::fs::symlink(&other, &lock).expect("a link");
    let refused = || workspace.replace_folder(YEAR, &[file("公表版.pdf", "1")]).expect_err("refused").to_string();
    assert!(refused().contains(LOCK_FILE), "{}", refused());
    fs::remove_file(&lock).expect("removed");
    let made = std::process::Command::new("mkfifo").arg(&lock).status().expect("POSIX has mkfifo");
    assert!(made.success(), "{made}");
    assert!(refused().contains(LOCK_FILE), "{}", refused());
    assert_eq!(fs::read_to_string(&other).expect("there"), "plan");
    assert!(!workspace.output.join(YEAR).exists());
}

#[test]
fn files_of_others_and_changed_ones_are_moved_aside() {
    let (_folder, workspace) = workspace();
    let first = [file("公表版.pdf", "1"), file("確認/差戻し/総務課.xlsx", "1"), file("確認/一覧.xlsx", "1")];
    let target = workspace.replace_folder(YEAR, &first).expect("first").path;
    fs::write(target.join("会議メモ.txt"), "memo").expect("written");
    fs::write(target.join("確認/差戻し/総務課.xlsx"), "edited").expect("written");
    let run = |text| workspace.replace_folder(YEAR, &[file("公表版.pdf", text)]).expect("again").set_aside;
    let aside = |path| below(&workspace.output, &format!("{SET_ASIDE}/{YEAR}/{path}"));
    assert_eq!(run("2"), [aside("会議メモ.txt"), aside("確認/差戻し/総務課.xlsx")]);
    fs::write(target.join("会議メモ.txt"), "another").expect("written");
    assert_eq!(run("3"), [aside("会議メモ(2).txt")], "what is there is not replaced");
    assert_eq!(run("4"), [] as [PathBuf; 0]);
    expect(
        &workspace,
        &[
            ("令和2年度/公表版.pdf", "4"),
            ("取り置き/令和2年度/会議メモ(2).txt", "another"),
            ("取り置き/令和2年度/会議メモ.txt", "memo"),
            ("取り置き/令和2年度/確認/差戻し/総務課.xlsx", "edited"),
        ],
    );
}

/// A link in the output folder may lead into the input: nothing is written or moved through it.
#[cfg(unix)]
#[test]
fn links_in_the_output_lead_nothing_into_the_input() {
    use std::os::unix::fs::symlink;
    let (_folder, workspace) = workspace();
    let year = workspace.input.join(YEAR);
    fs::create_dir(&year).expect("a year");
    fs::create_dir_all(workspace.output.join("別")).expect("made");
    symlink(&workspace.input, workspace.output.join("様式")).expect("a link");
    for refused in [
        workspace.replace_folder("様式/令和2年度_年度末", &[file("総務課.xlsx", "1")]).map(drop),
        workspace.replace_file(&file("様式/評価票.xlsx", "1")).map(drop),
    ] {
        assert!(matches!(refused, Err(WorkspaceError::Forbidden(_, _, Forbidden::InInput))), "{refused:?}");
    }
    let aside = workspace.output.join(SET_ASIDE);
    let run = |text: &str| {
        fs::create_dir_all(workspace.output.join(YEAR)).expect("made");
        fs::write(workspace.output.join(YEAR).join("メモ.txt"), text).expect("written");
        workspace.replace_folder(YEAR, &[file("公表版.pdf", text)]).expect("written").set_aside
    };
    symlink(&workspace.input, &aside).expect("a link");
    assert_eq!(run("1"), [below(&workspace.output, "取り置き(2)/令和2年度/メモ.txt")]);
    fs::remove_file(&aside).expect("removed");
    fs::create_dir(&aside).expect("made");
    symlink(&year, aside.join(YEAR)).expect("a link");
    assert_eq!(run("2"), [below(&workspace.output, "取り置き/令和2年度(2)/メモ.txt")]);
    assert_eq!(fs::read_dir(&year).expect("a year").count(), 0);
    assert_eq!(fs::read_dir(&workspace.input).expect("input").count(), 1);
}

/// That a file cannot be looked at does not mean that there is none. Windows says of a place below a file that it is not there.
#[cfg(unix)]
#[test]
fn what_cannot_be_looked_at_is_not_called_missing() {
    let (_folder, workspace) = workspace();
    assert_eq!(workspace.office_text(&workspace.input).expect("none"), None);
    assert!(matches!(workspace.plan_text(), Err(WorkspaceError::NoPlan(_))));
    let no_folder = workspace.input.join("R2");
    fs::write(&no_folder, "").expect("written");
    let closed = workspace.office_text(&no_folder);
    assert!(matches!(closed, Err(WorkspaceError::Unreadable(..))), "{closed:?}");
}

#[test]
fn a_folder_within_one_that_was_written_before_is_its_own() {
    let (_folder, workspace) = workspace();
    workspace.replace_folder(YEAR, &[file("公表版.pdf", "1"), file("確認/一覧.xlsx", "1")]).expect("report");
    let check = workspace.replace_folder("令和2年度/確認", &[file("一覧.xlsx", "2")]).expect("check");
    assert_eq!(check.set_aside, [] as [PathBuf; 0]);
    let report = workspace.replace_folder(YEAR, &[file("公表版.pdf", "2")]).expect("report");
    assert_eq!(report.set_aside, [] as [PathBuf; 0]);
    expect(&workspace, &[("令和2年度/公表版.pdf", "2")]);
}

#[test]
fn a_single_file_is_replaced_and_one_that_somebody_changed_is_kept() {
    let (_folder, workspace) = workspace();
    let write = |text| workspace.replace_file(&file("様式/評価票.xlsx", text)).expect("written");
    assert_eq!(write("1").path, below(&workspace.output, "様式/評価票.xlsx"));
    assert_eq!(write("2").set_aside, [] as [PathBuf; 0]);
    fs::write(below(&workspace.output, "様式/評価票.xlsx"), "edited").expect("written");
    assert_eq!(write("3").set_aside.len(), 1);
    expect(&workspace, &[("取り置き/様式/評価票.xlsx", "edited"), ("様式/評価票.xlsx", "3")]);
}

#[test]
fn elsewhere_nothing_is_replaced() {
    let (folder, workspace) = workspace();
    let place = folder.path().join("原本.xlsx");
    fs::write(folder.path().join(".kaikaku.new.killed"), "half").expect("as if a run was killed");
    let write = |text: &str| workspace.write_elsewhere(&place, text.as_bytes()).expect("written");
    assert_eq!(write("1"), place);
    assert_eq!(write("1"), place);
    assert_eq!(write("2"), folder.path().join("原本(2).xlsx"));
    assert_eq!(fs::read_to_string(&place).expect("the first"), "1");
    assert!(!folder.path().join(".kaikaku.new.killed").exists());
}

#[cfg(unix)]
#[test]
fn links_are_moved_and_not_followed() {
    use std::os::unix::fs::symlink;
    let (folder, workspace) = workspace();
    let target = workspace.replace_folder(YEAR, &[file("公表版.pdf", "1")]).expect("first").path;
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("大切.txt"), "dear").expect("written");
    symlink(&elsewhere, target.join("link")).expect("a link");
    let moved = workspace.replace_folder(YEAR, &[file("公表版.pdf", "2")]).expect("second").set_aside;
    assert_eq!(fs::read_link(&moved[0]).expect("still a link"), elsewhere);
    assert_eq!(fs::read_to_string(elsewhere.join("大切.txt")).expect("untouched"), "dear");
    // A link in the place of the folder itself is moved, too.
    fs::remove_dir_all(&target).expect("removed");
    symlink(&elsewhere, &target).expect("a link");
    workspace.replace_folder(YEAR, &[file("公表版.pdf", "3")]).expect("third");
    assert_eq!(fs::read_to_string(elsewhere.join("大切.txt")).expect("untouched"), "dear");
    assert!(fs::symlink_metadata(&target).expect("a folder").is_dir());
}

#[cfg(unix)]
#[test]
fn a_work_folder_can_be_entered_by_nobody_else() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let work = WorkFolder::make(folder.path()).expect("made");
    let mode = fs::metadata(work.list().parent().expect("a folder")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

/// The work folder of a run that was killed with this in it.
fn killed(workspace: &Workspace, files: &[(&str, &str)]) {
    let work = workspace.output.join(".kaikaku.work.1");
    for (path, text) in files {
        let path = below(&work, path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("written");
    }
}

#[test]
fn the_next_run_puts_right_what_a_killed_one_left() {
    let (_folder, workspace) = workspace();
    let target = workspace.replace_folder(YEAR, &[file("a", "old")]).expect("first").path;
    // While it was writing: everything in the work folder is its own.
    killed(&workspace, &[("new/half", "x")]);
    workspace.replace_file(&file("計画書.pdf", "1")).expect("another command");
    expect(&workspace, &[("令和2年度/a", "old"), ("計画書.pdf", "1")]);
    // Between two renames: the old output goes back.
    killed(&workspace, &[("swap", YEAR)]);
    fs::rename(&target, workspace.output.join(".kaikaku.work.1/old")).expect("moved");
    workspace.replace_file(&file("計画書.pdf", "2")).expect("another command");
    expect(&workspace, &[("令和2年度/a", "old"), ("計画書.pdf", "2")]);
    // After the exchange: what is not its own is moved aside.
    killed(&workspace, &[("swap", YEAR)]);
    fs::write(target.join("memo"), "mine").expect("written");
    fs::rename(&target, workspace.output.join(".kaikaku.work.1/new")).expect("moved");
    let moved = workspace.replace_folder(YEAR, &[file("a", "new")]).expect("again").set_aside;
    assert_eq!(moved.len(), 1);
    expect(&workspace, &[("令和2年度/a", "new"), ("取り置き/令和2年度/memo", "mine"), ("計画書.pdf", "2")]);
}

#[test]
fn a_failed_write_leaves_the_old_output() {
    let (_folder, workspace) = workspace();
    let target = workspace.replace_folder(YEAR, &[file("a", "old")]).expect("first").path;
    // A file and a folder of one name cannot both be written.
    let clash = [file("x", "1"), file("x/y", "2")];
    let error = workspace.replace_folder(YEAR, &clash).expect_err("a clash");
    assert!(error.to_string().contains("前回の出力はそのままです"), "{error}");
    assert_eq!(fs::read(target.join("a")).expect("old output"), b"old");
    let error = workspace.replace_folder("令和3年度", &clash).expect_err("a clash");
    assert!(!error.to_string().contains("前回の出力"), "there was none: {error}");
}

#[test]
fn a_second_run_is_told_to_wait() {
    let (_folder, workspace) = workspace();
    let lock = workspace.lock().expect("lock");
    let second = workspace.replace_folder(YEAR, &[]);
    assert!(matches!(second, Err(WorkspaceError::Locked(_))));
    drop(lock);
    workspace.replace_folder(YEAR, &[]).expect("free again");
}

#[test]
fn output_in_the_input_is_refused_before_anything_is_written() {
    let (folder, workspace) = workspace();
    let year = workspace.input.join(YEAR);
    fs::create_dir(&year).expect("a year");
    fs::write(year.join("様式.xlsx"), "handed in").expect("written");
    for output in [workspace.input.clone(), year.clone(), folder.path().to_owned()] {
        assert!(Workspace::open(workspace.input.clone(), output.clone()).is_err());
        let unchecked = Workspace { input: workspace.input.clone(), output };
        assert!(unchecked.replace_folder(YEAR, &[]).is_err());
        assert!(unchecked.replace_file(&file("plan.toml", "")).is_err());
    }
    assert!(workspace.write_elsewhere(&year.join("様式.xlsx"), b"master").is_err());
    let left: Vec<_> = fs::read_dir(folder.path()).expect("read").map(|e| e.expect("entry").file_name()).collect();
    assert_eq!(left, ["input"], "nothing is written");
    assert_eq!(fs::read_to_string(year.join("様式.xlsx")).expect("untouched"), "handed in");
}

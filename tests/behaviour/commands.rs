//! The program as a person runs it: what it writes, what it says when it cannot, and what it leaves alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::program;

fn sample_input() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder by its path, with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            files.insert(path, fs::read(entry.path()).expect("a file"));
        }
    }
    files.remove(".kaikaku.lock");
    files
}

fn copy_tree(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let target = to.join(path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("folders");
        fs::write(target, bytes).expect("a copy");
    }
}

/// A copy of the sample workspace that a test may break.
fn workspace() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    copy_tree(&sample_input(), &input);
    (folder, input, output)
}

#[test]
fn the_main_job_writes_the_years_papers_and_the_same_bytes_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, second) = (folder.path().join("1"), folder.path().join("2"));
    let run = program::run(&["report", "--year", "R3"], &sample_input(), &first);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let summary = stderr(&run);
    for word in ["令和3年度", "提出状況", "実践項目", "効果額", "指摘", "公表版.pdf", "審議会資料.pdf"]
    {
        assert!(summary.contains(word), "{word} in {summary}");
    }
    let files = tree(&first);
    for name in ["概要版.pdf", "公表版.pdf", "審議会資料.pdf", "進捗状況.xlsx", "統合記録.xlsx", "確認/提出状況.xlsx"]
    {
        assert!(files.contains_key(&format!("令和3年度/{name}")), "{name} in {:?}", files.keys());
    }
    let again = program::run(&["report", "--year", "R3", "--quiet"], &sample_input(), &second);
    assert_eq!(stderr(&again), "", "--quiet says nothing");
    assert!(files == tree(&second), "a second run gives the same bytes");
}

/// The latest year with input is the one that is reported on: in the sample the plan's review year, whose report is 速報.
#[test]
fn the_year_reported_on_is_the_latest_and_the_review_year_has_its_edition() {
    let (_folder, input, output) = workspace();
    let run = program::run(&["report", "--edition", "review", "--format", "pdf"], &input, &output);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(output.join("令和4年度/中間検証.pdf").exists(), "{}", stderr(&run));
    let said = fs::read_to_string(output.join("令和4年度/掲載内容.json")).expect("the record");
    assert!(said.contains("\"state\":\"速報\"") && said.contains("決算の確定を待つ"), "the report is 速報");
    let revision = |name: &str| input.join("見直し").join(name).to_string_lossy().into_owned();
    let plan = input.join("plan.toml").to_string_lossy().into_owned();
    let arguments = ["compare", &plan, &revision("plan.toml"), "--reasons", &revision("理由.toml")];
    let compared = program::run(&arguments, &input, &output);
    assert_eq!(compared.status.code(), Some(0), "{}", stderr(&compared));
    assert!(stderr(&compared).contains("うち理由のないもの 0件"), "{}", stderr(&compared));
}

#[test]
fn names_and_places_of_files_change_nothing_but_the_ledger_and_the_points() {
    let (folder, input, output) = workspace();
    let moved = folder.path().join("moved");
    fs::create_dir_all(moved.join("R2")).expect("a folder");
    fs::copy(input.join("plan.toml"), moved.join("plan.toml")).expect("the plan");
    for (number, (path, bytes)) in tree(&input.join("令和2年度")).into_iter().rev().enumerate() {
        let extension = Path::new(&path).extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        let name = if extension == "toml" { path } else { format!("{number:03} 提出.{extension}") };
        fs::write(moved.join("R2").join(name), bytes).expect("a renamed copy");
    }
    let other = folder.path().join("other");
    let runs = [(&input, &output), (&moved, &other)];
    for (input, output) in runs {
        let run = program::run(&["report", "--year", "R2", "--format", "pdf"], input, output);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    }
    for name in ["公表版.pdf", "審議会資料.pdf"] {
        let path = format!("令和2年度/{name}");
        assert!(fs::read(output.join(&path)).expect("one") == fs::read(other.join(&path)).expect("other"), "{name}");
    }
}

#[test]
fn a_missing_input_folder_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = program::run(&["report"], &folder.path().join("nowhere"), &folder.path().join("output"));
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("入力フォルダーがありません"), "{}", stderr(&run));
    assert!(!folder.path().join("output").exists(), "nothing is written");
}

#[test]
fn a_broken_plan_is_told_with_line_and_column_and_leaves_old_output() {
    let (_folder, input, output) = workspace();
    fs::create_dir_all(output.join("令和3年度")).expect("old output");
    fs::write(output.join("令和3年度/公表版.pdf"), b"old").expect("old output");
    let plan = fs::read_to_string(input.join("plan.toml")).expect("the plan");
    fs::write(input.join("plan.toml"), plan.replacen("short_title", "shrot_title", 1)).expect("a slip");
    let run = program::run(&["report"], &input, &output);
    assert_eq!(run.status.code(), Some(2));
    let said = stderr(&run);
    assert!(said.contains("plan.toml:") && said.contains("shrot_title"), "{said}");
    assert_eq!(fs::read(output.join("令和3年度/公表版.pdf")).expect("old output"), b"old");
}

#[test]
fn an_unreadable_workbook_is_a_finding_and_the_report_is_made() {
    let (_folder, input, output) = workspace();
    fs::write(input.join("令和3年度/壊れた様式.xlsx"), b"PK\x03\x04 cut off").expect("a broken file");
    let arguments = ["report", "--year", "R3", "--strict", "--format", "pdf", "--edition", "public"];
    let run = program::run(&arguments, &input, &output);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    assert!(stderr(&run).contains("壊れた様式.xlsx"), "{}", stderr(&run));
    assert!(output.join("令和3年度/公表版.pdf").exists());
}

#[test]
fn an_output_place_that_cannot_be_written_is_named() {
    let (folder, input, _) = workspace();
    let blocked = folder.path().join("blocked");
    fs::write(&blocked, b"a file where a folder should be").expect("a file");
    let run = program::run(&["report", "--format", "pdf", "--edition", "public"], &input, &blocked);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("書き込めません"), "{}", stderr(&run));
    assert_eq!(fs::read(&blocked).expect("untouched"), b"a file where a folder should be");
}

#[test]
fn a_year_without_input_names_those_that_have_some() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = program::run(&["report", "--year", "R6"], &sample_input(), folder.path());
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("令和2年度、令和3年度、令和4年度"), "{}", stderr(&run));
}

#[test]
fn check_ends_with_one_while_something_is_owed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = program::run(&["check", "--year", "R3"], &sample_input(), folder.path());
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    let files = tree(folder.path());
    assert!(files.contains_key("令和3年度/確認/提出状況.xlsx"), "{:?}", files.keys());
    assert!(files.keys().any(|path| path.starts_with("令和3年度/確認/督促文/")), "{:?}", files.keys());
}

#[test]
fn trace_names_the_cells_behind_an_action_item() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = program::run(&["trace", "8-2"], &sample_input(), folder.path());
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(said.contains("8-2") && said.contains(".xlsx!"), "{said}");
}

#[test]
fn forms_of_a_year_are_made_for_every_department_that_owes_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = program::run(&["forms", "--year", "R4"], &sample_input(), folder.path());
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let forms = tree(&folder.path().join("様式"));
    assert!(forms.len() > 30, "{:?}", forms.keys());
    assert!(
        forms.contains_key("令和4年度_年度末/進捗管理表_令和4年度_年度末_総務部行政監理室.xlsx"),
        "{:?}",
        forms.keys()
    );
    let one = program::run(&["forms", "--year", "R4", "--department", "総務課"], &sample_input(), folder.path());
    assert_eq!(one.status.code(), Some(2), "総務課 is in two bureaus");
    assert!(stderr(&one).contains("消防本部総務課"), "{}", stderr(&one));
}

#[test]
fn the_plan_goes_out_to_excel_and_back() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = program::run(&["plan", "export"], &sample_input(), folder.path());
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    let master = folder.path().join("計画原本.xlsx");
    let input = folder.path().join("input");
    let text = fs::read_to_string(sample_input().join("plan.toml")).expect("a plan");
    fs::create_dir(&input).expect("a folder");
    fs::write(input.join("plan.toml"), text.replacen("素案", "案", 1)).expect("an older plan");
    let back = program::run(&["plan", "import", &master.to_string_lossy()], &input, folder.path());
    assert_eq!(back.status.code(), Some(0), "{}", stderr(&back));
    let kept: Vec<_> = tree(&input).into_keys().filter(|name| name.starts_with("plan_")).collect();
    assert_eq!(kept.len(), 1, "the older plan stays under its date: {kept:?}");
    let read = |path: &Path| {
        let text = fs::read_to_string(path).expect("a plan");
        kaikaku::plan::read("plan.toml", &text).expect("a sound plan").0
    };
    assert!(read(&input.join("plan.toml")) == read(&sample_input().join("plan.toml")), "nothing is lost");
    // Typed into since, it is never overwritten.
    fs::write(&master, b"edited").expect("written");
    let again = program::run(&["plan", "export"], &sample_input(), folder.path());
    assert!(stderr(&again).contains("計画原本(2).xlsx"), "{}", stderr(&again));
    assert_eq!(fs::read(&master).expect("the edited one"), b"edited");
}

#[test]
fn two_versions_of_the_plan_stand_side_by_side() {
    let (folder, input, output) = workspace();
    let old = sample_input().join("plan.toml");
    let new = input.join("plan.toml");
    let text = fs::read_to_string(&new).expect("a plan");
    assert!(text.contains("広告料収入の拡大"));
    fs::write(&new, text.replacen("name = \"広告料収入の拡大\"", "name = \"広告料収入の確保\"", 1)).expect("written");
    let run = |old: &Path, new: &Path| {
        program::run(&["compare", &old.to_string_lossy(), &new.to_string_lossy()], &input, &output)
    };
    let out = run(&old, &new);
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    assert!(stderr(&out).contains("違い　　　1件（うち理由のないもの 1件）"), "{}", stderr(&out));
    let workbook = fs::read(output.join("新旧対照表.xlsx")).expect("the workbook");
    let workbook = crate::report::unzipped(&workbook);
    assert!(workbook.contains("<u/>") && workbook.contains("広告料収入の"), "the changed word is underlined");
    let paper = fs::read(output.join("新旧対照表.pdf")).expect("the paper");
    assert!(paper.starts_with(b"%PDF-1.7"));

    // The Excel master is a version, too; and a file that is no plan is named.
    let exported = program::run(&["plan", "export"], &input, &output);
    assert_eq!(exported.status.code(), Some(0), "{}", stderr(&exported));
    let same = run(&new, &output.join("計画原本.xlsx"));
    assert!(stderr(&same).contains("違い　　　0件"), "{}", stderr(&same));
    let other = folder.path().join("other.toml");
    fs::write(&other, "city = ").expect("written");
    let broken = run(&other, &new);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("other.toml"), "{}", stderr(&broken));
}

/// What changed since the publication is listed with its page, and what did not is not.
#[test]
fn the_errata_of_a_published_report_list_what_a_corrected_form_changed() {
    let (folder, input, output) = workspace();
    let report =
        || program::run(&["report", "--year", "R3", "--edition", "public", "--format", "pdf"], &input, &output);
    assert_eq!(report().status.code(), Some(0));
    let published = folder.path().join("公表");
    copy_tree(&output.join("令和3年度"), &published);
    let errata = || program::run(&["errata", &published.to_string_lossy()], &input, &output);
    let same = errata();
    assert!(stderr(&same).contains("違い　　　0か所"), "{}", stderr(&same));

    let office = input.join("令和3年度/office.toml");
    let text = fs::read_to_string(&office).expect("the office's file");
    let set = "\n[[grade]]\naction = \"8-4\"\nvalue = \"△\"\nreason = \"件数を数え直した。\"\n";
    fs::write(&office, text + set).expect("written");
    let changed = errata();
    assert!(!stderr(&changed).contains("違い　　　0か所"), "{}", stderr(&changed));
    // All of them follow from the one decision; no schedule and no row that only moved is among them.
    assert!(stderr(&changed).contains("か所（うち理由のないもの 0か所）"), "{}", stderr(&changed));
    let workbook = crate::report::unzipped(&fs::read(output.join("正誤表_令和3年度.xlsx")).expect("the workbook"));
    assert!(workbook.contains("件数を数え直した。"), "the reason that the office gives");
    assert!(workbook.contains("計画に遅れ"), "the grade that changed");
    assert!(fs::read(output.join("正誤表_令和3年度.pdf")).expect("the paper").starts_with(b"%PDF-1.7"));

    // A reason that repeats an internal text would be printed.
    assert!(!stderr(&changed).contains("内部メモと同じ文章"), "{}", stderr(&changed));
    let text = fs::read_to_string(&office).expect("the office's file");
    let set = "\n[[correction]]\naction = \"8-4\"\nreason = \"前の版は件数に誤りがあったため差し替えます。\"\n";
    fs::write(&office, text + set).expect("written");
    let copied = errata();
    assert!(stderr(&copied).contains("正誤表に載せる理由に、内部メモと同じ文章があります。"), "{}", stderr(&copied));

    // A record of a later form, and one of a paper that nobody publishes.
    let record = published.join("掲載内容.json");
    let written = fs::read_to_string(&record).expect("the record");
    for (was, is, told) in [
        ("\"version\":2", "\"version\":3", "新しい版の kaikaku で作られています"),
        (
            "\"name\":\"公表版\"",
            "\"name\":\"庁内資料\"",
            "公表した資料の版「庁内資料」を、このプログラムは作りません。",
        ),
        ("\"name\":\"公表版\"", "\"name\":\"計画書\"", "公表した資料の版「計画書」を、このプログラムは作りません。"),
    ] {
        assert!(written.contains(was), "{was}");
        fs::write(&record, written.replace(was, is)).expect("written");
        let refused = errata();
        assert_eq!(refused.status.code(), Some(2), "{is}");
        assert!(stderr(&refused).contains(told), "{}", stderr(&refused));
    }
    // What is wrong with a damaged one is said as of other JSON, and a mark of the byte order is none.
    let numbered = written.replace("\"version\":2", "\"version\":\"x\"");
    for (text, told) in [
        ("", "（途中で終わっています）"),
        ("{", "（途中で終わっています）"),
        ("あ", "（JSONの書き方ではありません）"),
        ("{}", "（あるはずの項目がないか、値の書き方が違います）"),
        ("[]", "（あるはずの項目がないか、値の書き方が違います）"),
        (&numbered, "（あるはずの項目がないか、値の書き方が違います）"),
    ] {
        fs::write(&record, text).expect("written");
        let refused = errata();
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(stderr(&refused).contains(told), "{}", stderr(&refused));
    }
    fs::write(&record, format!("\u{feff}{written}")).expect("written");
    assert_eq!(errata().status.code(), Some(0));

    let without = folder.path().join("空");
    fs::create_dir(&without).expect("made");
    let none = program::run(&["errata", &without.to_string_lossy()], &input, &output);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("掲載内容.json"), "{}", stderr(&none));
}

#[test]
fn output_where_input_is_is_refused_before_anything_is_written() {
    let (_folder, input, _) = workspace();
    let before = tree(&input);
    for output in [input.clone(), input.join("令和3年度"), input.join("令和3年度/../令和2年度/出力")] {
        for arguments in [&["report"][..], &["check"], &["plan"], &["forms", "--year", "R4"], &["plan", "export"]] {
            let run = program::run(arguments, &input, &output);
            assert_eq!(run.status.code(), Some(2), "{arguments:?}: {}", stderr(&run));
            assert!(stderr(&run).contains("ここには書き出せません"), "{arguments:?}: {}", stderr(&run));
        }
    }
    for place in ["plan.toml", "令和3年度/計画原本.xlsx"] {
        let place = input.join(place);
        let run = program::run(&["plan", "export", &place.to_string_lossy()], &input, &input.join("出力"));
        assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
    }
    assert!(tree(&input) == before, "nothing is written");
}

/// What the office names itself is told to the office: not that a department is to hand it in again.
#[test]
fn files_and_words_that_cannot_be_meant_are_told_as_the_offices_own() {
    let (folder, input, output) = workspace();
    let refused = |arguments: &[&str], input: &Path, output: &Path| {
        let run = program::run(arguments, input, output);
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {}", stderr(&run));
        let said = stderr(&run);
        for word in ["提出", "配布", "白紙"] {
            assert!(!said.contains(word), "{arguments:?}: {said}");
        }
        said
    };
    for (name, text) in [("文章.xlsx", "計画"), ("空.xlsx", "")] {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("written");
        let file = file.to_string_lossy().into_owned();
        let said = refused(&["plan", "import", &file], &input, &output);
        assert!(said.contains(name) && said.contains("Excelブックを指定してください"), "{said}");
        let said = refused(&["forms", "--map", &file], &input, &output);
        assert!(said.contains(name) && said.contains("Excelブックを指定してください"), "{said}");
    }
    let toml = folder.path().join("見直し/plan.toml");
    let said = refused(&["plan", "export", &toml.to_string_lossy()], &input, &output);
    assert!(said.contains("「.xlsx」") && !toml.exists(), "{said}");
    let said = refused(&["check"], &input, Path::new(""));
    assert!(said.contains("--output") && !said.contains("指定できるもの"), "{said}");
    let new = ["new", "--title", "計画", "--city", "市", "--first-year", "R8", "--years", "3", "--shape", "行革プラン"];
    for periods in ["夏、年度末、夏", "a/b"] {
        refused(&[&new[..], &["--periods", periods]].concat(), &folder.path().join("新"), &output);
    }
}

#[test]
fn a_folder_that_is_no_years_is_named() {
    let (_folder, input, output) = workspace();
    fs::rename(input.join("令和3年度"), input.join("令和3年度（最終）")).expect("renamed");
    let run = program::run(&["report", "--year", "R2", "--format", "data", "--edition", "public"], &input, &output);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(output.join("令和2年度").exists());
    let said = stderr(&run);
    assert!(said.contains("令和3年度（最終）") && said.contains("年度として読めない"), "{said}");
    let run = program::run(&["report", "--year", "R3"], &input, &output);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("令和3年度（最終）"), "{}", stderr(&run));
    // What has the name of a year and is no folder is named, too: another year is not reported in its place without a word.
    fs::write(input.join("令和4年度.lnk"), "L").expect("written");
    let run = program::run(&["report", "--year", "R2", "--format", "data", "--edition", "public"], &input, &output);
    assert!(stderr(&run).contains("［要修正］令和4年度.lnk"), "{}", stderr(&run));
    fs::remove_file(input.join("令和4年度.lnk")).expect("removed");
    // A name that does not speak of a year may be one all the same: the report of the year before says what it did not read.
    fs::rename(input.join("令和3年度（最終）"), input.join("提出")).expect("renamed");
    let run = program::run(&["report", "--year", "R2", "--format", "data", "--edition", "public"], &input, &output);
    let said = stderr(&run);
    assert!(said.lines().any(|line| line.contains("確認］提出　") && line.contains("年度として読めない")), "{said}");
}

/// Examples in messages are of the plan, not of the sample's years.
#[test]
fn examples_of_years_are_the_plans() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    fs::create_dir_all(input.join("令和八年度")).expect("folders");
    fs::write(input.join("令和八年度/様式.xlsx"), "PK").expect("written");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harbour/plan.toml"), input.join("plan.toml"))
        .expect("copied");
    let run = program::run(&["report"], &input, &output);
    assert_eq!(run.status.code(), Some(2));
    for told in ["「令和7年度」のような年度のフォルダー", "「令和7年度」「R7」「2025」のような形に直すか"]
    {
        assert!(stderr(&run).contains(told), "{}", stderr(&run));
    }
    let run = program::run(&["forms", "--year", "R7", "--department", "文化新興課"], &input, &output);
    assert!(stderr(&run).contains("もしかして："), "{}", stderr(&run));
}

/// The plan before a revision is named where the office needs it: for 新旧対照表 when it is taken, and beside the papers on the period.
#[test]
fn the_plan_before_a_revision_is_named_where_it_is_needed() {
    let (folder, input, output) = workspace();
    let run = |arguments: &[&str]| {
        let run = program::run(arguments, &input, &output);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        program::printed(&run)
    };
    let master = folder.path().join("計画原本.xlsx");
    let master = master.to_string_lossy().into_owned();
    run(&["plan", "export", &master]);
    let plan = fs::read_to_string(input.join("plan.toml")).expect("the plan");
    fs::write(input.join("plan.toml"), plan.replacen("review_year", "# \nreview_year", 1)).expect("written");
    let said = run(&["plan", "import", &master]);
    let kept = fs::read_dir(&input).expect("the folder").filter_map(Result::ok);
    let kept = kept.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let kept = kept.into_iter().find(|name| name.starts_with("plan_")).expect("the plan before");
    let comparing = said.lines().find(|line| line.contains("kaikaku compare")).unwrap_or_else(|| panic!("{said}"));
    assert!(comparing.contains(&kept), "{said}");
    assert!(said.lines().any(|line| line.contains(&kept) && line.contains("plan_original.toml")), "{said}");
    let report = ["report", "--year", "R4", "--edition", "review", "--format", "html"];
    let said = run(&report);
    assert!(said.lines().any(|line| line.contains(&kept) && line.contains("plan_original.toml")), "{said}");
    fs::copy(input.join(&kept), input.join("plan_original.toml")).expect("copied");
    assert!(!run(&report).contains(&kept));
}

/// Settings that an editor has saved under another name or in another place are told, with what to do, and are no form.
#[test]
fn settings_that_are_not_read_are_told() {
    let (_folder, input, output) = workspace();
    let read = fs::read(input.join("令和3年度/office.toml")).expect("the settings");
    for (place, told) in [
        // In a year that has its office.toml a second one is not to be called so.
        ("令和3年度/office.toml.txt", "office.toml に書き写してください"),
        ("令和2年度/office.toml.txt", "office.toml に書き写してください"),
        ("令和2年度/審議会/office.toml", "office.toml に書き写してください"),
        ("令和2年度/office.toml.bak", "控えなら、入力フォルダーの外に"),
        ("office.toml", "「令和3年度」など、その年度のフォルダーのすぐ下"),
        ("office.toml のコピー", "「令和3年度」など、その年度のフォルダーのすぐ下"),
        ("plan.toml.txt", "plan.toml に書き写してください"),
        ("plan (1).toml", "plan.toml に書き写してください"),
        ("令和3年度/plan のコピー.toml.txt", "office.toml に書き加えてください"),
        ("令和3年度/意見番号_令和2年度.toml", "office.toml に書き加えてください"),
        // From here on the year has none.
        ("令和3年度/office.toml.txt", "「ファイルの種類」を「すべてのファイル」"),
        ("令和3年度/審議会/office.toml", "この年度のフォルダーのすぐ下に置いてください"),
        ("令和3年度/office (1).toml", "名前を「office.toml」にし"),
    ] {
        if told.starts_with("「ファイル") {
            fs::remove_file(input.join("令和3年度/office.toml")).expect("removed");
        }
        fs::write(input.join(place), &read).expect("written");
        // Of a year before the one that is reported its own check tells, too.
        let of_check = if place.starts_with("令和2年度") { "R2" } else { "R3" };
        for command in [&["check", "--year", of_check][..], &["report", "--year", "R3", "--format", "data"]] {
            let run = program::run(command, &input, &output);
            let said = program::printed(&run);
            let of_place = format!("］{place}　");
            let line = said.lines().find(|line| line.contains(&of_place)).unwrap_or_else(|| panic!("{place}: {said}"));
            assert!(line.starts_with("［確認］") && line.contains(told), "{line}");
        }
        fs::remove_file(input.join(place)).expect("removed");
    }
}

/// A plan that an editor saved under another name is no reason to begin a new one.
#[test]
fn a_plan_of_another_name_is_found_where_there_is_none() {
    let (_folder, input, output) = workspace();
    for name in ["plan.toml.txt", "plan (1).toml", "plan のコピー.toml"] {
        fs::rename(input.join("plan.toml"), input.join(name)).expect("renamed");
        let run = program::run(&["check"], &input, &output);
        let said = stderr(&run);
        assert!(said.contains(name) && said.contains("名前を「plan.toml」に変えてください"), "{said}");
        assert_eq!(said.contains("メモ帳"), name.ends_with(".txt"), "{said}");
        fs::rename(input.join(name), input.join("plan.toml")).expect("renamed");
    }
}

/// A year's folder is made anew as a whole: papers of an earlier run that are not made again are named.
#[test]
fn papers_that_are_not_made_again_are_named() {
    let (_folder, input, output) = workspace();
    let run = |more: &[&str]| {
        let arguments = [&["report", "--year", "R2", "--edition", "public"], more].concat();
        let run = program::run(&arguments, &input, &output);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        program::printed(&run)
    };
    assert!(!run(&["--format", "xlsx,data"]).contains("なくなりました"));
    assert!(output.join("令和2年度/データ").exists());
    let said = run(&["--format", "data"]);
    let line = said.lines().find(|line| line.contains("なくなりました")).expect("a line");
    assert!(line.contains("進捗状況.xlsx") && line.contains("--format") && !line.contains("データ"), "{line}");
    let said = run(&["--format", "xlsx"]);
    let line = said.lines().find(|line| line.contains("なくなりました")).expect("a line");
    assert!(line.contains("データ") && !line.contains("進捗状況.xlsx") && !line.contains(".csv"), "{line}");
    assert!(!run(&["--format", "xlsx"]).contains("なくなりました"));
}

#[test]
fn files_of_others_in_the_output_are_moved_and_told() {
    let (_folder, input, output) = workspace();
    let arguments = ["report", "--year", "R3", "--format", "data", "--edition", "public"];
    assert_eq!(program::run(&arguments, &input, &output).status.code(), Some(0));
    fs::write(output.join("令和3年度/会議メモ.txt"), "memo").expect("written");
    let run = program::run(&arguments, &input, &output);
    assert!(stderr(&run).contains("会議メモ.txt"), "{}", stderr(&run));
    assert_eq!(fs::read_to_string(output.join("取り置き/令和3年度/会議メモ.txt")).expect("kept"), "memo");
    let again = program::run(&arguments, &input, &output);
    assert!(!stderr(&again).contains("取り置き"), "{}", stderr(&again));
}

#[test]
fn a_department_that_windows_cannot_hold_gets_its_files_all_the_same() {
    let (_folder, input, output) = workspace();
    let plan = fs::read_to_string(input.join("plan.toml")).expect("the plan");
    let changed = plan.replace("行政監理室", "行政:監理室");
    fs::write(input.join("plan.toml"), changed).expect("written");
    let run = program::run(&["forms", "--year", "R4", "--department", "総務部行政:監理室"], &input, &output);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(stderr(&run).contains("Windows のファイル名に使えません"), "{}", stderr(&run));
    let made = tree(&output);
    assert!(made.keys().any(|path| path.contains("行政：監理室")), "{:?}", made.keys());
}

/// The name of a form's file holds 57 characters of the department's, and no more.
#[test]
fn a_department_of_too_long_a_name_is_sent_back_in_the_plan() {
    let (_folder, input, output) = workspace();
    let plan = fs::read_to_string(input.join("plan.toml")).expect("the plan");
    let with = |length: usize| {
        let name = "監".repeat(length - "総務部".chars().count());
        fs::write(input.join("plan.toml"), plan.replace("行政監理室", &name)).expect("written");
        let department = format!("総務部{name}");
        program::run(&["forms", "--year", "R4", "--department", &department], &input, &output)
    };
    let run = with(57);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let run = with(58);
    assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
    // It is told once, and nobody who names the department is told that it is none.
    assert!(!stderr(&run).contains("一覧にありません"), "{}", stderr(&run));
    assert!(stderr(&run).contains("部署の名が長すぎます") && stderr(&run).contains("57字まで"), "{}", stderr(&run));
}

#[test]
fn what_check_finds_is_its_output() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = program::run(&["check", "--year", "R3"], &sample_input(), folder.path());
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(said.contains("提出状況") && said.contains("要修正"), "{said}");
    assert_eq!(stderr(&run), "");
}

#[test]
fn what_check_finds_is_shown_even_when_it_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("令和3年度"), "a file where a folder should be").expect("written");
    let run = program::run(&["check", "--year", "R3"], &sample_input(), folder.path());
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stdout).contains("提出状況"));
    assert!(stderr(&run).contains("書き込めません"), "{}", stderr(&run));
    let quiet = program::run(&["check", "--year", "R3", "--quiet"], &sample_input(), folder.path());
    assert!(stderr(&quiet).contains("書き込めません"), "{}", stderr(&quiet));
}

/// Only whoever sets a page knows that no font has a character: 〓 is printed, and not without a word.
#[test]
fn a_character_that_cannot_be_printed_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    let plan = crate::intake::plan();
    let action = crate::intake::led_by(&plan, &crate::intake::unit())[0];
    // What nobody sees is told, too: papers for the office quote the text with that.
    for (text, is_named) in [("外字の\u{E000}を\u{200B}使った。", true), ("髙橋の𠮷野家", false)] {
        let mut entries = kaikaku::contract::entries::Entries::new();
        entries.set_row(action, kaikaku::contract::Field::Result, text);
        let year = input.join("令和2年度");
        fs::create_dir_all(&year).expect("folders");
        fs::copy(sample_input().join("plan.toml"), input.join("plan.toml")).expect("a copy");
        fs::write(year.join("提出.xlsx"), crate::intake::form(&plan, &entries)).expect("a form");
        let run = program::run(&["report", "--year", "R2", "--edition", "all", "--format", "pdf"], &input, &output);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), stderr(&run));
        let named: Vec<&str> =
            said.lines().filter(|line| line.contains("どのフォントにもない文字（U+E000）")).collect();
        assert_eq!(named.len(), usize::from(is_named), "{said}");
        assert!(named.iter().all(|line| line.contains("提出.xlsx!")), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_on_standard_output_is_told() {
    use std::process::{Command, Stdio};
    for arguments in [&["man"][..], &["--help"], &["completions", "bash"]] {
        let full = fs::File::options().write(true).open("/dev/full").expect("a full device");
        let program = assert_cmd::cargo::cargo_bin("kaikaku");
        let run = Command::new(program).args(arguments).stdout(Stdio::from(full)).output().expect("it runs");
        assert_eq!(run.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&run).contains("標準出力に書き込めません（空き容量がありません）"), "{}", stderr(&run));
    }
    let reader = Command::new("sh")
        .args(["-c", "\"$0\" man | head -c 1 >/dev/null", &assert_cmd::cargo::cargo_bin("kaikaku").to_string_lossy()])
        .output()
        .expect("it runs");
    assert_eq!(stderr(&reader), "", "a closed pipe is no error");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_is_not_waited_for() {
    use std::time::Duration;
    let (_folder, input, output) = workspace();
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo");
        assert!(made.success());
    };
    pipe(&input.join("令和3年度/様式.xlsx"));
    let run = |arguments: &[&str]| {
        Command::cargo_bin("kaikaku")
            .expect("the program")
            .args(arguments)
            .arg("--input")
            .arg(&input)
            .arg("--output")
            .arg(&output)
            .timeout(Duration::from_secs(60))
            .output()
            .expect("it ends")
    };
    let check = run(&["check", "--year", "R3"]);
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert_eq!(check.status.code(), Some(1), "{}", stderr(&check));
    assert!(said.contains("様式.xlsx") && said.contains("普通のファイルではない"), "{said}");
    let pipe_elsewhere = output.join("pipe");
    pipe(&pipe_elsewhere);
    for arguments in [["plan", "import"], ["plan", "--font"]] {
        let given = run(&[&arguments[..], &[&*pipe_elsewhere.to_string_lossy()]].concat());
        assert_eq!(given.status.code(), Some(2), "{arguments:?}: {}", stderr(&given));
        assert!(stderr(&given).contains("普通のファイルではありません"), "{}", stderr(&given));
    }
    fs::remove_file(input.join("plan.toml")).expect("removed");
    pipe(&input.join("plan.toml"));
    assert_eq!(run(&["report"]).status.code(), Some(2));
}

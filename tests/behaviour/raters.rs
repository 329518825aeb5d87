//! What others than the departments say of a year: a council that rates by letters, from the blank form to every output.

use std::fs;
use std::path::{Path, PathBuf};

use crate::filled::{self, Chosen, python};
use crate::judge::assert_publishable;
use crate::other_plans::{Run, texts_of_workbook};
use crate::program;

const YEAR: (&str, &str) = ("R4", "令和4年度");

/// The blank rating form of a body.
fn blank(run: &Run, bodies: &str, name: &str) -> PathBuf {
    run.say(&["forms", "--year", YEAR.0, bodies]);
    run.output.join(format!("様式/{name}評価票_令和4年度.xlsx"))
}

/// The counts of an item as papers print them: A 5名、B 2名.
fn counted(chosen: &Chosen, item: &str) -> String {
    let counts = chosen[item].iter().map(|(letter, count)| format!("{letter}\u{a0}{count}名"));
    counts.collect::<Vec<_>>().join("、")
}

/// Papers say the same of the same data: those made from the published data are byte for byte those of the year.
fn assert_made_again_from_data(run: &Run) {
    let formats = ["--edition", "digest,public", "--format", "pdf,html,data"];
    run.say(&[&["report", "--year", YEAR.0], &formats[..]].concat());
    let data = run.output.join(YEAR.1).join("データ/data.json").to_string_lossy().into_owned();
    run.say(&[&["report", "--from", &data], &formats[..]].concat());
    let again = run.output.join(format!("{}（公表データから）", YEAR.1));
    let mut names = Vec::new();
    for entry in walkdir::WalkDir::new(&again).into_iter().map(|entry| entry.expect("an entry")) {
        let name = entry.path().strip_prefix(&again).expect("below").to_owned();
        if entry.file_type().is_file() && !name.to_string_lossy().starts_with('.') {
            let same = fs::read(entry.path()).expect("a file") == run.file(&format!("{}/{}", YEAR.1, name.display()));
            assert!(same, "{}", name.display());
            names.push(name);
        }
    }
    assert!(names.iter().any(|name| name.ends_with("ratings.csv")), "{names:?}");
}

#[test]
fn a_council_rates_by_letters() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let form = blank(&run, "--council", "外部評価委員会");
    let chosen = filled::rate(&form, &run.input.join(YEAR.1), 7, Some("市民に周知してほしい。"));
    run.year(YEAR.0, YEAR.1, "2023-04-20");
    let page = String::from_utf8(run.file("令和4年度/公表版.html")).expect("text");
    let data = fs::read_to_string(run.output.join("令和4年度/データ/ratings.csv")).expect("the ratings");
    let letters = ["A", "B", "C", "D"];
    for (item, of) in &chosen {
        assert!(page.contains(&counted(&chosen, item)), "{item}: {of:?}");
        let traced = run.traced(&[&format!("取組項目{item}の評価"), "--year", YEAR.0]);
        let each: Vec<String> =
            letters.iter().map(|letter| format!("{letter} {}", of.get(*letter).unwrap_or(&0))).collect();
        let all: u32 = of.values().sum();
        assert!(traced.contains(&format!("{}（{all}人）", each.join("、"))), "{traced}");
        for (order, letter) in (1..).zip(letters) {
            let row = format!(",2022,I{:03},{order},{letter},", item.parse::<u32>().expect("a number"));
            let row = data.lines().find(|line| line.contains(&row)).expect("a row");
            assert!(row.ends_with(&format!(",{}", of.get(letter).unwrap_or(&0))), "{row}");
        }
    }
    for absent in ["の平均（小数", "点満点", "評点"] {
        assert!(!page.contains(absent), "{absent}");
    }
    let digest = String::from_utf8(run.file("令和4年度/概要版.html")).expect("text");
    let all = |letter: &str| chosen.values().filter_map(|of| of.get(letter)).sum::<u32>();
    let sum = letters.iter().filter(|letter| all(letter) > 0).map(|letter| format!("{letter}\u{a0}{}件", all(letter)));
    assert!(digest.contains(&format!("評価の数は、{}である", sum.collect::<Vec<_>>().join("、"))), "{digest}");
    let book = texts_of_workbook(&run.output.join("令和4年度/進捗状況.xlsx"));
    assert!(book.contains("外部評価委員会の評価 A（名）") && !book.contains("外部評価委員会の評価の平均"));
    let proof = texts_of_workbook(&run.output.join("令和4年度/庁内限り/検算書.xlsx"));
    assert!(proof.contains("評価の数") && !proof.contains("評点の平均"));
    for paper in ["公表版.pdf", "概要版.pdf", "外部評価委員会資料.pdf"] {
        assert_publishable(&run.file(&format!("令和4年度/{paper}")));
    }
    assert_made_again_from_data(&run);
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    let plan = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    assert!(plan.contains("letters = [\"A\", \"B\", \"C\", \"D\"]"), "{plan}");
}

/// A letter in a cell that the plan's scale does not have goes back; the other ratings count.
#[test]
fn a_letter_that_is_no_choice_is_found() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let form = blank(&run, "--council", "外部評価委員会");
    let plan = run.input.join("plan.toml");
    let text = fs::read_to_string(&plan).expect("the plan");
    let chosen = filled::rate(&form, &run.input.join(YEAR.1), 3, None);
    // The plan is changed after the forms went out.
    fs::write(&plan, text.replace("\"A\", \"B\", \"C\", \"D\"", "\"A\", \"B\", \"C\", \"E\"")).expect("writes");
    let gone: u32 = chosen.values().filter_map(|of| of.get("D")).sum();
    assert!(gone > 0, "{chosen:?}");
    let said = checked(&run);
    let found = said.matches("評価は、選択肢の中から1つを記入してください。").count();
    assert_eq!(found, gone as usize, "{said}");
    assert!(said.contains("A、B、C、E"), "{said}");
    // Names of members may be in the names of files: a form is called by its content, in the plan's word for the council.
    assert!(
        said.contains("令和4年度/外部評価委員会/外部評価委員会評価票-") && !said.contains("審議会評価票-"),
        "{said}"
    );
}

/// The forms of the bodies that grade, each filled once.
fn graded(run: &Run) -> [Chosen; 2] {
    ["経営会議", "外部評価委員会作業部会"].map(|body| {
        let form = blank(run, "--graders", body);
        filled::rate(&form, &run.input.join(YEAR.1), 1, Some(&format!("{body}の見るところ")))
    })
}

/// A body's grades stand beside the departments' wherever the plan shows them, and nowhere else.
#[test]
fn further_bodies_grade_beside_the_departments() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let [meeting, group] = graded(&run);
    let sums = run.year(YEAR.0, YEAR.1, "2023-04-20");
    assert_eq!((meeting.len(), group.len()), (4, 3), "{meeting:?} {group:?}");
    let public = String::from_utf8(run.file("令和4年度/公表版.html")).expect("text");
    let council = String::from_utf8(run.file("令和4年度/外部評価委員会資料.html")).expect("text");
    let office = String::from_utf8(run.file("令和4年度/庁内資料.html")).expect("text");
    let data = fs::read_to_string(run.output.join("令和4年度/データ/further_grades.csv")).expect("the grades");
    // Added up here from what was typed: items of both, and those on which they agree.
    let given: Vec<(&str, &str)> =
        meeting.iter().map(|(item, of)| (item.as_str(), of.keys().next().expect("a grade").as_str())).collect();
    let same = given.iter().filter(|(item, grade)| sums.by_row[*item] == *grade).count();
    let said = format!("経営会議は、実践項目5件のうち4件を評価した。部署の区分と同じものは{same}件、");
    for page in [&public, &council, &office] {
        assert!(page.contains(&said), "{said}");
        for (item, grade) in &given {
            assert!(page.contains(&format!("経営会議の見るところ（{item}の1）")) && page.contains(grade), "{item}");
        }
    }
    // What is for the council is in none of the public outputs.
    for page in [&council, &office] {
        assert!(page.contains("外部評価委員会作業部会は、取組項目3件のうち3件を評価した。"));
        assert!(page.contains("外部評価委員会作業部会の見るところ（1の1）"));
    }
    for text in [&public, &data, &String::from_utf8(run.file("令和4年度/概要版.html")).expect("text")] {
        assert!(!text.contains("作業部会"), "a body whose grades are not public");
    }
    let book = texts_of_workbook(&run.output.join("令和4年度/進捗状況.xlsx"));
    assert!(book.contains("経営会議の評価") && !book.contains("作業部会"));
    let book = texts_of_workbook(&run.output.join("令和4年度/進捗状況（庁内）.xlsx"));
    assert!(book.contains("外部評価委員会作業部会の評価"));
    for (item, grade) in &given {
        let (mark, name) = grade.split_once(' ').expect("mark and name");
        let id = item.split_once('-').map(|(no, action)| format!("I{no:0>3}-{action:0>2}")).expect("an id");
        let row = data.lines().find(|line| line.contains(&id)).expect("a row");
        assert!(row.contains(&format!(",{name},{mark},1,")) && row.contains("経営会議の見るところ"), "{row}");
        let traced = run.traced(&[&format!("{item}の経営会議の評価"), "--year", YEAR.0]);
        assert!(traced.contains(grade) && traced.contains("経営会議評価票_令和4年度_1.xlsx"), "{traced}");
    }
    let proof = texts_of_workbook(&run.output.join("令和4年度/庁内限り/検算書.xlsx"));
    assert!(!proof.contains("一致しない"), "{proof}");
    for paper in ["公表版.pdf", "外部評価委員会資料.pdf", "庁内資料.pdf"] {
        assert_publishable(&run.file(&format!("令和4年度/{paper}")));
    }
    let formats = ["--edition", "digest,public", "--format", "pdf,html,data"];
    run.say(&[&["report", "--year", YEAR.0], &formats[..]].concat());
    let data = run.output.join("令和4年度/データ/data.json").to_string_lossy().into_owned();
    run.say(&[&["report", "--from", &data], &formats[..]].concat());
    for name in ["公表版.pdf", "公表版.html", "データ/further_grades.csv", "データ/data.json"] {
        let again = run.file(&format!("令和4年度（公表データから）/{name}"));
        assert!(again == run.file(&format!("令和4年度/{name}")), "{name}");
    }
}

/// What `check` says of the year's folder.
fn checked(run: &Run) -> String {
    program::printed(&run.run(&["check", "--year", YEAR.0]))
}

/// `check` says which body has given nothing, what it has left out, where two of its forms contradict each other, and whose form is
/// none of the plan's.
#[test]
fn what_a_body_owes_and_where_it_contradicts_itself_is_found() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let form = blank(&run, "--graders", "経営会議");
    let folder = run.input.join(YEAR.1);
    filled::rate(&form, &folder, 1, None);
    let said = checked(&run);
    assert!(said.contains("外部評価委員会作業部会の評価票がまだありません。"), "{said}");
    assert!(said.contains("経営会議が評価していない実践項目が1件あります。"), "{said}");
    // A second form with other grades.
    filled::rate(&form, &folder, 2, None);
    let said = checked(&run);
    assert!(said.contains("経営会議の2つの評価票で、実践項目") && said.contains("どちらも取り込みません。"), "{said}");
    // The body has another name by now.
    let plan = run.input.join("plan.toml");
    let text = fs::read_to_string(&plan).expect("the plan");
    fs::write(&plan, text.replace("name = \"経営会議\"\nof", "name = \"推進会議\"\nof")).expect("writes");
    let said = checked(&run);
    assert!(said.contains("計画で区分を付ける組織ではないため、この評価票は取り込みません。"), "{said}");
    assert!(said.contains("推進会議の評価票がまだありません。"), "{said}");
}

/// Types a grade into the first row of a form.
fn put(from: &Path, to: &Path, grade: &str) {
    filled::script("put.py", &[from, to, Path::new("入力"), Path::new("D9"), Path::new(grade)]);
}

/// A body whose form has something to mend gets it back with the wrong cell marked, and a letter; mended, it counts.
#[test]
fn a_bodys_form_goes_back_with_what_is_to_mend() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let form = blank(&run, "--graders", "経営会議");
    let folder = run.input.join(YEAR.1);
    let chosen = filled::rate(&form, &folder, 1, Some("評価の理由"));
    let handed_in = folder.join("経営会議評価票_令和4年度_1.xlsx");
    put(&handed_in, &handed_in, "まあまあ");
    let said = checked(&run);
    assert!(said.contains("評価は、選択肢の中から1つを記入してください。"), "{said}");
    let letter = String::from_utf8(run.file("令和4年度/確認/差戻し文/経営会議.txt")).expect("text");
    assert!(letter.contains("経営会議　御担当者様") && letter.contains("次の1点について修正が必要"), "{letter}");
    assert!(letter.contains("シート「入力」のセルD9：評価は、選択肢の中から1つ"), "{letter}");
    let returned = run.output.join("令和4年度/確認/差戻し/差戻し_経営会議評価票_令和4年度.xlsx");
    let texts = texts_of_workbook(&returned);
    assert!(texts.contains("差戻し事項（経営会議　令和4年度）") && texts.contains("まあまあ"), "{texts}");
    assert!(texts.contains("評価の理由"), "what was right is there, too: {texts}");
    // The same file once more needs no answer of its own.
    let twice = folder.join("経営会議_控え.xlsx");
    fs::copy(&handed_in, &twice).expect("copied");
    checked(&run);
    let letters = || {
        let folder = run.output.join("令和4年度/確認/差戻し文");
        fs::read_dir(folder).map_or(0, |files| files.filter(|file| file.is_ok()).count())
    };
    assert_eq!(letters(), 1);
    fs::remove_file(&twice).expect("removed");
    // What the office leaves out does not go back.
    let office = folder.join("office.toml");
    fs::write(&office, "[[exclude]]\nfile = \"経営会議評価票_令和4年度_1.xlsx\"\nreason = \"取下げのため\"\n")
        .expect("writes");
    checked(&run);
    assert_eq!(letters(), 0);
    fs::remove_file(&office).expect("removed");
    checked(&run);
    assert_eq!(letters(), 1);
    // Mended in the returned form and handed in again.
    let first = chosen.keys().next().expect("an item").clone();
    fs::remove_file(&handed_in).expect("removed");
    let again = folder.join("経営会議_修正.xlsx");
    put(&returned, &again, "○ 計画どおり");
    let said = checked(&run);
    assert!(!said.contains("評価は、選択肢の中から"), "{said}");
    assert!(!run.output.join("令和4年度/確認/差戻し文").exists());
    let traced = run.traced(&[&format!("{first}の経営会議の評価"), "--year", YEAR.0]);
    assert!(traced.contains("経営会議_修正.xlsx"), "{traced}");
}

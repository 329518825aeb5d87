//! A town whose plan states stages by quarters and whose departments report by quarters, from forms to the next year's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::filled::{self, Sums, python};
use crate::judge::assert_publishable;
use crate::other_plans::{Run, text_difference, texts_of_workbook};
use crate::program;

pub(crate) fn file_of(folder: &Path, name: &str) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let found = entries.map(|entry| entry.expect("an entry").path()).find(|path| path.to_string_lossy().contains(name));
    found.unwrap_or_else(|| panic!("{name} in {}", folder.display()))
}

/// Forms of a quarter, filled, checked and reported; the public page and what was typed.
fn quarter(run: &Run, year: (&str, &str), name: &str, day: &str) -> (String, Sums) {
    let (short, long) = year;
    run.say(&["forms", "--year", short, "--period", name]);
    let forms = run.output.join(format!("様式/{long}_{name}"));
    let form = texts_of_workbook(&file_of(&forms, "住民課"));
    if short == "R7" {
        assert!(form.contains("第1～2四半期　検討\n第3四半期　準備\n第4四半期　準備・実施"), "{form}");
    }
    let sums = filled::fill(&forms, &run.input.join(long), day, &run.input.join("plan.toml"), short);
    let said = run.say(&["check", "--year", short]);
    assert!(!said.contains("書きかけ"), "{said}");
    assert!(said.contains(&format!("{name}の提出状況")) && !said.contains("計画と異なります"), "{said}");
    run.say(&["report", "--year", short, "--edition", "all", "--format", "pdf,xlsx,html,data"]);
    (String::from_utf8(run.file(&format!("{long}/公表版.html"))).expect("text"), sums)
}

/// The cells of what was planned, or done (`row` 1), in the first schedule of a page: what they say and how many columns each spans.
pub(crate) fn bars(page: &str, row: usize) -> Vec<(String, u32)> {
    let table = page.split("class=\"schedule").nth(1).expect("a schedule").split("</table>").next().expect("its end");
    let row = table.split("<tbody").nth(1).expect("rows").split("</tr>").nth(row).expect("a row");
    let cells = row.split("<td").skip(1).map(|cell| {
        let attributes = cell.split('>').next().unwrap_or_default();
        let span = attributes.split("colspan=\"").nth(1).and_then(|span| span.split('"').next()?.parse().ok());
        let mut text = String::new();
        let mut inside = true;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(c),
                _ => {}
            }
        }
        (text.trim().to_owned(), span.unwrap_or(1))
    });
    cells.collect()
}

#[test]
fn a_plan_by_quarters_goes_from_its_forms_to_the_next_year() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("dale");
    let year = ("R7", "令和7年度");
    let (page, sums) = quarter(&run, year, "第2四半期", "2025-10-10");
    let of = |text: &str, span| (text.to_owned(), span);
    let expected = [of("検討", 2), of("準備", 1), of("準備・実施", 1), of("実施→ 継続", 1), of("継続", 1)];
    assert_eq!(bars(&page, 0), expected);
    // What has not begun is not asked for, and nothing stands in its columns.
    let [first, second] = &sums.stages["1-1"][..] else { panic!("two quarters: {:?}", sums.stages) };
    assert_eq!(bars(&page, 1), [of(first, 1), of(second, 1), of("", 1), of("", 1), of("", 1), of("", 1)]);
    assert!(page.contains("第2四半期末現在") && page.contains("令和7年度の計画と実績は、四半期ごとに示す"));
    // The form of a later quarter has what was reported for those before it.
    run.say(&["forms", "--year", "R7", "--period", "第3四半期"]);
    let third = texts_of_workbook(&file_of(&run.output.join("様式/令和7年度_第3四半期"), "住民課"));
    assert!(third.contains(first.as_str()) && third.matches(second.as_str()).count() > 0, "{third}");
    let (last, sums) = quarter(&run, year, "第4四半期", "2026-04-10");
    let [first, second, third, fourth] = &sums.stages["1-1"][..] else { panic!("quarters: {:?}", sums.stages) };
    assert!(first != second && second == third && third != fourth, "{:?}", sums.stages);
    assert_eq!(bars(&last, 1), [of(first, 1), of(second, 2), of(fourth, 1), of("", 1), of("", 1)]);
    assert!(!last.contains("第2四半期末現在"));
    for paper in ["公表版.pdf", "審議会資料.pdf", "概要版.pdf"] {
        assert_publishable(&run.file(&format!("令和7年度/{paper}")));
    }
    let book = texts_of_workbook(&run.output.join("令和7年度/進捗状況.xlsx"));
    assert!(book.contains("第1～2四半期　検討、第3四半期　準備、第4四半期　準備・実施"), "{book}");
    let reached = format!("第1四半期　{first}、第2～3四半期　{second}、第4四半期　{fourth}");
    assert!(book.contains(&reached), "{reached}: {book}");
    let traced = run.traced(&["1-1の第4四半期の実績（工程）", "--year", "R7"]);
    assert!(traced.contains(fourth.as_str()) && !traced.contains(&format!("　{first}\n")), "{traced}");
    // The data say the stages of the year, and those of each quarter.
    let data: serde_json::Value = serde_json::from_slice(&run.file("令和7年度/データ/data.json")).expect("JSON");
    let rows = |table: &str| data[table].as_array().expect("rows").clone();
    let of_item = |row: &serde_json::Value| row["action_id"] == "I001-01" && row["fiscal_year"] == 2025;
    let parts: Vec<_> = rows("planned_stages").into_iter().filter(of_item).collect();
    let parts: Vec<_> = parts.iter().map(|row| (row["part"].as_str(), row["stage"].as_str())).collect();
    let named = |part: &'static str, stage: &'static str| (Some(part), Some(stage));
    assert_eq!(
        parts,
        [
            named("第1四半期", "検討"),
            named("第2四半期", "検討"),
            named("第3四半期", "準備"),
            named("第4四半期", "準備"),
            named("第4四半期", "実施"),
        ]
    );
    let done: Vec<_> = rows("actual_stages").into_iter().filter(of_item).collect();
    let done: Vec<_> = done.iter().map(|row| (row["part"].as_str(), row["stage"].as_str())).collect();
    let typed = sums.stages["1-1"].iter().zip(["第1四半期", "第2四半期", "第3四半期", "第4四半期"]);
    let typed: Vec<_> =
        typed.flat_map(|(stages, part)| stages.split('・').map(move |stage| (Some(part), Some(stage)))).collect();
    assert_eq!(done, typed);
    let whole = rows("stages").into_iter().filter(|row| of_item(row) && row["kind"] == "計画");
    let whole: Vec<String> = whole.map(|row| row["stage"].as_str().expect("a stage").to_owned()).collect();
    assert_eq!(whole, ["検討", "準備", "実施"]);
    assert_same_from_data(&run, "令和7年度", &last);
    // 計画書 has a row a quarter, and the plan goes through the master as it is.
    run.say(&["plan"]);
    assert_publishable(&run.file("計画書.pdf"));
    let before = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    let after = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    let plan = |text: &str| kaikaku::plan::read("plan.toml", text).expect("a plan").0;
    assert!(plan(&before) == plan(&after) && after.contains(r#"R7 = ["", "", "準備", "試行"]"#), "{after}");
    // The next year asks by its own quarters.
    quarter(&run, ("R8", "令和8年度"), "第1四半期", "2026-07-10");
    let form = texts_of_workbook(&file_of(&run.output.join("様式/令和8年度_第1四半期"), "住民課"));
    assert!(form.contains("第1～2四半期　実施\n第3～4四半期　継続") && form.contains("第1四半期　見直し"), "{form}");
}

/// What is wrong in a part of the year comes back marked in its own cell with the others kept, and what is blank is asked about.
#[test]
fn a_part_that_is_wrong_or_blank_is_asked_about_under_its_name() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("dale");
    run.say(&["forms", "--year", "R7", "--period", "第2四半期"]);
    let (forms, handed_in) = (run.output.join("様式/令和7年度_第2四半期"), run.input.join("令和7年度"));
    let sums = filled::fill(&forms, &handed_in, "2025-10-10", &run.input.join("plan.toml"), "R7");
    let form = file_of(&handed_in, "住民課");
    let check = || {
        let done = run.run(&["check", "--year", "R7"]);
        (done.status.code(), program::printed(&done))
    };
    assert_eq!(check().0, Some(0));
    filled::script("slip.py", &[&form, Path::new("actual_stage_1"), Path::new("すごく進んだ")]);
    let (code, said) = check();
    assert!(code == Some(1) && said.contains("「すごく進んだ」という工程はありません"), "{said}");
    let returned = texts_of_workbook(&file_of(&run.output.join("令和7年度/確認/差戻し"), "住民課"));
    for text in ["第1四半期の実績（工程）", "すごく進んだ", &sums.stages["1-1"][1]] {
        assert!(returned.contains(text), "{text}: {returned}");
    }
    filled::script("slip.py", &[&form, Path::new("actual_stage_1"), Path::new("")]);
    let (_, said) = check();
    assert!(said.contains("書きかけ") && said.contains("第1四半期の実績（工程）が空欄"), "{said}");
}

/// The published data give the same page again.
pub(crate) fn assert_same_from_data(run: &Run, year: &str, page: &str) {
    let again = tempfile::tempdir().expect("a folder");
    let data = run.output.join(format!("{year}/データ/data.json"));
    let words = ["report", "--edition", "public", "--format", "html", "--from", &data.to_string_lossy()];
    program::succeeded(&program::run(&words, &run.input, again.path()));
    let made = fs::read_to_string(again.path().join(format!("{year}（公表データから）/公表版.html"))).expect("a page");
    let body = |page: &str| page.split("<footer").next().unwrap_or_default().to_owned();
    assert!(body(&made) == body(page), "{}", text_difference(&body(&made), &body(page)));
}

/// Parts that are not the plan's are findings that say what to write; equal parts are the year.
#[test]
fn parts_that_are_not_the_plans_are_told_with_what_to_write() {
    let text = include_str!("../workspaces/dale/plan.toml");
    let said = |text: &str| -> String {
        let findings = kaikaku::plan::read("plan.toml", text).expect_err("findings");
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let by_year = said(&text.replace("schedule_by = \"四半期\"\n", ""));
    assert!(by_year.contains("schedule_by = \"四半期\" を書き足してください"), "{by_year}");
    let by_half = said(&text.replace("\"四半期\"\n", "\"半期\"\n"));
    assert!(by_half.contains("上半期、下半期の2つ"), "{by_half}");
    let by_month = said(&text.replace("schedule_by = \"四半期\"", "schedule_by = \"月\""));
    assert!(by_month.contains("年度・半期・四半期"), "{by_month}");
    let unknown = said(&text.replace("\"見直し\", \"\"", "\"見直\", \"\""));
    assert!(unknown.contains("決められていない工程"), "{unknown}");
    // Quarters that are all equal are the year.
    let equal = text.replace("R7-R9 = \"実施\"", "R7-R9 = [\"実施\", \"実施\", \"実施\", \"実施\"]");
    let plan = |text: &str| kaikaku::plan::read("plan.toml", text).expect("a plan").0;
    assert!(plan(text) == plan(&equal));
}

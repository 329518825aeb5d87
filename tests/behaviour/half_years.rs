//! A wide-area union that begins its plan by `kaikaku new`, plans by half-years and reports at the end of each: from the empty
//! master to the next year's forms and the comparison of two versions.

use std::fs;

use serde_json::json;

use crate::filled::{self, Sums, python};
use crate::judge::{assert_publishable, pdftotext};
use crate::other_plans::{Run, texts_of_workbook};
use crate::quarters::{assert_same_from_data, bars, file_of};

/// What is typed into the sheets of the new master.
fn typed() -> serde_json::Value {
    let heads = ["番号", "実践項目", "主担当", "印刷する番号", "R7 上半期 工程", "R7 下半期 工程", "R8 上半期 工程"];
    json!({
        "基本情報": [
            ["項目", "内容"],
            ["作成の時期", "令和7年3月"],
            ["とりまとめる部署", "事務局/総務部/企画課"],
            ["言葉：とりまとめる部署の呼び名", "企画課"],
            ["言葉：実践項目", "事業"],
        ],
        "階層": [
            ["段階", "番号", "名", "上の番号"],
            ["基本方針", "1", "安全な水の供給", ""],
            ["重点施策", "1-1", "水質の確保", "1"],
        ],
        "部": [["部", "略称"], ["事務局", "事"], ["浄水局", "浄"]],
        "部署": [["部署（部/課）"], ["事務局/総務部/企画課"], ["事務局/総務部/財政課"], ["浄水局/水質部/検査課"]],
        "取組項目": [
            ["No.", "取組項目", "担当部署", "属する番号", "取組内容", "印刷する番号"],
            ["1", "水質検査の充実", "浄水局/水質部/検査課", "1-1", "検査の項目を増やす。", "ア"],
            ["2", "使用料の見直し", "事務局/総務部/財政課", "1-1", "原価に基づき見直す。", "イ"],
        ],
        "実践項目": [
            heads,
            ["1-1", "検査項目の追加", "浄水局/水質部/検査課", "ア-1", "検討", "実施", "継続"],
            ["2-1", "使用料の改定", "事務局/総務部/財政課", "イ-1", "検討", "検討", "準備"],
        ],
    })
}

/// Forms of a half, filled, checked and reported; the public page and what was typed.
fn half(run: &Run, (short, long): (&str, &str), name: &str, day: &str) -> (String, Sums) {
    run.say(&["forms", "--year", short, "--period", name]);
    let forms = run.output.join(format!("様式/{long}_{name}"));
    let sums = filled::fill(&forms, &run.input.join(long), day, &run.input.join("plan.toml"), short);
    let said = run.say(&["check", "--year", short]);
    assert!(said.contains(&format!("{name}の提出状況")), "{said}");
    run.say(&["report", "--year", short, "--edition", "all", "--format", "pdf,xlsx,html,data"]);
    for paper in ["公表版.pdf", "審議会資料.pdf", "概要版.pdf"] {
        assert_publishable(&run.file(&format!("{long}/{paper}")));
    }
    (String::from_utf8(run.file(&format!("{long}/公表版.html"))).expect("text"), sums)
}

#[test]
fn a_plan_by_half_years_goes_from_the_empty_master_to_the_comparison() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::empty();
    let named = ["new", "--title", "水系経営計画", "--city", "水系広域連合", "--first-year", "R7", "--years", "3"];
    run.say(&[&named[..], &["--shape", "行革プラン", "--schedule-by", "半期", "--periods", "半期"]].concat());
    let (master, tables) = (run.input.join("計画原本.xlsx"), run.output.with_file_name("tables.json"));
    let texts = texts_of_workbook(&master);
    for said in ["R7 上半期 工程", "R9 下半期 工程", "半期", "下半期末"] {
        assert!(texts.contains(said), "{said}");
    }
    fs::write(&tables, typed().to_string()).expect("written");
    filled::script("type_in.py", &[&master, &tables]);
    run.say(&["plan", "import"]);
    let plan = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    assert!(plan.contains("schedule_by = \"半期\"") && plan.contains("R7 = [\"検討\", \"実施\"]"), "{plan}");
    assert!(plan.contains("name = \"事務局総務部企画課\"") && !plan.contains("行政改革"), "{plan}");
    run.say(&["plan"]);
    assert_publishable(&run.file("計画書.pdf"));
    let year = ("R7", "令和7年度");
    let (page, sums) = half(&run, year, "上半期", "2025-10-10");
    let form = texts_of_workbook(&file_of(&run.output.join("様式/令和7年度_上半期"), "検査課"));
    assert!(form.contains("上半期　検討\n下半期　実施"), "{form}");
    let of = |text: &str, span| (text.to_owned(), span);
    assert_eq!(bars(&page, 0), [of("検討", 1), of("実施", 1), of("継続", 1), of("", 1)]);
    // The form asks for the stages of each half that has begun, under the name of that half.
    assert!(form.contains("上半期\nの実績\n（工程）") && form.contains("下半期\nの実績\n（工程）"), "{form}");
    let [first] = &sums.stages["1-1"][..] else { panic!("one half: {:?}", sums.stages) };
    assert_eq!(bars(&page, 1), [of(first, 1), of("", 1), of("", 1), of("", 1)]);
    assert!(page.contains("上半期末現在") && page.contains("令和7年度の計画と実績は、半期ごとに示す"));
    // A bureau that is called by one of the program's words keeps its name, and the word is the plan's elsewhere.
    assert!(page.contains(">事務局<"), "the bureau");
    let sums = texts_of_workbook(&run.output.join("令和7年度/庁内限り/検算書.xlsx"));
    assert!(sums.contains("基本方針別・重点施策別の件数") && !sums.contains("テーマ"), "the second path");
    let (last, sums) = half(&run, year, "下半期", "2026-04-10");
    assert!(!last.contains("上半期末現在"));
    assert_reached(&run, &last, &sums.stages["1-1"]);
    half(&run, ("R8", "令和8年度"), "上半期", "2026-10-10");
    // What is changed of a half stands apart from the years.
    let (old, new) = (run.output.with_file_name("old.toml"), run.input.join("plan.toml"));
    fs::copy(&new, &old).expect("copies");
    let changed = plan.replace("R8 = [\"継続\", \"\"]", "R8 = [\"実施\", \"継続\"], R9 = \"継続\"");
    assert_ne!(changed, plan, "{plan}");
    fs::write(&new, changed).expect("writes");
    run.say(&["compare", &old.to_string_lossy(), &new.to_string_lossy()]);
    assert_publishable(&run.file("新旧対照表.pdf"));
    let compared = texts_of_workbook(&run.output.join("新旧対照表.xlsx"));
    assert!(compared.contains("下半期"), "{compared}");
}

/// What was typed of both halves stands in page, PDF, workbook and data, and is read back from these.
fn assert_reached(run: &Run, page: &str, typed: &[String]) {
    let [first, second] = typed else { panic!("two halves: {typed:?}") };
    assert_ne!(first, second);
    let of = |text: &str| (text.to_owned(), 1);
    assert_eq!(bars(page, 1), [of(first), of(second), of(""), of("")]);
    if let Some(text) = pdftotext(&run.file("令和7年度/公表版.pdf"), &["-raw"]) {
        let text: String = text.split_whitespace().collect();
        assert!(text.contains(&format!("実績{first}{second}")), "{text}");
    }
    let book = texts_of_workbook(&run.output.join("令和7年度/進捗状況.xlsx"));
    assert!(book.contains(&format!("上半期　{first}、下半期　{second}")), "{book}");
    let data: serde_json::Value = serde_json::from_slice(&run.file("令和7年度/データ/data.json")).expect("JSON");
    let rows = data["actual_stages"].as_array().expect("rows").iter().filter(|row| row["action_id"] == "I001-01");
    let rows: Vec<_> = rows.map(|row| (row["part"].as_str(), row["stage"].as_str())).collect();
    let halves = [("上半期", first), ("下半期", second)];
    let typed = halves.into_iter().flat_map(|(part, stages)| stages.split('・').map(move |stage| (part, stage)));
    assert_eq!(rows, typed.map(|(part, stage)| (Some(part), Some(stage))).collect::<Vec<_>>());
    assert_same_from_data(run, "令和7年度", page);
}

#[test]
fn whoever_names_periods_that_no_plan_can_have_is_told() {
    let run = Run::empty();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kaikaku"));
    command.args(["new", "--title", "計画", "--city", "市", "--first-year", "R7", "--years", "3", "--shape", "白紙"]);
    command.args(["--periods", "第2四半期、第1四半期、年度末"]);
    let output = command.arg("--input").arg(&run.input).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("年度の早いものから順に並んでいません"), "{said}");
    assert!(!run.input.join("計画原本.xlsx").exists());
}

//! A workspace with costs through two years: forms filled in by openpyxl, papers, workbook, data and the way back from them.

use std::fs;
use std::path::Path;

use kaikaku::vocabulary::{Yen, grouped};

use crate::filled::{Sums, python};
use crate::judge::assert_publishable;
use crate::other_plans::{Run, text_difference, texts_of_workbook};
use crate::program;

fn data(run: &Run, year: &str) -> serde_json::Value {
    let text = fs::read_to_string(run.output.join(year).join("データ/data.json")).expect("the data");
    serde_json::from_str(&text).expect("JSON")
}

/// The costs of a year as they are published: those that were typed, source by source, and what the staff cost.
fn assert_costs(run: &Run, year: &str, sums: &Sums) {
    let data = data(run, year);
    let rows = data["costs"].as_array().expect("costs").iter();
    let rows: Vec<_> = rows.filter(|row| row["fiscal_year"] == data["fiscal_year"]).collect();
    let of = |item: &str| rows.iter().filter(|row| row["item"] == item).collect::<Vec<_>>();
    let yen = |item: &str| of(item).iter().filter_map(|row| row["cost_yen"].as_i64()).sum::<i64>();
    let names = ["国庫支出金", "県支出金", "地方債", "その他", "一般財源"];
    for (key, typed) in &sums.costs {
        let name = match key.strip_prefix("cost_source_") {
            Some(number) => names[number.parse::<usize>().expect("a number") - 1],
            None => "事業費",
        };
        assert_eq!(yen(name), *typed, "{name}");
    }
    assert_eq!(names.iter().map(|name| yen(name)).sum::<i64>(), sums.costs["cost"]);
    assert_eq!(yen("人件費"), sums.staff_cost);
    let staff: f64 = of("人工").iter().filter_map(|row| row["staff_years"].as_str()?.parse::<f64>().ok()).sum();
    assert_eq!((staff * 10.0).round() as i64, sums.staff_tenths);
    for (id, typed) in &sums.cost_by_row {
        let (initiative, action) = id.split_once('-').expect("a number");
        let id = format!("I{:0>3}-{:0>2}", initiative, action);
        let row = of("事業費").into_iter().find(|row| row["action_id"] == id.as_str()).expect("its cost");
        assert_eq!(row["cost_yen"].as_i64(), Some(*typed), "{id}");
    }
}

/// 千円 below which is cut off, as the plan prints.
fn printed(yen: i64) -> String {
    grouped(Yen(yen).0 / 1000)
}

#[test]
fn a_plan_with_costs_goes_through_two_years() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("valley");
    let first = run.year("R6", "令和6年度", "2025-04-20");
    assert_eq!(
        (first.rows, first.cost_by_row.len()),
        (6, 5),
        "a partner and an item that is listed again give no costs"
    );
    assert_costs(&run, "令和6年度", &first);
    let second = run.year("R7", "令和7年度", "2026-04-20");
    assert_costs(&run, "令和7年度", &second);
    // The last year's report on the whole period says what each initiative has cost over the years.
    let third = run.year("R8", "令和8年度", "2027-04-20");
    let whole_period = String::from_utf8(run.file("令和8年度/総括.html")).expect("text");
    let all: i64 = [&first, &second, &third].iter().map(|sums| sums.costs["cost"] + sums.staff_cost).sum();
    assert!(whole_period.contains("総事業費の累計") && whole_period.matches(&printed(all)).count() >= 3, "{all}");
    assert_publishable(&run.file("令和8年度/総括.pdf"));
    run.say(&["plan"]);
    for paper in ["計画書.pdf", "令和7年度/公表版.pdf", "令和7年度/審議会資料.pdf"] {
        assert_publishable(&run.file(paper));
    }
    let page = String::from_utf8(run.file("令和7年度/公表版.html")).expect("text");
    let whole = second.costs["cost"] + second.staff_cost;
    let both = first.costs["cost"] + second.costs["cost"];
    for figure in [printed(second.costs["cost"]), printed(second.staff_cost), printed(whole), printed(both)] {
        assert!(page.contains(&figure), "{figure}");
    }
    assert!(page.contains("事業費の状況") && page.contains("うち国庫支出金") && page.contains("基本方針別の事業費"));
    assert!(page.contains("部別の事業費") && !page.contains("テーマ別の事業費"), "the plan has no themes");
    let digest = String::from_utf8(run.file("令和7年度/概要版.html")).expect("text");
    assert!(digest.contains("総事業費（令和7年度）") && digest.contains(&printed(whole)), "{digest}");
    let traced = run.traced(&["事業費の累計", "--year", "R7"]);
    assert!(traced.contains(&format!("{}千円", printed(both))) && traced.contains("令和6年度/"), "{traced}");
    let traced = run.traced(&["2-1の一般財源", "--year", "R7"]);
    assert!(traced.contains("2-1 一般財源") && !traced.contains("財源の種別"), "{traced}");
    let traced = run.traced(&["人件費", "--year", "R7"]);
    assert!(traced.contains(&format!("{}千円", printed(second.staff_cost))), "{traced}");
    let proof = texts_of_workbook(&run.output.join("令和7年度/庁内限り/検算書.xlsx"));
    assert!(proof.contains("費用（円）及び人工") && proof.contains(&second.staff_cost.to_string()), "{proof}");
    // What each initiative came to has a row, under the number that the report prints.
    let plan = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    for initiative in &kaikaku::plan::read("plan.toml", &plan).expect("a plan").0.initiatives {
        assert!(proof.contains(&format!("取組項目{}の実績（総事業費、円）", initiative.printed)), "{proof}");
    }
    crate::xlsx::assert_recalculated("進捗状況", run.file("令和7年度/進捗状況.xlsx"), 40);
    let book = texts_of_workbook(&run.output.join("令和7年度/進捗状況.xlsx"));
    assert!(book.contains("CostsByYear") && book.contains("*7612345,0)"), "formulas at the year's price");
    // Last year's figures stand in the forms beside the cells to fill in.
    let form = fs::read_dir(run.output.join("様式/令和7年度_年度末")).expect("forms");
    let form = form.map(|entry| entry.expect("an entry").path()).find(|path| path.to_string_lossy().contains("情報課"));
    let form = texts_of_workbook(&form.expect("a form"));
    assert!(form.contains("前年度の事業費") && form.contains("事業費 ") && form.contains("SUM("), "{form}");
    assert_same_from_data(&run);
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    run.say(&["report", "--year", "R7", "--edition", "public", "--format", "data"]);
    assert_costs(&run, "令和7年度", &second);
}

/// The published data give the same papers again, as JSON and as CSV.
fn assert_same_from_data(run: &Run) {
    let page = String::from_utf8(run.file("令和7年度/公表版.html")).expect("text");
    let body = |page: &str| page.split("<footer").next().unwrap_or_default().to_owned();
    for from in ["データ/data.json", "データ"] {
        let again = tempfile::tempdir().expect("a folder");
        let data = run.output.join("令和7年度").join(from);
        let words = ["report", "--edition", "public", "--format", "html,data", "--from", &data.to_string_lossy()];
        program::succeeded(&program::run(&words, &run.input, again.path()));
        let made = |name: &str| -> Vec<u8> {
            let files = walkdir::WalkDir::new(again.path()).into_iter().filter_map(Result::ok);
            let file = files.map(|entry| entry.into_path()).find(|path| path.ends_with(Path::new(name)));
            fs::read(file.unwrap_or_else(|| panic!("{name}"))).expect("reads")
        };
        let html = body(&String::from_utf8(made("公表版.html")).expect("text"));
        assert!(html == body(&page), "{}", text_difference(&html, &body(&page)));
        for file in ["データ/data.json", "データ/costs.csv", "データ/planned_costs.csv", "データ/data.schema.json"]
        {
            assert!(made(file) == run.file(&format!("令和7年度/{file}")), "{from}: {file}");
        }
    }
}

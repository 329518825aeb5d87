//! The way of README.ja.md from the empty folder to the first report, done by following it to the letter.

use std::fs;
use std::path::Path;
use std::process::Command;

use kaikaku::contract::FormField;
use kaikaku::finding::Finding;
use kaikaku::merge::office;
use kaikaku::plan;
use kaikaku::report::comparison::Reasons;

use crate::filled::{self, python};
use crate::judge::assert_publishable;

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.ja.md")).expect("the guide").replace("\r\n", "\n")
}

/// The lines of the code blocks of a section, those of an info string.
fn blocks(text: &str, info: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(of) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            if of == info {
                blocks.push(block.join("\n"));
            }
        }
    }
    blocks
}

/// The tables that follow a line 「…」のシート, by sheet, with their heads.
fn tables(text: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut tables: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    for line in text.lines() {
        if let Some((sheet, _)) = line.strip_prefix('「').and_then(|rest| rest.split_once("」のシート")) {
            tables.push((sheet.to_owned(), Vec::new()));
        } else if let Some((_, table)) =
            tables.last_mut().filter(|_| line.starts_with('|') && !line.starts_with("| ---"))
        {
            let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().replace("<br>", "\n"));
            table.push(cells.collect());
        }
    }
    tables
}

/// Runs the commands of a block in a folder, word by word.
fn run(block: &str, folder: &Path) -> String {
    let mut said = String::new();
    for line in block.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words.first(), Some(&"kaikaku"), "{line}");
        let output = Command::new(env!("CARGO_BIN_EXE_kaikaku"))
            .args(&words[1..])
            .current_dir(folder)
            .output()
            .expect("the program runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{line}\n{text}");
        said.push_str(&text);
    }
    said
}

#[test]
fn the_guides_way_from_the_empty_folder_leads_to_the_first_report() {
    if !python("openpyxl") {
        return;
    }
    let readme = readme();
    let start = readme.find("## はじめての計画\n").expect("the section");
    let section = &readme[start..start + readme[start..].find("\n---\n").expect("its end")];
    let blocks = blocks(section, "");
    let [new, import, report] = blocks.as_slice() else { panic!("three blocks of commands: {blocks:?}") };
    let folder = tempfile::tempdir().expect("an empty folder");
    let folder = folder.path();
    run(new, folder);
    let tables = tables(section);
    assert_eq!(tables.len(), 7);
    let typed: serde_json::Map<_, _> =
        tables.into_iter().map(|(sheet, rows)| (sheet, serde_json::json!(rows))).collect();
    fs::write(folder.join("tables.json"), serde_json::Value::Object(typed).to_string()).expect("written");
    filled::script("type_in.py", &[&folder.join("input/計画原本.xlsx"), &folder.join("tables.json")]);
    let said = run(import, folder);
    assert!(said.contains("取組項目3件、実践項目3件"), "{said}");
    assert_publishable(&fs::read(folder.join("output/計画書.pdf")).expect("the plan on paper"));
    let (forms, handed_in) = (folder.join("output/様式/令和8年度_年度末"), folder.join("input/令和8年度"));
    let sums = filled::fill(&forms, &handed_in, "2027-04-20", &folder.join("input/plan.toml"), "R8");
    assert_eq!(sums.rows, 3);
    run(report, folder);
    assert_publishable(&fs::read(folder.join("output/令和8年度/公表版.pdf")).expect("the public edition"));
    // Masters belong beside the folders of the years, whatever they are called; a form does not.
    let input = folder.join("input");
    for name in ["計画原本(2).xlsx", "改めたもの.xlsx"] {
        fs::copy(input.join("計画原本.xlsx"), input.join(name)).expect("copies");
    }
    let form = fs::read_dir(&handed_in).expect("forms").next().expect("a form").expect("an entry").path();
    fs::copy(form, input.join("迷子.xlsx")).expect("copies");
    let mut check = Command::new(env!("CARGO_BIN_EXE_kaikaku"));
    let said = check.args(["check", "--year", "R8"]).current_dir(folder).output().expect("the program runs");
    let said = [said.stdout, said.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(said.contains("迷子.xlsx"), "{said}");
    assert!(!said.contains("計画原本") && !said.contains("改めたもの"), "{said}");
}

#[test]
fn without_a_plan_every_command_says_how_one_begins() {
    let folder = tempfile::tempdir().expect("an empty folder");
    let said = |words: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_kaikaku")).args(words).current_dir(folder.path()).output().expect("runs");
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let all: [&[&str]; 7] = [
        &["report"],
        &["plan"],
        &["plan", "export"],
        &["plan", "import"],
        &["forms", "--year", "R8"],
        &["check"],
        &["trace", "1-1"],
    ];
    for words in all {
        assert!(said(words).contains("kaikaku new"), "{words:?}: {}", said(words));
    }
    // Nobody can be asked here: the options are named.
    assert!(said(&["new"]).contains("--title"), "{}", said(&["new"]));
    let new = ["new", "--title", "計画", "--city", "市", "--first-year", "R8", "--years", "1", "--shape", "白紙"];
    let made = Command::new(env!("CARGO_BIN_EXE_kaikaku")).args(new).current_dir(folder.path()).output().expect("runs");
    assert_eq!(made.status.code(), Some(0));
    for words in all.iter().filter(|words| **words != ["plan", "import"]) {
        assert!(said(words).contains("計画原本.xlsx に計画を書き込んで"), "{words:?}: {}", said(words));
    }
    // Read as it is, it says by sheet and cell what is yet to be typed in; its examples are no plan.
    let import = said(&["plan", "import"]);
    assert!(import.contains("計画原本.xlsx!基本情報!B6"), "{import}");
    assert!(!folder.path().join("input/plan.toml").exists());
}

#[test]
fn every_toml_block_of_the_guide_can_be_used() {
    let sample = include_str!("../../input/plan.toml");
    let plan = plan::read("plan.toml", sample).expect("the sample plan").0;
    let (shapes, blocks): (Vec<String>, Vec<String>) =
        blocks(&readme(), "toml").into_iter().partition(|block| block.contains("[[level]]"));
    let (forms, others): (Vec<String>, Vec<String>) = blocks.into_iter().partition(|block| block.contains("[[form]]"));
    assert!(!shapes.is_empty() && forms.len() >= 3 && others.len() >= 2);
    let all = |findings: Vec<Finding>| findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for block in shapes {
        // In place of what the harbour city has there.
        let mut city = include_str!("../workspaces/harbour/plan.toml").to_owned();
        for (from, to) in [("[[level]]", "[[narrative.before]]"), ("[grades]", "[words]"), ("[council]", "[office]")] {
            let (start, end) = (city.find(from).expect("a section"), city.find(to).expect("the next"));
            city.replace_range(start..end, "");
        }
        if let Err(findings) = plan::read("plan.toml", &format!("{city}\n{block}")) {
            panic!("{}\n{block}", all(findings));
        }
    }
    // A town that plans no effects may have any unit and any kinds of them.
    let town = include_str!("../workspaces/town/plan.toml").replace("[money]\neffects = []\n", "");
    let (money, others): (Vec<String>, Vec<String>) = others.into_iter().partition(|block| block.contains("[money]"));
    let (costs, others): (Vec<String>, Vec<String>) = others.into_iter().partition(|block| block.contains("[costs]"));
    assert!(money.len() >= 2 && !costs.is_empty());
    for block in money.into_iter().chain(costs) {
        if let Err(findings) = plan::read("plan.toml", &format!("{town}\n{block}")) {
            panic!("{}\n{block}", all(findings));
        }
    }
    let (reasons, others): (Vec<String>, Vec<String>) =
        others.into_iter().partition(|block| block.contains("[[reason]]"));
    assert!(!reasons.is_empty() && others.len() >= 2);
    for block in reasons {
        if let Err(findings) = Reasons::read("理由.toml", &block) {
            panic!("{}\n{block}", all(findings));
        }
    }
    for block in others {
        if let Err(findings) = office::read("office.toml", &block, &plan) {
            panic!("{}\n{block}", all(findings));
        }
    }
    for block in forms {
        match plan::read("plan.toml", &format!("{sample}\n{block}")) {
            Ok((plan, findings)) => {
                assert_eq!(plan.settings.foreign_forms.len(), block.matches("[[form]]").count(), "{block}");
                assert!(findings.is_empty(), "{}\n{block}", all(findings));
            }
            Err(findings) => panic!("{}\n{block}", all(findings)),
        }
    }
}

/// The guide lists every field that a mapping can name, by its Japanese and its English name.
#[test]
fn every_field_of_a_mapping_is_in_the_guide() {
    let guide = readme();
    for field in FormField::of_department() {
        let key = format!("`{}`", field.key());
        let names_it = |line: &str| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            cells.windows(2).any(|pair| pair[1] == key && FormField::named(pair[0]) == Some(field))
        };
        assert!(guide.lines().any(names_it), "{} is not listed", field.key());
    }
}

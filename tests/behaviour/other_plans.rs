//! Plans of other shapes than the sample's, from forms to reports: an invented city with letters for grades and no SDGs, and a
//! town without bureaus, of ten years, with words alone for grades. Totals are compared with sums made apart from the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::filled::{self, Sums, python};
use crate::judge::assert_publishable;
use crate::program;

/// A workspace of tests/workspaces in a folder of its own.
pub(crate) struct Run {
    _folder: tempfile::TempDir,
    pub(crate) input: PathBuf,
    pub(crate) output: PathBuf,
}

impl Run {
    /// With no plan yet.
    pub(crate) fn empty() -> Run {
        let folder = tempfile::tempdir().expect("a folder");
        let (input, output) = (folder.path().join("input"), folder.path().join("output"));
        fs::create_dir(&input).expect("a folder");
        Run { _folder: folder, input, output }
    }

    /// With the plan of that name.
    pub(crate) fn new(name: &str) -> Run {
        let run = Run::empty();
        let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces").join(name).join("plan.toml");
        fs::copy(plan, run.input.join("plan.toml")).expect("the plan");
        run
    }

    /// Runs a command that must end well; what it says.
    pub(crate) fn say(&self, words: &[&str]) -> String {
        program::succeeded(&self.run(words))
    }

    /// Runs a command, however it ends.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        program::run(words, &self.input, &self.output)
    }

    /// A year from its forms to all its papers.
    pub(crate) fn year(&self, short: &str, long: &str, day: &str) -> Sums {
        self.say(&["forms", "--year", short]);
        let forms = self.output.join(format!("様式/{long}_年度末"));
        let sums = filled::fill(&forms, &self.input.join(long), day, &self.input.join("plan.toml"), short);
        self.say(&["check", "--year", short]);
        self.say(&["report", "--year", short, "--edition", "all", "--format", "pdf,xlsx,html,data"]);
        sums
    }

    /// What `trace` prints.
    pub(crate) fn traced(&self, words: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kaikaku"));
        command.arg("trace").args(words).arg("--input").arg(&self.input);
        let output = command.output().expect("runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn records(&self, long: &str) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.output.join(long).join("データ/data.json")).expect("the data");
        let data: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let of_year = |action: &&serde_json::Value| action["fiscal_year"] == data["fiscal_year"];
        data["actions"].as_array().expect("action items").iter().filter(of_year).cloned().collect()
    }

    /// The effects of a year by kind and term as they are published: those that were typed, column by column.
    fn assert_effects(&self, long: &str, sums: &Sums) {
        let text = fs::read_to_string(self.output.join(long).join("データ/data.json")).expect("the data");
        let data: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let plan = fs::read_to_string(self.input.join("plan.toml")).expect("the plan");
        let plan = kaikaku::plan::read("plan.toml", &plan).expect("a plan").0;
        let rows = data["effects"].as_array().expect("effects").iter();
        let rows: Vec<_> = rows.filter(|row| row["fiscal_year"] == data["fiscal_year"]).collect();
        for (key, typed) in &sums.effects {
            let (kind, term) =
                kaikaku::contract::Field::from_key(key).and_then(|field| field.effect()).expect("a kind");
            let is_of = |row: &&&serde_json::Value| {
                row["kind"] == plan.settings.effects.name(kind) && row["term"] == term.label()
            };
            let sum: i64 = rows.iter().filter(is_of).filter_map(|row| row["effect_yen"].as_i64()).sum();
            assert_eq!(sum, *typed, "{key}");
        }
    }

    /// The bytes of an output.
    pub(crate) fn file(&self, path: &str) -> Vec<u8> {
        fs::read(self.output.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// The records' counts and effects are those that were typed.
fn assert_sums(records: &[serde_json::Value], sums: &Sums) {
    let mut grades = std::collections::BTreeMap::new();
    for record in records {
        let name = record["grade"].as_str().expect("a grade");
        let label = record["grade_mark"].as_str().map_or(name.to_owned(), |mark| format!("{mark} {name}"));
        *grades.entry(label).or_insert(0) += 1;
    }
    assert_eq!(grades, sums.grades);
    let sum = |key: &str| records.iter().filter_map(|record| record[key].as_i64()).sum::<i64>();
    assert_eq!(sum("effect_yen"), sums.effects.values().sum::<i64>());
}

/// The total stands in the page in 百万円 with one decimal, rounded half away from zero once, from the exact sum.
fn assert_printed_in_millions(page: &str, sums: &Sums) {
    let total: i64 = sums.effects.values().sum();
    let tenths = (total.abs() * 2 + 100_000) / 200_000 * total.signum();
    let sign = if tenths < 0 { "▲" } else { "" };
    let whole = kaikaku::vocabulary::grouped(tenths.abs() / 10);
    let printed = format!("{sign}{whole}.{}百万円", tenths.abs() % 10);
    assert!(page.contains(&printed), "{printed} of {total}");
}

#[test]
fn a_city_of_letters_without_goals_goes_through_two_years() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("harbour");
    let sums = run.year("R7", "令和7年度", "2026-05-01");
    assert_eq!(sums.rows, 17);
    assert_sums(&run.records("令和7年度"), &sums);
    let again = run.year("R8", "令和8年度", "2027-05-01");
    assert_sums(&run.records("令和8年度"), &again);
    run.assert_effects("令和8年度", &again);
    run.say(&["plan"]);
    for paper in ["計画書.pdf", "令和8年度/公表版.pdf", "令和8年度/懇談会資料.pdf"] {
        assert_publishable(&run.file(paper));
    }
    let page = String::from_utf8(run.file("令和8年度/公表版.html")).expect("text");
    assert!(page.contains("構想、実行、定着、区切りの4種類"), "the plan's own stages");
    for absent in ["SDGs", "見直しの年度", "千円", "効果額の種別", "検討、準備"] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(again.effects.contains_key("effect_1_once"), "a kind of the plan's own: {:?}", again.effects);
    assert_printed_in_millions(&page, &again);
    for entry in fs::read_dir(run.output.join("令和8年度")).expect("papers") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|kind| kind == "xlsx") && !path.to_string_lossy().contains("統合記録") {
            let texts = texts_of_workbook(&path);
            assert!(!texts.contains("千円") && !texts.contains("効果額の種別"), "{}", path.display());
        }
    }
    for paper in ["検算書", "想定問答"] {
        let texts = texts_of_workbook(&run.output.join(format!("令和8年度/庁内限り/{paper}.xlsx")));
        assert!(texts.contains("将来負担の軽減") && !texts.contains("効果額の種別"), "{paper}");
    }
    // What a plan without themes and indicators has not is said nowhere; its levels are.
    let proof = texts_of_workbook(&run.output.join("令和8年度/庁内限り/検算書.xlsx"));
    assert!(proof.contains("基本方針別の件数") && !proof.contains("テーマ"), "{proof}");
    for absent in ["評価と指標", "指標の達成"] {
        assert!(!page.contains(absent), "{absent}");
    }
    let book = texts_of_workbook(&run.output.join("令和8年度/進捗状況.xlsx"));
    assert!(book.contains("LevelCounts1") && book.contains("持続できる財政") && book.contains("numberStoredAsText"));
    let traced = run.say(&["trace", "将来負担の軽減（単年度）", "--year", "R8"]);
    // 17 amounts of 35,763,000 yen together.
    assert!(traced.contains("将来負担の軽減・単年度") && traced.contains("35.8百万円"), "{traced}");
    assert!(!traced.contains("効果額の種別"), "{traced}");
    // Whatever the plan asks for by now, a form is read in the unit in which it was filled in.
    let plan = run.input.join("plan.toml");
    let text = fs::read_to_string(&plan).expect("the plan");
    fs::write(&plan, text.replace("entry = \"百万円\"", "entry = \"円\"")).expect("writes");
    run.say(&["report", "--year", "R8", "--edition", "public", "--format", "data"]);
    assert_sums(&run.records("令和8年度"), &again);
    fs::write(&plan, text).expect("writes");
    run.say(&["plan", "export"]);
    let said = run.say(&["plan", "import"]);
    assert!(said.contains("重点項目6件、取組17件"), "{said}");
}

#[test]
fn a_running_plan_is_extended_by_a_year() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("harbour");
    let first = run.year("R7", "令和7年度", "2026-05-01");
    let (plan, before) = (run.input.join("plan.toml"), run.input.join("plan_original.toml"));
    let text = fs::read_to_string(&plan).expect("the plan");
    fs::write(&before, &text).expect("writes");
    let extended = text.replace("last_year = \"R10\"", "last_year = \"R11\"").replace("R8-R10", "R8-R11");
    fs::write(&plan, extended).expect("writes");
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let said = run.say(&["compare", &path(&before), &path(&plan)]);
    // The period, and the new year of each of the seventeen items with its stage and of the six with an effect.
    assert!(said.contains(&format!("違い　　　{}件", 1 + 17 + 6)), "{said}");
    let compared = texts_of_workbook(&run.output.join("新旧対照表.xlsx"));
    assert!(compared.contains("令和11年度") && compared.contains("効果額（百万円）"), "{compared}");
    // What was reported before the extension stays what it was.
    run.say(&["report", "--year", "R7", "--edition", "public", "--format", "data"]);
    assert_sums(&run.records("令和7年度"), &first);
    // The new year is asked for, filled in and reported; as the last it closes the plan.
    let last = run.year("R11", "令和11年度", "2030-05-01");
    assert_eq!(last.rows, 17);
    assert_sums(&run.records("令和11年度"), &last);
    run.assert_effects("令和11年度", &last);
    let page = String::from_utf8(run.file("令和11年度/公表版.html")).expect("text");
    assert_printed_in_millions(&page, &last);
    // Three years have no report: the sum is not said to be that of five.
    let whole_period = String::from_utf8(run.file("令和11年度/総括.html")).expect("text");
    assert!(whole_period.contains("までのうち、報告のあった2年度分の効果額は"), "{whole_period}");
    for paper in ["公表版.pdf", "総括.pdf"] {
        assert_publishable(&run.file(&format!("令和11年度/{paper}")));
    }
}

/// Every text within the parts of a workbook.
pub(crate) fn texts_of_workbook(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).expect("a workbook")).expect("a workbook");
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if name.ends_with(".xml") && !name.contains("theme") && !name.contains("styles") {
            std::io::Read::read_to_string(&mut part, &mut all).expect("text");
        }
    }
    all
}

/// The town of the harbour with words of its own, through a year, its plan and a comparison; everything that is told.
fn told_in(own: &dyn Fn(usize) -> String) -> Vec<(String, String)> {
    let run = Run::new("harbour");
    let plan = run.input.join("plan.toml");
    let mut text = fs::read_to_string(&plan).expect("the plan");
    let (start, end) = (text.find("[words]").expect("its words"), text.find("[council]").expect("its council"));
    text.replace_range(start..end, "");
    // A theme, which the plan by itself has none of.
    text = text.replacen("number = \"1-(1)\"\n", "number = \"1-(1)\"\nthemes = [\"備え\"]\n", 1);
    text.push_str("\n[[theme]]\nshort = \"備え\"\ntitle = \"将来への備え\"\ntext = \"長く備える。\"\n");
    text.push_str("\n[words]\n");
    for (at, (key, ..)) in kaikaku::plan::Words::ALL.iter().enumerate() {
        text.push_str(&format!("{key} = \"{}\"\n", own(at)));
    }
    fs::write(&plan, &text).expect("writes");
    let sums = run.year("R7", "令和7年度", "2026-05-01");
    assert_eq!(sums.rows, 17, "the forms are understood by their own heads");
    assert_sums(&run.records("令和7年度"), &sums);
    let mut told = Vec::new();
    // Without one of the forms, so that somebody owes something.
    let form = walkdir::WalkDir::new(run.input.join("令和7年度")).sort_by_file_name().into_iter();
    let form = form.filter_map(Result::ok).find(|entry| entry.file_type().is_file()).expect("a form");
    let aside = run.input.join("aside");
    fs::rename(form.path(), &aside).expect("moves");
    let check = run.run(&["check", "--year", "R7"]);
    told.push(("check".to_owned(), String::from_utf8_lossy(&check.stdout).into_owned()));
    fs::rename(&aside, form.path()).expect("moves");
    for asked in ["効果額", "1-1", "No.1の効果額", "件数", "未提出"] {
        told.push((format!("trace {asked}"), run.traced(&[asked, "--year", "R7"])));
    }
    told.push(("plan".to_owned(), run.say(&["plan"])));
    told.push(("forms".to_owned(), run.say(&["forms", "--year", "R7", "--council"])));
    // Opinions that nobody answers in the year after.
    let forms = walkdir::WalkDir::new(run.output.join("様式")).into_iter().filter_map(Result::ok);
    let rating = forms.into_iter().find(|entry| entry.file_name().to_string_lossy().ends_with("評価票_令和7年度.xlsx"));
    filled::rate(rating.expect("a form").path(), &run.input.join("令和7年度"), 1, Some("急いでほしい。"));
    run.year("R8", "令和8年度", "2027-04-20");
    let check = String::from_utf8_lossy(&run.run(&["check", "--year", "R8"]).stdout).into_owned();
    assert!(check.contains("（入力：R7-1-(1)-1（"), "an opinion that waits for an answer: {check}");
    told.push(("the check of the year after".to_owned(), check));
    let before = run.input.join("plan_before.toml");
    fs::write(&before, text.replace("last_year = \"R10\"", "last_year = \"R11\"")).expect("writes");
    let path = |path: &Path| path.to_string_lossy().into_owned();
    run.say(&["compare", &path(&before), &path(&plan)]);
    for entry in walkdir::WalkDir::new(&run.output).sort_by_file_name() {
        let entry = entry.expect("an entry");
        let name = entry.path().strip_prefix(&run.output).expect("below").to_string_lossy().replace('\\', "/");
        // The names of the test's own forms are the program's.
        let text = match entry.path().extension().and_then(|kind| kind.to_str()) {
            Some("xlsx") => texts_of_workbook(entry.path()),
            // Heads follow the words; cells that tell kinds of things apart hold the same words for every plan.
            Some("csv") => fs::read_to_string(entry.path()).expect("text").lines().take(1).collect(),
            Some("json") if name.ends_with("csv-metadata.json") => {
                let text = fs::read_to_string(entry.path()).expect("text");
                text.lines().filter(|line| line.contains("\"titles\"") || line.contains("\"dc:title\"")).collect()
            }
            Some("html" | "txt") => fs::read_to_string(entry.path()).expect("text"),
            _ => continue,
        };
        // Results of tests and the record of what was read speak of the program itself.
        if !name.contains("試験結果") && !name.contains("統合記録") {
            told.push((name.clone(), format!("{name}\n{text}")));
        }
    }
    told
}

#[test]
fn a_plan_of_other_words_is_told_in_them_alone() {
    if !python("openpyxl") {
        return;
    }
    // Words that no text of the plan and none of the program has.
    let signs: Vec<char> = "子丑寅卯辰巳午未申酉戌亥角亢氐房心尾箕斗".chars().collect();
    let own = |at: usize| format!("甲乙{}", signs[at]);
    let told = told_in(&own);
    assert!(told.len() >= 20, "{}", told.len());
    let mut found = Vec::new();
    let defaults = kaikaku::plan::Words::ALL.iter().map(|(key, _, default)| (*key, *default));
    for (name, text) in &told {
        // 区分 alone may be a kind of anything; of these it is the grade.
        let grades = ["の区分", "区分なし", "区分を", "区分と"].map(|phrase| ("grade", phrase));
        for (key, default) in defaults.clone().chain([("lead", "副担当")]).chain(grades) {
            // 部 and 課 alone are parts of other words.
            let default = match default {
                "部" => "部別",
                "課" => "担当課",
                other => other,
            };
            if let Some(at) = text.find(default) {
                let around: String = text[..at].chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect();
                let after: String = text[at..].chars().take(20).collect();
                found.push(format!("{key}: {around}{after} in {name}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What a part of a workbook or a page says, without its marks: how wide and high things are follows from the words.
fn without_tags(text: &str) -> String {
    let said = text.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, said)| said);
    // Names of ranges stand in the order of the sheets' names; digests of what a form says are those of its words.
    let is_digest = |said: &str| said.len() == 16 && said.bytes().all(|byte| byte.is_ascii_hexdigit());
    let said = said.filter(|said| !said.contains("!$") && !said.contains("!Print_") && !is_digest(said));
    let said = said.collect::<Vec<_>>().join("\n");
    // Rating forms are called by the hash of what they hold, the words among it.
    let mut pieces = said.split("評価票-");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces
        .fold(first, |all, piece| format!("{all}評価票-{}", piece.trim_start_matches(|c: char| c.is_ascii_hexdigit())))
}

#[test]
fn words_that_mean_something_else_by_themselves_are_said_once() {
    if !python("openpyxl") {
        return;
    }
    let signs: Vec<char> = "子丑寅卯辰巳午未申酉戌亥角亢氐房心尾箕斗".chars().collect();
    let token = |at: usize| format!("甲乙{}", signs[at]);
    // Each word is the program's word for another thing.
    let words = kaikaku::plan::Words::ALL;
    let other = |at: usize| match words[at].0 {
        "theme" => "概況".to_owned(),
        "initiative" => "実践項目".to_owned(),
        "action" => "取組項目".to_owned(),
        "headquarters" => "委員会".to_owned(),
        "committee" => "本部".to_owned(),
        "summary" => "テーマ".to_owned(),
        _ => token(at),
    };
    let (by_tokens, by_words) = (told_in(&token), told_in(&other));
    let put = |text: &str| (0..words.len()).fold(text.to_owned(), |text, at| text.replace(&token(at), &other(at)));
    let mut differing = Vec::new();
    for (name, text) in by_tokens.iter().filter(|(name, _)| name.ends_with(".xlsx") || name.ends_with(".html")) {
        let Some((_, twin)) = by_words.iter().find(|(other, _)| *other == put(name)) else {
            differing.push(format!("{name} has no twin"));
            continue;
        };
        let (said, twin) = (put(&without_tags(text)), without_tags(twin));
        let pair = said.lines().zip(twin.lines()).find(|(one, other)| one != other);
        differing.extend(pair.map(|(one, other)| format!("{name}: {other} should be {one}")));
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn a_town_without_bureaus_goes_through_a_year_of_ten() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("town");
    let sums = run.year("R1", "令和元年度", "2020-04-20");
    assert_eq!(sums.rows, 6);
    assert!(sums.grades.len() >= 3 && sums.grades.contains_key("完了"), "{sums:?}");
    assert_sums(&run.records("令和元年度"), &sums);
    run.say(&["plan"]);
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    for paper in ["計画書.pdf", "令和元年度/公表版.pdf"] {
        assert_publishable(&run.file(paper));
    }
    let sums = texts_of_workbook(&run.output.join("令和元年度/庁内限り/検算書.xlsx"));
    assert!(!sums.contains("部別"), "the second path speaks of no bureaus");
    let page = String::from_utf8(run.file("令和元年度/公表版.html")).expect("text");
    for absent in ["SDGs", "部別", "テーマ別", "【凡例】", "効果", "再掲"] {
        assert!(!page.contains(absent), "{absent}");
    }
    let proof = texts_of_workbook(&run.output.join("令和元年度/庁内限り/検算書.xlsx"));
    assert!(proof.contains("指標及び前年度との比較"), "{proof}");
    for absent in ["部別", "部に属さない", "テーマ", "の件数の計"] {
        assert!(!proof.contains(absent), "{absent}: {proof}");
    }
    // A plan without effects asks for none and says nothing of them, in forms and papers for whomever.
    for folder in ["様式/令和元年度_年度末", "令和元年度", "令和元年度/庁内限り", "令和元年度/確認"]
    {
        for entry in fs::read_dir(run.output.join(folder)).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let texts = match path.extension().and_then(|kind| kind.to_str()) {
                Some("xlsx") => texts_of_workbook(&path),
                Some("html") => fs::read_to_string(&path).expect("text"),
                _ => continue,
            };
            for absent in ["効果額", "歳入増", "歳出減", "千円", "revenue_", "saving_", "事業費", "人工", "財源"]
            {
                let at = texts.find(absent);
                let around = at.map(|at| texts[at..].chars().take(60).collect::<String>());
                assert!(at.is_none(), "{}: {around:?}", path.display());
            }
        }
    }
}

/// The same town, if it reported by quarters: a report before the last one says as of when it speaks, and what comes in later counts.
#[test]
fn a_town_that_reports_by_quarters_says_as_of_when() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("town");
    let plan = run.input.join("plan.toml");
    let text = fs::read_to_string(&plan).expect("the plan").replace("period = \"年度末\"", "period = \"第4四半期\"");
    let quarters: String = (1..=4).map(|at| format!("\n[[period]]\nname = \"第{at}四半期\"\n")).collect();
    fs::write(&plan, format!("{text}{quarters}")).expect("writes");
    let quarter = |name: &str, words: &[&str], day: &str| {
        run.say(&[&["forms", "--year", "R1"], words].concat());
        let forms = run.output.join(format!("様式/令和元年度_{name}"));
        let sums = filled::fill(&forms, &run.input.join("令和元年度"), day, &plan, "R1");
        let said = run.say(&["check", "--year", "R1"]);
        assert!(said.contains(&format!("{name}の提出状況")), "{said}");
        run.say(&["report", "--year", "R1", "--edition", "public", "--format", "pdf,html,data"]);
        assert_sums(&run.records("令和元年度"), &sums);
        String::from_utf8(run.file("令和元年度/公表版.html")).expect("text")
    };
    let second = quarter("第2四半期", &["--period", "第2四半期"], "2019-10-10");
    assert!(second.contains("第2四半期末現在") && second.contains("年度の結果ではない"));
    // A day that is yet to come is none of which names are.
    assert!(second.contains("担当部署名は、令和元年度のものである。") && !second.contains("3月31日時点"));
    // The published data say the same of the period.
    let data = run.output.join("データ.json");
    fs::copy(run.output.join("令和元年度/データ/data.json"), &data).expect("the data");
    let again = run.output.join("公表から");
    let words = ["report", "--from", &data.to_string_lossy(), "--edition", "public", "--format", "html"];
    program::succeeded(&program::run(&words, &run.input, &again));
    let page = fs::read_to_string(again.join("令和元年度（公表データから）/公表版.html")).expect("a page");
    assert!(page.contains("第2四半期末現在"));
    let last = quarter("第4四半期", &[], "2020-04-20");
    assert!(!last.contains("末現在") && !last.contains("年度の結果ではない"));
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    let unknown = run.run(&["forms", "--year", "R1", "--period", "中間"]);
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(unknown.status.code() == Some(2) && said.contains("第1四半期・第2四半期"), "{said}");
}

#[test]
fn what_the_town_has_completed_is_asked_of_nobody_and_goes_on_to_count() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("town");
    let first = run.year("R1", "令和元年度", "2020-04-20");
    let ended: Vec<&String> = first.by_row.iter().filter(|(_, grade)| *grade == "完了").map(|(id, _)| id).collect();
    assert!(!ended.is_empty() && ended.len() < 6, "{first:?}");
    let second = run.year("R2", "令和2年度", "2021-04-20");
    assert_eq!(second.rows, 6 - ended.len(), "no form asks for what has ended");
    // Carried grades and this year's, from what was typed in both years.
    let mut grades = second.by_row.clone();
    grades.extend(ended.iter().map(|id| ((*id).clone(), "完了".to_owned())));
    let records = run.records("令和2年度");
    assert_eq!(records.len(), 6);
    for record in &records {
        let id = format!("{}-{}", record["initiative_no"], record["action_no"]);
        assert_eq!(record["grade"].as_str(), grades.get(&id).map(String::as_str), "{id}");
        let reported = record["reported"].as_bool();
        assert_eq!(reported, Some(!ended.contains(&&id)), "{id}");
        let basis = record["grade_basis"].as_str().expect("a basis");
        // 3-2 has no indicator.
        let expected = if ended.contains(&&id) {
            "完了"
        } else if id == "3-2" {
            "記入"
        } else {
            "計算"
        };
        assert_eq!(basis, expected, "{id}");
        assert_eq!(record["grade_rate"].is_null(), basis != "計算", "{id}");
        assert_eq!(record["ended_fiscal_year"].as_i64(), (basis == "完了").then_some(2019), "{id}");
    }
    let page = String::from_utf8(run.file("令和2年度/公表版.html")).expect("text");
    assert!(page.contains("令和元年度に「完了」となり、以後の報告は求めていない。"));
    assert!(page.contains(&format!("計のうち{}件は、前年度までに完了した", ended.len())));
    assert!(page.contains("区分は、指標の達成率から計算した（"));
    assert!(page.contains("100%以上は「順調」、80%以上は「概ね順調」、80%未満は「遅れ」とする"));
    assert_publishable(&run.file("令和2年度/公表版.pdf"));
    // The data give the same papers again, computed grades and ends included.
    let from = run.output.join("令和2年度/データ/data.json");
    let again = tempfile::tempdir().expect("a folder");
    let words = ["report", "--edition", "public", "--format", "html", "--from", &from.to_string_lossy()];
    program::succeeded(&program::run(&words, &run.input, again.path()));
    let made = walkdir::WalkDir::new(again.path()).into_iter().filter_map(Result::ok);
    let made = made.map(|entry| entry.into_path()).find(|path| path.ends_with("公表版.html")).expect("the paper");
    // The foot names the files beside the page, which are fewer here.
    let body = |page: &str| page.split("<footer").next().unwrap_or_default().to_owned();
    let made = body(&fs::read_to_string(made).expect("reads"));
    assert!(made == body(&page), "{}", text_difference(&made, &body(&page)));
    // What is behind a computed grade, and behind one that was carried on.
    let going_on = second.by_row.iter().find(|(_, grade)| *grade != "完了").expect("an item that goes on").0;
    let traced = run.traced(&[&format!("{going_on}の進捗区分"), "--year", "R2"]);
    assert!(traced.contains("指標から計算") || going_on == "3-2", "{traced}");
    let traced = run.traced(&[&format!("{}の進捗区分", ended[0]), "--year", "R2"]);
    assert!(traced.contains("令和元年度に完了し") && traced.contains("令和元年度/"), "{traced}");
}

/// Where two texts begin to differ.
pub(crate) fn text_difference(a: &str, b: &str) -> String {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(60)).take(200).collect::<String>();
    format!("{}\n---\n{}", around(a), around(b))
}

/// The code of a source file: without its tests and its comments, help texts on the command line included.
fn code(text: &str, is_help: bool) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let lines = code.lines().filter(|line| is_help || !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_body_and_no_city_of_a_plan_stands_in_the_code() {
    let sample = kaikaku::plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan").0;
    let bodies = sample.narrative.organization.bodies.iter().map(|body| body.name.clone());
    let words = [sample.city.clone(), sample.words.office.clone(), sample.words.council.clone()];
    let names: Vec<String> = bodies.chain(words).collect();
    assert!(names.len() >= 7, "{names:?}");
    for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let entry = entry.expect("an entry");
        let path = entry.path().to_string_lossy().into_owned();
        let is_test = ["tests.rs", "fixture.rs"].iter().any(|end| path.ends_with(end));
        if is_test || !path.ends_with(".rs") {
            continue;
        }
        let text = code(&fs::read_to_string(entry.path()).expect("a source file"), path.ends_with("cli.rs"));
        for name in &names {
            assert!(!text.contains(name.as_str()), "{name} in {path}");
        }
    }
}

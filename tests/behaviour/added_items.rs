//! Items that a revision adds to a running plan: years that have been published before it stay as they were published.

use std::fs;
use std::path::Path;

use kaikaku::plan::{ActionItem, Bureau, Department, Goal, Plan, Responsible, Theme, to_toml};
use kaikaku::vocabulary::{ActionId, DepartmentId, FiscalYear, InitiativeNo, ThemeId};

use crate::filled::python;
use crate::judge::assert_publishable;
use crate::other_plans::{Run, text_difference, texts_of_workbook};
use crate::program;

/// The first year of the added items.
const ADDED: FiscalYear = FiscalYear(2023);

/// An item like another, from [`ADDED`] on.
fn added(like: &ActionItem, initiative: InitiativeNo, number: u16) -> ActionItem {
    added_in(ADDED, like, initiative, number)
}

fn added_in(first: FiscalYear, like: &ActionItem, initiative: InitiativeNo, number: u16) -> ActionItem {
    let mut item = ActionItem {
        id: ActionId { initiative, number },
        printed: format!("新{}-{number}", initiative.0),
        name: format!("見直しで加えた事業{}", initiative.0),
        indicators: Vec::new(),
        repeats: None,
        added: Some(first),
        ..like.clone()
    };
    item.schedule.retain(|year, _| *year >= first);
    item.planned_effect.retain(|year, _| *year >= first);
    item.planned_costs.retain(|year, _| *year >= first);
    item
}

/// The plan with an item more in its first initiative, and an initiative more.
fn revised(run: &Run) -> Plan {
    let text = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    let mut plan = kaikaku::plan::read("plan.toml", &text).expect("a plan").0;
    let like = plan.initiatives[0].actions.iter().find(|action| action.repeats.is_none()).expect("an item").clone();
    let mut initiative = plan.initiatives[0].clone();
    plan.initiatives[0].actions.push(added(&like, initiative.no, 90));
    initiative.no = InitiativeNo(90);
    (initiative.printed, initiative.name) = ("新90".to_owned(), "見直しで加えた取組".to_owned());
    initiative.actions = vec![added(&like, initiative.no, 1)];
    plan.initiatives.push(initiative);
    plan
}

fn theme(number: u8, short: &str) -> Theme {
    Theme {
        id: ThemeId(number),
        short: short.to_owned(),
        title: format!("{short}のテーマ"),
        text: format!("{short}に取り組む。"),
    }
}

/// What `trace` says when it has no answer.
fn refused(run: &Run, words: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kaikaku"));
    let said = command.arg("trace").args(words).arg("--input").arg(&run.input).output().expect("runs");
    assert_ne!(said.status.code(), Some(0), "{words:?}");
    String::from_utf8_lossy(&said.stderr).into_owned()
}

fn text(run: &Run, path: &str) -> String {
    String::from_utf8(run.file(path)).expect("text")
}

#[test]
fn years_before_an_item_was_added_stay_as_they_were_published() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    run.year("R4", "令和4年度", "2023-04-20");
    let read = |run: &Run| {
        let papers = ["公表版.html", "概要版.html", "データ/data.json", "データ/actions.csv"];
        let papers = papers.map(|paper| text(run, &format!("令和4年度/{paper}")));
        (papers, texts_of_workbook(&run.output.join("令和4年度/進捗状況.xlsx")))
    };
    let (published, book) = read(&run);
    let plan = revised(&run);
    fs::write(run.input.join("plan.toml"), to_toml(&plan)).expect("writes");
    // plan.toml and the master say it, there and back.
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    let after = fs::read_to_string(run.input.join("plan.toml")).expect("the plan");
    assert!(after.contains("added = \"R5\"") && kaikaku::plan::read("plan.toml", &after).expect("a plan").0 == plan);
    run.say(&["report", "--year", "R4", "--edition", "all", "--format", "pdf,xlsx,html,data"]);
    let (again, book_again) = read(&run);
    for (before, after) in published.iter().zip(&again) {
        assert!(before == after, "{}", text_difference(before, after));
    }
    assert!(book == book_again, "{}", text_difference(&book, &book_again));
    // What is asked about it in that year is told from when on it is there.
    for (asked, name) in [("新1-90の実績", "新1-90"), ("個票新90", "新90"), ("見直しで加えた事業90", "新90-1")]
    {
        let told = refused(&run, &[asked, "--year", "R4"]);
        assert!(told.contains(&format!("{name}」は、令和5年度から計画に加わる")), "{told}");
    }
    let forms = |short: &str, long: &str| {
        run.say(&["forms", "--year", short]);
        let folder = run.output.join(format!("様式/{long}_年度末"));
        let files = fs::read_dir(folder).expect("forms").map(|entry| entry.expect("a form").path());
        let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "xlsx"));
        files.map(|file| texts_of_workbook(&file)).collect::<String>()
    };
    assert!(
        !forms("R4", "令和4年度").contains("見直しで加えた") && forms("R5", "令和5年度").contains("見直しで加えた")
    );
    // The comparison asks for it where it is missing.
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/hill/plan.toml");
    let new = run.output.with_file_name("unsaid.toml");
    fs::write(&new, after.replacen("added = \"R5\"", "", 1).replace(", ,", ",").replace(",  }", " }")).expect("writes");
    let compared = |new: &Path| run.say(&["compare", &old.to_string_lossy(), &new.to_string_lossy()]);
    assert!(compared(&new).contains("加えた実践項目1件（新1-90）に、加わった年度がありません。"));
    assert!(!compared(&run.input.join("plan.toml")).contains("加わった年度がありません"));
    // The year in which they begin says so, and compares only what was there before.
    let sums = run.year("R5", "令和5年度", "2024-04-20");
    assert!(sums.by_row.keys().any(|id| id.starts_with("90-")), "{sums:?}");
    let page = text(&run, "令和5年度/公表版.html");
    assert!(page.contains("／「／」 計画に加わる前") && page.contains("見直しで加えた取組"));
    assert!(
        page.contains("この年度から計画に加わった実践項目が2件ある。"),
        "the count beside last year's is one of more items"
    );
    for paper in ["公表版.pdf", "外部評価委員会資料.pdf", "概要版.pdf"] {
        assert_publishable(&run.file(&format!("令和5年度/{paper}")));
    }
    let council = text(&run, "令和5年度/外部評価委員会資料.html");
    assert!(council.contains("この年度から計画に加わった実践項目が2件ある。"), "{council}");
    let data: serde_json::Value = serde_json::from_slice(&run.file("令和5年度/データ/data.json")).expect("JSON");
    let rows = data["actions"].as_array().expect("rows");
    let of_year = |year: i64| rows.iter().filter(|row| row["fiscal_year"] == year).count();
    assert_eq!(of_year(2023), of_year(2022) + 2);
    // The data give the year again.
    let again = tempfile::tempdir().expect("a folder");
    let from = run.output.join("令和5年度/データ/data.json");
    let words = ["report", "--edition", "public", "--format", "html", "--from", &from.to_string_lossy()];
    program::succeeded(&program::run(&words, &run.input, again.path()));
    // No initiative is new in the year after: the list of that year explains no mark that it does not have.
    run.year("R6", "令和6年度", "2025-04-20");
    assert!(!text(&run, "令和6年度/公表版.html").contains("計画に加わる前"));
    // 総括 marks the years before.
    run.year("R7", "令和7年度", "2026-04-20");
    assert_publishable(&run.file("令和7年度/総括.pdf"));
    let final_paper = text(&run, "令和7年度/総括.html");
    assert!(final_paper.contains("計画に加わる前") && final_paper.contains("新90-1"), "{final_paper}");
    assert!(final_paper.contains("計画に加わった実践項目は、令和5年度に2件である。"), "{final_paper}");
}

#[test]
fn nothing_is_planned_before_an_item_is_added() {
    let run = Run::new("hill");
    let text = to_toml(&revised(&run));
    let read = |text: &str| kaikaku::plan::read("plan.toml", text);
    assert!(read(&text).is_ok());
    let told = |year: &str| {
        let findings = read(&text.replacen("added = \"R5\"", &format!("added = \"{year}\""), 1)).expect_err("findings");
        findings.into_iter().map(|finding| finding.to_string()).collect::<String>()
    };
    assert!(
        told("R6").contains("計画に加わる前の年度に、計画があります") && told("R6").contains("（R5）"),
        "{}",
        told("R6")
    );
    assert!(told("R20").contains("計画の期間の外"), "{}", told("R20"));
    assert!(told("来年").contains("加わった年度の書き方"), "{}", told("来年"));
}

/// Schedule, effect, costs and targets: each is asked about, none for the year in which the item is added.
#[test]
fn whatever_is_planned_before_an_item_is_added_is_named() {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/valley/plan.toml");
    let text = fs::read_to_string(plan).expect("the plan");
    let effect = "effect = { R7-R8 = 1200 }";
    let targets = "indicators = [{ name = \"施設\", unit = \"か所\", direction = \"減少\", targets = { R7-R8 = 9 } }]";
    let text = text.replacen(effect, &format!("{effect}, {targets}, added = \"R8\""), 1);
    let findings = kaikaku::plan::read("plan.toml", &text).expect_err("a finding");
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    let early = "工程（R6）、工程（R7）、効果額（R7）、事業費（R6）、事業費（R7）、目標（R7）";
    assert_eq!(finding.found.as_deref(), Some(early));
}

#[test]
fn another_listing_begins_no_earlier_than_its_original() {
    let mut plan = revised(&Run::new("hill"));
    let original = plan.initiatives[0].actions.last().expect("the added item").clone();
    let mut listing = added(&original, InitiativeNo(90), 2);
    (listing.repeats, listing.added) = (Some(original.id), None);
    plan.initiatives.last_mut().expect("an initiative").actions.push(listing);
    let findings = kaikaku::plan::read("plan.toml", &to_toml(&plan)).expect_err("a finding");
    let told: String = findings.into_iter().map(|finding| finding.to_string()).collect();
    assert!(told.contains("再掲のもとが、この項目より後の年度に加わっています。"), "{told}");
    // An item that was added in the plan's first year was there from the beginning.
    plan.initiatives[0].actions.last_mut().expect("the original").added = Some(plan.first_year);
    let read = kaikaku::plan::read("plan.toml", &to_toml(&plan));
    assert!(read.is_ok(), "{:?}", read.err());
}

/// A group of the plan that a revision adds with its initiatives is no row of noughts in the years before.
#[test]
fn years_before_a_group_was_added_do_not_list_it() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("harbour");
    run.year("R7", "令和7年度", "2026-04-20");
    let read = || {
        let book = texts_of_workbook(&run.output.join("令和7年度/進捗状況.xlsx"));
        [text(&run, "令和7年度/公表版.html"), text(&run, "令和7年度/データ/data.json"), book]
    };
    let published = read();
    let path = run.input.join("plan.toml");
    let mut plan = kaikaku::plan::read("plan.toml", &fs::read_to_string(&path).expect("the plan")).expect("a plan").0;
    let groups = &mut plan.levels.last_mut().expect("a level").groups;
    let mut group = groups[0].clone();
    (group.number, group.name) = ("9".to_owned(), "見直しで加えた方針".to_owned());
    groups.push(group);
    let mut initiative = plan.initiatives[0].clone();
    let like = initiative.actions.iter().find(|action| action.repeats.is_none()).expect("an item").clone();
    initiative.no = InitiativeNo(90);
    (initiative.printed, initiative.name) = ("新90".to_owned(), "見直しで加えた取組".to_owned());
    initiative.group = Some(groups.len() - 1);
    initiative.actions = vec![added_in(FiscalYear(2026), &like, initiative.no, 1)];
    plan.initiatives.push(initiative);
    fs::write(&path, to_toml(&plan)).expect("writes");
    run.say(&["report", "--year", "R7", "--edition", "all", "--format", "pdf,xlsx,html,data"]);
    for (before, after) in published.iter().zip(&read()) {
        assert!(before == after, "{}", text_difference(before, after));
    }
    run.year("R8", "令和8年度", "2027-04-20");
    assert!(text(&run, "令和8年度/公表版.html").contains("見直しで加えた方針"));
}

/// A theme, a bureau and a department of an initiative that a revision adds with an item are in no list of the years before; what the
/// plan listed from the beginning stays.
#[test]
fn years_before_a_theme_or_a_bureau_was_added_do_not_list_it() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let path = run.input.join("plan.toml");
    let mut plan = kaikaku::plan::read("plan.toml", &fs::read_to_string(&path).expect("the plan")).expect("a plan").0;
    plan.themes = vec![theme(1, "窓口"), theme(2, "未着手")];
    plan.initiatives[0].themes = [ThemeId(1)].into();
    fs::write(&path, to_toml(&plan)).expect("writes");
    run.year("R4", "令和4年度", "2023-04-20");
    let read = || {
        let book = texts_of_workbook(&run.output.join("令和4年度/進捗状況.xlsx"));
        [text(&run, "令和4年度/公表版.html"), text(&run, "令和4年度/データ/data.json"), book]
    };
    let published = read();
    assert!(published[0].contains("未着手のテーマ") || published[2].contains("未着手"), "{}", published[0]);
    plan.themes.push(theme(3, "新分野"));
    let unit = DepartmentId::new(Some("新設部"), "新設課");
    plan.bureaus.push(Bureau { name: "新設部".to_owned(), abbreviation: "新".to_owned() });
    plan.departments.push(Department { id: unit.clone(), since: None, until: None });
    let like = plan.initiatives[0].actions.iter().find(|action| action.repeats.is_none()).expect("an item").clone();
    let led = |initiative, number| ActionItem {
        lead: unit.clone(),
        partners: Vec::new(),
        ..added(&like, initiative, number)
    };
    let no = plan.initiatives[0].no;
    plan.initiatives[0].actions.push(led(no, 90));
    plan.initiatives[0].responsible.push(Responsible::Department(unit.clone()));
    let mut initiative = plan.initiatives[0].clone();
    initiative.no = InitiativeNo(90);
    (initiative.printed, initiative.name) = ("新90".to_owned(), "見直しで加えた取組".to_owned());
    (initiative.themes, initiative.actions) = ([ThemeId(3)].into(), vec![led(InitiativeNo(90), 1)]);
    plan.initiatives.push(initiative);
    fs::write(&path, to_toml(&plan)).expect("writes");
    run.say(&["report", "--year", "R4", "--edition", "all", "--format", "pdf,xlsx,html,data"]);
    for (before, after) in published.iter().zip(&read()) {
        assert!(before == after, "{}", text_difference(before, after));
    }
    for asked in ["新分野の件数", "新設部の件数", "新設部新設課の件数"] {
        let told = refused(&run, &[asked, "--year", "R4"]);
        assert!(told.contains("は、令和5年度から計画に加わる"), "{told}");
    }
    run.year("R5", "令和5年度", "2024-04-20");
    let page = text(&run, "令和5年度/公表版.html");
    assert!(page.contains("新分野") && page.contains("(新)→新設部"), "{page}");
}

/// Themes, old and new, and a goal that a revision gives to an initiative that the plan has from the beginning: with the year in which they
/// join, the years before stay as they were published.
#[test]
fn years_before_a_mark_was_given_do_not_show_it() {
    if !python("openpyxl") {
        return;
    }
    let run = Run::new("hill");
    let path = run.input.join("plan.toml");
    let mut plan = kaikaku::plan::read("plan.toml", &fs::read_to_string(&path).expect("the plan")).expect("a plan").0;
    let goal = |number: u8, name: &str| Goal { number, name: name.to_owned() };
    plan.themes = vec![theme(1, "窓口"), theme(2, "財源")];
    plan.goals = vec![goal(9, "産業と技術革新"), goal(11, "住み続けられるまち")];
    for (initiative, at) in plan.initiatives.iter_mut().zip([1, 2, 1, 2]) {
        (initiative.themes, initiative.goals) = ([ThemeId(at)].into(), [9, 11].into());
    }
    plan.initiatives[0].goals = [9].into();
    let before = to_toml(&plan);
    fs::write(&path, &before).expect("writes");
    run.year("R4", "令和4年度", "2023-04-20");
    let read = || {
        let book = texts_of_workbook(&run.output.join("令和4年度/進捗状況.xlsx"));
        [text(&run, "令和4年度/公表版.html"), text(&run, "令和4年度/データ/data.json"), book]
    };
    let published = read();
    plan.themes.push(theme(3, "新分野"));
    plan.initiatives[0].themes = [1, 2, 3].map(ThemeId).into();
    plan.initiatives[0].goals = [9, 11].into();
    plan.initiatives[1].themes.insert(ThemeId(3));
    let old = run.output.with_file_name("before.toml");
    fs::write(&old, before).expect("writes");
    fs::write(&path, to_toml(&plan)).expect("writes");
    let compared = || run.say(&["compare", &old.to_string_lossy(), &path.to_string_lossy()]);
    assert!(
        compared().contains("（1の財源・新分野・SDGs 11、2の新分野）に、加わった年度がありません。"),
        "{}",
        compared()
    );
    for (at, theme) in [(0, 2), (0, 3), (1, 3)] {
        plan.initiatives[at].later.themes.insert(ThemeId(theme), ADDED);
    }
    plan.initiatives[0].later.goals.insert(11, ADDED);
    fs::write(&path, to_toml(&plan)).expect("writes");
    assert!(!compared().contains("加わった年度がありません"));
    // plan.toml and the master say it, there and back.
    run.say(&["plan", "export"]);
    run.say(&["plan", "import"]);
    let after = fs::read_to_string(&path).expect("the plan");
    assert!(after.contains("themes = [\"窓口\", \"財源（R5から）\", \"新分野（R5から）\"]"), "{after}");
    assert!(after.contains("goals = [9, \"11（R5から）\"]"), "{after}");
    assert_eq!(kaikaku::plan::read("plan.toml", &after).expect("a plan").0, plan);
    run.say(&["report", "--year", "R4", "--edition", "all", "--format", "pdf,xlsx,html,data"]);
    for (before, after) in published.iter().zip(&read()) {
        assert!(before == after, "{}", text_difference(before, after));
    }
    let told = refused(&run, &["新分野の件数", "--year", "R4"]);
    assert!(told.contains("は、令和5年度から計画に加わる"), "{told}");
    run.year("R5", "令和5年度", "2024-04-20");
    let page = text(&run, "令和5年度/公表版.html");
    // A name is held to the number before it.
    let said = page.replace("<span class=\"whole\">", "").replace("</span>", "");
    assert!(said.contains("新分野のテーマ") && !said.contains("R5から"), "{page}");
    // A year outside the plan is none.
    let findings =
        kaikaku::plan::read("plan.toml", &after.replace("財源（R5から）", "財源（R20から）")).expect_err("a finding");
    let told: String = findings.into_iter().map(|finding| finding.to_string()).collect();
    assert!(told.contains("「（R20から）」の年度が、計画の期間の外にあります。"), "{told}");
}

//! A broken `plan.toml`: every mistake is named, with its line and column, in words of the office.

use kaikaku::finding::{Finding, Place, Severity};
use kaikaku::plan;
use proptest::prelude::*;

const SAMPLE: &str = include_str!("../../input/plan.toml");

/// The sample with one change; the line of the change, from 1.
fn with(from: &str, to: &str) -> (String, u32) {
    let at = SAMPLE.find(from).unwrap_or_else(|| panic!("the sample has no {from}"));
    let line = SAMPLE[..at].matches('\n').count() as u32 + 1;
    (SAMPLE.replacen(from, to, 1), line)
}

fn findings(text: &str) -> Vec<Finding> {
    match plan::read("plan.toml", text) {
        Ok((_, findings)) | Err(findings) => findings,
    }
}

fn line_of(finding: &Finding) -> u32 {
    match finding.origin.as_ref().map(|origin| &origin.place) {
        Some(Place::Line { line, .. }) => *line,
        _ => 0,
    }
}

/// One change of the sample and the code of the finding that it must give, on the line of the change or `offset` below.
#[track_caller]
fn expect(from: &str, to: &str, code: &str, offset: i32) {
    let (text, line) = with(from, to);
    let line = line.saturating_add_signed(offset);
    let findings = findings(&text);
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    let found = findings.iter().any(|f| f.code.0 == code && line_of(f) == line);
    assert!(found, "{to}: no {code} on line {line}:\n{}", shown.join("\n"));
    for finding in &findings {
        assert!(finding.message.ends_with('。'), "{finding}");
        assert!(!finding.message.is_ascii());
    }
}

/// A mapping of a foreign form with one line in the place of another; the code of the finding, on that line.
#[track_caller]
fn expect_of_form(from: &str, to: &str, code: &str) {
    const FORM: [&str; 10] = [
        "",
        "[[form]]",
        "name = \"旧様式\"",
        "signs.A1 = \"行革 実施状況調べ\"",
        "cover.department = \"B2\"",
        "cover.year = \"D2\"",
        "columns.action = \"A\"",
        "columns.result = \"B\"",
        "columns.revenue_once = \"C\"",
        "first_row = 4",
    ];
    let lines: Vec<&str> = FORM.iter().map(|line| if *line == from { to } else { *line }).collect();
    assert!(to.is_empty() || lines.contains(&to), "{from}");
    let text = format!("{SAMPLE}\n{}\n", lines.join("\n"));
    let line = text.lines().position(|line| !to.is_empty() && line == to).map_or(0, |at| at as u32 + 1);
    let findings = findings(&text);
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    let found = findings.iter().find(|f| f.code.0 == code && (line == 0 || line_of(f) == line));
    assert!(found.is_some(), "{to}: no {code} on line {line}:\n{}", shown.join("\n"));
    let column = |finding: &Finding| match finding.origin.as_ref().map(|origin| &origin.place) {
        Some(Place::Line { column, .. }) => *column,
        _ => 0,
    };
    assert!(found.is_some_and(|finding| column(finding) > 0), "{to}");
}

#[test]
fn a_mapping_of_a_foreign_form_names_fields_cells_and_columns_that_there_are() {
    let whole = findings(&format!(
        "{SAMPLE}\n[[form]]\nname = \"旧様式\"\nsigns.A1 = \"調べ\"\ncolumns.action = \"A\"\ncolumns.result = \"B\"\nfirst_row = 4\n"
    ));
    assert!(whole.iter().all(|finding| finding.severity < Severity::Fatal), "{whole:?}");
    expect_of_form("columns.result = \"B\"", "columns.resutl = \"B\"", "plan.unknown-word");
    expect_of_form("columns.result = \"B\"", "columns.result = \"B2\"", "plan.unknown-word");
    expect_of_form("columns.result = \"B\"", "columns.result = \"XFE\"", "plan.unknown-word");
    expect_of_form("columns.revenue_once = \"C\"", "columns.revenue_once = \"B\"", "plan.unknown-word");
    expect_of_form("columns.result = \"B\"", "columns.result = 2", "plan.wrong-kind");
    expect_of_form("columns.action = \"A\"", "", "plan.missing-key");
    expect_of_form("cover.department = \"B2\"", "cover.departmant = \"B2\"", "plan.unknown-word");
    expect_of_form("cover.department = \"B2\"", "cover.member = \"B2\"", "plan.unknown-word");
    expect_of_form("cover.department = \"B2\"", "cover.department = \"2B\"", "plan.unknown-word");
    expect_of_form("cover.department = \"B2\"", "cover.department = \"B0\"", "plan.unknown-word");
    expect_of_form("signs.A1 = \"行革 実施状況調べ\"", "signs.title = \"行革 実施状況調べ\"", "plan.unknown-word");
    expect_of_form("signs.A1 = \"行革 実施状況調べ\"", "", "plan.missing-key");
    expect_of_form("first_row = 4", "first_row = 0", "plan.wrong-kind");
    expect_of_form("first_row = 4", "frist_row = 4", "plan.unknown-key");
    expect_of_form("name = \"旧様式\"", "unit = \"億円\"", "plan.unknown-word");
}

/// The town's plan, which computes grades, with one change; its findings.
fn of_town(from: &str, to: &str) -> Vec<Finding> {
    let town = include_str!("../workspaces/town/plan.toml");
    assert!(town.contains(from), "{from}");
    findings(&town.replacen(from, to, 1))
}

#[test]
fn thresholds_that_make_no_scale_are_named() {
    for (from, to, said) in [
        ("source = \"指標\"", "source = \"計算\"", "実践項目の区分の由来が違います"),
        ("source = \"指標\"\n", "", "担当部署が記入する計画に、率の下限"),
        ("of_several = \"平均\"", "of_several = \"合計\"", "いくつもの指標の扱いが違います"),
        ("from = 0 }", "from = 10 }", "率がいくつより低いときの区分"),
        ("from = 80 }", "from = 100 }", "良い区分から順に小さくなっていません"),
        ("from = 80 }", "from = 80.25 }", "進捗区分の率の下限が違います"),
        ("from = 80 }", "from = -1 }", "進捗区分の率の下限が違います"),
        ("ends = true }", "ends = true, from = 0 }", "割合に数えない区分（points なし）に、率の下限"),
        (
            "source = \"指標\"\nof_several = \"平均\"\n",
            "source = \"経過\"\nof_several = \"平均\"\nfrm = 1\n",
            "使えない項目の名 frm",
        ),
    ] {
        let findings = of_town(from, to);
        let named = findings.iter().find(|finding| finding.message.contains(said));
        let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(named.is_some_and(|finding| finding.severity == Severity::Fatal), "{to}: {}", shown.join("\n"));
        assert!(named.is_some_and(|finding| line_of(finding) > 0), "{to}");
    }
}

#[test]
fn an_indicator_that_gives_no_rate_is_named() {
    let of = |from: &str, to: &str| {
        let text = include_str!("../workspaces/town/plan.toml").replacen("source = \"指標\"", "source = \"経過\"", 1);
        assert!(text.contains(from), "{from}");
        findings(&text.replacen(from, to, 1))
    };
    assert!(of("baseline = 20,", "baseline = 20,").is_empty());
    for (from, to) in [("baseline = 20, ", ""), ("baseline = 20,", "baseline = 10,")] {
        let findings = of(from, to);
        let named = findings.iter().find(|finding| finding.message.starts_with("実践項目 1-2 の指標2は、"));
        assert!(named.is_some_and(|finding| finding.severity == Severity::Fatal), "{findings:?}");
    }
    let text = include_str!("../../input/plan.toml").replacen("rule = ", "source = \"指標\"\nrule = ", 1);
    assert!(findings(&text).iter().any(|finding| finding.message.contains("率の下限のある区分がありません")));
}

#[test]
fn units_and_kinds_of_money_that_cannot_be_are_named() {
    let money = |line: &str, code: &str| {
        expect("[settings]\n", &format!("[money]\n{line}\n\n[settings]\n"), code, 1);
    };
    money("entry = \"億円\"", "plan.unknown-word");
    money("print = \"兆円\"", "plan.unknown-word");
    money("decimals = 4", "plan.wrong-kind");
    money("effects = [\"歳出減\", \"歳入増\"]", "plan.unknown-word");
    money("effects = [\"甲\", \"甲\"]", "plan.duplicate");
    money("effects = [\"甲\", \"乙\", \"丙\", \"丁\", \"戊\"]", "plan.size");
    money("effects = [\"名の長すぎて見出しに収まらない種別\"]", "plan.size");
    let (text, _) = with("[settings]\n", "[money]\neffects = []\n\n[settings]\n");
    let planned = findings(&text).into_iter().filter(|finding| finding.message.contains("効果額を扱わない計画"));
    let sample = plan::read("plan.toml", SAMPLE).expect("the sample").0;
    let with_effects = sample.actions().filter(|(_, action)| !action.planned_effect.is_empty()).count();
    assert_eq!(planned.count(), with_effects, "each planned effect of a plan without effects");
}

#[test]
fn characters_that_nobody_sees_and_texts_that_no_cell_holds_are_named() {
    expect("city = \"苫小牧市\"", "city = \"苫小牧\u{202E}市\"", "plan.control-character", 0);
    expect("city = \"苫小牧市\"", "city = \"苫小牧\u{200B}市\"", "plan.control-character", 0);
    expect("short = \"協働\"", "short = \"協\u{FEFF}働\"", "plan.control-character", 0);
    let long = format!("city = \"{}\"", "市".repeat(32_768));
    expect("city = \"苫小牧市\"", &long, "plan.text-too-long", 0);
}

#[test]
fn each_mistake_has_its_finding() {
    expect("city = \"苫小牧市\"", "citi = \"苫小牧市\"", "plan.unknown-key", 0);
    expect("city = \"苫小牧市\"", "", "plan.missing-key", -4);
    expect("city = \"苫小牧市\"", "city = 5", "plan.wrong-kind", 0);
    expect("city = \"苫小牧市\"", "city = \"\"", "plan.missing-key", 0);
    expect("city = \"苫小牧市\"", "city = \"苫小牧\\n市\"", "plan.control-character", 0);
    expect("last_year = \"R6\"", "last_year = \"R1\"", "plan.date", 0);
    expect("last_year = \"R6\"", "last_year = \"令和\"", "plan.wrong-kind", 0);
    expect("review_year = \"R4\"", "review_year = \"R7\"", "plan.year-outside", 0);
    expect("departments_as_of = 2020-01-01", "departments_as_of = \"令和2年\"", "plan.wrong-kind", 0);
    expect("short = \"協働\"", "short = \"財政\"", "plan.duplicate", 0);
    expect("short = \"総\"", "short = \"政\"", "plan.duplicate", 0);
    expect("  \"総務部/総務課\",", "  \"総務局/総務課\",", "plan.dangling-reference", 0);
    expect("  \"総務部/総務課\",", "  \"総務部/行政監理室\",", "plan.duplicate", 0);
    // What nobody sees makes no other department.
    for twin in ["総務部/総務　課", "総務部/総務\\u200B課", "総務部総務課"] {
        expect("  \"総務部/総務課\",", &format!("  \"総務部/総務課\",\n  \"{twin}\","), "plan.duplicate", 1);
    }
    expect("from = [\"総務部/情報推進課\"]", "from = [\"総務部/情報推進室\"]", "plan.dangling-reference", 0);
    expect(
        "date = 2021-04-01\nfrom = [\"上下",
        "date = 2021-04-01\nfrom = [\"総務部/情報推進課\", \"上下",
        "plan.date",
        -1,
    );
    expect("17 = \"パートナー", "180 = \"パートナー", "plan.wrong-kind", 0);
    expect("no = 2\nname = \"民間資本", "no = 1\nname = \"民間資本", "plan.duplicate", 0);
    expect("responsible = [\"総務部/行政監理室\"]", "responsible = []", "plan.no-department", 0);
    expect(
        "responsible = [\"総務部/行政監理室\"]",
        "responsible = [\"総務部/行政管理室\"]",
        "plan.dangling-reference",
        0,
    );
    expect("themes = [\"財政\"]", "themes = [\"財務\"]", "plan.dangling-reference", 0);
    expect("goals = [3]", "goals = [33]", "plan.dangling-reference", 0);
    expect(
        "{ no = 2, name = \"ネーミングライツの導入\"",
        "{ no = 1, name = \"ネーミングライツの導入\"",
        "plan.duplicate",
        0,
    );
    expect("lead = \"財政部/財政課\"", "lead = \"財政部財政課\"", "plan.dangling-reference", 0);
    expect(
        "schedule = { R2-R6 = \"継続\" }, effect",
        "schedule = { R2-R7 = \"継続\" }, effect",
        "plan.year-outside",
        0,
    );
    expect(
        "schedule = { R2-R6 = \"継続\" }, effect",
        "schedule = { R2-R6 = \"続行\" }, effect",
        "plan.unknown-word",
        0,
    );
    expect(
        "schedule = { R2-R6 = \"継続\" }, effect",
        "schedule = { R2-R4 = \"検討\", R3 = \"継続\" }, effect",
        "plan.duplicate",
        0,
    );
    expect("effect = { R2 = 600,", "effect = { R2 = 600.0005,", "plan.wrong-kind", 0);
    expect("direction = \"増加\"", "direction = \"上昇\"", "plan.unknown-word", 0);
    expect("direction = \"増加\"", "direction = \"減少\"", "plan.targets", 0);
    expect("repeats = \"8-2\"", "repeats = \"8-9\"", "plan.repeat", 0);
    expect("repeats = \"8-2\"", "repeats = \"20-5\"", "plan.repeat", 0);
    expect("repeats = \"8-2\"", "repeats = \"八\"", "plan.repeat", 0);
    expect("aliases = [\"A\",", "aliases = [\"B\",", "plan.duplicate", 1);
    expect("points = 3, on_track", "points = 1, on_track", "plan.grades", -1);
    expect("rule = \"最多\"", "rule = \"平均\"", "plan.unknown-word", 0);
    expect("weights = {}", "weights = { 99-1 = 2 }", "plan.dangling-reference", 0);
    expect("pages_end_after = [9, 18]", "pages_end_after = [9, 28]", "plan.dangling-reference", 0);
    expect("rounding = \"切捨て\"", "rounding = \"丸め\"", "plan.unknown-word", 0);
    expect("{ year = \"R2\", period = \"中間\"", "{ year = \"R7\", period = \"中間\"", "plan.year-outside", 0);
    expect("{ year = \"R3\", period = \"中間\"", "{ year = \"R2\", period = \"中間\"", "plan.duplicate", 0);
    expect("due = 2020-10-30", "due = 2030-10-30", "plan.date", 0);
    expect("accent = \"#1f4e79\"", "accent = \"#9dc3e6\"", "plan.colour", 0);
    expect("accent = \"#1f4e79\"", "accent = \"青\"", "plan.colour", 0);
    expect("body_pitch = 17", "body_pitch = 12", "plan.size", 0);
    expect("table_size = 8.5", "table_size = 5", "plan.size", 0);
    expect("kanji_forms = \"JIS2004\"", "kanji_forms = \"旧字体\"", "plan.unknown-word", 0);
    expect("**行政費用の抑制に主軸", "行政費用の抑制に主軸", "plan.wrong-kind", 0);
}

#[test]
fn mistakes_of_writing_are_named_in_japanese() {
    for (from, to) in [
        ("city = \"苫小牧市\"", "city = 苫小牧市"),
        ("city = \"苫小牧市\"", "city = \"苫小牧市"),
        ("city = \"苫小牧市\"", "city \"苫小牧市\""),
        ("city = \"苫小牧市\"", "市 = \"苫小牧市\""),
        ("city = \"苫小牧市\"", "city ="),
        ("city = \"苫小牧市\"", "title = \"苫小牧市\""),
        ("city = \"苫小牧市\"", "city = “苫小牧市”"),
        ("due = 2020-10-30", "due = 2020-13-30"),
        ("body_size = 10.5", "body_size = 010.5"),
        ("mincho_body = false", "mincho_body = False"),
        ("heritage = [\"行政運営の効率化\",", "heritage = [\"行政運営の効率化\""),
        ("[office]", "[office"),
    ] {
        expect(from, to, "plan.syntax", 0);
    }
}

#[test]
fn all_mistakes_are_collected() {
    let text = SAMPLE.replacen("city = ", "citi = ", 1).replacen("goals = [3]", "goals = [33]", 1).replacen(
        "accent = \"#1f4e79\"",
        "accent = \"#ffff00\"",
        1,
    );
    let codes: Vec<&str> = findings(&text).iter().filter(|f| f.severity == Severity::Fatal).map(|f| f.code.0).collect();
    assert_eq!(codes, ["plan.missing-key", "plan.unknown-key", "plan.colour", "plan.dangling-reference"]);
}

#[test]
fn column_and_remedy_help_to_find_the_place() {
    let (text, line) = with("lead = \"財政部/財政課\"", "lead = \"(財)財政課\"");
    let finding = findings(&text).remove(0);
    assert_eq!(finding.origin.as_ref().map(|origin| &origin.place), Some(&Place::Line { line, column: 39 }));
    assert_eq!(finding.expected.as_deref(), Some("財政部/財政課"), "what was meant");
    let (text, _) = with("city = \"苫小牧市\"", "citi = \"苫小牧市\"");
    let finding = findings(&text).into_iter().find(|f| f.code.0 == "plan.unknown-key").expect("found");
    assert_eq!(finding.expected.as_deref(), Some("city"));
}

#[test]
fn byte_order_mark_and_windows_line_ends_are_accepted() {
    let windows = format!("\u{feff}{}", SAMPLE.replace('\n', "\r\n"));
    let (plan, findings) = plan::read_bytes("plan.toml", windows.as_bytes()).expect("valid");
    assert_eq!(findings, []);
    assert_eq!(plan, plan::read("plan.toml", SAMPLE).expect("valid").0);
}

#[test]
fn other_encodings_are_named() {
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("[plan]\ntitle = \"行政改革プラン\"\n");
    let findings = plan::read_bytes("plan.toml", &sjis).expect_err("not UTF-8");
    assert_eq!(findings[0].found.as_deref(), Some("Shift_JIS"));
    assert_eq!(line_of(&findings[0]), 2);
    let findings = plan::read_bytes("plan.toml", b"\xff\xfe[\0").expect_err("not UTF-8");
    assert_eq!(findings[0].found.as_deref(), Some("UTF-16"));
}

#[test]
fn an_empty_file_is_told_what_it_lacks() {
    let findings = findings("");
    assert!(findings.iter().any(|f| f.message.contains("[plan]")));
    assert!(findings.iter().all(|f| f.severity == Severity::Fatal));
}

proptest! {
    #![proptest_config(crate::properties::cheap(128))]

    /// A slip of the finger anywhere is a finding or nothing, never a crash, and every finding names a line of the file.
    #[test]
    fn any_slip_is_survived(at in 0..SAMPLE.chars().count(), typed in "[\"=\\[\\]{},#\\\\\n0-9あR・-]{0,3}", gone in 0..4_usize) {
        let text: String =
            SAMPLE.chars().take(at).chain(typed.chars()).chain(SAMPLE.chars().skip(at + gone)).collect();
        let lines = text.lines().count() as u32 + 1;
        for finding in findings(&text) {
            prop_assert!(line_of(&finding) <= lines);
            prop_assert!(finding.message.ends_with('。'));
        }
    }
}

/// The texts of the sample's plan in quotation marks, each after what is before it: the second, fourth … are the texts.
fn quoted() -> Vec<&'static str> {
    let pieces: Vec<&str> = SAMPLE.split('"').collect();
    assert!(pieces.len() > 2_000 && pieces.len() % 2 == 1 && !SAMPLE.contains("\\\""), "{}", pieces.len());
    pieces
}

proptest! {
    #![proptest_config(crate::properties::cheap(128))]

    /// The TOML is sound, so that what the plan says is looked at: a text stands where another ought to, or is typed wrongly.
    #[test]
    fn a_wrong_text_anywhere_is_survived(
        at in any::<prop::sample::Index>(),
        text in prop_oneof![
            2 => any::<prop::sample::Index>().prop_map(|other| { let all = quoted(); all[2 * other.index(all.len() / 2) + 1].to_owned() }),
            1 => "[0-9あ令和年度R・/() -]{0,12}",
        ],
    ) {
        let mut pieces = quoted();
        let at = 2 * at.index(pieces.len() / 2) + 1;
        pieces[at] = &text;
        let text = pieces.join("\"");
        let lines = text.lines().count() as u32;
        for finding in findings(&text) {
            prop_assert!(finding.code.0 != "plan.syntax", "{}", finding);
            prop_assert!((1..=lines).contains(&line_of(&finding)), "{}", finding);
            prop_assert!(finding.message.ends_with('。'), "{}", finding);
        }
    }
}

/// `[visibility]` with these lines in the sample's plan; the code of the finding at a line and column of the first.
#[track_caller]
fn expect_of_visibility(lines: &str, code: &str, column: u32, says: &str) {
    let text = format!("{}\n[visibility]\n{lines}\n", SAMPLE.split("[visibility]").next().unwrap_or_default());
    let line = text.lines().count() as u32;
    let findings = findings(&text);
    let place = |finding: &Finding| finding.origin.as_ref().map(|origin| origin.place.clone());
    let expected = Some(Place::Line { line, column });
    let found = findings.iter().find(|finding| finding.code.0 == code && place(finding) == expected);
    let found = found.unwrap_or_else(|| panic!("{lines}: {findings:?}"));
    assert!(found.to_string().contains(says), "{found}");
}

#[test]
fn who_may_see_a_field_is_chosen_within_the_lock_on_internal_ones() {
    expect_of_visibility("\"内部メモ\" = \"公表\"", "plan.visibility", 10, "庁内限りの欄");
    expect_of_visibility("memo = \"審議会\"", "plan.visibility", 8, "庁内限りの欄");
    expect_of_visibility("\"記入者\" = \"公表\"", "plan.visibility", 9, "庁内限りの欄");
    expect_of_visibility("\"進捗区分\" = \"庁内\"", "plan.visibility", 10, "公表する件数や合計に入る");
    expect_of_visibility("response = \"庁内\"", "plan.visibility", 12, "公表する内容とともに示す");
    expect_of_visibility("\"課題\" = \"委員\"", "plan.unknown-word", 8, "公表・審議会・庁内");
    expect_of_visibility("\"課題\" = true", "plan.wrong-kind", 8, "公表・審議会・庁内");
    expect_of_visibility("\"課題点\" = \"庁内\"", "plan.unknown-word", 1, "次年度の取組");
    expect_of_visibility("issues = \"庁内\"\n\"課題\" = \"庁内\"", "plan.duplicate", 1, "2つあります");
    // A name that is not in quotation marks is no TOML; the finding says how to write it.
    let text = format!("{SAMPLE}\n[visibility]\n課題 = \"庁内\"\n");
    assert!(findings(&text).iter().any(|finding| finding.to_string().contains("半角の \" \" で囲んで")), "{text}");
}

#[test]
fn stages_that_cannot_be_told_apart_or_do_not_fit_are_named() {
    let expect_of_stage = |lines: &str, code: &str, says: &str| {
        let text = format!("{SAMPLE}\n[[stage]]\n{lines}\n");
        let line = text.lines().count() as u32;
        let findings = findings(&text);
        let found = findings.iter().find(|finding| finding.code.0 == code && line_of(finding) == line);
        let found = found.unwrap_or_else(|| panic!("{lines}: {findings:?}"));
        assert!(found.to_string().contains(says), "{found}");
    };
    expect_of_stage("name = \"構想・準備\"", "plan.unknown-word", "使えません");
    expect_of_stage("name = \"一二三四五六七八九十一二三\"", "plan.size", "12字まで");
    expect_of_stage("name = \"構想\"\nends = \"終了\"", "plan.unknown-word", "完了・中止");
    expect_of_stage("name = \"構想\"\n[[stage]]\nname = \"構 想\"", "plan.duplicate", "2つあります");
    // The sample's schedules are in words that this plan no longer has.
    let text = format!("{SAMPLE}\n[[stage]]\nname = \"構想\"\n");
    let unknown = |finding: &&Finding| finding.to_string().contains("決められていない工程");
    assert!(findings(&text).iter().find(unknown).is_some_and(|finding| finding.to_string().contains("構想")));
}

#[test]
fn periods_that_are_not_the_plans_are_named() {
    let quarters = format!("{SAMPLE}\n[[period]]\nname = \"第1四半期\"\n[[period]]\nname = \"第2四半期\"\n");
    let said: Vec<String> = findings(&quarters).iter().map(ToString::to_string).collect();
    // The sample's deadlines are of periods that this plan no longer has.
    assert!(
        said.iter().any(|said| said.contains("提出の時期が違います") && said.contains("第1四半期・第2四半期")),
        "{said:?}"
    );
    let slash = format!("{SAMPLE}\n[[period]]\nname = \"4/6月\"\n");
    assert!(findings(&slash).iter().any(|finding| finding.to_string().contains("使えない文字")));
    let twice = format!("{quarters}[[period]]\nname = \"第1 四半期\"\n");
    assert!(findings(&twice).iter().any(|finding| finding.code.0 == "plan.duplicate"));
}

/// What keeps a plan from being used is said in its own words, as far as they are known; what it quotes stays to the letter.
#[test]
fn what_stops_a_plan_is_said_in_its_words() {
    let words = "\n[words]\ninitiative = \"重点項目\"\naction = \"取組\"\n";
    let broken = SAMPLE.replace("lead = \"財政部/財政課\"", "lead = \"実践項目課\"");
    let said = |text: &str| -> String {
        plan::read("plan.toml", text).expect_err("no such department").iter().map(ToString::to_string).collect()
    };
    let own =
        SAMPLE.find("[words]").map_or_else(|| format!("{broken}{words}"), |_| broken.replace("[words]\n", &words[1..]));
    assert!(said(&broken).contains("「実践項目 1-1」"));
    let said = said(&own);
    assert!(said.contains("「取組 1-1」") && said.contains("実践項目課"), "{said}");
    assert!(!said.replace("実践項目課", "").contains("実践項目"), "{said}");
}

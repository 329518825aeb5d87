//! The built program on whole workspaces with one odd file each (`tests/data/reading/README.md`): what a person who runs `report` and
//! `check` gets.

use std::path::Path;

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::{FiscalYear, Period};

use crate::collection_cycle::{copy, sample};
use crate::intake::cases::bytes;
use crate::judge::pdftotext;
use crate::program;

/// A workspace with the sample's plan and these files of `tests/data/reading` for 令和2年度.
fn alone(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let year = root.path().join("input/令和2年度");
    std::fs::create_dir_all(&year).expect("made");
    std::fs::copy(sample().join("plan.toml"), root.path().join("input/plan.toml")).expect("copied");
    for file in files {
        std::fs::write(year.join(file), bytes(file)).expect("written");
    }
    root
}

/// The whole sample with these further files for 令和3年度.
fn among_others(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    copy(&sample(), &root.path().join("input"));
    for (file, bytes) in files {
        std::fs::write(root.path().join("input/令和3年度").join(file), bytes).expect("written");
    }
    root
}

/// Runs the program; what it said, and its exit code.
fn run(root: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let words = [arguments, &["--color", "never"]].concat();
    let done = program::run(&words, &root.join("input"), &root.join("output"));
    (program::printed(&done), done.status.code())
}

const ALL_FORMATS: &str = "pdf,xlsx,html,data";

/// Makes every edition in every format, which must succeed.
fn report(root: &Path, year: &str) -> String {
    let (said, code) = run(root, &["report", "--year", year, "--edition", "all", "--format", ALL_FORMATS]);
    assert_eq!(code, Some(0), "{said}");
    said
}

fn check(root: &Path, year: &str) -> String {
    let (said, code) = run(root, &["check", "--year", year]);
    assert!(matches!(code, Some(0 | 1)), "{said}");
    said
}

/// The lines of findings that contain all of these words.
fn lines_with(said: &str, words: &[&str]) -> usize {
    said.lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}

fn output(root: &Path, year: &str, file: &str) -> Vec<u8> {
    let path = root.join("output").join(year).join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text_of(root: &Path, year: &str, file: &str) -> String {
    String::from_utf8(output(root, year, file)).expect("text")
}

/// The open data: every table, one after the other.
fn data(root: &Path, year: &str) -> String {
    let folder = root.join("output").join(year).join("データ");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("data").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    files.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect()
}

/// 18: a mistyped year never makes the older form win silently, nor dates the papers.
#[test]
fn a_second_form_with_a_mistyped_year() {
    let root = alone(&["18a-first.xlsx", "18b-second-wrong-year.xlsx"]);
    let said = check(root.path(), "R2");
    assert_eq!(lines_with(&said, &["［要修正］", "18b-second-wrong-year.xlsx", "食い違って"]), 1, "{said}");
    assert_eq!(lines_with(&said, &["［確認］", "18b-second-wrong-year.xlsx", "提出する時期から外れて"]), 1, "{said}");
    assert!(said.lines().any(|line| line.starts_with("差戻し") && line.contains("行政監理室")), "{said}");
    report(root.path(), "R2");
    let first = kaikaku_result("18a-first.xlsx");
    let second = kaikaku_result("18b-second-wrong-year.xlsx");
    assert_ne!(first, second);
    let csv = data(root.path(), "令和2年度");
    assert!(csv.contains(&second) && !csv.contains(&first), "the second form is in force");
    // No 提出日 can be relied on: the papers state the end of the year.
    let html = text_of(root.path(), "令和2年度", "公表版.html");
    assert!(html.contains("令和3年3月31日") && !html.contains("令和2年5月17日"));
}

/// 実績 of the row that the case is about.
fn kaikaku_result(file: &str) -> String {
    use crate::intake::cases::{read, row, text};
    text(row(&read(file), 19), Field::Result).expect("a result").to_owned()
}

/// 20: two departments' texts that pass the limit of a cell together.
#[test]
fn texts_too_long_for_a_cell_of_excel() {
    let root = alone(&["20a-long-text-finance.xlsx", "20b-long-text-second-department.xlsx"]);
    let said = check(root.path(), "R2");
    for file in ["20a-long-text-finance.xlsx!", "20b-long-text-second-department.xlsx!"] {
        assert_eq!(lines_with(&said, &["［確認］", file, "1-1の実績は"]), 1, "{said}");
    }
    report(root.path(), "R2");
    let csv = data(root.path(), "令和2年度");
    assert!(csv.chars().count() > 33_000, "the data hold the whole texts");
}

/// 24: what was typed with radicals and in parts is found by the words that it looks like.
#[test]
fn radicals_and_decomposed_letters_are_found_in_every_output() {
    let root = alone(&["24-kangxi-radicals-and-nfd.xlsx"]);
    report(root.path(), "R2");
    let ivs = "渡邉\u{E0101}・辻\u{E0100}・葛\u{E0100}城";
    let texts = ["公表版.html", "データ/data.json"].map(|file| (file, text_of(root.path(), "令和2年度", file)));
    for (file, text) in texts.into_iter().chain([("データ/*.csv", data(root.path(), "令和2年度"))]) {
        for words in ["日曜日", "ガバナンス", ivs] {
            assert!(text.contains(words), "{file}: {words}");
        }
    }
    let Some(text) = pdftotext(&output(root.path(), "令和2年度", "公表版.pdf"), &["-raw"]) else { return };
    let text = text.replace('\n', "");
    for words in ["日曜日", "ガバナンス"] {
        assert!(text.contains(words), "公表版.pdf: {words}");
    }
}

/// One odd file among all others: it is read or left out with a finding, and nobody else is any the worse.
#[test]
fn one_odd_file_never_stops_the_others() {
    let plain = among_others(&[]);
    let before = check(plain.path(), "R3");
    let many_sheets = crate::intake::many_sheets(3_000);
    for (name, told, bytes) in [
        ("dup_sheet_progress.xlsx", "dup_sheet_progress.xlsx", bytes("dup_sheet_progress.xlsx")),
        // A member's form is called by what it is, not by its name.
        ("long32767_opinion.xlsx", "上限（32767字）", bytes("long32767_opinion.xlsx")),
        ("3000枚.xlsx", "3000枚.xlsx", many_sheets),
    ] {
        let root = among_others(&[(name, bytes)]);
        let said = check(root.path(), "R3");
        assert!(lines_with(&said, &["［", told]) > 0, "{name}\n{said}");
        // Every finding of before is still there.
        for line in before.lines().filter(|line| line.starts_with('［')) {
            assert!(said.contains(line) || line.contains(name), "{name}: {line}");
        }
        report(root.path(), "R3");
    }
}

/// Nor does a word of any length: what a file says is quoted in findings, letters, notes on cells and ledgers.
#[test]
fn a_long_word_of_a_file_never_stops_the_others() {
    let long = "長い言葉".repeat(9_000);
    let retyped = crate::intake::retyped;
    let sheet = retyped().xml();
    let styles = format!(
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0&quot;{long}&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#
    );
    let workbook =
        format!(r#"<workbook xmlns:r="r"><sheets><sheet name="{long}" sheetId="1" r:id="rId1"/></sheets></workbook>"#);
    let with = |part: &str, xml: &str, sheet: &[u8]| crate::intake::xlsx_with(sheet, &[(part, xml.as_bytes())]);
    for (name, bytes) in [
        ("工程.xlsx", retyped().text(4, 2, &long).xlsx()),
        ("表示形式.xlsx", with("xl/styles.xml", &styles, &retyped().number(4, 5, 1200.0, 1).xml())),
        ("シートの名.xlsx", with("xl/workbook.xml", &workbook, &sheet)),
        ("区分.xlsx", retyped().text(4, 4, &long).xlsx()),
        ("部署.xlsx", retyped().text(0, 1, &long).xlsx()),
    ] {
        let root = alone(&[]);
        std::fs::write(root.path().join("input/令和2年度").join(name), bytes).expect("written");
        let said = check(root.path(), "R2");
        assert!(lines_with(&said, &["［", name]) > 0, "{name}\n{said}");
        let longest = said.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(longest < 3_000, "{name}: {longest}");
        let (said, code) = run(root.path(), &["report", "--year", "R2", "--edition", "internal", "--format", "xlsx"]);
        assert_eq!(code, Some(0), "{name}\n{said}");
    }
}

/// An ordinary short memo is also a word that the program or another department prints: it stops nothing.
#[test]
fn ordinary_memos_stop_no_report() {
    let root = among_others(&[("memo_kakuninchu.xlsx", bytes("memo_kakuninchu.xlsx"))]);
    report(root.path(), "R3");
    let plan = plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0;
    let memos = ordinary_memos();
    assert!(memos.len() >= 131, "{}", memos.len());
    let mut left = memos.iter().copied();
    // As many as there are rows, then the rest.
    for _ in 0..2 {
        let files = forms_with_memos(&plan, &mut left);
        let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let root = among_others(&files);
        let said = check(root.path(), "R3");
        assert_eq!(lines_with(&said, &["［中止］"]), 0, "{said}");
        report(root.path(), "R3");
    }
    assert_eq!(left.next(), None, "more memos than rows");
}

/// Later forms of all departments with a memo in each row, as long as there are any.
fn forms_with_memos(plan: &Plan, memos: &mut impl ExactSizeIterator<Item = &'static str>) -> Vec<(String, Vec<u8>)> {
    let mut forms = Vec::new();
    for department in &plan.departments {
        let mut entries = Entries::new();
        entries.set_cover(CoverField::SubmittedOn, "令和4年6月1日");
        entries.set_cover(CoverField::Version, 9.0);
        if memos.len() == 0 {
            break;
        }
        let led = plan.actions().map(|(_, action)| action).filter(|action| action.lead == department.id);
        let mut rows = 0;
        for action in led {
            entries.set_row(action.id, Field::Result, "窓口の案内を改め、利用を増やした。");
            entries.set_row(action.id, Field::Grade, "○ 計画どおり");
            if let Some(memo) = memos.next() {
                entries.set_row(action.id, Field::Memo, memo);
            }
            rows += 1;
        }
        let form = progress::write_filled(plan, FiscalYear(2021), Period::YEAR_END, &department.id, None, &entries);
        if let (Ok(form), true) = (form, rows > 0) {
            forms.push((format!("覚え{:03}.xlsx", forms.len()), form));
        }
    }
    forms
}

/// What people write beside their entries: words of the trade, of the program itself, of the plan, and whole public sentences.
fn ordinary_memos() -> Vec<&'static str> {
    let words = "確認中 未提出 合計 対応済 済 了 可 要確認 確認済 未確認 調整中 協議中 検討中 作成中 集計中 照会中 回答待ち 未定 不明 なし あり 同上 同じ 前年度と同じ 変更なし \
        該当なし 特になし 特になし。 対象外 保留 継続 実施 実施済 準備 検討 完了 着手 未着手 中止 廃止 延期 前倒し 遅れ 計画どおり 計画に遅れ 計画以上 順調 概ね順調 おおむね順調 \
        実績 課題 効果額 指標 目標 目標値 実績値 達成 未達成 達成率 進捗 進捗区分 区分 区分なし 区分の理由 年度末 中間 上半期 下半期 令和3年度 令和4年度 令和2年度 R3 R4 3月 4月 年度内 \
        次年度 来年度 今年度 前年度 次年度以降 歳入 歳出 歳入増 歳出減 単年度 千円 万円 円 件 人 回 割合 構成比 計 小計 総計 内訳 別紙 別紙のとおり 別紙参照 資料あり 資料1 添付 \
        財政課 総務課 行政監理室 担当課 担当部署 関係課 各課 市長 副市長 部長 課長 係長 担当 議会 審議会 委員会 推進本部 市民 事業者 予算 予算要求 予算要求中 決算 補正 契約 契約済 入札 \
        委託 見積 見積中 協定 条例 規則 要綱 計画 行政改革 改革 プラン 取組 取組項目 実践項目 テーマ 公表 公表済 公開 非公開 取扱注意 サンプル 架空 修正 修正済 差替え 差戻し 提出 提出済 再掲 様式 \
        TEL メール 電話 要連絡 連絡済 了解 OK NG AI RPA DX ICT SDGs PDF Excel HTML CSV";
    let sentences = [
        "構成比は、計（実質の件数）に対する割合である。小数第2位を四捨五入",
        "計は端数処理前の額によるため、内訳の計と一致しないことがあります。",
        "金額の単位は円。端数処理をしていない。",
        "窓口の案内を改め、利用を増やした。",
        "効果額は主担当課が報告した額であり、複数の担当課の報告や再掲の項目を重ねて計上していない。",
    ];
    words.split_whitespace().chain(sentences).collect()
}

//! What must not get out, sought in every file that the built program writes: the names of the council's members nowhere at all; 記入者,
//! 内線 and 内部メモ in no paper that leaves the city hall.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use kaikaku::contract::entries::{Entries, Typed};
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::council::{self, Ratings};
use kaikaku::forms::progress;
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::{DepartmentId, FiscalYear, InitiativeNo, Period};
use walkdir::WalkDir;

use crate::collection_cycle::{copy, sample};
use crate::judge::{pdftotext, poppler};
use crate::program;

const MEMBER: &str = "架空審議太郎";
const AUTHOR: &str = "架空記入花子";
const EXTENSION: &str = "98-76543";
const MEMO: &str = "秘匿すべき事情があるとの連絡";
const YEAR: FiscalYear = FiscalYear(2021);

/// A package with a text put in the place of another in all of its parts.
pub(crate) fn replaced(bytes: &[u8], pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        pairs.iter().for_each(|(from, to)| text = text.replace(from, to));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        std::io::Write::write_all(&mut writer, text.as_bytes()).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

/// The sample with a member's form that bears the member's name wherever one may stand, and a department's form with internal words.
fn workspace(root: &Path, plan: &Plan) {
    copy(&sample(), &root.join("input"));
    let ratings = Ratings {
        member: Some(Typed::from(MEMBER)),
        ratings: [
            (InitiativeNo(1), (Some(Typed::Number(4.0)), Some("もっと広げてほしいと考える。".to_owned()))),
            (InitiativeNo(2), (Some(Typed::from(MEMBER)), None)),
        ]
        .into(),
    };
    let form = council::write_filled(plan, YEAR, None, &ratings).expect("a form");
    // The program that saved it knows whose it is, and the member has renamed the guide's sheet, written beside the title and on
    // the form's own note.
    let author = format!("<dc:creator>{MEMBER}</dc:creator>");
    let creator = format!("<dc:creator>{}</dc:creator>", plan.settings.office);
    let form = replaced(
        &form,
        &[(&creator, &author), ("name=\"入力\"", &format!("name=\"{MEMBER}\"")), ("サンプル（架空）", MEMBER)],
    );
    let folder = root.join("input/令和3年度/審議会").join(MEMBER);
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join(format!("評価票（{MEMBER}）.xlsx")), form).expect("written");

    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和4年6月1日");
    entries.set_cover(CoverField::Version, 9.0);
    entries.set_cover(CoverField::Author, AUTHOR);
    entries.set_cover(CoverField::Extension, EXTENSION);
    let department = DepartmentId::new(Some("財政部"), "納税課");
    let led = plan.actions().map(|(_, action)| action).filter(|action| action.lead == department);
    for action in led {
        entries.set_row(action.id, Field::Result, "口座振替の案内を改め、利用を増やした。");
        entries.set_row(action.id, Field::Grade, "○ 計画どおり");
        entries.set_row(action.id, Field::Memo, MEMO);
        // An error besides, so that the form goes back as well.
        entries.set_row(action.id, Field::RevenueOnce, "たくさん");
    }
    let form = progress::write_filled(plan, YEAR, Period::YEAR_END, &department, None, &entries).expect("a form");
    std::fs::write(root.join("input/令和3年度/財政部/納税課（最終）.xlsx"), form).expect("written");
}

/// Runs the program; what it said.
fn run(root: &Path, arguments: &[&str]) -> String {
    let done = program::run(arguments, &root.join("input"), &root.join("output"));
    assert!(matches!(done.status.code(), Some(0 | 1)), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    program::printed(&done)
}

/// Everything that can be read out of a file: its bytes, the parts of a package, a PDF's text, metadata and unpacked objects.
fn readable(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("readable");
    let mut texts = vec![path.to_string_lossy().into_owned(), String::from_utf8_lossy(&bytes).into_owned()];
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("xlsx") => {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
            for i in 0..archive.len() {
                let mut part = Vec::new();
                let mut entry = archive.by_index(i).expect("a part");
                texts.push(entry.name().expect("a name").into_owned());
                entry.read_to_end(&mut part).expect("unpacked");
                texts.push(String::from_utf8_lossy(&part).into_owned());
            }
        }
        Some("pdf") => {
            texts.extend(pdftotext(&bytes, &["-raw"]).map(|text| text.replace(['\n', '\u{c}'], "")));
            texts.extend(poppler("pdfinfo", &[], &bytes));
            let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
            for object in document.objects.values() {
                if let lopdf::Object::Stream(stream) = object {
                    let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                    texts.push(String::from_utf8_lossy(&content).into_owned());
                }
                strings(object, &mut texts);
            }
        }
        _ => {}
    }
    texts
}

/// The strings of a PDF object, those in UTF-16 decoded.
fn strings(object: &lopdf::Object, texts: &mut Vec<String>) {
    match object {
        lopdf::Object::String(bytes, _) => match bytes.strip_prefix(&[0xFE, 0xFF]) {
            Some(wide) => {
                let units: Vec<u16> =
                    wide.chunks(2).map(|pair| u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)])).collect();
                texts.push(String::from_utf16_lossy(&units));
            }
            None => texts.push(String::from_utf8_lossy(bytes).into_owned()),
        },
        lopdf::Object::Array(items) => items.iter().for_each(|item| strings(item, texts)),
        lopdf::Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, item)| strings(item, texts)),
        lopdf::Object::Stream(stream) => stream.dict.iter().for_each(|(_, item)| strings(item, texts)),
        _ => {}
    }
}

/// Whether a file stays within the city hall: it says so in its own name or stands among the papers of the collection.
fn is_internal(path: &Path) -> bool {
    let name = path.to_string_lossy();
    ["庁内", "統合記録", "/確認/"].iter().any(|word| name.contains(word))
}

#[test]
fn names_of_members_get_nowhere_and_internal_words_into_no_public_paper() {
    let plan = plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0;
    let root = tempfile::tempdir().expect("a folder");
    workspace(root.path(), &plan);
    let mut said = run(root.path(), &["check", "--color", "never", "--year", "R3"]);
    let checked: Vec<Vec<String>> = files(root.path()).iter().map(|path| readable(path)).collect();
    said.push_str(&run(root.path(), &["forms", "--year", "R4"]));
    said.push_str(&run(root.path(), &["forms", "--year", "R3", "--council"]));
    said.push_str(&run(root.path(), &["trace", "個票1", "--year", "R3"]));
    said.push_str(&run(
        root.path(),
        &["report", "--year", "R3", "--edition", "all", "--format", "pdf,xlsx,html,data", "--attach-data"],
    ));
    assert!(!said.contains(MEMBER), "{said}");
    for text in checked.iter().flatten() {
        assert!(!text.contains(MEMBER), "確認: {}", around(text, MEMBER));
    }
    let files = files(root.path());
    let (mut public, mut internal_words) = (0, 0);
    for path in &files {
        let texts = readable(path);
        for text in &texts {
            assert!(!text.contains(MEMBER), "{}: {}", path.display(), around(text, MEMBER));
            for word in [AUTHOR, EXTENSION, MEMO] {
                if is_internal(path) {
                    internal_words += usize::from(text.contains(word));
                } else {
                    assert!(!text.contains(word), "{}: {}", path.display(), around(text, word));
                }
            }
        }
        public += usize::from(!is_internal(path));
    }
    // The search would find them: they stand in the papers that stay, and the member's opinion in those that go out.
    assert!(internal_words >= 6, "{internal_words}");
    assert!(public >= 50, "{public} of {}", files.len());
    let opinion = |path: &PathBuf| {
        !is_internal(path) && readable(path).iter().any(|text| text.contains("もっと広げてほしいと考える"))
    };
    assert!(files.iter().filter(|path| opinion(path)).count() >= 4);
}

fn files(root: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(root.join("output")).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn around(text: &str, word: &str) -> String {
    let (before, after) = text.split_once(word).unwrap_or_default();
    let before: String = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    format!("…{before}【{word}】{}…", after.chars().take(60).collect::<String>())
}

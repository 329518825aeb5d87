//! The input folder: which subfolder is which year's, and which files are in it.
//!
//! Names may be in any spelling of a year (令和2年度, R2, 2020, r02年度), decomposed (macOS) or in CP932 (unpacked from a zip of
//! Windows). Symbolic links are not followed: they could lead anywhere.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use unicode_normalization::UnicodeNormalization;

use super::{codes, sniff};
use crate::contract::MASTER_SHEET;
use crate::finding::{Finding, Origin, Severity};
use crate::plan::Plan;
use crate::vocabulary::FiscalYear;
use crate::workspace::{
    LOCK_FILE, OFFICE_FILE, is_called_toml, is_meant_for_office, is_read_as_office, meant_for_plan, readable_name,
    settings_meant,
};

/// A file of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name for people, relative to the input folder, with `/`.
    pub(crate) name: Arc<str>,
    /// Size in bytes.
    pub(crate) size: u64,
    /// What is known from its name alone.
    pub(crate) role: FileRole,
}

/// What a file's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileRole {
    /// To be read.
    Candidate,
    /// `~$…`, `.~lock.…#`: what a program keeps while a workbook is open.
    Lock,
    /// What a system leaves behind: .DS_Store, ._x, Thumbs.db, desktop.ini.
    System,
    /// The office's settings of the year.
    Office,
    /// Other settings (`*.toml`), which nobody reads here.
    Settings,
    /// What is meant for the office's settings by its name, and is not where or what they are called: office.toml.txt.
    Misnamed,
    /// The same in a year that has its office.toml: a copy, or a text that was saved beside it.
    Spare,
    /// A symbolic link.
    Link,
    /// Neither file nor folder nor link: a pipe, a socket, a device. Opening it could wait without end.
    Special,
}

/// The folders of `input` that are named for a year, by year, then by name.
///
/// Two folders of one year (令和2年度 and R2) are both in the list. An input folder that cannot be read has none.
pub fn years_with_input(input: &Path) -> Vec<(FiscalYear, PathBuf)> {
    let Ok(entries) = fs::read_dir(input) else { return Vec::new() };
    let mut years: Vec<(FiscalYear, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| Some((FiscalYear::parse(&readable_name(&entry.file_name()))?, entry.path())))
        .collect();
    years.sort();
    years
}

/// Folders beside those of the years that hold workbooks and whose names are no year's, or that are links: nothing in them is read,
/// and that must not go unnoticed. A name that is meant for a year (令和三年度, 令和3年度（最終）) is an error, any other a warning.
/// `example` is a year of the plan, to say how such a folder is called.
pub fn folders_of_no_year(input: &Path, example: FiscalYear) -> Vec<Finding> {
    let Ok(entries) = fs::read_dir(input) else { return Vec::new() };
    let mut findings: Vec<Finding> =
        entries.filter_map(Result::ok).filter_map(|entry| unread_folder(&entry, example)).collect();
    findings.sort();
    findings
}

/// Whether a finding is on a folder or file that is not read where it is or by its name: it may be of a later year than the one that is
/// reported, or what the office decided on it.
pub fn is_beside_the_years(finding: &Finding) -> bool {
    [codes::NO_YEAR, codes::STRAY].contains(&finding.code)
}

/// Whether a finding is on settings in the folder of a year that are not read: what the office decided of that year is not in force, in
/// later years' papers either.
pub fn is_on_unread_settings(finding: &Finding) -> bool {
    let is_in_a_year = |origin: &Origin| origin.file.contains('/');
    finding.code == codes::STRAY && finding.origin.as_ref().is_some_and(is_in_a_year)
}

/// The latest year up to `last` that workbooks have come in for. A folder made in advance is empty and no year's yet.
pub fn latest_year_with_books(input: &Path, last: FiscalYear) -> Option<FiscalYear> {
    let mut years = years_with_input(input).into_iter().rev().filter(|(year, _)| *year <= last);
    years.find(|(_, folder)| !is_output(folder) && books_in(folder) > 0).map(|(year, _)| year)
}

/// Whether nothing has come in for a year and the office has settled nothing of it: its folder was made in advance.
pub fn is_empty_year(folder: &Path) -> bool {
    let left_behind = |name: &str, path: &Path| matches!(role_of(path, name), FileRole::Lock | FileRole::System);
    // What cannot be opened may hold anything.
    walkdir::WalkDir::new(folder).follow_root_links(true).into_iter().all(|entry| {
        let is_none = |entry: walkdir::DirEntry| {
            let kind = entry.file_type();
            kind.is_dir() || kind.is_file() && left_behind(&readable_name(entry.file_name()), entry.path())
        };
        entry.is_ok_and(is_none)
    })
}

/// A note on a year that was passed over since its folder is [empty](is_empty_year).
pub fn passed_over(year: FiscalYear, taken: FiscalYear, folder: &Path) -> Finding {
    let message = format!("{year}のフォルダーにはまだ何もないため、{taken}を扱います。");
    Finding::new(Severity::Note, codes::NO_YEAR, message)
        .at(Origin::file(readable_name(folder.file_name().unwrap_or_default())))
        .remedy(format!("{year}を扱うときは、「--year」で指定してください。"))
}

/// Folders of years that the plan does not have and that hold workbooks: 令和22年度 for 令和2年度, 令和元年度 beside a plan from 令和2年度. Those of
/// years up to the one that was asked for are read with it where it is after the plan.
pub fn folders_out_of_plan(input: &Path, plan: &Plan, asked: FiscalYear) -> Vec<Finding> {
    let (first, last) = (plan.first_year.min(asked), plan.last_year.max(asked));
    let folders = years_with_input(input).into_iter().filter(|(year, _)| !(first..=last).contains(year));
    let findings = folders.filter(|(_, folder)| !is_output(folder)).filter_map(|(year, folder)| {
        let books = Some(books_in(&folder)).filter(|books| *books > 0)?;
        let finding = if year > last {
            let message = format!("計画の最後の年度より後の年度のフォルダーのため、中のファイル（ブック{books}件）を読み取りません。");
            Finding::new(Severity::Error, codes::NO_YEAR, message)
                .expected(format!("{last}まで"))
                .remedy("フォルダーの名前の打ち間違いでないか確かめてください。計画の期間を延ばしたときは、計画の最後の年度を改めてください。")
        } else {
            let message = format!("計画の最初の年度より前の年度のフォルダーのため、中のファイル（ブック{books}件）を読み取りません。");
            Finding::new(Severity::Warning, codes::NO_YEAR, message)
                .expected(format!("{first}から"))
                .remedy("フォルダーの名前の打ち間違いでないか確かめてください。前の計画のものは、入力フォルダーの外に移してください。")
        };
        Some(finding.at(Origin::file(readable_name(folder.file_name().unwrap_or_default()))))
    });
    findings.collect()
}

/// Whether a folder is an output folder of the program, which is none of input.
fn is_output(folder: &Path) -> bool {
    folder.join(LOCK_FILE).exists()
}

/// How many workbooks a folder holds.
fn books_in(folder: &Path) -> usize {
    held_by(folder).books
}

/// What a folder holds, and the folders in it.
#[derive(Default)]
struct Held {
    /// Files that are called as workbooks are.
    books: usize,
    /// All files but those that programs and systems leave, and settings.
    files: usize,
    /// Folders that could not be opened: nobody knows what they hold.
    closed: usize,
}

fn held_by(folder: &Path) -> Held {
    let mut held = Held::default();
    for entry in walkdir::WalkDir::new(folder).follow_root_links(true) {
        let Ok(entry) = entry else {
            held.closed += 1;
            continue;
        };
        let name = readable_name(entry.file_name());
        if entry.file_type().is_file() && role_of(entry.path(), &name) == FileRole::Candidate {
            held.files += 1;
            held.books += usize::from(has_workbook_extension(&name));
        }
    }
    held
}

fn unread_folder(entry: &fs::DirEntry, example: FiscalYear) -> Option<Finding> {
    let name = readable_name(&entry.file_name());
    let kind = entry.file_type().ok()?;
    let is_link = kind.is_symlink();
    let is_folder = if is_link { entry.path().is_dir() } else { kind.is_dir() };
    if !is_folder && is_instead_of_a_year(&name) {
        return Some(
            Finding::new(Severity::Error, codes::NO_YEAR, "年度の名前ですが、フォルダーではないため、読み取りません。")
                .at(Origin::file(name))
                .remedy("元のフォルダーを、入力フォルダーに置いてください。"),
        );
    }
    if !is_folder || (!is_link && FiscalYear::parse(&name).is_some()) || is_output(&entry.path()) {
        return None;
    }
    let Held { books, files, closed } = held_by(&entry.path());
    let meant = is_meant_for_a_year(&name);
    let count = match (books, files, closed) {
        (1.., _, _) => format!("ブック{books}件"),
        // The files of a year may be zipped, or called without an extension.
        (0, 1.., _) if meant => format!("{files}件"),
        (0, _, 1..) => "開けないため、件数は分かりません".to_owned(),
        _ if is_link && meant => "0件".to_owned(),
        _ => return None,
    };
    let severity = if meant { Severity::Error } else { Severity::Warning };
    let reason = if is_link {
        "フォルダーへのリンクの"
    } else {
        "フォルダーの名前が年度として読めない"
    };
    let message = format!("{reason}ため、中のファイル（{count}）を読み取りません。");
    let remedy = if is_link {
        "元のフォルダーを、入力フォルダーに置いてください。".to_owned()
    } else {
        format!(
            "名前を「{example}」「{}」「{}」のような形に直すか、中のファイルをその年度のフォルダーに移してください。",
            example.short(),
            example.0
        )
    };
    Some(Finding::new(severity, codes::NO_YEAR, message).at(Origin::file(name)).remedy(remedy))
}

/// Whether something that is no folder stands in the place of a year's: a link that leads nowhere, a shortcut of Windows, a file that is
/// called like a folder.
fn is_instead_of_a_year(name: &str) -> bool {
    let stem = [".lnk", ".url"].into_iter().find_map(|end| name.strip_suffix(end));
    let bare = stem.unwrap_or(name);
    let bare = bare.strip_suffix(" - ショートカット").unwrap_or(bare);
    let is_extension = |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_called_a_file = stem.is_none() && name.rsplit_once('.').is_some_and(|(_, end)| is_extension(end));
    FiscalYear::parse(bare).is_some() || !is_called_a_file && is_meant_for_a_year(bare)
}

/// Whether a folder's name speaks of a year in any way: 令和三年度, 令和3年度（最終）, R3提出分, 2021年.
fn is_meant_for_a_year(name: &str) -> bool {
    let name: Vec<char> = name.nfkc().flat_map(char::to_lowercase).collect();
    let spoken: String = name.iter().collect();
    let digits = |from: usize| name.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let before = |at: usize| at.checked_sub(1).and_then(|before| name.get(before));
    let begins = |at: usize| !before(at).is_some_and(char::is_ascii_alphanumeric);
    // FY2021 as well as 2021, but no part of a longer number.
    let is_year = |at: usize| digits(at) == 4 && !before(at).is_some_and(char::is_ascii_digit);
    let numbered = name
        .iter()
        .enumerate()
        .any(|(at, c)| begins(at) && matches!(c, 'r' | 'h') && digits(at + 1) > 0 || *c == '2' && is_year(at));
    numbered || ["年度", "令和", "平成"].iter().any(|word| spoken.contains(word))
}

/// Whether a file is called as a packed folder of forms: 令和4年度.zip, 提出.zip, 様式（財政部）.zip.
fn may_hold_forms(name: &str) -> bool {
    const OF_FORMS: [&str; 3] = ["提出", "様式", "進捗"];
    is_archive(name) && (is_meant_for_a_year(name) || OF_FORMS.iter().any(|word| name.contains(word)))
}

/// Findings on forms and settings in the input folder itself.
fn outside_the_years(top: fs::ReadDir, year: FiscalYear) -> Vec<Finding> {
    let mut loose: Vec<Arc<str>> = top
        .filter_map(Result::ok)
        // A link to a workbook, too, is somebody's form that nobody reads.
        .filter(|entry| {
            entry.file_type().is_ok_and(|kind| kind.is_file() || kind.is_symlink() && entry.path().is_file())
        })
        .map(|entry| (Arc::from(readable_name(&entry.file_name())), entry.path()))
        .filter(|(name, path): &(Arc<str>, PathBuf)| {
            let is_form =
                role_of(path, name) == FileRole::Candidate && (has_workbook_extension(name) || may_hold_forms(name));
            is_form || is_meant_for_office(name)
        })
        .filter(|(_, path)| !is_master(path))
        .map(|(name, _)| name)
        .collect();
    loose.sort();
    let of_file = |name: Arc<str>| {
        let of = |message| Finding::new(Severity::Warning, codes::STRAY, message).at(Origin::file(name.clone()));
        if is_meant_for_office(&name) {
            let place = remedy_for_office(&name, &format!("「{year}」など、その年度"));
            return of("年度のフォルダーの外にあるため、事務局の指定として読み取りません。").for_office(format!(
                "{place}その年度に {OFFICE_FILE} があるときは、それに書き加えてください。控えなら、入力フォルダーの外に移してください。"
            ));
        }
        let remedy = match is_archive(&name) {
            true => "中に提出された様式があれば、展開して年度のフォルダに入れてください。なければ、入力フォルダーの外に移してください。".to_owned(),
            false => format!("「{year}」などの年度のフォルダに移してください。"),
        };
        of("年度のフォルダの外にあるため、読み取りません。").remedy(remedy)
    };
    loose.into_iter().map(of_file).collect()
}

/// The files of a year in the order of their names, and findings on folders that could not be read.
///
/// # Errors
/// Where the input folder itself cannot be read.
pub(crate) fn files_of(input: &Path, year: FiscalYear) -> io::Result<(Vec<Found>, Vec<Finding>)> {
    // Distinguishes "no folder for the year" from "no input folder".
    let top = fs::read_dir(input)?;
    let mut findings = outside_the_years(top, year);
    findings.extend(beside_the_plan(input));
    findings.extend(folders_of_no_year(input, year));
    let mut files = Vec::new();
    let folders: Vec<PathBuf> =
        years_with_input(input).into_iter().filter(|(at, _)| *at == year).map(|(_, folder)| folder).collect();
    let has_office = folders.iter().any(|folder| folder.join(OFFICE_FILE).is_file());
    for folder in folders {
        for entry in walkdir::WalkDir::new(&folder).follow_links(false).min_depth(1).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let name = error.path().map_or_else(String::new, |path| name_for_people(input, path));
                    findings.push(
                        Finding::new(Severity::Error, codes::UNREADABLE, "フォルダまたはファイルを開けません。")
                            .at(Origin::file(name))
                            .remedy("アクセス権を確かめてください。"),
                    );
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                continue;
            }
            let name: Arc<str> = name_for_people(input, entry.path()).into();
            let role = if entry.file_type().is_symlink() {
                FileRole::Link
            } else if !entry.file_type().is_file() {
                FileRole::Special
            } else {
                // Below the folder of the year no office.toml is looked for.
                match role_of(entry.path(), name.rsplit('/').next().unwrap_or(&name)) {
                    // Where the system makes no difference between large and small letters, Office.toml is read.
                    FileRole::Misnamed if entry.depth() == 1 && is_read_as_office(entry.path()) => FileRole::Office,
                    FileRole::Misnamed if has_office => FileRole::Spare,
                    FileRole::Office if entry.depth() > 1 && has_office => FileRole::Spare,
                    FileRole::Office if entry.depth() > 1 => FileRole::Misnamed,
                    role => role,
                }
            };
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            files.push(Found { path: entry.into_path(), name, size, role });
        }
    }
    files.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    distinguish(&mut files);
    Ok((files, findings))
}

/// Where a file is that findings call `name`: names that are decomposed or in CP932 are shown in another form than they
/// have on the disk. `None` where there is no such file any more.
pub fn path_of(input: &Path, year: FiscalYear, name: &str) -> Option<PathBuf> {
    let plain = input.join(name);
    if plain.is_file() {
        return Some(plain);
    }
    let (files, _) = files_of(input, year).ok()?;
    files.into_iter().find(|file| file.role == FileRole::Candidate && &*file.name == name).map(|file| file.path)
}

/// Two files whose names read the same (composed and decomposed) get a number behind.
fn distinguish(files: &mut [Found]) {
    let mut count = 1;
    for i in 1..files.len() {
        let stem = files[i - count].name.clone();
        if files[i].name == stem {
            count += 1;
            files[i].name = format!("{stem}（{count}）").into();
        } else {
            count = 1;
        }
    }
}

/// Most bytes of a part that lists a workbook's sheets.
const SHEET_LIST: u64 = 4_000_000;

/// Whether a workbook is a master of the plan, whatever it is called: it has the very hidden sheet of one. A master belongs beside
/// the folders of the years.
fn is_master(path: &Path) -> bool {
    let Some(mut archive) = fs::File::open(path).ok().and_then(|file| zip::ZipArchive::new(file).ok()) else {
        return false;
    };
    // A workbook of Excel lists its sheets in the one, one of LibreOffice in the other.
    ["xl/workbook.xml", "content.xml"].into_iter().any(|part| {
        let mut text = Vec::new();
        let read = archive.by_name(part).is_ok_and(|part| part.take(SHEET_LIST).read_to_end(&mut text).is_ok());
        read && String::from_utf8_lossy(&text).contains(&format!("\"{MASTER_SHEET}\""))
    })
}

/// Whether a file is called as a workbook is, and not as what Excel or a browser leaves of one (8A3F2C10, ~.tmp).
pub(crate) fn has_workbook_extension(name: &str) -> bool {
    has_extension(name, &["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"])
}

/// Whether a file is called as a packed folder is.
pub(crate) fn is_archive(name: &str) -> bool {
    has_extension(name, &["zip", "lzh", "7z", "rar", "cab", "tar", "tgz", "gz"])
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let own = name.rsplit_once('.').map(|(_, extension)| extension);
    own.is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
}

/// What to do with a file that is meant for the office's settings of a year, given by its name.
pub(super) fn remedy_for_office(name: &str, year: &str) -> String {
    let own = name.rsplit('/').next().unwrap_or(name);
    let rename = if own == OFFICE_FILE { "" } else { &format!("名前を「{OFFICE_FILE}」にし、") };
    let remedy = format!("{rename}{year}のフォルダーのすぐ下に置いてください。");
    let is_text = has_extension(name, &["txt"]);
    let of_editor = "メモ帳では、「ファイルの種類」を「すべてのファイル」にして保存します。";
    if is_text { format!("{remedy}{of_editor}") } else { remedy }
}

/// Findings on files beside the plan that are meant for it and are not read: what was typed into them is not in force.
fn beside_the_plan(input: &Path) -> Vec<Finding> {
    let of_file = |(path, meant): (PathBuf, &'static str)| {
        let message = format!("名前が違うため、計画（{meant}）としては読み取りません。");
        let decision =
            format!("使う内容なら、{meant} に書き写してください。控えなら、入力フォルダーの外に移してください。");
        let name = readable_name(path.file_name().unwrap_or_default());
        Finding::new(Severity::Warning, codes::STRAY, message).at(Origin::file(name)).for_office(decision)
    };
    meant_for_plan(input).into_iter().map(of_file).collect()
}

/// What a file is by its name, and where that calls it what a program or a system leaves, by what it begins with, too: a whole workbook
/// that somebody calls `.x.xlsx` or `~$x.xlsx` is somebody's form.
fn role_of(path: &Path, name: &str) -> FileRole {
    match sort_of(name) {
        FileRole::Lock | FileRole::System if has_workbook_extension(name) && begins_as_workbook(path) => {
            FileRole::Candidate
        }
        role => role,
    }
}

fn begins_as_workbook(path: &Path) -> bool {
    let mut head = [0; sniff::HEAD];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && sniff::begins_as_workbook(&head)
}

fn sort_of(name: &str) -> FileRole {
    let lower = name.to_ascii_lowercase();
    if name.starts_with("~$") || (name.starts_with(".~lock.") && name.ends_with('#')) {
        FileRole::Lock
    } else if name.starts_with('.')
        || is_icon(name)
        || ["thumbs.db", "desktop.ini", "ehthumbs.db"].contains(&lower.as_str())
    {
        FileRole::System
    } else if name == OFFICE_FILE {
        FileRole::Office
    } else if is_meant_for_office(name) {
        FileRole::Misnamed
    } else if is_called_toml(name) || settings_meant(name).is_some() {
        FileRole::Settings
    } else {
        FileRole::Candidate
    }
}

/// Whether a file is the picture that macOS keeps for a folder: its name ends in a carriage return.
fn is_icon(name: &str) -> bool {
    name.strip_prefix("Icon").is_some_and(|rest| matches!(rest, "\r" | "\u{FFFD}" | "\u{F00D}"))
}

fn name_for_people(input: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(input).unwrap_or(path);
    relative.iter().map(readable_name).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_meant_for_a_year_are_told_from_others() {
        for name in [
            "令和三年度",
            "令和3年度（最終）",
            "Ｒ３",
            "R3提出分",
            "r02",
            "2021年",
            "FY2021",
            "総務部_2021",
            "平成31年",
        ] {
            assert!(is_meant_for_a_year(name), "{name}");
        }
        for name in ["ver2", "旧資料", "第20回会議", "20210331", "chart3", "様式"] {
            assert!(!is_meant_for_a_year(name), "{name}");
        }
    }
}

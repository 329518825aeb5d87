//! Survey of a folder: finds the published data below it, reads each set, and writes the paper.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use super::outputs::written_pdf;
use super::source::fonts;
use super::written::Written;
use super::{Failure, Progress};
use crate::export::{html, pdf, xlsx};
use crate::finding::{Finding, Origin, Severity, io_reason};
use crate::open_data::{self, DataSet, Labels, METADATA_FILE, Terms, csv_form, json_form, metadata, shape};
use crate::report::survey::{self as paper, NAME};
use crate::survey::{Publication, Survey, codes};
use crate::typeset::Typesetter;
use crate::workspace::{OutputFile, PLAN_FILE, SET_ASIDE, Workspace, read_regular, shown};

/// The largest file that is read.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// How deep below the folder data are looked for: `団体/output/令和2年度/データ/data.json` and some folders of the office's own.
const DEPTH: usize = 12;

/// A survey that was written.
#[derive(Debug)]
pub struct WrittenSurvey {
    /// What was surveyed.
    pub survey: Survey,
    /// How many data sets were found.
    pub found: usize,
    /// What there is to say of data and pages, sorted.
    pub findings: Vec<Finding>,
    /// What was written.
    pub written: Written,
}

/// Surveys the published data below `folder`, and writes `団体別集計` into the output folder.
///
/// Initiatives with each of `words` are listed; `date` is the day that the paper states, or that of the latest publication.
///
/// # Errors
/// A folder that cannot be read or has no data that can be used; a font that cannot be read; an output folder that cannot be written to.
pub fn write_survey(
    folder: &Path,
    output: &Path,
    (words, date): (&[String], Option<Date>),
    font_files: &[PathBuf],
    progress: &dyn Progress,
) -> Result<WrittenSurvey, Failure> {
    let fonts = fonts(font_files)?;
    let unreadable = |error: &std::io::Error| Failure::Unreadable { file: folder.to_owned(), reason: io_reason(error) };
    fs::read_dir(folder).map_err(|error| unreadable(&error))?;
    let workspace = Workspace { input: folder.to_owned(), output: output.to_owned() };
    let (sources, mut findings) = sources(folder);
    progress.stage("公表データの読込み", sources.len() as u64);
    let read: Vec<Result<Publication, Finding>> = sources
        .par_iter()
        .map(|source| {
            let read = source.read();
            progress.step();
            read
        })
        .collect();
    let mut publications = Vec::new();
    for read in read {
        match read {
            Ok(publication) => publications.push(publication),
            Err(finding) => findings.push(finding),
        }
    }
    let survey = Survey::new(publications, findings, words);
    let Some(date) = date.or(survey.date()) else {
        let what = format!(
            "集計できる公表データがありません：{}。各団体の「データ」フォルダー（kaikaku report --format data で作ったもの）を、このフォルダーの下に置いてください。",
            shown(folder)
        );
        return Err(Failure::Findings { what, findings: survey.findings });
    };
    progress.stage("組版と書出し", 3);
    let document = paper::document(&survey, date);
    let laid_out = Typesetter::new(&fonts, document.look.kanji_forms).lay_out(&document);
    let bytes = written_pdf(&laid_out.pages, &pdf::Options::default())?;
    progress.step();
    let downloads = [("pdf", "印刷用のPDF"), ("xlsx", "Excelブック")].map(|(ending, label)| html::Download {
        label: format!("{label}「{NAME}.{ending}」"),
        file: format!("{NAME}.{ending}"),
    });
    let beside = html::Surroundings { downloads: downloads.into(), ..html::Surroundings::default() };
    let page = html::write(&document, &fonts, &beside);
    progress.step();
    let workbook = xlsx::survey(&survey, date).map_err(|error| Failure::unmade(format!("「{NAME}.xlsx」"), &error))?;
    let mut files = vec![
        (OutputFile::new(format!("{NAME}.html"), page.into_bytes()), None),
        (OutputFile::new(format!("{NAME}.pdf"), bytes), Some(laid_out.pages.pages.len())),
        (OutputFile::new(format!("{NAME}.xlsx"), workbook), None),
    ];
    files.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    let (list, pages): (Vec<OutputFile>, Vec<Option<usize>>) = files.into_iter().unzip();
    let replaced = workspace.replace_folder(NAME, &list)?;
    progress.step();
    let mut findings = survey.findings.clone();
    findings.extend(laid_out.findings.iter().cloned());
    findings.sort();
    let written = Written::new(replaced, list.iter().zip(pages));
    Ok(WrittenSurvey { survey, found: sources.len(), findings, written })
}

/// A data set that was found.
struct Source {
    /// Its path for people, below the surveyed folder, with `/`.
    name: Arc<str>,
    /// `data.json`, or the folder of the CSV files.
    path: PathBuf,
    is_json: bool,
}

/// The data sets below a folder by their names, and a finding for each of its folders that has none. A folder with both forms is read
/// as JSON: both hold the same tables.
fn sources(folder: &Path) -> (Vec<Source>, Vec<Finding>) {
    let mut found: BTreeMap<String, Source> = BTreeMap::new();
    let mut findings = Vec::new();
    let walk = WalkDir::new(folder).max_depth(DEPTH).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                findings.push(unreadable_folder(folder, &error));
                continue;
            }
        };
        let name = entry.file_name().to_string_lossy();
        let is_json = name == open_data::JSON_FILE;
        if !entry.file_type().is_file() || !(is_json || name == shape::YEARS.file()) {
            continue;
        }
        let Some(parent) = entry.path().parent() else { continue };
        let path = if is_json { entry.path() } else { parent };
        let source = Source { name: below(folder, path).into(), path: path.to_owned(), is_json };
        let of_folder = below(folder, parent);
        if is_json {
            found.insert(of_folder, source);
        } else {
            found.entry(of_folder).or_insert(source);
        }
    }
    findings.extend(without_data(folder, found.keys()));
    (found.into_values().collect(), findings)
}

/// What an editor, a system or this program keeps for itself.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name == SET_ASIDE
}

/// A path for people, below the surveyed folder; the same on every system.
fn below(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().nfc().collect()).collect();
    parts.join("/")
}

fn unreadable_folder(folder: &Path, error: &walkdir::Error) -> Finding {
    let reason = error.io_error().map_or_else(|| "読めません".to_owned(), io_reason);
    let place = error.path().map(|path| below(folder, path)).unwrap_or_default();
    Finding::new(Severity::Error, codes::UNREADABLE, format!("読み込めません（{reason}）。"))
        .at(Origin::file(place))
        .remedy("読む権限のあることを確かめてください。")
}

/// A finding for each folder of the surveyed one below which nothing was found; none where the surveyed one is itself of one city.
fn without_data<'a>(folder: &Path, found: impl Iterator<Item = &'a String>) -> Vec<Finding> {
    let with_data: BTreeSet<&str> = found.map(|place| place.split('/').next().unwrap_or_default()).collect();
    let is_of_one_city =
        with_data.contains("") || folder.join(PLAN_FILE).exists() || folder.join("input").join(PLAN_FILE).exists();
    if is_of_one_city {
        return Vec::new();
    }
    let children =
        WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name().into_iter().filter_map(Result::ok);
    let folders = children.filter(|entry| entry.file_type().is_dir() && !is_hidden(entry) && entry.file_name() != NAME);
    let names = folders.map(|entry| below(folder, entry.path())).filter(|name| !with_data.contains(name.as_str()));
    names
        .map(|name| {
            Finding::new(Severity::Error, codes::NO_DATA, "公表データがありません。")
                .at(Origin::file(name))
                .expected(format!("{}（又は {} などのCSV）", open_data::JSON_FILE, shape::YEARS.file()))
                .remedy("kaikaku report --format data で作った「データ」フォルダーを置いてください。")
        })
        .collect()
}

impl Source {
    /// Reads the data and reduces them to what is surveyed.
    ///
    /// # Errors
    /// The first of what is wrong with them; the others are counted.
    fn read(&self) -> Result<Publication, Finding> {
        let read = if self.is_json { self.json() } else { self.csv() };
        let of = read.and_then(|(data, terms)| Publication::of(&self.name, &data, terms));
        of.map_err(|findings| self.unusable(findings))
    }

    fn json(&self) -> Result<(DataSet, Terms), Vec<Finding>> {
        json_form::read_with_terms(&self.name, &bounded(&self.path, &self.name)?)
    }

    fn csv(&self) -> Result<(DataSet, Terms), Vec<Finding>> {
        let mut files = BTreeMap::new();
        for shape in shape::ALL {
            let path = self.path.join(shape.file());
            if path.exists() {
                files.insert(shape.file(), bounded(&path, &format!("{}/{}", self.name, shape.file()))?);
            }
        }
        let path = self.path.join(METADATA_FILE);
        if !path.exists() {
            return Ok((csv_form::read(&self.name, &files, &Labels::default())?, Terms::default()));
        }
        let name = format!("{}/{METADATA_FILE}", self.name);
        let stated = bounded(&path, &name)?;
        let terms = metadata::terms(&stated);
        files.insert(METADATA_FILE.to_owned(), stated);
        let data = csv_form::read(&self.name, &files, &Labels::default())?;
        let unreadable = || {
            let finding = Finding::new(Severity::Error, codes::UNREADABLE, "JSONとして読めません。");
            vec![finding.at(Origin::file(name)).remedy("公表したときのファイルを使ってください。")]
        };
        Ok((data, terms.ok_or_else(unreadable)?))
    }

    fn unusable(&self, findings: Vec<Finding>) -> Finding {
        let count = findings.len();
        let first = findings.into_iter().next();
        let more = if count > 1 { format!("（ほかに{}件）", count - 1) } else { String::new() };
        let mut finding = first.unwrap_or_else(|| Finding::new(Severity::Error, codes::UNUSABLE, "読めません。"));
        finding.severity = Severity::Error;
        finding.message = format!("データを使えないため、数えません：{}{more}", finding.message);
        if finding.origin.is_none() {
            finding.origin = Some(Origin::file(self.name.clone()));
        }
        finding
    }
}

/// The content of a file that is not too large.
fn bounded(path: &Path, name: &str) -> Result<Vec<u8>, Vec<Finding>> {
    let refused = |message: String| {
        vec![
            Finding::new(Severity::Error, codes::UNREADABLE, message)
                .at(Origin::file(name))
                .remedy("公表したときのファイルを使ってください。"),
        ]
    };
    let size = fs::metadata(path).map(|of| of.len()).unwrap_or_default();
    if size > MOST_BYTES {
        return Err(refused(format!("大きすぎて読みません（{}MiB、上限{}MiB）。", size >> 20, MOST_BYTES >> 20)));
    }
    read_regular(path).map_err(|error| refused(format!("読み込めません（{}）。", io_reason(&error))))
}

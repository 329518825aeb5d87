//! `kaikaku report`: the main job.

use std::path::PathBuf;

use jiff::civil::Date;
use rayon::prelude::*;

use super::session::{self, Session};
use super::{Failure, Outcome, Progress, check, outcome, release, year};
use crate::assess::assessment::Assessment;
use crate::cli::{EditionChoice, Everywhere, Format, ReportArguments};
use crate::export::{data, html, pdf, xlsx};
use crate::finding::{Finding, Severity};
use crate::report::document::Document;
use crate::report::{self, Edition};
use crate::typeset::{LaidOut, Typesetter};
use crate::workspace::{OutputFile, year_folder};

/// One finished output, with what the summary says of it.
#[derive(Default)]
struct Made {
    files: Vec<OutputFile>,
    pages: Option<usize>,
    findings: Vec<Finding>,
    /// Texts of those files that are public.
    public: Vec<release::PublicText>,
}

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &ReportArguments,
    program: Option<PathBuf>,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let typesetter = Typesetter::new(&session::fonts(everywhere)?, session.plan.settings.look.kanji_forms);
    let options = year::options(&session, program);
    let records = year::records(&session, chosen.year, &options, progress)?;
    let assessment = year::assess(&session, records)?;
    let date = year::date_of(&assessment.record, everywhere.date);
    let editions = editions(&chosen.edition, &assessment)?;
    let formats = if chosen.format.is_empty() { vec![Format::Pdf, Format::Xlsx] } else { chosen.format.clone() };

    progress.stage("組版と書出し", (editions.len() * formats.len()) as u64 + 1);
    let mut tasks: Vec<(Format, Option<Edition>)> = Vec::new();
    for format in &formats {
        match format {
            Format::Pdf | Format::Html => tasks.extend(editions.iter().map(|edition| (*format, Some(*edition)))),
            Format::Xlsx | Format::Data => tasks.push((*format, None)),
        }
    }
    let attached = chosen.attach_data.then(|| make_data(&assessment, date));
    let conformance = attached.as_ref().map_or(pdf::Conformance::A2a, |data| with_data(&data.files));
    let mut made: Vec<Made> = tasks
        .into_par_iter()
        .map(|(format, edition)| {
            let made = match (format, edition) {
                (Format::Pdf, Some(edition)) => make_pdf(&assessment, edition, date, &typesetter, conformance.clone()),
                (Format::Html, Some(edition)) => Ok(make_html(&assessment, edition, date)),
                (Format::Xlsx, _) => make_workbooks(&session, &assessment, &editions, date),
                (Format::Data, _) => Ok(make_data(&assessment, date)),
                (Format::Pdf | Format::Html, None) => Ok(Made::default()),
            };
            progress.step();
            made
        })
        .collect::<Result<_, Failure>>()?;
    let public: Vec<_> = made
        .iter_mut()
        .flat_map(|made| std::mem::take(&mut made.public))
        .chain(attached.into_iter().flat_map(|data| data.public))
        .collect();
    release::search(&assessment, &public)?;

    let mut findings = session.findings.clone();
    findings.extend(assessment.findings.iter().cloned());
    findings.extend(made.iter().flat_map(|made| made.findings.iter().cloned()));
    findings.sort();
    findings.dedup();

    let mut files: Vec<(OutputFile, Option<usize>)> =
        made.into_iter().flat_map(|made| made.files.into_iter().map(move |file| (file, made.pages))).collect();
    files.extend(check::confirmation(&session, &assessment, date, &options)?.into_iter().map(|file| (file, None)));
    files.sort_by(|a, b| a.0.path.cmp(&b.0.path));

    let list: Vec<OutputFile> = files.iter().map(|(file, _)| file.clone()).collect();
    let folder = session.workspace.replace_folder(&year_folder(assessment.year), &list)?;
    progress.step();

    let mut summary = check::summary(&assessment.record);
    summary.extend(results(&assessment));
    summary.push(format!("指摘　　　{}", outcome::count_line(&findings)));
    summary.push(format!("書出し　　{}", folder.display()));
    summary.extend(files.iter().filter(|(file, _)| !file.path.contains('/')).map(|(file, pages)| {
        let pages = pages.map(|count| format!("{count}ページ、")).unwrap_or_default();
        format!("　　　　　{}（{pages}{}）", file.path, size(file.bytes.len()))
    }));
    let others = files.iter().filter(|(file, _)| file.path.contains('/')).count();
    if others > 0 {
        summary.push(format!("　　　　　確認/ ほか（提出状況、督促文、差戻しの様式など {others}ファイル）"));
    }
    let owing = everywhere.strict && (year::is_owing(&assessment.record) || session::has_errors(&findings));
    let shown = findings.into_iter().filter(|finding| finding.severity >= Severity::Error).collect();
    Ok(Outcome::new(summary, shown).owing_if(owing))
}

/// The editions to make: those chosen, or 公表版 and 審議会資料.
fn editions(chosen: &[EditionChoice], assessment: &Assessment) -> Result<Vec<Edition>, Failure> {
    let plan = &assessment.plan;
    let of_year = |edition: &Edition| match edition {
        Edition::Plan => false,
        Edition::Review => assessment.year >= plan.review_year,
        Edition::Final => assessment.year >= plan.last_year,
        Edition::Public | Edition::Council | Edition::Committee => true,
    };
    let mut editions: Vec<Edition> = Vec::new();
    if chosen.is_empty() {
        editions.extend([Edition::Public, Edition::Council]);
    }
    for choice in chosen {
        let edition = match choice {
            EditionChoice::Public => Edition::Public,
            EditionChoice::Council => Edition::Council,
            EditionChoice::Committee => Edition::Committee,
            EditionChoice::Review => Edition::Review,
            EditionChoice::Final => Edition::Final,
            EditionChoice::All => {
                editions.extend(Edition::ALL.into_iter().filter(of_year));
                continue;
            }
        };
        if !of_year(&edition) {
            return Err(Failure::Other(format!(
                "{}は{}には作れません（中間検証は{}から、総括は{}から作れます）。",
                edition.label(),
                assessment.year,
                plan.review_year,
                plan.last_year
            )));
        }
        editions.push(edition);
    }
    editions.sort();
    editions.dedup();
    Ok(editions)
}

/// Lays a document out and writes it as PDF.
pub(super) fn typeset_pdf(
    document: &Document,
    typesetter: &Typesetter,
    conformance: pdf::Conformance,
) -> Result<(Vec<u8>, LaidOut), Failure> {
    let laid_out = typesetter.lay_out(document);
    let bytes = pdf::write(&laid_out.pages, &pdf::Options { conformance, ..pdf::Options::default() })
        .map_err(|error| Failure::Other(format!("PDF「{}」を作れません（{error}）。", document.meta.title)))?;
    Ok((bytes, laid_out))
}

fn make_pdf(
    assessment: &Assessment,
    edition: Edition,
    date: Date,
    typesetter: &Typesetter,
    conformance: pdf::Conformance,
) -> Result<Made, Failure> {
    let document = report::document(assessment, edition, date);
    let (bytes, laid_out) = typeset_pdf(&document, typesetter, conformance)?;
    let path = format!("{}.pdf", edition.label());
    let public = if edition.is_internal() { Vec::new() } else { vec![release::of_pages(&path, &laid_out.pages)] };
    Ok(Made {
        files: vec![OutputFile::new(path, bytes)],
        pages: Some(laid_out.pages.pages.len()),
        findings: laid_out.findings,
        public,
    })
}

fn make_html(assessment: &Assessment, edition: Edition, date: Date) -> Made {
    let text = html::write(&report::document(assessment, edition, date));
    let name = format!("{}.html", edition.label());
    let files = vec![OutputFile::new(name.clone(), text.clone().into_bytes())];
    let public = if edition.is_internal() { Vec::new() } else { vec![release::PublicText { name, text }] };
    Made { files, public, ..Made::default() }
}

fn make_workbooks(
    session: &Session,
    assessment: &Assessment,
    editions: &[Edition],
    date: Date,
) -> Result<Made, Failure> {
    let failed = |name: &str, error: xlsx::WriteError| Failure::Other(format!("「{name}」を作れません（{error}）。"));
    let (progress, ledger, internal) = ("進捗状況.xlsx", "統合記録.xlsx", "進捗状況（庁内）.xlsx");
    let public = xlsx::progress(assessment, date).map_err(|error| failed(progress, error))?;
    let mut made = Made { public: vec![release::of_workbook(progress, &public)?], ..Made::default() };
    made.files.push(OutputFile::new(progress, public));
    let bytes = xlsx::ledger(&session.plan, &assessment.record, date).map_err(|error| failed(ledger, error))?;
    made.files.push(OutputFile::new(ledger, bytes));
    if editions.iter().any(|edition| edition.is_internal()) {
        let bytes = xlsx::progress_internal(assessment, date).map_err(|error| failed(internal, error))?;
        made.files.push(OutputFile::new(internal, bytes));
    }
    Ok(made)
}

fn make_data(assessment: &Assessment, date: Date) -> Made {
    let (csv, json) = (data::csv(assessment), data::json(assessment, date));
    let public = vec![
        release::PublicText { name: "データ.csv".to_owned(), text: String::from_utf8_lossy(&csv).into_owned() },
        release::PublicText { name: "データ.json".to_owned(), text: json.clone() },
    ];
    let files = vec![OutputFile::new("データ.csv", csv), OutputFile::new("データ.json", json.into_bytes())];
    Made { files, public, ..Made::default() }
}

/// PDF/A-3a with these files of data, which hold nothing internal and may go with every edition.
fn with_data(files: &[OutputFile]) -> pdf::Conformance {
    let attachments = files.iter().map(|file| pdf::Attachment {
        name: file.path.clone(),
        mime: if file.path.ends_with(".csv") { "text/csv" } else { "application/json" }.to_owned(),
        description: "この文書の表の数値と文（オープンデータ）".to_owned(),
        relationship: pdf::Relationship::Data,
        bytes: file.bytes.clone(),
    });
    pdf::Conformance::A3a(attachments.collect())
}

/// The figures of the summary.
fn results(assessment: &Assessment) -> Vec<String> {
    let counts = &assessment.action_counts;
    let scale = &assessment.plan.grades;
    let mut by_grade: Vec<String> = counts
        .by_grade
        .iter()
        .filter_map(|(id, count)| scale.get(*id).map(|grade| format!("{} {count}", grade.mark)))
        .collect();
    by_grade.push(format!("区分なし {}", counts.ungraded));
    let effect = assessment.effects.total().in_thousands(assessment.plan.settings.rounding);
    vec![
        format!("実践項目　{}件（実質{}件）：{}", counts.listed, counts.distinct, by_grade.join("　")),
        format!("効果額　　{effect}千円"),
    ]
}

fn size(bytes: usize) -> String {
    format!("{} KB", bytes.div_ceil(1024))
}

//! The outputs of a year's report: which there are, how each is made, and what is searched before it goes out.

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::gate::{Gate, HeldFile, Inside, Proof, ProvedDocument, Released, SearchedFile, without_internal};
use super::years::Year;
use super::{Engine, Failure, Progress, record};
use crate::assess::assessment::Assessment;
use crate::contract::Audience;
use crate::export::{html, listening, pdf, printed, xlsx};
use crate::finding::Finding;
use crate::open_data;
use crate::report::document::Document;
use crate::report::errata::PrintedEdition;
use crate::report::{self, Edition};
use crate::typeset::font::FontBook;
use crate::typeset::page::Pages;
use crate::vocabulary::every_variant;

/// A format in which a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Tagged PDF (PDF/UA, PDF/A).
    Pdf,
    /// Excel.
    Xlsx,
    /// One web page a paper.
    Html,
    /// CSV and JSON.
    Data,
}

impl Format {
    /// All of them, in the order of how long they take, the longest first.
    pub const ALL: [Format; 4] = every_variant!(Format: Pdf, Xlsx, Html, Data);
}

/// The public workbook.
const PROGRESS_FILE: &str = "進捗状況.xlsx";
/// The results of the accessibility test of the pages.
const CONFORMANCE_FILE: &str = "試験結果.html";
/// Where the papers for the office alone stand.
pub const OFFICE_FOLDER: &str = "庁内限り/";
/// Where the texts for listening stand.
pub const LISTENING_FOLDER: &str = "音声/";

/// What was made for a year, and may be given out.
pub(super) struct Outputs {
    /// The files.
    pub(super) released: Released,
    /// Findings about their pages.
    pub(super) findings: Vec<Finding>,
    /// What was checked before the gate opened.
    pub(super) proof: Proof,
}

/// One finished output with its findings.
#[derive(Default)]
struct FinishedOutput {
    files: Vec<HeldFile>,
    findings: Vec<Finding>,
    /// What the origins of its texts say, where it is made from a document for readers outside the office.
    proved: Option<ProvedDocument>,
    /// A web page for the public, whose accessibility is inspected.
    web_page: Option<WebPage>,
    /// What the pages of a public edition say.
    printed: Option<PrintedEdition>,
}

/// A page as it is written.
struct WebPage {
    file: String,
    title: String,
    html: String,
}

impl FinishedOutput {
    fn of_file(file: HeldFile) -> FinishedOutput {
        FinishedOutput { files: vec![file], ..FinishedOutput::default() }
    }

    fn is_suspect(&self) -> bool {
        self.files.iter().filter_map(HeldFile::searched).any(SearchedFile::is_suspect)
    }
}

/// An output to be made.
#[derive(Debug, Clone, Copy)]
enum Task {
    Pdf(Edition),
    Html(Edition),
    Ledger,
    Workbook,
    InternalWorkbook,
    Office(OfficePaper),
    Data,
}

/// A paper for the office alone, which every report comes with.
#[derive(Debug, Clone, Copy)]
enum OfficePaper {
    /// What has to be settled before the report goes out.
    BeforePublication,
    /// Questions that the figures raise.
    Questions,
    /// Each total beside its second computation.
    Proof,
}

impl OfficePaper {
    const ALL: [OfficePaper; 3] = every_variant!(OfficePaper: BeforePublication, Questions, Proof);

    fn name(self) -> &'static str {
        match self {
            OfficePaper::BeforePublication => "公表前の確認",
            OfficePaper::Questions => "想定問答",
            OfficePaper::Proof => "検算書",
        }
    }

    fn document(self, material: &Material<'_>) -> Document {
        let &Material { year, date, given, .. } = material;
        let assessment = &*year.assessment;
        match self {
            OfficePaper::BeforePublication => report::before_publication::document(assessment, date, given),
            OfficePaper::Questions => report::questions::document(assessment, date),
            OfficePaper::Proof => report::proof::document(assessment, date),
        }
    }
}

impl Task {
    /// Who will read it.
    fn readers(self) -> Audience {
        match self {
            Task::Pdf(edition) | Task::Html(edition) => edition.audience(),
            Task::Workbook | Task::Data => Audience::Public,
            Task::Ledger | Task::InternalWorkbook | Task::Office(_) => Audience::Office,
        }
    }

    /// Whether pages are set for it.
    fn sets_pages(self) -> bool {
        match self {
            Task::Pdf(_) | Task::Office(_) => true,
            Task::Html(_) | Task::Ledger | Task::Workbook | Task::InternalWorkbook | Task::Data => false,
        }
    }
}

/// What is to be made, in the order of how long it takes, the longest first. Later editions hold more than earlier ones.
fn tasks(formats: &[Format], editions: &[Edition], from_data: bool) -> Vec<Task> {
    let latest_first = || editions.iter().rev().copied();
    let of_format = |format: Format| -> Vec<Task> {
        match format {
            Format::Pdf => latest_first().map(Task::Pdf).collect(),
            Format::Xlsx => {
                let for_office = editions.iter().any(|edition| edition.audience() == Audience::Office);
                let internal = for_office.then_some(Task::InternalWorkbook);
                [Task::Ledger, Task::Workbook].into_iter().chain(internal).collect()
            }
            Format::Html => latest_first().map(Task::Html).collect(),
            Format::Data => vec![Task::Data],
        }
    };
    let mut tasks: Vec<Task> =
        Format::ALL.into_iter().filter(|format| formats.contains(format)).flat_map(of_format).collect();
    // The papers for the office tell what published data do not hold.
    if !from_data && (formats.contains(&Format::Pdf) || formats.contains(&Format::Xlsx)) {
        tasks.extend(OfficePaper::ALL.map(Task::Office));
    }
    tasks
}

/// What the outputs of a report are made from.
pub(super) struct Material<'a> {
    /// Makes documents and pages.
    pub(super) engine: &'a Engine,
    pub(super) year: &'a Year,
    /// The date that papers state.
    pub(super) date: Date,
    /// The date that was asked for, where one was.
    pub(super) given: Option<Date>,
    /// In which formats the report is written.
    pub(super) formats: &'a [Format],
    /// Whether data travel in the PDFs.
    pub(super) attach_data: bool,
    /// Whether the year was read from published data and not from forms.
    pub(super) from_data: bool,
}

/// How PDFs are written that carry these data, or none.
fn pdf_options(attach: bool, assessment: &Assessment, date: Date) -> pdf::Options {
    let conformance = match attach {
        true => with_data(data_files(assessment, date)),
        false => pdf::Conformance::A2a,
    };
    pdf::Options { conformance, ..pdf::Options::default() }
}

/// Whether anything of this is for readers outside the office.
pub(super) fn is_published(formats: &[Format], editions: &[Edition]) -> bool {
    tasks(formats, editions, false).iter().any(|task| task.readers() != Audience::Office)
}

/// Makes the outputs of these editions; none is given out before the gate has opened for all of them.
pub(super) fn make(material: &Material<'_>, editions: &[Edition], progress: &dyn Progress) -> Result<Outputs, Failure> {
    let assessment = &material.year.assessment;
    let gate = Gate::new(assessment)?;
    let innocent = |readers| without_internal(assessment, readers);
    make_behind(&gate, material, editions, &innocent, progress)
}

/// Makes the outputs behind this gate. `innocent` gives the year as if nothing had been typed that some readers may not see.
fn make_behind(
    gate: &Gate,
    material: &Material<'_>,
    editions: &[Edition],
    innocent: &dyn Fn(Audience) -> Result<Assessment, Failure>,
    progress: &dyn Progress,
) -> Result<Outputs, Failure> {
    let &Material { year, date, formats, from_data, .. } = material;
    let assessment = &*year.assessment;
    let tasks = tasks(formats, editions, from_data);
    progress.stage("組版と書出し", tasks.len() as u64 + 1);
    let pdf_options = pdf_options(material.attach_data, assessment, date);
    let made: Vec<(Task, FinishedOutput)> = side_by_side(tasks, |task| {
        let made = match task {
            Task::Pdf(edition) => make_pdf(gate, material, edition, &pdf_options),
            Task::Html(edition) => make_html(gate, material, edition),
            Task::Ledger => make_ledger(assessment, date),
            Task::Workbook => make_workbook(gate, assessment, date),
            Task::InternalWorkbook => make_internal_workbook(assessment, date),
            Task::Office(paper) => make_office_paper(material, paper),
            Task::Data => Ok(make_data(gate, assessment, date)),
        };
        progress.step();
        Ok((task, made?))
    })?;
    let (tasks, mut made): (Vec<Task>, Vec<FinishedOutput>) = made.into_iter().unzip();
    let record = make_record(gate, assessment, &mut made, date);
    let conformance = make_conformance(gate, assessment, &made, date);
    // What is made from the pages of others is made from them again.
    let printed_again = record.as_ref().is_some_and(FinishedOutput::is_suspect);
    let pages_again = conformance.as_ref().is_some_and(FinishedOutput::is_suspect);
    let again = |task: &Task| match task {
        Task::Pdf(_) => printed_again,
        Task::Html(_) => pages_again,
        _ => false,
    };
    let suspects = tasks.into_iter().zip(&made).filter(|(task, made)| made.is_suspect() || again(task));
    let suspects: Vec<Task> = suspects.map(|(task, _)| task).collect();
    let innocent = found_anyway(gate, material, &suspects, innocent)?;
    made.extend(record.into_iter().chain(conformance));
    let (mut held, mut findings, mut proved) = (Vec::new(), Vec::new(), Vec::new());
    for made in made {
        held.extend(made.files);
        findings.extend(made.findings);
        proved.extend(made.proved);
    }
    let (released, proof) = gate.open(held, &innocent, &proved.iter().collect::<Vec<_>>())?;
    Ok(Outputs { released, findings, proof })
}

/// Does the tasks side by side over the cores, the first ones first. Those that set pages go one after another, so that the pages of one
/// document at most are in memory: setting and writing a document is divided over the cores already.
fn side_by_side<T: Send>(
    tasks: Vec<Task>,
    make: impl Fn(Task) -> Result<T, Failure> + Sync,
) -> Result<Vec<T>, Failure> {
    let (of_pages, others): (Vec<Task>, Vec<Task>) = tasks.into_iter().partition(|task| task.sets_pages());
    let (of_pages, others) = rayon::join(
        || of_pages.into_iter().map(&make).collect::<Result<Vec<T>, Failure>>(),
        || others.into_iter().par_bridge().map(&make).collect::<Result<Vec<T>, Failure>>(),
    );
    let mut made = of_pages?;
    made.extend(others?);
    Ok(made)
}

/// What is found in the files of these tasks when they are made without the internal texts: it has not come from them.
fn found_anyway(
    gate: &Gate,
    material: &Material<'_>,
    suspects: &[Task],
    innocent: &dyn Fn(Audience) -> Result<Assessment, Failure>,
) -> Result<Vec<SearchedFile>, Failure> {
    let &Material { engine, year, date, formats, attach_data, .. } = material;
    let mut found = Vec::new();
    for readers in [Audience::Public, Audience::Council] {
        let tasks: Vec<Task> = suspects.iter().copied().filter(|task| task.readers() == readers).collect();
        if tasks.is_empty() {
            continue;
        }
        let assessment = &innocent(readers)?;
        let pdf_options = pdf_options(attach_data, assessment, date);
        let (fonts, typesetter) = (engine.fonts()?, engine.typesetter(year)?);
        let made: Vec<(FinishedOutput, Option<SearchedFile>)> = side_by_side(tasks, |task| match task {
            Task::Pdf(edition) => {
                // Its pages are searched; nobody needs the file.
                let pages = typesetter.lay_out(&report::document(assessment, edition, date)).pages;
                let searched = gate.search_pdf(readers, &pdf_path(assessment, edition), &pages, &pdf_options);
                let printed = printed_of(edition, &pages);
                Ok((FinishedOutput { printed, ..FinishedOutput::default() }, searched))
            }
            Task::Html(edition) => {
                let document = report::document(assessment, edition, date);
                let name = format!("{}.html", edition.name(&assessment.plan.words));
                Ok((html_of(gate, &document, (edition, name), &fonts, &beside(assessment, edition, formats)), None))
            }
            Task::Workbook => Ok((make_workbook(gate, assessment, date)?, None)),
            Task::Data => Ok((make_data(gate, assessment, date), None)),
            Task::Ledger | Task::InternalWorkbook | Task::Office(_) => Ok((FinishedOutput::default(), None)),
        })?;
        let (mut made, of_pages): (Vec<FinishedOutput>, Vec<Option<SearchedFile>>) = made.into_iter().unzip();
        let record = make_record(gate, assessment, &mut made, date);
        let conformance = make_conformance(gate, assessment, &made, date);
        let files = made.into_iter().chain(record).chain(conformance).flat_map(|made| made.files);
        found.extend(files.filter_map(HeldFile::into_searched));
        found.extend(of_pages.into_iter().flatten());
    }
    Ok(found)
}

/// Pages as a PDF.
pub(super) fn written_pdf(pages: &Pages, options: &pdf::Options) -> Result<Vec<u8>, Failure> {
    pdf::write(pages, options).map_err(|error| Failure::unmade(format!("PDF「{}」", pages.meta.title), &error))
}

fn pdf_path(assessment: &Assessment, edition: Edition) -> String {
    format!("{}.pdf", edition.name(&assessment.plan.words))
}

/// What the pages of a public edition say.
fn printed_of(edition: Edition, pages: &Pages) -> Option<PrintedEdition> {
    let printed = || PrintedEdition { edition, pieces: printed::pieces(pages) };
    (edition.audience() == Audience::Public).then(printed)
}

fn make_pdf(
    gate: &Gate,
    material: &Material<'_>,
    edition: Edition,
    options: &pdf::Options,
) -> Result<FinishedOutput, Failure> {
    let &Material { engine, year, .. } = material;
    let path = pdf_path(&year.assessment, edition);
    let document = engine.document(year, edition);
    let proved = gate.prove_origins(edition.audience(), &path, &document);
    // The document is dropped as soon as it is set.
    let laid_out = engine.pages_of(year, edition, || document)?;
    Ok(FinishedOutput {
        proved,
        printed: printed_of(edition, &laid_out.pages),
        findings: laid_out.findings.clone(),
        ..FinishedOutput::of_file(gate.hold_pdf(edition.audience(), path, &laid_out.pages, options)?)
    })
}

/// A paper for the office, in its own folder: it is never searched, and must never be published.
fn make_office_paper(material: &Material<'_>, paper: OfficePaper) -> Result<FinishedOutput, Failure> {
    let document = paper.document(material);
    let path = |ending: &str| format!("{}.{ending}", paper.name());
    let mut made = FinishedOutput::default();
    if material.formats.contains(&Format::Pdf) {
        let laid_out = material.engine.typesetter(material.year)?.lay_out(&document);
        let bytes = written_pdf(&laid_out.pages, &pdf::Options::default())?;
        made.files.push(HeldFile::inside(&Inside::Paper(&path("pdf")), bytes, Some(laid_out.pages.pages.len())));
        made.findings = laid_out.findings;
    }
    if material.formats.contains(&Format::Xlsx) {
        let name = path("xlsx");
        let plan = &material.year.assessment.plan;
        let failed = |error| workbook_failed(&format!("{OFFICE_FOLDER}{name}"), &error);
        let bytes = xlsx::paper(plan, &document).map_err(failed)?;
        made.files.push(HeldFile::inside(&Inside::Paper(&name), bytes, None));
    }
    Ok(made)
}

fn make_html(gate: &Gate, material: &Material<'_>, edition: Edition) -> Result<FinishedOutput, Failure> {
    let assessment = &*material.year.assessment;
    let document = material.engine.document(material.year, edition);
    let beside = beside(assessment, edition, material.formats);
    let name = format!("{}.html", edition.name(&assessment.plan.words));
    Ok(html_of(gate, &document, (edition, name), &material.engine.fonts()?, &beside))
}

/// A web page, and for the public the texts for listening.
fn html_of(
    gate: &Gate,
    document: &Document,
    (edition, name): (Edition, String),
    fonts: &Arc<FontBook>,
    beside: &html::Surroundings,
) -> FinishedOutput {
    let text = html::write(document, fonts, beside);
    let mut made = FinishedOutput::of_file(gate.hold_text(edition.audience(), name.clone(), text.clone().into_bytes()));
    made.proved = gate.prove_origins(edition.audience(), &name, document);
    if edition.audience() == Audience::Public {
        made.web_page = Some(WebPage { file: name, title: document.meta.title.clone(), html: text });
    }
    if edition == Edition::Public {
        for (number, page) in listening::pages(document).into_iter().enumerate() {
            let name = format!("{LISTENING_FOLDER}{:03}.txt", number + 1);
            // As Windows programs expect text: with a byte order mark and their line ends.
            let bytes = format!("\u{feff}{}", page.replace('\n', "\r\n")).into_bytes();
            made.files.push(gate.hold_text(edition.audience(), name, bytes));
        }
    }
    made
}

/// What stands beside an edition's page: the other outputs of this run, and for the public whom to ask.
fn beside(assessment: &Assessment, edition: Edition, formats: &[Format]) -> html::Surroundings {
    let settings = &assessment.plan.settings;
    let mut beside = html::Surroundings::default();
    let mut file = |file: String, label: &str| {
        beside.downloads.push(html::Download { label: format!("{label}「{file}」"), file });
    };
    if formats.contains(&Format::Pdf) {
        file(format!("{}.pdf", edition.name(&assessment.plan.words)), "印刷用のPDF");
    }
    if formats.contains(&Format::Xlsx) {
        file(PROGRESS_FILE.to_owned(), "Excelブック");
    }
    if formats.contains(&Format::Data) {
        let folder = open_data::FOLDER;
        let costs = assessment.plan.costs().map(|_| &open_data::shape::COSTS);
        for shape in open_data::shape::MAIN.into_iter().chain(costs) {
            file(format!("{folder}/{}", shape.file()), "オープンデータ（CSV）");
        }
        file(format!("{folder}/{}", open_data::JSON_FILE), "オープンデータ（JSON）");
    }
    if edition.audience() == Audience::Public {
        beside.conformance = Some(CONFORMANCE_FILE.to_owned());
        if !settings.public_contact.is_empty() {
            beside.contact = vec![settings.office.clone(), settings.public_contact.clone()];
        }
    }
    beside
}

/// 掲載内容 of all public editions; nothing where no pages were made.
fn make_record(
    gate: &Gate,
    assessment: &Assessment,
    made: &mut [FinishedOutput],
    date: Date,
) -> Option<FinishedOutput> {
    let editions: Vec<PrintedEdition> = made.iter_mut().filter_map(|made| made.printed.take()).collect();
    if editions.is_empty() {
        return None;
    }
    let text = printed::write(&record::printed(assessment, date, editions));
    Some(FinishedOutput::of_file(gate.hold_text(Audience::Public, record::FILE.to_owned(), text.into_bytes())))
}

/// 試験結果 of all pages for the public; nothing where there are none.
fn make_conformance(
    gate: &Gate,
    assessment: &Assessment,
    made: &[FinishedOutput],
    date: Date,
) -> Option<FinishedOutput> {
    let mut pages: Vec<html::InspectedPage<'_>> = made
        .iter()
        .filter_map(|made| made.web_page.as_ref())
        .map(|page| html::InspectedPage { file: &page.file, title: &page.title, html: &page.html })
        .collect();
    if pages.is_empty() {
        return None;
    }
    // Editions are made side by side and are done in any order.
    pages.sort_by_key(|page| page.file);
    let text = html::conformance(&pages, &assessment.plan, date);
    Some(FinishedOutput::of_file(gate.hold_text(Audience::Public, CONFORMANCE_FILE.to_owned(), text.into_bytes())))
}

fn make_workbook(gate: &Gate, assessment: &Assessment, date: Date) -> Result<FinishedOutput, Failure> {
    let name = PROGRESS_FILE;
    let bytes = xlsx::progress(assessment, date).map_err(|error| workbook_failed(name, &error))?;
    Ok(FinishedOutput::of_file(gate.hold_workbook(Audience::Public, name.to_owned(), bytes)?))
}

fn make_internal_workbook(assessment: &Assessment, date: Date) -> Result<FinishedOutput, Failure> {
    let place = Inside::Workbook;
    let bytes = xlsx::progress_internal(assessment, date).map_err(|error| workbook_failed(&place.path(), &error))?;
    Ok(FinishedOutput::of_file(HeldFile::inside(&place, bytes, None)))
}

fn make_ledger(assessment: &Assessment, date: Date) -> Result<FinishedOutput, Failure> {
    let place = Inside::Ledger;
    let bytes = xlsx::ledger(&assessment.plan, &assessment.record, date)
        .map_err(|error| workbook_failed(&place.path(), &error))?;
    Ok(FinishedOutput::of_file(HeldFile::inside(&place, bytes, None)))
}

fn workbook_failed(name: &str, error: &xlsx::WriteError) -> Failure {
    Failure::unmade(format!("「{name}」"), error)
}

/// The open data: paths below the year's folder, and the contents of the files.
fn data_files(assessment: &Assessment, date: Date) -> Vec<(String, Vec<u8>)> {
    let about = open_data::About::new(assessment, date);
    let files = open_data::files(&open_data::tables(assessment, date), &about);
    files.into_iter().map(|(name, bytes)| (format!("{}/{name}", open_data::FOLDER), bytes)).collect()
}

fn make_data(gate: &Gate, assessment: &Assessment, date: Date) -> FinishedOutput {
    let files = data_files(assessment, date).into_iter();
    FinishedOutput {
        files: files.map(|(path, bytes)| gate.hold_text(Audience::Public, path, bytes)).collect(),
        ..FinishedOutput::default()
    }
}

/// PDF/A-3a with the JSON of these files of data and its schema, which hold nothing internal and may go with every edition.
fn with_data(files: Vec<(String, Vec<u8>)>) -> pdf::Conformance {
    let attached = files.into_iter().filter_map(|(path, bytes)| {
        let name = path.rsplit('/').next()?;
        let description = match name {
            open_data::JSON_FILE => "この文書の表の数値と文（オープンデータ）",
            open_data::SCHEMA_FILE => "オープンデータの各項目の説明（JSON Schema）",
            _ => return None,
        };
        Some(pdf::Attachment {
            name: name.to_owned(),
            mime: "application/json".to_owned(),
            description: description.to_owned(),
            relationship: pdf::Relationship::Data,
            bytes,
        })
    });
    pdf::Conformance::A3a(attached.collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::{Fingerprint, PlanFile, Settings, Unwatched};

    use super::*;
    use crate::assess::fixture::{assessed, year_one};
    use crate::assess::leak;
    use crate::contract::{Field, FormField};
    use crate::intake::fixture::form;
    use crate::merge::record::{InternalText, YearRecord};
    use crate::plan::Plan;

    const DATE: Date = Date::constant(2021, 6, 1);

    /// The outputs of an assessment behind a gate that was made for `of`; `asked` is told for whose readers files are made once more.
    fn made_behind(
        of: &Assessment,
        assessment: &Assessment,
        formats: &[Format],
        editions: &[Edition],
        asked: &dyn Fn(Audience),
    ) -> Result<Outputs, Failure> {
        let root = tempfile::tempdir().expect("a folder");
        let settings = Settings { date: Some(DATE), ..Settings::default() };
        let input = root.path().join("input");
        std::fs::create_dir(&input).expect("made");
        let engine = Engine::open(input, root.path().join("output"), settings).expect("an engine");
        let fingerprint = Fingerprint::of([]);
        let plan_file = Arc::new(PlanFile { plan: assessment.plan.clone(), findings: Vec::new(), fingerprint });
        let year = Year { plan_file, assessment: Arc::new(assessment.clone()), fingerprint };
        let material = Material {
            engine: &engine,
            year: &year,
            date: DATE,
            given: None,
            formats,
            attach_data: true,
            from_data: false,
        };
        let innocent = |readers| {
            asked(readers);
            without_internal(of, readers)
        };
        make_behind(&Gate::new(of)?, &material, editions, &innocent, &Unwatched)
    }

    fn made(assessment: &Assessment, formats: &[Format], editions: &[Edition]) -> Result<Outputs, Failure> {
        made_behind(assessment, assessment, formats, editions, &|_| ())
    }

    /// The editions of a year for readers outside the office.
    fn outside() -> Vec<Edition> {
        let is_outside = |edition: &Edition| *edition != Edition::Plan && edition.audience() != Audience::Office;
        Edition::ALL.into_iter().filter(is_outside).collect()
    }

    /// However many cores there are, one task at most holds pages, and all tasks are done.
    #[test]
    fn tasks_that_set_pages_go_one_after_another() {
        let all = tasks(&Format::ALL, &Edition::ALL, false);
        let (count, of_pages) = (all.len(), all.iter().filter(|task| task.sets_pages()).count());
        assert!(of_pages > 5, "{of_pages}");
        let (holding, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().expect("threads");
        let done = pool.install(|| {
            side_by_side(all, |task| {
                if task.sets_pages() {
                    most.fetch_max(holding.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // As setting does, so that a waiting thread may take another task.
                    (0..64).into_par_iter().for_each(|_| std::thread::sleep(std::time::Duration::from_micros(50)));
                    holding.fetch_sub(1, Ordering::SeqCst);
                }
                Ok(())
            })
        });
        assert_eq!((done.expect("made").len(), most.into_inner()), (count, 1));
        let failed = side_by_side(tasks(&Format::ALL, &Edition::ALL, false), |task| match task {
            Task::Data => Err(Failure::Other("満杯".to_owned())),
            _ => Ok(()),
        });
        assert!(failed.is_err());
    }

    /// Every file for readers outside the office is searched, and every document for them proved; none for the office.
    #[test]
    fn nothing_public_is_given_out_unchecked() {
        let editions = [Edition::Public, Edition::Council, Edition::Internal];
        let Outputs { released, proof, .. } = made(&assessed(year_one()), &Format::ALL, &editions).expect("made");
        let files = released.paths();
        for paper in ["公表前の確認", "想定問答", "検算書"] {
            assert!(files.contains(&format!("庁内限り/{paper}.pdf").as_str()), "{files:?}");
        }
        let office = |path: &&&str| ["統合記録", "庁内"].iter().any(|word| path.contains(word));
        let inside = files.iter().filter(office).count();
        // The ledger, the office's edition as PDF and HTML, its workbook, and the papers for the office, each as PDF and Excel or HTML.
        assert_eq!((inside, proof.files), (10, files.len() - 10), "{files:?}");
        assert_eq!(proof.documents, 4);
    }

    /// An internal text slips into a title that every output prints: the gate stays shut for each kind of public file, the kind alone or
    /// all together, and names them all.
    #[test]
    fn the_gate_closes_for_every_kind_of_public_file() {
        const MEMO: &str = "財政課との協議が難航しており、補正は見送る方向で調整中";
        let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.grade(1).saving(900).result("窓口の案内を改めた。").memo(MEMO);
        });
        let good = assessed(vec![form.build()]);
        let mut plan = Plan::clone(&good.plan);
        plan.short_title = format!("{}（{MEMO}）", plan.short_title);
        let leaking = Assessment { plan: Arc::new(plan), ..good.clone() };
        let metadata = format!("{}/{}", open_data::FOLDER, open_data::METADATA_FILE);
        let json = format!("{}/{}", open_data::FOLDER, open_data::JSON_FILE);
        let kinds: [(Format, &[&str]); 4] = [
            (Format::Pdf, &["公表版.pdf", "概要版.pdf", "審議会資料.pdf", "中間検証.pdf", "総括.pdf", record::FILE]),
            (Format::Xlsx, &[PROGRESS_FILE]),
            (
                Format::Html,
                &[
                    "公表版.html",
                    "概要版.html",
                    "審議会資料.html",
                    "中間検証.html",
                    "総括.html",
                    CONFORMANCE_FILE,
                    "音声/001.txt",
                ],
            ),
            (Format::Data, &[&json, &metadata]),
        ];
        for (format, files) in kinds {
            assert!(made(&good, &[format], &outside()).is_ok());
            match made_behind(&good, &leaking, &[format], &outside(), &|_| ()) {
                Err(Failure::Leaking { findings }) => {
                    let found = findings.iter().filter_map(|finding| finding.found.as_deref());
                    let found: BTreeSet<&str> = found.flat_map(|found| found.split('、')).collect();
                    let missed: Vec<&&str> = files.iter().filter(|file| !found.contains(**file)).collect();
                    assert!(missed.is_empty(), "{missed:?} of {format:?}: {found:?}");
                }
                Err(failure) => panic!("{format:?}: {failure}"),
                Ok(made) => panic!("{format:?} was given out: {:?}", made.released.paths()),
            }
        }
        // The office may read its own papers.
        assert!(made_behind(&good, &leaking, &[Format::Pdf, Format::Html], &[Edition::Internal], &|_| ()).is_ok());
    }

    /// A cell that is called internal but stands in a public paper closes the gate for each format that is made from a document.
    #[test]
    fn an_open_gate_is_needed_for_every_format() {
        let good = assessed(year_one());
        let mut record = YearRecord::clone(&good.record);
        let rows = record.actions.values().flat_map(|action| &action.contributions);
        let public = rows.filter_map(|row| row.entry.text(Field::Result)).next().expect("a result").clone();
        record.internal.push(InternalText { field: FormField::Row(Field::Memo), text: public.clone() });
        let leaking = Assessment { record: Arc::new(record), ..good.clone() };
        for format in [Format::Pdf, Format::Html] {
            assert!(made(&good, &[format], &[Edition::Public]).is_ok());
            match made(&leaking, &[format], &[Edition::Public]) {
                Err(Failure::Leaking { findings }) => {
                    assert!(findings.iter().any(|finding| finding.code == leak::INTERNAL_ORIGIN), "{findings:?}");
                    assert_eq!(findings[0].origin.as_ref(), Some(&public.origin));
                }
                Err(failure) => panic!("{failure}"),
                Ok(_) => panic!("{format:?} was given out"),
            }
            // The office may see everything.
            assert!(made(&leaking, &[format], &[Edition::Internal]).is_ok());
        }
    }

    /// What is printed without any memo is excused, in every kind of file.
    #[test]
    fn words_that_are_printed_anyway_stop_no_file() {
        let with_memos = |memos: [&str; 3]| {
            let row = |unit: &str, file: &str, id: (u16, u16), memo: &str| {
                let form = form(unit, file).on(5, 8).row(id, |row| {
                    row.grade(1).saving(900).result("窓口の案内を改めた。").memo(memo);
                });
                form.build()
            };
            let [first, second, third] = memos;
            assessed(vec![
                row("一課", "a.xlsx", (1, 1), first),
                row("二課", "b.xlsx", (2, 1), second),
                row("三課", "c.xlsx", (1, 2), third),
            ])
        };
        let editions = [Edition::Public, Edition::Council];
        for memos in [
            ["報告なし", "合計", "構成比は、計（実質の件数）に対する割合である。"],
            ["進捗区分", "金額の単位は円。端数処理をしていない。", "窓口の案内を改めた。"],
            // In 掲載内容.json and 試験結果.html alone.
            ["\"awaiting\":[", "人の確認が必要", "適合（該当なし）"],
        ] {
            let made = made(&with_memos(memos), &Format::ALL, &editions);
            assert!(made.is_ok(), "{memos:?}: {}", made.err().map(|failure| failure.to_string()).unwrap_or_default());
        }
    }

    /// A year is assessed and set once more only for the readers in whose files something was found.
    #[test]
    fn only_files_in_which_something_was_found_are_made_again() {
        let again_for = |memo: &str, editions: &[Edition]| {
            let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
                row.grade(1).saving(900).result("窓口の案内を改めた。").memo(memo);
            });
            let year = assessed(vec![form.build()]);
            let asked = std::sync::Mutex::new(Vec::new());
            let ask = |readers| asked.lock().expect("one thread").push(readers);
            assert!(made_behind(&year, &year, &[Format::Html], editions, &ask).is_ok(), "{memo}");
            asked.into_inner().expect("one thread")
        };
        let all = [Edition::Public, Edition::Council, Edition::Internal];
        assert_eq!(again_for("財政課との協議が難航しており、補正は見送る方向で調整中", &all), []);
        assert_eq!(again_for("報告なし", &[Edition::Public]), [Audience::Public]);
        assert_eq!(again_for("報告なし", &all), [Audience::Public, Audience::Council]);
    }
}

//! The gate before publication: public documents hold no text that comes from an internal cell (by origin), and public files are
//! searched for internal texts as they will be read, not as they were meant (by search). [`crate::assess::leak`] says how.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Failure;
use super::confirmation::CONFIRMATION_FOLDER;
use super::outputs::{OFFICE_FOLDER, written_pdf};
use super::written::Written;
use crate::assess::assessment::Assessment;
use crate::assess::leak::{self, Search, Searched, Secret};
use crate::contract::Audience;
use crate::export::{as_read, pdf};
use crate::finding::{Code, Finding, Origin, Severity};
use crate::intake::table;
use crate::report::document::Document;
use crate::report::{self, Edition, origins, text};
use crate::typeset::page::Pages;
use crate::workspace::{OutputFile, Workspace};

/// A file that could not be opened keeps the public editions from being made.
pub(super) const UNREAD_FILE: Code = Code("release.unread-file");

/// Stands between texts that do not follow one another, so that no phrase is found across them.
const BETWEEN: char = '｜';

fn one_after_another<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<T> = texts.into_iter().collect();
    let length = texts.iter().map(|text| text.as_ref().len() + BETWEEN.len_utf8()).sum();
    texts.iter().fold(String::with_capacity(length), |mut all, text| {
        all.push_str(text.as_ref());
        all.push(BETWEEN);
        all
    })
}

/// What is kept from a circle of readers outside the office: what is looked for in their files, and the cells that nothing may come from.
struct Withheld {
    search: Search,
    secret: Secret,
}

impl Withheld {
    fn from(readers: Audience, assessment: &Assessment, public: &BTreeSet<String>) -> Result<Withheld, Failure> {
        let internal = leak::internal_texts(assessment, readers);
        let secret = Secret::of(&internal);
        let search = Search::new(internal, public).map_err(|error| Failure::Other(error.to_string()))?;
        Ok(Withheld { search, secret })
    }
}

/// The gate. Public files are checked one by one, where they are made; none goes out before all of them are found clean.
///
/// It alone can make a [`Released`], which alone can be written into a year's folder; and it makes one of [`HeldFile`]s only, of which
/// those for readers outside the office cannot be had but by searching them.
pub(super) struct Gate {
    public: Withheld,
    council: Withheld,
}

/// A file that is made but not yet given out.
pub(super) struct HeldFile {
    file: OutputFile,
    pages: Option<usize>,
    /// What the search found; `None` for the office, from which nothing is hidden.
    searched: Option<SearchedFile>,
}

impl HeldFile {
    /// A file for the office alone. Its name says so, and it is not searched.
    pub(super) fn inside(place: &Inside<'_>, bytes: Vec<u8>, pages: Option<usize>) -> HeldFile {
        HeldFile { file: OutputFile::new(place.path(), bytes), pages, searched: None }
    }

    /// What was found in it.
    pub(super) fn searched(&self) -> Option<&SearchedFile> {
        self.searched.as_ref()
    }

    /// What was found in it, where nobody needs the file itself.
    pub(super) fn into_searched(self) -> Option<SearchedFile> {
        self.searched
    }
}

/// The files that every report has for the office alone: the edition for the office is held as all editions are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inside<'n> {
    /// 統合記録.
    Ledger,
    /// The workbook with internal columns.
    Workbook,
    /// A paper in the office's folder.
    Paper(&'n str),
    /// A file of 確認.
    Confirmation(&'n str),
}

impl Inside<'_> {
    /// Its path below the year's folder.
    pub(super) fn path(&self) -> String {
        match self {
            Inside::Ledger => "統合記録.xlsx".to_owned(),
            Inside::Workbook => "進捗状況（庁内）.xlsx".to_owned(),
            Inside::Paper(name) => format!("{OFFICE_FOLDER}{name}"),
            Inside::Confirmation(name) => format!("{CONFIRMATION_FOLDER}/{name}"),
        }
    }
}

/// Files that may be given out: the gate has opened for them.
pub(super) struct Released(Vec<(OutputFile, Option<usize>)>);

impl Released {
    /// Adds a file for the office alone.
    pub(super) fn add_inside(&mut self, place: &Inside<'_>, bytes: Vec<u8>) {
        self.0.push((OutputFile::new(place.path(), bytes), None));
    }

    /// Puts them in the place of the last ones.
    ///
    /// # Errors
    /// An output folder that cannot be written to.
    pub(super) fn write(mut self, workspace: &Workspace, folder: &str) -> Result<Written, Failure> {
        self.0.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let (files, pages): (Vec<OutputFile>, Vec<Option<usize>>) = self.0.into_iter().unzip();
        let replaced = workspace.replace_folder(folder, &files)?;
        Ok(Written::new(replaced, files.iter().zip(pages)))
    }

    /// Their paths.
    #[cfg(test)]
    pub(super) fn paths(&self) -> Vec<&str> {
        self.0.iter().map(|(file, _)| file.path.as_str()).collect()
    }
}

/// What was found in a file for these readers.
pub(super) struct SearchedFile {
    readers: Audience,
    searched: Searched,
}

impl SearchedFile {
    /// Whether something was found that may have come from an internal text.
    pub(super) fn is_suspect(&self) -> bool {
        !self.searched.is_empty()
    }
}

/// What the origins of a document's texts say.
pub(super) struct ProvedDocument {
    typed: usize,
    findings: Vec<Finding>,
}

/// What was checked before publication, and found clean: the two ways apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proof {
    /// By origin: documents for readers outside the office.
    pub documents: usize,
    /// By origin: typed texts in them, none of which comes from an internal cell.
    pub typed: usize,
    /// By search: files for readers outside the office.
    pub files: usize,
    /// By search: different internal texts that were looked for.
    pub texts: usize,
}

/// Why nothing may be published whatever it holds: files that could not be opened, in this year or one before it.
pub(super) fn unread_files(assessment: &Assessment) -> Vec<Finding> {
    let records = assessment.earlier.iter().chain([&assessment.record]);
    let files = records.flat_map(|record| record.unread.iter().map(move |file| (record.year, file)));
    let finding = |(year, file): (crate::vocabulary::FiscalYear, &std::sync::Arc<str>)| {
        let message = format!("{year}に開けないファイルがあるため、公表する資料を作れません。");
        Finding::new(Severity::Fatal, UNREAD_FILE, message).at(Origin::file(file.clone())).remedy(
            "開いている人に閉じてもらうか、アクセス権を確かめてください。リンクのときは、元のフォルダーを代わりに置いてください。除いてよいと分かっているファイルは、その年度のoffice.tomlの[[exclude]]に理由とともに書くと、除いて作ります。",
        )
    };
    files.map(finding).collect()
}

/// What keeps a report from being made, as far as it can be told without making one: [`Gate`]'s checks on the documents for readers
/// outside the office, which are the same for every format, and files that could not be opened.
pub(super) fn foreseen(assessment: &Assessment, date: Date) -> Result<Vec<Finding>, Failure> {
    let mut findings = unread_files(assessment);
    let gate = Gate::new(assessment)?;
    for edition in [Edition::Public, Edition::Council] {
        let readers = edition.audience();
        let name = edition.name(&assessment.plan.words);
        let document = report::document(assessment, edition, date);
        let proved = gate.prove_origins(readers, &name, &document);
        let searched = gate.search_text(readers, &name, &text::of_document(&document));
        drop(document);
        let innocent = match searched.as_ref().is_some_and(SearchedFile::is_suspect) {
            true => {
                let clean = without_internal(assessment, readers)?;
                gate.search_text(readers, &name, &text::of_document(&report::document(&clean, edition, date)))
            }
            false => None,
        };
        let (searched, innocent): (Vec<_>, Vec<_>) = (searched.iter().collect(), innocent.iter().collect());
        findings.extend(gate.leaks(&searched, &innocent, &proved.iter().collect::<Vec<_>>()));
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// [`leak::without_internal`].
pub(super) fn without_internal(assessment: &Assessment, readers: Audience) -> Result<Assessment, Failure> {
    leak::without_internal(assessment, readers).map_err(|findings| Failure::Unbalanced { findings })
}

impl Gate {
    /// The gate for the outputs of an assessment.
    pub(super) fn new(assessment: &Assessment) -> Result<Gate, Failure> {
        let public = leak::public_words(assessment);
        let withheld = |readers| Withheld::from(readers, assessment, &public);
        Ok(Gate { public: withheld(Audience::Public)?, council: withheld(Audience::Council)? })
    }

    /// What is kept from these readers: nothing from the office.
    fn withheld(&self, readers: Audience) -> Option<&Withheld> {
        match readers {
            Audience::Public => Some(&self.public),
            Audience::Council => Some(&self.council),
            Audience::Office => None,
        }
    }

    /// Checks the cells that the typed texts of a document come from. Nothing is hidden from the office.
    pub(super) fn prove_origins(&self, readers: Audience, name: &str, document: &Document) -> Option<ProvedDocument> {
        let withheld = self.withheld(readers)?;
        let origins = origins::of_document(document);
        let findings = withheld.secret.reveals(name, origins.iter().map(|origin| &***origin));
        Some(ProvedDocument { typed: origins.len(), findings })
    }

    /// Holds a file that is text itself, which is searched as it is written, with its markup, and as it is read.
    pub(super) fn hold_text(&self, readers: Audience, path: String, bytes: Vec<u8>) -> HeldFile {
        let written = String::from_utf8_lossy(&bytes);
        let searched = self.search(readers, &path, || {
            let read = as_read(&path, &written);
            one_after_another([&*written].into_iter().chain(read.iter().map(AsRef::as_ref))).into()
        });
        drop(written);
        HeldFile { searched, file: OutputFile::new(path, bytes), pages: None }
    }

    /// Writes a PDF of these pages and holds it. Its metadata and attached files are searched, too.
    pub(super) fn hold_pdf(
        &self,
        readers: Audience,
        path: String,
        pages: &Pages,
        options: &pdf::Options,
    ) -> Result<HeldFile, Failure> {
        let searched = self.search_pdf(readers, &path, pages, options);
        let file = OutputFile::new(path, written_pdf(pages, options)?);
        Ok(HeldFile { searched, file, pages: Some(pages.pages.len()) })
    }

    /// Holds a workbook of ours, of which every sheet and cell is searched.
    pub(super) fn hold_workbook(&self, readers: Audience, path: String, bytes: Vec<u8>) -> Result<HeldFile, Failure> {
        let tables = table::read_tables(&bytes)
            .map_err(|error| Failure::Unsearched { name: path.clone(), reason: error.to_string() })?;
        let cells = tables.iter().flat_map(|table| table.rows()).flatten();
        let searched = self.search(readers, &path, || one_after_another(cells).into());
        Ok(HeldFile { searched, file: OutputFile::new(path, bytes), pages: None })
    }

    /// Searches what a PDF of these pages says.
    pub(super) fn search_pdf(
        &self,
        readers: Audience,
        path: &str,
        pages: &Pages,
        options: &pdf::Options,
    ) -> Option<SearchedFile> {
        self.search(readers, path, || one_after_another(pdf::texts(pages, options)).into())
    }

    /// Searches a text.
    fn search_text(&self, readers: Audience, name: &str, text: &str) -> Option<SearchedFile> {
        self.search(readers, name, || text.into())
    }

    fn search<'t>(&self, readers: Audience, name: &str, text: impl FnOnce() -> Cow<'t, str>) -> Option<SearchedFile> {
        let withheld = self.withheld(readers)?;
        Some(SearchedFile { readers, searched: withheld.search.search(name, &text()) })
    }

    /// Opens when no document holds a text from an internal cell, and nothing was found in any file that is not also found in the same file
    /// made without the internal texts (`innocent`). Otherwise publication stops, and the findings name the cells.
    pub(super) fn open(
        &self,
        held: Vec<HeldFile>,
        innocent: &[SearchedFile],
        proved: &[&ProvedDocument],
    ) -> Result<(Released, Proof), Failure> {
        let searched: Vec<&SearchedFile> = held.iter().filter_map(HeldFile::searched).collect();
        let findings = self.leaks(&searched, &innocent.iter().collect::<Vec<_>>(), proved);
        if !findings.is_empty() {
            return Err(Failure::Leaking { findings });
        }
        let proof = Proof {
            documents: proved.len(),
            typed: proved.iter().map(|document| document.typed).sum(),
            files: searched.len(),
            texts: self.public.search.texts(),
        };
        Ok((Released(held.into_iter().map(|held| (held.file, held.pages)).collect()), proof))
    }

    /// What keeps the gate shut.
    fn leaks(
        &self,
        searched: &[&SearchedFile],
        innocent: &[&SearchedFile],
        proved: &[&ProvedDocument],
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> = proved.iter().flat_map(|document| document.findings.iter().cloned()).collect();
        for (readers, withheld) in [(Audience::Public, &self.public), (Audience::Council, &self.council)] {
            let of = |files: &[&SearchedFile]| -> Vec<Searched> {
                files.iter().filter(|file| file.readers == readers).map(|file| file.searched.clone()).collect()
            };
            let (files, innocent) = (of(searched), of(innocent));
            let found =
                withheld.search.findings(&files.iter().collect::<Vec<_>>(), &innocent.iter().collect::<Vec<_>>());
            findings.extend(found);
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Field, FormField};
    use crate::intake::fixture::form;
    use crate::report::document::{Block, Inline, Paragraph, ParagraphKind, Text};

    const MEMO: &str = "財政課との協議が難航しており、補正は見送る方向で調整中";
    const DATE: Date = Date::constant(2021, 6, 1);

    /// A year with this memo, and the cell in which it was typed.
    fn year(memo: &str) -> (Assessment, Option<Origin>) {
        let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.grade(1).saving(900).result("窓口の案内を改めた。").text(Field::Memo, memo);
        });
        let assessment = crate::assess::fixture::assessed(vec![form.build()]);
        let cell = assessment.record.internal.first().map(|text| text.text.origin.clone());
        (assessment, cell)
    }

    /// What the gate says of a document of a year with this memo in which something is amiss, and of nothing else.
    fn said(memo: &str, amiss: impl Fn(&mut Document, Option<Origin>)) -> Vec<Code> {
        let (assessment, cell) = year(memo);
        let gate = Gate::new(&assessment).expect("a gate");
        let mut document = report::document(&assessment, Edition::Public, DATE);
        amiss(&mut document, cell);
        let clean = without_internal(&assessment, Audience::Public).expect("assessed");
        let clean = report::document(&clean, Edition::Public, DATE);
        let hold = |document: &Document| {
            let text = text::of_document(document).into_bytes();
            gate.hold_text(Audience::Public, "公表版".to_owned(), text)
        };
        let proved = gate.prove_origins(Audience::Public, "公表版", &document);
        let innocent: Vec<SearchedFile> = hold(&clean).into_searched().into_iter().collect();
        match gate.open(vec![hold(&document)], &innocent, &proved.iter().collect::<Vec<_>>()) {
            Ok((released, proof)) => {
                assert_eq!(released.paths(), ["公表版"]);
                assert!(proof.documents == 1 && proof.typed > 0 && proof.files == 1 && proof.texts == 1, "{proof:?}");
                Vec::new()
            }
            Err(Failure::Leaking { findings }) => findings.into_iter().map(|finding| finding.code).collect(),
            Err(failure) => panic!("{failure}"),
        }
    }

    fn with(document: &mut Document, text: &str, origin: Option<Origin>) {
        let text = Text { text: text.into(), emphasis: Default::default(), origin: origin.map(std::sync::Arc::new) };
        let paragraph = Paragraph::new(ParagraphKind::Body, vec![Inline::Text(text)]);
        document.parts.last_mut().expect("a part").blocks.push(Block::Paragraph(paragraph));
    }

    #[test]
    fn a_leak_by_origin_and_one_by_search_are_told_apart() {
        assert_eq!(said(MEMO, |_, _| ()), []);
        // With its cell, whatever the text says.
        assert_eq!(said(MEMO, |document, cell| with(document, "可", cell)), [leak::INTERNAL_ORIGIN]);
        // Without a cell, whole and in part.
        assert_eq!(said(MEMO, |document, _| with(document, MEMO, None)), [leak::LEAK]);
        assert_eq!(said(MEMO, |document, _| with(document, "難航しており、補正は見送る方向で", None)), [leak::LEAK]);
        assert_eq!(said(MEMO, |document, _| with(document, "補正は見送る方向で", None)), []);
        assert_eq!(said(MEMO, |document, cell| with(document, MEMO, cell)), [leak::INTERNAL_ORIGIN, leak::LEAK]);
        // Where nobody looks at once: titles and alternative texts.
        assert_eq!(said(MEMO, |document, _| document.meta.title.push_str(MEMO)), [leak::LEAK]);
    }

    #[test]
    fn a_word_that_the_paper_prints_anyway_is_a_leak_only_where_it_is_printed_once_more() {
        for word in ["報告なし", "合計", "計画どおり", "効果額", "会計", "実践項目"] {
            assert_eq!(said(word, |_, _| ()), [], "{word}");
            assert_eq!(said(word, |document, cell| with(document, word, cell)).first(), Some(&leak::INTERNAL_ORIGIN));
        }
        assert_eq!(said("協議中", |document, _| with(document, "協議中", None)), [leak::LEAK]);
        assert_eq!(said("報告なし", |document, _| with(document, "報告なし", None)), [leak::LEAK]);
    }

    /// What the finding advises, an empty cell in place of the text, opens the gate: what leaked is gone.
    #[test]
    fn the_remedy_opens_the_gate() {
        let leaking = |document: &mut Document, cell: Option<Origin>| {
            let text = if cell.is_some() { MEMO } else { "" };
            with(document, text, cell);
        };
        assert_eq!(said(MEMO, leaking).len(), 2);
        assert_eq!(said("", |document, _| with(document, "", None)), []);
        let (assessment, _) = year("");
        assert_eq!(foreseen(&assessment, DATE).expect("checked"), []);
    }

    /// The check without a report stops by origin in each edition for readers outside, and excuses what is printed anyway.
    #[test]
    fn what_a_report_would_be_stopped_by_is_foreseen() {
        let (good, _) = year("未提出");
        assert_eq!(foreseen(&good, DATE).expect("checked"), []);
        let mut record = crate::merge::record::YearRecord::clone(&good.record);
        let rows = record.actions.values().flat_map(|action| &action.contributions);
        let public = rows.filter_map(|row| row.entry.text(Field::Result)).next().expect("a result").clone();
        record.internal.push(crate::merge::record::InternalText { field: FormField::Row(Field::Memo), text: public });
        let leaking = Assessment { record: std::sync::Arc::new(record), ..good };
        let found = foreseen(&leaking, DATE).expect("checked");
        let found: Vec<String> =
            found.iter().filter(|of| of.code == leak::INTERNAL_ORIGIN).map(|of| format!("{of:?}")).collect();
        for edition in [Edition::Public, Edition::Council] {
            let name = edition.name(&leaking.plan.words);
            assert!(found.iter().any(|finding| finding.contains(&*name)), "{name}: {found:#?}");
        }
    }

    #[test]
    fn every_kind_of_file_is_searched() {
        let (assessment, _) = year(MEMO);
        let gate = Gate::new(&assessment).expect("a gate");
        let closed = |file: HeldFile| gate.open(vec![file], &[], &[]).is_err();
        let text = |readers, text: &str| gate.hold_text(readers, "データ.csv".to_owned(), text.into());
        assert!(closed(text(Audience::Public, MEMO)));
        assert!(!closed(text(Audience::Public, "窓口の案内を改めた。")));
        assert!(closed(text(Audience::Council, MEMO)));
        assert!(!closed(text(Audience::Office, MEMO)));
        // As it is read, whatever its format puts between the words.
        let file = |name: &str, text: &str| gate.hold_text(Audience::Public, name.to_owned(), text.into());
        assert!(closed(file(
            "公表版.html",
            "<p>財政課との協議が<b>難航</b>しており、<br>補正は</p><p>見送る方向で調整中</p>"
        )));
        assert!(closed(file("公表版.html", "<p title=\"財政課との協議が難航しており、補正は\"></p>")));
        assert!(closed(file(
            "データ.json",
            r#"{"実績": "財政課との協議\u304c難航しており、\n補正は見送る方向で調整中"}"#
        )));

        // A text of a public field is made to leak by taking it for an internal one.
        let mut workbook = crate::export::xlsx::progress(&leaky(&assessment), DATE).expect("a workbook");
        let held = |bytes: &[u8]| gate.hold_workbook(Audience::Public, "進捗状況.xlsx".to_owned(), bytes.to_vec());
        assert!(closed(held(&workbook).expect("searched")));
        workbook.truncate(20);
        assert!(held(&workbook).is_err());

        let typesetter = crate::typeset::Typesetter::new(
            &std::sync::Arc::new(crate::typeset::font::FontBook::shipped()),
            assessment.plan.settings.look.kanji_forms,
        );
        let pages = |amiss: &dyn Fn(&mut Document)| {
            let mut document = report::document(&assessment, Edition::Public, DATE);
            amiss(&mut document);
            typesetter.lay_out(&document).pages
        };
        let pdf = |amiss: &dyn Fn(&mut Document), options: &pdf::Options| {
            closed(gate.hold_pdf(Audience::Public, "公表版.pdf".to_owned(), &pages(amiss), options).expect("written"))
        };
        let plain = pdf::Options::default();
        assert!(!pdf(&|_| (), &plain));
        assert!(pdf(&|document| with(document, MEMO, None), &plain), "on a page");
        assert!(pdf(&|document| document.meta.title = MEMO.into(), &plain), "as a title");
        let attachment = pdf::Attachment {
            name: "データ.csv".into(),
            mime: "text/csv".into(),
            description: "データ".into(),
            relationship: pdf::Relationship::Data,
            bytes: MEMO.as_bytes().to_vec(),
        };
        let attached = pdf::Options { conformance: pdf::Conformance::A3a(vec![attachment]), ..pdf::Options::default() };
        assert!(pdf(&|_| (), &attached), "in an attached file");
    }

    /// The same year with the memo in a public field.
    fn leaky(assessment: &Assessment) -> Assessment {
        let mut record = crate::merge::record::YearRecord::clone(&assessment.record);
        for row in record.actions.values_mut().flat_map(|action| &mut action.contributions) {
            let Some(memo) = row.entry.text(Field::Memo).cloned() else { continue };
            std::sync::Arc::make_mut(&mut row.entry).set(Field::Result, memo);
        }
        Assessment { record: std::sync::Arc::new(record), ..assessment.clone() }
    }

    /// A field that the plan shows to the council alone is an internal text for the public, and for the council a text like others.
    #[test]
    fn the_gate_knows_what_the_plan_does_not_show_to_the_public() {
        const ISSUES: &str = "指定管理者との協定の見直しに時間がかかっている";
        let handed_in = || {
            let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
                row.grade(1).result("窓口の案内を改めた。").issues(ISSUES);
            });
            vec![form.build()]
        };
        let open = crate::assess::fixture::assessed(handed_in());
        let mut plan = crate::plan::Plan::clone(&open.plan);
        plan.settings.visibility.choose(FormField::Row(Field::Issues), Audience::Council).expect("a choice");
        let plan = std::sync::Arc::new(plan);
        let record = crate::assess::fixture::record(&plan, open.year, handed_in());
        let closed = crate::assess::assess(plan, record, Vec::new()).expect("assessed");
        let gate = Gate::new(&closed).expect("a gate");
        let document = |assessment: &Assessment, edition| report::document(assessment, edition, DATE);
        let held = |readers, document: &Document| {
            gate.hold_text(readers, "資料".to_owned(), text::of_document(document).into_bytes())
        };
        let opens = |readers, document: &Document| {
            let proved = gate.prove_origins(readers, "資料", document);
            gate.open(vec![held(readers, document)], &[], &proved.iter().collect::<Vec<_>>()).is_ok()
        };
        // What the plan opens stands in the public edition; where it does not, that edition is stopped by search and by origin.
        let public = document(&open, Edition::Public);
        assert!(text::of_document(&public).contains(ISSUES));
        assert!(!opens(Audience::Public, &public));
        assert!(gate.open(vec![held(Audience::Public, &public)], &[], &[]).is_err(), "by search");
        let own = document(&closed, Edition::Public);
        assert!(!text::of_document(&own).contains(ISSUES) && opens(Audience::Public, &own));
        let council = document(&closed, Edition::Council);
        assert!(text::of_document(&council).contains(ISSUES) && opens(Audience::Council, &council));
    }

    /// A file that nobody could open, in this year or an earlier one, is an obstacle of its own.
    #[test]
    fn files_that_could_not_be_opened_are_told_before_a_report_is_made() {
        let (mut assessment, _) = year(MEMO);
        assert_eq!(unread_files(&assessment), []);
        let mut record = crate::merge::record::YearRecord::clone(&assessment.record);
        record.unread = vec!["開いている.xlsx".into()];
        assessment.record = std::sync::Arc::new(record);
        let found = foreseen(&assessment, DATE).expect("checked");
        assert_eq!(
            found.iter().map(|finding| (finding.code, finding.severity)).collect::<Vec<_>>(),
            [(UNREAD_FILE, Severity::Fatal)]
        );
        assert!(found[0].remedy.as_ref().is_some_and(|remedy| remedy.contains("[[exclude]]")));
        let earlier = std::mem::replace(&mut assessment.record, year(MEMO).0.record);
        assessment.earlier = vec![earlier];
        assert_eq!(unread_files(&assessment).len(), 1);
    }

    #[test]
    fn files_of_confirmation_are_given_out_with_the_others() {
        let (assessment, _) = year(MEMO);
        let gate = Gate::new(&assessment).expect("a gate");
        let (mut released, _) = gate.open(Vec::new(), &[], &[]).unwrap_or_else(|failure| panic!("{failure}"));
        released.add_inside(&Inside::Confirmation("提出状況.xlsx"), Vec::new());
        assert_eq!(released.paths(), ["確認/提出状況.xlsx"]);
    }
}

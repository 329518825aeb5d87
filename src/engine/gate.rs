//! The gate before publication: public documents hold no text that comes from an internal cell (by origin), and public files are
//! searched for internal texts as they will be read, not as they were meant (by search). [`crate::assess::leak`] says how.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Failure;
use crate::assess::assessment::Assessment;
use crate::assess::leak::{self, Search, Searched, Secret};
use crate::contract::Audience;
use crate::export::pdf;
use crate::finding::{Code, Finding, Origin, Severity};
use crate::intake::table;
use crate::report::document::Document;
use crate::report::{self, Edition, origins, text};
use crate::typeset::page::Pages;

/// A file that could not be opened keeps the public editions from being made.
pub(super) const UNREAD_FILE: Code = Code("release.unread-file");

/// Stands between texts that do not follow one another, so that no phrase is found across them.
const BETWEEN: char = '｜';

fn one_after_another<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().fold(String::new(), |mut all, text| {
        all.push_str(text.as_ref());
        all.push(BETWEEN);
        all
    })
}

/// The circles of readers outside the office.
const OUTSIDE: [Audience; 2] = [Audience::Public, Audience::Council];

/// The gate. Public files are checked one by one, where they are made; none goes out before all of them are found clean.
pub(super) struct Gate {
    /// What is looked for in the files of each circle of readers outside the office, and the cells that nothing may come from.
    kept: BTreeMap<Audience, (Search, Secret)>,
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
            "開いている人に閉じてもらうか、アクセス権を確かめてください。除いてよいと分かっているファイルは、その年度のoffice.tomlの[[exclude]]に理由とともに書くと、除いて作ります。",
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
        let innocent = match searched.iter().any(SearchedFile::is_suspect) {
            true => {
                let clean = leak::without_internal(assessment, readers);
                gate.search_text(readers, &name, &text::of_document(&report::document(&clean, edition, date)))
            }
            false => None,
        };
        let (searched, innocent): (Vec<_>, Vec<_>) = (searched.iter().collect(), innocent.iter().collect());
        match gate.open(&searched, &innocent, proved.iter().collect()) {
            Err(Failure::Leaking { findings: found }) => findings.extend(found),
            Err(failure) => return Err(failure),
            Ok(_) => {}
        }
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

impl Gate {
    /// The gate for the outputs of an assessment.
    pub(super) fn new(assessment: &Assessment) -> Result<Gate, Failure> {
        let public = leak::public_words(assessment);
        let prepared = OUTSIDE.into_iter().map(|readers| {
            let internal = leak::internal_texts(assessment, readers);
            let secret = Secret::of(&internal);
            let search = Search::new(internal, &public).map_err(|error| Failure::Other(error.to_string()))?;
            Ok((readers, (search, secret)))
        });
        Ok(Gate { kept: prepared.collect::<Result<_, Failure>>()? })
    }

    /// Checks the cells that the typed texts of a document come from. Nothing is hidden from the office.
    pub(super) fn prove_origins(&self, readers: Audience, name: &str, document: &Document) -> Option<ProvedDocument> {
        let (_, secret) = self.kept.get(&readers)?;
        let origins = origins::of_document(document);
        let findings = secret.reveals(name, origins.iter().map(|origin| &***origin));
        Some(ProvedDocument { typed: origins.len(), findings })
    }

    /// Searches a file that is text itself, its markup included.
    pub(super) fn search_text(&self, readers: Audience, name: &str, text: &str) -> Option<SearchedFile> {
        self.search(readers, name, || text.into())
    }

    /// Searches a PDF of these pages, metadata and attached files included.
    pub(super) fn search_pdf(
        &self,
        readers: Audience,
        name: &str,
        pages: &Pages,
        options: &pdf::Options,
    ) -> Option<SearchedFile> {
        self.search(readers, name, || one_after_another(pdf::texts(pages, options)).into())
    }

    /// Searches a workbook of ours, every sheet and cell.
    pub(super) fn search_workbook(
        &self,
        readers: Audience,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<SearchedFile>, Failure> {
        let tables = table::read_tables(bytes)
            .map_err(|error| Failure::Unsearched { name: name.to_owned(), reason: error.to_string() })?;
        let cells = tables.iter().flat_map(|table| table.rows()).flatten();
        Ok(self.search(readers, name, || one_after_another(cells).into()))
    }

    /// Nothing is hidden from the office: a file for it is not searched.
    fn search<'t>(&self, readers: Audience, name: &str, text: impl FnOnce() -> Cow<'t, str>) -> Option<SearchedFile> {
        let (search, _) = self.kept.get(&readers)?;
        Some(SearchedFile { readers, searched: search.search(name, &text()) })
    }

    /// Opens when no document holds a text from an internal cell, and nothing was found in any file that is not also found in the same file
    /// made without the internal texts (`innocent`). Otherwise publication stops, and the findings name the cells.
    pub(super) fn open(
        &self,
        files: &[&SearchedFile],
        innocent: &[&SearchedFile],
        proved: Vec<&ProvedDocument>,
    ) -> Result<Proof, Failure> {
        let mut findings: Vec<Finding> = proved.iter().flat_map(|document| document.findings.iter().cloned()).collect();
        for (readers, (search, _)) in &self.kept {
            let of = |files: &[&SearchedFile]| -> Vec<Searched> {
                files.iter().filter(|file| file.readers == *readers).map(|file| file.searched.clone()).collect()
            };
            let (files, innocent) = (of(files), of(innocent));
            findings.extend(search.findings(&files.iter().collect::<Vec<_>>(), &innocent.iter().collect::<Vec<_>>()));
        }
        if !findings.is_empty() {
            return Err(Failure::Leaking { findings });
        }
        Ok(Proof {
            documents: proved.len(),
            typed: proved.iter().map(|document| document.typed).sum(),
            files: files.len(),
            texts: self.kept.get(&Audience::Public).map_or(0, |(search, _)| search.texts()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Field;
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
        let clean = report::document(&leak::without_internal(&assessment, Audience::Public), Edition::Public, DATE);
        let search = |document: &Document| gate.search_text(Audience::Public, "公表版", &text::of_document(document));
        let proved = gate.prove_origins(Audience::Public, "公表版", &document);
        let (searched, innocent) = (search(&document), search(&clean));
        match gate.open(
            &searched.iter().collect::<Vec<_>>(),
            &innocent.iter().collect::<Vec<_>>(),
            proved.iter().collect(),
        ) {
            Ok(proof) => {
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
        for word in ["未提出", "合計", "計画どおり", "効果額", "会計", "実践項目"] {
            assert_eq!(said(word, |_, _| ()), [], "{word}");
            assert_eq!(said(word, |document, cell| with(document, word, cell)).first(), Some(&leak::INTERNAL_ORIGIN));
        }
        assert_eq!(said("協議中", |document, _| with(document, "協議中", None)), [leak::LEAK]);
        assert_eq!(said("未提出", |document, _| with(document, "未提出", None)), [leak::LEAK]);
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

    #[test]
    fn every_kind_of_file_is_searched() {
        let (assessment, _) = year(MEMO);
        let gate = Gate::new(&assessment).expect("a gate");
        let closed = |file: Option<SearchedFile>| gate.open(&file.iter().collect::<Vec<_>>(), &[], vec![]).is_err();
        assert!(closed(gate.search_text(Audience::Public, "データ.csv", MEMO)));
        assert!(!closed(gate.search_text(Audience::Public, "データ.csv", "窓口の案内を改めた。")));
        assert!(closed(gate.search_text(Audience::Council, "審議会資料.html", MEMO)));
        assert!(gate.search_text(Audience::Office, "委員会資料.html", MEMO).is_none());

        // A text of a public field is made to leak by taking it for an internal one.
        let mut workbook = crate::export::xlsx::progress(&leaky(&assessment), DATE).expect("a workbook");
        assert!(closed(gate.search_workbook(Audience::Public, "進捗状況.xlsx", &workbook).expect("searched")));
        workbook.truncate(20);
        assert!(gate.search_workbook(Audience::Public, "進捗状況.xlsx", &workbook).is_err());

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
            closed(gate.search_pdf(Audience::Public, "公表版.pdf", &pages(amiss), options))
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
    }
}

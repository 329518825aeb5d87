//! What differs between a published report and the one that the same input makes today.

use std::path::Path;

use super::years::Span;
use super::{Engine, Failure, Progress, given_file, record};
use crate::assess::internal_copy::INTERNAL_IN_PUBLIC;
use crate::contract::Audience;
use crate::export::printed;
use crate::finding::Finding;
use crate::report::Edition;
use crate::report::document::Document;
use crate::report::errata::{self, Change, Comparison, Printed, PrintedEdition, Rewording};
use crate::vocabulary::FiscalYear;
use crate::workspace::shown;

/// A published report compared.
#[derive(Debug)]
pub struct Errata {
    /// The year of the report.
    pub year: FiscalYear,
    /// The paper: 正誤表 and 差替えページ.
    pub document: Document,
    /// How many places differ.
    pub places: usize,
    /// For how many of them nobody has said why.
    pub without_reason: usize,
    /// What the office says that explains none of them, and what public texts have of internal ones.
    pub findings: Vec<Finding>,
}

impl Engine {
    /// Compares the published report of a folder with today's, laid out again.
    ///
    /// # Errors
    /// A folder without the record that a report leaves beside its papers; as [`Engine::year`].
    pub fn errata(&self, published: &Path, progress: &dyn Progress) -> Result<Errata, Failure> {
        let before = read(published)?;
        let plan_file = self.plan()?;
        let plan = &*plan_file.plan;
        let year = self.year(Some(before.year), Span::ThroughYear, progress)?;
        let assessment = &*year.assessment;
        let date = year.date(self.settings.date);
        progress.stage("組版", before.editions.len() as u64);
        let mut editions = Vec::new();
        for edition in before.editions.iter().map(|published| published.edition) {
            if edition.audience() != Audience::Public || edition == Edition::Plan {
                let name = edition.label();
                return Err(Failure::Other(format!("公表した資料の版「{name}」を、このプログラムは作りません。")));
            }
            let laid_out = self.pages(&year, edition)?;
            editions.push(PrintedEdition { edition, pieces: printed::pieces(&laid_out.pages) });
            progress.step();
        }
        let after = record::printed(assessment, date, editions);
        let rewording = Rewording::between(plan, &before, &after);
        let mut reworded = 0;
        let mut changes: Vec<(Edition, Vec<Change>)> = Vec::new();
        for new in &after.editions {
            let Some(old) = before.edition(new.edition) else { continue };
            let mut found = errata::changes(old, new);
            if let Some(rewording) = &rewording {
                let contents = rewording.divide(new.edition, found);
                reworded += contents.reworded;
                found = contents.changes;
            }
            changes.push((new.edition, found));
        }
        let causes = errata::causes(plan, &assessment.record, &before, &after);
        let of = Comparison { plan, before: &before, after: &after, changes: &changes, reworded, causes: &causes };
        // What a public text has of an internal one would be printed here as well.
        let copied = assessment.findings.iter().filter(|finding| finding.code == INTERNAL_IN_PUBLIC).cloned();
        let unused = errata::unused(plan, &assessment.record, (&before, &after), &changes);
        let all = || changes.iter().flat_map(|(_, changes)| errata::listed(changes));
        Ok(Errata {
            year: assessment.year,
            document: errata::document(of, date),
            places: all().count(),
            findings: unused.into_iter().chain(copied).collect(),
            without_reason: all().filter(|change| causes.of(plan, change).is_none()).count(),
        })
    }
}

/// The record of a published report, from its folder.
fn read(folder: &Path) -> Result<Printed, Failure> {
    let path = folder.join(record::FILE);
    let unusable = |reason: String| {
        Failure::Other(format!(
            "公表した報告書の記録を読み込めません：{}（{reason}）。公表したときの出力フォルダーを、「{}」を含めて残したものを指定してください。",
            shown(&path),
            record::FILE
        ))
    };
    let bytes = match given_file(&path) {
        Ok((_, bytes)) => bytes,
        Err(Failure::Unreadable { reason, .. }) => return Err(unusable(reason)),
        Err(other) => return Err(other),
    };
    let text = String::from_utf8(bytes).map_err(|_| unusable("UTF-8 ではありません".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    printed::read(text).map_err(|error| unusable(error.to_string()))
}

//! A paper of its own (計画書, 新旧対照表, 正誤表): made, and reported.

use super::report::size;
use super::{Call, Failure, Outcome, outcome};
use crate::engine::{has_errors, write_paper};
use crate::finding::Finding;
use crate::plan::Plan;
use crate::report::document::Document;
use crate::workspace::shown;

/// Writes a document as `名前.pdf` into the output folder, and as `名前.xlsx` in the look of `tables_of`. `findings` are those of
/// what it was made from.
///
/// # Errors
/// A font that cannot be read, a document that cannot be written as PDF, an output folder that cannot be written to.
pub(super) fn write(
    call: &Call<'_>,
    document: &Document,
    tables_of: Option<&Plan>,
    name: &str,
    mut findings: Vec<Finding>,
) -> Result<Outcome, Failure> {
    let paper = write_paper(&call.workspace(), &call.everywhere.font, (document, name), tables_of, call.console)?;
    findings.extend(paper.findings);
    findings.sort();
    let owing = call.everywhere.strict && has_errors(&findings);
    let mut summary = vec![format!("指摘　　　{}", outcome::count_line(&findings))];
    for written in &paper.written {
        summary.extend(written.files.iter().map(|file| {
            let pages = file.pages.map(|count| format!("{count}ページ、")).unwrap_or_default();
            format!("書出し　　{}（{pages}{}）", shown(&written.path), size(file))
        }));
        summary.extend(outcome::set_aside(&written.set_aside));
    }
    Ok(Outcome::new(summary, findings).owing_if(owing))
}

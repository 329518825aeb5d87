//! A paper of its own (計画書, 新旧対照表): set, written as PDF, and reported.

use super::{Failure, Outcome, Progress, outcome, report, session};
use crate::cli::Everywhere;
use crate::export::pdf;
use crate::finding::Finding;
use crate::report::document::Document;
use crate::typeset::Typesetter;
use crate::workspace::{OutputFile, Workspace, shown};

/// Sets a document and writes it as `名前.pdf` into the output folder. `findings` are those of what it was made from.
///
/// # Errors
/// A font that cannot be read, a document that cannot be written as PDF, an output folder that cannot be written to.
pub(super) fn write(
    everywhere: &Everywhere,
    document: &Document,
    name: &str,
    mut findings: Vec<Finding>,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let typesetter = Typesetter::new(&session::fonts(everywhere)?, document.look.kanji_forms);
    progress.stage("組版と書出し", 2);
    let (bytes, laid_out) = report::typeset_pdf(document, &typesetter, &pdf::Options::default())?;
    progress.step();
    let size = bytes.len().div_ceil(1024);
    let workspace = Workspace { input: everywhere.input.clone(), output: everywhere.output.clone() };
    let written = workspace.replace_file(&OutputFile::new(format!("{name}.pdf"), bytes))?;
    progress.step();
    findings.extend(laid_out.findings);
    findings.sort();
    let owing = everywhere.strict && session::has_errors(&findings);
    let pages = laid_out.pages.pages.len();
    let mut summary = vec![
        format!("指摘　　　{}", outcome::count_line(&findings)),
        format!("書出し　　{}（{pages}ページ、{size} KB）", shown(&written.path)),
    ];
    summary.extend(outcome::set_aside(&written.set_aside));
    Ok(Outcome::new(summary, findings).owing_if(owing))
}

//! A paper of its own (計画書, 新旧対照表, 正誤表): set, written as PDF, and as a workbook where it is one of tables.

use std::path::PathBuf;

use super::outputs::written_pdf;
use super::source::fonts;
use super::written::Written;
use super::{Failure, Progress};
use crate::export::{pdf, xlsx};
use crate::finding::Finding;
use crate::plan::Plan;
use crate::report::document::Document;
use crate::typeset::Typesetter;
use crate::workspace::{OutputFile, Workspace};

/// A paper that was made.
#[derive(Debug)]
pub struct Paper {
    /// Findings about its pages.
    pub findings: Vec<Finding>,
    /// What was written: the PDF, then the workbook.
    pub written: Vec<Written>,
}

/// Sets a document with the shipped fonts and these, and writes it as `名前.pdf` into the output folder; `名前.xlsx` too, where
/// `tables_of` names the plan whose look that workbook has.
///
/// # Errors
/// A font that cannot be read, a document that cannot be written, an output folder that cannot be written to.
pub fn write_paper(
    workspace: &Workspace,
    font_files: &[PathBuf],
    (document, name): (&Document, &str),
    tables_of: Option<&Plan>,
    progress: &dyn Progress,
) -> Result<Paper, Failure> {
    let typesetter = Typesetter::new(&fonts(font_files)?, document.look.kanji_forms);
    progress.stage("組版と書出し", 2);
    let laid_out = typesetter.lay_out(document);
    let bytes = written_pdf(&laid_out.pages, &pdf::Options::default())?;
    progress.step();
    let workbook = tables_of.map(|plan| xlsx::paper(plan, document)).transpose();
    let workbook = workbook.map_err(|error| Failure::unmade(format!("「{name}.xlsx」"), &error))?;
    let pages = Some(laid_out.pages.pages.len());
    let mut files = vec![(OutputFile::new(format!("{name}.pdf"), bytes), pages)];
    files.extend(workbook.map(|bytes| (OutputFile::new(format!("{name}.xlsx"), bytes), None)));
    let mut written = Vec::new();
    for (file, pages) in &files {
        written.push(Written::new(workspace.replace_file(file)?, [(file, *pages)]));
    }
    progress.step();
    Ok(Paper { findings: laid_out.findings, written })
}

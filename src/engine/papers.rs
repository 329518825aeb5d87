//! A paper of its own (計画書, 新旧対照表): set, written as PDF, put in its place.

use std::path::PathBuf;

use super::outputs::written_pdf;
use super::source::fonts;
use super::written::Written;
use super::{Failure, Progress};
use crate::export::pdf;
use crate::finding::Finding;
use crate::report::document::Document;
use crate::typeset::Typesetter;
use crate::workspace::{OutputFile, Workspace};

/// A paper that was made.
#[derive(Debug)]
pub struct Paper {
    /// What there is to say of its pages.
    pub findings: Vec<Finding>,
    /// What was written: one file.
    pub written: Written,
}

/// Sets a document with the shipped fonts and these, and writes it as `名前.pdf` into the output folder.
///
/// # Errors
/// A font that cannot be read, a document that cannot be written as PDF, an output folder that cannot be written to.
pub fn write_paper(
    workspace: &Workspace,
    font_files: &[PathBuf],
    document: &Document,
    name: &str,
    progress: &dyn Progress,
) -> Result<Paper, Failure> {
    let typesetter = Typesetter::new(&fonts(font_files)?, document.look.kanji_forms);
    progress.stage("組版と書出し", 2);
    let laid_out = typesetter.lay_out(document);
    let bytes = written_pdf(&laid_out, &pdf::Options::default())?;
    progress.step();
    let file = OutputFile::new(format!("{name}.pdf"), bytes);
    let replaced = workspace.replace_file(&file)?;
    progress.step();
    let written = Written::new(replaced, [(&file, Some(laid_out.pages.pages.len()))]);
    Ok(Paper { findings: laid_out.findings, written })
}

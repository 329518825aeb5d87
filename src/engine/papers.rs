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
use crate::workspace::{OutputFile, Workspace, WorkspaceError};

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
        let replaced = workspace.replace_file(file).map_err(|error| unwritten(error, written.last()))?;
        written.push(Written::new(replaced, [(file, *pages)]));
    }
    progress.step();
    Ok(Paper { findings: laid_out.findings, written })
}

/// The failure of a file that could not be written after another of the same paper.
fn unwritten(error: WorkspaceError, before: Option<&Written>) -> Failure {
    match before {
        Some(before) => Failure::HalfWritten { error, new: before.path.clone() },
        None => error.into(),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::engine::Unwatched;
    use crate::report::plan_edition;

    /// Names may be 255 bytes long: that of the PDF is, that of the workbook is longer.
    #[test]
    fn a_paper_of_which_half_could_be_written_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("input");
        std::fs::create_dir(&input).expect("a folder");
        let workspace = Workspace::open(input, folder.path().join("output")).expect("a workspace");
        let plan = crate::plan::fixture::small();
        let document = plan_edition::document(&plan, plan.departments_as_of);
        let name = "a".repeat(251);
        let failed = write_paper(&workspace, &[], (&document, &name), Some(&plan), &Unwatched).expect_err("too long");
        let said = failed.to_string();
        assert!(said.contains(&format!("{name}.xlsx")) && said.contains(&format!("{name}.pdf は新しい")), "{said}");
    }
}

//! What was written.

use std::path::PathBuf;

use crate::workspace::{OutputFile, Replaced};

/// What a task has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file or folder.
    pub path: PathBuf,
    /// Its files, by path.
    pub files: Vec<WrittenFile>,
    /// Where files have gone that stood in its place and are not the program's own, or were changed by somebody.
    pub set_aside: Vec<PathBuf>,
    /// The program's own files of the folder before, by path below it, that this time were not made.
    pub dropped: Vec<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// Its pages, of a paper.
    pub pages: Option<usize>,
}

impl Written {
    /// What was replaced by these files, of which the papers have so many pages.
    pub(super) fn new<'f>(
        replaced: Replaced,
        files: impl IntoIterator<Item = (&'f OutputFile, Option<usize>)>,
    ) -> Written {
        let files = files.into_iter();
        let files = files.map(|(file, pages)| WrittenFile { path: file.path.clone(), bytes: file.bytes.len(), pages });
        Written {
            path: replaced.path,
            files: files.collect(),
            set_aside: replaced.set_aside,
            dropped: replaced.dropped,
        }
    }
}

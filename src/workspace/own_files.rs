//! The list of the files that the program wrote into a folder, kept in that folder: so that it can tell its own files from those
//! that people have put there or changed since.
//!
//! The list has a line a file, SHA-256 and path below the folder, as `sha256sum` writes and reads it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::OutputFile;

/// Name of the list in its folder.
pub(super) const LIST: &str = ".kaikaku.files";

/// Files known by path and content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OwnFiles(BTreeSet<(String, String)>);

impl OwnFiles {
    /// The list of files that are about to be written; paths are below its folder.
    pub(super) fn of(files: &[OutputFile]) -> OwnFiles {
        OwnFiles(files.iter().map(|file| (file.path.clone(), hash(&file.bytes))).collect())
    }

    /// The list kept in a folder; empty where there is none. A line that cannot be read knows no file.
    pub(super) fn read(folder: &Path) -> OwnFiles {
        let list = folder.join(LIST);
        if !fs::symlink_metadata(&list).is_ok_and(|metadata| metadata.is_file()) {
            return OwnFiles::default();
        }
        let text = fs::read_to_string(list).unwrap_or_default();
        let line = |line: &str| line.split_once("  ").map(|(hash, path)| (path.to_owned(), hash.to_owned()));
        OwnFiles(text.lines().filter_map(line).collect())
    }

    /// The paths that a list has and `new` has not, in order.
    pub(super) fn missing_in(&self, new: &OwnFiles) -> Vec<String> {
        let kept: BTreeSet<&str> = new.0.iter().map(|(path, _)| path.as_str()).collect();
        let gone = self.0.iter().map(|(path, _)| path.as_str()).filter(|path| !kept.contains(path));
        gone.collect::<BTreeSet<&str>>().into_iter().map(str::to_owned).collect()
    }

    /// As the list is kept.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect::<String>().into_bytes()
    }

    /// Adds the files of a list kept in `folder`, a path that ends in `/` or is empty.
    pub(super) fn add_below(&mut self, folder: &str, other: OwnFiles) {
        self.0.extend(other.0.into_iter().map(|(path, hash)| (format!("{folder}{path}"), hash)));
    }

    /// Knows a file about to be written, and of the others under its path only `old`, which is there now.
    pub(super) fn replace(&mut self, path: &str, new: String, old: Option<String>) {
        self.0.retain(|(known, hash)| known != path || old.as_ref() == Some(hash));
        self.0.insert((path.to_owned(), new));
    }

    /// Whether the program wrote this file, and nobody has changed it since.
    pub(super) fn is_ours(&self, path: &str, file: &Path) -> io::Result<bool> {
        let known: Vec<&str> = self.0.iter().filter(|(at, _)| at == path).map(|(_, hash)| hash.as_str()).collect();
        if known.is_empty() {
            return Ok(false);
        }
        Ok(known.contains(&hash(&fs::read(file)?).as_str()))
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

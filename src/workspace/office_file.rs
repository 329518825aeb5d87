//! What the office's settings of a year are called, and what people take for that.

use std::path::Path;

use super::OFFICE_FILE;
use crate::vocabulary::folded;

/// Whether a file is called as the office's settings, in other letters or with what an editor puts behind the name: office.toml.txt,
/// ｏｆｆｉｃｅ.toml, office.txt.
pub fn is_meant_for_office(name: &str) -> bool {
    let name = folded(name).to_lowercase();
    let name = name.strip_suffix(".txt").unwrap_or(&name);
    name.strip_suffix(".toml").unwrap_or(name) == OFFICE_FILE.trim_end_matches(".toml")
}

/// Whether a file is the one that is read as office.toml of its folder: where the system makes no difference between large and small
/// letters, Office.toml is.
pub fn is_read_as_office(path: &Path) -> bool {
    same_file::is_same_file(path, path.with_file_name(OFFICE_FILE)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_meant_for_the_offices_settings_are_told_from_others() {
        for name in [
            "office.toml",
            "office.toml.txt",
            "Office.toml",
            "ｏｆｆｉｃｅ．ｔｏｍｌ",
            "office.txt",
            "office.toml.TXT",
            "office .toml",
        ] {
            assert!(is_meant_for_office(name), "{name}");
        }
        for name in ["office.xlsx", "post_office.toml", "office_旧.toml", "office.toml.xlsx"] {
            assert!(!is_meant_for_office(name), "{name}");
        }
    }
}

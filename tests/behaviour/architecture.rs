//! The house's boundaries: which crate is named where, and how long a file may grow.

use std::fs;
use std::path::{Path, PathBuf};

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a source folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("a source file"))
        })
        .collect()
}

/// Lines of code: comments may name any crate.
fn code_names(source: &str, krate: &str) -> bool {
    source
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
        .any(|line| line.contains(&format!("{krate}::")))
}

#[test]
fn each_outside_crate_is_named_in_its_own_room() {
    let homes: [(&str, &[&str]); 7] = [
        ("calamine", &["src/intake/"]),
        ("printpdf", &["src/export/pdf/"]),
        ("lopdf", &["src/export/pdf/"]),
        ("rust_xlsxwriter", &["src/forms/", "src/export/xlsx/", "src/plan/master/"]),
        ("clap", &["src/cli.rs"]),
        ("harfrust", &["src/typeset/"]),
        ("tempfile", &["src/workspace.rs", "src/store/"]),
    ];
    for (name, source) in sources() {
        for (krate, allowed) in homes {
            let home = allowed.iter().any(|home| name.starts_with(home));
            assert!(home || !code_names(&source, krate), "{name} names {krate}, whose home is {allowed:?}");
        }
    }
}

#[test]
fn the_library_prints_nothing() {
    for (name, source) in sources() {
        if name == "src/main.rs" {
            continue;
        }
        for macro_name in ["println!", "eprintln!", "print!(", "dbg!"] {
            let printed =
                source.lines().map(str::trim_start).any(|line| !line.starts_with("//") && line.contains(macro_name));
            assert!(!printed, "{name} prints with {macro_name}");
        }
    }
}

#[test]
fn no_file_outgrows_its_concept() {
    for (name, source) in sources() {
        let lines = source.lines().count();
        assert!(lines <= 800, "{name} has {lines} lines: split it by concept");
    }
}

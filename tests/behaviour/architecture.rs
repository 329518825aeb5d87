//! The house's boundaries: which crate is named where, and how long files and functions may grow.

use std::collections::BTreeSet;
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

/// Lines of code: comments may name anything.
fn code_has(source: &str, words: &str) -> bool {
    source.lines().map(str::trim_start).filter(|line| !line.starts_with("//")).any(|line| line.contains(words))
}

fn code_names(source: &str, krate: &str) -> bool {
    code_has(source, &format!("{krate}::"))
}

/// A year's papers go through the gate: whatever else replaces a folder writes 確認, forms, or a survey, which knows nothing but what
/// cities have published.
#[test]
fn only_the_gate_and_the_papers_of_the_office_replace_a_folder() {
    let sources = sources();
    let named = sources.iter().filter(|(_, source)| code_has(source, ".replace_folder("));
    let named: Vec<&str> =
        named.map(|(name, _)| name.as_str()).filter(|name| !name.starts_with("src/workspace/")).collect();
    let expected = ["blank_forms", "confirmation", "gate", "survey"].map(|name| format!("src/engine/{name}.rs"));
    assert_eq!(named, expected);
    let of_survey = |name: &str| name == "src/engine/survey.rs" || name.starts_with("src/survey/");
    let surveying: Vec<_> = sources.iter().filter(|(name, _)| of_survey(name)).collect();
    assert!(surveying.len() > 3, "the survey's sources");
    for (name, source) in surveying {
        let rooms = named_rooms(source);
        let unpublished = ["intake", "merge", "contract", "check"].into_iter().find(|room| rooms.contains(*room));
        assert_eq!(unpublished, None, "{name} knows what is not published");
    }
}

#[test]
fn each_outside_crate_is_named_in_its_own_room() {
    let homes: [(&str, &[&str]); 11] = [
        ("calamine", &["src/intake/"]),
        ("printpdf", &["src/export/pdf/"]),
        ("lopdf", &["src/export/pdf/"]),
        ("rust_xlsxwriter", &["src/excel/", "src/forms/", "src/master/", "src/export/xlsx/"]),
        ("clap", &["src/cli.rs"]),
        ("harfrust", &["src/typeset/"]),
        ("same_file", &["src/workspace/"]),
        ("rustix", &["src/workspace/"]),
        ("signal_hook", &["src/workspace/"]),
        ("cap", &["src/main.rs"]),
        ("mimalloc", &["src/main.rs"]),
    ];
    for (name, source) in sources() {
        for (krate, allowed) in homes {
            let home = allowed.iter().any(|home| name.starts_with(home));
            assert!(home || !code_names(&source, krate), "{name} names {krate}, whose home is {allowed:?}");
        }
    }
}

/// The rooms in the order of `src/lib.rs`, which is that in which data flows.
fn rooms(sources: &[(String, String)]) -> Vec<String> {
    let library = &sources.iter().find(|(name, _)| name == "src/lib.rs").expect("the library").1;
    library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// The rooms that a source names by a path from the crate's root: `crate::plan::Plan`, `use crate::{plan, merge}`.
fn named_rooms(source: &str) -> BTreeSet<String> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .flat_map(|line| line.chars().filter(|c| !c.is_whitespace()).chain(['\n']))
        .collect();
    let mut named = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = code.get(at + path.len()..).unwrap_or_default();
        let names = match rest.strip_prefix('{') {
            Some(list) => top_level(list),
            None => vec![rest],
        };
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        named.extend(names.into_iter().map(|name| word(name.trim_start())).filter(|name| !name.is_empty()));
    }
    named
}

/// The modules that a source names by going out of its room, by as many `super::` as lead to the crate's root; `below` is its path
/// below `src/`. A module of its own, as of tests, has one more: what is named in it may be a module of the room.
fn named_outside(below: &str, source: &str) -> BTreeSet<String> {
    let parts = below.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").count();
    let (up, code) = ("super::".repeat(parts), source.replace(char::is_whitespace, ""));
    let after = |at: usize| code.get(at + up.len()..).unwrap_or_default().trim_start_matches("super::");
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code.match_indices(&up).map(|(at, _)| word(after(at))).filter(|word| !word.is_empty()).collect()
}

/// The entries of a list up to its closing brace, those of lists inside it left out.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut entries) = (0_usize, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                entries.push(&list[start..at]);
                return entries;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    entries
}

#[test]
fn no_room_names_a_later_one() {
    let sources = sources();
    let rooms = rooms(&sources);
    assert!(rooms.len() > 15, "{rooms:?}");
    let place = |room: &str| rooms.iter().position(|known| known == room);
    for (name, source) in &sources {
        let below = name.strip_prefix("src/").expect("a source");
        let room = below.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        let Some(own) = place(room) else {
            assert!(["lib", "main"].contains(&room), "{name} is in no room of src/lib.rs");
            continue;
        };
        for other in named_rooms(source) {
            let at = place(&other).unwrap_or_else(|| panic!("{name} names crate::{other}, which is no room"));
            assert!(at <= own, "{name} names {other}, a later room than its own");
        }
        let is_module = |other: &String| {
            let file = |ending: &str| format!("src/{room}/{other}{ending}");
            sources.iter().any(|(name, _)| [file(".rs"), file("/mod.rs")].contains(name))
        };
        let outside =
            named_outside(below, source).into_iter().filter(|other| place(other).is_some() && !is_module(other));
        assert_eq!(outside.collect::<Vec<_>>(), [] as [String; 0], "{name}: rooms are named from the crate's root");
    }
}

#[test]
fn the_order_test_sees_every_way_of_naming_a_room() {
    let named = |source: &str| named_rooms(source).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use crate::plan::{names, Plan};"), ["plan"]);
    assert_eq!(named("use crate::{\n    plan::{Plan, names},\n    merge,\n};"), ["merge", "plan"]);
    assert_eq!(named("    let a = crate::trace::trace(x); // crate::export"), ["trace"]);
    let outside = |below: &str, source: &str| named_outside(below, source).into_iter().collect::<Vec<_>>();
    assert_eq!(outside("plan/mod.rs", "use super::report::Edition;"), ["report"]);
    assert_eq!(outside("plan/check/words.rs", "use super::super::super::\n  report::Edition;"), ["report"]);
    assert_eq!(outside("plan/check/words.rs", "use super::super::Plan;"), [] as [&str; 0]);
}

#[test]
fn every_room_has_a_line_of_doc_and_stands_in_the_architecture() {
    let sources = sources();
    let library = &sources.iter().find(|(name, _)| name == "src/lib.rs").expect("the library").1;
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).expect("the map");
    let rows: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once(['/', '`', '.']).map(|(room, _)| room))
        .collect();
    let rooms = rooms(&sources);
    for room in &rooms {
        assert!(library.contains(&format!(".\npub mod {room};")), "{room} has no doc in src/lib.rs");
    }
    let mapped: Vec<&str> = rows.into_iter().filter(|row| rooms.iter().any(|room| room == row)).collect();
    assert_eq!(mapped, rooms, "the code map of ARCHITECTURE.md and src/lib.rs list the same rooms in the same order");
}

/// Every path in the map and the recipes exists.
#[test]
fn files_that_the_map_and_the_recipes_name_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tops = ["src/", "tests/", "examples/", "docs/", ".ci/"];
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(page)).expect("the page");
        let quoted = text.split('`').skip(1).step_by(2).filter_map(|words| words.split(' ').next());
        let is_path = |word: &&str| tops.iter().any(|top| word.starts_with(top)) || word.ends_with(".rs");
        let named: BTreeSet<&str> = quoted.filter(is_path).collect();
        assert!(named.len() > 5, "{page}: {named:?}");
        // The map names what is in `src` without it.
        let is_there = |path: &&&str| root.join(path).exists() || root.join("src").join(path).exists();
        let missing: Vec<&&str> = named.iter().filter(|path| !is_there(path)).collect();
        assert!(missing.is_empty(), "{page} names {missing:?}");
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

/// Lines that a function may have.
const LINES_A_FUNCTION: usize = 80;

/// The functions of a source with their lines, as rustfmt writes them: the closing brace stands under the first letter.
fn functions(source: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let words = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async "];
        let mut signature = code;
        while let Some(rest) = words.iter().find_map(|word| signature.strip_prefix(word)) {
            signature = rest;
        }
        let Some(name) = signature.strip_prefix("fn ") else { continue };
        let name = name.split(['(', '<']).next().unwrap_or_default();
        let is_end = |line: &&str| line.strip_prefix(indent) == Some("}");
        // A function of a trait or in one line has no closing brace of its own.
        let is_short = line.ends_with(['}', ';']);
        if let Some(last) = lines.iter().skip(first).position(is_end).filter(|_| !is_short) {
            found.push((name, last + 1));
        }
    }
    found
}

#[test]
fn no_function_outgrows_a_screen() {
    let mut too_long = Vec::new();
    for (name, source) in sources().iter().filter(|(name, _)| !name.ends_with("/fixture.rs")) {
        for (function, lines) in functions(source).into_iter().filter(|(_, lines)| *lines > LINES_A_FUNCTION) {
            too_long.push(format!("{name}: {function} has {lines} lines"));
        }
    }
    assert!(too_long.is_empty(), "split at a step that has a name of its own: {too_long:#?}");
}

#[test]
fn the_length_of_a_function_is_counted() {
    let source = "impl A {\n    pub(crate) fn a<T>(\n        x: T,\n    ) {\n        y();\n    }\n\n    fn b() {}\n}\n\nfn c() {\n}\n";
    assert_eq!(functions(source), [("a", 5), ("c", 2)]);
}

/// What only the office can change stands in what is said to the office: letters and returned forms print the rest of a finding.
#[test]
fn what_a_department_is_told_does_not_name_the_files_of_the_office() {
    let about_submissions = |name: &str| {
        let of_merge = ["contributions", "gradings", "members", "unread"].map(|name| format!("src/merge/{name}.rs"));
        // A proposal for plan.toml, and the reasons of the ledger, are the office's own.
        let of_office = ["src/intake/proposal.rs", "src/intake/file_account.rs"];
        (name.starts_with("src/intake/") && !of_office.contains(&name)) || of_merge.iter().any(|of| of == name)
    };
    let mut told = 0;
    for (name, source) in sources().into_iter().filter(|(name, _)| about_submissions(name)) {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        for (at, file) in code.match_indices("plan.toml").chain(code.match_indices("office.toml")) {
            let last = |markers: &[&str]| markers.iter().filter_map(|marker| code[..at].rfind(marker)).max();
            let to_office = last(&["for_office(", "decision = "]);
            assert!(
                to_office > last(&[".remedy(", "Finding::new(", ".add(", "Remark::new("]),
                "{name}: {file} at {at}"
            );
            told += 1;
        }
    }
    assert!(told > 10, "{told}");
}

//! Forms filled by openpyxl, with sums made apart from the program.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// What was typed into the forms of a folder.
#[derive(Debug, Deserialize)]
pub(crate) struct Sums {
    /// Rows with each grade, by its choice in the form.
    pub(crate) grades: std::collections::BTreeMap<String, usize>,
    /// Effects in yen by the column's key.
    pub(crate) effects: std::collections::BTreeMap<String, i64>,
    /// 事業費 and its sources in yen by the column's key.
    pub(crate) costs: std::collections::BTreeMap<String, i64>,
    /// 人工 in tenths.
    pub(crate) staff_tenths: i64,
    /// 人件費 in yen.
    pub(crate) staff_cost: i64,
    /// 事業費 in yen by the key of the action item.
    pub(crate) cost_by_row: std::collections::BTreeMap<String, i64>,
    /// Rows that were given a grade.
    pub(crate) rows: usize,
    /// The stages of the parts of the year that the forms asked for, by the key of the action item.
    pub(crate) stages: std::collections::BTreeMap<String, Vec<String>>,
    /// The grade of each, typed or computed, by the key of its action item.
    pub(crate) by_row: std::collections::BTreeMap<String, String>,
}

/// Whether Python has a module; in CI its absence is a failure.
pub(crate) fn python(module: &str) -> bool {
    let found = Command::new("python3").args(["-c", &format!("import {module}")]).output();
    let found = found.is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("CI").is_none(), "{module} is not installed");
    if !found {
        println!("{module} がないため、この確認を省きました。");
    }
    found
}

/// Runs a script of tests/interop; what it prints.
pub(crate) fn script(name: &str, arguments: &[&Path]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(name);
    let output = Command::new("python3").arg("-B").arg(script).args(arguments).output().expect("python3");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// How often each choice was taken in the copies of a rating form, by the row's key.
pub(crate) type Chosen = std::collections::BTreeMap<String, std::collections::BTreeMap<String, u32>>;

/// Fills copies of a rating form by so many raters into a folder; with a text, that too.
pub(crate) fn rate(form: &Path, handed_in: &Path, raters: u32, text: Option<&str>) -> Chosen {
    let raters = raters.to_string();
    let mut arguments = vec![form, handed_in, Path::new(&raters)];
    arguments.extend(text.map(Path::new));
    let said = script("rate_forms.py", &arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Fills all forms of a folder into another; `plan` and `year` (R2) say what computed grades must come to.
pub(crate) fn fill(forms: &Path, handed_in: &Path, day: &str, plan: &Path, year: &str) -> Sums {
    let said = script("fill_forms.py", &[forms, handed_in, Path::new(day), plan, Path::new(year)]);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

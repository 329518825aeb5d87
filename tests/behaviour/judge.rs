//! Judges that nobody here wrote: page_validation in the process, qpdf and poppler outside it.
//!
//! [`assert_publishable`] is what every PDF that a test makes has to pass.

use std::io::Write;
use std::process::{Command, Stdio};

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

/// Panics unless the PDF conforms to PDF/UA-1 and PDF/A-2a (default limits) and qpdf finds nothing wrong with it.
#[track_caller]
pub(crate) fn assert_publishable(pdf: &[u8]) {
    assert_conforms(pdf, &[ValidationProfile::PdfUa1, ValidationProfile::PdfA2a]);
}

/// Panics unless the PDF conforms to the profiles and qpdf finds nothing wrong with it.
#[track_caller]
pub(crate) fn assert_conforms(pdf: &[u8], profiles: &[ValidationProfile]) {
    let verdicts = verdicts(pdf, profiles);
    assert!(verdicts.is_empty(), "{verdicts}");
    let complaints = qpdf(pdf);
    assert!(complaints.is_none(), "qpdf --check: {}", complaints.unwrap_or_default());
}

/// What the validator says against the PDF; empty when it conforms.
pub(crate) fn verdicts(pdf: &[u8], profiles: &[ValidationProfile]) -> String {
    let mut verdicts = String::new();
    for profile in profiles {
        match validate_pdf_bytes(pdf, &ValidationOptions::default().profile(*profile)) {
            Ok(report) if report.is_compliant => {}
            Ok(report) => {
                let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
                verdicts += &format!("{profile}:\n{}\n", failures.join("\n"));
            }
            Err(error) => verdicts += &format!("{profile}: {error}\n"),
        }
    }
    verdicts
}

/// What `qpdf --check` complains of.
fn qpdf(pdf: &[u8]) -> Option<String> {
    let file = on_disk(pdf);
    let output = tool(Command::new("qpdf").arg("--check").arg(file.path()))?;
    (!output.status.success())
        .then(|| format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// The PDF in a file of its own.
pub(crate) fn on_disk(pdf: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".pdf").tempfile().expect("a temporary file");
    file.write_all(pdf).expect("room for a temporary file");
    file
}

/// Text as `pdftotext` reads it, with further arguments; `None` where there is no poppler.
pub(crate) fn pdftotext(pdf: &[u8], arguments: &[&str]) -> Option<String> {
    let file = on_disk(pdf);
    let output = tool(Command::new("pdftotext").args(arguments).arg(file.path()).arg("-"))?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Standard output of a poppler tool that takes the file last; `None` where there is none.
pub(crate) fn poppler(name: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let file = on_disk(pdf);
    let output = tool(Command::new(name).args(arguments).arg(file.path()))?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The structure with its text as `pdfinfo -struct-text` shows it. Poppler prints titles of elements in the bytes of the
/// file, UTF-16 with its mark; they are shown as text here, and objects without their numbers.
pub(crate) fn struct_text(pdf: &[u8]) -> Option<String> {
    let file = on_disk(pdf);
    let output = tool(Command::new("pdfinfo").arg("-struct-text").arg(file.path()))?;
    let mut shown = Vec::new();
    let mut rest = &output.stdout[..];
    while let Some(at) = rest.windows(3).position(|bytes| bytes == b"\"\xFE\xFF") {
        let title = &rest[at + 1..];
        // The closing quotation mark and line feed stand after whole units of two bytes.
        let end = (2..title.len()).step_by(2).find(|end| title[*end..].starts_with(b"\"\n")).expect("a closed title");
        shown.extend(&rest[..=at]);
        shown.extend(crate::listener::decoded(&title[..end]).bytes());
        rest = &title[end..];
    }
    shown.extend(rest);
    // Numbers of objects say nothing of the structure.
    let mut lines = String::new();
    for line in String::from_utf8_lossy(&shown).lines() {
        lines += line.find("Object ").map_or(line, |at| &line[..at + "Object".len()]);
        lines.push('\n');
    }
    Some(lines)
}

/// Runs a tool. One that is not there is said so and skipped, but not in CI.
pub(super) fn tool(command: &mut Command) -> Option<std::process::Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.stdin(Stdio::null()).output() {
        Ok(output) => Some(output),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{name} is needed in CI: {error}");
            println!("skipped: {name} is not there");
            None
        }
    }
}

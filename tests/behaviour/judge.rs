//! Judges that nobody here wrote: qpdf and poppler while tests run, veraPDF after them.
//!
//! [`assert_publishable`] is what every PDF that a test makes has to pass.

use std::cell::Cell;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// PDFs that a test hands to veraPDF; a property makes many of one kind.
const HANDED_ON: usize = 12;

thread_local! {
    static HANDED: Cell<usize> = const { Cell::new(0) };
}

/// Panics unless qpdf finds nothing wrong with the PDF. Where `KAIKAKU_PDFS` names a folder, as in `.ci/run`, the PDF is put there:
/// `tests/verapdf.sh` judges all of them against PDF/UA-1 and the part of PDF/A that they claim, in one go.
#[track_caller]
pub(crate) fn assert_publishable(pdf: &[u8]) {
    let complaints = qpdf(pdf);
    assert!(complaints.is_none(), "qpdf --check: {}", complaints.unwrap_or_default());
    let Some(folder) = std::env::var_os("KAIKAKU_PDFS") else { return };
    let number = HANDED.replace(HANDED.get() + 1);
    if number < HANDED_ON {
        let test = std::thread::current().name().unwrap_or("test").replace("::", ".");
        std::fs::create_dir_all(&folder).expect("a folder for PDFs");
        std::fs::write(Path::new(&folder).join(format!("{test}-{number}.pdf")), pdf).expect("room for a PDF");
    }
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
pub(crate) fn tool(command: &mut Command) -> Option<std::process::Output> {
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

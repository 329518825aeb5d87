//! Findings (指摘): everything the program has to say to a person about what it read.
//!
//! A stage returns its output *and* its findings; nothing stops at the first bad cell and nothing is
//! printed from inside the library. Every finding names the place, what was found, what was expected
//! and how to mend it, in Japanese.

mod io_reason;
mod json_reason;
mod quotation;

use std::fmt;
use std::sync::Arc;

pub use io_reason::io_reason;
pub use json_reason::json_reason;

use crate::vocabulary::{CellAddress, DepartmentId, every_variant};

/// How much a finding matters, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 参考: worth knowing; nothing to do.
    Note,
    /// 確認: somebody of the office should look; the report is made.
    Warning,
    /// 要修正: the department has to mend it (差戻し); the report is made, the value is left out.
    Error,
    /// 中止: nothing may be published until it is mended.
    Fatal,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Severity; 4] = every_variant!(Severity: Fatal, Error, Warning, Note);

    /// The word that users read.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Note => "参考",
            Severity::Warning => "確認",
            Severity::Error => "要修正",
            Severity::Fatal => "中止",
        }
    }
}

/// A stable, machine-readable name of a kind of finding, `room.what`, for example `intake.grade-unknown`.
///
/// Each room declares its own as `pub const`; tests and the returned forms compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Where in a file a thing stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line and column of a text file, both counted from 1.
    Line {
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
    },
    /// A sheet as a whole.
    Sheet(Arc<str>),
    /// One cell of a sheet.
    Cell(Arc<str>, CellAddress),
}

/// Where a value or finding comes from (出典).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file, relative to the input folder, with `/` between folders, for people to read.
    pub file: Arc<str>,
    /// Where in it.
    pub place: Place,
}

impl Origin {
    /// A whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Origin { file: file.into(), place: Place::File }
    }

    /// A cell of a sheet.
    pub fn cell(file: impl Into<Arc<str>>, sheet: impl Into<Arc<str>>, cell: CellAddress) -> Self {
        Origin { file: file.into(), place: Place::Cell(sheet.into(), cell) }
    }

    /// A sheet as a whole.
    pub fn sheet(file: impl Into<Arc<str>>, sheet: impl Into<Arc<str>>) -> Self {
        Origin { file: file.into(), place: Place::Sheet(sheet.into()) }
    }

    /// A place in a text file, line and column from 1.
    pub fn line(file: impl Into<Arc<str>>, line: u32, column: u32) -> Self {
        Origin { file: file.into(), place: Place::Line { line, column } }
    }
}

impl fmt::Display for Origin {
    /// `総務課.xlsx!入力!C12`, `plan.toml:12:3`, or the file alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File => f.write_str(&self.file),
            Place::Line { line, column } => write!(f, "{}:{line}:{column}", self.file),
            Place::Sheet(sheet) => write!(f, "{}!{sheet}", self.file),
            Place::Cell(sheet, cell) => write!(f, "{}!{sheet}!{cell}", self.file),
        }
    }
}

/// A value together with where it was typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sourced<T> {
    /// What was typed, as it was understood.
    pub value: T,
    /// Where it stands.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value that stands at `origin`.
    pub fn new(value: T, origin: Origin) -> Self {
        Sourced { value, origin }
    }

    /// The same place, another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: f(self.value), origin: self.origin }
    }
}

/// One thing a person should know, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Which kind it is.
    pub code: Code,
    /// The department it concerns, where one is known: findings are sorted and returned by it.
    pub department: Option<DepartmentId>,
    /// Where.
    pub origin: Option<Origin>,
    /// What is wrong, one sentence that ends in 。
    pub message: String,
    /// The raw text of the place.
    pub found: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// How to mend it, one sentence that ends in 。
    pub remedy: Option<String>,
    /// What the office can decide itself instead (in office.toml), one sentence: no letter or returned form has it.
    pub for_office: Option<String>,
}

impl Finding {
    /// A finding without a place; `at`, `of`, `found`, `expected` and `remedy` add the rest. What its sentences quote at length is cut.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Finding {
            severity,
            code,
            department: None,
            origin: None,
            message: quotation::shortened(message.into()),
            found: None,
            expected: None,
            remedy: None,
            for_office: None,
        }
    }

    /// Says where.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Says whom it concerns.
    pub fn of(mut self, department: DepartmentId) -> Self {
        self.department = Some(department);
        self
    }

    /// Adds the raw text of the place.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what should stand there.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(quotation::shortened(expected.into()));
        self
    }

    /// Says how to mend it.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(quotation::shortened(remedy.into()));
        self
    }

    /// Says what the office can decide itself instead.
    pub fn for_office(mut self, decision: impl Into<String>) -> Self {
        self.for_office = Some(quotation::shortened(decision.into()));
        self
    }

    /// How to mend it, as the office reads it.
    pub fn remedies(&self) -> Option<String> {
        let both: String = [&self.remedy, &self.for_office].into_iter().flatten().map(String::as_str).collect();
        (!both.is_empty()).then_some(both)
    }
}

impl fmt::Display for Finding {
    /// One line: `［要修正］総務課.xlsx!入力!C12　進捗区分が選択肢にありません。（入力：よし／正：◎・○・△・×）…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "［{}］", self.severity.label())?;
        if let Some(origin) = &self.origin {
            write!(f, "{origin}　")?;
        }
        f.write_str(&self.message)?;
        match (&self.found, &self.expected) {
            (Some(found), Some(expected)) => write!(f, "（入力：{found}／正：{expected}）")?,
            (Some(found), None) => write!(f, "（入力：{found}）")?,
            (None, Some(expected)) => write!(f, "（正：{expected}）")?,
            (None, None) => {}
        }
        for remedy in self.remedy.iter().chain(&self.for_office) {
            f.write_str(remedy)?;
        }
        Ok(())
    }
}

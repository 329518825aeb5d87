//! What reading a year's workbooks yields: submissions, ratings, and the account of every file.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::file_account::FileAccount;
use crate::contract::{CoverField, Entry};
use crate::finding::{Finding, Origin, Sourced};
use crate::plan::Rated;
use crate::vocabulary::{DepartmentId, FiscalYear, Period, RatedItem, text_key};

/// Everything read from a year's input folder.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// Departments' forms, ordered by content (key, then hash), never by file name or order of arrival.
    pub submissions: Vec<Submission>,
    /// Council members' forms, ordered by content.
    pub ratings: Vec<RatingForm>,
    /// Every file found, with what became of it, ordered by path.
    pub files: Vec<FileAccount>,
    /// Findings about its cells.
    pub findings: Vec<Finding>,
}

/// SHA-256 of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> FileHash {
        FileHash(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How a form was known for what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recognition {
    /// By the very hidden sheet.
    HiddenSheet,
    /// By custom document properties and range names.
    Properties,
    /// By range names alone.
    RangeNames,
    /// By its labels.
    Labels,
    /// By a `[[form]]` mapping of plan.toml: the position of the first of its name. Forms of different mappings do not replace each
    /// other: a city's list and its KPIs are about different items.
    Mapping(usize),
}

impl Recognition {
    /// Whether it is a form of ours by the record that the program wrote into it, so that all else in it that nobody types is the program's,
    /// too.
    pub fn is_by_record(&self) -> bool {
        matches!(self, Recognition::HiddenSheet | Recognition::Properties)
    }
}

/// What a submission is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionKey {
    /// The department, as of the form; a form under an old name is attributed by the merge.
    pub department: DepartmentId,
    /// Year reported on.
    pub year: FiscalYear,
    /// 中間 or 年度末.
    pub period: Period,
}

/// Why a 提出日 that can be read is not to be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayDoubt {
    /// A formula gives it: `=TODAY()` is another day whenever the file is opened.
    Formula,
    /// It lies outside the time in which forms of the year and period come in.
    OutOfPeriod,
}

/// One department's form, read.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What it is about.
    pub key: SubmissionKey,
    /// The file, relative to the input folder, with `/`, for people to read.
    pub file: Arc<str>,
    /// Hash of the file's bytes.
    pub hash: FileHash,
    /// How it was recognised.
    pub recognition: Recognition,
    /// 提出日, as the form shows it; [`Submission::day`] is the day that counts.
    pub submitted_on: Option<Sourced<Date>>,
    /// Why 提出日 is not to be relied on.
    pub day_in_doubt: Option<DayDoubt>,
    /// 版.
    pub version: Option<Sourced<u32>>,
    /// Whether something stands as 版 that cannot be read as one.
    pub version_in_doubt: bool,
    /// 記入者; internal.
    pub author: Option<Sourced<String>>,
    /// 内線; internal.
    pub extension: Option<Sourced<String>>,
    /// Rows in the order of action ids; the merge's record shares those in force.
    pub entries: Vec<Arc<Entry>>,
}

impl Submission {
    /// 提出日 where it can be relied on.
    pub fn day(&self) -> Option<Date> {
        self.submitted_on.as_ref().map(|day| day.value).filter(|_| self.day_in_doubt.is_none())
    }

    /// 版; a form without one is the first.
    pub fn version_number(&self) -> u32 {
        self.version.as_ref().map_or(1, |version| version.value)
    }

    /// The texts typed into the cover block that not everybody may see.
    pub fn internal_cover(&self) -> impl Iterator<Item = (CoverField, &Sourced<String>)> {
        let texts = [(CoverField::Author, &self.author), (CoverField::Extension, &self.extension)];
        texts.into_iter().filter_map(|(field, text)| Some((field, text.as_ref()?)))
    }

    /// Every place of the cover block from which the form was read.
    pub fn cover_cells(&self) -> impl Iterator<Item = &Origin> {
        let day = self.submitted_on.as_ref().map(|value| &value.origin);
        let version = self.version.as_ref().map(|value| &value.origin);
        day.into_iter().chain(version).chain(self.internal_cover().map(|(_, text)| &text.origin))
    }
}

/// One council member's form, or that of a body that grades beside the departments, read. A member's name is never kept.
#[derive(Debug, Clone)]
pub struct RatingForm {
    /// Year rated.
    pub year: FiscalYear,
    /// The file, relative to the input folder, with `/`.
    pub file: Arc<str>,
    /// Hash of the file's bytes.
    pub hash: FileHash,
    /// The body whose form it is, by its place among the plan's graders; `None` for a member of the council.
    pub body: Option<usize>,
    /// Which member's form it is, where a number says so.
    pub member: Option<MemberMark>,
    /// Rating and opinion by item; where both are blank it is absent.
    pub ratings: BTreeMap<RatedItem, MemberRating>,
}

/// A council member, known again by the number on the form. Two marks can be compared; the number itself is kept nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberMark(FileHash);

impl MemberMark {
    /// The mark of the member that a cover names: 2, 委員０２ and No.2 are the same. `None` of a text without a digit, of a year and of a term:
    /// what is printed beside 委員 on other councils' forms (各位, 氏名を記入, 令和4年度委員) may be the same for all members.
    pub fn of(text: &str) -> Option<MemberMark> {
        let key = text_key(text);
        if !key.contains(|c: char| c.is_ascii_digit()) || key.contains(['年', '期']) {
            return None;
        }
        let is_label = |c: char| "委員番号第no.#:()".contains(c);
        let number = key.trim_start_matches(is_label).trim_end_matches(is_label);
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let mark = if is_number { number.trim_start_matches('0') } else { &key };
        Some(MemberMark(FileHash::of(mark.as_bytes())))
    }
}

/// What a member says of an initiative, or a body of an item.
#[derive(Debug, Clone, Default)]
pub struct MemberRating {
    /// 評価, of the plan's scale.
    pub given: Option<Sourced<Rated>>,
    /// 意見, or why a body gives the grade.
    pub opinion: Option<Sourced<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_known_by_the_number_however_it_is_written() {
        let two = MemberMark::of("2");
        assert!(two.is_some());
        for text in ["２", "02", "委員2", "委員番号：２", "No.2", "第2号", "2番", "（2）"] {
            assert_eq!(MemberMark::of(text), two, "{text}");
        }
        for text in ["3", "20", "公募2", "2-1"] {
            assert!(MemberMark::of(text).is_some_and(|mark| Some(mark) != two), "{text}");
        }
        for text in ["", "各位", "令和4年度委員", "第3期"] {
            assert_eq!(MemberMark::of(text), None, "{text}");
        }
    }
}

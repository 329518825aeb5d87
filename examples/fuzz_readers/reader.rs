//! The readers, and what holds of each whatever it is given: no panic, an account of cells that adds up, findings in plain Japanese or
//! values, and values that say the same when they are written and read again.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use kaikaku::export::printed;
use kaikaku::finding::Finding;
use kaikaku::intake::file_account::Disposition;
use kaikaku::intake::proposal::{self, Assumed};
use kaikaku::intake::submission::Intake;
use kaikaku::intake::workbook::Workbook;
use kaikaku::intake::{FileReading, Options, legacy, read_bytes};
use kaikaku::merge::merge;
use kaikaku::merge::office;
use kaikaku::open_data::{self, Labels, csv_form, json_form};
use kaikaku::plan::{self, Plan, to_toml};
use kaikaku::report::Edition;
use kaikaku::report::comparison::{Reasons, differences, document as comparison};
use kaikaku::report::errata::{self, Change, Comparison, Printed};
use kaikaku::vocabulary::FiscalYear;
use kaikaku::{assess::assessment::Assessment, master};

use crate::mutation::Build;

/// Something that the program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// .xlsx and .xlsm.
    Xlsx,
    /// .xls: BIFF8 and BIFF5.
    Xls,
    /// .xlsb.
    Xlsb,
    /// .ods.
    Ods,
    /// Files that are no workbooks but are handed in as such: CSV, HTML, XML, PDF.
    Strangers,
    /// plan.toml.
    Plan,
    /// office.toml.
    Office,
    /// `[[form]]` of plan.toml, with the workbooks that it maps.
    Forms,
    /// The Excel master of a plan.
    Master,
    /// Reasons for a revision of the plan.
    Reasons,
    /// data.json.
    Data,
    /// The CSV files of the open data.
    Tables,
    /// 掲載内容.json, which a 正誤表 reads.
    Printed,
}

impl Reader {
    /// All of them.
    pub(crate) const ALL: [Reader; 13] = [
        Reader::Xlsx,
        Reader::Xls,
        Reader::Xlsb,
        Reader::Ods,
        Reader::Strangers,
        Reader::Plan,
        Reader::Office,
        Reader::Forms,
        Reader::Master,
        Reader::Reasons,
        Reader::Data,
        Reader::Tables,
        Reader::Printed,
    ];

    /// Its word on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Reader::Xlsx => "xlsx",
            Reader::Xls => "xls",
            Reader::Xlsb => "xlsb",
            Reader::Ods => "ods",
            Reader::Strangers => "strangers",
            Reader::Plan => "plan",
            Reader::Office => "office",
            Reader::Forms => "forms",
            Reader::Master => "master",
            Reader::Reasons => "reasons",
            Reader::Data => "data",
            Reader::Tables => "tables",
            Reader::Printed => "printed",
        }
    }

    /// How its files are built.
    pub(crate) fn build(self) -> Build {
        match self {
            Reader::Xlsx | Reader::Xlsb | Reader::Ods | Reader::Master => Build::Package,
            Reader::Xls => Build::Compound,
            _ => Build::Text,
        }
    }
}

/// The files of the CSV set in one: each begins with a line of this and its name.
pub(crate) const FILE_MARK: char = '\u{1}';

/// What the readers read against.
pub(crate) struct Judge {
    /// The plan of the sample workspace, which the workbooks are forms of.
    pub(crate) plan: Arc<Plan>,
    /// A small plan, which the published data are of.
    pub(crate) small: Arc<Plan>,
    /// Its text.
    pub(crate) plan_text: String,
    /// The year of the small plan, assessed.
    pub(crate) assessment: Assessment,
    /// What its papers say.
    pub(crate) printed: Printed,
    /// The workbooks of the mappings.
    pub(crate) mapped: Vec<Vec<u8>>,
    /// The program that is run again to read .xls and .xlsb.
    pub(crate) child: PathBuf,
}

/// The day that papers state.
pub(crate) const DATE: Date = Date::constant(2022, 6, 1);

/// What came of a file in a few words, or how it broke a rule.
type Verdict = Result<String, String>;

impl Judge {
    /// Reads a file. Two files that bring out the same kinds of findings and values have the same words.
    ///
    /// # Errors
    /// The rule that does not hold. A panic is for the caller to see.
    pub(crate) fn judge(&self, reader: Reader, bytes: &[u8]) -> Verdict {
        let text = || String::from_utf8_lossy(bytes);
        match reader {
            Reader::Xlsx => self.workbook(&self.plan, "様式.xlsx", bytes),
            Reader::Ods => self.workbook(&self.plan, "様式.ods", bytes),
            Reader::Strangers => self.workbook(&self.plan, "様式.csv", bytes),
            Reader::Xls | Reader::Xlsb => self.legacy(reader.word(), bytes),
            Reader::Plan => of_plan(plan::read_bytes("plan.toml", bytes)),
            Reader::Office => settled(office::read("office.toml", &text(), &self.small).map(|(_, findings)| findings)),
            Reader::Forms => self.forms(&text()),
            Reader::Master => of_plan(master::import("計画.xlsx", bytes)),
            Reader::Reasons => self.reasons(&text()),
            Reader::Data => self.data(json_form::read("data.json", bytes)),
            Reader::Tables => self.data(csv_form::read("データ", &files(bytes), &Labels::default())),
            Reader::Printed => self.errata(&text()),
        }
    }

    fn workbook(&self, plan: &Plan, name: &str, bytes: &[u8]) -> Verdict {
        let options = Options { child: Some(self.child.clone()), ..Options::default() };
        let reading = read_bytes(plan, name, bytes, &options);
        let signature = signature(&reading);
        let is_read = !reading.submissions.is_empty() || !reading.ratings.is_empty();
        if !is_read && reading.findings.is_empty() && !reading.account.cells.is_empty() {
            return Err("neither findings nor values".to_owned());
        }
        sound(&reading.findings)?;
        if reading.findings.iter().any(|finding| finding.message.contains("想定できない壊れ方")) {
            return Err("a panic was caught on the way".to_owned());
        }
        let beyond = |row: u32, col: u32| row >= 1_048_576 || col >= 16_384;
        if reading.account.cells.iter().any(|cell| beyond(cell.cell.row, cell.cell.col)) {
            return Err("a cell beyond the sheet".to_owned());
        }
        if !is_read && options.child.is_some() {
            // A stranger's workbook may get a mapping proposed.
            let assumed = Assumed { year: FiscalYear(2021) };
            if let Err(sentence) = proposal::propose(plan, name, bytes, &options, assumed) {
                is_sentence(&sentence)?;
            }
        }
        adds_up(plan, reading)?;
        Ok(signature)
    }

    /// The child's side within this process, where a panic is seen, then the whole way where there is a workbook.
    fn legacy(&self, format: &str, bytes: &[u8]) -> Verdict {
        let arguments = [format, "200000", "33554432", "52428800", "402653184"].map(OsString::from);
        let mut output = Vec::new();
        legacy::child_main(&arguments, bytes, &mut output).map_err(|error| format!("no output: {error}"))?;
        match serde_json::from_slice::<Result<Workbook, String>>(&output) {
            Ok(Ok(_)) => self.workbook(&self.plan, &format!("様式.{format}"), bytes),
            Ok(Err(sentence)) => is_sentence(&sentence).map(|()| skeleton(&sentence)),
            Err(error) => Err(format!("the parent cannot read what the child says: {error}")),
        }
    }

    fn forms(&self, mapping: &str) -> Verdict {
        let (plan, findings) = match plan::read("plan.toml", &format!("{}\n{mapping}", self.plan_text)) {
            Ok(read) => read,
            Err(findings) => return settled(Err(findings)),
        };
        let mut said = settled(Ok(findings))?;
        for (at, bytes) in self.mapped.iter().enumerate() {
            said += &self.workbook(&plan, &format!("調べ{at}.xlsx"), bytes)?;
        }
        Ok(said)
    }

    fn reasons(&self, text: &str) -> Verdict {
        let reasons = match Reasons::read("理由.toml", text) {
            Ok(reasons) => reasons,
            Err(findings) => return settled(Err(findings)),
        };
        let differences = differences(&self.small, &self.plan);
        let findings = reasons.findings(&differences);
        let paper = comparison((&self.small, &self.plan), &differences, &reasons, DATE, None);
        Ok(settled(Ok(findings))? + if paper.parts.is_empty() { "" } else { " paper" })
    }

    fn data(&self, read: Result<open_data::DataSet, Vec<Finding>>) -> Verdict {
        let read = read.and_then(|data| open_data::read::assessment(self.small.clone(), "データ", &data));
        match read {
            Ok((assessment, date)) => {
                // What is taken over is what is published again.
                let again = open_data::tables(&assessment, date);
                let read = open_data::read::assessment(self.small.clone(), "データ", &again);
                read.map(|_| "taken over".to_owned()).map_err(|_| "not taken over again".to_owned())
            }
            Err(findings) => settled(Err(findings)),
        }
    }

    fn errata(&self, text: &str) -> Verdict {
        let before = match printed::read(text) {
            Ok(before) => before,
            Err(error) => return Ok(skeleton(&error.to_string())),
        };
        if printed::read(&printed::write(&before)).ok().as_ref() != Some(&before) {
            return Err("not the same when written again".to_owned());
        }
        let after = &self.printed;
        let paired = after.editions.iter().filter_map(|new| {
            let old = before.edition(new.edition)?;
            Some((new.edition, errata::changes(old, new)))
        });
        let changes: Vec<(Edition, Vec<Change>)> = paired.collect();
        let causes = errata::causes(&self.small, &self.assessment.record, &before, after);
        let of =
            Comparison { plan: &self.small, before: &before, after, changes: &changes, reworded: 0, causes: &causes };
        let paper = errata::document(of, DATE);
        Ok(format!(
            "{} parts, {} changes",
            paper.parts.len(),
            changes.iter().map(|(_, all)| all.len().min(8)).sum::<usize>()
        ))
    }
}

/// The files of the CSV set that were put into one.
fn files(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let pieces = bytes.split(|byte| *byte == FILE_MARK as u8);
    let named = pieces.filter_map(|piece| {
        let end = piece.iter().position(|byte| *byte == b'\n')?;
        Some((String::from_utf8_lossy(&piece[..end]).into_owned(), piece[end + 1..].to_vec()))
    });
    named.collect()
}

/// A plan is the same when it is written and read again.
fn of_plan(read: Result<(Plan, Vec<Finding>), Vec<Finding>>) -> Verdict {
    let (plan, findings) = match read {
        Ok(read) => read,
        Err(findings) => return settled(Err(findings)),
    };
    let again = plan::read("plan.toml", &to_toml(&plan)).map_err(|findings| {
        let said: Vec<String> = findings.iter().take(2).map(ToString::to_string).collect();
        format!("the plan as written is no plan: {said:?}")
    })?;
    if again.0 != plan {
        return Err("the plan as written is another plan".to_owned());
    }
    settled(Ok(findings))
}

/// Values with findings, or findings alone, but never nothing.
fn settled(read: Result<Vec<Finding>, Vec<Finding>>) -> Verdict {
    let (word, findings) = match read {
        Ok(findings) => ("read", findings),
        Err(findings) if findings.is_empty() => return Err("refused without a finding".to_owned()),
        Err(findings) => ("refused", findings),
    };
    sound(&findings)?;
    let kinds: std::collections::BTreeSet<String> =
        findings.iter().map(|finding| format!("{} {}", finding.code, skeleton(&finding.message))).collect();
    Ok(kinds.into_iter().fold(word.to_owned(), |said, kind| said + "\n" + &kind))
}

/// Every cell stands once in the account, and every value on a used cell.
fn adds_up(plan: &Plan, reading: FileReading) -> Result<(), String> {
    let FileReading { account, submissions, ratings, findings } = reading;
    let years = submissions.iter().map(|form| form.key.year).chain(ratings.iter().map(|form| form.year));
    let years: std::collections::BTreeSet<FiscalYear> = years.collect();
    let Some(year) = years.first().copied().filter(|_| years.len() == 1) else { return Ok(()) };
    let intake = Intake { submissions, ratings, files: vec![account], findings };
    let record = merge(plan, year, intake, None, &[]);
    match record.ledger.prove().first() {
        Some(finding) => Err(format!("the ledger does not add up: {finding}")),
        None => Ok(()),
    }
}

fn sound(findings: &[Finding]) -> Result<(), String> {
    findings.iter().try_for_each(|finding| is_sentence(&finding.message))
}

/// A finding is a Japanese sentence.
fn is_sentence(message: &str) -> Result<(), String> {
    let is_whole = message.ends_with(['。', '？', '）']);
    if is_whole && !message.is_ascii() { Ok(()) } else { Err(format!("no sentence: {message}")) }
}

/// What came of a file: kinds of findings, forms, and how many cells came to what, roughly.
fn signature(reading: &FileReading) -> String {
    let mut said = format!("{} {} {}", reading.account.kind, reading.submissions.len(), reading.ratings.len());
    for (count, label) in reading.account.cells.by_disposition().into_iter().zip(Disposition::LABELS) {
        // Writing to a String cannot fail.
        let _ = write!(said, " {label}{}", (count as u64 + 1).ilog2());
    }
    let kinds: std::collections::BTreeSet<String> =
        reading.findings.iter().map(|finding| format!("{} {}", finding.code, skeleton(&finding.message))).collect();
    kinds.iter().for_each(|kind| {
        let _ = write!(said, "\n{kind}");
    });
    said
}

/// A sentence without what it quotes and counts.
fn skeleton(sentence: &str) -> String {
    let mut depth = 0_usize;
    let kept = sentence.chars().filter(|c| {
        match c {
            '「' | '『' | '（' => depth += 1,
            '」' | '』' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && !c.is_ascii_digit()
    });
    kept.take(60).collect()
}

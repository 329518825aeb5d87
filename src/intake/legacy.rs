//! Reading .xls and .xlsb: in a child process of the program itself, because calamine can panic on them, take all memory, or
//! abort the process.
//!
//! The parent gives the file's bytes to the child's standard input and takes the raw cell model from its standard output, as
//! JSON. It kills the child when [`Limits::child_seconds`](super::limits::Limits) have passed. The child's allocator, which counts
//! what is in use, refuses to go beyond `child_bytes` ([`memory_limit`]), and the child ends with the words of Rust's standard
//! library on that. A child that dies is a finding about its file, and the run goes on.
//!
//! .ods is not read here: its own streaming reader ([`super::ods`]) needs no protection from a library.

use std::ffi::{OsStr, OsString};
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use calamine::{Data, Dimensions, Reader, SheetVisible, Xls, XlsError, XlsOptions, Xlsb, XlsbError};

use super::codes;
use super::file::Options;
use super::limits::Limits;
use super::normalize::date;
use super::sniff::FileType;
use super::workbook::{Cell, Range, RangeName, Sheet, Value, Visibility, Workbook};
use super::xlsx::range_name;
use crate::finding::Code;
use crate::vocabulary::CellAddress;

/// The hidden subcommand of the program that ends in [`child_main`].
pub const SUBCOMMAND: &str = "__read-legacy";

/// The most that is taken from a child.
const OUTPUT_BYTES: u64 = 128 << 20;
/// The most that is taken of what a child says on standard error.
const SAID_BYTES: u64 = 64 << 10;
/// What Rust's standard library says when memory is refused: before it ends the process, or as an I/O error.
const OUT_OF_MEMORY: [&str; 2] = ["memory allocation of", "out of memory"];
/// How often the child is looked at.
const POLL: Duration = Duration::from_millis(4);

/// Why an old format could not be read.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Kind of finding.
    pub(crate) code: Code,
    /// A Japanese sentence.
    pub(crate) message: String,
}

/// Reads a workbook of an old format by a child process.
pub(crate) fn read(kind: FileType, bytes: &[u8], options: &Options) -> Result<Workbook, Failure> {
    let child = |message: String| Failure { code: codes::CHILD, message };
    let Some(program) = &options.child else {
        return Err(child(format!("{}を読むための準備がされていません。", kind.label())));
    };
    let format = match kind {
        FileType::Xls => "xls",
        FileType::Xlsb => "xlsb",
        _ => return Err(child(format!("{}は読めません。", kind.label()))),
    };
    let ended = run(program, format, bytes, &options.limits)
        .map_err(|error| child(format!("{}を読むプログラムを動かせません（{error}）。", kind.label())))?;
    match ended {
        Ended::Output(output) => match serde_json::from_slice::<Result<Workbook, String>>(&output) {
            Ok(Ok(workbook)) => Ok(workbook),
            Ok(Err(message)) => Err(Failure { code: codes::DAMAGED, message }),
            Err(_) => Err(child("古い形式のブックを最後まで読めませんでした。".to_owned())),
        },
        Ended::Died => Err(Failure {
            code: codes::DAMAGED,
            message: "古い形式のブックが壊れていて、読めません。".to_owned(),
        }),
        Ended::TooLong => Err(Failure {
            code: codes::LIMIT,
            message: format!("古い形式のブックを{}秒以内に読めませんでした。", options.limits.child_seconds),
        }),
        Ended::TooLarge => Err(Failure {
            code: codes::LIMIT,
            message: format!(
                "古い形式のブックを読むのに{}MBより多くのメモリが要ります。",
                options.limits.child_bytes >> 20
            ),
        }),
    }
}

/// How a child ended.
enum Ended {
    Output(Vec<u8>),
    Died,
    TooLong,
    TooLarge,
}

fn run(program: &Path, format: &str, bytes: &[u8], limits: &Limits) -> io::Result<Ended> {
    let mut child = Command::new(program)
        .args([SUBCOMMAND, format])
        .args([limits.cells.to_string(), limits.text_bytes.to_string(), limits.file_bytes.to_string()])
        .arg(limits.child_bytes.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A child that has seen enough closes its end; how it ended tells the rest.
                let _ = stdin.write_all(bytes);
            }
        });
        let output = scope.spawn(move || {
            let mut output = Vec::new();
            if let Some(stdout) = stdout {
                stdout.take(OUTPUT_BYTES).read_to_end(&mut output)?;
            }
            io::Result::Ok(output)
        });
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            if let Some(stderr) = stderr {
                // What goes beyond is nothing that is looked for, and a child that cannot write it ends all the same.
                let _ = stderr.take(SAID_BYTES).read_to_end(&mut said);
            }
            let said = String::from_utf8_lossy(&said);
            OUT_OF_MEMORY.iter().any(|words| said.contains(words))
        });
        let watched = watch(&mut child, limits);
        // Dead in any case, so that the threads above end.
        if watched.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let output = output.join().unwrap_or_else(|_| Ok(Vec::new()))?;
        let is_too_large = said.join().unwrap_or_default();
        Ok(match watched? {
            Watched::Ended(status) if status.success() => Ended::Output(output),
            Watched::Ended(_) if is_too_large => Ended::TooLarge,
            Watched::Ended(_) => Ended::Died,
            Watched::TooLong => Ended::TooLong,
        })
    })
}

/// What the watch over a child came to.
enum Watched {
    Ended(ExitStatus),
    TooLong,
}

fn watch(child: &mut Child, limits: &Limits) -> io::Result<Watched> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Watched::Ended(status));
        }
        if begun.elapsed() > Duration::from_secs(limits.child_seconds) {
            // It may have ended in between.
            let _ = child.kill();
            child.wait()?;
            return Ok(Watched::TooLong);
        }
        std::thread::sleep(POLL);
    }
}

/// The bytes of memory that the child is held to, of the arguments after [`SUBCOMMAND`]. The program sets its allocator to it before
/// anything is read.
pub fn memory_limit(arguments: &[OsString]) -> Option<usize> {
    arguments.get(4)?.to_str()?.parse().ok()
}

/// The child's side: reads a file from `input` and writes the raw cell model, or a Japanese sentence, to `output`.
///
/// `arguments` are those after [`SUBCOMMAND`]: the format (`xls`, `xlsb`), the limits on cells, on bytes of text, on the size of the
/// file and on memory ([`memory_limit`]).
///
/// # Errors
/// Where the arguments are not those of the parent, or reading or writing fails. The caller exits with a code other than 0.
pub fn child_main(arguments: &[OsString], mut input: impl Read, output: impl Write) -> io::Result<()> {
    let usage = || io::Error::from(io::ErrorKind::InvalidInput);
    let text = |at: usize| arguments.get(at).and_then(|argument: &OsString| OsStr::to_str(argument)).ok_or_else(usage);
    let number = |at: usize| text(at)?.parse::<usize>().map_err(|_| usage());
    let format = text(0)?;
    let file_bytes = u64::try_from(number(3)?).map_err(|_| usage())?;
    let limits = Limits { cells: number(1)?, text_bytes: number(2)?, file_bytes, ..Limits::default() };
    let mut bytes = Vec::new();
    input.by_ref().take(limits.file_bytes + 1).read_to_end(&mut bytes)?;
    let workbook = match format {
        "xls" => read_xls(&bytes, &limits),
        "xlsb" => read_xlsb(&bytes, &limits),
        _ => return Err(usage()),
    };
    serde_json::to_writer(io::BufWriter::new(output), &workbook).map_err(io::Error::from)
}

fn read_xls(bytes: &[u8], limits: &Limits) -> Result<Workbook, String> {
    let mut options = XlsOptions::default();
    // A BIFF8 file keeps its texts in UTF-16 whatever its CodePage record says; BIFF5 (stream `Book`) does need the record.
    let wide: Vec<u8> = "Workbook\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.chunks(128).any(|entry| entry.starts_with(&wide)) {
        options.force_codepage = Some(1200);
    }
    let mut xls = Xls::new_with_options(Cursor::new(bytes), options).map_err(|error| match error {
        XlsError::Password => "パスワードで保護されていて、開けません。".to_owned(),
        error => format!("古い形式のブックが壊れていて、読めません（{error}）。"),
    })?;
    let properties = xls.workbook_properties().map(|properties| properties.custom_properties).unwrap_or_default();
    let epoch_1904 = xls.has_1904_epoch();
    let mut workbook = Workbook {
        properties: properties.into_iter().collect(),
        names: names(xls.defined_names()),
        ..Workbook::default()
    };
    let mut budget = Budget { cells: limits.cells, text: limits.text_bytes };
    for (name, visibility) in outline(&xls) {
        let mut sheet = Sheet::new(name.as_str());
        sheet.visibility = visibility;
        let range = xls.worksheet_range(&name).map_err(|error| format!("シート「{name}」を読めません（{error}）。"))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            let at = CellAddress::new(top + row as u32, left + col as u32);
            if !budget.add(&mut sheet, at, value, epoch_1904) {
                workbook.damage.push(budget.damage(&sheet.name, at));
                break;
            }
        }
        sheet.merged = xls.merge_cells_by_sheet_name(&name).unwrap_or_default().into_iter().map(merged).collect();
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn read_xlsb(bytes: &[u8], limits: &Limits) -> Result<Workbook, String> {
    let mut xlsb = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsbError::Password => "パスワードで保護されていて、開けません。".to_owned(),
        error => format!("バイナリブックが壊れていて、読めません（{error}）。"),
    })?;
    let properties = xlsb.workbook_properties().map(|properties| properties.custom_properties).unwrap_or_default();
    let epoch_1904 = xlsb.has_1904_epoch();
    let mut workbook = Workbook {
        properties: properties.into_iter().collect(),
        names: names(xlsb.defined_names()),
        ..Workbook::default()
    };
    let mut budget = Budget { cells: limits.cells, text: limits.text_bytes };
    for (name, visibility) in outline(&xlsb) {
        let mut sheet = Sheet::new(name.as_str());
        sheet.visibility = visibility;
        let mut reader =
            xlsb.worksheet_cells_reader(&name).map_err(|error| format!("シート「{name}」を読めません（{error}）。"))?;
        loop {
            match reader.next_cell() {
                Ok(Some(cell)) => {
                    let (row, col) = cell.get_position();
                    let at = CellAddress::new(row, col);
                    if !budget.add(&mut sheet, at, &Data::from(cell.get_value().clone()), epoch_1904) {
                        workbook.damage.push(budget.damage(&sheet.name, at));
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => return Err(format!("シート「{name}」が壊れていて、読めません（{error}）。")),
            }
        }
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

/// The worksheets with their visibility, in order.
fn outline<RS: Read + io::Seek, R: Reader<RS>>(reader: &R) -> Vec<(String, Visibility)> {
    let metadata = reader.sheets_metadata();
    let sheets = metadata.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet);
    sheets
        .map(|sheet| {
            let visibility = match sheet.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden => Visibility::Hidden,
                SheetVisible::VeryHidden => Visibility::VeryHidden,
            };
            (sheet.name.clone(), visibility)
        })
        .collect()
}

fn names(defined: &[(String, String)]) -> Vec<RangeName> {
    defined.iter().filter_map(|(name, target)| range_name(name, target)).collect()
}

fn merged(dimensions: Dimensions) -> Range {
    Range {
        first: CellAddress::new(dimensions.start.0, dimensions.start.1),
        last: CellAddress::new(dimensions.end.0.max(dimensions.start.0), dimensions.end.1.max(dimensions.start.1)),
    }
}

/// What is left of the limits.
struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    /// Adds a cell to its sheet; `false` where the limits are used up.
    fn add(&mut self, sheet: &mut Sheet, at: CellAddress, value: &Data, epoch_1904: bool) -> bool {
        let general: Arc<str> = "General".into();
        let (value, format) = match value {
            Data::Empty => return true,
            Data::Int(number) => (Value::Number(*number as f64), general),
            Data::Float(number) => (Value::Number(*number), general),
            // Which date format it was is not told: the plainest stands for it.
            Data::DateTime(serial) => {
                let shift = if epoch_1904 { date::DAYS_TO_1904 } else { 0.0 };
                let code = if serial.is_duration() { "[h]:mm" } else { "yyyy/m/d" };
                (Value::Number(serial.as_f64() + shift), code.into())
            }
            Data::String(text) if text.is_empty() => return true,
            Data::String(text) => (Value::Text(text.replace("\r\n", "\n").replace('\r', "\n")), general),
            Data::Bool(truth) => (Value::Bool(*truth), general),
            Data::DateTimeIso(iso) | Data::DurationIso(iso) => (Value::Date(iso.clone()), general),
            Data::Error(error) => (Value::Error(error.to_string()), general),
        };
        let size = if let Value::Text(text) = &value { text.len() } else { 0 };
        if self.cells == 0 || self.text < size || at.row >= 1_048_576 || at.col >= 16_384 {
            return false;
        }
        self.cells -= 1;
        self.text -= size;
        sheet.cells.insert(at, Cell { value, format, formula: false });
        true
    }

    fn damage(&self, sheet: &Arc<str>, at: CellAddress) -> super::workbook::Damage {
        super::workbook::Damage {
            sheet: Some(sheet.clone()),
            cell: Some(at),
            message: "セルの数または文字の量が多すぎるため、ここから先を読みません。".to_owned(),
        }
    }
}

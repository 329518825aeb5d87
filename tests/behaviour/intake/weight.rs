//! What odd and hostile files cost: each is given alone to the built program, in a process of its own, and neither that process nor
//! the child that it starts for old formats may take over 512 MiB or 20 s of processor time, which other work on the machine does not
//! lengthen. Measured where the system tells (Linux).

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::container::{Laid, retyped, sheet_xml, xlsx_with, zip};
use super::odd_files::{compound, every_case, ods};
use super::{filled, plan};

const MOST_MIB: u64 = 512;
const MOST: Duration = Duration::from_secs(20);
/// What a file of a department may add for good: 2,000 of them 40 MiB.
const MOST_KIB_A_FILE: f64 = 20.0;

/// Resident memory at its highest, in kilobytes, of a process and of its children so far.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let own: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    let children = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let of_children = children.split_whitespace().filter_map(|child| peak(child.parse().ok()?)).max();
    Some(own.max(of_children.unwrap_or(0)))
}

/// Processor time of a process and of its children so far.
fn processor_time(process: u32) -> Option<Duration> {
    /// The kernel counts in hundredths of a second for programs, whatever its own clock (`USER_HZ`).
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // utime, stime, and those of children that have ended; the name before them may hold anything but ends with the last bracket.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: u32 = fields.split(' ').skip(11).take(4).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    let children = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let of_children = children.split_whitespace().filter_map(|child| processor_time(child.parse().ok()?));
    Some(TICK * ticks + of_children.sum::<Duration>())
}

/// Checks a workspace that holds these files; the highest memory in KiB, the processor time, the exit code.
fn check(root: &Path, files: &[(&str, &[u8])]) -> (u64, Duration, Option<i32>) {
    let year = root.join("input/令和2年度");
    std::fs::create_dir_all(&year).expect("made");
    std::fs::write(root.join("input/plan.toml"), include_str!("../../../input/plan.toml")).expect("written");
    for (name, bytes) in files {
        std::fs::write(year.join(name), bytes).expect("written");
    }
    let begun = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_kaikaku"))
        .args(["check", "--quiet", "--input"])
        .arg(root.join("input"))
        .arg("--output")
        .arg(root.join("output"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let (mut most, mut time) = (0, Duration::ZERO);
    let code = loop {
        most = most.max(peak(program.id()).unwrap_or(0));
        time = time.max(processor_time(program.id()).unwrap_or_default());
        if let Some(status) = program.try_wait().expect("it is ours") {
            break status.code();
        }
        // One that waits for ever takes no processor time.
        if begun.elapsed() > MOST * 10 {
            program.kill().expect("killed");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    (most, time, code)
}

/// The rows of a form in OpenDocument whose one item is repeated 40,000 times: each cell of each row is looked at.
fn repeated_item() -> String {
    let row = |cells: &[&str], repeated: u32| {
        let cell = |text: &&str| {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
        };
        let cells: String = cells.iter().map(cell).collect();
        format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>")
    };
    [
        row(&["部署", "総務部行政監理室", "年度", "令和2年度", "時期", "年度末"], 1),
        row(&["No.", "実践項目", "実績", "課題", "歳出減（継続）（千円）"], 1),
        row(&["1-1", "", "本文1-1", "", "120"], 1),
        row(&["1-2", "", "本文1-2", "", "120"], 40_000),
    ]
    .concat()
}

/// Files that are made to cost much: each within the limits on sizes, or just beyond.
fn heavy() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));
    // XML as deep as a well.
    let deep = format!("<worksheet>{}{}</worksheet>", "<a>".repeat(2_000_000), "</a>".repeat(2_000_000));
    add("深い入れ子.xlsx", xlsx_with(deep.as_bytes(), &[]));
    add(
        "深い入れ子.ods",
        ods(&format!("<office:document-content>{}", "<table:table>".repeat(1_000_000)), "<manifest/>"),
    );
    // Rows without cells down to the last.
    let mut rows = String::new();
    (1..=1_048_576).for_each(|row| write!(rows, r#"<row r="{row}"/>"#).expect("a string"));
    add("百万行.xlsx", xlsx_with(&sheet_xml("", &rows, ""), &[]));
    let mut rows = String::new();
    (1..=1_048_576).for_each(|row| {
        write!(rows, r#"<row r="{row}" hidden="1"><c r="A{row}"><v>1</v></c></row>"#).expect("a string")
    });
    add("隠れた百万行.xlsx", xlsx_with(&sheet_xml("", &rows, ""), &[]));
    add("果ての1セル.xlsx", Laid::default().text(1_048_575, 16_383, "果て").xlsx());
    // Merged ranges: one over everything, and as many as fit.
    add("全面の結合.xlsx", retyped().merge("A1:XFD1048576").xlsx());
    let mut merges = String::from("<mergeCells>");
    (1..1_000_000).for_each(|row| write!(merges, r#"<mergeCell ref="A{row}:XFD{row}"/>"#).expect("a string"));
    merges.push_str("</mergeCells>");
    add("百万の結合.xlsx", xlsx_with(&sheet_xml("", "", &merges), &[]));
    // Shared strings as many and as long as their part may hold, then used again and again.
    let mut strings = String::from("<sst>");
    (0..1_900_000).for_each(|_| strings.push_str("<si><t/></si>"));
    add("共有文字列が多い.xlsx", xlsx_with(&retyped().xml(), &[("xl/sharedStrings.xml", strings.as_bytes())]));
    let strings = format!("<sst><si><t>{}</t></si></sst>", "あ".repeat(7_000_000));
    let cells: String = (1..=20_000).fold(String::new(), |mut cells, row| {
        write!(cells, r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#).expect("a string");
        cells
    });
    add("長い共有文字列.xlsx", xlsx_with(&sheet_xml("", &cells, ""), &[("xl/sharedStrings.xml", strings.as_bytes())]));
    // A million filled cells; a text of 60 MB; an attribute of 30 MB.
    let mut cells = String::new();
    (1..=1_000_000).for_each(|row| write!(cells, r#"<row><c r="A{row}"><v>{row}</v></c></row>"#).expect("a string"));
    add("百万セル.xlsx", xlsx_with(&sheet_xml("", &cells, ""), &[]));
    let long = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>"#, "a".repeat(60_000_000));
    add("長い文字.xlsx", xlsx_with(&sheet_xml("", &long, ""), &[]));
    let attribute = format!(r#"<row r="1" x="{}"/>"#, "a".repeat(30_000_000));
    add("長い属性.xlsx", xlsx_with(&sheet_xml("", &attribute, ""), &[]));
    // Styles up to their limit; entities within entities; comments by the million.
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", r#"<xf numFmtId="1"/>"#.repeat(220_000));
    add("書式が多い.xlsx", xlsx_with(&retyped().xml(), &[("xl/styles.xml", styles.as_bytes())]));
    let mut lol = String::from("<!DOCTYPE w [<!ENTITY a0 \"lol\">");
    (1..30).for_each(|i| write!(lol, "<!ENTITY a{i} \"&a{0};&a{0};&a{0};\">", i - 1).expect("a string"));
    lol.push_str(
        "]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&a29;</v></c></row></sheetData></worksheet>",
    );
    add("増える実体.xlsx", xlsx_with(lol.as_bytes(), &[]));
    // OpenDocument says in a few bytes what takes a sheet to write out.
    let cell = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>同じ</text:p></table:table-cell>";
    let rows = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    add("繰り返し.ods", ods(&table(&rows), "<manifest/>"));
    add("繰り返す実践項目.ods", ods(&table(&repeated_item()), "<manifest/>"));
    let many = "<table:table-row table:number-rows-repeated=\"4294967295\"/>".repeat(300_000);
    add("行の繰り返し.ods", ods(&table(&many), "<manifest/>"));
    let spaces = "<table:table-row><table:table-cell><text:p><text:s text:c=\"4294967295\"/></text:p></table:table-cell></table:table-row>";
    add("空白の繰り返し.ods", ods(&table(spaces), "<manifest/>"));
    // 100 MB of nothing, packed; many parts of 60 MB each.
    let zeros = vec![0; 60 << 20];
    add(
        "膨らむ部品.xlsx",
        zip(&[("xl/workbook.xml", b"<workbook/>"), ("a", &zeros), ("b", &zeros), ("c", &zeros), ("d", &zeros)]),
    );
    // Old formats: the genuine file with every sixteenth part of it overwritten, and sector chains that lead back to themselves.
    let xls = include_bytes!("../../data/retyped.xls");
    for part in 0..16 {
        let mut bytes = xls.to_vec();
        let (start, end) = (part * bytes.len() / 16, (part + 1) * bytes.len() / 16);
        bytes[start.max(8)..end].iter_mut().for_each(|byte| *byte = byte.wrapping_mul(31).wrapping_add(0x5A));
        add(&format!("荒れたxls-{part}.xls"), bytes);
        let mut bytes = xls.to_vec();
        bytes[start.max(8)..end].fill(0xFF);
        add(&format!("塗られたxls-{part}.xls"), bytes);
    }
    let mut looped = compound("Workbook\0");
    looped[512..1024].fill(0);
    add("回る連鎖.xls", looped);
    files
}

/// A sheet of OpenDocument with these rows.
fn table(rows: &str) -> String {
    format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"入力\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

/// Texts whose look changes with each of 2.4 million characters; they differ, so that they are not packed too well to be read.
fn many_runs() -> Vec<(String, Vec<u8>)> {
    let letter = |number: u32| char::from(b'a' + number.wrapping_mul(2_654_435_761).to_be_bytes()[0] % 26);
    let runs = |open: &str, close: &str| {
        (0..1_200_000).fold(String::new(), |mut runs, number| {
            write!(runs, "{}{open}{}{close}", letter(2 * number), letter(2 * number + 1)).expect("a string");
            runs
        })
    };
    let rich = runs("</t></r><r><rPr><strike/></rPr><t>", "</t></r><r><t>");
    let rich = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><r><t>{rich}</t></r></is></c></row>"#);
    let spans = runs(r#"<text:span text:style-name="T1">"#, "</text:span>");
    let rows = format!(
        r#"<table:table-row><table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell></table:table-row>"#
    );
    vec![
        ("文字ごとの書式.xlsx".to_owned(), xlsx_with(&sheet_xml("", &rich, ""), &[])),
        ("文字ごとの書式.ods".to_owned(), ods(&table(&rows), "<manifest/>")),
    ]
}

#[test]
fn no_file_takes_over_512_mib_or_20_seconds() {
    if !cfg!(target_os = "linux") {
        println!("skipped: only Linux tells what a process takes");
        return;
    }
    let odd = every_case().into_iter().map(|(name, bytes)| (format!("{name}.xlsx"), bytes));
    let files: Vec<(String, Vec<u8>)> = odd.chain(heavy()).chain(many_runs()).collect();
    assert!(files.len() >= 130, "{}", files.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let measured = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((name, bytes)) = files.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    let root = tempfile::tempdir().expect("a folder");
                    let (kib, time, code) = check(root.path(), &[(&name.replace('/', "／"), bytes)]);
                    measured.lock().expect("whole").push((kib / 1024, time, code, name));
                }
            });
        }
    });
    let mut measured = measured.into_inner().expect("whole");
    measured.sort();
    for (mib, time, code, name) in measured.iter().rev().take(12) {
        println!("{mib:4} MiB {:5.2} s {code:?} {name}", time.as_secs_f64());
    }
    let slowest = measured.iter().max_by_key(|(_, time, ..)| *time).expect("some");
    println!("slowest: {:.2} s {}", slowest.1.as_secs_f64(), slowest.3);
    for (mib, time, code, name) in &measured {
        assert!(*mib > 0, "{name}: nothing was measured");
        assert!(*mib <= MOST_MIB, "{name}: {mib} MiB");
        assert!(*time <= MOST, "{name}: {time:?}");
        // Nothing but this file was handed in: others are missing, and the run came to its end.
        assert_eq!(*code, Some(1), "{name}");
    }
}

/// Two workers read two files at one time.
#[test]
fn two_heavy_texts_side_by_side_take_no_more() {
    if !cfg!(target_os = "linux") {
        println!("skipped: only Linux tells what a process takes");
        return;
    }
    let files = many_runs();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let root = tempfile::tempdir().expect("a folder");
    let (kib, time, code) = check(root.path(), &files);
    println!("{} MiB {:.2} s", kib / 1024, time.as_secs_f64());
    assert!(kib > 0 && kib / 1024 <= MOST_MIB, "{} MiB", kib / 1024);
    assert!(time <= MOST && code == Some(1), "{time:?} {code:?}");
}

/// A workbook with other bytes and the same content: a comment of the container tells them apart.
fn saved_again(form: &[u8], number: u32) -> Vec<u8> {
    let mut bytes = form.to_vec();
    let length = bytes.len() - 2;
    assert_eq!(bytes[length..], [0, 0], "no comment so far");
    bytes[length..].copy_from_slice(&4_u16.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes
}

#[test]
fn memory_hardly_grows_with_the_number_of_files() {
    if !cfg!(target_os = "linux") {
        println!("skipped: only Linux tells what a process takes");
        return;
    }
    // The difference is what each file adds for good.
    let (few, many) = (500, 1300);
    let (form, _) = filled(&plan());
    let peak = |count: u32| {
        let forms: Vec<(String, Vec<u8>)> =
            (0..count).map(|number| (format!("{number}.xlsx"), saved_again(&form, number))).collect();
        let files: Vec<(&str, &[u8])> = forms.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let root = tempfile::tempdir().expect("a folder");
        let (kib, _, code) = check(root.path(), &files);
        assert!(kib > 0 && code == Some(1), "{kib} KiB, {code:?}");
        kib
    };
    let (small, large) = (peak(few), peak(many));
    let each = large.saturating_sub(small) as f64 / f64::from(many - few);
    println!("{small} KiB with {few} files, {large} KiB with {many}: {each:.1} KiB a file");
    // What was read of a file stays in memory, its bytes do not. What the program takes by itself differs from build to build.
    let bytes = form.len() as f64 / 1024.0;
    assert!(each < MOST_KIB_A_FILE && each < bytes, "{each} KiB for each file of {bytes} KiB");
}

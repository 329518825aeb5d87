//! The child process for old formats: what it reads, and that its end, whatever it is, is a finding.

use std::ffi::OsString;

use kaikaku::intake::legacy::child_main;
use kaikaku::intake::{Limits, Options, read_bytes};

use super::{codes, lines, plan};

fn child(format: &str, bytes: &[u8]) -> (bool, String) {
    let arguments: Vec<OsString> = [format, "200000", "33554432", "52428800"].map(OsString::from).to_vec();
    let mut output = Vec::new();
    let done = child_main(&arguments, bytes, &mut output).is_ok();
    (done, String::from_utf8_lossy(&output).into_owned())
}

/// 進捗管理表 retyped in Excel 97-2003 (BIFF8), with a CodePage record that says 932 although its texts are in UTF-16.
const XLS: &[u8] = include_bytes!("../../data/retyped.xls");

#[test]
fn an_xls_is_read_whatever_its_code_page_says() {
    let (done, output) = child("xls", XLS);
    assert!(done);
    assert!(output.contains("総務部行政監理室") && output.contains("広告を集めた。"), "{output}");
    assert!(!child("doc", XLS).0);
    let (done, output) = child("xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing more");
    assert!(done && output.contains("Err"), "{output}");
}

/// A FILEPASS record (MS-XLS 2.4.117) in the place of the name of the last writer: by XOR, RC4, and RC4 of CryptoAPI.
#[test]
fn a_password_of_an_xls_is_called_one_and_its_remedy_takes_it_off() {
    const WRITER: [u8; 4] = [0x5C, 0x00, 0x70, 0x00];
    let options = Options { child: Some(assert_cmd::cargo::cargo_bin("kaikaku")), ..Options::default() };
    for [kind, major, minor] in [[0, 0x12, 0x34], [1, 1, 1], [1, 2, 2]] {
        let mut bytes = XLS.to_vec();
        let at = bytes.windows(WRITER.len()).position(|window| window == WRITER).expect("the writer's name");
        bytes[at] = 0x2F;
        bytes[at + 4..at + 10].copy_from_slice(&[kind, 0, major, 0, minor, 0]);
        let findings = read_bytes(&plan(), "古い.xls", &bytes, &options).findings;
        assert_eq!(codes(&findings), ["encrypted"], "{kind} {major}");
        assert!(lines(&findings).contains("パスワードを空にして"), "{}", lines(&findings));
    }
}

#[test]
fn rows_without_a_record_are_hidden_where_the_sheet_says_so() {
    const HEIGHT: [u8; 6] = [0x25, 0x02, 4, 0, 0, 0];
    const ROW: [u8; 4] = [0x08, 0x02, 0x10, 0];
    let options = Options { child: Some(assert_cmd::cargo::cargo_bin("kaikaku")), ..Options::default() };
    let read = |bytes: &[u8]| read_bytes(&plan(), "古い.xls", bytes, &options);
    // The flag alone hides no row that has a record.
    let mut bytes = XLS.to_vec();
    let at = bytes.windows(HEIGHT.len()).position(|window| window == HEIGHT).expect("a height of rows");
    bytes[at + 4] = 0x02;
    assert!(!codes(&read(&bytes).findings).contains(&"hidden"));
    while let Some(at) = bytes.windows(ROW.len()).position(|window| window == ROW) {
        bytes[at] = 0xFE;
    }
    let reading = read(&bytes);
    assert!(codes(&reading.findings).contains(&"hidden"), "{}", lines(&reading.findings));
}

#[test]
fn a_child_that_wants_more_memory_than_its_limit_is_a_finding_on_every_system() {
    let child = Some(assert_cmd::cargo::cargo_bin("kaikaku"));
    let options = |megabytes: u64| {
        let limits = Limits { child_bytes: megabytes << 20, file_bytes: 100 << 20, ..Limits::default() };
        Options { child: child.clone(), limits, ..Options::default() }
    };
    let plan = plan();
    // What follows the file is nothing to a reader of it, but has to be held in memory.
    let mut long = XLS.to_vec();
    long.resize(70 << 20, 0);
    // The least that an office can set.
    let reading = read_bytes(&plan, "古い.xls", &long, &options(64));
    assert_eq!(codes(&reading.findings), ["limit"], "{}", lines(&reading.findings));
    assert!(lines(&reading.findings).contains("64MBより多くのメモリ"), "{}", lines(&reading.findings));
    for (bytes, megabytes) in [(&long[..], 256), (XLS, 64)] {
        let reading = read_bytes(&plan, "古い.xls", bytes, &options(megabytes));
        assert!(!codes(&reading.findings).contains(&"limit"), "{}", lines(&reading.findings));
    }
}

#[cfg(unix)]
mod watched {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use kaikaku::intake::legacy::SUBCOMMAND;
    use kaikaku::intake::{Limits, Options, read_bytes};

    use super::super::{codes, lines, only};
    use super::{XLS, child, plan};

    /// A program that does as `script` says.
    fn program(folder: &tempfile::TempDir, script: &str) -> PathBuf {
        let path = folder.path().join("child.sh");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
        path
    }

    fn options(child: PathBuf) -> Options {
        let limits = Limits { child_seconds: 1, child_bytes: 64 << 20, ..Limits::default() };
        Options { child: Some(child), limits, ..Options::default() }
    }

    /// mimalloc takes its limit from the environment, and only as a process begins.
    #[test]
    fn a_child_that_nothing_holds_to_its_limit_reads_nothing() {
        let region = [("MIMALLOC_RESERVE_OS_MEMORY", "65536KiB"), ("MIMALLOC_DISALLOW_OS_ALLOC", "1")];
        for (set, reads) in [(&region[..], true), (&region[..1], false), (&region[1..], false), (&[], false)] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_kaikaku"));
            child.args([SUBCOMMAND, "xls", "200000", "33554432", "1024", "67108864"]).stdin(Stdio::null());
            let done = child.envs(set.iter().copied()).output().expect("it runs");
            assert_eq!(done.status.success(), reads, "{set:?}");
            assert_eq!(done.stdout.is_empty(), !reads, "{set:?}");
        }
    }

    #[test]
    fn a_child_that_hangs_dies_or_grows_is_a_finding() {
        let plan = plan();
        for (script, code) in [
            ("exec sleep 30", "limit"),
            ("exit 101", "damaged"),
            ("kill -9 $$", "damaged"),
            ("echo nonsense", "child"),
            ("echo 'memory allocation of 9 bytes failed' >&2; exit 134", "limit"),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let begun = Instant::now();
            let reading = read_bytes(&plan, "古い.xls", XLS, &options(program(&folder, script)));
            assert_eq!(codes(&reading.findings), [code], "{script}: {}", lines(&reading.findings));
            assert!(begun.elapsed() < Duration::from_secs(10), "{script}");
        }
        let reading = read_bytes(&plan, "古い.xls", XLS, &options(PathBuf::from("/nowhere")));
        assert_eq!(codes(&reading.findings), ["child"]);
    }

    #[test]
    fn what_the_child_says_becomes_a_submission() {
        let plan = plan();
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("model.json"), child("xls", XLS).1).expect("written");
        let script = format!("cat >/dev/null; cat '{}'", folder.path().join("model.json").display());
        let reading = read_bytes(&plan, "古い.xls", XLS, &options(program(&folder, &script)));
        assert!(reading.findings.is_empty(), "{}", lines(&reading.findings));
        let submission = only(&reading);
        let result = submission.entries[0].text(kaikaku::contract::Field::Result).map(|at| at.value.as_str());
        assert_eq!(result, Some("広告を集めた。"));
    }
}

//! Each reader on mutants of files, as `examples/fuzz_readers` tries them for as long as one likes: the same mutants and the same
//! rules, a few of each here. Files that once broke a rule are in `tests/data/broken`, a folder a reader.
//!
//! `KAIKAKU_MUTATIONS` is how many mutants there are a reader; the default keeps the test short.

use std::path::PathBuf;

use crate::corpus;
use crate::mutation::{Random, mutant};
use crate::reader::{Judge, Reader};

/// Mutants a reader.
const A_READER: usize = 40;

fn mutations() -> usize {
    std::env::var("KAIKAKU_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(A_READER)
}

fn judge() -> Judge {
    corpus::judge(PathBuf::from(env!("CARGO_BIN_EXE_kaikaku")))
}

#[test]
fn every_reader_holds_on_mutants() {
    let judge = judge();
    for reader in Reader::ALL {
        let files = corpus::files(reader, &judge);
        for number in 0..mutations() {
            let mut random = Random(number as u64);
            let (base, other) = (random.below(files.len()), random.below(files.len()));
            let bytes = mutant(reader.build(), &files[base], &files[other], &mut random);
            if let Err(rule) = judge.judge(reader, &bytes) {
                panic!("{} {number}: {rule}", reader.word());
            }
        }
    }
}

/// Mutants are other files, and most get past the outermost layer.
#[test]
fn mutants_get_past_the_container() {
    let judge = judge();
    for reader in [Reader::Xlsx, Reader::Xls, Reader::Xlsb, Reader::Ods] {
        let files = corpus::files(reader, &judge);
        let is_read = |bytes: &[u8]| judge.judge(reader, bytes).is_ok_and(|said| said.contains(" 採用"));
        let base = files.iter().find(|file| is_read(file)).expect("a file that is read");
        let mut read = 0;
        for number in 0..20 {
            let mut random = Random(number);
            let bytes = mutant(reader.build(), base, &files[files.len() - 1], &mut random);
            assert!(bytes != *base, "{} {number}", reader.word());
            read += usize::from(is_read(&bytes));
        }
        assert!(read >= 10, "{}: of 20 mutants only {read} were read", reader.word());
    }
}

/// A package that is packed as mutants are, too, differs from each of its mutants.
#[test]
fn no_mutant_is_its_base() {
    let judge = judge();
    for reader in Reader::ALL {
        let files = corpus::files(reader, &judge);
        let (first, other) = (&files[0], &files[files.len() - 1]);
        for number in 0..200 {
            let base = mutant(reader.build(), first, other, &mut Random(number));
            let bytes = mutant(reader.build(), &base, other, &mut Random(number + 1000));
            assert!(base != *first && (bytes != base || base.is_empty()), "{} {number}", reader.word());
        }
    }
}

/// What once broke a rule holds.
#[test]
fn files_that_once_broke_a_rule_hold() {
    let judge = judge();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/broken");
    for reader in Reader::ALL {
        let Ok(files) = std::fs::read_dir(folder.join(reader.word())) else { continue };
        for file in files {
            let path = file.expect("a file").path();
            if let Err(rule) = judge.judge(reader, &std::fs::read(&path).expect("a file")) {
                panic!("{}: {rule}", path.display());
            }
        }
    }
}

//! Judges PDFs against PDF/UA-1 and PDF/A: `cargo run --example judge -- output/令和2年度/公表版.pdf …`.
//!
//! A line a file and profile; every failed rule below it. Which part of PDF/A a file is held to is what it claims: 3a
//! where files are attached, 2a otherwise. Exit code 1 where one does not conform.

use std::process::ExitCode;

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

fn main() -> ExitCode {
    let mut conforms = true;
    for path in std::env::args_os().skip(1) {
        let name = path.to_string_lossy().into_owned();
        let pdf = match std::fs::read(&path) {
            Ok(pdf) => pdf,
            Err(error) => {
                println!("読めません: {name}（{error}）");
                conforms = false;
                continue;
            }
        };
        for profile in [ValidationProfile::PdfUa1, archival_profile(&pdf)] {
            let failures = failures(&pdf, profile);
            let verdict = if failures.is_empty() { "適合  " } else { "不適合" };
            println!("{profile:<8} {verdict} {name}");
            for failure in &failures {
                println!("    {failure}");
            }
            conforms &= failures.is_empty();
        }
    }
    if conforms { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn archival_profile(pdf: &[u8]) -> ValidationProfile {
    let claims_part_3 = b"<pdfaid:part>3</pdfaid:part>";
    if pdf.windows(claims_part_3.len()).any(|window| window == claims_part_3) {
        ValidationProfile::PdfA3a
    } else {
        ValidationProfile::PdfA2a
    }
}

fn failures(pdf: &[u8], profile: ValidationProfile) -> Vec<String> {
    match validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile)) {
        Ok(report) => report.failures.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

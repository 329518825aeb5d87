//! Fills the forms of the sample workspace (サンプル): 令和2年度 to 令和4年度, as departments and the council would hand them in.
//!
//! `cargo run --example sample_workspace` writes into `input/`. `--output DIR` writes elsewhere, with the plan beside the forms;
//! `--scale N` makes N times the initiatives and departments, for measuring. The same arguments give the same files.
//!
//! The forms are filled through the writer that makes the blank ones. What is written into them is in `reports.toml` and
//! `details.toml` and `third_year.toml` beside this file; which of them are late, doubled, wrong or missing is in `deliveries.rs`.

mod content;
mod deliveries;
mod scale;
mod third_year;

use std::error::Error;
use std::path::{Path, PathBuf};

use kaikaku::plan;

fn main() -> Result<(), Box<dyn Error>> {
    let (output, scale) = arguments()?;
    let text = include_str!("../../input/plan.toml");
    let (plan, _) = plan::read("plan.toml", text).map_err(|findings| join(&findings))?;
    let content = content::Content::read()?;
    let (plan, content) = if scale > 1 { scale::scaled(plan, content, scale) } else { (plan, content) };
    let root = output.clone().unwrap_or_else(|| PathBuf::from("input"));
    let mut files = deliveries::files(&plan, &content)?;
    if scale == 1 {
        files.extend(third_year::files(&plan, text, &deliveries::second_record(&plan, &content))?);
    }
    let years = [deliveries::FIRST_YEAR, deliveries::FIRST_YEAR.next(), third_year::YEAR].map(|year| year.to_string());
    for folder in years.iter().map(String::as_str).chain([third_year::REVISION]) {
        let folder = root.join(folder);
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
    }
    for (path, bytes) in &files {
        write(&root.join(path), bytes)?;
    }
    if output.is_some() {
        let text = if scale > 1 { plan::to_toml(&plan) } else { text.to_owned() };
        write(&root.join("plan.toml"), text.as_bytes())?;
    }
    println!("{}個のブックを {} に書きました。", files.len(), root.display());
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)
}

fn join(findings: &[kaikaku::finding::Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn arguments() -> Result<(Option<PathBuf>, usize), Box<dyn Error>> {
    let (mut output, mut scale) = (None, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} に値がありません"))?;
        match argument.as_str() {
            "--output" => output = Some(PathBuf::from(value)),
            "--scale" => scale = value.parse()?,
            _ => return Err(format!("{argument} は使えません（--output DIR、--scale N）").into()),
        }
    }
    if scale > 1 && output.is_none() {
        return Err("--scale には --output が必要です".into());
    }
    Ok((output, scale))
}

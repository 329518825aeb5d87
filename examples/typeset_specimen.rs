//! Sets pages of every kind, to be looked at after a change of the layout: as a PDF, or each page as an SVG file.
//!
//! ```text
//! cargo run --example typeset_specimen -- specimen.pdf
//! cargo run --example typeset_specimen -- pages.svg       # pages-1.svg, pages-2.svg …
//! ```

use std::error::Error;
use std::sync::Arc;

use kaikaku::export::pdf::{Options, write};
use kaikaku::export::svg;
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;

#[path = "../tests/behaviour/corners.rs"]
mod corners;
#[path = "../tests/behaviour/specimen.rs"]
mod specimen;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the name of the PDF or SVG to be written")?;
    let fonts = Arc::new(FontBook::shipped());
    let mut document = specimen::whole();
    document.parts.extend(corners::corners().parts);
    document.meta.confidential = corners::corners().meta.confidential;
    let out = lay_out(&document, &fonts);
    for finding in &out.findings {
        eprintln!("{} {}", finding.message, finding.found.as_deref().unwrap_or_default());
    }
    match path.strip_suffix(".svg") {
        Some(name) => {
            for index in 0..out.pages.pages.len() {
                let page = svg::page(&out.pages, index).unwrap_or_default();
                std::fs::write(format!("{name}-{}.svg", index + 1), page)?;
            }
        }
        None => std::fs::write(path, write(&out.pages, &Options::default())?)?,
    }
    Ok(())
}

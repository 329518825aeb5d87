//! Sets pages of every kind as a PDF, for whoever changes the layout to look at.
//!
//! ```text
//! cargo run --example typeset_specimen -- specimen.pdf
//! ```

use std::error::Error;
use std::sync::Arc;

use kaikaku::export::pdf::{Options, write};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;

#[path = "../tests/behaviour/corners.rs"]
mod corners;
#[path = "../tests/behaviour/specimen.rs"]
mod specimen;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the name of the PDF to be written")?;
    let fonts = Arc::new(FontBook::shipped());
    let mut document = specimen::whole();
    document.parts.extend(corners::corners().parts);
    document.meta.confidential = corners::corners().meta.confidential;
    let out = lay_out(&document, &fonts);
    for finding in &out.findings {
        eprintln!("{} {}", finding.message, finding.found.as_deref().unwrap_or_default());
    }
    std::fs::write(path, write(&out.pages, &Options::default())?)?;
    Ok(())
}

//! Document → one self-contained, accessible HTML file without script.

use crate::report::document::Document;

/// The document as one HTML file.
pub fn write(document: &Document) -> String {
    format!("<!doctype html><html lang=\"ja\"><title>{}</title></html>\n", document.meta.title)
}

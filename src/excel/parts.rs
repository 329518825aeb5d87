//! Changing parts of a finished workbook.

use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::save::same_on_all_systems;

/// The workbook with those parts changed for which `rewrite`, given a part's name and text, has a new text. The others are copied as
/// they were compressed: that is most of the work of a workbook.
///
/// # Errors
/// When the workbook is no container.
pub(super) fn rewritten(workbook: &[u8], rewrite: impl Fn(&str, &str) -> Option<String>) -> Result<Vec<u8>, ZipError> {
    let mut from = ZipArchive::new(Cursor::new(workbook))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for i in 0..from.len() {
        let mut part = from.by_index(i)?;
        let name = part.name()?.into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).map_err(ZipError::Io)?;
        drop(part);
        match std::str::from_utf8(&content).ok().and_then(|text| rewrite(&name, text)) {
            Some(text) => {
                to.start_file(name, options)?;
                to.write_all(text.as_bytes()).map_err(ZipError::Io)?;
            }
            None => to.raw_copy_file(from.by_index_raw(i)?)?,
        }
    }
    Ok(same_on_all_systems(to.finish()?.into_inner()))
}

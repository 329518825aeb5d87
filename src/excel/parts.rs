//! Changing parts of a finished workbook.

use std::io::{self, Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::save::same_on_all_systems;

/// How much of a part is given to who changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Portion {
    /// All of it.
    Whole,
    /// Of a large part a piece after the other, each from a tag to the end of an element's text: a list of every cell that was handed in
    /// need not stand in memory.
    BetweenTags,
}

/// Parts larger than this come in pieces of this size, in bytes.
const PIECE: usize = 4 << 20;

/// The workbook with those parts changed for which `rewrite`, given a part's name and text, has a new text. The others are copied as
/// they were compressed: that is most of the work of a workbook.
///
/// # Errors
/// When the workbook is no container.
pub(super) fn rewritten(
    workbook: &[u8],
    portion: Portion,
    rewrite: impl Fn(&str, &str) -> Option<String>,
) -> Result<Vec<u8>, ZipError> {
    let piece = match portion {
        Portion::Whole => usize::MAX,
        Portion::BetweenTags => PIECE,
    };
    in_pieces(workbook, piece, rewrite)
}

fn in_pieces(
    workbook: &[u8],
    size: usize,
    rewrite: impl Fn(&str, &str) -> Option<String>,
) -> Result<Vec<u8>, ZipError> {
    let mut from = ZipArchive::new(Cursor::new(workbook))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for i in 0..from.len() {
        let mut part = from.by_index(i)?;
        let name = part.name()?.into_owned();
        if part.size() <= size as u64 {
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
            continue;
        }
        let mut changes = false;
        pieces(part, size, |piece| {
            changes = rewrite(&name, piece).is_some();
            Ok(!changes)
        })?;
        if !changes {
            to.raw_copy_file(from.by_index_raw(i)?)?;
            continue;
        }
        to.start_file(&name, options)?;
        pieces(from.by_index(i)?, size, |piece| {
            let new = rewrite(&name, piece);
            to.write_all(new.as_deref().unwrap_or(piece).as_bytes()).map_err(ZipError::Io)?;
            Ok(true)
        })?;
    }
    Ok(same_on_all_systems(to.finish()?.into_inner()))
}

/// Gives a part of XML piece by piece, each of about `size` bytes and ending before a tag, for as long as `give` wants more.
fn pieces(
    mut part: impl Read,
    size: usize,
    mut give: impl FnMut(&str) -> Result<bool, ZipError>,
) -> Result<(), ZipError> {
    let mut held = Vec::new();
    loop {
        let read = part.by_ref().take(size as u64).read_to_end(&mut held).map_err(ZipError::Io)?;
        let end = match read {
            0 => held.len(),
            _ => held.iter().rposition(|byte| *byte == b'<').unwrap_or_default(),
        };
        let rest = held.split_off(end);
        let piece = std::str::from_utf8(&held).map_err(|error| ZipError::Io(io::Error::other(error)))?;
        if !piece.is_empty() && !give(piece)? || read == 0 {
            return Ok(());
        }
        held = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_part_is_changed_in_pieces_as_it_is_as_a_whole() {
        let rows: String = (0..50).map(|row| format!("<row r=\"{row}\"><t>行{row}の課</t></row>")).collect();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in
            [("a.xml", format!("<s>{rows}</s>")), ("b.xml", format!("<s>{}</s>", rows.replace('課', "係")))]
        {
            writer.start_file(name, SimpleFileOptions::default()).expect("an entry");
            writer.write_all(text.as_bytes()).expect("written");
        }
        let workbook = writer.finish().expect("a container").into_inner();
        let most = std::cell::Cell::new(0);
        let say = |_: &str, text: &str| {
            most.set(most.get().max(text.len()));
            assert!(text.starts_with('<') && text.ends_with(['>', '課', '係']), "{text}");
            text.contains('課').then(|| text.replace('課', "室"))
        };
        let whole = in_pieces(&workbook, usize::MAX, say).expect("rewritten");
        assert!(most.take() > 1000);
        let parted = in_pieces(&workbook, 100, say).expect("rewritten");
        assert!(most.get() < 250, "{}", most.get());
        let texts = |workbook: &[u8]| {
            let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("a container");
            ["a.xml", "b.xml"].map(|name| {
                let mut text = String::new();
                archive.by_name(name).expect("there").read_to_string(&mut text).expect("text");
                text
            })
        };
        assert_eq!(texts(&parted), texts(&whole));
        assert!(texts(&parted)[0].contains("行49の室") && texts(&parted)[1] == texts(&workbook)[1]);
    }
}

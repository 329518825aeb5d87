//! The bytes of a workbook, the same on every system.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::finding::io_reason;

/// Effort of compression: with 5 the list of cells is 4 % smaller and a report takes a fiftieth more CPU; with 1 it is larger by half.
const EFFORT: u8 = 3;
/// Unix, in the numbers of the ZIP format (APPNOTE.TXT 4.4.2.2).
const UNIX: u8 = 3;
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";

/// Why a workbook cannot be made, in Japanese without a full stop.
pub(crate) fn reason(error: &XlsxError) -> String {
    match error {
        XlsxError::IoError(error) => io_reason(error),
        XlsxError::MaxStringLengthExceeded => "1つのセルに入る長さ（32,767字）を超える文があります".to_owned(),
        XlsxError::RowColumnLimitError => "1枚のシートに入る行か列の数を超えています".to_owned(),
        // The writer says this of lists and messages of data validation that are too long, and of nothing else.
        XlsxError::DataValidationError(_) => "入力規則に書けない長さの一覧か説明があります".to_owned(),
        XlsxError::MaxUrlLengthExceeded => "Excelに書けない長さのリンク先があります".to_owned(),
        XlsxError::UnknownUrlType(_) => "Excelで使えない種類のリンク先があります".to_owned(),
        XlsxError::SheetnameReused(_) => "同じ名前のシートが2枚以上になります".to_owned(),
        XlsxError::SheetnameCannotBeBlank(_)
        | XlsxError::SheetnameLengthExceeded(_)
        | XlsxError::SheetnameContainsInvalidCharacter(_)
        | XlsxError::SheetnameStartsOrEndsWithApostrophe(_) => {
            "シートの名前が空か長すぎるか、使えない文字を含んでいます".to_owned()
        }
        _ => "ブックを組み立てられません".to_owned(),
    }
}

/// Saves a workbook.
///
/// # Errors
/// What the writer says.
pub(crate) fn save(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    workbook.set_zip_compression_level(EFFORT).save_to_buffer().map(same_on_all_systems)
}

/// Each entry of the container's directory says which system made it: here always the same one.
///
/// A container that is not as the writers of this room leave it (no comment at its end, not ZIP64) stays as it is.
pub(crate) fn same_on_all_systems(mut container: Vec<u8>) -> Vec<u8> {
    const END_LENGTH: usize = 22;
    let number = |bytes: &[u8], at: usize, length: usize| -> Option<usize> {
        let field = bytes.get(at..at + length)?;
        Some(field.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    };
    let Some(end) = container.len().checked_sub(END_LENGTH).filter(|end| container[*end..].starts_with(&END)) else {
        return container;
    };
    let (Some(entries), Some(mut at)) = (number(&container, end + 10, 2), number(&container, end + 16, 4)) else {
        return container;
    };
    for _ in 0..entries {
        if !container.get(at..).is_some_and(|entry| entry.starts_with(&ENTRY)) {
            break;
        }
        if let Some(system) = container.get_mut(at + 5) {
            *system = UNIX;
        }
        // Name, extra field and comment follow the 46 bytes of an entry.
        let lengths: usize = [28, 30, 32].into_iter().filter_map(|field| number(&container, at + field, 2)).sum();
        at += 46 + lengths;
    }
    container
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    use super::*;

    /// The system of every entry.
    fn systems(container: &[u8]) -> Vec<u8> {
        let starts = container.windows(4).enumerate().filter(|(_, window)| *window == ENTRY);
        starts.map(|(at, _)| container[at + 5]).collect()
    }

    #[test]
    fn what_no_text_is_to_blame_for_is_not_put_on_a_text() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let refused = |result: Result<_, XlsxError>| reason(&result.expect_err("refused"));
        assert_eq!(
            refused(sheet.write(0, 0, "あ".repeat(32_768)).map(drop)),
            "1つのセルに入る長さ（32,767字）を超える文があります"
        );
        assert_eq!(
            refused(sheet.set_name("あ".repeat(32)).map(drop)),
            reason(&XlsxError::SheetnameCannotBeBlank(String::new()))
        );
        assert_eq!(refused(rust_xlsxwriter::Image::new_from_buffer(b"").map(drop)), "ブックを組み立てられません");
        let merged = sheet.merge_range(0, 0, 0, 0, "", &rust_xlsxwriter::Format::new()).map(drop);
        assert_eq!(refused(merged), "ブックを組み立てられません");
    }

    #[test]
    fn every_entry_says_the_same_system_and_nothing_else_changes() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["[Content_Types].xml", "xl/日本語.xml", "empty"] {
            writer.start_file(name, SimpleFileOptions::default()).expect("an entry");
            writer.write_all(name.as_bytes()).expect("written");
        }
        let unix = writer.finish().expect("a container").into_inner();
        let mut windows = unix.clone();
        for (at, _) in unix.windows(4).enumerate().filter(|(_, window)| *window == ENTRY) {
            windows[at + 5] = 0;
        }
        assert_eq!(systems(&windows), [0, 0, 0]);
        let mended = same_on_all_systems(windows);
        assert_eq!(systems(&mended), [UNIX; 3]);
        assert!(mended == same_on_all_systems(unix));
        assert_eq!(ZipArchive::new(Cursor::new(mended)).expect("still a container").len(), 3);
        assert_eq!(same_on_all_systems(b"no container".to_vec()), b"no container");
    }
}

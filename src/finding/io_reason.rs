//! The words of an I/O error.

use std::io;

/// The reason of an I/O error in plain Japanese, with the system's own words where there is no better.
pub fn io_reason(error: &io::Error) -> String {
    match (error.kind(), error.raw_os_error()) {
        (_, Some(32 | 33)) if cfg!(windows) => "ほかのプログラムが使っています".to_owned(),
        (_, Some(5)) if cfg!(unix) => "ディスクの読み書きに失敗しました".to_owned(),
        (io::ErrorKind::NotFound, _) => "見つかりません".to_owned(),
        (io::ErrorKind::PermissionDenied, _) => if cfg!(windows) {
            "権限がないか、ほかのプログラムが使っています"
        } else {
            "権限がありません"
        }
        .to_owned(),
        (io::ErrorKind::StorageFull, _) => "空き容量がありません".to_owned(),
        (io::ErrorKind::QuotaExceeded, _) => "使える容量を超えています".to_owned(),
        (io::ErrorKind::FileTooLarge, _) => "ファイルが大きすぎます".to_owned(),
        (io::ErrorKind::ReadOnlyFilesystem, _) => "書込みのできない場所です".to_owned(),
        (io::ErrorKind::NotADirectory, _) => "フォルダーではありません".to_owned(),
        (io::ErrorKind::IsADirectory, _) => "フォルダーです".to_owned(),
        (io::ErrorKind::DirectoryNotEmpty, _) => "フォルダーが空ではありません".to_owned(),
        (io::ErrorKind::CrossesDevices, _) => "別のディスクとの間では移せません".to_owned(),
        (io::ErrorKind::ResourceBusy, _) => "使用中です".to_owned(),
        (io::ErrorKind::AlreadyExists, _) => "同じ名前のものがあります".to_owned(),
        (io::ErrorKind::InvalidFilename, _) => "使えない名前です".to_owned(),
        (io::ErrorKind::OutOfMemory, _) => "メモリが足りません".to_owned(),
        // Without a number it is our own word, or a library's.
        (_, None) => error.to_string(),
        _ => format!("システムの知らせ：{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reason_is_in_english_where_there_is_a_word_for_it() {
        assert_eq!(io_reason(&io::ErrorKind::StorageFull.into()), "空き容量がありません");
        assert_eq!(io_reason(&io::Error::other("普通のファイルではありません")), "普通のファイルではありません");
        // tempfile names the path in an error of its own.
        let wrapped = tempfile::NamedTempFile::new_in("/nowhere/at/all").expect_err("no folder");
        assert_eq!(io_reason(&wrapped), "見つかりません");
    }
}
